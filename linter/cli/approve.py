"""``hegui approve ID…``: show what is approved, ask, and write a record of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from linter.approval.comparison import Comparison, compare
from linter.approval.decision import Decision
from linter.approval.kept import Kept, read
from linter.approval.ledger import read_manifest
from linter.approval.record import APPROVE
from linter.approval.standing import RETIRED
from linter.cli.arguments import day
from linter.cli.decision import (
    Prepared,
    add_decider,
    confirmed,
    decider,
    open_registry,
    prepare,
    write,
)
from linter.cli.lookup import chosen, find_template
from linter.engine import examine_template, meaning_of
from linter.glossary.edition import segmenter
from linter.meaning import code, digest
from linter.report.approvals import LEDGER_ONLY, comparison_lines, meaning_lines
from linter.report.characters import one_line
from linter.source import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from linter.approval.decision import Decider
    from linter.approval.standing import Registry, Standing
    from linter.meaning import Manifest
    from linter.template.template import Template


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("templates", nargs="+", metavar="编号", help="模板的编号（id）")
    parser.add_argument(
        "--expires",
        type=day,
        metavar="日期",
        help="有效的最后一天；不写则为 policy.yaml 的最长期限",
    )
    parser.add_argument(
        "--same-change",
        action="store_true",
        help="把文字改动与它完全相同的模板一起批准",
    )
    add_decider(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show, ask, write; nothing is written before everything is known to count."""
    registry = open_registry(arguments)
    who = decider(arguments, registry)
    standings = registry.standings()
    wanted = chosen(standings, arguments.templates)
    if arguments.same_change:
        wanted += _alike(registry, wanted, standings)
    prepared = []
    for standing in wanted:
        prepared.append(_prepared(arguments, registry, standing, who))
        if len(prepared) <= len(dict.fromkeys(arguments.templates)):
            print("\n".join(_shown(registry, standing)))
    others = [each.id for each in wanted[len(dict.fromkeys(arguments.templates)) :]]
    if arguments.same_change:
        listed = "、".join(others) or "没有别的模板"
        print(f"改动完全相同，一起批准：{listed}")
    if registry.policy.signature == "off":
        print(f"注意：{LEDGER_ONLY}")
    roles = dict.fromkeys(each.record.role for each in prepared)
    named = "、".join(registry.policy.roles.get(role, role) for role in roles)
    last = min(each.record.expires for each in prepared if each.record.expires)
    if not confirmed(arguments, f"以“{named}”的角色批准 {len(prepared)} 个模板，有效至 {last}？"):
        print("没有批准")
        return 1
    write(registry, prepared)
    return 0


def _prepared(
    arguments: argparse.Namespace, registry: Registry, standing: Standing, who: Decider
) -> Prepared:
    """The record that approves a template; raises `UsageError` where it may not be approved."""
    if standing.status == RETIRED:
        raise UsageError(f"{standing.id} 已停用；不用批准")
    if not standing.meaning:
        raise UsageError(f"{standing.id} 有错误，印不出成稿；请先运行 hegui check {standing.path}")
    if standing.errors:
        path = standing.path
        raise UsageError(
            f"{standing.id} 有 {standing.errors} 个错误，不能批准；请先运行 hegui check {path}"
        )
    changed = registry.repository.uncommitted(standing.files)
    if changed:
        raise UsageError(f"{changed[0]} 还没有提交，查不到作者；请先提交到 git 再批准")
    expires = arguments.expires or registry.as_of + timedelta(registry.policy.days)
    decision = Decision(APPROVE, standing.meaning, expires)
    record = prepare(arguments, registry, standing, who, decision)
    manifest = _manifest(registry, standing)
    if digest(manifest) != record.digest:
        raise UsageError(f"{standing.path} 刚刚被改动；请再运行一次")
    return Prepared(standing, record, manifest)


def _template(registry: Registry, standing: Standing) -> Template:
    return find_template(registry.project, str(registry.project.root / standing.path))


def _manifest(registry: Registry, standing: Standing) -> Manifest:
    manifest = meaning_of(registry.project, _template(registry, standing))
    assert manifest is not None  # the standing has its digest
    return manifest


def _shown(registry: Registry, standing: Standing) -> Iterator[str]:
    examination = examine_template(registry.project, _template(registry, standing))
    kept = read(_manifest(registry, standing))
    yield f"{standing.id}  {one_line(standing.head.title)}"
    yield from meaning_lines(kept, examination, standing.meaning)
    comparison = _since(registry, standing, kept)
    if comparison is not None:
        yield f"与上次批准的（批准码 {code(standing.last_approved)}）相比："
        yield from comparison_lines(comparison)
    yield ""


def _since(registry: Registry, standing: Standing, kept: Kept) -> Comparison | None:
    """What has changed since the last approval; None where there was none."""
    last = standing.last_approved
    if not last:
        return None
    before = read(read_manifest(registry.project.root, standing.id, last))
    return compare(before, kept, segmenter({}))


def _alike(registry: Registry, wanted: list[Standing], standings: list[Standing]) -> list[Standing]:
    """The other templates whose change since their last approval is just that of the only one."""
    if len(wanted) > 1:
        raise UsageError("--same-change 只写一个模板的编号；改动相同的会自动找出来")
    changes = {}
    for standing in (*wanted, *(each for each in standings if each not in wanted)):
        if standing.last_approved and standing.meaning not in ("", standing.last_approved):
            comparison = _since(registry, standing, read(_manifest(registry, standing)))
            if comparison is not None:
                changes[standing.id] = comparison.change
        if standing is wanted[0] and standing.id not in changes:
            raise UsageError(f"{standing.id} 以前没有批准过，或没有改动；请不用 --same-change")
    same = changes[wanted[0].id]
    return [
        each
        for each in standings
        if each is not wanted[0] and not each.errors and changes.get(each.id) == same
    ]
