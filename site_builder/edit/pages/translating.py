"""The words of a file in two languages, side by side: of a recipient those for children, too; below, how they read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from site_builder.edit import labels
from site_builder.edit.app import PART, Answer, App, Request, to
from site_builder.edit.fields import WAS, Field, Form, Maker, Said, name_of
from site_builder.edit.pages.ordering import SECTIONS
from site_builder.edit.pages.recipients import DISCLOSURES, WORDS, other_languages, raised
from site_builder.edit.said import kind_at, said_in
from site_builder.edit.steps import Edit
from site_builder.edit.things import called
from site_builder.edit.told import of_file
from site_builder.load.project.files import definitions as definitions_in
from site_builder.load.project.passages import fold
from site_builder.load.shape.ways import way
from site_builder.load.splice import File, Refused
from site_builder.locale.languages import language
from site_builder.problems import Path, stops
from site_builder.schemas.nodes import Text
from site_builder.sheet.cells import cleaned
from site_builder.sheet.changes import Edit as Pair
from site_builder.sheet.translators import Unit, resolved, units

TO = "to."
"""What the names of the controls for translations begin with."""


class Row(NamedTuple):
    """A text: what it is of, its control where it can be changed here, and that of its translation."""

    title: str
    words: str
    field: Field | None
    control: str
    translation: str
    is_done: bool


class Group(NamedTuple):
    """The texts of one thing, and how the public reads them in the other language: each with what it is."""

    key: str
    rows: Sequence[Row]
    previews: Sequence[tuple[str, str]]


class _Placed(NamedTuple):
    """A text to be translated, with the path at which it stands in its file, and the length of that of its thing."""

    unit: Unit
    path: Path
    home: int

    @property
    def control(self) -> str:
        """What its translation is called in the form: it keeps that when the words change."""
        return f"{self.unit.owner}.{'.'.join(map(str, self.path[self.home :]))}"


def words(app: App, request: Request, rest: str) -> Answer:
    """The page, and what is said on it; the address has the id of a recipient, or the name of another file."""
    name, others = file_of(rest), other_languages(app)
    try:
        file = app.session.file(name)
    except Refused as why:
        return app.page("broken", HTTPStatus.CONFLICT, why=str(why), problems=app.told(of_file(app.session, name)))
    tag = request.first("lang") or (others[0] if others else "")
    if file is None or (others and tag not in others):
        return app.sorry("There is no such page.", HTTPStatus.NOT_FOUND)
    said, problem = Said(), ""
    if request.posts:
        said = said_in(request.form, file, name, app.things, called(file.data, rest))
        for edit, reason in app.session.change(said.edits):
            said.refused[name_of(edit.path)] = reason
        problem = _translate(app, request.form, name, tag) if tag else ""
        if not (said.refused or said.clashes or problem or request.first(PART)):
            return to(f"words/{rest}?lang={tag}")
        file = app.session.file(name) or file
    spoken = language("en")
    of_translation = [p for p in app.session.loaded.problems if stops([p]) and f"/translations/{tag}/" in p.place.file]
    return app.page(
        "words",
        id=rest,
        name=labels.many(rest.partition("/")[2]) if "vocabulary/" in rest else raised(called(file.data, rest)),
        back=f"recipient/{rest}" if name == f"recipients/{rest}.yaml" else f"thing/{rest}",
        tag=tag,
        others=[(each, spoken.called(each)) for each in others],
        language=spoken.called(tag) if tag else "",
        first=spoken.called(app.things.languages[0]),
        groups=[*_groups(app, Maker(file.data, app.things, request.form, said), file, name, tag)],
        problem=problem,
        problems=app.told(of_translation),
        can_translate=app.session.loaded.translated is not None,
    )


def file_of(rest: str) -> str:
    """The file whose words stand on the page of an address."""
    return f"{rest}.yaml" if "/" in rest or rest == "organisation" else f"recipients/{rest}.yaml"


# ---- what is shown


def _placed(app: App, name: str, tag: str, file: File) -> dict[str, list[_Placed]]:
    """The texts of each thing of a file, by its id, in the order in which they stand there."""
    source = next((s for s in app.things.sources if app.session.below(s.document.file) == name), None)
    homes = {each.id: each.path for each in definitions_in(source)} if source else {}
    found: dict[str, list[_Placed]] = {key: [] for key in homes}
    for unit in units(app.session.loaded, tag) if tag and app.session.loaded.translated else ():
        if unit.owner in homes:
            path = (*homes[unit.owner], unit.field)
            there = (each for each, text in _texts(file.at(path), path) if fold(text) == fold(unit.words))
            found[unit.owner].append(_Placed(unit, next(there, path), len(path) - 1))
    for key, placed in found.items():
        order = {path: number for number, (path, _) in enumerate(_texts(file.at(homes[key]) or file.data, homes[key]))}
        placed.sort(key=lambda each: order.get(each.path, len(order)))
    return found


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text within a value, with its path."""
    if isinstance(value, str):
        yield path, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from _texts(part, (*path, key))


