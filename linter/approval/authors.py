"""Who wrote a template: the people among the authors of its files, from git, in one pass."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from linter.approval.ledger import FOLDER
from linter.change import version
from linter.engine import meaning_of
from linter.meaning import digest
from linter.source import HeguiError, SourceError
from linter.template.template import load_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from linter.git import Commit, Repository
    from linter.glossary.approvers import Person
    from linter.project import Project

_TOLD = ("templates", "glossary/institution.yaml", "glossary/profiles.yaml")
SHARED = _TOLD[1:]
"""What every template may print beside its own files."""


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
        self._by_path: defaultdict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        self._meanings: dict[tuple[str, str], str] = {}
        self._within: dict[tuple[str, str], frozenset[str]] = {}
        owners = {mail: name for name, person in people.items() for mail in person.emails}
        now: dict[str, frozenset[str]] = {}
        for commit in repository.history(_TOLD):
            authors = frozenset(owners[mail] for mail in commit.emails if mail in owners)
            self._take(commit, authors, now)

    def _take(
        self, commit: Commit, authors: frozenset[str], now: dict[str, frozenset[str]]
    ) -> None:
        """Take up a commit, newest first; ``now`` has the names that files have got since."""
        for state, path, before in commit.changes:
            if path.startswith(f"{FOLDER}/"):
                if "A" in state or state == "R":
                    self.added[path] = commit.hash
                continue
            names = now.get(path, frozenset((path,)))
            if before:
                now[before] = names | now.get(before, frozenset((before,)))
            if authors:
                for name in names:
                    self._by_path[name][commit.hash] = authors

    def commits(self, person: str, files: Iterable[str]) -> set[str]:
        """The commits in which a person has a part and that changed one of some files."""
        return {
            commit
            for file in (*files, *SHARED)
            for commit, authors in self._by_path.get(file, {}).items()
            if person in authors
        }

    def since(self, commits: set[str], boundary: str) -> set[str]:
        """Those of some commits that a commit's line hasn't."""
        return commits & self._difference(boundary, "HEAD")

    def until(self, commits: set[str], end: str) -> set[str]:
        """Those of some commits that a commit's line has."""
        return commits - self._difference(end, "HEAD")

    def _difference(self, old: str, new: str) -> frozenset[str]:
        if (old, new) not in self._within:
            self._within[old, new] = self._repository.within(old, new)
        return self._within[old, new]

    def meaning_at(self, commit: str, template: str) -> str:
        """The digest of what a template meant in a commit, empty where that can't be told."""
        key = (commit, template)
        if key not in self._meanings:
            try:
                self._meanings[key] = self._meaning(commit, template)
            except HeguiError:
                self._meanings[key] = ""
        return self._meanings[key]

    def _meaning(self, commit: str, template: str) -> str:
        with tempfile.TemporaryDirectory(prefix="hegui-") as folder:
            there = version(self._repository, commit, Path(folder), self._project)
            if there is None:
                return ""
            for path in there.template_files():
                file = there.files.locate(path)
                if file.is_partial:
                    continue
                try:
                    found = load_template(there.files.source(file))
                except SourceError:
                    continue
                if found.id == template:
                    made = meaning_of(there, found)
                    return digest(made) if made is not None else ""
        return ""
