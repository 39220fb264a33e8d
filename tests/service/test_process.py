"""The service as a process: how it begins, reads, is told to end, and what its command refuses."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, TypeVar

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.client.failure_codes import FAULT, Registries, Why
from site_builder.errors import Failure
from site_builder.gate.reason_codes import CAUSES
from site_builder.service import reader, running
from site_builder.service.reader import Read, Source, keep_reading, read_apart
from tests.client.scenes import GOOD
from tests.client.servers import Line, Server, ok
from tests.client.servers import serving as publishing
from tests.client.sites import AT_RISK, KEY, OTHER, PERMITTED, REGISTRY
from tests.seed import ROOT
from tests.service.served import JSON, asked, client_of, service_of, serving
from tests.systems import on_posix

T = TypeVar("T")
TODAY = replace(GOOD, valid_from=datetime.now(UTC).date() - timedelta(days=1))
"""Signed yesterday, so that it is good whenever these tests run."""
ASKED = json.dumps(dict(PERMITTED))


@dataclass
class Running:
    """The command, running: its process and its port."""

    process: subprocess.Popen[str]
    port: int

    def ended(self, sign: signal.Signals) -> tuple[int, str]:
        """How it ends when it is told to: its code, and what it said."""
        self.process.send_signal(sign)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said


def _command(folder: Path, feed: str, *more: str) -> list[str]:
    (folder / "a.pub").write_bytes(KEY.public.pem)
    whom = ["--feed", feed, "--key", "a.pub", "--registry-iri", REGISTRY, "--state", "state", "--log", "log.jsonl"]
    return [sys.executable, "-m", "site_builder", "gate", "serve", "-C", str(folder), *whom, "--port", "0", *more]


@contextmanager
def running_command(folder: Path, feed: str, *more: str) -> Iterator[Running]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = _command(folder, feed, *more)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) as process:
        try:
            assert process.stdout is not None
            yield Running(process, int(process.stdout.readline().rstrip("/\n").rpartition(":")[2] or "0"))
        finally:
            process.kill()


def _until_green(port: int) -> None:
    until = time.monotonic() + 60
    while asked(port, "/healthz", method="GET").status != 200:
        assert time.monotonic() < until
        time.sleep(0.05)


# ---- how it begins


def test_it_listens_at_once_and_is_red_until_a_feed_is_trusted(tmp_path: Path) -> None:
    published = threading.Event()

    def late(line: Line) -> None:
        published.wait(60)
        ok(TODAY.files["data/v1/manifest.dsse.json"])(line)

    with publishing(Server(TODAY.files)) as server:
        server.replies["data/v1/manifest.dsse.json"] = late
        with running_command(tmp_path, server.address) as gate:
            assert asked(gate.port, "/livez", method="GET").status == 200
            red = asked(gate.port, "/healthz", method="GET")
            assert (red.status, red.value["status"], red.cause) == (503, "red", "never_read")
            told = asked(gate.port, "/decide", PERMITTED)
            assert (told.status, told.outcome, told.cause) == (503, "refused", "never_read")
            at_risk = asked(gate.port, "/decide", {**AT_RISK, "at_risk": True})
            assert (at_risk.status, at_risk.outcome, at_risk.value["urgent"]) == (503, "refer", True)
            published.set()
            _until_green(gate.port)
            told = asked(gate.port, "/decide", PERMITTED)
            assert (told.status, told.outcome) == (200, "permitted")
            code, said = gate.ended(signal.SIGTERM)
    assert code == 0
    assert said.splitlines()[-1] == "The feed was read."
    assert len(server.asked) == 2


def test_where_the_state_is_there_it_answers_at_once(tmp_path: Path) -> None:
    client_of(tmp_path, TODAY, datetime.now(UTC), log=None)
    with running_command(tmp_path, "http://127.0.0.1:1/", "--report-only") as gate:
        told = asked(gate.port, "/decide", PERMITTED)
        assert (told.status, told.outcome, told.value["enforced"]) == (200, "permitted", False)
        code, _ = gate.ended(signal.SIGINT)
    assert code == 0


# ---- how it reads


def _source(folder: Path, address: str, key: str = "a.pub") -> Source:
    (folder / "a.pub").write_bytes(KEY.public.pem)
    (folder / "b.pub").write_bytes(OTHER.public.pem)
    return Source(address, [str(folder / key)], str(folder / "state"), REGISTRY)


def _run(coroutine: Coroutine[Any, Any, T]) -> T:
    """What it gives, run in a thread of its own: another test may have left a loop that runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def test_a_reader_reads_once_in_a_process_of_its_own(tmp_path: Path) -> None:
    place = f"{TODAY.put(tmp_path / 'site')}/"
    source = _source(tmp_path, place)
    answering = source.client()
    assert answering.decide(PERMITTED).cause == "never_read"
    assert _run(read_apart(source)) == (None, [])
    assert answering.decide(PERMITTED).outcome == "permitted"
    why, at_risk = _run(read_apart(_source(tmp_path, f"{place}", "b.pub")))
    assert why == Why("other_key")
    assert AT_RISK["purpose"] in at_risk


