"""What the model of the gate knows of a feed, of a request's ids, and of a disclosure but for its conditions.

Written from `docs/gate.md` alone, on plain JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from typing import Any
from unicodedata import category, normalize

from tests.gate.model_conditions import (
    OVERRIDE,
    Limit,
    bears,
    is_opened,
    limits,
    names_all,
    powers,
    shows_member,
    states_a_law,
    supports,
)
from tests.gate.model_values import NOT_THIS_ONE, REFER, At, Node, Reason, covered, outside, period, to_whom, touch


def index(feed: Node) -> tuple[list[Node], dict[str, Node], set[str]]:
    """The disclosures, each with its sender; everything by id; and what the public reads, children's words apart.

    Every recipient says whether it, or a member at any depth, is a category whose list is open; data and people, what
    they touch.
    """
    disclosures = [{"sender": feed["publisher"], **d, "mark": mark(d, feed)} for d in feed["disclosures"]]
    parts = [part for notice in feed["notices"] for part in (notice, *notice.get("sections", []))]
    passages = [p for part in parts for key in ("opening", "passages", "closing") for p in part.get(key, [])]
    read = {key for passage in passages for key in passage.get("states", [])}
    things: dict[str, Node] = {n["id"]: n for n in (*feed["included"], *disclosures, *feed["notices"])}
    classes = [key for key, thing in things.items() if "Category" in [*several(thing["type"])] and thing["open_list"]]
    is_open = set[str]().union(*(groups(things, key) for key in classes))
    more: dict[str, Node] = {key: {"is_open": True} for key in is_open}
    for around in [outside(things, key) for key, thing in things.items() if "inside" in thing]:
        for key in around:
            more.setdefault(key, {"touches": set()})["touches"] |= around
    return disclosures, things | {key: {**things[key], **said} for key, said in more.items()}, read


def groups(things: dict[str, Node], recipient: str, on: str = "") -> set[str]:
    """All that a recipient counts as: itself, and every recipient that lists one of these; perhaps on a day."""
    lists = [(key, thing["members"]) for key, thing in things.items() if "members" in thing]
    found, more = set[str](), {recipient}
    while more:
        leads = {key for key in more if not on or key == recipient or not any(period(on, things, key))}
        found, more = found | more, {key for key, members in lists if not leads.isdisjoint(members)} - found
    return found


def below(things: dict[str, Node], recipient: str) -> set[str]:
    """A recipient, and its members, and theirs."""
    found, more = set[str](), {recipient}
    while more:
        found, more = found | more, {m for key in more for m in things.get(key, {}).get("members", [])} - found - more
    return found


def bound_by(things: dict[str, Node], recipient: str) -> set[str]:
    """All to whom a prohibition holds for a recipient: what it or one of its members counts as."""
    return set[str]().union(*(groups(things, key) for key in below(things, recipient)))


def hidden(disclosures: list[Node], things: dict[str, Node]) -> set[str]:
    """What nobody may confirm: disclosures, and recipients that have disclosures and none but such."""
    to: dict[str, list[Node]] = {}
    for d in disclosures:
        to.setdefault(to_whom(d), []).append(d)
    secret = {d["id"] for d in disclosures if d.get("can_we_tell_you") == "never_confirm"}
    gets = {key: {d["id"] for group in groups(things, key) for d in to.get(group, [])} for key in things}
    return secret | {key for key, found in gets.items() if found and found <= secret}


def no_duty(at: At) -> str:
    """Why a duty that is claimed is not in force; nothing where it is."""
    if supports(at):
        return ""
    brought = at.ask["evidence"].get("statutory_duty")
    if not brought:
        return "duty_without_law"
    return "" if names_all(at) else "duty_beyond_instrument"


COVERS = (
    ("purpose", "purposes", "other_purpose", "purpose_not_stated"),
    ("data_categories", "data_categories", "other_data", "data_not_stated"),
    ("data_subjects", "data_subjects", "other_people", "people_not_stated"),
)
"""What is asked, what is stated, and the reasons if that does not have it all or says nothing."""
SILENCE = ["not_stated"]
BEYOND = {"other_data", "other_people", "data_never_sent"}


def facts(at: At) -> Iterator[tuple[Reason, int]]:
    """The reasons that lie in a disclosure's own facts, in the order of the page, each with its verdict."""
    d, ask = at.disclosure, at.ask
    (early, late), (who_early, who_late) = at.period(), period(at.on, at.things, ask["recipient"])
    claims = d.get("modality") in ("must", "must_when_required")
    far = {
        "other_sender": d["sender"] not in (ask["sender"], "not_stated"),
        "never_shared": d.get("modality") == "never",
        "only_received": d.get("direction") == "receive",
        "draft": d["status"] == "draft",
        "suspended": d["status"] == "suspended",
        "not_started": early,
        "ended": late,
        "recipient_not_started": who_early,
        "recipient_ended": who_late,
        "not_a_member": at.to not in groups(at.things, ask["recipient"], at.on),
        "not_in_a_notice": d["id"] not in at.read,
        **{other: not _silent(d[stated]) and not _has_all(at, asked, stated) for asked, stated, other, _ in COVERS[1:]},
        "other_purpose": is_for_others(at) and not _is_risk_unstated(at),
        "data_never_sent": any(
            touch(at.things, one, other) for one in ask["data_categories"] for other in d.get("excluded", [])
        ),
        "other_programme": "programme" in ask and "programmes" in d and ask["programme"] not in d["programmes"],
        "not_abroad": _is_abroad(ask) and d.get("transfers") == ["none"],
        "not_that_purpose": _family(at) == "statistics" and "no_individual_effect" in bad_news(ask),
    }
    doubts = {
        "open_class": _is_open(at),
        "which_member": _class(at) == "kind" and "member" not in ask,
        "to_be_appointed": any(
            at.things.get(key, {}).get("to_be_appointed") for key in below(at.things, ask["recipient"])
        ),
        "recipient_not_stated": d["recipient"] == "not_stated",
        "sender_not_stated": d["sender"] == "not_stated",
        **{silence: _silent(d[stated]) for _, stated, _, silence in COVERS},
        "risk_purpose_not_stated": is_for_others(at) and _is_risk_unstated(at),
        "access_only": to_look_at(at) and ask.get("mode") == "copy",
        "transfer_to_judge": _is_abroad(ask),
        "programme_not_brought": "programme" not in ask and at.is_one_of_many,
        **{f"{what}_condition_not_stated": True for what in sensitive(at)},
        "only_if_not_stated": d.get("modality") == "only_if" and not _says_on_what(at),
        "law_does_not_reach": bool(powers(d)) and not states_a_law(at) and not names_all(at),
        no_duty(at): claims and no_duty(at),
    }
    if has_open_list(d):
        doubts["data_not_stated"] = far.pop("other_data")
    settled = settlements(at, [code for code in doubts if code in SILENCES and doubts[code]])
    doubts |= {code: not means for code, means in settled.items()}
    is_brought = any(each["of"] == d["id"] for each in ask["determinations"])
    doubts["determination_does_not_do"] = is_brought and "" in settled.values()
    abouts = dict.fromkeys(
        ("recipient_not_started", "recipient_ended", "open_class", "which_member", "to_be_appointed"), ask["recipient"]
    )
    abouts |= dict.fromkeys(("duty_without_law", "duty_beyond_instrument"), f"{d['id']}.modality")
    for verdict, codes in ((NOT_THIS_ONE, far), (REFER, doubts)):
        yield from (((code, str(abouts.get(code, d["id"]))), verdict) for code, is_so in codes.items() if is_so)


