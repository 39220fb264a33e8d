"""Explains slips to people who do not program: which field was meant, where it belongs, what to write instead."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from site_builder.load.shape.suggest import (
    day_meant,
    field_called,
    in_a_question,
    is_a_slip,
    near,
    nearest,
    text_meant,
    word_meant,
    words_meant,
)
from site_builder.load.shape.ways import Way, any_of, choice, fields_of, way, words_of
from site_builder.load.yaml.read import Document
from site_builder.load.yaml.wording import BLOCKS
from site_builder.problems import Path, Place, Problem, Severity, in_order
from site_builder.schemas.nodes import (
    FIELDS,
    LIST,
    TEXT,
    Either,
    Fields,
    Flag,
    Form,
    List,
    Node,
    Number,
    Text,
    Things,
    kind_of,
)

FOR_SOME = "for_data"
"""The field of all conditions but two."""
_SHOWN = 80
_FEW = 12
_VERBS = {TEXT: "is text", LIST: "is a list", FIELDS: "are fields"}
_ENTRIES_BELOW = "Begin each entry on a line of its own, with a dash and a space."
_FIELDS_BELOW = "Write its fields, each on a line of its own, two spaces further in."
_THINGS_BELOW = "Write an id and a colon for each, two spaces further in, and its fields below that."
_IDS = "Ids are small letters, digits and hyphens, and begin with a letter."
_FIRST = {"misplaced-field": 0, "wrong-kind": 1, "not-an-id": 2, "unknown-field": 3}
"""The order of rules: of several complaints about one place we report the first. Other rules come after these."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One slip, at the value of `path` or, with `at_name`, at its name; `missing` is the name of a missing field.

    `meant` is the field of the same place that a misspelt name means, '' if there is none.
    """

    rule: str
    path: Path
    message: str
    hint: str = ""
    at_name: bool = False
    missing: str = ""
    meant: str = ""


class Explainer:
    """Explains the slips of one document."""

    def __init__(self, document: Document, root: Node) -> None:
        """An explainer for this document, whose shape should be that of the node `root`."""
        self.document = document
        self.root = root

    def way(self, path: Path) -> Way:
        """The node and the names of the value at this path."""
        return way(self.root, self.document.data, path, PurePosixPath(self.document.file).stem)

    # ---- fields

    def unknown_field(self, name: str, value: Mapping[str, Any], path: Path) -> Complaint:
        """A field that its place does not have."""
        here = self.way(path).chosen
        known = fields_of(here)
        hint, field_meant = self._field_meant(name, path, [each for each in known if each not in value])
        hint = (
            self._with_word(field_meant, value[name], here) or hint or self._of_block(name, path) or _look_again(known)
        )
        if path and isinstance(path[-1], int) and not field_meant and len(known) <= _FEW:
            hint = _look_again(known)
        if name == FOR_SOME and "type" in known:
            hint = "Such a condition is always for all the data. Make a separate disclosure of the data that it is for."
        return _unknown((*path, name), hint, field_meant)

    def unknown_block(self, path: Path) -> Complaint | None:
        """A field whose name we read as an id, such as 'proposd' beside the ids of purposes; None for a real id."""
        name, above = str(path[-1]), self.way(path[:-1]).chosen
        around = (path[:length] for length in reversed(range(len(path) - 1)))
        where = next((self.way(each).words for each in around if name in fields_of(self.way(each).chosen)), "")
        suggestion = nearest(name, fields_of(above))
        hint = (
            f"Did you mean '{suggestion}'?"
            if suggestion
            else f"It is a field of {where}: move it left."
            if where
            else ""
        )
        return _unknown(path, hint) if hint else None

    def missing_field(self, name: str, value: Mapping[str, Any], here: Fields, path: Path) -> Complaint:
        """A required field that is missing, or that has a misspelt name."""
        misspelt = next((other for other in value if other not in here.fields and nearest(other, [name])), "")
        if misspelt:
            return _unknown((*path, misspelt), f"Did you mean '{name}'?")
        node = here.fields[name]
        words, about = words_of(node), node.about
        suggestion = next((word for word in (nearest(other, words) for other in value) if word), "")
        message = f"'{name}' is missing: {_lower_first(about)}" if about else f"'{name}' is missing."
        hint = f"Add a line that begins with '{name}:'."
        if isinstance(node, Flag):
            message, hint = f"'{name}' is missing.", f"Write true or false. {about}".strip()
        elif suggestion:
            hint = f"Write {name}: {suggestion}."
        elif 0 < len(words) <= _FEW:
            hint = f"Write one of: {', '.join(words)}."
        return Complaint("missing-field", path, message, hint, at_name=True, missing=name)

    def misplaced_field(self, path: Path) -> Complaint | None:
        """A field's name in the place of its thing's id; None if the name is no field's."""
        above = self.way(path[:-1]).chosen
        if not isinstance(above, Things) or path[-1] in above.fields:
            return None
        if path[-1] not in fields_of(choice(above.entry, {})):
            return None
        hint = "It is a field: move it in, below the id that it belongs to."
        return Complaint("misplaced-field", path, f"'{path[-1]}' is not an id.", hint, at_name=True)

    def _field_meant(self, name: str, path: Path, free: Sequence[str]) -> tuple[str, str]:
        """A hint what to write instead, and the field of this place that was meant; each '' if there is none."""
        places = list(self._other_places(path))
        for fields, advice in places:
            if name in fields:
                return f"It is {advice}", ""
        if called_otherwise := field_called(name, free):
            return f"Did you mean '{called_otherwise}'?", called_otherwise
        if here := near(name, free):
            return in_a_question(dict.fromkeys(here, "")), here[0] if len(here) == 1 else ""
        for fields, advice in places:
            there = nearest(name, fields)
            if there:
                return f"Did you mean '{there}'? It is {advice}", ""
        return "", ""

    def _other_places(self, path: Path) -> Iterator[tuple[Sequence[str], str]]:
        """The fields of each place around and below this one, each with the advice how to move a line there."""
        for length in reversed(range(len(path))):
            around = self.way(path[:length])
            yield fields_of(around.chosen), f"a field of {around.words}: move it left."
        for field, entry in _things(self.way(path).chosen):
            if entry.title:
                yield (
                    fields_of(entry),
                    f"a field of {_with_article(entry.title)}: move it in, below the id of one in {field}.",
                )

    def _of_block(self, name: str, path: Path) -> str:
        """A hint for a field that only blocks at the bottom of the file have, such as `questions`; '' for any other."""
        blocks = [field for field, entry in _things(self.root) if name in fields_of(entry)] if path else []
        if not blocks or not {*BLOCKS}.issuperset(blocks):
            return ""
        return f"It belongs under {blocks[0]}, at the bottom of the file, below the id that it is about."

    def _with_word(self, field: str, value: Any, here: Node) -> str:
        """'Write type: category.' if the word after a misspelt field is misspelt too, else ''."""
        words = words_of(here.fields[field]) if field and isinstance(here, Fields | Things) else ()
        suggestion = word_meant(value, words) if isinstance(value, str) and words and value not in words else ""
        return f"Write {field}: {suggestion}." if suggestion else ""

    # ---- kinds of value

    def wrong_kind(self, value: Any, node: Node, path: Path) -> Complaint:
        """A value of another kind than its field takes, such as a text instead of a list."""
        if isinstance(node, Either):
            hint = self._how_to_write(node, value)
            message = f"{_name_in_sentence(path)} takes {_accepted_values(node)}; here {_VERBS[kind_of(value)]}."
            return Complaint("wrong-kind", path, message, hint)
        if isinstance(node, List):
            return self._not_list(value, node, path)
        if node.KIND == FIELDS:
            return self._not_fields(value, node, path)
        return self._not_text(value, words_of(node), path)

    def _not_text(self, value: Any, words: Collection[str], path: Path) -> Complaint:
        kind = kind_of(value)
        hint = "Write it without brackets or dashes." if kind == LIST else "A text with a colon in it goes below |."
        if kind == LIST and words:
            hint = "It takes one word: keep one of them, without brackets or a dash."
        if kind == LIST and len(value) == 1 and isinstance(value[0], str):
            hint = f"Write {value[0]}, without brackets or a dash."
        return Complaint("wrong-kind", path, f"{_name_in_sentence(path)} takes text, here {_VERBS[kind]}.", hint)

    def _not_list(self, value: Any, node: List, path: Path) -> Complaint:
        """A value that should be a list; for a text the hint has each part between commas as an entry."""
        if not isinstance(value, str) or re.search(r"[\[\]{}:#\n\"]", value):
            message = f"{_name_in_sentence(path)} takes a list, here {_VERBS[kind_of(value)]}."
            return Complaint("wrong-kind", path, message, _ENTRIES_BELOW)
        entry = choice(node.entry, "")
        words = words_of(entry)
        entries = [part.strip() for part in value.split(",") if part.strip()]
        if words and {*words}.issuperset(value.replace(",", " ").split()):
            entries = value.replace(",", " ").split()
        mended = [word_meant(part, words) or part for part in entries]
        hint = f"Write [{', '.join(mended)}]."
        if isinstance(entry, Text) and entry.of:
            hint = _ids_in_brackets(entries)
        elif words and not {*words}.issuperset(mended):
            hint = f"Write one or more of these in square brackets: {', '.join(words)}."
        return Complaint("wrong-kind", path, f"{_name_in_sentence(path)} takes a list.", hint)

    def _not_fields(self, value: Any, node: Node, path: Path) -> Complaint:
        misplaced = self.misplaced_field(path) if path and isinstance(path[-1], str) else None
        if misplaced:
            return misplaced
        hint = _THINGS_BELOW if isinstance(node, Things) else _FIELDS_BELOW
        if isinstance(value, str):
            hint = self._as_answer(value, path) or _as_field(value, node) or hint
        return Complaint(
            "wrong-kind", path, f"{_name_in_sentence(path)} takes fields, here {_VERBS[kind_of(value)]}.", hint
        )

    def _as_answer(self, value: str, path: Path) -> str:
        """'Write none, without brackets or a dash.' if the entry is a fixed answer instead of the list, else ''."""
        above = self.way(path[:-1]).node if path and isinstance(path[-1], int) else None
        is_answer = isinstance(above, Either) and value in above.words
        return f"Write {value}, without brackets or a dash." if is_answer else ""

    def _how_to_write(self, node: Either, value: Any) -> str:
        """How to write a value that may have one of several forms."""
        if isinstance(value, dict) and node.option(TEXT):
            return "Write it without a colon."
        below = _FIELDS_BELOW if node.option(FIELDS) else _entries_below(node.option(LIST))
        return f"Write {node.words[0]} if that is so; otherwise {_lower_first(below)}" if node.words else below

    # ---- words, forms and amounts

    def unknown_word(self, value: str, node: Node, path: Path) -> Complaint:
        """A word that is not one of the fixed words."""
        words = words_of(node)
        name = next((step for step in reversed(path) if isinstance(step, str)), "This file")
        if isinstance(node, Either):
            message = f"{_name_in_sentence(path)} takes {_accepted_values(node)}; here is {_quoted(value)}."
            other = self._how_to_write(node, value)
        else:
            message, other = f"'{name}' does not take {_quoted(value)}.", f"Write one of: {', '.join(words)}."
        meant = words_meant(value, words)
        hint = in_a_question(
            {word: "" if meant == [word] and is_a_slip(value, word) else _meaning(name, word) for word in meant}
        )
        beside = self.way(path[:-1]).chosen
        if isinstance(beside, Fields | Things) and (field := field_called(value, fields_of(beside))):
            hint = f"Write {field} instead. {beside.fields[field].about}"
        return Complaint("unknown-term", path, message, hint or other)

    def wrong_text(self, value: str, node: Text, path: Path) -> Complaint:
        """A text that does not have the form that its field asks for."""
        form = node.form
        if form.one_line and "\n" in value:
            message = f"{_name_in_sentence(path)} takes one line, and here are several."
            return Complaint("more-than-one-line", path, message, "Write one line.")
        if len(value) < form.shortest:
            return self.empty(value, path)
        if form.longest and len(value) > form.longest:
            message = f"{_name_in_sentence(path)} is too long."
            return Complaint("too-long", path, message, f"Write at most {form.longest} characters.")
        if form.title == "id" and value in form.excluded:
            hint = "Choose another, or leave it out."
            return Complaint("misfit", path, f"'{value}' cannot be an id.", hint)
        if form.title == "id":
            return self._no_id(value, form, node.of, path)
        here = self.way(path)
        title, about = form.title or node.title or here.title, form.about or node.about or here.about
        suggestion = text_meant(value, form.pattern)
        parts = value.split()
        meant = f"Did you mean '{suggestion}'?" if suggestion else ""
        if isinstance(path[-1], int) and len(parts) > 1 and all(re.search(form.pattern, part) for part in parts):
            meant = f"If these are {len(parts)} entries, put a comma between them: {', '.join(parts)}."
        hint = " ".join(filter(None, (meant, about)))
        what = f"is not {_with_article(title)}" if form.title or node.title else f"does not fit '{title}'"
        return Complaint("wrong-form", path, f"{_quoted(value)} {what}.", hint)

    def wrong_name(self, names: Text, path: Path) -> Complaint:
        """A name before a colon that should be an id, or have another form with a title, and does not."""
        name, form = str(path[-1]), names.form
        if names.title:
            message = f"{_quoted(name)} is not {_with_article(names.title)}."
            return Complaint("wrong-form", path, message, names.about, at_name=True)
        return self.misplaced_field(path) or replace(self._no_id(name, form, names.of, path), at_name=True)

    def _no_id(self, value: str, form: Form, kinds: Collection[str], path: Path) -> Complaint:
        """A text in the place of an id. For the id of a thing that is elsewhere, `references` adds which is meant."""
        mended = text_meant(value, form.pattern)
        of_kinds = [f"It must be the id of {any_of(kinds)}."] if kinds else []
        guess = [f"Did you mean '{mended}'?"] if mended else []
        advice = ["Leave it out instead."] if mended in form.excluded else of_kinds or guess
        hint = " ".join([*advice, _IDS])
        return Complaint("not-an-id", path, f"{_quoted(value)} is not an id.", hint)

    def no_number(self, value: str, path: Path) -> Complaint:
        """A text that is not a whole number."""
        hint = "Write digits only, for example 12."
        return Complaint("not-a-number", path, f"{_quoted(value)} is not a whole number.", hint)

    def wrong_number(self, value: int, node: Number, path: Path) -> Complaint:
        """A number out of its bounds."""
        here = self.way(path)
        about = node.about or here.about
        if node.least is not None and value < node.least:
            return Complaint("out-of-range", path, f"'{value}' is less than {node.least}.", about)
        if node.most is not None and value > node.most:
            return Complaint("out-of-range", path, f"'{value}' is more than {node.most}.", about)
        return Complaint("misfit", path, f"'{value}' does not fit {node.title or here.title}.", about)

    def no_flag(self, value: str, path: Path) -> Complaint:
        """A text that is neither true nor false."""
        message = f"{_quoted(value)} is not true or false."
        return Complaint("not-true-or-false", path, message, "Write true or false.")

    def no_day(self, value: str, path: Path) -> Complaint:
        """A text that is not a date."""
        return Complaint("not-a-date", path, f"{_quoted(value)} is not a date.", day_meant(value))

    def repeated(self, value: str, path: Path) -> Complaint:
        """An entry that its list already has."""
        message = f"{_quoted(value)} stands twice in this list."
        return Complaint("stands-twice", path, message, "Take one of them out.")

    def empty(self, value: Any, path: Path) -> Complaint:
        """An empty text, list or group of fields, or a group with too few fields."""
        if not value:
            return Complaint(
                "empty", path, f"{_name_in_sentence(path)} is empty.", "Write what it holds, or leave it out."
            )
        chosen = self.way(path).chosen
        more = ", ".join(chosen.one_of if isinstance(chosen, Fields) else ())
        message = f"{_name_in_sentence(path)} says nothing beside {' and '.join(value)}."
        return Complaint("empty", path, message, f"Add at least one of: {more}.")


