"""The constructs of the closed language by name, and which of them a project holds.

Found by plain Jinja2's parser and lexer, so that the writer can't deceive itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import Environment, nodes

from linter.template.front_matter import read_front_matter, split
from linter.template.variables import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.source import Source
    from linter.template.variables import Variable
    from tests.strategies import Project

_JINJA = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701 - never rendered
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_ESCAPE = re.compile(r"\\(N\{|[0-7]{3}|[^\x00-\x7f]|.)", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BOUND = re.compile(r"[fn]\d|[uv]_.*")
_INSIDE = (nodes.For, nodes.If, nodes.Macro, nodes.CallBlock, nodes.Block, nodes.AssignBlock)

_NODES = (
    "And AssignBlock Assign Block Call CallBlock Compare Concat CondExpr Const Extends Filter For"
    " FromImport Getattr If Import Include Keyword List Macro Name Neg Not Operand Or Output"
    " TemplateData Test Tuple"
)
_SINGLE_ESCAPES = "n t r a 0 7 x u U N{ \\ ' \" 101 newline other"

CONSTRUCTS = frozenset(
    (
        *(f"node {name}" for name in _NODES.split()),
        *(f"operator {name}" for name in ("eq", "ne", "lt", "lteq", "gt", "gteq", "in", "notin")),
        *(f"test {name}" for name in ("defined", "none")),
        *(f"filter {name}" for name in ("default", "join", "length", "money", "date", "month_day")),
        *(f"filter mask_{name}" for name in ("card", "phone", "name", "id")),
        *(f"mark {mark}" for mark in ("{{", "{{-", "{{+", "}}", "-}}")),
        *(f"mark {mark}" for mark in ("{%", "{%-", "{%+", "%}", "-%}", "+%}")),
        *(f"mark {mark}" for mark in ("{#", "{#-", "{#+", "#}", "-#}", "+#}")),
        *(f"mark {mark}" for mark in ("{%raw", "{%-raw", "{%+raw", "{%endraw", "{%-endraw")),
        "mark {%+endraw",
        *(f"escape {each}" for each in _SINGLE_ESCAPES.split()),
        "quote '",
        'quote "',
        "elif",
        "else of if",
        "else of for",
        "loop.index",
        "loop.first",
        "loop.last",
        "default of a parameter",
        "argument by name",
        "caller()",
        "super()",
        "call of an imported macro",
        "join of a list",
        "join of an institution list",
        "institution field",
        "constant on the left",
        "constant on the right",
        "constant int",
        "constant float",
        "constant str",
        "constant bool",
        "constant with _",
        "constant with x",
        "constant with e",
        "compared with a day",
        "compared length",
        "compared name of a set or parameter",
        "conditional text in conditional text",
        "in List",
        "in Tuple",
        "nested brackets",
        "import as",
        "from import as",
        *(f"include in {kind.__name__}" for kind in (nodes.Template, *_INSIDE)),
        *(f"block in {kind.__name__}" for kind in (nodes.Template, nodes.Block, nodes.If)),
        *(f"partial that is {how}" for how in ("included", "imported", "from-imported")),
        *(f"partial that is extended {times}" for times in ("once", "twice")),
        "partial that includes",
        "partial that is included and extends",
        *(f"type {name}" for name in TYPES),
        "list of items",
        "list of fields",
        "optional variable",
        "optional field",
        "line break \\n",
        "line break \\r",
        "line break \\r\\n",
        "Chinese",
        "emoji",
        "beyond the BMP",
        "section subject",
        "section preheader",
        "section heading",
        "section body",
    )
)
"""Every construct that the strategy must write."""


def constructs(project: Project) -> Iterator[str]:
    """The constructs in a project's files."""
    yield from (f"section {name}" for name in project.sections)
    yield from _declared(project.source)
    texts = [*project.sections.values(), *(source.text for source in project.partials.values())]
    yield from _characters("".join(texts))
    for text in texts:
        yield from _tokens(text)
        yield from _tree(_JINJA.parse(text))
    yield from _partials(project)


def _characters(text: str) -> Iterator[str]:
    for found in set(_LINE_BREAK.findall(text)):
        yield "line break " + found.replace("\r", "\\r").replace("\n", "\\n")
    for name, pattern in (
        ("Chinese", "[\u4e00-\u9fff]"),
        ("emoji", "[\U0001f300-\U0001f6ff]"),
        ("beyond the BMP", "[\U00020000-\U0002ffff]"),
    ):
        if re.search(pattern, text):
            yield name


def _declared(source: Source) -> Iterator[str]:
    spans = split(source)
    front = read_front_matter(source, spans[0])[0] if spans else None
    for variable in front.variables.values() if front else ():
        yield from _variable(variable)


