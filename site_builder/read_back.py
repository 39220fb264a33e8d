"""Whether every passage and fact can be read in a site that was just made. What was read before is not read again."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from site_builder.build import Site
from site_builder.editions import Edition
from site_builder.kept import Kept
from site_builder.verify.difference import Difference

MARK = b""
"""What is kept of an edition that says what its notice says."""


def unlike(site: Site, kept: Kept, watch: Callable[[str, int, int], None] = lambda *_: None) -> list[Difference]:
    """How the pages and PDFs of a site differ from its notices: facts left out, and words as they are read.

    In `kept` stands what was read and as its notice says; `watch` is told the folder of each edition that was read,
    which one it is, and of how many.
    """
    differences: list[Difference] = []
    by_folder: dict[str, dict[str, bytes]] = {}
    for path, data in site.files.items():
        by_folder.setdefault(f"{path.rpartition('/')[0]}/", {})[path] = data
    for number, edition in enumerate(site.editions, 1):
        files = by_folder[edition.folder]
        key = kept.key({"read": edition.folder, **edition.given, **_digests(files)})
        if kept.find(key) is None:
            found = _differences(edition, files)
            differences += found
            if not found:
                kept.keep(key, MARK)
        watch(edition.folder, number, len(site.editions))
    return differences


def _digests(files: dict[str, bytes]) -> dict[str, str]:
    return {f"file {path}": sha256(data).hexdigest() for path, data in files.items()}


def _differences(edition: Edition, files: dict[str, bytes]) -> list[Difference]:
    # What reads pages and PDFs is large, and where all was read before it is not needed.
    from site_builder.facts.facts import facts
    from site_builder.verify.expected_text import in_folder, left_out
    from site_builder.verify.words_check import unlike_edition

    registry = edition.own.registry
    expected = in_folder(edition.folder, edition.laid, edition.language, has_large_print=bool(registry.large_print))
    stated = {fact.id for fact in facts(registry, edition.notice, edition.on)}
    return [*left_out(expected, stated), *unlike_edition(files, expected)]
