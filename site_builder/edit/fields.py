"""The fields of a thing as a form shows them, made from the table of fields; and what a form says of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from site_builder.edit import labels
from site_builder.edit.steps import Edit
from site_builder.edit.things import Things
from site_builder.load.shape.ways import below, choice
from site_builder.load.splice import at
from site_builder.locale.languages import language
from site_builder.model import VOCABULARIES
from site_builder.model.values import NOT_STATED
from site_builder.problems import Path, Problem
from site_builder.schemas.nodes import Day, Either, Fields, Flag, List, Node, Number, Text, Typed, Word
from site_builder.schemas.trees import trees

Form = Mapping[str, Sequence[str]]
"""What a form holds: for each name what was chosen or typed."""
VALUE, WAS, KEEP = "v.", "was.", "keep."
MINE, THEIRS = "mine", "theirs"
CHOICES = ("choices", "ids")
NEW, OF, WHY = "+", "new.", "why."
"""Where the form has a new name; what the control begins with that says of which kind; why there is none."""
_ASKED = ("name", "child_name")
"""What is asked of a new name beside what it must have."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    value: str
    label: str
    chosen: bool = False


@dataclass(slots=True)
class Field:
    """A field of the form: `name` is that of its control, `kind` says which control that is.

    `typed` is what stands in the control, `was` the value that the page was made with, as JSON. `parts` are those
    that are there. `clash` is what somebody else says of it now. `wanted` says who wants it, where it says nothing.
    `of` is the part that it is of, where there are several. `note` says what follows of its silence.
    """

    path: Path
    name: str
    label: str
    hint: str
    kind: str
    typed: Sequence[str]
    was: str
    law: str = ""
    options: Sequence[Option] = ()
    parts: Sequence[Part] = ()
    add: str = ""
    one: str = ""
    problems: list[Problem] = field(default_factory=list)
    refused: str = ""
    clash: str | None = None
    wanted: str = ""
    for_all: str = ""
    proposed: str = ""
    confirmed: str = ""
    shown: str = ""
    of: str = ""
    new: NewName | None = None
    note: str = ""

    @property
    def is_stated(self) -> bool:
        """Whether it says something."""
        return bool(self.shown)

    @property
    def is_loud(self) -> bool:
        """Whether something at it, or at a part of it, has to be seen."""
        heard = any(problem.severity != "information" for problem in self.problems)
        own = heard or bool(self.refused) or self.clash is not None
        return own or any(part.is_loud for part in self.parts)

    @property
    def text(self) -> str:
        """What stands in a control that takes one text."""
        return self.typed[0] if self.typed else ""


@dataclass(frozen=True, slots=True)
class NewName:
    """Room for a name that a picker lacks: `control` is that of the picker, `kind` the vocabulary, `why` a refusal."""

    control: str
    kind: str
    one: str
    is_many: bool
    fields: Sequence[Field]
    why: str

    @property
    def is_open(self) -> bool:
        """Whether something stands in it."""
        return bool(self.why) or any(filter(None, (each.text for each in self.fields)))


@dataclass(slots=True)
class Part:
    """One of several parts of a field, with fields of its own."""

    path: Path
    name: str
    title: str
    fields: Sequence[Field]

    @property
    def is_loud(self) -> bool:
        """Whether something in it has to be seen."""
        return any(each.is_loud for each in self.fields)


@dataclass(slots=True)
class Said:
    """What a form says: the edits, what cannot be meant, and what somebody else changed meanwhile, by name of field."""

    edits: list[Edit] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    clashes: dict[str, str] = field(default_factory=dict)


# ---- to the form


