"""What the reader gets in one case, every character with its way back to the files."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.finding import Place, Related
from linter.source import Excerpt, Span, utf16_units
from linter.template.filters import FILTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from linter.template.variables import Value, Variable

HOLE = "\ufffc"
"""What stands for a value that arrives at sending time: no term contains it."""


class Call(NamedTuple):
    """A tag or expression through which text came: include, macro, call, super, print."""

    excerpt: Excerpt
    span: Span

    @property
    def place(self) -> Place:
        """Where the call stands in its file."""
        return Place(self.excerpt.source, self.excerpt.span(*self.span))


Calls = tuple[Call, ...]


class Piece(NamedTuple):
    """Printed characters and the stretch of an excerpt that defines them.

    ``exact``: character i of ``text`` is character ``start + i`` of the
    excerpt; otherwise each character comes from the whole stretch. ``variable`` is
    the one whose concrete value it is; ``plain``: it is text between tags, which
    can be changed without changing what the template does; ``counted``: it is the
    number of an element of a list.
    """

    text: str
    excerpt: Excerpt
    start: int
    end: int
    exact: bool
    calls: Calls
    variable: Variable | None = None
    plain: bool = False
    counted: bool = False

    def place(self, start: int, end: int) -> Place:
        """The place of characters ``start`` to ``end`` of the text."""
        if self.exact:
            span = self.excerpt.span(self.start + start, self.start + end)
        else:
            span = self.excerpt.span(self.start, self.end)
        return Place(self.excerpt.source, span)


class Hole(NamedTuple):
    """A value that arrives at sending time, with the filter that prints it.

    ``shortest``, ``longest`` and ``example`` are texts after the filter;
    ``key`` names the value: ``amount``, ``items[0].amount``.
    """

    variable: Variable
    key: str
    filter: str | None
    shortest: str
    longest: str
    example: str
    excerpt: Excerpt
    start: int
    end: int
    calls: Calls

    @property
    def text(self) -> str:
        """The neutral character."""
        return HOLE

    def holding(self, least: Decimal, most: Decimal, example: Value) -> Hole:
        """The same hole for values between two limits."""
        return self._replace(
            shortest=self.print(self.variable.sample(least, most, min, self.print)),
            longest=self.print(self.variable.sample(least, most, max, self.print)),
            example=self.print(example),
        )

    def print(self, value: Value) -> str:
        """The text of a concrete value."""
        return str(value) if self.filter is None else FILTERS[self.filter].apply(value)

    def place(self, start: int, end: int) -> Place:
        """The expression that prints the value."""
        del start, end
        return Place(self.excerpt.source, self.excerpt.span(self.start, self.end))


Part = Piece | Hole


class Block(NamedTuple):
    """A named block of a layout that printed the parts ``first`` to ``end`` (exclusive)."""

    name: str
    first: int
    end: int


class Printed:
    """A printed text: pieces and holes in order, and the named blocks that printed them.

    Offsets into ``text``, which has `HOLE` for every value, count characters.
    """

    def __init__(self, parts: tuple[Part, ...], blocks: tuple[Block, ...] = ()) -> None:
        self.parts = parts
        self._blocks = blocks
        self.text = "".join([part.text for part in parts])

    def with_parts(self, parts: Iterable[Part]) -> Printed:
        """The same blocks with other parts, one for one."""
        return Printed(tuple(parts), self._blocks)

    def between(self, opening: tuple[Part, ...], closing: tuple[Part, ...]) -> Printed:
        """The same with parts before and after."""
        by = len(opening)
        blocks = (Block(name, first + by, end + by) for name, first, end in self._blocks)
        return Printed((*opening, *self.parts, *closing), tuple(blocks))

    @cached_property
    def blocks(self) -> dict[str, Span]:
        """Where each named block was printed first, in characters of ``text``."""
        found: dict[str, Span] = {}
        for name, first, end in self._blocks:
            found.setdefault(name, Span(self._starts[first], self._starts[end]))
        return found

    def hidden(self, spans: Iterable[tuple[int, int]]) -> Printed:
        """The same with ``*`` for the written characters of some stretches."""
        text = list(self.text)
        for start, end in spans:
            text[start:end] = "*" * (end - start)
        shown = "".join(text)
        parts = [
            part._replace(text=shown[at : at + len(part.text)]) if isinstance(part, Piece) else part
            for at, part in zip(self._starts, self.parts, strict=False)
        ]
        return self.with_parts(parts)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(part.text) for part in self.parts)]

    @cached_property
    def holes(self) -> tuple[tuple[int, Hole], ...]:
        """The values that arrive at sending time, each with its offset into ``text``."""
        return tuple(
            (at, part)
            for at, part in zip(self._starts, self.parts, strict=False)
            if isinstance(part, Hole)
        )

    def types(self, start: int, end: int) -> set[str]:
        """The types of the variables whose values stand at characters ``start`` to ``end``."""
        parts = zip(self._starts, self.parts, strict=False)
        return {
            part.variable.type.name for at, part in parts if start <= at < end and part.variable
        }

    def fill(self, pick: Callable[[Hole], str]) -> str:
        """The text with every hole filled by ``pick``."""
        return "".join(
            [part.text if isinstance(part, Piece) else pick(part) for part in self.parts]
        )

    @cached_property
    def example(self) -> str:
        """The text as people see it: examples in the holes."""
        return self.fill(lambda hole: hole.example)

    @cached_property
    def longest(self) -> str:
        """The text with the longest value in every hole."""
        return self.fill(lambda hole: hole.longest)

    @cached_property
    def shortest(self) -> str:
        """The text with the shortest value in every hole."""
        return self.fill(lambda hole: hole.shortest)

    @cached_property
    def fewest_units(self) -> int:
        """UTF-16 units of the shortest text."""
        return utf16_units(self.shortest)

    @cached_property
    def most_units(self) -> int:
        """UTF-16 units of the longest text."""
        return utf16_units(self.longest)

    def covered(self, start: int, end: int) -> Iterable[tuple[Part, Place]]:
        """The parts that print characters ``start`` to ``end``, each with its place."""
        at = max(bisect_right(self._starts, start) - 1, 0)
        while at < len(self.parts) and self._starts[at] < end:
            part, offset = self.parts[at], self._starts[at]
            first = max(start - offset, 0)
            last = min(end - offset, len(part.text))
            if first < last:
                yield part, part.place(first, last)
            at += 1

    def plain(self, start: int, end: int) -> bool:
        """Whether a range is plain text that stands in one piece."""
        parts = [part for part, _ in self.covered(start, end)]
        return len(parts) == 1 and isinstance(parts[0], Piece) and parts[0].plain

    def places(self, start: int, end: int) -> tuple[Place, tuple[Related, ...]]:
        """The first place of a range, then its further parts and the calls that led there.

        Neighbouring characters of one file make one place.
        """
        merged: list[Place] = []
        calls: dict[tuple[str, int, int], Related] = {}
        for part, place in self.covered(start, end):
            for call in part.calls:
                calls.setdefault(call.place.key, Related("call", call.place))
            last = merged[-1] if merged else None
            if last and last.source is place.source and last.span.end == place.span.start:
                merged[-1] = Place(last.source, Span(last.span.start, place.span.end))
            elif last is None or last.key != place.key:
                merged.append(place)
        parts = tuple(Related("part", place) for place in merged[1:])
        return merged[0], (*parts, *calls.values())


@dataclass(frozen=True)
class Message:
    """What is sent in one case: the body and, by channel, subject, preheader, heading.

    ``choices`` are the values that decided it; ``count`` is the number of cases
    of the complete product that print it.
    """

    sections: dict[str, Printed]
    choices: dict[str, Any]
    count: int = 1

    @property
    def body(self) -> Printed:
        """The body; for SMS the signature comes first."""
        return self.sections["body"]

    @cached_property
    def text(self) -> str:
        """The whole message with neutral holes, sections on lines of their own."""
        return "\n".join([section.text for section in self.sections.values()])

    @cached_property
    def example(self) -> str:
        """The whole message as people see it, sections on lines of their own."""
        return "\n".join(section.example for section in self.sections.values())

    @cached_property
    def key(self) -> tuple[str, ...]:
        """What tells messages apart: their wording with neutral holes and their names."""
        return tuple(
            section.fill(lambda hole: f"{HOLE}{hole.key}|{hole.filter or ''}{HOLE}")
            for section in self.sections.values()
        )
