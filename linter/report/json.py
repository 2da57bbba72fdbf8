"""``--format json``: for CI and other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from linter.finding import Finding, Fix, Place, Related, Severity, Waiver
from linter.report.characters import json_text
from linter.rules.privacy import MASKED, masked

if TYPE_CHECKING:
    from linter.run import Summary


def report(summary: Summary) -> str:
    """The result of a run as JSON, one finding a line; offsets and columns count characters."""
    head = {
        "templates": summary.templates,
        "cases": summary.cases,
        "errors": summary.count(Severity.ERROR),
        "warnings": summary.count(Severity.WARNING),
        "infos": summary.count(Severity.INFO),
        "waived": summary.waived,
        "baselined": summary.baselined,
    }
    lines = [json_text(finding_dict(each), exact=True) for each in summary.findings]
    findings = ",\n  ".join(lines)
    findings = f"[\n  {findings}\n ]" if lines else "[]"
    return f'{{"version": 1,\n "summary": {json.dumps(head)},\n "findings": {findings}}}'


def finding_dict(finding: Finding) -> dict[str, Any]:
    """One finding as JSON values."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": str(finding.severity),
        "category": finding.category,
        "template": finding.template,
        **_place(finding.place),
        "excerpt": finding.excerpt,
        "message": finding.message,
        "duty": finding.duty,
        "basis": list(finding.basis),
        "cases": list(finding.cases),
        "case_count": finding.case_count,
        "witness": finding.witness,
        "term": finding.term,
        "related": [_related(each, finding.code) for each in finding.related],
        "fix": _fix(finding.fix),
        "waiver": _waiver(finding.waiver),
        "cause": finding.cause and finding.cause._asdict(),
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "path": place.source.path,
        "start": _position(place, place.span.start),
        "end": _position(place, place.span.end),
    }


def _position(place: Place, offset: int) -> dict[str, int]:
    line, column = place.source.position(offset)
    return {"offset": offset, "line": line, "column": column}


def _related(related: Related, code: str) -> dict[str, Any]:
    excerpt = related.place.text
    excerpt = "*" * len(excerpt) if code in MASKED else masked(excerpt)
    return {"role": related.role, **_place(related.place), "excerpt": excerpt}


def _fix(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [
        {
            "path": edit.place.source.path,
            "start": edit.place.span.start,
            "end": edit.place.span.end,
            "text": edit.text,
        }
        for edit in fix.edits
    ]
    return {"safe": fix.safe, "edits": edits}


def _waiver(waiver: Waiver | None) -> dict[str, Any] | None:
    if waiver is None:
        return None
    return {
        "reason": waiver.reason,
        "by": waiver.by,
        "until": waiver.until.isoformat(),
        **_place(waiver.place),
    }


_POSITION = {
    "type": "object",
    "required": ["offset", "line", "column"],
    "additionalProperties": False,
    "properties": {
        "offset": {"type": "integer", "minimum": 0, "description": "字符数，从 0 起"},
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1, "description": "字符数，从 1 起"},
    },
}
_PLACE = {"path": {"type": "string"}, "start": _POSITION, "end": _POSITION}
_COUNT = {"type": "integer", "minimum": 0}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of these."""
    return {"type": "object", "required": list(properties), "properties": properties}


def _or_null(properties: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "null"}, _object(properties)]}


def schema() -> dict[str, Any]:
    """The JSON Schema of what `report` prints."""
    finding = {
        "code": {"type": "string", "pattern": "^[A-Z]{3,4}[0-9]{3}$"},
        "name": {"type": "string"},
        "severity": {"enum": ["error", "warning", "info"]},
        "category": {"type": "string"},
        "template": {"type": "string"},
        **_PLACE,
        "excerpt": {"type": "string"},
        "message": {"type": "string"},
        "duty": {"enum": ["law", "standard", "carrier", "house", "tool"]},
        "basis": {"type": "array", "items": {"type": "string"}},
        "cases": {"type": "array", "items": {"type": "object"}, "maxItems": 8},
        "case_count": _COUNT,
        "witness": {"type": "string"},
        "term": {"type": "string"},
        "related": {
            "type": "array",
            "items": _object(
                {"role": {"enum": ["part", "call"]}, **_PLACE, "excerpt": {"type": "string"}}
            ),
        },
        "fix": _or_null(
            {
                "safe": {"type": "boolean"},
                "edits": {
                    "type": "array",
                    "items": _object(
                        {
                            "path": {"type": "string"},
                            "start": _COUNT,
                            "end": _COUNT,
                            "text": {"type": "string"},
                        }
                    ),
                },
            }
        ),
        "waiver": _or_null(
            {
                "reason": {"type": "string"},
                "by": {"type": "string"},
                "until": {"type": "string", "format": "date"},
                **_PLACE,
            }
        ),
        "cause": _or_null(
            {
                "path": {"type": "string"},
                "change": {"enum": ["added", "modified", "deleted"]},
                "term": {"type": "string"},
            }
        ),
    }
    counts = ("templates", "cases", "errors", "warnings", "infos", "waived", "baselined")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui check --format json",
        "type": "object",
        "required": ["version", "summary", "findings"],
        "properties": {
            "version": {"const": 1},
            "summary": {
                "type": "object",
                "required": list(counts),
                "properties": dict.fromkeys(counts, _COUNT),
            },
            "findings": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": list(finding),
                    "additionalProperties": False,
                    "properties": finding,
                },
            },
        },
    }
