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

    from linter.approval.comparison import Comparison
    from linter.approval.kept import Kept
    from linter.glossary.policy import Policy
    from linter.template.cases import Examination

MOST_SHOWN = 12  # messages that are shown in full
_MOST_CASES = 8  # alternatives of a condition
_AUDIENCES = {
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
    "audience": _AUDIENCES,
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
    yield from (f"  {one_line(line)}" for line in _settings(kept.settings, policy))
    yield "变量："
    variables = kept.manifest["variables"]
    yield from (f"  {one_line(f'{name}：{_variable(each)}')}" for name, each in variables.items())
    if not variables:
        yield "  没有"
    for waiver in kept.manifest["waivers"]:
        yield f"豁免：{_waiver(waiver)}"


def _messages(kept: Kept) -> Iterator[str]:
    every = [shared_case({}, taken) for cases in kept.cases for taken in cases]
    for number, (message, cases) in enumerate(zip(kept.messages, kept.cases, strict=True), 1):
        mine = fewer([shared_case({}, taken) for taken in cases], every)
        yield f"{number:>2}. {_cases(mine)}"
        for name, section in message.sections.items():
            shown = (
                part.example if isinstance(part, Hole) else escaped(part.text)
                for part in section.parts
            )
            yield from _lines(name, "".join(shown))


def _cases(cases: Iterable[dict[str, Any]]) -> str:
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


def _settings(settings: dict[str, Any], policy: Policy) -> Iterator[str]:
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


def _variable(described: dict[str, Any]) -> str:
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
        told.append(f"每项为{_variable(described['items'])}")
    if isinstance(described.get("fields"), dict):
        fields = (f"{name} {_variable(each)}" for name, each in described["fields"].items())
        told.append(f"每项有（{'；'.join(fields)}）")
    if "sensitivity" in described:
        told.append(f"敏感程度 {described['sensitivity']}")
    return "，".join(told) + ("，可以没有值" if described.get("optional") else "")


def _waiver(waiver: dict[str, Any]) -> str:
    where = waiver.get("text") or "".join(waiver.get("covers", ()))
    what = f"“{one_line(where, 40)}”" if where else "缺少的内容"
    until = f"（批准：{waiver['by']}，有效至 {waiver['until']}）"
    return one_line(f"{waiver['code']} {what}：{waiver['reason']}{until}")


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """What differs between two meanings."""
    if comparison.same:
        yield "  含义没有变化"
        return
    if comparison.source:
        yield "  情形太多，没有逐一比较；正文有改动"
    for each in comparison.differences:
        more = f"（另有 {each.alike} 种成稿改动相同）" if each.alike else ""
        yield f"  情形 {_cases(each.cases)}{more}"
        for name, stretches in each.sections.items():
            if text := marked(stretches):
                yield from _lines(name, text)
    if comparison.left:
        yield f"  另有 {comparison.left} 种成稿有改动，没有逐一列出"
    for key, before, after in comparison.values:
        yield f"  {one_line(_changed(key, before, after))}"
    gone, come = comparison.waivers
    yield from (f"  删除豁免 {_waiver(each)}" for each in gone)
    yield from (f"  增加豁免 {_waiver(each)}" for each in come)
    if comparison.breaking:
        yield "  发送系统要跟着改："
        yield from (f"    {one_line(each)}" for each in comparison.breaking)
    if comparison.unseen:
        yield "  成稿没有变化，只是情形的划分变了"


def _changed(key: str, before: str, after: str) -> str:
    first, _, rest = key.partition(".")
    if first == "variables" and "." not in rest:
        told = _variable(json.loads(after or before))
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
