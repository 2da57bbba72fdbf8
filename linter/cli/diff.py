"""``hegui diff ID [REV]``: what a template says now that another meaning of it doesn't."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linter.approval.comparison import Comparison, compare, marked
from linter.approval.kept import read
from linter.approval.ledger import read_manifest
from linter.approval.standing import Registry
from linter.change import version
from linter.cli.arguments import add_as_of, add_format, add_project, as_of, open_project
from linter.cli.lookup import approved_meanings, find_template, named
from linter.engine import meaning_of
from linter.meaning import code, digest
from linter.report.meanings import comparison_lines
from linter.source import UsageError

if TYPE_CHECKING:
    import argparse

    from linter.approval.ledger import History
    from linter.meaning import Manifest
    from linter.project import Project


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("template", metavar="编号", help="模板的编号（id）")
    parser.add_argument(
        "revision",
        nargs="*",
        metavar="版本",
        help="批准码，或 git 的版本如 origin/main；不写则为最后批准的",
    )
    add_project(parser)
    add_format(parser)
    add_as_of(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what differs; it is no judgement: the status is 0 whatever it tells."""
    project = open_project(arguments)
    registry = Registry.open(project, as_of(arguments))
    after = _present(project, arguments.template)
    history = registry.ledger.history(after["template"])
    before, label = _other(registry, history, arguments.revision)
    comparison = compare(read(before), read(after))
    if arguments.format == "json":
        data = _data(after, before, comparison)
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return 0
    print(f"{after['template']}：{label}（批准码 {code(digest(before))}）→ 现在的文件")
    print("\n".join(comparison_lines(comparison)))
    return 0


def _present(project: Project, wanted: str) -> Manifest:
    template = find_template(project, wanted)
    manifest = meaning_of(project, template)
    if manifest is None:
        path = template.source.path
        raise UsageError(f"{path} 有错误，印不出成稿；请先运行 hegui check {path}")
    return manifest


def _other(registry: Registry, history: History, wanted: list[str]) -> tuple[Manifest, str]:
    """The meaning to compare with, and what people call it."""
    root, template = registry.project.root, history.template
    kept = approved_meanings(entry.record for entry in history.ordered)
    if not wanted:
        if not kept:
            raise UsageError(f"{template} 没有批准过；请写出 git 的版本，如 origin/main")
        return read_manifest(root, template, kept[0]), "最后批准的"
    if found := named(wanted, kept):
        return read_manifest(root, template, found), "批准过的"
    revision = " ".join(wanted)
    repository = registry.repository
    try:
        commit = repository.commit(revision)
    except UsageError:
        known = "；".join(map(code, kept)) or "（没有）"
        why = f"没有“{revision}”这个批准码，git 里也没有这个版本"
        raise UsageError(f"{why}；批准过的有：{known}") from None
    with tempfile.TemporaryDirectory(prefix="hegui-") as folder:
        there = version(repository, commit, Path(folder), registry.project)
        if there is None:
            raise UsageError(f"{revision}：那时还没有这个项目；请换一个版本")
        return _present(there, template), f"{revision}（{commit[:8]}）"


def _data(after: Manifest, before: Manifest, comparison: Comparison) -> dict[str, Any]:
    return {
        "version": 1,
        "template": after["template"],
        "before": digest(before),
        "after": digest(after),
        "values": [
            {"key": key, "before": old, "after": new} for key, old, new in comparison.values
        ],
        "waivers": {"gone": comparison.waivers[0], "new": comparison.waivers[1]},
        "breaking": comparison.breaking,
        "messages": [
            {
                "cases": list(each.cases),
                "alike": each.alike,
                "sections": {
                    name: [[stretch.kind, stretch.text] for stretch in stretches]
                    for name, stretches in each.sections.items()
                    if marked(stretches)
                },
            }
            for each in comparison.differences
        ],
        "source": comparison.source,
    }
