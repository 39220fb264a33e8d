"""What `check` says of every bad case reads in the form's words: no file, no line, no YAML, no name of a field."""

from __future__ import annotations

import re

import pytest

from site_builder.edit import labels
from site_builder.edit.plain import plainly
from site_builder.edit.steps import tree_of
from site_builder.edit.things import Things
from site_builder.edit.told import told
from site_builder.load.project.folder import load
from site_builder.load.splice import File, Refused
from site_builder.problems import Problem
from tests.edit.forms import KEPT
from tests.effort import THOROUGH
from tests.invalid_cases import BASE, BASE_FILES, CASES, Case
from tests.seed import ON

OF_FILES = re.compile(
    r"`|\.yaml|YAML|\bline \d|\bfiles?\b|\bkeys?\b|column|site-builder|(?<![\w/])[a-z]+_[a-z]|: \[|: \||(?<!\w)'"
    r"|registry/|folder|\bblock\b|vocabulary/|recipients/|translations/|[Ii]ndent|below \||a dash and"
)
WRITES = re.compile(r"\b(?:[Ww]rite|[Aa]dd|[Tt]ake|under) ([a-z]+)\b|\b([a-z]+): ([a-z]+)\b")
RULE = re.compile(r"\[([a-z-]+)\]$", re.MULTILINE)


def one_of_each() -> list[Case]:
    """Cases that break each rule at least once; all where there is time."""
    seen: set[str] = set()
    found = []
    for case in CASES:
        rules = {*RULE.findall(case.says)}
        if THOROUGH or rules - seen:
            found.append(case)
        seen |= rules
    return found


def of_yaml(text: str) -> str:
    """What in a sentence is of files and not of the form, '' for nothing."""
    if found := OF_FILES.search(text):
        return found[0]
    for each in WRITES.finditer(text):
        if each[1] in {"text", "modality", "purposes", "conditions", "members"}:
            return each[0]
        if each[2] and each[2] in labels.by_field() and each[3] in labels.answers_of(each[2]):
            return each[0]
    return ""


def shown(case: Case) -> list[tuple[Problem, str]]:
    """What the form shows of a case; a file that cannot be read has a page of its own, which says so."""
    changed = {name: case.files.get(name) for name in {*case.files, *BASE_FILES}}
    instead = {name: data for name, data in changed.items() if data != BASE_FILES.get(name)}
    loaded = load(BASE, "registry", ON, kept=KEPT, instead=instead)
    things = Things(loaded.sources)
    found = []
    for problem in loaded.problems:
        name = problem.place.file.removeprefix("registry/")
        try:
            if name in instead:
                File(instead[name] or b"", name, tree_of(name))
        except Refused:
            continue
        if not labels.for_files(problem.rule):
            found.append((problem, told(problem, things).text))
    return found


def test_no_problem_speaks_of_files_in_the_form() -> None:
    found = []
    rules = set()
    for case in one_of_each():
        for problem, text in shown(case):
            rules.add(problem.rule)
            if what := of_yaml(text):
                found.append((problem.rule, what, text))
    assert found == []
    assert len(rules) > 140


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        ("It stands here and at registry/recipients/hospital.yaml:8.", "It stands here and at “Hospital”."),
        ("Write own_recipient: true in line 4.", "Write “Only each person’s own?”: “Yes”."),
        ("Make an entry in vocabulary/bodies.yaml.", "Make an entry under “Bodies that get nothing”."),
        ("The words say 'TODO'.", "The words say “TODO”."),
        ("We write: 'Add text, see own_recipient: true'.", "We write: “Add text, see own_recipient: true”."),
        ("The reasons are to contact parents.", "The reasons are to contact parents."),
        ("Write text for it.", "Write “The words” for it."),
        ("See https://example.org/a_b and O'Neill.", "See https://example.org/a_b and O'Neill."),
    ],
)
def test_a_sentence_reads_in_the_forms_words(said: str, reads: str) -> None:
    assert plainly(said, Things(load(BASE, "registry", ON, kept=KEPT).sources)) == reads


def test_a_sentence_that_is_shown_as_check_says_it_is_found() -> None:
    """The broken twin: a form that shows what `check` prints."""
    said = {p.rule for case in CASES[::40] for p, _ in shown(case) if of_yaml(f"{p.message} {p.hint}")}
    assert len(said) > 2
