"""Feeds of older forms, as a reader of today can read them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from site_builder.facts.feed_form import WRITTEN_SINCE
from site_builder.model.values import NOT_STATED
from site_builder.strict_json import json_bytes


def as_asked(feed: bytes, form: int) -> tuple[bytes, tuple[str, ...]]:
    """A feed with `not_stated` for each key that began with a later form; and these keys: nobody asked for them then.

    Who shows it says that, and takes it for no silence of the words.
    """
    missing = unasked(form)
    if not missing:
        return feed, ()
    document = json.loads(feed)
    document["disclosures"] = [_filled(node, missing) for node in document["disclosures"]]
    return json_bytes(document), missing


def unasked(form: int) -> tuple[str, ...]:
    """The keys that began with a later form than this."""
    return tuple(key for key, since in WRITTEN_SINCE.items() if since > form)


def _filled(node: Mapping[str, Any], missing: Sequence[str]) -> Mapping[str, Any]:
    return {**{key: NOT_STATED if key == "recipient" else [NOT_STATED] for key in missing}, **node}
