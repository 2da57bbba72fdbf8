"""``--format github``: workflow commands, which GitHub Actions shows beside the lines.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
says that columns start at 1, and nothing of their unit: here they count
characters. ``endColumn`` is ``col`` where it is left out, so it names the last
column and not the one behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.report.characters import exchangeable, one_line
from linter.report.words import WAIVED, closing, title, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.finding import Finding
    from linter.run import Summary

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = {**_DATA, **str.maketrans({":": "%3A", ",": "%2C"})}


def report(summary: Summary) -> str:
    """A command for each finding, and for people who read the log what they sum up to."""
    return "\n".join([*(_command(each, summary) for each in summary.findings), closing(summary)])


def _command(finding: Finding, summary: Summary) -> str:
    command = _COMMANDS[finding.severity] if finding.waiver is None else "notice"
    properties = ",".join(
        f"{name}={exchangeable(value).translate(_PROPERTY)}"
        for name, value in _properties(finding, summary)
    )
    return f"::{command} {properties}::{told(finding).translate(_DATA)}"


def _properties(finding: Finding, summary: Summary) -> Iterator[tuple[str, str]]:
    source, span = finding.place
    start, end = source.position(span.start), source.position(span.end)
    yield "file", summary.path(source)
    yield "line", str(start.line)
    if start.line == end.line:  # GitHub takes no columns for a stretch of several lines
        yield "col", str(start.column)
    yield "endLine", str(end.line)
    if start.line == end.line:
        yield "endColumn", str(max(end.column - 1, start.column))
    waived = f"{WAIVED} " if finding.waiver is not None else ""
    yield "title", f"{waived}{finding.code} {one_line(title(finding))}"
