"""One template as the catalog shows it: everything that its page and its files need."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.annotated import Stretches, annotated
from linter.approval.comparison import compare
from linter.approval.kept import open_kept, read
from linter.approval.record import APPROVE
from linter.approval.standing import APPROVED, completely_approved
from linter.catalog.letter import pages
from linter.catalog.wording import paragraphs, wording
from linter.engine import examined
from linter.meaning import code, digest
from linter.report.approvals import approval
from linter.report.meanings import (
    MOST_SHOWN,
    beside_wording,
    cases_words,
    difference_words,
    settings_lines,
    variable_words,
    waiver_words,
)
from linter.report.reference import basis_words
from linter.report.words import SECTIONS, describe
from linter.rules import all_rules
from linter.source import HeguiError, SourceError, utf16_units
from linter.template.template import load_template
from linter.text.sms import measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linter.annotated import Passage
    from linter.approval.judgement import Judged
    from linter.approval.kept import Kept
    from linter.approval.standing import Standing
    from linter.catalog.catalog import Catalog
    from linter.meaning import Manifest
    from linter.template.cases import Examination
    from linter.template.message import Hole, Message
    from linter.template.template import Template


class Unpublished(HeguiError):
    """A template that was to be published is not what was approved."""


class Entry(NamedTuple):
    """A template that the catalog shows. ``kept`` is its meaning, None where it has none.

    ``examination`` is None where the template can't be walked at all.
    """

    catalog: Catalog
    standing: Standing
    template: Template
    examination: Examination | None
    kept: Kept | None

    @property
    def id(self) -> str:
        """The template's."""
        return self.standing.id

    @property
    def approved(self) -> bool:
        """Whether the template may be sent."""
        return self.standing.status == APPROVED and not self.catalog.preview

    @property
    def facets(self) -> dict[str, Any]:
        """By what the list can be narrowed: keys and lists of keys."""
        head, front = self.standing.head, self.template.front
        record = front.record if front is not None else None
        return {
            "channel": head.channel,
            "purpose": head.purpose,
            "stage": (record and record.get("stage")) or "",
            "audience": (record and record.get("audience")) or "",
            "basis": [*((record and record.get("basis")) or ())],
            "variable": [*(front.variables if front is not None else ())],
            "status": self.standing.status,
        }

    @property
    def texts(self) -> Iterator[str]:
        """What the messages say, a value as ``{{ amount|money }}``: for those who search."""
        for message in self.kept.messages if self.kept is not None else ():
            for section in message.sections.values():
                yield section.example

    @property
    def lengths(self) -> dict[str, dict[str, int]]:
        """UTF-16 units of the bodies, and parts of an SMS: the least, typical, the most of all.

        Typical are examples in the middle message by length.
        """
        if self.examination is None or not self.examination.messages:
            return {}
        part_units = self.catalog.project.part_units
        found = [
            measure(self.examination.messages[group[0]].body, part_units)
            for group in self.examination.distinct
        ]
        middle = sorted(found, key=lambda each: each.example_units)[len(found) // 2]
        told = {
            "units": {
                "least": min(each.fewest_units for each in found),
                "typical": middle.example_units,
                "most": max(each.most_units for each in found),
            }
        }
        if self.standing.head.channel == "sms":
            told["segments"] = {
                "least": min(each.fewest_parts for each in found),
                "typical": middle.example_parts,
                "most": max(each.most_parts for each in found),
            }
        return told

    def page(self) -> dict[str, Any]:
        """What the page of the template shows."""
        catalog, standing, front = self.catalog, self.standing, self.template.front
        policy = catalog.project.policy
        manifest: Manifest = self.kept.manifest if self.kept is not None else {}
        annotated_text = [*self._annotated()] if self.long else []
        return {
            "entry": self,
            "head": standing.head,
            "code": code(standing.meaning) if standing.meaning else "",
            "lengths": self.lengths,
            "approvals": [approval(each, catalog.registry.policy) for each in standing.approvals],
            "missing": catalog.registry.policy.titles(standing.missing),
            "messages": [*self._messages()],
            "count": sum(map(len, self.kept.cases)) if self.kept is not None else 0,
            "annotated": annotated_text,
            "choices": [*self._choices()] if _picks(annotated_text) else [],
            "settings": [*settings_lines(manifest.get("settings", {}), policy)],
            "variables": [*self._variables()],
            "waivers": [waiver_words(each) for each in manifest.get("waivers", ())],
            "findings": catalog.findings.get(self.id, ()),
            "passed": [*self._passed()],
            "basis": [*self._basis()],
            "history": history(catalog, standing),
            "records": [*records(catalog, standing.judged)],
            "owner": front.record.get("owner", "") if front is not None else "",
            "review_by": front.record.get("review_by") if front is not None else None,
        }

    def _basis(self) -> Iterator[dict[str, str]]:
        book = self.catalog.project.edition.book
        for named in self.facets["basis"]:
            regulation = named.partition("§")[0]
            there = regulation in book.regulations
            yield {"regulation": regulation if there else "", "words": basis_words(named, book)}

    @property
    def long(self) -> bool:
        """Whether there are too many messages to show each."""
        return self.examination is not None and len(self.examination.distinct) > MOST_SHOWN

    def _messages(self) -> Iterator[dict[str, Any]]:
        """Every distinct message; where they are many, the longest."""
        examination = self.examination
        if examination is None:
            return
        groups = examination.distinct
        if self.long:
            groups = [max(groups, key=lambda group: examination.messages[group[0]].body.most_units)]
        whole = Stretches(examination)
        for group in groups:
            cases, count = examination.describe({*group})
            words = cases_words(map(whole.case, cases))
            yield self._message(examination.messages[group[0]], words, count)

    def _message(self, message: Message, cases: str, count: int) -> dict[str, Any]:
        sms = self.standing.head.channel == "sms"
        part_units = self.catalog.project.part_units
        body = message.body
        return {
            "cases": cases,
            "count": count,
            "sections": [
                (SECTIONS[name], wording(section.parts))
                for name, section in message.sections.items()
                if name != "body"
            ],
            "body": wording(body.parts, part_units) if sms else None,
            "paragraphs": [] if sms else paragraphs(body),
            "length": measure(body, part_units),
            "pages": pages(body.longest),
        }

    def _annotated(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Each section as one text, what only some cases say with its conditions."""
        examination = self.examination
        assert examination is not None
        sections = dict.fromkeys(name for each in examination.messages for name in each.sections)
        for name in sections:
            passages = annotated(examination, name)
            yield SECTIONS.get(name, ""), [_passage(each) for each in passages]

    def _choices(self) -> Iterator[dict[str, Any]]:
        """Every value that decides, with what it may be, for who picks a case."""
        examination = self.examination
        assert examination is not None
        whole = Stretches(examination)
        for key, choices in examination.cases.choices.items():
            labels = dict.fromkeys(each.label for each in choices)
            words = [describe([{key: whole.value(key, each)}]) for each in labels]
            names = [each.partition(" = ")[2] for each in words]
            options = zip(map(_label, labels), names, strict=True)
            yield {"key": key, "options": [*options]}

    def _variables(self) -> Iterator[dict[str, str]]:
        """The declared variables: what each is, an example, how long it may print."""
        front = self.template.front
        if front is None or self.kept is None:
            return
        longest: dict[str, str] = {}
        for hole in self._holes():
            name = hole.key.partition("[")[0].partition(".")[0]
            if utf16_units(hole.longest) >= utf16_units(longest.get(name, "")):
                longest[name] = hole.longest
        for name, variable in front.variables.items():
            example = variable.example
            if isinstance(example, bool):
                example = "是" if example else "否"
            units = utf16_units(longest[name]) if name in longest else 0
            yield {
                "name": name,
                "about": variable_words(self.kept.manifest["variables"][name]),
                "example": "" if isinstance(example, list) else str(example or ""),
                "most": f"{units} 个单位" if units else "",
            }

    def _holes(self) -> Iterator[Hole]:
        assert self.examination is not None
        for group in self.examination.distinct:
            for section in self.examination.messages[group[0]].sections.values():
                yield from (hole for _, hole in section.holes)

    def _passed(self) -> Iterator[tuple[str, str]]:
        """The rules that are checked for the channel and of which nothing was found."""
        found = {each.code for each in self.catalog.findings.get(self.id, ())}
        if self.examination is None:
            return
        for rule in all_rules().values():
            if self.standing.head.channel in rule.channels and rule.code not in found:
                yield rule.code, rule.title


def open_entry(catalog: Catalog, standing: Standing) -> Entry:
    """A template with its messages.

    Raises `Unpublished` where it is to be published and is not, now that it is looked at
    again, what was approved; `SourceError` where what was kept of that can't be read.
    """
    project = catalog.project
    template = load_template(project.shown_source(standing.path))
    examination, manifest, _ = examined(project, template)
    kept = read(manifest) if manifest is not None else None
    entry = Entry(catalog, standing, template, examination, kept)
    if not catalog.preview:
        if manifest is None or digest(manifest) != standing.meaning:
            raise Unpublished(f"{standing.path} 刚刚被改动，与批准的不是同一段文字；请再生成一次")
        open_kept(project.root, standing.id, standing.meaning)
    return entry


def _passage(passage: Passage) -> dict[str, Any]:
    always = passage.cases == ({},)
    labels = [{key: _label(value) for key, value in each.items()} for each in passage.labels]
    return {
        "markup": wording(passage.parts),
        "words": "" if always else cases_words(passage.cases) or "某些情形",
        "cases": "" if always else json.dumps(labels),
    }


def _picks(annotated_text: list[tuple[str, list[dict[str, Any]]]]) -> bool:
    """Whether every condition is known, so that a case can be picked."""
    return all(each["cases"] != "[]" for _, passages in annotated_text for each in passages)


def _label(value: Any) -> str:
    """A value that decides as the page names it."""
    return json.dumps(value, default=str)


class Step(NamedTuple):
    """An approved meaning in the history of a template, with what it changed.

    ``differences`` are conditions with the sections that differ, each as stretches;
    ``others`` are lines about what differs beside the wording.
    """

    digest: str
    approvals: list[str]
    differences: list[tuple[str, list[tuple[str, Any]]]]
    others: list[str]


def history(catalog: Catalog, standing: Standing) -> list[Step]:
    """The meanings of a template that were approved, the last first."""
    policy = catalog.registry.policy
    needed = policy.needed(standing.head.channel, standing.head.purpose)
    before: Kept | None = None
    steps: list[Step] = []
    for meaning in completely_approved(standing.judged, needed):
        approvals = [
            approval(each, policy)
            for each in standing.judged
            if each.record.digest == meaning and each.record.decision == APPROVE and each.counts
        ]
        try:
            kept = open_kept(catalog.project.root, standing.id, meaning)
        except SourceError as error:
            steps.append(Step(meaning, approvals, [], [str(error)]))
            continue
        differences: list[tuple[str, list[tuple[str, Any]]]] = []
        others: list[str] = []
        if before is not None:
            comparison = compare(before, kept)
            others = [*beside_wording(comparison)]
            differences = [
                (
                    difference_words(each),
                    [(SECTIONS.get(name, ""), found) for name, found in each.sections.items()],
                )
                for each in comparison.differences
            ]
        steps.append(Step(meaning, approvals, differences, others))
        before = kept
    return steps[::-1]


def records(catalog: Catalog, judged: Sequence[Judged]) -> Iterator[tuple[str, str, list[str]]]:
    """Every record of a template, the last first: digest, words, why it doesn't count."""
    policy = catalog.registry.policy
    for each in reversed(judged):
        faults = [f"{fault.code} {fault.message}" for fault in each.faults]
        yield each.record.digest, approval(each, policy), faults
