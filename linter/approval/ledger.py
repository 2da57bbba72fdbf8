"""The ledger: every record and kept manifest of a project, below ``templates/approvals/``."""

from __future__ import annotations

import json
import os
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.approval.record import DIGEST, Malformed, Record, load, read_record
from linter.files import write_whole
from linter.finding import Place, Problem
from linter.meaning import SCHEME, Manifest, digest
from linter.source import (
    LARGEST_MANIFEST,
    MANIFEST,
    ProjectError,
    Source,
    SourceError,
    Span,
    decode,
)
from linter.template.front_matter import ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FOLDER = "templates/approvals"
_MANIFEST = re.compile(f"({DIGEST}){re.escape(MANIFEST)}")
_LARGEST_RECORD = 64 * 1024  # bytes


class Entry(NamedTuple):
    """A record in its file; ``path`` is shown in reports, ``hash`` is the record's."""

    record: Record
    path: str
    hash: str

    @property
    def place(self) -> Place:
        """Its file."""
        return whole_file(self.path)


def whole_file(path: str) -> Place:
    """The place of a file that has no text to show."""
    return Place(Source(path, ""), Span(0, 0))


class History:
    """The records of one template as a graph: each names those that it came after.

    ``manifests`` are the digests of the meanings that are kept; ``problems`` say what is
    wrong with the files. A history with problems, or with records missing, proves nothing.
    """

    def __init__(self, template: str) -> None:
        self.template = template
        self.entries: list[Entry] = []
        self.manifests: set[str] = set()
        self.problems: list[Problem] = []

    def extended(self, entries: Iterable[Entry], manifests: Iterable[str]) -> History:
        """The same with more records and manifests."""
        other = History(self.template)
        other.entries = [*self.entries, *entries]
        other.manifests = {*self.manifests, *manifests}
        other.problems = self.problems
        return other

    @cached_property
    def by_hash(self) -> dict[str, Entry]:
        """The records by their hashes."""
        return {entry.hash: entry for entry in self.entries}

    @cached_property
    def heads(self) -> list[str]:
        """The hashes of the records that no other came after, sorted."""
        named = {each for entry in self.entries for each in entry.record.previous}
        return sorted(entry.hash for entry in self.entries if entry.hash not in named)

    @cached_property
    def _before(self) -> dict[str, frozenset[str]]:
        """For each record the hashes of all that it came after."""
        found: dict[str, frozenset[str]] = {}
        for first in self.entries:
            waiting = [first.hash]
            while waiting:
                at = waiting[-1]
                known = [p for p in self.by_hash[at].record.previous if p in self.by_hash]
                open_ones = [each for each in known if each not in found]
                if open_ones and at not in found:
                    waiting.extend(open_ones)
                    continue
                waiting.pop()
                found[at] = frozenset(known).union(*(found[each] for each in known))
        return found

    def came_after(self, later: Entry, earlier: Entry) -> bool:
        """Whether who wrote ``later`` knew of ``earlier``."""
        return earlier.hash in self._before[later.hash]

    @cached_property
    def ordered(self) -> list[Entry]:
        """The records in an order in which none comes before one that it names."""
        return sorted(
            self.entries,
            key=lambda each: (len(self._before[each.hash]), each.record.time, each.hash),
        )

    def gaps(self) -> Iterator[Problem]:
        """An APR002 for each record that names one which is not there."""
        for entry in self.entries:
            lost = [each for each in entry.record.previous if each not in self.by_hash]
            if lost:
                message = f"缺少它前面的记录 {lost[0][:16]}；记录只能增加，请从 git 历史里恢复"
                yield Problem("APR002", entry.place, message)

    @cached_property
    def broken(self) -> str:
        """Why nothing can be proved from these records; empty where they are sound."""
        for problem in (*self.problems, *self.gaps()):
            return f"{problem.place.source.path}：{problem.message}"
        return ""


class Ledger:
    """The histories of all templates by their ids; ``problems`` are about no template."""

    def __init__(self) -> None:
        self.histories: dict[str, History] = {}
        self.problems: list[Problem] = []

    def history(self, template: str) -> History:
        """The history of a template, empty where nothing was decided."""
        return self.histories.get(template) or History(template)

    def every_problem(self) -> Iterator[Problem]:
        """What is wrong with the files and with the graphs that they make."""
        yield from self.problems
        for history in self.histories.values():
            yield from history.problems
            yield from history.gaps()


def read_ledger(root: Path) -> Ledger:
    """Read all records of a project. Whatever the files hold, the answer is problems.

    Raises `ProjectError` where a folder can't be read.
    """
    ledger = Ledger()
    folder = root / FOLDER
    if folder.is_symlink():
        ledger.problems.append(_stray(FOLDER, "审批记录的文件夹不能是链接；请换成真正的文件夹"))
    elif folder.is_dir():
        for entry in _entries(folder):
            shown = f"{FOLDER}/{entry.name}"
            if entry.is_dir(follow_symlinks=False) and re.fullmatch(ID, entry.name):
                ledger.histories[entry.name] = _history(entry.name, entry.path, shown)
            else:
                message = "不是模板编号的文件夹；审批记录放在以模板编号命名的文件夹里，请移走它"
                ledger.problems.append(_stray(shown, message))
    return ledger


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise ProjectError(f"{folder}：文件夹无法读取（{error.strerror}）；请检查权限") from None


