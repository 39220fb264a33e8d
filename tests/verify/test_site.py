"""A whole site: everything that should be there is, says what is stated, and nothing stands there besides."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from site_builder.build import site_files
from site_builder.core.addresses import CATALOGUE, CONTEXT, FEED, MANIFEST
from site_builder.core.facts import Fact, facts
from site_builder.core.json_bytes import json_bytes
from site_builder.core.model import Notice, Registry
from site_builder.core.public import public
from site_builder.manifest import listing, read, sha256, written
from site_builder.renderers import _templates, feed_parts
from site_builder.verify.drift import OTHER, SAME, Drift
from site_builder.verify.feed import CALENDAR
from site_builder.verify.feed.fixed import FIXED, content
from site_builder.verify.site import AWAY, verify_site
from site_builder.verify.site.files import stated
from site_builder.verify.site.frames import Pages
from site_builder.verify.site.style import linked, sheet
from site_builder.verify.trust import VerifyError
from tests.examples import FOLDERS, example
from tests.seed import ON, ROOT, whole
from tests.verify.sites import Files, manifest_of, published, relisted, verified

PAGE, PAPER, LIST = "child-data/index.html", "child-data/notice.pdf", "index.html"


# ---- what is as it should be


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("beside", ["registry", "feed"])
def test_the_site_of_each_example_says_what_its_registry_says(name: str, beside: str) -> None:
    found = verified(published(name), name if beside == "registry" else None)
    assert (found.drifts, found.bytes_alone, found.notes, found.made) == ((), (), (), ON)
    if name == "aberwen":
        assert found.compared == {"page": 18, "PDF": 12, "feed": 1}


def test_what_is_the_same_at_every_publisher_is_what_we_write() -> None:
    """Whoever changes a schema or the context adds the digest of the new edition beside those of the old ones."""
    for path in FIXED:
        assert content(published()[path] or b"") in FIXED[path], f"{path} is now {content(published()[path] or b'')}"


# ---- files


def told(files: Files, name: str | None = "seed") -> list[tuple[str, str]]:
    return [(drift.kind, drift.file) for drift in verified(files, name).drifts]


@pytest.mark.parametrize("path", sorted(set(published()) - {MANIFEST}))
def test_a_file_that_is_missing_is_told_although_its_manifest_does_not_list_it(path: str) -> None:
    files = published()
    feed = manifest_of(files).feed
    del files[path]
    drifts = verified(files).drifts
    assert (path, "") in {(drift.file, drift.about) for drift in drifts if drift.kind == "file"}
    assert "unread" not in {drift.kind for drift in drifts}
    if path == feed:
        with pytest.raises(VerifyError, match="The feed cannot be read"):
            verified(files, None)
        return
    may_be_away = {"404.html", "_headers", "robots.txt", "sitemap.xml", "data/v1/dcat.jsonld", "data/v1/data.json"}
    if path in may_be_away:
        assert Drift("file", says=AWAY, file=path) in verified(relisted(files)).bytes_alone
    else:
        assert ("file", path) in told(relisted(files))


MORE = ("promise/index.html", "promise.pdf", "child-data/old.html", "data/v1/feed.0000000000000000.jsonld", "a.txt")


@pytest.mark.parametrize("path", MORE)
def test_a_file_too_many_is_told_although_its_manifest_lists_it(path: str) -> None:
    files = {**published(), path: b"We share nothing."}
    assert told(files) == [("file", path)]
    assert [(drift.kind, drift.file, drift.about) for drift in verified(relisted(files)).drifts] == [("file", path, "")]


def test_what_is_no_ordinary_file_is_told() -> None:
    for path in (PAGE, PAPER, "robots.txt"):
        assert ("file", path) in told({**published(), path: None})
    assert verified({**published(), PAGE: None, PAPER: None}).compared == {"page": 0, "PDF": 0, "feed": 1}


def test_bytes_that_differ_alone_are_noted_and_no_drift() -> None:
    files = published()
    changed = {
        path: _respelt(path, files[path] or b"")
        for path in (PAGE, LIST, CONTEXT, FEED, "404.html", "robots.txt", "data/v1/dcat.jsonld")
    }
    found = verified({**files, **changed})
    assert {drift.file for drift in found.bytes_alone} == {*changed}
    assert found.drifts == ()


def _respelt(path: str, data: bytes) -> bytes:
    return json.dumps(json.loads(data)).encode() if path.endswith("jsonld") else data + b"\n"


# ---- what files mean


def test_a_context_by_which_the_feed_means_something_else_is_told_although_its_manifest_lists_it() -> None:
    files = published()
    tree = json.loads(files[CONTEXT] or b"")
    tree["@context"]["recipient"] = {"@id": "dpv:hasDataSource", "@type": "@id"}
    drifts = verified(relisted({**files, CONTEXT: json_bytes(tree)})).drifts
    assert [(drift.kind, drift.file, drift.about) for drift in drifts] == [("file", CONTEXT, "")]
    assert told(relisted({**files, CONTEXT: b"<html>"})) == [("file", CONTEXT)]


def _other_feed(files: Files, change: Callable[[bytes], bytes], *, both: bool) -> Files:
    old = manifest_of(files).feed
    data = change(files[old] or b"")
    made = {**files, FEED: data}
    if both:
        name = f"data/v1/feed.{sha256(data)[:16]}.jsonld"
        made = {**{path: held for path, held in made.items() if path != old}, name: data}
        made[MANIFEST] = written(
            replace(read(files[MANIFEST] or b""), feed=name, files={name: read(files[MANIFEST] or b"").files[old]})
        )
    return relisted(made)


def _denied(data: bytes) -> bytes:
    return data.replace(b" share ", b" never share ", 1)


def test_a_feed_that_says_something_else_is_told_by_its_words() -> None:
    found = verified(_other_feed(published(), _denied, both=True))
    assert [(drift.kind, drift.file) for drift in found.drifts if "never" in drift.says] == [
        ("changed", manifest_of(_other_feed(published(), _denied, both=True)).feed)
    ]


def test_without_a_registry_page_and_pdf_differ_from_a_feed_that_was_changed() -> None:
    drifts = verified(_other_feed(published(), _denied, both=True), None).drifts
    assert {(PAGE, "feed"), (PAPER, "feed")} <= {(drift.file, drift.source) for drift in drifts}


def test_the_feed_that_always_stays_must_say_the_same() -> None:
    found = verified(_other_feed(published(), _denied, both=False))
    assert [(drift.file, drift.source) for drift in found.drifts if "never" in drift.says] == [(FEED, "registry")]
    alone = verified(_other_feed(published(), _denied, both=False), None)
    named = manifest_of(published()).feed
    assert [(drift.file, drift.source) for drift in alone.drifts if "never" in drift.says] == [(FEED, named)]


@pytest.mark.parametrize("spoil", [_denied, lambda _: b"{"])
def test_a_feed_that_lies_is_told_alone(spoil: Callable[[bytes], bytes]) -> None:
    """And not of the other one that it says the same, nor of the PDF that it holds another than that."""
    files = published()
    feed = manifest_of(files).feed
    data = spoil(files[feed] or b"")
    found = verified({**files, feed: data, FEED: data})
    assert {drift.file for drift in found.drifts} == {feed}
    assert found.bytes_alone == ()
    assert verified({**files, feed: data}).bytes_alone == ()
    respelt = verified({**files, feed: data, FEED: (files[FEED] or b"") + b"\n"})
    assert FEED in {drift.file for drift in (*respelt.bytes_alone, *respelt.drifts)}


@pytest.mark.parametrize("source", ["seed", None])
def test_what_a_manifest_says_of_another_file_is_no_reason_to_say_it(source: str | None) -> None:
    files = published()
    held = manifest_of(files)
    lie = replace(held.files[PAPER], bytes=999_999_000)
    forged = written(replace(held, files={**held.files, PAPER: lie}))
    (size,) = re.findall(rb"PDF \((\d+ KB)\)</a>", files[PAGE] or b"")
    page = (files[PAGE] or b"").replace(size, b"999999 KB")
    assert {PAGE} == {drift.file for drift in verified({**files, PAGE: page, MANIFEST: forged}, source).drifts}
    record = (files[CATALOGUE] or b"").replace(b'"%d"' % held.files[PAPER].bytes, b'"999999000"')
    told = verified({**files, CATALOGUE: record, MANIFEST: forged}, source).drifts
    assert [(drift.file, drift.says) for drift in told] == [(CATALOGUE, "999999000")]
    assert verified({**files, MANIFEST: forged}, source).drifts == ()
    larger = relisted({**files, PAPER: (files[PAPER] or b"") + b"%" * 9_000})
    assert PAGE in {drift.file for drift in verified(larger, source).drifts}


def test_a_feed_that_all_else_is_compared_with_must_be_the_one_that_is_listed() -> None:
    files = published()
    feed = manifest_of(files).feed
    respelt = {**files, feed: (files[feed] or b"") + b"\n"}
    said = Drift("file", says="is not the file that the manifest lists", file=feed)
    assert said in verified(respelt, None).drifts
    assert said not in verified(respelt).drifts
    as_listed = Drift("file", says=OTHER + SAME, file=feed)
    assert as_listed in verified(relisted(respelt), None).bytes_alone
    assert replace(said, says=f"{said.says}, but says the same") in verified(respelt).bytes_alone


def test_the_feed_that_always_stays_must_be_of_the_same_day() -> None:
    registry = _with_an_end(ON + timedelta(3))
    ended = dict(site_files(registry, ON + timedelta(4)))[FEED]
    files: Files = dict(site_files(registry, ON))
    named = manifest_of(files).feed
    for source in (public(registry), None):
        found = verify_site({**files, FEED: ended}, manifest_of(files), ON, source)
        assert [(drift.file, drift.says, drift.stated) for drift in found.drifts] == [(FEED, "ended", "active")]
    # Where the named one cannot be read, that of this one counts.
    unread: Files = {**files, FEED: ended, named: b"{"}
    drifts = verify_site(unread, manifest_of(files), ON + timedelta(4), public(registry)).drifts
    assert FEED not in {drift.file for drift in drifts}


def test_the_feed_that_always_stays_may_be_laid_out_otherwise_and_nothing_else() -> None:
    files = published()
    tree = json.loads(files[FEED] or b"")
    respelt = json.dumps(dict(reversed(tree.items()))).encode()
    found = verified({**files, FEED: respelt})
    assert (found.drifts, [drift.file for drift in found.bytes_alone]) == ((), [FEED])
    tree["included"].reverse()
    (drift,) = verified({**files, FEED: json.dumps(tree).encode()}).drifts
    says = f"reads the same, but is not {manifest_of(files).feed} in another form"
    assert (drift.kind, drift.file, drift.says) == ("file", FEED, says)


@pytest.mark.parametrize("both", [True, False])
def test_what_no_feed_has_is_told_of_the_one_that_has_it(*, both: bool) -> None:
    files = _other_feed(published(), lambda data: json_bytes({**json.loads(data), "sold": "to all"}), both=both)
    drifts = verified(files).drifts
    assert [drift.file for drift in drifts if drift.says == "to all"] == [manifest_of(files).feed if both else FEED]


def test_each_of_the_two_feeds_is_read_where_the_other_cannot_be() -> None:
    files = published()
    feed = manifest_of(files).feed
    for path, number in ((feed, 0), (FEED, 1)):
        found = verified(relisted({**files, path: b"{"}))
        assert [(drift.file, drift.about) for drift in found.drifts if drift.kind == "unread"] == [(path, "")]
        assert found.compared["feed"] == number
    drifts = verified(relisted({**files, feed: b"{", FEED: _denied(files[feed] or b"")})).drifts
    assert FEED in {drift.file for drift in drifts if "never" in drift.says}


def test_a_feed_under_the_name_of_another_is_noted() -> None:
    files = published()
    feed = manifest_of(files).feed
    data = (files[feed] or b"") + b"\n"
    found = verified({**files, feed: data})
    assert any("named by another content" in note for note in found.notes)
    assert [drift.kind for drift in found.drifts] == ["attached"]


@pytest.mark.parametrize("end", ["pdf", "jsonld.html", "1.jsonld"])
def test_a_feed_that_is_not_named_as_a_feed_is_told(end: str) -> None:
    files = published()
    feed = manifest_of(files).feed
    named = feed.replace("jsonld", end)
    moved = {path: (data or b"").replace(feed.encode(), named.encode()) for path, data in files.items()}
    moved[named] = moved.pop(feed)
    moved[MANIFEST] = written(replace(manifest_of(files), feed=named, files=listing(moved)))
    says = "is not named as a feed is, so hosts may serve another thing"
    assert Drift("file", says=says, file=named) in verified({**moved}).drifts


def test_a_feed_that_cannot_be_read_is_told_where_there_is_a_registry_and_stops_where_there_is_none() -> None:
    files = published()
    feed = manifest_of(files).feed
    spoilt = relisted({**files, feed: b"{", FEED: b"{"})
    assert ("unread", feed) in told(spoilt)
    with pytest.raises(VerifyError, match="nothing to compare the site with"):
        verified(spoilt, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("version", "2020.1.1.1"), ("issued", date(2020, 1, 1)), ("registry", "https://other.example/id/registry")],
)
def test_a_manifest_of_another_edition_is_told(field: str, value: object) -> None:
    files = published()
    files[MANIFEST] = written(replace(manifest_of(files), **{field: value}))  # type: ignore[arg-type] # by its name
    assert [(d.kind, d.file, d.about) for d in verified(files).drifts] == [("changed", MANIFEST, field)]


@pytest.mark.parametrize(
    ("listed", "there", "told"),
    [(1_000_400, b"", "PDF (1000 KB)"), (None, bytes(1_000_400), "PDF (1000 KB)"), (None, None, "PDF (1 KB)")],
)
def test_a_page_tells_the_size_of_the_pdf_that_is_listed_else_of_the_one_there(
    listed: int | None, there: bytes | None, told: str
) -> None:
    files, known = published(), stated(example("seed"), ON)
    css = next(path for path in files if path.endswith(".css"))
    manifest = manifest_of(files)
    entries = {} if listed is None else {PAPER: replace(manifest.files[PAPER], bytes=listed)}
    pages = Pages(known, {**files, PAPER: there}, replace(manifest, files=entries), css)
    assert told in {drift.stated for drift in pages.of_notice(known.editions[0], files[PAGE] or b"")}


# ---- old pages, and other days


def _with_an_end(last: date) -> Registry:
    registry = whole()
    first = next(recipient for recipient in registry.recipients if recipient.disclosures)
    ends = replace(first.disclosures[0], valid_to=last, status=None)
    recipient = replace(first, disclosures=(ends, *first.disclosures[1:]))
    others = (recipient if each is first else each for each in registry.recipients)
    return replace(registry, recipients=tuple(others))


def test_what_began_or_ended_since_is_told_once_and_not_of_each_page() -> None:
    registry = _with_an_end(ON + timedelta(3))
    files: Files = dict(site_files(registry, ON))
    today = ON + timedelta(10)
    found = verify_site(files, manifest_of(files), today, public(registry))
    says, stated = f"active on {ON}", f"ended on {today}: build again"
    assert [(drift.file, drift.says, drift.stated) for drift in found.drifts] == [
        (manifest_of(files).feed, says, stated)
    ]
    assert found.made == ON


def test_a_signature_that_was_renewed_does_not_make_pages_younger() -> None:
    """`sign` writes another first day and renders nothing."""
    registry = _with_an_end(ON + timedelta(3))
    files: Files = dict(site_files(registry, ON))
    manifest = replace(manifest_of(files), valid_from=ON + timedelta(10), expires=ON + timedelta(20))
    found = verify_site(files, manifest, ON + timedelta(10), public(registry))
    assert ([drift.source for drift in found.drifts], found.made) == ([CALENDAR], ON + timedelta(3))


def test_pages_of_another_registry_are_told() -> None:
    """An old page, an old PDF, an old list beside what is new."""
    files = published("fire-service")
    for path in list(files):
        if path.endswith(("index.html", "notice.pdf")) and path in published("nhs-trust"):
            files[path] = published("nhs-trust")[path]
    assert LIST in {file for _, file in told(relisted(files), "fire-service")}


def test_an_edition_that_leaves_out_a_fact_of_its_notice_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def more(registry: Registry, notice: Notice, on: date) -> Iterator[Fact]:
        every = list(facts(registry, notice, on))
        return iter([*every, replace(every[0], id="promise.lost")])

    monkeypatch.setattr("site_builder.verify.site.facts", more)
    drifts = verified(published()).drifts
    assert [(drift.kind, drift.file, drift.about) for drift in drifts] == [("missing", PAGE, "promise.lost")]


def test_a_page_with_words_that_are_not_translated_is_noted() -> None:
    registry, files = example("aberwen"), published("aberwen")
    plain = tuple(replace(p, name=replace(p.name, pairs=p.name.pairs[:1])) for p in registry.purposes)
    few = {path: files[path] for path in (MANIFEST, manifest_of(files).feed)}
    notes = verify_site(few, manifest_of(files), ON, replace(registry, purposes=plain)).notes
    assert {note.split("/")[0] for note in notes} == {"cy"}
    assert all("Saesneg" in note for note in notes)


# ---- parts


def test_a_feed_in_parts_is_compared_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_parts, "FROM", 1)
    registry = whole()
    files: Files = dict(site_files(registry, ON))
    assert verify_site(files, manifest_of(files), ON, public(registry)).drifts == ()
    part = next(path for path in sorted(files) if path.startswith("data/v1/recipients/") and path.endswith("jsonld"))
    files[part] = (files[part] or b"").replace(b" share ", b" never share ", 1)
    assert files[part] != published().get(part)
    del files["data/v1/rest.jsonld"]
    kinds = [(d.kind, d.file) for d in verify_site(relisted(files), manifest_of(relisted(files)), ON).drifts]
    assert ("file", "data/v1/rest.jsonld") in kinds


def test_the_page_for_what_is_not_there_leads_home_from_every_address() -> None:
    files = published("practice")
    page = files["404.html"] or b""
    assert b'href="/"' in page
    for lost in (b'href="./"', b'href=""', b'href="../../"'):
        found = verified(relisted({**files, "404.html": page.replace(b'href="/"', lost)}), "practice")
        assert {(drift.kind, drift.file) for drift in found.drifts} == {("address", "404.html")}
    below = published()
    for ups in (20, 21):
        lost = (below["404.html"] or b"").replace(b'href="/data-sharing/"', b'href="%s"' % (b"../" * ups))
        assert lost != below["404.html"]
        assert told(relisted({**below, "404.html": lost})) == [("address", "404.html")] * 2, ups


# ---- the style sheet


def test_a_sheet_that_hides_is_told_and_is_not_among_those_that_say_the_same() -> None:
    files = published()
    css = next(path for path in files if path.endswith(".css"))
    found = verified({**files, css: (files[css] or b"") + b"main{display:none}"})
    assert ({drift.file for drift in found.drifts}, found.bytes_alone) == ({css}, ())


def test_the_sheet_is_that_of_ones_own_templates_else_that_in_the_package_or_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sheet(None) == (ROOT / "templates/assets/notice.css").read_bytes()
    monkeypatch.setattr(_templates, "PACKAGE", tmp_path / "site_builder")
    for folder in ("templates", "site_builder/templates", "own"):
        (tmp_path / folder / "assets").mkdir(parents=True)
        (tmp_path / folder / "assets/notice.css").write_bytes(f"{folder}\r\n".encode())
        assert sheet(tmp_path / "own" if folder == "own" else None) == f"{folder}\n".encode()
    (tmp_path / "none").mkdir()
    assert sheet(tmp_path / "none") == b"site_builder/templates\n"
    with pytest.raises(VerifyError, match="There is no folder"):
        sheet(tmp_path / "nowhere")


def test_pages_must_link_to_the_sheet_of_its_digest_else_to_one_that_is_there() -> None:
    ours, other = (f"assets/notice.{sha256(each)[:16]}.css" for each in (b"ours", b"other"))
    assert (linked([other, ours], b"ours"), linked([other, ours], b"other")) == (ours, other)
    assert linked(["assets/notice.css", other], b"ours") == other
    assert linked([], b"ours") == ours
