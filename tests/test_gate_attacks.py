"""Ways around the gate that somebody has tried: each is refused; and what must go through."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.approving import Bank
from tests.making import HOTLINE, template

if TYPE_CHECKING:
    from pathlib import Path

FILE = "templates/sms/overdue-first-day.j2"
NAME = "sms.overdue.first-day"
PEOPLE = "glossary/approvers.yaml"
POLICY = "glossary/policy.yaml"
LEGAL = "legal-1@bank.example"
SECOND = """people:
  legal-2:
    roles: [legal]
    emails: [legal-2@bank.example]
    from: "2026-01-01"
    to: "2027-12-31"
"""


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """A bank with a reminder and two people for the law; no test may change it."""
    bank = Bank.found(tmp_path_factory.mktemp("bank") / "project", ["sms/overdue-first-day.j2"])
    bank.edit(PEOPLE, "people:\n", SECOND)
    bank.commit()
    return bank


@pytest.fixture
def fresh(founded: Bank, tmp_path: Path) -> Bank:
    """A copy of it, on a branch."""
    bank = founded.copy(tmp_path / "project")
    bank.branch()
    return bank


def _greet(bank: Bank, who: str, path: str = FILE) -> None:
    bank.edit(path, "尊敬的", "您好，尊敬的")
    bank.commit(who=who)


def _own_text(bank: Bank, name: str = NAME) -> None:
    """That legal-1 is known to have a part in a text."""
    status, out, err = bank.run("approve", name, "--as", "legal-1", "--yes")
    assert (status, "APR005" in err) == (2, True), out + err


@pytest.mark.parametrize(("kind", "status"), [("revoke", "revoked"), ("reject", "rejected")])
def test_refusals_outlast_those_who_made_them(fresh: Bank, kind: str, status: str) -> None:
    """A revocation or rejection stands when who made it has left the list."""
    fresh.approve(NAME)
    fresh.decide(kind, NAME, "legal-1", "--reason", "示例")
    people = (fresh.folder / PEOPLE).read_text("utf-8")
    start, end = people.index("  legal-1:"), people.index("  consumer-1:")
    fresh.write(PEOPLE, people[:start] + people[end:])
    fresh.commit()

    assert fresh.status(NAME)["status"] == status


def test_rules_that_came_while_the_branch_was_open(fresh: Bank) -> None:
    """What main has demanded since is demanded of the branch, too."""
    fresh.git("switch", "-q", "main")
    fresh.edit(POLICY, 'signature: "off"', "signature: required")
    fresh.commit()
    fresh.git("switch", "-q", "change")
    fresh.approve(NAME)

    assert fresh.refusals() == {"APR008"}


def test_text_that_lay_ready_in_another_file(fresh: Bank) -> None:
    """The last approval excuses no file that the template didn't print then."""
    fresh.write("templates/partials/extra.j2", "{% macro extra() %}请立即处理。{% endmacro %}\n")
    fresh.commit(who=LEGAL)
    for person in ("business-1", "legal-2"):
        fresh.decide("approve", NAME, person)
    fresh.edit(FILE, "尊敬的", '{% from "partials/extra.j2" import extra %}{{ extra() }}尊敬的')
    fresh.commit()

    _own_text(fresh)


@pytest.mark.parametrize("where", ["own", "partial", "institution"])
def test_text_that_lay_ready_unread(fresh: Bank, where: str) -> None:
    """Nor text that nobody could read when the template was approved."""
    macro = "{% macro fine() %}请立即还清。{% endmacro %}"
    bank = "glossary/institution.yaml"
    use = "{{ institution.slogan }}。" if where == "institution" else "{{ fine() }}"
    if where == "own":
        fresh.edit(FILE, "尊敬的", f"{macro}尊敬的")
    elif where == "partial":
        contact = "templates/partials/contact.j2"
        fresh.write(contact, (fresh.folder / contact).read_text("utf-8") + macro + "\n")
        fresh.edit(FILE, "import service_line", "import fine, service_line")
    else:
        fresh.write(bank, (fresh.folder / bank).read_text("utf-8") + "slogan: 请尽快处理\n")
    fresh.commit(who=LEGAL)
    for person in ("business-1", "legal-2"):
        fresh.decide("approve", NAME, person)
    fresh.edit(FILE, "尊敬的", f"{use}尊敬的")
    fresh.commit()

    _own_text(fresh)


