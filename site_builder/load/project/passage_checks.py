"""Checks of passages: a disclosure's text is written once, and each notice shows it once.

Judges only files that keep to their schemas. We report nothing that an error in another file may explain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from site_builder.load.project.definitions import Index, SourceEntry, entries_shown
from site_builder.load.project.files import Source
from site_builder.load.project.locate import place, problem
from site_builder.problems import Path, Problem


def words_stand_once(index: Index) -> Iterator[Problem]:
    """A problem for each disclosure that has neither its own text nor a place in the text of one that has."""
    for each in index.disclosures.values():
        owner = each.words_in
        if owner and each.has_text:
            message, hint = "It has words of its own and says that they stand elsewhere.", "Keep text or words_in."
            yield _problem_at_words_in(each, "words-twice", message, hint)
        elif owner:
            end = _final_owner(index, each)
            words_owner = index.disclosures.get(owner)
            if words_owner is not None and words_owner.owns_words and not words_owner.has_text:
                message = f"'{owner}' has no words: its sentence is made from its own facts alone."
                hint = f"Write text for '{owner}'. Or take this line out: then this disclosure gets a sentence too."
                yield _problem_at_words_in(each, "words-in-nothing", message, hint)
            elif end not in (owner, None):
                message = f"'{owner}' has no words of its own: they stand in those of '{end}'."
                yield _problem_at_words_in(each, "words-in-nothing", message, f"Write words_in: {end}.")
        if owner and "child_text" in each.data:
            message = "It has no text of its own, so it cannot have a child_text either."
            path, label = (*each.path, "child_text"), f"words of {each.id}"
            yield _problem_at_name(each, path, "words-twice", label, message, f"Write them in '{owner}'.")


def words_are_shown(index: Index, known: Collection[str], *, all_notices: bool) -> Iterator[Problem]:
    """A problem for each line of `shows` without a text, and for each text shown twice in a notice or nowhere.

    `known` are all ids. `all_notices` says whether every notice is in the index: only then can a text be shown nowhere.
    """
    for notice in index.of_kind("notices"):
        yield from _bad_lines(index, notice)
    lines = [entry for notice in index.of_kind("notices") for _, entry in entries_shown(notice)]
    if all_notices and all(entry in known for entry in lines):
        read = {owner for entry in lines for owner in index.owners(entry) or _owner_of_words(index, entry)}
        yield from _never_shown(index, read)


def _final_owner(index: Index, each: SourceEntry) -> str | None:
    """The id of the disclosure that has the text in the end; None if unknown, or if another check reports it."""
    visited = {each.id}
    key = each.words_in or each.id
    while key not in visited:
        visited.add(key)
        disclosure = index.disclosures.get(key)
        if disclosure is None or disclosure.has_text:
            return key if disclosure else None
        key = disclosure.words_in or key
    return None


def _bad_lines(index: Index, notice: Source) -> Iterator[Problem]:
    lines: dict[str, int] = {}
    for path, entry in entries_shown(notice):
        label, line = f"shows of {path[1]}", place(notice.document, path).line
        owners_of_line = index.owners(entry)
        why = _why_no_words(index, entry) if owners_of_line == () else None
        if why:
            yield problem(notice.document, path, "shows-no-words", label, *why)
        owners = (entry,) if owners_of_line is None else owners_of_line
        repeated = [owner for owner in owners if owner in lines]
        if repeated:
            more = f", and those of {len(repeated) - 1} more" if len(repeated) > 1 else ""
            message = f"The words of '{repeated[0]}' are already shown at line {lines[repeated[0]]}{more}."
            yield problem(notice.document, path, "shown-twice", label, message, "Show them once in a notice.")
        lines |= {owner: line for owner in owners if owner not in lines}


def _why_no_words(index: Index, entry: str) -> tuple[str, str] | None:
    """Message and hint for a line of `shows` that brings no text; None if a problem of a disclosure explains it."""
    with_words = index.with_words(entry)
    disclosures = index.homes[entry] if with_words is None else (with_words,) if entry in index.disclosures else ()
    owners = [each.words_in for each in disclosures]
    if None in owners:
        return None
    if not owners:
        return f"'{entry}' has no words of its own.", "Write text for it, or take this line out."
    quoted_owners = ", ".join(f"'{owner}'" for owner in dict.fromkeys(owners))
    return f"The words of '{entry}' stand in those of {quoted_owners}.", f"Show {quoted_owners}."


def _owner_of_words(index: Index, entry: str) -> tuple[str, ...]:
    """The id whose text a line should show instead, if there is one."""
    disclosure = index.disclosures.get(entry)
    return (disclosure.words_in,) if disclosure is not None and disclosure.words_in else ()


def _never_shown(index: Index, read: Collection[str]) -> Iterator[Problem]:
    """A problem for each text that no notice shows: it is not published, so the gate refuses what it would permit."""
    for each in (*index.disclosures.values(), *index.shared.values()):
        if each.owns_words and each.id not in read:
            message = f"It is read nowhere: no notice shows '{each.id}'."
            yield _problem_at_name(
                each, each.path, "not-shown", each.id, message, "Add it under shows in a file in notices/."
            )


def _problem_at_words_in(entry: SourceEntry, rule: str, message: str, hint: str) -> Problem:
    return _problem_at_name(entry, (*entry.path, "words_in"), rule, f"words of {entry.id}", message, hint)


def _problem_at_name(entry: SourceEntry, path: Path, rule: str, label: str, message: str, hint: str) -> Problem:
    return problem(entry.source.document, path, rule, label, message, hint, at_key=True)
