"""Declared variables: the closed list of types, each with example, shortest and longest.

What a value is inside Jinja2: ``bool`` a bool, ``integer`` an int, ``money`` a
Decimal with two places, ``date`` a text ``2026-12-05`` (so that it compares with
a constant), ``list`` a list of values or of dicts, everything else a text.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.document import Mapping, Node, Scalar, Sequence
from linter.source import utf16_units

if TYPE_CHECKING:
    from collections import abc
    from collections.abc import Callable

    from linter.finding import Place

Value = Any
"""A value as Jinja2 gets it: bool, int, Decimal, str, list or dict."""

DICT_ATTRIBUTES = frozenset(dir(dict))  # Jinja2 would print the method, not the field
NAME = r"[a-z][a-z0-9_]{0,39}"
_ANY_CHARACTER = r"[^\x00-\x1f\x7f\u2028\u2029【】]"
SHORTEST_URL = "http://x"
_RARE = "𬭎"  # two UTF-16 units: what a rare name may contain


class Type(NamedTuple):
    """A type of variable.

    ``pattern`` matches every valid text; ``length`` is the default of
    ``max_length`` (UTF-16 units) where the type has one; ``wide`` says that
    values may hold characters of two units.
    """

    name: str
    about: str
    example: str
    pattern: str = ""
    length: int | None = None
    wide: bool = False
    keys: tuple[str, ...] = ()


TYPES = {
    kind.name: kind
    for kind in (
        Type("person_name", "姓名", "王小明", _ANY_CHARACTER + "+", 25, True, ("max_length",)),
        Type("enum", "若干固定用语之一", "", keys=("values",)),
        Type("bool", "是或否", "true"),
        Type("integer", "整数", "3", keys=("min", "max")),
        Type("money", "金额（元）", "1234.56", keys=("min", "max")),
        Type("date", "日期", "2026-12-05"),
        Type("card_tail", "卡号后四位", "1234", r"[0-9]{4}"),
        Type("phone_masked", "已屏蔽的手机号", "130****0000", r"1[0-9]{2}\*{4}[0-9]{4}"),
        Type("phone", "手机号", "13000000000", r"1[0-9]{10}"),
        Type("id_number", "身份证号", "110101190001010006", r"[0-9]{17}[0-9X]"),
        Type(
            "address", "地址", "示例市示例路1号", _ANY_CHARACTER + "+", 100, True, ("max_length",)
        ),
        Type("employer", "工作单位", "示例公司", _ANY_CHARACTER + "+", 50, True, ("max_length",)),
        Type(
            "url",
            "网址",
            "https://bank.example/pay",
            r"https?://[!-~]+",
            100,
            False,
            ("max_length",),
        ),
        Type("text", "自由文字", "示例文字", _ANY_CHARACTER + "+", 500, True, ("max_length",)),
        Type("list", "列表", "", keys=("items", "fields", "min_items", "max_items")),
    )
}
"""The closed list of types by name."""

UNDECLARED = Type("undeclared", "没有声明的变量", "")
"""Stands in for a name that nothing declares, so that the walk can go on."""


class Variable(NamedTuple):
    """A declared input, or a field of a declared list.

    ``path`` is its name, ``items[].amount`` for a field. ``least`` and ``most``
    limit integers and money; ``max_length`` counts UTF-16 units.
    """

    path: str
    type: Type
    place: Place
    optional: bool = False
    sensitivity: str | None = None
    values: tuple[Scalar, ...] = ()
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    max_length: int = 0
    min_items: int = 0
    max_items: int = 0
    item: Variable | None = None
    fields: abc.Mapping[str, Variable] = MappingProxyType({})
    example: Value = None

    @property
    def words(self) -> tuple[str, ...]:
        """The values of an enum."""
        return tuple(scalar.value for scalar in self.values)

    def sample(
        self,
        least: Decimal,
        most: Decimal,
        pick: Callable[..., Any],
        printed: Callable[[Value], str],
    ) -> Value:
        """The value whose text is shortest (``pick`` is min) or longest (max).

        Numbers lie between the two limits; ``printed`` is the filter. Where a
        rare character may stand, the longest begins with one.
        """
        if self.type.name in ("integer", "money"):
            whole = self.type.name == "integer"
            numbers = [least, most, *([Decimal("0.00")] if least <= 0 <= most else [])]
            values = [int(number) if whole else number for number in numbers]
            return pick(values, key=lambda value: len(printed(value)))
        if self.type.name == "date":
            return pick("2026-01-01", "2026-12-31")
        if self.type.length is None:
            return self.example
        if self.type.name == "url":
            return SHORTEST_URL if pick is min else SHORTEST_URL.ljust(self.max_length, "x")
        if pick is min:
            return "王"
        rare = _RARE if self.max_length > 1 else ""
        return rare + "字" * (self.max_length - 2 * len(rare))

    def number(self, value: Value) -> Decimal:
        """What comparisons see of a value: a number, a date's ordinal, a list's length."""
        if self.type.name == "date":
            return Decimal(date.fromisoformat(value).toordinal())
        return Decimal(len(value) if self.type.name == "list" else value)

    def parse(self, text: str) -> Value:
        """The value that a text stands for; raises ValueError with a Chinese reason."""
        kind = self.type.name
        if kind == "enum":
            if text not in self.words:
                raise ValueError(f"应为{'、'.join(self.words)} 之一")
            return text
        if kind == "bool":
            if text not in ("true", "false"):
                raise ValueError("应为 true 或 false")
            return text == "true"
        if kind in ("integer", "money"):
            return self._number(text)
        if kind == "date":
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                raise ValueError("应为日期，如 2026-12-05")
            try:
                return date.fromisoformat(text).isoformat()
            except ValueError:
                raise ValueError("没有这一天；应为日期，如 2026-12-05") from None
        if not re.fullmatch(self.type.pattern, text):
            raise ValueError(f"不是有效的{self.type.about}，如 {self.type.example}")
        if self.max_length and utf16_units(text) > self.max_length:
            raise ValueError(f"有 {utf16_units(text)} 个单位，超过 max_length {self.max_length}")
        return text

    def _number(self, text: str) -> int | Decimal:
        whole = self.type.name == "integer"
        pattern = r"-?[0-9]{1,15}" if whole else r"-?[0-9]{1,13}(\.[0-9]{1,2})?"
        if not re.fullmatch(pattern, text):
            raise ValueError("应为整数，如 3" if whole else "应为金额，如 1234.56")
        number = Decimal(text)
        if not self.least <= number <= self.most:
            raise ValueError(f"应在 {self.least} 与 {self.most} 之间")
        # Adding zero makes minus zero plain zero, which prints without a sign.
        return int(number) if whole else number.quantize(Decimal("0.01")) + Decimal("0.00")

    def parse_node(self, node: Node) -> Value:
        """The value that a YAML node stands for; raises ValueError with a Chinese reason."""
        if self.type.name == "list":
            if not isinstance(node, Sequence):
                raise ValueError("应为列表")
            if not self.min_items <= len(node.items) <= self.max_items:
                raise ValueError(f"应有 {self.min_items} 至 {self.max_items} 项")
            return [self._parse_item(item) for item in node.items]
        if not isinstance(node, Scalar):
            raise ValueError(f"应为{self.type.about}，不是列表或映射")
        return self.parse(node.value)

    def parse_json(self, value: Any) -> Value:
        """The value that a JSON value stands for; raises ValueError with a Chinese reason."""
        if self.type.name != "list":
            if isinstance(value, bool) and self.type.name == "bool":
                return value
            if isinstance(value, bool) or not isinstance(value, (str, int)):
                raise ValueError(f"应为{self.type.about}，写成文字")
            return self.parse(str(value))
        if not isinstance(value, list) or not self.min_items <= len(value) <= self.max_items:
            raise ValueError(f"应为 {self.min_items} 至 {self.max_items} 项的列表")
        if self.item is not None:
            return [self.item.parse_json(each) for each in value]
        return [self._parse_record(each) for each in value]

    def _parse_record(self, value: Any) -> dict[str, Value]:
        if not isinstance(value, dict) or not value.keys() <= self.fields.keys():
            raise ValueError(f"每一项应为字段 {'、'.join(self.fields)} 的对象")
        for name, variable in self.fields.items():
            if name not in value and not variable.optional:
                raise ValueError(f"缺少字段“{name}”")
        return {name: self.fields[name].parse_json(each) for name, each in value.items()}

    def _parse_item(self, node: Node) -> Value:
        if self.item is not None:
            return self.item.parse_node(node)
        if not isinstance(node, Mapping):
            raise ValueError("列表的每一项应为映射（键: 值）")
        record = {key.value: value for key, value in node.pairs}
        for name in record:
            if name not in self.fields:
                raise ValueError(f"没有“{name}”这个字段")
        for name, variable in self.fields.items():
            if name not in record and not variable.optional:
                raise ValueError(f"缺少字段“{name}”")
        return {name: self.fields[name].parse_node(value) for name, value in record.items()}
