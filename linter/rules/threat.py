"""Threats, false identity and exposure: THR001 to THR005, and THR010.

The words are in ``glossary/terms/``.
"""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Weight, WordingRule


class Violence(WordingRule):
    code = "THR001"
    name = "violence"
    title = "以暴力相威胁"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R01§68", "R04", "R13§50", "R14§293"))
    certainty = "R14 原文已读；R01、R04 据二手资料，R01 条号多处一致；R13 第五十条仅一处来源"
    why = "催收不得使用暴力、胁迫、恐吓。伤人、毁物、扣人、报复的话，明说和暗示都不行。"
    mend = "整句删除，没有可以替换的说法；需要沟通的，写“如您暂时困难，可与我行协商还款安排”。"
    wording = "violence"
    good = (
        Example("如您暂时无法全额还款，可与我行协商还款安排，客服热线955XX。"),
        Example("使用抵扣券后，余款将从约定账户扣人民币，客服热线955XX。"),
    )
    bad = (
        Example("今天再不还款，就到您家门口泼油漆，还款请用手机银行，客服热线955XX。"),
        Example(
            "示例银行：如仍不还款，我行将采取一切手段追回欠款，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class CriminalThreat(WordingRule):
    code = "THR002"
    name = "criminal-threat"
    title = "以刑事责任相威胁"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R15§6", "R09"))
    certainty = "R15 原文已读；R09 的文字据新闻报道，条号待核实"
    why = "是否构成犯罪只能由司法机关认定，单纯未还款不能推定犯罪；银行不得用坐牢、抓捕来催款。"
    mend = "改为“如长期未还款，我行可能依法通过诉讼等方式主张权利”。"
    wording = "criminal_threat"
    good = (
        Example("如长期未还款，我行可能依法通过诉讼等方式主张权利，客服热线955XX。"),
        Example("您的异议已由我行依法办结，结果可通过手机银行查询，客服热线955XX。"),
    )
    bad = (
        Example("您名下信用卡已逾期，不还会坐牢，请通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：账户持续逾期的，我行将移送司法机关，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class ImpersonatingAuthority(WordingRule):
    code = "THR003"
    name = "impersonating-authority"
    title = "冒用机关名义"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R09", "R04", "R14§279"))
    certainty = "R09 的文字据新闻报道，条号待核实；R04 据二手资料；R14 原文已读"
    why = "催收不得以行政机关、司法机关的名义进行；让客户误以为是公安、法院来信，就是欺骗。"
    mend = "只以我行名义写：删除机关名称和人员称呼，改为“我行提醒您”。"
    wording = "impersonation"
    good = (
        Example("示例银行信用卡中心提醒您，本期账单已出，客服热线955XX。"),
        Example("本周末系统将执行局部维护，还款不受影响，客服热线955XX。"),
    )
    bad = (
        Example("公安机关通知，您的信用卡欠款须立即处理，请用手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：您的账户已转执行局，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class FalseLegalDocument(WordingRule):
    code = "THR004"
    name = "false-legal-document"
    title = "仿冒司法文书或律师"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R25§13", "R26", "R09"))
    certainty = "R25、R26 原文已读；R09 的文字据新闻报道，条号待核实"
    why = "传票等司法文书只能由司法机关出具，没有律师执业证书不得以律师名义执业；银行仿冒就是欺骗。"
    mend = "标题写“逾期还款提示函”，以我行名义落款；委托了律师事务所的，如实写明全称和查询途径。"
    wording = "impersonation"
    good = (
        Example("请上传票据照片，以便我行核实您的异议，客服热线955XX。"),
        Example(
            "示例银行：随函附上逾期还款提示函一份，请您查阅，客服热线955XX。",
            "letter",
        ),
    )
    bad = (
        Example("您的法院传票即日寄出，请尽快通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：本律师受托向您追收欠款，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class ThirdPartyExposure(WordingRule):
    code = "THR005"
    name = "third-party-exposure"
    title = "向第三人透露欠款"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R01§68", "R04", "R06§18", "R11§1033"))
    certainty = "R11 原文已读；R01、R04、R06 据二手资料，R01 条号多处一致"
    why = "催收只能面向债务人和担保人；向家人、单位、联系人透露或扬言透露欠款，侵害客户的隐私。"
    mend = "删除对第三人的提及；写给联系人的，只写“请转告其本人致电我行客服热线”，不提债务。"
    wording = "third_party_exposure"
    good = (
        Example("您好，请您方便时转告其本人致电示例银行客服热线955XX，谢谢。"),
        Example("我行不会联系您的单位谈论账单，如有疑问请致电客服热线955XX。"),
    )
    bad = (
        Example("今日仍未还款，我行将联系您的家人，请通过手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：如不还款，我行将发函通知您的单位，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


class PublicPosting(WordingRule):
    code = "THR010"
    name = "public-posting"
    title = "张贴、群发或曝光"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R10§25", "R11§1024", "R04"))
    certainty = "R10、R11 原文已读；R04 据二手资料，未见全文"
    why = "没有客户的单独同意，不得公开其个人信息；在公共场所张贴催收材料，属催收红线。"
    mend = "整句删除；需要说明寄送方式的，写“本函密封寄送，仅寄至您本人的预留地址”。"
    wording = "third_party_exposure"
    good = (
        Example("拍摄票据时请避开强光，以免曝光过度，客服热线955XX。"),
        Example(
            "示例银行：本函密封寄送，仅寄至您本人的预留地址，客服热线955XX。",
            "letter",
        ),
    )
    bad = (
        Example("明日仍未还款，您的姓名将在网上曝光，还款请用手机银行，客服热线955XX。"),
        Example(
            "示例银行：逾期未还的，我行将在小区张贴公告，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


RULES = (
    Violence,
    CriminalThreat,
    ImpersonatingAuthority,
    FalseLegalDocument,
    ThirdPartyExposure,
    PublicPosting,
)
