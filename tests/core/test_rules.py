"""Each rule finds its bad example and leaves the good twin alone."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from site_builder.core.gate import Gate
from site_builder.core.problems import Severity
from site_builder.core.rules import RULES, name_of
from site_builder.core.rules.doubts import duty_without_law
from site_builder.core.rules.gaps import not_stated
from site_builder.sources.folder import load
from tests.core.cases_of_law import CASES_OF_LAW
from tests.core.cases_of_words import CASES_OF_WORDS
from tests.core.planted import Edits, Planted
from tests.examples import FOLDERS, example, loaded
from tests.seed import ON, REGISTRY

NHS = "recipients/nhs-services.yaml"
DFE = "recipients/department-for-education.yaml"
CHILD = "notices/child-data.yaml"
CRIME = "recipients/crime-and-fraud-agencies.yaml"

WORDS = (
    "    text: |\n"
    "      When required we have a legal obligation to share information with other agencies to assist in the "
    "prevention of crime or fraud such as the police or benefit agencies.\n"
)

CONFIRMED = """
confirmed:
  crime-and-fraud-duty:
    - fields: [{field}]
      by: dfe-chief-statistician
      date: 2026-01-01
"""

PLANTED = (*CASES_OF_LAW, *CASES_OF_WORDS)

Case = tuple[str, str, str, str]
"""A rule, a file, what stands there in the good twin, and what in the bad example."""

CASES: list[Case] = [
    (
        "condition-twice",
        NHS,
        "      - type: request_needed\n",
        "      - type: identifiability\n        results: aggregate\n",
    ),
    ("not-released", "organisation.yaml", "version: 2026.11.25.1\n", "version: draft\n"),
    (
        "days-reversed",
        CRIME,
        "type: category\nvalid_from: 2026-01-01\nvalid_to: 2026-01-01\n",
        "type: category\nvalid_from: 2026-01-02\nvalid_to: 2026-01-01\n",
    ),
    ("limits-nothing", "vocabulary/conditions.yaml", "\n", "\nunused:\n  conditions:\n    - type: single_use\n\n"),
    (
        "shared-and-possible",
        DFE,
        "    shared_conditions: [dfe-in-all-these-cases]\n",
        "    shared_conditions: [dfe-in-all-these-cases]\n    possible_conditions: [dfe-in-all-these-cases]\n",
    ),
    ("draft-in-feed", NHS, "    modality: must\n", "    modality: must\n    status: draft\n"),
    ("duty-without-law", CRIME, "        whose: ours\n        law: data-protection-act\n", "        whose: ours\n"),
    (
        "duty-without-law",
        NHS,
        "    modality: must\n    legal_power:\n      - law: data-protection-act\n        nature: duty\n",
        "    modality: must\n",
    ),
    (
        "duty-without-law",
        NHS,
        "    modality: must\n    legal_power:\n      - law: data-protection-act\n        whose: ours\n",
        "    modality: must\n    legal_power:\n      - law: data-protection-act\n        nature: power\n",
    ),
    (
        "duty-without-law",
        NHS,
        "    modality: may\n    legal_power: none\n",
        "    modality: must_when_required\n    legal_power: none\n",
    ),
    ("empty-section", CHILD, "    heading: Empty\n    opening: |\n      Words.\n", "    heading: Empty\n"),
    ("left-over-words", NHS, "      NHS services may also request", "      [insert name] may also request"),
    (
        "link-missing",
        DFE,
        "      - about: information\n        url: https://example.org/\n",
        "      - about: information\n",
    ),
    (
        "link-in-facts",
        CRIME,
        "    modality: must_when_required\n    if_not_given: |\n      See our page.\n",
        "    modality: must_when_required\n    if_not_given: |\n      See [our page](https://example.org/).\n",
    ),
    (
        "overtaken",
        "vocabulary/bodies.yaml",
        "  name: Department of Health and Social Care\n",
        "  name: Department of Health\n",
    ),
    ("changing", "recipients/youth-justice-board.yaml", "name: Our youth board\n", "name: Youth Justice Board\n"),
    (
        "reads-with-the-old",
        "notices/newer-data.yaml",
        "",
        "title: Newer\nsupersedes: [child-data]\nreads_with: [child-data]\nsections:\n  all:\n    heading: All\n",
    ),
    (
        "confirmed-nothing",
        CRIME,
        CONFIRMED.format(field="purposes"),
        CONFIRMED.format(field="purpose"),
    ),
    (
        "choice-against-basis",
        CRIME,
        "    modality: must_when_required\n    lawful_basis: [legal_obligation]\n    opt_outs: none\n",
        "    modality: must_when_required\n    lawful_basis: [public_task]\n    opt_outs: none\n",
    ),
    (
        "lifts-nothing",
        CRIME,
        "      - type: consent_first\n      - type: safeguarding_override\n        overrides: consent_first\n",
        "      - type: safeguarding_override\n        overrides: consent_first\n",
    ),
    (
        "child-words-unread",
        "vocabulary/conditions.yaml",
        "    - type: protocol_needed\n",
        "    - type: protocol_needed\n  child_text: |\n    We keep to the law.\n",
    ),
    (
        "superseded-shows-more",
        "notices/newer-data.yaml",
        "",
        "title: Newer\nsupersedes: [child-data]\nsections:\n  all:\n    heading: All\n    opening: |\n      Words.\n",
    ),
    (
        "special-not-said",
        "vocabulary/data_categories.yaml",
        "  name: survey data\n  dpv_term: pd:PhysicalHealth\n  special: [health]\n",
        "  name: survey data\n  dpv_term: pd:PhysicalHealth\n",
    ),
    ("made-from-facts", CRIME, WORDS, ""),
    ("not-translated", "organisation.yaml", "languages: [en-GB]\n", "languages: [en-GB, cy]\n"),
    ("list-not-complete", CHILD, "complete_list: false\n", "complete_list: true\n"),
    (
        "not-stated",
        CHILD,
        "last_reviewed: 2026-01-01\nreview_due: 2027-01-01\nowner_role: dfe-chief-statistician\n",
        "",
    ),
    ("proposed", CRIME, "", "\nproposed:\n  crime-and-fraud-duty:\n    mode: [paper]\n    reason: |\n      Asked.\n"),
    ("questions", CRIME, "    note: |\n      - Which?\n", "    questions: |\n      - Which?\n"),
    ("review-overdue", CHILD, "review_due: 2026-11-25\n", "review_due: 2026-11-24\n"),
]

TOLD_AT = {"superseded-shows-more": CHILD}
"""Where a finding stands, if not in the file of the case."""

QUESTION = (
    "    questions: |\n"
    '      - "When required we have a legal obligation" goes in a circle: which law, and who requires it?\n'
)

START = {
    ("choice-against-basis", CRIME): "    modality: must_when_required\n",
    ("confirmed-nothing", CRIME): "\ninternal:\n",
    ("lifts-nothing", CRIME): "      - type: statutory_duty\n        whose: ours\n",
    ("overtaken", "vocabulary/bodies.yaml"): "  name: Department of Health\n",
    ("changing", "recipients/youth-justice-board.yaml"): "name: Youth Justice Board\n",
    ("days-reversed", CRIME): "type: category\n",
    ("link-in-facts", CRIME): "    modality: must_when_required\n",
    ("duty-without-law", CRIME): "        whose: ours\n",
    ("duty-without-law", NHS): "    modality: must\n",
    ("empty-section", CHILD): "    heading: Information on other websites\n",
    ("link-missing", DFE): "      - about: information about data collections\n",
    ("list-not-complete", CHILD): "complete_list: true\n",
    ("not-stated", CHILD): "complete_list: true\n",
    ("review-overdue", CHILD): "complete_list: true\n",
    ("special-not-said", "vocabulary/data_categories.yaml"): "  name: data obtained from statistical surveys\n",
    ("proposed", CRIME): "\ninternal:\n",
    ("questions", CRIME): QUESTION,
}
"""What of the seed makes room for the case, where it is not the good twin itself."""


def _found(folder: Path, case: Case, *, bad: bool) -> list[tuple[str, Severity]]:
    rule, file, good, wrong = case
    shutil.copytree(REGISTRY, folder / "registry")
    path = folder / "registry" / file
    text = path.read_text("utf-8") if path.exists() else ""
    start = START.get((rule, file), good)
    assert start in text
    kept = start if rule in ("proposed", "confirmed-nothing") else ""
    if text or bad:
        path.write_text(text.replace(start, (wrong if bad else good) + kept, 1), "utf-8")
    problems = load(folder / "registry", "registry", ON).problems
    assert bad or not [p for p in problems if p.severity is Severity.ERROR], problems
    return [(p.rule, p.severity) for p in problems if p.place.file.endswith(TOLD_AT.get(rule, file)) and p.rule == rule]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_rule_finds_the_bad_example_and_not_the_good_twin(tmp_path: Path, case: Case) -> None:
    bad = _found(tmp_path / "bad", case, bad=True)
    good = _found(tmp_path / "good", case, bad=False)
    assert len(bad) == len(good) + 1


def test_every_rule_has_a_case() -> None:
    names = {name_of(rule) for rule in RULES}
    assert {case[0] for case in CASES} | {case.rule for case in PLANTED} == names


def _told(folder: Path, case: Planted, edits: Edits) -> list[str]:
    """What the rule of a case says of the seed after some edits, in so far as it says what the case looks for."""
    shutil.copytree(REGISTRY, folder)
    for file, old, new in (*case.both, *edits):
        path = folder / file
        text = path.read_text("utf-8") if path.exists() else ""
        assert text.count(old) == 1 or not old, (file, old)
        path.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")
    problems = load(folder, "registry", ON).problems
    assert edits == case.bad or not [p for p in problems if p.severity is Severity.ERROR], problems
    return [p.message for p in problems if p.rule == case.rule and case.says in p.message]


@pytest.mark.parametrize("case", PLANTED, ids=[case.rule for case in PLANTED])
def test_a_rule_of_law_or_words_finds_the_bad_example_and_not_the_good_twin(tmp_path: Path, case: Planted) -> None:
    assert len(_told(tmp_path / "bad", case, case.bad)) == 1
    assert _told(tmp_path / "good", case, case.good) == []


@pytest.mark.parametrize("name", FOLDERS)
def test_a_duty_without_law_is_told_wherever_the_gate_would_ask_a_person(name: str) -> None:
    registry = loaded(name).registry
    assert registry is not None
    told = {finding.subject: finding.severity for finding in duty_without_law(registry, ON)}
    every = (c for found in Gate.of(example(name)).index.of.values() for c in found)
    assert {c.id for c in every if c.claims_duty and not c.has_law} == told.keys()
    assert name == "seed" or set(told.values()) <= {Severity.INFORMATION}


@pytest.mark.parametrize(("day", "wanted"), [("2026-06-18", False), ("2026-06-19", True)])
def test_a_way_to_complain_to_us_is_wanted_since_the_law_wants_it(day: str, *, wanted: bool) -> None:
    gaps = [f.message for f in not_stated(example("seed"), date.fromisoformat(day))]
    assert any("complaint to us" in message for message in gaps) is wanted
    assert any("complaint to regulator" in message for message in gaps)


def test_gaps_of_a_recipient_are_one_line(tmp_path: Path) -> None:
    shutil.copytree(REGISTRY, tmp_path / "registry")
    problems = load(tmp_path / "registry", "registry", ON).problems
    gaps = [p.place.file for p in problems if p.severity is Severity.GAP]
    assert len(gaps) == len(set(gaps)) == 9
