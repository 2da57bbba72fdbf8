"""Rules that a change weakens while it also changes templates: CHG001.

Whoever writes the text should not make the rules fit it in the same stroke.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from linter.baseline import NAME, read_baseline
from linter.finding import Place, Problem
from linter.rules import all_rules
from linter.rules.rule import weights
from linter.source import Span
from linter.verdict import problem_finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linter.finding import Finding
    from linter.glossary.policy import Policy
    from linter.glossary.terms import Term
    from linter.project import Project

_POLICY = "glossary/policy.yaml"
_PROFILES = "glossary/profiles.yaml"
_LISTS = "glossary/lists.yaml"
_FEWER = {"forms": "写法", "disguised": "变相写法"}
_MORE = {"except": "例外", "unless": "语境"}


def weakened(base: Project, head: Project, changed: Mapping[str, str]) -> Iterator[Finding]:
    """A finding for each rule of the earlier version that the later one weakens.

    None where no template has ``changed``, or nothing else.
    """
    if not any(path.startswith("templates/") for path in changed):
        return
    if any(path.startswith("glossary/") or path == NAME for path in changed):
        looser = (_terms, _lists, _profiles, _policy, _baseline)
        for place, what in (each for kind in looser for each in kind(base, head)):
            message = f"{what}，同时又改了模板；请分成两次提交，规则先由法律合规部门审阅"
            yield problem_finding(head, Problem("CHG001", place, message), "", 0)


def _terms(base: Project, head: Project) -> Iterator[tuple[Place, str]]:
    now = head.edition.book.terms
    for name, old in base.edition.book.terms.items():
        new = now.get(name)
        path = old.record.place.source.path
        if new is None:
            yield Place(head.shown_source(path), Span(0, 0)), f"删除了词条“{name}”"
        elif how := "、".join(_less(old, new)):
            place = Place(head.shown_source(path), Span(0, 0))
            if new.record.place.source.path.startswith("glossary/"):
                start = new.record.place.span.start
                place = Place(new.record.place.source, Span(start, start))
            yield place, f"放宽了词条“{name}”（{how}）"


def _less(old: Term, new: Term) -> Iterator[str]:
    """In what an entry finds less than it did, in words."""
    for key, title in _FEWER.items():
        gone = [each for each in old.texts(key) if each not in new.texts(key)]
        if gone:
            yield f"少了{title}“{'”“'.join(gone)}”"
    patterns = [each.text for each in new.patterns]
    gone = [each.text for each in old.patterns if each.text not in patterns]
    if gone:
        yield f"少了句式“{'”“'.join(gone)}”"
    for key, title in _MORE.items():
        was = old.contexts if key == "unless" else old.texts(key)
        now = new.contexts if key == "unless" else new.texts(key)
        more = [each for each in now if each not in was]
        if more:
            yield f"多了{title}“{'”“'.join(more)}”"
    if new.severity < old.severity:
        yield "降低了级别"
    for key in ("needs", "not_after", "litigated"):
        if new.record.get(key) != old.record.get(key) and new.record.get(key):
            yield f"改了 {key}"
    if new.match == "word" != old.match:
        yield "改成只按整词算"
    if new.code != old.code:
        yield f"从 {old.code} 改到 {new.code}"
    if new.category != old.category:
        yield "改了类别"


def _lists(base: Project, head: Project) -> Iterator[tuple[Place, str]]:
    """Word lists: of those that patterns and ``needs`` name, any word less finds less."""
    old, new = base.edition.book, head.edition.book
    excusing = {term.record.get("not_after") for term in new.terms.values()}
    place = Place(head.shown_source(_LISTS), Span(0, 0))
    for name, words in old.lists.items():
        now = new.lists.get(name, ())
        gone = [word for word in words if word not in now]
        more = [word for word in now if word not in words]
        if gone and name not in excusing:
            yield place, f"词表“{name}”少了“{'”“'.join(gone[:5])}”"
        if more and name in excusing:
            yield place, f"词表“{name}”多了“{'”“'.join(more[:5])}”"


def _profiles(base: Project, head: Project) -> Iterator[tuple[Place, str]]:
    place = Place(head.shown_source(_PROFILES), Span(0, 0))
    for name, old in base.edition.profiles.items():
        new = head.edition.profiles.get(name)
        if new != old:
            yield place, f"{'改了' if new is not None else '删除了'}通道“{name}”的要求"


def _baseline(base: Project, head: Project) -> Iterator[tuple[Place, str]]:
    old = {str(line._replace(due=date.max)): line for line in read_baseline(base)[0]}
    added, later = [], []
    for line in read_baseline(head)[0]:
        before = old.get(str(line._replace(due=date.max)))
        if before is None:
            added.append(line.place)
        elif line.due > before.due:
            later.append(line.place)
    for places, what in ((added, "把 {} 个问题登记成旧问题"), (later, "放长了 {} 行登记的期限")):
        if places:
            yield places[0], what.format(len(places))


def _policy(base: Project, head: Project) -> Iterator[tuple[Place, str]]:
    old, new = base.policy, head.policy
    place = Place(head.shown_source(_POLICY), Span(0, 0))
    for what in _looser(old, new):
        yield place, f"policy.yaml {what}"


def _looser(old: Policy, new: Policy) -> Iterator[str]:
    for code in sorted({*old.severities, *new.severities} & {*all_rules()}):
        for weight in weights(all_rules()[code]):
            usual = (weight.severity, None)
            if new.severities.get(code, usual)[0] < old.severities.get(code, usual)[0]:
                yield f"降低了 {code} 的级别"
                break
    for name, purpose in old.purposes.items():
        now_for = new.purposes.get(name)
        if now_for is None:
            yield f"删除了用途“{name}”"
        else:
            for key in ("asks_payment", "collection", "marketing"):
                if getattr(purpose, key) and not getattr(now_for, key):
                    yield f"用途“{name}”不再是 {key}"
    gone = [code for code in old.waivers.never if code not in new.waivers.never]
    if gone:
        yield f"允许豁免 {'、'.join(gone)}"
    days = new.waivers.days
    if old.waivers.days is not None and (days is None or days > old.waivers.days):
        yield "放长了豁免的期限"
