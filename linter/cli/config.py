"""``hegui config``: every value that decides about a run, and where it comes from."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from linter.baseline import NAME, read_baseline
from linter.cache import cache_folder
from linter.cli.arguments import add_format, add_project, open_project
from linter.document import leaves, read_file
from linter.engine import check_glossary
from linter.hint import did_you_mean
from linter.project import MARKER
from linter.source import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from linter.project import Project

_DEFAULT = "默认值"


class Value(NamedTuple):
    """A value by its name, as text, with the file and line, or what else it comes from."""

    name: str
    text: str
    origin: str


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "names", nargs="*", metavar="名称", help="只看名称以此开头的值，如 institution、severity"
    )
    add_project(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the values, those of files before those that nobody has written."""
    project = open_project(arguments)
    check_glossary(project)
    every = list(_values(project))
    for name in arguments.names:
        if not any(value.name.startswith(name) for value in every):
            hint = did_you_mean(name, dict.fromkeys(value.name for value in every))
            raise UsageError(f"没有“{name}”这项设置；{hint}")
    names = tuple(arguments.names or [""])
    values = [value for value in every if value.name.startswith(names)]
    if arguments.format == "json":
        data = {"version": 1, "values": [value._asdict() for value in values]}
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return 0
    from rich.cells import cell_len

    width = max((cell_len(value.name) for value in values), default=0)
    for name, text, origin in values:
        print(f"{name}{' ' * (width - cell_len(name))}  {text}  （{origin}）")
    return 0


def _values(project: Project) -> Iterator[Value]:
    yield Value("project", str(project.root), f"有 {MARKER} 的文件夹")
    yield from _settings(project)
    for name in ("institution", "policy"):
        source = project.shown_source(f"glossary/{name}.yaml")
        tree, _ = read_file(source)
        start = "institution." if name == "institution" else ""
        for key, text, place in leaves(tree):
            yield Value(f"{start}{key}", text, place.where.rpartition(":")[0])
    limits = project.policy.waivers
    if not limits.never:
        yield Value("waivers.never", "没有别的规则", _DEFAULT)
    if limits.days is None:
        yield Value("waivers.days", "不限", _DEFAULT)
    yield from _glossary(project)
    lines, _ = read_baseline(project)
    yield Value("baseline", f"{len(lines)} 个旧问题", NAME if lines else "没有登记")
    named = [name for name in ("HEGUI_CACHE_DIR", "XDG_CACHE_HOME") if os.environ.get(name)]
    yield Value("cache", str(cache_folder()), f"环境变量 {named[0]}" if named else _DEFAULT)


def _settings(project: Project) -> Iterator[Value]:
    source = project.shown_source(MARKER)
    written = tomllib.loads(source.text)
    for section, keys in project.settings.items():
        for key, value in keys.items():
            origin = MARKER if key in written.get(section, {}) else _DEFAULT
            found = re.search(rf"^[ \t]*{key}[ \t]*=", source.text, re.MULTILINE)
            if found and origin == MARKER:
                origin = f"{MARKER}:{source.position(found.start()).line}"
            yield Value(f"{section}.{key}", str(value), origin)


def _glossary(project: Project) -> Iterator[Value]:
    """How many entries count of each file of terms, and the files of the other parts."""
    terms = project.edition.book.terms.values()
    for path, count in Counter(term.record.place.source.path for term in terms).items():
        yield Value("terms", f"{count} 个词条", path)
    for layer in project.edition.layers:
        for name, source in layer.items():
            if not name.startswith("terms/"):
                yield Value(name.removesuffix(".yaml"), "在用", source.path)
