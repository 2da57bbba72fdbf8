"""approve, status, diff and log as those who decide use them."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from linter import meaning
from linter.annotated import annotated
from linter.approval import record
from linter.approval.kept import read
from linter.engine import examine_template, meaning_of
from linter.glossary import approvers
from linter.meaning import canonical, code, digest
from linter.pairing import stretch
from linter.project import Project
from linter.report import approvals
from linter.source import Source, SourceError
from linter.template.template import load_template
from tests.approving import Bank
from tests.conftest import ROOT
from tests.making import HOTLINE, is_one_line, template

if TYPE_CHECKING:
    from pathlib import Path

    from linter.template.cases import Examination

FILE = "templates/sms/overdue-first-day.j2"
NAME = "sms.overdue.first-day"
TEMPLATES = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in (ROOT / "templates").rglob("*.j2")
    if "partials" not in path.parts
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """A bank with all starter templates; no test may change it."""
    return Bank.found(tmp_path_factory.mktemp("bank") / "project", TEMPLATES)


@pytest.fixture
def bank(founded: Bank, tmp_path: Path) -> Bank:
    """A copy of it."""
    return founded.copy(tmp_path / "project")


def _manifest(project: Project, path: str) -> dict[str, Any]:
    found = meaning_of(project, load_template(project.source(project.templates_folder / path)))
    assert found is not None
    return found


# Manifests


@pytest.mark.parametrize("path", TEMPLATES)
def test_manifests_follow_their_schema(path: str) -> None:
    """Each starter template's manifest is valid, and is the same when read back from its file."""
    found = _manifest(Project.open(ROOT), path)

    Draft202012Validator(meaning.schema()).validate(found)
    kept = read(json.loads(json.dumps(found)))
    assert digest(kept.manifest) == digest(found)
    assert len(kept.side.keys) == sum(len(each["cases"]) for each in found["messages"])


@pytest.mark.parametrize("path", TEMPLATES)
def test_manifests_say_what_messages_say(path: str) -> None:
    """Read back, each case has the message that the template prints in it."""
    project = Project.open(ROOT)
    parsed = load_template(project.source(project.templates_folder / path))
    examination = examine_template(project, parsed)
    kept = read(_manifest(project, path))

    assert sorted(kept.side.keys) == sorted(message.key for message in examination.messages)


@pytest.mark.parametrize("path", TEMPLATES)
def test_annotated_text_is_every_message(path: str) -> None:
    """Of the passages, those whose conditions hold make the message of each case."""
    project = Project.open(ROOT)
    parsed = load_template(project.source(project.templates_folder / path))
    examination = examine_template(project, parsed)

    for name in examination.messages[0].sections:
        passages = annotated(examination, name)
        for at, message in enumerate(examination.messages):
            case = dict(_words(examination, at).items())
            shown = "".join(
                passage.text
                for passage in passages
                if any(assignment.items() <= case.items() for assignment in passage.cases)
            )
            printed = message.sections[name]
            wanted = printed.fill(lambda hole: f"{{{{ {meaning.expression(hole)} }}}}")
            assert shown == wanted


def _words(examination: Examination, at: int) -> dict[str, Any]:
    """The case of a message as the passages tell it: with whole stretches."""
    taken = examination.cases.paths[examination.printed[at]]
    return {
        key: choice.label if choice.low is None else stretch(choice, choice)
        for key, choice in taken.items()
    }


def test_not_examined(project: Project) -> None:
    """Where the cases can't all be walked, the texts themselves are the meaning."""
    flags = ", ".join(f"b{number}: {{type: bool}}" for number in range(15))
    body = "".join(f"{{% if b{number} %}}{number}{{% endif %}}" for number in range(15))
    partial = project.templates_folder / "partials" / "line.j2"
    partial.write_text("一行。", "utf-8")
    text = template(f'{{% include "partials/line.j2" %}}{body}{HOTLINE}', f"{{{flags}}}")

    def made(text: str) -> dict[str, Any]:
        found = meaning_of(
            Project.open(project.root), load_template(Source("templates/sms/a.j2", text))
        )
        assert found is not None
        return found

    first = made(text)
    assert "messages" not in first
    assert first["source"]["partials"] == {"templates/partials/line.j2": "一行。"}
    Draft202012Validator(meaning.schema()).validate(first)
    assert digest(made(text.replace("title: 示例", "title: 别的"))) == digest(first)
    partial.write_text("两行。", "utf-8")
    assert digest(made(text)) != digest(first)


