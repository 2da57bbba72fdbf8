"""Judges records: which of them count, and what is wrong with the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from linter.approval.authors import HEAD, SHARED
from linter.approval.record import APPROVE, DECISIONS, REVOKE
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
    and must not be among ``known_authors``, whom CI names as authors of the change, where
    that has ``changed`` files of the template.
    """

    people: Mapping[str, Person]
    policy: ApprovalPolicy
    verifier: Verifier
    authors: Callable[[], Authors]
    as_of: date
    known_authors: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()

    def prepare(self, histories: Iterable[History]) -> None:
        """Verify the signatures of many records at once."""
        if self.policy.signature != OFF:
            entries = (entry for history in histories for entry in history.entries)
            self.verifier.faults([each for entry in entries for each in self._signed(entry)])

    def judge(self, history: History, files: Sequence[str], needed: Sequence[str]) -> list[Judged]:
        """Every record of a template in order, judged.

        ``files`` are those that print the template, none where it is gone; ``needed`` the
        roles that must approve it.
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
                if self.policy.four_eyes and files:  # of a template that is gone nobody is author
                    faults += self._two_people(entry, history, found)
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
            days = (record.day, *((self.as_of,) if entry.path in self.fresh else ()))
            if recorder is None or not all(map(recorder.serves, days)):
                message = f"approvers.yaml 里没有 {record.recorded_by}，或不在任期内"
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
            if (record.expires - record.day).days > self.policy.days:
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

    def _two_people(self, entry: Entry, history: History, before: list[Judged]) -> Iterator[Fault]:
        """That who approves, or writes it down, has not approved the same in another role."""
        record = entry.record
        revoked = [
            each.entry
            for each in before
            if each.record.decision == REVOKE and each.record.digest == record.digest
        ]
        for each in before:
            other = each.record
            if not each.counts or other.decision != APPROVE or other.digest != record.digest:
                continue
            gone = other.expires is None or other.expires < record.day
            gone = gone or any(not history.came_after(each.entry, r) for r in revoked)
            if gone or other.role == record.role:
                continue
            for person in dict.fromkeys((record.person, record.recorded_by)):
                if person == other.person or (
                    person == record.person and person == other.recorded_by
                ):
                    role = self.policy.titles([other.role])
                    message = f"{person} 已经以“{role}”的角色审批或代录；两个角色应为两个人"
                    yield Fault("APR006", message)
                    return

    def _no_author(self, entry: Entry, files: Sequence[str], before: _Before) -> Iterator[Fault]:
        """That neither who decided nor who wrote it down has a part in what was approved."""
        record = entry.record
        for person in dict.fromkeys(filter(None, (record.person, record.recorded_by))):
            touched = not self.changed.isdisjoint((*files, *SHARED))
            if person in self.known_authors and entry.path in self.fresh and touched:
                yield Fault("APR005", f"{person} 是这次改动的作者，不能审批自己的文字")
                continue
            try:
                authors = self.authors()
                unknown = [each for each in files if each not in authors.tracked]
                commits = _parts(authors, person, entry, files, before)
            except HeguiError as error:
                yield Fault("APR005", f"查不到作者，不能核对是不是本人写的（{error}）")
                continue
            if unknown:
                why = f"{unknown[0]} 不是 git 里 templates 下的普通文件，查不到作者"
                yield Fault("APR005", f"{why}；请改成普通文件并提交")
            elif commits:
                listed = "、".join(sorted(each[:8] for each in commits)[:3])
                message = f"{person} 改过这段文字（提交 {listed}），不能审批自己的文字"
                yield Fault("APR005", message)


class _Before(NamedTuple):
    """The records before one, judged, and the roles that make an approval complete."""

    judged: list[Judged]
    needed: frozenset[str]

    def paths(self, meaning: str) -> Iterator[str]:
        """The records that approve a meaning and count, by their paths."""
        for each in self.judged:
            record = each.record
            if each.counts and record.decision == APPROVE and record.digest == meaning:
                yield each.entry.path

    def approved(self) -> Iterator[tuple[str, str]]:
        """Each meaning that was approved completely and not revoked, the last first.

        With the path of its last record.
        """
        roles: dict[str, set[str]] = {}
        revoked = {e.record.digest for e in self.judged if e.record.decision == REVOKE}
        for each in self.judged:
            if each.counts and each.record.decision == APPROVE:
                roles.setdefault(each.record.digest, set()).add(each.record.role)
        for each in reversed(self.judged):
            meaning = each.record.digest
            approves = each.counts and each.record.decision == APPROVE
            if approves and meaning not in revoked and self.needed <= roles.pop(meaning, set()):
                yield meaning, each.entry.path


def _parts(
    authors: Authors, person: str, entry: Entry, files: Sequence[str], before: _Before
) -> set[str]:
    """The commits by which a person has a part in what a record approves.

    None of those after the record was added, or after one like it, if the template then meant
    what it approves. None of those before the last other meaning that was approved, if
    they changed what it meant then, unless they brought this meaning: what they laid ready
    and nobody could read is not excused. None that left alone what it says. All this
    is proved by what the template was in those commits, not by what records say.
    """
    record = entry.record
    template, file = record.template, files[0]
    commits = authors.commits(person, files)
    if not commits:
        return set()
    added = authors.added.get(entry.path)
    now = authors.then(added or HEAD, template, file)
    proved = now.meaning == record.digest
    if added and proved:
        commits = authors.commits(person, now.files)
    for path in (entry.path, *before.paths(record.digest)):
        there = authors.added.get(path)
        if there and authors.then(there, template, file).meaning == record.digest:
            later = authors.after(there)
            commits = {each: found for each, found in commits.items() if each not in later}
    for meaning, path in before.approved():
        there = authors.added.get(path)
        if not there or meaning == record.digest:
            continue
        then = authors.then(there, template, file)
        if then.meaning == meaning:
            since = authors.after(there)
            commits = {
                each: found
                for each, found in commits.items()
                if each in since
                or not authors.known(found, then.files)
                or not authors.moves(each, template, file)
                or authors.says(each, template, file, record.digest)
            }
            break
    return {
        each
        for each, found in commits.items()
        if not (proved and authors.leaves_alone(each, template, found, now))
    }


def decided(judged: Judged, policy: ApprovalPolicy) -> str:
    """A record in a few words: ``legal-1（法律合规）批准``."""
    record = judged.record
    role = policy.titles([record.role])
    by = f"，{record.recorded_by} 代录" if record.recorded_by else ""
    return f"{record.person}（{role}）{DECISIONS[record.decision]}{by}"
