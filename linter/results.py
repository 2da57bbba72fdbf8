"""What checking a file gave, in JSON values: for the cache, and from worker to parent."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

from linter import cache
from linter.engine import Checked, Head
from linter.finding import Cause, Edit, Finding, Fix, Place, Related, Severity, Waiver
from linter.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from linter.project import Project
    from linter.source import Source

_KEPT = 16  # projects whose results the cache holds

Packed = list[Any]


def pack(checked: Checked) -> Packed:
    """The same as JSON values, without the template itself."""
    findings = [_pack_finding(finding) for finding in checked.findings]
    span = list(checked.id_span)
    rest = [checked.id, span, checked.cases, checked.named, checked.head]
    return [findings, checked.is_template, *rest, checked.digest, checked.uses]


def unpack(packed: Packed, source: Callable[[str], Source]) -> Checked:
    """What `pack` packed; ``source`` gives the text that a report calls by a name."""
    findings, is_template, name, span, cases, named, head, digest, uses = packed
    return Checked(
        findings=tuple(_unpack_finding(each, source) for each in findings),
        is_template=is_template,
        id=name,
        id_span=Span(*span),
        cases=cases,
        digest=digest,
        uses=uses,
        named=tuple((template, Span(*where)) for template, where in named),
        head=head and Head(*head),
    )


def _pack_place(place: Place) -> Packed:
    return [place.source.path, *place.span]


def _unpack_place(packed: Packed, source: Callable[[str], Source]) -> Place:
    path, start, end = packed
    return Place(source(path), Span(start, end))


def _pack_finding(finding: Finding) -> Packed:
    return [
        finding.code,
        finding.name,
        int(finding.severity),
        finding.category,
        finding.template,
        _pack_place(finding.place),
        finding.message,
        finding.duty,
        finding.excerpt,
        finding.basis,
        finding.cases,
        finding.case_count,
        finding.witness,
        finding.term,
        [[each.role, *_pack_place(each.place)] for each in finding.related],
        finding.fix and _pack_fix(finding.fix),
        finding.waiver and _pack_waiver(finding.waiver),
        finding.cause,
    ]


def _pack_fix(fix: Fix) -> Packed:
    return [fix.safe, [[edit.text, *_pack_place(edit.place)] for edit in fix.edits]]


def _unpack_fix(packed: Packed, source: Callable[[str], Source]) -> Fix:
    safe, edits = packed
    return Fix(safe, tuple(Edit(_unpack_place(where, source), text) for text, *where in edits))


def _pack_waiver(waiver: Waiver) -> Packed:
    code, reason, by, until, place, covers, templates, text = waiver
    return [code, reason, by, until.isoformat(), covers, templates, text, *_pack_place(place)]


def _unpack_waiver(packed: Packed, source: Callable[[str], Source]) -> Waiver:
    code, reason, by, until, covers, templates, text, *where = packed
    return Waiver(
        code=code,
        reason=reason,
        by=by,
        until=date.fromisoformat(until),
        place=_unpack_place(where, source),
        covers=Span(*covers),
        templates=tuple(templates),
        text=text,
    )


def _unpack_finding(packed: Packed, source: Callable[[str], Source]) -> Finding:
    code, name, severity, category, template, place, message, duty, *rest = packed
    excerpt, basis, cases, case_count, witness, term, related, fix, waiver, cause = rest
    return Finding(
        code=code,
        name=name,
        severity=Severity(severity),
        category=category,
        template=template,
        place=_unpack_place(place, source),
        message=message,
        duty=duty,
        excerpt=excerpt,
        basis=tuple(basis),
        cases=tuple(cases),
        case_count=case_count,
        witness=witness,
        term=term,
        related=tuple(Related(role, _unpack_place(where, source)) for role, *where in related),
        fix=fix and _unpack_fix(fix, source),
        waiver=waiver and _unpack_waiver(waiver, source),
        cause=cause and Cause(*cause),
    )


class Results:
    """The results of a project's files, as the cache holds them.

    A result counts while the file, the partials that it used, the glossary,
    the configuration, the day and hegui itself are what they were. Those of an
    earlier version of a project are not kept.
    """

    def __init__(self, project: Project, as_of: date) -> None:
        self._project = project
        parts = [project.edition.key, as_of.isoformat(), project.configuration]
        self._key = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        root = str(project.present or project.root).encode("utf-8", "surrogateescape")
        self._name = f"results-{hashlib.sha256(root).hexdigest()[:16]}.json"
        self._known: dict[str, Packed] = cache.load(self._name, self._key) or {}
        self._changed = False

    def get(self, name: str, digest: str, *, meaning: bool = False) -> Packed | None:
        """What is known about the file of this name, if its content has this digest.

        With ``meaning`` only if the digest of what a template means is known, too.
        """
        packed = self._known.get(name)
        if packed is None or packed[-2] != digest:
            return None
        if meaning and packed[-3] is not None and Head(*packed[-3]).meaning is None:
            return None
        for path, used in packed[-1].items():
            if self._project.digest(path) != used:
                return None
        return packed

    def put(self, name: str, packed: Packed) -> None:
        """Take up what an ordinary file gave, unless something that it asked for is not there."""
        if packed[-2] is not None and None not in packed[-1].values():
            self._known[name] = packed
            self._changed = True

    def store(self) -> None:
        """Write what has changed to the cache."""
        if self._changed and self._project.present is None:
            cache.store(self._name, self._key, self._known, _KEPT)