def test_canonical_form() -> None:
    """Sorted keys, no spaces, characters as they are: as RFC 8785 has it."""
    assert canonical({"b": ["甲", True, None], "a": '\n"'}) == '{"a":"\\n\\"","b":["甲",true,null]}'
    assert code("0123456789abcdef" * 4) == "0123 4567 89ab cdef"


# Approving


def test_what_is_shown(bank: Bank) -> None:
    """Up to twelve messages in full, with their cases; above that one text with conditions."""
    status, out, err = bank.run("approve", NAME, "--as", "legal-1", "--yes")
    assert (status, err) == (0, "")
    assert "8 种情形，8 种成稿：" in out
    assert out.count("│ 【示例银行】") == 8
    assert "title = 先生、plan = 否" in out or "plan = 否" in out

    status, out, err = bank.run("approve", "sms.payment.received", "--as", "legal-1", "--yes")
    assert (status, err) == (0, "")
    assert out.count("│ 【示例银行】") == 1
    assert "〔remaining = 0.01～9999999.99：尚有{{ remaining|money }}元未还。" in out


def test_asking(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written without a yes; where nobody can answer, ``--yes`` is asked for."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    status, _, err = bank.run("approve", NAME, "--as", "legal-1")
    assert (status, is_one_line(err)) == (2, True)
    for answer, wanted in (("\n", 1), ("n\n", 1), ("y\n", 0)):
        assert not bank.records(NAME)
        monkeypatch.setattr(sys, "stdin", Terminal(answer))
        status, _out, err = bank.run("approve", NAME, "--as", "legal-1")
        assert status == wanted
        assert f"legal-1（法律合规）批准 {NAME}（批准码 " in err
        assert "），有效至 2027-12-01？" in err
    assert bank.records(NAME)


def test_who_is_found_by_mail(bank: Bank) -> None:
    """Without ``--as`` the e-mail that git knows says who it is."""
    bank.git("config", "user.email", "Legal-1@bank.example")
    status, out, _ = bank.run("approve", NAME, "--yes")
    assert (status, "legal-1（法律合规）批准" in out) == (0, True)

    bank.git("config", "user.email", "nobody@bank.example")
    status, _, err = bank.run("approve", NAME, "--yes")
    assert (status, is_one_line(err)) == (2, True)
    assert "nobody@bank.example 不在 approvers.yaml 里" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["approve", "sms.overdue.first-dya", "--as", "legal-1"], "您是不是想写“sms.overdue.first"),
        (["approve", NAME, "--as", "legal-2"], "您是不是想写“legal-1”"),
        (["approve", NAME, "--as", "consumer-1"], "consumer-1 的角色是 消费者权益保护"),
        (["approve", NAME, "--as", "legal-1", "--role", "chief"], "没有“chief”这个角色"),
        (["approve", NAME, "--as", "legal-1", "--role", "consumer"], "不要“consumer”这个角色"),
        (["approve", NAME, "--as", "legal-1", "--expires", "2029-01-01"], "超过 policy.yaml 规定"),
        (["approve", NAME, "--as", "legal-1", "--evidence", "一\n二"], "--evidence 应为一行"),
        (["approve", NAME, "--as", "legal-1", "--same-change"], "以前没有以这个角色批准过"),
        (["approve", NAME, "--as", "legal-1", "--key", "nowhere"], "没有这个钥匙文件"),
        (["reject", NAME, "--as", "legal-1", "--reason", " "], "--reason 应为一行"),
        (["reject", NAME, "--as", "legal-1"], "缺少参数：--reason"),
        (["revoke", NAME, "--as", "legal-1", "--reason", "x"], "没有批准可以撤销"),
        (["diff", NAME], "没有批准过"),
        (["diff", NAME, "nowhere"], "没有“nowhere”这个批准码"),
        (["diff", "sms.nothing"], "没有编号为“sms.nothing”的模板"),
        (["log", "sms.nothing"], "没有编号为“sms.nothing”的模板"),
        (["status", "sms.nothing"], "没有编号为“sms.nothing”的模板"),
        (["check", "--approvals"], "要同时写"),
        (["check", "--base", "HEAD"], "要同时写"),
        (["check", "--author", "x"], "--author 要与 --approvals 同时使用"),
        (["check", "--approvals", "--base", "HEAD", FILE], "不能与路径"),
        (["check", "--approvals", "--base", "nowhere"], "没有“nowhere”这个版本"),
    ],
)
def test_usage_errors(founded: Bank, arguments: list[str], words: str) -> None:
    """One line on standard error says what is wrong and what to do; the status is 2."""
    more = ["--yes"] if arguments[0] in ("approve", "reject", "revoke") else []
    status, _, err = founded.run(*arguments, *more)

    assert (status, is_one_line(err)) == (2, True), err
    assert words in err
    assert not (founded.folder / "templates/approvals").exists()


