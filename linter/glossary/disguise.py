"""Spellings meant to slip past a dictionary, made ready when the glossary changes.

Every word of an entry's ``disguised`` is written by the sound of its characters:
all characters of one sound, and those that look alike, become one sign. So one
search finds 起素, 企诉 and 起昕 for 起诉. Pinyin instead of characters is listed.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linter.text import normalise as _text
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

_FOLDER = Path(_text.__file__).parent
_FIRST_SIGN = 0xE000  # private use: no text that people read has one
_LATIN = {  # letters of other scripts that look like Latin ones
    **dict(zip("асеорхукмтнвѕіјԁɡ", "aceopxykmthbsijdg", strict=True)),
    **dict(zip("αοερτυνκιχ", "aoeptuvkix", strict=True)),
    **dict.fromkeys("āáǎàăâ", "a"),
    **dict.fromkeys("ēéěèĕê", "e"),
    **dict.fromkeys("īíǐìĭî", "i"),
    **dict.fromkeys("ōóǒòŏô", "o"),
    **dict.fromkeys("ūúǔùŭûǖǘǚǜü", "u"),
}


def disguises(words: Iterable[tuple[str, int]]) -> dict[str, Any]:
    """What `linter.glossary.evasion.Evasions` needs, as JSON values.

    ``words`` are pairs of a word and the index of its entry. ``table`` has
    characters and, in the same order, their signs; ``forms`` are a spelling in
    signs and Latin letters, the index of its word and, where pinyin stands in
    it, the same spelling with the word's own characters; ``split`` maps
    characters written as their components to what they are.
    """
    known = [(normalise(word).text, entry) for word, entry in words]
    signs: dict[str, str] = {}
    table = dict(_LATIN)
    for word, _ in known:
        for character in word:
            sound = _sounds().get(character)
            if sound is not None and sound not in signs:
                signs[sound] = chr(_FIRST_SIGN + len(signs))
    table |= {character: signs[sound] for character, sound in _sounds().items() if sound in signs}
    for character, alike in _pairs("lookalikes.txt"):
        if _sounds()[character] in signs:
            table |= dict.fromkeys(alike, signs[_sounds()[character]])
    forms: list[tuple[str, int, str]] = []
    for at, (word, _) in enumerate(known):
        forms.append((_signed(word, table), at, ""))
        forms += [(_signed(spelling, table), at, spelling) for spelling in _with_pinyin(word)]
    used = {each for word, _ in known for each in word}
    split = {
        parts: whole
        for whole, ways in _pairs("components.txt")
        if whole in used
        for parts in ways.split()
    }
    signs_of = ["".join(table), "".join(table.values())]
    return {"words": known, "table": signs_of, "forms": forms, "split": split}


def _signed(spelling: str, table: dict[str, str]) -> str:
    return "".join(table.get(each, each) for each in spelling)


def _with_pinyin(word: str) -> Iterable[str]:
    """The word with some or all of its characters in pinyin; syllables joined or apart."""
    readings = [_readings().get(each) for each in word]
    if None in readings:
        return
    for choice in product((False, True), repeat=len(word)):
        if not any(choice):
            continue
        parts = [
            reading if latin else each
            for each, reading, latin in zip(word, readings, choice, strict=True)
        ]
        yield "".join(map(str, parts))
        if all(choice):
            yield " ".join(map(str, parts))


@cache
def _pairs(name: str) -> tuple[tuple[str, str], ...]:
    """The lines of a table: a head and its characters."""
    lines = (_FOLDER / name).read_text("utf-8").splitlines()[1:]
    return tuple((head, rest) for head, _, rest in (line.partition(" ") for line in lines))


@cache
def _readings() -> dict[str, str]:
    """The pinyin of characters, without tones."""
    return {each: head for head, characters in _pairs("sounds.txt") for each in characters}


@cache
def _sounds() -> dict[str, str]:
    """The sound of characters: pinyin without what many speakers don't tell apart."""
    return {each: _sound(reading) for each, reading in _readings().items()}


def _sound(reading: str) -> str:
    if reading[:2] in ("zh", "ch", "sh"):
        reading = reading[0] + reading[2:]
    return reading.removesuffix("g") if reading.endswith("ng") else reading
