"""Every rule is proved by its own examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from linter.engine import check_files
from linter.rules import all_rules
from tests.making import AS_OF

if TYPE_CHECKING:
    from pathlib import Path

    from linter.project import Project
    from linter.rules.rule import Example, Rule

CASES = [
    pytest.param(rule, example, kind == "bad", id=f"{rule.code}-{kind}{number}")
    for rule in all_rules().values()
    for kind, examples in (("good", rule.good), ("bad", rule.bad))
    for number, example in enumerate(examples, 1)
]


def _write(project: Project, rule: Rule, example: Example) -> list[Path]:
    """The example as a file of the project; a plain text becomes a reminder of its channel."""
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


@pytest.mark.parametrize(("rule", "example", "bad"), CASES)
def test_examples_prove_the_rule(project: Project, rule: Rule, example: Example, bad: bool) -> None:
    """A bad example breaks its rule and a good one doesn't."""
    files = _write(project, rule, example)

    summary = check_files(project, files, AS_OF)

    assert (rule.code in {finding.code for finding in summary.findings}) == bad


@pytest.mark.parametrize("rule", all_rules().values(), ids=list(all_rules()))
def test_rule_explains_itself(rule: Rule) -> None:
    """A rule has a name for machines, a reason, a way to mend, and two bad examples."""
    assert rule.name.replace("-", "").isascii()
    assert rule.title
    assert rule.why.endswith("。")
    assert rule.mend.endswith("。")
    assert len(rule.bad) >= 2
    assert rule.good
