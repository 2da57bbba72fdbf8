"""``hegui approve ID…``: show what is approved, ask, and write a record of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from linter.approval.comparison import Comparison, compare
from linter.approval.decision import Decision
from linter.approval.judgement import OFF, Judged
from linter.approval.kept import Kept, open_kept, read
from linter.approval.record import APPROVE
from linter.approval.standing import RETIRED
from linter.cli.arguments import day
from linter.cli.decision import (
    Prepared,
    add_decider,
    conclude,
    decider,
    open_registry,
    prepare,
    standings_of,
)
from linter.cli.lookup import chosen, find_template
from linter.engine import examine_template, meaning_of
from linter.meaning import code, digest
from linter.report.approvals import LEDGER_ONLY, approval
from linter.report.characters import one_line
from linter.report.meanings import comparison_lines, meaning_lines
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
        help="把您以前批准过、这次文字改动完全相同的模板一起批准",
    )
    add_decider(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show, ask, write; nothing is written before everything is known to count."""
    registry = open_registry(arguments)
    who = decider(arguments, registry)
    standings = standings_of(registry)
    wanted = chosen(standings, arguments.templates)
    prepared = [_prepared(arguments, registry, each, who) for each in wanted]
    for each in prepared:
        print("\n".join(_shown(registry, each)))
    if arguments.same_change:
        alike = _alike(registry, prepared, standings)
        print(f"改动完全相同，一起批准的另有 {len(alike)} 个模板")
        for standing, comparison in alike:
            print(f"{standing.id}  {one_line(standing.head.title)}")
            print("\n".join(comparison_lines(comparison)))
            prepared.append(_prepared(arguments, registry, standing, who))
    if registry.policy.signature == OFF:
        print(f"注意：{LEDGER_ONLY}")
    return conclude(arguments, registry, prepared, who, _question(registry, prepared))


def _question(registry: Registry, prepared: list[Prepared]) -> str:
    record = prepared[0].record
    roles = dict.fromkeys(each.record.role for each in prepared)
    named = registry.policy.titles(roles)
    last = min(each.record.expires for each in prepared if each.record.expires)
    ids = "、".join(each.standing.id for each in prepared)
    codes = f"（批准码 {code(record.digest)}）" if len(prepared) == 1 else ""
    by = f"，由 {record.recorded_by} 代录" if record.recorded_by else ""
    return f"{record.person}（{named}）批准 {ids}{codes}{by}，有效至 {last}？"


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
    for each in standing.approvals:
        until = each.record.expires
        if each.record.role == record.role and until is not None and until > expires:
            why = f"{standing.id} 这个角色已批准到 {until}，更短的期限不起作用"
            raise UsageError(f"{why}；要缩短请先用 hegui revoke 撤销")
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


def _shown(registry: Registry, prepared: Prepared) -> Iterator[str]:
    """All that is approved, who else has approved it, and what has changed since the last time."""
    standing, record = prepared.standing, prepared.record
    examination = examine_template(registry.project, _template(registry, standing))
    kept = read(prepared.manifest or {})
    yield f"{standing.id}  {one_line(standing.head.title)}"
    yield from meaning_lines(kept, examination, standing.meaning, registry.project.policy)
    for each in standing.approvals:
        yield f"同一段文字已有：{approval(each, registry.policy)}"
    earlier = _earlier(standing, record.role) or _earlier(standing, "")
    if earlier is not None:
        yield f"与以前批准的（批准码 {code(earlier.record.digest)}）相比："
        yield f"  {approval(earlier, registry.policy)}"
        yield from comparison_lines(_since(registry, standing, earlier, kept))
    yield ""


def _earlier(standing: Standing, role: str) -> Judged | None:
    """The last approval of another meaning, by a role."""
    return next(iter(standing.approved_before(role)), None)


def _since(registry: Registry, standing: Standing, earlier: Judged, kept: Kept) -> Comparison:
    before = open_kept(registry.project.root, standing.id, earlier.record.digest)
    return compare(before, kept)


def _alike(
    registry: Registry, prepared: list[Prepared], standings: list[Standing]
) -> list[tuple[Standing, Comparison]]:
    """The other templates whose change since this role approved them is just the same."""
    if len(prepared) > 1:
        raise UsageError("--same-change 只写一个模板的编号；改动相同的会自动找出来")
    (first,) = prepared
    role = first.record.role

    def changed(standing: Standing) -> Comparison | None:
        earlier = _earlier(standing, role)
        if earlier is None or not standing.meaning or role not in standing.missing:
            return None
        return _since(registry, standing, earlier, read(_manifest(registry, standing)))

    wanted = changed(first.standing)
    if wanted is None or not wanted.change:
        why = f"{first.standing.id} 以前没有以这个角色批准过，或看不出改了什么"
        raise UsageError(f"{why}；请不用 --same-change")
    others = (each for each in standings if each is not first.standing and not each.errors)
    found = ((each, changed(each)) for each in others)
    return [(each, other) for each, other in found if other and other.change == wanted.change]
