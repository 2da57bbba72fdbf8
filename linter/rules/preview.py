"""What others see before a message is opened: PRV006."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.rule import Context, Duty, Example, Excess, Hit, Rule, Weight
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.cases import Examination
    from linter.template.message import Hole, Message, Printed

_DEBT = re.compile(
    "逾期|欠款|欠费|欠缴|未还|应还|还款|催收|催款|催缴|催告|透支|债务|拖欠|最后通知|通牒"
    "|[0-9][0-9,.]*元|¥[0-9]"
)
_LONGEST = 12  # characters of what is looked for
_SEEN = 20  # characters of an SMS that a locked screen shows
_UNOPENED = {"subject": "邮件主题", "preheader": "邮件预览文字"}


def _email(subject: str, more: str = "") -> str:
    return (
        "---\nid: email.example\ntitle: 示例\nchannel: email\npurpose: overdue-reminder\n"
        f'owner: 示例部门\nsubject: "{subject}"\n{more}---\n'
        "示例银行提醒您查看账单，客服热线955XX。\n"
    )


class Preview(Rule):
    code = "PRV006"
    name = "preview-leak"
    title = "不打开就看得到欠款"
    weight = Weight(Severity.WARNING, Duty.STANDARD, ("R06§18", "R11§1033"))
    certainty = "R06 据二手资料，未见全文；R11 原文已读，主题和信封不提欠款是由不得泄露推出的"
    why = (
        "邮件主题、预览文字和不密封的函件，旁人不用打开就看得见；"
        f"短信的前 {_SEEN} 个字会显示在锁屏上，难以避免，只作提示。"
    )
    mend = "主题写“账单服务提醒”一类的话；短信先写称谓和尾号，再说欠款。"
    good = (
        Example(_email("示例银行信用卡账单服务提醒", "preheader: 请您查看本期账单\n"), "email"),
        Example("尊敬的客户，您好，感谢您使用我行信用卡，您的账单已逾期，客服热线955XX。"),
    )
    bad = (
        Example(_email("逾期提醒：请尽快处理"), "email"),
        Example(
            _email("示例银行账单{{ amount|money }}元", "variables: {amount: {type: money}}\n"),
            "email",
        ),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """Words of debt and amounts where they are seen unopened."""
        for name, what in _UNOPENED.items():
            if section := message.sections.get(name):
                yield from _leaks(name, section, len(section.text), what)
        if context.front.channel == "sms":
            seen = _shown(message.body)
            for hit in _leaks("body", message.body, seen, f"短信的前 {_SEEN} 个字"):
                yield hit._replace(severity=Severity.INFO)

    def check_all(self, examination: Examination, context: Context) -> Iterator[Excess]:
        """A letter that goes open."""
        del examination
        if context.front.record.get("sealed") is False and context.situation.formal:
            yield Excess("不密封，经手的人都看得到欠款；请改为 sealed: true", key="sealed")


def _leaks(name: str, section: Printed, end: int, what: str) -> Iterator[Hit]:
    normal = normalise(section.text[: end + _LONGEST])
    for found in _DEBT.finditer(normal.text):
        start, stop = normal.span(*found.span())
        if start < end:
            yield Hit(name, start, stop, f"{what}里有“{found[0]}”，旁人看得见；请改写或后移")
    for at, hole in section.holes:
        if at < end and hole.variable.type.name == "money":
            yield Hit(name, at, at + 1, f"{what}里会印出金额，旁人看得见；请删除或后移")


def _shown(body: Printed) -> int:
    """How many characters of a text the first ones on a screen are, values at their shortest."""
    shown = at = 0
    holes: dict[int, Hole] = dict(body.holes)
    while at < len(body.text) and shown < _SEEN:
        shown += len(holes[at].shortest) if at in holes else 1
        at += 1
    return at


RULES = (Preview,)
