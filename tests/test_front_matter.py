"""The YAML head of a template: what it may say, and where it says something wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from linter.source import Source, Span
from linter.template.front_matter import CHANNELS, FrontMatter, read_front_matter, schema, split
from linter.template.template import Template, load_template

if TYPE_CHECKING:
    from linter.finding import Problem

BASE = "id: sms.a\ntitle: 标题\nchannel: sms\npurpose: notice\nowner: 示例部门\n"
WHOLE = """\
id: sms.overdue.first-day
title: 逾期首日提醒
channel: sms
purpose: overdue-reminder
stage: d1
audience: cardholder
owner: 示例部门
basis: [R01, R01§69]
variables:
  name: {type: person_name, max_length: 20, example: 王小明}
send:
  window: {from: "09:00", to: "20:00"}
  frequency: {max: 1, per: day}
  sender: "10690000000000"
limits: {segments: 2}
review_by: "2027-06-30"
signature: 示例银行
profile: direct
outsourced: {agency: 示例公司}
litigation: {case_number: 示例案号}
consent: 开户协议
waivers:
  - {code: CHN003, reason: 理由, by: 示例部门, until: "2027-01-01"}
retired: {successor: sms.b}
"""


def _load(yaml: str, body: str = "正文\n") -> Template:
    return load_template(Source("a.j2", f"---\n{yaml}---\n{body}"))


def _front(yaml: str) -> FrontMatter:
    template = _load(yaml)
    assert template.problems == ()
    assert template.front is not None
    return template.front


def _problems(yaml: str) -> list[Problem]:
    return list(_load(yaml).problems)


def _at(problem: Problem) -> tuple[int, int]:
    return problem.place.source.position(problem.place.span.start)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("blank", ["", "  ", "\t"])
def test_two_fences_part_head_from_body(newline: str, blank: str) -> None:
    """White space after a fence doesn't matter, nor do the line breaks."""
    source = Source("a.j2", newline.join([f"---{blank}", "id: a", f"---{blank}", "正文"]))

    spans = split(source)

    assert spans is not None
    assert [source.text[slice(*span)] for span in spans] == [f"id: a{newline}", "正文"]


@pytest.mark.parametrize("text", ["---\nid: a\n---", "---\n---\n", "---\n---"])
def test_body_may_be_nothing(text: str) -> None:
    """A file may end with the second fence."""
    spans = split(Source("a.j2", text))

    assert spans is not None
    assert spans[1] == Span(len(text), len(text))


@pytest.mark.parametrize(
    "text",
    ["", "正文\n", "---\n", "---\nid: a\n", "----\nid: a\n---\n", "\n---\nid: a\n---\n", "---"],
)
def test_without_fences_there_is_no_front_matter(text: str) -> None:
    """The finding says at the start of the file what to write there."""
    assert split(Source("a.j2", text)) is None

    template = load_template(Source("a.j2", text))

    assert [problem.code for problem in template.problems] == ["META001"]
    assert "请在文件开头用两行 ---" in template.problems[0].message
    assert (template.id, template.channel, template.walkable) == ("", "", False)


def test_a_rule_of_dashes_in_the_body_is_text() -> None:
    """Only the first closing fence counts."""
    template = _load(BASE, "上\n---\n下\n")

    assert template.sections["body"].excerpt.text == "上\n---\n下\n"


def test_every_key_is_read() -> None:
    """A head with every key of an SMS is right, and what is asked for often has a name."""
    front = _front(WHOLE)

    assert front.id == "sms.overdue.first-day"
    assert front.title == "逾期首日提醒"
    assert front.purpose == "overdue-reminder"
    assert front.segments == 2
    assert front.signature is not None
    assert front.signature.value == "示例银行"
    assert list(front.variables) == ["name"]
    assert front.record.get("waivers")[0].get("code") == "CHN003"
    assert front.jinja_fields() == {}


def test_absent_keys_have_defaults() -> None:
    """No limits, no signature of its own, no variables."""
    front = _front(BASE)

    assert (front.segments, front.signature, front.variables) == (None, None, {})


