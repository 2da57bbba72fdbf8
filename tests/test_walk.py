"""What the walk finds wrong, and in which cases."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from linter.engine import examine_template
from linter.source import Source
from linter.template.template import load_template
from tests.making import HOTLINE, check, codes, found, template

if TYPE_CHECKING:
    from linter.project import Project

PLAN = "{plan: {type: bool}}"
NICK = "{nick: {type: person_name, optional: true}, plan: {type: bool}}"


@pytest.mark.parametrize(
    ("body", "variables", "code", "expected"),
    [
        ("{% if plan %}{{ nmae }}{% endif %}", PLAN, "TPL002", (({"plan": True},), 1)),
        (
            "{% if plan %}{{ nick }}{% endif %}",
            NICK,
            "TPL002",
            (({"plan": True, "nick": None},), 1),
        ),
        (
            "{% if not plan %}{% include 'partials/none.j2' %}{% endif %}",
            PLAN,
            "TPL007",
            (({"plan": False},), 1),
        ),
        ("{{ nmae }}{% if plan %}甲{% endif %}", PLAN, "TPL002", (({},), 2)),
    ],
)
def test_refusal_names_its_cases(
    project: Project,
    body: str,
    variables: str,
    code: str,
    expected: tuple[tuple[dict[str, object], ...], int],
) -> None:
    """What only some cases meet is not said of all of them."""
    finding = found(check(project, template(body + HOTLINE, variables)), code)

    assert (finding.cases, finding.case_count) == expected


def test_name_that_only_one_branch_sets_may_be_asked_for(project: Project) -> None:
    """`is defined` and `default` know that a name is set on other paths only."""
    body = (
        "{% if plan %}{% set word = '甲' %}{% endif %}{{ word|default('无') }}"
        "{% if word is defined %}乙{% endif %}"
    )

    assert check(project, template(body + HOTLINE, PLAN)) == []


def test_name_that_only_one_branch_sets_may_not_be_printed(project: Project) -> None:
    """Printed on the other path, it is an error of just that case, in plain words."""
    body = "{% if plan %}{% set word = '甲' %}{% endif %}{{ word }}"

    finding = found(check(project, template(body + HOTLINE, PLAN)), "TPL002")

    assert "只在某些情形下赋值" in finding.message
    assert finding.cases == ({"plan": False},)


def test_absent_and_none_are_told_apart(project: Project) -> None:
    """A value that was not given and one that is None are different cases."""
    text = "{{% if nick is {} %}}卡滞纳金{{% endif %}}{{% if plan %}}甲{{% endif %}}" + HOTLINE

    none = found(check(project, template(text.format("none"), NICK)), "TRM001")
    absent = found(check(project, template(text.format("not defined"), NICK)), "TRM001")

    assert none.cases == ({"nick": "none"},)
    assert absent.cases == ({"nick": None},)


def test_doubling_text_ends_in_a_finding(project: Project) -> None:
    """Forty doublings of a text stop long before memory does."""
    body = "{% set x0 = '甲' %}" + "".join(
        f"{{% set x{at + 1} = x{at} ~ x{at} %}}" for at in range(40)
    )

    assert codes(check(project, template(body + HOTLINE))) == ["TPL008"]


def test_wrong_declaration_is_reported_once(project: Project) -> None:
    """A variable whose type is wrong is not called undeclared as well."""
    text = template("{{ name }}" + HOTLINE, "{name: {type: person}}")

    assert codes(check(project, text)) == ["META004"]


@pytest.mark.parametrize("value", ["{{ institution.name }}账单", "{{ institution.name }}"])
def test_value_that_begins_with_braces_needs_quotes(project: Project, value: str) -> None:
    """What YAML takes for a mapping is explained as the copywriter meant it."""
    text = template("示例银行" + HOTLINE, channel="email", more=f"subject: {value}\n")

    assert any("要加引号" in each.message for each in check(project, text))


def test_example_shows_what_the_case_says(project: Project) -> None:
    """A date that is printed before it is compared is shown as the case has it."""
    body = "{{ due|date }}{% if due < '2020-01-01' %}卡滞纳金{% endif %}" + HOTLINE

    finding = found(check(project, template(body, "{due: {type: date}}")), "TRM001")

    assert finding.cases == ({"due": "2019-12-31"},)
    assert "2019年12月31日" in finding.witness


def test_choices_found_late_are_tried_early(project: Project) -> None:
    """A choice that only a later path asks for is a case of the paths before it, too."""
    body = (
        "{% if plan %}{{ '有' if nick is defined else '无' }}"
        "{% else %}{% if nick is none %}空{% endif %}{% endif %}"
    )

    finding = found(check(project, template("卡滞纳金" + body + HOTLINE, NICK)), "TRM001")

    assert finding.case_count == 6


def test_name_from_outside_may_not_be_set_once_it_was_read(project: Project) -> None:
    """Jinja2 takes such a name for unset inside the loop, so it is refused before."""
    body = (
        "{% set w = '甲' %}{% block b %}{% for i in l %}{{ w }}{{ i }}{% endfor %}"
        "{% set w = '乙' %}{% endblock %}"
    )
    text = template(body + HOTLINE, "{l: {type: list, items: {type: card_tail}, min_items: 1}}")

    assert "已经读过" in found(check(project, text), "TPL004").message


def test_position_in_a_loop_decides_the_lengths_that_are_tried(project: Project) -> None:
    """What is printed for exactly five items is found."""
    body = (
        "卡{% for x in l %}{% if loop.last and loop.index == 5 %}滞纳金{% endif %}{{ x }}"
        "{% endfor %}"
    )
    text = template(body + HOTLINE, "{l: {type: list, items: {type: card_tail}}}")

    findings = check(project, text)

    assert "TPL005" not in codes(findings)
    assert found(findings, "TRM001").cases == ({"l": 5},)


def test_limits_from_comparisons_keep_two_decimals(project: Project) -> None:
    """Money at least -49 prints as -49.00, and that is measured."""
    text = template(
        "{% if m >= -49 %}{{ m }}{% endif %}" + HOTLINE,
        '{m: {type: money, min: "-50.00", max: "0.01"}}',
    )

    examination = examine_template(project, load_template(Source("example.j2", text)))
    lengths = [message.body.most_units for message in examination.messages]

    assert max(lengths) - min(lengths) == len("-49.00")


def test_items_of_a_list_are_never_absent(project: Project) -> None:
    """`optional` on a list's items is refused."""
    text = template(
        "{{ l|join }}" + HOTLINE, "{l: {type: list, items: {type: card_tail, optional: true}}}"
    )

    assert "META004" in codes(check(project, text))


BODIES = {
    "branches": "{% if plan %}甲{% else %}乙{% endif %}信用卡滞纳金",
    "loop": "{% for x in ['甲', '乙'] %}{{ loop.index }}{{ x }}{% endfor %}",
    "set": "{% set w %}甲{% endset %}{{ w }}{% set ns = namespace(a=1) %}{{ ns.a }}",
    "problem": "{{ nmae }}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
def test_a_walk_leaves_nothing_for_the_garbage_collector(project: Project, body: str) -> None:
    """What was walked is freed at once, so that nobody has to look for it.

    A macro and the scope that it was defined in hold each other; they are no cause.
    """
    text = template(f"{body}，{HOTLINE}", PLAN)
    check(project, text)  # what is made once stays
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        loaded = load_template(Source("example.j2", text))
        examination = examine_template(project, loaded)
        gc.collect()
        known = weakref.ref(examination)
        del examination
        assert known() is None
        before = {id(each) for each in gc.get_objects()}
        examine_template(project, loaded)
        kept = [
            type(each).__name__
            for each in gc.get_objects()
            if id(each) not in before and type(each).__module__.startswith("linter.")
        ]
    finally:
        if was_enabled:
            gc.enable()
    assert kept == []
