"""One slip at a time, in every field at every level of every kind of file: told at its place, in a sentence, once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from site_builder.load.project import folder as reading
from site_builder.load.project import references
from site_builder.load.project.definitions import index
from site_builder.load.project.files import ALL, Definition, Source
from site_builder.load.project.folder import load
from site_builder.load.project.locate import of_file
from site_builder.load.project.references import ENDS, check, ids
from site_builder.load.project.shared_terms import ADD_UP, NOT_SPREAD, conflicting_terms
from site_builder.load.shape import complaints, reader, ways
from site_builder.load.shape.reader import read_typed
from site_builder.load.shape.ways import below, choice, fields_of, words_of
from site_builder.load.yaml.read import Document, read
from site_builder.problems import Path as Way
from site_builder.problems import Place, Problem, Severity, in_order, stops
from site_builder.schemas.nodes import FIELDS, LIST, Day, Either, Fields, Flag, Node, Number, Text, Things, Word
from site_builder.schemas.trees import trees
from tests import every_field
from tests.effort import some
from tests.load.project.small_registry import FILES, Changes, edited
from tests.load.project.small_registry import told as told_of
from tests.nodes import all_nodes, node
from tests.seed import ON

KINDS = tuple(trees())
FILE = "registry/some-file.yaml"
ID = "some-thing"
AGAIN = ("proposed", "confirmed", "internal", "all_our_disclosures")
"""Where the fields of other places stand again: of several slips of a kind one is tried there, and elsewhere all."""

# ---- a file of each kind in which every field is filled


@dataclass(frozen=True)
class _Everything(every_field._Filler):
    """Fills nodes, and below each place for ids, fields or languages of one's own choice one or two of them."""

    def value(self, name: str, node: Node) -> Any:
        if not isinstance(node, Things):
            return super().value(name, node)
        free = ("en", "cy") if node.names is None else (self._key(node.names),)
        fields = {key: self.value(key, part) for key, part in node.fields.items()}
        return {**dict.fromkeys(free, self.value("", node.entry)), **fields}

    def text(self, name: str, node: Node) -> str:
        """As in the other; but the names of fields, which `confirmed` lists, are some."""
        is_name = isinstance(node, Text) and node.form.title == "name of a field"
        return "name" if is_name else super().text(name, node)

    def _key(self, names: Text) -> str:
        """An id that names a thing of the right kind, an id of one's own, a version, or a field."""
        if names.title == "version":
            return every_field.TEXTS["version"]
        return self.ids[names.of[0]] if names.of else ID if names.form.title == "id" else "name"


@cache
def full(kind: str) -> dict[str, Any]:
    """A file of this kind with every field."""
    made: dict[str, Any] = _Everything(every_field.IDS).value("", trees()[kind])
    return made


@dataclass(frozen=True)
class Held:
    """What is somewhere in a full file, and its node; `named` if the node above has its name."""

    kind: str
    way: Way
    value: Any
    node: Node
    named: bool

    @property
    def is_again(self) -> bool:
        """Whether such a field is elsewhere too, or in an entry of the same list before it."""
        return self.way[0] in AGAIN or any(isinstance(step, int) and step > 0 for step in self.way)

    @property
    def chosen(self) -> Any:
        """The node for what is there, of several ways of writing or of several types."""
        return choice(self.node, self.value)

    @property
    def form(self) -> str:
        """The title of the form of a text, '' for none."""
        return self.chosen.form.title if isinstance(self.chosen, Text) else ""

    def takes(self, *kinds: str) -> bool:
        """Whether it has several ways of writing, and one of them takes a value of one of these kinds."""
        return isinstance(self.node, Either) and any(option.KIND in kinds for option in self.node.options)


@cache
def held(kind: str) -> tuple[Held, ...]:
    """Everything in a full file of this kind."""
    return tuple(_held(kind, full(kind), trees()[kind], ()))


