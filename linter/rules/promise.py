"""Promises and money: PRM001 to PRM006.

The words are in ``glossary/terms/``.
"""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Situation, Weight, WordingRule


class CreditRepairPromise(WordingRule):
    code = "PRM001"
    name = "credit-repair-promise"
    title = "承诺修复征信"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R19§16", "R20"))
    certainty = "R19 原文已读；R20 据多处报道"
    why = "真实的不良记录自不良行为终止之日起保存5年，不能提前删除，也谈不上“修复”。"
    mend = "删除承诺；需要告知的，写“如对征信记录有异议，可依法提出异议申请”。"
    wording = "misleading_promise"
    good = (
        Example("您提出的征信异议已受理，核实结果将书面告知，如有疑问请致电客服热线955XX。"),
        Example(
            "示例银行：我行不会承诺帮您修复征信，谨防受骗，核实请致电客服热线955XX。",
            "letter",
        ),
    )
    bad = (
        Example("您的信用卡已逾期，通过手机银行还清后可修复征信，客服热线955XX。"),
        Example(
            "示例银行：到营业网点还款，我行帮您删除不良记录，客服热线955XX。",
            "letter",
        ),
    )


class UnconditionalRelief(WordingRule):
    code = "PRM002"
    name = "unconditional-relief"
    title = "无条件的减免承诺"
    weight = Weight(Severity.WARNING, Duty.LAW, ("R01§70",))
    certainty = "R01 据二手资料，第七十条多处引用；该条只说个性化分期，减免要写条件是由此推出的"
    why = "减免和个性化分期须逐户协商、审批；不写条件，客户会当成一定能得到。"
    mend = "写明条件，如“如符合条件，可申请个性化分期还款，以双方协议为准”。"
    wording = "misleading_promise"
    good = (
        Example("如欠款超出您的还款能力，可向我行申请个性化分期，以协议为准，客服热线955XX。"),
        Example(
            "示例银行：息费减免须经审批，并非一律减免，详询客服热线955XX。",
            "letter",
        ),
    )
    bad = (
        Example("您的信用卡已逾期，本月通过手机银行还清本金的，利息一律减免，客服热线955XX。"),
        Example(
            "示例银行：逾期客户可申请停息挂账，请到营业网点办理，客服热线955XX。",
            "letter",
        ),
    )


class InducedBorrowing(WordingRule):
    code = "PRM003"
    name = "induced-borrowing"
    title = "诱导借贷还款"
    weight = Weight(Severity.ERROR, Duty.STANDARD, ("R04",))
    certainty = "据多处报道，未见全文；八条红线只见到四条，诱导新增借贷在其中"
    why = "催收时诱导、逼迫客户新增借贷或非法筹资，是行业自律划定的红线，也会加重客户的负担。"
    mend = "删除借款、筹款的建议；写“如还款有困难，请与我行协商还款安排”。"
    wording = "induce_borrowing"
    good = (
        Example("如还款有困难，请与我行协商还款安排，客服热线955XX。"),
        Example("请勿以贷还贷，可通过手机银行查看还款方案，客服热线955XX。"),
    )
    bad = (
        Example("您的信用卡已逾期，可以先借网贷，再通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：还款有困难的，建议您向家人借款，再到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class MarketingInDunning(WordingRule):
    code = "PRM004"
    name = "marketing-in-dunning"
    title = "催收里夹带营销"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R17", "R09"))
    certainty = "R17 修订版条号待核实；催收加优惠即成为商业性信息，是由规定推出的；R09 条号待核实"
    why = "催收提醒属于服务通知；加上抽奖、提额、优惠就成了商业性信息，须客户同意并能退订。"
    mend = "删除营销内容；营销另发，征得同意并写明退订方式。"
    wording = "misleading_promise"
    good = (
        Example("您的信用卡已逾期，请通过手机银行还款，客服热线955XX。"),
        Example("逾期期间不能参加提额和积分活动，请通过手机银行还款，客服热线955XX。"),
    )
    bad = (
        Example("您的信用卡已逾期，本周通过手机银行还款可抽奖，客服热线955XX。"),
        Example("示例银行：逾期账户还清即赠优惠券，请到营业网点还款，客服热线955XX。", "letter"),
    )

    def weigh(self, situation: Situation) -> Weight:
        """An error in an SMS, which then needs consent; elsewhere a warning."""
        weight = self.weight
        return weight if situation.channel == "sms" else weight._replace(severity=Severity.WARNING)


class ExtraFee(WordingRule):
    code = "PRM005"
    name = "extra-fee"
    title = "以催收或协商为名收费"
    weight = Weight(Severity.ERROR, Duty.STANDARD, ("R04", "R06§19"))
    certainty = "R04 据多处报道，未见全文；R06 据二手资料"
    why = "不得以催收的名义另收费用；客户只需归还合约约定的款项。"
    mend = "删除收费的说法；客户应还的只写本金、利息、违约金。"
    wording = "obsolete_term"
    good = (
        Example("协商还款安排无须另付费用，如有疑问请致电客服热线955XX。"),
        Example("示例银行：我行不会收取上门费，遇有索要请致电客服热线955XX。", "letter"),
    )
    bad = (
        Example("您的信用卡已逾期，本期另计催收费50元，请通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：办理分期前请先交诚意金，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class InstalmentFee(WordingRule):
    code = "PRM006"
    name = "instalment-fee"
    title = "把分期利息写成手续费"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R02",))
    certainty = "据新闻报道（多处一致），条号待核实"
    why = "分期的资金成本应当统一以利息的形式告知，写成手续费或“免费”，客户就看不出真实的成本。"
    mend = "把“手续费”改成“利息”，并写明近似年化利率。"
    wording = "obsolete_term"
    good = (
        Example("您申请的分期共12期，每期利息及近似年化利率见分期协议，客服热线955XX。"),
        Example("示例银行：分期按约定计收利息，不再收取分期手续费，客服热线955XX。", "letter"),
    )
    bad = (
        Example("您的账单可分6期偿还，分期手续费共90元，请登录手机银行办理，客服热线955XX。"),
        Example(
            "示例银行：如一次还清有困难，可到营业网点办理免费分期，客服热线955XX。",
            "letter",
        ),
    )


RULES = (
    MarketingInDunning,
    CreditRepairPromise,
    UnconditionalRelief,
    InducedBorrowing,
    ExtraFee,
    InstalmentFee,
)
