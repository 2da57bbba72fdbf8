"""What files and statements do: the third layer of a walk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from linter.hint import did_you_mean
from linter.template.evaluate import Frame, PathEnds, is_undeclared
from linter.template.jinja import nodes
from linter.template.message import Block, Part, Piece
from linter.template.printing import DEEPEST_CALL, Printer
from linter.template.references import Input, Loop, Macro, Module, Reference, Scope, Words, elements
from linter.template.syntax import Script

if TYPE_CHECKING:
    from linter.template.variables import Variable

_SILENT = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.Import, nodes.FromImport)


def _is_super(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name == "super"
    )


class Missing(Exception):
    """A partial that can't be used; the text says why and what to do."""


Load = Callable[[str], Script]
"""Gives the partial at a path below ``templates/``; raises `Missing`."""

# Names of methods: bound ones would make every walk a cycle that waits for the collector.
_STATEMENTS: dict[type[nodes.Node], str] = {
    nodes.Output: "_output",
    nodes.If: "_if",
    nodes.For: "_for",
    nodes.Assign: "_assign",
    nodes.AssignBlock: "_assign_block",
    nodes.Macro: "_macro",
    nodes.CallBlock: "_call_block",
    nodes.Include: "_include",
    nodes.Import: "_import",
    nodes.FromImport: "_from_import",
    nodes.Block: "_block",
}


