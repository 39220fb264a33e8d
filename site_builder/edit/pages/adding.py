"""What is new: a recipient, a sharing, a part of a field; and a sharing that goes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from site_builder.edit import labels
from site_builder.edit.app import JSON, Answer, App, Request, to
from site_builder.edit.fields import Field, Form, Maker, Option, Said, condition, inner_of, name_of, path_of
from site_builder.edit.pages.contents import page_of
from site_builder.edit.pages.recipients import DISCLOSURES, places_to_read, raised, read_at
from site_builder.edit.said import kind_at, value_of
from site_builder.edit.steps import Edit, tree_of
from site_builder.edit.things import called
from site_builder.load.project.files import as_id
from site_builder.load.shape.ways import way
from site_builder.load.splice import File, at
from site_builder.locale.languages import language
from site_builder.problems import Path
from site_builder.schemas.nodes import NOTHING, Fields, List, Node, Typed
from site_builder.schemas.trees import definitions
from site_builder.sheet.rows import all_of, new_id
from site_builder.sheet.sharings import places
from site_builder.vocabulary import BodyEntry, all_names, body

ASKED = ("text", "purposes", "data_categories", "data_subjects", "modality")
"""What is asked of a new sharing; all else is said on its own page."""
NEW: Path = (DISCLOSURES, "new")
SORTS = ("organisation", "category", "role")
_HITS = 8
_SHORTEST = 2
_ENDED = {
    "abolished": "It was abolished",
    "closed": "It is closed",
    "merged": "It is part of another body now",
    "renamed": "It has another name now",
}


# ---- a recipient


def recipient(app: App, request: Request, _: str) -> Answer:
    """First the name, and what became of that body; then why it gets what, and where people read it."""
    name, sort = " ".join(request.first("name").split()), request.first("type") or SORTS[0]
    key = as_id(name)[:63].strip("-")
    problem = _why_not(app, name, key) if name else ""
    refused: dict[str, str] = {}
    if request.adds and name and not problem:
        edits, refused = _new_recipient(app, request, key, name, sort)
        if edits and not refused:
            wrong = app.session.change(edits, together=True)
            if not wrong:
                return to(f"recipient/{key}")
            problem = " ".join(why for _, why in wrong)
    return app.page(
        "new",
        name=name,
        type=sort,
        sorts=[Option(each, labels.answer("recipient", "type", each), each == sort) for each in SORTS],
        problem=problem,
        known=known(name) if name else None,
        step=2 if name and not _why_not(app, name, key) else 1,
        fields=_asked(app, request.form, refused),
        places=_places(app),
        place=request.first("show"),
        refused=refused,
        open_list=request.first("open_list"),
    )


def _why_not(app: App, name: str, key: str) -> str:
    """Why nobody of this name can be added, '' if one can."""
    if not key or not key[0].isalpha():
        return "The name needs to begin with a letter."
    if key in app.things.own:
        return f"“{app.things.own[key]}” is in the registry already."
    if name.casefold() in {each.casefold() for each in app.things.of(("recipients",)).values() if each}:
        same = [k for k, each in app.things.of(("recipients",)).items() if each.casefold() == name.casefold()]
        if same[0] in app.things.own:
            return f"“{name}” is in the registry already."
    return ""


def _new_recipient(app: App, request: Request, key: str, name: str, sort: str) -> tuple[list[Edit], dict[str, str]]:
    value, refused = _new_sharing(request.form)
    if not (value.get("text") or value.get("purposes")):
        refused.setdefault(name_of((*NEW, "text")), "Say in words what is shared, or tick why.")
    if not request.first("show"):
        refused["show"] = "Say where people read it."
    if sort == "category" and not request.first("open_list"):
        refused["open_list"] = "Say whether there are others, not named."
    why = next(iter(value.get("purposes", ())), "sharing")
    sharing = new_id(f"{key} {why}", [*app.things.own, key])
    data = {"name": name, "type": sort}
    if sort == "category":
        data["open_list"] = request.first("open_list")
    whole = {**data, DISCLOSURES: {sharing: value}}
    edits = [Edit(f"recipients/{key}.yaml", (), whole, f"New recipient: {name}")]
    return [*edits, *read_at(app, request.first("show"), key)], refused


def _places(app: App) -> Mapping[str, str]:
    return {f"{file} {section}": heading for (file, section), (heading, _) in places_to_read(app).items()}


def _asked(app: App, form: Form, refused: Mapping[str, str]) -> list[Any]:
    """The fields of a new sharing, with what was typed in them."""
    value, _ = _new_sharing(form)
    maker = Maker({DISCLOSURES: {"new": value}} if value else {}, app.things, form, Said())
    made = maker.fields("disclosure", NEW, definitions()["disclosure"], ASKED)
    for each in made:
        each.refused = refused.get(each.name, "")
        if each.refused:
            each.typed = form.get(each.name, ())
    return made


def _new_sharing(form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    node = definitions()["disclosure"]
    nodes = {name: node.fields[name] for name in ASKED} if isinstance(node, Fields) else {}
    value, refused = value_of(form, NEW, Fields(fields=nodes))
    return value, refused


def known(name: str) -> Mapping[str, Any] | None:
    """What the dated lists know of a name, in words; None if nothing."""
    entry = body(name)
    return None if entry is None else {"name": entry.names[0], "told": _became(entry), "then": [*entry.successors]}


def _became(entry: BodyEntry) -> str:
    """What became of a body; '' where it goes on."""
    if not entry.has_ended:
        return {"planned_abolition": "It is to end."}.get(entry.status, "")
    when = f" ({language('en').moment(entry.closed)})" if entry.closed else ""
    then = f" After it: {'; '.join(entry.successors)}." if entry.successors else ""
    return f"{_ENDED.get(entry.status, 'It is no more')}{when}.{then}"


def bodies(_: App, request: Request, __: str) -> Answer:
    """Names of the dated lists that hold what was typed, for suggestions, and what became of the body of that name."""
    typed = request.first("q").strip().casefold()
    hits: dict[str, tuple[bool, str]] = {}
    if len(typed) >= _SHORTEST:
        for full, called_so in all_names():
            if typed in called_so.casefold():
                hits.setdefault(full, (not called_so.casefold().startswith(typed), full))
    names = [full for _, full in sorted(hits.values())[:_HITS]]
    found = {"hits": names, "known": known(request.first("q")) if typed else None}
    return Answer(HTTPStatus.OK, json.dumps(found).encode(), JSON)


# ---- a sharing


def sharing(app: App, request: Request, key: str) -> Answer:
    """A new sharing of a recipient."""
    name = f"recipients/{key}.yaml"
    file = app.session.file(name)
    if file is None:
        return app.sorry("There is no such recipient.", HTTPStatus.NOT_FOUND)
    whole = next((h for h, ids in places_to_read(app).values() if key in ids), "")
    refused: dict[str, str] = {}
    if request.adds:
        value, refused = _new_sharing(request.form)
        if not (value.get("text") or value.get("purposes")):
            refused.setdefault(name_of((*NEW, "text")), "Say in words what is shared, or tick why.")
        if not whole and not request.first("show"):
            refused["show"] = "Say where people read it."
        if not refused:
            why = next(iter(value.get("purposes", ())), "sharing")
            new = new_id(f"{key} {why}", app.things.own)
            edits = [Edit(name, (DISCLOSURES, new), value, f"New sharing with {called(file.data, key)}")]
            if not whole:
                edits += read_at(app, request.first("show"), new)
            wrong = app.session.change(edits, together=True)
            if not wrong:
                return to(f"recipient/{key}?at={new}")
            refused["show"] = " ".join(each for _, each in wrong)
    return app.page(
        "new_sharing",
        id=key,
        name=called(file.data, key),
        fields=_asked(app, request.form, refused),
        whole=whole,
        places=_places(app),
        place=request.first("show"),
        refused=refused,
    )


def removal(app: App, request: Request, key: str) -> Answer:
    """A sharing that is to go, with all that stands for it alone elsewhere."""
    found = next((p for p in places(app.session.loaded) if p.key == key and not p.is_for_all), None)
    if found is None:
        return app.sorry("There is no such sharing.", HTTPStatus.NOT_FOUND)
    name = raised(called(at(found.source.document.data, found.path) or {}, key))
    gone = [(app.session.below(file), path) for file, path in all_of(app.things.sources, found, {key})]
    why = ""
    if request.posts:
        # From the end of a list to its beginning, so that each number is still that of what it was.
        edits = [Edit(file, path, None, f"Removed: {name}") for file, path in sorted(gone, key=_from_the_end)]
        wrong = app.session.change(edits, together=True)
        if not wrong:
            return to(f"recipient/{found.source.id}")
        why = " ".join(each for _, each in wrong)
    return app.page("remove", id=found.source.id, at=key, name=name, files=sorted({f for f, _ in gone}), why=why)


def _from_the_end(place: tuple[str, Path]) -> tuple[str, tuple[int, ...]]:
    return place[0], tuple(-step for step in place[1] if isinstance(step, int))


# ---- a part of a field


@dataclass(frozen=True, slots=True)
class _Place:
    """The field that gets one more part, the fields of that part, and whether the field holds a list."""

    file: File
    name: str
    path: Path
    entry: Node
    is_list: bool

    @property
    def new(self) -> Path:
        """Where the form has the new part."""
        return (*self.path, "new")

    def edit(self, value: Mapping[str, Any], said: str) -> Edit:
        """The edit that adds the part; a word in its place, such as none, goes."""
        now = self.file.at(self.path)
        if self.is_list and not isinstance(now, str):
            return Edit(self.name, (*self.path, len(now or ())), value, said)
        return Edit(self.name, self.path, [value] if self.is_list else value, said)


def part(app: App, request: Request, _: str) -> Answer:
    """One more part of a field: a period, a law, a condition."""
    name, path = request.first("file"), path_of(request.first("path"))
    file = app.session.file(name) if tree_of(name) is not NOTHING and ".." not in name else None
    if file is None or not path:
        return app.sorry("There is no such page.", HTTPStatus.NOT_FOUND)
    field = way(file.tree, file.data, path, "").node
    node = inner_of(field)
    entry = node.entry if isinstance(node, List) else node
    sort = request.first("type")
    if isinstance(entry, Typed):
        entry = entry.of_type.get(sort, entry)
    kind = kind_at(name, path)
    values: dict[str, Any] = {
        "file": name,
        "path": name_of(path),
        "back": _back(name, path),
        "one": labels.one_of(kind, str(path[-1])),
        "label": labels.label(kind, str(path[-1]), field),
        "type": sort,
    }
    if isinstance(entry, Typed):
        there = {each.get("type") for each in file.at(path) or ()}
        types = [Option(t, condition(t, each)) for t, each in entry.of_type.items() if t not in there]
        return app.page("choose", types=types, **values)
    if not isinstance(entry, Fields):
        return app.sorry("There is no such page.", HTTPStatus.NOT_FOUND)
    return _part(app, request, _Place(file, name, path, entry, isinstance(node, List)), values)


def _part(app: App, request: Request, place: _Place, values: dict[str, Any]) -> Answer:
    of_type = {"type": values["type"]} if values["type"] else {}
    value: dict[str, Any] = of_type
    refused: dict[str, str] = {}
    if request.posts:
        typed, refused = value_of(request.form, place.new, place.entry)
        value = {**of_type, **typed}
    if request.adds:
        for key in getattr(place.entry, "required", ()):
            if key not in value:
                refused.setdefault(name_of((*place.new, key)), "This has to be said.")
        if not value:
            refused.setdefault("part", "Nothing was said.")
        if not refused:
            said = f"{raised(values['one'])} added: {values['label']}"
            wrong = app.session.change([place.edit(value, said)], together=True)
            if not wrong:
                return to(values["back"])
            refused["part"] = wrong[0][1]
    title = condition(values["type"], place.entry) if of_type else ""
    fields = _fields_of_part(app, request, place, value, refused)
    return app.page("part", fields=fields, title=title, refused=refused, **values)


def _fields_of_part(
    app: App, request: Request, place: _Place, value: Mapping[str, Any], refused: Mapping[str, str]
) -> list[Field]:
    data: Any = value
    for step in reversed(place.new):
        data = {step: data}
    maker = Maker(data, app.things, request.form)
    made = maker.fields(str(place.path[-1]), place.new, place.entry)
    for each in made:
        each.wanted = "needed" if str(each.path[-1]) in getattr(place.entry, "required", ()) else ""
        each.refused = refused.get(each.name, "")
        if each.refused:
            each.typed = request.form.get(each.name, ())
    return [each for each in made if each.path[-1] != "type" or "type" not in value]


def _back(name: str, path: Path) -> str:
    """The page on which a field stands."""
    if not name.startswith("recipients/"):
        return page_of(name, path)
    key = name.removeprefix("recipients/").removesuffix(".yaml")
    at_ = "all" if path[0] == "all_our_disclosures" else "who" if path[1:2] == (key,) else str(path[1])
    return f"recipient/{key}?at={at_}"
