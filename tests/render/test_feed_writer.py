"""The feed as JSON: its form, its order, its silences, its bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from site_builder.addresses import FEED
from site_builder.facts.feed_form import ALWAYS_WRITTEN, IN_WORDS
from site_builder.locale.languages import language
from site_builder.model import Disclosure, Known, Recipient, Registry, Released, SharedCondition, Unpublished
from site_builder.model.conditions import CONDITIONS, Trigger
from site_builder.model.values import Id, Text, Word, words
from site_builder.render.feed.graph import render
from site_builder.render.feed.parts import of_notices, of_recipients
from site_builder.render.tables.registry_tables import tables
from tests.effort import effort
from tests.examples import FOLDERS, example
from tests.rich_registry import ON, exchanged, instances, rich
from tests.seed import seed

ROOT = Path(__file__).parent.parent.parent


def feed_of(registry: Registry, on: date = ON) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(render(registry, on))
    return made


def disclosure(registry: Registry, key: str, on: date = ON) -> dict[str, Any]:
    return next(d for d in feed_of(registry, on)["disclosures"] if d["id"] == key)


def _feed_and_parts() -> bytes:
    """A feed, and the parts of one whose notices have words before their sections and after them."""
    feed = json.loads(render(example("aberwen"), ON))
    return b"".join([render(rich(), ON), *(part.data for part in (*of_notices(feed), *of_recipients(feed, FEED)))])


def test_the_same_registry_and_day_give_the_same_bytes_whatever_the_hash_seed() -> None:
    code = "import sys; from tests.render.test_feed_writer import _feed_and_parts; "
    code += "sys.stdout.buffer.write(_feed_and_parts())"
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed_, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed_ in ("0", "1")[: effort(suite=1, thorough=2)]
    }
    assert made == {_feed_and_parts()}


def test_it_is_utf_8_with_one_new_line_at_its_end_and_no_escaped_letters() -> None:
    data = render(rich(), ON)
    assert data.endswith(b"\n}\n")
    assert "– geiriau" in data.decode("utf-8")


def test_its_lists_of_nodes_are_sorted_by_id() -> None:
    feed = feed_of(rich())
    for key in ("notices", "disclosures", "included"):
        ids = [node["id"] for node in feed[key]]
        assert ids == sorted(ids)
        assert len(ids) == len(set(ids))


def test_a_file_s_order_is_kept_by_position() -> None:
    placed = sorted((d["position"], d["id"]) for d in feed_of(rich())["disclosures"] if d["part_of"] == "charities")
    assert [key for _, key in placed] == ["d-onward", "d-full", "d-answers", "d-none", "d-silent", "d-spare"]


@pytest.mark.parametrize("name", ["rich", *FOLDERS])
def test_each_condition_has_its_sentence_in_each_language_as_the_tables_have_it(name: str) -> None:
    registry = rich() if name == "rich" else example(name)
    feed = feed_of(registry)
    sentences = feed[IN_WORDS]
    assert {*sentences} == {node["id"] for node in feed["included"] if node["type"][0] == "Condition"}
    for tag in registry.languages:
        _, _, conditions, _ = tables(registry, language(tag), ON)
        in_words = {row[0]: row[conditions.columns.index("in words")] for row in conditions.rows}
        said = {key: each["text"][tag.lower()] for key, each in sentences.items() if tag.lower() in each["text"]}
        # In no other language where its words are not translated.
        assert said.keys() == in_words.keys() if tag is registry.languages[0] else said
        assert {key: in_words[key].removeprefix("'") for key in said} == said


def test_a_sentence_is_left_out_where_it_cannot_be_said_in_a_language() -> None:
    registry = rich()
    first = registry.languages[0].lower()
    trigger = next(each for d in registry.disclosures for each in d.conditions if isinstance(each, Trigger))
    said, untranslated = (
        [each["text"] for key, each in feed_of(of)[IN_WORDS].items() if key.endswith(".trigger")]
        for of in (registry, exchanged(registry, trigger, replace(trigger, event=words(first, "a storm"), for_data=())))
    )
    assert [{*text} for text in said] == [{first, "cy"}] * len(said)
    assert {"When: A storm"} in [{*text.values()} for text in untranslated if {*text} == {first}]


def test_silence_is_said_where_a_key_may_not_be_left_out() -> None:
    silent = disclosure(rich(), "d-silent")
    assert {key: silent[key] for key in ALWAYS_WRITTEN} == {
        **{key: ["not_stated"] for key in ALWAYS_WRITTEN},
        "recipient": "charities",
    }
    assert disclosure(rich(), "d-none")["recipient"] == "not_stated"


def test_answers_stand_in_a_list_where_the_field_holds_a_list() -> None:
    answered = disclosure(rich(), "d-none")
    assert [answered[key] for key in ("legal_power", "retention", "transfers", "opt_outs")] == [["none"]] * 4
    assert answered["automated_decision"] == "none"


def test_a_disclosure_lists_all_conditions_that_bear_on_it() -> None:
    silent, full = disclosure(rich(), "d-silent"), disclosure(rich(), "d-full")
    of_the_notice = ["b-notice.conditions.tell_first", "b-notice.conditions.area"]
    of_the_recipient = [f"charities.conditions.{c.type}" for c in rich().recipients[1].conditions]
    assert silent["conditions"] == [*of_the_notice, *of_the_recipient]
    owners = {i.partition(".")[0] for i in full["conditions"]}
    assert owners == {"a-notice", "b-notice", "d-full", "ask-first", "at-risk"}
    assert {i.partition(".")[0] for i in full["possible_conditions"]} == {"ask-first", "at-risk"}


def test_a_condition_is_one_node_with_its_kind_and_what_it_takes() -> None:
    nodes = {node["id"]: node for node in feed_of(rich())["included"]}
    for kind in CONDITIONS:
        node = nodes[f"d-full.conditions.{kind}"]
        assert node["type"][0] == "Condition"
        assert node["kind"] == kind


def test_a_recipient_says_its_type_beside_that_it_is_one() -> None:
    nodes = {node["id"]: node for node in feed_of(rich())["included"]}
    assert [nodes[r.id]["type"][1] for r in rich().recipients] == ["Organisation", "Category", "Role", "Person"]


def test_a_purpose_hangs_under_dpv_by_its_own_term_or_its_family_s() -> None:
    purposes = {node["id"]: node for node in feed_of(rich())["included"] if node["type"] == "Purpose"}
    assert purposes["purposes-a"]["broader"] == [purposes["purposes-a"]["dpv_term"]]
    assert "dpv_term" not in purposes["purposes-b"]
    assert purposes["purposes-b"]["broader"] == ["dpv:ServiceProvision"]


def test_data_hang_under_dpv_by_their_own_term_and_by_what_makes_them_special() -> None:
    data = {node["id"]: node for node in feed_of(rich())["included"] if node["type"] == "DataCategory"}
    full, bare = data["data-categories-a"], data["data-categories-b"]
    assert (full["special"], full["criminal"]) == (["racial_or_ethnic", "political"], True)
    special = ["dpv:SpecialCategoryPersonalData", "pd:Ethnicity", "pd:PoliticalOpinion", "pd:Criminal"]
    assert full["broader"] == [full["dpv_term"], *special]
    assert "broader" not in bare
    plain = replace(rich().data_categories[0], dpv_term=Text("pd:Criminal"), special=(), criminal=True)
    made = feed_of(replace(rich(), data_categories=(plain,)))["included"]
    assert [node["broader"] for node in made if node["id"] == plain.id] == [["pd:Criminal"]]


@pytest.mark.parametrize(
    ("own", "recipients", "on", "status"),
    [
        ((None, None), (None, None), ON, "active"),
        ((ON, ON), (None, None), ON, "active"),
        ((ON, ON), (None, None), ON + timedelta(1), "ended"),
        ((ON, None), (None, None), ON - timedelta(1), "planned"),
        ((None, None), (None, ON), ON + timedelta(1), "ended"),
        ((None, None), (ON, None), ON - timedelta(1), "planned"),
    ],
)
def test_status_follows_from_the_dates(own: Any, recipients: Any, on: date, status: str) -> None:
    home = next(instances(rich(), Recipient))
    one = Disclosure(id=Id("one"), recipient=home.id, valid_from=own[0], valid_to=own[1])
    new = replace(home, valid_from=recipients[0], valid_to=recipients[1], disclosures=(one,))
    assert disclosure(exchanged(rich(), home, new), "one", on)["status"] == status


def test_status_is_what_the_registry_says_where_it_says_it() -> None:
    home = rich().recipients[3]
    one = Disclosure(id=Id("one"), status=Word("suspended"), valid_to=ON - timedelta(9))
    assert disclosure(exchanged(rich(), home, replace(home, disclosures=(one,))), "one")["status"] == "suspended"


def test_what_is_not_public_has_no_feed() -> None:
    inside = Unpublished(block=Word("internal"), about=Id("d-full"), fields={"note": "x"})
    known = Known(about=Id("d-full"), field=Text("name"), named=Text("x"), became=Word("closed"))
    released = Released(releases=(), content_sha256=Text("0" * 64))
    for more in ({"unpublished": (inside,)}, {"known": (known,)}, {"released": released}):
        with pytest.raises(ValueError, match="public half"):
            render(replace(rich(), **more), ON)


def test_two_nodes_with_one_id_are_refused() -> None:
    tell = CONDITIONS["purpose_limited"]()
    shared = SharedCondition(id=Id("the-council"), conditions=(tell,))
    with pytest.raises(ValueError, match="the-council"):
        render(replace(rich(), conditions=(*rich().conditions, shared)), ON)


def test_every_passage_of_the_seed_stands_in_its_feed() -> None:
    said = [str(p.text) for n in seed().notices for s in n.sections for p in s.passages]
    text = render(seed(), ON).decode()
    assert said
    assert [words for words in said if json.dumps(words, ensure_ascii=False) not in text] == []
