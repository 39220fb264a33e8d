"""Lawful bases and conditions that contradict what else is stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from site_builder.check.disclosures import certain_conditions
from site_builder.check.rule import Findings, gap, rule, waits_for_officer, warning
from site_builder.facts.statutory_duty import CLAIMS, powers
from site_builder.model import CRIMINAL, SPECIAL, Disclosure, Registry
from site_builder.model.conditions import SafeguardingOverride, StatutoryDuty
from site_builder.model.values import Word

INTERESTS = ("recognised_legitimate_interest", "legitimate_interests")
"""The bases that are not for a public authority's own tasks: Art. 6(1)(ea) and (f)."""

PARAGRAPHS: Mapping[str, range] = {
    "employment_social_security": range(1, 2),
    "health_or_social_care": range(2, 3),
    "public_health": range(3, 4),
    "archiving_research_statistics": range(4, 5),
    "substantial_public_interest": range(6, 29),
}
"""The conditions of Art. 9(2) that need a paragraph of Schedule 1, and the paragraphs: s.10(2), (3) DPA 2018."""

WITH_DOCUMENT = frozenset({1, *range(6, 10), 11, 12, *range(14, 24), 28})
"""The paragraphs of Schedule 1, Parts 1 and 2, that need a policy document, whatever is shared.

For 10, 13 and 24 to 27 that depends on facts that are not in the registry, such as who receives the data.
"""


@waits_for_officer
@rule
def basis_not_open(registry: Registry) -> Findings:
    """A public authority names legitimate interests, or a recognised one, as the basis of what it shares.

    Neither is open to it for its own tasks (the end of Article 6(1) of the UK GDPR). Where a law of its own stands
    behind the sharing, that is its task, and which basis lets it is not stated; else it may be something else.
    """
    if not registry.organisation.public_authority:
        return
    hint = (
        "Ask the data protection officer: a task of ours has public_task or legal_obligation, and the law behind it. "
        "Keep this basis only for sharing that is not part of our tasks."
    )
    for disclosure in _shared_by_us(registry):
        closed = [basis for basis in disclosure.lawful_basis if basis in INTERESTS]
        if closed:
            problem = gap if _is_our_task(registry, disclosure) else warning
            named = " or ".join(f"'{basis}'" for basis in closed)
            message = f"We are a public authority, so our own tasks cannot rest on {named}."
            path = ("lawful_basis", disclosure.lawful_basis.index(closed[0]))
            yield problem(disclosure.id, path, message, hint)


@waits_for_officer
@rule
def power_not_ours(registry: Registry) -> Findings:
    """The basis is our public task, and the only law named is somebody else's: it does not let us share."""
    for disclosure in _shared_by_us(registry):
        laws = powers(disclosure)
        rests_on_task = "public_task" in disclosure.lawful_basis and "legal_obligation" not in disclosure.lawful_basis
        are_theirs = bool(laws) and all(law.whose == "theirs" for law in laws)
        if rests_on_task and are_theirs and not _is_our_duty(registry, disclosure):
            message = "The basis is our public task, and each law named here is the recipient's."
            hint = "Ask the data protection officer which law gives us the task, and add it (whose: ours)."
            yield warning(disclosure.id, ("legal_power",), message, hint)


@waits_for_officer
@rule
def wrong_paragraph(registry: Registry) -> Findings:
    """A condition for special category data stands beside a paragraph of Schedule 1 that does not go with it.

    Five of the conditions of Article 9(2) hold only with a paragraph: 1 for employment and social security, 2 for
    health or social care, 3 for public health, 4 for archiving, research and statistics, one of 6 to 28 for
    substantial public interest (section 10 of the Data Protection Act 2018).
    """
    hint = "Change the paragraph or the condition; your data protection officer knows which."
    for disclosure in (d for d in registry.disclosures if d.schedule_1_condition):
        stated = disclosure.schedule_1_condition
        for condition in (c for c in disclosure.special_condition if c in PARAGRAPHS):
            fitting = PARAGRAPHS[condition]
            if not any(paragraph in fitting for paragraph in stated):
                single = f"paragraph {fitting[0]}"
                wanted = f"one of paragraphs {fitting[0]} to {fitting[-1]}" if len(fitting) > 1 else single
                written = ", ".join(map(str, stated))
                message = f"'{condition}' goes with {wanted} of Schedule 1, and this states {written}."
                yield warning(disclosure.id, ("schedule_1_condition",), message, hint)


