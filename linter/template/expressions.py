"""Which expressions the closed language allows: what may be printed, what may be a condition."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from linter.finding import Problem
from linter.hint import did_you_mean
from linter.template.filters import FILTERS
from linter.template.jinja import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.syntax import Script

DEEPEST = 40  # levels of nested statements and expressions
RESERVED = frozenset({"loop", "caller", "institution", "self", "super", "varargs", "kwargs"})
LOOP_FIELDS = ("index", "first", "last")

_INSTEAD: dict[type[nodes.Node], str] = {
    nodes.FilterBlock: "{% filter %} 不在模板语言内；请在每个变量后写过滤器",
    nodes.With: "{% with %} 不在模板语言内；请用 {% set %}",
    nodes.AssignBlock: "带过滤器的 {% set %} 不在模板语言内；请去掉过滤器",
    nodes.ScopedEvalContextModifier: "{% autoescape %} 不在模板语言内；成稿是纯文字，请删除它",
    nodes.Add: "+ 不在模板语言内；连接文字请用 ~，算数请在发送前算好",
    nodes.Sub: "减法不在模板语言内；请在发送前算好，作为变量传入",
    nodes.Mul: "* 不在模板语言内；请直接写出文字，算数请在发送前算好",
    nodes.Div: "/ 不在模板语言内；请在发送前算好，作为变量传入",
    nodes.FloorDiv: "// 不在模板语言内；请在发送前算好，作为变量传入",
    nodes.Mod: "% 不在模板语言内；请在发送前算好，作为变量传入",
    nodes.Pow: "** 不在模板语言内；请在发送前算好，作为变量传入",
    nodes.Neg: "负号只能写在常量比较里；请在发送前算好",
    nodes.Pos: "正号不在模板语言内；请删除它",
    nodes.Getitem: "方括号取值不在模板语言内；请用 {% for %} 或 item.字段",
    nodes.Dict: "字典不在模板语言内；请声明变量",
    nodes.List: "列表常量只能写在 in 的右边；请声明 list 变量",
    nodes.Concat: "~ 只能用来印出文字；条件里请直接写变量",
    nodes.Call: "条件里不能调用宏；请写变量",
    nodes.CondExpr: "条件里不能再写 if … else …；请用 and、or 和 not",
    nodes.And: "这里不能写条件；请写变量或固定的值",
    nodes.Or: "这里不能写条件；请写变量或固定的值",
    nodes.Not: "这里不能写条件；请写变量或固定的值",
    nodes.Compare: "这里不能写条件；请写变量或固定的值",
    nodes.Test: "这里不能写条件；请写变量或固定的值",
    nodes.Tuple: "元组只能写在 in 的右边；请声明 list 变量",
}


class At(NamedTuple):
    """Where a node stands.

    ``top``: outermost in the file; ``block``: a block may stand here; ``loop``:
    in the body of a for; ``depth``: levels of nesting.
    """

    top: bool = False
    block: bool = False
    loop: bool = False
    depth: int = 0

    def deeper(self) -> At:
        """One level further in, of the same kind."""
        return self._replace(top=False, depth=self.depth + 1)


@dataclass
class ExpressionChecker:
    """Refuses every expression that isn't listed, by name, with what to write instead."""

    script: Script
    problems: list[Problem] = field(default_factory=list)
    in_call: int = 0

    def refuse(self, node: nodes.Node, message: str) -> None:
        """Record a TPL004."""
        self.problems.append(Problem("TPL004", self.script.where(node), message))

    def refuse_node(self, node: nodes.Node) -> None:
        """Refuse a kind of node that isn't listed."""
        self.refuse(node, _INSTEAD.get(type(node), "这种写法不在模板语言内；请删除它"))

    def printed(self, node: nodes.Node, at: At) -> None:
        """What may stand in ``{{ }}``."""
        if at.depth > DEEPEST:
            self.refuse(node, f"嵌套超过 {DEEPEST} 层；请拆成几段")
            return
        match node:
            case nodes.TemplateData():
                pass
            case nodes.Const(value=str()):
                self.constant(node)
            case nodes.Concat():
                for child in node.nodes:
                    self.printed(child, at.deeper())
            case nodes.CondExpr():
                self.condition(node.test, at)
                self.printed(node.expr1, at.deeper())
                if node.expr2 is None:
                    self.refuse(node, '条件为否时没有文字；请写 else "…"')
                else:
                    self.printed(node.expr2, at.deeper())
            case nodes.Filter():
                self.filter(node, at)
            case nodes.Call():
                self.call(node, at)
            case nodes.Name() | nodes.Getattr():
                self.value(node, at)
            case nodes.Const():
                self.refuse(node, "只能印出文字；请加引号或直接写在正文里")
            case nodes.Compare() | nodes.And() | nodes.Or() | nodes.Not() | nodes.Test():
                self.refuse(node, '条件不能直接印出；请写 "…" if 条件 else "…"')
            case _:
                self.refuse_node(node)

    def filter(self, node: nodes.Filter, at: At) -> None:
        """A filter that may stand in what is printed."""
        if node.name in ("length", "count"):
            self.refuse(node, "列表的长度只能用来比较，如 items|length > 2")
        elif node.name == "default":
            self.default(node, at)
        elif node.name == "join":
            self.join(node, at)
        elif node.name not in FILTERS:
            names = (*FILTERS, "default", "join")
            hint = did_you_mean(node.name, names)
            self.refuse(node, f"没有“{node.name}”这个过滤器；{hint}")
        elif node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.refuse(node, f"{node.name} 不带参数；请删除括号")
        elif isinstance(node.node, (nodes.Name, nodes.Getattr)):
            self.value(node.node, at)
        else:
            self.refuse(node, f"{node.name} 只能直接跟在变量后面")

    def default(self, node: nodes.Filter, at: At) -> None:
        """``default("…")`` after a variable or its filter."""
        match node:
            case nodes.Filter(
                args=[nodes.Const(value=str()) as text], kwargs=[], dyn_args=None, dyn_kwargs=None
            ):
                self.constant(text)
            case _:
                self.refuse(node, 'default 只带一段文字，如 default("客户")')
        match node.node:
            case nodes.Name() | nodes.Getattr():
                self.value(node.node, at)
            case nodes.Filter(name=name) if name in FILTERS:
                self.filter(node.node, at)
            case _:
                self.refuse(node, "default 只能跟在变量或它的过滤器后面")

    def join(self, node: nodes.Filter, at: At) -> None:
        """``join("…")`` after a list."""
        match node:
            case nodes.Filter(args=[], kwargs=[], dyn_args=None, dyn_kwargs=None):
                pass
            case nodes.Filter(
                args=[nodes.Const(value=str()) as text], kwargs=[], dyn_args=None, dyn_kwargs=None
            ):
                self.constant(text)
            case _:
                self.refuse(node, 'join 只带一段文字，如 join("、")')
        if isinstance(node.node, (nodes.Name, nodes.Getattr)):
            self.value(node.node, at)
        else:
            self.refuse(node, "join 只能直接跟在 list 变量后面")

    def value(self, node: nodes.Node, at: At) -> None:
        """A name, or a field of a name."""
        match node:
            case nodes.Name(name="loop"):
                self.refuse(node, f"loop 只能写成 {'、'.join('loop.' + f for f in LOOP_FIELDS)}")
            case nodes.Name(name="institution"):
                self.refuse(node, "请写出要印的字段，如 institution.hotline")
            case nodes.Name(name="caller" | "super" as name):
                self.refuse(node, f"“{name}”不能这样用；请写成 {name}()")
            case nodes.Name(name=name) if name in RESERVED:
                self.refuse(node, f"“{name}”不在模板语言内；请删除它")
            case nodes.Getattr(node=nodes.Name(name="loop"), attr=attr):
                if not at.loop:
                    self.refuse(node, "loop 只能写在 for 的循环体里")
                elif attr not in LOOP_FIELDS:
                    fields = "、".join("loop." + each for each in LOOP_FIELDS)
                    self.refuse(node, f"没有 loop.{attr}；可用的有：{fields}")
            case nodes.Getattr(attr=attr) if attr.startswith("_"):
                self.refuse(node, "下划线开头的字段不在模板语言内")
            case nodes.Name() | nodes.Getattr(node=nodes.Name()):
                pass
            case nodes.Getattr():
                self.refuse(node, "字段只能有一层，如 item.amount")
            case _:
                self.argument(node, at)

    def call(self, node: nodes.Call, at: At) -> None:
        """A call of a macro, ``caller()`` or ``super()``."""
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            self.refuse(node, "* 和 ** 参数不在模板语言内；请逐个写出参数")
        match node.node:
            case nodes.Name(name="caller" | "super"):
                if node.args or node.kwargs:
                    self.refuse(node, f"{node.node.name}() 不带参数")
                if self.in_call:
                    self.refuse(node, f"{node.node.name}() 不能写在 {{% call %}} 里；请移到外面")
            case nodes.Name() | nodes.Getattr(node=nodes.Name()) if not _reserved(node.node):
                names = [keyword.key for keyword in node.kwargs]
                for keyword in node.kwargs:
                    if names.count(keyword.key) > 1:
                        self.refuse(keyword.value, f"参数“{keyword.key}”写了两次；请只留一个")
                for argument in (*node.args, *(keyword.value for keyword in node.kwargs)):
                    self.argument(argument, at)
            case _:
                self.refuse(node, "只能调用宏、caller() 和 super()")

    def argument(self, node: nodes.Node, at: At) -> None:
        """What a macro may be given or ``set`` may bind: anything printed, or a condition."""
        match node:
            case nodes.Const(value=bool() | int()):
                pass
            case nodes.And() | nodes.Or() | nodes.Not() | nodes.Compare() | nodes.Test():
                self.condition(node, at)
            case _:
                self.printed(node, at)

    def condition(self, node: nodes.Node, at: At) -> None:
        """What may decide a branch."""
        if at.depth > DEEPEST:
            self.refuse(node, f"条件嵌套超过 {DEEPEST} 层；请拆开")
            return
        match node:
            case nodes.And() | nodes.Or():
                self.condition(node.left, at.deeper())
                self.condition(node.right, at.deeper())
            case nodes.Not():
                self.condition(node.node, at.deeper())
            case nodes.Test(name="defined" | "none", args=[], kwargs=[]):
                if isinstance(node.node, (nodes.Name, nodes.Getattr)):
                    self.value(node.node, at)
                else:
                    self.refuse(node, f"is {node.name} 只能用于变量")
            case nodes.Test():
                self.refuse(node, f"没有 is {node.name} 这个判断；可用的有：is defined、is none")
            case nodes.Compare():
                self.compare(node, at)
            case nodes.Name() | nodes.Getattr():
                self.value(node, at)
            case nodes.Const():
                self.refuse(node, "常量不能作条件；请删除这个分支或换成变量")
            case nodes.Filter():
                self.refuse(node, "条件里不能用过滤器；列表长度请写 items|length > 2")
            case _:
                self.refuse_node(node)

    def compare(self, node: nodes.Compare, at: At) -> None:
        """One comparison with a constant."""
        if len(node.ops) != 1:
            self.refuse(node, "连续比较不在模板语言内；请用 and 分开写")
            return
        operand = node.ops[0]
        if operand.op in ("in", "notin"):
            self.operand(node.expr, at)
            match operand.expr:
                case nodes.List(items=items) | nodes.Tuple(items=items):
                    for item in items:
                        if isinstance(item, nodes.Const) and isinstance(item.value, str):
                            self.constant(item)
                        else:
                            self.refuse(item, "in 的列表里只能写文字")
                case _:
                    self.refuse(operand.expr, 'in 的右边应为固定列表，如 ["先生", "女士"]')
            return
        self.operand(node.expr, at)
        self.operand(operand.expr, at)

    def operand(self, node: nodes.Node, at: At) -> None:
        """One side of a comparison."""
        match node:
            case nodes.Const(value=str()):
                self.constant(node)
            case nodes.Const(value=float() as number) if not isfinite(number):
                self.refuse(node, "数字太大；请写小一些的数字")
            case nodes.Const(value=bool() | None):
                self.refuse(node, "与 true、false、none 比较请直接写变量、not 变量或 is none")
            case nodes.Const():
                pass
            case nodes.Neg(node=nodes.Const(value=int() | float())):
                pass
            case nodes.Name() | nodes.Getattr():
                self.value(node, at)
            case nodes.Filter(
                node=nodes.Node() as items,
                name="length",
                args=[],
                kwargs=[],
                dyn_args=None,
                dyn_kwargs=None,
            ):
                self.value(items, at)
            case nodes.Filter():
                self.refuse(node, "比较里只能用 |length；请直接写变量")
            case _:
                self.refuse_node(node)

    def constant(self, node: nodes.Const) -> None:
        """A string constant: one literal, whole characters only."""
        span = self.script.span(node)
        raw = self.script.excerpt.text[span.start : span.end]
        if "".join(text for _, _, text in unescape(raw)) != node.value:
            self.refuse(node, "两段文字相连不在模板语言内；请用 ~ 连接")
        elif any("\ud800" <= character <= "\udfff" for character in str(node.value)):
            self.refuse(node, "\\u 转义不是完整的字符；请直接写出这个字")


def _reserved(node: nodes.Node) -> bool:
    name = node if isinstance(node, nodes.Name) else node.find(nodes.Name)
    return isinstance(name, nodes.Name) and name.name in RESERVED


_ESCAPE = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[0-7]{1,3}|.)", re.DOTALL
)


def unescape(raw: str) -> Iterator[tuple[int, int, str]]:
    """The parts of a quoted Jinja2 string: start and end in ``raw``, and the text.

    A part is a run of plain characters, or one escape. Offsets count characters.
    """
    at, end = 1, len(raw) - 1
    for found in _ESCAPE.finditer(raw, 1, max(end, 1)):
        if found.start() > at:
            yield at, found.start(), raw[at : found.start()]
        yield found.start(), found.end(), _decoded(found.group())
        at = found.end()
    if at < end:
        yield at, end, raw[at:end]


def _decoded(escape: str) -> str:
    return escape.encode("ascii", "backslashreplace").decode("unicode-escape")
