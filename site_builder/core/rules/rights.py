"""What is said of people's choices, against what the law gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from site_builder.core.conditions import ConsentFirst, SafeguardingOverride
from site_builder.core.derived import BY_BASIS, WITHDRAW, rights, rights_in_part
from site_builder.core.model import Disclosure, OptOut, Registry
from site_builder.core.problems import Finding, Severity

RIGHT_OF = {"object_art_21": "object", "withdraw_consent": "withdraw_consent"}
"""The schemes of opt-outs that are rights by law."""
TOLD_TO_WITHDRAW = re.compile(r"\byou (?:can|may) (?:always )?withdraw (?:your |this |that )?consent\b", re.IGNORECASE)
IN_WORDS = {"object": "object (Article 21)", "withdraw_consent": "withdraw consent (Article 7(3))"}


def choice_against_basis(registry: Registry, _on: date) -> Iterator[Finding]:
    """An opt-out is denied that the lawful basis gives, or granted that it does not.

    The basis gives the right to object (Article 21) or to withdraw consent (Article 7(3)), or neither.
    """
    for disclosure in (d for d in registry.disclosures if d.lawful_basis):
        given = {*rights(registry, disclosure), *rights_in_part(registry, disclosure)}
        for scheme, right in RIGHT_OF.items() if disclosure.opt_outs == "none" else ():
            if right in given:
                given_by = "".join(f" {b}" for b in disclosure.lawful_basis if right in BY_BASIS.get(b, ()))
                rests = f"its lawful basis{given_by} gives a right to {IN_WORDS[right]}"
                message = f"It says that no opt-out applies, and {rests}."
                hint = f"Write an opt-out with the scheme {scheme}, or change the basis if it is another."
                yield replace(_of(disclosure, ("opt_outs",), message, hint), beside=("lawful_basis",))
        for number, choice in enumerate(choices(disclosure)):
            claimed = RIGHT_OF.get(choice.scheme)
            path = ("opt_outs", number, "scheme")
            if claimed and choice.effect == "does_not_apply" and claimed in given:
                message = f"Its lawful basis gives the right that '{choice.scheme}' names, and this denies it."
                yield _of(disclosure, path, message, "Look at the basis, or write which part it applies to.")
            elif claimed and choice.effect != "does_not_apply" and claimed not in given:
                message = f"Its lawful basis does not give the right that '{choice.scheme}' names."
                hint = "Look at the basis; a choice that is ours to give has the scheme local."
                yield _of(disclosure, path, message, hint)


def consent_never_asked(registry: Registry, _on: date) -> Iterator[Finding]:
    """The words let people withdraw consent, and what is shared rests on another basis and asks for none."""
    for disclosure in (d for d in registry.disclosures if d.lawful_basis):
        passages = registry.passages_of.get(disclosure.id, ())
        found = next((m for p in passages if (m := TOLD_TO_WITHDRAW.search(str(p.text)))), None)
        if found and not _rests_on_consent(registry, disclosure):
            message = f"The words say '{found[0]}', and what is shared does not rest on consent."
            yield _of(disclosure, ("text",), message, "Change the words, or state the consent that is asked for.")


def lifts_nothing(registry: Registry, _on: date) -> Iterator[Finding]:
    """An override lifts a condition that does not bear on the disclosure, or an opt-out where there is none."""
    for disclosure in registry.disclosures:
        limits = [limit.condition for limit in registry.limits(disclosure)]
        kinds = {*(c.type for c in limits), *(["opt_out"] if choices(disclosure) else ())}
        for lifted in (c.overrides for c in limits if isinstance(c, SafeguardingOverride) and c.overrides not in kinds):
            message = f"An override lifts '{lifted}', and no such condition bears on this."
            yield _of(disclosure, ("conditions",), message, f"Add the condition {lifted}, or take the override out.")


def _rests_on_consent(registry: Registry, disclosure: Disclosure) -> bool:
    """Whether its basis, in part, or a condition is consent."""
    given = {*rights(registry, disclosure), *rights_in_part(registry, disclosure)}
    asked = any(isinstance(limit.condition, ConsentFirst) for limit in registry.limits(disclosure))
    return asked or WITHDRAW in given


def choices(disclosure: Disclosure) -> tuple[OptOut, ...]:
    """The opt-outs that a disclosure states."""
    return disclosure.opt_outs if isinstance(disclosure.opt_outs, tuple) else ()


def _of(disclosure: Disclosure, path: tuple[str | int, ...], message: str, hint: str) -> Finding:
    return Finding(Severity.WARNING, disclosure.id, path, message, hint)
