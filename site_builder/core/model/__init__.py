"""The registry: frozen values, ids instead of references, None or an empty list for what is *not stated*.

Field names are those of the registry's files and of the feed. Words stand in passages alone, names and other
texts that people read are `Words`. The fields themselves are documented in `site_builder/schemas`.
"""

from site_builder.core.model.disclosure import (
    AutomatedDecision,
    Disclosure,
    LegalPower,
    OptOut,
    Reading,
    Retention,
    Transfer,
)
from site_builder.core.model.notice import (
    ITEM,
    PARAGRAPH,
    RUN_ON,
    Notice,
    Passage,
    Section,
)
from site_builder.core.model.parties import (
    Body,
    ComplaintToUs,
    Head,
    History,
    Officer,
    Organisation,
    Recipient,
    Regulator,
)
from site_builder.core.model.registry import (
    PROCESSORS,
    VOCABULARIES,
    Confirmation,
    Known,
    Limit,
    Registry,
    Retired,
    Thing,
    Unpublished,
)
from site_builder.core.model.vocabulary import (
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
    "ITEM",
    "PARAGRAPH",
    "PROCESSORS",
    "RUN_ON",
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
    "Retention",
    "Retired",
    "Role",
    "Section",
    "SharedCondition",
    "Thing",
    "Transfer",
    "Unpublished",
]
