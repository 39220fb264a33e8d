"""Checks of ids that name other things: each must exist, be of the right kind, and not lead back to itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

from site_builder import vocabulary
from site_builder.check.facts.outdated import GONE
from site_builder.load.project.files import BLOCKS, Definition, Source, as_id, definitions
from site_builder.load.project.locate import place, problem
from site_builder.load.project.shipped import kind_of, kinds_of, names_of_kinds
from site_builder.load.shape.reader import UsedId
from site_builder.load.shape.suggest import MOST, in_a_question, is_a_slip, near
from site_builder.load.shape.ways import MANY, any_of, called
from site_builder.load.shape.ways import where as where_of
from site_builder.model.values import NOT_STATED
from site_builder.problems import Path, Place, Problem
from site_builder.schemas.feed_terms import reserved_ids

ID = re.compile(r"[a-z][a-z0-9-]{0,62}")
NOT_FOR_NOTICES = {"data", "assets", "child", "recipients"}
LANGUAGE_CODE = 3
MOST_SUGGESTIONS = 20
"""We suggest the nearest id for at most so many ids of a file: each search compares all ids."""

WITH_LISTED_NAMES = {"recipients", "bodies", "organisation"}
WITH_WORDS = "disclosures"
"""A kind of which an id may be where words are shown: what ships with the program has none."""

PREFIXES = ("section-", "recipient-", "condition-", "page-")

MADE_WITHIN = {"recipients": ("disclosures",), "notices": (), "retired": (), "released": ()}
"""The kinds of things that a file of each kind defines besides itself; any other file defines those of its own kind."""

_NAME = re.compile(r"(\s*)[\"']?([^\s:\"'#-][^:\"']*?)[\"']?\s*(?::|$)")


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of a registry: `known` has each with its first definition; the rest is what we cannot be sure of.

    `perhaps` are names in files with errors that may be misplaced or malformed ids. `unseen` are kinds of which some
    ids may be unread. We never report that one of these does not exist. `twice` are ids with two definitions: their
    kind is unknown. `shipped` are things in use that ship with the program and need no definition, None where it offers
    none. `astray` says why files are not read, by the ids that they would define. `published` are the ids of the
    registry's own that were there when its site was built.
    """

    known: Mapping[str, Definition]
    perhaps: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    twice: frozenset[str] = frozenset()
    shipped: Collection[str] | None = None
    astray: Mapping[str, str] = field(default_factory=dict)
    published: Collection[str] = ()

    def may_be(self, use: UsedId) -> bool:
        """Whether an unknown id could belong to a thing in a file with errors, or to one that ships with the program.

        What is said of a thing that ships, in a block of its own, needs that it is in use.
        """
        is_offered = self.shipped is not None and (not use.at_key or use.id in self.shipped)
        is_shipped = is_offered and not {*kinds_of(use.id)}.isdisjoint(use.kinds)
        return use.id in self.perhaps or not self.unseen.isdisjoint(use.kinds) or is_shipped

    def of_kinds(self, kinds: Collection[str]) -> dict[str, tuple[str, ...]]:
        """All ids of these kinds, each with its names, our own first; without names of files that are no valid id.

        What ships under another id than ours, and is called the same, gives ours its other names.
        """
        own = {key: _names_of(each) for key, each in self.known.items() if each.kind in kinds and ID.fullmatch(key)}
        offered = names_of_kinds(kinds) if self.shipped is not None and WITH_WORDS not in kinds else {}
        called = {as_id(name): key for key, names in own.items() for name in names}
        others: dict[str, tuple[str, ...]] = {}
        for key, names in offered.items():
            ours = key if key in own else next((called[n] for n in map(as_id, names) if n in called), None)
            if ours:
                own[ours] = (*own[ours], *names)
            elif key not in self.known:
                others[key] = names
        return {**dict(sorted(own.items())), **others}


def first_definitions(sources: Iterable[Source]) -> tuple[dict[str, Definition], tuple[Problem, ...]]:
    """Every id with its first definition; problems for ids that are defined twice, malformed or reserved."""
    known: dict[str, Definition] = {}
    problems: list[Problem] = []
    every = [definition for source in sources for definition in definitions(source)]
    for definition in every:
        first = known.setdefault(definition.id, definition)
        if first is not definition:
            problems.append(_duplicate_id(definition, first))
    problems += chain.from_iterable(_misnamed(definition, known) for definition in every)
    return known, tuple(problems)


