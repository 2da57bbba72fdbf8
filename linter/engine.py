"""Check one file: from its text to findings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from linter.finding import Finding, Place, Problem, Related, Severity
from linter.rules import all_rules
from linter.rules.privacy import MASKED, masked
from linter.rules.rule import (
    Absence,
    Context,
    Duty,
    Hit,
    Rule,
    Said,
    Weight,
    WordingRule,
    weights,
)
from linter.rules.wording import said
from linter.source import ProjectError, Source, SourceError, Span
from linter.template.cases import Examination, examine, examine_values
from linter.template.template import Template, load_partial, load_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from linter.document import Scalar
    from linter.files import File
    from linter.glossary.edition import Edition
    from linter.project import Project
    from linter.template.message import Message
    from linter.template.syntax import Script
    from linter.template.variables import Value


_NOWHERE = Span(0, 0)


@dataclass(frozen=True)
class Checked:
    """What checking one file gave.

    ``id`` is the template's, at ``id_span`` of the file; ``cases`` counts the
    cases of its complete product; ``uses`` has the digest of every partial that
    was asked for, None for one that is not there; ``template`` is None where the
    result comes from a cache or a worker.
    """

    findings: tuple[Finding, ...]
    template: Template | None = None
    is_template: bool = False
    id: str = ""
    id_span: Span = _NOWHERE
    cases: int = 0
    uses: dict[str, str | None] = field(default_factory=dict)


def severity_of(rule: Rule, weight: Weight, project: Project) -> Severity:
    """The severity of a rule of this weight, as the bank's policy sets it.

    Raises `ProjectError` where the policy weakens what law demands.
    """
    chosen = project.policy.severities.get(rule.code)
    if chosen is None:
        return weight.severity
    severity, place = chosen
    if severity < weight.severity and weight.duty in (Duty.LAW, Duty.TOOL):
        raise ProjectError(
            f"{place.where}："
            f"{rule.code} 执行的是{weight.duty.value}，"
            f"不能低于 {weight.severity}；请删除这一行"
        )
    return severity


def check_glossary(project: Project) -> None:
    """Read and prove the glossary and see that its policy holds; raises `ProjectError`."""
    _ = project.institution
    check_terms(project.edition)
    for code, (_, place) in project.policy.severities.items():
        if code not in all_rules():
            raise ProjectError(f"{place.where}：没有 {code} 这条规则；请删除这一行")
        for weight in weights(all_rules()[code]):
            severity_of(all_rules()[code], weight, project)


def check_terms(edition: Edition) -> None:
    """Prove the terms and see that their codes are those of wording rules.

    Raises `ProjectError`.
    """
    for code, (severity, name) in edition.wording.codes.items():
        rule = all_rules().get(code)
        if not isinstance(rule, WordingRule):
            place = edition.book.terms[name].record.value_places["code"]
            raise ProjectError(f"{place.where}：{code} 不是用语规则；请改正 code")
        if severity > rule.weight.severity:
            place = edition.book.terms[name].record.value_places["severity"]
            raise ProjectError(f"{place.where}：{code} 最高为 {rule.weight.severity}；请降低级别")


def check_file(project: Project, file: File, as_of: date) -> Checked:
    """Check a template or partial. Whatever the file holds, the answer is findings.

    Raises `ProjectError` where the project itself can't be used.
    """
    try:
        source = project.files.source(file)
    except SourceError as error:
        return Checked((_unreadable(project, error),))
    if file.is_partial:
        _, problems = load_partial(source)
        return Checked(tuple(_problem(project, problem, "", 0) for problem in problems))
    return check_source(project, source, as_of, file.channel)


def check_source(
    project: Project, source: Source, as_of: date, folder: str | None = None
) -> Checked:
    """Check the text of a template; ``folder`` is the channel that its folder names."""
    template = load_template(source)
    problems = [*template.problems, *_against_project(template, project, as_of, folder)]
    hits: list[Finding] = []
    cases = 0
    uses: dict[str, str | None] = {}
    if template.walkable and template.front is not None:
        examination = examine_template(project, template, uses)
        cases = examination.case_count
        hits = [*_walk_findings(project, examination), *_findings(project, examination)]
    found = [_problem(project, problem, template.id, cases) for problem in problems]
    findings = sorted([*found, *hits], key=lambda finding: finding.key)
    span = _NOWHERE
    if template.front is not None and template.id:
        span = template.front.record.value_places["id"].span
    return Checked(
        findings=tuple(findings),
        template=template,
        is_template=True,
        id=template.id,
        id_span=span,
        cases=cases,
        uses=uses,
    )


def examine_template(
    project: Project, template: Template, uses: dict[str, str | None] | None = None
) -> Examination:
    """Walk a template in all its cases, with the institution's fields and partials.

    ``uses`` takes up the digests of the partials that it asks for.
    """

    def load(path: str) -> Script:
        if uses is not None:
            uses[path] = project.digest(path)
        return project.load(path)

    return examine(template, project.institution.fields, load, _signature(project, template))


def check_values(
    project: Project, template: Template, values: dict[str, Value], as_of: date
) -> tuple[Examination, list[Finding]]:
    """The one message that concrete values make, and all that it breaks."""
    signature = _signature(project, template)
    fields = project.institution.fields
    examination = examine_values(template, fields, project.load, signature, values)
    problems = (
        *template.problems,
        *_against_project(template, project, as_of, None),
    )
    found = [_problem(project, problem, template.id, 1) for problem in problems]
    walked = _walk_findings(project, examination)
    return examination, [*found, *walked, *_findings(project, examination)]


def _signature(project: Project, template: Template) -> Scalar | None:
    if template.front is None or template.channel != "sms":
        return None
    return template.front.signature or project.institution.signature


def _unreadable(project: Project, error: SourceError) -> Finding:
    source = Source(error.path, "")
    problem = Problem("META011", Place(source, Span(0, 0)), error.reason)
    return _problem(project, problem, "", 0)


def repeated_id(project: Project, name: str, place: Place, first: str) -> Finding:
    """The finding where an id stands that the file ``first`` has already."""
    message = f"编号“{name}”已用于 {first}；请换一个"
    return _problem(project, Problem("META006", place, message), name, 0)


def _against_project(
    template: Template, project: Project, as_of: date, folder: str | None
) -> Iterator[Problem]:
    """What front matter says that the project doesn't know."""
    front = template.front
    if front is None:
        return
    places = front.record.value_places
    if folder is not None and folder != front.channel:
        where = f"templates/{folder}".rstrip("/")
        message = f"channel 是 {front.channel}，文件却在 {where}；请移动文件或改正 channel"
        yield Problem("META007", places["channel"], message)
    purposes = project.policy.purposes
    purpose = purposes.get(front.purpose)
    if front.purpose and purpose is None:
        message = f"policy.yaml 里没有用途“{front.purpose}”；可用的有：{'、'.join(purposes)}"
        yield Problem("META009", places["purpose"], message)
    stage = front.record.get("stage")
    if purpose is not None and stage is not None and stage not in purpose.stages:
        known = "、".join(purpose.stages) or "（没有）"
        message = f"用途“{front.purpose}”没有阶段“{stage}”；可用的有：{known}"
        yield Problem("META009", places["stage"], message)
    review_by = front.record.get("review_by")
    if review_by is not None and review_by < as_of:
        message = f"复审日期 {review_by} 已过；请复审后改到下一次的日期"
        yield Problem("META010", places["review_by"], message)


