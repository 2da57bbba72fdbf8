"""``hegui.baseline``: findings that were there when a project took up hegui, one a line.

A line is an id or path, a code, a fingerprint, the last day on which it counts, and what was
found; spaces in a path are written ``%20``. It says what is known, and allows nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from linter.finding import Place, Problem
from linter.fingerprint import content, fingerprints
from linter.model import iso_day
from linter.source import Source, Span
from linter.template.assignments import MOST_SHOWN
from linter.verdict import problem_finding
from linter.waivers import never_waived

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from linter.finding import Finding
    from linter.project import Project
    from linter.run import Summary

NAME = "hegui.baseline"
HEAD = """\
# 登记的旧问题：采用 hegui 时已经有的，一行一个；由 hegui baseline 写出。
# 模板  规则  指纹  期限  原文。改好了就删除那一行；过了期限又算问题。
"""
_DIGITS = 16  # of a fingerprint: enough to tell the findings of one template and rule apart
_LINE = re.compile(r"(\S+) ([A-Z]{3,4}[0-9]{3}) ([0-9a-f]{16}) (\d{4}-\d\d-\d\d)(?: (.*))?")
_SHOWN = 40  # characters of what was found


class Line(NamedTuple):
    """One registered finding; ``due`` is the last day on which it counts."""

    template: str
    code: str
    fingerprint: str
    due: date
    note: str
    place: Place = Place(Source(NAME, ""), Span(0, 0))

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others."""
        return self.template, self.code, self.fingerprint

    def __str__(self) -> str:
        where = re.sub(r"\s", lambda space: f"%{ord(space[0]):02x}", self.template)
        return f"{where} {self.code} {self.fingerprint} {self.due} {self.note}".rstrip()


def read_baseline(project: Project) -> tuple[list[Line], list[Problem]]:
    """The registered findings of a project; a BAS003 for each line that can't be read.

    Raises `SourceError` where the file can't.
    """
    file = project.files.locate(project.root / NAME)
    if file.size is None and not (project.root / NAME).exists():
        return [], []
    source = project.files.source(file)
    lines: list[Line] = []
    problems: list[Problem] = []
    for place in _lines(source):
        found = _LINE.fullmatch(place.text)
        due = iso_day(found[4]) if found else None
        if found is None or due is None:
            message = "这一行读不懂；请删除它，或用 hegui baseline 重新写出"
            problems.append(Problem("BAS003", place, message))
        else:
            where = re.sub("%([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), found[1])
            lines.append(Line(where, found[2], found[3], due, found[5] or "", place))
    return lines, problems


def registered(project: Project, summary: Summary, as_of: date, *, whole: bool) -> Summary:
    """A summary without the findings that are registered, with what is wrong with lines.

    Lines that nothing was found for are stale; of templates that were not checked
    they are told only if the run was ``whole``. Raises `SourceError`.
    """
    lines, problems = read_baseline(project)
    if not lines and not problems:
        return summary
    open_lines = {line.key: line for line in lines}
    left = [finding for finding in summary.findings if finding.waiver is not None]
    for key, finding in keyed(summary.findings):
        line = open_lines.get(key)
        never = never_waived(project, finding)
        if line is not None and line.due >= as_of and not never:
            del open_lines[key]
        else:
            left.append(finding)
            if line is not None:
                problems.append(_useless(open_lines.pop(key), never=never))
    for line in open_lines.values():
        if whole or line.template in summary.files:
            message = "登记的问题已经没有了；请删除这一行，或运行 hegui baseline"
            problems.append(Problem("BAS001", line.place, message))
    told = [problem_finding(project, problem, "", 0) for problem in problems]
    known = len(summary.findings) - len(left)
    findings = sorted([*left, *told], key=lambda finding: finding.key)
    return summary._replace(findings=tuple(findings), baselined=known)


def keyed(findings: Iterable[Finding]) -> Iterator[tuple[tuple[str, str, str], Finding]]:
    """The findings that nobody has waived, each with what tells its line from others."""
    counted = [finding for finding in findings if finding.waiver is None]
    for finding, fingerprint in zip(counted, fingerprints(counted), strict=True):
        code, where, _ = content(finding)
        extent = f"{fingerprint} {finding.severity} {_extent(finding)}"
        digest = hashlib.sha256(extent.encode("utf-8", "surrogatepass")).hexdigest()
        yield (where, code, digest[:_DIGITS]), finding


def _extent(finding: Finding) -> str:
    """In which cases a finding shows; where not all are named, how many there are, too."""
    count = finding.case_count if len(finding.cases) >= MOST_SHOWN else ""
    return f"{json.dumps(finding.cases, sort_keys=True, default=str)} {count}"


def renewed(
    project: Project,
    findings: Iterable[Finding],
    known: Mapping[tuple[str, str, str], Line],
    due: date | None,
) -> list[Line]:
    """A line for each finding that is registered, and, until ``due``, for each other."""
    lines = []
    for key, finding in keyed(findings):
        if key in known:
            lines.append(known[key])
        elif due is not None and not never_waived(project, finding):
            note = " ".join((finding.excerpt or finding.message).split())[:_SHOWN]
            lines.append(Line(*key, due, note))
    return sorted(lines, key=str)


def _useless(line: Line, *, never: bool) -> Problem:
    if never:
        message = f"{line.code} 不能登记为旧问题；请改正文字，删除这一行"
        return Problem("BAS002", line.place, message)
    message = f"登记的期限 {line.due} 已过；请改正文字后删除这一行，或由批准人改期"
    return Problem("BAS002", line.place, message)


def _lines(source: Source) -> Iterator[Place]:
    """The lines of a baseline that are not empty and no comments."""
    for found in re.finditer(r"[^\r\n]+", source.text):
        if found[0].strip() and not found[0].startswith("#"):
            yield Place(source, Span(*found.span()))
