"""A chain: words in order with bounded gaps, found around one of them, its anchor.

However a glossary is written, the work around one anchor is bounded: at most
eight steps, each looking at no more places than the chain can reach. So
matching is linear in the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SENTENCE_END = "。！!？?\n"
CLAUSE_END = f"，,；;{SENTENCE_END}"
_NOT_WITHIN = frozenset(
    f"{CLAUSE_END}不没未勿无非"
)  # a gap within a clause says nothing to the contrary
_NOT_ACROSS = frozenset(SENTENCE_END)
_OPENING = " \t“‘「『（(《【\"'·"
_CLOSING = "”’」』）)》】：:\"'"


class Step(NamedTuple):
    """One of some words, at most ``gap`` characters after what precedes it.

    The gap ends with the clause and holds no negation, or, where it goes
    ``across``, ends with the sentence.
    """

    words: Sequence[str]
    gap: int
    across: bool


class Chain(NamedTuple):
    """Steps; ``first``: at the beginning of a clause, ``last``: at the end of one."""

    steps: Sequence[Step]
    first: bool
    last: bool


class Link(NamedTuple):
    """A step ready to be found in either direction: words by their first and last characters."""

    by_first: dict[str, list[str]]
    by_last: dict[str, list[str]]
    gap: int
    barred: frozenset[str]


def link(step: Step) -> Link:
    """Get a step ready."""
    by_first: dict[str, list[str]] = {}
    by_last: dict[str, list[str]] = {}
    for word in step.words:
        by_first.setdefault(word[0], []).append(word)
        by_last.setdefault(word[-1], []).append(word)
    return Link(by_first, by_last, step.gap, _NOT_ACROSS if step.across else _NOT_WITHIN)


class Anchored(NamedTuple):
    """The links before and after the anchor of a chain; those before in reverse."""

    before: Sequence[Link]
    after: Sequence[Link]
    anchor_gap: int
    anchor_barred: frozenset[str]
    first: bool
    last: bool


def anchored(links: Sequence[Link], anchor: int, *, first: bool, last: bool) -> Anchored:
    """A chain seen from one of its steps."""
    own = links[anchor]
    before = tuple(reversed(links[:anchor]))
    return Anchored(before, tuple(links[anchor + 1 :]), own.gap, own.barred, first, last)


def around(chain: Anchored, text: str, start: int, end: int) -> tuple[int, int] | None:
    """The shortest range that the chain matches with its anchor at ``start`` to ``end``."""
    ends = {end}
    for each in chain.after:
        ends = _ahead(text, ends, each)
        if not ends:
            return None
    starts = {start}
    gap, barred = chain.anchor_gap, chain.anchor_barred
    for each in chain.before:
        starts = _back(text, starts, each, gap, barred)
        if not starts:
            return None
        gap, barred = each.gap, each.barred
    if chain.last:
        ends = {at for at in ends if at == len(text) or text[at] in f"{CLAUSE_END}{_CLOSING}"}
    if chain.first:
        starts = {at for at in starts if _begins_clause(text, at)}
    return (max(starts), min(ends)) if starts and ends else None


def _ahead(text: str, places: Iterable[int], each: Link) -> set[int]:
    """Where the words of a link may end that begin after one of some places.

    Places are taken in order, so that no character is looked at twice.
    """
    found: set[int] = set()
    looked, stop = 0, -1
    for place in sorted(places):
        if place <= stop:
            continue
        last = min(place + each.gap, len(text) - 1)
        for at in range(max(place, looked), last + 1):
            character = text[at]
            for word in each.by_first.get(character, ()):
                if text.startswith(word, at):
                    found.add(at + len(word))
            looked = at + 1
            if character in each.barred:
                stop = at
                break
    return found


def _back(
    text: str, places: Iterable[int], each: Link, gap: int, barred: frozenset[str]
) -> set[int]:
    """Where the words of a link may begin that end before one of some places."""
    found: set[int] = set()
    looked, stop = len(text), len(text) + 1
    for place in sorted(places, reverse=True):
        if place >= stop:
            continue
        for at in range(min(place, looked), max(place - gap, 1) - 1, -1):
            character = text[at - 1]
            for word in each.by_last.get(character, ()):
                if text.endswith(word, 0, at):
                    found.add(at - len(word))
            looked = at - 1
            if character in barred:
                stop = at
                break
    return found


def _begins_clause(text: str, at: int) -> bool:
    """Whether nothing but opening quotes, brackets and blanks stands before it in its clause."""
    while at and text[at - 1] in _OPENING:
        at -= 1
    return not at or text[at - 1] in f"{CLAUSE_END}{_CLOSING}"
