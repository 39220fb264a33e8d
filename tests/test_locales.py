"""Every language says what English says, place by place; and no Welsh pattern asks of a name what it cannot do."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from string import Formatter

import pytest
import yaml

from site_builder.facts.feed_form import feed_classes
from site_builder.locale.languages import language
from site_builder.model.fields import fields_of
from tests.effort import some
from tests.seed import ROOT

LOCALES = ROOT / "site_builder" / "locale"
OTHERS = sorted(path.stem for path in LOCALES.glob("*.yaml") if path.stem != "en")

SAME = {"kilobytes": "{number} KB", "pdf": "PDF ({size})", "url": "https://ico.org.uk/make-a-complaint/"}
"""What is the same in English and Welsh, by its key. Patterns without a letter of their own are so anyway."""

MUTATING = {
    *("i", "o", "ar", "gan", "am", "dros", "drwy", "trwy", "wrth", "dan", "hyd", "at", "heb", "a", "â", "gyda", "y"),
    *("yn", "dau", "dwy", "neu", "pan", "fe", "mi", "ei", "dy", "fy", "ein", "eu", "yr", "un", "tri", "chwe", "tan"),
    *("tua", "efo", "tra", "na", "oni", "mor", "pa", "prif", "dyma", "dyna"),
}
HANGING = {"r", "n", "i", "u", "w", "th"}
"""Words that change the first letter of the next one, or put one before it (`ein harweinydd`); and of those that hang
on another word what follows the apostrophe: `i'r`, `sy'n`, `i'w`, `a'th`."""

ALONE = {"named.heading"}
"""What nothing is put after: it ends in the letter Y."""

FIGURES = {"page", "pages", "number", "numbers", "all", "from_age", "to_age", "valid_from", "valid_to"}
"""What begins with a figure, which never mutates: it may follow such words (`o 5 oed`, `tan 1 Mai 2026`)."""


@dataclass(frozen=True)
class Place:
    """A place in a locale's file: the keys that lead there, the kind of thing that stands there, and its text."""

    way: tuple[str, ...]
    kind: str
    text: str

    @property
    def name(self) -> str:
        """Its keys in one line."""
        return ".".join(self.way)


# ---- what is looked for


def places(source: str) -> list[Place]:
    """All that is no table, in the file's order; a key that stands twice leads to two places."""
    return list(_places(yaml.compose(source, Loader=yaml.SafeLoader), ()))


def _places(node: yaml.Node | None, way: tuple[str, ...]) -> list[Place]:
    if isinstance(node, yaml.MappingNode) and node.value:
        return [place for key, value in node.value for place in _places(value, (*way, _key(key)))]
    return [Place(way, _kind(node), node.value if isinstance(node, yaml.ScalarNode) else "")] if node else []


def _key(key: yaml.Node) -> str:
    return str(key.value) if _kind(key) == "str" else f"{key.value} ({_kind(key)})"


def _kind(node: yaml.Node) -> str:
    return node.tag.rpartition(":")[2]


