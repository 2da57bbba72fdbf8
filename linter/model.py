"""Shapes of YAML documents: they check a tree, convert its text and give its JSON Schema.

A shape's ``read`` never raises: what is wrong goes to ``problems`` with the
place of the key or value (META002 unknown key, META003 missing key, META004
unusable value) and the value becomes None.
"""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from linter.document import Mapping, Node, Scalar, Sequence, kind
from linter.finding import Place, Problem
from linter.hint import did_you_mean
from linter.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

SLUG = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
Problems = list[Problem]
_PRINTABLE = r"[^\x00-\x1f\x7f\u2028\u2029]*"
_NULLS = ("", "~", "null", "Null", "NULL")


class Shape(Protocol):
    """What a node may look like."""

    def read(self, node: Node, problems: Problems) -> Any:
        """Convert the node, or report what is wrong and give None."""

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the shape."""


def _text_of(node: Node, problems: Problems, expected: str) -> str | None:
    if not isinstance(node, Scalar) and node.place.text.startswith("{{"):
        _wrong(node, problems, f'以 {{{{ 开头的值要加引号，如 "{node.place.text}"')
        return None
    if not isinstance(node, Scalar):
        problems.append(Problem("META004", node.place, f"这里应为{expected}，现在是{kind(node)}"))
        return None
    if not node.quoted and node.value in _NULLS:
        problems.append(Problem("META004", node.place, f"没有值；这里应为{expected}"))
        return None
    return node.value


def _wrong(node: Node, problems: Problems, message: str) -> None:
    problems.append(Problem("META004", node.place, message))


class Text:
    """A text; ``pattern`` must match the whole of it, ``expected`` says so in words."""

    def __init__(
        self, expected: str = "文字", pattern: str = _PRINTABLE, longest: int = 500
    ) -> None:
        self.expected = expected
        self.pattern = pattern
        self.longest = longest

    @cached_property
    def _matches(self) -> Callable[[str], object]:
        return re.compile(self.pattern).fullmatch

    def read(self, node: Node, problems: Problems) -> str | None:
        value = _text_of(node, problems, self.expected)
        if value is None:
            return None
        if len(value) > self.longest or not self._matches(value):
            limit = f"（最多 {self.longest} 个字）" if len(value) > self.longest else ""
            _wrong(node, problems, f"这里应为{self.expected}{limit}")
            return None
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$", "maxLength": self.longest}


class Wording:
    """A text that customers may read: kept as its node, for the places of its characters."""

    def __init__(self, expected: str = "文字", longest: int = 500) -> None:
        self.expected = expected
        self.longest = longest

    def read(self, node: Node, problems: Problems) -> Scalar | None:
        value = _text_of(node, problems, self.expected)
        if value is None or not isinstance(node, Scalar):
            return None
        if not re.fullmatch(_PRINTABLE, value) or not 0 < len(value) <= self.longest:
            expected = f"一行{self.expected}（1 至 {self.longest} 个字）"
            _wrong(node, problems, f"这里应为{expected}")
            return None
        return node

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.longest}


class Anything:
    """Any node, unread: something else decides what it must be."""

    def read(self, node: Node, problems: Problems) -> Node:
        del problems
        return node

    def schema(self) -> dict[str, Any]:
        return {}


class Choice:
    """One of a closed list of words."""

    def __init__(self, values: tuple[str, ...]) -> None:
        self.values = values

    def read(self, node: Node, problems: Problems) -> str | None:
        value = _text_of(node, problems, f"{'、'.join(self.values)} 之一")
        if value is None:
            return None
        if value not in self.values:
            _wrong(node, problems, f"没有“{value}”这个值；{did_you_mean(value, self.values)}")
            return None
        return value

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.values)}


class Flag:
    """``true`` or ``false``."""

    def read(self, node: Node, problems: Problems) -> bool | None:
        value = _text_of(node, problems, "true 或 false")
        if value is None:
            return None
        if value not in ("true", "false"):
            _wrong(node, problems, f"这里应为 true 或 false，现在是“{value}”")
            return None
        return value == "true"

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class Integer:
    """A whole number within limits."""

    def __init__(self, least: int = 0, most: int = 10**9) -> None:
        self.least = least
        self.most = most

    def read(self, node: Node, problems: Problems) -> int | None:
        expected = f"{self.least} 至 {self.most} 的整数"
        value = _text_of(node, problems, expected)
        if value is None:
            return None
        if not re.fullmatch(r"-?[0-9]{1,15}", value) or not self.least <= int(value) <= self.most:
            _wrong(node, problems, f"这里应为{expected}，现在是“{value[:40]}”")
            return None
        return int(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Amount:
    """A number with at most two decimals, written with or without quotes."""

    def read(self, node: Node, problems: Problems) -> Decimal | None:
        expected = '金额，如 "1234.56"'
        value = _text_of(node, problems, expected)
        if value is None:
            return None
        if not re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]{1,2})?", value):
            _wrong(node, problems, f"这里应为{expected}，现在是“{value[:40]}”")
            return None
        return Decimal(value)

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number"], "pattern": r"^-?[0-9]{1,13}(\.[0-9]{1,2})?$"}


def iso_day(text: str) -> date | None:
    """The date that a text is, ``2026-12-05``; None where it is none, or is written otherwise."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


