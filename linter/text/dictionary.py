"""jieba's dictionary as one file that is mapped, not loaded.

jieba reads its dictionary into half a million strings before the first cut:
most of a second and tens of megabytes. The same entries as a hash table on disk
cost nothing until they are asked for, and then a microsecond each.

The file, numbers in this machine's byte order:

    header    see `_HEADER`; the checksum is of all that follows it
    starts    buckets + 1 offsets into the records (bytes, 32 bits each)
    records   for each bucket its entries, for each entry
              FF word FE frequency, and FF at the end of the bucket

A word is UTF-8, where FE and FF never occur, so no word can be mistaken for
another or for a piece of one. A frequency is decimal digits, none for 0: a mere
prefix. A word's bucket is its CRC-32 modulo the number of buckets.
"""

from __future__ import annotations

import mmap
import struct
from array import array
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from linter import cache
from linter.source import HeguiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FORMAT = 1
FILE_NAME = f"words-{FORMAT}.bin"
_MAGIC = b"hegui words %03d" % FORMAT
# Magic, checksum; size of the word list it was made from (bytes), total
# frequency, number of entries, number of buckets.
_HEADER = struct.Struct("=15sxI QQII")
_CHECKED = 20  # where the checksum begins: after itself
_OFFSET_BYTES = 4
_PER_BUCKET = 4  # entries, on average: fewer make the file larger, not lookups faster
_WORD, _FREQUENCY = b"\xff", b"\xfe"
_MOST_DIGITS = 15
_NO_JIEBA = "找不到或读不了 jieba 的词典 dict.txt；请重新安装 jieba"


class Dictionary:
    """Words with their frequencies; every prefix of a word is there with frequency 0.

    ``data`` is a whole file as `build` makes it. Raises `ValueError` if it isn't
    one. Bytes that change afterwards may make a lookup wrong, but never fail. (A
    mapped file must not be cut short, though: the system would end the process.
    `open_dictionary` puts files in place whole, and replaces, never rewrites.)
    """

    def __init__(self, data: bytes | mmap.mmap) -> None:
        view = memoryview(data)
        if len(view) < _HEADER.size:
            raise ValueError("shorter than a header")
        fields: tuple[bytes, int, int, int, int, int] = _HEADER.unpack_from(view)
        magic, checksum, self.source_size, self.total, self._entries, self._buckets = fields
        self._records = _HEADER.size + _OFFSET_BYTES * (self._buckets + 1)
        if magic != _MAGIC or not self._buckets or not self.total or len(view) < self._records:
            raise ValueError("no header of this format")
        # 6 MB take 1.5 ms, and a file that was cut or half written is found here.
        if crc32(view[_CHECKED:]) != checksum:
            raise ValueError("wrong checksum")
        self._starts = view[_HEADER.size : self._records].cast("I")
        self._data = data

    def __len__(self) -> int:
        return self._entries

    def __contains__(self, word: str) -> bool:
        return self.get(word) is not None

    def __getitem__(self, word: str) -> int:
        frequency = self.get(word)
        if frequency is None:
            raise KeyError(word)
        return frequency

    def get(self, word: str, default: int | None = None) -> int | None:
        """The frequency of a word, 0 for a mere prefix, ``default`` for anything else."""
        key = word.encode("utf-8", "surrogatepass")
        bucket = crc32(key) % self._buckets
        start, end = self._starts[bucket], self._starts[bucket + 1]
        # Offsets that lie give an empty or a wrong slice, never an error.
        entries = self._data[self._records + start : self._records + end]
        _, found, rest = entries.partition(_WORD + key + _FREQUENCY)
        if not found:
            return default
        digits = rest[:_MOST_DIGITS].partition(_WORD)[0]
        return int(digits) if digits.isdigit() else 0


def build(words: Iterable[tuple[str, int]], source_size: int = 0) -> bytes:
    """The file for words and their frequencies, with all their prefixes.

    A word given twice has its last frequency, while the total counts both, as in
    jieba. ``source_size`` (bytes) goes into the header. Raises `ValueError` for
    a frequency that is negative or has more than 15 digits.
    """
    frequencies: dict[str, int] = {}
    total = 0
    for word, frequency in words:
        if not 0 <= frequency < 10**_MOST_DIGITS:
            raise ValueError(f"frequency {frequency} of {word!r}")
        frequencies[word] = frequency
        total += frequency
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    buckets: list[list[bytes]] = [[] for _ in range(len(frequencies) // _PER_BUCKET + 1)]
    for word, frequency in frequencies.items():
        key = word.encode("utf-8", "surrogatepass")
        digits = b"%d" % frequency if frequency else b""
        buckets[crc32(key) % len(buckets)].append(_WORD + key + _FREQUENCY + digits)
    starts, records = array("I", [0]), bytearray()
    for entries in buckets:
        records += b"".join([*entries, _WORD])
        starts.append(len(records))
    header = _HEADER.pack(_MAGIC, 0, source_size, total, len(frequencies), len(buckets))
    checked = b"".join([header[_CHECKED:], starts.tobytes(), records])
    return header[: _CHECKED - 4] + struct.pack("=I", crc32(checked)) + checked


def listed(path: Path) -> Iterator[tuple[str, int]]:
    """The words of a word list such as jieba's: one a line, with its frequency after a space.

    Raises `OSError`, and `ValueError` for a line that isn't of this kind.
    """
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency = line.strip().split(" ")[:2]
            yield word, int(frequency)


def open_dictionary(folder: Path) -> Dictionary:
    """Open jieba's dictionary from a file in this folder; made anew where that doesn't fit.

    Where the folder can't be written the dictionary stays in memory. Raises
    `HeguiError` if jieba's own word list is missing or can't be read.
    """
    word_list = _word_list()
    try:
        size = word_list.stat().st_size
        kept = _kept(folder / FILE_NAME)
        if kept is not None and kept.source_size == size:
            return kept
        data = build(listed(word_list), size)
        made = Dictionary(data)
    except (OSError, ValueError):
        raise HeguiError(_NO_JIEBA) from None
    cache.write(folder / FILE_NAME, data)
    return made


def version() -> str:
    """What tells this dictionary from those of other versions of jieba and of the file."""
    try:
        return f"{FORMAT} {_word_list().stat().st_size}"
    except OSError:
        raise HeguiError(_NO_JIEBA) from None


def _word_list() -> Path:
    """Where jieba's dict.txt is, without importing jieba."""
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise HeguiError(_NO_JIEBA)
    return Path(spec.submodule_search_locations[0], "dict.txt")


def _kept(path: Path) -> Dictionary | None:
    """The dictionary in a file; None if there is none or it is damaged."""
    try:
        if not path.is_file():  # opening a pipe would wait for ever
            return None
        with path.open("rb") as stream:
            return Dictionary(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):
        return None
