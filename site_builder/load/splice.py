"""Changes one value of a file in place: one piece of its text is replaced, and what comes out is proved by reading it.

An edit keeps the bytes outside of that piece, and inside it the form that stands there: brackets or dashes, the words
below a bar with their indentation, the ends of lines, the byte order mark, a last line without an end, notes. What
nobody could prove is refused, so no edit writes what the loader would refuse or read as something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from site_builder.errors import Failure, shown
from site_builder.load.shape.ways import below, choice, fields_of, way
from site_builder.load.yaml.read import read
from site_builder.problems import Path, stops
from site_builder.schemas.nodes import NOTHING, Node, Number, Text, Things, Word

Value = str | Sequence[Any] | Mapping[str, Any]
"""A text, a list or fields, as files hold them."""

_BOM = b"\xef\xbb\xbf"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BREAK = re.compile(r"\r\n|\r|\n")
_PLAIN = re.compile(r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=\S))(?:.*\S)?")
_IN_BRACKETS = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^,\[\]{}]*[^\s,\[\]{}])?")
_MARKS = re.compile(r":(?:\s|$)|\s#")
"""What ends a text that stands behind a colon without more: YAML would read on as something else."""
_APART = re.compile(r"(\n  (?! ))")
"""Where a thing begins in a block of a file."""
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_BARS = ("|", ">")
_STEP = 2


class Refused(Failure):
    """This cannot be changed without touching more than was asked for; the text says it in a sentence."""


class Splice(NamedTuple):
    """A piece of a file's text, in characters from its beginning (behind a byte order mark), and what takes its place.

    `notes` are the lines, from 0, whose notes go along with what is taken out.
    """

    start: int
    end: int
    new: str
    notes: range = range(0)


class File:
    """A file of the registry that can be changed: its bytes, and its data as `load.yaml.read` reads them.

    `splice` is what made it from the file before, None for one that was read. It is never changed itself.
    """

    def __init__(self, source: bytes, file: str, tree: Node = NOTHING) -> None:
        """The file with these bytes. `file` is how messages name it, `tree` says what it may hold.

        Raises Refused if it has errors.
        """
        document, problems = read(source, file)
        if document is None or stops(problems):
            raise Refused(f"{shown(file)} has errors: mend them first. To see them: site-builder check")
        self.source, self.file, self.tree = source, file, tree
        self.data: dict[str, Any] = document.data
        self.splice: Splice | None = None

    def at(self, path: Path) -> Any:
        """The text, list or fields at a path; None if there is nothing."""
        return at(self.data, path)

    def edited(self, path: Path, value: Value | None) -> File:
        """This file with a value at a path, None for nothing; the same file if it says so already.

        Fields and lists on the way to it are made where they are missing, and go with the last thing in them. A number
        in the path counts the entries of a list from 0; the number behind the last adds one. Raises Refused.
        """
        path, value = self._with_holders(path, value)
        wanted = _with(self.data, path, value)
        if wanted == self.data:
            return self
        whys: list[str] = []
        for splice in self._ways(path, value):
            made = self._proved(splice, wanted)
            if isinstance(made, File):
                return made
            whys.append(made)
        place = way(self.tree, self.data, path, "").words or ".".join(map(str, path))
        what = "taken out of" if value is None else "written into"
        why = next(filter(None, whys), "It would not stand there as it is meant, or other lines would change with it.")
        raise Refused(f"{place[:1].upper()}{place[1:]} cannot be {what} {shown(self.file)}. {why}")

    def moved_up(self, path: Path) -> File:
        """This file with a thing before the one that stands above it, each with the notes above it. Raises Refused."""
        holder = self._node(path[:-1])[1] if isinstance(self.at(path[:-1]), dict) else None
        above = self.above(path)
        if above is None or not isinstance(holder, yaml.MappingNode) or holder.flow_style:
            raise Refused(f"Nothing stands above this in {shown(self.file)}.")
        (first, behind), (start, end) = (self._lines_of((*path[:-1], key)) for key in (above, path[-1]))
        upper = self._text[self._starts[first] : self._line_end(behind - 1)]
        between = self._text[self._line_end(behind - 1) : self._starts[start]]
        lower = self._text[self._starts[start] : self._line_end(end - 1)]
        splice = Splice(self._starts[first], self._line_end(end - 1), lower + between + upper)
        source = self._mark + (self._text[: splice.start] + splice.new + self._text[splice.end :]).encode()
        document, problems = read(source, self.file)
        # Two mappings are equal whatever their order, so the proof compares them as they are written.
        wanted = json.dumps(_swapped(self.data, path, above))
        if document is not None and not stops(problems) and json.dumps(document.data) == wanted:
            made = File(source, self.file, self.tree)
            made.splice = splice
            if _sorted_notes(made) == _sorted_notes(self):
                return made
        raise Refused(f"This cannot be moved in {shown(self.file)} without other lines.")

    def above(self, path: Path) -> str | None:
        """The name of what stands above a field or a thing, among those of its own kind; None if it is the first."""
        keys = [key for key in self.at(path[:-1]) or {} if self._is_thing((*path[:-1], key)) or key == path[-1]]
        return keys[keys.index(path[-1]) - 1] if path[-1] in keys[1:] else None

    def _is_thing(self, path: Path) -> bool:
        above = way(self.tree, self.data, path[:-1], "").chosen
        return not isinstance(above, Things) or path[-1] not in above.fields

    def _lines_of(self, path: Path) -> tuple[int, int]:
        """The first line of a thing, with the notes directly above it, and the line behind its last.

        Notes that begin the file are the file's.
        """
        key, node = self._node(path)
        line, column = int(key.start_mark.line), key.start_mark.column
        first = line
        while first and (text := self._lines[first - 1]).strip().startswith("#") and _indent(text) == column:
            first -= 1
        return first or line, self._behind(node)

    # ---- what is to be, and the proof

    def _with_holders(self, path: Path, value: Value | None) -> tuple[Path, Value | None]:
        """The path to the outermost that changes: what is missing on the way, or holds nothing but what goes."""
        if value is None:
            while len(path) > 1 and len(self.at(path[:-1]) or ()) == 1 and self.at(path) is not None:
                path = path[:-1]
            if len(path) == 1 and len(self.data) == 1 and path[0] in self.data:
                raise Refused(f"Nothing would be left in {shown(self.file)}: delete the file instead.")
            return path, None
        there = next((n for n in range(len(path) - 1, 0, -1) if self.at(path[:n]) is not None), 0)
        for step in reversed(path[there + 1 :]):
            if isinstance(step, int) and step:
                raise _no_place(path)
            value = {step: value} if isinstance(step, str) else [value]
        return path[: there + 1], value

    def _proved(self, splice: Splice, wanted: Mapping[str, Any]) -> File | str:
        """The file after a splice, if it holds what is wanted and every note of before; else why not, '' if unknown."""
        text = self._text[: splice.start] + splice.new + self._text[splice.end :]
        source = self._mark + text.encode(errors="surrogatepass")
        _, problems = read(source, self.file)
        if error := next((p for p in problems if stops([p])), None):
            return f"{error.message} {error.hint}".strip()
        made = File(source, self.file, self.tree)
        made.splice = splice
        stay = [note for line, note in self._notes if line not in splice.notes]
        return made if made.data == wanted and stay == [note for _, note in made._notes] else ""

    # ---- the text and its places

    @property
    def _mark(self) -> bytes:
        return _BOM if self.source.startswith(_BOM) else b""

    @cached_property
    def _text(self) -> str:
        return self.source.removeprefix(_BOM).decode()

    @cached_property
    def _lines(self) -> list[str]:
        return _LINE.findall(self._text)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins, and the end of the text."""
        starts = [0]
        for line in self._lines:
            starts.append(starts[-1] + len(line))
        return starts

    @cached_property
    def _eol(self) -> str:
        """How most lines end."""
        ends = _BREAK.findall(self._text)
        return max(("\n", "\r\n", "\r"), key=ends.count)

    @cached_property
    def _root(self) -> Any:
        """The nodes of the text, as YAML's own: `read` has refused what would make more of them than was typed."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return yaml.compose(_BREAK.sub("\n", self._text), Loader=loader)

    @cached_property
    def _notes(self) -> list[tuple[int, str]]:
        """Each line that is a note, with its number from 0; among words there is none that begins like one."""
        stripped = ((number, line.strip()) for number, line in enumerate(self._lines))
        return [(number, line) for number, line in stripped if line.startswith("#")]

    def _below_bar(self, node: yaml.ScalarNode) -> range:
        """The lines below the bar of words, the empty ones behind them left out; none for other nodes."""
        if node.style not in _BARS:
            return range(0)
        first = end = int(node.start_mark.line) + 1
        least = next((_indent(line) for line in self._lines[first:] if line.strip()), 0)
        for number, line in enumerate(self._lines[first:], first):
            if line.strip():
                if _indent(line) < least:
                    break
                end = number + 1
        return range(first, end)

    def _at(self, mark: Any) -> int:
        """The character at a place of YAML's."""
        return min(self._starts[min(int(mark.line), len(self._lines))] + int(mark.column), len(self._text))

    def _line_end(self, line: int) -> int:
        """Where a line ends, before its break."""
        return self._starts[line] + len(self._lines[line].rstrip("\r\n"))

    def _node(self, path: Path) -> tuple[Any, Any]:
        """The node of the name (None for an entry of a list) and of the value at a path that is there."""
        key, node = None, self._root
        for step in path:
            if isinstance(node, yaml.MappingNode):
                key, node = next((k, v) for k, v in node.value if k.value == step)
            else:
                key, node = None, node.value[step]
        return key, node

    def _behind(self, node: Any) -> int:
        """The line behind the last one of a value."""
        if isinstance(node, yaml.ScalarNode):
            return self._below_bar(node).stop or int(node.end_mark.line) + 1
        if node.flow_style or not node.value:
            return int(node.end_mark.line) + 1
        last = node.value[-1]
        return self._behind(last[1] if isinstance(node, yaml.MappingNode) else last)

    def _dash(self, holder: Any, number: int) -> int:
        """The line of the dash of an entry."""
        line, column = int(holder.value[number].start_mark.line), holder.start_mark.column
        while self._lines[line][column : column + 1] != "-":
            line -= 1
        return line

    # ---- the ways to change it, the narrowest first

    def _ways(self, path: Path, value: Value | None) -> Iterator[Splice]:
        name, holder = path[-1], self._node(path[:-1])[1]
        if isinstance(holder, yaml.SequenceNode):
            there = self.at(path) is not None
            new = [] if value is None else [value]
            yield from self._run(path[:-1], holder, int(name), int(name) + there, new)
        elif holder.flow_style:
            yield from self._in_braces(path, value)
        elif value is None:
            yield from self._without(path, holder)
        elif self.at(path) is None:
            yield self._added(path, holder, value)
        else:
            yield from self._replaced(path, value)
        # What cannot stand in square brackets makes dashes of that one list.
        for end in range(len(path) - 1, 0, -1):
            if isinstance(self.at(path[:end]), list) and isinstance(path[end - 1], str):
                whole = at(_with(self.data, path, value), path[:end])
                yield self._rewritten(path[:end], whole)

    def _in_braces(self, path: Path, value: Value | None) -> Iterator[Splice]:
        """Only a text that is there already is changed in braces."""
        if isinstance(value, str) and isinstance(self.at(path), str) and _fits(_IN_BRACKETS, value):
            node = self._node(path)[1]
            yield Splice(self._at(node.start_mark), self._at(node.end_mark), value)

    def _replaced(self, path: Path, value: Value) -> Iterator[Splice]:
        """Another value for a field."""
        node, old = self._node(path)[1], self.at(path)
        if isinstance(old, list) and isinstance(value, list):
            first, behind = _middle(old, value)
            yield from self._run(path, node, first, behind, value[first : len(value) - len(old) + behind])
        if isinstance(old, str) and isinstance(value, str):
            if node.style in _BARS:
                words = self._below_bar(node)
                pad = " " * _indent(next(line for line in self._lines[words.start :] if line.strip()))
                start = self._line_end(words.start - 1)
                yield Splice(start, self._line_end(words.stop - 1), _below(pad, value, self._eol))
            elif _fits(_PLAIN, value):
                yield Splice(self._at(node.start_mark), self._at(node.end_mark), value)
        yield self._rewritten(path, value)

    def _rewritten(self, path: Path, value: Value) -> Splice:
        """All that stands behind a field's name and its colon, written anew."""
        key, node = self._node(path)
        start = self._text.index(":", self._at(key.end_mark)) + 1
        in_lines = node.style in _BARS if isinstance(node, yaml.ScalarNode) else not node.flow_style
        end = self._line_end(self._behind(node) - 1) if in_lines else self._at(node.end_mark)
        return Splice(start, end, _written(value, int(key.start_mark.column), self._schema(path, value), self._eol))

    def _without(self, path: Path, holder: Any) -> Iterator[Splice]:
        """A field, or a thing with the notes above it, taken out."""
        key, node = self._node(path)
        first, behind = int(key.start_mark.line), self._behind(node)
        if self._lines[first][: key.start_mark.column].strip():
            # The first field behind a dash: the next one moves up.
            following = next(k for k, _ in holder.value if k is not key)
            yield Splice(self._at(key.start_mark), self._at(following.start_mark), "", range(first, behind))
            return
        above = way(self.tree, self.data, path[:-1], "").chosen
        if isinstance(above, Things) and path[-1] not in above.fields:
            column = key.start_mark.column
            while first and (line := self._lines[first - 1]).strip().startswith("#") and _indent(line) == column:
                first -= 1
        yield self._lines_out(first, behind)

    def _lines_out(self, first: int, behind: int) -> Splice:
        """Whole lines taken out, with one of the two gaps around them, and the last line's end as it was."""
        notes, end = range(first, behind), len(self._lines)
        if not first or not self._lines[first - 1].strip():
            while behind < end and not self._lines[behind].strip():
                behind += 1
            while behind == end and first and not self._lines[first - 1].strip():
                first -= 1
        start, stop = self._starts[first], self._starts[behind]
        if behind == end and first and not self._lines[-1].endswith(("\n", "\r")):
            start = self._line_end(first - 1)
        return Splice(start, stop, "", notes)

    def _run(self, path: Path, holder: Any, first: int, behind: int, new: Sequence[Value]) -> Iterator[Splice]:
        """Other entries, or none, in the place of some that follow each other in a list, or of none."""
        there = holder.value
        if holder.flow_style:
            texts = [value for value in new if isinstance(value, str) and _fits(_IN_BRACKETS, value)]
            if len(texts) == len(new):
                yield self._run_in_brackets(there, first, behind, ", ".join(texts))
            return
        column = int(holder.start_mark.column)
        schema = below(self._schema(path, self.at(path)), 0)
        lines = self._eol.join(f"{' ' * column}-{_entry(value, column, schema, self._eol)}" for value in new)
        if first < behind:
            line, end = self._dash(holder, first), self._behind(there[behind - 1])
            if not new and not self._lines[line][:column].strip():
                yield self._lines_out(line, end)
            elif new:
                yield Splice(self._starts[line] + column, self._line_end(end - 1), lines[column:])
        elif first:
            place = self._line_end(self._behind(there[first - 1]) - 1)
            yield Splice(place, place, self._eol + lines)
        else:
            place = self._starts[self._dash(holder, 0)]
            yield Splice(place, place, lines + self._eol)

    def _run_in_brackets(self, there: Sequence[Any], first: int, behind: int, new: str) -> Splice:
        if first == behind:
            place = self._at(there[first].start_mark if first < len(there) else there[-1].end_mark)
            return Splice(place, place, f"{new}, " if first < len(there) else f", {new}")
        if new or behind < len(there):
            end = self._at(there[behind - 1].end_mark if new else there[behind].start_mark)
            return Splice(self._at(there[first].start_mark), end, new)
        return Splice(self._at(there[first - 1].end_mark), self._at(there[behind - 1].end_mark), "")

    def _added(self, path: Path, holder: Any, value: Value) -> Splice:
        """A field more: where the order of the schema has it, a thing behind the last one, set apart as those are."""
        column = int(holder.value[0][0].start_mark.column)
        new = f"{path[-1]}:{_written(value, column, self._schema(path, value), self._eol)}"
        apart = self._eol if self._are_apart(holder) or (len(path) == 1 and isinstance(value, dict)) else ""
        before = self._before(path, holder)
        if before is not None:
            place = self._line_end(self._behind(before) - 1)
            return Splice(place, place, f"{self._eol}{apart}{' ' * column}{new}")
        first = holder.value[0][0]
        place = self._at(first.start_mark)
        return Splice(place, place, f"{new}{self._eol}{apart}{' ' * column}")

    def _before(self, path: Path, holder: Any) -> Any:
        """The value behind which a new field goes; None if it goes first."""
        above = way(self.tree, self.data, path[:-1], "").chosen
        order = {name: number for number, name in enumerate(fields_of(above))}
        others = -1 if isinstance(above, Things) else len(order)
        rank = order.get(str(path[-1]), others)
        earlier = [node for key, node in holder.value if order.get(key.value, others) < rank + (rank == others)]
        return earlier[-1] if earlier else None

    def _are_apart(self, holder: Any) -> bool:
        """Whether an empty line stands before each field but the first."""
        following = [key for key, _ in holder.value][1:]
        return bool(following) and all(self._is_apart(int(key.start_mark.line)) for key in following)

    def _is_apart(self, line: int) -> bool:
        while line and self._lines[line - 1].strip().startswith("#"):
            line -= 1
        return line > 0 and not self._lines[line - 1].strip()

    def _schema(self, path: Path, value: object) -> Node:
        return choice(way(self.tree, _with_shape(self.data, path, value), path, "").node, value)


