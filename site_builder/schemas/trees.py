"""The tree of each kind of file, made from the fields of the model and from those of files alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any, get_args

from site_builder import model as m
from site_builder.model.conditions import CONDITIONS, Condition, limits_of
from site_builder.model.fields import LONG, Field, fields_of
from site_builder.model.values import Id, Silence, Url, Words
from site_builder.model.values import Text as TextValue
from site_builder.model.values import Word as WordValue
from site_builder.schemas.file_fields import (
    ADDRESS,
    ENTRIES,
    FILE_FIELDS,
    FIRST,
    FORMS,
    ID,
    ID_OR_NOT_STATED,
    NAME,
    NOT_TYPED,
    WORDS,
    blocks,
    described,
    internal,
    named,
    shared,
    translation,
)
from site_builder.schemas.nodes import Day, Either, Fields, Flag, Form, List, Node, Number, Text, Things, Typed, Word

HEAD = (*(f.key for f in fields_of(m.Head) if f.key != "id"), "valid_from", "valid_to", "replaced_by")
"""The fields of a body, wherever it is."""
OF_SITE, OF_FEED = ("languages", "site", "version", "issued"), ("licence", "large_print", "time_zone")
"""The fields of the registry itself, before and after those of the organisation that are its own."""


@cache
def trees() -> Mapping[str, Node]:
    """The tree of each kind of file, by its name: 'recipient', 'notice', 'purposes' and so on."""
    return {
        "organisation": _organisation(),
        "notice": _notice(),
        "recipient": _recipient(),
        **{name: _vocabulary(name, cls) for name, cls in m.VOCABULARIES.items()},
        "retired": _retired(),
        "released": _released(),
        "translation": translation(),
    }


@cache
def definitions() -> Mapping[str, Node]:
    """The nodes that more than one kind of file has, by the names under which schemas refer to them."""
    from site_builder.check import RULES

    terms = [f.key for f in fields_of(m.Disclosure) if not f.about.own and f.key != "id"]
    return {
        "condition_type": _condition_type(),
        "condition": _condition(),
        "conditions": _conditions(),
        "terms": Fields(
            title="for all our disclosures",
            about="Fields that hold for each disclosure below that we make to this recipient.",
            fields=_of_disclosure(terms),
        ),
        "disclosure": Fields(
            title="disclosure",
            about="One declared sharing: who, why, what, about whom, on what conditions.",
            fields=_fields(m.Disclosure),
        ),
        "internal": internal(sorted(RULES)),
        "confirmations": List(
            title="confirmations", about="Who confirmed which fields, and when.", entry=_thing(m.Confirmation)
        ),
    }


# ---- fields


def value_node(field: Field) -> Node:
    """The node of one value of a field."""
    make_node = _VALUES.get(field.one)
    return make_node(field) if make_node else _thing(field.one)


def _form_of(field: Field) -> Form:
    """The form of a text or an address: a shared one, or a pattern of its own."""
    form = field.about.form
    if not form:
        return ADDRESS if field.one is Url else NAME
    if form in FORMS:
        return FORMS[form]
    return NAME._replace(title="", about="", pattern=form) if field.about.most else Form(pattern=form, one_line=True)


_VALUES: Mapping[Any, Callable[[Field], Node]] = {
    Id: lambda f: Text(form=ID_OR_NOT_STATED if f.about.or_not_stated else ID, of=f.about.of),
    WordValue: lambda f: Word(words=f.about.words),
    Words: lambda f: Text(form=WORDS if f.about.form == LONG else NAME),
    TextValue: lambda f: Text(form=_form_of(f)),
    Url: lambda f: Text(form=_form_of(f)),
    int: lambda f: Number(least=f.about.least, most=f.about.most, but=f.about.but),
    bool: lambda _: Flag(),
    date: lambda _: Day(),
}
"""How the node of a value of each plain type is made; the node of any other type is that of a thing."""


def _field_node(field: Field) -> Node:
    if field.one is Condition:
        return described(shared(_conditions(), "conditions"), field.about.says, field.about.title or _title(field.key))
    node = value_node(field)
    if field.many:
        node = List(entry=node, unique=not is_dataclass(field.one) or field.one is Words)
    if field.silent:
        node = Either(options=(node,), words=get_args(Silence))
    return described(node, field.about.says, field.about.title or _title(field.key))


def _title(key: str) -> str:
    return key.replace("_", " ")


# ---- things


@cache
def _fields(cls: type) -> Mapping[str, Node]:
    """The fields of a thing as they are in its file."""
    heads = _heads(HEAD) if cls in (m.Recipient, m.Body) else {}
    not_typed = {"id", *NOT_TYPED.get(cls, ()), *heads}
    own = {f.key: _field_node(f) for f in fields_of(cls) if f.name not in not_typed}
    fields = {**heads, **own, **FILE_FIELDS.get(cls, {})}
    return {**{key: fields[key] for key in FIRST.get(cls, ())}, **fields}


def _thing(cls: type, *, title: str = "", about: str = "") -> Fields:
    fields = _fields(cls)
    return Fields(title=title, about=about, fields=fields, required=_required(cls, fields))


def _required(cls: type, fields: Iterable[str]) -> tuple[str, ...]:
    return tuple(f.key for f in fields_of(cls) if f.required and f.key in set(fields))


@cache
def head() -> Mapping[str, Node]:
    """The fields of a body."""
    return {f.key: _field_node(f) for f in fields_of(m.Body) if f.key in HEAD}


def _heads(keys: Iterable[str]) -> dict[str, Node]:
    return {key: shared(head()[key], f"head/properties/{key}") for key in keys}


def _of_disclosure(keys: Iterable[str]) -> dict[str, Node]:
    fields = _fields(m.Disclosure)
    return {key: shared(fields[key], f"disclosure/properties/{key}") for key in keys}


@cache
def _conditions() -> List:
    return List(entry=shared(_condition(), "condition"))


@cache
def _condition() -> Typed:
    return Typed(
        title="condition",
        about="A condition: its type, and what that type takes.",
        fields={"type": shared(_condition_type(), "condition_type")},
        required=("type",),
        of_type={kind: _condition_of(cls) for kind, cls in CONDITIONS.items()},
    )


def _condition_of(cls: type) -> Fields:
    """What a condition of one type takes."""
    sentence, own = cls.__doc__ or "", _fields(cls)
    return Fields(
        about=sentence[:1].lower() + sentence[1:].rstrip("."),
        fields={"type": shared(_condition_type(), "condition_type"), **own},
        required=("type", *_required(cls, own)),
        one_of=limits_of(cls),
    )


def _condition_type() -> Word:
    return Word(title="type of condition", about="What the condition asks.", words=tuple(CONDITIONS))


def _shared_definition(name: str) -> Node:
    return shared(definitions()[name], name)


# ---- files


def _refer_to_this_file(fields: Mapping[str, Node], below: str = "#/properties") -> dict[str, Node]:
    """References to fields in another part of the same file; those of a body refer to the shared definitions."""
    return {
        key: node if "/head/" in node.refers else replace(node, refers=f"{below}/{key}", described=False)
        for key, node in fields.items()
    }


def _blocks(kinds: tuple[str, ...], proposed: Mapping[str, Node]) -> dict[str, Node]:
    return blocks(kinds, proposed, _shared_definition("confirmations"), _shared_definition("internal"))


def _terms(about: str) -> Node:
    return described(_shared_definition("terms"), about, "for all our disclosures")


def _notice() -> Fields:
    fields = {key: node for key, node in _fields(m.Notice).items() if key != "sections"}
    section = replace(
        _thing(m.Section, title="section", about="A part of the notice under a heading."), required=("heading",)
    )
    below = {
        "all_our_disclosures": _terms(
            "Holds for each disclosure shown here to a stated recipient who is no processor of ours."
        ),
        "sections": Things(
            title="sections",
            about="Its parts under headings, in reading order.",
            names=Text(form=ID),
            entry=section,
            least=1,
        ),
    }
    return Fields(
        title="notices/<id>.yaml",
        about="One public notice: a table of contents.",
        fields={**fields, **below, **_blocks(("notices",), _refer_to_this_file(fields))},
        required=("title", "sections"),
    )


def _recipient() -> Fields:
    fields = _fields(m.Recipient)
    below = {
        "all_our_disclosures": _terms("Holds for each disclosure in this file that we make to this recipient."),
        "disclosures": Things(
            title="disclosures",
            about="In reading order.",
            names=Text(form=ID),
            entry=_shared_definition("disclosure"),
            least=1,
        ),
    }
    proposed = {**_refer_to_this_file(fields), **_of_disclosure(_fields(m.Disclosure))}
    del proposed["type"]
    return Fields(
        title="recipients/<id>.yaml",
        about="One organisation, category of recipients or people in a role, with what is disclosed to it.",
        fields={**fields, **below, **_blocks(("recipients", "disclosures"), proposed)},
        required=_required(m.Recipient, fields),
        besides=("type", "category", ("open_list",)),
    )


def _organisation() -> Fields:
    own = {f.key: f for f in fields_of(m.Organisation) if f.key != "id"}
    of_registry = {f.key: f for f in fields_of(m.Registry)}
    site, licence = ({key: _field_node(of_registry[key]) for key in keys} for keys in (OF_SITE, OF_FEED))
    fields = {
        "id": described(Text(form=ID), "Our own id, which never changes.", "id"),
        **_heads(key for key in HEAD if key in own),
        **site,
        **{key: _field_node(field) for key, field in own.items() if key not in HEAD},
        **FILE_FIELDS[m.Organisation],
        **licence,
    }
    modelled = {**of_registry, **own}
    required = ("id", *(key for key in fields if key in modelled and key != "id" and modelled[key].required))
    return Fields(
        title="organisation.yaml",
        about="Who we are, where the notice is published, and in which version.",
        fields={**fields, **_blocks(("organisation",), _refer_to_this_file(fields))},
        required=required,
    )


def _vocabulary(name: str, cls: type) -> Things:
    one = ENTRIES[name]
    entry = _thing(cls, title=one, about=f"One {one}.")
    return Things(
        title=f"vocabulary/{name}.yaml",
        about=f"Each {one} by its id.",
        names=Text(form=ID),
        entry=entry,
        fields=_blocks((name,), _refer_to_this_file(entry.fields, "#/additionalProperties/properties")),
    )


def _retired() -> Things:
    entry = _thing(m.Retired, title="retired id", about="An id that is no longer used.")
    says = "Ids that may never be used again."
    return Things(title="retired.yaml", about=says, names=Text(form=ID), entry=entry)


_VERSION = Form(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9}){3}$")


@cache
def signed() -> Fields:
    """The tree of signed.yaml, which stands beside the registry and is no file of it."""
    mark = Form(title="mark", about="A mark has twelve of the figures 0 to 9 and a to f.", pattern=r"^[0-9a-f]{12}$")
    change = Form(
        title="signed change", about="It is a mark, a space, and the id of a change.", pattern=r"^[0-9a-f]{12} \S+$"
    )
    fields = named(
        version=("The version that was to be released.", Text(title="version", form=_VERSION)),
        since=("The version that was published before it, or nothing.", Text(form=NAME)),
        whole=("The mark of the whole sheet.", Text(form=mark)),
        by=("The role that signed.", Text(form=ID)),
        name=("Who signed for it.", Text(form=NAME)),
        date=("The day.", Day()),
        unsigned=("Why it was released unsigned.", Text(form=NAME)),
        changes=("What was signed: the mark and the id of each change.", List(entry=Text(form=change))),
        left_out=("What was not signed.", List(entry=Text(form=change))),
    )
    entry = Fields(fields=fields, required=("version", "date"), one_of=("by", "unsigned"))
    return Fields(fields=named(signed=("Oldest first.", List(entry=entry), "the list")), required=("signed",))


def _released() -> Things:
    entry = _thing(m.Release, title="release", about="What was released under a version.")
    fields = {key: node for key, node in entry.fields.items() if key != "version"}
    return Things(
        title="released.yaml",
        about="What was released, oldest first. Written by the command release alone: never edit it.",
        names=Text(title="version", about="Four whole numbers with dots between.", form=_VERSION),
        entry=replace(entry, fields=fields, required=_required(m.Release, fields)),
    )
