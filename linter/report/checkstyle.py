"""``--format checkstyle``: the XML of Checkstyle, which many servers and plug-ins read.

Columns count characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.report.words import WAIVED, told
from linter.report.xml import Element, document, element

if TYPE_CHECKING:
    from linter.run import Summary

_VERSION = "4.3"  # of Checkstyle, whose format it is; readers want the attribute


def report(summary: Summary) -> str:
    """The findings of a run as a document, by file; what is waived is information."""
    root = element(None, "checkstyle", version=_VERSION)
    files: dict[str, Element] = {}
    for finding in summary.findings:
        path = summary.path(finding.place.source)
        if path not in files:
            files[path] = element(root, "file", name=path)
        start = finding.place.source.position(finding.place.span.start)
        waived = finding.waiver is not None
        element(
            files[path],
            "error",
            line=start.line,
            column=start.column,
            severity="info" if waived else str(finding.severity),
            message=f"{WAIVED}：{told(finding)}" if waived else told(finding),
            source=f"hegui.{finding.code}",
        )
    return document(root)
