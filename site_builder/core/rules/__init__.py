"""What a schema cannot say: small functions over the registry for a day, each yielding findings. RULES lists them all.

The name of a rule is its id (with hyphens); its docstring is what the handbook says about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from site_builder.core.model import Registry
from site_builder.core.problems import Finding
from site_builder.core.rules import links
from site_builder.core.rules.accepted import MEANS, RULE, without_accepted
from site_builder.core.rules.against import data_in_words_only, said_twice, softened_in_facts_only
from site_builder.core.rules.bases import (
    basis_not_open,
    consent_not_free,
    policy_document,
    power_not_ours,
    wrong_paragraph,
)
from site_builder.core.rules.bodies import (
    body_without_entry,
    item_not_a_member,
    letters_of_another,
    member_not_in_words,
    recipient_not_in_words,
)
from site_builder.core.rules.contacts import person_as_contact, personal_mailbox
from site_builder.core.rules.dated import changing, never_together, overtaken
from site_builder.core.rules.days import day_to_come, ended
from site_builder.core.rules.deciding import computer_may_not_decide, decides_after_all, decides_on_research
from site_builder.core.rules.doubts import (
    approval_ended,
    assessment_due,
    draft_in_feed,
    duty_without_law,
    list_not_complete,
    proposed,
    questions,
    review_overdue,
    special_not_said,
)
from site_builder.core.rules.figures import other_figures_for_children
from site_builder.core.rules.gaps import not_stated
from site_builder.core.rules.languages import not_translated, translated_by_itself, welsh_missing
from site_builder.core.rules.laws import law_not_in_force, law_unknown, law_year, other_nation
from site_builder.core.rules.lists import (
    condition_twice,
    confirmed_nothing,
    days_reversed,
    limits_nothing,
    reads_with_the_old,
    shared_and_possible,
    superseded_shows_more,
)
from site_builder.core.rules.national_opt_out import opt_out_beyond_reach, opt_out_not_said
from site_builder.core.rules.parties import name_of_another, role_disagrees
from site_builder.core.rules.prose import (
    not_anonymous,
    open_in_words,
    promised_in_words_only,
    softened_in_words_only,
    words_against_facts,
)
from site_builder.core.rules.releases import not_released
from site_builder.core.rules.rights import choice_against_basis, consent_never_asked, lifts_nothing
from site_builder.core.rules.style import (
    hard_to_read,
    letters_not_spelled_out,
    long_sentences,
    passive_sentences,
    plainer_words,
    written_short,
)
from site_builder.core.rules.transfers import approval_in_part
from site_builder.core.rules.unused import used_by_nothing
from site_builder.core.rules.words import (
    child_words_unread,
    empty_section,
    left_over_words,
    link_in_facts,
    link_missing,
    made_from_facts,
)

Rule = Callable[[Registry, date], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    approval_ended,
    approval_in_part,
    assessment_due,
    basis_not_open,
    body_without_entry,
    changing,
    child_words_unread,
    choice_against_basis,
    computer_may_not_decide,
    condition_twice,
    confirmed_nothing,
    consent_never_asked,
    consent_not_free,
    data_in_words_only,
    day_to_come,
    days_reversed,
    decides_after_all,
    decides_on_research,
    draft_in_feed,
    duty_without_law,
    empty_section,
    ended,
    hard_to_read,
    item_not_a_member,
    law_not_in_force,
    law_unknown,
    law_year,
    left_over_words,
    letters_not_spelled_out,
    letters_of_another,
    lifts_nothing,
    limits_nothing,
    link_in_facts,
    link_missing,
    list_not_complete,
    long_sentences,
    made_from_facts,
    member_not_in_words,
    name_of_another,
    never_together,
    not_anonymous,
    not_released,
    not_stated,
    not_translated,
    open_in_words,
    opt_out_beyond_reach,
    opt_out_not_said,
    other_figures_for_children,
    other_nation,
    overtaken,
    passive_sentences,
    person_as_contact,
    personal_mailbox,
    plainer_words,
    policy_document,
    power_not_ours,
    promised_in_words_only,
    proposed,
    questions,
    reads_with_the_old,
    recipient_not_in_words,
    review_overdue,
    role_disagrees,
    said_twice,
    shared_and_possible,
    softened_in_facts_only,
    softened_in_words_only,
    special_not_said,
    superseded_shows_more,
    translated_by_itself,
    used_by_nothing,
    welsh_missing,
    words_against_facts,
    written_short,
    wrong_paragraph,
)

FOR_THE_OFFICER = (approval_ended, assessment_due, not_stated, proposed, review_overdue)
"""The rules whose findings wait for the data protection officer."""


def name_of(rule: Rule) -> str:
    """A rule's stable id."""
    return rule.__name__.replace("_", "-")


def pages() -> dict[str, str]:
    """What each id of a finding means: the docstring of its rule."""
    return {**{name_of(rule): rule.__doc__ or "" for rule in RULES}, RULE: MEANS, links.RULE: links.MEANS}


def findings(registry: Registry, on: date, ask: links.Ask | None = None) -> Iterator[Finding]:
    """All findings of all rules for a day, without the warnings that somebody has accepted; `ask` asks the links."""
    told = (replace(found, rule=name_of(rule)) for rule in RULES for found in rule(registry, on))
    yield from without_accepted(registry, told)
    yield from links.dead_links(registry, ask) if ask else ()
