"""A run over many files says the same, whoever checks them and whatever is known already."""

from __future__ import annotations

import copy
import json
import os
import shutil
from concurrent.futures import process
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter import cache
from linter import run as running
from linter.engine import Checked, check_file, check_source
from linter.files import template_files
from linter.finding import Cause, Edit, Finding, Fix, Place, Related, Severity, Waiver
from linter.project import Project
from linter.report import json as report_json
from linter.report.text import Line, print_findings
from linter.results import pack, unpack
from linter.run import Summary, check_files
from linter.source import Source, Span
from tests.conftest import CACHE, ROOT
from tests.making import AS_OF, HOTLINE, codes, hegui, is_one_line, template, write
from tests.nonsense import soups

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    from linter.files import File
    from tests.making import Run

    Change = Callable[[Path], None]

DAY = ("--as-of", "2026-11-24")
MANY = 62  # files: more than two workers take at once
INCLUDING = template(f'信用卡{{% include "partials/outer.j2" %}}金，{HOTLINE}')
TERM = """category: tone
terms:
  example-word:
    code: TRM009
    match: substring
    forms: [异议]
    severity: info
    why: 只是一个例子
    instead: 意见
    basis: []
    good: [您好。]
    bad: [您的异议已受理。]
"""


def _results() -> list[Path]:
    return sorted(CACHE.glob("results-*.json"))


