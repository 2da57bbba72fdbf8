"""``hegui reference FOLDER``: what `explain` says of everything, as Markdown pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from linter.cli.arguments import add_project, edition_of, find_project
from linter.report.reference import pages

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "folder", metavar="文件夹", help="写到哪里，如 docs/reference；同名的页会改写，其他文件不动"
    )
    add_project(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write every page, each whole or not at all."""
    folder = Path(arguments.folder)
    found = list(pages(edition_of(find_project(arguments)).book))
    for path, text in found:
        _write(folder / path, text)
    print(f"写出了 {len(found)} 页：{folder}")
    return 0


def _write(file: Path, text: str) -> None:
    """Write a file, whole or not at all, in place of what has its name, even a link."""
    file.parent.mkdir(parents=True, exist_ok=True)
    waiting = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with waiting.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        waiting.replace(file)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