def begun(data: Mapping[str, Any], file: str, tree: Node = NOTHING) -> File:
    """A new file with this data, its things set apart by empty lines. Raises Refused if it cannot be written."""
    if not data:
        raise Refused(f"There is nothing to write into {shown(file)}.")
    text = ""
    for name, value in data.items():
        node = choice(below(tree, name), value)
        if isinstance(value, Mapping):
            lines = _written(value, 0, node, "\n")
            text += ("\n" if text else "") + f"{name}:" + (_APART.sub(r"\n\1", lines) if len(value) > 1 else lines)
        else:
            text += f"{name}:" + _written(value, 0, node, "\n")
        text += "\n"
    _, problems = read(text.encode(errors="surrogatepass"), file)
    if error := next((p for p in problems if stops([p])), None):
        raise Refused(f"{shown(file)} cannot be written. {error.message} {error.hint}".strip())
    made = File(text.encode(), file, tree)
    if made.data != data:
        raise Refused(f"{shown(file)} cannot be written: it would not be read as it is meant.")
    return made


def at(data: Any, path: Path) -> Any:
    """The value at a path through texts, lists and fields; None if there is nothing."""
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
            data = data[step]
        else:
            return None
    return data


def _with(data: Mapping[str, Any], path: Path, value: Value | None) -> dict[str, Any]:
    """A copy of the data with a value at a path whose holder is there. Raises Refused if it holds nothing such."""
    wanted = deepcopy(dict(data))
    holder, name = at(wanted, path[:-1]), path[-1]
    if isinstance(holder, dict) and isinstance(name, str):
        if value is None:
            holder.pop(name, None)
        else:
            holder[name] = deepcopy(value)
    elif isinstance(holder, list) and isinstance(name, int) and 0 <= name <= len(holder):
        holder[name : name + 1] = [] if value is None else [deepcopy(value)]
    else:
        raise _no_place(path)
    return wanted


