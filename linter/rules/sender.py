"""Who writes, whom to call, where to pay: CHN001 to CHN003, CHN007."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.rule import (
    Absence,
    Context,
    Duty,
    Example,
    Hit,
    Rule,
    Situation,
    Weight,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.message import Message

_HOUSE = Weight(Severity.WARNING, Duty.HOUSE)
_BRACKETS = re.compile("【[^【】]*】")
_CUE = r"(?:客服|热线|致电|电话|拨打|联系)"
_NUMBER = r"(?<![0-9])(?:955[0-9]{2}|400-?[0-9]{3}-?[0-9]{4}|[48]00[0-9]{7})(?![0-9])"
_NEAR = 12  # characters between the cue and the number
_ASK_FOR_CHANNEL = re.compile("还款(?:渠道|方式|途径)[^。！？；\n]{0,6}(?:咨询|致电|联系)")
_CHANNEL_WORDS = (
    "手机银行",
    "网上银行",
    "网银",
    "网点",
    "柜面",
    "柜台",
    "自动还款",
    "约定账户",
    "还款账户",
    "官方App",
    "官方APP",
    "自助设备",
)
_SITE = "(?:官网|官方网站|我行网站|本行网站|官方渠道)"
_PUBLIC = (
    f"(?:名单|公示|查询|查到|核实)[^。！？\n]{{0,12}}{_SITE}"
    f"|{_SITE}[^。！？\n]{{0,12}}(?:名单|公示|公布|查|核实)"
)
_ENTRUSTED = (
    "(?:我行|本行|我中心|本中心)(?:已经?|现|特)?委托(?!书)[^，。；！？\n]{0,12}(?:公司|机构|事务所|律所)"
    "|受[^，。；！？\n]{0,16}(?:银行|中心|公司)[^，。；！？\n]{0,8}委托"
    "|(?:转|移交|移送|委托|外包|交)[由给至予]?(?:我司|本公司|我公司|第三方|外部|某|[^，。；！？\n]{0,4}催收)"
    "[^，。；！？\n]{0,6}(?:处理|处置|跟进|催收|代为|公司|机构)"
)
_DUNNED = "催|还款|欠款|账款|逾期|账户|与您联系|联系您|跟进"
_INNOCENT = "冒充|警惕|谨防|并非|没有|不会|从未|切勿|请勿|未委托|不得|未经"
_SENTENCE = re.compile("[^。！？\n]+")
_AGENTS = ("委托", "我司", "公司", "第三方", "外部", "催收", "某")  # one stands in each match


def _outsourced(body: str) -> str:
    return (
        "---\nid: sms.example\ntitle: 示例\nchannel: sms\npurpose: overdue-reminder\n"
        f"owner: 示例部门\noutsourced: {{agency: 示例服务公司}}\n---\n{body}\n"
    )


@cache
def _service_line(hotline: str) -> re.Pattern[str]:
    """A service number near a word that says so."""
    number = rf"(?:(?<![0-9]){re.escape(hotline)}(?![0-9])|{_NUMBER})"
    near = rf"[^。！？；\n]{{0,{_NEAR}}}?"
    return re.compile(rf"{_CUE}{near}{number}|{number}{near}{_CUE}")


def is_second_signature(brackets: re.Match[str], signed: int) -> bool:
    """Whether brackets are taken for a signature: right after the first, or at the text's end."""
    return brackets.start() == signed or brackets.end() == len(brackets.string)


