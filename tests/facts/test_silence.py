"""What a notice does not say is told in full: each topic that nothing states, and what is stated of some only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings

from site_builder.facts.facts import parties_in
from site_builder.facts.layout import silence as module
from site_builder.facts.layout.closed import margin
from site_builder.facts.layout.laid_out import NOT_SAID, Item, Items, Part, Text, parts_of
from site_builder.facts.layout.shown import Shown
from site_builder.facts.layout.silence import silence, silence_link
from site_builder.model import (
    ComplaintToUs,
    Confirmation,
    DataCategory,
    DataSubject,
    Disclosure,
    Law,
    LegalPower,
    Notice,
    Officer,
    Organisation,
    Purpose,
    Registry,
    Retention,
    Role,
    Statement,
    values,
)
from site_builder.model.conditions import ConsentFirst, TellFirst, VoluntaryParticipation
from site_builder.model.values import Id, Url, Word
from tests.effort import effort
from tests.generated_registries import registries
from tests.seed import ON
from tests.small_registry import (
    all_shown,
    disclosure,
    ids,
    recipient,
    registry,
    said,
    shown,
    with_organisation,
    word,
)

# ---- the topics, written down once more from what the law wants told

Holds = Callable[[Registry, Disclosure], bool]


def _is_ours(_: Registry, d: Disclosure) -> bool:
    return not d.sender


def _is_sensitive(registry: Registry, d: Disclosure) -> bool:
    special = {c.id for c in registry.data_categories if c.special}
    return not d.sender and not special.isdisjoint(d.data_categories)


def _is_a_duty(_: Registry, d: Disclosure) -> bool:
    return d.modality in {"must", "must_when_required"}


ALL: Holds = lambda _, __: True  # noqa: E731 -- one of a column of conditions
EXPECTED: Mapping[str, tuple[Holds, Callable[[Disclosure], Any]]] = {
    "who shares it": (ALL, lambda d: d.sender != "not_stated"),
    "who gets it": (ALL, lambda d: d.recipient),
    "what it is for": (ALL, lambda d: d.purposes or d.programmes),
    "what data": (ALL, lambda d: d.data_categories or d.data_items),
    "the legal reason": (ALL, lambda d: d.lawful_basis),
    "which law requires it": (_is_a_duty, lambda d: d.legal_power),
    "the legal reason for sensitive data": (_is_sensitive, lambda d: d.special_condition),
    "how long it is kept": (ALL, lambda d: d.retention),
    "whether it leaves the UK": (ALL, lambda d: d.transfers),
    "where we got it": (_is_ours, lambda d: d.source or d.direction == "receive"),
    "whether a computer decides": (ALL, lambda d: d.automated_decision),
    "whether you must give it": (_is_ours, lambda d: d.provision_required),
    "the legal role of those who get it": (ALL, lambda d: d.recipient_role),
    "whether you are told": (_is_ours, lambda d: d.can_we_tell_you),
}
OF_ALL: Mapping[str, Callable[[Notice], Any]] = {
    "where we got it": lambda n: n.source,
    "the legal reason": lambda n: n.lawful_basis,
    "the legal reason for sensitive data": lambda n: n.special_condition,
    "how long it is kept": lambda n: n.retention,
}
OF_US: Mapping[str, Callable[[Organisation], Any]] = {
    "how to complain to us": lambda o: o.complaint_to_us or not (o.website or o.dpo),
    "our data protection officer": lambda o: o.dpo,
    "how to contact us": lambda o: o.website or o.dpo or o.complaint_to_us,
}


OF_ITSELF: Mapping[str, Callable[[Shown], Any]] = {
    "which data is sensitive, such as health": lambda view: [
        category
        for d in view.shared.values()
        for category in view.registry.data_categories
        if category.id in d.data_categories and category.sensitive
    ],
    "who is responsible": lambda view: view.notice.owner_role,
    "selling and marketing": lambda view: [
        *(s for s in view.notice.also_stated if s.topic == "marketing"),
        *(p for p in view.registry.purposes if p.family == "marketing" and p.id in _purposes(view)),
    ],
    "a risk assessment (DPIA)": lambda view: [s for s in view.notice.also_stated if s.topic == "impact_assessment"],
    "who checked the facts": lambda view: {
        *(view.registry.organisation.id, view.notice.id),
        *view.in_force,
        *(party.id for party in parties_in(view.registry, view.names_stated)),
    }.intersection(view.registry.confirmations),
    "the next review": lambda view: [
        day for day in (view.notice.review_due, *(d.review_due for d in view.in_force.values())) if day
    ],
}


def _purposes(view: Shown) -> set[str]:
    limits = [limit.condition for d in view.shared.values() for limit in view.registry.limits(d)]
    limits += [condition for notice in (view.notice, *view.read_with) for condition in notice.conditions]
    never = {key for limit in limits if limit.type == "prohibited_use" for key in getattr(limit, "purposes", ())}
    return never | {key for d in view.shared.values() for key in d.purposes}


BESIDE_THE_WORDS = {
    "whether it must be shared": "Must it be shared?",
    "your choice": "Your choice?",
    "whether they can tell who it is": "Can they tell who it is?",
}


def _asked(view: Shown, question: str) -> int:
    """How many disclosures have an answer to a question beside their words."""
    view = Shown(replace(view.say, for_children=False), view.notice, view.on)
    marks = {
        key: [m for each in margin(view, [key]) if each.question.text == question for m in each.marks]
        for key in view.shared
    }
    is_said = {key: any(mark.glyph != NOT_SAID for mark in of_one) for key, of_one in marks.items()}
    if question == BESIDE_THE_WORDS["whether it must be shared"]:
        silent = "Routine. Not said if"
        is_said |= {key: False for key, of_one in marks.items() if any(m.line.text.startswith(silent) for m in of_one)}
    return sum(is_said.values())


def _of_keeper(view: Shown, keeper: str) -> tuple[list[Disclosure], Callable[[Disclosure], bool]]:
    """The disclosures with a time of which this keeper has the data, and what tells whether the time is theirs."""
    timed = [d for d in view.shared.values() if not isinstance(d.retention, str) and d.retention]
    has_it = [d for d in timed if (not d.sender if keeper == "us" else d.direction != "receive")]
    return has_it, lambda d: any(each.kept_by == keeper for each in d.retention if not isinstance(each, str))


def _received(view: Shown) -> tuple[list[Disclosure], Callable[[Disclosure], bool]]:
    """What is shared, and what tells whether it says if we pass on what we get from others."""
    onward = {d.onward_of for d in view.shared.values()}
    sent = {key for d in view.shared.values() if d.direction != "receive" and not d.sender for key in d.data_categories}
    onward |= {key for key, d in view.shared.items() if sent & {*d.data_categories}}
    says = {key for key, d in view.shared.items() if any("onward" in c.condition.type for c in view.registry.limits(d))}
    return [*view.shared.values()], lambda d: d.id in onward | says or d.direction != "receive" or bool(d.sender)


def _is_regular_or_not(d: Disclosure) -> bool:
    says_so = d.frequency is None and d.modality in {"routinely", "may_on_request", "must_when_required"}
    return bool(d.frequency or says_so or [c for c in d.conditions if c.type == "case_by_case"])


def _gets_to_know(view: Shown, d: Disclosure) -> bool:
    """Whether somebody is told or asked first."""
    limits = [limit.condition for limit in view.registry.limits(d)]
    return any(isinstance(each, TellFirst | ConsentFirst) for each in limits)


def _expected(view: Shown) -> tuple[list[str], list[str]]:
    """The topics that nothing states, and those that only some state, in English."""
    unsaid: list[str] = []
    of_some: list[str] = []
    for topic, (applies, states) in EXPECTED.items():
        is_said_of_all = topic in OF_ALL and OF_ALL[topic](view.notice)
        concerned = [d for d in view.shared.values() if applies(view.registry, d)]
        is_told = topic == "whether you are told"
        stated = [bool(is_said_of_all or states(d) or (is_told and _gets_to_know(view, d))) for d in concerned]
        if stated and not all(stated):
            (of_some if any(stated) else unsaid).append(topic)
    for topic, asked, states_it in (
        ("how long we keep it", *_of_keeper(view, "us")),
        ("how long they keep it", *_of_keeper(view, "them")),
        ("whether we pass it on", *_received(view)),
        ("how often", [*view.shared.values()], _is_regular_or_not),
    ):
        stated = [states_it(d) for d in asked]
        if not all(stated):
            (of_some if any(stated) else unsaid).append(topic)
    of_some += [topic for topic, question in BESIDE_THE_WORDS.items() if 0 < _asked(view, question) < len(view.shared)]
    unsaid += [topic for topic, states in OF_US.items() if not states(view.registry.organisation)]
    unsaid += [sentence for sentence, states in OF_ITSELF.items() if not states(view)]
    return (unsaid, of_some) if view.shared else ([], [])


def _told(part: Part | None) -> tuple[list[str], list[str]]:
    """The topics that a part tells: those that nothing states, and those that only some state, without numbers."""
    blocks = part.blocks if part else ()
    open_lists = [block for block in blocks if isinstance(block, Items)]
    unsaid = [item.line.text for items in open_lists if items.style == "columns" for item in items.items]
    of_some = [items for items in open_lists if items.style != "columns"]
    return unsaid, [item.line.text.partition(": ")[0] for items in of_some for item in items.items]


def _number_in_link(view: Shown) -> int:
    """How many things the link says that the notice does not say."""
    line = silence_link(view)
    return int("".join(filter(str.isdigit, line.text)) or 0) if line else 0


def test_every_example_tells_all_that_it_does_not_say() -> None:
    views = [view for view in all_shown() if view.say.language.tag == "en-gb"]
    assert len(views) > 10
    for view in views:
        assert [*map(sorted, _told(silence(view)))] == [*map(sorted, _expected(view))]
        assert _number_in_link(view) == sum(map(len, _expected(view)))


@settings(max_examples=effort(suite=6, thorough=60), deadline=None)
@given(registries())
def test_every_registry_tells_all_that_it_does_not_say(registry: Registry) -> None:
    view = shown(registry)
    assert _told(silence(view)) == _expected(view)
    assert _number_in_link(view) == sum(map(len, _expected(view)))
    assert (silence(view) is None) is (silence_link(view) is None) is (not view.in_force)


@pytest.mark.parametrize("topic", module.OF_DISCLOSURES)
def test_a_topic_that_another_field_states_is_noticed(topic: str) -> None:
    """Broken twin: a table in which the topic is stated by what every disclosure has."""
    broken = {**module.OF_DISCLOSURES, topic: (("id",), module.OF_DISCLOSURES[topic][1])}
    view = shown(BARE)
    assert _told(silence(view)) == _expected(view)
    with patch.object(module, "OF_DISCLOSURES", broken):
        assert _told(silence(view)) != _expected(view)


@pytest.mark.parametrize("topic", module.OF_ORGANISATION)
def test_a_topic_of_the_notice_that_another_field_states_is_noticed(topic: str) -> None:
    reached = with_organisation(BARE, website=Url("https://council.example/"))
    view = shown(reached if topic == "complaint_to_us" else BARE)
    with patch.object(module, "OF_ORGANISATION", {**module.OF_ORGANISATION, topic: ("name",)}):
        assert _told(silence(view)) != _expected(view)


# ---- rule by rule

HEALTH = DataCategory(id=Id("health"), name=said("health data"), special=word("health"))
ACT = Law(id=Id("act"), name=said("the Act"))
PLAIN = DataCategory(id=Id("plain"), name=said("names"))
BARE = registry(
    recipient(
        "school",
        "Schools",
        disclosure("d1", data_categories=ids("health"), modality=Word("must")),
        disclosure("d2", None, sender=Id("not_stated")),
    ),
    data_categories=(HEALTH, PLAIN),
)


def _of(*disclosures: Disclosure) -> tuple[list[str], list[str]]:
    pupils = DataSubject(id=Id("pupils"), name=said("pupils"))
    things: dict[str, Any] = {"data_categories": (HEALTH, PLAIN), "laws": (ACT,), "data_subjects": (pupils,)}
    return _told(silence(shown(registry(recipient("school", "Schools", *disclosures), **things))))


def test_an_answer_in_place_of_a_list_is_a_statement() -> None:
    silent, _ = _of(disclosure("d1"))
    answered, _ = _of(disclosure("d1", retention="none", transfers="not_applicable", automated_decision="none"))
    gone = ["how long it is kept", "whether it leaves the UK", "whether a computer decides"]
    assert [topic for topic in silent if topic not in answered] == gone


def test_whether_one_must_give_it_is_not_asked_of_what_others_share_but_the_legal_reason_is() -> None:
    assert "the legal reason" in _of(disclosure("d1", direction=Word("receive")))[0]
    assert "the legal reason" in _of(disclosure("d1", sender=Id("school")))[0]
    assert "whether you must give it" not in _of(disclosure("d1", sender=Id("school")))[0]


def test_where_we_got_it_is_not_asked_of_what_we_receive() -> None:
    assert "where we got it" in _of(disclosure("d1"))[0]
    assert "where we got it" not in _of(disclosure("d1", direction=Word("receive")))[0]


def test_only_sensitive_data_needs_a_reason_of_its_own() -> None:
    topic = "the legal reason for sensitive data"
    assert topic in _of(disclosure("d1", data_categories=ids("health")))[0]
    assert topic not in _of(disclosure("d1", data_categories=ids("plain")))[0]
    assert topic not in _of(disclosure("d1", data_categories=ids("health"), sender=Id("school")))[0]


def test_a_duty_needs_a_law() -> None:
    topic = "which law requires it"
    law = LegalPower(law=Id("act"), nature=Word("duty"), whose=Word("ours"))
    assert topic in _of(disclosure("d1", modality=Word("must_when_required")))[0]
    assert topic not in _of(disclosure("d1", modality=Word("may")))[0]
    assert topic not in _of(disclosure("d1", modality=Word("must"), legal_power=(law,)))[0]


def test_any_way_to_reach_us_is_a_way_to_contact_us() -> None:
    given = registry(recipient("school", "Schools", disclosure("d1")))
    ways: list[dict[str, Any]] = [
        {"website": Url("https://council.example/")},
        {"dpo": Officer(email=values.Text("dpo@council.example"))},
        {"complaint_to_us": ComplaintToUs(other_way=said("Write to us."))},
    ]
    topic = "how to contact us"
    assert topic in _told(silence(shown(given)))[0]
    for way in ways:
        assert topic not in _told(silence(shown(with_organisation(given, **way))))[0]


def _kept(disclosures: str) -> str:
    """What is told of how long data is kept; of each disclosure it is said (+) or not (-)."""
    given = [disclosure(f"d{n}", retention="none" if mark == "+" else ()) for n, mark in enumerate(disclosures)]
    part = silence(shown(registry(recipient("school", "Schools", *given))))
    assert part is not None
    told: list[str] = [item.line.text for item in parts_of(part, Item)]
    return next(words for words in told if "how long it is kept" in words)


def test_those_are_named_that_state_a_topic_or_those_that_do_not_whichever_are_fewer() -> None:
    assert _kept("-+") == "how long it is kept: not said in 1.1"
    assert _kept("-+-") == "how long it is kept: said only in 1.2"
    assert _kept("-----+") == "how long it is kept: said only in 1.6"
    assert _kept("--++++++") == "how long it is kept: not said in 1.1, 1.2"


def test_a_time_of_ours_says_nothing_of_theirs() -> None:
    kept = {who: (Retention(until=said("the end"), kept_by=Word(who)),) for who in ("us", "them")}
    unsaid = {
        who: [topic for topic in _of(disclosure("d1", retention=kept[who]))[0] if "keep" in topic] for who in kept
    }
    assert unsaid == {"us": ["how long they keep it"], "them": ["how long we keep it"]}
    assert "how long they keep it" not in _of(disclosure("d1", retention=kept["us"], direction=Word("receive")))[0]


def test_a_time_for_some_data_or_people_says_nothing_of_the_others() -> None:
    def gaps(*of: dict[str, Any]) -> list[str]:
        times = tuple(Retention(until=said("the end"), kept_by=Word("us"), **each) for each in of)
        whose, data = ids("pupils", "parents"), ids("health", "plain")
        given = [disclosure("d1", retention=times, data_subjects=whose, data_categories=data)]
        people = tuple(DataSubject(id=key, name=said(key)) for key in whose)
        made = registry(recipient("school", "Schools", *given), data_categories=(HEALTH, PLAIN), data_subjects=people)
        texts = [item.line.text for item in parts_of(silence(shown(made)), Item)]
        return [text for text in texts if "we keep" in text]

    health, plain = {"data_categories": ids("health")}, {"data_categories": ids("plain")}
    assert gaps(health) == ["how long we keep it: not said in some of 1.1"]
    assert gaps(health, plain) == gaps({}) == gaps(health, {}) == []
    assert gaps({"data_subjects": ids("pupils")}) == ["how long we keep it: not said in some of 1.1"]


def test_a_passage_is_silent_where_one_of_what_it_states_is() -> None:
    given = [disclosure("d1", retention="none"), disclosure("d2"), disclosure("d3", retention="none")]
    made = registry(recipient("school", "Schools", *given), passages=[("d1", "d2"), ("d3",)])
    assert "how long it is kept: not said in some of 1.1" in [i.line.text for i in _all_items(silence(shown(made)))]


def test_a_passage_that_states_a_topic_in_part_is_told_so() -> None:
    given = [disclosure(f"d{n}", retention="none" if n in (0, 2) else ()) for n in range(9)]
    passages = [("d0", "d1"), ("d2",), *((f"d{n}",) for n in range(3, 9))]
    made = registry(recipient("school", "Schools", *given), passages=passages)
    assert "how long it is kept: said only in 1.2, some of 1.1" in [
        i.line.text for i in _all_items(silence(shown(made)))
    ]


def _all_items(part: Part | None) -> list[Any]:
    assert part is not None
    return [item for b in part.blocks if isinstance(b, Items) and b.style != "columns" for item in b.items]


ALL_SAID: Mapping[str, Any] = {
    "purposes": ids("care"),
    "data_items": (said("name"),),
    "data_categories": ids("health"),
    "special_condition": word("health_or_social_care"),
    "recipient_role": word("separate_controller")[0],
    "can_we_tell_you": word("always")[0],
    "lawful_basis": word("public_task"),
    "retention": "none",
    "transfers": "none",
    "automated_decision": "none",
    "source": ids("school"),
    "frequency": word("yearly"),
    "review_due": ON,
}


def _nearly_all_said(*provision: str | None) -> Registry:
    """Everything is said, but whether people must give the data is said as given for each disclosure."""
    given = [
        disclosure(f"d{n}", **ALL_SAID, provision_required=Word(each) if each else None)
        for n, each in enumerate(provision)
    ]
    checked = Confirmation(confirms=Id("d0"), fields=(values.Text("purposes"),), by=Id("officer"), date=ON)
    made = with_organisation(
        registry(
            recipient("school", "Schools", *given),
            data_categories=(HEALTH,),
            purposes=(Purpose(id=Id("care"), name=said("care"), family=Word("direct_care")),),
            roles=(Role(id=Id("officer"), name=said("officer")),),
            confirmed=(checked,),
        ),
        dpo=Officer(email=values.Text("dpo@council.example")),
        complaint_to_us=ComplaintToUs(other_way=said("Write to us.")),
    )
    risks = Statement(topic=Word("impact_assessment"), in_words=said("We looked at the risks first."))
    selling = Statement(topic=Word("marketing"), in_words=said("We sell nothing."))
    notices = (replace(n, owner_role=Id("officer"), also_stated=(risks, selling)) for n in made.notices)
    return replace(made, notices=tuple(notices))


def test_without_a_topic_that_nothing_states_the_rest_is_open() -> None:
    part = silence(shown(_nearly_all_said("voluntary", None)))
    assert part is not None
    intro, items = part.blocks
    assert isinstance(intro, Text)
    assert isinstance(items, Items)
    assert intro.lines[0].text == "Said in part:"
    assert [i.line.text for i in items.items] == ["whether you must give it: not said in 1.2"]


def test_whoever_is_asked_or_told_first_is_told() -> None:
    told_first = (TellFirst(),)
    assert "whether you are told" in _of(disclosure("d1"))[0]
    assert "whether you are told" not in _of(disclosure("d1", conditions=told_first))[0]


def test_whoever_is_free_to_refuse_is_not_thereby_said_to_be_told() -> None:
    free = VoluntaryParticipation(who=ids("pupils"))
    assert "whether you are told" in _of(disclosure("d1", conditions=(free,)))[0]
    assert "whether you are told" not in _of(disclosure("d1", conditions=(ConsentFirst(),)))[0]


def test_where_everything_is_said_nothing_stands_and_no_link_leads_there() -> None:
    view = shown(_nearly_all_said("voluntary", "mixed"))
    assert (silence(view), silence_link(view)) == (None, None)


def test_where_nothing_is_in_force_nothing_is_missing() -> None:
    view = shown(registry(recipient("school", "Schools")))
    assert (silence(view), silence_link(view)) == (None, None)


@pytest.mark.parametrize(
    ("made", "tag", "words"),
    [
        (_nearly_all_said(None), "en-GB", "1 thing not said"),
        (BARE, "en-GB", "23 things not said"),
        (_nearly_all_said("voluntary", None), "en-GB", "1 thing not said"),
        (BARE, "cy", "Pethau nad yw'r hysbysiad hwn yn eu dweud: 23"),
    ],
)
def test_the_link_counts_what_is_unsaid_of_all_or_of_some(made: Registry, tag: str, words: str) -> None:
    line = silence_link(shown(made, tag))
    assert line is not None
    assert [(piece.text, piece.url) for piece in line.pieces] == [(words, "#page-silence")]


def test_a_topic_cut_while_the_count_is_kept_is_noticed() -> None:
    view = shown(BARE)
    part = silence(view)
    assert part is not None
    cut = replace(part, blocks=tuple(replace(b, items=b.items[1:]) if isinstance(b, Items) else b for b in part.blocks))
    assert sum(map(len, _told(part))) == _number_in_link(view)
    assert sum(map(len, _told(cut))) != _number_in_link(view)
    assert _told(cut) != _expected(view)
