"""What a letter must hold, and how it reaches the customer: LTR001 to LTR004."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from linter.finding import Severity
from linter.rules.rule import Absence, Context, Duty, Example, Excess, Hit, Rule, Weight
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.template.cases import Examination
    from linter.template.message import Message

_LETTERS = ("letter", "delivery")
_PLACES = "手机银行|网上银行|网银|网点|柜面|柜台|客服|热线|自助|官网|App|APP|账户"


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
        "salutation", "持卡人姓名", (("尊敬|敬启|先生|女士|客户|您好|：", "称谓"),), "person_name"
    ),
    Element(
        "reason", "致函事由", (("逾期|未[^，。；]{0,8}[还付缴]|未足额|到期|拖欠", "逾期的事实"),)
    ),
    Element(
        "balance",
        "欠款余额",
        (
            ("欠款|应还|未还|余额|合计|本金|透支", "是什么款项"),
            ("元|人民币", "金额和币种"),
            ("截[至止]|[本当]期|账单", "截至哪一天"),
        ),
    ),
    Element(
        "basis",
        "法律法规或合约条款",
        (("《[^》]+》|第[〇零一二三四五六七八九十百0-9]+条|合[约同][^，。]{0,6}约定", "依据"),),
    ),
    Element(
        "rights",
        "持卡人的权利和义务",
        (("有权|权利|可以|您可", "权利"), ("义务|应当?|须|需要?按", "义务")),
    ),
    Element(
        "query", "查询账户的途径", (("查询|查看|核对|了解", "可以查询"), (_PLACES, "在哪里查"))
    ),
    Element(
        "repayment", "还款的途径", (("还款|归还|偿还|存入", "怎样还款"), (_PLACES, "在哪里还"))
    ),
    Element(
        "objection",
        "提出异议的途径",
        (
            ("异议|争议|疑义|有误|不符|申诉", "可以提出异议"),
            (f"{_PLACES}|致电|电话|来函|邮寄|书面", "向哪里提出"),
        ),
    ),
    Element(
        "evidence",
        "提供证据的途径",
        (
            ("证据|凭证|单据|证明|材料|资料", "可以提供证据"),
            (f"提交|提供|寄|出示|上传|{_PLACES}", "怎样提供"),
        ),
    ),
    Element("contact", "发卡银行的联系方式", (("热线|电话|致电|地址", "电话或地址"),)),
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
_SEAL = re.compile("公章|专用章|印章|盖章|用印")
_HARSH = re.compile(
    "催收|催款|催缴|催告|追讨|追缴|讨债|最后|最终|最终?通牒|警告|严正|敦促|责令|限期|勒令|起诉|诉前"
)
_PEOPLE = (
    "家人|家属|亲属|父母|配偶|子女|同住人|同事|领导|单位|邻居|门卫|保安|物业|前台|居委会|村委会"
)
_HANDED = re.compile(
    f"(?:交|转交|留给|送交)[给由予]?(?:您的|其)?(?:{_PEOPLE})"
    f"|(?:{_PEOPLE})[^，。；！？\\n]{{0,6}}(?:代收|代签|代为签收|签收|转交)"
)
_NOT = re.compile("[不勿未禁]|无需|没有")
_LAYOUT = '{% extends "partials/letter.j2" %}'


def _letter(body: str, more: str = "", channel: str = "letter") -> str:
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
    return Example(_letter("\n\n".join(blocks), variables + "seal: true\n"), "letter")


def _without(*names: str) -> tuple[str, ...]:
    return tuple(name for name in _PARTS if name not in names)


class LetterElements(Rule):
    code = "LTR001"
    name = "letter-elements"
    title = "催收函件缺少必备内容"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R01§69",))
    channels = _LETTERS
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
        whole = body.text
        for element in ELEMENTS:
            span = body.blocks.get(element.block) if context.named else None
            text = whole[slice(*span)] if span else "" if context.named else whole
            if context.named and not text.strip():
                yield Absence(_no_block(element, whole))
                continue
            lacking = list(_lacking(element, text))
            if span and element.hole:
                kinds = {hole.variable.type.name for at, hole in body.holes if at in range(*span)}
                lacking += ["姓名变量"] if element.hole not in kinds else []
            if element.block == "closing":
                lacking += list(_unsigned(text, context))
            if lacking:
                after = span.start + len(text.rstrip()) if span else 0
                what = f"“{element.title}”没有写清：缺{'、'.join(lacking)}"
                where = f"；请补在 block {element.block} 里" if context.named else ""
                yield Absence(what + where, after=after)


def _no_block(element: Element, whole: str) -> str:
    if element.says and not _lacking(element, whole):
        what = f"“{element.title}”没有单独成块；请把它写进 block {element.block}"
    else:
        what = f"没有“{element.title}”；请写 block {element.block}"
    return f"{what}，或用 {_LAYOUT}"


@lru_cache(maxsize=1024)
def _lacking(element: Element, text: str) -> tuple[str, ...]:
    """What an element should say and doesn't."""
    normal = normalise(text).text
    return tuple(what for pattern, what in element.says if not re.search(pattern, normal))