def wrong_keys(english: list[Place], other: list[Place]) -> list[str]:
    """Keys that English has and the other has not (-), or the other way round (+); out of order: both."""
    lines = unified_diff([p.name for p in english], [p.name for p in other], n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def wrong_placeholders(english: list[Place], other: list[Place]) -> list[str]:
    """Where a placeholder was lost, invented or doubled, or the braces do not pair."""
    return [f"{o.name}: {o.text}" for e, o in _pairs(english, other) if _placeholders(e.text) != _placeholders(o.text)]


def wrong_kinds(english: list[Place], other: list[Place]) -> list[str]:
    """Where no text stands in place of a text: a bare `no`, a number, a list, nothing at all."""
    return [f"{o.name}: {o.kind}" for e, o in _pairs(english, other) if e.kind != o.kind]


def wrongly_empty(english: list[Place], other: list[Place]) -> list[str]:
    """Where one of the two says nothing and the other something: an address that a link needs has no words."""
    return [o.name for e, o in _pairs(english, other) if bool(e.text.strip()) != bool(o.text.strip())]


def left_in_english(english: list[Place], other: list[Place]) -> list[str]:
    """Where the words are still the English ones."""
    same = [o for e, o in _pairs(english, other) if e.text == o.text and _words(o.text)]
    return [f"{o.name}: {o.text}" for o in same if SAME.get(o.way[-1]) != o.text]


def before_names(welsh: list[Place]) -> list[str]:
    """Where a name follows a word that would mutate it."""
    return [f"{place.name}: {place.text}" for place in welsh if _mutated(place)]


def at_the_end(welsh: list[Place]) -> list[str]:
    """Where such a word comes last: the program puts other words after it."""
    return [f"{place.name}: {place.text}" for place in welsh if place.name not in ALONE and _mutates(place.text)]


def _pairs(english: list[Place], other: list[Place]) -> list[tuple[Place, Place]]:
    found = {place.way: place for place in other}
    return [(place, found[place.way]) for place in english if place.way in found]


def _placeholders(text: str) -> Counter[str] | str:
    try:
        return Counter(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError as error:
        return str(error)


def _words(text: str) -> str:
    return re.sub(r"{\w*}|[\W\d_]", "", text)


def _mutated(place: Place) -> list[str]:
    found = re.finditer(r"{(\w+)}", place.text)
    names = [(m[1] if m[1] != "it" else place.way[-1], place.text[: m.start()]) for m in found]
    return [name for name, before in names if name not in FIGURES and _mutates(before)]


def _mutates(before: str) -> bool:
    """Whether the last word of a text mutates the next one: quotation marks do not part them, all other marks do."""
    last = re.search(r"(['’]?)(\w+)[\s“‘\"']*$", before)
    return last is not None and last[2].lower() in (HANGING if last[1] else MUTATING)


# ---- every language


def text_of(tag: str) -> str:
    return (LOCALES / f"{tag}.yaml").read_text("utf-8")


ENGLISH = places(text_of("en"))


def spoilt(pattern: str, put: str) -> list[Place]:
    """The places of the English file with one spot changed: a twin which a test that holds for all must catch."""
    text, times = re.subn(pattern, put, text_of("en"), count=1, flags=re.MULTILINE)
    assert times == 1, pattern
    return places(text)


def test_welsh_is_one_of_the_languages() -> None:
    assert "cy" in OTHERS
    assert len(ENGLISH) > 400


@pytest.mark.parametrize("tag", OTHERS)
def test_a_language_has_the_keys_of_english_in_its_order(tag: str) -> None:
    assert wrong_keys(ENGLISH, places(text_of(tag))) == []


@pytest.mark.parametrize(
    ("pattern", "put", "told"),
    some(
        [
            (r"^  skip: .*\n", "", ["-page.skip"]),
            (r"^  skip: ", "  leap: x\n  skip: ", ["+page.leap"]),
            (r"^(  skip: .*\n)", r"\1\1", ["+page.skip"]),
            (r"^(  skip: .*\n)(  notices: .*\n)", r"\2\1", ["-page.notices", "+page.notices"]),
            (r"^  skip: .*", "  skip: {leap: x}", ["-page.skip", "+page.skip.leap"]),
            (r'"true": a public authority', "true: a public authority", ["-words.public_authority.true"]),
        ],
        one_in=3,
    ),
)
def test_a_key_lost_or_added_or_doubled_or_moved_is_caught(pattern: str, put: str, told: list[str]) -> None:
    assert set(told) <= set(wrong_keys(ENGLISH, spoilt(pattern, put)))


@pytest.mark.parametrize("tag", OTHERS)
def test_a_language_has_the_placeholders_of_english_in_each_text(tag: str) -> None:
    assert wrong_placeholders(ENGLISH, places(text_of(tag))) == []


@pytest.mark.parametrize(
    ("pattern", "put"),
    some(
        [
            (r" of {organisation}", ""),
            (r"{organisation}", "{corff}"),
            (r"{organisation}", "{organisation} {organisation}"),
            (r"{organisation}", "{organisation"),
            (r"{organisation}", "{}"),
            (r"Skip to the content", "Skip to {organisation}"),
            (r"Skip to the content", "Skip to the content}"),
        ],
        one_in=4,
    ),
)
def test_a_placeholder_lost_or_invented_or_doubled_or_broken_is_caught(pattern: str, put: str) -> None:
    assert len(wrong_placeholders(ENGLISH, spoilt(pattern, put))) == 1


@pytest.mark.parametrize("tag", OTHERS)
def test_a_language_has_a_text_where_english_has_one(tag: str) -> None:
    assert wrong_kinds(ENGLISH, places(text_of(tag))) == []


@pytest.mark.parametrize("put", ["no", "12", "", "[Skip]", "{}", "2026-01-01"])
def test_what_is_no_text_is_caught(put: str) -> None:
    assert len(wrong_kinds(ENGLISH, spoilt("Skip to the content", put))) == 1


@pytest.mark.parametrize("tag", OTHERS)
def test_a_language_says_something_wherever_english_does(tag: str) -> None:
    assert wrongly_empty(ENGLISH, places(text_of(tag))) == []


@pytest.mark.parametrize(
    ("pattern", "put"), [("Skip to the content", '""'), ("Skip to the content", '" "'), ('url: ""', "url: x")]
)
def test_a_text_that_says_nothing_is_caught(pattern: str, put: str) -> None:
    assert len(wrongly_empty(ENGLISH, spoilt(pattern, put))) == 1


@pytest.mark.parametrize("tag", OTHERS)
def test_no_words_of_a_language_are_english(tag: str) -> None:
    assert left_in_english(ENGLISH, places(text_of(tag))) == []


def test_words_left_in_english_are_caught() -> None:
    told = left_in_english(ENGLISH, ENGLISH)
    assert "page.skip: Skip to the content" in told
    assert "page.pdf: PDF ({size})" not in told
    assert "recipients.send: {recipient}" not in told
    assert left_in_english(ENGLISH, spoilt("Skip to the content", "Neidio")) == told[1:]


def test_what_is_the_same_in_both_languages_is_so_still() -> None:
    welsh = {(place.way[-1], place.text) for place in places(text_of("cy"))}
    assert set(SAME.items()) <= welsh & {(place.way[-1], place.text) for place in ENGLISH}


# ---- Welsh


def test_no_name_stands_in_welsh_where_it_would_have_to_mutate() -> None:
    assert before_names(places(text_of("cy"))) == []


@pytest.mark.parametrize("word", sorted(MUTATING))
def test_a_name_after_a_word_that_mutates_is_caught(word: str) -> None:
    for text in (f"{word} {{name}}", f"{word.capitalize()} “{{name}}”", f"{{sender}}, {word}  {{name}}"):
        assert before_names([Place(("page", "x"), "str", text)]) == [f"page.x: {text}"]
    assert before_names([Place(("page", "x"), "str", f"{word}: {{name}}")]) == []


@pytest.mark.parametrize("text", ["Neidio i'r {name}", "sy’n {name}", "i'w {name}", "a’th {name}", "o'i {name}"])
def test_a_name_after_a_word_that_hangs_on_another_is_caught(text: str) -> None:
    assert before_names([Place(("page", "x"), "str", text)]) == [f"page.x: {text}"]


@pytest.mark.parametrize(
    "text", ["{name}", "ar ran {name}", "o fewn {name}", "anfonwr: {name}", "gan ({name})", "o – {name}", "{name} a ni"]
)
def test_a_name_where_nothing_mutates_it_is_let_be(text: str) -> None:
    assert before_names([Place(("page", "x"), "str", text)]) == []


def test_figures_may_follow_a_word_that_mutates_and_names_in_their_place_may_not() -> None:
    assert before_names([Place(("fields", "valid_from"), "str", "o {it}")]) == []
    assert before_names([Place(("things", "DataSubject", "to_age"), "str", "hyd at {to_age} oed")]) == []
    assert before_names([Place(("fields", "works_for"), "str", "o {it}")]) == ["fields.works_for: o {it}"]
    assert before_names([Place(("things", "DataSubject", "to_age"), "str", "o {says}")]) != []


def test_what_may_follow_a_word_that_mutates_is_a_figure_or_a_date_that_begins_with_one() -> None:
    held = {field.one for cls in feed_classes() for field in fields_of(cls) if field.key in FIGURES}
    assert held == {int, date}
    welsh = language("cy")
    assert all(welsh.day(date(2026, month, 1))[0].isdigit() for month in range(1, 13))


def test_no_welsh_text_ends_in_a_word_that_mutates_what_is_put_after_it() -> None:
    assert at_the_end(places(text_of("cy"))) == []


def test_a_text_that_ends_in_a_word_that_mutates_is_caught() -> None:
    for text in ("– dyletswydd ar", "ac yn", "copi o'r", "(gan", "Am “"):
        assert at_the_end([Place(("things", "x"), "str", text)]) == [f"things.x: {text}"]
    for text in ("– dyletswydd", "(gan:", "a ni", "byddwn", ""):
        assert at_the_end([Place(("things", "x"), "str", text)]) == []
