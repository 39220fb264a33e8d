"""Problems come in one order, whatever order they were found in."""

from __future__ import annotations

from itertools import permutations

from site_builder.problems import Place, Problem, Severity, in_order


def test_problems_that_differ_in_their_hint_alone_keep_one_order() -> None:
    at = Place("a.yaml", 1, 1)
    problems = [Problem(at, Severity.WARNING, "rule", "field", "message", hint) for hint in "abcdefgh"]
    assert {in_order(some) for some in permutations(problems[:5])} == {tuple(problems[:5])}
    assert in_order([*problems, *problems]) == tuple(problems)
