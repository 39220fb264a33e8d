"""An HTTP response, and a table of the headers that may change what the public reads.

One table says which values of each header are harmless. Another value is a difference, or a note where it changes
what few read. A header without a row is a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPMessage
from typing import NamedTuple

from site_builder.addresses import API_CATALOG, DATA
from site_builder.errors import shown
from site_builder.verify.difference import Difference

OK = 200
HTML = "text/html"
TYPES: Mapping[str, tuple[str, ...]] = {
    ".html": (HTML,),
    ".pdf": ("application/pdf",),
    ".css": ("text/css",),
    ".schema.json": ("application/schema+json", "application/json"),
    ".feed.json": ("application/feed+json", "application/json"),
    ".atom": ("application/atom+xml", "application/xml", "text/xml"),
    ".jsonld": ("application/ld+json", "application/json"),
    ".json": ("application/json",),
    ".csv": ("text/csv",),
    ".xml": ("application/xml", "text/xml"),
    ".txt": ("text/plain",),
    "/api-catalog": ("application/linkset+json", "application/json"),
}
"""The media types that each kind of file may have, the best first. The first ending that fits counts."""
SHOWN_BY_TYPE = (".html", ".pdf", ".css")
"""Files that people see differently, or not at all, with another media type."""
FOREIGN_PAGE = "page.html"
"""The path we give to a foreign page, for its own address says nothing about its type."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The response after all redirects: the address it came from, its headers, uncompressed content, and status."""

    address: str
    headers: HTTPMessage
    data: bytes
    status: int = OK

    @property
    def type(self) -> str:
        """The media type, without its parameters, in small letters; '' for none."""
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""


Answers = Mapping[str, Answer]
"""Responses by their paths below the site's root."""


class Row(NamedTuple):
    """The harmless values of a header, for files whose path fits. Another value is a difference, or else a note.

    `wanted` is the value that each such file of our sites should have; such a row does not concern foreign pages. In
    `harmless`, PLACE is the address of the file itself, and ROOT that of the site.
    """

    header: str
    harmless: str
    is_difference: bool = False
    files: str = ".*"
    wanted: str = ""


ANY, NONE = ".*", "(?!)"
PAGES, READ = r".*\.html", r".*\.(?:html|pdf)"
_LIST = "(?:(?:{})(?:, *|$))*"
_HERE = r'(?:h2|h3|h3-29)=":443"(?:; *(?:ma|persist)=\d+)*'
_HOW = r'(?:; *(?:as|type|crossorigin|fetchpriority|nopush)(?:=[\w./+-]+|="[\w./+-]+")?)*'
_FETCHES_SOONER = rf'<[^<>\s"\\]*>{_HOW}; *rel="?(?:preload|modulepreload|prefetch|preconnect|dns-prefetch)"?{_HOW}'
_IS_ITSELF = f'<PLACE>; *rel="?canonical"?|<ROOT{re.escape(API_CATALOG)}>; *rel="?api-catalog"?'

TABLE = (
    Row("refresh", NONE, is_difference=True),
    Row("content-type", r'[\w.+/-]+(?:; *(?:charset=("?)utf-?8\1|profile="[^"]*"))*', is_difference=True),
    Row("content-type", ".*charset=.*", files=PAGES, wanted="text/html; charset=utf-8"),
    Row("content-disposition", "inline(?:;.*)?", is_difference=True, files=READ),
    Row("content-security-policy", r"(?!.*\bsandbox\b).*", is_difference=True, files=READ),
    Row(
        "content-security-policy",
        "(?=.*default-src 'none')(?=.*frame-ancestors '(?:none|self)').*",
        files=PAGES,
        wanted="default-src 'none'; frame-ancestors 'none'",
    ),
    Row("link", _LIST.format(f"{_FETCHES_SOONER}|{_IS_ITSELF}"), is_difference=True),
    Row("referrer-policy", "no-referrer", files=PAGES, wanted="no-referrer"),
    Row("x-content-type-options", "nosniff", wanted="nosniff"),
    Row("access-control-allow-origin", "[*]", files=f"{DATA}.*", wanted="*"),
    Row("connection", "close|keep-alive"),
    Row("vary", _LIST.format("accept-encoding|origin|access-control-request-(?:headers|method)")),
    Row("x-robots-tag", _LIST.format("all|index|follow|max-(?:snippet:-1|(?:image|video)-preview:(?:large|-1))")),
    Row("alt-svc", f"clear|{_LIST.format(_HERE)}"),
    Row("cross-origin-resource-policy", "cross-origin"),
    Row("x-ua-compatible", "ie=edge(?:, *chrome=1)?"),
    *(
        Row(header, ANY)
        for header in (
            *("accept-ranges", "age", "cache-control", "cache-status", "content-encoding", "content-language"),
            *("content-length", "content-security-policy-report-only", "cross-origin-opener-policy", "date", "etag"),
            *("expires", "keep-alive", "last-modified", "nel", "origin-agent-cluster", "permissions-policy", "pragma"),
            *("priority", "report-to", "reporting-endpoints", "server", "server-timing", "set-cookie"),
            *("strict-transport-security", "timing-allow-origin", "transfer-encoding", "via"),
        )
    ),
)
OF_HOSTS = re.compile("(?:access-control|akamai|cdn|cf|fastly|surrogate|x)-.+")
"""Headers without a row that hosts write for each other and browsers ignore."""


