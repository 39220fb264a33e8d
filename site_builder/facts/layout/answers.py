"""Facts to rows of questions and answers; the few fields whose answer is more than their words have a function here.

No fact, no answer; no answer, no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace

from site_builder.facts.facts import Fact, classes_in, open_about, who_is_in
from site_builder.facts.layout.laid_out import Answer, Row
from site_builder.facts.layout.questions import WHO, Question, question_key
from site_builder.facts.sentences import NEW_LINE, Sentences, link, raised
from site_builder.model import Agreement, Disclosure, Law, LegalPower, Reading, Recipient, Thing
from site_builder.model.values import NOT_STATED, Id, Words

OPEN: Mapping[str, str] = {"open_list": "unnamed", "to_be_appointed": "not_appointed"}
"""What is left open about a member, and the words for it in the locale."""

AnswerMaker = Callable[[Sentences, Sequence[Fact]], Iterator[Answer]]


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, with the key of the row in which it stands, and the field or type of condition that it states."""

    key: str
    field: str
    answer: Answer


def told(s: Sentences, questions: Iterable[Question], facts: Iterable[Fact]) -> Iterator[Told]:
    """The answers that facts give, in the order of the questions."""
    all_facts = list(facts)
    for question in questions:
        for field in question.fields:
            of_field = [f for f in all_facts if f.field == field]
            if of_field:
                maker = ANSWER_MAKERS.get(field, _joined_answer)
                yield from (Told(question.key, field, one) for one in maker(s, of_field))
        limits = [f for f in all_facts if f.field == "conditions"]
        for kind in question.conditions:
            same_sentence: dict[tuple[str, bool], list[Fact]] = {}
            for fact in (f for f in limits if f.value.type == kind):
                same_sentence.setdefault((fact_words(s, fact), fact.possible), []).append(fact)
            for (text, _), of_sentence in same_sentence.items():
                yield Told(question.key, kind, answer(s, text, of_sentence))


def facts_told(answers: Iterable[Told]) -> tuple[str, ...]:
    """The ids of the facts that some answers state, each once."""
    return tuple(dict.fromkeys(fact for one in answers for fact in one.answer.facts))


def rows(s: Sentences, questions: Iterable[Question], facts: Iterable[Fact]) -> tuple[Row, ...]:
    """A row for each question that some of the facts answer."""
    return rows_of(s, told(s, questions, facts))


def rows_of(s: Sentences, answered: Iterable[Told]) -> tuple[Row, ...]:
    """Answers in rows, each in the place of its first answer."""
    by_key: dict[str, list[Answer]] = {}
    for one in answered:
        by_key.setdefault(one.key, []).append(one.answer)
    return tuple(Row(key, s.question(key), tuple(answers)) for key, answers in by_key.items())


def answer(s: Sentences, text: str, facts: Iterable[Fact], *, url: str | None = None) -> Answer:
    """An answer with its first letter raised; it states the facts, and those stated with the names in them.

    Where the words leave open whether a fact holds, the answer says so. Its first sentence leads to `url`, if any.
    """
    own_facts = list(facts)
    named = (key for fact in own_facts for name in fact.names for key in s.facts_stated_with_names.get(name, ()))
    also_stated = (*named, *(key for fact in own_facts for key in fact.brings))
    if url is not None:
        name, *more = text.split(NEW_LINE)
        text = NEW_LINE.join([link(url, name), *more])
    words = s.language.page("perhaps", answer=text) if any(f.possible for f in own_facts) else text
    return Answer(s.lines(raised(words)), tuple(dict.fromkeys([*(f.id for f in own_facts), *also_stated])))


def who(s: Sentences, disclosure: Disclosure) -> Iterator[Told]:
    """Who gets it, from whom: one answer for recipient, sender and direction, as the words for each need the others.

    Then the members of the recipient that the words name, what is open about each, whether there are others, and how
    one tells who they are.
    """
    recipient = s.registry.things[disclosure.recipient] if disclosure.recipient else None
    of_who = [f for f in s.facts_of(disclosure) if f.field in WHO.fields]
    own = [f for f in of_who if f.field == "own_recipient"]
    facts = [f for f in of_who if f not in own]
    of_recipient = s.facts_of(recipient) if isinstance(recipient, Recipient) else ()
    stated = [*facts, *(f for f in of_recipient if f.field in {"at", "to_be_appointed"})]
    yield Told(WHO.key, "recipient", answer(s, who_gets(s, disclosure, _recipient_words(s, recipient)), stated))
    yield from (Told(WHO.key, fact.field, answer(s, fact_words(s, fact), [fact])) for fact in own)
    yield from _who_is_meant(s, of_recipient)
    for inner in classes_in(s.registry, recipient) if recipient else ():
        within = str(s.language.texts["recipients"]["of_class"]).replace("{recipient}", s.name(inner.id))
        yield from _who_is_meant(s, tuple(who_is_in(inner)), within)


