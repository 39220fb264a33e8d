"""The page on Open Policy Agent: its policy asks the service, and permits nothing that this does not.

OPA is one program without a package for Python. Where there is none on the PATH, only what needs none is tried.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from site_builder.gate.request_form import REQUEST
from site_builder.render.feed.decision_schemas import DECISION
from tests.client import servers
from tests.client.servers import Server
from tests.client.servers import serving as publishing
from tests.client.sites import AT_RISK, PERMITTED
from tests.handbook import blocks
from tests.seed import ROOT
from tests.service.served import client_of, service_of, serving

PAGE = "opa.md"
ASKED = "No decision was made. If somebody may be at risk, ask a person now."
REQUESTS = ROOT / "docs/examples/practice/requests"


def test_the_page_reads_what_a_decision_has_and_sends_what_a_request_has() -> None:
    (policy,), (given,) = blocks(PAGE, "rego"), blocks(PAGE, "json")
    assert {*re.findall(r"\banswer\.(\w+)", policy)} <= DECISION.keys()
    assert json.loads(given)["request"].keys() <= REQUEST.keys()
    assert "default allow := false" in policy
    assert not re.search(r"cache|insecure", policy)


def _said(folder: Path, port: int, request: Any, *duties: str, policy: str | None = None) -> dict[str, Any]:
    """What the page's policy says where the service is at a port."""
    (line,) = [each for each in blocks(PAGE, "sh") if each.startswith("opa ")]
    opa, *words = shlex.split(line)
    if shutil.which(opa) is None:
        pytest.skip("no OPA on the PATH")
    given = {"service": f"http://127.0.0.1:{port}/decide", "known_duties": [*duties], "request": request}
    (folder / "sharing.rego").write_text(policy or blocks(PAGE, "rego")[0], "utf-8")
    (folder / "input.json").write_text(json.dumps(given), "utf-8")
    words = [{"pretty": "json", "data.sharing.allow": "data.sharing"}.get(word, word) for word in words]
    done = subprocess.run([opa, *words], cwd=folder, check=True, capture_output=True)
    said: dict[str, Any] = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
    return said


def _request(name: str) -> Any:
    return json.loads((REQUESTS / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "duties", "allows", "asks", "urgent"),
    [
        ("permitted", [], True, False, False),
        ("required", ["record_basis"], True, False, False),
        ("permitted-with-duties", [], False, False, False),
        ("permitted-with-duties", None, True, False, False),
        ("refused", [], False, False, False),
        ("refer", [], False, True, False),
        ("refer-urgent", [], False, True, True),
    ],
)
def test_the_policy_says_what_the_service_answers(
    tmp_path: Path, name: str, duties: list[str] | None, allows: bool, asks: bool, urgent: bool
) -> None:
    request = _request(name)
    with serving(service_of(client_of(tmp_path))) as served:
        if duties is None:
            duties = [duty["code"] for duty in served.ask("/decide", request).value["duties"]]
        said = _said(tmp_path, served.port, request, *duties)
    assert (said["allow"], bool(said["ask"]), said["urgent"]) == (allows, asks, urgent)


@pytest.mark.parametrize(
    "reply",
    [servers.hang, servers.status(503, b'{"outcome": "permitted"}'), servers.status(200, b"<p>"), servers.close],
)
def test_without_an_answer_nothing_is_allowed_and_a_person_is_asked(tmp_path: Path, reply: servers.Reply) -> None:
    with publishing(Server()) as server:
        server.replies["decide"] = reply
        for request in (PERMITTED, AT_RISK):
            said = _said(tmp_path, server.port, request)
            assert (said["allow"], said["ask"]) == (False, [ASKED])
    assert _said(tmp_path, 1, PERMITTED)["allow"] is False


def test_a_policy_that_passes_over_duties_is_caught(tmp_path: Path) -> None:
    loose = blocks(PAGE, "rego")[0].replace('in {"required", "permitted"}', 'in {"permitted_with_duties"}')
    with serving(service_of(client_of(tmp_path))) as served:
        assert _said(tmp_path, served.port, _request("permitted-with-duties"), policy=loose)["allow"] is True
