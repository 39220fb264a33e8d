"""The chain over releases: signed once, going on, read by others; and what each tampering with it is told as."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from site_builder.addresses import MANIFEST, RELEASE_INDEX, SIGNATURE
from site_builder.client import Client
from site_builder.history import chain
from site_builder.history.chain import TYPE, Link
from site_builder.history.store import HistoryError
from site_builder.manifest.dsse import pae, seal
from site_builder.manifest.form import Head, read, sha256, written
from site_builder.manifest.keys import private_key
from tests.effort import THOROUGH, effort, some
from tests.history import tampers
from tests.history.stories import copied, head, index, links, newest, publish, release, three, verified
from tests.history.tampers import ANCHORS, GIT, INSIDER, KINDS, MEMORY, MONTHS, NOTHING, ONE, OUTSIDER, THREE
from tests.seed import ROOT
from tests.signing import KEY, PUB, call, done, edit, later, tree, write
from tests.verify.sites import at_address
from tests.verify.sites import root as address_of

PAGE = (ROOT / "docs/releases.md").read_text("utf-8")
SAME = "1 page, 1 PDF and 1 feed of version"


@pytest.fixture(scope="module")
def _three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.signing import copy_of_project

    return three(copy_of_project(tmp_path_factory.mktemp("three") / "project"))


@pytest.fixture
def published(_three: Path, tmp_path: Path) -> Path:
    """A project with three releases that were published."""
    import shutil

    return Path(shutil.copytree(_three, tmp_path / "project"))


# ---- it is made once, and goes on


def test_each_release_gets_one_link_that_names_the_one_before_it(published: Path) -> None:
    made = links(published)
    assert [each.document["published"] for each in made] == [
        "2026-01-01T12:00:00Z",
        "2026-01-04T12:00:00Z",
        "2026-01-11T12:00:00Z",
    ]
    assert [each.document["previous_sha256"] for each in made] == [None, made[0].sha256, made[1].sha256]
    key = private_key(published / KEY)
    for each in made:
        signature = base64.b64decode(each.signatures[0]["sig"])
        assert key.public.verifies(signature, pae(each.payload, TYPE))
        assert not key.public.verifies(signature, pae(each.payload)), "a link is no manifest"
    assert read((published / "site" / MANIFEST).read_bytes()).releases == Head(3, made[2].sha256)
    run = verified(published)
    assert (run.code, run.out.startswith(SAME)) == (0, True)


def test_a_link_is_signed_once_whatever_is_done_afterwards(published: Path) -> None:
    before = links(published)
    done(published, "sign", "--key", KEY, on=later(12))
    done(published, "build", "-q", "--key", KEY, on=later(13))
    done(published, "build", "-q", on=later(14))
    done(published, "sign", "--key", KEY, on=later(15))
    done(published, "key", "new", "next.key", on=later(15))
    done(published, "sign", "--key", "next.key", on=later(16))
    assert links(published) == before
    publish_with = ("build", "-q", "--key", "next.key")
    release(published, 20, "about no crimes")
    done(published, *publish_with, on=later(20))
    assert links(published)[:3] == before
    run = call(published, "verify", "--key", "next.key.pub", on=later(20))
    assert run.code == 0
    assert "signed by other keys, which was not checked: 1, 2, 3." in run.err


def test_a_release_that_was_never_published_is_linked_with_the_next_one(published: Path) -> None:
    release(published, 20, "about a slip")
    publish(published, 21, "about crimes again")
    assert [each.document["published"] for each in links(published)][3:] == [None, "2026-01-22T12:00:00Z"]
    assert verified(published, days=21).code == 0


def test_what_is_built_without_a_key_has_a_link_that_waits_for_it(published: Path) -> None:
    release(published, 20, "about no crimes")
    done(published, "build", "-q", on=later(20))
    assert (links(published)[3].signatures, links(published)[3].document["published"]) == ((), None)
    done(published, "sign", "--key", KEY, on=later(22))
    assert links(published)[3].document["published"] == "2026-01-23T12:00:00Z"
    assert verified(published, days=22).code == 0


def test_a_link_that_says_something_else_is_followed_by_none(published: Path) -> None:
    made = links(published)
    broken = (made[0], replace(made[1], document={**made[1].document, "more": 9}), made[2])
    with pytest.raises(HistoryError, match="has a link of release 3 that does not follow"):
        chain.checked(chain.index_bytes(broken), chain.head(broken))


def _signs_each_time(made: Any, version: str, keys: Any, moment: str, **_: bool) -> Any:
    """Broken twin: it signs every link anew, so two links of one release are signed."""
    bare = [replace(each, signatures=()) for each in made]
    return _SEALED(bare, version, keys, moment, anew=True)


_SEALED = chain.sealed


def test_a_signer_that_signs_each_time_is_caught(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = links(published)
    monkeypatch.setattr(chain, "sealed", _signs_each_time)
    done(published, "sign", "--key", KEY, on=later(12))
    assert links(published) != before


# ---- a host that builds into an empty folder


def test_where_nothing_tells_whether_releases_were_signed_none_is_signed_again(published: Path) -> None:
    run = call(published, "build", "-q", "--key", KEY, "--out", "empty", on=later(12))
    assert (run.code, (published / "empty").exists()) == (3, False)
    assert "The signed links of the releases before 3 are missing: 1 to 2. A link is signed once." in run.err
    done(published, "build", "-q", "--out", "empty", on=later(12))
    assert call(published, "sign", "--key", KEY, "--out", "empty", on=later(12)).code == 3


def test_a_single_release_is_signed_and_it_is_told_that_it_may_be_a_second_time(project: Path) -> None:
    may_be = "If it was signed before, in another folder, build again with --history"
    for days, out, more, is_told in (
        (0, "one", (), False),
        (3, "two", (), True),
        (3, "three", ("--history", "site"), False),
        (3, "site", (), False),
    ):
        run = call(project, "build", "-q", "--key", KEY, "--out", out, *more, on=later(days))
        assert (run.code, may_be in run.err) == (0, is_told), run


def test_it_takes_the_links_from_the_published_folder(published: Path) -> None:
    done(published, "build", "-q", "--key", KEY, "--out", "empty", "--history", "site", on=later(12))
    assert links(published, "empty") == links(published)


def test_it_takes_the_links_from_the_address(published: Path) -> None:
    with at_address(dict(tree(published / "site"))) as server:
        args = ("build", "-q", "--key", KEY, "--out", "empty", "--history", address_of(server))
        done(published, *args, on=later(12))
    assert links(published, "empty") == links(published)


def test_all_links_can_be_made_anew_where_somebody_says_so(published: Path) -> None:
    kept = head(published, 1)
    done(published, "build", "-q", "--key", KEY, "--resign", on=later(12))
    assert [each.document["published"] for each in links(published)] == [None, None, "2026-01-13T12:00:00Z"]
    assert verified(published).code == 0
    assert verified(published, "--head", kept).code == 5


def _without_index(files: dict[str, bytes]) -> None:
    del files[RELEASE_INDEX]


def _cut(files: dict[str, bytes]) -> None:
    document = json.loads(files[RELEASE_INDEX])
    del document["releases"][1:]
    files[RELEASE_INDEX] = json.dumps(document).encode()


def _holed(files: dict[str, bytes]) -> None:
    document = json.loads(files[RELEASE_INDEX])
    del document["releases"][1]
    files[RELEASE_INDEX] = json.dumps(document).encode()


def _newer_form(files: dict[str, bytes]) -> None:
    files[RELEASE_INDEX] = json.dumps({**json.loads(files[RELEASE_INDEX]), "index": 2}).encode()


def _no_json(files: dict[str, bytes]) -> None:
    files[RELEASE_INDEX] = b"{"


BAD_HISTORY: Mapping[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "no index": (_without_index, "The manifest names release 3"),
    "a tail cut off": (_cut, "ends with release 1, and the manifest names 3: the newest were cut off."),
    "a hole": (_holed, "lacks release 2."),
    "a newer form": (_newer_form, "The index of releases has the form 2, and this program reads 1."),
    "no JSON": (_no_json, "The index of releases cannot be read."),
}


@pytest.mark.parametrize("name", BAD_HISTORY)
def test_a_history_that_is_not_whole_is_never_taken(published: Path, name: str) -> None:
    spoil, says = BAD_HISTORY[name]
    files = dict(tree(published / "site"))
    spoil(files)
    for path in {*tree(published / "site")} - {*files}:
        (published / "site" / path).unlink()
    for path, data in files.items():
        (published / "site" / path).write_bytes(data)
    for args in (("--out", "empty", "--history", "site"), ()):
        run = call(published, "build", "-q", "--key", KEY, *args, on=later(12))
        assert (run.code, says in run.err, (published / "empty").exists()) == (3, True, False), run
    with at_address(dict(files)) as server:
        run = call(published, "build", "-q", "--out", "empty", "--history", address_of(server), on=later(12))
        assert run.code == 3, run


def test_a_published_folder_that_was_spoilt_is_mended_from_a_copy(published: Path) -> None:
    before = links(published)
    copy = copied(published, "copy")
    (published / "site" / RELEASE_INDEX).write_bytes(b"{")
    assert call(published, "build", "-q", "--key", KEY, on=later(12)).code == 3
    done(published, "build", "-q", "--key", KEY, "--history", str(copy / "site"), on=later(12))
    assert links(published) == before


@pytest.mark.parametrize("args", [("--resign",), ("--resign", "--key", KEY, "--history", "site")])
def test_links_are_made_anew_only_where_that_is_meant(published: Path, args: tuple[str, ...]) -> None:
    assert call(published, "build", "-q", *args, on=later(12)).code == 2


def test_a_folder_that_is_not_there_is_no_history(published: Path) -> None:
    run = call(published, "build", "-q", "--key", KEY, "--out", "empty", "--history", "gone", on=later(12))
    assert (run.code, "There is no folder gone" in run.err) == (3, True)


# ---- what is kept is another than what was signed


def _file(project: Path, number: int) -> Path:
    (file,) = (project / "registry/releases").glob(f"{number}.*.json")
    return file


def test_a_release_that_was_signed_and_is_lost_stops_the_build(published: Path) -> None:
    _file(published, 2).unlink()
    run = call(published, "build", "-q", on=later(12))
    assert (run.code, "Release 2 is missing among the kept releases." in run.err) == (3, True)
    _file(published, 3).unlink()
    run = call(published, "build", "-q", on=later(12))
    assert (run.code, "Release 2 was signed, and is not among the kept releases." in run.err) == (3, True)
    for file in (published / "registry/releases").iterdir():
        file.unlink()
    run = call(published, "build", "-q", on=later(12))
    assert (run.code, "Release 1 was signed, and is not among the kept releases." in run.err) == (3, True)


def test_a_release_that_is_another_than_was_signed_stops_the_build(published: Path) -> None:
    file = _file(published, 2)
    data = file.read_bytes().replace(b"about all crimes", b"about many crimes")
    file.unlink()
    file.with_name(f"2.{sha256(data)[:16]}.json").write_bytes(data)
    run = call(published, "build", "-q", on=later(12))
    assert (run.code, "What is kept as release 2 is not what was signed as that." in run.err) == (3, True)


def test_no_older_site_is_signed_over_a_newer_chain(published: Path) -> None:
    edit(published / "registry/organisation.yaml", "2026.1.11.1\nissued: 2026-01-11", "2026.1.4.1\nissued: 2026-01-04")
    edit(published / "registry/recipients/police.yaml", "about some crimes", "about all crimes")
    release(copied(published, "other"), 20, "about no crimes")
    made = links(published)
    with pytest.raises(HistoryError, match="the newest release that is kept is"):
        chain.sealed((made[0], replace(made[2], signatures=())), "2026.1.4.1", [], "2026-01-13T12:00:00Z")


def test_a_clock_that_ran_backwards_signs_nothing(published: Path) -> None:
    made = links(published)
    with pytest.raises(HistoryError, match="It is 2026-01-02T12:00:00Z, and a release was published at"):
        chain.sealed((*made[:2], replace(made[2], signatures=())), "2026.1.11.1", [], "2026-01-02T12:00:00Z")


# ---- release, and what it refuses


def _unrecorded(project: Path) -> None:
    file = project / "registry/released.yaml"
    text = file.read_text("utf-8")
    file.write_text(text[: text.index("2026.1.11.1")], "utf-8")


def _forgotten(project: Path) -> None:
    _file(project, 3).unlink()


def _not_kept_in_between(project: Path) -> None:
    _file(project, 3).unlink()
    _file(project, 2).unlink()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_unrecorded, "Release 3 (2026.1.11.1) is kept, and not recorded in released.yaml."),
        (_forgotten, "Version 2026.1.11.1 was released, and is not among the kept releases."),
        (_not_kept_in_between, "Version 2026.1.4.1 was released, and is not among the kept releases."),
    ],
)
def test_no_release_is_made_after_a_gap(published: Path, spoil: Callable[[Path], None], says: str) -> None:
    edit(published / "registry/organisation.yaml", "2026.1.11.1\nissued: 2026-01-11", "2026.1.21.1\nissued: 2026-01-21")
    spoil(published)
    before = tree(published / "registry")
    run = call(published, "release", on=later(20))
    assert (run.code, says in run.err, tree(published / "registry")) == (3, True, before), run


def test_a_file_that_is_lost_is_written_again_by_the_release_of_the_same(published: Path) -> None:
    data = _file(published, 3).read_bytes()
    _file(published, 3).unlink()
    done(published, "release", on=later(12))
    assert _file(published, 3).read_bytes() == data


def test_a_registry_that_was_released_before_anything_was_kept_begins_now(tmp_path: Path) -> None:
    write(tmp_path)
    done(tmp_path, "key", "new")
    done(tmp_path, "release", "-q")
    for file in (tmp_path / "registry/releases").iterdir():
        file.unlink()
    (tmp_path / "registry/releases").rmdir()
    done(tmp_path, "build", "-q", "--key", KEY)
    assert not (tmp_path / "site/data/v1/releases").exists()
    assert b'"releases"' not in (tmp_path / "site" / MANIFEST).read_bytes()
    done(tmp_path, "release", "-q")
    done(tmp_path, "build", "-q", "--key", KEY)
    assert newest(tmp_path) == 1
    assert call(tmp_path, "verify", "--key", PUB).code == 0


# ---- withdrawn


def test_what_was_withdrawn_is_gone_and_everybody_sees_that_it_was(published: Path) -> None:
    kept = head(published, 3)
    before = links(published)
    run = call(published, "withdraw", "2", "--reason", "It named a child.", on=later(12))
    assert run.code == 0
    names = (f"{number}.{before[number - 1].document['file_sha256'][:16]}.json" for number in (2, 3))
    assert run.out.split() == [f"registry/releases/{name}" for name in names]
    done(published, "build", "-q", "--key", KEY, on=later(12))
    assert b"about all crimes" not in b"".join(tree(published / "site").values())
    assert [each.document for each in links(published)] == [each.document for each in before]
    told = [entry.get("withdrawn") for entry in index(published)["releases"]]
    assert told[0] is None
    assert told[1] == {"on": "2026-01-13", "reason": "It named a child."}
    run = verified(published, "--head", kept)
    assert (run.code, "Release 2 was withdrawn on 2026-01-13: It named a child." in run.err) == (0, True)
    publish(published, 20, "about no crimes")
    assert newest(published) == 4
    assert verified(published, "--head", kept, days=20).code == 0
    document = json.loads(_file(published, 4).read_bytes())
    assert (document["whole"], document["since"]) == (True, None)
    assert call(published, "withdraw", "2", "--reason", "Again.", on=later(20)).code == 3
    assert call(published, "withdraw", "9", "--reason", "None.", on=later(20)).code == 3
    assert call(published, "withdraw", "1", "--reason", " ", on=later(20)).code == 2


def test_nobody_without_the_key_withdraws_anything(published: Path) -> None:
    document = index(published)
    document["releases"][1]["withdrawn"] = {"on": "2026-01-13", "reason": "No reason."}
    (published / "site" / RELEASE_INDEX).write_text(json.dumps(document), "utf-8")
    says = "says of other releases that they were withdrawn than the manifest."
    run = verified(published)
    assert (run.code, says in run.out) == (4, True)
    # Nor does who signs take it for withdrawn, whether its file is there or not.
    assert call(published, "sign", "--key", KEY, on=later(12)).code == 3
    (path,) = (published / "site/data/v1/releases").glob("2.*.json")
    path.unlink()
    assert verified(published).code == 4
    assert call(published, "sign", "--key", KEY, on=later(12)).code == 3
    assert call(published, "build", "-q", "--key", KEY, on=later(12)).code == 3


# ---- what each tampering is told as, without the key


def _relinked(project: Path, edit_links: Callable[[list[dict[str, Any]]], None]) -> None:
    document = index(project)
    edit_links(document["releases"])
    (project / "site" / RELEASE_INDEX).write_text(json.dumps(document, indent=1), "utf-8")


def _taken_out(entries: list[dict[str, Any]]) -> None:
    del entries[1]


def _swapped(entries: list[dict[str, Any]]) -> None:
    entries[1], entries[2] = entries[2], entries[1]


def _renumbered(entries: list[dict[str, Any]]) -> None:
    _taken_out(entries)
    entries[1]["link"]["number"] = 2


def _backdated(entries: list[dict[str, Any]]) -> None:
    entries[2]["link"]["issued"] = "2026-01-02"


def _other_content(entries: list[dict[str, Any]]) -> None:
    entries[2]["link"]["file_sha256"] = "0" * 64


def _put_in(entries: list[dict[str, Any]]) -> None:
    entries.insert(1, json.loads(json.dumps(entries[0])))


def _cut_off(entries: list[dict[str, Any]]) -> None:
    del entries[2]


def _unsigned(entries: list[dict[str, Any]]) -> None:
    entries[1]["signatures"] = []


def _last_unsigned(entries: list[dict[str, Any]]) -> None:
    entries[2]["signatures"] = []


def _all_unsigned(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        entry["signatures"] = []


def _forged(entries: list[dict[str, Any]]) -> None:
    entries[1]["signatures"] = entries[0]["signatures"]


def _early(entries: list[dict[str, Any]]) -> None:
    entries[2]["link"]["published"] = "2026-01-02T12:00:00Z"


def _malformed(entries: list[dict[str, Any]]) -> None:
    entries[2]["link"]["published"] = "yesterday"


WITHOUT_THE_KEY: Mapping[str, tuple[Callable[[list[dict[str, Any]]], None], str]] = {
    "taken out": (_taken_out, "lacks release 2."),
    "taken out, and renumbered": (_renumbered, "has a link of release 2 that does not follow the one before it."),
    "swapped": (_swapped, "lacks release 2."),
    "backdated": (_backdated, "gives release 3 an earlier day than the one before it."),
    "published before it was issued": (_early, "says that release 3 was published before the day of its issue."),
    "no moment": (_malformed, "says of release 3 a published that is none."),
    "other content": (_other_content, "has another link of release 3 than the manifest names."),
    "put in": (_put_in, "lacks release 2."),
    "cut": (_cut_off, "ends with release 2, and the manifest names 3: the newest were cut off."),
    "its signature taken": (_unsigned, "has a link of release 2 that lost its signature."),
    "the newest signature taken": (_last_unsigned, "has a link of release 3 that lost its signature."),
    "all signatures taken": (_all_unsigned, "has a link of release 1 that lost its signature."),
    "signed with another signature": (_forged, "The link of release 2 was not signed by the key that it names."),
}


@pytest.mark.parametrize("name", some(WITHOUT_THE_KEY, one_in=2))
def test_what_somebody_without_the_key_does_to_the_chain_is_told(published: Path, name: str) -> None:
    spoil, says = WITHOUT_THE_KEY[name]
    _relinked(published, spoil)
    run = verified(published)
    assert (run.code in (4, 5), says in run.out) == (True, True), run
    before = tree(published / "site")
    for args in (("sign", "--key", KEY), ("build", "-q", "--key", KEY)):
        assert call(published, *args, on=later(12)).code == 3, "nothing is signed over it, and no link twice"
    assert tree(published / "site") == before


def _overlooking(*given: Any) -> Iterator[str]:
    """Broken twin: it overlooks signatures that were taken away, so a link is signed a second time."""
    return (says for says in _FAULTS(*given) if "lost its signature" not in says)


_FAULTS = chain._faults_of_link


def test_a_judge_that_overlooks_a_lost_signature_is_caught(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = links(published)
    _relinked(published, _last_unsigned)
    monkeypatch.setattr(chain, "_faults_of_link", _overlooking)
    done(published, "sign", "--key", KEY, on=later(12))
    assert links(published)[2].sha256 != before[2].sha256


def test_a_file_of_a_release_that_was_changed_or_put_there_is_told(published: Path) -> None:
    folder = published / "site/data/v1/releases"
    (second,) = folder.glob("2.*.json")
    data = second.read_bytes()
    second.write_bytes(data + b"\n")
    run = verified(published)
    assert (run.code, f"{second.name} is not the file that the chain names." in run.out) == (4, True)
    second.write_bytes(data)
    (folder / "4.0123456789abcdef.json").write_bytes(b"{}")
    run = verified(published)
    assert (run.code, "4.0123456789abcdef.json is in no link of the chain." in run.out) == (4, True)


# ---- and with it


def test_who_kept_a_head_finds_that_the_history_was_written_anew(published: Path) -> None:
    heads = [head(published, number) for number in (1, 2, 3)]
    true = copied(published, "true")
    done(published, "build", "-q", "--key", KEY, "--resign", on=later(12))
    assert verified(published).code == 0, "the key alone shows nothing"
    for kept in heads:
        run = verified(published, "--head", kept)
        assert (run.code, "the head that was kept does not fit this chain." in run.out) == (5, True)
    run = verified(published, "--also", str(true / "site"))
    assert (run.code, "does not fit this chain." in run.out) == (5, True)
    assert verified(true, *(word for kept in heads for word in ("--head", kept))).code == 0
    assert verified(true, "--head", heads[2][:18], "--also", "site").code == 0


def test_a_client_that_has_read_the_true_chain_finds_it(published: Path) -> None:
    client = Client(
        str(published / "site/data/v1/"),
        [published / PUB],
        published / "state",
        registry="https://council.example/id/registry",
    )
    reading = client.refresh(_noon(later(12)))
    assert reading.cause is None
    assert verified(published, "--state", "state").code == 0
    done(published, "build", "-q", "--key", KEY, "--resign", on=later(12))
    run = verified(published, "--state", "state")
    assert (run.code, "what state remembers does not fit this chain." in run.out) == (5, True)


def _noon(day: date) -> Any:
    from datetime import UTC, datetime

    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_who_has_the_registry_finds_it(published: Path) -> None:
    other = copied(published, "other")
    file = _file(other, 3)
    data = file.read_bytes().replace(b'"verdict":"neither"', b'"verdict":"more"')
    file.unlink()
    file.with_name(f"3.{sha256(data)[:16]}.json").write_bytes(data)
    done(other, "build", "-q", "--key", KEY, "--resign", on=later(12))
    run = call(published, "verify", str(other / "site"), "--key", PUB, on=later(12))
    assert (run.code, "names another release 3 than the registry keeps." in run.out) == (4, True), run


def test_a_site_that_names_no_releases_any_more_is_told(published: Path) -> None:
    """Whoever has the key drops the whole history."""
    kept = head(published, 3)
    manifest = read((published / "site" / MANIFEST).read_bytes())
    data = written(replace(manifest, releases=None))
    (published / "site" / MANIFEST).write_bytes(data)
    (published / "site" / SIGNATURE).write_bytes(seal(data, [private_key(published / KEY)]))
    for file in (published / "site/data/v1/releases").iterdir():
        file.unlink()
    run = verified(published)
    assert (run.code, "manifest.json names no releases, and the registry keeps 3." in run.out) == (4, True), run
    run = verified(published, "--alone", "--head", kept)
    assert (run.code, "There is no chain of releases to be compared with the head that was kept." in run.out) == (
        5,
        True,
    )


@pytest.mark.parametrize("typed", ["3", "0:0123456789abcdef", "1:0123", "x:y"])
def test_what_is_no_head_is_refused(published: Path, typed: str) -> None:
    run = verified(published, "--head", typed)
    assert (run.code, "is no head of a chain" in run.err) == (3, True)


def test_a_head_of_a_later_release_shows_that_the_newest_were_cut_off(published: Path) -> None:
    run = verified(published, "--head", f"7:{'0' * 16}")
    assert (run.code, "The chain ends with release 3; the head that was kept is of release 7" in run.out) == (5, True)


# ---- by chance, and how likely it is found


def test_the_tampers_are_found_by_what_was_kept() -> None:
    """What the handbook promises of each anchor, over a sample; the whole series is the table there."""
    times = effort(suite=4, thorough=tampers.TIMES)
    counts = tampers.counted(times, effort(suite=16, thorough=tampers.COUNT))

    def of(who: str, anchor: str) -> int:
        return sum(counts[kind, who, anchor] for kind in KINDS)

    everything = times * len(KINDS)
    assert of(INSIDER, NOTHING) == 0, "the key makes any history"
    assert {(who, anchor): of(who, anchor) for who in (OUTSIDER, INSIDER) for anchor in (MEMORY, GIT)} == {
        (who, anchor): everything for who in (OUTSIDER, INSIDER) for anchor in (MEMORY, GIT)
    }
    missed = {kind for kind in KINDS for anchor in ANCHORS if counts[kind, OUTSIDER, anchor] < times}
    assert missed <= {"tail cut"}, "an old copy that was truly signed"
    assert 0 < of(INSIDER, ONE) < of(INSIDER, THREE) <= everything
    assert of(INSIDER, MONTHS) >= everything * 3 // 4
    if THOROUGH:
        assert tampers.table(counts, times) in PAGE, "python -m tests.history.tampers"
        assert abs(of(INSIDER, ONE) / everything - 1 / 2) < 0.05
        assert abs(of(INSIDER, THREE) / everything - 3 / 4) < 0.05


def test_the_table_stands_in_the_handbook() -> None:
    assert f"| found of {tampers.TIMES * len(KINDS):,} | no key | with the key |" in PAGE
    assert all(f"| {anchor} |" in PAGE for anchor in ANCHORS)


def _lax(_number: int, _before: Link | None, _each: Link, _published: str) -> Iterator[str]:
    """Broken twin: it believes each link."""
    return iter(())


def test_a_judge_that_believes_each_link_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "_faults_of_link", _lax)
    true = tampers.history(8, Random(1))  # noqa: S311 -- repeatable, not secret
    swapped = (*true.links[:2], true.links[3], true.links[2], *true.links[4:])
    assert not [*chain.chain_faults(swapped, chain.head(true.links))]
    monkeypatch.undo()
    assert [*chain.chain_faults(swapped, chain.head(true.links))] == ["lacks release 3"]


def test_the_probability_is_that_of_the_heads_kept() -> None:
    """A rewrite from release j on is found by a head at or after j: m heads by chance find m/(m+1) of them."""
    chance, times = Random(5), 20_000  # noqa: S311 -- repeatable, not secret
    for heads in (1, 3, 12):
        hits = sum(max(chance.random() for _ in range(heads)) >= chance.random() for _ in range(times))
        assert abs(hits / times - heads / (heads + 1)) < 0.01


def test_a_manifest_that_names_no_number_is_no_manifest(published: Path) -> None:
    manifest = read((published / "site" / MANIFEST).read_bytes())
    data = written(manifest).replace(b'"number": 3', b'"number": "3"')
    (published / "site" / MANIFEST).write_bytes(data)
    (published / "site" / SIGNATURE).write_bytes(seal(data, [private_key(published / KEY)]))
    assert call(published, "verify", "--key", PUB, on=later(12)).code == 3
