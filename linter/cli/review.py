"""``hegui review BASE..HEAD``: what a change does to messages, for who reviews it."""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from linter.change import Change, version, whole
from linter.cli.arguments import add_as_of, add_project, as_of, open_project
from linter.files import write_whole
from linter.git import Repository
from linter.review import review
from linter.source import UsageError

if TYPE_CHECKING:
    import argparse

_FORMATS = {"markdown": "合并请求的评论", "html": "一个网页，可以发给审阅人"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "range",
        metavar="版本..版本",
        help="两个 git 版本，如 origin/main..HEAD；只写前一个，就与现在的文件相比",
    )
    parser.add_argument(
        "--format",
        choices=tuple(_FORMATS),
        metavar="格式",
        help="；".join(f"{name} {about}" for name, about in _FORMATS.items())
        + "；不写则看 --output 的扩展名",
    )
    parser.add_argument("--output", metavar="文件", help="写到文件里；不写则印出来")
    add_project(parser)
    add_as_of(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the review; it is no judgement: the status is 0 whatever it tells."""
    project = open_project(arguments)
    base, dots, head = arguments.range.partition("..")
    head = head.removeprefix(".")
    if dots and not head:
        head = "HEAD"
    output: Path | None = Path(arguments.output) if arguments.output is not None else None
    if output is not None and (not output.name or (output.exists() and not output.is_file())):
        raise UsageError(f"--output {arguments.output}：不是普通文件的名字；请写成 review.html")
    by_name = "html" if output is not None and output.suffix in (".html", ".htm") else "markdown"
    chosen = arguments.format or by_name
    repository = Repository(project.root)
    day = as_of(arguments)
    with tempfile.TemporaryDirectory(prefix="hegui-") as folder:
        left = repository.base(base, head or "HEAD")
        before = version(repository, left, Path(folder, "before"), project)
        labels, after = (f"{base}（{left[:8]}）", "现在的文件"), project
        if head:
            right = repository.commit(head)
            there = version(repository, right, Path(folder, "after"), project)
            if there is None:
                raise UsageError(f"{head}：那时还没有这个项目；请换一个版本")
            labels, after = (labels[0], f"{head}（{right[:8]}）"), there
        found = review(Change(after, before, day), whole(after, day, "改动之后"), labels)
        text = import_module(f"linter.report.review_{chosen}").report(found)
    if output is None:
        print(text)
        return 0
    write_whole(output, f"{text}\n".encode("utf-8", "replace"))
    print(f"写好了 {output}", file=sys.stderr)
    return 0
