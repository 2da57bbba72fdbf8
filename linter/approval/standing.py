"""The standing of templates: computed from records and meanings, never typed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from linter.approval.authors import Authors
from linter.approval.judgement import Judge, Judged, decided
from linter.approval.ledger import History, Ledger, read_ledger
from linter.approval.record import APPROVE, REJECT, REVOKE
from linter.approval.signature import Verifier
from linter.finding import Severity
from linter.git import Repository
from linter.run import check_files
from linter.source import HeguiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from linter.engine import Head
    from linter.glossary.policy import ApprovalPolicy
    from linter.project import Project
    from linter.run import Summary

DRAFT, IN_REVIEW, APPROVED, NEEDS_FIX = "draft", "in-review", "approved", "needs-fix"
STALE, EXPIRED, REJECTED, REVOKED = "stale", "expired", "rejected", "revoked"
RETIRED = "retired"
STATUSES = {
    APPROVED: "已批准",
    NEEDS_FIX: "待改正",
    IN_REVIEW: "审批中",
    STALE: "待重新审批",
    EXPIRED: "已过期",
    REJECTED: "已退回",
    REVOKED: "已撤销",
    DRAFT: "草稿",
    RETIRED: "已停用",
}
"""Every status, with what users read."""


class Standing(NamedTuple):
    """What is decided about a template.

    ``files`` are its own, then those of its partials; ``errors`` counts its findings that are.
    ``meaning`` is the digest of what it means today, empty where it can't be printed;
    ``approvals`` are the records that approve it and count, one a role; ``missing`` are
    roles that haven't; ``expires`` is the last day of the approval; ``judged`` are all
    records in order.
    """

    id: str
    files: Sequence[str]
    head: Head
    status: str
    reason: str
    approvals: tuple[Judged, ...] = ()
    missing: tuple[str, ...] = ()
    expires: date | None = None
    judged: tuple[Judged, ...] = ()
    errors: int = 0

    @property
    def path(self) -> str:
        """Its own file."""
        return self.files[0]

    @property
    def meaning(self) -> str:
        """The digest of what it means today."""
        return self.head.meaning or ""

    @property
    def last_approved(self) -> str:
        """The digest of the meaning that was approved last, whatever it means today."""
        approvals = [each for each in self.judged if each.counts and _approves(each)]
        return approvals[-1].record.digest if approvals else ""

    def approved_before(self, role: str = "") -> list[Judged]:
        """The approvals of other meanings that nobody has revoked, the last first; of a role."""
        revoked = {e.record.digest for e in self.judged if e.record.decision == REVOKE}
        return [
            each
            for each in reversed(self.judged)
            if each.counts
            and _approves(each)
            and each.record.digest not in {*revoked, self.meaning}
            and role in ("", each.record.role)
        ]


def _approves(judged: Judged) -> bool:
    return judged.record.decision == APPROVE


@dataclass(frozen=True, eq=False)
class Registry:
    """The records of a project and what follows from them on a day.

    ``rules`` is the project whose people, policy and keys are trusted: itself, or an
    earlier version; ``ledger`` has the records, the rest is that of `Judge`. Raises
    `HeguiError` where any of these can't be read.
    """

    project: Project
    as_of: date
    rules: Project
    ledger: Ledger
    known_authors: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()

    @classmethod
    def open(cls, project: Project, as_of: date) -> Registry:
        """That of a project as it is, by its own rules."""
        return cls(project, as_of, project, read_ledger(project.root))

    @cached_property
    def repository(self) -> Repository:
        """The git repository in which the project lies."""
        return Repository(self.project.root)

    @cached_property
    def _authors(self) -> Authors | HeguiError:
        try:
            return Authors(self.repository, self.project, self.rules.approvers)
        except HeguiError as error:
            return error

    def authors(self) -> Authors:
        """Who wrote what."""
        if isinstance(self._authors, HeguiError):
            raise self._authors
        return self._authors

    @cached_property
    def judge(self) -> Judge:
        """What is demanded of records."""
        return Judge(
            people=self.rules.approvers,
            policy=self.policy,
            verifier=Verifier(self.rules.root),
            authors=self.authors,
            as_of=self.as_of,
            known_authors=self.known_authors,
            fresh=self.fresh,
            changed=self.changed,
        )

    @property
    def policy(self) -> ApprovalPolicy:
        """What is demanded of approvals."""
        return self.rules.policy.approval

    def standings(
        self, progress: Callable[[], None] = lambda: None, jobs: int | None = None
    ) -> list[Standing]:
        """Every template of the project in the order of its path."""
        files = [*self.project.template_files()]
        summary = check_files(self.project, files, self.as_of, progress, jobs, meaning=True)
        return self.of(summary)

    def of(self, summary: Summary) -> list[Standing]:
        """The templates of a summary, which was made with the meanings."""
        errors = Counter(
            finding.template
            for finding in summary.findings
            if finding.severity is Severity.ERROR and finding.waiver is None
        )
        self.judge.prepare(self.ledger.histories.values())
        found = [
            self._standing(name, head, summary.files[name], errors[name])
            for name, head in summary.heads.items()
        ]
        authors = vars(self).get("_authors")  # if anybody has asked
        if isinstance(authors, Authors):
            authors.store()
        return found

    def _standing(self, name: str, head: Head, files: Sequence[str], errors: int) -> Standing:
        history = self.ledger.history(name)
        needed = self.policy.needed(head.channel, head.purpose)
        judged = self.judge.judge(history, files, needed)
        found = Standing(
            name, files, head, DRAFT, "", missing=needed, judged=tuple(judged), errors=errors
        )
        if head.successor is not None:
            reason = f"由 {head.successor} 接替" if head.successor else "不再使用"
            return found._replace(status=RETIRED, reason=reason, missing=())
        if found.last_approved and found.last_approved != head.meaning:
            found = found._replace(status=STALE)
        if history.broken:
            return found._replace(reason=f"审批记录不可信：{history.broken}")
        if not head.meaning:
            return found._replace(reason="有错误，印不出成稿；请先运行 hegui check")
        mine = [each for each in judged if each.record.digest == head.meaning]
        against = _standing_against(mine, history, needed)
        if against is not None:
            status = REVOKED if against.record.decision == REVOKE else REJECTED
            reason = f"{decided(against, self.policy)}：{against.record.reason}"
            return found._replace(status=status, reason=reason)
        return self._approved(found, _effective(mine, history))

    def _approved(self, found: Standing, approvals: list[Judged]) -> Standing:
        """The standing of a template that nobody has rejected."""
        valid = _by_role(each for each in approvals if not _past(each, self.as_of))
        needed = found.missing
        missing = tuple(role for role in needed if role not in valid)
        listed = tuple(valid[role] for role in needed if role in valid)
        expires = min((each.record.expires for each in listed if each.record.expires), default=None)
        found = found._replace(approvals=listed, missing=missing, expires=expires)
        roles = self.policy.titles(missing)
        if not needed:
            return found._replace(reason="policy.yaml 没有适用的审批规则，不能算批准")
        if not missing:
            if found.errors:
                reason = f"已批准，但现在有 {found.errors} 个错误；改正以前不能发布"
                return found._replace(status=NEEDS_FIX, reason=reason)
            return found._replace(status=APPROVED)
        past = _by_role(approvals)
        if all(role in past for role in needed):
            ends = (past[role].record.expires for role in missing)
            last = min(day for day in ends if day is not None)
            reason = f"{roles} 的审批已到期（{last}）；请重新审批"
            return found._replace(status=EXPIRED, reason=reason, expires=None)
        if found.approvals:
            return found._replace(status=IN_REVIEW, reason=f"还缺少 {roles}")
        faulty = [
            each for each in found.judged if each.faults and each.record.digest == found.meaning
        ]
        if faulty:
            faults = "；".join(f"{each.code} {each.message}" for each in faulty[-1].faults)
            return found._replace(reason=f"审批不算数：{faults}")
        why = "批准以后改过" if found.status == STALE else "还没有审批"
        void = [each for each in found.judged if each.faults and _approves(each)]
        if found.status == DRAFT and void:
            fault = void[-1].faults[0]
            why = f"以前的审批不算数（{fault.code} {fault.message}）"
        return found._replace(reason=f"{why}；缺少 {roles}")


def completely_approved(judged: Iterable[Judged], needed: Sequence[str]) -> list[str]:
    """The digests of the meanings that all needed roles have approved, whatever came later.

    In the order in which they were first complete; none where no role is needed.
    """
    roles: dict[str, set[str]] = {}
    found: list[str] = []
    for each in judged:
        if _approves(each) and each.counts:
            mine = roles.setdefault(each.record.digest, set())
            mine.add(each.record.role)
            if needed and {*needed} <= mine and each.record.digest not in found:
                found.append(each.record.digest)
    return found


def _effective(mine: list[Judged], history: History) -> list[Judged]:
    """The approvals of a meaning that count and that no revocation has met.

    A revocation keeps its effect whoever has left since, or has lost a key.
    """
    revoked = [each for each in mine if each.record.decision == REVOKE]
    return [
        each
        for each in mine
        if _approves(each)
        and each.counts
        and all(history.came_after(each.entry, other.entry) for other in revoked)
    ]


def _standing_against(mine: list[Judged], history: History, needed: Sequence[str]) -> Judged | None:
    """The last rejection or revocation that nothing has answered.

    A rejection is answered when its role approves afterwards, or all who must; a
    revocation by any approval afterwards: then all must approve anew.
    """
    approvals = [each for each in mine if _approves(each) and each.counts]
    for each in reversed(mine):
        record = each.record
        if record.decision not in (REJECT, REVOKE):
            continue
        since = {
            later.record.role for later in approvals if history.came_after(later.entry, each.entry)
        }
        answers = record.role in since or set(needed) <= since
        if not (since if record.decision == REVOKE else answers):
            return each
    return None


def _by_role(approvals: Iterable[Judged]) -> dict[str, Judged]:
    """The approval of each role that lasts longest."""
    found: dict[str, Judged] = {}
    for each in approvals:
        role, expires = each.record.role, each.record.expires
        known = found.get(role)
        if known is None or (expires and known.record.expires and expires > known.record.expires):
            found[role] = each
    return found


def _past(judged: Judged, day: date) -> bool:
    return judged.record.expires is None or judged.record.expires < day
