"""Personal data written out in a text: PRV001 to PRV003, and a private number to call: CHN006."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Said, Weight, WordingRule
from linter.text.normalise import normalise, plain
from linter.text.pii import possible, shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from linter.text.normalise import Normal
    from linter.text.pii import Shape

_BASIS = ("R10§28", "R12")
_WEIGHT = Weight(Severity.ERROR, Duty.LAW, _BASIS)
_CERTAINTY = "R10 原文已读；R12 据二手资料，属推荐性行业标准"
_CARD = ("PRV001", "卡号", "请改写为“尾号”加末四位的变量")
_ID = ("PRV002", "身份证号", "请删除，改用信用卡“尾号”加末四位的变量指明账户")
_ID_DIGITS = 18
_DEBT = re.compile("信用卡|贷|透支|账单|逾期|欠款|还款")
_NAMED = re.compile("(卡|身份证)号码?[^，。；！？,;!?\n]*$")
MASKED = frozenset(("PRV001", "PRV002", "PRV003"))
"""Rules whose excerpts and witnesses hide what they found, in every report."""
_PHONE_NAMED = re.compile("手机号码?[^，。；！？,;!?\n]{0,4}$")
_TO_CALL = re.compile("(?:致电|联系|拨打|来电|回电|电话|打|加|找)[^，。；！？,;!?\n]*$")
_NEAR = 12  # characters before a number in which its name counts


class CardNumber(WordingRule):
    code = "PRV001"
    name = "card-number"
    title = "写出了卡号"
    weight = _WEIGHT
    certainty = _CERTAINTY
    why = "短信和邮件会显示在锁屏和预览里，完整卡号可能被他人看到、冒用；只写末四位就够客户辨认。"
    mend = "删除卡号，改写为“尾号”加末四位的变量。"
    wording = "privacy_leak"
    good = (
        Example("您尾号1234的信用卡账单已出，客服热线955XX。"),
        Example("您的订单编号为2026112500010001，如有疑问，请致电客服热线955XX。"),
    )
    bad = (
        Example("您的信用卡6222021234567894已逾期，请致电客服热线955XX。"),
        Example("卡号6222021234567890的账户已逾期，请致电客服热线955XX。"),
    )


class IdNumber(WordingRule):
    code = "PRV002"
    name = "id-number"
    title = "写出了身份证号"
    weight = _WEIGHT
    certainty = _CERTAINTY
    why = "身份证号是敏感个人信息，提醒还款用不着它。"
    mend = "删除身份证号；要客户辨认账户，写信用卡的末四位。"
    wording = "privacy_leak"
    good = (
        Example("请携带身份证原件到营业网点办理，客服热线955XX。"),
        Example("您尾号1234的信用卡已逾期，受理编号20261125，客服热线955XX。"),
    )
    bad = (
        Example("身份证号为110101190001010006的客户，请致电客服热线955XX。"),
        Example("持卡人（身份证号码110101190001010001）的信用卡已逾期，客服热线955XX。"),
    )


class PersonalDetails(WordingRule):
    code = "PRV003"
    name = "personal-details"
    title = "写出了电话、住址或单位"
    weight = Weight(Severity.ERROR, Duty.LAW, ("R10§6", "R10§28"))
    certainty = "R10 原文已读；写出即属过度，是由最小必要原则推出的"
    why = "客户的手机号、住址、单位和家人的信息，提醒还款用不着；锁屏上谁都看得见。"
    mend = "删除；需要说明寄送或联系方式的，写“您的预留地址”“您的预留手机号”。"
    wording = "privacy_leak"
    good = (
        Example("账单已寄往您的预留地址，客服热线955XX。"),
        Example("您的预留手机号（130****0000）已更新，客服热线955XX。"),
    )
    bad = (
        Example("您的信用卡已逾期，预留手机号13000000000，请用手机银行还款，客服热线955XX。"),
        Example(
            "示例银行：您家住示例小区3号楼，信用卡已逾期，请到营业网点还款，客服热线955XX。",
            "letter",
        ),
    )


def may_name(text: str) -> bool:
    """Whether a text may hold personal data: a quick look before `personal_data`."""
    return possible(text) or not plain(text)


def personal_data(text: str, whole: str) -> Iterator[Said]:
    """Card and identity numbers of a text, which is the whole message or a section of it.

    An error where the check digit is right or the number is named as one; in a
    message about a debt a warning, elsewhere nothing.
    """
    normal = normalise(text)
    digits = normal.text
    debt = lru_cache(lambda: _DEBT.search(normalise(whole).text) is not None)
    for shape in shapes(digits):
        if shape.kind == "phone":
            yield from _phone(normal, shape, debt)
            continue
        named = _NAMED.search(digits[max(shape.start - _NEAR, 0) : shape.start])
        is_id = shape.kind == "id_number" or (
            named is not None and named[1] == "身份证" and shape.end - shape.start == _ID_DIGITS
        )
        if not shape.valid and named is None and not debt():
            continue
        severity = Severity.ERROR if shape.valid or named else Severity.WARNING
        code, name, advice = _ID if is_id else _CARD
        start, end = normal.span(shape.start, shape.end)
        message = f"写出了{name}；{advice}"
        yield Said(code, "privacy_leak", severity, _BASIS, start, end, message)


def _phone(normal: Normal, shape: Shape, debt: Callable[[], bool]) -> Iterator[Said]:
    """A mobile number: a private one to call in a message about a debt, or one that is named."""
    before = normal.text[max(shape.start - _NEAR, 0) : shape.start]
    named = _PHONE_NAMED.search(before) is not None
    span = normal.span(shape.start, shape.end)
    if not named and debt() and _TO_CALL.search(before):
        message = "留的是手机号，客户分不清真假；请改为客服热线"
        yield Said("CHN006", "improper_channel", Severity.ERROR, ("R18",), *span, message)
    elif named or debt():
        message = "写出了手机号；请删除，或写“您的预留手机号”"
        yield Said("PRV003", "privacy_leak", Severity.WARNING, ("R10§6",), *span, message)


def hidden_part(found: Said) -> tuple[int, int]:
    """The characters of a finding that reports hide: of a card all but the last four."""
    return found.start, found.end - 4 if found.code == CardNumber.code else found.end


def hidden(excerpt: str, code: str) -> str:
    """The excerpt of a finding with this code, as reports show it."""
    shown = excerpt[-4:] if code == CardNumber.code else ""
    return "*" * (len(excerpt) - len(shown)) + shown


@lru_cache(64)  # a template's findings share their messages
def masked(text: str) -> str:
    """The text with the digits of personal data hidden: of a card all but the last four."""
    if not may_name(text):
        return text
    normal = normalise(text)
    shown = list(text)
    for shape in shapes(normal.text):
        start, end = normal.span(shape.start, shape.end)
        if shape.kind == "card" and shape.end - shape.start != _ID_DIGITS:
            end -= 4
        shown[start:end] = ["*" if each.isalnum() else each for each in shown[start:end]]
    return "".join(shown)


RULES = (CardNumber, IdNumber, PersonalDetails)
