"""A new notice, heading or name, of one's own or from the library; and those that go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from site_builder.edit import labels
from site_builder.edit.app import Answer, App, Request, to
from site_builder.edit.fields import Field, Maker, Option, kind_of_control, name_of
from site_builder.edit.pages.contents import address, may_go, page_of, path_in
from site_builder.edit.pages.ordering import SECTIONS
from site_builder.edit.pages.recipients import raised
from site_builder.edit.said import value_of
from site_builder.edit.steps import Edit, tree_of
from site_builder.edit.things import called
from site_builder.load.project import shipped
from site_builder.load.project.files import BLOCKS, TRANSLATIONS, schema_of
from site_builder.load.splice import at
from site_builder.model import VOCABULARIES
from site_builder.problems import Path
from site_builder.schemas.nodes import Fields, Node, Things
from site_builder.schemas.trees import trees
from site_builder.sheet.rows import new_id

NOTICES, NEW = "notices", "new"
TAKE = "take"
_BESIDES = {"conditions": ("text",), "notice": ("opening",), "section": ("opening",)}
"""What is asked of a new thing beside what it must have."""


def new(app: App, request: Request, rest: str) -> Answer:
    """A new notice, a new heading of one, or a new name of a kind."""
    name = f"{rest}.yaml"
    kind, _, _ = schema_of(name) or ("", "", "")
    if rest == NOTICES:
        return _notice(app, request)
    if kind == "notice" and app.session.file(name) is not None:
        return _section(app, request, name)
    if kind in VOCABULARIES:
        return _entry(app, request, name, kind)
    return app.sorry("There is no such page.", HTTPStatus.NOT_FOUND)


def _notice(app: App, request: Request) -> Answer:
    """A notice: its title, and its first heading."""
    tree = trees()["notice"]
    title = _nodes(tree, ("title", "opening"))
    heading = _nodes(getattr(tree.fields[SECTIONS], "entry", tree), ("heading",)) if isinstance(tree, Fields) else {}
    nodes = {**title, **{f"first_{key}": node for key, node in heading.items()}}
    value, refused = _said(request, nodes, ("title", "first_heading"))
    if request.posts and not refused:
        key = new_id(value["title"], app.things.own)
        first = value.pop("first_heading")
        whole = {**value, SECTIONS: {new_id(first, ()): {"heading": first}}}
        edit = Edit(f"{NOTICES}/{key}.yaml", (), whole, f"New notice: {value['title']}")
        if done := _made(app, edit, f"thing/{NOTICES}/{key}", refused):
            return done
    fields = _fields(app, request, "notice", nodes, value, refused)
    for each in fields:
        each.label = "The first heading" if each.path[-1] == "first_heading" else each.label
    return _page(app, "notice", NOTICES, "contents", fields, refused)


def _section(app: App, request: Request, name: str) -> Answer:
    """One more heading of a notice, behind the last."""
    file = app.session.file(name)
    there: Mapping[str, Any] = (file.at((SECTIONS,)) if file else None) or {}
    sections = trees()["notice"].fields[SECTIONS]  # type: ignore[attr-defined] # a notice has fields
    nodes = _nodes(sections.entry, ("heading", "opening"))
    value, refused = _said(request, nodes, ("heading",))
    if request.posts and not refused:
        path: Path = (SECTIONS, new_id(value["heading"], there))
        if done := _made(
            app, Edit(name, path, value, f"New heading: {value['heading']}"), page_of(name, path), refused
        ):
            return done
    fields = _fields(app, request, "section", nodes, value, refused)
    return _page(app, "heading", address(name).removeprefix("thing/"), address(name), fields, refused)


def _entry(app: App, request: Request, name: str, kind: str) -> Answer:
    """One more name of a kind: of one's own, or one of the library, which is then changed as one's own."""
    tree = trees()[kind]
    entry = tree.entry if isinstance(tree, Things) else tree
    nodes = _nodes(entry, (*getattr(entry, "required", ()), *_BESIDES.get(kind, ())))
    nodes = {key: node for key, node in nodes.items() if kind_of_control(node) != "parts"}
    offered = _library(app, kind)
    taken = [key for key in request.form.get(TAKE, ()) if key in offered]
    value, refused = _said(request, nodes, () if taken else ("name",) if "name" in nodes else ("text",))
    if request.posts and not refused:
        edits = [_of_library(app, name, kind, key, offered[key]) for key in taken]
        if value:
            key = new_id(called(value, "name"), app.things.own)
            edits.append(Edit(name, (key,), value, f"New {labels.one(kind)}: {called(value, key)}"))
        wrong = app.session.change(edits, together=True)
        if not wrong:
            return to(page_of(name, edits[-1].path))
        refused["all"] = " ".join(why for _, why in wrong)
    fields = _fields(app, request, kind, nodes, value, refused)
    for each in fields:
        each.wanted = "needed" if str(each.path[-1]) in getattr(entry, "required", ()) else ""
    options = [Option(key, title, key in taken) for key, title in offered.items()]
    if options:
        fields.append(Field((TAKE,), TAKE, "Take from the library", _OF_LIBRARY, "ids", (), "", options=options))
    return _page(app, labels.one(kind), f"vocabulary/{kind}", address(name), fields, refused)


_OF_LIBRARY = "What is here you can tick anywhere without taking it. Take it only to change its name or what it is."


def _library(app: App, kind: str) -> dict[str, str]:
    """What the library has of a kind, and the registry has not, by name."""
    if not shipped.are_offered(app.things.sources):
        return {}
    named = {key: names[0] for key, names in shipped.names_of_kinds((kind,)).items() if key not in app.things.own}
    return dict(sorted(named.items(), key=lambda each: each[1].casefold()))


def _of_library(app: App, name: str, kind: str, key: str, title: str) -> Edit:
    return Edit(name, (key,), shipped.entry(key, kind, app.things.own), f"From the library: {title}")


def _nodes(node: Node, keys: Iterable[str]) -> dict[str, Node]:
    fields = node.fields if isinstance(node, Fields) else {}
    return {key: fields[key] for key in dict.fromkeys(keys) if key in fields}


def _said(request: Request, nodes: Mapping[str, Node], must: Sequence[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What the form says of a new thing, and what is missing or cannot be meant, by name of field."""
    value, refused = value_of(request.form, (NEW,), Fields(fields=nodes))
    for key in must:
        if key not in value:
            refused.setdefault(name_of((NEW, key)), "This has to be said.")
    return value, refused


