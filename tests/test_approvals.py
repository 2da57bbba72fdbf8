"""What keeps an approval and what ends it, in real repositories."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.approving import Bank
from tests.making import HOTLINE, template

if TYPE_CHECKING:
    from pathlib import Path

FILE = "templates/sms/overdue-first-day.j2"
NAME = "sms.overdue.first-day"
WAIVER = '{# hegui: allow TON001 reason="示例" by="示例" until=2027-01-31 #}'

ENTRY = """\
category: obsolete_term
terms:
  our-word:
    code: TRM001
    match: substring
    forms: [尊敬的]
    severity: error
    why: 示例
    instead: 您好
    basis: []
    good: [您好。, 您好，谢谢。]
    bad: [尊敬的客户。, 尊敬的您。]
"""


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """A bank whose reminder is approved; no test may change it."""
    folder = tmp_path_factory.mktemp("bank") / "project"
    bank = Bank.found(folder, ("sms/overdue-first-day.j2", "sms/due-reminder.j2"))
    bank.approve(NAME)
    return bank


@pytest.fixture
def bank(approved: Bank, tmp_path: Path) -> Bank:
    """A copy of it, on a branch."""
    copy = approved.copy(tmp_path / "project")
    copy.branch()
    return copy


def test_approved(bank: Bank) -> None:
    """Every role that the policy demands has approved: two people, until the policy's last day."""
    found = bank.status(NAME)

    assert (found["status"], found["missing_roles"]) == ("approved", [])
    assert found["expires"] == "2027-12-01"
    assert [(each["person"], each["role"]) for each in found["approvals"]] == [
        ("business-1", "business"),
        ("legal-1", "legal"),
    ]
    assert bank.status("sms.due-reminder")["status"] == "draft"
    assert ("warning", "APR011", NAME) not in bank.gate()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("尊敬的", "{# 一条注释 #}尊敬的"),
        ("title: 逾期首日提醒", "title: 另一个名称"),
        ("owner: 信用卡中心贷后管理部", "owner: 另一个部门"),
        ("example: 王小明", "example: 李小红"),
        ('example: "1234.56"', 'example: "4321.00"'),
        ('review_by: "2027-06-30"', 'review_by: "2027-07-31"'),
        ("basis: [", "basis: [R03, "),
        ("values: [先生, 女士]", "values: [女士, 先生]"),
        ("{% from", "{%  from"),
    ],
)
def test_what_is_no_meaning(bank: Bank, old: str, new: str) -> None:
    """Comments, names, owners, examples, dates of review, bases and white space end nothing."""
    file = bank.folder / FILE
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    bank.commit()

    assert bank.status(NAME)["status"] == "approved"
    assert bank.refusals() == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("尊敬的", "您好，尊敬的"),
        ("{{ amount|money }}", "{{ amount }}"),
        ("尊敬的", f"{WAIVER}尊敬的"),
        ("max_length: 20", "max_length: 21"),
        ('max: "9999999.99"', 'max: "999999.99"'),
        ("audience: cardholder", "audience: guarantor"),
        ('to: "20:00"', 'to: "19:00"'),
        ("limits: {segments: 3}", "limits: {segments: 2}"),
        ("review_by:", "signature: 示例信用卡\nreview_by:"),
        ("purpose: overdue-reminder\nstage: d1", "purpose: overdue-reminder\nstage: d7"),
    ],
    ids=lambda text: text.splitlines()[0][:20],
)
def test_what_is_meaning(bank: Bank, old: str, new: str) -> None:
    """A word, a filter, a waiver, a limit, the reader, the time: each ends the approval."""
    file = bank.folder / FILE
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    bank.commit()

    found = bank.status(NAME)
    assert found["status"] == "stale"
    assert found["missing_roles"] == ["business", "legal"]
    assert ("warning", "APR011", NAME) in bank.gate()


def test_branches_swapped(bank: Bank) -> None:
    """The same sentences in other cases are another meaning."""
    text = (bank.folder / FILE).read_text("utf-8")
    assert text.count("{% if plan %}") == 1
    bank.edit(FILE, "{% if plan %}", "{% if not plan %}")
    bank.commit()

    assert bank.status(NAME)["status"] == "stale"


