"""The Authorization API: its requests as ours and our answers as its, never with a yes that we would not give."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest

from site_builder.errors import Failure
from site_builder.gate.reason_codes import DUTIES, REASONS
from site_builder.model import DataCategory, DataSubject, Purpose
from site_builder.model.values import Id, Text, Word
from site_builder.render.feed.graph import render
from site_builder.service import authzen
from site_builder.service.authzen import Evaluation, Profile, profile_in
from tests.client.scenes import PERMITS
from tests.client.sites import AT_RISK, DAY, NOW, PERMITTED, PRACTICE, Published
from tests.gate.requests import requests
from tests.seed import ROOT
from tests.service.served import Served, client_of, service_of, serving
from tests.small_registry import disclosure, ids, recipient, registry, said, word

REQUESTS = sorted((ROOT / "docs/examples/practice/requests").glob("*.json"))
ONE, MANY, SUBJECT, RESOURCE, ACTION = authzen.PATHS.values()
ALL = sorted(DUTIES)
OWN = ("recipient", "purpose")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(service_of(client_of(tmp_path_factory.mktemp("authzen")))) as made:
        yield made


def theirs(request: Mapping[str, Any], **context: Any) -> dict[str, Any]:
    """A request of ours as theirs: one category of data stands in the resource, several in what is shared."""
    sharing = {key: value for key, value in request.items() if key not in OWN}
    data = request.get("data_categories")
    resource = {"type": "dataset", "id": "whatever we call it"}
    if isinstance(data, list) and len(data) == 1:
        resource = {"type": "data", "id": sharing.pop("data_categories")[0]}
    return {
        "subject": {"type": "recipient", "id": request["recipient"]},
        "action": {"name": request["purpose"]},
        "resource": resource,
        "context": {"sharing": sharing, "known_duties": ALL, **context},
    }


# ---- the same decision


@pytest.mark.parametrize("file", REQUESTS, ids=lambda file: file.stem)
def test_it_decides_as_the_plain_form_does(served: Served, file: Path) -> None:
    request = json.loads(file.read_bytes())
    plain, found = served.ask("/decide", request).value, served.ask(ONE, theirs(request)).value
    assert found["decision"] is (plain["outcome"] in PERMITS)
    assert found["context"]["evaluation_id"] == found["context"]["id"]
    assert plain | {"id": 0} == {key: each for key, each in found["context"].items() if key in plain} | {"id": 0}


def test_it_decides_so_for_requests_by_chance(served: Served) -> None:
    client, kinds = served.service.client, set()
    for request, _ in islice(requests(json.loads(PRACTICE), 7), 1500):
        if not all(isinstance(request.get(key), str) for key in OWN):
            continue
        value = theirs(request)
        asked = authzen.evaluation_of(authzen.entities_of(value), Profile())
        ours, told = client.decide(request, NOW), authzen.answered(client.decide(asked.request, NOW), asked)
        assert told["decision"] is (ours.outcome in PERMITS), request
        assert (ours.outcome, ours.urgent, ours.reasons) == (
            told["context"]["outcome"],
            told["context"].get("urgent", False),
            tuple(reason["code"] for reason in told["context"]["reasons"]),
        )
        kinds.add(ours.outcome)
    assert kinds == {"required", "permitted", "permitted_with_duties", "refer", "refused"}


# ---- duties, questions


def test_it_is_true_only_for_who_can_do_every_duty(served: Served) -> None:
    request = json.loads((ROOT / "docs/examples/practice/requests/permitted-with-duties.json").read_bytes())
    owed = sorted({duty["code"] for duty in served.ask("/decide", request).value["duties"]})
    assert owed
    for known, decision in (
        (owed, True),
        (ALL, True),
        (owed[1:], False),
        ([], False),
        (None, False),
        (" ".join(owed), False),
    ):
        found = served.ask(ONE, theirs(request, known_duties=known)).value
        assert (found["decision"], found["context"]["reason"]) == (
            decision,
            "stated" if decision else "duties_not_known",
        )
        assert sorted({each["properties"]["code"] for each in found["context"]["obligations"]}) == owed
        assert {each["type"] for each in found["context"]["obligations"]} == {"custom"}
    without = theirs(request)
    del without["context"]["known_duties"]
    assert served.ask(ONE, without).value["decision"] is False


def test_what_a_person_must_answer_is_asked(served: Served) -> None:
    for name, urgent in (("refer", False), ("refer-urgent", True)):
        request = json.loads((ROOT / f"docs/examples/practice/requests/{name}.json").read_bytes())
        found = served.ask(ONE, theirs(request)).value
        refer = found["context"]["refer"]
        assert (found["decision"], refer["urgent"]) == (False, urgent)
        assert refer["questions"]
        for each in refer["questions"]:
            assert each["question"] == (REASONS[each["code"]].question or REASONS[each["code"]].words)
    assert "refer" not in served.ask(ONE, theirs(PERMITTED)).value["context"]


# ---- strict inside, deaf outside

STRICT: dict[str, tuple[Any, str]] = {
    "a misspelt key": ({"data_subjects": ["residents"], "contry": "US"}, "unknown_key"),
    "a recipient of its own": ({"data_subjects": ["residents"], "recipient": "library-partner"}, "unknown_key"),
    "a purpose of its own": ({"data_subjects": ["residents"], "purpose": "provide-services"}, "unknown_key"),
    "data of its own": ({"data_subjects": ["residents"], "data_categories": ["contact-details"]}, "unknown_key"),
    "nothing": ({}, "missing"),
    "null": (None, "no_sharing"),
    "a list": ([{"data_subjects": ["residents"]}], "no_sharing"),
    "a text": ("residents", "no_sharing"),
}


@pytest.mark.parametrize("name", STRICT)
def test_nothing_inside_of_what_is_shared_is_ignored(served: Served, name: str) -> None:
    sharing, reason = STRICT[name]
    for purpose, outcome in ((PERMITTED["purpose"], "refused"), (AT_RISK["purpose"], "refer")):
        value = theirs({**PERMITTED, "purpose": purpose}, sharing=sharing)
        found = served.ask(ONE, value)
        context = found.value["context"]
        assert (found.status, found.value["decision"], context["outcome"]) == (200, False, outcome)
        assert context.get("urgent", False) is (outcome == "refer")
        assert reason in {context["reason"], *(each["code"] for each in context["reasons"])}


def test_without_what_is_shared_it_is_no(served: Served) -> None:
    value = theirs(PERMITTED)
    for key in ("sharing", "Sharing", "sharings"):
        context = {} if key == "sharing" else {key: value["context"]["sharing"]}
        for changed in ({**value, "context": context}, {k: v for k, v in value.items() if k != "context"}):
            found = served.ask(ONE, changed).value
            assert (found["decision"], found["context"]["reason"]) == (False, "no_sharing")


def test_what_stands_elsewhere_changes_nothing(served: Served) -> None:
    value = theirs(PERMITTED)
    odd = {
        **value,
        "subject": {**value["subject"], "properties": {"role": "admin", "recipient": "survey-company"}, "x": 1},
        "action": {**value["action"], "properties": {"purpose": "surveys"}},
        "context": {**value["context"], "time": "yesterday", "decision": False},
        "decision": False,
    }
    found, same = served.ask(ONE, odd).value, served.ask(ONE, value).value
    assert found["decision"] is same["decision"] is True
    for request in (PERMITTED, {**PERMITTED, "recipient": "survey-company"}):
        no = theirs({**request, "country": "US"})
        no["subject"]["properties"] = {"role": "admin"}
        assert served.ask(ONE, no).value["decision"] is False


@pytest.mark.parametrize(
    ("entity", "type_", "reason"),
    [
        *(("subject", each, "other_subject_type") for each in ("user", "", "Recipient", "data")),
        *(("resource", each, "other_resource_type") for each in ("record", "", "Data", "recipient")),
    ],
)
def test_other_types_are_no_and_it_is_said_why(served: Served, entity: str, type_: str, reason: str) -> None:
    for request in (PERMITTED, {**PERMITTED, "data_categories": ["contact-details", "service-records"]}):
        value = theirs(request)
        value[entity]["type"] = type_
        value["context"]["sharing"]["data_categories"] = ["contact-details"]
        found = served.ask(ONE, value).value
        assert (found["decision"], found["context"]["reason"]) == (False, reason)
        assert found["context"]["outcome"] == "refused"


def forgetful(entities: Any, profile: Profile) -> Evaluation:
    """The broken twin: what is not known in what is shared is left out, as the protocol has it elsewhere."""
    asked = evaluation_of(entities, profile)
    known = {"recipient", "purpose", "data_categories", "data_subjects", "country"}
    return replace(asked, request={key: value for key, value in asked.request.items() if key in known})


evaluation_of = authzen.evaluation_of


def test_a_service_that_ignores_what_it_does_not_know_is_found_out(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authzen, "evaluation_of", forgetful)
    with pytest.raises(AssertionError):
        test_nothing_inside_of_what_is_shared_is_ignored(served, "a misspelt key")


# ---- many

NO = theirs({**PERMITTED, "recipient": "survey-company"})
YES = theirs(PERMITTED)


@pytest.mark.parametrize(
    ("semantic", "asks", "decisions"),
    [
        (None, [YES, NO, YES], [True, False, True]),
        ("execute_all", [YES, NO, YES], [True, False, True]),
        ("deny_on_first_deny", [YES, YES, NO, YES], [True, True, False]),
        ("deny_on_first_deny", [YES, YES], [True, True]),
        ("deny_on_first_deny", [YES, {"subject": 1}, YES], [True, False]),
        ("permit_on_first_permit", [NO, YES, NO], [False, True]),
        ("permit_on_first_permit", [NO, NO], [False, False]),
        ("permit_on_first_permit", [{"action": {}}, YES, NO], [False, True]),
    ],
)
def test_many_end_as_they_are_told_to(
    served: Served, semantic: str | None, asks: list[Any], decisions: list[bool]
) -> None:
    log = Path(served.service.client._log.path)  # type: ignore[union-attr] # it has one
    before = len(log.read_text("utf-8").splitlines()) if log.exists() else 0
    options = {"options": {"evaluations_semantic": semantic}} if semantic else {}
    told = served.ask(MANY, {"evaluations": asks, **options})
    assert [each["decision"] for each in told.value["evaluations"]] == decisions
    # What was not reached was not decided.
    decided = sum(each in (YES, NO) for each in asks[: len(decisions)])
    assert len(log.read_text("utf-8").splitlines()) - before == decided


def test_what_stands_at_the_top_is_taken_whole_or_not_at_all(served: Served) -> None:
    both = {"evaluations": [{}, {"context": {}}, {"context": NO["context"], "subject": NO["subject"]}], **YES}
    found = served.ask(MANY, both).value["evaluations"]
    assert [each["decision"] for each in found] == [True, False, False]
    assert [each["context"]["reason"] for each in found] == ["stated", "no_sharing", "other_purpose"]
    half = {**YES, "evaluations": [{"subject": {"type": "recipient"}}, {"resource": {}}, 1, None, [], {"context": 1}]}
    found = served.ask(MANY, half).value["evaluations"]
    assert [(each["decision"], each["context"]["reason"]) for each in found] == [(False, "malformed")] * 6


@pytest.mark.parametrize(
    "wrong",
    [
        {"evaluations": 1},
        {"evaluations": [YES], "options": {"evaluations_semantic": "whatever"}},
        {"evaluations": [YES], "options": {"evaluations_semantic": None}},
        {"evaluations": [YES], "options": []},
        {"evaluations": [YES], "subject": "x"},
        {"evaluations": [YES], "context": []},
        {"evaluations": []},
        {},
        [],
        1,
    ],
)
def test_what_is_wrong_with_the_whole_is_400(served: Served, wrong: Any) -> None:
    told = served.ask(MANY, wrong)
    assert (told.status, told.headers.get_content_type()) == (400, "text/plain")


def test_there_may_be_a_hundred(served: Served) -> None:
    assert len(served.ask(MANY, {"evaluations": [YES, NO] * 50}).value["evaluations"]) == 100
    assert served.ask(MANY, {"evaluations": [YES] * 101}).status == 413


# ---- search


def _things(kind: tuple[str, ...], served: Served) -> list[str]:
    _, index = served.service.client.look(NOW)
    return [key for key, each in index.kinds.items() if each in kind]


def test_what_is_found_is_what_is_permitted_to_who_asks(served: Served) -> None:
    """Each way of searching, over the whole practice, against one question after the other."""
    sharing: dict[str, Any] = {
        "data_subjects": ["residents"],
        "evidence": {"consent_first": {"consent": "given", "reference": "F-1"}},
    }
    context = {"sharing": sharing, "known_duties": ALL}
    who, purposes, data = (
        _things(kinds, served)
        for kinds in (("recipients", "role_recipients", "bodies"), ("purposes",), ("data_categories",))
    )
    permitted = set()
    for one in product(who, purposes, data):
        request = {"recipient": one[0], "purpose": one[1], "data_categories": [one[2]], **sharing}
        if served.service.client.decide(request, NOW).outcome in PERMITS:
            permitted.add(one)
    assert permitted
    found: list[set[Any]] = [set(), set(), set()]
    for purpose, category in product(purposes, data):
        value = _search({"type": "recipient"}, {"name": purpose}, {"type": "data", "id": category}, context)
        found[0] |= {(each["id"], purpose, category) for each in served.ask(SUBJECT, value).value["results"]}
    for recipient_, purpose in product(who, purposes):
        value = _search({"type": "recipient", "id": recipient_}, {"name": purpose}, {"type": "data"}, context)
        found[1] |= {(recipient_, purpose, each["id"]) for each in served.ask(RESOURCE, value).value["results"]}
    for recipient_, category in product(who, data):
        value = _search({"type": "recipient", "id": recipient_}, None, {"type": "data", "id": category}, context)
        found[2] |= {(recipient_, each["name"], category) for each in served.ask(ACTION, value).value["results"]}
    assert found == [permitted] * 3


def _search(subject: Any, action: Any, resource: Any, context: Any) -> dict[str, Any]:
    return {"subject": subject, "action": action, "resource": resource, "context": context}


def test_what_could_be_with_more_is_told_beside_and_nothing_is_logged(served: Served) -> None:
    log = Path(served.service.client._log.path)  # type: ignore[union-attr] # it has one
    served.ask("/decide", PERMITTED)
    before = log.read_bytes()
    context: dict[str, Any] = {"sharing": {"data_subjects": ["residents"]}}
    action, data = {"name": "provide-services"}, {"type": "data", "id": "contact-details"}
    told = served.ask(SUBJECT, _search({"type": "recipient"}, action, data, context)).value
    more = {each["id"]: each for each in told["context"]["with_more"]}
    assert {each["id"] for each in told["results"]}.isdisjoint(more)
    assert "not_brought" in more["community-groups"]["reasons"]
    surveys = {"name": "surveys"}
    told = served.ask(SUBJECT, _search({"type": "recipient"}, surveys, data, context)).value
    assert told["results"] == []
    assert [each["id"] for each in told["context"]["with_more"] if each.get("duties")] == ["survey-company"]
    context = {**context, "known_duties": ALL}
    told = served.ask(SUBJECT, _search({"type": "recipient"}, surveys, data, context)).value
    assert [each["id"] for each in told["results"]] == ["survey-company"]
    assert log.read_bytes() == before


def test_without_what_is_shared_nothing_is_found(served: Served) -> None:
    value = _search({"type": "recipient"}, {"name": "provide-services"}, {"type": "data", "id": "contact-details"}, {})
    told = served.ask(SUBJECT, value).value
    assert (told["results"], told["context"]) == ([], {"with_more": [], "reason": "no_sharing"})
    value["resource"] = {"type": "dataset"}
    value["subject"]["id"] = "library-partner"
    assert served.ask(RESOURCE, value).value["results"] == []


def test_what_is_secret_is_never_found_though_who_names_it_is_permitted(tmp_path: Path) -> None:
    stated: dict[str, Any] = {
        "purposes": ids("care"),
        "data_categories": ids("records"),
        "data_subjects": ids("people"),
    }
    stated |= {"modality": Word("may"), "lawful_basis": word("public_task")}
    made = registry(
        recipient("open", "The open", disclosure("openly", "open", **stated)),
        recipient(
            "both",
            "Both",
            disclosure("hers", "both", **stated, can_we_tell_you=Word("never_confirm")),
            disclosure("ours", "both", **{**stated, "purposes": ids("play")}),
        ),
        recipient("hidden", "Hidden", disclosure("his", "hidden", **stated, can_we_tell_you=Word("never_confirm"))),
        purposes=tuple(Purpose(id=Id(k), name=said(k), family=Word("provide_service")) for k in ("care", "play")),
        data_categories=(DataCategory(id=Id("records"), name=said("Records")),),
        data_subjects=(DataSubject(id=Id("people"), name=said("People")),),
    )
    feed = render(replace(made, version=Text("2026.11.25.1"), issued=DAY), DAY)
    client = client_of(
        tmp_path, Published(feed=feed, registry=f"{made.site}id/registry"), registry=f"{made.site}id/registry"
    )
    context = {"sharing": {"data_subjects": ["people"]}}
    with serving(service_of(client)) as served:
        found = served.ask(
            SUBJECT, _search({"type": "recipient"}, {"name": "care"}, {"type": "data", "id": "records"}, context)
        )
        assert [each["id"] for each in found.value["results"]] == ["open"]
        assert found.value["context"]["with_more"] == []
        for key in ("both", "hidden"):
            named = {"recipient": key, "purpose": "care", "data_categories": ["records"], "data_subjects": ["people"]}
            assert client.decide(named, NOW).outcome == "permitted"
            subject, data = {"type": "recipient", "id": key}, {"type": "data", "id": "records"}
            for path, value in (
                (RESOURCE, _search(subject, {"name": "care"}, {"type": "data"}, context)),
                (ACTION, _search(subject, None, data, context)),
            ):
                told = served.ask(path, value).value
                assert "care" not in str(told) if path == ACTION else told["results"] == []
                assert told["context"]["with_more"] == []


# ---- a profile

PROFILE = {"subject": "user", "resource": "record", "sharing": {"data_subjects": ["residents"]}}


def _profile(folder: Path, value: Any) -> Profile:
    (folder / "profile.json").write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    return profile_in(folder / "profile.json")


def test_a_profile_fills_in_for_its_own_types_alone_and_never_merges(served: Served, tmp_path: Path) -> None:
    service = service_of(served.service.client, profile=_profile(tmp_path, PROFILE))
    user, record = {"type": "user", "id": "library-partner"}, {"type": "record", "id": "contact-details"}
    ours, data = {**user, "type": "recipient"}, {**record, "type": "data"}
    action, stated = {"name": "provide-services"}, {"sharing": {"data_subjects": ["residents"]}}
    with serving(service) as own:
        for subject, resource, context, decision in (
            (user, record, {}, True),
            (user, record, {"sharing": {}}, False),
            (user, record, {"sharing": None}, False),
            (user, record, {"sharing": {"country": "US"}}, False),
            (user, record, stated, True),
            (ours, record, {}, False),
            (user, data, {}, False),
            (ours, data, {}, False),
            (ours, data, stated, True),
            (user, data, stated, True),
        ):
            found = own.ask(ONE, _search(subject, action, resource, context)).value
            assert found["decision"] is decision, (subject, resource, context)
        told = own.ask(SUBJECT, _search({"type": "user"}, action, record, {})).value
        assert {"type": "user", "id": "library-partner"} in told["results"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (b"{", "cannot be read"),
        (b"\xff", "cannot be read"),
        ([], "must be an object"),
        ({}, "must be an object"),
        ({**PROFILE, "more": 1}, "must be an object"),
        ({**PROFILE, "subject": 1}, "must be an object"),
        ({**PROFILE, "resource": ""}, "must be an object"),
        ({**PROFILE, "sharing": ["residents"]}, "must be an object"),
        ({**PROFILE, "subject": "recipient"}, "must be others"),
        ({**PROFILE, "resource": "dataset"}, "must be others"),
        ({**PROFILE, "sharing": {}}, "has not the form of a request: see data_subjects"),
        ({**PROFILE, "sharing": {"data_subjects": ["residents"], "contry": "US"}}, "has not the form"),
        ({**PROFILE, "sharing": {"data_subjects": ["residents"], "purpose": "x"}}, "has not the form"),
    ],
)
def test_a_wrong_profile_is_refused(tmp_path: Path, value: Any, told: str) -> None:
    with pytest.raises(Failure, match=told):
        _profile(tmp_path, value)
