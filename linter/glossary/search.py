"""One pass over a text for all forms and patterns of the glossary.

An Aho–Corasick automaton knows every form and every word of the patterns. A
pattern is only looked at where its anchor stands in a text that has a word of
each of its steps: few ordinary texts have.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick

from linter.glossary.chain import Anchored, Link, Step, anchored, around, link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Compiled = tuple[int, list[tuple[int, int, bool]], int, bool, bool]
"""A chain: its entry; of each step its word list, gap and whether it goes across; its anchor;
whether it begins, and ends, a clause."""


class Found(NamedTuple):
    """The entry with this index at characters ``start`` to ``end``; by a form, else a pattern."""

    entry: int
    start: int
    end: int
    literal: bool


class _Word:
    """What a word is to the glossary: a form of entries, the anchor of chains, part of lists."""

    __slots__ = ("bits", "chains", "entries")

    def __init__(self) -> None:
        self.entries: list[int] = []
        self.chains: list[int] = []
        self.bits = 0  # bit n: it is a word of list n


class Search:
    """All forms (pairs of a normal form and the index of its entry) and chains of a glossary."""

    def __init__(
        self,
        forms: Sequence[tuple[str, int]],
        chains: Sequence[Compiled],
        lists: Sequence[Sequence[str]],
    ) -> None:
        self._chains = chains
        self._lists = lists
        # Lists with single characters would be hit by every text, and say little.
        telling = [all(len(word) > 1 for word in words) for words in lists]
        words: defaultdict[str, _Word] = defaultdict(_Word)
        for form, entry in forms:
            words[form].entries.append(entry)
        self._needs: list[int] = []
        for at, (_, steps, anchor, _, _) in enumerate(chains):
            for word in lists[steps[anchor][0]]:
                words[word].chains.append(at)
            self._needs.append(sum({1 << each for each, _, _ in steps if telling[each]}))
        for at, members in enumerate(lists):
            if telling[at]:
                for word in members:
                    words[word].bits |= 1 << at
        self._words = list(words.values())
        self._tells = [bool(word.entries or word.chains) for word in self._words]
        self._automaton = AhoCorasick([*words], store_patterns=False)

    def find(self, text: str) -> Iterator[Found]:
        """What a normal form says, in any order; what a pattern matches may come twice."""
        hits = self._hits(text)
        words = self._words
        has = 0
        for which, _, _ in hits:
            has |= words[which].bits
        for which, start, end in hits:
            word = words[which]
            for entry in word.entries:
                yield Found(entry, start, end, literal=True)
            for chain in word.chains:
                if self._needs[chain] & ~has == 0:
                    span = around(self._anchored(chain), text, start, end)
                    if span is not None:
                        yield Found(self._chains[chain][0], *span, literal=False)

    def promising(self, text: str, ends: Sequence[int]) -> set[int]:
        """The parts of a text that may say something; ``ends`` are theirs, line breaks included."""
        words, needs, tells = self._words, self._needs, self._tells
        hits = self._hits(text)
        found: set[int] = set()
        for which, _, end in [hit for hit in hits if tells[hit[0]]]:
            at = bisect_left(ends, end)
            if at in found:
                continue
            if words[which].entries:
                found.add(at)
                continue
            first = bisect_right(hits, ends[at - 1] if at else 0, key=itemgetter(2))
            last = bisect_left(hits, ends[at], lo=first, key=itemgetter(2))
            has = 0
            for other, _, _ in hits[first:last]:
                has |= words[other].bits
            if any(needs[chain] & ~has == 0 for chain in words[which].chains):
                found.add(at)
        return found

    def _hits(self, text: str) -> list[tuple[int, int, int]]:
        """Word, start and end of everything that any word matches, by their ends."""
        try:
            return self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half characters, which JSON can escape
            whole = "".join("\ufffc" if "\ud800" <= each <= "\udfff" else each for each in text)
            return self._automaton.find_matches_as_indexes(whole, overlapping=True)

    def _anchored(self, at: int) -> Anchored:
        """A chain, ready to be found; few of them ever are."""
        if at not in self._ready:
            _, steps, anchor, first, last = self._chains[at]
            links = [self._link(*step) for step in steps]
            self._ready[at] = anchored(links, anchor, first=first, last=last)
        return self._ready[at]

    def _link(self, words: int, gap: int, across: bool) -> Link:
        key = (words, gap, across)
        if key not in self._links:
            self._links[key] = link(Step(self._lists[words], gap, across))
        return self._links[key]

    @cached_property
    def _ready(self) -> dict[int, Anchored]:
        return {}

    @cached_property
    def _links(self) -> dict[tuple[int, int, bool], Link]:
        return {}
