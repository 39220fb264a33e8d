"""Every type of condition, in each of its forms that answers in another way; and the things that they name."""

from __future__ import annotations

from datetime import date

from site_builder.model import LegalPower
from site_builder.model import conditions as c
from site_builder.model.values import Id, Word, Words

ON = date(2026, 11, 25)
BEFORE, AFTER = date(2026, 1, 1), date(2027, 1, 1)
HELP, PROTECT, RESCUE, SELL, STUDY, COUNT = map(Id, ("help", "protect", "rescue", "sell", "study", "count"))
DATA = tuple(map(Id, ("address", "health-record", "school-record", "genes", "offences")))
ADDRESS, HEALTH, SCHOOL, GENES, OFFENCES = DATA
ADULTS, CHILDREN = PEOPLE = tuple(map(Id, ("adults", "children")))
INFANTS, FAMILIES = map(Id, ("infants", "families"))
STREET, BLOOD, MARKS, RING = map(Id, ("street", "blood-group", "exam-marks", "ring"))
CONSENT, TASK = Word("consent"), Word("public_task")
SOFT = Word("usually")
FIRST_REASON = Word("consent_cannot_be_given")
LAW, SIGNED, UNSIGNED, LATER = map(Id, ("an-act", "signed-deal", "unsigned-deal", "later-deal"))
POWER = LegalPower(law=LAW, nature=Word("power"))
DUTY = LegalPower(law=LAW, nature=Word("duty"), whose=Word("ours"))
NARROW = (
    LegalPower(law=LAW, purposes=(HELP, STUDY)),
    LegalPower(law=LAW, nature=Word("power"), purposes=(PROTECT,), data_categories=(ADDRESS, HEALTH, SCHOOL)),
)
"""Powers that do not reach every request."""


def words(text: str) -> Words:
    """Words in the one language of this registry."""
    return Words((("en-gb", text),))


FORMS: tuple[c.Condition, ...] = (
    c.LawfulOnly(),
    c.PurposeLimited(),
    c.Approval(by=Id("boss")),
    c.Approval(by=Id("boss"), scope=Word("standing"), valid_to=AFTER),
    c.Approval(by=Id("boss"), scope=Word("per_case")),
    c.NeedShown(),
    c.CaseByCase(),
    c.NoIndividualEffect(),
    c.NoIdentificationInResults(),
    c.Identifiability(results=Word("anonymous")),
    c.Identifiability(transfer=Word("pseudonymised")),
    c.Identifiability(processing=Word("individual_level"), results=Word("aggregate")),
    c.Identifiability(transfer=Word("identifiable"), processing=Word("pseudonymised")),
    c.DataMatching(with_=(ADDRESS, SCHOOL)),
    c.VoluntaryParticipation(),
    c.ConsentFirst(),
    c.ConsentFirst(strength=SOFT, form=Word("written")),
    c.TellFirst(),
    c.TellFirst(strength=SOFT),
    c.SafeguardingOverride(overrides=Word("consent_first")),
    c.DetrimentException(),
    c.StatutoryDuty(whose=Word("ours")),
    c.StatutoryDuty(whose=Word("theirs"), law=LAW),
    c.Trigger(event=words("when asked")),
    c.RequestNeeded(),
    c.RequestNeeded(in_writing=True, must_state=words("why")),
    c.RequestNeeded(in_writing=False, fee=words("ten pounds")),
    c.OnBehalfOf(principal=Id("the-owner")),
    c.OnBehalfOf(principal=Id("the-owner"), programme=Id("old-programme")),
    c.OnBehalfOf(principal=Id("the-owner"), programme=Id("new-programme")),
    c.ControlledAccess(roles=(Id("boss"), Id("nurses"))),
    c.ControlledAccess(roles=(Id("boss"),), places=(Id("ward"),)),
    c.ProtocolNeeded(),
    c.ProtocolNeeded(agreement=SIGNED),
    c.ProtocolNeeded(agreement=UNSIGNED),
    c.ProcessorContract(),
    c.ProcessorContract(agreement=LATER),
    c.OptOut(scheme=Word("local")),
    c.MinimumItems(),
    c.OnwardLimit(),
    c.OnwardLimit(recipients=(Id("the-owner"), Id("nurses")), depth=1),
    c.OnwardLimit(purposes=(HELP,), ask_first=True),
    c.OnwardLimit(depth=2, ask_first=False),
    c.Jurisdiction(nations=(Word("england"), Word("wales"))),
    c.Area(places=(Id("ward"),)),
    c.AgeRange(from_age=5, to_age=18),
    c.AgeRange(from_age=18),
    c.TimeWindow(valid_from=BEFORE, valid_to=AFTER),
    c.ProhibitedUse(purposes=(SELL,)),
    c.Undertaking(recipient_must=words("they keep it locked away"), sender_must=words("we tell you")),
    c.Threshold(at_least=2, of=words("three facts")),
    c.SingleUse(),
    c.StandingShown(),
    c.StandingShown(unless=words("they are known")),
    c.Approval(by=Id("boss"), scope=Word("standing"), controls=True),
    c.Approval(by=Id("boss"), scope=Word("per_case"), controls=True),
)
"""Conditions: each type, and each of its forms that answers in another way."""

OVERRIDES = (
    c.SafeguardingOverride(overrides=Word("consent_first"), reasons=(FIRST_REASON,)),
    c.SafeguardingOverride(overrides=Word("tell_first")),
    c.SafeguardingOverride(overrides=Word("approval")),
    c.SafeguardingOverride(overrides=Word("opt_out")),
    c.SafeguardingOverride(overrides=Word("request_needed")),
)
OPENS = c.SafeguardingOverride(overrides=Word("consent_first"), opens=(RESCUE, SELL))
LIFTED = (
    c.ConsentFirst(),
    c.TellFirst(),
    c.Approval(by=Id("boss"), scope=Word("per_case")),
    c.OptOut(scheme=Word("local")),
    c.RequestNeeded(),
)