def ids(known: Mapping[str, Definition], faulty: Iterable[Source]) -> Ids:
    """The known ids, and the ids that files with errors may define."""
    perhaps: set[str] = set()
    twice: set[str] = set()
    unseen = {"organisation"} - {d.kind for d in known.values() if ID.fullmatch(d.id)}
    for source in faulty:
        perhaps |= {as_id(name) for name in (source.id, *_names(source))}
        twice |= {each.id for each in definitions(source) if known.get(each.id, each) != each}
        if not source.is_whole or not isinstance(source.data.get("disclosures", {}), dict):
            unseen |= {*MADE_WITHIN.get(source.kind, (source.kind,))}
    return Ids(known, frozenset(perhaps), frozenset(unseen), frozenset(twice))


def check(source: Source, ids: Ids) -> Iterator[Problem]:
    """A problem for each id that a file uses and that names nothing, or a thing of another kind."""
    unfit = (use for use in source.ids if not _fits(use, source, ids))
    for number, use in enumerate(unfit):
        yield _unfit(source, use, ids, _did_you_mean(use, ids) if number < MOST_SUGGESTIONS else "")


def with_ids_meant(problems: Iterable[Problem], sources: Iterable[Source], ids: Ids) -> Iterator[Problem]:
    """The problems; where a name is in the place of an id, with the id of what is called so, if there is one."""
    uses: dict[Place, UsedId] = {}
    for source in sources:
        malformed = (use for use in source.ids if not ID.fullmatch(use.id))
        uses |= {place(source.document, u.path, at_key=u.at_key): u for u in islice(malformed, MOST_SUGGESTIONS)}
    for each in problems:
        use = uses.get(each.place) if each.rule == "not-an-id" else None
        question, _ = _guess(use, ids) if use else ("", False)
        if use and _are_several(use.id, ids):
            yield replace(each, hint="Put a comma between two entries of a list.")
        else:
            yield replace(each, hint=f"{question} {each.hint}") if question else each


def _are_several(text: str, ids: Ids) -> bool:
    """Whether a text is several ids without commas between them."""
    words = [word for word in re.split(r"[;\s]+", text) if word]
    return len(words) > 1 and all(word in ids.known or kind_of(word) for word in words)


def _did_you_mean(use: UsedId, ids: Ids) -> str:
    """A hint with the file or the ids that were most likely meant, '' if nothing is near."""
    if use.id in ids.astray:
        return ids.astray[use.id]
    if use.id in ids.published:
        return f"It was published. {GONE}"
    if use.id == as_id(NOT_STATED):
        return f"Did you mean '{NOT_STATED}'?"
    question, is_sure = _guess(use, ids)
    if not question or is_sure or len(use.kinds) > MANY:
        return question
    return f"{question} If not, make it first: {any_of(use.kinds)}."


def _guess(use: UsedId, ids: Ids) -> tuple[str, bool]:
    """A question with the ids that may be meant, '' for none, and whether there is no doubt."""
    names = ids.of_kinds(use.kinds)
    called = [key for key, each in names.items() if as_id(use.id) in map(as_id, each)][:1]
    is_ours = bool(called) and called[0] in ids.known
    found = called if is_ours else [*dict.fromkeys([*called, *near(use.id, names)])][:MOST]
    shipped = ", which comes with the program" if len(found) == 1 and found[0] not in ids.known else ""
    meanings = {key: _meaning(key, names[key][:1], is_ours=key in ids.known) for key in found}
    is_sure = is_ours or (len(found) == 1 and is_a_slip(use.id, found[0]))
    return in_a_question(meanings).replace("?", f"{shipped}?"), is_sure


def _meaning(key: str, name: Sequence[str], *, is_ours: bool) -> str:
    """The name behind an id, '' if an id of our own already says it."""
    return "" if not name or (is_ours and as_id(name[0]) == key) else name[0]


