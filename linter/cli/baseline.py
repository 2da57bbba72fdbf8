"""``hegui baseline``: register the findings that are there, so that only new ones count."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from linter.baseline import HEAD, NAME, keyed, read_baseline, renewed
from linter.cli.arguments import add_as_of, add_project, as_of, day, open_project
from linter.files import write_whole
from linter.run import check_files
from linter.source import UsageError
from linter.waivers import never_waived

if TYPE_CHECKING:
    import argparse

_DAYS = 180


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--add", action="store_true", help="已有登记时，把新的问题也登记进去；不写则只删除改好的"
    )
    parser.add_argument(
        "--due", type=day, metavar="日期", help=f"登记到哪一天为止；不写则为 {_DAYS} 天以后"
    )
    add_project(parser)
    add_as_of(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the file anew, whole or not at all."""
    project = open_project(arguments)
    file = project.root / NAME
    today = as_of(arguments)
    lines, _ = read_baseline(project)
    known = {line.key: line for line in lines}
    findings = check_files(project, [*project.template_files()], today).findings
    due = arguments.due or today + timedelta(_DAYS)
    if due < today:
        raise UsageError(f"--due {due} 已经过去；请写今天或以后的日期")
    adds = arguments.add or not file.exists()
    kept = renewed(project, findings, known, due if adds else None)
    write_whole(file, (HEAD + "".join(f"{line}\n" for line in kept)).encode())
    found = dict(keyed(findings))
    new = len([key for key in found if key not in known])
    grave = len([each for each in found.values() if never_waived(project, each)])
    gone = len(lines) - (len(found) - new)
    until = f"，新登记的到 {due} 为止" if adds else ""
    print(f"登记了 {len(kept)} 个问题：{file.name}{until}{f'；删除了 {gone} 行' if gone else ''}")
    if grave:
        print(f"另有 {grave} 个问题不能登记（如暴力、刑事威胁、模板语法），请先改正")
    if not adds and new > grave:
        print(f"另有 {new - grave} 个新的问题没有登记；确实要登记的，请用 --add")
    return 0
