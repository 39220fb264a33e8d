"""Dated reference data: bodies, programmes, laws, countries, lawful bases, terms of DPV, and the library.

Read when first asked for, and kept. It tells what a name stands for and what became of it; what follows from that for
a notice is said by the rules of `check`. Knows nothing above the core, reads no clock and fetches nothing: a newer
edition is a newer file, and `tools/vocabulary.py` says what it changes.

Every entry has an `evidence`: `seen`, its source was read, or `to_confirm`, it waits for a look at a source and is no
fact to tell the public.
"""

from site_builder.vocabulary._bases import lawful_bases, schedule_1
from site_builder.vocabulary._bodies import ENDED, STATUSES, BodyEntry, all_names, began, body, former_names, programme
from site_builder.vocabulary._countries import APPROVALS, CountryEntry, country
from site_builder.vocabulary._dpv import dpv_ancestors, dpv_parents, dpv_terms
from site_builder.vocabulary._files import EVIDENCE
from site_builder.vocabulary._laws import LawEntry, law_named, laws, nations_of, other_years
from site_builder.vocabulary._library import CommonThing, common_things_called, library
from site_builder.vocabulary._phrases import phrases, strength
from site_builder.vocabulary._references import REFERENCE_STATUSES, ReferenceEntry, references, stale_reference

__all__ = [
    "APPROVALS",
    "ENDED",
    "EVIDENCE",
    "REFERENCE_STATUSES",
    "STATUSES",
    "BodyEntry",
    "CommonThing",
    "CountryEntry",
    "LawEntry",
    "ReferenceEntry",
    "all_names",
    "began",
    "body",
    "common_things_called",
    "country",
    "dpv_ancestors",
    "dpv_parents",
    "dpv_terms",
    "former_names",
    "law_named",
    "lawful_bases",
    "laws",
    "library",
    "nations_of",
    "other_years",
    "phrases",
    "programme",
    "references",
    "schedule_1",
    "stale_reference",
    "strength",
]
