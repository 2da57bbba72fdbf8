"""Shapes of personal data in written digits; all numbers are invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.iso7064 import mod_11_2

from linter.text.pii import Shape, shapes


def card(body: str) -> str:
    """A number with the check digit of a card."""
    return body + luhn.calc_check_digit(body)


def id_number(body: str) -> str:
    """A number with the check digit of an identity number."""
    return body + mod_11_2.calc_check_digit(body)


def digits(fewest: int, most: int) -> st.SearchStrategy[str]:
    """Texts of so many digits."""
    return st.text(st.sampled_from("0123456789"), min_size=fewest, max_size=most)


CARD = card("621234000012345")
# No county has the code 000000.
PERSON = id_number("00000019000101001")
STRANGER = PERSON[:-1] + ("1" if PERSON[-1] != "1" else "2")

cards = digits(12, 18).filter(lambda body: body[:3] != "106").map(card)
births = st.dates(date(1900, 1, 1), date(2099, 12, 31))
id_numbers = st.builds(
    lambda born, order: id_number(f"000000{born:%Y%m%d}{order:03}"), births, st.integers(0, 999)
)
phones = st.builds(lambda prefix, rest: f"{prefix}{rest}", st.integers(130, 199), digits(8, 8))
around = st.text(st.sampled_from("卡号为：，。、您的元【】()*\n"), max_size=8)


def kinds(text: str) -> list[str]:
    """The kinds of the shapes in a text."""
    return [shape.kind for shape in shapes(text)]


@given(around, cards, around)
def test_card_is_found_with_exactly_its_characters(before: str, number: str, after: str) -> None:
    """A number of 18 digits may be an identity number as well."""
    assume(kinds(number) == ["card"])
    found = Shape("card", len(before), len(before) + len(number), valid=True)

    assert shapes(before + number + after) == [found]


@given(around, id_numbers, around)
def test_id_number_is_found_with_exactly_its_characters(
    before: str, number: str, after: str
) -> None:
    found = Shape("id_number", len(before), len(before) + 18, valid=True)

    assert shapes(before + number + after) == [found]
    assert shapes(before + number.lower() + after) == [found]


@given(around, phones, around)
def test_phone_is_found_with_exactly_its_characters(before: str, number: str, after: str) -> None:
    found = Shape("phone", len(before), len(before) + 11, valid=True)

    assert shapes(before + number + after) == [found]


@given(cards, st.data())
def test_card_with_one_digit_changed_is_invalid(number: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(number) - 1))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda each: each != number[at]))

    changed = shapes(number[:at] + digit + number[at + 1 :])

    assert not any(shape.kind == "card" and shape.valid for shape in changed)


@given(id_numbers, st.data())
def test_id_number_with_one_digit_changed_is_invalid(number: str, data: st.DataObject) -> None:
    """It may still look like a card, unless it ends with X."""
    at = data.draw(st.integers(0, 16))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda each: each != number[at]))

    changed = shapes(number[:at] + digit + number[at + 1 :])

    assert not any(shape.kind == "id_number" and shape.valid for shape in changed)


@given(st.text(st.sampled_from("0123456789 -+.xX*八")) | st.text())
def test_shapes_stand_in_order_and_apart(text: str) -> None:
    """Each begins and ends inside the text, and has at least eleven digits."""
    end = 0
    for shape in shapes(text):
        assert end <= shape.start
        assert sum(each.isdigit() for each in text[shape.start : shape.end]) >= 11
        end = shape.end
    assert end <= len(text)


@pytest.mark.parametrize("separator", [" ", "-"])
@pytest.mark.parametrize(
    ("number", "sizes"),
    [
        (CARD, (4, 4, 4, 4)),
        (card("621234000012"), (4, 4, 4, 1)),
        (card("621234000012345678"), (4, 4, 4, 4, 3)),
        (card("621234000012345678"), (6, 13)),
        (card("34120000001234"), (4, 6, 5)),
    ],
)
def test_card_in_groups_is_a_card(number: str, sizes: tuple[int, ...], separator: str) -> None:
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    text = separator.join(
        number[start : start + size] for start, size in zip(starts, sizes, strict=True)
    )

    assert shapes(f"卡号{text}，") == [Shape("card", 2, 2 + len(text), valid=True)]


@pytest.mark.parametrize("separator", ["\u2010", "\u2011", "\u2013", ".", "\u00b7"])
def test_any_dash_or_dot_parts_groups(separator: str) -> None:
    text = separator.join(("6222", "0212", "3456", "7894"))

    assert shapes(f"卡号{text}，") == [Shape("card", 2, 2 + len(text), valid=True)]


@pytest.mark.parametrize("brand", ["VISA", "Visa", "UnionPay", "MasterCard", "JCB", "No", "CARD"])
def test_the_name_of_a_card_may_touch_its_number(brand: str) -> None:
    assert shapes(f"{brand}{CARD}。") == [
        Shape("card", len(brand), len(brand) + len(CARD), valid=True)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+8613812345678",
        "+86 138 1234 5678",
        "008613812345678",
        "0086-138-1234-5678",
        "8613812345678",
    ],
)
def test_phone_may_have_a_prefix_and_groups(text: str) -> None:
    assert shapes(f"致电{text}。") == [Shape("phone", 2, 2 + len(text), valid=True)]


def test_check_digit_and_date_of_birth_make_an_id_number_valid() -> None:
    """Its county may be unknown; eighteen digits that are no identity number look like a card."""
    ending_in_x = next(
        number
        for order in range(100, 200)
        if (number := id_number(f"00000019000101{order}")).endswith("X")
    )
    impossible = id_number("00000019000230001")
    early = id_number("00000018991231001")

    assert shapes(PERSON) == [Shape("id_number", 0, 18, valid=True)]
    assert kinds(STRANGER) == ["card"]
    assert shapes(ending_in_x) == [Shape("id_number", 0, 18, valid=True)]
    assert shapes("1" + ending_in_x[1:]) == [Shape("id_number", 0, 18, valid=False)]
    assert "id_number" not in kinds(impossible + "，" + early)
    assert shapes(f"{PERSON[:6]} {PERSON[6:14]} {PERSON[14:]}") == [
        Shape("id_number", 0, 20, valid=True)
    ]


def test_several_numbers_are_found_in_order() -> None:
    text = f"证件{PERSON}，卡{CARD}、手机13812345678,尾号1234"

    assert kinds(text) == ["id_number", "card", "phone"]
    assert [text[shape.start : shape.end] for shape in shapes(text)] == [
        PERSON,
        CARD,
        "13812345678",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "138****0000",
        "6222****1234",
        "6222 **** **** 1234",
        "于2025-06-18 10:05:30扣款1,234,567.00元",
        "2025年06月18日，尾号1234，致电95588",
        "10690000123456",
        card("10690000123456789"),
        card("106900001234567") + "00",
        "12345678901",
        "1234567890123.45",
        "0.1234567890123",
        "12345678901234567890",
        "1234 1234 1234 1234 1234",
        "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "TX" + CARD,
        CARD + "A",
        CARD + "_1",
        "TX6222021234567894",
        "VISA6222021234567894A",
        "",
    ],
)
def test_other_numbers_are_no_shapes(text: str) -> None:
    assert shapes(text) == []


@pytest.mark.parametrize(
    "unit", ["1", "1 ", "1-", "1234 ", "1234-", "138 1234 ", "+86", "123456 ", "13812345678x"]
)
def test_long_hostile_texts_have_no_shapes(unit: str) -> None:
    assert shapes(unit * 50_000) == []
