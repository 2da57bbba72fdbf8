"""``hegui revoke ID…``: withdraw the approvals of a meaning, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.approval.decision import Decision
from linter.approval.record import REVOKE
from linter.cli.decision import (
    Prepared,
    add_decider,
    conclude,
    decider,
    open_registry,
    prepare,
    standings_of,
)
from linter.cli.lookup import approved_meanings, chosen, named
from linter.meaning import code
from linter.source import UsageError

if TYPE_CHECKING:
    import argparse

    from linter.approval.standing import Standing


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("templates", nargs="+", metavar="编号", help="模板的编号（id）")
    parser.add_argument("--reason", required=True, metavar="文字", help="为什么撤销")
    parser.add_argument(
        "--code",
        nargs="+",
        metavar="批准码",
        help="撤销哪一次批准的含义；不写则为现在的，或最后批准的",
    )
    add_decider(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write a record for each template, or for none."""
    registry = open_registry(arguments)
    who = decider(arguments, registry)
    prepared = []
    for standing in chosen(standings_of(registry), arguments.templates):
        meaning = _meaning(standing, arguments.code)
        decision = Decision(REVOKE, meaning, reason=arguments.reason)
        prepared.append(Prepared(standing, prepare(arguments, registry, standing, who, decision)))
    listed = "、".join(f"{each.standing.id}（{code(each.record.digest)}）" for each in prepared)
    question = f"撤销 {listed} 的批准：{arguments.reason}？"
    return conclude(arguments, registry, prepared, who, question)


def _meaning(standing: Standing, wanted: list[str] | None) -> str:
    """The approved meaning that a code names; raises `UsageError` where none does."""
    approved = approved_meanings(each.record for each in standing.judged)
    if not approved:
        raise UsageError(f"{standing.id} 没有批准可以撤销；要退回请用 hegui reject")
    if wanted is None:
        return standing.meaning if standing.meaning in approved else approved[0]
    found = named(wanted, approved)
    if not found:
        known = "；".join(map(code, approved))
        why = f"{standing.id} 没有这个批准码“{' '.join(wanted)}”（至少写前 8 位）"
        raise UsageError(f"{why}；批准过的有：{known}")
    return found
