"""Handbook pages that the program makes: fields and keys from their schemas, what `check` says from its meanings.

`python -m tools.handbook` writes them into docs/, and what the JavaScript client ships; so does `make golden`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from site_builder import vocabulary
from site_builder.explanations import meanings
from site_builder.render.feed import decision_schemas
from site_builder.schemas.json_schemas import documents
from site_builder.strict_json import json_bytes
from tools import javascript
from tools.feed_keys import page as keys
from tools.gate_pages import codes

FIRST = ("organisation", "recipient", "notice")
"""The files that a reader meets first; the vocabularies follow."""

SAID_OF_COMMON = ("inside", "special", "criminal", "from_age", "to_age", "family", "kind", "membership")
"""The fields of a common thing that its row names besides its names."""

PARTS = {
    "disclosure": "A disclosure",
    "condition": "A condition",
    "internal": "Under `internal`",
    "confirmations": "Under `confirmed`",
}


def fields() -> str:
    """Every field of every file, as its schema describes it."""
    schemas = _schemas()
    names = [*FIRST, *sorted(n for n in schemas if n not in {*FIRST, "common", "ids"})]
    lines = [
        "# Fields of the registry",
        "",
        "Look up here each field of each file. A file without a field in **bold** is refused.",
        "",
    ]
    for name in names:
        schema = schemas[name]
        entry = schema if "properties" in schema and name in FIRST else schema["additionalProperties"]
        told = _table(entry, schemas) if "properties" in entry else [entry["description"]]
        lines += [f"## `{schema['title']}`", "", schema["description"], "", *told, ""]
    for name, title in PARTS.items():
        lines += [f"## {title}", "", *_part(schemas["common"]["$defs"][name], schemas), ""]
    return "\n".join(lines)


def rules() -> str:
    """Everything that `check` says, by its id."""
    lines = [
        "# Rules of check",
        "",
        "Look up here the word in square brackets that ends each message of `check`, with an example wrong and right.",
        "`site-builder explain` and that word print the same.",
        "",
    ]
    for group, told in groupby(meanings().values(), lambda each: each.group):
        lines += [f"## {group}", "", *(f"### {each.id}\n\n{each.markdown}\n" for each in told)]
    return "\n".join(lines)


def laws() -> str:
    """Every law of the dated vocabulary, by its id."""
    lines = [
        "# Laws that need no entry",
        "",
        "Write the id where a field takes a law. A law is linked if its address was checked.",
        "",
    ]
    lines += ["| id | law |", "| --- | --- |"]
    for key, law in sorted(vocabulary.laws().items()):
        lines.append(f"| `{key}` | {f'[{law.name}]({law.url})' if law.evidence == 'seen' else law.name} |")
    return "\n".join([*lines, ""])


def library() -> str:
    """Everything in the library of common things, by its id."""
    lines = [
        "# The library of common things",
        "",
        "Write the id where a field takes such a thing, and no entry is needed: [how](../editors.md#the-library).",
        "No translator has checked the Welsh names in *italics*, so they are not published.",
        "",
    ]
    for kind, things in vocabulary.library().items():
        lines += [f"## `{kind}`", "", "| id | name | in Welsh | what it is | and |", "| --- | --- | --- | --- | --- |"]
        for thing in things.values():
            more = (f"{n} {_listed(v)}" for n, v in thing.fields.items() if n in SAID_OF_COMMON)
            welsh = thing.welsh if thing.is_welsh_checked else f"*{thing.welsh}*"
            lines.append(f"| `{thing.id}` | {thing.name} | {welsh} | {thing.about} | {'; '.join(more)} |")
        lines.append("")
    return "\n".join(lines)


def _listed(value: Any) -> str:
    return " ".join(f"`{each}`" for each in (value if isinstance(value, list) else [str(value).lower()]))


def bases() -> str:
    """The lawful bases and conditions of the dated vocabulary, by the registry's word for each."""
    lines = ["# Lawful bases and conditions", ""]
    for number, field in ((6, "lawful_basis"), (9, "special_condition"), (10, "criminal_condition")):
        lines += [f"## `{field}`", "", "| word | provision | heading |", "| --- | --- | --- |"]
        of_article = vocabulary.lawful_bases(number).values()
        lines += [*(f"| `{b.term}` | {b.provision} | {b.heading} |" for b in of_article), ""]
    lines += ["## `schedule_1_condition`", "", "Paragraphs of Schedule 1 to the Data Protection Act 2018.", ""]
    lines += ["| paragraph | heading | part | with | policy document |", "| --- | --- | --- | --- | --- |"]
    needs = {True: "needed", False: "not needed", None: "look it up"}
    for number in (*range(1, 5), *range(6, 38)):
        found = vocabulary.schedule_1(number)
        if found is not None:
            with_ = f"`{found.supports}`" if found.supports else "criminal offence data"
            row = (str(number), found.heading, str(found.part), with_, needs[found.needs_policy_document])
            lines.append(f"| {' | '.join(row)} |")
    return "\n".join([*lines, ""])


