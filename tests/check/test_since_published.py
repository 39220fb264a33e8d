"""What changed on one side only since the site was published: words, facts, or the words of one language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from site_builder.check.words import since_published
from site_builder.check.words.since_published import Since, Stated, _Read
from site_builder.facts.confirmed import mark_of_entry
from site_builder.facts.redact import public
from site_builder.load.feed.reader import FeedError, read
from site_builder.load.project.folder import Before, load
from site_builder.locale.languages import language
from site_builder.model import Registry
from site_builder.model.fields import fields_of
from site_builder.problems import Severity
from site_builder.render.feed.graph import render
from site_builder.strict_json import json_bytes
from tests import every_field
from tests.effort import effort, some
from tests.examples import FOLDERS, example
from tests.invalid_cases import BASE
from tests.load.project.small_registry import CONDITIONS, NOTICE, POLICE, PURPOSES, Changes, edited, line, loaded
from tests.seed import ON

ENGLISH = language("en")
RULES = {
    "only-words-changed",
    "only-facts-changed",
    "words-and-facts-changed",
    "only-order-changed",
    "new-here",
    "only-original-changed",
    "only-translation-changed",
    "began-before",
}
KEPT = "    retention:\n      - period: 60 days\n"
WORDS, HOSPITAL_WORDS = "We tell the police about crimes.", "It sends us its own."
FOR_CHILDREN = {
    "recipients/police.yaml": POLICE.replace("    purposes", "    child_text: |\n      We tell.\n    purposes")
}
WELSH = {
    "organisation.yaml": "id: our-council\nname: Our Council\nlanguages: [en-GB, cy]\nsite: https://council.example/\n"
    "version: 2026.1.1.1\nissued: 2026-01-01\n",
    "translations/cy/all.yaml": f"police-crime:\n  text:\n    en: |\n      {WORDS}\n    cy: |\n      Rhown wybod.\n",
}
IN_TOWN = "They solve crimes in the town for a year."
ON_CONDITIONS = (("    purposes", "    modality: only_if\n    purposes"),)
TOWN = {"vocabulary/purposes.yaml": PURPOSES.replace("name: crime", "name: solving crimes in the town")}
POLICE_OF_TOWN = {
    "recipients/police.yaml": POLICE.replace(WORDS, f"{WORDS}\n      {IN_TOWN}") + "    frequency: yearly\n"
}
NO_SIDE = {"id", "opening", "child_opening", "closing", "sections", "last_reviewed", "review_due", "short_address"}
"""What is words, or says nothing of what is shared: an id, the days of reviews, and where the poster hangs."""


def before(folder: Path, changes: Changes | None = None) -> Before:
    """What a build keeps of the small registry with these changes."""
    made = loaded(folder, changes or {})
    assert made.registry is not None, made.problems
    return Before(made.ids, render(public(made.registry), ON))


def told(folder: Path, was: Changes, now: Changes) -> list[str]:
    """What these rules say where the small registry was published with some changes and has others now."""
    problems = loaded(folder / "after", {**was, **now}, before(folder / "before", was)).problems
    return [line(problem) for problem in problems if problem.rule in RULES]


@pytest.mark.parametrize("name", FOLDERS)
def test_what_was_published_as_it_is_says_nothing(name: str) -> None:
    registry = example(name)
    since = Since(read(render(registry, ON)), registry, ENGLISH)
    assert [*since_published.since_published(since)] == []


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        (
            {},
            edited("recipients/police.yaml", (WORDS, "We tell the police nothing.")),
            (
                "recipients/police.yaml:5:5 police-crime: Only words changed here, and no fact: 'We tell the "
                "police about crimes' is now 'We tell the police nothing'. The facts say: Why 'Crime'; Who gets "
                "it 'Police'. | If this is not meant, put it back. If a fact is another now, change it, too. If the "
                "words are right and all facts hold, leave it: the next build ends this message. [only-w"
            ),
        ),
        (
            FOR_CHILDREN,
            {
                "recipients/police.yaml": FOR_CHILDREN["recipients/police.yaml"].replace(
                    "      We tell.", "      We do."
                )
            },
            (
                "recipients/police.yaml:7:5 police-crime: Only words changed here, and no fact: 'We tell' is "
                "now 'We do'. The words for everyone stayed."
            ),
        ),
        (
            {},
            edited("vocabulary/purposes.yaml", ("name: crime", "name: to sell it")),
            (
                "vocabulary/purposes.yaml:2:3 crime: Only this changed here, and no word: name: 'crime' is now 'to "
                "sell it'. It stands beside the words of police-crime. | If this is not meant, put it back. If it is "
                "right and the words speak of it, change them, too. If both are right, leave it: the next build ends "
                "this message. [on"
            ),
        ),
        (
            {},
            edited("recipients/police.yaml", ("    purposes: [crime]\n", "")),
            "recipients/police.yaml:4:3 police-crime: Only facts changed here, and no word: Why: 'Crime' is gone.",
        ),
        (
            {},
            edited("recipients/police.yaml", ("name: Police", "name: Vets")),
            "Only facts changed here, and no word: Who gets it: 'Police' is now 'Vets'.",
        ),
        (
            {},
            edited(
                "notices/our-notice.yaml",
                ("      - police-crime\n", ""),
                ("      - ask-first", "      - ask-first\n      - police-crime"),
            ),
            (
                "notices/our-notice.yaml:3:3 our-notice: The order changed here: 'We tell the police about crimes' "
                "is in another place now. | Some words speak of what comes before them: read the notice in its new "
                "order."
            ),
        ),
        (
            edited("recipients/police.yaml", ("about crimes", "about [crimes](https://police.example/then)")),
            edited("recipients/police.yaml", ("about crimes", "about [crimes](https://police.example/now)")),
            (
                "Only facts changed here, and no word: Leads to: 'https://police.example/then' is now "
                "'https://police.example/now'."
            ),
        ),
        (
            edited(
                "recipients/police.yaml", (WORDS, "We tell the police:\n\n      - about crimes\n\n      All of them.")
            ),
            edited(
                "recipients/police.yaml", (WORDS, "We tell the police:\n\n      - about crimes\n        All of them.")
            ),
            "'about crimes All of them' has the same words, and its sentences, lines or items end in other places now.",
        ),
        (
            {},
            edited("vocabulary/conditions.yaml", ("consent_first", "single_use")),
            "vocabulary/conditions.yaml:4:3 ask-first: Only facts changed here, and no word: ",
        ),
        (
            {},
            edited("recipients/hospital.yaml", ("    direction: receive", "    direction: receive\n    modality: may")),
            "recipients/hospital.yaml:11:5 hospital-answers: Only facts changed here, and no word: Must or may: ",
        ),
        (
            {},
            edited(
                "recipients/police.yaml", (WORDS, "We may tell."), ("    purposes", "    modality: may\n    purposes")
            ),
            (
                "recipients/police.yaml:5:5 police-crime: Words and facts changed here: 'We tell the police "
                "about crimes' is now 'We may tell'. Must or may: 'We may share it, but need not' is new. | Do both "
                "say the same?"
            ),
        ),
        (
            {},
            edited("recipients/hospital.yaml", (f"      {HOSPITAL_WORDS}\n", "")),
            "Only words changed here, and no fact: 'It sends us its own' is gone.",
        ),
        (
            WELSH,
            {
                **edited("recipients/police.yaml", (WORDS, "We sell it.")),
                "translations/cy/all.yaml": WELSH["translations/cy/all.yaml"].replace(WORDS, "We sell it."),
            },
            (
                "translations/cy/all.yaml:5:5 police-crime: The words changed, and this translation did not: "
                "'We tell the police about crimes' is now 'We sell it'. | Have it translated anew."
            ),
        ),
        (
            {},
            edited("organisation.yaml", ("https://council.example/", "https://counci1.example/")),
            "Only this changed here, and no word: 'https://council.example/' is now 'https://counci1.example/'.",
        ),
        (
            WELSH,
            {"organisation.yaml": WELSH["organisation.yaml"].replace("[en-GB, cy]", "[cy, en-GB]")},
            "organisation.yaml:3:1 our-council: Only this changed here, and no word: 'en-GB, cy' is now 'cy, en-GB'.",
        ),
        (
            {**TOWN, **POLICE_OF_TOWN},
            {
                "recipients/police.yaml": POLICE_OF_TOWN["recipients/police.yaml"]
                .replace(f"      {IN_TOWN}\n", "")
                .replace("yearly", "weekly")
            },
            (
                "Only words changed here, and no fact that they speak of: 'They solve crimes in the town for a year' "
                "is gone. The facts say: Why 'Solving crimes in the town'"
            ),
        ),
        (
            {},
            {"notices/our-notice.yaml": f"{NOTICE}review_due: 2027-01-01\n"},
            "our-notice: Only this changed here, and no word: review due: '2027-01-01' is new.",
        ),
        (
            edited("recipients/police.yaml", (WORDS, "If you agree, we tell them."), *ON_CONDITIONS),
            edited("recipients/police.yaml", (WORDS, "We tell them."), *ON_CONDITIONS),
            "The facts say: Must or may 'We may share it, but only on conditions'",
        ),
        (
            {**TOWN, **POLICE_OF_TOWN},
            {
                "recipients/police.yaml": POLICE_OF_TOWN["recipients/police.yaml"]
                .replace(IN_TOWN, IN_TOWN.replace("for a year", "for a week"))
                .replace("yearly", "weekly")
            },
            "Words and facts changed here: ",
        ),
        (
            {},
            edited("vocabulary/purposes.yaml", ("family: crime", "family: research")),
            "crime: Only this changed here, and no word: family: 'crime' is now 'research'.",
        ),
        (
            edited("recipients/police.yaml", (f"{WORDS}\n", f"{WORDS}\n      We never sell it.\n")),
            edited(
                "recipients/police.yaml",
                (f"{WORDS}\n", f"{WORDS}\n      We sell it.\n"),
                ("    purposes: [crime]\n", "    purposes: [crime]\n    frequency: yearly\n"),
            ),
            "Only words changed here, and no fact that they speak of: 'We never sell it' is now 'We sell it'.",
        ),
        (
            edited("recipients/police.yaml", (f"{WORDS}\n", f"{WORDS}\n      They ask us.\n")),
            edited("recipients/police.yaml", (f"{WORDS}\n", f"They ask us.\n      {WORDS}\n")),
            "Only words changed here, and no fact: 'They ask us' is in another place now.",
        ),
        (
            WELSH,
            {"translations/cy/all.yaml": WELSH["translations/cy/all.yaml"].replace("Rhown wybod", "Ni rown wybod")},
            (
                "translations/cy/all.yaml:5:5 police-crime: Only this translation changed, and not the words: "
                "'Rhown wybod' is now 'Ni rown wybod'. | The words are: 'We tell the police about crimes'."
            ),
        ),
        (
            {},
            edited("notices/our-notice.yaml", ("heading: All", "heading: None")),
            "police-crime: Only facts changed here, and no word: Stands below: 'All' is now 'None'.",
        ),
    ],
)
def test_a_change_of_one_side_is_told_at_its_passage(tmp_path: Path, was: Changes, now: Changes, says: str) -> None:
    assert [each for each in told(tmp_path, was, now) if says in each], told(tmp_path / "again", was, now)


@pytest.mark.parametrize("name", some(FOLDERS, one_in=4))
def test_what_nothing_touched_need_not_be_compared(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So nobody waits for the comparison of all facts of a large registry."""
    registry, chance, told = example(name), Random(name), 0  # noqa: S311 (repeatable, not secret)
    feed = json.loads(render(registry, ON))
    nodes = [node for key in ("notices", "disclosures", "included") for node in feed[key]]
    for _ in range(effort(suite=8, thorough=200)):
        node = chance.choice(nodes)
        field = chance.choice([key for key in node if key not in ("id", "type")])
        with suppress(FeedError, KeyError):  # a feed that lacks what no feed of ours does
            published = read(json_bytes({**feed, **_without(feed, node["id"], field)}))
            since = Since(published, registry, ENGLISH)
            found = [*since_published.since_published(since)]
            with monkeypatch.context() as patch:
                patch.setattr(Since, "_touched", lambda _, old, new: {*old.things, *new.things})
                assert found == [*since_published.since_published(since)], (node["id"], field)
            told += bool(found)
    assert told


