"""The chain: a link for each release, which names the link before it, and the index that holds them all.

The index is `data/v1/releases/index.json`, the only file there that grows: `index` (1), `registry`, and `releases`,
oldest first, each with `link` and `signatures` (none where it was never signed). A link says, in JSON: `release` (1),
`registry`, `number`, `version`, `issued`, `time_zone` (if the registry states one), `published` (the moment of its
first signature, in UTC; null where it was never published), `form`, `content_sha256`, `feed_sha256`, `file_sha256`,
`previous_sha256` (the digest of the link before it, null for the first), and how many changes share `more` and `less`,
and of how many that is `unclear`. Its digest is that of its one text (RFC 8785).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from site_builder.addresses import RELEASE_INDEX, RELEASES, is_release
from site_builder.days import day_of
from site_builder.facts.releases import numbers
from site_builder.history.store import COUNTED, RELEASE, TAKE_BACK, HistoryError, Kept, core, name_of
from site_builder.manifest.dsse import signatures_over, signed_by
from site_builder.manifest.form import Head, sha256
from site_builder.manifest.keys import PrivateKey, PublicKey
from site_builder.model import TIME_ZONE
from site_builder.strict_json import JsonError, canonical, json_bytes, parse

TYPE = "application/vnd.site-builder.release+json"
"""The type under which a link is signed: no signature over a manifest is one over a link."""
INDEX = 1
"""The form of the index. Within it, keys are only added."""

Signature = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the chain: what it says, and the signatures over it (`keyid`, `sig`).

    `withdrawn`: when and why its file was taken away, None where it was not.
    """

    document: Mapping[str, Any]
    signatures: tuple[Signature, ...] = ()
    withdrawn: Mapping[str, str] | None = None

    @property
    def payload(self) -> bytes:
        """What is signed: its one text."""
        return canonical(self.document)

    @property
    def sha256(self) -> str:
        """The digest by which the next link names it."""
        return sha256(self.payload)

    @property
    def number(self) -> int:
        """The number of its release."""
        return int(self.document["number"])

    @property
    def published(self) -> date | None:
        """The day on which it was published, in the time zone of the registry then; None where it never was.

        Raises ZoneError.
        """
        moment = self.document["published"]
        return day_of(moment, self.zone) if moment else None

    @property
    def zone(self) -> str:
        """The time zone of its days."""
        return str(self.document.get("time_zone", TIME_ZONE))


def link(release: Kept, before: Link | None, published: str | None = None) -> Link:
    """The link of a release, which follows the link before it."""
    said = core(release)
    document = {
        "release": RELEASE,
        **{key: said[key] for key in ("registry", "number", "version", "issued")},
        **({"time_zone": said["time_zone"]} if "time_zone" in said else {}),
        "published": published,
        **{key: said[key] for key in ("form", "content_sha256", "feed_sha256", "file_sha256")},
        "previous_sha256": before.sha256 if before else None,
        **{word: said[word] for word in COUNTED},
    }
    return Link(document, withdrawn=_withdrawn(release))


def _withdrawn(release: Kept) -> Mapping[str, str] | None:
    if not release.is_withdrawn:
        return None
    return {"on": release.document["withdrawn"], "reason": release.document["reason"]}


# ---- how it goes on


def continued(releases: Sequence[Kept], before: Sequence[Link] = ()) -> tuple[Link, ...]:
    """The chain of these releases: the links that were signed before, as they were, and new ones after them.

    Raises HistoryError where a release was signed that is not kept, or is another now.
    """
    links: list[Link] = []
    for number, signed_link in enumerate(signed_part(before), 1):
        if number > len(releases):
            raise HistoryError(f"Release {number} was signed, and is not among the kept releases. {TAKE_BACK}")
        release = releases[number - 1]
        if signed_link.document["file_sha256"] != release.sha256:
            raise HistoryError(f"What is kept as release {number} is not what was signed as that. {TAKE_BACK}")
        links.append(replace(signed_link, withdrawn=_withdrawn(release)))
    for release in releases[len(links) :]:
        links.append(link(release, links[-1] if links else None))
    return tuple(links)


def signed_part(links: Sequence[Link]) -> Sequence[Link]:
    """The links that were signed: those before the first that was not."""
    return links[: next((at for at, each in enumerate(links) if not each.signatures), len(links))]


