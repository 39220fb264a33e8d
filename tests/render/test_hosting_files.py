"""What stands around the pages: the headers that hosts send, and the catalogue of APIs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from site_builder.addresses import API_CATALOG
from site_builder.render.hosting_files import headers, well_known
from site_builder.render.html import POLICY
from tests.checkers.host_headers import refused, sent, unused

SITE = "https://notices.council.example/"
FEED = "data/v1/feed.0123456789abcdef.jsonld"
DATA = {
    "data/v1/context.jsonld": "application/ld+json",
    "data/v1/data.json": "application/json",
    "data/v1/dcat.jsonld": "application/ld+json",
    "data/v1/feed.consumer.schema.json": "application/schema+json",
    "data/v1/feed.jsonld": "application/ld+json",
    "data/v1/feed.schema.json": "application/schema+json",
    "data/v1/manifest.dsse.json": "application/json",
    "data/v1/manifest.json": "application/json",
    "data/v1/recipients/department-for-education.jsonld": "application/ld+json",
    "data/v1/recipients/index.json": "application/json",
    "data/v1/recipients/police.jsonld": "application/ld+json",
    FEED: "application/ld+json",
}
PAGES = ["index.html", "child-data/index.html", "child-data/notice.pdf", "assets/notice.0123.css", "robots.txt"]
PATHS = [*DATA, *PAGES, API_CATALOG]
TEXT = headers(POLICY, SITE, PATHS, {FEED}).decode()


def twice(text: str, paths: Iterable[str]) -> list[str]:
    """Headers that a host would be told twice for one path."""
    return [f"{path}: {name}" for path in paths for name, values in sent(text, path).items() if len(values) > 1]


def test_no_path_is_given_a_header_twice() -> None:
    assert twice(TEXT, PATHS) == []


@pytest.mark.parametrize("path", DATA)
def test_each_file_of_data_has_its_type_its_time_and_is_open_to_other_sites(path: str) -> None:
    found = sent(TEXT, path)
    time = "public, max-age=31536000, immutable" if path == FEED else "public, max-age=300"
    assert found["content-type"] == [DATA[path]]
    assert found["cache-control"] == [time]
    assert found["access-control-allow-origin"] == ["*"]


def test_pages_and_pdfs_are_given_no_type_and_what_is_named_by_digest_lasts() -> None:
    assert [path for path in PAGES if "content-type" in sent(TEXT, path)] == []
    assert [path for path in PAGES if "cache-control" in sent(TEXT, path)] == ["assets/notice.0123.css"]


@pytest.mark.parametrize("path", PATHS)
def test_the_security_policy_holds_for_every_path(path: str) -> None:
    assert sent(TEXT, path)["content-security-policy"] == [f"{POLICY}; frame-ancestors 'none'"]


def test_hosts_read_every_rule_and_each_is_for_something() -> None:
    assert refused(TEXT) == []
    assert list(unused(TEXT, PATHS)) == []


def test_however_many_recipients_there_are_the_rules_stay_few() -> None:
    many = [f"data/v1/recipients/r{number}.jsonld" for number in range(10_000)]
    assert refused(headers(POLICY, SITE, many).decode()) == []


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("/data/v1/*\n  Cache-Control: public, max-age=300\n", f"{FEED}: cache-control"),
        ("/data/v1/*.jsonld\n  content-type: application/ld+json\n", "data/v1/feed.jsonld: content-type"),
        ("/data/v1/*.json\n  Content-Type: application/json\n", "data/v1/feed.schema.json: content-type"),
        ("/data/*\n  Access-Control-Allow-Origin: *\n", "data/v1/data.json: access-control-allow-origin"),
    ],
)
def test_rules_that_overlap_are_caught(rule: str, told: str) -> None:
    """Broken twins: each sets again what another rule has set."""
    assert told in twice(f"{TEXT}\n{rule}", PATHS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/*/data/*\n  X: y\n", "/*/data/*: more than one *"),
        ("data/v1\n  X: y\n", "data/v1: no path"),
        ("  X: y\n", ": no path"),
        ("/a\n/b\n  X: y\n", "/a: no header"),
        (f"/a\n  X: {'y' * 2000}\n", "a line of 2005"),
        ("".join(f"/{n}\n  X: y\n" for n in range(101)), "101 rules"),
    ],
)
def test_what_a_host_would_not_read_is_caught(text: str, told: str) -> None:
    assert told in refused(text)


def test_a_rule_for_nothing_is_caught() -> None:
    assert list(unused(f"{TEXT}\n/data/v2/*\n  X: y\n", PATHS)) == ["/data/v2/*"]


# ---- the catalogue of APIs


def catalogue(licence: str | None = None) -> list[Mapping[str, Any]]:
    (made,) = well_known(SITE, {"en-gb": "", "cy": "cy/"}, licence).values()
    found: list[Mapping[str, Any]] = json.loads(made)["linkset"]
    return found


def test_the_catalogue_names_the_feed_and_what_describes_it() -> None:
    itself, described = catalogue("https://licence.example/")
    assert itself == {
        "anchor": f"{SITE}.well-known/api-catalog",
        "item": [{"href": f"{SITE}data/v1/feed.jsonld", "type": "application/ld+json"}],
    }
    assert described == {
        "anchor": itself["item"][0]["href"],
        "service-desc": [{"href": f"{SITE}data/v1/feed.consumer.schema.json", "type": "application/schema+json"}],
        "service-doc": [
            {"href": SITE, "type": "text/html", "hreflang": ["en-gb"]},
            {"href": f"{SITE}cy/", "type": "text/html", "hreflang": ["cy"]},
        ],
        "service-meta": [
            {"href": f"{SITE}data/v1/manifest.json", "type": "application/json"},
            {"href": f"{SITE}data/v1/dcat.jsonld", "type": "application/ld+json"},
        ],
        "license": [{"href": "https://licence.example/"}],
    }
    assert "license" not in catalogue()[1]


def test_it_has_the_form_of_a_linkset() -> None:
    """RFC 9264, 4.2: each context has an absolute anchor; each relation a list of targets with `href`."""
    for context in catalogue("https://licence.example/"):
        assert context["anchor"].startswith("https://")
        for relation in (context[name] for name in context if name != "anchor"):
            assert all(target["href"].startswith("https://") for target in relation)
            assert {type(target.get("hreflang", [])) for target in relation} == {list}


@pytest.mark.parametrize(
    ("site", "keep", "made"),
    [
        (SITE, (), True),
        ("https://council.example:8443/", ("CNAME",), True),
        (SITE, (".well-known",), False),
        (SITE, ("CNAME", ".Well-Known"), False),
        ("https://council.example/data-sharing/", (), False),
    ],
)
def test_there_is_one_only_where_the_host_is_ours_and_the_folder_too(
    site: str, keep: tuple[str, ...], made: bool
) -> None:
    assert list(well_known(site, {"en-gb": ""}, keep=keep)) == ([API_CATALOG] if made else [])


def test_the_host_sends_its_type_and_a_link_to_it_for_its_head_alone() -> None:
    found = sent(TEXT, API_CATALOG)
    assert found["content-type"] == ['application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"']
    assert found["link"] == [f'<{SITE}.well-known/api-catalog>; rel="api-catalog"']
    assert found["access-control-allow-origin"] == ["*"]
