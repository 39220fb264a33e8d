"""What a notice does not say: the topics on which the law wants people told, and of which it says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from site_builder.facts.layout.about import unsaid_about
from site_builder.facts.layout.closed_one import ANSWERS, is_silent
from site_builder.facts.layout.laid_out import Block, Item, Items, Part, Text
from site_builder.facts.layout.questions import EXACT
from site_builder.facts.layout.regular import is_case_by_case, is_once, is_regular
from site_builder.facts.layout.shown import Shown
from site_builder.facts.layout.times import unsaid_by
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import link
from site_builder.model import DataCategory, Disclosure, Registry
from site_builder.model.conditions import ProhibitedUse
from site_builder.model.values import NOT_STATED, Id, Word

ANCHOR, NOT_SAID_THEN = "page-silence", "page-not-said-then"
Applies = Callable[[Registry, Disclosure], bool]


def _to_all(_: Registry, __: Disclosure) -> bool:
    return True


def _to_ours(_: Registry, disclosure: Disclosure) -> bool:
    """What we make or receive."""
    return disclosure.sender is None


def _to_duties(_: Registry, disclosure: Disclosure) -> bool:
    return disclosure.modality in ("must", "must_when_required")


def _to_ours_with_sensitive_data(registry: Registry, disclosure: Disclosure) -> bool:
    categories = (registry.things[key] for key in disclosure.data_categories)
    return disclosure.sender is None and any(isinstance(c, DataCategory) and c.special for c in categories)


OF_DISCLOSURES: Mapping[str, tuple[tuple[str, ...], Applies]] = {
    "sender": (("sender",), _to_all),
    "recipient": (("recipient",), _to_all),
    "purposes": (("purposes", "programmes"), _to_all),
    "data": (("data_categories", "data_items"), _to_all),
    "lawful_basis": (("lawful_basis",), _to_all),
    "duty_law": (("legal_power",), _to_duties),
    "special_condition": (("special_condition",), _to_ours_with_sensitive_data),
    "retention": (("retention",), _to_all),
    "transfers": (("transfers",), _to_all),
    "source": (("source",), _to_ours),
    "automated_decision": (("automated_decision",), _to_all),
    "provision_required": (("provision_required",), _to_ours),
    "role": (("recipient_role",), _to_all),
    "told": (("can_we_tell_you",), _to_ours),
}
"""Each topic with the fields of which one is enough to state it, and the disclosures to which it applies.

