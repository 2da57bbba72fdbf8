"""What a change did: findings that a version has and an earlier one hadn't, with their cause."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from linter.baseline import NAME, registered
from linter.engine import check_file
from linter.finding import Cause, Severity
from linter.fingerprint import content
from linter.git import Repository
from linter.project import MARKER, Project
from linter.rules.privacy import MASKED
from linter.run import Summary, check_files
from linter.source import ProjectError, largest
from linter.template.assignments import MOST_SHOWN
from linter.weakening import weakened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from linter.finding import Finding

_PARTS = (MARKER, NAME, "templates", "glossary")
_GLOSSARY = "glossary/"
_BLOCKING = ("META", "TPL")


def compare(project: Project, summary: Summary, revision: str, as_of: date) -> Summary:
    """Of a summary, the findings that are new since a revision of git, with their cause.

    The earlier version is that at which HEAD left the revision. Raises `HeguiError`
    where it can't be read or checked.
    """
    repository = Repository(project.root)
    commit = repository.base(revision)
    with tempfile.TemporaryDirectory(prefix="hegui-") as folder:
        base = version(repository, commit, Path(folder), project)
        change = Change(project, base, as_of)
        findings = tuple(change.new(summary, change.before()))
    return summary._replace(findings=findings, since=f"{revision}（{commit[:8]}）")


def version(repository: Repository, commit: str, folder: Path, present: Project) -> Project | None:
    """The project as a commit has it, written below a folder; None where it isn't there."""
    root = folder.resolve()
    repository.extract(commit, _PARTS, root)
    return Project.open(root, present.root) if (root / MARKER).is_file() else None


def whole(project: Project, as_of: date, which: str) -> Summary:
    """What is found in a version, registered findings left out; ``which`` names it to people.

    Raises `ProjectError`.
    """
    files = [*project.template_files()]
    try:
        return registered(project, check_files(project, files, as_of), as_of, whole=True)
    except ProjectError as error:
        raise ProjectError(f"{which}的版本无法检查：{error}") from None


class Change:
    """Two versions of a project, and which of their files differ.

    ``changed`` has the path from the root of each, with what happened to it; ``rules``
    are those of them that decide about every template.
    """

    def __init__(self, head: Project, base: Project | None, as_of: date) -> None:
        self.head = head
        self.base = base
        self.as_of = as_of
        self.changed = dict(differences(head.root, base.root if base is not None else None))
        self.rules = [path for path in self.changed if path.startswith((_GLOSSARY, MARKER))]
        self._reverted: dict[tuple[str, str], list[Finding]] = {}

    def before(self) -> Summary:
        """What is found in the earlier version, the whole of it."""
        if self.base is None or not self.base.templates_folder.is_dir():
            return Summary((), 0, 0)
        return whole(self.base, self.as_of, "改动之前")

    def new(self, after: Summary, before: Summary) -> Iterator[Finding]:
        """The findings of the later version that the earlier one hadn't, with their cause."""
        yield from weakened(self.base, self.head, self.changed) if self.base is not None else ()
        unread = [each for each in after.findings if self._unread(each, after)]
        told = {each.key for each in unread}
        rest = (each for each in after.findings if each.key not in told)
        new = [*unread, *unmatched(rest, before.findings)]
        for finding in sorted(new, key=lambda each: each.key):
            yield finding._replace(cause=self._cause(finding, after, before))

    def _unread(self, finding: Finding, after: Summary) -> bool:
        """Whether something keeps a text from being read that has changed: what else is new?"""
        files = (finding.place.source.path, *after.files.get(finding.template, ()))
        blocks = finding.severity is Severity.ERROR and finding.code.startswith(_BLOCKING)
        return blocks and any(path in self.changed for path in files)

    def _cause(self, finding: Finding, after: Summary, before: Summary) -> Cause:
        """The changed file without whose change the finding would not be there."""
        used = after.files.get(finding.template, ())
        places = (finding.place, *(each.place for each in finding.related))
        involved = dict.fromkeys(
            (*used, *before.files.get(finding.template, ()), *(each.source.path for each in places))
        )
        candidates = [path for path in involved if path in self.changed]
        if self.rules:
            candidates.append(self._rule(finding))
        if not candidates and NAME in self.changed:
            candidates.append(NAME)
        if not candidates:
            return Cause(finding.place.source.path, "modified")
        path = candidates[0]
        if len(candidates) > 1:
            alone = (each for each in candidates if self._vanishes(finding, each, used))
            path = next(alone, path)
        term = finding.term if path.startswith(f"{_GLOSSARY}terms/") else ""
        return Cause(path, self.changed[path], term)

    def _rule(self, finding: Finding) -> str:
        """The changed file of the glossary that most likely decides about a finding."""
        if finding.term:
            for project in filter(None, (self.head, self.base)):
                entry = project.edition.book.terms.get(finding.term)
                if entry is not None and entry.record.place.source.path in self.rules:
                    return entry.record.place.source.path
        return self.rules[0]

    def _vanishes(self, finding: Finding, path: str, used: Sequence[str]) -> bool:
        """Whether a finding is not there when one file is as it was."""
        own = used[0] if used else finding.place.source.path
        if self.base is None or not (self.head.root / own).is_file():
            return False
        key = (own, _GLOSSARY if path in self.rules else path)
        if key not in self._reverted:
            self._reverted[key] = self._with_reverted(*key, used)
        return finding in unmatched([finding], self._reverted[key])

    def _with_reverted(self, own: str, path: str, used: Sequence[str]) -> list[Finding]:
        """What is found in a file where another, or the glossary, is as it was."""
        assert self.base is not None
        if path == _GLOSSARY:
            texts = {name: self.head.shown_source(name).text for name in {own, *used}}
            project = self.base.holding(texts)
        elif not (self.base.root / path).is_file():
            return []  # it was not there, and what it says wasn't either
        else:
            project = self.head.holding({path: self.base.shown_source(path).text})
        checked = check_file(project, project.files.locate(project.root / own), self.as_of)
        return list(checked.findings)


