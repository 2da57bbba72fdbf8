"""``hegui check [PATH…]``: lint templates and partials in every case."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from linter.baseline import registered
from linter.cli.arguments import add_as_of, add_project, as_of, count, open_project
from linter.cli.progress import progress
from linter.engine import check_glossary, check_source
from linter.files import template_files
from linter.finding import Severity
from linter.report import FORMATS
from linter.report.words import closing
from linter.run import Summary, check_files
from linter.source import LARGEST_FILE, SourceError, UsageError, decode

if TYPE_CHECKING:
    import argparse

    from linter.finding import Finding
    from linter.project import Project


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="路径",
        help="模板、partial 或文件夹；- 从标准输入读一个模板；不写则检查整个项目",
    )
    add_project(parser)
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        metavar="格式",
        default="text",
        help="；".join(f"{name} {about}" for name, about in FORMATS.items()),
    )
    add_as_of(parser)
    parser.add_argument(
        "--jobs", type=count, metavar="个数", help="同时检查的进程数；不写则文件多时用全部处理器"
    )
    parser.add_argument(
        "--fix", action="store_true", help="自动改：只改文字，改完再检查一遍，有疑问的不改"
    )
    parser.add_argument("--unsafe", action="store_true", help="连同建议一起改，请逐条看过再提交")
    parser.add_argument("--diff", action="store_true", help="只列出会怎样改，不写文件")
    parser.add_argument(
        "--since",
        metavar="版本",
        help="只报告从这个 git 版本（如 origin/main）分出以后新增的问题，并说明起因",
    )
    parser.add_argument(
        "--approvals", action="store_true", help="也检查审批；规则以改动之前的版本为准（--base）"
    )
    parser.add_argument(
        "--base", metavar="版本", help="改动之前的 git 版本，如 origin/main；用于 --approvals"
    )
    parser.add_argument(
        "--author",
        action="append",
        default=[],
        metavar="邮箱或编号",
        help="合并请求的作者，不能审批这次改动；可以写几个",
    )
    parser.add_argument("--strict", action="store_true", help="有警告也算不通过")
    parser.add_argument("--watch", action="store_true", help="文件一有改动就再检查，按 Ctrl-C 结束")


def run(arguments: argparse.Namespace) -> int:
    """Lint, report, and return the exit status."""
    if "" in arguments.paths:
        raise UsageError("路径是空的；请写模板的路径")
    paths = [Path(path) for path in arguments.paths if path != "-"]
    for path in paths:
        if not (path.exists() or path.is_symlink()):
            raise UsageError(f"{path}：没有这个文件或文件夹；请检查路径")
    if arguments.unsafe and not (arguments.fix or arguments.diff):
        raise UsageError("--unsafe 要与 --fix 或 --diff 同时使用")
    if arguments.approvals != (arguments.base is not None):
        raise UsageError("--approvals 和 --base 要同时写，如 --approvals --base origin/main")
    if arguments.author and not arguments.approvals:
        raise UsageError("--author 要与 --approvals 同时使用")
    if arguments.approvals and (arguments.paths or arguments.fix or arguments.diff):
        raise UsageError("--approvals 检查整个项目，不能与路径、--fix、--diff 同时使用")
    if not arguments.watch:
        return _run(arguments, paths)
    if "-" in arguments.paths or arguments.diff:
        raise UsageError("--watch 不能与 -、--diff 同时使用")
    from linter.cli.watcher import watch

    root = open_project(arguments, paths[0] if paths else None).root
    return watch(root, paths, lambda: _run(arguments, paths))


def _run(arguments: argparse.Namespace, paths: list[Path]) -> int:
    mends = arguments.fix or arguments.diff
    project = open_project(arguments, paths[0] if paths else None)
    if "-" in arguments.paths:
        if len(arguments.paths) > 1 or mends or arguments.since is not None:
            raise UsageError("- 不能与别的路径、--fix、--diff、--since 同时使用")
        summary = _standard_input(project, arguments)
    else:
        files = _files(project, paths)
        if mends:
            project = _mend(project, files, arguments)
        with progress(len(files)) as advance:
            day, jobs, meaning = as_of(arguments), arguments.jobs, arguments.approvals
            summary = check_files(project, files, day, advance, jobs, meaning=meaning)
        checked = summary
        summary = registered(project, summary, as_of(arguments), whole=not paths)
        if arguments.since is not None:
            from linter.change import compare

            summary = compare(project, summary, arguments.since, as_of(arguments))
        more = _approvals(project, checked, arguments) if not paths else []
        findings = sorted([*summary.findings, *more], key=lambda each: each.key)
        summary = summary._replace(findings=tuple(findings))
    if not arguments.diff:
        _report(summary._replace(folder=_folder(project)), arguments.format)
    if summary.count(Severity.ERROR) or (arguments.strict and summary.count(Severity.WARNING)):
        return 1
    return 0


def _approvals(project: Project, checked: Summary, arguments: argparse.Namespace) -> list[Finding]:
    """What is wrong with the records; with ``--approvals`` also with what they approve."""
    if not arguments.approvals:
        if not (project.root / "templates" / "approvals").exists():
            return []
        from linter.approval.gate import records

        return [*records(project)]
    from linter.approval.gate import Gate, before

    with before(project, arguments.base) as versions:
        gate = Gate(project, versions, checked, as_of(arguments), arguments.author)
        return [*gate.findings(everything=arguments.since is None)]


def _mend(project: Project, files: list[str], arguments: argparse.Namespace) -> Project:
    """Write what fixes change, or show it; the project to check then."""
    from linter.fix import mend
    from linter.project import Project
    from linter.report.diff import diff

    mended = mend(project, files, as_of(arguments), unsafe=arguments.unsafe)
    for finding, fault in mended.refused:
        print(f"{finding.place.where}：{finding.code} 没有改：改了{fault}", file=sys.stderr)
    done = "没有可以自动改的"
    if arguments.diff:
        for shown, (_, before, after) in mended.files.items():
            sys.stdout.write(diff(shown, before, after))
    else:
        mended.write()
        project = Project.open(project.root)
    if mended.count:
        verb = "可以改" if arguments.diff else "改好了"
        done = f"{verb} {mended.count} 处（{len(mended.files)} 个文件）"
    print(done, file=sys.stderr)
    return project


def _folder(project: Project) -> str:
    """What leads from the working directory to the project, where it lies below."""
    here = Path.cwd()
    if project.root == here or not project.root.is_relative_to(here):
        return ""
    return f"{project.root.relative_to(here).as_posix()}/"


def _files(project: Project, paths: list[Path]) -> list[str]:
    if not paths:
        return list(project.template_files())
    files: dict[str, str] = {}
    for path in paths:
        inside = template_files(path) if path.is_dir() else [str(path)]
        for file in inside:
            if not (project.files.locate(file).is_glossary and file.endswith(".yaml")):
                files.setdefault(os.path.realpath(file), file)
    return list(files.values())


def _standard_input(project: Project, arguments: argparse.Namespace) -> Summary:
    check_glossary(project)
    if sys.stdin is None:
        raise UsageError("没有标准输入；请写模板文件的路径")
    try:
        source = decode(sys.stdin.buffer.read(LARGEST_FILE + 1), "-")
    except SourceError as error:
        raise UsageError(f"标准输入：{error.reason}") from None
    checked = check_source(project, source, as_of(arguments))
    return Summary(checked.findings, 1, checked.cases, outside=frozenset((source.path,)))


def _report(summary: Summary, chosen: str) -> None:
    if chosen != "text":
        report = import_module(f"linter.report.{chosen}").report(summary)
        print(report, end="\n" if report else "")  # no line where there is no finding to tell
        return
    if not summary.findings:
        print(closing(summary))
        return
    from shutil import get_terminal_size

    from linter.report.text import plain, print_findings

    if sys.stdout.isatty() or "FORCE_COLOR" in os.environ:
        from linter.report.screen import Screen

        screen = Screen()
        print_findings(summary, screen.write, screen.width)
    else:
        print_findings(summary, plain, get_terminal_size((80, 24)).columns)
