"""Samples of templates that have too many cases."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from linter.engine import check_source, examine_template
from linter.source import Source
from linter.template.coverage import pairwise
from linter.template.template import load_template
from tests.making import AS_OF, HOTLINE, check, codes, found, template

if TYPE_CHECKING:
    from linter.project import Project

_MANY = 16


def _booleans(count: int) -> str:
    return "{" + ", ".join(f"b{at}: {{type: bool}}" for at in range(count)) + "}"


def _branches(count: int) -> str:
    return "".join(f"{{% if b{at} %}}甲{{% endif %}}" for at in range(count))


@given(st.lists(st.integers(1, 4), max_size=8))
def test_every_two_choices_meet(sizes: list[int]) -> None:
    """Whatever the numbers of choices, each pair of choices of two keys is in some row."""
    widths = {f"k{at}": size for at, size in enumerate(sizes)}

    rows = list(pairwise(widths))

    for first, second in combinations(widths, 2):
        met = {(row[first], row[second]) for row in rows}
        assert met == {(a, b) for a in range(widths[first]) for b in range(widths[second])}
    for key, size in widths.items():
        assert {row[key] for row in rows} == set(range(size))


def test_branch_behind_many_conditions_is_reached(project: Project) -> None:
    """A branch that needs eight values at once gets a case of its own."""
    deep = " and ".join(f"{'not ' if at % 2 else ''}b{at}" for at in range(8))
    text = template(
        f"{_branches(_MANY)}{{% if {deep} %}}信用卡滞纳金{{% endif %}}，{HOTLINE}",
        _booleans(_MANY),
    )

    assert "TRM001" in codes(check(project, text))


def test_branch_inside_a_missed_branch_is_reached(project: Project) -> None:
    """Conditions that only show up behind others are turned as well."""
    deep = " and ".join(f"b{at}" for at in range(6))
    text = template(
        f"{_branches(_MANY)}{{% if {deep} %}}{{% if not b7 and b8 and not b9 and b10 %}}"
        f"信用卡滞纳金{{% endif %}}{{% endif %}}，{HOTLINE}",
        _booleans(_MANY),
    )

    assert "TRM001" in codes(check(project, text))


def test_sample_is_no_proof(project: Project) -> None:
    """A template that was only sampled is an error, and unreached branches are not claimed."""
    text = template(
        f"{_branches(_MANY)}{{% if b0 and not b0 %}}乙{{% endif %}}，{HOTLINE}", _booleans(_MANY)
    )

    findings = check(project, text)

    assert "TPL006" in codes(findings)
    assert "TPL005" not in codes(findings)
    assert found(findings, "TPL006").place.text == "variables"


def test_length_of_a_sampled_template_is_an_upper_bound(project: Project) -> None:
    """What no walked case prints is bounded all the same: each branch counts its longest text."""
    names = [f"b{at}" for at in range(_MANY)]
    chain = " and ".join(f"{'not ' if at % 3 else ''}{name}" for at, name in enumerate(names))
    text = template(
        f"{_branches(_MANY)}{{% if {chain} %}}{'长' * 40}{{% else %}}短{{% endif %}}，{HOTLINE}",
        _booleans(_MANY),
        more="limits: {segments: 2}\n",
    )

    examination = examine_template(project, load_template(Source("example.j2", text)))
    walked = max(message.body.most_units for message in examination.messages)

    assert examination.longest is not None
    assert walked <= examination.longest
    assert examination.longest == len(f"【示例银行】，{HOTLINE}") + _MANY + 40


def test_sampled_template_that_is_too_long_names_the_case(project: Project) -> None:
    """Where a walked case is too long already, it is the witness."""
    exclusive = "".join(
        f"{{% if b{at} %}}{'长' * 5}{{% else %}}短{{% endif %}}" for at in range(_MANY)
    )
    text = template(f"{exclusive}，{HOTLINE}", _booleans(_MANY), more="limits: {segments: 1}\n")
    longest = len("【示例银行】") + 5 * _MANY + len(f"，{HOTLINE}")

    finding = found(check(project, text), "SMS001")

    assert f"最长 {longest} 个单位" in finding.message
    assert len(finding.cases) == 8
    assert finding.witness


def test_16384_cases_are_still_walked(project: Project) -> None:
    """Fourteen independent booleans are examined completely."""
    text = template(f"{_branches(14)}{HOTLINE}", _booleans(14))

    checked = check_source(project, Source("example.j2", text), AS_OF)

    assert checked.cases == 16_384
    assert codes(list(checked.findings)) == []
