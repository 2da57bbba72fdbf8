"""Texts that a reader or a format can't take, made into texts that it can.

A name of a file, a message or an excerpt may hold anything: control characters,
line breaks, and lone surrogates, which stand for bytes that are no UTF-8.
"""

from __future__ import annotations

import json
import re
from typing import Any

_INDENT = "\u3000"  # of a Chinese paragraph: as wide as any of its characters
_REPLACED = "\ufffd"
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("[\x85\u2028\u2029]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text with a sign for each character that moves the cursor or can't be seen."""
    text = text.replace("\t", " ")
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each == _INDENT else _REPLACED for each in text)


def one_line(text: str, most: int | None = None) -> str:
    """The text printable in one line, of ``most`` characters at most."""
    text = printable(" ".join(text.split()))
    return text if most is None or len(text) <= most else f"{text[: most - 1]}…"


def exchangeable(text: str) -> str:
    """The text with a sign for each character that XML 1.0 can't hold, however it is escaped.

    These are lone surrogates and control characters: no other format is better with them.
    """
    return _NOT_XML.sub(_REPLACED, text)


def json_text(value: Any, *, exact: bool = False, indent: int | None = None) -> str:
    r"""A value as JSON that UTF-8 can hold, on one line unless it is indented.

    ``exact`` keeps lone surrogates, as ``\udcff``: Python and JavaScript read them,
    other readers refuse the whole document.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # Readers of lines may take these for the end of one; JSON doesn't.
    text = _BREAKS.sub(_escaped, text)
    return _SURROGATE.sub(_escaped if exact else _REPLACED, text)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
