"""`verify` of a folder: every file counts, and whom to trust. What files say is tested in `tests/verify/`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from site_builder.addresses import MANIFEST, SIGNATURE, is_release
from site_builder.manifest.dsse import seal
from site_builder.manifest.form import Entry, Manifest, differences, read, sha256, written
from site_builder.manifest.keys import new_key, private_key, public_key
from site_builder.verify.signature_check import judge
from tests.effort import some
from tests.signing import DAY, KEY, PUB, call, done, edit, later, tree
from tests.systems import on_posix

Judge = Callable[[Manifest, Mapping[str, bytes | None]], object]


def flipped(data: bytes) -> bytes:
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


# ---- every byte


def test_what_was_published_is_what_it_should_be(project: Path) -> None:
    run = call(project, "verify", "--key", PUB)
    assert (run.code, run.err) == (0, "Its last day is 2026-02-01.\n")
    assert run.out == "1 page, 1 PDF and 1 feed of version 2026.1.1.1 say the same. Compared with registry.\n"


def test_each_file_that_is_changed_or_missing_is_named(project: Path) -> None:
    listed = tree(project / "site").keys() - {MANIFEST, SIGNATURE}
    assert len(listed) == 30
    for path in some(sorted(listed), one_in=12):
        file = project / "site" / path
        data = file.read_bytes()
        file.write_bytes(flipped(data))
        run = call(project, "verify", "--exact", "--key", PUB)
        code = 5 if "was signed" in run.out else 3 if "nothing is proven" in run.out else 4
        assert (run.code, path in run.out) == (code, True)
        file.unlink()
        run = call(project, "verify", "--key", PUB)
        assert (run.code, f"{path} is missing." in run.out) == (4, True)
        file.write_bytes(data)
    assert call(project, "verify", "--key", PUB).code == 0


def test_each_file_that_was_added_is_named(project: Path) -> None:
    folders = {p.parent for p in (project / "site").rglob("*") if p.is_file()}
    for folder in sorted(folders):
        added = folder / "more.html"
        added.write_bytes(b"")
        run = call(project, "verify", "--key", PUB)
        path = added.relative_to(project / "site").as_posix()
        assert (run.code, run.out.splitlines()[0]) == (4, f"{path} is no file of this site.")
        added.unlink()
    assert len(folders) == 10


def test_all_differences_are_told_at_once(project: Path) -> None:
    (project / "site/robots.txt").unlink()
    (project / "site/a\u202eb.txt").write_bytes(b"")
    (project / "site/index.html").write_bytes(b"")
    run = call(project, "verify")
    assert run.code == 4
    assert "a?b.txt is no file of this site." in run.out
    assert "index.html" in run.out
    assert "robots.txt is missing." in run.out


@on_posix
def test_a_link_or_a_pipe_is_no_published_file(project: Path) -> None:
    site = project / "site"
    (site / "robots.txt").rename(project / "robots.txt")
    (site / "robots.txt").symlink_to(project / "robots.txt")
    (site / "folder").symlink_to(project)
    os.mkfifo(site / "pipe")
    run = call(project, "verify")
    assert (run.code, run.out.splitlines()) == (
        4,
        [
            "folder is no file of this site.",
            "pipe is no file of this site.",
            "robots.txt is not the file that the manifest lists.",
            "",
            "1 page, 1 PDF and 1 feed of version 2026.1.1.1 differ in 3 places. Compared with registry.",
        ],
    )


def test_no_byte_of_the_manifest_may_change(project: Path) -> None:
    files = tree(project / "site")
    data = files[MANIFEST]
    for at in some(range(len(data)), one_in=10):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        found = judge({**files, MANIFEST: changed}, "site", [public_key(project / PUB)], DAY)
        assert [(difference.kind, difference.file) for difference in found.differences] == [("file", SIGNATURE)], at
    (project / "site" / MANIFEST).write_bytes(flipped(data))
    run = call(project, "verify", "--key", PUB)
    assert (run.code, f"{SIGNATURE} is not the signature of {MANIFEST}" in run.out) == (4, True)


def _sizes_alone(manifest: Manifest, files: Mapping[str, bytes | None]) -> list[str]:
    """Broken twin of `differences`: it compares sizes."""
    found = {
        path: len(data or b"")
        for path, data in files.items()
        if path not in (MANIFEST, SIGNATURE) and not is_release(path)
    }
    listed = {path: entry.bytes for path, entry in manifest.files.items()}
    return sorted({path for path in found.keys() | listed.keys() if found.get(path) != listed.get(path)})


def _unseen(judge: Judge, project: Path) -> set[str]:
    """The kinds of change of a file that a judge does not see."""
    files = tree(project / "site")
    manifest = read(files[MANIFEST])
    assert not judge(manifest, files)
    unseen = set()
    for path in manifest.files:
        changes: dict[str, Mapping[str, bytes | None]] = {
            "flipped": {**files, path: flipped(files[path])},
            "longer": {**files, path: files[path] + b"\n"},
            "missing": {p: d for p, d in files.items() if p != path},
            "added": {**files, f"{path}.txt": b""},
            "no file": {**files, path: None},
        }
        unseen |= {kind for kind, changed in changes.items() if not judge(manifest, changed)}
    return unseen


def test_a_judge_of_sizes_is_caught(project: Path) -> None:
    assert _unseen(differences, project) == set()
    assert _unseen(_sizes_alone, project) == {"flipped"}


# ---- whom to trust


def resigned(project: Path, key: str = KEY, **changes: object) -> None:
    """Somebody with the key signs what the commands would not."""
    site = project / "site"
    data = written(replace(read((site / MANIFEST).read_bytes()), **changes))  # type: ignore[arg-type] # whatever a case changes
    (site / MANIFEST).write_bytes(data)
    (site / SIGNATURE).write_bytes(seal(data, [private_key(project / key)]))


def overlaid(project: Path) -> str:
    """Another registry's site in place of the signed one, under its manifest and signature; how its feed is named."""
    signed = tree(project / "site")
    edit(project / "registry/recipients/police.yaml", "name: Police", "name: Traders")
    (project / "registry/released.yaml").unlink()
    done(project, "build", "-q", "--out", "lie")
    lie = tree(project / "lie")
    names = [read(files[MANIFEST] or b"").feed for files in (lie, signed)]
    (here, there), (old, new) = names, (name.rpartition("/")[2].encode() for name in names)
    for path, data in lie.items():
        if path not in {MANIFEST, SIGNATURE}:
            (project / "site" / path.replace(here, there)).write_bytes((data or b"").replace(old, new))
    return there


