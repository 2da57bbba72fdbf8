"""Every rule is proved by its own examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from linter.proof import example_codes, example_project
from linter.rules import all_rules
from linter.rules.rule import Duty, Told
from tests.making import AS_OF

if TYPE_CHECKING:
    from linter.project import Project
    from linter.rules.rule import Example, Rule

CASES = [
    pytest.param(rule, example, kind == "bad", id=f"{rule.code}-{kind}{number}")
    for rule in all_rules().values()
    if not isinstance(rule, Told)
    for kind, examples in (("good", rule.good), ("bad", rule.bad))
    for number, example in enumerate(examples, 1)
]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project in which examples are proved, one after the other."""
    return example_project(tmp_path_factory.mktemp("stage"), None)


@pytest.mark.parametrize(("rule", "example", "bad"), CASES)
def test_examples_prove_the_rule(stage: Project, rule: Rule, example: Example, bad: bool) -> None:
    """A bad example breaks its rule and a good one doesn't."""
    assert (rule.code in example_codes(stage, rule, example, AS_OF)) == bad


@pytest.mark.parametrize("rule", all_rules().values(), ids=list(all_rules()))
def test_rule_explains_itself(rule: Rule) -> None:
    """Name, reason, remedy, how sure it is unless it is the tool's, two good and bad examples."""
    assert rule.name.replace("-", "").isascii()
    assert rule.title
    assert rule.why.endswith("。")
    assert rule.mend.endswith("。")
    assert rule.certainty or rule.weight.duty is Duty.TOOL
    assert len({*rule.good}) >= 2
    assert len({*rule.bad}) >= 2
