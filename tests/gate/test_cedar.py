"""Cedar decides as the model does, from exported policies; and each twin of the export that is broken is caught."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

import cedarpy
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings

from site_builder.cli import cli
from site_builder.gate.judges import EVIDENCE
from site_builder.load.feed.reader import read
from site_builder.model import Registry
from site_builder.model.conditions import CONDITIONS
from site_builder.render.cedar.conditions import HOLDS
from site_builder.render.cedar.policies import render
from site_builder.render.cedar.request import attributes, cedar_request, entities, schema
from tests.effort import effort, some
from tests.examples import FOLDERS, example, loaded
from tests.feeds import feed_of
from tests.gate.answered import FEW, GOLDEN, Node, answered, feed, known
from tests.gate.cedar import Rivals, rivals
from tests.gate.every_form import ON
from tests.gate.evidence import BROUGHT
from tests.gate.mixed import mixed, puzzled
from tests.gate.model import Model
from tests.gate.requests import requests
from tests.generated_registries import registries
from tests.rich_registry import rich
from tests.seed import ROOT

NUMBER = int(os.environ.get("GATE_REQUESTS", FEW))
"""How many requests each registry is asked: a few in every run, as many as one likes in a long one."""

pytestmark = pytest.mark.timeout(300 if NUMBER == FEW else 0)


@cache
def of(name: str) -> Rivals:
    """The rivals over a registry: the seed's as it was published, an example's, or the one with every code."""
    asked = "golden" if name == "seed" else name
    return rivals(feed(asked), registry(name), known(asked, 10 * FEW if name == "every code" else FEW))


def registry(name: str) -> Registry:
    """The registry of a name."""
    if name == "seed":
        return read(GOLDEN.read_bytes())
    return _read(feed(name)) if name == "every code" else example(name)


def _read(feed: Node) -> Registry:
    return read(json.dumps(feed).encode())


@pytest.mark.parametrize("name", [*some(FOLDERS, one_in=3), "every code"])
def test_cedar_decides_as_the_model_does(name: str) -> None:
    two = of(name)
    assert list(two.differences()) == []
    assert len(two.answered) / 20 < two.permitted < len(two.answered) * 19 / 20
    for seed in range(2, NUMBER // FEW + 1):
        more = answered(feed(name), len(two.answered), seed)
        assert list(replace(two, answered=[*more]).differences()) == []


def test_cedar_decides_as_the_model_does_in_registries_where_all_is_mixed() -> None:
    for seed in range(max(1, NUMBER // effort(suite=30, thorough=10))):
        registry = mixed(seed)
        whole = feed_of(registry)
        assert list(rivals(whole, registry, answered(whole, 30)).differences()) == []
        strange = puzzled(whole, seed)
        assert list(rivals(strange, _read(strange), answered(strange, 30)).differences()) == []


@settings(max_examples=max(10, NUMBER // 8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registries())
def test_cedar_decides_as_the_model_does_in_any_registry(registry: Registry) -> None:
    whole = feed_of(registry)
    assert list(rivals(whole, registry, answered(whole, 20)).differences()) == []


# ---- twins: each of these permits what the gate does not, or the other way round


def without(pattern: str) -> Callable[[str], str]:
    """Policies from which something is cut."""
    return lambda policies: re.sub(pattern, "", policies, flags=re.MULTILINE)


FORBIDS = r"^@id[^;]*?\nforbid \((?:[^;\"]|\"[^\"]*\")*;"
TWINS: dict[str, Callable[[str], str]] = {
    "nothing forbids": without(FORBIDS),
    "no id is looked at": without(FORBIDS.replace("@id", '@id\\("known')),
    "open lists are closed": without(r"^unless \{ resource in \[.*\}$"),
    "who of a kind it is goes without saying": without(r"^// classes of a kind: .*\nunless .*$"),
    "examples are lists": without(r"^// classes by example: .*\nunless .*$"),
    "an override opens nothing": lambda text: re.sub(
        r"(// opened by an override\nwhen \{ .*?contains\(context\.purpose\)\)) \|\| \(\[.*(?=\) \})", r"\1", text
    ),
    "every law reaches": without(r"^// a law for it\nwhen .*$"),
    "nothing is promised": without(FORBIDS.replace("@id", r'@id\("[a-z0-9-]+\.conditions\.prohibited_use')),
    "exceptions hold for all": without(r"^unless \{ principal.*\}$"),
    "who was a member is one for ever": without(r"^unless \{ resource == Party::.*\}$"),
    "a class may do what a member may not": lambda text: re.sub(r" \|\| \(resource in \[[^]]*\]\)", "", text),
    "what is never sent is sent": without(r"^unless \{ \[.*\]\.containsAny.*\}$"),
    "secrets are no secrets": without(r"^unless \{ context\.evidence has lawful_only.*\}$"),
    "for any purpose": without(r"^when \{ .*\.contains\(context\.purpose\) \}$"),
    "any data": without(r"^when \{ .*\.containsAll\(context\.data_categories\) \}$"),
    "on any day": without(r"^when \{ .*context\.on(?: <= datetime\(.*\))? \}$"),
    "any duty is in force": without(r"^when \{ context\.evidence has statutory_duty.*\}$"),
    "no override": lambda policies: re.sub(
        r"^(when .*?) \|\| \(context\.evidence has safeguarding_override.*\)", r"\1)", policies, flags=re.MULTILINE
    ),
    "bad news is no news": without(r"^// bad news: .*\nunless .*$"),
    "no bad news is lifted": lambda text: re.sub(r"(// bad news: .*\nunless .*?) && !\(.*\) \}", r"\1 }", text),
    "sensitive data need nothing": without(r"^// (special|criminal)_condition: not stated\nunless .*$"),
    "a copy is a view": without(r"^// to look at\nunless .*$"),
    "any programme": without(r"^// for these programmes\nwhen .*$"),
    "any country": without(FORBIDS.replace("@id", '@id\\("country')),
    "what was settled lasts": lambda text: re.sub(
        r' && context\.on <= datetime\("[0-9-]*"\) && (\[[^]]*\]\.contains)', r" && \1", text
    ),
    "nothing was settled of sensitive data": lambda text: re.sub(
        r"(// special_condition: not stated\nunless .*?) && !\(\(datetime.* \}$", r"\1 }", text, flags=re.MULTILINE
    ),
    "what is not stated is anything": without(r"^// not stated\nwhen .*$"),
    "a right is a list": lambda policies: policies.replace("!(context.evidence has opt_out)", "false"),
}
ALWAYS = {"purpose_limited", "undertaking", "voluntary_participation", "safeguarding_override", "prohibited_use"}
ALWAYS |= {"no_individual_effect"}
"""Conditions that no clause of their own asks for."""


PARTY = re.compile(r'Party::"([^"]+)"')
POLICY = re.compile(r'^(?=@id\("([a-z0-9._-]+)"\))', re.MULTILINE)


def policies_of(text: str) -> dict[str, str]:
    """Each policy by its id; what comes before the first by ''."""
    head, *rest = POLICY.split(text)
    return {"": head, **dict(zip(rest[::2], rest[1::2], strict=True))}


def caught(policies: str) -> bool:
    """Whether Cedar says something else by these policies than by the right ones.

    Where only policies that permit are broken, it is asked by these alone, about their disclosures: to read all takes
    long. Where others are, it is asked about the disclosures to whom they name no more, if there are any.
    """
    right, broken = policies_of(of("every code").policies), policies_of(policies)
    changed = {key for key, text in right.items() if broken.get(key) != text}
    assert changed
    about = {key for key in changed if all("permit (" in right[each] for each in changed)}
    gone = {party for key in changed for party in {*PARTY.findall(right[key])} - {*PARTY.findall(broken.get(key, ""))}}
    to_them = {d["id"] for d in feed("every code")["disclosures"] if d["recipient"] in gone}
    two = [
        replace(of("every code"), policies="".join(text for key, text in each.items() if key in about or not about))
        for each in (right, broken)
    ]
    asked = islice(requests(feed("every code"), 1, about or to_them), 6000)
    while some := list(islice(asked, 50)):
        as_it_was, as_it_is = ([each.allowed for each in rival.says(some)] for rival in two)
        if as_it_was != as_it_is:
            return True
    return False


@pytest.mark.parametrize("twin", some(TWINS, one_in=len(TWINS)))
def test_a_broken_set_of_policies_is_caught(twin: str) -> None:
    assert caught(TWINS[twin](of("every code").policies))


@pytest.mark.parametrize("kind", some(sorted(HOLDS.keys() - ALWAYS), one_in=20))
def test_a_set_of_policies_without_a_condition_is_caught(kind: str) -> None:
    assert caught(without(rf"^// .*\.{kind}\nwhen .*$")(of("every code").policies))


def test_entities_without_groups_are_caught() -> None:
    whole = of("every code")
    alone = [{**each, "parents": each["parents"][:1]} for each in json.loads(whole.entities)]
    assert next(replace(whole, entities=json.dumps(alone)).differences(), None) is not None


@pytest.mark.parametrize("key", ["alone", "to-long-gone", "backwards-0"])
def test_what_only_a_feed_may_say_is_never_allowed(key: str) -> None:
    """An exception to itself, an end that is no day, days that run backwards."""
    whole = feed("every code")
    one = next(d for d in whole["disclosures"] if d["id"] == key)
    stated = {name: one[name] for name in ("recipient", "data_categories", "data_subjects")}
    two = of("every code")
    asked = {**stated, "purpose": "sell", "evidence": {}}
    told = [(asked, ON, Model(whole).decide(asked, ON))]
    assert told[0][2]["outcome"] == "refused"
    assert list(replace(two, answered=told).differences()) == []


def test_an_error_in_a_policy_is_told() -> None:
    whole = of("every code")
    policy = 'forbid (principal, action, resource) when { context.evidence.approval.by == "x" };'
    broken = replace(whole, policies=f"{whole.policies}\n{policy}")
    assert "does not have the attribute" in next(broken.differences())


# ---- what is written


def test_every_type_of_condition_can_be_said_and_every_evidence_has_its_shape() -> None:
    assert HOLDS.keys() == CONDITIONS.keys()
    added = {"onward_limit": {"length"}}
    shapes = {kind: set(attributes(kind)) for kind in EVIDENCE}
    assert shapes == {kind: {*keys} | added.get(kind, set()) for kind, keys in BROUGHT.items()}


@pytest.mark.parametrize("name", [*some(FOLDERS, one_in=3), "every code"])
def test_the_policies_keep_to_the_schema(name: str) -> None:
    result = cedarpy.validate_policies(of(name).policies, schema().decode())
    assert [str(error) for error in result.errors] == []


def test_a_slip_in_a_policy_does_not_keep_to_the_schema() -> None:
    slip = of("seed").policies.replace("context.purpose", "context.purposes")
    assert not cedarpy.validate_policies(slip, schema().decode()).validation_passed


def test_every_disclosure_is_a_policy_or_a_line_that_says_why_not() -> None:
    registry = example("county-2026")
    text = render(registry).decode()
    permits = set(re.findall(r'^@id\("([a-z0-9-]+)"\)\n@notice\("child-data"\)\npermit', text, re.MULTILINE))
    told = dict(re.findall(r"^// ([a-z0-9-]+)\. To: .*\n(.*)", text, re.MULTILINE))
    assert told.keys() == {d.id for d in registry.disclosures}
    assert {key for key, line in told.items() if line.startswith("@id")} == permits
    assert all(line.startswith("// No policy permits it: ") for key, line in told.items() if key not in permits)


def test_the_same_registry_makes_the_same_bytes() -> None:
    again = read(GOLDEN.read_bytes())
    assert (render(again).decode(), entities(again).decode()) == (of("seed").policies, of("seed").entities)


def test_a_registry_with_every_field_has_policies() -> None:
    cedarpy.PolicySet.from_str(render(rich()).decode())


def test_what_is_not_public_has_no_policies() -> None:
    whole = loaded("seed").registry
    assert whole is not None
    with pytest.raises(ValueError, match="Only the public half"):
        render(whole)


def test_a_request_without_a_day_is_never_allowed() -> None:
    two = of("every code")
    policies, known = cedarpy.PolicySet.from_str(two.policies), cedarpy.Entities.from_json_str(two.entities)
    for ask, on, _ in two.answered[: effort(suite=60, thorough=300)]:
        asked = cedar_request(ask, two.publisher, on)
        for day in ({}, {"on": on.isoformat()}):
            context = {key: value for key, value in asked["context"].items() if key != "on"} | day
            assert not cedarpy.is_authorized({**asked, "context": context}, policies, known).allowed


# ---- the command and its page


def export(what: str, *more: str) -> str:
    done = CliRunner().invoke(cli, ["export", what, *more, "-q", "-C", str(ROOT), "--on", "2026-11-25"])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_prints_what_the_registry_and_its_feed_make_alike() -> None:
    assert export("cedar") == export("cedar", "--feed", str(GOLDEN)) == of("seed").policies
    assert export("cedar-entities") == export("cedar-entities", "--feed", str(GOLDEN)) == of("seed").entities
    assert export("cedar-schema") == schema().decode()


def test_a_file_that_is_no_feed_is_told(tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_text("{}", "utf-8")
    done = CliRunner().invoke(cli, ["export", "cedar", "--feed", "feed.json", "-C", str(tmp_path)])
    assert (done.exit_code, "feed.json is no feed that can be exported." in done.stderr) == (1, True)
    done = CliRunner().invoke(cli, ["export", "cedar", "--feed", "no.json", "-C", str(tmp_path)])
    assert (done.exit_code, "no.json cannot be read" in done.stderr) == (3, True)


def test_the_page_s_program_prints_what_the_page_says(tmp_path: Path) -> None:
    page = (ROOT / "docs/cedar.md").read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    two = of("county-2026")
    for name, text in (("policies", two.policies), ("entities", two.entities), ("schema", schema().decode())):
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "ask.py").write_text(program, "utf-8")
    command = [sys.executable, "ask.py", "policies", "entities", "schema"]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True, text=True
    )
    assert f"it prints\n\n```text\n{done.stdout.strip()}\n```\n" in page


def test_the_number_by_which_the_engine_names_a_policy_is_its_place_and_leads_to_its_id() -> None:
    two = of("county-2026")
    ids = re.findall(r'^@id\("([^"]*)"\)$', two.policies, re.MULTILINE)
    named = {
        number: key
        for said in two.says((ask, on) for ask, on, _ in two.answered)
        for number, key in _named(said).items()
    }
    assert len(named) > 3
    assert named == {number: ids[int(number.removeprefix("policy"))] for number in named}


def _named(said: cedarpy.AuthzResult) -> dict[str, str]:
    return {number: str(key) for number, key in said.diagnostics.id_annotations_by_reason.items()}
