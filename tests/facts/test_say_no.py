"""To what people can say no: by the way in which they can, and who can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import Any

from site_builder.facts.layout.laid_out import Items, Part, Text
from site_builder.facts.layout.say_no import say_no
from site_builder.model import DataCategory, DataSubject, Disclosure, OptOut
from site_builder.model.conditions import (
    Condition,
    ConsentFirst,
    SafeguardingOverride,
    TellFirst,
    VoluntaryParticipation,
)
from site_builder.model.values import Id, Word
from tests.small_registry import disclosure, ids, recipient, registry, said, shown


def _ways(part: Part | None) -> dict[str, list[str]]:
    """What people can say no to, by the words before each list."""
    blocks = part.blocks if part else ()
    lists = [(a.lines[0].text, b) for a, b in pairwise(blocks) if isinstance(a, Text) and isinstance(b, Items)]
    return {head: [item.line.text for item in items.items] for head, items in lists if head != "Elsewhere:"}


def _says_no_to(part: Part | None) -> list[str]:
    """What people can say no to, in any way."""
    return [*chain(*_ways(part).values())]


def test_what_people_can_simply_say_no_to_has_the_titles_of_the_passages() -> None:
    always = VoluntaryParticipation(strength=Word("always"))
    given = [disclosure("d1", conditions=(always,)), disclosure("d2"), disclosure("d3", conditions=(always,))]
    part = say_no(shown(registry(recipient("school", "Schools", *given))))
    assert part is not None
    assert _says_no_to(part) == ["Schools: purpose not said (1.1)", "Schools: purpose not said (1.3)"]
    assert all(item.facts for block in part.blocks[:2] if isinstance(block, Items) for item in block.items)
    together = say_no(shown(registry(recipient("school", "Schools", *given), passages=[("d1", "d2"), ("d3",)])))
    assert _says_no_to(together) == ["Schools: purpose not said (part of 1.1)", "Schools: purpose not said (1.2)"]
    assert say_no(shown(registry(recipient("school", "Schools", given[1])))) is None


def test_who_can_say_no_to_what_and_how_is_named_where_that_is_not_all_by_all() -> None:
    def who_can(*whose: Sequence[str]) -> dict[str, list[str]]:
        asked = [VoluntaryParticipation(strength=Word("always"), who=ids(*who)) for who in whose]
        given = [
            disclosure(f"d{n}", conditions=(one,), data_subjects=ids("pupils")) for n, one in enumerate(asked, start=1)
        ]
        view = shown(registry(recipient("school", "Schools", *given), data_subjects=_people()))
        return _ways(say_no(view))

    def way(strength: str, *more: Condition, **fields: Any) -> dict[str, list[str]]:
        asked = VoluntaryParticipation(strength=Word(strength), **fields)
        given = disclosure("d1", conditions=(asked, *more), data_categories=ids("marks"))
        marks = DataCategory(id=Id("marks"), name=said("exam results"))
        view = shown(registry(recipient("school", "Schools", given), data_categories=(marks,)))
        return _ways(say_no(view))

    schools, at_risk = "Schools: purpose not said (1.1)", SafeguardingOverride(overrides=Word("consent_first"))
    assert way("usually") == {"Taking part is usually voluntary here:": [schools]}
    assert way("wherever_possible") == {"Taking part is voluntary here, where possible:": [schools]}
    assert way("always", for_data=ids("marks")) == {"You can, here:": [f"{schools}, for part of it (exam results)"]}
    assert way("usually", for_data=ids("marks")).popitem()[1] == [f"{schools}, for part of it (exam results)"]
    assert way("usually", at_risk).popitem()[1] == [f"{schools}, unless someone is at risk"]
    assert way("always", at_risk) == {"You can, here:": [f"{schools}, unless someone is at risk"]}
    assert way("usually", replace(at_risk, overrides=Word("tell_first"))).popitem()[1] == [schools]
    assert who_can(["parents"]) == {"Parents can, here:": [schools]}
    assert who_can(["pupils", "parents"]) == {"Pupils and parents can, here:": [schools]}
    assert who_can(["pupils"]) == who_can([]) == {"You can, here:": [schools]}
    assert who_can(["parents"], []) == {
        "Parents can, here:": [schools],
        "You can, here:": [schools.replace("1.1", "1.2")],
    }


def test_whom_consent_is_asked_from_is_named_and_what_others_give_us_says_from_whom() -> None:
    asked = ConsentFirst(strength=Word("wherever_possible"), who=ids("parents"))
    given = disclosure("d1", conditions=(asked,), data_subjects=ids("pupils"), direction=Word("receive"))
    view = shown(registry(recipient("school", "Schools", given), data_subjects=_people()))
    from_schools = ["From Schools: purpose not said (1.1)"]
    assert _ways(say_no(view)) == {"Here, parents will be asked to agree first, if possible:": from_schools}
    free = VoluntaryParticipation(strength=Word("usually"), who=ids("parents"))
    by_parents = registry(recipient("school", "Schools", replace(given, conditions=(free,))), data_subjects=_people())
    assert _ways(say_no(shown(by_parents))) == {"Parents can usually choose not to take part here:": from_schools}
    of_all = replace(given, conditions=(replace(asked, who=()),))
    view = shown(registry(recipient("school", "Schools", of_all), data_subjects=_people()))
    assert [*_ways(say_no(view))] == ["You are asked to agree first here, if possible:"]


def test_a_child_can_say_no_where_all_children_can() -> None:
    def ways(*who: str) -> list[str]:
        free = VoluntaryParticipation(strength=Word("always"), who=ids(*who))
        given = disclosure("d1", conditions=(free,), data_subjects=ids("pupils", "parents"))
        of_age = replace(_people()[0], to_age=17)
        made = registry(recipient("school", "Schools", given), data_subjects=(of_age, *_people()[1:]))
        return [*_ways(say_no(shown(made, for_children=True)))]

    assert ways("pupils", "teachers") == ["You can, here:"]
    assert ways("parents", "teachers") == ["Parents and teachers can, here:"]
    of_age = replace(_people()[0], to_age=17)
    asked = VoluntaryParticipation(strength=Word("always"), who=ids("pupils"))
    given = disclosure("d1", conditions=(asked,), data_subjects=ids("pupils"))
    made = registry(recipient("school", "Schools", given), data_subjects=(of_age,))
    assert [*_ways(say_no(shown(made)))] == ["Pupils can, here:"]  # on everyone's page the reader may be no child


def test_names_that_are_lists_have_an_and_between_them() -> None:
    free = VoluntaryParticipation(strength=Word("always"), who=ids("pupils", "parents"))
    both = (replace(_people()[1], name=said("mums and dads")), _people()[0])
    made = registry(recipient("school", "Schools", disclosure("d1", conditions=(free,))), data_subjects=both)
    assert [*_ways(say_no(shown(made)))] == ["Pupils, and mums and dads can, here:"]


def _people() -> tuple[DataSubject, ...]:
    return tuple(DataSubject(id=Id(key), name=said(key)) for key in ("pupils", "parents", "teachers"))


def test_what_is_answered_elsewhere_stands_last_and_that_the_rest_is_not_said() -> None:
    always, by_law = VoluntaryParticipation(strength=Word("always")), (Word("public_task"),)
    given = [
        disclosure("d1", conditions=(always,)),
        disclosure("d2", opt_outs="none"),
        disclosure("d3", lawful_basis=by_law),
        disclosure("d4", lawful_basis=by_law),
        disclosure("d5"),
    ]

    def elsewhere(*those: Disclosure, **fields: Any) -> list[str]:
        part = say_no(shown(registry(recipient("school", "Schools", *those), **fields)))
        blocks = part.blocks if part else ()
        lists = [b for a, b in pairwise(blocks) if isinstance(a, Text) and a.lines[0].text == "Elsewhere:"]
        return [item.line.text for block in lists if isinstance(block, Items) for item in block.items]

    assert elsewhere(*given) == ["No way to opt out (1.2)", "You can ask us to stop (1.3, 1.4)", "The rest: not said"]
    assert elsewhere(given[0], given[2]) == ["You can ask us to stop (1.2)"]
    assert elsewhere(given[0]) == []
    told = replace(given[1], conditions=(TellFirst(),))  # who is told cannot thereby say no
    assert elsewhere(given[0], told) == ["No way to opt out (1.2)"]
    assert elsewhere(given[0], replace(told, opt_outs=())) == []
    in_part = disclosure("d6", item_choices=(said("faith"),), opt_outs="none")
    assert elsewhere(given[0], in_part) == ["No way to opt out (the rest of 1.2)"]
    together = elsewhere(given[0], in_part, given[4], passages=[("d1",), ("d6", "d5")])
    assert together == ["No way to opt out (part of 1.2)", "The rest: not said"]
    assert elsewhere(given[0], replace(in_part, opt_outs=())) == []
    objecting = OptOut(scheme=Word("object_art_21"), effect=Word("applies_in_part"))
    of_part = elsewhere(given[0], replace(given[4], opt_outs=(objecting,)))
    assert of_part == ["You can ask us to stop (part of 1.2)", "The rest: not said"]
    by_scheme = OptOut(scheme=Word("national_data_opt_out"), effect=Word("does_not_apply"))
    assert elsewhere(*given[:2], replace(given[4], opt_outs=(by_scheme,)))[1:] == ["The rest: not said"]
    part = say_no(shown(registry(recipient("school", "Schools", given[0], given[4]))))
    assert part is not None
    last = part.blocks[-1]
    assert isinstance(last, Text)
    assert last.lines[0].text == "Elsewhere: not said."
