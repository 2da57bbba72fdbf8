"""Patterns of the glossary: a few words in order, with bounded gaps between them.

    <contact> ..8 <third-party>        one word of each list, at most 8 characters between
    再不还|仍不还 ...20 起诉 你|您       alternatives; a gap that crosses commas
    逾期 &6 曝光                        either order, at most 6 characters between
    ^ 我 是 来自? <authority>           at the beginning of a clause; a part that may be missing

A pattern is read into plain chains (`linter.glossary.chain`): an order-free pair
makes two of them, a part that may be missing one with and one without it.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from linter.glossary.chain import Chain, Step
from linter.hint import did_you_mean
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from linter.glossary.search import Compiled

MOST_PARTS = 8
FURTHEST = 40  # characters of one gap
_MOST_OPTIONAL = 2
_LONE = 100  # what a single character counts more than it occurs
_TOKEN = re.compile(
    r"\.\.\.(?P<across>[0-9]{1,3})|\.\.(?P<within>[0-9]{1,3})|&(?P<either>[0-9]{1,3})"
    r"|<(?P<list>[^<>]*)>(?P<list_missing>\??)|(?P<edge>[\^$])"
    r"|(?P<words>[^\s<>&?^$]+)(?P<missing>\??)"
)


class PatternError(ValueError):
    """A pattern that can't be read; says why, and what to write."""


class _Part(NamedTuple):
    words: tuple[str, ...]
    gap: int
    across: bool
    optional: bool


def read_pattern(pattern: str, lists: Mapping[str, tuple[str, ...]]) -> list[Chain]:
    """The chains of a pattern, its words in normal form; raises `PatternError`."""
    parts: list[_Part] = []
    first = last = False
    gap, across, either, waiting = 0, False, None, False
    for token in pattern.split():
        found = _TOKEN.fullmatch(token)
        if found is None or ".." in (found["words"] or ""):
            raise PatternError(f"看不懂“{token}”；字词、<词表>、..8、...20、&6 之间请空一格")
        kind = found.lastgroup or ""
        if last:
            raise PatternError("$ 只能写在最后")
        if found["edge"]:
            if (found["edge"] == "^") == bool(parts or first) or waiting:
                raise PatternError("^ 只能写在最前，$ 只能写在最后")
            first, last = found["edge"] == "^", found["edge"] == "$"
            continue
        if kind in ("across", "within", "either"):
            if not parts or waiting:
                raise PatternError(f"“{token}”前后都要有字词")
            gap, across, waiting = int(found[kind]), kind == "across", True
            if not 0 < gap <= FURTHEST:
                raise PatternError(f"“{token}”的字数应为 1 至 {FURTHEST}")
            if kind == "either":
                either = len(parts)
            continue
        optional = bool(found["missing"] or found["list_missing"])
        parts.append(_Part(_words(found, lists), gap, across, optional))
        gap, across, waiting = 0, False, False
    if waiting or not parts:
        raise PatternError("最后要有字词" if parts else "没有字词")
    return _chains(parts, either, first=first, last=last)


def _telling(part: _Part) -> bool:
    return not part.optional and all(len(word) > 1 for word in part.words)


def _words(found: re.Match[str], lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    name = found["list"]
    if name is not None:
        if name not in lists:
            raise PatternError(f"lists.yaml 里没有“{name}”；{did_you_mean(name, lists)}")
        words = lists[name]
    else:
        words = tuple(found["words"].split("|"))
    normal = tuple(dict.fromkeys(normalise(word).text for word in words))
    if not all(word.strip() for word in normal):
        raise PatternError(f"“{found[0]}”里有一个词没有看得见的字")
    return normal


def _chains(parts: list[_Part], either: int | None, *, first: bool, last: bool) -> list[Chain]:
    optional = [at for at, part in enumerate(parts) if part.optional]
    if len(parts) > MOST_PARTS or len(optional) > _MOST_OPTIONAL:
        raise PatternError(f"最多写 {MOST_PARTS} 段字词，其中可有可无的最多 {_MOST_OPTIONAL} 段")
    if not any(_telling(part) for part in parts):
        raise PatternError("至少有一段的字词个个都在两个字以上，否则处处都要细看")
    if either is not None and (len(parts) != 2 or optional or first or last):  # noqa: PLR2004 - a pair
        raise PatternError("&6 只能用在两段字词之间，前后不能再有别的")
    chains = []
    for choice in product((True, False), repeat=len(optional)):
        left_out = {at for at, kept in zip(optional, choice, strict=True) if not kept}
        kept = _without(parts, left_out)
        chains.append(Chain(tuple(kept), first, last))
    if either is not None:
        one, other = parts
        turned = (Step(other.words, 0, False), Step(one.words, other.gap, False))
        chains.append(Chain(turned, False, False))
    return chains


def _without(parts: list[_Part], left_out: set[int]) -> Iterator[Step]:
    """The steps that stay; a gap before and one after a missing part become one."""
    gap, across = 0, False
    started = False
    for at, part in enumerate(parts):
        gap, across = min(gap + part.gap, FURTHEST), across or part.across
        if at in left_out:
            continue
        yield Step(part.words, gap if started else 0, across and started)
        gap, across, started = 0, False, True


class Chains:
    """The chains of all entries as JSON values, each word list stored once.

    A chain is anchored at its rarest step, so that ordinary texts seldom ask for it;
    ``prose`` are texts that tell how common a word is in what banks write.
    """

    def __init__(self, prose: str) -> None:
        self.compiled: list[Compiled] = []
        self.words: list[tuple[str, ...]] = []
        self._known: dict[tuple[str, ...], int] = {}
        self._count = cache(prose.count)

    def add(self, chain: Chain, entry: int) -> None:
        """Take up a chain of the entry with this index."""
        steps = [(self._index(step.words), step.gap, step.across) for step in chain.steps]
        common = [sum(map(self._common, step.words)) for step in chain.steps]
        anchor = common.index(min(common))
        self.compiled.append((entry, steps, anchor, chain.first, chain.last))

    def _index(self, words: Sequence[str]) -> int:
        key = tuple(words)
        if key not in self._known:
            self._known[key] = len(self.words)
            self.words.append(key)
        return self._known[key]

    def _common(self, word: str) -> int:
        # A lone character is no word to look for, if any other step will do.
        return self._count(word) + (_LONE if len(word) == 1 else 0)
