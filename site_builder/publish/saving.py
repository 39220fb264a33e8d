"""Changes several files of a folder as one: all of them or none, also where the power goes; and one saver at a time."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from site_builder.errors import shown
from site_builder.publish.errors import PublishError
from site_builder.publish.files import OPEN, check_file, failed
from site_builder.publish.fsutil import make_folder, sync_file, sync_folder, there, write_file
from site_builder.publish.lock import locked

PATIENCE, AGAIN = 5.0, 0.05
"""Seconds for which one waits until another has saved, and between two looks."""


class _Begun(NamedTuple):
    """What a save was to do: the mark of its staged files, and of each file the digests before and after."""

    mark: str
    files: Mapping[str, tuple[str | None, str | None]]


def save(folder: Path, files: Mapping[str, bytes | None], known: Mapping[str, bytes | None]) -> None:
    """Make these files of a folder hold this, None for no file; `known` is what each holds, None for no file.

    Raises PublishError, also where one holds something else than is known; then all are as they were. A save that was
    cut off is finished first, and so is this one by the next, once all is ready to be put in its place.
    """
    with _alone(folder):
        _finished(folder)
        _check(folder, files, known)
        begun = _Begun(secrets.token_hex(4), {n: (_digest(known[n]), _digest(new)) for n, new in files.items()})
        new_folders: list[Path] = []
        try:
            _stage(folder, files, begun.mark, new_folders)
            _write(_journal(folder), _journal_bytes(begun))
        except BaseException as error:
            with suppress(OSError):
                _journal(folder).unlink(missing_ok=True)
            _clear(folder, begun, new_folders)
            if isinstance(error, OSError):
                raise failed(error, "The files could not be written") from error
            raise
        try:
            _put_in_place(folder, begun)
        except OSError as error:
            _put_back(folder, begun, known)
            raise failed(error, "The files could not be written") from error


def finish(folder: Path) -> Sequence[str]:
    """Finish a save that was cut off; the files that stay as they are, because somebody changed one since.

    Raises PublishError where it cannot be finished.
    """
    if not there(_journal(folder)):
        return ()
    with _alone(folder):
        return _finished(folder)


def _finished(folder: Path) -> Sequence[str]:
    try:
        begun = _begun(_journal(folder))
        if begun is None:
            return ()
        now = {name: _digest(_content(folder / name)) for name in begun.files}
        if all(now[name] in pair for name, pair in begun.files.items()):
            _put_in_place(folder, begun)
            return ()
        left = [name for name, (_, after) in begun.files.items() if now[name] != after]
        _journal(folder).unlink()
        _clear(folder, begun, ())
    except OSError as error:
        raise failed(error, "A save that was cut off could not be finished") from error
    return left


# ---- the steps


def _check(folder: Path, files: Mapping[str, bytes | None], known: Mapping[str, bytes | None]) -> None:
    for name in files:
        check_file(folder / name)
        if _content(folder / name) != known[name]:
            raise PublishError(
                f"Somebody else has changed {shown(name)} meanwhile.", "Look what it holds, then save again."
            )


def _stage(folder: Path, files: Mapping[str, bytes | None], mark: str, made: list[Path]) -> None:
    """Write all that is new beside its place; `made` gets the folders that this makes."""
    for name, content in files.items():
        if content is not None:
            for above in reversed([*(folder / name).parents][: name.count("/")]):
                if not there(above):
                    make_folder(above)
                    made.append(above)
            _write(_staged(folder, name, mark), content)


def _write(path: Path, content: bytes) -> None:
    """A new file, whole and on the disk under its name, or none."""
    beside = path.with_name(f"{path.name}.part")
    beside.unlink(missing_ok=True)
    write_file(beside, content, OPEN)
    sync_file(beside)
    beside.replace(path)
    sync_folder(path.parent)


def _put_in_place(folder: Path, begun: _Begun) -> None:
    """Put what is staged in its place, and take away what goes; done already counts as done."""
    for name, (_, after) in begun.files.items():
        if after is not None:
            with suppress(FileNotFoundError):
                _staged(folder, name, begun.mark).replace(folder / name)
    # Last, so that what moves from one file to another is never in none.
    for name, (_, after) in begun.files.items():
        if after is None:
            (folder / name).unlink(missing_ok=True)
    for above in {(folder / name).parent for name in begun.files}:
        sync_folder(above)
    _journal(folder).unlink()


def _put_back(folder: Path, begun: _Begun, known: Mapping[str, bytes | None]) -> None:
    """All as it was; what cannot be put back now is left to the next save, which finishes this one."""
    with suppress(OSError):
        for name, (_, after) in begun.files.items():
            if _digest(_content(folder / name)) == after and known[name] != _content(folder / name):
                old = known[name]
                if old is None:
                    (folder / name).unlink()
                else:
                    _write(_staged(folder, name, "old"), old)
                    _staged(folder, name, "old").replace(folder / name)
        _journal(folder).unlink()
        _clear(folder, begun, ())


def _clear(folder: Path, begun: _Begun, new_folders: Sequence[Path]) -> None:
    for name in begun.files:
        staged = _staged(folder, name, begun.mark)
        for path in (staged, staged.with_name(f"{staged.name}.part")):
            with suppress(OSError):
                path.unlink()
    for above in reversed(new_folders):
        with suppress(OSError):
            above.rmdir()


# ---- the journal, and the lock


def _journal(folder: Path) -> Path:
    return folder.absolute().with_name(f".{folder.absolute().name}.saving")


def _journal_bytes(begun: _Begun) -> bytes:
    return json.dumps({"mark": begun.mark, "files": begun.files}).encode()


def _begun(journal: Path) -> _Begun | None:
    content = _content(journal)
    if content is None:
        return None
    told = json.loads(content)
    return _Begun(told["mark"], {name: (before, after) for name, (before, after) in told["files"].items()})


def _staged(folder: Path, name: str, mark: str) -> Path:
    path = folder / name
    return path.with_name(f".{path.name}.new-{mark}")


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _digest(content: bytes | None) -> str | None:
    return None if content is None else sha256(content).hexdigest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold what only one may hold. Raises PublishError if somebody holds it for long."""
    lock = folder.absolute().with_name(f".{folder.absolute().name}.lock")
    until = time.monotonic() + PATIENCE
    while True:
        held = locked(lock)
        try:
            held.__enter__()
            break
        except PublishError:
            if time.monotonic() > until:
                raise PublishError("Somebody else is saving right now.", "Wait a moment, then save again.") from None
            time.sleep(AGAIN)
        except OSError as error:
            raise failed(error, "The files could not be written") from error
    try:
        yield
    finally:
        held.__exit__(None, None, None)
