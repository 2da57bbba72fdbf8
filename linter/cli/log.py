"""``hegui log ID``: every decision about a template, the first one first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.approval.comparison import compare
from linter.approval.judgement import OFF
from linter.approval.kept import open_kept
from linter.approval.record import APPROVE
from linter.approval.standing import Registry
from linter.cli.arguments import add_as_of, add_format, add_project, as_of, open_project
from linter.cli.decision import standings_of
from linter.cli.lookup import chosen
from linter.meaning import code
from linter.report.approvals import (
    LEDGER_ONLY,
    approval,
    record_data,
    standing_lines,
)
from linter.report.characters import json_text, one_line
from linter.report.meanings import comparison_lines
from linter.source import SourceError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from linter.approval.standing import Standing


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("template", metavar="编号", help="模板的编号（id）")
    add_project(parser)
    add_format(parser)
    add_as_of(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the history; it is no judgement: the status is 0 whatever it tells."""
    registry = Registry.open(open_project(arguments), as_of(arguments))
    (standing,) = chosen(standings_of(registry), [arguments.template])
    if arguments.format == "json":
        records = [record_data(each, registry.policy) for each in standing.judged]
        data = {"version": 1, "template": standing.id, "status": standing.status}
        print(json_text({**data, "records": records}, exact=True, indent=2))
        return 0
    print("\n".join(standing_lines(standing, registry.policy)))
    print("\n".join(_records(registry, standing)))
    if registry.policy.signature == OFF:
        print(f"注意：审批{LEDGER_ONLY}")
    return 0


def _records(registry: Registry, standing: Standing) -> Iterator[str]:
    """Each record; where another meaning is approved, what differs from the one before."""
    if not standing.judged:
        yield "还没有审批记录"
    last = ""
    for each in standing.judged:
        record = each.record
        yield f"{code(record.digest)}  {approval(each, registry.policy)}"
        for fault in each.faults:
            yield f"  不算数：{fault.code} {one_line(fault.message)}"
        if record.decision == APPROVE and record.digest != last:
            if last:
                yield f"  与批准码 {code(last)} 相比："
                lines = _difference(registry, standing, last, record.digest)
                yield from (f"  {line}" for line in lines)
            last = record.digest


def _difference(registry: Registry, standing: Standing, old: str, new: str) -> Iterator[str]:
    root = registry.project.root
    try:
        before, after = (open_kept(root, standing.id, each) for each in (old, new))
    except SourceError as error:
        yield str(error)
        return
    yield from comparison_lines(compare(before, after))
