"""All but recipients: notices with their sections, the names that they use, and who we are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple

from site_builder.edit import labels, proposals
from site_builder.edit.app import Answer, App, Request, counted, to
from site_builder.edit.fields import Field, Maker, Said
from site_builder.edit.pages import ordering
from site_builder.edit.pages.ordering import SECTIONS, SHOWS
from site_builder.edit.pages.recipients import INTERNAL, other_languages, raised, take
from site_builder.edit.said import kind_at
from site_builder.edit.steps import tree_of
from site_builder.edit.things import called
from site_builder.edit.told import mark_wanted, of_file, place
from site_builder.load.project import shipped
from site_builder.load.project.files import ALL, BLOCKS, Source, schema_of
from site_builder.load.project.files import definitions as definitions_in
from site_builder.load.splice import File, Refused, at
from site_builder.model import VOCABULARIES
from site_builder.problems import Path, Problem
from site_builder.schemas.nodes import Fields, Node, Things
from site_builder.schemas.trees import definitions

SELF, FOR_ALL = "self", "all"
"""What is open on a page of a file beside its parts: the thing that the file is, and what holds for all shown there."""
ORGANISATION, RETIRED = "organisation.yaml", "retired.yaml"
_FOR_EVER = ("id",)
"""What nobody changes: an id is for ever."""


@dataclass(slots=True)
class Card:
    """A part of the page of a file: `key` names it in the address. Only the open one has fields, or an order."""

    key: str
    title: str
    path: Path
    thing: str = ""
    is_open: bool = False
    tags: Sequence[tuple[str, str]] = ()
    groups: Sequence[tuple[str, Sequence[Field]]] = ()
    problems: Sequence[Any] = ()
    order: ordering.Order | None = None
    may_go: bool = False


class Row(NamedTuple):
    """A file in the list of all: where it is edited, what it is called, what is in it, and what waits there."""

    address: str
    name: str
    holds: str
    tags: Sequence[tuple[str, str]]


# ---- the list of all


def contents(app: App, _: Request, __: str) -> Answer:
    """The notices, the names by their kinds, and who we are."""
    problems: dict[str, list[Problem]] = {}
    for problem in app.session.loaded.problems:
        problems.setdefault(app.session.below(problem.place.file), []).append(problem)
    sources = {app.session.below(s.document.file): s for s in app.things.sources}

    def row(name: str, title: str, holds: str) -> Row:
        return Row(address(name), title, holds, counted(problems.get(name, [])))

    notices = [
        row(name, called(s.document.data, s.id), _number(len(s.document.data.get(SECTIONS) or ()), "part"))
        for name, s in sources.items()
        if s.kind == "notices"
    ]
    of_kind = {name: f"vocabulary/{name}.yaml" for name in VOCABULARIES}
    kinds = [row(name, labels.many(kind), str(_entries(sources.get(name)))) for kind, name in of_kind.items()]
    organisation = sources.get(ORGANISATION)
    us = [row(ORGANISATION, called(organisation.document.data, "us") if organisation else "Us", "")]
    if RETIRED in sources:
        us.append(row(RETIRED, "Ids that are used no more", ""))
    return app.page("contents", groups=[("Notices", notices), ("Names that the notices use", kinds), ("Us", us)])


def _entries(source: Source | None) -> int:
    return sum(key not in BLOCKS for key in source.document.data) if source else 0


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"


def address(name: str) -> str:
    """The page of a file."""
    return f"thing/{name.removesuffix('.yaml')}"


def page_of(name: str, path: Path) -> str:
    """The page, with its open part, on which the field at a path of a file stands."""
    kind, _, _ = schema_of(name) or ("", "", "")
    if path[:1] == (ALL,):
        key = FOR_ALL
    elif path[:1] == (SECTIONS,):
        key = f"{SECTIONS}.{path[1]}"
    elif kind in VOCABULARIES or kind == "retired":
        key = str(path[1] if path[0] in BLOCKS else path[0])
    else:
        key = SELF
    return f"{address(name)}?at={key}"


# ---- the page of a file


def thing(app: App, request: Request, rest: str) -> Answer:
    """The page of a file, and what is said on it."""
    name = f"{rest}.yaml"
    if name.startswith("recipients/"):
        return to(f"recipient/{rest.removeprefix('recipients/')}")
    kind, _, _ = schema_of(name) or ("", "", "")
    if kind not in ("organisation", "notice", "retired", *VOCABULARIES):
        return app.sorry("There is no such page.", HTTPStatus.NOT_FOUND)
    try:
        file = app.session.file(name)
    except Refused as why:
        return app.page("broken", HTTPStatus.CONFLICT, why=str(why), problems=app.told(of_file(app.session, name)))
    if file is None and kind not in VOCABULARIES:
        return app.sorry("There is no such page.", HTTPStatus.NOT_FOUND)
    said, stays = Said(), ""
    if request.posts:
        open_at = request.first("at")
        if file is not None:
            said = take(app, request, name, file, _called_at(name, file, path_in(open_at)))
            file = app.session.file(name) or file
            stays = ordering.take(app, request, name, file, path_in(open_at))
        if not (said.refused or said.clashes or stays) and not request.first("part"):
            return to(f"{address(name)}?at={open_at}{'#order' if request.first(ordering.ORDER) else ''}")
        file = app.session.file(name) or file
    return _shown(app, request, name, file, said, stays)


def path_in(key: str) -> Path:
    """The path in its file of what a card shows."""
    return () if key in ("", SELF) else (ALL,) if key == FOR_ALL else tuple(key.split("."))


def _called_at(name: str, file: File, path: Path) -> str:
    return raised(called(at(file.data, path) or file.data, str(path[-1] if path else _id_of(name, file))))


def _id_of(name: str, file: File | None) -> str:
    """The id of the thing that a file is; '' of a file of many."""
    kind, _, key = schema_of(name) or ("", "", "")
    return key or (str(file.data.get("id", "")) if kind == "organisation" and file else "")


def _shown(app: App, request: Request, name: str, file: File | None, said: Said, why: str) -> Answer:
    data: Mapping[str, Any] = file.data if file else {}
    tree, whole = tree_of(name), _id_of(name, file)
    cards = list(_cards(data, tree, whole))
    keys = [card.key for card in cards]
    open_at = request.first("at") if request.first("at") in keys else keys[0] if whole else ""
    maker = Maker(data, app.things, request.form, said)
    problems = of_file(app.session, name)
    for card in cards:
        if card.key == open_at and file is not None:
            _open(app, card, maker, name, file)
    rest = place(problems, maker, [card.path for card in cards])
    for card in cards:
        card.problems = app.told(rest.get(card.path, ())) if card.path else ()
        card.tags = counted([p for p in problems if card.path and p.path[: len(card.path)] == card.path])
    kind = (schema_of(name) or ("", "", ""))[0]
    return app.page(
        "thing",
        address=address(name),
        file=name,
        name=raised(called(data, whole)) if whole else labels.many(kind),
        at=open_at,
        cards=cards,
        problems=app.told(rest.get((), ())),
        one="heading" if kind == "notice" else labels.one(kind) if kind in VOCABULARIES else "",
        is_library=bool(kind in VOCABULARIES and shipped.names_of_kinds((kind,))),
        said=said,
        languages=other_languages(app) if kind != "retired" else (),
        why=why,
        told=app.told,
    )


def _cards(data: Mapping[str, Any], tree: Node, whole: str) -> Iterator[Card]:
    """What the page of a file can open."""
    if isinstance(tree, Things):
        entries = {key: each for key, each in data.items() if key not in tree.fields}
        named = {key: raised(called(each, key)) for key, each in entries.items()}
        yield from (Card(key, named[key], (key,), key) for key in sorted(named, key=lambda k: named[k].casefold()))
        return
    yield Card(SELF, "The notice as a whole" if SECTIONS in data else "Who we are", (), whole)
    for key, section in (data.get(SECTIONS) or {}).items():
        yield Card(f"{SECTIONS}.{key}", called(section, key), (SECTIONS, key))
    if isinstance(tree, Fields) and ALL in tree.fields:
        yield Card(FOR_ALL, "What holds for all sharings shown here", (ALL,))


def _open(app: App, card: Card, maker: Maker, name: str, file: File) -> None:
    """Fill a card that is open."""
    card.is_open = True
    node = _node_of(tree_of(name), card.path)
    nodes = node.fields if isinstance(node, Fields) else {}
    left_out = {ALL, SECTIONS, SHOWS, *BLOCKS, *_FOR_EVER}
    kind = kind_at(name, (*card.path, "name"))
    made = {str(f.path[-1]): f for f in maker.fields(kind, card.path, node, [n for n in nodes if n not in left_out])}
    card.groups = [(heading, [made[n] for n in names]) for heading, names in labels.groups(kind, list(made)) if names]
    if card.thing:
        if INTERNAL in getattr(tree_of(name), "fields", {}):
            ours = maker.fields(INTERNAL, (INTERNAL, card.thing), definitions()[INTERNAL])
            card.groups = [*card.groups, (labels.ours(), ours)]
        proposals.show(maker.data, card.thing, name, file.tree, made, app.things)
        mark_wanted(app.session, card.thing, made.values())
    required = getattr(node, "required", ())
    for key, each in made.items():
        each.wanted = each.wanted or ("needed" if key in required and not each.is_stated else "")
    if card.path[:1] == (SECTIONS,):
        card.order = ordering.order(app, file, str(card.path[1]))
    card.may_go = may_go(file, card.path)


def _node_of(tree: Node, path: Path) -> Node:
    node = tree
    for step in path:
        fields = getattr(node, "fields", {})
        node = fields[str(step)] if step in fields else getattr(node, "entry", node)
    return node


def may_go(file: File, path: Path) -> bool:
    """Whether a part of a file may be removed: a heading below which nothing is read, a name; never the last one."""
    if path[:1] == (SECTIONS,):
        return not at(file.data, (*path, SHOWS)) and len(file.data[SECTIONS]) > 1
    return len(path) == 1 and path != (ALL,) and len([key for key in file.data if key not in BLOCKS]) > 1


def find(app: App, _: Request, key: str) -> Answer:
    """The page on which the thing of an id is edited."""
    for source in app.things.sources:
        for each in definitions_in(source):
            if each.id == key:
                name = app.session.below(source.document.file)
                if source.kind == "recipients":
                    return to(f"recipient/{source.id}" + (f"?at={key}" if each.path else ""))
                return to(page_of(name, each.path))
    return app.sorry("There is no such thing.", HTTPStatus.NOT_FOUND)