def has_open_list(d: Node) -> bool:
    """Whether the words go on after the data that they name."""
    return d.get("open_data_list") is True and not _silent(d["data_categories"])


def _has_all(at: At, asked: str, stated: str) -> bool:
    return all(covered(at.things, each, at.disclosure[stated]) for each in several(at.ask[asked]))


SILENCES = (
    *("purpose_not_stated", "data_not_stated", "people_not_stated", "open_class"),
    *("special_condition_not_stated", "criminal_condition_not_stated"),
)


def settlements(at: At, silences: list[str]) -> dict[str, str]:
    """What settles each: law or an override, what is settled in public, or determined; nothing if none does."""
    public = [each for each in at.disclosure.get("settled", []) if _counts(at, each)]
    determined = [each for each in at.ask["determinations"] if _counts(at, each) and _is_about(at, each)]
    found = {}
    for silence in silences:
        by_case = any("case" in each and _settles(at, each, silence) for each in determined)
        ways = {
            "law": _by_law(at, silence),
            "public": any(_settles(at, each, silence) for each in public),
            "determined": by_case or (silence == "open_class" and any("member" in each for each in determined)),
        }
        found[silence] = next((way for way, does in ways.items() if does), "")
    return found


def _by_law(at: At, silence: str) -> bool:
    instrument = at.ask["evidence"].get("statutory_duty", {})
    if silence.endswith("_condition_not_stated"):
        return sensitive(at)[silence.removesuffix("_condition_not_stated")]
    if silence == "purpose_not_stated":
        return is_opened(at)
    people = all(covered(at.things, each, instrument.get("people", [])) for each in at.ask["data_subjects"])
    claims = at.disclosure.get("modality") in ("must", "must_when_required")
    return claims and {"data_not_stated": names_all(at), "people_not_stated": people}.get(silence, False)


