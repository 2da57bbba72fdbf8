"""Each format counts columns in its own unit: the file's line, cut by it, is what was found."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from linter.finding import Edit, Fix, Related
from linter.source import decode
from tests.reports import error_element, finding, placed, summed, written

if TYPE_CHECKING:
    from linter.finding import Finding, Place

_MARK = b"\xef\xbb\xbf"
_LINE = "您好😀违约了，𠮷日违约"
_FILES = {
    "plain": _LINE.encode(),
    "marked": _MARK + _LINE.encode(),
    "second line after CRLF": _MARK + f"😀\r\n{_LINE}\r\n".encode(),
}
_WORD = "违约了"


def _found(data: bytes) -> Finding:
    """The finding of the word in a file of these bytes, its second half as a further part."""
    text = decode(data, "a.j2").text
    marked = data.startswith(_MARK)
    whole, part = placed(text, _WORD, marked=marked), placed(text, "日违", marked=marked)
    edits = (Edit(whole, "逾期"), Edit(part, "日逾"))
    return finding(
        whole, related=(Related("part", part),), fix=Fix(safe=True, edits=edits), excerpt=_WORD
    )


def _report(name: str, data: bytes) -> Any:
    return json.loads(written(name, summed(_found(data))))


def _lines(data: bytes) -> list[bytes]:
    """The lines of a file as tools see them, without their ends."""
    return [line.removesuffix(b"\r") for line in data.split(b"\n")]


@pytest.mark.parametrize("data", _FILES.values(), ids=_FILES)
def test_rdjson_counts_bytes_of_the_line_in_the_file(data: bytes) -> None:
    """Columns are bytes from 1, a mark at the start of the line included; the end is exclusive."""

    def cut(location: dict[str, Any]) -> str:
        start, end = location["range"]["start"], location["range"]["end"]
        assert start["line"] == end["line"]
        line = _lines(data)[start["line"] - 1]
        found: bytes = line[start["column"] - 1 : end["column"] - 1]
        return found.decode()

    (diagnostic,) = _report("rdjson", data)["diagnostics"]

    assert cut(diagnostic["location"]) == _WORD
    assert [cut(each["location"]) for each in diagnostic["related_locations"]] == ["日违"]


@pytest.mark.parametrize("data", _FILES.values(), ids=_FILES)
def test_an_rdjson_suggestion_applied_to_the_bytes_mends_the_line(data: bytes) -> None:
    """The suggestion covers all edits of the fix, and keeps what stands between them."""
    (suggestion,) = _report("rdjson", data)["diagnostics"][0]["suggestions"]
    start, end = suggestion["range"]["start"], suggestion["range"]["end"]
    line = _lines(data)[start["line"] - 1]

    mended = line[: start["column"] - 1] + suggestion["text"].encode() + line[end["column"] - 1 :]

    assert mended.removeprefix(_MARK).decode() == "您好😀逾期，𠮷日逾约"


@pytest.mark.parametrize("data", _FILES.values(), ids=_FILES)
def test_sarif_counts_the_unit_that_it_declares(data: bytes) -> None:
    """Columns are UTF-16 code units from 1 of the line as text; the end is exclusive."""
    (run,) = _report("sarif", data)["runs"]
    lines = data.removeprefix(_MARK).decode().split("\r\n")

    def cut(region: dict[str, int]) -> str:
        units = lines[region["startLine"] - 1].encode("utf-16-le")
        return units[(region["startColumn"] - 1) * 2 : (region["endColumn"] - 1) * 2].decode(
            "utf-16-le"
        )

    (result,) = run["results"]
    (change,) = result["fixes"][0]["artifactChanges"]

    assert run["columnKind"] == "utf16CodeUnits"
    assert cut(result["locations"][0]["physicalLocation"]["region"]) == _WORD
    assert cut(result["relatedLocations"][0]["physicalLocation"]["region"]) == "日违"
    assert [cut(each["deletedRegion"]) for each in change["replacements"]] == [_WORD, "日违"]


@pytest.mark.parametrize("data", _FILES.values(), ids=_FILES)
def test_github_names_the_first_and_the_last_character(data: bytes) -> None:
    """Columns are characters from 1 of the line as text; the end is the last of them."""
    command = written("github", summed(_found(data))).split("\n")[0]
    numbers = {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)[,:]", command)}
    line = data.removeprefix(_MARK).decode().split("\r\n")[numbers["line"] - 1]

    assert numbers["line"] == numbers["endLine"]
    assert line[numbers["col"] - 1 : numbers["endColumn"]] == _WORD


@pytest.mark.parametrize("data", _FILES.values(), ids=_FILES)
def test_gitlab_and_checkstyle_count_characters(data: bytes) -> None:
    """Where a format leaves the unit open, columns are characters from 1 of the line as text."""
    lines = data.removeprefix(_MARK).decode().split("\r\n")
    begin, end = _report("gitlab", data)[0]["location"]["positions"].values()
    error = error_element(summed(_found(data)))

    assert lines[begin["line"] - 1][begin["column"] - 1 : end["column"] - 1] == _WORD
    assert lines[int(error["line"]) - 1][int(error["column"]) - 1 :].startswith(_WORD)


def test_the_three_units_differ_where_an_emoji_stands_before() -> None:
    """In 您好😀违约 the word begins at byte 11, UTF-16 unit 5 and character 4."""
    found = summed(finding(placed("您好😀违约", "违约")))
    (diagnostic,) = json.loads(written("rdjson", found))["diagnostics"]
    (result,) = json.loads(written("sarif", found))["runs"][0]["results"]

    assert diagnostic["location"]["range"]["start"]["column"] == 11
    assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 5
    assert ",col=4," in written("github", found)
    assert written("concise", found).startswith("a.j2:1:4: ")


def _two_lines() -> Place:
    return placed("第一行\n第二行", "行\n第")


def test_github_gives_no_columns_for_several_lines() -> None:
    """GitHub refuses columns where the lines differ."""
    command = written("github", summed(finding(_two_lines()))).split("::")[1]

    assert "line=1,endLine=2,title=" in command
    assert "col" not in command.lower()


def test_an_empty_place_has_its_column() -> None:
    """Something absent is an empty range; GitHub, which knows none, gets one character."""
    place = placed("请还款。", "")._replace(span=placed("请还款。", "。").span)
    place = place._replace(span=place.span._replace(start=4, end=4))
    found = summed(finding(place))
    (diagnostic,) = json.loads(written("rdjson", found))["diagnostics"]

    assert diagnostic["location"]["range"] == {
        "start": {"line": 1, "column": 13},
        "end": {"line": 1, "column": 13},
    }
    assert ",col=5,endLine=1,endColumn=5," in written("github", found)


def test_a_lone_carriage_return_ends_no_line_for_reviewdog() -> None:
    """Rdjson's lines are those of git and Go; hegui's own begin after a lone CR too."""
    found = summed(finding(placed("第一\r违约", "违约")))
    (diagnostic,) = json.loads(written("rdjson", found))["diagnostics"]

    assert diagnostic["location"]["range"]["start"] == {"line": 1, "column": 8}
    assert written("concise", found).startswith("a.j2:2:1: ")
