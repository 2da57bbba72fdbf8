"""hegui (合规): lint what a bank's message templates can say."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linter.engine import Checked, check_source
    from linter.finding import Finding, Place, Severity
    from linter.project import Project
    from linter.run import Summary, check_files
    from linter.source import HeguiError, Source, Span

__all__ = [
    "Checked",
    "Finding",
    "HeguiError",
    "Place",
    "Project",
    "Severity",
    "Source",
    "Span",
    "Summary",
    "check_files",
    "check_source",
]

_HOMES = {
    "engine": ("Checked", "check_source"),
    "finding": ("Finding", "Place", "Severity"),
    "project": ("Project",),
    "run": ("Summary", "check_files"),
    "source": ("HeguiError", "Source", "Span"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: ``hegui --help`` needs none of them."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"linter.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
