"""What users read for severities and cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from linter.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linter.run import Summary

_MOST_VALUES = 10
SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}


def closing(summary: Summary) -> str:
    """The last line of a run."""
    counts = [(summary.count(severity), word) for severity, word in SEVERITIES.items()]
    found = "、".join(f"{count} 个{word}" for count, word in counts if count)
    checked = f"检查了 {summary.templates} 个模板、{summary.cases} 种情形"
    return f"{checked}：{found or '没有问题'}"


def describe(cases: Iterable[dict[str, Any]]) -> str:
    """Partial assignments in words: ``plan = 是、title = 先生``."""
    return "；或 ".join(_assignment(case) for case in cases)


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
