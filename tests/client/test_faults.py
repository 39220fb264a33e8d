"""Whatever stands between a client and its feed, the answer is never a permission, and it says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.client.scenes import PERMITS, SCENES, played


@pytest.mark.parametrize("name", SCENES)
def test_a_fault_is_told_and_never_a_permission(name: str, tmp_path: Path) -> None:
    play, cause = SCENES[name]
    found = played(play, tmp_path)
    assert found.outcome not in PERMITS
    assert (found.outcome, found.reasons, found.cause) == ("refused", ("feed_not_trusted",), cause)
    assert found.plain()["cause"] == cause
