"""The examples that stand in the handbook's pages, as the tests run them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.seed import ROOT

DOCS = ROOT / "docs"


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a page in a language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)


def printed(code: str, *arguments: Path | str) -> str:
    """What a Python example prints when it is run with these arguments."""
    command = [sys.executable, "-X", "utf8", "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
