"""``hegui audit FILE``: lint messages as they were sent."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from linter.audit import Structure, answer, answer_json
from linter.cli.arguments import add_project, edition_of, find_project
from linter.engine import check_glossary, check_terms
from linter.finding import Severity
from linter.project import MARKER
from linter.rows import BadRow, read_csv, read_jsonl
from linter.source import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

_READERS = {"jsonl": read_jsonl, "csv": read_csv}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "file", metavar="文件", help="每行一条 JSON（id、text，可加 channel），或 CSV；- 为标准输入"
    )
    add_project(parser)
    parser.add_argument(
        "--input", choices=tuple(_READERS), help="文件的格式；不写则 .csv 为 CSV，其余为 JSONL"
    )
    parser.add_argument(
        "--structure",
        action="store_true",
        help="还按逾期提醒的要求检查整条消息：签名、热线、还款渠道、函件必备内容等",
    )
    parser.add_argument("--mask", action="store_true", help="隐去结果里的卡号、身份证号和电话号码")
    parser.add_argument("--strict", action="store_true", help="有警告也算不通过")


def run(arguments: argparse.Namespace) -> int:
    """Audit, print an answer a line, and return the exit status."""
    file = None if arguments.file == "-" else Path(arguments.file)
    project = find_project(arguments, file)
    if arguments.structure and project is None:
        raise UsageError(
            f"--structure 要用项目里的机构信息；请用 --project 指明有 {MARKER} 的文件夹"
        )
    edition = edition_of(project)
    if project is None:
        check_terms(edition)
    else:
        check_glossary(project)
    structure = Structure(project) if arguments.structure and project is not None else None
    chosen = arguments.input or ("csv" if arguments.file.lower().endswith(".csv") else "jsonl")
    counts = dict.fromkeys(Severity, 0)
    rows = bad = 0
    with _opened(arguments.file) as stream, _progress(stream) as advance:
        for batch in _READERS[chosen](stream):
            lines = []
            for each in answer(batch, edition.wording, project, structure):
                if isinstance(each, BadRow):
                    last = max(each.last, each.number)
                    bad += last - each.number + 1
                    lines_of = f"{each.number} 至 {last}" if last > each.number else each.number
                    print(f"hegui：第 {lines_of} 行：{each.reason}；已跳过", file=sys.stderr)
                    continue
                rows += 1
                lines.append(answer_json(each, mask=arguments.mask))
                if each.said:
                    counts[max(said.severity for said in each.said)] += 1
            if lines:
                print("\n".join(lines))
            advance()
    _summary(rows, bad, counts)
    failed = counts[Severity.ERROR] or bad or (arguments.strict and counts[Severity.WARNING])
    return 1 if failed else 0


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        if sys.stdin is None:
            raise UsageError("没有标准输入；请写文件的路径")
        yield sys.stdin.buffer
        return
    if not name or Path(name).is_dir():
        raise UsageError(f"{name or '路径'}：不是文件；请写 JSONL 或 CSV 文件的路径")
    with Path(name).open("rb") as stream:
        yield stream


@contextmanager
def _progress(stream: BinaryIO) -> Iterator[Callable[[], None]]:
    """A progress bar on stderr, where a person waits for a file of known size."""
    if not (sys.stderr.isatty() and stream.seekable()):
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    size = stream.seek(0, 2)
    stream.seek(0)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("检查消息", total=size)
        yield lambda: bar.update(task, completed=stream.tell())


def _summary(rows: int, bad: int, counts: dict[Severity, int]) -> None:
    found = f"{counts[Severity.ERROR]} 条有错误、{counts[Severity.WARNING]} 条只有警告"
    skipped = f"；{bad} 行无法读取" if bad else ""
    print(f"hegui：检查了 {rows} 条消息：{found}{skipped}", file=sys.stderr)
