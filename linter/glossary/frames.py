"""Contexts in which a word is innocent: denied, warned of, a right of the customer, a statute.

Each looks at a bounded stretch around the hit, so that many hits in one long
text stay linear.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from linter.glossary import cues
from linter.glossary.chain import CLAUSE_END, SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Callable

_NEAR = 24  # characters of a clause looked at on either side of a hit
_SENTENCE = 80  # characters of a sentence looked at on either side of a hit
_QUOTATION = 60  # characters from the title of a statute to the end of its quotation


class Frame(NamedTuple):
    """A frame in words, and whether it holds at two offsets of a text (characters)."""

    title: str
    holds: Callable[[str, int, int], bool]


def before(text: str, start: int) -> str:
    """What stands before a hit in its sentence, as far as it is looked at."""
    near = text[max(start - _SENTENCE, 0) : start]
    return near[max(near.rfind(mark) for mark in SENTENCE_END) + 1 :]


def _sentence(text: str, start: int, end: int) -> str:
    after = text[end : end + _SENTENCE]
    ends = [at for at in map(after.find, SENTENCE_END) if at >= 0]
    return before(text, start) + text[start:end] + after[: min(ends, default=len(after))]


def _clause(text: str, start: int, end: int) -> str:
    """A clause up to the end of a hit, with a NUL where the hit begins."""
    near = text[max(start - _NEAR, 0) : start]
    near = near[max(near.rfind(mark) for mark in CLAUSE_END) + 1 :]
    return f"{near}\0{text[start:end]}"


@cache
def _cue(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(pattern).search


def _denied(text: str, start: int, end: int) -> bool:
    if _cue(cues.DENIED)(_clause(text, start, end)):
        return True
    return _cue(cues.DENIED_AFTER)(text[end : end + _NEAR]) is not None


def _forbidden(text: str, start: int, end: int) -> bool:
    return _cue(cues.FORBIDDEN)(_clause(text, start, end)) is not None


def _quoted(text: str, start: int, end: int) -> bool:
    if _cue(cues.RETOLD)(_sentence(text, start, end)):
        return True
    first = max(start - _QUOTATION, 0)
    return any(
        first + quote.start() < start and end <= first + quote.end()
        for quote in re.finditer(cues.STATUTE, text[first : end + 1])
    )


def _warned(text: str, start: int, end: int) -> bool:
    return _cue(cues.WARNING)(_sentence(text, start, end)) is not None


def _right(text: str, start: int, end: int) -> bool:
    if _cue(cues.RIGHT)(_clause(text, start, end)):
        return True
    sentence = _sentence(text, start, end)
    return all(_cue(cue)(sentence) for cue in (cues.COMPLAINT, cues.CONDITION))


def _advised(text: str, start: int, end: int) -> bool:
    clause = _clause(text, start, end)
    own = clause.partition("\0")[0]
    return _cue(cues.ADVICE)(clause) is not None and not _cue(cues.SENDER)(own)


def _hedged(text: str, start: int, end: int) -> bool:
    clause = _clause(text, start, end)
    return _cue(cues.HEDGE)(clause) is not None and not _cue(cues.CERTAIN)(clause)


def _explained(text: str, start: int, end: int) -> bool:
    return _cue(cues.EXPLAINED)(_sentence(text, start, end)) is not None


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
