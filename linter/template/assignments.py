"""The fewest partial assignments that describe a set of cases.

A case is a choice for every deciding value; a set of cases is a bit mask. A
partial assignment that holds only cases of the set is an implicant; the
largest ones are found level by level, then as few as possible are kept.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.template.decisions import MOST_PATHS, Choice, Domain, Taken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_SHOWN = 8
_MOST_CANDIDATES = 20_000
_ENOUGH = 500  # candidates that are still tried for a shorter answer once there is one
_MOST_COVERS = 2_000

Assignment = dict[str, Any]


class Literal(NamedTuple):
    """One value of one deciding variable, and the cases that have it."""

    key: str
    choice: Choice
    mask: int


class Cases:
    """The complete product of the deciding values, shared out among the walked paths."""

    def __init__(self, domains: dict[str, Domain], paths: Sequence[Taken]) -> None:
        used = {key for taken in paths for key in taken}
        self._domains = {key: domain for key, domain in domains.items() if key in used}
        self.paths = paths
        self._choices = {key: domain.choices() for key, domain in self._domains.items()}
        self._tops = [key for key in self._domains if "[" not in key]
        self._inner: dict[str, list[tuple[int, str]]] = {key: [] for key in self._tops}
        for key in self._domains:
            top, bracket, rest = key.partition("[")
            if bracket and top in self._inner:
                self._inner[top].append((int(rest.partition("]")[0]), key))
        self.counts = [self._count(taken) for taken in paths]
        self.total = sum(self.counts)
        self._masks: list[int] | None = None
        self._literals: list[list[Literal]] = []

    @property
    def choices(self) -> Mapping[str, Sequence[Choice]]:
        """What every value that decides may be."""
        return self._choices

    def _options(self, key: str, taken: Taken) -> list[Choice]:
        return [taken[key]] if key in taken else self._choices[key]

    def _existing(self, top: str, choice: Choice) -> list[str]:
        """The values inside a list that exist at this length."""
        length = int(choice.high) if choice.high is not None else 0
        return [key for at, key in self._inner[top] if at < length]

    def _count(self, taken: Taken) -> int:
        count = 1
        for top in self._tops:
            sum_of = 0
            for choice in self._options(top, taken):
                inside = 1
                for key in self._existing(top, choice):
                    inside *= len(self._options(key, taken))
                sum_of += inside
            count *= sum_of
        return count

    def full(self, taken: Taken) -> Iterator[Taken]:
        """Every case of the complete product that a path stands for."""
        per_top: list[list[Taken]] = []
        for top in self._tops:
            found: list[Taken] = []
            for choice in self._options(top, taken):
                keys = self._existing(top, choice)
                found.extend(
                    {top: choice, **dict(zip(keys, inside, strict=True))}
                    for inside in product(*(self._options(key, taken) for key in keys))
                )
            per_top.append(found)
        for parts in product(*per_top):
            merged: Taken = {}
            for part in parts:
                merged.update(part)
            yield merged

    def describe(
        self, chosen: set[int], most: int | None = MOST_SHOWN
    ) -> tuple[tuple[Assignment, ...], int]:
        """The fewest partial assignments for these paths, and how many cases they are.

        ``most`` of them at most, all where it is None.
        """
        count = sum(self.counts[at] for at in chosen)
        if len(chosen) == len(self.paths):
            return ({},), self.total
        masks = self._prepared()
        target = 0
        for at in chosen:
            target |= masks[at]
        found = _cover(target, _implicants(target, self._universe, self._literals))
        return tuple(
            {literal.key: literal.choice.label for literal in literals} for literals in found[:most]
        ), count

    def _prepared(self) -> list[int]:
        """A mask for every path and every literal: one bit a case, or a path where too many."""
        if self._masks is not None:
            return self._masks
        complete = self.total <= MOST_PATHS
        by_choice: dict[str, dict[Choice, int]] = {
            key: dict.fromkeys(choices, 0) for key, choices in self._choices.items()
        }
        masks: list[int] = []
        bit = 1
        for taken in self.paths:
            mask = 0
            for case in self.full(taken) if complete else (taken,):
                mask |= bit
                for key, choices in by_choice.items():
                    if key in case:
                        choices[case[key]] |= bit
                    elif not complete and self._may_exist(key, taken):
                        for choice in choices:
                            choices[choice] |= bit
                bit <<= 1
            masks.append(mask)
        self._universe = bit - 1
        self._literals = [
            [Literal(key, choice, mask) for choice, mask in choices.items()]
            for key, choices in by_choice.items()
        ]
        self._masks = masks
        return masks

    def _may_exist(self, key: str, taken: Taken) -> bool:
        top, bracket, _ = key.partition("[")
        return not bracket or any(
            key in self._existing(top, choice) for choice in self._options(top, taken)
        )


_Implicant = tuple[int, tuple[Literal, ...]]


def _implicants(target: int, universe: int, literals: list[list[Literal]]) -> list[_Implicant]:
    """Partial assignments that hold only cases of the target, the shortest first."""
    outside = universe & ~target
    found: list[_Implicant] = []
    covered = 0
    frontier: list[tuple[int, int, tuple[Literal, ...]]] = [(universe, 0, ())]
    while frontier:
        following: list[tuple[int, int, tuple[Literal, ...]]] = []
        for mask, first, chosen in frontier:
            for at in range(first, len(literals)):
                for literal in literals[at]:
                    narrowed = mask & literal.mask
                    if not narrowed & target or narrowed == mask:
                        continue
                    if narrowed == target:
                        return [(narrowed, (*chosen, literal))]
                    if any(narrowed & known == narrowed for known, _ in found):
                        continue
                    if narrowed & outside:
                        following.append((narrowed, at + 1, (*chosen, literal)))
                    else:
                        found.append((narrowed, (*chosen, literal)))
                        covered |= narrowed
        most = _MOST_CANDIDATES
        if covered == target and max(len(following), 8 * len(found)) > _ENOUGH:
            most = 0
        elif len(following) > most:
            following.sort(key=lambda each: (each[0] & outside).bit_count())
        frontier = following[:most]
    return found


def _cover(target: int, implicants: list[_Implicant]) -> list[tuple[Literal, ...]]:
    """As few implicants as possible that together hold the target."""
    best = _greedy(target, implicants)
    budget = _MOST_COVERS

    def search(left: int, chosen: list[int]) -> None:
        nonlocal best, budget
        budget -= 1
        if not left:
            if len(chosen) < len(best):
                best = list(chosen)
            return
        if budget <= 0 or len(chosen) + 1 >= len(best):
            return
        lowest = left & -left
        for at, (mask, _) in enumerate(implicants):
            if mask & lowest:
                search(left & ~mask, [*chosen, at])

    search(target, [])
    return [implicants[at][1] for at in sorted(best)]


def _greedy(target: int, implicants: list[_Implicant]) -> list[int]:
    chosen: list[int] = []
    left = target
    while left:
        gains = [(mask & left).bit_count() for mask, _ in implicants]
        at = max(range(len(gains)), key=gains.__getitem__, default=-1)
        if at < 0 or not gains[at]:
            break
        chosen.append(at)
        left &= ~implicants[at][0]
    return chosen
