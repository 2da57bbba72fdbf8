"""What a change does to messages: each changed template before and after, for a reviewer."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from linter.change import Change, unmatched
from linter.document import leaves, read_yaml
from linter.engine import examine_template
from linter.glossary.edition import segmenter
from linter.template.front_matter import PRINTED, split
from linter.template.template import load_template
from linter.text.sms import Length, measure
from linter.verdict import without_personal_data
from linter.wordings import compared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linter.finding import Finding
    from linter.project import Project
    from linter.run import Summary
    from linter.source import Source
    from linter.template.cases import Examination
    from linter.template.message import Message
    from linter.text.words import Words
    from linter.wordings import Stretch

MOST_SHOWN = 12  # pairs of a template that are shown in full
_MOST_PAIRS = 250_000  # pairs of messages that are looked at one by one
_GLOSSARY = "glossary/"


class Pair(NamedTuple):
    """A message before and after, in some cases; either may be missing.

    ``cases`` are the fewest partial assignments that describe them, of the later
    version where it tells them apart; ``sections`` are what `compared` gives.
    """

    cases: tuple[dict[str, object], ...]
    sections: dict[str, list[Stretch]]
    before: Length | None
    after: Length | None


@dataclass
class Reviewed:
    """One template in both versions.

    ``change`` is ``added``, ``modified``, ``deleted``, or ``affected`` where only
    others that it uses have changed: ``causes``, paths with what happened to them.
    ``settings`` are keys of the front matter that differ, with both values.
    ``same`` counts the pairs that say the same, ``more`` those that are not shown.
    """

    id: str
    title: str
    channel: str
    path: str
    change: str
    causes: list[tuple[str, str]]
    settings: list[tuple[str, str, str]] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    same: int = 0
    more: int = 0
    printed: bool = True
    new: list[Finding] = field(default_factory=list)
    gone: list[Finding] = field(default_factory=list)
    kept: int = 0

    @property
    def matters(self) -> bool:
        """Whether a customer would notice, or anything was found."""
        found = self.settings or self.pairs or self.new or self.gone
        return bool(found) or not self.printed or self.change in ("added", "deleted")


@dataclass
class Review:
    """A whole change. ``rules`` are the files of the glossary that differ.

    ``templates`` are those of which something matters; ``untouched`` names those
    whose file differs in nothing that does. ``others`` are findings that belong to no
    template.
    """

    base: str
    head: str
    templates: list[Reviewed]
    untouched: list[str]
    rules: list[tuple[str, str]]
    others: list[Finding]


def review(change: Change, after: Summary, labels: tuple[str, str]) -> Review:
    """What a change does; ``after`` is what was found in the later version, the whole of it."""
    before = change.before()
    new = defaultdict(list)
    for finding in change.new(after, before):
        new[finding.template].append(finding)
    gone = defaultdict(list)
    for finding in unmatched(before.findings, after.findings):
        gone[finding.template].append(finding)
    rules = [(path, how) for path, how in change.changed.items() if path.startswith(_GLOSSARY)]
    words = segmenter({})
    found = []
    for name in sorted({*before.files, *after.files}):
        used = dict.fromkeys((*after.files.get(name, ()), *before.files.get(name, ())))
        causes = [(path, change.changed[path]) for path in used if path in change.changed]
        if causes or rules or new[name] or gone[name]:
            each = _reviewed(change, name, before, after, words)
            each.causes = causes
            each.new, each.gone = new[name], gone[name]
            each.kept = sum(1 for finding in after.findings if finding.template == name)
            each.kept -= len(each.new)
            found.append(each)
    return Review(
        base=labels[0],
        head=labels[1],
        templates=[each for each in found if each.matters],
        untouched=[each.path for each in found if not each.matters and each.causes],
        rules=rules,
        others=new[""],
    )


def _reviewed(change: Change, name: str, before: Summary, after: Summary, words: Words) -> Reviewed:
    old, new = _version(change.base, before, name), _version(change.head, after, name)
    shown = new or old
    assert shown is not None  # the name comes from one of them
    how = "affected"
    if old is None or new is None:
        how = "added" if old is None else "deleted"
    elif shown.source.path in change.changed or old.source.path != new.source.path:
        how = "modified"
    each = Reviewed(name, shown.title, shown.channel, shown.source.path, how, [])
    each.settings = list(_settings(old, new)) if old and new else []
    each.printed = all(version is None or version.examination is not None for version in (old, new))
    pairs = list(_pairs(old and old.examination, new and new.examination))
    changed = [pair for pair in pairs if not pair.same]
    each.same = len(pairs) - len(changed)
    each.more = max(len(changed) - MOST_SHOWN, 0)
    each.pairs = [pair.shown(change, words) for pair in changed[:MOST_SHOWN]]
    return each


class _Version(NamedTuple):
    source: Source
    title: str
    channel: str
    examination: Examination | None


def _version(project: Project | None, summary: Summary, name: str) -> _Version | None:
    """A template as one version of the project has it; None where it hasn't."""
    if project is None or name not in summary.files:
        return None
    template = load_template(project.shown_source(summary.files[name][0]))
    examination = examine_template(project, template) if template.walkable else None
    title = template.front.title if template.front is not None else ""
    return _Version(template.source, title, template.channel, examination)


