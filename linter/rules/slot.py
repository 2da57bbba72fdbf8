"""What variables make of an SMS that carriers file with its template: SMS005 to SMS007.

The declared type and the filter decide, not the name or the example.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.rule import Context, Duty, Example, Hit, Rule, Weight
from linter.source import utf16_units
from linter.template.message import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.message import Message, Printed

_CARRIER = Weight(Severity.ERROR, Duty.CARRIER, ("R18",))
_CONTACTS = {"url": "网址", "phone": "手机号"}


def _template(variables: str, body: str, profile: str = "direct") -> str:
    return (
        "---\nid: sms.example\ntitle: 示例\nchannel: sms\npurpose: objection-received\n"
        f"owner: 示例部门\nprofile: {profile}\nvariables: {{{variables}}}\n---\n{body}\n"
    )


class VariableLayout(Rule):
    code = "SMS005"
    name = "sms-variable-layout"
    title = "变量的位置不合要求"
    weight = _CARRIER
    channels = ("sms",)
    certainty = "据短信服务商文档；运营商报备同样要看模板和变量，直连的细则没有查到"
    why = "两个变量紧挨着，或全文都是变量，报备时看不出会说什么，通道不收；客户也分不清两个值。"
    mend = "在变量之间写上文字，如“{{ amount|money }}元，到期还款日{{ due|month_day }}”。"
    good = (
        Example(
            _template(
                "tail: {type: card_tail}, due: {type: date}",
                "尾号{{ tail }}的账单到期还款日为{{ due|date }}，客服热线955XX。",
            )
        ),
        Example(
            _template(
                "name: {type: person_name}, title: {type: enum, values: [先生, 女士]}",
                "尊敬的{{ name }}{{ title }}，您的账单已出，客服热线955XX。",
            )
        ),
    )
    bad = (
        Example(
            _template(
                "tail: {type: card_tail}, due: {type: date}",
                "您的账单：{{ tail }}{{ due|date }}，客服热线955XX。",
            )
        ),
        Example(_template("name: {type: person_name}", "{{ name }}")),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """Neighbours, a body of variables alone, one variable twice in a public cloud."""
        body = message.body
        holes = body.holes
        for (before, _), (at, hole) in pairwise(holes):
            if at == before + 1:
                text = f"“{hole.variable.path}”紧接着前一个变量；请在中间写上文字"
                if "[" in hole.key:
                    text = "列表的每一项之间没有文字；请用“、”等隔开"
                yield Hit("body", at, at + 1, text)
        if holes and not _says_something(body, context):
            at = holes[0][0]
            yield Hit("body", at, at + 1, "正文里只有变量，没有固定的文字；请把要说的话写出来")
        seen: set[str] = set()
        for at, hole in holes:
            if hole.key in seen and context.profile.public_cloud:
                text = f"“{hole.variable.path}”用了两次，通道只收一次；请改写"
                yield Hit("body", at, at + 1, text)
            seen.add(hole.key)


def _says_something(body: Printed, context: Context) -> bool:
    """Whether anything is written beside variables, the signature and the closing line."""
    text = body.text.partition("】")[2].removesuffix(context.profile.appended)
    return any(each.isalnum() for each in text if each != HOLE)


class VariableKind(Rule):
    code = "SMS006"
    name = "sms-variable-kind"
    title = "变量装得下一句话"
    weight = _CARRIER
    channels = ("sms",)
    certainty = "变量长度据短信服务商文档，各家不一，见 profiles.yaml；直连的细则没有查到"
    why = "text 类型和太长的变量什么都能写，审批过的文字管不到；通道按每个变量的最大长度报备。"
    mend = "换成更窄的类型（enum、money、date…），或调小 max_length。"
    good = (
        Example(
            _template(
                "name: {type: person_name, max_length: 20}",
                "尊敬的{{ name }}，您的账单已出，客服热线955XX。",
            )
        ),
        Example(
            _template(
                "matter: {type: enum, values: [账单, 还款记录]}",
                "您对{{ matter }}的异议已受理，客服热线955XX。",
            )
        ),
    )
    bad = (
        Example(_template("note: {type: text}", "您的异议已受理：{{ note }}，客服热线955XX。")),
        Example(
            _template(
                "name: {type: person_name, max_length: 40}",
                "尊敬的{{ name }}，您的账单已出，客服热线955XX。",
            )
        ),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """A value whose longest text is longer than the channel takes."""
        profile = context.profile
        for at, hole in message.body.holes:
            units, most = utf16_units(hole.longest), profile.variable_longest
            if units > most and hole.variable.type.name != "text":
                text = f"“{hole.variable.path}”最长会印出 {units} 个单位，通道只收 {most} 个；"
                text += "请调小 max_length 或 max"
                severity = None if profile.public_cloud else Severity.WARNING
                yield Hit("body", at, at + 1, text, severity)


class ContactInVariable(Rule):
    code = "SMS007"
    name = "sms-contact-in-variable"
    title = "变量里有网址或电话"
    weight = _CARRIER
    channels = ("sms",)
    certainty = "运营商拦截链接和联系方式，见服务商转述的通知，已读；以实际通道为准"
    why = "可变的网址和电话会被通道当作引流拦下来，客户也分不清真假。"
    mend = "网址、电话写成固定文字（{{ institution.hotline }}）；客户自己的号码用 mask_phone。"
    good = (
        Example(_template("", "您的账单已出，如有疑问请致电客服热线{{ institution.hotline }}。")),
        Example(
            _template(
                "number: {type: phone}",
                "您预留的手机号{{ number|mask_phone }}已更新，客服热线955XX。",
            )
        ),
    )
    bad = (
        Example(_template("page: {type: url}", "账单请看{{ page }}，客服热线955XX。")),
        Example(_template("number: {type: phone}", "请致电{{ number }}，或客服热线955XX。")),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """A variable of a type that is a link or a number to call."""
        del context
        for at, hole in message.body.holes:
            what = _CONTACTS.get(hole.variable.type.name)
            if what and hole.filter is None:
                yield Hit("body", at, at + 1, f"这里会印出{what}，由变量决定；请写成固定文字")


RULES = (VariableLayout, VariableKind, ContactInVariable)
