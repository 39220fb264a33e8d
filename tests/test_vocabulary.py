"""The dated vocabulary that ships with the package: that its data holds together, and that lookups find it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from site_builder import vocabulary
from site_builder.load.project.files import BLOCKS
from site_builder.load.project.references import NOT_FOR_NOTICES, PREFIXES
from site_builder.schemas.feed_terms import feed_terms, reserved_ids
from site_builder.schemas.json_schemas import documents
from site_builder.vocabulary import _bodies, _files
from tools import vocabulary as tool

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "site_builder" / "vocabulary"
CASES = yaml.load((ROOT / "tests/cases/vocabulary.yaml").read_text("utf-8"), yaml.CSafeLoader)

ID = re.compile(r"[a-z][a-z0-9-]{0,62}")
SOME_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
LAW_URL = re.compile(
    r"https://www\.legislation\.gov\.uk/"
    r"(ukpga|uksi|eur|asp|ssi|nia|nisi|nisr|anaw|asc|mwa|wsi)/(?P<year>(19|20)\d\d)/[1-9]\d*"
)


def _json(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / name).read_text("utf-8"))
    return found


def _entries(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = _json(name)["entries"]
    return found


def _all_entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry made by hand, with where it stands."""
    for name in ("bodies.json", "programmes.json", "laws.json", "countries.json"):
        yield from ((f"{name} {id_}", entry) for id_, entry in _entries(name).items())
    for part in ("references", "titles"):
        yield from ((f"{part} {id_}", entry) for id_, entry in _json("laws.json")[part].items())
    for part in ("article_6", "article_9", "article_10", "schedule_1"):
        yield from ((f"{part} {n}", entry) for n, entry in enumerate(_json("lawful_bases.json")[part]))


def _table(name: str) -> list[dict[str, str]]:
    columns, *rows = [line.split("\t") for line in (FOLDER / name).read_text("utf-8").splitlines()[1:]]
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _of_schema(field: str) -> list[str]:
    """The closed words of a field of a disclosure."""
    schema = documents()["common.schema.json"]
    shape = schema["$defs"]["disclosure"]["properties"][field]
    words: list[str] = shape.get("items", shape)["enum"]
    return words


# ---- the data: what every file and every entry has


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.name)
def test_each_json_file_says_what_it_is_where_from_and_under_which_licence(path: Path) -> None:
    head = _json(path.name)
    assert all(head[key].strip() for key in ("about", "source", "licence"))
    assert "version" in head or SOME_DAY.fullmatch(head["as_of"])


@pytest.mark.parametrize(
    ("name", "licence"), [("local_authorities.tsv", "MIT"), ("government_organisations.tsv", "OGL")]
)
def test_each_table_names_source_date_and_licence_in_its_first_line(name: str, licence: str) -> None:
    first = (FOLDER / name).read_text("utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert "Source: " in first
    assert re.search(r"\(\d{4}-\d\d-\d\d\)", first)
    assert licence.replace("OGL", "Open Government Licence v3.0") in first


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.name)
def test_no_key_stands_twice_in_one_place(path: Path) -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert [key for key, number in Counter(key for key, _ in pairs).items() if number > 1] == []
        return dict(pairs)

    json.loads(path.read_text("utf-8"), object_pairs_hook=once)


def test_every_entry_has_a_source_and_an_evidence() -> None:
    bare = [where for where, entry in _all_entries() if not entry["source"].strip()]
    unsure = [where for where, entry in _all_entries() if entry["evidence"] not in vocabulary.EVIDENCE]
    assert (bare, unsure) == ([], [])


def test_what_was_seen_was_seen_somewhere() -> None:
    seen = [(where, entry["source"]) for where, entry in _all_entries() if entry["evidence"] == "seen"]
    assert seen
    assert [where for where, source in seen if source.startswith("no source")] == []


def test_every_field_is_one_that_is_read() -> None:
    ours = {"evidence", "source", "note"}
    body = {"names", "status", "closed", "successors", "began", "nations"}
    known = {
        "bodies.json": body,
        "programmes.json": body,
        "laws.json": {"name", "also_called", "url", "in_force", "ended", "replaced_by", "nations", "not_yet"},
        "countries.json": {"names", "status", "scope"},
        "titles": {"years"},
        "references": {"cite", "status", "closed", "use", "articles", "words"},
        "schedule_1": {"paragraph", "provision", "heading", "part", "needs_policy_document", "supports"},
    }
    basis = {"term", "provision", "heading", "valid_from"}
    strange = {where: entry.keys() - ours - known.get(where.split()[0], basis) for where, entry in _all_entries()}
    assert {where: fields for where, fields in strange.items() if fields} == {}


# ---- the library of common things

LIBRARY = vocabulary.library()
COMMON = {key: thing for things in LIBRARY.values() for key, thing in things.items()}
LEAST = {"data_categories": 150, "data_subjects": 70, "purposes": 130, "recipients": 100}
REGISTER = "https://www.gov.uk/government/organisations/"
ROOTS = {"data_categories": "dpv:PersonalData", "data_subjects": "dpv:HumanSubject", "purposes": "dpv:Purpose"}


def _around(thing: vocabulary.CommonThing) -> Iterator[vocabulary.CommonThing]:
    """All that a common thing is inside of; endless where that is a circle."""
    for key in thing.fields.get("inside", ()):
        yield COMMON[key]
        yield from _around(COMMON[key])