def _settings(old: _Version, new: _Version) -> Iterator[tuple[str, str, str]]:
    """The keys of the front matter that differ, with both values; empty where there is none."""
    before, after = dict(_front(old.source)), dict(_front(new.source))
    for key in dict.fromkeys((*after, *before)):
        if before.get(key) != after.get(key) and key not in PRINTED:
            yield key, before.get(key, ""), after.get(key, "")


def _front(source: Source) -> Iterator[tuple[str, str]]:
    spans = split(source)
    if spans is not None:
        tree, _ = read_yaml(source, *spans[0])
        for key, text, _ in leaves(tree):
            yield key, text


class _Both(NamedTuple):
    """Messages that print the same before, and the same after, by their index on each side."""

    old: Examination | None
    new: Examination | None
    before: tuple[int, ...]
    after: tuple[int, ...]
    by_old: bool

    @property
    def same(self) -> bool:
        old, new = self.sides
        return old is not None and new is not None and old.key == new.key

    @property
    def sides(self) -> tuple[Message | None, Message | None]:
        return (
            self.old.messages[self.before[0]] if self.old and self.before else None,
            self.new.messages[self.after[0]] if self.new and self.after else None,
        )

    def shown(self, change: Change, words: Words) -> Pair:
        before, after = self.sides
        cases: tuple[dict[str, object], ...] = ({},)
        if self.old is not None and (self.by_old or not self.after):
            cases, _ = self.old.describe({*self.before})
        elif self.new is not None:
            cases, _ = self.new.describe({*self.after})
        return Pair(
            cases,
            compared(_hidden(change.base, before), _hidden(change.head, after), words),
            _measured(change.base, before),
            _measured(change.head, after),
        )


def _hidden(project: Project | None, message: Message | None) -> Message | None:
    if project is None or message is None:
        return None
    return without_personal_data(project, message)


def _measured(project: Project | None, message: Message | None) -> Length | None:
    if project is None or message is None:
        return None
    return measure(message.body, project.part_units)


def _pairs(old: Examination | None, new: Examination | None) -> Iterator[_Both]:
    """The distinct messages before and after that some case prints, in the order of the later."""
    if old is None or new is None:
        for group in old.distinct if old is not None else ():
            yield _Both(old, new, tuple(group), (), by_old=True)
        for group in new.distinct if new is not None else ():
            yield _Both(old, new, (), tuple(group), by_old=False)
        return
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[set[int], set[int]]] = {}
    for at, other in _matched(old, new):
        key = (old.messages[other].key, new.messages[at].key)
        before_set, after_set = groups.setdefault(key, (set(), set()))
        before_set.add(other)
        after_set.add(at)
    often = Counter(at for _, after_set in groups.values() for at in after_set)
    shared = {at for at, count in often.items() if count > 1}
    for before_set, after_set in groups.values():
        by_old = not shared.isdisjoint(after_set)
        yield _Both(old, new, tuple(sorted(before_set)), tuple(sorted(after_set)), by_old)


def _matched(old: Examination, new: Examination) -> Iterator[tuple[int, int]]:
    """Indices of messages, later and earlier, that some values print.

    A choice that one of them doesn't know counts for all its values; where no
    earlier message has the same choices, the one that differs least stands.
    """
    by_choices = defaultdict(list)
    for at, message in enumerate(old.messages):
        by_choices[_choices(message)].append(at)
    few = len(old.messages) * len(new.messages) <= _MOST_PAIRS
    for at, message in enumerate(new.messages):
        found = by_choices.get(_choices(message), [])
        if not found and few:
            found = _nearest(message, old.messages)
        for other in found or range(min(len(old.messages), 1)):
            yield at, other


def _choices(message: Message) -> frozenset[tuple[str, str]]:
    return frozenset((key, repr(value)) for key, value in message.choices.items())


def _nearest(message: Message, others: Iterable[Message]) -> list[int]:
    differing = [
        sum(
            key in message.choices and message.choices[key] != value
            for key, value in other.choices.items()
        )
        for other in others
    ]
    if not differing:
        return []
    if min(differing) == 0:
        return [at for at, count in enumerate(differing) if count == 0]
    return [differing.index(min(differing))]
