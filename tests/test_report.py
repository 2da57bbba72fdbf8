"""What people read: the line with its caret, cases, waivers and fixes in words; golden files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from linter.finding import Edit, Fix, Place
from linter.report import FORMATS
from linter.report.text import finding_lines, source_lines
from linter.report.words import describe
from linter.source import Source, Span
from tests.making import seen
from tests.reports import CARD, finding, golden_summary, placed, summed, waiver, written

if TYPE_CHECKING:
    from linter.project import Project

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


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str, project: Project) -> None:
    """Each format writes, byte for byte, what is kept in golden/check.NAME."""
    report = written(name, golden_summary(project)) + "\n"

    assert report.encode() == (GOLDEN / f"check.{name}").read_bytes()


def test_text_tells_what_is_waived_why_by_whom_and_until_when() -> None:
    """A waived finding is labelled so instead of as an error, and is not counted."""
    place = placed("逾期滞纳金", "滞纳金")
    waived = finding(place, waiver=waiver(place, "试点期间允许", "合规负责人"))

    text = written("text", summed(waived))

    assert text.startswith("a.j2:1:3  已豁免 TRM001  “滞纳金”")
    assert "\n  豁免：试点期间允许（批准：合规负责人，有效至 2026-12-31）\n" in text
    assert text.endswith("检查了 1 个模板、1 种情形：没有问题，另有 1 个已豁免")
    assert "错误" not in text


def test_waived_lines_are_dim() -> None:
    """Nothing of a waived finding catches the eye, its source line apart."""
    place = placed("逾期滞纳金", "滞纳金")
    lines = finding_lines(finding(place, waiver=waiver(place)), 80)

    styles = {style for line in lines for _, style in line}

    assert styles == {"dim", ""}


@pytest.mark.parametrize(
    ("old", "new", "safe", "told"),
    [
        ("滞", "违约", True, "把“滞”改为“违约”（可自动改）"),
        ("滞", "违约", False, "把“滞”改为“违约”（建议）"),
        ("滞", "", False, "删除“滞”（建议）"),
        ("", "违约", True, "加上“违约”（可自动改）"),
    ],
)
def test_text_tells_a_fix(old: str, new: str, told: str, *, safe: bool) -> None:
    """What is replaced, deleted or added, and whether hegui may do it by itself."""
    place = placed("逾期滞纳金", "滞纳金")
    edit = Edit(Place(place.source, Span(2, 2 + len(old))), new)

    text = written("text", summed(finding(place, fix=Fix(safe=safe, edits=(edit,)))))

    assert f"\n  改法：{told}\n" in text


def test_a_fix_in_another_file_names_it() -> None:
    """What a partial must be changed to is told with its path."""
    edit = Edit(placed("滞纳金", "滞", "partials/b.j2"), "违约")
    mended = finding(placed("滞纳金", "滞纳金"), fix=Fix(safe=True, edits=(edit,)))

    assert "  改法：在 partials/b.j2:1:1 把“滞”改为“违约”" in written("text", summed(mended))


def test_a_fix_never_tells_a_number_that_it_removes() -> None:
    """What a rule about personal data found is starred in its fix too."""
    place = placed(f"卡号{CARD}", CARD)
    mended = finding(place, code="PRV001", fix=Fix(safe=True, edits=(Edit(place, "尾号"),)))

    for name in FORMATS:
        assert CARD[:12] not in written(name, summed(mended)), name


def test_offsets_count_characters_of_the_decoded_file(project: Project) -> None:
    """With a mark and CRLF, the text between the offsets is the excerpt, in decoded characters."""
    data = json.loads(written("json", golden_summary(project)))
    text = (project.templates_folder / "sms" / "a.j2").read_bytes().decode("utf-8-sig")
    finding = next(each for each in data["findings"] if each["code"] == "TRM001")
    places = [finding, *(each for each in finding["related"] if each["role"] == "part")]

    joined = "".join(text[each["start"]["offset"] : each["end"]["offset"]] for each in places)

    assert joined == finding["excerpt"] == "滞纳金"
    lines = text.split("\r\n")
    start = finding["start"]
    assert lines[start["line"] - 1][start["column"] - 1] == "滞"
