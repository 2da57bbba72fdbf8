"""What names and conditions mean on one path: the first layer of a walk.

Where a condition reads a variable, `Decisions` says its value. What is not
allowed, or can't be printed, is recorded and ends the path.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from linter.finding import Problem, Related
from linter.hint import did_you_mean
from linter.template.decisions import ABSENT, NONE, Decisions, Taken, compare
from linter.template.jinja import nodes
from linter.template.message import Calls, Part, Piece
from linter.template.references import (
    Counted,
    Element,
    Fields,
    Input,
    Length,
    Loop,
    Module,
    Reference,
    Scope,
    Unset,
    Words,
    element_field,
)
from linter.template.variables import TYPES, UNDECLARED, Variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from linter.template.syntax import Script

MOST_STEPS = 50_000  # statements and loop turns on one path
_CONSTANT = (str, int, float)
_FARTHEST = 10**16  # beyond every limit that a variable may have


ProblemKey = tuple[str, tuple[str, int, int], str]
"""Code, place and message: what tells problems apart."""


class PathEnds(Exception):
    """This path can't go on; why has been recorded."""


@dataclass
class Watched:
    """What sampled paths made of one condition: its outcomes, the keys it read, a way to it."""

    outcomes: set[bool] = field(default_factory=set)
    keys: dict[str, None] = field(default_factory=dict)
    taken: Taken = field(default_factory=dict)


@dataclass(slots=True)
class Frame:
    """Where the walk is: the file, what its names mean, and the blocks of its layout."""

    script: Script
    scope: Scope
    root: Scope
    blocks: dict[str, list[tuple[Script, nodes.Block]]]
    parents: list[tuple[Script, nodes.Block]]
    unit: Scope
    caller: Callable[[], list[Part]] | None = None

    def inner(self) -> Frame:
        """The same place with a scope of its own."""
        return replace(self, scope=Scope(parent=self.scope))

    def note_read(self, name: str) -> None:
        """Remember a name from outside the unit that is read in a loop or set block of it."""
        scope: Scope | None = self.scope if self.scope is not self.unit else None
        while scope is not None and name not in scope.names:
            if scope is self.unit:
                self.unit.read.add(name)
                return
            scope = scope.parent


