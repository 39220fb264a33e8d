"""The sites of the example registries, each built once; and what comes of building a site anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from site_builder.build import Files, site_files
from site_builder.core.addresses import API_CATALOG
from site_builder.core.model import Registry
from site_builder.renderers import feed_parts
from site_builder.verify.site.anew import anew
from tests.examples import FOLDERS, example, loaded
from tests.seed import ON


@cache
def built(name: str, on: date) -> Files:
    """The files of an example's site."""
    registry = loaded(name).registry
    assert registry is not None, loaded(name).problems
    return site_files(registry, on)


def built_anew(registry: Registry, on: date, there: Collection[str], templates: Path | None) -> Files:
    """What `anew` makes, made once; of an example it is what was built of it, which `test_site_anew` holds to be so."""
    if templates is not None:
        return anew(registry, on, there, templates)
    return _anew(registry, on, API_CATALOG in there, feed_parts.FROM)


_FROM = feed_parts.FROM


@lru_cache(maxsize=32)
def _anew(registry: Registry, on: date, has_catalog: bool, least: int) -> Files:
    name = _names().get(registry)
    if name and (on, least) == (ON, _FROM) and has_catalog == (API_CATALOG in built(name, on)):
        return built(name, on)
    return anew(registry, on, {API_CATALOG} if has_catalog else (), None)


@cache
def _names() -> Mapping[Registry, str]:
    return {example(name): name for name in FOLDERS}
