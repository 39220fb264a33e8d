"""The file of a release, `N.<16 figures of its SHA-256>.json`: what changed in it, told, and the parts that changed.

It never changes, and the page of what changed and the feeds of changes are made from these files alone: sentences are
made once, at `release`, in each language that the registry had then. Its keys, in their order:

- `release`: 1, the form of the file. `registry`: the registry's IRI. `number`: counted from 1, without holes.
- `version`, `issued`: of the release. `time_zone`: that of its days, if the registry states one; else Europe/London.
  `since`: `number`, `version` and `issued` of the one before; null where what stood before is not kept: then `changes`
  is empty, and nobody can say from here what changed.
- `form`: that of its feed (`facts.feed_form.FORM`). `content_sha256` as in released.yaml; `feed_sha256` that of the
  feed as it was on the day of issue, which its parts make again byte for byte.
- `verdict` of all changes together: more, less, both, unclear or neither.
- `notices`: by id, each notice that a change bears on, in order of id; without `since`, all. Each has `title` by
  language; `verdict`; `changes`, the places in the list `changes`, what weighs most first: the `heading` of the first
  may stand for all.
- `changes`: `id`, `kind`, `about`, `thing`, `field`, `direction`, `concerns` and `reaches` as in diff.schema.json;
  `group`: more, less, unclear, neither, words, words_and_facts or order; `begins`, of a fact: the first day of a
  sharing that was still to come on the day of issue, or the day after the last one, of an end to come; `told`: by
  language, the pieces that `diff.told` describes. A language is a key as in the feed, in small letters.
- `days`: what begins or ends on a day still to come, or begins or ends on the day of issue as the release before said:
  `day`, `kind` (begins or ends: then it is the first day on which it holds no more), `about`, the disclosure's id,
  `direction`, `notices`, and `told`, a sentence by language. No release is needed on that day.
- `whole`: whether the parts are all parts, so that no earlier file is needed. `gone`: keys of parts that went, sorted.
  `parts`: by key, see `parts`.

Values are JSON, a key or an entry of `changes` or `parts` on a line of its own.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from site_builder.addresses import ROOT, iri
from site_builder.diff import Change, changes, verdict
from site_builder.diff.renamed import successors
from site_builder.diff.to_text import GROUPS, Teller, group_of, is_new_name
from site_builder.diff.told import told
from site_builder.facts.feed_form import FORM
from site_builder.facts.language import Language
from site_builder.facts.layout.notice import title
from site_builder.facts.layout.what_changed import BEGINS, ENDS
from site_builder.facts.lifecycle import span
from site_builder.facts.sentences import Sentences
from site_builder.history.parts import Parts, parts_of
from site_builder.history.store import RELEASE, Kept, check_follows, parts_at, registry_at
from site_builder.locale.languages import language, trouble
from site_builder.manifest.form import sha256
from site_builder.model import Disclosure, Notice, Registry
from site_builder.model.moves import LESS, MORE
from site_builder.model.values import Id
from site_builder.render.feed import graph
from site_builder.render.feed.parts import of_notices
from site_builder.vocabulary import strength

EVERY = 100
"""The first release, and each so manieth after it, holds all parts."""
ORDER = (*GROUPS, "order")
FALLBACK = "en"
OF_ONE = {"Notice", "Section", "Passage"}
"""What is part of one notice alone, with which the id of the change begins."""


def next_release(releases: Sequence[Kept], registry: Registry, content_sha256: str) -> Kept:
    """The file of the next release. `registry` is the public half as released. Raises HistoryError."""
    number = len(releases) + 1
    before = None
    if releases and not releases[-1].is_withdrawn:
        before = (number - 1, registry_at(releases, number - 1), parts_at(releases, number - 1))
    data = entry(number, registry, content_sha256, before)
    made = Kept(data, json.loads(data))
    if releases:
        check_follows(releases[-1], made)
    return made


def entry(
    number: int,
    registry: Registry,
    content_sha256: str,
    before: tuple[int, Registry, Parts] | None,
    *,
    is_whole: bool = False,
) -> bytes:
    """The bytes of a release's file. `registry` is the public half as released, `before` the release before it.

    `before` is None where that is not kept, and then, or with `is_whole`, all parts are in it. Raises ValueError for a
    feed that could not be made again.
    """
    feed = graph.render(registry, registry.issued)
    whole = json.loads(feed)
    now = parts_of(whole)
    is_whole = is_whole or before is None or number % EVERY == 1
    known = {} if before is None or is_whole else before[2]
    head = {
        "release": RELEASE,
        "registry": iri(registry.site, ROOT),
        "number": number,
        "version": registry.version,
        "issued": registry.issued.isoformat(),
        **({"time_zone": registry.time_zone} if registry.time_zone else {}),
        "since": before and {"number": before[0], **_edition(before[1])},
        "form": FORM,
        "content_sha256": content_sha256,
        "feed_sha256": sha256(feed),
        **_told(before and before[1], registry, whole),
        "whole": is_whole,
        "gone": sorted(key for key in known if key not in now),
        "parts": {key: part for key, part in now.items() if key not in known or known[key] != part},
    }
    return written(head)


def written(document: Mapping[str, Any]) -> bytes:
    """The bytes of a release's file."""
    return (
        "{\n" + ",\n".join(f"{_json(key)}:{_lines(key, value)}" for key, value in document.items()) + "\n}\n"
    ).encode()


def _lines(key: str, value: Any) -> str:
    """A value on one line; each of the changes and parts on its own."""
    if key == "changes" and value:
        return "[\n" + ",\n".join(map(_json, value)) + "\n]"
    if key == "parts" and value:
        return "{\n" + ",\n".join(f"{_json(name)}:{_json(part)}" for name, part in value.items()) + "\n}"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _edition(registry: Registry) -> dict[str, str]:
    return {"version": registry.version, "issued": registry.issued.isoformat()}