def test_a_feed_that_was_not_signed_is_not_to_be_trusted(project: Path) -> None:
    """Whoever has no registry knows by the signature alone what was decided."""
    feed = overlaid(project)
    run = call(project, "verify", "--alone", "--key", PUB)
    assert run.code == 5
    assert f"{feed} is not the feed that was signed, so no system takes it." in run.out.splitlines()
    run = call(project, "verify", "--alone")
    assert (run.code, f"{feed} is not the file that the manifest lists." in run.out.splitlines()) == (4, True)
    assert "but says the same" not in "".join(line for line in run.err.splitlines() if feed in line)


def test_what_is_not_to_be_trusted_is_told_first(project: Path) -> None:
    (project / PUB).write_bytes(new_key().public.pem)
    (project / "site/robots.txt").unlink()
    run = call(project, "verify", "--key", PUB)
    said = "No trusted key has signed this manifest: its signature is of another key, or of other bytes."
    assert (run.code, run.out.splitlines()[0], "robots.txt is missing." in run.out) == (5, said, True)


def test_without_a_key_it_says_that_the_signature_was_not_checked(project: Path) -> None:
    run = call(project, "verify")
    assert (run.code, run.err.splitlines()) == (
        0,
        ["Warning: The signature was not checked: give the public key with --key.", "Its last day is 2026-02-01."],
    )
    (project / "site" / SIGNATURE).unlink()
    run = call(project, "verify", "-q")
    assert (run.code, run.err) == (0, "Warning: It is not signed.\n")


def test_without_a_key_what_is_expired_or_a_signed_draft_is_not_trusted_either(project: Path) -> None:
    assert call(project, "verify", on=later(32)).code == 5
    resigned(project, version="draft")
    assert call(project, "verify").code == 5


def test_the_manifest_that_is_signed_is_read_and_not_the_one_beside_it(project: Path) -> None:
    """Somebody with the folder and without the key lists a file of their own."""
    site = project / "site"
    mine = (site / "robots.txt").read_bytes() + b"\n"
    (site / "robots.txt").write_bytes(mine)
    found = read((site / MANIFEST).read_bytes())
    entry = Entry(len(mine), sha256(mine))
    (site / MANIFEST).write_bytes(written(replace(found, files={**found.files, "robots.txt": entry})))
    run = call(project, "verify", "--exact", "--key", PUB)
    assert (run.code, "robots.txt is not the file that the manifest lists, but says the same." in run.out) == (4, True)


def test_before_its_end_it_warns_with_what_renews(project: Path) -> None:
    run = call(project, "verify", "-q", "--key", PUB, on=later(24))
    said = "Warning: It expires soon: its last day is 2026-02-01. To renew it: site-builder sign --key FILE\n"
    assert (run.code, run.err) == (0, said)
    done(project, "sign", "-q", "--key", KEY, on=later(24))
    assert call(project, "verify", "-q", "--key", PUB, on=later(24)).err == ""


def test_one_key_of_several_is_enough(project: Path) -> None:
    done(project, "key", "new", "other.key")
    assert call(project, "verify", "--key", "other.key.pub").code == 5
    assert call(project, "verify", "--key", "other.key.pub", "--key", PUB).code == 0


# ---- what cannot be read

UNREADABLE: dict[str, tuple[Callable[[Path], object], tuple[str, ...], str]] = {
    "no folder": (
        lambda _: None,
        ("nowhere",),
        "There is no folder {project}/nowhere. If it is an address: it begins with https://",
    ),
    "a file": (lambda _: None, (KEY,), "{project}/site-builder.key is not a folder."),
    "no manifest": (
        lambda p: (p / "site" / MANIFEST).unlink(),
        (),
        "site holds no manifest (data/v1/manifest.json), so there is nothing to compare it with.",
    ),
    "a manifest that is none": (
        lambda p: (p / "site" / MANIFEST).write_bytes(b"{"),
        (),
        "The manifest cannot be read. It is not JSON",
    ),
    "a key that is missing": (lambda _: None, ("--key", "no.pub"), "There is no key {project}/no.pub."),
    "a private key": (
        lambda _: None,
        ("--key", KEY),
        "{project}/site-builder.key is a private key, and a public one checks.",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_exit_3_with_a_sentence(project: Path, name: str) -> None:
    spoil, arguments, said = UNREADABLE[name]
    spoil(project)
    run = call(project, "verify", *arguments)
    assert (run.code, run.out) == (3, "")
    assert run.err.startswith(f"Error: {said.format(project=project)}"), run.err
