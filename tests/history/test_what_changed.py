"""What changed, as ten releases of the seed tell it: the page, the last changes on the notice, the feeds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from site_builder import build
from site_builder.addresses import MANIFEST
from site_builder.build import Files, made_site, shown_site
from site_builder.facts.language import Language
from site_builder.facts.layout import what_changed
from site_builder.facts.redact import public
from site_builder.history.chain import files_of
from site_builder.history.entry import written
from site_builder.history.store import Kept, in_registry, kept, without
from site_builder.load.project.folder import load
from site_builder.manifest.form import read
from site_builder.model import Registry
from site_builder.render import html
from site_builder.signing.release import release, withdraw
from site_builder.verify.difference import Difference
from site_builder.verify.rebuild import Comparison
from tests.checkers.browser import VIEWS, Look, axe, opened, overflow, visible_text
from tests.checkers.missing import require
from tests.checkers.nu import nu
from tests.effort import effort, some, thorough
from tests.examples import one_notice
from tests.history.feed_rules import ATOM, HISTORY, atom_faults, json_faults
from tests.history.histories import kept as kept_of
from tests.history.histories import released
from tests.history.ten import EDITS, ten, typed
from tests.history.ten import released as released_in
from tests.seed import ON
from tests.signing import call

NOTICE, PAGE = "child-data/index.html", "child-data/what-changed/index.html"
FEEDS = "data/v1/changes/child-data.en-gb"
TODAY, BEGINS = date(2027, 12, 1), date(2027, 4, 1)
DAYS = [*EDITS]
DAYS_AROUND = effort(suite=2, thorough=3)
"""Of the day before, the day itself and the day after."""
STYLE = 2_560
"""Bytes of the style sheet of what changed."""


def shown(number: int, on: date) -> Files:
    """What people look at on a day, after so many of the ten releases."""
    releases = files_of(ten().releases[:number])
    return shown_site(ten().registries[number - 1], on, given=releases)[0]


def shown_now(number: int, on: date) -> Files:
    """The same without the pages of the notice as it stood, which take longest."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(what_changed, "STOOD", 0)
        return shown(number, on)


@cache
def today() -> Files:
    """All that they look at after all ten."""
    return shown(10, TODAY)


def words(page: bytes) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.decode().partition("<main")[2]).split())


# ---- the page


def test_each_release_and_the_day_that_was_announced_have_a_row_the_newest_first() -> None:
    rows = re.findall(r'<tr><th scope="row"><a href="#([^"]*)"><time datetime="([^"]*)">', today()[PAGE].decode())
    assert [date.fromisoformat(day) for _, day in rows] == sorted({*DAYS, BEGINS}, reverse=True)
    assert [anchor for anchor, _ in rows if not anchor.startswith("r")] == ["begins-harbour-contact-parents-2027-04-01"]


def test_a_reader_is_told_of_more_and_less_and_of_what_is_to_come() -> None:
    text = words(today()[PAGE])
    for said in (
        "What changed in “Who we share data with” since 25 November 2026, the newest first.",
        "More was shared 3 times. Less was shared 2 times.",
        "New: Harbour Wellbeing: to contact parent/carers.",
        "More is shared from 1 April 2027",
        "Begins, as announced: Harbour Wellbeing: to contact parent/carers.",
        "Less is shared from 1 January 2028",
        "Was Taking part is a choice, usually Is Taking part is a choice, always",
        "taken out: can be found put in: is on their website.",
        "The notice as it stood from 15 March 2027 to 19 April 2027",
        "The notice as it is now",
        "Our record of changes starts here.",
    ):
        assert said in text, said


RENAMED = (
    "Communities and Local Government Department is now called Ministry of Housing, Communities and Local Government. "
    "It is the same body: nobody new gets anything."
)


def test_a_body_that_was_renamed_is_told_as_the_same_on_page_notice_and_feeds() -> None:
    files = shown_now(7, DAYS[6])
    atom_entry = next(e for e in atom(files).findall(f"{ATOM}entry") if str(e.findtext(f"{ATOM}id")).endswith("4.20.1"))
    item = json.loads(files[f"{FEEDS}.feed.json"])["items"][0]
    assert atom_entry.findtext(f"{ATOM}title") == item["title"] == f"The same is shared. {RENAMED}"
    assert item["_site_builder"]["verdict"] == "neither"
    for text in (words(files[PAGE]), words(files[NOTICE])):
        assert RENAMED in text
    assert "cannot be told" not in words(files[PAGE])


