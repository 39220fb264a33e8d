"""Sign-off: what changed since the published release, who signed it, and what of it nobody has signed as it is now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from site_builder.diff import Change, changes
from site_builder.diff.marks import confirmed_by, mark_of_change
from site_builder.diff.to_text import GROUPS, group_of
from site_builder.errors import Failure, shown
from site_builder.facts.confirmed import DIGITS
from site_builder.facts.redact import public
from site_builder.facts.releases import releases_of
from site_builder.load.project.folder import Loaded
from site_builder.load.project.release_log import digest
from site_builder.load.project.sign_offs import FILE, SignedError, SignOff, appended, sign_offs
from site_builder.load.project.vocabulary_facts import same_bodies
from site_builder.model import VOCABULARIES, Organisation, Registry, Thing
from site_builder.publish.files import put_instead
from site_builder.signing.confirm import Entry, changed_files, homes_of

NOTHING = "nothing"
"""What stands in place of a version where nothing was published before."""
ORDER = (*GROUPS, "order")
"""The groups of a sheet, in this order: what shares more comes first."""

Claim = tuple[str, str, str, date]
"""That a role confirmed a field of a thing on a day: thing, field, role, day."""


class SignOffError(Failure):
    """The sheet cannot be made or recorded; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A change on the sheet: its mark, its group, and the fields, each after its thing's id, that signing confirms."""

    change: Change
    mark: str
    group: str
    confirms: tuple[tuple[str, str], ...]

    @property
    def named(self) -> str:
        """The mark and the id of the change, as they are recorded."""
        return f"{self.mark} {self.change.id}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that changed from one registry to the other, and the mark of the whole. `since` is the old version."""

    old: Registry
    new: Registry
    since: str
    lines: tuple[Line, ...]
    whole: str


def file_of(registry_folder: Path) -> Path:
    """The place of signed.yaml: beside the registry's folder."""
    return registry_folder.resolve().parent / FILE


def signed_so_far(file: Path) -> tuple[SignOff, ...]:
    """All that was signed; none where there is no file yet. Raises SignedError."""
    return sign_offs(_bytes(file) or b"", file.name)


def must_sign(loaded: Loaded) -> tuple[str, ...]:
    """The roles that organisation.yaml wants to sign each release."""
    (organisation,) = (source.data for source in loaded.sources if source.kind == "organisation")
    return tuple(organisation.get("signed_by", ()))


# ---- the sheet


def sheet_of(old: Registry | None, registry: Registry, so_far: Iterable[SignOff], on: date) -> Sheet:
    """What changed from what is published (the public half; None for nothing) to a registry, judged for a day.

    That somebody confirmed something is no change to sign where a sign-off wrote it, and where it ended because the
    fact changed. What else is new of it, is.
    """
    now = replace(public(registry), version=registry.version)
    before = replace(old or _empty(now), confirmed=())
    since = old.version if old else NOTHING
    lines = _lines(before, replace(now, confirmed=()), registry, on)
    known = {*(_claims(old) if old else ()), *_recorded(lines, since, so_far)}
    typed = tuple(
        replace(each, fields=fields, marks=())
        for each in now.confirmed
        if (fields := tuple(f for f in each.fields if (each.confirms, f, each.by, each.date) not in known))
    )
    now = replace(now, confirmed=typed)
    if typed:
        lines = _lines(before, now, registry, on)
    return Sheet(before, now, since, lines, mark_of_whole(before, now))


def mark_of_whole(old: Registry, new: Registry) -> str:
    """The mark of all that two registries say in public, told by the changes or not."""
    return sha256(f"{digest(old)} {digest(new)}".encode()).hexdigest()[:DIGITS]


def _lines(old: Registry, new: Registry, registry: Registry, on: date) -> tuple[Line, ...]:
    """The changes in the order of the sheet. `registry` is the new one with its shared terms."""
    made = (
        Line(each, mark_of_change(registry, each), group_of(each), confirmed_by(registry, each))
        for each in changes(old, new, on, same_bodies(new))
    )
    return tuple(sorted(made, key=lambda line: (ORDER.index(line.group), line.change.id, line.change.kind)))


