"""Bytes become a `Source`; a `Span` is two offsets into it.

Every offset in hegui counts characters (code points) of the file as decoded,
byte order mark left out and carriage returns kept. Lines and columns are
computed from offsets at the edge, where a report needs them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE = 1024 * 1024  # bytes
LARGEST_MANIFEST = 32 * 1024 * 1024  # bytes
MANIFEST = ".manifest.json"
"""What the names of kept manifests end with: no person writes them, so they may be larger."""
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class HeguiError(Exception):
    """The run itself can't be done; its text is the one line that the user reads.

    HeguiError
    ├── SourceError    a file can't be read as text
    ├── ProjectError   no project, or its configuration or glossary is unusable
    └── UsageError     the command line asks for something that doesn't exist
    """


class SourceError(HeguiError):
    """A file that can't be read as text: where, what is wrong, what to do."""

    def __init__(self, path: str, reason: str, offset: int = 0) -> None:
        super().__init__(f"{path}：{reason}")
        self.path = path
        self.reason = reason
        self.offset = offset


class ProjectError(HeguiError):
    """No project, or its configuration or glossary can't be used."""


class UsageError(HeguiError):
    """The command line asks for something that doesn't exist."""


class Span(NamedTuple):
    """Characters ``start`` to ``end`` (exclusive) of a source."""

    start: int
    end: int


class Position(NamedTuple):
    """A line and a column, both from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True, eq=False)
class Source:
    """The text of one file.

    ``path`` is what reports show: relative to the project where the file is
    inside it, else as the user gave it. ``marked``: the file begins with a byte
    order mark, which ``text`` leaves out.
    """

    path: str
    text: str
    marked: bool = False

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_BREAK.finditer(self.text))]

    def position(self, offset: int) -> Position:
        """Line and column of an offset (characters, both from 1)."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> Span:
        """The span of a line (from 1) without its line break."""
        start = self._line_starts[number - 1]
        found = _LINE_BREAK.search(self.text, start)
        return Span(start, found.start() if found else len(self.text))

    def excerpt(self, start: int, end: int) -> Excerpt:
        """What stands between two offsets, for a program to read."""
        return Excerpt(self, start, end, _LINE_BREAK.sub("\n", self.text[start:end]))


@dataclass(frozen=True, eq=False)
class Excerpt:
    r"""A stretch of a source as Jinja2 reads it, with the way back.

    ``text`` is the stretch with line breaks as ``\n`` and, where it is a YAML
    scalar, its escapes and folds undone; ``offsets`` then says where in the file
    each character begins, with one more entry for the end. ``exact`` says that
    every character has its own place; where it hasn't, it maps to the whole stretch.
    """

    source: Source
    start: int
    end: int
    text: str
    exact: bool = True
    offsets: tuple[int, ...] | None = None

    @cached_property
    def _shortened(self) -> list[int]:
        """Offsets in ``text`` of the line breaks that are two characters in the file."""
        stretch = self.source.text[self.start : self.end]
        breaks = [found.start() for found in re.finditer("\r\n", stretch)]
        return [at - gone for gone, at in enumerate(breaks)]

    def span(self, start: int, end: int) -> Span:
        """The file offsets that define ``text[start:end]``."""
        if not self.exact:
            return Span(self.start, self.end)
        return Span(self._offset(start), self._offset(end))

    def _offset(self, at: int) -> int:
        if self.offsets is not None:
            return self.offsets[at]
        return self.start + at + bisect_left(self._shortened, at)


def largest(path: str) -> int:
    """How many bytes a file of this name may have."""
    return LARGEST_MANIFEST if path.endswith(MANIFEST) else LARGEST_FILE


def utf16_units(text: str) -> int:
    """The length of a text in UTF-16 code units, the unit of SMS and `max_length`."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def decode(data: bytes, path: str) -> Source:
    """Read bytes as UTF-8, with or without a byte order mark.

    Raises `SourceError` with the offset (bytes) of what is wrong.
    """
    if len(data) > LARGEST_FILE:
        raise SourceError(
            path,
            f"文件超过上限 {LARGEST_FILE} 字节（1 MiB）；请拆分文件",
            LARGEST_FILE,
        )
    for mark, name in _OTHER_BOMS.items():
        if data.startswith(mark):
            raise SourceError(path, f"文件是 {name} 编码；请另存为 UTF-8")
    body = data.removeprefix(_BOM)
    skipped = len(data) - len(body)
    if b"\0" in body:
        at = body.index(b"\0") + skipped
        raise SourceError(path, f"第 {at} 字节是 NUL，不像文本文件；请删除它或换成文本文件", at)
    try:
        return Source(path, body.decode("utf-8"), marked=skipped > 0)
    except UnicodeDecodeError as error:
        at = error.start + skipped
        guess = "，看起来是 GBK/GB18030 编码" if _is_gb18030(body) else ""
        raise SourceError(
            path,
            f"第 {at} 字节（0x{body[error.start]:02x}）不是有效的 UTF-8{guess}；请另存为 UTF-8",
            at,
        ) from None


def _is_gb18030(data: bytes) -> bool:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def read(file: Path, shown: str, root: Path | None = None) -> Source:
    """Read a file; with ``root``, refuse one that a symbolic link leads out of it.

    Raises `SourceError`.
    """
    try:
        if root is not None and not file.resolve(strict=True).is_relative_to(root.resolve()):
            raise SourceError(shown, "符号链接指向项目之外；请把文件放进项目里")
        if file.exists() and not file.is_file():
            raise SourceError(shown, "不是普通文件；请检查路径")
        with file.open("rb") as stream:
            return decode(stream.read(LARGEST_FILE + 1), shown)
    except FileNotFoundError:
        raise SourceError(shown, "文件不存在；请检查路径") from None
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise SourceError(shown, f"文件无法读取（{reason}）；请检查权限和路径") from None