def _without(feed: Any, key: str, field: str) -> dict[str, Any]:
    """The lists of a feed without one field of one node."""
    return {
        name: [{k: v for k, v in node.items() if node["id"] != key or k != field} for node in feed[name]]
        for name in ("notices", "disclosures", "included")
    }


def test_what_is_no_change_for_readers_is_not_told(tmp_path: Path) -> None:
    harmless = {
        "recipients/police.yaml": "# A note.\n" + POLICE.replace("      We tell the", "      We tell\n      the"),
        "vocabulary/purposes.yaml": f"# A note.\n{PURPOSES}",
        "vocabulary/conditions.yaml": CONDITIONS.replace("text: |", "text: |  "),
    }
    assert told(tmp_path, {}, harmless) == []


def test_what_was_confirmed_as_it_is_now_is_not_told(tmp_path: Path) -> None:
    role = {"vocabulary/roles.yaml": "officer:\n  name: officer\n"}
    changed = {**role, **edited("recipients/police.yaml", (WORDS, "We tell."))}
    (said,) = told(tmp_path / "first", role, changed)
    assert "Once the officer has checked it: site-builder confirm police-crime --fields text --by officer [" in said
    registry = loaded(tmp_path / "now", changed).registry
    assert registry is not None
    its_mark = mark_of_entry(registry, registry.things[registry.disclosures[-1].id], "text", "officer", "2026-01-01")
    for marks, is_told in (
        (f"\n      marks: [{its_mark}]", False),
        ("\n      marks: [0123456789ab]", True),
        ("", True),
    ):
        entry = f"confirmed:\n  police-crime:\n    - fields: [text]\n      by: officer\n      date: 2026-01-01{marks}\n"
        confirmed = {**changed, "recipients/police.yaml": f"{changed['recipients/police.yaml']}{entry}"}
        assert bool(told(tmp_path / f"{marks[-5:-1]}-{is_told}", role, confirmed)) is is_told


