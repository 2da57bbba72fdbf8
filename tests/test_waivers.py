"""Waivers: what they allow, where, until when; and what is said of those that are no use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.finding import Severity
from linter.glossary.policy import NEVER_WAIVED
from linter.project import Project
from linter.proof import example_project
from linter.rules import all_rules
from linter.run import check_files
from tests.making import AS_OF, HOTLINE, check, codes, found, template, write

if TYPE_CHECKING:
    from pathlib import Path

    from linter.finding import Finding
    from tests.making import Run

WHO = 'reason="沿用活动用语" by="法律合规部" until=2026-12-31'
ALLOW = f"{{# hegui: allow TON003 {WHO} #}}"
LOUD = f"异议已受理！！{HOTLINE}"


def _waived(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings if finding.waiver is not None]


def _serious(findings: list[Finding]) -> list[str]:
    return [
        finding.code
        for finding in findings
        if finding.waiver is None and finding.severity > Severity.INFO
    ]


def _partial(project: Project, text: str, name: str = "a.j2") -> None:
    folder = project.templates_folder
    (folder / "sms").mkdir(exist_ok=True)
    for file in (folder / "partials").iterdir():
        file.unlink()
    (folder / "partials" / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    "body",
    [
        f"{ALLOW}{LOUD}",
        f"{ALLOW}\n{LOUD}",
        f"您好，{ALLOW}{LOUD}",
        f"您好。{ALLOW}\n{LOUD}",
        f"{ALLOW}\n{{# 说明 #}}\n{LOUD}",
        f"{{#- hegui: allow TON003 {WHO} -#}}\n{LOUD}",
        f"{{#+ hegui:  allow TON003\n  {WHO} +#}}\n{LOUD}",
        f"{ALLOW}\n{{% if true %}}{{% endif %}}{LOUD}".replace("{% if true %}{% endif %}", ""),
    ],
)
def test_comment_covers_the_text_that_follows(project: Project, body: str) -> None:
    """On the same line or the next, whatever other comments stand in between."""
    findings = check(project, template(body))

    assert _waived(findings) == ["TON003"]
    assert _serious(findings) == []


@pytest.mark.parametrize(
    "body",
    [
        f"{ALLOW}您好\n{LOUD}",
        f"{ALLOW}\n\n{LOUD}",
        f"{LOUD}{ALLOW}",
        f"{LOUD}\n{ALLOW}",
        f"{ALLOW}\n您好\n{LOUD}",
        f"{ALLOW}".replace("TON003", "TON001") + LOUD,
    ],
)
def test_comment_covers_nothing_else(project: Project, body: str) -> None:
    """What stands before it, or further down, or breaks another rule, stays; it is no use."""
    findings = check(project, template(body))

    assert _waived(findings) == []
    assert sorted(_serious(findings)) == ["TON003", "WVR003"]


def test_waiver_goes_with_its_finding(project: Project) -> None:
    """The finding says why it is allowed, by whom, until when, and where that stands."""
    text = template(f"{ALLOW}\n{LOUD}")
    waiver = found(check(project, text), "TON003").waiver

    assert waiver is not None
    assert (waiver.reason, waiver.by) == ("沿用活动用语", "法律合规部")
    assert waiver.until.isoformat() == "2026-12-31"
    assert waiver.place.text == ALLOW
    assert text[slice(*waiver.covers)] == LOUD


def test_waivers_stand_one_above_the_other(project: Project) -> None:
    """Two comments on lines of their own both cover the line below them."""
    second = ALLOW.replace("TON003", "TON002")
    findings = check(project, template(f"{ALLOW}\n{second}\n你的{LOUD}"))

    assert sorted(_waived(findings)) == ["TON002", "TON003"]
    assert _serious(findings) == []


def test_waiver_covers_the_characters_of_a_file_with_carriage_returns(project: Project) -> None:
    """Lines may end as on Windows."""
    findings = check(project, template(f"😀\n{ALLOW}\n{LOUD}").replace("\n", "\r\n"))

    assert "TON003" in _waived(findings)


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("hegui: allow TON003", "缺少 reason（理由）"),
        ('hegui: allow TON003 reason="" by="部门" until=2026-12-31', "缺少 reason"),
        ('hegui: allow TON003 reason=" " by="部门" until=2026-12-31', "缺少 reason"),
        ('hegui: allow TON003 reason="理由" until=2026-12-31', "缺少 by（批准人）"),
        ('hegui: allow TON003 reason="理由" by="部门"', "缺少 until（到期日）"),
        ('hegui: allow TON003 reason="理由" by="部门" until=2026-13-01', "“2026-13-01”不是日期"),
        ('hegui: allow TON003 reason="理由" by="部门" until=20261231', "“20261231”不是日期"),
        ('hegui: allow TON003 reason="理由" by="部门" until=明年', "“明年”不是日期"),
        ('hegui: allow TON003 reason=“理由” by="部门" until=2026-12-31', "引号要用半角"),
        (f"hegui: allow TON003 {WHO} owner=me", "没有“owner”这一项"),
        (f'hegui: allow TON003 {WHO} by="另一人"', "by 写了两次"),
        (f"hegui: allow TON003, TON002 {WHO}", "应是一个规则编号"),
        (f"hegui: allow TON003 TON002 {WHO}", "“TON002 reason="),
        (f"hegui: allow 语气 {WHO}", "应是一个规则编号"),
        (f"hegui: allow ton003 {WHO}", "应是一个规则编号"),
        (f"hegui: allow {WHO}", "应是一个规则编号"),
        (f"hegui : allow TON003 {WHO}", "应是一个规则编号"),
        (f"hegui：allow TON003 {WHO}", "应是一个规则编号"),
        (f"hegui allow TON003 {WHO}", "应是一个规则编号"),
        (f"Hegui: allow TON003 {WHO}", "应是一个规则编号"),
        (f"hegui: ignore TON003 {WHO}", "应是一个规则编号"),
        (f"hegui: allow TON003 {WHO} templates=sms.example", "只写在 partial"),
        (f"hegui: allow TON999 {WHO}", "没有 TON999 这条规则"),
        (f'hegui: allow TON003 reason="{"长" * 201}" by="部门" until=2026-12-31', "最多 200 个字"),
    ],
)
def test_malformed_waiver_allows_nothing(project: Project, comment: str, reason: str) -> None:
    """It is an error that says what is wrong and how it is written."""
    findings = check(project, template(f"{{# {comment} #}}\n{LOUD}"))

    assert _waived(findings) == []
    assert sorted(_serious(findings)) == ["TON003", "WVR001"]
    assert reason in found(findings, "WVR001").message


@pytest.mark.parametrize(
    "comment", ["说明", "请看 hegui 的文档", "heguitest: allow", "allow TON003"]
)
def test_ordinary_comments_are_no_waivers(project: Project, comment: str) -> None:
    """Only a comment that begins with hegui: means to be one."""
    assert _serious(check(project, template(f"{{# {comment} #}}{LOUD}"))) == ["TON003"]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that tests only read."""
    return example_project(tmp_path_factory.mktemp("base"), None)


