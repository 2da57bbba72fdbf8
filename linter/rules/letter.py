"""What a letter must hold, and in what order: LTR001 and LTR002."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from linter.finding import Severity
from linter.rules.rule import Absence, Context, Duty, Example, Hit, Rule, Weight
from linter.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.message import Message

LETTERS = ("letter", "delivery")
"""The channels of letters."""
_DAY = "截至哪一天"
_AS_OF = "截|统计至|[本当]期|账单|20[0-9]{2}年"
_PLACES = (
    "手机银行|网上银行|网银|微信银行|网点|支行|分行|营业厅|柜[面台员]|客服|热线|电话|致电|拨打|自助|ATM"
    "|官网|公众号|小程序|App|APP|自动还款|自动扣款|约定账户|还款账户"
)


class Element(NamedTuple):
    """One thing that R01§69 lists: the block that must print it, and what it must say.

    ``says`` pairs a pattern with what is lacking where it isn't found; ``hole`` is
    the type of a variable that must be printed.
    """

    block: str
    title: str
    says: tuple[tuple[str, str], ...]
    hole: str = ""


ELEMENTS = (
    Element(
        "salutation",
        "持卡人姓名",
        (("尊敬|敬启|台鉴|阁下|先生|女士|客户|您好|致|[：:]", "称谓"),),
        "person_name",
    ),
    Element(
        "reason",
        "致函事由",
        (("逾期|[未没][^，。；]{0,8}[还付缴清偿]|未足额|迟延|拖欠|到期还款日", "逾期的事实"),),
    ),
    Element(
        "balance",
        "欠款余额",
        (
            ("欠|应还|待还|未还|应缴|余额|合计|本金|透支", "是什么款项"),
            ("元|人民币", "金额和币种"),
            (_AS_OF, _DAY),
        ),
    ),
    Element(
        "basis", "法律法规或合约条款", (("《[^》]+》|民法典|法律|法规|合[约同]|章程", "依据"),)
    ),
    Element(
        "rights",
        "持卡人的权利和义务",
        (("有权|权利|权益|可以|您可", "权利"), ("义务|责任|应当|应按|应于|须|需按", "义务")),
    ),
    Element(
        "query",
        "查询账户的途径",
        (("查[询看阅]|核对|了解|对账单|明细", "可以查询"), (_PLACES, "在哪里查")),
    ),
    Element(
        "repayment",
        "还款的途径",
        (("还款|归还|偿还|清偿|存入|缴款|扣款", "怎样还款"), (_PLACES, "在哪里还")),
    ),
    Element(
        "objection",
        "提出异议的途径",
        (
            ("异议|争议|疑[义问]|有误|不符|不一致|不认可|申诉|核对", "可以提出异议"),
            (f"{_PLACES}|来[函信]|邮寄|书面", "向哪里提出"),
        ),
    ),
    Element(
        "evidence",
        "提供证据的途径",
        (
            ("证据|凭证|单据|回单|证明|材料|资料", "可以提供证据"),
            (f"提交|寄|出示|上传|发送至|{_PLACES}", "怎样提供"),
        ),
    ),
    Element("contact", "发卡银行的联系方式", (("热线|电话|致电|拨打|客服|地址", "电话或地址"),)),
    Element("closing", "落款和业务公章", ()),
)
"""What R01§69 lists, in the order of the layout ``partials/letter.j2``."""

_STEPS = (
    ("salutation",),
    ("reason",),
    ("balance",),
    ("basis",),
    ("rights",),
    ("query", "repayment", "objection", "evidence", "contact"),
    ("closing",),
)
_ORDER = {block: step for step, blocks in enumerate(_STEPS) for block in blocks}
_TITLES = {element.block: element.title for element in ELEMENTS}
_SEAL = "(?<!无需)(?<!不需)(?<!未)(?:公章|专用章|印章|盖章|用印)"
_LAYOUT = '{% extends "partials/letter.j2" %}'


def letter_example(body: str, more: str = "", channel: str = "letter") -> str:
    """A template of a letter of collection."""
    return (
        f"---\nid: {channel}.example\ntitle: 示例\nchannel: {channel}\npurpose: collection-letter\n"
        f"owner: 示例部门\nheading: 逾期还款提示函\n{more}---\n{body}\n"
    )


_PARTS = {
    "salutation": "尊敬的{{ name }}：",
    "reason": "您的信用卡账户未按期还款，现已逾期。",
    "balance": "截至2026年11月23日，应还余额人民币1,256.30元。",
    "basis": "根据《示例银行信用卡领用合约》，您应当按约定还款。",
    "rights": "您有权了解款项构成；您有义务按约定还款。",
    "query": "您可通过手机银行查询账户。",
    "repayment": "您可通过手机银行还款。",
    "objection": "如有异议，请致电客服热线955XX提出。",
    "evidence": "您可在营业网点提交还款凭证。",
    "contact": "客服热线955XX。",
    "closing": "示例银行（业务专用章）",
}


def _example(order: tuple[str, ...] = tuple(_PARTS), **changed: str) -> Example:
    parts = {**_PARTS, **changed}
    blocks = [f"{{% block {name} %}}{parts[name]}{{% endblock %}}" for name in order]
    variables = "variables: {name: {type: person_name}}\n"
    return Example(letter_example("\n\n".join(blocks), variables + "seal: true\n"), "letter")


def _without(*names: str) -> tuple[str, ...]:
    return tuple(name for name in _PARTS if name not in names)


class LetterElements(Rule):
    code = "LTR001"
    name = "letter-elements"
    title = "催收函件缺少必备内容"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R01§69",))
    channels = LETTERS
    certainty = (
        "R01§69 的条号和各项内容多处一致，未见全文；同条还有“监管要求的其他内容”，工具查不了"
    )
    why = (
        "催收函件须充分披露："
        + "、".join(element.title for element in ELEMENTS)
        + "。每一项写在自己的 block 里，少一项都看得出来。"
    )
    mend = f"用 {_LAYOUT}，它已写好每一项；改写哪一项，就重写哪个 block。"
    good = (_example(), _example(objection="对本函有争议的，可到营业网点书面提出。"))
    bad = (
        _example(_without("objection")),
        _example(evidence="我行将认真核对您的账户。"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Absence]:
        """Each element: its block, and in it the wording."""
        if not context.situation.formal:
            return
        body = message.body
        for element in ELEMENTS:
            span = body.blocks.get(element.block) if context.named else Span(0, len(body.text))
            if span is None or not body.text[slice(*span)].strip():
                yield _no_block(element, body.text, context, empty=span is not None)
                continue
            text = body.text[slice(*span)]
            lacking = _lacking(element, text, context)
            types = body.types(*span)
            if "date" in types:
                lacking = [what for what in lacking if what != _DAY]
            if context.named and element.hole and element.hole not in types:
                lacking.append("客户姓名（如 {{ name }}）")
            if lacking:
                after = span.start + len(text.rstrip()) if context.named else 0
                what = f"“{element.title}”没有写清：缺{'、'.join(lacking)}"
                where = f"；请补在 block {element.block} 里" if context.named else ""
                yield Absence(what + where, after=after)


def _no_block(element: Element, whole: str, context: Context, *, empty: bool) -> Absence:
    advice = f"block {element.block}；{_LAYOUT} 已写好各项"
    if empty:
        return Absence(f"“{element.title}”是空的；请写 {advice}")
    if not _lacking(element, whole, context):
        message = f"“{element.title}”没有单独成块，工具无法逐项核对；请放进 {advice}"
        return Absence(message, Severity.WARNING)
    return Absence(f"没有“{element.title}”；请写 {advice}")


def _lacking(element: Element, text: str, context: Context) -> list[str]:
    """What an element should say and doesn't."""
    lacking = list(_unsaid(element, text))
    if element.block == "closing":
        lacking += _unsigned(text, context)
    return lacking


