"""Tell in sentences what a new edition of a list of `site_builder/vocabulary/` changes; make its list of DPV terms.

    python -m tools.vocabulary OLD NEW
    python -m tools.vocabulary compact dpv-terms.json > site_builder/vocabulary/dpv_terms.json

OLD and NEW are two editions of one list: a table (`.tsv`) or a JSON file as it stands there. The exit code is 0 when
nothing differs, 1 when something does, 2 when a file cannot be read. Nothing is fetched, and no list is written over.

`dpv-terms.json` is a list of all terms of the Data Privacy Vocabulary, as `tools/dpv_terms.py` takes it, with `type`
and `broader` for each term.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_builder.schemas.feed_terms import feed_terms
from site_builder.vocabulary import ENDED, library

NAMES = ("official-name", "name", "names", "cite", "heading")
"""The columns and fields that hold a thing's name; an entry has one of them."""
ENDS = ("end-date", "closed", "ended")
"""The columns and fields that hold the day of an end."""
DPV = "https://w3id.org/dpv"
NO_LIST = (AttributeError, KeyError, TypeError, ValueError)
"""What reading a list meets in JSON that is something else."""


class UnreadableError(Exception):
    """A file that is no edition of a list; its text is for people."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One entry of an edition: its name, when it ended ('' if it has not), and what else is said of it."""

    name: str
    ended: str
    facts: Mapping[str, str]


Edition = dict[str, Thing]
"""Each entry by its id, which outlives its name."""

Change = tuple[str, str]
"""What kind of change it is, and the sentence."""


def main(arguments: list[str]) -> int:
    """Print the report, or the compact list; the exit code."""
    try:
        match arguments:
            case ["compact", whole]:
                print(_compacted(Path(whole)))
                return 0
            case [old, new]:
                found = list(changes(read(Path(old)), read(Path(new))))
                print(report(found))
                return 1 if found else 0
            case _:
                print(__doc__, file=sys.stderr)
    except UnreadableError as error:
        print(error, file=sys.stderr)
    return 2


def report(found: Iterable[Change]) -> str:
    """The sentences, and how many there are of each kind."""
    counted = Counter(kind for kind, _ in found)
    if not counted:
        return "Nothing has changed."
    total = ", ".join(f"{number} {kind}" for kind, number in counted.items())
    return "\n".join([*(sentence for _, sentence in found), "", f"In all: {total}."])


def changes(old: Edition, new: Edition) -> Iterator[Change]:
    """What the new edition adds, removes, renames, ends, takes up again and changes otherwise, in this order."""
    both = [(id_, old[id_], new[id_]) for id_ in new if id_ in old]
    yield from (("added", f"Added: {_called(id_, new[id_])}.") for id_ in new if id_ not in old)
    yield from (("removed", f"Removed: {_called(id_, old[id_])}.") for id_ in old if id_ not in new)
    for id_, was, now in both:
        if was.name != now.name:
            yield "renamed", f"Renamed: {was.name} is now {now.name} ({id_})."
    for id_, was, now in both:
        if now.ended and now.ended != was.ended:
            yield "ended", f"Ended: {_called(id_, now)}: {now.ended}{f', not {was.ended}' if was.ended else ''}."
    for id_, was, now in both:
        if was.ended and not now.ended:
            yield "going on", f"Goes on: {_called(id_, now)}; it had ended: {was.ended}."
    for id_, was, now in both:
        for field in dict.fromkeys([*was.facts, *now.facts]):
            before, after = was.facts.get(field, ""), now.facts.get(field, "")
            if before != after and (was.ended == now.ended or field not in {"status", *ENDS}):
                yield "changed", f"Changed: {_called(id_, now)}: {field} {_became(before, after)}."


def _called(id_: str, thing: Thing) -> str:
    return id_ if thing.name == id_ else f"{thing.name} ({id_})"


def _became(before: str, after: str) -> str:
    if not before:
        return f"is now “{after}”"
    return f"was “{before}” and is now “{after}”" if after else f"was “{before}” and is left out"


# ---- reading


def read(path: Path) -> Edition:
    """One edition. Raises UnreadableError."""
    if path.suffix == ".tsv":
        return _table(path)
    try:
        found = {id_: _thing(id_, fields) for id_, fields in _entries(_json(path))}
    except NO_LIST as error:
        raise UnreadableError(f"{path}: its entries are not those of a list of the vocabulary.") from error
    if not found:
        raise UnreadableError(f"{path}: there are no entries in it.")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableError(f"{path}: it cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: it is not text in UTF-8.") from error


def _json(path: Path) -> Any:
    try:
        return json.loads(_text(path), object_pairs_hook=_without_doubles)
    except ValueError as error:
        raise UnreadableError(f"{path}: it is not JSON as it should be: {error}.") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    doubles = [key for key, number in Counter(key for key, _ in pairs).items() if number > 1]
    if doubles:
        raise ValueError(f"{', '.join(doubles)} stands twice")
    return dict(pairs)


