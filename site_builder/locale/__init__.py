"""The fixed words of each language, a file a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def fixed_words(name: str) -> Mapping[str, Any]:
    """The words of a language, such as `en`, that has a file here."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text("utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # type: ignore[no-any-return] # noqa: S506 (a safe loader)


def names() -> list[str]:
    """The languages that have a file here, sorted."""
    return sorted(f.name.removesuffix(".yaml") for f in files(__package__).iterdir() if f.name.endswith(".yaml"))
