"""The starter is approved, by records that a scripted repository makes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.conftest import ROOT
from tests.starter import APPROVALS, DAY, approved

if TYPE_CHECKING:
    from pathlib import Path


def _files(folder: Path) -> dict[str, str]:
    return {
        each.relative_to(folder).as_posix(): each.read_text("utf-8")
        for each in sorted(folder.rglob("*"))
        if each.is_file()
    }


def test_records_of_the_starter(tmp_path: Path) -> None:
    """They are what the script makes of today's templates; ``make approvals`` renews them."""
    bank = approved(tmp_path / "project")

    assert _files(bank.folder / APPROVALS) == _files(ROOT / APPROVALS)
    status, out, err = bank.run("status", "--format", "json", day=DAY)
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert found["signature"] == "off"
    standings = {each["id"]: each["status"] for each in found["templates"]}
    drafts = {name for name, status in standings.items() if status != "approved"}
    assert drafts == {name for name in standings if ".guarantor." in name} != set()
    people = {each["person"] for one in found["templates"] for each in one["approvals"]}
    assert people == {"business-1", "legal-1", "consumer-1"}
