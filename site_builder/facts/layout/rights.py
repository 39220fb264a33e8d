"""What people can ask for by law, whom they ask, how they complain, and what research must keep to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from site_builder.facts.facts import Fact, derived_facts
from site_builder.facts.layout.laid_out import Block, Closed, Item, Items, Part, Text
from site_builder.facts.layout.say_no import can_say_no
from site_builder.facts.layout.shown import Shown
from site_builder.facts.layout.silence import is_contact_unsaid
from site_builder.facts.legal_rights import ACCESS, OBJECT, RESEARCH_RULES, RIGHTS, is_research_in_part
from site_builder.facts.sentences import link, raised
from site_builder.model import OptOut
from site_builder.model.values import Id, Word

ANCHOR, COMPLAINTS, FOR_SOME = "page-rights", "page-complaints", "page-rights-for-some"
MOST_LEFT_OUT = 4
"""The most passages that are named as those for which a right does not hold."""


def rights(shown: Shown) -> Part:
    """What people can do. For adults the law on research is in it; for children it is not, and no article is named."""
    return Part(ANCHOR, shown.say.line(_texts(shown)["heading"]), tuple(_blocks(shown)))


def complaints(shown: Shown) -> Part:
    """How people complain: to us, and to the regulator. It has an anchor of its own: nobody reads rights to find it."""
    blocks = (_complaint_to_us(shown), _complaint_to_regulator(shown))
    return Part(COMPLAINTS, shown.say.line(_texts(shown)["complaints"]), blocks)


def research(shown: Shown) -> Closed | None:
    """What the law asks of research and statistics, and of which passages; None where nothing is for these."""
    facts_by_rule = _facts_by_word(shown, RESEARCH_RULES, "research_rules")
    if not facts_by_rule:
        return None
    say, texts = shown.say, shown.say.language.texts["rights_part"]
    about = _where(shown, next(iter(facts_by_rule.values())))
    rules = [
        Item(say.line(raised(say.word("research_rules", rule))), _ids(facts)) for rule, facts in facts_by_rule.items()
    ]
    return Closed(say.line(texts["research"]), (Text((say.line(about),)), Items(tuple(rules))))


def ask(shown: Shown) -> Text | None:
    """Whom a child can ask: the officer's role, e-mail and telephone in one line; None where none is stated."""
    officer = shown.registry.organisation.dpo
    words = shown.say.say(officer, {"post"}) if officer else ""
    if not words:
        return None
    head = shown.say.language.texts["rights_part"]["ask"]
    return Text((shown.say.line(raised(words)),), shown.say.line(head), _ids_of_organisation(shown, "dpo"))


def _blocks(shown: Shown) -> Iterator[Block]:
    """Whom people ask, or that it does not say how, and for what."""
    officer, to_ask = shown.registry.organisation.dpo, shown.say.line(_texts(shown)["to_ask"])
    if officer:
        lines = shown.say.lines(raised(shown.say.say(officer)))
        yield Text(lines, to_ask, _ids_of_organisation(shown, "dpo"))
    elif shown.shared and is_contact_unsaid(shown):
        yield Text((shown.say.line(_texts(shown)["no_contact"]),), to_ask)
    yield from _what_to_ask_for(shown)
    closed = None if shown.say.for_children else research(shown)
    if closed:
        yield closed


def _what_to_ask_for(shown: Shown) -> Iterator[Block]:
    """The rights, a copy first; and what nobody can tell without a lawful basis."""
    texts, beside_no = _texts(shown), can_say_no(shown)
    facts_by_right = _facts_by_word(shown, (ACCESS, *RIGHTS), "rights", "rights_in_part")
    for_all = {right: facts for right, facts in facts_by_right.items() if _holds_for_all(shown, facts)}
    for_some = {right: facts for right, facts in facts_by_right.items() if right not in for_all}
    if for_all:
        yield Text((shown.say.line(texts["for_all"]),))
        yield _list(shown, for_all, lambda right, _: _right(shown, right, beside_no=beside_no))
    if for_some:
        yield _for_some(shown, for_some, beside_no=beside_no)
    is_asked = "lawful_basis" not in shown.unasked
    if shown.shared and is_asked and not any(d.lawful_basis for d in shown.shared.values()):
        of_holding = shown.notice.lawful_basis or any(each.lawful_basis for each in shown.notice.held)
        yield Text((shown.say.line(texts["basis_of_holding" if of_holding else "no_basis"]),))


def _for_some(shown: Shown, facts_by_right: Mapping[Word, Sequence[Fact]], *, beside_no: bool) -> Closed:
    """The rights that some of it gives, under a summary that names them all, each with its passages."""
    texts = shown.say.language.texts["rights_part"]
    short = dict.fromkeys(str(texts["short"].get(right) or shown.say.word("rights", right)) for right in facts_by_right)
    summary = _texts(shown)["for_some"].format(rights=", ".join(short))

    def line(right: Word, facts: Sequence[Fact]) -> str:
        words = _right(shown, right, beside_no=beside_no)
        return str(texts["of"]).format(right=words, where=_where(shown, facts))

    return Closed(shown.say.line(summary), (_list(shown, facts_by_right, line),), anchor=FOR_SOME)


