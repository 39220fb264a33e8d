"""What the dated reference data knows of the things that a registry names."""

from __future__ import annotations

from dataclasses import dataclass

from site_builder.model.values import Id, Text, Word

SPECIAL = Word("special")
"""What is known of a term for data that the law guards more closely."""
BEGAN, OF_NATIONS, NOT_IN_FORCE, UNKNOWN = map(Word, ("began", "of_nations", "not_in_force", "unknown"))
"""What is known of what began on a day, is for some nations (`instead`), is no law yet, or is in no list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What dated data says of something that the registry names; for those who edit, not part of the public half.

    `about` is the thing that names it, `field` the field, `named` what it names, `became` what became of that
    (a word), `closed_on` when (`2012-03`), `instead` what to name now. `is_sure`: its source was read. Of a DPV term
    for data that the law guards more closely, `became` is `special` and `instead` the words for what it stands for.
    """

    about: Id
    field: Text
    named: Text
    became: Word
    closed_on: Text | None = None
    instead: tuple[Text, ...] = ()
    source: Text | None = None
    is_sure: bool = False
