"""What users read of meanings, approvals and their history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from linter.annotated import annotated
from linter.approval.judgement import OFF, decided
from linter.approval.standing import STATUSES
from linter.meaning import code
from linter.pairing import fewer, shared_case
from linter.report.characters import one_line, printable
from linter.report.words import SECTIONS, describe
from linter.template.front_matter import CHANNELS
from linter.wordings import GONE, NEW, SAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from linter.approval.comparison import Comparison
    from linter.approval.judgement import Judged
    from linter.approval.kept import Kept
    from linter.approval.standing import Standing
    from linter.glossary.policy import ApprovalPolicy
    from linter.template.cases import Examination
    from linter.wordings import Stretch

MOST_SHOWN = 12  # messages that are shown in full
_AROUND = 16  # characters shown beside what differs
_AUDIENCES = {
    "cardholder": "持卡人",
    "guarantor": "担保人",
    "supplementary": "附属卡持卡人",
    "contact": "联系人",
}
_MARKS = {GONE: "删", NEW: "增"}
LEDGER_ONLY = "仅台账（没有签名，不能证明是本人）"


def meaning_lines(kept: Kept, examination: Examination, digest: str) -> Iterator[str]:
    """What a template means, for who decides about it."""
    settings = kept.settings
    audience = _AUDIENCES.get(str(settings.get("audience", "")), "")
    to = f"，给{audience}" if audience else ""
    channel = CHANNELS.get(kept.channel, kept.channel)
    yield f"{channel}{to}，用途 {one_line(str(settings.get('purpose', '')))}；批准码 {code(digest)}"
    count = sum(map(len, kept.cases))
    if len(kept.messages) <= MOST_SHOWN:
        yield f"{count} 种情形，{len(kept.messages)} 种成稿："
        yield from _messages(kept)
    else:
        about = "只有满足条件才印出的文字写成〔条件：文字〕"
        yield f"{count} 种情形，{len(kept.messages)} 种成稿，合成一段，{about}："
        yield from _annotated(examination)
    yield "变量："
    yield from (f"  {one_line(line)}" for line in _variables(kept.manifest["variables"]))
    for waiver in kept.manifest["waivers"]:
        yield f"豁免：{_waiver(waiver)}"


def _messages(kept: Kept) -> Iterator[str]:
    every = [shared_case({}, taken) for cases in kept.cases for taken in cases]
    for number, (message, cases) in enumerate(zip(kept.messages, kept.cases, strict=True), 1):
        mine = fewer([shared_case({}, taken) for taken in cases], every)
        yield f"{number:>2}. {one_line(describe(mine))}"
        for name, section in message.sections.items():
            yield from _lines(name, section.example)


def _annotated(examination: Examination) -> Iterator[str]:
    names = dict.fromkeys(name for each in examination.messages for name in each.sections)
    for name in names:
        passages = annotated(examination, name)
        text = "".join(
            each.text if each.cases == ({},) else f"〔{describe(each.cases)}：{each.text}〕"
            for each in passages
        )
        yield from _lines(name, text)


def _lines(section: str, text: str) -> Iterator[str]:
    label = "" if section == "body" else f"{SECTIONS.get(section, section)}："
    yield from (f"    │ {label}{printable(line)}" for line in text.split("\n"))


def _variables(variables: dict[str, Any]) -> Iterator[str]:
    if not variables:
        yield "没有"
    for name, each in variables.items():
        limits = {key: value for key, value in each.items() if key not in ("type", "optional")}
        told = [str(each.get("type", "")), *(f"{key} {_short(v)}" for key, v in limits.items())]
        optional = "，可以没有值" if each.get("optional") else ""
        yield f"{name}：{'，'.join(told)}{optional}"


def _short(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "、".join(map(str, value)) if isinstance(value, dict) else str(value)


def _waiver(waiver: dict[str, Any]) -> str:
    reason, by, until = (str(waiver.get(key, "")) for key in ("reason", "by", "until"))
    where = waiver.get("text") or "".join(map(str, waiver.get("covers", ())))
    what = f"“{one_line(str(where), 40)}”" if where else "缺少的内容"
    told = f"{waiver.get('code', '')} {what}：{reason}（批准：{by}，有效至 {until}）"
    return one_line(told)


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """What differs between two meanings."""
    if comparison.empty:
        yield "含义没有变化"
        return
    if comparison.source:
        yield "  情形太多，没有逐一比较；正文有改动"
    for each in comparison.differences:
        more = f"（另有 {each.alike} 种成稿改动相同）" if each.alike else ""
        yield f"  情形 {one_line(describe(each.cases))}{more}"
        for name, stretches in each.sections.items():
            if any(stretch.kind != SAME for stretch in stretches):
                yield from _lines(name, _marked(stretches))
    for key, before, after in comparison.values:
        change = f"{before} → {after}" if before and after else after or f"{before} → （没有）"
        verb = "" if before else "增加 "
        yield f"  {verb}{one_line(f'{key}：{change}')}"
    gone, come = comparison.waivers
    yield from (f"  删除豁免 {_waiver(each)}" for each in gone)
    yield from (f"  增加豁免 {_waiver(each)}" for each in come)
    if comparison.breaking:
        yield "发送系统要跟着改："
        yield from (f"  {one_line(each)}" for each in comparison.breaking)


def _marked(stretches: Sequence[Stretch]) -> str:
    """Words that went and came, marked, with a little of what stands around them."""
    told = []
    for at, each in enumerate(stretches):
        text = each.text
        if each.kind != SAME:
            told.append(f"〔{_MARKS[each.kind]}：{text}〕")
            continue
        first, last = at == 0, at == len(stretches) - 1
        if first and len(text) > _AROUND:
            text = f"…{text[-_AROUND:]}"
        elif last and len(text) > _AROUND:
            text = f"{text[:_AROUND]}…"
        elif not (first or last) and len(text) > 2 * _AROUND:
            text = f"{text[:_AROUND]}…{text[-_AROUND:]}"
        told.append(text)
    return "".join(told)


def standing_lines(standing: Standing, policy: ApprovalPolicy) -> Iterator[str]:
    """A template and its standing."""
    head = standing.head
    ledger = "（仅台账）" if policy.signature == OFF and standing.approvals else ""
    yield f"{standing.id}  {one_line(head.title)}  {STATUSES[standing.status]}{ledger}"
    if standing.meaning:
        until = f"，有效至 {standing.expires}" if standing.expires else ""
        yield f"  批准码 {code(standing.meaning)}{until}"
    for each in standing.approvals:
        yield f"  {approval(each, policy)}"
    if standing.reason:
        yield f"  {one_line(standing.reason)}"


def approval(judged: Judged, policy: ApprovalPolicy) -> str:
    """A record in a line: who, when, until when, on what evidence, how it is proved."""
    record = judged.record
    told = [f"{record.day} {decided(judged, policy)}"]
    if record.expires:
        told.append(f"有效至 {record.expires}")
    if record.evidence:
        told.append(f"OA 流程编号 {record.evidence}")
    if record.reason:
        told.append(f"理由：{record.reason}")
    if policy.signature != OFF:
        told.append(judged.unsigned or "签名有效")
    return one_line("，".join(told))


def closing(standings: Sequence[Standing], policy: ApprovalPolicy) -> str:
    """How many templates have which status."""
    counts = [
        (sum(each.status == status for each in standings), words)
        for status, words in STATUSES.items()
    ]
    found = "、".join(f"{count} 个{words}" for count, words in counts if count)
    only = f"。审批{LEDGER_ONLY}" if policy.signature == OFF else ""
    return f"{len(standings)} 个模板：{found or '没有'}{only}"


def status_data(standings: Iterable[Standing], policy: ApprovalPolicy, as_of: str) -> Any:
    """The standings as JSON values, for `hegui status --format json`."""
    return {
        "version": 1,
        "as_of": as_of,
        "signature": policy.signature,
        "templates": [
            {
                "id": each.id,
                "path": each.path,
                "channel": each.head.channel,
                "title": each.head.title,
                "status": each.status,
                "reason": each.reason,
                "digest": each.meaning,
                "approvals": [record_data(judged, policy) for judged in each.approvals],
                "missing_roles": list(each.missing),
                "expires": each.expires and each.expires.isoformat(),
                "last_approved": each.last_approved,
            }
            for each in standings
        ],
    }


def record_data(judged: Judged, policy: ApprovalPolicy) -> dict[str, Any]:
    """A record as JSON values, with what is wrong with it."""
    data = judged.record.data
    data.pop("scheme")
    signed = data.pop("signature", None) is not None
    valid = not judged.unsigned if policy.signature != OFF else None
    return {
        **data,
        "hash": judged.entry.hash,
        "path": judged.entry.path,
        "signed": signed,
        "signature_valid": valid,
        "faults": [fault._asdict() for fault in judged.faults],
    }


_TEXT: dict[str, Any] = {"type": "string"}
_NAMES = {"type": "array", "items": _TEXT}


def schema() -> dict[str, Any]:
    """The JSON Schema of `hegui status --format json`."""
    record = {
        "template": _TEXT,
        "decision": _TEXT,
        "digest": _TEXT,
        "person": _TEXT,
        "role": _TEXT,
        "time": {"type": "string", "format": "date-time"},
        "previous": _NAMES,
        "hash": _TEXT,
        "path": _TEXT,
        "signed": {"type": "boolean"},
        "signature_valid": {"type": ["boolean", "null"]},
        "faults": {"type": "array", "items": {"type": "object"}},
    }
    optional = {
        "expires": {"type": "string", "format": "date"},
        "evidence": _TEXT,
        "reason": _TEXT,
        "recorded_by": _TEXT,
    }
    template = {
        "id": _TEXT,
        "path": _TEXT,
        "channel": _TEXT,
        "title": _TEXT,
        "status": {"enum": sorted(STATUSES)},
        "reason": _TEXT,
        "digest": {"type": "string", "pattern": "^([0-9a-f]{64})?$"},
        "approvals": {
            "type": "array",
            "items": {
                "type": "object",
                "required": list(record),
                "additionalProperties": False,
                "properties": {**record, **optional},
            },
        },
        "missing_roles": _NAMES,
        "expires": {"type": ["string", "null"], "format": "date"},
        "last_approved": {"type": "string", "pattern": "^([0-9a-f]{64})?$"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui status --format json",
        "type": "object",
        "required": ["version", "as_of", "signature", "templates"],
        "properties": {
            "version": {"const": 1},
            "as_of": {"type": "string", "format": "date"},
            "signature": {"enum": ["off", "warn", "required"]},
            "templates": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": list(template),
                    "additionalProperties": False,
                    "properties": template,
                },
            },
        },
    }
