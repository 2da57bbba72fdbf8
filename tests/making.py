"""Templates, findings and runs of the command for tests, in one line each."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from linter.engine import check_source
from linter.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from linter.finding import Finding
    from linter.project import Project
    from linter.report.text import Line

    Run = Callable[..., tuple[int, str, str]]

HEGUI = Path(sys.executable).parent / "hegui"
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


def seen(lines: Iterable[Line]) -> list[str]:
    """Lines of a report without their styles."""
    return ["".join(text for text, _ in line) for line in lines]


def codes(findings: list[Finding]) -> list[str]:
    """The codes of findings, in order."""
    return [finding.code for finding in findings]


def found(findings: list[Finding], code: str) -> Finding:
    """The only finding with a code."""
    matching = [finding for finding in findings if finding.code == code]
    assert len(matching) == 1, codes(findings)
    return matching[0]


def write(folder: Path, text: str, name: str = "example") -> str:
    """Write a template of a project's SMS; its path from the project."""
    path = f"templates/sms/{name}.j2"
    (folder / path).write_text(text, "utf-8")
    return path


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """The variables of a process of the command."""
    dropped = ("FORCE_COLOR", "NO_COLOR", "PYTHONUNBUFFERED", "TTY_COMPATIBLE", "PYTHONUTF8")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "COLUMNS": "80", "TERM": "xterm-256color", **changes}


def hegui(
    folder: Path, *arguments: str, data: bytes = b"", **changes: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the installed command as a process of its own."""
    return subprocess.run(
        [str(HEGUI), *arguments],
        cwd=folder,
        input=data,
        env=environment(changes),
        capture_output=True,
        check=False,
    )


def is_one_line(text: str) -> bool:
    """Whether a text is the one line that says what can't be done."""
    return text.startswith("hegui：") and text.endswith("\n") and text.count("\n") == 1
