"""hegui (合规): lint what a bank's message templates can say."""

from linter.engine import Checked, Summary, check_files, check_source
from linter.finding import Finding, Place, Severity
from linter.project import Project
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
