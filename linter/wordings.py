"""Two versions of a message: which words went, which came."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from linter.template.message import HOLE

if TYPE_CHECKING:
    from linter.template.message import Message, Printed
    from linter.text.words import Words

_CLAUSE = f"{HOLE}|[^{HOLE}，。；！？：\n]*[，。；！？：\n]|[^{HOLE}，。；！？：\n]+"
_MOST_COMPARED = 4_000_000  # pairs of tokens: beyond, a stretch is replaced as a whole
NOWHERE = ("", 0, 0)
SAME, GONE, NEW = "same", "gone", "new"


class Stretch(NamedTuple):
    """Words that stayed, went or came; ``kind`` is `SAME`, `GONE` or `NEW`.

    ``at`` is the path and the offsets of what defines the first that went or came.
    """

    kind: str
    text: str
    at: tuple[str, int, int]


class _Token(NamedTuple):
    """A word, a clause, or a value by its name and filter; ``shown`` is what people see.

    It begins at character ``start`` of the text of ``printed``.
    """

    key: str
    shown: str
    printed: Printed
    start: int

    @property
    def at(self) -> tuple[str, int, int]:
        """The path and the offsets of what defines it."""
        (_, place), *_ = self.printed.covered(self.start, self.start + 1)
        return place.key


def compared(
    before: Message | None, after: Message | None, words: Words
) -> dict[str, list[Stretch]]:
    """The sections of two messages by their names, each as stretches, in order.

    Values that arrive at sending time are compared by their names and shown as
    their examples.
    """
    old = before.sections if before is not None else {}
    new = after.sections if after is not None else {}
    return {
        name: _stretches(old.get(name), new.get(name), words)
        for name in ({**old, **new} if after is None else {**new, **old})
    }


def _stretches(old: Printed | None, new: Printed | None, words: Words) -> list[Stretch]:
    """What the ends have in common stays; what is between is compared, if it is not too long.

    By clauses first, which are found fast; then by words.
    """
    left, right = _clauses(old), _clauses(new)
    start, end = _ends(left, right)
    before = _cut(left[start : len(left) - end], words)
    after = _cut(right[start : len(right) - end], words)
    first, last = _ends(before, after)
    gone, came = before[first : len(before) - last], after[first : len(after) - last]
    codes = [("replace", 0, len(gone), 0, len(came))]
    if len(gone) * len(came) <= _MOST_COMPARED:
        one, other = ([token.key for token in tokens] for tokens in (gone, came))
        codes = [*SequenceMatcher(None, one, other, autojunk=False).get_opcodes()]
    sides = [(SAME, [*right[:start], *after[:first]])]
    for kind, at, to, begin, stop in codes:
        both = [(GONE, gone[at:to]), (NEW, came[begin:stop])]
        sides += [(SAME, came[begin:stop])] if kind == "equal" else both
    sides.append((SAME, [*after[len(after) - last :], *right[len(right) - end :]]))
    return _together(sides)


def _ends(one: list[_Token], other: list[_Token]) -> tuple[int, int]:
    """How many tokens both begin with, and how many others both end with."""
    left, right = [token.key for token in one], [token.key for token in other]
    start = _common(left, right)
    return start, _common(left[start:][::-1], right[start:][::-1])


def _common(one: list[str], other: list[str]) -> int:
    """How many tokens both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _together(sides: list[tuple[str, list[_Token]]]) -> list[Stretch]:
    """As texts, neighbours of one kind as one."""
    found: list[Stretch] = []
    for kind, tokens in sides:
        text = "".join([token.shown for token in tokens])
        if found and found[-1].kind == kind:
            found[-1] = found[-1]._replace(text=found[-1].text + text)
        elif text:
            found.append(Stretch(kind, text, NOWHERE if kind == SAME else tokens[0].at))
    return found


def _clauses(printed: Printed | None) -> list[_Token]:
    """The clauses of a section, and its values: no word reaches over their ends."""
    if printed is None:
        return []
    values = dict(printed.holes)
    tokens = []
    for found in re.finditer(_CLAUSE, printed.text):
        key = shown = found[0]
        if found.start() in values:
            value = values[found.start()]
            key, shown = f"{key}{value.key}|{value.filter or ''}", value.example
        tokens.append(_Token(key, shown, printed, found.start()))
    return tokens


def _cut(clauses: list[_Token], words: Words) -> list[_Token]:
    """The words of clauses; a value stays as it is."""
    tokens = []
    for clause in clauses:
        if clause.key.startswith(HOLE):
            tokens.append(clause)
            continue
        start = 0
        for at in range(1, len(clause.key) + 1):
            if at == len(clause.key) or words.is_boundary(clause.key, at):
                word = clause.key[start:at]
                tokens.append(_Token(word, word, clause.printed, clause.start + start))
                start = at
    return tokens