@given(
    at=st.integers(0, len(ALLOW) - 5),
    gone=st.integers(0, 8),
    new=st.text('hegui: alowTN03"“”=-#', max_size=3),
)
def test_what_waives_is_whole(base: Project, at: int, gone: int, new: str) -> None:
    """However a comment is damaged, it waives with reason, person and a day to come, or not."""
    inside = ALLOW[2:-2]
    damaged = (inside[:at] + new + inside[at + gone :]).replace("#}", "")
    findings = check(base, template(f"{{#{damaged}#}}\n{LOUD}"))

    for finding in findings:
        waiver = finding.waiver
        if waiver is not None:
            assert finding.code == waiver.code
            assert waiver.reason.strip()
            assert waiver.by.strip()
            assert waiver.until >= AS_OF
    if _waived(findings):
        assert "WVR001" not in codes(findings)


def test_waiver_holds_on_its_last_day(project: Project) -> None:
    """The day after, it is expired, and what it allowed is back."""
    today = ALLOW.replace("2026-12-31", AS_OF.isoformat())
    yesterday = ALLOW.replace("2026-12-31", "2026-11-23")

    assert _serious(check(project, template(f"{today}\n{LOUD}"))) == []
    assert sorted(_serious(check(project, template(f"{yesterday}\n{LOUD}")))) == [
        "TON003",
        "WVR002",
    ]


def _bad(code: str) -> str:
    """A message that breaks a rule."""
    return next(each.text for each in all_rules()[code].bad if each.channel == "sms")


