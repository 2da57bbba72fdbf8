"""A walk through a template: Jinja2's own tree, evaluated over text that knows its origin.

One walk follows one path. Where a condition reads a variable, `Decisions` says
its value; what is printed becomes pieces and holes. The law (tests/): with
every hole filled, a message equals what Jinja2 prints for the same values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import nodes

from linter.finding import Place, Problem
from linter.hint import did_you_mean
from linter.template.evaluate import Frame, PathEnds, ProblemKey, is_undeclared
from linter.template.message import Calls, Hole, Part, Piece, Printed
from linter.template.printing import DEEPEST_CALL, Printer
from linter.template.references import (
    Input,
    Loop,
    Macro,
    Module,
    Reference,
    Scope,
    Words,
    elements,
    inputs,
)
from linter.template.syntax import Script

if TYPE_CHECKING:
    from linter.source import Excerpt
    from linter.template.decisions import Choice, Decisions, Taken
    from linter.template.variables import Variable

_SILENT = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.Import, nodes.FromImport)


class Missing(Exception):
    """A partial that can't be used; the text says why and what to do."""


Load = Callable[[str], Script]
"""Gives the partial at a path below ``templates/``; raises `Missing`."""


class Walked(NamedTuple):
    """What one path gave: its printed sections (None where it ended in a problem), and problems."""

    sections: dict[str, Printed] | None
    found: frozenset[ProblemKey]


@dataclass(slots=True)
class Mark:
    """The state before a statement at the top of a section: the next path may go on from here.

    ``decided`` counts the choices made so far; ``out`` is cut to ``length`` parts.
    """

    decided: int
    section: int
    at: int
    frame: Frame
    names: list[tuple[Scope, dict[str, Reference]]]
    taken: Taken
    widths: dict[str, int]
    out: list[Part]
    length: int
    calls: Calls
    steps: int
    printed: int
    done: dict[str, Printed]
    found: set[ProblemKey]


