"""A published feed back to the public registry that it was made from.

Needs the core, the schemas and Python alone, so that other systems can carry it. What is not understood is refused,
with two exceptions, so that later versions of the form can add to it: keys and things that are not known are passed
over, and a condition that is not understood becomes `Unknown`, which no request meets. Its verdict is that of the
consumers' JSON Schema; besides, it sees what no schema can: what two nodes say of each other.
"""

from __future__ import annotations

import re

from site_builder.core.addresses import BASE, CONSUMER_SCHEMA, CONTEXT, ROOT, SCHEMA
from site_builder.core.feed_form import ROOT_TYPES, WHOLE
from site_builder.core.model import Registry
from site_builder.core.strict_json import JsonError, parse
from site_builder.sources._feed_reader import Reader
from site_builder.sources._feed_values import FeedError, Node, an_object, kinds, one

__all__ = ["LARGEST", "FeedError", "read", "read_part"]

LARGEST = 64 * 1024 * 1024
"""The most bytes that are read: more than twice what 10,000 recipients need."""


def read(data: bytes) -> Registry:
    """The public registry that a feed was made from.

    What it does not understand it refuses with FeedError; a condition that it does not understand is `Unknown`.
    """
    feed = _parsed(data)
    if "whole" in feed:
        raise FeedError("This is a part of a feed, not the whole: read_part reads it.")
    return Reader(feed, is_part=False).registry()


def read_part(data: bytes) -> Registry:
    """The registry of one recipient's part of a feed: its disclosures with all that bears on them, and nothing else.

    Raises FeedError as `read` does.
    """
    feed = _parsed(data)
    if "whole" not in feed:
        raise FeedError("This is not a part of a feed: it does not name the whole.")
    whole = feed["whole"]
    if not isinstance(whole, str) or not re.fullmatch(f"{re.escape(feed['site'])}{WHOLE}", whole):
        raise FeedError("What this is a part of is not a feed of its site.")
    return Reader(feed, is_part=True).registry()


def _parsed(data: bytes) -> Node:
    if len(data) > LARGEST:
        raise FeedError(f"The feed has {len(data):,} bytes; more than {LARGEST:,} are not read.")
    try:
        feed = an_object(parse(data), "the feed")
    except JsonError as error:
        raise FeedError(f"The feed cannot be read. {error}") from error
    _check_head(feed)
    return feed


def _check_head(feed: Node) -> None:
    site = one(kinds(Registry)["site"], feed.get("site"), "site")
    if feed.get("id") != ROOT or feed.get("type") != list(ROOT_TYPES):
        raise FeedError("The feed's id or type is not that of a registry.")
    if feed.get("@context") != [site + CONTEXT, {"@base": site + BASE}]:
        raise FeedError("The feed's @context is not that of its site in version 1.")
    if feed.get("$schema") not in (site + SCHEMA, site + CONSUMER_SCHEMA):
        raise FeedError("The feed's $schema is not that of its site in version 1.")
