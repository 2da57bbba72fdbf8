"""What to write instead: the half sentence after "there is no such name"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_LISTED = 12


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A Chinese half sentence that names the nearest known word, else lists some."""
    from difflib import get_close_matches  # noqa: PLC0415 - only needed once something is wrong

    names = list(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"您是不是想写“{near[0]}”？"
    if not names:
        return "请删除它"
    listed = "、".join(names[:_MOST_LISTED])
    return f"可用的有：{listed}{'等' if len(names) > _MOST_LISTED else ''}"
