"""The closed language: what a template may contain, checked on the tree before it is walked.

Everything that isn't listed is refused by name, with what to write instead
(TPL004). What needs types or scopes is refused by the walk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from linter.template.expressions import DEEPEST, RESERVED, At, ExpressionChecker
from linter.template.jinja import nodes
from linter.template.variables import NAME

if TYPE_CHECKING:
    from linter.finding import Problem
    from linter.template.syntax import Script

_BESIDE_BLOCKS = (
    nodes.Block,
    nodes.Macro,
    nodes.Assign,
    nodes.AssignBlock,
    nodes.Import,
    nodes.FromImport,
)


@dataclass
class _Checker(ExpressionChecker):
    """Checks statements; expressions are checked by the class below."""

    blocks: set[str] = field(default_factory=set)

    def template(self, tree: nodes.Template) -> None:
        body = _statements(tree.body)
        extends = self.script.extends
        for node in extends:
            if not body or node is not body[0]:
                self.refuse(node, "{% extends %} 必须写在最前面，只能写一次")
            self.path(node.template, node)
        for statement in body:
            if extends and not isinstance(statement, nodes.Extends):
                self.outside_block(statement)
            self.statement(statement, At(top=True, block=True))

    def outside_block(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.Output):
            for child in node.nodes:
                if not isinstance(child, nodes.TemplateData) or child.data.strip():
                    self.refuse(
                        child, "有 {% extends %} 的模板里，块外的文字不会印出；请写进 {% block %}"
                    )
        elif not isinstance(node, _BESIDE_BLOCKS):
            self.refuse(node, "有 {% extends %} 的模板里，块外只能写 block、macro、set 和 import")

    def body(self, body: list[nodes.Node], at: At) -> None:
        if at.depth > DEEPEST and body:
            self.refuse(body[0], f"嵌套超过 {DEEPEST} 层；请拆成 partial")
            return
        for node in _statements(body):
            self.statement(node, at)

    def statement(self, node: nodes.Node, at: At) -> None:
        match node:
            case nodes.Output():
                for child in node.nodes:
                    self.printed(child, at)
            case nodes.If():
                for branch in (node, *node.elif_):
                    self.condition(branch.test, at)
                    self.body(branch.body, at.deeper())
                self.body(node.else_, at.deeper())
            case nodes.For():
                self.loop(node, at)
            case nodes.Assign():
                self.name(node.target)
                self.argument(node.node, at)
            case nodes.AssignBlock(filter=None):
                self.name(node.target)
                self.body(node.body, at.deeper()._replace(block=False))
            case nodes.Macro():
                self.macro(node, at)
            case nodes.CallBlock():
                self.call_block(node, at)
            case nodes.Include():
                self.path(node.template, node)
                if node.ignore_missing or not node.with_context:
                    self.refuse(
                        node, "include 不能带 ignore missing 或 without context；请只写路径"
                    )
            case nodes.Import() | nodes.FromImport():
                self.imports(node, at)
            case nodes.Block():
                self.block(node, at)
            case nodes.Extends():
                pass
            case nodes.Scope(body=[nodes.ScopedEvalContextModifier() as inner]):
                self.refuse_node(inner)
            case _:
                self.refuse_node(node)

    def loop(self, node: nodes.For, at: At) -> None:
        if node.recursive:
            self.refuse(node, "recursive 循环不在模板语言内；请删除 recursive")
        if node.test is not None:
            self.refuse(node.test, "for 里不能写 if 条件；请把 {% if %} 写进循环体")
        if isinstance(node.iter, (nodes.Name, nodes.Getattr)):
            self.value(node.iter, at)
        else:
            self.refuse(node.iter, "for 只能遍历声明过的 list 变量")
        self.name(node.target)
        self.body(node.body, At(loop=True, depth=at.depth + 1))
        self.body(node.else_, at.deeper()._replace(block=False))

    def macro(self, node: nodes.Macro, at: At) -> None:
        if not at.top:
            self.refuse(node, "macro 只能写在文件最外层；请移到外面或放进 partial")
        self.identifier(node.name, node)
        names = [argument.name for argument in node.args]
        for argument in node.args:
            self.identifier(argument.name, argument)
            if names.count(argument.name) > 1:
                self.refuse(argument, f"参数“{argument.name}”写了两次；请只留一个")
        for default in node.defaults:
            match default:
                case nodes.Const(value=str()):
                    self.constant(default)
                case nodes.Const(value=bool() | int()):
                    pass
                case _:
                    self.refuse(default, "参数的默认值只能是文字、整数、true 或 false")
        self.body(node.body, At(depth=at.depth + 1))

    def call_block(self, node: nodes.CallBlock, at: At) -> None:
        if node.args:
            self.refuse(node, "{% call(参数) %} 不在模板语言内；请写 {% call 宏名() %}")
        self.call(node.call, at)
        self.in_call += 1
        self.body(node.body, At(depth=at.depth + 1))
        self.in_call -= 1

    def imports(self, node: nodes.Import | nodes.FromImport, at: At) -> None:
        self.path(node.template, node)
        if not at.top:
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

    def block(self, node: nodes.Block, at: At) -> None:
        if not at.block:
            self.refuse(node, "block 不能写在 for、macro、set 或 call 里；请移到外面")
        if node.name in self.blocks:
            self.refuse(node, f"block “{node.name}”写了两次；请换一个名字")
        self.blocks.add(node.name)
        if node.scoped or node.required:
            self.refuse(node, "block 不能带 scoped 或 required；请删除")
        self.body(node.body, At(block=True, depth=at.depth + 1))

    def path(self, expression: nodes.Expr, node: nodes.Node) -> None:
        if not isinstance(expression, nodes.Const) or not isinstance(expression.value, str):
            self.refuse(node, '路径只能是固定文字，如 "partials/contact.j2"')
        else:
            self.constant(expression)

    def name(self, target: nodes.Node) -> None:
        if isinstance(target, nodes.Name):
            self.identifier(target.name, target)
        else:
            self.refuse(target, "只能赋给一个名字；请分开写")

    def identifier(self, name: str, node: nodes.Node) -> None:
        if name in RESERVED:
            self.refuse(node, f"“{name}”是保留名；请换一个名字")
        elif not re.fullmatch(NAME, name):
            self.refuse(node, f"名字“{name[:40]}”应为小写字母开头，由小写字母、数字和下划线组成")


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


def check_language(script: Script) -> list[Problem]:
    """Every use of something outside the closed language, in the order of the file."""
    checker = _Checker(script)
    checker.template(script.tree)
    return sorted(set(checker.problems), key=lambda problem: problem.place.key)
