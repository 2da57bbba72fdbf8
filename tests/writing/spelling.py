"""Text, tags, comments and constants, in every way in which they can be written."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from tests.writing.tape import Tape

MARKER = "〔{}〕"
FIXED_WORDS = ("甲", "乙", "A")
"""What texts that conditions compare are made of."""

_WORDS = (
    "尊敬的", "客户：", "您的账单已出。", "A-1", "，", "😀", "𬭎", "e\u0301", "\u200b", "\ufffc",
    "1", " ", "  ", "%", "&<", "it's", '"', "\\", "}}", "%}", "#}", "{甲", "\u3000", "\xa0",
)  # fmt: skip
_LINED = (
    *_WORDS,
    "\n", "\n\n", "\n    ", "\t", "\u2028", "\x85", "\x0b", "\x1c", "\r", "\r\n", " \n",
)  # fmt: skip
_COMMENTS = ("说明", " 说明 ", "", " {{ 不印 }} ", " {% if %} ", "- 甲 -", " # ")
_RAW = ("{{ 甲 }}", " {% if x %} ", "{# 注 #}", "甲{{", "", " ", "%}")
_ESCAPED = (
    "\\n", "\\t", "\\r", "\\\\", "\\'", '\\"', "\\a", "\\0", "\\7-", "\\中", "\\😀", "\\101",
    "\\x41", "\\u4e2d", "\\U0001F600", "\\N{BULLET}", "\\N{CJK UNIFIED IDEOGRAPH-4E2D}",
)  # fmt: skip
_MARKS = ("", "", "", "", "", "-", "+")
_CLOSING = ("", "", "", "", "-")


class Spelling:
    """The characters of a template."""

    def __init__(self, tape: Tape, *, marked: bool) -> None:
        self.tape = tape
        self.marked = marked
        self.one_line = False
        self.counter = 0

    def _fresh(self) -> int:
        self.counter += 1
        return self.counter

    def _marker(self) -> str:
        return MARKER.format(self._fresh()) if self.marked else ""

    # tags and text

    def _space(self) -> str:
        return self.tape.pick(
            (" ", " ", " ", "", "  ") if self.one_line else (" ", " ", " ", "", "\n\t")
        )

    def _tag(self, inside: str) -> str:
        opened, closed = self.tape.pick(_MARKS), self.tape.pick(_MARKS)
        return f"{{%{opened}{self._space()}{inside}{self._space()}{closed}%}}"

    def _output(self, inside: str) -> str:
        opened, closed = self.tape.pick(_MARKS), self.tape.pick(_CLOSING)
        return f"{{{{{opened}{self._space()}{inside}{self._space()}{closed}}}}}"

    def _text(self) -> str:
        words = _WORDS if self.one_line else _LINED
        return "".join(self.tape.some(words, 1, 4))

    def _comment(self) -> str:
        opened, closed = self.tape.pick(_MARKS), self.tape.pick(_MARKS)
        return f"{{#{opened}{self.tape.pick(_COMMENTS)}{closed}#}}"

    def _raw(self) -> str:
        opened, closed = self.tape.pick(_MARKS), self.tape.pick(_CLOSING)
        begins = f"{{%{opened}{self._space()}raw{self._space()}{closed}%}}"
        return begins + self.tape.pick(_RAW) + self._tag("endraw")

    # string constants

    def _constant(self, text: str | None = None, *, prefix: str = "") -> str:
        """A quoted string of this text, or of any, with escapes of every kind."""
        quote = self.tape.pick("'\"")
        if text is None:
            free = (*(_WORDS if self.one_line else _LINED), *_ESCAPED)
            parts = self.tape.some(free, 0, 4)
            written = "".join(
                part if part in _ESCAPED else self._plain(part, quote) for part in parts
            )
        else:
            written = "".join(self._character(each, quote) for each in text)
        if not self.one_line and self.tape.chance(16):
            written += "\\\n"
        return f"{quote}{prefix}{written}{quote}"

    def _plain(self, text: str, quote: str) -> str:
        return text.replace("\\", "\\\\").replace(quote, "\\" + quote)

    def _character(self, character: str, quote: str) -> str:
        code = ord(character)
        escapes = [f"\\U{code:08x}"]
        if code <= 0xFFFF:
            escapes.append(f"\\u{code:04X}")
        if code <= 0xFF:
            escapes += [f"\\x{code:02x}", f"\\{code:03o}"]
        if name := unicodedata.name(character, ""):
            escapes.append(f"\\N{{{name}}}")
        return self.tape.pick(escapes) if self.tape.chance(10) else self._plain(character, quote)

    def _number(self, number: Decimal) -> str:
        sign = self.tape.pick(("-", "- ")) if number < 0 else ""
        size = abs(number)
        forms = [f"{float(size)!r}", f"{size:f}" if "." in f"{size:f}" else f"{size:f}.0"]
        if size == int(size):
            forms += [
                f"{int(size)}",
                f"{int(size):#x}",
                "_".join(f"{int(size)}" if size else "00"),
                f"{int(size)}e0",
            ]
        return sign + self.tape.pick(forms)