def test_errors_are_not_approved(bank: Bank) -> None:
    """A template with an error, or one that can't be printed, can't be approved."""
    bank.edit(FILE, "尊敬的", "滞纳金，尊敬的")
    bank.commit()
    status, _, err = bank.run("approve", NAME, "--as", "legal-1", "--yes")
    assert (status, "有 1 个错误，不能批准" in err) == (2, True)

    bank.edit(FILE, "滞纳金，尊敬的", "{% if %}尊敬的")
    bank.commit()
    status, _, err = bank.run("approve", NAME, "--as", "legal-1", "--yes")
    assert (status, "印不出成稿" in err) == (2, True)
    assert bank.status(NAME)["status"] == "draft"


def test_same_change(bank: Bank) -> None:
    """Templates whose words changed alike are approved together, others not."""
    names = [NAME, "sms.overdue.later", "sms.due-reminder", "sms.objection.received"]
    for person in ("business-1", "legal-1"):
        status, _, err = bank.run("approve", *names, "--as", person, "--yes")
        assert status == 0, err
    bank.commit("Approve", "legal-1@bank.example")
    bank.edit("templates/partials/repayment.j2", "}}通过", "}}经由")
    bank.edit("templates/sms/due-reminder.j2", "尊敬的", "您好，尊敬的")
    bank.commit()
    stale = [name for name in names if bank.status(name)["status"] == "stale"]
    assert stale == names[:3]

    status, out, err = bank.run("approve", NAME, "--same-change", "--as", "legal-1", "--yes")

    assert (status, err) == (0, "")
    shown = out[out.index("改动完全相同，一起批准的另有 1 个模板") :]
    assert "sms.overdue.later  逾期三十日后提醒" in shown
    assert "请您尽快〔删：通过〕〔增：经由〕手机银行" in shown
    assert bank.status("sms.overdue.later")["missing_roles"] == ["business"]
    assert bank.status("sms.due-reminder")["missing_roles"] == ["business", "legal"]


# Looking


def test_status_follows_its_schema(bank: Bank) -> None:
    """The JSON of the contract: every template, with its standing."""
    bank.approve(NAME)
    _, out, _ = bank.run("status", "--format", "json")
    data = json.loads(out)

    Draft202012Validator(approvals.schema()).validate(data)
    assert (data["version"], data["as_of"]) == (1, "2026-12-01")
    assert len(data["templates"]) == len(TEMPLATES)
    keys = ("id", "path", "channel", "title", "status", "reason", "digest", "approvals")
    assert all(key in each for each in data["templates"] for key in keys)
    validator = Draft202012Validator(record.schema())
    for file in bank.records(NAME):
        validator.validate(json.loads(file.read_text("utf-8")))


def test_status_in_words(bank: Bank) -> None:
    """One may ask for some ids, or for one status; the last line counts."""
    bank.approve(NAME)

    out = bank.run("status", "--only", "approved")[1]
    assert out.splitlines()[0] == f"{NAME}  逾期首日提醒  已批准（仅台账）"
    assert out.splitlines()[-1] == "1 个模板：1 个已批准。审批仅台账（不核对签名，不能证明是本人）"
    assert bank.run("status", "sms.contact.relay")[1].splitlines()[2] == (
        "  还没有审批；缺少 业务、法律合规"
    )


