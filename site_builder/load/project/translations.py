"""Translations of a registry's texts, by id and field.

A pair counts only while its first half equals the registry's text, white space folded. A text without such a pair is
published in the source language and marked so: an old translation could say what is no longer true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, get_args

from site_builder.check.words.numeric_claims import others_in_translation
from site_builder.load.project.files import ALL, Definition, Source
from site_builder.load.project.locate import place, problem
from site_builder.load.project.passages import fold, shapes
from site_builder.model import VOCABULARIES, Disclosure, Notice, Organisation, Recipient
from site_builder.model.fields import field_types
from site_builder.model.sentences import plain
from site_builder.model.values import Words
from site_builder.problems import Path, Problem, Severity

KINDS: Mapping[str, type] = {
    "organisation": Organisation,
    "notices": Notice,
    "recipients": Recipient,
    "disclosures": Disclosure,
    **VOCABULARIES,
}
WORDS_OF: Mapping[str, tuple[str, ...]] = {
    "notices": ("opening", "child_opening", "closing", "sections", ALL),
    "recipients": (ALL,),
    "disclosures": ("text", "child_text"),
    "conditions": ("text", "child_text"),
}
"""Fields with texts that the model keeps elsewhere: as passages, or in the disclosures that they apply to."""

NOT_HERE = ("disclosures", "former_names", "history")
SHOWN = 100
DIFFERS = "differs"
"""The key of a pair under which is noted what one language says and the other does not. Never published."""
RUN = 4
"""So many words in a row that a translation has from the original were not translated, if most are no names."""
_END = re.compile(r"[.?!][\"”’')]*(?=\s+[\"“‘'(]*[^\W\d_a-z]|\s*$)")
"""The end of a sentence, within a paragraph."""
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")

TextByLanguage = tuple[tuple[str, str], ...]
"""A text as typed in each language, the source first: pairs of tag (small letters) and text."""

Speaker = Callable[[str, str], TextByLanguage]
"""Takes a field of a thing and a text in it, and gives the text in each language."""


Key = tuple[str, str]
"""An id and a field."""


@dataclass(frozen=True, slots=True)
class Translations:
    """The translations of a registry: its `languages` in small letters, the source first, and its `known` texts.

    `known` gives, by field of a thing, then by text, then by language, the translation. `texts_used` collects the texts
    that the registry has in each field, with white space folded and as typed: a pair with any other text is stale.
    """

    languages: tuple[str, ...]
    known: Mapping[Key, Mapping[str, Mapping[str, str]]]
    texts_used: dict[Key, dict[str, str]]

    def speaker(self, owner: str, givers: Iterable[str] = ()) -> Speaker:
        """The translator of a thing's texts: by its own pairs, then by those of `givers`, whose terms reach it."""
        above = [(giver, ALL) for giver in givers]
        return lambda field, text: self._text_by_language([(owner, field), *above], text)

    def speaker_of_head(self, owner: str) -> Speaker:
        """The translator of the texts in a file's head; its conditions are those under `all_our_disclosures`."""
        return lambda field, text: self._text_by_language([(owner, ALL if field == "conditions" else field)], text)

    def _text_by_language(self, keys: Sequence[Key], text: str) -> TextByLanguage:
        source, *others = self.languages
        folded = fold(text)
        for key in keys if folded else ():
            self.texts_used.setdefault(key, {}).setdefault(folded, text)
        matches = [self.known.get(key, {}).get(folded, {}) for key in keys]
        translated = {tag: words for each in reversed(matches) for tag, words in each.items()}
        return ((source, text), *((tag, translated[tag]) for tag in others if tag in translated))


def translations(sources: Iterable[Source], languages: Iterable[str]) -> Translations:
    """The translations in these files, which must have no errors, for these languages."""
    tags = tuple(tag.lower() for tag in languages)
    known: dict[Key, dict[str, dict[str, str]]] = {}
    for each in (pair for source in sources for pair in pairs(source, tags)):
        of_field = known.setdefault((each.owner, each.field), {})
        of_field.setdefault(fold(each.words), {})[each.language] = each.translated
    return Translations(tags, known, {})


def check(sources: Sequence[Source], languages: Iterable[str], known: Mapping[str, Definition]) -> Iterator[Problem]:
    """The problems of translation files that do not depend on the registry's texts; none if no language is known."""
    tags = tuple(tag.lower() for tag in languages)
    if not tags:
        return
    for source in sources:
        if source.id not in tags[1:]:
            message = f"organisation.yaml names no further language '{source.id}', so nothing here is published."
            missing = next((tag for tag in tags[1:] if tag not in {each.id for each in sources}), "")
            known_one = (
                f"If these files are in {missing}, which it names, call this folder {missing}. " if missing else ""
            )
            further = (
                "If these files are in a further language, add its code to its languages, and call this folder by it."
            )
            hint = f"{known_one}{further} If nobody needs them any more, take them out."
            if source.id.split("-")[0] == tags[0].split("-")[0]:
                message = f"'{source.id}' is the language that the words are written in, so nothing here is published."
                hint = (
                    "If the words are written in another language, put that one first in the languages of "
                    "organisation.yaml. If they are in this one, take these files out."
                )
            yield problem(source.document, (), "not-a-language", "file", message, hint, severity=Severity.WARNING)
        else:
            yield from _misplaced(source, known)
            yield from _unpaired(source, tags)
    yield from _doubtful([(source, pair) for source in sources for pair in pairs(source, tags)])


