"""The Nu HTML checker passes a good page, and fails each bad twin of it for the right reason."""

from __future__ import annotations

import pytest

from tests.checkers.nu import nu
from tests.effort import some

GOOD = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>A notice</title></head>
<body><main><h1 id="top">A notice</h1><p>Who we share with: <a href="#top">top</a></p></main></body>
</html>
"""


def test_a_good_page_passes() -> None:
    assert nu(GOOD.encode()) == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    some(
        [
            ("<p>", '<p id="top">', "error at 4:50: Duplicate ID “top”."),
            ("<title>A notice</title>", "", "missing a required instance of child element “title”"),
            (' lang="en"', "", "Consider adding a “lang” attribute"),
            ("<p>", "<p><div></div>", "No “p” element in scope"),
            ("<p>", '<p><img src="a.png">', "must have an “alt” attribute"),
            ("<!DOCTYPE html>", "", "Start tag seen without seeing a doctype first"),
        ],
        one_in=6,
    ),
)
def test_a_bad_twin_fails_for_its_fault(right: str, wrong: str, fault: str) -> None:
    assert right in GOOD
    assert fault in "\n".join(nu(GOOD.replace(right, wrong, 1).encode()))
