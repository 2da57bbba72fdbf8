"""Makes records: who decides, in which role, and whether the record would count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from linter.approval.ledger import FOLDER, Entry, write_manifest, write_record
from linter.approval.record import REVOKE, Malformed, Record, read_record
from linter.source import UsageError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from linter.approval.judgement import Fault
    from linter.approval.standing import Registry, Standing
    from linter.glossary.approvers import Person
    from linter.meaning import Manifest


class Decider(NamedTuple):
    """Who decides, in which role (empty: the one that fits), and who writes it down.

    ``key`` signs, None where nothing does; ``evidence`` is the number of the decision in
    an OA system.
    """

    person: Person
    role: str = ""
    recorder: Person | None = None
    evidence: str = ""
    key: Path | None = None


class Decision(NamedTuple):
    """What is decided: about which meaning, until when, why."""

    kind: str
    digest: str
    expires: date | None = None
    reason: str = ""


def recorded(
    registry: Registry, standing: Standing, decider: Decider, decision: Decision, now: datetime
) -> Record:
    """The record of a decision, unsigned, after all that are there.

    Raises `UsageError` where the decider has no role that fits.
    """
    history = registry.ledger.history(standing.id)
    time = now.astimezone(UTC).replace(microsecond=0)
    for hash_ in history.heads:
        time = max(time, history.by_hash[hash_].record.time + timedelta(seconds=1))
    return Record(
        template=standing.id,
        decision=decision.kind,
        digest=decision.digest,
        person=decider.person.id,
        role=_role(registry, standing, decider, decision.kind),
        time=time,
        previous=tuple(history.heads),
        expires=decision.expires,
        reason=decision.reason,
        evidence=decider.evidence,
        recorded_by=decider.recorder.id if decider.recorder is not None else "",
    )


def _role(registry: Registry, standing: Standing, decider: Decider, kind: str) -> str:
    """The role of the decider that a template needs, one that is missing first."""
    policy, person = registry.policy, decider.person
    needed = policy.needed(standing.head.channel, standing.head.purpose)
    if decider.role:
        if decider.role not in policy.roles:
            raise UsageError(f"policy.yaml 没有“{decider.role}”这个角色；请检查 --role")
        if kind != REVOKE and decider.role not in needed:
            wanted = policy.titles(needed) or "（没有适用的规则）"
            raise UsageError(f"{standing.id} 不要“{decider.role}”这个角色审批；要的是：{wanted}")
        return decider.role
    able = [role for role in needed if role in person.roles]
    if kind == REVOKE and not able:
        able = [role for role in person.roles if role in policy.roles]
    missing = [role for role in able if role in standing.missing] or able
    if not needed:
        raise UsageError(f"policy.yaml 没有适用于 {standing.id} 的审批规则；请先补上规则")
    if not missing:
        wanted, roles = policy.titles(needed), policy.titles(person.roles)
        why = f"{standing.id} 要由 {wanted} 审批，{person.id} 的角色是 {roles}"
        raise UsageError(f"{why}；请有这些角色的人来做")
    if len(missing) > 1:
        raise UsageError(f"{person.id} 有几个合适的角色；请用 --role 写明：{'、'.join(missing)}")
    return missing[0]


def faults(registry: Registry, standing: Standing, record: Record) -> tuple[Fault, ...]:
    """What would be wrong with a record if it were there."""
    entry = Entry(record, f"{FOLDER}/{record.template}/{record.name}", record.hash)
    history = registry.ledger.history(standing.id).extended([entry], [record.digest])
    needed = registry.policy.needed(standing.head.channel, standing.head.purpose)
    judged = registry.judge.judge(history, standing.files, needed)
    return next(each.faults for each in judged if each.entry == entry)


def written(root: Path, record: Record, manifest: Manifest | None) -> str:
    """Write a record, what it approves first: a record never lacks it. The record's path.

    What couldn't be read again is not written. Raises `SourceError`, `OSError`.
    """
    try:
        read_record(record.text())
    except Malformed as error:
        raise UsageError(f"{record.template}：这份记录写不出来（{error}）；请检查参数") from None
    if manifest is not None:
        write_manifest(root, manifest)
    return write_record(root, record)