@pytest.mark.parametrize("code", sorted(NEVER_WAIVED))
def test_some_rules_cannot_be_waived(project: Project, code: str) -> None:
    """A waiver of them is an error and waives nothing, in a comment and in the front matter."""
    comment = f"{{# hegui: allow {code} {WHO} #}}"
    beside = check(project, template(f"{comment}\n{_bad(code)}"))
    head = f'waivers: [{{code: {code}, reason: 理由, by: 部门, until: "2026-12-31"}}]\n'
    above = check(project, template(_bad(code), more=head))

    for findings in (beside, above):
        assert _waived(findings) == []
        assert {code, "WVR004"} <= {*codes(findings)}


def test_evasive_spelling_is_as_waivable_as_the_word(project: Project) -> None:
    """A threat in disguise can't be waived by the rule of disguises."""
    comment = f"{{# hegui: allow EVA001 {WHO} #}}"
    findings = check(project, template(f"{comment}\n不还款就让您坐lao，{HOTLINE}"))

    assert "EVA001" in codes(findings)
    assert _waived(findings) == []


def test_tool_rules_cannot_be_waived(project: Project) -> None:
    """What hegui could not read, nobody can allow."""
    head = 'waivers: [{code: TPL003, reason: 理由, by: 部门, until: "2026-12-31"}]\n'
    findings = check(project, template(LOUD, "{nick: {type: person_name}}", more=head))

    assert _waived(findings) == []
    assert "WVR004" in codes(findings)


def test_policy_forbids_more(project: Project) -> None:
    """policy.yaml names further rules that can't be waived, and how long a waiver may last."""
    policy = project.root / "glossary" / "policy.yaml"
    text = policy.read_text("utf-8")
    policy.write_text(f"{text}waivers: {{never: [TON003]}}\n", "utf-8")
    never = check(Project.open(project.root), template(f"{ALLOW}\n{LOUD}"))
    policy.write_text(f"{text}waivers: {{days: 30}}\n", "utf-8")
    longer = check(Project.open(project.root), template(f"{ALLOW}\n{LOUD}"))
    policy.write_text(f"{text}waivers: {{days: 37}}\n", "utf-8")
    enough = check(Project.open(project.root), template(f"{ALLOW}\n{LOUD}"))

    assert "policy.yaml 规定" in found(never, "WVR004").message
    assert "最长 30 天；请把 until 改为 2026-12-24" in found(longer, "WVR001").message
    assert [_waived(each) for each in (never, longer, enough)] == [[], [], ["TON003"]]


# in the front matter


def _head(code: str, until: str = "2026-12-31", text: str = "") -> str:
    said = f", text: {text}" if text else ""
    who = f'reason: 信函另附, by: 法律合规部, until: "{until}"'
    return f"waivers: [{{code: {code}, {who}{said}}}]\n"


def test_front_matter_waives_what_is_absent(project: Project) -> None:
    """The hotline that a message lacks has no text that a comment could stand beside."""
    findings = check(project, template("您的异议我行已受理。", more=_head("CHN002")))

    assert _waived(findings) == ["CHN002"]
    assert _serious(findings) == []


def test_front_matter_waives_what_stands_in_it(project: Project) -> None:
    """A date of review that has passed, a value of an enum."""
    overdue = template(
        LOUD.replace("！！", ""), more=f'review_by: "2020-01-01"\n{_head("META010")}'
    )
    words = template(
        f"{{{{ word }}}}，{HOTLINE}",
        "{word: {type: enum, values: [受理！！, 办结]}}",
        more=_head("TON003", text="！！"),
    )

    assert _waived(check(project, overdue)) == ["META010"]
    assert _waived(check(project, words)) == ["TON003"]


def test_front_matter_waives_no_words_of_the_body(project: Project) -> None:
    """They have their comment beside them."""
    findings = check(project, template(LOUD, more=_head("TON003")))

    assert _waived(findings) == []
    assert sorted(_serious(findings)) == ["TON003", "WVR003"]


