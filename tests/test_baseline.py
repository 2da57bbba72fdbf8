"""``hegui.baseline``: old findings that are known, new ones that count, lines that are stale."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from linter.baseline import keyed
from linter.project import Project
from linter.run import check_files
from tests.making import AS_OF, HOTLINE, template, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.making import Run

DAY = ("--as-of", "2026-11-24")
OLD = f"你的信用卡滞纳金！！{HOTLINE}"


def _named(body: str, name: str) -> str:
    return template(body).replace("sms.example", f"sms.{name}")


@pytest.fixture
def old(folder: Path, run: Run) -> Path:
    """A project with three old findings, all registered."""
    write(folder, _named(OLD, "old"), "old")
    run("baseline", *DAY)
    return folder


def _lines(folder: Path) -> list[str]:
    text = (folder / "hegui.baseline").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _check(run: Run, *arguments: str, day: str = "2026-11-24") -> tuple[int, dict[str, Any]]:
    status, out, _ = run("check", "--as-of", day, "--format", "json", *arguments)
    return status, json.loads(out)


def _codes(data: dict[str, Any]) -> list[str]:
    return [each["code"] for each in data["findings"]]


def test_one_sorted_line_a_finding(old: Path) -> None:
    """Template, code, fingerprint, due date in 180 days, what was found."""
    lines = _lines(old)
    fields = [line.split(" ", 4) for line in lines]

    assert lines == sorted(lines)
    assert [(template, code, due, note) for template, code, _, due, note in fields] == [
        ("sms.old", "TON002", "2027-05-23", "你"),
        ("sms.old", "TON003", "2027-05-23", "！！"),
        ("sms.old", "TRM001", "2027-05-23", "滞纳金"),
    ]


def test_registered_findings_do_not_count(old: Path, run: Run) -> None:
    """Nothing of them is reported but their number; the lines may move."""
    file = old / "templates/sms/old.j2"
    file.write_text(file.read_text("utf-8").replace("owner:", "stage: accepted\nowner:"), "utf-8")

    status, data = _check(run, "--strict")

    assert (status, data["findings"], data["summary"]["baselined"]) == (0, [], 3)
    assert run("check", *DAY)[1].endswith("没有问题，另有 3 个登记过的旧问题\n")


def test_new_findings_count(old: Path, run: Run) -> None:
    """Also one more of the same in the same template."""
    write(old, _named(f"你好，{OLD}", "old"), "old")
    write(old, _named(f"您好！！{HOTLINE}", "new"), "new")

    assert _codes(_check(run)[1]) == ["TON003", "TON002"]


def test_lines_of_what_is_mended_are_errors(old: Path, run: Run) -> None:
    """They name their line; hegui baseline deletes them."""
    write(old, _named(OLD.replace("滞纳金", "违约金"), "old"), "old")
    status, data = _check(run)
    (finding,) = data["findings"]
    out = run("baseline", *DAY)[1]

    assert status == 1
    assert (finding["code"], finding["path"]) == ("BAS001", "hegui.baseline")
    assert "TRM001" in finding["excerpt"]
    assert out == "登记了 2 个问题：hegui.baseline；删除了 1 行\n"
    assert _check(run)[0] == 0


def test_lines_of_other_templates_are_left_alone(old: Path, run: Run) -> None:
    """A run on some files says nothing about lines of the rest; a whole run does."""
    write(old, _named(HOTLINE, "new"), "new")
    (old / "templates/sms/old.j2").unlink()

    assert _check(run, "templates/sms/new.j2")[0] == 0
    assert _codes(_check(run)[1]) == ["BAS001"] * 3


@pytest.mark.usefixtures("old")
def test_due_date(run: Run) -> None:
    """The last day still counts; then finding and line are both told."""
    assert _check(run, day="2027-05-23")[0] == 0
    assert sorted(_codes(_check(run, day="2027-05-24")[1])) == [
        *(["BAS002"] * 3),
        "TON002",
        "TON003",
        "TRM001",
    ]


def test_new_debt_is_not_registered_unless_asked(old: Path, run: Run) -> None:
    """With --add it is; old lines keep their date."""
    write(old, _named(f"您好！！{HOTLINE}", "new"), "new")
    without = run("baseline", *DAY)[1]
    lines = _lines(old)
    run("baseline", *DAY, "--add", "--due", "2026-12-31")

    assert "另有 1 个新的问题没有登记" in without
    assert len(lines) == 3
    assert [line.split(" ")[3] for line in _lines(old)] == ["2026-12-31", *["2027-05-23"] * 3]


def test_the_gravest_cannot_be_registered(folder: Path, run: Run) -> None:
    """A threat of jail is reported whatever the file says."""
    write(folder, _named(f"不还款就让您坐牢，{HOTLINE}", "old"), "old")
    out = run("baseline", *DAY)[1]
    before = _check(run)[1]["findings"]
    thr = next(each for each in before if each["code"] == "THR002")

    assert "另有 1 个问题不能登记" in out
    assert all("THR002" not in line for line in _lines(folder))
    assert thr["severity"] == "error"


def test_a_line_for_the_gravest_is_an_error(old: Path, run: Run) -> None:
    """Whoever writes one by hand waives nothing."""
    write(old, _named(f"不还款就让您坐牢，{HOTLINE}", "bad"), "bad")
    project = Project.open(old)
    found = check_files(project, [*project.template_files()], AS_OF).findings
    key = next(key for key, finding in keyed(found) if finding.code == "THR002")
    file = old / "hegui.baseline"
    file.write_text(f"{file.read_text('utf-8')}{' '.join(key)} 2027-05-23 坐牢\n", "utf-8")
    codes = _codes(_check(run)[1])

    assert "THR002" in codes
    assert "BAS002" in codes


def test_waived_findings_are_not_registered(folder: Path, run: Run) -> None:
    """They are allowed already."""
    waiver = '{# hegui: allow TON003 reason="活动用语" by="法律合规部" until=2026-12-31 #}'
    write(folder, _named(f"{waiver}\n已受理！！{HOTLINE}", "old"), "old")
    run("baseline", *DAY)

    assert _lines(folder) == []
    assert _check(run)[0] == 0


@pytest.mark.parametrize(
    "line",
    [
        "sms.old TRM001 0123456789abcdef 明年",
        "sms.old TRM001 0123456789abcdef 2027-02-30 滞纳金",
        "sms.old TRM001 xyz 2027-05-23 滞纳金",
        "<<<<<<< HEAD",
        "sms.old",
        "\u3000",
        "x" * 5000,
    ],
)
def test_lines_that_cannot_be_read_are_errors(old: Path, run: Run, line: str) -> None:
    """Each at its place; the others hold."""
    file = old / "hegui.baseline"
    file.write_text(f"{file.read_text('utf-8')}{line}\n", "utf-8")
    status, data = _check(run)

    assert status == (1 if line.strip() else 0)
    assert _codes(data) == (["BAS003"] if line.strip() else [])
    assert data["summary"]["baselined"] == 3


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\x00", "滞纳金".encode("gb18030")])
def test_file_that_cannot_be_read_stops_the_run(old: Path, run: Run, data: bytes) -> None:
    """One line names it."""
    (old / "hegui.baseline").write_bytes(data)
    status, out, err = run("check", *DAY)

    assert (status, out) == (2, "")
    assert err.startswith("hegui：hegui.baseline：")
    assert err.count("\n") == 1


def test_paths_with_spaces(folder: Path, run: Run) -> None:
    """A template without an id is named by its path, spaces as %20."""
    text = template(f"你好，{HOTLINE}").replace("id: sms.example\n", "")
    (folder / "templates/sms/a 名 b.j2").write_text(text, "utf-8")
    run("baseline", *DAY)

    assert [line.split(" ")[0] for line in _lines(folder)] == ["templates/sms/a%20名%20b.j2"]
    assert _codes(_check(run)[1]) == ["META003"]


# what a reading has found


@pytest.mark.parametrize(
    "body",
    [f"不还款就坐lao，{HOTLINE}", f"{{% if %}}{HOTLINE}", f"{{{{ nick }}}}好，{HOTLINE}"],
)
def test_what_cannot_be_waived_cannot_be_registered(folder: Path, run: Run, body: str) -> None:
    """A grave word in disguise, a template that can't be read: nothing else of it is known."""
    write(folder, _named(body, "old"), "old")
    run("baseline", *DAY)
    errors = [each for each in _check(run)[1]["findings"] if each["severity"] == "error"]

    assert errors
    assert [
        line for line in _lines(folder) if line.split(" ")[1] in {e["code"] for e in errors}
    ] == []