@thorough
def test_one_who_does_not_ask_the_dated_list_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.vocabulary.former_names", lambda _name, _on: ())
    ten.cache_clear()
    try:
        with pytest.raises(AssertionError):
            test_a_body_that_was_renamed_is_told_as_the_same_on_page_notice_and_feeds()
    finally:
        ten.cache_clear()


def test_what_begins_is_told_on_its_day_and_not_before() -> None:
    sentence = "Begins, as announced: Harbour Wellbeing"
    for day, is_told in ((BEGINS - timedelta(1), False), (BEGINS, True), (BEGINS + timedelta(1), True))[:DAYS_AROUND]:
        files = shown_now(6, day)
        assert [sentence in files[path].decode() for path in (PAGE, NOTICE, f"{FEEDS}.atom")] == [is_told] * 3


def test_what_ends_is_told_on_the_first_day_on_which_it_holds_no_more() -> None:
    for day, is_told in ((date(2027, 12, 31), False), (date(2028, 1, 1), True)):
        assert ("Ends, as announced: Harbour Wellbeing" in words(shown_now(10, day)[PAGE])) == is_told


def _on_any_day(releases: Any, notice: str, language: Language, _: date) -> what_changed.Log | None:
    """Broken twin: it tells what was announced whether or not its day has come."""
    return what_changed.log(releases, notice, language, date.max)


def test_one_who_does_not_look_at_the_day_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.editions.log", _on_any_day)
    with pytest.raises(AssertionError):
        test_what_begins_is_told_on_its_day_and_not_before()


def test_an_announcement_that_was_taken_back_is_never_told_as_begun() -> None:
    first, announced = ten().registries[4:6]
    registries = [public(first), public(announced), released(public(first), date(2027, 3, 20))]
    files = files_of(kept_of(registries))
    text = words(shown_site(registries[-1], TODAY, given=files)[0][PAGE])
    assert "More is shared from 1 April 2027" in text
    assert "Gone: Harbour Wellbeing" in text
    assert "Begins" not in text


def test_a_notice_of_which_a_release_says_nothing_has_no_entry_for_it() -> None:
    council = released(one_notice("aberwen", "adult-care"), ON)
    (notice,) = council.notices
    other = replace(council, notices=(replace(notice, id=notice.id.__class__("other-notice")), notice))
    (section, *rest) = notice.sections
    renamed = replace(section, heading=replace(section.heading, pairs=((section.heading.pairs[0][0], "Anew"),)))
    changed = replace(other, notices=(other.notices[0], replace(notice, sections=(renamed, *rest))))
    releases = kept_of([other, released(changed, date(2026, 12, 1))])
    spoken = next(e.language for e in _editions(changed, releases))
    documents = [each.document for each in releases]
    counts = [len(what_changed.log(documents, each, spoken, TODAY).entries) for each in ("other-notice", "adult-care")]  # type: ignore[union-attr] # both have one
    assert counts == [1, 2]


def _editions(registry: Registry, releases: list[Kept]) -> Any:
    return build._work(registry, TODAY, None, given=files_of(releases)).editions


def test_a_page_in_a_language_of_which_nothing_was_told_says_in_which_it_is_told() -> None:
    council = replace(released(one_notice("aberwen", "adult-care"), ON), confirmed=())
    changed = replace(council, organisation=replace(council.organisation, website=None))
    releases = map(_in_english_alone, kept_of([released(council, ON), released(changed, date(2026, 12, 1))]))
    files, _ = shown_site(changed, TODAY, given=files_of([*releases]))
    page = files["cy/adult-care/what-changed/index.html"].decode()
    assert '<html lang="cy"' in page
    assert page.count('lang="en-GB"') >= 2
    assert atom_faults(files["data/v1/changes/adult-care.cy.atom"]) == []
    assert b'<entry xml:lang="en-GB">' in files["data/v1/changes/adult-care.cy.atom"]


def _in_english_alone(release: Kept) -> Kept:
    document = json.loads(release.data)
    for told in (*(each["title"] for each in document["notices"].values()), *(c["told"] for c in document["changes"])):
        del told["cy"]
    return Kept(written(document), document)


