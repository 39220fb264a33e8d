"""Pairs of words and their translation: what counts, what is stale, and what is shown where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from site_builder.facts.layout.laid_out import Row, Run, parts_of
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.redact import public
from site_builder.load.feed.reader import read
from site_builder.locale.languages import language
from site_builder.model import Registry
from site_builder.problems import Severity
from site_builder.render.feed.graph import render
from tests.load.project.small_registry import CONDITIONS, NOTICE, Changes, edited, loaded, told
from tests.seed import ON

FILE = "translations/cy/all.yaml"
WELSH = """\
our-council:
  name:
    en: Our Council
    cy: Ein Cyngor
our-notice:
  title:
    en: Who we share with
    cy: Gyda phwy rydym yn rhannu
  sections:
    - en: All
      cy: Pawb
police:
  name:
    en: Police
    cy: Yr heddlu
police-crime:
  text:
    en: |
      We tell the police
      about crimes.
    cy: |
      Rydym yn dweud wrth yr heddlu am droseddau.
hospital:
  name:
    en: Hospital
    cy: Yr ysbyty
hospital-care:
  text:
    en: |
      We send your records to the hospital.
      It sends us its own.
    cy: |
      Rydym yn anfon eich cofnodion i'r ysbyty.
      Mae'n anfon ei rai ei hun atom ni.
ask-first:
  text:
    en: |
      We ask you first.
    cy: |
      Rydym yn gofyn i chi yn gyntaf.
crime:
  name:
    en: crime
    cy: troseddau
"""
BOTH = edited("organisation.yaml", ("[en-GB]", "[en-GB, cy]"))
NONE: Changes = {}
WARNED = (Severity.ERROR, Severity.GAP, Severity.WARNING)


def _in_both(folder: Path, welsh: str = WELSH, changes: Changes = NONE) -> Registry:
    registry = loaded(folder, {**BOTH, FILE: welsh, **changes}).registry
    assert registry is not None
    return registry


def _of_translations(folder: Path, welsh: str, changes: Changes = NONE) -> list[str]:
    found = told(folder, {**BOTH, FILE: welsh, **changes}, *WARNED)
    return [line for line in found if line.startswith("translations") or "[not-translated]" in line]


def _visible(registry: Registry, tag: str) -> str:
    laid = lay_out(public(registry), registry.notices[0], language(tag), ON)
    runs = list(parts_of(laid.sections, Run))
    return " ".join([laid.title.text, *(s.heading.text for s in laid.sections), *(r.text for r in runs)])


def test_a_complete_translation_is_published_and_nothing_is_said(tmp_path: Path) -> None:
    assert _of_translations(tmp_path, WELSH) == []
    registry = _in_both(tmp_path)
    assert _visible(registry, "cy") == (
        "Gyda phwy rydym yn rhannu Pawb Rydym yn dweud wrth yr heddlu am droseddau. "
        "Rydym yn anfon eich cofnodion i'r ysbyty. Mae'n anfon ei rai ei hun atom ni. Rydym yn gofyn i chi yn gyntaf."
    )
    assert lay_out(public(registry), registry.notices[0], language("cy"), ON).untranslated == ""
    assert read(render(public(registry), ON)) == public(registry)


def test_words_that_have_changed_are_shown_untranslated_and_the_pair_is_told_as_stale(tmp_path: Path) -> None:
    changes = edited("recipients/police.yaml", ("about crimes", "about some crimes"))
    assert _of_translations(tmp_path, WELSH, changes) == [
        (
            "recipients/police.yaml:1:1 police: Not yet translated into 'cy': words of police-crime. | "
            "Add pairs in translations/cy/. [not-translated]"
        ),
        (
            f"{FILE}:18:9 text of police-crime: The words have changed since they were translated. They now read: '"
            "We tell the police about some crimes.'. | Have the new words translated. Then write them after en, with "
            "the new translation below. Until then the public reads these words untranslated. [stale-translation]"
        ),
    ]
    registry = _in_both(tmp_path, WELSH, changes)
    assert "We tell the police about some crimes." in _visible(registry, "cy")
    assert "yr heddlu am" not in _visible(registry, "cy")
    laid = lay_out(public(registry), registry.notices[0], language("cy"), ON)
    runs = list(parts_of(laid.sections, Run))
    assert [r.language for r in runs] == ["en-gb", "cy", "cy"]
    assert "Saesneg" in laid.untranslated


def test_a_name_without_a_translation_is_marked_inside_the_sentence(tmp_path: Path) -> None:
    registry = _in_both(tmp_path, WELSH.replace("crime:\n  name:\n    en: crime\n    cy: troseddau\n", ""))
    laid = lay_out(public(registry), registry.notices[0], language("cy"), ON)
    lines = [line for row in parts_of(laid.sections, Row) if row.key == "why" for a in row.answers for line in a.lines]
    assert [[(p.text, p.language) for p in line.pieces] for line in lines] == [[("Crime", "en-gb")]]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("police-crime:", "police-crimes:"), "'police-crimes' is not the id of anything in this registry."),
        (
            ("  title:\n    en", "  tittle:\n    en"),
            "'our-notice' has no field 'tittle' with words to translate. | Did",
        ),
        (
            ("    cy: Yr heddlu", "    fr: La police"),
            "This is no pair of 'en' and 'cy'; it has 'fr'. | Write two lines: en:",
        ),
        (("    cy: Yr heddlu\n", ""), "This is no pair of 'en' and 'cy'."),
        (("    - en: All", "    - en: Everything"), "The words have changed since they were translated. They now read"),
        (
            ("      Mae'n anfon", "\n      Mae'n anfon"),
            "The translation has other paragraphs, or another list, than the words that it translates.",
        ),
    ],
)
def test_a_slip_in_a_translation_is_told_at_its_place(tmp_path: Path, edit: tuple[str, str], said: str) -> None:
    assert WELSH.count(edit[0]) == 1, edit
    found = [line for line in _of_translations(tmp_path, WELSH.replace(*edit)) if line.startswith(FILE)]
    assert len(found) == 1, found
    assert said in found[0]


def test_a_folder_of_no_language_of_ours_is_told(tmp_path: Path) -> None:
    (found,) = told(tmp_path, {"translations/cy/all.yaml": WELSH}, Severity.WARNING)
    assert "organisation.yaml names no further language 'cy', so nothing here is published." in found


NESTED = """\
ask-first:
  text: |
    We ask you first.
  conditions:
    - type: need_shown
      test: it helps you
    - type: tell_first
      when: before we share
