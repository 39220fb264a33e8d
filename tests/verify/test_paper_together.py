"""What is told of a PDF where all readings of it come together: tags, what is drawn, what is seen and copied."""

from __future__ import annotations

import re

import pikepdf
import pytest

from tests.verify.paper_told import Told, both, told
from tests.verify.papers import Change, appended, changed, covered, redrawn, swapped, untagged

# ---- what is planted


def second_page(height: int) -> Change:
    """Add an empty leaf."""

    def change(document: pikepdf.Pdf) -> None:
        document.add_blank_page(page_size=(595, height))
        document.pages[1].Contents = document.make_stream(b"0 0 m")

    return change


def read_by_some(document: pikepdf.Pdf) -> None:
    """Let a letter be read as another by those who know what a comment is."""
    font = next(iter(document.pages[0].Resources.Font.values()))
    read = font.ToUnicode.read_bytes()
    (code,) = re.findall(rb"(<[0-9A-F]{4}>) <006C>", read)
    more = b"1 beginbfchar\n" + code + b" % so\n<0066>\nendbfchar\nendcmap"
    font.ToUnicode.write(read.replace(b"endcmap", more))


# ---- what is told

SLANTED = appended(b"q 10 10 m 20 30 l S Q")
SLANTED_TOLD = ("code", "", "a slanted line", "", 1)
NO_HEAD = "Example Council Small notice Version 1.2, 25 November 2026 Page 2 of 2"
SECOND_TOLD = (("changed", "", "1", "2", 1), ("missing", "", "", NO_HEAD, 2))
SMALL = ("hidden", "", "it is shown from 0,0 to 595,700 points", "the whole leaf from 0,0 to 595,842 points", 2)

TOLD: dict[str, tuple[Change, list[Told]]] = {
    "a slanted line": (SLANTED, [SLANTED_TOLD]),
    "a second page": (second_page(842), [*SECOND_TOLD]),
    "a smaller leaf": (second_page(700), [*SECOND_TOLD, SMALL]),
    "a smaller leaf, where nobody draws it": (both(SLANTED, second_page(700)), [SLANTED_TOLD, *SECOND_TOLD]),
    "words that stand twice": (untagged("They tell others"), [("added", "", "They tell others.", "", 1)]),
    "words that are covered": (covered("We say"), [("hidden", "", "We say little. (something covers it)", "", 1)]),
    "words that change places": (
        swapped("They tell others", "We may"),
        [("moved", "a-2", "What else? ", "", 1), ("moved", "", "We may:", "", 1)],
    ),
    "changed words that are covered": (
        both(redrawn("They tell", "They sell"), covered("They sell")),
        [
            ("changed", "a-2", "They sell others.", "They tell others.", 1),
            ("hidden", "", "They sell others. (something covers it)", "", 1),
        ],
    ),
    "changed words that change places": (
        both(redrawn("What else", "Whet else"), swapped("They tell others", "We may")),
        [
            ("changed", "a-2", "Whet else?", "What else?", 1),
            ("moved", "", "Whet else? ", "", 1),
            ("moved", "", "We may:", "", 1),
        ],
    ),
}


@pytest.mark.parametrize(("change", "found"), TOLD.values(), ids=TOLD)
def test_a_lie_is_told_in_words(change: Change, found: list[Told]) -> None:
    assert told(changed(change)) == found


def test_a_letter_that_some_read_as_another_is_told() -> None:
    found = told(changed(read_by_some))
    assert found[:2] == [
        ("reader", "", "Smaff notice", "Small notice", 1),
        ("reader", "", "Exampfe Councif", "Example Council", 1),
    ]
    assert {kind for kind, *_ in found} == {"reader"}
