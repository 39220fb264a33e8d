"""Terms of the Data Privacy Vocabulary that a registry names: each must exist and be of the right kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from site_builder import vocabulary
from site_builder.load.project.files import BLOCKS, Source
from site_builder.load.project.locate import problem
from site_builder.load.shape.suggest import MOST, in_a_question, is_a_slip
from site_builder.problems import Problem

FIELD = "dpv_term"
MOST_SUGGESTIONS = 20
"""We suggest the nearest term for at most so many unknown terms."""


def wrong_terms(sources: Iterable[Source]) -> Iterator[Problem]:
    """A problem for each term that DPV lacks, or has for another kind of thing. We skip values that are not text."""
    looked = 0
    for source in sources:
        entries = source.data.items() if source.kind in ROOTS else ()
        for key, fields in entries:
            term = fields.get(FIELD) if isinstance(fields, dict) and key not in BLOCKS else None
            if isinstance(term, str) and term not in vocabulary.dpv_terms():
                looked += 1
                near = get_close_matches(term, vocabulary.dpv_terms(), MOST) if looked <= MOST_SUGGESTIONS else []
                near = near[:1] if near and is_a_slip(term, near[0]) else near
                hint = in_a_question(dict.fromkeys(near, "")) or "Leave it out: the term of its family is used then."
                message = f"The Data Privacy Vocabulary has no term '{term}'."
                yield problem(source.document, (key, FIELD), "unknown-term", f"DPV term of {key}", message, hint)
            elif isinstance(term, str) and ROOTS[source.kind] not in {term, *vocabulary.dpv_ancestors(term)}:
                message = f"'{term}' is a term for something else: it is no kind of {ROOTS[source.kind]}."
                hint = f"Name one that is a kind of {ROOTS[source.kind]}, or leave it out."
                yield problem(source.document, (key, FIELD), "wrong-term", f"DPV term of {key}", message, hint)


ROOTS = {"purposes": "dpv:Purpose", "data_categories": "dpv:PersonalData", "data_subjects": "dpv:HumanSubject"}
"""The vocabularies whose entries may name a term, and the term that it must be a kind of."""