def test_each_id_of_the_library_is_of_one_thing_and_may_be_one() -> None:
    assert {kind for kind, things in LIBRARY.items() if len(things) < LEAST[kind]} == set()
    assert len(COMMON) == sum(map(len, LIBRARY.values()))
    taken = {*reserved_ids(), *BLOCKS, *NOT_FOR_NOTICES, *vocabulary.laws()}
    assert [key for key in COMMON if not ID.fullmatch(key) or key in taken or key.startswith(PREFIXES)] == []


def test_no_two_things_of_the_library_share_a_name_a_name_for_children_or_one_in_welsh() -> None:
    plain = [{_files.fold(name).removeprefix("to ") for name in (key, *thing.names)} for key, thing in COMMON.items()]
    assert [name for name, number in Counter(name for names in plain for name in names).items() if number > 1] == []
    for things in LIBRARY.values():
        others = [name for t in things.values() for name in (t.welsh, t.fields.get("child_name")) if name]
        assert [name for name, number in Counter(others).items() if number > 1] == []


def test_what_is_inside_another_is_no_more_sensitive_and_of_no_other_age() -> None:
    for thing in COMMON.values():
        for outer in _around(thing):
            assert (outer.kind, outer.id != thing.id) == (thing.kind, True), thing.id
            assert {*thing.fields.get("special", ())} <= {*outer.fields.get("special", ())}, thing.id
            assert thing.fields.get("criminal", False) <= outer.fields.get("criminal", False), thing.id
            assert thing.fields.get("from_age", 0) >= outer.fields.get("from_age", 0), thing.id
            assert thing.fields.get("to_age", 150) <= outer.fields.get("to_age", 150), thing.id


def test_the_terms_of_the_library_are_of_the_right_kind_and_none_is_more_sensitive_than_it_says() -> None:
    for thing in (each for each in COMMON.values() if "dpv_term" in each.fields):
        means = {thing.fields["dpv_term"], *vocabulary.dpv_ancestors(thing.fields["dpv_term"])}
        assert ROOTS[thing.kind] in means, thing.id
        assert "dpv:SpecialCategoryPersonalData" not in means or thing.fields["special"], thing.id
        assert "pd:Criminal" not in means or thing.fields["criminal"], thing.id


def test_each_family_has_a_purpose_in_the_library_and_each_welsh_name_says_whether_it_was_checked() -> None:
    families = {thing.fields["family"] for thing in LIBRARY["purposes"].values()}
    assert families == {*feed_terms().families}
    marks = {entry["welsh"] for kind in LIBRARY for entry in _json("library.json")[kind].values()}
    assert marks <= vocabulary.EVIDENCE


def test_each_thing_of_the_library_has_all_that_it_is_called_and_says_briefly_what_it_is() -> None:
    entries = {key: entry for kind in LIBRARY for key, entry in _json("library.json")[kind].items()}
    found = {
        key: [*_faults_of_common(entry, is_recipient=COMMON[key].kind == "recipients")]
        for key, entry in entries.items()
    }
    assert {key: faults for key, faults in found.items() if faults} == {}
    spoiled = {**entries["schools"], "about": "word " * 21, "membership": "named", "also_called": ["schools"], "cy": ""}
    assert [*_faults_of_common(spoiled, is_recipient=True)] == ["cy", "about", "also_called", "membership"]
    assert [*_faults_of_common({**entries["children"], "name": "a b c d e f g"}, is_recipient=False)] == ["name"]
    assert [*_faults_of_common({**entries["children"], "child_name": ""}, is_recipient=False)] == ["child_name"]


def _faults_of_common(entry: dict[str, Any], *, is_recipient: bool) -> Iterator[str]:
    """The keys of an entry of the library that are missing, too long or of no use."""
    is_body = entry.get("type") == "organisation"
    wanted = ["name", "cy", "welsh", *([] if is_recipient else ["child_name"]), *([] if is_body else ["about"])]
    yield from (key for key in wanted if not entry.get(key))
    if not is_body and len(entry["name"].removeprefix("to ").split()) > 6:
        yield "name"
    if len(entry.get("about", "").split()) > 20:
        yield "about"
    if _files.fold(entry["name"]) in map(_files.fold, entry.get("also_called", ())):
        yield "also_called"
    if is_recipient and not is_body and entry.get("membership") not in {"kind", "examples"}:
        yield "membership"


def test_the_bodies_of_the_library_go_by_these_names_and_their_former_ones_have_ended() -> None:
    bodies = [each for each in LIBRARY["recipients"].values() if each.fields["type"] == "organisation"]
    assert len(bodies) >= 25
    for body in bodies:
        found = vocabulary.body(body.name)
        assert found is None or not found.has_ended, body.id
        for name in body.also_called:
            former = vocabulary.body(name)
            assert former is None or former.has_ended or name in former.names, (body.id, name)
        assert _json("library.json")["recipients"][body.id]["source"].startswith(REGISTER), body.id


def test_all_ids_are_valid_ids() -> None:
    ids = [*_entries("bodies.json"), *_entries("programmes.json"), *vocabulary.laws(), *vocabulary.references()]
    assert [id_ for id_ in ids if not ID.fullmatch(id_)] == []


# ---- bodies and programmes


@pytest.mark.parametrize("name", ["bodies.json", "programmes.json"])
def test_every_status_is_a_known_word_and_every_end_a_day_month_or_year(name: str) -> None:
    for id_, entry in _entries(name).items():
        assert entry["status"] in vocabulary.STATUSES, id_
        assert SOME_DAY.fullmatch(entry.get("closed", "2000")), id_
        assert entry["status"] not in {"live", "vague"} or "closed" not in entry, id_


