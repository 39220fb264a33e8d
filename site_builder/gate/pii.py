"""Signs that a text is about a person, for requests must not carry any. We find most numbers, and no names."""

from __future__ import annotations

import re

_SIGNS = re.compile(
    r"""
    [^\s@]@[^\s@]                                                                       # an e-mail address
    | (?<![A-Za-z0-9])(
        (\+44\ ?|0)\d[\d\ -]{7,10}\d                                                    # a telephone number
        | [A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\ ?\d{2}\ ?\d{2}\ ?\d{2}\ ?[A-D]           # National Insurance
        | [A-HJ-NP-RT-Z]\d{11}[A-HJ-NP-RT-Z0-9]                                         # a unique pupil number
        | [A-Z]{1,2}\d[A-Z\d]?\ ?\d[A-Z]{2}                                             # a postcode
    )(?![A-Za-z0-9])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HEALTH_NUMBER = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)")
_DAY_ALONE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}")


def looks_personal(text: str, *, may_be_day: bool = False) -> bool:
    """Whether a text looks like personal data. A date alone does, unless `may_be_day`."""
    if not may_be_day and _DAY_ALONE.fullmatch(text):
        return True
    return _SIGNS.search(text) is not None or any(map(_is_health_number, _HEALTH_NUMBER.findall(text)))


def _is_health_number(groups: tuple[str, ...]) -> bool:
    """Whether ten digits carry the check digit of an NHS number (modulus 11)."""
    digits = [int(sign) for sign in "".join(groups)]
    left = 11 - sum(digit * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return digits[9] == (0 if left == 11 else left)  # noqa: PLR2004 (the modulus)
