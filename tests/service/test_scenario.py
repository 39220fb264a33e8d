"""The published certification scenario passes, with a registry as its fixture, over a real line."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from site_builder.service.authzen import METADATA, Profile, profile_in
from tests.client.tls import certificate_in, encrypting
from tests.handbook import DOCS
from tests.service.scenario import LEVELS, ONE, PROFILE, READ, Case, faults_of_discovery, fixture
from tests.service.served import Served, Told, client_of, service_of, serving

CASES = {f"{level} {case.number}": case for level, cases in LEVELS.items() for case in cases}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("scenario")
    (folder / "profile.json").write_text(json.dumps(PROFILE), "utf-8")
    published = fixture()
    client = client_of(folder, published, registry=published.registry)
    with serving(service_of(client, profile=profile_in(folder / "profile.json"))) as made:
        yield made


def passes(served: Served, case: Case) -> bool:
    """Whether a case passes; every answer must have the caller's id, and a right one the right type."""
    told = served.ask(case.path, case.sent, headers={**case.headers, "X-Request-ID": f"case {case.number}"})
    is_typed = told.status != 200 or told.headers["Content-Type"] == "application/json"
    return case.check(told) and is_typed and told.headers["X-Request-ID"] == f"case {case.number}"


@pytest.mark.parametrize("name", CASES)
def test_the_scenario_passes(served: Served, name: str) -> None:
    assert passes(served, CASES[name])


def test_without_an_id_none_is_needed_and_the_same_is_answered_each_time(served: Served) -> None:
    """Scenario 2.5.2 and 2.6."""
    found = [served.ask(ONE, READ) for _ in range(5)]
    assert [each.value["decision"] for each in found] == [True] * 5
    assert {each.headers["X-Request-ID"] for each in found} == {None}


@pytest.mark.parametrize("searches", [("4.2.1", "4.2.2", "4.2.3"), ("4.3.1", "4.3.2", "4.3.3"), ("4.4.1", "4.4.2")])
def test_what_is_searched_for_and_what_stands_beside_changes_nothing(served: Served, searches: tuple[str, ...]) -> None:
    cases = [CASES[f"Search Core {number}"] for number in searches]
    found = [served.ask(case.path, case.sent).value["results"] for case in cases]
    assert found == [found[0]] * len(cases)


def test_there_are_as_many_cases_as_the_handbook_says() -> None:
    assert f"runner of our own: {len(CASES)} cases" in (DOCS / "evidence.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("twin", "level"),
    [("the profile", "Basic Core"), ("the profile", "Search Core"), ("the order", "Batch Core")],
)
def test_a_service_that_does_not_do_it_fails(
    served: Served, twin: str, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twins: no profile, so nobody knows what all requests are about; answers from behind."""
    if twin == "the profile":
        monkeypatch.setattr(served.service, "profile", Profile())
    else:
        decide_each = served.service.client.decide_each
        monkeypatch.setattr(
            served.service.client, "decide_each", lambda asked, now: reversed(list(decide_each(asked, now)))
        )
    assert not all(passes(served, case) for case in LEVELS[level])


# ---- discovery, which needs TLS in front


@contextmanager
def encrypted(folder: Path, target: list[int]) -> Iterator[tuple[int, ssl.SSLContext]]:
    """A proxy: it speaks TLS to whoever asks, and plainly to the service at a port. Its own port, and who trusts it."""
    certificate = certificate_in(folder)
    encrypt = encrypting(certificate)
    listening = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            while True:
                line, inner = encrypt(listening.accept()[0]), socket.create_connection(("127.0.0.1", target[0]))
                with line, inner:
                    inner.sendall(line.recv(65_536))
                    while part := inner.recv(65_536):
                        line.sendall(part)

    threading.Thread(target=accept, daemon=True).start()
    yield listening.getsockname()[1], ssl.create_default_context(cafile=certificate)
    with suppress(OSError):
        listening.shutdown(socket.SHUT_RDWR)
    listening.close()


@pytest.mark.parametrize(("is_told", "faults"), [(True, []), (False, ["there is none"])])
def test_it_is_discovered_by_the_very_address_that_was_asked(
    served: Served, is_told: bool, faults: list[str], tmp_path: Path
) -> None:
    """Without an address of its own it has none to tell, which all other levels allow."""
    target = [0]
    with encrypted(tmp_path, target) as (port, context):
        base = f"https://localhost:{port}"
        service = service_of(served.service.client, public_url=base if is_told else None)
        with serving(service) as other:
            target[0] = other.port
            line = http.client.HTTPSConnection("localhost", port, context=context, timeout=30)
            line.request("GET", METADATA, headers={"Connection": "close"})
            found = line.getresponse()
            answer = Told(found.status, found.headers, found.read())
            line.close()
    assert faults_of_discovery(answer, base) == faults


def test_an_address_with_a_path_has_its_description_there(served: Served) -> None:
    service = service_of(served.service.client, public_url="https://gate.example/council")
    with serving(service) as other:
        assert other.get(METADATA).status == 404
        assert faults_of_discovery(other.get(f"{METADATA}/council"), "https://gate.example/council") == []