def _held(kind: str, value: Any, node: Node, way: Way) -> Iterator[Held]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    above = choice(node, value)
    for step, part in inner:
        found = below(above, step)
        yield Held(kind, (*way, step), part, found, isinstance(step, str) and step in fields_of(above))
        yield from _held(kind, part, found, (*way, step))


def least(value: Any, node: Node, way: Way = ()) -> Any:
    """The value with what must be there, and what is on the way."""
    node = choice(node, value)
    if isinstance(value, list):
        at = way[0] if way else 0
        return [least(value[int(at)], below(node, at), way[1:])]
    if not isinstance(value, dict) or not isinstance(node, Fields | Things):
        return value
    needed = {*way[:1], *(node.required if isinstance(node, Fields) else ())}
    if isinstance(node, Fields) and needed.isdisjoint(node.one_of):
        needed.update([name for name in value if name in node.one_of][:1])
    short = max(node.least if isinstance(node, Things) else 0, 1) - len(needed)
    kept = needed.union([name for name in value if name not in needed][: max(short, 0)])
    return {
        name: least(part, below(node, name), way[1:] if way[:1] == (name,) else ())
        for name, part in value.items()
        if name in kept
    }


# ---- slips


class Raw(str):
    """What is written as it stands; lines after the first are moved in below the field."""

    __slots__ = ()


@dataclass(frozen=True)
class Slip:
    """Something else in place of what stands at the end of a way: another value, another name, the same again."""

    value: Any = None
    name: str = ""
    again: bool = False
    gone: bool = False
    words: str = ""
    """What the problem must say."""


Slips = Callable[[Held], Iterator[Slip]]


def _words_of(place: Held) -> list[str]:
    words = [*words_of(place.node)]
    return [word for word in words if word == place.value] or words[:1] if place.is_again else words


def text_for_a_list(place: Held) -> Iterator[Slip]:
    if isinstance(place.value, list):
        yield from map(Slip, ("hello there", Raw("|\nHello there.\nAnd there.")))


def text_for_fields(place: Held) -> Iterator[Slip]:
    if isinstance(place.value, dict):
        yield Slip("hello there")


def list_for_text(place: Held) -> Iterator[Slip]:
    if isinstance(place.value, str) and not place.takes(LIST):
        yield Slip([place.value.strip("|")] if place.is_again else ["hello", "there"])


def list_for_fields(place: Held) -> Iterator[Slip]:
    if isinstance(place.value, dict) and not isinstance(place.node, Either):
        yield Slip(["hello", "there"])


def fields_for_text(place: Held) -> Iterator[Slip]:
    if isinstance(place.value, str):
        yield Slip({"hello": "there"})


def fields_for_a_list(place: Held) -> Iterator[Slip]:
    if isinstance(place.value, list) and not place.takes(FIELDS):
        yield Slip({"hello": "there"})


def nothing(place: Held) -> Iterator[Slip]:
    yield Slip(Raw('""' if place.is_again else ""))
    if isinstance(place.value, list):
        yield Slip(Raw("[]"))
    elif isinstance(place.value, dict):
        yield Slip(Raw("{}"))
    elif place.form == "words":
        yield Slip(Raw("|"))


