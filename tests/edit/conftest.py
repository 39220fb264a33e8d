"""A project of the seed, and the form on it as one window has it; modules with a browser have their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edit.forms import Window, project, window


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The seed as a project."""
    return project(tmp_path)


@pytest.fixture
def page(folder: Path) -> Window:
    """The form on it."""
    return window(folder)