def _names_of(definition: Definition) -> tuple[str, ...]:
    """What a thing is called: its name, its other names, and those that the list of public bodies has for it."""
    thing: Any = definition.document.data
    for step in definition.path:
        thing = thing.get(step) if isinstance(thing, dict) else None
    if not isinstance(thing, dict):
        return ()
    also = thing.get("also_called")
    names = [thing.get("name"), thing.get("short_name"), *(also if isinstance(also, list) else ())]
    own = tuple(name for name in names if isinstance(name, str))
    listed = vocabulary.body(own[0]) if own and definition.kind in WITH_LISTED_NAMES else None
    return (*own, *(listed.names if listed else ()))


def _fits(use: UsedId, source: Source, ids: Ids) -> bool:
    """Whether it is an id of the right kind, or a value that we must not report here.

    We do not report a malformed id, a value with an earlier problem, or an id that a file with errors may define.
    """
    definition = ids.known.get(use.id)
    if use.id in ids.twice or use.id == NOT_STATED or not ID.fullmatch(use.id):
        return True
    if definition.kind in use.kinds if definition is not None else ids.may_be(use):
        return True
    return any(use.path[:length] in source.document.doubtful for length in range(1, len(use.path) + 1))


def _unfit(source: Source, use: UsedId, ids: Ids, suggestion: str) -> Problem:
    where = any_of(use.kinds)
    hint = (
        suggestion or f"It must be the id of {where}; make it there first. If it stands here by mistake, take it out."
    )
    rule = "unknown-id"
    message = f"'{use.id}' is not the id of anything in this registry."
    if use.id in ids.known and ids.known[use.id].kind == "retired":
        rule, message = "retired-id", f"'{use.id}' is retired, and is no longer the id of anything."
        hint = _successors(ids.known[use.id])
    elif use.id in ids.known or (ids.shipped is not None and not use.at_key and kind_of(use.id)):
        shipped = f"one of the {kind_of(use.id).replace('_', ' ')} that come with the program"
        told = where_of(ids.known[use.id].kind) if use.id in ids.known else shipped
        rule, message = "wrong-kind", f"'{use.id}' is the id of something else: {told}."
        hint = f"Here it must be {where}."
    return problem(source.document, use.path, rule, _field(source, use), message, hint, at_key=use.at_key)


def _successors(retired: Definition) -> str:
    """A sentence with the ids that replaced a retired id."""
    after = retired.document.data[retired.id].get("replaced_by")
    successors = [f"'{key}'" for key in after if isinstance(key, str)] if isinstance(after, list) else []
    return (
        f"It was replaced by {' and '.join(successors)}." if successors else "See retired.yaml for what took its place."
    )


def _field(source: Source, use: UsedId) -> str:
    """The field of an id in words: its title, and the thing that has it."""
    way = source.way(use.path[:-1] if use.at_key or isinstance(use.path[-1], int) else use.path)
    return way.words if way.names else "id"


def _names(source: Source) -> Iterator[str]:
    """The names before a colon or alone on a line, outside the blocks at the bottom of a file."""
    in_block = False
    for line in source.document.lines:
        match = _NAME.match(line)
        if match:
            in_block = match[2] in BLOCKS if not match[1] else in_block
            if not in_block:
                yield match[2]


_RETIRED_IN_USE = (
    "A retired id is never given to something else. If it is still the same thing, take it out of retired.yaml; "
    "if not, give the thing that uses it another id."
)


def _duplicate_id(definition: Definition, first: Definition) -> Problem:
    other = place(first.document, first.path, at_key=True)
    where, key = f"{other.file}:{other.line}", definition.id
    if "retired" in (definition.kind, first.kind):
        message = f"'{key}' is retired and in use: here and at {where}."
        return _problem_of_definition(definition, "retired-id", message, _RETIRED_IN_USE)
    hint = "An id is used once in the whole registry. Keep it where it was published, and give the newer one another."
    return _problem_of_definition(
        definition, "id-twice", f"'{key}' is the id of two things: here and at {where}.", hint
    )


