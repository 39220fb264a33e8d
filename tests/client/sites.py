"""Published data, signed, from any feed: what a client reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from site_builder.addresses import FEED, MANIFEST, SIGNATURE
from site_builder.manifest.dsse import seal
from site_builder.manifest.form import Entry, Manifest, written
from site_builder.manifest.keys import PrivateKey, new_key
from site_builder.render.feed.graph import render
from tests.examples import example

DAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
KEY, OTHER = new_key(), new_key()
PRACTICE = render(example("practice"), DAY)
"""The feed of an example in which each recipient gets another answer."""
SITE = json.loads(PRACTICE)["site"]
REGISTRY = f"{SITE}id/registry"

PERMITTED: Mapping[str, Any] = {
    "recipient": "library-partner",
    "purpose": "provide-services",
    "data_categories": ["contact-details"],
    "data_subjects": ["residents"],
}
"""A request that the practice permits."""
AT_RISK: Mapping[str, Any] = {**PERMITTED, "purpose": "protect-children"}
"""One for a purpose of safeguarding."""


@dataclass(frozen=True)
class Published:
    """What stands at a site: a feed under a manifest, both of which may be spoilt."""

    feed: bytes = PRACTICE
    version: str = "2026.11.25.1"
    valid_from: date = DAY
    issued: date = DAY
    registry: str = REGISTRY
    keys: Sequence[PrivateKey] = (KEY,)
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else of the manifest is otherwise than it should be."""

    @property
    def path(self) -> str:
        """Where the feed is."""
        return f"data/v1/feed.{hashlib.sha256(self.feed).hexdigest()[:16]}.jsonld"

    @property
    def manifest(self) -> bytes:
        """What is signed."""
        made = Manifest(
            registry=self.registry,
            version=self.version,
            issued=self.issued,
            valid_from=self.valid_from,
            expires=self.valid_from + timedelta(31),
            feed=self.path,
            files={self.path: Entry(len(self.feed), hashlib.sha256(self.feed).hexdigest())},
        )
        return written(made) if not self.more else json.dumps({**json.loads(written(made)), **self.more}).encode()

    @property
    def files(self) -> dict[str, bytes]:
        """Everything, by path below the site."""
        envelope = seal(self.manifest, self.keys)
        return {MANIFEST: self.manifest, SIGNATURE: envelope, FEED: self.feed, self.path: self.feed}

    def put(self, folder: Path) -> Path:
        """Publish it in a folder; the path of its `data/v1`."""
        for path, data in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        return folder / "data/v1"

    def renewed(self, days: int) -> Published:
        """Signed again, so many days later."""
        return replace(self, valid_from=self.valid_from + timedelta(days))

    def of_version(self, version: str, **changes: Any) -> Published:
        """Another version, with a feed that says so."""
        feed = json.dumps({**json.loads(self.feed), "version": version, **changes}).encode()
        return replace(self, version=version, feed=feed)


def later(days: float) -> datetime:
    return NOW + timedelta(days)
