"""The sentences of a text, as people read them."""

from __future__ import annotations

import re
from functools import lru_cache

_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_END = re.compile(r"(?<=[.?!:])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\b(?:Dr|Mr|Ms|St|cf)\.)(?<!\bMrs\.)[\"”’')]*\s+")


def plain(text: str) -> str:
    """A text as people read it: of a link only its words."""
    return _LINK.sub(r"\1", text)


def addresses_of_links(text: str) -> list[str]:
    """Where the links of a text lead."""
    return [match[2].strip() for match in _LINK.finditer(text)]


@lru_cache(maxsize=1 << 16)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text. The end of a line or a colon also ends a sentence, so each item of a list is one."""
    parts = (part.removeprefix("- ").strip() for line in plain(text).splitlines() for part in _END.split(line))
    return tuple(part for part in parts if part)


def lowered(text: str) -> str:
    """A text with its first letter in lower case, unless its first word has other capitals (NHS)."""
    first = text.split(" ", 1)[0]
    return text if first[1:] != first[1:].lower() else text[:1].lower() + text[1:]