def _counts(at: At, settled: Node) -> bool:
    """Whether a role that may has settled this, for today and for no longer than a year."""
    ours: list[str] = at.things[at.us].get("settled_by", []) if at.disclosure["sender"] == at.us else []
    days = (date.fromisoformat(settled["valid_to"]) - date.fromisoformat(settled["date"])).days
    roles = [*at.disclosure.get("settled_by", ours)]
    return settled["by"] in roles and settled["date"] <= at.on <= settled["valid_to"] and days < 367


def _settles(at: At, settled: Node, silence: str) -> bool:
    key = {silence: stated for _, stated, _, silence in COVERS}.get(silence, silence.removesuffix("_not_stated"))
    if silence == "purpose_not_stated":
        return at.ask["purpose"] in settled.get(key, [])
    if silence in ("data_not_stated", "people_not_stated"):
        return all(covered(at.things, each, settled.get(key, [])) for each in at.ask[key])
    return key in settled


def _is_about(at: At, determination: Node) -> bool:
    """Whether a determination is of this disclosure as it stands, and of this case and member."""
    is_same = all(determination.get(key, at.ask.get(key)) == at.ask.get(key) for key in ("case", "member"))
    return is_same and determination["of"] == at.disclosure["id"] and determination["mark"] == at.disclosure["mark"]


def mark(d: Node, feed: Node) -> str:
    """What stands for the words and facts of a disclosure."""
    nodes = {node["id"]: node for node in feed["included"]}
    bearing = [nodes.get(key) for key in (*d.get("conditions", []), *d.get("possible_conditions", []))]
    words = []
    for notice in feed["notices"]:
        parts = [(notice, ("opening", "child_opening"))]
        parts += [(section, ("passages", "child_passages")) for section in notice.get("sections", [])]
        for part, keys in (*parts, (notice, ("closing",))):
            words += [p["text"] for key in keys for p in part.get(key, []) if d["id"] in p.get("states", [])]
    text = json.dumps([d, bearing, words], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:16]


def is_for_others(at: At) -> bool:
    """Whether a disclosure states other purposes than the one that is asked for, and no override may open it for it."""
    stated = [at.disclosure["purposes"], *(e.condition.get("opens", []) for e in limits(at) if e.kind == OVERRIDE)]
    return not _silent(stated[0]) and not any(at.ask["purpose"] in some for some in stated)


def _is_risk_unstated(at: At) -> bool:
    return _family(at) in RISKS and any(each.kind == OVERRIDE for each in limits(at))


