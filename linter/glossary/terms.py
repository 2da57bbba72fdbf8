"""``glossary/terms/*.yaml``: wording that must not be sent, with its reason and examples."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.document import read_file
from linter.finding import Place, Problem, Severity
from linter.glossary.frames import FRAMES
from linter.model import SLUG, Choice, Flag, Key, ListOf, Names, Record, Table, Text
from linter.source import Span
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from linter.document import Node
    from linter.source import Source

CATEGORIES = {
    "violence": "暴力威胁",
    "criminal_threat": "刑事威胁",
    "impersonation": "冒充机关或律师",
    "third_party_exposure": "向第三人透露",
    "insult": "侮辱",
    "harassment": "骚扰",
    "false_consequence": "绝对化或虚假的后果",
    "false_urgency": "虚假紧迫",
    "misleading_promise": "误导性承诺",
    "induce_borrowing": "诱导借贷",
    "improper_channel": "不当渠道",
    "obsolete_term": "过时用语",
    "privacy_leak": "泄露个人信息",
    "tone": "语气",
}
MATCHES = ("word", "substring", "phrase")
BASIS = r"R[0-9]{2}(§[0-9]+(之一)?(-[0-9]+)?)?"
# What is most severe may not be cleared by a segmenter that can err.
_NEVER_BY_WORD = ("violence", "criminal_threat", "impersonation")
NEVER_SILENT = (*_NEVER_BY_WORD, "insult")
"""Categories whose words a context makes a mere remark (info), never nothing."""
_SHORTEST_PHRASE = 4  # characters
_SHORTEST_DISGUISED, _LONGEST_DISGUISED = 2, 8  # characters: of more there are too many ways
_WORDS = r"[^\x00-\x1f\x7f\u2028\u2029\ufffc]+"
_WORD = Text("一行文字", _WORDS, 40)
_CONTEXTS = ListOf(Choice(tuple(FRAMES)), least=1)
_SENTENCE = Text("一行例句", _WORDS, 300)


class WrittenPattern(NamedTuple):
    """A pattern as it is written, and where."""

    text: str
    place: Place


class _Pattern:
    """A pattern, kept with its place; `linter.glossary.book` reads it, knowing all word lists."""

    def read(self, node: Node, problems: list[Problem]) -> WrittenPattern | None:
        text = _SENTENCE.read(node, problems)
        return None if text is None else WrittenPattern(text, node.place)

    def schema(self) -> dict[str, Any]:
        return _SENTENCE.schema()


_TERM = Table(
    {
        "code": Key(Text("规则编号，如 THR002", r"[A-Z]{3}[0-9]{3}"), "规则编号", required=True),
        "match": Key(
            Choice(MATCHES),
            "怎样匹配：word 两端须是词的边界；substring 出现即算，except 列出例外；"
            "phrase 四个字以上，出现即算",
            required=True,
        ),
        "forms": Key(ListOf(_WORD, least=1, most=5000), "写法"),
        "patterns": Key(ListOf(_Pattern(), least=1, most=200), "句式：字词、<词表>和间隔"),
        "disguised": Key(ListOf(_WORD, least=1), "改头换面也要认出来的词"),
        "except": Key(ListOf(_WORD, least=1), "含有这个词、但没有问题的更长的写法"),
        "severity": Key(Choice(("error", "warning", "info")), "级别", required=True),
        "why": Key(Text("一句理由", longest=120), "为什么不能写", required=True),
        "instead": Key(Text("一句话", longest=120), "改写成什么；没有则应删除"),
        "fix": Key(
            Table(
                {
                    "safe": Key(Flag(), "换了意思不变，可以自动改；否则只是建议", required=True),
                    "forms": Key(Names(_WORD, "一行文字", _WORDS), "写法: 换成什么", required=True),
                }
            ),
            "怎样自动改",
        ),
        "basis": Key(ListOf(Text("依据，如 R15§6", BASIS)), "依据", required=True),
        "needs": Key(Text("lists.yaml 里的名称", SLUG), "全文须提到其中一个词，才算"),
        "not_after": Key(Text("lists.yaml 里的名称", SLUG), "同一句前面有其中一个词，就不算"),
        "unless": Key(_CONTEXTS, "在哪些语境里没有问题"),
        "litigated": Key(Flag(), "写明 litigation 又印出案号的真实诉讼，只作提示"),
        "good": Key(ListOf(_SENTENCE, least=1), "正例", required=True),
        "bad": Key(ListOf(_SENTENCE, least=1), "反例", required=True),
    }
)
_SHAPE = Table(
    {
        "category": Key(Choice(tuple(CATEGORIES)), "类别", required=True),
        "unless": Key(_CONTEXTS, "全部词条在哪些语境里没有问题"),
        "terms": Key(Names(_TERM, "小写字母、数字和连字符", SLUG), "词条", required=True),
    }
)


@dataclass(frozen=True, eq=False)
class Term:
    """One entry of the glossary; ``record`` and ``file`` know the places of their keys."""

    id: str
    file: Record
    record: Record

    @property
    def category(self) -> str:
        """One of `CATEGORIES`."""
        return str(self.file.get("category"))

    @property
    def code(self) -> str:
        """The rule that the wording breaks."""
        return str(self.record.get("code"))

    @property
    def match(self) -> str:
        """One of `MATCHES`."""
        return str(self.record.get("match"))

    @property
    def severity(self) -> Severity:
        """How much it weighs, before the bank's policy."""
        return Severity[self.record.get("severity").upper()]

    @property
    def why(self) -> str:
        """Why it must not be sent."""
        return str(self.record.get("why"))

    @property
    def instead(self) -> str:
        """What to write instead; empty where it should be deleted."""
        return str(self.record.get("instead", ""))

    @property
    def patterns(self) -> tuple[WrittenPattern, ...]:
        """The entry's patterns, each with its place."""
        found: tuple[WrittenPattern, ...] = self.record.get("patterns", ())
        return found

    @property
    def rewrites(self) -> dict[str, str]:
        """What can stand instead of forms; empty where nothing is offered."""
        fix: Record | None = self.record.get("fix")
        return {form: text for form, (_, text) in fix.get("forms", {}).items()} if fix else {}

    @property
    def safe(self) -> bool:
        """Whether `rewrites` keep the meaning."""
        fix: Record | None = self.record.get("fix")
        return bool(fix and fix.get("safe"))

    @property
    def contexts(self) -> tuple[str, ...]:
        """The contexts in which it counts less: those of its file and its own."""
        return tuple(dict.fromkeys((*self.file.get("unless", ()), *self.texts("unless"))))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of the entry: forms, except, basis, unless, good, bad; empty where absent."""
        found: tuple[str, ...] = self.record.get(key, ())
        return found

    def replace(self, key: str, value: Any) -> Term:
        """The same entry with another value of one key."""
        record = self.record._replace(values={**self.record.values, key: value})
        return replace(self, record=record)


def read_terms(source: Source) -> tuple[list[Term], list[Problem]]:
    """The entries of one file, and what is wrong with it."""
    tree, problems = read_file(source)
    record = _SHAPE.read(tree, problems) if tree is not None else None
    if record is None or problems:
        return [], problems
    terms = [Term(name, record, each) for name, (_, each) in record.get("terms").items()]
    for term in terms:
        _check(term, problems)
    return terms, problems


def _check(term: Term, problems: list[Problem]) -> None:
    """What the shapes can't tell: keys that contradict each other."""
    forms, exceptions = term.texts("forms"), term.texts("except")

    def wrong(key: str, message: str) -> None:
        problems.append(Problem("META004", term.record.value_places[key], message))

    if not forms and not term.patterns:
        place = Place(term.record.place.source, Span(*[term.record.place.span.start] * 2))
        problems.append(
            Problem("META003", place, "缺少“forms”（写法）或“patterns”（句式）；请补上")
        )

    disguised = [normalise(word).text for word in term.texts("disguised")]
    if any(
        not _SHORTEST_DISGUISED <= len(word.strip()) <= _LONGEST_DISGUISED for word in disguised
    ):
        wrong("disguised", "改头换面的词应有 2 至 8 个看得见的字；请改正")
    if term.match == "word" and term.category in _NEVER_BY_WORD:
        wrong("match", "这一类不能靠分词放行；请写 substring，并用 except 列出例外")
    if exceptions and term.match != "substring" and not term.patterns:
        wrong("except", "只有 match: substring 和句式才能写 except；请删除它，或改 match")
    short = [form for form in forms if len(form) < _SHORTEST_PHRASE]
    if short and term.match == "phrase":
        wrong("forms", f"“{short[0]}”不足四个字，可能是别的词的一部分；请写 word 或 substring")
    normal = [normalise(form).text for form in forms]
    if len(set(normal)) < len(normal):
        wrong("forms", "有一种写法写了两次（繁简、全半角不分）；请只留一处")
    if not all(form.strip() for form in normal):
        wrong("forms", "有一种写法里没有看得见的字；请删除它")
    for form in term.rewrites:
        if form not in forms:
            wrong("fix", f"fix 里的“{form}”不是这个词条的写法；请改成 forms 里的写法")
    for exception in exceptions if not term.patterns else ():
        if not any(form in exception and form != exception for form in forms):
            wrong("except", f"“{exception}”里没有这个词条的任何写法；请删除它")


def schema() -> dict[str, Any]:
    """The JSON Schema of a terms file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui terms",
        **_SHAPE.schema(),
    }