def test_of_something_new_its_words_and_who_gets_what_and_why_are_told(tmp_path: Path) -> None:
    copied = (
        POLICE.split("disclosures:\n")[1].replace("police-crime", "to-school").replace(WORDS, "We tell your school.")
    )
    now = {
        "recipients/police.yaml": POLICE + copied,
        **edited("notices/our-notice.yaml", ("      - hospital\n", "      - to-school\n      - hospital\n")),
    }
    (said,) = told(tmp_path, {}, now)
    assert said == (
        "recipients/police.yaml:9:3 to-school: This is new: 'We tell your school'. Who gets it: Police; Why: Crime. | "
        "Do the words and all its facts say the same? [new-here]"
    )


def test_a_recipient_that_is_gone_is_told_where_it_was_named(tmp_path: Path) -> None:
    open_list = POLICE.replace("type: organisation", "type: category\nopen_list: true")
    now = {"recipients/police.yaml": None, "recipients/constables.yaml": open_list}
    said = told(tmp_path, {"recipients/police.yaml": open_list}, now)
    of_body, of_sharing, of_recipient = (each.split(" | ")[0].split(" ", 1)[1] for each in said)
    assert of_body == "constables: Only facts changed here, and no word: Who is meant: 'Not named' is new."
    assert of_sharing == "police-crime: Only facts changed here, and no word: Who is meant: 'Not named' is gone."
    assert of_recipient.endswith("Only this changed here, and no word: recipient: 'police' is now 'constables'.")


