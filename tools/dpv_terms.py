"""Copy the terms of the Data Privacy Vocabulary that the feed uses into the tests, from a list of all its terms.

    python tools/dpv_terms.py dpv-terms.json

The list is a JSON object with `source`, `licence` and `terms`: {IRI: {label, status}}. Run it when a term is added to
`site_builder/schemas/feed_terms.json`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from site_builder.schemas.feed_terms import feed_terms

OUT = Path(__file__).parent.parent / "tests" / "render" / "dpv_terms.json"
NOTICE = "Terms and labels of the Data Privacy Vocabulary (DPV), copyright W3C and its contributors, under its licence."


def used() -> list[str]:
    """The IRIs of DPV that the table of terms names."""
    table = feed_terms()
    groups = (table.silence, table.types, table.keys, table.families, *table.words.values())
    terms = [term for group in groups for term in group.values()]
    terms += [term for several in table.special.values() for term in several]
    names = (term.partition(":") for term in terms)
    iris = {table.prefixes.get(prefix, "") + local for prefix, _, local in names}
    return sorted(iri for iri in iris if iri.startswith("https://w3id.org/dpv"))


def main(source: str) -> None:
    """Write the extract; a term that DPV does not have is left out, and the tests say so."""
    whole = json.loads(Path(source).read_text(encoding="utf-8"))
    found = {iri: whole["terms"][iri] for iri in used() if iri in whole["terms"]}
    terms = {iri: {k: v[k] for k in ("label", "status") if k in v} for iri, v in found.items()}
    made = {"notice": NOTICE, "source": whole["source"], "licence": whole["licence"], "terms": terms}
    OUT.write_text(f"{json.dumps(made, indent=1)}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
