"""Jinja2 source becomes Jinja2's own syntax tree, every node with its characters.

Jinja2 knows lines only. Its lexer yields all tokens in order, so a cursor finds
where each stands, and an int that carries two offsets travels through the
unmodified parser as the line number of every node.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.finding import Place, Problem
from linter.hint import did_you_mean
from linter.source import Excerpt, Span
from linter.template.jinja import LEXER, TemplateSyntaxError, TokenStream, nodes, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEAVES = (
    nodes.Name,
    nodes.Const,
    nodes.TemplateData,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.Call,
    nodes.List,
    nodes.Tuple,
    nodes.Dict,
    nodes.NSRef,
    nodes.Not,
    nodes.Neg,
    nodes.Pos,
)
_OPENING = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
MOST_TOKENS = 50_000
_TAGS = (
    "if",
    "elif",
    "else",
    "for",
    "set",
    "macro",
    "call",
    "include",
    "import",
    "from",
    "extends",
    "block",
    "raw",
)
_BLOCKS = ("if", "for", "macro", "call", "block", "filter", "with", "autoescape", "set")


class _TooLarge(Exception):
    """More tokens than a template may have."""


class Located(int):
    """A line number that knows the characters of its token in the excerpt."""

    start: int
    end: int


def _located_at(line: int, start: int, end: int) -> Located:
    at = Located(line)
    at.start, at.end = start, end
    return at


class Token(NamedTuple):
    """A token as Jinja2's lexer names it, with its characters in the excerpt."""

    start: int
    end: int
    kind: str
    text: str


@dataclass(frozen=True, eq=False)
class Script:
    """A parsed piece of Jinja2: a template body, a partial, or a string in front matter."""

    excerpt: Excerpt
    tree: nodes.Template
    tokens: list[Token] = field(repr=False)

    @cached_property
    def _nodes(self) -> list[nodes.Node]:
        """Every node of the tree below its root."""
        return list(_below(self.tree))

    @cached_property
    def blocks(self) -> list[nodes.Block]:
        """Every block, nested ones too."""
        return [node for node in self._nodes if type(node) is nodes.Block]

    @cached_property
    def extends(self) -> list[nodes.Extends]:
        """Every ``extends`` tag."""
        return [node for node in self._nodes if type(node) is nodes.Extends]

    @property
    def parent(self) -> nodes.Extends | None:
        """The ``extends`` tag."""
        return self.extends[0] if self.extends else None

    @cached_property
    def assigned(self) -> frozenset[str]:
        """Every name that some ``set`` of the file binds."""
        sets: Any = (
            node for node in self._nodes if type(node) in (nodes.Assign, nodes.AssignBlock)
        )
        return frozenset(node.target.name for node in sets if isinstance(node.target, nodes.Name))

    @cached_property
    def _spans(self) -> dict[int, Span]:
        return {}

    def span(self, node: nodes.Node) -> Span:
        """The offsets in the excerpt of an expression, brackets included."""
        known = self._spans.get(id(node))
        if known is None:
            known = self._spans[id(node)] = self._span(node)
        return known

    def _span(self, node: nodes.Node) -> Span:
        found = list(_offsets(node))
        if not found:
            located = _located(node)
            return Span(located.start, located.end)
        start, end = min(at.start for at in found), max(at.end for at in found)
        first = bisect_left(self.tokens, (start,))
        last = bisect_left(self.tokens, (end,)) - 1
        if wanted := _closing_name(node):
            own: Any = node.lineno
            named = bisect_left(self.tokens, (own.start,))
            while not self._is_name(named, wanted):
                named += 1
            end = max(end, self.tokens[named].end)
            last = max(last, named)
        depth, deepest = 0, 0
        for token in self.tokens[first : last + 1]:
            if token.kind == "operator":
                depth += _OPENING.get(token.text, 0)
                deepest = min(deepest, depth)
        while depth > deepest:
            last += 1
            token = self.tokens[last]
            if token.kind == "operator" and token.text in _OPENING:
                depth += _OPENING[token.text]
                end = token.end
        while deepest < 0 and first > 0:
            first -= 1
            token = self.tokens[first]
            if token.kind == "operator" and token.text in _OPENING:
                deepest += _OPENING[token.text]
                start = token.start
        return Span(start, end)

    def _is_name(self, at: int, wanted: str) -> bool:
        token = self.tokens[at]
        return token.kind == "name" and token.text == wanted

    def tag(self, node: nodes.Node) -> Span:
        """The offsets in the excerpt of the whole tag in which a statement begins."""
        located = _located(node)
        at = bisect_right(self.tokens, (located.start, located.end + 1)) - 1
        first = last = at
        while first > 0 and not self.tokens[first].kind.endswith("_begin"):
            first -= 1
        while last < len(self.tokens) - 1 and not self.tokens[last].kind.endswith("_end"):
            last += 1
        closing = self.tokens[last]
        return Span(self.tokens[first].start, closing.start + len(closing.text.rstrip()))

    def place(self, span: Span) -> Place:
        """The place in the file of two offsets in the excerpt."""
        return Place(self.excerpt.source, self.excerpt.span(*span))

    def where(self, node: nodes.Node) -> Place:
        """The place in the file of a node: an expression, or a statement's tag."""
        span = self.span(node) if isinstance(node, nodes.Expr) else self.tag(node)
        return self.place(span)


