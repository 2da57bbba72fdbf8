"""How front matter declares variables: the shape of ``variables:``, and what it becomes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

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
from linter.template.variables import (
    DICT_ATTRIBUTES,
    NAME,
    SHORTEST_URL,
    TYPES,
    UNDECLARED,
    Value,
    Variable,
)

if TYPE_CHECKING:
    from linter.document import Node, Scalar

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
    taken = DICT_ATTRIBUTES if prefix else _RESERVED
    variables: dict[str, Variable] = {}
    for name, (key, record) in read.items():
        if name in taken:
            problems.append(Problem("META004", key.place, f"“{name}”是保留字；请换一个名字"))
        else:
            variable = _variable(prefix + name, key.place, record, problems)
            # What is declared wrongly has been reported: the walk takes it as it comes.
            wrong = Variable(prefix + name, UNDECLARED, key.place, example="")
            variables[name] = variable or wrong
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
            if inner.get("optional"):
                message = "列表里的值总是有的；请删除 optional，缺少的项不要放进列表"
                problems.append(Problem("META004", inner.where("optional"), message))
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
    if kind.name == "url" and record.get("max_length", len(SHORTEST_URL)) < len(SHORTEST_URL):
        message = f"网址至少有 {len(SHORTEST_URL)} 个字；请调大 max_length"
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
    return variable._replace(example=example)


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
        return SHORTEST_URL
    return text[: variable.max_length] if variable.max_length else text


def _default_item(variable: Variable) -> Value:
    if variable.item is not None:
        return variable.item.example
    return {name: inner.example for name, inner in variable.fields.items()}