def other_kind(path: str, answer: Answer) -> str:
    """A sentence where the response is another kind of file, such as an error page; '' where it may be right."""
    fits = _media_types(path)
    is_page_instead = answer.type == HTML and bool(fits) and HTML not in fits
    if not is_page_instead and (not path.endswith(SHOWN_BY_TYPE) or answer.type in fits):
        return ""
    what = f"as {shown(answer.type)}" if answer.type else "without a type"
    return f"{answer.address} is answered {what}, and must be {fits[0]}: it may be another page."


def header_differences(answers: Answers, root: str = "") -> Iterator[Difference]:
    """Headers by which people or systems read something else than the file says. `root` is '' for a foreign page."""
    for path, answer in answers.items():
        for header, value in _headers(answer).items():
            if any(
                row.is_difference and not _fits(_harmless_values(row, answer, root), value)
                for row in _rows(header, path)
            ):
                yield Difference("header", header.title(), value, file=path)


def header_notes(answers: Answers, *, are_ours: bool = True) -> Iterator[str]:
    """Sentences on headers by which some may read something else and, for our sites, on headers that are missing."""
    paths: dict[str, list[str]] = {}
    for path, answer in answers.items():
        for sentence in (*_doubts(path, answer), *(_missing_headers(path, answer) if are_ours else ())):
            paths.setdefault(sentence, []).append(path)
    for sentence, its_paths in paths.items():
        more = f" and {len(its_paths) - 1} more" if len(its_paths) > 1 else ""
        yield f"{sentence} ({its_paths[0]}{more})."


def _headers(answer: Answer) -> Mapping[str, str]:
    """Each header in small letters, with its values between commas, as HTTP joins them (RFC 9110, 5.3)."""
    names = dict.fromkeys(name.lower() for name in answer.headers)
    return {name: ", ".join(str(each).strip(" \t") for each in answer.headers.get_all(name, [])) for name in names}


def _rows(header: str, path: str) -> Iterator[Row]:
    return (row for row in TABLE if row.header == header and _fits(row.files, path))


def _harmless_values(row: Row, answer: Answer, root: str) -> str:
    """The harmless values of a header for one file. A foreign page may link to anything but a style sheet."""
    if row.header == "link" and not root:
        return r"(?!.*stylesheet)[^\\]*"
    return row.harmless.replace("PLACE", re.escape(answer.address)).replace("ROOT", re.escape(root))


def _fits(pattern: str, value: str) -> bool:
    return re.fullmatch(pattern, value, re.ASCII | re.IGNORECASE | re.DOTALL) is not None


def _media_types(path: str) -> tuple[str, ...]:
    return next((types for ending, types in TYPES.items() if path.endswith(ending)), ())


def _doubts(path: str, answer: Answer) -> Iterator[str]:
    known = {row.header for row in TABLE}
    for header, value in _headers(answer).items():
        is_unknown = header not in known and not OF_HOSTS.fullmatch(header)
        doubts = (row for row in _rows(header, path) if not row.is_difference and not row.wanted)
        if is_unknown or any(not _fits(row.harmless, value) for row in doubts):
            yield f"The server sends {shown(header.title())}: {shown(value)}, by which some may read something else"


def _missing_headers(path: str, answer: Answer) -> Iterator[str]:
    sent = _headers(answer)
    for row in TABLE:
        if row.wanted and _fits(row.files, path) and not _fits(row.harmless, sent.get(row.header, "")):
            yield f"The server does not send {row.header.title()}: {row.wanted}, which keeps readers safer"
    if (types := _media_types(path)) and answer.type not in types:
        yield f"The server calls it {shown(answer.type) or 'nothing'}, and it is {types[0]}"
