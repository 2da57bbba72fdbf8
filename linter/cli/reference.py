"""``hegui reference FOLDER``: what `explain` says of everything, as Markdown pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from linter.cli.arguments import add_project, edition_of, find_project
from linter.files import write_whole
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
        write_whole(folder / path, text.encode())
    print(f"写出了 {len(found)} 页：{folder}")
    return 0
