"""Mobile numbers written out in a message."""

from __future__ import annotations

import pytest

from linter.glossary.edition import Edition
from linter.rules.wording import said
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("您的信用卡已逾期，请致电13000000000。", ["CHN006"]),
        ("您的信用卡已逾期，回电 130 0000 0000。", ["CHN006"]),
        ("您的信用卡已逾期，手机号13000000000。", ["PRV003"]),
        ("您的信用卡已逾期（13000000000）。", ["PRV003"]),
        ("手机号为13000000000的用户", ["PRV003"]),
        ("快递已到，电话13000000000。", []),
        ("您的信用卡已逾期，请致电95500。", []),
        ("您的信用卡已逾期，手机号130****0000。", []),
    ],
)
def test_a_mobile_number_is_private(text: str, codes: list[str]) -> None:
    """One to call leads to a private person; one that is told exposes the customer."""
    found = said(text, Edition(ROOT).wording)

    assert [each.code for each in found if each.code in ("CHN006", "PRV003")] == codes