def _groups(app: App, maker: Maker, file: File, name: str, tag: str) -> Iterator[Group]:
    """The texts of each thing of a file; a sharing has room for words, and for those for children."""
    for owner, placed in _placed(app, name, tag, file).items():
        rows = []
        for each in placed:
            made = _field(maker, file, name, each.path)
            title = f"{_what(file, name, owner, each.path)}: {_label(file, name, each.path)}"
            rows.append(Row(title, each.unit.words, made, TO + each.control, each.unit.before, each.unit.is_done))
        home: Path = (DISCLOSURES, owner)
        if name.startswith("recipients/") and file.at(home) is not None and file.at((*home, "words_in")) is None:
            there = {each.unit.field for each in placed}
            for path in ((*home, field) for field in WORDS if field not in there and (field != "text" or not placed)):
                title = f"{_what(file, name, owner, path)}: {_label(file, name, path)}"
                rows.append(Row(title, "", _field(maker, file, name, path), "", "", is_done=False))
        if rows:
            yield Group(owner, rows, [*_previews(app, owner, tag)])


def _previews(app: App, owner: str, tag: str) -> Iterator[tuple[str, str]]:
    """How the public reads a thing in a language, and how children do."""
    spoken = language("en").called(tag) if tag else ""
    for for_children, who in ((False, "the public reads"), (True, "children read")):
        if spoken and (found := app.previews.of(owner, for_children=for_children, tag=tag)):
            yield f"What {who} in {spoken}", found


def _what(file: File, name: str, owner: str, path: Path) -> str:
    """Of which part of a file a text is."""
    if path[:1] in ((DISCLOSURES,), (SECTIONS,)):
        return raised(called(file.at(path[:2]) or {}, str(path[1])))
    if name.startswith("recipients/"):
        return "Who they are"
    return raised(called(file.at((owner,)) or {}, owner)) if "vocabulary/" in name else "As a whole"


def _label(file: File, name: str, path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    named = path[: path.index(names[-1]) + 1]
    return labels.label(kind_at(name, named), names[-1], way(file.tree, file.data, named, "").node)


def _field(maker: Maker, file: File, name: str, path: Path) -> Field | None:
    """The control for the words themselves, if they are one text that stands at this path."""
    node = way(file.tree, file.data, path, "").node
    is_text = isinstance(node, Text) and (file.at(path) is None or isinstance(file.at(path), str))
    return maker.field(kind_at(name, path), path, node) if is_text and isinstance(path[-1], str) else None


# ---- what is said


def _translate(app: App, form: Form, name: str, tag: str) -> str:
    """Keep the translations of a form; a sentence where that cannot be."""
    changed = {
        each.removeprefix(WAS + TO): (form[each][0], cleaned(next(iter(form.get(each.removeprefix(WAS), ())), "")))
        for each in form
        if each.startswith(WAS + TO)
    }
    changed = {control: (was, now) for control, (was, now) in changed.items() if cleaned(was) != now}
    if not changed:
        return ""
    file = app.session.file(name)
    if app.session.loaded.translated is None or file is None:
        return "The translations cannot be kept while there are errors: mend these first."
    pairs, lost = [], []
    found = {each.control: each for of_thing in _placed(app, name, tag, file).values() for each in of_thing}
    for control, (was, now) in changed.items():
        placed = found.get(control)
        if placed is None or placed.unit.before not in (was, now):
            lost.append(control)
        elif now and placed.unit.before != now:
            unit = placed.unit
            title = f"{_what(file, name, unit.owner, placed.path)}: “{_label(file, name, placed.path)}”"
            pairs.append(Pair(title, unit.file, (unit.owner, unit.field, unit.key), now, ("", "", now)))
    spoken = language("en").called(tag)
    made = resolved(pairs, app.session.loaded, tag)
    edits = [Edit(app.session.below(each.file), each.path, each.value, f"{spoken}: {each.where}") for each in made]
    sentences = [why for _, why in app.session.change(edits)]
    if lost:
        sentences.append("Somebody changed a translation meanwhile. Look at it again: yours was not kept.")
    return " ".join(sentences)
