"""What a request says wrongly: what looks personal, and what an unknown id may have meant."""

from __future__ import annotations

from typing import Any

import pytest

from site_builder.gate import Gate
from site_builder.gate.pii import looks_personal
from site_builder.gate.request import request_in, request_of
from site_builder.gate.types import Unreadable
from tests.examples import example
from tests.seed import ON

REQUEST: dict[str, Any] = {
    "recipient": "library-partner",
    "purpose": "provide-services",
    "data_categories": ["contact-details"],
    "data_subjects": ["residents"],
}
CLOSE = (
    "contact-detail",
    "contact-detailss",
    "contactdetails",
    "contact-detials",
    "kontact-details",
    "contact-details-",
)


@pytest.mark.parametrize("number", ["943 476 5919", "9434765919", "4010232137", "1000000060", "100 000 0060"])
def test_ten_digits_with_their_check_digit_look_personal(number: str) -> None:
    assert looks_personal(f"case {number}")
    assert not looks_personal(f"case {number[:-1]}{(int(number[-1]) + 1) % 10}")


def test_what_looks_personal_is_found_in_keys_however_deep() -> None:
    gate = Gate.of(example("practice"))
    found = gate.decide({**REQUEST, "evidence": {"need_shown": {"reference": {"case of 9434765919": 1}}}}, ON)
    about = "evidence.need_shown.reference"
    assert {(r.code, r.about) for r in found.reasons} == {("wrong_value", about), ("personal_data", about)}


@pytest.mark.parametrize(
    ("stated", "about"),
    [
        *(
            ({"born": "2015-03-02"}, "request"),
            ({"born": {"2015-03-02": 1}}, "request"),
            ({"2015-03-02": 1}, "request"),
        ),
        *(
            ({"number": "ab123456c"}, "request"),
            ({"number": 9434765919}, "request"),
            ({"number": [4010232137]}, "request"),
        ),
        ({"evidence": "2015-03-02"}, "evidence"),
        ({"evidence": {"approval": {"by": "ab123456c@example", "reference": "A-1", "date": "2026-11-25"}}}, ""),
    ],
)
def test_where_no_day_and_no_id_is_asked_for_both_look_personal(stated: dict[str, Any], about: str) -> None:
    found = request_of({**REQUEST, **stated})
    assert isinstance(found, Unreadable)
    assert ("personal_data", about or "evidence.approval.by") in [(r.code, r.about) for r in found.reasons]


def test_what_has_the_form_of_an_id_does_not_look_personal_where_one_is_asked_for() -> None:
    found = request_of({**REQUEST, "data_subjects": ["ab123456c", 1]})
    assert isinstance(found, Unreadable)
    assert [(r.code, r.about) for r in found.reasons] == [("wrong_value", "data_subjects")]


@pytest.mark.parametrize("data", [b" " * 65_537, b"{", b"[]", b"{}", b'{"purpose": "Not An Id"}'])
def test_of_what_cannot_be_read_the_purpose_is_not_known(data: bytes) -> None:
    found = request_in(data)
    assert isinstance(found, Unreadable)
    assert found.purpose is None


@pytest.mark.parametrize(("many", "are_told"), [(1, True), (5, True), (6, False)])
def test_of_a_few_unknown_ids_it_is_said_what_could_be_meant(many: int, are_told: bool) -> None:
    gate = Gate.of(example("practice"))
    found = gate.decide({**REQUEST, "data_categories": list(CLOSE[:many])}, ON)
    assert [bool(reason.instead) for reason in found.reasons[:1]] == [are_told]
