"""The digest of what is stated in public: whatever an editor changes changes it, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from site_builder import vocabulary
from site_builder.facts.content_digest import content_sha256
from site_builder.facts.feed_form import feed_classes
from site_builder.facts.redact import public
from site_builder.load.feed import reader
from site_builder.load.project import release_log, shipped
from site_builder.load.project.release_log import digest
from site_builder.model import (
    Disclosure,
    Known,
    Law,
    Notice,
    Passage,
    Registry,
    Release,
    Released,
    Section,
    Unpublished,
)
from site_builder.model.values import Id, Text, Word, Words
from site_builder.render.feed.graph import render
from tests.effort import effort, some
from tests.examples import FOLDERS, example
from tests.rich_registry import ON, rich
from tests.seed import seed, whole


def test_the_seed_has_the_digest_that_it_had() -> None:
    """If this changes, every released registry becomes a draft: change it only with a new major version."""
    assert digest(whole()) == "63738ac919c9f4385f2b40b63d899f4ad7303e752e0b44977f78881446d7a54b"


@pytest.mark.parametrize("name", FOLDERS)
def test_a_registry_its_public_half_and_its_feed_have_one_digest(name: str) -> None:
    registry = example(name)
    half = public(registry)
    assert digest(registry) == digest(half) == digest(reader.read(render(half, ON)))


def test_what_is_not_stated_in_public_is_no_part_of_it() -> None:
    registry = rich()
    release = Release(version=Text("1.1.1.1"), issued=ON, content_sha256=Text("0" * 64))
    changed = replace(
        registry,
        version=Text("9.9.9.9"),
        issued=date(2000, 1, 1),
        unpublished=(Unpublished(block=Word("internal"), about=Id("charities"), fields={"note": "ours"}),),
        for_all=(Disclosure(id=Id("charities"), open_data_list=True),),
        known=(Known(about=Id("charities"), field=Text("name"), named=Text("x"), became=Word("closed")),),
        released=Released(releases=(release,), content_sha256=Text("1" * 64)),
        recipients=tuple(replace(r, history=None) for r in registry.recipients),
        bodies=tuple(replace(b, history=None) for b in registry.bodies),
    )
    assert content_sha256(changed) == content_sha256(registry)


def _notice(*passages: Passage) -> Registry:
    section = Section(id=Id("s"), heading=Words((("en-gb", "S"),)), passages=passages)
    return replace(seed(), notices=(Notice(id=Id("n"), title=Words((("en-gb", "N"),)), sections=(section,)),))


def _passage(text: str, states: str, *, generated: bool | None = True) -> Passage:
    words = Words((("en-gb", text),))
    return Passage(shape=Word("paragraph"), text=words, states=(Id(states),), generated=generated)


def test_words_made_from_facts_may_be_made_otherwise_and_those_of_an_editor_may_not() -> None:
    once = content_sha256(_notice(_passage("We may tell you.", "a"), _passage("We tell.", "b")))
    other = _notice(_passage("We may.", "a"), _passage("Tell you.", "a"), _passage("Told.", "b"))
    assert content_sha256(other) == once
    moved = _notice(_passage("We tell.", "b"), _passage("We may tell you.", "a"))
    typed = _notice(_passage("We may tell you.", "a", generated=None), _passage("We tell.", "b"))
    twice = [_passage("Yes.", "a", generated=None)] * 2
    assert len({once, content_sha256(moved), content_sha256(typed)}) == 3
    assert content_sha256(_notice(*twice)) != content_sha256(_notice(*twice[:1]))


def test_a_field_that_a_later_program_knows_changes_nothing_until_it_is_filled() -> None:
    """A field that is left out is None or empty in every class, and neither is part of the digest."""
    for cls in feed_classes():
        for field in fields(cls):
            if field.default is not MISSING:
                assert field.default in (None, ()), f"{cls.__name__}.{field.name}"
            assert field.default_factory is MISSING


def test_a_law_of_the_dated_data_may_be_described_otherwise_and_one_of_an_editor_may_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registry = example("county-2026")
    before, first = digest(registry), next(law for law in registry.laws if law.id in vocabulary.laws())
    others = tuple(law for law in registry.laws if law is not first)
    changed = replace(first, name=Words((("en-gb", "The Act"),)), url=None)
    renamed, known = _with_law(registry, changed), _with_law(registry, first)
    assert (digest(known), digest(renamed) == before) == (before, False)
    now = {first.id: {"name": "The Act"}}
    monkeypatch.setattr(release_log, "law_entry", lambda key: now.get(key) or shipped.law_entry(key))
    assert digest(renamed) == before
    translated = replace(changed, name=Words((*changed.name.pairs, ("cy", "Y Ddeddf"))))
    assert digest(_with_law(registry, translated)) != before
    assert digest(replace(registry, laws=others)) != before


def _with_law(registry: Registry, law: Law) -> Registry:
    return replace(registry, laws=tuple(law if each.id == law.id else each for each in registry.laws))


# ---- every field counts


PLAIN: dict[type, Callable[[Any], Any]] = {
    bool: lambda value: not value,
    int: lambda value: value + 1,
    str: lambda value: f"{value}-",
    date: lambda value: value + timedelta(1),
}


def _others(value: Any) -> Iterator[Any]:
    """Values that differ from this one in one place."""
    if isinstance(value, Words):
        yield Words(((value.pairs[0][0], f"{value} more"), *value.pairs[1:]))
        yield Words(value.pairs[:1] if len(value.pairs) > 1 else (*value.pairs, ("cy", "mwy")))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from (replace(value, **{field.name: other}) for other in _others(getattr(value, field.name)))
    elif isinstance(value, tuple) and value:
        yield value[1:]
        for at, each in enumerate(value):
            yield from ((*value[:at], other, *value[at + 1 :]) for other in _others(each))
        if value[0] != value[-1]:
            yield value[::-1]
    elif type(value) in PLAIN:
        yield PLAIN[type(value)](value)


NOT_CONTENT = {"version", "issued", "unpublished", "for_all", "known", "released"}


def test_every_value_that_the_public_reads_changes_it() -> None:
    registry, unseen, tried = replace(rich(), notices=seed().notices), [], 0
    for name in {f.name for f in fields(registry)} - NOT_CONTENT:
        held = getattr(registry, name)
        for part in held if isinstance(held, tuple) else (held,):
            plain = _digest(part)
            others = some(_others(part), one_in=4)
            tried += len(others)
            unseen += [(name, _changed(part, other)) for other in others if _digest(other) == plain]
    assert tried > effort(suite=250, thorough=1000)
    assert {field for _, field in unseen} == {"former_names", "history"}, "from dated data"


def _digest(part: Any) -> str:
    return content_sha256(replace(seed(), places=(part,)))


def _changed(part: Any, other: Any) -> str:
    return next(f.name for f in fields(part) if getattr(part, f.name) != getattr(other, f.name))
