"""Everything that an Aho–Corasick automaton finds in a text, whatever the text holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick


def occurrences(automaton: AhoCorasick, text: str) -> list[tuple[int, int, int]]:
    """Pattern (by index), start and end (characters) of all matches, by their ends."""
    try:
        return automaton.find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:  # half characters, which JSON can escape
        whole = "".join("\ufffc" if "\ud800" <= each <= "\udfff" else each for each in text)
        return automaton.find_matches_as_indexes(whole, overlapping=True)
