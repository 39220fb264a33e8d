"""The whole source, and what follows from it for a disclosure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from site_builder.model.conditions import Condition
from site_builder.model.disclosure import Disclosure
from site_builder.model.fields import LONG, field, thing
from site_builder.model.known import Known
from site_builder.model.moves import OWN, SAYS
from site_builder.model.notice import Notice, Passage
from site_builder.model.parties import Body, Organisation, Recipient
from site_builder.model.phrases import Phrases
from site_builder.model.values import Id, Text, Url, Word, Words
from site_builder.model.vocabulary import (
    Agreement,
    DataCategory,
    DataSubject,
    Law,
    Location,
    Programme,
    Purpose,
    Role,
    SharedCondition,
)

TIME_ZONE = "Europe/London"
"""Where days begin and end if a registry does not say otherwise."""
GROWN_UP = 18
"""The age in years from which people are no longer children."""


@thing(term="prov:Attribution")
class Confirmation:
    """Which fields of a thing were confirmed, by which role, on which day."""

    confirms: Id = field("The thing whose fields were confirmed.", term="schema:itemReviewed", moves=SAYS)
    fields: tuple[Text, ...] = field(
        "The names of the fields that were confirmed.", form="field_name", term="schema:keywords", moves=SAYS
    )
    by: Id = field("The role that confirmed.", of="roles", term="dpv:isImplementedByEntity", moves=SAYS)
    date: date = field("The day on which they were confirmed.", term="dct:date", moves=SAYS)
    marks: tuple[Text, ...] = field(
        "The mark of each of these fields, which the command confirm writes: a field that has changed since has "
        "another mark, and no longer counts as confirmed.",
        form=r"^[0-9a-f]{12}$",
        term="prov:value",
        moves=OWN,
        default=(),
    )


@thing(term="prov:Entity")
class Retired:
    """An id that may never be used again."""

    id: Id = field()
    replaced_by: tuple[Id, ...] = field(
        "What took its place.",
        of="organisation notices recipients disclosures conditions purposes programmes bodies data_categories "
        "data_subjects roles places agreements laws retired",
        moves=SAYS,
    )
    date: date = field("The day it was retired.", moves=SAYS)
    reason: Words = field("Why it is no longer used.", form=LONG, term="skos:changeNote", moves=SAYS)


@thing()
class Unpublished:
    """What stands under `proposed` or `internal` for one thing, or under `confirmed` and has changed since.

    It is never part of the public half.
    """

    block: Word = field()
    about: Id = field()
    fields: Mapping[str, Any] = field()


@thing()
class Release:
    """What `release` recorded of a version; digests are SHA-256 in hexadecimal.

    `content_sha256` is that of what it states in public. `previous_manifest_sha256` is read where it stands, and no
    longer written: the chain of the kept releases took its place.
    """

    version: Text = field()
    issued: date = field("The day of the version.")
    content_sha256: Text = field(
        "The SHA-256 of what it states in public.", title="digest of the content", form=r"^[0-9a-f]{64}$"
    )
    previous_manifest_sha256: Text | None = field(
        "The SHA-256 of the manifest that was published before it; only in what older versions wrote.",
        title="digest of the previous manifest",
        form=r"^[0-9a-f]{64}$",
        default=None,
    )


@thing()
class Released:
    """What was released so far, oldest first, and the digest of what is stated now; not part of the public half."""

    releases: tuple[Release, ...] = field()
    content_sha256: Text = field()


Thing = (
    Organisation
    | Notice
    | Recipient
    | Disclosure
    | SharedCondition
    | Purpose
    | Programme
    | Body
    | DataCategory
    | DataSubject
    | Role
    | Location
    | Agreement
    | Law
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A condition that bears on a disclosure, its owner, and whether the words leave open that it applies here."""

    owner: Id
    condition: Condition
    possible: bool = False

    @property
    def id(self) -> str:
        """The condition's permanent id."""
        return f"{self.owner}.conditions.{self.condition.type}"

    @property
    def is_whole(self) -> bool:
        """Whether it surely bears on all of the data."""
        return not self.possible and not self.condition.for_data