@pytest.mark.parametrize("name", ["bodies.json", "programmes.json"])
def test_successors_are_names_and_not_ids(name: str) -> None:
    entries = _entries(name)
    successors = [successor for entry in entries.values() for successor in entry.get("successors", ())]
    assert successors
    assert [each for each in successors if not each.strip() or each in entries or "-" in each] == []


@pytest.mark.parametrize("name", ["bodies.json", "programmes.json"])
def test_no_two_entries_of_a_list_share_a_name(name: str) -> None:
    folded = Counter(_files.fold(each) for entry in _entries(name).values() for each in set(entry["names"]))
    assert [each for each, number in folded.items() if number > 1] == []


def test_no_successor_in_the_list_made_by_hand_has_ended_itself() -> None:
    for id_, entry in _entries("bodies.json").items():
        found = {each: vocabulary.body(each) for each in entry.get("successors", ())}
        assert [each for each, known in found.items() if known and known.has_ended] == [], id_


def test_what_renamed_or_merged_says_into_what() -> None:
    both = [*_entries("bodies.json").items(), *_entries("programmes.json").items()]
    assert [id_ for id_, e in both if e["status"] in {"renamed", "merged", "moved"} and not e.get("successors")] == []


def test_the_tables_have_the_columns_that_are_read() -> None:
    councils, organisations = _table("local_authorities.tsv"), _table("government_organisations.tsv")
    assert len(councils) == 470
    assert len(organisations) == 1176
    assert list(organisations[0]) == ["slug", "name", "abbreviation", "type", "status"]
    assert list(councils[0])[:3] == ["local-authority-code", "official-name", "nice-name"]
    assert list(councils[0])[5:9] == ["local-authority-type", "start-date", "end-date", "replaced-by"]
    assert len(councils[0]) == len(_bodies._Council._fields)


def test_the_codes_and_slugs_of_the_tables_are_unique() -> None:
    for name, key in (("local_authorities.tsv", "local-authority-code"), ("government_organisations.tsv", "slug")):
        rows = _table(name)
        assert len({row[key] for row in rows}) == len(rows)


def test_every_council_that_ended_has_a_day_and_successors_that_exist() -> None:
    rows = {row["local-authority-code"]: row for row in _table("local_authorities.tsv")}
    ended = [row for row in rows.values() if row["end-date"]]
    assert len(ended) == 73
    assert all(date.fromisoformat(row["end-date"]) for row in ended)
    assert {code for row in ended for code in row["replaced-by"].split(",") if code} <= rows.keys()


def test_the_short_name_of_a_council_that_ended_is_not_that_of_a_living_one() -> None:
    rows = _table("local_authorities.tsv")
    living = {row["nice-name"] for row in rows if not row["end-date"]}
    both = [row["official-name"] for row in rows if row["end-date"] and row["nice-name"] in living]
    assert sorted(both) == ["North Yorkshire County Council", "Somerset County Council"]
    for name in ("North Yorkshire Council", "Somerset Council"):
        found = vocabulary.body(name)
        assert found is not None
        assert not found.has_ended


@pytest.mark.parametrize(
    "name",
    [
        "Department for Communities and Local Government",
        "the Department for Communities and Local Government",
        "  The  department for\ncommunities & local GOVERNMENT ",
        "DCLG",
        "dclg",
        "Communities and Local Government Department",
    ],
)
def test_a_body_is_found_by_any_of_its_names_however_it_is_written(name: str) -> None:
    found = vocabulary.body(name)
    assert found is not None
    assert found.names[0] == "Department for Communities and Local Government"
    assert (found.status, found.closed, found.has_ended) == ("renamed", "2018", True)
    assert found.successors == ("Ministry of Housing, Communities and Local Government",)


def test_qcda_is_abolished_and_its_successors_are_named_in_full() -> None:
    found = vocabulary.body("QCDA")
    assert found is not None
    assert (found.status, found.closed, found.evidence) == ("abolished", "2012-03", "seen")
    assert found.successors[0] == "Standards and Testing Agency"
    assert "https://" in found.source


@pytest.mark.parametrize("name", ["Allerdale Borough Council", "Allerdale Council"])
def test_a_district_of_cumbria_ended_in_2023_and_has_its_successor(name: str) -> None:
    found = vocabulary.body(name)
    assert found is not None
    assert (found.status, found.closed, found.successors) == ("abolished", "2023-04-01", ("Cumberland Council",))
    assert "2025-07-10" in found.source


def test_a_county_that_was_divided_has_both_successors() -> None:
    found = vocabulary.body("Cumbria County Council")
    assert found is not None
    assert found.successors == ("Cumberland Council", "Westmorland and Furness Council")


def test_a_living_council_has_not_ended() -> None:
    found = vocabulary.body("Cumberland Council")
    assert found is not None
    assert (found.status, found.closed, found.has_ended) == ("live", None, False)


def test_a_government_organisation_that_the_list_has_as_closed_has_ended() -> None:
    found = vocabulary.body("Forensic Science Service")
    assert found is not None
    assert (found.status, found.has_ended, found.successors) == ("closed", True, ())
    assert "2023-05-03" in found.source


@pytest.mark.parametrize("name", ["Ofqual", "HM Passport Office", "Standards and Testing Agency"])
def test_a_government_organisation_that_the_list_has_as_live_or_exempt_is_live(name: str) -> None:
    found = vocabulary.body(name)
    assert found is not None
    assert found.status == "live"


