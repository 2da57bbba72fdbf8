"""``--format rdjson``: the Reviewdog Diagnostic Format, one document.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf: columns count
UTF-8 bytes from 1, the end is exclusive, lines end with a line feed.

A byte order mark counts: reviewdog applies suggestions to the bytes of the file's
line, and in the first line these begin with the mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from linter.report.characters import json_text
from linter.report.words import ROLES, WAIVED, told
from linter.rules.privacy import masked

if TYPE_CHECKING:
    from linter.finding import Edit, Finding, Place
    from linter.run import Summary
    from linter.source import Source

_SOURCE = {"name": "hegui"}
_MARK = 3  # bytes of a byte order mark


def report(summary: Summary) -> str:
    """The findings of a run."""
    found = [json_text(diagnostic(each, summary)) for each in summary.findings]
    listed = ",\n  ".join(found)
    diagnostics = f"[\n  {listed}\n ]" if found else "[]"
    return f'{{"source": {json_text(_SOURCE)},\n "diagnostics": {diagnostics}}}'


def diagnostic(finding: Finding, summary: Summary) -> dict[str, Any]:
    """One finding as JSON values."""
    waived = finding.waiver is not None
    made: dict[str, Any] = {
        "message": f"{WAIVED}：{told(finding)}" if waived else told(finding),
        "location": _location(finding.place, summary),
        "severity": "INFO" if waived else finding.severity.name,
        "source": _SOURCE,
        "code": {"value": finding.code},
    }
    if suggestions := _suggestions(finding):
        made["suggestions"] = suggestions
    if finding.related:
        made["related_locations"] = [
            {"message": ROLES[each.role], "location": _location(each.place, summary)}
            for each in finding.related
        ]
    return made


def _location(place: Place, summary: Summary) -> dict[str, Any]:
    path, (start, end) = summary.path(place.source), place.span
    return {"path": path, "range": _range(place.source, start, end)}


def _range(source: Source, start: int, end: int) -> dict[str, Any]:
    return {"start": _position(source, start), "end": _position(source, end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    first = source.text.rfind("\n", 0, offset) + 1
    before = source.text[first:offset].encode("utf-8", "surrogatepass")
    mark = _MARK if source.marked and first == 0 else 0
    line = source.text.count("\n", 0, offset) + 1
    return {"line": line, "column": len(before) + mark + 1}


def _suggestions(finding: Finding) -> list[dict[str, Any]]:
    """The fix as one replacement: each suggestion is applied by itself, and half a fix is none.

    None where the fix touches another file, for a suggestion has no path, or where
    what stands between its edits can't be shown.
    """
    if finding.fix is None or not finding.fix.edits:
        return []
    source = finding.place.source
    edits = sorted(finding.fix.edits, key=lambda edit: edit.place.span)
    if any(edit.place.source.path != source.path for edit in edits):
        return []
    start, end = edits[0].place.span.start, edits[-1].place.span.end
    text = _replaced(source.text, edits)
    if text is None:
        return []
    return [{"range": _range(source, start, end), "text": text}]


def _replaced(text: str, edits: list[Edit]) -> str | None:
    """What edits make of the text from the first to the last; None where it can't be shown."""
    made, at = "", edits[0].place.span.start
    for edit in edits:
        start, end = edit.place.span
        between = text[at:start]
        if start < at or masked(between) != between:
            return None
        made, at = f"{made}{between}{edit.text}", end
    return made
