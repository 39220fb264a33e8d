"""`key new`: a pair of files, one of them nobody else's, and words on how to keep it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from site_builder.manifest.keys import private_key, public_key
from tests.signing import KEY, PUB, call, copy_of_project, tree


def test_it_makes_a_pair_and_prints_its_id(tmp_path: Path) -> None:
    run = call(tmp_path, "key", "new")
    assert (run.code, sorted(tree(tmp_path))) == (0, [KEY, PUB])
    assert run.out.strip() == private_key(tmp_path / KEY).public.keyid == public_key(tmp_path / PUB).keyid
    for said in ("Never commit it", "a copy offline", "echo site-builder.key >> .gitignore", "Give it to everyone"):
        assert said in run.err
    assert "PRIVATE" not in run.out + run.err
    if os.name == "posix":
        modes = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) & 0o077 for name in (KEY, PUB)}
        assert modes[KEY] == 0


def test_two_keys_are_two(tmp_path: Path) -> None:
    assert call(tmp_path, "key", "new", "a").out != call(tmp_path, "key", "new", "b").out


@pytest.mark.parametrize("name", [KEY, PUB])
def test_it_overwrites_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"mine")
    run = call(tmp_path, "key", "new")
    assert (run.code, run.out, tree(tmp_path)) == (3, "", {name: b"mine"})
    assert run.err.startswith(f"Error: There is already something called {tmp_path / name}.")


def test_no_key_is_made_where_everybody_can_read_it(tmp_path: Path) -> None:
    place = copy_of_project(tmp_path / "project")
    before = tree(place)
    for folder, name in ((place, "site/a.key"), (place, "site/assets/a.key"), (place / "site", "a.key")):
        run = call(folder, "key", "new", name)
        assert (run.code, run.out) == (3, "")
        assert f"{name} would stand in a published folder" in run.err
    assert tree(place) == before


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    run = call(tmp_path, "key", "new", "keys/a.key")
    assert (run.code, "there is no folder to make it in" in run.err) == (3, True)
