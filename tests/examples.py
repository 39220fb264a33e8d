"""The example registries of the handbook, each loaded once; the seed is the first of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from site_builder.facts.redact import public
from site_builder.load.project.folder import Loaded, load
from site_builder.model import Registry
from site_builder.verify import expected_text
from site_builder.verify.expected_text import Edition
from tests.seed import ON, REGISTRY, ROOT

FOLDERS: dict[str, Path] = {
    "seed": REGISTRY,
    **{path.parent.name: path for path in sorted((ROOT / "docs/examples").glob("*/registry"))},
}


@cache
def loaded(name: str) -> Loaded:
    """What an example's folder holds."""
    return load(FOLDERS[name], "registry", ON)


@cache
def example(name: str) -> Registry:
    """The public half of an example."""
    registry = loaded(name).registry
    assert registry is not None, loaded(name).problems
    return _LOADED.setdefault(name, public(registry))


def one_notice(name: str, notice: str) -> Registry:
    """An example with one of its notices alone, in all its languages, for everyone and for children."""
    registry = example(name)
    (found,) = (each for each in registry.notices if each.id == notice)
    return replace(registry, notices=(replace(found, reads_with=()),))


_LOADED: dict[str, Registry] = {}


def name_of(registry: Registry) -> str | None:
    """The name of the example that this is, if it was asked for by now: to hash a whole registry takes long."""
    of_site = (name for name, found in _LOADED.items() if found.site == registry.site)
    return next((name for name in of_site if _LOADED[name] == registry), None)


@cache
def editions(name: str) -> tuple[Edition, ...]:
    """Every notice of an example in every language, for everyone and, where it has words for them, for children."""
    return expected_text.editions(example(name), ON)
