"""Links that lead nowhere, asked of a real server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.verify.live.links import MOST, ask
from tests.client.servers import Server, redirect, reply, serving
from tests.client.tls import certificate_in, encrypting
from tests.seed import ON, REGISTRY


@pytest.fixture(scope="module")
def here() -> Iterator[str]:
    """A server that has one page, a large one, and one that has moved."""
    replies = {"gone": reply(410, b""), "moved": redirect(301, "/page"), "large": reply(200, b"x" * (MOST + 1))}
    with serving(Server({"page": b"Here."}, replies)) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.mark.parametrize("name", ["page", "page#part", "moved", "large"])
def test_where_something_is_nothing_is_said(here: str, name: str) -> None:
    assert ask([f"{here}/{name}"]) == {}


def test_what_is_wrong_is_said_of_each_address_and_each_is_asked_once() -> None:
    with serving(Server(replies={"gone": reply(410, b""), "shut": reply(403, b"")})) as server:
        one = f"http://127.0.0.1:{server.port}"
        told = ask([f"{one}/gone", f"{one}/gone#part", f"{one}/shut", "http://council.example/"])
        assert len(server.asked) == 2
    assert told == {
        f"{one}/gone": f"{one}/gone is not there: the server answers 410.",
        f"{one}/gone#part": f"{one}/gone is not there: the server answers 410.",
        f"{one}/shut": f"{one}/shut is not given: the server answers 403.",
        "http://council.example/": "http://council.example/ is not asked: only https addresses are, and http on this "
        "computer.",
    }


def test_only_what_the_public_reads_is_asked_and_only_with_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(Server({"here": b"Here."}), encrypting(certificate)) as server:
        address = f"https://localhost:{server.port}"
        write(tmp_path / "registry", address)
        assert (dead(tmp_path), server.paths) == ([], [])
        gone = f"{address}/gone is not there: the server answers 404."
        assert dead(tmp_path, "--links") == [
            ("registry/organisation.yaml", gone),
            ("registry/recipients/department-for-education.yaml", gone),
        ]
        assert sorted(server.paths) == ["/gone", "/here"]


def write(registry: Path, address: str) -> None:
    """The seed with three links to a server that the public reads, and one that it does not."""
    shutil.copytree(REGISTRY, registry)
    recipient, organisation = registry / "recipients/department-for-education.yaml", registry / "organisation.yaml"
    words = f"[There]({address}/gone), or [here]({address}/here). The DfE uses information"
    recipient.write_text(recipient.read_text("utf-8").replace("The DfE uses information", words), "utf-8")
    inside = f"\ninternal:\n  example-county-council:\n    policy_document: {address}/inside\n"
    ours = organisation.read_text("utf-8").replace("version: ", f"website: {address}/gone\nversion: ")
    organisation.write_text(ours + inside, "utf-8")


def dead(project: Path, *options: str) -> list[tuple[str, str]]:
    """File and message of what `check` says of links to this computer that lead nowhere."""
    done = CliRunner().invoke(cli, ["check", "-C", str(project), "--on", ON.isoformat(), "--format", "json", *options])
    found = json.loads(done.stdout)
    return [
        (p["file"], p["message"]) for p in found["problems"] if p["rule"] == "link-dead" and "localhost" in p["message"]
    ]
