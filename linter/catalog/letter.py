"""How many pages a letter takes, on the grid on which the catalog sets it."""

from __future__ import annotations

import unicodedata

COLUMNS = 36  # characters of 12 pt in 156 mm
_FIRST_LINES = 26  # lines of 7 mm below the address window
_LINES = 33
_INDENT = 2
_WIDE = "WFA"


def pages(text: str) -> int:
    """A4 pages of a text, never too few: Chinese characters are whole, others half a column."""
    used = 0
    for line in text.split("\n"):
        width = sum(2 if unicodedata.east_asian_width(each) in _WIDE else 1 for each in line)
        used += max(1, -(-(width + 2 * _INDENT) // (2 * COLUMNS)))
    return 1 if used <= _FIRST_LINES else 1 - (_FIRST_LINES - used) // _LINES
