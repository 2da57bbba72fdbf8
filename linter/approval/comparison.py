"""Two meanings of a template side by side: settings, variables, and what messages say."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.glossary.edition import segmenter
from linter.meaning import canonical
from linter.pairing import fewer, matched, shared_case
from linter.wordings import GONE, NEW, SAME, compared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linter.approval.kept import Kept
    from linter.pairing import Matched
    from linter.template.message import Message
    from linter.text.words import Words as Boundaries
    from linter.wordings import Stretch

_LOOSER = {"max": 1, "max_length": 1, "max_items": 1, "min": -1, "min_items": -1}
"""Limits of a variable, and the direction in which values come in that were not there."""
_MOST_COMPARED = 2_000  # pairs of which words are compared

Words = tuple[tuple[str, str, str], ...]
"""What went and came: section, kind and text of each stretch."""


class Difference(NamedTuple):
    """Messages that differ in the same words: the first of them, and in which cases all are.

    ``sections`` are what `compared` gives; ``alike`` counts further messages.
    """

    cases: tuple[dict[str, Any], ...]
    sections: dict[str, list[Stretch]]
    alike: int

    @property
    def words(self) -> Words:
        """What went and came."""
        return _went_and_came(self.sections)


class Comparison(NamedTuple):
    """What differs. ``values`` are settings, institution values and variables by a dotted key.

    A variable that went or came stands there as a whole, in JSON. ``breaking`` says in words
    what senders must know; ``waivers`` are those that went and came; ``source``: the
    text itself was compared, as the cases could not all be examined; ``left`` counts
    messages that differ and were not compared word by word; ``same``: nothing differs at all.
    """

    values: list[tuple[str, str, str]]
    waivers: tuple[list[dict[str, Any]], list[dict[str, Any]]]
    breaking: list[str]
    differences: list[Difference]
    source: bool
    left: int = 0
    same: bool = False

    @property
    def change(self) -> str:
        """What tells this change from others: which words went and came, in which cases.

        Empty where it can't be told in full.
        """
        told = [(each.cases, each.words) for each in self.differences]
        whole = bool(told or self.values or any(self.waivers)) and not (self.source or self.left)
        return repr((sorted(map(repr, told)), self.values, self.waivers)) if whole else ""

    @property
    def unseen(self) -> bool:
        """Whether the meanings differ in nothing that could be shown."""
        return not (self.same or self.change or self.source or self.left)


_AROUND = 16  # characters shown beside what differs
_MARKS = {GONE: "删", NEW: "增"}


def marked(stretches: Sequence[Stretch]) -> str:
    """Words that went and came, marked, with a little of what stands around them.

    Empty where nothing differs.
    """
    if all(each.kind == SAME for each in stretches):
        return ""
    told = []
    for at, each in enumerate(stretches):
        text = each.text
        if each.kind != SAME:
            told.append(f"〔{_MARKS[each.kind]}：{text}〕")
            continue
        first, last = at == 0, at == len(stretches) - 1
        if first and len(text) > _AROUND:
            text = f"…{text[-_AROUND:]}"
        elif last and len(text) > _AROUND:
            text = f"{text[:_AROUND]}…"
        elif not (first or last) and len(text) > 2 * _AROUND:
            text = f"{text[:_AROUND]}…{text[-_AROUND:]}"
        told.append(text)
    return "".join(told)


def _went_and_came(sections: dict[str, list[Stretch]]) -> Words:
    return tuple(
        (name, each.kind, each.text)
        for name, stretches in sections.items()
        for each in stretches
        if each.kind != SAME
    )


@cache
def _boundaries() -> Boundaries:
    """Where words begin and end; opened once, however many templates are compared."""
    return segmenter({})


def compare(old: Kept, new: Kept) -> Comparison:
    """What the later of two meanings of a template has that the earlier hasn't, and vice versa."""
    if canonical(old.manifest) == canonical(new.manifest):
        return Comparison([], ([], []), [], [], source=False, same=True)
    gone, come = (
        [each for each in one.manifest["waivers"] if each not in other.manifest["waivers"]]
        for one, other in ((old, new), (new, old))
    )
    differences, left = _differences(old, new)
    return Comparison(
        values=[*_values(old, new), *_variables(old, new)],
        waivers=(gone, come),
        breaking=list(breaking(old, new)),
        differences=differences,
        source=old.manifest.get("source") != new.manifest.get("source"),
        left=left,
    )


def _values(old: Kept, new: Kept) -> Iterator[tuple[str, str, str]]:
    """Settings, which have no prefix, as in the front matter, and values of the institution."""
    for prefix, part in (("", "settings"), ("institution.", "institution")):
        yield from _changed(prefix, old.manifest[part], new.manifest[part])


