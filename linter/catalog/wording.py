"""Messages as markup: what is written stays text, values can be shown in three ways."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from linter.meaning import expression
from linter.report.characters import exchangeable
from linter.template.message import Hole
from linter.text.sms import cuts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from linter.template.message import Part, Printed

_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_VISIBLE = "\n\u3000"
_CUT = Markup('<span class="cut {0}" data-part="{1}"></span>')
_ODD = Markup('<bdi class="odd" title="U+{0:04X}">{1}</bdi>')
_VALUE = Markup(
    '<span class="value" title="变量 {name}"><span class="e">{example}</span>'
    '<span class="l">{longest}</span><code class="n">{shown}</code></span>'
)


class Paragraph(NamedTuple):
    """A paragraph of a letter or an e-mail, and the named block that begins with it.

    ``gap`` counts the line breaks before it.
    """

    block: str
    markup: Markup
    gap: int


def wording(parts: Sequence[Part], part_units: int | None = None) -> Markup:
    """Parts as markup: a value as its example, its longest and its name, one of them shown.

    With ``part_units`` the places are marked where an SMS is cut, for the example (``e``) and
    for the longest values (``l``).
    """
    return Markup().join(_runs(parts, part_units))


def _runs(parts: Sequence[Part], part_units: int | None) -> Iterator[Markup]:
    marks = [_Cuts(parts, kind, part_units) for kind in ("e", "l")]
    for part in parts:
        if isinstance(part, Hole):
            example, longest = part.example, part.longest
            name = expression(part)
            yield _VALUE.format(
                name=exchangeable(name),
                example=marks[0].within(example),
                longest=marks[1].within(longest),
                shown=f"{{{{ {name} }}}}",
            )
            continue
        yield _cut_at(part.text, [cut for mark in marks for cut in mark.passing(part.text)])


class _Cuts:
    """Where a message is cut into SMS for one choice of values, while its parts pass by."""

    def __init__(self, parts: Sequence[Part], kind: str, part_units: int | None) -> None:
        self._kind, self._at, self._number = kind, 0, 1
        self._cuts: list[int] = []
        if part_units is not None:
            pick = [
                part.text if not isinstance(part, Hole) else _value(part, kind) for part in parts
            ]
            self._cuts = cuts("".join(pick), part_units)

    def passing(self, text: str) -> Iterator[tuple[int, Markup]]:
        """The cuts within the next text, by their offsets into it."""
        first, self._at = self._at, self._at + len(text)
        while self._cuts and self._cuts[0] < self._at:
            self._number += 1
            yield self._cuts.pop(0) - first, _CUT.format(self._kind, self._number)

    def within(self, text: str) -> Markup:
        """The next text with its cuts."""
        return _cut_at(text, list(self.passing(text)))


def _value(hole: Hole, kind: str) -> str:
    return hole.example if kind == "e" else hole.longest


def _cut_at(text: str, marks: list[tuple[int, Markup]]) -> Markup:
    if not marks:
        return plain(text)
    marks.sort(key=lambda each: each[0])
    ends = [0, *(at for at, _ in marks), len(text)]
    pieces = [plain(text[first:last]) for first, last in pairwise(ends)]
    following = [pieces[0]]
    for (_, mark), piece in zip(marks, pieces[1:], strict=True):
        following += [mark, piece]
    return Markup().join(following)


def plain(text: str) -> Markup:
    """A text exactly as it is; what can't be seen or turns what follows is marked and confined."""
    text = exchangeable(text)
    if all(line.replace("\u3000", "").isprintable() for line in text.split("\n")):
        return escape(text)
    return Markup().join(
        escape(each) if each.isprintable() or each in _VISIBLE else _ODD.format(ord(each), each)
        for each in text
    )


def paragraphs(printed: Printed) -> list[Paragraph]:
    """A text cut at its blank lines."""
    starts = {span.start: name for name, span in printed.blocks.items()}
    found = []
    end = 0
    for match in _PARAGRAPH.finditer(printed.text):
        first, last = match.span()
        name = next((starts[at] for at in sorted(starts) if first <= at < last), "")
        markup = wording([*_between(printed.parts, first, last)])
        found.append(Paragraph(name, markup, first - end))
        end = last
    return found


def _between(parts: Iterable[Part], first: int, last: int) -> Iterator[Part]:
    """The parts that print the characters ``first`` to ``last`` of a text with neutral holes."""
    at = 0
    for part in parts:
        start, end = max(first - at, 0), min(last - at, len(part.text))
        at += len(part.text)
        if start < end:
            yield part if isinstance(part, Hole) else part._replace(text=part.text[start:end])


def lines(texts: Iterable[str]) -> list[str]:
    """The distinct lines of texts, in order: what a search looks through."""
    return [*dict.fromkeys(line for text in texts for line in text.split("\n") if line.strip())]
