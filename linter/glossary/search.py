"""One pass over a text for all forms and patterns of the glossary.

An Aho–Corasick automaton knows every form and every word of the patterns. A
pattern is only looked at where its anchor stands in a text that has a word of
each of its steps: few ordinary texts have.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick

from linter.glossary.chain import SENTENCE_END, Anchored, Link, Step, anchored, around, link
from linter.text.automaton import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SENTENCE = re.compile(f"[^{SENTENCE_END}]*[{SENTENCE_END}]*")
_REMEMBERED = 256  # sentences
Compiled = tuple[int, list[tuple[int, int, bool]], int, bool, bool]
"""A chain: its entry; of each step its word list, gap and whether it goes across; its anchor;
whether it begins, and ends, a clause."""


class Found(NamedTuple):
    """The entry with this index at characters ``start`` to ``end``; by a form, else a pattern."""

    entry: int
    start: int
    end: int
    literal: bool


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
        self._entries: defaultdict[str, list[int]] = defaultdict(list)
        self._anchors: defaultdict[str, list[int]] = defaultdict(list)
        self._needs: list[list[int]] = []
        for form, entry in forms:
            self._entries[form].append(entry)
        for at, (_, steps, anchor, _, _) in enumerate(chains):
            for word in lists[steps[anchor][0]]:
                self._anchors[word].append(at)
            self._needs.append([each for each, _, _ in steps if telling[each]])
        named = (word for at, words in enumerate(lists) if telling[at] for word in words)
        self._words = [*dict.fromkeys((*self._entries, *self._anchors, *named))]
        # The words that may say something come first, those that patterns need besides last.
        self._telling = len(self._entries.keys() | self._anchors.keys())
        self._automaton = AhoCorasick(self._words, store_patterns=False)
        self._ready: dict[int, Anchored] = {}
        self._links: dict[tuple[int, int, bool], Link] = {}
        self._sets: dict[int, frozenset[str]] = {}
        self._said = lru_cache(_REMEMBERED)(lambda sentence: tuple(self._say(sentence)))

    def find(self, text: str) -> Iterator[Found]:
        """What a normal form says, in any order; what a pattern matches may come twice.

        Nothing reaches from one sentence into another; the messages of a template
        share most of theirs.
        """
        for sentence in _SENTENCE.finditer(text):
            start = sentence.start()
            for entry, first, end, literal in self._said(sentence[0]):
                yield Found(entry, start + first, start + end, literal)

    def _say(self, text: str) -> Iterator[Found]:
        """What one sentence says."""
        hits = occurrences(self._automaton, text)
        has: set[str] = set()
        for which, start, end in hits:
            if which >= self._telling:
                continue
            word = self._words[which]
            for entry in self._entries.get(word, ()):
                yield Found(entry, start, end, literal=True)
            for chain in self._anchors.get(word, ()):
                has = has or {self._words[other] for other, _, _ in hits}
                if self._may(chain, has):
                    span = around(self._anchored(chain), text, start, end)
                    if span is not None:
                        yield Found(self._chains[chain][0], *span, literal=False)

    def promising(self, text: str, ends: Sequence[int]) -> set[int]:
        """The parts of a text that may say something; ``ends`` are theirs, line breaks included."""
        hits = occurrences(self._automaton, text)
        found: set[int] = set()
        looked_at, has, tried = -1, set[str](), set[int]()
        for which, _, end in [hit for hit in hits if hit[0] < self._telling]:
            at = bisect_left(ends, end)
            if at in found:
                continue
            word = self._words[which]
            if word in self._entries:
                found.add(at)
                continue
            if at != looked_at:
                first = bisect_right(hits, ends[at - 1] if at else 0, key=itemgetter(2))
                last = bisect_left(hits, ends[at], lo=first, key=itemgetter(2))
                has = {self._words[other] for other, _, _ in hits[first:last]}
                looked_at, tried = at, set()
            chains = [chain for chain in self._anchors[word] if chain not in tried]
            tried.update(chains)
            if any(self._may(chain, has) for chain in chains):
                found.add(at)
        return found

    def _may(self, chain: int, has: set[str]) -> bool:
        """Whether a text that has these words may match a chain."""
        return all(not has.isdisjoint(self._set(each)) for each in self._needs[chain])

    def _set(self, at: int) -> frozenset[str]:
        """The words of a list."""
        if at not in self._sets:
            self._sets[at] = frozenset(self._lists[at])
        return self._sets[at]

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