def test_revoked_meaning_excuses_nothing(fresh: Bank) -> None:
    """What was approved and revoked is no approved text."""
    _greet(fresh, LEGAL)
    for person in ("business-1", "legal-2"):
        fresh.decide("approve", NAME, person)
    fresh.decide("revoke", NAME, "legal-2", "--reason", "示例")
    fresh.edit(FILE, "您好，", "您好！")
    fresh.commit()

    _own_text(fresh)


def test_own_text_brought_back_by_others(fresh: Bank) -> None:
    """Who committed a text is its author, whoever reverts it and reverts the revert."""
    _greet(fresh, LEGAL)
    fresh.git("revert", "--no-edit", "HEAD")
    for person in ("business-1", "legal-2"):
        fresh.decide("approve", NAME, person)
    fresh.edit(FILE, "尊敬的", "您好，尊敬的")
    fresh.commit()

    _own_text(fresh)


def test_rename_on_the_other_side_of_a_merge(fresh: Bank) -> None:
    """A file that was renamed while it was edited elsewhere keeps its authors."""
    _greet(fresh, LEGAL)
    fresh.git("switch", "-q", "main")
    fresh.git("mv", FILE, "templates/sms/renamed.j2")
    fresh.commit()
    fresh.git("merge", "-q", "--no-edit", "change")

    _own_text(fresh)


def test_rename_inside_a_merge(fresh: Bank) -> None:
    """Also where the merge itself renames it."""
    _greet(fresh, LEGAL)
    fresh.git("switch", "-q", "main")
    fresh.edit(FILE, "title: 逾期", "title: 关于逾期")
    fresh.commit()
    fresh.git("merge", "-q", "--no-commit", "--no-ff", "change")
    fresh.git("mv", FILE, "templates/sms/renamed.j2")
    fresh.commit()

    _own_text(fresh)


def test_file_from_elsewhere(fresh: Bank) -> None:
    """A draft that is moved into the project, a project that is moved as a whole."""
    text = (fresh.folder / FILE).read_text("utf-8")
    fresh.write("draft.j2", text.replace(f"id: {NAME}", "id: sms.draft"))
    fresh.commit(who=LEGAL)
    fresh.git("mv", "draft.j2", "templates/sms/draft.j2")
    fresh.commit()
    _own_text(fresh, "sms.draft")

    _greet(fresh, LEGAL)
    (fresh.folder / "inner").mkdir()
    for part in ("templates", "glossary", "hegui.toml"):
        fresh.git("mv", part, f"inner/{part}")
    fresh.commit()
    _own_text(Bank(fresh.folder / "inner"))


def test_links(fresh: Bank) -> None:
    """What is printed through a link has no author: it can't be approved."""
    target = fresh.folder / "drafts" / "text.j2"
    target.parent.mkdir()
    shutil.move(fresh.folder / FILE, target)
    (fresh.folder / FILE).symlink_to(os.path.relpath(target, (fresh.folder / FILE).parent))
    fresh.commit()
    _own_text(fresh)


def test_folder_that_is_a_link(fresh: Bank) -> None:
    """The gate looks at no project whose templates are a link."""
    fresh.git("mv", "templates", "real")
    (fresh.folder / "templates").symlink_to("real")
    fresh.commit()

    status, _, err = fresh.run("check", "--approvals", "--base", "main")
    assert (status, "templates 是链接" in err) == (2, True)


def test_records_are_no_partials(fresh: Bank) -> None:
    """A template prints no record."""
    fresh.decide("reject", NAME, "legal-1", "--reason", "{% macro x() %}请处理。{% endmacro %}")
    (file,) = fresh.records(NAME)
    fresh.edit(
        FILE, "尊敬的", f'{{% from "approvals/{NAME}/{file.name}" import x %}}{{{{ x() }}}}尊敬的'
    )

    status, out, _ = fresh.run("check")
    assert status == 1
    assert "是审批记录，不能引用" in out


def test_list_of_revoked_keys_as_a_link(fresh: Bank) -> None:
    """It must be a file: behind a link it would be nowhere in older versions."""
    fresh.edit(POLICY, 'signature: "off"', "signature: warn")
    fresh.write("keys", "")
    (fresh.folder / "glossary" / "revoked_keys").symlink_to("../keys")
    fresh.commit()

    status, _, err = fresh.run("status")
    assert (status, "不能是链接" in err) == (2, True)


