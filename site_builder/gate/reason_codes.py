"""What each reason code means, in plain English, and the question for the person who gets a `refer`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Wording(NamedTuple):
    """The sentence of a code, and the question for a person ('' where no person is asked)."""

    words: str
    question: str = ""


REASONS: Mapping[str, Wording] = {
    "stated": Wording("The notice states this disclosure, and everything that it asks for is there."),
    "duty_in_force": Wording(
        "The notice states a duty in law to share this, and everything that it asks for is there."
    ),
    # The request
    "request_too_large": Wording("The request is larger than 65,536 bytes, so it was not read."),
    "request_not_json": Wording(
        "The request is not JSON in UTF-8, or has a byte order mark, a key twice, or brackets too deep."
    ),
    "unknown_key": Wording("In this stands a key that no request has: see request.schema.json beside the feed."),
    "missing": Wording("This key is missing."),
    "wrong_value": Wording("This has not the form that is asked for: see request.schema.json beside the feed."),
    "personal_data": Wording(
        "What stands here looks like data about a person. Requests carry references, never people. "
        "If it is a reference, write it so that nobody can take it for a person's number."
    ),
    # Its ids
    "unknown_sender": Wording("The notice names no sender with this id. The ids stand in the feed, under included."),
    "unknown_recipient": Wording(
        "The notice names no recipient with this id. The ids stand in the feed, under included."
    ),
    "unknown_purpose": Wording("The notice names no purpose with this id. The ids stand in the feed, under included."),
    "unknown_data_category": Wording(
        "The notice names no kind of data with this id. The ids stand in the feed, under included. "
        "If you mean another, its publisher has to define it first."
    ),
    "unknown_data_subject": Wording(
        "The notice names no group of people with this id. The ids stand in the feed, under included. "
        "If you mean another, its publisher has to define it first."
    ),
    "unknown_id": Wording("The notice names nothing with this id. The ids stand in the feed, under included."),
    "wrong_kind": Wording("This id names a thing of another kind than is asked for here."),
    "retired_id": Wording("This id was retired and is not used any more."),
    # Not this disclosure
    "not_disclosed": Wording("The notice states no disclosure to this recipient."),
    "other_sender": Wording("This disclosure is another body's to make."),
    "only_received": Wording("The notice says that data comes from there, not that it goes there."),
    "never_shared": Wording("The notice says that this is never shared with this recipient."),
    "draft": Wording("This disclosure is a draft: the public has not been told of it yet."),
    "suspended": Wording("This disclosure is suspended."),
    "not_started": Wording("This disclosure has not started yet."),
    "ended": Wording("This disclosure has ended."),
    "recipient_not_started": Wording("The first day of this recipient is still to come."),
    "recipient_ended": Wording("This recipient's last day is over, or it does not exist any more."),
    "not_a_member": Wording(
        "This disclosure is to a group in which the recipient does not count today: a group between them is not there."
    ),
    "not_in_a_notice": Wording("No sentence of the notice tells the public of this disclosure."),
    "other_purpose": Wording("The notice states this disclosure for other purposes."),
    "other_data": Wording("The notice states this disclosure for other data, or for only some of this data."),
    "other_people": Wording("The notice states this disclosure for other people, or for only some of these people."),
    "data_never_sent": Wording("The notice says that some of this data is never sent."),
    "other_programme": Wording("The notice states this disclosure for another programme."),
    "not_abroad": Wording("The notice says that this data does not leave the country."),
    "not_that_purpose": Wording("What decides about a person is no statistics."),
    "not_disclosed_at_risk": Wording(
        "The notice states no disclosure to this recipient for people at risk.",
        "Who may have what is needed to protect them?",
    ),
    "prohibited_use": Wording("The notice says that the data is never used for this purpose."),
    # For a person
    "somebody_at_risk": Wording(
        "Somebody may be at risk, so no computer says no.",
        "May this be shared now, to protect somebody? Decide at once, and record who decided, when and why.",
    ),
    "bad_news": Wording(
        "What was brought speaks against sharing, and nothing in the notice says what follows from it.",
        "May it be shared all the same? Why?",
    ),
    "special_condition_not_stated": Wording(
        "The law guards some of this data more closely, and the notice does not state what allows sharing it.",
        "Which condition of Article 9 allows it?",
    ),
    "criminal_condition_not_stated": Wording(
        "The law guards data about offences more closely, and the notice does not state what allows sharing it.",
        "Which condition of Article 10 allows it?",
    ),
    "open_class": Wording(
        "This is a class of recipients whose members the notice does not all name.",
        "Is the recipient one of this class? If the notice names it, ask for it by its own id.",
    ),
    "which_member": Wording(
        "This is a class of recipients that the notice names by what they are.",
        "Which one is it? Bring your reference of it as member.",
    ),
    "to_be_appointed": Wording(
        "This recipient, or one of its members, is not chosen yet.", "Who is it now, and does the notice say so?"
    ),
    "sender_not_stated": Wording(
        "The notice does not say who shares this.", "Does the notice mean that we share this?"
    ),
    "recipient_not_stated": Wording(
        "The notice does not say who gets this data.", "Is this the recipient that the notice means?"
    ),
    "purpose_not_stated": Wording(
        "The notice does not say what this data is shared for.", "Is this a purpose that the notice means?"
    ),
    "risk_purpose_not_stated": Wording(
        "The notice lets a condition fall when somebody is at risk, and does not state this purpose.",
        "Is this a purpose that it means?",
    ),
    "data_not_stated": Wording("The notice does not say which data is shared.", "Is this data that the notice means?"),
    "people_not_stated": Wording(
        "The notice does not say about whom data is shared.", "Are these people that the notice means?"
    ),
    "determination_does_not_do": Wording(
        "A determination was brought, and it does not settle all that the notice leaves open.",
        "Who may settle this, and have they?",
    ),
    "access_only": Wording(
        "The notice lets the recipient look at this data, and does not say that it gets a copy.",
        "May it have a copy? Why is looking at it not enough?",
    ),
    "transfer_to_judge": Wording(
        "The data would leave the country.",
        "Does the notice mean this transfer, and what protects the data there?",
    ),
    "programme_not_brought": Wording(
        "The notice states several disclosures of this kind, each for programmes of its own.",
        "For which programme is it? Bring its id as programme.",
    ),
    "only_if_not_stated": Wording(
        "The notice says that it is shared only on conditions, and not on which.",
        "What are the conditions, and are they met?",
    ),
    "law_does_not_reach": Wording(
        "The law that the notice names is for other purposes or other data, or for only some of this data.",
        "Which law lets us share this? If an order or notice does, bring it as the instrument of statutory_duty.",
    ),
    "duty_without_law": Wording(
        "The notice states a duty, and no law that makes it one.",
        "Which law, order or notice requires this? Bring it as the instrument of statutory_duty.",
    ),
    "duty_beyond_instrument": Wording(
        "The instrument that was brought does not name all of this data.",
        "Does the instrument require all of this data? Then name it under names.",
    ),
    "duty_and_refusal": Wording(
        "The notice states a duty to share this, and something in it stands against sharing.",
        "Does the duty count all the same? Do not share until that is decided.",
    ),
    "not_brought": Wording(
        "The notice asks for this, and what shows it was not brought, or not all of it.",
        "Is this condition met? Bring what shows it.",
    ),
    "not_met": Wording(
        "The notice asks for this, and what was brought does not meet it.",
        "Is this condition met all the same? What shows that?",
    ),
    "not_stated": Wording(
        "The notice does not say enough to judge this condition.",
        "What does the notice mean here, and is it met?",
    ),
    "unknown": Wording(
        "The notice states a condition that this program does not understand.",
        "What does it ask for, and is it met?",
    ),
    "consent_refused": Wording(
        "Consent was asked for and refused.",
        "May it be shared against their will? Another lawful basis does not step in by itself.",
    ),
    "possible": Wording(
        "The notice leaves open whether this applies here too.",
        "Does it apply here? If so, bring what shows that it is met; if it forbids this, do not share.",
    ),
    # The feed
    "feed_not_trusted": Wording(
        "The published notice could not be read or trusted, so nothing can be decided from it.",
        "May this be shared, as far as you know without the notice?",
    ),
}
"""Each reason code."""

CAUSES: Mapping[str, str] = {
    "unreachable": "Nothing answers at the address, which must be https, or no signed feed lies in the folder.",
    "redirected": "The address leads elsewhere.",
    "wrong_status": "The server has no signed feed there: is it the address of the data/v1/ of a site that is signed?",
    "too_large": "What was sent is larger than is read.",
    "truncated": "What was sent ends too early.",
    "too_slow": "It took longer than the deadline.",
    "malformed_envelope": "What was sent is no signature.",
    "other_type": "What is signed is no manifest.",
    "unsigned": "Nobody has signed it.",
    "other_key": "No key that is trusted has signed it.",
    "malformed_manifest": "What is signed has not the form of a manifest.",
    "other_registry": "It is another registry than was asked for. To read a copy, name the registry that it holds.",
    "draft": "It is a draft.",
    "not_yet_valid": "It is of a day to come. Is this computer's clock right?",
    "expired": "The last day of its signature is over.",
    "rollback": "It is older than what was seen before.",
    "equivocation": "It is not what was seen before under the same version.",
    "feed_differs": "The feed is not the one that was signed.",
    "feed_not_understood": "The feed says what this program does not understand.",
    "clock_back": "The clock of this computer was set back.",
    "never_read": "No feed has been read yet.",
    "state_broken": "The folder of the state is damaged, or holds something else. See why, then begin a new one.",
    "state_not_kept": "What was read could not be kept in the folder of the state.",
    "log_not_kept": "The decision could not be logged.",
    "fault": "Something went wrong that has no name.",
}
"""Why a feed is not trusted, as `docs/client.md` has it."""

DUTIES: Mapping[str, str] = {
    "undertaking": "Do what the words of this condition ask of you once it is shared, and hold who gets it to theirs.",
    "taking_part_is_voluntary": "Let people refuse to take part, and tell them that they may.",
    "tell_first": "Tell the people before you share.",
    "record_reason": "Record the reason why people were not asked or told.",
    "record_override": "Record that you share without what the notice asks for, why, and who decided.",
    "record_request": "Record the request: it did not come in writing.",
    "check_objections": "Check that nobody in the data has objected, or taken consent back.",
    "fee": "See that the fee that the notice names is paid, where it is due.",
    "use_for_this_purpose_only": "Bind the recipient to use it for this purpose and no other.",
    "no_individual_effect": "Bind the recipient to decide nothing about any person by it.",
    "no_identification_in_results": "Bind the recipient to let no results tell who anybody is.",
    "keep_to_level": "Bind the recipient to the levels of identifiability that the notice states.",
    "access_only": "Let the recipient look at it, and give no copy.",
    "for_programme_only": "Bind the recipient to use it for the programme that the notice names.",
    "stays_controlled": "See that whoever approved it keeps control of the sharing.",
    "record_basis": "Record the lawful basis on which you share: the notice names none.",
    "record_condition": "Record which condition of Article 9 or 10 allows it: the notice names none.",
    "record_member": "Record which one of the class it is: the notice does not name it.",
    "only_their_own": "Send it to the person's own alone: the words mean that one and no other.",
    "record_determination": "Record that you share by a determination, which one, and who made it.",
    "item_choices": "Leave out the items that a person has refused to give.",
}
"""Each code of a duty."""

STATES = (
    "met",
    "duty",
    "lifted",
    "not_needed",
    "not_brought",
    "not_met",
    "not_stated",
    "unknown",
    "consent_refused",
    "possible",
)
"""The states of a condition in a decision."""
