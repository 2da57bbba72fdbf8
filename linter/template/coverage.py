"""Where there are too many cases: a sample that misses no pair, no branch, no length.

Every two choices meet on some path, every condition is taken both ways where
that can be done, and one path is as long as a search can make it.
"""

from __future__ import annotations

from itertools import combinations, islice, product
from typing import TYPE_CHECKING

from linter.template.decisions import Decisions, Domain, Exploration, Restart, Taken
from linter.template.message import Printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.walk import Walker

_ROUNDS = 4  # times that values found on the way lead to a new set of pairs
_MOST_TRIES = 512  # combinations tried to turn one condition

Row = dict[str, int]
Path = tuple[Taken, dict[str, Printed] | None]


def sample(
    walker: Walker, exploration: Exploration[dict[str, Printed] | None]
) -> Exploration[dict[str, Printed] | None]:
    """Representative paths in place of all of them."""
    sampler = _Sampler(walker, exploration.domains)
    walker.watch = {}
    sampler.pairs()
    sampler.branches()
    sampler.longest()
    walker.watch = None
    return Exploration(exploration.domains, list(sampler.paths.values()), complete=False)


class _Sampler:
    def __init__(self, walker: Walker, domains: dict[str, Domain]) -> None:
        self.walker = walker
        self.domains = domains
        self.paths: dict[frozenset[tuple[str, object]], Path] = {}

    def run(self, row: Row) -> Path:
        while True:
            decisions = Decisions(self.domains, row)
            try:
                printed = self.walker.run(decisions)
            except Restart:
                continue
            path = (decisions.taken, printed)
            self.paths.setdefault(frozenset(decisions.taken.items()), path)
            return path

    def pairs(self) -> None:
        for _ in range(_ROUNDS):
            known = len(self.domains)
            widths = {key: len(domain.choices()) for key, domain in self.domains.items()}
            for row in pairwise(widths):
                self.run(row)
            if len(self.domains) == known:
                return

    def branches(self) -> None:
        watch = self.walker.watch
        assert watch is not None
        tried: set[int] = set()
        while missed := [
            at for at, seen in watch.items() if len(seen.outcomes) == 1 and at not in tried
        ]:
            for at in missed:
                tried.add(at)
                self._turn(at)

    def _turn(self, at: int) -> None:
        """Look for values that make a condition come out the other way."""
        watch = self.walker.watch
        assert watch is not None
        seen = watch[at]
        base = self._row(seen.taken)
        keys = list(seen.keys)
        options = [range(len(self.domains[key].choices())) for key in keys]
        for values in islice(product(*options), _MOST_TRIES):
            self.run({**base, **dict(zip(keys, values, strict=True))})
            if len(seen.outcomes) > 1 or len(seen.keys) > len(keys):
                break
        if len(seen.outcomes) == 1 and len(seen.keys) > len(keys):
            self._turn(at)

    def _row(self, taken: Taken) -> Row:
        return {
            key: self.domains[key].choices().index(choice)
            for key, choice in taken.items()
            if choice in self.domains[key].choices()
        }

    def longest(self) -> None:
        """Climb to a long message: one value after another takes its longest choice."""
        row: Row = {}
        for key in list(self.domains):
            lengths = [
                (_units(self.run({**row, key: at})), -at)
                for at in range(len(self.domains[key].choices()))
            ]
            row[key] = -max(lengths)[1]


def _units(path: Path) -> int:
    printed = path[1]
    return printed["body"].most_units if printed else 0


def pairwise(widths: dict[str, int]) -> Iterator[Row]:
    """Rows in which every two choices of different keys meet at least once."""
    keys = list(widths)
    missing = {
        ((first, a), (second, b))
        for first, second in combinations(keys, 2)
        for a in range(widths[first])
        for b in range(widths[second])
    }
    if len(keys) == 1:
        yield from ({keys[0]: at} for at in range(widths[keys[0]]))
        return
    order = {key: at for at, key in enumerate(keys)}
    partners: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for left, right in missing:
        partners.setdefault(left, set()).add(right)
        partners.setdefault(right, set()).add(left)
    while partners:
        seed = max(partners, key=lambda each: (len(partners[each]), -order[each[0]], -each[1]))
        chosen = {seed}
        for key in keys:
            if key != seed[0]:
                options = [(key, at) for at in range(widths[key])]
                chosen.add(max(options, key=lambda each: _gain(each, chosen, partners)))
        for each in chosen:
            rest = partners.get(each)
            if rest is not None:
                rest -= chosen
                if not rest:
                    del partners[each]
        yield dict(chosen)


def _gain(
    each: tuple[str, int],
    chosen: set[tuple[str, int]],
    partners: dict[tuple[str, int], set[tuple[str, int]]],
) -> tuple[int, int]:
    rest = partners.get(each, set())
    return (len(rest & chosen), len(rest))
