"""Ordinary prose of a bank, on which the wording rules must keep silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.glossary.edition import Edition
from linter.rules.wording import said_all
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

# Words of jail in an advertisement: a warning to look twice is wanted.
LOOKED_AT = {"别让一张闲置的银行卡，变成坐牢的入场券。": "THR002"}


def _prose() -> Iterator[str]:
    for file in sorted((ROOT / "tests" / "prose").glob("*.txt")):
        yield from file.read_text("utf-8").splitlines()


def test_there_is_prose_enough() -> None:
    """A thousand sentences and more, no two alike: terms, app texts, letters, warnings."""
    sentences = [*_prose()]

    assert len(sentences) > 1000
    assert len(set(sentences)) == len(sentences)


def test_ordinary_prose_is_clean() -> None:
    """No sentence has a warning or an error but those that were looked at and stay."""
    sentences = [*_prose()]
    told = {
        sentence: found.code
        for sentence, all_found in zip(
            sentences, said_all(sentences, Edition(ROOT).wording), strict=True
        )
        for found in all_found
        if found.severity > Severity.INFO
    }

    assert told == LOOKED_AT