def test_a_figure_that_changed_finds_the_fact_with_the_old_one(tmp_path: Path) -> None:
    kept = edited("recipients/police.yaml", (WORDS, "They keep it 60 days."), ("    purposes", f"{KEPT}    purposes"))
    now = {name: str(text).replace("it 60 days.", "it 20 days.") for name, text in kept.items()}
    (said, *_) = told(tmp_path, kept, now)
    assert "How long it is kept '60 days" in said


def test_nobody_of_another_body_is_proposed_to_confirm_it(tmp_path: Path) -> None:
    theirs = {"vocabulary/roles.yaml": "chief:\n  name: chief\n  at: hospital\n"}
    (said,) = told(tmp_path, theirs, {**theirs, **edited("recipients/police.yaml", (WORDS, "We tell."))})
    assert "has checked it" not in said


def test_one_change_beside_several_passages_is_one_message_where_it_was_made(tmp_path: Path) -> None:
    made = edited("recipients/hospital.yaml", ("  hospital-care:\n", "  hospital-care:\n    purposes: [crime]\n"))
    (said,) = told(tmp_path, made, edited("vocabulary/purposes.yaml", ("name: crime", "name: to sell it")))
    assert "It stands beside the words of police-crime, hospital-care." in said


def test_a_new_disclosure_that_began_before_what_was_published_is_told(tmp_path: Path) -> None:
    new = "  police-more:\n    text: |\n      We tell more.\n    purposes: [crime]\n    valid_from: {}\n"
    shown = edited("notices/our-notice.yaml", ("      - police-crime\n", "      - police-crime\n      - police-more\n"))
    for day, number in (("2025-01-01", 1), ("2026-01-01", 0)):
        changes = {**shown, "recipients/police.yaml": POLICE + new.format(day)}
        found = [each for each in told(tmp_path / day, {}, changes) if each.endswith("[began-before]")]
        assert len(found) == number
        assert all(
            "it began on 2025-01-01; what was published on 2026-01-01 does not have it" in each for each in found
        )


