"""The exception for what could not be read, made or written, with a sentence for people."""

from __future__ import annotations


class Failure(Exception):  # noqa: N818 (what could not be done, told to people; not an error of theirs)
    """What could not be read, made or written, in a sentence for people."""


def shown(name: object) -> str:
    """The name of a file as it can be printed anywhere: what is not printable becomes a question mark."""
    return "".join(sign if sign.isprintable() else "?" for sign in str(name))
