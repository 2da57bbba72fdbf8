"""Approves the starter in a scripted repository; ``make approvals`` keeps the records.

Templates to guarantors stay drafts, so that a preview has something to offer.

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
_CHANNELS = {"sent": ("sms", "email"), "formal": ("letter", "delivery")}


def approved(folder: Path) -> Bank:
    """A repository with the starter's templates, approved but those to guarantors."""
    bank = Bank.found(folder)
    files = sorted(each.relative_to(ROOT) for each in (ROOT / "templates").rglob("*.j2"))
    for number, author in enumerate(_AUTHORS):
        for file in files[number :: len(_AUTHORS)]:
            bank.write(file.as_posix(), (ROOT / file).read_text("utf-8"))
        bank.commit("Write templates", author)
    ids = {
        kind: [
            line.split()[1]
            for file in files
            if file.parts[1] in channels
            and "audience: guarantor" not in (ROOT / file).read_text("utf-8")
            for line in (ROOT / file).read_text("utf-8").splitlines()
            if line.startswith("id: ")
        ]
        for kind, channels in _CHANNELS.items()
    }
    for person in ("business-1", "legal-1"):
        _approve(bank, person, [*ids["sent"], *ids["formal"]])
    _approve(bank, "consumer-1", ids["formal"])
    return bank


def _approve(bank: Bank, person: str, ids: list[str]) -> None:
    status, _, err = bank.run("approve", *ids, "--as", person, "--yes", day=DAY)
    assert status == 0, err
    bank.commit("Approve", f"{person}@bank.example")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        made = approved(Path(name, "project"))
        shutil.rmtree(ROOT / APPROVALS, ignore_errors=True)
        shutil.copytree(made.folder / APPROVALS, ROOT / APPROVALS)
