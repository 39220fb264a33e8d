"""The block for search engines in a page's head: what it says, that every tool reads it, that nothing in it runs."""

from __future__ import annotations

import json
import re
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from pyld import jsonld

from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.rich_text import line
from site_builder.locale.languages import language
from site_builder.model import Registry
from site_builder.model.values import Url, Word, words
from site_builder.render import html
from site_builder.render.hosting_files import headers
from site_builder.render.html import About, about
from tests.checkers.browser import Look, Seen
from tests.examples import example
from tests.seed import ON, english, laid_out, seed

LINKS = html.Links(
    style="../style.css", home="../", self="./", feed="../feed.jsonld", pdf="notice.pdf", pdf_size="1 KB"
)
BLOCK = re.compile(rb'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def told(registry: Registry) -> About:
    return About(registry, page="n/", pdf="n/notice.pdf")


def block(registry: Registry, notice: LaidNotice, tag: str = "en-GB") -> Any:
    return json.loads(json.dumps(about(notice, language(tag), told(registry))))


def council(tag: str = "en-GB", *, for_children: bool = False) -> Any:
    """The block of a page of the Welsh council, which states everything."""
    registry = example("aberwen")
    (notice,) = (n for n in registry.notices if n.id == "adult-care")
    return block(registry, lay_out(registry, notice, language(tag), ON, for_children=for_children), tag)


# ---- what it says


def test_it_says_what_the_page_is_who_publishes_it_and_on_which_data_it_rests() -> None:
    site, licence = "https://council.example/data-sharing/", "https://www.nationalarchives.gov.uk"
    feed = f"{site}data/v1/feed.jsonld"
    assert council() == {
        "@context": {"@vocab": "https://schema.org/"},
        "@id": f"{site}n/",
        "@type": "WebPage",
        "url": f"{site}n/",
        "name": "Who we share adult care data with",
        "inLanguage": "en-GB",
        "dateModified": "2026-11-25",
        "publisher": {
            "@id": f"{site}id/aberwen-county-council",
            "@type": "GovernmentOrganization",
            "name": "Aberwen County Council",
            "url": "https://council.example/",
        },
        "encoding": {
            "@id": f"{site}n/notice.pdf",
            "@type": "MediaObject",
            "contentUrl": f"{site}n/notice.pdf",
            "encodingFormat": "application/pdf",
        },
        "isBasedOn": {
            "@id": f"{site}id/registry",
            "@type": "Dataset",
            "name": "Who gets personal data, and why",
            "description": "Who gets personal data from Aberwen County Council, why, what data, about whom, and under "
            "which law and conditions. The same facts as in its privacy notices.",
            "version": "2026.11.25.1",
            "dateModified": "2026-11-25",
            "publisher": {"@id": f"{site}id/aberwen-county-council"},
            "license": f"{licence}/doc/open-government-licence/version/3/",
            "distribution": {
                "@id": feed,
                "@type": "DataDownload",
                "contentUrl": feed,
                "encodingFormat": "application/ld+json",
            },
        },
    }


def test_what_the_registry_does_not_state_is_not_said() -> None:
    found = block(seed(), laid_out())
    assert "url" not in found["publisher"]
    assert "license" not in found["isBasedOn"]


def test_the_page_for_children_has_a_pdf_of_its_own() -> None:
    assert council(for_children=True)["encoding"] == council()["encoding"]


def test_in_welsh_it_is_in_welsh() -> None:
    found = council("cy")
    assert found["inLanguage"] == "cy"
    assert found["isBasedOn"]["name"] == "Pwy sy'n cael data personol, a pham"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("council", "GovernmentOrganization"),
        ("central_department", "GovernmentOrganization"),
        ("nhs_trust", "Organization"),
        ("company", "Organization"),
        (None, "Organization"),
    ],
)
def test_only_what_is_stated_to_be_of_a_government_is_said_to_be(kind: str | None, said: str) -> None:
    ours = replace(seed().organisation, kind=Word(kind) if kind else None)
    assert block(replace(seed(), organisation=ours), laid_out())["publisher"]["@type"] == said


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_three_processors_read_the_same_graph_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something asks for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    found = council()
    graph = rdflib.Graph().parse(data=json.dumps(found), format="json-ld").serialize(format="nt11")
    by_rdflib = {each for each in graph.splitlines() if each}
    quads = pyoxigraph.parse(json.dumps(found).encode(), format=pyoxigraph.RdfFormat.JSON_LD)
    by_oxigraph = {f"{q.subject} {q.predicate} {q.object} ." for q in quads}
    by_pyld = set(jsonld.to_rdf(found, {"format": "application/n-quads"}).splitlines())
    assert by_pyld == by_rdflib == by_oxigraph
    assert len(by_pyld) > 20
    assert [triple for triple in by_pyld if "_:" in triple or "<https://schema.org/" not in triple] == []


