"""What is promised never to be shared: that it says no more than that, and that nothing shares it all the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from site_builder.check.facts.consistency import days_overlap
from site_builder.check.rule import Findings, error, rule
from site_builder.facts.nesting import Ids, is_among, reached, touching
from site_builder.model import Disclosure, Registry
from site_builder.model.fields import fields_of
from site_builder.model.values import NOT_STATED

OF_A_PROMISE = frozenset(
    {
        *("id", "title", "recipient", "sender", "modality", "purposes", "data_categories", "open_data_list"),
        *("data_subjects", "status", "valid_from", "valid_to", "review_due", "more_information"),
    }
)
"""The fields that a promise may have: whom, what, about whom, what for, and when."""


@rule
def promise_says_how(registry: Registry) -> Findings:
    """A disclosure that is never made says how it is made: its basis, its conditions, how long the data is kept.

    What is never shared has none of these. Where something is shared after all, that is another disclosure.
    """
    for promise in _promises(registry):
        for field in fields_of(Disclosure):
            if field.name not in OF_A_PROMISE and getattr(promise, field.name) not in (None, ()):
                message = f"This is never shared, so {field.key} says nothing here."
                hint = (
                    "Take it out. What you do share is a disclosure of its own, "
                    f"with exception_to: {promise.id} if it is an exception."
                )
                yield error(promise.id, (field.key,), message, hint)


@rule
def shared_after_all(registry: Registry) -> Findings:
    """A disclosure shares what another one promises never to share, and is no `exception_to` it."""
    promises, near = tuple(_promises(registry)), touching(registry)
    for each in (d for d in registry.disclosures if promises and not d.is_promise and d.direction != "receive"):
        for promise in (p for p in promises if each.exception_to != p.id and _breaks(registry, near, each, p)):
            hint = (
                f"One of the two is wrong; or it is an exception: then write exception_to: {promise.id} in '{each.id}'."
            )
            yield error(promise.id, ("modality",), f"This is never shared, and '{each.id}' shares it.", hint)
            yield error(each.id, (), f"'{promise.id}' promises never to share this.", hint)


@rule
def open_list_of_nothing(registry: Registry) -> Findings:
    """The words are said to go on after the data or purposes that they name, and none are named."""
    for disclosure in registry.disclosures:
        for field, key in (("open_data_list", "data_categories"), ("open_purpose_list", "purposes")):
            if getattr(disclosure, field) and not getattr(disclosure, key):
                message = f"{field} says that the words go on after the {key} that they name, and none are stated."
                hint = f"Write under {key} what the words name; where they name none, take {field} out."
                yield error(disclosure.id, (field,), message, hint)


def _promises(registry: Registry) -> Iterator[Disclosure]:
    return (d for d in registry.disclosures if d.is_promise)


def _breaks(registry: Registry, near: Ids, d: Disclosure, promise: Disclosure) -> bool:
    """Whether a disclosure shares what a promise says is never shared, at any time and in any part."""
    members: Mapping[str, Collection[str]] = {recipient.id: recipient.members for recipient in registry.recipients}
    return (
        promise.sender in (d.sender, NOT_STATED)
        and "draft" not in (d.status, promise.status)
        and days_overlap(registry, d, promise)
        and _have_anything_in_common(*(reached(_to(registry, each), members) for each in (promise, d)))
        and (not promise.purposes or _have_anything_in_common(promise.purposes, d.purposes))
        and (promise.open_data_list or _touch(near, promise.data_categories, d.data_categories))
        and _touch(near, promise.data_subjects, d.data_subjects)
    )


def _to(registry: Registry, d: Disclosure) -> str:
    return d.recipient or registry.home(d).id


def _touch(near: Ids, promised: Collection[str], shared: Collection[str]) -> bool:
    """Whether any of what is shared touches what is promised; all does where the promise names none."""
    return not promised or any(is_among(key, shared, near) for key in promised)


def _have_anything_in_common(some: Iterable[str], others: Iterable[str]) -> bool:
    return not set(some).isdisjoint(others)
