"""The values that a deciding variable is tried with, and a walk's way through them.

A walk asks for a value when a condition reads a variable; the first answer is
the first choice, the others are walked later. So only paths that exist are
walked, and a case is known by the choices on its path.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from linter.template.variables import Value, Variable

MOST_PATHS = 16_384
ABSENT, NONE, PRESENT = "absent", "none", "present"
_OPERATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "lt": lambda left, right: left < right,
    "lteq": lambda left, right: left <= right,
    "gt": lambda left, right: left > right,
    "gteq": lambda left, right: left >= right,
}


def compare(operation: str, left: Any, right: Any) -> bool:
    """The truth of ``left operation right``, operations named as Jinja2 does."""
    return _OPERATIONS[operation](left, right)


class Choice(NamedTuple):
    """One value, or one stretch of values that no condition tells apart.

    ``state`` is ABSENT, NONE or PRESENT; ``value`` stands for the stretch from
    ``low`` to ``high`` (numbers; dates as ordinals; lengths of lists), or is
    None where only presence was asked for.
    """

    state: str
    value: Value = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def label(self) -> Value:
        """The value in JSON: absent is null, None is ``"none"``, any present value ``"*"``."""
        if self.state != PRESENT:
            return None if self.state == ABSENT else NONE
        if isinstance(self.value, Decimal):
            return str(self.value)
        return "*" if self.value is None else self.value


@dataclass
class Domain:
    """What a walk may choose for one value, as far as conditions have asked.

    ``used``: some path has already chosen, so that new choices need a new start.
    """

    variable: Variable
    asks_value: bool = False
    asks_none: bool = False
    starts: set[Decimal] = field(default_factory=set)
    used: bool = False
    _choices: list[Choice] = field(default_factory=list)

    @property
    def step(self) -> Decimal:
        """The distance of neighbouring values."""
        return Decimal("0.01") if self.variable.type.name == "money" else Decimal(1)

    def starts_of(self, operation: str, constant: Decimal) -> set[Decimal]:
        """The values at which the truth of a comparison may change."""
        steps = constant / self.step
        at_least = (steps.to_integral_value(ROUND_CEILING) * self.step).quantize(self.step)
        beyond = (steps.to_integral_value(ROUND_FLOOR) * self.step + self.step).quantize(self.step)
        return {
            "lt": {at_least},
            "gteq": {at_least},
            "gt": {beyond},
            "lteq": {beyond},
        }.get(operation, {at_least, beyond})

    def choices(self) -> list[Choice]:
        """The choices, present ones first."""
        if not self._choices:
            self._choices = list(self._present())
            if self.variable.optional:
                self._choices.append(Choice(ABSENT))
                if self.asks_none:
                    self._choices.append(Choice(NONE))
        return self._choices

    def widen(
        self, *, value: bool = False, none: bool = False, starts: set[Decimal] | None = None
    ) -> bool:
        """Take up what a condition asks; True where that is new and changes the choices."""
        asked = (self.asks_value or value, self.asks_none or none, self.starts | (starts or set()))
        if asked == (self.asks_value, self.asks_none, self.starts):
            return False
        self.asks_value, self.asks_none, self.starts = asked
        self._choices = []
        return True

    def _present(self) -> Iterator[Choice]:
        kind = self.variable.type.name
        if not self.asks_value:
            yield Choice(PRESENT)
        elif kind in ("bool", "undeclared"):
            yield from (Choice(PRESENT, True), Choice(PRESENT, False))
        elif kind == "enum":
            yield from (Choice(PRESENT, word) for word in self.variable.words)
        elif kind == "list":
            yield from self._lengths()
        else:
            yield from self._stretches()

    def _lengths(self) -> Iterator[Choice]:
        least, most = self.variable.min_items, self.variable.max_items
        sides = {int(start) for start in self.starts} | {int(start) - 1 for start in self.starts}
        for length in sorted({0, 1, 2, least, most} | sides, key=lambda each: (each == 0, each)):
            if least <= length <= most:
                yield Choice(PRESENT, length, Decimal(length), Decimal(length))

    def _stretches(self) -> Iterator[Choice]:
        least, most = self._limits()
        starts = sorted({least} | {start for start in self.starts if least < start <= most})
        ends = [start - self.step for start in starts[1:]] + [most]
        for low, high in zip(starts, ends, strict=True):
            yield Choice(PRESENT, self._standing_for(low, high), low, high)

    def _limits(self) -> tuple[Decimal, Decimal]:
        if self.variable.type.name == "date":
            return Decimal(date.min.toordinal()), Decimal(date.max.toordinal())
        return self.variable.least, self.variable.most

    def _standing_for(self, low: Decimal, high: Decimal) -> Value:
        """The example where it lies in the stretch, else the value nearest to it."""
        example = self.variable.example
        if self.variable.type.name == "date":
            number = Decimal(date.fromisoformat(example).toordinal())
            return date.fromordinal(int(min(max(number, low), high))).isoformat()
        number = min(max(Decimal(example), low), high)
        return int(number) if self.variable.type.name == "integer" else number


class Restart(Exception):
    """A condition asked something new of a domain: its choices have changed."""


Taken = dict[str, Choice]


class Decisions:
    """One way through the choices; what isn't prescribed takes the first choice.

    ``shared`` counts the first choices that are those of the path before; -1
    says that nothing is known of that path. ``stale``: this path has asked for
    choices that paths before it did not have.
    """

    def __init__(
        self, domains: dict[str, Domain], prescribed: dict[str, int], shared: int = -1
    ) -> None:
        self.shared = shared
        self.domains = domains
        self.prescribed = prescribed
        self.stale = False
        self.taken: Taken = {}
        self.widths: dict[str, int] = {}
        self.asked: list[str] = []

    def presence(self, variable: Variable, key: str) -> str:
        """Whether an optional value is there: ABSENT, NONE or PRESENT."""
        if not variable.optional:
            return PRESENT
        return self._decide(variable, key).state

    def none(self, variable: Variable, key: str) -> bool:
        """Whether a value is None; asks for that choice."""
        if not variable.optional:
            return False
        self._widen(variable, key, none=True)
        return self._decide(variable, key).state == NONE

    def value(self, variable: Variable, key: str) -> Choice:
        """The value of a boolean or enum, or the length of a list."""
        self._widen(variable, key, value=True)
        return self._decide(variable, key)

    def compared(self, variable: Variable, key: str, operation: str, constant: Decimal) -> bool:
        """The truth of a number, date (as ordinal) or length compared with a constant."""
        starts = self._domain(variable, key).starts_of(operation, constant)
        self._widen(variable, key, value=True, starts=starts)
        return compare(operation, self._decide(variable, key).low, constant)

    def _domain(self, variable: Variable, key: str) -> Domain:
        domain = self.domains.get(key)
        if domain is None:
            domain = self.domains[key] = Domain(variable)
        return domain

    def _widen(
        self,
        variable: Variable,
        key: str,
        *,
        value: bool = False,
        none: bool = False,
        starts: set[Decimal] | None = None,
    ) -> None:
        widened = self._domain(variable, key).widen(value=value, none=none, starts=starts)
        if widened and key in self.taken and (starts is None or self.taken[key].low is None):
            raise Restart
        self.stale = self.stale or (widened and self._domain(variable, key).used)

    def _decide(self, variable: Variable, key: str) -> Choice:
        self.asked.append(key)
        choice = self.taken.get(key)
        if choice is None:
            choices = self._domain(variable, key).choices()
            at = min(self.prescribed.get(key, 0), len(choices) - 1)
            choice = self.taken[key] = choices[at]
            self.widths[key] = len(choices)
            self._domain(variable, key).used = True
        return choice


Result = TypeVar("Result")


@dataclass
class Exploration(Generic[Result]):
    """Every path that was walked: its choices and its result.

    ``complete`` is False where there are more than `MOST_PATHS`.
    """

    domains: dict[str, Domain]
    paths: list[tuple[Taken, Result]]
    complete: bool


def explore(
    run: Callable[[Decisions], Result], exhausted: Callable[[], bool]
) -> Exploration[Result]:
    """Walk every path, first choices first, until there are too many or ``exhausted`` says so."""
    domains: dict[str, Domain] = {}
    while True:
        try:
            paths = []
            for taken, result in _paths(run, domains):
                paths.append((taken, result))
                if len(paths) > MOST_PATHS or exhausted():
                    return Exploration(domains, paths, complete=False)
            return Exploration(domains, paths, complete=True)
        except Restart:
            for domain in domains.values():
                domain.used = False


def _paths(
    run: Callable[[Decisions], Result], domains: dict[str, Domain]
) -> Iterator[tuple[Taken, Result]]:
    trail: list[tuple[str, int, int]] = []  # value, choice, number of choices
    while True:
        prescribed = {key: at for key, at, _ in trail}
        decisions = Decisions(domains, prescribed, shared=len(trail) - 1)
        result = run(decisions)
        if decisions.stale:
            raise Restart
        yield decisions.taken, result
        for key, width in list(decisions.widths.items())[len(trail) :]:
            trail.append((key, 0, width))
        while trail and trail[-1][1] == trail[-1][2] - 1:
            trail.pop()
        if not trail:
            return
        key, at, width = trail.pop()
        trail.append((key, at + 1, width))
