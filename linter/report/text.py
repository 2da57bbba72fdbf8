"""``--format text``: for people at a terminal, in Simplified Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from linter.finding import Finding, Place, Severity
from linter.report.characters import one_line, printable
from linter.report.words import ROLES, closing, facts, label, marked_line, shown
from linter.rules.privacy import MASKED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from linter.run import Summary

Line = list[tuple[str, str]]
"""Stretches of text, each with the name of its style in rich, empty for none."""

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
_WAIVED_STYLE = "dim"
_MOST_WIDTH = 100  # cells of a source line
_MOST_RELATED = 4


def print_findings(summary: Summary, write: Callable[[Line], None], width: int) -> None:
    """Write findings and what they sum up to, line by line; ``width`` is in cells."""
    for finding in summary.findings:
        for line in finding_lines(finding, width):
            write(line)
        write([])
    write([(closing(summary), "")])


def plain(line: Line) -> None:
    """Write a line without colours."""
    print("".join([text for text, _ in line]))  # noqa: T201 - this is what prints


def finding_lines(finding: Finding, width: int) -> Iterator[Line]:
    """One finding: place, line with caret, cases, message, basis; one that is waived is dim."""
    style = _STYLES[finding.severity] if finding.waiver is None else _WAIVED_STYLE
    yield [
        (f"{printable(finding.place.where)}  ", "bold" if finding.waiver is None else style),
        (f"{label(finding)} {finding.code}", style),
        (f"  {one_line(finding.message)}", "" if finding.waiver is None else style),
    ]
    yield from source_lines(finding.place, width, style, hide=finding.code in MASKED)
    yield from ([(f"  {line}", "dim")] for line in _details(finding))


def _details(finding: Finding) -> Iterator[str]:
    for role, words in ROLES.items():
        related = [each for each in finding.related if each.role == role]
        for each in related[:_MOST_RELATED]:
            yield f"{words}：{printable(each.place.where)}  {shown(each.place, finding.code)}"
        if len(related) > _MOST_RELATED:
            yield f"{words}：还有 {len(related) - _MOST_RELATED} 处"
    yield from map("：".join, facts(finding))


def source_lines(place: Place, width: int, style: str, *, hide: bool = False) -> list[Line]:
    """The source line of a place, cut to the width, and a caret line right under it.

    Personal data in the line is not shown; with ``hide``, nothing of the place.
    """
    if not place.source.text:
        return []
    before, marked, after = marked_line(place, hide=hide)
    gutter = f" {place.source.position(place.span.start).line:>4} │ "
    room = max(min(width, _MOST_WIDTH) - len(gutter) - 4, 20)
    text = printable(before + marked + after)
    first, last = len(before), len(before + marked)
    left, right = _window(text, first, last, room)
    more = "…" if left > 0 else ""
    line = f"{more}{text[left:right]}{'…' if right < len(text) else ''}"
    indent = cell_len(more + text[left:first])
    width_marked = max(cell_len(text[first : min(last, right)]), 1)
    return [
        [(gutter, "dim"), (line, "")],
        [(" " * (len(gutter) - 2) + "│ " + " " * indent, "dim"), ("^" * width_marked, style)],
    ]


def _window(text: str, first: int, last: int, room: int) -> tuple[int, int]:
    """The stretch of a line that fits into ``room`` cells around a range."""
    left, right = first, max(first, min(last, first + room // 2))
    used = cell_len(text[left:right])
    while used < room and (left > 0 or right < len(text)):
        if left > 0:
            left -= 1
            used += cell_len(text[left])
        if right < len(text):
            used += cell_len(text[right])
            right += 1
    return left, right
