"""Word boundaries as jieba finds them in Chinese text, without its guessing (HMM off).

jieba cuts a text into runs of Chinese characters, letters and digits, and each
run by itself; so only the run around a place has to be cut, and its boundaries
are those of the whole text. jieba is imported when the first one is asked for:
a text without hits doesn't pay for it.
"""

from __future__ import annotations

import re
import sys
import warnings
from array import array
from bisect import bisect_left
from collections import OrderedDict
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linter.text.dictionary import Dictionary

_MOST_ANSWERS = 1 << 15  # five hundred messages need half of it
_RARE = 10  # as often jieba's dictionary also has misspellings
_MOST_RUNS = 4096
_MOST_CHARACTERS = 1 << 20  # of all runs together
_RUN = re.compile("[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]*")  # jieba's own class of characters
_NEAR = 48  # characters on either side of a word in which its run mostly ends
_LONGEST_RUN = 4096  # characters cut at once: in more than that jieba is no longer linear


class Words:
    """Where words begin and end, by a dictionary and words added to it.

    An added word replaces one of the dictionary; `suggest` has a frequency for
    it. Raises `ValueError` for an added frequency below 0.
    """

    def __init__(self, dictionary: Dictionary, added: Mapping[str, int] | None = None) -> None:
        self._frequencies = Frequencies(dictionary, added or {})
        self._cuts = _Cuts()
        self._text = ""
        self._edges = array("L")
        self._cut: dict[int, bytes] = {}

    def is_word(self, text: str, start: int, end: int) -> bool:
        """Whether a word begins at ``start`` and one ends at ``end`` (characters).

        There may be further words between the two.
        """
        run = _run_around(text, start, end)
        if run is not None:
            cut = self._boundaries(text[run[0] : run[1]])
            return bool(cut[start - run[0]] and cut[end - run[0]])
        return self.is_boundary(text, start) and self.is_boundary(text, end)

    def is_boundary(self, text: str, at: int) -> bool:
        """Whether no word has a character before and one after an offset (characters)."""
        if text != self._text:
            self._turn_to(text)
        # Edges are beginning, end, beginning, end: an odd number of them lies before
        # what is inside a run, or at its end.
        before = bisect_left(self._edges, at)
        if before % 2 == 0 or at == self._edges[before]:
            # Outside runs every character stands alone, but for one line break.
            return text[max(at - 1, 0) : at + 1] != "\r\n"
        start, end = self._edges[before - 1], self._edges[before]
        if start not in self._cut:
            self._cut[start] = self._boundaries(text[start:end])
        return bool(self._cut[start][at - start])

    def suggest(self, word: str) -> int:
        """The frequency that jieba suggests for a word, so that it keeps the word whole."""
        return int(self._tokenizer.suggest_freq(word))

    def is_common(self, word: str) -> bool:
        """Whether the dictionary has a word, and not as one that hardly occurs, like 坐劳."""
        return (self._frequencies.get(word) or 0) > _RARE

    def _turn_to(self, text: str) -> None:
        """Find the runs of another text.

        They are found and cut once, however many hits there are: hits and text
        may both be long.
        """
        runs = import_jieba().re_han_default.finditer(text)
        self._edges = array("L", (edge for run in runs for edge in _edges(*run.span())))
        self._cut = {}
        self._text = text

    def _boundaries(self, run: str) -> bytes:
        """For each offset in a run 1 if a word begins or ends there, else 0."""
        known = self._cuts.get(run)
        if known is not None:
            return known
        boundaries = bytearray(len(run) + 1)
        at = 0
        for word in self._tokenizer.cut(run, HMM=False):
            boundaries[at] = 1
            at += len(word)
        boundaries[at] = 1
        return self._cuts.keep(run, bytes(boundaries))

    @cached_property
    def _tokenizer(self) -> Any:
        """A tokenizer of jieba that takes our frequencies for a dictionary it has loaded."""
        tokenizer = import_jieba().Tokenizer()
        tokenizer.FREQ = self._frequencies
        tokenizer.total = self._frequencies.total
        tokenizer.initialized = True
        return tokenizer