`none` and `not_applicable` are statements; a sender that is left out is us.
"""

BY_CONDITION: Mapping[str, tuple[str, ...]] = {"told": ("tell_first", "consent_first")}
"""Topics that a condition of these types states too: who is asked is told."""

OF_ALL = ("source", "lawful_basis", "special_condition", "retention")
"""Topics that a notice may state for all that it covers, in its field of that name."""

OF_ORGANISATION: Mapping[str, tuple[str, ...]] = {
    "complaint_to_us": ("complaint_to_us",),
    "dpo": ("dpo",),
    "contact": ("website", "dpo", "complaint_to_us"),
}
"""Each topic of the whole notice with the fields of the organisation of which one is enough to state it."""

PASSED_ON = {*next(question.conditions for question in EXACT if question.key == "passed_on")}
"""The conditions on passing it on."""


@dataclass(frozen=True)
class Topic:
    """A topic, the disclosures in force to which it applies, and those of them that do not state it, or not of all.

    One of the whole notice has no disclosures, and is only made where it is not stated.
    """

    key: str
    applies_to: Sequence[str] = ()
    silent: Sequence[str] = ()
    in_part: Sequence[str] = ()

    @property
    def is_unsaid(self) -> bool:
        """Whether nothing states it."""
        return len(self.silent) == len(self.applies_to)


def silence(shown: Shown) -> Part | None:
    """What the notice does not say of what it names; None where no disclosure is in force, or where it says all."""
    blocks = tuple(_blocks(shown, _topics(shown)))
    return Part(ANCHOR, _line(shown, "heading"), blocks) if shown.in_force and blocks else None


def not_said_then(shown: Shown) -> Part | None:
    """What nobody asked for when the notice was made, and so is not said: that is no silence of its words."""
    topics = [key for key in OF_DISCLOSURES if _is_unasked(shown, key)]
    if not topics or not shown.shared:
        return None
    texts = shown.say.language.texts["silence"]
    blocks = (Text((_line(shown, "why_not_then"),)), _columns(shown, [texts["topics"][key] for key in topics]))
    return Part(NOT_SAID_THEN, shown.say.line(texts["not_then"]), blocks)


def _is_unasked(shown: Shown, key: str) -> bool:
    fields, _ = OF_DISCLOSURES.get(key, (("frequency",), _to_all))
    return not shown.unasked.isdisjoint(fields)


def is_contact_unsaid(shown: Shown) -> bool:
    """Whether the organisation states no way to reach it."""
    return not _states(shown.registry.organisation, OF_ORGANISATION["contact"])


def silence_link(shown: Shown) -> Line | None:
    """The link to what the notice does not say, with the number of topics; None where it says all."""
    number = len(_topics(shown)) if shown.in_force else 0
    words = shown.say.language.counted(_texts(shown)["link"], number)
    return shown.say.line(link(f"#{ANCHOR}", words)) if number else None


def _topics(shown: Shown) -> Sequence[Topic]:
    """The topics that are not stated of all to which they apply, in the order of the tables."""
    return tuple(_found(shown)) if shown.shared else ()


def _found(shown: Shown) -> Iterator[Topic]:
    for key, (fields, applies) in ((k, v) for k, v in OF_DISCLOSURES.items() if not _is_unasked(shown, k)):
        applies_to = [d for d in shown.shared.values() if applies(shown.registry, d) or _states(d, fields)]
        is_said_of_all = key in OF_ALL and getattr(shown.notice, key)
        stating = {d.id for d in applies_to if _states(d, fields) or _is_stated_otherwise(shown, key, d)}
        silent = [] if is_said_of_all else [d.id for d in applies_to if d.id not in stating]
        if silent:
            yield Topic(key, [d.id for d in applies_to], silent)
    yield from _of_keeping(shown)
    silent = [key for key in shown.shared if is_silent_on_passing_on(shown, key)]
    if silent:
        yield Topic("passed_on", list(shown.shared), silent)
    silent = [d.id for d in shown.shared.values() if not (is_regular(d) or is_case_by_case(d) or is_once(d))]
    if silent and not _is_unasked(shown, "regular"):
        yield Topic("regular", list(shown.shared), silent)
    for key in ANSWERS:
        silent = [d.id for d in shown.shared.values() if is_silent(shown, key, d)]
        if 0 < len(silent) < len(shown.shared):  # of all, the table at the top says so
            yield Topic(key, list(shown.shared), silent)
    unsaid = [key for key, fields in OF_ORGANISATION.items() if not _states(shown.registry.organisation, fields)]
    unsaid = [key for key in unsaid if key != "complaint_to_us" or "contact" not in unsaid]  # told with the contact
    yield from map(Topic, [*unsaid, *_unsaid_of_notice(shown), *unsaid_about(shown)])


def _is_stated_otherwise(shown: Shown, topic: str, disclosure: Disclosure) -> bool:
    """Whether a condition of a disclosure states a topic; what we receive says by that where we got it."""
    if topic == "source" and disclosure.direction == "receive":
        return True
    stating = BY_CONDITION.get(topic, ())
    return any(limit.condition.type in stating for limit in shown.registry.limits(disclosure))


def _unsaid_of_notice(shown: Shown) -> Iterator[str]:
    """The topics of the notice as a whole that it does not state."""
    categories = (shown.registry.things[key] for d in shown.shared.values() for key in d.data_categories)
    if not any(isinstance(c, DataCategory) and c.sensitive for c in categories):
        yield "sensitive"
    if not shown.notice.owner_role:
        yield "owner"
    also = {each.topic for each in shown.notice.also_stated}
    if "marketing" not in also | _uses(shown):
        yield "marketing"
    if "impact_assessment" not in also:
        yield "impact_assessment"


def _uses(shown: Shown) -> set[Word | None]:
    """The families of the purposes for which it is shared, or of which it is said that it is never used for them."""
    limits = [limit.condition for d in shown.shared.values() for limit in shown.registry.limits(d)]
    limits += [condition for notice in (shown.notice, *shown.read_with) for condition in notice.conditions]
    uses = {key for limit in limits if isinstance(limit, ProhibitedUse) for key in limit.purposes}
    uses |= {key for d in shown.shared.values() for key in d.purposes}
    return {purpose.family for purpose in shown.registry.purposes if purpose.id in uses}


def is_silent_on_passing_on(shown: Shown, thing: str) -> bool:
    """Whether we get it, and nothing in the notice says that somebody gets it, or data of its kind, from us."""
    disclosure = shown.shared.get(Id(thing))
    if disclosure is None or disclosure.direction != "receive" or disclosure.sender is not None:
        return False
    limits = shown.registry.limits(disclosure)
    ours = [each for each in shown.shared.values() if each.sender is None and each.direction != "receive"]
    is_passed_on = any(each.onward_of == thing or _have_data_in_common(each, disclosure) for each in ours)
    return not is_passed_on and PASSED_ON.isdisjoint(limit.condition.type for limit in limits)


def _have_data_in_common(one: Disclosure, other: Disclosure) -> bool:
    """Whether some kind of data is in both: then what is said of one may speak of the other."""
    return not {*one.data_categories}.isdisjoint(other.data_categories)


def _of_keeping(shown: Shown) -> Iterator[Topic]:
    """Of what states how long it is kept: whether it says so of us, and of who gets it."""
    for key, keeper in (("kept_by_us", "us"), ("kept_by_them", "them")):
        applies_to, silent, in_part = unsaid_by(shown, keeper)
        if silent or in_part:
            yield Topic(key, applies_to, silent, in_part)


def _states(thing: Any, fields: Sequence[str]) -> bool:
    return any(getattr(thing, field) not in (NOT_STATED if field == "sender" else None, ()) for field in fields)


def _blocks(shown: Shown, topics: Sequence[Topic]) -> Iterator[Block]:
    """What nothing states, and what only some passages state."""
    texts = shown.say.language.texts["silence"]
    unsaid = [texts["topics"][topic.key] for topic in topics if topic.is_unsaid]
    of_some = tuple(Item(shown.say.line(_of_some(shown, topic))) for topic in topics if not topic.is_unsaid)
    if unsaid:
        yield from (Text((shown.say.line(texts["not_at_all"]),)), _columns(shown, unsaid))
    if of_some:
        yield from (Text((shown.say.line(texts["in_part"]),)), Items(of_some))


def _columns(shown: Shown, words: Sequence[str]) -> Items:
    return Items(tuple(Item(shown.say.line(each)) for each in words), "columns")


def _of_some(shown: Shown, topic: Topic) -> str:
    """A topic with the passages that do not state it, or with the only ones that do, whichever are fewer."""
    texts = shown.say.language.texts["silence"]
    stating = [key for key in topic.applies_to if key not in (*topic.silent, *topic.in_part)]
    silent = [*topic.silent, *topic.in_part]
    is_short = len(shown.numbers(silent)) <= len(shown.numbers([*stating, *topic.in_part]))
    those, others = (silent, stating) if is_short else ([*stating, *topic.in_part], topic.silent)
    in_part = {*shown.numbers([*others, *topic.in_part])}
    whole = shown.references(key for key in those if shown.number_of[Id(key)] not in in_part)
    part = shown.references(key for key in those if shown.number_of[Id(key)] in in_part)
    numbers = ", ".join(filter(None, (whole, part and str(texts["part"]).format(numbers=part))))
    return str(texts["not_in" if is_short else "only_in"]).format(topic=texts["topics"][topic.key], numbers=numbers)


def _line(shown: Shown, key: str) -> Line:
    return shown.say.line(_texts(shown)[key])


def _texts(shown: Shown) -> Mapping[str, Any]:
    """The words for everyone or for children."""
    texts: Mapping[str, Any] = shown.say.language.texts["silence"]["children" if shown.say.for_children else "everyone"]
    return texts