def unmatched(after: Iterable[Finding], before: Iterable[Finding]) -> list[Finding]:
    """The findings that an earlier run hadn't: each old one stands for one of now.

    One that has become graver, has lost its waiver, or shows in further cases is new.
    """
    known: defaultdict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in before:
        known[_identity(finding)].append(finding)
    new = []
    for finding in after:
        old = known[_identity(finding)]
        match = next((each for each in old if _stands_for(each, finding)), None)
        if match is None:
            new.append(finding)
        else:
            old.remove(match)
    return new


def vanished(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The findings that a later run hasn't any more, allowed or not."""
    left = Counter(map(_identity, after))
    gone = []
    for finding in before:
        identity = _identity(finding)
        if left[identity] > 0:
            left[identity] -= 1
        else:
            gone.append(finding)
    return gone


def _identity(finding: Finding) -> tuple[str, ...]:
    """Its content; of personal data the characters themselves, which no report shows."""
    raw = finding.place.text if finding.code in MASKED else ""
    return (*content(finding), raw)


def _stands_for(old: Finding, new: Finding) -> bool:
    if old.severity < new.severity or _permission(old) != _permission(new):
        return False
    if len(new.cases) >= MOST_SHOWN and new.case_count > old.case_count:
        return False  # not every case is named
    return all(any(a.items() <= b.items() for a in old.cases) for b in new.cases)


def _permission(finding: Finding) -> tuple[object, ...] | None:
    """Who has allowed a finding, why, until when: another permission is another finding."""
    waiver = finding.waiver
    return waiver and (waiver.reason, waiver.by, waiver.until, waiver.templates)


def differences(head: Path, base: Path | None) -> Iterator[tuple[str, str]]:
    """The files of two versions that differ, in order, with how; line ends don't count."""
    after, before = _texts(head), _texts(base) if base is not None else {}
    for path in sorted({*after, *before}):
        if path not in before:
            yield path, "added"
        elif path not in after:
            yield path, "deleted"
        elif after[path] != before[path]:
            yield path, "modified"


def _texts(root: Path) -> dict[str, bytes]:
    """The contents of a project's ordinary files by their path from its root."""
    found = {}
    for part in _PARTS:
        top = root / part
        for file in [top] if top.is_file() else sorted(top.rglob("*")):
            if file.is_file():
                path = file.relative_to(root).as_posix()
                with file.open("rb") as stream:
                    found[path] = stream.read(largest(path) + 1).replace(b"\r\n", b"\n")
    return found