def _list(
    shown: Shown, facts_by_right: Mapping[Word, Sequence[Fact]], words: Callable[[Word, Sequence[Fact]], str]
) -> Items:
    entries = facts_by_right.items()
    return Items(tuple(Item(shown.say.line(words(right, facts)), _ids(facts)) for right, facts in entries))


def _right(shown: Shown, right: Word, *, beside_no: bool) -> str:
    """A right in words; that we may refuse to stop is not said beside ways to say no."""
    is_beside = beside_no and right == OBJECT
    return str(shown.say.language.texts["rights_part"]["object"]) if is_beside else shown.say.word("rights", right)


def _complaint_to_us(shown: Shown) -> Text:
    complaint, texts = shown.registry.organisation.complaint_to_us, _texts(shown)
    how = shown.say.say(complaint) if complaint else texts["no_way_to_complain"]
    return Text(
        shown.say.lines(f"{texts['complain']} {raised(how)}"),
        facts=_ids_of_organisation(shown, "complaint_to_us"),
    )


def _complaint_to_regulator(shown: Shown) -> Text:
    """The regulator that the organisation states, or the Information Commissioner: then it states no fact."""
    say, texts, regulator = shown.say, _texts(shown), shown.registry.organisation.complaint_to_regulator
    name = say.words(regulator.name) if regulator else say.language.texts["rights_part"]["ico"]["name"]
    url = regulator.url if regulator else say.language.texts["rights_part"]["ico"]["url"]
    pattern = texts["regulator_at" if url else "regulator"]
    words = pattern.format(name=name, address=link(url, _address_to_read(url)) if url else "")
    return Text((say.line(words),), facts=_ids_of_organisation(shown, "complaint_to_regulator"))


def _address_to_read(url: str) -> str:
    return url.removeprefix("https://").rstrip("/")


# ---- facts


def _facts_by_word(shown: Shown, words: Iterable[Word], *fields: str) -> Mapping[Word, Sequence[Fact]]:
    """The derived facts of the disclosures in force by their word, in the order of the words, none of them empty."""
    derived = [fact for disclosure in shown.shared.values() for fact in derived_facts(shown.registry, disclosure)]
    by_word = {word: [f for f in derived if f.value == word and f.field in fields] for word in words}
    return {word: facts for word, facts in by_word.items() if facts}


def _holds_for_all(shown: Shown, facts: Sequence[Fact]) -> bool:
    return len(facts) == len(shown.shared) and all(f.field != "rights_in_part" for f in facts)


def _where(shown: Shown, facts: Iterable[Fact]) -> str:
    """The passages for which facts hold, and those for which they hold in part: of some of it, or of some disclosures.

    Where they hold for nearly all, the passages are named for which they do not, or of which they hold only in part.
    """
    texts = shown.say.language.texts["rights_part"]
    whole = {fact.subject for fact in facts if not _is_of_part(shown, fact)}
    some = shown.numbers(fact.subject for fact in facts)
    not_whole = [d for d in shown.shared if d not in whole]
    left_out = shown.numbers(not_whole)
    in_full = [d for d in shown.shared if shown.number_of[d] not in left_out]
    in_part = [d for d in shown.shared if shown.number_of[d] in left_out and shown.number_of[d] in some]
    not_at_all = [d for d in not_whole if shown.number_of[d] not in some]
    numbers_in_part = shown.references(in_part)
    part = str(texts["in_part"]).format(numbers=numbers_in_part) if in_part else ""
    is_nearly_all = len(left_out) < len(shown.numbers(in_full)) or (bool(in_full) and not not_at_all)
    if is_nearly_all and 0 < len(left_out) <= MOST_LEFT_OUT:
        numbers = shown.references(not_at_all)
        both = texts["and_part"].format(whole=numbers, numbers=numbers_in_part) if numbers and part else numbers or part
        return str(texts["all_but"]).format(numbers=both)
    return "; ".join(filter(None, (shown.references(in_full), part)))


def _is_of_part(shown: Shown, fact: Fact) -> bool:
    """Whether a fact holds for a part of its disclosure: a right by some of its bases, or rules for research.

    So does the right to object where the words say that it holds in part.
    """
    disclosure = shown.shared[Id(fact.subject)]
    if fact.field == "research_rules":
        return is_research_in_part(shown.registry, disclosure)
    said = {(o.scheme, o.effect) for o in disclosure.opt_outs if isinstance(o, OptOut)}
    return fact.field == "rights_in_part" or (fact.value == OBJECT and ("object_art_21", "applies_in_part") in said)


def _ids(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(fact.id for fact in facts)


def _ids_of_organisation(shown: Shown, field: str) -> tuple[str, ...]:
    """The ids of the facts in a field of the organisation, and of those that are stated with the names in them."""
    facts = [f for f in shown.say.facts_of(shown.registry.organisation) if f.field == field]
    named = (i for fact in facts for name in fact.names for i in shown.say.facts_stated_with_names.get(name, ()))
    return (*_ids(facts), *named)


def _texts(shown: Shown) -> Mapping[str, Any]:
    """The words for everyone or for children."""
    readers = "children" if shown.say.for_children else "everyone"
    texts: Mapping[str, Any] = shown.say.language.texts["rights_part"][readers]
    return texts
