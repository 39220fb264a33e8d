"""A council's own header and footer around a notice of ours: what may stand there, and what is told."""

from __future__ import annotations

import pytest

from tests.verify.pages import seeds
from tests.verify.test_page_frame import Told, told

HEADER = """<header id="x" class="x" lang="cy" role="banner"><h2>A</h2><h3>A</h3><h4>A</h4><h5>A</h5>
<p title="A: a"><a href="/" hreflang="cy" type="text/html">A</a> <a href="http://a.example/">A</a>
<a href="#x">A</a> <a href="/" rel="ME nofollow">A</a>
<a href="mailto:a@council.example">A</a> <a href="tel:1">A</a> <strong>A</strong> <em>A</em>
<b>A</b> <i>A</i>
<small>A</small> <abbr>A</abbr> <span>A</span><br><time datetime="2026-11-25">A</time></p><hr>
<img src="a.png" alt="A" width="9999" height="1" loading="lazy" decoding="async">
<img src="a.png" alt="A" width="100%" height="99%">
<nav aria-label="A"><ul><li aria-current="page">A</li></ul>
<ol><li>A</li></ol></nav><aside aria-labelledby="x">A</aside><div><address>A</address></div>
<footer>A</footer><header>A</header></header>"""


@pytest.mark.parametrize("tag", ["header", "footer", "nav", "aside"])
def test_a_council_may_have_a_header_of_its_own(tag: str) -> None:
    header = HEADER.replace("<header id", f"<{tag} id").removesuffix("</header>") + f"</{tag}>"
    assert told("<body>", f"<body>{header}") == told("</body>", f"{header}</body>") == []


OWN: dict[str, Told] = {
    "We also sell it.": [("added", "", "We also sell it.", "")],
    "<p>We also sell <b>it</b>.</p>": [("added", "", "We also sell it.", "")],
    "<script>sell()</script>": [("code", "", "<script>", "")],
    "<p></p>": [("code", "", "<p>", "")],
    "<main>It</main>": [("added", "", "It", ""), ("code", "", "<main>", "")],
    "<nav><form></form></nav>": [("code", "", "<form>", "")],
    '<nav><p id="a section-nhs">A</p></nav>': [("code", "", '<p id="a section-nhs">', "")],
    '<nav><p class="a facts">A</p></nav>': [("code", "", '<p class="a facts">', "")],
    '<nav><a href="ftp://a.example/">A</a></nav>': [("code", "", '<a href="ftp://a.example/">', "")],
    '<nav><p title="facts">A</p></nav>': [],
    **{
        f'<nav class="a {name}">A</nav>': [("code", "", f'<nav class="a {name}">', "")]
        for name in ("notices", "variant")
    },
    **{f'<nav><a rel="{rel}">A</a></nav>': [("code", "", f'<a rel="{rel}">', "")] for rel in ("license", "me banner")},
    **{
        f"<nav><img {size}></nav>": [("code", "", f"<img {size}>", "")]
        for size in ('height="10000"', 'width="9999px"', 'width="1٠"', 'height="101%"', 'width="-1"', 'height="1.5"')
    },
    f"<nav>{'<br>' * 999}</nav>": [],
    f"<nav>{'<br>' * 500}</nav><nav>{'<br>' * 499}</nav>": [("code", "", "1,001 elements around", "1,000 at most")],
    f"<nav>{'A' * 19_997}<img alt=A><img title=A><b>A</b></nav>": [],
    f"<nav>{'A' * 19_998}<img alt=A title=A></nav><nav>A</nav>": [
        ("code", "", "20,001 letters around", "20,000 at most")
    ],
    "<nav><p onclick=x()>A</p></nav>": [("code", "", '<p onclick="x()">', "")],
    '<aside aria-labelledby="x section-nhs">A</aside>': [("code", "", '<aside aria-labelledby="x section-nhs">', "")],
    **{
        f'<aside role="{role}">A</aside>': [("code", "", f'<aside role="{role}">', "")]
        for role in ("main", "Region", "dialog", "none", "img", "navigation main")
    },
    **{
        f'<nav><p role="{role}">A</p></nav>': [("code", "", f'<p role="{role}">', "")]
        for role in ("main", "Region", "alert", "status", "none application")
    },
    **{
        f'<header role="{role}">A</header>': []
        for role in (
            *("banner", "contentinfo", "navigation", "COMPLEMENTARY", "search", ""),
            "banner contentinfo navigation complementary search",
        )
    },
    **{
        f'<nav><p role="{role}">A</p></nav>': []
        for role in (
            *("list", "listitem", "menu", "menubar", "menuitem", "toolbar", "group", "none", "presentation"),
            *("img", "image", "link", "button", "heading", "separator", "search Navigation"),
        )
    },
}


@pytest.mark.parametrize("new", OWN)
def test_nothing_else_may_stand_around_a_notice_of_ours(new: str) -> None:
    assert told("<body>", f"<body>{new}") == OWN[new]


def test_what_stands_around_is_told_with_its_line() -> None:
    data = seeds().with_("</body>", "<nav>\n<form></form></nav></body>")
    (drift,) = seeds().drifts(data)
    assert b"<form>" in data.splitlines()[drift.place - 1]


def test_of_what_is_ours_only_what_is_not_there_is_missing() -> None:
    skip = '<a class="skip" href="#page-main">Skip to the content</a>'
    assert told(skip, "") == [("missing", "", "", "Skip to the content")]


def test_what_has_changed_places_around_a_notice_has_moved() -> None:
    text = seeds().data.decode()
    footer = text[text.index("<footer>") : text.index("</body>")]
    data = text.replace(footer, "").replace('<div class="frame body">', f'{footer}<div class="frame body">')
    assert {d.kind for d in seeds().drifts(data.encode())} == {"moved"}
