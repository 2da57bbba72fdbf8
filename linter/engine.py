"""Check one file: from its text to findings."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from linter.finding import Finding, Place, Problem, Severity
from linter.meaning import digest, manifest
from linter.rules import all_rules
from linter.rules.rule import WordingRule, weights
from linter.source import ProjectError, Source, SourceError, Span
from linter.template.cases import NO_ENVELOPE, Envelope, Examination, examine, examine_values
from linter.template.statements import Missing
from linter.template.template import Template, load_partial, load_template
from linter.verdict import problem_finding, rule_findings, severity_of, walk_findings
from linter.waivers import Waivers, read_waivers, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from linter.files import File
    from linter.glossary.edition import Edition
    from linter.meaning import Manifest
    from linter.project import Project
    from linter.template.statements import Load
    from linter.template.syntax import Script
    from linter.template.variables import Value

_NOWHERE = Span(0, 0)


class Head(NamedTuple):
    """What is known of a template without its messages.

    ``meaning`` is the digest of its manifest, empty where it can't be printed, None where
    nobody asked; ``successor`` is the id of what takes its place, empty where none is
    named, None where it is not retired.
    """

    channel: str
    purpose: str
    title: str
    successor: str | None = None
    meaning: str | None = None


@dataclass(frozen=True)
class Checked:
    """What checking one file gave.

    ``id`` is the template's, at ``id_span`` of the file; ``cases`` counts the
    cases of its complete product; ``digest`` is that of the file, ``uses`` has
    those of every partial that was asked for, None for one that is not there;
    ``named`` has the templates that waivers in a partial name, with the span of
    each; ``template`` is None where the result comes from a cache or a worker.
    """

    findings: tuple[Finding, ...]
    template: Template | None = None
    is_template: bool = False
    id: str = ""
    id_span: Span = _NOWHERE
    cases: int = 0
    digest: str | None = None
    uses: dict[str, str | None] = field(default_factory=dict)
    named: tuple[tuple[str, Span], ...] = ()
    head: Head | None = None


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


def check_file(project: Project, file: File, as_of: date, *, meaning: bool = False) -> Checked:
    """Check a template or partial. Whatever the file holds, the answer is findings.

    With ``meaning`` the digest of what a template means is made, too.
    Raises `ProjectError` where the project itself can't be used.
    """
    try:
        source, digest = project.files.read(file)
    except SourceError as error:
        return Checked((_unreadable(project, error),), digest=project.files.digest(file))
    if file.is_partial:
        script, problems = load_partial(source)
        named: list[tuple[str, Span]] = []
        if script is not None:
            waivers, wrong = read_waivers(project, script, as_of, partial=True)
            problems = [*problems, *wrong]
            named = [(name, each.place.span) for each in waivers for name in each.templates]
        found = (problem_finding(project, problem, "", 0) for problem in problems)
        return Checked(tuple(found), digest=digest, named=tuple(named))
    checked = check_source(project, source, as_of, file.channel, meaning=meaning)
    return replace(checked, digest=digest)


def check_source(
    project: Project,
    source: Source,
    as_of: date,
    folder: str | None = None,
    *,
    meaning: bool = False,
) -> Checked:
    """Check the text of a template; ``folder`` is the channel that its folder names."""
    template = load_template(source)
    problems = [*template.problems, *_against_project(template, project, as_of, folder)]
    hits: list[Finding] = []
    cases = 0
    uses: dict[str, str | None] = {}
    examination: Examination | None = None
    if template.walkable and template.front is not None:
        examination = examine_template(project, template, uses)
        cases = examination.case_count
        hits = [*walk_findings(project, examination), *rule_findings(project, examination)]
    found = [problem_finding(project, problem, template.id, cases) for problem in problems]
    partials = [*_partials(project, uses)]
    waivers = Waivers(project, template, partials, as_of)
    allowed = waivers.allow([*found, *hits])
    problems = waivers.problems
    if not any(each.severity is Severity.ERROR and each.duty == "tool" for each in allowed):
        problems = [*problems, *waivers.unused()]
    found = [problem_finding(project, problem, template.id, 0) for problem in problems]
    findings = sorted([*allowed, *found], key=lambda finding: finding.key)
    span = _NOWHERE
    if template.front is not None and template.id:
        span = template.front.record.value_places["id"].span
    made = _meaning(project, examination, partials) if meaning and examination else None
    return Checked(
        findings=tuple(findings),
        template=template,
        is_template=True,
        id=template.id,
        id_span=span,
        cases=cases,
        uses=uses,
        head=_head(template, digest(made) if made is not None else "" if meaning else None),
    )


class Examined(NamedTuple):
    """A template walked in all its cases, and what it means.

    ``examination`` is None where it can't be walked, ``manifest`` where it can't be printed in
    every case; ``uses`` are the partials that were asked for, by their paths below
    ``templates/``.
    """

    examination: Examination | None
    manifest: Manifest | None
    uses: tuple[str, ...]


def examined(project: Project, template: Template) -> Examined:
    """Walk a template, whatever it is."""
    if not template.walkable or template.front is None:
        return Examined(None, None, ())
    uses: dict[str, str | None] = {}
    examination = examine_template(project, template, uses)
    made = _meaning(project, examination, [*_partials(project, uses)])
    return Examined(examination, made, tuple(uses))


def meaning_of(project: Project, template: Template) -> Manifest | None:
    """What a template means; None where it can't be printed in every case."""
    return examined(project, template).manifest


