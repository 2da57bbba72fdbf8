"""``hegui glossary test``: prove every entry and every rule by its examples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from linter.cli.arguments import (
    add_as_of,
    add_format,
    add_project,
    as_of,
    edition_of,
    find_project,
)
from linter.glossary.book import read_book
from linter.glossary.edition import segmenter
from linter.glossary.proof import mutate, prove
from linter.glossary.wording import Wording
from linter.proof import prove_rules
from linter.rules import all_rules

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "action",
        choices=("test",),
        metavar="test",
        help="验证词库：反例都要查出，正例都不能查出，去掉任何一种写法都要有例句发现",
    )
    add_project(parser)
    add_format(parser)
    add_as_of(parser)


def run(arguments: argparse.Namespace) -> int:
    """Prove, report what fails, and return the exit status."""
    project = find_project(arguments)
    edition = edition_of(project)
    book, problems = read_book(edition.layers)
    failures = [f"{each.place.where}：{each.message}" for each in problems]
    if not failures:
        compiled = book.compile(segmenter({}))
        words = segmenter(compiled["added"])
        wording = Wording(compiled, lambda: words)
        found = [*prove(book, wording), *mutate(book, words)]
        failures = [f"{each.place.where}：{each.message}" for each in found]
    if not failures:
        failures = list(prove_rules(project, as_of(arguments)))
    counts = (len(book.terms), sum(len(term.texts("forms")) for term in book.terms.values()))
    if arguments.format == "json":
        data = {"version": 1, "terms": counts[0], "forms": counts[1], "rules": len(all_rules())}
        print(json.dumps({**data, "failures": failures}, ensure_ascii=False, indent=2))
    else:
        print("\n".join(failures), end="\n" if failures else "")
        proved = f"{counts[0]} 个词条、{counts[1]} 种写法、{len(all_rules())} 条规则"
        print(f"验证了 {proved}：{f'{len(failures)} 处不符' if failures else '全部相符'}")
    return 2 if failures else 0
