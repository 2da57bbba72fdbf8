"""Messages as they were sent, checked for their wording.

Nothing of a message is written anywhere but in its answer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from linter.rows import BadRow, Row
from linter.rules import all_rules
from linter.rules.privacy import masked
from linter.rules.rule import Context, Hit, Said
from linter.rules.wording import said_all
from linter.source import Source
from linter.template.front_matter import CHANNELS
from linter.template.message import Message, Piece, Printed
from linter.template.template import load_template
from linter.verdict import checks, said_severity, severity_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linter.glossary.wording import Wording
    from linter.project import Project
    from linter.rows import Batch


class Answer(NamedTuple):
    """A message and what its wording breaks."""

    row: Row
    said: Sequence[Said]


class Structure:
    """The parts that a reminder must have, as the project's rules know them."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._contexts = {channel: _context(project, channel) for channel in CHANNELS}

    def lacks(self, row: Row) -> Iterator[Said]:
        """What a message lacks or does to its sender, at its end or where it stands."""
        source = Source("", row.text)
        piece = Piece(row.text, source.excerpt(0, len(row.text)), 0, len(row.text), True, ())
        message = Message({"body": Printed((piece,))}, {})
        context = self._contexts[row.channel]
        for rule in checks(row.channel)[0]:
            weight = rule.weigh(context.situation)
            for found in rule.check(message, context):
                severity = severity_of(rule, weight, self._project)
                start = end = len(row.text)
                if isinstance(found, Hit):
                    start, end = found.start, found.end
                if found.severity is not None:
                    severity = min(severity, found.severity)
                yield Said(
                    rule.code, rule.category, severity, weight.basis, start, end, found.message
                )


def _context(project: Project, channel: str) -> Context:
    purposes = project.policy.purposes.items()
    dunning = [name for name, each in purposes if each.collection and each.asks_payment]
    text = (
        f"---\nid: audit\ntitle: 消息\nchannel: {channel}\n"
        f"purpose: {dunning[0] if dunning else 'none'}\nowner: 消息\n---\n消息\n"
    )
    front = load_template(Source("", text)).front
    assert front is not None
    profile = project.profile(front.profile)
    part_units = project.part_units
    return Context(front, project.institution, project.policy, profile, part_units, named=False)


def answer(
    batch: Batch,
    wording: Wording,
    project: Project | None = None,
    structure: Structure | None = None,
) -> Iterator[Answer | BadRow]:
    """Check a batch; answers and bad rows come in its order.

    ``project`` is the one whose policy sets severities.
    """
    texts = [each.text for each in batch if isinstance(each, Row)]
    answers = iter(said_all(texts, wording))
    for each in batch:
        if isinstance(each, BadRow):
            yield each
            continue
        found = next(answers)
        if found and project is not None:
            found = [_by_policy(said, project) for said in found]
        yield Answer(each, [*found, *structure.lacks(each)] if structure else found)


def _by_policy(said: Said, project: Project) -> Said:
    rule = all_rules()[said.code]
    return said._replace(severity=said_severity(said, rule, rule.weight, project))


def answer_json(answer: Answer, *, mask: bool) -> str:
    """One answer as a line of JSON; offsets count characters of the text."""
    row, said = answer
    name = row.id if type(row.id) is int else json.dumps(row.id, ensure_ascii=False)
    if not said:
        return f'{{"id": {name}, "findings": []}}'
    rules = all_rules()
    hide = masked if mask else str
    findings = [
        {
            "code": each.code,
            "name": rules[each.code].name,
            "severity": str(each.severity),
            "category": each.category,
            "start": each.start,
            "end": each.end,
            "excerpt": hide(row.text[each.start : each.end]),
            "message": hide(each.message),
        }
        for each in said
    ]
    return f'{{"id": {name}, "findings": {json.dumps(findings, ensure_ascii=False)}}}'
