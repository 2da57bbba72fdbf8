"""Who wrote a template: the people among the authors of its files, from git, in one pass."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from linter import cache
from linter.approval.ledger import FOLDER
from linter.document import Scalar
from linter.engine import meaning_and_uses
from linter.meaning import digest
from linter.project import MARKER, Project
from linter.source import HeguiError, SourceError
from linter.template.template import load_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from linter.git import Commit, Repository
    from linter.glossary.approvers import Person
    from linter.template.template import Template

SHARED = ("glossary/institution.yaml", "glossary/profiles.yaml")
"""What every template may print beside its own files."""
_PARTS = (MARKER, "glossary", "templates/partials")
HEAD = "HEAD"
_KEPT = 16


class Then(NamedTuple):
    """What a template was in a commit.

    ``meaning`` is its digest, empty where it can't be told; ``wording`` tells its own text from
    any other, printed or not; ``fields`` are all values of the institution by name,
    ``printed`` the names of those that it printed.
    """

    meaning: str = ""
    wording: str = ""
    files: Sequence[str] = ()
    fields: Mapping[str, str] = MappingProxyType({})
    printed: Sequence[str] = ()


class Authors:
    """The commits by people who may approve, and the commits that added records.

    Raises `HeguiError` where the history can't be read.
    """

    def __init__(
        self, repository: Repository, project: Project, people: Mapping[str, Person]
    ) -> None:
        self._repository = repository
        self._project = project
        self.added: dict[str, str] = {}
        self.tracked = repository.ordinary(("templates", "glossary"))
        self._parents: dict[str, tuple[str, ...]] = {}
        self._by_path: defaultdict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        self._names_before: defaultdict[str, set[str]] = defaultdict(set)
        self._within: dict[str, frozenset[str]] = {}
        self._unsaved = False
        owners = {mail: name for name, person in people.items() for mail in person.emails}
        records = repository.inside(f"{FOLDER}/")
        for commit in repository.history():
            authors = frozenset(owners[mail] for mail in commit.emails if mail in owners)
            self._take(commit, authors, records)

    def _take(self, commit: Commit, authors: frozenset[str], records: str) -> None:
        start = len(records) - len(FOLDER) - 1
        for state, path, before in commit.changes:
            if path.startswith(records):
                if state in ("A", "R"):
                    self.added[path[start:]] = commit.hash
                continue
            if authors:
                self._by_path[path][commit.hash] = authors
                self._parents[commit.hash] = commit.parents
            if before:
                self._names_before[path] |= before

    def _names(self, file: str) -> set[str]:
        """All names that a file has had, from the repository's top."""
        names, waiting = set(), [self._repository.inside(file)]
        while waiting:
            name = waiting.pop()
            if name not in names:
                names.add(name)
                waiting += self._names_before.get(name, ())
        return names

    def commits(self, person: str, files: Iterable[str]) -> dict[str, set[str]]:
        """The commits in which a person has a part, each with those of some files it changed."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for file in (*files, *SHARED):
            for name in self._names(file):
                for commit, authors in self._by_path.get(name, {}).items():
                    if person in authors:
                        found[commit].add(file)
        return found

    def known(self, files: Iterable[str], before: Iterable[str]) -> bool:
        """Whether each of some files is one of others, by a name that it had."""
        earlier = {self._repository.inside(each) for each in (*before, *SHARED)}
        return all(earlier & self._names(each) for each in files)

    def after(self, commit: str) -> frozenset[str]:
        """The commits of HEAD's line that a commit's line hasn't."""
        if commit not in self._within:
            self._within[commit] = self._repository.within(commit, HEAD)
        return self._within[commit]

    def leaves_alone(self, commit: str, template: str, files: Iterable[str], now: Then) -> bool:
        """Whether a commit changed nothing that a template says ``now``, or could have said.

        ``files`` are those of the template that it changed, its own among them: at most the
        title or a name of its own file, or values of the institution that it doesn't print.
        """
        own, institution = now.files[0], SHARED[0]
        parents = self._parents.get(commit, ())
        if not parents or not set(files) <= {own, institution}:
            return False
        after = self.then(commit, template, own)
        return all(
            before.meaning == after.meaning != ""
            and before.wording == after.wording
            and all(before.fields.get(e) == after.fields.get(e) for e in now.printed)
            for before in (self.then(each, template, own) for each in parents)
        )

    def says(self, commit: str, template: str, file: str, meaning: str) -> bool:
        """Whether a commit made a template mean something that it hadn't meant before."""
        return self.then(commit, template, file).meaning == meaning and any(
            self.then(each, template, file).meaning != meaning
            for each in self._parents.get(commit, ())
        )

    # What has been found out about a commit holds for ever; it is kept by hegui's version.

    @cached_property
    def _stored(self) -> str:
        root = str(self._project.root).encode("utf-8", "surrogateescape")
        return f"meanings-{sha256(root).hexdigest()[:16]}.json"

    @cached_property
    def _version(self) -> str:
        return sha256(cache.tool_key().encode()).hexdigest()

    @cached_property
    def _known(self) -> dict[str, Sequence[Any]]:
        return cache.load(self._stored, self._version) or {}

    def then(self, commit: str, template: str, file: str) -> Then:
        """What a template, now in a file, was in a commit."""
        commit = self._repository.head if commit == HEAD else commit
        key = f"{commit} {template} {file}"
        if key not in self._known:
            try:
                found = self._then(commit, template, file)
            except HeguiError:
                found = Then()
            self._known[key] = [*found[:3], dict(found.fields), found.printed]
            self._unsaved = True
        return Then(*self._known[key])

    def store(self) -> None:
        """Keep what has been found out."""
        if self._unsaved:
            cache.store(self._stored, self._version, self._known, _KEPT)
            self._unsaved = False

    def _then(self, commit: str, template: str, file: str) -> Then:
        top = self._repository.inside("")
        names = {each[len(top) :] for each in self._names(file) if each.startswith(top)}
        with tempfile.TemporaryDirectory(prefix="hegui-") as folder:
            root = Path(folder).resolve()
            self._repository.extract(commit, (*_PARTS, *sorted(names)), root)
            there = Project.open(root, self._project.root)
            for name in sorted(names):
                try:
                    found = load_template(there.source(root / name))
                except SourceError:
                    continue
                if found.id == template:
                    return _described(there, found, name)
        return Then()


def _described(project: Project, template: Template, name: str) -> Then:
    manifest, uses = meaning_and_uses(project, template)
    texts = {key: script.excerpt.text for key, script in template.sections.items()}
    return Then(
        meaning=digest(manifest) if manifest is not None else "",
        wording=digest(texts),
        files=[name, *(f"templates/{path}" for path in uses)],
        fields={
            key: value.value if isinstance(value, Scalar) else "\n".join(e.value for e in value)
            for key, value in project.institution.fields.items()
        },
        printed=[*manifest["institution"]] if manifest is not None else [],
    )
