"""One difference between what is published and what is expected."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file says, what it should say, and about what: `kind` is one of KINDS, `about` an anchor or an id.

    `question` is the question that the words answer, '' for none. `says` and `stated` are words, '' for none. `place`
    is the line of a page or the page of a PDF, 0 for none. `file` is '' until all differences of a file are collected.
    `source` is what the file is compared with: `registry`, `feed`, a path, or today's date.
    """

    kind: str
    about: str = ""
    says: str = ""
    stated: str = ""
    place: int = 0
    file: str = ""
    source: str = "registry"
    question: str = ""


KINDS = {
    "missing": "what is stated does not stand there",
    "added": "what stands there is stated nowhere",
    "changed": "it says something else",
    "moved": "it stands in another place",
    "hidden": "it stands there, and people cannot see it",
    "address": "a link leads somewhere else",
    "language": "it is marked as another language",
    "attribute": "an attribute says what no reader sees",
    "code": "a script, a style or an element that our templates do not write",
    "attached": "what is attached is not the notice's own part of the feed",
    "file": "a file is missing, or too many, or is not the one that is listed",
    "header": "the server says something else than the site does",
    "unread": "it could not be read",
}
"""What each kind of difference means."""

OTHER = "has not the bytes that this version makes"
SAME = ", but says the same"
"""What we report of a file with other bytes and the right canonical form."""
