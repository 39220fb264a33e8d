"""YAML is read with its places, what a parser would change is refused, and no bytes cause a traceback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from site_builder.kept import Kept
from site_builder.load.yaml.events import PureParser, fastest_parser
from site_builder.load.yaml.read import Document, Marks, read, read_with
from site_builder.problems import Place, Problem, Severity, stops
from site_builder.report import as_text
from tests.effort import some

TESTS = Path(__file__).parents[2]
FILES = sorted((TESTS / "cases" / "yaml_files").glob("*.yaml"))
REGISTRY = sorted((TESTS.parent / "registry").rglob("*.yaml"))
OFTEN = settings(
    max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
SIGNS = [
    *"\"'[]{}|>&*!%@`#,?:\\~\t\u00a0\u202e\ufeff\u2028\x85\x00\r\n ",
    *(
        ": ",
        " #",
        "- ",
        "? ",
        "&a ",
        "*a",
        "!x ",
        "<<: ",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "a: ",
        "a: b\n",
        "  ",
        "|\n",
    ),
]


def told(problems: tuple[Problem, ...]) -> list[tuple[int, int, str]]:
    """Line, column and rule of each problem."""
    return [(problem.place.line, problem.place.column, problem.rule) for problem in problems]


def well(text: str | bytes) -> Document:
    """The document, where nothing at all is said of it."""
    document, problems = read(text.encode() if isinstance(text, str) else text, "in.yaml")
    assert problems == ()
    assert document is not None
    return document


@pytest.mark.parametrize("path", [*REGISTRY, *FILES], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_whole_files_are_read_without_a_word_and_the_same_by_both_parsers(path: Path) -> None:
    document = well(path.read_bytes())
    other, problems = read_with(PureParser, path.read_bytes(), "in.yaml")
    assert problems == ()
    assert other is not None
    assert (document.data, dict(document.places)) == (other.data, dict(other.places))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_windows_line_ends_old_line_ends_and_a_mark_change_nothing(path: Path) -> None:
    source = path.read_bytes()
    plain = well(source)
    for other in (source.replace(b"\n", b"\r\n"), source.replace(b"\n", b"\r"), b"\xef\xbb\xbf" + source):
        document = well(other)
        assert document.data == plain.data
        assert document.lines == plain.lines
        assert dict(document.places) == dict(plain.places)


def test_every_plain_value_is_text_and_the_order_is_kept() -> None:
    document = well("z: no\ny: 010\nx: 2026-01-01\nw: ~\nv: [1.0, true, {u: 0x1}]\n")
    assert document.data == {"z": "no", "y": "010", "x": "2026-01-01", "w": "~", "v": ["1.0", "true", {"u": "0x1"}]}
    assert list(document.data) == ["z", "y", "x", "w", "v"]


def test_words_are_read_as_typed_without_their_final_line_ends() -> None:
    document = well("text: |\n  One: #1.\n\n  - 'two'\n    & three  \n\n\nnext: |+\n  a\n\nlast: |-\n  b\n")
    assert document.data == {"text": "One: #1.\n\n- 'two'\n  & three  ", "next": "a", "last": "b"}


def test_names_are_trimmed_and_whole_quotes_are_taken_off() -> None:
    document = well("a:   b c  \nd: ' e '\n\"f\": \"say \\\"g\\\"\"\nh: 'it''s'\n")
    assert document.data == {"a": "b c", "d": "e", "f": 'say "g"', "h": "it's"}


def test_each_value_has_its_place_in_characters_from_one() -> None:
    document = well("name: \U0001f600 Caf\u00e9\nlist:\n  - \u00e9: [x, yy]\n    words: |\n      Hello.\n")
    f = "in.yaml"
    assert dict(document.places) == {
        (): Marks(None, Place(f, 1, 1, 0)),
        ("name",): Marks(Place(f, 1, 1, 4), Place(f, 1, 7, 6)),
        ("list",): Marks(Place(f, 2, 1, 4), Place(f, 3, 3, 0)),
        ("list", 0): Marks(None, Place(f, 3, 5, 0)),
        ("list", 0, "\u00e9"): Marks(Place(f, 3, 5, 1), Place(f, 3, 8, 1)),
        ("list", 0, "\u00e9", 0): Marks(None, Place(f, 3, 9, 1)),
        ("list", 0, "\u00e9", 1): Marks(None, Place(f, 3, 12, 2)),
        ("list", 0, "words"): Marks(Place(f, 4, 5, 5), Place(f, 4, 12, 0)),
    }
    assert document.lines[2] == "  - \u00e9: [x, yy]"


def test_a_problem_carries_its_line_and_its_way_in_words() -> None:
    _, (problem,) = read(b"a:\n  b-c:\n    d:\n      - e: x\n        e: y\n", "r/x.yaml")
    place = Place("r/x.yaml", 5, 9, 1)
    message = "'e' stands twice, in line 4 and in line 5."
    hint = "Keep one of them; or, if it begins another entry of the list, put a dash before it."
    assert problem == Problem(place, Severity.ERROR, "duplicate-name", "e in d of b-c", message, hint, "        e: y")


def test_all_slips_of_a_file_are_told_at_once_and_the_rest_is_still_read() -> None:
    source = b"name: a: b\ntype:x\nlist: [c, d\nquote: 'e\nlast: f\n"
    document, problems = read(source, "in.yaml")
    assert told(problems) == [
        (1, 8, "colon-in-text"),
        (2, 5, "space-after-colon"),
        (3, 7, "list-not-closed"),
        (4, 8, "quote-not-closed"),
    ]
    assert document is not None
    assert document.data["last"] == "f"
    assert document.doubtful == {("name",), ("type",), ("list",), ("quote",)}


def test_a_value_whose_problem_is_told_is_doubtful_and_others_are_not() -> None:
    document, problems = read(b"a:\nb: c # d\ne: *f\ng: |\n  h\ni: >\n  j\n", "in.yaml")
    assert told(problems) == [
        (1, 1, "nothing-after-name"),
        (2, 6, "comment-after-text"),
        (3, 4, "alias"),
        (6, 4, "folded-words"),
    ]
    assert document is not None
    assert document.doubtful == {("a",), ("b",), ("e",)}


@pytest.mark.parametrize(
    "source", ["a: [b]#c", 'a: "b"#c', "a: {b: c}#d", "a: [b,#c\n d]", "a: |#c\n  b", "a: |2-#c\n  b", "a: b\n... #c"]
)
@pytest.mark.parametrize("parser", [fastest_parser(), PureParser])
def test_a_comment_is_lost_without_a_space_before_it_too(source: str, parser: Any) -> None:
    _, problems = read_with(parser, source.encode(), "in.yaml")
    assert {problem.rule for problem in problems} & {"comment-after-text", "words-beside-bar"}


def test_what_looks_like_a_comment_and_is_text_stays() -> None:
    document = well("a: b]#c\nd: |\n  e]#f\n  'g'#h\ni: ['j#k', \"l #m\"]\nn: Why ? o\n")
    assert document.data == {"a": "b]#c", "d": "e]#f\n'g'#h", "i": ["j#k", "l #m"], "n": "Why ? o"}


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("a: {?foo: bar}", (1, 5, "first-character")),
        ("a: [?foo]", (1, 5, "first-character")),
        ("a: [b, ? c : d]", (1, 8, "first-character")),
        ("? a\n: b", (1, 1, "first-character")),
        ("?\n  a\n: b", (1, 1, "first-character")),
        ("a: [-]", (1, 5, "first-character")),
        ("a: [b,\nc]", (2, 1, "indentation")),
        ("a:\n  - b: [c,\n   d]\n  - e: {f: g,\n    h: i}", (5, 5, "indentation")),
    ],
)
@pytest.mark.parametrize("parser", [fastest_parser(), PureParser])
def test_what_yaml_does_not_have_is_refused_though_a_parser_takes_it(
    source: str, place: tuple[int, int, str], parser: Any
) -> None:
    _, problems = read_with(parser, source.encode(), "in.yaml")
    assert stops(problems)
    assert place in told(problems)


def test_a_list_in_brackets_goes_over_lines_that_are_moved_in() -> None:
    document = well("a: [\n  b,\n  {c: d}\n]\ne:\n- [f,\n g]\nh:\n  [i]\n")
    assert document.data == {"a": ["b", {"c": "d"}], "e": [["f", "g"]], "h": ["i"]}


class ForgetfulParser(PureParser):
    """Leaves out every text 'b', as a parser with a fault might."""

    def get_event(self) -> Any:
        """The next event that is not forgotten."""
        event: Any = super().get_event()  # type: ignore[no-untyped-call]
        return self.get_event() if getattr(event, "value", "") == "b" else event


@pytest.mark.parametrize("source", ["a: [x, b, c]", "a: [x, b]", "a:\n  - b\n  - c\n", "a:\n- x\n- b"])
def test_what_a_parser_forgets_is_refused_where_it_is(source: str) -> None:
    well(source)
    _, problems = read_with(ForgetfulParser, source.encode(), "in.yaml")
    line = 1 + source[: source.index("b")].count("\n")
    assert told(problems) == [(line, source.split("\n")[line - 1].index("b") + 1, "unreadable")]


def test_an_alias_never_expands() -> None:
    levels = "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefghijklmnopqrs", "bcdefghijklmnopqrst", strict=True)
    )
    document, problems = read(f"a: &a [x]\n{levels}".encode(), "in.yaml")
    assert {problem.rule for problem in problems} == {"alias", "anchor"}
    assert document is not None
    assert document.data["t"] == ["", "", ""]


@pytest.mark.parametrize("nest", ["[", "{", "- ", "? ", "a: [", "{a: ", "[{"])
def test_no_depth_reaches_the_stack(nest: str) -> None:
    _, problems = read(b"a: " * (nest[0] != "-") + nest.encode() * 100_000, "in.yaml")
    assert stops(problems)


def test_more_than_one_megabyte_is_refused_and_just_that_much_is_not() -> None:
    at_most = b"a: " + b"x" * 999_997
    assert well(at_most).data["a"].startswith("xxx")
    document, problems = read(at_most + b"x", "in.yaml")
    assert document is None
    assert told(problems) == [(1, 1, "too-large")]


def test_sixteen_levels_are_read_and_seventeen_are_not() -> None:
    assert well("a: " + "[" * 15 + "b" + "]" * 15).data["a"]
    document, problems = read(b"a: " + b"[" * 16 + b"b" + b"]" * 16, "in.yaml")
    assert document is None
    assert told(problems) == [(1, 19, "too-deep")]


def in_the_file(problem: Problem) -> bool:
    """Whether the place is one that its own line has."""
    place, line = problem.place, problem.source_line
    return place.line >= 1 and 1 <= place.column <= len(line) + 1 and place.column - 1 + place.width <= len(line)


def judged(source: bytes) -> None:
    """Reads the bytes, and holds what must hold of any."""
    document, problems = read(source, "in.yaml")
    assert document is not None or stops(problems)
    assert all(in_the_file(problem) and problem.message and problem.rule for problem in problems)
    if document is not None:
        assert all(only_text(value) for value in document.data.values())
        assert all(problem.source_line == document.lines[problem.place.line - 1] for problem in problems)
        assert document.doubtful <= set(document.places) or stops(problems)
    assert as_text(problems).count("\n") >= len(problems)


def only_text(value: Any) -> bool:
    """Whether there are only fields, lists and text."""
    if isinstance(value, dict):
        return all(isinstance(name, str) and only_text(part) for name, part in value.items())
    return all(only_text(part) for part in value) if isinstance(value, list) else isinstance(value, str)


@OFTEN
@given(st.binary(max_size=200))
@example(
    b"title: Who we share with\ndata_iewed: 2079-11-25\nre\ns_rol 2027\xc8\xd2\xce\xce-25\n*sections:\n"
    b"  cri\xd0ospital\n    - \n    showscy:\n      - hospital\n    - ask-first\n"
)
@example(b"the police\n  - crime\n  - prevention\n")
def test_no_bytes_cause_a_traceback(source: bytes) -> None:
    judged(source)


@OFTEN
@given(st.lists(st.sampled_from([*SIGNS, "a", "bc", "\n"]), max_size=60).map("".join))
def test_no_heap_of_signs_causes_a_traceback(text: str) -> None:
    judged(text.encode())


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """A whole file with one to four slips."""
    text = draw(st.sampled_from(FILES)).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 6)))
        text = text[:start] + draw(st.sampled_from([*SIGNS, ""])) + text[end:]
    return text.encode()


@OFTEN
@given(mutants())
def test_no_slip_in_a_whole_file_causes_a_traceback_and_each_problem_is_placed(source: bytes) -> None:
    judged(source)


@OFTEN
@given(mutants())
def test_what_is_read_without_a_word_is_read_the_same_by_the_other_parser(source: bytes) -> None:
    document, problems = read(source, "in.yaml")
    if not problems:
        other, others = read_with(PureParser, source, "in.yaml")
        assert others == ()
        assert document is not None
        assert other is not None
        assert document.data == other.data


SLIPS: Mapping[str, Callable[[str], str]] = {
    "a bracket that is not closed": lambda line: line.removesuffix("]"),
    "a quote that is not closed": lambda line: line.replace(": ", ': "', 1) if ": " in line else line,
    "a colon with no space": lambda line: line.replace(": ", ":", 1),
    "no colon": lambda line: line.replace(": ", " ", 1),
    "a colon too many": lambda line: f"{line}: x",
    "a comment": lambda line: f"{line} # x",
    "a tab": lambda line: line.replace(": ", ":\t", 1),
    "an alias": lambda line: line.replace(": ", ": *", 1),
}


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("path", some(FILES, one_in=8), ids=lambda path: path.stem)
def test_one_slip_is_told_at_its_own_line(path: Path, slip: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    fields = [at for at, line in enumerate(lines) if line.lstrip()[:1].islower() and ": " in line and "|" not in line]
    for at in fields:
        changed = [*lines[:at], SLIPS[slip](lines[at]), *lines[at + 1 :]]
        _, problems = read("\n".join(changed).encode(), "in.yaml")
        if changed != lines:
            assert {problem.place.line for problem in problems} == {at + 1}, changed[at]


# ---- what is kept

SOURCES = [
    path.read_bytes()
    for folder in (TESTS.parent / "registry", TESTS.parent / "docs/examples", TESTS / "cases")
    for path in sorted(folder.rglob("*.yaml"))
]


def test_what_is_kept_of_a_file_is_the_document_and_every_place_in_it() -> None:
    kept, again = Kept(len(SOURCES)), 0
    for source in SOURCES:
        assert read(source, "one.yaml", kept) == read(source, "one.yaml")
        with patch("site_builder.load.yaml.read.read_with", wraps=read_with) as reads:
            document, problems = read(source, "other.yaml", kept)
        again += not reads.called
        whole, problems_of_whole = read(source, "other.yaml")
        assert (document, problems) == (whole, problems_of_whole)
        assert [*(document.places if document else ())] == [*(whole.places if whole else ())]
    assert again > len(SOURCES) / 2


def test_a_file_with_problems_is_read_again() -> None:
    kept = Kept()
    for _ in range(2):
        _, problems = read(b"words: |\n  One. Two.\n", "one.yaml", kept)
        assert [problem.rule for problem in problems] == ["two-sentences"]
