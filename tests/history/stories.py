"""A small project whose releases are published one after the other, by the commands that a council types."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from site_builder.addresses import MANIFEST, RELEASE_INDEX
from site_builder.history.chain import Link, read_index
from site_builder.manifest.form import read
from tests.signing import DAY, KEY, PUB, Run, call, done, edit, later


def release(project: Path, days: int, words: str) -> None:
    """Release, so many days later, what tells the police other words."""
    organisation = project / "registry/organisation.yaml"
    lines = organisation.read_text("utf-8").splitlines()
    day = later(days)
    said = {"version": f"{day.year}.{day.month}.{day.day}.1", "issued": day.isoformat()}
    lines = [f"{key}: {said[key]}" if (key := line.partition(":")[0]) in said else line for line in lines]
    organisation.write_text("\n".join(lines) + "\n", "utf-8")
    police = project / "registry/recipients/police.yaml"
    before = next(line for line in police.read_text("utf-8").splitlines() if "We tell the police" in line)
    edit(police, before, f"      We tell the police {words}.")
    done(project, "release", "-q", on=day)


def publish(project: Path, days: int, words: str) -> None:
    """Release, build and sign."""
    release(project, days, words)
    done(project, "build", "-q", "--key", KEY, on=later(days))


def three(project: Path) -> Path:
    """The project with three releases, published on the first, the fourth and the eleventh day."""
    publish(project, 3, "about all crimes")
    publish(project, 10, "about some crimes")
    return project


def index(project: Path, site: str = "site") -> dict[str, Any]:
    """The published index."""
    return dict(json.loads((project / site / RELEASE_INDEX).read_bytes()))


def links(project: Path, site: str = "site") -> tuple[Link, ...]:
    """The published chain."""
    return read_index((project / site / RELEASE_INDEX).read_bytes())


def head(project: Path, number: int) -> str:
    """A head of the published chain as somebody keeps it."""
    return f"{number}:{links(project)[number - 1].sha256}"


def verified(project: Path, *more: str, days: int = 12) -> Run:
    """What `verify` says of the project's site."""
    return call(project, "verify", "--key", PUB, *more, on=later(days))


def newest(project: Path) -> int:
    """The number that the manifest names."""
    named = read((project / "site" / MANIFEST).read_bytes()).releases
    assert named is not None
    return named.number


def copied(project: Path, name: str) -> Path:
    """A copy of the project beside it."""
    return Path(shutil.copytree(project, project.with_name(name)))


__all__ = ["DAY", "copied", "head", "index", "links", "newest", "publish", "release", "three", "verified"]