def _meaning(project: Project, examination: Examination, partials: list[Script]) -> Manifest | None:
    template = examination.template
    if not template.id or len(examination.messages) < len(examination.cases.paths):
        return None
    texts = {script.excerpt.source.path: script.excerpt.text for script in partials}
    return manifest(project, examination, written(template, partials), texts)


def _head(template: Template, meaning: str | None) -> Head | None:
    front = template.front
    if front is None:
        return None
    retired = front.record.get("retired")
    successor = None if retired is None else retired.get("successor", "")
    return Head(front.channel, front.purpose, front.title, successor, meaning)


def examine_template(
    project: Project, template: Template, uses: dict[str, str | None] | None = None
) -> Examination:
    """Walk a template in all its cases, with the institution's fields and partials.

    ``uses`` takes up the digests of the partials that it asks for.
    """
    load = _load(project, {} if uses is None else uses)
    return examine(template, project.institution.fields, load, _envelope(project, template))


def _load(project: Project, uses: dict[str, str | None]) -> Load:
    def load(path: str) -> Script:
        uses[path] = project.digest(path)
        return project.load(path)

    return load


def _partials(project: Project, uses: dict[str, str | None]) -> Iterator[Script]:
    """The partials among the paths that a template asked for."""
    for path in uses:
        with suppress(Missing):
            yield project.load(path)


def check_values(
    project: Project, template: Template, values: dict[str, Value], as_of: date
) -> tuple[Examination, list[Finding]]:
    """The one message that concrete values make, and all that it breaks."""
    envelope = _envelope(project, template)
    uses: dict[str, str | None] = {}
    load = _load(project, uses)
    examination = examine_values(template, project.institution.fields, load, envelope, values)
    problems = (
        *template.problems,
        *_against_project(template, project, as_of, None),
    )
    found = [problem_finding(project, problem, template.id, 1) for problem in problems]
    walked = walk_findings(project, examination)
    waivers = Waivers(project, template, _partials(project, uses), as_of)
    return examination, waivers.allow([*found, *walked, *rule_findings(project, examination)])


def _envelope(project: Project, template: Template) -> Envelope:
    if template.front is None or template.channel != "sms":
        return NO_ENVELOPE
    signature = template.front.signature or project.institution.signature
    return Envelope(signature, project.profile(template.front.profile).appended)


def _unreadable(project: Project, error: SourceError) -> Finding:
    source = Source(error.path, "")
    problem = Problem("META011", Place(source, Span(0, 0)), error.reason)
    return problem_finding(project, problem, "", 0)


def repeated_id(project: Project, name: str, place: Place, first: str) -> Finding:
    """The finding where an id stands that the file ``first`` has already."""
    message = f"编号“{name}”已用于 {first}；请换一个"
    return problem_finding(project, Problem("META006", place, message), name, 0)


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
    profiles = project.edition.profiles
    if front.profile not in profiles and "profile" in places:
        message = f"没有发送通道“{front.profile}”；可用的有：{'、'.join(profiles)}"
        yield Problem("META004", places["profile"], message)
    review_by = front.record.get("review_by")
    if review_by is not None and review_by < as_of:
        message = f"复审日期 {review_by} 已过；请复审后改到下一次的日期"
        yield Problem("META010", places["review_by"], message)
