"""The normal form on which words are matched, and the way back to the text.

In this order:

1. Invisible characters are removed: format characters (zero width, bidi, soft
   hyphen, byte order mark, tags), controls, variation selectors, fillers.
2. Compatibility forms are folded (NFKC): full width, enclosed, ligatures, jamo.
3. Traditional characters become simplified ones, one to one, and 帐 becomes 账.
4. Letters become lower case, where that is one letter; then NFKC again, which
   may compose what was not composed in upper case.
5. One to three separators between two Han characters are removed: blanks,
   dashes, symbols, marks, and the signs of `_SIGNS`; … counts as three. The
   Chinese dash —— and ellipsis ……, punctuation, brackets, line breaks and
   U+FFFC, which stands for the value of a variable, always stay.

A *combining sequence* (a character with the marks, jamo or vowel signs that may
combine with it) is folded as a whole: its characters map to the whole sequence.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import compress, groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, combining, normalize

from linter.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TABLE = Path(__file__).with_name("traditional.txt")
_REMEMBERED = 8192  # characters: more than any Chinese text has
_LONG = 4096  # characters: what `audit` reads at once is longer, a message is not
_SHORT = 8  # characters of a sequence that is worth remembering
_SIGNS = frozenset("·•‧・/\\*#.※\t")
_SEPARATORS = frozenset({"Zs", "Pd", "Pc", "Sk", "Sm", "So", "Mn", "Me"})  # categories
_NO_SEPARATORS = frozenset("<>⸺\ufffc")  # though their categories say so
_DASH = "——"
# Fillers, variation selectors and joiners, which count as letters or marks.
_INVISIBLE = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164"
    "\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
)
_HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What `plain` accepts: characters that are separators between Han, and others.
_PLAIN_SEPARATORS = r" \t\-+=|~^`_/\\*#.·—★☆■□◆◇○●→←↑↓√×÷※✓✔☎♀♂△▲▼＋－＝｜～＾＿／＼＊＃．｀"
_PLAIN = (
    r"\n\r!\"$%&'(),0-;<>?@A-Z\[\]a-z{}¥‘’“”、。〈-】〔〕！＂＄-），：；＜＞？＠［］｛｝￥"
    "\ufffc\u4e00-\u9fff"
)


_FULL = "！＂＃＄％＆＇（）＊＋，－．／：；＜＝＞？＠［＼］＾＿｀｛｜｝～￥"
_HALVED = {mark: normalize("NFKC", mark) for mark in _FULL}


class Normal(NamedTuple):
    """A normal form; for each of its characters, where its origin starts and ends.

    ``origins`` are offsets (characters) into the original.
    """

    text: str
    origins: Sequence[tuple[int, int]]

    def span(self, start: int, end: int) -> Span:
        """The characters of the original that make ``text[start:end]``, which isn't empty."""
        return Span(self.origins[start][0], self.origins[end - 1][1])


@lru_cache(8)  # words and shapes are looked for in the same text
def plain(text: str) -> bool:
    """Whether the normal form is the text in lower case, but for full-width punctuation.

    May be False for a text of which this is true. True for most texts, at a
    fraction of the cost of `normalise`.
    """
    return _odd().search(text) is None and _is_simplified(text)


def lowered(text: str) -> str:
    """The normal form of a plain text."""
    text = text.lower()
    for mark in _HALVED.keys() & set(text):
        text = text.replace(mark, _HALVED[mark])
    return text


def _is_simplified(text: str) -> bool:
    """Whether step 3 changes nothing.

    Of many texts together an encoder says so quicker: GB 2312 has hardly any
    traditional characters.
    """
    if len(text) > _LONG:
        try:
            text.encode("gb2312")
        except UnicodeEncodeError:
            pass
        else:
            return _in_both().search(text) is None
    return _traditional().isdisjoint(text)


@lru_cache(256)
def normalise(text: str) -> Normal:
    """The normal form of a text."""
    if plain(text):
        return Normal(lowered(text), list(pairwise(range(len(text) + 1))))
    origins = [
        (character, start, end)
        for sequence, start, end in _sequences(text)
        for character in _folded(sequence)
    ]
    folded = "".join([character for character, _, _ in origins])
    kept = _kept(folded)
    return Normal(
        "".join(compress(folded, kept)),
        [(start, end) for _, start, end in compress(origins, kept)],
    )