def _changed(
    prefix: str, before: dict[str, Any], after: dict[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """The leaves of two values that differ, by dotted keys; empty where there is none."""
    old, new = dict(leaves(before)), dict(leaves(after))
    for key in dict.fromkeys((*new, *old)):
        if old.get(key) != new.get(key):
            yield f"{prefix}{key}", old.get(key, ""), new.get(key, "")


def _variables(old: Kept, new: Kept) -> Iterator[tuple[str, str, str]]:
    """Variables that went or came as a whole; of the others, each property that differs."""
    before, after = old.manifest["variables"], new.manifest["variables"]
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            yield f"variables.{name}", _json(was), _json(now)
        else:
            yield from _changed(f"variables.{name}.", was, now)


def _json(variable: dict[str, Any] | None) -> str:
    return "" if variable is None else json.dumps(variable, ensure_ascii=False)


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a JSON value as people read them, by dotted keys."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        yield key, "、".join(map(str, value))
    elif isinstance(value, bool):
        yield key, "是" if value else "否"
    else:
        yield key, str(value)


def breaking(old: Kept, new: Kept) -> Iterator[str]:
    """What a system that sends by the earlier meaning must change, in words."""
    before, after = old.manifest["variables"], new.manifest["variables"]
    gone = [name for name in before if name not in after]
    come = [name for name in after if name not in before]
    for name in come:
        same = [each for each in gone if canonical(before[each]) == canonical(after[name])]
        if same:
            gone.remove(same[0])
            yield f"变量 {same[0]} 改名为 {name}（意思是否相同，请核对）"
        elif not after[name].get("optional"):
            yield f"增加了必须有值的变量 {name}"
    for name in gone:
        yield f"删除了变量 {name}"
    for name in before:
        if name in after:
            yield from _raised(name, before[name], after[name])


def _raised(name: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """What a variable takes now that it didn't, or demands now that it didn't."""
    if before.get("type") != after.get("type"):
        yield f"变量 {name} 的类型由 {before.get('type')} 改为 {after.get('type')}"
        return
    if before.get("optional") and not after.get("optional"):
        yield f"变量 {name} 变为必须有值"
    for key, direction in _LOOSER.items():
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None and old != new:
            looser = (Decimal(str(new)) - Decimal(str(old))) * direction > 0
            yield f"变量 {name} 的 {key} 由 {old} {'放宽' if looser else '收紧'}为 {new}"
    gone, come = (
        [each for each in one.get("values", ()) if each not in other.get("values", ())]
        for one, other in ((before, after), (after, before))
    )
    if come:
        yield f"变量 {name} 增加了取值“{'”“'.join(come)}”"
    if gone:
        yield f"变量 {name} 去掉了取值“{'”“'.join(gone)}”"
    for inner in ("items", "fields"):
        one, other = before.get(inner), after.get(inner)
        if one != other:
            yield f"变量 {name} 的各项（{inner}）有变化"


def _differences(old: Kept, new: Kept) -> tuple[list[Difference], int]:
    """Messages that are sent for the same values and differ, those alike as one.

    With how many were not compared word by word.
    """
    sides = (old.side, new.side)
    pairs = matched(*sides, untried=True)
    groups: dict[tuple[Any, ...], list[Matched]] = {}
    for pair in pairs:
        keys = tuple(
            None if at is None else side.keys[at] for side, at in zip(sides, pair, strict=True)
        )
        if keys[0] != keys[1]:
            groups.setdefault(keys, []).append(pair)
    found: defaultdict[Words, list[list[Matched]]] = defaultdict(list)
    shown: dict[Words, dict[str, list[Stretch]]] = {}
    spread = max(-(-len(groups) // _MOST_COMPARED), 1)  # from all over, where there are too many
    for group in list(groups.values())[::spread]:
        sections = compared(_at(old, group[0][0]), _at(new, group[0][1]), _boundaries())
        change = _went_and_came(sections)
        shown.setdefault(change, sections)
        found[change].append(group)

    def case(pair: Matched) -> dict[str, Any]:
        before, after = pair
        return shared_case(
            sides[0].takens[before] if before is not None else {},
            sides[1].takens[after] if after is not None else {},
        )

    every = [case(pair) for pair in pairs] if groups else []
    differences = []
    for same, alike in found.items():
        cases = fewer([case(pair) for group in alike for pair in group], every)
        differences.append(Difference(tuple(cases), shown[same], len(alike) - 1))
    return differences, len(groups) - sum(map(len, found.values()))


def _at(kept: Kept, at: int | None) -> Message | None:
    return None if at is None else kept.by_case[at]
