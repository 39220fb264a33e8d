"""A name that a picker lacks, made where it is picked: a reason, a kind of data, a group of people, a role."""

from __future__ import annotations

from site_builder.edit import labels
from site_builder.edit.app import MAKE, PART, App, Request
from site_builder.edit.fields import NEW, OF, VALUE, WHY, Form, name_of, names_asked, new_path, required_of
from site_builder.edit.said import value_of
from site_builder.edit.steps import Edit
from site_builder.edit.things import called
from site_builder.load.project.files import TRANSLATIONS
from site_builder.model import VOCABULARIES
from site_builder.schemas.nodes import Fields
from site_builder.sheet.cells import cleaned
from site_builder.sheet.rows import new_id


class NotMadeError(Exception):
    """Why there is no new name, in a sentence."""


def made(app: App, request: Request) -> Request:
    """The request with each new name of its form made and picked; where one cannot be made, the form says why.

    While somebody types, only that whose button was pressed is made.
    """
    form = {name: values for name, values in request.form.items() if not name.startswith(WHY)}
    pressed = request.first(MAKE)
    for control in [each.removeprefix(OF) for each in form if each.startswith(OF)]:
        kind, _, many = form[OF + control][0].partition(" ")
        inside = f"{VALUE}{NEW}.{control.removeprefix(VALUE)}."
        typed = any(cleaned(v) for n, values in form.items() if n.startswith(inside) for v in values)
        is_asked = control == pressed or (typed and PART not in form)
        if not is_asked or kind not in VOCABULARIES:
            continue
        try:
            key = _made(app, kind, control, form)
        except NotMadeError as why:
            form |= {WHY + control: [str(why)], MAKE: [control], PART: ["1"]}
            continue
        form = {name: values for name, values in form.items() if not name.startswith(inside)}
        form[control] = [*form.get(control, ()), key] if many else [key]
    return request._replace(form=form)


def _made(app: App, kind: str, control: str, form: Form) -> str:
    """Make a name of a kind, with its words in other languages; its id, or that of the one that is called so."""
    nodes = names_asked(kind, app.things)
    value, refused = value_of(form, new_path(control, "")[:-1], Fields(fields=nodes))
    must = required_of(kind)
    lacks = [f"“{labels.label(kind, key, nodes[key])}” has to be said." for key in must if key not in value]
    if whys := [*refused.values(), *lacks]:
        raise NotMadeError(" ".join(whys))
    name = called(value, "name")
    there = (key for key, each in app.things.of((kind,)).items() if each.casefold() == name.casefold())
    if same := next(there, ""):
        return same
    key, said = new_id(name, app.things.own), f"New {labels.one(kind)}: {name}"
    edits = [Edit(f"vocabulary/{kind}.yaml", (key,), value, said)]
    first = app.things.languages[0].partition("-")[0] if app.things.languages else ""
    for field in value:
        for tag in app.things.languages[1:]:
            words = cleaned(next(iter(form.get(name_of(new_path(control, field, tag)), ())), ""))
            if words:
                file = f"{TRANSLATIONS}/{tag}/vocabulary/{kind}.yaml"
                edits.append(Edit(file, (key, field), {first: value[field], tag: words}, said))
    if wrong := app.session.change(edits, together=True):
        raise NotMadeError(" ".join(why for _, why in wrong))
    return key
