"""Waivers as they are written: a comment beside the text, or an item of the front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linter.finding import Problem, Waiver
from linter.model import iso_day
from linter.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from linter.finding import Place
    from linter.model import Record
    from linter.template.front_matter import FrontMatter
    from linter.template.syntax import Script, Token

HOW = '{# hegui: allow 规则编号 reason="理由" by="批准人" until=2026-12-31 #}'
LONGEST = {"reason": 200, "by": 60, "until": 10, "templates": 2000}  # characters

_MEANT = re.compile(r"\s*hegui\s*(?:[:：]|allow\b|豁免)", re.IGNORECASE)
_HEAD = re.compile(r"\s*hegui:\s*allow\s+([A-Z]{3,4}[0-9]{3})(?=\s|$)")
_LINE_END = re.compile("[\n\x0b\x0c\x85\u2028\u2029]")
_PAIR = re.compile(r'\s+([a-z]+)=(?:"([^"]*)"|([^\s"“”]+))')


class _Malformed(Exception):
    """What is wrong with a comment that means to be a waiver, in words."""


def comment_waivers(script: Script, *, partial: bool) -> Iterator[Waiver | Problem]:
    """Every waiver in the comments of a script; a WVR001 for what only means to be one.

    In a ``partial`` it names the templates that it serves, elsewhere it names none.
    """
    text = script.excerpt.text
    if "{#" not in text:
        return
    comments = {
        opening.start: closing.start + closing.text.index("#}") + 2
        for opening, closing in _paired(script.tokens)
    }
    covered: dict[int, Span] = {}
    for start, end in reversed(comments.items()):
        covered[start] = _covered(text, end, covered)
    for start, end in comments.items():
        inside = text[start:end].removeprefix("{#").removesuffix("#}").strip("+-")
        if not _MEANT.match(inside):
            continue
        place = script.place(Span(start, end))
        try:
            read = _read(inside, place, partial=partial)
        except _Malformed as wrong:
            yield Problem("WVR001", place, f"{wrong}；现在什么也没有豁免。写法：{HOW}")
        else:
            yield read._replace(covers=script.excerpt.span(*covered[start]))


def front_waivers(front: FrontMatter) -> Iterator[Waiver]:
    """The waivers of the front matter, those that are written in full."""
    record: Record | None
    for record in front.record.get("waivers", ()):
        if record is None:
            continue
        values = [record.get(key) for key in ("code", "reason", "by", "until")]
        if None not in values:
            code, reason, by, until = values
            place, text = record.place, record.get("text", "")
            yield Waiver(code, reason, by, until, place, place.span, text=text)


def _paired(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    """The first and the last token of every comment."""
    ends = (token for token in tokens if token.kind in ("comment_begin", "comment_end"))
    return zip(ends, ends, strict=True)


def _read(comment: str, place: Place, *, partial: bool) -> Waiver:
    head = _HEAD.match(comment)
    if head is None:
        raise _Malformed("豁免没有写对：“hegui: allow”后面应是一个规则编号")
    values: dict[str, str] = {}
    at = head.end()
    while pair := _PAIR.match(comment, at):
        key = pair[1]
        if key not in LONGEST:
            raise _Malformed(f"豁免里没有“{key}”这一项")
        if key in values:
            raise _Malformed(f"豁免的 {key} 写了两次")
        values[key] = " ".join((pair[2] if pair[2] is not None else pair[3]).split())
        at = pair.end()
    rest = comment[at:].strip()
    if rest:
        quotes = '，引号要用半角的 "' if re.search("[“”]", rest) else ""
        raise _Malformed(f"豁免里的“{rest[:20]}”读不懂{quotes}")
    for key, what in (("reason", "理由"), ("by", "批准人"), ("until", "到期日")):
        if not values.get(key):
            raise _Malformed(f"豁免缺少 {key}（{what}）")
    for key, value in values.items():
        if len(value) > LONGEST[key]:
            raise _Malformed(f"豁免的 {key} 最多 {LONGEST[key]} 个字")
    templates = tuple(values.get("templates", "").replace(",", " ").replace("、", " ").split())
    if partial and not templates:
        raise _Malformed('partial 里的豁免要写明用于哪些模板，如 templates="sms.overdue.first-day"')
    if templates and not partial:
        raise _Malformed("templates 只写在 partial 的豁免里")
    covers = place.span
    return Waiver(
        head[1], values["reason"], values["by"], _day(values["until"]), place, covers, templates
    )


def _day(text: str) -> date:
    found = iso_day(text)
    if found is None:
        raise _Malformed(f"豁免的到期日“{text}”不是日期，应写成 2026-12-31")
    return found


def _covered(text: str, at: int, later: dict[int, Span]) -> Span:
    """The text that follows a comment on its line or the next, up to the end of that line.

    Another comment in between doesn't count, so that waivers can stand one above
    the other: what ``later`` ones cover is known. A blank line ends the search.
    """
    fresh = True
    while at < len(text):
        if at in later:
            return later[at]
        if text[at] == "\n" and fresh:
            at, fresh = at + 1, False
        elif text[at] in " \t":
            at += 1
        else:
            end = _LINE_END.search(text, at)
            return Span(at, end.start() if end else len(text))
    return Span(at, at)