def test_diff(bank: Bank) -> None:
    """Against the last approval, a 批准码 or a revision: words, settings, variables, waivers."""
    bank.approve(NAME)
    approved = code(bank.status(NAME)["digest"])
    assert "含义没有变化" in bank.run("diff", NAME)[1]

    bank.edit(FILE, "尊敬的", "您好，尊敬的")
    bank.edit(FILE, 'to: "20:00"', 'to: "19:00"')
    bank.commit()

    for wanted in ((), (approved,), (approved.replace(" ", "")[:8],), ("HEAD~1",)):
        status, out, err = bank.run("diff", NAME, *wanted)
        assert (status, err) == (0, "")
        assert "〔增：您好，〕尊敬的" in out
        assert "情形 全部（另有 7 种成稿改动相同）" in out
        assert "  最晚几点发送：20:00 → 19:00" in out
    data = json.loads(bank.run("diff", NAME, "--format", "json")[1])
    assert data["values"] == [{"key": "send.window.to", "before": "20:00", "after": "19:00"}]
    assert ["new", "您好，"] in data["messages"][0]["sections"]["body"]


def test_diff_of_a_threshold(bank: Bank) -> None:
    """An amount from which another text is sent is part of the cases."""
    path = "templates/sms/large.j2"
    body = f"{{% if amount > 100 %}}大额{{% else %}}小额{{% endif %}}业务已受理。{HOTLINE}"
    text = template(body, '{amount: {type: money, max: "1000"}}').replace(
        "sms.example", "sms.large"
    )
    bank.write(path, text)
    bank.commit()
    bank.approve("sms.large")
    bank.edit(path, "amount > 100", "amount > 200")
    bank.commit()

    assert bank.status("sms.large")["status"] == "stale"
    out = bank.run("diff", "sms.large")[1]
    assert "amount = 100.01～200.00" in out
    assert "〔删：大额〕〔增：小额〕" in out


def test_log(bank: Bank) -> None:
    """Every decision in order, with what changed between two meanings."""
    bank.approve(NAME)
    bank.edit(FILE, "尊敬的", "您好，尊敬的")
    bank.commit()
    bank.decide("reject", NAME, "legal-1", "--reason", "不必问好")
    bank.decide("approve", NAME, "legal-1", "--evidence", "OA-2026-0007")

    status, out, err = bank.run("log", NAME)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert "理由：不必问好" in out
    assert "OA 流程编号 OA-2026-0007" in out
    assert any("〔增：您好，〕" in line for line in lines)
    data = json.loads(bank.run("log", NAME, "--format", "json")[1])
    assert [each["decision"] for each in data["records"]] == [
        "approve",
        "approve",
        "reject",
        "approve",
    ]


def test_history_needs_no_templates(bank: Bank) -> None:
    """What was approved is read from what was kept, though its partials are gone."""
    bank.approve(NAME)
    bank.write(FILE, template(f"您的异议已受理。{HOTLINE}").replace("sms.example", NAME))
    bank.git("rm", "-q", "templates/partials/repayment.j2")
    bank.commit()

    assert "〔删：" in bank.run("diff", NAME)[1]


@pytest.mark.parametrize(
    "change",
    [
        {"settings": []},
        {"settings": {"channel": {"x": ["\x1b[31m"]}}},
        {"variables": {"a": {}}},
        {"variables": {"a": {"type": "nothing", "optional": 1, "min_items": "x"}}},
        {"messages": {"a": 1}},
        {"messages": [{"cases": [{"a": 1}], "sections": {"body": []}}]},
        {"messages": [{"cases": [{"a": {"from": "x", "to": "y"}}], "sections": {}}]},
        {"messages": [{"cases": [], "sections": {"body": [{"value": ["x"]}]}}]},
        {"messages": [{"cases": [{}], "sections": {"body": ["\x1b[2J\u202e滞纳金"]}}]},
        {"waivers": [1]},
        {"waivers": [{"code": None, "covers": {"a": 1}}]},
        {"institution": None},
        {"variables": {"a": {"type": "money", "optional": False, "max": "sNaN"}}},
        {"variables": {"a": {"type": "enum", "optional": False, "values": [5, {}]}}},
        {"messages": [{"cases": [{"a": {"from": "sNaN", "to": "1"}}], "sections": {}}]},
        {"messages": [{"cases": [{}], "sections": {"\x1bfoo": ["x"]}}]},
        {"waivers": [{"code": "TON001"}]},
        {"messages": []},
        {"messages": [{"cases": [], "sections": {}}]},
        {"source": {"sections": {}, "partials": {}}},
        {"variables": {"a": {"type": "list", "optional": False, "max_items": -5}}},
    ],
    ids=range(21),
)
def test_hostile_manifests(bank: Bank, change: dict[str, Any]) -> None:
    """Whatever a kept manifest says, it is shown without harm, or one line says it is no good."""
    data = {**_manifest(Project.open(bank.folder), "sms/overdue-first-day.j2"), **change}
    meant = digest(data)
    bank.write(f"templates/approvals/{NAME}/{meant}.manifest.json", json.dumps(data))
    bank.forge(NAME, "legal-1", "legal", digest=meant)

    for command in (("diff", NAME), ("log", NAME), ("status", NAME)):
        status, out, err = bank.run(*command)
        assert (status, err) == (0, "") or (status == 2 and is_one_line(err))
        assert not {"\x1b", "\u202e"} & {*out, *err}


