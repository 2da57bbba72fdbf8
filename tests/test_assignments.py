"""The fewest partial assignments that describe a set of cases."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from linter.finding import Place
from linter.source import Source, Span
from linter.template.assignments import Assignment, Cases
from linter.template.decisions import PRESENT, Choice, Domain, Taken
from linter.template.variables import TYPES, Variable

_PLACE = Place(Source("a", ""), Span(0, 0))
YES, NO = Choice(PRESENT, value=True), Choice(PRESENT, value=False)


def _domains(names: str) -> dict[str, Domain]:
    return {name: Domain(Variable(name, TYPES["bool"], _PLACE), asks_value=True) for name in names}


def _paths(names: str) -> list[Taken]:
    return [dict(zip(names, choices, strict=True)) for choices in product((YES, NO), repeat=3)]


def _matches(case: Taken, assignment: Assignment) -> bool:
    return all(case[key].label == value for key, value in assignment.items())


def _fewest(paths: list[Taken], chosen: set[int]) -> int:
    """By brute force: how many partial assignments it takes."""
    partial = [
        {key: value for key, value in zip("abc", values, strict=True) if value is not None}
        for values in product((True, False, None), repeat=3)
    ]
    sets = [
        frozenset(at for at, case in enumerate(paths) if _matches(case, each)) for each in partial
    ]
    inside = [each for each in set(sets) if each <= chosen]
    for size in range(1, len(chosen) + 1):
        for group in combinations(inside, size):
            if frozenset().union(*group) == chosen:
                return size
    raise AssertionError


@given(st.sets(st.integers(0, 7), min_size=1))
def test_description_is_exact_and_shortest(chosen: set[int]) -> None:
    """What is described is exactly the cases, with as few assignments as brute force needs."""
    paths = _paths("abc")

    described, count = Cases(_domains("abc"), paths).describe(chosen)
    covered = {
        at for at, case in enumerate(paths) if any(_matches(case, each) for each in described)
    }

    assert covered == chosen
    assert count == len(chosen)
    assert len(described) == _fewest(paths, chosen)


def test_every_case_is_the_empty_assignment() -> None:
    """All cases together are described by nothing."""
    assert Cases(_domains("abc"), _paths("abc")).describe(set(range(8))) == (({},), 8)


def test_a_path_counts_the_cases_that_it_stands_for() -> None:
    """A path that leaves two booleans open stands for four cases of the product."""
    paths: list[Taken] = [{"a": NO}, *({"a": YES, **path} for path in _inner())]

    cases = Cases(_domains("abc"), paths)

    assert cases.total == 8
    assert cases.counts == [4, 1, 1, 1, 1]
    assert cases.describe({0}) == (({"a": False},), 4)
    assert len(list(cases.full(paths[0]))) == 4


def _inner() -> list[Taken]:
    return [{"b": first, "c": second} for first in (YES, NO) for second in (YES, NO)]


def test_union_of_open_paths_is_described_by_what_they_share() -> None:
    """Paths are taken apart into cases, so ab' + bc needs two assignments, not three."""
    paths: list[Taken] = [
        {"a": YES, "c": YES},
        {"a": YES, "c": NO, "b": NO},
        {"a": YES, "c": NO, "b": YES},
        {"a": NO, "b": YES, "c": YES},
        {"a": NO, "b": YES, "c": NO},
        {"a": NO, "b": NO},
    ]

    described, count = Cases(_domains("abc"), paths).describe({0, 1, 3})

    assert count == 4
    assert sorted(described, key=str) == [{"a": True, "b": False}, {"b": True, "c": True}]


def test_at_most_eight_assignments_are_shown() -> None:
    """Parity of five booleans takes sixteen assignments; eight are shown, all are counted."""
    names = "abcde"
    paths: list[Taken] = [
        dict(zip(names, choices, strict=True)) for choices in product((YES, NO), repeat=5)
    ]
    odd = {at for at, case in enumerate(paths) if sum(each is YES for each in case.values()) % 2}

    described, count = Cases(_domains(names), paths).describe(odd)

    assert len(described) == 8
    assert count == 16


def test_more_cases_than_can_be_told_apart_one_by_one_are_described_by_path() -> None:
    """With 2^20 cases on two paths, the deciding value is still named and all are counted."""
    names = "abcdefghijklmnopqrst"
    paths: list[Taken] = [
        {"a": NO},
        dict.fromkeys(names, YES),
        *({**dict.fromkeys(names[:at], YES), names[at]: NO} for at in range(1, 20)),
    ]

    cases = Cases(_domains(names), paths)

    assert cases.total == 2**20
    assert cases.describe({0}) == (({"a": False},), 2**19)
