"""What may go wrong between a client and a feed: each fault as a scene, in which a client must not permit.

Every scene first makes sure that the client would have permitted, so that a no says something. Scenes are played with
the client, and with wrong ones (`tests/faulty_doubles/open_clients.py`), which they must find out.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from site_builder.addresses import SIGNATURE
from site_builder.client import Answer, Client
from site_builder.manifest.dsse import seal
from tests.client import servers
from tests.client.servers import Server, serving
from tests.client.sites import DAY, KEY, NOW, OTHER, PERMITTED, PRACTICE, REGISTRY, SITE, Published, later

GOOD = Published()
DEADLINE, PATIENT = 1.0, 30.0
MARGIN = 5.0
"""Seconds for a slow computer, on which nothing but slowness itself may look slow; who hangs does so for a minute."""
PERMITS = {"required", "permitted", "permitted_with_duties"}


@dataclass
class Scene:
    """A site on a server, a client's folder, and what happens."""

    folder: Path
    server: Server

    def client(self, **changes: Any) -> Client:
        """A client as another process would make it, which reads the feed before each decision."""
        how: dict[str, Any] = {
            "keys": [KEY.public],
            "state": self.folder / "state",
            "registry": REGISTRY,
            "deadline": PATIENT,
            "max_age": timedelta(seconds=-1),
            **changes,
        }
        return Client(how.pop("address", self.server.address), **how)

    def publish(self, published: Published, **spoilt: bytes) -> None:
        """Put this on the server; `envelope` and `feed` in place of its own."""
        files = published.files
        files[SIGNATURE] = spoilt.get("envelope", files[SIGNATURE])
        files[published.path] = spoilt.get("feed", files[published.path])
        self.server.files = files

    def begin(self, published: Published = GOOD) -> None:
        """Read what is good, and be permitted."""
        self.publish(published)
        found = self.asked()
        assert (found.outcome, found.cause) == ("permitted", None), found

    def asked(self, now: datetime = NOW, **changes: Any) -> Answer:
        """What such a client answers to a request that is permitted."""
        return self.client(**changes).decide(PERMITTED, now)

    def first(self, **changes: Any) -> Answer:
        """The answer of a client that has never read anything."""
        return self.asked(state=self.folder / "another", **changes)


@contextmanager
def scene(folder: Path) -> Iterator[Scene]:
    with serving(Server()) as server:
        yield Scene(folder, server)


Play = Callable[[Scene], Answer]


# ---- a manifest that is not to be trusted


def _published(**changes: Any) -> Play:
    """Somebody publishes this, and a new client reads it."""

    def play(on: Scene) -> Answer:
        on.begin()
        on.publish(replace(GOOD, **changes))
        return on.first()

    return play


def _envelope(spoil: Callable[[dict[str, Any]], object]) -> Play:
    def play(on: Scene) -> Answer:
        on.begin()
        made = json.loads(GOOD.files[SIGNATURE])
        spoil(made)
        on.publish(GOOD, envelope=json.dumps(made).encode())
        return on.first()

    return play


def _other_bytes(on: Scene) -> Answer:
    """The manifest of somebody else under the signature of the right one."""
    on.begin()
    mine, theirs = (json.loads(p.files[SIGNATURE]) for p in (replace(GOOD, keys=(OTHER,)).renewed(-1), GOOD))
    on.publish(GOOD, envelope=json.dumps({**mine, "signatures": theirs["signatures"]}).encode())
    return on.first()


def _html(on: Scene) -> Answer:
    on.begin()
    on.publish(GOOD, envelope=servers.PAGE)
    return on.first()


def _twice(on: Scene) -> Answer:
    """A key that stands twice in what is signed, so that nobody can say which of them counts."""
    on.begin()
    text = GOOD.manifest.decode().replace('"version"', '"version": "2026.11.25.1",\n "version"')
    on.publish(GOOD, envelope=seal(text.encode(), [KEY]))
    return on.first()


MANIFESTS: dict[str, tuple[Play, str]] = {
    "another key": (_published(keys=(OTHER,)), "other_key"),
    "no signature": (_envelope(lambda e: e.update(signatures=[])), "unsigned"),
    "signatures left out": (_envelope(lambda e: e.pop("signatures")), "unsigned"),
    "a signature of nothing": (_envelope(lambda e: e["signatures"][0].update(sig="")), "other_key"),
    "another type": (_envelope(lambda e: e.update(payloadType="text/plain")), "other_type"),
    "other bytes under the signature": (_other_bytes, "other_key"),
    "a page of maintenance": (_html, "malformed_envelope"),
    "a key twice": (_twice, "malformed_manifest"),
    "a life of more than 31 days": (_published(more={"expires": "2026-12-27"}), "malformed_manifest"),
    "a form that is not known": (_published(more={"manifest": 2}), "malformed_manifest"),
    "a feed that is not listed": (_published(more={"feed": "data/v1/none.jsonld"}), "malformed_manifest"),
    "a feed outside": (_published(more={"feed": "../feed.jsonld"}), "malformed_manifest"),
    "another registry": (_published(registry="https://other.example/id/registry"), "other_registry"),
    "a signed draft": (_published(version="draft"), "draft"),
    "expired": (_published(valid_from=DAY - timedelta(32)), "expired"),
    "of tomorrow": (_published(valid_from=DAY + timedelta(1)), "not_yet_valid"),
    "issued tomorrow": (_published(issued=DAY + timedelta(1)), "not_yet_valid"),
}