def test_kept_manifest_that_is_none() -> None:
    """It is refused by its name."""
    with pytest.raises(SourceError, match="存档的内容不对"):
        read({"template": "sms.x", "variables": 1})


def test_people_are_unique() -> None:
    """An e-mail belongs to one person; a term of office has a beginning before its end."""
    text = (ROOT / "glossary/approvers.yaml").read_text("utf-8")
    shared = text.replace("emails: [legal-1@bank.example]", "emails: [Business-1@bank.example]")
    turned = text.replace('from: "2026-01-01"', 'from: "2028-01-01"')

    for broken, words in ((shared, "都只属于一个人"), (turned, "from 晚于 to")):
        people, problems = approvers.read_approvers(Source("approvers.yaml", broken))
        assert people is None
        assert any(words in problem.message for problem in problems)
    assert approvers.read_approvers(Source("approvers.yaml", text))[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("roles: [business, legal]", "roles: [busines]", "您是不是想写“business”"),
        ("on_behalf_of: [registrar]", "on_behalf_of: [x]", "没有“x”"),
        ("channels: [letter, delivery]", "purposes: [nothing]", "没有“nothing”"),
        ('signature: "off"', "signature: maybe", "没有“maybe”这个值"),
        ("days: 365", "days: 0", "1 至 3660 的整数"),
    ],
)
def test_policy_is_checked(project: Project, old: str, new: str, words: str) -> None:
    """Roles and purposes that are named must be there."""
    file = project.root / "glossary" / "policy.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")

    with pytest.raises(Exception, match=words):
        _ = Project.open(project.root).policy


# What reviewers must not miss


def _approved_text(bank: Bank, body: str, variables: str, channel: str = "letter") -> str:
    """A template with a text, approved; its path."""
    path = f"templates/{channel}/example.j2"
    bank.write(path, template(f"示例银行：{body}", variables, channel=channel))
    bank.commit()
    bank.approve(f"{channel}.example")
    return path


def _said(bank: Bank, path: str, old: str, new: str) -> str:
    """What ``diff`` says of a change."""
    bank.edit(path, old, new)
    bank.commit()
    status, out, err = bank.run("diff", "letter.example")
    assert (status, err) == (0, "")
    return out


MONEY = '{type: money, max: "9999"}'


def test_condition_on_another_variable(bank: Bank) -> None:
    """The same sentence for another amount is a difference, though no variable is new."""
    body = f"{{{{ a }}}}元{{{{ b }}}}元。{{% if a > 10 %}}可申请减免。{{% endif %}}{HOTLINE}"
    path = _approved_text(bank, body, f"{{a: {MONEY}, b: {MONEY}}}")

    out = _said(bank, path, "if a > 10", "if b > 10")
    assert "含义没有变化" not in out
    assert "〔删：可申请减免。〕" in out
    assert "〔增：可申请减免。〕" in out


def test_sentence_for_one_length_of_a_list(bank: Bank) -> None:
    """A length that was not looked at before is shown with its message."""
    items = '{l: {type: list, items: {type: card_tail}, max_items: 6, example: ["1234"]}}'
    body = f'您的异议已受理：{{{{ l|join("、") }}}}。{HOTLINE}'
    path = _approved_text(bank, body, items)

    out = _said(bank, path, "您的异议", "{% if l|length == 3 %}三张都已免除。{% endif %}您的异议")
    assert "三张都已免除" in out


def test_sentence_that_goes_for_one_length_of_a_list(bank: Bank) -> None:
    """Nor is one hidden that goes."""
    items = '{l: {type: list, items: {type: card_tail}, max_items: 6, example: ["1234"]}}'
    some = "{% if l|length == 3 %}三张都已免除。{% endif %}"
    body = f'{some}您的异议已受理：{{{{ l|join("、") }}}}。{HOTLINE}'
    path = _approved_text(bank, body, items)

    assert "三张都已免除" in _said(bank, path, some, "")


