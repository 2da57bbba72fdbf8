"""Every case of a template: its messages, and what the walk found wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from linter.finding import Place, Problem
from linter.source import Span
from linter.template.assignments import MOST_SHOWN, Assignment, Cases
from linter.template.bound import most_units
from linter.template.concrete import ValueDecisions, filled
from linter.template.coverage import sample
from linter.template.decisions import MOST_PATHS, Taken, explore
from linter.template.jinja import nodes
from linter.template.message import Message, Part, Piece, Printed
from linter.template.syntax import children
from linter.template.variables import UNDECLARED
from linter.template.walk import Walker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.document import Scalar
    from linter.template.references import Constant
    from linter.template.statements import Load
    from linter.template.syntax import Script
    from linter.template.template import Template
    from linter.template.variables import Value, Variable


class Envelope(NamedTuple):
    """What hegui itself puts around the body of an SMS: the signature, a closing line."""

    signature: Scalar | None = None
    closing: str = ""


NO_ENVELOPE = Envelope()
MOST_WORK = 500_000  # statements walked on all paths together


@dataclass(frozen=True, eq=False)
class Examination:
    """What a walk through all cases of one template gave.

    ``messages`` holds one message for every path that could be printed;
    ``problem_paths`` says which walked paths met a problem; the other problems
    hold whatever the case. ``complete`` is False where there are too many cases
    to walk them all, and then ``longest`` is an upper bound of the body's UTF-16
    units.
    """

    template: Template
    messages: tuple[Message, ...]
    problems: tuple[Problem, ...]
    complete: bool
    case_count: int
    cases: Cases
    printed: tuple[int, ...]
    problem_paths: dict[Problem, set[int]]
    longest: int | None = None

    def describe(
        self, messages: set[int], most: int | None = MOST_SHOWN
    ) -> tuple[tuple[Assignment, ...], int]:
        """The fewest partial assignments for messages by their index, and their cases.

        ``most`` of them at most, all where it is None.
        """
        return self.describe_paths({self.printed[at] for at in messages}, most)

    def describe_paths(
        self, paths: set[int], most: int | None = MOST_SHOWN
    ) -> tuple[tuple[Assignment, ...], int]:
        """The same for walked paths; of a sample, only the walked paths themselves are named."""
        if self.complete or len(paths) == len(self.cases.paths):
            return self.cases.describe(paths, most)
        named = [self.cases.paths[at] for at in sorted(paths)[:most]]
        labels = ({key: choice.label for key, choice in taken.items()} for taken in named)
        return tuple(labels), len(paths)

    def full(self, message: int) -> Iterator[Taken]:
        """Every case of the complete product that prints a message.

        Where there are too many to name each, the choices that decide it.
        """
        taken = self.cases.paths[self.printed[message]]
        return self.cases.full(taken) if self.case_count <= MOST_PATHS else iter((taken,))

    @cached_property
    def distinct(self) -> list[list[int]]:
        """Messages grouped by their wording, in the order of their first case."""
        groups: dict[tuple[str, ...], list[int]] = {}
        for at, message in enumerate(self.messages):
            groups.setdefault(message.key, []).append(at)
        return list(groups.values())


def examine(
    template: Template,
    fields: dict[str, Constant],
    load: Load,
    envelope: Envelope = NO_ENVELOPE,
) -> Examination:
    """Walk a template in all its cases.

    ``fields`` are the institution's, ``load`` gives partials.
    """
    assert template.front is not None
    walker = Walker(template.sections, template.front.variables, fields, load)
    exploration = explore(walker.run, lambda: walker.work > MOST_WORK)
    longest = None
    around = _around(template, envelope)
    if not exploration.complete:
        exploration = sample(walker, exploration)
        longest = most_units(walker) + sum(Printed(parts).most_units for parts in around)
    paths = exploration.paths
    takens = [taken for taken, _ in paths]
    cases = Cases(exploration.domains, takens)
    messages: list[Message] = []
    printed: list[int] = []
    problem_paths: dict[Problem, set[int]] = {}
    for at, (taken, walked) in enumerate(paths):
        for key in walked.found:
            problem_paths.setdefault(walker.problems[key], set()).add(at)
        if walked.sections is not None:
            printed.append(at)
            messages.append(_message(walked.sections, taken, around, cases.counts[at]))
    problems = list(problem_paths)
    if len(printed) == len(paths):
        problems.extend(_unused(template.front.variables, walker.read))
        if exploration.complete:
            for script in template.sections.values():
                problems.extend(_Unreached(script, walker.reached).problems())
    if not exploration.complete:
        problems.append(_not_examined(template, len(paths)))
    return Examination(
        template=template,
        messages=tuple(messages),
        problems=tuple(problems),
        complete=exploration.complete,
        case_count=cases.total,
        cases=cases,
        printed=tuple(printed),
        problem_paths=problem_paths,
        longest=longest,
    )


def examine_values(
    template: Template,
    fields: dict[str, Constant],
    load: Load,
    envelope: Envelope,
    values: dict[str, Value],
) -> Examination:
    """The one message that concrete values make; absent variables are left out of ``values``."""
    assert template.front is not None
    walker = Walker(template.sections, template.front.variables, fields, load)
    sections = walker.run(ValueDecisions(values)).sections
    messages: tuple[Message, ...] = ()
    if sections is not None:
        printed = {name: filled(section, values) for name, section in sections.items()}
        messages = (_message(printed, {}, _around(template, envelope), 1),)
    return Examination(
        template=template,
        messages=messages,
        problems=tuple(walker.problems.values()),
        complete=True,
        case_count=1,
        cases=Cases({}, [{}]),
        printed=tuple(range(len(messages))),
        problem_paths={problem: {0} for problem in walker.problems.values()},
    )


def _around(template: Template, envelope: Envelope) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """What is printed before and after the body, each from where it is written."""
    opening: tuple[Part, ...] = ()
    closing: tuple[Part, ...] = ()
    if envelope.signature is not None:
        excerpt = envelope.signature.excerpt
        whole = len(excerpt.text)
        opening = (
            Piece("【", excerpt, 0, whole, False, ()),
            Piece(excerpt.text, excerpt, 0, whole, excerpt.exact, ()),
            Piece("】", excerpt, 0, whole, False, ()),
        )
    if envelope.closing and template.front is not None:
        record = template.front.record
        source, (start, end) = record.value_places.get("profile", record.place)
        excerpt = source.excerpt(start, end)
        closing = (Piece(envelope.closing, excerpt, 0, end - start, False, ()),)
    return opening, closing


def _message(
    sections: dict[str, Printed],
    taken: Taken,
    around: tuple[tuple[Part, ...], tuple[Part, ...]],
    count: int,
) -> Message:
    if any(around):
        opening, closing = around
        body = sections["body"]
        sections = {**sections, "body": body.between(opening, closing)}
    return Message(sections, {key: choice.label for key, choice in taken.items()}, count)


def _not_examined(template: Template, walked: int) -> Problem:
    start = template.source.text.find("\n") + 1
    place = Place(template.source, Span(start, start))
    if template.front is not None:
        place = template.front.record.where("variables")
    message = (
        f"情形太多，只检查了 {walked} 种有代表性的；未逐一检查的模板不能审批。"
        "请减少起决定作用的变量，或拆成几个模板"
    )
    return Problem("TPL006", place, message)


def _unused(variables: dict[str, Variable], read: set[str]) -> Iterator[Problem]:
    for variable in variables.values():
        for each in (variable, *variable.fields.values()):
            if each.path not in read and each.type is not UNDECLARED:
                yield Problem(
                    "TPL003", each.place, f"变量“{each.path}”没有用到；请删除它，或写进正文"
                )


class _Unreached:
    """Branches of one file that no case takes; what lies inside one is not named again."""

    def __init__(self, script: Script, reached: set[tuple[int, str]]) -> None:
        self.script = script
        self.reached = reached

    def problems(self) -> Iterator[Problem]:
        yield from self._visit(self.script.tree)

    def _visit(self, node: nodes.Node) -> Iterator[Problem]:
        match node:
            case nodes.If():
                for branch in (node, *node.elif_):
                    yield from self._branch(branch, "if", branch.test, branch.body)
                    yield from self._visit(branch.test)
                yield from self._branch(node, "else", node, node.else_)
            case nodes.For():
                yield from self._branch(node, "body", node, node.body)
                yield from self._branch(node, "else", node, node.else_)
            case nodes.CondExpr():
                yield from self._visit(node.test)
                yield from self._branch(node, "if", node.expr1, [node.expr1])
                if node.expr2 is not None:
                    yield from self._branch(node, "else", node.expr2, [node.expr2])
            case nodes.Filter(name="default"):
                yield from self._branch(node, "default", node.args[0], [node.args[0]])
            case _:
                for child in children(node):
                    yield from self._visit(child)

    def _branch(
        self, node: nodes.Node, name: str, shown: nodes.Node, body: list[nodes.Node]
    ) -> Iterator[Problem]:
        if not body:
            return
        if (id(node), name) in self.reached:
            for child in body:
                yield from self._visit(child)
            return
        what = {"else": "else 分支", "default": "default 的文字", "body": "循环体"}.get(
            name, "分支"
        )
        message = f"没有一种情形会走到这个{what}；请删除它，或检查条件和变量声明"
        yield Problem("TPL005", self.script.where(shown), message)
