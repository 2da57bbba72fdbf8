"""What users read for severities, cases, fixes and waivers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from linter.finding import Cause, Severity
from linter.report.characters import one_line
from linter.rules import all_rules
from linter.rules.privacy import MASKED, masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linter.finding import Edit, Finding, Place, Waiver
    from linter.review import Pair, Review
    from linter.run import Summary

_MOST_VALUES = 10
_CHANGES = {"added": "新增", "modified": "有改动", "deleted": "已删除", "affected": "受影响"}
SECTIONS = {"subject": "主题", "preheader": "预览", "heading": "标题"}
_SHOWN_WITNESS = 160  # characters
_SHOWN_TEXT = 60  # characters
SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
ROLES = {"part": "另一部分", "call": "经由"}
WAIVED = "已豁免"


def closing(summary: Summary) -> str:
    """The last lines of a run: what it found, and where two versions were compared, why."""
    return "\n".join([outcome(summary), *(f"  起因：{each}" for each in causes(summary))])


def causes(summary: Summary) -> Iterator[str]:
    """The parts of a change that brought findings about, each with how many."""
    found = Counter(finding.cause for finding in summary.findings if finding.cause)
    for cause, count in found.items():
        yield f"{caused(cause)}，{count} 个问题"


def outcome(summary: Summary) -> str:
    """What a run found, in one line."""
    counts = [(summary.count(severity), word) for severity, word in SEVERITIES.items()]
    found = "、".join(f"{count} 个{word}" for count, word in counts if count)
    checked = f"检查了 {summary.templates} 个模板、{summary.cases} 种情形"
    waived = f"，另有 {summary.waived} 个{WAIVED}" if summary.waived else ""
    known = f"，另有 {summary.baselined} 个登记过的旧问题" if summary.baselined else ""
    if not summary.since:
        return f"{checked}：{found or '没有问题'}{waived}{known}"
    new = f"新增 {found}" if found else "没有新的问题"
    return f"{checked}，与 {summary.since}相比：{new}{waived}{known}"


def label(finding: Finding) -> str:
    """How much a finding weighs, or that it is waived."""
    return SEVERITIES[finding.severity] if finding.waiver is None else WAIVED


def title(finding: Finding) -> str:
    """The rule in a few words; of a rule that isn't known, its name."""
    rule = all_rules().get(finding.code)
    return rule.title if rule else finding.name


def facts(finding: Finding) -> Iterator[tuple[str, str]]:
    """What is known of a finding beside its message, in one line each, with a label."""
    if finding.case_count and (finding.witness or finding.cases != ({},)):
        cases = one_line(describe(finding.cases))
        yield "情形", f"{cases}（{finding.case_count} 种）"
    if finding.witness:
        yield "成稿", one_line(finding.witness, _SHOWN_WITNESS)
    if finding.cause is not None:
        yield "起因", caused(finding.cause)
    if finding.fix is not None:
        yield "改法", mending(finding)
    if basis := "、".join(finding.basis) or ("行内要求" if finding.duty == "house" else ""):
        yield "依据", one_line(basis)
    if finding.waiver is not None:
        yield "豁免", permission(finding.waiver)


def told(finding: Finding) -> str:
    """A finding in full: its message, then a line for each fact."""
    return "\n".join([one_line(finding.message), *map("：".join, facts(finding))])


def permission(waiver: Waiver) -> str:
    """Why something is allowed: ``理由（批准：某角色，有效至 2026-12-31）``."""
    reason, by = one_line(waiver.reason), one_line(waiver.by)
    return f"{reason}（批准：{by}，有效至 {waiver.until.isoformat()}）"


def mending(finding: Finding) -> str:
    """What the fix of a finding does: ``把“滞”改为“违约”（可自动改）``."""
    assert finding.fix is not None
    edits = "，".join(_edit(edit, finding) for edit in finding.fix.edits)
    return f"{edits}（{'可自动改' if finding.fix.safe else '建议'}）"


def _edit(edit: Edit, finding: Finding) -> str:
    there = edit.place.source.path != finding.place.source.path
    where = f"在 {one_line(edit.place.where)} " if there else ""
    old, new = shown(edit.place, finding.code), one_line(edit.text, _SHOWN_TEXT)
    if not old:
        return f"{where}加上“{new}”"
    return f"{where}把“{old}”改为“{new}”" if new else f"{where}删除“{old}”"


def shown(place: Place, code: str) -> str:
    """The characters at a place in one line, personal data and what such a rule found hidden."""
    text = one_line(place.text)
    return one_line("*" * len(text) if code in MASKED else masked(text), _SHOWN_TEXT)


def marked_line(place: Place, *, hide: bool) -> tuple[str, str, str]:
    """The source line of a place, cut in three: before it, the place, after it.

    Personal data in the line is not shown; with ``hide``, nothing of the place.
    """
    source, (start, end) = place.source, place.span
    line = source.line(source.position(start).line)
    text = masked(source.text[line.start : line.end])
    first = start - line.start
    last = max(min(end, line.end) - line.start, first)
    marked = "*" * (last - first) if hide else text[first:last]
    return text[:first], marked, text[last:]


def describe(cases: Iterable[dict[str, Any]], most: int | None = _MOST_VALUES) -> str:
    """Partial assignments in words: ``plan = 是、title = 先生``; ``most`` values of each."""
    return "；或 ".join(_assignment(case, most) for case in cases)


def changed(how: str) -> str:
    """What happened to a file or a template."""
    return _CHANGES[how]


def reviewed(review: Review) -> str:
    """What a review tells, in one line."""
    count = len(review.templates)
    new = Counter(
        finding.severity
        for each in (*(each.new for each in review.templates), review.others)
        for finding in each
        if finding.waiver is None
    )
    counts = [(new[severity], word) for severity, word in SEVERITIES.items()]
    found = "、".join(f"{number} 个{word}" for number, word in counts if number)
    templates = f"{count} 个模板有变化" if count else "没有模板有变化"
    problems = f"新增 {found}" if found else "没有新的问题"
    return f"{review.base} → {review.head}：{templates}，{problems}"


def resized(pair: Pair, channel: str) -> str:
    """The lengths of a message before and after: ``63～70 → 65～72 字，1 → 2 条``."""
    sides = [each for each in (pair.before, pair.after) if each is not None]
    units = [_span(each.fewest_units, each.most_units) for each in sides]
    told = f"{' → '.join(dict.fromkeys(units))} 字"
    if channel == "sms":
        segments = [_span(each.fewest_parts, each.most_parts) for each in sides]
        told = f"{told}，{' → '.join(dict.fromkeys(segments))} 条"
    return f"{told}；另有 {pair.alike} 种成稿改动相同" if pair.alike else told


def _span(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}～{most}"


def caused(cause: Cause) -> str:
    """The part of a change that brought a finding about."""
    what = f"词条 {cause.term}，" if cause.term else ""
    return one_line(f"{what}{cause.path}（{_CHANGES[cause.change]}）")


def _assignment(case: dict[str, Any], most: int | None) -> str:
    some = [f"{key} = {_value(value)}" for key, value in list(case.items())[:most]]
    more = f"等 {len(case)} 个变量" if len(some) < len(case) else ""
    return "、".join(some) + more or "全部"


def _value(value: Any) -> str:
    if value is True or value is False:
        return "是" if value else "否"
    if value is None:
        return "没有值"
    return {"*": "有值", "none": "空值"}.get(value, str(value))
