"""The style sheet that a page links to beside the one that it must be: the same rules, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from site_builder.verify.align import aligned, gaps
from site_builder.verify.drift import Drift

if TYPE_CHECKING:
    from tinycss2.ast import Node

    Nodes: TypeAlias = Sequence[Node]

NESTED = {"media", "supports", "layer", "container", "scope"}
"""At-rules that hold rules."""
OF_SELECTORS, OF_FEATURES, OF_VALUES = ",>~+", ",:<>=", ",/"
"""Signs beside which space makes no difference."""
_BRACKETS = {"() block": ("(", ")"), "[] block": ("[", "]"), "{} block": ("{", "}")}
_PLAIN = {"whitespace": "\f", "comment": "\0"}
"""Signs that no style sheet has once it is read. A comment parts what stands beside it, as space does, but is none."""
_HEX = re.compile(r"[0-9a-f]{3,8}")
LONGEST = 120

Rule = tuple[str, int]
"""A rule in one form, and its line."""


def style_drifts(data: bytes, expected: bytes, *, file: str, source: str = "templates") -> list[Drift]:
    """The rules that are missing, added or changed; comments, white space and letters' case make no difference."""
    if data == expected:
        return []
    try:
        read, stated = data.decode("utf-8-sig"), expected.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [Drift("unread", says="It is not UTF-8.", file=file, source=source)]
    try:
        theirs, ours = list(_rules(read)), list(_rules(stated))
    except (RecursionError, ValueError):
        says = "Its brackets stand too deep inside each other, or a number in it has too many digits."
        return [Drift("unread", says=says, file=file, source=source)]
    return [replace(drift, file=file, source=source) for drift in _differing(ours, theirs)]


def _differing(ours: Sequence[Rule], theirs: Sequence[Rule]) -> Iterator[Drift]:
    pairs = aligned(ours, theirs, (lambda rule: rule[0],))
    for (i, j), (i_end, j_end) in gaps(pairs, len(ours), len(theirs)):
        says, should = (" ".join(rule[0] for rule in of) for of in (theirs[j:j_end], ours[i:i_end]))
        yield Drift("code", "", says[:LONGEST], should[:LONGEST], theirs[j][1] if j < j_end else 0)


def _rules(text: str) -> Iterator[Rule]:
    """Every declaration and every rule without any, each with what it stands in."""
    import tinycss2

    found = tinycss2.parse_stylesheet(text, skip_whitespace=True)
    yield from _told(found, "")


def _told(rules: Iterable[Node], around: str) -> Iterator[Rule]:
    import tinycss2
    from tinycss2.serializer import serialize_identifier

    for rule in rules:
        line = rule.source_line
        if rule.type == "qualified-rule":
            yield from _declared(rule.content, f"{around}{_written(rule.prelude, OF_SELECTORS)} ", line)
        elif rule.type == "at-rule":
            name = f"{around}@{serialize_identifier(rule.lower_at_keyword)} {_written(rule.prelude, OF_FEATURES)} "
            if rule.content is None:
                yield f"{name};", line
            elif rule.lower_at_keyword in NESTED:
                inner = tinycss2.parse_rule_list(rule.content, skip_whitespace=True)
                yield f"{name}{{", line
                yield from _told(inner, name)
                yield f"{name}}}", line
            else:
                yield from _declared(rule.content, name, line)
        elif rule.type != "comment":
            yield f"{around}{_other(rule)}", line


def _declared(content: Nodes, selector: str, line: int) -> Iterator[Rule]:
    import tinycss2
    from tinycss2.serializer import serialize_identifier

    yield f"{selector}{{", line
    for each in tinycss2.parse_blocks_contents(content, skip_whitespace=True):
        if each.type == "declaration":
            important = " !important" if each.important else ""
            # A custom property's value is kept letter by letter, but for space around it.
            name = serialize_identifier(each.name if each.name.startswith("--") else each.lower_name)
            yield f"{selector}{{ {name}: {_written(each.value, OF_VALUES)}{important} }}", each.source_line
        elif each.type == "qualified-rule":
            yield from _declared(each.content, f"{selector}{_written(each.prelude, OF_SELECTORS)} ", each.source_line)
        elif each.type != "comment":
            yield f"{selector}{{ {_other(each)} }}", each.source_line


def _other(node: Node) -> str:
    """What is neither a rule nor a declaration: an at-rule inside a rule, or what cannot be read."""
    return f"[{node.message}]" if node.type == "error" else str(node.serialize())


def _written(tokens: Nodes, tight: str) -> str:
    """Tokens in one form, with single spaces, and none beside the signs of `tight`, where it makes no difference."""
    text = "".join(_PLAIN.get(each.type) or _token(each, tight) for each in tokens)
    spaced = re.sub("[\f\0]*\f[\f\0]*", "\f", text).strip("\f\0")
    tightened = re.sub(f"[\f\0]*([{re.escape(tight)}])[\f\0]*", r"\1", spaced)
    return tightened.replace("\f", " ").replace("\0", "/**/")


def _token(token: Node, tight: str) -> str:
    from tinycss2.serializer import serialize_identifier

    if token.type in {"number", "percentage", "dimension"}:
        # Where a whole number must stand, also in 2n+1, 1.0 is none, and all that it stands in counts for nothing.
        value = f"{token.value:.12g}"
        bare = "" if token.is_integer or "." in value else ".0"
        unit = f"{bare}{serialize_identifier(token.lower_unit)}" if token.type == "dimension" else bare
        # Without its sign 2n+1 would be 2n1, which is no number.
        sign = "+" if token.representation.startswith("+") else ""
        return f"{sign}{value}{'%' if token.type == 'percentage' else unit}"
    if token.type == "hash" and tight == OF_VALUES and _HEX.fullmatch(token.value.lower()):
        return f"#{_short(token.value.lower())}"
    if token.type == "function":
        return f"{serialize_identifier(token.lower_name)}({_written(token.arguments, tight)})"
    if token.type in _BRACKETS:
        before, after = _BRACKETS[token.type]
        return f"{before}{_written(token.content, OF_FEATURES if before == '(' else tight)}{after}"
    return str(token.serialize())


def _short(colour: str) -> str:
    """A colour in as few digits as it can be written with."""
    pairs = re.findall("..", colour)
    is_double = len(colour) in {6, 8} and all(a == b for a, b in pairs)
    return colour[::2] if is_double else colour
