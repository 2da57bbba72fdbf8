"""The domain filters: what each takes and what it prints.

| filter | takes | prints | shortest to longest (UTF-16 units) |
| --- | --- | --- | --- |
| ``money`` | money, integer | ``1,234.56`` | by the declared limits |
| ``date`` | date | ``2026年12月5日`` | 9 to 11 |
| ``month_day`` | date | ``12月5日`` | 4 to 6 |
| ``mask_card`` | card_tail | ``****1234`` | 8 |
| ``mask_phone`` | phone, phone_masked | ``130****0000`` | 11 |
| ``mask_name`` | person_name | ``王**`` | 3 to 4 |
| ``mask_id`` | id_number | ``1****************6`` | 18 |

A value that is absent stays absent, so ``default("…")`` may follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal


class DomainFilter(NamedTuple):
    """A filter over declared variables: the types it takes and the text it makes."""

    name: str
    about: str
    takes: tuple[str, ...]
    apply: Callable[[Any], str]

    def __call__(self, value: Any) -> Any:
        """As Jinja2 calls it."""
        from jinja2 import Undefined  # noqa: PLC0415 - who calls it has imported Jinja2

        return value if isinstance(value, Undefined) else self.apply(value)


def _money(value: Decimal | int) -> str:
    return f"{value:,.2f}"


def _date(value: str) -> str:
    year, month, day = value.split("-")
    return f"{year}年{int(month)}月{int(day)}日"


def _month_day(value: str) -> str:
    return _date(value).partition("年")[2]


def _mask_card(value: str) -> str:
    return "****" + value


def _mask_phone(value: str) -> str:
    return value[:3] + "****" + value[7:]


def _mask_name(value: str) -> str:
    return value[:1] + "**"


def _mask_id(value: str) -> str:
    return value[:1] + "*" * 16 + value[-1:]


FILTERS = {
    each.name: each
    for each in (
        DomainFilter("money", "金额，如 1,234.56", ("money", "integer"), _money),
        DomainFilter("date", "日期，如 2026年12月5日", ("date",), _date),
        DomainFilter("month_day", "月日，如 12月5日", ("date",), _month_day),
        DomainFilter("mask_card", "卡号后四位，如 ****1234", ("card_tail",), _mask_card),
        DomainFilter(
            "mask_phone", "手机号，如 130****0000", ("phone", "phone_masked"), _mask_phone
        ),
        DomainFilter("mask_name", "姓名，如 王**", ("person_name",), _mask_name),
        DomainFilter("mask_id", "身份证号，只留首尾", ("id_number",), _mask_id),
    )
}
"""The domain filters by name."""
