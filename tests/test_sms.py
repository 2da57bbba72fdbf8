"""SMS units and parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from linter.engine import examine_template
from linter.source import Source, utf16_units
from linter.template.template import load_template
from linter.text.sms import capacity, most_parts, parts, surely_fits
from tests.making import HOTLINE, check, codes, found, template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.project import Project

RARE = "𬭎"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("字" * 70, 1),
        ("字" * 71, 2),
        ("字" * 134, 2),
        ("字" * 135, 3),
        ("a" * 70, 1),
        ("a" * 71, 2),
        (RARE * 35, 1),
        (RARE * 36, 2),
        ("字" * 66 + RARE + "字" * 66, 3),
        ("字" * 67 + RARE + "字" * 65, 2),
    ],
)
def test_parts_never_split_a_character(text: str, expected: int) -> None:
    """70 units alone, 67 a part, and a character of two units moves whole to the next part."""
    assert parts(text) == expected


def test_part_size_is_a_setting() -> None:
    """A header with a 16-bit reference leaves 66 units a part."""
    text = "字" * 134

    assert parts(text, 67) == 2
    assert parts(text, 66) == 3
    assert capacity(2, 66) == 132


def test_units_are_utf16() -> None:
    """A rare character and an emoji count two units each, everything else one."""
    assert utf16_units(f"【示例】1a，{RARE}😀") == 11


def test_limit_of_the_author_is_an_error(project: Project) -> None:
    """The longest values decide, the signature counts, and the excess and values are named."""
    body = "尊敬的{{ name }}：您的信用卡账单已出，请于{{ due|date }}前还款，" + HOTLINE
    variables = "{name: {type: person_name, max_length: 20}, due: {type: date}}"
    fits = template(body, variables, more="limits: {segments: 2}\n")
    long = template(body, variables, more="limits: {segments: 1}\n")

    message = found(check(project, long), "SMS001").message

    assert codes(check(project, fits)) == []
    assert "最长 75 个单位，要 2 条，比 1 条超出 5 个单位" in message
    assert "name 20 个、due 11 个" in message


def test_only_the_cases_that_are_too_long_are_named(project: Project) -> None:
    """SMS001 names the value that makes the message too long."""
    text = template(
        f"{{% if plan %}}{'长' * 60}{{% endif %}}{HOTLINE}",
        "{plan: {type: bool}, more: {type: bool}}",
        more="limits: {segments: 1}\n",
    ).replace("如有疑问", "{% if more %}如有{% endif %}疑问")

    finding = found(check(project, text), "SMS001")

    assert finding.cases == ({"plan": True},)
    assert finding.case_count == 2


def test_own_signature_counts(project: Project) -> None:
    """A template may name a registered signature of its own, which comes first."""
    institution = project.root / "glossary" / "institution.yaml"
    institution.write_text(
        institution.read_text("utf-8") + "signatures: [示例银行信用卡]\n", "utf-8"
    )
    text = template(f"您好。{HOTLINE}", more="signature: 示例银行信用卡\n")
    unregistered = template(f"您好。{HOTLINE}", more="signature: 客服通知\n")

    assert codes(check(project, text)) == []
    assert "短信签名没有备案" in found(check(project, unregistered), "CHN001").message


def test_template_without_front_matter_has_no_sections() -> None:
    """A file that isn't a template has nothing to measure."""
    assert load_template(Source("a", "您好")).sections == {}


def _names(units: int) -> Iterator[str]:
    """Every order of characters of one and two units that fills up to this many units."""
    if units:
        for character, width in (("字", 1), ("𬭎", 2)):
            if width <= units:
                yield character
                yield from (character + rest for rest in _names(units - width))


@pytest.mark.parametrize("before", range(122, 140))
@pytest.mark.parametrize("after", ["字", "😀" * 3, "字😀字"])
def test_no_value_needs_more_parts_than_are_told(project: Project, before: int, after: str) -> None:
    """The most parts are those of the worst name, tried one by one, and no more."""
    variables = "{name: {type: person_name, max_length: 5}}"
    text = template(f"{'字' * before}{{{{ name }}}}{after}", variables)
    examination = examine_template(project, load_template(Source("example.j2", text)))
    (message,) = examination.messages
    opening = message.body.text.partition("字")[0]

    worst = max(parts(f"{opening}{'字' * before}{name}{after}") for name in _names(5))

    assert most_parts(message.body) == worst
    assert not surely_fits(message.body, worst - 1)


@pytest.mark.parametrize("count", range(60, 140))
@pytest.mark.parametrize("pattern", ["😀", "字😀", "😀字字", "😀😀字"])
def test_a_text_without_values_has_its_own_parts(
    project: Project, pattern: str, count: int
) -> None:
    """What a written text needs at most is what it needs."""
    text = template((pattern * count)[:count])
    examination = examine_template(project, load_template(Source("example.j2", text)))
    (message,) = examination.messages

    assert most_parts(message.body) == parts(message.body.text)
    assert not surely_fits(message.body, most_parts(message.body) - 1)


@pytest.mark.parametrize("before", range(118, 132))
def test_no_amount_needs_more_parts_than_are_told(project: Project, before: int) -> None:
    """Amounts have characters of one unit only, but what follows them may be moved."""
    variables = '{amount: {type: money, max: "99.99"}}'
    text = template(f"{'字' * before}{{{{ amount|money }}}}😀😀😀", variables)
    examination = examine_template(project, load_template(Source("example.j2", text)))
    (message,) = examination.messages
    opening = message.body.text.partition("字")[0]

    worst = max(parts(f"{opening}{'字' * before}{amount}😀😀😀") for amount in ("0.00", "99.99"))

    assert most_parts(message.body) == worst
