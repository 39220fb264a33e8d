"""A site beside the one that is made of what is stated: what is a difference, what only bytes, and what decides."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from site_builder.addresses import API_CATALOG, CONTEXT, EDITION_2, FEED, MANIFEST, SIGNATURE
from site_builder.build import site_files
from site_builder.errors import Failure
from site_builder.manifest.form import listing, read, written
from site_builder.model import NEVER
from site_builder.render.feed import graph
from site_builder.verify import rebuild as module
from site_builder.verify.difference import OTHER, SAME
from site_builder.verify.rebuild import Comparison, Outcome
from tests.built import built
from tests.effort import THOROUGH, some
from tests.examples import FOLDERS, example
from tests.seed import ON, seed
from tests.small_registry import disclosure, recipient, registry
from tests.verify.sites import Files, manifest_of, published, relisted, verified

PAGE, PAPER = "child-data/index.html", "child-data/notice.pdf"


def with_(path: str, old: str, new: str, name: str = "seed") -> Files:
    """The files with one text in place of another in one of them, and a manifest made for that."""
    files = published(name)
    data = files[path] or b""
    assert old.encode() in data, old
    return relisted({**files, path: data.replace(old.encode(), new.encode())})


def told(found: Outcome) -> list[tuple[str, str, str]]:
    return [(difference.kind, difference.file, difference.says) for difference in found.differences]


@pytest.mark.parametrize("name", some(FOLDERS, one_in=5))
def test_what_is_made_again_is_what_was_built(name: str) -> None:
    if THOROUGH or name == "seed":
        assert module.rebuild(example(name), ON, built(name, ON), None) == built(name, ON)
    for source in (name, None):
        found = verified(published(name), source)
        assert (found.differences, found.bytes_alone) == ((), ())


def test_a_site_with_a_promise_is_of_edition_2_and_made_again() -> None:
    made = registry(recipient("insurers", "Insurers", disclosure("never", "insurers", modality=NEVER)))
    files = dict(site_files(made, ON))
    assert {path for path in files if "context" in path or ("feed" in path and path.endswith("schema.json"))} == {
        *EDITION_2.values()
    }
    for source in (made, None):
        assert Comparison(files, read(files[MANIFEST]), ON, source).outcome().differences == ()


def test_a_word_is_a_difference_whatever_the_manifest_says() -> None:
    (difference,) = verified(with_(PAGE, "Who gets", "Who never gets")).differences[:1]
    assert (difference.kind, difference.file, difference.source) == ("changed", PAGE, "registry")
    (difference,) = verified(with_(PAGE, "Who gets", "Who never gets"), None).differences[:1]
    assert difference.source == "feed"


def test_bytes_that_say_the_same_are_no_difference() -> None:
    files = published()
    spaced = {**files, PAGE: (files[PAGE] or b"").replace(b"\n", b"\r\n")}
    found = verified(spaced)
    assert (found.differences, [(d.file, d.says) for d in found.bytes_alone]) == (
        (),
        [(PAGE, f"is not the file that the manifest lists{SAME}")],
    )
    assert [d.says for d in verified(relisted(spaced)).bytes_alone] == [OTHER + SAME]


@pytest.mark.parametrize("path", some([PAGE, PAPER, FEED, CONTEXT, "404.html", "robots.txt"], one_in=3))
def test_a_file_that_is_missing_or_is_none_is_a_difference(path: str) -> None:
    files = published()
    del files[path]
    assert ("file", path, "is missing") in told(verified(files))
    assert ("file", path, "is not the file that the manifest lists") in told(verified({**published(), path: None}))


def test_what_nobody_needs_may_be_missing_where_no_manifest_lists_it() -> None:
    files = published()
    del files["robots.txt"]
    found = verified(relisted(files))
    assert (found.differences, [(d.file, d.says) for d in found.bytes_alone]) == (
        (),
        [("robots.txt", "is missing, and this version makes one")],
    )


def test_a_file_too_many_is_a_difference() -> None:
    files = relisted({**published(), "child-data/old.html": b""})
    assert told(verified(files)) == [("file", "child-data/old.html", "is no file of this site")]


def test_a_site_without_the_catalogue_of_apis_keeps_its_folder_for_itself() -> None:
    files = site_files(example("practice"), ON, keep={".well-known"})
    assert API_CATALOG not in files
    assert Comparison(files, read(files[MANIFEST]), ON, example("practice")).outcome().differences == ()


def test_a_link_on_the_page_for_what_is_not_there_must_lead_from_anywhere() -> None:
    files = published("practice")
    source = (files["404.html"] or b"").decode()
    changed = source.replace('<a href="/', '<a href="./', 1)
    assert changed != source
    found = verified(relisted({**files, "404.html": changed.encode()}), "practice")
    assert {difference.file for difference in found.differences} == {"404.html"}


def test_a_link_may_be_written_in_full() -> None:
    in_full = with_(PAGE, 'href="../"', f'href="{seed().site}"')
    assert verified(in_full).differences == ()
    elsewhere = with_(PAGE, 'href="../"', f'href="{seed().site}child-data/"')
    (difference,) = verified(elsewhere).differences
    assert (difference.kind, f"({seed().site}child-data/)" in difference.says) == ("address", True)
    assert f"({seed().site})" in difference.stated


def test_a_context_or_a_schema_is_the_one_that_is_published() -> None:
    data = json.loads(published()[CONTEXT] or b"")
    indented = relisted({**published(), CONTEXT: json.dumps(data, indent=4).encode()})
    assert verified(indented).differences == ()
    data["@context"]["extra"] = "https://a.example/"
    changed = relisted({**published(), CONTEXT: json.dumps(data).encode()})
    says = "is not the one that we publish, and changes what a feed means"
    assert told(verified(changed)) == [("file", CONTEXT, says)]


def test_a_fault_of_a_renderer_is_found_where_it_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rebuilt file repeats the fault, so only the words can tell."""
    files = with_(PAGE, "<dd>", "<dd>We sell it. ")
    monkeypatch.setattr(module, "rebuild", lambda *_: files)
    found = Comparison(files, manifest_of(files), ON, seed()).outcome()
    assert ("added" in {d.kind for d in found.differences} or "changed" in {d.kind for d in found.differences}) is True


