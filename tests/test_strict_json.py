"""JSON from strangers: what Python's reader would let pass is refused in a sentence."""

from __future__ import annotations

import json

import pytest

from site_builder.load.feed.reader import FeedError, read
from site_builder.strict_json import DEEPEST, JsonError, parse

REFUSED = {
    "nothing": (b"", "not JSON"),
    "half an object": (b'{"a": 1', "not JSON"),
    "two values": (b"{} {}", "not JSON"),
    "a byte-order mark": (b"\xef\xbb\xbf{}", "not JSON"),
    "Windows-1252": (b'{"a": "\xe9"}', "not UTF-8: byte 7"),
    "UTF-16": ("{}".encode("utf-16"), "not UTF-8"),
    "a key twice": (b'{"a": {"b": 1, "c": 2, "b": 1}}', 'key "b" stands twice'),
    "NaN": (b'{"a": NaN}', "NaN is not a number"),
    "infinity": (b"[Infinity]", "Infinity is not a number"),
    "minus infinity": (b"[-Infinity]", "-Infinity is not a number"),
    "half a surrogate pair": (rb'{"a": "\ud83d"}', "surrogate"),
    "a key that is half a pair": (rb'{"\udc00": 1}', "surrogate"),
    "one bracket too many": (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "too deep"),
    "a million brackets": (b"[" * 1_000_000, "too deep"),
    "deep behind text that looks like its end": (b'["]]]]\\"", ' + b"[" * DEEPEST + b"]" * DEEPEST + b"]", "too deep"),
    "a number of five thousand figures": (b"[" + b"9" * 5000 + b"]", "number"),
}


@pytest.mark.parametrize(("data", "what"), REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_in_a_sentence(data: bytes, what: str) -> None:
    with pytest.raises(JsonError) as error:
        parse(data)
    assert what in str(error.value)
    assert str(error.value).endswith(".")
    with pytest.raises(FeedError, match="The feed cannot be read"):
        read(data)


@pytest.mark.parametrize(
    "value",
    [{}, [], {"a": [1, 1.5, True, None, "x"]}, {"words": '\U0001f600 ]]} \\ " ë'}, json.loads("[" * 32 + "]" * 32)],
    ids=["object", "array", "values", "text", "just deep enough"],
)
def test_what_is_json_is_read(value: object) -> None:
    assert parse(json.dumps(value, ensure_ascii=False).encode()) == value
    assert parse(json.dumps(value, ensure_ascii=True).encode()) == value


def test_a_feed_that_is_no_object_is_refused() -> None:
    with pytest.raises(FeedError, match="the feed: an object is asked for"):
        read(b"[]")
