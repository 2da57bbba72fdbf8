"""Lines of ``hegui.baseline`` that don't hold: BAS001 to BAS003."""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Told, Weight

_ERROR = Weight(Severity.ERROR, Duty.TOOL)


class Stale(Told):
    code = "BAS001"
    name = "baseline-stale"
    title = "登记的旧问题已经没有了"
    weight = _ERROR
    why = "改好的问题还登记着，以后再写错同样的地方就不会报告。"
    mend = "删除这一行，或运行 hegui baseline，它会删除所有这样的行。"
    good = (
        Example("改好一个旧问题，同时从 hegui.baseline 删除它那一行。"),
        Example("旧问题还在，登记的那一行也在。"),
    )
    bad = (
        Example("“滞纳金”已经改成“违约金”，hegui.baseline 里还登记着它。"),
        Example("模板已经删除，hegui.baseline 里还登记着它的问题。"),
    )


class Overdue(Told):
    code = "BAS002"
    name = "baseline-overdue"
    title = "登记的旧问题到期了，或不能登记"
    weight = _ERROR
    why = "登记只是为了先管住新问题；旧问题要在期限内改完。最严重的问题一天也不能留。"
    mend = "改正文字，删除这一行；确需延长的，由批准人改写这一行的日期。"
    good = (
        Example("登记的期限是今天，今天还算数。"),
        Example("期限以前改好了问题，删除了那一行。"),
    )
    bad = (
        Example("登记的期限是昨天，问题还在。"),
        Example("在 hegui.baseline 里给 THR002（刑事威胁）写了一行。"),
    )


class Unreadable(Told):
    code = "BAS003"
    name = "baseline-unreadable"
    title = "登记的这一行读不懂"
    weight = _ERROR
    why = "读不懂的行不起作用，以为登记了，其实没有。"
    mend = "删除这一行，或用 hegui baseline 重新写出。"
    good = (
        Example("一行依次是模板、规则、指纹、期限、原文，中间各空一格。"),
        Example("以 # 开头的一行是说明，不是登记。"),
    )
    bad = (
        Example("期限写成了“明年”。"),
        Example("合并分支时留下的 <<<<<<< 一行。"),
    )


RULES = (Stale, Overdue, Unreadable)
