"""An imported notice, passage by passage: what its words may tell is asked, and is a fact only once it is ticked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from site_builder.edit import labels
from site_builder.edit.app import Answer, App, Request, to
from site_builder.edit.fields import Maker, NewName, Option, options_of
from site_builder.edit.pages.adding import SORTS
from site_builder.edit.pages.ordering import SECTIONS, lines_of
from site_builder.edit.pages.recipients import DISCLOSURES, INTERNAL, PROPOSED, raised
from site_builder.edit.passages import QUESTIONS, Passage, shown, waiting
from site_builder.edit.steps import Edit
from site_builder.edit.things import called
from site_builder.load.project import shipped
from site_builder.load.project.files import as_id
from site_builder.load.splice import at
from site_builder.old_notice.finds import BODY, MODALITY, RECIPIENT, Find, finds
from site_builder.schemas.nodes import Fields
from site_builder.schemas.trees import definitions
from site_builder.sheet.rows import new_id

ASKED = ("purposes", "data_categories", "data_subjects")
WHO, NOBODY, OTHER = "who", "nobody", "other"
_BY_NAME = "="
"""What the value of a tick begins with that stands for a body by its name, in place of an id."""


class Question(NamedTuple):
    """One find: the control's value, what is asked, the words that it was found in, and whether it is ticked."""

    value: str
    label: str
    words: str
    chosen: bool


class Asked(NamedTuple):
    """What is asked of one field: its finds, and all else that could be said."""

    name: str
    label: str
    finds: Sequence[Question]
    others: Sequence[Option]
    new: NewName | None = None


# ---- the page of a passage


def passage(app: App, request: Request, key: str) -> Answer:
    """A passage with what its words may tell, and what is ticked of it; without an id the first that waits."""
    all_of_them = waiting(app.things.sources)
    if not key:
        return to(f"finds/{all_of_them[0].key}") if all_of_them else app.page("found", number=0)
    one = next((each for each in all_of_them if each.key == key), None)
    if one is None:
        return app.sorry("This passage waits no more.", HTTPStatus.NOT_FOUND)
    here = all_of_them.index(one)
    why = ""
    if request.adds:
        edits, why = _words_alone(app, one) if request.first("words") else _taken(app, request, one)
        if not why:
            why = " ".join(each for _, each in app.session.change(edits, together=True))
        if not why:
            left = [each for each in all_of_them if each is not one]
            return to(f"finds/{left[min(here, len(left) - 1)].key}" if left else "finds")
    found = list(finds(one.text))
    return app.page(
        "passage",
        id=key,
        heading=_heading(app, key),
        words=[paragraph.split("\n") for paragraph in one.text.split("\n\n")],
        number=here + 1,
        all=len(all_of_them),
        later=all_of_them[(here + 1) % len(all_of_them)].key,
        who=_who(app, request, one, found),
        asked=[_asked(app, request, name, found) for name in ASKED],
        modality=_modality(request, found),
        may_mean=[(labels.answer("disclosure", MODALITY, f.of), f.words) for f in found if f.field == MODALITY],
        sorts=[Option(s, labels.answer("recipient", "type", s), s == request.first("type")) for s in SORTS],
        open_list=request.first("open_list"),
        other=request.first(OTHER),
        nobody=bool(request.first(NOBODY)),
        why=why,
    )


def _heading(app: App, key: str) -> str:
    where = next(((s.document.data, section) for s, each, section, _ in shown(app.things.sources) if each == key), None)
    return str(at(where[0], (SECTIONS, where[1], "heading"))) if where else ""


def _who(app: App, request: Request, one: Passage, found: Sequence[Find]) -> Asked:
    chosen = request.form.get(WHO, ())
    ids = {f.of: f.words for f in found if f.field == RECIPIENT}
    asked = [Question(key, raised(app.things.name(key)), words, key in chosen) for key, words in ids.items()]
    bodies = [f.of for f in found if f.field == BODY]
    asked += [Question(_BY_NAME + name, raised(name), name, _BY_NAME + name in chosen) for name in bodies]
    own = [s.id for s in app.things.sources if s.kind == "recipients" and s.id not in ids and s.id != one.source.id]
    others = [Option(key, app.things.name(key), key in chosen) for key in own]
    return Asked(WHO, "Who gets it?", asked, sorted(others, key=lambda each: each.label.casefold()))


