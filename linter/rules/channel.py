"""Where the customer is led: CHN004 to CHN006, PRV004.

The words are in ``glossary/terms/``.
"""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Weight, WordingRule


class UnofficialPayee(WordingRule):
    code = "CHN004"
    name = "unofficial-payee"
    title = "收款方不是机构"
    weight = Weight(Severity.ERROR, Duty.STANDARD, ("R06§19",))
    certainty = "R06 据二手资料（两处译文），未见全文"
    why = "还款只能进机构指定的渠道；付给个人的钱难以核对，也正是骗子的做法。"
    mend = "删除个人账户、个人收款码和当面收款的说法，改写我行的还款渠道。"
    wording = "improper_channel"
    good = (
        Example("请通过手机银行还款，切勿把款项转入私人账户，如有疑问请致电客服热线955XX。"),
        Example("您寄来的材料已转给我行信用卡中心核实，客服热线955XX。"),
    )
    bad = (
        Example("您的信用卡已逾期，手机银行不便操作的，请直接转账给我，客服热线955XX。"),
        Example(
            "示例银行：不便到营业网点的，可将现金交给外访人员，客服热线955XX。",
            "letter",
        ),
    )


class Link(WordingRule):
    code = "CHN005"
    name = "link"
    title = "短信里的链接"
    weight = Weight(Severity.WARNING, Duty.CARRIER, ("R18",))
    certainty = "通道对链接的拦截已读服务商文档；各通道不一，以实际通道为准"
    why = "客户分不清链接的真假；短链接、可变的链接会被通道拦截，还款提醒因此送不到。"
    mend = "改为“请登录我行手机银行”；确需链接的，用已备案的官方域名，写成固定文字。"
    wording = "improper_channel"
    good = (
        Example("请登录我行手机银行查询账单，客服热线955XX。"),
        Example("我行短信不含链接，请勿点击陌生链接，客服热线955XX。"),
    )
    bad = (
        Example("您的信用卡账单已出，详见 t.cn/abc ，客服热线955XX。"),
        Example("您的信用卡已逾期，请点击链接还款，或用手机银行，客服热线955XX。"),
    )


class PersonalContact(WordingRule):
    code = "CHN006"
    name = "personal-contact"
    title = "引导客户用私人方式联系"
    weight = Weight(Severity.ERROR, Duty.CARRIER, ("R18",))
    certainty = "短信通道的要求已读服务商文档；信函、邮件没有查到明文，按行内要求同样办理"
    why = "加个人微信、QQ 后的对话机构看不到，客户分不清真假；通道也可能拦截这类引流内容。"
    mend = "改为“请致电客服热线{{ institution.hotline }}”。"
    wording = "improper_channel"
    good = (
        Example("如需协商还款安排，请致电客服热线955XX。"),
        Example(
            "示例银行：您可以加微信公众号“示例银行”查询账单，客服热线955XX。",
            "letter",
        ),
    )
    bad = (
        Example("您的信用卡已逾期，协商请加我微信，或用手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：如想延期还款请私聊我，也可到营业网点，客服热线955XX。",
            "letter",
        ),
    )


class AskingForSecrets(WordingRule):
    code = "PRV004"
    name = "asking-for-secrets"
    title = "索取密码、验证码等信息"
    weight = Weight(Severity.ERROR, Duty.STANDARD, ("R12", "R10§28"))
    certainty = "R10 原文已读；R12 的信息分级据二手资料，“不得索取”是由分级推出的"
    why = "密码、验证码、安全码、人脸等鉴别信息不得索取，身份证件也不应请客户用短信、邮件发来。"
    mend = "删除索取的说法；需要核实身份的，请客户通过手机银行或营业网点办理。"
    wording = "privacy_leak"
    good = (
        Example("我行不会要求您提供密码，收到可疑短信请致电客服热线955XX核实。"),
        Example("手机银行提供密码重置服务，请本人操作，客服热线955XX。"),
    )
    bad = (
        Example("为登记还款计划，请回复短信验证码，还款请用手机银行，客服热线955XX。"),
        Example(
            "示例银行：请用邮件发送身份证照片，再到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


RULES = (UnofficialPayee, Link, PersonalContact, AskingForSecrets)
