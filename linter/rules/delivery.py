"""How a letter looks from outside, and how it reaches the customer: LTR003 and LTR004."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.letter import LETTERS, letter_example
from linter.rules.rule import Context, Duty, Example, Excess, Hit, Rule, Weight, clause_before
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.cases import Examination
    from linter.template.message import Message

_HARSH = (
    "催收|催款|催缴|催告|追讨|追缴|讨债|欠款|债务|清偿|最后(?!还款日)|最终|通牒|警告|严正|敦促|责令"
    "|限期|勒令|起诉|诉前"
)
_PEOPLE = (
    "家人|家属|亲属|父母|母亲|父亲|配偶|子女|同住人|同事|邻居|门卫|保安|物业|前台|居委会|村委会"
)
_HANDED = (
    f"(?<!提)(?:交|转交|留给|送交)[给由予至]?(?:您的|其)?(?:{_PEOPLE})"
    f"|(?:{_PEOPLE}|单位|领导)[^，。；！？\\n]{{0,6}}(?:代收|代签|代为[签收]|签收|转交)"
)
_NOT = "[不勿未禁]|无需|没有"


class NeutralHeading(Rule):
    code = "LTR003"
    name = "letter-heading"
    title = "函件标题不中性"
    weight = Weight(Severity.WARNING, Duty.HOUSE)
    channels = LETTERS
    certainty = "没有查到明文，属行内要求；“律师函”“传票”一类见 THR004"
    why = "标题是别人最先看到的；“催收函”“最后通知”既泄露欠款，又像威胁。"
    mend = "标题写“逾期还款提示函”一类中性的名称。"
    good = (
        Example(letter_example("正文"), "letter"),
        Example(letter_example("正文").replace("逾期还款提示函", "信用卡账户还款提示函"), "letter"),
    )
    bad = (
        Example(letter_example("正文").replace("逾期还款提示函", "催收函"), "letter"),
        Example(letter_example("正文").replace("逾期还款提示函", "最后通知"), "letter"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """Words in the heading that press or give the debt away."""
        del context
        heading = message.sections.get("heading")
        if heading is None:
            return
        normal = normalise(heading.text)
        for found in re.finditer(_HARSH, normal.text):
            text = f"标题里的“{found[0]}”不中性；请改为“逾期还款提示函”一类的名称"
            yield Hit("heading", *normal.span(*found.span()), text)

    def check_all(self, examination: Examination, context: Context) -> Iterator[Excess]:
        """A letter of collection without a heading."""
        del examination
        if context.situation.formal and not context.front.record.get("heading"):
            yield Excess("没有函件标题；请写 heading，如“逾期还款提示函”")


class Delivery(Rule):
    code = "LTR004"
    name = "letter-delivery"
    title = "函件怎样送到本人手里"
    weight = Weight(Severity.WARNING, Duty.STANDARD, ("R06§18", "R16§3"))
    channels = LETTERS
    certainty = "R06 据二手资料，未见全文；R16 原文已读，说的是寄往预留地址可中断时效"
    why = (
        "函件只应由本人拆阅：寄到单位、交给家人，都会把欠款告诉别人；寄往预留地址可以中断诉讼时效。"
    )
    mend = "写 deliver_to: reserved_address（当面送达写 in_person）和 sealed: true，不请别人转交。"
    good = (
        Example(letter_example("正文", "deliver_to: reserved_address\nsealed: true\n"), "letter"),
        Example(
            letter_example(
                "本函仅交予您本人，不交由家人转交。",
                "deliver_to: in_person\nsealed: true\n",
                "delivery",
            ),
            "delivery",
        ),
    )
    bad = (
        Example(letter_example("正文", "deliver_to: employer\nsealed: true\n"), "letter"),
        Example(
            letter_example("本函可交由家人转交。", "deliver_to: reserved_address\nsealed: true\n"),
            "letter",
        ),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """Wording that hands the letter to somebody else."""
        del context
        body = message.body.text
        for found in re.finditer(_HANDED, body):
            if not re.search(_NOT, clause_before(body, found.start()) + found[0]):
                text = f"“{found[0]}”：函件只交本人；请删除"
                yield Hit("body", *found.span(), text)

    def check_all(self, examination: Examination, context: Context) -> Iterator[Excess]:
        """Where it goes, and whether it is sealed."""
        del examination
        front = context.front
        wanted = "in_person" if front.channel == "delivery" else "reserved_address"
        chosen = front.record.get("deliver_to")
        if chosen == "employer":
            message = f"寄到单位会让同事知道欠款；请写 deliver_to: {wanted}"
            yield Excess(message, key="deliver_to")
        elif chosen is not None and chosen != wanted:
            yield Excess(f"与渠道不符；请写 deliver_to: {wanted}", key="deliver_to")
        elif chosen is None and context.situation.formal:
            yield Excess(f"没有写寄往哪里；请写 deliver_to: {wanted}")
        if front.record.get("sealed") is None and context.situation.formal:
            yield Excess("没有写明密封；请写 sealed: true")


RULES = (NeutralHeading, Delivery)
