"""The pages of rules, entries and regulations, each with the templates that it touches."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.catalog.listing import address
from linter.glossary.terms import CATEGORIES
from linter.report.reference import (
    explained_regulation,
    explained_rule,
    explained_term,
    term_page,
)
from linter.report.words import WAIVED
from linter.rules import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linter.catalog.catalog import Catalog
    from linter.finding import Finding
    from linter.report.reference import Explained

FOLDER = "reference"
_INTRO = "每一件都写明看到的是什么：原文已读、二手资料或待核实。"


class Touched(NamedTuple):
    """A template that a rule, an entry or a regulation touches, and what is told of it."""

    id: str
    title: str
    told: str = ""


class Page(NamedTuple):
    """A page below `FOLDER`: its template, and what that shows."""

    path: str
    template: str
    values: dict[str, Any]


def pages(catalog: Catalog, basis: dict[str, Sequence[str]]) -> Iterator[Page]:
    """Every page; ``basis`` has the regulations of each template that the catalog shows."""
    book = catalog.project.edition.book
    by_code, by_term, by_basis = _touched(catalog, basis)
    rules = [
        (f"{each.code} {each.title}", f"rules/{each.code}.html") for each in all_rules().values()
    ]
    for rule in all_rules().values():
        parts = [_part(explained_rule(rule, book), "有这个问题的模板", by_code[rule.code])]
        yield _explained(f"rules/{rule.code}.html", f"{rule.code} {rule.title}", parts)
    categories = []
    for category, title in CATEGORIES.items():
        terms = [each for each in book.terms.values() if each.category == category]
        if terms:
            path = address(term_page(terms[0])).partition("#")[0]
            categories.append((f"{title}（{len(terms)} 条）", path))
            parts = [
                _part(explained_term(each, book), "写到它的模板", by_term[each.id])
                for each in terms
            ]
            yield _explained(path, title, parts)
    parts = [
        _part(explained_regulation(each, book), "以它为依据的模板", by_basis[each.id])
        for each in book.regulations.values()
    ]
    yield _explained("regulations.html", "法规和文件", parts, _INTRO)
    groups = [("规则", rules), ("词条", categories), ("依据", [("法规和文件", "regulations.html")])]
    yield Page(f"{FOLDER}/index.html", "reference.html", {"groups": groups})


def _part(
    explained: Explained, heading: str, touched: list[Touched]
) -> tuple[Explained, str, list[Touched]]:
    return explained, heading, touched


def _explained(
    path: str, title: str, parts: list[tuple[Explained, str, list[Touched]]], intro: str = ""
) -> Page:
    values = {"title": title, "intro": intro, "parts": parts, "address": address}
    return Page(f"{FOLDER}/{path}", "explained.html", values)


def _touched(
    catalog: Catalog, basis: dict[str, Sequence[str]]
) -> tuple[defaultdict[str, list[Touched]], ...]:
    """The templates by the rules, the entries and the regulations that touch them."""
    by_code: defaultdict[str, list[Touched]] = defaultdict(list)
    by_term: defaultdict[str, list[Touched]] = defaultdict(list)
    by_basis: defaultdict[str, list[Touched]] = defaultdict(list)
    for name, regulations in basis.items():
        title = catalog.standings[name].head.title
        findings = catalog.findings.get(name, ())
        for number in dict.fromkeys(found.code for found in findings):
            by_code[number].append(Touched(name, title, _told(findings, number)))
        for term in dict.fromkeys(found.term for found in findings if found.term):
            by_term[term].append(Touched(name, title))
        for regulation in regulations:
            by_basis[regulation].append(Touched(name, title))
    return by_code, by_term, by_basis


def _told(findings: Sequence[Finding], number: str) -> str:
    mine = [each for each in findings if each.code == number]
    waived = sum(each.waiver is not None for each in mine)
    return f"{len(mine)} 处" + (f"，其中 {waived} 处{WAIVED}" if waived else "")
