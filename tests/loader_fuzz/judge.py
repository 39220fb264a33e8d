"""Whether what was typed in a registry's files is what its site says: a sentence for each thing that is not.

Every value that was typed is looked for where it belongs; and of the fields of a thing none may be there that was not
typed, but for those in `FOLLOWS`, which are made from others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tests.loader_fuzz.published import Node, Site, as_said, folded, one_line
from tests.loader_fuzz.words import of_disclosure, of_notice, of_shared

NOT_STATED = ("not_stated", ["not_stated"])
FOLLOWS = frozenset(
    (
        *("id", "type", "position", "part_of", "own_part", "broader", "former_names", "history", "status", "recipient"),
        *("rights", "rights_in_part", "research_rules", "conditions", "possible_conditions"),
    )
)
"""What the feed says of a thing besides its fields."""
OF_REGISTRY = ("site", "version", "issued", "languages", "licence", "large_print", "time_zone")
SIGNED_BY = "signed_by"
"""A field that only `release` reads: it is never published."""
BLOCKS = ("proposed", "confirmed", "internal")
ALL = "all_our_disclosures"
OF_WORDS = ("text", "child_text", "words_in", "opening", "child_opening", "closing", "sections", "disclosures")
LIMITS = ("conditions", "shared_conditions", "possible_conditions")


def faults(site: Site, files: Mapping[str, Any], told: frozenset[str]) -> Iterator[str]:
    """What is typed in these files and not used as typed; `told` are the rules of what `check` says besides."""
    spread = {key for data in files.values() for key in data.get(ALL, ())}
    for name, data in files.items():
        folder, _, file = name.rpartition("/")
        key = file.removesuffix(".yaml")
        if folder.startswith("translations/"):
            tag = folder.split("/")[1].lower()
            yield from _translations(site, tag, data, told)
            continue
        body = {field: value for field, value in data.items() if field not in BLOCKS}
        yield from _blocks(site, data, told)
        if name == "organisation.yaml":
            yield from _organisation(site, body, told)
        elif folder == "recipients":
            yield from _recipient(site, key, body, spread)
        elif folder == "notices":
            yield from _thing(site, key, body, (*OF_WORDS, ALL))
            yield from _for_all(site, key, body.get(ALL, {}))
            yield from of_notice(site, key, body)
        elif name == "released.yaml":
            yield from _released(site, body)
        else:
            yield from _entries(site, key, body)


def _entries(site: Site, kind: str, body: Mapping[str, Any]) -> Iterator[str]:
    for key, fields in body.items():
        yield from _thing(site, key, fields, OF_WORDS)
        if kind == "conditions":
            yield from of_shared(site, key, fields)


def _organisation(site: Site, body: Mapping[str, Any], told: frozenset[str]) -> Iterator[str]:
    for key in OF_REGISTRY:
        typed, said = body.get(key), site.feed.get(key)
        is_draft = key == "version" and said == "draft" and "not-released" in told
        if not is_draft and not same(site, typed, said):
            yield f"registry: {key} typed {typed!r}, published {said!r}"
    if SIGNED_BY in site.nodes.get(body["id"], {}) or tuple(body.get(SIGNED_BY, ())) != tuple(site.signed_by):
        yield f"{body['id']}: {SIGNED_BY} typed {body.get(SIGNED_BY)!r}, read {site.signed_by!r}, or published"
    of_ours = {k: v for k, v in body.items() if k not in OF_REGISTRY}
    yield from _thing(site, body["id"], of_ours, ("id", SIGNED_BY))


def _recipient(site: Site, key: str, body: Mapping[str, Any], spread: set[str]) -> Iterator[str]:
    node = site.nodes.get(key, {})
    if [str(word).lower() for word in node.get("type", ())][1:] != [body.get("type")]:
        yield f"{key}: type typed {body.get('type')!r}, published {node.get('type')!r}"
    yield from _thing(site, key, body, ("type", ALL, "disclosures"))
    yield from _for_all(site, key, body.get(ALL, {}))
    made = sorted((n for n in site.feed["disclosures"] if n["part_of"] == key), key=lambda n: int(n["position"]))
    if [n["id"] for n in made] != list(body.get("disclosures", {})):
        yield f"{key}: other disclosures typed than published"
    for each, fields in body.get("disclosures", {}).items():
        yield from _thing(site, each, fields, (*OF_WORDS, "recipient", "status"), spread)
        yield from of_disclosure(site, each, fields)
        said = site.nodes.get(each, {})
        if said.get("recipient") != fields.get("recipient", key):
            yield f"{each}: recipient published {said.get('recipient')!r}"
        if "status" in fields and said.get("status") != fields["status"]:
            yield f"{each}: status typed {fields['status']!r}, published {said.get('status')!r}"
        if "status" not in fields and said.get("status") not in {"active", "ended", "planned"}:
            yield f"{each}: status published {said.get('status')!r}"


def _thing(
    site: Site, key: str, fields: Mapping[str, Any], elsewhere: Collection[str], spread: Collection[str] = ()
) -> Iterator[str]:
    """Whether a node says what was typed of its thing, and nothing that was not."""
    node = site.nodes.get(key)
    if node is None:
        yield f"{key}: not published"
        return
    for name, typed in fields.items():
        if name in LIMITS:
            yield from _limits(site, key, name, typed)
        elif name not in elsewhere and not same(site, typed, node.get(name)):
            yield f"{key}: {name} typed {typed!r}, published {node.get(name)!r}"
    for name, said in node.items():
        is_typed = name in fields or name in spread or name in elsewhere
        if not is_typed and name not in FOLLOWS and said not in NOT_STATED:
            yield f"{key}: {name} not typed, published {said!r}"


def _limits(site: Site, key: str, name: str, typed: list[Any]) -> Iterator[str]:
    """Conditions of a thing's own, each a node with what it takes; and those that it shares, by the ids of theirs."""
    listed = site.nodes[key].get("possible_conditions" if name.startswith("possible") else "conditions", [])
    if name != "conditions":
        for other in typed:
            if not any(each.startswith(f"{other}.conditions.") for each in listed):
                yield f"{key}: {name} typed {other!r}, not published"
        return
    own = [each for each in listed if each.startswith(f"{key}.conditions.")]
    made = [site.nodes.get(each, {}) for each in own]
    if len(made) != len(typed):
        yield f"{key}: {len(typed)} conditions typed, {len(made)} published"
    for each in typed:
        fields = {"kind": each["type"], **{k: v for k, v in each.items() if k != "type"}}
        if not any(_part(site, fields, node) for node in made):
            yield f"{key}: condition typed {each!r}, not published"