def _misnamed(definition: Definition, known: Mapping[str, Definition]) -> Iterator[Problem]:
    name = definition.id
    if definition.kind in {"recipients", "notices"} and not ID.fullmatch(name):
        hint = (
            "If it was published under another name, give it that one back. If not, rename it "
            f"{as_id(name) or 'a-name'}.yaml: small letters, digits and hyphens."
        )
        if other := _called(as_id(name), definition.kind, known):
            hint = f"{other.document.file} is there already: write in that file, and delete this one."
        yield _problem_of_definition(
            definition, "file-name", f"The file's name is the id, and '{name}' is not one.", hint
        )
    elif name in BLOCKS and len(definition.path) > 1:
        hint = "Move it left, to the start of its line; or choose another id."
        yield _problem_of_definition(
            definition, "reserved-id", f"The id '{name}' is kept for the site's own use.", hint
        )
    elif name in BLOCKS or name in reserved_ids() or name.startswith(PREFIXES):
        yield _problem_of_definition(
            definition, "reserved-id", f"The id '{name}' is kept for the site's own use.", "Choose another."
        )
    elif definition.kind == "notices" and (name in NOT_FOR_NOTICES or len(name) <= LANGUAGE_CODE):
        message = f"A notice may not be called '{name}': the site has, or may have, another folder of that name."
        yield _problem_of_definition(definition, "reserved-id", message, "Choose another name for the file.")


def _called(key: str, kind: str, known: Mapping[str, Definition]) -> Definition | None:
    """The thing of a kind that has this id or is called so, None if there is none."""
    others = (each for each in known.values() if each.kind == kind and ID.fullmatch(each.id))
    return next((each for each in others if key in (each.id, *map(as_id, _names_of(each)))), None)


def _problem_of_definition(definition: Definition, rule: str, message: str, hint: str) -> Problem:
    return problem(definition.document, definition.path, rule, "id", message, hint, at_key=True)


ENDS: Mapping[str, str] = {
    "words_in": "Write the words as text in one disclosure, and name that one in words_in.",
    "onward_of": "Name the disclosure that came before; the first of all has no onward_of.",
    "exception_to": "Name the disclosure whose promise does not hold here; that one is no exception to this one.",
    "members": "Take this entry out: nothing is a part of itself.",
    "inside": "Keep the one that is true: the narrower is inside the wider.",
    "at": "Name the body that they work for; nobody works for themselves.",
    "replaced_by": "Name what came after it; what came last has no replaced_by.",
    "supersedes": "Name the older notice; the oldest supersedes nothing.",
}
"""The fields that lead from one thing to others of its kind, each with the hint for a circle."""

SHOWN = 5

Link = tuple[str, Path]
Links = Mapping[str, list[Link]]
"""For each id of a thing, the ids that one of its fields names, each with its path."""


def cycles(known: Mapping[str, Definition]) -> Iterator[Problem]:
    """A problem for each circle of references, at the id that closes it."""
    for name, hint in ENDS.items():
        links = {key: list(_links(definition, name)) for key, definition in known.items()}
        for way, path in _cycles(links):
            last = known[way[-1]]
            message = f"'{way[0]}' names itself." if len(way) == 1 else _cycle_in_words(way)
            label = f"{called(name.replace('_', ' '), name)} of {last.id}"
            yield problem(last.document, path, "circle", label, message, hint)


def _links(definition: Definition, field: str) -> Iterator[Link]:
    """The ids in a field of a thing, each with its path. A value of another shape is the shape reader's to report."""
    thing: Any = definition.document.data
    for step in definition.path:
        thing = thing[step]
    value, path = thing.get(field), (*definition.path, field)
    if isinstance(value, str):
        yield value, path
    elif isinstance(value, list):
        yield from ((key, (*path, number)) for number, key in enumerate(value) if isinstance(key, str))


def _cycles(links: Links) -> Iterator[tuple[list[str], Path]]:
    """Each circle as its ids in order, with the path to the id that leads from the last to the first."""
    done: set[str] = set()
    for start in links:
        trail = {} if start in done else {start: iter(links[start])}
        while trail:
            here = next(reversed(trail))
            key, path = next(trail[here], (None, ()))
            if key is None:
                del trail[here]
                done.add(here)
            elif key in trail:
                way = [*trail]
                yield way[way.index(key) :], path
            elif key in links and key not in done:
                trail[key] = iter(links[key])


def _cycle_in_words(way: list[str]) -> str:
    """The circle in words: "This leads back to where it began: 'a' names 'b', 'b' names 'a'."."""
    names = [f"'{one}' names '{other}'" for one, other in zip(way, [*way[1:], way[0]], strict=True)]
    more = [f"and so on through {len(names) - SHOWN} more"] if len(names) > SHOWN else []
    return f"This leads back to where it began: {', '.join([*names[:SHOWN], *more])}."
