"""Fixes are applied where nothing but text changes: parsed and linted again, or refused."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linter.document import Mapping, Scalar, Sequence, read_yaml
from linter.engine import check_file, check_glossary
from linter.files import write_whole
from linter.fingerprint import content
from linter.rules import all_rules
from linter.source import HeguiError, Source
from linter.template.front_matter import PRINTED, split
from linter.template.template import load_partial, load_template

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from linter.document import Node
    from linter.files import File, StrPath
    from linter.finding import Edit, Finding
    from linter.project import Project
    from linter.template.syntax import Script

_ROUNDS = 20  # a fix may make room for another that it overlapped
_BOM = b"\xef\xbb\xbf"


@dataclass
class Mended:
    """What fixes made of some files.

    ``files`` are those that change, by the name that reports show, each with its
    text before and after; ``count`` is how many places were mended; ``refused`` are
    the findings whose fix would do more than mend them, each with what it would do.
    """

    files: dict[str, tuple[File, str, str]] = field(default_factory=dict)
    count: int = 0
    refused: list[tuple[Finding, str]] = field(default_factory=list)

    def write(self) -> None:
        """Write every file that changes, each whole or not at all.

        Raises `HeguiError` for one that somebody else has changed meanwhile.
        """
        for shown, (file, before, after) in self.files.items():
            path = Path(os.path.realpath(file.path))
            data = path.read_bytes()
            mark = _BOM if data.startswith(_BOM) else b""
            if data != mark + before.encode():
                raise HeguiError(f"{shown}：检查以后文件又变了，没有改；请再运行一次")
            write_whole(path, mark + after.encode())


def mend(project: Project, files: Iterable[StrPath], as_of: date, *, unsafe: bool) -> Mended:
    """Apply the safe fixes of some files, with ``unsafe`` also the suggestions. Writes nothing.

    Raises `ProjectError` where the project itself can't be used.
    """
    check_glossary(project)
    located: dict[str, File] = {}
    real: set[str] = set()
    for file in map(project.files.locate, sorted(files, key=os.path.islink)):
        path = os.path.realpath(file.path)
        if path not in real:  # a file is mended under one name
            real.add(path)
            located[file.shown] = file
    return _Mender(project, located, as_of, unsafe).run()


class _Mender:
    """``files`` may be changed, ``known`` are those that have been checked."""

    def __init__(self, project: Project, files: dict[str, File], as_of: date, unsafe: bool) -> None:
        self.project = project
        self.files = files
        self.known = dict(files)
        self.as_of = as_of
        self.unsafe = unsafe
        self.results = {name: check_file(project, file, as_of) for name, file in files.items()}
        self.hopeless: set[tuple[str, str, str]] = set()

    def run(self) -> Mended:
        mended = Mended()
        original = self.project
        for _ in range(_ROUNDS):
            wanted = self._wanted()
            if not wanted:
                break
            self._learn_users(wanted)
            if not self._fault([*wanted]):
                mended.count += len(wanted)
                continue
            self._try([*wanted.items()], mended)
        for name in self.project.texts:
            file = self.files[name]
            before = original.files.source(file).text
            mended.files[name] = (file, before, self.project.files.source(file).text)
        return mended

    def _try(self, wanted: list[tuple[Edit, Finding]], mended: Mended) -> None:
        """Make what can be made of some edits: all, or what the halves can, the later one first.

        Then none is moved by another.
        """
        fault = self._fault([edit for edit, _ in wanted])
        if not fault:
            mended.count += len(wanted)
        elif len(wanted) == 1:
            edit, finding = wanted[0]
            self.hopeless.add(_named(edit))
            mended.refused.append((finding, fault))
        else:
            half = len(wanted) // 2
            self._try(wanted[half:], mended)
            self._try(wanted[:half], mended)

    def _wanted(self) -> dict[Edit, Finding]:
        """The edits of one round by place, none overlapping another, each with its finding."""
        asked: dict[tuple[str, int, int], tuple[Edit, Finding]] = {}
        for checked in self.results.values():
            for finding in checked.findings:
                fix = finding.fix
                if fix is None or finding.waiver is not None or not (fix.safe or self.unsafe):
                    continue
                for edit in fix.edits:
                    if edit.place.source.path in self.files and _named(edit) not in self.hopeless:
                        asked.setdefault(edit.place.key, (edit, finding))
        wanted: dict[Edit, Finding] = {}
        last, end = "", 0
        for (path, start, stop), (edit, finding) in sorted(asked.items()):
            if path != last or start >= end:
                wanted[edit] = finding
                last, end = path, stop
        return wanted

    def _learn_users(self, edits: Iterable[Edit]) -> None:
        """Check the whole project where a partial is to change: others may print it, too."""
        if not any(self.files[edit.place.source.path].is_partial for edit in edits):
            return
        for path in self.project.template_files():
            file = self.project.files.locate(path)
            if file.shown not in self.known:
                self.known[file.shown] = file
                self.results[file.shown] = check_file(self.project, file, self.as_of)

    def _fault(self, edits: list[Edit]) -> str:
        """Make the edits and return nothing, or say why not.

        Not if more than text would change, nor if a finding would be new.
        """
        texts: dict[str, str] = {}
        for edit in sorted(edits, key=lambda each: each.place.key, reverse=True):
            name, (start, end) = edit.place.source.path, edit.place.span
            text = texts.get(name) or self._source(name).text
            if text[start:end] != edit.place.text:
                return "会改到别的字"
            texts[name] = f"{text[:start]}{edit.text}{text[end:]}"
        for name, text in texts.items():
            if skeleton(Source(name, text)) != skeleton(self._source(name)):
                return "会改动标签或变量"
        candidate = self.project.holding(texts)
        results = {
            name: check_file(candidate, self.known[name], self.as_of)
            for name in self._affected(texts)
        }
        for name, checked in results.items():
            before = self.results[name]
            new = Counter(map(content, checked.findings))
            new.subtract(map(content, before.findings))
            added = sorted({code for (code, _, _), count in new.items() if count > 0})
            if added:
                named = (f"{code}（{all_rules()[code].title}）" for code in added)
                return f"会带来新的问题 {'、'.join(named)}"
            if checked.cases != before.cases:
                return "会改变情形"
        self.project = candidate
        self.results |= results
        return ""

    def _source(self, name: str) -> Source:
        return self.project.files.source(self.files[name])

    def _affected(self, texts: Iterable[str]) -> list[str]:
        """The files that change, and the templates that print one of them."""
        paths = {name.removeprefix("templates/") for name in texts}
        return [
            name
            for name, checked in self.results.items()
            if name in texts or not paths.isdisjoint(checked.uses)
        ]


def _named(edit: Edit) -> tuple[str, str, str]:
    """An edit wherever other edits have moved it to."""
    return edit.place.source.path, edit.place.text, edit.text


def skeleton(source: Source) -> object:
    """All of a template or partial but its plain text: equal where only that differs."""
    spans = split(source)
    if spans is None:
        script, _ = load_partial(source)
        return script and _tags(script)
    tree, _ = read_yaml(source, *spans[0])
    sections = load_template(source).sections
    return _values(tree, PRINTED), {name: _tags(each) for name, each in sections.items()}


def _tags(script: Script) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in script.tokens if token.kind != "data"]


def _values(node: Node | None, printed: tuple[str, ...] = ()) -> Any:
    """The values of YAML, without those of the keys that are ``printed``."""
    match node:
        case Scalar(value=value, quoted=quoted):
            return value, quoted
        case Sequence(items=items):
            return [_values(item) for item in items]
        case Mapping(pairs=pairs):
            return [(key.value, key.value in printed or _values(value)) for key, value in pairs]
    return None