def letter_lost_in_a_name(place: Held) -> Iterator[Slip]:
    name = str(place.way[-1])
    for at in sorted({len(name) // 2} if place.is_again else {0, len(name) // 2, len(name) - 1}) if place.named else ():
        lost = name[:at] + name[at + 1 :]
        if lost:
            yield Slip(name=lost, words=f"'{lost}'")


def letter_lost_in_a_word(place: Held) -> Iterator[Slip]:
    for word in _words_of(place):
        yield Slip(word[: len(word) // 2] + word[len(word) // 2 + 1 :], words=f"Did you mean '{word}'")


def no_such_word(place: Held) -> Iterator[Slip]:
    if _words_of(place):
        yield Slip("zzz")


def no_day(place: Held) -> Iterator[Slip]:
    if isinstance(place.node, Day):
        yield from map(
            Slip, ("2026-02-30", "2026-13-01", "30.2.2026", "01/03/2026", "1 March 2026", "2026-3-1", "soon")
        )


def no_number(place: Held) -> Iterator[Slip]:
    if isinstance(place.node, Number):
        yield from map(Slip, ("seven", "7.5", "007", "-7"))


def yes_for_true(place: Held) -> Iterator[Slip]:
    if isinstance(place.node, Flag):
        yield from map(Slip, ("yes", "True", "1"))


def no_address(place: Held) -> Iterator[Slip]:
    if isinstance(place.node, Text) and "https" in place.node.form.pattern:
        yield from map(Slip, ("council.example/page", "www.council.example", "http://council.example/", "https:/a"))


def no_id(place: Held) -> Iterator[Slip]:
    if place.form == "id":
        yield from map(Slip, ("The Police", "the_police", "THE-POLICE"))


def id_of_another_kind(place: Held) -> Iterator[Slip]:
    kinds = _id_of(place)
    other = next((key for kind, key in every_field.IDS.items() if kind not in kinds), "")
    if kinds and other:
        yield _named(place, other, f"'{other}' is the id of something else")


def id_of_nothing(place: Held) -> Iterator[Slip]:
    if _id_of(place):
        yield _named(place, "zzz-zzz", "'zzz-zzz' is not the id of anything")


def letter_lost_in_an_id(place: Held) -> Iterator[Slip]:
    if _id_of(place):
        key = str(place.value if isinstance(place.value, str) else place.way[-1])
        yield _named(place, key[:-3] + key[-2:], f"Did you mean '{key}'?")


def _id_of(place: Held) -> tuple[str, ...]:
    """The kinds of which an id stands there, before the colon or after it; none if it is no id."""
    if isinstance(place.value, str):
        return place.chosen.of if isinstance(place.chosen, Text) else ()
    above = _above(place)
    return above.names.of if not place.named and isinstance(above, Things) and above.names else ()


def _named(place: Held, key: str, words: str) -> Slip:
    return Slip(key, words=words) if isinstance(place.value, str) else Slip(name=key, words=words)


def another_form(place: Held) -> Iterator[Slip]:
    if isinstance(place.chosen, Text) and place.chosen.form.pattern:
        yield Slip("(none)")


def twice(place: Held) -> Iterator[Slip]:
    if isinstance(place.way[-1], str):
        yield Slip(again=True, words=f"'{place.way[-1]}' stands twice")
    elif _above(place).unique:
        yield Slip(again=True, words="stands twice")


def two_lines(place: Held) -> Iterator[Slip]:
    if isinstance(place.value, str) and place.form != "words":
        yield Slip(Raw("|\nOne line.\nAnother line."))


def left_out(place: Held) -> Iterator[Slip]:
    above = _above(place)
    if isinstance(above, Fields) and place.way[-1] in above.required:
        yield Slip(gone=True, words=f"'{place.way[-1]}' is missing")


def no_such_field(place: Held) -> Iterator[Slip]:
    is_id = any(not other.named for other in held(place.kind) if other.way[:-1] == place.way[:-1])
    if place.named and not is_id and not any(left_out(place)):
        yield Slip(name="zzz", words="'zzz' is not a field here")


SLIPS: Mapping[str, Slips] = {
    slip.__name__: slip
    for slip in (
        *(text_for_a_list, text_for_fields, list_for_text, list_for_fields, fields_for_text, fields_for_a_list),
        *(nothing, letter_lost_in_a_name, letter_lost_in_a_word, no_such_word, no_day, no_number, yes_for_true),
        *(no_address, no_id, another_form, twice, two_lines, left_out, no_such_field),
        *(id_of_another_kind, id_of_nothing, letter_lost_in_an_id),
    )
}


def _above(place: Held) -> Any:
    """The node of the list or the fields in which it is."""
    return ways.way(trees()[place.kind], full(place.kind), place.way[:-1], "").chosen


# ---- files with a slip


@dataclass(frozen=True)
class Wrong:
    """A file with a slip: its text, the lines where it stands, and what the problem must say."""

    kind: str
    text: str
    lines: frozenset[int]
    names: tuple[str, ...]
    """The field as it is typed, and its title: those who know no schema say only the first."""
    words: str


@dataclass(frozen=True)
class _Again:
    """What is written twice."""

    value: Any


def wrong(place: Held, slip: Slip) -> Wrong | None:
    """The smallest file with this slip, None if the slip makes another field of the same place."""
    data = full(place.kind)
    root = trees()[place.kind]
    way = tuple(0 if isinstance(step, int) else step for step in place.way)
    changed, at = _changed(least(data, root, place.way), way, slip)
    if changed is None:
        return None
    written = _file(changed)
    lines = frozenset(number for number, (here, _) in enumerate(written, 1) if here[: len(at)] == at)
    title = ways.way(root, data, place.way, "").title
    name = next(str(step) for step in reversed(place.way) if isinstance(step, str))
    names = () if slip.name or slip.gone else (name, title or name)
    return Wrong(place.kind, "\n".join(text for _, text in written) + "\n", lines, names, slip.words)


def _changed(data: Any, way: Way, slip: Slip) -> tuple[Any, Way]:
    """The data with the slip in it, None if there is none, and the way to it."""
    step, rest = way[0], way[1:]
    if rest:
        inner, at = _changed(data[step], rest, slip)
        return (None, ()) if inner is None else (_put(data, step, step, inner), (step, *at))
    if slip.gone:
        kept = {name: part for name, part in data.items() if name != step}
        return (kept or None), ()
    if slip.name:
        return (None, ()) if slip.name in data else (_put(data, step, slip.name, data[step]), (slip.name,))
    return _put(data, step, step, _Again(data[step]) if slip.again else slip.value), (step,)


def _put(data: Any, step: str | int, name: str | int, value: Any) -> Any:
    if isinstance(data, list):
        return [value if at == step else part for at, part in enumerate(data)]
    return {name if key == step else key: value if key == step else part for key, part in data.items()}


def _file(data: Mapping[str, Any]) -> list[tuple[Way, str]]:
    return [line for name, part in data.items() for line in _lines(f"{name}:", part, (name,), "")]


def _lines(head: str, value: Any, way: Way, indent: str) -> Iterator[tuple[Way, str]]:
    """The lines of a value after its name or dash, each with the way to what stands there."""
    inner = f"{indent}  "
    if isinstance(value, _Again):
        yield from _lines(head, value.value, way, indent)
        yield from _lines(head, value.value, way, indent)
    elif isinstance(value, str):
        plain = isinstance(value, Raw) or not value.startswith("|")
        first, *rest = (value if plain else f"|\n{value[1:]}.").split("\n")
        yield way, f"{head} {first}".rstrip()
        yield from ((way, f"{inner}{line}") for line in rest)
    elif isinstance(value, list) and head.endswith("-") and all(map(_fits_in_brackets, value)):
        yield (*way, 0), f"{head} [{', '.join(value)}]"
    else:
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        heads = ((f"{inner}{name}:" if isinstance(value, dict) else f"{inner}-", name, part) for name, part in parts)
        below = [line for start, name, part in heads for line in _lines(start, part, (*way, name), inner)]
        if head.endswith("-"):
            (first_way, text), *below = below
            yield first_way, f"{head} {text.strip()}"
        else:
            yield way, head
        yield from below


def _fits_in_brackets(value: Any) -> bool:
    return isinstance(value, str) and "\n" not in value


def cases(kind: str, slip: str) -> Iterator[Wrong]:
    """Every file of this kind with this slip somewhere."""
    for place in held(kind):
        for each in SLIPS[slip](place):
            made = wrong(place, each) if each.name not in _siblings(kind, place.way[:-1]) else None
            if made is not None:
                yield made


@cache
def _siblings(kind: str, above: Way) -> frozenset[str]:
    """The names that the fields below this one have, or could have."""
    return frozenset(str(other.way[-1]) for other in held(kind) if other.way[:-1] == above)


# ---- what is told of them


KNOWN = {key: Definition(key, kind, of_file(f"registry/{kind}.yaml"), ()) for kind, key in every_field.IDS.items()}


def told(case: Wrong) -> list[Problem]:
    """The errors in a file, as a check of the whole registry finds them."""
    document, problems = read(case.text.encode(), FILE)
    if document is None:
        return list(problems)
    data, used, unfit = read_typed(document, trees()[case.kind])
    source = Source(document, case.kind, "", "", data, is_whole=not stops(problems), ids=used)
    faulty = [source] if stops([*problems, *unfit]) else []
    unknown = check(source, ids(KNOWN, faulty))
    return [p for p in in_order([*problems, *unfit, *unknown]) if p.severity is Severity.ERROR]


def faults(case: Wrong) -> Iterator[str]:
    """What is wrong with what is told of a slip."""
    problems = told(case)
    if not stops(problems):
        yield "nothing stops the build"
        return
    first = problems[0]
    if (first.place.file, first.place.line in case.lines) != (FILE, True):
        yield f"told at line {first.place.line}, and it stands in {sorted(case.lines)}"
    if len(problems) > 1:
        yield f"told {len(problems)} times"
    for problem in problems:
        yield from (f"no sentence: {said!r}" for said in (problem.message, problem.hint) if not is_sentence(said))
    said = f"{first.field} {first.message} {first.hint}"
    names = case.names[: 1 if first.rule in OF_YAML else 2]
    yield from (f"does not name {name!r}" for name in names if _fold(name) not in _fold(said))
    if case.words not in said:
        yield f"does not say {case.words!r}"


OF_YAML = {"nothing-after-name", "duplicate-name"}
"""Told while a file is read, before anyone asks which fields it may have."""


def is_sentence(text: str) -> bool:
    """Whether a text begins and ends as sentences do."""
    return re.fullmatch(r"(?s)([A-Z'].*|\(.*)[.?!]", text) is not None and ".." not in text.replace("...", "")


def _fold(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())


@pytest.mark.parametrize(("slip", "kind"), some(product(SLIPS, KINDS), one_in=11))
def test_a_slip_is_told_once_at_its_place_in_a_sentence(slip: str, kind: str) -> None:
    found = [(fault, case.text, list(map(_shown, told(case)))) for case in cases(kind, slip) for fault in faults(case)]
    assert found == []


def _shown(problem: Problem) -> str:
    return f"{problem.place.line} {problem.field}: {problem.message} {problem.hint} [{problem.rule}]"


def test_the_files_are_well_without_a_slip_and_hold_every_field() -> None:
    for kind in KINDS:
        data = full(kind)
        for place in held(kind):
            text = "\n".join(line for _, line in _file(least(data, trees()[kind], place.way)))
            assert told(Wrong(kind, f"{text}\n", frozenset(), (), "")) == [], text
        names = {name for each in all_nodes(trees()[kind]) for name in fields_of(each)}
        assert names <= {step for place in held(kind) for step in place.way}


# ---- whole registries: ids, circles, a fact in two places


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with every field, what is proposed and internal, and a translation."""
    folder = tmp_path_factory.mktemp("every") / "registry"
    every_field.write(folder, "mark")
    ours = folder / "organisation.yaml"
    ours.write_text(ours.read_text("utf-8").replace("languages: [en-GB]", "languages: [en-GB, cy]", 1), "utf-8")
    (folder / "translations/cy").mkdir(parents=True)
    (folder / "translations/cy/all.yaml").write_text(TRANSLATION, "utf-8")
    assert errors(folder) == []
    return folder


TRANSLATION = """\
other-body:
  name:
    en: Other body
    cy: Corff arall
plain-sharing:
  text:
    en: |
      We share with the other body.
    cy: |
      Rydym yn rhannu.
"""


def errors(folder: Path) -> list[Problem]:
    return [p for p in load(folder, "registry", ON).problems if p.severity is Severity.ERROR]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that stay as they are, are read once."""
    monkeypatch.setattr(reading, "_source", cache(reading._source))


@pytest.mark.usefixtures("quick")
def test_in_a_whole_registry_too_an_id_of_nothing_is_one_problem_at_its_line(registry: Path) -> None:
    used = re.compile(rf"(?:(?<=: )|(?<=- )|(?<=\[))(?:{'|'.join(every_field.IDS.values())})(?=$|[\],])")
    wrong: list[object] = []
    tried = 0
    for path in sorted(registry.rglob("*.yaml")):
        name, lines = f"registry/{path.relative_to(registry).as_posix()}", path.read_text("utf-8").splitlines()
        for at in [at for at, line in enumerate(lines) if used.search(line) and not line.lstrip().startswith("id:")][
            :TRIED
        ]:
            changed = [*lines[:at], used.sub("zzz-zzz", lines[at], count=1), *lines[at + 1 :], ""]
            path.write_text("\n".join(changed), "utf-8")
            found = errors(registry)
            if [(p.place.file, p.place.line, p.rule) for p in found] != [(name, at + 1, "unknown-id")]:
                wrong.append((changed[at], list(map(_shown, found))))
            tried += 1
        path.write_text("\n".join([*lines, ""]), "utf-8")
    assert wrong == []
    assert tried > 20


@pytest.mark.usefixtures("quick")
def test_an_id_that_is_made_twice_is_one_problem_wherever_it_is_used(registry: Path) -> None:
    wrong = []
    for kind, other in (("agreements", "kind: memorandum"), ("purposes", "family: crime")):
        path = registry / f"vocabulary/{kind}.yaml"
        text = path.read_text("utf-8")
        for key in (key for of, key in every_field.IDS.items() if of != kind):
            path.write_text(f"{key}:\n  name: Again\n  {other}\n{text}", "utf-8")
            found = errors(registry)
            wrong += [] if [p.rule for p in found] == ["id-twice"] else [(kind, key, list(map(_shown, found)))]
        path.write_text(text, "utf-8")
    assert wrong == []


TRIED = 3
"""How many ids of each file are tried."""


def test_a_fact_of_one_disclosure_that_holds_otherwise_for_all_is_one_problem_at_its_line() -> None:
    tried = set()
    for place in (place for place in held("recipient") if place.way[:-1] == ("disclosures", ID)):
        name = str(place.way[-1])
        if name in _terms() and name not in (*ADD_UP, *NOT_SPREAD):
            _told_at_both(name, place.value, _other(place.value, place.node))
            tried.add(name)
    assert tried == _terms() - {*ADD_UP, *NOT_SPREAD}


def _told_at_both(name: str, for_all: Any, here: Any) -> None:
    above = [line for _, line in _lines(f"  {name}:", for_all, (), "  ")]
    below = [line for _, line in _lines(f"    {name}:", here, (), "    ")]
    lines = [*HEAD, *above, "disclosures:", f"  {ID}:", *below, ""]
    document, problems = read("\n".join(lines).encode(), FILE)
    assert document is not None
    data, _, unfit = read_typed(document, trees()["recipient"])
    assert (problems, unfit) == ((), ())
    (problem,) = conflicting_terms(index([Source(document, "recipient", "recipients", "other-body", data)]))
    assert (problem.place.line, problem.rule) == (len(lines) - len(below), "in-both")
    assert f"{FILE}:{len(HEAD) + 1}." in problem.message
    assert all(map(is_sentence, (problem.message, problem.hint)))
    assert name.replace("_", " ") in problem.field


HEAD = ("name: Other body", "type: organisation", f"{ALL}:")


def _terms() -> frozenset[str]:
    """The fields that may stand for all disclosures."""
    return frozenset(node("recipient", ALL).fields)


def _other(value: Any, node: Node) -> Any:
    """Another value that may stand there too."""
    node = choice(node, value)
    if isinstance(value, list):
        return [_other(value[0], below(node, 0))]
    if isinstance(value, dict):
        first = next(iter(value))
        return {**value, first: _other(value[first], below(node, first))}
    match node:
        case Word():
            return next(word for word in node.words if word != value)
        case Day():
            return "2026-02-28"
    return "false" if isinstance(node, Flag) else "9" if isinstance(node, Number) else f"{value}s"


def test_every_field_that_leads_from_a_thing_to_others_of_its_kind_must_come_to_an_end() -> None:
    assert {name for kind in KINDS for name in _leads_on(kind)} == {*ENDS, *NEED_NOT_END}


NEED_NOT_END = {"reads_with", "prohibited_uses"}
"""Two notices may be read with each other, and of two purposes each may be forbidden for the other."""


def _leads_on(kind: str) -> Iterator[str]:
    """The fields of things in a kind of file that name things of the same kind."""
    for place in held(kind):
        *above, name = (step for step in place.way if isinstance(step, str))
        own = {(): {"recipient": "recipients", "notice": "notices"}.get(kind, "organisation"), (ID,): kind}
        own["disclosures", ID] = "disclosures"
        if own.get(tuple(above)) in getattr(place.chosen, "of", ()):
            yield name


RETIRED = "old-thing:\n  replaced_by: [police]\n  date: 2026-01-01\n  reason: |\n    Why.\n"
PROPOSED = "  proposed:\n    police-crime:\n      lawful_basis: [consent]\n      reason: |\n        Why.\n"
POLICE, PURPOSES = "recipients/police.yaml", "vocabulary/purposes.yaml"
SAID: Mapping[str, tuple[Changes, Sequence[str]]] = {
    "a retired id that is used": (
        {"retired.yaml": RETIRED, **edited(POLICE, ("[crime]", "[old-thing]"))},
        [
            f"{POLICE}:7:16 ",
            "'old-thing' is retired, and is no longer the id of anything. | It was replaced by 'police'.",
        ],
    ),
    "a retired id that is in use in a file before": (
        {"retired.yaml": RETIRED.replace("old-thing", "hospital")},
        ["retired.yaml:1:1 ", "'hospital' is retired and in use: here and at registry/recipients/hospital.yaml:1."],
    ),
    "a retired id that is in use in a file after": (
        {"retired.yaml": RETIRED.replace("old-thing", "crime")},
        [f"{PURPOSES}:1:1 ", "'crime' is retired and in use: here and at registry/retired.yaml:1."],
    ),
    "what is proposed, moved in": (
        {POLICE: f"{FILES[POLICE]}{PROPOSED}"},
        [
            f"{POLICE}:9:3 disclosures of police: ",
            "'proposed' is not a field here. | It is a field of police: move it left.",
        ],
    ),
    "what is proposed without an id": (
        {POLICE: f"{FILES[POLICE]}proposed:\n  lawful_basis: [consent]\n  purposes: [crime]\n  reason: |\n    Why.\n"},
        [f"{POLICE}:10:3 proposed of police: 'lawful_basis' is not an id. | It is a field, and so are the 2 below it"],
    ),
    "a block of a vocabulary, misspelt": (
        {PURPOSES: f"{FILES[PURPOSES]}internl:\n  crime:\n    note: |\n      Why.\n"},
        [f"{PURPOSES}:4:1 purposes: 'internl' is not a field here. | Did you mean 'internal'?"],
    ),
    "a type of condition before the colon": (
        edited("vocabulary/conditions.yaml", ("- type: consent_first", "- consent_first: true")),
        ["vocabulary/conditions.yaml:5:7 ", "| Write type: consent_first."],
    ),
    "an answer in a list": (
        edited(POLICE, ("    purposes", "    transfers: [none]\n    purposes")),
        [f"{POLICE}:7:17 ", "| Write none, without brackets or a dash."],
    ),
    "not stated where an id is due": (
        edited(POLICE, ("[crime]", "[not_stated]")),
        [f"{POLICE}:7:16 ", "'not_stated' is not an id. | Leave it out instead."],
    ),
    "not stated with a hyphen": (
        edited(POLICE, ("    purposes", "    recipient: not-stated\n    purposes")),
        [f"{POLICE}:7:16 ", "| Did you mean 'not_stated'?"],
    ),
    "a shown id with a colon": (
        edited("notices/our-notice.yaml", ("- hospital", "- hospital: yes")),
        ["notices/our-notice.yaml:7:9 ", "| Write it without a colon."],
    ),
    "a list of translations": (
        {
            **edited("organisation.yaml", ("[en-GB]", "[en-GB, cy]")),
            "translations/cy/a.yaml": "police:\n  name:\n    en: Police\n    cy: [Heddlu]\n",
        },
        ["translations/cy/a.yaml:4:9 cy in name of police: ", "| Write Heddlu, without brackets or a dash."],
    ),
    "facts of a time for which data is kept": (
        edited(POLICE, ("    purposes", "    retention:\n      - data_categories: [nicks]\n    purposes")),
        [f"{POLICE}:8:27 data (data_categories) in retention of police-crime: ", "'nicks' is not the id of anything"],
    ),
    "an id that cannot be seen": (
        edited(POLICE, ("[crime]", "[cri\u200bme]")),
        [f"{POLICE}:7:19 ", "An invisible character stands here (U+200B, zero width space)."],
    ),
}


@pytest.mark.parametrize("slip", SAID)
def test_these_are_told_in_these_words(tmp_path: Path, slip: str) -> None:
    changes, words = SAID[slip]
    # A block that is moved in is told as an id too, for a disclosure could be called so.
    lines = [line for line in told_of(tmp_path, changes) if not line.endswith("[reserved-id]")]
    assert len(lines) == 1
    assert lines[0].startswith(words[0])
    assert words[-1] in lines[0]


# ---- broken twins


def _says_nothing_of_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader._Reader, "_number", lambda _, value, *__: value)


def _points_at_the_first_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complaints, "_place", lambda *_: Place(FILE, 1, 1))


def _guesses_no_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complaints, "nearest", lambda *_: "")


def _guesses_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complaints, "words_meant", lambda *_: [])