class Maker:
    """Makes the fields of things of one file. `typed` is what a form said that is shown again, with `said` of it."""

    def __init__(
        self, data: Mapping[str, Any], things: Things, typed: Form | None = None, said: Said | None = None
    ) -> None:
        self.data, self.things = data, things
        self.typed, self.said = typed or {}, said or Said()
        self.made: dict[Path, Field] = {}

    def fields(self, kind: str, path: Path, node: Node, only: Iterable[str] | None = None) -> list[Field]:
        """The fields of the thing at a path, in their order or those named alone."""
        fields = node.fields if isinstance(node, Fields) else {}
        return [self.field(kind, (*path, key), fields[key]) for key in (only or fields) if key in fields]

    def field(self, kind: str, path: Path, node: Node) -> Field:
        """One field."""
        key, value, name = str(path[-1]), at(self.data, path), name_of(path)
        made = Field(
            path=path,
            name=name,
            label=labels.label(kind, key, node),
            hint=labels.hint(kind, key, node),
            law=labels.law(node),
            kind=kind_of_control(node),
            typed=encoded(node, value),
            was=json.dumps(value, ensure_ascii=False),
        )
        made.shown = told(kind, key, node, value, self.things)
        if made.kind == "parts":
            self._parts(made, kind, node, value)
        else:
            made.options = self._options(kind, key, node, value)
        if vocabulary := picked_from(node):
            made.new = self.new_name(vocabulary, name, is_many=made.kind == "ids")
        if name in self.said.refused or name in self.said.clashes:
            made.typed, made.was = self.typed.get(name, ()), self.typed[WAS + name][0]
            made.options = [Option(o.value, o.label, o.value in made.typed) for o in made.options]
            made.refused = self.said.refused.get(name, "")
            made.clash = self.said.clashes.get(name)
        self.made[path] = made
        return made

    def new_name(self, kind: str, control: str, *, is_many: bool) -> NewName:
        """Room for a new name of a kind, to be picked in a control: in each language, where there are several."""
        why, asked = next(iter(self.typed.get(WHY + control, ())), ""), names_asked(kind, self.things)
        fields = []
        for key, node in asked.items():
            tags = self.things.languages[1:] if key in _ASKED else []
            for tag in ("", *tags):
                path = new_path(control, key, tag)
                title = labels.label(kind, key, node)
                label = f"{title}, in {language('en').called(tag)}" if tag else title
                made = Field(path, name_of(path), label, labels.own_hint(kind, key), kind_of_control(node), (), "null")
                made.typed = self.typed.get(made.name, ()) if why else ()
                made.options = [
                    Option(word, said, word in made.typed) for word, said in options_of(kind, key, node, self.things)
                ]
                fields.append(made)
        return NewName(control, kind, labels.one(kind), is_many, fields, why)

    def _options(self, kind: str, key: str, node: Node, value: Any) -> list[Option]:
        chosen = value if isinstance(value, list) else [value]
        known = dict(options_of(kind, key, node, self.things))
        # What nobody offers is there all the same: else it would go with the next change.
        known |= {each: f"[{each}]" for each in chosen if isinstance(each, str) and each not in known}
        return [Option(each, said, each in chosen) for each, said in known.items()]

    def _parts(self, made: Field, kind: str, node: Node, value: Any) -> None:
        """The parts of a field, the answers in their place, and whether one more can be added."""
        key, inner = str(made.path[-1]), inner_of(node)
        made.one = labels.one_of(kind, key)
        if isinstance(node, Either) and not isinstance(value, list | dict):
            made.options = [Option(w, labels.answer(kind, key, w), w == value) for w in node.words]
        if isinstance(value, list):
            entry = inner.entry if isinstance(inner, List) else inner
            parts = ((n, (*made.path, n), choice(entry, each), each) for n, each in enumerate(value))
            made.parts = [self._part(key, path, chosen, each, n + 1) for n, path, chosen, each in parts]
        elif isinstance(value, dict):
            made.parts = [self._part(key, made.path, inner, value, 0)]
        if isinstance(inner, List) or not made.parts:
            made.add = name_of(made.path)

    def _part(self, kind: str, path: Path, node: Node, value: Mapping[str, Any], number: int) -> Part:
        fields = [each for each in self.fields(kind, path, node) if each.path[-1] != "type" or kind != "conditions"]
        if kind == "conditions":
            title = condition(str(value.get("type", "")), node)
        else:
            first = next((f.shown for f in fields if f.shown), "")
            title = f"{number}. {first}" if number and first else first or f"{number or ''}"
        for each in fields:
            each.of = title
        return Part(path, name_of(path), title, fields)


def name_of(path: Path) -> str:
    """The name of the control of the field at a path: the form's own names have no such beginning."""
    return VALUE + ".".join(map(str, path))


def path_of(name: str) -> Path:
    """The path of a control's name."""
    steps = name.removeprefix(VALUE).split(".") if name.startswith(VALUE) else []
    return tuple(int(step) if step.isdecimal() else step for step in steps)