@pytest.mark.parametrize(
    "waiver",
    [
        "{code: CHN002, by: 部门, until: '2026-12-31'}",
        "{code: CHN002, reason: 理由, until: '2026-12-31'}",
        "{code: CHN002, reason: 理由, by: 部门}",
        "{code: CHN002, reason: '', by: 部门, until: '2026-12-31'}",
        "{code: CHN002, reason: ' ', by: 部门, until: '2026-12-31'}",
        "{code: CHN002, reason: 理由, by: 部门, until: 明年}",
        "CHN002",
        "[]",
    ],
)
def test_malformed_front_matter_waives_nothing(project: Project, waiver: str) -> None:
    """Whatever is missing or empty is an error, and what was to be allowed is told."""
    findings = check(project, template("您的异议我行已受理。", more=f"waivers: [{waiver}]\n"))

    assert _waived(findings) == []
    assert "CHN002" in _serious(findings)
    assert any(code.startswith("META") for code in _serious(findings))


# in partials


def test_partial_names_the_templates_it_serves(project: Project) -> None:
    """Others that print it are told of the word."""
    _partial(project, f'{{# hegui: allow TON003 {WHO} templates="sms.first" #}}\n{LOUD}')
    body = '{% include "partials/a.j2" %}'
    first = write(project.root, template(body).replace("sms.example", "sms.first"), "first")
    second = write(project.root, template(body).replace("sms.example", "sms.second"), "second")
    files = [project.root / file for file in (first, second)]
    summary = check_files(project, [*project.template_files()], AS_OF)

    assert [*map(str, files)] == [*project.template_files()][1:]
    told = [(each.template, each.waiver is not None) for each in summary.findings]
    assert told == [("sms.first", True), ("sms.second", False)]
    assert (summary.count(Severity.WARNING), summary.waived) == (1, 1)


def test_partial_must_name_templates(project: Project) -> None:
    """Without, it would allow a word wherever the partial is printed one day."""
    _partial(project, f"{ALLOW}\n{LOUD}")
    write(project.root, template('{% include "partials/a.j2" %}'))
    summary = check_files(project, [*project.template_files()], AS_OF)

    assert "要写明用于哪些模板" in found(list(summary.findings), "WVR001").message
    assert summary.waived == 0


def test_partial_that_names_a_template_in_vain(project: Project) -> None:
    """A template that is not there, or doesn't print it, or has no such finding, is told."""
    names = "sms.none、sms.apart, sms.clean"
    _partial(project, f'{{# hegui: allow TON003 {WHO} templates="{names}" #}}\n{HOTLINE}')
    apart = template(f"异议已受理，{HOTLINE}").replace("sms.example", "sms.apart")
    clean = template('异议已受理，{% include "partials/a.j2" %}').replace(
        "sms.example", "sms.clean"
    )
    write(project.root, apart, "apart")
    write(project.root, clean, "clean")
    every = [*project.template_files()]
    whole = [each.message for each in check_files(project, every, AS_OF).findings]
    part = [each.message for each in check_files(project, every[:1], AS_OF).findings]

    assert part == []
    assert len(whole) == 3
    assert all(
        any(re.search(pattern, message) for message in whole)
        for pattern in ("没有模板 sms.none", "sms.apart 没有用到", "sms.clean 印出的后面这些文字")
    )


# in outputs


def test_waived_findings_do_not_count(folder: Path, run: Run) -> None:
    """The exit status is that of what is left, also with --strict; the text shows them."""
    write(folder, template(f"{ALLOW}\n{LOUD}"))

    status, out, _ = run("check", "--as-of", "2026-11-24", "--strict")

    assert status == 0
    assert "TON003" in out
    assert run("check", "--as-of", "2027-01-01", "--strict")[0] == 1


def test_render_prints_what_is_waived(folder: Path, run: Run) -> None:
    """A message is refused for errors that nobody has allowed."""
    body = "您的异议我行已受理。"
    write(folder, template(body, more=_head("CHN002")))

    assert run("render", "sms.example", "--as-of", "2026-11-24")[0] == 0
    assert run("render", "sms.example", "--as-of", "2027-01-01")[0] == 1


# what a reading has found


@pytest.mark.parametrize(
    ("code", "body", "within"),
    [
        ("THR009", "请还款，否则坐牢的后果您自行承担。", "THR002"),
        ("THR009", "请还款，否则坐lao的后果您自行承担。", "EVA001"),
        ("THR009", "否则由此造成打死您的后果自行承担。", "THR001"),
        ("THR009", "否则老赖的后果您承担。", "THR006"),
        ("THR005", "联系您的家人告诉坐牢后督促还款。", "THR002"),
    ],
)
def test_what_cannot_be_waived_shows_inside_what_can(
    project: Project, code: str, body: str, within: str
) -> None:
    """A grave word in a longer match stands for itself, waived or not."""
    comment = f"{{# hegui: allow {code} {WHO} #}}"
    plain = check(project, template(f"{body}{HOTLINE}"))
    waived = check(project, template(f"{comment}\n{body}{HOTLINE}"))

    assert {code, within} <= {*codes(plain)}
    assert within in _serious(waived)


