"""From what a template's page is made: pages made from the same are the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from linter.approval.ledger import FOLDER as LEDGER
from linter.meaning import digest
from linter.project import MARKER
from linter.source import MANIFEST

if TYPE_CHECKING:
    from linter.approval.standing import Standing
    from linter.catalog.catalog import Catalog


def foundation(catalog: Catalog) -> str:
    """A digest of what all pages have in common: the day, the glossary, the commit."""
    root = catalog.project.root
    files = [root / MARKER, *sorted((root / "glossary").rglob("*.yaml"))]
    contents = [hashlib.sha256(each.read_bytes()).hexdigest() for each in files if each.is_file()]
    told = [str(catalog.as_of), catalog.preview, catalog.title, catalog.address]
    return digest([*told, catalog.commit.name, *contents])


def origin(catalog: Catalog, standing: Standing) -> str:
    """A digest of what the page of one template is made from, beside the `foundation`."""
    files = catalog.project.files
    root = catalog.project.root
    contents = [[each, files.digest(files.locate(root / each))] for each in standing.files]
    kept = root / LEDGER / standing.id
    manifests = [
        [each.name, hashlib.sha256(each.read_bytes()).hexdigest()]
        for each in sorted(kept.glob(f"*{MANIFEST}"))
        if each.is_file()
    ]
    unsure = sorted(catalog.commit.uncommitted.intersection(standing.files))
    records = [[each.entry.hash, each.faults, each.unsigned] for each in standing.judged]
    return digest(
        [contents, standing.status, standing.reason, standing.meaning, records, manifests, unsure]
    )
