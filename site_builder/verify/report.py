"""What `verify` found, for people and as JSON (`docs/verify.schema.json`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from site_builder.addresses import CATALOGUE, DATA, is_address
from site_builder.report import shown
from site_builder.verify.difference import Difference

MOST = 50
"""The most differences that people see; JSON has all."""
LONGEST = 300
"""The most letters of one quotation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was compared, with what, and the result.

    `target` is what was verified, `version` its version, `made` the day of its words, `expires` its last day ('' for a
    foreign page), `source` what it was compared with, in words, `compared` the number of files of each kind.
    """

    target: str
    version: str
    made: str
    expires: str
    source: str
    compared: Mapping[str, int]
    differences: tuple[Difference, ...] = ()
    distrusted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything differs: a file that could not be read proves neither that nor the opposite."""
        return any(difference.kind != "unread" for difference in self.differences)


# ---- for people


def as_text(verdict: Verdict) -> str:
    """Why not to trust it, then the differences by file, then what was compared. Notes are not included."""
    lines = [*map(shown, verdict.distrusted), *by_file(verdict.differences)]
    return "\n".join([*lines, *([""] if lines else []), summary(verdict)])


def summary(verdict: Verdict) -> str:
    """What was compared, with what, and whether it says the same, in one sentence or two."""
    counts = [_counted(number, name) for name, number in verdict.compared.items() if number]
    what = f"{', '.join(counts[:-1])} and {counts[-1]}" if counts[1:] else (counts or ["What stands there"])[0]
    one = "s" if sum(verdict.compared.values()) <= 1 else ""
    places = _counted(len(verdict.differences), "place")
    if verdict.differs:
        ends = f"differ{one} in {places}"
    else:
        ends = f"could not be read in {places}, so nothing is proven" if verdict.differences else f"say{one} the same"
    return f"{what} of version {verdict.version} {ends}. Compared with {verdict.source}."


def _counted(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def by_file(differences: Sequence[Difference]) -> Iterator[str]:
    """The first MOST differences in lines, grouped by file, and how many more there are."""
    in_order = sorted(differences, key=lambda difference: (difference.file, difference.place))
    for file, group in groupby(in_order[:MOST], key=lambda difference: difference.file):
        its_differences = list(group)
        if len(its_differences) > 1:
            yield f"{shown(file)}: {len(its_differences)} differences"
        yield from (("  " if len(its_differences) > 1 else "") + sentence(difference) for difference in its_differences)
    if len(differences) > MOST:
        yield f"And {len(differences) - MOST} more: --format json has all."


def sentence(difference: Difference) -> str:
    """One difference as a sentence: about what, what the file says, what it should say, and where."""
    if difference.kind == "file":
        return f"{shown(difference.file)} {shown(difference.says)}."
    thing, source = (
        _thing(difference.file),
        {"registry": "the registry", "feed": "the feed"}.get(difference.source, difference.source),
    )
    source = "what can be read of it" if source == thing else source
    phrase = _SENTENCES[difference.kind](difference, thing, source)
    about = [shown(difference.about)] if difference.about else []
    about += [_quoted(difference.question)] if difference.question else []
    return f"{', '.join(about)}: {phrase} ({_place(difference)})" if about else f"{phrase} ({_place(difference)})"


def _thing(file: str) -> str:
    if file.endswith(".pdf"):
        return "the PDF"
    if file.startswith(DATA) and file.endswith(".jsonld") and file != CATALOGUE:
        return "the feed"
    return "the page" if is_address(file) or file.endswith((".html", ".htm")) else "the file"


def _place(difference: Difference) -> str:
    where = "page" if difference.file.endswith(".pdf") else "line"
    return f"{shown(difference.file)}, {where} {difference.place}" if difference.place else shown(difference.file)


def _quoted(words: str) -> str:
    whole = shown(" ".join(words.split()))
    return f'"{whole}"' if len(whole) <= LONGEST else f'"{whole[:LONGEST]}..."'


def _both_sides(difference: Difference, thing: str, source: str) -> str:
    """What the file says and what it should say, where either says anything."""
    if not difference.says:
        return (
            f"{source} says {_quoted(difference.stated)}, and {thing} does not"
            if difference.stated
            else f"{thing} lacks it"
        )
    if not difference.stated:
        return f"{thing} says {_quoted(difference.says)}, and {source} does not"
    return f"{thing} says {_quoted(difference.says)}, {source} says {_quoted(difference.stated)}"


def _quoting(before: str, between: str = "; it should be") -> Callable[[Difference, str, str], str]:
    def phrase(difference: Difference, _thing: str, _source: str) -> str:
        end = f"{between} {_quoted(difference.stated)}" if difference.stated else ""
        return f"{before} {_quoted(difference.says) if difference.says else 'nothing'}{end}"

    return phrase


def _hidden(difference: Difference, thing: str, _source: str) -> str:
    if difference.says.startswith("<"):
        return f"{thing} hides it from people by {_quoted(difference.says)}"
    why = f": {shown(difference.says)}" if difference.stated and difference.says else ""
    return f"people cannot see {_quoted(difference.stated or difference.says)} on {thing}{why}"


_SENTENCES: Mapping[str, Callable[[Difference, str, str], str]] = {
    "missing": _both_sides,
    "added": _both_sides,
    "changed": _both_sides,
    "moved": _quoting("it stands in another place:", "; it stands there as"),
    "hidden": _hidden,
    "address": _quoting("a link leads to"),
    "language": _quoting("it is marked as the language"),
    "attribute": _quoting("an attribute says what no reader sees:"),
    "code": _quoting("there is code that our templates do not write:"),
    "attached": _quoting("what is attached is not the notice's own part of the feed"),
    "header": _quoting("the server says"),
    "unread": _quoting("it could not be read:"),
}


# ---- for programs


def as_json(verdict: Verdict) -> str:
    """The verdict as JSON in ASCII; the handbook documents its keys and kinds."""
    value: dict[str, Any] = {
        "target": verdict.target,
        "version": verdict.version,
        "made": verdict.made,
        "expires": verdict.expires or None,
        "compared_with": verdict.source,
        "compared": dict(verdict.compared),
        "distrusted": list(verdict.distrusted),
        "drifts": [{**asdict(difference), "sentence": sentence(difference)} for difference in verdict.differences],
        "notes": list(verdict.notes),
    }
    return json.dumps(value, indent=1)


FORMATS: Mapping[str, Callable[[Verdict], str]] = {"text": as_text, "json": as_json}
"""What `--format` may name."""
