"""What a name inside a template stands for while it is walked.

The classes have no more than their fields: what `dataclass` could generate
beside ``__init__`` would take longer than a whole template does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from linter.document import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linter.template.jinja import nodes
    from linter.template.message import Part
    from linter.template.syntax import Script
    from linter.template.variables import Value, Variable

Constant = Scalar | tuple[Scalar, ...]
"""An institution field: one text, or a list of them."""


@dataclass(eq=False, repr=False, slots=True)
class Input:
    """A declared variable, a field of a list's element, or an element itself.

    ``key`` is ``amount`` or ``items[0].amount``.
    """

    variable: Variable
    key: str
    example: Value


@dataclass(eq=False, repr=False, slots=True)
class Element:
    """One record of a declared list."""

    variable: Variable
    key: str
    example: dict[str, Value]


@dataclass(eq=False, repr=False, slots=True)
class Length:
    """The length of a declared list."""

    items: Input


@dataclass(eq=False, repr=False, slots=True)
class Words:
    """Text that is already printed: a constant, a set block, a macro's result."""

    parts: tuple[Part, ...]


class Unset:
    """A name that ``set`` binds, but not on this path."""


@dataclass(eq=False, repr=False, slots=True)
class Loop:
    """``loop`` inside a for over ``items``: ``index`` counts from 1."""

    index: int
    length: int
    items: Input


class Counted(int):
    """``loop.index``, wherever it is bound: it still tells of which list."""

    items: Input

    @classmethod
    def of(cls, index: int, items: Input) -> Counted:
        """The index of an element."""
        counted = cls(index)
        counted.items = items
        return counted


@dataclass(eq=False, repr=False, slots=True)
class Fields:
    """A name with constant fields: ``institution``."""

    fields: dict[str, Constant]


@dataclass(eq=False, repr=False, slots=True)
class Macro:
    """A macro, with the scope in which it was defined; ``calls_back``: it uses ``caller()``."""

    node: nodes.Macro
    script: Script
    scope: Scope
    calls_back: bool


@dataclass(eq=False, repr=False, slots=True)
class Module:
    """An imported partial: its macros and set names."""

    path: str
    names: dict[str, Reference]


Reference = Unset | Input | Element | Words | Loop | Fields | Macro | Module | Constant | bool | int


class Scope:
    """Names, and the scope around them.

    ``read``, for the scope of a file, block or macro: names from outside that
    its loops and set blocks have read. Jinja2 takes such a name for unset there
    once the same file, block or macro sets it, so it may not.
    """

    def __init__(
        self, names: dict[str, Reference] | None = None, parent: Scope | None = None
    ) -> None:
        self.names: dict[str, Reference] = {} if names is None else names
        self.parent = parent
        self.read: set[str] = set()

    def find(self, name: str) -> Reference | None:
        """What a name stands for here, None where nothing does."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None

    def known(self) -> Iterable[str]:
        """All names that can be seen from here."""
        scope: Scope | None = self
        while scope is not None:
            yield from scope.names
            scope = scope.parent


def inputs(variables: dict[str, Variable]) -> dict[str, Reference]:
    """The declared variables as references."""
    return {name: Input(each, name, each.example) for name, each in variables.items()}


def elements(items: Input, length: int) -> list[Reference]:
    """The elements of a list of this length; examples repeat where they are too few."""
    examples: list[Any] = items.example or []
    found: list[Reference] = []
    for at in range(length):
        key = f"{items.key}[{at}]"
        example = examples[at % len(examples)] if examples else None
        if items.variable.item is not None:
            item = items.variable.item
            found.append(Input(item, key, item.example if example is None else example))
        else:
            found.append(Element(items.variable, key, example or {}))
    return found


def element_field(element: Element, name: str) -> Input | None:
    """A field of a record, None where the list declares no such field."""
    variable = element.variable.fields.get(name)
    if variable is None:
        return None
    example = element.example.get(name, variable.example)
    return Input(variable, f"{element.key}.{name}", example)
