"""The rules; every module of this package that has ``RULES`` adds its own."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linter.rules.rule import Rule


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    found: dict[str, Rule] = {}
    for module in sorted(each.name for each in iter_modules(__path__)):
        for rule in getattr(import_module(f"{__name__}.{module}"), "RULES", ()):
            found[rule.code] = rule()
    return dict(sorted(found.items()))
