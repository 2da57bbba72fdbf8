"""Templates and findings for tests, in one line each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from linter.engine import check_source
from linter.source import Source

if TYPE_CHECKING:
    from linter.finding import Finding
    from linter.project import Project

AS_OF = date(2026, 11, 24)
HOTLINE = "如有疑问，请致电客服热线955XX。"


def template(
    body: str,
    variables: str = "{}",
    *,
    channel: str = "sms",
    purpose: str = "objection-received",
    more: str = "",
) -> str:
    """The text of a template file whose front matter is right."""
    return (
        f"---\nid: {channel}.example\ntitle: 示例\nchannel: {channel}\npurpose: {purpose}\n"
        f"owner: 示例部门\nvariables: {variables}\n{more}---\n{body}\n"
    )


def check(project: Project, text: str, path: str = "example.j2") -> list[Finding]:
    """The findings of one template text."""
    return list(check_source(project, Source(path, text), AS_OF).findings)


def codes(findings: list[Finding]) -> list[str]:
    """The codes of findings, in order."""
    return [finding.code for finding in findings]


def found(findings: list[Finding], code: str) -> Finding:
    """The only finding with a code."""
    matching = [finding for finding in findings if finding.code == code]
    assert len(matching) == 1, codes(findings)
    return matching[0]
