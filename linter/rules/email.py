"""What an e-mail must show to be told from a fraud: EML001."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.rule import (
    Absence,
    Context,
    Duty,
    Example,
    Excess,
    Hit,
    Rule,
    Weight,
    clause_before,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.cases import Examination
    from linter.template.message import Message

_LINK = r"(?:https?:[/\\]*|www\.)((?:[A-Za-z0-9._~:@%-]|[^\x00-\x7f]+(?=\.))+)([!-~]*)"
_REDIRECT = r"[?&][^=&]*=[^&]*(?:https?[:%]|//|%2F%2F)"
_ATTACHED = "附件|随信附上|见附"
_WARNED = "勿|警惕|谨防|不要|不含|没有|不会|不带|冒充"


def _email(body: str, more: str = "send: {sender: service@bank.example}\n") -> str:
    return (
        "---\nid: email.example\ntitle: 示例\nchannel: email\npurpose: objection-received\n"
        f"owner: 示例部门\nsubject: 示例银行账单服务提醒\n{more}---\n{body}\n"
    )


_LINE = "示例银行提醒您查看账单，客服热线955XX。"


class Email(Rule):
    code = "EML001"
    name = "email-identity"
    title = "电子邮件看不出真假"
    weight = Weight(Severity.ERROR, Duty.STANDARD, ("R04", "R06§15"))
    channels = ("email",)
    certainty = (
        "首次联系要表明机构，R04、R06 据二手资料，未见全文；"
        "发件地址、链接、附件的要求没有查到明文，属行内要求"
    )
    why = "冒充银行的邮件很多：发件地址、链接要用机构登记的域名，正文要写名称和热线，不带附件。"
    mend = (
        "send.sender 和链接用 institution.yaml 里 domains 登记的域名，"
        "正文写出机构名称和客服热线；材料请客户登录手机银行查看。"
    )
    good = (
        Example(_email(_LINE), "email"),
        Example(_email(f"{_LINE}查看账单：https://www.bank.example/bill"), "email"),
    )
    bad = (
        Example(_email(_LINE, "send: {sender: collect@mail.example}\n"), "email"),
        Example(_email(f"{_LINE}查看账单：https://pay.example/bill"), "email"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit | Absence]:
        """Links, attachments, and who writes in the body itself."""
        body = message.body
        domains = context.institution.domains
        for found in re.finditer(_LINK, body.text, re.IGNORECASE):
            if _warned(body.text, found.start()):
                continue
            host = found[1].rpartition("@")[2].partition(":")[0]
            if not _own(host, domains):
                text = f"链接的域名不是我行的；登记的有：{'、'.join(domains) or '（没有）'}"
                yield Hit("body", *found.span(), text)
            elif re.search(_REDIRECT, found[2], re.IGNORECASE):
                text = "链接会跳到别处；请直接写要去的网址"
                yield Hit("body", *found.span(), text)
        for at, hole in body.holes:
            if hole.variable.type.name == "url":
                text = "网址由变量决定，看不出是不是我行的；请写成固定文字"
                yield Hit("body", at, at + 1, text, Severity.WARNING)
        for found in re.finditer(_ATTACHED, body.text):
            if _warned(body.text, found.start()):
                continue
            text = f"“{found[0]}”：附件容易被当作诈骗；请客户登录手机银行查看"
            yield Hit("body", *found.span(), text, Severity.WARNING)
        for what, words in (
            ("机构名称", context.institution.name),
            ("客服热线", context.institution.hotline),
        ):
            others = (each.text for each in message.sections.values() if each is not body)
            if words not in body.text and any(words in text for text in others):
                yield Absence(f"正文没有写{what}“{words}”；请写上", Severity.WARNING)

    def check_all(self, examination: Examination, context: Context) -> Iterator[Excess]:
        """The address that it is sent from."""
        del examination
        sender, domains = context.front.sender, context.institution.domains
        if not sender:
            text = "没有写发件地址；请写 send: {sender: 地址}"
            yield Excess(text, severity=Severity.WARNING)
        elif not _own(sender.rpartition("@")[2], domains):
            listed = "、".join(domains) or "（没有）"
            yield Excess(f"发件地址不是我行的域名；登记的有：{listed}", key="send")


def _warned(text: str, at: int) -> bool:
    """Whether a clause warns of what it goes on to name, or says that there is none."""
    return re.search(_WARNED, clause_before(text, at)) is not None


def _own(host: str, domains: tuple[str, ...]) -> bool:
    """Whether a host is one of the bank's domains or below one."""
    name = host.lower().rstrip(".")
    return any(name == each or name.endswith(f".{each}") for each in domains)


RULES = (Email,)
