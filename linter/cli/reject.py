"""``hegui reject ID…``: send a template back, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.approval.decision import Decision
from linter.approval.record import REJECT
from linter.cli.decision import (
    Prepared,
    add_decider,
    conclude,
    decider,
    open_registry,
    prepare,
    standings_of,
)
from linter.cli.lookup import chosen
from linter.source import UsageError

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("templates", nargs="+", metavar="编号", help="模板的编号（id）")
    parser.add_argument("--reason", required=True, metavar="文字", help="为什么退回")
    add_decider(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write a record for each template, or for none."""
    registry = open_registry(arguments)
    who = decider(arguments, registry)
    prepared = []
    for standing in chosen(standings_of(registry), arguments.templates):
        if not standing.meaning:
            raise UsageError(f"{standing.id} 有错误，印不出成稿，不用退回；请作者先改正")
        decision = Decision(REJECT, standing.meaning, reason=arguments.reason)
        record = prepare(arguments, registry, standing, who, decision)
        prepared.append(Prepared(standing, record))
    question = f"退回 {len(prepared)} 个模板：{arguments.reason}？"
    return conclude(arguments, registry, prepared, who, question)
