"""The form's own words for kinds of thing, fields and answers: see labels.yaml. What is not there, the model says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from site_builder.facts.language import alone
from site_builder.locale import fixed_words
from site_builder.schemas.nodes import Either, Fields, Flag, List, Node, Typed
from site_builder.schemas.trees import definitions, trees

_LAW = re.compile(r"\s*\(((?:Art\.|Sch)[^()]*(?:\([^()]*\)[^()]*)*)\)")
_CLASSES = {
    "retention": "Retention",
    "legal_power": "LegalPower",
    "transfers": "Transfer",
    "automated_decision": "AutomatedDecision",
    "opt_outs": "OptOut",
}
"""The class of the parts of a field, under which the page's words for their answers stand."""


@cache
def _said() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "labels.yaml").read_text("utf-8"))
    return found


def label(kind: str, field: str, node: Node) -> str:
    """What a field is called in the form."""
    return str(_field(kind, field).get("label") or _raised(node.title or field.replace("_", " ")))


def hint(kind: str, field: str, node: Node) -> str:
    """The sentence below the name of a field; '' for none."""
    asked = _field(kind, field)
    if asked:
        return str(asked.get("hint", ""))
    return _LAW.sub("", node.about).replace("left out:", "left empty:")


def own_hint(kind: str, field: str) -> str:
    """The form's own sentence of a field; '' for none."""
    return str(_field(kind, field).get("hint", ""))


def law(node: Node) -> str:
    """The provisions that a field's sentence names; '' for none."""
    found = _LAW.search(node.about)
    return found[1] if found else ""


def one_of(kind: str, field: str) -> str:
    """What one part of a field is called: a period, a country."""
    return str(_field(kind, field).get("one", "entry"))


def groups(kind: str, fields: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """The fields of a kind of thing under headings; those under none come last."""
    under = {field for listed in _said()["groups"].get(kind, {}).values() for field in listed}
    for heading, listed in _said()["groups"].get(kind, {}).items():
        yield heading, [field for field in listed if field in fields]
    yield _said()["rest"], [field for field in fields if field not in under]


def many(kind: str) -> str:
    """What all things of a kind are called."""
    return str(_said()["kinds"].get(kind, {}).get("many") or _raised(kind.replace("_", " ")))


def one(kind: str) -> str:
    """What one thing of a kind is called."""
    return str(_said()["kinds"].get(kind, {}).get("one") or kind.replace("_", " "))


def ours() -> str:
    """The heading of what is never published."""
    return str(_said()["ours"])


def answer(kind: str, field: str, word: str) -> str:
    """What a fixed word, or true and false, reads as."""
    own = _said()["words"].get(field, {}).get(word)
    if own:
        return str(own)
    texts = fixed_words("en")
    if word in ("true", "false"):
        return "Yes" if word == "true" else "No"
    if word == "none":
        return str(texts["words"]["none"].get(field, "None"))
    found = texts["words"]["silence"].get(word)
    for table in (texts["things"].get(_CLASSES.get(kind, ""), {}).get(field), texts["words"].get(field)):
        if isinstance(table, Mapping) and word in table:
            found = found or table[word]
    found = found or texts["changes"]["answers"].get(field, {}).get(word)
    return _raised(alone(str(found or word.replace("_", " "))))


def problem(rule: str, message: str, its_hint: str) -> str:
    """A problem of a rule and what to do about it, in the form's words where it has some."""
    if rule in _said()["messages"]:
        return str(_said()["messages"][rule])
    return f"{message} {_said()['hints'].get(rule, its_hint)}".strip()


def for_files(rule: str) -> str:
    """What stands before a problem of the files themselves, which the form neither makes nor mends; '' for others."""
    return f"{_said()['for_files']} " if rule in _said()["of_files"] else ""


def phrases() -> Mapping[str, str]:
    """Words of messages of rules, with those of the form in their place."""
    found: Mapping[str, str] = _said()["phrases"]
    return found


@cache
def by_field() -> Mapping[str, str]:
    """What each field is called in a sentence, by its name."""
    kinds = ("organisation", "notice", "conditions", "internal", "retention", "legal_power", "recipient", "disclosure")
    found = {name: str(said["label"]) for kind in kinds for name, said in _said()[kind].items() if "label" in said}
    return {**found, **_said()["blocks"]}


@cache
def by_answer() -> Mapping[str, str]:
    """What each fixed word reads as in a sentence, by the word."""
    return {word: str(said) for answers in _said()["words"].values() for word, said in answers.items()}


@cache
def answers_of(field: str) -> frozenset[str]:
    """The fixed words that a field of this name takes."""
    found = {word for name, words in _fixed() if name == field for word in words}
    return frozenset(found)


def _fixed() -> Iterator[tuple[str, Sequence[str]]]:
    """Each field of each kind of file, with the fixed words that it takes."""
    waiting = [each for tree in (*trees().values(), *definitions().values()) for each in [tree]]
    while waiting:
        node = waiting.pop()
        for name, each in getattr(node, "fields", {}).items():
            inner = each.options[0] if isinstance(each, Either) else each
            entry = inner.entry if isinstance(inner, List) else inner
            yield name, (*getattr(each, "words", ()), *getattr(entry, "words", ()))
            if isinstance(entry, Flag):
                yield name, ("true", "false")
            waiting += [entry] if isinstance(entry, Fields | Typed) else []
        waiting += [*getattr(node, "of_type", {}).values()]


def _field(kind: str, field: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _said().get(kind, {}).get(field, {})
    return found


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
