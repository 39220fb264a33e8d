"""Ed25519 keys as openssl reads and writes them: PKCS#8 PEM (RFC 8410) for the private half, SPKI PEM for the public.

A key's id is the SHA-256, in hexadecimal, of the DER of its public half (SubjectPublicKeyInfo).
"""

from __future__ import annotations

import binascii
import hashlib
import os
from typing import TYPE_CHECKING

from site_builder.errors import Failure, shown

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LARGEST = 64 << 10
OTHERS = 0o077
"""The permissions that a private key's file may not give to others than its owner, as with ssh."""


SPKI = bytes.fromhex("302a300506032b6570032100")
"""The bytes before the 32 bytes of a public key in its DER form (RFC 8410, 4)."""
BEGIN, END = b"-----BEGIN PUBLIC KEY-----\n", b"-----END PUBLIC KEY-----\n"


class PublicKey:
    """The public half of a key, which checks signatures. Two are equal if their ids are equal."""

    __slots__ = ("_key", "keyid", "pem")

    def __init__(self, key: Ed25519PublicKey) -> None:
        der = SPKI + key.public_bytes_raw()
        self._key = key
        self.keyid = hashlib.sha256(der).hexdigest()
        self.pem = BEGIN + binascii.b2a_base64(der) + END

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.keyid == other.keyid

    def __hash__(self) -> int:
        return hash(self.keyid)

    def __repr__(self) -> str:
        return f"PublicKey(keyid={self.keyid!r})"

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether this key's private half made the signature over exactly these bytes."""
        from cryptography.exceptions import InvalidSignature

        try:
            self._key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


class PrivateKey:
    """The private half of a key, which signs; its text form never shows the key."""

    __slots__ = ("_key", "public")

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = PublicKey(key.public_key())

    def __repr__(self) -> str:
        return f"PrivateKey(public={self.public!r})"

    def sign(self, data: bytes) -> bytes:
        """The signature over these bytes: 64 bytes, the same each time (RFC 8032, 5.1.6)."""
        return self._key.sign(data)

    def pem(self) -> bytes:
        """The contents of the key's file."""
        from cryptography.hazmat.primitives import serialization as form

        return self._key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())


def new_key() -> PrivateKey:
    """A new key from the system's randomness."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return PrivateKey(Ed25519PrivateKey.generate())


def private_key(path: str | os.PathLike[str]) -> PrivateKey:
    """The private key in a file. Raises Failure if it is missing, unsafe, or not an unencrypted Ed25519 key."""
    from shlex import quote

    data, mode = _bytes(path, f"Make one with: site-builder key new {quote(shown(path))}")
    key = read_private(data, shown(path))
    if os.name == "posix" and mode & OTHERS:
        raise Failure(
            f"The key {shown(path)} can be read or changed by others than its owner, so it is not used. "
            f"Run: chmod 600 {quote(shown(path))}"
        )
    return key


def public_key(path: str | os.PathLike[str]) -> PublicKey:
    """The public key in a file. Raises Failure if it is missing or not an Ed25519 key."""
    data, _ = _bytes(path, "It stands beside the private key, with .pub at its end.")
    return read_public(data, shown(path))


def read_private(pem: bytes, name: str) -> PrivateKey:
    """The private key in PEM; `name` is its name in messages. Raises Failure."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if b"-----BEGIN PUBLIC KEY-----" in pem:
        raise Failure(f"{name} is the public half of a key, which signs nothing. Give the file without .pub.")
    if b"ENCRYPTED" in pem:
        raise Failure(f"The key {name} needs a password, which a job at night cannot type. {_PLAIN}")
    try:
        key = load_pem_private_key(pem, None)
    except UnsupportedAlgorithm:
        key = None
    except (ValueError, TypeError) as error:
        raise Failure(f"{name} is no private key in PEM (PKCS#8). {_MAKE}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Failure(f"The key {name} is not an Ed25519 key, and no other kind signs here. {_MAKE}")
    return PrivateKey(key)


def read_public(pem: bytes, name: str) -> PublicKey:
    """The public key in PEM; `name` is its name in messages. Raises Failure."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if raw := _common_form(pem):
        return PublicKey(Ed25519PublicKey.from_public_bytes(raw))
    return PublicKey(_otherwise(pem, name))


def _common_form(pem: bytes) -> bytes | None:
    """The 32 bytes of a public key in its common PEM form, None for any other form; fast to read."""
    if not (pem.startswith(BEGIN) and pem.endswith(END)):
        return None
    try:
        der = binascii.a2b_base64(pem[len(BEGIN) : -len(END)])
    except binascii.Error:
        return None
    plain = der.startswith(SPKI) and len(der) == len(SPKI) + 32 and BEGIN + binascii.b2a_base64(der) + END == pem
    return der[len(SPKI) :] if plain else None


def _otherwise(pem: bytes, name: str) -> Ed25519PublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    if b"PRIVATE KEY-----" in pem:
        raise Failure(f"{name} is a private key, and a public one checks. Give {name}.pub; keep {name} to yourself.")
    try:
        key = load_pem_public_key(pem)
    except UnsupportedAlgorithm:
        key = None
    except ValueError as error:
        raise Failure(f"{name} is no public key in PEM. Ask the publisher for the file again.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise Failure(f"The key {name} is not an Ed25519 key, and no other kind signs here.")
    return key


_SECRET = ("PRIVATE KEY", "MC4CAQAwBQYDK2VwBCIE")
"""Marks of a private key, whole or its second line alone. No message may repeat one, as logs may be public."""
_NO_NAME = (
    "A private key itself was given (with --key or in SITE_BUILDER_KEY), and what is wanted is the name of its file. "
    "Write the key into a file that only this job can read, and give that file's name."
)
_MAKE = "Make one with: site-builder key new"
_PLAIN = "Keep one without a password where only that job can read it."


def _bytes(path: str | os.PathLike[str], where: str) -> tuple[bytes, int]:
    """The contents of a file, up to the length that a key can have, and its permissions."""
    if any(mark in str(path) for mark in _SECRET):
        raise Failure(_NO_NAME)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (a path as text does, too)
            return file.read(LARGEST), os.fstat(file.fileno()).st_mode
    except FileNotFoundError:
        raise Failure(f"There is no key {shown(path)}. {where}") from None
    except OSError as error:
        raise Failure(f"The key {shown(path)} cannot be read: {error.strerror}.") from error
