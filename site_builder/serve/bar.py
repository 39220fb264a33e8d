"""The bar with problems on top of each previewed page, the list of all pages, and the frame for each PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from site_builder.explanations import Meaning
from site_builder.problems import Problem
from site_builder.report import counted, excerpt, named, sentence, shown
from site_builder.serve.preview import Shown
from site_builder.triage import Cause, causes, number

OWN = "/.preview/"
"""The path of the preview's own files; no notice can have this name."""
STYLE, SCRIPT, CHANGED, PAPER = f"{OWN}preview.css", f"{OWN}preview.js", f"{OWN}changed.js", f"{OWN}pdf/"
RULE = f"{OWN}rule/"
_ANCHOR = re.compile(rb'\bid="([^"]+)"')
_HEAD, _BODY = re.compile(rb"</head>", re.IGNORECASE), re.compile(rb"<body[^>]*>", re.IGNORECASE)


def with_bar(page: bytes, what: Shown) -> bytes:
    """A page of the site with the bar on top; the page's own text is unchanged."""
    head = f'<link rel="stylesheet" href="{STYLE}"><script src="{SCRIPT}" defer></script></head>'
    page = _HEAD.sub(lambda _: head.encode(), page, count=1)
    return _BODY.sub(lambda match: match[0] + bar(what, page).encode(), page, count=1)


def bar(what: Shown, page: bytes = b"") -> str:
    """The bar: a line that counts the problems, and below it their causes, in the order of `check`."""
    every = causes(what.made.problems, what.made.known)
    stops = what.made.failure or any(cause.stops for cause in every)
    items = [f'<li class="error">{escape(shown(what.made.failure))}</li>'] if what.made.failure else []
    anchors = _anchors(what, page)
    items += (_item(cause, what, anchors) for cause in every)
    listed = f"<ol>{''.join(items)}</ol>" if items else ""
    new = number(cause for cause in every if cause.is_new)
    return (
        f'<aside id="preview" data-number="{what.number}" class="{"stops" if stops else "goes"}" aria-label="Preview">'
        f"<details{' open' if stops else ''}><summary>{escape(_summary(what, new))}</summary>{listed}</details>"
        f'<p><a href="{OWN}">All pages and PDFs</a></p></aside>'
    )


def _summary(what: Shown, new: int) -> str:
    none = "it could not be made" if what.made.failure else "no problems found"
    of_these = f" New since the last build: {new}." if new else ""
    if not what.made.is_judged:
        return "Preview: looking for problems."
    old = " Below is how it was before." if what.is_old else ""
    return f"Preview: {counted(what.made.problems) or none}.{of_these}{old}"


def _anchors(what: Shown, page: bytes) -> dict[str, str]:
    """For each id of a paragraph the address that leads to it: on this page, if it is there too."""
    found: dict[str, str] = {}
    for path, data in what.made.files.items():
        if path.endswith("index.html"):
            for key in _ANCHOR.findall(data):
                found.setdefault(key.decode(), f"{what.made.base}{path.removesuffix('index.html')}#{key.decode()}")
    return found | {key.decode(): f"#{key.decode()}" for key in _ANCHOR.findall(page)}


def _item(cause: Cause, what: Shown, anchors: dict[str, str]) -> str:
    first = cause.first
    mark = "<mark>new</mark> " if cause.is_new else ""
    links = [_link(_editor(what, problem), _where(problem)) for problem in cause.problems]
    # What a thing is called comes last, as in "purposes of dfe-surveys".
    thing = first.field.rpartition(" ")[2]
    links += [_link(anchors[thing], "on the page")] if thing in anchors else []
    links.append(_link(f"{RULE}{first.rule}", f"[{first.rule}]"))
    drawn = f"<pre>{escape(line)}</pre>" if (line := excerpt(first)) else ""
    message = escape(shown(sentence(first)))
    told = f"{mark}<b>{named(first.severity)}</b> {message} <i>{' · '.join(links)}</i>{drawn}"
    return f'<li class="{first.severity}">{told}</li>'


def _link(href: str, text: str) -> str:
    return f'<a href="{escape(href)}">{escape(text)}</a>'


def _where(problem: Problem) -> str:
    place, _ = problem.seen
    return shown(f"{place.file}, line {place.line}")


def _editor(what: Shown, problem: Problem) -> str:
    """The address that opens Visual Studio Code at the place of a problem."""
    place, _ = problem.seen
    path = (what.made.folder / place.file).as_posix().lstrip("/")
    return f"vscode://file/{quote(path, safe='/:')}:{place.line}:{place.column}"


# ---- pages of the preview's own


def overview(what: Shown) -> bytes:
    """The page that lists every page, every PDF and every table of the site."""
    pages = sorted(path for path in what.made.files if path.endswith(".html") and path != "404.html")
    papers = sorted(path for path in what.made.later if path.endswith(".pdf"))
    tables = sorted(what.made.later.keys() - {*papers})
    base = what.made.base
    lists = [
        ("Pages", [(base + path.removesuffix("index.html"), path) for path in pages]),
        ("PDFs", [(PAPER + path, path) for path in papers]),
        ("Tables", [(base + path, path) for path in tables]),
    ]
    return _page("All pages and PDFs", what, "".join(_list(*each) for each in lists if each[1]))


def _list(heading: str, links: Iterable[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="{escape(href)}">{escape(text)}</a></li>' for href, text in links)
    return f"<h2>{heading}</h2><ul>{items}</ul>"


def paper(path: str, what: Shown) -> bytes:
    """A page that shows a PDF and reloads after a change."""
    return _page(path, what, f'<iframe src="{escape(what.made.base + path)}" title="{escape(path)}"></iframe>')


def rule(meaning: Meaning, what: Shown) -> bytes:
    """A page that explains a rule."""
    return _page(meaning.id, what, f"<pre>{escape(meaning.plain)}</pre>")


def nothing(what: Shown) -> bytes:
    """The page to show while no version of the site has worked yet."""
    return _page("Nothing to show yet", what, "<p>Mend what stands above, and the page comes by itself.</p>")


def _page(title: str, what: Shown, body: str) -> bytes:
    heading = escape(title)
    return with_bar(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{heading}</title></head>'
        f'<body><main class="preview"><h1>{heading}</h1>{body}</main></body></html>'.encode(),
        what,
    )