def _swapped(data: Mapping[str, Any], path: Path, above: str) -> dict[str, Any]:
    """A copy of the data with a thing before the one that stands above it."""
    wanted = deepcopy(dict(data))
    holder = at(wanted, path[:-1])
    keys = list(holder)
    keys.remove(str(path[-1]))
    keys.insert(keys.index(above), str(path[-1]))
    found = {key: holder[key] for key in keys}
    holder.clear()
    holder.update(found)
    return wanted


def _sorted_notes(file: File) -> list[str]:
    return sorted(note for _, note in file._notes)  # noqa: SLF001 (its own)


def _no_place(path: Path) -> Refused:
    return Refused(f"There is no place for this: {'.'.join(map(str, path))}.")


def _with_shape(data: Mapping[str, Any], path: Path, value: Any) -> Mapping[str, Any]:
    """The data with a value, from which the tree tells the form that it takes."""
    return _with(data, path, value) if path else value


def _middle(old: Sequence[Any], new: Sequence[Any]) -> tuple[int, int]:
    """The entries of an old list that differ in a new one: the first, and the one behind the last."""
    first, most = 0, min(len(old), len(new))
    while first < most and old[first] == new[first]:
        first += 1
    same = 0
    while same < most - first and old[-1 - same] == new[-1 - same]:
        same += 1
    return first, len(old) - same