def children(node: nodes.Node) -> Iterator[nodes.Node]:
    """The nodes right below a node, as Jinja2's own method gives them, several times as fast."""
    for name in node.fields:
        value: Any = getattr(node, name, None)
        if type(value) is list:
            for each in value:
                if type(type(each)) is nodes.NodeType:
                    yield each
        elif type(type(value)) is nodes.NodeType:
            yield value


def _below(node: nodes.Node) -> Iterator[nodes.Node]:
    for child in children(node):
        yield child
        yield from _below(child)


def _located(node: nodes.Node) -> Located:
    """The token of a node; Jinja2 wraps some statements in nodes that have none."""
    for each in (node, *node.find_all(nodes.Node)):
        if isinstance(each.lineno, Located):
            return each.lineno
    return _located_at(0, 0, 0)


def _closing_name(node: nodes.Node) -> str | None:
    """The name that ends a node whose own token stands before it."""
    if isinstance(node, (nodes.Getattr, nodes.NSRef)):
        return node.attr
    if isinstance(node, nodes.Test):
        return node.name.rpartition(".")[2]
    inner = node.node if isinstance(node, (nodes.Not, nodes.Neg, nodes.Pos)) else None
    return _closing_name(inner) if inner is not None else None


def _offsets(node: nodes.Node) -> Iterator[Located]:
    if isinstance(node, _LEAVES) and isinstance(node.lineno, Located):
        yield node.lineno
    for child in children(node):
        yield from _offsets(child)


def parse(excerpt: Excerpt) -> Script | Problem:
    """Parse Jinja2; a TPL001 or TPL008 where it can't be. Never raises, whatever the text."""
    tokens: list[Token] = []
    whole = excerpt.text

    def located() -> Iterator[tuple[int, str, str]]:
        cursor = 0
        for line, kind, text in LEXER.tokeniter(whole, None):
            start = whole.index(text, cursor)
            cursor = start + len(text)
            tokens.append(Token(start, cursor, kind, text))
            if len(tokens) > MOST_TOKENS:
                raise _TooLarge
            yield _located_at(line, start, cursor), kind, text

    try:
        stream = TokenStream(LEXER.wrap(list(located())), None, None)
        return Script(excerpt, parsed(stream), tokens)
    except _TooLarge:
        message = f"超过 {MOST_TOKENS} 个标签和文字段；请拆成几个模板"
        return Problem("TPL008", Place(excerpt.source, excerpt.span(0, 0)), message)
    except TemplateSyntaxError as error:
        at = error.lineno
        if not isinstance(at, Located):
            end = tokens[-1].end if tokens else 0
            at = _located_at(0, end, end)
        return _problem(excerpt, tokens, at)
    except RecursionError:
        return _refused(excerpt, Span(0, 0), "嵌套太深；请拆成几段")
    except (ValueError, OverflowError):
        end = tokens[-1].end if tokens else 0
        return _refused(excerpt, Span(end, end), "数字或转义无法读取；请直接写出要印的字")


def _refused(excerpt: Excerpt, span: Span, message: str) -> Problem:
    return Problem("TPL001", Place(excerpt.source, excerpt.span(*span)), message)


def _problem(excerpt: Excerpt, tokens: list[Token], at: Located) -> Problem:
    span = Span(at.start, min(at.end, len(excerpt.text)))
    tag = _tag_at(tokens, at)
    ended = at.end >= (tokens[-1].end if tokens else 0)
    unclosed = _unclosed([token for token in tokens if ended or token.start < at.start])
    if unclosed is not None and (ended or (tag or "").startswith("end")):
        name, token = unclosed
        message = f"{{% {name} %}} 没有配对的 {{% end{name} %}}；请补上"
        return _refused(excerpt, Span(token.start, token.end), message)
    if tag is None:
        message = "这里的写法读不懂；请检查 {{ }}、{% %}、括号和引号是否成对，值之间有没有逗号或 ~"
    elif tag in ("else", "elif"):
        message = f"{{% {tag} %}} 前面没有 {{% if %}}；请补上，或删除它"
    elif tag.startswith("end"):
        message = f"{{% {tag} %}} 没有对应的开头；请删除它，或补上开头"
    else:
        message = f"没有 {{% {tag} %}} 这个标签；{did_you_mean(tag, _TAGS)}"
    return _refused(excerpt, span, message)


def _tag_at(tokens: list[Token], at: Located) -> str | None:
    """The name of the tag, where the error stands on it."""
    visible = [token for token in tokens if token.kind != "whitespace"]
    for before, token in pairwise(visible):
        if token.start == at.start and before.kind == "block_begin" and token.kind == "name":
            return token.text
    return None


def _unclosed(tokens: list[Token]) -> tuple[str, Token] | None:
    """The innermost opening tag that nothing closes."""
    opened: list[tuple[str, Token]] = []
    visible = [token for token in tokens if token.kind != "whitespace"]
    for at, token in enumerate(visible[:-1]):
        name = visible[at + 1]
        if token.kind != "block_begin" or name.kind != "name":
            continue
        if name.text in _BLOCKS and not (name.text == "set" and _assigns(visible, at)):
            opened.append((name.text, name))
        elif opened and name.text == "end" + opened[-1][0]:
            opened.pop()
    return opened[-1] if opened else None


def _assigns(tokens: list[Token], at: int) -> bool:
    for token in tokens[at:]:
        if token.kind == "block_end":
            return False
        if token.kind == "operator" and token.text == "=":
            return True
    return True
