"""What a text says that it must not: terms of the glossary, and shapes of personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.privacy import personal_data
from linter.rules.rule import Said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linter.glossary.wording import Match, Wording


def said(text: str, wording: Wording) -> list[Said]:
    """All that the wording of a text breaks, in its order."""
    return said_with(text, wording.find(text))


def said_with(text: str, matches: Sequence[Match]) -> list[Said]:
    """The same where the terms that it says are known."""
    found = [_term(text, match) for match in matches]
    found.extend(personal_data(text))
    found.sort(key=lambda each: (each.start, each.end, each.code))
    return found


def _term(text: str, match: Match) -> Said:
    entry, start, end = match
    advice = f"请改为“{entry.instead}”" if entry.instead else "请删除"
    message = f"“{text[start:end]}”：{entry.why}；{advice}"
    severity = Severity(entry.severity)
    return Said(entry.code, entry.category, severity, tuple(entry.basis), start, end, message)