def _meaning(field: str, word: str) -> str:
    """What a fixed word means, as the page says it; '' where the page has no words for it."""
    # Imported here: it reads a file, and only for people who slip.
    from site_builder.locale import fixed_words

    meanings = fixed_words("en")["words"].get(field, {})
    return str(meanings.get(word, "")).replace("{sender}", "we")


def _things(node: Node) -> Iterator[tuple[str, Node]]:
    """The fields that hold things by id, each with the node of such a thing."""
    for name in fields_of(node):
        things = choice(node.fields[name], {}) if isinstance(node, Fields | Things) else node
        if isinstance(things, Things):
            yield name, choice(things.entry, {})


def _unknown(path: Path, hint: str, meant: str = "") -> Complaint:
    return Complaint("unknown-field", path, f"'{path[-1]}' is not a field here.", hint, at_name=True, meant=meant)


def _look_again(known: Sequence[str]) -> str:
    if len(known) <= _FEW:
        return f"The fields here are: {', '.join(known)}."
    return "Look its name up in the handbook; it may also be moved in too far, or not far enough. A note goes below #."


def _as_field(value: str, node: Node) -> str:
    """'Write type: approval.' if the text is one of the words of a required field, else ''."""
    if isinstance(node, Fields):
        for name in node.required:
            word = nearest(value, words_of(node.fields[name]))
            if word:
                return f"Write {name}: {word}."
    return ""