# ---- and whatever the registry's texts hold, nothing of it runs

HOSTILE = [
    "</script><script>document.title = 'ran'</script>",
    "<!--<script>",
    "--><img src=x onerror=\"document.title = 'ran'\">",
    "]]></SCRIPT\t><svg onload=alert(1)>",
    "line \u2028 and paragraph \u2029 separators, \u007f and \u00e9 and \U0001f600",
    "quotes \" ' ` and \\ and \\u003c and &lt; and &#60; and %3C",
    "{{ 7 * 7 }} {% raw %}",
]


def hostile(text: str) -> tuple[Registry, LaidNotice]:
    """The seed with this for the controller's name and website, the licence, the version and the notice's title."""
    ours = replace(seed().organisation, name=words("en-GB", text), website=Url(text))
    registry = replace(seed(), organisation=ours, licence=Url(text))
    return registry, replace(laid_out(), title=line(text), organisation=line(text))


def published(folder: Path, data: bytes) -> Path:
    (folder / "n").mkdir()
    (folder / "n/index.html").write_bytes(data)
    (folder / "style.css").write_bytes(html.style())
    (folder / "_headers").write_bytes(headers(html.POLICY, "https://council.example/", ()))
    return folder


def faults(seen: Seen, expected: Any) -> list[str]:
    """What is wrong with the one block of an open page: it is not alone, not JSON, not what was meant, or it runs."""
    scripts: list[str] = seen.page.evaluate("[...document.scripts].map(s => s.type + ' ' + s.text)")
    told = [] if len(scripts) == 1 else [f"{len(scripts)} scripts"]
    told += [] if seen.page.evaluate("document.scripts[0].parentNode === document.head") else ["not in the head"]
    try:
        found = json.loads(scripts[0].removeprefix("application/ld+json "))
    except ValueError:
        told.append("no JSON")
    else:
        told += [] if found == expected else ["other values"]
    told += ["an element of the text's own"] if seen.page.locator("img, svg").count() else []
    told += [] if seen.page.locator("h1").count() == 1 else ["no heading"]
    told += ["it ran"] if seen.page.title() == "ran" else []
    return told + seen.complaints


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(tmp_path: Path, look: Look, text: str) -> None:
    registry, notice = hostile(text)
    data = html.render(notice, english(), LINKS, addresses=told(registry))
    seen = look(published(tmp_path, data), "n/")
    assert faults(seen, block(registry, notice)) == []


@pytest.mark.parametrize("text", HOSTILE[:2])
def test_a_block_by_json_alone_is_caught(tmp_path: Path, look: Look, text: str) -> None:
    """Broken twin: JSON put into the page as it is."""
    registry, notice = hostile(text)
    data = html.render(notice, english(), LINKS, addresses=told(registry))
    naive = json.dumps(about(notice, english(), told(registry)), ensure_ascii=False).encode()
    twin = BLOCK.sub(lambda _: b'<script type="application/ld+json">' + naive + b"</script>", data, count=1)
    seen = look(published(tmp_path, twin), "n/")
    assert "no JSON" in faults(seen, block(registry, notice))


def test_a_page_that_is_told_nothing_has_no_block() -> None:
    assert BLOCK.search(html.render(laid_out(), english(), LINKS)) is None
