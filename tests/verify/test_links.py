"""Two readers of links agree: the one that writes pages and the one that reads them back."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.renderers._inline import inline
from site_builder.verify.links import canonical, pieces

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


def one(read: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """With each address in one form, and words that lead to one place in one piece."""
    made: list[tuple[str, str]] = []
    for text, address in read:
        if made and made[-1][1] == canonical(address):
            text = made.pop()[0] + text  # noqa: PLW2901 # goes on with what stood before
        made.append((text, canonical(address)))
    return made


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_both_readers_find_the_same_links(text: str) -> None:
    assert one(pieces(text)) == one((span.text, span.url or "") for span in inline(text))


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
    ],
)
def test_what_is_a_link_and_what_stays_as_typed(text: str, read: list[tuple[str, str]]) -> None:
    assert list(pieces(text)) == read
    assert one((span.text, span.url or "") for span in inline(text)) == read


def test_an_address_has_one_form() -> None:
    assert canonical("https://münchen.example/é?%zz") == "https://xn--mnchen-3ya.example/%C3%A9?%25zz"
    assert canonical("https://a.example/%C3%A9") == canonical("https://a.example/é")
    assert canonical("mailto:a@b.example") == "mailto:a@b.example"
    assert canonical("mailto:a@münchen.example?subject=é") == "mailto:a@xn--mnchen-3ya.example?subject=%C3%A9"
    assert canonical("https://[bad") == "https://[bad"
