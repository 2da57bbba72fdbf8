"""``hegui cases ID``: every case of a template with its message, units and parts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from linter.cli.arguments import add_format, add_project, open_project
from linter.cli.lookup import find_template
from linter.engine import examine_template
from linter.report.words import SECTIONS, describe
from linter.text.sms import measure

if TYPE_CHECKING:
    import argparse

    from linter.template.cases import Examination
    from linter.template.message import Message


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("template", metavar="编号", help="模板的编号（id），或模板文件的路径")
    add_project(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print every distinct message with its cases."""
    project = open_project(arguments)
    template = find_template(project, arguments.template)
    examination = examine_template(project, template)
    part_units = project.part_units
    if arguments.format == "json":
        print(json.dumps(_data(examination, part_units), ensure_ascii=False, indent=2))
    else:
        print(_text(examination, part_units))
    return 0


def _text(examination: Examination, part_units: int) -> str:
    template = examination.template
    groups = examination.distinct
    title = template.front.title if template.front else ""
    lines = [
        f"{template.id}  {title}：{examination.case_count} 种情形，{len(groups)} 种成稿",
    ]
    if not examination.complete:
        lines.append("情形太多，下面只是有代表性的一部分")
    for number, group in enumerate(groups, 1):
        cases, count = examination.describe(set(group))
        message = examination.messages[group[0]]
        lines += [
            "",
            f"{number}. {describe(cases)}（{count} 种情形）",
            f"   {_size(message, part_units, template.channel)}",
        ]
        for name, section in message.sections.items():
            label = "" if name == "body" else f"{SECTIONS[name]}："
            lines += [f"   │ {label}{line}" for line in section.example.split("\n")]
    return "\n".join(lines)


def _size(message: Message, part_units: int, channel: str) -> str:
    length = measure(message.body, part_units)
    units = f"{length.fewest_units}～{length.most_units} 个单位（示例 {length.example_units}）"
    if channel != "sms":
        return units
    return f"{units}，{length.fewest_parts}～{length.most_parts} 条（示例 {length.example_parts}）"


def _data(examination: Examination, part_units: int) -> dict[str, Any]:
    groups = examination.distinct
    channel = examination.template.channel
    return {
        "version": 1,
        "template": examination.template.id,
        "complete": examination.complete,
        "case_count": examination.case_count,
        "messages": [_message(examination, group, part_units, channel) for group in groups],
        "cases": [
            {"values": {key: choice.label for key, choice in case.items()}, "message": number}
            for number, group in enumerate(groups)
            for at in group
            for case in examination.full(at)
        ],
    }


def _message(
    examination: Examination, group: list[int], part_units: int, channel: str
) -> dict[str, Any]:
    message = examination.messages[group[0]]
    cases, count = examination.describe(set(group))
    length = measure(message.body, part_units)
    data: dict[str, Any] = {
        "cases": list(cases),
        "case_count": count,
        "text": message.body.example,
        "sections": {name: section.example for name, section in message.sections.items()},
        "longest": message.body.longest,
        "units": {
            "least": length.fewest_units,
            "example": length.example_units,
            "most": length.most_units,
        },
    }
    if channel == "sms":
        data["segments"] = {
            "least": length.fewest_parts,
            "example": length.example_parts,
            "most": length.most_parts,
        }
    return data
