"""What somebody confirmed: whether it is a field, whether it still says the same, and whether anybody could tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_builder.check.rule import Findings, gap, rule, waits_for_officer, warning
from site_builder.facts.confirmed import called, confirmable, mark
from site_builder.model import Registry
from site_builder.model.values import Id


@rule
def confirmed_nothing(registry: Registry) -> Findings:
    """Somebody confirmed a field that the thing does not have: a slip of its name, so nobody knows what was checked."""
    for about, fields in _confirmed(registry):
        thing = registry.things[about]
        for field in (f for f in fields if f not in confirmable(thing)):
            message = f"'{field}' is not a field of '{about}'."
            hint = "Write the names of the fields as they stand before the colon."
            yield warning(about, ("confirmed", about), message, hint)


def _confirmed(registry: Registry) -> Iterator[tuple[Id, Sequence[str]]]:
    """The things confirmed, each with names of its fields, as they are typed."""
    yield from ((entry.confirms, entry.fields) for entry in registry.confirmed)
    yield from ((entry.about, entry.fields["fields"]) for entry in registry.unpublished if entry.block == "confirmed")


@waits_for_officer
@rule
def changed_since_confirmed(registry: Registry) -> Findings:
    """Somebody confirmed a fact or the words, and they say something else now, or what they name does.

    Or somebody typed another day or role into the entry: nobody knows then who looked at what. Until it is confirmed
    again, page, PDF and feed do not say that it was checked. Look at it. If it is right, the command
    `site-builder confirm` records who says so now. If it is not, put it right.
    """
    for entry in (entry for entry in registry.unpublished if entry.block == "confirmed"):
        thing, path = registry.things[entry.about], ("confirmed", entry.about, entry.fields["number"])
        by, day = entry.fields["by"], entry.fields["date"]
        names = [name for name in entry.fields["fields"] if name in confirmable(thing)]
        gone = [name for name in names if mark(registry, thing, name) is None]
        changed = [name for name in names if name not in gone]
        if gone:
            message = f"This was confirmed on {day} and is no longer stated: {_listed(gone)}."
            yield gap(
                thing.id,
                path,
                message,
                "If this is not meant, put it back. If it is, take it out of the fields of this entry.",
            )
        if changed:
            none_holds = len(changed) == len(entry.fields["marks"])
            or_typed = ", or somebody typed another day or role" if none_holds else ""
            message = f"This was confirmed on {day} and has changed since{or_typed}: {_listed(changed)}."
            command = f"site-builder confirm {thing.id} --fields {','.join(changed)} --by {by}"
            checked = f"and the {called(registry, by)} has checked it"
            yield gap(thing.id, path, message, f"If it is right as it is now, {checked}: {command}")


def _listed(fields: Sequence[str]) -> str:
    return ", ".join(field.replace("_", " ") for field in fields)


@waits_for_officer
@rule
def confirmed_without_marks(registry: Registry) -> Findings:
    """Entries under `confirmed` have no marks, so nobody can tell whether what they confirm has changed since.

    They were typed by hand, or before there were marks. They count as they stand, and the page goes on saying that the
    facts were checked. The command `site-builder confirm` shows what each of them confirms, asks, and writes the marks.
    """
    without = [entry.confirms for entry in registry.confirmed if not entry.marks]
    if without:
        number = "One confirmation has" if len(without) == 1 else f"{len(without)} confirmations have"
        message = f"{number} no marks: when what was confirmed changes, the page still says that it was checked."
        yield warning(
            without[0], ("confirmed", without[0]), message, "To look at them and write the marks: site-builder confirm"
        )
