"""Whatever stands between the service and its feed, over HTTP too the answer is never a permission, and says why.

The scenes are the client's. A service answers in them, and what it reads it reads as its reader does: with a client of
its own in the same state.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from site_builder.client import Client, Reading
from site_builder.client.failure_codes import Untrusted, Why
from site_builder.service.reader import Read
from tests.client.scenes import GOOD, NEWER, PATIENT, PERMITS, SCENES, Scene
from tests.client.servers import Server, status
from tests.client.servers import serving as publishing
from tests.client.sites import AT_RISK, KEY, NOW, OTHER, PERMITTED, REGISTRY, later
from tests.effort import some
from tests.faulty_doubles.open_clients import TWINS, twin
from tests.service.served import Served, Told, service_of, serving

THEIRS = {
    "subject": {"type": "recipient", "id": PERMITTED["recipient"]},
    "action": {"name": PERMITTED["purpose"]},
    "resource": {"type": "data", "id": PERMITTED["data_categories"][0]},
    "context": {"sharing": {"data_subjects": PERMITTED["data_subjects"]}},
}
"""What is permitted, as AuthZEN asks it."""


class OverHttp:
    """Stands in the place of a client in a scene: a reader beside, and a service that answers."""

    def __init__(self, served: Served, reader: Client | None, answering: Client) -> None:
        self._served = served
        self._reader = reader
        self._answering = answering

    def refresh(self, now: datetime = NOW) -> Reading:
        """Read, and tell the service what came of it."""
        assert self._reader is not None
        found = self._reader.refresh(now)
        self._served.service.client = self._answering
        self._served.service.heard(Read(found.why, sorted(self._reader.purposes_at_risk()), now, now))
        return found

    def decide(self, request: Any, now: datetime = NOW) -> Told:
        """Ask in each way that there is; they must agree."""
        service = self._served.service
        service.client, service.clock = self._answering, lambda: now
        if self._reader is not None:
            self.refresh(now)
        told = self._served.ask("/decide", request)
        many = self._served.ask("/decide", [request, request])
        theirs = self._served.ask("/access/v1/evaluation", THEIRS)
        batch = self._served.ask("/access/v1/evaluations", {"evaluations": [THEIRS, THEIRS]})
        service._looked = None
        health = self._served.get("/healthz")
        permits = told.outcome in PERMITS
        assert [each["outcome"] in PERMITS for each in many.value] == [permits] * 2
        assert theirs.value["decision"] is permits
        assert [each["decision"] for each in batch.value["evaluations"]] == [permits] * 2
        assert told.status == many.status == (200 if told.cause is None else 503)
        assert (health.status, health.value.get("cause")) == (told.status, told.cause)
        assert (theirs.status, theirs.value["context"].get("cause")) == (200, told.cause)
        assert ("registries" in told.value) is ("registries" in health.value) is (told.cause == "other_registry")
        if told.cause is not None:
            searched = self._served.ask("/access/v1/search/subject", THEIRS)
            assert searched.value["results"] == [] or told.cause == "log_not_kept"
        return told


class HttpScene(Scene):
    """A scene in which a service answers, in place of a client."""

    served: Served

    def client(self, **changes: Any) -> Any:
        """A service as another process would make it, which reads the feed before each decision."""
        reads = changes.pop("max_age", 1) is not None
        answering = super().client(**changes, max_age=None)
        return OverHttp(self.served, super().client(**changes, max_age=None) if reads else None, answering)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    nobody = Client(GOOD.put(tmp_path_factory.mktemp("site")), [KEY.public], None, registry=REGISTRY, max_age=None)
    with serving(service_of(nobody)) as made:
        yield made


@contextmanager
def scene(folder: Path, served: Served) -> Iterator[HttpScene]:
    with publishing(Server()) as server:
        made = HttpScene(folder, server)
        made.served = served
        yield made


@pytest.mark.parametrize("name", some(SCENES, one_in=3))
def test_a_fault_is_told_and_never_a_permission(name: str, tmp_path: Path, served: Served) -> None:
    play, cause = SCENES[name]
    with scene(tmp_path, served) as on:
        found = play(on)
    assert (found.outcome, found.reasons, found.cause) == ("refused", ("feed_not_trusted",), cause)


@pytest.mark.parametrize("name", some(TWINS, one_in=4))
def test_a_service_of_a_client_that_fails_open_is_found_out(name: str, tmp_path: Path, served: Served) -> None:
    with twin(name) as expected:
        for number, each in enumerate(expected):
            with scene(tmp_path / str(number), served) as on:
                assert SCENES[each][0](on).outcome in PERMITS


# ---- faults while the good copy goes on


@pytest.mark.parametrize("fault", ["down", "500", "another key", "rolled back", "changed under its manifest"])
def test_the_last_good_copy_goes_on(fault: str, tmp_path: Path, served: Served) -> None:
    with scene(tmp_path, served) as on:
        on.begin(NEWER)
        on.server.files = {}
        if fault == "500":
            on.server.replies["*"] = status(500)
        if fault == "another key":
            on.publish(replace(NEWER.of_version("2026.11.25.3"), keys=(OTHER,)))
        if fault == "rolled back":
            on.publish(GOOD)
        if fault == "changed under its manifest":
            on.publish(NEWER.of_version("2026.11.25.3"), feed=NEWER.feed + b" ")
        found = on.asked()
        assert (found.outcome, found.cause, found.plain()["version"]) == ("permitted", None, NEWER.version)
        reading = served.get("/healthz").value["reading"]
        assert reading["cause"] == {
            "down": "wrong_status",
            "500": "wrong_status",
            "another key": "other_key",
            "rolled back": "rollback",
            "changed under its manifest": "feed_differs",
        }.get(fault)
        assert on.asked(later(40)).cause == "expired"


def test_what_a_newer_feed_ends_is_refused_from_then_on(tmp_path: Path, served: Served) -> None:
    feed = json.loads(NEWER.feed)
    ended = [{**each, "status": "ended", "valid_to": "2026-11-24"} for each in feed["disclosures"]]
    with scene(tmp_path, served) as on:
        on.begin()
        on.publish(NEWER.of_version(NEWER.version, disclosures=ended))
        found = on.asked()
        assert (found.outcome, found.cause, found.plain()["version"]) == ("refused", None, NEWER.version)
        assert "ended" in found.reasons
        assert on.asked(max_age=None).outcome == "refused"


# ---- somebody at risk, and nothing to be trusted


@pytest.mark.parametrize("knows", [True, False])
def test_by_what_the_reader_fetched_a_person_is_asked_at_once(knows: bool, tmp_path: Path, served: Served) -> None:
    """The broken twin: a service that is not told what its reader has seen."""
    with scene(tmp_path, served) as on:
        on.publish(GOOD)
        asked = on.client(keys=[OTHER.public])
        asked.refresh(NOW)
        if not knows:
            served.service.client.heard(Why("other_key"), now=NOW)
        found = served.ask("/decide", AT_RISK)
        assert (found.status, found.cause) == (503, "other_key")
        assert (found.outcome == "refer" and found.value.get("urgent") is True) is knows


def test_whoever_looks_around_is_told_that_nothing_is_trusted(tmp_path: Path) -> None:
    one = Client(GOOD.put(tmp_path), [KEY.public], None, registry=REGISTRY, max_age=None, deadline=PATIENT)
    with pytest.raises(Untrusted, match="never_read"):
        one.look(NOW)
    assert one.is_urgent(AT_RISK) is False
    assert one.refresh(NOW).cause is None
    assert one.look(NOW)[0] == "2026-11-25"
    assert one.is_urgent(AT_RISK) is True
    assert one.decide(PERMITTED, datetime.now(UTC).replace(year=1999)).cause == "clock_back"