def _unsigned(text: str, context: Context) -> Iterator[str]:
    if context.institution.name not in text:
        yield "机构名称"
    if not context.front.record.get("seal") and not _SEAL.search(text):
        yield "业务公章（或 seal: true）"


class LetterOrder(Rule):
    code = "LTR002"
    name = "letter-order"
    title = "函件各项的先后"
    weight = Weight(Severity.WARNING, Duty.HOUSE)
    channels = _LETTERS
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


class NeutralHeading(Rule):
    code = "LTR003"
    name = "letter-heading"
    title = "函件标题不中性"
    weight = Weight(Severity.WARNING, Duty.HOUSE)
    channels = _LETTERS
    certainty = "没有查到明文，属行内要求；“律师函”“传票”一类见 THR004"
    why = "标题是别人最先看到的；“催收函”“最后通知”既泄露欠款，又像威胁。"
    mend = "标题写“逾期还款提示函”一类中性的名称。"
    good = (
        Example(_letter("正文"), "letter"),
        Example(_letter("正文").replace("逾期还款提示函", "信用卡账户还款提示函"), "letter"),
    )
    bad = (
        Example(_letter("正文").replace("逾期还款提示函", "催收函"), "letter"),
        Example(_letter("正文").replace("逾期还款提示函", "最后通知"), "letter"),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """Words in the heading that press or give the debt away."""
        del context
        heading = message.sections.get("heading")
        if heading is None:
            return
        normal = normalise(heading.text)
        for found in _HARSH.finditer(normal.text):
            text = f"标题里的“{found[0]}”不中性；请改为“逾期还款提示函”一类的名称"
            yield Hit("heading", *normal.span(*found.span()), text)

    def check_all(self, examination: Examination, context: Context) -> Iterator[Excess]:
        """A letter of collection without a heading."""
        del examination
        if context.situation.formal and not context.front.record.get("heading"):
            yield Excess("没有函件标题；请写 heading，如“逾期还款提示函”")


class Delivery(Rule):
    code = "LTR004"
    name = "letter-delivery"
    title = "函件怎样送到本人手里"
    weight = Weight(Severity.WARNING, Duty.STANDARD, ("R06§18", "R16§3"))
    channels = _LETTERS
    certainty = "R06 据二手资料，未见全文；R16 原文已读，说的是寄往预留地址可中断时效"
    why = "函件只应由本人拆阅：寄到单位、交给家人，都会把欠款告诉别人；寄往预留地址才有证据的用处。"
    mend = "写 deliver_to: reserved_address（当面送达写 in_person）和 sealed: true，不请别人转交。"
    good = (
        Example(_letter("正文", "deliver_to: reserved_address\nsealed: true\n"), "letter"),
        Example(
            _letter(
                "本函仅交予您本人，不交由家人转交。",
                "deliver_to: in_person\nsealed: true\n",
                "delivery",
            ),
            "delivery",
        ),
    )
    bad = (
        Example(_letter("正文", "deliver_to: employer\nsealed: true\n"), "letter"),
        Example(
            _letter("本函可交由家人转交。", "deliver_to: reserved_address\nsealed: true\n"),
            "letter",
        ),
    )

    def check(self, message: Message, context: Context) -> Iterator[Hit]:
        """Wording that hands the letter to somebody else."""
        del context
        normal = normalise(message.body.text)
        for found in _HANDED.finditer(normal.text):
            clause = re.split("[，。；！？\n]", normal.text[: found.start()])[-1]
            if not _NOT.search(clause + found[0]):
                text = f"“{found[0]}”：函件只交本人；请删除"
                yield Hit("body", *normal.span(*found.span()), text)

    def check_all(self, examination: Examination, context: Context) -> Iterator[Excess]:
        """Where it goes, and whether it is sealed."""
        del examination
        front = context.front
        wanted = "in_person" if front.channel == "delivery" else "reserved_address"
        chosen = front.record.get("deliver_to")
        if chosen == "employer":
            message = f"寄到单位会让同事知道欠款；请改为 {wanted}"
            yield Excess(message, key="deliver_to")
        elif chosen is not None and chosen != wanted:
            yield Excess(f"与渠道不符；这里应写 {wanted}", key="deliver_to")
        elif chosen is None and context.situation.formal:
            yield Excess(f"没有写寄往哪里；请写 deliver_to: {wanted}")
        if not front.record.get("sealed") and context.situation.formal:
            yield Excess("没有写明密封；请写 sealed: true", key="sealed")


RULES = (LetterElements, LetterOrder, NeutralHeading, Delivery)
