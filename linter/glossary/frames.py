"""Contexts in which a word is innocent: denied, warned of, a right of the customer, a statute.

Each looks at a bounded stretch around the hit, so that many hits in one long
text stay linear.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from linter.glossary.chain import CLAUSE_END, SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Callable

_NEAR = 24  # characters looked at on either side of a hit
_SENTENCE = 80  # characters of a sentence looked at on either side of a hit
_QUOTATION = 60  # characters from the title of a statute to the end of its quotation

# A denial reaches over what follows it in the clause, but not over another
# denial (不会取消…) or a new consequence: 没有按时还款会产生… and 不会只是… deny
# nothing. A NUL marks where the hit begins, which also 将 has to see past:
# 请勿将现金….
_STRONG = (
    "(?<!难道)(?:不会|[绝决]不(?!会)|不可能|不构成|不应|不承诺|不使用|不采用|不存在|不参[加与]|不享有|不适用|不能|从来不|无权|无意|无需|无须|不必"
    "|并非|绝非|并不"
    "|(?:从不|从未|未曾)(?!缴|支付|还款|归还))(?!只|仅|没有)"
)
_TOLD = "(?:请勿|切勿|勿|不要|不得(?!不)|不许|不准|切忌|严禁|禁止|杜绝)(?!只|仅)"
_REACH = (
    "(?:(?!会|将(?!\0?(?:款|资金|钱|现金|卡))|就(?![^，,。；]{1,8}(?:一事|事宜|问题|情况))|则|否则|而是|但|却|便|才"
    "|不收|不计收|免|减|取消|停止|拒绝|忘记|拖欠|以为|不敢|逼|等到)"
    "[^，,。；;！!？?\n]){0,20}"
)
_WEAK = (
    "(?<!不得)(?<!不能)(?<!并非)(?<!不会)(?<!从未)(?:不再|不收取|不收|不产生|不计收|没有|已?取消了?|停止|废止|免除)"
    "(?:另行|再|向您)?(?:收取|加收|计收|产生|支付|缴纳|收|有|是)?(?:任何|所谓的?|信用卡|的){0,3}"
)
# Words by which a bank warns of fraud; 骗子 and 诈骗 alone are also what insults and
# accusations say.
_WARNING = (
    "谨防|警惕|提防|严防|防范|防骗|反诈(?!中心通知)|不法分子|犯罪分子|冒充|假冒|假借|冒用|谎称|自称|声称|号称|诈称"
    "|有的中介|(?:非法|不法|黑)中介|(?:断定|认定|多半|八成)(?:就)?是诈骗|打着|以[^，,。\n]{1,12}(?:为名|为由|为借口|为幌子)|所谓|轻信|识破|识别|辨别|拆穿"
    "|(?:诈骗|行骗|骗)(?:分子|团伙|手法|套路|陷阱|短信|电话|伎俩|话术|案例|广告)|骗局|骗术|圈套|伪造"
    "|(?:均|都|一律|全|纯)(?:为|是|属|系|属于)?(?:电信)?(?:诈骗|骗)|(?<!你)(?<!您)(?:就|即|必)(?:是|为)诈骗"
    "|(?:骗子|假客服|诈骗者)(?:的?惯用|常|会|惯|多|往往|最)|当心[“\"]"
    "|(?:对方|来电)[^，,。\n]{0,6}(?:让|要求|索要|谎|称)"
    "|陌生(?:人|来电|电话|短信|链接|号码)|不明(?:链接|来电|短信|身份)|可疑|96110"
    "|(?:如|若|凡|一旦|倘若?)(?:是|有人|您)?(?:收到|接到|遇|遭遇|对方)"
)
_RIGHT = (
    "(?:您|客户|持卡人|消费者|债务人|借款人|当事人|双方|任何一方|对方|联系人)"
    "(?:还|也|均|都|仍|亦|又)?(?:可|可以|有权|能够|享有|应当?|需要?|如需|如要|如认为)(?!能)"
)
_ACTING = "我行|我们|本行|我司|我方|我部|本人会|将|就|会|立即|马上"
_ADVICE = (
    "(?:请|可|可以|需要?|应当?|须|欢迎|建议)"
    "(?:您|先|及时|尽快|主动|务必|尽早|自行|协助|直接|提前|携带|一并|再|另行)*[“”‘’「」\"']?\0"
)
_SENDER = "我行|本行|我们|我司|我公司|我方|平台|专员|催收"
_COMPLAINT = (
    "投诉(?!也?没|无|也白)|举报(?!也?没)|申诉|信访|维权热线|错误[^，,。]{0,2}(?:列入|报送|标记)|申请(?:纠正|更正)|保留(?:好)?(?:录音|证据)|拒绝接听|12378|12363|12321|12315"
)
_IF = "如|若|认为|错误|遇|发现|存在|认为|对于|凡|一旦|倘|有上述|任何|有权"
_HEDGE = "可能(?!性)|或将|有权(?!冻结|查封)|保留|可依|可通过|依法(?:通过|采取|向|以)|视情况|经[^，,。\n]{2,10}(?:后|同意|批准)|拟"
_CERTAIN = "必|一定|绝对|肯定|立即|立刻|马上|即刻|今日|今天|明日|明天|当天|即将|直接|已经?(?!逾期)|就|随时|小时"
_EXPLAINED = (
    "不当然|不等于|不等同|不属于|并不意味|并非一概|属于?民事|(?<!不是)(?<!不再是)(?<!不止是)民事(?:纠纷|责任|法律)|才(?:可能|会)?(?:构成|涉嫌|算|属于)"
    "|须以|应当?具备|构成要件|由(?:人民|有管辖权的?|司法|公安|检察|有权|执行|审判|仲裁|行政|监管)[^，,。\n]{0,12}"
    "(?:依法|决定|认定|裁定|判断|判定|作出|出具|发布|实施|执行|采取|负责|解释)|规定了|是指|俗称|所称|误解|误区|谣言|不实|(?:毫无|没有)法律依据|流传|的认定|民事欠款|才涉及|可以不起诉|报告期内?|本行坚持|明知他人|(?:出租|出借|出售|买卖)[^，,。\n]{0,4}(?:银行卡|账户|信用卡|身份证|电话卡)|普法|司法解释|释义"
    "|嫌疑人|被告人|[张王李赵刘陈]某(?:被|因|已被|、|的)|该(?:男子|女子|驾驶人|团伙|犯罪|案|公司)|团伙|抓获|通报称|媒体报道|处罚决定|名“"
)
_RETOLD = (
    "[”\"』」](?:、?[“\"『「][^”\"』」]{1,20}[”\"』」])*(?:[^，,。\n]{0,4})?(?:等|一类|之类|这[样类种])"
    "|(?:字眼|措辞|话术|用语|言辞|言语|字样|标题|模板)"
    "|(?:客户|您)(?:来电|来信|留言|投诉|反映|提到|描述|所|在[^，,。\n]{2,10}中)[^，,。\n]{0,6}(?:说|称|提到|反映|描述|写)"
    "|之类的话|等话(?:语|术)"
)
_LIST_BEFORE = "(?:[^，,。；;！!？?\n会将就则]{1,8}[、和或及])?"


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(f"(?:{_STRONG}{_REACH}|{_WEAK}{_LIST_BEFORE}|不(?=[“”]?\0(?:联系|通知|告知|打扰|起诉|曝光|公开|收取|上门|采取)))[“”‘’「」\"']?\0"),
        re.compile(f"{_TOLD}{_REACH}[“”‘’「」\"']?\0"),
        re.compile(
            "^[”’」\"']?(?:已|已经|自[0-9年月日-]{4,12}起|早已|现已){0,2}"
            "(?:被|按[^，。；]{2,8})?(?:取消|废止|停收|停止|停办|结束|下线|不再(?!减|免))"
            "|^[^，,。；\n]{0,8}(?:(?:行为|做法|说法)[^。\n]{0,8}(?:违规|违法|不符合|禁止|不允许)|都没有|均?无权)"
        ),
        re.compile("《[^》\n]{1,40}》[^。\n]{0,6}第[^。\n]{1,8}条[^。“”\n]{0,10}“[^”\n]*”?"),
    )


@lru_cache(maxsize=1)
def _sentence_patterns() -> dict[str, re.Pattern[str]]:
    return {
        "warning": re.compile(_WARNING),
        "right": re.compile(f"(?:{_RIGHT})(?:(?!{_ACTING})[^，,。；;！!？?\n]){{0,16}}\0"),
        "advice": re.compile(_ADVICE),
        "sender": re.compile(_SENDER),
        "complaint": re.compile(_COMPLAINT),
        "if": re.compile(_IF),
        "retold": re.compile(_RETOLD),
        "hedge": re.compile(_HEDGE),
        "certain": re.compile(_CERTAIN),
        "explained": re.compile(_EXPLAINED),
    }


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a hit in its sentence, as far as it is looked at."""
    before = text[max(start - _SENTENCE, 0) : start]
    before = before[max(before.rfind(mark) for mark in SENTENCE_END) + 1 :]
    after = text[end : end + _SENTENCE]
    ends = [at for at in map(after.find, SENTENCE_END) if at >= 0]
    return before, after[: min(ends, default=len(after))]


