"""The file signed.yaml: who signed which changes, and why a version was released unsigned. It is never published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.errors import Failure, shown
from site_builder.load.project.locate import problem
from site_builder.load.shape.reader import read_typed
from site_builder.load.yaml.read import Document, read
from site_builder.problems import Problem, in_order, stops
from site_builder.schemas.trees import signed

FILE = "signed.yaml"
_HEAD = """\
# Who signed which changes. Written by site-builder alone, with sign-off --record and release --unsigned.
# It holds names of people: it stands beside the registry, and is never published.
signed:
"""


class SignedError(Failure):
    """The file signed.yaml cannot be used; the text says where, and what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """What one person signed for a role, or why a version was released `unsigned`.

    `version` is the one that was to be released, `since` that of the release before it. `whole` is the mark of the
    whole sheet. `changes` and `left_out` have the mark of each change, a space, and its id.
    """

    version: str
    date: date
    since: str = ""
    whole: str = ""
    by: str = ""
    name: str = ""
    changes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unsigned: str = ""

    @property
    def marks(self) -> frozenset[str]:
        """The marks of the changes that were signed."""
        return frozenset(each.split()[0] for each in self.changes)


def sign_offs(source: bytes, file: str) -> tuple[SignOff, ...]:
    """All entries of the file with these bytes, oldest first; none where there are no bytes.

    Raises SignedError with file, line and column of the first thing that is wrong.
    """
    if not source:
        return ()
    document, problems = read(source, file)
    if document is None or stops(problems):
        raise _wrong(problems)
    typed = read_typed(document, signed())
    if stops(typed.problems):
        raise _wrong(typed.problems)
    if incomplete := tuple(_incomplete(document)):
        raise _wrong(incomplete)
    return tuple(_sign_off(entry) for entry in typed.data["signed"])


def appended(source: bytes, file: str, sign_off: SignOff) -> bytes:
    """The file's bytes with one more entry at the end; all else stays as it is, to the byte.

    Raises SignedError unless what comes out is read as the entries of before and this one.
    """
    before = sign_offs(source, file)
    ending = "\r\n" if b"\r\n" in source else "\n"
    text = source.decode().rstrip("\r\n") + "\n" if source else _HEAD
    after = (text + "".join(f"{line}\n" for line in _lines(sign_off))).replace("\r\n", "\n").replace("\n", ending)
    with suppress(SignedError):
        if sign_offs(after.encode(), file) == (*before, sign_off):
            return after.encode()
    raise SignedError(
        f"Nothing was added to {shown(file)}. If somebody has typed in that file, take it back as it was; "
        "if the name or the reason holds unusual signs, write it in plain letters."
    )


def _lines(sign_off: SignOff) -> Iterator[str]:
    values = {
        "version": sign_off.version,
        "since": sign_off.since,
        "whole": _quoted(sign_off.whole),
        "by": sign_off.by,
        "name": _quoted(sign_off.name),
        "date": sign_off.date.isoformat(),
        "unsigned": _quoted(sign_off.unsigned),
    }
    stated = [f"{name}: {value}" for name, value in values.items() if value]
    yield from (f"  {' ' if at else '-'} {line}" for at, line in enumerate(stated))
    for name, several in (("changes", sign_off.changes), ("left_out", sign_off.left_out)):
        if several:
            yield f"    {name}:"
            yield from (f"      - {each}" for each in several)


def _quoted(text: str) -> str:
    """A text as YAML reads it unchanged, whatever stands in it."""
    return "'{}'".format(text.replace("'", "''")) if text else ""


def _incomplete(document: Document) -> Iterator[Problem]:
    """A problem for each entry of somebody who signed that does not say all of who and what."""
    for number, entry in enumerate(document.data["signed"]):
        missing = [name for name in ("by", "name", "since", "whole") if name not in entry]
        if "unsigned" not in entry and missing:
            message = f"This entry says nothing of: {', '.join(missing)}."
            yield problem(document, ("signed", number), "missing-field", "signed", message)


def _sign_off(entry: dict[str, Any]) -> SignOff:
    lists = {name: tuple(entry.get(name, ())) for name in ("changes", "left_out")}
    return SignOff(**{**entry, **lists, "date": date.fromisoformat(entry["date"])})


def _wrong(problems: tuple[Problem, ...]) -> SignedError:
    first = next(each for each in in_order(problems) if stops([each]))
    at = first.place
    return SignedError(f"{at.file}:{at.line}:{at.column}: {' '.join(filter(None, (first.message, first.hint, _BACK)))}")


_BACK = "Take signed.yaml back as it was: site-builder alone writes there."
