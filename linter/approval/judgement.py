"""Judges records: which of them count, and what is wrong with the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from linter.approval.record import APPROVE, DECISIONS
from linter.source import HeguiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from linter.approval.authors import Authors
    from linter.approval.ledger import Entry, History
    from linter.approval.record import Record
    from linter.approval.signature import Verifier
    from linter.glossary.approvers import Person
    from linter.glossary.policy import ApprovalPolicy

OFF, WARN, REQUIRED = "off", "warn", "required"


class Fault(NamedTuple):
    """Why a record doesn't count: the code of the rule, and words."""

    code: str
    message: str


class Judged(NamedTuple):
    """A record with all its faults.

    ``unsigned`` says why its signature proves nothing, empty where it does or where the
    policy doesn't ask.
    """

    entry: Entry
    faults: tuple[Fault, ...]
    unsigned: str = ""

    @property
    def record(self) -> Record:
        """The record itself."""
        return self.entry.record

    @property
    def counts(self) -> bool:
        """Whether the record counts."""
        return not self.faults


@dataclass(frozen=True, eq=False)
class Judge:
    """What is demanded of records, and by whom it can be met.

    ``authors`` tells who wrote what; it is asked only where that matters. ``fresh`` are
    the paths of records that are being added: who adds one must hold office today, too,
    and must not be among ``known_authors``, whom CI names as authors of the change.
    """

    people: Mapping[str, Person]
    policy: ApprovalPolicy
    verifier: Verifier
    authors: Callable[[], Authors]
    as_of: date
    known_authors: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()

    def prepare(self, histories: Iterable[History]) -> None:
        """Verify the signatures of many records at once."""
        if self.policy.signature != OFF:
            entries = (entry for history in histories for entry in history.entries)
            self.verifier.faults([each for entry in entries for each in self._signed(entry)])

    def judge(self, history: History, files: Sequence[str], needed: Sequence[str]) -> list[Judged]:
        """Every record of a template in order, judged.

        ``files`` are those that print the template, ``needed`` the roles that must approve
        it.
        """
        found: list[Judged] = []
        for entry in history.ordered:
            record = entry.record
            faults = [*self._person(entry), *self._dates(entry, history)]
            unsigned = next(filter(None, self.verifier.faults(self._signed(entry))), "")
            if unsigned and self.policy.signature == REQUIRED:
                faults.append(Fault("APR008", f"{unsigned}；请由本人用登记的钥匙重新审批"))
            if record.decision == APPROVE:
                if record.digest not in history.manifests:
                    message = "缺少它批准的含义的存档；请从 git 历史里恢复"
                    faults.append(Fault("APR003", message))
                if self.policy.four_eyes:
                    faults += self._two_people(record, found)
                    if not faults:
                        before = _Before(found, frozenset(needed))
                        faults += self._no_author(entry, files, before)
            found.append(Judged(entry, tuple(faults), unsigned))
        return found

    def _person(self, entry: Entry) -> Iterator[Fault]:
        """That somebody who may has decided, and that who wrote it down may, too."""
        record = entry.record
        roles = self.policy.roles
        decider = self.people.get(record.person)
        if record.role not in roles:
            yield Fault("APR004", f"policy.yaml 没有“{record.role}”这个角色")
        elif decider is None:
            yield Fault("APR004", f"approvers.yaml 里没有 {record.person}")
        elif record.role not in decider.roles:
            yield Fault("APR004", f"{record.person} 没有“{roles[record.role]}”这个角色")
        elif not decider.serves(record.day):
            yield Fault("APR004", f"{record.person} 在 {record.day} 不在任期内")
        elif entry.path in self.fresh and not decider.serves(self.as_of):
            yield Fault("APR004", f"{record.person} 现在（{self.as_of}）不在任期内")
        if record.recorded_by:
            recorder = self.people.get(record.recorded_by)
            if recorder is None or not recorder.serves(record.day):
                message = f"approvers.yaml 里没有 {record.recorded_by}，或当时不在任期内"
                yield Fault("APR009", message)
            elif not set(recorder.roles) & set(self.policy.recorders):
                yield Fault("APR009", f"policy.yaml 没有允许 {record.recorded_by} 代录审批")
            elif record.recorded_by == record.person:
                yield Fault("APR009", "代录的人就是审批的人；请直接审批")

    def _dates(self, entry: Entry, history: History) -> Iterator[Fault]:
        record = entry.record
        if record.day > self.as_of:
            yield Fault("APR007", f"记录的日期 {record.day} 还没有到")
        for earlier in record.previous:
            before = history.by_hash.get(earlier)
            if before is not None and before.record.time > record.time:
                yield Fault("APR007", f"记录的时间早于它前面的记录（{before.record.day}）")
                break
        if record.expires is not None:
            last = record.day + timedelta(min(self.policy.days, 36_600))
            if record.expires > last:
                days = self.policy.days
                yield Fault(
                    "APR007", f"有效期到 {record.expires}，超过 policy.yaml 规定的 {days} 天"
                )
            elif record.expires < record.day:
                yield Fault("APR007", f"有效期 {record.expires} 早于审批的日期 {record.day}")

    def _signed(self, entry: Entry) -> list[tuple[Record, Person, datetime]]:
        """Whose signature a record must have, valid when; nothing where nobody asks."""
        record = entry.record
        signer = self.people.get(record.recorded_by or record.person)
        if self.policy.signature == OFF or signer is None:
            return []
        times = [record.time]
        if entry.path in self.fresh:  # who has an expired key could write an earlier day
            times.append(record.time.replace(*self.as_of.timetuple()[:3]))
        return [(record, signer, each) for each in times]

    def _two_people(self, record: Record, before: list[Judged]) -> Iterator[Fault]:
        """That nobody has approved the same meaning in another role."""
        for each in before:
            other = each.record
            same = (other.decision, other.digest, other.person) == (
                APPROVE,
                record.digest,
                record.person,
            )
            if same and each.counts and other.role != record.role:
                role = self.policy.roles.get(other.role, other.role)
                message = f"{record.person} 已经以“{role}”的角色审批；两个角色应为两个人"
                yield Fault("APR006", message)
                break

    def _no_author(self, entry: Entry, files: Sequence[str], before: _Before) -> Iterator[Fault]:
        """That neither who decided nor who wrote it down has a part in what was approved."""
        record = entry.record
        for person in dict.fromkeys(filter(None, (record.person, record.recorded_by))):
            if person in self.known_authors and entry.path in self.fresh:
                yield Fault("APR005", f"{person} 是这次改动的作者，不能审批自己的文字")
                continue
            try:
                authors = self.authors()
                commits = _left(authors, authors.commits(person, files), entry, before)
            except HeguiError as error:
                yield Fault("APR005", f"查不到作者，不能核对是不是本人写的（{error}）")
                continue
            if commits:
                listed = "、".join(sorted(each[:8] for each in commits)[:3])
                message = f"{person} 改过这段文字（提交 {listed}），不能审批自己的文字"
                yield Fault("APR005", message)