def sealed(
    links: Sequence[Link], version: str, keys: Collection[PrivateKey], moment: str, *, anew: bool = False
) -> tuple[Link, ...]:
    """The chain with a signature over each link that has none. The newest release is published at this moment.

    Those before it that were never signed were never published. `version` is that of the site. Raises HistoryError
    where nobody can tell whether that is so (then `anew` says that it is), for another version, and for a moment before
    the last.
    """
    made = [*signed_part(links)]
    pending = links[len(made) :]
    newest = str(links[-1].document["version"])
    if numbers(newest) != numbers(version):
        raise HistoryError(
            f"This site is version {version}, and the newest release that is kept is {newest}. {_NEWEST}"
        )
    if not pending:
        return tuple(made)
    if not made and len(pending) > 1 and not anew:
        raise HistoryError(
            f"The signed links of the releases before {pending[-1].number} are missing: {_numbers(pending[:-1])}. "
            f"{_FROM_WHERE}"
        )
    last = max((each.document["published"] or "" for each in made), default="")
    if moment < last:
        raise HistoryError(f"It is {moment}, and a release was published at {last}. {_CLOCK}")
    for each in pending:
        document = {
            **each.document,
            "published": moment if each is pending[-1] else None,
            "previous_sha256": made[-1].sha256 if made else None,
        }
        new = replace(each, document=document)
        made.append(replace(new, signatures=signatures_over(new.payload, TYPE, keys)))
    return tuple(made)


_NEWEST = "Build what was released last; where its release is not kept yet, run: site-builder release"


def _numbers(links: Sequence[Link]) -> str:
    return f"1 to {len(links)}" if len(links) > 1 else "1"


_FROM_WHERE = (
    "A link is signed once. If they were published before, say where that site is, when you build: --history, with its "
    "address or folder. If they never were, or are lost: --resign makes new ones, and whoever kept an old one sees it."
)
_CLOCK = "Check the clock of this computer, or the day given with --on."


def check_goes_on(links: Sequence[Link], published: Sequence[Link]) -> None:
    """Raise HistoryError unless a chain begins with all links that were signed and stand published."""
    for old, new in zip_longest(signed_part(published), links):
        if old is not None and (new is None or new.sha256 != old.sha256):
            raise HistoryError(
                f"Release {old.number} is published and signed already, and here it is another. {_RESIGN}"
            )


_RESIGN = (
    "Take the published folder back as it was, or name a copy of it with --history. To make all links anew, which can "
    "be seen: --resign"
)


# ---- as files


def head(links: Sequence[Link]) -> Head:
    """What the manifest says of a chain that is not empty."""
    return Head(len(links), links[-1].sha256, tuple(each.number for each in links if each.withdrawn))


def index_bytes(links: Sequence[Link]) -> bytes:
    """The bytes of the index of a chain that is not empty."""
    entries = [
        {
            "link": each.document,
            "signatures": list(each.signatures),
            **({"withdrawn": each.withdrawn} if each.withdrawn else {}),
        }
        for each in links
    ]
    return json_bytes({"index": INDEX, "registry": links[-1].document["registry"], "releases": entries})


def files_of(releases: Sequence[Kept], before: Sequence[Link] = ()) -> Mapping[str, bytes]:
    """The files of a chain as they are published, by path; none where no release is kept. Raises as `continued`."""
    links = continued(releases, before)
    files = {f"{RELEASES}{each.name}": each.data for each in releases if not each.is_withdrawn}
    return {**files, RELEASE_INDEX: index_bytes(links)} if links else {}


def head_of(files: Mapping[str, bytes]) -> Head | None:
    """What the manifest says of the chain among a site's files, None where there is none. Raises HistoryError."""
    return head(read_index(files[RELEASE_INDEX])) if RELEASE_INDEX in files else None


def checked(index: bytes | None, named: Head) -> tuple[Link, ...]:
    """The links of a chain that ends with a head. Raises HistoryError, which says what is wrong with it."""
    if index is None:
        raise HistoryError(f"The manifest names release {named.number}, and {RELEASE_INDEX} is missing. {_RESIGN}")
    links = read_index(index)
    if wrong := next(chain_faults(links, named), ""):
        raise HistoryError(f"The published index of releases {wrong}. {_RESIGN}")
    return links


