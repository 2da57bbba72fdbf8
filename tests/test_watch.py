"""``hegui check --watch``, the real process: it checks again after each change, until Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from tests.making import HEGUI, HOTLINE, environment, template, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.making import Run

DAY = ("--as-of", "2026-11-24")
PATIENCE = 20  # seconds after which a line that was to come has not come


class Watching:
    """A process of the command, and the lines that it writes."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [str(HEGUI), "check", "--watch", *DAY],
            cwd=folder,
            env=environment({"PYTHONUNBUFFERED": "1"}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: Queue[str] = Queue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line)

    def end(self) -> None:
        """Leave nothing behind."""
        self.process.kill()
        self.process.wait()
        self._reader.join(PATIENCE)

    def until(self, words: str) -> str:
        """What is written up to a line with some words."""
        seen = ""
        while words not in seen:
            try:
                seen += self._lines.get(timeout=PATIENCE)
            except Empty:
                pytest.fail(f"{words} never came after:\n{seen}")
        return seen


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    write(folder, template(f"您好，{HOTLINE}"))
    made = Watching(folder)
    yield made
    made.end()


def test_each_change_is_checked(folder: Path, watching: Watching) -> None:
    """A template, a partial, a glossary that is broken and mended; Ctrl-C ends it quietly."""
    watching.until("等待改动")
    write(folder, template(f"您好！！{HOTLINE}"))
    changed = watching.until("1 个警告")
    policy = folder / "glossary/policy.yaml"
    text = policy.read_text("utf-8")
    policy.write_text("purposes: [", "utf-8")
    broken = watching.until("hegui：glossary/policy.yaml:1:")
    policy.write_text(text, "utf-8")
    watching.until("1 个警告")
    write(folder, template(f"你好，坐牢，{HOTLINE}"))
    watching.until("1 个错误")
    watching.until("等待改动")
    watching.process.send_signal(signal.SIGINT)

    assert "有改动：templates/sms/example.j2" in changed
    assert "有改动：glossary/policy.yaml" in broken
    assert watching.process.wait(PATIENCE) == 1


def test_settings_are_watched_however_they_are_saved(folder: Path, watching: Watching) -> None:
    """Replaced, replaced again, written; a file that comes; what editors leave beside is none."""
    watching.until("等待改动")
    new = folder / "new"
    for _ in range(2):
        new.write_text("[sms]\npart_units = 66\n", "utf-8")
        new.replace(folder / "hegui.toml")
        watching.until("有改动：hegui.toml")
        watching.until("等待改动")
    (folder / "hegui.toml").write_text("x", "utf-8")
    watching.until("TOML 语法错误")
    (folder / "hegui.toml").write_text("", "utf-8")
    watching.until("没有问题")
    watching.until("等待改动")
    (folder / "templates/sms/example.j2.tmp").write_text("x", "utf-8")
    (folder / "hegui.baseline").write_text("# \n", "utf-8")

    assert ".tmp" not in watching.until("有改动：hegui.baseline")


def test_without_the_extra(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says what to install."""
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    status, out, err = run("check", "--watch")

    assert (status, out) == (2, "")
    assert "pip install 'hegui[watch]'" in err


@pytest.mark.parametrize("more", ["-", "--diff"])
def test_what_does_not_go_together(run: Run, more: str) -> None:
    """Standard input doesn't change; a diff is shown once."""
    status, _, err = run("check", "--watch", more)

    assert status == 2
    assert "--watch 不能与" in err
