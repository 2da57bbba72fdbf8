"""Tone, which is house policy: TON001 to TON003. The words are in ``glossary/terms/``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.rule import Context, Duty, Example, Hit, Rewrite, Rule, Weight, WordingRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.message import Message

_SHOUTING = re.compile("[！!]{2,}")


class BluntTone(WordingRule):
    code = "TON001"
    name = "blunt-tone"
    title = "语气生硬"
    weight = Weight(Severity.WARNING, Duty.HOUSE)
    certainty = "没有明文依据，属行内要求"
    why = "生硬、粗俗、训诫的说法不违法，却会激化矛盾；客气地写清事实，客户更愿意还款。"
    mend = "改用“请您尽快安排还款”一类的说法，只写事实，不加评价。"
    wording = "tone"
    good = (
        Example("您的信用卡已逾期，请您尽快通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：重复扣收的款项已退还，退还钱款可在营业网点查询，客服热线955XX。", "letter"
        ),
    )
    bad = (
        Example("您的信用卡已逾期，赶紧还款，可用手机银行办理，客服热线955XX。"),
        Example("示例银行：您答应过本月还钱，请到营业网点办理，客服热线955XX。", "letter"),
    )


class FamiliarYou(WordingRule):
    code = "TON002"
    name = "familiar-you"
    title = "称客户为“你”"
    weight = Weight(Severity.INFO, Duty.HOUSE)
    certainty = "没有明文依据，属行内要求"
    why = "对客户统一用“您”。"
    mend = "把“你”改成“您”。"
    wording = "tone"
    good = (
        Example("您的信用卡账单已出，客服热线955XX。"),
        Example("示例银行：迷你卡的账单已寄出，客服热线955XX。", "letter"),
    )
    bad = (
        Example("你的信用卡账单已出，客服热线955XX。"),
        Example("示例银行：感谢你使用信用卡，客服热线955XX。", "letter"),
    )


class Shouting(Rule):
    code = "TON003"
    name = "repeated-exclamation"
    title = "连用感叹号"
    weight = Weight(Severity.WARNING, Duty.HOUSE)
    certainty = "没有明文依据，属行内要求"
    why = "连用感叹号像在喊叫，客户会觉得受到催逼。"
    mend = "改成句号。"
    good = (
        Example("您的信用卡账单已出，请及时查看，客服热线955XX。"),
        Example("示例银行：感谢您的支持！客服热线955XX。", "letter"),
    )
    bad = (
        Example("您的信用卡账单已出！！请致电客服热线955XX。"),
        Example("示例银行：请尽快到营业网点还款!!!客服热线955XX。", "letter"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """Two or more exclamation marks in a row."""
        del context
        for name, section in message.sections.items():
            for found in _SHOUTING.finditer(section.text):
                words = f"“{found[0]}”语气太重；请改为“。”"
                yield Hit(name, *found.span(), words, rewrite=Rewrite("。", safe=True))


RULES = (BluntTone, FamiliarYou, Shouting)
