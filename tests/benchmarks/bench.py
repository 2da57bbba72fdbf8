"""``make bench``: speed and memory, each figure beside its baseline from the same run.

Trust the ratios, on a machine that does nothing else; seconds differ between any
two. What takes one process is measured in processor time, which others disturb
least; start-up and whole projects in wall clock. Nothing fails for being slow.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from linter.source import HeguiError
from tests.benchmarks import textlint
from tests.benchmarks.generator import (
    ROOT,
    Writer,
    approve,
    forms,
    messages,
    write_project,
    write_terms,
)
from tests.benchmarks.measure import CannotRun, Command, Run, alternate, one_core

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BIN = ROOT / ".venv" / "bin"
_TERMS, _MANY_TERMS = 2_000, 50_000
_SITE = """\
site_name: 示例模板库
theme: {name: hegui}
plugins:
  - hegui: {as_of: "2026-12-01"}
"""
_READ = "import json, sys\nfor line in open(sys.argv[1], 'rb'): json.loads(line)"


@dataclass(frozen=True)
class Line:
    """A figure with its baseline, their ratio and the bar; ``met`` is None without a bar."""

    figure: str
    measured: str
    baseline: str = ""
    ratio: str = ""
    bar: str = ""
    met: bool | None = None

    def __str__(self) -> str:
        verdict = {True: "ok", False: "MISSED", None: ""}[self.met]
        return (
            f"{self.figure:<46} {self.measured:>14}   {self.baseline:<36} {self.ratio:>7}   "
            f"{self.bar:<20} {verdict}"
        ).rstrip()


def _times(figure: str, run: Run, against: str, other: Run, bar: float) -> Line:
    """A time of which no more than this many times the baseline is wanted."""
    return _ratio(figure, run.seconds, against, other.seconds, bar)


def _ratio(figure: str, seconds: float, against: str, baseline: float, bar: float) -> Line:
    ratio = seconds / baseline
    shown, wanted = f"{ratio:.2f}×", f"at most {bar:g}×"
    if bar < 1:
        shown, wanted = f"1/{1 / ratio:.1f}", f"at most 1/{1 / bar:g}"
    other = f"{against} {_seconds(baseline)}"
    return Line(figure, _seconds(seconds), other, shown, wanted, ratio <= bar)


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


@dataclass
class Bench:
    """What all measurements share: a folder that is removed, one for what npm installs."""

    folder: Path
    peers: Path
    full: bool
    failed: bool = False

    def __post_init__(self) -> None:
        self._numbers = count()

    def project(self, name: str, templates: int = 0, terms: int = 0) -> Path:
        """A generated project; ``terms`` (hegui's own counted) are added where it is given."""
        folder = self.folder / name
        write_project(folder, Writer().templates(templates))
        if terms:
            write_terms(folder, terms)
        return folder

    def warmed(self, project: Path) -> Path:
        """A new cache that has this project's glossary and the dictionary, but no results."""
        warm, other = (self.folder / f"{project.name}-{name}" for name in ("warm", "other"))
        if not warm.exists():
            shutil.copytree(project / "glossary", other / "glossary")
            shutil.copy(project / "hegui.toml", other)
            (other / "templates").mkdir()
            text = Writer(seed=0).template(0, "sms", notice=True, banned=False)
            (other / "templates" / "other.j2").write_text(text, "utf-8")
            # Its folder names no channel: that one finding is all that is wrong with it.
            Command((_BIN / "hegui", "check"), other, warm, statuses=(0, 1)).run()
        return Path(shutil.copytree(warm, self.empty()))

    def empty(self) -> Path:
        """The name of a cache that is not there."""
        return self.folder / f"cache-{next(self._numbers)}"

    def start_up(self) -> Iterator[Line]:
        """One SMS template, never the same one twice."""
        rounds = 15
        project = self.project("start-up")
        cache = self.warmed(project)
        writer = Writer()
        for number in range(rounds + 1):
            for kind in ("clean", "notice"):
                text = writer.template(number, "sms", notice=kind == "notice", banned=False)
                if kind == "notice":
                    notice = "如长期未还款，我行可能依法向人民法院提起诉讼。"
                    text = text.replace("。", f"。{notice}", 1)
                (project / "templates" / "sms" / f"{kind}{number}.j2").write_text(text, "utf-8")

        def check(kind: str, number: int) -> Command:
            return Command(
                (_BIN / "hegui", "check", f"templates/sms/{kind}{number}.j2"), project, cache
            )

        def nothing(_: int) -> Command:
            return Command((_BIN / "python", "-I", "-c", "pass"), project)

        for kind in ("clean", "notice"):
            check(kind, rounds).run()
        base, clean, cleared = alternate(
            rounds, nothing, lambda at: check("clean", at), lambda at: check("notice", at)
        )
        yield _times("start-up: one clean SMS", clean, "python -I -c pass", base, 11)
        yield _times(
            "start-up: one that needs word boundaries", cleared, "python -I -c pass", base, 14
        )

    def templates(self) -> Iterator[Line]:
        """A thousand templates, and ten thousand, all new and all known."""
        yield from self._thousand()
        project = self.project("10000", 10_000, _TERMS)
        cache = self.warmed(project)
        check = Command((_BIN / "hegui", "check"), project, cache, statuses=(1,))
        cold = check.run(watch=True)
        figure = "10,000 templates"
        if self.full:
            yield from self._beside_textlint(figure, cold, project, 20)
        else:
            yield Line(figure, _seconds(cold.seconds), "textlint + prh: only with --full")
        yield Line(
            f"{figure}: peak of all processes",
            f"{cold.peak:.0f} MB",
            bar="under 300 MB",
            met=cold.peak < 300,
        )
        terms = self.folder / "terms.txt"
        terms.write_text("".join(f"{term}\n" for term in forms(project)), "utf-8")
        line = (shutil.which("grep") or "grep", "-rnobFf", terms, "templates")
        grep = Command(line, project, output=self.folder / "grep.txt")
        known, base = alternate(5, lambda _: check, lambda _: grep)
        yield _times(f"{figure}: unchanged", known, "grep -rnobFf terms.txt", base, 4)

    def _thousand(self) -> Iterator[Line]:
        project = self.project("1000", 1_000, _TERMS)

        def check(cache: Path) -> Command:
            return Command((_BIN / "hegui", "check"), project, cache, statuses=(1,))

        warm, cold = alternate(
            3, lambda _: check(self.warmed(project)), lambda _: check(self.empty())
        )
        yield from self._beside_textlint("1,000 templates", warm, project, 15)
        yield Line("1,000 templates: glossary, dictionary cold too", _seconds(cold.seconds))

    def _beside_textlint(self, figure: str, run: Run, project: Path, bar: float) -> Iterator[Line]:
        try:
            installed = textlint.install(self.peers)
        except CannotRun as error:
            self.failed, installed = True, False
            yield Line("textlint + prh", f"could not be installed: {error}")
        if not installed:
            yield Line(figure, _seconds(run.seconds), "textlint + prh: needs npm")
            return
        found = self.folder / "textlint.txt"
        other = textlint.command(self.peers, forms(project), project, found).run()
        if found.read_text("utf-8").count(".j2:") < len(list(project.rglob("*.j2"))) / 10:
            raise CannotRun("textlint has not found the terms that are there")
        yield _times(figure, run, "textlint + prh", other, 1 / bar)
        yield Line(
            f"{figure}: processor time",
            _seconds(run.processor),
            f"textlint + prh {_seconds(other.processor)}",
            f"1/{other.processor / run.processor:.1f}",
        )

    def approvals(self) -> Iterator[Line]:
        """Two thousand templates with two approvals each, beside the check alone."""
        project = self.project("approved", 2_000)
        approve(project)
        day = ("--as-of", "2026-12-01")

        def run(name: str, cache: Path) -> Command:
            return Command((_BIN / "hegui", name, *day), project, cache, statuses=(0, 1))

        check, status = alternate(
            3,
            lambda _: run("check", self.warmed(project)),
            lambda _: run("status", self.warmed(project)),
        )
        figure = "2,000 templates: status"
        yield _times(figure, status, "hegui check", check, 1.6)
        cache = self.warmed(project)
        run("status", cache).run()
        known, base = alternate(5, lambda _: run("status", cache), lambda _: run("check", cache))
        yield _times(f"{figure}, unchanged", known, "hegui check", base, 3)

    def catalog(self) -> Iterator[Line]:
        """The site of two thousand templates, nine SMS of ten approved, beside the check alone."""
        project = self.project("catalog", 2_000)
        approve(project)
        (project / "docs").mkdir()
        (project / "mkdocs.yml").write_text(_SITE, "utf-8")
        check_line = (_BIN / "hegui", "check", "--as-of", "2026-12-01")
        build = (_BIN / "mkdocs", "build", "--quiet", "--site-dir", self.folder / "site")
        check, site = alternate(
            3,
            lambda _: Command(check_line, project, self.warmed(project), (0, 1)),
            lambda _: Command(build, project, self.warmed(project)),
        )
        yield _times("2,000 templates: mkdocs build", site, "hegui check", check, 15)

    def audit(self) -> Iterator[Line]:
        """Messages on one core: rows a second, memory, and what many more terms cost."""
        rows = 1_000_000 if self.full else 200_000
        project = self.project("audit", 0, _TERMS)
        larger = self.project("audit-larger", 0, _MANY_TERMS)
        files = {share: self._messages(rows, share) for share in (0.0, 0.05)}
        few = self._messages(rows // 10, 0.05)

        def audit(folder: Path, file: Path) -> Command:
            line = (_BIN / "hegui", "audit", file, "--project", folder)
            output = self.folder / "audit.jsonl"
            return Command(line, folder, caches[folder], statuses=(0, 1), output=output)

        def read(_: int) -> Command:
            return Command((_BIN / "python", "-I", "-c", _READ, files[0.0]), project)

        caches = {folder: self.warmed(folder) for folder in (project, larger)}
        with one_core():
            base, clean, hits, many = alternate(
                3,
                read,
                lambda _: audit(project, files[0.0]),
                lambda _: audit(project, files[0.05]),
                lambda _: audit(larger, files[0.0]),
            )
            peaks = [audit(project, file).run(watch=True).peak for file in (few, files[0.05])]
        yield _rows(
            f"audit of {rows:,}: nothing wrong",
            rows / clean.processor,
            rows / base.processor,
            100_000,
        )
        yield _rows(
            f"audit of {rows:,}: 5 % say a term",
            rows / hits.processor,
            rows / base.processor,
            40_000,
        )
        yield Line(
            f"audit of {rows:,}: peak",
            f"{peaks[1]:.1f} MB",
            f"{rows // 10:,} {peaks[0]:.1f} MB",
            f"{peaks[1] / peaks[0]:.2f}×",
            "at most 1.1×",
            peaks[1] <= peaks[0] * 1.1,
        )
        more, less = many.processor, clean.processor
        yield _ratio(f"audit with {_MANY_TERMS:,} terms", more, f"{_TERMS:,} terms", less, 1.3)

    def _messages(self, rows: int, share: float) -> Path:
        file = self.folder / f"messages-{rows}-{share}.jsonl"
        with file.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in messages(rows, share))
        return file

    def hostile(self) -> Iterator[Line]:
        """What is made to take long, doubled twice: its worst doubling, without the start-up."""
        project = self.project("hostile")
        cache = self.warmed(project)
        folder = project / "templates" / "sms"
        clean = Writer().template(0, "sms", notice=False, banned=False)
        front = clean[: clean.rindex("---\n") + 4]
        (folder / "clean.j2").write_text(clean, "utf-8")

        def check(name: object) -> Callable[[int], Command]:
            line = (_BIN / "hegui", "check", f"templates/sms/{name}.j2")
            command = Command(line, project, cache, statuses=(0, 1), timeout=120)
            return lambda _: command

        for what, (before, opening, closing, after) in _HOSTILE.items():
            for size in _SIZES:
                times = size * 1000 // len(opening + closing)
                text = f"{front}{before}{opening * times}{closing * times}{after}\n"
                (folder / f"{size}.j2").write_text(text, "utf-8")
            start, *runs = alternate(5, check("clean"), *(check(size) for size in _SIZES), of=min)
            taken = [max(each.processor - start.processor, _NOISE) for each in runs]
            worst = max(range(1, len(taken)), key=lambda at: taken[at] / taken[at - 1])
            less, more = taken[worst - 1], taken[worst]
            figure = f"hostile, {_SIZES[worst]} KB: {what}"
            yield _ratio(figure, more, f"{_SIZES[worst - 1]} KB", less, 2.5)


_SIZES = (50, 100, 200)  # KB
_NOISE = 0.02  # seconds: a difference as small as this says nothing
_HOSTILE = {
    "{{ repeated": ("", "{{ ", "", ""),
    "{{ and spaces": ("{{", " ", "", ""),
    "quotes not closed": ("", "{{ '", "", ""),
    "a string not closed": ("{{ '", "x", "", ""),
    "brackets not closed": ("{{ ", "(", "", " }}"),
    "brackets nested": ("{{ ", "[", "]", " }}"),
    "{% if %} not closed": ("", "{% if plan %}", "", ""),
    "{% if %} nested": ("", "{% if plan %}", "{% endif %}", ""),
    "words of patterns": ("", "联系您，家人欠款，通知", "", ""),
    "words in disguise": ("", "起訴您坐lao，", "", ""),
    "{% if %} in a row": ("", "{% if plan %}x{% endif %}", "", ""),
}


def _rows(figure: str, rate: float, baseline: float, bar: float) -> Line:
    ratio = f"1/{baseline / rate:.1f}"
    other = f"json.loads {baseline:,.0f} rows/s"
    return Line(figure, f"{rate:,.0f} rows/s", other, ratio, f"at least {bar:,}/s", rate >= bar)


_PARTS = {
    "start-up": Bench.start_up,
    "templates": Bench.templates,
    "approvals": Bench.approvals,
    "catalog": Bench.catalog,
    "audit": Bench.audit,
    "hostile": Bench.hostile,
}


def main() -> int:
    """Measure, print, and fail only where something can't be run."""
    parser = argparse.ArgumentParser(description="Measure hegui beside its baselines.")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(_PARTS)}; all without")
    parser.add_argument(
        "--full", action="store_true", help="textlint on 10,000 templates; 1,000,000 messages"
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(_PARTS):
        parser.error(f"no such part: {', '.join(unknown)}")
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as name:
        folder = Path(name)
        peers = Path(os.environ.get("HEGUI_BENCH_DIR") or folder) / "textlint"
        bench = Bench(folder.resolve(), peers.resolve(), arguments.full)
        for part in arguments.parts or _PARTS:
            try:
                for line in _PARTS[part](bench):
                    sys.stdout.write(f"{line}\n")
                    sys.stdout.flush()
            except (CannotRun, HeguiError) as error:
                bench.failed = True
                sys.stdout.write(f"{part}: could not be run: {error}\n")
        return int(bench.failed)


if __name__ == "__main__":
    sys.exit(main())
