"""How easily the words are read: for information, one line for each text or notice. In English only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from site_builder.core.model import Head, Notice, Programme, Registry
from site_builder.core.names import Names, names
from site_builder.core.phrases import Phrases
from site_builder.core.problems import Finding, Path, Severity
from site_builder.core.readability import LONGEST, grade, plain, sentences, syllables, words
from site_builder.core.rules.texts import Text, parties, texts, texts_of
from site_builder.core.values import Id

HARDEST = 9
"""The grade that a notice should not exceed: a school year of the United States, so a reader of about 14."""
LONG_WORD = 4
"""Syllables from which on a word counts as hard."""
FOR_CHILDREN = {"child_text", "child_opening"}
BEGINNING = 5
"""Words of a sentence by which it is found again."""
SHOWN = 6

LETTERS = re.compile(r"(?<![\w@./&-])(?:[A-Z][a-z]?){1,3}[A-Z]+(?:&[A-Z])?s?(?![\w@/-])")
ROMAN = re.compile(r"[IVX]+")
SHORT = re.compile(r"(?<![\w/.:-])[A-Za-z]{2,}(?:/[A-Za-z]{2,})+(?![\w/.-])|(?<=\s)&(?=\s)")
ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")


def long_sentences(registry: Registry, _on: date) -> Iterator[Finding]:
    """Sentences of more than 25 words: few people take one in at once. An item of a list counts as a sentence."""
    for text in texts(registry) if registry.phrases else ():
        long = [sentence for sentence in text.sentences if len(sentence.split()) > LONGEST]
        if long:
            longest = max(long, key=lambda sentence: len(sentence.split()))
            which = f"of {len(longest.split())} words" if len(long) == 1 else f"the longest, of {len(longest.split())},"
            begins = " ".join(longest.split()[:BEGINNING])
            many = f"{len(long)} sentences have more than {LONGEST} words; {which} begins '{begins} ...'."
            one = f"One sentence, {which}, begins '{begins} ...'; {LONGEST} are enough."
            yield _noted(text, one if len(long) == 1 else many, "Make two of one, or a list of what it counts up.")


def hard_to_read(registry: Registry, _on: date) -> Iterator[Finding]:
    """The words of a notice, taken together, need more than nine years of school.

    Counted as Flesch and Kincaid do, by the lengths of sentences and words, so it is a hint and no verdict: lists make
    it lower, names of bodies higher.
    """
    for notice in registry.notices if registry.phrases else ():
        read = "\n".join(str(p.text) for p in notice.passages if not p.generated)
        found = words(plain(read))
        years = grade(read)
        if years > HARDEST:
            hard = list(dict.fromkeys(word.lower() for word in found if syllables(word) >= LONG_WORD))
            many = f", and {len(hard)} of {LONG_WORD} syllables or more ({_some(hard)})" if hard else ""
            length = len(found) / len(sentences(read))
            message = f"It takes {years:.0f} years of school to read: {length:.0f} words a sentence{many}."
            hint = f"Aim at {HARDEST} or less: shorter sentences, and words that people say."
            yield Finding(Severity.INFORMATION, notice.id, ("title",), message, hint)


def plainer_words(registry: Registry, _on: date) -> Iterator[Finding]:
    """Words that have a plainer one: "prior to", "in order to", "utilise"."""
    if registry.phrases is None:
        return
    plainer = registry.phrases.plainer
    for text in texts(registry):
        found = {said.casefold(): said for s in text.sentences for said in registry.phrases.plainer_finder.all(s)}
        if found:
            pairs = [f"'{said}': {plainer[key]}" for key, said in found.items()]
            yield _noted(text, f"There are plainer words. {'; '.join(pairs)}.", "Change them where the meaning stays.")


def passive_sentences(registry: Registry, _on: date) -> Iterator[Finding]:
    """Sentences that say what is done and not who does it: "may be shared". Whoever reads cannot tell who shares.

    Forms of "be" before words such as "shared" or "sent" are found, unless "by" follows at once; some of them may tell
    how something is, and nobody does it.
    """
    if registry.phrases is None:
        return
    for text in texts(registry):
        found = dict.fromkeys(f"'{said}'" for s in text.sentences for said in registry.phrases.passive.all(s))
        if found:
            message = f"This says what is done and not who does it: {_some([*found])}."
            yield _noted(text, message, "Say who: 'we share' for 'is shared'.")


def letters_not_spelled_out(registry: Registry, _on: date) -> Iterator[Finding]:
    """Letters that stand for words, and where a notice has them first nobody says for which.

    Those that most people know, such as NHS, need not be spelled out. A short name counts as spelled out where the full
    one was read before.
    """
    if registry.phrases is None:
        return
    full = names(_spelled_out(registry))
    told: set[tuple[str, Path]] = set()
    for notice in registry.notices:
        explained: set[str] = set()
        for subject, path, line in _in_order(registry, notice):
            explained.update(mention.of for mention in full.found_in(line))
            new = [letters for letters in _letters(registry.phrases, line) if letters not in explained]
            bare = [letters for letters in new if not _is_spelled_out(letters, line)]
            explained.update(new)
            if bare and (subject, path) not in told:
                told.add((subject, path))
                message = f"Not spelled out where it is read first: {', '.join(bare)}."
                hint = "Write the full words, then the letters in brackets."
                yield Finding(Severity.INFORMATION, subject, path, message, hint)


def written_short(registry: Registry, _on: date) -> Iterator[Finding]:
    """Signs for words: "&", "and/or" and pairs with a slash, such as "parent/carers". Names keep theirs."""
    if registry.phrases is None:
        return
    phrases, known = registry.phrases, parties(registry)
    for text in texts(registry):
        found = dict.fromkeys(said for sentence in text.sentences for said in _short(phrases, known, sentence))
        if found:
            message = f"Written short: {', '.join(found)}."
            yield _noted(text, message, "Write 'and' or 'or', whichever is meant.")


def _in_order(registry: Registry, notice: Notice) -> Iterator[tuple[Id, Path, str]]:
    """What grown-ups read of a notice, with the places."""
    yield notice.id, ("title",), str(notice.title)
    headings: dict[str, str] = {section.id: str(section.heading) for section in notice.sections}
    for text in texts_of(registry, notice):
        if text.path[0] not in FOR_CHILDREN:
            if text.within in headings:
                yield notice.id, ("sections", text.within, "heading"), headings.pop(text.within)
            yield text.subject, text.path, " ".join(text.sentences)


def _letters(phrases: Phrases, line: str) -> Iterator[str]:
    """The letters in a line that stand for words, each once; not in an address, nor where the line shouts."""
    left_over = {*phrases.left_over.all(line), *phrases.left_over_as_typed.all(line)}
    known = left_over | set(phrases.known_letters)
    found = dict.fromkeys(each[0] for each in LETTERS.finditer(ADDRESS.sub(" ", line)))
    is_shouted = line.isupper()
    yield from (each for each in found if not is_shouted and each not in known and not ROMAN.fullmatch(each))


def _spelled_out(registry: Registry) -> Iterator[tuple[str, str]]:
    """The full names of what has a short one, with that."""
    for thing in registry.things.values():
        if isinstance(thing, Head | Programme) and thing.short_name:
            yield str(thing.name), str(thing.short_name)


def _is_spelled_out(letters: str, line: str) -> bool:
    """Whether a line has the letters in brackets, brackets behind them, or the words of which they are the first."""
    initials = "".join(word[0] for word in words(line)).casefold()
    return f"({letters})" in line or f"{letters} (" in line or letters.casefold() in initials


def _short(phrases: Phrases, known: Names, sentence: str) -> Iterator[str]:
    line = ADDRESS.sub(lambda found: " " * len(found[0]), sentence)
    covered = [(mention.start, mention.end) for mention in known.found_in(line)]
    for found in SHORT.finditer(line):
        is_name = any(start < found.end() and found.start() < end for start, end in covered)
        if not is_name and found[0].lower() not in phrases.known_pairs:
            yield found[0]


def _some(found: list[str]) -> str:
    return ", ".join(found[:SHOWN]) + (" ..." if len(found) > SHOWN else "")


def _noted(text: Text, message: str, hint: str) -> Finding:
    return Finding(Severity.INFORMATION, text.subject, text.path, message, hint)
