"""What is said of people's choices, against what the law gives them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.core.conditions import SafeguardingOverride
from site_builder.core.derived import rights, rights_in_part
from site_builder.core.model import Disclosure, OptOut, Registry
from site_builder.core.problems import Finding, Severity

RIGHT_OF = {"object_art_21": "object", "withdraw_consent": "withdraw_consent"}
"""The schemes of opt-outs that are rights by law."""


def choice_against_basis(registry: Registry, _on: date) -> Iterator[Finding]:
    """An opt-out is denied that the lawful basis gives, or granted that it does not."""
    for disclosure in (d for d in registry.disclosures if d.lawful_basis):
        given = {*rights(registry, disclosure), *rights_in_part(registry, disclosure)}
        if disclosure.opt_outs == "none" and "object" in given:
            message = "It says that no opt-out applies, and its lawful basis gives a right to object (Article 21)."
            yield _of(disclosure, ("opt_outs",), message, "Write an opt-out with the scheme object_art_21.")
        for number, choice in enumerate(_choices(disclosure)):
            right = RIGHT_OF.get(choice.scheme)
            path = ("opt_outs", number, "scheme")
            if right and choice.effect == "does_not_apply" and right in given:
                message = f"Its lawful basis gives the right that '{choice.scheme}' names, and this denies it."
                yield _of(disclosure, path, message, "Look at the basis, or write which part it applies to.")
            elif right and choice.effect != "does_not_apply" and right not in given:
                message = f"Its lawful basis does not give the right that '{choice.scheme}' names."
                hint = "Look at the basis; a choice that is ours to give has the scheme local."
                yield _of(disclosure, path, message, hint)


def lifts_nothing(registry: Registry, _on: date) -> Iterator[Finding]:
    """An override lifts a condition that does not bear on the disclosure, or an opt-out where there is none."""
    for disclosure in registry.disclosures:
        limits = [limit.condition for limit in registry.limits(disclosure)]
        kinds = {*(c.type for c in limits), *(["opt_out"] if _choices(disclosure) else ())}
        for lifted in (c.overrides for c in limits if isinstance(c, SafeguardingOverride) and c.overrides not in kinds):
            message = f"An override lifts '{lifted}', and no such condition bears on this."
            yield _of(disclosure, ("conditions",), message, f"Add the condition {lifted}, or take the override out.")


def _choices(disclosure: Disclosure) -> tuple[OptOut, ...]:
    return disclosure.opt_outs if isinstance(disclosure.opt_outs, tuple) else ()


def _of(disclosure: Disclosure, path: tuple[str | int, ...], message: str, hint: str) -> Finding:
    return Finding(Severity.WARNING, disclosure.id, path, message, hint)
