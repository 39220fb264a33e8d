"""The plain form: what the client answers, one or many, and in everything else a clear no."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from site_builder.client import Client
from site_builder.service.app import Service
from site_builder.service.limits import NOT_DECIDED
from tests.client.scenes import GOOD, NEWER, PERMITS
from tests.client.sites import AT_RISK, KEY, NOW, PERMITTED, REGISTRY
from tests.client.test_log import PERSONAL
from tests.seed import ROOT
from tests.service.served import JSON, Served, client_of, raw, service_of, serving

REQUESTS = sorted((ROOT / "docs/examples/practice/requests").glob("*.json"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("service")
    with serving(service_of(client_of(folder))) as made:
        yield made


def without_id(plain: dict[str, Any]) -> dict[str, Any]:
    """An answer without the name of its line in the log."""
    return {key: value for key, value in plain.items() if key != "id"}


# ---- what it answers


@pytest.mark.parametrize("file", REQUESTS, ids=lambda file: file.stem)
def test_it_answers_what_the_client_does(served: Served, file: Path) -> None:
    told = served.ask("/decide", file.read_bytes())
    assert (told.status, told.headers["Content-Type"]) == (200, "application/json")
    ours = served.service.client.decide(file.read_bytes(), NOW).plain()
    assert without_id(told.value) == without_id(ours)


def test_many_are_answered_in_order(served: Served) -> None:
    asks = [*(json.loads(file.read_bytes()) for file in REQUESTS), {}, [], "x", {**PERMITTED, "note": 1}] * 8
    told = served.ask("/decide", asks[:100])
    assert told.status == 200
    ours = [served.service.client.decide(json.dumps(each), NOW).plain() for each in asks[:100]]
    assert list(map(without_id, told.value)) == list(map(without_id, ours))
    assert len({each["id"] for each in told.value}) == 100


class Forgetful(Client):
    """The broken twin: it looks anew for each of many."""

    def decide_each(self, requests: Any, now: Any = None) -> Any:
        """Each by itself."""
        return (self.decide(each, now) for each in requests)


@pytest.mark.parametrize(("made", "versions"), [(Client, 1), (Forgetful, 2)])
def test_many_are_answered_by_one_copy_though_another_is_read_meanwhile(
    tmp_path: Path, made: type[Client], versions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering = client_of(tmp_path)
    answering.__class__ = made
    place = NEWER.put(tmp_path / "newer")
    reading = Client(place, [KEY.public], tmp_path / "state", registry=REGISTRY, max_age=None)

    async def meanwhile(number: int) -> None:
        if number == 30:
            assert reading.refresh(NOW).cause is None

    with serving(service_of(answering)) as served:
        monkeypatch.setattr("site_builder.service.app._let_in", meanwhile)
        first, second = (served.ask("/decide", [PERMITTED] * 60).value for _ in range(2))
    assert len({each["version"] for each in first}) == versions
    assert {each["version"] for each in second} == {NEWER.version}


def test_somebody_at_risk_is_never_just_turned_away(served: Served) -> None:
    for asks in (AT_RISK, {**PERMITTED, "at_risk": True, "recipient": 1}, {"purpose": AT_RISK["purpose"], "x": 1}):
        told = served.ask("/decide", asks)
        assert (told.status, told.outcome, told.value["urgent"]) == (200, "refer", True)


# ---- what is no request

BAD: dict[str, tuple[Any, str]] = {
    "nothing": (b"", "request_not_json"),
    "no JSON": (b"{", "request_not_json"),
    "no list": (b"[1,", "request_not_json"),
    "another encoding": (json.dumps(dict(PERMITTED)).encode("utf-16"), "request_not_json"),
    "a key twice": (json.dumps(dict(PERMITTED)).encode()[:-1] + b', "recipient": "x"}', "request_not_json"),
    "brackets too deep": (b'{"a":' * 5000 + b"1" + b"}" * 5000, "request_not_json"),
    "no object": (b'"permitted"', "wrong_value"),
    "an unknown key": ({**PERMITTED, "outcome": "permitted"}, "unknown_key"),
    "a missing key": ({"recipient": "library-partner"}, "missing"),
    "another value": ({**PERMITTED, "recipient": ["library-partner"]}, "wrong_value"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_request_is_refused_in_so_many_words(served: Served, name: str) -> None:
    sent, code = BAD[name]
    told = served.ask("/decide", sent)
    assert (told.status, told.outcome) == (200, "refused")
    assert code in told.reasons


@pytest.mark.parametrize(
    ("status", "path", "method", "headers", "body"),
    [
        (415, "/decide", "POST", {}, PERMITTED),
        (415, "/decide", "POST", {"Content-Type": "text/plain"}, PERMITTED),
        (415, "/decide", "POST", {"Content-Type": "application/x-www-form-urlencoded"}, b"recipient=x"),
        (415, "/decide", "POST", {**JSON, "Content-Encoding": "gzip"}, b"\x1f\x8b"),
        (400, "/decide", "POST", JSON, []),
        (413, "/decide", "POST", JSON, [PERMITTED] * 101),
        (413, "/decide", "POST", JSON, [0] * 300_000),
        (413, "/access/v1/evaluations", "POST", JSON, {"evaluations": [0] * 300_000}),
        (413, "/decide", "POST", JSON, b" " * 70_000),
        (413, "/decide", "POST", JSON, [{"note": "x" * 70_000}]),
        (413, "/decide", "POST", JSON, b"[" + b" " * (1 << 20)),
        (405, "/decide", "GET", {}, None),
        (405, "/healthz", "POST", JSON, {}),
        (404, "/elsewhere", "POST", JSON, PERMITTED),
        (404, "/decide/", "POST", JSON, PERMITTED),
        (404, "/.well-known/authzen-configuration", "GET", {}, None),
    ],
)
def test_what_cannot_be_decided_is_told_so(
    served: Served, status: int, path: str, method: str, headers: dict[str, str], body: Any
) -> None:
    told = served.ask(path, body, method=method, headers={**headers, "X-Request-ID": "of/his own"})
    assert (told.status, told.headers.get_content_type()) == (status, "text/plain")
    assert NOT_DECIDED in told.body.decode()
    assert told.headers["X-Request-ID"] == "of/his own"


def test_what_is_no_http_is_no_permission(served: Served) -> None:
    for sent in (b"SSH-2.0-x\r\n\r\n", b"POST /decide\r\n\r\n", b"\x16\x03\x01\x02\x00" * 20 + b"\r\n\r\n"):
        assert raw(served.port, sent).startswith(b"HTTP/1.1 400")
    assert served.ask("/decide", PERMITTED).outcome == "permitted"


def test_a_fault_of_the_program_is_no_permission_and_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise KeyError(PERSONAL[0])

    with serving(service_of(client_of(tmp_path))) as served:
        monkeypatch.setattr("site_builder.service.limits.requests_in", fails)
        told = served.ask("/decide", PERMITTED, headers={**JSON, "X-Request-ID": "7"})
        assert (told.status, told.headers["X-Request-ID"]) == (500, "7")
        assert NOT_DECIDED in told.body.decode()
    assert served.said == ["A fault of the program itself: KeyError. Please report it."]


# ---- nothing personal


def _traces(served: Served, folder: Path) -> str:
    """All that the service wrote and said."""
    return "\n".join([*served.said, (folder / "log.jsonl").read_text("utf-8")])


@pytest.mark.parametrize("personal", PERSONAL)
def test_nothing_personal_is_logged_or_told(tmp_path: Path, personal: str, capfd: pytest.CaptureFixture[str]) -> None:
    quoted = personal.replace(" ", "%20")
    with serving(service_of(client_of(tmp_path))) as served:
        answers = [
            served.ask("/decide", {**PERMITTED, "case": personal}),
            served.ask("/decide", {**PERMITTED, "recipient": personal}),
            served.ask("/decide", {**PERMITTED, personal: personal}),
            served.ask("/decide", personal.encode()),
            served.ask(f"/{quoted}?q={quoted}", PERMITTED),
            served.ask("/decide", PERMITTED, headers={"Content-Type": personal}),
            served.ask("/decide", PERMITTED, headers={**JSON, "Authorization": f"Bearer {personal}"}),
            served.ask("/access/v1/evaluation", _theirs(personal)),
            served.ask("/access/v1/search/subject", _theirs(personal)),
            served.ask("/access/v1/evaluations", {"evaluations": [_theirs(personal), personal, {"subject": personal}]}),
        ]
        echoed = served.ask("/decide", PERMITTED, headers={**JSON, "X-Request-ID": personal})
        assert echoed.headers["X-Request-ID"] == personal
        said = _traces(served, tmp_path) + "".join(capfd.readouterr())
    assert personal not in said
    # An id in the form of one may be suggested for another, but what looks personal is never repeated.
    assert [each.body for each in answers if personal in each.body.decode() and " " in personal] == []


def _theirs(personal: str) -> dict[str, Any]:
    return {
        "subject": {"type": "recipient", "id": personal, "properties": {"name": personal}},
        "action": {"name": personal},
        "resource": {"type": "dataset", "id": personal},
        "context": {"sharing": {"case": personal, personal: personal}, "who": personal},
        personal: personal,
    }


# ---- of itself


def test_it_is_red_while_it_cannot_decide(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    with serving(service_of(client)) as served:
        told = served.get("/healthz")
        assert (told.status, told.value["status"], told.value["version"]) == (200, "green", GOOD.version)
        (tmp_path / "log.jsonl").unlink()
        (tmp_path / "log.jsonl").mkdir()
        served.service._looked = None
        told = served.get("/healthz")
        assert (told.status, told.value["status"], told.cause) == (503, "red", "log_not_kept")
        assert served.get("/livez").status == 200
        (tmp_path / "log.jsonl").rmdir()
        served.service._looked = None
        assert served.get("/healthz").status == 200


def test_who_only_looks_does_not_fill_the_log(served: Served) -> None:
    log = Path(served.service.client._log.path)  # type: ignore[union-attr] # it has one
    served.get("/healthz")
    before = len(log.read_text("utf-8").splitlines())
    for _ in range(50):
        served.get("/healthz")
    assert len(log.read_text("utf-8").splitlines()) - before <= 10


def test_a_report_says_that_it_was_not_enforced_and_permits_nothing(tmp_path: Path) -> None:
    client = client_of(tmp_path, report_only=True)
    with serving(service_of(client)) as served:
        for asks in (PERMITTED, {}, AT_RISK):
            told = served.ask("/decide", asks)
            assert told.value["enforced"] is False
            assert (told.outcome in PERMITS) == (asks is PERMITTED)
        theirs = served.ask("/access/v1/evaluation", _theirs("x"))
        assert (theirs.value["decision"], theirs.value["context"]["enforced"]) == (False, False)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    assert {line["enforced"] for line in lines} == {False}


def test_without_a_report_nothing_says_that_it_was_not_enforced(served: Served) -> None:
    assert "enforced" not in served.ask("/decide", PERMITTED).value
    log = Path(served.service.client._log.path)  # type: ignore[union-attr] # it has one
    assert "enforced" not in log.read_text("utf-8")


def test_what_answers_has_no_options_that_could_open_it() -> None:
    """No field of the service lets it answer without a client that trusts its feed."""
    assert {name for name in Service.__dataclass_fields__ if not name.startswith("_")} == {
        *("client", "tokens", "rates", "tell", "profile", "public_url", "clock", "is_draining", "read"),
    }
