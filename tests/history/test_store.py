"""What is kept of releases: each feed comes back byte for byte, in Python and in JavaScript; or a clear error."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from site_builder.history import parts, store
from site_builder.history.chain import continued, files_of, head
from site_builder.history.entry import EVERY, written
from site_builder.history.store import HistoryError, Kept, feed_at, in_registry, kept, name_of
from site_builder.manifest.form import sha256
from site_builder.model import Registry
from site_builder.render.feed import graph
from site_builder.strict_json import canonical, json_bytes
from tests.checkers import missing
from tests.conformance.clients import JAVASCRIPT
from tests.effort import THOROUGH, effort, some
from tests.examples import FOLDERS, example
from tests.history.histories import History, history
from tests.history.histories import kept as all_kept
from tests.seed import seed

COUNT = effort(suite=12, thorough=1000)


@cache
def seeds() -> History:
    return history(seed(), COUNT, Random(31))  # noqa: S311 -- repeatable, not secret


def published(registry: Registry) -> bytes:
    """What a build on the day of issue published as its feed."""
    return graph.render(registry, registry.issued)


# ---- it comes back


def test_the_feed_of_each_release_comes_back_byte_for_byte() -> None:
    found = seeds()
    again = kept({each.name: each.data for each in found.releases})
    assert [each.number for each in again] == [*range(1, COUNT + 1)]
    for number, registry in enumerate(found.registries, 1):
        assert feed_at(again, number) == published(registry), number


@pytest.mark.parametrize("name", some([name for name in FOLDERS if name != "seed"], one_in=5))
def test_so_does_that_of_every_example(name: str) -> None:
    found = history(example(name), 4, Random(name))  # noqa: S311 -- repeatable, not secret
    assert [feed_at(found.releases, n) for n in range(1, 5)] == [published(each) for each in found.registries]


def test_each_registry_reads_back_as_it_was_released() -> None:
    found = seeds()
    for number, registry in enumerate(found.registries[:12], 1):
        assert published(store.registry_at(found.releases, number)) == published(registry)


def test_javascript_reads_the_same_bytes(tmp_path: Path) -> None:
    missing.require("node")
    _put(tmp_path, seeds().releases)
    script = f"""
        import {{ readFile }} from "node:fs/promises";
        import {{ readLinks, readRelease }} from "{(JAVASCRIPT / "releases.mjs").as_uri()}";
        const get = (name) => readFile("{tmp_path}/" + name);
        const links = await readLinks(await get("index.json"), JSON.parse(await get("head.json")));
        for (const {{ number }} of links) {{
            const feed = await readRelease(number, links, get);
            const digest = await crypto.subtle.digest("SHA-256", feed);
            console.log(Buffer.from(digest).toString("hex"));
        }}"""
    run = subprocess.run(
        [str(shutil.which("node")), "--input-type=module", "-e", script],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == [sha256(published(each)) for each in seeds().registries]


def test_the_first_is_whole_and_each_hundredth_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.history.entry.EVERY", 4)
    found = all_kept(seeds().registries[:10])
    assert [each.number for each in found if each.document["whole"]] == [1, 5, 9]
    assert [feed_at(found, n) for n in range(1, 11)] == [published(each) for each in seeds().registries[:10]]


@pytest.mark.skipif(not THOROUGH, reason="a thousand releases take minutes")
def test_a_thousand_releases_of_the_seed_are_at_most_5_mb() -> None:
    assert EVERY == 100
    assert sum(map(len, files_of(seeds().releases).values())) <= 5_000_000


# ---- a broken twin is caught


def _forgets_what_went(releases: Any, number: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in releases[:number]:
        found |= each.document["parts"]
    return found


def test_a_reader_that_forgets_what_went_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "parts_at", _forgets_what_went)
    assert any(each.document["gone"] for each in seeds().releases)
    with pytest.raises(HistoryError, match="not the feed that was released"):
        [feed_at(seeds().releases, number) for number in range(1, COUNT + 1)]


def test_a_feed_in_another_order_than_its_parts_tell_is_refused() -> None:
    feed = json.loads(published(seed()))
    feed["disclosures"].reverse()
    with pytest.raises(ValueError, match="no order"):
        parts.parts_of(feed)


# ---- bad input

Files = dict[str, bytes]


def _as_file(document: Mapping[str, Any]) -> tuple[str, bytes]:
    data = written(document)
    return name_of(document["number"], sha256(data)), data


def _edited(number: int, **values: Any) -> Callable[[Files], None]:
    """A release that says other things, under the name that fits its content."""

    def edit(files: Files) -> None:
        name = next(each for each in files if each.startswith(f"{number}."))
        document = {**json.loads(files.pop(name)), **values}
        new, data = _as_file(document)
        files[new] = data

    return edit


def _taken_out(number: int) -> Callable[[Files], None]:
    def take(files: Files) -> None:
        del files[next(each for each in files if each.startswith(f"{number}."))]

    return take


def _twice(files: Files) -> None:
    name = next(each for each in files if each.startswith("3."))
    new, data = _as_file({**json.loads(files[name]), "verdict": "neither", "issued": "2026-12-30"})
    files[new] = data


def _renamed(files: Files) -> None:
    name = next(each for each in files if each.startswith("3."))
    files["3.0123456789abcdef.json"] = files.pop(name)


def _no_json(files: Files) -> None:
    files[name_of(13, sha256(b"{"))] = b"{"


BAD: dict[str, tuple[Callable[[Files], None], str]] = {
    "a hole": (_taken_out(3), "Release 3 is missing among the kept releases."),
    "the first is missing": (_taken_out(1), "Release 1 is missing among the kept releases."),
    "two files of one release": (_twice, "There are two files of release 3."),
    "a name that names other content": (_renamed, "its name names other content"),
    "no JSON": (_no_json, "cannot be read"),
    "a newer form of file": (_edited(3, release=2), "the form 1 alone. A newer program may read it."),
    "a newer form of feed": (_edited(3, form=99), "its feed has the form 99"),
    "no version": (_edited(3, version="third"), "version is 'third'"),
    "no day": (_edited(3, issued="yesterday"), "issued is 'yesterday'"),
    "no digest": (_edited(3, feed_sha256="x"), "must be digests"),
    "no parts": (_edited(3, parts=None), "parts is missing, or of another kind."),
    "a clock that ran backwards": (_edited(5, issued="2026-11-01"), "the later one is issued on 2026-11-01, before"),
    "an older version after a newer": (_edited(5, version="2026.1.1.1"), "not in the order of their versions"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_kept_releases_is_told(name: str) -> None:
    files = {each.name: each.data for each in seeds().releases[:12]}
    kept(files)
    spoil, says = BAD[name]
    spoil(files)
    with pytest.raises(HistoryError) as told:
        kept(files)
    assert says in str(told.value)


def test_two_releases_of_one_version_are_told() -> None:
    files = {each.name: each.data for each in seeds().releases[:12]}
    _edited(5, version=seeds().releases[3].version)(files)
    with pytest.raises(HistoryError, match="have the same version"):
        kept(files)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_edited(1, whole=False), "No file up to release 3 holds all parts"),
        (_edited(3, parts={}), "is not the feed that was released"),
        (_edited(2, gone=["registry"]), "cannot be put together"),
        (_edited(3, feed_sha256="0" * 64), "is not the feed that was released"),
    ],
)
def test_a_feed_that_cannot_be_put_together_is_never_given(spoil: Callable[[Files], None], says: str) -> None:
    files = {each.name: each.data for each in seeds().releases[:3]}
    spoil(files)
    with pytest.raises(HistoryError, match=says):
        feed_at(kept(files), 3)


def test_the_feed_of_an_older_major_is_told_and_not_guessed() -> None:
    old = json.loads(published(seed()))
    old["$schema"] = old["$schema"].replace("data/v1", "data/v0")
    first = json.loads(seeds().releases[0].data)
    changed = {**first, "parts": parts.parts_of(old), "feed_sha256": sha256(json_bytes(old))}
    with pytest.raises(HistoryError, match="cannot be read by this version"):
        store.registry_at([Kept(written(changed), changed)], 1)


def test_lines_that_end_as_on_windows_are_the_same_release(tmp_path: Path) -> None:
    (tmp_path / "releases").mkdir()
    for each in seeds().releases[:3]:
        (tmp_path / "releases" / each.name).write_bytes(each.data.replace(b"\n", b"\r\n"))
    assert [each.data for each in in_registry(tmp_path)] == [each.data for each in seeds().releases[:3]]


# ---- and JavaScript gives none either


def _cut_index(folder: Path) -> None:
    document = json.loads((folder / "index.json").read_bytes())
    del document["releases"][4]
    (folder / "index.json").write_text(json.dumps(document), "utf-8")


def _relinked(folder: Path) -> None:
    document = json.loads((folder / "index.json").read_bytes())
    document["releases"][4]["link"]["more"] = 9
    (folder / "index.json").write_text(json.dumps(document), "utf-8")


def _changed_file(folder: Path) -> None:
    (file,) = folder.glob("5.*.json")
    file.write_bytes(file.read_bytes() + b" ")


def _lost_file(folder: Path) -> None:
    (file,) = folder.glob("5.*.json")
    file.unlink()


def _other_feed(folder: Path) -> None:
    """A chain that fits itself, and of which one feed is another than its parts make."""
    document = json.loads((folder / "index.json").read_bytes())
    last = document["releases"][-1]["link"]
    last["feed_sha256"] = "0" * 64
    (folder / "index.json").write_text(json.dumps(document), "utf-8")
    (folder / "head.json").write_text(json.dumps({"number": 12, "sha256": sha256(canonical(last))}), "utf-8")


def _cut_off(folder: Path) -> None:
    document = json.loads((folder / "index.json").read_bytes())
    del document["releases"][-1]
    (folder / "index.json").write_text(json.dumps(document), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "says"),
    some(
        [
            (_cut_index, "Release 5 is missing."),
            (_relinked, "Release 6 does not follow the one before it."),
            (_changed_file, "The file of release 5 is not the one that the chain names."),
            (_lost_file, "ENOENT"),
            (_cut_off, "The chain does not end with release 12 as the manifest names it."),
            (_other_feed, "What is kept of release 12 is not its feed."),
        ],
        one_in=3,
    ),
)
def test_javascript_refuses_what_python_refuses(tmp_path: Path, spoil: Callable[[Path], None], says: str) -> None:
    missing.require("node")
    _put(tmp_path, seeds().releases[:12])
    assert _asked(tmp_path, 12).returncode == 0
    spoil(tmp_path)
    run = _asked(tmp_path, 12)
    assert (run.returncode, says in run.stderr) == (1, True), run


def _put(folder: Path, releases: Sequence[Kept]) -> None:
    for path, data in files_of(releases).items():
        (folder / path.rpartition("/")[2]).write_bytes(data)
    named = head(continued(releases))
    (folder / "head.json").write_text(json.dumps({"number": named.number, "sha256": named.sha256}), "utf-8")


def _asked(folder: Path, number: int) -> subprocess.CompletedProcess[str]:
    """The JavaScript reader, asked for one release."""
    script = f"""
        import {{ readFile }} from "node:fs/promises";
        import {{ readLinks, readRelease }} from "{(JAVASCRIPT / "releases.mjs").as_uri()}";
        const get = (name) => readFile("{folder}/" + name);
        const head = JSON.parse(await get("head.json"));
        await readRelease({number}, await readLinks(await get("index.json"), head), get);"""
    command = [str(shutil.which("node")), "--input-type=module", "-e", script]
    return subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
