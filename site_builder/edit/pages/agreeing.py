"""Who confirms what a sharing states, and who signs what changed since the last release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from site_builder.diff.to_text import GROUPS, Teller, field_in_words
from site_builder.edit import labels
from site_builder.edit.app import Answer, App, Request, to
from site_builder.edit.fields import Maker, NewName, Option
from site_builder.edit.pages.recipients import confirmed_by, raised
from site_builder.edit.steps import Edit
from site_builder.errors import Failure
from site_builder.facts.confirmed import confirmable, mark
from site_builder.load.project.confirmations import BLOCK
from site_builder.locale.languages import language
from site_builder.model import Disclosure, Registry, Thing
from site_builder.model.values import Id
from site_builder.schemas.nodes import NOTHING, Fields
from site_builder.schemas.trees import definitions
from site_builder.signing.confirm import ConfirmError, entry_for, typed
from site_builder.signing.release import ReleaseError, check_version
from site_builder.signing.sign_off import (
    Line,
    Sheet,
    file_of,
    in_groups,
    must_sign,
    plain,
    sheet_of,
    sign,
    signed_so_far,
)
from site_builder.vocabulary import strength

_MORE = "more"


class Stated(NamedTuple):
    """A field that can be confirmed: its name and label, what it states, who confirmed that already, and its tick."""

    name: str
    label: str
    lines: Sequence[str]
    confirmed: str
    chosen: bool


class Change(NamedTuple):
    """A change on the sheet: its mark, its sentence, whether it shares more, and its tick."""

    mark: str
    text: str
    is_more: bool
    chosen: bool


# ---- confirm


def confirm(app: App, request: Request, key: str) -> Answer:
    """What a sharing states, to be confirmed field by field by a role."""
    registry = app.session.loaded.registry
    thing = registry.things.get(Id(key)) if registry else None
    if registry is None:
        return app.sorry("While there are errors nothing can be confirmed: mend these first.", HTTPStatus.CONFLICT)
    owner = _owner(registry, thing)
    if thing is None or not owner:
        return app.sorry("There is no such sharing.", HTTPStatus.NOT_FOUND)
    why = ""
    if request.posts:
        try:
            edits = [*_confirmed(app, registry, key, request.form.get("fields", ()), request.first("by"))]
            wrong = app.session.change(edits, together=True)
            if not wrong:
                return to(f"recipient/{owner}?at={key}")
            why = " ".join(each for _, each in wrong)
        except ConfirmError as error:
            why = app.plainly(str(error))
    return app.page(
        "confirm",
        id=owner,
        at=key,
        name=raised(app.things.name(key)),
        stated=[*_stated(app, registry, thing, request.form.get("fields", ()))],
        roles=[Option(r.id, raised(str(r.name)), r.id == request.first("by")) for r in registry.roles],
        new=_new_role(app, request),
        why=why,
    )


def _new_role(app: App, request: Request) -> NewName:
    return Maker({}, app.things, request.form).new_name("roles", "by", is_many=False)


def _owner(registry: Registry, thing: Thing | None) -> str:
    """The recipient in whose file a sharing stands."""
    found = (r.id for r in registry.recipients if thing in r.disclosures)
    return str(next(found, "")) if isinstance(thing, Disclosure) else ""


def _stated(app: App, registry: Registry, thing: Thing, chosen: Sequence[str]) -> Iterator[Stated]:
    node = definitions()["disclosure"]
    nodes = node.fields if isinstance(node, Fields) else {}
    spoken = language(registry.languages[0])
    by = {str(n): confirmed_by(e, app.things) for e in registry.confirmations.get(thing.id, ()) for n in e.fields}
    for name in confirmable(thing):
        if name in nodes and mark(registry, thing, name) is not None:
            label = labels.label("disclosure", name, nodes.get(name, NOTHING))
            lines = field_in_words(registry, spoken, thing, name)
            yield Stated(name, label, lines, by.get(name, ""), name in chosen)


def _confirmed(app: App, registry: Registry, key: str, fields: Sequence[str], by: str) -> Iterator[Edit]:
    """The edits that record that a role confirmed fields. Raises ConfirmError."""
    if not by:
        raise ConfirmError("Say who confirms it.")
    if not fields:
        raise ConfirmError("Tick what was confirmed.")
    entry = entry_for(app.session.loaded, registry, key, fields, by, app.session.on)
    name, said = app.session.below(entry.file), f"Confirmed by {app.things.name(by)}: {raised(app.things.name(key))}"
    written = typed(registry, entry)
    if entry.number is None:
        file = app.session.file(name)
        there = (file.at((BLOCK, key)) if file else None) or []
        yield Edit(name, (BLOCK, key), [written, *there], said)
    else:
        for field in ("date", "marks"):
            yield Edit(name, (BLOCK, key, entry.number, field), written[field], said)


# ---- sign-off


def sign_off(app: App, request: Request, _: str) -> Answer:
    """The sheet of what changed since the published release, and the record of who signed it."""
    loaded = app.session.loaded
    registry = loaded.registry
    if registry is None:
        return app.sorry("While there are errors nothing can be signed: mend these first.", HTTPStatus.CONFLICT)
    so_far = signed_so_far(file_of(app.session.folder))
    sheet = sheet_of(app.published(registry), registry, so_far, app.session.on)
    why, done = "", ""
    if request.posts and not app.session.steps:
        try:
            check_version(registry)
            done = _signed(app, request, sheet)
            app.session.look()
        except (ReleaseError, Failure) as error:
            why = app.plainly(str(error))
    by = request.first("by") or (must_sign(loaded)[0] if len(must_sign(loaded)) == 1 else "")
    return app.page(
        "sign_off",
        HTTPStatus.CONFLICT if why else HTTPStatus.OK,
        groups=[*_groups(sheet, {*request.form.get("marks", ())} if why else None)],
        since=sheet.since,
        whole=in_groups(sheet.whole),
        roles=[Option(r.id, raised(str(r.name)), r.id == by) for r in registry.roles],
        new=_new_role(app, request),
        must=[raised(app.things.name(each)) for each in must_sign(loaded)],
        signer=request.first("name"),
        why=why,
        done=done,
    )


def _signed(app: App, request: Request, sheet: Sheet) -> str:
    """Record a signature; a sentence of what was recorded."""
    by, name = request.first("by"), app.person or " ".join(request.first("name").split())
    if plain(request.first("whole")) != sheet.whole:
        raise ConfirmError("Something changed since this page was made. Read it again. Nothing was recorded.")
    if not by or not name:
        raise ConfirmError("Say who signs, and for which role. Nothing was recorded.")
    ticked = {*request.form.get("marks", ())}
    left_out = [line for line in sheet.lines if line.mark not in ticked]
    file = file_of(app.session.folder)
    entry, _ = sign(
        sheet, app.session.loaded, app.project, file, by=by, name=name, left_out=left_out, on=app.session.on
    )
    return f"Signed by {name} for {app.things.name(by)}: {len(entry.changes)} of {len(sheet.lines)} changes."


def _groups(sheet: Sheet, ticked: set[str] | None) -> Iterator[tuple[str, list[Change]]]:
    spoken = language(sheet.new.languages[0])
    teller = Teller(sheet.old, sheet.new, spoken, strength().scales)
    headings: dict[str, Any] = spoken.texts["changes"]["groups"]
    for group in (*GROUPS, "order"):
        lines: list[Line] = [line for line in sheet.lines if line.group == group]
        if lines:
            yield (
                str(headings[group]),
                [
                    Change(x.mark, teller.line(x.change), group == _MORE, ticked is None or x.mark in ticked)
                    for x in lines
                ],
            )