def stale(sources: Iterable[Source], registry_texts: Translations) -> Iterator[Problem]:
    """A gap for each pair whose words are no longer in the registry under its id and field."""
    for source in sources:
        typed = [*pairs(source, registry_texts.languages)]
        translated = {(pair.owner, pair.field, fold(pair.words)) for pair in typed}
        for pair in typed:
            now = registry_texts.texts_used.get((pair.owner, pair.field), {})
            if fold(pair.words) not in now:
                message, hint = _changed(pair, (w for w in now if (pair.owner, pair.field, w) not in translated))
                yield problem(
                    source.document, pair.path, "stale-translation", _label(pair), message, hint, severity=Severity.GAP
                )


def places(sources: Iterable[Source], languages: Iterable[str]) -> dict[tuple[str, Path], tuple[Source, Path]]:
    """Where translations stand, by the owner and the path of field and language, and of the words that they are of."""
    tags = tuple(tag.lower() for tag in languages)
    found: dict[tuple[str, Path], tuple[Source, Path]] = {}
    typed = ((source, pair) for source in sources for pair in pairs(source, tags))
    for source, pair in typed:
        for path in ((pair.field, pair.language), (pair.field, pair.language, pair.words.strip())):
            found[pair.owner, path] = (source, _way_to_translation(pair))
    return found


# ---- pairs as they are written


@dataclass(frozen=True, slots=True)
class Pair:
    """A text of a thing's field and its translation; `path` leads to the text.

    `differs` notes what one of the two says and the other does not, '' for nothing.
    """

    owner: str
    field: str
    words: str
    language: str
    translated: str
    path: Path
    differs: str


def pairs(source: Source, tags: tuple[str, ...]) -> Iterator[Pair]:
    """The pairs of the source language and the file's language; `_unpaired` reports all others."""
    for owner, field, path, texts in _pairs_as_typed(source):
        key, other = (_key(texts, tag) for tag in (tags[0], source.id))
        if key and other and source.id in tags[1:]:
            differs = str(texts.get(DIFFERS, ""))
            yield Pair(owner, field, str(texts[key]), source.id, str(texts[other]), (*path, key), differs)


def _pairs_as_typed(source: Source) -> Iterator[tuple[str, str, Path, Mapping[str, Any]]]:
    """Each pair as its file has it: the owner's id, the field, the path, and the texts by language."""
    for owner, fields in source.data.items():
        for field, value in fields.items() if isinstance(fields, dict) else ():
            entries = enumerate(value) if isinstance(value, list) else [(None, value)]
            for number, texts in entries:
                path: Path = (owner, field) if number is None else (owner, field, number)
                if isinstance(texts, dict):
                    yield owner, field, path, texts


def _key(texts: Mapping[str, Any], tag: str) -> str | None:
    """The key of a language in a pair: its tag, or the language alone (en for en-GB); None if there is none."""
    return next((key for key in texts if key.lower() in (tag, tag.split("-", maxsplit=1)[0])), None)


# ---- problems


def _misplaced(source: Source, known: Mapping[str, Definition]) -> Iterator[Problem]:
    """A problem for each field without words under a known id."""
    for owner, fields in source.data.items():
        kind = known[owner].kind if owner in known else ""
        for field in fields if isinstance(fields, dict) and kind in KINDS else ():
            fit = _fields_with_words(kind)
            if field not in fit:
                near = get_close_matches(field, fit, 1)
                hint = f"Did you mean '{near[0]}'?" if near else f"Translated here are: {', '.join(sorted(fit))}."
                message = f"'{owner}' has no field '{field}' with words to translate."
                yield problem(source.document, (owner, field), "no-words", owner, message, hint, at_key=True)


@cache
def _fields_with_words(kind: str) -> tuple[str, ...]:
    own_fields = (key for key, hint in field_types(KINDS[kind]).values() if key not in NOT_HERE and _holds_words(hint))
    return tuple(dict.fromkeys([*WORDS_OF.get(kind, ()), *own_fields]))


@cache
def _holds_words(hint: Any) -> bool:
    if hint is Words:
        return True
    inner = (h for _, h in field_types(hint).values()) if hasattr(hint, "__dataclass_fields__") else get_args(hint)
    return any(map(_holds_words, inner)) or getattr(hint, "__name__", "") == "Condition"


