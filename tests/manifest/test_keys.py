"""Keys: OpenSSL reads ours, we read OpenSSL's, and what is no good key gets a sentence that says what to do."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.errors import Failure
from site_builder.manifest.keys import new_key, private_key, public_key
from tests.checkers import missing, openssl
from tests.seed import ROOT
from tests.systems import on_posix

KEY = new_key()


@pytest.fixture
def with_openssl() -> None:
    missing.require("openssl")


def put(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def said_by(read: Callable[[Path], object], path: Path) -> str:
    with pytest.raises(Failure) as refused:
        read(path)
    return str(refused.value).replace(f"{path.parent}{os.sep}", "")


def test_a_key_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = private_key(put(tmp_path / "a.key", KEY.pem()))
    checks = public_key(put(tmp_path / "a.key.pub", KEY.public.pem, 0o644))
    assert (made.pem(), made.public, checks) == (KEY.pem(), KEY.public, KEY.public)
    assert checks.verifies(made.sign(b"hello"), b"hello")
    assert not checks.verifies(made.sign(b"hello"), b"hellp")


def test_a_private_key_does_not_show_itself() -> None:
    secret = KEY.pem().split(b"\n")[1].decode()
    assert secret not in repr(KEY)
    assert repr(KEY) == f"PrivateKey(public=PublicKey(keyid='{KEY.public.keyid}'))"


@pytest.mark.usefixtures("with_openssl")
def test_openssl_reads_our_keys_and_finds_the_same_id(tmp_path: Path) -> None:
    key = put(tmp_path / "a.key", KEY.pem())
    openssl.run("pkey", "-in", key, "-pubout", "-out", tmp_path / "a.pub")
    assert (tmp_path / "a.pub").read_bytes() == KEY.public.pem
    openssl.run("pkey", "-pubin", "-in", tmp_path / "a.pub", "-outform", "DER", "-out", tmp_path / "a.der")
    assert hashlib.sha256((tmp_path / "a.der").read_bytes()).hexdigest() == KEY.public.keyid


@pytest.mark.usefixtures("with_openssl")
def test_we_read_keys_that_openssl_made_and_it_takes_what_we_sign_with_them(tmp_path: Path) -> None:
    file, pub = tmp_path / "o.key", tmp_path / "o.pub"
    openssl.run("genpkey", "-algorithm", "ed25519", "-out", file)
    openssl.run("pkey", "-in", file, "-pubout", "-out", pub)
    key = private_key(put(file, file.read_bytes()))
    assert public_key(pub) == key.public
    (tmp_path / "data").write_bytes(b"hello")
    (tmp_path / "sig").write_bytes(key.sign(b"hello"))
    assert openssl.verifies(pub, tmp_path / "data", tmp_path / "sig")
    (tmp_path / "data").write_bytes(b"hellp")
    assert not openssl.verifies(pub, tmp_path / "data", tmp_path / "sig")


def test_a_key_that_is_missing_is_told_with_how_to_make_one(tmp_path: Path) -> None:
    said = said_by(private_key, tmp_path / "no.key")
    assert said.startswith("There is no key no.key. Make one with: site-builder key new ")
    assert said_by(public_key, tmp_path / "no.pub").startswith("There is no key no.pub. It stands beside the private")


@pytest.mark.parametrize("read", [private_key, public_key])
@pytest.mark.parametrize("given", [KEY.pem().decode(), KEY.pem().decode().split("\n")[1]], ids=["whole", "one line"])
def test_a_key_in_the_place_of_a_file_s_name_is_never_repeated(
    tmp_path: Path, read: Callable[[Path], object], given: str
) -> None:
    """Logs may be public, and a secret that holds a key is easily given where the name of a file belongs."""
    said = said_by(read, tmp_path / given)
    assert KEY.pem().decode().split("\n")[1][:24] not in said
    assert said.startswith("A private key itself was given (with --key or in SITE_BUILDER_KEY), ")


def test_a_key_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert "cannot be read" in said_by(private_key, tmp_path / "folder")


@pytest.mark.parametrize("read", [private_key, public_key])
@pytest.mark.parametrize("form", [bytes.decode, lambda pem: pem.decode().splitlines()[1]], ids=["pem", "base64"])
def test_a_key_in_place_of_its_file_is_told_and_never_shown(
    read: Callable[[Path], object], form: Callable[[bytes], str], tmp_path: Path
) -> None:
    pem = KEY.pem()
    with pytest.raises(Failure, match="what is wanted is the name of its file") as refused:
        read(tmp_path / form(pem))
    assert pem.decode().splitlines()[1][20:] not in str(refused.value)


NO_KEY = "a.key is no private key in PEM (PKCS#8). Make one with: site-builder key new"


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", KEY.pem()[:60], KEY.pem().replace(b"MC4", b"MC5"), b"\0" * 100_000, KEY.pem().split(b"\n")[1]],
    ids=["nothing", "a word", "half a key", "another form", "zeros", "base64"],
)
def test_what_is_no_key_is_told(tmp_path: Path, content: bytes) -> None:
    assert said_by(private_key, put(tmp_path / "a.key", content)) == NO_KEY
    assert said_by(public_key, put(tmp_path / "a.key", content)).startswith("a.key is")


@on_posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601, 0o620, 0o644, 0o777])
def test_a_key_that_others_can_read_is_refused_as_ssh_does(tmp_path: Path, mode: int) -> None:
    said = said_by(private_key, put(tmp_path / "a key", KEY.pem(), mode))
    assert said.startswith("The key a key can be read or changed by others than its owner, so it is not used. Run: ")
    assert "chmod 600 '" in said


@on_posix
@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_key_of_its_owner_alone_is_used(tmp_path: Path, mode: int) -> None:
    assert private_key(put(tmp_path / "a.key", KEY.pem(), mode)).public == KEY.public


def test_the_wrong_half_is_told(tmp_path: Path) -> None:
    said = said_by(private_key, put(tmp_path / "a.key.pub", KEY.public.pem, 0o644))
    assert said == "a.key.pub is the public half of a key, which signs nothing. Give the file without .pub."
    said = said_by(public_key, put(tmp_path / "a.key", KEY.pem()))
    assert said.startswith("a.key is a private key, and a public one checks. Give ")


@pytest.mark.usefixtures("with_openssl")
@pytest.mark.parametrize(
    "kind",
    [
        ("RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
        ("EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
        ("ed448",),
        ("x25519",),
    ],
)
def test_a_key_of_another_kind_is_told(tmp_path: Path, kind: tuple[str, ...]) -> None:
    openssl.run("genpkey", "-algorithm", *kind, "-out", tmp_path / "a.key")
    openssl.run("pkey", "-in", tmp_path / "a.key", "-pubout", "-out", tmp_path / "a.pub")
    said = "is not an Ed25519 key, and no other kind signs here."
    assert f"The key a.key {said}" in said_by(private_key, tmp_path / "a.key")
    assert f"The key a.pub {said}" in said_by(public_key, tmp_path / "a.pub")


@pytest.mark.usefixtures("with_openssl")
def test_a_key_with_a_password_is_told(tmp_path: Path) -> None:
    file = put(tmp_path / "plain.key", KEY.pem())
    openssl.run("pkey", "-in", file, "-aes256", "-passout", "pass:secret", "-out", tmp_path / "a.key")
    said = said_by(private_key, tmp_path / "a.key")
    assert said.startswith("The key a.key needs a password, which a job at night cannot type.")


def test_nothing_third_party_is_imported_until_a_key_is_read() -> None:
    code = "import sys, site_builder.manifest.dsse; print('cryptography' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"
