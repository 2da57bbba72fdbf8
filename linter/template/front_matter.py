"""The YAML head of a template file: what it is for, what it needs, how it is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from linter.document import Scalar, read_yaml
from linter.finding import Place, Problem
from linter.model import (
    SLUG,
    Choice,
    Clock,
    Day,
    Flag,
    Integer,
    Key,
    ListOf,
    Problems,
    Record,
    Table,
    Text,
    Wording,
)
from linter.source import Source, Span
from linter.template.declarations import VARIABLES, build

if TYPE_CHECKING:
    from linter.template.variables import Variable

CHANNELS = {"sms": "短信", "letter": "信函", "email": "电子邮件", "delivery": "当面送达"}
DIRECT = "direct"
"""The profile of an SMS that names none."""
AUDIENCES = ("cardholder", "guarantor", "supplementary", "contact")
PRINTED = ("subject", "preheader", "heading")
"""The keys that are Jinja2 strings and are printed."""
ID = r"[a-z][a-z0-9]*([.-][a-z0-9]+)*"
_CODE = r"[A-Z]{3,4}[0-9]{3}"
_WORDS = r"[^\x00-\x1f\x7f\u2028\u2029]*\S[^\x00-\x1f\x7f\u2028\u2029]*"
_SENDER = r"[0-9]{5,20}|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
_FENCE = re.compile(r"---[ \t]*(\r\n|\r|\n)")
_CLOSE = re.compile(r"(?<=[\r\n])---[ \t]*(?:\r\n|\r|\n|\Z)")

SHAPE = Table(
    {
        "id": Key(
            Text("小写字母、数字、点和连字符，如 sms.overdue.first-day", ID, 100),
            "唯一编号，永不改变",
            required=True,
        ),
        "title": Key(Text(longest=100), "给同事看的名称，不发送", required=True),
        "channel": Key(Choice(tuple(CHANNELS)), "渠道", required=True),
        "purpose": Key(Text("policy.yaml 里的用途", SLUG, 60), "用途", required=True),
        "stage": Key(Text("policy.yaml 里的阶段", SLUG, 60), "阶段"),
        "audience": Key(Choice(AUDIENCES), "收件人"),
        "owner": Key(Text(longest=100), "负责的部门", required=True),
        "basis": Key(
            ListOf(Text("法规编号，如 R01 或 R01§69", r"R[0-9]{2}(§[0-9]+)?", 12)), "依据的法规"
        ),
        "variables": Key(VARIABLES, "变量"),
        "send": Key(
            Table(
                {
                    "window": Key(
                        Table(
                            {
                                "from": Key(Clock(), "最早几点", required=True),
                                "to": Key(Clock(), "最晚几点", required=True),
                            }
                        ),
                        "发送时段（北京时间）",
                    ),
                    "frequency": Key(
                        Table(
                            {
                                "max": Key(Integer(1, 100), "最多几次", required=True),
                                "per": Key(
                                    Choice(("day", "week", "month")),
                                    "每天、每周或每月",
                                    required=True,
                                ),
                            }
                        ),
                        "发送频率",
                    ),
                    "sender": Key(
                        Text("发送号码，如 10690000000000，或发件地址", _SENDER, 100),
                        "发送号码；电子邮件写发件地址",
                    ),
                }
            ),
            "怎样发送",
        ),
        "limits": Key(Table({"segments": Key(Integer(1, 10), "短信最多几条")}), "长度限制"),
        "review_by": Key(Day(), "最晚复审日期"),
        "signature": Key(Wording("短信签名", 20), "短信签名，不含【】"),
        "profile": Key(Text("发送通道，如 direct", SLUG, 40), "发送通道"),
        "subject": Key(Wording("邮件主题", 500), "邮件主题（Jinja2）"),
        "preheader": Key(Wording("邮件预览文字", 500), "邮件预览文字（Jinja2）"),
        "heading": Key(Wording("信函标题", 500), "信函标题（Jinja2）"),
        "deliver_to": Key(
            Choice(("reserved_address", "reserved_email", "employer", "in_person")), "寄往何处"
        ),
        "sealed": Key(Flag(), "密封寄送"),
        "seal": Key(Flag(), "加盖业务公章"),
        "outsourced": Key(
            Table({"agency": Key(Text(longest=100), "受托机构", required=True)}), "委托外部机构发送"
        ),
        "litigation": Key(
            Table({"case_number": Key(Text(longest=60), "案号", required=True)}), "已进入诉讼"
        ),
        "consent": Key(Text(longest=200), "客户同意的依据"),
        "waivers": Key(
            ListOf(
                Table(
                    {
                        "code": Key(Text("规则编号，如 CHN003", _CODE, 7), "规则", required=True),
                        "reason": Key(Text("理由", _WORDS, 200), "理由", required=True),
                        "by": Key(Text("批准人", _WORDS, 60), "批准人", required=True),
                        "until": Key(Day(), "到期日", required=True),
                        "text": Key(
                            Text("印出来的写法", _WORDS, 200),
                            "豁免的写法，用于变量的值等不能写注释的地方；缺少内容的不写",
                        ),
                    }
                )
            ),
            "对缺少内容的豁免",
        ),
        "retired": Key(
            Table({"successor": Key(Text("接替它的模板编号", ID, 100), "接替它的模板")}), "已停用"
        ),
    }
)
"""All keys that front matter may have."""

_CHANNEL_KEYS = {
    "subject": ("email",),
    "preheader": ("email",),
    "heading": ("letter", "delivery"),
    "sealed": ("letter", "delivery"),
    "seal": ("letter", "delivery"),
    "deliver_to": ("letter", "delivery", "email"),
    "signature": ("sms",),
    "limits": ("sms",),
    "profile": ("sms",),
}


@dataclass(frozen=True)
class FrontMatter:
    """The head of a template file, read and converted.

    ``record`` keeps every key with its place; what is asked for often has a name.
    """

    record: Record
    id: str
    title: str
    channel: str
    variables: dict[str, Variable]

    @property
    def purpose(self) -> str:
        """The purpose, a key of ``policy.yaml``."""
        return str(self.record.get("purpose", ""))

    @property
    def sender(self) -> str:
        """The number or address that it is sent from; empty where none is written."""
        return _sender(self.record)

    @property
    def case_number(self) -> str:
        """The case number of a lawsuit that is under way; empty where there is none."""
        litigation: Record | None = self.record.get("litigation")
        return str(litigation.get("case_number", "")) if litigation else ""

    @property
    def profile(self) -> str:
        """The channel that sends an SMS, a key of ``profiles.yaml``."""
        return str(self.record.get("profile", DIRECT))

    @property
    def segments(self) -> int | None:
        """The most SMS parts that the author allows."""
        limits: Record | None = self.record.get("limits")
        return limits.get("segments") if limits else None

    @property
    def signature(self) -> Scalar | None:
        """The SMS signature, without brackets, where the template names its own."""
        signature: Scalar | None = self.record.get("signature")
        return signature

    def jinja_fields(self) -> dict[str, Scalar]:
        """The keys that are Jinja2 strings and printed: subject, preheader, heading."""
        fields = {name: self.record.get(name) for name in PRINTED}
        return {name: scalar for name, scalar in fields.items() if scalar is not None}


def _sender(record: Record) -> str:
    """The value of ``send.sender``, empty where there is none."""
    send: Record | None = record.get("send")
    return str(send.get("sender", "")) if send else ""


def split(source: Source) -> tuple[Span, Span] | None:
    """The spans of the YAML and of the body; None where there is no front matter."""
    opened = _FENCE.match(source.text)
    if opened is None:
        return None
    closed = _CLOSE.search(source.text, opened.end())
    if closed is None:
        return None
    return Span(opened.end(), closed.start()), Span(closed.end(), len(source.text))


def read_front_matter(source: Source, span: Span) -> tuple[FrontMatter | None, Problems]:
    """Read the YAML at a span; None where too little is left to go on with."""
    tree, problems = read_yaml(source, *span)
    if tree is None:
        if not problems:
            place = Place(source, Span(span.start, span.start))
            problems.append(
                Problem("META001", place, "front matter 是空的；请写上 id、title、channel 等")
            )
        return None, problems
    record = SHAPE.read(tree, problems)
    if record is None:
        return None, problems
    variables = build(record.get("variables", {}), problems)
    channel = record.get("channel")
    if channel is None:
        return None, problems
    for key, channels in _CHANNEL_KEYS.items():
        if key in record.key_places and channel not in channels:
            names = "、".join(CHANNELS[name] for name in channels)
            problems.append(
                Problem("META004", record.where(key), f"“{key}”只用于{names}；请删除它")
            )
    if channel == "email" and "subject" not in record.key_places:
        start = record.place.span.start
        place = Place(source, Span(start, start))
        problems.append(Problem("META003", place, "缺少“subject”（邮件主题）；请补上"))
    sender = _sender(record)
    if sender and ("@" in sender) != (channel == "email"):
        wanted = "发件地址" if channel == "email" else "发送号码"
        place = record.get("send").value_places["sender"]
        problems.append(Problem("META004", place, f"{CHANNELS[channel]}的 sender 应为{wanted}"))
    if channel == "sms":
        problems.extend(
            Problem("SMS006", variable.place, "短信不能用 text 类型；请用更窄的类型")
            for declared in variables.values()
            for variable in (declared, declared.item, *declared.fields.values())
            if variable is not None and variable.type.name == "text"
        )
    front = FrontMatter(
        record=record,
        id=record.get("id", ""),
        title=record.get("title", ""),
        channel=channel,
        variables=variables,
    )
    return front, problems


def schema() -> dict[str, Any]:
    """The JSON Schema of front matter, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui front matter",
        **SHAPE.schema(),
    }