def test_registrar_who_has_left(fresh: Bank) -> None:
    """Who has left can't write down decisions of a day on which he was there."""
    fresh.git("switch", "-q", "main")
    fresh.edit(
        PEOPLE,
        'principals: [registrar-1@bank.example]\n    from: "2026-01-01"\n    to: "2027-12-31"',
        'principals: [registrar-1@bank.example]\n    from: "2026-01-01"\n    to: "2026-11-29"',
    )
    fresh.commit()
    fresh.branch("late")
    time = datetime(2026, 11, 28, 4, tzinfo=UTC)
    more = {"time": time, "recorded_by": "registrar-1", "evidence": "OA-1"}
    record = fresh.forge(NAME, "legal-1", "legal", **more)
    assert record.recorded_by
    fresh.commit()

    assert "APR009" in fresh.refusals()


def test_one_person_as_approver_and_recorder(fresh: Bank) -> None:
    """Who approves in one role doesn't write down the other."""
    fresh.git("switch", "-q", "main")
    text = (fresh.folder / PEOPLE).read_text("utf-8")
    legal = text.index("  legal-1:")
    changed = text[:legal] + text[legal:].replace("roles: [legal]", "roles: [legal, registrar]", 1)
    fresh.write(PEOPLE, changed)
    fresh.commit()
    fresh.decide("approve", NAME, "legal-1", "--role", "legal")

    more = ("--on-behalf-of", "business-1", "--evidence", "OA-1")
    status, _, err = fresh.run("approve", NAME, "--as", "legal-1", *more, "--yes")
    assert (status, "APR006" in err) == (2, True)


def test_far_future(fresh: Bank) -> None:
    """A year that no calendar reaches is no record."""
    fresh.decide("approve", NAME, "business-1")
    (file,) = fresh.records(NAME)
    text = file.read_text("utf-8").replace("2026-12-01T", "9999-12-31T")
    fresh.write(f"templates/approvals/{NAME}/{file.name.replace('2026', '9999')}", text)

    assert fresh.run("check")[0] == 1
    assert "不可信" in fresh.status(NAME)["reason"]


def test_rejected_mended_approved_in_one_change(fresh: Bank) -> None:
    """What was sent back, or approved too early, is answered by the approvals of what came."""
    fresh.decide("reject", NAME, "legal-1", "--reason", "请先问好")
    fresh.decide("approve", NAME, "business-1")
    _greet(fresh, "writer@bank.example")
    assert "APR003" in fresh.refusals()
    fresh.approve(NAME)

    assert fresh.refusals() == set()
    assert fresh.status(NAME)["status"] == "approved"


def test_titles_make_no_author(fresh: Bank) -> None:
    """Who changed a title, a name or a value that is not printed may approve; a macro is text."""
    fresh.edit(FILE, "title: 逾期", "title: 关于逾期")
    fresh.edit("glossary/institution.yaml", "示例区示例路1号", "示例区示例路2号")
    fresh.git("mv", FILE, "templates/sms/renamed.j2")
    fresh.commit(who=LEGAL)
    fresh.decide("approve", NAME, "legal-1")
    fresh.decide("approve", NAME, "business-1")
    assert fresh.status(NAME)["status"] == "approved"
    assert fresh.refusals() == set()

    partial = fresh.folder / "templates/partials/contact.j2"
    partial.write_text(
        f"{partial.read_text('utf-8')}{{% macro more() %}}请还款。{{% endmacro %}}\n"
    )
    fresh.commit(who=LEGAL)
    fresh.edit("templates/sms/renamed.j2", "尊敬的", "您好，尊敬的")
    fresh.commit()
    _own_text(fresh)


def test_merge_without_a_word(fresh: Bank) -> None:
    """Who merges two branches adds nothing of his own."""
    fresh.edit(FILE, "title: 逾期", "title: 关于逾期")
    fresh.commit()
    fresh.git("switch", "-q", "main")
    _greet(fresh, "writer@bank.example")
    fresh.git("switch", "-q", "change")
    fresh.git("merge", "-q", "--no-edit", "main", who=LEGAL)
    fresh.decide("approve", NAME, "legal-1")

    assert fresh.status(NAME)["missing_roles"] == ["business"]


def test_renewal(fresh: Bank) -> None:
    """Who approved a text may renew that, also after a comment, or undoing a change, of his."""
    for person in ("business-1", "legal-1"):
        fresh.decide("approve", NAME, person)
    macro = "{% macro service_line"
    fresh.edit("templates/partials/contact.j2", macro, f"{{# 说明 #}}{macro}")
    fresh.commit(who=LEGAL)
    fresh.edit(FILE, "尊敬的", "您好，尊敬的")
    fresh.commit()
    fresh.edit(FILE, "您好，尊敬的", "尊敬的")
    fresh.commit(who=LEGAL)
    for person in ("business-1", "legal-1"):
        fresh.decide("approve", NAME, person, day="2027-11-01")

    found = fresh.status(NAME, day="2028-01-01")
    assert (found["status"], found["expires"]) == ("approved", "2028-10-31")