def _problem(project: Project, problem: Problem, template: str, cases: int) -> Finding:
    rule = all_rules()[problem.code]
    weight = rule.weight
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=severity_of(rule, weight, project),
        category=rule.category,
        template=template,
        place=problem.place,
        message=problem.message,
        duty=weight.duty.name.lower(),
        excerpt=problem.place.text,
        basis=weight.basis,
        case_count=cases,
        related=problem.related,
    )


def _walk_findings(project: Project, examination: Examination) -> Iterator[Finding]:
    """What the walk found wrong, with the cases in which it is so."""
    for problem in examination.problems:
        paths = examination.problem_paths.get(problem)
        cases, count = (
            examination.describe_paths(paths) if paths else (({},), examination.case_count)
        )
        finding = _problem(project, problem, examination.template.id, count)
        yield finding._replace(cases=cases)


@dataclass
class _Gathered:
    """One place where a rule is broken, with the messages that show it.

    ``severity`` is the most that it weighs where that is less than the rule's;
    ``said`` is what was found there, if it is wording.
    """

    message: str
    place: Place
    related: dict[tuple[str, str, int, int], Related] = field(default_factory=dict)
    excerpt: str = ""
    messages: set[int] = field(default_factory=set)
    severity: Severity | None = None
    said: Said | None = None


