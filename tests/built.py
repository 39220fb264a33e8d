"""The sites of the example registries, each built once; and what comes of laying one out and making it again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from site_builder.addresses import API_CATALOG
from site_builder.build import Files, site_files
from site_builder.model import Registry
from site_builder.render.feed import parts
from site_builder.verify import expected_text, pdf_text, tagged
from site_builder.verify.expected_text import Edition
from site_builder.verify.rebuild import rebuild
from tests.examples import editions, loaded, name_of
from tests.seed import ON


@cache
def built(name: str, on: date) -> Files:
    """The files of an example's site."""
    registry = loaded(name).registry
    assert registry is not None, loaded(name).problems
    return site_files(registry, on)


def rebuilt(
    registry: Registry,
    day: date,
    there: Collection[str],
    templates: Path | None,
    fonts: Path | None = None,
    given: Files | None = None,
) -> Files:
    """What `rebuild` makes; of an example it is what was built of it, which `test_rebuild` holds to be so."""
    if templates or fonts or given:
        return rebuild(registry, day, there, templates, fonts, given)
    name, has_catalog = name_of(registry), API_CATALOG in there
    if name and (day, parts.FROM) == (ON, _FROM) and has_catalog == (API_CATALOG in built(name, day)):
        return built(name, day)
    return _rebuilt(registry, day, has_catalog, parts.FROM)


def laid_out_once(
    registry: Registry, day: date, releases: Sequence[Mapping[str, Any]] = (), attested: Mapping[str, Any] | None = None
) -> tuple[Edition, ...]:
    """What `verify` lays out; of an example once."""
    name = name_of(registry) if day == ON and not releases and not attested else None
    return editions(name) if name else expected_text.editions(registry, day, releases, attested)


_FROM = parts.FROM
seen_once = lru_cache(maxsize=64)(pdf_text.texts)
heard_once = lru_cache(maxsize=64)(tagged.heard)
"""What is seen and heard of the same bytes of a PDF."""


@lru_cache(maxsize=32)
def _rebuilt(registry: Registry, day: date, has_catalog: bool, _least: int) -> Files:
    return rebuild(registry, day, {API_CATALOG} if has_catalog else (), None)
