"""Drifts in what a page says: words, numbers, who, why, only if, and in which order."""

from __future__ import annotations

import re
from random import Random

from tests.drifts.markup import WORD, Element, Page, Text
from tests.drifts.on_pages import pick, rows, two
from tests.drifts.sites import Sheet

NOT = {"en": r"\b(?:not|no|never|without|nobody)\b ?", "cy": r"\b(?:nid|nad|ddim|dim|heb|neb)\b ?"}
BEFORE_NOT = {"en": r"\b(?:may|must|will|can|is|are|do|does|be)\b", "cy": r"\b(?:yn|sy|gael|wneud|gall|bydd)\b"}
OTHERWISE = {
    "en": (
        *(("may", "must"), ("must", "may"), ("can", "must"), ("will", "may"), ("usually", "always"), ("or", "and")),
        *(("and", "or"), ("any", "some"), ("only", "also"), ("before", "after"), ("if", "unless"), ("all", "some")),
    ),
    "cy": (
        *(("gall", "rhaid"), ("caiff", "rhaid"), ("rhaid", "gall"), ("neu", "a"), ("cyn", "wedi"), ("pob", "rhai")),
        *(("os", "oni"), ("hefyd", "dim"), ("y", "rhyw"), ("ni", "nhw")),
    ),
}
"""Small words that turn a sentence round."""
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
SENTENCES = (
    "We also sell this data to insurance companies.",
    "The Home Office gets the same data.",
    "Your data is never shared with anybody else.",
    "You can say no at any time.",
    "All of it is deleted after 30 days.",
    "This holds until 31 December 2027.",
    "Parents are always asked first.",
    "Rydym hefyd yn rhannu hyn â chwmnïau yswiriant.",
    "See our other notice.",
    "Draft.",
    "No.",
    "1",
)
"""What is founded in no registry of ours."""


def _spoken(sheet: Sheet) -> str:
    return sheet.language.tag.split("-")[0]


# ---- words


def word_changed(page: Page, _: Sheet, chance: Random) -> str:
    """One word is another word of the same page."""
    return other_word(page, chance.choice([t for t in page.texts if WORD.search(t.raw)]), chance)


def number_changed(page: Page, _: Sheet, chance: Random) -> str | None:
    """Another digit, or another month."""
    places = [
        (t.start + m.start(), m[0])
        for t in page.texts
        for m in re.finditer(rf"(?<![&#\w])(?:\d+|{'|'.join(MONTHS)})\b(?!;)", t.raw)
    ]
    found = pick(places, chance)
    if found is None:
        return None
    at, old = found
    if old in MONTHS:
        return page.put((at, at + len(old), chance.choice([m for m in MONTHS if m != old])))
    at += chance.randrange(len(old))
    return page.put((at, at + 1, chance.choice("0123456789".replace(page.source[at], ""))))


def _matches(page: Page, pattern: str) -> list[tuple[int, int, str]]:
    return [
        (t.start + m.start(), t.start + m.end(), m[0])
        for t in page.texts
        for m in re.finditer(pattern, t.raw, re.IGNORECASE)
    ]


def negation(page: Page, sheet: Sheet, chance: Random) -> str | None:
    """A "not" too many or one too few."""
    spoken = _spoken(sheet)
    dropped, places = _matches(page, NOT[spoken]), _matches(page, BEFORE_NOT[spoken])
    if dropped and (chance.random() < 0.5 or not places):
        start, end, _ = chance.choice(dropped)
        return page.put((start, end, ""))
    found = pick(places, chance)
    return found and page.inserted(found[1], {"en": " not", "cy": " ddim"}[spoken])


def otherwise(page: Page, sheet: Sheet, chance: Random) -> str | None:
    """May for must, or for and, before for after."""
    pairs = OTHERWISE[_spoken(sheet)]
    places = [(*m, new) for old, new in pairs for m in _matches(page, rf"\b{old}\b")]
    found = pick(places, chance)
    return found and page.put((found[0], found[1], found[3].capitalize() if found[2].istitle() else found[3]))


# ---- who, why, only if


def recipient_added(page: Page, sheet: Sheet, chance: Random) -> str | None:
    """One more who gets it, in a row, a small line or a sentence; a name that the page knows or another."""
    known = sorted({page.text(e) for row in rows(page, sheet, "who") for e in row.children[1:]})
    name = chance.choice([*known, "Home Office", "Insurance companies", "Example Marketing Ltd"])
    answers = [e for row in rows(page, sheet, "who") for e in row.children[1:] if page.text(e) != name]
    small = [e for e in page.those("p") if e.parent and e.parent.named("class") == "under" and e.stands_in("th")]
    text = pick([t for t in page.texts if t.holder.tag in {"p", "li"} and " " in t.raw], chance)
    places = [
        *[(e.end, f"<dd>{name}</dd>") for e in answers],
        *[(e.until, f"; {name}") for e in answers],
        *[(e.until, f", {name}") for e in small],
        *([(text.end, f", {name}")] * 10 if text else []),
    ]
    found = pick(places, chance)
    return found and page.inserted(*found)


def recipient_dropped(page: Page, sheet: Sheet, chance: Random) -> str | None:
    """One fewer who gets it: the answer, its row, its list, its passage, or its row or small line in the table."""
    asked = rows(page, sheet, "who")
    places = [
        *[e for row in asked if len(row.children) > 2 for e in row.children[1:]],
        *asked,
        *[row.parent for row in asked if row.parent],
        *page.those("article"),
        *[e for e in page.those("tr") if e.stands_in("tbody")],
        *[e for e in page.those("p") if e.parent and e.parent.named("class") == "under" and e.stands_in("th")],
    ]
    found = pick(places, chance)
    return page.without(found) if found else None


