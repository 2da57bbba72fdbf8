"""What ``approve``, ``reject`` and ``revoke`` share: who decides, on what evidence; asking."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from linter.approval.decision import Decider, Decision, faults, recorded, written
from linter.approval.judgement import OFF, REQUIRED, Judged, decided
from linter.approval.ledger import Entry
from linter.approval.record import APPROVE, DECISIONS
from linter.approval.signature import sign
from linter.approval.standing import Registry
from linter.cli.arguments import add_as_of, add_project, as_of, now, open_project
from linter.cli.progress import progress
from linter.hint import did_you_mean
from linter.source import HeguiError, UsageError

if TYPE_CHECKING:
    import argparse

    from linter.approval.record import Record
    from linter.approval.standing import Standing
    from linter.glossary.approvers import Person
    from linter.meaning import Manifest

_LONGEST = {"evidence": 100, "reason": 500}


def add_decider(parser: argparse.ArgumentParser) -> None:
    """Who decides, and how."""
    parser.add_argument(
        "--as",
        dest="person",
        metavar="人员编号",
        help="谁在操作，如 legal-1；不写则按 git 的邮箱在 approvers.yaml 里找",
    )
    parser.add_argument("--role", metavar="角色", help="以哪个角色；只有一个合适的可以不写")
    parser.add_argument("--evidence", metavar="编号", help="OA 流程编号")
    parser.add_argument(
        "--on-behalf-of",
        metavar="人员编号",
        help="代录：这个人已在 OA 系统里作出决定，要同时写 --evidence",
    )
    parser.add_argument(
        "--key", type=Path, metavar="文件", help="签名的钥匙；不写则用 git 的 user.signingkey"
    )
    parser.add_argument("--yes", action="store_true", help="不再询问")
    add_project(parser)
    add_as_of(parser)


def open_registry(arguments: argparse.Namespace) -> Registry:
    """The records of the project, where somebody may approve at all."""
    registry = Registry.open(open_project(arguments), as_of(arguments))
    for problem in registry.ledger.every_problem():
        raise UsageError(f"{problem.place.source.path}：{problem.message}")
    if not registry.rules.approvers:
        raise UsageError("没有 glossary/approvers.yaml；请先写上可以审批的人")
    return registry


def standings_of(registry: Registry, jobs: int | None = None) -> list[Standing]:
    """Every template, with a progress bar where a person waits."""
    with progress(len([*registry.project.template_files()])) as advance:
        return registry.standings(advance, jobs)


def decider(arguments: argparse.Namespace, registry: Registry) -> Decider:
    """Who decides, as the command line and git say; raises `UsageError`."""
    for name, longest in _LONGEST.items():
        text = getattr(arguments, name, None)
        if text is not None:
            text = text.replace("\u3000", " ").strip()
            if not text or len(text) > longest or not text.isprintable():
                raise UsageError(f"--{name} 应为一行看得见的字，最多 {longest} 个")
            setattr(arguments, name, text)
    me = _me(arguments, registry)
    key = _key(arguments, registry)
    if arguments.on_behalf_of is None:
        return Decider(me, arguments.role or "", None, arguments.evidence or "", key)
    if not arguments.evidence:
        raise UsageError("代录要写 OA 流程编号；请用 --evidence")
    other = _person(registry, arguments.on_behalf_of)
    return Decider(other, arguments.role or "", me, arguments.evidence, key)


def _person(registry: Registry, name: str) -> Person:
    people = registry.rules.approvers
    if name not in people:
        hint = did_you_mean(name, tuple(people))
        raise UsageError(f"approvers.yaml 里没有“{name}”；{hint}")
    return people[name]


def _me(arguments: argparse.Namespace, registry: Registry) -> Person:
    if arguments.person is not None:
        return _person(registry, arguments.person)
    try:
        mail = registry.repository.setting("user.email").lower()
    except HeguiError:
        mail = ""
    for person in registry.rules.approvers.values():
        if mail in person.emails:
            return person
    whom = f"git 的邮箱 {mail} 不在 approvers.yaml 里" if mail else "git 没有设置邮箱"
    raise UsageError(f"不知道是谁在操作：{whom}；请用 --as 写人员编号")


def _key(arguments: argparse.Namespace, registry: Registry) -> Path | None:
    """The key that signs; raises `UsageError` where one is required and there is none."""
    key: Path | None = arguments.key
    if key is not None or registry.policy.signature == OFF:
        return key
    try:
        named = registry.repository.setting("user.signingkey")
    except HeguiError:
        named = ""
    key = Path(named).expanduser() if named else None
    if key is not None and key.is_file():
        return key
    if registry.policy.signature == REQUIRED:
        raise UsageError(
            "policy.yaml 要求签名；请用 --key 写钥匙的文件，或设置 git user.signingkey"
        )
    told = "没有找到签名的钥匙，这份记录不会签名；合并前的检查会给出警告"
    print(told, file=sys.stderr)
    return None


class Prepared(NamedTuple):
    """A record that is ready to be written, with the manifest that it approves."""

    standing: Standing
    record: Record
    manifest: Manifest | None = None


def prepare(
    arguments: argparse.Namespace,
    registry: Registry,
    standing: Standing,
    who: Decider,
    decision: Decision,
) -> Record:
    """The record of a decision that would count, not yet signed; raises `UsageError`."""
    record = recorded(registry, standing, who, decision, now(arguments))
    _refuse(registry, standing, record, "APR008" if who.key is not None else "")
    return record


def _refuse(registry: Registry, standing: Standing, record: Record, but: str = "") -> None:
    """Raises `UsageError` with what would be wrong with a record, ``but`` for one code."""
    for fault in faults(registry, standing, record):
        if fault.code != but:
            raise UsageError(f"{standing.id}：{fault.code} {fault.message}")


def conclude(
    arguments: argparse.Namespace,
    registry: Registry,
    prepared: list[Prepared],
    who: Decider,
    question: str,
) -> int:
    """Ask, sign and write all records; the exit status."""
    if not _confirmed(arguments, question):
        print(f"没有{DECISIONS[prepared[0].record.decision]}")
        return 1
    _write(registry, prepared, who)
    return 0


def _confirmed(arguments: argparse.Namespace, question: str) -> bool:
    """Whether the user says yes; raises `UsageError` where nobody can be asked."""
    if arguments.yes:
        return True
    sys.stdout.flush()  # what is asked about comes first
    if sys.stdin is None or not sys.stdin.isatty():
        why = "现在不是在终端里，不能询问"
        raise UsageError(f"{why}；请先看上面的内容，确认以后加上 --yes 再运行")
    print(f"{question}［y/N］：", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是", "是的", "好")


def _write(registry: Registry, prepared: list[Prepared], who: Decider) -> None:
    """Sign and write all records, and say where."""
    if who.key is not None:
        key = who.key
        prepared = [each._replace(record=sign(each.record, key)) for each in prepared]
        for each in prepared:
            _refuse(registry, each.standing, each.record)
    for each in prepared:
        record, standing = each.record, each.standing
        path = written(registry.project.root, record, each.manifest)
        told = decided(Judged(Entry(record, path, ""), ()), registry.policy)
        print(f"{standing.id}：{told}，写好了 {path}")
        left = [role for role in standing.missing if role != record.role]
        if record.decision == APPROVE and left:
            print(f"  还缺少 {registry.policy.titles(left)}")
    only = "" if who.key is not None else "（仅台账，没有签名）"
    print(f"请把 templates/approvals 里的新文件提交到 git{only}")
