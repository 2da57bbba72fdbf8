"""``hegui status [ID…]``: what is approved, by whom, until when, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.approval.standing import STATUSES, Registry
from linter.cli.arguments import add_as_of, add_format, add_project, as_of, count, open_project
from linter.cli.decision import standings_of
from linter.cli.lookup import chosen
from linter.hint import did_you_mean
from linter.report.approvals import closing, standing_lines, status_data
from linter.report.characters import json_text
from linter.source import UsageError

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("templates", nargs="*", metavar="编号", help="只看这些模板；不写则看全部")
    parser.add_argument(
        "--only",
        choices=tuple(STATUSES),
        metavar="状态",
        help="只看一种状态：" + "；".join(f"{name} {words}" for name, words in STATUSES.items()),
    )
    parser.add_argument("--role", metavar="角色", help="只看还缺这个角色审批的，如 legal")
    add_project(parser)
    add_format(parser)
    add_as_of(parser)
    parser.add_argument(
        "--jobs", type=count, metavar="个数", help="同时检查的进程数；不写则文件多时用全部处理器"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the standings; it is no judgement: the status is 0 whatever it tells."""
    registry = Registry.open(open_project(arguments), as_of(arguments))
    standings = standings_of(registry, arguments.jobs)
    if arguments.templates:
        standings = chosen(standings, arguments.templates)
    if arguments.only:
        standings = [each for each in standings if each.status == arguments.only]
    if arguments.role:
        roles = registry.policy.roles
        if arguments.role not in roles:
            hint = did_you_mean(arguments.role, roles)
            raise UsageError(f"policy.yaml 没有“{arguments.role}”这个角色；{hint}")
        standings = [each for each in standings if arguments.role in each.missing]
    if arguments.format == "json":
        day = registry.as_of.isoformat()
        print(json_text(status_data(standings, registry.policy, day), exact=True, indent=2))
        return 0
    for each in standings:
        print("\n".join(standing_lines(each, registry.policy)))
    print(closing(standings, registry.policy))
    return 0
