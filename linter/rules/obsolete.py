"""Words out of date or out of place: TRM001 to TRM005, TRM009.

The words are in ``glossary/terms/``.
"""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Weight, WordingRule


class LateFee(WordingRule):
    code = "TRM001"
    name = "late-fee-term"
    title = "滞纳金"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R03",))
    certainty = "据银行执行通知和新闻稿（二手资料，两处一致）"
    why = "信用卡滞纳金自 2017-01-01 起取消，改为由双方约定违约金；再写“滞纳金”就与合约不符。"
    mend = "把“滞纳金”改成“违约金”。"
    wording = "obsolete_term"
    good = (
        Example("您的信用卡已逾期，逾期将按约定计收违约金，请通过手机银行还款，客服热线955XX。"),
        Example("信用卡业务已不再收取滞纳金，逾期按约定收取违约金，客服热线955XX。"),
        Example("您的信用卡滞纳金已按规定取消，逾期按约定收取违约金，客服热线955XX。"),
        Example("您代缴的物业费滞纳金已缴清，客服热线955XX。"),
    )
    bad = (
        Example("您的信用卡已逾期，逾期会产生滞纳金，请通过手机银行还款，客服热线955XX。"),
        Example("您的信用卡没有按时还款会产生滞纳金，请通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：信用卡账户逾期，加收滯納金，请到营业网点还款，客服热线955XX。", "letter"
        ),
    )


