"""What a project publishes on a day, and what it keeps of what it published before."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from linter.approval.kept import open_kept
from linter.approval.record import REVOKE
from linter.approval.standing import (
    APPROVED,
    EXPIRED,
    NEEDS_FIX,
    RETIRED,
    REVOKED,
    Registry,
    completely_approved,
)
from linter.run import check_files
from linter.source import HeguiError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from linter.approval.judgement import Judged
    from linter.approval.kept import Kept
    from linter.approval.ledger import History
    from linter.approval.standing import Standing
    from linter.finding import Finding
    from linter.project import Project
    from linter.run import Summary


class Past(NamedTuple):
    """A meaning that was approved and is not published any more.

    ``records`` are those about it, in order; ``ended`` says why, in words; ``title`` is the
    template's, its id where the template is gone.
    """

    id: str
    digest: str
    title: str
    kept: Kept
    records: tuple[Judged, ...]
    ended: str


class Commit(NamedTuple):
    """The commit that is checked out, empty without git, and the files that differ from it."""

    name: str
    uncommitted: frozenset[str]


@dataclass(frozen=True, eq=False)
class Catalog:
    """The catalog of a project on a day.

    ``preview`` shows every template as it is, approved or not, for those who review a
    change; nothing of it may be sent. ``title`` is the site's, ``address`` where it will be
    found, empty where nobody knows. Raises `HeguiError` where the project can't be read.
    """

    project: Project
    as_of: date
    preview: bool = False
    title: str = "模板库"
    address: str = ""

    @cached_property
    def registry(self) -> Registry:
        """The records, and what follows from them."""
        return Registry.open(self.project, self.as_of)

    @cached_property
    def summary(self) -> Summary:
        """What checking every template gave."""
        files = [*self.project.template_files()]
        return check_files(self.project, files, self.as_of, meaning=True)

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """Every template of the project by its id, in the order of its path."""
        if not self.preview:
            self._see_authors()
        return {each.id: each for each in self.registry.of(self.summary)}

    @cached_property
    def findings(self) -> Mapping[str, Sequence[Finding]]:
        """What was found in each template, waived or not."""
        found: defaultdict[str, list[Finding]] = defaultdict(list)
        for each in self.summary.findings:
            found[each.template].append(each)
        return found

    @cached_property
    def published(self) -> Mapping[str, Standing]:
        """The templates that may be sent: approved completely, and without an error today."""
        return {
            name: each
            for name, each in self.standings.items()
            if each.status == APPROVED and not each.errors and not each.missing
        }

    @property
    def shown(self) -> Mapping[str, Standing]:
        """The templates that have a page as they are today."""
        return self.standings if self.preview else self.published

    @cached_property
    def past(self) -> Mapping[str, Sequence[Past]]:
        """For each template the meanings that were approved and are not published, in order."""
        found: dict[str, list[Past]] = {}
        for name in sorted({*self.standings, *self.registry.ledger.histories}):
            history = self.registry.ledger.history(name)
            if history.broken:
                continue
            standing = self.standings.get(name)
            judged = standing.judged if standing is not None else self._judged(history)
            if mine := [*self._past(history, standing, judged)]:
                found[name] = mine
        return found

    @cached_property
    def commit(self) -> Commit:
        """What decides about records on offer: nothing but for a preview."""
        if self.preview:
            repository = self.registry.repository
            with suppress(HeguiError):
                return Commit(repository.head, frozenset(repository.uncommitted(["templates"])))
        return Commit("", frozenset())

    def paged(self, name: str) -> frozenset[str]:
        """The digests of a template's meanings that have pages of their own."""
        past = (each.digest for each in self.past.get(name, ()))
        today = self.published.get(name) if not self.preview else None
        return frozenset((*past, *((today.meaning,) if today is not None else ())))

    @cached_property
    def warnings(self) -> Sequence[str]:
        """What is wrong with the records, so that templates are missing; one line each."""
        problems = self.registry.ledger.every_problem()
        return [f"{each.place.source.path}：{each.message}" for each in problems]

    def _see_authors(self) -> None:
        """See that authors can be found out; raises `HeguiError`.

        Where they can't no approval counts, and everything would vanish without a word.
        """
        if self.registry.policy.four_eyes and self.registry.ledger.histories:
            self.registry.authors()

    def _judged(self, history: History) -> Sequence[Judged]:
        """The records of a template that is gone."""
        return self.registry.judge.judge(history, (), self._needed(history))

    def _needed(self, history: History) -> tuple[str, ...]:
        """The roles that a template that is gone would need, by what was kept of it last."""
        for entry in reversed(history.ordered):
            try:
                kept = open_kept(self.project.root, history.template, entry.record.digest)
            except SourceError:
                continue
            settings = kept.settings
            return self.registry.policy.needed(kept.channel, str(settings.get("purpose", "")))
        return ()

    def _past(
        self, history: History, standing: Standing | None, judged: Sequence[Judged]
    ) -> Iterator[Past]:
        needed = (
            self.registry.policy.needed(standing.head.channel, standing.head.purpose)
            if standing is not None
            else self._needed(history)
        )
        meanings = completely_approved(judged, needed)
        published = self.published.get(history.template)
        for meaning in meanings:
            if published is not None and meaning == published.meaning:
                continue
            try:
                kept = open_kept(self.project.root, history.template, meaning)
            except SourceError:
                continue  # `hegui check` tells what is wrong with it
            records = tuple(each for each in judged if each.record.digest == meaning)
            title = standing.head.title if standing is not None else history.template
            ended = _ended(standing, meaning, records, last=meaning == meanings[-1])
            yield Past(history.template, meaning, title, kept, records, ended)


def _ended(
    standing: Standing | None, meaning: str, records: tuple[Judged, ...], *, last: bool
) -> str:
    """Why a meaning is not published any more."""
    if records[-1].record.decision == REVOKE:
        return f"已撤销（{records[-1].record.day}）：{records[-1].record.reason}"
    if not last:
        return "已被后来批准的文字取代"
    if standing is None:
        return "模板已删除"
    if standing.status in (RETIRED, REVOKED, NEEDS_FIX):
        return standing.reason
    if meaning == standing.meaning:
        return standing.reason if standing.status == EXPIRED else f"审批不再完整：{standing.reason}"
    return "模板后来改过，新的文字尚未批准"
