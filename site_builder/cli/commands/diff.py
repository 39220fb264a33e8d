"""The command `diff`: what changed between two registries, feeds or sites, as facts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from site_builder.cli.project import Project, common, on_option, put
from site_builder.cli.published import registry_at

if TYPE_CHECKING:
    from site_builder.diff import Change
    from site_builder.diff.to_text import Teller
    from site_builder.facts.language import Language
    from site_builder.model import Registry

FALLBACK = "en"
"""The language for changes if we have none of the registry's languages."""


@click.command(short_help="Tell what changed: is more or less shared?")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is told."
)
@click.option("--lang", "tag", metavar="TAG", help="The language to tell it in; left out: that of NEW.")
@on_option
@common
def diff(project: Project, *, old: Path, new: Path, style: str, tag: str | None, on: date) -> None:
    """Tell what changed from OLD to NEW, as facts, and whether more or less is shared.

    Each is a registry's folder, a feed (a file), or the folder of a published site.
    """
    from site_builder.diff import changes

    _check_tag(tag)
    before, after = (registry_at(project, path, style, on) for path in (old, new))
    languages = _languages(after, tag)
    differences = changes(before, after, on)
    if style == "json":
        put(json.dumps(_report(before, after, differences, languages, on), indent=1))
    else:
        put(_text(before, after, differences, languages[0]))


def _check_tag(tag: str | None) -> None:
    """Raise a usage error that says what a language can be, unless this is one."""
    from site_builder.locale.languages import trouble

    if tag is not None and (wrong := trouble(tag)):
        raise click.BadParameter(" ".join(wrong), param_hint="'--lang'")


# ---- what is compared


def _languages(registry: Registry, tag: str | None) -> list[Language]:
    """The languages for the changes: the requested one, else those of the registry that we have, in its order."""
    from site_builder.locale.languages import language, trouble

    tags = [tag] if tag is not None else [each for each in registry.languages if not trouble(each)]
    return [language(each) for each in tags or [FALLBACK]]


# ---- how it is told


def _text(old: Registry, new: Registry, differences: Sequence[Change], language: Language) -> str:
    from site_builder.report import shown

    return "\n".join(shown(line) for line in _teller(old, new, language).lines(differences))


def _teller(old: Registry, new: Registry, language: Language) -> Teller:
    from site_builder.diff.to_text import Teller
    from site_builder.vocabulary import strength

    return Teller(old, new, language, strength().scales)


def _report(
    old: Registry, new: Registry, differences: Sequence[Change], languages: Sequence[Language], on: date
) -> dict[str, Any]:
    """The JSON form of the changes; `docs/diff.schema.json` documents it."""
    from site_builder.diff import verdict
    from site_builder.diff.to_json import plain

    tellers = {language.tag: _teller(old, new, language) for language in languages}
    return {
        "from": _edition(old),
        "to": _edition(new),
        "on": on.isoformat(),
        "verdict": verdict(differences),
        "changes": [
            plain(change, {tag: teller.line(change) for tag, teller in tellers.items()}) for change in differences
        ],
    }


def _edition(registry: Registry) -> dict[str, str]:
    return {"site": registry.site, "version": registry.version, "issued": registry.issued.isoformat()}
