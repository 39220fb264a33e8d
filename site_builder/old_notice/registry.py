"""The files of a registry with the words of an old notice, and no fact: who gets what is asked, and proposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from site_builder.load.project.files import as_id
from site_builder.load.splice import begun
from site_builder.model.sentences import plain
from site_builder.model.values import NOT_STATED
from site_builder.old_notice.blocks import HEADING, ITEM, Block, NoticeError, Words
from site_builder.old_notice.finds import Found, found_in, questions, tells_of_sharing
from site_builder.old_notice.lines import by_sentence
from site_builder.schemas.trees import trees
from site_builder.starter import organisation

NOTICE, NOBODY = "our-notice", "to-be-named"
"""The ids of the notice, and of the recipient whose file holds all until somebody says whose each is."""
_NAME = "recipients that are still to be named"
_LONGEST, _ROOM = 500, 50
_REASON = "Found in the words by the program. Nobody has looked whether it is so."


@dataclass(slots=True)
class Part:
    """A part of the notice: its heading, words before those that tell of sharing, these, and words behind them."""

    heading: str
    opening: list[str] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imported:
    """The files of the registry, by their names in its folder, and how many parts, passages and finds they have."""

    files: Mapping[str, bytes]
    parts: int
    passages: int
    proposed: int


def registry_of(words: Words) -> Imported:
    """The registry that holds these words. Raises NoticeError, or Refused for words that no file can hold."""
    if not words.blocks or not words.words:
        raise NoticeError("There are no words in this file.")
    title, opening, parts = in_parts(words.blocks)
    disclosures, shown = _disclosures(parts)
    sections: dict[str, Any] = {}
    for key, part in zip(_keys([part.heading for part in parts]), parts, strict=True):
        sections[key] = {
            "heading": part.heading,
            **({"opening": _text(part.opening)} if part.opening else {}),
            **({"closing": _text(part.closing)} if part.closing else {}),
            **({"shows": shown[id(part)]} if part.passages else {}),
        }
    notice: dict[str, Any] = {"title": title, **({"opening": _text(opening)} if opening else {}), "sections": sections}
    asked = _asked(words, opening)
    if asked:
        notice["internal"] = {NOTICE: {"questions": asked}}
    files = {
        "organisation.yaml": organisation(),
        f"notices/{NOTICE}.yaml": begun(notice, f"notices/{NOTICE}.yaml", trees()["notice"]).source,
    }
    proposed = {}
    if disclosures:
        found = {key: found_in(text) for key, text in disclosures.items()}
        proposed = {key: fields for key, each in found.items() if (fields := _proposed(each))}
        data: dict[str, Any] = {
            "name": _NAME,
            "type": "category",
            "open_list": "true",
            "disclosures": {key: {"text": text, "recipient": NOT_STATED} for key, text in disclosures.items()},
            **({"proposed": proposed} if proposed else {}),
            "internal": {
                key: {"questions": "\n".join(f"- {line}" for line in questions(each))} for key, each in found.items()
            },
        }
        name = f"recipients/{NOBODY}.yaml"
        files[name] = begun(data, name, trees()["recipient"]).source
    return Imported(files, len(parts), len(disclosures), sum(len(each) - 1 for each in proposed.values()))


def in_parts(blocks: Sequence[Block]) -> tuple[str, list[str], list[Part]]:
    """The title, the words before the first heading, and the parts, each with the passages that tell of sharing."""
    headings = [block for block in blocks if block.kind == HEADING]
    title = next((block for block in headings if block.level == 1), headings[0] if headings else None)
    opening: list[str] = []
    parts: list[Part] = []
    words: list[str] = opening
    for paragraph in _paragraphs(block for block in blocks if block is not title):
        if isinstance(paragraph, Block):
            parts.append(Part(paragraph.text))
            words = []
            parts[-1].opening = words
        else:
            words.append(paragraph)
    name = title.text if title else "Our privacy notice"
    if not parts:
        parts, opening = [Part(name, opening)], []
    for part in parts:
        _divide(part)
    return name, opening, parts


def _paragraphs(blocks: Iterator[Block]) -> Iterator[Block | str]:
    """Headings, and paragraphs with the list that follows them, a sentence to a line."""
    lines: list[str] = []
    last = ""
    for block in blocks:
        is_heading = block.kind == HEADING and len(block.text) <= _LONGEST
        if lines and (is_heading or block.kind != ITEM):
            yield "\n".join(lines)
            lines = []
        if is_heading:
            yield Block(HEADING, plain(block.text))
        elif block.kind == ITEM:
            lines += ([""] if lines and last != ITEM else []) + [f"- {' '.join(by_sentence(block.text))}"]
        else:
            lines += by_sentence(block.text)
        last = block.kind
    if lines:
        yield "\n".join(lines)


def _divide(part: Part) -> None:
    """Put the paragraphs of a part where they belong: one between two that tell of sharing stays with the first.

    Below a heading that tells of it, all do if none says so itself.
    """
    paragraphs, part.opening = part.opening, []
    told = [number for number, text in enumerate(paragraphs) if tells_of_sharing(text)]
    if not told and tells_of_sharing(part.heading):
        told = [*range(len(paragraphs))]
    if not told:
        part.opening = paragraphs
        return
    part.opening, part.closing = paragraphs[: told[0]], paragraphs[told[-1] + 1 :]
    for first, behind in zip(told, [*told[1:], told[-1] + 1], strict=True):
        part.passages.append(_text(paragraphs[first:behind]))


def _disclosures(parts: Sequence[Part]) -> tuple[dict[str, str], dict[int, list[str]]]:
    """The words of each disclosure by its id, and the ids that each part shows."""
    made: dict[str, str] = {}
    shown: dict[int, list[str]] = {}
    for key, part in zip(_keys([part.heading for part in parts]), parts, strict=True):
        for number, text in enumerate(part.passages, 1):
            name = f"{key}-{number}"
            made[name] = text
            shown.setdefault(id(part), []).append(name)
    return made, shown


def _keys(headings: Sequence[str]) -> list[str]:
    """An id for each heading, none twice; a passage's id is that of its heading and a number."""
    keys: list[str] = []
    taken = {NOTICE, NOBODY}
    for heading in headings:
        base = as_id(heading)[:_ROOM].strip("-") or "part"
        base = base if base[0].isalpha() else f"part-{base}"
        for number in count(1):
            # Not "who-2": that is the second passage of "who".
            key = base if number == 1 else f"{base}-part-{number}"
            if key not in taken:
                break
        taken.add(key)
        keys.append(key)
    return keys


def _text(paragraphs: Sequence[str]) -> str:
    return "\n\n".join(paragraphs)


def _proposed(found: Found) -> dict[str, Any]:
    """What may be taken over, with the reason; empty where nothing was found."""
    one = found.recipients[0] if len(found.recipients) == 1 and not found.bodies else ""
    fields = {
        **({"recipient": one} if one else {}),
        **({"modality": found.modality} if found.modality else {}),
        **{name: [*ids] for name, ids in found.fields.items()},
    }
    return {**fields, "reason": _REASON} if fields else {}


def _asked(words: Words, opening: Sequence[str]) -> str:
    """What has to be asked about the notice as a whole, '' for nothing."""
    lines = [f"Where does this link lead? {each}" for each in dict.fromkeys(words.links)]
    if any(map(tells_of_sharing, opening)):
        lines.insert(0, "The opening tells of sharing: does it say more than what stands below?")
    return "\n".join(f"- {line}" for line in lines)
