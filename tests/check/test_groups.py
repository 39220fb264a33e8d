"""What judges a group of things alone finds there what it finds in the whole, and what it looks at is in its key.

Each registry is doubled: all that is in a group has a twin under other ids, and so is in a group of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from site_builder.check import RULES, judged_alone
from site_builder.check.groups import PARTED, Groups, of_groups
from site_builder.check.rule import ALONE, Findings
from site_builder.kept import Kept
from site_builder.load.project.folder import load
from site_builder.model import Registry
from site_builder.model.values import Id
from tests.effort import some
from tests.examples import FOLDERS, loaded
from tests.invalid_cases import CASES, Case
from tests.seed import ON

COMMON = Id("")


def _renamed(value: Any, ids: Collection[str]) -> Any:
    if isinstance(value, str):
        return type(value)(f"{value}-twin") if value in ids else value
    if isinstance(value, tuple):
        return tuple(_renamed(each, ids) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _renamed(getattr(value, f.name), ids) for f in fields(value) if f.init})
    return value


def _doubled(registry: Registry) -> Registry:
    """A registry, and beside it a twin of all that is in a group."""
    ids = {*Groups(registry).of, *(d.id for d in registry.disclosures)}
    whole = {name: getattr(registry, name) for name in PARTED}
    twins = {name: [_renamed(each, ids) for each in things if each.id in ids] for name, things in whole.items()}
    both: dict[str, Any] = {
        name: tuple(sorted((*whole[name], *twins[name]), key=lambda each: each.id)) for name in PARTED
    }
    return replace(registry, **both)


def _apart(registry: Registry, find: Callable[[Registry], Findings]) -> Iterator[Any]:
    """What is found in each group when it is judged alone."""
    groups = Groups(registry)
    for group in groups.given():
        part = groups.part([group])
        yield from (finding for finding in find(part) if groups.owner(finding.subject) == group)


def _is_same(registry: Registry, find: Callable[[Registry], Findings]) -> bool:
    doubled = _doubled(registry)
    assert len({*Groups(doubled).of.values()}) > 1
    return {*_apart(doubled, find)} == {*find(doubled)}


@pytest.mark.parametrize("case", some(CASES, one_in=20), ids=lambda case: str(case.name))
def test_each_group_alone_is_judged_as_in_the_whole(tmp_path: Path, case: Case) -> None:
    case.lay_out(tmp_path / "registry")
    registry = load(tmp_path / "registry", "registry", ON).registry
    assert registry is None or _is_same(registry, judged_alone)


@pytest.mark.parametrize("name", some(FOLDERS, one_in=3))
def test_so_are_the_groups_of_each_example(name: str) -> None:
    registry = loaded(name).registry
    assert registry is not None
    assert _is_same(registry, judged_alone)


@pytest.mark.parametrize("rule", ["used-by-nothing", "name-of-another", "changing", "not-stated"])
def test_a_rule_that_looks_at_more_is_noticed(rule: str) -> None:
    registry = loaded("seed").registry
    assert registry is not None
    assert rule not in ALONE
    assert not _is_same(registry, lambda part: RULES[rule](part, ON))


def test_after_an_edit_its_group_alone_is_judged_again() -> None:
    registry = loaded("seed").registry
    assert registry is not None
    doubled, kept, judged = _doubled(registry), Kept(), list[Registry]()

    def found(of: Registry) -> set[Any]:
        judged.clear()

        def find(part: Registry) -> Findings:
            judged.append(part)
            return judged_alone(part)

        return {*of_groups(of, find, kept)}

    whole = {*judged_alone(doubled)}
    assert found(doubled) == whole
    assert judged[0].recipients == doubled.recipients
    assert found(doubled) == whole
    assert judged == []
    first, *others = doubled.recipients
    edited = replace(doubled, recipients=(replace(first, open_list=not first.open_list), *others))
    assert found(edited) == {*judged_alone(edited)}
    of = Groups(edited).of
    (part,) = judged
    assert {r.id for r in part.recipients} == {r.id for r in edited.recipients if of[r.id] == of[first.id]}
    assert len(part.parties) == len(edited.parties)
    renamed = replace(edited, organisation=replace(edited.organisation, name=first.name))
    assert found(renamed) == {*judged_alone(renamed)}
    assert judged[0].recipients == renamed.recipients


def test_what_is_not_given_is_no_part_of_a_part() -> None:
    registry = loaded("seed").registry
    assert registry is not None
    part = Groups(registry).part([])
    assert not any((part.notices, part.recipients, part.conditions, part.confirmed, part.unpublished, part.known))
    assert {each.name for each in part.parties} == {each.name for each in registry.parties}


def test_a_twin_that_keeps_findings_without_what_is_common_is_noticed() -> None:
    registry = loaded("seed").registry
    assert registry is not None
    renamed = replace(registry, organisation=replace(registry.organisation, name=registry.recipients[0].name))
    kept = Kept()
    with patch.object(kept, "key", lambda of: of["group"]):
        assert {*of_groups(registry, judged_alone, kept)} == {*judged_alone(registry)}
        assert {*of_groups(renamed, judged_alone, kept)} == {*judged_alone(registry)}
