"""`sign` and `build --key`: what they sign, what they never sign, and that a failure changes nothing."""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from site_builder.addresses import MANIFEST, SIGNATURE, is_release
from site_builder.load.project.folder import head
from site_builder.manifest.dsse import opened, pae
from site_builder.manifest.form import listing, read, written
from site_builder.manifest.keys import private_key, public_key
from site_builder.publish import PublishError, publish, renew
from site_builder.signing import Signing, manifest_at, sign, signed
from tests.checkers import missing, openssl
from tests.effort import effort, some, thorough
from tests.faulty_doubles.faults import Fault, beside, ended, fail_with, kill, seen, started
from tests.signing import DAY, KEY, PUB, call, copy_of_project, done, edit, later, tree, write
from tests.systems import forks, in_memory


def signed_manifest(project: Path, key: str = PUB) -> bytes:
    """The manifest that a reader who trusts this key gets."""
    data = opened((project / "site" / SIGNATURE).read_bytes(), [public_key(project / key)])
    assert data == (project / "site" / MANIFEST).read_bytes()
    return data


# ---- it signs


def test_openssl_alone_verifies_what_sign_wrote(project: Path, tmp_path: Path) -> None:
    missing.require("openssl")
    done(project, "sign", "--key", KEY, on=later(3))
    envelope = json.loads((project / "site" / SIGNATURE).read_bytes())
    (tmp_path / "sig").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
    (tmp_path / "signed").write_bytes(pae((project / "site" / MANIFEST).read_bytes()))
    assert openssl.verifies(project / PUB, tmp_path / "signed", tmp_path / "sig")
    (tmp_path / "signed").write_bytes(pae((project / "site" / MANIFEST).read_bytes()[:-1]))
    assert not openssl.verifies(project / PUB, tmp_path / "signed", tmp_path / "sig")


def test_a_build_with_a_key_is_a_build_and_then_a_signature(project: Path) -> None:
    at_once = tree(project / "site")
    unsigned = call(project, "build", "-q")
    assert (unsigned.code, SIGNATURE in tree(project / "site")) == (0, False)
    assert "readers stop trusting site. To sign it: site-builder sign" in unsigned.err
    done(project, "sign", "--key", KEY)
    assert tree(project / "site") == at_once


def test_a_build_says_until_when_it_is_signed(project: Path) -> None:
    assert call(project, "build", "--key", KEY).err.splitlines()[-1] == "Signed until 2026-02-01."


def test_renewing_changes_two_days_and_nothing_else(project: Path) -> None:
    before = tree(project / "site")
    run = call(project, "sign", "--key", KEY, on=later(10))
    after = tree(project / "site")
    assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} == {
        MANIFEST,
        SIGNATURE,
    }
    days = before[MANIFEST].replace(b'"valid_from": "2026-01-01"', b'"valid_from": "2026-01-11"')
    days = days.replace(b'"expires": "2026-02-01"', b'"expires": "2026-02-11"')
    assert after[MANIFEST] == days
    assert signed_manifest(project) == days
    assert run.out == f"2026-02-11 {sha256(days).hexdigest()}\n"
    keyid = public_key(project / PUB).keyid
    assert run.err == f"site is signed until 2026-02-11, by {keyid}.\n"


@pytest.mark.parametrize(("days", "expires"), [(1, "2026-01-02"), (7, "2026-01-08"), (31, "2026-02-01")])
def test_it_lasts_as_many_days_as_were_asked_for(project: Path, days: int, expires: str) -> None:
    assert done(project, "sign", "--key", KEY, "--days", str(days)).startswith(expires)
    assert read(signed_manifest(project)).expires.isoformat() == expires


@pytest.mark.parametrize("arguments", [("--days", "0"), ("--days", "32"), ("--days", "x")])
def test_more_days_than_anybody_trusts_are_a_usage_error(project: Path, arguments: tuple[str, ...]) -> None:
    assert call(project, "sign", "--key", KEY, *arguments).code == 2