@pytest.mark.parametrize("turned", [False, True])
def test_presence_and_value(bank: Bank, turned: bool) -> None:
    """Where one version asks whether there is a value, the other how much, the range is told."""
    texts = [
        "{% if a is defined %}可以减免。{% endif %}",
        "{% if a is defined and a > 10 %}可以减免。{% endif %}",
    ]
    if turned:
        texts.reverse()
    variables = '{a: {type: money, max: "9999", optional: true}}'
    path = _approved_text(bank, f"您的异议已受理。{texts[0]}{HOTLINE}", variables)

    assert "情形 a = 0.00～10.00" in _said(bank, path, *texts)


def test_value_of_an_enum_in_a_text_with_a_list(bank: Bank) -> None:
    """What only a new value prints is shown, also beside lists."""
    listed = "l: {type: list, items: {type: card_tail}, max_items: 6}"
    variables = f"{{{listed}, t: {{type: enum, values: [甲, 乙]}}}}"
    body = f'{{{{ t }}}}：您的异议已受理：{{{{ l|join("、") }}}}。{HOTLINE}'
    path = _approved_text(bank, body, variables)
    bank.edit(path, "values: [甲, 乙]", "values: [甲, 乙, 丙]")

    out = _said(bank, path, "您的异议", '{% if t == "丙" %}都已免除。{% endif %}您的异议')
    assert "都已免除" in out


@pytest.mark.parametrize("name", ["email.overdue.reminder", "letter.overdue.notice"])
def test_nothing_differs(bank: Bank, name: str) -> None:
    """An e-mail or a letter that nobody has changed is the same, read back from its file."""
    bank.approve(name)

    assert "含义没有变化" in bank.run("diff", name)[1]


def test_ranges(bank: Bank) -> None:
    """A case that stands for a range is shown as one, days with open ends."""
    body = (
        f"{{% if a > 10 %}}大额{{% else %}}小额{{% endif %}}"
        f'{{% if d > "2026-06-01" %}}新{{% else %}}旧{{% endif %}}业务已受理。{HOTLINE}'
    )
    _approved_text(bank, body, f"{{a: {MONEY}, d: {{type: date}}}}")
    out = bank.run("approve", "letter.example", "--as", "legal-1", "--yes")[1]

    assert "a = 10.01～9999.00、d = 2026-06-02 及以后" in out
    assert "a = 0.00～10.00、d = 2026-06-01 及以前" in out


def test_everything_that_is_approved_is_shown(bank: Bank) -> None:
    """Sending times, numbers, limits, fields of lists: what ends an approval is on the screen."""
    out = bank.run("approve", NAME, "--as", "legal-1", "--yes")[1]
    for line in (
        "  短信，用途：逾期提醒，逾期首日",
        "  发送时段：09:00～20:00",
        "  每天最多 1 次",
        "  发送号码或地址：10690000000000",
        "  短信最多几条：3",
        "  收件人：持卡人",
        "  签名：示例银行",
        "  name：姓名，最多 20 个单位",
        "  title：若干固定用语之一，先生、女士",
    ):
        assert line in out.splitlines(), line
    out = bank.run("approve", "letter.overdue.notice", "--as", "legal-1", "--yes")[1]
    assert "每项有（tail 卡号后四位；principal 金额（元），0.00～" in out
    assert "（列表 accounts 逐一检查了 0、1、2、6 项的情形，其余项数照此类推）" in out


def test_marks_in_texts(bank: Bank) -> None:
    """What a text itself writes like our marks or like a value is told from them."""
    flags = ", ".join(f"b{number}: {{type: bool}}" for number in range(4))
    parts = "".join(f"{{% if b{n} %}}{n}{{% endif %}}" for n in range(4))
    body = f'〔b0 = 是：减免〕{{{{ "{{{{ name }}}}" }}}}{parts}您的异议已受理。{HOTLINE}'
    _approved_text(bank, body, f"{{{flags}}}")
    out = bank.run("approve", "letter.example", "--as", "legal-1", "--yes")[1]

    assert r"\〔b0 = 是：减免\〕\{{ name }}" in out
    assert "〔b0 = 是：0〕" in out