def _class(at: At) -> str:
    """How one tells a member of the most open of the classes that are asked for; nothing where none counts."""
    if at.disclosure.get("mode") == ["published"] or _is_addressed(at):
        return ""
    those = [at.things.get(key, {}) for key in below(at.things, at.ask["recipient"])]
    open_ones = [each for each in those if each.get("open_list") and "Category" in each["type"]]
    how = [
        each.get("membership") if each.get("membership") in ("kind", "examples") else "unknown" for each in open_ones
    ]
    return max(map(str, how), key=("kind", "examples", "unknown").index, default="")


def _is_open(at: At) -> bool:
    """Whether nobody can tell who of a class it is."""
    return _class(at) == "unknown" or (_class(at) == "examples" and not shows_member(at))


def _is_addressed(at: At) -> bool:
    to = at.ask["evidence"].get("statutory_duty", {}).get("to", "nobody")
    return at.disclosure.get("modality") in ("must", "must_when_required") and to == at.ask.get("member")


def _is_abroad(ask: Node) -> bool:
    return bool(ask.get("country", "GB") != "GB")


def to_look_at(at: At) -> bool:
    """Whether the recipient may look at it and gets no copy."""
    if "mode" in at.disclosure:
        return {*at.disclosure["mode"]} <= {"view_only", "remote_access"}
    return any(each.kind == "controlled_access" for each in limits(at))


def owed(at: At) -> bool:
    """Whether a disclosure itself, and none of its conditions, brings a duty."""
    of_way = to_look_at(at) and "mode" not in at.ask
    return (
        "item_choices" in at.disclosure
        or at.disclosure.get("own_recipient") is True
        or "law" in settlements(at, [f"{what}_condition_not_stated" for what in sensitive(at)]).values()
        or "determined" in softened(at)
        or of_way
        or (_class(at) == "kind" and "member" in at.ask)
        or (_class(at) == "examples" and shows_member(at))
        or ("programmes" in at.disclosure and "programme" not in at.ask)
    )


def softened(at: At) -> set[str]:
    """In what ways but by law the words' silences are settled."""
    silences = [silence for _, stated, _, silence in COVERS if _silent(at.disclosure[stated])]
    is_beyond = has_open_list(at.disclosure) and not _has_all(at, "data_categories", "data_categories")
    silences += ["data_not_stated"] if is_beyond else []
    silences += [f"{what}_condition_not_stated" for what in sensitive(at)]
    silences += ["open_class"] if _is_open(at) else []
    return {*settlements(at, silences).values()} & {"public", "determined"}


def sensitive(at: At) -> dict[str, bool]:
    """Of which sensitive data of the request no condition is stated, and whether anything else allows it."""
    if at.ask.get("identifiability") == "anonymous":
        return {}
    lacks = [what for what in ("special", "criminal") if at.disclosure.get(f"{what}_condition", SILENCE) == SILENCE]
    named = at.ask["evidence"].get("statutory_duty", {}).get("names", [])
    data = {what: {key for key in at.ask["data_categories"] if at.things.get(key, {}).get(what)} for what in lacks}
    return {
        what: states_a_law(at) or all(covered(at.things, each, named) for each in found)
        for what, found in data.items()
        if found
    }


BAD = {
    "no_individual_effect": ("declared", (False,)),
    "no_identification_in_results": ("results", ("identifiable", "individual_level", "pseudonymised")),
    "consent_first": ("consent", ("refused",)),
    "opt_out": ("opted_out", (True,)),
    "detriment_exception": ("detriment", (True,)),
}


def bad_news(ask: Node) -> dict[str, str]:
    """The types of evidence that hold bad news, each with the key that has it."""
    return {kind: key for kind, (key, bad) in BAD.items() if ask["evidence"].get(kind, {}).get(key) in bad}