def _run_around(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Beginning and end of the run that holds a word; None unless it ends near the word."""
    first, last = max(start - _NEAR, 0), min(end + _NEAR, len(text))
    before, after = _RUN.match(text[first:start][::-1]), _RUN.match(text, start, last)
    if before is None or after is None or after.end() < end:
        return None
    left, right = start - before.end(), after.end()
    if (left == first and first > 0) or (right == last and last < len(text)):
        return None
    return left, right


def _edges(start: int, end: int) -> Iterator[int]:
    """Where a run begins and ends, and the parts of one that is too long."""
    for at in range(start, end, _LONGEST_RUN):
        yield at
        yield min(at + _LONGEST_RUN, end)


class Frequencies:
    """What jieba asks of its dictionary, from the file and the words added to it."""

    def __init__(self, dictionary: Dictionary, added: Mapping[str, int]) -> None:
        if any(frequency < 0 for frequency in added.values()):
            raise ValueError("a frequency is below 0")
        prefixes = {word[:end] for word in added for end in range(1, len(word))}
        new = {prefix: 0 for prefix in prefixes if prefix not in dictionary}
        self.total = dictionary.total + sum(added.values())
        self._answers = _Answers(dictionary, new | dict(added))

    def __contains__(self, word: str) -> bool:
        return self._answers[word] is not None

    def __getitem__(self, word: str) -> int | None:
        return self._answers[word]

    def get(self, word: str, default: int | None = None) -> int | None:
        """The frequency, 0 for a mere prefix, ``default`` for anything else."""
        frequency = self._answers[word]
        return default if frequency is None else frequency


class _Answers(dict[str, int | None]):
    """Frequencies looked up so far, None for no word: as fast as jieba's own dictionary.

    Forgotten when there are too many, so that no text can fill the memory.
    """

    def __init__(self, dictionary: Dictionary, added: dict[str, int]) -> None:
        super().__init__()
        self._dictionary = dictionary
        self._added = added

    def __missing__(self, word: str) -> int | None:
        if len(self) >= _MOST_ANSWERS:
            self.clear()
        found = self._added.get(word)
        if found is None:
            found = self._dictionary.get(word)
        self[word] = found
        return found


class _Cuts:
    """The boundaries of the runs that were asked for last: messages repeat themselves."""

    def __init__(self) -> None:
        self._cuts: OrderedDict[str, bytes] = OrderedDict()
        self._characters = 0

    def get(self, run: str) -> bytes | None:
        cut = self._cuts.get(run)
        if cut is not None:
            self._cuts.move_to_end(run)
        return cut

    def keep(self, run: str, cut: bytes) -> bytes:
        self._cuts[run] = cut
        self._characters += len(run)
        while len(self._cuts) > _MOST_RUNS or self._characters > _MOST_CHARACTERS:
            oldest, _ = self._cuts.popitem(last=False)
            self._characters -= len(oldest)
        return cut


def import_jieba() -> ModuleType:
    """jieba, imported without what it brings along.

    That is pkg_resources, which it needs only for its own dictionary, and its
    guessing (HMM), which waits until somebody asks for it: they take longer than
    all the rest. Also warnings about how its source is written, and a log handler
    that prints to standard error.
    """
    if "jieba" in sys.modules:
        return sys.modules["jieba"]
    blocked = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    sys.modules["jieba.finalseg"] = _Later("jieba.finalseg")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            jieba = import_module("jieba")
    finally:
        del sys.modules["pkg_resources"]
        if blocked is not None:
            sys.modules["pkg_resources"] = blocked
    jieba.default_logger.removeHandler(jieba.log_console)
    return jieba


class _Later(ModuleType):
    """A module that is imported when something in it is first used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system looks at these
            raise AttributeError(name)
        del sys.modules[self.__name__]
        self.__dict__.update(vars(import_module(self.__name__)))
        return self.__dict__[name]
