"""Witnesses: time stamps by a real authority of openssl on this machine, and what two sites cite of each other."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.addresses import RELEASE_INDEX
from site_builder.cli import cli
from site_builder.history.chain import read_index
from site_builder.manifest.witness import Cited, cited_bytes, cited_in, is_stamp_of, query, sound
from tests.seed import ON, REGISTRY

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
DIGEST = "5f" * 32
OTHER = "ab" * 32
CONFIG = """
[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = tsa.crt
certs = ca.crt
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
[stamps]
extendedKeyUsage = critical,timeStamping
"""


def _openssl(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S607


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], bytes]:
    """An authority that stamps: its own certificate, signed by a root of its own."""
    folder = tmp_path_factory.mktemp("authority")
    (folder / "tsa.cnf").write_text(CONFIG, "utf-8")
    (folder / "serial").write_text("01\n", "utf-8")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    made = [
        _openssl(
            folder, "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=Root", "-days", "9"
        ),
        _openssl(folder, "req", "-new", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Stamps"),
        _openssl(
            folder,
            *("x509", "-req", "-in", "tsa.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "9"),
            *("-out", "tsa.crt", "-extfile", "tsa.cnf", "-extensions", "stamps"),
        ),
    ]
    assert [each.returncode for each in made] == [0, 0, 0], made

    def stamp(question: bytes) -> bytes:
        (folder / "q.tsq").write_bytes(question)
        reply = _openssl(folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-out", "a.tsr")
        assert reply.returncode == 0, reply.stderr
        return (folder / "a.tsr").read_bytes()

    stamp.folder = folder  # type: ignore[attr-defined]
    return stamp


@needs_openssl
def test_an_authority_understands_the_question_and_openssl_proves_its_answer(
    authority: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    answer = authority(query(DIGEST))
    assert is_stamp_of(answer, DIGEST)
    assert not is_stamp_of(answer, OTHER)
    (tmp_path / "a.tsr").write_bytes(answer)
    root = str(authority.folder / "ca.crt")  # type: ignore[attr-defined]
    proved = [
        _openssl(tmp_path, "ts", "-verify", "-digest", digest, "-in", "a.tsr", "-CAfile", root).returncode
        for digest in (DIGEST, OTHER)
    ]
    assert proved[0] == 0
    assert proved[1] != 0


@needs_openssl
def test_what_is_no_stamp_is_not_kept(authority: Callable[[bytes], bytes]) -> None:
    answer = authority(query(DIGEST))
    refused = bytes.fromhex("30053003020102") + bytes(200)
    wrong = (b"", b"\x30", answer[:60], refused, b"<html>" + answer, answer.replace(bytes.fromhex(DIGEST), b"\0" * 32))
    assert [each[:9] for each in wrong if is_stamp_of(each, DIGEST)] == []
    path = f"data/v1/witnesses/7.{DIGEST}.tsr"
    assert sound({path: answer}) == {path: answer}
    assert sound({f"data/v1/witnesses/7.{OTHER}.tsr": answer, "data/v1/witnesses/7.tsr": answer, path: None}) == {}


def test_what_is_cited_reads_back_and_nothing_else_does() -> None:
    cited = Cited("https://a.example/id/registry", 3, DIGEST, ON)
    data = cited_bytes([cited])
    assert cited_in(data) == (cited,)
    for spoilt in (b"", b"[]", data[:-9], data.replace(b": 3", b": 0"), data.replace(b"5f5f", b"XXXX"), data + b" "):
        with pytest.raises(ValueError, match=r"."):
            cited_in(spoilt)


def _run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "-C", str(folder)])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one release, built and signed."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(REGISTRY, folder / "registry")
    for words in (("key", "new", "k"), ("release", "--on", str(ON)), ("build", "-q", "--key", "k", "--on", str(ON))):
        done = _run(folder, *words)
        assert done.exit_code == 0, done.output
    return folder


@needs_openssl
def test_a_release_is_stamped_published_and_a_rewrite_is_told(
    site: Path, authority: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "project"
    shutil.copytree(site, folder)
    assert "curl" in _run(folder, "witness", "1").output
    (folder / "1.tsr").write_bytes(authority((folder / "1.tsq").read_bytes()))
    kept = _run(folder, "witness", "1", "--add", "1.tsr")
    assert kept.exit_code == 0, kept.output
    assert _run(folder, "witness", "2").exit_code == 3
    (folder / "no.tsr").write_bytes(b"no stamp")
    assert "no time stamp of release 1" in _run(folder, "witness", "1", "--add", "no.tsr").output
    assert _run(folder, "build", "-q", "--key", "k", "--on", str(ON)).exit_code == 0
    (stamp,) = (folder / "site/data/v1/witnesses").iterdir()
    assert _run(folder, "verify", "--key", "k.pub", "--on", str(ON)).exit_code == 0
    assert "openssl ts -verify" in kept.output
    # Broken twin: the link is made anew, with the key; the stamp that stands there is of the old one.
    again = _run(folder, "build", "-q", "--key", "k", "--resign", "--on", "2026-11-26")
    assert again.exit_code == 0, again.output
    told = _run(folder, "verify", "--key", "k.pub", "--on", "2026-11-26")
    assert told.exit_code != 0
    assert "its time stamp" in told.output, stamp


def test_another_council_cites_us_and_finds_a_second_history(site: Path, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    shutil.copytree(site, ours)
    theirs.mkdir()
    cited = _run(theirs, "cite", str(ours / "site"), "--key", str(ours / "k.pub"), "--on", str(ON))
    (link,) = read_index((ours / "site" / RELEASE_INDEX).read_bytes())
    assert (cited.exit_code, cited.output.strip()) == (0, f"1:{link.sha256}")
    (there,) = (theirs / "witnesses").iterdir()
    assert sound({f"data/v1/witnesses/{there.name}": there.read_bytes()})
    assert _run(ours, "build", "-q", "--key", "k", "--resign", "--on", "2026-11-26").exit_code == 0
    second = _run(theirs, "cite", str(ours / "site"), "--key", str(ours / "k.pub"), "--on", "2026-11-26")
    assert second.exit_code == 3
    assert "Two histories" in second.output
    assert _run(theirs, "key", "new", "other").exit_code == 0
    assert _run(theirs, "cite", str(ours / "site"), "--key", "other.pub").exit_code == 3
