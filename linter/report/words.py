"""What users read for severities and cases."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from linter.finding import Cause, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linter.run import Summary

_MOST_VALUES = 10
_CHANGES = {"added": "新增", "modified": "有改动", "deleted": "已删除"}
SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}


def closing(summary: Summary) -> str:
    """The last line of a run."""
    counts = [(summary.count(severity), word) for severity, word in SEVERITIES.items()]
    found = "、".join(f"{count} 个{word}" for count, word in counts if count)
    checked = f"检查了 {summary.templates} 个模板、{summary.cases} 种情形"
    if not summary.since:
        return f"{checked}：{found or '没有问题'}"
    causes = Counter(finding.cause for finding in summary.findings if finding.cause)
    lines = [f"{checked}，与 {summary.since} 相比：{f'新增 {found}' if found else '没有新的问题'}"]
    lines += [f"  起因：{caused(cause)}，{count} 个问题" for cause, count in causes.items()]
    return "\n".join(lines)


def describe(cases: Iterable[dict[str, Any]]) -> str:
    """Partial assignments in words: ``plan = 是、title = 先生``."""
    return "；或 ".join(_assignment(case) for case in cases)


def caused(cause: Cause) -> str:
    """The part of a change that brought a finding about."""
    what = f"词条 {cause.term}，" if cause.term else ""
    return f"{what}{cause.path}（{_CHANGES[cause.change]}）"


def _assignment(case: dict[str, Any]) -> str:
    shown = [f"{key} = {_value(value)}" for key, value in list(case.items())[:_MOST_VALUES]]
    more = f"等 {len(case)} 个变量" if len(case) > _MOST_VALUES else ""
    return "、".join(shown) + more or "全部"


def _value(value: Any) -> str:
    if value is True or value is False:
        return "是" if value else "否"
    if value is None:
        return "没有值"
    return {"*": "有值", "none": "空值"}.get(value, str(value))
