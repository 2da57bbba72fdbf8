"""What tells a finding from any other while lines move and files are renamed."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linter.finding import Finding


def content(finding: Finding) -> tuple[str, str, str]:
    """Rule, template and what was found: the same for two that differ in their place only.

    Where nothing is printed that could be found, the message stands for it, without
    its advice and its numbers, which change with the bank's data and with every word.
    """
    where = finding.template or finding.place.source.path
    fault, _, _ = finding.message.partition("；")
    found = " ".join(finding.excerpt.split()) or re.sub(r"\d+", "#", fault)
    return finding.code, where, found


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """One for each finding, in their order: 32 hexadecimal digits, no two alike.

    Made of `content`, and of how many findings with the same come before it.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    made = []
    for finding in findings:
        key = content(finding)
        text = "\n".join((*key, str(seen[key])))
        seen[key] += 1
        made.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return made