def _forget() -> None:
    for file in _results():
        file.unlink()


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    """Each test begins without results; dictionary and glossary stay."""
    _forget()


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were checked, which those known already are not."""
    names: list[str] = []

    def spy(project: Project, file: File, as_of: date, *, meaning: bool) -> Any:
        names.append(file.shown.removeprefix("templates/"))
        return check_file(project, file, as_of, meaning=meaning)

    monkeypatch.setattr(running, "check_file", spy)
    return names


def _check(root: Path, as_of: date = AS_OF, jobs: int | None = 1) -> Summary:
    """Check a project as it is now; with ``jobs``, what is known is looked up."""
    project = Project.open(root)
    return check_files(project, project.template_files(), as_of, jobs=jobs)


def _reports(summary: Summary) -> tuple[str, str]:
    """What is printed, as JSON and as text."""
    lines: list[Line] = []
    print_findings(summary, lines.append, 80)
    return report_json.report(summary), json.dumps(lines, ensure_ascii=False)


def _small(folder: Path) -> None:
    """One template with a partial in a partial, and one without."""
    partials = folder / "templates" / "partials"
    (partials / "outer.j2").write_text('滞{% include "partials/inner.j2" %}', "utf-8")
    (partials / "inner.j2").write_text("纳", "utf-8")
    write(folder, INCLUDING, "including")
    write(folder, template(f"您的异议已受理。{HOTLINE}").replace("sms.ex", "sms.other-ex"), "plain")


def _large(folder: Path) -> None:
    """Clean templates, findings of several kinds, an id used twice, a file that is no text."""
    _small(folder)
    bodies = [
        "您的异议已受理。",
        "信用卡滞纳金，",
        "{{ nmae }}",
        "{% if plan %}信用卡超限费{% endif %}",
    ]
    for at in range(MANY):
        text = template(f"{bodies[at % 4]}{HOTLINE}", "{plan: {type: bool}}")
        write(folder, text.replace("sms.example", f"sms.a{at % 58}"), f"a{at:02}")
    (folder / "templates" / "sms" / "b.j2").write_bytes("客服".encode("gbk"))


# what is known already


def test_a_second_run_prints_the_same(run: Run, folder: Path, looked_at: list[str]) -> None:
    """To the byte, in both formats, although no file is checked again."""
    _large(folder)

    for arguments in (("--format", "json"), ("--format", "text")):
        _forget()
        looked_at.clear()
        first = run("check", *DAY, *arguments)
        assert run("check", *DAY, *arguments) == first
        assert first[0] == 1
        assert len(looked_at) == len(set(looked_at)) > MANY


def test_few_files_are_not_looked_up(run: Run, folder: Path, looked_at: list[str]) -> None:
    """Checking them takes less than knowing them: nothing is stored either."""
    _small(folder)

    first, second = run("check", *DAY), run("check", *DAY)

    assert first == second
    assert len(looked_at) == 2 * len(set(looked_at))
    assert _results() == []


def _append(path: str, text: str) -> Change:
    def change(root: Path) -> None:
        with (root / path).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return change


def _replace(path: str, old: str, new: str) -> Change:
    def change(root: Path) -> None:
        text = (root / path).read_text("utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new), "utf-8")

    return change


def _touch(root: Path) -> None:
    for path in template_files(root / "templates"):
        os.utime(path, (0, 0))


ALL = ["every file"]


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (_touch, []),
        (_append("templates/sms/plain.j2", "。"), ["sms/plain.j2"]),
        (
            _append("templates/partials/outer.j2", "。"),
            ["partials/outer.j2", "sms/including.j2"],
        ),
        (
            _append("templates/partials/inner.j2", "。"),
            ["partials/inner.j2", "sms/including.j2"],
        ),
        (_append("templates/partials/contact.j2", "。"), ["partials/contact.j2"]),
        (_append("templates/sms/new.j2", CLEAN := template(HOTLINE)), ["sms/new.j2"]),
        (_append("glossary/terms/new.yaml", TERM), ALL),
        (_append("glossary/lists.yaml", "# 注\n"), ALL),
        (_append("glossary/regulations.yaml", "# 注\n"), ALL),
        (_replace("glossary/institution.yaml", "955XX", "956XX"), ALL),
        (_append("glossary/policy.yaml", "  CHN001: error\n"), ALL),
        (_replace("hegui.toml", "part_units = 67", "part_units = 66"), ALL),
    ],
)
def test_what_has_changed_is_checked_again(
    folder: Path, looked_at: list[str], change: Change, again: list[str]
) -> None:
    """And nothing else, unless it is what every file is checked against."""
    _small(folder)
    _check(folder)
    everything = list(looked_at)
    change(folder)
    looked_at.clear()

    summary = _check(folder)

    assert looked_at == (everything if again == ALL else again)
    assert _reports(summary) == _reports(_check(folder, jobs=None))


def test_another_day_is_another_run(folder: Path, looked_at: list[str]) -> None:
    """A review that was not due yesterday may be due today."""
    write(folder, template(HOTLINE, more='review_by: "2026-11-24"\n'))
    after = date(2026, 11, 25)

    assert codes(list(_check(folder).findings)) == []
    assert codes(list(_check(folder, after).findings)) == ["META010"]
    looked_at.clear()
    assert codes(list(_check(folder, after).findings)) == ["META010"]
    assert looked_at == []


def test_a_missing_partial_is_looked_for_again(folder: Path, looked_at: list[str]) -> None:
    """The template is right as soon as the partial is there."""
    write(folder, template(f'{{% include "partials/later.j2" %}}{HOTLINE}'))

    for _ in range(2):
        assert codes(list(_check(folder).findings)) == ["TPL007"]
    assert looked_at.count("sms/example.j2") == 2
    assert looked_at.count("partials/contact.j2") == 1
    (folder / "templates" / "partials" / "later.j2").write_text("您好。", "utf-8")

    assert codes(list(_check(folder).findings)) == []


def test_an_id_used_twice_is_found_among_known_files(folder: Path, looked_at: list[str]) -> None:
    """Which file is the first is seen anew in every run."""
    write(folder, template(HOTLINE), "b")
    _check(folder)
    write(folder, template(HOTLINE), "a")

    for _ in range(2):
        (finding,) = _check(folder).findings
        assert finding.place.source.path == "templates/sms/b.j2"
        assert finding.message == "编号“sms.example”已用于 templates/sms/a.j2；请换一个"
    assert looked_at.count("sms/b.j2") == looked_at.count("sms/a.j2") == 1


def test_two_files_of_one_name_are_two_files(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file outside may be called as one inside is; each is checked for what it says."""
    inside = folder / write(folder, template(HOTLINE), "a")
    outside = tmp_path / "templates" / "sms" / "a.j2"
    outside.parent.mkdir(parents=True)
    outside.write_text(template(f"信用卡滞纳金，{HOTLINE}").replace("sms.ex", "sms.b"), "utf-8")
    run("check", *DAY, "--jobs", "1")
    monkeypatch.chdir(tmp_path)
    arguments = ["--project", str(folder), *DAY, "templates/sms/a.j2", str(inside)]

    status, out, _ = run("check", "--jobs", "1", *arguments)

    assert (status, out) == run("check", *arguments)[:2]
    assert status == 1
    assert "信用卡滞纳金" in out