def test_an_explanation_that_fails_hides_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "explain", lambda *_: 1 / 0)
    found = verified(with_(PAGE, "Who gets", "Who never gets"))
    assert ("file", PAGE, "is not the file that this version makes") in told(found)


# ---- the feed, the day and the manifest


def test_a_feed_is_told_fact_by_fact() -> None:
    feed_file = manifest_of(published()).feed
    differences = verified(with_(feed_file, '"modality": "may"', '"modality": "must"')).differences
    assert {(d.kind, d.says, d.stated, d.file) for d in differences} == {("changed", "must", "may", feed_file)}


def test_a_key_that_readers_of_feeds_pass_over_is_a_difference() -> None:
    feed_file = manifest_of(published()).feed
    (difference,) = verified(with_(feed_file, '"publisher":', '"assurance": "None is sold.", "publisher":')).differences
    assert (difference.kind, difference.about, difference.says) == ("added", "assurance", "None is sold.")


def test_without_a_registry_and_a_feed_nothing_is_compared() -> None:
    feed_file = manifest_of(published()).feed
    for data in (b"<html>", None):
        with pytest.raises(Failure, match="The feed cannot be read"):
            verified({**published(), feed_file: data}, None)


def test_a_feed_that_cannot_be_read_is_unread_beside_a_registry() -> None:
    feed_file = manifest_of(published()).feed
    found = verified({**published(), feed_file: b"<html>"})
    assert [(difference.kind, difference.file) for difference in found.differences] == [("unread", feed_file)]


def test_a_feed_that_is_compared_with_nothing_else_is_the_one_that_is_listed() -> None:
    files = published()
    feed_file = manifest_of(files).feed
    spaced = {**files, feed_file: (files[feed_file] or b"") + b"\n"}
    assert told(verified(spaced, None)) == [("file", feed_file, "is not the file that the manifest lists")]
    assert verified(spaced).differences == ()


def test_what_stands_otherwise_today_is_a_difference() -> None:
    practice = example("practice")
    registry = replace(
        practice,
        recipients=tuple(
            replace(r, disclosures=tuple(replace(d, valid_to=ON, status=None) for d in r.disclosures))
            for r in practice.recipients
        ),
    )
    files = dict(site_files(registry, ON))
    tomorrow = ON + timedelta(days=1)
    found = Comparison(files, read(files[MANIFEST]), tomorrow, registry).outcome()
    assert {difference.source for difference in found.differences} == {"today's date"}
    assert Comparison(files, read(files[MANIFEST]), ON, registry).outcome().differences == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [("registry", "https://elsewhere.example/id/registry"), ("version", "2020.1.1.1"), ("issued", date(2020, 1, 1))],
)
def test_what_the_manifest_says_of_the_site_is_compared(key: str, value: object) -> None:
    files = published()
    made = replace(manifest_of(files), **{key: value})  # type: ignore[arg-type] # by its name
    (difference,) = verified({**files, MANIFEST: written(made)}).differences
    assert (difference.kind, difference.about, difference.file) == ("changed", key, MANIFEST)


def test_a_feed_has_the_name_of_its_content() -> None:
    files = published()
    feed_file = manifest_of(files).feed
    for name, says in (("data/v1/feed.0123456789abcdef.jsonld", "0123"), ("data/v1/notice.html", "named as a feed is")):
        other = {**{p: d for p, d in files.items() if p != feed_file}, name: files[feed_file]}
        held = {path: data for path, data in other.items() if data is not None and path not in {MANIFEST, SIGNATURE}}
        made = replace(manifest_of(files), feed=name, files=listing(held))
        assert any(says in difference.says for difference in verified({**other, MANIFEST: written(made)}).differences)


def test_a_feed_of_another_registry_under_the_name_that_stays_is_told() -> None:
    other = graph.render(example("practice"), ON)
    found = verified(relisted({**published(), FEED: other}))
    assert {difference.file for difference in found.differences} == {FEED}