def _who_is_meant(s: Sentences, of_class: Sequence[Fact], within: str = "{answer}") -> Iterator[Told]:
    """Who is in a class, whether there are others, and how one tells."""
    texts = s.language.texts["recipients"]
    named = [f for f in of_class if f.field == "members"]
    yield from (Told("members", "members", one) for one in _members_answers(s, named, within))
    for fact in (f for f in of_class if f.field in {"open_list", "membership"}):
        key = "all_named" if not fact.value else "others" if named else "members_not_named"
        words = texts[key] if fact.field == "open_list" else texts["membership"][fact.value]
        yield Told("members", fact.field, answer(s, within.replace("{answer}", words), [fact]))


def who_gets(s: Sentences, disclosure: Disclosure, recipient: str) -> str:
    """Who gets it, and from whom; `recipient` is the recipient's name."""
    way = "never" if disclosure.is_promise else disclosure.direction or "send"
    way += "_from" if disclosure.sender else ""
    sender = _name_of_sender(s, disclosure.sender) if disclosure.sender else ""
    return str(s.language.texts["recipients"][way]).format(recipient=recipient, sender=sender)


def _name_of_sender(s: Sentences, sender: Id) -> str:
    return str(s.language.texts["recipients"]["sender_not_stated"]) if sender == NOT_STATED else s.name(sender)


def fact_words(s: Sentences, fact: Fact) -> str:
    """One fact in words: the first letter as it is, without the doubt."""
    return _pattern(s, fact.field).format(it=_text(s, fact))


def _text(s: Sentences, fact: Fact) -> str:
    is_entry = is_dataclass(fact.value) and not isinstance(fact.value, Words)
    return s.say(fact.value) if is_entry else s.text(fact.field, fact.value)


def _pattern(s: Sentences, field: str, number: int = 1) -> str:
    pattern = s.language.texts["fields"].get(field, "{it}")
    return pattern if isinstance(pattern, str) else s.language.counted(pattern, number)


