"""What a notice does not say: the topics on which the law wants people told, and of which it says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from site_builder.facts.layout.about import unsaid_about
from site_builder.facts.layout.closed import ANSWERS, is_silent
from site_builder.facts.layout.laid_out import Block, Item, Items, Part, Text
from site_builder.facts.layout.shown import Shown
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import link
from site_builder.model import DataCategory, Disclosure, Registry
from site_builder.model.values import NOT_STATED, Id

ANCHOR, ABSENT, NOT_SAID_THEN = "page-silence", "page-absent", "page-not-said-then"
Applies = Callable[[Registry, Disclosure], bool]


def _to_all(_: Registry, __: Disclosure) -> bool:
    return True


def _to_ours(_: Registry, disclosure: Disclosure) -> bool:
    """What we make or receive."""
    return disclosure.sender is None


def _to_duties(_: Registry, disclosure: Disclosure) -> bool:
    return disclosure.modality in ("must", "must_when_required")


def _to_ours_sent(_: Registry, disclosure: Disclosure) -> bool:
    return disclosure.sender is None and disclosure.direction != "receive"


def _to_ours_with_sensitive_data(registry: Registry, disclosure: Disclosure) -> bool:
    categories = (registry.things[key] for key in disclosure.data_categories)
    return disclosure.sender is None and any(isinstance(c, DataCategory) and c.special for c in categories)


OF_DISCLOSURES: Mapping[str, tuple[tuple[str, ...], Applies]] = {
    "sender": (("sender",), _to_all),
    "recipient": (("recipient",), _to_all),
    "purposes": (("purposes",), _to_all),
    "data": (("data_categories", "data_items"), _to_all),
    "lawful_basis": (("lawful_basis",), _to_ours),
    "duty_law": (("legal_power",), _to_duties),
    "special_condition": (("special_condition",), _to_ours_with_sensitive_data),
    "retention": (("retention",), _to_all),
    "transfers": (("transfers",), _to_all),
    "source": (("source",), _to_ours_sent),
    "automated_decision": (("automated_decision",), _to_all),
    "provision_required": (("provision_required",), _to_ours),
}
"""Each topic with the fields of which one is enough to state it, and the disclosures to which it applies.

