"""The bar with problems on top of each previewed page, the list of all pages, and the frame for each PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from site_builder.problems import Problem, Severity
from site_builder.report import counted, excerpt, named, sentence, shown
from site_builder.serve.preview import Shown

OWN = "/.preview/"
"""The path of the preview's own files; no notice can have this name."""
STYLE, SCRIPT, CHANGED, PAPER = f"{OWN}preview.css", f"{OWN}preview.js", f"{OWN}changed.js", f"{OWN}pdf/"
_HEAD, _BODY = re.compile(rb"</head>", re.IGNORECASE), re.compile(rb"<body[^>]*>", re.IGNORECASE)


def with_bar(page: bytes, what: Shown) -> bytes:
    """A page of the site with the bar on top; the page's own text is unchanged."""
    head = f'<link rel="stylesheet" href="{STYLE}"><script src="{SCRIPT}" defer></script></head>'
    page = _HEAD.sub(lambda _: head.encode(), page, count=1)
    return _BODY.sub(lambda match: match[0] + bar(what).encode(), page, count=1)


def bar(what: Shown) -> str:
    """The bar: a line that counts the problems, and below it the problems, the worst first."""
    problems = sorted(what.made.problems, key=lambda p: (list(Severity).index(p.severity), p.place))
    stops = what.made.failure or any(p.severity is Severity.ERROR for p in problems)
    items = [f'<li class="error">{escape(shown(what.made.failure))}</li>'] if what.made.failure else []
    items += map(_item, problems)
    listed = f"<ol>{''.join(items)}</ol>" if items else ""
    return (
        f'<aside id="preview" data-number="{what.number}" class="{"stops" if stops else "goes"}" aria-label="Preview">'
        f"<details{' open' if stops else ''}><summary>{escape(_summary(what))}</summary>{listed}</details>"
        f'<p><a href="{OWN}">All pages and PDFs</a></p></aside>'
    )


def _summary(what: Shown) -> str:
    none = "it could not be made" if what.made.failure else "no problems found"
    return f"Preview: {counted(what.made.problems) or none}." + (" Below is how it was before." if what.is_old else "")


def _item(problem: Problem) -> str:
    message = shown(sentence(problem))
    where = shown(f"{problem.place.file}, line {problem.place.line}")
    drawn = f"<pre>{escape(line)}</pre>" if (line := excerpt(problem)) else ""
    name = named(problem.severity)
    return f'<li class="{problem.severity}"><b>{name}</b> {escape(message)} <i>{escape(where)}</i>{drawn}</li>'


# ---- pages of the preview's own


def overview(what: Shown) -> bytes:
    """The page that lists every page and every PDF of the site."""
    pages = sorted(path for path in what.made.files if path.endswith(".html") and path != "404.html")
    papers = sorted(path for path in what.made.files if path.endswith(".pdf"))
    base = what.made.base
    lists = [
        ("Pages", [(base + path.removesuffix("index.html"), path) for path in pages]),
        ("PDFs", [(PAPER + path, path) for path in papers]),
    ]
    return _page("All pages and PDFs", what, "".join(_list(*each) for each in lists if each[1]))


def _list(heading: str, links: Iterable[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="{escape(href)}">{escape(text)}</a></li>' for href, text in links)
    return f"<h2>{heading}</h2><ul>{items}</ul>"


def paper(path: str, what: Shown) -> bytes:
    """A page that shows a PDF and reloads after a change."""
    return _page(path, what, f'<iframe src="{escape(what.made.base + path)}" title="{escape(path)}"></iframe>')


def nothing(what: Shown) -> bytes:
    """The page to show while no version of the site has worked yet."""
    return _page("Nothing to show yet", what, "<p>Mend what stands above, and the page comes by itself.</p>")


def _page(title: str, what: Shown, body: str) -> bytes:
    heading = escape(title)
    return with_bar(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{heading}</title></head>'
        f'<body><main class="preview"><h1>{heading}</h1>{body}</main></body></html>'.encode(),
        what,
    )
