"""What users read of approvals and their history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from linter.approval.judgement import OFF, decided
from linter.approval.standing import STATUSES
from linter.meaning import code
from linter.report.characters import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from linter.approval.judgement import Judged
    from linter.approval.standing import Standing
    from linter.glossary.policy import ApprovalPolicy

LEDGER_ONLY = "仅台账（不核对签名，不能证明是本人）"


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
    return f"{len(standings)} 个模板：{found}{only}" if standings else "没有模板"


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
