"""Recipients, disclosures, conditions and bodies as tables. A column is called what the field is called in the model.

A field that names a thing has two columns, of names and of ids. A field with parts has a column that says each of them
in words, and one for each field of a part, in which the parts have the same order. An empty cell is *not stated*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import chain
from typing import Any, get_args

from site_builder.addresses import TABLES
from site_builder.facts.feed_form import is_always_written, is_node
from site_builder.facts.language import Language
from site_builder.facts.legal_rights import DERIVED, derived
from site_builder.facts.lifecycle import standing
from site_builder.facts.sentences import Sentences, raised
from site_builder.model import (
    Body,
    Confirmation,
    Disclosure,
    Limit,
    Notice,
    Purpose,
    Recipient,
    Registry,
    SharedCondition,
)
from site_builder.model.conditions import CONDITIONS, Condition, Unknown
from site_builder.model.fields import Field, fields_of
from site_builder.model.values import NOT_STATED, Id, Silence, Words
from site_builder.render.tables.table import JOINT, Table, joined, plain, table

ANSWERS = {NOT_STATED, *get_args(Silence)}
"""Words in place of a value."""
IN_PARTS = ", "
"""What stands between the entries of a list in one of several parts."""

Cell = tuple[str, str]
"""The name of a column, and the text in it."""


def tables(registry: Registry, language: Language, on: date) -> tuple[Table, ...]:
    """The tables of the public half of a registry, their words in a language; `on` is the day of each status.

    Raises ValueError if the registry holds unpublished facts.
    """
    check_public(registry)
    cells = Cells(registry, language, on)
    recipients, disclosures, conditions, bodies = TABLES
    return (
        _table(recipients, cells.of_recipient, registry.recipients),
        _table(disclosures, cells.of_disclosure, registry.disclosures),
        _conditions(conditions, cells),
        _table(bodies, cells.of_body, registry.bodies),
    )


def _table(name: str, cells_of: Callable[[Any], Iterable[Cell]], things: Iterable[Any]) -> Table:
    columns = [column for column, _ in cells_of(None)]
    return table(name, columns, ([text for _, text in cells_of(thing)] for thing in things))


def _conditions(name: str, cells: Cells) -> Table:
    """Each condition where it is stated. Types share the column of a parameter: a key means one thing everywhere."""
    names = {column: "" for kind in CONDITIONS.values() for column, _ in cells.of_condition(kind, None)}
    rows = ({**names, **dict(cells.of_condition(type(each.condition), each))}.values() for each in cells.stated)
    return table(name, names, rows)


def check_public(registry: Registry) -> None:
    """Raises ValueError if a registry holds unpublished facts."""
    if registry.unpublished or registry.known or registry.released:
        raise ValueError("Only the public half of a registry has tables.")


def title(field: Field) -> str:
    """What a field is called where people read."""
    return field.about.title or field.key.replace("_", " ")


@dataclass(frozen=True)
class Cells:
    """The cells of each kind of row; those of no thing (None) are empty, and name the columns."""

    registry: Registry
    language: Language
    on: date

    @cached_property
    def say(self) -> Sentences:
        """Says facts in words."""
        return Sentences(self.registry, self.language)

    # ---- rows

    def of_recipient(self, recipient: Recipient | None) -> Iterator[Cell]:
        """The cells of a recipient."""
        own = [Limit(recipient.id, c) for c in recipient.conditions] if recipient else []
        for field in fields_of(Recipient):
            if field.name == "conditions":
                yield from self._limits(own)
            elif field.name != "disclosures":
                yield from self._stated(Recipient, field, recipient)
        yield from self._confirmed(recipient)

    def of_body(self, body: Body | None) -> Iterator[Cell]:
        """The cells of a body that gets no data."""
        for field in fields_of(Body):
            yield from self._stated(Body, field, body)
        yield from self._confirmed(body)

    def of_disclosure(self, d: Disclosure | None) -> Iterator[Cell]:
        """The cells of a disclosure: what it states, and what follows from that by day and by law."""
        for field in fields_of(Disclosure):
            if field.name == "conditions":
                yield from self._limits([limit for limit in self.registry.limits(d) if not limit.possible] if d else [])
            elif field.name == "status":
                yield title(field), standing(self.registry, d, self.on) if d else ""
            elif field.name == "sender" and d and d.sender is None:
                yield from self.things(title(field), [(self.registry.organisation.id,)])
            else:
                yield from self._stated(Disclosure, field, d)
        follows = dict(derived(self.registry, d)) if d else {}
        yield from ((name.replace("_", " "), joined(follows.get(name, ()))) for name in DERIVED)
        yield "what people gain", joined(self.benefits(d)) if d else ""
        yield from self.things("part of", [(self.registry.home(d).id,)] if d else [])
        yield from self.things("notices", [[n.id for n in self.notices(d)]] if d else [])
        yield from self._confirmed(d)

    def of_condition(self, kind: type[Condition], stated: Limit | None) -> Iterator[Cell]:
        """The cells of a condition, with those parameters that its type takes."""
        yield "id", stated.id if stated else ""
        yield from self.things("stated for", [(stated.owner,)] if stated else [])
        yield "type", stated.condition.type if stated else ""
        yield "in words", self.say.limit(stated.condition) if stated else ""
        for field in fields_of(kind) if kind is not Unknown else ():
            yield from self._stated(kind, field, stated.condition if stated else None)

    @property
    def stated(self) -> Iterator[Limit]:
        """Every condition where it is stated: by a notice, a recipient, a disclosure, or for several of them."""
        r = self.registry
        owners: list[Notice | Recipient | Disclosure | SharedCondition]
        owners = [*r.notices, *r.recipients, *r.disclosures, *r.conditions]
        for owner in owners:
            yield from (Limit(owner.id, condition) for condition in owner.conditions)

    # ---- cells

    def _stated(self, cls: type, field: Field, thing: Any) -> Iterator[Cell]:
        """The cells of one field of a thing."""
        if field.name == "id":
            yield "id", thing.id if thing else ""
            return
        value = getattr(thing, field.name) if thing else None
        if value is None or value == ():
            if not thing or not is_always_written(cls, field):
                yield from _empty(title(field), field)
                return
            value = NOT_STATED
        yield from self._field(title(field), field, [value])

    def _field(self, name: str, field: Field, values: Sequence[Any]) -> Iterator[Cell]:
        """The cells of a field; `values` are those of a thing, or of each of several parts of one."""
        if not values:
            yield from _empty(name, field)
        elif is_node(field.one):
            parts = [part for value in values for part in _entries(value) if part not in ANSWERS]
            answers = [_answer(value) for value in values if value in ANSWERS]
            yield name, joined([*answers, *map(self.words, parts)])
            for of_part in fields_of(field.one):
                own = [getattr(part, of_part.name) for part in parts]
                yield from self._field(f"{name}: {title(of_part)}", of_part, own)
        elif field.one is Id:
            yield from self.things(name, [_entries(value) for value in values])
        else:
            yield name, _listed([[self._text(each) for each in _entries(value)] for value in values])

    def things(self, name: str, keys: Sequence[Iterable[str]]) -> Iterator[Cell]:
        """Two cells: what things are called, and their ids."""
        yield name, _listed([[self.name(key) for key in each] for each in keys])
        yield f"{name} id", _listed([[*each] for each in keys])

    def name(self, key: str) -> str:
        """What a thing is called; its id where nothing has it."""
        if key in ANSWERS:
            return _answer(key)
        return self.say.line(self.say.bare(key)).text if key in self.registry.things else key

    def words(self, part: Any) -> str:
        """A part of a thing in words."""
        return self.say.line(raised(self.say.say(part))).text

    def benefits(self, d: Disclosure) -> list[str]:
        """What people gain from its purposes, where these say so."""
        purposes = map(self.registry.things.get, d.purposes)
        return [self._text(p.benefit) for p in purposes if isinstance(p, Purpose) and p.benefit]

    def notices(self, d: Disclosure) -> list[Notice]:
        """The notices that show a disclosure."""
        return [notice for notice in self.registry.notices if d.id in self._shown[notice.id]]

    @cached_property
    def _shown(self) -> dict[Id, frozenset[Id]]:
        return {notice.id: frozenset(notice.shown) for notice in self.registry.notices}

    def _limits(self, limits: Sequence[Limit]) -> Iterator[Cell]:
        yield "conditions", joined([self.say.limit(each.condition) for each in limits])
        yield "conditions id", joined([each.id for each in limits])

    def _confirmed(self, thing: Recipient | Disclosure | Body | None) -> Iterator[Cell]:
        """Who confirmed which of its fields, and when."""
        entries = self.registry.confirmations.get(thing.id, ()) if thing else ()
        for field in fields_of(Confirmation):
            if field.name not in ("confirms", "marks"):
                yield from self._field(f"confirmed: {title(field)}", field, [getattr(e, field.name) for e in entries])

    def _text(self, value: Any) -> str:
        if isinstance(value, Words):
            return value.say(self.language.tag)[1]
        return _answer(value) if value in ANSWERS else plain(value)


@cache
def _empty(name: str, field: Field) -> tuple[Cell, ...]:
    """The cells of a field of which nothing is stated: most are."""
    if is_node(field.one):
        parts = (_empty(f"{name}: {title(of_part)}", of_part) for of_part in fields_of(field.one))
        return ((name, ""), *chain.from_iterable(parts))
    return ((name, ""), (f"{name} id", "")) if field.one is Id else ((name, ""),)


def _entries(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _answer(value: str) -> str:
    """An answer in place of a value, in plain words."""
    return value.replace("_", " ")


def _listed(values: Sequence[Sequence[str]]) -> str:
    """Lists in one cell: one of a thing, or one of each of several parts."""
    joint = JOINT if len(values) == 1 else IN_PARTS
    return joined([joint.join(each) for each in values])
