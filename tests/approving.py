"""A bank in a real git repository: people who write, people who approve."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from linter.approval.ledger import read_ledger, write_record
from linter.approval.record import Record
from linter.cli.main import main
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DAY = "2026-12-01"
WRITER = "writer@bank.example"
PEOPLE = ("business-1", "legal-1", "consumer-1", "registrar-1")
_GIT = shutil.which("git") or "git"


class Bank:
    """A project under git. Each command runs as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def found(cls, folder: Path, templates: Sequence[str] = ()) -> Bank:
        """A new bank with some of the starter's templates, committed."""
        bank = cls(folder)
        bank.begin(templates)
        return bank

    def copy(self, folder: Path) -> Bank:
        """The same bank elsewhere."""
        shutil.copytree(self.folder, folder)
        return Bank(folder)

    def begin(self, templates: Sequence[str]) -> None:
        """Write the project and commit it."""
        folder = self.folder
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "hegui.toml", folder)
        shutil.copytree(ROOT / "glossary", folder / "glossary")
        shutil.copytree(ROOT / "templates" / "partials", folder / "templates" / "partials")
        for path in templates:
            target = folder / "templates" / path
            target.parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / "templates" / path, target)
        self.git("init", "-q", "-b", "main", ".")
        self.commit("Begin")

    def git(self, *arguments: str, who: str = WRITER, **variables: str) -> str:
        """Run git as somebody, in an environment without settings."""
        identity = ("-c", f"user.name={who.partition('@')[0]}", "-c", f"user.email={who}")
        clean = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            [_GIT, *identity, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, **clean, **variables},
        )
        return done.stdout.strip()

    def commit(self, message: str = "Change", who: str = WRITER) -> str:
        """Commit everything that is there; the commit."""
        self.git("add", "-A", who=who)
        self.git("commit", "-q", "--allow-empty", "-m", message, who=who)
        return self.git("rev-parse", "HEAD")

    def run(self, *arguments: str, day: str = DAY) -> tuple[int, str, str]:
        """Run hegui on a day: status, standard output, standard error."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = main([*arguments, "--as-of", day, "--project", str(self.folder)])
        return status, out.getvalue(), err.getvalue()

    def decide(self, kind: str, name: str, person: str, *more: str, day: str = DAY) -> None:
        """Have somebody approve, reject or revoke, and commit the record as that person."""
        status, _, err = self.run(kind, name, "--as", person, "--yes", *more, day=day)
        assert status == 0, err
        self.commit(f"{kind} {name}", f"{person}@bank.example")

    def approve(self, name: str, *, day: str = DAY) -> None:
        """Have a template approved by all who must."""
        channel = name.partition(".")[0]
        people = PEOPLE[:2] if channel in ("sms", "email") else PEOPLE[:3]
        for person in people:
            self.decide("approve", name, person, day=day)

    def status(self, name: str, *, day: str = DAY) -> dict[str, Any]:
        """The standing of a template."""
        status, out, err = self.run("status", name, "--format", "json", day=day)
        assert (status, err) == (0, ""), err
        (found,) = json.loads(out)["templates"]
        return dict(found)

    def gate(self, *more: str, base: str = "main", day: str = DAY) -> list[tuple[str, str, str]]:
        """What the gate tells of approvals: severity, code and template."""
        arguments = ("check", "--approvals", "--base", base, "--format", "json", *more)
        status, out, err = self.run(*arguments, day=day)
        assert err == "", err
        findings = json.loads(out)["findings"]
        assert status == int(any(each["severity"] == "error" for each in findings))
        families = ("APR", "CHG")
        return [
            (each["severity"], each["code"], each["template"])
            for each in findings
            if each["code"].startswith(families)
        ]

    def refusals(self, *more: str, base: str = "main", day: str = DAY) -> set[str]:
        """The codes of the errors among them."""
        found = self.gate(*more, base=base, day=day)
        return {code for severity, code, _ in found if severity == "error"}

    def branch(self, name: str = "change") -> None:
        """Begin a branch."""
        self.git("switch", "-q", "-c", name)

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a file in one place."""
        file = self.folder / path
        text = file.read_text("utf-8")
        assert text.count(old) == 1, (path, old, text.count(old))
        file.write_text(text.replace(old, new), "utf-8")

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def forge(self, name: str, person: str, role: str, **changes: Any) -> Record:
        """Write a record by hand, as somebody who doesn't use the command."""
        heads = read_ledger(self.folder).history(name).heads
        usual = Record(
            template=name,
            decision="approve",
            digest=self.status(name)["digest"],
            person=person,
            role=role,
            time=datetime(2026, 12, 1, 6, tzinfo=UTC),
            previous=tuple(heads),
            expires=date(2027, 6, 1),
        )
        record = usual._replace(**changes)
        write_record(self.folder, record)
        return record

    def records(self, name: str) -> list[Path]:
        """The records of a template in the order of their names."""
        folder = self.folder / "templates" / "approvals" / name
        return sorted(each for each in folder.glob("*.json") if ".manifest" not in each.name)
