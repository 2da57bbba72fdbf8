"""What a change does to messages: each changed template before and after, for a reviewer."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from linter.baseline import NAME
from linter.change import Change, vanished
from linter.document import leaves, read_yaml
from linter.engine import examine_template
from linter.glossary.edition import segmenter
from linter.pairing import fewer, matched, shared_case, side_of
from linter.project import MARKER
from linter.template.front_matter import PRINTED, split
from linter.template.template import load_template
from linter.text.sms import Length, measure
from linter.verdict import without_personal_data
from linter.wordings import SAME, compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.finding import Finding
    from linter.pairing import Matched
    from linter.project import Project
    from linter.run import Summary
    from linter.source import Source
    from linter.template.cases import Examination
    from linter.template.message import Message
    from linter.text.words import Words
    from linter.wordings import Stretch

MOST_SHOWN = 12  # pairs of a template, those alike as one
MOST_NAMED = 8  # cases of a pair, where no version tells it from others
_MOST_COMPARED = 2_000  # pairs of a template whose words are compared
_GLOSSARY = "glossary/"


class Pair(NamedTuple):
    """A message before and after, in some cases; either may be missing.

    ``cases`` are partial assignments that describe them; ``sections`` are what
    `compared` gives; ``alike`` counts further messages in which the same words went
    and came.
    """

    cases: tuple[dict[str, object], ...]
    sections: dict[str, list[Stretch]]
    before: Length | None
    after: Length | None
    alike: int = 0


@dataclass
class Reviewed:
    """One template in both versions.

    ``change`` is ``added``, ``modified``, ``deleted``, or ``affected`` where only
    others that it uses have changed: ``causes``, paths with what happened to them.
    ``settings`` are keys of the front matter that differ, with both values.
    ``same`` counts the pairs that say the same, ``more`` those that are not shown.
    ``complete`` is False where only a sample of the cases was compared.
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
    complete: bool = True
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
    for finding in vanished(before.findings, after.findings):
        gone[finding.template].append(finding)
    rules = [
        (path, how)
        for path, how in change.changed.items()
        if path.startswith(_GLOSSARY) or path in (MARKER, NAME)
    ]
    words = segmenter({})
    found = []
    for name in sorted({*before.files, *after.files}):
        used = dict.fromkeys((*after.files.get(name, ()), *before.files.get(name, ())))
        causes = [(path, change.changed[path]) for path in used if path in change.changed]
        if causes or rules or new[name] or gone[name]:
            each = _reviewed(change, name, before, after, words)
            each.causes = causes or rules
            if not each.printed and name not in after.files:
                new[name] = [f for f in new[""] if f.place.source.path == each.path]
            each.new, each.gone = new[name], gone[name]
            each.kept = sum(1 for finding in after.findings if finding.template == name)
            each.kept -= len(each.new)
            found.append(each)
    return Review(
        base=labels[0],
        head=labels[1],
        templates=[each for each in found if each.matters],
        untouched=[each.path for each in found if not each.matters and each.path in change.changed],
        rules=rules,
        others=[each for each in new[""] if not any(each in other.new for other in found)],
    )


def _reviewed(change: Change, name: str, before: Summary, after: Summary, words: Words) -> Reviewed:
    old, new = _version(change.base, before, name), _version(change.head, after, name)
    shown = new or old
    assert shown is not None  # the name comes from one of them
    how, broken = "affected", False
    if old is None:
        how = "added"
    elif new is None:
        path = shown.source.path
        others = {files[0] for files in after.files.values()}
        broken = (change.head.root / path).is_file() and path not in others  # it has lost its id
        how = "modified" if broken else "deleted"
    elif shown.source.path in change.changed or old.source.path != new.source.path:
        how = "modified"
    each = Reviewed(name, shown.title, shown.channel, shown.source.path, how, [])
    each.settings = list(_settings(old, new)) if old and new else []
    versions = [version for version in (old, new) if version is not None]
    each.printed = not broken and all(version.examination is not None for version in versions)
    if broken:
        return each
    _Messages(change, old and old.examination, new and new.examination, words).put_into(each)
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


