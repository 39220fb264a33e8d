"""Asks the addresses to which a notice leads: several at once, each once, and little of what they give."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urldefrag

from site_builder.verify.live.web import TooLargeError, WebError, fetch

AT_ONCE = 8
SECONDS = 15.0
MOST = 1 << 20
"""Bytes of which is seen enough that something is there."""


def ask(addresses: Collection[str]) -> Mapping[str, str]:
    """What is wrong, in a sentence, with those of which something is."""
    pages = sorted({urldefrag(address).url for address in addresses})
    with ThreadPoolExecutor(AT_ONCE) as several:
        told = dict(zip(pages, several.map(_told, pages), strict=True))
    found = ((address, told[urldefrag(address).url]) for address in addresses)
    return {address: said for address, said in found if said}


def _told(address: str) -> str:
    try:
        fetch(address, MOST, SECONDS)
    except TooLargeError:
        return ""
    except WebError as error:
        return str(error)
    return ""
