"""Clients that fail open, each in one way, and the scenes that must find it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, contextmanager, suppress
from typing import Any
from unittest.mock import patch

from site_builder.client.answers import Answer
from site_builder.client.base import Asking
from site_builder.client.cached_copy import START, State
from site_builder.client.failure_codes import Untrusted, Why
from site_builder.client.signed import Client
from site_builder.client.store import BROKEN, Folder, Log
from site_builder.client.web import Page
from site_builder.gate.decide import decide
from site_builder.gate.index_codec import unpack
from site_builder.web import REDIRECTS

HERE = "site_builder.client"


class Anything:
    """Is equal to everything."""

    __hash__ = None  # type: ignore[assignment] # nobody needs it

    def __eq__(self, _other: object) -> bool:
        return True

    def __ne__(self, _other: object) -> bool:
        return False


class AnyDigest:
    """As `sha256`, and every digest is the right one."""

    def __init__(self, _data: bytes) -> None: ...

    def hexdigest(self) -> Any:
        """The one that was looked for."""
        return Anything()


def nothing(*_: object) -> None:
    """Look at nothing."""


def answers_all_the_same(self: Client, asked: Any, at: str, why: Why) -> Answer:
    """From the last copy, whatever is wrong with it."""
    copy = self._store.load(0).copy
    return Answer(decide(unpack(copy.packed), asked, at[:10]), None, None, None if copy else why, None)  # type: ignore[union-attr] # it fails, then


def begins_anew(load: Callable[[Folder], State]) -> Callable[[Folder], State]:
    def wrong(self: Folder) -> State:
        try:
            return load(self)
        except BROKEN:
            return State(START, None)

    return wrong


def follows(content: Callable[[Page, Any, int], bytes]) -> Callable[[Page, Any, int], bytes]:
    def wrong(self: Page, answer: Any, most: int) -> bytes:
        if answer.status in REDIRECTS:
            return Page(answer.headers["Location"], "", self._until).content(most)
        return content(self, answer, most)

    return wrong


def shrugs(append: Callable[[Log, bytes], None]) -> Callable[[Log, bytes], None]:
    def wrong(self: Log, line: bytes) -> None:
        with suppress(OSError):
            append(self, line)

    return wrong


def opens(untrusted: Callable[..., Answer]) -> Callable[..., Answer]:
    def wrong(self: Client, asked: Any, at: str, why: Why) -> Answer:
        try:
            return answers_all_the_same(self, asked, at, why)
        except (Untrusted, AttributeError):
            return untrusted(self, asked, at, why)

    return wrong


Patches = Mapping[str, object]

TWINS: dict[str, tuple[Patches, AbstractSet[str]]] = {
    "believes any signature": (
        {f"{HERE}.reading.check": nothing, f"{HERE}.signed.check": nothing},
        {
            "manifest: another key",
            "manifest: a signature of nothing",
            "manifest: other bytes under the signature",
            "client: a key taken away",
        },
    ),
    "knows no days": (
        {f"{HERE}.reading.check_day": nothing, f"{HERE}.signed.check_day": nothing},
        {
            "manifest: expired",
            "manifest: of tomorrow",
            "manifest: issued tomorrow",
            "time: nobody renews it",
            "time: nobody renews it, and nobody looks",
        },
    ),
    "forgets what it has seen": (
        {f"{HERE}.reading.check_newer": nothing, f"{HERE}.signed.check_newer": nothing},
        {
            "time: an older version",
            "time: an older version, signed anew",
            "time: an older number, with more digits",
            "time: the same version with another feed",
            "time: the same version with another feed, later",
        },
    ),
    "takes any feed": ({f"{HERE}.reading.sha256": AnyDigest}, {"feed: another letter"}),
    "begins anew where its state is broken": (
        {f"{HERE}.store.Folder._load": begins_anew(Folder._load)},
        {"client: a broken state"},
    ),
    "follows wherever it is led": (
        {f"{HERE}.web.Page._content": follows(Page._content)},
        {f"line: {what}, moved {code}" for what in ("manifest", "feed") for code in (301, 302, 303, 307, 308)},
    ),
    "takes any status": (
        {f"{HERE}.web.OK": Anything()},
        {f"line: {what}, {how} with the right body" for what in ("manifest", "feed") for how in ("an error", "a part")},
    ),
    "does not mind its log": ({f"{HERE}.store.Log.append": shrugs(Log.append)}, {"client: a log that is full"}),
    "answers from its last copy whatever is wrong": (
        {f"{HERE}.base.Asking._untrusted": opens(Asking._untrusted)},
        {
            "time: nobody renews it",
            "time: nobody renews it, and nobody looks",
            "time: the clock goes back five minutes and a second",
            "time: the clock goes back a year",
            "client: a key taken away",
            "client: a log that is full",
        },
    ),
}
"""Each twin: what is put in the place of what, and the scenes in which it permits."""


@contextmanager
def twin(name: str) -> Iterator[AbstractSet[str]]:
    """The client is wrong in this way; the scenes that must tell."""
    patches, scenes = TWINS[name]
    with ExitStack() as stack:
        for target, wrong in patches.items():
            stack.enter_context(patch(target, wrong))
        yield scenes