def test_a_reader_that_dies_or_hangs_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _source(tmp_path, f"{TODAY.put(tmp_path / 'site')}/")
    monkeypatch.setattr(reader, "LONGEST", 0.01)
    assert _run(read_apart(source)) == (FAULT, ())
    monkeypatch.undo()
    assert _run(read_apart(replace(source, address="nowhere"))) == (FAULT, ())
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert _run(read_apart(source)) == (FAULT, ())


def test_it_reads_again_and_sooner_after_a_reading_that_failed(tmp_path: Path) -> None:
    found: list[Read] = []

    async def twice(source: Source) -> None:
        heard = asyncio.Event()

        def tell(read: Read) -> None:
            found.append(read)
            heard.set()

        reading = asyncio.ensure_future(keep_reading(source, timedelta(hours=1), tell))
        await heard.wait()
        reading.cancel()

    for source in (
        _source(tmp_path, f"{TODAY.put(tmp_path / 'site')}/"),
        _source(tmp_path, "http://127.0.0.1:1/data/v1/"),
    ):
        _run(twice(source))
    assert [(read.why, read.next - read.at) for read in found] == [
        (None, timedelta(hours=1)),
        (Why("unreachable"), reader.AGAIN),
    ]


def test_what_came_of_a_reading_is_told_once(tmp_path: Path) -> None:
    service = service_of(client_of(tmp_path))
    now = datetime.now(UTC)
    other = Why("other_registry", Registries("https://a.example/id/registry", "https://b.example/id/registry"))
    for why in (None, None, Why("unreachable"), Why("unreachable"), other, None):
        service.heard(Read(why, [], now, now))
    assert service.said == [  # type: ignore[attr-defined] # see `service_of`
        "The feed was read.",
        f"The feed was not read: unreachable. {CAUSES['unreachable']}",
        f"The feed was not read: other_registry. {other.words()}",
        "The feed was read.",
    ]


# ---- how it ends


