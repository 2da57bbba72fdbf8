"""``--format gitlab``: the Code Quality report of a GitLab pipeline.

https://docs.gitlab.com/ci/testing/code_quality/ names the fields; what a column
counts it leaves open: here characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from linter.finding import Severity
from linter.fingerprint import fingerprints
from linter.report.characters import json_text, one_line
from linter.report.words import WAIVED, facts

if TYPE_CHECKING:
    from linter.finding import Finding, Place
    from linter.run import Summary

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
_IN_WIDGET = ("情形", "起因", "豁免")  # GitLab shows the description in one line


def report(summary: Summary) -> str:
    """The findings of a run as one array, which is empty where there is none."""
    pairs = zip(summary.findings, fingerprints(summary.findings), strict=True)
    return json_text([_issue(finding, mark, summary) for finding, mark in pairs], indent=1)


def _issue(finding: Finding, fingerprint: str, summary: Summary) -> dict[str, Any]:
    source = finding.place.source
    return {
        "description": _description(finding),
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": _severity(finding),
        "location": {"path": summary.path(source), "positions": _positions(finding.place)},
    }


def _severity(finding: Finding) -> str:
    """Errors against the law stand above the others; ``blocker`` is left to the pipeline."""
    if finding.waiver is not None:
        return "info"
    if finding.severity is Severity.ERROR and finding.duty == "law":
        return "critical"
    return _SEVERITIES[finding.severity]


def _description(finding: Finding) -> str:
    waived = f"{WAIVED}：" if finding.waiver is not None else ""
    known = [f"{name}：{text}" for name, text in facts(finding) if name in _IN_WIDGET]
    return "。".join([f"{waived}{one_line(finding.message)}", *known])


def _positions(place: Place) -> dict[str, Any]:
    start, end = (place.source.position(offset) for offset in place.span)
    return {
        "begin": {"line": start.line, "column": start.column},
        "end": {"line": end.line, "column": end.column},
    }
