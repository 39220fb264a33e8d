"""What a passage is called: who gets it, and why, in a few words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from site_builder.facts.layout.questions import EXACT
from site_builder.facts.layout.shown import Group, Shown, reference
from site_builder.facts.sentences import raised, words_alone
from site_builder.model import Body, Disclosure, Purpose, Recipient, Section, SharedCondition
from site_builder.model.conditions import OptOut
from site_builder.model.values import NOT_STATED, Id, Word

LONGEST = 14
"""The most words of a label."""
LONGEST_PURPOSE = 9
"""The most words of a purpose that a label has in place of its family."""
LONGEST_NAME = 5
"""The most words of a name that a label has in place of the short name."""
FEW_NAMES = 2
"""So many names can stand before what rules hold for."""
NAMED_SCHEMES = {"national_data_opt_out"}
"""The schemes to opt out that have a name of their own."""
TWO_WAY = Word("two_way")
NAMES, FAMILIES, NUMBERS, LEFT_OUT = 3, 3, 5, 4
"""The most names and families in a label; the most numbers of a rule, and of what it does not hold for."""


def label(shown: Shown, group: Group, *, has_way: bool = True) -> str:
    """The label of a passage that states something, as text with marks; it says which way it goes, unless left out."""
    rules = [shown.rules[i] for i in group.things if i in shown.rules]
    disclosures = [shown.in_force[i] for i in group.things if i in shown.in_force]
    disclosures = disclosures if has_way else [replace(d, direction=None) for d in disclosures]
    parts = []
    if rules:
        told = _of_rules(shown, group, rules)
        parts.append(told if disclosures else _with_name(shown, rules, told))
    if disclosures:
        parts.append(label_of(shown, group.section, disclosures))
    elif group.to_come:
        to_come = [shown.to_come[key] for key in group.to_come]
        day = shown.say.language.day(min(map(shown.begins, group.to_come)))
        pattern = str(shown.say.language.texts["to_come"]["of"])
        parts.append(pattern.format(valid_from=day, what=label_of(shown, group.section, to_come)))
    return ". ".join(map(raised, parts))


def short_title(shown: Shown, number: str) -> str:
    """The label of a passage up to its first colon, without which way it goes: who gets it, but not why."""
    group = next(group for group in shown.groups if group.number == number)
    return raised(label(shown, group, has_way=False)).partition(":")[0]


def titles_of(shown: Shown, disclosures: Iterable[Disclosure]) -> Mapping[str, str]:
    """The titles of the passages that state some disclosures, by number. Each names who gets it.

    Where a passage states other disclosures too, its title is that of these alone.
    """
    some: dict[str, list[Disclosure]] = {}
    for disclosure in disclosures:
        direction = None if disclosure.direction == "two_way" else disclosure.direction
        some.setdefault(shown.number_of[disclosure.id], []).append(replace(disclosure, direction=direction))
    titles = {}
    for number in shown.numbers(each.id for those in some.values() for each in those):
        words = raised(label_of(shown, None, some[number]))
        is_all = len(some[number]) == sum(shown.number_of[key] == number for key in shown.shared)
        pattern = str(shown.say.language.texts["label"]["titled" if is_all else "titled_part"])
        titles[number] = pattern.format(label=words, number=reference(number))
    return titles


def name_of(shown: Shown, key: str) -> str:
    """A name; the short name only where the name is long, and the short one more than initials: few know those."""
    s, thing = shown.say, shown.registry.things[Id(key)]
    name = s.bare(key)
    stated = thing.short_name if isinstance(thing, Recipient | Body) else None
    short = s.words(stated) if stated else ""
    is_long = len(words_alone(name).split()) > LONGEST_NAME
    return short if is_long and short and not words_alone(short).isupper() else name


def heading_of(shown: Shown, disclosure: Disclosure, among: Sequence[Disclosure]) -> str:
    """What one of several disclosures of a passage is called: who gets it, or what else tells it from the others.

    That is its title, the purposes or the programmes; where nothing does, the first that it has.
    """
    choices = [_headings(shown, d) for d in among if d is not disclosure]
    own = _headings(shown, disclosure)
    told = [name for place, name in enumerate(own) if name and all(each[place] != name for each in choices)]
    return (told or [*filter(None, own[1:]), own[0]])[0]


def _headings(shown: Shown, disclosure: Disclosure) -> tuple[str, str, str, str]:
    """Who gets a disclosure, its title, purposes and programmes; '' for what it does not have."""
    s = shown.say
    purposes = s.language.join([s.bare(purpose.id) for purpose in _purposes(shown, [disclosure])])
    programmes = s.language.join([s.bare(key) for key in disclosure.programmes])
    return _who(shown, disclosure, None), s.words(disclosure.title) if disclosure.title else "", purposes, programmes


def rules_alone(shown: Shown, group: Group, number: int) -> Iterator[str]:
    """What rules are about and what they hold for, the fullest first: of many passages their number is told."""
    rules = [shown.rules[i] for i in group.things if i in shown.rules]
    counted = shown.say.language.counted(shown.say.language.texts["label"]["rules_for_many"], number)
    told = _of_rules(shown, group, rules)
    yield from (*(_with_name(shown, rules, each) for each in (told, counted)), told, counted)


def _with_name(shown: Shown, rules: Sequence[SharedCondition], told: str) -> str:
    """What rules hold for, behind what they are about: a scheme that has a name, or the questions that they answer."""
    s = shown.say
    conditions = [condition for rule in rules for condition in rule.conditions]
    schemes = dict.fromkeys(c.scheme for c in conditions if isinstance(c, OptOut) and c.scheme in NAMED_SCHEMES)
    keys = dict.fromkeys(q.key for q in EXACT if any(c.type in q.conditions for c in conditions))
    of_schemes = s.language.texts["conditions"]["opt_out"]["scheme"]
    names = [str(of_schemes[scheme]) for scheme in schemes] or [s.question(key).text for key in keys]
    if not names:
        return told
    name = raised(", ".join(names[:FEW_NAMES]))
    text = str(s.language.texts["label"]["rules_named"]).format(name=name, rules=told)
    return text if len(words_alone(text).split()) <= LONGEST else told


def _of_rules(shown: Shown, group: Group, rules: Sequence[SharedCondition]) -> str:
    """What rules hold for, besides what their own passage states."""
    texts = shown.say.language.texts["label"]
    keys = {rule.id for rule in rules}
    others = [d for d in shown.shared.values() if shown.number_of[d.id] != group.number] or shown.shared.values()
    certain = [d.id for d in others if keys & {*d.shared_conditions}]
    possible = [d.id for d in others if d.id not in certain and keys & {*d.possible_conditions}]
    reached, perhaps = shown.numbers(certain), shown.numbers(possible)
    left = shown.numbers(d.id for d in others if d.id not in certain)
    if not certain and not possible:
        return str(texts["rules_elsewhere"])
    if not left:
        return str(texts["rules_for_everything"])
    all_but = not perhaps and len(left) <= LEFT_OUT and not {*left}.intersection(reached)
    if all_but and len(reached) > NUMBERS:
        not_reached = [d.id for d in others if shown.number_of[d.id] in left]
        return str(texts["rules_for_all_but"]).format(numbers=shown.references(not_reached))
    if len(reached) + len(perhaps) > NUMBERS:
        return shown.say.language.counted(texts["rules_for_many"], len(reached) + len(perhaps))
    key = "rules_perhaps_for" if not certain else "rules_for_and_perhaps" if possible else "rules_for"
    return str(texts[key]).format(numbers=shown.references(certain), perhaps=shown.references(possible))


def label_of(shown: Shown, section: Section | None, disclosures: Sequence[Disclosure]) -> str:
    """Who gets it, and why; without what the heading of a section says already."""
    texts = shown.say.language.texts["label"]
    heading = _plain(shown.say.heading(section)) if section else ""
    told = sorted(_without_senders_named(_both_ways(disclosures)), key=lambda d: d.direction == TWO_WAY)
    whos = list(dict.fromkeys(filter(None, (_who(shown, d, section) for d in told))))
    title = _one_title(shown, disclosures)
    if title and any(_plain(who) in _plain(title) for who in whos):
        return title
    choices = [title] if title else [_names_of_purposes(shown, disclosures)]
    choices += [_families(shown, disclosures), _programme(shown, disclosures)]
    silence = "" if all(d.is_promise for d in disclosures) else str(texts["purpose_not_said"])
    whys = [why for why in choices if why] or [silence]
    for names in (NAMES, 2, 1):
        for why in whys:
            parts = [some(shown, whos, names), "" if _plain(why) == heading else why]
            text = ": ".join(filter(None, parts)) or why
            if len(words_alone(text).split()) <= LONGEST:
                return text
    return text


def _both_ways(disclosures: Sequence[Disclosure]) -> list[Disclosure]:
    """The same disclosures: what we send to a body that also sends us something goes both ways, and so does that."""
    sent, received = (
        {d.recipient for d in disclosures if d.sender is None and d.direction == way} for way in (None, "receive")
    )
    both = sent & received
    return [replace(d, direction=TWO_WAY) if d.sender is None and d.recipient in both else d for d in disclosures]


def _without_senders_named(disclosures: Sequence[Disclosure]) -> list[Disclosure]:
    """The same disclosures; what somebody passes on who gets it in the same passage needs no giver in the label."""
    takers = {d.recipient for d in disclosures}
    return [replace(d, sender=None) if d.sender in takers and d.direction is None else d for d in disclosures]


def _one_title(shown: Shown, disclosures: Sequence[Disclosure]) -> str:
    titles = {shown.say.words(d.title) if d.title else "" for d in disclosures}
    return titles.pop() if len(titles) == 1 else ""


def _who(shown: Shown, disclosure: Disclosure, section: Section | None) -> str:
    """Who gets it, without what the heading of the section says already."""
    texts = shown.say.language.texts["label"]
    if disclosure.recipient is None:
        return str(texts["recipient_not_said"])
    name = name_of(shown, disclosure.recipient)
    if disclosure.is_promise:
        return str(texts["never"]).format(recipient=name)
    sender = _sender(shown, disclosure)
    if disclosure.direction == "receive":
        return str(texts["from_to" if sender else "from"]).format(recipient=sender, sender=name)
    if disclosure.direction == "two_way":
        return str(texts["both_ways_with" if sender else "both_ways"]).format(recipient=name, sender=sender)
    if sender:
        key = "passed_on" if is_heading(shown, section, disclosure.sender) else "from_to"
        return str(texts[key]).format(recipient=name, sender=sender)
    return "" if is_heading(shown, section, disclosure.recipient) else name


def _sender(shown: Shown, disclosure: Disclosure) -> str:
    """The name of who shares it, where that is another; or that the words do not say who."""
    if disclosure.sender == NOT_STATED:
        return str(shown.say.language.texts["recipients"]["sender_not_stated"])
    return name_of(shown, disclosure.sender) if disclosure.sender else ""


def is_heading(shown: Shown, section: Section | None, key: Id | None, *, by_any_name: bool = True) -> bool:
    """Whether the heading of a section is the name of a recipient, its short name, or the two together.

    Or, `by_any_name`, another name that the words use for it.
    """
    thing = shown.registry.things.get(key) if key else None
    if section is None or not isinstance(thing, Recipient):
        return False
    heading, s = _plain(shown.say.heading(section)), shown.say
    others = thing.also_called if by_any_name else ()
    names = [s.bare(thing.id), *(s.words(n) for n in (thing.short_name, *others) if n)]
    return any(heading in (_plain(name), *(_plain(f"{name} ({other})") for other in names)) for name in names)


def _plain(text: str) -> str:
    return re.sub(r"^(the|our|y|yr|ein) ", "", words_alone(text).casefold().strip(" ."))


def some(shown: Shown, names: Sequence[str], most: int) -> str:
    """All names, or the first of them and how many more."""
    if len(names) <= most:
        return ", ".join(names)
    kept = names[: max(most - 1, 1)]
    more = str(shown.say.language.texts["label"]["more"]).format(number=len(names) - len(kept))
    return ", ".join([*kept, more])


def _purposes(shown: Shown, disclosures: Iterable[Disclosure]) -> list[Purpose]:
    things = (shown.registry.things[key] for d in disclosures for key in d.purposes)
    return [thing for thing in dict.fromkeys(things) if isinstance(thing, Purpose)]


def _names_of_purposes(shown: Shown, disclosures: Sequence[Disclosure]) -> str:
    """The one purpose by its name, if that is short; '' else."""
    purposes = _purposes(shown, disclosures)
    name = shown.say.bare(purposes[0].id) if len(purposes) == 1 else ""
    return name if len(words_alone(name).split()) <= LONGEST_PURPOSE else ""


def _families(shown: Shown, disclosures: Sequence[Disclosure]) -> str:
    s, texts = shown.say, shown.say.language.texts["label"]
    field = "child_family" if s.for_children else "family"
    families = list(dict.fromkeys(s.word(field, p.family) for p in _purposes(shown, disclosures)))
    if len(families) <= FAMILIES:
        return ", ".join(families)
    return str(texts["and_more"]).format(names=", ".join(families[:FAMILIES]))


def _programme(shown: Shown, disclosures: Sequence[Disclosure]) -> str:
    programmes = list(dict.fromkeys(key for d in disclosures for key in d.programmes))
    return shown.say.bare(programmes[0]) if len(programmes) == 1 else ""
