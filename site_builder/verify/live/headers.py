"""What a server says of a site's files: what changes how people read them is drift, what only guards them a note."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from site_builder.core.addresses import API_CATALOG, DATA, FEED
from site_builder.core.failure import shown
from site_builder.verify.drift import Drift
from site_builder.verify.live.web import Answer, Answers, WebError
from site_builder.verify.page.address import resolved

PAGE = "text/html"
TYPES: dict[str, tuple[str, ...]] = {
    ".html": (PAGE,),
    ".pdf": ("application/pdf",),
    ".css": ("text/css",),
    ".schema.json": ("application/schema+json", "application/json"),
    ".jsonld": ("application/ld+json", "application/json"),
    ".json": ("application/json",),
    ".xml": ("application/xml", "text/xml"),
    ".txt": ("text/plain",),
    "/api-catalog": ("application/linkset+json", "application/json"),
}
"""The media types that each kind of file may have, the best first; the first ending that fits counts."""

MUST_BE_SO = (".html", ".pdf", ".css")
"""Of these another type shows people something else, or nothing."""

_LINKSET = r'application/linkset\+json[ \t]*+;[ \t]*+profile="https://www\.rfc-editor\.org/info/rfc9727"'
_TYPE = re.compile(rf'(?a)(?:{_LINKSET}|[a-z0-9.+-]+/[a-z0-9.+-]+)[ \t]*+(?:;[ \t]*+charset=("?)(?i:utf-?8)\1)?')
"""A media type as hosts write it, of files in UTF-8. Of longer ones some readers take another part than others."""

SOONER = {"preload", "modulepreload", "prefetch"}
"""Relations by which a `Link` says nothing of a file, and fetches sooner what belongs to the site."""
CONNECTS = {"preconnect", "dns-prefetch"}
"""And those by which nothing is fetched."""
OURS = {"alternate": FEED, "api-catalog": API_CATALOG}
"""Relations that only one file of a site has: the first to pages, by which others read it in their place.