def _claims(registry: Registry) -> Iterator[Claim]:
    for each in registry.confirmed:
        yield from ((each.confirms, field, each.by, each.date) for field in each.fields)


def _recorded(lines: Sequence[Line], since: str, so_far: Iterable[SignOff]) -> Iterator[Claim]:
    """What sign-offs since that version confirmed."""
    for signed in so_far:
        if signed.since == since:
            fields = confirmed_fields(lines, signed.marks)
            yield from ((key, field, signed.by, signed.date) for key, names in fields.items() for field in names)


def confirmed_fields(lines: Iterable[Line], marks: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The fields that are confirmed by agreeing to the changes with these marks, by thing: those of no other change."""
    fields: dict[str, dict[str, bool]] = {}
    for line in lines:
        for key, field in line.confirms:
            of_thing = fields.setdefault(key, {})
            of_thing[field] = of_thing.get(field, True) and line.mark in marks
    agreed = {key: tuple(name for name, is_agreed in names.items() if is_agreed) for key, names in fields.items()}
    return {key: names for key, names in agreed.items() if names}


def _empty(registry: Registry) -> Registry:
    """What a registry was before anything was published: nothing but our own name."""
    ours = registry.organisation
    vocabularies = dict.fromkeys([*VOCABULARIES, "notices", "recipients", "retired", "confirmed"], ())
    return replace(registry, organisation=Organisation(id=ours.id, name=ours.name), **vocabularies)  # type: ignore[arg-type] # empty lists


# ---- what is published


def is_last_release(old: Registry, registry: Registry) -> bool:
    """Whether it says what was released last; where no release is recorded, any may be it."""
    releases = releases_of(registry)
    return not releases or digest(old) == releases[-1].content_sha256


# ---- recording


def with_marks(sheet: Sheet, beginnings: Iterable[str]) -> tuple[Line, ...]:
    """The changes whose marks begin like this. Raises SignOffError where there is not exactly one for each."""
    found = []
    for typed in beginnings:
        bare = plain(typed)
        fitting = [line for line in sheet.lines if bare and line.mark.startswith(bare)]
        if len(fitting) != 1:
            how_many = "No change" if not fitting else f"{len(fitting)} changes"
            raise SignOffError(
                f"{how_many} on the sheet {'has' if len(fitting) < 2 else 'have'} a mark that begins with "  # noqa: PLR2004 (one, or several)
                f"'{shown(typed)}'. Type the mark that stands below the change, such as {in_groups('0' * DIGITS)}."
            )
        found += fitting
    return tuple(found)


def sign(
    sheet: Sheet, loaded: Loaded, folder: Path, file: Path, *, by: str, name: str, left_out: Collection[Line], on: date
) -> tuple[SignOff, Sequence[Entry]]:
    """Record that a person signed a sheet for a role: in signed.yaml with the name, in `confirmed` without it.

    `folder` is that of the project. Raises SignOffError, SignedError, ConfirmError or PublishError.
    """
    registry = loaded.registry
    if registry is None or by not in {role.id for role in registry.roles}:
        roles = ", ".join(role.id for role in registry.roles) if registry else ""
        raise SignOffError(f"'{shown(by)}' is not a role in vocabulary/roles.yaml. There are: {roles or 'none yet'}.")
    signed = [line for line in sheet.lines if line not in left_out]
    if sheet.lines and not signed:
        raise SignOffError("All changes are left out, so nothing was signed. Nothing was recorded.")
    entry = SignOff(
        version=sheet.new.version,
        since=sheet.since,
        whole=sheet.whole,
        by=by,
        name=" ".join(name.split()),
        date=on,
        changes=tuple(line.named for line in signed),
        left_out=tuple(line.named for line in sheet.lines if line in left_out),
    )
    confirmed = [*_entries(sheet, loaded, registry, entry)]
    files = changed_files(registry, folder, confirmed)
    if entry not in signed_so_far(file):
        _append(file, entry)
    for name_of_file, (before, after) in files.items():
        put_instead(folder / name_of_file, before, after)
    return entry, confirmed


def _entries(sheet: Sheet, loaded: Loaded, registry: Registry, signed: SignOff) -> Iterator[Entry]:
    """What to write below `confirmed`: what this role has confirmed already, as it is now, is not written again."""
    homes = homes_of(loaded)
    for key, fields in confirmed_fields(sheet.lines, signed.marks).items():
        thing: Thing = registry.things[key]  # type: ignore[index] # an id
        already = {
            field
            for each in registry.confirmations.get(thing.id, ())
            for field in each.fields
            if each.by == signed.by and each.marks
        }
        names = tuple(field for field in fields if field not in already)
        if names and key in homes:
            yield Entry(thing, names, signed.by, signed.date, homes[key], None)


def _append(file: Path, entry: SignOff) -> None:
    before = _bytes(file)
    put_instead(file, before, appended(before or b"", file.name, entry))


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SignedError(f"{shown(file)} cannot be read: {error.strerror}.") from error


@contextmanager
def unsigned(file: Path, registry: Registry, reason: str, on: date) -> Iterator[None]:
    """Keep in signed.yaml why a version is released unsigned; if the release fails, the file is as it was before."""
    before = _bytes(file)
    _append(file, SignOff(version=registry.version, date=on, unsigned=" ".join(reason.split())))
    try:
        yield
    except BaseException:
        put_instead(file, _bytes(file), before or b"")
        raise


# ---- what was not signed


@dataclass(frozen=True, slots=True)
class Missing:
    """What a role (None: anybody) has not signed as it is now; `whole` is the mark that was signed last, '' if none.

    `unseen` are on no signed sheet, `changed` are other than when they were signed, `refused` were left out, and
    `undone` are the ids of changes that were signed and are none any more. If all are empty, something else changed.
    """

    role: str | None
    whole: str
    unseen: tuple[Line, ...]
    changed: tuple[Line, ...]
    refused: tuple[Line, ...]
    undone: tuple[str, ...]


def missing(sheet: Sheet, so_far: Iterable[SignOff], roles: Sequence[str]) -> tuple[Missing, ...]:
    """What still has to be signed before a release; () if each of these roles, or anybody, has signed all of it."""
    counting = [each for each in so_far if each.since == sheet.since and each.by]
    of_roles = ((role, [each for each in counting if role in (None, each.by)]) for role in roles or (None,))
    return tuple(found for role, signed in of_roles if (found := _missing(sheet, signed, role)))


def _missing(sheet: Sheet, signed: Sequence[SignOff], role: str | None) -> Missing | None:
    marks = {mark for each in signed for mark in each.marks}
    not_signed = [line for line in sheet.lines if line.mark not in marks]
    if not not_signed and any(each.whole == sheet.whole for each in signed):
        return None
    last = signed[-1] if signed else None
    was_refused = {*last.left_out} if last else set()
    ids = {change.split()[1] for each in signed for change in each.changes}
    now = {line.change.id for line in sheet.lines}
    refused = tuple(line for line in not_signed if line.named in was_refused)
    rest = [line for line in not_signed if line not in refused]
    return Missing(
        role=role,
        whole=last.whole if last else "",
        unseen=tuple(line for line in rest if line.change.id not in ids),
        changed=tuple(line for line in rest if line.change.id in ids),
        refused=refused,
        undone=tuple(key for each in (last.changes if last else ()) if (key := each.split()[1]) not in now),
    )


# ---- how marks are written


def in_groups(mark: str) -> str:
    """A mark as people read and type it: in groups of four."""
    return "-".join(mark[at : at + 4] for at in range(0, len(mark), 4))


def plain(typed: str) -> str:
    """A mark as it is recorded, from what somebody typed: with or without hyphens, spaces and capitals."""
    return "".join(sign for sign in typed.lower() if sign not in "- ")
