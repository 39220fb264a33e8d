"""What `build` and `sign` share: reading private keys, and warning of leftover files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.cli.project import Project

if TYPE_CHECKING:
    from site_builder.manifest.keys import PrivateKey
    from site_builder.publish import Published


def private_keys(project: Project, files: Iterable[Path]) -> list[PrivateKey]:
    """The keys in these files, inside the project's folder. Raises KeyFailure."""
    from site_builder.manifest.keys import private_key

    return [private_key(project.folder / file) for file in files]


def tell_leftover(project: Project, published: Published) -> None:
    """Report the remains of the old site, if any."""
    if published.leftover:
        project.say(f"The old site could not be removed whole; what is left is in {published.leftover.name}.")