A context is none: each file names its own.
"""
PARAMETERS = {"rel", "type", "as", "crossorigin", "fetchpriority", "nopush"}

POLICY = "Content-Security-Policy"

BLANK = " \t"
"""What may stand around a word in a header: any other sign belongs to it."""
_SHOWN = re.compile(r'(?ai)(?:inline|(attachment))?[ \t]*(?:;[ \t]*filename="?([\w.-]+)"?)?')
_WORDS = re.compile(f"[^{BLANK}]+")

_TARGET = re.compile('<[^<>"]*>')
_WORD = r"[!#$%&'*+.^_`|~\w-]++"
_PART = rf';[ \t]*+({_WORD})(?:=({_WORD}|"[^"\\<>;]*+"))?+[ \t]*+'
_LINK = rf"[ \t]*+<([!#-+.-:=?-Z^-~-]*+)>[ \t]*+((?:{_PART})*+)(?:,|\Z)"
_LINKS, _EACH, _EACH_PART = (re.compile(each, re.ASCII) for each in (f"(?:{_LINK})*+", _LINK, _PART))
"""Links in which nothing is quoted that some readers take for the beginning of another."""

HARMLESS = {
    *("accept-ranges", "age", "cache-control", "cache-status", "content-disposition", "content-encoding"),
    *("content-language", "content-length", "content-security-policy", "content-type", "cross-origin-opener-policy"),
    *("date", "etag", "expires", "keep-alive", "last-modified", "link", "nel", "permissions-policy", "pragma"),
    *("priority", "referrer-policy", "report-to", "reporting-endpoints", "server", "server-timing"),
    *("set-cookie", "strict-transport-security", "timing-allow-origin", "transfer-encoding", "vary", "via"),
    *("content-security-policy-report-only", "origin-agent-cluster", "x-content-type-options"),
    *("expect-ct", "feature-policy", "p3p", "request-context", "status", "surrogate-control", "surrogate-key"),
    *("x-dns-prefetch-control", "x-frame-options", "x-robots-tag", "x-xss-protection"),
}
"""Headers by which nobody reads another file, or of which is said here what they may say."""
OF_HOSTS = re.compile(
    "(?ai)(?:akamai|cdn|cf|fastly)-.+|access-control-(?:allow|expose|max)-.+"
    "|x-(?:age|akamai|amz|aspnet|aspnetmvc|azure|backend|cache|cacheable|cdn|correlation|download|drupal"
    "|edge|envoy|fastly|fd|generator|github|goog|hits|host|iinfo|kinsta|litespeed|mod|ms|nf|origin|page|pantheon"
    "|permitted|pingback|powered|proxy|redirect|request|runtime|served|server|sucuri|timer|trace|ttl|varnish|vercel|via|wp)(?:-.+)?"
)
"""How headers are called that hosts and delivery networks write for each other and for themselves."""
_DEFAULT_PORT = re.compile("https://[^/:]+/")
_SAME_PLACE = r'(?:h2|h3|h3-29)=":443"(?:; *(?:ma|persist)=[0-9]+)*'
PLAIN = {
    "alt-svc": re.compile(rf"(?ai)clear|{_SAME_PLACE}(?:, *{_SAME_PLACE})*"),
    "connection": re.compile("(?ai)close"),
    "cross-origin-resource-policy": re.compile("(?ai)cross-origin"),
    "x-ua-compatible": re.compile("(?ai)IE=edge(?:, *chrome=1)?"),
}
"""What others say where they lead to no other server, take no header away, and ask for no older way of reading."""
DIRECTIVES = {
    *("base-uri", "block-all-mixed-content", "child-src", "connect-src", "default-src", "font-src", "form-action"),
    *("frame-ancestors", "frame-src", "img-src", "manifest-src", "media-src", "object-src", "report-to", "report-uri"),
    *("require-trusted-types-for", "sandbox", "script-src", "script-src-attr", "script-src-elem", "style-src"),
    *("style-src-attr", "style-src-elem", "trusted-types", "upgrade-insecure-requests", "worker-src"),
}
"""What a policy may speak of; of styles and `sandbox` is said here what it may say."""
ROBOTS_MAY = {"all", "index", "follow", "max-snippet:-1", "max-image-preview:large", "max-video-preview:-1"}
"""What `X-Robots-Tag` says where search engines may list a file and show of it what they like."""
MOST_COOKIES = 4_000
"""Bytes that a page of others may set: of some 8,000 many servers refuse the next question."""
ALIKE = {"accept-encoding", "origin", "access-control-request-headers", "access-control-request-method"}
"""What `Vary` may name without any reader's being given something else."""


def header_drifts(answers: Answers) -> Iterator[Drift]:
    """Headers by which people read something else than the file says. Raises WebError for an answer of another kind."""
    for path, answer in answers.items():
        check_kind(path, answer)
        yield from _of_type(path, answer)
        for value in answer.headers.get_all("Refresh", []):
            yield Drift("header", "Refresh", value, file=path)
        yield from _of_saving(path, answer)
        if path.endswith((".html", ".pdf")):
            yield from _of_pages(path, answer)


def check_kind(path: str, answer: Answer) -> None:
    """That it is what was asked for, and no page of errors or of repairs in its place. Raises WebError."""
    fits = _types(path)
    is_page_instead = answer.type == PAGE and bool(fits) and PAGE not in fits
    if is_page_instead or (path.endswith(MUST_BE_SO) and answer.type not in fits):
        what = f"as {shown(answer.type)}" if answer.type else "without a type"
        raise WebError(f"{answer.address} is answered {what}, and must be {fits[0]}: it may be another page.")


def _types(path: str) -> tuple[str, ...]:
    return next((types for ending, types in TYPES.items() if path.endswith(ending)), ())


def _of_type(path: str, answer: Answer) -> Iterator[Drift]:
    types, fits = answer.headers.get_all("Content-Type", []), _types(path)
    if len(types) > 1:
        yield Drift("header", "Content-Type", ", ".join(types), types[0], file=path)
    elif types and fits and not _TYPE.fullmatch(types[0]):
        must = f"{fits[0]}; charset=utf-8" if fits[0].startswith("text/") else fits[0]
        yield Drift("header", "Content-Type", types[0], must, file=path)


