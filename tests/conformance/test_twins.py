"""Clients with one check taken out are found out, each by a case of the suite that says by its name what is missing.

`test_clients` shows that the client as it is passes those cases.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.checkers import missing
from tests.conformance.cases import cases
from tests.conformance.clients import JAVASCRIPT
from tests.conformance.running import Lanes
from tests.effort import some


class Twin(NamedTuple):
    """A client that is wrong in one place: in a file, this text in place of that; and the case that finds it out."""

    what: str
    file: str
    right: str
    wrong: str
    case: str


TWINS = [
    Twin(
        "looks at no signature",
        "manifest.mjs",
        "made.some((signature) => keys.some((key) => verify(null, signed, key, signature)))",
        "made.length",
        "a key that is not trusted",
    ),
    Twin(
        "goes by the key's id",
        "manifest.mjs",
        "keys.some((key) => verify(null, signed, key, signature))",
        "true",
        "another key under the trusted key's id",
    ),
    Twin(
        "takes any type of payload",
        "manifest.mjs",
        'need(envelope.payloadType === TYPE, "other_type");',
        "",
        "another type is written over the signed one",
    ),
    Twin(
        "takes the last of two keys of one name",
        "manifest.mjs",
        "value = parse(bytes);",
        "value = JSON.parse(bytes);",
        "the payload stands twice",
    ),
    Twin(
        "takes drafts",
        "manifest.mjs",
        'need(manifest.version !== "draft", "draft");',
        "",
        "a draft that somebody signed",
    ),
    Twin(
        "takes every registry",
        "manifest.mjs",
        "need(manifest.registry === registry,",
        "need(true,",
        "the registry of another publisher, signed with the key",
    ),
    Twin("forgets which version it saw", "manifest.mjs", 'need(order >= 0, "rollback");', "", "a lower version"),
    Twin(
        "compares versions as text",
        "manifest.mjs",
        'version.split(".").map(Number));',
        'version.split("."));\n  return one < other ? -1 : Number(one > other);',
        "versions are numbers, not letters",
    ),
    Twin(
        "forgets what it saw of a version",
        "manifest.mjs",
        'need(manifest.valid_from > seen.valid_from || digest === seen.manifest, "equivocation");',
        "",
        "the same version and signing day with other bytes",
    ),
    Twin("never expires", "manifest.mjs", 'need(today <= expires, "expired");', "", "a second after its last day"),
    Twin(
        "looks at days only when it reads",
        "client.mjs",
        "checkDays(seen, at.day);",
        "",
        "a good copy expires, and nobody renews it",
    ),
    Twin(
        "believes what is signed for a hundred years",
        "manifest.mjs",
        "Date.parse(expires) - Date.parse(from) <= LIFE",
        "true",
        "a life of a hundred years",
    ),
    Twin(
        "follows redirects",
        "web.mjs",
        'return fail("redirected");',
        "return fetched(new URL(headers.location, url).href, largest, deadline).then(resolve, reject);",
        "a redirect to another host",
    ),
    Twin("takes every status", "web.mjs", "status !== 200", "status > 599", "an error with a body that would be good"),
    Twin(
        "reads without end",
        "web.mjs",
        '(length += part.length) > largest ? fail("too_large") : parts.push(part)',
        "parts.push(part)",
        "an envelope of more than 8 MiB that does not say how long it is",
    ),
    Twin(
        "takes half an answer",
        "web.mjs",
        'response.on("error", () => fail("truncated"));',
        'response.on("error", () => resolve(Buffer.concat(parts)));',
        "an answer in chunks without its end",
    ),
    Twin(
        "waits for each answer as long as for all",
        "client.mjs",
        "await fetched(site + manifest.feed, LARGEST, deadline)",
        "await fetched(site + manifest.feed, LARGEST, AbortSignal.timeout(this.deadline))",
        "both answers are slow, and too slow together",
    ),
    Twin(
        "reads from any computer without https",
        "web.mjs",
        'url.protocol !== "https:" && !isHere',
        "false",
        "an address of another computer without https is not even asked",
    ),
    Twin(
        "does not compare the feed with the manifest",
        "client.mjs",
        'need(feed.length === entry.bytes && sha256(feed) === entry.sha256, "feed_differs");',
        "",
        "a byte of the feed is changed",
    ),
    Twin(
        "takes any text in a feed",
        "schema.mjs",
        'typeof value !== "string" || regex(said).test(value)',
        "true",
        "content: a licence that runs a script",
    ),
    Twin(
        "does not miss a condition that was struck",
        "feed.mjs",
        "for (const disclosure of feed.disclosures) this.checkBearing(disclosure);",
        "",
        "content: the notice's condition struck",
    ),
    Twin(
        "asks not of which edition a feed is",
        "feed.mjs",
        'need(edition || !feed.disclosures.some(isCritical), "edition 1 cannot say this");',
        "",
        "a feed of edition 1 that says that something is never shared",
    ),
    Twin(
        "passes over conditions that it does not know",
        "conditions.mjs",
        'return { state: "unknown", weight: REFER };',
        'return { state: "unknown", weight: FINE };',
        "a condition of an unknown kind is for a person",
    ),
    Twin(
        "passes over keys of conditions that it does not know",
        "feed.mjs",
        '|| !this.fits("Condition", node)',
        "",
        "an unknown key within a condition is for a person",
    ),
    Twin(
        "takes a broken state for a new one",
        "state.mjs",
        "held?.sha256 !== undefined && held.sha256 === sha256(JSON.stringify(held.value))",
        "held !== null",
        "a file of the state has another form",
    ),
    Twin(
        "takes another copy for its own",
        "state.mjs",
        'need(sha256(bytes) === digest, "state_broken");',
        "",
        "a file of the state holds other bytes",
    ),
    Twin(
        "answers before the time is kept",
        "state.mjs",
        'need(false, "state_not_kept");',
        "",
        "the time of a permission cannot be kept",
    ),
    Twin(
        "is set up as often as you like",
        "state.mjs",
        ".length) throw",
        ".length > 99) throw",
        "a folder cannot be set up twice, to forget what it saw",
    ),
    Twin(
        "does not look at the clock",
        "client.mjs",
        'need(!clock || Date.parse(clock) - Date.parse(now) <= BEHIND, "clock_back");',
        "",
        "the clock is set back by five minutes and a second",
    ),
    Twin(
        "forgets when it permitted",
        "client.mjs",
        'this.state.write("clock", time);',
        "void time;",
        "the clock is set back after a permission",
    ),
    Twin(
        "permits when something goes wrong",
        "client.mjs",
        "why === null ? decision : notTrusted(why, asked, at.day, this.anyCopy())",
        'why === null ? decision : { outcome: "permitted", on: at.day, reasons: [{ code: "stated" }] }',
        "nothing was ever read",
    ),
    Twin(
        "turns a child at risk away",
        "gate.mjs",
        '["safeguarding", "emergency"].includes(',
        "[].includes(",
        "a child at risk is never turned away for an expired signature",
    ),
    Twin(
        "knows a risk by the purpose's id alone",
        "gate.mjs",
        "this.risk = riskOf({ things }, { request: this.request });",
        "",
        "gate: safeguarding: the purpose by its name",
    ),
    Twin(
        "never asks who of a class it is",
        "gate.mjs",
        "showsMember(checks) : this.request.member !== undefined;",
        "showsMember(checks) : true;",
        "a class that is not all named is for a person",
    ),
    Twin(
        "opens a purpose though nobody decided",
        "gate.mjs",
        'brought ? { state: "not_met", weight: REFER, wants: wants(check) } : { state: "not_brought", weight: REFER }',
        "{}",
        "a purpose that an override would open, and nobody decided",
    ),
    Twin(
        "reads a purpose that stands twice",
        "request.mjs",
        "request = parse(bytes);",
        "request = JSON.parse(bytes);",
        "a request with two purposes under one key",
    ),
    Twin(
        "lets any role settle",
        "gate.mjs",
        "this.roles(d).includes(by) && mark",
        "mark",
        "gate: determinations: by a role that may not",
    ),
    Twin(
        "lets words change under a determination",
        "gate.mjs",
        "mark === this.lookup.mark(d) && ",
        "",
        "gate: determinations: of other words, which have changed since",
    ),
    Twin(
        "takes a determination of another disclosure",
        "gate.mjs",
        "of === d.id && this.roles",
        "this.roles",
        "gate: determinations: of another disclosure, with the mark of this one",
    ),
    Twin(
        "takes a determination of another case",
        "gate.mjs",
        "return isOfThis && [undefined, request.case].includes(aCase) && ",
        "return isOfThis && ",
        "gate: determinations: for another case",
    ),
    Twin(
        "takes a determination of no case for data",
        "gate.mjs",
        "each.case !== undefined && this.doesSettle",
        "this.doesSettle",
        "gate: determinations: for no case",
    ),
    Twin(
        "takes a determination for ever",
        "gate.mjs",
        "<= LONGEST;",
        ">= 0;",
        "gate: determinations: for more than 366 days",
    ),
    Twin(
        "requires what was only determined",
        "gate.mjs",
        ' && !means.includes("determined");',
        ";",
        "gate: determinations: a duty in law is then not required",
    ),
    Twin(
        "takes any law for enough",
        "gate.mjs",
        "law_does_not_reach: powers(d).length > 0 && ",
        "law_does_not_reach: false && ",
        "gate: a power for other purposes",
    ),
    Twin(
        "asks for a condition only where its own data is sent",
        "gate.mjs",
        "!some || this.doAnyTouch(this.request.data_categories, some)",
        "!some || some.some((id) => this.request.data_categories.includes(id))",
        "gate: for some data: data inside it",
    ),
    Twin(
        "makes marks of keys in any order",
        "json.mjs",
        "Object.keys(value).sort()",
        "Object.keys(value)",
        "gate: determinations: none is brought, and the answer has the mark that one needs",
    ),
]
TRIED = some(TWINS, one_in=24)


def planted(twin: Twin, folder: Path) -> Path:
    """A copy of the client with one fault."""
    shutil.copytree(JAVASCRIPT, folder)
    text = (folder / twin.file).read_text("utf-8")
    assert text.count(twin.right) == 1, f"{twin.right!r} stands {text.count(twin.right)} times in {twin.file}"
    (folder / twin.file).write_text(text.replace(twin.right, twin.wrong), "utf-8")
    return folder


@pytest.mark.parametrize("twin", TRIED, ids=[twin.what for twin in TRIED])
def test_a_client_with_one_check_taken_out_is_found_out(twin: Twin, tmp_path: Path) -> None:
    missing.require("node")
    case = next(case for case in cases() if case.name == twin.case)
    with Lanes(("node", str(planted(twin, tmp_path / "twin") / "verbs.mjs")), 1) as lanes:
        assert lanes.run(case)