def new_path(control: str, key: str, tag: str = "") -> Path:
    """Where the form has a field of a name that is to be picked in a control, or its words in another language."""
    return (NEW, *(path_of(control) or (control,)), f"{key}:{tag}" if tag else key)


def names_asked(kind: str, things: Things) -> Mapping[str, Node]:
    """What is asked of a new name of a kind."""
    entry = _entry_of(kind)
    asked = [each for each in _ASKED if each != "child_name" or things.for_children]
    fields = entry.fields if isinstance(entry, Fields) else {}
    return {key: node for key, node in fields.items() if key in (*asked, *required_of(kind))}


def required_of(kind: str) -> Sequence[str]:
    """What a name of a kind must have."""
    return tuple(getattr(_entry_of(kind), "required", ()))


def _entry_of(kind: str) -> Node:
    tree = trees()[kind]
    return getattr(tree, "entry", tree)


def picked_from(node: Node) -> str:
    """The vocabulary out of which a field picks alone and that takes a new name; '' for none."""
    inner = inner_of(node)
    entry = inner.entry if isinstance(inner, List) else inner
    kinds = entry.of if isinstance(entry, Text) else ()
    return kinds[0] if len(kinds) == 1 and kinds[0] in VOCABULARIES and kinds[0] != "conditions" else ""


def inner_of(node: Node) -> Node:
    """What may stand where no word such as `none` does."""
    return node.options[0] if isinstance(node, Either) else node


def condition(kind: str, node: Node) -> str:
    """What a type of condition asks, in words."""
    about = node.about or kind.replace("_", " ")
    return about[:1].upper() + about[1:]


def kind_of_control(node: Node) -> str:
    """Which control a field gets."""
    inner = inner_of(node)
    entry = inner.entry if isinstance(inner, List) else inner
    is_list = isinstance(inner, List)
    if isinstance(entry, Fields | Either):
        return "parts"
    if isinstance(entry, Text) and entry.of:
        return "ids" if is_list else "id"
    if isinstance(entry, Word):
        return "choices" if is_list else "choice"
    if isinstance(entry, Number):
        return "numbers" if is_list else "number"
    if isinstance(entry, Text):
        return "lines" if is_list else "line" if entry.form.one_line else "words"
    return "choice" if isinstance(entry, Flag) else "day" if isinstance(entry, Day) else "line"


def options_of(kind: str, key: str, node: Node, things: Things) -> Iterator[tuple[str, str]]:
    """What can be chosen for a field, with what it reads as; nothing where something is typed."""
    inner = inner_of(node)
    entry = inner.entry if isinstance(inner, List) else inner
    if isinstance(node, Either):
        yield from ((word, labels.answer(kind, key, word)) for word in node.words)
    if isinstance(entry, Flag):
        yield from ((word, labels.answer(kind, key, word)) for word in ("true", "false"))
    if isinstance(entry, Word):
        yield from ((word, labels.answer(kind, key, word)) for word in entry.words)
    if isinstance(entry, Text) and entry.of:
        if "not_stated" in entry.form.pattern:
            yield NOT_STATED, labels.answer(kind, key, NOT_STATED)
        yield from things.of(entry.of).items()


def encoded(node: Node, value: Any) -> Sequence[str]:
    """A value as the control of its field holds it."""
    if value is None or isinstance(value, dict):
        return ()
    control = kind_of_control(node)
    if isinstance(value, list):
        if control in CHOICES:
            return value
        joint = ", " if control == "numbers" else "\n"
        return (joint.join(map(str, value)),) if all(isinstance(each, str) for each in value) else ()
    return (str(value),)


def told(kind: str, key: str, node: Node, value: Any, things: Things) -> str:
    """A value in a few words, '' for nothing."""
    if value is None:
        return ""
    if isinstance(value, list):
        entry = getattr(inner_of(node), "entry", node)
        return "; ".join(filter(None, (told(kind, key, entry, each, things) for each in value)))
    if isinstance(value, dict):
        if kind_of_type := value.get("type") if isinstance(node, Typed) else None:
            return condition(str(kind_of_type), choice(node, value))
        inner = inner_of(node)
        each = (told(key, name, below(inner, name), part, things) for name, part in value.items())
        return ", ".join(filter(None, each))
    known = dict(options_of(kind, key, node, things))
    return known.get(str(value), str(value))