"""
PAIRS = """\
ask-first:
  conditions:
    - en: before we share
      cy: cyn i ni rannu
    - en: it helps you
      cy: mae'n eich helpu
"""


def test_texts_inside_a_list_are_matched_by_what_they_say_in_any_order(tmp_path: Path) -> None:
    changes: Mapping[str, str] = {"vocabulary/conditions.yaml": NESTED}
    assert CONDITIONS != NESTED
    registry = _in_both(tmp_path, PAIRS, changes)
    (shared,) = registry.conditions
    assert [dict(getattr(c, f).pairs)["cy"] for c, f in zip(shared.conditions, ("test", "when"), strict=True)] == [
        "mae'n eich helpu",
        "cyn i ni rannu",
    ]


# ---- which pair a text finds

FOR_ALL = """\
name: Police
type: organisation
all_our_disclosures:
  within: Police
disclosures:
  police-crime:
    text: |
      We tell the police about crimes.
    purposes: [crime]
    shared_conditions: [ask-first]
"""


def test_a_pair_of_what_holds_for_all_is_no_pair_of_anything_else(tmp_path: Path) -> None:
    """The name and the time limit read alike, and only the time limit is translated."""
    pairs = "police:\n  all_our_disclosures:\n    - en: Police\n      cy: TERFYN\n"
    registry = _in_both(tmp_path, pairs, {"recipients/police.yaml": FOR_ALL})
    police = next(r for r in registry.recipients if r.id == "police")
    assert [tag for tag, _ in police.name.pairs] == ["en-gb"]
    (limit,) = (d.within for d in police.disclosures)
    assert limit is not None
    assert dict(limit.pairs)["cy"] == "TERFYN"
    found = _of_translations(tmp_path, pairs, {"recipients/police.yaml": FOR_ALL})
    assert not any("[stale-translation]" in line for line in found)


def test_what_is_told_as_stale_is_nowhere_in_the_registry(tmp_path: Path) -> None:
    """Under a field that another place fills: what holds for all is translated there, not in the disclosure."""
    pairs = "police-crime:\n  conditions:\n    - en: Police\n      cy: NID-YMA\n"
    assert any("[stale-translation]" in line for line in _of_translations(tmp_path, pairs))
    assert "NID-YMA" not in repr(_in_both(tmp_path, pairs))


def test_two_translations_of_the_same_words_are_an_error(tmp_path: Path) -> None:
    other = {"translations/cy/more.yaml": "police:\n  name:\n    en: Police\n    cy: Heddlu arall\n"}
    (found,) = _of_translations(tmp_path, WELSH, other)
    assert found == (
        "translations/cy/more.yaml:3:9 name of police: These words have another translation at "
        "registry/translations/cy/all.yaml:14. | Keep one of the two. [translated-twice]"
    )


def test_nothing_is_said_of_translations_where_the_languages_are_not_known(tmp_path: Path) -> None:
    changes = {**edited("organisation.yaml", ("languages: [en-GB]", "langages: [en-GB, cy]")), FILE: WELSH}
    assert [line for line in told(tmp_path, changes, *WARNED) if line.startswith("translations")] == []


def test_a_notice_may_not_be_called_as_a_language(tmp_path: Path) -> None:
    changes = {**edited("organisation.yaml", ("[en-GB]", "[cy, en-GB]")), "notices/en-gb.yaml": NOTICE}
    assert any("[reserved-id]" in line for line in told(tmp_path, changes))