def test_without_a_key_it_says_how_to_name_one(project: Path) -> None:
    run = call(project, "sign")
    assert (run.code, "Missing option '--key' (env var: 'SITE_BUILDER_KEY')." in run.err) == (2, True), run.err


@pytest.mark.parametrize("command", ["sign", "build"])
def test_keys_may_be_named_in_the_environment(project: Path, command: str) -> None:
    done(project, "key", "new", "second.key")
    run = call(project, command, "-q", on=later(2), SITE_BUILDER_KEY=os.pathsep.join([KEY, "second.key"]))
    assert run.code == 0, run.err
    assert signed_manifest(project) == signed_manifest(project, "second.key.pub")


def test_a_key_is_rotated_without_a_day_on_which_a_reader_sees_none_that_it_trusts(project: Path) -> None:
    done(project, "key", "new", "second.key")
    reader = [public_key(project / PUB)]
    done(project, "sign", "--key", KEY, "--key", "second.key", on=later(1))
    envelope = (project / "site" / SIGNATURE).read_bytes()
    assert opened(envelope, reader)
    reader = [public_key(project / "second.key.pub")]
    assert opened(envelope, reader)
    done(project, "sign", "--key", "second.key", on=later(2))
    assert opened((project / "site" / SIGNATURE).read_bytes(), reader)
    for pub, code in ((PUB, 5), ("second.key.pub", 0)):
        assert call(project, "verify", "--key", pub, on=later(2)).code == code


def test_a_mistake_elsewhere_in_the_registry_does_not_let_a_site_go_dark(project: Path) -> None:
    (project / "registry/recipients/police.yaml").write_text("name: [\n", "utf-8")
    edit(project / "registry/organisation.yaml", "2026.1.1.1", "2026.2.2.2")
    assert call(project, "check").code == 1
    done(project, "sign", "--key", KEY, on=later(5))
    assert read(signed_manifest(project)).valid_from == later(5)


def test_what_is_kept_stays(project: Path) -> None:
    (project / "site/CNAME").write_text("council.example", "utf-8")
    done(project, "sign", "--key", KEY, "--keep", "CNAME", on=later(1))
    assert (project / "site/CNAME").read_text("utf-8") == "council.example"
    assert call(project, "verify", "--key", PUB, "--keep", "CNAME", on=later(1)).code == 0
    run = call(project, "verify", "--key", PUB, on=later(1))
    assert run.out.splitlines()[0] == "CNAME is no file of this site."
    assert run.err == "Warning: What stands beside the site and is yours is named with --keep, as when it was built.\n"


def test_the_last_day_of_the_calendar_is_no_fault_of_the_program(project: Path) -> None:
    assert done(project, "sign", "--key", KEY, on=date(9999, 12, 31)).startswith("9999-12-31")


# ---- it refuses


def _resigned(project: Path, **changes: object) -> None:
    """Somebody changes the manifest, without the key."""
    file = project / "site" / MANIFEST
    file.write_bytes(written(replace(read(file.read_bytes()), **changes)))  # type: ignore[arg-type] # whatever a case changes


def _no_site(project: Path) -> None:
    shutil.rmtree(project / "site")


def _no_manifest(project: Path) -> None:
    (project / "site" / MANIFEST).unlink()


def _manifest_of_later_program(project: Path) -> None:
    edit(project / "site" / MANIFEST, ' "files"', ' "sunset": "2030-01-01",\n "files"')


def _draft(project: Path) -> None:
    edit(project / "registry/recipients/police.yaml", "about crimes", "about all crimes")
    done(project, "build", "-q")


def _draft_called_a_release(project: Path) -> None:
    _draft(project)
    _resigned(project, version="2026.1.1.1")


def _built_while_releases_were_not_recorded(project: Path) -> None:
    kept = (project / "registry/released.yaml").rename(project / "kept.yaml")
    _draft(project)
    kept.rename(project / "registry/released.yaml")


def _not_released(project: Path) -> None:
    (project / "registry/released.yaml").unlink()


def _issued_another_day(project: Path) -> None:
    _resigned(project, issued=date(2025, 12, 31))


