"""The description of the service in OpenAPI 3.1, made from the published schemas of requests and decisions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from site_builder.addresses import DECISION_SCHEMA, REQUEST_SCHEMA
from site_builder.render.feed.decision_schemas import documents
from site_builder.service.authzen import PATHS
from site_builder.service.limits import MOST_REQUESTS, NOT_DECIDED
from site_builder.version import VERSION

COMPONENTS = "#/components/schemas/"
NOT_MADE = {
    400: "The request is none of the protocol's.",
    401: "The token is missing or wrong.",
    408: "The request did not come within a second.",
    413: "The request is too large.",
    415: "The request is not said to be application/json.",
    429: "These are too many requests at once.",
    500: "A fault of the program itself.",
}
"""What each status means with which no decision was made."""


@cache
def document(*, needs_token: bool) -> bytes:
    """The description, as JSON."""
    decide = _operation("May this be shared?", "The answer, or the answers in order.", _one_or_many("Request"))
    decide["responses"]["200"]["content"] = _json(_one_or_many("Decision"))
    decide["responses"]["503"] = {
        "description": "No feed is trusted, or nothing could be logged: nothing may be shared; `cause` says why.",
        "content": {**_json(_one_or_many("Decision")), **_TEXT},
    }
    theirs = {"type": "object", "description": "As the Authorization API 1.0 of OpenID AuthZEN has it."}
    paths: dict[str, Any] = {
        path: {"post": _operation(_title(name), "The answer.", theirs)} for name, path in PATHS.items()
    }
    for each in paths.values():
        each["post"]["responses"]["200"]["content"] = _json(theirs)
    security: dict[str, Any] = {"security": [{"token": []}]} if needs_token else {}
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Decision service of a published notice", "version": VERSION, "description": NOT_DECIDED},
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        **security,
        "paths": {
            "/decide": {"post": decide},
            "/healthz": {"get": _open("Whether it decides.", "503")},
            "/livez": {"get": _open("Whether it lives.")},
            **paths,
        },
        "components": {
            "schemas": {"Request": _component(REQUEST_SCHEMA), "Decision": _decision()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
    return json.dumps(whole, ensure_ascii=False).encode()


def _component(path: str) -> Any:
    """A published schema, as a component."""
    return {key: value for key, value in json.loads(documents()[path]).items() if key != "$schema"}


def _decision() -> Any:
    """The published schema of decisions, and what only a service that reports adds."""
    made = _component(DECISION_SCHEMA)
    made["properties"]["enforced"] = {"const": False, "description": "Only a report: whoever asked may let it pass."}
    return made


def _title(name: str) -> str:
    return f"AuthZEN: {name.removesuffix('_endpoint').replace('_', ' ')}"


def _json(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


_TEXT = {"text/plain": {"schema": {"type": "string"}}}


def _one_or_many(name: str) -> Mapping[str, Any]:
    one = {"$ref": f"{COMPONENTS}{name}"}
    return {"oneOf": [one, {"type": "array", "minItems": 1, "maxItems": MOST_REQUESTS, "items": one}]}


def _operation(summary: str, answer: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    turned_away = {str(status): {"description": why, "content": _TEXT} for status, why in NOT_MADE.items()}
    return {
        "summary": summary,
        "requestBody": {"required": True, "content": _json(asked)},
        "responses": {
            "200": {"description": answer},
            **turned_away,
            "503": {"description": "There are too many connections.", "content": _TEXT},
        },
    }


def _open(summary: str, *more: str) -> dict[str, Any]:
    """Something that needs no token."""
    content = _json({"type": "object"})
    says = {"200": "Yes.", **dict.fromkeys(more, "No.")}
    responses = {status: {"description": words, "content": content} for status, words in says.items()}
    return {"summary": summary, "security": [], "responses": responses}