def unheard(at: At, heard: set[str]) -> Iterator[tuple[Reason, int]]:
    """Bad news that the conditions of its type did not take up."""
    effects = [(each["scheme"], each["effect"]) for each in at.disclosure.get("opt_outs", []) if isinstance(each, dict)]
    exempt = {scheme for scheme, effect in effects if effect == "does_not_apply"}
    for kind, key in bad_news(at.ask).items():
        if kind not in heard and not (kind == "opt_out" and {*at.ask["evidence"][kind]["checked"]} <= exempt):
            yield ("bad_news", f"evidence.{kind}.{key}"), REFER


RISKS = ("safeguarding", "emergency")


def risk(ask: Node, things: dict[str, Node]) -> str:
    """The key of a request by which somebody is at risk, if any."""
    by_family = "purpose" if things.get(ask["purpose"], {}).get("family") in RISKS else ""
    claimed = f"evidence.{OVERRIDE}" if OVERRIDE in ask["evidence"] else ""
    return "at_risk" if ask.get("at_risk") else claimed or by_family


def is_related(at: At) -> bool:
    """Whether a disclosure has to do with a request at risk."""
    stated = at.disclosure["purposes"]
    families = {at.things.get(key, {}).get("family") for key in stated} & {*RISKS}
    return _silent(stated) or at.ask["purpose"] in stated or bool(families) or OVERRIDE in {e.kind for e in limits(at)}


def _family(at: At) -> str:
    return str(at.things.get(at.ask["purpose"], {}).get("family"))


def _says_on_what(at: At) -> bool:
    """Whether a condition that surely bears on a disclosure asks for something."""
    sure = [each for each in limits(at) if each.id in at.disclosure.get("conditions", [])]
    stated = [each.kind for each in sure if not each.kind or "for_data" not in each.condition]
    for_nothing = {
        "purpose_limited",
        "voluntary_participation",
        "prohibited_use",
        "undertaking",
        "safeguarding_override",
    }
    return not {*stated} <= for_nothing


def forbidding(at: At) -> Iterator[tuple[Limit, bool]]:
    """The conditions by which a disclosure forbids the purpose that is asked for, and whether each outlives it.

    One that was not understood is known by its id, and forbids everything.
    """
    for each in limits(at):
        if not each.kind and each.id.endswith(".conditions.prohibited_use"):
            yield each, True
        elif each.kind == "prohibited_use" and at.ask["purpose"] in each.condition["purposes"] and bears(each, at):
            yield each, each.condition.get("outlives", False)


def touches(at: At) -> bool:
    """Whether a disclosure states nothing of the data, or some of what is asked for, and the same of people."""
    keys = ("data_categories", "data_subjects")
    return all(
        _silent(at.disclosure[key])
        or (key == "data_categories" and has_open_list(at.disclosure))
        or any(touch(at.things, one, other) for one in at.ask[key] for other in at.disclosure[key])
        for key in keys
    )


def _silent(stated: list[str]) -> bool:
    return stated == ["not_stated"]


# ---- the ids of a request

JUDGED = {"unknown_purpose", "unknown_data_category", "unknown_data_subject"}
"""Codes that are no faults if there are no others."""


def _names(thing: Node) -> set[str]:
    """The names of a thing, in the form of an id."""
    words = [thing.get("name", {}), thing.get("short_name", {})]
    texts = [text for each in words for text in each.values()]
    for key in ("also_called", "former_names"):
        texts += [text for texts in thing.get(key, {}).values() for text in texts]
    return {_as_id(text) for text in texts if text}


def _as_id(text: str) -> str:
    """Letters without marks and capitals, and one hyphen for all between."""
    bare = "".join(sign for sign in normalize("NFKD", text) if category(sign) != "Mn").lower()
    return "-".join(part for part in re.split("[^a-z0-9]", bare) if part)