def test_what_was_withdrawn_is_told_with_its_reason_and_has_no_page() -> None:
    releases = [*ten().releases[:5]]
    data, gone = without(releases, 3, "It named a person.", date(2027, 3, 1))
    left = {each.name: each.data for each in releases if each.name not in gone}
    files = shown_site(ten().registries[4], date(2027, 3, 2), given=files_of(kept({**left, "withdrawn.json": data})))[0]
    assert "What was released this day was withdrawn on 1 March 2027. It named a person." in words(files[PAGE])
    pages = {path.split("/")[2] for path in files if re.fullmatch(r"child-data/what-changed/[\d.]+/.*", path)}
    assert pages == {"2026.11.25.1", "2026.12.8.1"}
    assert atom_faults(files[f"{FEEDS}.atom"]) == []
    assert b"releases/3." not in files[f"{FEEDS}.atom"]
    item = next(each for each in json.loads(files[f"{FEEDS}.feed.json"])["items"] if "It named" in each["title"])
    assert (item["_site_builder"]["verdict"], item["date_modified"]) == ("not_told", "2027-03-01T12:00:00Z")
    assert b"<updated>2027-03-01T12:00:00Z</updated>" in files[f"{FEEDS}.atom"].partition(b"It named")[2]
    entry = files[PAGE].decode().partition('<h2 id="r3">')[2].partition("<h2")[0]
    assert "It named a person." in entry
    assert "<a " not in entry


def test_the_release_after_a_withdrawn_one_says_why_it_tells_no_change(tmp_path: Path) -> None:
    folder = tmp_path / "registry"
    last = list(islice(released_in(tmp_path), 3))[-1]
    withdraw(folder, 3, "It named a person.", date(2027, 1, 20))
    typed(folder, date(2027, 1, 21), ())
    found = load(folder, "registry", date(2027, 1, 21)).registry
    assert found is not None
    release(found, folder)
    kept_now = in_registry(folder)
    text = words(shown_site(replace(last, issued=found.issued), TODAY, given=files_of(kept_now))[0][PAGE])
    assert text.count("Our record of changes starts here.") == 2, "in the table, and below it"
    assert "What this changed cannot be shown, as what stood before it was withdrawn." in text


# ---- on the notice


def test_the_last_three_changes_stand_on_the_notice_and_its_links_lead_there() -> None:
    page = today()[NOTICE].decode()
    part = page.partition('<h2 id="page-changed">')[2].partition("</section>")[0]
    days = re.findall(r'what-changed/#r(\d+)">([^<]*)</a>', part)
    assert days == [("10", "22 November 2027"), ("9", "13 July 2027"), ("8", "2 June 2027")]
    assert "<a href=#page-changed>What changed: 22 November 2027</a>" in page
    assert part.count("class=up") == 1
    assert part.count("class=down") == 2


def test_no_pdf_and_no_page_without_kept_releases_knows_of_it() -> None:
    files = shown_site(ten().registries[-1], TODAY)[0]
    assert not [path for path in files if "change" in path]
    assert b"page-changed" not in files[NOTICE]
    assert b"what-changed" not in files[NOTICE]
    assert b"changes" not in files[NOTICE]


# ---- as it stood


def test_a_page_of_many_days_says_what_began_while_the_notice_stood_so() -> None:
    began = "1 April 2027. Begins, as announced: Harbour Wellbeing"
    found = [path for path, data in today().items() if path.endswith("index.html") and began in words(data)]
    assert found == ["child-data/what-changed/2027.3.15.1/index.html"]


def test_words_taken_out_are_called_so_in_the_feeds() -> None:
    """Whoever shows no lines through words would read them as said."""
    text = re.sub(r"<[^>]*>", "", today()[f"{FEEDS}.atom"].decode())
    assert "taken out: can be found put in: is on their website." in text


def test_each_earlier_form_has_a_page_that_says_of_which_days_it_is() -> None:
    pages = {path: data for path, data in today().items() if re.fullmatch(r"child-data/what-changed/[\d.]+/.*", path)}
    assert len(pages) == 9
    page = pages["child-data/what-changed/2027.1.12.1/index.html"].decode()
    assert '<meta name="robots" content="noindex">' in page
    assert '<link rel="canonical" href="https://council.example/data-sharing/child-data/">' in page
    text = words(page.encode())
    assert "This notice stood from 12 January 2027 to 31 January 2027. It does not hold today." in text
    assert "usually voluntary" in text
    assert "Harbour Wellbeing" not in text
    assert "id/" not in page.partition("<head>")[2].partition("</head>")[0]


