"""What git knows of a project's past. Only read: no index, no work tree, no hook is touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from linter.source import HeguiError, UsageError, largest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LOG = "%x01%H%x00-%P%x00-%ae%x00-%ce%x00-%(trailers:key=Co-authored-by,valueonly,unfold)"
_MOST_RENAMED = "5000"  # files in one commit that may have been changed while they were renamed
_NOT_OURS = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"),
    *("GIT_NAMESPACE", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE", "GIT_OBJECT_DIRECTORY"),
    *("GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS"),
    "GIT_ICASE_PATHSPECS",
)
"""What a hook of git sets for itself: it would lead elsewhere."""
_EMAIL = re.compile(r"<([^<>]*)>")
_FILES = ("100644", "100755")
_LINK = "120000"


class Commit(NamedTuple):
    """A commit: who made it, by their e-mails in lower case, and what it changed.

    ``changes`` are the state (``A`` added, ``M``, ``D``, ``R`` renamed; for a merge a letter for
    each parent), the path from the repository's top, and its other names before.
    """

    hash: str
    parents: tuple[str, ...]
    emails: frozenset[str]
    changes: tuple[tuple[str, str, frozenset[str]], ...]


class Repository:
    """The git repository in which a folder lies. Raises `HeguiError` where there is none."""

    def __init__(self, folder: Path) -> None:
        git = shutil.which("git")
        if git is None:
            raise HeguiError("找不到 git；请先安装 git")
        self._git = git
        self._folder = folder
        top = self._run("rev-parse", "--show-toplevel", wrong=f"{folder}：不在 git 仓库里")
        self.root = Path(os.fsdecode(top.rstrip(b"\n"))).resolve()
        self.prefix = folder.resolve().relative_to(self.root).as_posix()

    def commit(self, revision: str) -> str:
        """The full name of the commit that a revision names. Raises `UsageError`."""
        wrong = (
            f"git 里没有“{revision}”这个版本；请检查写法，或先取得完整历史（git fetch --unshallow）"
        )
        if revision.startswith("-") or "\0" in revision:
            raise UsageError(wrong)
        name = f"{revision}^{{commit}}"
        found = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", name, wrong=wrong)
        return found.decode("ascii").strip()

    def base(self, revision: str, head: str = "HEAD") -> str:
        """The commit at which the line of ``head`` left that of a revision."""
        commits = [self.commit(revision), self.commit(head)]
        wrong = f"“{revision}”与“{head}”没有共同的历史；请先取得完整历史（git fetch --unshallow）"
        found = self._run("merge-base", *commits, wrong=wrong)
        return found.decode("ascii").split("\n", 1)[0]

    def inside(self, path: str) -> str:
        """A path from the folder as a path from the repository's top."""
        return path if self.prefix == "." else f"{self.prefix}/{path}"

    def history(self) -> Iterator[Commit]:
        """Every commit of the repository up to HEAD.

        Of the whole of it: a file may have come from anywhere. A merge counts where it says
        something that none of its parents says. Raises `UsageError` where the history
        has been cut.
        """
        wrong = "git 读不出历史"
        if self._run("rev-parse", "--is-shallow-repository", wrong=wrong).strip() != b"false":
            why = "git 历史不完整，查不到作者"
            raise UsageError(f"{why}；请先取得完整历史（git fetch --unshallow）")
        if not self._run("rev-list", "--all", "-n", "1", wrong=wrong):
            return
        options = ("--name-status", "-c", "--combined-all-paths", "-M", f"-l{_MOST_RENAMED}", "-z")
        plain = ("--root", "--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-relative")
        found = self._run(
            *("log", *options, *plain, f"--format={_LOG}", self.commit("HEAD"), "--"), wrong=wrong
        )
        tokens = os.fsdecode(found).split("\0")
        yield from _commits(filter(None, (each.lstrip("\n") for each in tokens)))

    def ordinary(self, names: Iterable[str]) -> frozenset[str]:
        """The ordinary files below some names of the folder in HEAD, links left out."""
        wrong = "git 读不出文件"
        start = "" if self.prefix == "." else f"{self.prefix}/"
        listed = self._run(
            *("ls-tree", "-rz", "--full-tree", "HEAD", "--", *map(self.inside, names)), wrong=wrong
        )
        entries = (line.partition(b"\t") for line in filter(None, listed.split(b"\0")))
        return frozenset(
            os.fsdecode(raw).removeprefix(start)
            for head, _, raw in entries
            if head.partition(b" ")[0].decode("ascii") in _FILES
        )

    @cached_property
    def head(self) -> str:
        """The full name of the commit that is checked out."""
        return self.commit("HEAD")

    def within(self, old: str, new: str) -> frozenset[str]:
        """The commits of ``new``'s line that ``old``'s hasn't, full names."""
        wrong = "git 读不出历史"
        listed = self._run("rev-list", self.commit(new), f"^{self.commit(old)}", wrong=wrong)
        return frozenset(listed.decode("ascii").split())

    def uncommitted(self, names: Iterable[str]) -> list[str]:
        """Of some paths from the folder, those that differ from the last commit."""
        wrong = "git 读不出文件的状态"
        paths = [f":(literal){name}" for name in names]
        arguments = ("--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", *paths)
        listed = self._run("status", *arguments, wrong=wrong)
        return [os.fsdecode(each[3:]) for each in listed.split(b"\0") if each]

    def setting(self, name: str) -> str:
        """A setting of git, empty where there is none."""
        wrong = "git 读不出设置"
        found = self._run("config", "--default", "", "--get", name, wrong=wrong)
        return os.fsdecode(found).strip()

    def extract(self, commit: str, names: Iterable[str], into: Path) -> None:
        """Write what a commit holds under some names of the folder, as it was committed.

        Links are written last and lead where they led; submodules are left out.
        """
        blobs = sorted(self._blobs(commit, names), key=lambda blob: blob[0] == _LINK)
        for mode, path, data in blobs:
            try:
                _write(into.resolve() / path, data, link=mode == _LINK)
            except (OSError, ValueError):
                wrong = f"{commit[:12]} 里的“{path}”取不出来；请检查这个版本的文件名和链接"
                raise HeguiError(wrong) from None

    def _blobs(self, commit: str, names: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
        """Mode, path from the folder and content of every file below some names."""
        start = "" if self.prefix == "." else f"{self.prefix}/"
        paths = [f"{start}{name}" for name in names]
        wrong = f"git 读不出 {commit[:12]} 里的文件"
        listed = self._run("ls-tree", "-rzl", "--full-tree", commit, "--", *paths, wrong=wrong)
        entries: list[tuple[str, str, str]] = []
        for line in filter(None, listed.split(b"\0")):
            head, _, raw = line.partition(b"\t")
            mode, _, digest, size = head.decode("ascii").split()
            path = os.fsdecode(raw).removeprefix(start)
            parts = PurePosixPath(path).parts
            if mode in (*_FILES, _LINK) and ".." not in parts and not path.startswith("/"):
                large = int(size) > largest(path)
                entries.append((mode, path, "" if large else digest))
        asked = "".join(f"{digest}\n" for _, _, digest in entries if digest).encode()
        data = self._run("cat-file", "--batch", wrong=wrong, data=asked)
        at = 0
        for mode, path, digest in entries:
            if not digest:  # too large to be read: what it holds makes no difference
                yield mode, path, b" " * (largest(path) + 1)
                continue
            end = data.index(b"\n", at)
            length = data[at:end].rsplit(b" ", 1)[1]
            if not length.isdigit():
                raise UsageError(f"{wrong}（缺少 {path}）；请先取得完整历史")
            yield mode, path, data[end + 1 : end + 1 + int(length)]
            at = end + 2 + int(length)

    def _run(self, *arguments: str, wrong: str, data: bytes = b"") -> bytes:
        """What git prints; raises `UsageError` with ``wrong`` and git's own reason."""
        done = subprocess.run(  # noqa: S603 - git itself, no shell, every argument a list item
            [self._git, "-C", str(self._folder), "--no-pager", *arguments],
            input=data,
            capture_output=True,
            check=False,
            env={
                **{key: value for key, value in os.environ.items() if key not in _NOT_OURS},
                "LC_ALL": "C",
                "GIT_OPTIONAL_LOCKS": "0",
                "GIT_NO_REPLACE_OBJECTS": "1",
            },
        )
        if done.returncode:
            reason = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
            raise UsageError(f"{wrong}（{reason}）" if reason else wrong)
        return done.stdout


def _commits(tokens: Iterator[str]) -> Iterator[Commit]:
    """The commits of a log as `_LOG` and ``--name-status -z`` print it."""
    token = next(tokens, "")
    while token:
        name, parents = token[1:], next(tokens)[1:].split()
        emails = [next(tokens)[1:], next(tokens)[1:], *_EMAIL.findall(next(tokens))]
        changes = []
        for state in tokens:
            if state.startswith("\x01"):
                token = state
                break
            renamed = state[1:].isdigit()
            many = 1 if renamed else len(state) if len(state) > 1 else 0
            before = frozenset(next(tokens) for _ in range(many))
            path = next(tokens)
            changes.append((state[0] if renamed else state, path, before - {path}))
        else:
            token = ""
        mails = frozenset(each.strip().lower() for each in emails)
        yield Commit(name, tuple(parents), mails, tuple(changes))


def _write(file: Path, data: bytes, *, link: bool) -> None:
    """Write a file, or a link; raises `OSError` where a link leads its folder elsewhere."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.parent.resolve() != file.parent:
        raise OSError
    if link:
        file.symlink_to(os.fsdecode(data))
    else:
        file.write_bytes(data)