def _variable(variable: Variable) -> Iterator[str]:
    yield f"type {variable.type.name}"
    if variable.optional:
        yield "optional variable"
    if variable.type.name == "list":
        yield "list of items" if variable.item else "list of fields"
    if any(each.optional for each in variable.fields.values()):
        yield "optional field"


# tokens


def _tokens(text: str) -> Iterator[str]:
    if "((" in text:
        yield "nested brackets"
    for _, kind, written in _JINJA.lex(text):
        mark = re.sub(r"\s", "", written)
        if kind in ("raw_begin", "raw_end"):
            yield "mark " + re.sub(r"[-+]?%\}$", "", mark)
        elif kind.endswith(("_begin", "_end")):
            yield "mark " + mark
        elif kind == "string":
            yield "quote " + written[0]
            yield from (f"escape {_escape(each)}" for each in _ESCAPE.findall(written))
        elif kind in ("integer", "float"):
            yield from (f"constant with {each}" for each in "_xe" if each in written)


def _escape(character: str) -> str:
    if character == "\n":
        return "newline"
    return "other" if character > "\x7f" else "101" if len(character) == 3 else character


# trees


def _tree(tree: nodes.Template) -> Iterator[str]:
    yield from _inside(tree, tree)
    for node in tree.find_all(nodes.Node):
        yield f"node {type(node).__name__}"
        yield from _node(node)


def _node(node: nodes.Node) -> Iterator[str]:
    match node:
        case nodes.If():
            yield from ["elif"] * bool(node.elif_) + ["else of if"] * bool(node.else_)
        case nodes.For(else_=[_, *_]):
            yield "else of for"
        case nodes.Operand():
            yield f"operator {node.op}"
            if node.op in ("in", "notin"):
                yield f"in {type(node.expr).__name__}"
        case nodes.Compare():
            yield from _compared(node)
        case nodes.Test():
            yield f"test {node.name}"
        case nodes.Filter():
            yield f"filter {node.name}"
            if node.name == "join":
                institution = isinstance(node.node, nodes.Getattr)
                yield "join of an institution list" if institution else "join of a list"
        case nodes.Getattr(node=nodes.Name(name="loop"), attr=attr):
            yield f"loop.{attr}"
        case nodes.Getattr(node=nodes.Name(name="institution")):
            yield "institution field"
        case nodes.Macro(defaults=[_, *_]):
            yield "default of a parameter"
        case nodes.Keyword():
            yield "argument by name"
        case nodes.Call(node=nodes.Name(name="caller" | "super" as name)):
            yield f"{name}()"
        case nodes.Call(node=nodes.Getattr()):
            yield "call of an imported macro"
        case nodes.CondExpr() if node.find(nodes.CondExpr) is not None:
            yield "conditional text in conditional text"
        case nodes.Const():
            yield f"constant {type(node.value).__name__}"
        case nodes.Import():
            yield "import as"
        case nodes.FromImport(names=names) if any(isinstance(each, tuple) for each in names):
            yield "from import as"


def _compared(node: nodes.Compare) -> Iterator[str]:
    sides = {"left": node.expr, "right": node.ops[0].expr}
    for side, operand in sides.items():
        match operand:
            case nodes.Const(value=value):
                yield f"constant on the {side}"
                if _DAY.fullmatch(str(value)):
                    yield "compared with a day"
            case nodes.Filter(name="length"):
                yield "compared length"
            case nodes.Name(name=name) if _BOUND.fullmatch(name):
                yield "compared name of a set or parameter"


def _inside(node: nodes.Node, around: nodes.Node) -> Iterator[str]:
    """Where includes and blocks stand."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Include):
            yield f"include in {type(around).__name__}"
        elif isinstance(child, nodes.Block):
            yield f"block in {type(around).__name__}"
        yield from _inside(child, child if isinstance(child, _INSIDE) else around)


# partials


def _partials(project: Project) -> Iterator[str]:
    body = _JINJA.parse(project.sections["body"])
    trees = {path: _JINJA.parse(source.text) for path, source in project.partials.items()}
    if (layout := _extended(body)) is not None:
        yield "partial that is extended once"
        if _extended(trees[layout]) is not None:
            yield "partial that is extended twice"
    for tree in (body, *trees.values()):
        for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport)):
            yield {
                nodes.Include: "partial that is included",
                nodes.Import: "partial that is imported",
                nodes.FromImport: "partial that is from-imported",
            }[type(node)]
            assert isinstance(node, (nodes.Include, nodes.Import, nodes.FromImport))
            partial = trees[_path(node.template)]
            if isinstance(node, nodes.Include) and _extended(partial) is not None:
                yield "partial that is included and extends"
            if partial.find(nodes.Include) is not None:
                yield "partial that includes"


def _extended(tree: nodes.Template) -> str | None:
    node = tree.find(nodes.Extends)
    return None if node is None else _path(node.template)


def _path(node: nodes.Expr) -> str:
    assert isinstance(node, nodes.Const)
    return str(node.value)
