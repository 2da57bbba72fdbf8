"""Conditions of all kinds, asked of what a scope knows."""

from __future__ import annotations

from decimal import Decimal
from math import prod
from typing import TYPE_CHECKING

from tests.writing.scope import DEFINED, NOTHING, SOME, Condition, Given, Kind, Scope
from tests.writing.spelling import FIXED_WORDS, Spelling

if TYPE_CHECKING:
    from collections.abc import Callable

    from linter.template.variables import Variable
    from tests.writing.tape import Tape

MOST_CASES = 128
INSTITUTION = ("institution.name", "institution.hotline")
INSTITUTION_LISTS = ("institution.channels", "institution.domains")
_DAYS = ("2026-12-05", "2026-01-01", "0001-01-01", "9999-12-31", "2024-02-29")
_ORDERS = ("<", "<=", ">", ">=")
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_DECIDING = ("bool", "enum", "integer", "money", "date", "list")


class Conditions(Spelling):
    """Conditions that make no more than `MOST_CASES` cases."""

    def __init__(
        self, tape: Tape, variables: dict[str, Variable], nullable: frozenset[str], *, marked: bool
    ) -> None:
        super().__init__(tape, marked=marked)
        self.variables = variables
        self.nullable = nullable
        self.asked: dict[str, set[str]] = {}

    def _affords(self, variable: Variable, *questions: str) -> bool:
        """Let a condition ask something of a variable, unless that makes too many cases."""
        before = {path: set(asked) for path, asked in self.asked.items()}
        self.asked.setdefault(variable.path, set()).update(questions)
        if prod(self._choices(each) for each in self.variables.values()) <= MOST_CASES:
            return True
        self.asked = before
        return False

    def _choices(self, variable: Variable) -> int:
        """The most choices that a variable has, for what has been asked so far."""
        inner = [variable.item] if variable.item else list(variable.fields.values())
        inside: int = prod(self._choices(each) for each in inner) ** variable.max_items
        asked = self.asked.get(variable.path)
        if asked is None:
            return inside
        present = {
            "bool": 2,
            "enum": len(variable.values),
            "list": variable.max_items - variable.min_items + 1,
        }.get(variable.type.name, 1 + 2 * len(asked - {DEFINED, SOME, "value"}))
        own = present if asked - {DEFINED, SOME} else 1
        return (own + variable.optional + (SOME in asked)) * inside

    # what is known

    def _known(self, text: str, given: Given, scope: Scope, *facts: str) -> bool:
        if given.solid:
            return True
        wanted = {(text, fact) for fact in facts}
        if given.variable.path not in self.nullable:
            wanted.discard((text, SOME))
        return wanted <= scope.facts

    def _solid(self, text: str, given: Given, scope: Scope) -> bool:
        return self._known(text, given, scope, DEFINED, SOME)

    def _given(self, scope: Scope, *kinds: str) -> list[tuple[str, Given]]:
        return [
            (text, meaning)
            for text, meaning in scope.names.items()
            if isinstance(meaning, Given) and (not kinds or meaning.variable.type.name in kinds)
        ]

    def _solids(self, scope: Scope, *kinds: str) -> list[tuple[str, Given]]:
        return [pair for pair in self._given(scope, *kinds) if self._solid(*pair, scope)]

    def _bound(self, scope: Scope, kind: Kind) -> list[str]:
        return [text for text, meaning in scope.names.items() if meaning is kind]

    def _read(self, text: str, scope: Scope) -> str:
        scope.unit.read.add(text.partition(".")[0])
        return f"({text})" if self.tape.chance(12) else text

    def _any_bound(self, scope: Scope, kind: Kind) -> str | None:
        found = self._bound(scope, kind)
        return self._read(self.tape.pick(found), scope) if found else None

    # conditions

    def _condition(self, scope: Scope, depth: int = 0) -> Condition:
        options = [self._leaf, self._leaf, self._leaf]
        if depth < 2:
            options += [self._not, self._and, self._or, self._guarded]
        return self.tape.pick(options)(scope, depth)

    def _nested(self, condition: Condition) -> str:
        bare = condition.simple and not self.tape.chance(5)
        return condition.text if bare else f"({condition.text})"

    def _not(self, scope: Scope, depth: int) -> Condition:
        test = self._condition(scope, depth + 1)
        return Condition(f"not {self._nested(test)}", test.fails, test.holds, simple=False)

    def _and(self, scope: Scope, depth: int) -> Condition:
        left = self._condition(scope, depth + 1)
        right = self._condition(scope.inner(left.holds), depth + 1)
        text = f"{self._nested(left)} and {self._nested(right)}"
        return Condition(text, left.holds | right.holds, NOTHING, simple=False)

    def _or(self, scope: Scope, depth: int) -> Condition:
        left = self._condition(scope, depth + 1)
        right = self._condition(scope.inner(left.fails), depth + 1)
        text = f"{self._nested(left)} or {self._nested(right)}"
        return Condition(text, NOTHING, left.fails | right.fails, simple=False)

    def _guarded(self, scope: Scope, depth: int) -> Condition:
        """A condition on an optional variable behind what shows that it is there."""
        found = [pair for pair in self._given(scope) if not self._solid(*pair, scope)]
        if not found:
            return self._leaf(scope, depth)
        text, given = self.tape.pick(found)
        nullable = given.variable.path in self.nullable
        if not self._affords(given.variable, DEFINED, *([SOME] if nullable else [])):
            return self._leaf(scope, depth)
        holds = frozenset({(text, DEFINED), (text, SOME)})
        read = self._read(text, scope)
        there = f"{read} is defined" + (f" and {text} is not none" if nullable else "")
        right = self._about(text, given, scope.inner(holds))
        if right is None:
            return Condition(there, holds, simple=False)
        text = f"{there} and {self._nested(right)}"
        return Condition(text, holds | right.holds, simple=False)

    def _leaf(self, scope: Scope, depth: int) -> Condition:
        del depth
        found = self._given(scope)
        options: list[Callable[[], Condition | None]] = [
            lambda: self._about_bound(scope),
            lambda: self._about_constants(scope),
        ]
        deciding = [pair for pair in found if self._decides(pair[1].variable)]
        if found:
            options += [lambda: self._about(*self.tape.pick(deciding + found), scope)] * 5
        if deciding:
            options += [lambda: self._about(*self.tape.pick(deciding), scope)] * 5
        if scope.loop:
            options += [lambda: self._about_bound(scope)] * 5
        return self.tape.pick(options)() or self._about_constants(scope)

    def _decides(self, variable: Variable) -> bool:
        return variable.optional or variable.type.name in _DECIDING

    def _about_constants(self, scope: Scope) -> Condition:
        name = self._read(self.tape.pick((*INSTITUTION, *INSTITUTION_LISTS)), scope)
        left, right = (self._constant(self.tape.pick(FIXED_WORDS)) for _ in range(2))
        texts = (
            f"{name} is defined",
            f"{name} is not none",
            f"{left} == {right}",
            f"{left} not in [{right}]",
            f"{self.tape.number(0, 2)} < 1",
        )
        return Condition(self.tape.pick(texts))

    def _about_bound(self, scope: Scope) -> Condition | None:
        flags = [
            *self._bound(scope, Kind.FLAG),
            *(["loop.first", "loop.last"] if scope.loop else []),
        ]
        numbers = [*self._bound(scope, Kind.NUMBER), *(["loop.index"] if scope.loop else [])]
        fixed = self._bound(scope, Kind.FIXED)
        texts = [self._read(flag, scope) for flag in flags]
        if numbers:
            number = self._read(self.tape.pick(numbers), scope)
            texts.append(
                self._compared(number, self.tape.pick(("0", "1", "2", "1.5", "-1")), ordered=True)
            )
        if fixed:
            text = self._read(self.tape.pick(fixed), scope)
            texts.append(self._among(text, FIXED_WORDS))
        return Condition(self.tape.pick(texts)) if texts else None

    def _about(self, text: str, given: Given, scope: Scope) -> Condition | None:
        """A condition on a variable, such as may be asked of it here."""
        if not self._solid(text, given, scope):
            return self._presence(text, given, scope)
        match given.variable.type.name:
            case "bool":
                asked = self._affords(given.variable, "value")
                return Condition(self._read(text, scope)) if asked else None
            case "enum":
                asked = self._affords(given.variable, "value")
                words = given.variable.words
                return Condition(self._among(self._read(text, scope), words)) if asked else None
            case "integer" | "money":
                return self._about_number(text, given, scope)
            case "date":
                return self._about_day(text, given, scope)
            case "list":
                return self._about_length(text, given, scope)
            case _:
                return Condition(f"{self._read(text, scope)} is defined")

    def _presence(self, text: str, given: Given, scope: Scope) -> Condition | None:
        nullable = given.variable.path in self.nullable
        test = self.tape.pick(("defined", "none") if nullable else ("defined",))
        if not self._affords(given.variable, SOME if test == "none" else DEFINED):
            return None
        read = self._read(text, scope)
        there, some = frozenset({(text, DEFINED)}), frozenset({(text, SOME)})
        if test == "defined":
            holds, fails = there, NOTHING
        else:
            holds, fails = there, some
        if self.tape.chance(2):
            return Condition(f"{read} is {test}", holds, fails)
        return Condition(f"{read} is not {test}", fails, holds)

    def _among(self, text: str, words: tuple[str, ...]) -> str:
        """A text that is one of some words, compared with one or looked for in some."""
        if self.tape.chance(2):
            return self._compared(text, self._constant(self.tape.pick(words)), ordered=False)
        listed = [self._constant(word) for word in self.tape.some(words, 0, 3)]
        items = ", ".join(listed)
        collection = f"({items},)" if listed and self.tape.chance(2) else f"[{items}]"
        return f"{text} {self.tape.pick(('in', 'not in'))} {collection}"

    def _compared(self, text: str, constant: str, *, ordered: bool) -> str:
        """A comparison with a constant on either side."""
        operator = self.tape.pick(("==", "!=", *_ORDERS) if ordered else ("==", "!="))
        if self.tape.chance(3):
            return f"{constant} {_FLIPPED[operator]} {text}"
        return f"{text} {operator} {constant}"

    def _about_number(self, text: str, given: Given, scope: Scope) -> Condition | None:
        variable = given.variable
        near = (
            variable.least,
            variable.most,
            Decimal(variable.example),
            Decimal(0),
            Decimal("0.1"),
        )
        number = self.tape.pick(near) + self.tape.pick((Decimal(0), Decimal(1), Decimal("0.005")))
        literal = self._number(number)
        if not self._affords(variable, "value", literal):
            return None
        return Condition(self._compared(self._read(text, scope), literal, ordered=True))

    def _about_day(self, text: str, given: Given, scope: Scope) -> Condition | None:
        day = self.tape.pick((*_DAYS, given.variable.example))
        if not self._affords(given.variable, "value", day):
            return None
        constant = self._constant(day)
        return Condition(self._compared(self._read(text, scope), constant, ordered=True))

    def _about_length(self, text: str, given: Given, scope: Scope) -> Condition | None:
        if not self._affords(given.variable, "value"):
            return None
        length = f"{self._read(text, scope)}{self.tape.pick(('|', ' | '))}length"
        constant = self.tape.pick(("0", "1", "2", "1.5", "-1", "4"))
        return Condition(self._compared(length, constant, ordered=True))
