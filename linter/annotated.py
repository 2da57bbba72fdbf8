"""All messages of a template as one text: what only some cases say, with its conditions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.meaning import expression
from linter.pairing import stretch
from linter.template.message import Hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.assignments import Assignment
    from linter.template.cases import Examination
    from linter.template.message import Part

_MARKS = re.compile(r"[〔〕\\]|\{\{")
_MOST_CONDITIONS = 400  # sets of messages that are described


class Passage(NamedTuple):
    """Parts that are printed in the same cases; ``({},)``: in every case.

    ``labels`` are the same cases with the one value that stands for a stretch, as
    `Examination.describe` has them. Both are empty where there are too many conditions.
    """

    parts: tuple[Part, ...]
    cases: tuple[Assignment, ...]
    labels: tuple[Assignment, ...]

    @property
    def text(self) -> str:
        """The words; values as ``{{ amount|money }}``.

        Where a text itself says so, or has what marks conditions on the screen, a
        backslash stands before.
        """
        return "".join(map(_text, self.parts))


def annotated(examination: Examination, section: str) -> list[Passage]:
    """A section of all messages, in the order in which they print it.

    A passage that different messages have at different places stands where each has it.
    """
    order = _Order()
    for at, message in enumerate(examination.messages):
        printed = message.sections.get(section)
        order.take(at, printed.parts if printed is not None else ())
    whole = Stretches(examination)
    described: dict[frozenset[int], tuple[Assignment, ...]] = {}
    passages: list[Passage] = []
    last: frozenset[int] = frozenset()
    for part, found in order:
        if found == last:
            passages[-1] = passages[-1]._replace(parts=(*passages[-1].parts, part))
            continue
        if found not in described:
            enough = len(described) < _MOST_CONDITIONS
            described[found] = examination.describe(set(found), None)[0] if enough else ()
        labels = described[found]
        passages.append(Passage((part,), tuple(map(whole.case, labels)), labels))
        last = found
    return passages


class Stretches:
    """The whole stretches for which single values stand in an examination."""

    def __init__(self, examination: Examination) -> None:
        self._known = {
            (key, str(choice.label)): stretch(choice, choice)
            for taken in examination.cases.paths
            for key, choice in taken.items()
            if choice.low is not None
        }

    def case(self, case: Assignment) -> Assignment:
        """A case with the whole stretch instead of the value that stands for it."""
        return {key: self.value(key, value) for key, value in case.items()}

    def value(self, key: str, label: Any) -> Any:
        """The stretch of a variable for which a value stands; else the value itself."""
        return self._known.get((key, str(label)), label)


def _text(part: Part) -> str:
    if isinstance(part, Hole):
        return f"{{{{ {expression(part)} }}}}"
    return escaped(part.text)


def escaped(text: str) -> str:
    """A text of a template with a backslash before what would look like our own marks."""
    return _MARKS.sub(r"\\\g<0>", text)


class _Order:
    """Parts in an order that every message keeps, each with the messages that have it."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._found: list[set[int]] = []
        self._following: list[int] = []
        self._rank: list[int] = []
        self._known: dict[tuple[object, ...], list[int]] = {}
        self._first = -1

    def __iter__(self) -> Iterator[tuple[Part, frozenset[int]]]:
        at = self._first
        while at >= 0:
            yield self._parts[at], frozenset(self._found[at])
            at = self._following[at]

    def take(self, message: int, parts: tuple[Part, ...]) -> None:
        """Take up a message: known parts where they are, others behind the one before."""
        before, added = -1, False
        for part in parts:
            calls = tuple(call.place.key for call in part.calls)
            known = self._known.setdefault((part.place(0, 1).key, calls, _text(part)), [])
            rank = self._rank[before] if before >= 0 else -1
            later = (at for at in known if self._rank[at] > rank)
            at = min(later, key=self._rank.__getitem__, default=-1)
            if at < 0:
                at, added = self._insert(part, before), True
                known.append(at)
                self._rank[at] = rank
            self._found[at].add(message)
            before = at
        if added:
            self._number()

    def _insert(self, part: Part, before: int) -> int:
        at = len(self._parts)
        self._parts.append(part)
        self._found.append(set())
        self._rank.append(0)
        if before < 0:
            self._following.append(self._first)
            self._first = at
        else:
            self._following.append(self._following[before])
            self._following[before] = at
        return at

    def _number(self) -> None:
        at, rank = self._first, 0
        while at >= 0:
            self._rank[at] = rank
            at, rank = self._following[at], rank + 1
