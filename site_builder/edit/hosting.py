"""How the form is hosted: what the sign-in in front of it has to show, and who may edit."""

from __future__ import annotations

import os
import secrets
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from site_builder.errors import Failure, shown

SECRET_HEADER = "X-Edit-Secret"  # noqa: S105 (the name of a header)
SHORTEST, LONGEST = 24, 320
"""The fewest signs of the secret, and the most of a person's name."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO
_KEYS = {"address": str, "listen": str, "person": str, "secret": str, "secret_header": str, "people": list}
_MUST = ("address", "person", "secret")
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Hosting:
    """What the sign-in shows with each request, and where people and the sign-in reach the form.

    `address` is the one that people open, with a slash at its end. `person` is the header with who is signed in, and
    `secret_header` that with the `secret`, by which a request shows that it came through the sign-in. `people` are
    those who may edit, empty for all who are signed in.
    """

    address: str
    person: str
    secret: bytes
    secret_header: str = SECRET_HEADER
    people: frozenset[str] = frozenset()
    host: str = "127.0.0.1"
    port: int = 8011

    @property
    def root(self) -> str:
        """The path of the address."""
        return urlsplit(self.address).path

    @property
    def origin(self) -> str:
        """The address without its path."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    def is_of_sign_in(self, shown_secrets: Sequence[str]) -> bool:
        """Whether a request shows the secret, once."""
        given = shown_secrets[0].encode(errors="replace") if len(shown_secrets) == 1 else b""
        return secrets.compare_digest(given, self.secret)

    def who(self, named: Sequence[str]) -> str:
        """Who is signed in, in small letters; '' where the header is missing, there twice, or names nobody."""
        name = named[0].strip().casefold() if len(named) == 1 else ""
        return name if name.isprintable() and len(name) <= LONGEST else ""

    def may_edit(self, person: str) -> bool:
        """Whether somebody who is signed in may edit."""
        return not self.people or person in self.people


def hosting_in(file: Path) -> Hosting:
    """How the form is hosted, as a file says it. Raises Failure where that is not safe, or not all of it is said."""
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise Failure(f"{shown(file)} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Failure(f"{shown(file)} is no TOML: {error}.") from error
    if unknown := [key for key, value in told.items() if not isinstance(value, _KEYS.get(key, ()))]:
        raise Failure(f"{shown(file)}: {', '.join(map(repr, unknown))} is not known, or is of another type.")
    if missing := [key for key in _MUST if not told.get(key)]:
        raise Failure(
            f"{shown(file)} does not say: {', '.join(missing)}. Without that nobody is known, so it does not start."
        )
    _check_address(told["address"], file)
    _check_headers(told, file)
    host, port = _listen(told.get("listen", "127.0.0.1:8011"), file)
    return Hosting(
        told["address"],
        told["person"],
        _secret(file.parent / told["secret"]),
        told.get("secret_header", SECRET_HEADER),
        frozenset(str(each).strip().casefold() for each in told.get("people", ())),
        host,
        port,
    )


def _check_address(address: str, file: Path) -> None:
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    if not is_safe or not parts.netloc or not parts.path.endswith("/") or parts.query or parts.fragment:
        raise Failure(f"{shown(file)}: the address begins with https:// and ends with /.")


def _check_headers(told: Mapping[str, Any], file: Path) -> None:
    names = [told["person"], told.get("secret_header", SECRET_HEADER)]
    if any(not name.replace("-", "").isalnum() or not name.isascii() for name in names):
        raise Failure(f"{shown(file)}: a header's name has letters, digits and hyphens.")
    if names[0].casefold() == names[1].casefold():
        raise Failure(f"{shown(file)}: who is signed in and the secret need a header each.")


def _listen(text: str, file: Path) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal():
        raise Failure(f"{shown(file)}: listen is an address and a port, for example 127.0.0.1:8011.")
    return host.strip("[]"), int(port)


def _secret(file: Path) -> bytes:
    try:
        if os.name == "posix" and file.stat().st_mode & OTHERS:
            raise Failure(f"Others can read {shown(file)}, or write it. Type:  chmod 600 {shown(file)}")
        secret = file.read_bytes().strip()
    except OSError as error:
        raise Failure(f"The secret {shown(file)} cannot be read: {error.strerror}.") from error
    if len(secret) < SHORTEST or not secret.isascii() or not secret.decode().isprintable():
        raise Failure(f"The secret in {shown(file)} needs at least {SHORTEST} letters and digits, on one line.")
    return secret
