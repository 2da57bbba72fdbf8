"""A walk through a template: Jinja2's own tree, evaluated over text that knows its origin.

One walk follows one path. Where a condition reads a variable, `Decisions` says
its value; what is printed becomes pieces and holes. The law (tests/): with
every hole filled, a message equals what Jinja2 prints for the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from jinja2 import nodes

from linter.document import Scalar
from linter.finding import Place, Problem, Related
from linter.model import did_you_mean
from linter.template.decisions import ABSENT, NONE, Decisions, compare
from linter.template.filters import FILTERS
from linter.template.language import unescape
from linter.template.message import Call, Calls, Hole, Part, Piece, Printed
from linter.template.references import (
    Element,
    Fields,
    Input,
    Length,
    Loop,
    Macro,
    Module,
    Reference,
    Scope,
    Words,
    element_field,
    elements,
    inputs,
)
from linter.template.syntax import Script
from linter.template.variables import TYPES, UNDECLARED, Value, Variable

MOST_STEPS = 50_000  # statements and loop turns on one path
MOST_CHARACTERS = 50_000  # printed on one path
DEEPEST_CALL = 24  # includes and macro calls inside one another
_CONSTANT = (str, int, float)
_FARTHEST = 10**16  # beyond every limit that a variable may have


_SILENT = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.Import, nodes.FromImport)


class Missing(Exception):
    """A partial that can't be used; the text says why and what to do."""


class PathEnds(Exception):
    """This path can't go on; why has been recorded."""


Load = Callable[[str], Script]
"""Gives the partial at a path below ``templates/``; raises `Missing`."""


@dataclass(slots=True)
class Frame:
    """Where the walk is: the file, what its names mean, and the blocks of its layout."""

    script: Script
    scope: Scope
    root: Scope
    blocks: dict[str, list[tuple[Script, nodes.Block]]]
    parents: list[tuple[Script, nodes.Block]]
    caller: Callable[[], list[Part]] | None = None

    def inner(self, scope: Scope | None = None) -> Frame:
        """The same place with a scope of its own."""
        scope = scope or Scope(parent=self.scope)
        return Frame(self.script, scope, self.root, self.blocks, self.parents, self.caller)


