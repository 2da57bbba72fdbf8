"""``hegui approve`` may die at any moment: a record is there as a whole, or not at all."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from linter.approval.ledger import read_ledger, read_manifest
from tests.approving import DAY, Bank
from tests.conftest import ROOT
from tests.making import environment

if TYPE_CHECKING:
    from pathlib import Path

NAME = "sms.overdue.first-day"
_MOST = 30  # changes of files, more than an approval makes


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """A bank with one template."""
    return Bank.found(tmp_path_factory.mktemp("bank") / "project", ["sms/overdue-first-day.j2"])


def _run(bank: Bank, moment: str) -> int:
    """Approve until a moment; the status of the process."""
    folder = bank.folder / "templates" / "approvals"
    asked = ("approve", NAME, "--as", "legal-1", "--yes", "--as-of", DAY, "--project", bank.folder)
    return subprocess.run(
        [sys.executable, "-m", "tests.killing", folder, moment, *asked],
        cwd=ROOT,
        env=environment({}),
        capture_output=True,
        check=False,
    ).returncode


def _sound(bank: Bank) -> int:
    """How many records there are; all that is there is whole."""
    ledger = read_ledger(bank.folder)
    assert list(ledger.every_problem()) == []
    history = ledger.history(NAME)
    for meaning in history.manifests:
        read_manifest(bank.folder, NAME, meaning)
    assert all(entry.record.digest in history.manifests for entry in history.entries)
    return len(history.entries)


def _approves_afterwards(bank: Bank, folder: Path) -> None:
    """Whatever was left behind, the next approval goes through."""
    again = bank.copy(folder)
    status, _, err = again.run("approve", NAME, "--as", "business-1", "--yes")
    assert (status, err) == (0, "")


def test_killed_at_every_change(bank: Bank, tmp_path: Path) -> None:
    """Before each file that is opened for writing, renamed or made, one after the other."""
    outcomes = []
    for moment in range(_MOST):
        shutil.rmtree(bank.folder / "templates" / "approvals", ignore_errors=True)
        status = _run(bank, str(moment))
        outcomes.append((status, _sound(bank)))
        _approves_afterwards(bank, tmp_path / str(moment))
        if status == 0:
            break

    assert outcomes[-1] == (0, 1)
    assert len(outcomes) > 5
    assert {status for status, _ in outcomes[:-1]} == {-signal.SIGKILL}
    assert {count for _, count in outcomes[:-1]} == {0}


@pytest.mark.parametrize("size", [0, 1, 200, 400, 2000])
def test_killed_while_writing(bank: Bank, tmp_path: Path, size: int) -> None:
    """In the middle of a file's bytes, too."""
    shutil.rmtree(bank.folder / "templates" / "approvals", ignore_errors=True)

    assert _run(bank, f"bytes:{size}") == -signal.SIGXFSZ
    assert _sound(bank) == 0
    _approves_afterwards(bank, tmp_path / "again")