def _asked(app: App, request: Request, name: str, found: Sequence[Find]) -> Asked:
    chosen, node = request.form.get(name, ()), _nodes()[name]
    ids = {f.of: f.words for f in found if f.field == name}
    asked = [Question(key, raised(app.things.name(key)), words, key in chosen) for key, words in ids.items()]
    known = options_of("disclosure", name, node, app.things)
    others = [Option(key, title, key in chosen) for key, title in known if key not in ids]
    new = Maker({}, app.things, request.form).new_name(name, name, is_many=True)
    return Asked(name, labels.label("disclosure", name, node), asked, others, new)


def _modality(request: Request, found: Sequence[Find]) -> list[Option]:
    first = [f.of for f in found if f.field == MODALITY]
    words = getattr(_nodes()[MODALITY], "words", ())
    ordered = [*first, *(word for word in words if word not in first)]
    return [Option(w, labels.answer("disclosure", MODALITY, w), w == request.first(MODALITY)) for w in ordered]


def _nodes() -> Mapping[str, Any]:
    node = definitions()["disclosure"]
    return node.fields if isinstance(node, Fields) else {}


# ---- what was ticked


class _Target(NamedTuple):
    """A recipient to whom a passage goes: the id, and the fields of its file where there is none yet."""

    key: str
    new: Mapping[str, str] | None


def _taken(app: App, request: Request, one: Passage) -> tuple[list[Edit], str]:
    """What is ticked, as facts, in the files of those who get it; all that was proposed and asked goes. Or why not."""
    facts = {name: [*dict.fromkeys(request.form[name])] for name in ASKED if request.form.get(name)}
    known = {name: {key for key, _ in options_of("disclosure", name, _nodes()[name], app.things)} for name in facts}
    if any(not known[name].issuperset(ids) for name, ids in facts.items()):
        return [], "This cannot be ticked."
    if request.first(MODALITY):
        facts[MODALITY] = request.first(MODALITY)  # type: ignore[assignment] # a word among lists of ids
    targets, why = _targets(app, request)
    if why or not (targets or request.first(NOBODY)):
        return [], why or "Say who gets it, or tick that the words name nobody."
    if targets and request.first(NOBODY):
        return [], "Either somebody gets it, or the words name nobody."
    said = f"Taken over from the words: {raised(' '.join(one.text.split()[:8]))} …"
    if not targets:
        edits = [Edit(_file(one), (DISCLOSURES, one.key, name), value, said) for name, value in facts.items()]
        return [*edits, *_answered(one, said)], ""
    there = at(one.source.document.data, (DISCLOSURES, one.key))
    whole = _in_order({**{name: value for name, value in there.items() if name != "recipient"}, **facts})
    edits = [_into(app, targets[0], one.key, whole, said), *_notes(one, targets[0], said), *_gone(app, one, said)]
    taken = {*app.things.own}
    for target in targets[1:]:
        key = new_id(f"{target.key} {next(iter(facts.get('purposes', ())), 'sharing')}", taken)
        taken.add(key)
        edits.append(_into(app, target, key, _in_order({"words_in": one.key, **facts}), said))
    return edits, ""


def _targets(app: App, request: Request) -> tuple[list[_Target], str]:
    chosen = list(dict.fromkeys(request.form.get(WHO, ())))
    found = [_target(app, each.removeprefix(_BY_NAME), each) for each in chosen]
    if other := " ".join(request.first(OTHER).split()):
        kind, open_list = request.first("type"), request.first("open_list")
        if kind not in SORTS:
            return [], "Say what the other one is."
        if kind == "category" and not open_list:
            return [], "Say whether there are others, not named."
        new = {"name": other, "type": kind, **({"open_list": open_list} if kind == "category" else {})}
        found.append(_target(app, other, _BY_NAME + other, new))
    if any(each is None for each in found):
        return [], "There is no such recipient. The name needs to begin with a letter."
    return [each for each in found if each is not None], ""


