"""Waivers meet findings: what they allow, and which of them are no use."""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta
from typing import TYPE_CHECKING

from linter.finding import Problem, Waiver
from linter.glossary.policy import NEVER_WAIVED
from linter.rules import all_rules
from linter.rules.privacy import masked
from linter.rules.rule import Duty
from linter.template.waivers import comment_waivers, front_waivers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from linter.finding import Finding, Place
    from linter.project import Project
    from linter.source import Span
    from linter.template.syntax import Script
    from linter.template.template import Template


def read_waivers(
    project: Project, script: Script, as_of: date, *, partial: bool
) -> tuple[list[Waiver], list[Problem]]:
    """The waivers in the comments of a script that hold, and what is wrong with the others."""
    return _sorted_out(project, comment_waivers(script, partial=partial), as_of)


def written(template: Template, partials: Iterable[Script]) -> Iterator[Waiver]:
    """All waivers that serve a template, whether they still hold or not."""
    for script in template.sections.values():
        yield from _readable(comment_waivers(script, partial=False))
    for script in partials:
        waivers = _readable(comment_waivers(script, partial=True))
        yield from (each for each in waivers if template.id in each.templates)
    yield from map(_shown, _of_front(template))


def _of_front(template: Template) -> Iterator[Waiver]:
    """The waivers of the front matter in which nothing is wrong."""
    wrong = [each.place.span.start for each in template.problems]
    for waiver in front_waivers(template.front) if template.front is not None else ():
        start, end = waiver.place.span
        if not any(start <= at < end for at in wrong):
            yield waiver


def _readable(read: Iterable[Waiver | Problem]) -> Iterator[Waiver]:
    return (_shown(each) for each in read if isinstance(each, Waiver))


def _shown(waiver: Waiver) -> Waiver:
    """A waiver without personal data."""
    return waiver._replace(reason=masked(waiver.reason), by=masked(waiver.by))


def never_waived(project: Project, finding: Finding) -> bool:
    """Whether nobody may waive a finding: by its rule, or by the word that it disguises."""
    never = {*NEVER_WAIVED, *project.policy.waivers.never}
    rule = all_rules().get(finding.code)
    term = finding.term and project.wording.code_of(finding.term)
    return finding.code in never or term in never or rule is None or rule.weight.duty is Duty.TOOL


