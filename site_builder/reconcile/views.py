"""Other logs, read as ours: only the keys that are named here, and never one of a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from site_builder.gate.types import PERMITTED, REQUIRED, WITH_DUTIES
from site_builder.reconcile.log import Texts, text_of

Value = Mapping[str, Any]
View = Callable[[Any], Iterator[Texts]]
"""The rows in one object of a log. Raises KeyError, TypeError or ValueError where it is none of that log."""
NOT_IN_TABLE = "not-in-the-table"
"""The disclosure of a code that the table does not name: the notice has none of that id."""
_ACTIVITY = "dpl.core.processing_activity_id"
_FAILED = 2
"""The status of a span that failed."""


def logboek(said: Value) -> Iterator[Texts]:
    """A record of the Dutch Logboek Dataverwerkingen: the processing activity is the address of a disclosure."""
    activity = said["attributes"][_ACTIVITY]
    yield {
        "time": _time(int(said["start_time"]) / 1000),
        "system": _service(said["resource"]["attributes"]),
        "id": f"{said['trace_id']}-{said['span_id']}",
        "disclosure": re.split("[/#]", re.sub("[?@].*", "", activity).rstrip("/"))[-1],
        "outcome": "failed" if said.get("status_code") == _FAILED else "sent",
    }


def otlp(said: Value) -> Iterator[Texts]:
    """The spans of OpenTelemetry in a line of OTLP as JSON that have an attribute `disclosure.…`."""
    for resource in said["resourceSpans"]:
        system = _service(_attributes(resource["resource"]["attributes"]))
        for span in (span for scope in resource["scopeSpans"] for span in scope["spans"]):
            found = _attributes(span.get("attributes", ()))
            told = {name: found[f"disclosure.{key}"] for key, name in _SPAN.items() if f"disclosure.{key}" in found}
            if not told:
                continue
            if span.get("droppedAttributesCount"):
                raise ValueError("Attributes were dropped, so nobody knows what else was sent.")
            yield {
                **told,
                "time": _time(int(span["startTimeUnixNano"]) / 1e9),
                "system": system,
                "id": f"{span['traceId']}-{span['spanId']}",
                "outcome": "failed" if span.get("status", {}).get("code") in {_FAILED, "STATUS_CODE_ERROR"} else "sent",
            }


_SPAN = {
    "id": "disclosure",
    "recipient": "recipient",
    "purpose": "purpose",
    "data_categories": "data_categories",
    "data_subjects": "data_subjects",
    "records": "records",
    "decision": "decision",
}


def tracker(codes: Mapping[str, str]) -> View:
    """A row of the Estonian data tracker's table `ajlog`; `codes` has the disclosure of each `actioncode`."""

    def view(said: Value) -> Iterator[Texts]:
        yield {
            "time": said["logtime"],
            "system": said["sendercode"],
            "id": said["xroadrequestid"],
            "disclosure": codes.get(text_of(said["actioncode"]), NOT_IN_TABLE),
        }

    return view


def decisions(said: Value) -> Iterator[Texts]:
    """A line of the log that the client and the gate's service keep, for a system that sends whatever is permitted."""
    request = said["request"]
    if request is None:
        return
    yield {
        "time": said["time"],
        "system": "gate",
        "id": said["id"],
        "decision": said["id"],
        **{key: text_of(request[key]) for key in ("recipient", "purpose", "data_categories", "data_subjects")},
        "outcome": "sent" if said["outcome"] in {REQUIRED, PERMITTED, WITH_DUTIES} else "failed",
    }


VIEWS: Mapping[str, View] = {"logboek": logboek, "otlp": otlp, "decisions": decisions}
"""The views that need nothing besides; `tracker` needs a table of codes."""


def _time(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _service(attributes: Value) -> str:
    return text_of(attributes["service.name"])


def _attributes(listed: Any) -> dict[str, str]:
    """The attributes of OTLP as texts, by key."""
    return {
        each["key"]: _plain(each["value"]) for each in listed if each["key"].startswith(("disclosure.", "service."))
    }


def _plain(value: Value) -> str:
    if "arrayValue" in value:
        return text_of([each["stringValue"] for each in value["arrayValue"].get("values", ())])
    ((_, plain),) = value.items()
    return text_of(plain)
