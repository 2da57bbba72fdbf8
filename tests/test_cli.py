"""The command line: exit status, what goes where, one clear line for what can't be done."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from rich.cells import cell_len

from linter.cli.main import COMMANDS, main
from linter.engine import check_source
from linter.finding import Edit, Fix, Place, Severity
from linter.report.json import finding_dict
from linter.report.text import finding_lines, source_lines
from linter.rules import all_rules
from linter.source import LARGEST_FILE, Source, Span
from linter.template.front_matter import split
from tests.conftest import ROOT
from tests.making import (
    AS_OF,
    HEGUI,
    HOTLINE,
    environment,
    found,
    hegui,
    is_one_line,
    seen,
    template,
    write,
)

if TYPE_CHECKING:
    from linter.project import Project
    from tests.making import Run


CLEAN = template(HOTLINE)
BROKEN = template(f"信用卡滞纳金{{% if plan %}}！{{% endif %}}，{HOTLINE}", "{plan: {type: bool}}")
UNUSED = template(HOTLINE, "{plan: {type: bool}}")
LONG = template("您的异议已受理。" * 9 + HOTLINE)
TOO_LONG = "x" * 5000  # for a path
REMINDER = (
    "尊敬的{{ name }}{{ title|default('客户') }}：您应还{{ amount|money }}元"
    "{% if notes|length > 0 %}，包括{{ notes|join('、') }}{% endif %}"
    "{% if plan %}，可分期{% endif %}。"
    "{% if days > 30 %}已逾期{{ days }}天。{% endif %}"
)
VARIABLES = (
    "{name: {type: person_name, max_length: 4}, amount: {type: money}, plan: {type: bool},"
    " title: {type: enum, values: [先生, 女士], optional: true},"
    " days: {type: integer, max: 99, example: 31},"
    " notes: {type: list, items: {type: enum, values: [利息, 费用]}, max_items: 2}}"
)


def _terminal(folder: Path, *arguments: str, **changes: str) -> tuple[int, str]:
    """Run the installed command at a terminal: its status and what is seen."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(HEGUI), *arguments],
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(changes),
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:  # how Linux says that the other side has closed
        pass
    os.close(ours)
    return process.wait(), seen.decode()


def _schema(name: str, run: Run) -> Draft202012Validator:
    status, out, err = run("schema", name)
    assert (status, err) == (0, "")
    schema = json.loads(out)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