class SenderNotIdentified(Rule):
    code = "CHN001"
    name = "sender-not-identified"
    title = "没有表明发送机构"
    weight = Weight(Severity.ERROR, Duty.STANDARD, ("R04", "R06§15", "R17"))
    certainty = "R04、R06 据二手资料，未见全文；R17 修订版条号待核实"
    why = "收到消息的人应当一眼看出是哪家机构发来的，才能辨别真伪。"
    mend = "短信用已备案的签名，由 hegui 放在最前面，正文不再写【】；信函和邮件写出机构全称。"
    good = (
        Example("尊敬的客户：您的信用卡账单已出，如有疑问请致电客服热线955XX。"),
        Example("示例银行信用卡中心敬上，客服热线955XX。", "letter"),
    )
    bad = (
        Example("【还款提醒】您的信用卡账单已出，请致电客服热线955XX。"),
        Example("您的信用卡账单已出，请致电客服热线955XX。", "letter"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit | Absence]:
        """A second or unregistered signature; a letter or e-mail without the bank's name."""
        if context.front.channel != "sms":
            if context.institution.name not in message.text:
                yield Absence(f"没有写出机构名称“{context.institution.name}”；请在正文或落款写明")
            return
        text = message.body.text
        found = [*_BRACKETS.finditer(text)]
        if not found or found[0].start() != 0:
            yield Absence("没有短信签名；请在 institution.yaml 写 signature")
            return
        registered = context.institution.signatures
        if found[0].group()[1:-1] not in registered:
            yield Hit(
                "body", 0, found[0].end(), f"短信签名没有备案；已备案的有：{'、'.join(registered)}"
            )
        for other in found[1:]:
            if is_second_signature(other, found[0].end()):
                message_text = "签名之外又有一个【】，会被当作第二个签名；请去掉【】"
                yield Hit("body", other.start(), other.end(), message_text)


class _LetterDuty(Rule):
    certainty = "R01§69 只约束催收函件（二手资料，多处一致）；其他为行内要求"

    def weigh(self, situation: Situation) -> Weight:
        """Law for letters of collection, house policy for everything else."""
        return self.weight if situation.formal else _HOUSE


class ServiceLineMissing(_LetterDuty):
    code = "CHN002"
    name = "service-line-missing"
    title = "没有客服热线"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R01§69", "R28§28"))
    why = "客户有疑问时应当找得到人。催收函件须写明发卡银行的联系方式；其他信息按行内要求同样办理。"
    mend = (
        "写上“如有疑问，请致电客服热线{{ institution.hotline }}。”；"
        "号码前要有“客服热线”“致电”等字样。"
    )
    good = (
        Example("您的信用卡账单已出，如有疑问，请致电客服热线955XX。"),
        Example("示例银行：查询账户请拨打客服电话955XX。", "letter"),
    )
    bad = (
        Example("您的信用卡账单已出，如有疑问请联系我行。"),
        Example("示例银行：您本期应还95588元，请到网点咨询。", "letter"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit | Absence]:
        """A service number must stand near a word that says so."""
        if not _service_line(context.institution.hotline).search(message.text):
            line = f"如有疑问，请致电客服热线{context.institution.hotline}。"
            yield Absence(f"没有客服热线；请写上“{line}”")


class RepaymentChannelMissing(_LetterDuty):
    code = "CHN003"
    name = "repayment-channel-missing"
    title = "没有还款渠道"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R01§69", "R04"))
    why = (
        "请客户还款，就要说清在哪里还，免得客户被引到别处。"
        "催收函件须写明还款途径；其他信息按行内要求同样办理。"
    )
    mend = "写上还款渠道，如“您可通过手机银行、网上银行或营业网点还款。”，渠道用机构登记的说法。"
    good = (
        Example("您的信用卡已逾期，请通过手机银行或营业网点还款，如有疑问请致电客服热线955XX。"),
        Example("示例银行：您可在营业网点还款，客服热线955XX。", "letter"),
    )
    bad = (
        Example("您的信用卡已逾期，请尽快还款，如有疑问请致电客服热线955XX。"),
        Example("示例银行：请尽快还款，还款渠道请咨询客服热线955XX。", "letter"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit | Absence]:
        """Where the purpose asks for payment, a channel must be named."""
        if not context.purpose.asks_payment:
            return
        text = message.text
        channels = context.institution.repayment_channels
        if not any(word in text for word in (*channels, *_CHANNEL_WORDS)):
            listed = "或".join(filter(None, ("、".join(channels[:-1]), channels[-1])))
            write = f"请写上“您可通过{listed}还款。”"
            if _ASK_FOR_CHANNEL.search(text):
                yield Absence(f"还款渠道只说可以咨询；{write}", Severity.WARNING)
            else:
                yield Absence(f"没有还款渠道；{write}")


class OutsourcerNotDisclosed(Rule):
    code = "CHN007"
    name = "outsourcer-not-disclosed"
    title = "委托了外部机构却没有写明"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R09§41", "R04"))
    certainty = "R09 的文字见于报道，条号只有一处来源，待核实；R04 据报道，未见全文"
    why = (
        "委托外部机构催收，事先要以适当方式告知债务人；名单在官网公示，"
        "客户才分得清来联系的是不是骗子。"
    )
    mend = (
        "写上“我行委托某某公司（名单可在我行官网查询）提醒您”；"
        "受托机构写在 front matter 的 outsourced 里。"
    )
    good = (
        Example(_outsourced("我行委托示例服务公司（名单见我行官网）提醒您还款，客服热线955XX。")),
        Example("我行没有委托任何机构代收款项，如有疑问请致电客服热线955XX。"),
    )
    bad = (
        Example(_outsourced("您的信用卡已逾期，请通过手机银行还款，客服热线955XX。")),
        Example("您的欠款已转我司处理，请通过手机银行还款，客服热线955XX。"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit | Absence]:
        """Who works for the bank must be named, and be found on the bank's site."""
        text = message.text
        outsourced = context.front.record.get("outsourced")
        agency = outsourced.get("agency") if outsourced else None
        if not agency and not any(word in text for word in _AGENTS):
            return
        public = re.search(_PUBLIC, text) is not None
        if agency:
            if agency not in text:
                yield Absence(f"没有写明受托机构“{agency}”；请写上它的全称")
            if not public:
                yield Absence("没有写明受托机构可在哪里查询；请写上“名单可在我行官网查询”")
            return
        for name, section in () if public else message.sections.items():
            for sentence in _SENTENCE.finditer(section.text):
                if not re.search(_DUNNED, sentence[0]) or re.search(_INNOCENT, sentence[0]):
                    continue
                for found in re.finditer(_ENTRUSTED, sentence[0]):
                    words = f"“{found[0]}”：受托机构要写明名称和在哪里查询；"
                    mend = "请写上机构全称和“名单可在我行官网查询”"
                    start = sentence.start()
                    yield Hit(name, start + found.start(), start + found.end(), words + mend)


RULES = (SenderNotIdentified, ServiceLineMissing, RepaymentChannelMissing, OutsourcerNotDisclosed)