def test_the_list_made_by_hand_goes_before_the_older_lists() -> None:
    closed = [row["name"] for row in _table("government_organisations.tsv") if row["status"] == "closed"]
    for name in ("Ministry of Housing, Communities & Local Government", "Royal Mail"):
        assert name in closed
        found = vocabulary.body(name)
        assert found is not None
        assert not found.has_ended


def test_a_short_name_of_two_organisations_is_the_living_ones_or_nobodys() -> None:
    rail = vocabulary.body("ORR")
    assert rail is not None
    assert rail.names == ("Office of Rail and Road", "ORR")
    assert vocabulary.body("SCC") is None
    assert vocabulary.body("CSC") is None


@pytest.mark.parametrize("name", ["", "the", "Department for Moonlight", "police", "Somerset"])
def test_what_is_no_body_of_the_lists_is_not_found(name: str) -> None:
    assert vocabulary.body(name) is None


def test_a_planned_abolition_is_no_end_even_when_the_day_is_past() -> None:
    found = vocabulary.body("NHS England")
    assert found is not None
    assert (found.status, found.closed, found.has_ended) == ("planned_abolition", "2027-03", False)
    assert not found.had_ended(date(2030, 1, 1))


@pytest.mark.parametrize(
    ("name", "on", "ended"),
    [
        ("QCDA", date(2012, 3, 31), False),
        ("QCDA", date(2012, 4, 1), True),
        ("DCLG", date(2018, 12, 31), False),
        ("DCLG", date(2019, 1, 1), True),
        ("NHS Digital", date(2023, 2, 1), False),
        ("NHS Digital", date(2023, 2, 2), True),
        ("LSCB", date(2010, 1, 1), True),
        ("Ofqual", date(2026, 1, 1), False),
    ],
)
def test_a_body_had_ended_once_all_of_its_last_day_month_or_year_was_past(name: str, on: date, *, ended: bool) -> None:
    found = vocabulary.body(name)
    assert found is not None
    assert found.had_ended(on) is ended


def test_a_programme_is_found_by_its_short_name_and_is_no_body() -> None:
    found = vocabulary.programme("Troubled Families")
    assert found is not None
    assert (found.status, found.successors) == ("renamed", ("Supporting Families Programme",))
    assert vocabulary.body("Troubled Families") is None
    assert vocabulary.programme("QCDA") is None


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("MHCLG", "2018"),
        ("Department of Health and Social Care", "2018"),
        ("QCDA", None),
        ("Cumberland Council", None),
    ],
)
def test_a_renamed_body_s_name_began_when_it_was_renamed(name: str, when: str | None) -> None:
    """The Ministry got its name in 2018, and again in 2024: before the first of the two nobody had it."""
    found = vocabulary.body(name)
    assert found is not None
    assert vocabulary.began(found) == when


@pytest.mark.parametrize(
    ("name", "former"),
    [
        ("the Department for Education", ["Department for Children, Schools and Families"]),
        (
            "Ministry of Housing, Communities and Local Government",
            [
                "Department for Levelling Up, Housing and Communities",
                "Department for Communities and Local Government",
                "Communities and Local Government Department",
                "Communities and Local Government",
            ],
        ),
        ("Standards and Testing Agency", []),
        ("Example County Council", []),
    ],
)
def test_former_names_are_those_of_the_body_that_was_renamed(name: str, former: list[str]) -> None:
    """The Standards and Testing Agency came after one that was abolished: that is another body."""
    assert list(vocabulary.former_names(name, date(2026, 11, 25))) == former
    assert vocabulary.former_names(name, date(2010, 5, 1)) == ()


def test_a_programme_began_as_its_entry_says() -> None:
    found = vocabulary.programme("Families First Partnership")
    assert found is not None
    assert vocabulary.began(found) == "2025-04"


# ---- laws and references


def test_every_address_of_a_law_has_the_form_of_legislation_gov_uk_and_the_year_of_its_name() -> None:
    for id_, law in vocabulary.laws().items():
        match = LAW_URL.fullmatch(law.url)
        assert match, id_
        assert id_ == "uk-gdpr" or law.name.endswith(match["year"]), id_


def test_no_two_laws_share_an_address_a_name_or_a_number() -> None:
    laws = vocabulary.laws().values()
    assert len({law.url for law in laws}) == len(laws)
    names = Counter(_files.fold(name) for law in laws for name in (law.name, *law.also_called))
    assert [name for name, number in names.items() if number > 1] == []
    assert [law.id for law in laws if vocabulary.law_named(law.name) is not law] == []


def test_a_law_that_has_ended_says_by_what_it_was_replaced_and_that_is_a_law() -> None:
    laws = vocabulary.laws()
    ended = [law for law in laws.values() if law.has_ended]
    assert ended
    assert [law.id for law in laws.values() if bool(law.replaced_by) != law.has_ended] == []
    assert {id_ for law in ended for id_ in law.replaced_by} <= laws.keys()


