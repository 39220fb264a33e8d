"""Checks of passages: a disclosure's words are written once, and each notice shows them once.

Judges files that keep to their schemas. Of what stands in others nothing is known, and nothing is said that their
errors may explain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from site_builder.explanations.ids import RuleId
from site_builder.load.project.definitions import Index, Written, shown
from site_builder.load.project.files import Source
from site_builder.load.project.locate import place, problem
from site_builder.problems import Path, Problem


def words_stand_once(index: Index) -> Iterator[Problem]:
    """A disclosure has its own words or stands in those of one that has."""
    for each in index.disclosures.values():
        owner = each.words_in
        if owner and each.has_text:
            message, hint = "It has words of its own and says that they stand elsewhere.", "Keep text or words_in."
            yield _wordless(each, "words-twice", message, hint)
        elif owner:
            end = _end(index, each)
            named = index.disclosures.get(owner)
            if named is not None and named.owns_words and not named.has_text:
                message = f"'{owner}' has no words: its sentence is made from its own facts alone."
                hint = f"Write text for '{owner}'; or take this line out, and this one gets a sentence too."
                yield _wordless(each, "words-in-nothing", message, hint)
            elif end not in (owner, None):
                message = f"'{owner}' has no words of its own: they stand in those of '{end}'."
                yield _wordless(each, "words-in-nothing", message, f"Write words_in: {end}.")
        if owner and "child_text" in each.data:
            message = "It has no words of its own for grown-ups, so none for children."
            path, label = (*each.path, "child_text"), f"words of {each.id}"
            yield _problem_at_name(each, path, "words-twice", label, message, f"Write them in '{owner}'.")


def words_are_shown(index: Index, known: Collection[str], *, all_notices: bool) -> Iterator[Problem]:
    """Each line of `shows` names something with words, and no words are shown twice in a notice or nowhere.

    `known` are all ids; `all_notices` says whether every notice is in the index, so that others show nothing more.
    """
    for notice in index.of_kind("notices"):
        yield from _bad_lines(index, notice)
    lines = [entry for notice in index.of_kind("notices") for _, entry in shown(notice)]
    if all_notices and all(entry in known for entry in lines):
        read = {owner for entry in lines for owner in index.owners(entry) or _owner_of_words(index, entry)}
        yield from _unread(index, read)


def _end(index: Index, each: Written) -> str | None:
    """Who has the words in the end; None where that cannot be known, or where a problem of it is told elsewhere."""
    passed = {each.id}
    key = each.words_in or each.id
    while key not in passed:
        passed.add(key)
        found = index.disclosures.get(key)
        if found is None or found.has_text:
            return key if found else None
        key = found.words_in or key
    return None


def _bad_lines(index: Index, notice: Source) -> Iterator[Problem]:
    lines: dict[str, int] = {}
    for path, entry in shown(notice):
        label, line = f"shows of {path[1]}", place(notice.document, path).line
        owned = index.owners(entry)
        why = _why_no_words(index, entry) if owned == () else None
        if why:
            yield problem(notice.document, path, "shows-no-words", label, *why)
        brought = (entry,) if owned is None else owned
        again = [owner for owner in brought if owner in lines]
        if again:
            more = f", and those of {len(again) - 1} more" if len(again) > 1 else ""
            message = f"The words of '{again[0]}' are already shown at line {lines[again[0]]}{more}."
            yield problem(notice.document, path, "shown-twice", label, message, "Show them once in a notice.")
        lines |= {owner: line for owner in brought if owner not in lines}


def _why_no_words(index: Index, entry: str) -> tuple[str, str] | None:
    """Why a line of `shows` brings no words, and what to do; None where that is told of a disclosure already."""
    found = index.with_words(entry)
    stated = index.homes[entry] if found is None else (found,) if entry in index.disclosures else ()
    owners = [each.words_in for each in stated]
    if None in owners:
        return None
    if not owners:
        return f"'{entry}' has no words of its own.", "Write text for it, or take this line out."
    named = ", ".join(f"'{owner}'" for owner in dict.fromkeys(owners))
    return f"The words of '{entry}' stand in those of {named}.", f"Show {named}."


def _owner_of_words(index: Index, entry: str) -> tuple[str, ...]:
    """Whose words a line is told to show instead of its own."""
    found = index.disclosures.get(entry)
    return (found.words_in,) if found is not None and found.words_in else ()


def _unread(index: Index, read: Collection[str]) -> Iterator[Problem]:
    """What no notice shows is not published; and what is not published is refused to every system that asks."""
    for each in (*index.disclosures.values(), *index.shared.values()):
        if each.owns_words and each.id not in read:
            message = f"It is read nowhere: no notice shows '{each.id}'."
            yield _problem_at_name(
                each, each.path, "not-shown", each.id, message, "Add it under shows in a file in notices/."
            )


def _wordless(each: Written, rule: RuleId, message: str, hint: str) -> Problem:
    return _problem_at_name(each, (*each.path, "words_in"), rule, f"words of {each.id}", message, hint)


def _problem_at_name(each: Written, path: Path, rule: RuleId, label: str, message: str, hint: str) -> Problem:
    return problem(each.source.document, path, rule, label, message, hint, at_key=True)
