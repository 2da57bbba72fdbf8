"""Check one file, check many: from files to findings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from linter.finding import Finding, Place, Problem, Related, Severity
from linter.rules import all_rules
from linter.rules.rule import Absence, Context, Duty, Hit, Rule, Weight, weights
from linter.source import ProjectError, Source, SourceError, Span
from linter.template.cases import Examination, examine, examine_values
from linter.template.template import Template, load_partial, load_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from linter.document import Scalar
    from linter.project import Project
    from linter.template.message import Message
    from linter.template.variables import Value


@dataclass(frozen=True)
class Checked:
    """What checking one file gave; ``cases`` counts the cases of its complete product."""

    findings: tuple[Finding, ...]
    template: Template | None = None
    cases: int = 0


@dataclass(frozen=True)
class Summary:
    """What checking many files gave, findings in the order of the files."""

    findings: tuple[Finding, ...]
    templates: int
    cases: int

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity == severity for finding in self.findings)


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
    """Read the glossary and see that its policy holds; raises `ProjectError`."""
    _ = project.institution
    for code, (_, place) in project.policy.severities.items():
        if code not in all_rules():
            raise ProjectError(f"{place.where}：没有 {code} 这条规则；请删除这一行")
        for weight in weights(all_rules()[code]):
            severity_of(all_rules()[code], weight, project)


def check_file(project: Project, file: Path, as_of: date) -> Checked:
    """Check a template or partial. Whatever the file holds, the answer is findings.

    Raises `ProjectError` where the project itself can't be used.
    """
    try:
        source = project.source(file)
    except SourceError as error:
        return Checked((_unreadable(project, error),))
    if project.is_partial(file):
        _, problems = load_partial(source)
        return Checked(tuple(_problem(project, problem, "", 0) for problem in problems))
    return check_source(project, source, as_of, project.channel_of(file))


def check_source(
    project: Project, source: Source, as_of: date, folder: str | None = None
) -> Checked:
    """Check the text of a template; ``folder`` is the channel that its folder names."""
    template = load_template(source)
    problems = [*template.problems, *_against_project(template, project, as_of, folder)]
    hits: list[Finding] = []
    cases = 0
    if template.walkable and template.front is not None:
        examination = examine_template(project, template)
        cases = examination.case_count
        hits = [*_walk_findings(project, examination), *_findings(project, examination)]
    found = [_problem(project, problem, template.id, cases) for problem in problems]
    findings = sorted([*found, *hits], key=lambda finding: finding.key)
    return Checked(tuple(findings), template, cases)


def examine_template(project: Project, template: Template) -> Examination:
    """Walk a template in all its cases, with the institution's fields and partials."""
    signature = _signature(project, template)
    return examine(template, project.institution.fields, project.load, signature)


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


def check_files(
    project: Project,
    files: Iterable[Path],
    as_of: date,
    progress: Callable[[], None] = lambda: None,
) -> Summary:
    """Check files in order; ``progress`` is called after each."""
    check_glossary(project)
    findings: list[Finding] = []
    first_use: dict[str, Template] = {}
    templates = cases = 0
    for file in files:
        checked = check_file(project, file, as_of)
        findings.extend(checked.findings)
        if checked.template is not None:
            templates, cases = templates + 1, cases + checked.cases
            findings.extend(_repeated_id(project, checked.template, first_use))
        progress()
    return Summary(tuple(_without_repeats(findings)), templates, cases)


def _without_repeats(findings: list[Finding]) -> Iterator[Finding]:
    """A partial's own error is reported once, however many templates meet it."""
    seen: set[tuple[object, ...]] = set()
    for finding in findings:
        key = (finding.code, finding.place.key, finding.message)
        once = finding.code in ("TPL001", "TPL004")
        if not (once and key in seen):
            yield finding
        seen.add(key)


def _unreadable(project: Project, error: SourceError) -> Finding:
    source = Source(error.path, "")
    problem = Problem("META011", Place(source, Span(0, 0)), error.reason)
    return _problem(project, problem, "", 0)


def _repeated_id(
    project: Project, template: Template, first_use: dict[str, Template]
) -> Iterator[Finding]:
    if not template.id or template.front is None:
        return
    first = first_use.setdefault(template.id, template)
    if first is not template:
        place = template.front.record.value_places["id"]
        message = f"编号“{template.id}”已用于 {first.source.path}；请换一个"
        problem = Problem("META006", place, message)
        yield _problem(project, problem, template.id, 0)


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
        yield replace(finding, cases=cases)


@dataclass
class _Gathered:
    """One place where a rule is broken, with the messages that show it."""

    message: str
    place: Place
    related: dict[tuple[str, str, int, int], Related] = field(default_factory=dict)
    excerpt: str = ""
    messages: set[int] = field(default_factory=set)
    severity: Severity | None = None


def _findings(project: Project, examination: Examination) -> Iterator[Finding]:
    template = examination.template
    assert template.front is not None
    context = Context(template.front, project.institution, project.policy, project.part_units)
    for rule in all_rules().values():
        gathered: dict[tuple[object, ...], _Gathered] = {}
        known: dict[tuple[str, ...], list[Hit | Absence]] = {}
        for at, message in enumerate(examination.messages):
            if message.key not in known:
                known[message.key] = list(rule.check(message, context))
            for found in known[message.key]:
                _gather(gathered, at, message, found, template)
        for excess in rule.check_all(examination, context):
            entry = _Gathered(excess.message, template.end, severity=excess.severity)
            entry.messages.update(excess.messages)
            gathered[(excess.message,)] = entry
        for entry in gathered.values():
            weight = rule.weigh(context.situation)
            yield _finding(project, examination, rule, weight, entry)


def _gather(
    gathered: dict[tuple[object, ...], _Gathered],
    at: int,
    message: Message,
    found: Hit | Absence,
    template: Template,
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
    entry = gathered.setdefault(key, _Gathered(found.message, place))
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
    finding = Finding(
        code=rule.code,
        name=rule.name,
        severity=severity_of(rule, weight, project),
        category=rule.category,
        template=template.id,
        place=entry.place,
        message=entry.message,
        duty=weight.duty.name.lower(),
        excerpt=entry.excerpt,
        basis=weight.basis,
        cases=cases,
        case_count=count,
        witness=witness,
        related=tuple(entry.related.values()),
    )
    if entry.severity is None:
        return finding
    return replace(finding, severity=min(finding.severity, entry.severity))
