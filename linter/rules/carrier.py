"""What channels that send SMS refuse: SMS002 to SMS004, SMS008 and SMS009.

What each channel demands is in ``glossary/profiles.yaml``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.glossary.profile import OPT_OUT
from linter.rules.rule import (
    Absence,
    Context,
    Duty,
    Example,
    Excess,
    Hit,
    Rewrite,
    Rule,
    Situation,
    Weight,
)
from linter.rules.sender import is_second_signature
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.cases import Examination
    from linter.template.message import Message

_CARRIER = Weight(Severity.ERROR, Duty.CARRIER, ("R18",))
_CERTAINTY = "服务商文档已读；自有端口和直连通道没有查到统一的明文，按行内要求提示"
_SIGNATURE = re.compile("【([^【】]*)】")
_LEAST = 2
_NEUTRAL = re.compile(
    "(?:客服|系统|温馨|重要|官方|紧急|银行|信用卡|还款|账单|逾期|催收|用户|会员|服务|短信)*"
    "(?:通知|提醒|提示|消息|短信|公告|客服|中心)?|.*测试.*"
)
_OPT_OUT = re.compile(
    r"(?:拒收|退订)请?(?:回复?|发送?)?\s*[A-Za-z]{1,2}(?![A-Za-z])"
    r"|(?:回复?|发送?)\s*[A-Za-z]{1,2}\s*(?:即可)?(?:拒收|退订)"
)
_BRACKETS = re.compile("【[^【】]*】|[【】]")
_SYMBOLS = "『』「」〖〗※•"
_USUAL_SIGNS = "×÷±～"
_UNUSUAL_KINDS = (
    "So",
    "Sk",
    "Sm",
    "Sc",
    "No",
    "Cf",
    "Co",
    "Cn",
    "Cs",
    "Mn",
    "Me",
    "Zs",
    "Zl",
    "Zp",
)


def _template(body: str, *, profile: str = "direct", more: str = "", purpose: str = "") -> str:
    return (
        f"---\nid: sms.example\ntitle: 示例\nchannel: sms\npurpose: {purpose or 'due-reminder'}\n"
        f"owner: 示例部门\nprofile: {profile}\n{more}---\n{body}\n"
    )


class _CloudRule(Rule):
    """A rule whose breach a public cloud refuses; elsewhere it weighs less."""

    weight = _CARRIER
    channels = ("sms",)
    certainty = _CERTAINTY
    elsewhere = Weight(Severity.WARNING, Duty.HOUSE)

    def weigh(self, situation: Situation) -> Weight:
        """What the provider demands in its own channel; house policy in the bank's own."""
        return self.weight if situation.public_cloud else self.elsewhere


