"""How a change of a field moves sharing: more, less, neither or unclear, and the few kinds of rule for it.

*More* is shared where somebody may get or do more than before, more easily or for longer, or where people have less
say in it. A field stated for the first time is *neither*: only more is said. A field that is no longer stated is
*unclear*: nobody knows what holds now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

Direction = Literal["more", "less", "neither", "unclear"]
Added = Direction | Literal["by_fields"]
"""The direction in which one more of a thing moves sharing: see BY_FIELDS."""
MORE: Final = "more"
LESS: Final = "less"
NEITHER: Final = "neither"
UNCLEAR: Final = "unclear"
DIRECTIONS: tuple[Direction, ...] = (MORE, LESS, UNCLEAR, NEITHER)

OPPOSITE: dict[Direction, Direction] = {MORE: LESS, LESS: MORE, NEITHER: NEITHER, UNCLEAR: UNCLEAR}

SILENT, NOTHING, EVERYTHING = "silent", "nothing", "everything"
"""What an empty list means: the words are silent, there is none, or there is no limit."""

Compare = Callable[[Any, Any], Direction]


def together(directions: Iterable[Direction]) -> Direction:
    """The direction of several moves that are one change: *more* and *less* at once are *unclear*."""
    moves = {direction for direction in directions if direction != NEITHER}
    if not moves:
        return NEITHER
    return moves.pop() if len(moves) == 1 else UNCLEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a change of one field moves sharing; each kind of rule below is one of these, filled in.

    `compare` judges two values, `absent` is the value that a left-out one counts as; where it is None, `stated` is the
    direction of a first value and `silenced` that of one taken away. Of a list `added` is the direction of one
    more entry, `empty` what no entry means, and `after_none` the direction of an entry in place of the answer `none`,
    where that is surer. `is_words`: what changes is words or a name, and no fact.
    """

    compare: Compare = lambda _was, _now: UNCLEAR
    absent: Any = None
    stated: Direction = NEITHER
    silenced: Direction = UNCLEAR
    added: Direction | Callable[[Any], Direction] = UNCLEAR
    empty: str = SILENT
    after_none: Direction | None = None
    is_words: bool = False

    def move(self, was: Any, now: Any) -> Direction:
        """The direction in which another value moves sharing; None is a value left out."""
        was, now = (self.absent if value is None else value for value in (was, now))
        if was == now:
            return NEITHER
        if was is None or now is None:
            return self.stated if was is None else self.silenced
        return self.compare(was, now)

    def entry(self, added: Direction, *, is_new: bool, is_alone: bool) -> Direction:
        """The direction of an entry that is new or taken away; `added` is the direction of one more.

        `is_alone`: the list was empty before, or is now.
        """
        if is_alone and self.empty == SILENT:
            return self.stated if is_new else self.silenced
        if is_alone and self.empty == EVERYTHING:
            added = OPPOSITE[added]
        return added if is_new else OPPOSITE[added]

    def weight(self, entry: Any) -> Direction:
        """The direction of one more entry that has no fields of its own."""
        return self.added(entry) if callable(self.added) else self.added


SAYS = Rule(compare=lambda _was, _now: NEITHER, silenced=NEITHER, added=NEITHER, empty=NOTHING)
"""It says more or other things, and the same is shared."""

WORDS = Rule(compare=lambda _was, _now: NEITHER, silenced=NEITHER, added=NEITHER, empty=NOTHING, is_words=True)
"""Words and names, which are no facts."""

UNLIKE = Rule()
"""Values cannot be compared, and entries have no direction."""

WIDENS = Rule(added=MORE)
"""One entry more is more; without any the words are silent."""

LISTS = Rule(added=MORE, empty=NOTHING)
"""One entry more is more, the first one too: what is not listed was not declared."""

NARROWS = Rule(added=LESS, empty=NOTHING)
"""One entry more is less: it is kept out."""

ASKS_MORE = Rule(added=LESS)
"""One entry more is less: so many more have a say; without any the words are silent on who."""

WITHIN = Rule(added=MORE, empty=EVERYTHING)
"""A list of what is within the limit: one entry more is more, and no list is no limit."""

HOLDS_FOR = Rule(added=LESS, empty=EVERYTHING)
"""A list of what is limited: one entry more is less, and no list limits all."""

EXEMPTS = Rule(stated=MORE, silenced=LESS)
"""An exception to a limit: more where there is one."""

LIMITS = Rule(stated=LESS, silenced=MORE)
"""A limit in words of its own: less where there is one."""

FLAGGED = Rule(compare=lambda _was, now: LESS if now else MORE, absent=False)
"""True is a limit; left out is as false."""

PROMISED = Rule(compare=lambda _was, now: NEITHER if now else UNCLEAR)
"""A promise to those who read: what it meant is open once it is gone."""

ENTRIES = Rule(empty=NOTHING)
"""As the class of the entries says, the first one too."""

KEPT = Rule(after_none=MORE)
"""As the class of the entries says; without any the words are silent, and an answer that there is none is the least."""

DECIDED = Rule(
    compare=lambda was, now: NEITHER if type(was) is type(now) else MORE if isinstance(was, str) else LESS,
)
"""A change between the answer that there is none and a value."""


def ordered(*chains: str, absent: str | None = None) -> Rule:
    """Words, each chain from what shares least to what shares most; words of no common chain cannot be compared."""
    places = [{word: number for number, word in enumerate(chain.split())} for chain in chains]

    def compare(was: Any, now: Any) -> Direction:
        of_both = next((p for p in places if _word(was) in p and _word(now) in p), None)
        if of_both is None:
            return UNCLEAR
        step = of_both[_word(now)] - of_both[_word(was)]
        return MORE if step > 0 else LESS if step else NEITHER

    return Rule(compare=compare, absent=absent)


def bound(later: Direction, *, stated: Direction = LESS, silenced: Direction = MORE) -> Rule:
    """A number or day: the direction of a higher one. None at all is as far out as can be."""
    return Rule(compare=lambda was, now: later if now > was else OPPOSITE[later], stated=stated, silenced=silenced)


def but(usual: Direction, **others: Direction) -> Rule:
    """A list in which some words weigh otherwise than the rest, by the word."""
    return Rule(
        compare=lambda was, now: together([others.get(was, usual), others.get(now, usual)]),
        added=lambda entry: others.get(str(entry), usual),
    )


def _word(value: Any) -> str:
    """A word of a chain: true and false as YAML has them."""
    return str(value).lower()


BY_FIELDS: Final = "by_fields"
"""The direction of one more is that of its fields, each compared with no value."""
OWN: Final = "own"
"""A field that the comparison treats in its own way: things with ids, passages, version and day of issue."""

LEAST, MOST = bound(LESS), bound(MORE)
"""The lowest and the highest that a limit lets through."""
LEVEL = ordered(
    "anonymous pseudonymised individual_level identifiable",
    "aggregate pseudonymised individual_level identifiable",
    absent="identifiable",
)
STRENGTH = ordered("always wherever_possible", "always usually", absent="always")
"""How often people are asked or told; written only where the words soften."""
CONSENTED = but(NEITHER, consent=UNCLEAR, explicit_consent=UNCLEAR, implied_consent=UNCLEAR)
"""A basis says why, not how much; but where consent comes or goes, so does what people have to say."""