@lru_cache(maxsize=1024)
def _unsaid(element: Element, text: str) -> tuple[str, ...]:
    return tuple(what for pattern, what in element.says if not re.search(pattern, text))


def _unsigned(text: str, context: Context) -> Iterator[str]:
    if context.institution.name not in text:
        yield "机构名称"
    # The stamp of a letter that was sent is on paper, not in its text.
    if context.named and not context.front.record.get("seal") and not re.search(_SEAL, text):
        yield "业务公章（或 seal: true）"


class LetterOrder(Rule):
    code = "LTR002"
    name = "letter-order"
    title = "函件各项的先后"
    weight = Weight(Severity.WARNING, Duty.HOUSE)
    channels = LETTERS
    certainty = "R01§69 只列内容，不定先后；次序是行内要求"
    why = "先说是谁、什么事、多少钱，再说依据、权利和途径，最后落款，客户一眼能找到要看的。"
    mend = "按称谓、事由、余额、依据、权利、各种途径、落款的次序排列各个 block。"
    good = (
        _example(),
        _example((*_without("query", "closing"), "query", "closing")),
    )
    bad = (
        _example((*_without("reason"), "reason")),
        _example(("closing", *_without("closing"))),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """A block that stands behind one that should follow it."""
        if not context.situation.formal:
            return
        body = message.body
        placed = sorted(
            (span.start, span.end, block)
            for block, span in body.blocks.items()
            if block in _ORDER and body.text[slice(*span)].strip()
        )
        latest = ""
        for start, end, block in placed:
            if latest and _ORDER[block] < _ORDER[latest]:
                at = end - len(body.text[start:end].lstrip())
                text = f"“{_TITLES[block]}”写在“{_TITLES[latest]}”后面；请移到它前面"
                yield Hit("body", at, at + 1, text)
            else:
                latest = block


RULES = (LetterElements, LetterOrder)
