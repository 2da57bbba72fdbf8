"""``hegui init``: four questions, and a project whose first check is green."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from linter.cli.arguments import add_as_of, as_of
from linter.files import write_whole
from linter.finding import Severity
from linter.glossary.edition import BASE
from linter.project import MARKER, Project
from linter.run import check_files
from linter.source import ProjectError, UsageError

if TYPE_CHECKING:
    import argparse
    from datetime import date

_PACKAGED = Path(__file__).parents[1] / "starter"
STARTER = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[2] / "templates"
"""The templates that come with hegui: inside the wheel, or at the top of a checkout."""
_COPIED = (
    "partials/contact.j2",
    "partials/repayment.j2",
    "sms/overdue-first-day.j2",
    "sms/due-reminder.j2",
)
_SETTINGS = """\
# 本文件只规定工具如何运行；要求什么、要求到什么程度，写在 glossary/policy.yaml。
"""
_HOOK = """\
# 提交前检查模板：先装好 pre-commit 和 hegui，再运行 pre-commit install。
repos:
  - repo: local
    hooks:
      - id: hegui-check
        name: 检查模板（hegui）
        entry: hegui check
        language: system
        pass_filenames: false
        files: ^(templates/|glossary/|hegui\\.)
"""


class Question(NamedTuple):
    """What is asked: the flag, the question, an example, the key of ``institution.yaml``."""

    flag: str
    text: str
    example: str
    key: str


QUESTIONS = (
    Question("name", "机构名称", "示例银行", "name"),
    Question("signature", "已备案的短信签名（不写【】）", "示例银行", "signature"),
    Question("hotline", "客服热线", "955XX", "hotline"),
    Question("channels", "还款渠道，用顿号分开", "手机银行、网上银行", "repayment_channels"),
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "folder", nargs="?", default=".", metavar="文件夹", help="建在哪里；不写则为当前文件夹"
    )
    for question in QUESTIONS:
        parser.add_argument(
            f"--{question.flag}", metavar="文字", help=f"{question.text}，如 {question.example}"
        )
    add_as_of(parser)


def run(arguments: argparse.Namespace) -> int:
    """Ask, try the project out, and write it; nothing that is there is touched."""
    folder = Path(arguments.folder)
    if (folder / MARKER).exists():
        raise UsageError(f"{folder}：已经是 hegui 项目；请直接运行 hegui check")
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        usual = answers.get("name") if question.key == "signature" else None
        given = getattr(arguments, question.flag)
        answers[question.key] = _answer(question, given, usual or question.example)
    if not re.search("[0-9]", answers["hotline"]):
        raise UsageError(f"客服热线“{answers['hotline']}”里没有数字；请写号码，如 955XX")
    files = _files(answers)
    top = folder.resolve()
    for path in files:
        if not (folder / path).parent.resolve().is_relative_to(top):
            raise UsageError(f"{folder / path}：有链接指向文件夹之外，不会写；请换一个文件夹")
    there = [path for path in files if (folder / path).exists() or (folder / path).is_symlink()]
    if there:
        raise UsageError(f"{folder}：已有 {'、'.join(there)}，不会改写；请换一个文件夹，或先移走")
    _try_out(files, as_of(arguments))
    for path, text in files.items():
        write_whole(folder / path, text.encode())
        print(f"写好了 {folder / path}")
    print("接着运行 hegui check；改文案从 templates/sms/ 里的两个模板开始")
    return 0


def _answer(question: Question, given: str | None, usual: str) -> str:
    """What the flag says, else what is typed; ``usual`` where nothing is."""
    if given is None and not sys.stdin.isatty():
        raise UsageError(f"没有给出{question.text}；请写 --{question.flag} …，或在终端里运行")
    text = given
    if text is None:
        print(f"{question.text}［{usual}］：", end="", file=sys.stderr, flush=True)
        text = sys.stdin.readline().strip() or usual
    if not text.strip():
        raise UsageError(f"{question.text}是空的；请写上，如 {question.example}")
    if not text.isprintable():
        raise UsageError(f"{question.text}里有看不见的字符；请重新写一遍")
    return text.strip().strip("【】")


def _files(answers: dict[str, str]) -> dict[str, str]:
    """The texts of the project by their paths; the marker of a project comes last."""
    lines = ["# 本机构的固定信息。模板以 institution.字段名 引用；改动一处，引用它的模板都会变。"]
    for key, answer in answers.items():
        value: str | list[str] = answer
        if key == "repayment_channels":
            value = re.split(r"\s*[、，,]\s*", answer)
        lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    copied = {f"templates/{path}": (STARTER / path).read_text("utf-8") for path in _COPIED}
    return {
        **copied,
        "glossary/institution.yaml": "\n".join([*lines, ""]),
        "glossary/policy.yaml": (BASE / "policy.yaml").read_text("utf-8"),
        ".pre-commit-config.yaml": _HOOK,
        MARKER: _SETTINGS,
    }


def _try_out(files: dict[str, str], day: date) -> None:
    """Check the project where nobody sees it; raises `UsageError` for answers that can't be."""
    with tempfile.TemporaryDirectory(prefix="hegui-") as name:
        root = Path(name)
        for path, text in files.items():
            write_whole(root / path, text.encode())
        project = Project.open(root)
        try:
            findings = check_files(project, [*project.template_files()], day).findings
        except ProjectError as error:
            raise UsageError(f"这样回答不能用：{error}") from None
        for finding in findings:
            if finding.severity is Severity.ERROR:
                raise UsageError(f"这样回答会有问题 {finding.code}：{finding.message}")
