"""One immutable record for what a rule found, and where."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from linter.source import Source, Span


class Severity(IntEnum):
    """How much a finding weighs; ``str()`` gives the word used in JSON."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


class Place(NamedTuple):
    """A span of one source: what a finding points at."""

    source: Source
    span: Span

    @property
    def key(self) -> tuple[str, int, int]:
        """Path, start and end: what sorts places and tells them apart."""
        return (self.source.path, *self.span)

    @property
    def where(self) -> str:
        """Path, line and column as people read them: ``a.j2:3:5``."""
        line, column = self.source.position(self.span.start)
        return f"{self.source.path}:{line}:{column}"

    @property
    def text(self) -> str:
        """The characters of the file at this place."""
        return self.source.text[self.span.start : self.span.end]


class Related(NamedTuple):
    """Another place that belongs to a finding.

    ``role`` is ``part`` (a further part of a word printed from several places)
    or ``call`` (the include, macro call or print through which the text came).
    """

    role: str
    place: Place


class Problem(NamedTuple):
    """What a template, front matter or glossary file gets wrong, before any message exists."""

    code: str
    place: Place
    message: str
    related: tuple[Related, ...] = ()


class Edit(NamedTuple):
    """Replace a place by ``text``."""

    place: Place
    text: str


class Fix(NamedTuple):
    """Edits that mend a finding; ``safe`` ones keep the meaning."""

    safe: bool
    edits: tuple[Edit, ...]


class Waiver(NamedTuple):
    """A recorded permission to break one rule in one place: why, given by whom, until when.

    ``until`` is the last day on which it holds; ``covers`` are the characters of the
    same file in which it does; ``templates`` are the ids that one in a partial serves;
    ``text`` is what one in the front matter allows to be printed, empty for what is absent.
    """

    code: str
    reason: str
    by: str
    until: date
    place: Place
    covers: Span
    templates: tuple[str, ...] = ()
    text: str = ""


class Cause(NamedTuple):
    """The part of a change that brought a finding about.

    ``change`` is ``added``, ``modified`` or ``deleted``; ``term`` is the id of the
    glossary entry, where it was one.
    """

    path: str
    change: str
    term: str = ""


class Finding(NamedTuple):
    """One rule, one place, and the cases in which it occurs.

    ``duty`` is ``law``, ``standard``, ``carrier``, ``house`` or ``tool``;
    ``excerpt`` is the word as printed; ``cases`` are the fewest partial
    assignments that describe all its cases (``({},)``: every case);
    ``case_count`` counts them in full; ``witness`` is the message of the first;
    ``term`` is the id of the glossary entry that was found, empty where none was.
    With a ``waiver`` it is allowed: shown, but not counted. ``cause`` is known where
    two versions were compared.
    """

    code: str
    name: str
    severity: Severity
    category: str
    template: str
    place: Place
    message: str
    duty: str
    excerpt: str = ""
    basis: tuple[str, ...] = ()
    cases: tuple[dict[str, Any], ...] = ({},)
    case_count: int = 0
    witness: str = ""
    term: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    waiver: Waiver | None = None
    cause: Cause | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        """The order of a report: by file, offset, code."""
        return (*self.place.key, self.code, self.template)