def _history(template: str, folder: str, shown: str) -> History:
    history = History(template)
    for entry in _entries(folder):
        path = f"{shown}/{entry.name}"
        kept = _MANIFEST.fullmatch(entry.name)
        if entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
            continue  # what a killed run has left; the gate tells it where it is committed
        if not entry.is_file(follow_symlinks=False):
            history.problems.append(_stray(path, "不是普通文件；请移走它"))
        elif kept is not None:
            history.manifests.add(kept[1])
        elif not entry.name.endswith(".json"):
            history.problems.append(_stray(path, "不是审批记录；请移走它"))
        else:
            _take(history, entry.path, path)
    return history


def _take(history: History, file: str, shown: str) -> None:
    try:
        record = read_record(decode(_bytes(file, shown, _LARGEST_RECORD), shown).text)
        _in_place(record, history.template, shown.rpartition("/")[2])
    except (Malformed, SourceError) as error:
        wrong = error.reason if isinstance(error, SourceError) else str(error)
        message = f"审批记录读不懂：{wrong}；记录由 hegui approve 等命令写出，请勿手改"
        history.problems.append(Problem("APR001", whole_file(shown), message))
        return
    history.entries.append(Entry(record, shown, record.hash))


def _in_place(record: Record, template: str, name: str) -> None:
    """Raises `Malformed` where a record stands in a file that is not its own."""
    if record.template != template:
        raise Malformed(f"这是 {record.template} 的记录，不能放在 {template} 里")
    if record.name != name:
        raise Malformed(f"文件名与内容不符，应为 {record.name}")


def _bytes(file: str, shown: str, most: int) -> bytes:
    """What a file holds; raises `SourceError`."""
    try:
        with open(file, "rb") as stream:  # noqa: PTH123 - thousands of files
            data = stream.read(most + 1)
    except FileNotFoundError:
        raise SourceError(shown, "没有这个文件；请从 git 历史里恢复") from None
    except OSError as error:
        raise SourceError(shown, f"文件无法读取（{error.strerror}）；请检查权限") from None
    if len(data) > most:
        raise SourceError(shown, f"文件超过上限 {most} 字节")
    return data


def _stray(path: str, message: str) -> Problem:
    return Problem("APR001", whole_file(path), message)


def manifest_path(template: str, meaning: str) -> str:
    """Where the manifest of a meaning is kept."""
    return f"{FOLDER}/{template}/{meaning}{MANIFEST}"


def read_manifest(root: Path, template: str, meaning: str) -> Manifest:
    """A kept manifest, proved by its digest. Raises `SourceError`."""
    shown = manifest_path(template, meaning)
    data = _bytes(str(root / shown), shown, LARGEST_MANIFEST)
    try:
        found = load(data.decode("utf-8"))
    except (Malformed, UnicodeDecodeError):
        raise SourceError(shown, "存档读不懂；请从 git 历史里恢复") from None
    if not isinstance(found, dict) or found.get("scheme") != SCHEME:
        reason = f"存档不是 {SCHEME} 的格式；请用较新的 hegui，或从 git 历史里恢复"
        raise SourceError(shown, reason)
    if found.get("template") != template or digest(found) != meaning:
        raise SourceError(shown, "存档被改动过，与文件名里的摘要不符；请从 git 历史里恢复")
    return found


def unsound_manifests(root: Path, ledger: Ledger, wanted: Iterable[str]) -> Iterator[Problem]:
    """An APR002 for each kept manifest, among paths that are wanted, that is not what was kept."""
    chosen = set(wanted)
    for history in ledger.histories.values():
        for meaning in sorted(history.manifests):
            if manifest_path(history.template, meaning) in chosen:
                try:
                    read_manifest(root, history.template, meaning)
                except SourceError as error:
                    yield Problem("APR002", whole_file(error.path), error.reason)


def write_manifest(root: Path, found: Manifest) -> str:
    """Keep a manifest, if it is not kept; the path. Raises `SourceError`, `OSError`."""
    path = manifest_path(found["template"], digest(found))
    data = manifest_text(found).encode("utf-8", "surrogatepass")
    if len(data) > LARGEST_MANIFEST:
        raise SourceError(path, f"存档超过 {LARGEST_MANIFEST} 字节；请把模板拆成几个")
    if (root / path).exists():
        read_manifest(root, found["template"], digest(found))  # what is kept must be this
    else:
        write_whole(_inside(root, path), data)
    return path


def write_record(root: Path, record: Record) -> str:
    """Write a record; the path. Raises `SourceError`, `OSError`; never replaces a file."""
    path = f"{FOLDER}/{record.template}/{record.name}"
    file = _inside(root, path)
    if file.exists() or file.is_symlink():
        raise SourceError(path, "已有这份记录；请过一秒再试")
    write_whole(file, record.text().encode())
    return path


def _inside(root: Path, path: str) -> Path:
    """A path of the project; raises `SourceError` where links lead out of it."""
    file = root / path
    if not file.parent.resolve().is_relative_to(root.resolve()):
        raise SourceError(path, "有链接指向项目之外，不会写；请换成真正的文件夹")
    return file


def manifest_text(found: Manifest) -> str:
    """A manifest as JSON with one message a line."""

    def line(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    lines = []
    for key, value in found.items():
        shown = line(value)
        if isinstance(value, list) and value:
            shown = "[\n  " + ",\n  ".join(map(line, value)) + "\n ]"
        lines.append(f"{json.dumps(key)}: {shown}")
    return "{\n " + ",\n ".join(lines) + "\n}\n"