@pytest.mark.parametrize(
    ("channel", "keys", "sections"),
    [
        ("email", "subject: 主题\npreheader: 预览\n", ["subject", "preheader", "body"]),
        ("email", "subject: 主题\ndeliver_to: reserved_email\n", ["subject", "body"]),
        ("letter", "heading: 标题\nsealed: true\nseal: false\n", ["heading", "body"]),
        ("delivery", "heading: 标题\ndeliver_to: in_person\n", ["heading", "body"]),
    ],
)
def test_channels_have_sections(channel: str, keys: str, sections: list[str]) -> None:
    """Subject, preheader and heading are printed texts, in the order of the reader."""
    template = _load(BASE.replace("channel: sms", f"channel: {channel}") + keys)

    assert template.problems == ()
    assert list(template.sections) == sections


@pytest.mark.parametrize(
    ("yaml", "code", "at", "words"),
    [
        ("titel: 甲\n", "META002", (7, 1), "没有“titel”这个键；您是不是想写“title”？"),
        ("limit: {segments: 1}\n", "META002", (7, 1), "“limits”"),
        ("limits: {segment: 1}\n", "META002", (7, 10), "“segments”"),
        ("send:\n  windows: {}\n", "META002", (8, 3), "“window”"),
        ("zzzz: 1\n", "META002", (7, 1), "可用的有：id、title、channel"),
        ("id: sms.b\n", "META005", (7, 1), "“id”在第 2 行已经写过"),
        ("send: {window: {from: '09:00'}}\n", "META003", (7, 16), "缺少“to”"),
        ("outsourced: {}\n", "META003", (7, 13), "缺少“agency”"),
        ("litigation: {}\n", "META003", (7, 13), "缺少“case_number”"),
        ("limits: {segments: 0}\n", "META004", (7, 20), "1 至 10 的整数"),
        ("send: {window: {from: 9:00, to: '20:00'}}\n", "META004", (7, 23), "时刻"),
        ("send: {frequency: {max: 1, per: hour}}\n", "META004", (7, 33), "day、week、month"),
        ("send: {sender: 客服}\n", "META004", (7, 16), "发送号码"),
        ("basis: R01\n", "META004", (7, 8), "应为列表"),
        ("basis: [R01, R1]\n", "META004", (7, 14), "法规编号"),
        ("review_by: 2026-02-30\n", "META004", (7, 12), "日期"),
        ("stage: D1\n", "META004", (7, 8), "policy.yaml 里的阶段"),
        ("stage: null\n", "META004", (7, 8), "没有值"),
        ("audience: 客户\n", "META004", (7, 11), "cardholder"),
        ("signature: ''\n", "META004", (7, 12), "短信签名"),
        ("subject: 主题\n", "META004", (7, 1), "“subject”只用于电子邮件"),
        ("preheader: 预览\n", "META004", (7, 1), "“preheader”只用于电子邮件"),
        ("heading: 标题\n", "META004", (7, 1), "“heading”只用于信函、当面送达"),
        ("sealed: true\n", "META004", (7, 1), "“sealed”只用于信函、当面送达"),
        ("seal: true\n", "META004", (7, 1), "“seal”只用于信函、当面送达"),
        ("deliver_to: employer\n", "META004", (7, 1), "“deliver_to”只用于"),
        ("waivers: [{code: CHN3}]\n", "META004", (7, 18), "规则编号"),
        ("retired: {successor: B}\n", "META004", (7, 22), "模板编号"),
        ("variables: {a: {type: text}}\n", "SMS006", (7, 13), "短信不能用 text 类型"),
        (
            "variables: {a: {type: list, items: {type: text}}}\n",
            "SMS006",
            None,
            "短信不能用 text 类型",
        ),
        (
            "variables: {a: {type: list, fields: {b: {type: text}}}}\n",
            "SMS006",
            None,
            "短信不能用 text 类型",
        ),
    ],
)
def test_errors_stand_at_their_key_or_value(
    yaml: str, code: str, at: tuple[int, int] | None, words: str
) -> None:
    """Line and column of the key or value, what is wrong, and what may stand there."""
    problem = _problems(BASE + yaml)[0]

    assert problem.code == code
    assert words in problem.message
    if at is not None:
        assert _at(problem) == at


