"""Whether a build would change nothing: all that it reads is as it was, and so is what the last one published."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from site_builder.errors import Failure
from site_builder.kept import Kept
from site_builder.load.published_folder import entries, files_of, is_folder

Given = Mapping[str, str | bytes]
"""What a build reads, by name: options as text, and the digest of each folder."""


@dataclass(frozen=True, slots=True)
class LastBuild:
    """What a build published: each file's size in bytes, and its digest; and what it said of the registry."""

    sizes: Mapping[str, int]
    digests: Mapping[str, str]
    says: Sequence[str]


def folder_digest(folder: Path | None) -> str:
    """The digest of all in a folder, names and bytes; '' for none. Raises OSError, and LookupError where it has links.

    What a link leads to may change, and nothing in the folder with it.
    """
    if folder is None or not folder.is_dir():
        return ""
    whole = sha256()
    for path, entry in sorted(entries(folder), key=lambda each: each[0]):
        if not is_folder(entry) and not entry.is_file(follow_symlinks=False):
            raise LookupError(path)
        name, data = (f"{path}/", b"") if is_folder(entry) else (path, Path(entry.path).read_bytes())
        whole.update(f"{name}\n{len(data)}\n".encode("utf-8", "surrogateescape") + data)
    return whole.hexdigest()


def last_build(kept: Kept, given: Given, out: Path, keep: Collection[str]) -> LastBuild | None:
    """The last build that was given the same, if all that it published is there as it was, and nothing else."""
    found = kept.find(kept.key(given))
    if found is None:
        return None
    last = LastBuild(**json.loads(found))
    with suppress(Failure):
        return last if _digests(files_of(out, keep)) == last.digests else None
    return None


def keep_build(kept: Kept, given: Given, files: Mapping[str, bytes], says: Sequence[str]) -> None:
    """Keep what a build published that was given all this from its begin to its end."""
    sizes = {path: len(data) for path, data in files.items()}
    kept.keep(kept.key(given), json.dumps(asdict(LastBuild(sizes, _digests(files), says))).encode())


def _digests(files: Mapping[str, bytes | None]) -> Mapping[str, str]:
    """The digest of each file, '' of what is none."""
    return {path: "" if data is None else sha256(data).hexdigest() for path, data in files.items()}