def _other_feed(project: Path) -> None:
    """A feed with other content, listed as it is: only its content tells."""
    site = project / "site"
    feed = site / read((site / MANIFEST).read_bytes()).feed
    edit(feed, "about crimes", "about all crimes")
    files = {path: data for path, data in tree(site).items() if path not in (MANIFEST, SIGNATURE)}
    _resigned(project, files=listing(files))


def _no_feed(project: Path) -> None:
    site = project / "site"
    (site / read((site / MANIFEST).read_bytes()).feed).write_text("{}", "utf-8")
    _resigned(project, files=listing({p: d for p, d in tree(site).items() if p not in (MANIFEST, SIGNATURE)}))


def _flip(project: Path) -> None:
    data = bytearray((project / "site/our-notice/index.html").read_bytes())
    data[len(data) // 2] ^= 1
    (project / "site/our-notice/index.html").write_bytes(bytes(data))


def _all_but_three(project: Path) -> None:
    for path in (project / "site/data/v1").glob("*schema*"):
        path.unlink()
    (project / "site/robots.txt").unlink()
    (project / "site/_headers").unlink()


def _page_and_manifest(project: Path) -> None:
    """A page that says something else, listed as it is: only the signature tells."""
    site = project / "site"
    edit(site / "our-notice/index.html", "about crimes", "about all crimes")
    _resigned(project, files=listing({p: d for p, d in tree(site).items() if p not in (MANIFEST, SIGNATURE)}))


Spoil = Callable[[Path], object]
BUILD = "Build it again: site-builder build --key FILE"
UNSIGNABLE: dict[str, tuple[Spoil, date, str]] = {
    "no site": (_no_site, DAY, "There is no folder {site}."),
    "no manifest": (
        _no_manifest,
        DAY,
        f"{{site}} holds no manifest, so no site that could be signed. {BUILD}",
    ),
    "a manifest that is none": (
        lambda p: (p / "site" / MANIFEST).write_text("{}", "utf-8"),
        DAY,
        f"The manifest has no form, and this program reads form 1 alone. {BUILD}",
    ),
    "a manifest of a later program": (
        _manifest_of_later_program,
        DAY,
        f"The manifest in {{site}} was not written by this version of the program. {BUILD}",
    ),
    "a file that was changed": (
        _flip,
        DAY,
        (
            f"{{site}} is not what its manifest lists: our-notice/index.html is not "
            f"the file that the manifest lists. {BUILD}"
        ),
    ),
    "files that are missing": (
        _all_but_three,
        DAY,
        (
            "{site} is not what its manifest lists: _headers is missing; data/v1/decision.schema.json is missing; "
            f"data/v1/feed.consumer.schema.json is missing; and 4 more. {BUILD}"
        ),
    ),
    "a file too many": (
        lambda p: (p / "site/notes.txt").write_text("mine", "utf-8"),
        DAY,
        (
            "{site} is not what its manifest lists: notes.txt is not in the manifest. "
            "Name what is yours and stays with --keep, and move the rest away."
        ),
    ),
    "a page that was changed together with the manifest": (
        _page_and_manifest,
        DAY,
        f"The signature in {{site}} is not that of the manifest beside it. {BUILD}",
    ),
    "the site of somebody else": (
        lambda p: edit(p / "registry/organisation.yaml", "https://council.example/", "https://other.example/"),
        DAY,
        (
            "{site} is the site of https://council.example/id/registry, and this registry is "
            "https://other.example/id/registry. Name the right folder with --out. "
            "Where the site has moved, release it at its new address and build it again."
        ),
    ),
    "a draft": (
        _draft,
        DAY,
        (
            "This is a draft, and drafts are never signed. Where organisation.yaml does not name a new version and its "
            "day yet, write them; then run site-builder release, and build again."
        ),
    ),
    "a draft that is called a release": (
        _draft_called_a_release,
        DAY,
        f"The feed does not say what was released as 2026.1.1.1. {BUILD}",
    ),
    "a draft that was built while releases were not recorded": (
        _built_while_releases_were_not_recorded,
        DAY,
        f"The feed does not say what was released as 2026.1.1.1. {BUILD}",
    ),
    "what was not released": (
        _not_released,
        DAY,
        "Version 2026.1.1.1 is not released, so it is not signed. Where it is ready, run: site-builder release",
    ),
    "another version": (
        lambda p: _resigned(p, version="2026.1.1.9"),
        DAY,
        "Version 2026.1.1.9 is not released, so it is not signed. Where it is ready, run: site-builder release",
    ),
    "another day of issue": (
        _issued_another_day,
        DAY,
        f"The manifest was not issued on the day of version 2026.1.1.1. {BUILD}",
    ),
    "another feed": (_other_feed, DAY, f"The feed does not say what was released as 2026.1.1.1. {BUILD}"),
    "a feed that is none": (
        _no_feed,
        DAY,
        "{feed} cannot be read. site: an address is asked for, and there is none. " + BUILD,
    ),
    "a day before it is issued": (
        lambda _: None,
        later(-1),
        (
            "This version is issued on 2026-01-01, and today is 2025-12-31. "
            "Check the clock of this computer, or the day given with --on."
        ),
    ),
    "a day before it was signed": (
        lambda p: done(p, "sign", "--key", KEY, on=later(9)),
        later(8),
        (
            "What is published was signed on 2026-01-10, and today is 2026-01-09. "
            "Check the clock of this computer, or the day given with --on."
        ),
    ),
    "no organisation": (
        lambda p: (p / "registry/organisation.yaml").unlink(),
        DAY,
        "{registry}/organisation.yaml cannot be read: No such file or directory.",
    ),
    "an organisation with errors": (
        lambda p: edit(p / "registry/organisation.yaml", "issued: 2026-01-01", "issued: soon"),
        DAY,
        (
            "registry/organisation.yaml:6:9: issued of organisation: 'soon' is not a date. "
            "Write year-month-day, for example 2026-11-25."
        ),
    ),
    "releases with errors": (
        lambda p: edit(p / "registry/released.yaml", "issued: 2026-01-01", "issued: 2026-01-32"),
        DAY,
        "registry/released.yaml:3:11: issued in 2026.1.1.1 of released: '2026-01-32' is not a date.",
    ),
    "releases that are no YAML": (
        lambda p: edit(p / "registry/released.yaml", "issued: 2026-01-01", "issued: ["),
        DAY,
        "registry/released.yaml:3:11: The bracket [ that opens here is not closed. Put ] at the end of the list.",
    ),
    "no key": (
        lambda p: (p / KEY).unlink(),
        DAY,
        "There is no key {key}. Make one with: site-builder key new {key}",
    ),
    "a key that everyone can read": (
        lambda p: (p / KEY).chmod(0o644),
        DAY,
        "The key {key} can be read or changed by others than its owner, so it is not used. Run: chmod 600 {key}",
    ),
    "the public half": (
        lambda p: (p / PUB).replace(p / KEY),
        DAY,
        "{key} is the public half of a key, which signs nothing. Give the file without .pub.",
    ),
}


@pytest.mark.parametrize("name", UNSIGNABLE)
def test_what_must_not_be_signed_is_refused_with_a_sentence_and_nothing_changes(project: Path, name: str) -> None:
    spoil, on, said = UNSIGNABLE[name]
    site, key = project / "site", project / KEY
    feed = read((site / MANIFEST).read_bytes()).feed
    spoil(project)
    before = tree(project)
    run = call(project, "sign", "--key", KEY, on=on)
    assert (run.code, run.out) == (3, ""), run
    expected = said.format(site=site, key=key, registry=project / "registry", feed=feed)
    assert run.err.rstrip("\n").startswith(f"Error: {expected}"), run.err
    assert tree(project) == before


def test_an_earlier_version_is_not_signed_over_a_later_one(project: Path) -> None:
    old = tree(project / "registry")
    edit(project / "registry/organisation.yaml", "2026.1.1.1", "2026.1.1.10")
    done(project, "release", "-q")
    done(project, "build", "-q", "--key", KEY)
    for path, data in old.items():
        (project / "registry" / path).write_bytes(data)
    before = tree(project)
    run = call(project, "build", "-q", "--key", KEY)
    assert (run.code, tree(project)) == (3, before)
    assert run.err == (
        "Error: Version 2026.1.1.10 is published already, and readers that saw it refuse 2026.1.1.1. "
        "To go back, release the old content under a new version.\n"
    )


# ---- a draft is never signed, by any path


@pytest.mark.parametrize("spoil", [_draft, _not_released], ids=["draft", "not released"])
def test_a_build_with_a_key_publishes_no_draft(project: Path, spoil: Spoil) -> None:
    if spoil is _draft:
        edit(project / "registry/recipients/police.yaml", "about crimes", "about all crimes")
    else:
        spoil(project)
    before = tree(project / "site"), tree(project / "registry")
    for run in (call(project, "build", "--key", KEY), call(project, "build", SITE_BUILDER_KEY=KEY)):
        assert (run.code, "not signed" in run.err or "never signed" in run.err) == (3, True), run
        assert (tree(project / "site"), tree(project / "registry")) == before


def test_a_draft_that_an_editor_calls_so_is_not_signed_either(project: Path) -> None:
    edit(project / "registry/organisation.yaml", "2026.1.1.1", "draft")
    assert call(project, "build", "--key", KEY).code == 3
    done(project, "build", "-q")
    assert call(project, "sign", "--key", KEY).code == 3
    edit(project / "registry/released.yaml", "2026.1.1.1", "draft")
    run = call(project, "sign", "--key", KEY)
    assert (run.code, "'draft' is not a version." in run.err) == (3, True), run


def test_a_build_that_takes_the_signature_away_says_what_brings_it_back(project: Path) -> None:
    gone = "Warning: The signature is gone, so readers stop trusting site."
    assert call(project, "build", "-q").err == f"{gone} To sign it: site-builder sign --key FILE\n"
    done(project, "sign", "--key", KEY)
    edit(project / "registry/recipients/police.yaml", "about crimes", "about all crimes")
    said = call(project, "build", "-q").err
    assert said.startswith(f"{gone} This is a draft, never signed. When it is ready: site-builder release, ")
    assert call(project, "sign", "--key", KEY).code == 3


def test_a_signature_of_a_day_to_come_is_mended_as_the_handbook_says(project: Path) -> None:
    done(project, "sign", "--key", KEY, on=later(99))
    assert call(project, "sign", "--key", KEY).code == call(project, "build", "--key", KEY).code == 3
    done(project, "build", "-q")
    done(project, "sign", "--key", KEY)
    assert call(project, "verify", "--key", PUB).code == 0


def test_a_draft_says_so_in_manifest_feed_and_page(project: Path) -> None:
    _draft(project)
    site = project / "site"
    found = read((site / MANIFEST).read_bytes())
    assert found.version == "draft"
    assert json.loads((site / found.feed).read_bytes())["version"] == "draft"
    page = (site / "our-notice/index.html").read_text("utf-8")
    assert '<p class="banner">Draft of 1 January 2026. It has not been released</p>' in page


def test_no_release_is_told_of_in_what_is_published(project: Path) -> None:
    recorded = (project / "registry/released.yaml").read_text("utf-8")
    digest = recorded.split("content_sha256: ")[1][:64]
    telling = [path for path, data in tree(project / "site").items() if digest.encode() in data]
    assert [path for path in telling if not is_release(path)] == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.timeout(60)
def test_a_pipe_in_place_of_the_manifest_keeps_nobody_waiting(project: Path) -> None:
    manifest = project / "site" / MANIFEST
    manifest.unlink()
    os.mkfifo(manifest)
    assert manifest_at(project / "site") is None
    assert "no build put there" in call(project, "build", "-q").err


# ---- faults


NEXT = later(20)
REFUSED, SIGNED_ALL_THE_SAME = 1, 2


def _sign(project: Path) -> None:
    known = head(project / "registry", "registry")
    sign(project / "site", known, Signing([private_key(project / KEY)], NEXT))


def _sign_in_its_place(project: Path) -> None:
    """Broken twin of `sign`: it writes the two files where readers read them."""
    signing = Signing([private_key(project / KEY)], NEXT)
    files = tree(project / "site")
    fresh = signed(files, head(project / "registry", "registry").releases, signing)
    for path in (MANIFEST, SIGNATURE):
        write_there(project / "site" / path, fresh[path])


def write_there(file: Path, data: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_TRUNC)
    os.write(handle, data)
    os.close(handle)


def _at_every_step(
    signer: Callable[[Path], None], folder: Path, strike: Callable[[str, tuple[object, ...]], None], every: int
) -> list[str]:
    """Let the calls to the system on the project's folder in turn meet the fault; what went wrong."""
    wrong: list[str] = []
    place = copy_of_project(folder / "site-of-faults")
    old = seen(place / "site")
    _sign(place)
    new = seen(place / "site")
    for at in itertools.count(1, every):
        shutil.rmtree(place)
        copy_of_project(place)
        fault = Fault(strike, at, place.name)
        code = ended(started(_work(signer, place, fault)))
        if code == 0:
            assert seen(place / "site") == new
            assert at > 10
            return wrong
        if (found := seen(place / "site")) not in (old, new):
            wrong.append(f"partial at {at}")
            continue
        if code not in (REFUSED, SIGNED_ALL_THE_SAME, -signal.SIGKILL):
            wrong.append(f"traceback at {at}")
        if found != {REFUSED: old, SIGNED_ALL_THE_SAME: new}.get(code, found):
            wrong.append(f"untrue at {at}")
        _sign(place)
        if seen(place / "site") != new or [name for name in beside(place / "site") if name.startswith(".site.")]:
            wrong.append(f"not put right at {at}")
    raise AssertionError


def _work(signer: Callable[[Path], None], place: Path, fault: Fault) -> Callable[[], int]:
    def work() -> int:
        fault.plant()
        try:
            signer(place)
        except Exception as error:  # noqa: BLE001 (what it is, is judged)
            return REFUSED if str(error).endswith((".", "build")) else 98
        return 0 if next(fault.calls) <= fault.at else SIGNED_ALL_THE_SAME

    return work


@forks
@pytest.mark.parametrize(
    "strike", some([kill, fail_with(28), fail_with(5)], one_in=2), ids=some(["killed", "full", "io"], one_in=2)
)
def test_whatever_happens_while_signing_the_site_is_the_old_or_the_new(
    strike: Callable[[str, tuple[object, ...]], None],
) -> None:
    with in_memory() as folder:
        assert _at_every_step(_sign, folder, strike, every=effort(suite=36, thorough=1)) == []


@forks
@thorough
def test_a_signer_that_writes_in_place_is_caught() -> None:
    with in_memory() as folder:
        found = _at_every_step(_sign_in_its_place, folder, kill, every=effort(suite=3, thorough=1))
    assert {wrong.split()[0] for wrong in found} == {"partial"}


def test_nobody_publishes_between_what_is_read_and_what_is_signed(project: Path) -> None:
    site = project / "site"
    said: list[str] = []

    def make() -> dict[str, bytes]:
        files = tree(site)
        with pytest.raises(PublishError) as refused:
            publish(files, site)
        said.append(str(refused.value))
        return files

    renew(make, site)
    assert "Another build is publishing to the same folder" in said[0]


def test_a_site_is_signed_by_one_at_a_time(project: Path) -> None:
    before = tree(project)
    known = head(project / "registry", "registry")

    def make() -> dict[str, bytes]:
        with pytest.raises(PublishError):
            sign(project / "site", known, Signing([private_key(project / KEY)], NEXT))
        return tree(project / "site")

    renew(make, project / "site")
    assert tree(project) == before


def test_a_registry_without_releases_builds_as_before(tmp_path: Path) -> None:
    write(tmp_path)
    run = call(tmp_path, "build", "-q")
    assert (run.code, run.err) == (0, "")
    assert read((tmp_path / "site" / MANIFEST).read_bytes()).version == "2026.1.1.1"
    assert "draft" not in call(tmp_path, "check", "--all").out
