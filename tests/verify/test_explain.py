"""What is told of a file that differs: by its words, and where no words differ by the place in the tree."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from io import BytesIO

import pikepdf
import pytest

from site_builder.addresses import table
from site_builder.facts.layout.laid_out import LaidPassage, Row, parts_of
from site_builder.verify.difference import Difference
from site_builder.verify.expected_text import Edition, editions
from site_builder.verify.explain import explain
from tests.built import built
from tests.drifts.printed import Leaf
from tests.seed import ON, seed

PAGE, PAPER, CATALOGUE = "child-data/index.html", "child-data/notice.pdf", "data/v1/data.json"
HERE = f"{seed().site}child-data/"


def files() -> Mapping[str, bytes]:
    return built("seed", ON)


def edition() -> Edition:
    return editions(seed(), ON)[0]


def first_passage() -> LaidPassage:
    """The first that states something."""
    return next(passage for passage in edition().laid.passages if passage.number)


def told(path: str, data: bytes) -> list[Difference]:
    return explain(path, data, files()[path], HERE, edition())


def on_page(old: str, new: str) -> Difference:
    source = files()[PAGE].decode()
    assert source.count(old) >= 1, old
    (difference,) = told(PAGE, source.replace(old, new, 1).encode())
    return difference


def test_nothing_is_told_of_the_same_file() -> None:
    assert [told(path, data) for path, data in files().items()] == [[]] * len(files())


def test_a_word_on_a_page_is_told_with_its_line_and_its_passage() -> None:
    passage = first_passage()
    old = passage.paragraphs[0].runs[0].text.split(" ", 3)[:3]
    difference = on_page(" ".join(old), " ".join([old[0], "never", *old[1:]]))
    line = files()[PAGE].decode().partition(" ".join(old))[0].count("\n") + 1
    assert (difference.kind, difference.place, difference.about) == ("changed", line, passage.anchor)
    assert "never" in difference.says.split()


def test_an_answer_is_told_with_its_question_and_its_passage() -> None:
    passage = first_passage()
    row = next(parts_of(passage.exact, Row))
    answer = row.answers[0].text
    source = files()[PAGE].decode()
    at = source.index(f"<dd>{answer}", source.index(f'<article id="{passage.anchor}"'))
    differences = told(PAGE, f"{source[:at]}<dd>Everybody{source[at + 4 + len(answer) :]}".encode())
    assert (passage.anchor, "Everybody", row.head.text) in {
        (difference.about, difference.says, difference.question) for difference in differences
    }


def test_another_sign_is_told_in_words() -> None:
    difference = on_page("<span class=no>", "<span class=yes>")
    assert (difference.kind, bool(difference.about), bool(difference.question)) == ("changed", True, True)
    assert difference.says.endswith(", with the sign for yes")
    assert difference.stated.endswith(", with the sign for no")


@pytest.mark.parametrize(
    ("old", "new", "kind", "says"),
    [
        ("<article ", "<article hidden ", "hidden", " hidden "),
        ("<summary>", '<summary style="display: none">', "hidden", '<summary style="display: none">'),
        ("<dd>", '<dd style="display: none">', "hidden", '<dd style="display: none">'),
        ("<dd>", '<dd class="silent">', "code", '<dd class="silent">'),
        ("<dd>", '<dd title="Not so.">', "attribute", '<dd title="Not so.">'),
        ("</main>", "<script>1</script></main>", "code", "<script>"),
        ('rel="privacy-policy" href="./"', 'rel="privacy-policy" href="../"', "address", 'href="'),
        ('lang="en', 'lang="cy', "language", 'lang="cy'),
        ("Content-Security-Policy", "Content-Security", "code", "<meta"),
        ('<div class="words" id="', '<div class="words" id="x-', "moved", 'id="x-'),
    ],
)
def test_what_no_words_show_is_told_by_its_tag(old: str, new: str, kind: str, says: str) -> None:
    difference = on_page(old, new)
    assert (difference.kind, says in difference.says, difference.place > 0) == (kind, True, True)


def test_what_search_engines_are_told_differs_by_its_key() -> None:
    difference = on_page('"@type": "WebPage"', '"@type": "Thing"')
    assert (difference.kind, difference.says, difference.stated) == ("changed", "Thing", "WebPage")
    assert difference.about.endswith("@type")


def test_an_element_that_is_lost_is_told() -> None:
    difference = on_page('<link rel="privacy-policy" href="./">', "")
    assert (difference.kind, "privacy-policy" in difference.stated) == ("missing", True)


# ---- PDFs


def changed(change: Callable[[pikepdf.Pdf], object]) -> list[Difference]:
    out = BytesIO()
    with pikepdf.open(BytesIO(files()[PAPER])) as document:
        change(document)
        document.save(out)
    return told(PAPER, out.getvalue())


def test_a_word_in_a_pdf_is_told_with_its_page_and_its_passage() -> None:
    def deny(document: pikepdf.Pdf) -> None:
        leaf = Leaf(document, 2)
        assert any(len(run.text.split()) > 5 and leaf.show(run, run.text[::-1]) for run in leaf.stated)
        leaf.close()

    differences = changed(deny)
    assert {difference.place for difference in differences if difference.place} == {3}
    assert any(difference.about for difference in differences)


@pytest.mark.parametrize(
    ("change", "kind", "about"),
    [
        (lambda d: d.docinfo.__setitem__("/Title", pikepdf.String("Nothing is shared")), "attribute", "Info/Title"),
        (lambda d: d.Root.__setitem__("/Lang", pikepdf.String("cy")), "attribute", "Lang"),
        (
            lambda d: d.Root.__setitem__("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript)),
            "code",
            "OpenAction",
        ),
        (lambda d: d.attachments.__delitem__(next(iter(d.attachments))), "attached", ""),
    ],
)
def test_what_no_words_of_a_pdf_show_is_told_by_its_place(
    change: Callable[[pikepdf.Pdf], object], kind: str, about: str
) -> None:
    assert [(difference.kind, difference.about) for difference in changed(change)] == [(kind, about)]


def test_what_is_drawn_besides_words_is_told_with_its_page() -> None:
    def cover(document: pikepdf.Pdf) -> None:
        held = document.pages[1].obj.Contents
        held.write(held.read_bytes() + b"\n1 g 0 0 500 500 re f")

    (difference,) = changed(cover)
    assert (difference.kind, difference.says) == (
        "file",
        "draws something else on page 2 than the PDF that this version makes",
    )


# ---- JSON, style sheets, other text


@pytest.mark.parametrize(
    ("ours", "theirs", "differences"),
    [
        ({"a": 1}, {"a": 1.0}, [Difference("changed", "a", "1.0", "1")]),
        ({"a": 1}, {}, [Difference("missing", "a", stated="1")]),
        ({}, {"a": "b"}, [Difference("added", "a", "b")]),
        ([{"id": "x", "a": [1]}], [{"id": "x", "a": [1, 2]}], [Difference("added", "x.a", "2")]),
        (
            [{"id": "x"}],
            [{"id": "y"}],
            [Difference("missing", "x", stated='{"id": "x"}'), Difference("added", "y", '{"id": "y"}')],
        ),
        ([{"id": "x"}, {"id": "y"}], [{"id": "y"}, {"id": "x"}], [Difference("moved", "")]),
    ],
)
def test_json_is_told_by_ids_and_keys(ours: object, theirs: object, differences: list[Difference]) -> None:
    data, made = (json.dumps(each).encode() for each in (theirs, ours))
    assert explain(CATALOGUE, data, made, HERE) == differences


def test_a_table_is_told_by_rows_and_columns() -> None:
    path = table("recipients")
    source = files()[path].decode("utf-8-sig")
    rows = source.split("\r\n")
    name = rows[1].split(",")[1]
    assert told(path, source.replace(name, "Nobody", 1).encode("utf-8-sig")) == [
        Difference("changed", f"{rows[1].split(',')[0]}.{rows[0].split(',')[1]}", "Nobody", name)
    ]
    (lost,) = told(path, "\r\n".join([rows[0], *rows[2:]]).encode("utf-8-sig"))
    assert (lost.kind, lost.about) == ("missing", rows[1].split(",")[0])
    moved = "\r\n".join([rows[0], rows[2], rows[1], *rows[3:]])
    renamed = source.replace("name", "nom", 1)
    without_mark = source.encode()
    for data in (renamed.encode("utf-8-sig"), without_mark, b'\xff"', moved.encode("utf-8-sig")):
        assert {each.about for each in told(path, data)} == {""}


def test_a_style_sheet_is_told_by_its_rules_and_a_text_by_its_lines() -> None:
    assert explain("a.css", b"a { b: c }\n.d { display: none }", b"a{b:c}\n.d{}", HERE) == [
        Difference("code", "", "a { b: c } .d { display: none }", "a{b:c} .d{}", 1)
    ]
    assert explain("robots.txt", b"a\nc\n", b"a\nb\n", HERE) == [Difference("changed", "", "c", "b", 2)]
