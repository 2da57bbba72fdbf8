"""Which messages of two versions of a template are sent for the same values."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.template.decisions import ABSENT, PRESENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from linter.template.cases import Examination
    from linter.template.decisions import Choice, Taken
    from linter.template.variables import Variable

MOST_COMPARED = 4_000_000  # pairs of paths

Matched = tuple[int | None, int | None]
Case = dict[str, Any]


class Side(NamedTuple):
    """One version: the choices of each message, what tells it from others, the variables."""

    takens: list[Taken]
    keys: list[tuple[str, ...]]
    variables: Mapping[str, Variable]


def side_of(examination: Examination) -> Side:
    """The messages of a walk."""
    front = examination.template.front
    return Side(
        [examination.cases.paths[at] for at in examination.printed],
        [message.key for message in examination.messages],
        front.variables if front is not None else {},
    )


def matched(old: Side, new: Side, *, untried: bool = False) -> list[Matched]:
    """Every pair of messages, by index, that some values print; None where one has no other.

    A boolean or enum that has only got another name is the same value, if then
    nothing else has changed. Where there are too many, only messages for just the
    same choices are paired. A message for a length of a list that the other version didn't
    try is left out, but for ``untried``.
    """
    before, after = old.takens, new.takens
    renamed = _renamed(old, new)
    if renamed is not None:
        name, other = renamed
        same = [{other if key == name else key: each for key, each in t.items()} for t in before]
        pairs = list(_joined(same, after, {}, {}, untried=untried))
        if all(_alike(old, new, pair) for pair in pairs):
            return pairs
    return list(_joined(before, after, old.variables, new.variables, untried=untried))


def shared_case(old: Taken, new: Taken) -> Case:
    """The values for which both paths are taken, as people read them."""
    case: Case = {}
    for key in dict.fromkeys((*new, *old)):
        both = [taken[key] for taken in (new, old) if key in taken]
        # Where one only asks whether there is a value, the other says which.
        told = [each for each in both if each.low is not None or each.value is not None] or both
        case[key] = told[0].label
        if told[0].low is not None:
            case[key] = stretch(told[0], told[-1])
    return case


def fewer(cases: list[Case], every: list[Case]) -> list[Case]:
    """The same cases without what makes no difference: values that are there with all others.

    ``every`` has all cases that there are.
    """
    for key in dict.fromkeys(key for case in cases for key in case):
        full = {repr(case.get(key)) for case in every}
        values: defaultdict[str, set[str]] = defaultdict(set)
        rests = []
        for case in cases:
            rest = {name: value for name, value in case.items() if name != key}
            values[repr(rest)].add(repr(case.get(key)))
            rests.append(rest)
        if all(found == full for found in values.values()):
            cases = list({repr(rest): rest for rest in rests}.values())
    return cases


def _alike(old: Side, new: Side, pair: Matched) -> bool:
    before, after = pair
    return before is not None and after is not None and old.keys[before] == new.keys[after]


def _renamed(old: Side, new: Side) -> tuple[str, str] | None:
    """The deciding value that went and the one that came, where they have the same choices.

    Only a boolean or enum that the other version doesn't declare at all.
    """
    before, after = _choices(old.takens), _choices(new.takens)
    gone, come = (
        [each for each in before if each not in after],
        [each for each in after if each not in before],
    )
    if len(gone) != 1 or len(come) != 1 or before[gone[0]] != after[come[0]]:
        return None
    was, now = old.variables.get(gone[0]), new.variables.get(come[0])
    if was is None or now is None or {was.type.name, now.type.name} - {"bool", "enum"}:
        return None
    return None if gone[0] in new.variables or come[0] in old.variables else (gone[0], come[0])


def _choices(takens: list[Taken]) -> dict[str, set[Choice]]:
    found: defaultdict[str, set[Choice]] = defaultdict(set)
    for taken in takens:
        for key, choice in taken.items():
            found[key].add(choice)
    return found


def _joined(
    before: list[Taken],
    after: list[Taken],
    old: Mapping[str, Variable],
    new: Mapping[str, Variable],
    *,
    untried: bool,
) -> Iterator[Matched]:
    """All pairs of paths that agree in what both ask for, and those that are left alone."""
    keys = {key for key in _always(before) & _always(after) if _alike_asked(key, before, after)}
    buckets: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for at, taken in enumerate(before):
        buckets[_signature(taken, keys)].append(at)
    wanted = [buckets.get(_signature(taken, keys), []) for taken in after]
    exact = sum(map(len, wanted)) > MOST_COMPARED
    left = set(range(len(before)))
    tried = (_lengths(before, old), _lengths(after, new))
    for at, (taken, found) in enumerate(zip(after, wanted, strict=True)):
        alone = True
        for other in found if not exact else ():
            if _agree(before[other], taken, old, new):
                alone = False
                left.discard(other)
                yield other, at
        if alone and (untried or not _untried(taken, tried[0], old)):
            yield None, at
    for other in sorted(left):
        if untried or not _untried(before[other], tried[1], new):
            yield other, None


def _lengths(takens: list[Taken], variables: Mapping[str, Variable]) -> dict[str, set[Decimal]]:
    """The lengths that were tried of each list."""
    found: defaultdict[str, set[Decimal]] = defaultdict(set)
    for taken in takens:
        for key, choice in taken.items():
            variable = variables.get(key)
            if choice.low is not None and variable is not None and variable.type.name == "list":
                found[key].add(choice.low)
    return found


def _untried(
    taken: Taken, tried: Mapping[str, set[Decimal]], variables: Mapping[str, Variable]
) -> bool:
    """Whether the other version has this path, too, at a length of a list that it didn't try."""
    return any(
        variable.type.name == "list"
        and variable.min_items <= choice.low <= variable.max_items
        and choice.low not in tried[key]
        for key, choice in taken.items()
        if choice.low is not None and (variable := variables.get(key)) is not None
    )


