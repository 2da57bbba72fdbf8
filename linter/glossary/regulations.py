"""``glossary/regulations.yaml``: what rules and entries rest on, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from linter.document import read_file
from linter.model import Choice, Day, Flag, Key, Names, Table, Text

if TYPE_CHECKING:
    import datetime as dt

    from linter.finding import Problem
    from linter.source import Source

FORCES = (
    "法律",
    "行政法规",
    "部门规章",
    "规范性文件",
    "司法解释",
    "国家标准",
    "行业标准",
    "自律规范",
    "通道规则",
    "政策",
)
CERTAINTIES = ("原文已读", "二手资料", "待核实")
_SHAPE = Table(
    {
        "regulations": Key(
            Names(
                Table(
                    {
                        "title": Key(Text(longest=120), "名称", required=True),
                        "number": Key(Text(longest=80), "文号"),
                        "issuer": Key(Text(longest=80), "发布机关"),
                        "date": Key(Day(), "发布日期"),
                        "in_force": Key(Day(), "施行日期"),
                        "force": Key(Choice(FORCES), "效力", required=True),
                        "binding": Key(Flag(), "对发卡银行有没有约束力", required=True),
                        "url": Key(Text("网址，以 https:// 开头", r"https://[!-~]+"), "出处的网址"),
                        "certainty": Key(Choice(CERTAINTIES), "把握", required=True),
                        "note": Key(Text(), "说明"),
                    }
                ),
                "R 加两位数字，如 R01",
                "R[0-9]{2}",
            ),
            "法规和文件",
            required=True,
        )
    }
)


@dataclass(frozen=True)
class Regulation:
    """A law, rule, standard or policy; what the project has not seen is None."""

    id: str
    title: str
    number: str | None
    issuer: str | None
    date: dt.date | None
    in_force: dt.date | None
    force: str
    binding: bool
    url: str | None
    certainty: str
    note: str | None


def read_regulations(source: Source) -> tuple[dict[str, Regulation], list[Problem]]:
    """The regulations by their id, and what is wrong with the file."""
    tree, problems = read_file(source)
    record = _SHAPE.read(tree, problems) if tree is not None else None
    if record is None or problems:
        return {}, problems
    found = record.get("regulations", {})
    keys = [field.name for field in fields(Regulation)][1:]
    return {
        name: Regulation(name, *(each.get(key) for key in keys))
        for name, (_, each) in found.items()
    }, problems


def schema() -> dict[str, Any]:
    """The JSON Schema of ``regulations.yaml``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui regulations",
        **_SHAPE.schema(),
    }