def test_all_conditions_are_named(bank: Bank) -> None:
    """A text that twelve of twenty values print names the twelve."""
    cities = [f"城{number}" for number in range(20)]
    near = "、".join(f'"{city}"' for city in cities[:12]).replace("、", ", ")
    some = f"{{% if c in [{near}] %}}可到网点办理。{{% endif %}}"
    body = f"{{{{ c }}}}客户您好，您的异议已受理。{some}{HOTLINE}"
    _approved_text(bank, body, f"{{c: {{type: enum, values: [{', '.join(cities)}]}}}}")
    out = bank.run("approve", "letter.example", "--as", "legal-1", "--yes")[1]
    line = next(line for line in out.splitlines() if "可到网点办理" in line)
    condition = line[: line.index("：可到网点办理")].rpartition("〔")[2]

    assert [part.partition(" = ")[2] for part in condition.split("；或 ")] == cities[:12]


def test_base_of_the_comparison(bank: Bank) -> None:
    """A reviewer sees what has changed since his own role approved, not since another's did."""
    bank.decide("approve", NAME, "legal-1")
    bank.edit(FILE, "尊敬的", "您好，尊敬的")
    bank.commit()
    bank.decide("approve", NAME, "business-1")
    bank.edit(FILE, "您好，尊敬的", "您好，谢谢。尊敬的")
    bank.commit()

    out = bank.run("approve", NAME, "--as", "legal-1", "--yes")[1]
    assert "〔增：您好，谢谢。〕尊敬的" in out
    assert "2026-12-01 legal-1（法律合规）批准" in out


def test_last_approved_is_the_last(bank: Bank) -> None:
    """Approved, changed, changed back and approved again: the first text is the last approved."""
    bank.approve(NAME)
    first = bank.status(NAME)["digest"]
    bank.edit(FILE, "尊敬的", "您好，尊敬的")
    bank.commit()
    bank.approve(NAME)
    bank.edit(FILE, "您好，尊敬的", "尊敬的")
    bank.commit()
    bank.decide("approve", NAME, "legal-1")

    assert code(first) in bank.run("diff", NAME)[1]
    bank.decide("revoke", NAME, "legal-1", "--reason", "示例")
    assert bank.status(NAME)["status"] == "revoked"


def test_expiry_names_the_role(bank: Bank) -> None:
    """Where one role's approval ends earlier, it is that day and that role."""
    bank.decide("approve", NAME, "business-1", "--expires", "2026-12-31")
    bank.decide("approve", NAME, "legal-1")

    found = bank.status(NAME, day="2027-01-01")
    assert (found["status"], found["expires"]) == ("expired", None)
    assert found["reason"] == "业务 的审批已到期（2026-12-31）；请重新审批"


def test_shorter_approval(bank: Bank) -> None:
    """A shorter one beside a longer one would have no effect: it is refused."""
    bank.decide("approve", NAME, "legal-1")
    more = ("--as", "legal-1", "--yes", "--expires", "2027-01-01")

    status, _, err = bank.run("approve", NAME, *more)
    assert (status, "更短的期限不起作用" in err) == (2, True)


def test_what_waits_for_a_role(bank: Bank) -> None:
    """One may ask for the templates that wait for a role."""
    bank.decide("approve", NAME, "legal-1")

    out = bank.run("status", "--role", "legal")[1]
    assert NAME not in out
    assert "sms.due-reminder" in out
    assert bank.run("status", "--role", "lega")[0] == 2


def test_codes_with_spaces(bank: Bank) -> None:
    """A 批准码 may be written as it is shown."""
    bank.approve(NAME)
    shown = code(bank.status(NAME)["digest"]).split()

    assert bank.run("diff", NAME, *shown)[0] == 0
    status, _, err = bank.run("revoke", NAME, "--as", "legal-1", "--reason", "x", "--code", "0123")
    assert (status, "至少写前 8 位" in err) == (2, True)
    more = ("--as", "legal-1", "--reason", "x", "--yes", "--code", *shown)
    assert bank.run("revoke", NAME, *more)[0] == 0


def test_junk_where_a_manifest_would_be(bank: Bank) -> None:
    """What is kept under the name of a meaning must be it."""
    meant = bank.status(NAME)["digest"]
    bank.write(f"templates/approvals/{NAME}/{meant}.manifest.json", "{}")

    status, _, err = bank.run("approve", NAME, "--as", "legal-1", "--yes")
    assert (status, is_one_line(err)) == (2, True)
    assert not bank.records(NAME)


