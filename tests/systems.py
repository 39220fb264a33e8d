"""What a test may need of the system that it runs on."""

from __future__ import annotations

import os

import pytest

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork to start the child that dies")
on_posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions, links and pipes")