def test_only_the_newest_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_changed, "STOOD", 3)
    files = shown(10, TODAY)
    pages = {path.split("/")[2] for path in files if re.fullmatch(r"child-data/what-changed/[\d.]+/.*", path)}
    assert pages == {"2027.7.13.1", "2027.6.2.1", "2027.4.20.1"}
    assert set(re.findall(r'href="\.\./\.\./child-data/what-changed/([\d.]+)/"', files[PAGE].decode())) == pages


# ---- feeds


def atom(files: Files, year: str = "") -> ET.Element:
    return ET.fromstring(files[f"{FEEDS}{year}.atom"])  # noqa: S314 -- our own file


def entries(files: Files) -> Mapping[str, bytes]:
    """The entries of the feed, by id, as bytes."""
    return {str(e.findtext(f"{ATOM}id")): ET.tostring(e) for e in atom(files).findall(f"{ATOM}entry")}


def test_the_feeds_keep_the_rules_of_their_documents() -> None:
    for path, data in today().items():
        if path.endswith(".atom"):
            assert atom_faults(data) == []
        if path.endswith(".feed.json"):
            assert json_faults(data) == []


def test_both_feeds_say_the_same_entries_in_the_order_of_the_page() -> None:
    items = json.loads(today()[f"{FEEDS}.feed.json"])["items"]
    assert [*entries(today())] == [item["id"] for item in items]
    assert [item["url"].partition("#")[2] for item in items] == re.findall(r'<h2 id="([^"]*)">', today()[PAGE].decode())
    first = items[2]
    assert first["title"].startswith("More is shared. Less is shared. Independent researchers")
    assert first["tags"] == ["more", "less"]
    changes = {change["id"]: change["direction"] for change in first["_site_builder"]["changes"]}
    assert changes["dfe-independent-researchers.conditions.need_shown"] == "more"


def test_entries_are_permanent_whatever_is_released_later() -> None:
    told: dict[str, bytes] = {}
    for number, day in enumerate(DAYS, 1):
        now = entries(shown_now(number, day))
        changed = [key for key in told if now[key] != told[key]]
        assert changed == []
        told |= now
    assert len(told) == 11


def _told_anew(files: Files) -> Files:
    """Broken twin: the sentences of each release are told as if it were made by another program."""
    spoilt = {}
    for path, data in files.items():
        if re.search(r"releases/3\.", path):
            document = json.loads(data)
            document["changes"][0]["told"]["en-gb"]["heading"] = "Told anew."
            data = written(document)  # noqa: PLW2901 -- in its place
        spoilt[path] = data
    return spoilt


@thorough
def test_a_sentence_that_is_told_anew_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = files_of

    def some_day_other(releases: Any) -> Any:
        files = whole(releases)
        return _told_anew(files) if len(releases) > 6 else files

    monkeypatch.setitem(globals(), "files_of", some_day_other)
    with pytest.raises(AssertionError):
        test_entries_are_permanent_whatever_is_released_later()


def test_what_is_older_is_told_year_by_year_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = [*entries(today())]
    monkeypatch.setattr(what_changed, "NEWEST", 3)
    files = shown_now(10, TODAY)
    assert [*entries(files)] == everything[:3]
    found, place = dict.fromkeys(everything[:3]), atom(files)
    years = []
    while (older := _address(place, "prev-archive")) is not None:
        year = re.sub(r".*\.(\d{4})\.atom", r"\1", older)
        years.append(year)
        place = atom(files, f".{year}")
        assert place.find(f"{HISTORY}archive") is not None
        assert _address(place, "current") == f"https://council.example/data-sharing/{FEEDS}.atom"
        assert atom_faults(files[f"{FEEDS}.{year}.atom"]) == []
        assert json_faults(files[f"{FEEDS}.{year}.feed.json"]) == []
        found |= dict.fromkeys(str(e.findtext(f"{ATOM}id")) for e in place.findall(f"{ATOM}entry"))
        assert f"child-data/what-changed/{year}/index.html" in files
    assert years == ["2027", "2026"]
    assert [*found] == everything
    feed, following = json.loads(files[f"{FEEDS}.feed.json"]), []
    while "next_url" in feed:
        following.append(feed["next_url"].rpartition("/")[2])
        feed = json.loads(files[f"data/v1/changes/{following[-1]}"])
    assert following == ["child-data.en-gb.2027.feed.json", "child-data.en-gb.2026.feed.json"]


