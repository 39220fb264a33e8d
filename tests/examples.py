"""The example registries of the handbook, each loaded once; the seed is the first of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.redact import public
from site_builder.load.project.folder import Loaded, load
from site_builder.load.project.languages import language
from site_builder.model import Notice, Registry
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
    return public(registry)


def editions(name: str) -> Iterator[tuple[Notice, LaidNotice]]:
    """Every notice of an example in every language, for everyone and, where it has words for them, for children."""
    registry = example(name)
    for notice in registry.notices:
        for tag in registry.languages:
            for for_children in (False, True) if notice.is_for_children_too else (False,):
                yield notice, lay_out(registry, notice, language(tag), ON, for_children=for_children)
