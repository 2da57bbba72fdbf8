"""Rules, entries and regulations explained: as text in a terminal, as Markdown in pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from linter.glossary.frames import FRAMES
from linter.glossary.terms import CATEGORIES, NEVER_SILENT, Term
from linter.report.words import SEVERITIES
from linter.rules import all_rules
from linter.rules.rule import Duty, Rule, weights
from linter.template.front_matter import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from linter.glossary.book import Book
    from linter.glossary.regulations import Regulation

_MARKS = re.compile(r"([\\`*_\[\]<>#&~])")
_SHOWN = 4  # forms in the name of an entry
_LABEL = 4  # characters of the column of labels


class Link(NamedTuple):
    """A line that leads to another page: ``folder/page#anchor``, without a suffix."""

    text: str
    target: str


class Explained(NamedTuple):
    """What is known of a rule, an entry or a regulation.

    ``facts`` are labels with their texts, a label as often as it has texts;
    ``examples`` are titled texts of several lines; ``links`` are lists with titles.
    """

    id: str
    title: str
    facts: tuple[tuple[str, str], ...]
    examples: tuple[tuple[str, tuple[str, ...]], ...] = ()
    links: tuple[tuple[str, tuple[Link, ...]], ...] = ()
    footer: str = ""


def explained_rule(rule: Rule, book: Book) -> Explained:
    """A rule: how much it weighs, on what basis, how sure that is, why, how to mend."""
    facts = [("级别", words) for words in _weights(rule)]
    if len(rule.channels) < len(CHANNELS):
        facts.append(("适用", "、".join(CHANNELS[each] for each in rule.channels)))
    if rule.certainty:
        facts.append(("把握", rule.certainty))
    facts += [("为什么", rule.why), ("怎样改", rule.mend)]
    bases = dict.fromkeys(each for weight in weights(rule) for each in weight.basis)
    facts += [("依据", basis_words(each, book)) for each in bases]
    examples = [
        (title, tuple(example.text.splitlines()))
        for title, found in (("正例", rule.good), ("反例", rule.bad))
        for example in found
    ]
    entries = entries_of(rule, book)
    links = tuple(Link(f"{term.id}　{_named(term)}", term_page(term)) for term in entries)
    return Explained(
        rule.code,
        f"{rule.title}（{rule.name}）",
        tuple(facts),
        tuple(examples),
        (("词条（hegui explain 词条编号）", links),) if links else (),
    )


def explained_term(term: Term, book: Book) -> Explained:
    """An entry: its wording, when it counts, on what basis."""
    facts = [
        ("级别", SEVERITIES[term.severity]),
        ("为什么", term.why),
        ("怎样改", f"写“{term.instead}”" if term.instead else "删除"),
        ("怎样算", _counting(term, book)),
        *(("句式", pattern.text) for pattern in term.patterns),
    ]
    if rewrites := [f"“{form}”改为“{text}”" for form, text in term.rewrites.items()]:
        how = "--fix 自动改" if term.safe else "--fix --unsafe 才改，改后请看一遍"
        facts.append(("自动改", f"{'、'.join(rewrites)}（{how}）"))
    if len(term.texts("forms")) > _SHOWN:
        facts.insert(0, ("写法", "、".join(term.texts("forms"))))
    if words := term.texts("disguised"):
        facts.append(("变相写法", f"也认得这些词的变相写法：{'、'.join(words)}"))
    facts += [("依据", basis_words(each, book)) for each in term.texts("basis")]
    return Explained(
        term.id,
        f"{_named(term)}（{term.code}，{CATEGORIES[term.category]}）",
        tuple(facts),
        tuple((title, term.texts(key)) for title, key in (("正例", "good"), ("反例", "bad"))),
        footer=f"写在 {term.record.place.where}",
    )


def explained_regulation(regulation: Regulation, book: Book) -> Explained:
    """A regulation: what it is, how sure the project is, what rests on it."""
    facts = [
        (label, str(value))
        for label, value in (
            ("文号", regulation.number),
            ("发布", regulation.issuer),
            ("日期", regulation.date),
            ("施行", regulation.in_force),
            ("效力", regulation.force),
            ("约束力", "对发卡银行有约束力" if regulation.binding else "对发卡银行没有约束力"),
            ("把握", regulation.certainty),
            ("说明", regulation.note),
            ("出处", regulation.url),
        )
        if value
    ]

    def rests(basis: Iterable[str]) -> bool:
        return regulation.id in (each.partition("§")[0] for each in basis)

    rules = tuple(
        Link(f"{rule.code}　{rule.title}", f"rules/{rule.code}")
        for rule in all_rules().values()
        if any(rests(weight.basis) for weight in weights(rule))
    )
    entries = tuple(
        Link(f"{term.id}　{_named(term)}", term_page(term))
        for term in book.terms.values()
        if rests(term.texts("basis"))
    )
    links = tuple((title, found) for title, found in (("规则", rules), ("词条", entries)) if found)
    return Explained(regulation.id, f"《{regulation.title}》", tuple(facts), links=links)


