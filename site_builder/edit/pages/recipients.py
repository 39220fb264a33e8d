"""The list of recipients, and the page of one: words on the left, facts on the right, below what the public reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from site_builder.edit import labels, proposals
from site_builder.edit.app import Answer, App, Request, counted, to
from site_builder.edit.fields import Field, Maker, Said, name_of, path_of, told
from site_builder.edit.passages import waiting
from site_builder.edit.said import said_in
from site_builder.edit.steps import Edit, tree_of
from site_builder.edit.things import Things, called
from site_builder.edit.told import mark_wanted, of_file, place
from site_builder.load.project.files import ALL
from site_builder.load.shape.ways import way
from site_builder.load.splice import File, Refused, at
from site_builder.locale.languages import language
from site_builder.model import Confirmation
from site_builder.model.values import Id
from site_builder.problems import Path, Problem
from site_builder.schemas.nodes import Fields, Node
from site_builder.schemas.trees import definitions
from site_builder.sheet.sharings import sections

DISCLOSURES, INTERNAL, PROPOSED = "disclosures", "internal", "proposed"
WORDS = ("text", "child_text")
WHO, FOR_ALL = "who", "all"
"""What is open on the page beside a sharing: who the recipient is, and what holds for all its sharings."""
SHOW, REMOVE = "show", "remove"
_NO_WORDS = "The public reads sentences that the program makes from the facts. See below how they read."
_LATER = "So it reads on {day}. What begins later is told with its day, and is not in the headings until then."
_OF_FILE = re.compile(r"^.*? cannot be (?:written into|taken out of) \S+ ")


@dataclass(slots=True)
class Card:
    """A part of the page of a recipient: `key` is the id of a sharing, WHO or FOR_ALL. Only the open one has fields."""

    key: str
    title: str
    path: Path
    is_open: bool = False
    number: int = 0
    tags: Sequence[tuple[str, str]] = ()
    words: Sequence[Field] = ()
    groups: Sequence[tuple[str, Sequence[Field]]] = ()
    problems: Sequence[Any] = ()
    preview: str | None = None
    child_preview: str = ""
    words_in: str = ""
    read_at: Sequence[str] = ()
    can_be_read_at: Mapping[str, str] = field(default_factory=dict)
    may_go: bool = False
    is_made: bool = False
    note: str = ""


def home(app: App, _: Request, __: str) -> Answer:
    """The list of recipients, with what waits at each."""
    rows = []
    problems: dict[str, list[Problem]] = {}
    for problem in app.session.loaded.problems:
        problems.setdefault(app.session.below(problem.place.file), []).append(problem)
    for source in app.things.sources:
        if source.kind == "recipients":
            data, name = source.document.data, app.session.below(source.document.file)
            rows.append(
                {
                    "id": source.id,
                    "name": called(data, source.id),
                    "sort": labels.answer("recipient", "type", str(data.get("type", ""))).split(",")[0],
                    "number": len(data.get(DISCLOSURES) or ()),
                    "tags": counted(problems.get(name, [])),
                }
            )
    rows.sort(key=lambda row: str(row["name"]).casefold())
    elsewhere = [
        problem
        for file, found in problems.items()
        for problem in found
        if not file.startswith("recipients/") and problem.severity == "error"
    ]
    organisation = next((s.document.data for s in app.things.sources if s.kind == "organisation"), {})
    return app.page(
        "home",
        rows=rows,
        organisation=organisation.get("name", ""),
        problems=app.told(elsewhere),
        passages=len(waiting(app.things.sources)),
    )


def recipient(app: App, request: Request, key: str) -> Answer:
    """The page of a recipient, and what is said on it."""
    name = f"recipients/{key}.yaml"
    try:
        file = app.session.file(name)
    except Refused as why:
        return app.page("broken", HTTPStatus.CONFLICT, why=str(why), problems=app.told(of_file(app.session, name)))
    if file is None:
        return app.sorry("There is no such recipient.", HTTPStatus.NOT_FOUND)
    said = Said()
    if request.posts:
        said = take(app, request, name, file, called(file.data, key))
        if not (said.refused or said.clashes) and not request.first("part"):
            return to(f"recipient/{key}?at={request.first('at')}")
        file = app.session.file(name) or file
    return _shown(app, request, key, file, said)


def take(app: App, request: Request, name: str, file: File, whose: str) -> Said:
    """Keep what a form says of a file; what is refused comes back."""
    said = said_in(request.form, file, name, app.things, whose)
    edits = list(said.edits)
    if gone := request.first(REMOVE):
        edits.append(Edit(name, path_of(gone), None, f"{whose}: removed from “{_label_of(file, path_of(gone))}”"))
    edits += proposals.settled(request.first(proposals.ACCEPT), request.first(proposals.DECLINE), file, name, whose)
    if request.first(SHOW):
        edits += read_at(app, request.first(SHOW), request.first("at"))
    for edit, why in app.session.change(edits):
        said.refused[name_of(edit.path)] = reason(why)
    return said


def _label_of(file: File, path: Path) -> str:
    """What the field is called whose part a path leads to."""
    names = [step for step in path if isinstance(step, str)]
    node = way(file.tree, file.data, path[: path.index(names[-1]) + 1], "").node
    return labels.label("internal" if path[0] == INTERNAL else "disclosure", names[-1], node) if names else ""


def reason(why: str) -> str:
    """Why an edit was refused, without the file that it is of."""
    return _OF_FILE.sub("", why) or why


def read_at(app: App, where: str, key: str) -> Iterator[Edit]:
    """That a section of a notice shows a thing too; `where` names it as the form does."""
    for (file, section), (heading, ids) in places_to_read(app).items():
        if where == f"{file} {section}" and key not in ids:
            name = app.session.below(file)
            there = app.session.file(name)
            length = len((there.at(("sections", section, "shows")) if there else None) or ())
            yield Edit(name, ("sections", section, "shows", length), key, f"Read under “{heading}”")


def places_to_read(app: App) -> Mapping[tuple[str, str], tuple[str, list[str]]]:
    """The heading and the ids of each section of each notice that can be read."""
    try:
        return sections(app.session.loaded)
    except (KeyError, AttributeError, TypeError):  # a notice with errors
        return {}


def _shown(app: App, request: Request, key: str, file: File, said: Said) -> Answer:
    data, things = file.data, app.things
    sharings = list(data.get(DISCLOSURES) or ())
    open_at = request.first("at")
    if open_at not in (*sharings, WHO, FOR_ALL):
        open_at = sharings[0] if sharings else WHO
    cards = [Card(WHO, "Who they are", ()), Card(FOR_ALL, "What holds for all sharings with them", (ALL,))]
    cards[1:1] = [
        Card(each, raised(called(data[DISCLOSURES][each], each)), (DISCLOSURES, each), number=number)
        for number, each in enumerate(sharings, 1)
    ]
    cards.append(cards.pop(0))
    if not sharings and ALL not in data:
        cards = [card for card in cards if card.key != FOR_ALL]
    maker = Maker(data, things, request.form, said)
    for card in cards:
        if card.key == open_at:
            _open(app, card, maker, key, tree_of(f"recipients/{key}.yaml"))
    problems = of_file(app.session, f"recipients/{key}.yaml")
    source = things.source("recipients", key)
    rest = place(problems, maker, [card.path for card in cards], source.document if source else None)
    for card in cards:
        card.problems = app.told(rest.get(card.path, ())) if card.path else ()
        card.tags = counted([p for p in problems if card.path and p.path[: len(card.path)] == card.path])
    return app.page(
        "recipient",
        id=key,
        name=called(data, key),
        at=open_at,
        cards=cards,
        problems=app.told(rest.get((), ())),
        number=len(sharings),
        languages=other_languages(app),
        said=said,
        told=app.told,
        plainly=app.plainly,
    )


def other_languages(app: App) -> list[str]:
    """The languages into which the registry is translated."""
    return app.things.languages[1:]


def _open(app: App, card: Card, maker: Maker, key: str, tree: Node) -> None:
    """Fill a card that is open."""
    card.is_open = True
    nodes = tree.fields if isinstance(tree, Fields) else {}
    if card.key == WHO:
        own = [name for name in nodes if name not in (ALL, DISCLOSURES, PROPOSED, "confirmed", INTERNAL)]
        made = {str(f.path[-1]): f for f in maker.fields("recipient", (), tree, own)}
        proposals.show(maker.data, key, f"recipients/{key}.yaml", tree, made, app.things)
        card.groups = [(heading, [made[n] for n in names]) for heading, names in labels.groups("recipient", own)]
        card.groups = [*card.groups, (labels.ours(), _ours(maker, key))]
        return
    node = definitions()["terms" if card.key == FOR_ALL else "disclosure"]
    names = [n for n in (node.fields if isinstance(node, Fields) else {}) if n not in (*WORDS, "words_in")]
    made = {str(f.path[-1]): f for f in maker.fields("disclosure", card.path, node, names)}
    card.groups = [(heading, [made[n] for n in listed]) for heading, listed in labels.groups("disclosure", names)]
    if card.key == FOR_ALL:
        return
    card.groups = [*card.groups, (labels.ours(), _ours(maker, card.key))]
    _beside(app, card, made, maker)
    proposals.show(maker.data, card.key, f"recipients/{key}.yaml", tree, made, app.things)
    card.words = maker.fields("disclosure", card.path, node, WORDS)
    stated = at(maker.data, (*card.path, "words_in"))
    card.words_in = app.things.name(str(stated)) if stated else ""
    if not stated and not at(maker.data, (*card.path, "text")):
        card.is_made, card.words[0].note = True, _NO_WORDS
    if str(at(maker.data, (*card.path, "valid_from")) or "") > app.session.on.isoformat():
        card.note = _LATER.format(day=language("en").day(app.session.on))
    card.preview = app.previews.of(card.key)
    if at(maker.data, (*card.path, "child_text")):
        card.child_preview = app.previews.of(card.key, for_children=True) or ""
    found = places_to_read(app)
    card.read_at = [heading for heading, ids in found.values() if {card.key, key} & {*ids}]
    if not card.read_at and not card.words_in:
        card.can_be_read_at = {f"{file} {section}": heading for (file, section), (heading, _) in found.items()}
    card.may_go = len(maker.data.get(DISCLOSURES, ())) > 1


def _ours(maker: Maker, key: str) -> list[Field]:
    return maker.fields(INTERNAL, (INTERNAL, key), definitions()[INTERNAL])


def _beside(app: App, card: Card, made: Mapping[str, Field], maker: Maker) -> None:
    """What is said of the fields elsewhere: for all sharings, as a proposal, by whoever confirmed them."""
    node = definitions()["disclosure"]
    nodes = node.fields if isinstance(node, Fields) else {}
    for name, value in (at(maker.data, (ALL,)) or {}).items():
        if name in made:
            made[name].for_all = told("disclosure", name, nodes[name], value, app.things)
    mark_wanted(app.session, card.key, made.values())
    registry = app.session.loaded.registry
    for each in registry.confirmations.get(Id(card.key), ()) if registry else ():
        for name in each.fields:
            if name in made:
                made[name].confirmed = confirmed_by(each, app.things)


def confirmed_by(each: Confirmation, things: Things) -> str:
    """Who confirmed something, and when."""
    return f"Confirmed by {things.name(each.by)} on {each.date.day} {each.date:%B %Y}"


def raised(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]
