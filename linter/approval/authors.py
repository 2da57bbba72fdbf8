"""Who wrote a template: the people among the authors of its files, from git, in one pass."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from collections import Counter, defaultdict
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from linter import cache
from linter.approval.ledger import FOLDER
from linter.document import Scalar
from linter.engine import examined
from linter.meaning import digest
from linter.project import MARKER, Project
from linter.source import HeguiError, SourceError
from linter.template.front_matter import CHANNELS
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
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_VERSIONS = 8  # commits that are kept as a whole
_OFTEN = 5  # templates of one commit, from which it pays to take them all
_KEPT = 16


class Then(NamedTuple):
    """What a template was in a commit.

    ``meaning`` is its digest, empty where it can't be told; ``wording`` tells the texts of its
    ``files`` from any others, printed or not, comments left out; ``fields`` are all values
    of the institution by name, ``printed`` the names of those that it printed.
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
        self._asked: Counter[str] = Counter()
        self._versions: dict[str, Project] = {}
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
        """Whether a commit changed nothing that a template says ``now``, or might say one day.

        ``files`` are those of the template that the commit changed. It may have changed titles,
        comments, and values of the institution that are not printed; no text. A merge may
        be like any of its parents.
        """
        own, institution, profiles = now.files[0], *SHARED
        parents = self._parents.get(commit, ())
        after = self.then(commit, template, own)
        touched = {*files} - {institution}
        if not after.meaning or profiles in touched or not self.known(touched, after.files):
            return False
        alike = (
            before.meaning == after.meaning
            and before.wording == after.wording
            and all(before.fields.get(e) == after.fields.get(e) for e in now.printed)
            for before in (self.then(each, template, own) for each in parents)
        )
        return any(alike)

    def moves(self, commit: str, template: str, file: str) -> bool:
        """Whether a commit changed what a template means: its text was there to be read."""
        after = self.then(commit, template, file).meaning
        return all(
            self.then(each, template, file).meaning != after
            for each in self._parents.get(commit, ())
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
    def _known(self) -> dict[str, Sequence[Any]]:
        return cache.load(self._stored, cache.tool_digest()) or {}

    def then(self, commit: str, template: str, file: str) -> Then:
        """What a template, now in a file, was in a commit."""
        commit = self._repository.head if commit == HEAD else commit
        key = f"{commit} {template} {file}"
        if key not in self._known:
            try:
                found = self._then(commit, template, file)
            except HeguiError:
                return Then()
            self._known[key] = [*found[:3], dict(found.fields), found.printed]
            self._unsaved = True
        return Then(*self._known[key])

    def store(self) -> None:
        """Keep what has been found out."""
        if self._unsaved:
            cache.store(self._stored, cache.tool_digest(), self._known, _KEPT)
            self._unsaved = False

    def _then(self, commit: str, template: str, file: str) -> Then:
        top = self._repository.inside("")
        names = sorted(each[len(top) :] for each in self._names(file) if each.startswith(top))
        self._asked[commit] += 1
        if self._asked[commit] > _OFTEN:
            return _found(self._whole(commit), names, template)
        with tempfile.TemporaryDirectory(prefix="hegui-") as folder:
            root = Path(folder).resolve()
            self._repository.extract(commit, (*_PARTS, *names), root)
            return _found(Project.open(root, self._project.root), names, template)

    def _whole(self, commit: str) -> Project:
        """All templates of a commit that is asked about again and again."""
        if commit not in self._versions:
            root = Path(tempfile.mkdtemp(prefix="hegui-")).resolve()
            channels = (f"templates/{channel}" for channel in CHANNELS)
            # Removed when nobody asks any more, at the latest at the end.
            weakref.finalize(self, shutil.rmtree, root, ignore_errors=True)
            self._repository.extract(commit, (*_PARTS, *channels), root)
            self._versions[commit] = Project.open(root, self._project.root)
            if len(self._versions) > _VERSIONS:
                del self._versions[next(iter(self._versions))]
        return self._versions[commit]


def _found(project: Project, names: Iterable[str], template: str) -> Then:
    """A template by its id, in one of some files."""
    for name in names:
        try:
            found = load_template(project.source(project.root / name))
        except SourceError:
            continue
        if found.id == template:
            return _described(project, found, name)
    return Then()


def _described(project: Project, template: Template, name: str) -> Then:
    _, manifest, uses = examined(project, template)
    texts = {key: script.excerpt.text for key, script in template.sections.items()}
    texts |= {path: project.load_text(path) or "" for path in uses}
    texts = {key: _COMMENT.sub("", text) for key, text in texts.items()}
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
