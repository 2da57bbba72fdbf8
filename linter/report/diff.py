"""What fixes change, as a unified diff."""

from __future__ import annotations

from difflib import unified_diff
from io import StringIO


def diff(path: str, before: str, after: str) -> str:
    """The lines that differ, as ``git apply`` reads them; ``path`` is from the project."""
    old, new = (list(StringIO(text, newline="\n")) for text in (before, after))
    lines = unified_diff(old, new, f"a/{path}", f"b/{path}")
    ended = (
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
    return "".join(ended)