class OverLimitFee(WordingRule):
    code = "TRM002"
    name = "over-limit-fee-term"
    title = "超限费"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R03",))
    certainty = "据银行执行通知和新闻稿（二手资料，两处一致）"
    why = "信用卡超限费自 2017-01-01 起取消，账单和提醒里都不应再有这一项。"
    mend = "删除“超限费”。"
    wording = "obsolete_term"
    good = (
        Example("我行信用卡不会收取超限费，可用额度请在手机银行查询，客服热线955XX。"),
        Example("您代缴的货车超限费已入账，如有疑问请致电客服热线955XX。"),
    )
    bad = (
        Example("您的信用卡已超过额度，将收取超限费，请通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：本期信用卡账单包含超额费30元，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class PenaltyTerm(WordingRule):
    code = "TRM003"
    name = "penalty-term"
    title = "罚款、罚金"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R03",))
    certainty = "R03 据二手资料，只说应约定违约金；“罚款”“罚金”不能写是由此推出的"
    why = "罚款是行政处罚，罚金是刑罚，银行都无权作出；逾期的后果由合约约定，称违约金。"
    mend = "把“罚款”“罚金”改成“违约金”；合约没有约定的，删除。"
    wording = "obsolete_term"
    good = (
        Example("您的信用卡已逾期，按约定计收违约金，请通过手机银行还款，客服热线955XX。"),
        Example("您用信用卡缴纳的交通罚款已入账，客服热线955XX。"),
    )
    bad = (
        Example("您的信用卡已逾期，每逾期一天罚款20元，请通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：信用卡逾期未还的，须另付罚金，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class StaleRegulator(WordingRule):
    code = "TRM004"
    name = "stale-regulator"
    title = "旧监管机构名称"
    weight = Weight(Severity.WARNING, Duty.HOUSE)
    certainty = "机构更名是公开的事实；写新名称没有查到明文依据，属行内要求"
    why = "银监会、银保监会都已不再保留，写旧名，客户投诉时会找不到部门；引用旧文号、写“原”的除外。"
    mend = "改为“国家金融监督管理总局”或当地监管局；说的是旧文件的，在机构名前写“原”。"
    wording = "obsolete_term"
    good = (
        Example("本行受国家金融监督管理总局监管，如有疑问请致电客服热线955XX。"),
        Example(
            "示例银行：催收函件的内容依据原银监会令2011年第2号载明，客服热线955XX。",
            "letter",
        ),
    )
    bad = (
        Example("如不满意我行答复，可向银保监会反映，还款请用手机银行，客服热线955XX。"),
        Example(
            "示例银行：投诉也可提交当地银监局，还款请到营业网点，客服热线955XX。",
            "letter",
        ),
    )


class RepealedLaw(WordingRule):
    code = "TRM005"
    name = "repealed-law"
    title = "已废止的法律"
    weight = Weight(Severity.WARNING, Duty.LAW, ("R11",))
    certainty = "《民法典》原文已读；被废止的法律名单凭记忆，待核实"
    why = (
        "这些法律自 2021-01-01 起由《民法典》取代。"
        "此前的合同和事实可能仍适用旧法，所以只是警告，由法律合规部门判断。"
    )
    mend = "改引《民法典》的相应条文；确要适用旧法的，请法律合规部门确认。"
    wording = "obsolete_term"
    good = (
        Example("依据《民法典》和领用合约，您应当按期还款，请用手机银行办理，客服热线955XX。"),
        Example("示例银行：员工关系适用《劳动合同法》，信用卡业务请询客服热线955XX。", "letter"),
    )
    bad = (
        Example("根据《合同法》，请您通过手机银行归还欠款，客服热线955XX。"),
        Example(
            "示例银行：我行将依据《担保法》请保证人还款，请到营业网点办理，客服热线955XX。",
            "letter",
        ),
    )


class StaleArticle(WordingRule):
    code = "TRM006"
    name = "stale-article"
    title = "条号已变"
    weight = Weight(Severity.WARNING, Duty.LAW, ("R13",))
    certainty = "R13 第五十条仅一处来源；旧条号原文已读"
    why = (
        "《治安管理处罚法》修订后自 2026-01-01 起施行，"
        "原第四十二条的内容移到第五十条，再引旧条号就是引错法。"
    )
    mend = "删除，催收信息用不着引这部法律；确需引用的，改为第五十条并请法律合规部门审核。"
    wording = "obsolete_term"
    good = (
        Example("如遇骚扰，可依《治安管理处罚法》第五十条维护权利，客服热线955XX。"),
        Example(
            "示例银行：反复发送恐吓信息的，可按《治安管理处罚法》处理，客服热线955XX。", "letter"
        ),
    )
    bad = (
        Example("依据《治安管理处罚法》第四十二条，可对骚扰者处以拘留，客服热线955XX。"),
        Example("示例银行：治安管理处罚法第42条规定了骚扰的责任，客服热线955XX。", "letter"),
    )


class ExpiredPolicy(WordingRule):
    code = "TRM008"
    name = "expired-policy"
    title = "政策已经结束"
    weight = Weight(Severity.WARNING, Duty.LAW, ("R20",))
    certainty = "R20 据多处报道，文号待核实"
    why = (
        "一次性信用修复只适用于 2026-03-31 前还清的小额逾期，期限已过；"
        "再写，客户会以为还清就不留记录。"
    )
    mend = "删除；需要说明征信的，写“如对征信记录有异议，可依法提出异议申请”。"
    wording = "obsolete_term"
    good = (
        Example("如对征信记录有异议，可依法提出异议申请，客服热线955XX。"),
        Example("示例银行：一次性信用修复已结束，请勿轻信代办，客服热线955XX。", "letter"),
    )
    bad = (
        Example("现在还清可享受一次性信用修复政策，请通过手机银行还款，客服热线955XX。"),
        Example("示例银行：符合一次性信用修复条件的，请到营业网点还款，客服热线955XX。", "letter"),
    )


class InternalJargon(WordingRule):
    code = "TRM009"
    name = "internal-jargon"
    title = "内部行话"
    weight = Weight(Severity.INFO, Duty.HOUSE)
    certainty = "没有明文依据，属行内要求"
    why = "坏账、呆账是银行内部的分类，客户看不懂，也容易以为债务已经核销。"
    mend = "改写事实，如“您的信用卡账户已逾期”。"
    wording = "obsolete_term"
    good = (
        Example("您的信用卡账户已逾期，请通过手机银行还款，客服热线955XX。"),
        Example("示例银行：本行坏账准备情况见财务报表附注，客服热线955XX。", "letter"),
    )
    bad = (
        Example("您的信用卡账户已转为坏账，请通过手机银行还款，客服热线955XX。"),
        Example("示例银行：该笔欠款已列入呆账，请到营业网点还款，客服热线955XX。", "letter"),
    )


RULES = (
    LateFee,
    OverLimitFee,
    PenaltyTerm,
    StaleRegulator,
    RepealedLaw,
    StaleArticle,
    ExpiredPolicy,
    InternalJargon,
)
