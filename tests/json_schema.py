"""A validator that judges each entry of a list once: feeds of which one value was changed have most of them alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

_ITEMS = Draft202012Validator.VALIDATORS["items"]


def validator_of(schema: bytes) -> Draft202012Validator:
    """The validator for a schema, with its formats; an entry in which it found no fault is not judged again."""
    good = set[tuple[int, str]]()

    def items(judge: Draft202012Validator, form: Any, value: Any, around: Any) -> Iterator[ValidationError]:
        if not isinstance(form, dict) or "prefixItems" in around:
            yield from _ITEMS(judge, form, value, around)
            return
        for number, entry in enumerate(value if isinstance(value, list) else ()):
            key = id(form), json.dumps(entry)
            if key not in good:
                faults = list(judge.descend(entry, form, path=number))
                good.update(() if faults else (key,))
                yield from faults

    extend: Any = validators.extend
    judging = extend(Draft202012Validator, {"items": items})
    made: Draft202012Validator = judging(json.loads(schema), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return made