@on_posix
def test_told_to_end_it_loses_no_answer_and_ends_with_0(tmp_path: Path) -> None:
    client_of(tmp_path, TODAY, datetime.now(UTC), log=None)
    answered, lost = [], []

    def asks(port: int) -> None:
        line = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while True:
                line.request("POST", "/decide", ASKED, JSON)
                found = line.getresponse()
                answered.append(json.loads(found.read())["outcome"])
                if found.headers["Connection"] == "close":
                    return
        except (OSError, HTTPException) as error:
            lost.append(error)
        finally:
            line.close()

    with running_command(tmp_path, "http://127.0.0.1:1/", "--rate", "1000000") as gate:
        threads = [threading.Thread(target=asks, args=(gate.port,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        code, _ = gate.ended(signal.SIGTERM)
        for thread in threads:
            thread.join(30)
    assert (code, lost, set(answered)) == (0, [], {"permitted"})
    assert len((tmp_path / "log.jsonl").read_text("utf-8").splitlines()) == len(answered) > 8


@pytest.mark.parametrize("is_twin", [False, True])
def test_a_line_that_was_idle_still_gets_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_twin: bool
) -> None:
    """The broken twin: uvicorn's own end, which closes such lines at once."""
    monkeypatch.setattr(running, "DRAIN_SECONDS", 0 if is_twin else 10)
    with serving(service_of(client_of(tmp_path))) as served:
        line = HTTPConnection("127.0.0.1", served.port, timeout=30)
        line.request("POST", "/decide", ASKED, JSON)
        assert json.loads(line.getresponse().read())["outcome"] == "permitted"
        served.server.drain()
        if is_twin:
            time.sleep(2)
            with pytest.raises((OSError, HTTPException)):
                _ask_again(line)
        else:
            time.sleep(0.1)
            red = served.get("/healthz")
            assert (red.status, red.value["draining"], red.headers["Connection"]) == (503, True, "close")
            assert served.get("/livez").status == 200
            assert _ask_again(line) == ("permitted", "close")
        line.close()


def _ask_again(line: HTTPConnection) -> tuple[str, str | None]:
    line.auto_open = 0
    line.request("POST", "/decide", ASKED, JSON)
    found = line.getresponse()
    return json.loads(found.read())["outcome"], found.headers["Connection"]


def test_told_twice_it_ends_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "DRAIN_SECONDS", 60)
    with serving(service_of(client_of(tmp_path))) as served:
        served.get("/livez")
        served.server.handle_exit(signal.SIGTERM, None)
        assert (served.service.is_draining, served.server.should_exit) == (True, False)
        served.server.handle_exit(signal.SIGTERM, None)
        assert served.server.should_exit


# ---- what its command refuses


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--host", "0.0.0.0"), 2, "Say who may: --tokens FILE"),  # noqa: S104 (it is refused)
        (("--host", "::"), 2, "Say who may: --tokens FILE"),
        (("--tokens", "none"), 3, "The tokens in none cannot be read."),
        (("--public-url", "http://gate.example"), 2, "--public-url is an https address"),
        (("--public-url", "https://gate.example/?a"), 2, "--public-url is an https address"),
        (("--public-url", "https://me@gate.example/"), 2, "--public-url is an https address"),
        (("--authzen-profile", "none"), 3, "cannot be read"),
        (("--key", "none.pub"), 3, "There is no key"),
        (("--rate", "0"), 2, "--rate"),
    ],
)
def test_what_would_not_be_safe_is_refused(tmp_path: Path, more: tuple[str, ...], code: int, said: str) -> None:
    command = _command(tmp_path, "http://127.0.0.1:1/", *more)[3:]
    done = CliRunner().invoke(cli, command)
    assert (done.exit_code, said in done.stderr.replace(f"{tmp_path}/", "")) == (code, True), done.stderr


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Failure, match=f"port {port}"):
            running.listening_at("127.0.0.1", port)


def test_without_the_extra_it_says_what_to_type(tmp_path: Path) -> None:
    blocked = "import sys; sys.modules['starlette'] = None; from site_builder.cli import main; main()"
    command = [sys.executable, "-c", blocked, *_command(tmp_path, "http://127.0.0.1:1/")[3:]]
    done = subprocess.run(
        command, capture_output=True, check=False, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 3
    assert 'pip install ".[gate]"' in done.stderr


def test_it_needs_nothing_of_what_publishes() -> None:
    """The broken twin: what publishes needs it."""
    others = ("babel", "jinja2", "jsonschema", "markdown_it", "pikepdf", "pypdfium2", "selectolax", "typst", "yaml")
    blocked = f"import sys; sys.modules.update(dict.fromkeys({others!r}))\n"
    works = "from site_builder.service import openapi, reader, running, search\nopenapi.document(needs_token=True)"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    for code, is_fine in ((works, True), ("import site_builder.build", False)):
        done = subprocess.run(
            [sys.executable, "-c", blocked + code], capture_output=True, check=False, text=True, env=env
        )
        assert (done.returncode == 0) is is_fine, done.stderr
