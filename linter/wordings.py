"""Two versions of a message: which words went, which came."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from linter.template.message import Message, Printed
    from linter.text.words import Words

_MOST_COMPARED = 4_000_000  # pairs of tokens: beyond, a stretch is replaced as a whole
SAME, GONE, NEW = "same", "gone", "new"


class Stretch(NamedTuple):
    """Words that stayed, went or came; ``kind`` is `SAME`, `GONE` or `NEW`.

    ``at`` is the path and the offsets of what defines the first of them.
    """

    kind: str
    text: str
    at: tuple[str, int, int]


class _Token(NamedTuple):
    """A word, or a value by its name and filter; ``shown`` is what people see."""

    key: str
    shown: str
    at: tuple[str, int, int]


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
        name: _stretches(_tokens(old.get(name), words), _tokens(new.get(name), words))
        for name in ({**old, **new} if after is None else {**new, **old})
    }


def _stretches(old: list[_Token], new: list[_Token]) -> list[Stretch]:
    """What the ends have in common stays; what is between is compared, if it is not too long."""
    before, after = [each.key for each in old], [each.key for each in new]
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    left, right = before[start : len(before) - end], after[start : len(after) - end]
    codes = [("replace", 0, len(left), 0, len(right))]
    if len(left) * len(right) <= _MOST_COMPARED:
        codes = [*SequenceMatcher(None, left, right, autojunk=False).get_opcodes()]
    sides = [(SAME, new[:start])]
    for kind, first, last, at, to in codes:
        gone, came = old[start + first : start + last], new[start + at : start + to]
        sides += [(SAME, came)] if kind == "equal" else [(GONE, gone), (NEW, came)]
    sides.append((SAME, new[len(new) - end :]))
    return _together(sides)


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
            found.append(Stretch(kind, text, tokens[0].at))
    return found


def _tokens(printed: Printed | None, words: Words) -> list[_Token]:
    """The words of a section; a value is one."""
    if printed is None:
        return []
    values = dict(printed.holes)
    tokens: list[_Token] = []
    start = 0
    for at in range(1, len(printed.text) + 1):
        inside = at < len(printed.text) and at not in values and at - 1 not in values
        if inside and not words.is_boundary(printed.text, at):
            continue
        key = shown = printed.text[start:at]
        if start in values:
            value = values[start]
            key, shown = f"{key}{value.key}|{value.filter or ''}", value.example
        (_, place), *_ = printed.covered(start, at)
        tokens.append(_Token(key, shown, place.key))
        start = at
    return tokens