def _accepted_values(node: Either) -> str:
    """What a value may be, in words: 'a list, or one of: none, not_applicable'."""
    kinds = " or ".join(dict.fromkeys(option.KIND for option in node.options))
    return ", or ".join([kinds, *([f"one of: {', '.join(node.words)}"] if node.words else [])])


def _entries_below(node: Node | None) -> str:
    """How to write the entries of a list, with the fields that each may have."""
    fields = fields_of(choice(node.entry, {})) if isinstance(node, List) else []
    begin = _ENTRIES_BELOW.removesuffix(".")
    return f"{begin}, and one of its fields: {', '.join(fields)}." if 0 < len(fields) <= _FEW else _ENTRIES_BELOW


def _ids_in_brackets(entries: Sequence[str]) -> str:
    """How to write a list of ids; a space in an entry was meant as a comma, or as a hyphen."""
    several = [entry.split() for entry in entries]
    parts = [part for entry in several for part in entry]
    if len(parts) == len(entries) or any("-" in part for part in parts):
        return f"Write [{', '.join(parts)}]."
    return f"Write [{', '.join(parts)}], or [{', '.join(map('-'.join, several))}] if that is what it is called."


def _name_in_sentence(path: Path) -> str:
    """The name of a value at the start of a sentence: its field, 'An entry of' its field, or 'This file'."""
    if not path:
        return "This file"
    last = next((f"'{step}'" for step in reversed(path) if isinstance(step, str)), "this file")
    return last if isinstance(path[-1], str) else f"An entry of {last}"


