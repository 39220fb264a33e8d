"""Each notice in each language, for everyone and for children, laid out from its own part of the feed alone.

So a page and its PDF say what that part says, and are as they were for as long as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from site_builder.addresses import own_part
from site_builder.facts.layout.shown import CHILD
from site_builder.facts.layout.what_changed import FOLDER as CHANGES
from site_builder.facts.layout.what_changed import LATEST, Document, Log, log, with_latest
from site_builder.facts.layout.what_was_sent import Attestation, with_attested
from site_builder.facts.rich_text import line
from site_builder.facts.sentences import Sentences
from site_builder.model.values import Id
from site_builder.render.feed import parts

if TYPE_CHECKING:
    from site_builder.facts.language import Language
    from site_builder.facts.layout.laid_out import LaidNotice
    from site_builder.model import Notice, Registry


@dataclass(frozen=True)
class Own:
    """A notice's own part of the feed: the id of the notice, and the bytes."""

    notice: Id
    data: bytes

    @property
    def path(self) -> str:
        """Where it is published."""
        return own_part(self.notice)

    @cached_property
    def sha256(self) -> str:
        """The digest of the bytes."""
        return sha256(self.data).hexdigest()

    @cached_property
    def registry(self) -> Registry:
        """What it states: the notice, and all that bears on it."""
        # It is read only where something is laid out: after most edits that is one notice.
        from site_builder.load.feed.reader import read_part

        return read_part(self.data)


@dataclass(frozen=True)
class Edition:
    """A notice in one language, for everyone or for children, as it reads on a day; and the folder of its page.

    `twin` is the folder of the page for the other readers, '' for none. `releases` are those that are kept, `attested`
    is the newest attestation. `banner` is what it says of itself above all else, by its language. `unasked` are keys of
    the feed that nobody asked for when the notice was made.
    """

    own: Own
    language: Language
    on: date
    for_children: bool
    folder: str
    twin: str
    releases: Sequence[Document] = ()
    banner: Callable[[Language], str] | None = None
    unasked: Collection[str] = ()
    attested: Attestation | None = None

    @property
    def given(self) -> Mapping[str, str]:
        """All that it is laid out from, by name."""
        return {
            **({"banner": self.banner(self.language)} if self.banner else {}),
            **({"unasked": repr(sorted(self.unasked))} if self.unasked else {}),
            "part": self.own.sha256,
            "notice": self.own.notice,
            "language": self.language.tag,
            "day": self.on.isoformat(),
            "for children": str(self.for_children),
        }

    @property
    def given_on_page(self) -> Mapping[str, str]:
        """The same for its page, which has the last changes and what was sent besides."""
        newest = self.log.entries[:LATEST] if self.log and not self.for_children else ()
        given = {**self.given, "changed": repr(newest)} if newest else self.given
        return {**given, "sent": repr(self.attested)} if self.attested and not self.for_children else given

    @cached_property
    def log(self) -> Log | None:
        """What changed in the notice; None where no release is kept that says anything of it."""
        return log(self.releases, self.own.notice, self.language, self.on)

    @property
    def on_page(self) -> LaidNotice:
        """As `laid`, with the last changes and what was sent, which stand on the page alone."""
        registry = self.own.registry
        address = f"{registry.site}{self.folder}{CHANGES}"
        say = Sentences(registry, self.language)
        changed = with_latest(self.laid, self.log, say, address)
        return with_attested(changed, self.attested, self.language, say, registry.site)

    @property
    def notice(self) -> Notice:
        """The notice."""
        return next(notice for notice in self.own.registry.notices if notice.id == self.own.notice)

    @cached_property
    def laid(self) -> LaidNotice:
        """The notice laid out, when it is asked for."""
        from site_builder.facts.layout.notice import lay_out

        found = lay_out(
            self.own.registry,
            self.notice,
            self.language,
            self.on,
            for_children=self.for_children,
            unasked=self.unasked,
        )
        if self.banner is None:
            return found
        return replace(found, banners=(line(self.banner(self.language)), *found.banners))

    def forget(self) -> None:
        """Lay it out anew where it is asked for again: a large site has thousands."""
        self.__dict__.pop("laid", None)


def editions(
    registry: Registry,
    feed: bytes,
    languages: Sequence[Language],
    on: date,
    releases: Sequence[Document] = (),
    attested: Attestation | None = None,
) -> Iterator[Edition]:
    """Each edition of each notice of a registry, language by language; `feed` is that of the registry.

    `releases` are the files of the kept releases, the oldest first; `attested` is the newest attestation.
    """
    own = {str(part.of): Own(Id(str(part.of)), part.data) for part in parts.of_notices(json.loads(feed))}
    for spoken in languages:
        for notice in registry.notices:
            folder = f"{root(languages, spoken)}{notice.id}/"
            child = f"{folder}{CHILD}" if notice.is_for_children_too else ""
            part = own[notice.id]
            made = Edition(part, spoken, on, False, folder, child, releases, attested=attested)  # noqa: FBT003 (by place)
            yield made
            if child:
                yield replace(made, for_children=True, folder=child, twin=folder)


def root(languages: Sequence[Language], spoken: Language) -> str:
    """The folder of a language: the first has the site itself."""
    return "" if spoken is languages[0] else f"{spoken.tag}/"
