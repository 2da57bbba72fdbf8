"""Where there are too many cases: a sample that misses no pair, no branch, no length.

Every two choices meet on some path, every condition is taken both ways where
that can be done, and one path is as long as a search can make it.
"""

from __future__ import annotations

from itertools import count, islice, product
from math import isqrt
from typing import TYPE_CHECKING

from linter.template.decisions import Decisions, Domain, Exploration, Restart, Taken
from linter.template.walk import Walked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.walk import Walker

_ROUNDS = 4  # times that values found on the way lead to a new set of pairs
_MOST_WORK = 200_000  # statements walked for the sample
_MOST_ROWS = 4096  # beyond, each value is still tried, but not every pair
_MOST_TRIES = 512  # combinations tried to turn one condition

Row = dict[str, int]
Path = tuple[Taken, Walked]


def sample(walker: Walker, exploration: Exploration[Walked]) -> Exploration[Walked]:
    """Representative paths in place of all of them."""
    sampler = _Sampler(walker, exploration.domains)
    walker.watch = {}
    try:
        sampler.pairs()
        sampler.branches()
        sampler.longest()
    except _Enough:
        pass  # what was walked so far is the sample
    walker.watch = None
    return Exploration(exploration.domains, list(sampler.paths.values()), complete=False)


class _Enough(Exception):
    """As much has been walked as a sample may cost."""


class _Sampler:
    def __init__(self, walker: Walker, domains: dict[str, Domain]) -> None:
        self.walker = walker
        self.limit = walker.work + _MOST_WORK
        self.domains = domains
        self.paths: dict[frozenset[tuple[str, object]], Path] = {}

    def run(self, row: Row) -> Path:
        if self.walker.work > self.limit:
            raise _Enough
        while True:
            decisions = Decisions(self.domains, row)
            try:
                printed = self.walker.run(decisions)
            except Restart:
                continue
            if decisions.stale:
                continue
            path = (decisions.taken, printed)
            self.paths.setdefault(frozenset(decisions.taken.items()), path)
            return path

    def pairs(self) -> None:
        for _ in range(_ROUNDS):
            known = len(self.domains)
            widths = {key: len(domain.choices()) for key, domain in self.domains.items()}
            for row in islice(pairwise(widths), _MOST_ROWS):
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
    printed = path[1].sections
    return printed["body"].most_units if printed else 0


def pairwise(widths: dict[str, int]) -> Iterator[Row]:
    """Rows in which every two choices of different keys meet at least once.

    An orthogonal array: with a prime q and rows (a, b), the columns b, a, a + b,
    a + 2b … hold every two of q values together, for q + 1 columns. More keys
    are told apart by the digits of their number, and each digit gets an array.
    """
    prime = next(q for q in count(2) if q >= max(widths.values(), default=0) and _is_prime(q))
    digits = 1
    while (prime + 1) ** digits < len(widths):
        digits += 1
    for digit, a, b in product(range(digits), range(prime), range(prime)):
        row: Row = {}
        for number, (key, width) in enumerate(widths.items()):
            column = number // (prime + 1) ** digit % (prime + 1)
            value = b if column == prime else a + column * b
            row[key] = value % prime % width
        yield row


def _is_prime(number: int) -> bool:
    return all(number % divisor for divisor in range(2, isqrt(number) + 1))
