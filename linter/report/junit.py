"""``--format junit``: a test report, as CI servers show it.

A suite is a file, a case a finding: an error fails; a warning or a remark
passes, and says what it is in its output; what is waived is skipped. The last
suite has one case that passes: the run itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.report.characters import one_line
from linter.report.words import SEVERITIES, WAIVED, closing, label, permission, told
from linter.report.xml import Element, document, element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linter.finding import Finding
    from linter.run import Summary


def report(summary: Summary) -> str:
    """The result of a run as a document."""
    files: dict[str, list[Finding]] = {}
    for finding in summary.findings:
        files.setdefault(summary.path(finding.place.source), []).append(finding)
    root = element(None, "testsuites", name="hegui", **_counts(summary.findings, 1))
    for path, findings in files.items():
        suite = element(root, "testsuite", name=path, **_counts(findings))
        for finding in findings:
            _add_case(suite, finding, path)
    suite = element(root, "testsuite", name="hegui", **_counts((), 1))
    case = element(suite, "testcase", classname="hegui", name="检查已完成")
    element(case, "system-out", closing(summary))
    return document(root)


def _counts(findings: Sequence[Finding], more: int = 0) -> dict[str, int]:
    """How many cases there are, ``more`` beside the findings, and how they ended."""
    return {
        "tests": len(findings) + more,
        "failures": sum(map(_fails, findings)),
        "errors": 0,
        "skipped": sum(finding.waiver is not None for finding in findings),
    }


def _fails(finding: Finding) -> bool:
    return finding.waiver is None and finding.severity is Severity.ERROR


def _add_case(suite: Element, finding: Finding, path: str) -> None:
    """One case; its name tells it from the others of its file."""
    start = finding.place.source.position(finding.place.span.start)
    message = one_line(finding.message)
    name = f"{start.line}:{start.column} {finding.code} {message}"
    case = element(suite, "testcase", classname=path, name=name, file=path, line=start.line)
    if finding.waiver is not None:
        reason = f"{WAIVED}：{permission(finding.waiver)}"
        element(case, "skipped", told(finding), message=reason, type=SEVERITIES[finding.severity])
    elif _fails(finding):
        element(case, "failure", told(finding), message=message, type=finding.code)
    else:
        element(case, "system-out", f"{label(finding)}：{told(finding)}")
