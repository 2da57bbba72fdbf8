"""A run over many files: known results, workers, and what only all files together show."""

from __future__ import annotations

import os
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from linter.engine import Checked, check_file, check_glossary, repeated_id
from linter.finding import Place, Problem
from linter.results import Packed, Results, pack, unpack
from linter.source import HeguiError
from linter.verdict import problem_finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from linter.engine import Head
    from linter.files import File, StrPath
    from linter.finding import Finding, Severity
    from linter.project import Project
    from linter.source import Source

_CACHED = 40  # files from which it pays to look for known results
_SHARED = 300  # files from which it pays to start workers
_CHUNK = 25  # files that a worker takes at once
_ONCE = ("TPL001", "TPL004", "WVR001", "WVR002", "WVR003", "WVR004")


class Summary(NamedTuple):
    """What checking many files gave, findings in the order of the files.

    ``folder`` leads from the working directory to the project, empty or with a
    slash at its end: paths in the formats that other tools read begin with it.
    ``files`` has for the id of each template its own files, then its partials' (an id
    may be used twice, wrongly). ``since`` names the version with which this one was
    compared, empty where it wasn't; ``baselined`` counts the findings that are
    left out because they are registered.
    ``outside`` are the names of what lies outside the project, which the user gave.
    ``heads`` has for each id what is known of the template without its messages.
    """

    findings: tuple[Finding, ...]
    templates: int
    cases: int
    folder: str = ""
    files: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    since: str = ""
    baselined: int = 0
    outside: frozenset[str] = frozenset()
    heads: Mapping[str, Head] = MappingProxyType({})

    def path(self, source: Source) -> str:
        """Where another program, started in the same folder, finds the file of a source."""
        given = source.path in self.outside or Path(source.path).is_absolute()
        return source.path if given else f"{self.folder}{source.path}"

    def count(self, severity: Severity) -> int:
        """How many findings have this severity, without those that are waived."""
        return sum(
            finding.severity == severity and finding.waiver is None for finding in self.findings
        )

    @property
    def waived(self) -> int:
        """How many findings are waived."""
        return sum(finding.waiver is not None for finding in self.findings)


def check_files(  # noqa: PLR0913 - what is checked, and how
    project: Project,
    files: Iterable[StrPath],
    as_of: date,
    progress: Callable[[], None] = lambda: None,
    jobs: int | None = None,
    *,
    meaning: bool = False,
) -> Summary:
    """Check files in order; ``progress`` is called after each.

    With ``meaning`` the heads of templates have the digests of what they mean.
    ``jobs`` is the number of processes; None takes what the machine offers,
    where there are files enough. Results are remembered, but for an earlier version of
    a project, which uses those of the present one where files are alike.
    """
    check_glossary(project)
    located = [project.files.locate(file) for file in files]
    texts = _Texts(project, located)
    findings: list[Finding] = []
    first_use: dict[str, File] = {}
    partials: dict[str, Checked] = {}
    uses: dict[str, dict[str, str | None]] = {}
    used: dict[str, tuple[str, ...]] = {}
    heads: dict[str, Head] = {}
    templates = cases = 0
    run = _Run(project, as_of, meaning)
    for file, checked in zip(located, _checked(run, located, jobs, texts), strict=True):
        findings.extend(checked.findings)
        templates, cases = templates + checked.is_template, cases + checked.cases
        if checked.id and first_use.setdefault(checked.id, file) is not file:
            template = checked.template
            source = template.source if template is not None else texts.source(file.shown)
            place = Place(source, checked.id_span)
            findings.append(repeated_id(project, checked.id, place, first_use[checked.id].shown))
        if checked.id:
            uses[checked.id] = checked.uses
            partials_used = (f"templates/{path}" for path in checked.uses)
            used[checked.id] = (file.shown, *used.get(checked.id, ()), *partials_used)
        if checked.id and checked.head is not None:
            heads[checked.id] = checked.head
        if checked.named:
            partials[file.shown] = checked
        progress()
    for name, checked in partials.items():
        findings.extend(_serves_nobody(project, located, checked, texts.source(name), uses))
    outside = frozenset(file.shown for file in located if not file.inside)
    without = tuple(_without_repeats(findings))
    return Summary(without, templates, cases, outside=outside, files=used, heads=heads)


