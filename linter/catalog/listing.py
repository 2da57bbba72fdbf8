"""What the list searches and narrows: rows, facets, and words that stand for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from linter.approval.standing import STATUSES
from linter.catalog.wording import lines
from linter.report.characters import exchangeable, json_text
from linter.report.meanings import AUDIENCES
from linter.report.reference import explained_regulation, explained_rule, explained_term, term_page
from linter.rules import all_rules
from linter.template.front_matter import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from linter.catalog.catalog import Catalog
    from linter.catalog.entry import Entry
    from linter.report.reference import Explained

TEMPLATE, GUIDE = "模板", "说明"


class Row(NamedTuple):
    """Something that the search finds. ``text`` has a line for each that can be shown."""

    kind: str
    id: str
    title: str
    address: str
    about: str
    text: str
    facets: dict[str, Any]


def row(entry: Entry) -> Row:
    """The row of a template."""
    facets, policy = entry.facets, entry.catalog.project.policy
    purpose = policy.purposes.get(facets["purpose"])
    about = [CHANNELS[facets["channel"]]]
    if purpose is not None:
        about += [purpose.title, purpose.stages.get(facets["stage"], "")]
    if entry.catalog.preview:
        about.append(STATUSES[entry.standing.status])
    elif entry.standing.expires:
        about.append(f"有效至 {entry.standing.expires}")
    text = "\n".join(lines(entry.texts))
    address = f"t/{entry.id}/index.html"
    facets["basis"] = [*dict.fromkeys(each.partition("§")[0] for each in facets["basis"])]
    told = " · ".join(filter(None, about))
    return Row(TEMPLATE, entry.id, entry.standing.head.title, address, told, text, facets)


def reference_rows(catalog: Catalog) -> Iterator[Row]:
    """The rows of rules, entries and regulations."""
    book = catalog.project.edition.book
    for rule in all_rules().values():
        explained = explained_rule(rule, book)
        yield _explained("规则", explained, f"rules/{explained.id}.html")
    for term in book.terms.values():
        yield _explained("词条", explained_term(term, book), address(term_page(term)))
    for regulation in book.regulations.values():
        explained = explained_regulation(regulation, book)
        yield _explained("依据", explained, f"regulations.html#{explained.id}")


def _explained(kind: str, explained: Explained, where: str) -> Row:
    texts = [f"{label}：{text}" for label, text in explained.facts]
    texts += [line for _, examples in explained.examples for line in examples]
    text = "\n".join(lines(texts))
    return Row(kind, explained.id, explained.title, f"reference/{where}", "", text, {})


def address(target: str) -> str:
    """The page of a link of the reference: ``folder/page#anchor`` with its suffix."""
    page, hash_, anchor = target.partition("#")
    return f"{page}.html{hash_}{anchor}"


def data(catalog: Catalog, rows: Sequence[Row]) -> bytes:
    """What the list's script reads: a script itself, so that no server is needed."""
    book = catalog.project.edition.book
    synonyms = [
        [form, instead, f"reference/{address(term_page(term))}"]
        for term in book.terms.values()
        for form, instead in term.rewrites.items()
        if instead
    ]
    known = {
        "rows": [each._asdict() for each in rows],
        "facets": {
            name: {"title": title, "words": words} for name, title, words in _facets(catalog, rows)
        },
        "synonyms": synonyms,
        "root": "../",
    }
    return f"window.HEGUI = {exchangeable(json_text(known))};\n".encode()


def _facets(
    catalog: Catalog, rows: Sequence[Row]
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """What the list can be narrowed by: names, titles, values with their words."""
    policy, book = catalog.project.policy, catalog.project.edition.book
    purposes = {name: each.title for name, each in policy.purposes.items()}
    stages = {
        name: title for each in policy.purposes.values() for name, title in each.stages.items()
    }
    bases = {name: f"{name} {each.title}" for name, each in book.regulations.items()}
    named: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("channel", "渠道", CHANNELS),
        ("purpose", "用途", purposes),
        ("stage", "阶段", stages),
        ("audience", "收件人", AUDIENCES),
        ("basis", "依据", bases),
        ("variable", "变量", {}),
    )
    for name, title, words in (
        *((("status", "状态", STATUSES),) if catalog.preview else ()),
        *named,
    ):
        used = {value for each in rows for value in _values(each, name)}
        values = [each for each in words if each in used]
        values += sorted(used.difference(words))
        yield name, title, [(value, words.get(value, value)) for value in values]


def _values(row: Row, facet: str) -> Iterable[str]:
    found = row.facets.get(facet, "")
    return found if isinstance(found, list) else [found] if found else []
