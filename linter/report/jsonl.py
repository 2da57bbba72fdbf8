"""``--format jsonl``: the findings of ``--format json``, one a line, for programs that stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.report.characters import json_text
from linter.report.json import finding_dict

if TYPE_CHECKING:
    from linter.run import Summary


def report(summary: Summary) -> str:
    """The findings of a run, an object a line; nothing where there is none."""
    return "\n".join(json_text(finding_dict(each), exact=True) for each in summary.findings)
