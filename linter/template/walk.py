"""A walk through a template: Jinja2's own tree, evaluated over text that knows its origin.

One walk follows one path. Where a condition reads a variable, `Decisions` says
its value; what is printed becomes pieces and holes. The law (tests/): with
every hole filled, a message equals what Jinja2 prints for the same values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from linter.finding import Place, Problem
from linter.template.evaluate import Frame, PathEnds, ProblemKey
from linter.template.message import Block, Calls, Hole, Part, Printed
from linter.template.references import (
    Reference,
    Scope,
    inputs,
)
from linter.template.statements import Executor, Load

if TYPE_CHECKING:
    from linter.source import Excerpt
    from linter.template.decisions import Choice, Decisions, Taken
    from linter.template.syntax import Script
    from linter.template.variables import Variable


class Walked(NamedTuple):
    """What one path gave: its printed sections (None where it ended in a problem), and problems."""

    sections: dict[str, Printed] | None
    found: frozenset[ProblemKey]


class Mark(NamedTuple):
    """The state before a statement at the top of a section: the next path may go on from here.

    ``decided`` counts the choices made so far; ``out`` is cut to ``length`` parts.
    """

    decided: int
    section: int
    at: int
    frame: Frame
    names: list[tuple[Scope, dict[str, Reference]]]
    taken: Taken
    widths: dict[str, int]
    out: list[Part]
    length: int
    blocks: list[Block]
    calls: Calls
    steps: int
    printed: int
    done: dict[str, Printed]
    found: set[ProblemKey]


class Walker(Executor):
    """Walks one template again and again; what doesn't depend on the path is kept.

    ``work`` counts the statements walked on all paths together.
    """

    def __init__(
        self,
        sections: dict[str, Script],
        variables: dict[str, Variable],
        fields: dict[str, Any],
        load: Load,
    ) -> None:
        super().__init__(sections, variables, fields, load)
        self.work = 0
        self.done: dict[str, Printed] = {}
        self._marks: list[Mark] = []
        self._narrowed: dict[tuple[Excerpt, int, str, Choice], Hole] = {}

    def run(self, decisions: Decisions) -> Walked:
        """Walk one path.

        A path that shares its first choices with the path before goes on where
        they part.
        """
        section, at = 0, 0
        frame: Frame | None = None
        if mark := self._rewind(decisions):
            section, at, frame = mark.section, mark.at, mark.frame
        names = list(self.sections)
        try:
            while section < len(names):
                if frame is None:
                    self.out, self.blocks = [], []
                    frame = self._open(self.sections[names[section]], self._inputs())
                body = frame.script.tree.body
                for number in range(at, len(body)):
                    self._mark(section, number, frame)
                    self._statement(body[number], frame)
                self.done[names[section]] = Printed(tuple(self.out), tuple(self.blocks))
                self.calls = ()
                section, at, frame = section + 1, 0, None
        except PathEnds:
            return Walked(None, frozenset(self.found))
        except RecursionError:
            excerpt = self.sections["body"].excerpt
            place = Place(excerpt.source, excerpt.span(0, 0))
            self._record(Problem("TPL008", place, "宏和条件嵌套太深；请减少层次"))
            return Walked(None, frozenset(self.found))
        finally:
            self.work += self.steps - (mark.steps if mark else 0)
        return Walked(self._settled(), frozenset(self.found))

    def _settled(self) -> dict[str, Printed]:
        """The sections, holes narrowed to what the whole path decided about their values."""
        narrowed = {
            key: choice
            for key, choice in self.decisions.taken.items()
            if choice.low is not None and self.decisions.domains[key].variable.type.name != "list"
        }
        if not narrowed:
            return self.done
        return {
            name: printed.with_parts(self._narrow(part, narrowed) for part in printed.parts)
            for name, printed in self.done.items()
        }

    def _narrow(self, part: Part, narrowed: Taken) -> Part:
        choice = narrowed.get(part.key) if isinstance(part, Hole) else None
        if choice is None or choice.low is None or choice.high is None:
            return part
        assert isinstance(part, Hole)
        key = (part.excerpt, part.start, part.key, choice)
        known = self._narrowed.get(key)
        if known is None:
            known = self._narrowed[key] = part.holding(choice.low, choice.high, choice.value)
        return known._replace(calls=part.calls)

    def _inputs(self) -> Scope:
        return Scope(inputs(self.variables))

    def _rewind(self, decisions: Decisions) -> Mark | None:
        """Go back to the last mark at which no more is decided than this path shares."""
        while self._marks and self._marks[-1].decided > decisions.shared:
            self._marks.pop()
        self.start(decisions)
        self.printed, self.done = 0, {}
        if not self._marks:
            return None
        mark = self._marks[-1]
        decisions.taken.update(mark.taken)
        decisions.widths.update(mark.widths)
        for scope, names in mark.names:
            scope.names = dict(names)
        self.out = mark.out
        del self.out[mark.length :]
        self.blocks = list(mark.blocks)
        self.calls, self.steps, self.printed = mark.calls, mark.steps, mark.printed
        self.done, self.found = dict(mark.done), set(mark.found)
        return mark

    def _mark(self, section: int, at: int, frame: Frame) -> None:
        decided = len(self.decisions.taken)
        if self._marks and self._marks[-1].decided == decided:
            self._marks.pop()
        scopes: list[Scope] = []
        scope: Scope | None = frame.scope
        while scope is not None:
            scopes.append(scope)
            scope = scope.parent
        self._marks.append(
            Mark(
                decided=decided,
                section=section,
                at=at,
                frame=frame,
                names=[(each, dict(each.names)) for each in scopes],
                taken=dict(self.decisions.taken),
                widths=dict(self.decisions.widths),
                out=self.out,
                length=len(self.out),
                blocks=list(self.blocks),
                calls=self.calls,
                steps=self.steps,
                printed=self.printed,
                done=dict(self.done),
                found=set(self.found),
            )
        )
