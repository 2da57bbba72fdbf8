"""SMS lengths: UTF-16 units and parts, without ever splitting a character.

Any Chinese character makes a message UCS-2: 70 units alone, otherwise parts of
67 (66 where the concatenation header has a 16-bit reference). A character of
two units is never split, so a part may hold one unit less (3GPP TS 23.040
§9.2.3.24.1).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from linter.source import utf16_units
from linter.template.message import Hole, Piece, Printed

_RUNS = re.compile("([^\U00010000-\U0010ffff]*)([\U00010000-\U0010ffff]*)")
ALONE = 70
PART = 67


class Length(NamedTuple):
    """Units and parts of a message: shortest, as in the example, longest."""

    fewest_units: int
    example_units: int
    most_units: int
    fewest_parts: int
    example_parts: int
    most_parts: int


def parts(text: str, part_units: int = PART) -> int:
    """How many SMS parts a concrete text needs."""
    return 1 + len(cuts(text, part_units))


def cuts(text: str, part_units: int = PART) -> list[int]:
    """Where each further part of a concrete text begins, in characters."""
    if utf16_units(text) <= ALONE:
        return []
    found, used = [], 0
    for at, character in enumerate(text):
        width = 2 if character > "\uffff" else 1
        if used + width > part_units:
            found.append(at)
            used = 0
        used += width
    return found


def measure(printed: Printed, part_units: int = PART) -> Length:
    """The length of a message over all values that its holes accept."""
    return Length(
        fewest_units=printed.fewest_units,
        example_units=utf16_units(printed.example),
        most_units=printed.most_units,
        fewest_parts=parts(printed.shortest, part_units),
        example_parts=parts(printed.example, part_units),
        most_parts=most_parts(printed, part_units),
    )


def capacity(count: int, part_units: int = PART) -> int:
    """How many units fit into this many parts."""
    return ALONE if count == 1 else count * part_units


def surely_fits(printed: Printed, count: int, part_units: int = PART) -> bool:
    """Whether this many parts hold the message, however its characters fall."""
    lost = count - 1  # a unit at each boundary, where a pair isn't split
    return printed.most_units <= capacity(count, part_units) - lost


def most_parts(printed: Printed, part_units: int = PART) -> int:
    """The most parts that any values make.

    Exact where no character of two units can stand; otherwise by a search over
    how full the current part may be.
    """
    units = printed.most_units
    if units <= ALONE:
        return 1
    fewest = -(-units // part_units)
    if _with_losses(units, fewest, part_units) == fewest:
        return fewest  # as mostly: whatever stands at the boundaries, the last part has room
    pairs = sum(_pairs(part) for part in printed.parts)
    if not pairs or _with_losses(units, pairs, part_units) == fewest:
        return fewest
    return max(fewest, _searched(printed, part_units))


def _pairs(part: Piece | Hole) -> int:
    """How many characters of two units a part of the text may hold."""
    if isinstance(part, Piece):
        return utf16_units(part.text) - len(part.text)
    return utf16_units(part.longest) // 2 if part.variable.type.wide else 0


def _with_losses(units: int, pairs: int, part_units: int) -> int:
    """Parts if every boundary lost a unit to a pair, as far as there are pairs."""
    count = 1
    while count * part_units - min(count - 1, pairs) < units:
        count += 1
    return count


def _searched(printed: Printed, part_units: int) -> int:
    """The most parts by trying every width at every place: state is units used → parts."""
    states = {0: 1}
    for part in printed.parts:
        if isinstance(part, Piece):
            for narrow, wide in _RUNS.findall(part.text):
                states = _add(states, len(narrow), part_units)
                for _ in wide:
                    states = _add_pair(states, part_units)
            continue
        least, most = utf16_units(part.shortest), utf16_units(part.longest)
        reached: dict[int, int] = {}
        if not part.variable.type.wide:
            for used in range(least, most + 1):
                _merge(reached, _add(states, used, part_units))
            states = reached
            continue
        by_units = {0: states}
        if least == 0:
            _merge(reached, states)
        for used in range(1, most + 1):
            merged = _add(by_units[used - 1], 1, part_units)
            if used - 2 in by_units:
                _merge(merged, _add_pair(by_units[used - 2], part_units))
            by_units[used] = merged
            if used >= least:
                _merge(reached, merged)
        states = reached
    return max(states.values())


def _add(states: dict[int, int], count: int, part_units: int) -> dict[int, int]:
    """The states after this many characters of one unit."""
    added: dict[int, int] = {}
    for used, parts_before in states.items():
        total = used + count
        more, last = divmod(total - 1, part_units) if total else (0, -1)
        if added.get(last + 1, 0) < parts_before + more:
            added[last + 1] = parts_before + more
    return added


def _add_pair(states: dict[int, int], part_units: int) -> dict[int, int]:
    """The states after one character of two units."""
    added: dict[int, int] = {}
    for used, parts_before in states.items():
        fits = used + 2 <= part_units
        _merge(added, {used + 2 if fits else 2: parts_before + (not fits)})
    return added


def _merge(into: dict[int, int], states: dict[int, int]) -> None:
    for used, parts_before in states.items():
        if into.get(used, 0) < parts_before:
            into[used] = parts_before
