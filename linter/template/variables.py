"""Declared variables: the closed list of types, each with example, shortest and longest.

What a value is inside Jinja2: ``bool`` a bool, ``integer`` an int, ``money`` a
Decimal with two places, ``date`` a text ``2026-12-05`` (so that it compares with
a constant), ``list`` a list of values or of dicts, everything else a text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from linter.document import Mapping, Node, Scalar, Sequence
from linter.finding import Place, Problem
from linter.model import (
    Amount,
    Anything,
    Choice,
    Flag,
    Integer,
    Key,
    ListOf,
    Names,
    Problems,
    Record,
    Shape,
    Table,
    Wording,
)
from linter.source import utf16_units

if TYPE_CHECKING:
    from collections.abc import Callable

Value = Any
"""A value as Jinja2 gets it: bool, int, Decimal, str, list or dict."""

NAME = r"[a-z][a-z0-9_]{0,39}"
_RESERVED = frozenset(
    [
        "and",
        "block",
        "call",
        "caller",
        "continue",
        "break",
        "cycler",
        "dict",
        "do",
        "elif",
        "else",
        "endif",
        "extends",
        "false",
        "filter",
        "for",
        "from",
        "if",
        "import",
        "in",
        "include",
        "institution",
        "is",
        "joiner",
        "kwargs",
        "lipsum",
        "loop",
        "macro",
        "namespace",
        "none",
        "not",
        "or",
        "range",
        "raw",
        "recursive",
        "scoped",
        "self",
        "set",
        "super",
        "true",
        "varargs",
        "with",
        "without",
    ]
)
_DICT_ATTRIBUTES = frozenset(dir(dict))
_ANY_CHARACTER = r"[^\x00-\x1f\x7f\u2028\u2029【】]"
_SHORTEST_URL = "http://x"
_RARE = "𬭎"  # two UTF-16 units: what a rare name may contain


@dataclass(frozen=True)
class Type:
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


@dataclass(frozen=True)
class Variable:
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
    fields: dict[str, Variable] = field(default_factory=dict)
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
            return _SHORTEST_URL if pick is min else _SHORTEST_URL.ljust(self.max_length, "x")
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
        return int(number) if whole else number.quantize(Decimal("0.01"))

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


class _Nested:
    """The shape of an item or field: a variable without lists inside."""

    def read(self, node: Node, problems: Problems) -> Record | None:
        return _SCALAR.read(node, problems)

    def schema(self) -> dict[str, Any]:
        return _SCALAR.schema()


def _keys(types: tuple[str, ...]) -> dict[str, Key]:
    return {
        "type": Key(Choice(types), "类型", required=True),
        "example": Key(Anything(), "示例值，给人看"),
        "optional": Key(Flag(), "发送时可以没有"),
        "sensitivity": Key(Choice(("public", "personal", "sensitive")), "敏感程度"),
        "max_length": Key(Integer(1, 2000), "最长多少个 UTF-16 单位（短信计字）"),
        "values": Key(ListOf(Wording(longest=100), least=1, most=50), "enum 的全部用语"),
        "min": Key(Amount(), "最小值"),
        "max": Key(Amount(), "最大值"),
    }


_SCALAR = Table(_keys(tuple(name for name in TYPES if name != "list")))
VARIABLES: Shape = Names(
    Table(
        {
            **_keys(tuple(TYPES)),
            "items": Key(_Nested(), "列表每一项的类型"),
            "fields": Key(Names(_Nested(), "小写字母、数字和下划线", NAME), "列表每一项的字段"),
            "min_items": Key(Integer(0, 100), "最少几项"),
            "max_items": Key(Integer(1, 100), "最多几项"),
        }
    ),
    "小写字母开头，由小写字母、数字和下划线组成",
    NAME,
)
"""The shape of ``variables:`` in front matter."""

_TYPE_KEYS = {"max_length", "values", "min", "max", "items", "fields", "min_items", "max_items"}
_DEFAULT_LIMITS = {
    "integer": (Decimal(0), Decimal(999999)),
    "money": (Decimal("0.00"), Decimal("9999999.99")),
}


def build(
    read: dict[str, tuple[Scalar, Record]], problems: Problems, prefix: str = ""
) -> dict[str, Variable]:
    """Variables from what `VARIABLES` read; META004 for what doesn't fit the type."""
    taken = _DICT_ATTRIBUTES if prefix else _RESERVED
    variables: dict[str, Variable] = {}
    for name, (key, record) in read.items():
        if name in taken:
            problems.append(Problem("META004", key.place, f"“{name}”是保留字；请换一个名字"))
        elif (variable := _variable(prefix + name, key.place, record, problems)) is not None:
            variables[name] = variable
    return variables


