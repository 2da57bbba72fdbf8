"""What a change does, which no file shows by itself: CHG001."""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Told, Weight


class Weakened(Told):
    code = "CHG001"
    name = "rules-weakened-with-templates"
    title = "放宽规则和改模板放在了一起"
    weight = Weight(Severity.ERROR, Duty.TOOL)
    why = (
        "写文案的人同时改掉拦住它的规则，谁也看不出问题；"
        "放宽词库、政策和豁免的限制，应当单独提交，由法律合规部门审阅。"
    )
    mend = "把规则的改动拿出来单独提交；通过以后再改模板。"
    good = (
        Example("只改词库：去掉一个误报的写法，附上理由。"),
        Example("改模板，同时在词库里增加一个词条。"),
    )
    bad = (
        Example("模板里写了“滞纳金”，同时从词库里删掉了“滞纳金”。"),
        Example("模板里没有了客服热线，同时把 policy.yaml 里 CHN002 的级别降为提示。"),
    )


RULES = (Weakened,)