def test_no_law_ends_before_it_is_in_force() -> None:
    dated = [law for law in vocabulary.laws().values() if law.in_force and law.ended]
    assert [law.id for law in dated if law.in_force and law.ended and law.ended <= law.in_force] == []
    assert any(law.in_force for law in vocabulary.laws().values())


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Data Protection Act 2018", "data-protection-act-2018"),
        ("the Data Protection Act (2018)", "data-protection-act-2018"),
        ("Children Act, 1989", "children-act-1989"),
        ("UK GDPR", "uk-gdpr"),
        ("SI 2013/2094", "education-pupils-information-england-regulations-2013"),
        ("S.I. 2011/985", "child-measurement-programme-wales-regulations-2011"),
        ("NHS (Wales) Act 2006", "national-health-service-wales-act-2006"),
    ],
)
def test_a_law_is_found_by_name_short_name_and_number(name: str, id_: str) -> None:
    found = vocabulary.law_named(name)
    assert found is not None
    assert found is vocabulary.laws()[id_]


@pytest.mark.parametrize(
    ("name", "nations"),
    [
        ("Care Act 2014", ("england",)),
        ("Pupil Information (Wales) Regulations 2011", ("wales",)),
        ("Children (Northern Ireland) Order 1995", ("northern_ireland",)),
        ("Made-up (Scotland) Act 2001", ("scotland",)),
        ("Representation of the People (England and Wales) Regulations 2001", ()),
        ("Education Act 1996", ()),
    ],
)
def test_a_law_is_for_the_nations_that_its_name_or_the_list_says(name: str, nations: tuple[str, ...]) -> None:
    assert vocabulary.nations_of(name) == nations


def test_all_nations_of_the_lists_are_words_of_the_registry() -> None:
    schema = documents()["organisation.schema.json"]
    words = set(schema["properties"]["jurisdiction"]["items"]["enum"])
    stated = [n for _, entry in _all_entries() for n in entry.get("nations", ())]
    assert stated
    assert set(stated) <= words


def test_a_year_in_which_no_act_of_a_title_was_passed_is_told_by_the_others() -> None:
    assert vocabulary.other_years("the Data Protection Act (2017)") == ("Data Protection Act 2018",)
    assert vocabulary.other_years("Equality Act 2011") == ("Equality Act 2010",)
    assert vocabulary.other_years("Children Act, 1990") == ("Children Act 1989", "Children Act 2004")
    assert [name for name in ("Care Act 2014", "Care Act", "Education Act 1995") if vocabulary.other_years(name)] == []


def test_the_years_of_the_titles_are_in_order_and_have_those_of_the_laws() -> None:
    titles = _json("laws.json")["titles"]
    assert [title for title, given in titles.items() if given["years"] != sorted(set(given["years"]))] == []
    assert [law.name for law in vocabulary.laws().values() if vocabulary.other_years(law.name)] == []


def test_no_law_that_waits_for_its_day_has_one() -> None:
    waiting = [law for law in vocabulary.laws().values() if law.not_yet]
    assert waiting
    assert [law.id for law in waiting if law.in_force or law.ended] == []


# ---- countries


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Ireland", "approved"),
        ("the EEA", "approved"),
        ("the United States", "partly_approved"),
        ("Canada", "partly_approved"),
        ("India", "not_approved"),
    ],
)
def test_a_country_is_found_with_what_regulations_approve(name: str, status: str) -> None:
    found = vocabulary.country(name)
    assert found is not None
    assert found.status == status
    assert bool(found.scope) == (status == "partly_approved")


def test_a_place_that_the_list_does_not_know_is_not_found() -> None:
    assert vocabulary.country("the country where the person is") is None


def test_every_status_of_a_country_is_a_known_word_and_no_name_stands_twice() -> None:
    entries = _entries("countries.json").values()
    assert {entry["status"] for entry in entries} == vocabulary.APPROVALS
    names = Counter(_files.fold(name) for entry in entries for name in entry["names"])
    assert [name for name, number in names.items() if number > 1] == []


# ---- laws that are not there, and stale references


@pytest.mark.parametrize("name", ["Data Protection Act", "Children Act 1990", "SI 2013/9999", "Children Act", ""])
def test_a_law_without_its_year_or_with_a_wrong_one_is_not_found(name: str) -> None:
    assert vocabulary.law_named(name) is None


def test_the_laws_that_the_registrys_handbook_of_powers_names_are_there() -> None:
    named = """Education Act 1996; Childcare Act 2006; Children Act 1989; Children Act 2004; Serious Crime Act 2007;
        National Health Service Act 2006; National Health Service (Wales) Act 2006; Digital Economy Act 2017;
        Social Services and Well-being (Wales) Act 2014; Local Audit and Accountability Act 2014; Care Act 2014;
        Public Audit (Wales) Act 2004; Crime and Disorder Act 1998; Data Protection Act 1998; Welfare Reform Act 2012;
        Data Protection Act 2018; Data (Use and Access) Act 2025; Housing Act 1996; Housing (Wales) Act 2014;
        Fire and Rescue Services Act 2004; Education (Wales) Act 2014; School Standards and Framework Act 1998;
        Welsh Language (Wales) Measure 2011; SI 2013/2094; SI 2009/1563; SI 2013/218; SI 2013/351; SI 2011/985;
        SI 2015/996; SI 2016/182; SI 2009/1554"""
    assert [name for name in re.split(r";\s+", named) if vocabulary.law_named(name) is None] == []


def test_every_reference_has_a_known_status_and_either_articles_or_words_to_be_found_by() -> None:
    for id_, given in _json("laws.json")["references"].items():
        assert given["status"] in vocabulary.REFERENCE_STATUSES, id_
        assert ("articles" in given) != ("words" in given), id_
        re.compile(given.get("words", ""))
    assert vocabulary.references()["uk-gdpr-article-22"].closed == date(2026, 2, 5)


