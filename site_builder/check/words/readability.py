"""How easy the words are to read: for information, one line for each text or notice. In English only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from site_builder.check.rule import Findings, alone, remark, rule_of_words
from site_builder.check.words.public_texts import parties, texts, texts_of
from site_builder.model import Notice, Registry
from site_builder.model.name_matcher import Names, names
from site_builder.model.phrases import Phrases
from site_builder.model.sentences import plain, sentences
from site_builder.model.values import Id
from site_builder.problems import Path

LONGEST = 25
"""The most words that a sentence should have (GOV.UK, 2014)."""
HARDEST = 9
"""The grade that a notice should not exceed: a school year of the United States, so a reader of about 14."""
LONG_WORD = 4
"""The fewest syllables of a hard word."""
FOR_CHILDREN = {"child_text", "child_opening"}
BEGINNING = 5
"""How many words of a sentence we quote, so that people find it."""
SHOWN = 6

LETTERS = re.compile(r"(?<![\w@./&-])(?:[A-Z][a-z]?){1,3}[A-Z]+(?:&[A-Z])?s?(?![\w@/-])")
ROMAN = re.compile(r"[IVX]+")
SHORT = re.compile(r"(?<![\w/.:-])[A-Za-z]{2,}(?:/[A-Za-z]{2,})+(?![\w/.-])|(?<=\s)&(?=\s)")
ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^td]ed|[^cghisxz]es)$")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")


# ---- measures


def words(text: str) -> list[str]:
    """The words of a text, without figures and signs."""
    return _WORD.findall(text)


def grade(text: str) -> float:
    """The school year (US) in which a text can be read: 0.39 words a sentence + 11.8 syllables a word - 15.59.

    This is the formula of Flesch and Kincaid. It is 0 for a text without words.
    """
    all_words = words(plain(text))
    if not all_words:
        return 0.0
    return 0.39 * len(all_words) / len(sentences(text)) + 11.8 * sum(map(syllables, all_words)) / len(all_words) - 15.59


@lru_cache(maxsize=1 << 16)
def syllables(word: str) -> int:
    """The number of syllables of a word, estimated from its vowels: at least one."""
    bare = word.lower()
    vowels = len(_VOWELS.findall(bare))
    return max(1, vowels - (1 if _SILENT.search(bare) and vowels > 1 else 0))


# ---- rules


@alone
@rule_of_words
def long_sentences(registry: Registry, _phrases: Phrases) -> Findings:
    """Sentences of more than 25 words: few people take one in at once. An item of a list counts as a sentence."""
    for text in texts(registry):
        long = [sentence for sentence in text.sentences if len(sentence.split()) > LONGEST]
        if long:
            longest = max(long, key=lambda sentence: len(sentence.split()))
            which = f"of {len(longest.split())} words" if len(long) == 1 else f"the longest, of {len(longest.split())},"
            begins = " ".join(longest.split()[:BEGINNING])
            many = f"{len(long)} sentences have more than {LONGEST} words; {which} begins '{begins} ...'."
            one = f"One sentence, {which}, begins '{begins} ...'; {LONGEST} are enough."
            hint = "Split a long sentence in two, or make a list of the things that it names."
            yield text.remark(one if len(long) == 1 else many, hint)


@alone
@rule_of_words
def hard_to_read(registry: Registry, _phrases: Phrases) -> Findings:
    """The words of a notice, taken together, need more than nine years of school.

    Counted as Flesch and Kincaid do, by the lengths of sentences and words, so it is a hint and no verdict: lists make
    it lower, names of bodies higher.
    """
    for notice in registry.notices:
        text = "\n".join(str(p.text) for p in notice.passages if not p.generated)
        all_words = words(plain(text))
        years = grade(text)
        if years > HARDEST:
            hard = list(dict.fromkeys(word.lower() for word in all_words if syllables(word) >= LONG_WORD))
            many = f", and {len(hard)} of {LONG_WORD} syllables or more ({_first_few(hard)})" if hard else ""
            length = len(all_words) / len(sentences(text))
            message = f"It takes {years:.0f} years of school to read: {length:.0f} words a sentence{many}."
            hint = f"Aim at {HARDEST} or less: shorter sentences, and words that people say."
            yield remark(notice.id, ("title",), message, hint)


@alone
@rule_of_words
def plainer_words(registry: Registry, phrases: Phrases) -> Findings:
    """Words that have a plainer one: "prior to", "in order to", "utilise"."""
    for text in texts(registry):
        used = {word.casefold(): word for s in text.sentences for word in phrases.plainer_finder.all(s)}
        if used:
            pairs = [f"'{word}': {phrases.plainer[key]}" for key, word in used.items()]
            yield text.remark(f"There are plainer words. {'; '.join(pairs)}.", "Change them where the meaning stays.")


@alone
@rule_of_words
def passive_sentences(registry: Registry, phrases: Phrases) -> Findings:
    """Sentences that say what is done and not who does it: "may be shared". Whoever reads cannot tell who shares.

    Forms of "be" before words such as "shared" or "sent" are found, unless "by" follows at once; some of them may tell
    how something is, and nobody does it.
    """
    for text in texts(registry):
        passive = dict.fromkeys(f"'{words}'" for s in text.sentences for words in phrases.passive.all(s))
        if passive:
            message = f"This says what is done and not who does it: {_first_few([*passive])}."
            yield text.remark(message, "Say who: 'we share' for 'is shared'.")


@alone
@rule_of_words
def letters_not_spelled_out(registry: Registry, phrases: Phrases) -> Findings:
    """Letters that stand for words, and where a notice has them first nobody says for which.

    Those that most people know, such as NHS, need not be spelled out. A short name counts as spelled out where the full
    one was read before.
    """
    full_names = names(_with_short_names(registry))
    reported: set[tuple[str, Path]] = set()
    for notice in registry.notices:
        explained: set[str] = set()
        for subject, path, line in _lines_in_order(registry, notice):
            explained.update(mention.of for mention in full_names.found_in(line))
            new = [letters for letters in _unexplained_letters(phrases, line) if letters not in explained]
            bare = [letters for letters in new if not _is_spelled_out(letters, line)]
            explained.update(new)
            if bare and (subject, path) not in reported:
                reported.add((subject, path))
                message = f"Not spelled out where it is read first: {', '.join(bare)}."
                yield remark(subject, path, message, "Write the full words, then the letters in brackets.")


@alone
@rule_of_words
def written_short(registry: Registry, phrases: Phrases) -> Findings:
    """Signs for words: "&", "and/or" and pairs with a slash, such as "parent/carers". Names keep theirs."""
    known = parties(registry)
    for text in texts(registry):
        short = dict.fromkeys(signs for sentence in text.sentences for signs in _short_signs(phrases, known, sentence))
        if short:
            yield text.remark(f"Written short: {', '.join(short)}.", "Write 'and' or 'or', whichever is meant.")


def _lines_in_order(registry: Registry, notice: Notice) -> Iterator[tuple[Id, Path, str]]:
    """The lines of a notice for adults, in order: the id, the path, the words."""
    yield notice.id, ("title",), str(notice.title)
    headings: dict[str, str] = {section.id: str(section.heading) for section in notice.sections}
    for text in texts_of(registry, notice):
        if text.path[0] not in FOR_CHILDREN:
            if text.within in headings:
                yield notice.id, ("sections", text.within, "heading"), headings.pop(text.within)
            yield text.subject, text.path, " ".join(text.sentences)


def _unexplained_letters(phrases: Phrases, line: str) -> Iterator[str]:
    """The abbreviations in a line, each once; none in addresses, nor in a line in capitals."""
    if line.isupper():
        return
    left_over = {*phrases.left_over.all(line), *phrases.left_over_as_typed.all(line)}
    known = left_over | set(phrases.known_letters)
    for letters in dict.fromkeys(LETTERS.findall(ADDRESS.sub(" ", line))):
        if letters not in known and not ROMAN.fullmatch(letters):
            yield letters


def _with_short_names(registry: Registry) -> Iterator[tuple[str, str]]:
    """Each full name with the short name of the same thing."""
    for thing in (*registry.parties, *registry.programmes):
        if thing.short_name:
            yield str(thing.name), str(thing.short_name)


def _is_spelled_out(letters: str, line: str) -> bool:
    """Whether a line has the letters in brackets, or brackets after them, or words that begin with them."""
    initials = "".join(word[0] for word in words(line)).casefold()
    return f"({letters})" in line or f"{letters} (" in line or letters.casefold() in initials


def _short_signs(phrases: Phrases, known: Names, sentence: str) -> Iterator[str]:
    line = ADDRESS.sub(lambda address: " " * len(address[0]), sentence)
    covered = [(mention.start, mention.end) for mention in known.found_in(line)]
    for signs in SHORT.finditer(line):
        is_name = any(start < signs.end() and signs.start() < end for start, end in covered)
        if not is_name and signs[0].lower() not in phrases.known_pairs:
            yield signs[0]


def _first_few(words_: list[str]) -> str:
    return ", ".join(words_[:SHOWN]) + (" ..." if len(words_) > SHOWN else "")
