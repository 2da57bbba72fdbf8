"""Front matter and ``institution.yaml``: what is declared, in the styles of YAML."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from linter.template.variables import TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.writing.tape import Tape

_WORDS = (
    "先生", "女士", "A", "示例银行", "😀", "𬭎氏", "it's", '"引号"', "甲\u3000乙", "x: y", "# 号",
    "\\n", "{{ 甲 }}", "%}", "null", "e\u0301", "\u200b", "\ufffc", "-", "22:30", "\x85", "乙 丙",
)  # fmt: skip
_PLAIN = frozenset("先生女士示例银行氏甲乙丙A😀𬭎")
_FIELDS = {"name": False, "hotline": False, "channels": True, "domains": True}
_NARROW = tuple(name for name in TYPES if name not in ("list", "text"))
_LENGTHS = {"url": (9, 24, 30), "text": (1, 2, 40)}
_MONEY = ("-50.00", "0", "0.01", "99.99", "100", "1000.5", "9999999999.99")
_WHOLE = ("-12", "0", "1", "9", "10", "1000", "999999999999")


def _double_quoted(tape: Tape, text: str) -> str:
    written: list[str] = []
    for character in text:
        code = ord(character)
        escape = f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
        plain = unicodedata.category(character) not in ("Cc", "Cf") and character not in '"\\'
        plain = plain and not (character == " " and written and written[-1].startswith("\\\n"))
        written.append(escape if tape.chance(6) or not plain else character)
        if tape.chance(40):
            written.append("\\\n      ")
    return f'"{"".join(written)}"'


def scalar(tape: Tape, text: str) -> str:
    """A YAML scalar of this text, in one of the styles that can write it."""
    styles = ["double"]
    if "\x85" not in text:
        styles.append("single")
    if set(text) <= _PLAIN:
        styles.append("plain")
    style = tape.pick(styles)
    if style == "plain":
        return text
    if style == "single":
        return "'" + text.replace("'", "''") + "'"
    return _double_quoted(tape, text)


Tree = str | list["Tree"] | dict[str, "Tree"]
"""YAML to be: scalars as they will be written."""


def _flow(tree: Tree) -> str:
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(_flow, tree)) + "]"
    return tree


def pairs(tape: Tape, tree: dict[str, Tree], indent: int = 0) -> str:
    """A block mapping; each value in flow or block style."""
    lines = []
    for key, value in tree.items():
        if isinstance(value, dict) and tape.chance(2):
            lines.append(f"{' ' * indent}{key}:\n{pairs(tape, value, indent + 2)}")
        else:
            lines.append(f"{' ' * indent}{key}: {_flow(value)}\n")
    return "".join(lines)


def _limits(tape: Tape, numbers: Sequence[str]) -> dict[str, Tree]:
    chosen = sorted(tape.some(numbers, 0, 2), key=Decimal)
    if len(chosen) == 1 and Decimal(chosen[0]) < 0:
        return {"min": chosen[0]}
    return dict(zip(("min", "max") if len(chosen) == 2 else ("max",), chosen, strict=False))


def _declaration(tape: Tape, kind: str, *, inside: bool = False) -> dict[str, Tree]:
    """One variable; ``inside`` a list nothing but a field may be left out."""
    tree: dict[str, Tree] = {"type": kind}
    if kind == "enum":
        words = dict.fromkeys(tape.some(_WORDS, 1, 3))
        tree["values"] = [scalar(tape, word) for word in words]
    elif kind in ("integer", "money"):
        tree |= _limits(tape, _WHOLE if kind == "integer" else _MONEY)
    elif "max_length" in TYPES[kind].keys and tape.chance(2):
        tree["max_length"] = str(tape.pick(_LENGTHS.get(kind, (1, 2, 5, 40))))
    elif kind == "list":
        most = tape.number(1, 3)
        tree |= {"min_items": str(tape.number(0, most)), "max_items": str(most)}
        if tape.chance(2):
            tree["items"] = _declaration(tape, tape.pick(_NARROW), inside=True)
        else:
            kinds = dict.fromkeys(tape.some(_NARROW, 1, 2))
            tree["fields"] = {f"its_{each}": _declaration(tape, each) for each in kinds}
    if not inside and tape.chance(3):
        tree["optional"] = "true"
    return tree


def institution(tape: Tape) -> str:
    """The text of ``institution.yaml``."""
    tree: dict[str, Tree] = {}
    for name, several in _FIELDS.items():
        written = [scalar(tape, word) for word in tape.some(_WORDS, 1, 3 if several else 1)]
        tree[name] = [*written] if several else written[0]
    return pairs(tape, tree)


def head(tape: Tape, channel: str) -> dict[str, Tree]:
    """Front matter with some variables."""
    kinds = [name for name in TYPES if name != "text" or channel != "sms"]
    kinds += ["bool", "enum", "money", "list", "list", "list", "list"]
    variables: dict[str, Tree] = {
        f"{kind}_{at}": _declaration(tape, kind) for at, kind in enumerate(tape.some(kinds, 2, 5))
    }
    tree: dict[str, Tree] = {"id": "a.b", "title": "标题", "channel": channel}
    return {**tree, "purpose": "notice", "owner": "示例部", "variables": variables}
