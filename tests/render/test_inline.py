"""Which links a text may hold, and what stays as it was typed."""

from __future__ import annotations

import pytest

from site_builder.render.inline import inline


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
        ("[a](<https://a.example/[b](https://b.example/)>)", [("a", "https://a.example/%5Bb%5D(https://b.example/)")]),
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
    assert [(span.text, span.url or "") for span in inline(text)] == read
