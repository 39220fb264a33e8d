"""Two readers of links agree: the one that writes pages and the one that reads them back."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.render.inline import inline
from site_builder.verify.links import pieces
from tests.effort import effort

PARTS = [
    *(
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "\\",
        '"',
        "'",
        " ",
        "\n",
        "\t",
        "!",
        "*",
        "`",
        "{",
        "|",
        "^",
        "#f",
        "a",
        "b c",
        "é",
    ),
    *(
        "[w](https://e.example/)",
        "](https://e.example/a",
        "[w](",
        "]()",
        "](<https://e.example/ b>)",
        ' "t")',
        "mailto:a@b.example",
    ),
    *(
        "http://x.example",
        "javascript:",
        "tel:+44",
        "https://münchen.example/é",
        "&amp;",
        "&#x41;",
        "&nope;",
        "%",
        "%41",
        "?a=b&c=d",
    ),
]


def one(read: Iterable[tuple[str, str]]) -> list[tuple[str, bool]]:
    """Words that lead to one place in one piece."""
    made: list[tuple[str, bool]] = []
    for text, address in read:
        if made and made[-1][1] == bool(address):
            text = made.pop()[0] + text  # noqa: PLW2901 # goes on with what stood before
        made.append((text, bool(address)))
    return made


@settings(max_examples=effort(suite=200, thorough=1000), deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_both_readers_find_the_same_links(text: str) -> None:
    assert one(pieces(text)) == one((span.text, span.url or "") for span in inline(text))


def deep(brackets: int) -> str:
    return f"https://a.example/{'(' * brackets}{')' * brackets}"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("See [them](https://a.example/(b)).", [("See ", ""), ("them", "https://a.example/(b)"), (".", "")]),
        (
            "[a [b](https://b.example/) c](https://c.example/)",
            [("[a ", ""), ("b", "https://b.example/"), (" c](https://c.example/)", "")],
        ),
        ("[a](http://a.example/)", [("[a](http://a.example/)", "")]),
        ('[a](https://a.example/ "seen by nobody")', [('[a](https://a.example/ "seen by nobody")', "")]),
        ("[ ](https://a.example/) [b](https://b.example/)", [("[ ](https://a.example/) [b](https://b.example/)", "")]),
        ("[a]()", [("[a]()", "")]),
        ('[a]( "t")', [('[a]( "t")', "")]),
        ("[a](https://a.example/?b&amp;c)", [("a", "https://a.example/?b&c")]),
        ("[a](mailto:a@b.example)[b](tel:+44)", [("a", "mailto:a@b.example"), ("b", "tel:+44")]),
        ("[a]xtel:1)", [("[a]xtel:1)", "")]),
        ("[[a](https://a.example/)", [("[", ""), ("a", "https://a.example/")]),
        ("]a [b [c] d](https://a.example/)", [("]a ", ""), ("b [c] d", "https://a.example/")]),
        ("[a](\t<https://a.example/>\n)", [("a", "https://a.example/")]),
        ("[a](<https://a.example/[b](https://b.example/)>)", [("a", "https://a.example/[b](https://b.example/)")]),
        ("[a](<https://a.example/)", [("[a](<https://a.example/)", "")]),
        ("[a](https://a.example/\x7fb)", [("[a](https://a.example/\x7fb)", "")]),
        (r"[a](https://a.example/\(\)\()", [("a", "https://a.example/()(")]),
        (r"[a](https://a.example/\ b)", [(r"[a](https://a.example/\ b)", "")]),
        (r"[a](https://a.example/\)", [(r"[a](https://a.example/\)", "")]),
        ("[a](https://a.example/\\", [("[a](https://a.example/\\", "")]),
        (f"[a]({deep(32)})", [("a", deep(32))]),
        (f"[a]({deep(33)})", [(f"[a]({deep(33)})", "")]),
        # a title that nobody would see keeps the whole passage as typed, what is none the link alone
        ("[a](https://a.example/\n't') [b](tel:1)", [("[a](https://a.example/\n't') [b](tel:1)", "")]),
        ("[a](https://a.example/ (t)) [b](tel:1)", [("[a](https://a.example/ (t)) [b](tel:1)", "")]),
        ('[a](<https://a.example/>"t") [b](tel:1)', [('[a](<https://a.example/>"t") ', ""), ("b", "tel:1")]),
        ('[a](https://a.example/(b "t") [b](tel:1)', [('[a](https://a.example/(b "t") ', ""), ("b", "tel:1")]),
    ],
)
def test_what_is_a_link_and_what_stays_as_typed(text: str, read: list[tuple[str, str]]) -> None:
    assert list(pieces(text)) == read
    assert one((span.text, span.url or "") for span in inline(text)) == one(read)


def test_however_many_brackets_are_open_links_are_found_in_good_time() -> None:
    assert list(pieces("[" * 50_000 + "a](tel:1)")) == [("[" * 49_999, ""), ("a", "tel:1")]
