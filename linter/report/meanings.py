"""What users read of meanings: messages, settings, variables, and what differs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from linter.annotated import annotated, escaped
from linter.approval.comparison import leaves, marked
from linter.meaning import code
from linter.pairing import fewer, shared_case
from linter.report.characters import one_line, printable
from linter.report.words import SECTIONS, describe
from linter.template.front_matter import CHANNELS
from linter.template.message import Hole
from linter.template.variables import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linter.approval.comparison import Comparison, Difference
    from linter.approval.kept import Kept
    from linter.glossary.policy import Policy
    from linter.template.cases import Examination
    from linter.template.message import Message

MOST_SHOWN = 12  # messages that are shown in full
_MOST_CASES = 8  # alternatives of a condition
AUDIENCES = {
    "cardholder": "持卡人",
    "guarantor": "担保人",
    "supplementary": "附属卡持卡人",
    "contact": "联系人",
}
_PLACES = {
    "reserved_address": "预留地址",
    "reserved_email": "预留邮箱",
    "employer": "工作单位",
    "in_person": "当面",
}
_PERIODS = {"day": "每天", "week": "每周", "month": "每月"}
_WORDS = {
    "channel": CHANNELS,
    "audience": AUDIENCES,
    "deliver_to": _PLACES,
    "send.frequency.per": _PERIODS,
}
_LABELS = {
    "channel": "渠道",
    "purpose": "用途",
    "stage": "阶段",
    "audience": "收件人",
    "signature": "签名",
    "profile": "发送通道",
    "send.window.from": "最早几点发送",
    "send.window.to": "最晚几点发送",
    "send.frequency.max": "最多发送几次",
    "send.frequency.per": "次数按",
    "send.sender": "发送号码或地址",
    "limits.segments": "短信最多几条",
    "deliver_to": "寄往",
    "sealed": "密封寄送",
    "seal": "加盖公章",
    "outsourced.agency": "受托机构",
    "litigation.case_number": "案号",
    "consent": "客户同意的依据",
}
_PROPERTIES = {
    "type": "类型",
    "optional": "可以没有值",
    "sensitivity": "敏感程度",
    "values": "取值",
    "min": "下限",
    "max": "上限",
    "max_length": "最多几个单位",
    "min_items": "最少几项",
    "max_items": "最多几项",
}


def meaning_lines(
    kept: Kept, examination: Examination, digest: str, policy: Policy
) -> Iterator[str]:
    """What a template means, for who decides about it: all that is approved."""
    yield f"批准码 {code(digest)}"
    count = sum(map(len, kept.cases))
    if len(kept.messages) <= MOST_SHOWN:
        yield f"{count} 种情形，{len(kept.messages)} 种成稿："
        yield from _messages(kept)
    else:
        about = "只有满足条件才印出的文字写成〔条件：文字〕"
        yield f"{count} 种情形，{len(kept.messages)} 种成稿，合成一段，{about}："
        yield from _annotated(examination)
    yield from _lengths(kept)
    yield "怎样发送："
    yield from (f"  {one_line(line)}" for line in settings_lines(kept.settings, policy))
    yield "变量："
    variables = kept.manifest["variables"]
    yield from (
        f"  {one_line(f'{name}：{variable_words(each)}')}" for name, each in variables.items()
    )
    if not variables:
        yield "  没有"
    for waiver in kept.manifest["waivers"]:
        yield f"豁免：{waiver_words(waiver)}"


def messages_with_cases(kept: Kept) -> Iterator[tuple[Message, str]]:
    """The distinct messages of a meaning, each with its cases in words.

    Where they are many, with how many cases it has.
    """
    if len(kept.messages) > MOST_SHOWN:
        for message, cases in zip(kept.messages, kept.cases, strict=True):
            yield message, f"{len(cases)} 种"
        return
    every = [shared_case({}, taken) for cases in kept.cases for taken in cases]
    for message, cases in zip(kept.messages, kept.cases, strict=True):
        mine = fewer([shared_case({}, taken) for taken in cases], every)
        yield message, cases_words(mine)


def _messages(kept: Kept) -> Iterator[str]:
    for number, (message, words) in enumerate(messages_with_cases(kept), 1):
        yield f"{number:>2}. {words}"
        for name, section in message.sections.items():
            shown = (
                part.example if isinstance(part, Hole) else escaped(part.text)
                for part in section.parts
            )
            yield from _lines(name, "".join(shown))


def cases_words(cases: Iterable[dict[str, Any]]) -> str:
    """Conditions in words; where there are many, some, and how many there are."""
    listed = list(cases)
    more = f"等 {len(listed)} 种" if len(listed) > _MOST_CASES else ""
    return one_line(f"{describe(listed[:_MOST_CASES], None)}{more}")


def _annotated(examination: Examination) -> Iterator[str]:
    marks = False
    for name in dict.fromkeys(name for each in examination.messages for name in each.sections):
        passages = annotated(examination, name)
        marks = marks or any("\\" in each.text for each in passages)
        text = "".join(
            each.text if each.cases == ({},) else f"〔{describe(each.cases, None)}：{each.text}〕"
            for each in passages
        )
        yield from _lines(name, text)
    if marks:
        yield "    （前面有 \\ 的〔、〕、{{ 是正文里本来就有的）"


def _lines(section: str, text: str) -> Iterator[str]:
    label = "" if section == "body" else f"{SECTIONS.get(section, section)}："
    yield from (f"    │ {label}{printable(line)}" for line in text.split("\n"))


def _lengths(kept: Kept) -> Iterator[str]:
    """Of which lengths of lists the messages were looked at, where it is not all."""
    for name, variable in kept.variables.items():
        tried = {
            int(taken[name].low or 0)
            for cases in kept.cases
            for taken in cases
            if name in taken and taken[name].low is not None
        }
        possible = variable.max_items - variable.min_items + 1
        if variable.type.name == "list" and 0 < len(tried) < possible:
            lengths = "、".join(map(str, sorted(tried)))
            yield f"    （列表 {name} 逐一检查了 {lengths} 项的情形，其余项数照此类推）"


def settings_lines(settings: dict[str, Any], policy: Policy) -> Iterator[str]:
    """To whom, for what and how a message is sent, a line for each."""
    purpose = policy.purposes.get(str(settings.get("purpose")))
    what, stage = str(settings.get("purpose")), settings.get("stage")
    if purpose is not None:
        what, stage = purpose.title, purpose.stages.get(str(stage), stage)
    channel = str(settings.get("channel"))
    told = f"{CHANNELS.get(channel, channel)}，用途：{what}"
    yield told if stage is None else f"{told}，{stage}"
    flat = dict(leaves(settings))
    window = [flat.pop(f"send.window.{end}", "") for end in ("from", "to")]
    if any(window):
        yield f"发送时段：{window[0]}～{window[1]}"
    per, most = (flat.pop(f"send.frequency.{key}", "") for key in ("per", "max"))
    if most:
        yield f"{_PERIODS.get(per, per)}最多 {most} 次"
    for key, value in flat.items():
        if key not in ("channel", "purpose", "stage"):
            yield f"{_LABELS.get(key, key)}：{_value(key, value)}"


def _value(key: str, value: str) -> str:
    return _WORDS.get(key, {}).get(value, value)


def variable_words(described: dict[str, Any]) -> str:
    """A variable in words: type, limits, whether it may be absent."""
    kind = TYPES.get(str(described.get("type")))
    told = [kind.about if kind is not None else str(described.get("type"))]
    if "values" in described:
        told.append("、".join(described["values"]))
    if "min" in described:
        told.append(f"{described['min']}～{described.get('max', '')}")
    if "max_length" in described:
        told.append(f"最多 {described['max_length']} 个单位")
    if "max_items" in described:
        told.append(f"{described.get('min_items', 0)}～{described['max_items']} 项")
    if isinstance(described.get("items"), dict):
        told.append(f"每项为{variable_words(described['items'])}")
    if isinstance(described.get("fields"), dict):
        fields = (f"{name} {variable_words(each)}" for name, each in described["fields"].items())
        told.append(f"每项有（{'；'.join(fields)}）")
    if "sensitivity" in described:
        told.append(f"敏感程度 {described['sensitivity']}")
    return "，".join(told) + ("，可以没有值" if described.get("optional") else "")


def waiver_words(waiver: dict[str, Any]) -> str:
    """A waiver with what it covers, why, who allowed it, until when."""
    where = waiver.get("text") or "".join(waiver.get("covers", ()))
    what = f"“{one_line(where, 40)}”" if where else "缺少的内容"
    until = f"（批准：{waiver['by']}，有效至 {waiver['until']}）"
    return one_line(f"{waiver['code']} {what}：{waiver['reason']}{until}")


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """What differs between two meanings."""
    if comparison.same:
        yield "  含义没有变化"
        return
    for each in comparison.differences:
        yield f"  {difference_words(each)}"
        for name, stretches in each.sections.items():
            if text := marked(stretches):
                yield from _lines(name, text)
    yield from (f"  {line}" for line in beside_wording(comparison))


def difference_words(difference: Difference) -> str:
    """In which cases messages differ, and how many differ in the same words."""
    more = f"（另有 {difference.alike} 种成稿改动相同）" if difference.alike else ""
    return f"情形 {cases_words(difference.cases)}{more}"


def beside_wording(comparison: Comparison) -> Iterator[str]:
    """What differs between two meanings beside the words of their messages."""
    if comparison.source:
        yield "情形太多，没有逐一比较；正文有改动"
    if comparison.left:
        yield f"另有 {comparison.left} 种成稿有改动，没有逐一列出"
    for key, before, after in comparison.values:
        yield one_line(_changed(key, before, after))
    gone, come = comparison.waivers
    yield from (f"删除豁免 {waiver_words(each)}" for each in gone)
    yield from (f"增加豁免 {waiver_words(each)}" for each in come)
    if comparison.breaking:
        yield "发送系统要跟着改："
        yield from (f"  {one_line(each)}" for each in comparison.breaking)
    if comparison.unseen:
        yield "成稿没有变化，只是情形的划分变了"


def _changed(key: str, before: str, after: str) -> str:
    first, _, rest = key.partition(".")
    if first == "variables" and "." not in rest:
        told = variable_words(json.loads(after or before))
        return f"{'增加' if after else '删除'}变量 {rest}：{told}"
    if first == "variables":
        name, _, inner = rest.partition(".")
        label = f"变量 {name} 的{_PROPERTIES.get(inner, inner)}"
    elif first == "institution":
        label = f"机构信息 {rest}"
    else:
        label = _LABELS.get(key, key)
    old, new = (_value(key, each) if each else "（没有）" for each in (before, after))
    return f"{label}：{old} → {new}"