def _fits(form: re.Pattern[str], text: str) -> bool:
    """Whether a text can stand on a line without more."""
    return form.fullmatch(text) is not None and not _MARKS.search(text)


def _is_short(entry: Node) -> bool:
    """Whether entries such as these are written in brackets: ids, fixed words, numbers."""
    is_token = isinstance(entry, Text) and bool(entry.of or entry.form.pattern)
    return entry is NOTHING or isinstance(entry, Word | Number) or is_token


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


# ---- how values are written


def _written(value: Value, column: int, schema: Node, eol: str) -> str:
    """What follows the colon of a name, or the dash of an entry, at a column; without the last break."""
    pad = " " * (column + _STEP)
    if isinstance(value, str):
        is_words = isinstance(schema, Text) and schema.form.name == "words"
        return f" {value}" if not is_words and _fits(_PLAIN, value) else f" |{_below(pad, value, eol)}"
    if isinstance(value, Mapping):
        fields = ((name, part, choice(below(schema, name), part)) for name, part in value.items())
        return "".join(f"{eol}{pad}{n}:{_written(part, column + _STEP, node, eol)}" for n, part, node in fields)
    entry = below(schema, 0)
    if value and all(isinstance(each, str) and _ID.fullmatch(each) for each in value) and _is_short(entry):
        return f" [{', '.join(value)}]"
    return "".join(f"{eol}{pad}-{_entry(each, column + _STEP, entry, eol)}" for each in value)


def _entry(value: Value, column: int, schema: Node, eol: str) -> str:
    """What follows the dash of an entry at a column: its first field stands in the same line."""
    written = _written(value, column, choice(schema, value), eol)
    return f" {written.removeprefix(eol).lstrip()}" if isinstance(value, Mapping) else written


def _below(pad: str, words: str, eol: str) -> str:
    """Words in the lines below a bar."""
    return "".join(eol + (pad + line if line else "") for line in words.split("\n"))