def _unpaired(source: Source, tags: tuple[str, ...]) -> Iterator[Problem]:
    for owner, field, path, texts in _pairs_as_typed(source):
        if {_key(texts, tags[0]), _key(texts, source.id)} != {*texts} - {DIFFERS}:
            start = tags[0].split("-")[0]
            hint = f"Write two lines: {start}: with the words as they stand now, {source.id}: with the translation."
            ours = (_key(texts, tags[0]), _key(texts, source.id), DIFFERS)
            others = sorted(key for key in texts if key not in ours)
            held = f"; it has {' and '.join(map(repr, others))}" if others else ""
            message = f"This is no pair of '{start}' and '{source.id}'{held}."
            yield problem(source.document, path, "no-pair", f"{field} of {owner}", message, hint)


def _doubtful(typed: Iterable[tuple[Source, Pair]]) -> Iterator[Problem]:
    """A problem for each pair with other paragraphs or figures, and for a second, different translation of a text."""
    first: dict[tuple[str, str, str, str], tuple[Source, Pair]] = {}
    for source, pair in typed:
        if shapes(pair.words) != shapes(pair.translated):
            message = "The translation has other paragraphs, or another list, than the words that it translates."
            hint = "Give it an empty line, or a line that begins with '- ', where they have one."
            yield problem(source.document, pair.path, "other-paragraphs", _label(pair), message, hint)
        for rule, severity, message, hint in _differing(pair) if pair.differs else _lost(pair):
            yield problem(
                source.document,
                _way_to_translation(pair),
                rule,
                _label(pair),
                message,
                hint,
                severity=severity,
                at_key=True,
            )
        wrong = others_in_translation(
            pair.words, pair.translated, is_english=str(pair.path[-1]).lower().startswith("en")
        )
        if wrong and not pair.differs:
            way, hint = _way_to_translation(pair), "Write the same figures in both."
            yield problem(
                source.document, way, "other-figures", _label(pair), wrong, hint, severity=Severity.WARNING, at_key=True
            )
        before, earlier = first.setdefault((pair.owner, pair.field, pair.language, fold(pair.words)), (source, pair))
        if fold(earlier.translated) != fold(pair.translated):
            there = place(before.document, earlier.path)
            message = f"These words have another translation at {there.file}:{there.line}."
            yield problem(source.document, pair.path, "translated-twice", _label(pair), message, "Keep one of the two.")


def _differing(pair: Pair) -> Iterator[tuple[str, Severity, str, str]]:
    """That the two languages are known to say different things: rule, weight, words."""
    message = f"The two languages say different things: {_shortened(fold(pair.differs))}"
    hint = "Both are published as they are. Decide which is right, change the other one, and take 'differs' out."
    yield "languages-differ", Severity.WARNING, message, hint


def _lost(pair: Pair) -> Iterator[tuple[str, Severity, str, str]]:
    """What a translation leaves in the language of the words, and that it has fewer sentences: rule, weight, words."""
    is_another = str(pair.path[-1]).lower().split("-")[0] != pair.language.split("-")[0]
    if is_another and (left := _left_as_it_was(pair.words, pair.translated)):
        hint = "Translate it; what is quoted may stay, in quotation marks."
        yield "left-untranslated", Severity.GAP, f"This part is not translated yet: '{_shortened(left)}'.", hint
    counts = [
        sum(max(1, len(_END.findall(line))) for line in fold(text).split("\n"))
        for text in (pair.words, pair.translated)
    ]
    if counts[1] < counts[0]:
        message = f"The words have {counts[0]} sentences, and the translation has {counts[1]}."
        hint = "Add what is missing. If two became one on purpose, end the sentence where the words end it."
        yield "sentence-lost", Severity.WARNING, message, hint


def _left_as_it_was(words: str, translated: str) -> str:
    """The first words of a translation that stand so in the original: four at least, most of them no names."""
    parts, others = plain(words).split(), _QUOTED.sub(' " ', plain(translated)).split()
    known = {tuple(parts[at : at + RUN]) for at in range(len(parts) - RUN + 1)}
    runs = [tuple(others[at : at + RUN]) in known for at in range(len(others) - RUN + 1)]
    start = next((at for at, is_same in enumerate(runs) if is_same), None)
    if start is None:
        return ""
    end = next((at for at in range(start, len(runs)) if not runs[at]), len(runs))
    left = others[start : end + RUN - 1]
    return " ".join(left).rstrip(".,;:") if sum(word[0].islower() for word in left) >= RUN - 1 else ""


def _way_to_translation(pair: Pair) -> Path:
    return (*pair.path[:-1], pair.language)


def _label(pair: Pair) -> str:
    return f"{pair.field.replace('_', ' ')} of {pair.owner}"


def _changed(pair: Pair, now: Iterable[str]) -> tuple[str, str]:
    texts = list(now)
    near = texts if len(texts) == 1 else get_close_matches(fold(pair.words), texts, 1, 0.5)
    if not near:
        message = "These words are no longer in that field."
        return message, "If other words replaced them, write those with a new translation; if not, take the pair out."
    return f"The words have changed since they were translated. They now read: '{_shortened(near[0])}'.", (
        f"Have the new words translated. Then write them after {pair.path[-1]}, with the new translation below. "
        "Until then the public reads these words untranslated."
    )


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} ..."
