"""What a text says to those who see it shown: markup, escapes, Base64, text set backwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linter.text.normalise import Normal, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKUP = (
    "<[^<>\n]{0,40}>|&#?[0-9A-Za-z]{1,10};|(?:%[0-9A-Fa-f]{2})+|(?:\\\\u[0-9a-fA-F]{4})+"
    "|\u202e[^\u202c\u2069\n]{1,40}[\u202c\u2069]?|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{8,400}={0,2}"
)
# Base64 of Chinese in UTF-8 begins with 5 or 6. The expression begins with one class of
# characters, so that a search is quick.
CODED = re.compile(
    "[<&%\\\\\u202e56](?:(?<![56])|(?<![A-Za-z0-9+/].)(?=[0-9]*[A-Za-z])[A-Za-z0-9+/]{7})"
)
"""What a text has where something is coded."""


def decoded(text: str) -> Normal | None:
    """The normal form of a text as a browser would show it; None if nothing is coded."""
    changes = []
    for found in re.finditer(_MARKUP, text):
        meant = _meant(found[0])
        if meant is not None:
            changes.append((*found.span(), meant))
    return replaced(text, changes) if changes else None


def _meant(code: str) -> str | None:
    """What a piece of code says; None if it says nothing of its own."""
    # Few texts have any: what reads it is imported for them alone.
    from base64 import b64decode  # noqa: PLC0415
    from html import unescape  # noqa: PLC0415
    from urllib.parse import unquote  # noqa: PLC0415

    if code[0] == "<":
        return ""
    if code[0] == "&":
        meant = unescape(code)
        return meant if meant != code else None
    if code[0] == "%":
        return unquote(code, errors="ignore")
    if code[0] == "\\":
        return "".join(chr(int(each, 16)) for each in code.split("\\u")[1:])
    if code[0] == "\u202e":
        return code.strip("\u202e\u202c\u2069")[::-1]
    try:
        meant = b64decode(code + "=" * (-len(code) % 4), validate=True).decode()
    except ValueError:
        return None
    return meant if any(each >= "\u4e00" for each in meant) else None


def replaced(text: str, changes: Iterable[tuple[int, int, str]]) -> Normal:
    """The normal form of a text with some parts replaced; its origins are in the text itself."""
    parts: list[str] = []
    origins: list[tuple[int, int]] = []
    at = 0
    for start, end, meant in [*changes, (len(text), len(text), "")]:
        parts.append(text[at:start])
        origins += [(each, each + 1) for each in range(at, start)]
        parts.append(meant)
        origins += [(start, end)] * len(meant)
        at = end
    normal = normalise("".join(parts))
    return Normal(
        normal.text, [(origins[start][0], origins[end - 1][1]) for start, end in normal.origins]
    )
