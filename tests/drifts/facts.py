"""Drifts in the feed: its facts, its words, what its readers pass over, and what is derived."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from io import StringIO
from random import Random
from typing import Any

from site_builder.addresses import CATALOGUE, CONTEXT, DATA, TABLES, table
from site_builder.build import Files
from site_builder.facts.feed_form import IN_WORDS
from site_builder.strict_json import json_bytes
from tests.drifts.marks import LIKE, UNSEEN
from tests.drifts.on_pages import pick
from tests.drifts.sites import FEED, Plant, Site
from tests.feeds import Feed

FeedPlant = Callable[[Feed, Random], bool]
"""Plants one drift in a feed; False where it has no place for it."""
LIE = "We also sell this to insurance companies."
ACTIVE = ("active", "ended", "planned", "suspended", "proposed", "not_stated")
MODALITIES = ("must", "may", "routine", "on_request", "never")
LINKED = ("@context", "@graph", "@reverse", "@included", "@nest", "sameAs", "@type")
UNKNOWN = (
    "note",
    "comment",
    "rdfs:comment",
    "description",
    "summary",
    "added_later",
    "also",
    "skos:note",
    "dct:title",
    *LINKED,
)


def in_feed(plant: FeedPlant) -> Plant:
    """The drift in the feed, under both its names."""

    def planted(site: Site, chance: Random) -> Files | None:
        feed = json.loads(site.files[FEED])
        before = json.dumps(feed, sort_keys=True)
        if not plant(feed, chance) or json.dumps(feed, sort_keys=True) == before:
            return None
        return _under_both_names(site, json_bytes(feed))

    return planted


def _under_both_names(site: Site, data: bytes) -> Files:
    return {site.feed: data, FEED: data}


def _words(value: Any) -> Iterator[dict[str, Any]]:
    """Every text in its languages."""
    if isinstance(value, dict):
        if value and all(re.fullmatch(r"[a-z]{2}(-[a-z]+)?", key) for key in value) and "id" not in value:
            yield value
        else:
            for each in value.values():
                yield from _words(each)
    elif isinstance(value, list):
        for each in value:
            yield from _words(each)


def _nodes(value: Any) -> Iterator[Feed]:
    if isinstance(value, dict):
        if "id" in value:
            yield value
        for each in value.values():
            yield from _nodes(each)
    elif isinstance(value, list):
        for each in value:
            yield from _nodes(each)


# ---- facts


def field_changed(feed: Feed, chance: Random) -> bool:
    """A field of a disclosure says what another disclosure says."""
    one, other = chance.sample(feed["disclosures"], 2)
    shared = [k for k in one if k in other and k not in {"id", "type"} and one[k] != other[k]]
    key = pick(shared, chance)
    if key is None:
        return False
    one[key] = other[key]
    return True


def field_dropped(feed: Feed, chance: Random) -> bool:
    """A field is not there any more."""
    node = chance.choice(list(_nodes(feed["disclosures"] + feed["notices"] + feed["included"])))
    key = pick([k for k in node if k not in {"id", "type"}], chance)
    return key is not None and bool([node.pop(key)])


def modality_changed(feed: Feed, chance: Random) -> bool:
    """Must for may."""
    one = chance.choice(feed["disclosures"])
    one["modality"] = chance.choice([m for m in MODALITIES if m != one.get("modality")])
    return True


def status_flipped(feed: Feed, chance: Random) -> bool:
    """What has ended is in force, or the other way."""
    one = chance.choice(feed["disclosures"])
    one["status"] = chance.choice([s for s in ACTIVE if s != one.get("status")])
    return True


def date_changed(feed: Feed, chance: Random) -> bool:
    """Another digit in a date, a number or an address."""
    holders = [(n, k) for n in [feed, *_nodes(feed)] for k, v in n.items() if _holds_digits(k, v)]
    node, key = chance.choice(holders)
    old = str(node[key])
    at = chance.choice([m.start() for m in re.finditer(r"\d", old)])
    new = f"{old[:at]}{chance.choice('0123456789'.replace(old[at], ''))}{old[at + 1 :]}"
    node[key] = type(node[key])(new)
    return True


def _holds_digits(key: str, value: Any) -> bool:
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    return is_plain and key not in {"id", "$schema"} and bool(re.search(r"\d", str(value)))


# ---- conditions, recipients, purposes


def condition_dropped(feed: Feed, chance: Random) -> bool:
    """A limit is not there any more; or it is only perhaps there."""
    holders = [n for n in _nodes(feed) if n.get("conditions")]
    one = chance.choice(holders)
    gone = one["conditions"].pop(chance.randrange(len(one["conditions"])))
    if chance.random() < 0.3:
        one.setdefault("possible_conditions", []).append(gone)
    if not one["conditions"]:
        del one["conditions"]
    return True


def condition_changed(feed: Feed, chance: Random) -> bool:
    """A limit says what another says."""
    conditions = [n for n in feed["included"] if "Condition" in n["type"]]
    one, other = chance.sample(conditions, 2)
    key = pick([k for k in one if k != "id" and k in other and one[k] != other[k]], chance)
    if key is None:
        return False
    one[key] = other[key]
    return True


def recipient_changed(feed: Feed, chance: Random) -> bool:
    """Another gets it, or one more, or one fewer."""
    parties = [n for n in feed["included"] if "Recipient" in n["type"]]
    way = chance.randrange(3)
    groups = [p for p in parties if p.get("members")]
    if way == 0 and groups:
        one = chance.choice(groups)
        one["members"].pop(chance.randrange(len(one["members"])))
    elif way == 1 and groups:
        one = chance.choice(groups)
        one["members"].append(chance.choice([p["id"] for p in parties if p["id"] not in one["members"]]))
    else:
        one = chance.choice(feed["disclosures"])
        one["recipient"] = chance.choice([p["id"] for p in parties if p["id"] != one.get("recipient")])
    return True


def purposes_swapped(feed: Feed, chance: Random) -> bool:
    """What it is for, exchanged between two disclosures."""
    one, other = chance.sample([d for d in feed["disclosures"] if d.get("purposes")], 2)
    one["purposes"], other["purposes"] = other["purposes"], one["purposes"]
    return True


def disclosure_doubled(feed: Feed, chance: Random) -> bool:
    """A disclosure is there twice, or not any more."""
    at = chance.randrange(len(feed["disclosures"]))
    if chance.random() < 0.5:
        del feed["disclosures"][at]
        return True
    copy = json.loads(json.dumps(feed["disclosures"][at]))
    if chance.random() < 0.7:
        copy["id"] = f"{copy['id']}-2"
    feed["disclosures"].insert(chance.randrange(len(feed["disclosures"])), copy)
    return True


# ---- words


def words_changed(feed: Feed, chance: Random) -> bool:
    """A word of a text is another word, in one language."""
    texts = [t for t in _words(feed) if any(isinstance(v, str) for v in t.values())]
    text = chance.choice(texts)
    tag = chance.choice(sorted(text))
    found = list(re.finditer(r"[^\W\d_]{2,}", text[tag]))
    if not found:
        return False
    word = chance.choice(found)
    other = chance.choice(["not", "always", "everybody", "insurance", "may", "rhaid", ""])
    text[tag] = f"{text[tag][: word.start()]}{other}{text[tag][word.end() :]}"
    return True


def letters_changed(feed: Feed, chance: Random) -> bool:
    """A letter that looks like another, or a character that nobody sees, in a text of the feed."""
    text = chance.choice([t for t in _words(feed) if all(isinstance(v, str) for v in t.values())])
    tag = chance.choice(sorted(text))
    places = [i for i, letter in enumerate(text[tag]) if letter in LIKE]
    if not places:
        return False
    at = chance.choice(places)
    new = LIKE[text[tag][at]] if chance.random() < 0.5 else f"{text[tag][at]}{chance.choice(UNSEEN)}"
    text[tag] = f"{text[tag][:at]}{new}{text[tag][at + 1 :]}"
    return True


def language_changed(feed: Feed, chance: Random) -> bool:
    """Words stand under another language, or not in one of them any more."""
    text = chance.choice([t for t in _words(feed) if len(t) > 1] or list(_words(feed)))
    tag = chance.choice(sorted(text))
    gone = text.pop(tag)
    if not text or chance.random() < 0.5:
        text["fr"] = gone
    return True


def passage_moved(feed: Feed, chance: Random) -> bool:
    """A passage stands in another place or states another thing."""
    sections = [s for notice in feed["notices"] for s in notice["sections"] if s.get("passages")]
    passages = chance.choice(sections)["passages"]
    one = chance.choice(passages)
    way = chance.randrange(3)
    if way == 0:
        one["states"] = [chance.choice(feed["disclosures"])["id"]]
    elif way == 1 and len(passages) > 1:
        other = chance.choice([p for p in passages if p is not one])
        one["position"], other["position"] = other["position"], one["position"]
    else:
        other_section = pick([s for s in sections if s["passages"] is not passages], chance)
        if other_section is None:
            return False
        other_section["passages"].append(passages.pop(passages.index(one)))
    return True


# ---- what readers pass over, and what is derived


def field_added(feed: Feed, chance: Random) -> bool:
    """A key of no meaning to readers, with words in it, or a node that nothing leads to."""
    if chance.random() < 0.2:
        node = {"id": "added", "type": chance.choice(["Remark", "Purpose", "DataSubject"]), "name": {"en-gb": LIE}}
        feed["included"].append(node)
        return True
    node = chance.choice([feed, *_nodes(feed)])
    key = chance.choice([k for k in UNKNOWN if k not in node])
    said: list[Any] = [LIE, {"en-gb": LIE}, [LIE], True, 1, {"id": "added", "name": {"en-gb": LIE}}]
    node[key] = chance.choice(said)
    return True


def derived_changed(feed: Feed, chance: Random) -> bool:
    """The rights that people have, the rules for research, or what a condition says in words."""
    if chance.random() < 0.3:
        said = feed[IN_WORDS][chance.choice(sorted(feed[IN_WORDS]))]["text"]
        said[chance.choice(sorted(said))] = LIE
        return True
    one = chance.choice(feed["disclosures"])
    key = chance.choice([k for k in ("rights", "rights_in_part", "research_rules") if one.get(k)])
    if chance.random() < 0.6:
        one[key].pop(chance.randrange(len(one[key])))
    else:
        one[key].append(chance.choice(["erasure", "portability", "withdraw_consent", "human_review", "no_harm"]))
    return True


def type_changed(feed: Feed, chance: Random) -> bool:
    """A thing is of another type, or goes by another id."""
    node = chance.choice(list(_nodes(feed)))
    if chance.random() < 0.5 and isinstance(node.get("type"), list):
        node["type"] = [*node["type"][:1], chance.choice(["Obligation", "Prohibition", "Permission", "Person", "Role"])]
    else:
        node[chance.choice(["id", "type"])] = chance.choice(["other", "Purpose", "Disclosure", "x-2"])
    return True


def head_changed(feed: Feed, chance: Random) -> bool:
    """Whose feed it is, of which version, for which site, and by which context its words are read."""
    others = {
        "version": "2026.1.1.1",
        "issued": "2026-11-01",
        "site": "https://elsewhere.example/",
        "publisher": "elsewhere",
        "controller": "elsewhere",
        "licence": "https://elsewhere.example/licence",
        "languages": ["fr"],
        "title": {"en-gb": LIE},
        "$schema": "https://elsewhere.example/schema.json",
        "@context": "https://elsewhere.example/context.jsonld",
        "id": "other",
    }
    key = chance.choice(sorted(others))
    feed[key] = others[key]
    return True


def said_twice(site: Site, chance: Random) -> Files | None:
    """One key twice in one object: each reader takes the one or the other."""
    source = site.files[FEED].decode()
    found = chance.choice(list(re.finditer(r'"(modality|status|recipient|position)": ("[^"]*"|\d+)', source)))
    other = chance.choice(['"may"', '"must"', '"ended"', '"other"'])
    twice = f'"{found[1]}": {other}, {found[0]}' if chance.random() < 0.5 else f'{found[0]}, "{found[1]}": {other}'
    return _under_both_names(site, f"{source[: found.start()]}{twice}{source[found.end() :]}".encode())


def meanings_changed(site: Site, chance: Random) -> Files | None:
    """What says how the feed is to be read: its context, its schemas."""
    path = chance.choice(sorted(p for p in site.files if p == CONTEXT or p.endswith(".schema.json")))
    told = json.loads(site.files[path])
    if path == CONTEXT:
        terms = told["@context"]
        one, other = chance.sample([k for k, v in terms.items() if isinstance(v, str | dict)], 2)
        if terms[one] == terms[other]:
            return None
        terms[one] = terms[other]
    else:
        _turn(told, chance)
    return {path: json_bytes(told)}


def catalogues_changed(site: Site, chance: Random) -> Files | None:
    """What tells catalogues of data who has the feed, and where."""
    path = chance.choice([CATALOGUE, f"{DATA}data.json"])
    told = json.loads(site.files[path])
    _turn(told, chance)
    return {path: json_bytes(told)}


def tables_changed(site: Site, chance: Random) -> Files | None:
    """What a spreadsheet shows: a cell changed, emptied or filled, a row lost or added."""
    path = table(chance.choice([name for name in TABLES if site.files[table(name)].count(b"\r\n") > 2]))
    columns, *rows = csv.reader(StringIO(site.files[path].decode("utf-8-sig"), newline=""))
    row = chance.choice(rows)
    way = chance.randrange(4)
    if way == 0:
        rows.remove(row)
    elif way == 1:
        rows.append([f"{row[0]}-too", *row[1:]])
    elif way == 2:
        at = chance.choice([at for at, cell in enumerate(row) if cell])
        row[at] = chance.choice(["", "none", f"never {row[at]}", LIE])
    else:
        at = chance.choice([at for at, cell in enumerate(row) if not cell])
        row[at] = chance.choice(["yes", "consent", LIE])
    made = StringIO(newline="")
    csv.writer(made).writerows([columns, *rows])
    return {path: made.getvalue().encode("utf-8-sig")}


def _turn(value: Any, chance: Random) -> None:
    holder, key = chance.choice(list(_plain(value)))
    holder[key] = "https://elsewhere.example/" if isinstance(holder[key], str) else not holder[key]


def _plain(value: Any) -> Iterator[tuple[Any, Any]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in steps:
        if isinstance(each, str | bool):
            yield value, key
        yield from _plain(each)