@waits_for_officer
@rule
def policy_document(registry: Registry) -> Findings:
    """What is shared on a paragraph of Schedule 1 that wants a policy document, and none is noted.

    It says how the controller keeps to the principles, and how long it keeps such data (paragraphs 38 to 41 of
    Schedule 1 to the Data Protection Act 2018). Note under `internal` where it is kept: in `organisation.yaml` if
    there is one for all, else beside what it is about. Never published.
    """
    documented = {each.about for each in registry.unpublished if each.fields.get("policy_document")}
    for disclosure in _shared_by_us(registry) if registry.organisation.id not in documented else ():
        wanting = [str(paragraph) for paragraph in disclosure.schedule_1_condition if paragraph in WITH_DOCUMENT]
        if wanting and documented.isdisjoint({disclosure.id, disclosure.recipient}):
            paragraphs = f"paragraph{'s' if len(wanting) > 1 else ''} {' and '.join(wanting)}"
            message = f"A policy document goes with {paragraphs} of Schedule 1, and none is noted."
            hint = "Write under internal in organisation.yaml, policy_document: the address where it is kept."
            yield warning(disclosure.id, ("schedule_1_condition",), message, hint)


@waits_for_officer
@rule
def consent_not_free(registry: Registry) -> Findings:
    """Consent is named as the lawful basis of what is shared even when people refuse: under a duty, or an override.

    Consent that cannot be refused is none (Article 4(1)(11) and 7(4) of the UK GDPR). To ask or tell people first is
    good practice all the same, and is a condition: `consent_first`, `tell_first`.
    """
    for disclosure in (d for d in registry.disclosures if "consent" in d.lawful_basis):
        overrides = (c for c in certain_conditions(registry, disclosure) if isinstance(c, SafeguardingOverride))
        is_lifted = any(override.overrides == "consent_first" for override in overrides)
        if is_lifted or _must_share(registry, disclosure):
            why = "an override lets us share without it" if is_lifted else "we have to share in any case"
            message = f"Consent is named as a lawful basis, and {why}: people cannot really refuse."
            hint = "Ask the data protection officer for the right basis. To ask or tell people first is a condition."
            path = ("lawful_basis", disclosure.lawful_basis.index(Word("consent")))
            yield warning(disclosure.id, path, message, hint)


@waits_for_officer
@rule
def special_not_said(registry: Registry) -> Findings:
    """A kind of data has a term for special category or criminal offence data, and does not say which it holds.

    Then people who search the feed by DPV find it, and those who read `special` and `criminal` do not.
    """
    stated: dict[str, set[str]] = {category.id: {*category.sensitive} for category in registry.data_categories}
    for known in (k for k in registry.known if k.became == SPECIAL):
        missing = [str(word) for word in known.instead if word not in stated[known.about]]
        if missing or not (known.instead or stated[known.about]):
            message = f"'{known.named}' is a term for data that the law guards more closely, and this does not say so."
            yield warning(known.about, (known.field,), message, _how_to_state(missing))


def _how_to_state(missing: list[str]) -> str:
    special = ", ".join(word for word in missing if word != CRIMINAL)
    fields = [f"special: [{special}]"] if special else []
    fields += ["criminal: true"] if CRIMINAL in missing else []
    write = " and ".join(fields) or "under special which categories it holds"
    return f"Write {write}, or another dpv_term; your data protection officer knows which is right."


def _shared_by_us(registry: Registry) -> Iterator[Disclosure]:
    """The disclosures in which we are the sender."""
    yield from (d for d in registry.disclosures if d.sender is None and d.direction != "receive")


def _must_share(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether a disclosure says that we must share: in its modality, a legal power of ours, or a condition."""
    by_law = any(p.nature == "duty" and p.whose in (None, "ours") for p in powers(disclosure))
    return by_law or disclosure.modality in CLAIMS or _is_our_duty(registry, disclosure)


def _is_our_task(registry: Registry, disclosure: Disclosure) -> bool:
    return any(p.whose == "ours" for p in powers(disclosure)) or _is_our_duty(registry, disclosure)


def _is_our_duty(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether a condition that surely limits the disclosure is a duty of ours."""
    limits = certain_conditions(registry, disclosure)
    return any(isinstance(limit, StatutoryDuty) and limit.whose == "ours" for limit in limits)
