"""The same thing under a new name or a new id, so that its facts can be compared.

A registry says so itself in `retired`. Of a body that was renamed, its former names say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from site_builder.diff.field_diff import is_part
from site_builder.model import Disclosure, Recipient, Registry
from site_builder.model.fields import fields_of
from site_builder.model.values import Id

T = TypeVar("T")


def renames(old: Registry, new: Registry) -> Mapping[Id, Id]:
    """The old ids of things that have a new id, each with the new one.

    A registry states them in `retired`; the older one counts too, so that a comparison backwards gives the same. A
    recipient that bore the other's name before is the same without that, and so are its disclosures that state what
    they stated.
    """
    declared = _declared(old, new)
    bodies = {was: now for was, now in _bodies(old, new) if not {was, now} & {*declared, *declared.values()}}
    names = {**declared, **bodies}
    return {**names, **dict(_same_disclosures(old, new, names, bodies))} if bodies else names


def is_renamed_body(was: Any, now: Any) -> bool:
    """Whether these are one recipient, called by the former and the new name of a body, in either order."""
    return (
        isinstance(was, Recipient)
        and isinstance(now, Recipient)
        and (bore(now, str(was.name)) or bore(was, str(now.name)))
    )


def bore(party: Recipient, name: str) -> bool:
    """Whether a party bore a name before it was renamed: neither merged nor split."""
    return name in map(str, party.former_names)


def _bodies(old: Registry, new: Registry) -> Iterator[tuple[Id, Id]]:
    gone = [each for each in old.recipients if each.id not in new.things]
    come = [each for each in new.recipients if each.id not in old.things]
    found = [(was.id, now.id) for was in gone for now in come if is_renamed_body(was, now)]
    counts = Counter(key for pair in found for key in pair)
    yield from (pair for pair in found if counts[pair[0]] == counts[pair[1]] == 1)


def _same_disclosures(
    old: Registry, new: Registry, names: Mapping[Id, Id], bodies: Mapping[Id, Id]
) -> Iterator[tuple[Id, Id]]:
    """The disclosures of these bodies that have another id, and state the same under it."""
    come: dict[Disclosure, list[Id]] = {}
    for now in (each for each in new.disclosures if each.id not in old.things and each.id not in names.values()):
        come.setdefault(replace(now, id=_ANY), []).append(now.id)
    for was in (each for each in old.disclosures if each.id not in new.things and each.id not in names):
        fitting = come.get(replace(_with_new_ids(was, names), id=_ANY), ())
        if len(fitting) == 1 and {was.recipient, was.sender, old.home(was).id} & {*bodies}:
            yield was.id, fitting[0]


_ANY = Id("")


def successors(registry: Registry) -> Mapping[Id, Id]:
    """The disclosures of a body under its former name, each with the one that goes on with it under the new name.

    They state the same but for their days. Both names have a recipient in the registry, and the former says what became
    of it.
    """
    former = [each for each in registry.recipients if each.history and each.history.became == "renamed"]
    pairs = ((was, now) for was in former for now in registry.recipients if was is not now)
    found: dict[Id, Id] = {}
    for was, now in pairs:
        if bore(now, str(was.name)) and was.conditions == now.conditions:
            new = {_without_days(each): each.id for each in now.disclosures}
            old = ((each.id, _without_days(_with_new_ids(each, {was.id: now.id}))) for each in was.disclosures)
            found |= {key: new[what] for key, what in old if what in new}
    return found


def _without_days(disclosure: Disclosure) -> Disclosure:
    return replace(disclosure, id=_ANY, valid_from=None, valid_to=None)


def _declared(old: Registry, new: Registry) -> Mapping[Id, Id]:
    forward = {r.id: r.replaced_by[0] for r in new.retired if len(r.replaced_by) == 1}
    backward = {r.replaced_by[0]: r.id for r in old.retired if len(r.replaced_by) == 1}
    declared = {**backward, **forward}
    valid = {was: now for was, now in declared.items() if _is_renamed(old, new, was, now)}
    counts = Counter(valid.values())
    return {was: now for was, now in valid.items() if counts[now] == 1}


def renamed(registry: Registry, names: Mapping[Id, Id]) -> Registry:
    """The registry with the new ids in place of the old ones."""
    return _with_new_ids(registry, names) if names else registry


def _is_renamed(old: Registry, new: Registry, was: Id, now: Id) -> bool:
    """Whether `was` is only in the old registry, `now` only in the new one, and both are things of one class."""
    apart = was in old.things and now in new.things and was not in new.things and now not in old.things
    return apart and type(old.things[was]) is type(new.things[now])


def _with_new_ids(thing: T, names: Mapping[Id, Id]) -> T:
    new_values = {}
    for field in fields_of(type(thing)):
        value = getattr(thing, field.name)
        if field.one is Id:
            new_values[field.name] = _new_ids(value, names)
        elif isinstance(value, tuple):
            new_values[field.name] = tuple(_with_new_ids(v, names) if is_part(v) else v for v in value)
        elif is_part(value):
            new_values[field.name] = _with_new_ids(value, names)
    return replace(thing, **new_values)  # type: ignore[type-var] # a class of the model


def _new_ids(value: Any, names: Mapping[Id, Id]) -> Any:
    return tuple(names.get(v, v) for v in value) if isinstance(value, tuple) else names.get(value, value)
