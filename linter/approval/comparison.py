"""Two meanings of a template side by side: settings, variables, and what messages say."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.meaning import canonical
from linter.pairing import fewer, matched, shared_case
from linter.wordings import SAME, Stretch, compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.approval.kept import Kept
    from linter.pairing import Matched
    from linter.template.message import Message
    from linter.text.words import Words

_LOOSER = {"max": 1, "max_length": 1, "max_items": 1, "min": -1, "min_items": -1}
"""Limits of a variable, and the direction in which values come in that were not there."""
_MOST_COMPARED = 2_000  # pairs of which words are compared


class Difference(NamedTuple):
    """Messages that differ in the same words: the first of them, and in which cases all are.

    ``sections`` are what `compared` gives; ``alike`` counts further messages.
    """

    cases: tuple[dict[str, Any], ...]
    sections: dict[str, list[Stretch]]
    alike: int


class Comparison(NamedTuple):
    """What differs. ``values`` are settings, institution values and variables by a dotted key.

    ``breaking`` says in words what senders must know; ``waivers`` are those that went and
    came; ``source``: the text itself was compared, as the cases could not all be examined.
    """

    values: list[tuple[str, str, str]]
    waivers: tuple[list[dict[str, Any]], list[dict[str, Any]]]
    breaking: list[str]
    differences: list[Difference]
    source: bool

    @property
    def change(self) -> str:
        """What tells this change from others, wherever and in which cases it is made."""
        words = {
            (name, tuple((each.kind, each.text) for each in stretches if each.kind != SAME))
            for difference in self.differences
            for name, stretches in difference.sections.items()
        }
        return repr((sorted(words), self.values, self.waivers, self.source))

    @property
    def empty(self) -> bool:
        """Whether both mean the same."""
        return not (self.values or any(self.waivers) or self.differences or self.source)


def compare(old: Kept, new: Kept, words: Words) -> Comparison:
    """What the later of two meanings of a template has that the earlier hasn't, and vice versa."""
    gone, come = (
        [each for each in one.manifest["waivers"] if each not in other.manifest["waivers"]]
        for one, other in ((old, new), (new, old))
    )
    return Comparison(
        values=list(_values(old, new)),
        waivers=(gone, come),
        breaking=list(breaking(old, new)),
        differences=list(_differences(old, new, words)),
        source=old.manifest.get("source") != new.manifest.get("source"),
    )


def _values(old: Kept, new: Kept) -> Iterator[tuple[str, str, str]]:
    before, after = dict(_flat(old)), dict(_flat(new))
    for key in dict.fromkeys((*after, *before)):
        if before.get(key) != after.get(key):
            yield key, before.get(key, ""), after.get(key, "")


def _flat(kept: Kept) -> Iterator[tuple[str, str]]:
    """What is no wording, by dotted keys; settings have no prefix, as in the front matter."""
    manifest = kept.manifest
    yield from _leaves("", manifest["settings"])
    for part in ("institution", "variables"):
        yield from _leaves(part, manifest[part])


def _leaves(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(f"{key}.{name}" if key else str(name), each)
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
            yield f"变量 {same[0]} 改名为 {name}"
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


def _differences(old: Kept, new: Kept, words: Words) -> Iterator[Difference]:
    """Messages that are sent for the same values and differ, those alike as one."""
    sides = (old.side, new.side)
    pairs = matched(*sides)
    groups: dict[tuple[Any, ...], list[Matched]] = {}
    for pair in pairs:
        keys = tuple(
            None if at is None else side.keys[at] for side, at in zip(sides, pair, strict=True)
        )
        if keys[0] != keys[1]:
            groups.setdefault(keys, []).append(pair)
    found: defaultdict[object, list[list[Matched]]] = defaultdict(list)
    shown: dict[object, dict[str, list[Stretch]]] = {}
    for group in list(groups.values())[:_MOST_COMPARED]:
        sections = compared(_at(old, group[0][0]), _at(new, group[0][1]), words)
        change = tuple(
            (name, each.kind, each.text)
            for name, stretches in sections.items()
            for each in stretches
            if each.kind != SAME
        )
        shown.setdefault(change, sections)
        found[change].append(group)

    def case(pair: Matched) -> dict[str, Any]:
        before, after = pair
        return shared_case(
            sides[0].takens[before] if before is not None else {},
            sides[1].takens[after] if after is not None else {},
        )

    every = [case(pair) for pair in pairs[:_MOST_COMPARED]]
    for same, alike in found.items():
        cases = fewer([case(pair) for group in alike for pair in group], every)
        yield Difference(tuple(cases), shown[same], len(alike) - 1)


def _at(kept: Kept, at: int | None) -> Message | None:
    return None if at is None else kept.by_case[at]
