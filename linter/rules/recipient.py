"""What must be said to those who may have paid already: REC003."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.rule import Absence, Context, Duty, Example, Rule, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.message import Message

_PAID = re.compile("(?:已|清|存入)[^。；！？\n]{0,24}(?:忽略|[勿不]必?需?用?理会?|无需理会)")


class AlreadyPaid(Rule):
    code = "REC003"
    name = "already-paid-line"
    title = "没有“如已还款，请忽略”"
    weight = Weight(Severity.INFO, Duty.HOUSE)
    certainty = "没有查到明文，属行内要求"
    why = "还款入账有先后，发送时客户可能刚刚还清；加这一句，就不会惊扰已经还款的人。"
    mend = "在还款渠道后面写上“如已还款，请忽略本短信。”，信函、邮件写“本函”“本邮件”。"
    good = (
        Example("您的信用卡已逾期，请通过手机银行还款。如已还款，请忽略，客服热线955XX。"),
        Example("示例银行：如您在收到本函前已还款，请忽略本函，客服热线955XX。", "letter"),
    )
    bad = (
        Example("您的信用卡已逾期，请通过手机银行还款，客服热线955XX。"),
        Example("示例银行：请您到营业网点还款，客服热线955XX。", "letter"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Absence]:
        """Where the purpose asks for payment, those who have paid must be told to ignore it."""
        if context.purpose.asks_payment and not _PAID.search(message.body.text):
            what = {"sms": "短信", "email": "邮件"}.get(context.front.channel, "函")
            yield Absence(f"没有说已还款的不必理会；请写上“如已还款，请忽略本{what}。”")


RULES = (AlreadyPaid,)
