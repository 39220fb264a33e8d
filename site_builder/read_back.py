"""Whether every passage and fact can be read in pages and PDFs, as they are made: what was read before is not again."""

from __future__ import annotations

from hashlib import sha256

from site_builder.editions import Edition
from site_builder.kept import Kept
from site_builder.verify.difference import Difference

MARK = b""
"""What is kept of a file that says what its notice says."""


class ReadBack:
    """Reads each file of an edition that it is given; `differences` are those of all of them from their notices.

    In `kept` stands what was read and as its notice says.
    """

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self.differences: list[Difference] = []

    def __call__(self, edition: Edition, path: str, data: bytes) -> None:
        """Read a page or a PDF: the words as they are seen and heard; with the page, whether a fact was left out."""
        key = self._kept.key({"read": path, **edition.given, "file": sha256(data).hexdigest()})
        if self._kept.find(key) is None:
            found = _differences(edition, path, data)
            self.differences += found
            if not found:
                self._kept.keep(key, MARK)


def _differences(edition: Edition, path: str, data: bytes) -> list[Difference]:
    # What reads pages and PDFs is large, and where all was read before it is not needed.
    from site_builder.facts.facts import facts
    from site_builder.verify.expected_text import in_folder, left_out
    from site_builder.verify.words_check import unlike_file

    registry = edition.own.registry
    expected = in_folder(edition.folder, edition.laid, edition.language, has_large_print=bool(registry.large_print))
    found = [*unlike_file(path, data, expected)]
    if path == expected.page:
        stated = {fact.id for fact in facts(registry, edition.notice, edition.on)}
        found += left_out(expected, stated)
    return found