# what can't be done


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], "没有 chek 这个命令；您是不是想写“check”？"),
        (
            ["zzz"],
            f"可用的有：{'、'.join([*COMMANDS][:12])}等",
        ),
        ([""], "这个命令"),
        (["--foo"], "没有这个参数：--foo；用法见 hegui --help"),
        (["check", "--foo"], "没有这个参数：--foo；用法见 hegui check --help"),
        (["check", "--proj", "."], "没有这个参数：--proj"),
        (["check", "--format", "xml"], "--format：没有 xml；可用的有："),
        (["check", "--format"], "--format：后面要写一个值"),
        (["check", "--as-of"], "--as-of：后面要写一个值"),
        (["check", "--as-of", "2026-13-01"], "--as-of：日期请写成 2026-12-05"),
        (["check", "--as-of", "昨天"], "日期请写成 2026-12-05"),
        (["check", "--as-of", "20261205"], "日期请写成 2026-12-05"),
        (["check", "--as-of", "2026-W49-6"], "日期请写成 2026-12-05"),
        (["check", "--strict=1"], "--strict：后面不带值"),
        (["check", "--project"], "--project：后面要写一个值"),
        (["check", "--project", "none"], "none：没有 hegui.toml，不是 hegui 项目"),
        (["check", "--project", "templates"], "templates：没有 hegui.toml"),
        (["check", "--project", TOO_LONG], "hegui.toml"),
        (["check", "none.j2"], "none.j2：没有这个文件或文件夹；请检查路径"),
        (["check", "templates", "none.j2"], "none.j2：没有这个文件或文件夹"),
        (["check", "a\nb"], "没有这个文件或文件夹"),
        (["check", TOO_LONG], "请检查路径"),
        (["check", "-", "-"], "- 不能与别的路径、--fix"),
        (["check", "templates", "-"], "- 不能与别的路径、--fix"),
        (
            ["explain", "XXX999"],
            "没有这个编号，词库里也没有这个词；可用的有：AMT001",
        ),
        (
            ["explain", "TRM01"],
            "词库里也没有这个词；您是不是想写“TRM001”？",
        ),
        (["explain", "TRM001", "TRM001"], "没有这个参数：TRM001"),
        (["schema"], "缺少参数：名称；用法见 hegui schema --help"),
        (["schema", "zzz"], "没有 zzz；可用的有："),
        (["cases"], "缺少参数：编号"),
        (["cases", "sms.exmaple"], "没有编号为“sms.exmaple”的模板；您是不是想写“sms.example”？"),
        (["cases", "none.j2"], "没有编号为“none.j2”的模板"),
        (["cases", f"{TOO_LONG}.j2"], "没有编号为"),
        (["render"], "缺少参数：编号"),
        (["render", "none"], "没有编号为“none”的模板"),
        (
            ["render", "sms.example"],
            "没有给出变量“name”（姓名）；请写 --set name=…，或用 --example",
        ),
        (["render", "sms.example", "--set"], "--set：后面要写一个值"),
        (["render", "sms.example", "--set", "name"], "--set name：请写成 变量=值"),
        (["render", "sms.example", "--set", "nmae=王"], "没有变量“nmae”；您是不是想写“name”？"),
        (["render", "sms.example", "--set", "name=a", "--set", "name=b"], "“name”给了两次"),
    ],
)
def test_usage_errors(run: Run, folder: Path, arguments: list[str], words: str) -> None:
    """One line on standard error says what is wrong and what to do; the status is 2."""
    write(folder, template(REMINDER + HOTLINE, VARIABLES))

    status, out, err = run(*arguments)

    assert (status, out) == (2, "")
    assert is_one_line(err)
    assert words in err


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("name=", "“name”的值不能用：不是有效的姓名"),
        ("name=王小明某某", "有 5 个单位，超过 max_length 4"),
        ("title=小姐", "应为先生、女士 之一"),
        ("amount=一百", "应为金额，如 1234.56"),
        ("amount=-1", "应在 0.00 与 9999999.99 之间"),
        ("days=100", "应在 0 与 99 之间"),
        ("plan=是", "应为 true 或 false"),
        ("notes=利息", "“notes”应为 JSON 列表"),
        ('notes="利息"', "应为 0 至 2 项的列表"),
        ('notes=["利息", "费用", "利息"]', "应为 0 至 2 项的列表"),
        ('notes=["罚款"]', "应为利息、费用 之一"),
        ("notes=[true]", "写成文字"),
        ("notes=" + "[" * 100_000, "notes"),
        ("notes=[" + "9" * 5000 + "]", "“notes”"),
    ],
)
def test_values_are_validated(run: Run, folder: Path, setting: str, words: str) -> None:
    """A value that the sending system may not pass is refused before anything is printed."""
    write(folder, template(REMINDER + HOTLINE, VARIABLES))

    status, out, err = run("render", "sms.example", "--example", "--set", setting)

    assert (status, out) == (2, "")
    assert is_one_line(err)
    assert words in err
    assert re.search(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", err) is None


def test_no_command_shows_the_commands(run: Run) -> None:
    """Help goes to standard error, and nothing has been done."""
    status, out, err = run()

    assert (status, out) == (2, "")
    assert all(name in err for name in COMMANDS)


def test_without_a_project_nothing_is_checked(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line says where was looked."""
    monkeypatch.chdir(tmp_path)

    for arguments in (["check"], ["check", str(tmp_path)], ["cases", "a"], ["render", "a"]):
        status, out, err = run(*arguments)

        assert (status, out) == (2, "")
        assert is_one_line(err)
        assert f"{tmp_path}：往上找不到 hegui.toml" in err


@pytest.mark.parametrize("arguments", [["check"], ["cases", "sms.example"], ["check", "-"]])
def test_an_unusable_glossary_stops_the_run(run: Run, folder: Path, arguments: list[str]) -> None:
    """The line has path, line and column of what is wrong in the glossary."""
    write(folder, CLEAN)
    (folder / "glossary" / "institution.yaml").write_text("name: 示例银行\n", "utf-8")

    status, out, err = run(*arguments)

    assert (status, out) == (2, "")
    assert is_one_line(err)
    assert err.startswith("hegui：glossary/institution.yaml:1:1：缺少“signature”")


def test_a_policy_may_not_weaken_the_law(run: Run, folder: Path) -> None:
    """Lowering what law demands stops the run at its line."""
    policy = folder / "glossary" / "policy.yaml"
    policy.write_text(policy.read_text("utf-8") + "  TRM001: info\n", "utf-8")

    status, _, err = run("check")

    assert status == 2
    assert re.match(r"hegui：glossary/policy\.yaml:\d+:3：TRM001 .*请删除这一行\n", err)


def test_help_and_version(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Help is Chinese and goes to standard output; so does the version."""
    for arguments in (["--help"], *([name, "--help"] for name in COMMANDS)):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        out, err = capsys.readouterr()
        assert (caught.value.code, err) == (0, "")
        assert out.startswith("用法：hegui")
        assert "显示这段帮助" in out
    status, out, err = run("--version")

    assert (status, err) == (0, "")
    assert re.fullmatch(r"hegui \d+\.\d+\.\d+\n", out)


# check


def test_a_clean_project_passes(run: Run, folder: Path) -> None:
    """One line on standard output, nothing on standard error."""
    write(folder, CLEAN)

    assert run("check") == (0, "检查了 1 个模板、1 种情形：没有问题\n", "")


def test_an_error_fails(run: Run, folder: Path) -> None:
    """Place, line with caret, cases, message and basis, on standard output."""
    path = write(folder, BROKEN)

    status, out, err = run("check", "--as-of", "2026-11-24")

    assert (status, err) == (1, "")
    assert f"{path}:9:4  错误 TRM001  " in out
    assert "情形：全部（2 种）" in out
    assert "成稿：【示例银行】信用卡滞纳金" in out
    assert "依据：" in out
    assert out.endswith("检查了 1 个模板、2 种情形：1 个错误\n")


@pytest.mark.parametrize(
    ("text", "statuses", "closing"),
    [
        (CLEAN, [0, 0], "没有问题"),
        (UNUSED, [0, 1], "1 个警告"),
        (LONG, [0, 0], "1 个提示"),
        (BROKEN, [1, 1], "1 个错误"),
    ],
)
def test_strict_makes_warnings_count(
    run: Run, folder: Path, text: str, statuses: list[int], closing: str
) -> None:
    """Errors always fail, warnings only with --strict, information never."""
    write(folder, text)

    plain, strict = run("check"), run("check", "--strict")

    assert [plain[0], strict[0]] == statuses
    assert plain[1] == strict[1]
    assert plain[1].endswith(f"：{closing}\n")


def test_paths_choose_what_is_checked(run: Run, folder: Path) -> None:
    """A file, a folder, both; what is named twice is checked once."""
    write(folder, CLEAN)
    other = write(folder, CLEAN.replace("sms.example", "sms.other"), "other")

    for arguments, templates in (
        ([other], 1),
        (["templates/sms"], 2),
        (["templates", other], 2),
        (["templates/partials"], 0),
        ([other, str(folder / other)], 1),
    ):
        status, out, _ = run("check", *arguments)
        assert (status, out[: out.index("、")]) == (0, f"检查了 {templates} 个模板")


def test_an_empty_folder_has_nothing_wrong(run: Run, tmp_path: Path) -> None:
    """A folder without templates is no error, and the count says so."""
    empty = tmp_path / "empty"
    empty.mkdir()

    assert run("check", str(empty), "--project", ".") == (
        0,
        "检查了 0 个模板、0 种情形：没有问题\n",
        "",
    )


def test_the_project_is_that_of_the_first_path(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From anywhere, a path inside a project finds it."""
    path = write(folder, CLEAN)
    monkeypatch.chdir(tmp_path)

    assert run("check", str(folder / path))[0] == 0


def test_a_path_outside_is_shown_as_given(run: Run, tmp_path: Path) -> None:
    """It is linted against the project."""
    file = tmp_path / "outside.j2"
    file.write_text(BROKEN, "utf-8")

    status, out, _ = run("check", str(file), "--project", ".")

    assert status == 1
    assert out.startswith(f"{file}:9:4  错误 TRM001")


def test_a_glossary_file_is_no_template(run: Run) -> None:
    """`check` reads the glossary as what it is, also where it is named."""
    status, out, err = run("check", "glossary/institution.yaml", "glossary/policy.yaml")

    assert (status, err) == (0, "")
    assert "front matter" not in out


def test_a_template_among_the_glossary_is_checked(run: Run, folder: Path) -> None:
    """A file that is named is checked, or refused; never passed over in silence."""
    path = folder / "glossary" / "foo.j2"
    path.write_text(BROKEN, "utf-8")

    status, out, err = run("check", "glossary/foo.j2")

    assert (status, out) == (2, "")
    assert is_one_line(err)
    assert err.startswith("hegui：glossary/foo.j2：")


def test_unreadable_files_are_findings(run: Run, folder: Path) -> None:
    """No traceback, no source line, the byte and the remedy; the others are checked."""
    write(folder, CLEAN)
    (folder / "templates" / "sms" / "gbk.j2").write_bytes("客服".encode("gbk"))

    status, out, err = run("check")

    assert (status, err) == (1, "")
    assert out.startswith("templates/sms/gbk.j2:1:1  错误 META011  第 0 字节（0xbf）")
    assert "请另存为 UTF-8" in out
    assert "│" not in out
    assert out.endswith("检查了 1 个模板、1 种情形：1 个错误\n")


@pytest.mark.parametrize(
    ("as_of", "warned"), [("2026-06-29", False), ("2026-06-30", False), ("2026-07-01", True)]
)
def test_as_of_is_the_day_of_the_run(run: Run, folder: Path, as_of: str, warned: bool) -> None:
    """A template may be used until the day of its review, that day included."""
    write(folder, template(HOTLINE, more='review_by: "2026-06-30"\n'))

    status, out, _ = run("check", "--as-of", as_of, "--strict")

    assert status == int(warned)
    assert ("META010" in out) == warned
    assert ("依据：行内要求" in out) == warned


@pytest.mark.parametrize(("review_by", "status"), [("1999-12-31", 1), ("9999-12-31", 0)])
def test_the_day_is_today_unless_said(run: Run, folder: Path, review_by: str, status: int) -> None:
    """Without --as-of a review of long ago is overdue."""
    write(folder, template(HOTLINE, more=f'review_by: "{review_by}"\n'))

    assert run("check", "--strict")[0] == status


def test_an_id_is_used_once(run: Run, folder: Path) -> None:
    """The second file with an id is told where the first is."""
    first = write(folder, CLEAN, "a")
    second = write(folder, CLEAN, "b")

    status, out, _ = run("check")

    assert status == 1
    assert f"{second}:2:5  错误 META006  编号“sms.example”已用于 {first}" in out


def test_json_fits_its_schema(run: Run, folder: Path) -> None:
    """Whatever is found, the JSON is what `hegui schema findings` says."""
    (folder / "templates" / "partials" / "word.j2").write_text("滞纳", "utf-8")
    texts = [
        CLEAN,
        BROKEN,
        UNUSED,
        LONG,
        "",
        template("{{ nmae }}{% if %}"),
        template('{% include "partials/word.j2" %}金'),
        template(REMINDER, VARIABLES, purpose="nope"),
    ]
    for at, text in enumerate(texts):
        write(folder, text, f"t{at}")
    (folder / "templates" / "sms" / "z.j2").write_bytes(b"\xff")
    validator = _schema("findings", run)

    status, out, err = run("check", "--format", "json")
    data = json.loads(out)

    assert (status, err) == (1, "")
    assert list(validator.iter_errors(data)) == []
    severities = [finding["severity"] for finding in data["findings"]]
    assert data["version"] == 1
    assert data["summary"]["templates"] == len(texts)
    assert data["summary"]["errors"] == severities.count("error") > 0
    assert data["summary"]["warnings"] == severities.count("warning") > 0
    assert data["summary"]["infos"] == severities.count("info") > 0


def test_json_places_are_those_of_the_file(run: Run, folder: Path) -> None:
    """Offsets cut the excerpt out of the decoded file; cases and witness say when it appears."""
    text = template(
        f"😀卡{{% if plan %}}滞{{# #}}纳金{{% endif %}}，{HOTLINE}", "{plan: {type: bool}}"
    ).replace("\n", "\r\n")
    path = folder / "templates" / "sms" / "a.j2"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())

    finding = next(
        each
        for each in json.loads(run("check", "--format", "json")[1])["findings"]
        if each["code"] == "TRM001"
    )
    start, end, part = finding["start"], finding["end"], finding["related"][0]

    assert finding["excerpt"] == "滞纳金"
    assert text[start["offset"] : end["offset"]] == "滞"
    assert (start["line"], start["column"]) == (9, 16)
    assert part["role"] == "part"
    assert text[part["start"]["offset"] : part["end"]["offset"]] == part["excerpt"] == "纳金"
    assert finding["cases"] == [{"plan": True}]
    assert finding["case_count"] == 1
    assert finding["witness"] == f"【示例银行】😀卡滞纳金，{HOTLINE}"
    assert finding["fix"] is None


COUNTS = ("templates", "cases", "errors", "warnings", "infos", "waived", "baselined")


def test_json_of_a_fix(project: Project, run: Run) -> None:
    """Edits have offsets, and a fix says whether it keeps the meaning."""
    checked = check_source(project, Source("a.j2", BROKEN), AS_OF)
    finding = found(list(checked.findings), "TRM001")
    fix = Fix(True, (Edit(finding.place, "违约金"),))

    data = finding_dict(finding._replace(fix=fix))
    start, end = finding.place.span

    assert data["fix"] == {
        "safe": True,
        "edits": [{"path": "a.j2", "start": start, "end": end, "text": "违约金"}],
    }
    whole = {
        "version": 1,
        "summary": dict.fromkeys(COUNTS, 0),
        "findings": [data],
    }
    assert list(_schema("findings", run).iter_errors(whole)) == []


# text


def _shown(line: str, first: int, last: int, width: int = 80) -> tuple[str, str]:
    place = Place(Source("a.j2", f"头\n{line}\n尾"), Span(2 + first, 2 + last))
    shown, carets = seen(source_lines(place, width, "bold"))
    return shown, carets


@pytest.mark.parametrize(
    ("line", "first", "last", "marked"),
    [
        ("甲滞纳金乙", 1, 4, "滞纳金"),
        ("abc滞纳金", 3, 6, "滞纳金"),
        ("\t😀滞纳金", 2, 5, "滞纳金"),
        ("x" * 300 + "滞纳金" + "y" * 300, 300, 303, "滞纳金"),
        ("字" * 300 + "滞纳金", 300, 303, "滞纳金"),
        ("滞纳金" + "字" * 300, 0, 3, "滞纳金"),
        ("滞\x00纳金", 0, 4, "滞�纳金"),
        ("滞\u200b纳金", 0, 4, "滞�纳金"),
    ],
)
def test_carets_stand_under_the_word(line: str, first: int, last: int, marked: str) -> None:
    """However wide the characters and long the line, the carets mark exactly the word."""
    shown, carets = _shown(line, first, last)
    before = shown[: shown.index(marked)]

    assert cell_len(carets[: carets.index("^")]) == cell_len(before)
    assert carets.count("^") == cell_len(marked)
    assert cell_len(shown) <= 80


@pytest.mark.parametrize(
    ("first", "last", "line"), [(5, 5, "甲乙丙丁戊"), (0, 0, "甲"), (1, 9, "甲乙")]
)
def test_an_absence_has_one_caret(first: int, last: int, line: str) -> None:
    """An empty place is one caret wide, a place of several lines ends with its first."""
    _, carets = _shown(line, first, last)

    assert carets.count("^") == max(1, cell_len(line[first:last]))


def test_a_narrow_terminal_still_shows_the_word() -> None:
    """At least twenty cells of a line are shown."""
    shown, _ = _shown("字" * 50 + "滞纳金" + "字" * 50, 50, 53, width=10)

    assert "…" in shown
    assert "滞纳金" in shown


def test_related_places_are_shortened(project: Project) -> None:
    """At most four calls are listed, then how many more there are; a witness is cut."""
    macros = "".join(
        f"{{% macro m{at}() %}}{{{{ m{at + 1}() }}}}{{% endmacro %}}" for at in range(6)
    )
    body = f"{macros}{{% macro m6() %}}滞纳金{{% endmacro %}}{'卡' * 200}{{{{ m0() }}}}{HOTLINE}"
    checked = check_source(project, Source("a.j2", template(body)), AS_OF)
    lines = seen(finding_lines(found(list(checked.findings), "TRM001"), 80))

    assert sum(line.startswith("  经由：a.j2:") for line in lines) == 4
    assert "  经由：还有 3 处" in lines
    assert any(re.fullmatch(r"  成稿：【示例银行】卡+…", line) for line in lines)


def test_parts_and_calls_are_listed(run: Run, folder: Path) -> None:
    """A word from two places shows the other part, and the include that led there."""
    (folder / "templates" / "partials" / "word.j2").write_text("滞纳", "utf-8")
    path = write(folder, template(f'卡{{% include "partials/word.j2" %}}金{HOTLINE}'))

    _, out, _ = run("check", path)

    assert "templates/partials/word.j2:1:1  错误 TRM001" in out
    assert f"  另一部分：{path}:9:" in out
    assert f'  经由：{path}:9:2  {{% include "partials/word.j2" %}}' in out


@pytest.mark.parametrize(
    ("variables", "condition", "words"),
    [
        ("{plan: {type: bool}}", "plan", "plan = 是（1 种）"),
        ("{plan: {type: bool}}", "not plan", "plan = 否（1 种）"),
        ("{t: {type: enum, values: [甲, 乙]}}", 't == "乙"', "t = 乙（1 种）"),
        ("{d: {type: date, optional: true}}", "d is defined", "d = 有值（1 种）"),
        ("{d: {type: date, optional: true}}", "not d is defined", "d = 没有值（1 种）"),
        ("{a: {type: bool}, b: {type: bool}}", "a or b", "a = 是；或 b = 是（3 种）"),
        ("{a: {type: bool}, b: {type: bool}}", "a and b", "a = 是、b = 是（1 种）"),
    ],
)
def test_cases_are_described_in_words(
    run: Run, folder: Path, variables: str, condition: str, words: str
) -> None:
    """The fewest assignments, in words that people read."""
    write(folder, template(f"卡{{% if {condition} %}}滞纳金{{% endif %}}，{HOTLINE}", variables))

    assert f"情形：{words}" in run("check")[1]


# standard input


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (CLEAN.encode(), 0, "检查了 1 个模板、1 种情形：没有问题"),
        (b"\xef\xbb\xbf" + CLEAN.replace("\n", "\r\n").encode(), 0, "没有问题"),
        (BROKEN.encode(), 1, "-:9:4  错误 TRM001"),
        (b"", 1, "-:1:1  错误 META001"),
    ],
)
def test_a_template_from_standard_input(folder: Path, data: bytes, status: int, words: str) -> None:
    """It is linted against the project of the working directory, and shown as -."""
    done = hegui(folder, "check", "-", data=data)

    assert (done.returncode, done.stderr) == (status, b"")
    assert words in done.stdout.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            "客服热线".encode("gbk"),
            "标准输入：第 0 字节（0xbf）不是有效的 UTF-8，看起来是 GBK/GB18030",
        ),
        (b"ab\0", "标准输入：第 2 字节是 NUL"),
        (b"a" * (LARGEST_FILE + 1), "标准输入：文件超过上限"),
    ],
)
def test_standard_input_that_is_no_text(folder: Path, data: bytes, words: str) -> None:
    """Nothing was linted: one line, status 2."""
    done = hegui(folder, "check", "-", data=data)

    assert (done.returncode, done.stdout) == (2, b"")
    assert is_one_line(done.stderr.decode())
    assert words in done.stderr.decode()


@pytest.mark.parametrize(
    "script", ['exec "$0" check - <&-', 'mkdir x && cd x && rmdir ../x && exec "$0" check']
)
def test_a_missing_input_or_folder_is_one_line(folder: Path, script: str) -> None:
    """Closed standard input and a working directory that is gone are said, not thrown."""
    done = subprocess.run(
        ["/bin/sh", "-c", script, str(HEGUI)],
        cwd=folder,
        env=environment({}),
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, b"")
    assert is_one_line(done.stderr.decode())


def _shell(folder: Path, script: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of the shell in which $0 is the command."""
    return subprocess.run(
        ["/bin/sh", "-c", script, str(HEGUI)],
        cwd=folder,
        env=environment({}),
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(("text", "status"), [(CLEAN, 0), (BROKEN, 1), (UNUSED, 0)])
@pytest.mark.parametrize("more", ["", "--format json"])
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_changes_no_status(
    folder: Path, text: str, status: int, more: str, closed: str
) -> None:
    """Where nobody listens nothing is said; the status is as ever."""
    write(folder, text)
    usual = _shell(folder, f'exec "$0" check {more}')

    done = _shell(folder, f'exec "$0" check {more} {closed}')

    assert done.returncode == usual.returncode == status
    assert done.stderr == b""
    assert done.stdout == (usual.stdout if closed == "2>&-" else b"")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_takes_no_error_message(folder: Path, closed: str) -> None:
    """What can't be done is status 2, also where the line can't be written."""
    done = _shell(folder, f'exec "$0" check none.j2 {closed}')

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"" or is_one_line(done.stderr.decode())


def test_an_audit_answers_without_standard_error(folder: Path) -> None:
    """Answers go to standard output, whether or not the summary can be written."""
    rows = '{"id": 1, "text": "您是老赖"}\nx\n{"id": 2, "text": "您好"}\n'
    (folder / "a.jsonl").write_text(rows, "utf-8")
    usual = _shell(folder, 'exec "$0" audit a.jsonl')

    done = _shell(folder, 'exec "$0" audit a.jsonl 2>&-')

    assert usual.stdout.count(b"\n") == 2
    assert (done.returncode, done.stdout) == (usual.returncode, usual.stdout) == (1, usual.stdout)
    assert done.stderr == b""
    assert _shell(folder, 'exec "$0" audit a.jsonl >&-').returncode == 1


# processes


def test_the_package_runs_as_a_module(folder: Path) -> None:
    """`python -m linter` is `hegui`."""
    done = subprocess.run(
        [sys.executable, "-m", "linter", "--version"],
        cwd=folder,
        env=environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        check=True,
    )

    assert done.stdout.startswith(b"hegui ")


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_output_is_utf8_whatever_the_locale(folder: Path, encoding: str) -> None:
    """Chinese and emoji are printed the same everywhere."""
    write(folder, template(f"😀{HOTLINE}{{{{ nmae }}}}"))

    done = hegui(folder, "check", PYTHONIOENCODING=encoding)

    assert done.returncode == 1
    assert "😀" in done.stdout.decode()


def test_no_colour_without_a_terminal(folder: Path) -> None:
    """Output into a pipe is plain."""
    write(folder, BROKEN)

    assert b"\x1b" not in hegui(folder, "check").stdout


def test_colour_where_it_is_asked_for(folder: Path) -> None:
    """FORCE_COLOR colours a pipe."""
    write(folder, BROKEN)

    done = hegui(folder, "check", FORCE_COLOR="1")

    assert done.returncode == 1
    assert re.search(rb"\x1b\[[0-9;]*31m", done.stdout)


def test_a_terminal_has_colour_unless_it_is_unwanted(folder: Path) -> None:
    """NO_COLOR takes the colours away at a terminal."""
    write(folder, BROKEN)
    colour = re.compile(r"\x1b\[[0-9;]*3[0-9]m")

    status, seen = _terminal(folder, "check")
    assert status == 1
    assert colour.search(seen)

    status, seen = _terminal(folder, "check", NO_COLOR="1")
    assert status == 1
    assert "TRM001" in seen
    assert not colour.search(seen)


def test_a_long_run_shows_progress_at_a_terminal(folder: Path) -> None:
    """Many files have a progress bar, which is gone at the end."""
    for at in range(25):
        write(folder, CLEAN.replace("sms.example", f"sms.a{at}"), f"a{at}")

    status, seen = _terminal(folder, "check")

    assert status == 0
    assert "检查模板" in seen
    assert "检查了 25 个模板、25 种情形：没有问题" in seen


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["check"], ["explain"], ["explain", "--format", "json"]])
def test_a_reader_that_has_gone_is_no_error_message(
    folder: Path, arguments: list[str], unbuffered: str
) -> None:
    """`hegui … | head` ends quietly, however much is printed."""
    write(folder, UNUSED)
    process = subprocess.Popen(
        [str(HEGUI), *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment({"PYTHONUNBUFFERED": unbuffered}),
    )
    assert process.stdout is not None
    process.stdout.close()

    assert process.stderr is not None
    err = process.stderr.read()
    process.stderr.close()

    assert (process.wait(), err) == (2, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_one_line(folder: Path, unbuffered: str) -> None:
    """What can't be written is said, with status 2."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [str(HEGUI), "explain"],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment({"PYTHONUNBUFFERED": unbuffered}),
            check=False,
        )

    assert done.returncode == 2
    assert is_one_line(done.stderr.decode())


def test_an_interrupt_is_one_line(folder: Path) -> None:
    """Ctrl-C while a template is read from standard input."""
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from linter.cli.main import main; sys.exit(main(['check', '-']))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment({"PYTHONPATH": str(ROOT)}),
    )
    assert process.stdin is not None
    process.stdin.write(b"a" * 200_000)  # more than a pipe holds: by now it is being read
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()

    assert (process.returncode, out) == (2, b"")
    assert err.decode() == "hegui：已中断\n"


# cases


def test_cases_of_an_sms(run: Run, folder: Path) -> None:
    """Every different message with its cases, units and parts."""
    write(
        folder,
        template(
            f"甲{{% if plan %}}{{{{ n }}}}{{% endif %}}。{HOTLINE}",
            "{plan: {type: bool}, n: {type: card_tail}}",
        ),
    )

    status, out, err = run("cases", "sms.example")

    assert (status, err) == (0, "")
    assert out == (
        "sms.example  示例：2 种情形，2 种成稿\n\n"
        "1. plan = 是（1 种情形）\n"
        "   30～30 个单位（示例 30），1～1 条（示例 1）\n"
        f"   │ 【示例银行】甲1234。{HOTLINE}\n\n"
        "2. plan = 否（1 种情形）\n"
        "   26～26 个单位（示例 26），1～1 条（示例 1）\n"
        f"   │ 【示例银行】甲。{HOTLINE}\n"
    )


def test_cases_by_path_with_sections(run: Run, folder: Path) -> None:
    """A subject has its own line; an e-mail has units, but no parts."""
    text = template("示例银行\n\n您好。", channel="email", more="subject: 提醒\npreheader: 预览\n")
    (folder / "mail.j2").write_text(text, "utf-8")

    status, out, _ = run("cases", "mail.j2")

    assert status == 0
    assert "   │ 主题：提醒\n   │ 预览：预览\n   │ 示例银行\n   │ \n   │ 您好。" in out
    assert "9～9 个单位（示例 9）\n" in out


def test_cases_as_json(run: Run, folder: Path) -> None:
    """Messages, and every case of the complete product with the message that it prints."""
    write(folder, template(REMINDER + HOTLINE, VARIABLES))

    data = json.loads(run("cases", "sms.example", "--format", "json")[1])
    first = data["messages"][0]

    assert (data["version"], data["template"], data["complete"]) == (1, "sms.example", True)
    assert (
        data["case_count"]
        == len(data["cases"])
        == sum(message["case_count"] for message in data["messages"])
    )
    assert {case["message"] for case in data["cases"]} == set(range(len(data["messages"])))
    assert all(set(case["values"]) >= {"title", "plan", "days"} for case in data["cases"])
    assert first["text"] == first["sections"]["body"]
    assert first["text"].startswith("【示例银行】尊敬的")
    assert first["units"]["least"] <= first["units"]["example"] <= first["units"]["most"]
    assert first["units"]["most"] == len(first["longest"].encode("utf-16-le")) // 2
    assert 1 <= first["segments"]["least"] <= first["segments"]["most"]


def test_cases_of_a_letter_have_no_segments(run: Run, folder: Path) -> None:
    """Only an SMS has parts."""
    (folder / "letter.j2").write_text(template("示例银行", channel="letter"), "utf-8")

    data = json.loads(run("cases", "letter.j2", "--format", "json")[1])

    assert "segments" not in data["messages"][0]


def test_too_many_cases_are_said_to_be_a_part(run: Run, folder: Path) -> None:
    """Above 16,384 cases only some are shown, and the first lines say so."""
    names = [f"b{at}" for at in range(15)]
    body = "".join(f"{{% if {name} %}}{at}{{% endif %}}" for at, name in enumerate(names))
    declared = ", ".join(f"{name}: {{type: bool}}" for name in names)
    write(folder, template(body + HOTLINE, f"{{{declared}}}"))

    status, out, _ = run("cases", "sms.example")

    assert status == 0
    assert out.splitlines()[1] == "情形太多，下面只是有代表性的一部分"


@pytest.mark.parametrize("command", ["cases", "render"])
@pytest.mark.parametrize("body", ["{% if %}", "{{ 1 }}"])
def test_what_cannot_be_walked_is_not_shown(
    run: Run, folder: Path, command: str, body: str
) -> None:
    """A template with errors is sent to `hegui check`."""
    path = write(folder, template(body + HOTLINE))

    status, out, err = run(command, "sms.example")

    assert (status, out) == (2, "")
    assert err == f"hegui：{path} 有语法错误，印不出成稿；请先运行 hegui check {path}\n"


def test_a_template_is_looked_for_among_readable_ones(run: Run, folder: Path) -> None:
    """Files that are no text are passed over by id, and named by path."""
    write(folder, CLEAN)
    (folder / "templates" / "sms" / "a.j2").write_bytes(b"\xff")

    assert run("cases", "sms.example")[0] == 0
    status, out, err = run("cases", "templates/sms/a.j2")

    assert (status, out) == (2, "")
    assert err.startswith("hegui：templates/sms/a.j2：第 0 字节（0xff）")


# render


def test_render_prints_one_message(run: Run, folder: Path) -> None:
    """Exactly what is sent, for exactly these values; an absent value is left out."""
    write(folder, template(REMINDER + HOTLINE, VARIABLES))
    settings = ["name=王小明", "amount=1234.5", "plan=false", "days=31", 'notes=["利息", "费用"]']
    arguments = [part for setting in settings for part in ("--set", setting)]

    status, out, err = run("render", "sms.example", *arguments)

    assert (status, err) == (0, "")
    assert out == (
        f"【示例银行】尊敬的王小明客户：您应还1,234.50元，包括利息、费用。已逾期31天。{HOTLINE}\n"
    )


def test_render_of_records_and_absent_values(run: Run, folder: Path) -> None:
    """A list of records is JSON; what isn't given is neither defined nor none."""
    body = (
        "{% for fee in fees %}{{ fee.due|date }}{{ fee.sum|money }}元；{% endfor %}"
        "{% if nick is defined %}{% if nick is none %}甲{% else %}{{ nick }}{% endif %}{% endif %}"
    )
    fields = "{sum: {type: money}, due: {type: date}}"
    variables = (
        f"{{fees: {{type: list, max_items: 2, fields: {fields}}},"
        " nick: {type: person_name, optional: true}}"
    )
    write(folder, template(body + HOTLINE, variables))
    fees = '[{"sum": "1.5", "due": "2026-12-05"}, {"sum": 2, "due": "2027-01-05"}]'

    assert run("render", "sms.example", "--set", f"fees={fees}") == (
        0,
        f"【示例银行】2026年12月5日1.50元；2027年1月5日2.00元；{HOTLINE}\n",
        "",
    )
    assert run("render", "sms.example", "--set", "fees=[]", "--set", "nick=小王")[1] == (
        f"【示例银行】小王{HOTLINE}\n"
    )


def test_render_takes_examples(run: Run, folder: Path) -> None:
    """What isn't set has the template's example; what is set has its value."""
    path = write(folder, template(REMINDER + HOTLINE, VARIABLES))

    status, out, _ = run("render", path, "--example", "--set", "days=1")

    assert status == 0
    assert out == (f"【示例银行】尊敬的王小明先生：您应还1,234.56元，包括利息，可分期。{HOTLINE}\n")


def test_render_as_json(run: Run, folder: Path) -> None:
    """Text, sections, units and parts."""
    write(folder, template(f"您的异议已受理。{HOTLINE}"))

    data = json.loads(run("render", "sms.example", "--format", "json")[1])

    assert data == {
        "version": 1,
        "template": "sms.example",
        "text": f"【示例银行】您的异议已受理。{HOTLINE}",
        "sections": {"body": f"【示例银行】您的异议已受理。{HOTLINE}"},
        "units": 32,
        "segments": 1,
    }


def test_render_of_an_email_has_its_subject(run: Run, folder: Path) -> None:
    """Sections come on lines of their own, without parts."""
    text = template(
        f"示例银行{{{{ d }}}}{HOTLINE}",
        "{d: {type: date}}",
        channel="email",
        more="subject: 提醒{{ d|date }}\n",
    )
    (folder / "mail.j2").write_text(text, "utf-8")
    arguments = ["render", "mail.j2", "--set", "d=2026-12-05"]
    subject, body = "提醒2026年12月5日", f"示例银行2026-12-05{HOTLINE}"

    assert run(*arguments) == (0, f"{subject}\n{body}\n", "")
    data = json.loads(run(*arguments, "--format", "json")[1])

    assert data["sections"] == {"subject": subject, "body": body}
    assert "segments" not in data


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (BROKEN, "templates/sms/example.j2:9:4  错误 TRM001  "),
        (template("您好"), "templates/sms/example.j2:9:3  错误 CHN002  "),
        (template(f"{{{{ d }}}}{HOTLINE}", "{d: {type: date, optional: true}}"), "TPL002"),
        (template(HOTLINE, purpose="nope"), "META009"),
        (template(HOTLINE).replace("owner: 示例部门\n", ""), "META003"),
    ],
)
def test_render_refuses_what_breaks_a_rule(run: Run, folder: Path, text: str, line: str) -> None:
    """Nothing is printed; the findings and a last line go to standard error."""
    write(folder, text)
    arguments = ["--set", "plan=true"] if "plan" in text else []

    status, out, err = run("render", "sms.example", *arguments)

    assert (status, out) == (1, "")
    assert line in err.splitlines()[0]
    assert err.endswith("hegui：这条成稿违反规则，没有印出\n")


def test_render_refuses_only_this_message(run: Run, folder: Path) -> None:
    """Values for which nothing is wrong are printed although others break a rule."""
    body = f"卡{{% if plan %}}滞纳金{{% endif %}}，{HOTLINE}"
    write(folder, template(body, "{plan: {type: bool}}"))

    assert run("render", "sms.example", "--set", "plan=true")[0] == 1
    assert run("render", "sms.example", "--set", "plan=false") == (
        0,
        f"【示例银行】卡，{HOTLINE}\n",
        "",
    )


@pytest.mark.parametrize("field", ["items", "keys", "values", "get", "copy"])
def test_render_prints_what_jinja_prints(run: Run, folder: Path, field: str) -> None:
    """A field of the institution is never a method of Python's, or is refused before."""
    institution = folder / "glossary" / "institution.yaml"
    institution.write_text(institution.read_text("utf-8") + f"{field}: 甲\n", "utf-8")
    write(folder, template(f"{{{{ institution.{field} }}}}{HOTLINE}"))

    _, _, err = run("render", "sms.example")

    assert "请报告这个缺陷" not in err


# explain and schema


def test_explain_lists_every_rule(run: Run) -> None:
    """One line a rule, in the order of the codes."""
    status, out, err = run("explain")

    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == sorted(all_rules())


@pytest.mark.parametrize("code", all_rules())
def test_explain_a_rule(run: Run, code: str) -> None:
    """What, how much it weighs, why, how to mend, good and bad; as text and as JSON."""
    rule = all_rules()[code]

    status, out, err = run("explain", code.lower())
    data = json.loads(run("explain", code, "--format", "json")[1])

    assert (status, err) == (0, "")
    assert out.startswith(f"{code}  {rule.title}（{rule.name}）\n")
    for words in (
        "级别　　",
        f"为什么　{rule.why}",
        f"怎样改　{rule.mend}",
        "正例\n    ",
        "反例\n    ",
    ):
        assert words in out
    assert data["code"] == code
    assert data["weights"]
    assert {weight["severity"] for weight in data["weights"]} <= {str(each) for each in Severity}
    assert len(data["good"]) == len(rule.good)
    assert len(data["bad"]) == len(rule.bad)


def test_explain_all_as_json(run: Run) -> None:
    """A list with every rule."""
    data = json.loads(run("explain", "--format", "json")[1])

    assert [rule["code"] for rule in data] == list(all_rules())


@pytest.mark.parametrize(
    "name",
    ["front-matter", "institution", "policy", "glossary", "lists", "regulations", "findings"],
)
def test_schemas_are_schemas(run: Run, name: str) -> None:
    """Each is a JSON Schema with a title."""
    assert isinstance(_schema(name, run).schema, dict)
    assert json.loads(run("schema", name)[1])["title"].startswith("hegui ")


def _heads() -> dict[str, Any]:
    heads = {}
    for file in sorted((ROOT / "templates").rglob("*.j2")):
        source = Source(file.name, file.read_text("utf-8"))
        if spans := split(source):
            heads[file.relative_to(ROOT).as_posix()] = yaml.safe_load(source.text[slice(*spans[0])])
    return heads


@pytest.mark.parametrize("head", _heads().values(), ids=list(_heads()))
def test_starter_templates_fit_the_schema_of_front_matter(run: Run, head: Any) -> None:
    """An editor that knows the schema finds nothing wrong with them."""
    assert list(_schema("front-matter", run).iter_errors(head)) == []


@pytest.mark.parametrize(
    "change",
    [{"titel": "甲"}, {"channel": "fax"}, {"limits": {"segments": 0}}, {"id": "短信"}],
)
def test_the_schema_of_front_matter_refuses(run: Run, change: dict[str, Any]) -> None:
    """What `check` refuses, the schema refuses where it can."""
    head = {**_heads()["templates/sms/overdue-first-day.j2"], **change}

    assert list(_schema("front-matter", run).iter_errors(head))
