"""The closed language: what a template may contain, checked on the tree before it is walked.

Everything that isn't listed is refused by name, with what to write instead
(TPL004). What needs types or scopes is refused by the walk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jinja2 import nodes

from linter.finding import Problem
from linter.model import did_you_mean
from linter.template.filters import FILTERS
from linter.template.syntax import Script
from linter.template.variables import NAME

DEEPEST = 40  # levels of nested statements and expressions
RESERVED = frozenset({"loop", "caller", "institution", "self", "super", "varargs", "kwargs"})
LOOP_FIELDS = ("index", "first", "last")
_COMPARISONS = ("eq", "ne", "lt", "lteq", "gt", "gteq", "in", "notin")

_INSTEAD: dict[type[nodes.Node], str] = {
    nodes.FilterBlock: "{% filter %} 不在模板语言内；请在每个变量后写过滤器",
    nodes.With: "{% with %} 不在模板语言内；请用 {% set %}",
    nodes.AssignBlock: "带过滤器的 {% set %} 不在模板语言内；请去掉过滤器",
    nodes.ExprStmt: "{% do %} 不在模板语言内；请删除它",
    nodes.Continue: "{% continue %} 不在模板语言内；请用 {% if %}",
    nodes.Break: "{% break %} 不在模板语言内；请用 {% if %}",
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
    nodes.Tuple: "元组只能写在 in 的右边；请声明 list 变量",
    nodes.Slice: "切片不在模板语言内；请声明更合适的变量",
}


@dataclass
class _Checker:
    script: Script
    problems: list[Problem] = field(default_factory=list)
    blocks: set[str] = field(default_factory=set)
    inherits: bool = False
    in_call: int = 0

    def refuse(self, node: nodes.Node, message: str) -> None:
        self.problems.append(Problem("TPL004", self.script.where(node), message))

    def refuse_node(self, node: nodes.Node) -> None:
        name = type(node).__name__
        self.refuse(node, _INSTEAD.get(type(node), f"{name} 不在模板语言内；请删除它"))

    # statements

    def template(self, tree: nodes.Template) -> None:
        body = _statements(tree.body)
        extends = [node for node in tree.find_all(nodes.Extends)]
        for node in extends:
            if not body or node is not body[0]:
                self.refuse(node, "{% extends %} 必须写在最前面，只能写一次")
            self.path(node.template, node)
        self.inherits = bool(extends)
        for node in body:
            if self.inherits and not isinstance(node, nodes.Extends):
                self.outside_block(node)
            self.statement(node, top=True)

    def outside_block(self, node: nodes.Node) -> None:
        allowed = (nodes.Block, nodes.Macro, nodes.Assign, nodes.AssignBlock,
                   nodes.Import, nodes.FromImport)
        if isinstance(node, nodes.Output):
            for child in node.nodes:
                if not isinstance(child, nodes.TemplateData) or child.data.strip():
                    self.refuse(child, "有 {% extends %} 的模板里，块外的文字不会印出；请写进 {% block %}")
        elif not isinstance(node, allowed):
            self.refuse(node, "有 {% extends %} 的模板里，块外只能写 block、macro、set 和 import")

    def body(self, body: list[nodes.Node], loop: bool = False, depth: int = 0) -> None:
        if depth > DEEPEST:
            self.refuse(body[0], f"嵌套超过 {DEEPEST} 层；请拆成 partial")
            return
        for node in _statements(body):
            self.statement(node, loop=loop, depth=depth)

    def statement(
        self, node: nodes.Node, *, top: bool = False, loop: bool = False, depth: int = 0
    ) -> None:
        match node:
            case nodes.Output():
                for child in node.nodes:
                    self.printed(child, loop, depth)
            case nodes.If():
                self.condition(node.test, loop, depth)
                self.nested(node.body, loop, depth, top)
                for branch in node.elif_:
                    self.condition(branch.test, loop, depth)
                    self.nested(branch.body, loop, depth, top)
                self.nested(node.else_, loop, depth, top)
            case nodes.For():
                self.loop(node, loop, depth)
            case nodes.Assign():
                self.name(node.target)
                self.argument(node.node, loop, depth)
            case nodes.AssignBlock(filter=None):
                self.name(node.target)
                self.body(node.body, loop, depth + 1)
            case nodes.Macro():
                self.macro(node, top, depth)
            case nodes.CallBlock():
                if node.args:
                    self.refuse(node, "{% call(参数) %} 不在模板语言内；请写 {% call 宏名() %}")
                self.call(node.call, loop, depth)
                self.in_call += 1
                self.body(node.body, depth=depth + 1)
                self.in_call -= 1
            case nodes.Include():
                self.path(node.template, node)
                if node.ignore_missing or not node.with_context:
                    self.refuse(node, "include 不能带 ignore missing 或 without context；请只写路径")
            case nodes.Import() | nodes.FromImport():
                self.imports(node, top)
            case nodes.Block():
                self.block(node, depth)
            case nodes.Extends():
                pass
            case _:
                self.refuse_node(node)

    def nested(self, body: list[nodes.Node], loop: bool, depth: int, top: bool) -> None:
        """A branch of ``if``: a block may stand in it where the ``if`` is at the top."""
        if depth > DEEPEST and body:
            self.refuse(body[0], f"嵌套超过 {DEEPEST} 层；请拆成 partial")
            return
        for node in _statements(body):
            if isinstance(node, nodes.Block) and not top:
                self.refuse(node, "block 不能写在 for、macro 或 call 里；请移到外面")
            if isinstance(node, nodes.If) and top:
                self.nested_if(node, loop, depth + 1)
            else:
                self.statement(node, loop=loop, depth=depth + 1)

    def nested_if(self, node: nodes.If, loop: bool, depth: int) -> None:
        self.condition(node.test, loop, depth)
        self.nested(node.body, loop, depth, top=True)
        for branch in node.elif_:
            self.condition(branch.test, loop, depth)
            self.nested(branch.body, loop, depth, top=True)
        self.nested(node.else_, loop, depth, top=True)

    def loop(self, node: nodes.For, loop: bool, depth: int) -> None:
        if node.recursive:
            self.refuse(node, "recursive 循环不在模板语言内；请删除 recursive")
        if node.test is not None:
            self.refuse(node.test, "for 里不能写 if 条件；请把 {% if %} 写进循环体")
        if not isinstance(node.iter, (nodes.Name, nodes.Getattr)):
            self.refuse(node.iter, "for 只能遍历声明过的 list 变量")
        else:
            self.value(node.iter, loop, depth)
        self.name(node.target)
        self.body(node.body, loop=True, depth=depth + 1)
        self.body(node.else_, loop, depth + 1)

    def macro(self, node: nodes.Macro, top: bool, depth: int) -> None:
        if not top:
            self.refuse(node, "macro 只能写在文件最外层；请移到外面或放进 partial")
        self.identifier(node.name, node)
        names = [argument.name for argument in node.args]
        for argument in node.args:
            self.identifier(argument.name, argument)
            if names.count(argument.name) > 1:
                self.refuse(argument, f"参数“{argument.name}”写了两次；请只留一个")
        for default in node.defaults:
            if not isinstance(default, nodes.Const) or not isinstance(
                default.value, (str, bool, int)
            ):
                self.refuse(default, "参数的默认值只能是文字、整数、true 或 false")
            else:
                self.constant(default)
        self.body(node.body, depth=depth + 1)

    def imports(self, node: nodes.Import | nodes.FromImport, top: bool) -> None:
        self.path(node.template, node)
        if not top:
            self.refuse(node, "import 只能写在文件最外层；请移到外面")
        if node.with_context:
            self.refuse(node, "import 不能带 with context；请用宏的参数传入变量")
        targets = (
            [node.target]
            if isinstance(node, nodes.Import)
            else [name if isinstance(name, str) else name[1] for name in node.names]
        )
        for target in targets:
            self.identifier(target, node)

    def block(self, node: nodes.Block, depth: int) -> None:
        if node.name in self.blocks:
            self.refuse(node, f"block “{node.name}”写了两次；请换一个名字")
        self.blocks.add(node.name)
        if node.scoped or node.required:
            self.refuse(node, "block 不能带 scoped 或 required；请删除")
        self.nested(node.body, loop=False, depth=depth + 1, top=True)

    def path(self, expression: nodes.Expr, node: nodes.Node) -> None:
        if not isinstance(expression, nodes.Const) or not isinstance(expression.value, str):
            self.refuse(node, "路径只能是固定文字，如 \"partials/contact.j2\"")
        else:
            self.constant(expression)

    def name(self, target: nodes.Expr) -> None:
        if isinstance(target, nodes.Name):
            self.identifier(target.name, target)
        else:
            self.refuse(target, "只能赋给一个名字；请分开写")

    def identifier(self, name: str, node: nodes.Node) -> None:
        if name in RESERVED:
            self.refuse(node, f"“{name}”是保留名；请换一个名字")
        elif not re.fullmatch(NAME, name):
            self.refuse(node, f"名字“{name[:40]}”应为小写字母开头，由小写字母、数字和下划线组成")

    # expressions

    def printed(self, node: nodes.Node, loop: bool, depth: int) -> None:
        """What may stand in ``{{ }}``."""
        if depth > DEEPEST:
            self.refuse(node, f"嵌套超过 {DEEPEST} 层；请拆成几段")
            return
        match node:
            case nodes.TemplateData():
                pass
            case nodes.Const(value=str()):
                self.constant(node)
            case nodes.Concat():
                for child in node.nodes:
                    self.printed(child, loop, depth + 1)
            case nodes.CondExpr():
                self.condition(node.test, loop, depth)
                self.printed(node.expr1, loop, depth + 1)
                if node.expr2 is None:
                    self.refuse(node, "条件为否时没有文字；请写 else \"…\"")
                else:
                    self.printed(node.expr2, loop, depth + 1)
            case nodes.Filter():
                self.filter(node, loop, depth)
            case nodes.Call():
                self.call(node, loop, depth)
            case nodes.Name() | nodes.Getattr():
                self.value(node, loop, depth)
            case nodes.Const():
                self.refuse(node, "只能印出文字；请加引号或直接写在正文里")
            case nodes.Compare() | nodes.And() | nodes.Or() | nodes.Not() | nodes.Test():
                self.refuse(node, "条件不能直接印出；请写 \"…\" if 条件 else \"…\"")
            case _:
                self.refuse_node(node)

    def filter(self, node: nodes.Filter, loop: bool, depth: int) -> None:
        if node.name in ("length", "count"):
            self.refuse(node, "列表的长度只能用来比较，如 items|length > 2")
        elif node.name == "default":
            self.default(node, loop, depth)
        elif node.name == "join":
            self.join(node, loop, depth)
        elif node.name not in FILTERS:
            names = (*FILTERS, "default", "join")
            hint = did_you_mean(node.name, names)
            self.refuse(node, f"没有“{node.name}”这个过滤器；{hint}")
        elif node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.refuse(node, f"{node.name} 不带参数；请删除括号")
        elif isinstance(node.node, (nodes.Name, nodes.Getattr)):
            self.value(node.node, loop, depth)
        else:
            self.refuse(node, f"{node.name} 只能直接跟在变量后面")

    def default(self, node: nodes.Filter, loop: bool, depth: int) -> None:
        match node:
            case nodes.Filter(
                args=[nodes.Const(value=str()) as text], kwargs=[], dyn_args=None, dyn_kwargs=None
            ):
                self.constant(text)
            case _:
                self.refuse(node, "default 只带一段文字，如 default(\"客户\")")
        match node.node:
            case nodes.Name() | nodes.Getattr():
                self.value(node.node, loop, depth)
            case nodes.Filter(name=name) if name in FILTERS:
                self.filter(node.node, loop, depth)
            case _:
                self.refuse(node, "default 只能跟在变量或它的过滤器后面")

    def join(self, node: nodes.Filter, loop: bool, depth: int) -> None:
        match node:
            case nodes.Filter(args=[], kwargs=[], dyn_args=None, dyn_kwargs=None):
                pass
            case nodes.Filter(
                args=[nodes.Const(value=str()) as text], kwargs=[], dyn_args=None, dyn_kwargs=None
            ):
                self.constant(text)
            case _:
                self.refuse(node, "join 只带一段文字，如 join(\"、\")")
        if isinstance(node.node, (nodes.Name, nodes.Getattr)):
            self.value(node.node, loop, depth)
        else:
            self.refuse(node, "join 只能直接跟在 list 变量后面")

    def value(self, node: nodes.Node, loop: bool, depth: int) -> None:
        """A name, or a field of a name."""
        match node:
            case nodes.Name(name="loop"):
                self.refuse(node, f"loop 只能写成 {'、'.join('loop.' + f for f in LOOP_FIELDS)}")
            case nodes.Name(name="institution"):
                self.refuse(node, "请写出要印的字段，如 institution.hotline")
            case nodes.Name(name=name) if name in RESERVED:
                self.refuse(node, f"“{name}”不能这样用；请写成 {name}()")
            case nodes.Getattr(node=nodes.Name(name="loop"), attr=attr):
                if not loop:
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
                self.argument(node, loop, depth)

    def call(self, node: nodes.Call, loop: bool, depth: int) -> None:
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
                    self.argument(argument, loop, depth)
            case _:
                self.refuse(node, "只能调用宏、caller() 和 super()")

    def argument(self, node: nodes.Node, loop: bool, depth: int) -> None:
        """What a macro may be given or ``set`` may bind: anything printed, or a condition."""
        match node:
            case nodes.Const(value=bool() | int()):
                pass
            case nodes.And() | nodes.Or() | nodes.Not() | nodes.Compare() | nodes.Test():
                self.condition(node, loop, depth)
            case _:
                self.printed(node, loop, depth)

    def condition(self, node: nodes.Node, loop: bool, depth: int) -> None:
        if depth > DEEPEST:
            self.refuse(node, f"条件嵌套超过 {DEEPEST} 层；请拆开")
            return
        match node:
            case nodes.And() | nodes.Or():
                self.condition(node.left, loop, depth + 1)
                self.condition(node.right, loop, depth + 1)
            case nodes.Not():
                self.condition(node.node, loop, depth + 1)
            case nodes.Test(name="defined" | "none", args=[], kwargs=[]):
                if isinstance(node.node, (nodes.Name, nodes.Getattr)):
                    self.value(node.node, loop, depth)
                else:
                    self.refuse(node, f"is {node.name} 只能用于变量")
            case nodes.Test():
                self.refuse(node, f"没有 is {node.name} 这个判断；可用的有：is defined、is none")
            case nodes.Compare():
                self.compare(node, loop, depth)
            case nodes.Name() | nodes.Getattr():
                self.value(node, loop, depth)
            case nodes.Const():
                self.refuse(node, "常量不能作条件；请删除这个分支或换成变量")
            case nodes.Filter():
                self.refuse(node, "条件里不能用过滤器；列表长度请写 items|length > 2")
            case _:
                self.refuse_node(node)

    def compare(self, node: nodes.Compare, loop: bool, depth: int) -> None:
        if len(node.ops) != 1:
            self.refuse(node, "连续比较不在模板语言内；请用 and 分开写")
            return
        operand = node.ops[0]
        if operand.op not in _COMPARISONS:
            self.refuse(node, f"没有 {operand.op} 这个比较")
            return
        if operand.op in ("in", "notin"):
            self.operand(node.expr, loop, depth)
            match operand.expr:
                case nodes.List(items=items) | nodes.Tuple(items=items):
                    for item in items:
                        if isinstance(item, nodes.Const) and isinstance(item.value, str):
                            self.constant(item)
                        else:
                            self.refuse(item, "in 的列表里只能写文字")
                case _:
                    self.refuse(operand.expr, "in 的右边应为固定列表，如 [\"先生\", \"女士\"]")
            return
        self.operand(node.expr, loop, depth)
        self.operand(operand.expr, loop, depth)

    def operand(self, node: nodes.Node, loop: bool, depth: int) -> None:
        match node:
            case nodes.Const(value=str()):
                self.constant(node)
            case nodes.Const(value=bool() | None):
                self.refuse(node, "与 true、false、none 比较请直接写变量、not 变量或 is none")
            case nodes.Const():
                pass
            case nodes.Neg(node=nodes.Const(value=int() | float())):
                pass
            case nodes.Name() | nodes.Getattr():
                self.value(node, loop, depth)
            case nodes.Filter(name="length", args=[], kwargs=[], dyn_args=None, dyn_kwargs=None):
                self.value(node.node, loop, depth)
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


def _statements(body: list[nodes.Node]) -> list[nodes.Node]:
    """Statements without the white space that a parser puts before ``extends``."""
    return [
        node
        for node in body
        if not (
            isinstance(node, nodes.Output)
            and all(
                isinstance(child, nodes.TemplateData) and not child.data.strip()
                for child in node.nodes
            )
        )
    ]


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


def check_language(script: Script) -> list[Problem]:
    """Every use of something outside the closed language, in the order of the file."""
    checker = _Checker(script)
    checker.template(script.tree)
    return sorted(set(checker.problems), key=lambda problem: problem.place.key)
