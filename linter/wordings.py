"""Two versions of a message: which words went, which came."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from linter.template.message import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.message import Message, Printed
    from linter.text.words import Words

SAME, GONE, NEW = "same", "gone", "new"


class Stretch(NamedTuple):
    """Words that stayed, went or came; ``kind`` is `SAME`, `GONE` or `NEW`."""

    kind: str
    text: str


class _Token(NamedTuple):
    """A word, or a value by its name and filter; ``shown`` is what people see."""

    key: str
    shown: str


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
    matcher = SequenceMatcher(
        None, [each.key for each in old], [each.key for each in new], autojunk=False
    )
    found: list[Stretch] = []
    for _, start, end, first, last in matcher.get_opcodes():
        gone, came = _text(old[start:end]), _text(new[first:last])
        same = [each.key for each in old[start:end]] == [each.key for each in new[first:last]]
        sides = [(SAME, came)] if same else [(GONE, gone), (NEW, came)]
        found += [Stretch(kind, text) for kind, text in sides if text]
    return found


def _text(tokens: list[_Token]) -> str:
    return "".join([token.shown for token in tokens])


def _tokens(printed: Printed | None, words: Words) -> list[_Token]:
    """The words of a section; a value is one."""
    if printed is None:
        return []
    tokens: list[_Token] = []
    texts: list[str] = []
    for part in printed.parts:
        if isinstance(part, Piece):
            texts.append(part.text)
            continue
        tokens += _words("".join(texts), words)
        texts = []
        tokens.append(_Token(f"\ufffc{part.key}|{part.filter or ''}", part.example))
    return [*tokens, *_words("".join(texts), words)]


def _words(text: str, words: Words) -> Iterator[_Token]:
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or words.is_boundary(text, at):
            yield _Token(text[start:at], text[start:at])
            start = at
