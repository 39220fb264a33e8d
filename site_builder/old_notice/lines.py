"""Running words, one sentence to a line."""

from __future__ import annotations

import re

_END = re.compile(
    r"(?<=[.?!])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\betc\.)(?<!\b(?:Dr|Mr|Ms|St|No|cf)\.)(?<!\bMrs\.)[\"”’')]*(\s+)(?=[\"“‘'(\[]?[A-Z])"
)


def by_sentence(text: str) -> list[str]:
    """The sentences of a paragraph; no link is cut. No line begins with what would make a note or an item of it."""
    lines, start = [], 0
    for end in _END.finditer(text):
        if text.count("[", 0, end.start(1)) == text.count("]", 0, end.start(1)):
            lines.append(text[start : end.start(1)])
            start = end.end(1)
    return [line.lstrip("#-–• ") or line for line in [*lines, text[start:]] if line.strip()]