# ---- a line that does not bring it


def _reply(path: str, reply: servers.Reply, cause: str) -> Play:
    def play(on: Scene) -> Answer:
        on.begin()
        on.server.replies[path] = reply
        before = time.monotonic()
        found = on.first(deadline=DEADLINE if cause == "too_slow" else PATIENT)
        assert cause != "too_slow" or time.monotonic() - before < DEADLINE + MARGIN
        return found

    return play


_SIGNED = GOOD.files[SIGNATURE]
LINES: dict[str, tuple[Play, str]] = {
    f"{what}, {reply}": (_reply(path, play, cause), cause)
    for what, path, data in (("manifest", SIGNATURE, _SIGNED), ("feed", GOOD.path, PRACTICE))
    for reply, play, cause in (
        ("hangs", servers.hang, "too_slow"),
        ("hangs half-way", servers.hang_in(data), "too_slow"),
        ("drips", servers.drip(data), "too_slow"),
        ("heads drip", servers.drip_heads, "too_slow"),
        ("endless", servers.endless, "too_large"),
        ("endless in chunks", servers.endless_in_chunks, "too_large"),
        ("claims to be huge", servers.claims(1 << 40), "too_large"),
        ("truncated", servers.truncated(data), "truncated"),
        ("truncated chunks", servers.truncated_chunks(data), "truncated"),
        ("chunks with long heads", servers.long_chunk_heads, "truncated"),
        ("hangs up", servers.close, "unreachable"),
        ("no HTTP", servers.babble, "wrong_status"),
        ("not found", servers.status(404), "wrong_status"),
        ("an error with the right body", servers.status(500, data), "wrong_status"),
        ("a part with the right body", servers.status(206, data), "wrong_status"),
    )
}


def _moved(code: int, path: str) -> Play:
    """The right bytes, at another address of the same server."""

    def play(on: Scene) -> Answer:
        on.begin()
        on.server.files = {**on.server.files, "elsewhere": on.server.files[path]}
        on.server.replies[path] = servers.redirect(code, f"http://127.0.0.1:{on.server.port}/elsewhere")
        found = on.first()
        assert found.cause is None or "/elsewhere" not in on.server.paths
        return found

    return play


LINES |= {
    f"{what}, moved {code}": (_moved(code, path), "redirected")
    for what, path in (("manifest", SIGNATURE), ("feed", GOOD.path))
    for code in (301, 302, 303, 307, 308)
}


def _no_server(on: Scene) -> Answer:
    on.begin()
    return on.first(address="http://127.0.0.1:1/data/v1/")


def _not_this_computer(on: Scene) -> Answer:
    on.begin()
    return on.first(address="http://127.0.0.2:1/data/v1/")


LINES |= {
    "nobody there": (_no_server, "unreachable"),
    "http to another computer": (_not_this_computer, "unreachable"),
}


# ---- a feed that is not the one that was signed


def _feed(data: bytes) -> Play:
    def play(on: Scene) -> Answer:
        on.begin()
        on.publish(GOOD, feed=data)
        return on.first()

    return play


def _of_another_length(on: Scene) -> Answer:
    """The manifest has the feed's digest, and says that it is longer."""
    on.begin()
    files = json.loads(GOOD.manifest)["files"]
    files[GOOD.path]["bytes"] += 1
    on.publish(replace(GOOD, more={"files": files}))
    return on.first()


def _of_another_site(on: Scene) -> Answer:
    on.begin()
    on.publish(replace(GOOD, feed=PRACTICE.replace(SITE.encode(), b"https://other.example/")))
    return on.first()


def _signed_feed(**changes: Any) -> Play:
    """A feed that is signed and says something else than it should."""

    def play(on: Scene) -> Answer:
        on.begin()
        feed = json.dumps({**json.loads(PRACTICE), **changes}).encode()
        on.publish(replace(GOOD, feed=feed))
        return on.first()

    return play