def test_policy_forbids_disguises_too(project: Project) -> None:
    """What policy.yaml forbids to waive is not waived as a word in disguise."""
    comment = f"{{# hegui: allow EVA001 {WHO} #}}"
    body = f"{comment}\n最后通die，{HOTLINE}"
    before = check(project, template(body))
    policy = project.root / "glossary" / "policy.yaml"
    policy.write_text(f"{policy.read_text('utf-8')}waivers: {{never: [THR009]}}\n", "utf-8")
    findings = check(Project.open(project.root), template(body))

    assert _waived(before) == ["EVA001"]
    assert _waived(findings) == []
    assert "不能豁免的说法的变相写法" in found(findings, "WVR004").message


def test_front_matter_names_what_is_printed(project: Project) -> None:
    """A value that is named is waived, another one isn't, nor what is only absent."""
    variables = "{word: {type: enum, values: [受理！！, 办结！！！]}}"
    text = template(f"{{{{ word }}}}，{HOTLINE}", variables, more=_head("TON003", text="！！"))
    findings = check(project, text)

    assert [(each.excerpt, each.waiver is not None) for each in findings] == [
        ("！！", True),
        ("！！！", False),
    ]


def test_every_part_of_a_word_is_waived_or_none(project: Project) -> None:
    """A waiver of one half doesn't stretch to the other."""
    one = f"{{# hegui: allow THR009 {WHO} #}}\n{{% set first = '最后' %}}"
    two = "{% set second = '通牒' %}"
    rest = f"异议已受理。{{{{ first }}}}{{{{ second }}}}。{HOTLINE}"
    half = check(project, template(f"{one}\n{two}\n{rest}"))
    whole = check(project, template(f"{one}\n{one.partition(chr(10))[0]}\n{two}\n{rest}"))

    assert _waived(half) == []
    assert _waived(whole) == ["THR009"]


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\x0b", "\x0c"])
def test_every_line_end_ends_a_line(project: Project, mark: str) -> None:
    """What looks like a new line is one."""
    findings = check(project, template(f"{ALLOW}您好{mark}{LOUD}"))

    assert _waived(findings) == []


@pytest.mark.parametrize("empty", ["\u200b", "\u2060\u200d", "\ufeff"])
def test_reason_and_person_can_be_seen(project: Project, empty: str) -> None:
    """Characters without width are no reason."""
    comment = ALLOW.replace("沿用活动用语", empty)
    findings = check(project, template(f"{comment}\n{LOUD}"))
    more = _head("CHN002").replace("法律合规部", f'"{empty}"')
    absent = check(project, template("您的异议我行已受理。", more=more))

    assert _waived(findings) == _waived(absent) == []
    assert "看得见的字" in found(findings, "WVR001").message


def test_front_matter_with_a_repeated_key_waives_nothing(project: Project) -> None:
    """Whatever is wrong inside an item."""
    more = _head("CHN002").replace("{code", "{code: CHN003, code")
    findings = check(project, template("您的异议我行已受理。", more=more))

    assert _waived(findings) == []
    assert "META005" in codes(findings)


def test_second_waiver_of_the_same_is_told_as_such(project: Project) -> None:
    """It is no use, because the first one is."""
    findings = check(project, template(f"{ALLOW}\n{ALLOW}\n{LOUD}"))

    assert _waived(findings) == ["TON003"]
    assert "已有另一条豁免" in found(findings, "WVR003").message


def test_thousands_of_waivers_are_read_once(project: Project) -> None:
    """One above the other, or each before its own word: no time that grows with the square."""
    stacked = check(project, template(f"{ALLOW}\n" * 8000 + LOUD))
    apart = check(project, template(f"{ALLOW}已受理！！\n" * 4000 + HOTLINE, channel="letter"))

    assert len(_waived(stacked)) == 1
    assert len(_waived(apart)) == 4000
