"""The compiled glossary: finds its terms in a text.

`linter.glossary.search` finds forms and patterns; only then, for each, come its
exceptions, its word boundaries, the words it needs, its context; the longest wins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.finding import Severity
from linter.glossary.evasion import Evasions
from linter.glossary.frames import FRAMES, before
from linter.glossary.policy import NEVER_WAIVED
from linter.glossary.search import Compiled, Search
from linter.text.normalise import lowered, normalise, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from linter.text.words import Words

EVASION = "EVA001"
"""The rule of words in disguise, whatever their entry's."""
_REMEMBERED = 512  # texts; the cases of a template share most of theirs


class Entry(NamedTuple):
    """What matching and reporting need of a term; a list of these is stored as JSON.

    ``needs`` and ``not_after`` are regular expressions made of word lists, empty
    where the entry has none; ``exceptions`` are normal forms. In a context of
    ``unless`` it says nothing, or is a mere remark if it is ``never_silent``; where
    the message names the case of a true lawsuit, ``litigated`` makes it one, too.
    ``rewrites`` has what can stand instead of normal forms; ``safe``: these keep the
    meaning.
    """

    id: str
    code: str
    category: str
    severity: int
    why: str
    instead: str
    basis: Sequence[str]
    by_word: bool
    exceptions: Sequence[str]
    needs: str
    not_after: str
    unless: Sequence[str]
    never_silent: bool
    litigated: bool
    rewrites: dict[str, str]
    safe: bool


class Match(NamedTuple):
    """An entry found at characters ``start`` to ``end`` of a text."""

    entry: Entry
    start: int
    end: int