def as_text(explained: Explained) -> str:
    """For a terminal."""
    lines = [f"{explained.id}  {explained.title}", ""]
    lines += [f"{label.ljust(_LABEL, '　')}{text}" for label, text in explained.facts]
    for title, examples in (*explained.examples, *_listed(explained)):
        lines += ["", title, *(f"    {line}" for line in examples)]
    if explained.footer:
        lines += ["", explained.footer]
    return "\n".join(lines)


def _listed(explained: Explained) -> Iterator[tuple[str, list[str]]]:
    for title, links in explained.links:
        yield title, [link.text for link in links]


def as_markdown(explained: Explained, level: int = 1, up: str = "") -> str:
    """A page, or a part of one from a heading of some level; ``up`` leads to the pages' root.

    Examples stand in blocks of code: what a customer reads never passes through Markdown.
    """
    # A part is headed by its id alone, so that its anchor is the same for every reader of pages.
    title = escape(explained.title)
    lines = [f"# {explained.id} {title}", ""]
    if level > 1:
        lines = [f"{'#' * level} {explained.id}", "", f"**{title}**", ""]
    lines += [f"- **{label}**：{escape(text)}" for label, text in explained.facts]
    for title, examples in explained.examples:
        lines += ["", f"**{title}**", "", *_fenced(examples)]
    for title, links in explained.links:
        lines += ["", f"**{title.partition('（')[0]}**", ""]
        for link in links:
            page, _, anchor = link.target.partition("#")
            lines.append(f"- [{escape(link.text)}]({up}{page}.md{anchor and f'#{anchor}'})")
    if explained.footer:
        lines += ["", escape(explained.footer)]
    return "\n".join([*lines, ""])


def escape(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", " ".join(text.splitlines()))


def _fenced(lines: Sequence[str]) -> list[str]:
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *lines, fence]


def pages(book: Book) -> Iterator[tuple[str, str]]:
    """Every page of the reference: its path below the root, and its Markdown."""
    rules = all_rules()
    index = ["# 规则、词条和依据", "", "由 `hegui reference` 生成，请勿手工修改。", ""]
    index += ["## 规则", ""]
    for rule in rules.values():
        index.append(f"- [{rule.code} {escape(rule.title)}](rules/{rule.code}.md)")
        yield f"rules/{rule.code}.md", as_markdown(explained_rule(rule, book), up="../")
    index += ["", "## 词条", ""]
    for category, title in CATEGORIES.items():
        terms = [term for term in book.terms.values() if term.category == category]
        if not terms:
            continue
        index.append(f"- [{escape(title)}](glossary/{category}.md)（{len(terms)} 条）")
        parts = [f"# {escape(title)}", ""]
        parts += [as_markdown(explained_term(term, book), 2, "../") for term in terms]
        yield f"glossary/{category}.md", "\n".join(parts)
    index += ["", "## 依据", "", "- [法规和文件](regulations.md)", ""]
    found = [explained_regulation(each, book) for each in book.regulations.values()]
    intro = ["# 法规和文件", "", "每一件都写明看到的是什么：原文已读、二手资料或待核实。", ""]
    yield "regulations.md", "\n".join([*intro, *(as_markdown(each, 2) for each in found)])
    yield "index.md", "\n".join(index)


def entries_of(rule: Rule, book: Book) -> list[Term]:
    """The entries of a rule."""
    return [term for term in book.terms.values() if term.code == rule.code]


def _weights(rule: Rule) -> Iterator[str]:
    found = weights(rule)
    for weight, words in found.items():
        scope = "" if len(found) == 1 else f"{words}："
        basis = f"，依据 {'、'.join(weight.basis)}" if weight.basis else ""
        if weight.duty is Duty.HOUSE:
            basis = "，可在 policy.yaml 里提高"
        yield f"{scope}{SEVERITIES[weight.severity]}（{weight.duty.value}{basis}）"


def basis_words(named: str, book: Book) -> str:
    """A regulation or one of its articles, and how sure the project is of it."""
    number, _, article = named.partition("§")
    regulation = book.regulations.get(number)
    if regulation is None:  # a project's own glossary may leave out what rules rest on
        return named
    place = _article(article) if article else ""
    return f"{named}　《{regulation.title}》{place}（{regulation.certainty}）"


def _article(number: str) -> str:
    """``66-69`` and ``293之一`` as lawyers say it."""
    if number.endswith("之一"):
        return f"第 {number.removesuffix('之一')} 条之一"
    return f"第 {number.replace('-', ' 至 ')} 条"


def term_page(term: Term) -> str:
    """Where an entry is explained."""
    return f"glossary/{term.category}#{term.id}"


def _named(term: Term) -> str:
    """An entry by its first forms, else by what its first bad example says."""
    forms = term.texts("forms")
    more = f" 等 {len(forms)} 种" if len(forms) > _SHOWN else ""
    return "、".join(forms[:_SHOWN]) + more if forms else f"如“{term.texts('bad')[0]}”"


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
