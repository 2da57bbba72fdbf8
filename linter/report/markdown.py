"""``--format markdown``: a comment on a pull request, for those who write the templates."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.report.markup import code, prose
from linter.report.words import ROLES, WAIVED, causes, facts, label, marked_line, outcome
from linter.rules import all_rules
from linter.rules.privacy import MASKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linter.finding import Finding, Place, Waiver
    from linter.run import Summary

MOST = 60_000  # characters; GitHub refuses a comment of more than 65,536
_RESERVED = 5_000  # characters of what stands around the findings
_MOST_RELATED = 4
_MESSAGE = 400  # characters
_AROUND = 24  # characters of the line on each side of what was found
_FOUND = 60  # characters of what was found
_NAME = 200  # characters of a path
_MOST_CAUSES = 10
_SHOWN = ("情形", "成稿", "起因", "改法", "依据")


def report(summary: Summary) -> str:
    """The result of a run, of `MOST` characters at most: the gravest findings come in first."""
    counted = [each for each in summary.findings if each.waiver is None]
    waived = [each for each in summary.findings if each.waiver is not None]
    chosen = _fitting([*sorted(counted, key=lambda each: -each.severity), *waived])
    blocks = [f"## 合规检查：{_verdict(summary)}", _introduction(summary)]
    for path, findings in _by_file(each for each in counted if id(each) in chosen):
        blocks += [f"### {code(path, _NAME)}", "\n".join(chosen[id(each)] for each in findings)]
    if listed := [chosen[id(each)] for each in waived if id(each) in chosen]:
        summed = f"<summary>{WAIVED} {len(waived)} 处，不计入结果</summary>"
        blocks += [f"<details>\n{summed}", "\n".join(listed), "</details>"]
    if left_out := len(summary.findings) - len(chosen):
        blocks.append(f"还有 {left_out} 处没有列出；请运行 `hegui check` 查看全部。")
    return "\n\n".join(blocks)


def _verdict(summary: Summary) -> str:
    if summary.count(Severity.ERROR):
        return "没有通过"
    return "没有错误，有警告" if summary.count(Severity.WARNING) else "通过"


def _introduction(summary: Summary) -> str:
    found = {each.severity for each in summary.findings if each.waiver is None}
    advice = [
        words
        for severity, words in (
            (Severity.ERROR, "错误必须改"),
            (Severity.WARNING, "警告请尽量改"),
            (Severity.INFO, "提示供参考"),
        )
        if severity in found
    ]
    lines = [f"{prose(outcome(summary))}。{'，'.join(advice)}{'。' if advice else ''}"]
    lines += [f"- 起因：{prose(each, _MESSAGE)}" for each in islice(causes(summary), _MOST_CAUSES)]
    return "\n".join(lines)


def _fitting(findings: Iterable[Finding]) -> dict[int, str]:
    """The items that there is room for, by the identity of their finding."""
    chosen: dict[int, str] = {}
    room = MOST - _RESERVED
    paths: set[str] = set()
    for finding in findings:
        item = _item(finding)
        path = finding.place.source.path
        room -= len(item) + 1 + (0 if path in paths else len(code(path, _NAME)) + 10)
        if room < 0:
            break
        paths.add(path)
        chosen[id(finding)] = item
    return chosen


def _by_file(findings: Iterable[Finding]) -> Iterable[tuple[str, list[Finding]]]:
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(finding.place.source.path, []).append(finding)
    return files.items()


def _item(finding: Finding) -> str:
    """One finding as an item of a list, its facts below it."""
    what = f"**{label(finding)}**：{prose(finding.message, _MESSAGE)}"
    where = f"第 {_line(finding.place)} 行，{code(finding.code)}"
    if finding.waiver is not None:
        where = f"{code(finding.place.source.path, _NAME)} {where}"
    return "\n".join([f"- {what}（{where}）", *(f"  - {each}" for each in _below(finding))])


def _below(finding: Finding) -> Iterator[str]:
    if line := _shown(finding.place, finding.code):
        yield f"原文：{line}"
    for role, words in ROLES.items():
        related = [each.place for each in finding.related if each.role == role]
        for place in related[:_MOST_RELATED]:
            there = place.source.path != finding.place.source.path
            path = f"{code(place.source.path, _NAME)} " if there else ""
            yield f"{words}：{path}第 {_line(place)} 行 {_shown(place, finding.code)}"
        if len(related) > _MOST_RELATED:
            yield f"{words}：还有 {len(related) - _MOST_RELATED} 处"
    if finding.fix is None and "请" not in finding.message and finding.code in all_rules():
        yield f"怎样改：{prose(all_rules()[finding.code].mend)}"
    for name, text in facts(finding):
        if name in _SHOWN:
            yield f"{name}：{prose(text, _MESSAGE)}"
    if finding.waiver is not None:
        yield from _permission(finding.waiver)


def _permission(waiver: Waiver) -> Iterator[str]:
    yield f"豁免理由：{prose(waiver.reason, _MESSAGE)}"
    yield f"批准：{prose(waiver.by, _MESSAGE)}"
    yield f"有效至：{waiver.until.isoformat()}"


def _line(place: Place) -> int:
    return place.source.position(place.span.start).line


def _shown(place: Place, rule: str) -> str:
    """The line around a place, what was found in bold; an empty place is pointed at."""
    before, marked, after = marked_line(place, hide=rule in MASKED)
    if not before + marked + after:
        return ""
    left = f"…{before[-_AROUND:]}" if len(before) > _AROUND else before
    right = f"{after[:_AROUND]}…" if len(after) > _AROUND else after
    found = code(marked, _FOUND) or "这里"
    return f"{code(left)}**{found}**{code(right)}"
