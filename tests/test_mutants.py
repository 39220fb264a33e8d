"""What may live is a change that is still made, and has a reason; how changes are made and put in place."""

from __future__ import annotations

from tests.mutants import broken, justified
from tests.mutation import mutants


def test_what_may_live_is_made_and_has_a_reason() -> None:
    known = justified()
    modules = {name.partition(":")[0] for name in known}
    assert known.keys() <= {each.name for module in modules for each in broken(module)}
    assert {name for name, reason in known.items() if len(reason.split()) < 3} == set()


def test_a_module_is_broken_in_every_place_of_which_a_program_makes_something() -> None:
    source = '''
"""What it is."""
HOW = {"a": 1}


def least(held: list[int], most: int = 3) -> int | None:
    """What it does."""
    if not held:
        raise ValueError("nothing is held")
    return min(each for each in held if each < most and each != 5)
'''
    assert [(each.text, each.change) for each in mutants(source) if each.line > 6] == [
        ("if not held:", "if True"),
        ("if not held:", "if False"),
        ("if not held:", "not left out"),
        *(("return min(each for each in held if each < most and each != 5)", change) for change in RETURN),
    ]


RETURN = (
    *("returns None", "min as max", "without if", "And as Or", "without each < most", "without each != 5"),
    *("Lt as LtE", "Lt as Gt", "NotEq as Eq", "5 as 6"),
)
