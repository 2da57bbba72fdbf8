"""Find a template by its id or path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from linter.approval.record import APPROVE
from linter.files import SUFFIX
from linter.hint import did_you_mean
from linter.source import SourceError, UsageError
from linter.template.template import Template, load_template

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linter.approval.record import Record
    from linter.approval.standing import Standing
    from linter.project import Project

_FEWEST = 8  # digits of a 批准码


def find_template(project: Project, wanted: str) -> Template:
    """The template with an id or path, fit to be walked.

    Raises `UsageError` where there is none, or where it has errors.
    """
    template = _by_path(project, wanted) or _by_id(project, wanted)
    if not template.walkable or template.front is None:
        path = template.source.path
        raise UsageError(f"{path} 有语法错误，印不出成稿；请先运行 hegui check {path}")
    return template


def _by_path(project: Project, wanted: str) -> Template | None:
    file = Path(wanted)
    try:
        if not wanted.endswith(SUFFIX) or not file.is_file():
            return None
    except OSError:
        return None  # too long for a path
    try:
        return load_template(project.source(file))
    except SourceError as error:
        raise UsageError(str(error)) from None


def _by_id(project: Project, wanted: str) -> Template:
    known: list[str] = []
    for path in project.template_files():
        file = project.files.locate(path)
        if file.is_partial:
            continue
        try:
            template = load_template(project.files.source(file))
        except SourceError:
            continue  # `check` reports it; here another file is looked for
        if template.id == wanted:
            return template
        known.append(template.id)
    raise UsageError(f"没有编号为“{wanted}”的模板；{did_you_mean(wanted, tuple(known))}")


def chosen(standings: list[Standing], wanted: list[str]) -> list[Standing]:
    """The standings of some templates by their ids, in that order; raises `UsageError`."""
    known = {each.id: each for each in standings}
    if not known:
        raise UsageError("这个项目没有模板；请先写好模板")
    for name in wanted:
        if name not in known:
            raise UsageError(f"没有编号为“{name}”的模板；{did_you_mean(name, tuple(known))}")
    return [known[name] for name in dict.fromkeys(wanted)]


def approved_meanings(records: Iterable[Record]) -> list[str]:
    """The digests that records approve, the last one first."""
    digests = [each.digest for each in records if each.decision == APPROVE]
    return [*dict.fromkeys(reversed(digests))]


def named(words: list[str], digests: Iterable[str]) -> str:
    """The digest that a 批准码, or its beginning, names; empty where none does, or several."""
    digits = "".join("".join(words).split()).lower()
    found = [each for each in digests if each.startswith(digits)]
    return found[0] if len(found) == 1 and len(digits) >= _FEWEST else ""