class _Before(NamedTuple):
    """The records before one, judged, and the roles that make an approval complete."""

    judged: list[Judged]
    needed: frozenset[str]

    def approved(self) -> Iterator[tuple[str, str]]:
        """Each meaning that was approved completely, the last first, with its last record."""
        roles: dict[str, set[str]] = {}
        for each in self.judged:
            if each.counts and each.record.decision == APPROVE:
                roles.setdefault(each.record.digest, set()).add(each.record.role)
        for each in reversed(self.judged):
            if each.counts and each.record.decision == APPROVE:
                meaning = each.record.digest
                if self.needed <= roles.pop(meaning, set()):
                    yield meaning, each.entry.path


def _left(authors: Authors, commits: set[str], entry: Entry, before: _Before) -> set[str]:
    """Of a person's commits, those since the last meaning that was approved before.

    What came after the record doesn't count, either, if the record was added where the
    template meant what it approves. Both are proved by what the template meant in those
    commits, not by what records say.
    """
    record = entry.record
    added = authors.added.get(entry.path)
    if commits and added and authors.meaning_at(added, record.template) == record.digest:
        commits = authors.until(commits, added)
    for meaning, path in before.approved() if commits else ():
        there = authors.added.get(path)
        if not there or meaning == record.digest:
            continue
        if authors.meaning_at(there, record.template) == meaning:
            return authors.since(commits, there)
    return commits


def decided(judged: Judged, policy: ApprovalPolicy) -> str:
    """A record in a few words: ``legal-1（法律合规）批准``."""
    record = judged.record
    role = policy.roles.get(record.role, record.role)
    by = f"，{record.recorded_by} 代录" if record.recorded_by else ""
    return f"{record.person}（{role}）{DECISIONS[record.decision]}{by}"
