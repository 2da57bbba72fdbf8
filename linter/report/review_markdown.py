"""``hegui review --format markdown``: what a change does to messages, for a pull request."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.report.characters import printable
from linter.report.markup import bare, code, prose
from linter.report.words import (
    SECTIONS,
    caused,
    changed,
    describe,
    label,
    permission,
    resized,
    reviewed,
)
from linter.wordings import GONE, NEW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.finding import Finding
    from linter.review import Pair, Review, Reviewed
    from linter.wordings import Stretch

MOST = 60_000  # characters; GitHub refuses a comment of more than 65,536
_RESERVED = 2_000  # characters of what stands around the templates
_VALUE = 200  # characters of a setting
_SHORT = 8  # lines of a text that is shown whole
_NEIGHBOURS = 2  # lines around one that changes
_MOST_LISTED = 50
_TAGS = {GONE: ("<del>", "</del>"), NEW: ("<ins>", "</ins>")}


def report(review: Review) -> str:
    """A review, of `MOST` characters at most; templates for which there is no room are named."""
    blocks = ["## 改动前后的成稿", prose(reviewed(review))]
    if review.rules:
        files = (f"- {code(path)}（{changed(how)}）" for path, how in review.rules)
        blocks.append("\n".join(["词库和政策也有改动：", *islice(files, _MOST_LISTED)]))
    if review.others:
        blocks.append("\n".join(_finding("问题", each) for each in review.others[:_MOST_LISTED]))
    room = MOST - _RESERVED - len("\n\n".join(blocks))
    left: list[str] = []
    for each in review.templates:
        block = "\n\n".join(_template(each))
        if len(block) > room:
            left.append(code(each.id))
        else:
            blocks.append(block)
            room -= len(block) + 2
    if left:
        names = "、".join(left[:_MOST_LISTED])
        blocks.append(f"还有 {len(left)} 个模板写不下，请看 HTML：{names}")
    if review.untouched:
        names = "、".join(map(code, review.untouched[:_MOST_LISTED]))
        blocks.append(f"文件有改动或改了名，成稿没有变化：{names}")
    return "\n\n".join(blocks)


def _template(each: Reviewed) -> Iterator[str]:
    title = prose(each.title or each.id)
    yield f"### {title}（{code(each.id)}，{changed(each.change)}）"
    causes = [f"{code(path)}（{changed(how)}）" for path, how in each.causes]
    if each.change == "affected" and causes:
        yield f"模板自己没有改，受这些文件影响：{'、'.join(causes[:_MOST_LISTED])}"
    if not each.printed:
        yield "模板有错，印不出成稿；请看下面的问题。"
    for number, pair in enumerate(each.pairs, 1):
        yield f"**{number}.** 情形：{prose(describe(pair.cases))}（{resized(pair, each.channel)}）"
        yield _pair(pair)
    if not each.complete:
        yield "情形太多，只比较了有代表性的一部分。"
    if each.more:
        yield f"另有 {each.more} 处成稿也有变化，没有列出。"
    if each.same:
        yield f"另有 {each.same} 种成稿没有变化。"
    if each.settings:
        yield "\n".join(["设置：", *(_setting(*setting) for setting in each.settings)])
    found = [_finding("新问题", finding) for finding in each.new]
    found += [_finding("已消除", finding) for finding in each.gone]
    found += [f"- 原来就有的问题：{each.kept} 个"] if each.kept else []
    if found:
        yield "\n".join(found[:_MOST_LISTED])


def _setting(key: str, old: str, new: str) -> str:
    before, after = (code(text, _VALUE) or "（没有）" for text in (old, new))
    return f"- {code(key)}：{before} 改为 {after}"


def _finding(kind: str, finding: Finding) -> str:
    what = f"**{label(finding)}**" if finding.severity is Severity.ERROR else label(finding)
    more = f"；情形：{prose(describe(finding.cases))}" if finding.cases != ({},) else ""
    if finding.cause is not None:
        more = f"{more}；起因：{prose(caused(finding.cause))}"
    if finding.waiver is not None:
        more = f"{more}；豁免：{prose(permission(finding.waiver))}"
    return f"- {kind}：{what} {code(finding.code)} {prose(finding.message)}{more}"


def _pair(pair: Pair) -> str:
    """The sections as a quotation, in it what went and what came."""
    lines: list[str] = []
    for name, stretches in pair.sections.items():
        before = f"{SECTIONS[name]}：" if name in SECTIONS else ""
        lines += _changed_lines(f"{before}{''.join(map(_stretch, stretches))}".split("\n"))
    return "\n".join(f"> {_quoted(line)}  " if line else ">" for line in lines)


def _changed_lines(lines: list[str]) -> Iterator[str]:
    """The lines of a short text; of a long one those that change, with their neighbours."""
    near = {
        at + by
        for at, line in enumerate(lines)
        if any(tag in line for tags in _TAGS.values() for tag in tags)
        for by in range(-_NEIGHBOURS, _NEIGHBOURS + 1)
    }
    for at, line in enumerate(lines):
        if len(lines) <= _SHORT or at in near:
            yield line
        elif at - 1 in near or at == 0:
            yield "……"


def _quoted(line: str) -> str:
    """A line that Markdown reads as text, however it begins."""
    if re.fullmatch("[=\\s]+", line):
        return code(line)
    return re.sub("^[ \u3000]+", lambda blank: "\u00a0" * len(blank[0]), line)


def _stretch(stretch: Stretch) -> str:
    opening, closing = _TAGS.get(stretch.kind, ("", ""))
    lines = (bare(printable(line)) for line in stretch.text.split("\n"))
    return "\n".join(f"{opening}{line}{closing}" if line else "" for line in lines)
