"""Rules are proved by their examples, in a project made for them.

That project has the base's institution and policy, which the examples speak of,
and the glossary of the project that is proved.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from linter.glossary.edition import BASE
from linter.project import MARKER, Project
from linter.rules import all_rules
from linter.rules.rule import Told
from linter.run import check_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from linter.rules.rule import Example, Rule


def prove_rules(project: Project | None, as_of: date) -> Iterator[str]:
    """What examples of rules don't behave as they say, one sentence each."""
    with tempfile.TemporaryDirectory(prefix="hegui-") as folder:
        stage = example_project(Path(folder), project)
        for rule in all_rules().values():
            if isinstance(rule, Told):
                continue
            for kind, examples in (("正例", rule.good), ("反例", rule.bad)):
                for number, example in enumerate(examples, 1):
                    found = example_codes(stage, rule, example, as_of)
                    if (rule.code in found) != (kind == "反例"):
                        what = "却查出了问题" if kind == "正例" else "没有查出问题"
                        yield f"{rule.code} 的第 {number} 个{kind}{what}；请改正规则、例句或词库"


def example_project(folder: Path, project: Project | None) -> Project:
    """An empty project in a folder, with the glossary that is to be proved."""
    glossary = folder / "glossary"
    shutil.copytree(BASE, glossary)
    if project is not None and (project.root / "glossary").resolve() != BASE.resolve():
        for layer in project.edition.layers[-1:]:
            for name, source in layer.items():
                (glossary / name).parent.mkdir(exist_ok=True)
                (glossary / name).write_text(source.text, encoding="utf-8")
    (folder / "templates").mkdir()
    (folder / MARKER).touch()
    return Project.open(folder)


def example_codes(project: Project, rule: Rule, example: Example, as_of: date) -> set[str]:
    """The codes found in an example, written as a file of the project and removed again."""
    files = _write(project, rule, example)
    try:
        return {finding.code for finding in check_files(project, files, as_of).findings}
    finally:
        for file in files:
            file.unlink()


def _write(project: Project, rule: Rule, example: Example) -> list[Path]:
    """The example as a file; a plain text becomes a reminder of its channel."""
    text = example.text
    if not text.startswith("---"):
        purpose = "collection-letter" if example.channel == "letter" else "overdue-reminder"
        text = (
            f"---\nid: {example.channel}.example\ntitle: 示例\nchannel: {example.channel}\n"
            f"purpose: {purpose}\nowner: 示例部门\n---\n{text}\n"
        )
    folder = project.templates_folder / (example.folder or example.channel)
    folder.mkdir(exist_ok=True)
    files = [folder / f"{rule.code.lower()}-{copy}.j2" for copy in range(1 + example.twice)]
    for file in files:
        file.write_bytes(text.encode(example.encoding))
    return files
