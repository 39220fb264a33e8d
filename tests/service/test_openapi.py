"""The description of the service: made of the published schemas, and true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from site_builder.addresses import DECISION_SCHEMA, REQUEST_SCHEMA
from site_builder.service import openapi
from site_builder.service.limits import MOST_REQUESTS
from tests.client.sites import AT_RISK, PERMITTED, later
from tests.seed import ROOT
from tests.service.served import Served, client_of, service_of, serving

REQUESTS = sorted((ROOT / "docs/examples/practice/requests").glob("*.json"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(service_of(client_of(tmp_path_factory.mktemp("openapi")))) as made:
        yield made


@pytest.fixture(scope="module")
def described(served: Served) -> Any:
    told = served.get("/openapi.json")
    assert (told.status, told.headers["Content-Type"]) == (200, "application/json")
    return told.value


def test_it_is_made_of_the_published_schemas(described: Any) -> None:
    for name, path in (("Request", REQUEST_SCHEMA), ("Decision", DECISION_SCHEMA)):
        published = json.loads((ROOT / "tests/golden" / path).read_text("utf-8"))
        made = described["components"]["schemas"][name]
        if name == "Decision":
            made = {**made, "properties": {k: v for k, v in made["properties"].items() if k != "enforced"}}
        assert {**made, "$schema": published["$schema"]} == published
        # What leads elsewhere in a schema would lead nowhere in here.
        assert "$ref" not in json.dumps(published)
        Draft202012Validator.check_schema(made)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "$ref":
                yield each
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)


def test_it_has_the_form_of_openapi_and_leads_nowhere_else(described: Any) -> None:
    assert described["openapi"] == "3.1.0"
    assert {"title", "version"} <= described["info"].keys()
    for reference in _references(described):
        found = described
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
    for path, item in described["paths"].items():
        for method, operation in item.items():
            assert (path[0], method in {"get", "post"}) == ("/", True)
            assert all(len(status) == 3 and each["description"] for status, each in operation["responses"].items())
    assert "security" not in described
    assert json.loads(openapi.document(needs_token=True))["security"] == [{"token": []}]


def test_it_names_every_address_and_no_other(served: Served, described: Any) -> None:
    for path, item in described["paths"].items():
        for method in ("get", "post"):
            found = served.ask(path, {}, method=method.upper()).status
            assert (found == 405) is (method not in item), path


def test_requests_and_answers_have_the_form_that_it_says(
    served: Served, described: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, decision = (
        Draft202012Validator(
            {"$ref": f"#/components/schemas/{name}", "components": described["components"]},
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )
        for name in ("Request", "Decision")
    )
    for file in REQUESTS:
        request.validate(json.loads(file.read_bytes()))
        decision.validate(served.ask("/decide", file.read_bytes()).value)
    assert not request.is_valid({**PERMITTED, "note": 1})
    monkeypatch.setattr(served.service, "clock", lambda: later(99))
    for asks in (PERMITTED, AT_RISK, {}):
        told = served.ask("/decide", asks)
        decision.validate(told.value)
        assert str(told.status) in described["paths"]["/decide"]["post"]["responses"]


def test_who_reports_is_described_too(described: Any, tmp_path: Path) -> None:
    with serving(service_of(client_of(tmp_path, report_only=True))) as other:
        told = other.ask("/decide", PERMITTED).value
    whole = {"$ref": "#/components/schemas/Decision", "components": described["components"]}
    Draft202012Validator(whole).validate(told)
    assert not Draft202012Validator(whole).is_valid({**told, "enforced": True})
    many = described["paths"]["/decide"]["post"]["requestBody"]["content"]["application/json"]["schema"]["oneOf"][1]
    assert many["maxItems"] == MOST_REQUESTS
