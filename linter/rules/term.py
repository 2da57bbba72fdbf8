"""Terms that no longer exist: TRM001."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.rule import Absence, Context, Duty, Example, Hit, Rule, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.message import Message

_TERM = re.compile("滞纳金|滯納金|滞纳费")
_CREDIT = re.compile("信用卡|卡|贷|借款|透支|账单|额度|逾期|欠款|还款")
_OTHER_FEES = re.compile("税|物业|房租|租金|水费|电费|燃气|供暖|社保|公积金|有线电视")
_CLAUSE_END = "，,。；;！!？?\n"
_DENIED_BEFORE = re.compile(
    "(?<!不得)(?<!不能)(?<!并非)(?:不再|不会|不收|不产生|不计收|无需|无须|没有|从未|已?取消了?|停止|废止|免除)"
    "(?:另行|再|向您)?(?:收取|加收|计收|产生|支付|缴纳|收|有|是)?(?:任何|所谓的?|信用卡|的){0,3}$"
)
_DENIED_AFTER = re.compile(
    "^(?:已|已经|自[0-9年月日-]{4,12}起|早已|现已){0,2}(?:被|按[^，。；]{2,8})?(?:取消|废止|停收|不再)"
)
_QUOTED = re.compile("《[^》]*》[^。]{0,6}第[^。]{1,8}条[^。“”]{0,10}“[^”]*”")


class LateFee(Rule):
    code = "TRM001"
    name = "late-fee-term"
    title = "滞纳金"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R03",))
    certainty = "据银行执行通知和新闻稿（二手资料，两处一致）"
    why = "信用卡滞纳金自 2017-01-01 起取消，改为由双方约定违约金；再写“滞纳金”就说错了合同。"
    mend = "把“滞纳金”改成“违约金”。"
    wording = "obsolete_term"
    good = (
        Example("您的信用卡已逾期，逾期将按约定计收违约金，请通过手机银行还款，客服热线955XX。"),
        Example("信用卡业务已不再收取滞纳金，逾期按约定收取违约金，客服热线955XX。"),
        Example("您的信用卡滞纳金已按规定取消，逾期按约定收取违约金，客服热线955XX。"),
        Example("您代缴的物业费滞纳金已缴清，客服热线955XX。"),
    )
    bad = (
        Example("您的信用卡已逾期，逾期会产生滞纳金，请通过手机银行还款，客服热线955XX。"),
        Example("您的信用卡没有按时还款会产生滞纳金，请通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：信用卡账户逾期，加收滯納金，请到营业网点还款，客服热线955XX。", "letter"
        ),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit | Absence]:
        """The word, where the text speaks of credit and neither denies nor quotes it."""
        del context
        for name, section in message.sections.items():
            text = section.text
            for found in _TERM.finditer(text):
                if self._applies(text, found.start(), found.end()):
                    said = f"“{found.group()}”已自 2017-01-01 起取消；请写“违约金”"
                    yield Hit(name, found.start(), found.end(), said)

    def _applies(self, text: str, start: int, end: int) -> bool:
        if not _CREDIT.search(text):
            return False
        first = max(text.rfind(mark, 0, start) for mark in _CLAUSE_END) + 1
        before, after = text[first:start], text[end : end + 20]
        if _OTHER_FEES.search(before):
            return False
        if _DENIED_BEFORE.search(before) or _DENIED_AFTER.search(after):
            return False
        return not any(
            quote.start() < start and end <= quote.end() for quote in _QUOTED.finditer(text)
        )


RULES = (LateFee,)
