"""``--format rdjsonl``: the diagnostics of ``--format rdjson``, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.report.characters import json_text
from linter.report.rdjson import diagnostic

if TYPE_CHECKING:
    from linter.run import Summary


def report(summary: Summary) -> str:
    """The findings of a run, an object a line; nothing where there is none."""
    return "\n".join(json_text(diagnostic(each, summary)) for each in summary.findings)
