"""Contexts in which a word is innocent: denied or forbidden in its clause, quoted.

Each looks at a bounded stretch around the hit, so that many hits in one long
text stay linear.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

CLAUSE_END = "，,。；;！!？?\n"
_NEAR = 24  # characters looked at on either side of a hit
_QUOTATION = 60  # characters from the title of a statute to the end of its quotation

# A denial reaches over what follows it in the clause, but not over another
# denial (不会取消…) or a new consequence: 没有按时还款会产生… and 不会只是… deny
# nothing. A NUL marks where the hit begins, which also 将 has to see past:
# 请勿将现金….
_STRONG = (
    "(?<!难道)(?:不会|[绝决]不(?!会)|不构成|不应|不承诺|无需|无须|不必|并非|并不"
    "|(?:从不|从未|未曾)(?!缴|支付|还款|归还))(?!只|仅|没有)"
)
_TOLD = "(?:请勿|切勿|勿|不要|不得(?!不)|严禁|禁止|杜绝)(?!只|仅)"
_REACH = (
    "(?:(?!会|将(?!\0?(?:款|资金|钱|现金|卡))|就|则|否则|而是|但|却|便|才"
    "|不收|不计收|免|减|取消|停止|拒绝|忘记|拖欠|以为|不敢|逼|等到)"
    "[^，,。；;！!？?\n]){0,12}"
)
_WEAK = (
    "(?<!不得)(?<!不能)(?<!并非)(?<!不会)(?<!从未)(?:不再|不收取|不收|不产生|不计收|没有|已?取消了?|停止|废止|免除)"
    "(?:另行|再|向您)?(?:收取|加收|计收|产生|支付|缴纳|收|有|是)?(?:任何|所谓的?|信用卡|的){0,3}"
)
_LIST_BEFORE = "(?:[^，,。；;！!？?\n会将就则]{1,8}[、和或及])?"


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(f"(?:{_STRONG}{_REACH}|{_WEAK}{_LIST_BEFORE})[“”‘’「」\"']?\0"),
        re.compile(f"{_TOLD}{_REACH}[“”‘’「」\"']?\0"),
        re.compile(
            "^[”’」\"']?(?:已|已经|自[0-9年月日-]{4,12}起|早已|现已){0,2}"
            "(?:被|按[^，。；]{2,8})?(?:取消|废止|停收|不再(?!减|免))"
        ),
        re.compile("《[^》\n]{1,40}》[^。\n]{0,6}第[^。\n]{1,8}条[^。“”\n]{0,10}“[^”\n]*”?"),
    )


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
    first = max(start - _QUOTATION, 0)
    stretch = text[first : end + 1]
    return any(
        first + quote.start() < start and end <= first + quote.end()
        for quote in _patterns()[3].finditer(stretch)
    )


class Frame(NamedTuple):
    """A frame in words, and whether it holds at two offsets of a text (characters)."""

    title: str
    holds: Callable[[str, int, int], bool]


FRAMES = {
    "denied": Frame("否定句", _denied),
    "forbidden": Frame("劝阻或禁止", _forbidden),
    "quoted": Frame("引用法条", _quoted),
}
"""Frames by their names in the glossary."""
