"""How many sentences that say more or less than the facts `check` finds, and how many good ones it doubts.

    python -m tests.strength tests/cases/strength.yaml

The file is a list of sentences as an editor may write them, each with the one fact that stands beside it:

    id       its name
    lang     en, or cy: then the words are the Welsh translation of something that says nothing
    child    true for words for children
    text     the words
    fact     one of: modality (must, will, may, never), consent (consent_first, tell_first, tell_after, not_told,
             without_consent), voluntary (true, false), identity (identified, pseudonymised, anonymous),
             onward_sharing (forbidden, allowed), retention (a period)
    verdict  contradicts, or fair

For each we write a small registry with that fact and those words, and run the whole `check`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from site_builder.load.project.folder import load
from site_builder.problems import Severity
from tests.invalid_cases import BASE
from tests.seed import ON

RULES = {"words-against-facts", "not-anonymous"}
"""The rules that compare words with facts."""
OF_CONSENT = {*RULES, "promised-in-words-only", "softened-in-words-only"}
"""For whoever is asked or told, a promise that no fact holds is more than the facts say, and "we normally ask" is less.
Beside other facts it is true that no fact holds "we never sell it", and says nothing of how this fact is told."""

FACTS: Mapping[tuple[str, Any], Mapping[str, Any]] = {
    ("modality", "must"): {"modality": "must"},
    ("modality", "will"): {"modality": "routinely"},
    ("modality", "may"): {"modality": "may"},
    ("modality", "never"): {"modality": "never"},
    ("consent", "consent_first"): {"conditions": [{"type": "consent_first"}]},
    ("consent", "tell_first"): {"conditions": [{"type": "tell_first"}]},
    ("consent", "tell_after"): {"can_we_tell_you": "always"},
    ("consent", "not_told"): {"can_we_tell_you": "never_confirm"},
    ("consent", "without_consent"): {"conditions": [{"type": "safeguarding_override", "overrides": "consent_first"}]},
    ("voluntary", True): {"provision_required": "voluntary"},
    ("voluntary", False): {"provision_required": "statutory"},
    ("identity", "identified"): {"conditions": [{"type": "identifiability", "transfer": "identifiable"}]},
    ("identity", "pseudonymised"): {"conditions": [{"type": "identifiability", "transfer": "pseudonymised"}]},
    ("identity", "anonymous"): {"conditions": [{"type": "identifiability", "transfer": "anonymous"}]},
    ("onward_sharing", "forbidden"): {"conditions": [{"type": "onward_limit", "depth": 0}]},
    ("onward_sharing", "allowed"): {"conditions": [{"type": "onward_limit", "ask_first": False}]},
}
"""What a registry says for each fact."""

NEUTRAL = "This is about people who live here."
NOTICE = """title: Sentences
sections:
  all:
    heading: All
    shows:
"""


def doubted(sentences: Sequence[Mapping[str, Any]], folder: Path) -> dict[str, list[str]]:
    """What `check` says against each sentence, by its id; the registry is written into a new folder."""
    shutil.copytree(BASE, folder, ignore=shutil.ignore_patterns("recipients", "notices", "conditions.yaml"))
    for name in ("recipients", "notices", "translations/cy"):
        (folder / name).mkdir(parents=True)
    shows = [f"      - s-{sentence['id']}\n" for sentence in sentences]
    (folder / "notices" / "sentences.yaml").write_text(f"{NOTICE}{''.join(shows)}", "utf-8")
    organisation = folder / "organisation.yaml"
    organisation.write_text(organisation.read_text("utf-8").replace("[en-GB]", "[en-GB, cy]"), "utf-8")
    pairs = {f"s-{each['id']}": dict([_words(each)]) for each in sentences if each["lang"] == "cy"}
    _write(folder / "translations" / "cy" / "sentences.yaml", pairs)
    for sentence in sentences:
        _write(folder / "recipients" / f"r-{sentence['id']}.yaml", _recipient(sentence))
    found: dict[str, list[str]] = {}
    rules = {f"s-{each['id']}": OF_CONSENT if "consent" in each["fact"] else RULES for each in sentences}
    for problem in load(folder, "registry", ON).problems:
        assert problem.severity is not Severity.ERROR, problem
        key = problem.field.split(" ")[-1]
        if problem.rule in rules.get(key, ()):
            found.setdefault(key.removeprefix("s-"), []).append(problem.message)
    return found


def _recipient(sentence: Mapping[str, Any]) -> Mapping[str, Any]:
    """The file of a recipient with one disclosure: the sentence and its fact."""
    (fact,) = sentence["fact"].items()
    facts = {"retention": [{"period": fact[1]}]} if fact[0] == "retention" else FACTS[fact]
    field, words = _words(sentence)
    text = {"text": NEUTRAL, field: words["en"]}
    disclosure = {**text, "purposes": ["crime"], "data_categories": ["names"], "data_subjects": ["people"], **facts}
    return {
        "name": f"Body {sentence['id']}",
        "type": "organisation",
        "disclosures": {f"s-{sentence['id']}": disclosure},
    }


def _words(sentence: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The field of the words, and the words by language."""
    field = "child_text" if sentence["child"] else "text"
    return field, {"en": NEUTRAL, "cy": sentence["text"]} if sentence["lang"] == "cy" else {"en": sentence["text"]}


def _write(file: Path, data: Mapping[str, Any]) -> None:
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1 << 20), "utf-8")


def main(file: str) -> None:
    """Print recall, false alarms, and each sentence that was judged otherwise than its verdict."""
    sentences = yaml.safe_load(Path(file).read_text("utf-8"))
    with tempfile.TemporaryDirectory() as above:
        found = doubted(sentences, Path(above) / "registry")
    wrong = [each for each in sentences if each["verdict"] == "contradicts"]
    fair = [each for each in sentences if each["verdict"] == "fair"]
    missed = [each for each in wrong if each["id"] not in found]
    alarms = [each for each in fair if each["id"] in found]
    for title, each in (*(("missed", e) for e in missed), *(("false alarm", e) for e in alarms)):
        say(f"{title}: {each['id']} {each['fact']}: {each['text']}", *found.get(each["id"], ()))
    say(f"recall: {len(wrong) - len(missed)} of {len(wrong)}; false alarms: {len(alarms)} of {len(fair)}")


def say(*lines: str) -> None:
    """Print lines, the second and those after it moved in."""
    print(*lines, sep="\n    ")  # noqa: T201 (what this command is for)


if __name__ == "__main__":
    main(*sys.argv[1:])
