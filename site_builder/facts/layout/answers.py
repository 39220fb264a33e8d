"""Facts to rows: each question with the answers that its facts give. No fact, no answer; no answer, no row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass

from site_builder.facts.facts import OF_WHO_GETS_IT, Fact
from site_builder.facts.layout.laid_out import Answer, Row
from site_builder.facts.layout.questions import WHO, Question, question_key
from site_builder.facts.sentences import Sentences, raised
from site_builder.model import Agreement, Disclosure, Law, LegalPower, Reading, Recipient
from site_builder.model.values import Id, Words

AnswerMaker = Callable[[Sentences, Sequence[Fact]], Iterator[Answer]]


def rows(s: Sentences, questions: Iterable[Question], facts: Iterable[Fact], **values: str) -> tuple[Row, ...]:
    """A row for each question that some of the facts answer; `values` are put into the questions."""
    all_facts = list(facts)
    answered = ((q, tuple(_answers_to(s, q, all_facts))) for q in questions)
    return tuple(Row(q.key, s.question(q.key, **values), answers) for q, answers in answered if answers)


def answer(
    s: Sentences, text: str, facts: Iterable[Fact], *, url: str | None = None, target: str | None = None
) -> Answer:
    """An answer with its first letter raised; it states the facts, and those stated with the names in them.

    Where the words leave open whether a fact holds, the answer says so.
    """
    own_facts = list(facts)
    named = (key for fact in own_facts for name in fact.names for key in s.facts_stated_with_names.get(name, ()))
    also_stated = (*named, *(key for fact in own_facts for key in fact.brings))
    words = s.language.page("perhaps", answer=text) if any(f.possible for f in own_facts) else text
    return Answer(s.line(raised(words)), tuple(dict.fromkeys([*(f.id for f in own_facts), *also_stated])), url, target)


def answers(question: Question, fact: Fact) -> bool:
    """Whether a fact answers a question."""
    return fact.field in question.fields or (fact.field == "conditions" and fact.value.type in question.conditions)


def who(s: Sentences, disclosure: Disclosure) -> Row:
    """Who gets it, from whom: one answer for recipient, sender and direction, as the words for each need the others."""
    party_facts = [f for f in s.facts_of(disclosure) if f.field in WHO.fields]
    recipient, recipient_facts = _recipient_words(s, disclosure.recipient)
    sentence = answer(s, who_gets(s, disclosure, recipient), [*party_facts, *recipient_facts])
    return Row(WHO.key, s.question(WHO.key), (sentence,))


def who_gets(s: Sentences, disclosure: Disclosure, recipient: str) -> str:
    """Who gets it, and from whom; `recipient` is the recipient's name."""
    way = (disclosure.direction or "send") + ("_from" if disclosure.sender else "")
    sender = s.name(disclosure.sender) if disclosure.sender else ""
    return str(s.language.texts["recipients"][way]).format(recipient=recipient, sender=sender)


def fact_words(s: Sentences, fact: Fact, left_out: Collection[str] = ()) -> str:
    """One fact in words: the first letter as it is, without the doubt and the fields `left_out`."""
    return _pattern(s, fact.field).format(it=_text(s, fact, left_out))


def _answers_to(s: Sentences, question: Question, facts: Sequence[Fact]) -> Iterator[Answer]:
    for field in question.fields:
        of_field = [f for f in facts if f.field == field]
        if of_field:
            yield from ANSWER_MAKERS.get(field, _one_answer)(s, of_field)
    limits = [f for f in facts if f.field == "conditions"]
    for kind in question.conditions:
        facts_by_sentence: dict[tuple[str, bool], list[Fact]] = {}
        for fact in (f for f in limits if f.value.type == kind):
            facts_by_sentence.setdefault((fact_words(s, fact), fact.possible), []).append(fact)
        yield from (answer(s, text, same_sentence) for (text, _), same_sentence in facts_by_sentence.items())


def _text(s: Sentences, fact: Fact, left_out: Collection[str] = ()) -> str:
    is_entry = is_dataclass(fact.value) and not isinstance(fact.value, Words)
    return s.say(fact.value, left_out) if is_entry else s.text(fact.field, fact.value)


def _pattern(s: Sentences, field: str, number: int = 1) -> str:
    pattern = s.language.texts["fields"].get(field, "{it}")
    return pattern if isinstance(pattern, str) else s.language.counted(pattern, number)


def _one_answer(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
    values = s.language.join([_text(s, f) for f in facts])
    yield answer(s, _pattern(s, facts[0].field, len(facts)).format(it=values), facts)


def _joined_answer(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
    """One answer of parts that may hold commas of their own."""
    yield answer(s, s.language.page("between").join(_text(s, f) for f in facts), facts)


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
    giver = s.name(sender) if sender else s.language.page("we")
    yield answer(s, s.word("modality", facts[0].value).format(sender=giver), facts)


def _giver(disclosure: Disclosure) -> Id | None:
    """Who passes the data on; None for us."""
    return disclosure.recipient if disclosure.direction == "receive" else disclosure.sender


def _recipient_words(s: Sentences, key: Id | None) -> tuple[str, list[Fact]]:
    """The recipient in words, with the members that are named; and the facts about it that these words state."""
    texts: Mapping[str, str] = s.language.texts["recipients"]
    recipient = s.registry.things[key] if key else None
    if not isinstance(recipient, Recipient):
        return texts["not_stated"], []
    who = s.name(recipient.id)
    if recipient.at:
        who = texts["at"].format(recipient=who, at=s.name(recipient.at))
    if recipient.to_be_appointed:
        who = texts["not_appointed"].format(recipient=who)
    patterns = {(True, True): "open", (True, False): "members", (False, True): "unnamed"}
    pattern = patterns.get((bool(recipient.members), bool(recipient.open_list)))
    who = texts[pattern].format(recipient=who, members=s.names(recipient.members)) if pattern else who
    return who, [f for f in s.facts_of(recipient) if f.field in OF_WHO_GETS_IT]


def _confirmed_answers(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
    """Who checked, when, and which answers: these are named by their questions, which every language has."""
    for fact in facts:
        thing = s.registry.things[Id(fact.subject)]
        keys = dict.fromkeys(key for field in fact.value.fields if (key := question_key(thing, field)))
        what = s.language.page("between").join(s.question(key).text for key in keys)
        by, day = s.name(fact.value.by), s.language.day(fact.value.date)
        yield answer(s, s.language.page("checked", by=by, day=day, what=what).rstrip(": "), [fact])


def _links(anchor: str) -> AnswerMaker:
    def link_answers(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
        for fact in facts:
            words = _pattern(s, fact.field).format(it=s.name(fact.value))
            yield answer(s, words, [fact], target=anchor + fact.value)

    return link_answers


ANSWER_MAKERS: Mapping[str, AnswerMaker] = {
    "modality": _modality_answer,
    "purposes": _joined_answer,
    "mode": _joined_answer,
    "programmes": _answer_each,
    "agreements": _answer_each,
    "legal_power": _answer_each,
    "retention": _answer_each,
    "transfers": _answer_each,
    "opt_outs": _answer_each,
    "more_information": _answer_each,
    "website": _answer_each,
    "privacy_notice": _answer_each,
    "confirmed": _confirmed_answers,
    "exception_to": _links(""),
    "onward_of": _links(""),
    "shared_conditions": _links("condition-"),
    "possible_conditions": _links("condition-"),
}
"""How the facts of a field become answers; those of a field that is not here become one answer."""