LIMITS = ("only_if", "must_not", "ask_first", "say_no", "known", "also", "when", "kept", "abroad", "holds_for")


def condition_dropped(page: Page, sheet: Sheet, chance: Random) -> str | None:
    """A limit is not there any more: its row, or one of its answers."""
    asked = rows(page, sheet, *LIMITS)
    row = pick(asked, chance)
    if row is None:
        return None
    answers = row.children[1:]
    return page.without(chance.choice(answers) if len(answers) > 1 else row)


def _swapped(page: Page, pair: tuple[Element, Element] | None) -> str | None:
    """The contents of two elements exchanged, where they differ and neither holds the other."""
    if pair is None:
        return None
    one, other = pair
    if one.end > other.start or page.text(one) == page.text(other):
        return None
    return page.put((one.inside, one.until, page.content(other)), (other.inside, other.until, page.content(one)))


def purposes_swapped(page: Page, sheet: Sheet, chance: Random) -> str | None:
    """What it is for, exchanged between two passages, or between two rows of the table."""
    answers = [row.children[1] for row in rows(page, sheet, "why") if len(row.children) == 2]
    cells = [tr.children[1] for tr in page.those("tr") if tr.stands_in("tbody")]
    return _swapped(page, two(answers, chance) if chance.random() < 0.8 else two(cells, chance))


def answers_swapped(page: Page, sheet: Sheet, chance: Random) -> str | None:
    """The answers of one kind, exchanged between two passages."""
    key = chance.choice(sorted(set(sheet.keys.values())))
    return _swapped(page, two([row.children[1] for row in rows(page, sheet, key)], chance))


def question_elsewhere(page: Page, sheet: Sheet, chance: Random) -> str | None:
    """Two heads of one list of facts, each over the other's answer."""
    box = pick(page.those("dl"), chance)
    return _swapped(page, two([row.children[0] for row in rows(page, sheet) if row.parent is box], chance))


# ---- order, more and less


def moved(page: Page, _: Sheet, chance: Random) -> str | None:
    """A paragraph, item, row, list, passage or section stands after another of its kind."""
    tag = chance.choice(["p", "p", "li", "dd", "div", "dl", "article", "section", "tr", "td"])
    kind = chance.choice([e for e in page.those(tag)] or [page.region]).named("class")  # noqa: C416
    pair = two([e for e in page.those(tag) if e.named("class") == kind and page.text(e)], chance)
    if pair is None or pair[0].end > pair[1].start or page.text(pair[0]) == page.text(pair[1]):
        return None
    one, other = pair
    return page.put((one.start, one.end, ""), (other.end, other.end, page.whole(one)))


def sentence_added(page: Page, _: Sheet, chance: Random) -> str | None:
    """A sentence that is founded nowhere, or one of the page a second time, wherever words can stand."""
    own = [t.raw.strip() for t in page.texts]
    sentence = chance.choice(SENTENCES) if chance.random() < 0.8 else chance.choice(own)
    holder = chance.choice([e for e in page.inside if e.tag in WHOLE_OR_DIV])
    tag = holder.tag if holder.tag in {"p", "li", "dd"} else chance.choice(OTHER_TAGS)
    ways = [
        (holder.end, f"<{tag}>{sentence}</{tag}>"),
        (holder.until, f" {sentence}"),
        (holder.until, f"<span>{sentence}</span>"),
        (page.region.inside, f"<p>{sentence}</p>"),
        (page.region.until, sentence),
    ]
    return page.inserted(*chance.choice(ways[: 3 if chance.random() < 0.8 else 5]))


WHOLE_OR_DIV = {
    *("p", "li", "dd", "dt", "h1", "h2", "h3", "section", "article", "div", "td", "th", "caption", "dl", "summary"),
}
OTHER_TAGS = ("p", "div", "h3", "h4", "blockquote", "address", "figure", "aside", "small", "strong", "em", "pre")


def passage_lost(page: Page, _: Sheet, chance: Random) -> str | None:
    """A paragraph, heading, item, answer, row, passage or section is not there any more; or its words are not."""
    lines, wholes = ("p", "li", "h1", "h2", "h3", "dd", "dt", "caption"), ("tr", "td", "th", "dl", "table")
    tag = chance.choice([*lines, *wholes, "article", "section"])
    found = pick([e for e in page.those(tag) if page.text(e)], chance)
    if found is None:
        return None
    return page.without(found) if chance.random() < 0.6 else page.put((found.inside, found.until, ""))


def around_changed(page: Page, _: Sheet, chance: Random) -> str | None:
    """A word of a page of ours outside the notice: its title, its contents, its version, its links; or one more."""
    inside = set(page.texts)
    texts = [t for t in page.every if t not in inside and t.holder.tag != "script" and WORD.search(t.raw)]
    text = chance.choice(texts)
    if chance.random() < 0.2:
        return page.inserted(text.end, f" {chance.choice(SENTENCES)}")
    return other_word(page, text, chance)


def other_word(page: Page, text: Text, chance: Random) -> str:
    """One word of a text is another word of the page."""
    found = chance.choice(list(WORD.finditer(text.raw)))
    other = chance.choice([w for w in page.vocabulary if w.casefold() != found[0].casefold()])
    return page.put((text.start + found.start(), text.start + found.end(), other))