def clause_before(text: str, start: int) -> str:
    """What stands before a hit in its clause, as far as it is looked at."""
    near = text[max(start - _NEAR, 0) : start]
    return near[max(near.rfind(mark) for mark in CLAUSE_END) + 1 :]


def _denied(text: str, start: int, end: int) -> bool:
    before, _, after, _ = _patterns()
    return bool(before.search(_clause(text, start, end)) or after.search(text[end : end + _NEAR]))


def _forbidden(text: str, start: int, end: int) -> bool:
    return bool(_patterns()[1].search(_clause(text, start, end)))


def _clause(text: str, start: int, end: int) -> str:
    return f"{clause_before(text, start)}\0{text[start:end]}"


def _quoted(text: str, start: int, end: int) -> bool:
    if _sentence_patterns()["retold"].search(_whole(text, start, end)):
        return True
    first = max(start - _QUOTATION, 0)
    stretch = text[first : end + 1]
    return any(
        first + quote.start() < start and end <= first + quote.end()
        for quote in _patterns()[3].finditer(stretch)
    )


def _whole(text: str, start: int, end: int) -> str:
    before, after = sentence(text, start, end)
    return before + text[start:end] + after


def _warned(text: str, start: int, end: int) -> bool:
    return bool(_sentence_patterns()["warning"].search(_whole(text, start, end)))


