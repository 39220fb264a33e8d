"""The tree of each kind of file, from the registry's JSON Schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from site_builder.load.shape.nodes import Day, Either, Fields, Flag, Form, List, Node, Number, Text, Things, Typed, Word
from site_builder.schemas.json_schemas import documents

_SUFFIX = ".schema.json"
Schema = Mapping[str, Any]


@cache
def trees() -> Mapping[str, Node]:
    """The tree of each kind of file: 'recipient', 'notice', 'purposes' and so on."""
    compiler = _Compiler(documents())
    return {
        name.removesuffix(_SUFFIX): compiler.node(schema, name)
        for name, schema in documents().items()
        if not name.startswith("common")
    }


class _Compiler:
    def __init__(self, documents: Mapping[str, Any]) -> None:
        self._documents = documents
        self._known: dict[tuple[str, str], tuple[Node, bool]] = {}

    def node(self, schema: Schema, base: str) -> Node:  # noqa: PLR0911
        about: Any = {"title": schema.get("title", ""), "about": schema.get("description", "")}
        if "$ref" in schema:
            return self._referred(schema, base, about)
        if "oneOf" in schema:
            options = [self.node(option, base) for option in schema["oneOf"]]
            words = tuple(word for option in options if isinstance(option, Word) for word in option.words)
            return Either(**about, options=tuple(o for o in options if not isinstance(o, Word)), words=words)
        if "enum" in schema:
            return Word(**about, words=tuple(schema["enum"]))
        match schema.get("type"):
            case "array":
                return List(**about, entry=self.node(schema["items"], base), unique=schema.get("uniqueItems", False))
            case "integer":
                but = schema.get("not", {}).get("const")
                return Number(**about, least=schema.get("minimum"), most=schema.get("maximum"), but=but)
            case "boolean":
                return Flag(**about)
            case "object":
                return self._object(schema, base, about)
        return Day(**about) if schema.get("format") == "date" else Text(**about, form=_form(schema))

    def _referred(self, schema: Schema, base: str, about: Any) -> Node:
        file, _, pointer = schema["$ref"].partition("#")
        key = (file or base, pointer)
        if key not in self._known:
            target: Any = self._documents[key[0]]
            for step in pointer.split("/")[1:]:
                target = target[step]
            is_form = key[0].startswith("common") and pointer.count("/") == 2 and target.get("type") == "string"  # noqa: PLR2004
            self._known[key] = self.node(target, key[0]), is_form
        node, is_form = self._known[key]
        if isinstance(node, Text):
            form = node.form
            if is_form:
                form = form._replace(title=node.title, about=node.about)
                node = replace(node, title="", about="")
            if "pattern" in schema:
                form = form._replace(title="", about="", pattern=schema["pattern"])
            node = replace(node, form=form, of=tuple(schema.get("x-kind", node.of)))
        return replace(node, title=about["title"] or node.title, about=about["about"] or node.about)

    def _object(self, schema: Schema, base: str, about: Any) -> Node:
        fields = {name: self.node(part, base) for name, part in schema.get("properties", {}).items()}
        least = schema.get("minProperties", 0)
        if "allOf" in schema:
            of_type = {}
            for part in schema["allOf"]:
                then = part["then"]
                own = {n: fields["type"] if p is True else self.node(p, base) for n, p in then["properties"].items()}
                word = part["if"]["properties"]["type"]["const"]
                of_type[word] = Fields(
                    title=about["title"],
                    about=then.get("description", ""),
                    fields=own,
                    required=("type", *then["required"]),
                    least=then.get("minProperties", 0),
                )
            return Typed(**about, fields=fields, required=("type",), of_type=of_type)
        others: Any = schema.get("additionalProperties")
        if others is False:
            besides = ("", "", ())
            if "if" in schema:
                ((field, word),) = ((k, v["const"]) for k, v in schema["if"]["properties"].items())
                besides = (field, word, tuple(schema["then"]["required"]))
            required = tuple(schema.get("required", ()))
            return Fields(**about, fields=fields, required=required, least=least, besides=besides)
        names: Any = self.node(schema["propertyNames"], base) if "propertyNames" in schema else None
        if names is not None and not names.form.title:
            names = replace(names, form=names.form._replace(title=names.title, about=names.about))
        return Things(**about, entry=self.node(others, base), names=names, fields=fields, least=least)


def _form(schema: Schema) -> Form:
    return Form(
        pattern=schema.get("pattern", ""),
        excluded=tuple(schema.get("not", {}).get("enum", ())),
        one_line=schema.get("x-form") == "name",
        shortest=schema.get("minLength", 0),
        longest=schema.get("maxLength", 0),
    )
