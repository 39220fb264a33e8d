"""The JSON Schema of each file of the registry, made from the fields of the model and from those of files alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from typing import Any, get_args

from site_builder.core import model as m
from site_builder.core.conditions import ABOUT, CONDITIONS, Condition
from site_builder.core.fields import LONG, Field, fields_of
from site_builder.core.values import Id, Silence, Text, Url, Word, Words
from site_builder.schemas.definitions import (
    COMMON,
    DRAFT,
    Schema,
    blocks,
    by_id,
    closed,
    described,
    internal,
    ref,
    some,
    translation,
)
from site_builder.schemas.file_fields import ENTRIES, FILE_FIELDS, NOT_TYPED, FileField

HEAD = (*(f.key for f in fields_of(m.Head) if f.key != "id"), "valid_from", "valid_to", "replaced_by")
"""The fields of a body, wherever it stands."""


@cache
def documents() -> Mapping[str, Schema]:
    """Each schema by the name of its file."""
    schemas = {
        "common": _common(),
        "organisation": _organisation(),
        "notice": _notice(),
        "recipient": _recipient(),
        **{name: _vocabulary(name, cls) for name, cls in m.VOCABULARIES.items()},
        "retired": _retired(),
        "released": _released(),
        "translation": translation(),
    }
    return {
        f"{name}.schema.json": {"$schema": DRAFT, "$id": f"{name}.schema.json", **schema}
        for name, schema in schemas.items()
    }


# ---- fields


def value_schema(field: Field) -> Schema:
    """The schema of one value of a field."""
    about = field.about
    if field.one is Id:
        kinds = {"x-kind": list(about.of)} if about.of else {}
        return {**ref("id_or_not_stated" if about.or_not_stated else "id"), **kinds}
    if field.one in (Text, Url):
        return _text(field)
    if field.one is int:
        bounds = {"minimum": about.least, "maximum": about.most, "not": about.but and {"const": about.but}}
        return {"type": "integer", **{k: v for k, v in bounds.items() if v is not None}}
    simple: dict[Any, Schema] = {
        Word: {"enum": list(about.words)},
        Words: ref("words" if about.form == LONG else "name"),
        bool: {"type": "boolean"},
        date: {"type": "string", "format": "date"},
    }
    return simple.get(field.one) or _object(field.one)


def _text(field: Field) -> Schema:
    form = field.about.form
    if not form:
        return ref("address" if field.one is Url else "name")
    if form in COMMON:
        return ref(form)
    pattern = {"pattern": form}
    return {**ref("name"), **pattern} if field.about.most else {"type": "string", "x-form": "name", **pattern}


def _field(field: Field) -> Schema:
    """The schema of a field of the model."""
    schema = value_schema(field) if field.one is not Condition else ref("conditions")
    if field.many and field.one is not Condition:
        schema = some(schema, unique=not is_dataclass(field.one) or field.one is Words)
    if field.silent:
        schema = {"oneOf": [{"enum": list(get_args(Silence))}, schema]}
    return described(field.about.says, schema, field.about.title or _title(field.key))


def _file_field(field: FileField, key: str) -> Schema:
    schema = ref(field.form) if isinstance(field.form, str) else field.form
    return described(field.says, schema, field.title or _title(key))


def _title(key: str) -> str:
    return key.replace("_", " ")


# ---- things


def _properties(cls: type) -> Schema:
    """The fields of a thing as its file has them."""
    heads = {key: ref(f"head/properties/{key}") for key in HEAD} if cls in (m.Recipient, m.Body) else {}
    not_typed = {"id", *NOT_TYPED.get(cls, ()), *heads}
    own = {f.key: _field(f) for f in fields_of(cls) if f.name not in not_typed}
    of_file = {key: _file_field(field, key) for key, field in FILE_FIELDS.get(cls, {}).items()}
    if cls in (m.Disclosure, m.SharedCondition):  # the words come first
        return {**of_file, **own}
    return {**heads, **own, **of_file}


def _required(cls: type, properties: Iterable[str]) -> list[str]:
    return [f.key for f in fields_of(cls) if f.required and f.key in set(properties)]


def _object(cls: type) -> Schema:
    properties = _properties(cls)
    return closed(properties, _required(cls, properties))


def _common() -> Schema:
    from site_builder.core.rules import RULES, name_of

    head = {f.key: _field(f) for f in fields_of(m.Body) if f.key in HEAD}
    terms = [f.key for f in fields_of(m.Disclosure) if not f.about.own and f.key != "id"]
    ours = "Fields that hold for each disclosure below that we make to this recipient."
    sharing = "One declared sharing: who, why, what, about whom, on what conditions."
    definitions = {
        **COMMON,
        "condition_type": described("What the condition asks.", {"enum": list(CONDITIONS)}, "type of condition"),
        "condition": _condition(),
        "head": described("What is said of a body, wherever it stands.", {"properties": head}, "head of a body"),
        "conditions": some(ref("condition")),
        "terms": described(
            ours, closed({key: ref(f"disclosure/properties/{key}") for key in terms}), "for all our disclosures"
        ),
        "disclosure": described(sharing, closed(_properties(m.Disclosure)), "disclosure"),
        "internal": internal(name_of(rule) for rule in RULES),
        "confirmations": described(
            "Who confirmed which fields, and when.", some(_object(m.Confirmation)), "confirmations"
        ),
    }
    return described("What more than one file of the registry uses.", {"$defs": definitions}, "Shared definitions")


def _condition() -> Schema:
    return {
        **described("A condition: its type, and what that type takes.", {"type": "object"}, "condition"),
        "required": ["type"],
        "properties": {"type": ref("condition_type")},
        "allOf": [_condition_of(kind, cls) for kind, cls in CONDITIONS.items()],
    }


def _condition_of(kind: str, cls: type) -> Schema:
    """What a condition of one type takes."""
    sentence = cls.__doc__ or ""
    properties = _properties(cls)
    least = {"minProperties": ABOUT[kind].least + 1} if ABOUT[kind].least else {}
    takes = {
        "description": sentence[:1].lower() + sentence[1:].rstrip("."),
        "additionalProperties": False,
        "required": _required(cls, properties),
        "properties": {"type": True, **properties},
        **least,
    }
    return {"if": {"required": ["type"], "properties": {"type": {"const": kind}}}, "then": takes}


# ---- files


def _file(title: str, says: str, properties: Schema, required: Iterable[str]) -> Schema:
    return described(says, closed(properties, required), title)


def _here(keys: Iterable[str], properties: str = "#/properties") -> Schema:
    """References to fields of the same file."""
    return {key: {"$ref": f"{properties}/{key}"} for key in keys}


def _notice() -> Schema:
    fields = _properties(m.Notice)
    first = ("title", "child_title", "opening", "child_opening", "closing", "data_subjects", "services")
    last = ("all_our_disclosures", "sections")  # words and terms where they are read
    between = [key for key in fields if key not in (*first, *last)]
    fields["sections"] = _sections()
    fields = {key: fields[key] for key in (*first, *between, *last)}
    below = blocks(("notices",), _here((*first, *between)))
    says = "One public notice: a table of contents."
    return _file("notices/<id>.yaml", says, {**fields, **below}, ["title", "sections"])


def _sections() -> Schema:
    section = described("A part of the notice under a heading.", closed(_properties(m.Section), ["heading"]), "section")
    return described("Its parts under headings, in reading order.", by_id(section, least=1), "sections")


def _recipient() -> Schema:
    fields = _properties(m.Recipient)
    own = [key for key in fields if key not in ("type", *HEAD, *FILE_FIELDS[m.Recipient])]
    proposed = {key: fields[key] for key in HEAD} | _here(own)
    proposed |= {key: ref(f"disclosure/properties/{key}") for key in _properties(m.Disclosure)}
    below = blocks(("recipients", "disclosures"), proposed)
    says = "One organisation, category of recipients or people in a role, with what is disclosed to it."
    return {
        **_file("recipients/<id>.yaml", says, {**fields, **below}, _required(m.Recipient, fields)),
        "if": {"required": ["type"], "properties": {"type": {"const": "category"}}},
        "then": {"required": ["open_list"]},
    }


def _organisation() -> Schema:
    own = {f.key: f for f in fields_of(m.Organisation) if f.key != "id"}
    of_registry = {f.key: f for f in fields_of(m.Registry)}
    site, licence = ({k: _field(of_registry[k]) for k in keys} for keys in (OF_SITE, OF_FEED))
    head = {key: ref(f"head/properties/{key}") for key in HEAD if key in own}
    rest = {key: _field(field) for key, field in own.items() if key not in head}
    fields = {"id": described("Ours, for ever.", ref("id"), "id"), **head, **site, **rest, **licence}
    required = ["id", *(key for key in fields if key != "id" and (own.get(key) or of_registry[key]).required)]
    below = blocks(("organisation",), {**_here(fields), **head})
    says = "Who we are, where the notice is published, and in which version."
    return _file("organisation.yaml", says, {**fields, **below}, required)


OF_SITE, OF_FEED = ("languages", "site", "version", "issued"), ("licence",)
"""The fields of the registry itself, before and after those of the organisation that are its own."""


def _vocabulary(name: str, cls: type) -> Schema:
    fields = _properties(cls)
    proposed = _here(fields, "#/additionalProperties/properties")
    if cls is m.Body:
        proposed |= {key: fields[key] for key in HEAD}
    entry = described(f"One {ENTRIES[name]}.", closed(fields, _required(cls, fields)), ENTRIES[name])
    return described(
        f"Each {ENTRIES[name]} by its id.",
        {**by_id(entry), "properties": blocks((name,), proposed)},
        f"vocabulary/{name}.yaml",
    )


def _retired() -> Schema:
    entry = described("An id that is no longer used.", _object(m.Retired), "retired id")
    return described("Ids that may never be used again.", by_id(entry), "retired.yaml")


def _released() -> Schema:
    fields = {f.key: _field(f) for f in fields_of(m.Release) if f.key != "version"}
    version = {"pattern": r"^[0-9]{1,9}(\.[0-9]{1,9}){3}$"}
    entry = described("What was released under a version.", closed(fields, _required(m.Release, fields)), "release")
    return {
        **described(
            "What was released, oldest first. Written by the command release alone: never edit it.",
            {"type": "object"},
            "released.yaml",
        ),
        "propertyNames": described("Four whole numbers with dots between.", version, "version"),
        "additionalProperties": entry,
    }