def _fields(
    app: App,
    request: Request,
    kind: str,
    nodes: Mapping[str, Node],
    value: Mapping[str, Any],
    refused: Mapping[str, str],
) -> list[Field]:
    made = Maker({NEW: value}, app.things, request.form).fields(kind, (NEW,), Fields(fields=nodes))
    for each in made:
        each.refused = refused.get(each.name, "") if request.posts else ""
        if each.refused:
            each.typed = request.form.get(each.name, ())
    return made


def _made(app: App, edit: Edit, page: str, refused: dict[str, str]) -> Answer | None:
    """Where one goes once an edit is made; None where it was refused."""
    wrong = app.session.change([edit], together=True)
    if not wrong:
        return to(page)
    refused["all"] = wrong[0][1]
    return None


def _page(app: App, one: str, there: str, back: str, fields: Sequence[Field], refused: Mapping[str, str]) -> Answer:
    return app.page("new_thing", one=one, there=there, back=back, fields=fields, why=refused.get("all", ""))


# ---- what goes


def removal(app: App, request: Request, rest: str) -> Answer:
    """A heading below which nothing is read, or a name that nothing uses, is to go."""
    name, key = f"{rest}.yaml", request.first("at")
    path, tree = path_in(key), tree_of(name)
    file = app.session.file(name)
    if file is None or not may_go(file, path) or at(file.data, path) is None:
        return app.sorry("This cannot be removed.", HTTPStatus.NOT_FOUND)
    title = raised(called(file.at(path), str(path[-1])))
    used = list(_used_in(app, str(path[-1]))) if isinstance(tree, Things) else []
    why = ""
    if request.posts and not used:
        edits = [Edit(each, there, None, f"Removed: {title}") for each, there in _all_of(app, name, path)]
        wrong = app.session.change(edits, together=True)
        if not wrong:
            return to(address(name))
        why = " ".join(each for _, each in wrong)
    return app.page("remove_thing", name=title, back=page_of(name, path), there=rest, at=key, used=used, why=why)


def _used_in(app: App, key: str) -> Iterator[str]:
    """What names an id, by name."""
    for source in app.things.sources:
        if source.kind != TRANSLATIONS and any(use.id == key and not use.at_key for use in source.ids):
            is_one = source.id or source.kind == "organisation"
            yield raised(called(source.document.data, source.id)) if is_one else labels.many(source.kind)


def _all_of(app: App, name: str, path: Path) -> Iterator[tuple[str, Path]]:
    """A thing, what stands in the blocks of its file for it, and its translations."""
    key = path[-1]
    yield name, path
    for source in app.things.sources:
        data, file = source.document.data, app.session.below(source.document.file)
        if file == name and len(path) == 1:
            yield from ((file, (block, key)) for block in BLOCKS if key in data.get(block, {}))
        if source.kind == TRANSLATIONS and len(path) == 1 and key in data:
            yield file, (key,)
