"""What a server says of a site's files: what changes how people read them is drift, what only guards them a note."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urljoin

from site_builder.core.addresses import CONTEXT, DATA
from site_builder.verify.drift import Drift
from site_builder.verify.live.web import Answer, Answers, WebError

PAGE, TEXT = "text/html", "utf-8"
TYPES: dict[str, tuple[str, ...]] = {
    ".html": (PAGE,),
    ".pdf": ("application/pdf",),
    ".css": ("text/css",),
    ".schema.json": ("application/schema+json", "application/json"),
    ".jsonld": ("application/ld+json", "application/json"),
    ".json": ("application/json",),
    ".xml": ("application/xml", "text/xml"),
    ".txt": ("text/plain",),
}
"""The media types that each kind of file may have, the best first; the first ending that fits counts."""

MUST_BE_SO = (".html", ".pdf", ".css")
"""Of these another type shows people something else, or nothing."""

MEANING = "http://www.w3.org/ns/json-ld#context"
TELLING = {"alternate", "canonical", "license", "privacy-policy", MEANING}
"""Relations by which a `Link` says of a file what else it says, or how it is to be read."""
_LINK = re.compile(r'<([^>]*)>((?:"(?:\\.|[^"\\])*"|[^<])*)')
_VALUE = r"\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]*))"
_REL, _HREFLANG = (re.compile(rf"(?:^|;)\s*{name}{_VALUE}", re.IGNORECASE) for name in ("rel", "hreflang"))

_PLAIN = re.compile(r'[^"\\]*("[\w-]*"[^"\\]*)*')
"""A media type in which what is quoted is one word: other signs some readers take for the quotation's end."""

ALIKE = {"accept-encoding", "origin", "access-control-request-headers", "access-control-request-method"}
"""What `Vary` may name without any reader's being given something else."""


def header_drifts(answers: Answers) -> Iterator[Drift]:
    """Headers by which people read something else than the file says. Raises WebError for an answer of another kind."""
    for path, answer in answers.items():
        if answer.headers.defects or answer.headers.get_payload():
            yield Drift(
                "unread", says="A line of the server's headers is no header. Browsers read on after it.", file=path
            )
            continue
        _check_kind(path, answer)
        yield from _of_type(path, answer)
        for value in answer.headers.get_all("Refresh", []):
            yield Drift("header", "Refresh", value, file=path)
        if path.endswith((".html", ".pdf")):
            yield from _of_pages(path, answer)


def _check_kind(path: str, answer: Answer) -> None:
    """Whether it is what was asked for at all, and no page of errors or of repairs in its place."""
    fits = _types(path)
    is_page_instead = answer.type == PAGE and bool(fits) and PAGE not in fits
    if is_page_instead or (path.endswith(MUST_BE_SO) and answer.type not in fits):
        what = f"as {answer.type}" if answer.type else "without a type"
        raise WebError(f"{answer.address} is answered {what}, and must be {fits[0]}: it may be another page.")


def _types(path: str) -> tuple[str, ...]:
    return next((types for ending, types in TYPES.items() if path.endswith(ending)), ())


def _of_type(path: str, answer: Answer) -> Iterator[Drift]:
    if len(types := answer.headers.get_all("Content-Type", [])) > 1:
        yield Drift("header", "Content-Type", ", ".join(types), types[0], file=path)
    given = answer.headers.get_content_charset(TEXT)
    if path.endswith((".html", ".css")) and given.lower() not in {TEXT, "utf8"}:
        yield Drift("header", "Content-Type", f"charset={given}", "charset=utf-8", file=path)
    elif path.endswith((".html", ".css")) and not _PLAIN.fullmatch(types[0]):
        yield Drift("header", "Content-Type", types[0], "charset=utf-8", file=path)


def _of_pages(path: str, answer: Answer) -> Iterator[Drift]:
    for value in answer.headers.get_all("Link", []):
        if "stylesheet" in value.lower():
            yield Drift("header", "Link", value, file=path)
    for value in answer.headers.get_all("Content-Disposition", []):
        # What browsers do not know they download (RFC 6266, 4.2).
        if value.partition(";")[0].strip().lower() not in {"", "inline"}:
            yield Drift("header", "Content-Disposition", value, file=path)