class Walker:
    """Walks one template again and again; what doesn't depend on the path is kept.

    ``problems`` gathers what was refused on any path, ``reached`` the branches
    that were taken, ``read`` the variables that were used.
    """

    def __init__(
        self,
        sections: dict[str, Script],
        variables: dict[str, Variable],
        fields: dict[str, Any],
        load: Load,
    ) -> None:
        self.sections = sections
        self.variables = variables
        self.institution = Fields(fields)
        self.load = load
        self.problems: dict[tuple[Any, ...], Problem] = {}
        self.reached: set[tuple[int, str]] = set()
        self.read: set[str] = set()
        self._pieces: dict[int, tuple[Part, ...]] = {}
        self._places: dict[int, Call] = {}
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

    def run(self, decisions: Decisions) -> dict[str, Printed] | None:
        """The printed sections on one path; None where the path ends in a problem."""
        self.decisions = decisions
        self.out: list[Part] = []
        self.calls: Calls = ()
        self.steps = 0
        self.printed = 0
        printed: dict[str, Printed] = {}
        try:
            for name, script in self.sections.items():
                self.out = []
                self._file(script, Scope(inputs(self.variables)))
                printed[name] = Printed(tuple(self.out))
        except PathEnds:
            return None
        return printed

    # problems

    def _report(self, code: str, node: nodes.Node, frame: Frame, message: str) -> None:
        place = frame.script.where(node)
        self._record(Problem(code, place, message, self._related()))

    def _record(self, problem: Problem) -> None:
        key = (problem.code, problem.place.key, problem.message)
        self.problems.setdefault(key, problem)

    def _related(self) -> tuple[Related, ...]:
        return tuple(Related("call", call.place) for call in self.calls)

    def _stop(self, code: str, node: nodes.Node, frame: Frame, message: str) -> NoReturn:
        self._report(code, node, frame, message)
        raise PathEnds

    def _step(self, node: nodes.Node, frame: Frame) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            self._stop("TPL008", node, frame, f"超过 {MOST_STEPS} 步；请减少循环和嵌套的宏")

    def _emit(self, parts: list[Part] | tuple[Part, ...], node: nodes.Node, frame: Frame) -> None:
        self.out.extend(parts)
        self.printed += sum(len(part.text) for part in parts)
        if self.printed > MOST_CHARACTERS:
            self._stop("TPL008", node, frame, f"成稿超过 {MOST_CHARACTERS} 个字；请减少循环")

    # files, calls

    def _file(self, script: Script, root: Scope) -> None:
        """Print a file: its own body, or the layout that it extends."""
        frame = Frame(script, root, root, {}, [])
        chain = 0
        while True:
            for block in frame.script.tree.find_all(nodes.Block):
                frame.blocks.setdefault(block.name, []).append((frame.script, block))
            parent = next(frame.script.tree.find_all(nodes.Extends), None)
            if parent is None:
                break
            for node in frame.script.tree.body:
                if isinstance(node, _SILENT):
                    self._statement(node, frame)
            chain += 1
            if chain > DEEPEST_CALL:
                self._stop("TPL008", parent, frame, "extends 互相引用；请去掉其中一个")
            layout = self._partial(parent.template, parent, frame)
            self.calls = (*self.calls, self._call(parent, frame))
            scope = Scope(parent=frame.scope)
            frame = Frame(layout, scope, scope, frame.blocks, [])
        self._body(frame.script.tree.body, frame)
        if chain:
            self.calls = self.calls[:-chain]

    def _partial(self, path: nodes.Expr, node: nodes.Node, frame: Frame) -> Script:
        assert isinstance(path, nodes.Const)
        try:
            return self.load(path.value)
        except Missing as reason:
            self._stop("TPL007", node, frame, str(reason))

    def _call(self, node: nodes.Node, frame: Frame) -> Call:
        call = self._places.get(id(node))
        if call is None:
            script = frame.script
            span = script.span(node) if isinstance(node, nodes.Expr) else script.tag(node)
            call = self._places[id(node)] = Call(script.excerpt, span)
        return call

    @contextmanager
    def _inside(self, node: nodes.Node, frame: Frame) -> Iterator[None]:
        """What is printed inside came through this call."""
        before = self.calls
        if len(before) >= DEEPEST_CALL:
            self._stop("TPL008", node, frame, f"调用嵌套超过 {DEEPEST_CALL} 层；宏或 include 不能引用自己")
        self.calls = (*before, self._call(node, frame))
        try:
            yield
        finally:
            self.calls = before

    @contextmanager
    def _captured(self) -> Iterator[list[Part]]:
        before, self.out = self.out, []
        try:
            yield self.out
        finally:
            self.out = before

    # statements

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

    def _called(self, pieces: tuple[Part, ...]) -> tuple[Part, ...]:
        if not self.calls:
            return pieces
        return tuple(piece._replace(calls=self.calls) for piece in pieces)

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
        if target.name in self.variables:
            self._stop("TPL004", target, frame, f"“{target.name}”是声明过的变量，不能改写；请换一个名字")
        frame.scope.names[target.name] = value

    def _assign(self, node: nodes.Assign, frame: Frame) -> None:
        self._bind(node.target, self._value(node.node, frame), frame)

    def _assign_block(self, node: nodes.AssignBlock, frame: Frame) -> None:
        with self._captured() as parts:
            self._body(node.body, frame.inner())
        self._bind(node.target, Words(tuple(parts)), frame)

    def _macro(self, node: nodes.Macro, frame: Frame) -> None:
        frame.scope.names[node.name] = Macro(node, frame.script, frame.scope)
        if node.name in self.variables:
            self._stop("TPL004", node, frame, f"“{node.name}”是声明过的变量，不能改写；请换一个名字")

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
        if script.tree.find(nodes.Extends) is not None:
            self._stop("TPL007", node, frame, "被 import 的 partial 不能写 {% extends %}；请去掉它")
        root = Scope()
        with self._inside(node, frame), self._captured():
            self._file(script, root)
        assert isinstance(node.template, nodes.Const)
        return Module(node.template.value, root.names)

    def _import(self, node: nodes.Import, frame: Frame) -> None:
        frame.scope.names[node.target] = self._module(node, frame)

    def _from_import(self, node: nodes.FromImport, frame: Frame) -> None:
        module = self._module(node, frame)
        for each in node.names:
            name, target = (each, each) if isinstance(each, str) else each
            if name not in module.names:
                hint = did_you_mean(name, tuple(module.names))
                self._stop("TPL007", node, frame, f"{module.path} 里没有“{name}”；{hint}")
            frame.scope.names[target] = module.names[name]

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

    # printed expressions

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

    def _print(
        self, value: Reference, node: nodes.Node, frame: Frame
    ) -> tuple[Part, ...]:
        match value:
            case Words(parts=parts):
                return parts
            case Scalar():
                return (self._written(value, node, frame),)
            case Input():
                return self._print_input(value, None, node, frame)
            case bool():
                self._stop("TPL004", node, frame, "条件不能直接印出；请写 \"…\" if 条件 else \"…\"")
            case int():
                span = frame.script.span(node)
                return (Piece(str(value), frame.script.excerpt, *span, False, self.calls),)
            case tuple():
                self._stop("TPL004", node, frame, "列表请用 join 印出，如 |join(\"、\")")
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
        if self.decisions.presence(variable, value.key) == NONE:
            self._stop("TPL002", node, frame, f"“{value.key}”是空值时会印出 None；请先判断 is none")
        match variable.type.name:
            case "enum":
                word = self.decisions.value(variable, value.key).value
                scalar = next(each for each in variable.values if each.value == word)
                return (self._written(scalar, node, frame),)
            case "bool":
                self._stop("TPL004", node, frame, "bool 不能直接印出；请写 \"…\" if 变量 else \"…\"")
            case "list":
                self._stop("TPL004", node, frame, "列表请用 {% for %} 或 |join(\"、\") 印出")
        return (self._hole(value, filter_name, frame.script.span(node), frame),)

    def _hole(self, value: Input, filter_name: str | None, span: Any, frame: Frame) -> Hole:
        variable = value.variable
        choice = self.decisions.stretch(value.key)
        least, most, example = variable.least, variable.most, value.example
        if choice is not None and choice.value is not None:
            example = choice.value
            if variable.type.name != "date" and choice.low is not None and choice.high is not None:
                least, most = choice.low, choice.high
        hole = Hole(
            variable, value.key, filter_name, "", "", "", frame.script.excerpt, *span, self.calls
        )
        return hole._replace(
            shortest=hole.print(variable.sample(least, most, min)),
            longest=hole.print(variable.sample(least, most, max)),
            example=hole.print(example),
        )

    def _filtered(self, node: nodes.Filter, frame: Frame) -> tuple[Part, ...]:
        assert node.node is not None
        value = self._reference(node.node, frame)
        wanted = FILTERS[node.name]
        if isinstance(value, Input) and value.variable.type is UNDECLARED:
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
        value = self._reference(name, frame)
        if isinstance(value, Input):
            if self.decisions.presence(value.variable, value.key) == ABSENT:
                self.reached.add((id(node), "default"))
                return self._words(node.args[0], frame)
        return self._words(inner, frame)

    def _join(self, node: nodes.Filter, frame: Frame) -> list[Part]:
        assert node.node is not None
        items = self._reference(node.node, frame)
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

    # calls

    def _super(self, node: nodes.Call, frame: Frame) -> list[Part]:
        if not frame.parents:
            self._stop("TPL004", node, frame, "上级没有同名的 block；请删除 super()")
        with self._captured() as parts, self._inside(node, frame):
            self._print_block(frame.parents, node, frame)
        return parts

    def _caller(self, node: nodes.Call, frame: Frame) -> list[Part]:
        if frame.caller is None:
            self._stop("TPL004", node, frame, "caller() 只能写在宏里，并用 {% call %} 调用这个宏")
        return frame.caller()

    def _call_macro(
        self, node: nodes.Call, frame: Frame, caller: Callable[[], list[Part]] | None
    ) -> list[Part]:
        macro = self._reference(node.node, frame)
        if not isinstance(macro, Macro):
            self._stop("TPL004", node, frame, "只能调用宏、caller() 和 super()")
        uses_caller = any(
            name.name == "caller" for name in macro.node.find_all(nodes.Name)
        )
        if (caller is not None) != uses_caller:
            wanted = "请用 {% call %} 调用" if uses_caller else "宏里没有 caller()；请直接调用"
            self._stop("TPL004", node, frame, f"宏 {macro.node.name}：{wanted}")
        arguments = self._arguments(macro, node, frame)
        inner = Frame(
            macro.script, Scope(arguments, macro.scope), macro.scope, {}, [], caller
        )
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
                self._stop("TPL004", node, frame, f"宏 {macro.node.name} 的参数“{keyword.key}”：{hint}")
            given[keyword.key] = self._value(keyword.value, frame)
        defaults = dict(
            zip(names[len(names) - len(macro.node.defaults) :], macro.node.defaults, strict=True)
        )
        inner = Frame(macro.script, macro.scope, macro.scope, {}, [])
        for name in names:
            if name not in given:
                if name not in defaults:
                    self._stop("TPL004", node, frame, f"宏 {macro.node.name} 少了参数“{name}”")
                given[name] = self._value(defaults[name], inner)
        return given

    # values

    def _value(self, node: nodes.Node, frame: Frame) -> Reference:
        """What ``set`` binds or a macro is given."""
        match node:
            case nodes.Const(value=bool() | int() as value):
                return value
            case nodes.And() | nodes.Or() | nodes.Not() | nodes.Compare() | nodes.Test():
                return self._condition(node, frame)
            case nodes.CondExpr():
                return self._value(self._branch(node, frame), frame)
            case nodes.Name() | nodes.Getattr():
                value = self._reference(node, frame)
                if isinstance(value, Input):
                    self._present(value, node, frame)
                return value
            case _:
                return Words(tuple(self._words(node, frame)))

    def _reference(self, node: nodes.Node, frame: Frame) -> Reference:
        """What a name or a field of a name stands for; undeclared ones end the path."""
        if isinstance(node, nodes.Name):
            return self._name(node, frame)
        if not isinstance(node, nodes.Getattr):
            self._stop("TPL004", node, frame, "这里只能写变量名或字段")
        owner = node.node
        assert isinstance(owner, nodes.Name)
        value = self._name(owner, frame)
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
            case Loop(index=index, length=length):
                found = {"index": index, "first": index == 1, "last": index == length}[node.attr]
            case _:
                self._stop("TPL004", node, frame, f"“{owner.name}”没有字段；请直接写变量")
        if found is None:
            hint = did_you_mean(node.attr, known)
            self._stop("TPL002", node, frame, f"{owner.name} 没有“{node.attr}”；{hint}")
        return found

    def _name(self, node: nodes.Name, frame: Frame) -> Reference:
        found = frame.scope.find(node.name)
        if found is not None:
            if isinstance(found, Input):
                self.read.add(found.variable.path)
            return found
        if node.name == "institution":
            return self.institution
        if node.name in self.variables:
            self._stop("TPL002", node, frame, f"这里看不到变量“{node.name}”；请用宏的参数传入")
        hint = did_you_mean(node.name, tuple(dict.fromkeys((*frame.scope.known(), "institution"))))
        self._report("TPL002", node, frame, f"没有声明变量“{node.name}”；{hint}")
        place = frame.script.where(node)
        return Input(Variable(node.name, UNDECLARED, place), node.name, "")

    def _present(self, value: Input, node: nodes.Node, frame: Frame) -> None:
        """Go on only where the value is there, as Jinja2 with StrictUndefined would."""
        if self.decisions.presence(value.variable, value.key) == ABSENT:
            self._stop(
                "TPL002",
                node,
                frame,
                f"“{value.key}”可以没有值，这里会出错；请写 default(\"…\") 或先判断 is defined",
            )

    def _length(self, items: Input) -> int:
        length: int = self.decisions.value(items.variable, items.key).value
        return length

    # conditions

    def _condition(self, node: nodes.Node, frame: Frame) -> bool:
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
        self._stop("TPL004", node, frame, "条件应为 bool 变量；判断有没有值请写 is defined，其他请写比较")

    def _test(self, node: nodes.Test, frame: Frame) -> bool:
        assert node.node is not None
        value = self._reference(node.node, frame)
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
        if isinstance(left, _CONSTANT) and not isinstance(right, _CONSTANT):
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
            return "".join(part.text for part in value.parts)
        return value

    def _equal(
        self, operation: str, left: Any, right: Any, node: nodes.Node, frame: Frame
    ) -> bool:
        """The truth of a comparison between something that varies and a constant."""
        if not isinstance(right, _CONSTANT) or isinstance(right, bool):
            self._stop("TPL004", node, frame, "只能与固定的文字、数字或日期比较")
        if isinstance(left, Length):
            self._present(left.items, node, frame)
            items = left.items
            if not isinstance(right, str):
                return self.decisions.compared(items.variable, items.key, operation, _number(right))
        elif isinstance(left, Input):
            self._present(left, node, frame)
            return self._compare_input(operation, left, right, node, frame)
        elif isinstance(left, str) and isinstance(right, str) and operation in ("eq", "ne"):
            return compare(operation, left, right)
        elif type(left) in (int, float) and not isinstance(right, str):
            return compare(operation, left, right)
        self._stop("TPL004", node, frame, "两边的类型不同，不能比较")

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
            value: Value = self.decisions.value(variable, left.key).value
            return compare(operation, value, right)
        if kind in ("integer", "money") and not isinstance(right, str):
            return self.decisions.compared(variable, left.key, operation, _number(right))
        if kind == "date" and isinstance(right, str):
            try:
                day = Decimal(date.fromisoformat(right).toordinal())
            except ValueError:
                day = None
            if day is None or len(right) != len("2026-12-05"):
                self._stop("TPL004", node, frame, "日期请写成 \"2026-12-05\"")
            return self.decisions.compared(variable, left.key, operation, day)
        wanted = {
            "enum": "enum 只能用 ==、!= 和 in 与它的值比较",
            "integer": "整数只能与数字比较",
            "money": "金额只能与数字比较",
            "date": "日期只能与 \"2026-12-05\" 这样的日期比较",
            "bool": "bool 请直接写变量或 not 变量",
            "list": "列表请比较 |length",
        }.get(kind, f"{kind} 类型不能比较；需要分支请声明 enum 或 bool")
        self._stop("TPL004", node, frame, wanted)


def _number(value: float) -> Decimal:
    """A constant as Jinja2 compares it: a float by its exact value, kept within reach."""
    return Decimal(max(min(value, _FARTHEST), -_FARTHEST))
