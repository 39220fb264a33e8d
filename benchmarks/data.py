"""Registries of any size, the same from the same seed."""

from __future__ import annotations

import random
from pathlib import Path

ORGANISATION = """\
id: bench-council
name: Bench Council
kind: council
public_authority: true
languages: [en-GB]
site: https://council.example/
version: 2026.1.1.1
issued: 2026-01-01
"""

RECIPIENT = """\
name: Recipient {number}
type: organisation
kind: {kind}

disclosures:

  disclosure-{number}:
    text: |
      We share {data} about residents with Recipient {number}, so that it can help with matter {number}.
      It may keep what we send for {years} years.
    purposes: [{purpose}]
    data_categories: [{data}]
    data_subjects: [residents]
    modality: {modality}
    lawful_basis: [public_task]
    conditions:
      - type: need_shown
      - type: identifiability
        transfer: {level}
    retention:
      - period: {years} years
        kept_by: them
"""


FAMILIES = ("direct_care", "research", "statistics", "safeguarding", "crime")


def write(folder: Path, recipients: int, notices: int = 1) -> None:
    """A registry of so many recipients, one disclosure each, and notices that show as many of them each."""
    chance = random.Random(recipients)  # noqa: S311 (repeatable, not secret)
    for name in ("recipients", "notices", "vocabulary"):
        (folder / name).mkdir(parents=True)
    _put(folder / "organisation.yaml", ORGANISATION)
    _put(
        folder / "vocabulary/purposes.yaml",
        "".join(f"purpose-{f.replace('_', '-')}:\n  name: purpose {f}\n  family: {f}\n" for f in FAMILIES),
    )
    _put(folder / "vocabulary/data_categories.yaml", "".join(f"data-{n}:\n  name: data {n}\n" for n in range(10)))
    _put(folder / "vocabulary/data_subjects.yaml", "residents:\n  name: residents\n")
    for notice in range(notices):
        shown = "".join(f"      - body-{n}\n" for n in range(notice, recipients, notices))
        _put(
            folder / f"notices/bench-notice{f'-{notice}' if notice else ''}.yaml",
            f"title: Bench\nsections:\n  all:\n    heading: All\n    shows:\n{shown}",
        )
    for number in range(recipients):
        _put(folder / f"recipients/body-{number}.yaml", _recipient(number, chance))


def _recipient(number: int, chance: random.Random) -> str:
    return RECIPIENT.format(
        number=number,
        kind=chance.choice(("school", "voluntary", "nhs_trust", "company")),
        data=f"data-{chance.randrange(10)}",
        purpose=f"purpose-{chance.choice(FAMILIES).replace('_', '-')}",
        modality=chance.choice(("must", "may", "routinely")),
        level=chance.choice(("identifiable", "pseudonymised", "aggregate")),
        years=chance.randrange(1, 20),
    )


def _put(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")
