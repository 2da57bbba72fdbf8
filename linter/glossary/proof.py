"""Entries are proved by their examples: once when the glossary changes, and by mutation.

An entry must find each of its bad examples and none of its good ones; and a
good example must be more than a bad one whose term was deleted or replaced.
The mutation check asks more: that each form, pattern, exception, word list,
context and word boundary makes a difference to some example. Words in disguise
need none: they are spelled in ways that are the same for all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from linter.finding import Problem
from linter.glossary.wording import Wording
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.finding import Place
    from linter.glossary.book import Book
    from linter.glossary.terms import Term
    from linter.text.words import Words


def prove(book: Book, wording: Wording) -> Iterator[Problem]:
    """What examples don't behave as they say, at the examples of their entry."""
    for term in book.terms.values():
        yield from _prove(term, wording)


def _prove(term: Term, wording: Wording) -> Iterator[Problem]:
    places = term.record.value_places
    yield from _prove_fix(term, wording)
    said = {text: _spans(term, wording, text) for text in term.texts("bad")}
    for text, spans in said.items():
        if not spans:
            yield Problem("META004", places["bad"], f"反例“{text}”没有查出“{term.id}”；请改正")
    for text in term.texts("good"):
        found = _spans(term, wording, text)
        if found:
            word = text[slice(*found[0])]
            message = f"正例“{text}”却查出了“{word}”；请改正例句，或写明例外"
            yield Problem("META004", places["good"], message)
        for bad, spans in said.items():
            if any(_only_the_term_differs(text, bad, *span) for span in spans):
                message = f"正例“{text}”与反例只差这个词；请另写一句真正会发送的话"
                yield Problem("META004", places["good"], message)


def _prove_fix(term: Term, wording: Wording) -> Iterator[Problem]:
    """What the entry offers instead is a whole remedy, and an example shows it."""
    place = term.record.where("fix")
    rewrites = {normalise(form).text: text for form, text in term.rewrites.items()}
    left = set(rewrites)
    for text in term.texts("bad"):
        for start, end in _spans(term, wording, text):
            form = normalise(text[start:end]).text
            instead = rewrites.get(form)
            if instead is None:
                continue
            left.discard(form)
            mended = f"{text[:start]}{instead}{text[end:]}"
            before = {match.entry.id for match in wording.matches(text)}
            after = {match.entry.id for match in wording.matches(mended)}
            if len(_spans(term, wording, mended)) >= len(_spans(term, wording, text)):
                message = f"把“{text}”里的“{form}”改成“{instead}”，还是查出“{term.id}”；请另写一个"
                yield Problem("META004", place, message)
            elif not after <= before:
                what = "、".join(sorted(after - before))
                message = f"把“{text}”里的“{form}”改成“{instead}”，又查出“{what}”；请另写一个"
                yield Problem("META004", place, message)
    for form in sorted(left):
        message = f"fix 里的“{form}”没有一个反例用到；请为它写一个反例"
        yield Problem("META004", place, message)


def _spans(term: Term, wording: Wording, text: str) -> list[tuple[int, int]]:
    """Where an entry finds what its severity is meant for."""
    return [
        (match.start, match.end)
        for match in wording.matches(text)
        if match.entry.id == term.id and match.entry.severity == term.severity
    ]


def _only_the_term_differs(good: str, bad: str, start: int, end: int) -> bool:
    before, after = bad[:start], bad[end:]
    rest = len(before) + len(after)
    if rest < end - start:  # what a pattern matched may be most of the sentence
        return False
    return len(good) >= rest and good.startswith(before) and good.endswith(after)


def mutate(book: Book, words: Words) -> Iterator[Problem]:
    """What could be removed from an entry without any of its examples noticing."""
    for term in book.terms.values():
        for place, what, mutant in _mutants(term):
            if not _noticed(book, words, [mutant]):
                yield Problem("META004", place, what)
    yield from _mutate_files(book, words)


def _noticed(book: Book, words: Words, mutants: list[Term]) -> bool:
    """Whether an example of the weakened entries no longer behaves as it says."""
    chosen = {mutant.id: mutant for mutant in mutants}
    wording = Wording(book.compile(words, chosen), lambda: words)
    return any(any(_prove(mutant, wording)) for mutant in mutants)


def _mutate_files(book: Book, words: Words) -> Iterator[Problem]:
    """The contexts that hold for a whole file: some entry's example must notice each."""
    files: dict[str, list[Term]] = {}
    for term in book.terms.values():
        files.setdefault(term.file.place.source.path, []).append(term)
    for terms in files.values():
        file = terms[0].file
        for each in file.get("unless", ()):
            rest = tuple(other for other in file.get("unless") if other != each)
            record = file._replace(values={**file.values, "unless": rest})
            if not _noticed(book, words, [replace(term, file=record) for term in terms]):
                what = f"全部词条去掉语境“{each}”，例句仍然全部通过；请为它写一个正例，或删除它"
                yield Problem("META004", file.value_places["unless"], what)


def _mutants(term: Term) -> Iterator[tuple[Place, str, Term]]:
    """What is weakened, what to say if nobody notices, and the weakened entry."""
    places = term.record.value_places
    for key, example in (("forms", "反例"), ("except", "正例")):
        for each in term.texts(key):
            rest = tuple(other for other in term.texts(key) if other != each)
            what = f"“{term.id}”去掉“{each}”，例句仍然全部通过；请为它写一个{example}"
            yield places[key], what, term.replace(key, rest)
    for pattern in term.patterns:
        kept = tuple(other for other in term.patterns if other is not pattern)
        what = f"“{term.id}”去掉“{pattern.text}”，例句仍然全部通过；请为它写一个反例"
        yield pattern.place, what, term.replace("patterns", kept)
    for each in term.texts("unless"):
        rest = tuple(other for other in term.texts("unless") if other != each)
        what = f"“{term.id}”去掉语境“{each}”，例句仍然全部通过；请为它写一个正例，或删除它"
        yield places["unless"], what, term.replace("unless", rest)
    for key in ("needs", "not_after"):
        if term.record.get(key) is not None:
            what = f"“{term.id}”去掉 {key}，例句仍然全部通过；请为它写一个正例，或删除它"
            yield places[key], what, term.replace(key, None)
    if term.match == "word":
        what = f"“{term.id}”不看词的边界，例句仍然全部通过；请写一个跨词的正例，或改 match"
        yield places["match"], what, term.replace("match", "substring")