def _joined_answer(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
    """One answer for all values; one each where a name has a comma or a bracket in it."""
    values = [_text(s, f) for f in facts]
    if len(facts) > 1 and any(map(_is_unlike_one, values)):
        yield from _answer_each(s, facts)
    else:
        yield answer(s, _pattern(s, facts[0].field, len(facts)).format(it=s.language.join(values)), facts)


def _is_unlike_one(value: str) -> bool:
    """Whether a value would not look like one of a list."""
    return bool(set(",([" + NEW_LINE) & set(value))


def _items_answer(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
    """One answer for items in an editor's own words, whatever is in them."""
    values = s.language.join([_text(s, f) for f in facts])
    yield answer(s, _pattern(s, facts[0].field, len(facts)).format(it=values), facts)


def _answer_each(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
    for fact in facts:
        yield answer(s, fact_words(s, fact), [fact], url=_url(s, fact))


def _url(s: Sentences, fact: Fact) -> str | None:
    """The address that a fact has: of further reading, of an agreement, of the law of a power; else None."""
    if isinstance(fact.value, Reading):
        return fact.value.url
    key = fact.value.law if isinstance(fact.value, LegalPower) else fact.value
    thing = s.registry.things.get(Id(key)) if isinstance(key, str) else None
    if isinstance(thing, Agreement | Law):
        return thing.url
    return str(fact.value) if isinstance(fact.value, str) and fact.value.startswith("https://") else None


def _modality_answer(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
    disclosure = s.registry.things[Id(facts[0].subject)]
    sender = _giver(disclosure) if isinstance(disclosure, Disclosure) else None
    giver = _name_of_sender(s, sender) if sender else s.language.page("we")
    yield answer(s, s.word("modality", facts[0].value).format(sender=giver), facts)


def _role_answer(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
    """The part that who gets it plays, by name; that of others is as the words say it."""
    disclosure = s.registry.things[Id(facts[0].subject)]
    recipient = disclosure.recipient if isinstance(disclosure, Disclosure) else None
    for fact in facts:
        both_ways = f"{fact.value}_both_ways" if _is_exchange(disclosure) else ""
        roles = s.language.texts["exact"]["roles"]
        pattern = roles.get(both_ways, roles.get(fact.value)) if recipient else None
        words = pattern.format(recipient=s.bare(recipient)) if pattern and recipient else fact_words(s, fact)
        yield answer(s, words, [fact])


def _retention_answers(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
    """How long it is kept; the address of the list of times is that of a link with words."""
    addresses = [str(getattr(fact.value, "schedule", None) or "") for fact in facts]
    for place, (fact, address) in enumerate(zip(facts, addresses, strict=True)):
        parts = fact_words(s, fact).split(NEW_LINE)
        if address in addresses[place + 1 :]:  # said once, with the last time of that list
            parts = [part for part in parts if not address or address not in part]
        told = [
            link(address, part.replace(address, "").strip(" :")) if address and address in part else part
            for part in parts
        ]
        yield answer(s, NEW_LINE.join(told), [fact])


def _opt_out_answers(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
    """The ways to opt out; that there is none is said as "no other" where people can say no to items."""
    disclosure = s.registry.things[Id(facts[0].subject)]
    if facts[0].value == "none" and isinstance(disclosure, Disclosure) and disclosure.item_choices:
        yield answer(s, s.language.texts["exact"]["no_other_opt_out"], facts)
    else:
        yield from _answer_each(s, facts)


def _is_exchange(thing: Thing) -> bool:
    """Whether we and the recipient give to each other."""
    return (
        isinstance(thing, Disclosure)
        and thing.sender is None
        and (thing.direction == "two_way" or thing.exchange is not None)
    )


def _giver(disclosure: Disclosure) -> Id | None:
    """Who passes the data on; None for us."""
    return disclosure.recipient if disclosure.direction == "receive" else disclosure.sender


def _recipient_words(s: Sentences, recipient: Thing | None) -> str:
    """The recipient in words."""
    texts: Mapping[str, str] = s.language.texts["recipients"]
    if not isinstance(recipient, Recipient):
        return texts["not_stated"]
    words = s.name(recipient.id)
    if recipient.at:
        words = texts["at"].format(recipient=words, at=s.name(recipient.at))
    return texts["not_appointed"].format(recipient=words) if recipient.to_be_appointed else words


def _members_answers(s: Sentences, facts: Sequence[Fact], within: str) -> Iterator[Answer]:
    """The members, each with what is left open about it: one answer, or one each as in `_joined_answer`."""
    texts: Mapping[str, str] = s.language.texts["recipients"]
    with_open = []
    for fact in facts:
        words, left_open = s.name(fact.value), [*open_about(s.registry.things[Id(fact.value)])]
        for one in left_open:
            words = texts[OPEN[one.field]].format(recipient=words)
        with_open.append((words, replace(fact, brings=tuple(one.id for one in left_open))))
    if len(facts) > 1 and any(_is_unlike_one(s.name(fact.value)) for fact in facts):
        yield from (answer(s, within.replace("{answer}", words), [fact]) for words, fact in with_open)
    elif facts:
        words = s.language.join([words for words, _ in with_open])
        yield answer(s, within.replace("{answer}", words), [fact for _, fact in with_open])


def _confirmed_answers(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
    """Who checked, when, and which rows: these have words in every language."""
    for fact in facts:
        thing = s.registry.things[Id(fact.subject)]
        keys = dict.fromkeys(key for field in fact.value.fields if (key := question_key(thing, field)))
        by, day = s.name(fact.value.by), s.language.day(fact.value.date)
        what = ", ".join(raised(s.topic(key)) for key in keys)
        checked = s.language.page("checked", by=by, day=day)
        yield answer(
            s, s.language.texts["exact"]["of_passages"].format(what=checked, numbers=what) if what else checked, [fact]
        )


ANSWER_MAKERS: Mapping[str, AnswerMaker] = {
    "modality": _modality_answer,
    "recipient_role": _role_answer,
    "data_items": _items_answer,
    "services": _items_answer,
    "item_choices": _items_answer,
    "excluded": _answer_each,
    "purposes": _answer_each,
    "programmes": _answer_each,
    "agreements": _answer_each,
    "legal_power": _answer_each,
    "retention": _retention_answers,
    "transfers": _answer_each,
    "opt_outs": _opt_out_answers,
    "settled": _answer_each,
    "held": _answer_each,
    "our_role": _answer_each,
    "also_stated": _answer_each,
    "officers": _answer_each,
    "other_use": _answer_each,
    "outside_uk": _answer_each,
    "more_information": _answer_each,
    "website": _answer_each,
    "privacy_notice": _answer_each,
    "confirmed": _confirmed_answers,
}
"""How the facts of a field become answers; those of a field that is not here become one answer."""
