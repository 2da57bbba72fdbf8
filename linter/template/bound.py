"""An upper bound of a template's length, without walking its cases.

Every branch is printed and the longest kept, lists have their most elements,
enums their longest value: nothing that any values print is longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.source import utf16_units
from linter.template.decisions import PRESENT, Choice, Decisions
from linter.template.evaluate import Frame, PathEnds
from linter.template.jinja import nodes
from linter.template.message import Part, Printed
from linter.template.printing import MOST_PRINTED
from linter.template.references import Input, Reference, Words
from linter.template.walk import Walker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linter.template.variables import Variable


class _Present(Decisions):
    """Every value is there; nothing is ever decided."""

    def __init__(self) -> None:
        super().__init__({}, {})

    def presence(self, variable: Variable, key: str) -> str:
        del variable, key
        return PRESENT

    def value(self, variable: Variable, key: str) -> Choice:
        del key
        if variable.type.name == "list":
            return Choice(PRESENT, variable.max_items)
        return Choice(PRESENT, max(variable.words, key=utf16_units, default=True))


def most_units(walker: Walker) -> int:
    """An upper bound of the UTF-16 units of the body, signature left out."""
    bound = _Longest(walker.sections, walker.variables, walker.institution.fields, walker.load)
    printed = bound.run(_Present()).sections
    return MOST_PRINTED if printed is None else printed["body"].most_units


class _Longest(Walker):
    """A walker that takes every branch and keeps the longest text."""

    def _if(self, node: nodes.If, frame: Frame) -> None:
        bodies = [node.body, *(branch.body for branch in node.elif_), node.else_]
        self._keep_longest(bodies, node, frame)

    def _for(self, node: nodes.For, frame: Frame) -> None:
        with self._captured() as turns:
            super()._for(node, frame)
        with self._captured() as otherwise:
            self._body(node.else_, frame.inner())
        self._emit(_longest((tuple(turns), tuple(otherwise))), node, frame)

    def _keep_longest(self, bodies: list[list[nodes.Node]], node: nodes.Node, frame: Frame) -> None:
        before = dict(frame.scope.names)
        texts: list[tuple[Part, ...]] = []
        names: dict[str, list[Reference]] = {}
        for body in bodies:
            frame.scope.names = dict(before)
            texts.append(self._attempt(body, frame))
            for name, value in frame.scope.names.items():
                names.setdefault(name, []).append(value)
        frame.scope.names = {
            name: self._widest(values, node, frame) for name, values in names.items()
        }
        self.out.extend(_longest(texts))

    def _attempt(self, body: list[nodes.Node], frame: Frame) -> tuple[Part, ...]:
        """What a body prints; nothing where it can't be printed."""
        calls = self.calls
        with self._captured() as parts:
            try:
                self._body(body, frame)
            except PathEnds:
                self.calls = calls
        return tuple(parts)

    def _widest(self, values: list[Reference], node: nodes.Node, frame: Frame) -> Reference:
        """One value that prints at least as much as each of these."""
        inputs = [value for value in values if isinstance(value, Input)]
        words = [value.parts for value in values if isinstance(value, Words)]
        if not words:
            return max(inputs, key=_most) if len(inputs) == len(values) else values[-1]
        words.extend(
            self._print_input(value, None, node, frame)
            for value in inputs
            if value.variable.type.name not in ("list", "bool")
        )
        return Words(_longest(words))

    def _words(self, node: nodes.Node, frame: Frame) -> list[Part] | tuple[Part, ...]:
        match node:
            case nodes.CondExpr(expr1=first, expr2=nodes.Expr() as second):
                return _longest((self._words(first, frame), self._words(second, frame)))
            case nodes.Filter(name="default", node=nodes.Expr() as inner):
                return _longest((self._words(inner, frame), self._words(node.args[0], frame)))
        return super()._words(node, frame)

    def _value(self, node: nodes.Node, frame: Frame) -> Reference:
        if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
            both = [self._value(node.expr1, frame), self._value(node.expr2, frame)]
            return self._widest(both, node, frame)
        return super()._value(node, frame)

    def _truth(self, node: nodes.Node, frame: Frame) -> bool:
        del node, frame
        return True


def _most(value: Input) -> int:
    """The most that a value prints, or the most elements of a list."""
    variable = value.variable
    if variable.type.name == "enum":
        return max(map(utf16_units, variable.words))
    if variable.type.name in ("list", "bool"):
        return variable.max_items
    return utf16_units(str(variable.sample(variable.least, variable.most, max, str)))


def _longest(texts: Iterable[list[Part] | tuple[Part, ...]]) -> tuple[Part, ...]:
    candidates = [tuple(text) for text in texts]
    return max(candidates, key=lambda parts: Printed(parts).most_units, default=())
