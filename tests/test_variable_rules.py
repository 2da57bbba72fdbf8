"""What variables bring into a message is judged by their types, not by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.making import check, codes

if TYPE_CHECKING:
    from linter.project import Project

LINE = "如有疑问请致电示例银行客服热线955XX。"


def _template(declared: str, printed: str, channel: str = "sms", more: str = "") -> str:
    subject = 'subject: "示例银行提醒"\n' if channel == "email" and "subject" not in more else ""
    return (
        f"---\nid: {channel}.a\ntitle: 示例\nchannel: {channel}\npurpose: objection-received\n"
        f"owner: 示例部门\n{subject}{more}variables:\n  value: {{{declared}}}\n---\n"
        f"{printed}{LINE}\n"
    )


@pytest.mark.parametrize(
    ("declared", "printed", "told"),
    [
        ("type: id_number", "{{ value }}", True),
        ("type: id_number", "{{ value|mask_id }}", True),
        ("type: address", "{{ value }}", True),
        ("type: employer", "{{ value }}", True),
        ("type: phone", "{{ value }}", True),
        ("type: phone", "{{ value|mask_phone }}", False),
        ("type: phone_masked", "{{ value }}", False),
        ("type: card_tail", "尾号{{ value }}", False),
        ("type: person_name", "{{ value }}", False),
        ("type: person_name, sensitivity: sensitive", "{{ value }}", True),
        ("type: bool", "{% if value %}好{% endif %}", False),
    ],
)
def test_sensitive_types_are_told_in_an_sms(
    project: Project, declared: str, printed: str, told: bool
) -> None:
    """Type, sensitivity and filter decide."""
    assert ("PRV005" in codes(check(project, _template(declared, printed)))) == told


@pytest.mark.parametrize(
    ("channel", "more", "printed", "told"),
    [
        ("letter", "", "{{ value }}", False),
        ("letter", 'heading: "{{ value }}"\n', "", True),
        ("email", "", "{{ value }}", False),
        ("email", 'subject: "{{ value }}"\n', "", True),
        ("email", 'preheader: "{{ value }}"\n', "", True),
    ],
)
def test_what_is_seen_unopened_is_told(
    project: Project, channel: str, more: str, printed: str, told: bool
) -> None:
    """In letters and e-mails it is the heading, the subject and the preheader."""
    text = _template("type: address", printed, channel, more)

    assert ("PRV005" in codes(check(project, text))) == told


@pytest.mark.parametrize(
    ("audience", "declared", "printed", "told"),
    [
        ("contact", "type: money", "{{ value|money }}元", True),
        ("contact", "type: card_tail", "尾号{{ value }}", True),
        ("contact", "type: person_name", "{{ value }}", False),
        ("contact", "type: person_name", "{{ value }}逾 期", True),
        ("contact", "type: enum, values: [欠款, 事项]", "{{ value }}", True),
        ("guarantor", "type: money", "{{ value|money }}元", False),
        ("cardholder", "type: money", "{{ value|money }}元", False),
    ],
)
def test_a_contact_person_is_told_no_debt(
    project: Project, audience: str, declared: str, printed: str, told: bool
) -> None:
    """Amounts, cards and words of debt, in any spelling and in any case."""
    text = _template(declared, printed, more=f"audience: {audience}\n")

    assert ("PRV007" in codes(check(project, text))) == told