class SignatureShape(Rule):
    code = "SMS002"
    name = "sms-signature"
    title = "短信签名不合要求"
    weight = _CARRIER
    channels = ("sms",)
    certainty = "据短信服务商文档，各家长度不一，见 profiles.yaml；签名须向运营商实名报备"
    why = "签名报备时要和机构名称对得上；太长、带符号，或只写“温馨提示”一类的字，报备不了。"
    mend = "用机构的简称，2 至 12 个汉字、字母或数字，如“示例银行”。"
    good = (
        Example("您的账单已出，如有疑问请致电客服热线955XX。"),
        Example(
            _template("您的账单已出，如有疑问请致电客服热线955XX。", more="signature: 示例卡中心\n")
        ),
    )
    bad = (
        Example(
            _template("您的账单已出，如有疑问请致电客服热线955XX。", more="signature: 客服通知\n")
        ),
        Example(
            _template("您的账单已出，如有疑问请致电客服热线955XX。", more="signature: 示例-银行\n")
        ),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """The signature's length and characters, and whether it names anyone."""
        found = _SIGNATURE.match(message.body.text)
        if found is None:
            return
        text, span = found[1], found.span()
        most = context.profile.signature_longest
        if not _LEAST <= len(text) <= most:
            yield Hit("body", *span, f"签名有 {len(text)} 个字；应为 {_LEAST} 至 {most} 个")
        if not all(_plain(each) for each in text):
            yield Hit("body", *span, "签名里有符号或空格；只用汉字、字母和数字")
        if text and _NEUTRAL.fullmatch(text):
            yield Hit("body", *span, f"签名“{text}”看不出是谁；请写机构的简称")


class BracketsInBody(_CloudRule):
    code = "SMS003"
    name = "sms-brackets"
    title = "短信正文里有【】"
    why = "【】留给签名用；正文里的会被当作第二个签名，公有云通道不收。"
    mend = "改用《》、“”，或去掉。"
    elsewhere = Weight(Severity.INFO, Duty.HOUSE)
    good = (
        Example("您的账单已出，详见《信用卡领用合约》，客服热线955XX。"),
        Example("您的账单已出，详见“账单服务”，客服热线955XX。"),
    )
    bad = (
        Example("您的账单已出，详见【账单服务】栏目，客服热线955XX。"),
        Example("尊敬的客户，【提醒】您的账单已出，客服热线955XX。"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """Brackets anywhere but in the signature."""
        del context
        text = message.body.text
        start = _signed(text)
        for found in _BRACKETS.finditer(text, start):
            if len(found[0]) > 1 and is_second_signature(found, start):
                continue  # CHN001 tells it
            words = f"“{found[0]}”只能用在签名里；请换成别的符号"
            inside = found[0].strip("【】")
            rewrite = Rewrite(f"“{inside}”", safe=False) if inside else None
            yield Hit("body", *found.span(), words, rewrite=rewrite)


class SpecialCharacters(_CloudRule):
    code = "SMS004"
    name = "sms-special-characters"
    title = "短信里有特殊符号"
    why = "¥、★、①、表情、全角数字、看不见的字符，有的通道不收，有的手机显示不出来。"
    mend = "金额写“元”，序号写“1.”，其他的删除。"
    good = (
        Example("截至11月23日应还1,256.30元，客服热线955XX。"),
        Example("受理时间9:00～18:00，客服热线955XX。"),
    )
    bad = (
        Example("截至11月23日应还￥1,256.30，客服热线955XX。"),
        Example("①登录手机银行；②查看账单★客服热线955XX。"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """Symbols that the channel doesn't take, in what authors wrote."""
        text = message.body.text
        start, symbols = _signed(text), context.profile.symbols
        for character in sorted(set(text[start:])):
            if character in symbols or (character > "\x7f" and _special(character)):
                words = f"{_named(character)}有的手机或通道不收；请改写"
                for found in re.finditer(re.escape(character), text[start:]):
                    yield Hit("body", start + found.start(), start + found.end(), words)


def _signed(text: str) -> int:
    """Where the signature ends, if a text begins with one."""
    opening = _SIGNATURE.match(text)
    return opening.end() if opening else 0


def _plain(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or (character.isascii() and character.isalnum())


@cache
def _special(character: str) -> bool:
    """Whether a character beyond ASCII is more than a letter or a common mark."""
    if character in _SYMBOLS:
        return True
    if character in _USUAL_SIGNS or character == "\ufffc":
        return False
    if unicodedata.category(character) in _UNUSUAL_KINDS:
        return True
    plain = unicodedata.normalize("NFKC", character)
    return character > "\uffff" or (plain != character and plain.isalnum())


def _named(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return f"“{character}”" if character.isprintable() else f"看不见的字符 {code} "


class OptOut(Rule):
    code = "SMS008"
    name = "sms-opt-out"
    title = "拒收提示"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R17", "R09§40"))
    channels = ("sms",)
    certainty = (
        "R17 修订版条号待核实；R09 的文字见于报道，条号待核实；"
        "通知能不能带拒收提示，据服务商文档，各通道不一"
    )
    why = (
        "营销短信要让人能拒收；还款通知是服务信息，有的通道不许带拒收提示，"
        "有的由 hegui 统一加在最后，正文再写就重复了。"
    )
    mend = f"营销短信在最后写“{OPT_OUT}”；其他短信不写，由通道设置（profiles.yaml）决定。"
    good = (
        Example("您的账单已出，如有疑问请致电客服热线955XX。"),
        Example(_template("您的账单已出，客服热线955XX。", profile="aliyun")),
    )
    bad = (
        Example(_template(f"您的账单已出，客服热线955XX。{OPT_OUT}", profile="aliyun")),
        Example(_template("您的账单已出，客服热线955XX，退订回T", profile="tencent")),
    )

    def weigh(self, situation: Situation) -> Weight:
        """Law demands it of marketing; what a notice may have, a provider decides."""
        if not situation.public_cloud:
            return self.weight
        return Weight(Severity.ERROR, Duty.CARRIER, ("R18", *self.weight.basis))

    def check(self, message: Message, context: Context) -> Iterator[Hit | Absence]:
        """Marketing needs a way out; whether a notice may have one, the channel decides."""
        profile, text = context.profile, message.body.text
        written = len(text) - len(profile.appended)
        found = _OPT_OUT.search(text, 0, written)
        if profile.appended:
            if found:
                text = "hegui 会在最后加上拒收提示；这里请删除"
                yield Hit("body", *found.span(), text, Severity.WARNING)
        elif context.purpose.marketing and not found:
            yield Absence(f"营销短信没有拒收提示；请在最后写上“{OPT_OUT}”")
        elif found and not context.purpose.marketing and profile.opt_out == "marketing":
            yield Hit("body", *found.span(), f"{profile.title}不许通知短信带拒收提示；请删除")


class ClassNotAccepted(Rule):
    code = "SMS009"
    name = "sms-class-not-accepted"
    title = "通道不收这类短信"
    weight = _CARRIER
    channels = ("sms",)
    certainty = "服务商文档已读；与银行另有约定的，以约定为准"
    why = "公有云短信的自助通道不收催款、贷款一类的内容，提交会被退回；银行多用自有端口或直连。"
    mend = "把 profile 改为 direct，由自有端口或运营商直连发送。"
    good = (
        Example(_template("您的账单已出，客服热线955XX。")),
        Example(_template("您的异议已受理，客服热线955XX。", purpose="objection-received")),
    )
    bad = (
        Example(_template("您的账单已出，客服热线955XX。", profile="aliyun")),
        Example(
            _template(
                "您协商的贷款事项已受理，客服热线955XX。",
                profile="huawei",
                purpose="objection-received",
            )
        ),
    )

    def check_all(self, examination: Examination, context: Context) -> Iterator[Excess]:
        """A reminder, or words that the channel refuses, in a channel that takes none."""
        profile = context.profile
        if not profile.refuses:
            return
        mend = "请把 profile 改为 direct"
        if _dunning(context):
            refused = "、".join(profile.refuses)
            message = f"{profile.title}不收请客户还款的短信（不收：{refused}）；{mend}"
            yield Excess(message, key="profile")
            return
        bodies = [_SIGNATURE.sub("", each.body.text, count=1) for each in examination.messages]
        said = normalise("\n".join(bodies)).text
        if words := [word for word in profile.refuses if word in said]:
            message = f"{profile.title}不收含“{'”“'.join(words)}”的短信；{mend}"
            yield Excess(message, key="profile")


def _dunning(context: Context) -> bool:
    return context.purpose.collection or context.purpose.asks_payment


RULES = (SignatureShape, BracketsInBody, SpecialCharacters, OptOut, ClassNotAccepted)