`none` and `not_applicable` are statements; a sender that is left out is us.
"""

OF_ALL = ("source", "lawful_basis", "special_condition", "retention")
"""Topics that a notice may state for all that it covers, in its field of that name."""

OF_ORGANISATION: Mapping[str, tuple[str, ...]] = {
    "complaint_to_us": ("complaint_to_us",),
    "dpo": ("dpo",),
    "contact": ("website", "dpo", "complaint_to_us"),
}
"""Each topic of the whole notice with the fields of the organisation of which one is enough to state it."""


@dataclass(frozen=True)
class Topic:
    """A topic, the disclosures in force to which it applies, and those of them that do not state it.

    One of the whole notice has no disclosures, and is only made where it is not stated.
    """

    key: str
    applies_to: Sequence[str] = ()
    silent: Sequence[str] = ()

    @property
    def is_unsaid(self) -> bool:
        """Whether nothing states it."""
        return len(self.silent) == len(self.applies_to)


def silence(shown: Shown) -> Part | None:
    """What the notice does not say, first of whom and what it does not name; None where no disclosure is in force."""
    if not shown.in_force:
        return None
    return Part(ANCHOR, _line(shown, "heading"), (unlisted(shown), *_blocks(shown, _topics(shown))))


def absent(shown: Shown) -> Part | None:
    """For children: what it means that somebody is not on the page; None where no disclosure is in force."""
    if not shown.in_force:
        return None
    heading = shown.say.line(shown.say.language.texts["silence"]["absent"])
    return Part(ABSENT, heading, (unlisted(shown),))


def unlisted(shown: Shown) -> Text:
    """That the notice says nothing of what it does not name; and unless it lists all, that there may be others."""
    texts = _texts(shown)
    is_complete = shown.notice.complete_list is True
    return Text((shown.say.line(" ".join([texts["unlisted"], *([] if is_complete else [texts["others"]])])),))


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


def silence_link(shown: Shown) -> Line | None:
    """The link to what the notice does not say, with the number of topics if there are such; None where it has none."""
    topics, about = _topics(shown), unsaid_about(shown)
    number = sum(topic.is_unsaid for topic in topics) + len(about)
    words = shown.say.language.counted(_texts(shown)["link"], number) if number else _texts(shown)["heading"]
    return shown.say.line(link(f"#{ANCHOR}", words)) if shown.in_force else None


def _topics(shown: Shown) -> Sequence[Topic]:
    """The topics that are not stated of all to which they apply, in the order of the tables."""
    return tuple(_found(shown)) if shown.shared else ()


def _found(shown: Shown) -> Iterator[Topic]:
    for key, (fields, applies) in ((k, v) for k, v in OF_DISCLOSURES.items() if not _is_unasked(shown, k)):
        applies_to = [d for d in shown.shared.values() if applies(shown.registry, d) or _states(d, fields)]
        is_said_of_all = key in OF_ALL and getattr(shown.notice, key)
        silent = [d.id for d in applies_to if not (is_said_of_all or _states(d, fields))]
        if silent:
            yield Topic(key, [d.id for d in applies_to], silent)
    yield from _of_keeping(shown)
    silent = [d.id for d in shown.shared.values() if not _is_regular_or_not(d)]
    if silent and not _is_unasked(shown, "regular"):
        yield Topic("regular", list(shown.shared), silent)
    for key in ANSWERS:
        silent = [d.id for d in shown.shared.values() if is_silent(shown, key, d)]
        if 0 < len(silent) < len(shown.shared):  # of all, the table at the top says so
            yield Topic(key, list(shown.shared), silent)
    yield from (
        Topic(key) for key, fields in OF_ORGANISATION.items() if not _states(shown.registry.organisation, fields)
    )


def _of_keeping(shown: Shown) -> Iterator[Topic]:
    """Of what states how long it is kept: whether it says so of us, and of who gets it."""
    timed = {d.id: d.retention for d in shown.shared.values() if isinstance(d.retention, tuple) and d.retention}
    for key, keeper in (("kept_by_us", "us"), ("kept_by_them", "them")):
        applies_to = [i for i in timed if _keeps(shown.shared[i], keeper)]
        silent = [i for i in applies_to if all(each.kept_by != keeper for each in timed[i])]
        if silent:
            yield Topic(key, applies_to, silent)


def _keeps(disclosure: Disclosure, keeper: str) -> bool:
    """Whether we, or they, have the data of a disclosure."""
    if keeper == "us":
        return disclosure.sender is None
    return disclosure.direction != "receive"


def _is_regular_or_not(disclosure: Disclosure) -> bool:
    """Whether it says how often it is shared, or that each case is another."""
    return (
        disclosure.frequency is not None
        or disclosure.modality in {"routinely", "may_on_request", "must_when_required"}
        or any(limit.type == "case_by_case" for limit in disclosure.conditions)
    )


def _states(thing: Any, fields: Sequence[str]) -> bool:
    return any(getattr(thing, field) not in (NOT_STATED if field == "sender" else None, ()) for field in fields)


def _blocks(shown: Shown, topics: Sequence[Topic]) -> Iterator[Block]:
    """What people may have a right to be told and can ask for, then what the notice does not say of itself."""
    texts = shown.say.language.texts["silence"]
    unsaid = [texts["topics"][topic.key] for topic in topics if topic.is_unsaid]
    about = [texts[key] for key in unsaid_about(shown)]
    for_some = tuple(Item(shown.say.line(_of_some(shown, topic))) for topic in topics if not topic.is_unsaid)
    if unsaid:
        yield _columns(shown, unsaid)
    if for_some:
        yield from (Text((_line(shown, "for_some"),)), Items(for_some))
    if unsaid or for_some:
        yield Text((_line(shown, "you_can_ask"),))
    if about:
        yield _columns(shown, about)


def _columns(shown: Shown, words: Sequence[str]) -> Items:
    return Items(tuple(Item(shown.say.line(each)) for each in words), "columns")


def _of_some(shown: Shown, topic: Topic) -> str:
    """A topic with the passages that do not state it, or with those that do, whichever are fewer."""
    texts = shown.say.language.texts["silence"]
    stating = [key for key in topic.applies_to if key not in topic.silent]
    is_short = len(shown.numbers(topic.silent)) <= len(shown.numbers(stating))
    those, others = (topic.silent, stating) if is_short else (stating, topic.silent)
    in_part = {*shown.numbers(others)}
    whole = shown.references(key for key in those if shown.number_of[Id(key)] not in in_part)
    part = shown.references(key for key in those if shown.number_of[Id(key)] in in_part)
    numbers = ", ".join(filter(None, (whole, part and str(texts["part"]).format(numbers=part))))
    return str(texts["not_of" if is_short else "said_of"]).format(topic=texts["topics"][topic.key], numbers=numbers)


def _line(shown: Shown, key: str) -> Line:
    return shown.say.line(_texts(shown)[key])


def _texts(shown: Shown) -> Mapping[str, Any]:
    """The words for everyone or for children."""
    texts: Mapping[str, Any] = shown.say.language.texts["silence"]["children" if shown.say.for_children else "everyone"]
    return texts
