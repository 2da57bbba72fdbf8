"""What hegui and plain Jinja2 make of a project."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hypothesis import assume
from jinja2 import Template as Compiled
from jinja2 import nodes

from linter.document import Scalar
from linter.template.cases import Envelope, Examination, examine
from linter.template.concrete import flatten
from linter.template.decisions import ABSENT, NONE, PRESENT, Choice, Taken
from linter.template.environment import environment
from linter.template.statements import Load, Missing
from linter.template.template import Template, load_partial, load_template
from tests.strategies import Constants, Project, values

if TYPE_CHECKING:
    from hypothesis import strategies as st

    from linter.finding import Problem
    from linter.template.message import Printed
    from linter.template.syntax import Script

MARKER = re.compile(r"〔\d+〕")
"""What a marked project prints in each of its branches."""

_HARMLESS = ("TPL003", "TPL005")  # not used, never reached: no law is broken
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Study:
    """A project with everything that hegui and plain Jinja2 make of it."""

    project: Project
    template: Template
    partials: dict[str, Script]
    signature: Scalar | None
    examination: Examination

    @classmethod
    def of(cls, project: Project) -> Study:
        """Examine a project, in which nothing may be wrong."""
        study = cls.allowing_problems(project)
        assert study is not None
        study.assume_moderate()
        assert study.problems == []
        assert study.examination.complete
        return study

    @classmethod
    def allowing_problems(cls, project: Project) -> Study | None:
        """Examine a project; None where its template can't be walked."""
        template = load_template(project.source)
        if not template.walkable:
            return None
        partials: dict[str, Script] = {}
        for path, source in project.partials.items():
            script, problems = load_partial(source)
            if script is not None and not problems:
                partials[path] = script
        name = project.fields["name"]
        signature = name if template.channel == "sms" and isinstance(name, Scalar) else None
        examination = examine(template, project.fields, loader(partials), Envelope(signature))
        return cls(project, template, partials, signature, examination)

    def assume_moderate(self) -> None:
        """Leave out the few projects whose loops print too much."""
        assume(all(problem.code != "TPL008" for problem in self.problems))

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the template, all that breaks a law."""
        found = (*self.template.problems, *self.examination.problems)
        return [problem for problem in found if problem.code not in _HARMLESS]

    @cached_property
    def takens(self) -> list[Taken]:
        """The choices of every message, in the order of the messages."""
        examination = self.examination
        return [examination.cases.paths[at] for at in examination.printed]

    @cached_property
    def _compiled(self) -> dict[str, Compiled]:
        made = environment(self.project.fields, self.project.partial)
        return {name: made.from_string(text) for name, text in self.project.sections.items()}

    def render(self, given: dict[str, Any]) -> dict[str, str]:
        """What plain Jinja2 prints, with the signature that hegui puts first."""
        opening = f"【{self.signature.value}】" if self.signature else ""
        return {
            name: (opening if name == "body" else "") + compiled.render(given)
            for name, compiled in self._compiled.items()
        }

    @cached_property
    def trees(self) -> list[nodes.Template]:
        """The syntax trees of all files."""
        scripts = (*self.template.sections.values(), *self.partials.values())
        return [script.tree for script in scripts]

    @cached_property
    def constants(self) -> Constants:
        """What conditions compare with."""
        numbers: set[Decimal] = set()
        days: set[date] = set()
        for tree in self.trees:
            for constant in tree.find_all(nodes.Const):
                if isinstance(constant.value, (int, float)):
                    numbers |= {Decimal(constant.value), -Decimal(constant.value)}
                elif isinstance(constant.value, str) and _DAY.fullmatch(constant.value):
                    with suppress(ValueError):
                        days.add(date.fromisoformat(constant.value))
        return Constants(frozenset(numbers), frozenset(days))

    @cached_property
    def values(self) -> st.SearchStrategy[dict[str, Any]]:
        """Values that a sending system may pass."""
        assert self.template.front is not None
        asked = {
            key for taken in self.takens for key, choice in taken.items() if choice.state == NONE
        }
        return values(self.template.front.variables, self.constants, asked.__contains__)

    @cached_property
    def markers(self) -> set[str]:
        """The markers of branches that some message prints."""
        return {
            marker
            for message in self.examination.messages
            for section in message.sections.values()
            for marker in MARKER.findall(section.text)
        }

    def message(self, given: dict[str, Any]) -> dict[str, Printed]:
        """The sections of the one message whose choices agree with the values."""
        flat = flatten(given)
        found = [at for at, taken in enumerate(self.takens) if agrees(taken, flat)]
        assert len(found) == 1
        return self.examination.messages[found[0]].sections


def loader(partials: dict[str, Script]) -> Load:
    """Partials by their path."""

    def load(path: str) -> Script:
        if path not in partials:
            raise Missing(path)
        return partials[path]

    return load


def agrees(taken: Taken, flat: dict[str, Any]) -> bool:
    """Whether values, by their keys, make these choices."""
    return all(_chosen(choice, key, flat) for key, choice in taken.items())


def _chosen(choice: Choice, key: str, flat: dict[str, Any]) -> bool:
    if key not in flat:
        return choice.state == ABSENT
    value = flat[key]
    if value is None:
        return choice.state == NONE
    if choice.state != PRESENT or choice.value is None:
        return choice.state == PRESENT
    if choice.low is None or choice.high is None:
        return bool(value == choice.value)
    if isinstance(value, str):
        value = date.fromisoformat(value).toordinal()
    number = len(value) if isinstance(value, list) else value
    return choice.low <= number <= choice.high