def _target(app: App, name: str, value: str, new: Mapping[str, str] | None = None) -> _Target | None:
    """Whom a tick stands for: one of the registry, of the library, or a new one of this name; None for nobody."""
    if not value.startswith(_BY_NAME):
        if app.things.source("recipients", name):
            return _Target(name, None)
        if shipped.kind_of(name) == "recipients":
            return _Target(name, shipped.entry(name, "recipients", app.things.own))
        return None
    key = as_id(name)[:60].strip("-")
    same = next(
        (s.id for s in app.things.sources if s.kind == "recipients" and called(s.document.data, s.id) == name), ""
    )
    if same or app.things.source("recipients", key):
        return _Target(same or key, None)
    if not key or not key[0].isalpha():
        return None
    return _Target(new_id(key, app.things.own), new or {"name": name, "type": "organisation"})


def _into(app: App, target: _Target, key: str, value: Mapping[str, Any], said: str) -> Edit:
    """The edit that puts a disclosure into the file of a recipient, which is begun where there is none."""
    name = f"recipients/{target.key}.yaml"
    if target.new is None or app.session.file(name) is not None:
        return Edit(name, (DISCLOSURES, key), value, said)
    return Edit(name, (), {**target.new, DISCLOSURES: {key: value}}, said)


def _in_order(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value[name] for name in _nodes() if name in value}


def _file(one: Passage) -> str:
    return f"recipients/{one.source.id}.yaml"


def _answered(one: Passage, said: str) -> Iterator[Edit]:
    """What was proposed and asked goes; other notes of colleagues stay."""
    data, file = one.source.document.data, _file(one)
    if one.key in (data.get(PROPOSED) or {}):
        yield Edit(file, (PROPOSED, one.key), None, said)
    if at(data, (INTERNAL, one.key, QUESTIONS)) is not None:
        yield Edit(file, (INTERNAL, one.key, QUESTIONS), None, said)


def _notes(one: Passage, target: _Target, said: str) -> Iterator[Edit]:
    """Notes of colleagues, other than the questions, go along."""
    notes = at(one.source.document.data, (INTERNAL, one.key)) or {}
    for name, value in notes.items():
        if name != QUESTIONS:
            yield Edit(f"recipients/{target.key}.yaml", (INTERNAL, one.key, name), value, said)


def _gone(app: App, one: Passage, said: str) -> Iterator[Edit]:
    """The disclosure goes from where it was, and with the last one its file, if nobody names that recipient."""
    data, file = one.source.document.data, _file(one)
    named = any(use.id == one.source.id and not use.at_key for source in app.things.sources for use in source.ids)
    if len(data[DISCLOSURES]) == 1 and not named:
        yield Edit(file, (), None, said)
        return
    yield Edit(file, (DISCLOSURES, one.key), None, said)
    yield from (Edit(file, (b, one.key), None, said) for b in (PROPOSED, INTERNAL) if one.key in (data.get(b) or {}))


def _words_alone(app: App, one: Passage) -> tuple[list[Edit], str]:
    """A passage that tells of no sharing stays words: at the head or the foot of its part. Or why it cannot."""
    place = next(((s, section, n) for s, key, section, n in shown(app.things.sources) if key == one.key), None)
    if place is None:
        return [], "It is read nowhere."
    source, section, number = place
    name, path = app.session.below(source.document.file), (SECTIONS, section)
    fields = at(source.document.data, path)
    lines = lines_of(fields)
    if not isinstance(lines[number], str) or number not in (0, len(lines) - 1):
        return [], "It stands between two that tell of sharing. Move it to the top or the foot of its part first."
    said = f"Words alone: {raised(' '.join(one.text.split()[:8]))} …"
    field = "opening" if number == 0 else "closing"
    pair = [fields.get(field), one.text] if number == 0 else [one.text, fields.get(field)]
    text = "\n\n".join(str(each).rstrip("\n") for each in pair if each)
    edits = [
        Edit(name, (*path, field), text, said),
        Edit(name, (*path, "shows", number), None, said),
        *_gone(app, one, said),
    ]
    return edits, ""
