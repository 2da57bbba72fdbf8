"""One draw of bytes that makes every choice of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

Kept = TypeVar("Kept")


class Tape:
    """Bytes that make every choice: one draw is faster than a thousand small ones.

    Where it ends, and where a byte shrinks to zero, the first option is chosen.
    """

    def __init__(self, tape: bytes) -> None:
        self._bytes = iter(tape)

    def number(self, least: int, most: int) -> int:
        """A number between two limits, at most 256 values apart."""
        return least + next(self._bytes, 0) % (most - least + 1)

    def pick(self, options: Iterable[Kept]) -> Kept:
        """One of some options."""
        listed = list(options)
        return listed[self.number(0, len(listed) - 1)]

    def chance(self, of: int) -> bool:
        """True once in about so many times."""
        return self.number(1, of) == of

    def some(self, options: Iterable[Kept], least: int, most: int) -> list[Kept]:
        """Some of the options, repeated or not."""
        listed = list(options)
        return [self.pick(listed) for _ in range(self.number(least, most))]

    def shuffled(self, options: Iterable[Kept]) -> list[Kept]:
        """The options in another order."""
        left = list(options)
        return [left.pop(self.number(0, len(left) - 1)) for _ in range(len(left))]