def _table(path: Path) -> Edition:
    lines = [(n, line.split("\t")) for n, line in enumerate(_text(path).splitlines(), 1) if line[:1] not in {"", "#"}]
    columns = lines[0][1] if lines else []
    if not set(NAMES) & set(columns):
        raise UnreadableError(f"{path}: no column of it is a name ({' or '.join(NAMES[:2])}).")
    found: Edition = {}
    for number, cells in lines[1:]:
        if len(cells) != len(columns):
            raise UnreadableError(f"{path}: line {number} has {len(cells)} columns and not {len(columns)}.")
        if cells[0] in found:
            raise UnreadableError(f"{path}: line {number} has {cells[0]} for a second time.")
        found[cells[0]] = _thing(cells[0], dict(zip(columns[1:], cells[1:], strict=True)))
    return found


def _entries(whole: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each entry of a JSON list by its id, whatever the list."""
    whole = whole if isinstance(whole, dict) else {}
    yield from whole.get("entries", {}).items()
    for kind in library():
        yield from whole.get(kind, {}).items()
    yield from ((f"reference {id_}", fields) for id_, fields in whole.get("references", {}).items())
    for part in ("article_6", "article_9", "article_10", "schedule_1"):
        for fields in whole.get(part, []):
            yield f"{part} {fields.get('term', fields.get('paragraph'))}", fields
    for prefix, terms in whole.get("terms", {}).items():
        yield from ((f"{prefix}:{name}", {"parents": parents}) for name, parents in terms.items())


def _thing(id_: str, fields: Mapping[str, Any]) -> Thing:
    """The entry that some fields make; other names of it, and the day of an end that is planned, are facts."""
    named = next((key for key in NAMES if key in fields), "")
    name, *others = fields[named] if isinstance(fields.get(named), list) else [fields.get(named, id_)]
    ended = _ended(fields)
    left_out = {named, *(ENDS if ended else ())}
    facts = {key: _said(value) for key, value in fields.items() if key not in left_out}
    facts["other names"] = _said(others)
    return Thing(name, ended, {key: value for key, value in facts.items() if value})


def _ended(fields: Mapping[str, Any]) -> str:
    status, end = fields.get("status"), next((fields[key] for key in ENDS if fields.get(key)), "")
    if status is None:
        return str(end)
    return ", ".join(filter(None, [status, end])) if status in ENDED else ""


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


# ---- the list of DPV terms


def _compacted(path: Path) -> str:
    whole = _json(path)
    try:
        return compact(whole)
    except NO_LIST as error:
        raise UnreadableError(f"{path}: it is no list of the terms of DPV.") from error


def compact(whole: Mapping[str, Any]) -> str:
    """The list as it stands in the vocabulary: each term of a prefix that the feed uses, and its parents.

    Terms that DPV keeps only until they are taken out ("sunset") are left out. A parent has no prefix where it has that
    of the term; one that is no term of the list is left out, and so is one that another parent leads to. One line a
    prefix.
    """
    prefixes = {prefix: iri for prefix, iri in feed_terms().prefixes.items() if iri.startswith(DPV)}
    lasting = {iri: fields for iri, fields in whole["terms"].items() if fields.get("status") != "sunset"}
    given = {term: fields for iri, fields in lasting.items() if (term := _short(iri, prefixes))}
    broader = {term: [_short(iri, prefixes) for iri in fields["broader"]] for term, fields in given.items()}
    lines = []
    for prefix in prefixes:
        terms = {}
        for term in sorted(term for term in given if term.startswith(f"{prefix}:")):
            kinds = [_short(iri, prefixes) for iri in given[term]["type"]]
            parents = _nearest([*broader[term], *kinds], broader)
            terms[term.removeprefix(f"{prefix}:")] = " ".join(p.removeprefix(f"{prefix}:") for p in parents)
        lines.append(f'  "{prefix}": {json.dumps(terms, ensure_ascii=False, separators=(",", ":"))}')
    head = {
        "about": "Terms of DPV by prefix, each with its parents; a parent's prefix stands where it is another.",
        "version": whole["source"].partition("(DPV) ")[2].partition(",")[0],
        "source": f"{whole['source']}, {whole['source_url']}, {whole['source_commit']}",
        "licence": whole["licence"],
    }
    start = json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}")
    return f'{start},\n "terms": {{\n' + ",\n".join(lines) + "\n }\n}"


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    return next((f"{prefix}:{iri[len(start) :]}" for prefix, start in prefixes.items() if iri.startswith(start)), "")


def _nearest(parents: Iterable[str], broader: Mapping[str, list[str]]) -> list[str]:
    known = [parent for parent in dict.fromkeys(parents) if parent in broader]
    return [each for each in known if not any(each in _beyond(other, broader) for other in known if other != each)]


def _beyond(term: str, broader: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [*broader.get(term, [])]
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found.add(parent)
            waiting.extend(broader.get(parent, []))
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
