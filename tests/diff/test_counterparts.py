"""Two organisations side by side: what both share is compared under whatever ids, and the rest is listed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from site_builder.diff import changes
from site_builder.diff.counterparts import are_two, same_things
from site_builder.diff.renamed import renamed
from site_builder.diff.to_text import Teller
from site_builder.load.project.languages import language
from site_builder.model import Registry
from site_builder.model.values import Id, Word
from tests.examples import FOLDERS, example
from tests.rich_registry import ON, exchanged
from tests.small_registry import said


def neighbour(registry: Registry) -> Registry:
    """The same sharing by another organisation, which has an id of its own for everything that has a name."""
    kinds = ("recipients", "disclosures", "purposes", "data_categories", "data_subjects", "laws", "roles", "agreements")
    things = [registry.organisation, *registry.notices, *(t for kind in kinds for t in getattr(registry, kind))]
    return renamed(registry, {thing.id: Id(f"{thing.id}-here") for thing in things})


@pytest.mark.parametrize("name", FOLDERS)
def test_what_both_share_is_the_same_under_other_ids(name: str) -> None:
    registry = example(name)
    other = neighbour(registry)
    assert are_two(registry, other)
    assert changes(registry, other, ON) == ()
    (line,) = Teller(registry, other, language("en-GB")).lines(())
    assert line == f"{registry.organisation.name} and {registry.organisation.name} say the same of what they share."


def test_another_edition_of_one_organisation_is_not_two() -> None:
    registry = example("seed")
    assert not are_two(registry, registry)
    assert same_things(registry, registry) == {}


def _with(registry: Registry, key: str, **values: object) -> Registry:
    thing: Any = registry.things[Id(key)]
    changed: Registry = exchanged(registry, thing, replace(thing, **values))
    return changed


@pytest.mark.parametrize("tag", ["en-GB", "cy"])
def test_what_differs_in_what_both_share_is_told_with_both_names(tag: str) -> None:
    ours = example("seed")
    named = replace(ours.organisation, name=said("Their {council}"))
    theirs = _with(
        neighbour(replace(ours, organisation=named)), "partner-agencies-services-here", modality=Word("must")
    )
    (change,) = changes(ours, theirs, ON)
    text = "\n".join(Teller(ours, theirs, language(tag)).lines((change,)))
    assert (change.id, change.direction) == ("partner-agencies-services-here.modality", "more")
    assert "Their {council}" in text
    assert str(ours.organisation.name) in text


def test_what_one_alone_shares_is_listed_last_and_counts_neither_way() -> None:
    ours = example("seed")
    theirs = neighbour(ours)
    theirs = _with(theirs, "partner-agencies-here", disclosures=())
    found = changes(ours, theirs, ON)
    lines = [*Teller(ours, theirs, language("en-GB")).lines(found)]
    assert {change.kind for change in found} == {"removed"}
    assert lines[0].startswith(f"{ours.organisation.name} and {ours.organisation.name} say the same")
    assert lines[-2].endswith("alone")