def _variable(path: str, place: Place, record: Record, problems: Problems) -> Variable | None:
    kind = TYPES.get(record.get("type", ""))
    if kind is None:
        return None
    for key in _TYPE_KEYS & set(record.key_places) - set(kind.keys):
        problems.append(
            Problem("META004", record.where(key), f"类型 {kind.name} 没有“{key}”；请删除它")
        )
    if kind.name == "enum" and not record.get("values"):
        problems.append(Problem("META003", place, "enum 缺少“values”（全部用语）；请补上"))
        return None
    item, fields = None, {}
    if kind.name == "list":
        if ("items" in record.key_places) == ("fields" in record.key_places):
            problems.append(
                Problem(
                    "META003", place, "list 应写 items（每项一个值）或 fields（每项几个字段）之一"
                )
            )
            return None
        if inner := record.get("items"):
            item = _variable(f"{path}[]", record.where("items"), inner, problems)
        fields = build(record.get("fields", {}), problems, f"{path}[].")
        if item is None and not fields:
            if "fields" in record.key_places and record.get("fields") == {}:
                problems.append(Problem("META004", record.where("fields"), "fields 至少写一个字段"))
            return None
    least, most = _DEFAULT_LIMITS.get(kind.name, (Decimal(0), Decimal(0)))
    least, most = record.get("min", least), record.get("max", most)
    if kind.name == "money":
        least, most = least.quantize(Decimal("0.01")), most.quantize(Decimal("0.01"))
    elif least != int(least) or most != int(most):
        problems.append(Problem("META004", place, "integer 的 min 和 max 应为整数"))
        return None
    if kind.name == "url" and record.get("max_length", len(_SHORTEST_URL)) < len(_SHORTEST_URL):
        message = f"网址至少有 {len(_SHORTEST_URL)} 个字；请调大 max_length"
        problems.append(Problem("META004", record.where("max_length"), message))
        return None
    min_items, max_items = record.get("min_items", 0), record.get("max_items", 10)
    if least > most or min_items > max_items:
        problems.append(Problem("META004", place, "最小值大于最大值；请对调"))
        return None
    variable = Variable(
        path=path,
        type=kind,
        place=place,
        optional=record.get("optional", False),
        sensitivity=record.get("sensitivity"),
        values=_distinct(record.get("values", ()), problems),
        least=least,
        most=most,
        max_length=record.get("max_length", kind.length or 0),
        min_items=min_items,
        max_items=max_items,
        item=item,
        fields=fields,
    )
    return _with_example(variable, record, problems)


def _distinct(values: tuple[Scalar, ...], problems: Problems) -> tuple[Scalar, ...]:
    seen: dict[str, Scalar] = {}
    for scalar in values:
        if scalar.value in seen:
            problems.append(
                Problem("META005", scalar.place, f"“{scalar.value}”写了两次；请只留一处")
            )
        seen.setdefault(scalar.value, scalar)
    return tuple(seen.values())


def _with_example(variable: Variable, record: Record, problems: Problems) -> Variable:
    node = record.get("example")
    example = default_example(variable)
    if node is not None:
        try:
            example = variable.parse_node(node)
        except ValueError as error:
            problems.append(Problem("META004", record.value_places["example"], f"示例值{error}"))
    return Variable(**{**variable.__dict__, "example": example})


def default_example(variable: Variable) -> Value:
    """The example of a variable that declares none."""
    kind = variable.type.name
    if kind == "enum":
        return variable.words[0]
    if kind == "list":
        count = max(1, variable.min_items)
        return [_default_item(variable) for _ in range(count)]
    if kind in ("integer", "money"):
        number = min(max(Decimal(variable.type.example), variable.least), variable.most)
        return int(number) if kind == "integer" else number
    if kind == "bool":
        return True
    text = variable.type.example
    if kind == "url" and len(text) > variable.max_length:
        return _SHORTEST_URL
    return text[: variable.max_length] if variable.max_length else text


def _default_item(variable: Variable) -> Value:
    if variable.item is not None:
        return variable.item.example
    return {name: inner.example for name, inner in variable.fields.items()}