def _quoted(value: object) -> str:
    """A value in quotes, on one line and not too long."""
    text = " ".join(str(value).split())
    return f"'{text}'" if len(text) <= _SHOWN else f"'{text[:_SHOWN]} ...'"


def _with_article(noun: str) -> str:
    """The noun with 'a' or 'an' before it."""
    return f"an {noun}" if noun[:1].lower() in "aeio" else f"a {noun}"


def _lower_first(sentence: str) -> str:
    """The sentence with a small first letter, unless it begins with an abbreviation."""
    return sentence[0].lower() + sentence[1:] if sentence[1:2].islower() or sentence[1:2] == " " else sentence


# ---- complaints to problems


def problems(complaints: Iterable[Complaint], explainer: Explainer) -> tuple[Problem, ...]:
    """One problem for each place, in order; none for values that the document marks as doubtful."""
    doubtful = explainer.document.doubtful
    first_at: dict[tuple[Path, str], Complaint] = {}
    for complaint in sorted(complaints, key=lambda complaint: _FIRST.get(complaint.rule, len(_FIRST))):
        if not any(complaint.path[:length] in doubtful for length in range(1, len(complaint.path) + 1)):
            first_at.setdefault((complaint.path, complaint.missing), complaint)
    return in_order(
        _problem(complaint, explainer) for complaint in _first_of_misplaced(first_at.values(), explainer.document)
    )


