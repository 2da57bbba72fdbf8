"""``hegui schema NAME``: JSON Schemas for editors and programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from linter import meaning
from linter.approval import record
from linter.catalog import machine
from linter.glossary import (
    approvers,
    institution,
    lists,
    policy,
    profiles,
    regulations,
    terms,
)
from linter.report import approvals
from linter.report import json as findings
from linter.template import front_matter

if TYPE_CHECKING:
    import argparse

_SCHEMAS = {
    "front-matter": front_matter.schema,
    "institution": institution.schema,
    "policy": policy.schema,
    "glossary": terms.schema,
    "lists": lists.schema,
    "regulations": regulations.schema,
    "profiles": profiles.schema,
    "approvers": approvers.schema,
    "record": record.schema,
    "manifest": meaning.schema,
    "status": approvals.schema,
    "findings": findings.schema,
    "approved-index": machine.index_schema,
    "approved-template": machine.template_schema,
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "name",
        choices=tuple(_SCHEMAS),
        metavar="名称",
        help=f"可用的有：{'、'.join(_SCHEMAS)}",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the schema."""
    print(json.dumps(_SCHEMAS[arguments.name](), ensure_ascii=False, indent=2))
    return 0