def _sequences(text: str) -> Iterator[tuple[str, int, int]]:
    """The combining sequences of what is visible, each with its characters of the text."""
    sequence: list[str] = []
    start = end = 0
    for at, character in enumerate(text):
        if _invisible(character):
            continue
        if sequence and not _combines(character):
            yield "".join(sequence), start, end
            sequence.clear()
        if not sequence:
            start = at
        sequence.append(character)
        end = at + 1
    if sequence:
        yield "".join(sequence), start, end


@lru_cache(_REMEMBERED)
def _invisible(character: str) -> bool:
    if category(character) in {"Cf", "Cc"}:
        return not character.isspace()
    return re.match(f"[{_INVISIBLE}]", character) is not None


@lru_cache(_REMEMBERED)
def _combines(character: str) -> bool:
    """Whether a character may be reordered or composed with what precedes it."""
    first = normalize("NFKD", character)[0]
    # Vowels and finals of Hangul; U+16D67 is the only other letter (Kirat Rai).
    return category(first)[0] == "M" or "\u1160" <= first <= "\u11ff" or first == "\U00016d67"


def _folded(sequence: str) -> str:
    """The normal form of a combining sequence."""
    return _short_folded(sequence) if len(sequence) <= _SHORT else _fold(sequence)


@lru_cache(_REMEMBERED)
def _short_folded(sequence: str) -> str:
    return _fold(sequence)


def _fold(sequence: str) -> str:
    if len(sequence) > 1:
        sequence = _ordered(sequence)
    return normalize("NFKC", "".join(map(_small, normalize("NFKC", sequence))))


def _ordered(sequence: str) -> str:
    """A sequence decomposed, its marks in canonical order.

    NFKC would give the same, but in a time quadratic in the number of marks.
    """
    characters = "".join(normalize("NFKD", character) for character in sequence)
    runs = groupby(characters, key=lambda character: combining(character) > 0)
    return "".join(character for _, run in runs for character in sorted(run, key=combining))


def _small(character: str) -> str:
    """A character simplified and in lower case."""
    lower = character.lower()
    return _simplified().get(character, lower if len(lower) == 1 else character)


def _kept(text: str) -> bytearray:
    """For each character of a text, whether it stays: it does unless it is a separator."""
    kept = bytearray(b"\1") * len(text)
    kinds = "".join(map(_kind, text))
    for found in re.finditer("(?<=H)s{1,3}(?=H)", kinds):
        start, end = found.span()
        if _DASH not in text[start:end]:
            kept[start:end] = bytes(end - start)
    return kept


@lru_cache(_REMEMBERED)
def _kind(character: str) -> str:
    """What a character is in the middle of words: H Han, s separator, or another."""
    if re.match(f"[{_HAN}]", character):
        return "H"
    kind = category(character)
    separates = kind in _SEPARATORS and character not in _NO_SEPARATORS
    return "s" if separates or character in _SIGNS else "."


@cache
def _simplified() -> dict[str, str]:
    """Characters and what stands for them in the normal form."""
    _, traditional, simplified = _TABLE.read_text("utf-8").splitlines()
    return dict(zip(traditional + "帐帳", simplified + "账账", strict=True))


@cache
def _traditional() -> frozenset[str]:
    """The characters that step 3 changes: a set is quicker than the dictionary's keys."""
    return frozenset(_simplified())


@cache
def _in_both() -> re.Pattern[str]:
    """The characters that step 3 changes although GB 2312 has them."""
    both = [each for each in _traditional() if each.encode("gb2312", "ignore")]
    return re.compile(f"[{''.join(both)}]")


@cache
def _odd() -> re.Pattern[str]:
    """A character that `plain` doesn't accept, or the first of one to three separators in a word.

    Among the characters which it accepts, Han are the only letters outside ASCII.
    """
    han, separator = r"[^\W0-9A-Za-z_]", f"[{_PLAIN_SEPARATORS}]"
    in_word = f"(?<={han}{separator})(?={separator}{{0,2}}{han})"
    return re.compile(f"[^{_PLAIN}](?:(?<!{separator})|{in_word})")