def test_what_is_known_of_a_file_inside_is_not_said_of_one_outside(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside, the same name and text have no folder that names a channel."""
    (folder / "templates" / "email").mkdir()
    for root in (folder, tmp_path):
        file = root / "templates" / "email" / "a.j2"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(template(HOTLINE), "utf-8")
    assert "META007" in run("check", *DAY, "--jobs", "1")[1]
    monkeypatch.chdir(tmp_path)

    status, out, _ = run(
        "check", "--jobs", "1", "--project", str(folder), *DAY, "templates/email/a.j2"
    )

    assert (status, out) == (0, "检查了 1 个模板、1 种情形：没有问题\n")


def test_names_that_are_no_utf8_are_kept(folder: Path, looked_at: list[str]) -> None:
    """A file whose name is bytes of another encoding is known, too."""
    name = os.fsdecode("客服.j2".encode("gbk"))
    (folder / "templates" / "sms" / name).write_text(template(f"信用卡滞纳金，{HOTLINE}"), "utf-8")

    first = _check(folder)
    looked_at.clear()
    second = _check(folder)

    assert looked_at == []
    assert _reports(first) == _reports(second)
    assert codes(list(first.findings)) == ["TRM001"]


# whatever is edited, knowing changes nothing

_TEMPLATES = [
    None,
    b"\xff",
    b"",
    template(HOTLINE).encode(),
    template(f"信用卡滞纳金，{HOTLINE}", more='review_by: "2026-11-24"\n').encode(),
    INCLUDING.encode(),
    template(f'{{% import "partials/inner.j2" as a %}}{{{{ a.m() }}}}{HOTLINE}').encode(),
    template(f'{{% include "partials/../sms/a.j2" %}}{HOTLINE}').encode(),
    Path("b.j2"),
]
_PARTIALS = [
    None,
    b"\xff",
    "滞纳".encode(),
    '滞{% include "partials/inner.j2" %}'.encode(),
    b'{% include "partials/outer.j2" %}',
    "{% macro m() %}信用卡滞纳金{% endmacro %}纳".encode(),
    b"{{ x|upper }}",
    template(HOTLINE).encode(),
    Path("contact.j2"),
]
_EDITS = st.one_of(
    st.tuples(
        st.sampled_from(["templates/sms/a.j2", "templates/sms/b.j2", "templates/email/a.j2"]),
        st.sampled_from(_TEMPLATES),
    ),
    st.tuples(
        st.sampled_from(["templates/partials/outer.j2", "templates/partials/inner.j2"]),
        st.sampled_from(_PARTIALS),
    ),
    st.tuples(st.just("hegui.toml"), st.sampled_from([b"", b"[sms]\npart_units = 60\n", b"# \n"])),
)


@settings(max_examples=50)
@given(st.lists(st.tuples(_EDITS, st.sampled_from([AS_OF, date(2026, 11, 25)])), max_size=6))
def test_whatever_is_edited_knowing_changes_nothing(edits: list[Any]) -> None:
    """A run that looks up what is known reports what one reports that looks up nothing."""
    with TemporaryDirectory() as name:
        root = _project(Path(name))
        for (path, content), as_of in edits:
            _put(root / path, content)

            known = _reports(_check(root, as_of))

            assert known == _reports(_check(root, as_of)) == _reports(_check(root, as_of, None))


def _project(folder: Path) -> Path:
    """A project with no terms but the base's."""
    (folder / "hegui.toml").touch()
    for name in ("templates/sms", "templates/email", "glossary"):
        (folder / name).mkdir(parents=True)
    for name in ("institution.yaml", "policy.yaml"):
        shutil.copy(ROOT / "glossary" / name, folder / "glossary")
    shutil.copytree(ROOT / "templates" / "partials", folder / "templates" / "partials")
    return folder


def _put(file: Path, content: bytes | Path | None) -> None:
    """Make a file hold this, or lead there, or be gone."""
    file.unlink(missing_ok=True)
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content is not None:
        file.symlink_to(content)


# packed for the cache and for the parent


@given(soups)
def test_packing_keeps_everything(body: str) -> None:
    """Through JSON and back, a result is the same, whatever the template says."""
    project = Project.open(ROOT)
    files = {"a.j2": Source("a.j2", template(f"信用卡滞纳金{body}{HOTLINE}", "{a: {type: bool}}"))}
    checked = check_source(project, files["a.j2"], AS_OF, "email")

    again = unpack(
        json.loads(json.dumps(pack(checked))),
        lambda name: files.get(name) or project.shown_source(name),
    )

    assert list(map(report_json.finding_dict, again.findings)) == list(
        map(report_json.finding_dict, checked.findings)
    )
    assert again == replace(checked, findings=again.findings, template=None)


def test_packing_keeps_every_field() -> None:
    """A finding that has all there is, edits too, comes back as it was."""
    files = {name: Source(name, "信用卡滞纳金") for name in ("a.j2", "b.j2")}

    def place(name: str, start: int, end: int) -> Place:
        return Place(files[name], Span(start, end))

    whole = Finding(
        code="TRM001",
        name="late-fee",
        severity=Severity.WARNING,
        category="obsolete_term",
        template="sms.example",
        place=place("a.j2", 3, 6),
        message="请删除",
        duty="law",
        excerpt="滞纳金",
        basis=("R01", "R02§3"),
        cases=({"a": True, "b": None, "c": "甲", "d": 5}, {"a": False}),
        case_count=7,
        witness="信用卡滞纳金",
        term="late-fee",
        related=(Related("part", place("b.j2", 0, 1)), Related("call", place("a.j2", 0, 3))),
        fix=Fix(False, (Edit(place("a.j2", 3, 6), "违约金"), Edit(place("b.j2", 0, 1), ""))),
        waiver=Waiver(
            "TRM001", "理由", "角色", AS_OF, place("b.j2", 0, 3), Span(3, 6), ("sms.example",)
        ),
        cause=Cause("glossary/terms/a.yaml", "modified", "late-fee"),
    )
    plain = Finding("TRM001", "n", Severity.INFO, "c", "t", place("b.j2", 0, 0), "m", "law")
    checked = Checked(
        (whole, plain),
        None,
        True,
        "sms.example",
        Span(3, 9),
        7,
        "d",
        {"p": "e"},
        (("sms.example", Span(0, 3)),),
    )
    usual = Finding._field_defaults
    assert [name for name in usual if getattr(whole, name) == usual[name]] == []

    again = unpack(json.loads(json.dumps(pack(checked))), files.__getitem__)

    assert again == checked
    assert [*map(type, again.findings[0])] == [*map(type, whole)]


# workers


@pytest.mark.parametrize("arguments", [("--format", "json"), ("--format", "text")])
def test_workers_print_the_same(run: Run, folder: Path, arguments: tuple[str, ...]) -> None:
    """One process, two or many, all files or those that have changed: the same bytes."""
    _large(folder)
    expected = run("check", *DAY, *arguments)

    for jobs in ("1", "2", "7"):
        _forget()
        assert run("check", *DAY, *arguments, "--jobs", jobs) == expected
    for file in _results():
        _forget_half(file)
    assert run("check", *DAY, *arguments, "--jobs", "2") == expected
    assert expected[0] == 1
    assert "META006" in expected[1]
    assert "META011" in expected[1]


def _forget_half(file: Path) -> None:
    name, key, value = file.name, _key(file), json.loads(_value(file))
    cache.store(name, key, dict(list(value.items())[::2]), 99)


def _key(file: Path) -> str:
    """The key of a file of the cache: the first word of its first line."""
    return file.read_bytes().partition(b" ")[0].decode()


def _value(file: Path) -> bytes:
    """The value in a file of the cache: all after its first line."""
    return file.read_bytes().partition(b"\n")[2]


def test_files_are_checked_by_workers(
    run: Run, folder: Path, looked_at: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two jobs none of many files is checked in the process that prints."""
    _large(folder)
    here = os.getpid()
    monkeypatch.setattr(running, "check_file", _refusing_in(here))

    status, _, err = run("check", *DAY, "--jobs", "2")

    assert (status, err) == (1, "")
    assert looked_at == []


def _refusing_in(process: int) -> Any:
    def refuse(project: Project, file: File, as_of: date, *, meaning: bool) -> Any:
        assert os.getpid() != process
        return check_file(project, file, as_of, meaning=meaning)

    return refuse


def test_a_worker_that_dies_is_one_line(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what may be the reason and what to do; nothing is stored."""
    _large(folder)

    def die(*_: object, **__: object) -> None:
        os._exit(9)

    monkeypatch.setattr(running, "check_file", die)

    status, out, err = run("check", *DAY, "--jobs", "2")

    assert (status, out) == (2, "")
    assert is_one_line(err)
    assert "请用 --jobs 1 再试" in err
    assert _results() == []


@pytest.mark.parametrize(
    "jobs", ["0", "x", "９", "-1", "257", "1.5", "+1", " 1", "", "²", "0001999", "9" * 5000]
)
def test_jobs_are_a_small_number(run: Run, folder: Path, jobs: str) -> None:
    """Anything else is refused in Chinese before anything is checked."""
    _small(folder)

    status, out, err = run("check", f"--jobs={jobs}")

    assert (status, out) == (2, "")
    assert is_one_line(err)
    assert err.startswith("hegui：--jobs：请写 1 至 256 的整数；用法见 hegui check --help")


@pytest.mark.parametrize("jobs", ["1", "2", "256"])
def test_few_files_need_no_worker(run: Run, folder: Path, looked_at: list[str], jobs: str) -> None:
    """However many are allowed, they are checked where they are printed."""
    _small(folder)

    assert run("check", *DAY, "--jobs", jobs)[0] == 1
    assert "sms/including.j2" in looked_at


def test_no_more_processes_than_there_is_work_for(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are allowed, none is started that would have nothing to do."""
    for at in range(60):
        write(folder, template(HOTLINE).replace("sms.example", f"sms.a{at}"), f"a{at}")
    started: list[int] = []

    class Pool(process.ProcessPoolExecutor):
        def __init__(self, workers: int, *more: Any) -> None:
            started.append(workers)
            super().__init__(min(workers, 3), *more)

    monkeypatch.setattr(process, "ProcessPoolExecutor", Pool)

    assert run("check", *DAY, "--jobs", "200")[0] == 0

    chunks = -(-(60 + 2) // running._CHUNK)  # noqa: SLF001 - partials are files, too
    assert len(started) == 1
    assert 2 <= started[0] <= chunks


# a damaged cache


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, bytes]:
    """A project, the file with its results, and what the file holds."""
    _forget()
    folder = _project(tmp_path_factory.mktemp("stage"))
    _small(folder)
    write(
        folder,
        template(f"信用卡{{% if a %}}滞纳金{{% endif %}}，{HOTLINE}", "{a: {type: bool}}"),
        "b",
    )
    _check(folder)
    (file,) = _results()
    return folder, file, file.read_bytes()


def _nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a JSON value."""
    yield path
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _nodes(each, (*path, key))


def _changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    changed = copy.deepcopy(value)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return changed


_WRONG = st.sampled_from(
    [None, True, -1, 0, 10**5, 0.5, "", "字", "../../etc/passwd", "\0", [], [1], {}, {"a": 1}]
)


@settings(max_examples=300)
@given(data=st.data(), wrong=_WRONG)
def test_a_damaged_result_changes_nothing(
    stored: tuple[Path, Path, bytes], data: st.DataObject, wrong: Any
) -> None:
    """Whatever stands anywhere in the cache, a run ends with its report, and with the right one."""
    folder, file, whole = stored
    head, _, value = whole.partition(b"\n")
    known = json.loads(value)
    path = data.draw(st.sampled_from(list(_nodes(known))))
    changed = json.dumps(_changed(known, path, wrong), ensure_ascii=False, separators=(",", ":"))
    file.write_bytes(head + b"\n" + changed.encode())

    assert _reports(_check(folder)) == _reports(_check(folder, jobs=None))


# where texts go


def test_texts_are_written_to_the_cache_alone(folder: Path, tmp_path: Path) -> None:
    """Not to the project, to temporary files or to the home folder; of messages, nowhere."""
    for at in range(45):
        body = template(f"信用卡滞纳金丙丁鼋丙，{HOTLINE}")
        write(folder, body.replace("sms.example", f"sms.a{at}"), f"a{at}")
    messages = json.dumps({"id": 1, "text": "信用卡滞纳金戊己鼍戊"}, ensure_ascii=False).encode()
    kept, home, temporary = (tmp_path / name for name in ("kept", "home", "temporary"))
    shutil.copytree(CACHE, kept)
    home.mkdir()
    temporary.mkdir()
    before = _contents(folder)

    def command(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return hegui(
            folder,
            *arguments,
            data=data,
            HEGUI_CACHE_DIR=str(kept),
            HOME=str(home),
            TMPDIR=str(temporary),
        )

    check = command("check", *DAY, "--jobs", "2")
    audit = command("audit", "-", data=messages)

    assert (check.returncode, audit.returncode) == (1, 1)
    assert "丙丁鼋丙" in check.stdout.decode()
    assert "滞纳金" in audit.stdout.decode()
    assert _contents(folder) == before
    assert _contents(home) == _contents(temporary) == {}
    cached = _contents(kept)
    assert [name[:8] for name, data in cached.items() if "丙丁鼋丙".encode() in data] == [
        "results-"
    ]
    assert not any("戊己鼍戊".encode() in data for data in cached.values())


def _contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
