"""What we share, in the columns of the ICO's template for a controller's record of processing (Art. 30(1)).

It is no whole record: it knows sharing alone, and of that the public half.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from site_builder.facts.language import Language
from site_builder.facts.lifecycle import ACTIVE, standing
from site_builder.model import Agreement, Disclosure, Registry
from site_builder.render.tables.registry_tables import Cells, check_public
from site_builder.render.tables.table import Table, joined, table

FROM, BOTH = "receive", "two_way"
"""The ways in which data comes to us."""


def record(registry: Registry, language: Language, on: date) -> Table:
    """A row for each disclosure that is ours and in force on a day, its words in a language.

    Raises ValueError if the registry holds unpublished facts.
    """
    check_public(registry)
    cells = Cells(registry, language, on)
    filled = ({**_filled(cells, d), "note": NOTE} for d in ours(registry, on))
    return table("record", COLUMNS, ([row.get(column, "") for column in COLUMNS] for row in filled))


def ours(registry: Registry, on: date) -> Iterable[Disclosure]:
    """The disclosures that we make or receive and that are in force on a day; promises not to share are none."""
    us = (None, registry.organisation.id)
    return (
        d for d in registry.disclosures if d.sender in us and not d.is_promise and standing(registry, d, on) == ACTIVE
    )


EMPTY: Mapping[str, str] = {
    "security measures": "never published",
    "legitimate interests": "not in the registry",
    "link to legitimate interests assessment": "not in the registry",
    "link to record of consent": "not in the registry",
    "location of personal data": "not in the registry",
    "data protection impact assessment required": "never published",
    "data protection impact assessment progress": "never published",
    "link to data protection impact assessment": "never published",
    "personal data breach": "not in the registry",
    "link to record of personal data breach": "not in the registry",
    "link to retention and erasure policy": "never published",
    "retained and erased as the policy says": "not in the registry",
    "reasons where it is not": "not in the registry",
}
"""The columns that are always empty, and why."""

NOTE = (
    "This is not the whole record of processing: it covers sharing that the public notice states. "
    f"Left empty: {'; '.join(f'{name} ({why})' for name, why in EMPTY.items())}."
)
"""What stands in the last column of each row, so that nobody takes the table for more than it is."""

COLUMNS = (
    *("id", "controller", "data protection officer", "representative"),
    *("business function", "purpose of processing", "joint controllers", "categories of individuals"),
    *("categories of personal data", "categories of recipients", "link to contract with processor"),
    *("third countries", "safeguards for transfers", "retention schedule", "security measures"),
    *("Article 6 lawful basis", "Article 9 condition", "legitimate interests"),
    *("link to legitimate interests assessment", "rights of individuals", "automated decisions"),
    *("source of personal data", "link to record of consent", "location of personal data"),
    *("data protection impact assessment required", "data protection impact assessment progress"),
    *("link to data protection impact assessment", "personal data breach", "link to record of personal data breach"),
    *("Schedule 1 condition", "link to retention and erasure policy", "retained and erased as the policy says"),
    *("reasons where it is not", "note"),
)
"""The columns: who we are, then those of the template in its order, each by what it asks for."""


def _filled(cells: Cells, d: Disclosure) -> Mapping[str, str]:
    """The cells of a disclosure's row that are not always empty."""
    us, stated, say = cells.registry.organisation, dict(cells.of_disclosure(d)), cells.say
    comes, goes = d.direction in (FROM, BOTH), d.direction != FROM
    sources = [*map(cells.name, d.source), *([stated["recipient"]] if comes else [])]
    return {
        "id": d.id,
        "controller": cells.name(us.id),
        "data protection officer": cells.words(us.dpo) if us.dpo else "",
        "representative": cells.name(us.representative) if us.representative else "",
        "business function": joined(_services(cells, d)),
        "purpose of processing": stated["purposes"],
        "joint controllers": stated["recipient"] if d.recipient_role == "joint_controller" else "",
        "categories of individuals": stated["people"],
        "categories of personal data": stated["data"],
        "categories of recipients": stated["recipient"] if goes else "",
        "link to contract with processor": joined(_contracts(cells, d)),
        "third countries": stated["transfers: country"] or stated["transfers"],
        "safeguards for transfers": stated["transfers"] if isinstance(d.transfers, tuple) else "",
        "retention schedule": stated["retention"],
        "Article 6 lawful basis": joined([say.word("lawful_basis", each) for each in d.lawful_basis])
        or stated["lawful basis"],
        "Article 9 condition": joined([say.word("special_condition", each) for each in d.special_condition]),
        "rights of individuals": stated["rights"].replace("_", " "),
        "automated decisions": stated["automated decision"],
        "source of personal data": joined([*dict.fromkeys(sources)]),
        "Schedule 1 condition": stated["Schedule 1 condition"],
    }


def _services(cells: Cells, d: Disclosure) -> list[str]:
    """The services that the notices which show it cover."""
    texts = (words.say(cells.language.tag)[1] for notice in cells.notices(d) for words in notice.services)
    return [*dict.fromkeys(texts)]


def _contracts(cells: Cells, d: Disclosure) -> list[str]:
    """Where the contracts with a processor are, or what they are called."""
    things = (cells.registry.things.get(key) for key in d.agreements)
    found = [each for each in things if isinstance(each, Agreement) and each.kind == "processor_contract"]
    return [each.url or cells.name(each.id) for each in found]
