"""The complaints of a JSON Schema validator in words for people who do not program, one for each slip."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from site_builder.core.problems import Path, Problem
from site_builder.sources import _shape_fields as fields
from site_builder.sources import _shape_terms as terms
from site_builder.sources._shape_judge import Judge, Said


def problems_of(errors: Iterable[Any], judge: Judge) -> list[Problem]:
    """One problem for each slip behind these errors; none where the document says that a value is doubtful."""
    said = [words for error in errors for leaf in _leaves(error, judge) for words in _words(leaf, judge)]
    meant = {(one.path[:-1], one.meant) for one in said if one.meant}
    whole = {one.path: one for one in said if one.is_all}
    doubtful = judge.document.doubtful
    kept: dict[tuple[Path, str], Said] = {}
    for one in sorted(said, key=lambda one: _ORDER.get(one.rule, 9)):
        ways = [one.path[:length] for length in range(1, len(one.path) + 1)]
        spoken_for = (one.missing and (one.path, one.missing) in meant) or any(way in doubtful for way in ways)
        if not spoken_for and all(whole.get(way, one) is one for way in ways):
            kept.setdefault((one.path, one.missing), one)
    return [judge.problem(one) for one in _together(kept.values(), judge)]


def _together(said: Iterable[Said], judge: Judge) -> Iterator[Said]:
    """Fields that stand side by side where ids should, told once, at the first of them.

    Nothing is said of those below a name of which the document says that nothing stands after it.
    """
    misplaced: dict[Path, list[Said]] = {}
    for one in said:
        if one.rule == "misplaced-field":
            misplaced.setdefault(one.path[:-1], []).append(one)
        elif not _is_not_moved_in(one, judge):
            yield one
    for together in misplaced.values():
        first, *others = sorted(together, key=judge.place)
        if judge.is_below_nothing(first.path):
            continue
        more = "so is the one below it" if len(others) == 1 else f"so are the {len(others)} below it"
        hint = f"It is a field, and {more}: write the id that they belong to above them, and move them in."
        yield replace(first, hint=hint) if others else first


def _is_not_moved_in(one: Said, judge: Judge) -> bool:
    """Whether a name is no field because it, with its own fields, is not moved in below one with nothing after it."""
    is_thing = one.rule == "unknown-field" and not one.meant and isinstance(judge.value(one.path), dict)
    return is_thing and judge.is_below_nothing(one.path)


_ORDER = {"misplaced-field": 0, "wrong-kind": 1, "not-an-id": 2, "unknown-field": 3}


def _leaves(error: Any, judge: Judge) -> Iterator[Any]:
    """The errors of the alternative that was meant, in place of the error that none fits."""
    if error.validator not in {"oneOf", "anyOf"}:
        yield error
        return
    base = judge.base(error)
    chosen = judge.walker.branch(error.validator_value, base, error.instance)
    leaves = [part for part in error.context if chosen is not None and part.schema_path[0] == chosen]
    if not leaves:
        yield error
    for leaf in leaves:
        yield from _leaves(leaf, judge)


def _words(error: Any, judge: Judge) -> Iterator[Said]:
    path = tuple(error.absolute_path)
    if "propertyNames" in error.absolute_schema_path:
        yield terms.bad_name(error, judge, path)
    elif error.validator is None:
        yield Said("unknown-field", path, f"'{path[-1] if path else ''}' is not a field here.", at_name=True)
    else:
        yield from _TRANSLATIONS.get(error.validator, terms.misfit)(error, judge, path)


_TRANSLATIONS: dict[str, Callable[[Any, Judge, Path], Iterator[Said]]] = {
    "additionalProperties": fields.unknown,
    "unevaluatedProperties": fields.unknown,
    "required": fields.missing,
    "dependentRequired": fields.missing,
    "type": fields.wrong_kind,
    "oneOf": fields.no_alternative,
    "anyOf": fields.no_alternative,
    "enum": terms.unknown_term,
    "const": terms.misfit,
    "pattern": terms.pattern,
    "format": terms.format_,
    "x-form": terms.one_line,
    "uniqueItems": terms.twice,
    "minItems": terms.empty,
    "minLength": terms.empty,
    "minProperties": terms.empty,
    "maxItems": terms.too_long,
    "maxLength": terms.too_long,
    "minimum": terms.out_of_range,
    "maximum": terms.out_of_range,
}