PAGES: dict[str, Callable[[], str]] = {
    "reference/fields.md": fields,
    "reference/rules.md": rules,
    "reference/laws.md": laws,
    "reference/library.md": library,
    "reference/bases.md": bases,
    "reference/keys.md": keys,
    "reference/codes.md": codes,
    "javascript.md": javascript.page,
    "log.schema.json": lambda: decision_schemas.log().decode(),
}
ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def write() -> None:
    """Write each of the pages, and each file of the JavaScript client, as the program makes it now."""
    for path, make in PAGES.items():
        (DOCS / path).write_text(make(), "utf-8")
    for path, made in javascript.FILES.items():
        (ROOT / path).write_bytes(made())


def _schemas() -> dict[str, Any]:
    return {name.removesuffix(".schema.json"): json.loads(json_bytes(schema)) for name, schema in documents().items()}


def _part(schema: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    if "allOf" in schema:
        lines = ["| type | asks | takes |", "| --- | --- | --- |"]
        for branch in schema["allOf"]:
            kind, then = branch["if"]["properties"]["type"]["const"], branch["then"]
            takes = (f"**`{f}`**" if f in then["required"] else f"`{f}`" for f in then["properties"] if f != "type")
            lines.append(f"| `{kind}` | {then['description']} | {' '.join(takes)} |")
        return lines
    return _table(schema.get("items", schema), schemas)


def _table(entry: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    lines = ["| field | takes | what it is |", "| --- | --- | --- |"]
    for name, field in entry["properties"].items():
        whole = _resolved(field, schemas)
        shown = f"**`{name}`**" if name in entry.get("required", ()) else f"`{name}`"
        lines.append(f"| {shown} | {_takes(whole, schemas)} | {whole.get('description', '')} |")
    return lines


def _resolved(field: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in field:
        return field
    file, _, pointer = field["$ref"].partition("#")
    found: Any = schemas[file.removesuffix(".schema.json")] if file else {}
    for step in pointer.strip("/").split("/"):
        found = found.get(step, {})
    return {**_resolved(found, schemas), **{k: v for k, v in field.items() if k != "$ref"}}


def _takes(field: dict[str, Any], schemas: dict[str, Any]) -> str:
    return ", ".join(_ways(field, schemas)) or "fields"


def _of_each(field: dict[str, Any]) -> dict[str, Any]:
    """The schema of what stands under each id; empty where the schema does not say."""
    found = [*field.get("patternProperties", {}).values(), field.get("additionalProperties", {})]
    return next((each for each in found if isinstance(each, dict) and each), {})


def _ways(field: dict[str, Any], schemas: dict[str, Any]) -> Iterator[str]:
    for option in field.get("oneOf", ()):
        yield from _ways(_resolved(option, schemas), schemas)
    if "enum" in field:
        yield " or ".join(f"`{w}`" for w in field["enum"])
    elif field.get("type") == "array":
        inner = _resolved(field.get("items", {}), schemas)
        yield f"list of {_takes(inner, schemas)}"
    elif "x-kind" in field:
        yield f"id from {' or '.join(field['x-kind'])}"
    elif field.get("type") == "object" and "properties" in field:
        yield "fields: " + " ".join(f"`{name}`" for name in field["properties"])
    elif field.get("type") == "object" and (of_each := _of_each(field)):
        yield f"ids, each with {_takes(_resolved(of_each, schemas), schemas)}"
    elif field.get("format") == "date":
        yield "date"
    elif "type" in field:
        yield {
            "string": "words" if field.get("x-form") == "words" else "text",
            "integer": "number",
            "boolean": "true or false",
            "object": "id and fields",
        }[field["type"]]


if __name__ == "__main__":
    write()
