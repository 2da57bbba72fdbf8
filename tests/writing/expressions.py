"""What may be printed, and what a name or a parameter may be given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.template.filters import FILTERS
from tests.writing.conditions import INSTITUTION, INSTITUTION_LISTS, Conditions
from tests.writing.scope import DEFINED, SOME, Given, Kind, MacroName, Parameter, Row, Scope
from tests.writing.spelling import FIXED_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

_UNPRINTABLE = ("bool", "list")


class Expressions(Conditions):
    """Printed expressions, values and arguments."""

    def _words(self, scope: Scope, depth: int = 0) -> str:
        """Anything that may be printed."""
        options: list[Callable[[], str | None]] = [
            self._constant,
            lambda: self._printed(scope),
            lambda: self._printed(scope),
            lambda: self._printed(scope),
            lambda: self._defaulted(scope),
            lambda: self._join(scope),
            lambda: self._bound_words(scope),
            lambda: self._bound_words(scope),
            lambda: self._institution(scope),
            lambda: self._back(scope),
        ]
        if depth < 2:
            options += [
                lambda: self._either(scope, depth, self._words),
                lambda: self._either(scope, depth, self._words),
                lambda: self._concat(scope, depth, self._words),
                lambda: self._called(scope, calls_back=False),
            ]
        return self.tape.pick(options)() or self._constant()

    def _fixed(self, scope: Scope, depth: int = 0) -> str:
        """Text without any value that arrives at sending time, and no bare variable."""
        options: list[Callable[[], str | None]] = [
            lambda: self._constant(self.tape.pick(FIXED_WORDS)),
            self._constant,
            lambda: self._any_bound(scope, Kind.FIXED),
        ]
        if depth < 2:
            options += [
                lambda: self._either(scope, depth, self._fixed),
                lambda: self._concat(scope, depth, self._fixed_part),
            ]
        return self.tape.pick(options)() or self._constant()

    def _fixed_part(self, scope: Scope, depth: int) -> str:
        options: list[Callable[[], str | None]] = [
            lambda: self._fixed(scope, depth),
            lambda: self._enum(scope),
            lambda: self._any_bound(scope, Kind.NUMBER),
            lambda: self._read(self.tape.pick(INSTITUTION), scope),
        ]
        return self.tape.pick(options)() or self._constant()

    def _either(self, scope: Scope, depth: int, words: Callable[[Scope, int], str]) -> str:
        test = self._condition(scope)
        chosen = words(scope.inner(test.holds), depth + 1)
        other = words(scope.inner(test.fails), depth + 1)
        if self.marked:
            chosen = f'"{self._marker()}" ~ {chosen}'
            other = f'"{self._marker()}" ~ {other}'
        text = f"{chosen} if {test.text} else {other}"
        return f"({text})" if depth or self.tape.chance(4) else text

    def _concat(self, scope: Scope, depth: int, words: Callable[[Scope, int], str]) -> str:
        parts = [words(scope, depth + 1) for _ in range(self.tape.number(2, 3))]
        text = self.tape.pick((" ~ ", "~")).join(parts)
        return f"({text})" if depth or self.tape.chance(4) else text

    def _printed(self, scope: Scope) -> str | None:
        """A variable that is there for certain, through a filter or not."""
        found = [
            pair for pair in self._solids(scope) if pair[1].variable.type.name not in _UNPRINTABLE
        ]
        if not found:
            return None
        text, given = self.tape.pick(found)
        if given.variable.type.name == "enum" and not self._affords(given.variable, "value"):
            return None
        return self._filtered(text, given, scope)

    def _filtered(self, text: str, given: Given, scope: Scope) -> str:
        names = [each.name for each in FILTERS.values() if given.variable.type.name in each.takes]
        read = self._read(text, scope)
        if names and self.tape.number(0, 2):
            return f"{read}{self.tape.pick(('|', ' | '))}{self.tape.pick(names)}"
        return read

    def _defaulted(self, scope: Scope) -> str | None:
        """A variable that may be absent, or any other that has no need of a default."""
        found = [
            (text, given)
            for text, given in self._given(scope)
            if given.variable.type.name not in _UNPRINTABLE
            and self._known(text, given, scope, SOME)
        ]
        if not found:
            return None
        text, given = self.tape.pick(found)
        asks = "value" if given.variable.type.name == "enum" else DEFINED
        if not self._affords(given.variable, asks):
            return None
        default = self._constant(prefix=self._marker())
        return f"{self._filtered(text, given, scope)}|default({default})"

    def _join(self, scope: Scope) -> str | None:
        found = [
            (text, given)
            for text, given in self._solids(scope, "list")
            if given.variable.item and given.variable.item.type.name != "bool"
        ]
        if not found:
            return None
        text, given = self.tape.pick(found)
        assert given.variable.item is not None
        enum = given.variable.item.type.name == "enum"
        if not self._affords(given.variable, "value"):
            return None
        if enum and not self._affords(given.variable.item, "value"):
            return None
        return self._read(text, scope) + self._joiner()

    def _joiner(self) -> str:
        return self.tape.pick(("|join", "|join()", f"|join({self._constant()})"))

    def _enum(self, scope: Scope) -> str | None:
        found = self._solids(scope, "enum")
        if not found:
            return None
        text, given = self.tape.pick(found)
        return self._read(text, scope) if self._affords(given.variable, "value") else None

    def _institution(self, scope: Scope) -> str:
        if self.tape.chance(2):
            return self._read(self.tape.pick(INSTITUTION), scope)
        return self._read(self.tape.pick(INSTITUTION_LISTS), scope) + self._joiner()

    def _bound_words(self, scope: Scope) -> str | None:
        found = [
            *self._bound(scope, Kind.WORDS),
            *self._bound(scope, Kind.FIXED),
            *self._bound(scope, Kind.NUMBER),
            *(["loop.index"] if scope.loop else []),
        ]
        return self._read(self.tape.pick(found), scope) if found else None

    def _back(self, scope: Scope) -> str | None:
        """What a call block or an overridden block prints."""
        found = ["caller()"] * scope.caller + ["super()"] * scope.parent
        return self.tape.pick(found) if found and not scope.in_call else None

    def _valued(self, kind: Kind, scope: Scope) -> str:
        """A value for a name of this kind."""
        match kind:
            case Kind.WORDS:
                return self._words(scope)
            case Kind.FIXED:
                return self._fixed(scope)
            case Kind.FLAG:
                return self._flag(scope)
            case Kind.NUMBER:
                return self._any_bound(scope, kind) or self.tape.pick(
                    ("0", "1", "2", *(["loop.index"] if scope.loop else []))
                )

    def _flag(self, scope: Scope) -> str:
        test = self._condition(scope)
        return self.tape.pick((self._nested(test), test.text, "true", "false"))

    def _called(self, scope: Scope, *, calls_back: bool) -> str | None:
        """The call of a macro, with arguments by place and by name."""
        found = [
            (name, meaning)
            for name, meaning in scope.names.items()
            if isinstance(meaning, MacroName) and meaning.calls_back == calls_back
        ]
        if not found:
            return None
        name, macro = self.tape.pick(found)
        arguments: list[str] = []
        by_name = False
        for parameter in macro.parameters:
            if parameter.default is not None and self.tape.chance(2):
                by_name = True
                continue
            argument = self._argument(parameter, scope)
            if argument is None:
                return None
            by_name = by_name or self.tape.chance(3)
            arguments.append(f"{parameter.name}={argument}" if by_name else argument)
        scope.unit.read.add(name.partition(".")[0])
        return f"{name}({', '.join(arguments)})"

    def _argument(self, parameter: Parameter, scope: Scope) -> str | None:
        match parameter.meaning:
            case Kind() as kind:
                return self._valued(kind, scope)
            case Row(variable=variable):
                rows = [
                    text
                    for text, each in scope.names.items()
                    if isinstance(each, Row) and each.variable is variable
                ]
                return self._read(self.tape.pick(rows), scope) if rows else None
            case Given(variable=variable, solid=solid):
                pairs = self._solids(scope) if solid else self._given(scope)
                found = [text for text, given in pairs if given.variable is variable]
                return self._read(self.tape.pick(found), scope) if found else None