STALE = [
    ("Article 22 of the UK GDPR", ["uk-gdpr-article-22"]),
    ("UK GDPR Article 89(1)", ["uk-gdpr-article-89"]),
    ("your rights in Articles 15 to 22", ["uk-gdpr-article-22"]),
    ("Arts. 44 and 45 of the GDPR", ["uk-gdpr-articles-44-and-45"]),
    ("article 22 (2)", ["uk-gdpr-article-22"]),
    ("Article 22 of  the  UK GDPR", ["uk-gdpr-article-22"]),
    ("Article 6, and Article 22 of the General Data Protection Regulation", ["uk-gdpr-article-22"]),
    ("under the Data Protection Act and other law", ["data-protection-act-no-year"]),
    ("the Data Protection\nAct 1998", ["data-protection-act-1998"]),
    ("the Data Protection Act (1998)", ["data-protection-act-1998"]),
    ("an adequacy decision", ["adequacy"]),
    ("regulations under section 17A", ["adequacy"]),
    ("section 19 of the Data Protection Act 2018", ["data-protection-act-2018-section-19"]),
    ("sent outside the European Economic Area", ["eea-as-boundary"]),
    ("sent outside of the EEA", ["eea-as-boundary"]),
    ("certified under Privacy Shield", ["privacy-shield"]),
    ("the Data Protection Act (2017)", ["data-protection-act-wrong-year"]),
    ("the DPA 1999", ["data-protection-act-wrong-year"]),
    ("Article 89; outside the EEA; Article 22", ["uk-gdpr-article-89", "eea-as-boundary", "uk-gdpr-article-22"]),
]


@pytest.mark.parametrize(("text", "ids"), STALE)
def test_a_stale_reference_is_found_in_the_order_of_the_text(text: str, ids: list[str]) -> None:
    assert [each.entry.id for each in vocabulary.stale_reference(text)] == ids


@pytest.mark.parametrize(
    "text",
    [
        "Articles 22A to 22D",
        "Article 45A and Article 84B",
        "Article 6(1)(e) and Article 9(2)(g)",
        "Article 6(22)",
        "Article 22 of the United Nations Convention on the Rights of the Child",
        "Article 22  of  the UN Convention",
        "EU GDPR Article 22",
        "Article 45 of the EU GDPR",
        "Article 122",
        "the Data Protection Act 2018",
        "the Data Protection Act (2018)",
        "the Data Protection Act,\n2018",
        "outside the UK",
        "outside the EUSS scheme",
        "22 articles",
    ],
)
def test_what_is_current_or_of_another_law_is_left_alone(text: str) -> None:
    assert [each.found for each in vocabulary.stale_reference(text)] == []


def test_every_stale_reference_is_found_by_a_text_of_these_tests() -> None:
    assert {id_ for _, ids in STALE for id_ in ids} == vocabulary.references().keys()


def test_a_stale_reference_tells_where_it_stands() -> None:
    text = "See Article 22 of the UK GDPR."
    (found,) = vocabulary.stale_reference(text)
    assert text[found.start :].startswith(found.found)
    assert (found.found, found.entry.use) == ("Article 22", "UK GDPR Articles 22A to 22D")


# ---- lawful bases


@pytest.mark.parametrize(
    ("article", "field"), [(6, "lawful_basis"), (9, "special_condition"), (10, "criminal_condition")]
)
def test_the_terms_of_an_article_are_the_words_of_the_schema_in_their_order(article: int, field: str) -> None:
    assert list(vocabulary.lawful_bases(article)) == _of_schema(field)


def test_the_paragraphs_of_schedule_1_are_those_that_the_schema_allows() -> None:
    schema = documents()["common.schema.json"]
    shape = schema["$defs"]["disclosure"]["properties"]["schedule_1_condition"]["items"]
    allowed = {n for n in range(shape["minimum"], shape["maximum"] + 1) if n != shape["not"]["const"]}
    assert {n for n in range(60) if vocabulary.schedule_1(n)} == allowed


def test_every_paragraph_of_part_1_and_2_supports_a_condition_of_article_9_and_none_of_part_3_does() -> None:
    nine = vocabulary.lawful_bases(9)
    found = [condition for n in range(1, 38) if (condition := vocabulary.schedule_1(n))]
    assert {c.paragraph: c.part for c in found} == {
        n: 1 if n < 5 else 2 if n < 29 else 3 for n in range(1, 38) if n != 5
    }
    assert all((c.supports in nine) == (c.part < 3) for c in found)
    assert {c.supports for c in found if c.part == 2} == {"substantial_public_interest"}


def test_provisions_say_the_point_or_paragraph_that_they_are() -> None:
    points = {b.term: b.provision for b in vocabulary.lawful_bases().values()}
    assert points["recognised_legitimate_interest"] == "UK GDPR Article 6(1)(ea)"
    letters = [b.provision[-2] for b in vocabulary.lawful_bases(9).values()]
    assert letters == list("abcdefghij")
    for n in (1, 18, 37):
        found = vocabulary.schedule_1(n)
        assert found is not None
        assert found.provision.endswith(f"paragraph {n}")


def test_only_recognised_legitimate_interest_came_later() -> None:
    dated = {term: basis.valid_from for term, basis in vocabulary.lawful_bases().items() if basis.valid_from}
    assert dated == {"recognised_legitimate_interest": date(2026, 2, 5)}


def test_safeguarding_is_paragraph_18_and_needs_a_policy_document() -> None:
    found = vocabulary.schedule_1(18)
    assert found is not None
    assert found.heading == "Safeguarding of children and of individuals at risk"
    assert (found.needs_policy_document, found.supports) == (True, "substantial_public_interest")


