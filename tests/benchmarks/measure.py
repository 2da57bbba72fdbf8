"""Commands, how long they take, and how much memory they and their children hold (Linux)."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_EVERY = 0.02  # seconds between two looks at memory


class CannotRun(Exception):
    """A command failed, or never ended."""


class Run(NamedTuple):
    """Wall clock and processor time in seconds; peak memory in MB, 0 unless it was watched.

    The peak is the sum of each process's own, pages that they share counted in
    each: more than they ever held.
    """

    seconds: float
    processor: float
    peak: float


@dataclass(frozen=True)
class Command:
    """A command line, where it runs, its cache, and the exit statuses it may end with."""

    line: tuple[str | Path, ...]
    folder: Path
    cache: Path = Path(os.devnull)
    statuses: tuple[int, ...] = (0,)
    output: Path = Path(os.devnull)
    timeout: float = 1200

    def run(self, *, watch: bool = False) -> Run:
        """Run it to its end."""
        environment = {**os.environ, "HEGUI_CACHE_DIR": str(self.cache)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with self.output.open("wb") as output, tempfile.TemporaryFile() as errors:
            begun, used = perf_counter(), _processor()
            process = subprocess.Popen(
                self.line, cwd=self.folder, env=environment, stdout=output, stderr=errors
            )
            stop = threading.Timer(self.timeout, process.kill)
            stop.start()
            with _watching(process.pid, watch=watch) as peaks:
                status = process.wait()
            seconds = perf_counter() - begun
            stop.cancel()
            if status not in self.statuses:
                errors.seek(0)
                last = errors.read().decode(errors="replace").strip().rpartition("\n")[2]
                reason = last if status > 0 else f"killed after {seconds:.0f} s"
                shown = " ".join(str(each) for each in self.line[:3])
                raise CannotRun(f"{shown} …: exit status {status}: {reason}")
        return Run(seconds, _processor() - used, sum(peaks.values()) * 1024 / 1e6)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def _watching(pid: int, *, watch: bool) -> Iterator[dict[int, int]]:
    """The peak in KiB of each process of a tree, as it last was."""
    peaks: dict[int, int] = {}
    if not watch:
        yield peaks
        return
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_EVERY):
            for each in _tree(pid):
                if peak := _peak(each):
                    peaks[each] = peak

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peaks
    finally:
        ended.set()
        thread.join()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for file in Path("/proc", str(pid), "task").glob("*/children"):
        try:
            children = file.read_text()
        except OSError:
            continue
        for child in children.split():
            yield from _tree(int(child))


def _peak(pid: int) -> int:
    try:
        status = Path("/proc", str(pid), "status").read_text()
    except OSError:
        return 0
    _, _, rest = status.partition("VmHWM:")
    return int(rest.split()[0]) if rest else 0


def alternate(
    rounds: int,
    *commands: Callable[[int], Command],
    of: Callable[[list[float]], float] = median,
) -> list[Run]:
    """Medians of commands that are run in turn; each is made for its round, untimed.

    ``of=min`` takes the quickest instead: of short runs, the one that nothing disturbed.
    """
    taken: list[list[Run]] = [[] for _ in commands]
    for number in range(rounds):
        for command, runs in zip(commands, taken, strict=True):
            runs.append(command(number).run())
    return [Run(*(of(list(each)) for each in zip(*runs, strict=True))) for runs in taken]


@contextmanager
def one_core() -> Iterator[None]:
    """What is started meanwhile runs on one processor."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
