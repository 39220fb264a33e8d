"""The manifest as values and as bytes: the same bytes for the same values, and nothing doubtful is read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from site_builder.addresses import MANIFEST, SIGNATURE
from site_builder.manifest.form import LIFE, Manifest, ManifestError, listing, read, written

FILES = {"index.html": b"page", "data/v1/feed.1.jsonld": b"{}", "é/x.html": b""}
DAY = date(2026, 11, 25)


def manifest(**changes: Any) -> Manifest:
    """A small manifest."""
    made = Manifest(
        registry="https://council.example/id/registry",
        version="2026.11.25.1",
        issued=DAY,
        valid_from=DAY,
        expires=DAY + LIFE,
        feed="data/v1/feed.1.jsonld",
        files=listing(FILES),
    )
    return replace(made, **changes)


def stated(**changes: Any) -> dict[str, Any]:
    """What a small manifest states, as JSON has it; a change to ... leaves a key out."""
    found = {**json.loads(written(manifest())), **changes}
    return {key: value for key, value in found.items() if value is not ...}


def with_file(path: str, entry: Any) -> dict[str, Any]:
    return stated(files={**stated()["files"], path: entry})


ENTRY = {"bytes": 0, "sha256": "0" * 64}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"version": "draft"},
        {"version": "0.0.0.1"},
        {"program": "0.1.0"},
        {"expires": DAY},
        {"issued": date(1, 1, 1), "valid_from": date(9999, 12, 31), "expires": date(9999, 12, 31)},
    ],
)
def test_what_is_written_is_read_and_written_again_byte_for_byte(changes: dict[str, Any]) -> None:
    made = manifest(**changes)
    assert read(written(made)) == made
    assert written(read(written(made))) == written(made)


def test_the_version_of_the_program_is_a_text_or_passed_over() -> None:
    assert read(json.dumps(stated(program="2.0")).encode()).program == "2.0"
    assert [read(json.dumps(stated(program=each)).encode()).program for each in (..., None, 2, ["2"])] == [""] * 4


def test_the_order_in_which_files_were_made_is_not_seen() -> None:
    assert written(manifest(files=listing(dict(reversed(FILES.items()))))) == written(manifest())


def test_neither_the_manifest_nor_its_signature_is_listed() -> None:
    assert listing({**FILES, MANIFEST: b"1", SIGNATURE: b"2"}) == listing(FILES)


def test_keys_of_a_later_program_are_passed_over() -> None:
    entry = {**ENTRY, "type": "text/html"}
    found = read(json.dumps({**with_file("more.html", entry), "sunset": "2030-01-01"}).encode())
    assert replace(found, files=listing(FILES)) == manifest()


WRONG: dict[str, tuple[Any, str]] = {
    "a list": ([], "The manifest is not an object."),
    "a text": ("manifest", "The manifest is not an object."),
    "no number of its form": (stated(manifest=...), "The manifest has no form, and this program reads form 1"),
    "a later form": (stated(manifest=2), "has the form 2, and this program reads form 1 alone."),
    "a form that equals one": (stated(manifest=True), "has the form True"),
    "a fraction of a form": (stated(manifest=1.0), "has the form 1.0"),
    "the form as text": (stated(manifest="1"), "has the form '1'"),
    "no registry": (stated(registry=...), "registry of the manifest is missing, and must be an https address"),
    "a registry over http": (stated(registry="http://council.example/id/registry"), "must be an https address"),
    "a registry with more": (stated(registry="https://council.example/id/registry\n"), "must be an https address"),
    "a registry that is none": (stated(registry="https://council.example/"), "that ends in id/registry."),
    "a version of three numbers": (stated(version="2026.11.25"), "version of the manifest is '2026.11.25', and must"),
    "a version that is a number": (stated(version=1), "must be four whole numbers, or draft."),
    "a version with a sign": (stated(version="1.2.3.-4"), "must be four whole numbers, or draft."),
    "a version in other digits": (stated(version="1.2.3.٤"), "must be four whole numbers, or draft."),
    "a version without end": (stated(version=f"1.2.3.{'9' * 5000}"), "must be four whole numbers, or draft."),
    "Draft": (stated(version="Draft"), "must be four whole numbers, or draft."),
    "no day": (stated(issued=...), "issued of the manifest is missing, and must be a day: year-month-day."),
    "a day that is none": (stated(issued="2026-02-30"), "issued of the manifest is '2026-02-30', and must be a day"),
    "a day of a week": (stated(expires="2026-W48-3"), "expires of the manifest is '2026-W48-3', and must be a day"),
    "a day without hyphens": (stated(valid_from="20261125"), "valid_from of the manifest is '20261125'"),
    "a moment": (stated(expires="2026-11-25T00:00:00Z"), "must be a day: year-month-day."),
    "a day as a number": (stated(expires=20261125), "must be a day: year-month-day."),
    "an end before the beginning": (stated(expires="2026-11-24"), "The manifest expires before it begins."),
    "a life too long": (stated(expires="2026-12-27"), "The manifest would be valid for more than 31 days."),
    "a life without end": (stated(expires="9999-12-31"), "The manifest would be valid for more than 31 days."),
    "no files": (stated(files=...), "files: the manifest does not list what is published."),
    "a list of files": (stated(files=["index.html"]), "files: the manifest does not list what is published."),
    "a feed that is not listed": (stated(feed="data/v1/other.jsonld"), "which it does not list."),
    "no feed": (stated(feed=None), "feed of the manifest is missing, and must be the path of a file."),
    "a file without digest": (with_file("x", {"bytes": 0}), "sha256 of 'x' in the manifest is missing"),
    "a file with another digest": (with_file("x", {**ENTRY, "sha256": "0" * 65}), "and must be a SHA-256."),
    "a file without size": (with_file("x", {"sha256": "0" * 64}), "bytes of 'x' in the manifest is missing"),
    "a file below nothing": (with_file("x", {**ENTRY, "bytes": -1}), "bytes of 'x' in the manifest is -1, and must"),
    "a size that is true": (with_file("x", {**ENTRY, "bytes": True}), "must be a whole number."),
    "a size with a fraction": (with_file("x", {**ENTRY, "bytes": 1.5}), "must be a whole number."),
    "a file that is a text": (with_file("x", "0" * 64), "bytes of 'x' in the manifest is missing"),
    "itself": (with_file(MANIFEST, ENTRY), f"The manifest lists '{MANIFEST}', which no manifest lists."),
    "its signature": (with_file(SIGNATURE, ENTRY), "which no manifest lists."),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_manifest_is_refused_with_a_sentence(name: str) -> None:
    value, said = WRONG[name]
    with pytest.raises(ManifestError) as refused:
        read(json.dumps(value).encode())
    assert said in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "path",
    ["/etc/x", "../x", "a/../../x", "a/./b", "a//b", "", "a/", "c:/x", "a\\..\\x", "a\nb", "a\0b", "..", "\u202ex"],
)
def test_a_path_that_leaves_the_folder_is_refused(path: str) -> None:
    with pytest.raises(ManifestError, match="which leads out of the published folder"):
        read(json.dumps(with_file(path, ENTRY)).encode())


GOOD = written(manifest())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "It is not JSON"),
        (b"<html>Down for maintenance</html>", "It is not JSON"),
        (GOOD[:-20], "It is not JSON"),
        (GOOD + b"{}", "It is not JSON"),
        (b"\xef\xbb\xbf" + GOOD, "It is not JSON"),
        (GOOD.decode().encode("utf-16"), "It is not UTF-8"),
        (GOOD.replace(b' "version"', b' "version": "9.9.9.9",\n "version"'), 'The key "version" stands twice'),
        (GOOD.replace(b'  "index.html"', b'  "index.html": {},\n  "index.html"'), 'The key "index.html" stands twice'),
        (GOOD.replace(b'"bytes": 4', b'"bytes": NaN'), "NaN is not a number"),
        (GOOD.replace(b'"bytes": 4', b'"bytes": ' + b"9" * 5000), "A number in it is too long."),
        (b"[" * 100_000, "too deep"),
    ],
)
def test_bytes_that_are_no_strict_json_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(ManifestError) as refused:
        read(data)
    assert str(refused.value).startswith("The manifest cannot be read. ")
    assert said in str(refused.value)


def test_a_life_of_31_days_is_read_and_one_day_more_is_not() -> None:
    assert read(written(manifest(expires=DAY + LIFE))).expires == date(2026, 12, 26)
    with pytest.raises(ManifestError):
        read(written(manifest(expires=DAY + LIFE + timedelta(1))))