def _names_no_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways.Way, "words", "somewhere")


def _speaks_in_fragments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complaints, "_name_in_sentence", lambda _: "it")


def _takes_every_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "_fits", lambda *_: True)


def _repeats_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = read

    def forgetful(*args: Any) -> tuple[Document | None, tuple[Problem, ...]]:
        document, problems = honest(*args)
        return document and replace(document, doubtful=frozenset()), problems

    monkeypatch.setitem(globals(), "read", forgetful)


TWINS: Mapping[str, tuple[Callable[[pytest.MonkeyPatch], None], str, str]] = {
    "says nothing of numbers": (_says_nothing_of_numbers, "no_number", "nothing stops the build"),
    "points at the first line": (_points_at_the_first_line, "no_day", "told at line 1"),
    "guesses no field": (_guesses_no_field, "letter_lost_in_a_name", "told 2 times"),
    "guesses no word": (_guesses_no_word, "letter_lost_in_a_word", "does not say"),
    "names no field": (_names_no_field, "yes_for_true", "does not name"),
    "speaks in fragments": (_speaks_in_fragments, "list_for_text", "no sentence"),
    "takes every id": (_takes_every_id, "id_of_another_kind", "nothing stops the build"),
    "repeats itself": (_repeats_itself, "nothing", "told 2 times"),
}


@pytest.mark.parametrize("twin", some(TWINS, one_in=8))
def test_a_broken_twin_is_caught(monkeypatch: pytest.MonkeyPatch, twin: str) -> None:
    break_it, slip, fault = TWINS[twin]
    break_it(monkeypatch)
    found = {each for kind in ("data_subjects", "conditions") for case in cases(kind, slip) for each in faults(case)}
    assert any(each.startswith(fault) for each in found), found
