"""What a folder holds otherwise than its manifest lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from site_builder.core.addresses import MANIFEST, SIGNATURE
from site_builder.core.failure import shown
from site_builder.manifest.form import Manifest, listing

Kind = Literal["changed", "missing", "extra"]

_WORDS: Mapping[Kind, str] = {
    "changed": "is not the file that the manifest lists",
    "missing": "is missing",
    "extra": "is not in the manifest",
}


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A file that is not as listed; `str()` is a sentence without its full stop."""

    path: str
    kind: Kind

    @property
    def says(self) -> str:
        """What is wrong with it, to be read after its name."""
        return _WORDS[self.kind]

    def __str__(self) -> str:
        """The file and what is wrong with it."""
        return f"{shown(self.path)} {self.says}"


def differences(manifest: Manifest, files: Mapping[str, bytes | None]) -> tuple[Difference, ...]:
    """Every file that is changed, missing or extra, by path; None stands for what is no ordinary file."""
    return tuple(sorted(_differences(manifest, files)))


def _differences(manifest: Manifest, files: Mapping[str, bytes | None]) -> Iterator[Difference]:
    found = listing({path: content for path, content in files.items() if content is not None})
    for path, entry in manifest.files.items():
        if path not in files:
            yield Difference(path, "missing")
        elif found.get(path) != entry:
            yield Difference(path, "changed")
    for path in files.keys() - manifest.files.keys() - {MANIFEST, SIGNATURE}:
        yield Difference(path, "extra")
