"""Files for hosts and crawlers: headers, robots.txt, the sitemap, the catalogue of APIs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from site_builder.addresses import API_CATALOG, CATALOGUE, CONSUMER_SCHEMA, DATA, FEED, MANIFEST, SITEMAP, of_edition
from site_builder.strict_json import json_bytes

TYPES = {
    ".schema.json": "application/schema+json",
    ".feed.json": "application/feed+json",
    ".atom": "application/atom+xml",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".csv": "text/csv",
}
"""The media type of each kind of file below `data/v1/`; the first fitting ending counts."""

LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
SHORT, FOR_EVER = "public, max-age=300", "public, max-age=31536000, immutable"

Header = tuple[str, str]


def headers(policy: str, site: str, paths: Iterable[str], for_ever: Collection[str] = ()) -> bytes:
    """The `_headers` file of hosts that read one, for these paths; files in `for_ever` never change their content.

    No two rules for one path set the same header, as some hosts would join both values. A rule has at most one `*`, as
    some hosts drop a rule with two.
    """
    rules: dict[str, list[Header]] = {
        "/*": [
            ("Content-Security-Policy", f"{policy}; frame-ancestors 'none'"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
        ],
        "/assets/*": [("Cache-Control", FOR_EVER)],
        f"/{DATA}*": [("Access-Control-Allow-Origin", "*")],
    }
    for path in paths:
        if path.startswith(DATA):
            rules[_pattern(path)] = [*_type(path), ("Cache-Control", FOR_EVER if path in for_ever else SHORT)]
        elif path == API_CATALOG:
            rules[f"/{path}"] = _catalog_headers(site)
    return "\n".join(map(_rule, rules, rules.values())).encode()


def _pattern(path: str) -> str:
    """A file's own path; in a subfolder the pattern of all files of its kind, as hosts limit the number of rules."""
    folder, _, name = path.rpartition("/")
    return f"/{path}" if f"{folder}/" == DATA else f"/{folder}/*.{name.rpartition('.')[2]}"


def _type(path: str) -> list[Header]:
    return [("Content-Type", media_type) for ending, media_type in TYPES.items() if path.endswith(ending)][:1]


def _catalog_headers(site: str) -> list[Header]:
    """The headers of the catalogue; a HEAD request gets the link to it (RFC 9727, section 2)."""
    return [
        ("Access-Control-Allow-Origin", "*"),
        ("Cache-Control", SHORT),
        ("Content-Type", LINKSET),
        ("Link", f'<{site}{API_CATALOG}>; rel="api-catalog"'),
    ]


def _rule(pattern: str, lines: Iterable[Header]) -> str:
    return "".join([f"{pattern}\n", *(f"  {name}: {value}\n" for name, value in lines)])


def robots(site: str) -> bytes:
    """Everybody may read everything (RFC 9309)."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site}{SITEMAP}\n".encode()


def sitemap(pages: Iterable[str], changed: date) -> bytes:
    """The pages with the day of their last change (sitemaps.org 0.9)."""
    root = ET.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for page in pages:
        entry = ET.SubElement(root, "url")
        ET.SubElement(entry, "loc").text = page
        ET.SubElement(entry, "lastmod").text = changed.isoformat()
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def has_host(site: str) -> bool:
    """Whether the site is the root of its host, so that it may have `.well-known` files there (RFC 8615)."""
    return urlsplit(site).path == "/"


def well_known(
    site: str, lists: Mapping[str, str], licence: str | None = None, keep: Collection[str] = (), edition: int = 1
) -> Mapping[str, bytes]:
    """The files under `.well-known`: the catalogue of APIs; none if the site is below a path or that name is kept.

    `lists` are the paths of the lists of notices, by language tag, `edition` that of the feed.
    """
    is_kept = API_CATALOG.partition("/")[0] in map(str.casefold, keep)
    return {API_CATALOG: _api_catalog(site, lists, licence, edition)} if has_host(site) and not is_kept else {}


def _api_catalog(site: str, lists: Mapping[str, str], licence: str | None, edition: int) -> bytes:
    """The site's one interface, its feed (RFC 9727), as a linkset (RFC 9264, section 4.2)."""
    feed = site + FEED
    catalogue = {"anchor": f"{site}{API_CATALOG}", "item": [_link(feed, "application/ld+json")]}
    described = {
        "anchor": feed,
        "service-desc": [_link(site + of_edition(edition, CONSUMER_SCHEMA), "application/schema+json")],
        "service-doc": [{**_link(site + path, "text/html"), "hreflang": [tag]} for tag, path in lists.items()],
        "service-meta": [
            _link(site + MANIFEST, "application/json"),
            _link(site + CATALOGUE, "application/ld+json"),
        ],
        **({"license": [{"href": licence}]} if licence else {}),
    }
    return json_bytes({"linkset": [catalogue, described]})


def _link(address: str, media_type: str) -> dict[str, Any]:
    return {"href": address, "type": media_type}
