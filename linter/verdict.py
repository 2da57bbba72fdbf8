"""What rules and walks found in one template, as findings with their cases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from linter.finding import Edit, Finding, Fix, Place, Problem, Related, Severity
from linter.rules import all_rules
from linter.rules.privacy import MASKED, hidden, hidden_part, masked
from linter.rules.rule import Absence, Context, Duty, Hit, Rule, Said, Weight
from linter.rules.wording import said
from linter.source import ProjectError, Span
from linter.template.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linter.project import Project
    from linter.template.cases import Examination
    from linter.template.template import Template


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


def said_severity(found: Said, rule: Rule, weight: Weight, project: Project) -> Severity:
    """The severity of what an entry found, as the bank's policy sets it.

    The policy raises what weighs as much as its rule does, and lowers all alike.
    """
    severity = severity_of(rule, weight, project)
    return severity if found.severity >= weight.severity else min(severity, found.severity)


def problem_finding(project: Project, problem: Problem, template: str, cases: int) -> Finding:
    """The finding of a problem that was seen before any message existed."""
    rule = all_rules()[problem.code]
    weight = rule.weight
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=severity_of(rule, weight, project),
        category=rule.category,
        template=template,
        place=problem.place,
        message=masked(problem.message),
        duty=weight.duty.name.lower(),
        excerpt=masked(problem.place.text),
        basis=weight.basis,
        case_count=cases,
        related=problem.related,
    )


def walk_findings(project: Project, examination: Examination) -> Iterator[Finding]:
    """What the walk found wrong, with the cases in which it is so."""
    for problem in examination.problems:
        paths = examination.problem_paths.get(problem)
        cases, count = (
            examination.describe_paths(paths) if paths else (({},), examination.case_count)
        )
        finding = problem_finding(project, problem, examination.template.id, count)
        yield finding._replace(cases=_masked_cases(cases))


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
    fix: Fix | None = None


_Places = dict[tuple[object, ...], _Gathered]


def rule_findings(project: Project, examination: Examination) -> Iterator[Finding]:
    """What the rules find in the messages of a template."""
    template = examination.template
    assert template.front is not None
    profile = project.profile(template.front.profile)
    context = Context(
        template.front, project.institution, project.policy, profile, project.part_units
    )
    gathered: defaultdict[str, _Places] = defaultdict(dict)
    known: dict[tuple[str, str], Sequence[Said]] = {}
    one_by_one, all_at_once = checks(template.front.channel)
    for at, message in enumerate(examination.messages):
        for rule in one_by_one:
            for found in rule.check(message, context):
                _gather(gathered[rule.code], at, message, found, template)
        whole = message.text
        true_case = context.front.case_number and context.front.case_number in whole
        for name, section in message.sections.items():
            text = (section.text, whole)
            if text not in known:
                known[text] = said(section.text, project.wording, whole)
            for each in known[text]:
                severity = Severity.INFO if true_case and each.litigated else None
                hit = Hit(name, each.start, each.end, each.message, severity, each.rewrite)
                _gather(gathered[each.code], at, message, hit, template, words=each)
    for rule in all_at_once:
        for excess in rule.check_all(examination, context):
            place = template.front.record.value_places.get(excess.key, template.end)
            entry = _Gathered(excess.message, place, severity=excess.severity)
            entry.messages.update(excess.messages)
            gathered[rule.code][(excess.message,)] = entry
    witnesses: dict[int, str] = {}
    for code, places in gathered.items():
        rule = all_rules()[code]
        weight = rule.weigh(context.situation)
        for entry in places.values():
            witness = ""
            if entry.messages:
                at = min(entry.messages)
                if at not in witnesses:
                    witnesses[at] = _hidden(examination.messages[at], known).example
                witness = witnesses[at]
            yield _finding(project, examination, rule, weight, entry, witness=witness)


def without_personal_data(project: Project, message: Message) -> Message:
    """A message whose personal data is hidden."""
    whole = message.text
    known = {
        (section.text, whole): said(section.text, project.wording, whole)
        for section in message.sections.values()
    }
    return _hidden(message, known)


def _hidden(message: Message, known: dict[tuple[str, str], Sequence[Said]]) -> Message:
    """The same; ``known`` is what its sections say."""
    whole = message.text
    sections = {}
    for name, section in message.sections.items():
        found = known[(section.text, whole)]
        spans = [hidden_part(each) for each in found if each.code in MASKED]
        sections[name] = section.hidden(spans) if spans else section
    return Message(sections, message.choices)


def _masked_cases(cases: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    return tuple({key: _masked_value(value) for key, value in case.items()} for case in cases)


def _masked_value(value: Any) -> Any:
    return masked(value) if isinstance(value, str) else value


@cache
def checks(channel: str) -> tuple[list[Rule], list[Rule]]:
    """The rules that check messages one by one, and those that need all of a template's."""
    rules = [rule for rule in all_rules().values() if channel in rule.channels]
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
    place, excerpt, fix = template.end, "", None
    related: tuple[Related, ...] = ()
    if isinstance(found, Hit):
        section = message.sections[found.section]
        place, related = section.places(found.start, found.end)
        excerpt = section.text[found.start : found.end]
        if found.rewrite is not None and section.plain(found.start, found.end):
            fix = Fix(found.rewrite.safe, (Edit(place, found.rewrite.text),))
    elif found.after:
        last, related = message.body.places(found.after - 1, found.after)
        place = Place(last.source, Span(last.span.end, last.span.end))
    parts = tuple(each.place.key for each in related if each.role == "part")
    key = (place.key, *parts, found.message, found.severity, words and words.severity)
    entry = _Gathered(
        found.message, place, excerpt=excerpt, severity=found.severity, said=words, fix=fix
    )
    entry = gathered.setdefault(key, entry)
    entry.messages.add(at)
    for each in related:
        entry.related.setdefault((each.role, *each.place.key), each)


def _finding(  # noqa: PLR0913 - what was found, by what, and a message that shows it
    project: Project,
    examination: Examination,
    rule: Rule,
    weight: Weight,
    entry: _Gathered,
    *,
    witness: str,
) -> Finding:
    template = examination.template
    cases, count = (
        examination.describe(entry.messages) if entry.messages else (({},), examination.case_count)
    )
    severity = severity_of(rule, weight, project)
    category, basis, term, excerpt = rule.category, weight.basis, "", entry.excerpt
    if entry.said is not None:
        category, basis, term = entry.said.category, entry.said.basis, entry.said.term
        severity = said_severity(entry.said, rule, weight, project)
    if entry.severity is not None:
        severity = min(severity, entry.severity)
    if rule.code in MASKED:
        excerpt = hidden(excerpt, rule.code)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=severity,
        category=category,
        template=template.id,
        place=entry.place,
        message=entry.message,
        duty=weight.duty.name.lower(),
        excerpt=excerpt,
        basis=basis,
        cases=_masked_cases(cases),
        case_count=count,
        witness=witness,
        term=term,
        related=tuple(entry.related.values()),
        fix=entry.fix,
    )
