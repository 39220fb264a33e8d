"""The registry: frozen values, ids instead of references, None or an empty list for what is *not stated*.

Field names are those of the registry's files and of the feed. The sentences of a notice are in its passages;
names and other texts that people read are `Words`. Each field says what it means: see `model.fields`.
"""

from site_builder.model.disclosure import NEVER, Disclosure
from site_builder.model.disclosure_parts import (
    AutomatedDecision,
    LegalPower,
    OptOut,
    Reading,
    Retention,
    Settled,
    Transfer,
)
from site_builder.model.known import BEGAN, NOT_IN_FORCE, OF_NATIONS, SPECIAL, UNKNOWN, Known
from site_builder.model.notice import ITEM, PARAGRAPH, RUN_ON, Holding, Notice, Passage, Section
from site_builder.model.parties import Body, ComplaintToUs, Head, History, Officer, Organisation, Recipient, Regulator
from site_builder.model.registry import (
    PROCESSORS,
    VOCABULARIES,
    Confirmation,
    Limit,
    Registry,
    Release,
    Released,
    Retired,
    Thing,
    Unpublished,
)
from site_builder.model.vocabulary import (
    CRIMINAL,
    Agreement,
    DataCategory,
    DataSubject,
    Law,
    Location,
    Programme,
    Purpose,
    Role,
    SharedCondition,
)

__all__ = [
    "BEGAN",
    "CRIMINAL",
    "ITEM",
    "NEVER",
    "NOT_IN_FORCE",
    "OF_NATIONS",
    "PARAGRAPH",
    "PROCESSORS",
    "RUN_ON",
    "SPECIAL",
    "UNKNOWN",
    "VOCABULARIES",
    "Agreement",
    "AutomatedDecision",
    "Body",
    "ComplaintToUs",
    "Confirmation",
    "DataCategory",
    "DataSubject",
    "Disclosure",
    "Head",
    "History",
    "Holding",
    "Known",
    "Law",
    "LegalPower",
    "Limit",
    "Location",
    "Notice",
    "Officer",
    "OptOut",
    "Organisation",
    "Passage",
    "Programme",
    "Purpose",
    "Reading",
    "Recipient",
    "Registry",
    "Regulator",
    "Release",
    "Released",
    "Retention",
    "Retired",
    "Role",
    "Section",
    "Settled",
    "SharedCondition",
    "Thing",
    "Transfer",
    "Unpublished",
]