def _for_all(site: Site, key: str, fields: Mapping[str, Any]) -> Iterator[str]:
    """What holds for all stands in each disclosure that it reaches: in one at least."""
    if "conditions" in fields:
        yield from _limits(site, key, "conditions", fields["conditions"])
    for name, typed in fields.items():
        if name in LIMITS[1:]:
            found = any(not [*_limits(site, node["id"], name, typed)] for node in site.feed["disclosures"])
        else:
            found = name in LIMITS or any(same(site, typed, node.get(name)) for node in site.feed["disclosures"])
        if not found:
            yield f"{key}: {name} typed for all, nowhere published"


def _blocks(site: Site, data: Mapping[str, Any], told: frozenset[str]) -> Iterator[str]:
    """What was confirmed is published, unless it has changed since; what is proposed or internal is kept as typed."""
    for about, entries in data.get("confirmed", {}).items() if "changed-since-confirmed" not in told else ():
        made = [n for n in site.feed["included"] if n.get("type") == "Confirmation" and n["confirms"] == about]
        if len(made) != len(entries):
            yield f"{about}: {len(entries)} confirmations typed, {len(made)} published"
        for entry in entries:
            if not any(_part(site, {**entry, "confirms": about}, node) for node in made):
                yield f"{about}: confirmed {entry!r}, not published"
    for block in ("proposed", "internal"):
        for about, fields in data.get(block, {}).items():
            if not same(site, fields, site.unpublished.get((block, about))):
                yield f"{about}: {block} typed {fields!r}, kept otherwise"


def _translations(site: Site, tag: str, data: Mapping[str, Any], told: frozenset[str]) -> Iterator[str]:
    """Each translation is published, unless `check` says that it is stale or that its language is not published."""
    if told & {"stale-translation", "not-a-language"}:
        return
    for about, fields in data.items():
        owned = [site.nodes.get(about, {}), *(n for key, n in site.nodes.items() if key.startswith(f"{about}."))]
        owned += [n for n in site.nodes.values() if about in n.get("states", ())]
        said = {words for node in owned for words in site.said_in(tag, node)}
        parts = {part for words in said for _, part in as_said(words)}
        for name, held in fields.items():
            for pair in held if isinstance(held, list) else [held]:
                words = next(v for k, v in pair.items() if k.lower() in {tag, tag.split("-", maxsplit=1)[0]})
                if not {part for _, part in folded(words)} <= parts:
                    yield f"{about}: {name} typed {words!r} in {tag}, not published"


def _released(site: Site, body: Mapping[str, Any]) -> Iterator[str]:
    if not same(site, [{"version": v, **fields} for v, fields in body.items()], list(site.releases)):
        yield f"released: typed {body!r}, read {site.releases!r}"


# ---- values


def same(site: Site, typed: Any, said: Any) -> bool:
    """Whether a value is published as it was typed: by its letters, white space folded, in the same order."""
    if isinstance(typed, str):
        if isinstance(said, dict) and "id" not in said:
            said = said.get(site.language)
        if isinstance(said, list):
            return said == [typed]
        return _same_text(typed, said)
    if isinstance(typed, list):
        entries = said.get(site.language) if isinstance(said, dict) else said
        return (
            isinstance(entries, list)
            and len(entries) == len(typed)
            and all(same(site, *pair) for pair in zip(typed, entries, strict=True))
        )
    return typed is said is None or (isinstance(typed, dict) and isinstance(said, dict) and _part(site, typed, said))


def _same_text(typed: str, said: Any) -> bool:
    if isinstance(said, bool):
        return typed == ("true" if said else "false")
    if isinstance(said, int):
        return typed == str(said)
    return isinstance(said, str) and (one_line(typed) == one_line(said) or folded(typed) == as_said(said))


def _part(site: Site, typed: Node, said: Node) -> bool:
    """Whether a part says what was typed of it and nothing else."""
    others = [name for name in said if name not in typed and name not in {"id", "type", "position"}]
    return not others and all(same(site, value, said.get(name)) for name, value in typed.items())