class Wording:
    """All entries, ready to be found.

    ``compiled`` is what `linter.glossary.book` makes: ``entries``; ``forms``,
    pairs of a normal form and the index of its entry; ``chains`` and ``words``,
    which `linter.glossary.pattern.Chains` makes; ``folded``, full-width
    punctuation that forms, exceptions and lists have in half width; ``added``,
    words that the segmenter must know with their frequencies. ``words`` opens the
    segmenter, which most texts never need.
    """

    def __init__(self, compiled: dict[str, Any], words: Callable[[], Words]) -> None:
        self.entries = [Entry(*each) for each in compiled["entries"]]
        self._forms: list[tuple[str, int]] = compiled["forms"]
        self._chains: list[Compiled] = compiled["chains"]
        self._lists: list[list[str]] = compiled["words"]
        self._folded = re.compile(
            f"[{re.escape(''.join(compiled['folded']))}]" if compiled["folded"] else "(?!)"
        )
        self._open_words = words
        self._evasions = Evasions(compiled["disguises"], lambda: self._words)
        self.find = lru_cache(_REMEMBERED)(self._find)

    @cached_property
    def _words(self) -> Words:
        return self._open_words()

    @cached_property
    def codes(self) -> dict[str, tuple[int, str]]:
        """Every rule that entries name: the severity and id of its most severe entry."""
        codes: dict[str, tuple[int, str]] = {}
        for entry in self.entries:
            codes[entry.code] = max(codes.get(entry.code, (0, "")), (entry.severity, entry.id))
        return codes

    @cached_property
    def _code_of(self) -> dict[str, str]:
        return {entry.id: entry.code for entry in self.entries}

    def code_of(self, term: str) -> str:
        """The rule that an entry names, however it is spelt."""
        return self._code_of[term]

    @cached_property
    def _search(self) -> Search:
        return Search(self._forms, self._chains, self._lists)

    def find_all(self, texts: Sequence[str]) -> list[Sequence[Match]]:
        """What `find` gives for each text: quick where most of them say nothing."""
        joined = "\n".join(texts)  # a line break is part of no form
        found: list[Sequence[Match]] = [()] * len(texts)
        if plain(joined):
            ends = [*accumulate(len(text) + 1 for text in texts)]
            read = self._searched(joined)
            says = self._search.promising(read, ends) | self._evasions.promising_parts(read, ends)
            for at in says:
                found[at] = self._find(texts[at])
            return found
        ordinary = [at for at, text in enumerate(texts) if plain(text)]
        for at in set(range(len(texts))).difference(ordinary):
            found[at] = self._find(texts[at])
        for at, matches in zip(
            ordinary, self.find_all([texts[at] for at in ordinary]), strict=True
        ):
            found[at] = matches
        return found

    def mentions(self, text: str) -> list[str]:
        """The ids of all entries that a text has words of, whatever their context."""
        found = self._search.find(normalise(text).text)
        ids = [self.entries[each.entry].id for each in found]
        ids += [self.entries[each.entry].id for each in self._evasions.find(text)]
        return [*dict.fromkeys(ids)]

    def _find(self, text: str, whole: str = "") -> Sequence[Match]:
        """The entries that a text says, in its order, each with its characters.

        ``whole`` is the message, if the text is only a section of it.
        """
        found = self.matches(text, whole)
        return self._longest(found) if found else ()

    def matches(self, text: str, whole: str = "") -> list[Match]:
        """The same with entries that stand inside longer ones, which `find` leaves out."""
        if plain(text):
            found = self._counted(self._searched(text), whole or text)
            return (
                [*found, *self._disguised(text, found)] if self._evasions.promising(text) else found
            )
        normal = normalise(text)
        found = [
            Match(match.entry, *normal.span(match.start, match.end))
            for match in self._counted(normal.text, whole or text)
        ]
        return [*found, *self._disguised(text, found)]

    def _disguised(self, text: str, found: list[Match]) -> Iterator[Match]:
        """The words in disguise that no entry found as they stand."""
        told = [each for each in found if each.entry.severity > Severity.INFO]
        reaches = {
            False: _Reach(told),
            True: _Reach(each for each in told if self._grave(each.entry)),
        }
        last = 0
        spellings = sorted(self._evasions.find(text), key=lambda each: (each.start, -each.end))
        for word, at, start, end in spellings:
            entry = self.entries[at]
            if start < last or reaches[self._grave(entry)].touches(start, end):
                continue
            last = end
            yield Match(
                entry._replace(
                    code=EVASION,
                    severity=max(entry.severity, Severity.WARNING),
                    why=f"这是“{word}”的变相写法；{entry.why}",
                    rewrites={},
                ),
                start,
                end,
            )

    def _longest(self, found: list[Match]) -> list[Match]:
        """Without what stands inside a longer match that weighs as much; sorted.

        What nobody may waive stands for itself, unless the longer one is of its kind.
        """
        found.sort(key=lambda match: (match.start, -match.end, match.entry.id))
        kept: list[Match] = []
        furthest: dict[tuple[bool, int], tuple[int, int]] = {}
        for match in found:
            span, rank = (match.start, match.end), (self._grave(match.entry), match.entry.severity)
            covering = (
                each
                for (grave, severity), each in furthest.items()
                if grave >= rank[0] and severity >= rank[1]
            )
            if any(each != span and each[1] >= match.end for each in covering):
                continue
            kept.append(match)
            if match.end > furthest.get(rank, (0, 0))[1]:
                furthest[rank] = span
        return kept

    def _grave(self, entry: Entry) -> bool:
        """Whether nobody may waive what an entry finds, however it is spelt."""
        return self.code_of(entry.id) in NEVER_WAIVED

    def _searched(self, text: str) -> str:
        """The normal form of a plain text, as far as entries can tell it from the text."""
        return text.lower() if self._folded.search(text) is None else lowered(text)

    def _counted(self, text: str, whole: str) -> list[Match]:
        """What a normal form says and what counts of it, each once."""
        needed: dict[str, bool] = {}
        found: dict[tuple[int, int, int], Match] = {}
        for at, start, end, literal in self._search.find(text):
            if (at, start, end) in found:
                continue
            entry = self.entries[at]
            severity = self._weight(entry, text, start, end, literal=literal)
            if severity and not self._has(entry, whole, needed):
                severity = 0
            if severity != entry.severity:
                entry = entry._replace(severity=severity, rewrites={})
            found[at, start, end] = Match(entry, start, end)
        return [match for match in found.values() if match.entry.severity]

    def _has(self, entry: Entry, whole: str, needed: dict[str, bool]) -> bool:
        """Whether the message has the words that an entry needs; ``needed`` remembers it."""
        if entry.needs and entry.needs not in needed:
            needed[entry.needs] = re.search(entry.needs, normalise(whole).text) is not None
        return not entry.needs or needed[entry.needs]

    def _weight(self, entry: Entry, text: str, start: int, end: int, *, literal: bool) -> int:
        """The severity of an entry where it stands; 0 where it says nothing."""
        covers = _inside if literal else _touches
        if any(covers(exception, text, start, end) for exception in entry.exceptions):
            return 0
        if entry.not_after and re.search(entry.not_after, before(text, start)):
            return 0
        if entry.by_word and not self._words.is_word(text, start, end):
            return 0
        if any(FRAMES[frame].holds(text, start, end) for frame in entry.unless):
            return Severity.INFO if entry.never_silent else 0
        return entry.severity


class _Reach:
    """How far some matches reach: whether a stretch of the text has characters of one."""

    def __init__(self, found: Iterable[Match]) -> None:
        spans = sorted((each.start, each.end) for each in found)
        self._starts = [start for start, _ in spans]
        self._ends = [*accumulate((end for _, end in spans), max)]

    def touches(self, start: int, end: int) -> bool:
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start


def _inside(exception: str, text: str, start: int, end: int) -> bool:
    """Whether the characters of a hit stand inside an exception."""
    first = max(end - len(exception), 0)
    last = min(start + len(exception), len(text))
    return text.find(exception, first, last) >= 0


def _touches(exception: str, text: str, start: int, end: int) -> bool:
    """Whether an exception has characters in common with what a pattern matched."""
    reach = len(exception) - 1
    return text.find(exception, max(start - reach, 0), end + reach) >= 0