def test_an_article_that_has_no_bases_is_an_error() -> None:
    with pytest.raises(KeyError):
        vocabulary.lawful_bases(7)


# ---- DPV


def test_the_prefixes_are_those_of_dpv_that_the_feed_uses() -> None:
    ours = {term.partition(":")[0] for term in vocabulary.dpv_terms()}
    assert ours == {prefix for prefix, iri in feed_terms().prefixes.items() if iri.startswith("https://w3id.org/dpv")}


def test_every_term_of_dpv_that_the_feed_names_is_there() -> None:
    table = feed_terms()
    groups = (table.silence, table.types, table.keys, table.families, *table.words.values())
    named = {term for group in groups for term in group.values()}
    named |= {term for terms in table.special.values() for term in terms}
    ours = {term for term in named if table.prefixes.get(term.partition(":")[0], "").startswith("https://w3id.org/dpv")}
    assert len(ours) > 50
    assert ours - vocabulary.dpv_terms() == set()


def test_terms_have_parents_and_ancestors_that_are_terms() -> None:
    assert vocabulary.dpv_parents("pd:Health") == ("pd:MedicalHealth",)
    assert {"dpv:PersonalData", "dpv:SpecialCategoryPersonalData"} <= vocabulary.dpv_ancestors("pd:Health")
    assert vocabulary.dpv_ancestors("dpv:AcademicResearch") >= {"dpv:ResearchAndDevelopment", "dpv:Purpose"}
    parents = {parent for term in vocabulary.dpv_terms() for parent in vocabulary.dpv_parents(term)}
    assert parents - vocabulary.dpv_terms() == set()
    written = [given for terms in _json("dpv_terms.json")["terms"].values() for given in terms.values()]
    assert [given for given in written if given != " ".join(given.split())] == []


@pytest.mark.parametrize("term", ["dpv:Moonlight", "Health", "pd:", "loc:XX", "https://w3id.org/dpv#Purpose"])
def test_what_is_no_term_is_not_among_them_and_has_no_parents(term: str) -> None:
    assert term not in vocabulary.dpv_terms()
    assert vocabulary.dpv_parents(term) == ()


def test_no_term_is_its_own_ancestor() -> None:
    terms = vocabulary.dpv_terms()
    assert [t for t in terms if any(t in vocabulary.dpv_ancestors(p) for p in vocabulary.dpv_parents(t))] == []


# ---- how it is read

FILES = {
    "bodies.json",
    "countries.json",
    "dpv_terms.json",
    "government_organisations.tsv",
    "lawful_bases.json",
    "laws.json",
    "library.json",
    "local_authorities.tsv",
    "phrases.yaml",
    "programmes.json",
}


def test_the_package_holds_its_files_and_no_others() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.suffix not in {".py", ""}} == FILES


def _opened(code: str) -> list[str]:
    """The files of the vocabulary that a fresh interpreter opens for some code."""
    watch = "import sys; sys.addaudithook(lambda e, a: e == 'open' and print(a[0]))\n"
    run = subprocess.run([sys.executable, "-c", watch + code], cwd=ROOT, check=True, capture_output=True, text=True)
    return sorted(Path(line).name for line in run.stdout.splitlines() if Path(line).name in FILES)


def test_nothing_is_read_before_it_is_asked_for_and_each_file_once() -> None:
    assert _opened("import site_builder.vocabulary") == []
    twice = "from site_builder.vocabulary import body\nbody('QCDA'), body('DCLG')"
    assert _opened(twice) == ["bodies.json"]
    laws = "from site_builder.vocabulary import laws, stale_reference\nlaws(), list(stale_reference('Article 22'))"
    assert _opened(laws) == ["laws.json"]
    unknown = "from site_builder.vocabulary import body\nbody('nobody'), body('none')"
    assert _opened(unknown) == ["bodies.json", "government_organisations.tsv", "local_authorities.tsv"]


def test_entries_cannot_be_changed() -> None:
    found = vocabulary.body("QCDA")
    with pytest.raises(AttributeError):
        found.status = "live"  # type: ignore[misc, union-attr]


# ---- what a new edition changes


def editions(name: str, folder: Path) -> tuple[str, str]:
    """The files of the two editions of a case: the old one and the new one."""
    for edition in ("old", "new"):
        (folder / f"{edition}-{name}").write_text(CASES[name][edition], "utf-8")
    return str(folder / f"old-{name}"), str(folder / f"new-{name}")


