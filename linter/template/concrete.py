"""One message for concrete values: what sending systems get, values checked first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from linter.template.decisions import ABSENT, NONE, PRESENT, Choice, Decisions, compare
from linter.template.message import Hole, Part, Piece, Printed

if TYPE_CHECKING:
    from linter.template.variables import Value, Variable


class ValueDecisions(Decisions):
    """Decisions that concrete values make; absent variables are simply not there."""

    def __init__(self, values: dict[str, Value]) -> None:
        super().__init__({}, {})
        self.values = flatten(values)

    def presence(self, variable: Variable, key: str) -> str:
        """Whether a value was given."""
        del variable
        if key not in self.values:
            return ABSENT
        return NONE if self.values[key] is None else PRESENT

    def none(self, variable: Variable, key: str) -> bool:
        """Whether None was given."""
        return self.presence(variable, key) == NONE

    def value(self, variable: Variable, key: str) -> Choice:
        """The value that was given; the length of a list."""
        value = self.values[key]
        return Choice(PRESENT, len(value) if variable.type.name == "list" else value)

    def compared(self, variable: Variable, key: str, operation: str, constant: Any) -> bool:
        """The truth of a comparison with the value that was given."""
        return compare(operation, variable.number(self.values[key]), constant)


def flatten(values: dict[str, Value]) -> dict[str, Value]:
    """Values by key: ``items[0].amount`` for the parts of a list."""
    flat: dict[str, Value] = {}
    for name, value in values.items():
        flat[name] = value
        for at, item in enumerate(value if isinstance(value, list) else ()):
            key = f"{name}[{at}]"
            flat[key] = item
            if isinstance(item, dict):
                flat.update({f"{key}.{inner}": each for inner, each in item.items()})
    return flat


def filled(printed: Printed, values: dict[str, Value]) -> Printed:
    """The text with every hole replaced by its value, at the same places."""
    flat = flatten(values)

    def part(each: Part) -> Part:
        if not isinstance(each, Hole):
            return each
        text = each.print(flat[each.key])
        return Piece(text, each.excerpt, each.start, each.end, False, each.calls, each.variable)

    return printed.with_parts(part(each) for each in printed.parts)
