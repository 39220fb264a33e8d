"""The paths of published files below a site's address, and the addresses that are ids."""

from __future__ import annotations

import re

DATA = "data/v1/"
CONTEXT, SCHEMA = f"{DATA}context.jsonld", f"{DATA}feed.schema.json"
CONSUMER_SCHEMA = f"{DATA}feed.consumer.schema.json"
EDITION_2 = {path: path.replace(".", "-2.", 1) for path in (CONTEXT, SCHEMA, CONSUMER_SCHEMA)}
"""Where context and schemas are in a site whose feed is of edition 2: readers who know edition 1 alone refuse it."""
REQUEST_SCHEMA, DECISION_SCHEMA = f"{DATA}request.schema.json", f"{DATA}decision.schema.json"
LOG_SCHEMA = f"{DATA}log.schema.json"
"""The schema of a line of a log of what was sent, which `reconcile` reads."""
FEED, CATALOGUE = f"{DATA}feed.jsonld", f"{DATA}dcat.jsonld"
NOTICES = f"{DATA}notices/"
"""The folder of the notices' own parts of the feed."""
TABLES = ("recipients", "disclosures", "conditions", "bodies")
"""The names of the tables of a site."""
ATTESTATIONS = f"{DATA}attestations/"
"""The folder of the attestations of what was really sent, each with its signature."""
WITNESSES = f"{DATA}witnesses/"
"""The folder of time stamps of our links, and of what we cite of other organisations' chains."""
MANIFEST, SIGNATURE = f"{DATA}manifest.json", f"{DATA}manifest.dsse.json"
RELEASES = f"{DATA}releases/"
"""The folder of the releases that are kept."""
RELEASE_INDEX = f"{RELEASES}index.json"
CHANGES = f"{DATA}changes/"
"""The folder of the feeds of what changed."""
HEADERS, ROBOTS, SITEMAP, API_CATALOG = "_headers", "robots.txt", "sitemap.xml", ".well-known/api-catalog"
AROUND = frozenset({HEADERS, ROBOTS, SITEMAP, API_CATALOG})
"""For hosts and other machines, and without words of a notice."""

BASE, ROOT = "id/", "registry"
"""Where the ids of things begin, and the id of the registry itself."""


_RELEASE = re.compile(rf"{RELEASES}(index|[1-9][0-9]*\.[0-9a-f]{{16}})\.json")


def is_release(path: str) -> bool:
    """Whether it is a file of the kept releases, or their index: the chain proves them, no manifest lists them."""
    return _RELEASE.fullmatch(path) is not None


def of_edition(edition: int, path: str) -> str:
    """The path of context or schema in an edition of the feed."""
    return EDITION_2[path] if edition > 1 else path


def own_part(notice: str) -> str:
    """The path of the part of the feed that holds a notice and all that it states."""
    return f"{NOTICES}{notice}.jsonld"


def table(name: str) -> str:
    """The path of a table of the site, one of TABLES."""
    return f"{DATA}tables/{name}.csv"


def relative(here: str, there: str) -> str:
    """From the page in one folder of the site to a place in it, as a relative address."""
    return "../" * here.count("/") + there or "./"


def is_address(place: str) -> bool:
    """Whether this is the address of something, and not the path of a folder or file."""
    return "://" in place


def iri(site: str, key: str) -> str:
    """The address that is the id of a thing, or with ROOT of the registry, for readers anywhere."""
    return f"{site}{BASE}{key}"


def feedback_address(address: str, *about: str) -> str:
    """Where to say that something is unclear or wrong: a form's address, or a mail's. It carries ids."""
    if is_address(address):
        page, hash_sign, anchor = address.partition("#")
        return f"{page}{'&' if '?' in page else '?'}about={'%20'.join(about)}{hash_sign}{anchor}"
    return f"mailto:{address}?subject={'%20'.join(about)}"
