"""The file released.yaml: reads it, adds a release, and checks that its releases are in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from site_builder import vocabulary
from site_builder.facts.content_digest import content_sha256
from site_builder.facts.releases import numbers
from site_builder.load.project.files import RELEASED, Source
from site_builder.load.project.locate import problem
from site_builder.load.project.shipped import law_entry
from site_builder.model import Law, Registry, Release, Released
from site_builder.model.values import Text, Words
from site_builder.problems import Problem

FILE = f"{RELEASED}.yaml"
_HEAD = "# What was released. Written by the command `site-builder release` alone: never edit it.\n"


def digest(registry: Registry) -> Text:
    """The digest (SHA-256) of what a registry's editors state in public; of a shipped law it covers only the id."""
    return content_sha256(replace(registry, laws=tuple(map(_without_shipped_text, registry.laws))))


def recorded(sources: Iterable[Source]) -> tuple[Release, ...]:
    """The releases that these files of the kind `released` record, oldest first."""
    return tuple(_release(version, data) for source in sources for version, data in source.data.items())


def with_released(registry: Registry, sources: Sequence[Source]) -> Registry:
    """The registry with the releases that these files record; unchanged if there are no files."""
    if not sources:
        return registry
    return replace(registry, released=Released(releases=recorded(sources), content_sha256=digest(registry)))


def appended(text: bytes, release: Release) -> bytes:
    """The file's bytes with one more release at the end; `text` is b'' if there is no file yet."""
    ending = "\r\n" if b"\r\n" in text else "\n"
    before = text.decode() if text.strip() else _HEAD
    return "".join([before.rstrip(), ending, *(f"{line}{ending}" for line in _release_lines(release))]).encode()


def is_as_written(text: bytes, recorded: Sequence[Release]) -> bool:
    """Whether a file with these releases has the form that `appended` writes, comments aside."""
    lines = (line.rstrip() for line in text.decode("utf-8-sig").splitlines())
    content_lines = [line for line in lines if line and line != "---" and not line.startswith("#")]
    return content_lines == [line for release in recorded for line in _release_lines(release)]


def in_order_of_time(source: Source) -> Iterator[Problem]:
    """A problem for each release whose version is not higher, or whose day is earlier, than that of the one before.

    The file must have no errors.
    """
    sound = source.data.items() if source.kind == RELEASED else ()
    for before, after in pairwise(_release(version, data) for version, data in sound):
        if numbers(after.version) <= numbers(before.version) or after.issued < before.issued:
            message = f"{after.version} comes after {before.version}, but has no higher version or an earlier day."
            hint = "Undo what was changed in this file: only the command site-builder release may write it."
            yield problem(source.document, (after.version,), "not-in-order", RELEASED, message, hint, at_key=True)


def _release_lines(release: Release) -> list[str]:
    lines = [f"{release.version}:", f"  issued: {release.issued.isoformat()}"]
    lines += [f"  content_sha256: {release.content_sha256}"]
    if release.previous_manifest_sha256:
        lines += [f"  previous_manifest_sha256: {release.previous_manifest_sha256}"]
    return lines


def _release(version: str, data: dict[str, Any]) -> Release:
    return Release(version=Text(version), **{**data, "issued": date.fromisoformat(data["issued"])})


def _without_shipped_text(law: Law) -> Law:
    """A law without the name and address that ship with the program; translations of the name are kept."""
    if law.id not in vocabulary.laws():
        return law
    shipped = law_entry(law.id)
    is_shipped = (str(law.name), law.url) == (shipped["name"], shipped.get("url"))
    return replace(law, name=Words(law.name.pairs[1:]), url=None) if is_shipped else law
