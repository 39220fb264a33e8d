"""Lawful bases and conditions that do not go with what else is stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from site_builder.core.conditions import SafeguardingOverride, StatutoryDuty
from site_builder.core.duties import CLAIMS, powers
from site_builder.core.model import DataCategory, Disclosure, Registry
from site_builder.core.problems import Finding, Severity
from site_builder.core.values import Word

INTERESTS = ("recognised_legitimate_interest", "legitimate_interests")
"""The bases that are not for a public authority's own tasks: Art. 6(1)(ea) and (f)."""

PARAGRAPHS: Mapping[str, range] = {
    "employment_social_security": range(1, 2),
    "health_or_social_care": range(2, 3),
    "public_health": range(3, 4),
    "archiving_research_statistics": range(4, 5),
    "substantial_public_interest": range(6, 29),
}
"""The conditions of Art. 9(2) that hold only with a paragraph of Schedule 1, and with which: s.10(2), (3) DPA 2018."""

WITH_DOCUMENT = frozenset({1, *range(6, 10), 11, 12, *range(14, 24), 28})
"""The paragraphs of Schedule 1 that hold only with a policy document, whatever is shared: Parts 1 and 2.

For 10, 13 and 24 to 27 that turns on what cannot be read here, such as who receives it.
"""


def sensitive(registry: Registry, disclosure: Disclosure) -> set[Word]:
    """What the law guards more closely in the data that a disclosure states."""
    found = (registry.things.get(key) for key in disclosure.data_categories)
    return {word for each in found if isinstance(each, DataCategory) for word in each.sensitive}


def basis_not_open(registry: Registry, _on: date) -> Iterator[Finding]:
    """A public authority names legitimate interests, or a recognised one, as the basis of what it shares.

    Neither is open to it for its own tasks (the end of Article 6(1) of the UK GDPR). Where a law of its own stands
    behind the sharing, that is its task, and the two cannot both be true; where none does, it may be something else.
    """
    if not registry.organisation.public_authority:
        return
    for disclosure in _we_share(registry):
        for number, basis in enumerate(disclosure.lawful_basis):
            if basis in INTERESTS:
                severity = Severity.ERROR if _is_our_task(registry, disclosure) else Severity.WARNING
                message = f"'{basis}' is no basis for the tasks of a public authority, and we are one."
                yield Finding(severity, disclosure.id, ("lawful_basis", number), message, _ANOTHER)


_ANOTHER = "Write public_task or legal_obligation, with the law behind it; keep this only for what is no task of ours."


def power_not_ours(registry: Registry, _on: date) -> Iterator[Finding]:
    """The basis is our public task, and the only law named is somebody else's: it does not let us share."""
    for disclosure in _we_share(registry):
        laws = powers(disclosure)
        rests_on_task = "public_task" in disclosure.lawful_basis and "legal_obligation" not in disclosure.lawful_basis
        if rests_on_task and laws and all(law.whose == "theirs" for law in laws) and not _duties(registry, disclosure):
            message = "The basis is our public task, and each law named here is the recipient's."
            hint = "Add the law that gives us the task (whose: ours)."
            yield Finding(Severity.WARNING, disclosure.id, ("legal_power",), message, hint)


def wrong_paragraph(registry: Registry, _on: date) -> Iterator[Finding]:
    """A condition for special category data stands beside a paragraph of Schedule 1 that does not go with it.

    Five of the conditions of Article 9(2) hold only with a paragraph: 1 for employment and social security, 2 for
    health or social care, 3 for public health, 4 for archiving, research and statistics, one of 6 to 28 for
    substantial public interest (section 10 of the Data Protection Act 2018).
    """
    for disclosure in (d for d in registry.disclosures if d.schedule_1_condition):
        stated = disclosure.schedule_1_condition
        for condition in (c for c in disclosure.special_condition if c in PARAGRAPHS):
            fitting = PARAGRAPHS[condition]
            if not any(paragraph in fitting for paragraph in stated):
                wanted = (
                    f"one of paragraphs {fitting[0]} to {fitting[-1]}"
                    if len(fitting) > 1
                    else f"paragraph {fitting[0]}"
                )
                said = ", ".join(map(str, stated))
                message = f"'{condition}' goes with {wanted} of Schedule 1, and this states {said}."
                hint = "Change the paragraph or the condition; your data protection officer knows which."
                yield Finding(Severity.WARNING, disclosure.id, ("schedule_1_condition",), message, hint)


def policy_document(registry: Registry, _on: date) -> Iterator[Finding]:
    """What is shared on a paragraph of Schedule 1 that wants a policy document, and none is noted.

    It says how the controller keeps to the principles, and how long it keeps such data (paragraphs 38 to 41 of
    Schedule 1 to the Data Protection Act 2018). Note under `internal` where it is kept: in `organisation.yaml` if
    there is one for all, else beside what it is about. Never published.
    """
    noted = {each.about for each in registry.unpublished if each.fields.get("policy_document")}
    for disclosure in _we_share(registry) if registry.organisation.id not in noted else ():
        wanting = [str(paragraph) for paragraph in disclosure.schedule_1_condition if paragraph in WITH_DOCUMENT]
        if wanting and noted.isdisjoint({disclosure.id, disclosure.recipient}):
            paragraphs = f"paragraph{'s' if len(wanting) > 1 else ''} {' and '.join(wanting)}"
            message = f"A policy document goes with {paragraphs} of Schedule 1, and none is noted."
            hint = "Write under internal in organisation.yaml, policy_document: the address where it is kept."
            yield Finding(Severity.WARNING, disclosure.id, ("schedule_1_condition",), message, hint)


def consent_not_free(registry: Registry, _on: date) -> Iterator[Finding]:
    """Consent is named as the lawful basis of what is shared even when people refuse: under a duty, or an override.

    Consent that cannot be refused is none (Article 4(1)(11) and 7(4) of the UK GDPR). To ask or tell people first is
    good practice all the same, and is a condition: `consent_first`, `tell_first`.
    """
    for disclosure in (d for d in registry.disclosures if "consent" in d.lawful_basis):
        lifts = any(
            isinstance(limit.condition, SafeguardingOverride) and limit.condition.overrides == "consent_first"
            for limit in registry.limits(disclosure)
            if not limit.possible
        )
        if lifts or _must(registry, disclosure):
            why = "an override lets us share without it" if lifts else "we have to share in any case"
            message = f"Consent is named as a lawful basis, and {why}: people cannot really refuse."
            hint = "Write the basis that holds if they refuse; that you ask or tell them first is a condition."
            path = ("lawful_basis", disclosure.lawful_basis.index(Word("consent")))
            yield Finding(Severity.WARNING, disclosure.id, path, message, hint)


def _we_share(registry: Registry) -> Iterator[Disclosure]:
    """What we share, and not somebody else or with us."""
    yield from (d for d in registry.disclosures if d.sender is None and d.direction != "receive")


def _must(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether it says that we have to: by its words, a law of its own or a condition."""
    by_law = any(p.nature == "duty" and p.whose in (None, "ours") for p in powers(disclosure))
    return by_law or disclosure.modality in CLAIMS or _duties(registry, disclosure)


def _is_our_task(registry: Registry, disclosure: Disclosure) -> bool:
    return any(p.whose == "ours" for p in powers(disclosure)) or _duties(registry, disclosure)


def _duties(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether a condition that surely holds is a duty of ours."""
    sure = (limit.condition for limit in registry.limits(disclosure) if not limit.possible)
    return any(isinstance(each, StatutoryDuty) and each.whose == "ours" for each in sure)
