"""Writes templates inside the closed language: every construct, wherever it may stand.

The writer remembers what each name means and what conditions have shown so far,
so that nothing it writes can fail at sending time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.writing.expressions import Expressions
from tests.writing.scope import (
    NOTHING,
    Facts,
    Given,
    Kind,
    MacroName,
    Meaning,
    Parameter,
    Row,
    Scope,
    Unit,
    alias_of,
)
from tests.writing.spelling import FIXED_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from linter.template.variables import Variable
    from tests.writing.tape import Tape

LONGEST_LINE = 500
_BEFORE_EXTENDS = ("", "", "\n", "  ")
_BLOCKS = ("top", "head", "main", "tail", "close", "extra")


class Writer(Expressions):
    """Writes the sections of one template and the partials that they need."""

    def __init__(
        self, tape: Tape, variables: dict[str, Variable], nullable: frozenset[str], *, marked: bool
    ) -> None:
        super().__init__(tape, variables, nullable, marked=marked)
        self.partials: dict[str, str] = {}
        self.fuel = 0

    def line(self) -> str:
        """A subject or heading: one line."""
        self.one_line, self.fuel = True, 2
        text = self._statements(self._file_scope()) + self.tape.pick(FIXED_WORDS)
        self.one_line = False
        return text if len(text) <= LONGEST_LINE else self.tape.pick(FIXED_WORDS)

    def body(self) -> str:
        """The body of a template."""
        self.fuel = self.tape.number(8, 30)
        scope = self._file_scope()
        body = self._extending(scope) if self.tape.chance(4) else self._statements(scope)
        return body if body.strip() else "正文"

    def _file_scope(self) -> Scope:
        scope = Scope({}, Unit(), outermost=True)
        for name, variable in self.variables.items():
            scope.names[name] = Given(variable, solid=not variable.optional)
        return scope

    # statements

    def _statements(self, scope: Scope, most: int = 6) -> str:
        options: list[Callable[[Scope], str]] = [
            lambda scope: self._output(self._words(scope)),
            lambda scope: self._output(self._words(scope)),
            self._if,
            self._if,
            self._set,
            self._set_block,
            self._for,
            self._for,
            self._for,
            self._include,
            self._include,
            lambda _: self._comment() + self._raw(),
            lambda _: self._comment(),
        ]
        if scope.outermost:
            options += [self._macro, self._called_macro, self._called_module]
        if scope.blocks:
            options.append(self._new_block)
        if any(isinstance(meaning, MacroName) for meaning in scope.names.values()):
            options += [self._call] * 5
        if scope.depth > 3:
            options = options[:2]
        texts = [self._text()]
        for _ in range(self.tape.number(1, most)):
            if self.fuel <= 0:
                break
            self.fuel -= 1
            texts.append(self.tape.pick(options)(scope))
            if self.tape.chance(2):
                texts.append(self._text())
        return "".join(texts)

    def _branch(self, scope: Scope) -> str:
        return self._marker() + self._statements(scope, 2)

    def _if(self, scope: Scope) -> str:
        texts: list[str] = []
        ends: list[Scope] = []
        facts: Facts = NOTHING
        for at in range(self.tape.number(1, 3)):
            test = self._condition(scope.inner(facts))
            branch = scope.inner(facts | test.holds)
            texts.append(self._tag(f"{'elif' if at else 'if'} {test.text}") + self._branch(branch))
            ends.append(branch)
            facts |= test.fails
        rest = scope.inner(facts)
        if self.tape.chance(2):
            texts.append(self._tag("else") + self._branch(rest))
        ends.append(rest)
        for name in set.intersection(*(set(end.names) for end in ends)) - set(scope.names):
            scope.names[name] = rest.names[name]
            scope.owned.add(name)
        return "".join(texts) + self._tag("endif")

    def _for(self, scope: Scope) -> str:
        found = self._solids(scope, "list")
        if not found:
            return self._if(scope)
        text, given = self.tape.pick(found)
        variable = given.variable
        if not self._affords(variable, "value"):
            return self._text()
        target = f"{'each' if variable.item else 'row'}_{variable.path}"
        inner = scope.body()
        inner.loop = True
        if variable.item:
            inner.bind(target, Given(variable.item, solid=True))
        else:
            inner.bind_row(target, variable)
        opening = self._tag(f"for {target} in {self._read(text, scope)}")
        loop = opening + self._branch(inner)
        if self.tape.chance(3):
            loop += self._tag("else") + self._branch(scope.body())
        return loop + self._tag("endfor")

    def _settable(self, scope: Scope, kind: Kind) -> str | None:
        """A name of this kind that may be set here."""
        name = f"{kind.value}{self.tape.number(1, 2)}"
        fresh = name not in scope.names or name in scope.owned or name not in scope.unit.read
        return name if fresh else None

    def _set(self, scope: Scope) -> str:
        if self.tape.chance(4):
            return self._alias(scope)
        kind = self.tape.pick(Kind)
        value = self._valued(kind, scope)
        name = self._settable(scope, kind)
        if name is None:
            return self._text()
        scope.bind(name, kind)
        return self._tag(f"set {name} = {value}")

    def _alias(self, scope: Scope) -> str:
        """Another name for a variable, there for certain or not."""
        solid = self.tape.chance(2)
        found = self._solids(scope) if solid else self._given(scope)
        found = [pair for pair in found if solid or pair[1].variable.path in self.variables]
        if not found:
            return self._text()
        text, given = self.tape.pick(found)
        name = alias_of(given.variable, solid=solid)
        if name in scope.names and name not in scope.owned and name in scope.unit.read:
            return self._text()
        read = self._read(text, scope)
        scope.bind(name, Given(given.variable, solid=solid))
        return self._tag(f"set {name} = {read}")

    def _set_block(self, scope: Scope) -> str:
        inner = scope.body()
        text = self._branch(inner)
        kind = Kind.WORDS
        if self.tape.chance(3):
            text, kind = self.tape.pick(FIXED_WORDS), Kind.FIXED
        name = self._settable(scope, kind)
        if name is None:
            return self._text()
        scope.bind(name, kind)
        return self._tag(f"set {name}") + text + self._tag("endset")

    # macros

    def _parameters(self) -> tuple[Parameter, ...]:
        parameters: list[Parameter] = []
        for _ in range(self.tape.number(0, 3)):
            parameter = self._parameter(defaults=bool(parameters and parameters[-1].default))
            if parameter.name not in {each.name for each in parameters}:
                parameters.append(parameter)
        return tuple(parameters)

    def _parameter(self, *, defaults: bool) -> Parameter:
        if not defaults and self.tape.chance(3):
            return self._variable_parameter()
        kind = self.tape.pick(Kind)
        default = None
        if defaults or self.tape.chance(3):
            default = {
                Kind.WORDS: self._constant(),
                Kind.FIXED: self._constant(self.tape.pick(FIXED_WORDS)),
                Kind.FLAG: self.tape.pick(("true", "false")),
                Kind.NUMBER: self.tape.pick(("0", "1", "2")),
            }[kind]
        return Parameter(f"{kind.value}{self.tape.number(1, 2)}", kind, default)

    def _variable_parameter(self) -> Parameter:
        variable = self.tape.pick(self.variables.values())
        if variable.fields and self.tape.chance(2):
            return Parameter(f"row_{variable.path}", Row(variable))
        variable = self.tape.pick((variable, *variable.fields.values()))
        solid = self.tape.chance(2)
        name = alias_of(variable, solid=solid)
        if variable.path in self.variables and self.tape.chance(2):
            name = variable.path
        return Parameter(name, Given(variable, solid=solid))

    def _macro(self, scope: Scope) -> str:
        parameters = self._parameters()
        macro = MacroName(parameters, calls_back=not self.tape.chance(3))
        inner = replace(scope.body(), facts=NOTHING, caller=macro.calls_back)
        for each in parameters:
            if isinstance(each.meaning, Row):
                inner.bind_row(each.name, each.meaning.variable)
            else:
                inner.bind(each.name, each.meaning)
        body = self._branch(inner)
        if macro.calls_back:
            body += self._output("caller()")
        written = ", ".join(
            each.name if each.default is None else f"{each.name}={each.default}"
            for each in parameters
        )
        name = f"m{self._fresh()}"
        scope.bind(name, macro)
        return self._tag(f"macro {name}({written})") + body + self._tag("endmacro")

    def _called_macro(self, scope: Scope) -> str:
        return self._macro(scope) + self._text() + self._call(scope)

    def _called_module(self, scope: Scope) -> str:
        return self._module(scope) + self._text() + self._call(scope)

    def _call(self, scope: Scope) -> str:
        call = self._called(scope, calls_back=True)
        if call is None:
            return self._output(self._called(scope, calls_back=False) or self._words(scope))
        inner = replace(scope.body(), in_call=True, loop=False)
        body = self._branch(inner)
        if self.tape.chance(4):
            body += self._include(inner)
        return self._tag(f"call {call}") + body + self._tag("endcall")

    # files

    def _new_file(self, text: str) -> str:
        path = f"partials/p{self._fresh()}.j2"
        self.partials[path] = text
        return path

    def _include(self, scope: Scope) -> str:
        inner = replace(
            scope.inner(),
            unit=Unit(),
            owned=set(),
            outermost=True,
            blocks=True,
            root=None,
            overrides=None,
            loop=False,
            caller=False,
            parent=False,
            in_call=False,
        )
        for name in scope.names:
            scope.unit.read.add(name.partition(".")[0])
        text = self._extending(inner) if self.tape.chance(4) else self._branch(inner)
        path = self._constant(self._new_file(text))
        with_context = " with context" if self.tape.chance(8) else ""
        return self._tag(f"include {path}{with_context}")

    def _module(self, scope: Scope) -> str:
        """Write a file of macros and names, and import it."""
        inner = Scope({}, Unit(), outermost=True, depth=scope.depth)
        texts = [
            self.tape.pick((self._macro, self._macro, self._set, self._set_block, self._if))(inner)
            for _ in range(self.tape.number(1, 3))
        ]
        path = self._constant(self._new_file("\n".join(texts)))
        offered = {name: each for name, each in inner.names.items() if "." not in name}
        if not offered or self.tape.chance(2):
            return self._import(path, offered, scope)
        return self._from_import(path, offered, scope)

    def _import(self, path: str, offered: dict[str, Meaning], scope: Scope) -> str:
        target = f"lib{self._fresh()}"
        for name, meaning in offered.items():
            scope.bind(f"{target}.{name}", meaning)
        return self._tag(f"import {path} as {target}")

    def _from_import(self, path: str, offered: dict[str, Meaning], scope: Scope) -> str:
        chosen = self.tape.shuffled(offered)[: self.tape.number(1, 3)]
        written: list[str] = []
        for name in chosen:
            meaning = offered[name]
            target = name
            if isinstance(meaning, Kind):
                fresh = self._settable(scope, meaning)
                if fresh is None:
                    continue
                target = fresh
            elif self.tape.chance(2):
                target = f"m{self._fresh()}"
            scope.bind(target, meaning)
            written.append(name if target == name else f"{name} as {target}")
        if not written:
            return self._text()
        return self._tag(f"from {path} import {', '.join(written)}")

    # layouts

    def _new_block(self, scope: Scope) -> str:
        """A block, and in files that extend this one perhaps what they print instead."""
        root = scope.names if scope.root is None else scope.root
        name = f"{self.tape.pick(_BLOCKS)}{self._fresh()}"
        inner = replace(
            scope.inner(), names=dict(root), root=dict(root), unit=Unit(), owned=set(), loop=False
        )
        for each in root:
            scope.unit.read.add(each.partition(".")[0])
        for texts in scope.overrides or []:
            if self.tape.chance(2):
                over = replace(inner.inner(), unit=Unit(), parent=True, overrides=None)
                texts.append(self._block(name, self._branch(over)))
        return self._block(name, self._branch(replace(inner, parent=False)))

    def _block(self, name: str, body: str) -> str:
        return (
            self._tag(f"block {name}")
            + body
            + self._tag(f"endblock{self.tape.pick(('', ' ' + name))}")
        )

    def _silent(self, scope: Scope) -> list[str]:
        options = (self._macro, self._set, self._set_block, self._module)
        texts = [self.tape.pick(options)(scope) for _ in range(self.tape.number(0, 2))]
        return [text if text.startswith("{%") else self._comment() for text in texts]

    def _extending(self, scope: Scope) -> str:
        """A file that extends one or two layouts, which are written with it."""
        files = [self._silent(scope)]
        scope.owned.clear()
        if self.tape.chance(2):
            files.append(self._silent(scope))
            scope.owned.clear()
        overrides: list[list[str]] = [[] for _ in files]
        scope.overrides = list(reversed(overrides))
        layout = [self._text()]
        for _ in range(self.tape.number(1, 3)):
            layout.append(self._new_block(scope))
            self.fuel -= 1
            if self.fuel > 0:
                more = (self._if, self._set, self._for, self._include, self._macro)
                layout.append(self.tape.pick(more)(scope))
        text = "".join(layout)
        for silent, blocks in zip(reversed(files), reversed(overrides), strict=True):
            order = self.tape.shuffled([silent] * len(silent) + [blocks] * len(blocks))
            parts = [source.pop(0) for source in order]
            between = self.tape.pick(("", "\n", " \n\n"))
            path = self._constant(self._new_file(text))
            extends = self._tag(f"extends {path}")
            before = self._comment() if self.tape.chance(3) else self.tape.pick(_BEFORE_EXTENDS)
            text = before + extends + between + between.join(parts)
        return text
