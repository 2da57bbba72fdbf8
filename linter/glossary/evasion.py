"""Finds words that are written so as to slip past a dictionary.

By other characters of the same sound or look, in pinyin, with signs, brackets,
notes or line breaks between their characters, as markup, escapes or Base64, or
backwards with a control character. A word that is simply written is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ahocorasick_rs import AhoCorasick

from linter.text.automaton import occurrences
from linter.text.coded import CODED, decoded, replaced
from linter.text.normalise import Normal, normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from linter.text.words import Words

_HAN = r"[^\W0-9A-Za-z_]"  # letters that are not Latin: a class that compiles quickly
_OPEN, _CLOSE = "（(【\\[〔「『《<“‘\"'", "）)】\\]〕」』》>”’\"'"
_MARKS = ",，、。.!！;；:：|"
_MARK = f"[{_MARKS}]"
_BETWEEN = (
    f"[{_CLOSE}]{{1,2}}[{_OPEN}]{{1,2}}|[（(][^（()）\n]{{1,12}}[）)]"
    "|[ \t\u3000]*\r?\n[ \t\u3000]*|[ \t\u3000]{4,12}"
)
# Where two characters are parted: it begins with one class, so that a search is quick.
_PARTING = re.compile(
    f"[{_CLOSE}（(\r\n \t\u3000{_MARKS}](?<={_HAN}(?s:.))(?:"
    f"(?<={_MARK})(?<=(?<!{_HAN})..)(?={_HAN}(?!{_HAN}))"
    f"|(?<=[{_CLOSE}])(?=[{_OPEN}])|(?<=[（(])(?=[^（()）\n]{{1,12}}[）)])|(?<=\n)|(?<=\r)(?=\n)"
    "|(?<=[ \t\u3000])(?=[ \t\u3000]{3}|[ \t\u3000]*\r?\n))"
)
# They don't tell of another script.
_WIDE_MARKS = "，。；：！？（）［］％＋－／～．＆＝＃＠＊"
# Characters that stand beside any other by chance: 从第三日起数.
_COMMON = frozenset("的一是了在有为以不个上下大小中人年月日时分数书手首收售受")
_LETTER = re.compile("[a-z\u00e0-\u024f]")
_ADDRESS = re.compile("[0-9@._/:=&?+#%-]")
_NAME = re.compile("(?:[A-Z][a-z]+ ?)+")


class Spelling(NamedTuple):
    """A disguised word at characters ``start`` to ``end`` of a text; ``entry`` is an index."""

    word: str
    entry: int
    start: int
    end: int


class _Reading(NamedTuple):
    """A text and a way to read it; ``parted``: what stood between characters is gone.

    ``folded`` are the places in ``normal`` of characters that are written in
    another script or width.
    """

    text: str
    normal: Normal
    parted: bool = False
    folded: Sequence[int] = ()

    def alone(self, start: int, end: int) -> bool:
        """Whether a piece is the only one in another script: else the whole text is."""
        inside = bisect_left(self.folded, end) - bisect_left(self.folded, start)
        return inside == len(self.folded)


class Evasions:
    """All words whose disguises are looked for; `linter.glossary.disguise` makes ``compiled``."""

    def __init__(self, compiled: dict[str, Any], words: Callable[[], Words]) -> None:
        self._known: list[tuple[str, int]] = compiled["words"]
        self._compiled = compiled
        self._split: dict[str, str] = compiled["split"]
        characters, signs = compiled["table"]
        self._table = dict(zip(map(ord, characters), signs, strict=True))
        self._open_words = words

    @cached_property
    def _words(self) -> Words:
        return self._open_words()

    @cached_property
    def _spellings(self) -> dict[str, list[tuple[int, bool]]]:
        """Every spelling, and the words (by index) that it may be; with pinyin or without."""
        found: dict[str, list[tuple[int, bool]]] = {}
        for spelling, at, pinyin in self._compiled["forms"]:
            found.setdefault(spelling, []).append((at, bool(pinyin)))
        return found

    @cached_property
    def _forms(self) -> list[list[tuple[int, bool]]]:
        return [*self._spellings.values()]

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick([*self._spellings], store_patterns=False)

    @cached_property
    def _firsts(self) -> frozenset[str]:
        """The Chinese characters after which a word may go on."""
        return _han(word[:-1] for word, _ in self._known)

    @cached_property
    def _parted(self) -> re.Pattern[str]:
        """What stands between two characters of words, and `normalise` keeps.

        A lone mark only stands between characters that stand alone: 爆,通,讯,录.
        """
        lasts = _han(word[1:] for word, _ in self._known)
        first, last = (f"[{''.join(each)}]" if each else "(?!)" for each in (self._firsts, lasts))
        stands_alone = f"(?={_HAN}(?:{_MARK}|(?!{_HAN}).|$))"
        alone = f"(?:(?<=(?<!{_HAN}).)|(?<={_MARK}.)){_MARK}{stands_alone}"
        return re.compile(f"(?<={first})(?:{_BETWEEN}|{alone})(?={last})")

    def _gated(self, text: str) -> Iterator[int]:
        """Where something may stand between two characters of a word: quicker than `_parted`."""
        for found in _PARTING.finditer(text):
            if text[found.start() - 1] in self._firsts:
                yield found.start() - 1

    @cached_property
    def _components(self) -> re.Pattern[str]:
        """Characters of words, written as their components."""
        return re.compile("|".join(self._split) or "(?!)")

    def promising(self, text: str) -> bool:
        """Whether a plain text may have a disguised word: a quick look before `find`."""
        if (
            CODED.search(text)
            or self._components.search(text)
            or next(self._gated(text), None) is not None
        ):
            return True
        lower = text.lower()
        return any(
            lower[start:end] != self._known[at][0] or not _plainly(lower[start:end])
            for which, start, end in self._hits(lower)
            for at, _ in self._forms[which]
        )

    def promising_parts(self, text: str, ends: Sequence[int]) -> set[int]:
        """The parts of a plain text in lower case that may have one: no fewer than `find` finds.

        ``ends`` are theirs, line breaks included.
        """
        places = [*self._gated(text), *(found.start() for found in CODED.finditer(text))]
        places += [start for _, start, _ in self._wide.find_matches_as_indexes(text)]
        return {bisect_right(ends, place) for place in places}

    @cached_property
    def _wide(self) -> AhoCorasick:
        """Every disguise with one character changed: quicker in many texts than `_hits`."""
        alike: defaultdict[str, list[str]] = defaultdict(list)
        for code, sign in self._table.items():
            alike[sign].append(chr(code))
        spellings = [*self._split, *(each for _, _, each in self._compiled["forms"] if each)]
        for word, _ in self._known:
            if not _plainly(word):
                spellings.append(word)
            for at, character in enumerate(word):
                others = alike[self._table.get(ord(character), "")]
                spellings += [
                    word[:at] + other + word[at + 1 :] for other in others if other != character
                ]
        return AhoCorasick(spellings, store_patterns=False)

    def find(self, text: str) -> Iterator[Spelling]:
        """The disguised words of a text, as they stand in it; one may come twice."""
        normal = normalise(text)
        folded = [
            at
            for at, (start, end) in enumerate(normal.origins)
            if text[start:end].lower() != normal.text[at] and text[start:end] not in _WIDE_MARKS
        ]
        yield from self._in(_Reading(text, normal, folded=folded))
        gone = [(*found.span(), "") for found in self._parted.finditer(text)]
        if gone:
            yield from self._in(_Reading(text, replaced(text, gone), parted=True))
        composed = [
            (*found.span(), self._split[found[0]]) for found in self._components.finditer(text)
        ]
        if composed:
            yield from self._in(_Reading(text, replaced(text, composed)))
        shown = decoded(text) if CODED.search(text) else None
        if shown is not None:
            yield from self._in(_Reading(text, shown))

    def _in(self, reading: _Reading) -> Iterator[Spelling]:
        """What a reading of the text says."""
        text, normal, _, _ = reading
        for which, start, end in self._hits(normal.text):
            span = normal.span(start, end)
            for at, pinyin in self._forms[which]:
                word, entry = self._known[at]
                if pinyin:
                    counts = _is_pinyin(word, normal.text, start, end, text[slice(*span)])
                else:
                    counts = self._counts(word, reading, start, end)
                if counts:
                    yield Spelling(word, entry, *span)

    def _hits(self, text: str) -> list[tuple[int, int, int]]:
        return occurrences(self._automaton, text.translate(self._table))

    def _counts(self, word: str, reading: _Reading, start: int, end: int) -> bool:
        """Whether a hit is a disguise of the word, and not the word as everyone writes it."""
        text, (read, _), parted, _ = reading
        span = reading.normal.span(start, end)
        written, piece = text[slice(*span)], read[start:end]
        if not _plainly(word):  # a disguise itself: 加v, ☎轰炸
            return piece == word and not _in_letters(read, start, end)
        if piece != word:
            return not parted and self._sounds_like(word, piece, read, start, end)
        if written.lower() == word:
            return False
        if not parted:
            return len(written) != len(word) or reading.alone(start, end)
        if re.search(_MARK, written):  # characters that stand alone make no other word
            return True
        return self._words.is_word(read, start, end)

    def _sounds_like(self, word: str, piece: str, read: str, start: int, end: int) -> bool:
        """Whether a piece is the word with one character changed, and no word itself."""
        if word.isascii():  # letters of another script
            return not piece.isascii() and not _in_letters(read, start, end)
        changed = [new for new, old in zip(piece, word, strict=True) if new != old]
        if len(changed) > 1 or not all("\u4e00" <= each <= "\u9fff" for each in piece):
            return False
        if len(word) == 2 and changed[0] in _COMMON:  # noqa: PLR2004
            return False
        return not self._words.is_common(piece) and self._words.is_word(read, start, end)


def _han(parts: Iterable[str]) -> frozenset[str]:
    """The Chinese characters of some parts of words."""
    return frozenset(each for part in parts for each in part if each >= "\u4e00")


def _is_pinyin(word: str, read: str, start: int, end: int, written: str) -> bool:
    """Whether Latin letters stand for characters: not as part of other letters, nor as a name."""
    before, after = read[max(start - 1, 0) : start], read[end : end + 1]
    piece = read[start:end]
    if _in_letters(read, start, end):
        return False
    if not _han(piece):
        if _ADDRESS.match(before) or _ADDRESS.match(after):
            return False
        return _NAME.fullmatch(written) is None
    return all(each in word for each in _han(piece))


def _in_letters(read: str, start: int, end: int) -> bool:
    """Whether Latin letters at the edge of a piece belong to a longer word."""
    before, after = read[max(start - 1, 0) : start], read[end : end + 1]
    first = _LETTER.match(read[start]) and _LETTER.match(before)
    last = _LETTER.match(read[end - 1]) and _LETTER.match(after)
    return bool(first or last)


def _plainly(word: str) -> bool:
    """Whether a word is Chinese, or a number or code in Latin: as everyone writes it."""
    return re.fullmatch(f"{_HAN}+|[a-z0-9.]+|[0-9]+{_HAN}+", word) is not None
