"""``--format sarif``: SARIF 2.1.0, for code scanning and for editors.

Columns count UTF-16 code units, and the run says so: readers that never look
at ``columnKind`` are mostly written in JavaScript, Java or .NET, and count the same.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from linter.finding import Severity
from linter.fingerprint import fingerprints
from linter.report.characters import json_text
from linter.report.markup import prose
from linter.report.words import ROLES, describe, mending, permission, told
from linter.rules import all_rules
from linter.source import utf16_units

if TYPE_CHECKING:
    from linter.finding import Edit, Finding, Fix, Place, Waiver
    from linter.rules.rule import Rule
    from linter.run import Summary
    from linter.source import Source

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "%SRCROOT%"
_FINGERPRINT = "hegui/v1"
_PLACEHOLDER = re.compile(r"\{(?=[0-9]+\})")
_NO_FILE_NAME = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # surrogates that stand for no byte


def report(summary: Summary) -> str:
    """The result of a run as a log with one run."""
    codes = {code: at for at, code in enumerate({each.code: None for each in summary.findings})}
    pairs = zip(summary.findings, fingerprints(summary.findings), strict=True)
    named = {each.code: each for each in reversed(summary.findings)}
    run = {
        "tool": {
            "driver": {
                "name": "hegui",
                "version": version("hegui"),
                "language": "zh-CN",
                "rules": [_rule(named[code]) for code in codes],
            }
        },
        "language": "zh-CN",
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "运行 hegui 的文件夹"}}},
        "results": [
            _result(finding, codes[finding.code], mark, summary) for finding, mark in pairs
        ],
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _rule(finding: Finding) -> dict[str, Any]:
    """The rule of a finding; of one that isn't known, its name."""
    rule = all_rules().get(finding.code)
    name = "".join(map(str.capitalize, finding.name.split("-")))
    if rule is None:
        return {"id": finding.code, "name": name}
    return {
        "id": rule.code,
        "name": name,
        "shortDescription": {"text": _plain(rule.title)},
        "fullDescription": {"text": _plain(rule.why)},
        "help": _help(rule),
        "defaultConfiguration": {"level": _LEVELS[rule.weight.severity]},
        "properties": {
            "category": rule.category,
            "duty": rule.weight.duty.name.lower(),
            "tags": [rule.category, rule.weight.duty.name.lower()],
        },
    }


def _help(rule: Rule) -> dict[str, str]:
    facts = [("为什么", rule.why), ("怎样改", rule.mend)]
    if rule.weight.basis:
        facts.append(("依据", "、".join(rule.weight.basis)))
    if rule.certainty:
        facts.append(("把握", rule.certainty))
    return {
        "text": "\n".join(f"{name}：{_plain(text)}" for name, text in facts),
        "markdown": "\n".join(f"- **{name}**：{prose(text)}" for name, text in facts),
    }


def _result(finding: Finding, index: int, mark: str, summary: Summary) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain(told(finding))},
        "locations": [_location(finding.place, summary)],
        "partialFingerprints": {_FINGERPRINT: mark},
        "properties": {
            "template": finding.template,
            "category": finding.category,
            "duty": finding.duty,
            "excerpt": finding.excerpt,
            "cases": describe(finding.cases),
            "caseCount": finding.case_count,
            "witness": finding.witness,
            "basis": list(finding.basis),
        },
    }
    if finding.related:
        made["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": ROLES[each.role]},
                **_location(each.place, summary),
            }
            for number, each in enumerate(finding.related)
        ]
    if finding.fix is not None and finding.fix.edits:
        made["fixes"] = [_fix(finding.fix, mending(finding), summary)]
    if finding.waiver is not None:
        made["suppressions"] = [_suppression(finding.waiver, summary)]
    return made


def _suppression(waiver: Waiver, summary: Summary) -> dict[str, Any]:
    return {
        "kind": "inSource",
        "status": "accepted",
        "justification": permission(waiver),
        "location": _location(waiver.place, summary),
        "properties": {
            "reason": waiver.reason,
            "by": waiver.by,
            "until": waiver.until.isoformat(),
        },
    }


def _fix(fix: Fix, description: str, summary: Summary) -> dict[str, Any]:
    files: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        files.setdefault(edit.place.source.path, []).append(edit)
    return {
        "description": {"text": _plain(description)},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(edits[0].place.source, summary),
                "replacements": [
                    {"deletedRegion": _region(each.place), "insertedContent": {"text": each.text}}
                    for each in edits
                ],
            }
            for edits in files.values()
        ],
    }


def _location(place: Place, summary: Summary) -> dict[str, Any]:
    where = {"artifactLocation": _artifact(place.source, summary), "region": _region(place)}
    return {"physicalLocation": where}


def _artifact(source: Source, summary: Summary) -> dict[str, str]:
    """Where a file is: its bytes, whatever they are, percent-encoded."""
    path = _NO_FILE_NAME.sub("\ufffd", summary.path(source))
    uri = quote(path, safe="/", errors="surrogateescape")
    if Path(path).is_absolute():
        return {"uri": f"file://{'' if uri.startswith('/') else '/'}{uri}"}
    return {"uri": uri, "uriBaseId": _ROOT}


def _region(place: Place) -> dict[str, int]:
    start_line, start_column = _position(place.source, place.span.start)
    end_line, end_column = _position(place.source, place.span.end)
    return {
        "startLine": start_line,
        "startColumn": start_column,
        "endLine": end_line,
        "endColumn": end_column,
    }


def _position(source: Source, offset: int) -> tuple[int, int]:
    """Line and column of an offset (UTF-16 code units, both from 1)."""
    line, column = source.position(offset)
    return line, utf16_units(source.text[offset - column + 1 : offset]) + 1


def _plain(text: str) -> str:
    """A message in which readers find no ``{0}`` to fill in and no ``[text](target)`` to link."""
    return _PLACEHOLDER.sub("{ ", text).replace("](", "] (")