def understood(ask: Node, things: dict[str, Node], hidden: set[str]) -> tuple[Node, Node]:
    """The request with ids in place of names, and what was understood."""
    known = {key: thing for key, thing in things.items() if key not in hidden and "." not in key}
    meant: dict[str, list[set[str]]] = {}
    for _, _, each, types in _ids_in(ask):
        if each not in known:
            of_kind = {key for key, thing in known.items() if {*several(thing["type"])} & {*types}}
            meant.setdefault(each, []).append({key for key in of_kind if each in _names(known[key])})
    found = {each: next(iter(at[0])) for each, at in meant.items() if len(at[0]) == 1 and all(a == at[0] for a in at)}
    return _renamed(ask, found), found


def _renamed(ask: Node, found: dict[str, str]) -> Node:
    def meant(value: Any) -> Any:
        return list(dict.fromkeys(map(meant, value))) if isinstance(value, list) else found.get(value, value)

    asked = {key: meant(value) if key in ASKED else value for key, value in ask.items()}
    brought = {
        kind: {key: meant(value) if (kind, key) in BROUGHT else value for key, value in given.items()}
        for kind, given in ask["evidence"].items()
    }
    determined = [
        {key: meant(value) if key in DETERMINED else value for key, value in each.items()}
        for each in ask["determinations"]
    ]
    return asked | {"evidence": brought, "determinations": determined}


ASKED = {
    "sender": ("Recipient", "Body", "Organisation"),
    "recipient": ("Recipient", "Body"),
    "purpose": ("Purpose",),
    "data_categories": ("DataCategory",),
    "data_subjects": ("DataSubject",),
    "programme": ("Programme",),
}
DETERMINED = {
    "of": ("Disclosure",),
    "by": ("Role",),
    "purposes": ("Purpose",),
    "data_categories": ("DataCategory",),
    "data_subjects": ("DataSubject",),
}
BROUGHT = {
    ("lawful_only", "disclosure"): ("Disclosure",),
    ("approval", "by"): ("Role",),
    ("data_matching", "sources"): ("DataCategory",),
    ("safeguarding_override", "decided_by"): ("Role",),
    ("statutory_duty", "names"): ("DataCategory",),
    ("statutory_duty", "people"): ("DataSubject",),
    ("on_behalf_of", "programme"): ("Programme",),
    ("on_behalf_of", "principal"): ("Recipient", "Body", "Organisation"),
    ("controlled_access", "role"): ("Role", "Recipient"),
    ("controlled_access", "place"): ("Location",),
    ("onward_limit", "chain"): ("Recipient", "Body"),
    ("onward_limit", "purposes"): ("Purpose",),
    ("area", "places"): ("Location",),
}
"""The node types that an id may have; a recipient of the type role has both Recipient and Role."""


def faults(ask: Node, things: dict[str, Node], hidden: set[str]) -> frozenset[Reason]:
    """What is wrong with the ids of a request, to somebody who may not know of what is hidden."""
    found = set()
    for unknown, about, key, types in _ids_in(ask):
        is_a = {*several(things.get(key, {"type": []})["type"])} if key not in hidden else set()
        if not {*types} & is_a:
            found.add(("retired_id" if is_a == {"Retired"} else "wrong_kind" if is_a else unknown, about))
    return frozenset(found)


def _ids_in(ask: Node) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Every id of a request: the code if it is unknown, where it stands, the id, and the types that it may have."""
    codes = {"data_categories": "unknown_data_category", "data_subjects": "unknown_data_subject"}
    codes |= {"programme": "unknown_id"}
    for key, types in ASKED.items():
        yield from ((codes.get(key, f"unknown_{key}"), key, each, types) for each in several(ask.get(key, [])))
    for (kind, key), types in BROUGHT.items():
        about, named = f"evidence.{kind}.{key}", ask["evidence"].get(kind, {}).get(key, [])
        yield from (("unknown_id", about, each, types) for each in several(named))
    for number, determination in enumerate(ask["determinations"]):
        for key, types in DETERMINED.items():
            about, named = f"determinations.{number}.{key}", determination.get(key, [])
            yield from (("unknown_id", about, each, types) for each in several(named))


def several(value: Any) -> Iterable[str]:
    """One id or many, as many."""
    return [value] if isinstance(value, str) else value
