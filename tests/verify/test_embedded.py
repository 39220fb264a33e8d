"""The region of a notice in a page of others, beside a registry: which edition counts, and what is said of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from site_builder.errors import Failure
from site_builder.model.values import Text
from site_builder.render.feed import graph
from site_builder.verify import embedded
from site_builder.verify.difference import Difference
from site_builder.verify.embedded import Source, from_feed, prove_fragment
from site_builder.verify.expected_text import editions
from site_builder.verify.http_response import Answer
from site_builder.verify.report import Verdict
from tests.client.servers import Server, redirect, reply, serving
from tests.effort import some, thorough
from tests.examples import example, one_notice
from tests.seed import ON, seed
from tests.verify.pages import pages, seeds

NOTICE = "child-data"
HTML = "Content-Type: text/html; charset=utf-8"


def of_seed() -> Source:
    return Source(seed(), ON, "registry")


def proved(folder: Path, data: bytes) -> Verdict:
    (folder / "page.html").write_bytes(data)
    return prove_fragment("page.html", folder, NOTICE, of_seed())


def test_what_says_the_same_is_told_so_and_nothing_besides(tmp_path: Path) -> None:
    assert proved(tmp_path, seeds().data) == Verdict(
        target="page.html",
        version=seed().version,
        made=ON.isoformat(),
        expires="",
        source="registry",
        compared={"fragment": 1},
    )


def test_a_lie_and_what_the_source_lies_about_are_told(tmp_path: Path) -> None:
    data = seeds().with_("Contact details", "Faces")
    (difference,) = proved(tmp_path, data).differences
    assert (difference.kind, difference.file, difference.says) == ("changed", "page.html", "Faces")
    lying = replace(of_seed(), differences=(replace(difference, file="feed.jsonld"),))
    assert [d.file for d in prove_fragment("page.html", tmp_path, NOTICE, lying).differences] == [
        "feed.jsonld",
        "page.html",
    ]


HARMLESS = {
    "within their elements": ("<main", "<div class=page><div><main"),
    "in an element of theirs": ("<main", "<div"),
    "in another line": ("\n", "\r\n  "),
    "with other quotes": ('data-notice="child-data"', "data-notice=child-data"),
    "with comments": ("</h1>", "</h1><!-- Good day. -->"),
    "with marks of an editor": ("<h1>", '<h1 data-block="12">'),
    "beside a stylesheet of theirs": ("<head>", "<head><style>p { color: #111 }</style>"),
    "beside another notice": ("</main>", '</main><p data-notice="another-1">We sell it.</p>'),
    "below a base that names a target alone": ("<head>", "<head><base target=_self>"),
}


@pytest.mark.parametrize("name", some(HARMLESS, one_in=3))
def test_what_touches_no_meaning_is_no_difference(tmp_path: Path, name: str) -> None:
    old, new = HARMLESS[name]
    data = seeds().data.replace(old.encode(), new.encode())
    data = data.replace(b"</main>", b"</div>") if new == "<div" else data
    assert data != seeds().data
    assert (proved(tmp_path, data).differences, proved(tmp_path, data).notes) == ((), ())


LIES = {
    "a word": ("Contact details", "Faces", "changed"),
    "an attribute": ("<h1>", '<h1 title="Not so">', "attribute"),
    "hidden": ("<h1>", "<h1 hidden>", "hidden"),
    "a style": ("<h1>", '<h1 style="display:none">', "hidden"),
    "a passage too many": ("</h1>", "</h1><p>We sell it.</p>", "added"),
    "a script": ("</h1>", "</h1><script>alert(1)</script>", "code"),
    "twice": ("<body>", '<body><div data-notice="child-data">We sell it.</div>', "added"),
    "another language": ('lang="en-GB"', 'lang="cy"', "language"),
    "links that lead elsewhere": ("<head>", '<head><base href="https://elsewhere.example/">', "address"),
}


@pytest.mark.parametrize("name", some(LIES, one_in=3))
def test_what_differs_is_told(tmp_path: Path, name: str) -> None:
    old, new, kind = LIES[name]
    data = seeds().data.replace(old.encode(), new.encode(), 1)
    assert data != seeds().data
    assert kind in {difference.kind for difference in proved(tmp_path, data).differences}


def by_words(data: bytes) -> str:
    """The broken twin: the words of the page, which is what most comparisons of pages see."""
    root = LexborHTMLParser(data).root
    assert root is not None
    return " ".join(root.css("[data-notice]")[0].text(deep=True).split())


def test_these_lies_pass_who_compares_words_alone() -> None:
    ours = by_words(seeds().data)
    unseen = [
        n for n, (old, new, _) in LIES.items() if by_words(seeds().data.replace(old.encode(), new.encode(), 1)) == ours
    ]
    assert {"an attribute", "hidden", "a style", "another language", "links that lead elsewhere"} <= {*unseen}


def test_it_may_stand_among_other_notices_but_not_be_missing(tmp_path: Path) -> None:
    other = seeds().with_("<body>", '<body><div data-notice="other"></div>')
    assert proved(tmp_path, other).differences == ()
    with pytest.raises(Failure, match='holds no element with data-notice="child-data"'):
        proved(tmp_path, b'<div data-notice="other"></div>')
    with pytest.raises(Failure, match=r"registry has no notice 'no\?such'\. Its notices: child-data\."):
        prove_fragment("page.html", tmp_path, "no\u202esuch", of_seed())


@pytest.mark.parametrize("name", ["page.xhtml", "page.txt", "page", "page.html.svg"])
def test_a_file_that_browsers_may_read_otherwise_is_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(seeds().data)
    with pytest.raises(
        Failure, match=rf"^{name} is no page by its name, .*\. Give one that ends with \.html or \.htm\."
    ):
        prove_fragment(name, tmp_path, NOTICE, of_seed())
    (tmp_path / "page.htm").write_bytes(seeds().data)
    assert prove_fragment("page.htm", tmp_path, NOTICE, of_seed()).differences == ()


def test_a_file_may_have_a_name_in_no_letters(tmp_path: Path) -> None:
    name = "\udcff.html"
    (tmp_path / name).write_bytes(seeds().data)
    assert prove_fragment(name, tmp_path, NOTICE, of_seed()).differences == ()


@thorough
def test_of_all_languages_and_readers_the_closest_counts(tmp_path: Path) -> None:
    registry = one_notice("aberwen", "how-we-share")
    english, _, _, welsh = (page for page in pages(registry) if page.laid.id == "how-we-share")
    for page, said in ((english, "in en-gb, for everyone"), (welsh, "in cy, for children")):
        (tmp_path / "page.html").write_bytes(page.data)
        verdict = prove_fragment("page.html", tmp_path, "how-we-share", Source(registry, ON, "registry"))
        assert (verdict.differences, verdict.notes) == ((), (f"It was compared with the notice {said}.",))


def test_which_edition_counts_is_noted_only_where_a_notice_has_more_than_one() -> None:
    (edition, *_) = editions(example("nhs-trust"), ON)
    said = "It was compared with the notice in en-gb, for everyone."
    assert list(embedded._edition_notes(edition, is_one_of_several=True)) == [said]
    assert list(embedded._edition_notes(edition, is_one_of_several=False)) == []


def test_what_is_seen_of_the_page_is_told_of_the_edition_that_counts(tmp_path: Path) -> None:
    registry = one_notice("aberwen", "how-we-share")
    *_, welsh = (page for page in pages(registry) if page.laid.id == "how-we-share")
    (tmp_path / "page.html").write_bytes(welsh.data)

    def look(target: str, answer: Answer, made: bytes) -> list[Difference]:
        assert (target, answer.data, b'<html lang="cy"' in made) == ("page.html", welsh.data, True)
        return [Difference("hidden", "a", "it has no size")]

    verdict = prove_fragment("page.html", tmp_path, "how-we-share", Source(registry, ON, "registry"), look)
    assert verdict.differences == (Difference("hidden", "a", "it has no size", file="page.html"),)


def _leading_to(address: str, data: bytes) -> bytes:
    """A page whose links within it name its address."""
    return re.sub(rb'href="?(#[^" >]*)"?', rf'href="{address}\1"'.encode(), data)


def test_in_a_file_links_may_name_it(tmp_path: Path) -> None:
    named = _leading_to("page.html", seeds().data)
    assert proved(tmp_path, named).differences == ()
    other = _leading_to("other.html", seeds().data)
    assert {difference.kind for difference in proved(tmp_path, other).differences} == {"address"}


def test_what_is_not_translated_is_noted() -> None:
    (edition,) = editions(seed(), ON)
    partly = replace(edition, laid=replace(edition.laid, untranslated="Some is in English."))
    told = ["Some is in English. A translation is missing, or older than its words."]
    assert list(embedded._edition_notes(partly, is_one_of_several=False)) == told


def test_what_stands_otherwise_today_than_in_the_feed_is_told(tmp_path: Path) -> None:
    last = ON + timedelta(3)
    first = next(each for each in seed().recipients if each.disclosures)
    ends = replace(first.disclosures[0], valid_to=last, status=None)
    recipient = replace(first, disclosures=(ends, *first.disclosures[1:]))
    others = (recipient if each is first else each for each in seed().recipients)
    registry = replace(seed(), recipients=tuple(others))
    (tmp_path / "feed.jsonld").write_bytes(graph.render(registry, ON))
    (page, *_) = pages(registry)
    (tmp_path / "page.html").write_bytes(page.data)
    for today, told in ((last, []), (last + timedelta(1), [ends.id])):
        source = from_feed("feed.jsonld", tmp_path, today)
        verdict = prove_fragment("page.html", tmp_path, NOTICE, source)
        assert [difference.about for difference in verdict.differences] == told
        assert [note.partition(",")[0] for note in verdict.notes] == ["Whose feed.jsonld is"]


def test_a_feed_in_a_language_that_we_do_not_have_is_not_compared(tmp_path: Path) -> None:
    (page, *_) = pages(seed())
    (tmp_path / "page.html").write_bytes(page.data)
    source = Source(replace(seed(), languages=(Text("en-gb"), Text("fr"))), ON, "feed.jsonld", "feed")
    with pytest.raises(Failure, match="This version cannot read the language fr, so nothing was compared"):
        prove_fragment("page.html", tmp_path, NOTICE, source)


def test_a_page_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = seeds().data
    monkeypatch.setattr(embedded, "LARGEST", len(data))
    assert proved(tmp_path, data).differences == ()
    monkeypatch.setattr(embedded, "LARGEST", len(data) - 1)
    with pytest.raises(Failure, match=rf"is larger than {len(data) - 1:,} bytes\."):
        proved(tmp_path, data)


def test_what_a_server_says_of_the_page_is_told_and_links_lead_from_its_address(tmp_path: Path) -> None:
    with serving(Server()) as server:
        address = f"http://127.0.0.1:{server.port}/page"
        data = _leading_to(address, seeds().data)
        server.replies["page"] = reply(200, data, HTML, "Refresh: 9")
        (difference,) = prove_fragment(address, tmp_path, NOTICE, of_seed()).differences
        server.replies["page"] = reply(200, data, "Content-Type: application/pdf")
        with pytest.raises(Failure, match="must be text/html"):
            prove_fragment(address, tmp_path, NOTICE, of_seed())
    assert (difference.kind, difference.file, difference.about, difference.says) == ("header", address, "Refresh", "9")


def test_a_page_or_a_feed_that_another_address_answers_is_noted(tmp_path: Path) -> None:
    with serving(Server({"feed": graph.render(seed(), ON)}, {"page": reply(200, seeds().data, HTML)})) as there:
        place = f"http://127.0.0.1:{there.port}/"
        with serving(Server(replies={name: redirect(302, f"{place}{name}") for name in ("page", "feed")})) as server:
            asked = f"http://127.0.0.1:{server.port}/"
            led = prove_fragment(f"{asked}page", tmp_path, NOTICE, from_feed(f"{asked}feed", tmp_path, ON))
        straight = prove_fragment(f"{place}page", tmp_path, NOTICE, from_feed(f"{place}feed", tmp_path, ON))
    feed_leads, page_leads = (f"{asked}{name} leads to {place}{name}, at another host." for name in ("feed", "page"))
    unsigned = "Whose {} is, and until when to trust it, was not checked: verify the site from which it comes."
    assert (led.notes, led.differences) == ((feed_leads, unsigned.format(f"{asked}feed"), page_leads), ())
    assert (straight.notes, straight.differences) == ((unsigned.format(f"{place}feed"),), ())


def test_whom_the_server_gives_the_page_is_noted(tmp_path: Path) -> None:
    heads = ("Vary: Cookie", "X-Robots-Tag: noindex", "Connection-Allowlist: ()")
    with serving(Server(replies={"page": reply(200, seeds().data, HTML, *heads)})) as server:
        address = f"http://127.0.0.1:{server.port}/page"
        assert prove_fragment(address, tmp_path, NOTICE, of_seed()).notes == (
            f"{address}: The server sends Vary: Cookie, by which some may read something else.",
            f"{address}: The server sends X-Robots-Tag: noindex, by which some may read something else.",
            f"{address}: The server sends Connection-Allowlist: (), by which some may read something else.",
        )


def test_an_anchor_is_not_asked_for(tmp_path: Path) -> None:
    replies = {"c?x": reply(200, seeds().data, HTML), "c?x#y": reply(200, b"<p>We sell it.", HTML)}
    with serving(Server(replies=replies)) as server:
        verdict = prove_fragment(f"http://127.0.0.1:{server.port}/c?x#y", tmp_path, NOTICE, of_seed())
    assert (verdict.differences, verdict.notes) == ((), ())


def test_a_page_says_in_which_characters_it_is_where_its_server_does_not(tmp_path: Path) -> None:
    silent = seeds().data.replace(b'<meta charset="utf-8">', b"")
    assert proved(tmp_path, silent).differences == ()
    with serving(Server()) as server:
        address = f"http://127.0.0.1:{server.port}/page"
        for data, kind, told in (
            (silent, HTML, []),
            (silent, "Content-Type: text/html", ["header"]),
            (seeds().data, "Content-Type: text/html", []),
        ):
            server.replies["page"] = reply(200, data, kind)
            assert [
                difference.kind for difference in prove_fragment(address, tmp_path, NOTICE, of_seed()).differences
            ] == told
