"""One verdict on a folder or on what is served: what is a difference, and what a note."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from site_builder.addresses import MANIFEST, SIGNATURE
from site_builder.errors import Failure
from site_builder.manifest.form import written
from site_builder.verify.crawl import PublishedSite
from site_builder.verify.difference import OTHER, SAME, Difference
from site_builder.verify.feed_content import CALENDAR
from site_builder.verify.rebuild import in_folder, prove
from site_builder.verify.report import Verdict
from site_builder.verify.signature_check import judge
from site_builder.version import VERSION
from tests.effort import some
from tests.signing import DAY, project
from tests.verify.sites import manifest_of, relisted

__all__ = ["project"]

PAGE = "our-notice/index.html"
KEEP = "What stands beside the site and is yours is named with --keep, as when it was built."


@pytest.fixture
def there(project: Path) -> PublishedSite:
    return in_folder(project / "site", "site")


def proved(there: PublishedSite, **how: bool) -> Verdict:
    """Beside its own feed."""
    judged = judge(there.files, "site", [], DAY)
    return prove(there, judged, DAY, None, "its own feed", templates=None, fonts=None, **how)[0]


def test_what_a_host_reads_itself_must_be_in_a_folder_and_need_not_be_served(there: PublishedSite) -> None:
    without = replace(there, files={path: data for path, data in there.files.items() if path != "_headers"})
    assert [(difference.file, difference.says) for difference in proved(without).differences] == [
        ("_headers", "is missing")
    ]
    nobody_lists_it = replace(without, files=relisted({**without.files, SIGNATURE: None}))
    assert "_headers is missing, and this version makes one." in proved(nobody_lists_it).notes
    on_the_web = proved(replace(without, places={}), exact=True)
    assert (on_the_web.differences, [note for note in on_the_web.notes if "_headers" in note]) == ((), [])


def test_bytes_that_differ_alone_are_a_note_or_a_difference_and_never_both(there: PublishedSite) -> None:
    for path, says in (("robots.txt", "is not the file that the manifest lists"), (MANIFEST, OTHER)):
        files = {name: data for name, data in there.files.items() if name != SIGNATURE}
        spaced = replace(there, files={**files, path: (files[path] or b"") + b"\n"})
        noted, told = proved(spaced), proved(spaced, exact=True)
        assert (noted.differences, f"{path} {says}{SAME}." in noted.notes) == ((), True)
        assert [(difference.file, difference.says) for difference in told.differences] == [(path, says + SAME)]
        assert not any(path in note for note in told.notes)


def test_what_could_not_be_had_is_told_once_and_hides_nothing_else(there: PublishedSite) -> None:
    files = {path: data for path, data in there.files.items() if path not in {"robots.txt", PAGE}}
    unread = Difference("unread", says="The server answers 503.", file="robots.txt")
    refreshed = Difference("header", "Refresh", "0", file=PAGE)
    found = proved(replace(there, files=files, differences=(unread, refreshed)))
    assert found.differences == (unread, refreshed, Difference("file", says="is missing", file=PAGE))
    registry = Difference("unread", says="The server answers 503.", file=MANIFEST)
    (told,) = replace(there, differences=(registry,)).without_unread(
        [Difference("changed", "a", "b", "c", file=MANIFEST)]
    )
    assert told.about == "a"


def test_without_a_registry_the_feed_must_be_had(there: PublishedSite) -> None:
    feed = manifest_of(dict(there.files)).feed
    unread = Difference("unread", says="The server answers 503.", file=feed)
    with pytest.raises(Failure, match=r"^The server answers 503\.$"):
        proved(replace(there, differences=(unread,)))


def test_a_folder_that_is_not_there_may_be_an_address(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"There is no folder .*x\. If it is an address: it begins with https://$"):
        in_folder(tmp_path / "x", "x")


def test_how_to_keep_files_of_ones_own_is_told_where_there_are_some(there: PublishedSite) -> None:
    files = {path: data for path, data in there.files.items() if path != "robots.txt"}
    assert KEEP not in proved(replace(there, files=files)).notes
    assert (
        KEEP not in proved(replace(there, differences=(Difference("header", "Refresh", "0", file="index.html"),))).notes
    )
    more = replace(there, files={**there.files, "logo.svg": b"<svg>", "robots.txt": None})
    assert KEEP in proved(more).notes


@pytest.mark.parametrize(
    ("program", "says"),
    some([("0.0.9", "by version 0.0.9"), ("", "by a version that it does not name"), (VERSION, "")], one_in=3),
)
def test_where_files_differ_another_version_is_told(there: PublishedSite, program: str, says: str) -> None:
    manifest = replace(manifest_of(dict(there.files)), program=program)
    files = {**there.files, MANIFEST: written(manifest), SIGNATURE: None}
    of_another = replace(there, files={path: data for path, data in files.items() if path != SIGNATURE})
    of_no_file = [Difference("header", "Refresh", "0", file=PAGE), Difference("unread", file=PAGE)]
    of_no_file += [Difference("changed", "a", "b", "c", file=PAGE, source=CALENDAR)]
    for differences in ([], *([difference] for difference in of_no_file)):
        notes = proved(replace(of_another, differences=tuple(differences))).notes
        assert not [note for note in notes if "site_builder" in note or "--templates" in note]
    changed = replace(of_another, files={**of_another.files, PAGE: (there.files[PAGE] or b"") + b"<p>More.</p>"})
    of_version = [note for note in proved(changed).notes if "site_builder" in note]
    assert [says in note for note in of_version] == [True] * bool(says)
    assert (
        "If the site has templates of its own, give them with --templates, as when it was built."
        in proved(changed).notes
    )
