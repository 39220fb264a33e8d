"""The seed: the repository's own registry, loaded and laid out once, and the notice that it must reproduce."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.redact import public
from site_builder.load.project.folder import load
from site_builder.locale.languages import language
from site_builder.model import Registry

ROOT = Path(__file__).parent.parent
REGISTRY = ROOT / "registry"
ON = date(2026, 11, 25)


@cache
def whole() -> Registry:
    """The seed's registry with what is internal and proposed."""
    registry = load(REGISTRY, "registry", ON).registry
    assert registry is not None
    return registry


def seed() -> Registry:
    """The public half of the seed's registry."""
    return public(whole())


def english() -> Language:
    """The language of the seed."""
    return language("en-GB")


@cache
def laid_out() -> LaidNotice:
    """The seed's notice, laid out."""
    registry = seed()
    return lay_out(registry, registry.notices[0], english(), ON)


def blocks() -> list[str]:
    """The headings, paragraphs and list items of the notice as it was published, white space folded, in order."""
    lines = (ROOT / "tests" / "seed.txt").read_text("utf-8").splitlines()
    return [" ".join(line.replace("•", " ").split()) for line in lines if line.strip()]
