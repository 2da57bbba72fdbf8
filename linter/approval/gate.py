"""The gate: what a change does to approvals, judged by the rules of the version before it."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from linter.approval.comparison import breaking
from linter.approval.kept import open_kept, read
from linter.approval.ledger import (
    FOLDER,
    Ledger,
    manifest_path,
    read_ledger,
    unsound_manifests,
    whole_file,
)
from linter.approval.record import APPROVE, DECISIONS, REJECT, REVOKE
from linter.approval.signature import KEYS
from linter.approval.signature import REVOKED as REVOKED_KEYS
from linter.approval.standing import APPROVED, RETIRED, STATUSES, Registry
from linter.change import differences, version
from linter.engine import meaning_of
from linter.finding import Problem, Severity
from linter.git import Repository
from linter.project import MARKER, Project
from linter.source import HeguiError, SourceError, UsageError
from linter.template.template import load_template
from linter.verdict import problem_finding
from linter.weakening import weakened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from linter.approval.judgement import Judged
    from linter.approval.kept import Kept
    from linter.approval.standing import Standing
    from linter.finding import Finding, Place
    from linter.glossary.approvers import Person
    from linter.run import Summary

_SOON = timedelta(days=30)


def records(project: Project) -> Iterator[Finding]:
    """What is wrong with the records of a project, whatever they approve."""
    for problem in read_ledger(project.root).every_problem():
        yield _finding(project, problem)


@contextmanager
def before(project: Project, revision: str) -> Iterator[tuple[Project, Project]]:
    """The version at which HEAD left a revision, and the revision itself, as it is now.

    They can be looked at inside the context. Raises `HeguiError` where there is none.
    """
    for part in ("templates", "glossary"):
        if (project.root / part).is_symlink():
            raise UsageError(f"{part} 是链接，看不出改了什么；请换成真正的文件夹")
    repository = Repository(project.root)
    commits = (repository.base(revision), repository.commit(revision))
    with tempfile.TemporaryDirectory(prefix="hegui-") as folder:
        base = version(repository, commits[0], Path(folder, "base"), project)
        now = base
        if commits[1] != commits[0]:
            tip = Path(folder, "tip").resolve()
            repository.extract(commits[1], (MARKER, "glossary"), tip)
            now = Project.open(tip, project.root) if (tip / MARKER).is_file() else None
        if base is None or now is None:
            raise UsageError(f"{revision}：那里没有这个项目；请换一个版本")
        yield base, now


class Gate:
    """One change: the project, the version before it, and the one whose rules hold.

    The rules are those of the branch into which the change goes, as it is now: what that
    has demanded since the change began is demanded of the change. ``summary`` was made of
    the whole project, with the meanings; ``named`` are people, e-mails or accounts whom CI
    names as authors of the change.
    """

    def __init__(
        self,
        project: Project,
        versions: tuple[Project, Project],
        summary: Summary,
        as_of: date,
        named: Iterable[str],
    ) -> None:
        base, rules = versions
        self._project = project
        self._base = base
        self._changed = dict(differences(project.root, base.root))
        self._inside = {
            path: how for path, how in self._changed.items() if path.startswith(f"{FOLDER}/")
        }
        self._fresh = frozenset(path for path, how in self._inside.items() if how == "added")
        head = read_ledger(project.root)
        self._unsound = [*unsound_manifests(project.root, head, self._fresh)]
        earlier = read_ledger(base.root)
        old = {problem.place.source.path for problem in earlier.every_problem()}
        self._new_problems = [
            problem for problem in head.every_problem() if problem.place.source.path not in old
        ]
        self._ledger = self._joined(earlier, head)
        self._registry = Registry(
            project,
            as_of,
            rules,
            self._ledger,
            _people(rules.approvers, named),
            self._fresh,
            frozenset(self._changed),
        )
        self._standings = self._registry.of(summary)

    def _joined(self, base: Ledger, head: Ledger) -> Ledger:
        """The records as they were before, and those that are added."""
        sound = self._fresh - {problem.place.source.path for problem in self._unsound}
        joined = Ledger()
        joined.problems = base.problems
        for name in dict.fromkeys((*base.histories, *head.histories)):
            added = head.history(name)
            joined.histories[name] = base.history(name).extended(
                (entry for entry in added.entries if entry.path in self._fresh),
                (each for each in added.manifests if manifest_path(name, each) in sound),
            )
        return joined

    def findings(self, *, everything: bool = True) -> Iterator[Finding]:
        """All that the change does wrong.

        With ``everything`` also what it weakens, and the standing of templates that it
        doesn't touch; without, somebody else tells what is new.
        """
        yield from self._files()
        yield from self._rules(weakening=everything)
        for standing in self._standings:
            yield from self._records(standing)
            if everything or self._touched(standing):
                yield from self._standing(standing)
        known = {standing.id for standing in self._standings}
        for name, history in self._ledger.histories.items():
            for entry in history.entries:
                if name not in known and entry.path in self._fresh:
                    message = f"没有编号为 {name} 的模板；请删除这份记录"
                    yield self._error("APR003", entry.place, message, name)

    def _error(self, code: str, place: Place, message: str, template: str = "") -> Finding:
        return _finding(self._project, Problem(code, place, message), template)

    def _files(self) -> Iterator[Finding]:
        """Records and manifests may only be added, and must be what they say."""
        for path, how in self._inside.items():
            if how != "added":
                verb = "被删除" if how == "deleted" else "被改动"
                message = f"审批记录和存档只能增加，这份{verb}；请从 git 历史里恢复"
                yield self._error("APR002", whole_file(path), message)
            elif path.rpartition("/")[2].startswith("."):
                yield self._error("APR001", whole_file(path), "写到一半的临时文件；请删除")
        for problem in (*self._unsound, *self._new_problems):
            yield _finding(self._project, problem)
        for problem in self._ledger.every_problem():
            if problem.place.source.path not in self._fresh:  # it was there before
                yield _finding(self._project, problem)._replace(severity=Severity.WARNING)

    def _reworded(self, standing: Standing) -> bool:
        """Whether a file of a template has changed."""
        return not self._changed.keys().isdisjoint(standing.files)

    def _touched(self, standing: Standing) -> bool:
        """Whether the standing of a template may have changed."""
        if self._reworded(standing):
            return True
        rules = any(not path.startswith("templates/") for path in self._changed)
        fresh = any(each.entry.path in self._fresh for each in standing.judged)
        return fresh or (rules and bool(standing.judged))

    def _rules(self, *, weakening: bool) -> Iterator[Finding]:
        """Who may approve is not changed together with what is approved."""
        if weakening:
            yield from weakened(self._base, self._project, self._changed)
        if not any(path.startswith("templates/") for path in self._changed):
            return
        changed = [path for path in (KEYS, REVOKED_KEYS) if path in self._changed]
        if self._project.approvers != self._base.approvers:
            changed.append("glossary/approvers.yaml")
        if self._project.policy.approval != self._base.policy.approval:
            changed.append("glossary/policy.yaml")
        for path in changed:
            message = "审批的名单、钥匙或规则与模板或记录一起改，这次不算数；请分成两次提交"
            yield self._error("APR010", whole_file(path), message)

    def _records(self, standing: Standing) -> Iterator[Finding]:
        """What is wrong with the records that are added."""
        approved = {
            each.record.digest for each in standing.judged if each.record.decision == APPROVE
        }
        for each in standing.judged:
            if each.entry.path not in self._fresh:
                continue
            for fault in each.faults:
                yield self._error(fault.code, each.entry.place, fault.message, standing.id)
            if each.unsigned and not any(fault.code == "APR008" for fault in each.faults):
                found = self._error("APR008", each.entry.place, each.unsigned, standing.id)
                yield found._replace(severity=Severity.WARNING)
            record = each.record
            fits = approved if record.decision == REVOKE else {standing.meaning}
            if record.digest not in fits and not self._fitted(standing, each):
                what = f"这份记录{DECISIONS[record.decision]}的不是模板现在的含义"
                if record.decision == REVOKE:
                    what = "这份记录撤销的含义没有批准过"
                message = f"{what}；请在最新的版本上重新做一次"
                yield self._error("APR003", each.entry.place, message, standing.id)

    def _fitted(self, standing: Standing, judged: Judged) -> bool:
        """Whether a record that fits no more was answered: it fitted where it was added.

        What it rejects has been mended since; what it approves has been approved anew, with
        a record that names it.
        """
        record, entry = judged.record, judged.entry
        history = self._ledger.history(standing.id)
        answered = record.decision == REJECT or any(
            each.record.digest == standing.meaning
            and each.counts
            and history.came_after(each.entry, entry)
            for each in standing.judged
        )
        if not answered or record.decision == REVOKE:
            return False
        try:
            authors = self._registry.authors()
        except HeguiError:
            return False
        added = authors.added.get(entry.path, "")
        then = authors.then(added, standing.id, standing.path) if added else None
        return then is not None and then.meaning == record.digest

    def _standing(self, standing: Standing) -> Iterator[Finding]:
        place = whole_file(standing.path)
        if standing.status == RETIRED:
            yield from self._retired(standing)
        elif standing.status != APPROVED:
            message = f"{STATUSES[standing.status]}：{standing.reason}"
            yield self._error("APR011", place, message, standing.id)
        elif standing.expires and standing.expires <= self._registry.as_of + _SOON:
            message = f"审批到 {standing.expires} 为止；请提前重新审批"
            yield self._error("APR012", place, message, standing.id)
        if self._reworded(standing):
            for change in self._breaking(standing):
                message = f"{change}；发送系统要跟着改"
                yield self._error("APR014", place, message, standing.id)

    def _retired(self, standing: Standing) -> Iterator[Finding]:
        successor = standing.head.successor
        others = {each.id: each for each in self._standings}
        if not successor:
            return
        why = ""
        if successor not in others:
            why = f"没有编号为 {successor} 的模板"
        elif others[successor].status == RETIRED:
            why = f"接替的模板 {successor} 也停用了"
        if why:
            message = f"{why}；请改正 retired.successor"
            yield self._error("APR013", whole_file(standing.path), message, standing.id)

    def _breaking(self, standing: Standing) -> Iterator[str]:
        """What senders must change, compared with what was approved before this change."""
        earlier = [each for each in standing.judged if self._approved_before(each)]
        if not earlier or earlier[-1].record.digest == standing.meaning or not standing.meaning:
            return
        old = self._kept(standing.id, earlier[-1].record.digest)
        template = load_template(self._project.shown_source(standing.path))
        manifest = meaning_of(self._project, template)
        if old is not None and manifest is not None:
            yield from breaking(old, read(manifest))

    def _approved_before(self, judged: Judged) -> bool:
        decided = judged.counts and judged.record.decision == APPROVE
        return decided and judged.entry.path not in self._fresh

    def _kept(self, template: str, meaning: str) -> Kept | None:
        try:
            return open_kept(self._base.root, template, meaning)
        except SourceError:
            return None  # that it is gone is told by itself


def _finding(project: Project, problem: Problem, template: str = "") -> Finding:
    return problem_finding(project, problem, template, 0)


def _people(people: Mapping[str, Person], named: Iterable[str]) -> frozenset[str]:
    """The people whom ids, e-mails or accounts name; others may not approve anyway."""
    wanted = {each.strip().lower() for each in named}
    return frozenset(
        name
        for name, person in people.items()
        if name in wanted or (person.emails | person.accounts) & wanted
    )
