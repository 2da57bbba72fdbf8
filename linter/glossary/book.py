"""The glossary as its files say it: regulations, word lists, profiles and terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from string import punctuation
from typing import TYPE_CHECKING, Any

from linter.finding import Problem
from linter.glossary.disguise import disguises
from linter.glossary.lists import read_lists
from linter.glossary.pattern import Chains, PatternError, read_pattern
from linter.glossary.profiles import read_profiles
from linter.glossary.regulations import Regulation, read_regulations
from linter.glossary.terms import NEVER_SILENT, Term, read_terms
from linter.glossary.wording import Entry
from linter.hint import did_you_mean
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linter.glossary.profile import Profile
    from linter.source import Source
    from linter.text.words import Words


_FULL_WIDTH = 0xFEE0  # from ASCII to its full-width form


@dataclass(frozen=True, eq=False)
class Book:
    """Regulations, word lists, profiles and terms, by their names."""

    regulations: dict[str, Regulation]
    lists: dict[str, tuple[str, ...]]
    profiles: dict[str, Profile]
    terms: dict[str, Term]

    def compile(self, words: Words, chosen: dict[str, Term] | None = None) -> dict[str, Any]:
        """What `Wording` needs, as JSON values, of all terms or of those chosen.

        ``words`` suggests the frequencies that keep forms whole.
        """
        entries = []
        forms: list[tuple[str, int]] = []
        chains = Chains(self._prose)
        added: dict[str, int] = {}
        disguised: list[tuple[str, int]] = []
        for at, term in enumerate((self.terms if chosen is None else chosen).values()):
            entries.append(self._entry(term))
            for form in term.texts("forms"):
                normal = normalise(form).text
                forms.append((normal, at))
                if term.match == "word":
                    added[normal] = words.suggest(normal)
            disguised += [(word, at) for word in term.texts("disguised")]
            for pattern in term.patterns:
                for chain in read_pattern(pattern.text, self.lists):
                    chains.add(chain, at)
        return {
            "entries": entries,
            "forms": forms,
            "chains": chains.compiled,
            "words": chains.words,
            "disguises": disguises(disguised),
            "folded": self._folded(chains.words),
            "added": added,
        }

    @cached_property
    def _prose(self) -> str:
        """All good examples: what banks write, in normal form."""
        good = [text for term in self.terms.values() for text in term.texts("good")]
        return normalise("\n".join(good)).text

    def _folded(self, patterns: Iterable[Iterable[str]]) -> list[str]:
        """Full-width forms of the punctuation in forms, patterns, exceptions and lists."""
        texts = [word for words in (*self.lists.values(), *patterns) for word in words]
        for term in self.terms.values():
            texts += [*term.texts("forms"), *term.texts("except")]
        marks = set("".join(normalise(text).text for text in texts))
        folded = [chr(ord(mark) + _FULL_WIDTH) for mark in marks if mark in punctuation]
        return sorted([*folded, "￥"] if "¥" in marks else folded)

    def _entry(self, term: Term) -> Entry:
        return Entry(
            term.id,
            term.code,
            term.category,
            term.severity,
            term.why,
            term.instead,
            term.texts("basis"),
            term.match == "word",
            [normalise(each).text for each in term.texts("except")],
            self._any_of(term.record.get("needs")),
            self._any_of(term.record.get("not_after")),
            term.contexts,
            term.category in NEVER_SILENT,
            term.record.get("litigated", False),
            {normalise(form).text: text for form, text in term.rewrites.items()},
            term.safe,
        )

    def _any_of(self, name: str | None) -> str:
        return (
            "|".join(re.escape(normalise(word).text) for word in self.lists[name]) if name else ""
        )


def read_book(layers: Iterable[dict[str, Source]]) -> tuple[Book, list[Problem]]:
    """Read layers (files by their names) in order.

    What a later layer names replaces the same of an earlier one.
    """
    book = Book({}, {}, {}, {})
    problems: list[Problem] = []
    for layer in layers:
        terms: dict[str, Term] = {}
        for name, source in layer.items():
            if name == "regulations.yaml":
                regulations, found = read_regulations(source)
                book.regulations.update(regulations)
            elif name == "lists.yaml":
                lists, found = read_lists(source)
                book.lists.update(lists)
            elif name == "profiles.yaml":
                profiles, found = read_profiles(source)
                book.profiles.update(profiles)
            else:
                entries, found = read_terms(source)
                found.extend(_repeated(entries, terms))
                terms.update({entry.id: entry for entry in entries})
            problems.extend(found)
        book.terms.update(terms)
    problems.extend(_unknown(book))
    return book, problems


def _repeated(entries: list[Term], known: dict[str, Term]) -> Iterator[Problem]:
    for entry in entries:
        if entry.id in known:
            place = known[entry.id].record.place
            yield Problem(
                "META005", entry.record.place, f"词条“{entry.id}”已写在 {place.where}；请换一个编号"
            )


def _unknown(book: Book) -> Iterator[Problem]:
    """What entries name that isn't there."""
    for term in book.terms.values():
        for key in ("needs", "not_after"):
            name = term.record.get(key)
            if name is not None and name not in book.lists:
                hint = did_you_mean(name, book.lists)
                place = term.record.value_places[key]
                yield Problem("META004", place, f"lists.yaml 里没有“{name}”；{hint}")
        for pattern in term.patterns:
            try:
                read_pattern(pattern.text, book.lists)
            except PatternError as error:
                yield Problem("META004", pattern.place, f"句式“{pattern.text}”：{error}")
        for each in term.texts("basis"):
            number = each.partition("§")[0]
            if number not in book.regulations:
                place = term.record.value_places["basis"]
                yield Problem("META004", place, f"regulations.yaml 里没有 {number}；请改正编号")
