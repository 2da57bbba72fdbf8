"""``hegui render ID --set k=v``: one message, values validated, refused when it breaks a rule."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from linter.cli.arguments import add_as_of, add_format, add_project, as_of, open_project
from linter.cli.lookup import find_template
from linter.engine import check_values
from linter.finding import Severity
from linter.hint import did_you_mean
from linter.source import HeguiError, UsageError, utf16_units
from linter.template.environment import environment
from linter.text.sms import parts

if TYPE_CHECKING:
    import argparse

    from linter.project import Project
    from linter.template.message import Message
    from linter.template.template import Template
    from linter.template.variables import Value, Variable


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("template", metavar="编号", help="模板的编号（id），或模板文件的路径")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="变量=值",
        dest="values",
        help="变量的值，可写多次；列表写成 JSON，如 fees='[\"利息\"]'",
    )
    parser.add_argument("--example", action="store_true", help="没有给出的变量用模板里的示例值")
    add_project(parser)
    add_format(parser)
    add_as_of(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print one message, or say why not."""
    project = open_project(arguments)
    template = find_template(project, arguments.template)
    assert template.front is not None
    values = _values(template.front.variables, arguments.values, arguments.example)
    examination, findings = check_values(project, template, values, as_of(arguments))
    errors = [
        finding
        for finding in findings
        if finding.severity is Severity.ERROR and finding.waiver is None
    ]
    for finding in errors:
        print(f"{finding.place.where}  错误 {finding.code}  {finding.message}", file=sys.stderr)
    if errors:
        print("hegui：这条成稿违反规则，没有印出", file=sys.stderr)
        return 1
    message = examination.messages[0]
    _compare_with_jinja(project, template, values, message)
    body = message.body.text
    if arguments.format == "json":
        data: dict[str, Any] = {
            "version": 1,
            "template": template.id,
            "text": body,
            "sections": {name: section.text for name, section in message.sections.items()},
            "units": utf16_units(body),
        }
        if template.channel == "sms":
            data["segments"] = parts(body, project.part_units)
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        print("\n".join(section.text for section in message.sections.values()))
    return 0


def _values(variables: dict[str, Variable], settings: list[str], example: bool) -> dict[str, Value]:
    given: dict[str, Value] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals:
            raise UsageError(f"--set {setting}：请写成 变量=值")
        if name not in variables:
            raise UsageError(f"没有变量“{name}”；{did_you_mean(name, variables)}")
        if name in given:
            raise UsageError(f"变量“{name}”给了两次；请只给一次")
        given[name] = _value(variables[name], text)
    for name, variable in variables.items():
        if name not in given and example:
            given[name] = variable.example
        elif name not in given and not variable.optional:
            raise UsageError(
                f"没有给出变量“{name}”（{variable.type.about}）；"
                f"请写 --set {name}=…，或用 --example 取示例值"
            )
    return given


def _value(variable: Variable, text: str) -> Value:
    try:
        if variable.type.name == "list":
            return variable.parse_json(_list(variable, text))
        return variable.parse(text)
    except ValueError as error:
        raise UsageError(f"变量“{variable.path}”的值不能用：{error}") from None


def _list(variable: Variable, text: str) -> object:
    try:
        return json.loads(text, parse_float=str)
    except (ValueError, RecursionError):
        raise UsageError(f"变量“{variable.path}”应为 JSON 列表，如 '[\"利息\"]'") from None


def _compare_with_jinja(
    project: Project, template: Template, values: dict[str, Value], message: Message
) -> None:
    """The law of the house, checked again where a message leaves it."""
    plain = environment(project.institution.fields, project.load_text)
    for name, script in template.sections.items():
        printed = message.sections[name].text
        if name == "body" and template.channel == "sms":
            printed = printed.partition("】")[2]
        if printed != plain.from_string(script.excerpt.text).render(values):
            raise HeguiError(f"{template.id}：成稿与 Jinja2 印出的不同，没有印出；请报告这个缺陷")
