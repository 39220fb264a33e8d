"""Recipients and disclosures with which every reason of the gate can be met: every type of condition, every doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from site_builder.model import Disclosure, History, OptOut, Recipient, Settled, Transfer
from site_builder.model import conditions as c
from site_builder.model.values import NOT_STATED, Id, Text, Word
from tests.gate.every_form import (
    ADDRESS,
    ADULTS,
    AFTER,
    BEFORE,
    BLOOD,
    CHILDREN,
    CONSENT,
    COUNT,
    DATA,
    DUTY,
    FAMILIES,
    FORMS,
    GENES,
    HEALTH,
    HELP,
    INFANTS,
    LAW,
    LIFTED,
    MARKS,
    NARROW,
    OFFENCES,
    OVERRIDES,
    PEOPLE,
    POWER,
    PROTECT,
    RESCUE,
    RING,
    SCHOOL,
    SELL,
    STREET,
    STUDY,
    TASK,
    words,
)


def every_recipient() -> Iterator[Recipient]:
    """All of them, in no order."""
    yield from _with_conditions()
    yield from _with_overrides()
    yield from _parties()
    yield from _states()
    yield from _silences()
    yield from _duties()
    yield from _derived()
    yield from _prohibitions()
    yield from _classes()
    yield from _secrets()
    yield from _sensitive()
    yield from _bad_news()
    yield from _ways()
    yield from _nested()
    yield from _open_classes()
    yield from _opened()
    yield from _open()
    yield from _promises()


SPY = Id("spies")


def _to(key: str, *disclosures: Disclosure, **stated: Any) -> Recipient:
    """A recipient with disclosures to it, unless they say otherwise."""
    own = tuple(replace(d, recipient=d.recipient or Id(key)) for d in disclosures)
    head = {"type": Word("organisation"), "name": words(f"The {key}")}
    return Recipient(**{**head, "id": Id(key), "disclosures": own, **stated})


def _d(key: str, **stated: Any) -> Disclosure:
    """A disclosure that permits, but for what is said."""
    usual = {
        "purposes": (HELP, PROTECT, RESCUE, SELL),
        "data_categories": (ADDRESS, HEALTH),
        "data_subjects": PEOPLE,
        "lawful_basis": (TASK,),
    }
    return Disclosure(**{**usual, "id": Id(key), **stated})


def _with_conditions() -> Iterator[Recipient]:
    for n, form in enumerate(FORMS):
        items = (words("name"), words("address")) if n % 2 else ()
        sure = _d(f"sure-{n}", conditions=(form,), data_items=items)
        yield _to(f"party-{n}", sure)
        yield _to(f"maybe-party-{n}", _d(f"maybe-{n}", possible_conditions=(Id(f"perhaps-{n}"),)))
    items = (words("name"), words("address"))
    yield _to("itemised", _d("items", conditions=(c.MinimumItems(),), data_items=items, item_choices=items[:1]))
    yield _to("itemised-too", _d("items-too", conditions=(c.MinimumItems(),), data_items=items))
    yield _to("by-consent", _d("consent-alone", conditions=(c.ConsentFirst(),), lawful_basis=(CONSENT,)))
    yield _to("strict", _d("strict-d"), conditions=(c.NeedShown(), c.SingleUse()))
    yield from (_to(f"told-{n}", _d(f"tell-{n}", conditions=(c.TellFirst(),))) for n in range(8))
    owed = c.StatutoryDuty(whose=Word("ours"))
    yield from (_to(f"owed-{n}", _d(f"owe-{n}", conditions=(owed,))) for n in range(4))
    yield from (_to(f"idle-{n}") for n in range(40))
    some = c.ConsentFirst(for_data=(HEALTH,)), c.ProhibitedUse(purposes=(SELL,), for_data=(GENES, STREET))
    yield from (_to(f"partly-{n}", _d(f"for-some-{n}", conditions=some)) for n in range(2))
    yield from (_to(f"weighed-{n}", _d(f"weigh-{n}", conditions=(c.CaseByCase(),))) for n in range(4))
    harm = (c.DetrimentException(test=words("no harm")),)
    yield from (_to(f"harmed-{n}", _d(f"harm-{n}", conditions=harm)) for n in range(3))
    yield _to("puzzle", _d("not-understood", conditions=(c.Jurisdiction(nations=(Word("wales"),)),)))
    yield _to("riddle", _d("not-understood-either", conditions=(c.Area(places=(Id("ward"),)),)))


def _with_overrides() -> Iterator[Recipient]:
    for n, (override, lifted) in enumerate(zip(OVERRIDES, LIFTED, strict=True)):
        yield _to(f"guarded-{n}", _d(f"override-{n}", conditions=(lifted, override)))
        unsure = _d(f"perhaps-override-{n}", conditions=(lifted,), possible_conditions=(Id(f"lifts-{n}"),))
        yield _to(f"guarded-perhaps-{n}", unsure)
    two = _d("two-overrides", conditions=(c.ConsentFirst(), OVERRIDES[0]), shared_conditions=(Id("perhaps-19"),))
    yield _to("guarded-twice", two)
    both = _d("override-of-both", conditions=(c.ConsentFirst(), OVERRIDES[0]), possible_conditions=(Id("perhaps-16"),))
    yield _to("guarded-both", both)


def _parties() -> Iterator[Recipient]:
    category, role = Word("category"), Word("role")
    yield _to("nurses", _d("to-nurses"), type=role)
    yield _to("all-schools", _d("to-schools"), type=category, open_list=True, members=(Id("a-school"), Id("colleges")))
    yield from (_to(f"any-{n}", _d(f"to-any-{n}"), type=category, open_list=True) for n in range(4))
    yield _to("colleges", type=category, open_list=False, members=(Id("a-college"),))
    yield _to("everywhere", _d("to-everywhere"), type=category, open_list=False, members=(Id("all-schools"),))
    closed = {"type": category, "open_list": False}
    yield _to("old-club", **closed, members=(Id("a-player"),), valid_to=BEFORE)
    yield _to("new-club", **closed, members=(Id("a-player"),), valid_from=AFTER)
    ends = History(became=Word("closed"), closed_on=Text("2026-12"))
    yield _to("fan-club", _d("to-fans"), **closed, members=(Id("a-fan"), Id("an-old-fan")), history=ends)
    clubs = tuple(Id(f"{name}-club") for name in ("old", "new", "fan"))
    for n in range(3):
        yield _to(f"clubs-{n}", _d(f"to-clubs-{n}"), **closed, members=clubs)
    for n, members in enumerate(
        (("leaver", "abolished"), ("newcomer",), ("leaver", "newcomer"), ("nobody-yet", "a-fan"))
    ):
        yield _to(f"class-{n}", _d(f"to-class-{n}"), **closed, members=tuple(map(Id, members)))
    yield from (_to(key) for key in ("a-player", "a-fan", "an-old-fan"))
    public = (
        _d("to-readers", mode=(Word("published"),)),
        _d("to-some-readers", mode=(Word("published"), Word("transfer"))),
    )
    yield from (_to(f"readers-{n}", d, type=category, open_list=True) for n, d in enumerate(public))
    yield _to("reader-to-be", _d("to-reader-to-be", mode=(Word("published"),)), to_be_appointed=True)
    yield _to("a-school")
    yield _to("a-college", _d("to-a-college", purposes=(STUDY,)))
    yield _to("nobody-yet", _d("to-nobody-yet"), to_be_appointed=True)
    yield _to("newcomer", _d("to-newcomer"), valid_from=AFTER)
    yield _to("leaver", _d("to-leaver"), valid_to=BEFORE)
    yield _to("abolished", _d("to-abolished"), history=History(became=Word("abolished"), closed_on=Text("2026")))
    yield _to("vanished", _d("to-vanished"), history=History(became=Word("renamed")))
    yield _to("long-gone", _d("to-long-gone"), history=History(became=Word("closed"), closed_on=Text("long ago")))
    yield _to("ends-soon", _d("to-ends-soon"), history=History(became=Word("renamed"), closed_on=Text("2027-03")))
    sent = (_d(f"from-{sender}", sender=Id(sender)) for sender in ("leaver", "abolished", "vanished", "ends-soon"))
    yield from (_to(f"heir-{n}", d) for n, d in enumerate(sent))
    yield _to("passer-on", _d("passed-on", sender=Id("passer-on"), recipient=Id("a-school")))


def _states() -> Iterator[Recipient]:
    suspended, draft = Word("suspended"), Word("draft")
    yield _to("drafted", _d("a-draft", status=draft))
    yield _to("suspended-party", _d("a-suspended", status=suspended))
    yield _to("planned-party", _d("planned-d", valid_from=AFTER))
    yield _to("ended-party", _d("ended-d", valid_to=BEFORE))
    for n, names in enumerate((("old",), ("new",), ("old", "new"), ("next",), ("old", "next"))):
        yield _to(f"served-{n}", _d(f"serves-{n}", programmes=tuple(Id(f"{name}-programme") for name in names)))
    yield _to("unread-party", _d("unread"))
    yield _to("teller", _d("received", direction=Word("receive")))
    yield _to("partner", _d("both-ways", direction=Word("two_way")))
    yield from (_to(f"quiet-{n}") for n in range(9))
    yield from (_to(f"careful-{n}", _d(f"never-{n}", excluded=(GENES, SCHOOL), data_categories=DATA)) for n in range(6))


def _silences() -> Iterator[Recipient]:
    yield _to("no-purpose", _d("no-purpose-d", purposes=()))
    yield _to("no-data", _d("no-data-d", data_categories=()))
    yield _to("no-people", _d("no-people-d", data_subjects=()))
    nameless = replace(_to("nameless", _d("nobody-named")), disclosures=(_d("nobody-named"),))
    yield nameless
    yield _to("only-if-party", _d("only-if", modality=Word("only_if")))
    nothing = c.PurposeLimited(), c.VoluntaryParticipation(), c.ProhibitedUse(purposes=(SELL,)), OVERRIDES[0]
    for n, conditions in enumerate((*((each,) for each in nothing), nothing, (*nothing, c.TellFirst()))):
        yield _to(f"only-if-{n}", _d(f"only-if-nothing-{n}", modality=Word("only_if"), conditions=conditions))
    opts = OptOut(scheme=Word("local"), effect=Word("applies"))
    yield _to("only-if-opts", _d("only-if-opt-out", modality=Word("only_if"), opt_outs=(opts,)))
    yield _to("only-if-known", _d("only-if-shown", modality=Word("only_if"), conditions=(c.NeedShown(),)))


def _duties() -> Iterator[Recipient]:
    must, when = Word("must"), Word("must_when_required")
    theirs = replace(DUTY, whose=Word("theirs"))
    instrument = c.StatutoryDuty(whose=Word("ours"))
    ours = c.StatutoryDuty(whose=Word("ours"), law=LAW)
    yield _to("duty-1", _d("must-by-law", modality=must, legal_power=(DUTY,)))
    yield _to("duty-2", _d("must-without", modality=must, legal_power=(POWER, theirs)))
    yield _to("duty-3", _d("must-by-instrument", modality=must, conditions=(instrument,)))
    yield _to("duty-4", _d("must-by-ours", modality=must, conditions=(ours, c.NeedShown(), c.SingleUse())))
    yield _to("duty-5", _d("must-when", modality=when, legal_power=(replace(DUTY, nature=None),)))
    for n in range(2):
        yield _to(
            f"law-for-less-{n}",
            _d(f"may-for-less-{n}", legal_power=NARROW),
            _d(f"must-{n}", modality=must, legal_power=NARROW),
        )
    yield _to("duty-6", _d("must-silent", modality=must, legal_power="none"))
    asked = c.RequestNeeded(), c.Approval(by=Id("boss"))
    yield _to("duty-8", _d("must-when-asked", modality=when, legal_power=(DUTY,), conditions=asked))
    yield _to("duty-7", _d("must-if-at-all", modality=must, legal_power=(DUTY,), conditions=(c.TellFirst(),)))


def _derived() -> Iterator[Recipient]:
    applies, in_part, does_not = (Word(f"{word}") for word in ("applies", "applies_in_part", "does_not_apply"))
    local, object_ = Word("local"), Word("object_art_21")
    yield _to("asks-1", _d("on-request", modality=Word("may_on_request")))
    asked = (c.RequestNeeded(in_writing=True), OVERRIDES[4])
    yield _to("asks-2", _d("on-written-request", modality=Word("may_on_request"), conditions=asked))
    derived = _d("on-request-lifted", modality=Word("may_on_request"), conditions=(OVERRIDES[4],))
    yield _to("asks-3", derived)
    yield _to("opts-1", _d("opt-out", opt_outs=(OptOut(scheme=local, effect=applies),)))
    yield _to("opts-2", _d("opt-out-in-part", opt_outs=(OptOut(scheme=local, effect=in_part),)))
    both = (OptOut(scheme=local, effect=applies), OptOut(scheme=object_, effect=does_not))
    yield _to("opts-3", _d("opt-out-stated", opt_outs=both, conditions=(c.OptOut(scheme=local),)))
    yield _to("opts-4", _d("no-opt-out", opt_outs="none"))
    rights = OptOut(scheme=object_, effect=applies), OptOut(scheme=Word("withdraw_consent"), effect=in_part)
    yield _to("opts-5", _d("two-rights", opt_outs=rights))
    yield _to("opts-6", _d("rights-in-part", opt_outs=rights[1:]))
    lists = OptOut(scheme=local, effect=applies), OptOut(scheme=Word("national_data_opt_out"), effect=applies)
    yield _to("opts-7", _d("opt-outs-lifted", opt_outs=lists, conditions=(OVERRIDES[3],)))


def _prohibitions() -> Iterator[Recipient]:
    sell = c.ProhibitedUse(purposes=(SELL,), outlives=True)
    past = {"valid_to": BEFORE, "purposes": (HELP,)}
    yield _to("promised", _d("promise", conditions=(sell,), **past), _d("after-promise"))
    kept = _d("other-promise", conditions=(c.ProhibitedUse(purposes=(SELL,)),), purposes=(HELP,))
    yield _to("excepted", kept, _d("exception", exception_to=Id("other-promise"), purposes=(SELL,)), _d("no-exception"))
    itself = _d("no-exception-to-itself", conditions=(sell,), exception_to=Id("no-exception-to-itself"))
    yield _to("excepts-itself", itself, _d("exception-to-it", exception_to=itself.id))
    yield _to("excepts-itself-alone", replace(itself, id=Id("alone"), exception_to=Id("alone")))
    first = _d("promise-1", conditions=(c.ProhibitedUse(purposes=(SELL,)),), exception_to=Id("promise-2"))
    second = _d("promise-2", conditions=(c.ProhibitedUse(purposes=(SELL,)),), data_categories=(ADDRESS,))
    yield _to("crossed", first, second, _d("except-1", exception_to=Id("promise-1")))
    yield _to("studied", _d("study-d", purposes=(STUDY,)), _d("protect-d", purposes=(PROTECT,)))
    perhaps = FORMS.index(c.ProhibitedUse(purposes=(SELL,)))
    unsure = _d("perhaps-promise", possible_conditions=(Id(f"perhaps-{perhaps}"),), purposes=(HELP,))
    yield _to("half-promised", unsure, _d("after-half"))
    paused = _d("paused-promise", conditions=(c.ProhibitedUse(purposes=(SELL,)),), status=Word("suspended"))
    yield _to("paused", paused, _d("after-pause"))
    over = _d("over-promise", conditions=(sell,), status=Word("suspended"), **past)
    soon = _d("soon-promise", conditions=(sell,), status=Word("suspended"), valid_from=AFTER)
    yield _to("paused-long", over, soon, _d("after-pauses"))
    for n, condition in enumerate((c.ProhibitedUse(purposes=(SELL,)), sell)):
        backwards = _d(f"backwards-{n}", conditions=(condition,), valid_from=AFTER, valid_to=BEFORE)
        yield _to(f"ever-{n}", backwards, _d(f"after-backwards-{n}"))
    kept = _d("kept-promise", conditions=(c.ProhibitedUse(purposes=(SELL,)),), programmes=(Id("old-programme"),))
    yield _to("keeps", kept, _d("after-programme"))
    kept = replace(kept, id=Id("kept-by-heirs"), programmes=(), sender=Id("vanished"))
    yield _to("keeps-too", kept, _d("after-sender", sender=Id("vanished")))
    strange = c.ProhibitedUse(purposes=(HELP,))
    yield _to("riddled", _d("old-riddle", conditions=(strange,), **past), _d("after-riddle"))
    nobody = _d("never-or-not", conditions=(strange,), data_categories=(SCHOOL,), exception_to=Id("old-riddle"))
    yield _to("riddled-too", nobody, _d("except-riddle", exception_to=Id("never-or-not"), data_categories=DATA))
    drafted = _d("draft-promise", conditions=(sell,), status=Word("draft"), valid_to=BEFORE)
    yield _to("half-drafted", drafted, _d("after-draft"))
    other = _d("promise-of-other-data", conditions=(sell,), data_categories=(SCHOOL,), purposes=(HELP,))
    yield _to("untouched", other, _d("untouched-d"))


def _promises() -> Iterator[Recipient]:
    """What is never shared, by us or by nobody knows whom; and lists of data that go on."""
    never: dict[str, Any] = {"modality": Word("never"), "data_categories": (HEALTH,), "purposes": ()}
    to_all = _d("never-health", **never), _d("in-spite-of-it", data_categories=DATA)
    yield _to("never-told", *to_all, _d("but-this", exception_to=Id("never-health"), data_categories=DATA))
    by_nobody = _d("never-by-nobody", **never | {"purposes": (SELL,), "sender": Id(NOT_STATED)})
    yield _to("never-sold", by_nobody, _d("sold-by-us"), _d("sold-by-them", sender=Id("never-told")))
    yield _to("told-by-nobody", _d("by-nobody", sender=Id(NOT_STATED)), _d("by-us", data_categories=(ADDRESS,)))
    goes_on: dict[str, Any] = {"data_categories": (ADDRESS,), "open_data_list": True}
    yield _to("told-more", _d("and-more", **goes_on), _d("and-more-due", **goes_on, modality=Word("must")))
    yield _to("never-told-more", _d("never-more", **never | goes_on), _d("more-all-the-same", data_categories=DATA))


def _classes() -> Iterator[Recipient]:
    """Classes of whose members some may not do what the class may."""
    named = ("promised",), ("excepted",), ("studied",), ("riddled-too",), ("class-of-promised-0",), ("a-regular",)
    for n, members in enumerate(named):
        key, exception = f"class-of-promised-{n}", Id("other-promise") if n == 1 else None
        to_class = _d(f"to-{key}", exception_to=exception)
        yield _to(key, to_class, type=Word("category"), open_list=False, members=tuple(map(Id, members)))
    sold = _d("to-regulars", conditions=(c.ProhibitedUse(purposes=(SELL,)),), data_categories=(HEALTH,))
    yield _to("regulars", sold, type=Word("category"), open_list=False, members=(Id("a-regular"),))
    yield _to("a-regular")


def _secrets() -> Iterator[Recipient]:
    hidden = {"can_we_tell_you": Word("never_confirm"), "conditions": (c.NeedShown(),)}
    yield _to("secret-party", _d("secret", **hidden))
    yield _to("half-secret", _d("half", **hidden), _d("open-half", conditions=(c.Trigger(event=words("when asked")),)))
    relied = _d("relied-on", can_we_tell_you=Word("never_confirm"), conditions=(c.LawfulOnly(),))
    yield _to("secret-relied", relied, _d("plain"))
    yield _to(
        "confided", replace(relied, id=Id("confided-in"), conditions=(*relied.conditions, c.OnwardLimit(depth=1)))
    )
    yield _to("told-by-a-secret", _d("from-a-secret", sender=Id("secret-party")))
    yield _to("in-the-know", _d("open-onward", conditions=(c.OnwardLimit(depth=2), c.ControlledAccess(roles=(SPY,)))))
    yield _to(SPY, _d("to-spies", **hidden), type=Word("role"))


def _sensitive() -> Iterator[Recipient]:
    """Disclosures of data that the law guards more closely, with and without what allows it."""
    special: dict[str, Any] = {"special_condition": (Word("public_health"),)}
    criminal: dict[str, Any] = {"criminal_condition": Word("schedule_1")}
    law = c.StatutoryDuty(whose=Word("ours"), law=LAW)
    theirs = c.StatutoryDuty(whose=Word("theirs"), law=LAW)
    stated: tuple[dict[str, Any], ...] = (
        *({}, {}, special, criminal, special | criminal, {"legal_power": (POWER,)}, {"legal_power": "none"}),
        *({"conditions": (law,)}, {"conditions": (theirs,)}, {"modality": Word("must")}, {"data_categories": ()}),
    )
    for n, more in enumerate(stated):
        usual: dict[str, Any] = {"data_categories": (ADDRESS, GENES, OFFENCES), "purposes": (HELP,)}
        yield _to(f"clinic-{n}", _d(f"to-clinic-{n}", **usual | more))
    items = {"data_items": (words("name"), words("address")), "item_choices": (words("name"),)}
    yield _to("clinic-of-choice", _d("to-clinic-of-choice", data_categories=(GENES,), legal_power=(POWER,), **items))
    bases: tuple[dict[str, Any], ...] = ({}, {"lawful_basis": ()}, {"lawful_basis": (), "legal_power": (POWER,)})
    for n, more in enumerate(bases):
        yield _to(f"lawful-{n}", _d(f"as-the-law-allows-{n}", conditions=(c.LawfulOnly(),), **more))


def _bad_news() -> Iterator[Recipient]:
    """Disclosures to whom bad news may be brought: asked for, not asked for, lifted, and said not to count."""
    applies, does_not = Word("applies"), Word("does_not_apply")
    local, object_ = Word("local"), Word("object_art_21")
    effects = (
        (OptOut(scheme=local, effect=does_not),),
        (OptOut(scheme=local, effect=does_not), OptOut(scheme=object_, effect=applies)),
        (OptOut(scheme=local, effect=does_not), OptOut(scheme=object_, effect=does_not)),
    )
    for n, opts in enumerate(effects):
        yield from (_to(f"exempt-{n}-{m}", _d(f"to-exempt-{n}-{m}", opt_outs=opts)) for m in range(2))
    lifts = c.SafeguardingOverride(overrides=Word("consent_first")), c.SafeguardingOverride(overrides=Word("opt_out"))
    consent = _d("consent-lifted", conditions=(c.ConsentFirst(), lifts[0]))
    rights = _d("rights-lifted", conditions=lifts[1:], opt_outs=effects[1])
    yield from (_to(f"lifted-{n}", d) for n, d in enumerate((consent, rights)))
    counted = {"purposes": (COUNT, HELP)}
    promised = {"conditions": (c.NoIndividualEffect(),), "purposes": (COUNT,)}
    yield from (_to(f"promised-counters-{n}", _d(f"to-promised-counters-{n}", **promised)) for n in range(6))
    yield from (_to(f"counters-{n}", _d(f"to-counters-{n}", **counted)) for n in range(3))
    yield _to("careless", _d("to-careless", purposes=(HELP,)))
    yield _to("rescued", _d("to-rescued", purposes=(HELP,), conditions=(c.ConsentFirst(), lifts[0])))


def _ways() -> Iterator[Recipient]:
    """Disclosures to look at, for a programme alone, and to other countries; and what an instrument settles."""
    views, both = (Word("view_only"), Word("remote_access")), (Word("view_only"), Word("transfer"))
    access = c.ControlledAccess(roles=(Id("boss"),))
    ways: tuple[dict[str, Any], ...] = (
        *({"mode": views}, {"mode": both}, {"conditions": (access,)}, {"conditions": (access,), "mode": both}),
        *({"transfers": "none"}, {"transfers": (Transfer(country=words("France")),)}),
    )
    yield from (_to(f"viewer-{n}", _d(f"to-viewer-{n}", **way)) for n, way in enumerate(ways * 3))
    yield from (_to(f"home-{n}", _d(f"stays-home-{n}", transfers="none")) for n in range(6))
    old, new = Id("old-programme"), Id("new-programme")
    for n in range(8):
        served = (
            _d(f"for-old-{n}", programmes=(old, new)),
            _d(f"for-new-{n}", programmes=(new,), purposes=(SELL, STUDY)),
        )
        yield _to(f"many-programmes-{n}", *served, _d(f"for-other-{n}", programmes=(old,), purposes=(COUNT,)))
    must = {"modality": Word("must"), "data_categories": (), "data_subjects": ()}
    yield from (_to(f"ordered-{n}", _d(f"to-ordered-{n}", **must)) for n in range(4))
    yield from (_to(f"by-law-{n}", _d(f"to-by-law-{n}", **must, legal_power=(DUTY,))) for n in range(4))
    open_class = {"type": Word("category"), "open_list": True}
    yield from (_to(f"ordered-class-{n}", _d(f"to-ordered-class-{n}", **must), **open_class) for n in range(2))
    when = _d("when-ordered", modality=Word("must_when_required"), legal_power=(DUTY,))
    yield from (_to(f"summoned-{n}", replace(when, id=Id(f"when-ordered-{n}"))) for n in range(3))


def _nested() -> Iterator[Recipient]:
    """Disclosures of data and people that have others inside."""
    some: dict[str, Any] = {"data_categories": (ADDRESS, SCHOOL, HEALTH), "data_subjects": (CHILDREN, FAMILIES)}
    yield from (_to(f"around-{n}", _d(f"to-around-{n}", **some)) for n in range(3))
    yield _to("guards", _d("to-guards", data_categories=(GENES, HEALTH), special_condition=(Word("public_health"),)))
    yield _to("streets", _d("to-streets", data_categories=(STREET, RING, BLOOD), data_subjects=(INFANTS,)))
    kept = {"excluded": (MARKS, STREET), "data_categories": (SCHOOL, GENES, OFFENCES)}
    yield from (_to(f"keeps-{n}", _d(f"to-keeps-{n}", **kept)) for n in range(2))
    inner = _d("forbids-inside", conditions=(c.ProhibitedUse(purposes=(SELL,)),), purposes=(HELP,))
    inner = replace(inner, data_categories=(STREET,), data_subjects=(INFANTS,))
    yield _to("forbidden-inside", inner, _d("after-inside", data_subjects=(CHILDREN, ADULTS)))


def _open_classes() -> Iterator[Recipient]:
    """Classes whose members are told by a kind or by examples, and what shows who is in them."""
    category = Word("category")
    kind, examples = ({"type": category, "open_list": True, "membership": Word(w)} for w in ("kind", "examples"))
    case, once = (c.Approval(by=Id("boss"), scope=Word(word)) for word in ("per_case", "standing"))
    shows: tuple[c.Condition, ...] = (
        *(case, replace(case, controls=True), c.ProcessorContract(), c.StandingShown()),
        *(once, c.Approval(by=Id("boss")), c.ProcessorContract(agreement=Id("signed-deal"))),
    )
    for n, condition in enumerate(shows):
        yield _to(f"such-as-{n}", _d(f"to-such-as-{n}", conditions=(condition,)), **examples)
    for n in range(3):  # several, as few requests lift the approval
        yield _to(f"such-as-lifted-{n}", _d(f"to-such-as-lifted-{n}", conditions=(case, OVERRIDES[2])), **examples)
    perhaps = (Id(f"perhaps-{FORMS.index(case)}"),)
    yield _to("such-as-perhaps", _d("to-such-as-perhaps", possible_conditions=perhaps), **examples)
    yield from (_to(f"school-{n}", _d(f"to-school-{n}"), **kind) for n in range(4))
    yield _to("school-named", _d("to-school-named"), **{**kind, "open_list": False}, members=(Id("a-school"),))
    yield _to("school-belied", _d("to-school-belied"), **{**kind, "membership": Word("named")})
    must = {"modality": Word("must"), "conditions": (case,)}
    yield from (_to(f"such-{n}", _d(f"to-such-{n}", **must), **which) for n, which in enumerate((kind, examples)))
    readers = _d("to-readers-of-a-kind", mode=(Word("published"),))
    yield _to("readers-of-a-kind", readers, **kind)
    members = ("school-0",), ("such-as-0",), ("school-0", "such-as-0"), ("such-as-0", "any-0"), ("school-1", "a-school")
    for n, those in enumerate(members):
        yield _to(
            f"such-lists-{n}", _d(f"to-such-lists-{n}", conditions=(case,)), **kind, members=tuple(map(Id, those))
        )
    closed = {"type": category, "open_list": False, "members": (Id("school-2"),)}
    yield _to("closed-of-a-kind", _d("to-closed-of-a-kind"), **closed)


def _opened() -> Iterator[Recipient]:
    """Disclosures that an override opens for purposes which they do not state."""

    def opens(lifts: str, *purposes: Id, **more: Any) -> c.SafeguardingOverride:
        return c.SafeguardingOverride(overrides=Word(lifts), opens=purposes, **more)

    reasons = (Word("asking_would_prejudice_protection"),)
    usual: dict[str, Any] = {"purposes": (HELP,)}
    rescue, strict = opens("consent_first", RESCUE), opens("consent_first", RESCUE, reasons=reasons)
    for n, conditions in enumerate(
        (
            *((rescue,), (rescue, c.ConsentFirst()), (strict, c.ConsentFirst()), (opens("tell_first", RESCUE, SELL),)),
            *((opens("approval", PROTECT), c.Approval(by=Id("boss"))), (OVERRIDES[1],), (rescue, c.NeedShown())),
        )
    ):
        yield _to(f"opened-{n}", _d(f"to-opened-{n}", **usual, conditions=conditions))
    yield _to("opened-silent", _d("to-opened-silent", purposes=(), conditions=(rescue,)))
    perhaps = {"possible_conditions": (Id("lifts-open"),), "conditions": (c.ConsentFirst(),)}
    yield _to("opened-perhaps", _d("to-opened-perhaps", **usual, **perhaps))
    twice = {"shared_conditions": (Id("lifts-0"),), "conditions": (c.ConsentFirst(), strict)}
    yield _to("opened-twice", _d("to-opened-twice", **usual, **twice))
    both = {"possible_conditions": (Id("lifts-open"),), "conditions": (c.TellFirst(), opens("tell_first", RESCUE))}
    yield _to("opened-both", _d("to-opened-both", **usual, **both))
    never = c.ProhibitedUse(purposes=(RESCUE,))
    yield _to("opened-never", _d("to-opened-never", **usual, conditions=(rescue, never)))
    must = {"modality": Word("must"), "legal_power": (DUTY,), "conditions": (rescue,)}
    yield _to("opened-duty", _d("to-opened-duty", **usual, **must))
    hidden = {"can_we_tell_you": Word("never_confirm"), "conditions": (rescue,)}
    yield _to("opened-secret", _d("to-opened-secret", **usual, **hidden))
    yield _to("opened-draft", _d("to-opened-draft", **usual, conditions=(OVERRIDES[0],), status=Word("suspended")))


def _open() -> Iterator[Recipient]:
    """Disclosures of which something is not stated, and may be settled: by whom, in public, for how long."""
    silent: dict[str, Any] = {"purposes": (), "data_categories": (), "data_subjects": ()}
    guarded = {"data_categories": (ADDRESS, GENES, OFFENCES)}
    usual = [{key: value} for key, value in silent.items()]
    kinds: list[dict[str, Any]] = [*usual, silent, guarded, {"modality": Word("must"), **silent}]
    kinds.append({"modality": Word("must"), "legal_power": (DUTY,), **silent})
    settled_by = ((), (Id("clerk"),), "none", (Id("boss"), Id("clerk")))
    for n, kind in enumerate(kinds):
        for m, roles in enumerate(settled_by):
            yield _to(f"open-{n}-{m}", _d(f"to-open-{n}-{m}", **kind, settled_by=roles))
        yield _to(f"settled-{n}", _d(f"to-settled-{n}", **kind, settled=(*_settled(BEFORE, AFTER),)))
    others: tuple[dict[str, Any], ...] = (
        *({"settled": (*_settled(BEFORE, AFTER, "clerk"),)}, {"settled": (*_settled(BEFORE, BEFORE),)}),
        *({"settled": (*_settled(BEFORE, AFTER + timedelta(2)),)}, {"settled": (*_settled(AFTER, AFTER),)}),
        {"settled": (*_settled(BEFORE, AFTER),), "settled_by": "none"},
        {"settled": (*_settled(BEFORE, AFTER),), "sender": Id("settled-0")},
    )
    for n, more in enumerate(others):
        yield _to(f"not-settled-{n}", _d(f"to-not-settled-{n}", **silent, **more))
    yield _to("a-stranger", _d("from-a-stranger", **silent, sender=Id("settled-0"), settled_by=(Id("clerk"),)))
    kept_out = {"excluded": (HEALTH,), "conditions": (c.ProhibitedUse(purposes=(SELL,)), c.NeedShown())}
    yield _to("kept-out", _d("to-kept-out", **silent, **kept_out, settled=(*_settled(BEFORE, AFTER),)))
    open_class = {"type": Word("category"), "open_list": True}
    yield from (_to(f"open-class-{n}", _d(f"to-open-class-{n}"), **open_class) for n in range(4))
    silent_class = _d("to-silent-class", **silent, settled=(*_settled(BEFORE, AFTER),))
    yield _to("silent-class", silent_class, **open_class)
    secret = _d("secretly-open", **silent, can_we_tell_you=Word("never_confirm"))
    yield _to("open-secret", secret, _d("besides-the-secret", purposes=(COUNT,)))


def _settled(first: date, last: date, by: str = "boss") -> Iterator[Settled]:
    """Two entries: what for and which data; about whom, and what allows sensitive data."""
    record: dict[str, Any] = {"by": Id(by), "date": first, "valid_to": last}
    conditions: dict[str, Any] = {
        "special_condition": (Word("public_health"),),
        "criminal_condition": Word("schedule_1"),
    }
    yield Settled(reference=Text("IG-1"), purposes=(HELP, SELL), data_categories=(ADDRESS, HEALTH, GENES), **record)
    yield Settled(reference=Text("IG-2"), data_subjects=(CHILDREN,), **conditions, **record)
