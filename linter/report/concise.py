"""``--format concise``: one line for each finding, ``path:line:column: 错误 THR009 message``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.report.characters import one_line, printable
from linter.report.words import closing, label, permission

if TYPE_CHECKING:
    from linter.finding import Finding
    from linter.run import Summary


def report(summary: Summary) -> str:
    """The findings of a run, a line each, and what they sum up to; columns count characters."""
    return "\n".join([*map(_line, summary.findings), closing(summary)])


def _line(finding: Finding) -> str:
    where, message = printable(finding.place.where), one_line(finding.message)
    waived = f"。豁免：{permission(finding.waiver)}" if finding.waiver is not None else ""
    return f"{where}: {label(finding)} {finding.code} {message}{waived}"
