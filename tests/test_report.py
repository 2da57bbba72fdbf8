"""What people read: the line with its caret, cases in words, golden text and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from linter.finding import Place
from linter.project import Project
from linter.report import json as report_json
from linter.report.text import Line, print_findings, source_lines
from linter.report.words import describe
from linter.run import check_files
from linter.source import Source, Span
from tests.making import AS_OF, HOTLINE, seen, template

GOLDEN = Path(__file__).parent / "golden"


def _lines(text: str, start: int, end: int, width: int = 60) -> tuple[str, str]:
    shown, caret = seen(source_lines(Place(Source("a", text), Span(start, end)), width, ""))
    return shown, caret


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("逾期会产生滞纳金，请还款", "滞纳金"),
        ("a逾期b滞纳金", "滞纳金"),
        ("您好😀滞纳金", "滞纳金"),
        ("长" * 200 + "滞纳金" + "长" * 200, "滞纳金"),
        ("\t滞纳金\x07", "滞纳金"),
        ("滞" * 300, "滞" * 300),
        ("第一行\r\n逾期滞纳金\r\n第三行", "滞纳金"),
    ],
)
def test_caret_stands_right_under_wide_characters(text: str, word: str) -> None:
    """The carets begin at the cell where the word begins, and no line is too wide."""
    start = text.index(word)

    shown, caret = _lines(text, start, start + len(word))
    first = caret.index("^")
    before = shown[: shown.index(word[0])]

    assert cell_len(before) == first
    assert cell_len(shown) <= 60
    assert caret.count("^") <= cell_len(word)


def test_caret_of_something_absent_stands_behind_the_last_character() -> None:
    """An empty span has one caret."""
    shown, caret = _lines("请还款。", 4, 4)

    assert caret.index("^") == cell_len(shown)
    assert caret.count("^") == 1


def test_cases_in_words() -> None:
    """Booleans, absence, presence and values are said in Chinese."""
    cases: list[dict[str, object]] = [
        {"plan": True, "nick": None},
        {"days": 31, "note": "*"},
        {"late": False},
    ]

    assert describe(cases) == "plan = 是、nick = 没有值；或 days = 31、note = 有值；或 late = 否"
    assert describe([{}]) == "全部"


def _golden_project(folder: Path) -> Project:
    """Templates with Chinese, an emoji, CRLF line ends and a byte order mark."""
    sms = folder / "templates" / "sms"
    sms.mkdir()
    first = template(
        f"😀{{% if plan %}}信用卡滞{{% endif %}}纳金，{HOTLINE}", "{plan: {type: bool}}"
    )
    second = template(f"{{{{ nmae }}}}您好，{HOTLINE}").replace("sms.example", "sms.second")
    (sms / "a.j2").write_bytes(b"\xef\xbb\xbf" + first.replace("\n", "\r\n").encode())
    (sms / "b.j2").write_bytes(second.encode())
    (sms / "c.j2").write_bytes("信用卡滞纳金".encode("gb18030"))
    return Project.open(folder)


def _summary(project: Project) -> tuple[str, str]:
    summary = check_files(_golden_project(project.root), project.template_files(), AS_OF)
    lines: list[Line] = []
    print_findings(summary, lines.append, 80)
    return "\n".join([*seen(lines), ""]), report_json.report(summary) + "\n"


def test_golden_text(project: Project) -> None:
    """The text report is what is kept in golden/check.txt."""
    assert _summary(project)[0] == (GOLDEN / "check.txt").read_text("utf-8")


def test_golden_json(project: Project) -> None:
    """The JSON report is what is kept in golden/check.json."""
    assert _summary(project)[1] == (GOLDEN / "check.json").read_text("utf-8")


def test_offsets_count_characters_of_the_decoded_file(project: Project) -> None:
    """With a mark and CRLF, the text between the offsets is the excerpt, in decoded characters."""
    data = json.loads(_summary(project)[1])
    text = (project.templates_folder / "sms" / "a.j2").read_bytes().decode("utf-8-sig")
    finding = next(each for each in data["findings"] if each["code"] == "TRM001")
    places = [finding, *(each for each in finding["related"] if each["role"] == "part")]

    joined = "".join(text[each["start"]["offset"] : each["end"]["offset"]] for each in places)

    assert joined == finding["excerpt"] == "滞纳金"
    lines = text.split("\r\n")
    start = finding["start"]
    assert lines[start["line"] - 1][start["column"] - 1] == "滞"