def test_file_renamed(bank: Bank) -> None:
    """A template is known by its id, not by its file."""
    bank.git("mv", FILE, "templates/sms/another.j2")
    bank.commit()

    found = bank.status(NAME)
    assert (found["status"], found["path"]) == ("approved", "templates/sms/another.j2")
    assert bank.refusals() == set()


def test_institution(bank: Bank) -> None:
    """A value of the bank that is printed is part of the meaning, another is not."""
    bank.edit("glossary/institution.yaml", "示例区示例路1号", "示例区示例路2号")
    bank.commit()
    assert bank.status(NAME)["status"] == "approved"

    bank.edit("glossary/institution.yaml", "hotline: 955XX", "hotline: 956XX")
    bank.commit()
    assert bank.status(NAME)["status"] == "stale"


def test_shared_macro(tmp_path: Path) -> None:
    """A word in a macro ends the approvals of those that print it, and of no other."""
    bank = Bank.found(tmp_path / "project")
    bank.write("templates/partials/line.j2", "{% macro line() %}您的异议已受理。{% endmacro %}\n")
    use = f'{{% from "partials/line.j2" import line %}}{{{{ line() }}}}{HOTLINE}'
    for name in ("one", "two", "three", "other"):
        body = use if name != "other" else f"您的异议已受理。{HOTLINE}"
        text = template(body).replace("sms.example", f"sms.{name}")
        bank.write(f"templates/sms/{name}.j2", text)
    bank.commit()
    names = ["sms.one", "sms.two", "sms.three", "sms.other"]
    for person in ("business-1", "legal-1"):
        status, _, err = bank.run("approve", *names, "--as", person, "--yes")
        assert status == 0, err
    bank.commit("Approve", "legal-1@bank.example")
    assert {bank.status(name)["status"] for name in names} == {"approved"}

    bank.edit("templates/partials/line.j2", "已受理", "已经受理")
    bank.commit()

    assert [bank.status(name)["status"] for name in names] == [
        "stale",
        "stale",
        "stale",
        "approved",
    ]


def test_meaning_that_returns(bank: Bank) -> None:
    """What was approved once is approved when it is said again, as long as the approval lasts."""
    bank.edit(FILE, "尊敬的", "您好，尊敬的")
    bank.commit()
    assert bank.status(NAME)["status"] == "stale"

    bank.edit(FILE, "您好，尊敬的", "尊敬的")
    bank.commit()

    assert bank.status(NAME)["status"] == "approved"
    assert bank.status(NAME, day="2027-12-02")["status"] == "expired"


def test_expiry(bank: Bank) -> None:
    """The last day counts; on the next the approval has expired; a month before, it is told."""
    assert bank.status(NAME, day="2027-12-01")["status"] == "approved"
    assert bank.status(NAME, day="2027-12-02")["status"] == "expired"
    assert ("info", "APR012", NAME) in bank.gate(day="2027-11-15")
    assert ("info", "APR012", NAME) not in bank.gate(day="2027-06-01")
    assert ("warning", "APR011", NAME) in bank.gate(day="2027-12-02")


def test_needs_fix(bank: Bank) -> None:
    """Approved, but what it says is an error today: it can't be published."""
    bank.write("glossary/terms/ours.yaml", ENTRY)
    bank.commit()

    found = bank.status(NAME)
    assert (found["status"], found["missing_roles"]) == ("needs-fix", [])
    assert found["reason"] == "已批准，但现在有 1 个错误；改正以前不能发布"
    assert ("warning", "APR011", NAME) in bank.gate()