class Evaluator:
    """Names and conditions.

    ``problems`` gathers what was refused on any path, ``found`` names what was
    refused on this one; ``read`` the variables
    that were used, ``watch`` (where it is a dict) how conditions came out.
    """

    def __init__(self, variables: dict[str, Variable], fields: dict[str, Any]) -> None:
        self.variables = variables
        self.institution = Fields(fields)
        self.problems: dict[ProblemKey, Problem] = {}
        self.read: set[str] = set()
        self.watch: dict[int, Watched] | None = None
        self.start(Decisions({}, {}))

    def start(self, decisions: Decisions) -> None:
        """Begin a path."""
        self.decisions = decisions
        self.found: set[ProblemKey] = set()
        self.calls: Calls = ()
        self.steps = 0

    # problems

    def _report(self, code: str, node: nodes.Node, frame: Frame, message: str) -> None:
        place = frame.script.where(node)
        self._record(Problem(code, place, message, self._related()))

    def _record(self, problem: Problem) -> None:
        key = (problem.code, problem.place.key, problem.message)
        self.problems.setdefault(key, problem)
        self.found.add(key)

    def _related(self) -> tuple[Related, ...]:
        return tuple(Related("call", call.place) for call in self.calls)

    def _stop(self, code: str, node: nodes.Node, frame: Frame, message: str) -> NoReturn:
        self._report(code, node, frame, message)
        raise PathEnds

    def _step(self, node: nodes.Node, frame: Frame) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            self._stop("TPL008", node, frame, f"超过 {MOST_STEPS} 步；请减少循环和嵌套的宏")

    # values

    def _reference(self, node: nodes.Node, frame: Frame, *, unset: bool = False) -> Reference:
        """What a name or a field of a name stands for.

        Undeclared names are reported. Names that ``set`` binds on other paths
        only end the path, or with ``unset`` are `Unset`.
        """
        if isinstance(node, nodes.Name):
            return self._name(node, frame, unset=unset)
        if not isinstance(node, nodes.Getattr):
            self._stop("TPL004", node, frame, "这里只能写变量名或字段")
        owner = node.node
        assert isinstance(owner, nodes.Name)
        value = self._name(owner, frame)
        if is_undeclared(value):
            raise PathEnds
        found: Reference | None = None
        known: Any = ()
        match value:
            case Element():
                found, known = element_field(value, node.attr), value.variable.fields
                self.read.add(f"{value.variable.path}[].{node.attr}")
            case Fields():
                found, known = value.fields.get(node.attr), value.fields
            case Module():
                found, known = value.names.get(node.attr), value.names
            case Loop(index=index, length=length, items=items):
                counted = Counted.of(index, items)
                found = {"index": counted, "first": index == 1, "last": index == length}[node.attr]
            case _:
                self._stop("TPL004", node, frame, f"“{owner.name}”没有字段；请直接写变量")
        if found is None:
            hint = did_you_mean(node.attr, known)
            self._stop("TPL002", node, frame, f"{owner.name} 没有“{node.attr}”；{hint}")
        return found

    def _name(self, node: nodes.Name, frame: Frame, *, unset: bool = False) -> Reference:
        found = frame.scope.find(node.name)
        if found is not None:
            frame.note_read(node.name)
            if isinstance(found, Input):
                self.read.add(found.variable.path)
            return found
        if node.name == "institution":
            return self.institution
        if node.name in frame.script.assigned:
            if unset:
                return Unset()
            hint = "只在某些情形下赋值；请在另一个分支也写 {% set %}，或写 default"
            self._stop("TPL002", node, frame, f"“{node.name}”{hint}")
        if node.name in self.variables:
            self._stop("TPL002", node, frame, f"这里看不到变量“{node.name}”；请用宏的参数传入")
        hint = did_you_mean(node.name, tuple(dict.fromkeys((*frame.scope.known(), "institution"))))
        self._report("TPL002", node, frame, f"没有声明变量“{node.name}”；{hint}")
        place = frame.script.where(node)
        return Input(Variable(node.name, UNDECLARED, place), node.name, "")

    def _present(self, value: Input, node: nodes.Node, frame: Frame) -> None:
        """Go on only where the value is there, as Jinja2 with StrictUndefined would."""
        presence = self.decisions.presence(value.variable, value.key)
        if presence == ABSENT:
            hint = '可以没有值，这里会出错；请写 default("…") 或先判断 is defined'
            self._stop("TPL002", node, frame, f"“{value.key}”{hint}")
        if presence == NONE:
            hint = "可以是空值，这里会出错或印出 None；请先判断 is none"
            self._stop("TPL002", node, frame, f"“{value.key}”{hint}")

    def _length(self, items: Input) -> int:
        length: int = self.decisions.value(items.variable, items.key).value
        return length

    # conditions

    def _condition(self, node: nodes.Node, frame: Frame) -> bool:
        if self.watch is None:
            return self._truth(node, frame)
        asked = len(self.decisions.asked)
        truth = self._truth(node, frame)
        seen = self.watch.setdefault(id(node), Watched())
        seen.outcomes.add(truth)
        seen.keys.update(dict.fromkeys(self.decisions.asked[asked:]))
        seen.taken = dict(self.decisions.taken)
        return truth

    def _truth(self, node: nodes.Node, frame: Frame) -> bool:
        match node:
            case nodes.And():
                return self._condition(node.left, frame) and self._condition(node.right, frame)
            case nodes.Or():
                return self._condition(node.left, frame) or self._condition(node.right, frame)
            case nodes.Not():
                return not self._condition(node.node, frame)
            case nodes.Test():
                return self._test(node, frame)
            case nodes.Compare():
                return self._compare(node, frame)
        value = self._reference(node, frame)
        if isinstance(value, bool):
            return value
        if isinstance(value, Input) and value.variable.type in (TYPES["bool"], UNDECLARED):
            self._present(value, node, frame)
            return bool(self.decisions.value(value.variable, value.key).value)
        self._stop(
            "TPL004", node, frame, "条件应为 bool 变量；判断有没有值请写 is defined，其他请写比较"
        )

    def _test(self, node: nodes.Test, frame: Frame) -> bool:
        assert node.node is not None
        value = self._reference(node.node, frame, unset=True)
        if isinstance(value, Unset):
            return False
        if node.name == "none":
            return isinstance(value, Input) and self.decisions.none(value.variable, value.key)
        if not isinstance(value, Input):
            return True
        return self.decisions.presence(value.variable, value.key) != ABSENT

    def _compare(self, node: nodes.Compare, frame: Frame) -> bool:
        operand = node.ops[0]
        if operand.op in ("in", "notin"):
            listed = [each.value for each in operand.expr.iter_child_nodes()]  # type: ignore[attr-defined]
            left = self._operand(node.expr, frame)
            found = any(self._equal("eq", left, word, node, frame) for word in listed)
            return found == (operand.op == "in")
        left, right = self._operand(node.expr, frame), self._operand(operand.expr, frame)
        operation = operand.op
        varies = not isinstance(right, _CONSTANT) or isinstance(right, Counted)
        if isinstance(left, _CONSTANT) and not isinstance(left, Counted) and varies:
            left, right = right, left
            flipped = {"lt": "gt", "gt": "lt", "lteq": "gteq", "gteq": "lteq"}
            operation = flipped.get(operation, operation)
        return self._equal(operation, left, right, node, frame)

    def _operand(self, node: nodes.Node, frame: Frame) -> Any:
        match node:
            case nodes.Const(value=value):
                return value
            case nodes.Neg(node=nodes.Const(value=value)):
                return -value
            case nodes.Filter(node=nodes.Node() as inner):
                items = self._reference(inner, frame)
                if not isinstance(items, Input) or items.variable.type.name != "list":
                    self._stop("TPL004", node, frame, "length 只用于 list 变量")
                return Length(items)
        value = self._reference(node, frame)
        if isinstance(value, Words) and all(isinstance(part, Piece) for part in value.parts):
            if any(part.counted for part in value.parts if isinstance(part, Piece)):
                self._stop("TPL004", node, frame, "印出来的序号不能比较；请直接比较 loop.index")
            return "".join(part.text for part in value.parts)
        return value

    def _equal(self, operation: str, left: Any, right: Any, node: nodes.Node, frame: Frame) -> bool:
        """The truth of a comparison between something that varies and a constant."""
        if not isinstance(right, _CONSTANT) or isinstance(right, bool):
            self._stop("TPL004", node, frame, "只能与固定的文字、数字或日期比较")
        if isinstance(left, Counted) and not isinstance(right, str):
            # Lists of about that length are tried, too.
            self.decisions.compared(left.items.variable, left.items.key, "eq", _number(right))
            return compare(operation, int(left), right)
        if isinstance(left, Length):
            self._present(left.items, node, frame)
            items = left.items
            if not isinstance(right, str):
                return self.decisions.compared(items.variable, items.key, operation, _number(right))
        elif isinstance(left, Input):
            self._present(left, node, frame)
            return self._compare_input(operation, left, right, node, frame)
        elif (isinstance(left, str) and isinstance(right, str) and operation in ("eq", "ne")) or (
            type(left) in (int, float) and not isinstance(right, str)
        ):
            return compare(operation, left, right)
        if isinstance(left, _CONSTANT):
            self._stop("TPL004", node, frame, "两边都是固定的值；比较的一边应为变量")
        self._stop("TPL004", node, frame, "这里不能比较；请与变量比较，两边类型要相同")

    def _compare_input(
        self, operation: str, left: Input, right: Any, node: nodes.Node, frame: Frame
    ) -> bool:
        variable = left.variable
        kind = variable.type.name
        if variable.type is UNDECLARED:
            return bool(self.decisions.value(variable, left.key).value)
        if kind == "enum" and isinstance(right, str) and operation in ("eq", "ne"):
            if right not in variable.words:
                hint = did_you_mean(right, variable.words)
                self._stop("TPL004", node, frame, f"{left.key} 没有“{right[:40]}”这个值；{hint}")
            value: object = self.decisions.value(variable, left.key).value
            return compare(operation, value, right)
        if kind in ("integer", "money") and not isinstance(right, str):
            return self.decisions.compared(variable, left.key, operation, _number(right))
        if kind == "date" and isinstance(right, str):
            try:
                day = Decimal(date.fromisoformat(right).toordinal())
            except ValueError:
                day = None
            if day is None or len(right) != len("2026-12-05"):
                self._stop("TPL004", node, frame, '日期请写成 "2026-12-05"')
            return self.decisions.compared(variable, left.key, operation, day)
        wanted = {
            "enum": "enum 只能用 ==、!= 和 in 与它的值比较",
            "integer": "整数只能与数字比较",
            "money": "金额只能与数字比较",
            "date": '日期只能与 "2026-12-05" 这样的日期比较',
            "bool": "bool 请直接写变量或 not 变量",
            "list": "列表请比较 |length",
        }.get(kind, f"{kind} 类型不能比较；需要分支请声明 enum 或 bool")
        self._stop("TPL004", node, frame, wanted)


def is_undeclared(value: object) -> bool:
    """Whether this stands in for a name that nothing declares, which has been reported."""
    return isinstance(value, Input) and value.variable.type is UNDECLARED


def _number(value: float) -> Decimal:
    """A constant as Jinja2 compares it: a float by its exact value, kept within reach."""
    return Decimal(max(min(value, _FARTHEST), -_FARTHEST))
