"""Changes in words: each is told in every language, with how it was and how it is, in the words of the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from site_builder.diff import changes
from site_builder.diff.to_json import plain
from site_builder.diff.to_text import Teller
from site_builder.locale.languages import language
from site_builder.model import Disclosure, Notice, Passage, Section
from site_builder.model.fields import Field, fields_of
from site_builder.model.moves import OWN
from tests.effort import some
from tests.rich_registry import ON, every_field, exchanged, holder, rich
from tests.rich_registry import changes as other_values

FIELDS = [(cls, f) for cls, f in every_field() if f.about.moves != OWN or cls in (Notice, Section, Passage)]


EACH = some(((cls, field, tag) for cls, field in FIELDS for tag in ("en-GB", "cy")), one_in=3)


@pytest.mark.parametrize(
    ("cls", "field", "tag"), some(EACH, one_in=3), ids=lambda v: getattr(v, "__name__", None) or getattr(v, "name", v)
)
def test_every_change_of_every_field_is_told(cls: type, field: Field, tag: str) -> None:
    registry, thing = rich(), holder(rich(), cls, field)
    for value in other_values(cls, field, getattr(thing, field.name)):
        after = exchanged(registry, thing, replace(thing, **{field.name: value}))
        teller = Teller(registry, after, language(tag))
        for change in changes(registry, after, ON):
            line = teller.line(change)
            assert line
            assert "{" not in line
            assert "None" not in line
            assert ": ." not in line, (change, line)
            assert line.count("(") == line.count(")"), line
            was, is_ = teller._values(change)
            assert was != is_ or change.concerns != "facts" or change.field in (None, "reach"), line
            assert plain(change, {tag: line})["summary"] == {tag: line}


def test_a_new_sharing_is_told_with_its_first_day() -> None:
    registry = rich()
    with_day = holder(registry, Disclosure, next(f for f in fields_of(Disclosure) if f.name == "valid_from"))
    less = exchanged(registry, registry.home(with_day), replace(registry.home(with_day), disclosures=()))
    (line,) = (
        Teller(less, registry, language("en-GB")).line(change)
        for change in changes(less, registry, ON)
        if change.id == with_day.id and change.field is None
    )
    assert language("en-GB").day(with_day.valid_from) in line