def _first_of_misplaced(complaints: Iterable[Complaint], document: Document) -> Iterator[Complaint]:
    """The complaints, with one instead of many for neighbouring fields in the place of ids: at the first of them.

    We drop complaints about fields directly below a name that has nothing after it: they were not moved in.
    """
    misplaced: dict[Path, list[Complaint]] = {}
    for complaint in complaints:
        if complaint.rule == "misplaced-field":
            misplaced.setdefault(complaint.path[:-1], []).append(complaint)
        elif not _is_not_moved_in(complaint, document):
            yield complaint
    for together in misplaced.values():
        first, *others = sorted(together, key=lambda complaint: _place(complaint, document))
        if _is_below_nothing(first.path, document):
            continue
        more = "so is the one below it" if len(others) == 1 else f"so are the {len(others)} below it"
        hint = f"It is a field, and {more}: write the id that they belong to above them, and move them in."
        yield replace(first, hint=hint) if others else first


def _is_not_moved_in(complaint: Complaint, document: Document) -> bool:
    """Whether an unknown field, which has fields itself, should be moved in below the empty name before it."""
    value: Any = document.data
    for step in complaint.path:
        value = value.get(step) if isinstance(value, dict) else None
    is_thing = complaint.rule == "unknown-field" and not complaint.meant and isinstance(value, dict)
    return is_thing and _is_below_nothing(complaint.path, document)


def _is_below_nothing(path: Path, document: Document) -> bool:
    """Whether the name before this path, at the same level, is marked as doubtful, as it has nothing after it."""
    names = [other for other in document.places if len(other) == len(path) and other[:-1] == path[:-1]]
    before = names.index(path) - 1
    return before >= 0 and names[before] in document.doubtful


def _place(complaint: Complaint, document: Document) -> Place:
    marks = document.places[complaint.path]
    return marks.key if complaint.at_name and marks.key else marks.value


def _problem(complaint: Complaint, explainer: Explainer) -> Problem:
    place, lines = _place(complaint, explainer.document), explainer.document.lines
    is_of_owner = complaint.at_name and complaint.rule in {"unknown-field", "misplaced-field", "not-an-id"}
    field = explainer.way(complaint.path[:-1] if is_of_owner else complaint.path).words
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    return Problem(
        place, Severity.ERROR, complaint.rule, field, complaint.message, complaint.hint, line, path=complaint.path
    )
