"""How amounts and rates are told: AMT001 and AMT002."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.rule import Absence, Context, Duty, Example, Hit, Rule, Weight
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.message import Message, Printed

_SHORT_RATE = (
    "日利率|月利率|月费率|日费率|每日利率|每月利率|每日利息|(?<!当)[日月]息(?!费)|每[日天]仅?需?还款?[0-9]"
    "|(?:每日|每天|按日)[^，,。；;\n]{0,6}(?:万分之|千分之|百分之|[0-9.]+[%‰])"
)
_NEAR = 12  # characters around an amount
_RATES = re.compile("[率息]|每[日月天]|按日")  # the same in any script
_YEARLY = "年化|年利率"
_CURRENCY = "(?:[万亿]?元|人民币|[美港欧日]元|英镑|RMB|CNY|USD|HKD|EUR|[¥￥$])"
_UNIT_AFTER = rf"\s*[（(]?\s*{_CURRENCY}"
_UNIT_BEFORE = rf"{_CURRENCY}[）)]?\s*[：:]?\s*\Z"
_BARE = (
    r"(?:[共尚]?欠(?:我行|本行)?款?|(?:应还|未还|待还|剩余|需还)(?:款项?|金额|欠款|余额)?|余额|透支|本金|利息)"
    r"(?:为|共|合计|总计|共计|约|仅|[：:\s]){0,3}[1-9][0-9,.]*(?![0-9,.])"
    rf"(?!\s*(?:{_CURRENCY}|[千百角分天日期月年次笔%％‰号个张家人/-]|小时))"
)
_AMOUNT = r"[0-9][0-9,.]*\s*[万亿]?元|[¥￥]\s*[0-9]"
_AS_OF = (
    "截[至止]|[本当上]期|[本当]月|[今昨明][日天]|到期|还款日|[0-9]日|[0-9]{1,2}[-/][0-9]{1,2}(?![0-9])"
    "|账单[^，。；]{0,4}(?:应还|金额|合计|欠款|余额)|[0-9]月(?:账单|应还)"
)


class AmountUnclear(Rule):
    code = "AMT001"
    name = "amount-unclear"
    title = "金额没有写清楚"
    weight = Weight(Severity.WARNING, Duty.HOUSE)
    certainty = "R01§69 只要求催收函件写明欠款余额；写明币种和截至日期属行内要求"
    why = "欠款每天都在变：不写币种和截至哪一天，客户核对不了，也容易和账单对不上。"
    mend = "写成“截至{{ as_of|month_day }}应还{{ amount|money }}元”。"
    good = (
        Example("截至11月23日您尾号1234的信用卡应还1,256.30元，客服热线955XX。"),
        Example("示例银行：您本期账单应还人民币1,256.30元，客服热线955XX。", "letter"),
    )
    bad = (
        Example("您的信用卡欠款1256，请通过手机银行还款，客服热线955XX。"),
        Example("示例银行：您尚有1,256.30元未还，请到营业网点还款，客服热线955XX。", "letter"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit | Absence]:
        """An amount without its currency; an amount owed without its day."""
        amounts = dated = False
        for name, section in message.sections.items():
            for at, hole in section.holes:
                dated = dated or hole.variable.type.name == "date"
                if hole.variable.type.name == "money":
                    amounts = True
                    if not _has_unit(section, at):
                        text = "金额没有写币种；请在后面写“元”"
                        yield Hit(name, at, at + 1, text)
            amounts = amounts or re.search(_AMOUNT, section.text) is not None
            dated = dated or re.search(_AS_OF, section.text) is not None
            for found in re.finditer(_BARE, section.text):
                amounts = True
                yield Hit(name, *found.span(), f"“{found[0]}”没有写币种；请在后面写“元”")
        if amounts and not dated and context.purpose.asks_payment:
            yield Absence("没有写明金额截至哪一天；请写上，如“截至11月23日”")


def _has_unit(section: Printed, at: int) -> bool:
    """Whether the value at an offset has its currency before or after it."""
    after = re.match(_UNIT_AFTER, section.text[at + 1 : at + _NEAR])
    return (
        after is not None
        or re.search(_UNIT_BEFORE, section.text[max(at - _NEAR, 0) : at]) is not None
    )


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
        if not _RATES.search(message.text):
            return
        lines = [
            (name, found.start(), normalise(found[0]))  # messages have most lines in common
            for name, section in message.sections.items()
            for found in re.finditer(r"[^\n]+", section.text)
        ]
        if any(re.search(_YEARLY, normal.text) for _, _, normal in lines):
            return
        for name, at, normal in lines:
            for found in re.finditer(_SHORT_RATE, normal.text):
                text = f"“{found[0]}”没有写年化利率；请在同一条信息里写明"
                start, end = normal.span(*found.span())
                yield Hit(name, at + start, at + end, text)


RULES = (AmountUnclear, RateWithoutYear)
