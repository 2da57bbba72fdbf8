"""Small glossaries for tests: entries of their own, ready to be found."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from linter.glossary.book import read_book
from linter.glossary.edition import segmenter
from linter.glossary.wording import Wording
from linter.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linter.text.words import Words

Span = tuple[int, int]


@lru_cache(maxsize=1)
def plain_words() -> Words:
    """The segmenter without words of our own."""
    return segmenter({})


def ready(terms: Mapping[str, dict[str, Any]], **lists: list[str]) -> Wording:
    """Entries by their ids, each of tone unless it says otherwise, ready to be found."""
    usual = {
        "code": "TON001",
        "match": "substring",
        "severity": "warning",
        "why": "甲",
        "basis": [],
        "good": ["乙"],
        "bad": ["丙"],
    }
    entries = {name: {**usual, **term} for name, term in terms.items()}
    tables = {name: {"title": name, "words": words} for name, words in lists.items()}
    layer = {
        name: Source(name, json.dumps(data, ensure_ascii=False))
        for name, data in (
            ("lists.yaml", {"lists": tables}),
            ("terms/tone.yaml", {"category": "tone", "terms": entries}),
        )
    }
    book, problems = read_book([layer])
    assert [problem.message for problem in problems] == []
    compiled = book.compile(plain_words())
    return Wording(compiled, lambda: segmenter(compiled["added"]))


def entry(*forms: str, **more: Any) -> Wording:
    """One entry, ready to be found."""
    lists = more.pop("lists", {})
    spelled = {"forms": [*forms]} if forms else {}
    return ready({"a": {**spelled, **more}}, **lists)


def spans(wording: Wording, text: str) -> list[Span]:
    """Where entries are found in a text."""
    return [(found.start, found.end) for found in wording.find(text)]


def found_in(wording: Wording, text: str) -> list[str]:
    """What is found in a text."""
    return [text[start:end] for start, end in spans(wording, text)]