def _address(feed: ET.Element, rel: str) -> str | None:
    return next((link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == rel), None)


ATOM_TWINS: Mapping[str, tuple[str, str]] = {
    "no id": ("<id>[^<]*</id>", ""),
    "two ids": ("(<id>[^<]*</id>)", r"\1\1"),
    "an id that is no address": ("<id>[^<]*</id>", "<id>child-data</id>"),
    "no title": ("<title>[^<]*</title>", ""),
    "no moment": ("<updated>[^<]*", "<updated>2027-11-22"),
    "a day that is none": ("<updated>[^<]*", "<updated>2027-02-30T00:00:00Z"),
    "no author": (r"<author>\s*<name>[^<]*</name>\s*</author>", ""),
    "an author without a name": (r"<author>\s*<name>[^<]*</name>", "<author>"),
    "no link to itself": ('rel="self"', 'rel="via"'),
    "a link that leads nowhere": ('href="https:[^"]*"', 'href=""'),
    "a category without a term": ('term="[^"]*"', ""),
    "content of another kind": ('type="xhtml"', 'type="html"'),
    "content that is not in XHTML": (' xmlns="http://www.w3.org/1999/xhtml"', ""),
    "content that runs": ("<h3>", '<h3 onclick="x()">'),
    "an entry twice": ("(?s)(<entry>.*?</entry>)", r"\1\1"),
    "an element that Atom does not have": ("<published>[^<]*</published>", "<issued>2027</issued>"),
    "no language": ('xml:lang="en-GB"', 'xml:lang="en_GB"'),
    "no XML": ("</feed>", ""),
    "words in a link": (" />", ">x</link>"),
}


@pytest.mark.parametrize("name", ATOM_TWINS)
def test_a_feed_that_breaks_a_rule_of_atom_is_refused(name: str) -> None:
    pattern, put = ATOM_TWINS[name]
    spoilt, times = re.subn(pattern, put, today()[f"{FEEDS}.atom"].decode(), count=1)
    assert times == 1
    assert atom_faults(spoilt.encode())


JSON_TWINS: Mapping[str, Callable[[dict[str, Any]], object]] = {
    "another version": lambda feed: feed.update(version="https://jsonfeed.org/version/1"),
    "no title": lambda feed: feed.pop("title"),
    "no items": lambda feed: feed.pop("items"),
    "an author who says nothing": lambda feed: feed.update(authors=[{}]),
    "a key of its own": lambda feed: feed.update(facts=[]),
    "an address that is none": lambda feed: feed.update(feed_url="changes.json"),
    "no language": lambda feed: feed.update(language="en_GB"),
    "an id that is a number": lambda feed: feed["items"][0].update(id=7),
    "no id": lambda feed: feed["items"][0].pop("id"),
    "an id twice": lambda feed: feed["items"][0].update(id=feed["items"][1]["id"]),
    "no content": lambda feed: feed["items"][0].pop("content_html"),
    "no moment": lambda feed: feed["items"][0].update(date_published="22 November 2027"),
    "a tag that is no text": lambda feed: feed["items"][0].update(tags=[1]),
    "facts that are no object": lambda feed: feed["items"][0].update(_site_builder=[]),
}


@pytest.mark.parametrize("name", JSON_TWINS)
def test_a_feed_that_breaks_a_rule_of_json_feed_is_refused(name: str) -> None:
    feed = json.loads(today()[f"{FEEDS}.feed.json"])
    JSON_TWINS[name](feed)
    assert json_faults(json.dumps(feed).encode())


def test_the_pages_name_their_feeds() -> None:
    for path, to_root in ((PAGE, "../../"), (NOTICE, "../")):
        page = today()[path].decode()
        assert f'type="application/atom+xml" href="{to_root}{FEEDS}.atom"' in page
        assert f'type="application/feed+json" href="{to_root}{FEEDS}.feed.json"' in page


# ---- everybody can read it

