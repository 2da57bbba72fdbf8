"""Approves the starter's SMS in a scripted repository; ``make approvals`` keeps the records.

Two invented authors write, two invented people approve: ids are roles, nobody is real.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.approving import Bank
from tests.conftest import ROOT

DAY = "2026-11-30"
APPROVALS = "templates/approvals"
_AUTHORS = ("copywriter-1@bank.example", "copywriter-2@bank.example")
_APPROVERS = ("business-1", "legal-1")


def approved(folder: Path) -> Bank:
    """A repository with the starter's templates, its SMS approved."""
    bank = Bank.found(folder)
    files = sorted(each.relative_to(ROOT) for each in (ROOT / "templates").rglob("*.j2"))
    for number, author in enumerate(_AUTHORS):
        for file in files[number :: len(_AUTHORS)]:
            bank.write(file.as_posix(), (ROOT / file).read_text("utf-8"))
        bank.commit("Write templates", author)
    ids = [
        line.split()[1]
        for file in sorted((ROOT / "templates/sms").glob("*.j2"))
        for line in file.read_text("utf-8").splitlines()
        if line.startswith("id: ")
    ]
    for person in _APPROVERS:
        status, _, err = bank.run("approve", *ids, "--as", person, "--yes", day=DAY)
        assert status == 0, err
        bank.commit("Approve", f"{person}@bank.example")
    return bank


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        made = approved(Path(name, "project"))
        shutil.rmtree(ROOT / APPROVALS, ignore_errors=True)
        shutil.copytree(made.folder / APPROVALS, ROOT / APPROVALS)