@pytest.mark.parametrize("name", CASES)
def test_a_new_edition_is_told_in_sentences(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main([*editions(name, tmp_path)]) == 1
    assert capsys.readouterr().out == CASES[name]["says"]


LISTS = sorted(path for path in FOLDER.iterdir() if path.name in FILES - {"phrases.yaml"})


@pytest.mark.parametrize("path", LISTS, ids=lambda p: p.name)
def test_every_list_that_ships_can_be_read_and_differs_in_nothing_from_itself(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(tool.read(path)) > 5
    assert tool.main([str(path), str(path)]) == 0
    assert capsys.readouterr().out == "Nothing has changed.\n"


def test_a_report_read_backwards_says_the_opposite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = editions("organisations.tsv", tmp_path)
    assert tool.main([new, old]) == 1
    said = capsys.readouterr().out
    assert "Added: Well Agency (well-agency)." in said
    assert "Removed: Bridge Office (bridge-office)." in said
    assert "Goes on: Office of Bells (office-of-bells); it had ended: closed." in said


UNREADABLE = [
    ("a.tsv", b"one\ttwo\n1\t2\n", "no column of it is a name"),
    ("a.tsv", b"", "no column of it is a name"),
    ("a.tsv", b"slug\tname\na\tA\tmore\n", "line 2 has 3 columns and not 2"),
    ("a.tsv", b"slug\tname\na\tA\na\tB\n", "line 3 has a for a second time"),
    ("a.tsv", b"slug\tname\na\t\xff\n", "it is not text in UTF-8"),
    ("a.json", b"{", "it is not JSON"),
    ("a.json", b'{"entries": {"a": {"name": "A"}, "a": {"name": "B"}}}', "a stands twice"),
    ("a.json", b"[]", "there are no entries in it"),
    ("a.json", b"{}", "there are no entries in it"),
    ("a.json", b'{"entries": ["a"]}', "its entries are not those of a list"),
    ("a.json", b'{"entries": {"a": {"names": []}}}', "its entries are not those of a list"),
]


@pytest.mark.parametrize(("name", "content", "words"), UNREADABLE)
def test_a_file_that_is_no_edition_is_told_and_gives_2(
    name: str, content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert tool.main([str(FOLDER / "bodies.json"), str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(str(path))
    assert words in said.err


def test_a_file_that_is_not_there_gives_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main([str(tmp_path / "none.tsv"), str(FOLDER / "bodies.json")]) == 2
    assert "it cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["one"], ["one", "two", "three"]])
def test_too_few_or_too_many_files_show_how_it_is_used(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert tool.main(arguments) == 2
    assert "python -m tools.vocabulary OLD NEW" in capsys.readouterr().err


def test_the_tool_runs_as_a_script_with_its_exit_code(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.vocabulary", *editions("laws.json", tmp_path)]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, encoding="utf-8")
    assert (run.returncode, run.stdout) == (1, CASES["laws.json"]["says"])


def _dpv(*terms: tuple[str, list[str], list[str]]) -> dict[str, Any]:
    start = "https://w3id.org/dpv"
    given = {
        start + iri: {"broader": [start + b for b in near], "type": [start + t for t in kinds]}
        for iri, near, kinds in terms
    }
    source = "Data Privacy Vocabulary (DPV) 9.9, made up"
    return {"source": source, "source_url": "u", "source_commit": "c", "licence": "l", "terms": given}


def test_the_compact_list_keeps_the_nearest_parents_of_the_terms_of_our_prefixes() -> None:
    whole = _dpv(
        ("#Purpose", [], []),
        ("#Research", ["#Purpose"], ["#Purpose"]),
        ("/pd#Health", ["/pd#Medical"], ["#Special"]),
        ("/pd#Medical", ["#Special"], []),
        ("#Special", ["/tech#Thing"], []),
        ("/tech#Thing", [], []),
        ("/loc#GB", ["/loc#EU", "/tech#Thing", "#Purpose"], []),
    )
    made = json.loads(tool.compact(whole))
    assert made["version"] == "9.9"
    assert made["terms"]["dpv"] == {"Purpose": "", "Research": "Purpose", "Special": ""}
    assert made["terms"]["pd"] == {"Health": "Medical", "Medical": "dpv:Special"}
    assert made["terms"]["loc"] == {"GB": "dpv:Purpose"}
    assert "tech" not in made["terms"]


def test_the_compact_list_has_no_term_that_is_on_its_way_out() -> None:
    whole = _dpv(("#Purpose", [], []), ("#Old", ["#Purpose"], []), ("#New", ["#Old"], ["#Purpose"]))
    whole["terms"]["https://w3id.org/dpv#Old"]["status"] = "sunset"
    assert json.loads(tool.compact(whole))["terms"]["dpv"] == {"New": "Purpose", "Purpose": ""}
    assert "dpv:LegalMeasure" in vocabulary.dpv_terms()
    assert not {"dpv:LegalAgreement", "dpv:ThirdPartyContract"} & vocabulary.dpv_terms()


def test_the_compact_list_that_ships_has_one_line_for_each_prefix() -> None:
    lines = (FOLDER / "dpv_terms.json").read_text("utf-8").splitlines()
    prefixes = [line for line in lines if re.match(r'  "[a-z-]+": \{', line)]
    assert len(prefixes) == len(_json("dpv_terms.json")["terms"]) == 8


def test_a_list_that_is_not_of_dpv_cannot_be_made_compact(capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(["compact", str(FOLDER / "laws.json")]) == 2
    assert "no list of the terms of DPV" in capsys.readouterr().err


# ---- and these tests fail where they should

BROKEN: list[tuple[Callable[[str], object], str]] = [
    (ID.fullmatch, "Education-Act-1996"),
    (ID.fullmatch, "a" * 64),
    (LAW_URL.fullmatch, "https://www.legislation.gov.uk/ukpga/1996/56/section/537A"),
    (LAW_URL.fullmatch, "http://www.legislation.gov.uk/ukpga/1996/56"),
    (LAW_URL.fullmatch, "https://www.legislation.gov.uk/act/1996/56"),
    (SOME_DAY.fullmatch, "March 2012"),
    (SOME_DAY.fullmatch, "2012-13"),
]


@pytest.mark.parametrize(("judge", "wrong"), BROKEN)
def test_the_forms_refuse_what_is_wrong(judge: Callable[[str], object], wrong: str) -> None:
    assert judge(wrong) is None
