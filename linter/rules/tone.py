"""Tone, which is house policy: TON001. The words are in ``glossary/terms/``."""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Weight, WordingRule


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


RULES = (BluntTone,)
