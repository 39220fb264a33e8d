"""Everyone named stands in the list, with what is known of them and what sensitive data they get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from site_builder.facts.facts import OF_WHO_GETS_IT, facts
from site_builder.facts.layout.answers import who
from site_builder.facts.layout.laid_out import Answer, Closed, Item, Items, Part, Row, Rows, parts_of, stated
from site_builder.facts.layout.named import ANCHOR, BODIES, MOST_NAMES, named, private
from site_builder.facts.layout.shown import Shown
from site_builder.facts.rich_text import Line, Piece
from site_builder.locale.languages import language
from site_builder.model import (
    CRIMINAL,
    Body,
    Confirmation,
    DataCategory,
    Disclosure,
    Programme,
    Recipient,
    Registry,
    Role,
    SharedCondition,
    Transfer,
    values,
)
from site_builder.model.conditions import Approval, ControlledAccess, OnwardLimit
from site_builder.model.parties import History
from site_builder.model.values import Id, Url, Word
from tests.effort import effort
from tests.examples import FOLDERS, editions
from tests.generated_registries import registries
from tests.rich_registry import rich
from tests.seed import ON
from tests.small_registry import OURS, all_shown, disclosure, ids, recipient, registry, said, shown, word

HEALTH = DataCategory(id=Id("health"), name=said("health records"), special=word("health"))
GENES = DataCategory(id=Id("genes"), name=said("genes"), special=word("genetic", "health"))
CRIMES = DataCategory(id=Id("crimes"), name=said("convictions"), criminal=True)
NAMES = DataCategory(id=Id("names"), name=said("names"), criminal=False)
KINDS_OF_DATA = (HEALTH, GENES, CRIMES, NAMES)


def _part(made: Registry, tag: str = "en-GB") -> Part:
    part = named(shown(made, tag))
    assert part is not None
    return part


def _items(part: Part | None) -> dict[str, Item]:
    return {item.anchor: item for item in parts_of(part, Item)}


def _under(made: Registry, key: str) -> list[str]:
    return [line.text for line in _items(_part(made))[f"n-{key}"].under]


def _entry(made: Registry, key: str) -> str:
    return _items(_part(made))[f"n-{key}"].line.text


def _find(made: Registry) -> dict[str, list[str]]:
    rows = (row for block in _part(made).blocks if isinstance(block, Rows) for row in block.rows)
    return {row.head.text: [answer.text for answer in row.answers] for row in rows}


def _sent(*recipients: Recipient, **fields: Any) -> Registry:
    return registry(*recipients, data_categories=KINDS_OF_DATA, **fields)


# ---- the order of the list


def test_the_list_is_in_the_order_of_names_without_the_words_before_them() -> None:
    keys = ("zoo", "police", "partners", "eco", "bank")
    called = ("Zoo", "the police", "Our partners", "École", "bank")
    given = [recipient(k, n, disclosure(f"d-{k}", k)) for k, n in zip(keys, called, strict=True)]
    lines = [item.line.text for item in _items(_part(registry(*given))).values()]
    assert lines == ["Bank 1.5", "École 1.4", "Our partners 1.3", "The police 1.2", "Zoo 1.1"]


def test_a_name_of_one_such_word_keeps_it() -> None:
    given = [recipient(k, n, disclosure(f"d-{k}", k)) for k, n in (("the", "The"), ("sea", "Sea"))]
    assert list(_items(_part(registry(*given)))) == ["n-sea", "n-the"]


def test_each_language_skips_words_of_its_own() -> None:
    both = [
        replace(recipient(k, k, disclosure(f"d-{k}", k)), name=values.Words((("en-gb", k), ("cy", welsh))))
        for k, welsh in (("police", "Yr heddlu"), ("zebra", "Caffi"))
    ]
    assert list(_items(_part(registry(*both), "cy"))) == ["n-zebra", "n-police"]
    assert list(_items(_part(registry(*both)))) == ["n-police", "n-zebra"]


# ---- who is named, and where


def test_members_givers_and_sources_are_named_with_the_passages_that_name_them() -> None:
    group = recipient("group", "Group", disclosure("d1", "group"), members=ids("member"))
    others = [recipient(key, key.title()) for key in ("member", "giver", "origin")]
    given = recipient("school", "School", disclosure("d2", sender=Id("giver")), disclosure("d3", source=ids("origin")))
    made = registry(group, given, *others)
    entries = [_entry(made, key) for key in ("group", "member", "giver", "origin", "school")]
    assert entries == [
        *("Group 1.1", "Member 1.1", "Giver, sender in 1.2", "Origin, sender in 1.3", "School 1.2, 1.3"),
    ]


def test_where_someone_only_gives_data_is_told_apart_from_where_they_get_it_or_are_named_otherwise() -> None:
    given = [
        disclosure("d1", source=ids("giver")),
        disclosure("d2", "giver"),
        disclosure("d3", "giver", direction=Word("receive")),
        disclosure("d4", "giver", direction=Word("two_way"), source=ids("giver")),
        disclosure("d5", sender=Id("giver"), direction=Word("receive")),
        disclosure("d6", source=ids("giver"), conditions=(OnwardLimit(recipients=ids("giver")),)),
        disclosure("d7", conditions=(OnwardLimit(asked=Id("giver")),)),
        disclosure("d8", sender=Id("giver")),
        disclosure("d9", sender=Id("giver"), modality=Word("never")),
    ]
    made = registry(recipient("school", "School", *given), recipient("giver", "Giver"))
    assert _entry(made, "giver") == "Giver 1.2, 1.4–1.7, 1.9; sender in 1.1, 1.3, 1.8"


@pytest.mark.parametrize("name", FOLDERS)
def test_what_numbers_are_is_said_once_at_the_table_or_at_the_list(name: str) -> None:
    for edition in editions(name):
        notes = [part.note for part in parts_of(edition.laid, Part) if part.anchor == ANCHOR]
        assert all(bool(note) != bool(edition.laid.glance.note) for note in notes)


def test_bodies_of_roles_programmes_and_rules_are_named() -> None:
    rule = SharedCondition(id=Id("rule"), conditions=(OnwardLimit(asked=Id("asked")),))
    school = recipient(
        "school",
        "School",
        disclosure("d1", programmes=ids("scheme"), shared_conditions=ids("rule")),
        disclosure("d2", conditions=(Approval(by=Id("judge")),)),
    )
    made = registry(
        school,
        passages=[("d1",), ("d2",), ("rule",)],
        programmes=(Programme(id=Id("scheme"), name=said("Scheme"), owner=Id("owner")),),
        roles=(Role(id=Id("judge"), name=said("judge"), at=Id("court")),),
        conditions=(rule,),
        bodies=tuple(Body(id=Id(key), name=said(key.title())) for key in ("owner", "court", "asked")),
    )
    assert [_entry(made, key) for key in ("owner", "court", "asked")] == ["Owner 1.1", "Court 1.2", "Asked 1.3"]


def test_a_rule_without_words_here_is_told_with_what_it_limits() -> None:
    rule = SharedCondition(id=Id("rule"), conditions=(OnwardLimit(asked=Id("asked")),))
    school = recipient("school", "School", disclosure("d1"), disclosure("d2", shared_conditions=ids("rule")))
    made = registry(school, conditions=(rule,), bodies=(Body(id=Id("asked"), name=said("Asked")),))
    assert _entry(made, "asked") == "Asked 1.2"


def _notice_says(**fields: Any) -> Registry:
    """A notice that says more, where `asked` and `court` are bodies, and `judge` is a role at the court."""
    made = registry(
        recipient("school", "School", disclosure("d1")),
        bodies=(Body(id=Id("asked"), name=said("Asked")), Body(id=Id("court"), name=said("Court"))),
        roles=(Role(id=Id("judge"), name=said("judge"), at=Id("court")),),
    )
    return replace(made, notices=(replace(made.notices[0], **fields),))


def test_who_is_named_for_everything_is_linked_to_that() -> None:
    item = _items(_part(_notice_says(conditions=(OnwardLimit(asked=Id("asked")),))))["n-asked"]
    assert [(piece.text, piece.url) for piece in item.line.pieces] == [
        ("Asked ", None),
        ("everything here", "#page-all"),
    ]


def test_who_is_named_with_the_notice_alone_is_linked_to_what_is_told_about_it() -> None:
    item = _items(_part(_notice_says(owner_role=Id("judge"))))["n-court"]
    assert [(piece.text, piece.url) for piece in item.line.pieces][1:] == [("About this notice", "#page-about")]


def test_who_is_named_by_those_who_checked_is_in_the_list() -> None:
    checked = Confirmation(confirms=Id("d1"), fields=(values.Text("purposes"),), by=Id("judge"), date=date(2026, 1, 1))
    assert "n-court" in _items(_part(replace(_notice_says(), confirmed=(checked,))))
    assert "n-court" not in _items(_part(_notice_says()))


def test_who_is_in_a_class_inside_a_class_is_told_and_named_too() -> None:
    """Round in a circle, as a feed from elsewhere may say, each is told once."""
    inner = {"open_list": True, "membership": Word("kind")}
    made = registry(
        recipient("group", "Group", disclosure("d1", "group", data_categories=ids("health")), members=ids("offices")),
        recipient("offices", "Offices", members=ids("tax-office", "group"), **inner),
        recipient("tax-office", "Tax Office"),
        data_categories=KINDS_OF_DATA,
    )
    everything = shown(made)
    words = [line.text for told in who(everything.say, made.disclosures[0]) for line in told.answer.lines]
    assert words[1:] == [
        "Offices",
        "Offices: Tax Office and Group",
        "Offices: and others of this kind, not named",
        "Offices: anyone of this kind",
    ]
    assert _entry(made, "tax-office") == "Tax Office 1.1"
    told = {key for told in who(everything.say, made.disclosures[0]) for key in told.answer.facts}
    assert {f.id for f in facts(made, made.notices[0], ON) if f.subject in ("group", "offices")} <= told


def test_a_notice_that_names_nobody_has_no_list() -> None:
    assert named(shown(registry(recipient("school", "School")))) is None


def test_what_is_not_in_force_names_nobody() -> None:
    ended = recipient("school", "School", disclosure("d1", valid_to=date(2020, 1, 1)))
    assert named(shown(registry(ended))) is None


# ---- what is said of each


def test_all_that_is_stated_of_someone_is_said() -> None:
    full = recipient(
        "school",
        "School",
        disclosure("d1"),
        kind=Word("school"),
        public_authority=True,
        identifiers=(values.Text("GB-EDU-1"), values.Text("GB-EDU-2")),
        website=Url("https://school.example/"),
        privacy_notice=Url("https://school.example/privacy"),
        valid_from=date(2020, 5, 1),
        replaced_by=ids("college"),
        history=History(became=Word("renamed"), closed_on=values.Text("2026-03"), succeeded_by=(said("College"),)),
    )
    item = _items(_part(registry(full, recipient("college", "College"))))["n-school"]
    words = [line.text.casefold() for line in item.under]
    wanted = ["a public authority", "gb-edu-1", "gb-edu-2", "website", "privacy notice", "1 may 2020"]
    wanted += ["college", "renamed"]
    assert all(any(each in text for text in words) for each in wanted)
    addresses = [piece.url for line in item.under for piece in line.pieces if piece.url]
    assert addresses == [full.website, full.privacy_notice]
    fields = ("public_authority", "website", "privacy_notice", "valid_from", "history")
    assert set(item.facts) == {
        *(f"school.{field}" for field in fields),
        *("school.identifiers.gb-edu-1", "school.identifiers.gb-edu-2", "school.replaced_by.college"),
    }


# ---- what they get


def test_recipients_and_members_get_what_is_sent() -> None:
    group = recipient("group", "Group", disclosure("d1", "group", data_categories=ids("health")), members=ids("member"))
    made = _sent(group, recipient("member", "Member"))
    assert _find(made)["Gets health data"] == ["Group (1.1), Member (1.1)"]
    assert _under(made, "group") == _under(made, "member") == []


def test_where_no_row_names_the_many_who_get_it_each_entry_says_so() -> None:
    assert _under(_many(17), "r3") == ["Gets health data 1.4"]


def test_what_we_receive_is_got_by_nobody_else() -> None:
    given = disclosure("d1", direction=Word("receive"), data_categories=ids("health"))
    made = _sent(recipient("school", "School", given))
    assert _under(made, "school") == []
    assert list(_find(made)) == ["Companies"]


def test_another_receives_what_goes_to_it_and_an_exchange_goes_both_ways() -> None:
    for direction, takers in (
        ("receive", "Clinic (1.1)"),
        ("two_way", "Clinic (1.1), School (1.1)"),
        ("send", "School (1.1)"),
    ):
        given = disclosure("d1", sender=Id("clinic"), direction=Word(direction), data_categories=ids("health"))
        made = _sent(recipient("school", "School", given), recipient("clinic", "Clinic"))
        assert _find(made)["Gets health data"] == [takers], direction


def test_each_kind_of_sensitive_data_has_its_passages() -> None:
    given = [
        disclosure(f"d{n}", data_categories=ids(key)) for n, key in enumerate(("health", "genes", "crimes", "names"))
    ]
    made = _sent(recipient("school", "School", *given))
    found = _find(made)
    assert found["Gets health data"] == ["School (1.1, 1.2)"]
    assert found["Gets genetic data"] == ["School (1.2)"]
    assert found["Gets criminal offence data"] == ["School (1.3)"]


# ---- for whom they work


def _working(**fields: Any) -> list[str]:
    given = disclosure("d1", recipient_role=Word(fields.pop("role")), **fields)
    return _under(
        registry(recipient("school", "School", given), recipient("dfe", LONG, short_name=said("DfE"))), "school"
    )


LONG = "Department for Education and Skills of England"


def test_a_processor_works_for_us_or_for_those_that_are_stated() -> None:
    assert _working(role="processor") == ["Works for us 1.1"]
    assert _working(role="processor", works_for=(OURS,)) == ["Works for us 1.1"]
    assert _working(role="processor", works_for=ids("dfe")) == ["Works for DfE 1.1"]
    assert _working(role="sub_processor", works_for=ids("dfe")) == ["Works for DfE 1.1"]


def test_others_work_for_nobody_and_a_sub_processor_not_for_us() -> None:
    assert _working(role="separate_controller", works_for=ids("dfe")) == []
    assert _working(role="sub_processor") == []
    assert _working(role="processor", sender=Id("dfe")) == []


# ---- who is only named


def test_only_who_gets_and_gives_nothing_is_named_only() -> None:
    given = recipient(
        "group",
        "Group",
        disclosure("d1", "group", sender=Id("giver"), source=ids("origin"), programmes=ids("scheme")),
        members=ids("member"),
    )
    made = registry(
        given,
        *(recipient(key, key.title()) for key in ("giver", "origin", "member")),
        programmes=(Programme(id=Id("scheme"), name=said("Scheme"), owner=Id("owner")),),
        bodies=(Body(id=Id("owner"), name=said("Owner")),),
    )
    assert _under(made, "owner") == ["Named, but not said to get data"]
    assert all(_under(made, key) == [] for key in ("group", "giver", "origin", "member"))


def test_who_has_data_abroad_or_by_access_or_may_have_it_passed_on_is_not_named_only() -> None:
    limits = (OnwardLimit(recipients=ids("next")), ControlledAccess(roles=ids("nurse", "board")))
    abroad = (Transfer(country=said("Ireland"), recipient=Id("host")),)
    given = recipient("school", "School", disclosure("d1", transfers=abroad, conditions=limits))
    made = registry(
        given,
        *(recipient(key, key.title()) for key in ("host", "board")),
        bodies=tuple(Body(id=Id(key), name=said(key.title())) for key in ("next", "clinic")),
        roles=(Role(id=Id("nurse"), name=said("nurse"), at=Id("clinic")),),
    )
    assert [_under(made, key) for key in ("host", "next", "clinic", "board")] == [[]] * 4


# ---- to find someone


def _many(number: int, **fields: Any) -> Registry:
    given = (
        recipient(f"r{n}", f"R{n:02}", disclosure(f"d{n}", f"r{n}", data_categories=ids("health")), **fields)
        for n in range(number)
    )
    return _sent(*given, recipient("plain", "Plain", disclosure("d-plain", "plain", data_categories=ids("names"))))


def test_up_to_sixteen_who_get_sensitive_data_are_named_and_more_are_counted() -> None:
    assert _find(_many(16))["Gets health data"] == [", ".join(f"R{n:02} (1.{n + 1})" for n in range(16))]
    assert _find(_many(17))["Gets health data"] == ["17 of the 18 named"]


def test_without_sensitive_data_that_is_told() -> None:
    made = _sent(recipient("school", "School", disclosure("d1", data_categories=ids("names"))))
    assert _find(made) == {
        "Sensitive data": ["This notice does not say which data is sensitive, such as health"],
        "Companies": ["Not said"],
    }


def test_companies_are_told_with_the_sensitive_data_that_they_get_where_no_row_names_who_gets_it() -> None:
    given = disclosure("d1", "acme", data_categories=ids("genes", "names"))
    acme = recipient("acme", "Acme", given, kind=Word("company"))
    bolt = recipient("bolt", "Bolt", disclosure("d2", "bolt"), kind=Word("company"))
    school = recipient("school", "School", disclosure("d3"))
    found = _find(_sent(acme, bolt, school))
    assert found["Companies"] == ["Acme, Bolt", "1 other: not said if a company"]
    assert _find(_sent(recipient("acme", "Acme", given, kind=Word("police")), school))["Companies"] == ["Not said of 1"]
    assert _find(_sent(recipient("acme", "Acme", given, kind=Word("police"))))["Companies"] == ["Not said of anyone"]
    assert found["Gets genetic data"] == ["Acme (1.1)"]
    assert _find(_many(17, kind=Word("company")))["Companies"][0].startswith("R00 (health data), R01 (health data)")


def test_who_works_for_whom_and_what_goes_abroad_can_be_found() -> None:
    abroad = Transfer(country=said("Ireland"))
    ours = disclosure("d1", "acme", recipient_role=Word("processor"), transfers=(abroad,))
    theirs = disclosure("d2", "bolt", recipient_role=Word("processor"), sender=Id("acme"), works_for=ids("acme"))
    found = _find(_sent(recipient("acme", "Acme", ours), recipient("bolt", "Bolt", theirs)))
    assert found["Works for us or others"] == ["Acme", "Bolt, for Acme"]
    assert found["Data leaves the UK"] == ["Acme (1.1)"]
    assert "Data leaves the UK" not in _find(
        _sent(recipient("bolt", "Bolt", disclosure("d3", "bolt", transfers="none")))
    )


def test_children_find_who_gets_each_kind_of_sensitive_data_with_links_to_the_words_and_nothing_of_silence() -> None:
    acme = recipient("acme", "Acme", disclosure("d1", "acme", data_categories=ids("health", "crimes")))
    bolt = recipient("bolt", "Bolt", disclosure("d2", "bolt", data_categories=ids("health")))
    part = private(shown(_sent(acme, bolt), for_children=True))
    assert part is not None
    found, everyone, kinds = part.blocks
    rows = [(row.head.text, row.answers[0].text) for row in parts_of(found, Row)]
    assert rows == [("Health", "Acme (1.1), Bolt (1.2)"), ("Crimes", "Acme (1.1)")]
    assert [piece.url for piece in parts_of(found, Piece) if piece.url] == ["#p1.1", "#p1.2", "#p1.1"]
    assert [item.line.text for item in parts_of(everyone, Item)] == ["Acme (1.1)", "Bolt (1.2)"]
    of_kinds = {row.head.text: row.answers[0].text for row in parts_of(kinds, Row)}
    assert list(of_kinds.values()) == ["Acme (1.1)", "Acme (1.1), Bolt (1.2)"]
    assert stated(part) == {
        *("d1.recipient", "d1.data_categories.health", "d1.data_categories.crimes"),
        *("d2.recipient", "d2.data_categories.health", "health.special.health", "crimes.criminal"),
    }
    assert private(shown(_sent(recipient("acme", "Acme")))) is None


def test_children_find_the_companies_that_get_something_and_of_how_many_others_it_is_not_said() -> None:
    acme = recipient("acme", "Acme", disclosure("d1", "acme"), disclosure("d2", "acme"), kind=Word("company"))
    giver = recipient("bolt", "Bolt", disclosure("d3", "bolt", direction=Word("receive")), kind=Word("company"))
    part = private(shown(_sent(acme, giver, recipient("school", "School", disclosure("d4"))), for_children=True))
    (row,) = parts_of(part, Row)
    assert [row.head.text, *(answer.text for answer in row.answers)] == [
        *("Companies", "Acme (1.1, 1.2)", "1 other: not said if a company")
    ]


def test_every_kind_of_sensitive_data_has_words_for_children() -> None:
    for tag in ("en-GB", "cy"):
        texts = language(tag).texts
        assert texts["named"]["private"]["kinds"].keys() == {*texts["words"]["special"], CRIMINAL}


def _bodies(part: Part | None) -> tuple[Rows, ...]:
    """The list of everyone by kind."""
    return tuple(rows for rows in parts_of(part, Rows) if rows.anchor == BODIES)


def test_everyone_is_found_by_kind_and_what_people_ask_for_is_told_where_nobody_is_that() -> None:
    given = [
        recipient("met", "The police", disclosure("d1", "met"), kind=Word("police")),
        recipient("dfe", LONG, disclosure("d2", "dfe"), kind=Word("central_department"), short_name=said("DfE")),
        recipient("hmrc", "HMRC", disclosure("d3", "hmrc"), kind=Word("central_department")),
        recipient("nurses", "nurses", disclosure("d4", "nurses")),
    ]
    (rows,) = _bodies(_part(registry(*given)))
    assert [(row.head.text, row.answers[0].text) for row in rows.rows] == [
        ("Central government department", "DfE, HMRC"),
        ("Police", "The police"),
        ("Nobody is listed as", "school, company, court, credit reference agency, elected representative"),
        ("Kind not said", "Nurses"),
    ]
    assert stated(rows.rows[0]) == {"dfe.kind", "hmrc.kind"}
    colleges = recipient("colleges", "schools and colleges", disclosure("d5", "colleges"))
    (rows,) = _bodies(_part(registry(*given, colleges)))  # whose kind is not said may be one
    assert rows.rows[2].answers[0].text == "company, court, credit reference agency, elected representative"
    (rows,) = _bodies(_part(registry(given[-1])))
    assert [(row.head.text, row.answers[0].text) for row in rows.rows] == [("Kind not said", "1 of the 1 named")]


def test_names_that_hold_commas_have_another_mark_between_them() -> None:
    both = [
        recipient(k, n, disclosure(f"d-{k}", k, data_categories=ids("health"))) for k, n in (("a", "A, B"), ("c", "C"))
    ]
    assert _find(_sent(*both))["Gets health data"] == ["A, B (1.1); C (1.2)"]


def test_long_names_are_short_where_they_are_looked_for_and_in_full_in_the_list() -> None:
    given = disclosure("d1", "dfe", data_categories=ids("health"))
    made = _sent(recipient("dfe", LONG, given, short_name=said("DfE")))
    assert _find(made)["Gets health data"] == ["DfE (1.1)"]
    assert _entry(made, "dfe") == f"{LONG} 1.1"


# ---- nothing is missing, and nothing is said that does not hold


def _untold(view: Shown, part: Part | None) -> list[str]:
    """The facts of recipients and bodies that belong into the list and are not in it."""
    things, told = view.registry.things, stated((*_items(part).values(), *_bodies(part)))
    elsewhere = {*OF_WHO_GETS_IT, "conditions", "confirmed"}
    return [
        fact.id
        for fact in facts(view.registry, view.notice, view.on)
        if isinstance(things[Id(fact.subject)], Recipient | Body)
        and fact.field not in elsewhere
        and fact.id not in told
    ]


def _takers(registry: Registry, d: Disclosure) -> set[str]:
    """Who gets what a disclosure is about, but us."""
    to_recipient = {d.recipient, *next((r.members for r in registry.recipients if r.id == d.recipient), ())}
    to_sender = {d.sender} if d.direction in ("receive", "two_way") else set()
    return {key for key in (to_sender | (set() if d.direction == "receive" else to_recipient)) if key}


def _sensitive(registry: Registry, d: Disclosure) -> set[str]:
    held = [c for c in registry.data_categories if c.id in d.data_categories]
    return {*(kind for c in held for kind in c.special), *("criminal" for c in held if c.criminal)}


def _reached(view: Shown) -> set[str]:
    """Who has data abroad, to whom it may be passed on, and where those work who have access to it."""
    registry, found = view.registry, set[str]()
    bodies = {role.id: role.at for role in registry.roles}
    for d in view.in_force.values():
        found |= {t.recipient for t in d.transfers if isinstance(t, Transfer) and t.recipient}
        for condition in (limit.condition for limit in registry.limits(d)):
            match condition:
                case OnwardLimit():
                    found |= {*condition.recipients}
                case ControlledAccess():
                    found |= {key for role in condition.roles if (key := bodies.get(role, role))}
    return found


def _wrong(view: Shown, part: Part | None) -> Iterator[str]:
    """Where a mark of the list is not what the disclosures in force give, worked out from each of them anew.

    Who gets a kind of sensitive data is marked where they are too many for a row.
    """
    say, texts = view.say, view.say.language.texts["named"]
    called = texts["kinds"]
    assert called.keys() == {*say.language.texts["words"]["special"], "criminal"}
    given = view.in_force.values()
    of_kind = [(kind, _takers(view.registry, d)) for d in given for kind in _sensitive(view.registry, d)]
    many = {k for k, _ in of_kind if len(set().union(*(takers for kind, takers in of_kind if kind == k))) > MOST_NAMES}
    for key, item in _items(part).items():
        party = key.removeprefix("n-")
        got = {
            kind: [d.id for d in given if party in _takers(view.registry, d) and kind in _sensitive(view.registry, d)]
            for kind in called
        }
        expected = {
            say.line(texts["gets"].format(what=called[kind], numbers=view.references(keys))).text
            for kind, keys in got.items()
            if keys and kind in many
        }
        idle = not any(party in {*_takers(view.registry, d), d.recipient, d.sender, *d.source} for d in given)
        members = {m for d in given for r in view.registry.recipients if r.id == d.recipient for m in r.members}
        idle = idle and party not in members | _reached(view)
        expected |= {texts["only"]} if idle else set()
        marks = {line.text for line in item.under if _is_mark(line, texts)}
        yield from (f"{party}: {text}" for text in expected ^ marks)


def _is_mark(line: Line, texts: Any) -> bool:
    return line.text.startswith(texts["gets"].partition("{")[0]) or line.text == texts["only"]


def _astray(part: Part | None) -> set[str]:
    """Links to entries that are not there; numbers lead to passages."""
    lines = [line for answer in parts_of(part, Answer) for line in answer.lines]
    targets = {piece.url for line in lines for piece in line.pieces if piece.url and not piece.url.startswith("#p")}
    return {str(target) for target in targets} - {f"#{anchor}" for anchor in _items(part)}


def test_every_example_names_everyone_with_all_that_is_stated_and_true_marks() -> None:
    views = list(all_shown())
    for view in views:
        part = named(view)
        assert _untold(view, part) == []
        assert list(_wrong(view, part)) == []
        assert _astray(part) == set()
    assert sum(len(_items(named(view))) for view in views) > 200


def test_a_registry_with_every_field_names_everyone() -> None:
    made = rich()
    for notice in made.notices:
        view = replace(shown(made), notice=notice)
        assert (_untold(view, named(view)), list(_wrong(view, named(view)))) == ([], [])


@settings(max_examples=effort(suite=6, thorough=60), deadline=None)
@given(registries())
def test_every_registry_names_everyone(made: Registry) -> None:
    view = shown(made)
    part = named(view)
    assert (_untold(view, part), list(_wrong(view, part)), _astray(part)) == ([], [], set())


SMALL = _sent(
    recipient(
        *("acme", "Acme", disclosure("d1", "acme", data_categories=ids("health"))),
        kind=Word("company"),
        public_authority=False,
    ),
    recipient("school", "School", disclosure("d2")),
)


def _changed(part: Part, key: str, **changes: Any) -> Part:
    """The part with one entry changed."""
    rows, closed, kinds = part.blocks
    assert isinstance(closed, Closed)
    bodies, entries = closed.blocks
    assert isinstance(entries, Items)
    items = tuple(replace(i, **changes) if i.anchor == key else i for i in entries.items)
    return replace(part, blocks=(rows, replace(closed, blocks=(bodies, replace(entries, items=items))), kinds))


def test_what_is_cut_from_an_entry_or_put_on_one_is_noticed() -> None:
    view, part = shown(SMALL), _part(SMALL)
    assert (_untold(view, part), list(_wrong(view, part)), _astray(part)) == ([], [], set())
    assert _untold(view, _changed(part, "n-acme", facts=())) == ["acme.public_authority"]
    assert _untold(view, replace(part, blocks=part.blocks[:1])) == ["acme.kind", "acme.public_authority"]
    assert list(_wrong(shown(_many(17)), _changed(_part(_many(17)), "n-r3", under=()))) == ["r3: Gets health data 1.4"]
    idle = "Named, but not said to get data"
    assert list(_wrong(view, _changed(part, "n-school", under=(view.say.line(idle),)))) == [f"school: {idle}"]
    assert _astray(_changed(part, "n-acme", anchor="n-other")) == {"#n-acme"}


def test_the_rows_to_find_someone_carry_the_facts_that_they_sum_up() -> None:
    found = _part(SMALL).blocks[0]
    rows: dict[str, Row] = {row.key: row for row in parts_of(found, Row) if row.answers[0].facts}
    assert {key: row.answers[0].facts for key, row in rows.items()} == {
        "gets": ("d1.recipient", "d1.data_categories.health", "health.special.health"),
        "companies": ("acme.kind",),
    }
