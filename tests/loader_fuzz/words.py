"""Whether the words that were typed stand in the notices, in the feed and on the page: all, in order, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.loader_fuzz.published import Node, Passages, Site, folded, without_addresses

FIELDS = {"text": "passages", "child_text": "child_passages"}


def of_disclosure(site: Site, key: str, fields: Mapping[str, Any]) -> Iterator[str]:
    """The words of a disclosure, and those in which it stands."""
    yield from _texts(site, key, fields)
    if "words_in" in fields:
        owner = fields["words_in"]
        if not any(key in p["states"] for found in site.words_of(owner, "passages") for p in found):
            yield f"{key}: words_in typed {owner!r}, not published"


def of_shared(site: Site, key: str, fields: Mapping[str, Any]) -> Iterator[str]:
    """The words of a condition that several disclosures share."""
    yield from _texts(site, key, fields)


def of_notice(site: Site, key: str, body: Mapping[str, Any]) -> Iterator[str]:
    """The words of a notice that are nobody's, its sections in their order, and what each shows in its order."""
    node = site.nodes.get(key, {})
    for name in ("opening", "child_opening", "closing"):
        if folded(body.get(name, "")) != _said(site, node.get(name, ())):
            yield f"{key}: {name} typed {body.get(name)!r}, published otherwise"
    sections = node.get("sections", ())
    if [s["id"] for s in sections] != [f"{key}.sections.{name}" for name in body["sections"]]:
        yield f"{key}: other sections typed than published"
        return
    page = site.page(key)
    for section, (name, typed) in zip(sections, body["sections"].items(), strict=True):
        yield from (f"{key}: section {name}: {fault}" for fault in _section(site, section, typed))
    for words in _all_words(site, node):
        if words not in page and without_addresses(words) not in page:
            yield f"{key}: not on the page: {words!r}"


def _texts(site: Site, key: str, fields: Mapping[str, Any]) -> Iterator[str]:
    for name, place in FIELDS.items():
        found = site.words_of(key, place)
        if name in fields and not found and fields.get("status") not in {"draft", "suspended"}:
            yield f"{key}: {name} is shown nowhere"
        for passages in found:
            is_made = name not in fields and all(p.get("generated") for p in passages)
            if not is_made and folded(fields.get(name, "")) != _said(site, passages):
                yield f"{key}: {name} typed {fields.get(name)!r}, published {_said(site, passages)!r}"


def _section(site: Site, node: Node, typed: Mapping[str, Any]) -> Iterator[str]:
    for name in ("heading", "child_heading"):
        said = node.get(name, {}).get(site.language, "")
        if " ".join(typed.get(name, "").split()) != said:
            yield f"{name} typed {typed.get(name)!r}, published {said!r}"
    opening, closing = folded(typed.get("opening", "")), folded(typed.get("closing", ""))
    passages = list(node.get("passages", ()))
    own = [p for p in passages if not p.get("states")]
    if _said(site, own) != [*opening, *closing] or _said(site, passages)[: len(opening)] != opening:
        yield f"opening and closing typed {opening + closing!r}, published {_said(site, own)!r}"
    shown = list(dict.fromkeys(p["states"][0] for p in passages if p.get("states")))
    wanted = [owner for line in typed.get("shows", ()) for owner in _owners(site, line)]
    if shown != wanted:
        yield f"shows typed {typed.get('shows')!r}, published {shown!r}"
    run_on = {p["states"][0] for p in passages if p["shape"] == "run_on"}
    joined = {owner for line in typed.get("shows", ()) if isinstance(line, list) for owner in _owners(site, line)[1:]}
    items = {p["states"][0] for p in reversed(passages) if p.get("states") and p["shape"] == "item"}
    if not run_on <= joined or not joined <= run_on | items:
        yield f"shows typed {typed.get('shows')!r}, published as one paragraph {sorted(run_on)!r}"


def _owners(site: Site, line: str | Sequence[str]) -> list[str]:
    """The ids whose words a line of `shows` brings: of a recipient, those of its file that have words of their own."""
    if not isinstance(line, str):
        return [owner for each in line for owner in _owners(site, each)]
    if site.nodes.get(line, {}).get("type", [""])[0] != "Recipient":
        return [line]
    made = sorted((n for n in site.feed["disclosures"] if n["part_of"] == line), key=lambda n: int(n["position"]))
    first = {p["states"][0] for s in site.sections for p in s.get("passages", ()) if p.get("states")}
    return [n["id"] for n in made if n["id"] in first]


def _said(site: Site, passages: Sequence[Node]) -> Passages:
    return [(p["shape"] == "item", p["text"][site.language]) for p in passages]


def _all_words(site: Site, notice: Node) -> Iterator[str]:
    """Every word of a notice that its page shows to all."""
    yield notice["title"][site.language]
    parts = [*notice.get("opening", ()), *notice.get("closing", ())]
    for section in notice.get("sections", ()):
        yield section["heading"][site.language]
        parts += section.get("passages", ())
    yield from (p["text"][site.language] for p in parts if not p.get("generated") and _is_in_force(site, p))


def _is_in_force(site: Site, passage: Node) -> bool:
    """Whether a page shows a passage: where it states disclosures, one that is in force or has no dates to be."""
    standing = [site.nodes.get(each, {}).get("status", "active") for each in passage.get("states", ())]
    return not standing or "active" in standing
