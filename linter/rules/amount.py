"""How amounts and rates are told: AMT002."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.rule import Context, Duty, Example, Hit, Rule, Weight
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.message import Message

_SHORT_RATE = re.compile(
    "日利率|月利率|月费率|日费率|每日利率|每月利率|每日利息|(?<!当)[日月]息(?!费)|每[日天]仅?需?还款?[0-9]"
    "|(?:每日|每天|按日)[^，。；\n]{0,6}(?:万分之|千分之|百分之|[0-9.]+[%‰])"
)
_YEARLY = re.compile("年化|年利率")


class RateWithoutYear(Rule):
    code = "AMT002"
    name = "rate-without-annual-rate"
    title = "只写日利率、月利率"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R30",))
    certainty = "R30 据人民银行分支机构网页转述，未见原文"
    why = "只写日利率或月利率，客户看不出真实的成本；应当明显写出年化利率。"
    mend = "在同一条信息里写明年化利率，如“日利率0.05%（年化利率18.25%）”。"
    good = (
        Example("透支按日利率0.05%（年化利率18.25%）计息，客服热线955XX。"),
        Example("示例银行：透支利息按年利率计收，详见领用合约，客服热线955XX。", "letter"),
    )
    bad = (
        Example("透支日息仅万分之五，客服热线955XX。"),
        Example("示例银行：透支款项每日按0.05%计息，客服热线955XX。", "letter"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """A rate for a day or a month in a message that has none for a year."""
        del context
        normals = {name: normalise(each.text) for name, each in message.sections.items()}
        if any(_YEARLY.search(normal.text) for normal in normals.values()):
            return
        for name, normal in normals.items():
            for found in _SHORT_RATE.finditer(normal.text):
                text = f"“{found[0]}”没有写年化利率；请在同一条信息里写明"
                yield Hit(name, *normal.span(*found.span()), text)


RULES = (RateWithoutYear,)
