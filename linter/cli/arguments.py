"""argparse in Simplified Chinese, and the options that commands share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from linter.clock import moment, today
from linter.source import UsageError

if TYPE_CHECKING:
    from datetime import date, datetime

    from linter.glossary.edition import Edition
    from linter.project import Project

_MOST_JOBS = 256
_CHINESE = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示这段帮助",
    "expected one argument": "后面要写一个值",
    "expected at least one argument": "后面至少要写一个值",
    "expected at most one argument": "后面最多写一个值",
    "unrecognized arguments: %s": "没有这个参数：%s",
    "the following arguments are required: %s": "缺少参数：%s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)s；可用的有：%(choices)s",
    "invalid %(type)s value: %(value)r": "值 %(value)s 不能用",
    "not allowed with argument %s": "不能与 %s 同时使用",
    "ignored explicit argument %r": "后面不带值：%s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 不明确：%(matches)s",
}


def speak_chinese() -> None:
    """Give argparse, which asks gettext for its texts, Chinese ones."""
    vars(argparse)["_"] = lambda text: _CHINESE.get(text, text)


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are `UsageError`."""

    def error(self, message: str) -> NoReturn:
        """Refuse the command line."""
        message = message.replace("'", "")
        raise UsageError(f"{message}；用法见 {self.prog} --help")


def day(text: str) -> date:
    """A date on the command line."""
    from linter.model import iso_day

    found = iso_day(text)
    if found is None:
        raise argparse.ArgumentTypeError("日期请写成 2026-12-05")
    return found


def count(text: str) -> int:
    """A number of processes on the command line."""
    digits = text if text.isascii() and text.isdigit() else "0"
    if not 0 < int(digits[:9]) <= _MOST_JOBS or len(digits) > len(str(_MOST_JOBS)):
        raise argparse.ArgumentTypeError(f"请写 1 至 {_MOST_JOBS} 的整数")
    return int(text)


def now(arguments: argparse.Namespace) -> datetime:
    """The time of the run; of a day that ``--as-of`` names, noon in Beijing."""
    return moment(arguments.as_of)


def add_project(parser: argparse.ArgumentParser) -> None:
    """``--project DIR``."""
    parser.add_argument(
        "--project",
        type=Path,
        metavar="文件夹",
        help="项目文件夹；不写则从所写的路径或当前文件夹往上找 hegui.toml",
    )


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """``--as-of DATE``."""
    parser.add_argument(
        "--as-of",
        type=day,
        metavar="日期",
        help="按哪一天检查，如 2026-12-05；不写则为北京时间今天",
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """``--format text|json``."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text 给人看，json 给程序读"
    )


def open_project(arguments: argparse.Namespace, first: Path | None = None) -> Project:
    """The project that the command line names; raises `ProjectError`."""
    from linter.project import Project

    if arguments.project is not None:
        return Project.open(arguments.project)
    return Project.find(first if first is not None else Path.cwd())


def find_project(arguments: argparse.Namespace, first: Path | None = None) -> Project | None:
    """The project that the command line names, else the nearest one, if there is one.

    Looked for upward from ``first``, then from the working directory; for
    commands that the base glossary is enough for. Raises `ProjectError`.
    """
    from linter.project import MARKER

    if arguments.project is not None:
        return open_project(arguments)
    for start in (first, Path.cwd()):
        folders = () if start is None else (start.absolute(), *start.absolute().parents)
        if any((folder / MARKER).is_file() for folder in folders):
            return open_project(arguments, start)
    return None


def edition_of(project: Project | None) -> Edition:
    """The edition of a project; that of the base glossary where there is none."""
    from linter.glossary.edition import Edition

    return project.edition if project is not None else Edition()


def as_of(arguments: argparse.Namespace) -> date:
    """The date of the run."""
    chosen: date | None = arguments.as_of
    return chosen or today()
