"""Who counts in which group, and whose days are whose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from site_builder.gate.parties import parties
from site_builder.model.values import Word
from tests.client.sites import PERMITTED
from tests.examples import example
from tests.gate.model import Model
from tests.gate.test_odd import DAY, WHO, Feed, feed, gate, node, outcome


def group(made: Feed, key: str, *members: str, open_list: bool = False) -> None:
    """Let a recipient be a class with these members."""
    node(made, key).update(type=["Recipient", "Category"], open_list=open_list, members=[*members])


def reasons(made: Feed) -> set[tuple[str, str]]:
    """Those of the gate, which are the model's."""
    found = {(reason.code, reason.about) for reason in gate(made).decide(PERMITTED, DAY).reasons}
    assert found == Model(made).decide(dict(PERMITTED), DAY)["reasons"]
    return found


@pytest.mark.parametrize(("is_open", "code"), [(True, "open_class"), (False, "recipient_ended")])
def test_only_a_class_whose_members_are_all_named_ends_with_them(is_open: bool, code: str) -> None:
    made = feed()
    group(made, WHO, "walking-group", open_list=is_open)
    assert outcome(made, recipient="walking-group") == "permitted"
    node(made, "walking-group")["valid_to"] = "2026-01-01"
    assert (code, WHO) in reasons(made)


def test_groups_that_lead_back_to_where_they_began_are_one() -> None:
    made = feed()
    group(made, WHO, "walking-group")
    group(made, "walking-group", WHO)
    assert [outcome(made, recipient=key) for key in (WHO, "walking-group")] == ["permitted"] * 2


def test_there_may_be_nobody_but_classes() -> None:
    whole = example("practice")
    partner = next(each for each in whole.recipients if each.id == WHO)
    alone = replace(partner, type=Word("category"), open_list=False, members=(partner.id,))
    assert dict(parties(replace(whole, recipients=(alone,), bodies=()))).keys() == {WHO}