def _alike_asked(key: str, before: list[Taken], after: list[Taken]) -> bool:
    """Whether both versions ask for the value, or both only whether there is one."""
    kinds = [
        {taken[key].value is None for taken in takens if taken[key].state == PRESENT}
        for takens in (before, after)
    ]
    return kinds[0] == kinds[1]


def _always(takens: list[Taken]) -> set[str]:
    """The values for which every path has chosen one of a few."""
    keys = {key for taken in takens for key, choice in taken.items() if choice.low is None}
    return {key for key in keys if all(key in t and t[key].low is None for t in takens)}


def _signature(taken: Taken, keys: set[str]) -> tuple[Any, ...]:
    return tuple((taken[key].state, repr(taken[key].value)) for key in sorted(keys))


def _agree(
    before: Taken, after: Taken, old: Mapping[str, Variable], new: Mapping[str, Variable]
) -> bool:
    for key, choice in before.items():
        other = after.get(key)
        if other is None:
            if not _possible(choice, new.get(key)):
                return False
        elif not _overlap(choice, other):
            return False
    return all(key in before or _possible(choice, old.get(key)) for key, choice in after.items())


def _possible(choice: Choice, variable: Variable | None) -> bool:
    """Whether a version that doesn't ask can have what the other has chosen."""
    return variable is None or variable.optional or choice.state != ABSENT


def _overlap(one: Choice, other: Choice) -> bool:
    if one.state != other.state:
        return False
    if one.low is None or other.low is None:
        return one.value is None or other.value is None or one.value == other.value
    assert one.high is not None  # a stretch has both ends
    assert other.high is not None
    return max(one.low, other.low) <= min(one.high, other.high)


def stretch(one: Choice, other: Choice) -> Any:
    """The values that two stretches share."""
    if one.low is None or other.low is None or one.high is None or other.high is None:
        return one.label if one.low is not None else other.label
    low, high = max(one.low, other.low), min(one.high, other.high)
    if isinstance(one.value, str):
        return _days(date.fromordinal(int(low)), date.fromordinal(int(high)))
    first, last = str(low), str(high)
    return first if first == last else f"{first}～{last}"


def _days(first: date, last: date) -> str:
    if first == date.min:
        return f"{last} 及以前"
    if last == date.max:
        return f"{first} 及以后"
    return str(first) if first == last else f"{first}～{last}"
