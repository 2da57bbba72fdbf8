"""What a text says that it must not: terms of the glossary, and shapes of personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.privacy import may_name, personal_data
from linter.rules.rule import Rewrite, Said
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linter.glossary.wording import Match, Wording


_SENTENCE_ENDS = "。！？\n"
_ECHO = 3  # characters: a shorter word may well stand twice in a sentence


def said(text: str, wording: Wording, whole: str = "") -> Sequence[Said]:
    """All that the wording of a text breaks, in its order.

    ``whole`` is the message, if the text is only a section of it.
    """
    return _said(text, wording.find(text, whole), whole or text, personal=may_name(text))


def said_all(texts: Sequence[str], wording: Wording) -> list[Sequence[Said]]:
    """What `said` gives for each text: quick where most of them say nothing."""
    personal = may_name("\n".join(texts))
    matches = wording.find_all(texts)
    return [
        _said(text, found, text, personal=personal and may_name(text)) if found or personal else ()
        for text, found in zip(texts, matches, strict=True)
    ]


def _said(text: str, matches: Sequence[Match], whole: str, *, personal: bool) -> Sequence[Said]:
    found = [_term(text, match) for match in matches]
    if any(each.rewrite is not None for each in found):
        found = list(_without_echoes(text, found))
    if personal:
        found.extend(personal_data(text, whole))
    found.sort(key=lambda each: (each.start, each.end, each.code))
    return found


def _without_echoes(text: str, found: list[Said]) -> Iterator[Said]:
    """What was found; no rewriting puts a word beside itself, as in ``违约金、违约金``."""
    offered: dict[tuple[int, str], str] = {}
    for each in found:
        word = text[each.start : each.end]
        if each.rewrite is not None and len(each.rewrite.text) >= _ECHO:
            start = max(text.rfind(mark, 0, each.start) for mark in _SENTENCE_ENDS) + 1
            ends = (text.find(mark, each.end) for mark in _SENTENCE_ENDS)
            end = min((at for at in ends if at >= 0), default=len(text))
            first = offered.setdefault((start, each.rewrite.text), word)
            if each.rewrite.text in text[start:end] or first != word:
                yield each._replace(rewrite=None)
                continue
        yield each


def _term(text: str, match: Match) -> Said:
    entry, start, end = match
    advice = f"请改为“{entry.instead}”" if entry.instead else "请删除"
    message = f"“{text[start:end]}”：{entry.why}；{advice}"
    severity = Severity(entry.severity)
    rewrite = None
    if entry.rewrites:
        instead = entry.rewrites.get(normalise(text[start:end]).text)
        rewrite = Rewrite(instead, entry.safe) if instead is not None else None
    return Said(
        code=entry.code,
        category=entry.category,
        severity=severity,
        basis=tuple(entry.basis),
        start=start,
        end=end,
        message=message,
        litigated=entry.litigated,
        term=entry.id,
        rewrite=rewrite,
    )
