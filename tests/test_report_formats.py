"""What each output format says of waivers, severities, paths, fixes, and of a clean run."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

from linter.finding import Edit, Finding, Fix, Place, Related, Severity
from linter.report import FORMATS
from linter.run import Summary
from linter.source import Source, Span
from tests.making import HOTLINE, hegui, template, write
from tests.reports import CARD, error_element, finding, parsed, placed, summed, waiver, written

if TYPE_CHECKING:
    from pathlib import Path

    from tests.making import Run

_PLACE = placed("逾期滞纳金", "滞纳金")
_FOR_TOOLS = ("sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "rdjsonl")


def _waived(**changes: Any) -> Finding:
    return finding(_PLACE, waiver=waiver(_PLACE, "试点期间允许", "合规负责人"), **changes)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_why_by_whom_and_until_when_something_is_waived(name: str) -> None:
    """The reason, the person and the last day stand in each report."""
    report = written(name, summed(_waived()))

    for said in ("试点期间允许", "合规负责人", "2026-12-31"):
        assert said in report


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("json", "jsonl")])
def test_every_format_for_people_says_that_it_is_waived(name: str) -> None:
    """The word 已豁免 stands there; in SARIF the suppression says it."""
    report = written(name, summed(_waived()))

    assert ("已豁免" in report) != (name == "sarif")
    assert ('"suppressions"' in report) == (name == "sarif")


def test_what_is_waived_weighs_no_more_than_a_remark() -> None:
    """Whatever a tool counts as a failure, a waived error is none."""
    found = summed(_waived())
    warned = summed(_waived(), finding(_PLACE, severity=Severity.WARNING))
    (case, _) = parsed("junit", found).iter("testcase")

    assert written("github", found).startswith("::notice ")
    assert json.loads(written("gitlab", found))[0]["severity"] == "info"
    assert json.loads(written("rdjsonl", found))["severity"] == "INFO"
    assert error_element(found)["severity"] == "info"
    assert [child.tag for child in case] == ["skipped"]
    assert "没有错误" in written("markdown", warned)


@pytest.mark.parametrize(
    ("severity", "words", "element"),
    [
        (Severity.ERROR, ("error", "error", "critical", "ERROR"), "failure"),
        (Severity.WARNING, ("warning", "warning", "minor", "WARNING"), "system-out"),
        (Severity.INFO, ("note", "notice", "info", "INFO"), "system-out"),
    ],
)
def test_severities(severity: Severity, words: tuple[str, ...], element: str) -> None:
    """Each severity has its word in each format; in JUnit only an error fails."""
    found = summed(finding(_PLACE, severity=severity))
    sarif, github, gitlab, rdjson = words
    (case, _) = parsed("junit", found).iter("testcase")

    assert json.loads(written("sarif", found))["runs"][0]["results"][0]["level"] == sarif
    assert written("github", found).startswith(f"::{github} ")
    assert json.loads(written("gitlab", found))[0]["severity"] == gitlab
    assert json.loads(written("rdjsonl", found))["severity"] == rdjson
    assert error_element(found)["severity"] == str(severity)
    assert [child.tag for child in case] == [element]


def test_gitlab_sets_errors_against_the_law_above_the_others() -> None:
    """An error of the bank's own or of the tool is major, not critical."""
    found = summed(finding(_PLACE, duty="tool"))

    assert json.loads(written("gitlab", found))[0]["severity"] == "major"


@pytest.mark.parametrize("name", FORMATS)
def test_a_clean_run_is_a_whole_report(name: str) -> None:
    """Without findings there is a document that says so, or in formats of lines nothing."""
    report = written(name, Summary((), 3, 7))

    if name in ("jsonl", "rdjsonl"):
        assert report == ""
    elif name in ("json", "sarif", "gitlab", "rdjson"):
        json.loads(report)
    elif name in ("junit", "checkstyle"):
        cases = parsed(name, Summary((), 3, 7)).iter("testcase")
        assert [each.get("name") for each in cases] == ["检查已完成"] * (name == "junit")
    else:
        assert "检查了 3 个模板、7 种情形：没有问题" in report