def _right(text: str, start: int, end: int) -> bool:
    patterns = _sentence_patterns()
    if patterns["right"].search(_clause(text, start, end)):
        return True
    whole = _whole(text, start, end)
    return bool(patterns["complaint"].search(whole) and patterns["if"].search(whole))


def _advised(text: str, start: int, end: int) -> bool:
    patterns = _sentence_patterns()
    before = clause_before(text, start)
    return bool(patterns["advice"].search(f"{before}\0") and not patterns["sender"].search(before))


def _hedged(text: str, start: int, end: int) -> bool:
    patterns = _sentence_patterns()
    clause = clause_before(text, start) + text[start:end]
    return bool(patterns["hedge"].search(clause) and not patterns["certain"].search(clause))


def _explained(text: str, start: int, end: int) -> bool:
    return bool(_sentence_patterns()["explained"].search(_whole(text, start, end)))


class Frame(NamedTuple):
    """A frame in words, and whether it holds at two offsets of a text (characters)."""

    title: str
    holds: Callable[[str, int, int], bool]


FRAMES = {
    "denied": Frame("否定句", _denied),
    "forbidden": Frame("劝阻或禁止", _forbidden),
    "quoted": Frame("引用法条或转述别人的话", _quoted),
    "warned": Frame("防诈提示", _warned),
    "right": Frame("客户的权利和投诉", _right),
    "advice": Frame("请客户自己做", _advised),
    "hedged": Frame("可能、有权、依法", _hedged),
    "explained": Frame("普法说明和报道", _explained),
}
"""Frames by their names in the glossary."""
