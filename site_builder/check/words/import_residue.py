"""Words left over from a web page, a template, a mail or a tracked change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from site_builder.check.rule import Findings, alone, error, rule, warning
from site_builder.check.words.public_texts import labels, texts
from site_builder.model import Registry
from site_builder.model.phrases import Phrases
from site_builder.problems import Path

IN_BRACKETS = re.compile(r"\[(?=[^\]\[]*[A-Za-z])([^\]\[]*)\](?!\()")
QUESTIONED = re.compile(r"\S*\?{2,}")
TWICE = re.compile(r"(?<![\w'’-])([A-Z]?[a-z]*) (?=[a-z])(?i:\1)(?![\w'’-])")
GREETING = re.compile(r"\b(?:Hi|Hello|Dear) ([A-Z][a-z]+)\b")
TELEPHONE = re.compile(r"\b(?:Tel|Telephone|Phone|Mobile|Mob)\b[.:]* ?[+\d][\d ()]{8,}\d")
NO_ANSWER = re.compile(
    r"tb[acds]|to (?:be|follow)(?: \w+)?|to ?do|fixme|n\.?/?a|not (?:known|applicable)|unknown|none|nil|x{2,}"
    r"|[?.\u2026-]+"
)


@alone
@rule
def placeholder(registry: Registry) -> Findings:
    """A name or another fact is a word for what nobody knows yet, such as "TBC", "n/a" or "xx", and would be public."""
    for subject, path, words in labels(registry):
        if is_no_answer(path, words):
            hint = (
                "Write what it is. Where nobody knows yet, take the field out, with what makes no sense without it: "
                "it is then not stated."
            )
            yield error(subject, path, f"'{words}' is no answer, and the page would publish it as one.", hint)


def is_no_answer(path: Path, words: str) -> bool:
    """Whether a label holds no answer. The rule `no-country` judges the label of a country."""
    return path[-1] != "country" and NO_ANSWER.fullmatch(words.casefold().strip(" .[]()")) is not None


LINK = "If it is to be a link, take out the space between ] and (."


@alone
@rule
def left_over_words(registry: Registry) -> Findings:
    """Text that was left behind: of a web page, a template, a mail or a tracked change.

    "(opens in a new window)", "[insert name]", "TBC", "Kind regards", "usually always", "the the". Words in square
    brackets that are no link stand in every language for what was to be filled in.
    """
    phrases = registry.phrases
    of_texts = ((text.subject, text.path, [str(p.text) for p in text.passages]) for text in texts(registry))
    of_labels = ((whose, path, [label]) for whose, path, label in labels(registry) if not is_no_answer(path, label))
    for subject, path, lines in (*of_texts, *of_labels):
        for words in dict.fromkeys(words for line in lines for words in _left_over_phrases(phrases, line)):
            message = f"The words say '{words}', which looks left over."
            is_link = any(f"{words} (http" in line for line in lines)
            hint = LINK if is_link else "Change the words if they are not meant."
            yield warning(subject, path, message, hint)
        if phrases:
            for words in dict.fromkeys(
                words for line in lines for words in _words_of_which_one_is_meant(phrases, line)
            ):
                message = f"The words say '{words}', and one of the two looks left over."
                yield warning(subject, path, message, "Keep the one that is meant.")
            parts = _parts_of_a_mail(phrases, lines)
            if parts:
                message = f"The words hold parts of a mail: {', '.join(parts)}."
                hint = "Take them out, with the names beside them: keep what the public is to read."
                yield warning(subject, path, message, hint)


def _left_over_phrases(phrases: Phrases | None, line: str) -> Iterator[str]:
    allowed = phrases.in_brackets if phrases else ()
    yield from (words[0] for words in IN_BRACKETS.finditer(line) if words[1] not in allowed)
    yield from QUESTIONED.findall(line)
    if phrases and not IN_BRACKETS.search(line):
        yield from filter(None, (finder.first(line) for finder in (phrases.left_over, phrases.left_over_as_typed)))


def _words_of_which_one_is_meant(phrases: Phrases, line: str) -> Iterator[str]:
    """Two words side by side where only one can be meant, or the same word twice."""
    yield from phrases.one_of_two.all(line)
    yield from (words[0] for words in TWICE.finditer(line) if words[1].lower() in phrases.stand_once)


def _parts_of_a_mail(phrases: Phrases, lines: Iterable[str]) -> list[str]:
    """A greeting or an ending of a mail, and the telephone number that comes with them."""
    whole = "\n".join(lines)
    greetings = [g[0] for g in GREETING.finditer(whole) if g[1] in phrases.given_names | phrases.titles]
    endings = [words for line in whole.splitlines() for words in phrases.of_a_mail.all(line)]
    signs = [*greetings, *endings]
    return [f"'{words}'" for words in dict.fromkeys([*signs, *TELEPHONE.findall(whole)])] if signs else []
