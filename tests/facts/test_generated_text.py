"""Sentences made from facts: each says what is stated and no more, is short, and is easy to read in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from site_builder.check.words.readability import grade
from site_builder.facts.content_digest import content_sha256
from site_builder.facts.generated_text import ON_USE, TO_MEET, generated_lines
from site_builder.facts.sentences import Sentences
from site_builder.locale.languages import language
from site_builder.model import Disclosure, Passage, Registry
from site_builder.model.conditions import CONDITIONS, Condition, MinimumItems, NeedShown, NoIndividualEffect
from site_builder.model.sentences import sentences
from site_builder.model.values import Id, Word
from tests.examples import FOLDERS, example
from tests.load.project.small_registry import HOSPITAL, Changes, edited, loaded
from tests.nodes import DISCLOSURE, node
from tests.seed import seed

LONGEST, HARDEST, HARDEST_FOR_CHILDREN = 25, 8, 6
MODALITIES = (None, *node("recipient", *DISCLOSURE, "modality").words)
DIRECTIONS = (None, "receive", "two_way")


def _told(registry: Registry, disclosure: Disclosure, tag: str = "en-GB", *, for_children: bool = False) -> str:
    source = Sentences(registry, language(registry.languages[0]), for_children)
    lines = generated_lines(Sentences(registry, language(tag), for_children), disclosure, source)
    assert lines is not None
    return "\n".join(lines)


def _all(registry: Registry) -> Iterator[Disclosure]:
    """Every disclosure of a registry said in each direction, by us and by another, as strong as words can be."""
    other = registry.recipients[0].id
    for each, direction, modality, sender in product(registry.disclosures, DIRECTIONS, MODALITIES, (None, other)):
        way, strength = (Word(word) if word else None for word in (direction, modality))
        yield replace(each, sender=sender, direction=way, modality=strength)


@pytest.mark.parametrize("for_children", [False, True])
def test_no_sentence_is_long_and_the_words_are_easy(*, for_children: bool) -> None:
    texts = [_told(seed(), each, for_children=for_children) for each in _all(seed())]
    assert len(texts) == 16 * 3 * 9 * 2
    long = {s for text in texts for s in sentences(text) if len(s.split()) > LONGEST}
    assert long == set()


@pytest.mark.parametrize(("key", "hardest"), [("sentences", HARDEST), ("child_sentences", HARDEST_FOR_CHILDREN)])
def test_our_own_patterns_are_easy_to_read(key: str, hardest: int) -> None:
    """The patterns alone, with the plainest of names: what a council calls its bodies is not ours to simplify."""
    texts = language("en-GB").texts[key]
    names = {
        "taker": "the school",
        "giver": "the nurse",
        "giving": "the nurse",
        "it": "names",
        "what": "names",
        "things": "things about you",
        "number": "3",
    }
    tables = {name: table for name, table in texts.items() if isinstance(table, dict) and name != "long"}
    patterns = [str(p) for table in tables.values() for p in table.values()]
    patterns += [f"{p} {texts['from_to']}" for p in texts["long"].values()]
    filled = [re.sub(r"{(\w+)}", lambda found: names[found[1]], pattern) for pattern in patterns]
    assert max(grade(text) for text in filled if text.endswith(".")) <= hardest


def test_a_disclosure_without_words_is_read_in_a_sentence_that_is_marked_as_made(tmp_path: Path) -> None:
    text = "    text: |\n      We send your records to the hospital.\n      It sends us its own.\n"
    plain = HOSPITAL.replace(text, "    modality: may\n    purposes: [crime]\n").replace(
        "words_in: hospital-care\n    ", ""
    )
    registry = loaded(tmp_path, {"recipients/hospital.yaml": plain}).registry
    assert registry is not None
    made = {p.states[0]: str(p.text) for p in registry.notices[0].passages if p.generated}
    assert made == {
        "hospital-care": "We may share information with Hospital. The reason is crime.",
        "hospital-answers": "Information goes from Hospital to us.",
    }
    assert [p.generated for p in registry.notices[0].passages] == [None, True, True, None]


def test_what_is_not_stated_is_not_said() -> None:
    bare = Disclosure(id=Id("bare"))
    registry = replace(seed(), recipients=(replace(seed().recipients[0], disclosures=(bare,)), *seed().recipients[1:]))
    assert _told(registry, bare) == "We share information with someone whom this notice does not name."


def test_a_long_list_stands_below_the_sentence_and_loses_no_entry() -> None:
    many = tuple(p.id for p in seed().purposes[:6])
    each = replace(seed().disclosures[0], purposes=many, data_categories=(), data_subjects=())
    lines = _told(seed(), each).splitlines()
    items = [line for line in lines if line.startswith("- ")]
    assert lines[0].endswith("The reasons are:")
    names = {p.id: str(p.name) for p in seed().purposes}
    assert [item[2:].lower() for item in items] == [names[key].lower() for key in many]


def _under(*conditions: Condition) -> str:
    return _told(
        seed(),
        replace(seed().disclosures[0], sender=seed().recipients[0].id, conditions=conditions, shared_conditions=()),
    )


def test_a_condition_is_told_from_several_in_the_plural_of_the_language_and_equal_ones_are_one() -> None:
    assert "There is a condition." in _under(MinimumItems())
    assert "There are conditions." in _under(MinimumItems(), NeedShown())
    assert "There is a condition." in _under(MinimumItems(), MinimumItems())


def test_of_a_condition_for_some_of_the_data_it_is_said_that_there_may_be_one() -> None:
    some = MinimumItems(for_data=(Id("contact-details"),))
    assert "There may be a condition." in _under(some)
    assert "There is a condition. There may be more." in _under(some, NeedShown())


def test_what_limits_the_use_is_no_condition_to_be_met() -> None:
    assert "There are limits on its use." in _under(NoIndividualEffect())
    assert "condition" not in _under(NoIndividualEffect())
    assert "There is a condition, and there are limits on its use." in _under(MinimumItems(), NoIndividualEffect())
    assert "There are conditions, and limits" in _under(MinimumItems(), NeedShown(), NoIndividualEffect())


def test_every_type_of_condition_is_to_be_met_or_on_use_or_says_something_else() -> None:
    """What is none of the two: a duty, a basis, whom we act for, and what the facts below say of the data."""
    says_else = {"lawful_only", "identifiability", "data_matching", "voluntary_participation", "undertaking"}
    says_else |= {"safeguarding_override", "statutory_duty", "on_behalf_of"}
    assert TO_MEET | ON_USE | says_else == set(CONDITIONS)
    assert TO_MEET.isdisjoint(ON_USE)


CONDITIONAL = re.compile(r"There (?:is|are|may be) (?:a condition|conditions)\b")


def _silent_about_limits(text: str) -> str:
    """Broken twin: a sentence that does not say that conditions hold."""
    return CONDITIONAL.sub("", text)


def test_a_sentence_that_hides_its_conditions_is_noticed() -> None:
    limited = [d for d in seed().disclosures if any(c.condition.type in TO_MEET for c in seed().limits(d))]
    assert limited
    assert all(CONDITIONAL.search(_told(seed(), d)) for d in limited)
    assert not any(CONDITIONAL.search(_silent_about_limits(_told(seed(), d))) for d in limited)


def test_generated_passages_keep_one_shape_in_each_language(tmp_path: Path) -> None:
    changes = {
        **edited("organisation.yaml", ("[en-GB]", "[en-GB, cy]")),
        "recipients/hospital.yaml": HOSPITAL.split("disclosures")[0]
        + "disclosures:\n  hospital-care:\n    purposes: [crime]\n",
        "translations/cy/all.yaml": "hospital:\n  name:\n    en: Hospital\n    cy: Yr ysbyty\n"
        "crime:\n  name:\n    en: crime\n    cy: troseddau\n",
    }
    registry = loaded(tmp_path, changes).registry
    assert registry is not None
    (made,) = (p for p in registry.notices[0].passages if p.generated)
    assert dict(made.text.pairs)["cy"] == "Mae Yr ysbyty yn cael gwybodaeth gennym ni. Y rheswm yw troseddau."


def test_no_sentence_is_made_in_a_language_in_which_a_name_is_missing(tmp_path: Path) -> None:
    changes = {
        **edited("organisation.yaml", ("[en-GB]", "[en-GB, cy]")),
        "recipients/hospital.yaml": HOSPITAL.split("disclosures")[0]
        + "disclosures:\n  hospital-care:\n    purposes: [crime]\n",
    }
    registry = loaded(tmp_path, changes).registry
    assert registry is not None
    (made,) = (p for p in registry.notices[0].passages if p.generated)
    assert isinstance(made, Passage)
    assert [tag for tag, _ in made.text.pairs] == ["en-gb"]


# ---- for children


def _made_for_children(changes: Changes, folder: Path) -> tuple[Registry, dict[str, str]]:
    registry = loaded(folder, changes).registry
    assert registry is not None
    (section,) = registry.notices[0].sections
    return registry, {p.states[0]: str(p.text) for p in section.child_passages if p.generated}


WITHOUT_WORDS = {
    "recipients/hospital.yaml": HOSPITAL.split("disclosures")[0]
    + "disclosures:\n  hospital-care:\n    purposes: [crime]\n    modality: may\n",
}


def test_children_read_sentences_of_their_own_where_nobody_wrote_any(tmp_path: Path) -> None:
    with_page = edited("notices/our-notice.yaml", ("title: W", "child_title: What we do with it\ntitle: W"))
    registry, made = _made_for_children({**WITHOUT_WORDS, **with_page}, tmp_path / "with")
    assert made == {"hospital-care": "We may tell Hospital things about you. The reason is crime."}
    without_page, none_made = _made_for_children(WITHOUT_WORDS, tmp_path / "without")
    assert none_made == {}
    assert content_sha256(without_page) == content_sha256(
        replace(registry, notices=(replace(registry.notices[0], child_title=None),))
    )


def test_a_typed_text_is_not_said_again_to_children(tmp_path: Path) -> None:
    with_page = edited("notices/our-notice.yaml", ("title: W", "child_title: What we do with it\ntitle: W"))
    assert _made_for_children(with_page, tmp_path)[1] == {}


def test_children_are_told_who_tells_us() -> None:
    received = replace(seed().disclosures[0], direction=Word("receive"), sender=None)
    told = _told(seed(), received, for_children=True)
    assert told.startswith("We get to know things about you. They come from ")


def test_no_child_of_an_example_reads_a_generated_sentence_for_adults() -> None:
    notices = [n for name in FOLDERS for n in example(name).notices if n.is_for_children_too]
    for section in (s for notice in notices for s in notice.sections):
        for_adults, for_children = (
            {p.states: [q for q in passages if q.states == p.states] for p in passages if p.generated}
            for passages in (section.passages, section.child_passages)
        )
        assert for_children.keys() <= for_adults.keys()
        own = {p.states for p in section.child_passages}
        assert for_adults.keys() <= own
        for states in for_children:
            texts = [str(p.text) for p in (*for_adults[states], *for_children[states])]
            assert len(set(texts)) == len(texts)
            assert "condition" not in " ".join(str(p.text) for p in for_children[states])