class Executor(Printer):
    """Runs statements. ``sections`` are the template's own texts, ``load`` gives partials."""

    def __init__(
        self,
        sections: dict[str, Script],
        variables: dict[str, Variable],
        fields: dict[str, Any],
        load: Load,
    ) -> None:
        super().__init__(variables, fields)
        self.sections = sections
        self.load = load
        self._calls_back: dict[int, bool] = {}

    # files

    def _open(self, script: Script, root: Scope) -> Frame:
        """Where the printing of a file begins: in itself, or in the layout that it extends."""
        frame = Frame(script, root, root, {}, [], root)
        chain = 0
        while True:
            for block in frame.script.blocks:
                frame.blocks.setdefault(block.name, []).append((frame.script, block))
            parent = frame.script.parent
            if parent is None:
                return frame
            before = True
            for node in frame.script.tree.body:
                before = before and node is not parent
                # Jinja2 prints the blank lines before `extends`, and nothing after it.
                if isinstance(node, _SILENT) or (before and isinstance(node, nodes.Output)):
                    self._statement(node, frame)
            chain += 1
            if chain > DEEPEST_CALL:
                self._stop("TPL008", parent, frame, "extends 互相引用；请去掉其中一个")
            layout = self._partial(parent.template, parent, frame)
            self.calls = (*self.calls, self._call(parent, frame))
            scope = Scope(parent=frame.scope)
            frame = Frame(layout, scope, scope, frame.blocks, [], scope)

    def _file(self, script: Script, root: Scope) -> None:
        """Print a whole file in place of the tag that includes it."""
        frame = self._open(script, root)
        self._body(frame.script.tree.body, frame)

    def _partial(self, path: nodes.Expr, node: nodes.Node, frame: Frame) -> Script:
        assert isinstance(path, nodes.Const)
        try:
            return self.load(path.value)
        except Missing as reason:
            self._stop("TPL007", node, frame, str(reason))

    # statements

    def _emit(self, parts: list[Part] | tuple[Part, ...], node: nodes.Node, frame: Frame) -> None:
        self.out.extend(parts)
        self._count(parts, node, frame)

    def _body(self, body: list[nodes.Node], frame: Frame) -> None:
        for node in body:
            self._statement(node, frame)

    def _statement(self, node: nodes.Node, frame: Frame) -> None:
        self._step(node, frame)
        getattr(self, _STATEMENTS[type(node)])(node, frame)

    def _output(self, node: nodes.Output, frame: Frame) -> None:
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                self._emit(self._data(child, frame), child, frame)
            elif _is_super(child) and frame.parents:  # printed in place: it may hold blocks
                with self._inside(child, frame):
                    self._print_block(frame.parents, child, frame)
            else:
                self._emit(self._words(child, frame), child, frame)

    def _data(self, node: nodes.TemplateData, frame: Frame) -> tuple[Part, ...]:
        pieces = self._pieces.get(id(node))
        if pieces is None:
            at: Any = node.lineno
            piece = Piece(node.data, frame.script.excerpt, at.start, at.end, True, (), plain=True)
            pieces = self._pieces[id(node)] = (piece,)
        return self._called(pieces)

    def _if(self, node: nodes.If, frame: Frame) -> None:
        if self._condition(node.test, frame):
            self._take(node, "if", node.body, frame)
            return
        for branch in node.elif_:
            if self._condition(branch.test, frame):
                self._take(branch, "if", branch.body, frame)
                return
        self._take(node, "else", node.else_, frame)

    def _take(self, node: nodes.Node, name: str, body: list[nodes.Node], frame: Frame) -> None:
        self.reached.add((id(node), name))
        self._body(body, frame)

    def _for(self, node: nodes.For, frame: Frame) -> None:
        items = self._reference(node.iter, frame)
        if is_undeclared(items):
            raise PathEnds
        if isinstance(items, tuple):
            self._stop("TPL004", node.iter, frame, "机构字段的列表请用 join 印出")
        if not isinstance(items, Input) or items.variable.type.name != "list":
            self._stop("TPL004", node.iter, frame, "for 只能遍历声明过的 list 变量")
        self._present(items, node.iter, frame)
        length = self._length(items)
        for at, element in enumerate(elements(items, length)):
            self._step(node, frame)
            inner = frame.inner()
            self._bind(node.target, element, inner)
            inner.scope.names["loop"] = Loop(at + 1, length, items)
            self._take(node, "body", node.body, inner)
        if not length:
            self._take(node, "else", node.else_, frame.inner())

    def _bind(self, target: nodes.Node, value: Reference, frame: Frame) -> None:
        assert isinstance(target, nodes.Name)
        self._define(target.name, value, target, frame)

    def _define(self, name: str, value: Reference, node: nodes.Node, frame: Frame) -> None:
        if name in self.variables:
            self._stop("TPL004", node, frame, f"“{name}”是声明过的变量，不能改写；请换一个名字")
        if name in frame.unit.read:
            hint = "是外面赋值的，在这里已经读过，不能再改写；请换一个名字"
            self._stop("TPL004", node, frame, f"“{name}”{hint}")
        frame.scope.names[name] = value

    def _assign(self, node: nodes.Assign, frame: Frame) -> None:
        self._bind(node.target, self._value(node.node, frame), frame)

    def _assign_block(self, node: nodes.AssignBlock, frame: Frame) -> None:
        with self._captured() as parts:
            self._body(node.body, frame.inner())
        self._bind(node.target, Words(tuple(parts)), frame)

    def _macro(self, node: nodes.Macro, frame: Frame) -> None:
        calls_back = self._calls_back.get(id(node))
        if calls_back is None:
            names = node.find_all(nodes.Name)
            calls_back = self._calls_back[id(node)] = any(name.name == "caller" for name in names)
        macro = Macro(node, frame.script, frame.scope, calls_back)
        self._define(node.name, macro, node, frame)

    def _call_block(self, node: nodes.CallBlock, frame: Frame) -> None:
        outside = self.calls

        def caller() -> list[Part]:
            before, self.calls = self.calls, outside
            with self._captured() as parts:
                self._body(node.body, frame.inner())
            self.calls = before
            return parts

        self._emit(self._call_macro(node.call, frame, caller), node.call, frame)

    def _include(self, node: nodes.Include, frame: Frame) -> None:
        script = self._partial(node.template, node, frame)
        with self._inside(node, frame):
            self._file(script, Scope(parent=frame.scope))

    def _module(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> Module:
        script = self._partial(node.template, node, frame)
        if script.parent is not None:
            self._stop("TPL007", node, frame, "被 import 的 partial 不能写 {% extends %}；请去掉它")
        root = Scope()
        with self._inside(node, frame), self._captured():
            self._file(script, root)
        assert isinstance(node.template, nodes.Const)
        return Module(node.template.value, root.names)

    def _import(self, node: nodes.Import, frame: Frame) -> None:
        self._define(node.target, self._module(node, frame), node, frame)

    def _from_import(self, node: nodes.FromImport, frame: Frame) -> None:
        module = self._module(node, frame)
        for each in node.names:
            name, target = (each, each) if isinstance(each, str) else each
            if name not in module.names:
                hint = did_you_mean(name, tuple(module.names))
                self._stop("TPL007", node, frame, f"{module.path} 里没有“{name}”；{hint}")
            self._define(target, module.names[name], node, frame)

    def _block(self, node: nodes.Block, frame: Frame) -> None:
        chain = frame.blocks.get(node.name) or [(frame.script, node)]
        first = len(self.out)
        self._print_block(chain, node, frame)
        if not self._capturing:
            self.blocks.append(Block(node.name, first, len(self.out)))

    def _print_block(
        self, chain: list[tuple[Script, nodes.Block]], node: nodes.Node, frame: Frame
    ) -> None:
        script, block = chain[0]
        before = self.calls
        if script is self.sections.get("body"):
            self.calls = ()
        scope = Scope(parent=frame.root)
        inner = Frame(script, scope, frame.root, frame.blocks, chain[1:], scope)
        self._step(node, frame)
        self._body(block.body, inner)
        self.calls = before

    def _super(self, node: nodes.Call, frame: Frame) -> list[Part]:
        if not frame.parents:
            self._stop("TPL004", node, frame, "上级没有同名的 block；请删除 super()")
        with self._captured() as parts, self._inside(node, frame):
            self._print_block(frame.parents, node, frame)
        return parts
