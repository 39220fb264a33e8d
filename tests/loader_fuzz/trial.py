"""One registry with one file changed: refused, published as typed, or at fault. Built in memory, without PDFs."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

from site_builder import build
from site_builder.editions import editions
from site_builder.load.project import folder as loader
from site_builder.load.project.folder import Loaded
from site_builder.problems import Problem, stops
from site_builder.render import pdf
from site_builder.signing.sign_off import must_sign
from tests.loader_fuzz.judge import faults
from tests.loader_fuzz.published import Site
from tests.loader_fuzz.reader import NotReadError, typed
from tests.seed import ON

REFUSED, AS_TYPED, FAULT = "refused", "used as typed", "fault"
UNTOLD = ("crash", "slow", "no such place", "neither")
"""How a fault begins that is none of what was published."""
SECONDS = 10.0
"""Of processor time, in which a registry of these must be read."""
MADE = ("data", "notices")


@dataclass(frozen=True)
class Verdict:
    """What became of a changed registry; `why` has the faults, or the rules by which it was refused."""

    kind: str
    why: tuple[str, ...] = ()

    @property
    def is_taken_wrongly(self) -> bool:
        """Whether it was published otherwise than typed: no crash, and no error without a place."""
        return self.kind == FAULT and not self.why[0].startswith(UNTOLD)


@dataclass
class Base:
    """A registry written into a folder of its own; its files are read once and kept, but for the one that changes."""

    name: str
    folder: Path
    files: dict[str, bytes]
    known: dict[str, Any] = field(default_factory=dict)

    def with_file(self, name: str, data: bytes) -> Verdict:
        """What becomes of the registry with this in place of one of its files."""
        path = self.folder / name
        path.write_bytes(data)
        try:
            return self._judged(name, data)
        except Exception:  # noqa: BLE001 -- any crash is what is looked for
            return Verdict(FAULT, (f"crash: {traceback.format_exc(limit=-3)}",))
        finally:
            path.write_bytes(self.files[name])

    def unchanged(self) -> Verdict:
        """What becomes of the registry as it is."""
        name, data = next(iter(self.files.items()))
        return self.with_file(name, data)

    def _judged(self, name: str, data: bytes) -> Verdict:
        start = time.process_time()
        loaded = loader.load(self.folder, "registry", ON)
        taken = time.process_time() - start
        wrong = [f"slow: {taken:.0f} seconds"] if taken > SECONDS else []
        wrong += [f"no such place: {p}" for p in loaded.problems if not self._is_in_file(p, name, data)]
        if loaded.registry is None and not stops(loaded.problems):
            wrong.append("neither a registry nor an error")
        if wrong or loaded.registry is None or stops(loaded.problems):
            rules = {p.rule for p in loaded.problems if stops([p])}
            return Verdict(FAULT, tuple(wrong)) if wrong else Verdict(REFUSED, tuple(sorted(rules)))
        return self._used(loaded, name, data, frozenset(p.rule for p in loaded.problems))

    def _used(self, loaded: Loaded, name: str, data: bytes, told: frozenset[str]) -> Verdict:
        site = published(loaded)
        try:
            files = {**self._typed, name: typed(data)}
        except NotReadError as error:
            return Verdict(FAULT, (f"{name}: taken, and in none of the documented forms: {error}",))
        found = tuple(faults(site, files, told))
        return Verdict(FAULT, found) if found else Verdict(AS_TYPED)

    @property
    def _typed(self) -> Mapping[str, Any]:
        if not self.known:
            self.known.update({name: typed(data) for name, data in self.files.items()})
        return self.known

    def _is_in_file(self, problem: Problem, name: str, data: bytes) -> bool:
        """Whether the place of a problem is one that its file has."""
        place = problem.place
        file = place.file.removeprefix("registry/")
        held = data if file == name else self.files.get(file)
        if held is None or place.line < 1 or place.column < 1:
            return False
        lines = held.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return place.line <= len(lines) and place.column <= len(problem.source_line) + 1


def published(loaded: Loaded) -> Site:
    """The site of a registry without errors as it is read, and what of the registry is not published."""
    registry = loaded.registry
    if registry is None:
        raise ValueError(loaded.problems)
    files = build.site_files(registry, ON)
    feed = json.loads(files["data/v1/feed.jsonld"])
    kept = {(str(u.block), str(u.about)): u.fields for u in registry.unpublished}
    releases = registry.released.releases if registry.released else ()
    return Site(feed, files, kept, [_plain(asdict(each)) for each in releases], must_sign(loaded))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v if isinstance(v, str) else str(v) for k, v in values.items() if v is not None}


@contextmanager
def quickly(bases: Mapping[str, Base]) -> Iterator[None]:
    """Sites are made without what takes long and is not looked at; what is not changed is read once."""
    unchanged = {data for base in bases.values() for data in base.files.values()}
    read: dict[tuple[bytes | None, str], Any] = {}
    source = loader._source

    def known(data: bytes | None, name: str, file: str, _kept: Any = None) -> Any:
        if data not in unchanged:
            return source(data, name, file)
        if (data, name) not in read:
            read[data, name] = source(data, name, file)
        return read[data, name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "render", lambda *_, **__: b"%PDF")
        patch.setattr(build, "OUTPUTS", tuple(o for o in build.OUTPUTS if o[0] in MADE))
        patch.setattr(
            build, "editions", lambda registry, feed, spoken, on, *_: editions(registry, feed, spoken[:1], on)
        )
        patch.setattr(loader, "_source", known)
        yield
