"""The registries that are changed: the seed, the examples, the base of the cases, and one with every field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import every_field
from tests.examples import FOLDERS
from tests.invalid_cases import BASE
from tests.loader_fuzz.trial import Base

WEIGHTS = {
    "practice": 20,
    "base": 20,
    "every-field": 10,
    "seed": 8,
    "county-2026": 2,
    "fire-service": 2,
    "nhs-trust": 2,
}
"""How often each is changed; others once. What is small is soonest built."""
RELEASED = b"""\
1.2.3.3:
  issued: 2025-12-31
  content_sha256: %(digest)s
  previous_manifest_sha256: %(digest)s
""" % {b"digest": b"1" * 64}


@contextmanager
def bases(*names: str) -> Iterator[dict[str, Base]]:
    """Those of these names, or all, each in a folder of its own."""
    with TemporaryDirectory() as above:
        made = {}
        for name in names or ("base", "every-field", *FOLDERS):
            folder = Path(above, name)
            files = _files(name, Path(above, "made"))
            for path, data in files.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)
            made[name] = Base(name, folder, files)
        yield made


def _files(name: str, empty: Path) -> dict[str, bytes]:
    if name == "every-field":
        every_field.write(empty, "mark")
        return {**read(empty), "released.yaml": RELEASED}
    return read({"base": BASE, **FOLDERS}[name])


def read(folder: Path) -> dict[str, bytes]:
    """The files of a registry."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}
