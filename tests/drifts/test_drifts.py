"""`verify` finds every planted drift and reports no harmless change; simpler verifiers do not find every drift."""

from __future__ import annotations

from html.parser import HTMLParser
from io import BytesIO

import pypdfium2
import pytest

from tests.drifts.benign import BENIGN
from tests.drifts.kinds import KINDS, Kind, mutant
from tests.drifts.page import PAGE, page
from tests.drifts.sites import NAMES, relisted, site
from tests.drifts.trial import VERIFIERS, sample, tried
from tests.drifts.tried import tally
from tests.effort import THOROUGH, effort, some

HERE = NAMES if THOROUGH else ("practice", "seed")
"""Where drift is planted: in the suite only in small sites, unless a kind has its place in others."""
LEAST, HARMLESS = 15, 300
"""How often each kind of drift must have been tried at least, and harmless changes of all kinds."""


@pytest.mark.parametrize("kind", some(KINDS, one_in=10), ids=str)
def test_each_planted_drift_is_found_and_by_digests_with_a_manifest_made_for_it_none(kind: Kind) -> None:
    tally = tried(kind, sample(kind), ("verify", "digests"), HERE)
    assert tally.wrong == []
    assert not tally.found["digests"]


@pytest.mark.parametrize("kind", some(BENIGN, one_in=2), ids=str)
def test_a_harmless_change_is_not_reported(kind: Kind) -> None:
    assert tried(kind, sample(kind), ("verify",), HERE).wrong == []


@pytest.mark.parametrize("name", list(VERIFIERS))
def test_nobody_reports_an_honest_site(name: str) -> None:
    honest = site("practice")
    assert not VERIFIERS[name](honest, relisted(honest, {}), [*honest.pages, *honest.papers, honest.feed])


# ---- what the table says of the others is what they do


@pytest.mark.parametrize(
    ("twin", "output", "blind", "sees"),
    some(
        [
            ("known texts", "page", "an unfounded sentence", "a number or a date changed"),
            ("known texts", "page", "hidden by a style attribute", "a passage, heading or answer lost"),
            ("marks", "page", "a word changed", "an anchor moved"),
            ("marks", "feed", "words changed", "must for may"),
        ],
        one_in=2,
    ),
)
def test_a_simpler_verifier_passes_over_lies(twin: str, output: str, blind: str, sees: str) -> None:
    kinds = {kind.name: kind for kind in KINDS if kind.output == output}
    assert tried(kinds[blind], range(20), (twin,), HERE).found[twin] <= 2
    assert tried(kinds[sees], range(20), (twin,), HERE).found[twin] >= 5


# ---- the plants do what they say


class _Words(HTMLParser):
    """The words between the tags of a page, hidden or not."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += data.split()


def _words(data: bytes) -> list[str]:
    parser = _Words()
    parser.feed(data.decode())
    return parser.found


SAID = {
    *("a word changed", "a number or a date changed", "a “not” added or dropped", "may for must, or for and"),
    *("a recipient added", "a recipient dropped", "a condition dropped", "purposes swapped", "an unfounded sentence"),
    *("answers swapped between two passages", "a head over another answer", "a paragraph, row or section moved"),
    *("a passage, heading or answer lost", "words around the notice changed", "look-alike letters"),
    *("a closed answer changed", "a reservation cut", "a closed answer lost or added", "a silence filled"),
    *("closed answers at another passage", "exact facts cut", "a label changed", "a number cut or added"),
    *("an exception of another kind", "a topic of silence cut, added or miscounted", "a right cut, or said of more"),
    *("what is said of everyone named changed", "who checked it, and the next review, changed"),
    *("a banner cut or added", "a closed answer of another edition"),
}
"""Kinds of drift in a page after which it reads differently."""
UNSEEN = {kind.name for kind in KINDS if kind.name.startswith("hidden by")} | {
    "a mark of language changed",
    "a sign changed",
}
"""Kinds after which all its words are still there, in order."""


CALLED = [kind for kind in KINDS if kind.output == "page" and kind.name in SAID | UNSEEN]


@pytest.mark.parametrize("kind", some(CALLED, one_in=3), ids=str)
def test_a_drift_in_a_page_is_what_it_is_called(kind: Kind) -> None:
    for number in range(effort(suite=1, thorough=12)):
        planted = mutant(kind, number, HERE)
        ((path, data),) = planted.changed.items()
        same = "".join(_words(data)) == "".join(_words(planted.site.files[path]))
        is_rule = b"<style" in data
        assert (same or is_rule) == (kind.name in UNSEEN), number


def _drawn(data: bytes) -> list[bytes]:
    document = pypdfium2.PdfDocument(BytesIO(data))
    return [bytes(page.render().buffer) for page in document]


SEEN = ("a word changed", "hidden text", "covered text", "glyphs against the font's table", "a text not drawn")


@pytest.mark.parametrize("kind", some((k for k in KINDS if k.output == "PDF" and k.name in SEEN), one_in=3), ids=str)
def test_a_drift_in_a_pdf_is_seen_on_its_leaf(kind: Kind) -> None:
    for number in range(effort(suite=1, thorough=2)):
        planted = mutant(kind, number, HERE)
        ((path, data),) = planted.changed.items()
        assert _drawn(data) != _drawn(planted.site.files[path]), number


@pytest.mark.parametrize("kind", KINDS[::12], ids=str)
def test_the_same_number_plants_the_same_lie(kind: Kind) -> None:
    assert mutant(kind, 1, HERE).changed == mutant(kind, 1, HERE).changed


# ---- the handbook's page


def test_the_page_shows_the_figures_of_the_runs() -> None:
    assert PAGE.read_text("utf-8") == page()


@pytest.mark.parametrize("output", ["page", "CMS page", "PDF", "feed", "site"])
def test_in_the_runs_every_lie_was_found_by_verify_and_none_by_digests(output: str) -> None:
    figures = [tally(kind) for kind in KINDS if kind.output == output]
    assert all(each.tried >= LEAST for each in figures)
    assert all(each.found["verify"] == each.tried and not each.found["digests"] for each in figures)
    assert not any(each.wrong for each in figures)


def test_in_the_runs_no_harmless_change_was_reported() -> None:
    figures = [tally(kind) for kind in BENIGN]
    assert sum(each.tried for each in figures) >= HARMLESS
    assert not any(each.found["verify"] or each.wrong for each in figures)