def link_drifts(answers: Answers) -> Iterator[Drift]:
    """Headers that tell systems of another feed, place, language or meaning of a file than the site itself does."""
    own = {answer.address: answer for answer in answers.values()}
    for path, answer in answers.items():
        for value in answer.headers.get_all("Link", []):
            if not all(_holds(target.strip(), rest, answer, own) for target, rest in _LINK.findall(value)):
                yield Drift("header", "Link", value, file=path)
        spoken = _words(answer, "Content-Language")
        if path.endswith((".html", ".pdf")) and not _is_in(spoken, own.get(_folder(answer), answer)):
            yield Drift("header", "Content-Language", ", ".join(spoken), file=path)


def _holds(target: str, rest: str, answer: Answer, own: Answers) -> bool:
    """Whether a link is so: to a file's own place or its page's, to the context, to a file in the language it names.

    No file of the site is a licence. `own` are the answers by their addresses.
    """
    where = urljoin(answer.address, target)
    relations = {word for found in _REL.findall(rest) for word in "".join(found).lower().split()} & TELLING
    places = {
        "canonical": {answer.address, _folder(answer)},
        "license": set(),
        MEANING: {address for address in own if address.endswith(CONTEXT)},
    }
    if not all(where in own and where in places.get(relation, own) for relation in relations):
        return False
    tags = ["".join(found).lower() for found in _HREFLANG.findall(rest)]
    return "alternate" not in relations or _is_in(tags, own[where])


def _folder(answer: Answer) -> str:
    """Where the page of a file's folder is read."""
    return urljoin(answer.address, ".")


def _is_in(tags: Collection[str], answer: Answer) -> bool:
    """Whether a page is in one of these languages, as far as it says in which it is and they are any."""
    from selectolax.lexbor import LexborHTMLParser

    named = {tag.partition("-")[0] for tag in tags} - {"x"}
    root = LexborHTMLParser(answer.data).root if named else None
    spoken = (root.attributes.get("lang") or "").lower().partition("-")[0] if root else ""
    return not spoken or spoken in named


def header_notes(answers: Answers) -> Iterator[str]:
    """What a server leaves unsaid that `_headers` asks of it, and what guards readers; each with a file."""
    told: dict[str, list[str]] = {}
    for path, answer in answers.items():
        for sentence in _unsaid(path, answer):
            told.setdefault(sentence, []).append(path)
    for sentence, paths in told.items():
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        yield f"{sentence} ({paths[0]}{more})."


def _unsaid(path: str, answer: Answer) -> Iterator[str]:
    policy = _directives(answer.headers.get("Content-Security-Policy", ""))
    if path.endswith(".html"):
        if not policy:
            yield "The server sends no Content-Security-Policy; the page's own is in force, and anyone may frame it"
        else:
            yield from _weak(policy)
        if {*_words(answer, "Referrer-Policy")} != {"no-referrer"}:
            yield "The server sends no Referrer-Policy: no-referrer; the page's own is in force"
        if any(re.search(r"\b(noindex|none|unavailable_after)\b", word) for word in _words(answer, "X-Robots-Tag")):
            yield "X-Robots-Tag keeps search engines from listing it"
    if differing := sorted({*_words(answer, "Vary")} - ALIKE):
        yield f"The server says that what it gives depends on {', '.join(differing)}, so others may read something else"
    if _words(answer, "X-Content-Type-Options")[:1] != ["nosniff"]:
        yield "The server sends no X-Content-Type-Options: nosniff"
    if path.startswith(DATA):
        if _words(answer, "Access-Control-Allow-Origin") != ["*"]:
            yield "The server sends no Access-Control-Allow-Origin: *, so other sites' pages cannot read the data"
        if (types := _types(path)) and answer.type not in types:
            yield f"The server calls it {answer.type or 'nothing'}, and it is {types[0]}"


def _words(answer: Answer, name: str) -> list[str]:
    """What a header says, in all its lines, between commas."""
    lines = answer.headers.get_all(name, [])
    return [word for line in lines for each in line.lower().split(",") if (word := each.strip())]


def _directives(policy: str) -> Mapping[str, str]:
    """What a policy says by name; of two that have one name the first counts."""
    found: dict[str, str] = {}
    for each in policy.split(";"):
        if words := each.split():
            found.setdefault(words[0].lower(), " ".join(words[1:]))
    return found


def _weak(policy: Mapping[str, str]) -> Iterator[str]:
    if policy.get("frame-ancestors") not in {"'none'", "'self'"}:
        yield "The server's Content-Security-Policy lets any site frame the page"
    if policy.get("default-src") != "'none'":
        yield "The server's Content-Security-Policy is weaker than the page's own, which is in force"
