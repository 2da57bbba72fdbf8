"""Waivers meet findings: what they allow, and which of them are no use."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from linter.finding import Place, Problem, Waiver
from linter.rules import all_rules
from linter.rules.privacy import masked
from linter.rules.rule import Duty
from linter.template.waivers import comment_waivers, front_waivers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from linter.finding import Finding
    from linter.project import Project
    from linter.template.syntax import Script
    from linter.template.template import Template

NEVER = frozenset(
    [
        *("THR001", "THR002", "THR003", "THR004", "THR006"),
        *("PRV001", "PRV002", "PRV003", "PRV004", "CHN004"),
    ]
)
"""Rules that nobody may waive."""


def read_waivers(
    project: Project, script: Script, as_of: date, *, partial: bool
) -> tuple[list[Waiver], list[Problem]]:
    """The waivers in the comments of a script that hold, and what is wrong with the others."""
    return _sorted_out(project, comment_waivers(script, partial=partial), as_of)


class Waivers:
    """The waivers of one template: its own, and those of its partials that serve it."""

    def __init__(
        self, project: Project, template: Template, partials: Iterable[Script], as_of: date
    ) -> None:
        self._project = project
        self._template = template
        found: list[Waiver] = []
        self.problems: list[Problem] = []
        scripts = [(script, False) for script in template.sections.values()]
        scripts += [(script, True) for script in partials]
        for script, partial in scripts:
            waivers, problems = read_waivers(project, script, as_of, partial=partial)
            found += [each for each in waivers if not partial or template.id in each.templates]
            self.problems += problems
        self._beside = found
        self._front: list[Waiver] = []
        if template.front is not None:
            self._front, problems = _sorted_out(project, front_waivers(template.front), as_of)
            self.problems += problems
        body = template.sections.get("body")
        self._start = body.excerpt.start if body is not None else 0
        self._partials = {script.excerpt.source.path for script, partial in scripts if partial}

    def allow(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, those that are waived with their waiver."""
        if not (self._beside or self._front):
            return [*findings]
        return [finding._replace(waiver=self._waiver_of(finding)) for finding in findings]

    def unused(self, findings: Iterable[Finding]) -> Iterator[Problem]:
        """A WVR003 for each waiver that none of the findings needed."""
        used = {finding.waiver for finding in findings}
        for waiver in (*self._beside, *self._front):
            if waiver not in used:
                yield Problem("WVR003", waiver.place, self._useless(waiver))

    def _useless(self, waiver: Waiver) -> str:
        if waiver.templates:
            where = f"模板 {self._template.id} 在它后面的文字里"
        elif waiver in self._front:
            where = "这个模板的 front matter 里，或者缺少的内容中，"
        else:
            where = "它后面的文字（同一行或下一行）"
        return (
            f"{where}没有 {waiver.code} 的问题，这条豁免没有用处；请删除，或移到问题所在的那一行前"
        )

    def _waiver_of(self, finding: Finding) -> Waiver | None:
        code = finding.code
        if finding.term and self._project.wording.code_of(finding.term) in NEVER:
            return None
        place, (start, end) = finding.place, finding.place.span
        for waiver in self._beside:
            first, last = waiver.covers
            same = waiver.place.source.path == place.source.path
            if waiver.code == code and same and first <= start < last:
                return waiver
        if start == end or not self._is_text(place):
            return next((each for each in self._front if each.code == code), None)
        return None

    def _is_text(self, place: Place) -> bool:
        """Whether a comment can stand beside a place: in the body, or in a partial."""
        if place.source.path == self._template.source.path:
            return place.span.start >= self._start
        return place.source.path in self._partials


def _sorted_out(
    project: Project, read: Iterable[Waiver | Problem], as_of: date
) -> tuple[list[Waiver], list[Problem]]:
    waivers: list[Waiver] = []
    problems: list[Problem] = []
    for each in read:
        wrong = each if isinstance(each, Problem) else _fault(project, each, as_of)
        if wrong is not None:
            problems.append(wrong)
        elif isinstance(each, Waiver):
            waivers.append(each._replace(reason=masked(each.reason), by=masked(each.by)))
    return waivers, problems


def _fault(project: Project, waiver: Waiver, as_of: date) -> Problem | None:
    """Why a waiver doesn't hold."""
    rule = all_rules().get(waiver.code)
    limits = project.policy.waivers
    last = as_of + timedelta(limits.days) if limits.days is not None else waiver.until
    code, message = "", ""
    if rule is None:
        code, message = "WVR001", f"没有 {waiver.code} 这条规则；请改正编号，或删除这条豁免"
    elif waiver.code in NEVER:
        code, message = "WVR004", f"{rule.title}不能豁免；请删除这条豁免，改写文字"
    elif rule.weight.duty is Duty.TOOL:
        code, message = "WVR004", f"{rule.title}是工具要求，不能豁免；请按提示改正，删除这条豁免"
    elif waiver.code in limits.never:
        why = f"policy.yaml 规定{rule.title}不能豁免"
        code, message = "WVR004", f"{why}；请删除这条豁免，改写文字"
    elif waiver.until < as_of:
        code = "WVR002"
        message = f"豁免已于 {waiver.until} 到期；请改正文字后删除它，或请批准人重新批准"
    elif waiver.until > last:
        why = f"policy.yaml 规定豁免最长 {limits.days} 天"
        code, message = "WVR001", f"{why}；请把 until 改为 {last} 或更早"
    return Problem(code, waiver.place, f"{waiver.code}：{message}") if code else None