@pytest.mark.parametrize("key", ["id", "title", "channel", "purpose", "owner"])
def test_required_keys_are_missed(key: str) -> None:
    """What every template must say is reported at the start of the head."""
    lines = [line for line in BASE.splitlines(keepends=True) if not line.startswith(f"{key}:")]

    problem = _problems("".join(lines))[0]

    assert problem.code == "META003"
    assert f"缺少“{key}”" in problem.message
    assert _at(problem) == (2, 1)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "Sms.A"),
        ("id", "sms..a"),
        ("id", "短信"),
        ("title", "[]"),
        ("channel", "fax"),
        ("purpose", "Notice"),
        ("owner", "''\n  : 甲"),
    ],
)
def test_required_keys_have_a_form(key: str, value: str) -> None:
    """A value of another form is refused at the value."""
    lines = [line for line in BASE.splitlines(keepends=True) if not line.startswith(f"{key}:")]

    problems = _problems("".join(lines) + f"{key}: {value}\n")

    assert problems
    assert {problem.code for problem in problems} <= {"META001", "META004"}


def test_an_email_needs_a_subject() -> None:
    """Without a subject an e-mail can't be sent."""
    problem = _problems(BASE.replace("channel: sms", "channel: email"))[0]

    assert (problem.code, _at(problem)) == ("META003", (2, 1))
    assert "subject" in problem.message


@pytest.mark.parametrize(
    ("yaml", "words"),
    [("", "front matter 是空的"), ("# 注\n", "front matter 是空的"), ("- a\n", "应为映射")],
)
def test_a_head_must_be_a_mapping(yaml: str, words: str) -> None:
    """Nothing, or a list, is no head; the file isn't walked."""
    template = _load(yaml)

    assert words in template.problems[0].message
    assert template.front is None
    assert not template.walkable


def test_yaml_problems_are_the_files_own() -> None:
    """What the YAML reader refuses is a problem of the template."""
    assert [problem.code for problem in _problems("id: *a\n")] == ["META008"]


@pytest.mark.parametrize("body", ["", "\n", " \r\n"])
def test_an_empty_body_is_reported(body: str) -> None:
    """A message must say something; the finding stands where the body begins."""
    problem = _load(BASE, body).problems[0]

    assert (problem.code, problem.place.span.start) == ("META001", len(f"---\n{BASE}---\n"))
    assert "正文是空的" in problem.message


def test_a_head_without_a_channel_is_not_gone_on_with() -> None:
    """Whatever else is right, nothing can be checked without a channel."""
    source = Source("a.j2", BASE.replace("channel: sms\n", ""))

    front, problems = read_front_matter(source, Span(0, len(source.text)))

    assert front is None
    assert [problem.code for problem in problems] == ["META003"]


def test_jinja_in_the_head_has_its_own_places() -> None:
    """An error in a subject stands inside the quotes of the subject."""
    yaml = BASE.replace("channel: sms", "channel: email") + 'subject: "您好{{ 1 }}"\n'

    template = _load(yaml)

    assert [(problem.code, problem.place.text) for problem in template.problems] == [
        ("TPL004", "1")
    ]


def test_the_end_is_before_the_last_line_break() -> None:
    """Something absent is reported at the end of what is written."""
    template = _load(BASE, "正文\r\n\n")

    assert template.end.source.text[: template.end.span.start].endswith("正文")
    assert template.end.text == ""


def test_the_schema_is_a_schema_with_every_channel() -> None:
    """Editors get the closed list of keys and channels."""
    found = schema()
    Draft202012Validator.check_schema(found)

    assert found["properties"]["channel"]["enum"] == list(CHANNELS)
    assert found["additionalProperties"] is False