def _of_pages(path: str, answer: Answer) -> Iterator[Drift]:
    for policy in _policies(answer):
        if "sandbox" in _directives(policy):
            yield Drift("header", POLICY, policy, file=path)
    for value in answer.headers.get_all("Link", []):
        if "stylesheet" in _TARGET.sub("", value.lower()) or "\\" in value:  # by which signs of the word may be written
            yield Drift("header", "Link", value, file=path)


def _of_saving(path: str, answer: Answer) -> Iterator[Drift]:
    """How files that are for reading are saved in place of that, and all others under another name."""
    for value in answer.headers.get_all("Content-Disposition", []):
        # What browsers do not know they download (RFC 6266, 4.2).
        found = _SHOWN.fullmatch(value)
        is_saved = found is not None and found[1] is not None
        own = {path.rpartition("/")[2], urlsplit(answer.address).path.rpartition("/")[2]}
        is_named = found is not None and found[2] in {None, *own, *(name.removesuffix(".html") for name in own)}
        if not is_named or (is_saved and path.endswith((".html", ".pdf"))):
            yield Drift("header", "Content-Disposition", value, file=path)


def link_drifts(answers: Answers) -> Iterator[Drift]:
    """Headers that tell systems of another feed, place, language or meaning of a file than the site itself does."""
    own = {answer.address: answer for answer in answers.values()}
    ours = {relation: {answers[path].address} for relation, path in OURS.items() if path in answers}
    sooner = {relation: {*own} for relation in SOONER}
    for path, answer in answers.items():
        places = {**ours, **sooner, "canonical": {answer.address, _folder(answer)} & own.keys()}
        if not path.endswith(".html"):
            places["alternate"] = set()
        for value in answer.headers.get_all("Link", []):
            if not _is_so(value, answer.address, places):
                yield Drift("header", "Link", value, file=path)
        spoken = _words(answer, "Content-Language")
        if path.endswith((".html", ".pdf")) and not _is_in(spoken, own.get(_folder(answer), answer)):
            yield Drift("header", "Content-Language", ", ".join(spoken), file=path)


def _is_so(links: str, base: str, places: Mapping[str, Collection[str]]) -> bool:
    """Whether links lead to the places that their relations have, or nowhere."""
    if not _LINKS.fullmatch(links):
        return False
    return all(_holds(resolved(base, target), parts, places) for target, parts, *_ in _EACH.findall(links))


def _holds(where: str, parts: str, places: Mapping[str, Collection[str]]) -> bool:
    named = [(name.lower(), value.replace('"', "").lower()) for name, value in _EACH_PART.findall(parts)]
    relations = [_WORDS.findall(value) for name, value in named if name == "rel"]
    if len(relations) != 1 or not {name for name, _ in named} <= PARAMETERS:
        return False
    return all(relation in CONNECTS or where in places.get(relation, ()) for relation in relations[0])


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


def header_notes(answers: Answers, *, are_ours: bool = True) -> Iterator[str]:
    """What a server says of who reads a file; and of ours what it leaves unsaid that `_headers` asks of it."""
    told: dict[str, list[str]] = {}
    for path, answer in answers.items():
        most = 0 if are_ours else MOST_COOKIES
        for sentence in (*_of_readers(path, answer, most), *(_unsaid(path, answer) if are_ours else ())):
            told.setdefault(sentence, []).append(path)
    for sentence, paths in told.items():
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        yield f"{sentence} ({paths[0]}{more})."


