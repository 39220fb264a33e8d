"""The words of a language that rules look for; the lists themselves are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a decision reads no words, and need not wait for what finds them
    from site_builder.model.finder import Finder
    from site_builder.model.name_matcher import Names
    from site_builder.model.strength import Strength


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that need a fact: the facts that support or deny the claim, and what to write.

    `of_data`: it denies that the kinds of data are shared that its sentence names. `unless` finds words that, anywhere
    in the text, make it mean something else. `contrary` says what the facts that deny it say, where they do not say it
    by themselves. `of_each`: of the things that a text states, each must hold the fact that denies it.
    """

    finder: Finder
    held_by: frozenset[str]
    denied_by: frozenset[str]
    write: str
    of_data: bool = False
    unless: Finder | None = None
    contrary: str = ""
    of_each: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """What the rules look for in one language. Names are as typed, other words in small letters."""

    softened: tuple[Claim, ...]
    promised: tuple[Claim, ...]
    against: tuple[Claim, ...]
    purposes: tuple[Claim, ...]
    how_often: Mapping[str, Finder]
    tells_of_sharing: Finder
    passed_on: Finder
    softening: Finder
    guarded: Finder
    sent: Finder
    not_sent: Finder
    about_others: Finder
    children: frozenset[str]
    kept_at: Finder
    countries: Names
    limited: Finder
    open_anywhere: Finder
    open_before_names: Finder
    anonymous: Finder
    anonymous_contradicted: Finder
    left_over: Finder
    left_over_as_typed: Finder
    one_of_two: Finder
    of_a_mail: Finder
    stand_once: frozenset[str]
    sends_to: Finder
    in_brackets: frozenset[str]
    plainer: Mapping[str, str]
    plainer_finder: Finder
    passive: Finder
    known_letters: frozenset[str]
    known_pairs: frozenset[str]
    mail_for_anyone: frozenset[str]
    shared_mailboxes: frozenset[str]
    given_names: frozenset[str]
    titles: frozenset[str]
    no_surnames: frozenset[str]
    begins_no_name: frozenset[str]
    says_little: frozenset[str]
    bodies: Names
    strength: Strength