LOOKED_AT = [
    *((PAGE, view) for view in VIEWS),
    *((NOTICE, view) for view in ("phone", "dark")),
    ("child-data/what-changed/2027.3.15.1/index.html", "desktop"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("ten")
    for path, data in today().items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    return place


@pytest.mark.parametrize(("path", "view"), some(LOOKED_AT, one_in=5))
def test_everybody_can_read_the_pages(folder: Path, look: Look, path: str, view: str) -> None:
    seen = look(folder, path.removesuffix("index.html"), VIEWS[view])
    assert overflow(seen.page) == 0
    opened(seen.page)
    assert axe(seen.page) == []
    assert overflow(seen.page) == 0
    assert seen.complaints == []


def test_nothing_but_the_heads_of_the_table_is_lost_on_a_phone(folder: Path, look: Look) -> None:
    wide, narrow = (
        visible_text(look(folder, PAGE.removesuffix("index.html"), VIEWS[view]).page, "main").split()
        for view in ("desktop", "phone")
    )
    assert sorted(wide) == sorted(narrow)


def test_the_pages_are_valid_html() -> None:
    require("nu")
    for path in (PAGE, "child-data/what-changed/2027.3.15.1/index.html"):
        # As in test_pages: to the checker, which is given no address, 'self' is nothing.
        assert [fault for fault in nu(today()[path]) if "Content Security Policy" not in fault] == []


def test_the_style_of_what_changed_is_small() -> None:
    assert len(html.style(name="changes.css")) <= STYLE


# ---- verify


@cache
def site() -> Files:
    """The whole site after four releases."""
    return made_site(ten().registries[3], DAYS[3], given=files_of(ten().releases[:4]))


def differences(files: Mapping[str, bytes | None], registry: Registry | None) -> tuple[Difference, ...]:
    manifest = read(files[MANIFEST] or b"")
    return Comparison(files, manifest, DAYS[3], registry).outcome().differences


def test_verify_makes_pages_and_feeds_again_from_what_is_kept() -> None:
    for source in (public(ten().registries[3]), None):
        assert differences(site(), source) == ()


@pytest.mark.parametrize(
    ("path", "old", "new"),
    some(
        [
            (PAGE, "More is shared", "Less is shared"),
            (PAGE, "class=up", "class=down"),
            (NOTICE, "(Why). New: Research.", "None."),
            (NOTICE, "class=down", "class=up"),
            (f"{FEEDS}.atom", 'term="more"', 'term="less"'),
            (f"{FEEDS}.feed.json", "More is shared", "Less is shared"),
            ("child-data/what-changed/2027.1.12.1/index.html", "usually", "always"),
        ],
        one_in=4,
    ),
)
def test_verify_finds_each_lie_in_them(path: str, old: str, new: str) -> None:
    data = site()[path].decode()
    assert old in data
    found = differences({**site(), path: data.replace(old, new).encode()}, None)
    assert {difference.file for difference in found} == {path}


# ---- each night, and before


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registry as the sixth release left it."""
    folder = tmp_path_factory.mktemp("project")
    for number, _ in enumerate(released_in(folder), 1):
        if number == 6:
            break
    return folder


@thorough
def test_the_nightly_build_says_what_began_and_a_site_that_did_not_is_found(project: Path) -> None:
    for day, said in ((BEGINS - timedelta(1), False), (BEGINS, True), (BEGINS + timedelta(1), False))[:DAYS_AROUND]:
        run = call(project, "build", "--out", f"night-{day}", on=day)
        assert run.code == 0, run
        assert (
            "Today, in child-data: Begins, as announced: Harbour Wellbeing: to contact parent/carers." in run.err
        ) is said
    # Whoever looks from elsewhere finds a site that did not say it on its day.
    stale = f"night-{BEGINS - timedelta(1)}"
    assert call(project, "verify", stale, on=BEGINS - timedelta(1)).code == 0
    run = call(project, "verify", stale, on=BEGINS)
    assert run.code == 4
    assert "harbour-contact-parents" in run.out


def test_a_preview_says_that_it_is_one_and_is_never_signed_or_taken_for_the_site(project: Path) -> None:
    run = call(project, "build", "--preview", "--out", "preview", on=BEGINS)
    assert run.code == 0, run
    page = (project / "preview" / NOTICE).read_text("utf-8")
    assert "Preview of 1 April 2027. This is not what holds today." in page
    assert "Begins, as announced" in page
    assert call(project, "verify", "preview", on=BEGINS).code == 4
    assert "A preview does not take the place of the site" in call(project, "build", "--preview", on=BEGINS).err
    key = call(project, "build", "--preview", "--out", "preview", "--key", "x.key", on=BEGINS)
    assert (key.code, "A preview is never signed" in key.err) == (1, True)