FEEDS: dict[str, tuple[Play, str]] = {
    "one byte more": (_feed(PRACTICE + b"\n"), "feed_differs"),
    "another letter": (_feed(PRACTICE.replace(b"library", b"librarY", 1)), "feed_differs"),
    "another feed": (_feed(Published().of_version("2026.11.25.2").feed), "feed_differs"),
    "another length than its manifest says": (_of_another_length, "feed_differs"),
    "another site than its registry": (_of_another_site, "feed_differs"),
    "another version than its manifest": (_signed_feed(version="2026.11.24.1"), "feed_differs"),
    "not understood": (_signed_feed(disclosures="none"), "feed_not_understood"),
    "a part and not the whole": (_signed_feed(whole="x"), "feed_not_understood"),
}


# ---- time, and what was seen before


def _then(second: Published, now: datetime = NOW) -> Play:
    """A client that has read version 2 reads this, when its copy is no longer good."""

    def play(on: Scene) -> Answer:
        on.begin()
        on.publish(NEWER)
        assert on.asked().cause is None
        on.publish(second)
        cause = on.client().refresh(now).cause
        found = on.asked(now)
        if cause is None or found.plain()["feed"] != f"sha256:{sha256(NEWER.feed).hexdigest()}":
            return found
        # The good copy still answers, as it should. So the client is asked again when that is over.
        found = on.asked(later(40), max_age=None)
        found.cause = cause if found.cause == "expired" else found.cause
        return found

    return play


NEWER = GOOD.of_version("2026.11.25.2")
_WITH_ANOTHER_FILE = replace(NEWER, more={"program": "0.0.1"})
TIMES: dict[str, tuple[Play, str]] = {
    "an older version": (_then(GOOD), "rollback"),
    "an older version, signed anew": (_then(GOOD.renewed(1), later(1)), "rollback"),
    "an older number, with more digits": (_then(GOOD.of_version("2026.11.9.10")), "rollback"),
    "an older signature": (_then(NEWER.renewed(-1)), "rollback"),
    "the same version and day with other bytes": (_then(_WITH_ANOTHER_FILE), "equivocation"),
    "the same version with another feed": (
        _then(replace(NEWER.of_version(NEWER.version, title={"en-gb": "Other"}), valid_from=DAY)),
        "equivocation",
    ),
    "a newer version of the same feed": (_then(replace(NEWER, version="2026.11.25.3")), "feed_differs"),
    "the same version with another feed, later": (
        _then(NEWER.of_version(NEWER.version, title={"en-gb": "Other"}).renewed(1), later(1)),
        "equivocation",
    ),
}


def _at(now: datetime, **changes: Any) -> Play:
    def play(on: Scene) -> Answer:
        on.begin()
        return on.asked(now, **changes)

    return play


TIMES |= {
    "nobody renews it": (_at(later(32)), "expired"),
    "nobody renews it, and nobody looks": (_at(later(32), max_age=None), "expired"),
    "the clock goes back five minutes and a second": (_at(NOW - timedelta(seconds=301)), "clock_back"),
    "the clock goes back a year": (_at(NOW - timedelta(365)), "clock_back"),
}


# ---- who is asked


def _no_copy(on: Scene) -> Answer:
    on.begin()
    return on.first(max_age=None)


def _key_taken_away(on: Scene) -> Answer:
    """The key was stolen, so nobody trusts it any more, nor what it signed."""
    on.begin()
    return on.asked(keys=[OTHER.public], max_age=None)


def _another_registry(on: Scene) -> Answer:
    """The folder of another registry's client."""
    on.begin()
    return on.asked(registry="https://other.example/id/registry", max_age=None)


def _broken_state(on: Scene) -> Answer:
    """Whoever forgets what was seen can be shown an older version."""
    on.begin(NEWER)
    (on.folder / "state/state").write_bytes(b"")
    on.publish(GOOD)
    return on.asked()


def _log_full(on: Scene) -> Answer:
    on.begin()
    return on.asked(log="/dev/full")


WHO: dict[str, tuple[Play, str]] = {
    "nothing read": (_no_copy, "never_read"),
    "a key taken away": (_key_taken_away, "other_key"),
    "another registry's state": (_another_registry, "state_broken"),
    "a broken state": (_broken_state, "state_broken"),
    "a log that is full": (_log_full, "log_not_kept"),
}

SCENES: dict[str, tuple[Play, str]] = {
    f"{kind}: {name}": each
    for kind, scenes in (
        ("manifest", MANIFESTS),
        ("line", LINES),
        ("feed", FEEDS),
        ("time", TIMES),
        ("client", WHO),
    )
    for name, each in scenes.items()
}
"""Every fault, and the word that the client should have for it."""


def played(play: Play, folder: Path) -> Answer:
    with scene(folder) as on:
        return play(on)