def test_author_of_a_change_that_holds_approvals_only(fresh: Bank) -> None:
    """An approver may open a pull request with his own approval."""
    fresh.approve(NAME)

    assert fresh.refusals("--author", "legal-1") == set()


def test_prepared_value_of_the_bank(fresh: Bank) -> None:
    """Who wrote a value that is printed later is an author then."""
    path = "glossary/institution.yaml"
    fresh.write(path, (fresh.folder / path).read_text("utf-8") + "slogan: 请尽快处理\n")
    fresh.commit(who=LEGAL)
    fresh.edit(FILE, "尊敬的", "{{ institution.slogan }}。尊敬的")
    fresh.commit()

    _own_text(fresh)


def test_rejection_in_a_role_that_is_not_needed(fresh: Bank) -> None:
    """It is answered when all who must have approved."""
    fresh.forge(NAME, "consumer-1", "consumer", decision="reject", expires=None, reason="示例")
    fresh.commit()
    assert fresh.status(NAME)["status"] == "rejected"
    fresh.decide("approve", NAME, "legal-1")
    fresh.decide("approve", NAME, "business-1")

    assert fresh.status(NAME)["status"] == "approved"


def test_approval_in_the_wrong_role_taken_back(fresh: Bank) -> None:
    """Who has revoked an approval may approve in the other role."""
    fresh.git("switch", "-q", "main")
    text = (fresh.folder / PEOPLE).read_text("utf-8")
    legal = text.index("  legal-1:")
    changed = text[:legal] + text[legal:].replace("roles: [legal]", "roles: [legal, business]", 1)
    fresh.write(PEOPLE, changed)
    fresh.commit()
    fresh.decide("approve", NAME, "legal-1", "--role", "legal")
    fresh.decide("revoke", NAME, "legal-1", "--role", "legal", "--reason", "角色选错了")
    fresh.decide("approve", NAME, "legal-1", "--role", "business")
    fresh.decide("approve", NAME, "legal-2")

    assert fresh.status(NAME)["status"] == "approved"


def test_inside_a_hook_of_git(fresh: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """What git sets for its hooks leads nowhere else, and hides nothing."""
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    (fresh.folder / FILE).write_text(
        (fresh.folder / FILE).read_text("utf-8").replace("尊敬的", "您好，尊敬的"), "utf-8"
    )

    status, _, err = fresh.run("approve", NAME, "--as", "legal-1", "--yes")
    assert (status, "还没有提交" in err) == (2, True)


@pytest.mark.parametrize(
    "line",
    [
        '{% set i = loop.index %}{{ "；" if not loop.last or i == 3 else "。" }}',
        '{% set i = loop.index %}{{ "；" if not loop.last or 3 == i else "。" }}',
        "{{ end(loop.index, loop.last) }}",
    ],
)
def test_lengths_of_lists_behind_names(fresh: Bank, line: str) -> None:
    """The number of an element, by whatever name, has lists of that length looked at."""
    macro = '{% macro end(i, last) %}{{ "；" if not last or i == 3 else "。" }}{% endmacro %}'
    items = '{items: {type: list, items: {type: card_tail}, max_items: 6, example: ["1234"]}}'

    def text(end: str) -> str:
        loop = f"{{% for each in items %}}尾号{{{{ each }}}}{end}{{% endfor %}}"
        body = f"{macro}{{{{ end(9, true) }}}}{loop}"
        return template(f"您的异议已受理：{body}{HOTLINE}", items, channel="letter")

    fresh.write("templates/letter/list.j2", text('{{ "；" if not loop.last else "。" }}'))
    before = fresh.status("letter.example")["digest"]
    fresh.write("templates/letter/list.j2", text(line))

    assert before
    assert fresh.status("letter.example")["digest"] not in ("", before)


def test_printed_numbers_are_not_compared(fresh: Bank) -> None:
    """A text into which the number of an element was printed decides nothing."""
    body = (
        '{% for each in items %}{% set t = "第" ~ loop.index %}'
        '{% if t == "第3" %}甲{% endif %}{{ each }}{% endfor %}'
    )
    items = '{items: {type: list, items: {type: card_tail}, max_items: 6, example: ["1234"]}}'
    fresh.write("templates/letter/list.j2", template(body, items, channel="letter"))

    assert "印出来的序号不能比较" in fresh.run("check")[1]