class _Messages:
    """The messages of a template in both versions."""

    def __init__(
        self, change: Change, old: Examination | None, new: Examination | None, words: Words
    ) -> None:
        self.change = change
        self.old = old
        self.new = new
        self.words = words
        self._every: list[Matched] = []
        self._counts: list[Counter[int | None]] = []

    def put_into(self, reviewed: Reviewed) -> None:
        """Pairs that differ, those alike as one; what went and came decides."""
        groups = self._groups()
        every = [pair for pairs in groups.values() for pair in pairs]
        self._every = every
        self._counts = [Counter(pair[side] for pair in every) for side in (0, 1)]
        base, head = self.change.base, self.change.head
        sizes = bool(reviewed.settings) or (base is not None and base.part_units != head.part_units)
        changed = {
            key: pairs for key, pairs in groups.items() if not self._same(pairs[0], sizes=sizes)
        }
        reviewed.same = len(groups) - len(changed)
        reviewed.complete = all(each is None or each.complete for each in (self.old, self.new))
        found: dict[object, list[list[Matched]]] = {}
        sections: dict[object, dict[str, list[Stretch]]] = {}
        for pairs in list(changed.values())[:_MOST_COMPARED]:
            compared_sections = self._compared(pairs[0])
            key = _went_and_came(compared_sections)
            sections.setdefault(key, compared_sections)
            found.setdefault(key, []).append(pairs)
        for key, alike in list(found.items())[:MOST_SHOWN]:
            before, after = self._sides(alike[0][0])
            reviewed.pairs.append(
                Pair(
                    self._cases([pair for pairs in alike for pair in pairs]),
                    sections[key],
                    _measured(self.change.base, before),
                    _measured(self.change.head, after),
                    len(alike) - 1,
                )
            )
        shown = sum(len(alike) for alike in list(found.values())[:MOST_SHOWN])
        reviewed.more = len(changed) - shown

    def _groups(self) -> dict[object, list[Matched]]:
        """The pairs of messages that some values print, by what they say."""
        if self.old is not None and self.new is not None:
            pairs = matched(side_of(self.old), side_of(self.new))
        elif self.new is not None:
            pairs = [(None, at) for at in range(len(self.new.messages))]
        else:
            pairs = [(at, None) for at in range(len(self.old.messages if self.old else ()))]
        groups: dict[object, list[Matched]] = {}
        for pair in pairs:
            key = tuple(message and message.key for message in self._sides(pair))
            groups.setdefault(key, []).append(pair)
        return groups

    def _sides(self, pair: Matched) -> tuple[Message | None, Message | None]:
        before, after = pair
        return (
            self.old.messages[before] if self.old is not None and before is not None else None,
            self.new.messages[after] if self.new is not None and after is not None else None,
        )

    def _same(self, pair: Matched, *, sizes: bool) -> bool:
        """Whether both say the same, and where ``sizes`` may differ, at the same lengths."""
        before, after = self._sides(pair)
        if before is None or after is None or before.key != after.key:
            return False
        if not sizes:
            return True
        return _measured(self.change.base, before) == _measured(self.change.head, after)

    def _compared(self, pair: Matched) -> dict[str, list[Stretch]]:
        before, after = self._sides(pair)
        return compared(
            _hidden(self.change.base, before), _hidden(self.change.head, after), self.words
        )

    def _cases(self, pairs: list[Matched]) -> tuple[dict[str, object], ...]:
        """The fewest assignments of the version that tells these pairs from all others."""
        for side, examination in ((1, self.new), (0, self.old)):
            mine = Counter(pair[side] for pair in pairs)
            alone = all(self._counts[side][at] == count for at, count in mine.items())
            if examination is not None and None not in mine and alone:
                return examination.describe({at for at in mine if at is not None})[0]
        every = [self._case(pair) for pair in self._every[:_MOST_COMPARED]]
        return tuple(fewer([self._case(pair) for pair in pairs], every)[:MOST_NAMED])

    def _case(self, pair: Matched) -> dict[str, object]:
        before, after = pair
        old, new = self.old, self.new
        return shared_case(
            old.cases.paths[old.printed[before]] if old and before is not None else {},
            new.cases.paths[new.printed[after]] if new and after is not None else {},
        )


def _went_and_came(sections: dict[str, list[Stretch]]) -> object:
    """What went and came, and where it is written: the same elsewhere is another change."""
    return tuple(
        (name, tuple(each for each in stretches if each.kind != SAME))
        for name, stretches in sections.items()
    )


def _hidden(project: Project | None, message: Message | None) -> Message | None:
    if project is None or message is None:
        return None
    return without_personal_data(project, message)


def _measured(project: Project | None, message: Message | None) -> Length | None:
    if project is None or message is None:
        return None
    return measure(message.body, project.part_units)
