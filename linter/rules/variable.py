"""What variables bring into a message, by their declared types: PRV005 and PRV007."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.rule import Context, Duty, Example, Hit, Rule, Weight
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.message import Hole, Message

_SENSITIVE = ("id_number", "address", "employer")
_DEBT = re.compile("信用卡|贷款|透支|账单|逾期|欠款|欠费|还款|应还|未还|债务|催收|额度")
_DEBT_TYPES = ("money", "card_tail")


def _template(channel: str, variables: str, body: str, more: str = "") -> str:
    return (
        f"---\nid: {channel}.example\ntitle: 示例\nchannel: {channel}\npurpose: contact-relay\n"
        f"owner: 示例部门\n{more}variables: {{{variables}}}\n---\n{body}\n"
    )


class SensitiveVariable(Rule):
    code = "PRV005"
    name = "sensitive-variable"
    title = "变量会印出敏感信息"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R10§6", "R12"))
    certainty = "R10 原文已读；“锁屏上看得见的地方不放”是由最小必要原则推出的；R12 据二手资料"
    why = (
        "身份证号、住址、单位、完整手机号，提醒还款用不着；"
        "短信、邮件主题和函件标题别人也看得见。按变量声明的类型判断，不看名字。"
    )
    mend = "删除这个变量；要客户辨认账户的，用 card_tail；手机号用过滤器 mask_phone。"
    good = (
        Example(
            _template(
                "sms", "tail: {type: card_tail}", "您尾号{{ tail }}的账单已出，客服热线955XX。"
            )
        ),
        Example(
            _template(
                "sms", "number: {type: phone}", "预留手机号{{ number|mask_phone }}，客服热线955XX。"
            )
        ),
    )
    bad = (
        Example(
            _template("sms", "no: {type: id_number}", "证件{{ no }}的客户，请致电客服热线955XX。")
        ),
        Example(
            _template(
                "email",
                "home: {type: address}",
                "示例银行提醒您查看账单，客服热线955XX。",
                'subject: "寄往{{ home }}的账单"\n',
            ),
            "email",
        ),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """A sensitive value in an SMS, or where an e-mail or letter is seen unopened."""
        open_body = context.front.channel == "sms"
        for name, section in message.sections.items():
            if name == "body" and not open_body:
                continue
            for at, hole in section.holes:
                if _is_sensitive(hole):
                    kind = hole.variable.type
                    mend = "请删除，或用 mask_phone 屏蔽" if kind.name == "phone" else "请删除"
                    yield Hit(name, at, at + 1, f"这里会印出{kind.about}；{mend}")


def _is_sensitive(hole: Hole) -> bool:
    variable = hole.variable
    if variable.sensitivity == "sensitive" or variable.type.name in _SENSITIVE:
        return True
    return variable.type.name == "phone" and hole.filter != "mask_phone"


class DebtToThirdParty(Rule):
    code = "PRV007"
    name = "debt-to-third-party"
    title = "写给联系人的信息提到债务"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R01§68", "R06§18", "R04"))
    certainty = "R01 条号多处一致；R04、R06 据二手资料，未见全文"
    why = "联系人不是债务人，只能请其转告本人来电；金额、卡号、逾期和银行卡的字样都会泄露债务。"
    mend = "只写“请转告其本人致电我行客服热线”；写给担保人、附属卡持卡人的，把 audience 写对。"
    good = (
        Example(
            _template(
                "sms",
                "name: {type: person_name}",
                "您好，请转告{{ name }}致电示例银行客服热线955XX。",
                "audience: contact\n",
            )
        ),
        Example(
            _template(
                "sms",
                "amount: {type: money}",
                "您担保的款项尚有{{ amount|money }}元，客服热线955XX。",
                "audience: guarantor\n",
            )
        ),
    )
    bad = (
        Example(
            _template(
                "sms",
                "amount: {type: money}",
                "您好，请转告其尚有{{ amount|money }}元，致电示例银行客服热线955XX。",
                "audience: contact\n",
            )
        ),
        Example(
            _template(
                "sms",
                "name: {type: person_name}",
                "您好，{{ name }}的账户已逾期，请转告其致电客服热线955XX。",
                "audience: contact\n",
            )
        ),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """Amounts, cards and words of debt in what goes to a contact person."""
        if context.front.record.get("audience") != "contact":
            return
        for name, section in message.sections.items():
            for at, hole in section.holes:
                if hole.variable.type.name in _DEBT_TYPES:
                    what = hole.variable.type.about
                    yield Hit(name, at, at + 1, f"收件人是联系人，不能印出{what}；请删除")
            normal = normalise(section.text)
            for found in _DEBT.finditer(normal.text):
                word = f"收件人是联系人，不能提“{found[0]}”；请删除"
                yield Hit(name, *normal.span(*found.span()), word)


RULES = (SensitiveVariable, DebtToThirdParty)