WAIVER = '{# hegui: allow TON002 reason="沿用客户来信原话" by="法律合规部" until=2027-06-30 #}'
SAID = "您来信所说“钱还给你了”一事"


def test_waivers_are_part_of_what_is_approved(bank: Bank) -> None:
    """A waiver is shown with the words that it covers; moved to others it is another meaning."""
    path = _approved_text(
        bank, f"您好。\n{WAIVER}\n{SAID}，您的异议已受理。\n另行通知你。{HOTLINE}", "{}"
    )
    out = bank.run("approve", "letter.example", "--as", "legal-1", "--yes")[1]
    permission = "沿用客户来信原话（批准：法律合规部，有效至 2027-06-30）"
    shown = f"豁免：TON002 “{SAID}，您的异议已受理。”：{permission}"
    assert shown in out.splitlines()

    out = _said(
        bank, path, f"{WAIVER}\n{SAID}，您的异议已受理。\n", f"{SAID}，您的异议已受理。\n{WAIVER}\n"
    )
    assert bank.status("letter.example")["status"] == "stale"
    assert f"删除豁免 TON002 “{SAID}" in out
    assert "增加豁免 TON002 “另行通知你。" in out


def test_waivers_of_the_front_matter(bank: Bank) -> None:
    """One for a value is shown with its writing, one for what is absent says so."""
    waivers = (
        'waivers:\n  - {code: TON003, text: "！！", reason: 示例, by: 示例, until: "2027-06-30"}\n'
        '  - {code: CHN002, reason: 印在信封上, by: 示例, until: "2027-06-30"}\n'
    )
    text = template("{{ w }}您的异议已受理。", "{w: {type: enum, values: [好！！]}}", more=waivers)
    bank.write("templates/sms/example.j2", text)
    bank.commit()

    status, out, err = bank.run("approve", "sms.example", "--as", "legal-1", "--yes")
    assert (status, err) == (0, "")
    assert "豁免：TON003 “！！”：示例" in out
    assert "豁免：CHN002 缺少的内容：印在信封上" in out


@pytest.mark.parametrize(("kind", "word"), [("reject", "退回"), ("revoke", "撤销")])
def test_refusing_is_asked_too(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, kind: str, word: str
) -> None:
    """Without a yes nothing is sent back and nothing revoked."""
    bank.decide("approve", NAME, "legal-1")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    status, out, err = bank.run(kind, NAME, "--as", "legal-1", "--reason", "示例")
    assert (status, out) == (1, f"没有{word}\n")
    assert word in err
    assert len(bank.records(NAME)) == 1


def test_a_template_that_is_retired_or_broken(bank: Bank) -> None:
    """Neither can be approved; what can't be printed isn't sent back either."""
    bank.edit(FILE, "review_by:", "retired: {}\nreview_by:")
    bank.edit("templates/sms/due-reminder.j2", "尊敬的", "{% if %}尊敬的")
    bank.commit()

    for command, name, words in (
        ("approve", NAME, "已停用"),
        ("approve", "sms.due-reminder", "印不出成稿"),
        ("reject", "sms.due-reminder", "不用退回"),
        ("diff", "sms.due-reminder", "语法错误"),
    ):
        more = ("--reason", "示例") if command == "reject" else ()
        who = () if command == "diff" else ("--as", "legal-1", "--yes")
        status, _, err = bank.run(command, name, *who, *more)
        assert (status, is_one_line(err)) == (2, True)
        assert words in err
    assert bank.status(NAME)["reason"] == "不再使用"


def test_history_without_its_manifests(bank: Bank) -> None:
    """What is lost is said where it would be shown; the approval no longer counts."""
    bank.approve(NAME)
    bank.edit(FILE, "尊敬的", "您好，尊敬的")
    bank.commit()
    bank.decide("approve", NAME, "legal-1")
    folder = bank.folder / "templates/approvals" / NAME
    for file in folder.glob("*.manifest.json"):
        file.unlink()

    status, out, err = bank.run("log", NAME)
    assert (status, err) == (0, "")
    assert "不算数：APR003 缺少它批准的含义的存档" in out
    assert "没有这个文件；请从 git 历史里恢复" in out
    assert bank.status(NAME)["status"] == "draft"
