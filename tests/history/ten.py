"""Ten releases of the seed, as an editor would type them: more, less, words only, a new name, a start to come.

`python -m tests.history.ten FOLDER` writes the registry into a folder and releases it ten times there.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from site_builder.facts.redact import public
from site_builder.history.store import Kept, in_registry
from site_builder.load.project.folder import load
from site_builder.model import Registry
from site_builder.signing.release import release
from tests.seed import REGISTRY

DFE, NOTICE = "recipients/department-for-education.yaml", "notices/child-data.yaml"
HARBOUR = "recipients/harbour-wellbeing.yaml"

Edit = tuple[str, str, str]
"""A file, what stands in it once ('' where it is new), and what stands in its place."""

EDITS: Mapping[date, tuple[Edit, ...]] = {
    date(2026, 11, 25): (),
    date(2026, 12, 8): (
        (NOTICE, "heading: NHS Services", "heading: Health services"),
        (DFE, "how the DfE uses child data can be found on their", "how the DfE uses child data is on their"),
    ),
    date(2027, 1, 12): ((DFE, "purposes: [survey-samples]", "purposes: [survey-samples, research]"),),
    date(2027, 2, 1): (
        (DFE, "strength: usually", "strength: always"),
        (DFE, "in such surveys is usually voluntary", "in such surveys is always voluntary"),
    ),
    date(2027, 2, 22): (
        (
            "organisation.yaml",
            "\nproposed:",
            """
dpo:
  email: data.protection@council.example
  phone: 01632 960101

proposed:""",
        ),
    ),
    date(2027, 3, 15): (
        (
            HARBOUR,
            "",
            """\
name: Harbour Wellbeing
type: organisation
kind: company

disclosures:

  harbour-contact-parents:
    text: |
      From 1 April 2027, Harbour Wellbeing contacts parents and carers for us, and gets their contact details for that.
    purposes: [contact-parents]
    data_categories: [contact-details]
    data_subjects: [parents-and-carers]
    modality: routinely
    recipient_role: processor
    valid_from: 2027-04-01
""",
        ),
        (NOTICE, "      - nhs-services\n", "      - nhs-services\n      - harbour-wellbeing\n"),
    ),
    date(2027, 4, 20): (
        (
            "recipients/communities-and-local-government-department.yaml",
            "name: Communities and Local Government Department",
            "name: Ministry of Housing, Communities and Local Government",
        ),
    ),
    date(2027, 6, 2): (
        (DFE, "      - type: need_shown\n        test: legitimate, for their research\n", ""),
        (DFE, "transfer: individual_level", "transfer: pseudonymised"),
        (DFE, "pass on individual pupil information", "pass on pupil information, with a code in place of a name,"),
        (DFE, " who have a legitimate need for it for their research,", ","),
    ),
    date(2027, 7, 13): (
        ("recipients/partner-agencies.yaml", "There are occasions when we may need to share", "We may share"),
    ),
    date(2027, 11, 22): ((HARBOUR, "valid_from: 2027-04-01", "valid_from: 2027-04-01\n    valid_to: 2027-12-31"),),
}
"""What was typed for each release, by its day."""


@dataclass(frozen=True)
class Ten:
    """The registries of the ten releases, as a check on their days reads them; and what is kept of them."""

    registries: tuple[Registry, ...]
    releases: tuple[Kept, ...]


@cache
def ten() -> Ten:
    """The ten releases."""
    with TemporaryDirectory() as folder:
        registries = tuple(released(Path(folder)))
        return Ten(registries, in_registry(Path(folder) / "registry"))


def released(project: Path) -> Iterator[Registry]:
    """Type, and release, one after the other in a new folder `registry`; each registry as it is after its release."""
    folder = project / "registry"
    shutil.copytree(REGISTRY, folder)
    for day, edits in EDITS.items():
        typed(folder, day, edits)
        release(_loaded(folder, day), folder)
        yield _loaded(folder, day)


def typed(folder: Path, day: date, edits: tuple[Edit, ...]) -> None:
    """Type what a release changes, and its version and day."""
    for file, old, new in edits:
        text = (folder / file).read_text("utf-8") if old else ""
        assert text.count(old) == 1, (file, old)
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    place = folder / "organisation.yaml"
    first, *_, last = place.read_text("utf-8").partition("version: ")
    rest = last.partition("\n")[2].partition("\n")[2]
    version = f"{day.year}.{day.month}.{day.day}.1"
    place.write_text(f"{first}version: {version}\nissued: {day}\n{rest}", "utf-8")


def _loaded(folder: Path, day: date) -> Registry:
    found = load(folder, "registry", day)
    assert found.registry is not None, found.problems
    return found.registry


def public_halves() -> tuple[Registry, ...]:
    """What each of the ten published."""
    return tuple(map(public, ten().registries))


if __name__ == "__main__":
    for each in released(Path(sys.argv[1])):
        print(each.version)  # noqa: T201 -- a program of its own
