"""What stands around the pages: headers for hosts that take them, robots.txt and the sitemap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from xml.etree import ElementTree as ET

HEADERS = """\
/*
  Content-Security-Policy: {policy}; frame-ancestors 'none'
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff

/data/v1/*
  Access-Control-Allow-Origin: *

/data/v1/*.jsonld
  Content-Type: application/ld+json

/data/v1/feed.jsonld
  Cache-Control: public, max-age=300

/data/v1/manifest.json
  Cache-Control: public, max-age=300

/assets/*
  Cache-Control: public, max-age=31536000, immutable
"""


def headers(policy: str) -> bytes:
    """The `_headers` file of hosts that read one; others need the same by hand."""
    return HEADERS.format(policy=policy).encode()


def robots(site: str) -> bytes:
    """Everybody may read everything (RFC 9309)."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site}sitemap.xml\n".encode()


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
