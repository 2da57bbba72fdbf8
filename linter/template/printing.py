"""What expressions print: the second layer of a walk.

Text becomes pieces with their origin, values that arrive at sending time become
holes; macros print into the expression that calls them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from linter.document import Scalar
from linter.hint import did_you_mean
from linter.template.decisions import ABSENT
from linter.template.evaluate import Evaluator, Frame, PathEnds, is_undeclared
from linter.template.expressions import unescape
from linter.template.filters import FILTERS
from linter.template.jinja import nodes
from linter.template.message import Block, Call, Hole, Part, Piece
from linter.template.references import (
    Counted,
    Element,
    Input,
    Macro,
    Reference,
    Scope,
    Unset,
    Words,
    elements,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from linter.source import Span
    from linter.template.syntax import Script
    from linter.template.variables import Variable

MOST_PRINTED = 100_000  # characters and parts printed or bound on one path
DEEPEST_CALL = 24  # includes and macro calls inside one another


class Printer(Evaluator, ABC):
    """Printed expressions and calls. ``reached`` gathers the branches that were taken."""

    def __init__(self, variables: dict[str, Variable], fields: dict[str, Any]) -> None:
        super().__init__(variables, fields)
        self.reached: set[tuple[int, str]] = set()
        self.out: list[Part] = []
        self.blocks: list[Block] = []
        self._capturing = 0
        self.printed = 0
        self._pieces: dict[int, tuple[Part, ...]] = {}
        self._places: dict[int, Call] = {}
        self._holes: dict[tuple[Span, Script, str], Hole] = {}

    @abstractmethod
    def _body(self, body: list[nodes.Node], frame: Frame) -> None:
        """Print statements."""

    @abstractmethod
    def _super(self, node: nodes.Call, frame: Frame) -> list[Part]:
        """Print the block of the layout above."""

    def _call(self, node: nodes.Node, frame: Frame) -> Call:
        call = self._places.get(id(node))
        if call is None:
            script = frame.script
            span = script.span(node) if isinstance(node, nodes.Expr) else script.tag(node)
            call = self._places[id(node)] = Call(script.excerpt, span)
        return call

    def _count(self, parts: Sequence[Part], node: nodes.Node, frame: Frame) -> None:
        """Count what is printed or bound; too much ends the path."""
        for part in parts:
            self.printed += len(part.text) + 1
        if self.printed > MOST_PRINTED:
            self._stop(
                "TPL008", node, frame, f"一种情形的文字超过 {MOST_PRINTED} 个字；请减少循环和拼接"
            )

    @contextmanager
    def _inside(self, node: nodes.Node, frame: Frame) -> Iterator[None]:
        """What is printed inside came through this call."""
        before = self.calls
        if len(before) >= DEEPEST_CALL:
            self._stop(
                "TPL008", node, frame, f"调用嵌套超过 {DEEPEST_CALL} 层；宏或 include 不能引用自己"
            )
        self.calls = (*before, self._call(node, frame))
        try:
            yield
        finally:
            self.calls = before

    @contextmanager
    def _captured(self) -> Iterator[list[Part]]:
        before, self.out = self.out, []
        self._capturing += 1
        try:
            yield self.out
        finally:
            self.out = before
            self._capturing -= 1

    def _called(self, pieces: tuple[Part, ...]) -> tuple[Part, ...]:
        if not self.calls:
            return pieces
        return tuple(piece._replace(calls=self.calls) for piece in pieces)

    def _words(self, node: nodes.Node, frame: Frame) -> list[Part] | tuple[Part, ...]:
        match node:
            case nodes.Const():
                return self._constant(node, frame)
            case nodes.Concat():
                return [part for each in node.nodes for part in self._words(each, frame)]
            case nodes.CondExpr():
                return self._words(self._branch(node, frame), frame)
            case nodes.Filter(name="join"):
                return self._join(node, frame)
            case nodes.Filter(name="default"):
                return self._default(node, frame)
            case nodes.Call(node=nodes.Name(name="super")):
                return self._super(node, frame)
            case nodes.Call(node=nodes.Name(name="caller")):
                return self._caller(node, frame)
            case nodes.Call():
                return self._call_macro(node, frame, None)
            case nodes.Filter():
                return self._filtered(node, frame)
            case _:
                return self._print(self._reference(node, frame), node, frame)

    def _branch(self, node: nodes.CondExpr, frame: Frame) -> nodes.Expr:
        chosen = self._condition(node.test, frame)
        self.reached.add((id(node), "if" if chosen else "else"))
        branch = node.expr1 if chosen else node.expr2
        assert branch is not None
        return branch

    def _constant(self, node: nodes.Const, frame: Frame) -> tuple[Part, ...]:
        pieces = self._pieces.get(id(node))
        if pieces is None:
            excerpt = frame.script.excerpt
            base, end = frame.script.span(node)
            pieces = self._pieces[id(node)] = tuple(
                Piece(text, excerpt, base + start, base + stop, len(text) == stop - start, ())
                for start, stop, text in unescape(excerpt.text[base:end])
            )
        return self._called(pieces)

    def _print(self, value: Reference, node: nodes.Node, frame: Frame) -> tuple[Part, ...]:
        match value:
            case Words(parts=parts):
                return parts
            case Scalar():
                return (self._written(value, node, frame),)
            case Input():
                return self._print_input(value, None, node, frame)
            case bool():
                self._stop("TPL004", node, frame, '条件不能直接印出；请写 "…" if 条件 else "…"')
            case int():
                span = frame.script.span(node)
                excerpt = frame.script.excerpt
                counted = isinstance(value, Counted)
                text = str(int(value))
                return (Piece(text, excerpt, *span, False, self.calls, counted=counted),)
            case tuple():
                self._stop("TPL004", node, frame, '列表请用 join 印出，如 |join("、")')
            case Element():
                self._stop("TPL004", node, frame, "请写出要印的字段，如 item.amount")
            case _:
                self._stop("TPL004", node, frame, "宏要加括号调用，如 service_line()")

    def _written(self, scalar: Scalar, node: nodes.Node, frame: Frame) -> Piece:
        """A text that stands in YAML: an enum value or an institution field."""
        excerpt = scalar.excerpt
        calls = (*self.calls, self._call(node, frame))
        return Piece(excerpt.text, excerpt, 0, len(excerpt.text), excerpt.exact, calls)

    def _print_input(
        self, value: Input, filter_name: str | None, node: nodes.Node, frame: Frame
    ) -> tuple[Part, ...]:
        variable = value.variable
        self._present(value, node, frame)
        match variable.type.name:
            case "enum":
                word = self.decisions.value(variable, value.key).value
                scalar = next(each for each in variable.values if each.value == word)
                return (self._written(scalar, node, frame),)
            case "bool":
                self._stop("TPL004", node, frame, 'bool 不能直接印出；请写 "…" if 变量 else "…"')
            case "list":
                self._stop("TPL004", node, frame, '列表请用 {% for %} 或 |join("、") 印出')
        return (self._hole(value, filter_name, frame.script.span(node), frame),)

    def _hole(self, value: Input, filter_name: str | None, span: Span, frame: Frame) -> Hole:
        key = (span, frame.script, value.key)
        hole = self._holes.get(key)
        if hole is None:
            hole = self._holes[key] = Hole(
                variable=value.variable,
                key=value.key,
                filter=filter_name,
                shortest="",
                longest="",
                example="",
                excerpt=frame.script.excerpt,
                start=span.start,
                end=span.end,
                calls=(),
            ).holding(value.variable.least, value.variable.most, value.example)
        return hole._replace(calls=self.calls) if self.calls else hole

    def _filtered(self, node: nodes.Filter, frame: Frame) -> tuple[Part, ...]:
        assert node.node is not None
        value = self._reference(node.node, frame)
        wanted = FILTERS[node.name]
        if isinstance(value, Input) and is_undeclared(value):
            return self._print_input(value, None, node, frame)
        if not isinstance(value, Input) or value.variable.type.name not in wanted.takes:
            kinds = "、".join(wanted.takes)
            self._stop("TPL004", node, frame, f"{node.name} 只用于 {kinds} 类型的变量")
        return self._print_input(value, node.name, node, frame)

    def _default(self, node: nodes.Filter, frame: Frame) -> list[Part] | tuple[Part, ...]:
        inner = node.node
        assert inner is not None
        name = inner.node if isinstance(inner, nodes.Filter) else inner
        assert name is not None
        value = self._reference(name, frame, unset=True)
        if isinstance(value, Unset):
            self.reached.add((id(node), "default"))
            return self._words(node.args[0], frame)
        if is_undeclared(value):
            self.reached.add((id(node), "default"))
        if (
            isinstance(value, Input)
            and self.decisions.presence(value.variable, value.key) == ABSENT
        ):
            self.reached.add((id(node), "default"))
            return self._words(node.args[0], frame)
        return self._words(inner, frame)

    def _join(self, node: nodes.Filter, frame: Frame) -> list[Part]:
        assert node.node is not None
        items = self._reference(node.node, frame)
        if is_undeclared(items):
            raise PathEnds
        joined: list[Part] = []
        texts: list[tuple[Part, ...]]
        if isinstance(items, tuple):
            texts = [(self._written(scalar, node, frame),) for scalar in items]
        elif isinstance(items, Input) and items.variable.item is not None:
            self._present(items, node, frame)
            found = elements(items, self._length(items))
            texts = [self._print(each, node, frame) for each in found]
        else:
            self._stop("TPL004", node, frame, "join 只用于 items 是单个值的 list 变量")
        for at, text in enumerate(texts):
            if at and node.args:
                joined.extend(self._words(node.args[0], frame))
            joined.extend(text)
        return joined

    def _caller(self, node: nodes.Call, frame: Frame) -> list[Part]:
        if frame.caller is None:
            self._stop("TPL004", node, frame, "caller() 只能写在宏里，并用 {% call %} 调用这个宏")
        return frame.caller()

    def _call_macro(
        self, node: nodes.Call, frame: Frame, caller: Callable[[], list[Part]] | None
    ) -> list[Part]:
        macro = self._reference(node.node, frame)
        if is_undeclared(macro):
            raise PathEnds
        if not isinstance(macro, Macro):
            self._stop("TPL004", node, frame, "只能调用宏、caller() 和 super()")
        if (caller is not None) != macro.calls_back:
            wanted = "请用 {% call %} 调用" if macro.calls_back else "宏里没有 caller()；请直接调用"
            self._stop("TPL004", node, frame, f"宏 {macro.node.name}：{wanted}")
        arguments = self._arguments(macro, node, frame)
        scope = Scope(arguments, macro.scope)
        inner = Frame(macro.script, scope, macro.scope, {}, [], scope, caller)
        with self._inside(node, frame), self._captured() as parts:
            self._step(node, frame)
            self._body(macro.node.body, inner)
        return parts

    def _arguments(self, macro: Macro, node: nodes.Call, frame: Frame) -> dict[str, Reference]:
        names = [argument.name for argument in macro.node.args]
        if len(node.args) > len(names):
            self._stop("TPL004", node, frame, f"宏 {macro.node.name} 只有 {len(names)} 个参数")
        given: dict[str, Reference] = {}
        for name, argument in zip(names, node.args, strict=False):
            given[name] = self._value(argument, frame)
        for keyword in node.kwargs:
            if keyword.key not in names or keyword.key in given:
                hint = "重复了" if keyword.key in given else did_you_mean(keyword.key, tuple(names))
                self._stop(
                    "TPL004", node, frame, f"宏 {macro.node.name} 的参数“{keyword.key}”：{hint}"
                )
            given[keyword.key] = self._value(keyword.value, frame)
        defaults = dict(
            zip(names[len(names) - len(macro.node.defaults) :], macro.node.defaults, strict=True)
        )
        inner = Frame(macro.script, macro.scope, macro.scope, {}, [], macro.scope)
        for name in names:
            if name not in given:
                if name not in defaults:
                    self._stop("TPL004", node, frame, f"宏 {macro.node.name} 少了参数“{name}”")
                given[name] = self._value(defaults[name], inner)
        return given

    def _value(self, node: nodes.Node, frame: Frame) -> Reference:
        """What ``set`` binds or a macro is given."""
        match node:
            case nodes.Const(value=bool() | int() as constant):
                return constant
            case nodes.And() | nodes.Or() | nodes.Not() | nodes.Compare() | nodes.Test():
                return self._condition(node, frame)
            case nodes.CondExpr():
                return self._value(self._branch(node, frame), frame)
            case nodes.Name() | nodes.Getattr():
                return self._reference(node, frame)
            case _:
                parts = tuple(self._words(node, frame))
                self._count(parts, node, frame)
                return Words(parts)
