"""``hegui explain NAME``: a rule or an entry: what, why, on what basis, good, bad, how to mend."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from linter.cli.arguments import add_format, add_project, edition_of, find_project
from linter.glossary.frames import FRAMES
from linter.glossary.terms import CATEGORIES, NEVER_SILENT, Term
from linter.hint import did_you_mean
from linter.report.words import SEVERITIES
from linter.rules import all_rules
from linter.rules.rule import Duty, Example, Rule, weights
from linter.source import UsageError
from linter.text.normalise import normalise

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from linter.glossary.book import Book


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
        shown = [_rule_data(rule, _of(book, rule)) for rule in rules.values()]
        print(json.dumps(shown, ensure_ascii=False))
        return 0
    code = arguments.name.upper()
    if code in rules:
        rule, entries = rules[code], _of(book, rules[code])
        if wants_json:
            print(json.dumps(_rule_data(rule, entries), ensure_ascii=False, indent=2))
        else:
            print(_rule_text(rule, entries))
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
        print("\n\n".join(_term_text(term, book) for term in found))
    return 0


def _of(book: Book, rule: Rule) -> list[Term]:
    """The entries of a rule."""
    return [term for term in book.terms.values() if term.code == rule.code]


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


def _rule_text(rule: Rule, entries: Sequence[Term]) -> str:
    lines = [f"{rule.code}  {rule.title}（{rule.name}）", ""]
    for weight, words in weights(rule).items():
        scope = "" if len(weights(rule)) == 1 else f"{words}："
        basis = f"，依据 {'、'.join(weight.basis)}" if weight.basis else ""
        if weight.duty is Duty.HOUSE:
            basis = "，可在 policy.yaml 里提高"
        lines.append(f"级别　　{scope}{SEVERITIES[weight.severity]}（{weight.duty.value}{basis}）")
    if rule.certainty:
        lines.append(f"把握　　{rule.certainty}")
    lines += [f"为什么　{rule.why}", f"怎样改　{rule.mend}"]
    for title, examples in (("正例", rule.good), ("反例", rule.bad)):
        for example in examples:
            lines += ["", title, *(f"    {line}" for line in example.text.splitlines())]
    if entries:
        lines += ["", "词条（hegui explain 词条编号）"]
        lines += [f"    {term.id}　{_named(term)}" for term in entries]
    return "\n".join(lines)


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
        "basis": list(term.texts("basis")),
        "good": list(term.texts("good")),
        "bad": list(term.texts("bad")),
        "path": term.record.place.source.path,
    }


def _term_text(term: Term, book: Book) -> str:
    lines = [
        f"{term.id}  {_named(term)}（{term.code}，{CATEGORIES[term.category]}）",
        "",
        f"级别　　{SEVERITIES[term.severity]}",
        f"为什么　{term.why}",
        f"怎样改　{f'写“{term.instead}”' if term.instead else '删除'}",
        f"怎样算　{_counting(term, book)}",
    ]
    lines += [f"句式　　{pattern.text}" for pattern in term.patterns]
    if term.texts("disguised"):
        lines.append(f"变相写法　也认得这些词的变相写法：{'、'.join(term.texts('disguised'))}")
    for each in term.texts("basis"):
        number, _, article = each.partition("§")
        regulation = book.regulations[number]
        place = _article(article) if article else ""
        lines.append(f"依据　　{each}　《{regulation.title}》{place}（{regulation.certainty}）")
    for title, key in (("正例", "good"), ("反例", "bad")):
        lines += ["", title, *(f"    {text}" for text in term.texts(key))]
    lines += ["", f"写在 {term.record.place.where}"]
    return "\n".join(lines)


def _named(term: Term) -> str:
    """An entry by its forms, else by what its first bad example says."""
    return "、".join(term.texts("forms")) or f"如“{term.texts('bad')[0]}”"


def _article(number: str) -> str:
    """``66-69`` and ``293之一`` as lawyers say it."""
    if number.endswith("之一"):
        return f"第 {number.removesuffix('之一')} 条之一"
    return f"第 {number.replace('-', ' 至 ')} 条"


def _counting(term: Term, book: Book) -> str:
    """When a form counts, in words."""
    parts = {
        "word": ["两端是词的边界才算"],
        "phrase": ["出现即算"],
        "substring": ["出现即算"],
    }[term.match]
    if term.texts("except"):
        parts.append(f"“{'”“'.join(term.texts('except'))}”除外")
    for key, words in (
        ("needs", "全文提到这些词之一才算："),
        ("not_after", "同一句前面有这些词不算："),
    ):
        if name := term.record.get(key):
            parts.append(f"{words}{'、'.join(book.lists[name])}")
    if term.record.get("litigated"):
        parts.append("front matter 写明 litigation、正文又印出案号的真实诉讼只作提示")
    if term.contexts:
        titles = "、".join(FRAMES[each].title for each in term.contexts)
        parts.append(f"{titles}只作提示" if term.category in NEVER_SILENT else f"{titles}不算")
    return "；".join(parts)