def _of_readers(path: str, answer: Answer, most: int) -> Iterator[str]:
    if path.endswith((".html", ".pdf")) and (words := {*_words(answer, "X-Robots-Tag")} - ROBOTS_MAY):
        yield f"X-Robots-Tag limits what search engines list and show of it: {', '.join(sorted(words))}"
    if path.endswith(".html") and answer.headers.get_content_charset() != "utf-8":
        yield "The server does not say charset=utf-8, so some programs read other letters"
    if (cookies := sum(map(len, answer.headers.get_all("Set-Cookie", [])))) > most:
        yield f"The server sets cookies ({cookies:,} bytes): nobody needs one to read it, and with many nobody can"
    if differing := sorted({*_words(answer, "Vary")} - ALIKE):
        yield f"The server says that what it gives depends on {', '.join(differing)}, so others may read something else"
    if not answer.ended:
        yield "The server keeps the line open that it was asked to close, and may send more"
    headers = ((name.lower(), value) for name, value in answer.headers.items())
    if others := sorted({name for name, value in headers if not _changes_nothing(name, value, answer.address)}):
        yield f"The server sends headers by which some may read it otherwise, or not at all: {', '.join(others)}"
    named = {name for policy in _policies(answer) for name in _directives(policy)}
    if others := sorted(named - DIRECTIVES):
        yield f"The server's {POLICY} asks for what may keep browsers from it: {', '.join(others)}"


def _changes_nothing(name: str, value: str, address: str) -> bool:
    """Whether it is known of a header that by what it says nobody reads another file, or none."""
    plain = PLAIN.get(name)
    if plain is None:
        return bool(name in HARMLESS or OF_HOSTS.fullmatch(name))
    is_elsewhere = name == "alt-svc" and not _DEFAULT_PORT.match(address)
    return bool(plain.fullmatch(value)) and not is_elsewhere


def _unsaid(path: str, answer: Answer) -> Iterator[str]:
    if path.endswith(".html"):
        match _policies(answer):
            case []:
                yield f"The server sends no {POLICY}; the page's own is in force, and anyone may frame it"
            case [policy]:
                yield from _weak(_directives(policy))
            case _:
                yield f"The server sends more than one {POLICY}, and browsers obey each of them"
        if {*_words(answer, "Referrer-Policy")} != {"no-referrer"}:
            yield "The server sends no Referrer-Policy: no-referrer; the page's own is in force"
    if answer.headers.get("X-Content-Type-Options", "").partition(",")[0].strip(BLANK).lower() != "nosniff":
        yield "The server sends no X-Content-Type-Options: nosniff"
    if path.startswith(DATA) and answer.headers.get_all("Access-Control-Allow-Origin") != ["*"]:
        yield "The server sends no Access-Control-Allow-Origin: *, so other sites' pages cannot read the data"
    if (types := _types(path)) and answer.type not in types:
        yield f"The server calls it {answer.type or 'nothing'}, and it is {types[0]}"


def _policies(answer: Answer) -> list[str]:
    """The policies that a server sends: browsers obey each of them."""
    return [each for line in answer.headers.get_all(POLICY, []) for each in line.split(",") if each.strip(BLANK)]


def _words(answer: Answer, name: str) -> list[str]:
    """What a header says, in all its lines, between commas."""
    lines = answer.headers.get_all(name, [])
    return [word for line in lines for each in line.lower().split(",") if (word := each.strip(BLANK))]


def _directives(policy: str) -> Mapping[str, str]:
    """What a policy says by name; of two that have one name the first counts, and of other letters none does."""
    found: dict[str, str] = {}
    for each in policy.split(";"):
        if (words := _WORDS.findall(each)) and each.isascii():
            found.setdefault(words[0].lower(), " ".join(words[1:]))
    return found


def _weak(policy: Mapping[str, str]) -> Iterator[str]:
    if policy.get("frame-ancestors") not in {"'none'", "'self'"}:
        yield f"The server's {POLICY} lets any site frame the page"
    if policy.get("default-src") != "'none'":
        yield f"The server's {POLICY} is weaker than the page's own, which is in force"
    styles = (policy[name] for name in ("style-src-elem", "style-src", "default-src") if name in policy)
    if not {"'self'", "*"} & {*next(styles, "*").lower().split()}:
        yield f"The server's {POLICY} keeps browsers from the page's style sheet"