def test_reject_and_revoke(bank: Bank) -> None:
    """A revocation ends all approvals of a meaning; a rejection stands until its role approves."""
    bank.decide("revoke", NAME, "legal-1", "--reason", "依据的规定已修改")
    found = bank.status(NAME)
    assert (found["status"], found["reason"]) == (
        "revoked",
        "legal-1（法律合规）撤销：依据的规定已修改",
    )

    bank.decide("approve", NAME, "legal-1")
    assert bank.status(NAME)["status"] == "in-review"
    bank.decide("approve", NAME, "business-1")
    assert bank.status(NAME)["status"] == "approved"

    bank.decide("reject", NAME, "business-1", "--reason", "称呼不妥")
    bank.decide("approve", NAME, "legal-1")
    assert bank.status(NAME)["status"] == "rejected"
    bank.decide("approve", NAME, "business-1")
    assert bank.status(NAME)["status"] == "approved"
    assert bank.refusals() == set()


def test_two_branches_merge(tmp_path: Path) -> None:
    """Two people approve on two branches; merged, both count, and the next record names both."""
    bank = Bank.found(tmp_path / "project", ["sms/overdue-first-day.j2"])
    bank.branch("legal")
    bank.decide("approve", NAME, "legal-1")
    bank.git("switch", "-q", "main")
    bank.branch("business")
    bank.decide("approve", NAME, "business-1")
    assert bank.refusals() == set()
    bank.git("switch", "-q", "main")
    bank.git("merge", "-q", "--no-edit", "legal")
    assert bank.status(NAME)["status"] == "in-review"
    bank.git("merge", "-q", "--no-edit", "business")

    assert bank.status(NAME)["status"] == "approved"

    bank.decide("reject", NAME, "legal-1", "--reason", "再看一遍")
    newest = max(bank.records(NAME), key=lambda path: len(path.read_text("utf-8")))
    assert len(json.loads(newest.read_text("utf-8"))["previous"]) == 2
    assert bank.status(NAME)["status"] == "rejected"


def test_concurrent_rejection_stands(tmp_path: Path) -> None:
    """A rejection on another branch is not answered by an approval that didn't know it."""
    bank = Bank.found(tmp_path / "project", ["sms/overdue-first-day.j2"])
    bank.decide("approve", NAME, "business-1")
    bank.branch("yes")
    bank.decide("approve", NAME, "legal-1")
    bank.git("switch", "-q", "main")
    bank.branch("no")
    bank.decide("reject", NAME, "legal-1", "--reason", "不妥")
    bank.git("merge", "-q", "--no-edit", "yes")

    assert bank.status(NAME)["status"] == "rejected"


def test_retired(bank: Bank) -> None:
    """What is retired needs no approval; its successor must be in use."""
    bank.edit(FILE, "review_by:", "retired: {successor: sms.due-reminder}\nreview_by:")
    bank.commit()
    assert bank.status(NAME)["status"] == "retired"
    assert bank.refusals() == set()

    bank.edit(FILE, "sms.due-reminder}", "sms.due-remainder}")
    bank.commit()
    assert bank.refusals() == {"APR013"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("max_length: 20", "max_length: 50", "变量 name 的 max_length 由 20 放宽为 50"),
        ("  name: {", "  more: {type: bool}\n  name: {", "增加了必须有值的变量 more"),
        ("values: [先生, 女士]", "values: [先生, 女士, 客户]", "变量 title 增加了取值“客户”"),
    ],
    ids=["raised", "added", "value"],
)
def test_breaking_changes(bank: Bank, old: str, new: str, words: str) -> None:
    """What senders must know is named: variables added, raised, with more values."""
    bank.edit(FILE, old, new)
    if "more" in new:
        bank.edit(FILE, "尊敬的", "{% if more %}您好，{% endif %}尊敬的")
    bank.commit()

    assert ("warning", "APR014", NAME) in bank.gate()
    assert words in bank.run("check", "--approvals", "--base", "main")[1]
    assert words in bank.run("diff", NAME)[1]


def test_renamed_variable(bank: Bank) -> None:
    """A variable with another name and the same limits is called renamed."""
    file = bank.folder / FILE
    text = file.read_text("utf-8").replace("tail:", "digits:").replace("{{ tail }}", "{{ digits }}")
    file.write_text(text, "utf-8")
    bank.commit()

    assert "变量 tail 改名为 digits" in bank.run("diff", NAME)[1]
