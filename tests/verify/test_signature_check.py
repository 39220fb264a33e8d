"""Whether a site can be trusted, judged by its manifest and its signature alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from site_builder.addresses import BASE, FEED, MANIFEST, ROOT, SIGNATURE
from site_builder.errors import Failure
from site_builder.manifest.dsse import seal
from site_builder.manifest.form import Entry, Manifest, sha256, written
from site_builder.manifest.keys import new_key
from site_builder.strict_json import json_bytes
from site_builder.verify.difference import OTHER, SAME, Difference
from site_builder.verify.signature_check import Files, Judgement, judge

OURS, THEIRS = new_key(), new_key()
FIRST, LAST = date(2026, 1, 1), date(2026, 2, 1)
NAME = f"data/v1/feed.{sha256(b'{}')[:16]}.jsonld"
KNOWN = Manifest(
    registry=f"https://council.example/{BASE}{ROOT}",
    version="2026.1.1.1",
    issued=FIRST,
    valid_from=FIRST,
    expires=LAST,
    feed=NAME,
    files={path: Entry(2, sha256(b"{}")) for path in (FEED, NAME)},
)
DRAFT = replace(KNOWN, version="draft")
BESIDE = replace(KNOWN, version="2026.1.1.2")

UNSIGNED = "It is not signed."
NO_KEY = "The signature was not checked: give the public key with --key."
STRANGE = "No trusted key has signed this manifest: its signature is of another key, or of other bytes."
NO_JSON = "The signature's file cannot be read. It is not JSON: Expecting value at line 1, column 1."
IS_DRAFT = "It is a draft that somebody signed, and drafts are never signed."
EARLY = "It is to be trusted from 2026-01-01, and today is 2025-12-31: check the clock of this computer."
EXPIRED = "It expired: its last day was 2026-02-01. To renew it: site-builder sign --key FILE"
SOON = "It expires soon: its last day is 2026-02-01. To renew it: site-builder sign --key FILE"


def signed(manifest: Manifest = KNOWN, beside: Manifest | None = None) -> Files:
    """A manifest, signed, and where another is given that one beside the signature."""
    data = written(manifest)
    return {MANIFEST: written(beside or manifest), SIGNATURE: seal(data, [OURS])}


def judged(files: Files, *, key: bool = True, on: date = FIRST) -> Judgement:
    return judge(files, "site", [THEIRS.public, OURS.public] if key else [], on)


def test_a_manifest_with_other_bytes_than_we_write_is_named() -> None:
    """Later versions may say more in one, and this one passes that over."""
    more = {**json.loads(written(KNOWN)), "remark": "We sell it."}
    data = json.dumps(more).encode()
    other = (Difference("file", says=OTHER + SAME, file=MANIFEST),)
    assert judged({MANIFEST: data}).bytes_alone == other
    assert judged({MANIFEST: data, SIGNATURE: seal(data, [OURS])}).bytes_alone == other
    assert judged({MANIFEST: written(KNOWN), SIGNATURE: seal(data, [OURS])}).bytes_alone == other
    assert judged(signed()).bytes_alone == judged(ALONE).bytes_alone == ()


@pytest.mark.parametrize(
    "more",
    [
        {"note": "We sell it."},
        {"signatures": {"keyid": "We sell it."}},
        {"signatures": {"keyid": "0" * 63}},
    ],
)
def test_a_signature_with_other_bytes_than_we_write_is_named(more: dict[str, Any]) -> None:
    made = json.loads(signed()[SIGNATURE] or b"")
    made |= {"signatures": [made["signatures"][0] | more.pop("signatures", {})], **more}
    files = {**signed(), SIGNATURE: json_bytes(made)}
    assert judged(files) == replace(
        judged(signed()), bytes_alone=(Difference("file", says=OTHER + SAME, file=SIGNATURE),)
    )
    assert judged({**signed(), SIGNATURE: seal(written(KNOWN), [THEIRS, OURS])}) == judged(signed())


def test_and_so_is_one_by_a_given_key_that_is_not_its_own() -> None:
    made = json.loads(signed()[SIGNATURE] or b"")
    by_other = json.loads(seal(written(KNOWN), [new_key()]))["signatures"][0]
    of_theirs = {"keyid": THEIRS.public.keyid, "sig": by_other["sig"]}
    files = {**signed(), SIGNATURE: json_bytes({**made, "signatures": [*made["signatures"], of_theirs]})}
    assert [difference.file for difference in judged(files).bytes_alone] == [SIGNATURE]
    assert judged(files, key=False).bytes_alone == ()


@pytest.mark.parametrize("other", [{"keyid": "0" * 64, "sig": "eA=="}, {"sig": "A" * 86 + "=="}])
def test_and_so_is_one_beside_which_another_is_that_is_none(other: dict[str, str]) -> None:
    made = json.loads(signed()[SIGNATURE] or b"")
    other = {"keyid": OURS.public.keyid} | other
    files = {**signed(), SIGNATURE: json_bytes({**made, "signatures": [*made["signatures"], other]})}
    assert [difference.file for difference in judged(files).bytes_alone] == [SIGNATURE]


ALONE, NO_ENVELOPE = {MANIFEST: written(KNOWN)}, {**signed(), SIGNATURE: b"<html>"}
CHECKED: Sequence[tuple[Files, int, Sequence[str], Sequence[str]]] = [
    # what is judged with a key, how many days before its last, why not to trust it, what to know
    (signed(), 31, [], []),
    (ALONE, 31, [UNSIGNED], []),
    (NO_ENVELOPE, 31, [NO_JSON], []),
    ({**signed(), SIGNATURE: seal(written(KNOWN), [new_key()])}, 31, [STRANGE], []),
    (signed(), 32, [EARLY], []),
    (signed(), 8, [], []),
    (signed(), 7, [], [SOON]),
    (signed(), 0, [], [SOON]),
    (signed(), -1, [EXPIRED], []),
    (signed(DRAFT), 32, [EARLY, IS_DRAFT], []),
]
UNCHECKED: Sequence[tuple[Files, Sequence[str], Sequence[str]]] = [
    (signed(), [], [NO_KEY]),
    (ALONE, [], [UNSIGNED]),
    (NO_ENVELOPE, [], [NO_KEY]),
    (signed(DRAFT), [IS_DRAFT], [NO_KEY]),
    ({MANIFEST: written(DRAFT)}, [], [UNSIGNED]),
]


@pytest.mark.parametrize(("files", "left", "distrusted", "notes"), CHECKED)
def test_with_a_key(files: Files, left: int, distrusted: Sequence[str], notes: Sequence[str]) -> None:
    found = judged(files, on=LAST - timedelta(left))
    assert (found.distrusted, found.notes) == (tuple(distrusted), tuple(notes))


@pytest.mark.parametrize(("files", "distrusted", "notes"), UNCHECKED)
def test_without_a_key(files: Files, distrusted: Sequence[str], notes: Sequence[str]) -> None:
    found = judged(files, key=False)
    assert (found.distrusted, found.notes) == (tuple(distrusted), tuple(notes))


def test_what_a_key_answers_for_is_read_and_not_what_lies_beside_it() -> None:
    assert judged(signed(KNOWN, BESIDE)).manifest == KNOWN
    assert judged(signed(KNOWN, BESIDE), key=False).manifest == BESIDE


WRONG = {
    "over another manifest": signed(KNOWN, BESIDE),
    "no envelope": {**signed(), SIGNATURE: b"<html>"},
    "no ordinary file": {**signed(), SIGNATURE: None},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_signature_of_something_else_is_told_with_a_key_and_without(name: str) -> None:
    for key in (True, False):
        (difference,) = judged(WRONG[name], key=key).differences
        assert (difference.kind, difference.file, difference.about) == ("file", SIGNATURE, "")
        assert difference.says == f"is not the signature of {MANIFEST} that stands beside it"


@pytest.mark.parametrize(("data", "is_told"), [(b"{}", False), (b"{ }", True), (b"[]", True), (None, False)])
def test_with_a_key_the_feed_is_the_one_that_was_signed(data: bytes | None, is_told: bool) -> None:
    told = (f"{NAME} is not the feed that was signed, so no system takes it.",) if is_told else ()
    files = {**signed(), NAME: data}
    assert judged(files).distrusted == told
    assert judged(files, key=False).distrusted == ()
    assert judge(files, "site", [THEIRS.public], FIRST).distrusted == (STRANGE,)


def test_a_signature_that_fits_or_is_not_there_is_no_difference() -> None:
    assert judged(signed()).differences == judged({MANIFEST: written(KNOWN)}).differences == ()


def test_without_a_manifest_there_is_nothing_to_judge() -> None:
    for files in ({}, {MANIFEST: None}, {SIGNATURE: b""}):
        with pytest.raises(Failure, match=r"^a\?b holds no manifest \(data/v1/manifest.json\), so"):
            judge(files, "a\u202eb", [], FIRST)
    with pytest.raises(Failure, match=r"^The manifest cannot be read\. It is not JSON"):
        judge({MANIFEST: b"<html>"}, "site", [], FIRST)
