"""The browser sees a page as its readers do, and complains of what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.checkers.browser import (
    DARK,
    DESKTOP,
    FORCED_COLOURS,
    NO_SCRIPTS,
    PAPER,
    PHONE,
    VIEWS,
    axe,
    axe_undecided,
    ibm,
    overflow,
    screenshot,
    visible_text,
)
from tests.checkers.missing import require
from tests.effort import some

if TYPE_CHECKING:
    from pathlib import Path

    from tests.checkers.browser import Look, View

STYLE = """
body { color: #222; background: #fff; }
label, input { display: block; min-height: 24px; }
.gone { display: none; }
.which::after { content: "desktop"; }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #111; }
  a { color: #8bf; }
  .which::after { content: "dark"; }
}
@media (max-width: 400px) { .which::after { content: "phone"; } }
@media (forced-colors: active) { .which::after { content: "forced colours"; } }
@media print { .which::after { content: "paper"; } }
"""
SCRIPT = "document.querySelector('#script').textContent = 'scripts on';"
GOOD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>A notice</title>
<link rel="stylesheet" href="style.css">
<script src="script.js" defer></script>
</head>
<body>
<main>
<h1>A   notice</h1>
<p>We share with the <a href="#ask">police</a>.</p>
<p class="gone">Hidden words.</p>
<p><img src="dot.svg" alt="A dot" width="9" height="9"></p>
<p class="which" id="script">scripts off</p>
<form id="ask"><label for="name">Your name</label><input id="name" autocomplete="name"></form>
</main>
</body>
</html>
"""
HEADERS = """# The policy of the site
/*
  Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; base-uri 'none'
  X-Content-Type-Options: nosniff
"""


def site(folder: Path, page: str = GOOD) -> Path:
    contents = {
        "_headers": HEADERS,
        "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>',
        "index.html": page,
        "script.js": SCRIPT,
        "style.css": STYLE,
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def twin(folder: Path, right: str, wrong: str) -> Path:
    assert right in GOOD
    return site(folder, GOOD.replace(right, wrong, 1))


@pytest.mark.parametrize("view", some(VIEWS, one_in=4))
def test_a_good_page_passes_in_every_view(look: Look, tmp_path: Path, view: str) -> None:
    seen = look(site(tmp_path), "", VIEWS[view])
    assert axe(seen.page) == []
    assert axe_undecided(seen.page) == []
    assert overflow(seen.page) == 0
    assert seen.complaints == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        pytest.param(' alt="A dot"', "", "image-alt (critical)", id="image without alternative text"),
        pytest.param("<h1>", '<h1 style="color:#aaa">', "color-contrast (serious)", id="low contrast"),
        pytest.param('<label for="name">', "<label>", "label (critical)", id="missing label"),
        pytest.param(' lang="en"', "", "html-has-lang (serious)", id="no language"),
        pytest.param("<main>", "<div>", "region (moderate)", id="no landmark (best practice)"),
    ],
)
def test_axe_names_the_fault(look: Look, tmp_path: Path, right: str, wrong: str, fault: str) -> None:
    folder = twin(tmp_path, right, wrong)
    (folder / "_headers").unlink()  # so that the style attribute counts
    assert fault in "\n".join(axe(look(folder).page))


def test_a_second_checker_names_what_axe_does_not_see(look: Look, tmp_path: Path) -> None:
    require("ibm")
    seen = look(site(tmp_path))
    assert axe(seen.page) == []
    assert "form_submit_button_exists" in "\n".join(ibm(seen.page))


def test_axe_judges_the_view_that_is_open(look: Look, tmp_path: Path) -> None:
    folder = site(tmp_path)
    (folder / "style.css").write_text(STYLE.replace("#eee", "#333"), encoding="utf-8")
    assert axe(look(folder, "", DESKTOP).page) == []
    assert "color-contrast" in "\n".join(axe(look(folder, "", DARK).page))


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        pytest.param("<h1>", '<h1 style="color:red">', "Content Security Policy", id="inline style"),
        pytest.param("</main>", "</main><script>alert()</script>", "Content Security Policy", id="inline script"),
        pytest.param("dot.svg", "http://192.0.2.1/dot.svg", "192.0.2.1", id="picture from elsewhere"),
        pytest.param("script.js", "missing.js", "404", id="file that is not there"),
    ],
)
def test_the_browser_complains_of_the_fault(look: Look, tmp_path: Path, right: str, wrong: str, complaint: str) -> None:
    assert complaint in "\n".join(look(twin(tmp_path, right, wrong)).complaints)


def test_an_error_in_a_script_is_a_complaint(look: Look, tmp_path: Path) -> None:
    folder = site(tmp_path)
    (folder / "script.js").write_text("nothing.there;", encoding="utf-8")
    assert "script error: nothing is not defined" in look(folder).complaints


def test_the_visible_text_is_what_a_person_can_read(look: Look, tmp_path: Path) -> None:
    page = look(site(tmp_path)).page
    assert visible_text(page, "main").splitlines() == [
        "A notice",
        "We share with the police.",
        "scripts on",
        "Your name",
    ]


@pytest.mark.parametrize(
    ("view", "which", "text"),
    [
        (DESKTOP, "desktop", "scripts on"),
        (DARK, "dark", "scripts on"),
        (PHONE, "phone", "scripts on"),
        (FORCED_COLOURS, "forced colours", "scripts on"),
        (PAPER, "paper", "scripts on"),
        (NO_SCRIPTS, "desktop", "scripts off"),
    ],
    ids=VIEWS,
)
def test_each_view_is_what_its_name_says(look: Look, tmp_path: Path, view: View, which: str, text: str) -> None:
    page = look(site(tmp_path), "", view).page
    assert visible_text(page, "#script") == text
    assert page.evaluate("getComputedStyle(document.querySelector('.which'), '::after').content") == f'"{which}"'
    assert page.evaluate("innerWidth") == view.width


def test_a_page_wider_than_a_phone_overflows(look: Look, tmp_path: Path) -> None:
    folder = site(tmp_path)
    (folder / "style.css").write_text(STYLE + "h1 { width: 400px; }", encoding="utf-8")
    assert overflow(look(folder, "", PHONE).page) > 0
    assert overflow(look(folder, "", DESKTOP).page) == 0


def test_a_screenshot_is_a_picture_of_the_whole_page(look: Look, tmp_path: Path) -> None:
    assert screenshot(look(site(tmp_path)).page).startswith(b"\x89PNG")