class Walker(Printer):
    """Walks one template again and again; what doesn't depend on the path is kept.

    ``work`` counts the statements walked on all paths together.
    """

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
        self.work = 0
        self.done: dict[str, Printed] = {}
        self._marks: list[Mark] = []
        self._narrowed: dict[tuple[Excerpt, int, str, Choice], Hole] = {}
        self._calls_back: dict[int, bool] = {}
        self._statements: dict[type[nodes.Node], Callable[[Any, Frame], None]] = {
            nodes.Output: self._output,
            nodes.If: self._if,
            nodes.For: self._for,
            nodes.Assign: self._assign,
            nodes.AssignBlock: self._assign_block,
            nodes.Macro: self._macro,
            nodes.CallBlock: self._call_block,
            nodes.Include: self._include,
            nodes.Import: self._import,
            nodes.FromImport: self._from_import,
            nodes.Block: self._block,
        }

    def run(self, decisions: Decisions) -> Walked:
        """Walk one path.

        A path that shares its first choices with the path before goes on where
        they part.
        """
        section, at = 0, 0
        frame: Frame | None = None
        if mark := self._rewind(decisions):
            section, at, frame = mark.section, mark.at, mark.frame
        names = list(self.sections)
        try:
            while section < len(names):
                if frame is None:
                    self.out = []
                    frame = self._open(self.sections[names[section]], self._inputs())
                body = frame.script.tree.body
                for number in range(at, len(body)):
                    self._mark(section, number, frame)
                    self._statement(body[number], frame)
                self.done[names[section]] = Printed(tuple(self.out))
                self.calls = ()
                section, at, frame = section + 1, 0, None
        except PathEnds:
            return Walked(None, frozenset(self.found))
        except RecursionError:
            excerpt = self.sections["body"].excerpt
            place = Place(excerpt.source, excerpt.span(0, 0))
            self._record(Problem("TPL008", place, "宏和条件嵌套太深；请减少层次"))
            return Walked(None, frozenset(self.found))
        finally:
            self.work += self.steps - (mark.steps if mark else 0)
        return Walked(self._settled(), frozenset(self.found))

    def _settled(self) -> dict[str, Printed]:
        """The sections, holes narrowed to what the whole path decided about their values."""
        narrowed = {
            key: choice
            for key, choice in self.decisions.taken.items()
            if choice.low is not None and self.decisions.domains[key].variable.type.name != "list"
        }
        if not narrowed:
            return self.done
        return {
            name: Printed(tuple(self._narrow(part, narrowed) for part in printed.parts))
            for name, printed in self.done.items()
        }

    def _narrow(self, part: Part, narrowed: Taken) -> Part:
        choice = narrowed.get(part.key) if isinstance(part, Hole) else None
        if choice is None or choice.low is None or choice.high is None:
            return part
        assert isinstance(part, Hole)
        key = (part.excerpt, part.start, part.key, choice)
        known = self._narrowed.get(key)
        if known is None:
            known = self._narrowed[key] = part.holding(choice.low, choice.high, choice.value)
        return known._replace(calls=part.calls)

    def _inputs(self) -> Scope:
        return Scope(inputs(self.variables))

    def _rewind(self, decisions: Decisions) -> Mark | None:
        """Go back to the last mark at which no more is decided than this path shares."""
        while self._marks and self._marks[-1].decided > decisions.shared:
            self._marks.pop()
        self.start(decisions)
        self.printed, self.done = 0, {}
        if not self._marks:
            return None
        mark = self._marks[-1]
        decisions.taken.update(mark.taken)
        decisions.widths.update(mark.widths)
        for scope, names in mark.names:
            scope.names = dict(names)
        self.out = mark.out
        del self.out[mark.length :]
        self.calls, self.steps, self.printed = mark.calls, mark.steps, mark.printed
        self.done, self.found = dict(mark.done), set(mark.found)
        return mark

    def _mark(self, section: int, at: int, frame: Frame) -> None:
        decided = len(self.decisions.taken)
        if self._marks and self._marks[-1].decided == decided:
            self._marks.pop()
        scopes: list[Scope] = []
        scope: Scope | None = frame.scope
        while scope is not None:
            scopes.append(scope)
            scope = scope.parent
        self._marks.append(
            Mark(
                decided=decided,
                section=section,
                at=at,
                frame=frame,
                names=[(each, dict(each.names)) for each in scopes],
                taken=dict(self.decisions.taken),
                widths=dict(self.decisions.widths),
                out=self.out,
                length=len(self.out),
                calls=self.calls,
                steps=self.steps,
                printed=self.printed,
                done=dict(self.done),
                found=set(self.found),
            )
        )

    # files

    def _open(self, script: Script, root: Scope) -> Frame:
        """Where the printing of a file begins: in itself, or in the layout that it extends."""
        frame = Frame(script, root, root, {}, [])
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
            frame = Frame(layout, scope, scope, frame.blocks, [])

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
        self._statements[type(node)](node, frame)

    def _output(self, node: nodes.Output, frame: Frame) -> None:
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                self._emit(self._data(child, frame), child, frame)
            else:
                self._emit(self._words(child, frame), child, frame)

    def _data(self, node: nodes.TemplateData, frame: Frame) -> tuple[Part, ...]:
        pieces = self._pieces.get(id(node))
        if pieces is None:
            at: Any = node.lineno
            piece = Piece(node.data, frame.script.excerpt, at.start, at.end, True, ())
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
            inner.scope.names["loop"] = Loop(at + 1, length)
            self._take(node, "body", node.body, inner)
        if not length:
            self._take(node, "else", node.else_, frame.inner())

    def _bind(self, target: nodes.Node, value: Reference, frame: Frame) -> None:
        assert isinstance(target, nodes.Name)
        self._define(target.name, value, target, frame)

    def _define(self, name: str, value: Reference, node: nodes.Node, frame: Frame) -> None:
        if name in self.variables:
            self._stop("TPL004", node, frame, f"“{name}”是声明过的变量，不能改写；请换一个名字")
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
        self._print_block(chain, node, frame)

    def _print_block(
        self, chain: list[tuple[Script, nodes.Block]], node: nodes.Node, frame: Frame
    ) -> None:
        script, block = chain[0]
        before = self.calls
        if script is self.sections.get("body"):
            self.calls = ()
        inner = Frame(script, Scope(parent=frame.root), frame.root, frame.blocks, chain[1:])
        self._step(node, frame)
        self._body(block.body, inner)
        self.calls = before

    def _super(self, node: nodes.Call, frame: Frame) -> list[Part]:
        if not frame.parents:
            self._stop("TPL004", node, frame, "上级没有同名的 block；请删除 super()")
        with self._captured() as parts, self._inside(node, frame):
            self._print_block(frame.parents, node, frame)
        return parts