class Day:
    """A date, ``2026-12-05``."""

    def read(self, node: Node, problems: Problems) -> date | None:
        expected = '日期，如 "2026-12-05"'
        value = _text_of(node, problems, expected)
        if value is None:
            return None
        found = iso_day(value)
        if found is None:
            _wrong(node, problems, f"这里应为{expected}，现在是“{value[:40]}”")
        return found

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


class Clock:
    """A time of day, ``09:00``."""

    def read(self, node: Node, problems: Problems) -> time | None:
        expected = '时刻，如 "09:00"'
        value = _text_of(node, problems, expected)
        if value is None:
            return None
        if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
            _wrong(node, problems, f"这里应为{expected}，现在是“{value[:40]}”")
            return None
        return time.fromisoformat(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}


class ListOf:
    """A list whose items have one shape; unusable items are reported and left out."""

    def __init__(self, item: Shape, least: int = 0, most: int = 1000) -> None:
        self.item = item
        self.least = least
        self.most = most

    def read(self, node: Node, problems: Problems) -> tuple[Any, ...] | None:
        if not isinstance(node, Sequence):
            _wrong(node, problems, f"这里应为列表，现在是{kind(node)}")
            return None
        if not self.least <= len(node.items) <= self.most:
            _wrong(node, problems, f"列表应有 {self.least} 至 {self.most} 项")
            return None
        values = (self.item.read(item, problems) for item in node.items)
        return tuple(value for value in values if value is not None)

    def schema(self) -> dict[str, Any]:
        return {
            "type": "array",
            "items": self.item.schema(),
            "minItems": self.least,
            "maxItems": self.most,
        }


class Key(NamedTuple):
    """A key of a `Table`: its shape, whether it must be there, what it is for."""

    shape: Shape
    about: str
    required: bool = False


class Record(NamedTuple):
    """What a `Table` read: values by key, and the places of keys and values."""

    place: Place
    values: dict[str, Any]
    key_places: dict[str, Place]
    value_places: dict[str, Place]

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or the default where it is absent or unusable."""
        value = self.values.get(key)
        return default if value is None else value

    def where(self, key: str) -> Place:
        """The place of a key, else of the whole record."""
        return self.key_places.get(key, self.place)


class Table:
    """A mapping with a closed list of keys."""

    def __init__(self, keys: dict[str, Key]) -> None:
        self.keys = keys

    def read(self, node: Node, problems: Problems) -> Record | None:
        if not isinstance(node, Mapping):
            _wrong(node, problems, f"这里应为映射（键: 值），现在是{kind(node)}")
            return None
        record = Record(node.place, {}, {}, {})
        for key, value in node.pairs:
            known = self.keys.get(key.value)
            if known is None:
                hint = did_you_mean(key.value, self.keys)
                problems.append(Problem("META002", key.place, f"没有“{key.value}”这个键；{hint}"))
                continue
            record.key_places[key.value] = key.place
            record.value_places[key.value] = value.place
            record.values[key.value] = known.shape.read(value, problems)
        for name, wanted in self.keys.items():
            if wanted.required and name not in record.key_places:
                start = node.place.span.start
                place = Place(node.place.source, Span(start, start))
                problems.append(
                    Problem("META003", place, f"缺少“{name}”（{wanted.about}）；请补上")
                )
        return record

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": [name for name, key in self.keys.items() if key.required],
            "properties": {
                name: {"description": key.about, **key.shape.schema()}
                for name, key in self.keys.items()
            },
        }


class Names:
    """A mapping from free names to values of one shape; read as name → (key, value)."""

    def __init__(self, item: Shape, expected: str, pattern: str) -> None:
        self.item = item
        self.expected = expected
        self.pattern = pattern

    def read(self, node: Node, problems: Problems) -> dict[str, tuple[Scalar, Any]] | None:
        if not isinstance(node, Mapping):
            _wrong(node, problems, f"这里应为映射（键: 值），现在是{kind(node)}")
            return None
        found: dict[str, tuple[Scalar, Any]] = {}
        for key, value in node.pairs:
            if not re.fullmatch(self.pattern, key.value):
                _wrong(key, problems, f"“{key.value[:40]}”不能作名字；这里应为{self.expected}")
                continue
            read = self.item.read(value, problems)
            if read is not None:
                found[key.value] = (key, read)
        return found

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "propertyNames": {"pattern": f"^(?:{self.pattern})$"},
            "additionalProperties": self.item.schema(),
        }
