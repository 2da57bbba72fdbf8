"""The files of a project: where each stands, how reports name it, what it holds.

Ten thousand of them are looked at in a run in which nothing has changed, so a
folder is resolved once, and an ordinary file costs four system calls.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from linter.source import LARGEST_FILE, Source, SourceError, decode, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    StrPath = str | os.PathLike[str]

SUFFIX = ".j2"
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class File(NamedTuple):
    """A file as a run sees it.

    ``path`` opens it, ``shown`` is its name in reports; ``inside``: its folder
    belongs to the project; ``parts`` leads to it from the project's root, links
    followed, None outside; ``size`` (bytes) is None unless it is an ordinary
    file.
    """

    path: str
    shown: str
    inside: bool
    parts: tuple[str, ...] | None
    size: int | None

    @property
    def is_partial(self) -> bool:
        """Whether it lies below ``templates/partials/``."""
        return self.parts is not None and self.parts[:2] == ("templates", "partials")

    @property
    def is_glossary(self) -> bool:
        """Whether it belongs to the glossary, which every run reads as a whole."""
        return self.parts is not None and self.parts[:1] == ("glossary",)

    @property
    def channel(self) -> str | None:
        """The folder below ``templates/`` that should name the channel; None outside of it."""
        if self.parts is None or self.parts[:1] != ("templates",):
            return None
        return self.parts[1] if len(self.parts) > 2 else ""  # noqa: PLR2004 - a folder and a name


class Files:
    """Locates and reads the files of one project.

    ``texts`` holds what some of them contain instead of what is on disk, by the
    names that reports show.
    """

    def __init__(self, root: Path, texts: Mapping[str, str] | None = None) -> None:
        self._root = root
        self.texts = texts or {}
        self._folders: dict[str, tuple[str, ...] | None] = {}

    def locate(self, path: StrPath) -> File:
        """Where a file stands; it needn't be there."""
        path = os.fspath(path)
        parent, name = os.path.split(path)
        if parent not in self._folders:
            self._folders[parent] = self._parts(parent)
        folder = self._folders[parent]
        mode, size = _status(path)
        if stat.S_ISLNK(mode) or name in ("", ".", ".."):
            parts = self._parts(path)
        else:
            parts = None if folder is None else (*folder, name)
        if folder is not None:
            shown = "/".join((*folder, name))
        else:
            shown = Path(path).as_posix() if parts is None else "/".join(parts)
        return File(path, shown, folder is not None, parts, size if stat.S_ISREG(mode) else None)

    def _parts(self, path: str) -> tuple[str, ...] | None:
        try:
            return Path(os.path.realpath(path)).relative_to(self._root).parts
        except (ValueError, OSError):
            return None

    def bytes_of(self, file: File) -> bytes | None:
        """What an ordinary file holds; None where it takes `source` to tell what is wrong."""
        if file.shown in self.texts:
            return self.texts[file.shown].encode("utf-8", "surrogatepass")
        if file.size is None or file.size > LARGEST_FILE:
            return None
        try:
            handle = os.open(file.path, _FLAGS)
            try:
                data = os.read(handle, file.size + 1)
            finally:
                os.close(handle)
        except OSError:
            return None
        return data if len(data) == file.size else None

    def digest(self, file: File) -> str | None:
        """What tells the content of an ordinary file from any other; None for other files."""
        data = self.bytes_of(file)
        return None if data is None else _digest(data)

    def source(self, file: File) -> Source:
        """Read a file; inside the project a link may not lead out. Raises `SourceError`."""
        return self.read(file)[0]

    def read(self, file: File) -> tuple[Source, str | None]:
        """The same with the digest of what was read; None for what is no ordinary file."""
        data = self.bytes_of(file)
        if data is None:
            return read(Path(file.path), file.shown, self._root if file.inside else None), None
        return decode(data, file.shown), _digest(data)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def _status(path: str) -> tuple[int, int]:
    """Mode and size of a file, links not followed; zeros where there is none."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return 0, 0
    return status.st_mode, status.st_size


def write_whole(file: Path, data: bytes) -> None:
    """Write a file, whole or not at all, with the rights of the one that it replaces.

    What has its name is replaced, even a link. Raises `OSError`.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    waiting = file.with_name(f".{file.name[:100]}.{os.getpid()}")
    try:
        with waiting.open("xb") as stream:
            stream.write(data)
        if file.is_file() and not file.is_symlink():
            waiting.chmod(stat.S_IMODE(file.stat().st_mode))
        waiting.replace(file)
    except BaseException:  # also Ctrl-C leaves nothing behind
        waiting.unlink(missing_ok=True)
        raise


def template_files(folder: StrPath) -> Iterator[str]:
    """What may be a template below a folder, sorted by its parts.

    A linked folder is not entered; it stands for itself, so that it is reported.
    Raises `SourceError` for a folder that can't be read.
    """
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        where = os.fspath(folder)
        raise SourceError(where, f"文件夹无法读取（{error.strerror}）；请检查权限") from None
    for entry in entries:
        if entry.is_symlink():
            if entry.name.endswith(SUFFIX) or entry.is_dir():
                yield entry.path
        elif entry.is_dir():
            if entry.name.endswith(SUFFIX):
                yield entry.path
            yield from template_files(entry.path)
        elif entry.name.endswith(SUFFIX):
            yield entry.path