def _serves_nobody(
    project: Project,
    files: list[File],
    partial: Checked,
    source: Source,
    uses: dict[str, dict[str, str | None]],
) -> Iterator[Finding]:
    """A WVR003 where a waiver in a partial names a template that doesn't print the partial.

    ``uses`` are the partials of the templates of this run; of one that is in another
    file nothing is said.
    """
    path = source.path.removeprefix("templates/")
    for template, span in partial.named:
        message = ""
        if template not in uses and _is_whole(project, files):
            message = f"没有模板 {template}；请改正 templates 里的编号，或删除它"
        elif path not in uses.get(template, {path: ""}):
            message = f"模板 {template} 没有用到这个 partial；请从 templates 里删除它"
        if message:
            problem = Problem("WVR003", Place(source, span), message)
            yield problem_finding(project, problem, "", 0)


def _is_whole(project: Project, files: list[File]) -> bool:
    """Whether a run checks every template of the project."""
    checked = {file.shown for file in files}
    return all(project.files.locate(file).shown in checked for file in project.template_files())


class _Run(NamedTuple):
    """What all files of a run have in common."""

    project: Project
    as_of: date
    meaning: bool

    def check(self, file: File) -> Checked:
        return check_file(self.project, file, self.as_of, meaning=self.meaning)


def _checked(run: _Run, files: list[File], jobs: int | None, texts: _Texts) -> Iterator[Checked]:
    """Each file's result in order: known, from a worker, or made here.

    Only files inside the project are known: outside, two may be shown alike.
    """
    if len(files) < _CACHED and jobs is None:
        yield from map(run.check, files)
        return
    project = run.project
    results = Results(project, run.as_of)
    digests = [project.files.digest(file) if file.inside else None for file in files]
    known = [
        results.get(file.shown, digest, meaning=run.meaning) if digest else None
        for file, digest in zip(files, digests, strict=True)
    ]
    unknown = [
        file for file, packed in zip(files, known, strict=True) if packed is None and file.inside
    ]
    made = _made(run, unknown, jobs)
    for file, packed in zip(files, known, strict=True):
        if not file.inside:
            yield run.check(file)
            continue
        if packed is None:
            packed = next(made)  # noqa: PLW2901 - what was not known is known now
            results.put(file.shown, packed)
        yield unpack(packed, texts.source)
    results.store()


class _Texts:
    """The texts that findings point into, read again where a report needs them."""

    def __init__(self, project: Project, files: list[File]) -> None:
        self._project = project
        self._files = {file.shown: file for file in files if file.inside}
        self._read: dict[str, Source] = {}

    def source(self, name: str) -> Source:
        """The text that reports call by a name."""
        if name not in self._read:
            self._read[name] = self._project.shown_source(name, self._files.get(name))
        return self._read[name]


def _made(run: _Run, files: list[File], jobs: int | None) -> Iterator[Packed]:
    """The results of files that must be checked, in order."""
    count = jobs or (_processors() if len(files) >= _SHARED else 1)
    if count == 1 or len(files) <= _CHUNK:
        for file in files:
            yield pack(run.check(file))
        return
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_all_start_methods, get_context  # noqa: PLC0415

    method = "fork" if "fork" in get_all_start_methods() else "spawn"
    chunks = [files[at : at + _CHUNK] for at in range(0, len(files), _CHUNK)]
    try:
        with ProcessPoolExecutor(
            min(count, len(chunks)),
            get_context(method),
            _start_worker,
            (run.project.root, run.project.present, run.as_of, run.meaning),
        ) as pool:
            for packed in pool.map(_work, chunks):
                yield from packed
    except BrokenProcessPool:
        raise HeguiError("一个检查进程被系统终止（可能是内存不足）；请用 --jobs 1 再试") from None


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_worker: dict[str, _Run] = {}


def _start_worker(root: Path, present: Path | None, as_of: date, meaning: bool) -> None:
    """What a worker does first: open the project; leave Ctrl-C to the parent."""
    import gc  # noqa: PLC0415 - for workers only
    import signal  # noqa: PLC0415 - for workers only

    from linter.project import Project  # noqa: PLC0415 - for workers only

    gc.freeze()  # what the parent has made is no garbage
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker["run"] = _Run(Project.open(root, present), as_of, meaning)


def _work(files: list[File]) -> list[Packed]:
    return [pack(_worker["run"].check(file)) for file in files]


def _without_repeats(findings: list[Finding]) -> Iterator[Finding]:
    """A partial's own error is reported once, however many templates meet it."""
    seen: set[tuple[object, ...]] = set()
    for finding in findings:
        once = finding.code in _ONCE
        key = (finding.code, finding.place.key, finding.message) if once else ()
        if not (once and key in seen):
            yield finding
        seen.add(key)