def test_what_the_policy_never_waives_cannot_be_registered(folder: Path, run: Run) -> None:
    """policy.yaml holds for lines, too."""
    policy = folder / "glossary/policy.yaml"
    policy.write_text(f"{policy.read_text('utf-8')}waivers: {{never: [CHN002]}}\n", "utf-8")
    write(folder, _named("异议已受理。", "old"), "old")
    run("baseline", *DAY)

    assert _lines(folder) == []


def test_expired_waivers_cannot_be_registered(folder: Path, run: Run) -> None:
    """That would prolong them."""
    waiver = '{# hegui: allow TON003 reason="活动用语" by="法律合规部" until=2026-11-01 #}'
    write(folder, _named(f"{waiver}\n已受理！！{HOTLINE}", "old"), "old")
    run("baseline", *DAY)

    assert "WVR002" in _codes(_check(run)[1])


def test_registered_findings_may_not_grow(folder: Path, run: Run) -> None:
    """In more cases, or graver, it is another one."""
    body = f"您的异议已受理。{{% if plan %}}{HOTLINE}{{% else %}}你好。{{% endif %}}"
    text = template(body, "{plan: {type: bool}}")
    write(folder, text)
    run("baseline", *DAY)
    write(folder, text.replace(HOTLINE, "再见。"))
    more = _codes(_check(run)[1])
    write(folder, text)
    policy = folder / "glossary/policy.yaml"
    written = policy.read_text("utf-8")
    policy.write_text(written.replace("severity:", "severity:\n  TON002: error", 1), "utf-8")

    assert "CHN002" in more
    assert "TON002" in _codes(_check(run)[1])


def test_waived_findings_stay_in_sight(old: Path, run: Run) -> None:
    """With lines in the file, a waived finding is shown and counted as such."""
    waiver = '{# hegui: allow TON003 reason="活动用语" by="法律合规部" until=2026-12-31 #}'
    write(old, _named(f"{waiver}\n已受理！！{HOTLINE}", "new"), "new")
    data = _check(run)[1]

    assert _codes(data) == ["TON003"]
    assert (data["summary"]["waived"], data["summary"]["baselined"]) == (1, 3)


def test_due_dates_lie_ahead(folder: Path, run: Run) -> None:
    """A line that is overdue when it is written is refused."""
    write(folder, _named(OLD, "old"), "old")
    status, _, err = run("baseline", "--due", "2026-11-23", *DAY)

    assert status == 2
    assert "已经过去" in err
    assert not (folder / "hegui.baseline").exists()
