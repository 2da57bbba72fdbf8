"""What names mean at one place of a file, and what conditions have shown there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linter.template.variables import Variable


class Kind(Enum):
    """What a name bound by ``set`` or a macro's parameter holds; its value begins the name."""

    WORDS = "w"  # any text
    FIXED = "f"  # text that no sending-time value is part of, so it can be compared
    FLAG = "b"
    NUMBER = "n"


@dataclass(frozen=True)
class Given:
    """A declared variable, or a field of a record: ``solid`` where it is there for certain."""

    variable: Variable
    solid: bool


@dataclass(frozen=True)
class Row:
    """A record of a declared list."""

    variable: Variable


@dataclass(frozen=True)
class Parameter:
    """A parameter of a macro, with its default as it is written."""

    name: str
    meaning: Kind | Given | Row
    default: str | None = None


@dataclass(frozen=True)
class MacroName:
    """A macro; ``calls_back`` where it prints ``caller()``."""

    parameters: tuple[Parameter, ...]
    calls_back: bool


Meaning = Kind | Given | Row | MacroName
DEFINED, SOME = "defined", "some"
Facts = frozenset[tuple[str, str]]
"""What is known on this branch: an expression is defined, or is not None."""

NOTHING: Facts = frozenset()


@dataclass(frozen=True)
class Condition:
    """A condition with what it shows when it holds and when it doesn't."""

    text: str
    holds: Facts = NOTHING
    fails: Facts = NOTHING
    simple: bool = True


@dataclass
class Unit:
    """One function of what Jinja2 compiles: a file or a block.

    A name from outside that it has read may not be set in it any more: Jinja2
    takes such a name for unset in loops and macros.
    """

    read: set[str] = field(default_factory=set)


@dataclass
class Scope:
    """What may be written at one place of a file."""

    names: dict[str, Meaning]
    unit: Unit
    owned: set[str] = field(default_factory=set)
    facts: Facts = NOTHING
    loop: bool = False
    caller: bool = False
    parent: bool = False
    in_call: bool = False
    outermost: bool = False
    blocks: bool = True
    root: dict[str, Meaning] | None = None
    overrides: list[list[str]] | None = None
    depth: int = 0

    def inner(self, facts: Facts = NOTHING) -> Scope:
        """A branch: names set in it are its own."""
        return replace(
            self,
            names=dict(self.names),
            owned=set(self.owned),
            facts=self.facts | facts,
            outermost=False,
            depth=self.depth + 1,
        )

    def body(self) -> Scope:
        """The inside of a loop, macro, call or set block: no block may stand in it."""
        return replace(self.inner(), blocks=False)

    def bind(self, name: str, meaning: Meaning) -> None:
        """Let a name mean something else from here on."""
        self.names[name] = meaning
        self.owned.add(name)
        self.facts = frozenset(
            fact for fact in self.facts if fact[0] != name and not fact[0].startswith(f"{name}.")
        )

    def bind_row(self, name: str, variable: Variable) -> None:
        """Let a name be a record of a list."""
        self.bind(name, Row(variable))
        for each, inner in variable.fields.items():
            self.bind(f"{name}.{each}", Given(inner, solid=not inner.optional))


def alias_of(variable: Variable, *, solid: bool) -> str:
    """The name of an alias of a variable, one that is there for certain or not."""
    return ("v_" if solid else "u_") + variable.path.replace("[]", "").replace(".", "_")
