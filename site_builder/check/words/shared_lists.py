"""Lists that stand once for all our disclosures, compared with the words of each. In English only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from site_builder.check.rule import Findings, rule_of_words, waits_for_officer, warning
from site_builder.check.words.phrase_support import claimed
from site_builder.check.words.public_texts import all_names, texts
from site_builder.model import Disclosure, Purpose, Registry
from site_builder.model.name_matcher import stems
from site_builder.model.phrases import Phrases
from site_builder.model.registry import PROCESSORS
from site_builder.model.values import Id

LISTS = ("purposes", "data_categories", "data_subjects")
SHORTEST = 4
"""The fewest letters of a word that can identify what is listed."""
SAME_BEGINNING = 5
"""The fewest letters that two words must have in common: "child" and "children"."""

_READER = {"you", "your", "yours"}
"""Words for the people whom a notice addresses."""


@waits_for_officer
@rule_of_words
def list_not_in_words(registry: Registry, phrases: Phrases) -> Findings:
    """A list under all_our_disclosures holds for disclosures whose words say nothing of what it lists.

    It permits all of it for each of them, to systems that ask the gate. That we hold something for some reason does not
    mean that each recipient gets it. Something counts as named where one word of its names is there, and people also
    where the words say "you".
    """
    if not any(getattr(terms, field) for terms in registry.for_all for field in LISTS):
        return
    words, families = _words_beside(registry), _families_in_words(registry, phrases)
    for terms in registry.for_all:
        for field in (name for name in LISTS if getattr(terms, name)):
            listed = [registry.things[key] for key in getattr(terms, field)]
            naming = {stem for thing in listed for name in all_names(thing) for stem in stems(name)}
            naming = {stem for stem in naming if len(stem) >= SHORTEST} - phrases.says_little
            naming |= _READER if field == "data_subjects" else set()
            its_families = {f"family: {thing.family}" for thing in listed if isinstance(thing, Purpose)}
            silent = [
                f"'{d.id}'"
                for d in _reached(registry, terms.id)
                if d.id in words
                and getattr(d, field) == getattr(terms, field)
                and its_families.isdisjoint(families.get(d.id, ()))
                and not any(_is_same(stem, other) for stem in naming for other in words[d.id])
            ]
            if silent:
                words_of = f"the words of {', '.join(silent)} name none of it"
                message = f"{field} is stated for all disclosures here, and {words_of}."
                hint = (
                    "If all of it holds for each, say so in their words, or write the list in each of the disclosures. "
                    "If not, write in each its own list. What you only hold goes on the notice itself."
                )
                yield warning(terms.id, ("all_our_disclosures", field), message, hint)


def _reached(registry: Registry, owner: Id) -> Iterator[Disclosure]:
    """The disclosures that may have a list from what their notice, or their recipient, states for all of ours."""
    for each in registry.disclosures:
        is_ours = each.sender is None and not each.is_promise and each.recipient_role not in PROCESSORS
        is_shown = each.recipient is not None and any(notice.id == owner for notice in registry.showing(each))
        if is_ours and (is_shown or each.recipient == registry.home(each).id == owner):
            yield each


def _words_beside(registry: Registry) -> Mapping[Id, set[str]]:
    """Of each disclosure with words of its own their stems, and those of heading and words of its sections."""
    sections = {(n.id, str(s.id)): s for n in registry.notices for s in n.sections}
    found: dict[Id, set[str]] = {}
    for text in texts(registry, repeated=True):
        section = sections.get((text.notice.id, text.within))
        lines = text.sentences
        if section:
            lines += [str(words) for words in (section.heading, section.child_heading) if words]
            lines += [str(p.text) for p in (*section.passages, *section.child_passages) if not p.states]
        for disclosure in text.disclosures:
            found.setdefault(disclosure.id, set()).update(stem for line in lines for stem in stems(line))
    return found


def _families_in_words(registry: Registry, phrases: Phrases) -> Mapping[Id, set[str]]:
    """The families of purposes that phrases in the words of each disclosure tell of."""
    found: dict[Id, set[str]] = {}
    for made in claimed(registry, phrases.purposes):
        for disclosure in made.text.disclosures:
            found.setdefault(disclosure.id, set()).update(made.claim.held_by)
    return found


def _is_same(one: str, other: str) -> bool:
    """Whether two stems are one word, or one begins with the other."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) >= SAME_BEGINNING and longer.startswith(shorter))