@pytest.mark.parametrize("feed", [b"", b"{}", b"\xff"])
def test_a_feed_that_cannot_be_read_is_as_none(feed: bytes) -> None:
    problems = [load(BASE, "registry", ON, before=each).problems for each in (Before(feed=feed), None)]
    assert problems[0] == problems[1]


def test_no_message_stops_a_build(tmp_path: Path) -> None:
    now = {
        **edited("recipients/police.yaml", (WORDS, "We tell.")),
        **edited("vocabulary/purposes.yaml", ("name: crime", "name: x")),
    }
    problems = loaded(tmp_path / "after", now, before(tmp_path / "before")).problems
    found = {problem.severity for problem in problems if problem.rule in RULES}
    assert found
    assert found <= {Severity.WARNING, Severity.INFORMATION}


# ---- no field is left out


def _with(registry: Registry, thing: Any) -> Registry:
    """The registry with this thing in the place of the one with its id."""

    def put(things: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(thing if each.id == thing.id else each for each in things)

    recipients = tuple(replace(r, disclosures=put(r.disclosures)) for r in registry.recipients)
    return replace(registry, recipients=recipients, conditions=put(registry.conditions), notices=put(registry.notices))


def _unseen(registry: Registry, read: type[_Read]) -> Iterator[str]:
    """The fields of things with words that can be taken away, and nothing that is read with the words is another."""
    whole = read(registry, ENGLISH)
    for key in whole.words:
        thing: Any = registry.things[key]
        facts = [*whole.facts(key)]
        for field in fields_of(type(thing)):
            if getattr(thing, field.name) not in (None, ()):
                taken = replace(thing, **{field.name: () if field.many else None})
                if [*read(_with(registry, taken), ENGLISH).facts(key)] == facts:
                    yield field.key


class _Blind(_Read):
    """Does not read who may say no."""

    def facts(self, key: Any) -> Iterator[Stated]:
        yield from (fact for fact in super().facts(key) if fact.field != "opt_outs")


def test_each_field_that_changes_alone_is_seen(tmp_path: Path) -> None:
    every_field.write(tmp_path / "registry")
    registry = load(tmp_path / "registry", "registry", ON).registry
    assert registry is not None
    assert {*_unseen(registry, _Read)} == NO_SIDE
    assert {*_unseen(registry, _Blind)} == {*NO_SIDE, "opt_outs"}
