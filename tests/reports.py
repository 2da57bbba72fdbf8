"""The golden project, findings made by hand, and their reports, for tests of output formats."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from linter.finding import Cause, Edit, Finding, Fix, Place, Severity, Waiver
from linter.project import Project
from linter.report.text import Line, print_findings
from linter.run import Summary, check_files
from linter.source import Source, Span
from tests.making import AS_OF, HOTLINE, seen, template

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "mail/"
CARD = "6222021234567894"  # invented


def golden_project(folder: Path) -> Project:
    """Templates with Chinese, emoji, CRLF line ends, a byte order mark, a card number."""
    sms = folder / "templates" / "sms"
    sms.mkdir()
    first = template(
        f"😀{{% if plan %}}信用卡滞{{% endif %}}纳金，{HOTLINE}", "{plan: {type: bool}}"
    )
    second = template(f"{{{{ nmae }}}}您好，{HOTLINE}").replace("sms.example", "sms.second")
    fourth = template(f"您好😀你的卡号{CARD}有误！！{HOTLINE}").replace("sms.example", "sms.fourth")
    (sms / "a.j2").write_bytes(b"\xef\xbb\xbf" + first.replace("\n", "\r\n").encode())
    (sms / "b.j2").write_bytes(second.encode())
    (sms / "c.j2").write_bytes("信用卡滞纳金".encode("gb18030"))
    (sms / "d.j2").write_bytes(fourth.encode())
    return Project.open(folder)


def golden_summary(project: Project) -> Summary:
    """What checking these templates gives; findings are waived and get fixes by hand."""
    summary = check_files(golden_project(project.root), project.template_files(), AS_OF)
    findings = tuple(_given(each) for each in summary.findings)
    return summary._replace(findings=findings, folder=FOLDER)


def _given(finding: Finding) -> Finding:
    place = finding.place
    if finding.code == "SMS004":
        front = Place(place.source, Span(4, 19))
        return finding._replace(waiver=waiver(front))
    if finding.code == "TRM001":
        edits = (Edit(place, "违约"), Edit(finding.related[0].place, "金"))
        return finding._replace(fix=Fix(safe=False, edits=edits))
    if finding.code == "TON003":
        return finding._replace(cause=Cause("glossary/terms/own.yaml", "added", "our-word"))
    return finding


def waiver(
    place: Place, reason: str = "本行通道已逐一试发，都能显示", by: str = "法律合规部"
) -> Waiver:
    """A waiver of SMS004."""
    return Waiver("SMS004", reason, by, date(2026, 12, 31), place, place.span)


def finding(place: Place, **changes: Any) -> Finding:
    """An error at a place."""
    made = Finding(
        code="TRM001",
        name="late-fee-term",
        severity=Severity.ERROR,
        category="obsolete_term",
        template="sms.example",
        place=place,
        message="“滞纳金”已经取消；请改为“违约金”",
        duty="law",
    )
    return made._replace(**changes)


def placed(text: str, word: str, path: str = "a.j2", *, marked: bool = False) -> Place:
    """The place of a word in a text."""
    start = text.index(word)
    return Place(Source(path, text, marked=marked), Span(start, start + len(word)))


def summed(*findings: Finding, folder: str = "") -> Summary:
    """A run over one template that found these."""
    return Summary(findings, 1, 1, folder)


def written(name: str, summary: Summary) -> str:
    """The report that a format makes of a run, the version of hegui taken out of it."""
    if name == "text":
        lines: list[Line] = []
        print_findings(summary, lines.append, 80)
        return "\n".join(seen(lines))
    report: str = import_module(f"linter.report.{name}").report(summary)
    return report.replace(f'"version": "{version("hegui")}"', '"version": "0"')


def parsed(name: str, summary: Summary) -> ET.Element:
    """The root of a report in XML."""
    return ET.fromstring(written(name, summary))  # noqa: S314 - we have just written it


def error_element(summary: Summary) -> dict[str, str]:
    """The attributes of the first error of a Checkstyle report."""
    error = parsed("checkstyle", summary).find("file/error")
    assert error is not None
    return error.attrib
