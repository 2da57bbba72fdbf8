"""YAML as a tree of nodes that know their place; scalars stay text.

Only the part of YAML that people need in front matter and glossaries is read:
mappings, sequences, scalars. Anchors, aliases and tags are refused, so nothing
expands and nothing is constructed. Values are converted by `linter.model`
alone, so ``22:30`` and ``0123`` arrive as they were written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from linter.finding import Place, Problem
from linter.source import Excerpt, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 16  # levels of nesting
LARGEST = 256 * 1024  # characters of YAML
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(eq=False, slots=True)
class Scalar:
    """A piece of text; ``quoted`` tells ``"null"`` from ``null``."""

    place: Place
    value: str
    quoted: bool

    @property
    def excerpt(self) -> Excerpt:
        """The value with its characters' places, whatever quotes, escapes and folds it has."""
        source, (start, end) = self.place.source, self.place.span
        raw = source.text[start:end]
        inner = 1 if self.quoted else 0
        if raw[inner : len(raw) - inner] == self.value:
            return Excerpt(source, start + inner, end - inner, self.value)
        offsets = _offsets(raw, self.value)
        if offsets is None:
            return Excerpt(source, start, end, self.value, exact=False)
        places = tuple(start + offset for offset in offsets)
        return Excerpt(source, start, end, self.value, offsets=places)


_ESCAPED = {
    '"': re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^xuU\r\n])"),
    "'": re.compile("''"),
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_FOLD = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t]*")


def _offsets(raw: str, value: str) -> list[int] | None:
    """Where in ``raw`` each character of the value begins, and the last ends; None if unsure."""
    escaped = _ESCAPED.get(raw[:1])
    at, end = (1, len(raw) - 1) if escaped else (0, len(raw))
    offsets: list[int] = []
    for character in value:
        offsets.append(at)
        stands = escaped.match(raw, at, end) if escaped else None
        if stands is None and character == " ":
            stands = _FOLD.match(raw, at, end)
        if stands is not None:
            at = stands.end()
        elif at < end and raw[at] == character:
            at += 1
        else:
            return None
    return [*offsets, at] if at == end else None


@dataclass(eq=False, slots=True)
class Sequence:
    """A list of nodes."""

    place: Place
    items: tuple[Node, ...]


@dataclass(eq=False, slots=True)
class Mapping:
    """Keys with their values, in the order of the file; a repeated key is kept once."""

    place: Place
    pairs: tuple[tuple[Scalar, Node], ...]


Node = Scalar | Sequence | Mapping

_KINDS = {Scalar: "文字", Sequence: "列表", Mapping: "映射（键: 值）"}


def _start(event: Event) -> int:
    assert event.start_mark is not None  # parsed events always have marks
    return event.start_mark.index


def _end(event: Event) -> int:
    assert event.end_mark is not None
    return event.end_mark.index


def kind(node: Node) -> str:
    """What a node is, in words for the reader."""
    return _KINDS[type(node)]


def leaves(node: Node | None, name: str = "") -> Iterator[tuple[str, str, Place]]:
    """Each text of a tree with the keys that lead to it, joined by dots; a list of texts is one."""
    match node:
        case Mapping(pairs=pairs):
            for key, value in pairs:
                yield from leaves(value, f"{name}.{key.value}".lstrip("."))
        case Sequence(items=items) if not all(isinstance(item, Scalar) for item in items):
            for number, item in enumerate(items, 1):
                yield from leaves(item, f"{name}.{number}")
        case Sequence(items=items):
            texts = [item.value for item in items if isinstance(item, Scalar)]
            yield name, "、".join(texts), node.place
        case Scalar(value=text):
            yield name, text, node.place


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_file(source: Source) -> tuple[Node | None, list[Problem]]:
    """Read a whole YAML file; one that is empty is META001."""
    tree, problems = read_yaml(source, 0, len(source.text))
    if tree is None and not problems:
        place = Place(source, Span(0, 0))
        problems = [Problem("META001", place, "文件是空的；请写上内容")]
    return tree, problems


