"""What is read of a page: its blocks, each with the line on which it stands."""

from __future__ import annotations

from site_builder.render import html
from site_builder.verify import canonical
from site_builder.verify.expected_text import on_page
from site_builder.verify.text_blocks import Block, Lines, Span, of_page
from tests.seed import english, laid_out

SOURCE = "<!DOCTYPE html>\n<body>\n\n" + "\n".join(
    f'<p id="at-{number}">Word {number}.</p>' for number in range(4, 300)
)


def test_a_page_is_read_as_the_blocks_that_it_should_have() -> None:
    laid = laid_out()
    data = html.render(laid, english(), html.Links(style="", home=""))
    blocks = of_page(canonical.html(data, "", f'[data-notice="{laid.id}"]'))
    expected = on_page(laid, english())
    assert [(block.kind, block.anchor, block.text) for block in blocks] == [
        (block.kind, block.anchor, block.text) for block in expected
    ]


def test_each_mark_is_found_on_its_line() -> None:
    lines = Lines(SOURCE)
    numbers = list(range(4, 300))
    assert [lines.of(f'id="at-{number}"') for number in numbers] == numbers
    assert [lines.of("", "nowhere", f"Word {number}.", "Word 5.") for number in numbers] == numbers
    assert (lines.of("nowhere"), Lines("").of("nowhere")) == (0, 0)


def test_each_block_is_placed_behind_the_one_before_it() -> None:
    source = f"{SOURCE}\n<p>Word 7.</p>"
    blocks = [
        Block("paragraph", "", (Span(" "), Span(words))) for words in ("Word 6.", "Word 7.", "nowhere", "Word 7.")
    ]
    assert [block.place for block in Lines(source).placed(tuple(blocks))] == [6, 7, 0, 300]
