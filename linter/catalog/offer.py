"""The finished records that a preview offers: who commits one has approved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from linter.approval.decision import Decider, Decision, faults, recorded
from linter.approval.judgement import REQUIRED
from linter.approval.ledger import FOLDER, manifest_path, manifest_text
from linter.approval.record import APPROVE
from linter.approval.standing import RETIRED
from linter.clock import moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from linter.catalog.entry import Entry
    from linter.glossary.approvers import Person


class Document(NamedTuple):
    """A file to be committed: its path from the root of the project, and its text."""

    path: str
    text: str


class OfferedRecord(NamedTuple):
    """A record for one person in one role; ``path`` is empty where ``why`` speaks against it."""

    words: str
    path: str = ""
    text: str = ""
    why: str = ""


class Offers(NamedTuple):
    """What approves a template; ``manifest`` is None where the meaning is kept already."""

    manifest: Document | None
    records: list[OfferedRecord]


def offers(entry: Entry, now: datetime | None = None) -> Offers | None:
    """The records that would approve a template; None where nothing is to be approved.

    ``now`` is the time of the records, noon of the catalog's day where it is None.
    """
    standing, registry = entry.standing, entry.catalog.registry
    history = registry.ledger.history(standing.id)
    if not standing.missing or standing.status == RETIRED or entry.kept is None or history.broken:
        return None
    commit = entry.catalog.commit  # without one nobody knows who has written it
    if standing.errors or not commit.name or commit.uncommitted.intersection(standing.files):
        return None
    kept = standing.meaning in history.manifests
    manifest = Document(
        manifest_path(standing.id, standing.meaning), manifest_text(entry.kept.manifest)
    )
    time = now or moment(entry.catalog.as_of)
    return Offers(None if kept else manifest, [*_records(entry, time)])


def _records(entry: Entry, now: datetime) -> Iterator[OfferedRecord]:
    standing, registry = entry.standing, entry.catalog.registry
    decision = Decision(APPROVE, standing.meaning, registry.as_of + timedelta(registry.policy.days))
    for role in standing.missing:
        for person in registry.rules.approvers.values():
            if role in person.roles and person.serves(registry.as_of):
                yield _record(entry, person, role, decision, now)


def _record(
    entry: Entry, person: Person, role: str, decision: Decision, now: datetime
) -> OfferedRecord:
    standing, registry = entry.standing, entry.catalog.registry
    words = f"{person.id} 以“{registry.policy.titles([role])}”的角色批准，有效至 {decision.expires}"
    if registry.policy.signature == REQUIRED:
        return OfferedRecord(words, why="policy.yaml 要求签名；请运行 hegui approve")
    record = recorded(registry, standing, Decider(person, role), decision, now)
    wrong = faults(registry, standing, record)
    if wrong:
        return OfferedRecord(words, why=f"{wrong[0].code} {wrong[0].message}")
    return OfferedRecord(words, f"{FOLDER}/{record.template}/{record.name}", record.text())
