"""The words of a recipient in two languages, side by side, with those for children."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import NamedTuple

from site_builder.edit import labels
from site_builder.edit.app import Answer, App, Request, to
from site_builder.edit.fields import WAS, Field, Form, Maker, Said, name_of, said_in
from site_builder.edit.pages.recipients import DISCLOSURES, WORDS, other_languages, raised
from site_builder.edit.session import Edit, tree_of
from site_builder.edit.things import called
from site_builder.load.splice import File
from site_builder.locale.languages import language
from site_builder.schemas.nodes import Fields
from site_builder.schemas.trees import definitions
from site_builder.sheet.cells import cleaned
from site_builder.sheet.changes import Edit as Pair
from site_builder.sheet.translators import Unit, resolved, units

TO = "to."
"""What the names of the controls for translations begin with."""
_ONE = ("text", "child_text", "title", "within", "exchange", "if_not_given", "name", "short_name")
"""Fields that hold one text, which both sides may change at once."""


class Row(NamedTuple):
    """A text: what it is of, its control where it can be changed here, and that of its translation."""

    title: str
    words: str
    field: Field | None
    control: str
    translation: str
    is_done: bool


def words(app: App, request: Request, key: str) -> Answer:
    """The page, and what is said on it."""
    name, others = f"recipients/{key}.yaml", other_languages(app)
    file = app.session.file(name)
    tag = request.first("lang") or (others[0] if others else "")
    if file is None or (others and tag not in others):
        return app.sorry("There is no such page.", HTTPStatus.NOT_FOUND)
    said, problem = Said(), ""
    if request.posts:
        said = said_in(request.form, file, name, app.things, called(file.data, key))
        for edit, why in app.session.change(said.edits):
            said.refused[name_of(edit.path)] = why
        problem = _translate(app, request.form, key, tag) if tag else ""
        if not (said.refused or said.clashes or problem):
            return to(f"words/{key}?lang={tag}")
        file = app.session.file(name) or file
    spoken = language("en")
    return app.page(
        "words",
        id=key,
        name=called(file.data, key),
        tag=tag,
        others=[(each, spoken.called(each)) for each in others],
        language=spoken.called(tag) if tag else "",
        first=spoken.called(_first_language(app)),
        rows=[*_rows(app, Maker(file.data, app.things, request.form, said), file, key, tag)],
        problem=problem,
        can_translate=app.session.loaded.translated is not None,
    )


def _first_language(app: App) -> str:
    organisation = next(s.document.data for s in app.things.sources if s.kind == "organisation")
    return str(organisation["languages"][0])


def _of(app: App, key: str, tag: str, file: File) -> Iterator[Unit]:
    """The texts of a recipient and its sharings."""
    owners = {key, *(file.data.get(DISCLOSURES) or ())}
    yield from (unit for unit in units(app.session.loaded, tag) if unit.owner in owners)


def _rows(app: App, maker: Maker, file: File, key: str, tag: str) -> Iterator[Row]:
    """The texts of the recipient, then those of each sharing; where one has none for children, room for them."""
    found = [*_of(app, key, tag, file)] if tag and app.session.loaded.translated else []
    for owner in (key, *(file.data.get(DISCLOSURES) or ())):
        own = [unit for unit in found if unit.owner == owner]
        for unit in own:
            made = _field(maker, file, key, owner, unit.field)
            title = f"{_what(file, key, owner)}: {_label(unit.field, is_recipient=owner == key)}"
            yield Row(title, unit.words, made, f"{TO}{_control(unit)}", unit.before, unit.is_done)
        for field in WORDS if owner != key and file.at((DISCLOSURES, owner, "words_in")) is None else ():
            if field not in {unit.field for unit in own} and (field != "text" or not found):
                made = _field(maker, file, key, owner, field)
                yield Row(f"{_what(file, key, owner)}: {_label(field)}", "", made, "", "", is_done=False)


def _control(unit: Unit) -> str:
    """What a translation is called in the form: fields of one text keep theirs when their words change."""
    return f"{unit.owner}.{unit.field}" if unit.field in _ONE else unit.key


def _what(file: File, key: str, owner: str) -> str:
    return "Who they are" if owner == key else raised(called(file.at((DISCLOSURES, owner)) or {}, owner))


def _label(field: str, *, is_recipient: bool = False) -> str:
    fields = tree_of("recipients/x.yaml") if is_recipient else definitions()["disclosure"]
    node = fields.fields.get(field) if isinstance(fields, Fields) else None
    return labels.label("recipient" if is_recipient else "disclosure", field, node) if node else field


def _field(maker: Maker, file: File, key: str, owner: str, field: str) -> Field | None:
    """The control for the words themselves, if the field holds one text that stands in this file."""
    if field not in _ONE:
        return None
    is_own = owner == key
    fields = tree_of(f"recipients/{key}.yaml") if is_own else definitions()["disclosure"]
    path = (field,) if is_own else (DISCLOSURES, owner, field)
    node = fields.fields.get(field) if isinstance(fields, Fields) else None
    is_text = file.at(path) is None or isinstance(file.at(path), str)
    return maker.field("recipient" if is_own else "disclosure", path, node) if node and is_text else None


def _translate(app: App, form: Form, key: str, tag: str) -> str:
    """Keep the translations of a form; a sentence where that cannot be."""
    changed = {
        name.removeprefix(WAS + TO): (form[name][0], cleaned(next(iter(form.get(name.removeprefix(WAS), ())), "")))
        for name in form
        if name.startswith(WAS + TO)
    }
    changed = {name: (was, now) for name, (was, now) in changed.items() if cleaned(was) != now}
    if not changed:
        return ""
    file = app.session.file(f"recipients/{key}.yaml")
    if app.session.loaded.translated is None or file is None:
        return "The translations cannot be kept while there are errors: mend these first."
    pairs, lost = [], []
    found = {_control(unit): unit for unit in _of(app, key, tag, file)}
    for control, (was, now) in changed.items():
        unit = found.get(control)
        if unit is None or unit.before not in (was, now):
            lost.append(unit.before if unit else control)
        elif now and unit.before != now:
            pairs.append(Pair("", unit.file, (unit.owner, unit.field, unit.key), now, ("", "", now)))
    edits = [*_as_edits(app, resolved(pairs, app.session.loaded, tag), tag)]
    refused = app.session.change(edits)
    sentences = [why for _, why in refused]
    if lost:
        sentences.append("Somebody changed a translation meanwhile. Look at it again: yours was not kept.")
    return " ".join(sentences)


def _as_edits(app: App, pairs: Iterable[Pair], tag: str) -> Iterator[Edit]:
    spoken = language("en").called(tag)
    for pair in pairs:
        owner = app.things.name(str(pair.path[0]))
        yield Edit(app.session.below(pair.file), pair.path, pair.value, f"{spoken}: {raised(owner)}")