# ---- what changed, told


def _told(old: Registry | None, new: Registry, feed: dict[str, Any]) -> dict[str, Any]:
    spoken = [language(tag) for tag in new.languages if not trouble(tag)] or [language(FALLBACK)]
    found = () if old is None else changes(old, new, new.issued)
    tellers = {each.tag: Teller(old or new, new, each, strength().scales) for each in spoken}
    listed = [_change(each, new, tellers) for each in found]
    bearing = _bearing(feed) if old is None else _bearing(feed, json.loads(graph.render(old, new.issued)))
    return {
        "verdict": verdict(found),
        "notices": dict(_notices(new, spoken, found, listed, bearing if old else None)),
        "changes": listed,
        "days": [*_days(old, new, tellers, bearing, successors(new))],
    }


def _change(change: Change, new: Registry, tellers: Mapping[str, Teller]) -> dict[str, Any]:
    return {
        "id": change.id,
        "kind": change.kind,
        "about": change.about,
        "thing": change.thing,
        "field": change.field,
        "direction": change.direction,
        "concerns": change.concerns,
        "reaches": list(change.reaches),
        "group": group_of(change),
        **_begins(change, new),
        "told": {tag: told(teller, change) for tag, teller in tellers.items()},
    }


def _begins(change: Change, new: Registry) -> dict[str, str]:
    """From which day a change is one, where that is still to come on the day of issue."""
    thing = new.things.get(change.about)  # type: ignore[call-overload] # an id
    is_sharing = isinstance(thing, Disclosure) and change.concerns == "facts"
    first = span(new, thing)[0] if is_sharing else date.min
    if change.field == "valid_to" and change.thing in ("Disclosure", "Recipient") and first <= new.issued:
        # Until the earlier of the two last days nothing is otherwise.
        lasts = [day for day in (change.was, change.is_) if isinstance(day, date)]
        first = min(lasts) + timedelta(1) if lasts else first
    return {"begins": first.isoformat()} if first > new.issued else {}


def _days(
    old: Registry | None,
    new: Registry,
    tellers: Mapping[str, Teller],
    bearing: Mapping[str, set[str]],
    gone_on: Mapping[Id, Id],
) -> Iterator[dict[str, Any]]:
    """What begins and ends from the day of issue on, in order of days; not where a body only gets another name."""
    before = {(disclosure.id, kind, day) for disclosure, kind, day in _turns(old)} if old else set()
    turns = sorted(_turns(new), key=lambda turn: (turn[2], turn[0].id, turn[1]))
    names_alone = {*((was, ENDS) for was in gone_on), *((now, BEGINS) for now in gone_on.values())}
    for disclosure, kind, day in turns:
        if (disclosure.id, kind) in names_alone:
            continue
        if day > new.issued or (day == new.issued and (disclosure.id, kind, day) in before):
            direction = LESS if (kind == ENDS) != disclosure.is_promise else MORE
            yield {
                "day": day.isoformat(),
                "kind": kind,
                "about": disclosure.id,
                "direction": direction,
                "notices": sorted(key for key, known in bearing.items() if disclosure.id in known),
                "told": {tag: teller.turn(disclosure.id, kind) for tag, teller in tellers.items()},
            }


def _turns(registry: Registry) -> Iterator[tuple[Disclosure, str, date]]:
    """Each day on which a disclosure begins, and on which it holds no more; of none that is a draft or suspended."""
    for disclosure in registry.disclosures:
        first, last = span(registry, disclosure)
        if disclosure.status is None and first <= last:
            yield from [(disclosure, BEGINS, first)] if first > date.min else []
            yield from [(disclosure, ENDS, last + timedelta(1))] if last < date.max else []


def _notices(
    new: Registry,
    spoken: Sequence[Language],
    found: Sequence[Change],
    listed: Sequence[Mapping[str, Any]],
    bearing: Mapping[str, set[str]] | None,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each notice on which a change bears; all where nothing can be compared."""
    weight = sorted(range(len(found)), key=lambda at: (*_weight(found[at], str(listed[at]["group"])), at))
    for notice in sorted(new.notices, key=lambda each: each.id):
        known = (bearing or {}).get(notice.id, set())
        its = [at for at in weight if _bears(found[at], notice, known)]
        if its or bearing is None:
            yield (
                notice.id,
                {
                    "title": {each.tag: title(Sentences(new, each), notice).text for each in spoken},
                    "verdict": verdict(found[at] for at in its),
                    "changes": its,
                },
            )


def _weight(change: Change, group: str) -> tuple[int, bool]:
    """Where a change stands: by its group, and the new name of a body before what else shares the same."""
    is_named = is_new_name(change)
    return ORDER.index("neither" if is_named else group), not is_named


def _bears(change: Change, notice: Notice, known: Collection[str]) -> bool:
    """Whether a change bears on a notice, of which these ids are part: words on the one in which they stand alone."""
    if change.thing in OF_ONE:
        return change.id.partition(".")[0] == notice.id
    return any(key in known for key in (change.about, *change.reaches))


def _bearing(*feeds: dict[str, Any]) -> Mapping[str, set[str]]:
    """The ids of all that bears on each notice, in any of these feeds."""
    found: dict[str, set[str]] = {}
    for feed in feeds:
        for part in of_notices(feed):
            ids = {*_ids(json.loads(part.data)), ROOT}
            found.setdefault(str(part.of), set()).update(ids)
    return found


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        inner: Iterable[Any] = value.values()
        if "id" in value:
            yield value["id"]
    else:
        inner = value if isinstance(value, list) else ()
    for each in inner:
        yield from _ids(each)
