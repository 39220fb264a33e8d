"""A small registry without problems, as texts by file, and what `load` says when some of them are changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from site_builder.load.project.folder import Before, Loaded, load
from site_builder.problems import Problem, Severity
from tests.seed import ON

ORGANISATION = """\
id: our-council
name: Our Council
languages: [en-GB]
site: https://council.example/
version: 2026.1.1.1
issued: 2026-01-01
"""
NOTICE = """\
title: Who we share with
sections:
  all:
    heading: All
    shows:
      - police-crime
      - hospital
      - ask-first
"""
POLICE = """\
name: Police
type: organisation
disclosures:
  police-crime:
    text: |
      We tell the police about crimes.
    purposes: [crime]
    shared_conditions: [ask-first]
"""
HOSPITAL = """\
name: Hospital
type: organisation
disclosures:
  hospital-care:
    text: |
      We send your records to the hospital.
      It sends us its own.
  hospital-answers:
    words_in: hospital-care
    direction: receive
"""
CONDITIONS = """\
ask-first:
  text: |
    We ask you first.
  conditions:
    - type: consent_first
"""
PURPOSES = """\
crime:
  name: crime
  family: crime
"""
FILES = {
    "organisation.yaml": ORGANISATION,
    "notices/our-notice.yaml": NOTICE,
    "recipients/police.yaml": POLICE,
    "recipients/hospital.yaml": HOSPITAL,
    "vocabulary/conditions.yaml": CONDITIONS,
    "vocabulary/purposes.yaml": PURPOSES,
}

Changes = Mapping[str, str | None]
"""Of each file its text, or None to leave it out."""


def edited(name: str, *edits: tuple[str, str]) -> Changes:
    """The file of this name with texts put in place of others, each of which stands there once."""
    text = FILES[name]
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return {name: text}


def loaded(folder: Path, changes: Changes, before: Before | None = None) -> Loaded:
    """What is loaded from the small registry with these changes, where something was published before."""
    for name, text in {**FILES, **changes}.items():
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
    return load(folder, "registry", ON, before=before)


def told(folder: Path, changes: Changes, *severities: Severity) -> list[str]:
    """Each problem of these severities (errors, if none is named) in one line."""
    wanted = severities or (Severity.ERROR,)
    return [line(p) for p in loaded(folder, changes).problems if p.severity in wanted]


def line(problem: Problem) -> str:
    """A problem in one line."""
    place = problem.place
    hint = f" | {problem.hint}" if problem.hint else ""
    file = place.file.removeprefix("registry/")
    return f"{file}:{place.line}:{place.column} {problem.field}: {problem.message}{hint} [{problem.rule}]"