def read_yaml(source: Source, start: int, end: int) -> tuple[Node | None, list[Problem]]:
    """Read the YAML between two offsets of a source.

    Returns the tree (None where it can't be read or is empty) and what is wrong
    with it: META001 for syntax, META005 for a repeated key, META008 for what is
    refused. Never raises, whatever the text.
    """
    reader = _Reader(source, start)
    text = source.text[start:end]
    if text.startswith("\ufeff"):
        place = Place(source, Span(start, start + 1))
        return None, [Problem("META001", place, "这里有一个看不见的字节顺序标记；请删除它")]
    if len(text) > LARGEST:
        place = Place(source, Span(start, start))
        return None, [Problem("META008", place, f"YAML 超过 {LARGEST} 个字符；请删减")]
    try:
        return reader.read(text), reader.problems
    except _Refused as refusal:
        return None, [*reader.problems, refusal.problem]
    except yaml.YAMLError as error:
        return None, [*reader.problems, reader.syntax_problem(error, len(text))]
    except (RecursionError, ValueError, OverflowError):
        place = Place(source, Span(start, start))
        return None, [
            *reader.problems,
            Problem("META001", place, "YAML 无法读取；请检查缩进和引号"),
        ]


class _Reader:
    def __init__(self, source: Source, base: int) -> None:
        self.source = source
        self.base = base
        self.problems: list[Problem] = []

    def place(self, start: int, end: int) -> Place:
        return Place(self.source, Span(self.base + start, self.base + end))

    def refuse(self, event: Event, what: str) -> _Refused:
        place = self.place(_start(event), _end(event))
        return _Refused(Problem("META008", place, what))

    def syntax_problem(self, error: yaml.YAMLError, length: int) -> Problem:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = mark.index if mark is not None else getattr(error, "position", 0)
        at = min(max(at, 0), length)
        text = self.source.text[self.base : self.base + at + 1]
        hint = "请检查缩进、冒号和引号"
        if text.endswith("\t"):
            hint = "不能用制表符缩进，请改用空格"
        elif re.search(r":[ \t]*\{\{[^\r\n]*\Z", text):
            hint = '以 {{ 开头的值要加引号，如 "{{ institution.name }}账单"'
        return Problem("META001", self.place(at, at), f"YAML 语法错误；{hint}")

    def read(self, text: str) -> Node | None:
        loader = _LOADER(text)
        events: Iterator[Event] = iter(loader.get_event, None)
        tree: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse(event, "这里只能有一份 YAML；请删除多余的 --- ")
                tree = self.node(next(events), events, 1)
            elif isinstance(event, DocumentEndEvent):
                continue
        return tree

    def node(self, event: Any, events: Iterator[Event], depth: int) -> Node:
        kind = type(event)
        if kind is AliasEvent:
            raise self.refuse(event, "不允许 YAML 别名（*）；请把内容直接写出来")
        if event.anchor is not None:
            raise self.refuse(event, "不允许 YAML 锚点（&）；请删除它")
        if event.tag is not None:
            raise self.refuse(event, "不允许 YAML 标签（!）；请删除它，值都按文字读取")
        if depth > DEEPEST:
            raise self.refuse(event, f"嵌套超过 {DEEPEST} 层；请减少层次")
        start = _start(event)
        if kind is ScalarEvent:
            place = self.place(start, _end(event))
            if not event.value.isascii() and _SURROGATE.search(event.value):
                raise self.refuse(event, "\\u 转义不是完整的字符；请直接写出这个字")
            return Scalar(place, event.value, event.style in ("'", '"'))
        if kind is SequenceStartEvent:
            items: list[Node] = []
            while type(event := next(events)) is not SequenceEndEvent:
                items.append(self.node(event, events, depth + 1))
            return Sequence(self.place(start, _end(event)), tuple(items))
        if kind is not MappingStartEvent:  # pragma: no cover - the parser's own grammar
            raise self.refuse(event, "YAML 无法读取；请检查缩进和引号")
        return self.mapping(start, events, depth)

    def mapping(self, start: int, events: Iterator[Event], depth: int) -> Mapping:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        while type(event := next(events)) is not MappingEndEvent:
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self.problems.append(Problem("META001", key.place, "键必须是文字"))
            elif key.value in pairs:
                first = pairs[key.value][0].place
                line = self.source.position(first.span.start).line
                self.problems.append(
                    Problem(
                        "META005", key.place, f"“{key.value}”在第 {line} 行已经写过；请只留一处"
                    )
                )
            else:
                pairs[key.value] = (key, value)
        return Mapping(self.place(start, _end(event)), tuple(pairs.values()))
