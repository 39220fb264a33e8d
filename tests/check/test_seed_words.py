"""What the rules of words say of the seed, read against its clauses: each finding is true, and none is missing."""

from __future__ import annotations

from collections import Counter

from site_builder.check import findings
from tests.check.registered import RULES_OF_WORDS
from tests.examples import loaded
from tests.seed import ON

KNOWN = {
    # More than 25 words: S4, S5, S10, S12 and S13, S16, S17, S19. The longest has 47.
    "long-sentences": {
        "dfe-research-statistics": 1,
        "dfe-matching": 1,
        "dfe-in-all-these-cases": 1,
        "dfe-independent-researchers": 1,
        "nhs-child-measurement": 1,
        "nhs-contact-parents": 1,
        "crime-and-fraud-duty": 1,
    },
    "hard-to-read": {"child-data": 1},
    # "in order to" in S5 and S17, "obtain" in S6.
    "plainer-words": {"dfe-matching": 1, "dfe-surveys": 1, "nhs-contact-parents": 1},
    # "parent/carers" in S17.
    "written-short": {"nhs-contact-parents": 1},
    # "be matched", "be shared", "is used", "be processed", "be approved", "be determined", "be found", "are used".
    "passive-sentences": {
        "dfe-matching": 1,
        "dfe-other-departments": 1,
        "dfe-in-all-these-cases": 1,
        "dfe-independent-researchers": 1,
        "nhs-research-statistics": 1,
    },
    # "(opens in a new window)" in S21, "by the us" in S30.
    "left-over-words": {"troubled-families": 1, "child-protection-access": 1},
    # Lost in S13 and S21.
    "link-missing": {"dfe-independent-researchers": 3, "troubled-families": 1},
}
"""By rule and thing. The seed's hedges and promises all stand in its facts, its open lists are said to be open, its
bodies have files or entries, and it names no person."""


def test_the_rules_of_words_say_of_the_seed_what_is_true_of_it() -> None:
    registry = loaded("seed").registry
    assert registry is not None
    found: dict[str, Counter[str]] = {}
    for finding in findings(registry, ON):
        if finding.rule in RULES_OF_WORDS | {"used-by-nothing", "empty-section", "made-from-facts"}:
            found.setdefault(finding.rule, Counter())[finding.subject] += 1
    empty = {"empty-section": {"child-data": 1}}
    assert found == {**KNOWN, **empty}