class Waivers:
    """The waivers of one template: its own, and those of its partials that serve it."""

    def __init__(
        self, project: Project, template: Template, partials: Iterable[Script], as_of: date
    ) -> None:
        self._project = project
        self._template = template
        self._front: list[Waiver] = []
        self._beside: dict[tuple[str, str], list[Waiver]] = {}
        self._used: set[Waiver] = set()
        self._refused: set[Waiver] = set()
        self.problems: list[Problem] = []
        scripts = [(script, False) for script in template.sections.values()]
        scripts += [(script, True) for script in partials]
        for script, partial in scripts:
            waivers, problems = read_waivers(project, script, as_of, partial=partial)
            self.problems += problems
            for waiver in waivers:
                if not partial or template.id in waiver.templates:
                    key = (waiver.place.source.path, waiver.code)
                    self._beside.setdefault(key, []).append(waiver)
        for found in self._beside.values():
            found.sort(key=lambda each: each.covers)
        if template.front is not None:
            self._front, problems = _sorted_out(project, _of_front(template), as_of)
            self.problems += problems
        self._partials = {script.excerpt.source.path for script, partial in scripts if partial}

    def allow(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, those that are waived with their waiver."""
        if not (self._beside or self._front):
            return [*findings]
        return [finding._replace(waiver=self._waiver_of(finding)) for finding in findings]

    def unused(self) -> Iterator[Problem]:
        """A WVR003 for each waiver that no finding has needed, a WVR004 for what it may not do."""
        told = {_stretch(each) for each in self._used}
        for waiver in (*(each for found in self._beside.values() for each in found), *self._front):
            if waiver in self._refused:
                message = "这里是不能豁免的说法的变相写法；请删除这条豁免，改写文字"
                yield Problem("WVR004", waiver.place, f"{waiver.code}：{message}")
            elif waiver not in self._used:
                yield Problem("WVR003", waiver.place, self._useless(waiver, told))

    def _useless(self, waiver: Waiver, told: set[tuple[str, str, Span]]) -> str:
        """Why a waiver is no use; ``told`` are the stretches that a used one covers."""
        if _stretch(waiver) in told:
            return f"{waiver.code} 的同一处已有另一条豁免，这条重复了；请删除"
        if waiver.templates:
            return f"模板 {self._template.id} 印出的后面这些文字没有 {waiver.code} 的问题；请删除它"
        if waiver in self._front:
            what = f"写法“{waiver.text}”" if waiver.text else "缺少的内容"
            return f"这个模板没有 {waiver.code} 说的{what}；请删除这条豁免，正文里的写法用注释豁免"
        where = "后面的文字（同一行或下一行）"
        return f"{where}没有 {waiver.code} 的问题；请删除这条豁免，或把它移到问题的前面"

    def _waiver_of(self, finding: Finding) -> Waiver | None:
        """The waiver of a finding; of a word in several parts each must be waived."""
        parts = [finding.place, *(each.place for each in finding.related if each.role == "part")]
        found = [self._for_part(finding, place) for place in parts]
        waivers = [each for each in found if each is not None]
        if len(waivers) < len(found):
            return None
        if never_waived(self._project, finding):
            self._refused.update(waivers)
            return None
        self._used.update(waivers)
        return waivers[0]

    def _for_part(self, finding: Finding, place: Place) -> Waiver | None:
        start, end = place.span
        if start < end and self._is_text(place):
            beside = self._beside.get((place.source.path, finding.code), ())
            at = bisect_right(beside, start, key=lambda each: each.covers.start) - 1
            return beside[at] if at >= 0 and start < beside[at].covers.end else None
        # What is printed is named; what is absent, or no text, needs no name.
        printed = finding.excerpt if finding.witness else ""
        return next(
            (each for each in self._front if (each.code, each.text) == (finding.code, printed)),
            None,
        )

    def _is_text(self, place: Place) -> bool:
        """Whether a comment can stand beside a place: in Jinja2, here or in a partial."""
        if place.source.path != self._template.source.path:
            return place.source.path in self._partials
        return any(
            script.excerpt.start <= place.span.start <= script.excerpt.end
            for script in self._template.sections.values()
        )


def _stretch(waiver: Waiver) -> tuple[str, str, Span]:
    """Its rule, and the characters of a file that it covers."""
    return waiver.code, waiver.place.source.path, waiver.covers


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
            waivers.append(_shown(each))
    return waivers, problems


def _fault(project: Project, waiver: Waiver, as_of: date) -> Problem | None:
    """Why a waiver doesn't hold."""
    rule = all_rules().get(waiver.code)
    limits = project.policy.waivers
    last = as_of + timedelta(limits.days) if limits.days is not None else waiver.until
    code, message = "", ""
    if rule is None:
        code, message = "WVR001", f"没有 {waiver.code} 这条规则；请改正编号，或删除这条豁免"
    elif waiver.code in NEVER_WAIVED:
        code, message = "WVR004", f"{rule.title}不能豁免；请删除这条豁免，改写文字"
    elif rule.weight.duty is Duty.TOOL:
        code, message = (
            "WVR004",
            f"{rule.title}关系到模板能不能用，不能豁免；请按提示改正",
        )
    elif waiver.code in limits.never:
        why = f"policy.yaml 规定{rule.title}不能豁免"
        code, message = "WVR004", f"{why}；请删除这条豁免，改写文字"
    elif not (_visible(waiver.reason) and _visible(waiver.by)):
        code, message = "WVR001", "理由和批准人要写出看得见的字；请补上"
    elif waiver.until < as_of:
        code = "WVR002"
        message = f"豁免已于 {waiver.until} 到期；请改正文字后删除它，或请批准人重新批准"
    elif waiver.until > last:
        why = f"policy.yaml 规定豁免最长 {limits.days} 天"
        code, message = "WVR001", f"{why}；请把 until 改为 {last} 或更早"
    return Problem(code, waiver.place, f"{waiver.code}：{message}") if code else None


def _visible(text: str) -> bool:
    return any(each.isprintable() and not each.isspace() for each in text)
