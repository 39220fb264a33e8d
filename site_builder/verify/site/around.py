"""What stands around the pages, for machines: the headers that a host is asked for, robots.txt and the sitemap."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from site_builder.core.addresses import API_CATALOG, DATA, HEADERS, ROBOTS, SITEMAP
from site_builder.verify.drift import Drift
from site_builder.verify.page.frame import POLICY
from site_builder.verify.site.files import PAGE, Stated

ASSETS = "assets/"
XML = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LONGEST = 1_000_000
"""Of each of these files, in bytes."""

TYPES = {
    ".schema.json": "application/schema+json",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    "/api-catalog": 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
}
"""The media types that a host cannot know; the first ending that fits counts."""
MOST_RULES, LONGEST_LINE = 100, 2_000
"""What the host reads that reads least: Cloudflare Pages leaves out further rules, and longer lines."""
SHORT, FOR_EVER = "public, max-age=300", "public, max-age=31536000, immutable"

PATH = re.compile(r"/((?!\.\.?/)[\w.-]+/)*(?!\.\.?$)(\*(\.[a-z]+)?|[\w.-]*)", re.ASCII)
"""A rule's: a file's own, or with one `*` at its end that of all in a folder, or of all of a kind there."""
HEADER = re.compile(r" +([A-Za-z-]+): +(\S.*)")
MARKS = re.compile(r"[^\S \t\r\n]|[\0-\x08\x0e-\x1f\x7f-\x9f]|(?!\A)\ufeff")
"""What some take for a space, or for the end of a line or of the file, and others for a letter."""
FOLDERS = re.compile(r"(?ai)(/[a-z0-9_-]+)+/?")
"""A path that all read alike."""

SPACE = " \t"
SEARCHING = {"googlebot", "bingbot", "msnbot", "duckduckbot"}
"""Whom a page must not be hidden from, as robots.txt names them."""
NAME = re.compile(r"(?ai)([a-z][a-z_-]*)[a-z0-9_.-]*")
"""A name that all who read it take for the same, and how it begins, which is what Google takes."""
_BEGIN = {
    **dict.fromkeys(("user-agent", "useragent", "user agent"), "user-agent"),
    "allow": "allow",
    **dict.fromkeys(("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"), "disallow"),
    **dict.fromkeys(("sitemap", "site-map"), "sitemap"),
}
"""How names in robots.txt begin that Google takes for those of the standard (google/robotstxt, robots.cc)."""

Headers = Mapping[str, str]


def around_drifts(files: Mapping[str, bytes | None], stated: Stated, feed: str) -> Iterator[Drift]:
    """How these files differ from what they must say, where they are there; `feed` is the path named by its digest."""
    site = stated.registry.site
    readers: Mapping[str, Callable[[str], Iterator[Drift]]] = {
        HEADERS: lambda text: _of_headers(text, files, site, feed),
        ROBOTS: lambda text: _of_robots(text, site, {*files, *stated.files}),
        SITEMAP: lambda text: _of_sitemap(text, stated),
    }
    for path, read in readers.items():
        data = files.get(path)
        if data is not None and len(data) > LONGEST:
            yield Drift("unread", says=f"It is longer than {LONGEST:,} bytes.", file=path)
        elif data is not None:
            try:
                yield from read(data.decode())
            except (ValueError, ET.ParseError) as error:
                yield Drift("unread", says=str(error), file=path)


# ---- headers


def _of_headers(text: str, files: Collection[str], site: str, feed: str) -> Iterator[Drift]:
    """Each header that a host would set otherwise than it must; the same one of many files once."""
    rules = [(re.compile(re.escape(path).replace(r"\*", ".*")), sets) for path, sets in _rules(text).items()]
    told: set[tuple[str, str, str]] = set()
    for path in sorted(files):
        must = _must(path, site, feed)
        for address in _addresses(path):
            given = _given(rules, address)
            for name in sorted({*given, *must}):
                found = name, given.get(name, ""), must.get(name, "")
                if not _is_same(*found) and found not in told:
                    told.add(found)
                    yield Drift("header", f"{address} {name}", *found[1:], file=HEADERS)


def _rules(text: str) -> Mapping[str, Headers]:
    """By path which headers are set there. Raises ValueError for a line of another form."""
    rules: dict[str, dict[str, str]] = {}
    sets: dict[str, str] | None = None
    for number, line in _told(text):
        path, header = line.rstrip(SPACE), HEADER.fullmatch(line)
        if PATH.fullmatch(path) and path not in rules:
            sets = rules[path] = {}
            if len(rules) > MOST_RULES:
                raise ValueError(f"It has more than {MOST_RULES} rules, and some hosts leave out the rest.")
        elif header and sets is not None and (name := header[1].lower()) in NAMES - sets.keys():
            sets[name] = " ".join(header[2].split())
        else:
            raise ValueError(f"Line {number} is neither a path nor a header of ours, or stands twice.")
    return rules


def _told(text: str) -> Iterator[tuple[int, str]]:
    """Its lines with their numbers, without comments. Raises ValueError for one that hosts read in several ways."""
    for number, line in enumerate(re.split("\r?\n", text), 1):
        if not line.strip(SPACE) or line.lstrip(SPACE).startswith("#"):
            continue
        if len(line) > LONGEST_LINE or re.search(r"[^\S \t]", line):
            raise ValueError(f"Line {number} is too long for some hosts, or has a space that some take for a letter.")
        yield number, line


def _addresses(path: str) -> tuple[str, ...]:
    """The paths under which hosts serve a file."""
    return f"/{path}", f"/{path.removesuffix(PAGE).removesuffix('.html')}"


def _given(rules: Collection[tuple[re.Pattern[str], Headers]], address: str) -> Headers:
    """What is set for an address; two values are joined as hosts do it."""
    given: dict[str, str] = {}
    for pattern, sets in rules:
        for name, value in sets.items() if pattern.fullmatch(address) else ():
            given[name] = f"{given[name]}, {value}" if name in given else value
    return given


def _must(path: str, site: str, feed: str) -> Headers:
    must = {
        "content-security-policy": "; ".join(sorted({*POLICY, "frame-ancestors 'none'"})),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    if path.startswith(ASSETS):
        must["cache-control"] = FOR_EVER
    if path.startswith(DATA) or path == API_CATALOG:
        must["access-control-allow-origin"] = "*"
        must["cache-control"] = FOR_EVER if path == feed else SHORT
    types = [found for ending, found in TYPES.items() if path.endswith(ending)]
    if types:
        must["content-type"] = types[0]
    if path == API_CATALOG:
        must["link"] = f'<{site}{API_CATALOG}>; rel="api-catalog"'
    return must


NAMES = _must(API_CATALOG, site="", feed="").keys()
"""Of all headers that a host is asked for."""


def _is_same(name: str, given: str, must: str) -> bool:
    if name != "content-security-policy":
        return given == must
    return sorted(" ".join(each.split()) for each in given.split(";")) == must.split("; ")


# ---- robots.txt and the sitemap


def _of_robots(text: str, site: str, files: Collection[str]) -> Iterator[Drift]:
    """What hides a file from somebody who searches, or leads to another sitemap: to the standard, or to Google."""
    if MARKS.search(text):
        raise ValueError("It has a sign that some take for a space, or for the end, and others for a letter.")
    below = urlsplit(site).path
    # At its own host, or copied to that of the whole.
    paths = sorted(f"{start}{address[1:]}" for start in ("/", below) for path in files for address in _addresses(path))
    readings = [_hiding(list(_records(text, is_google=each)), site, paths) for each in (False, True)]
    yield from dict.fromkeys(chain(*readings))


def _hiding(records: Collection[tuple[str, str, str]], site: str, paths: Sequence[str]) -> Iterator[Drift]:
    """The same, of what is read in one way (RFC 9309).

    Delivery networks add wishes to some robots. A group is what follows the names of some, up to a name after a rule.
    """
    # A rule that stands before all names is one for everybody, to somebody.
    is_searching = has_rules = True
    sitemaps: list[str] = []
    for meant, name, value in records:
        match meant:
            case "user-agent":
                is_searching = (is_searching and not has_rules) or _may_search(value)
                has_rules = False
            case "allow":
                has_rules = True
            case "disallow":
                has_rules = True
                if value and is_searching and _hides(value, paths):
                    yield Drift("added", "", f"{name.capitalize()}: {value}", file=ROBOTS)
            case "sitemap":
                sitemaps.append(value)
    if sitemaps != [f"{site}{SITEMAP}"]:
        yield Drift("changed", "", ", ".join(sitemaps), f"{site}{SITEMAP}", file=ROBOTS)


def _may_search(value: str) -> bool:
    """Whether this names all robots, one of those that search, or to somebody another than it seems to."""
    name = NAME.fullmatch(value)
    return name is None or name[1].lower() in SEARCHING


def _hides(value: str, paths: Sequence[str]) -> bool:
    """Whether what begins so is one of these paths, in order, or may be to somebody."""
    at = bisect_left(paths, value)
    return not FOLDERS.fullmatch(value) or any(path.startswith(value) for path in paths[at : at + 1])


def _records(text: str, *, is_google: bool) -> Iterator[tuple[str, str, str]]:
    """What each line sets, by what name in small letters, and its value.

    Google needs no colon between two words alone, and takes names for others that begin alike.
    """
    for line in re.split("\r\n?|\n", text.removeprefix("\ufeff")):
        plain = line.partition("#")[0]
        name, colon, value = plain.partition(":")
        match plain.split():
            case [first, second] if is_google and not colon:
                name, colon, value = first, " ", second
        name = name.strip(SPACE).lower()
        begins = next((meant for begin, meant in _BEGIN.items() if name.startswith(begin)), "")
        if colon:
            yield begins if is_google else name, name, value.strip(SPACE)


def _of_sitemap(text: str, stated: Stated) -> Iterator[Drift]:
    """Each page that it lists besides ours, lacks, or gives another day."""
    plain = " ".join(each.partition("<!--")[0] for each in text.split("-->"))
    if re.search(r"(?i)<!|<\?(?!xml version=.1\.0. encoding=.utf-8.\s*\?>)", plain):
        raise ValueError("It defines names of its own, or is shown in another form or other letters.")
    site, day = stated.registry.site, stated.registry.issued.isoformat()
    root = ET.fromstring(text.encode())  # noqa: S314 (without a DOCTYPE)
    if root.tag != f"{XML}urlset":
        raise ValueError("It is no list of pages.")
    listed = [_entry(each) for each in root]
    must = {(site + path.removesuffix(PAGE), day) for path in stated.files if path.endswith(PAGE)}
    for says in sorted({*listed} - must) or [each for each in sorted(must) if listed.count(each) > 1]:
        yield Drift("added", "", " ".join(says), file=SITEMAP)
    for lacks in sorted(must - {*listed}):
        yield Drift("missing", "", "", " ".join(lacks), file=SITEMAP)


def _entry(url: ET.Element) -> tuple[str, str]:
    parts = [(part.tag, (part.text or "").strip(f"{SPACE}\r\n")) for part in url]
    if url.tag != f"{XML}url" or [tag for tag, _ in parts] != [f"{XML}loc", f"{XML}lastmod"] or any(map(len, url)):
        raise ValueError("It has an entry that is not a page with its day.")
    return parts[0][1], parts[1][1]
