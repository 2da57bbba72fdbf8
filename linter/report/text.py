"""``--format text``: for people at a terminal, in Simplified Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from linter.finding import Finding, Place, Severity
from linter.report.words import SEVERITIES, closing, describe

if TYPE_CHECKING:
    from linter.engine import Summary

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
_MOST_WIDTH = 100  # cells of a source line
_MOST_RELATED = 4
_SHOWN_WITNESS = 160  # characters


class Screen(Console):
    """Standard output; a reader that has gone is the caller's to handle."""

    def on_broken_pipe(self) -> None:
        """Leave it to `linter.cli.main`."""
        raise BrokenPipeError


def print_findings(summary: Summary, console: Console) -> None:
    """Print findings and what they sum up to; colour only where the console has it."""
    for finding in summary.findings:
        print_finding(finding, console)
    console.print(closing(summary), highlight=False, soft_wrap=True)


def print_finding(finding: Finding, console: Console) -> None:
    """One finding: place, line with caret, cases, message, basis."""
    head = Text()
    head.append(finding.place.where, "bold")
    head.append("  ")
    head.append(f"{SEVERITIES[finding.severity]} {finding.code}", _STYLES[finding.severity])
    head.append(f"  {finding.message}")
    lines = [head, *source_lines(finding.place, console.width, _STYLES[finding.severity])]
    parts = [each for each in finding.related if each.role == "part"]
    calls = [each for each in finding.related if each.role == "call"]
    for title, related in (("另一部分", parts), ("经由", calls)):
        for each in related[:_MOST_RELATED]:
            text = " ".join(each.place.text.split())
            lines.append(Text(f"  {title}：{each.place.where}  {_cut(text, 60)}", "dim"))
        if len(related) > _MOST_RELATED:
            lines.append(Text(f"  {title}：还有 {len(related) - _MOST_RELATED} 处", "dim"))
    if finding.case_count and (finding.witness or finding.cases != ({},)):
        lines.append(Text(f"  情形：{describe(finding.cases)}（{finding.case_count} 种）", "dim"))
    if finding.witness:
        witness = " ".join(finding.witness.split())
        lines.append(Text(f"  成稿：{_cut(witness, _SHOWN_WITNESS)}", "dim"))
    basis = "、".join(finding.basis) or ("行内要求" if finding.duty == "house" else "")
    if basis:
        lines.append(Text(f"  依据：{basis}", "dim"))
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)
    console.print()


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def source_lines(place: Place, width: int, style: str) -> list[Text]:
    """The source line of a place, cut to the width, and a caret line right under it."""
    source, (start, end) = place.source, place.span
    if not source.text:
        return []
    number = source.position(start).line
    line = source.line(number)
    raw = source.text[line.start : line.end].replace("\t", " ")
    text = "".join(each if each.isprintable() else "�" for each in raw)
    first = start - line.start
    last = max(min(end, line.end) - line.start, first)
    gutter = f" {number:>4} │ "
    room = max(min(width, _MOST_WIDTH) - len(gutter) - 4, 20)
    left, right = _window(text, first, last, room)
    shown = ("…" if left else "") + text[left:right] + ("…" if right < len(text) else "")
    before = cell_len(("…" if left else "") + text[left:first])
    marked = max(cell_len(text[first : min(last, right)]), 1)
    return [
        Text(gutter, "dim").append(shown, "not dim"),
        Text(" " * (len(gutter) - 2) + "│ ", "dim")
        .append(" " * before)
        .append("^" * marked, style),
    ]


def _window(text: str, first: int, last: int, room: int) -> tuple[int, int]:
    """The stretch of a line that fits into ``room`` cells around a range."""
    left, right = first, max(first, min(last, first + room // 2))
    while cell_len(text[left:right]) < room and (left > 0 or right < len(text)):
        left, right = max(left - 1, 0), min(right + 1, len(text))
    return left, right
