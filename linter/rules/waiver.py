"""What is wrong with a permission to break a rule: WVR001 to WVR004."""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Rule, Weight

_ERROR = Weight(Severity.ERROR, Duty.TOOL)
_USED = '{# hegui: allow TON002 reason="沿用活动用语" by="法律合规部" until=2099-12-31 #}\n'


def _template(comment: str, *, more: str = "", body: str = "你的异议我行已受理") -> str:
    return (
        "---\nid: sms.example\ntitle: 示例\nchannel: sms\npurpose: objection-received\n"
        f"owner: 示例部门\n{more}---\n{comment}{body}，如有疑问请致电客服热线955XX。\n"
    )


def _absent(code: str, until: str) -> str:
    reason = "reason: 客户指定的写法, by: 法律合规部"
    return f'waivers:\n  - {{code: {code}, {reason}, until: "{until}"}}\n'


_GOOD = Example(_template(_USED))
_NO_HOTLINE = _template("", more=_absent("CHN002", "2099-12-31")).replace(
    "，如有疑问请致电客服热线955XX", ""
)


class Malformed(Rule):
    code = "WVR001"
    name = "waiver-malformed"
    title = "豁免没有写对"
    weight = _ERROR
    why = "写错的豁免不起作用；以为已经批准，其实没有，问题仍会拦下。"
    mend = (
        '写成 {# hegui: allow THR009 reason="理由" by="批准人" until=2026-12-31 #}，'
        '引号用半角；partial 里再写 templates="模板编号"。'
    )
    good = (_GOOD, Example(_NO_HOTLINE))
    bad = (
        Example(_template(_USED.replace(' reason="沿用活动用语"', ""))),
        Example(_template(_USED.replace("TON002", "语气"))),
        Example(_template(_USED.replace('"', "”"))),
        Example(_template(_USED.replace("TON002", "TON999"))),
    )


class Expired(Rule):
    code = "WVR002"
    name = "waiver-expired"
    title = "豁免已经到期"
    weight = _ERROR
    why = "豁免是临时的；到期以后，要么文字已经改好，要么要有人重新批准。"
    mend = "改正文字，删除这条豁免；仍需保留的，请批准人重新批准并写上新的到期日。"
    good = (_GOOD, Example(_NO_HOTLINE))
    bad = (
        Example(_template(_USED.replace("2099-12-31", "2020-01-31"))),
        Example(_template("", more=_absent("CHN002", "2020-01-31"))),
    )


class Unused(Rule):
    code = "WVR003"
    name = "waiver-unused"
    title = "豁免没有用处"
    weight = _ERROR
    why = "问题已经没有了，豁免还在，以后同样的问题就会无人知晓地放行。"
    mend = "删除这条豁免；写错地方的，移到问题所在的那一行，或它的上一行。"
    good = (_GOOD, Example(_NO_HOTLINE))
    bad = (
        Example(_template(_USED, body="您的异议我行已受理")),
        Example(_template("", more=_absent("CHN002", "2099-12-31"))),
    )


class NotWaivable(Rule):
    code = "WVR004"
    name = "rule-not-waivable"
    title = "这条规则不能豁免"
    weight = _ERROR
    why = (
        "暴力、刑事威胁、冒充机关、虚假法律文书、侮辱，"
        "以及泄露卡号、证件号等、索要密码、向个人账户还款，任何人都无权批准。"
    )
    mend = "删除这条豁免，改写文字。"
    good = (_GOOD, Example(_NO_HOTLINE))
    bad = (
        Example(_template(_USED.replace("TON002", "THR002"), body="不还款就让您坐牢")),
        Example(_template(_USED.replace("TON002", "TPL003"))),
        Example(_template("", more=_absent("CHN004", "2099-12-31"))),
    )


RULES = (Malformed, Expired, Unused, NotWaivable)
