"""Plain Jinja2, set up as sending systems do: the measure of what a walk prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from linter.template.filters import FILTERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from linter.template.references import Constant

_FILTERS = ("default", "join", "length")
_TESTS = ("defined", "none", "in", "eq", "ne", "lt", "le", "gt", "ge")


def environment(
    fields: dict[str, Constant], load: Callable[[str], str | None]
) -> ImmutableSandboxedEnvironment:
    """A sandboxed environment with the domain filters and ``institution``.

    ``load`` gives the text of a partial, or None. Nothing else of Jinja2's
    globals, filters and tests is left.
    """
    made = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    made.filters = {
        **{name: made.filters[name] for name in _FILTERS},
        **FILTERS,
    }
    made.tests = {name: made.tests[name] for name in _TESTS}
    made.globals = {"institution": {name: _plain(value) for name, value in fields.items()}}
    return made


def _plain(value: Constant) -> Any:
    return [scalar.value for scalar in value] if isinstance(value, tuple) else value.value
