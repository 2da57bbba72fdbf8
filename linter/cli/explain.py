"""``hegui explain NAME``: a rule or an entry: what, why, on what basis, good, bad, how to mend."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from linter.cli.arguments import add_format, add_project, edition_of, find_project
from linter.hint import did_you_mean
from linter.report.reference import as_text, entries_of, explained_rule, explained_term
from linter.rules import all_rules
from linter.rules.rule import Example, Rule, weights
from linter.source import UsageError
from linter.text.normalise import normalise

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from linter.glossary.book import Book
    from linter.glossary.terms import Term


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "name",
        nargs="?",
        metavar="编号或词",
        help="规则编号（TRM001）、词条编号（late-fee）、词或一句话（滞纳金）；不写则列出全部规则",
    )
    add_project(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Explain one rule or the entries that a word belongs to, or list all rules."""
    rules = all_rules()
    wants_json = arguments.format == "json"
    if arguments.name is None and not wants_json:
        for rule in rules.values():
            print(f"{rule.code:<8} {rule.title}")
        return 0
    edition = edition_of(find_project(arguments))
    book = edition.book
    if arguments.name is None:
        shown = [_rule_data(rule, entries_of(rule, book)) for rule in rules.values()]
        print(json.dumps(shown, ensure_ascii=False))
        return 0
    code = arguments.name.upper()
    if code in rules:
        rule, entries = rules[code], entries_of(rules[code], book)
        if wants_json:
            print(json.dumps(_rule_data(rule, entries), ensure_ascii=False, indent=2))
        else:
            print(as_text(explained_rule(rule, book)))
        return 0
    found = _terms(book, arguments.name)
    if not found:
        found = [book.terms[name] for name in edition.wording.mentions(arguments.name)]
    if not found:
        known = [*rules, *book.terms]
        if not arguments.name.isascii():
            known = [form for term in book.terms.values() for form in term.texts("forms")]
        hint = did_you_mean(arguments.name, known)
        raise UsageError(f"找不到“{arguments.name[:40]}”：没有这个编号，词库里也没有这个词；{hint}")
    if wants_json:
        print(json.dumps([_term_data(term) for term in found], ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(as_text(explained_term(term, book)) for term in found))
    return 0


def _terms(book: Book, name: str) -> list[Term]:
    """The entry of this id, else those that have a form of this spelling."""
    if name.lower() in book.terms:
        return [book.terms[name.lower()]]
    wanted = normalise(name).text
    return [
        term
        for term in book.terms.values()
        if wanted in (normalise(form).text for form in term.texts("forms"))
    ]


def _rule_data(rule: Rule, entries: Sequence[Term]) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "title": rule.title,
        "category": rule.category,
        "weights": [
            {
                "severity": str(weight.severity),
                "duty": weight.duty.name.lower(),
                "basis": list(weight.basis),
                "applies_to": words,
            }
            for weight, words in weights(rule).items()
        ],
        "certainty": rule.certainty,
        "why": rule.why,
        "mend": rule.mend,
        "good": [_example(each) for each in rule.good],
        "bad": [_example(each) for each in rule.bad],
        "terms": [term.id for term in entries],
    }


def _example(example: Example) -> dict[str, str]:
    return {"channel": example.channel, "text": example.text}


def _term_data(term: Term) -> dict[str, object]:
    return {
        "id": term.id,
        "code": term.code,
        "category": term.category,
        "match": term.match,
        "forms": list(term.texts("forms")),
        "patterns": [pattern.text for pattern in term.patterns],
        "disguised": list(term.texts("disguised")),
        "except": list(term.texts("except")),
        "needs": term.record.get("needs"),
        "not_after": term.record.get("not_after"),
        "unless": list(term.contexts),
        "litigated": term.record.get("litigated", False),
        "severity": str(term.severity),
        "why": term.why,
        "instead": term.instead,
        "fix": {"safe": term.safe, "forms": term.rewrites} if term.rewrites else None,
        "basis": list(term.texts("basis")),
        "good": list(term.texts("good")),
        "bad": list(term.texts("bad")),
        "path": term.record.place.source.path,
    }