@pytest.mark.parametrize("name", ["jsonl", "rdjsonl"])
def test_a_format_of_lines_prints_no_empty_line(name: str, run: Run, folder: Path) -> None:
    """A clean run prints nothing at all."""
    write(folder, template(f"示例银行提醒您，{HOTLINE}"))

    assert run("check", "--format", name) == (0, "", "")


@pytest.mark.parametrize("name", _FOR_TOOLS)
def test_paths_for_tools_begin_with_the_project_folder(name: str) -> None:
    """Where the project lies below the working directory, its folder stands before each path."""
    related = (Related("call", placed("{{ fee }}", "fee", "partials/b.j2")),)
    report = written(name, summed(finding(_PLACE, related=related), folder="mail/"))

    assert "mail/a.j2" in report
    assert report.count("a.j2") == report.count("mail/a.j2")
    assert report.count("partials/b.j2") == report.count("mail/partials/b.j2")


@pytest.mark.parametrize("name", _FOR_TOOLS)
def test_paths_outside_the_project_are_those_given(
    name: str, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file beside the project, an absolute path and standard input get no folder before them."""
    outside = folder.parent / "b.j2"
    outside.write_text(template("{{ nmae }}"), "utf-8")
    monkeypatch.chdir(folder.parent)

    for path in ("b.j2", str(outside)):
        report = run("check", path, "--project", folder.name, "--format", name)[1]

        assert path in report
        assert f"{folder.name}/b.j2" not in report
        assert f"{folder.name}//" not in report


@pytest.mark.parametrize("name", _FOR_TOOLS)
def test_standard_input_has_no_folder(name: str, folder: Path) -> None:
    """What is read from standard input is called - wherever the project is."""
    text = template("{{ nmae }}").encode()
    done = hegui(folder.parent, "check", "-", "--project", folder.name, "--format", name, data=text)

    assert done.returncode == 1
    assert f"{folder.name}/-" not in done.stdout.decode()


def test_a_uri_is_percent_encoded() -> None:
    """Spaces, Chinese, signs of URIs and bytes that are no UTF-8 all become percents."""
    path = os.fsdecode(b"templates/a b#?%:\xe6\xbb\x9e\xff.j2")
    found = summed(finding(placed("滞纳金", "滞", path)))
    (result,) = json.loads(written("sarif", found))["runs"][0]["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]

    assert location == {
        "uri": "templates/a%20b%23%3F%25%3A%E6%BB%9E%FF.j2",
        "uriBaseId": "%SRCROOT%",
    }


def test_an_absolute_path_is_a_file_uri() -> None:
    """A file outside the project has a URI that needs no base."""
    found = summed(finding(placed("滞纳金", "滞", "/srv/a b.j2")))
    (result,) = json.loads(written("sarif", found))["runs"][0]["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "file:///srv/a%20b.j2"
    }


def test_sarif_lists_each_rule_once_with_what_explains_it() -> None:
    """Results point to their rule, which has its title, reason, mending and basis."""
    other = finding(_PLACE, code="TON002", name="familiar-you")
    (run,) = json.loads(written("sarif", summed(finding(_PLACE), other, finding(_PLACE))))["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert [each["id"] for each in rules] == ["TRM001", "TON002"]
    assert [each["ruleIndex"] for each in run["results"]] == [0, 1, 0]
    assert rules[0]["shortDescription"]["text"] == "滞纳金"
    assert "怎样改：把“滞纳金”改成“违约金”。\n依据：R03" in rules[0]["help"]["text"]
    assert "- **依据**：R03" in rules[0]["help"]["markdown"]
    assert rules[0]["properties"]["duty"] == "law"


def test_sarif_fingerprints_stay_when_lines_move() -> None:
    """Lines above a finding change its region and not its fingerprint."""

    def result(text: str) -> Any:
        found = summed(finding(placed(text, "滞纳金"), excerpt="滞纳金"))
        return json.loads(written("sarif", found))["runs"][0]["results"][0]

    before, after = result("滞纳金"), result("您好\n\n滞纳金")

    assert before["partialFingerprints"] == after["partialFingerprints"]
    assert before["locations"] != after["locations"]


def test_a_sarif_message_fills_in_and_links_nothing() -> None:
    """Text from a template is no placeholder and no link."""
    found = summed(finding(_PLACE, message="“{0}”和“[点这里](1)”不能写"))
    (result,) = json.loads(written("sarif", found))["runs"][0]["results"]

    assert result["message"]["text"].startswith("“{ 0}”和“[点这里] (1)”不能写")


def test_a_fix_in_another_file_is_no_rdjson_suggestion() -> None:
    """A suggestion has no path, so it would be applied to the wrong file; half a fix is none."""
    here, there = Edit(_PLACE, ""), Edit(placed("滞纳金", "滞", "partials/b.j2"), "违约")
    found = summed(finding(_PLACE, fix=Fix(safe=True, edits=(here, there))))

    assert "suggestions" not in json.loads(written("rdjsonl", found))
    assert "partials/b.j2" in written("sarif", found)


def test_an_rdjson_suggestion_shows_no_number_between_its_edits() -> None:
    """Where personal data stands between two edits there is no suggestion."""
    text = f"滞{CARD}纳"
    edits = (Edit(placed(text, "滞"), "违"), Edit(placed(text, "纳"), "约"))
    found = summed(finding(placed(text, "滞"), fix=Fix(safe=True, edits=edits)))

    assert "suggestions" not in json.loads(written("rdjsonl", found))
    assert CARD not in written("rdjsonl", found)


def test_a_github_command_is_one_line_whatever_its_texts_hold() -> None:
    """Percents and line breaks are escaped, in properties colons and commas too."""
    place = placed("滞纳金", "滞", "a,b:c%\n.j2")
    found = summed(finding(place, message="减免50%\n::error::x"))
    command, _ = written("github", found).split("\n")
    _, properties, message = command.split("::", 2)

    assert "file=a%2Cb%3Ac%25%0A.j2,line=1," in properties
    assert message.startswith("减免50%25 ::error::x")


def test_junit_counts_what_it_lists() -> None:
    """Each suite says how many cases it has, how many failed, how many were skipped."""
    other = placed("滞纳金", "滞", "b.j2")
    remark = finding(other, severity=Severity.INFO)
    root = parsed("junit", summed(finding(_PLACE), _waived(), remark))

    for suite in (root, *root.iter("testsuite")):
        cases = list(suite.iter("testcase"))
        counts = {"tests": len(cases), "errors": 0}
        counts["failures"] = sum(case.find("failure") is not None for case in cases)
        counts["skipped"] = sum(case.find("skipped") is not None for case in cases)
        assert {name: int(suite.attrib[name]) for name in counts} == counts
    assert [each.get("name") for each in root.iter("testsuite")] == ["a.j2", "b.j2", "hegui"]


def test_markdown_leaves_out_the_lightest_and_says_how_many() -> None:
    """A comment stays below what GitHub takes; errors come in before warnings."""
    text = "逾期滞纳金" * 2000
    spans = [Span(at, at + 3) for at in range(2, len(text), 5)]
    source = Source("a.j2", text)
    warnings = [
        finding(Place(source, span), severity=Severity.WARNING, witness="长" * 500)
        for span in spans
    ]
    error = finding(Place(source, spans[0]))

    report = written("markdown", summed(*warnings, error))

    assert 50_000 < len(report) <= 60_000
    assert report.count("**错误**") == 1
    left_out = len(warnings) - report.count("**警告**")
    assert report.endswith(f"\n\n还有 {left_out} 处没有列出；请运行 `hegui check` 查看全部。")


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (2, 5, "<code>逾期</code><strong><code>滞纳金</code></strong><code>。</code>"),
        (0, 2, "<strong><code>逾期</code></strong><code>滞纳金。</code>"),
        (6, 6, "<code>逾期滞纳金。</code><strong>这里</strong>"),
    ],
)
def test_markdown_shows_what_was_found_in_bold(start: int, end: int, shown: str) -> None:
    """The word stands in its line; where something is absent, the place is pointed at."""
    place = Place(Source("a.j2", "逾期滞纳金。"), Span(start, end))

    report = MarkdownIt().render(written("markdown", summed(finding(place))))

    assert f"<li>原文：{shown}</li>" in report
