"""Any text in GitHub's and GitLab's Markdown, so that it is shown and does nothing.

A backslash keeps ``*`` from being markup, but links, mentions and references to
issues are made after that, from the bare text. Only inside a code span is
nothing made of anything, so whatever is no plain word stands in one.
"""

from __future__ import annotations

import re
from itertools import groupby

from linter.report.characters import one_line

_RUN = re.compile(r"(?:\{\{.*?\}\}|\{%.*?%\}|[!-~])+")  # what Jinja reads stays together
_PLAIN = re.compile("=|[A-Za-z]+(?:-[A-Za-z]+)*|[A-Z]*[0-9]+[A-Z]*|[0-9]+(?:[-.,][0-9]+)*%?")
_COMMIT = re.compile("[0-9A-Fa-f]{7,}")


def prose(text: str, most: int | None = None) -> str:
    """A text as it reads in a sentence: words stand bare, anything else in ASCII as code."""
    return bare(one_line(text, most))


def bare(text: str) -> str:
    """The same for a text whose white space stays."""
    return _RUN.sub(_bare, text)


def _bare(found: re.Match[str]) -> str:
    run = found[0]
    plain = _PLAIN.fullmatch(run) and not _COMMIT.fullmatch(run)
    return run if plain else code(run)


def code(text: str, most: int | None = None) -> str:
    """A text as a code span, empty for none."""
    text = one_line(text, most)
    if not text:
        return ""
    runs = (len(list(run)) for mark, run in groupby(text) if mark == "`")
    fence = "`" * (max(runs, default=0) + 1)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{room}{text}{room}{fence}"
