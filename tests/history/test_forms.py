"""Releases of older forms of the feed: what nobody asked for then is "Not said then", and no silence of the notice."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from site_builder import changed
from site_builder.addresses import RELEASES
from site_builder.build import shown_site
from site_builder.facts.content_digest import content_sha256
from site_builder.facts.feed_form import ALWAYS_WRITTEN, FORM, WRITTEN_SINCE
from site_builder.facts.layout.silence import ANCHOR as SILENCE
from site_builder.facts.layout.silence import NOT_SAID_THEN, OF_DISCLOSURES
from site_builder.facts.redact import public
from site_builder.history import entry as entries
from site_builder.history import forms, store
from site_builder.history.chain import continued, files_of, sealed
from site_builder.history.entry import next_release, written
from site_builder.history.forms import as_asked, unasked
from site_builder.history.parts import parts_of
from site_builder.history.past import stood_on
from site_builder.history.store import Kept
from site_builder.load.feed import reader
from site_builder.manifest.form import sha256
from site_builder.manifest.keys import new_key
from site_builder.model import Registry
from site_builder.render.feed import graph
from site_builder.strict_json import json_bytes
from tests.examples import example
from tests.history.histories import released
from tests.seed import ROOT, english
from tests.signing import call, copy_of_project, later, tree

CASES = ROOT / "tests/cases/forms"
"""The last feed of each form, as it was released: `N.jsonld`. Where FORM grows, the last feed before goes there."""
FIRST, SECOND, TODAY = date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)
TOPICS: Mapping[str, str] = {
    field: key for key, (fields, _) in OF_DISCLOSURES.items() for field in fields if field in ALWAYS_WRITTEN
}
"""The topic of each of these keys; there is none for whom the data is about."""


def then(key: str) -> tuple[Kept, Registry, bytes]:
    """A release of the form before this key was asked for, what it states as a reader of today sees it, its feed."""
    registry = released(public(example("practice")), FIRST)
    feed = json.loads(graph.render(registry, FIRST))
    for node in feed["disclosures"]:
        del node[key]
    old = json_bytes(feed)
    head: dict[str, Any] = json.loads(next_release((), registry, content_sha256(registry)).data)
    head |= {"form": 1, "feed_sha256": sha256(old), "parts": parts_of(feed)}
    return Kept(written(head), head), registry, old


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Has the program of today ask for one more key than that of the first release did."""

    def grow(key: str) -> None:
        monkeypatch.setattr(forms, "WRITTEN_SINCE", {**WRITTEN_SINCE, key: 2})
        for module in (entries, store):
            monkeypatch.setattr(module, "FORM", 2)

    return grow


def stood(key: str) -> str:
    """The page of the notice as it stood in a release of that form, where the next one says that words are silent."""
    first, registry, _ = then(key)
    second = replace(released(registry, SECOND), large_print=True)
    releases = [first, next_release([first], second, content_sha256(second))]
    pages = shown_site(second, TODAY, given=files_of(releases))[0]
    (path,) = [p for p in pages if p.endswith("/what-changed/2027.1.1.1/index.html")]
    return pages[path].decode()


def part(page: str, anchor: str) -> str:
    """The words of a part of a page, '' where it has none."""
    found = page.partition(f'<h2 id="{anchor}">')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", found).split())


# ---- each form


@pytest.mark.parametrize("form", range(1, FORM + 1))
def test_the_last_feed_of_each_form_is_read_and_says_what_was_not_asked(form: int) -> None:
    feed, missing = as_asked((CASES / f"{form}.jsonld").read_bytes(), form)
    assert missing == unasked(form) == tuple(key for key, since in WRITTEN_SINCE.items() if since > form)
    registry = reader.read(feed)
    (notice,) = registry.notices
    page = shown_site(registry, registry.issued, unasked=missing)[0][f"{notice.id}/index.html"].decode()
    texts = english().texts["silence"]["topics"]
    told = part(page, NOT_SAID_THEN)
    assert all(texts[TOPICS[key]] in told for key in missing if key in TOPICS)
    assert bool(told) == any(key in TOPICS for key in missing)


# ---- one key more


@pytest.mark.parametrize("key", ALWAYS_WRITTEN)
def test_what_nobody_asked_for_then_is_said_to_be_that_and_is_never_counted(
    key: str, grown: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown(key)
    *_, feed = then(key)
    with pytest.raises(reader.FeedError, match="is missing"):
        reader.read(feed)
    page, texts = stood(key), english().texts["silence"]
    topic = TOPICS.get(key)
    assert ("Not said then" in page) == (topic is not None)
    if topic is not None:
        assert texts["topics"][topic] in part(page, NOT_SAID_THEN)
        assert texts["topics"][topic] not in part(page, SILENCE)
    monkeypatch.setattr(changed, "unasked", _all_asked)
    assert counted(stood(key)) - counted(page) == (topic is not None)


def counted(page: str) -> int:
    """How many things a page says that the notice does not say."""
    found = re.search(r"(\d+) things? not said", page)
    return int(found[1]) if found else 0


def _all_asked(_: int) -> Collection[str]:
    """Broken twin: it takes what nobody asked for as silence of the notice."""
    return ()


def test_one_who_takes_it_for_silence_is_caught(grown: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changed, "unasked", _all_asked)
    with pytest.raises(AssertionError):
        test_what_nobody_asked_for_then_is_said_to_be_that_and_is_never_counted("retention", grown, monkeypatch)


def test_the_next_release_tells_no_change_of_what_nobody_asked_for(grown: Any) -> None:
    grown("retention")
    first, registry, _ = then("retention")
    second = replace(released(registry, SECOND), large_print=True)
    made = next_release([first], second, content_sha256(second)).document
    assert [change["id"] for change in made["changes"]] == ["registry.large_print"]


def test_on_a_day_of_that_release_it_is_told_as_not_asked(grown: Any) -> None:
    grown("retention")
    first, registry, _ = then("retention")
    made = sealed(continued([first]), registry.version, [new_key()], "2027-01-01T12:00:00Z")
    (found,) = stood_on(TODAY, TODAY, made, {f"{RELEASES}{first.name}": first.data}.get)
    assert found.not_asked == ("retention",)
    assert reader.read(found.feed).disclosures


def test_the_pages_and_words_of_that_day_say_so(grown: Any, tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "project")
    grown("retention")
    assert "Not said then" in call(project, "as-of", later(0).isoformat(), on=later(5)).out
    assert call(project, "as-of", later(0).isoformat(), "--format", "page", "--out", "then", on=later(5)).code == 0
    page = tree(project / "then")["our-notice/index.html"].decode()
    assert "how long it is kept" in part(page, NOT_SAID_THEN)
    assert "how long it is kept" not in part(page, SILENCE)
