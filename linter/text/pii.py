"""Numbers that look like personal data: bank cards, identity numbers, mobile phones.

Only ASCII digits count, so the text should be a normal form. A masked number
(138****0000) is no shape, because too few of its digits stand together.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

_BY = r"\ \-\u2010-\u2014.\u00b7"  # what stands between groups of digits
_LONG = re.compile(f"[0-9][0-9{_BY}]{{10}}")  # what every shape begins with, but for +
_LETTER = re.compile("[A-Za-z_]")
_BRANDS = ("visa", "unionpay", "mastercard", "jcb", "no", "card")
_LONGEST_BRAND = max(map(len, _BRANDS))
_EARLIEST = date(1900, 1, 1)


class Shape(NamedTuple):
    """A number at characters ``start`` to ``end`` of a text.

    ``valid`` says that its check digit is right and, in an identity number, its
    date of birth; a phone number has nothing to check.
    """

    kind: Literal["card", "id_number", "phone"]
    start: int
    end: int
    valid: bool


def possible(text: str) -> bool:
    """Whether a text has digits enough for a shape: a quick look before `shapes`."""
    return _LONG.search(text) is not None


def shapes(text: str) -> list[Shape]:
    """The shapes in a text, in its order; none overlaps another."""
    if not possible(text):
        return []
    found = _numbers().finditer(text)
    return [_shape(each) for each in found if not _in_word(text, *each.span())]


def _in_word(text: str, start: int, end: int) -> bool:
    """Whether letters touch a number: then it is a reference, unless they name a kind of card."""
    if _LETTER.match(text, end):
        return True
    before = text[max(start - _LONGEST_BRAND, 0) : start]
    return _LETTER.match(before[-1:]) is not None and not before.lower().endswith(_BRANDS)


@cache
def _numbers() -> re.Pattern[str]:
    """Numbers that are no part of a longer number or a decimal fraction.

    An identity number has groups of 6, 8 and 4, a phone number of 3, 4 and 4; a
    card groups of 4, or 6 and 13, 4, 6 and 4 or 5. A number of 13 to 20 digits
    that starts with 106 is a sender of messages.
    """
    return re.compile(
        r"""
        (?<!\d) (?<!\d\.) (?!106)
        (?:
            (?P<id_number> \d{6} ~? \d{8} ~? \d{3} [\dXx] )
        |
            (?P<phone> (?: (?:\+|00)?86 ~? )? 1[3-9]\d (?: \d{8} | ~\d{4}~\d{4} ) )
        |
            (?P<card>
                \d{13,19}
            |   \d{6} ~ \d{13}
            |   \d{4} ~ \d{6} ~ \d{4,5}
            |   (?<!\d{4}~)
                \d{4} (?P<by>~) \d{4} (?P=by) \d{4} (?P=by) \d{1,4} (?: (?P=by) \d{1,3} )?
                (?! (?P=by) \d )
            )
        )
        (?!\d|\.\d)
        """.replace("~", f"[{_BY}]"),
        re.ASCII | re.VERBOSE,
    )


def _shape(found: re.Match[str]) -> Shape:
    number = re.sub(f"[{_BY}]", "", found[0]).upper()
    if found["phone"]:
        return Shape("phone", *found.span(), valid=True)
    if found["id_number"]:
        valid = _is_id_number(number)
        if valid or number.endswith("X"):
            return Shape("id_number", *found.span(), valid)
    return Shape("card", *found.span(), _is_card(number))


def _is_card(number: str) -> bool:
    """Whether the check digit of a card number is right (Luhn)."""
    from stdnum import luhn  # noqa: PLC0415 - slow to import, and few texts have a number

    return luhn.is_valid(number)


def _is_id_number(number: str) -> bool:
    """Whether check digit and date of birth are right (GB 11643).

    The place isn't looked at: counties come and go.
    """
    from stdnum.iso7064 import mod_11_2  # noqa: PLC0415 - slow to import, and few texts have one

    try:
        born = date.fromisoformat(number[6:14])
    except ValueError:
        return False
    return born >= _EARLIEST and mod_11_2.is_valid(number)