@thing(term="dpv:DataProcessingRecord", slots=False)
class Registry:
    """The whole registry of one publisher: who gets personal data, and why.

    Its vocabularies are sorted by id, notices and recipients too. `phrases`: what rules look for in its first language.
    `for_all`: what a notice or a recipient states for all our disclosures, each as a disclosure with the id of the two.
    """

    organisation: Organisation = field(moves=OWN)
    site: Url = field(
        "Where the site is published: an https address in small letters with a slash at the end, as in "
        "council.example/notices/; ids in the feed begin with it.",
        form=r"^https://[a-z0-9]+(-+[a-z0-9]+)*([.][a-z0-9]+(-+[a-z0-9]+)*)*(:[0-9]{1,5})?/((?![.]{1,2}/)"
        r"[A-Za-z0-9._~-]+/)*$",
        term="dcat:landingPage",
        moves=SAYS,
    )
    version: Text = field(
        "The version of what is published: four whole numbers with dots between, higher than those before; or draft.",
        form=r"^([0-9]{1,9}(\.[0-9]{1,9}){3}|draft)$",
        term="dcat:version",
        moves=OWN,
    )
    issued: date = field("The day of this version.", term="dct:issued", moves=OWN)
    languages: tuple[Text, ...] = field(
        "Language codes (BCP 47); the first is the language that the words were written in.",
        form=r"^[a-z]{2,3}(-[A-Z]{2})?$",
        term="dct:language",
        moves=SAYS,
    )
    licence: Url | None = field("The licence of the feed.", term="dct:license", moves=SAYS, default=None)
    large_print: bool | None = field(
        "True: each notice has a second PDF, in letters of 18 points and more.",
        title="large print",
        term="schema:accessibilityFeature",
        law="12(1)",
        moves=SAYS,
        default=None,
    )
    time_zone: Text | None = field(
        "The time zone in which our days begin and end, by its IANA name; left out: Europe/London.",
        title="time zone",
        form=r"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$",
        term="schema:scheduleTimezone",
        moves=SAYS,
        default=None,
    )
    notices: tuple[Notice, ...] = field(moves=OWN, default=())
    recipients: tuple[Recipient, ...] = field(moves=OWN, default=())
    purposes: tuple[Purpose, ...] = field(moves=OWN, default=())
    programmes: tuple[Programme, ...] = field(moves=OWN, default=())
    bodies: tuple[Body, ...] = field(moves=OWN, default=())
    data_categories: tuple[DataCategory, ...] = field(moves=OWN, default=())
    data_subjects: tuple[DataSubject, ...] = field(moves=OWN, default=())
    roles: tuple[Role, ...] = field(moves=OWN, default=())
    places: tuple[Location, ...] = field(moves=OWN, default=())
    agreements: tuple[Agreement, ...] = field(moves=OWN, default=())
    laws: tuple[Law, ...] = field(moves=OWN, default=())
    conditions: tuple[SharedCondition, ...] = field(moves=OWN, default=())
    confirmed: tuple[Confirmation, ...] = field("Who confirmed which facts.", moves=OWN, default=())
    retired: tuple[Retired, ...] = field(moves=OWN, default=())
    unpublished: tuple[Unpublished, ...] = field(moves=OWN, default=())
    for_all: tuple[Disclosure, ...] = field(moves=OWN, default=())
    known: tuple[Known, ...] = field(moves=OWN, default=())
    released: Released | None = field(moves=OWN, default=None)
    phrases: Phrases | None = field(moves=OWN, default=None)

    @property
    def parties(self) -> tuple[Organisation | Recipient | Body, ...]:
        """All whom words may name: the organisation, the recipients, the bodies."""
        return self.organisation, *self.recipients, *self.bodies

    @cached_property
    def disclosures(self) -> tuple[Disclosure, ...]:
        """All disclosures, recipient by recipient, in the order of their files."""
        return tuple(d for r in self.recipients for d in r.disclosures)

    @cached_property
    def confirmations(self) -> Mapping[Id, tuple[Confirmation, ...]]:
        """The confirmations of each thing, by its id."""
        by_thing: dict[Id, list[Confirmation]] = {}
        for confirmation in self.confirmed:
            by_thing.setdefault(confirmation.confirms, []).append(confirmation)
        return {key: tuple(entries) for key, entries in by_thing.items()}

    @cached_property
    def things(self) -> Mapping[Id, Thing]:
        """Everything that has an id, by its id; retired ids are not among them."""
        return {thing.id: thing for thing in self._all()}

    @cached_property
    def stated_in(self) -> Mapping[Id, Passage]:
        """The first passage in which each id is stated."""
        passages = [p for n in self.notices for p in n.passages]
        return {key: passage for passage in reversed(passages) for key in passage.states}

    @cached_property
    def stated_for_children_in(self) -> Mapping[Id, Passage]:
        """The first passage for children in which each id is stated."""
        passages = [p for n in self.notices for s in n.sections for p in s.child_passages]
        return {key: passage for passage in reversed(passages) for key in passage.states}

    @cached_property
    def passages_of(self) -> Mapping[Id, tuple[Passage, ...]]:
        """The passages of each thing, for everyone and for children, by its id: a passage states its owner first."""
        by_owner: dict[Id, list[Passage]] = {}
        for passage in (p for n in self.notices for s in n.sections for p in (*s.passages, *s.child_passages)):
            if passage.states:
                by_owner.setdefault(passage.states[0], []).append(passage)
        return {owner: tuple(passages) for owner, passages in by_owner.items()}

    def limits(self, disclosure: Disclosure) -> tuple[Limit, ...]:
        """All conditions that bear on a disclosure: of its notices and its recipient, its own, shared, possible."""
        certain = [*self._from_above(disclosure), (disclosure.id, disclosure.conditions)]
        certain += [(c, self._shared[c].conditions) for c in disclosure.shared_conditions]
        possible = [(c, self._shared[c].conditions) for c in disclosure.possible_conditions]
        return (
            *(Limit(owner, c) for owner, conditions in certain for c in conditions),
            *(Limit(owner, c, possible=True) for owner, conditions in possible for c in conditions),
        )

    def is_of_grown_ups(self, disclosure: Disclosure) -> bool:
        """Whether it is about grown-ups alone: each group of people that it names begins at 18 years or later."""
        groups = [self.things[key] for key in disclosure.data_subjects]
        return bool(groups) and all(isinstance(g, DataSubject) and (g.from_age or 0) >= GROWN_UP for g in groups)

    def is_of_children(self, key: Id) -> bool:
        """Whether a group of people is of children alone, by its ages."""
        group = self.things[key]
        return isinstance(group, DataSubject) and (group.to_age or GROWN_UP) < GROWN_UP

    def home(self, disclosure: Disclosure) -> Recipient:
        """The recipient whose file holds a disclosure."""
        return self._homes[disclosure.id]

    def showing(self, disclosure: Disclosure) -> Sequence[Notice]:
        """The notices that show a disclosure, in their order."""
        return self._showing.get(disclosure.id, ())

    def read_with(self, notice: Notice) -> tuple[Notice, ...]:
        """The notices that also hold where this one does: those that it reads with, and those that these read with.

        Conditions add up, so where notices differ the stricter counts.
        """
        return self._read_with[notice.id] if notice.id in self._read_with else self._reached(notice)

    def superseding(self, notice: Notice) -> tuple[Notice, ...]:
        """The notices that replace this one."""
        return tuple(n for n in self.notices if notice.id in n.supersedes)

    def _from_above(self, disclosure: Disclosure) -> Iterator[tuple[Id, tuple[Condition, ...]]]:
        """The notices and the recipient whose conditions bear on a disclosure, by id, each with these conditions."""
        if disclosure.sender is not None or disclosure.recipient_role in PROCESSORS or disclosure.is_promise:
            return
        if disclosure.recipient is not None:
            showing = self.showing(disclosure)
            notices = dict.fromkeys(applying.id for n in showing for applying in (n, *self.read_with(n)))
            yield from ((key, self._notices[key].conditions) for key in notices)
        home = self.home(disclosure)
        if disclosure.recipient == home.id:
            yield home.id, home.conditions

    def _all(self) -> Iterator[Thing]:
        yield self.organisation
        yield from self.notices
        yield from self.recipients
        yield from self.disclosures
        for name in VOCABULARIES:
            yield from getattr(self, name)

    @cached_property
    def _shared(self) -> Mapping[Id, SharedCondition]:
        return {c.id: c for c in self.conditions}

    @cached_property
    def _read_with(self) -> Mapping[Id, tuple[Notice, ...]]:
        """The notices read with each notice that shows something, kept as each disclosure needs them."""
        return {n.id: self._reached(n) for n in self.notices if n.shown}

    def _reached(self, notice: Notice) -> tuple[Notice, ...]:
        """All notices to which a notice leads, nearest first."""
        reached: dict[Id, Notice] = {notice.id: notice}
        queue = deque([notice])
        while queue:
            new = [key for key in queue.popleft().reads_with if key not in reached and key in self._notices]
            reached |= {key: self._notices[key] for key in new}
            queue += (reached[key] for key in new)
        return tuple(reached.values())[1:]

    @cached_property
    def _notices(self) -> Mapping[Id, Notice]:
        return {n.id: n for n in self.notices}

    @cached_property
    def _showing(self) -> Mapping[Id, list[Notice]]:
        by_id: dict[Id, list[Notice]] = {}
        for notice in self.notices:
            for key in notice.shown:
                by_id.setdefault(key, []).append(notice)
        return by_id

    @cached_property
    def _homes(self) -> Mapping[Id, Recipient]:
        return {d.id: r for r in self.recipients for d in r.disclosures}


PROCESSORS = {"processor", "sub_processor"}

VOCABULARIES: Mapping[str, type] = {
    "purposes": Purpose,
    "programmes": Programme,
    "bodies": Body,
    "data_categories": DataCategory,
    "data_subjects": DataSubject,
    "roles": Role,
    "places": Location,
    "agreements": Agreement,
    "laws": Law,
    "conditions": SharedCondition,
}
"""The vocabularies: the field of Registry, which is also the name of the file, and what it holds."""
