"""The digest of what a registry states in public: it changes when an editor changes a public fact or word.

It covers only fields that have a value, so a program that knows more fields gives an old registry the same digest.
Version and day are not part of it, nor is what the program adds: histories of bodies, sentences made from facts, and
where such sentences are for children that they are there at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from functools import cache
from typing import Any

from site_builder.model import Passage, Registry, Section
from site_builder.model.conditions import Condition
from site_builder.model.fields import fields_of
from site_builder.model.values import Text, Words

LEFT_OUT = {
    (Registry, name) for name in ("version", "issued", "unpublished", "for_all", "known", "released", "phrases")
}
BY_THE_PROGRAM = {"former_names", "history"}


def content_sha256(registry: Registry) -> Text:
    """SHA-256, in hexadecimal, of the stated content of a registry or of its public half: both have the same."""
    return Text(hashlib.sha256(_encoded(registry)).hexdigest())


def source_sha256(value: Any) -> Text:
    """SHA-256 of one value as an editor wrote it: without translations, and with a list of facts in any order."""
    return Text(hashlib.sha256(_encoded(value, is_source=True)).hexdigest())


def _encoded(value: Any, *, is_source: bool = False) -> bytes:
    """A value as bytes that no other value has: a text with its length, a list or a thing in brackets."""
    if isinstance(value, tuple):
        entries = _encoded_entries(value, is_source=is_source)
        is_read_in_order = not is_source or any(isinstance(entry, Passage | Section) for entry in value)
        return b"[%b]" % b"".join(entries if is_read_in_order else sorted(entries))
    if isinstance(value, Words):
        return _encoded(str(value) if is_source else value.pairs)
    if is_dataclass(value):
        fields = _stated_fields(value)
        return b"{%b}" % b"".join(_encoded(name) + _encoded(content, is_source=is_source) for name, content in fields)
    text = str(value).encode()
    return b"%d:%b" % (len(text), text)


def _encoded_entries(values: Iterable[Any], *, is_source: bool) -> Iterator[bytes]:
    """Each entry as bytes. Neighbouring paragraphs made from the facts of one thing count once."""
    previous = b""
    for value in values:
        entry = _encoded(value, is_source=is_source)
        if not (isinstance(value, Passage) and value.generated and entry == previous):
            yield entry
        previous = entry


def _stated_fields(thing: Any) -> Iterator[tuple[str, Any]]:
    """The name in the files and the value of each field, in order; of a sentence made from facts, what it states."""
    if isinstance(thing, Passage) and thing.generated:
        yield "generated", thing.states
        return
    cls: type = type(thing)
    for key, name in _fields(cls):
        value = getattr(thing, name)
        if name == "child_passages":
            value = tuple(passage for passage in value if not passage.generated)
        if value is not None and value != ():
            yield key, value


@cache
def _fields(cls: type) -> tuple[tuple[str, str], ...]:
    """The names in the files of the fields that count, each with its name in the model."""
    fields = {f.key: f.name for f in fields_of(cls) if (cls, f.name) not in LEFT_OUT and f.name not in BY_THE_PROGRAM}
    return tuple(sorted({**fields, **({"type": "type"} if issubclass(cls, Condition) else {})}.items()))