_Places = dict[tuple[object, ...], _Gathered]


def _findings(project: Project, examination: Examination) -> Iterator[Finding]:
    template = examination.template
    assert template.front is not None
    context = Context(template.front, project.institution, project.policy, project.part_units)
    gathered: defaultdict[str, _Places] = defaultdict(dict)
    known: dict[str, Sequence[Said]] = {}
    one_by_one, all_at_once = _checks()
    for at, message in enumerate(examination.messages):
        for rule in one_by_one:
            for found in rule.check(message, context):
                _gather(gathered[rule.code], at, message, found, template)
        for name, section in message.sections.items():
            if section.text not in known:
                known[section.text] = said(section.text, project.wording)
            for each in known[section.text]:
                hit = Hit(name, each.start, each.end, each.message)
                _gather(gathered[each.code], at, message, hit, template, words=each)
    for rule in all_at_once:
        for excess in rule.check_all(examination, context):
            entry = _Gathered(excess.message, template.end, severity=excess.severity)
            entry.messages.update(excess.messages)
            gathered[rule.code][(excess.message,)] = entry
    for code, places in gathered.items():
        rule = all_rules()[code]
        weight = rule.weigh(context.situation)
        for entry in places.values():
            yield _finding(project, examination, rule, weight, entry)


@cache
def _checks() -> tuple[list[Rule], list[Rule]]:
    """The rules that check messages one by one, and those that need all of a template's."""
    rules = all_rules().values()
    return (
        [rule for rule in rules if type(rule).check is not Rule.check],
        [rule for rule in rules if type(rule).check_all is not Rule.check_all],
    )


def _gather(  # noqa: PLR0913 - what was found, where, in which message
    gathered: _Places,
    at: int,
    message: Message,
    found: Hit | Absence,
    template: Template,
    *,
    words: Said | None = None,
) -> None:
    if isinstance(found, Absence):
        entry = gathered.setdefault(
            (found.message,), _Gathered(found.message, template.end, severity=found.severity)
        )
        entry.messages.add(at)
        return
    section = message.sections[found.section]
    place, related = section.places(found.start, found.end)
    parts = tuple(each.place.key for each in related if each.role == "part")
    key = (place.key, *parts)
    entry = gathered.setdefault(key, _Gathered(found.message, place, said=words))
    entry.excerpt = section.text[found.start : found.end]
    entry.messages.add(at)
    for each in related:
        entry.related.setdefault((each.role, *each.place.key), each)


def _finding(
    project: Project, examination: Examination, rule: Rule, weight: Weight, entry: _Gathered
) -> Finding:
    template = examination.template
    cases, count = (
        examination.describe(entry.messages) if entry.messages else (({},), examination.case_count)
    )
    witness = examination.messages[min(entry.messages)].example if entry.messages else ""
    severity = severity_of(rule, weight, project)
    category, basis = rule.category, weight.basis
    if entry.said is not None:
        category, basis = entry.said.category, entry.said.basis
        if entry.said.severity < weight.severity:  # the policy moves what weighs as its rule does
            severity = entry.said.severity
    if entry.severity is not None:
        severity = min(severity, entry.severity)
    hide = masked if rule.code in MASKED else str
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=severity,
        category=category,
        template=template.id,
        place=entry.place,
        message=entry.message,
        duty=weight.duty.name.lower(),
        excerpt=hide(entry.excerpt),
        basis=basis,
        cases=cases,
        case_count=count,
        witness=hide(witness),
        related=tuple(entry.related.values()),
    )
