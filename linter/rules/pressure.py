"""Pressing the customer by words: insults, harassment, false consequences, false urgency.

THR006 to THR009 and TRM007. The words are in ``glossary/terms/``.
"""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Weight, WordingRule


class Insult(WordingRule):
    code = "THR006"
    name = "insult"
    title = "侮辱或贬损客户"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R01§68", "R28§27", "R11§1024", "R06§16"))
    certainty = "R11、R28 原文已读；R01、R06 据二手资料，条号多处一致"
    why = "法律禁止侮辱消费者；没有按时还款只是事实，不能由此评判客户的品行。"
    mend = "删除称呼和评价，只写事实：“您的信用卡未按约定还款”。"
    wording = "insult"
    good = (
        Example("您的信用卡本期账单尚未还清，请通过手机银行还款，客服热线955XX。"),
        Example("养老赖于长期积累，个人养老金账户可在营业网点办理，客服热线955XX。"),
    )
    bad = (
        Example("只有老赖才会拖这么久，请通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：您的账户属于恶意拖欠，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class Harassment(WordingRule):
    code = "THR007"
    name = "harassment"
    title = "骚扰或以骚扰相威胁"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R11§1033", "R13§50", "R06§17"))
    certainty = "R11 原文已读；R13 第五十条仅一处来源，R06 据二手资料"
    why = "法律禁止以电话、短信等方式侵扰私人生活安宁；频繁联系、跟踪、蹲守，不能做，也不能写。"
    mend = "删除威胁；需要再次联系的，写明时间和方式，如“我行将在8:00至22:00之间与您联系”。"
    wording = "harassment"
    good = (
        Example("我行将于工作日白天致电，如不便接听可另约时间，客服热线955XX。"),
        Example("如催收人员有电话轰炸行为，请致电客服热线955XX投诉。"),
    )
    bad = (
        Example("本周仍未还款，我们将不间断联系您，还款请用手机银行，客服热线955XX。"),
        Example(
            "示例银行：逾期未还的，我行将派员上门追讨，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class FalseConsequence(WordingRule):
    code = "THR008"
    name = "false-consequence"
    title = "绝对化或虚假的后果"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R09", "R19§16", "R06§16"))
    certainty = "R19 原文已读；R09 措辞据新闻报道，条号待核实；R06 据二手资料"
    why = "把可能说成必然，或者编造后果，都是误导和恐吓；真实的后果可以告知，但要中性、附条件。"
    mend = "只写真实、有依据的后果，并写“可能”“依法”，如“我行可能依法通过诉讼等方式主张权利”。"
    wording = "false_consequence"
    good = (
        Example("欠款长期未还的，我行可能依法通过诉讼等方式主张权利，客服热线955XX。"),
        Example(
            "示例银行：双方协商不成的，可依法向人民法院提起诉讼，客服热线955XX。",
            "letter",
        ),
    )
    bad = (
        Example("欠款仍未到账，我行必将起诉，请通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：逾期记录将永久影响您的生活，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class FalseUrgency(WordingRule):
    code = "THR009"
    name = "false-urgency"
    title = "通牒或以后果相逼"
    weight = Weight(Severity.ERROR, Duty.STANDARD, ("R06§16", "R09"))
    certainty = "R06 据二手资料；R09 措辞据新闻报道，条号待核实"
    why = "命令、通牒和含混的后果只起恐吓作用。单写一个期限不算，期限连着威胁才算。"
    mend = "写明约定的日期，如“请于账单所列日期前还款”；须告知的后果另写一句，要具体、真实。"
    wording = "false_urgency"
    good = (
        Example("请于24小时内通过手机银行确认分期申请，客服热线955XX。"),
        Example("请您于账单所列日期前通过手机银行还款，客服热线955XX。"),
    )
    bad = (
        Example("请于今日18点前通过手机银行还款，否则后果自负，客服热线955XX。"),
        Example(
            "示例银行：本函为最后通牒，请立即到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class CreditBlacklist(WordingRule):
    code = "TRM007"
    name = "credit-blacklist"
    title = "征信黑名单"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R09",))
    certainty = "征信系统没有“黑名单”是通行说法，没有查到条文；R09 措辞据新闻报道，条号待核实"
    why = "征信系统只记录信用信息，没有“黑名单”；用它吓唬客户，与事实不符。"
    mend = "改为“逾期信息可能按规定报送金融信用信息基础数据库，影响您的征信记录”。"
    wording = "false_consequence"
    good = (
        Example("账户持续逾期的，我行可能依规定报送相关信用信息，客服热线955XX。"),
        Example("征信系统没有征信黑名单，请勿轻信所谓除名服务，客服热线955XX。"),
    )
    bad = (
        Example("逾期将进入征信黑名单，请通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：您的姓名将列入信用黑名单，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


RULES = (Insult, Harassment, FalseConsequence, FalseUrgency, CreditBlacklist)
