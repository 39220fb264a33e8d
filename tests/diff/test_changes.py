"""What changed between two registries: nothing is missed, one thing is told once, and backwards it is the reverse."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import is_dataclass, replace
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from site_builder.diff import Change, changes, verdict
from site_builder.diff.change import Verdict, changed
from site_builder.diff.impact import added_by
from site_builder.facts.feed_form import feed_classes
from site_builder.facts.lifecycle import standing
from site_builder.load.feed.reader import read
from site_builder.model import ITEM, Limit, Notice, Passage, Recipient, Registry, Section
from site_builder.model.conditions import CONDITIONS
from site_builder.model.fields import Field, fields_of
from site_builder.model.moves import BY_FIELDS, DIRECTIONS, LESS, MORE, NEITHER, OWN, Direction, ordered
from site_builder.model.values import Id, Text, Word, words
from site_builder.render.feed.graph import render
from tests.effort import effort, some, thorough
from tests.examples import FOLDERS, example
from tests.generated_registries import registries
from tests.rich_registry import ON, every_field, exchanged, holder, instances, rich
from tests.rich_registry import changes as other_values

OPPOSITE = {MORE: LESS, LESS: MORE}
TURNED = {"added": "removed", "removed": "added"}

# ---- the table


@pytest.mark.parametrize(
    "cls", [Registry, *feed_classes()], ids=lambda c: f"{c.__module__.rpartition('.')[2]}-{c.__name__}"
)
def test_every_field_and_every_parameter_of_a_condition_has_an_answer(cls: type) -> None:
    assert without_a_rule(fields_of(cls)) == []
    assert added_by(cls) in (*DIRECTIONS, BY_FIELDS)


def without_a_rule(fields: Iterable[Field]) -> list[str]:
    """The fields of which nothing says how a change of them moves sharing."""
    return [field.key for field in fields if field.about.moves is None and field.name != "id"]


def test_a_new_field_without_a_rule_is_named() -> None:
    *others, last = fields_of(Recipient)
    assert without_a_rule([*others, replace(last, about=last.about._replace(moves=None))]) == [last.key]


def test_every_condition_moves_sharing_when_it_comes() -> None:
    directions = {CONDITIONS[kind].__name__: added_by(CONDITIONS[kind]) for kind in CONDITIONS}
    assert {name for name, direction in directions.items() if direction == MORE} == {
        "DataMatching",
        "SafeguardingOverride",
        "StatutoryDuty",
    }
    assert set(directions.values()) == {MORE, LESS, BY_FIELDS}


# ---- nothing is missed


@pytest.mark.parametrize("name", FOLDERS)
def test_a_registry_and_its_own_feed_do_not_differ(name: str) -> None:
    registry = example(name)
    assert changes(registry, read(render(registry, ON)), ON) == ()
    assert verdict(()) == "neither"


FIELDS = [(cls, f) for cls, f in every_field() if f.about.moves != OWN or cls in (Notice, Section, Passage)]


@pytest.mark.parametrize(("cls", "field"), some(FIELDS, one_in=3), ids=lambda v: getattr(v, "__name__", None) or v.name)
def test_a_field_changed_alone_is_named(cls: type, field: Field) -> None:
    registry, thing = rich(), holder(rich(), cls, field)
    for value in other_values(cls, field, getattr(thing, field.name)):
        after = exchanged(registry, thing, replace(thing, **{field.name: value}))
        assert any(names(change, cls, field) for change in changes(registry, after, ON)), value


def names(change: Change, cls: type, field: Field) -> bool:
    """Whether a change is told of this field, of the entry that has it, or of the words that are it."""
    if cls in (Section, Passage) or field.one in (Section, Passage):
        return change.thing in ("Section", "Passage") or change.field in ("shows", "passages", "sections")
    parts = {type(part) for value in (change.was, change.is_) for part in instances(value, cls)}
    return (change.thing, change.field) == (cls.__name__, field.key) or cls in parts


@pytest.mark.parametrize("field", [f for f in fields_of(Registry) if f.many], ids=lambda f: f.name)
def test_a_thing_that_went_is_named(field: Field) -> None:
    registry = rich()
    things = getattr(registry, field.name)
    if field.name not in ("unpublished", "for_all", "known", "released", "languages"):
        gone = changes(registry, replace(registry, **{field.name: things[:-1]}), ON)
        key = getattr(things[-1], "id", None) or things[-1].confirms
        assert ("removed", key) in {(c.kind, c.about) for c in gone}


def test_version_and_day_of_issue_alone_are_no_change() -> None:
    other = replace(rich(), version=Text("2027.1.1.1"), issued=ON.replace(year=2027))
    assert changes(rich(), other, ON) == ()


# ---- properties


def told(change: Change, *, backwards: bool = False) -> Any:
    """What a change says but its direction, as it should be told the other way round."""
    kind = TURNED.get(change.kind, change.kind) if backwards else change.kind
    values = (repr(change.is_), repr(change.was)) if backwards else (repr(change.was), repr(change.is_))
    return (kind, change.about, change.field, *values)


def fit(there: Change, back: Change) -> bool:
    """Whether *more* faces *less*.

    What is first stated is *neither*, no longer stated *unclear*: in a part with several fields such a one may hide the
    direction of the others on one of the two ways.
    """
    sure = {there.direction, back.direction} & set(OPPOSITE)
    if is_dataclass(there.was) and is_dataclass(there.is_):
        return len(sure) != 1 or {there.direction, back.direction} != sure
    return sure in (set(), set(OPPOSITE))


ALL_OF_WORDS = {"Passage", "Section"}


def of_facts(found: Iterable[Change]) -> list[Change]:
    return [c for c in found if c.thing not in ALL_OF_WORDS and c.concerns == "facts"]


SOME = settings(max_examples=effort(suite=4, thorough=100), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SOME
@given(registries())
def test_a_registry_does_not_differ_from_itself(registry: Registry) -> None:
    assert changes(registry, read(render(registry, ON)), ON) == ()


@SOME
@given(registries(), registries())
def test_backwards_what_was_added_is_removed_and_more_is_less(old: Registry, new: Registry) -> None:
    there, back = changes(old, new, ON), changes(new, old, ON)
    faced = {told(change): change for change in of_facts(back)}
    assert {told(change, backwards=True) for change in of_facts(there)} == set(faced)
    assert [c for c in of_facts(there) if not fit(c, faced[told(c, backwards=True)])] == []


def test_to_write_what_a_field_counts_as_when_left_out_moves_nothing() -> None:
    rule = ordered("false true", absent="false")
    moves = rule.move(was=None, now=False), rule.move(was=False, now=None), rule.move(was=None, now=True)
    assert moves == ("neither", "neither", "more")


@SOME
@given(registries(), registries())
def test_a_change_is_told_once_and_always_in_the_same_order(old: Registry, new: Registry) -> None:
    found = changes(old, new, ON)
    assert len({(c.id, c.kind) for c in found}) == len(found)
    assert list(found) == sorted(found, key=lambda c: (c.id, c.kind))
    assert verdict(found) in get_args(Verdict)


@SOME
@given(registries(), st.randoms())
def test_the_order_of_things_is_no_change(registry: Registry, chance: Any) -> None:
    fields = ("recipients", "purposes", "data_categories", "conditions", "laws")
    shuffled: Any = {name: tuple(chance.sample(things := getattr(registry, name), len(things))) for name in fields}
    assert changes(registry, replace(registry, **shuffled), ON) == ()


@SOME
@given(registries(), st.data())
def test_a_limit_taken_away_is_more_exactly_where_something_that_shares_is_bound_less(
    registry: Registry, data: st.DataObject
) -> None:
    owners: tuple[Any, ...] = (*registry.notices, *registry.recipients, *registry.disclosures, *registry.conditions)
    limits = [(owner, c) for owner in owners for c in owner.conditions if added_by(type(c)) == LESS]
    assume(limits)
    owner, limit = data.draw(st.sampled_from(limits))
    kept = tuple(c for c in owner.conditions if c is not limit)
    after = exchanged(registry, owner, replace(owner, conditions=kept))
    assert verdict(changes(registry, after, ON)) == (MORE if bound(registry) != bound(after) else NEITHER)


@SOME
@given(registries(), registries())
def test_where_something_begins_to_be_shared_more_is_told_and_where_it_ends_less(old: Registry, new: Registry) -> None:
    assume({r.id for r in old.recipients} == {r.id for r in new.recipients})
    before, after = bound(old).keys(), bound(new).keys()
    both = {d.id for d in old.disclosures} & {d.id for d in new.disclosures}
    told = {change.direction for change in changes(old, new, ON)}
    assert MORE in told or not both & (after - before)
    assert LESS in told or not both & (before - after)


def bound(registry: Registry) -> Any:
    """What binds each disclosure that shares, and how surely, whoever wrote it: by hand, from `limits` alone."""
    sharing = (d for d in registry.disclosures if standing(registry, d, ON) in ("active", "planned"))
    return {d.id: _surely(registry.limits(d)) for d in sharing}


def _surely(limits: Iterable[Limit]) -> Mapping[str, bool]:
    """Each condition in words, and whether it is only possible: of one that stands twice, what is surer counts."""
    surest: dict[str, bool] = {}
    for limit in limits:
        words = sorted((name, str(value)) for name, value in vars_of(limit.condition) if value not in (None, ()))
        told = f"{limit.condition.type} {words}"
        surest[told] = limit.possible and surest.get(told, True)
    return surest


def vars_of(condition: Any) -> Iterator[tuple[str, Any]]:
    for field in fields_of(type(condition)):
        value = getattr(condition, field.name)
        yield field.key, [str(each) for each in value] if isinstance(value, tuple) else value


def test_a_condition_that_moved_from_the_notice_to_the_recipient_is_no_change_of_sharing() -> None:
    old = example("seed")
    notice, home = old.notices[0], next(r for r in old.recipients if r.id == "department-for-education")
    moved = exchanged(old, home, replace(home, conditions=notice.conditions))
    found = changes(old, moved, ON)
    assert [(c.id, c.direction) for c in found] == [("department-for-education.conditions.lawful_only", "neither")]


@pytest.mark.parametrize(
    ("directions", "comes_to"),
    [
        ((), "neither"),
        (("neither", "neither"), "neither"),
        (("more", "neither"), "more"),
        (("less", "neither"), "less"),
        (("more", "less", "unclear"), "both"),
        (("more", "unclear"), "more"),
        (("less", "unclear"), "unclear"),
        (("unclear",), "unclear"),
    ],
)
def test_changes_come_to_one_answer(directions: tuple[Direction, ...], comes_to: Verdict) -> None:
    made = changed("a.b", "a", "Disclosure", "b", 1, 2)
    assert verdict(replace(made, direction=direction) for direction in directions) == comes_to


@thorough
def test_the_time_grows_with_the_size_and_not_with_its_square() -> None:
    short, long = (min(timed(number) for _ in range(3)) for number in (200, 2000))
    assert long < 40 * short


def timed(number: int) -> float:
    """Seconds to compare two registries of so many recipients, each of which changed."""
    old, new = (many(number, frequency) for frequency in ("yearly", "weekly"))
    started = time.perf_counter()
    found = changes(old, new, ON)
    assert (len(found), verdict(found)) == (number, MORE)
    return time.perf_counter() - started


def many(number: int, frequency: str) -> Registry:
    seed = example("seed")
    home = next(r for r in seed.recipients if r.id == "nhs-services")
    made = [_numbered(home, n, Word(frequency)) for n in range(number)]
    passages = (Passage(shape=ITEM, text=r.name, states=(r.disclosures[0].id,)) for r in made)
    section = replace(seed.notices[0].sections[0], passages=tuple(passages))
    notice = replace(seed.notices[0], sections=(section,))
    return replace(seed, recipients=tuple(made), notices=(notice,))


def _numbered(home: Recipient, number: int, frequency: Word) -> Recipient:
    key, name = Id(f"body-{number}"), words("en-gb", f"Body {number}")
    disclosure = replace(home.disclosures[0], id=Id(f"sharing-{number}"), recipient=key, frequency=frequency)
    return replace(home, id=key, name=name, disclosures=(disclosure,))


def test_comparing_needs_the_core_and_python_alone() -> None:
    code = (
        "import sys; before = set(sys.modules); import site_builder.diff, site_builder.load.feed.reader; "
        "new = set(sys.modules) - before; "
        "print(*sorted(m for m in new if m.partition('.')[0] not in {*sys.stdlib_module_names, 'site_builder'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
