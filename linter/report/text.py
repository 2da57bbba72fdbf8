"""``--format text``: for people at a terminal, in Simplified Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from linter.finding import Finding, Place, Severity
from linter.report.words import SEVERITIES, caused, closing, describe
from linter.rules.privacy import MASKED, masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from linter.run import Summary
    from linter.source import Span

Line = list[tuple[str, str]]
"""Stretches of text, each with the name of its style in rich, empty for none."""

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
_MOST_WIDTH = 100  # cells of a source line
_MOST_RELATED = 4
_SHOWN_WITNESS = 160  # characters


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
    """One finding: place, line with caret, cases, message, basis."""
    style = _STYLES[finding.severity]
    yield [
        (f"{finding.place.where}  ", "bold"),
        (f"{SEVERITIES[finding.severity]} {finding.code}", style),
        (f"  {finding.message}", ""),
    ]
    yield from source_lines(finding.place, width, style, hide=finding.code in MASKED)
    yield from ([(line, "dim")] for line in _details(finding))


def _details(finding: Finding) -> Iterator[str]:
    for title, role in (("另一部分", "part"), ("经由", "call")):
        related = [each for each in finding.related if each.role == role]
        for each in related[:_MOST_RELATED]:
            text = " ".join(each.place.text.split())
            text = "*" * len(text) if finding.code in MASKED else masked(text)
            yield f"  {title}：{each.place.where}  {_cut(text, 60)}"
        if len(related) > _MOST_RELATED:
            yield f"  {title}：还有 {len(related) - _MOST_RELATED} 处"
    if finding.case_count and (finding.witness or finding.cases != ({},)):
        yield f"  情形：{describe(finding.cases)}（{finding.case_count} 种）"
    if finding.witness:
        witness = " ".join(finding.witness.split())
        yield f"  成稿：{_cut(witness, _SHOWN_WITNESS)}"
    if finding.cause is not None:
        yield f"  起因：{caused(finding.cause)}"
    basis = "、".join(finding.basis) or ("行内要求" if finding.duty == "house" else "")
    if basis:
        yield f"  依据：{basis}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def source_lines(place: Place, width: int, style: str, *, hide: bool = False) -> list[Line]:
    """The source line of a place, cut to the width, and a caret line right under it.

    Personal data in the line is not shown; with ``hide``, nothing of the place.
    """
    source, (start, end) = place.source, place.span
    if not source.text:
        return []
    number = source.position(start).line
    line = source.line(number)
    gutter = f" {number:>4} │ "
    room = max(min(width, _MOST_WIDTH) - len(gutter) - 4, 20)
    last = max(min(end, line.end), start)
    text = source.text
    shown_line = masked(text[line.start : line.end])
    if hide or shown_line != text[line.start : line.end]:
        text = f"{text[: line.start]}{shown_line}{text[line.end :]}"
    if hide:
        text = f"{text[:start]}{'*' * (last - start)}{text[last:]}"
    left, right = _window(text, line, start, last, room)
    more = "…" if left > line.start else ""
    shown = f"{more}{_printable(text[left:right])}{'…' if right < line.end else ''}"
    before = cell_len(more + _printable(text[left:start]))
    marked = max(cell_len(_printable(text[start : min(last, right)])), 1)
    return [
        [(gutter, "dim"), (shown, "")],
        [(" " * (len(gutter) - 2) + "│ " + " " * before, "dim"), ("^" * marked, style)],
    ]


def _printable(text: str) -> str:
    """The text with a sign for each character that moves the cursor or can't be seen."""
    text = text.replace("\t", " ")
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else "�" for each in text)


def _window(text: str, line: Span, first: int, last: int, room: int) -> tuple[int, int]:
    """The stretch of a line that fits into ``room`` cells around a range."""
    left, right = first, max(first, min(last, first + room // 2))
    used = cell_len(_printable(text[left:right]))
    while used < room and (left > line.start or right < line.end):
        if left > line.start:
            left -= 1
            used += cell_len(_printable(text[left]))
        if right < line.end:
            used += cell_len(_printable(text[right]))
            right += 1
    return left, right