def read_index(data: bytes) -> tuple[Link, ...]:
    """The links in these bytes, as they say: whether they follow each other was not looked at. Raises HistoryError."""
    try:
        document = parse(data)
        if document["index"] != INDEX:
            raise HistoryError(
                f"The index of releases has the form {document['index']!r}, and this program reads {INDEX}."
            )
        links = tuple(
            Link(dict(each["link"]), tuple(each["signatures"]), each.get("withdrawn")) for each in document["releases"]
        )
        if not links:
            raise HistoryError("The index of releases is empty.")
    except (JsonError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise HistoryError(f"The index of releases cannot be read. {error}") from error
    return links


def paths_in(data: bytes) -> tuple[str, ...]:
    """The paths of the files that an index names; none where it cannot be read."""
    try:
        return tuple(map(path_of, read_index(data)))
    except HistoryError:
        return ()


def path_of(link: Link) -> str:
    """The path of a release's file; '' where the link does not say it."""
    number, digest = (link.document.get(key) for key in ("number", "file_sha256"))
    return f"{RELEASES}{name_of(number, digest)}" if isinstance(number, int) and isinstance(digest, str) else ""


# ---- what is wrong with a chain


def forged(links: Sequence[Link], keys: Collection[PublicKey]) -> Iterator[str]:
    """A sentence for each link that names one of these keys, none of which has signed it."""
    for each in links:
        claimed = {signature.get("keyid") for signature in each.signatures if isinstance(signature, dict)}
        is_claimed = any(key.keyid in claimed for key in keys)
        if is_claimed and signed_by(each.signatures, each.payload, TYPE, keys) is None:
            yield f"The link of release {each.number} was not signed by the key that it names."


def faults(files: Mapping[str, bytes | None], named: Head | None) -> Iterator[tuple[str, str]]:
    """What is wrong with the kept releases among a site's files: the path of a file, and what it is, in words.

    `named` is the head that the manifest names; without one there are no releases, and nothing is looked at. Signatures
    are not checked here.
    """
    if named is None:
        return
    index = files.get(RELEASE_INDEX)
    if index is None:
        yield RELEASE_INDEX, "is missing"
        return
    try:
        links = read_index(index)
    except HistoryError as error:
        yield RELEASE_INDEX, f"tells no chain: {error}"
        return
    if wrong := [*chain_faults(links, named)]:
        yield from ((RELEASE_INDEX, says) for says in wrong)
        return
    for each in links:
        data = files.get(path_of(each))
        if each.number in named.withdrawn:
            yield from [(path_of(each), "was withdrawn, and is there still")] if path_of(each) in files else []
        elif data is None or sha256(data) != each.document["file_sha256"]:
            yield path_of(each), "is missing" if data is None else "is not the file that the chain names"
    known = {RELEASE_INDEX, *map(path_of, links)}
    yield from (
        (path, "is in no link of the chain") for path in sorted(files) if is_release(path) and path not in known
    )


def chain_faults(links: Sequence[Link], named: Head) -> Iterator[str]:
    """How links do not make the chain that ends with a head; the first fault alone, as others follow from it."""
    published = ""
    for number, (before, each) in enumerate(zip((None, *links), links, strict=False), 1):
        if says := next(_faults_of_link(number, before, each, published), ""):
            yield says
            return
        published = each.document["published"] or published
    if len(links) < named.number:
        yield f"ends with release {len(links)}, and the manifest names {named.number}: the newest were cut off"
    elif len(links) > named.number:
        yield f"has {len(links)} releases, and the manifest names {named.number}"
    elif links[-1].sha256 != named.sha256:
        yield f"has another link of release {named.number} than the manifest names"
    elif named.withdrawn != head(links).withdrawn:
        yield "says of other releases that they were withdrawn than the manifest"


def _faults_of_link(number: int, before: Link | None, each: Link, published: str) -> Iterator[str]:
    """What is wrong with the link at a place, after the link before it; each holds only if none before it does.

    `published` is when the last one before it was published.
    """
    said = each.document
    if said.get("number") != number:
        yield f"lacks release {number}"
    yield from (f"says of release {number} a {key} that is none" for key in _ill_formed(said))
    if said.get("previous_sha256") != (before.sha256 if before else None):
        yield f"has a link of release {number} that does not follow the one before it"
    if (said["published"] or LATEST) < (_day(said["issued"]) - DAY).isoformat():
        yield f"says that release {number} was published before the day of its issue"
    # No digest covers signatures: without these two, a link that lost its own would be signed a second time.
    if said["published"] and not each.signatures:
        yield f"has a link of release {number} that lost its signature"
    if before and each.signatures and not before.signatures:
        yield f"has a link of release {before.number} that lost its signature"
    was = before.document if before else said
    if before and numbers(said["version"]) <= numbers(was["version"]):
        yield f"gives release {number} no later version than the one before it"
    if said["issued"] < was["issued"] or (said["published"] or LATEST) < published:
        yield f"gives release {number} an earlier day than the one before it"


LATEST = "9999"
DAY = timedelta(1)
"""Somewhere a day begins while it is still the day before in UTC."""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.max


_FORMS = {
    "version": re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){3}"),
    "issued": re.compile(r"\d{4}-\d\d-\d\d"),
    "published": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    "content_sha256": re.compile("[0-9a-f]{64}"),
    "feed_sha256": re.compile("[0-9a-f]{64}"),
    "file_sha256": re.compile("[0-9a-f]{64}"),
}


def _ill_formed(said: Mapping[str, Any]) -> Iterator[str]:
    for key, form in _FORMS.items():
        value = said.get(key)
        if not (key == "published" and value is None) and not (isinstance(value, str) and form.fullmatch(value)):
            yield key
