"""What stands around the pages, for machines: the headers that a host is asked for, robots.txt and the sitemap."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
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
SHORT, FOR_EVER = "public, max-age=300", "public, max-age=31536000, immutable"

Headers = Mapping[str, str]


def around_drifts(files: Mapping[str, bytes | None], stated: Stated, feed: str) -> Iterator[Drift]:
    """How these files differ from what they must say, where they are there; `feed` is the path named by its digest."""
    site = stated.registry.site
    readers: Mapping[str, Callable[[str], Iterator[Drift]]] = {
        HEADERS: lambda text: _of_headers(text, files, site, feed),
        ROBOTS: lambda text: _of_robots(text, site),
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
    rules = list(_rules(text))
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


def _rules(text: str) -> Iterator[tuple[re.Pattern[str], str, str]]:
    """For which addresses, which header, and its value. Raises ValueError for a line of another form."""
    pattern = ""
    for number, line in enumerate(text.splitlines(), 1):
        name, colon, value = line.partition(":")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line.startswith("/") and ":" not in line:
            pattern = line.strip()
        elif pattern and line[0].isspace() and colon and re.fullmatch(r"[A-Za-z-]+", name.strip()):
            whole = re.escape(pattern).replace(r"\*", ".*")
            yield re.compile(whole), name.strip().lower(), " ".join(value.split())
        else:
            raise ValueError(f"Line {number} is neither a path nor a header of ours.")


def _addresses(path: str) -> tuple[str, ...]:
    """The paths under which hosts serve a file."""
    return f"/{path}", f"/{path.removesuffix(PAGE).removesuffix('.html')}"


def _given(rules: Collection[tuple[re.Pattern[str], str, str]], address: str) -> Headers:
    """What is set for an address; two values are joined as hosts do it."""
    given: dict[str, str] = {}
    for pattern, name, value in rules:
        if pattern.fullmatch(address):
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


def _is_same(name: str, given: str, must: str) -> bool:
    if name != "content-security-policy":
        return given == must
    return sorted(" ".join(each.split()) for each in given.split(";")) == must.split("; ")


# ---- robots.txt and the sitemap


def _of_robots(text: str, site: str) -> Iterator[Drift]:
    """What keeps everybody from a page, or leads to another sitemap. Delivery networks add wishes to some robots."""
    agents: set[str] = set()
    last, sitemaps = "", []
    for line in text.removeprefix("\ufeff").splitlines():
        name, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        match name.lower():
            case "user-agent":
                agents = {*(agents if last == "user-agent" else ()), value}
            case "disallow" if value and "*" in agents:
                yield Drift("added", "", f"{name}: {value}", file=ROBOTS)
            case "sitemap":
                sitemaps.append(value)
        last = name.lower() or last
    if sitemaps != [f"{site}{SITEMAP}"]:
        yield Drift("changed", "", ", ".join(sitemaps), f"{site}{SITEMAP}", file=ROBOTS)


def _of_sitemap(text: str, stated: Stated) -> Iterator[Drift]:
    """Each page that it lists besides ours, lacks, or gives another day."""
    if "<!" in re.sub(r"<!--.*?-->", " ", text, flags=re.DOTALL):
        raise ValueError("It defines names of its own.")
    site, day = stated.registry.site, stated.registry.issued.isoformat()
    listed = [_entry(each) for each in ET.fromstring(text.encode())]  # noqa: S314 (without a DOCTYPE)
    must = {(site + path.removesuffix(PAGE), day) for path in stated.files if path.endswith(PAGE)}
    for says in sorted({*listed} - must) or [each for each in sorted(must) if listed.count(each) > 1]:
        yield Drift("added", "", " ".join(says), file=SITEMAP)
    for lacks in sorted(must - {*listed}):
        yield Drift("missing", "", "", " ".join(lacks), file=SITEMAP)


def _entry(url: ET.Element) -> tuple[str, str]:
    parts = [(part.tag, (part.text or "").strip()) for part in url]
    if url.tag != f"{XML}url" or [tag for tag, _ in parts] != [f"{XML}loc", f"{XML}lastmod"]:
        raise ValueError("It has an entry that is not a page with its day.")
    return parts[0][1], parts[1][1]
