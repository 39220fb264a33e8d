"""One edit of one file: what comes out holds the old data with that one change, and the old bytes outside of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

import pytest
import yaml

from site_builder.errors import Failure
from site_builder.load import splice
from site_builder.load.project.files import schema_of
from site_builder.load.splice import File, Refused, begun
from site_builder.load.yaml.read import read
from site_builder.problems import Path as Way
from site_builder.schemas.nodes import Node
from site_builder.schemas.trees import trees
from tests.effort import effort, thorough
from tests.examples import FOLDERS

RECIPIENT = trees()["recipient"]

# ---- forms, one by one

HEAD = "# Of the whole file.\nname: Police\ntype: organisation\n"
BOTH = """
disclosures:

  # Of the first.
  first:
    text: |
      We tell.
      No note.

      And more.
    purposes: [crime, care]  
    data_items:
      - Names
      # Of the days.
      - Days
    retention:
      - period: 6 years
        limit: at_most

  # Of the second.
  second:
    purposes:
    - crime
    lawful_basis: [public_task]

internal:
  first:
    note: |
      A note.
"""  # noqa: W291 (a blank at the end of a line stays, too)
ONE = ("disclosures", "first")

EDITS: Mapping[str, tuple[Way, Any, str, str]] = {
    "a name": (("name",), "The police", "name: Police", "name: The police"),
    "a name with a colon": (("name",), "Police: us", "name: Police", "name: |\n  Police: us"),
    "words": ((*ONE, "text"), "One.\n\nTwo.", "We tell.\n      No note.\n\n      And more.", "One.\n\n      Two."),
    "an entry in brackets": ((*ONE, "purposes", 0), "fraud", "[crime, care]", "[fraud, care]"),
    "an entry more in brackets": ((*ONE, "purposes"), ["crime", "care", "fraud"], "care]", "care, fraud]"),
    "an entry between": ((*ONE, "purposes"), ["crime", "fraud", "care"], "[crime, care]", "[crime, fraud, care]"),
    "an entry out of brackets": ((*ONE, "purposes", 0), None, "[crime, care]", "[care]"),
    "the last out of brackets": ((*ONE, "purposes"), ["crime"], "[crime, care]", "[crime]"),
    "an entry more with a dash": (
        ("disclosures", "second", "purposes", 1),
        "care",
        "    - crime\n",
        "    - crime\n    - care\n",
    ),
    "the first with a dash": ((*ONE, "data_items", 0), "Names: all", "- Names\n", "- |\n        Names: all\n"),
    "an entry out of dashes": ((*ONE, "data_items", 1), None, "      - Days\n", ""),
    "a part of a part": ((*ONE, "retention", 0, "period"), "7 years", "6 years", "7 years"),
    "the first field behind a dash": (
        (*ONE, "retention", 0, "period"),
        None,
        "period: 6 years\n        limit",
        "limit",
    ),
    "a part more": (
        (*ONE, "retention", 1),
        {"period": "1 year", "limit": "at_least"},
        "limit: at_most\n",
        "limit: at_most\n      - period: 1 year\n        limit: at_least\n",
    ),
    "a field of the end of the schema": (
        (*ONE, "valid_from"),
        "2026-01-02",
        "        limit: at_most\n",
        "        limit: at_most\n    valid_from: 2026-01-02\n",
    ),
    "a field of its middle": (
        (*ONE, "data_categories"),
        ["names"],
        "care]  \n",
        "care]  \n    data_categories: [names]\n",
    ),
    "a field out": (("disclosures", "second", "lawful_basis"), None, "    lawful_basis: [public_task]\n", ""),
    "the last field of its block": (
        ("internal", "first", "note"),
        None,
        "\ninternal:\n  first:\n    note: |\n      A note.\n",
        "",
    ),
    "a list for an answer": (
        (*ONE, "retention"),
        "none",
        "retention:\n      - period: 6 years\n        limit: at_most",
        "retention: none",
    ),
    "a field with all that it stands in": (
        ("internal", "second", "security"),
        "Locks.",
        "      A note.\n",
        "      A note.\n  second:\n    security: |\n      Locks.\n",
    ),
    "a thing with its note": (
        ("disclosures", "second"),
        None,
        "  # Of the second.\n  second:\n    purposes:\n    - crime\n    lawful_basis: [public_task]\n\n",
        "",
    ),
    "a thing more": (
        ("disclosures", "third"),
        {"text": "We ask.", "purposes": ["crime"]},
        "[public_task]\n",
        "[public_task]\n\n  third:\n    text: |\n      We ask.\n    purposes: [crime]\n",
    ),
    "a block more": (
        ("proposed", "first"),
        {"purposes": ["crime"], "reason": "Words."},
        "[public_task]\n",
        "[public_task]\n\nproposed:\n  first:\n    purposes: [crime]\n    reason: |\n      Words.\n",
    ),
    "what cannot stand in brackets": (
        (*ONE, "purposes", 2),
        "a, b",
        "purposes: [crime, care]",
        "purposes:\n      - crime\n      - care\n      - a, b",
    ),
}

STYLES: Mapping[str, Callable[[bytes], bytes]] = {
    "as it is": bytes,
    "lines of Windows": lambda text: text.replace(b"\n", b"\r\n"),
    "no last end": lambda text: text.rstrip(b"\n"),
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text,
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize(("path", "value", "old", "new"), EDITS.values(), ids=EDITS)
def test_an_edit_changes_its_piece_and_keeps_the_form(
    path: Way, value: Any, old: str, new: str, style: Callable[[bytes], bytes]
) -> None:
    text = HEAD + BOTH
    assert text.count(old) == 1, old
    after = File(style(text.encode()), "police.yaml", RECIPIENT).edited(path, value).source
    assert after == style(text.replace(old, new).encode())


def test_what_is_said_already_changes_nothing_and_undo_is_the_file_before() -> None:
    before = File((HEAD + BOTH).encode(), "police.yaml", RECIPIENT)
    assert before.edited(("name",), "Police") is before
    after = before.edited(("name",), "Us")
    assert after.splice is not None
    assert after.edited(("name",), "Police").source == before.source


REFUSED: Mapping[str, tuple[str, Way, Any, str]] = {
    "a note among words": (
        HEAD,
        ("name",),
        "# x",
        "Name cannot be written into police.yaml. This line begins with #, but among words it is no note",
    ),
    "nothing left": (
        "name: Police\n",
        ("name",),
        None,
        "Nothing would be left in police.yaml: delete the file instead.",
    ),
    "a field in braces": (
        "name: Police\ndisclosures: {one: {modality: may}}\n",
        ("disclosures", "one", "text"),
        "We tell.",
        "Words (text) of one cannot be written into police.yaml. It would not stand there as it is meant",
    ),
    "a note that would go along": (
        HEAD + "disclosures:\n  one:\n    purposes:\n      # Why.\n      - crime\n",
        ("disclosures", "one", "purposes"),
        "none",
        "Purposes of one cannot be written into police.yaml. It would not stand there as it is meant",
    ),
    "a blank before words": (HEAD, ("name",), " x", "Name cannot be written into police.yaml."),
    "an invisible sign": (HEAD, ("name",), "x\u200by", "Name cannot be written into police.yaml. An invisible"),
    "half a sign": (HEAD, ("name",), "x\ud800", "Name cannot be written into police.yaml. This file is not saved"),
    "no text": (HEAD, ("name",), "", "Name cannot be written into police.yaml."),
    "a list without end": (HEAD, ("disclosures", 3), "x", "There is no place for this: disclosures.3."),
    "below a text": (HEAD, ("name", "x"), "y", "There is no place for this: name.x."),
}


@pytest.mark.parametrize(("text", "path", "value", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_proved_is_refused_with_a_sentence(text: str, path: Way, value: Any, told: str) -> None:
    with pytest.raises(Refused) as refused:
        File(text.encode(), "police.yaml", RECIPIENT).edited(path, value)
    assert str(refused.value).startswith(told)


def test_a_file_with_errors_is_not_changed() -> None:
    with pytest.raises(Failure, match=r"^police\.yaml has errors: mend them first\."):
        File(b"name: [Police\n", "police.yaml", RECIPIENT)


def test_a_new_file_is_written_as_the_others_are() -> None:
    data = {"name": "Police", "type": "category", "disclosures": {"one": {"text": "We tell.", "purposes": ["crime"]}}}
    made = begun(data, "police.yaml", RECIPIENT).source.decode()
    assert made == (
        "name: Police\ntype: category\n\ndisclosures:\n  one:\n    text: |\n      We tell.\n    purposes: [crime]\n"
    )
    for wrong in ({}, {"name": "# x"}, {"name": " x"}):
        with pytest.raises(Refused):
            begun(wrong, "police.yaml", RECIPIENT)


# ---- by chance

TEXTS = (
    *("Plain words", "One line.\nAnd a second.", "a: b", "*star", "1.0", "#x", "no", "ends:", "[x", 'it\'s "so"'),
    *("- x", "é ŵ ’", "x #y", "a, b", "~", "2026-01-02", "007", " x", "x ", "", "tab\there", "{a: b}", "a\n\nb", "%x"),
)


@cache
def files() -> list[tuple[str, bytes, Node]]:
    """Every file of every example: its name, its bytes, what it may hold."""
    found = []
    for name, folder in FOLDERS.items():
        for path in sorted(folder.rglob("*.yaml")):
            schema = schema_of(path.relative_to(folder).as_posix())
            assert schema is not None
            found.append((f"{name}/{path.name}", path.read_bytes(), trees()[schema[0]]))
    return found


def ways(data: Any, path: Way = ()) -> Iterator[Way]:
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, part in parts:
        yield (*path, name)
        yield from ways(part, (*path, name))


def at(data: Any, path: Way) -> Any:
    for step in path:
        data = data[step]
    return data


def asked(data: Any, chance: Random) -> tuple[Way, Any]:
    """An edit by chance: a path and a value, None to take out what is there."""
    path = chance.choice([*ways(data)])
    value = at(data, path)
    if chance.random() < 0.2:
        return path, None
    if isinstance(value, dict):
        return (*path, "another-thing"), chance.choice(TEXTS)
    if isinstance(value, list):
        if chance.random() < 0.5:
            return (*path, len(value)), chance.choice(TEXTS) if isinstance(value[0], str) else deepcopy(value[0])
        some = chance.sample(value, chance.randint(1, len(value)))
        return path, [*some, chance.choice(TEXTS)] if chance.random() < 0.5 else some
    return path, chance.choice(TEXTS)


def wanted(data: Any, path: Way, value: Any) -> Any:
    """The old data with one change, made without the code that is tried."""
    whole = deepcopy(data)
    holder, name = at(whole, path[:-1]), path[-1]
    if value is None:
        del holder[name]
        for step in range(len(path) - 1, 0, -1):
            if not at(whole, path[:step]):
                del at(whole, path[: step - 1])[path[step - 1]]
    elif isinstance(holder, list):
        holder[int(name) :] = [value, *holder[int(name) + 1 :]]
    else:
        holder[name] = value
    return whole


def fault(edit: Callable[[File, Way, Any], bytes], before: File, path: Way, value: Any) -> str | None:
    """What is wrong with an edit, None for nothing, '' if it was refused."""
    try:
        after = edit(before, path, value)
    except Refused:
        return ""
    document, problems = read(after, before.file)
    if document is None or any(p.severity == "error" for p in problems):
        return "it is not read"
    if document.data != wanted(before.data, path, value):
        return "it says something else"
    return next((told for told, is_kept in KEPT.items() if not is_kept(before.source, after, path)), None)


def mark_is_kept(before: bytes, after: bytes, _path: Way) -> bool:
    return before.startswith(b"\xef\xbb\xbf") == after.startswith(b"\xef\xbb\xbf")


def ends_are_kept(before: bytes, after: bytes, _path: Way) -> bool:
    is_of_windows = b"\r\n" in before
    return is_of_windows == (b"\r\n" in after) and not (is_of_windows and b"\n" in after.replace(b"\r\n", b""))


def last_end_is_kept(before: bytes, after: bytes, _path: Way) -> bool:
    return before.endswith(b"\n") == after.endswith(b"\n")


def notes_are_kept(before: bytes, after: bytes, path: Way) -> bool:
    """All notes, but those that stand above or in what was taken out."""
    old, new = ([line for line in map(bytes.strip, text.splitlines()) if line[:1] == b"#"] for text in (before, after))
    is_out = all(way[: len(path)] != path for way in lines_of(after))
    return new == old or (is_out and {*new} < {*old})


def lines_are_kept(before: bytes, after: bytes, path: Way) -> bool:
    """Each text outside of what changed, and of a list in which it changed, stands in a line written as before."""
    scope = path[: next((n for n, step in enumerate(path) if isinstance(step, int)), len(path))]
    old, new = lines_of(before), lines_of(after)
    outside = (way for way in new if way[: len(scope)] != scope)
    return all(old[way] == new[way] for way in outside)


def lines_of(source: bytes) -> Mapping[Way, str]:
    """The line in which each text begins."""
    document, _ = read(source, "")
    assert document is not None
    texts = (way for way in ways(document.data) if isinstance(at(document.data, way), str))
    return {way: document.lines[document.places[way].value.line - 1].strip(" -") for way in texts}


KEPT: Mapping[str, Callable[[bytes, bytes, Way], bool]] = {
    "its byte order mark changed": mark_is_kept,
    "its lines end otherwise": ends_are_kept,
    "its last line ends otherwise": last_end_is_kept,
    "a note was lost": notes_are_kept,
    "other lines changed": lines_are_kept,
}


def faults(edit: Callable[[File, Way, Any], bytes], tries: int) -> tuple[list[str], int]:
    """What goes wrong in so many edits by chance, and how many were refused."""
    chance, found, refused = Random(32), [], 0  # noqa: S311 (the same edits every time)
    styles = [*STYLES.values()]
    for _ in range(tries):
        name, source, tree = chance.choice(files())
        before = File(chance.choice(styles)(source), name, tree)
        path, value = asked(before.data, chance)
        told = fault(edit, before, path, value)
        refused += told == ""
        if told:
            found.append(f"{name} {path} {value!r}: {told}")
    return found, refused


def spliced(before: File, path: Way, value: Any) -> bytes:
    """The edit, and that the bytes outside of its piece are those of before."""
    after = before.edited(path, value)
    if after is not before:
        assert after.splice is not None
        text = before.source.removeprefix(b"\xef\xbb\xbf").decode()
        start, end = text[: after.splice.start].encode(), text[after.splice.end :].encode()
        mark = before.source[: len(before.source) - len(text.encode())]
        assert after.source == mark + start + after.splice.new.encode() + end
    return after.source


def test_edits_by_chance_hold_what_was_asked_and_nothing_else() -> None:
    tries = effort(suite=200, thorough=10_000)
    found, refused = faults(spliced, tries)
    assert found == []
    assert refused < tries / 4


def dumped(before: File, path: Way, value: Any) -> bytes:
    """The twin that writes the file anew."""
    return yaml.safe_dump(wanted(before.data, path, value), allow_unicode=True, sort_keys=False).encode()


def test_a_file_that_is_written_anew_is_caught() -> None:
    found, _ = faults(dumped, 60)
    assert len(found) > 30


def unproved(before: File, path: Way, value: Any) -> bytes:
    """The twin that takes the first way and does not read it again."""
    path, value = before._with_holders(path, value)
    first = next(before._ways(path, value), None)
    if first is None:
        raise Refused
    text = before._text[: first.start] + first.new + before._text[first.end :]
    return before._mark + text.encode()


def test_an_edit_that_nobody_reads_again_is_caught() -> None:
    found, _ = faults(unproved, 300)
    assert len(found) > 5


@thorough
def test_a_writer_that_takes_every_text_for_plain_is_refused_by_the_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splice, "_fits", lambda *_: True)
    found, refused = faults(spliced, 300)
    assert found == []
    assert refused > 30
