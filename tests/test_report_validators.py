"""Programs and schemas that are not hegui's read its reports.

SARIF is read by Microsoft's validator and rdjson by one for reviewdog's format,
which npm brings (`make test` installs them); JUnit by a library that reads it as
CI servers do. Where nobody publishes a schema, tests/schemas/ has one of our own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from junitparser import JUnitXml
from xmlschema import XMLSchema

from linter.finding import Edit, Fix, Place, Related, Severity
from linter.report import json as report_json
from linter.run import Summary
from linter.source import Source, Span
from tests.reports import finding, golden_summary, placed, summed, waiver, written

if TYPE_CHECKING:
    from linter.project import Project

_SCHEMAS = Path(__file__).parent / "schemas"
_INSTALLED = Path(sys.prefix) / "validators" / "node_modules"
_SARIF = _INSTALLED / "@microsoft" / "sarif-multitool-linux"
_RDFORMAT = _INSTALLED / "@umbrelladocs" / "rdformat-validator" / "bin" / "rdformat-validator.js"
_UNKNOWN_HOME = "SARIF2005"  # the tool has no page of its own that a report could name


def _hostile() -> Summary:
    """Findings of every kind with texts and paths that no format likes."""
    text = "]]>\x00 😀“滞纳金”\r\n<b>@all</b> [a](https://b.example) {0} \ud800\u2028"
    path = os.fsdecode(b"templates/a b#?:\xff\x01,%.j2")
    place = Place(Source(path, text, marked=True), Span(6, 12))
    fix = Fix(safe=True, edits=(Edit(place, text), Edit(placed("逾期滞纳金", "滞", "b.j2"), "")))
    related = (Related("part", place), Related("call", placed("{{ a }}", "a", "b.j2")))
    return summed(
        *(
            finding(place, severity=severity, message=text, witness=text, related=related, fix=fix)
            for severity in Severity
        ),
        finding(place, code="ABC999", excerpt=text, waiver=waiver(place, text, text)),
        finding(Place(Source(path, ""), Span(0, 0)), cases=({text: text},), case_count=1),
        folder="邮件 1/",
    )


@pytest.fixture(params=["golden", "clean", "hostile"])
def summary(request: pytest.FixtureRequest, project: Project) -> Summary:
    """Runs whose reports a validator reads."""
    if request.param == "golden":
        return golden_summary(project)
    return Summary((), 3, 7) if request.param == "clean" else _hostile()


def _validator(path: Path) -> str:
    assert path.exists(), f"缺少 {path}：请先运行 make test，它用 npm 安装报告的校验程序"
    return str(path)


def _node() -> str:
    node = shutil.which("node")
    assert node, "缺少 node：rdjson 的校验程序要用它；请先安装 Node.js"
    return node


def _output(*command: str) -> subprocess.CompletedProcess[str]:
    # .NET needs no data about languages to check a file, and the system may have none.
    variables = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


def test_sarif_is_valid_for_microsofts_validator(summary: Summary, tmp_path: Path) -> None:
    """It finds no error, and no warning but that the tool has no home page."""
    log, findings = tmp_path / "report.sarif", tmp_path / "findings.sarif"
    log.write_text(written("sarif", summary), "utf-8")
    validator = _validator(_SARIF / "Sarif.Multitool")

    done = _output(
        validator, "validate", str(log), "--output", str(findings), "--level", "Error;Warning"
    )

    assert done.returncode == 0, done.stdout
    (run,) = json.loads(findings.read_text("utf-8-sig"))["runs"]
    assert {each["ruleId"] for each in run["results"]} <= {_UNKNOWN_HOME}, done.stdout
    assert run["invocations"][0].get("toolExecutionNotifications", []) == []


def test_microsofts_validator_sees_what_is_wrong(tmp_path: Path) -> None:
    """A result without its rule is an error: silence means that it has read the file."""
    log = tmp_path / "report.sarif"
    report = json.loads(written("sarif", summed(finding(placed("滞纳金", "滞")))))
    del report["runs"][0]["results"][0]["ruleId"]
    log.write_text(json.dumps(report), "utf-8")

    done = _output(_validator(_SARIF / "Sarif.Multitool"), "validate", str(log))

    assert "error SARIF1010" in done.stdout


def test_sarif_is_valid_by_the_published_schema(summary: Summary) -> None:
    """The schema that comes with the validator accepts the log."""
    schema = json.loads(Path(_validator(_SARIF / "sarif-2.1.0.json")).read_text("utf-8-sig"))

    assert _errors(schema, json.loads(written("sarif", summary))) == []


@pytest.mark.parametrize("name", ["rdjson", "rdjsonl"])
def test_rdjson_is_valid_for_a_strict_validator(
    name: str, summary: Summary, tmp_path: Path
) -> None:
    """The document and each line have only fields of reviewdog's format, of the right types."""
    report = written(name, summary)
    for number, document in enumerate([report] if name == "rdjson" else report.splitlines()):
        path = tmp_path / f"{number}.json"
        path.write_text(document, "utf-8")

        done = _output(_node(), _validator(_RDFORMAT), "--strict", "--no-extra-fields", str(path))

        assert done.returncode == 0, done.stdout + done.stderr


def test_the_rdjson_validator_sees_what_is_wrong(tmp_path: Path) -> None:
    """A column of 0 is refused: silence means that it has read the file."""
    path = tmp_path / "report.json"
    report = json.loads(written("rdjson", summed(finding(placed("滞纳金", "滞")))))
    report["diagnostics"][0]["location"]["range"]["start"]["column"] = 0
    path.write_text(json.dumps(report), "utf-8")

    done = _output(_node(), _validator(_RDFORMAT), "--strict", "--no-extra-fields", str(path))

    assert done.returncode == 1


@pytest.mark.parametrize("name", ["junit", "checkstyle"])
def test_xml_is_valid_by_its_schema(name: str, summary: Summary) -> None:
    """The schema accepts the document, and so the counts are numbers and the severities known."""
    XMLSchema(str(_SCHEMAS / f"{name}.xsd")).validate(StringIO(written(name, summary)))


def test_junit_is_read_as_ci_servers_do(summary: Summary) -> None:
    """A library counts the failures and the skipped cases that the run has."""
    suites = JUnitXml.fromstring(written("junit", summary).encode())
    cases = [case for suite in suites for case in suite]

    assert len(cases) == suites.tests == len(summary.findings) + 1
    assert sum(case.is_failure for case in cases) == suites.failures
    assert suites.failures == summary.count(Severity.ERROR)
    assert sum(case.is_skipped for case in cases) == summary.waived


def test_gitlab_is_valid_by_its_schema(summary: Summary) -> None:
    """The schema accepts the array, and no two findings share a fingerprint."""
    issues = json.loads(written("gitlab", summary))

    assert _errors(json.loads((_SCHEMAS / "gitlab.json").read_text("utf-8")), issues) == []
    assert len({each["fingerprint"] for each in issues}) == len(issues)


def test_json_and_jsonl_are_valid_by_our_schema(summary: Summary) -> None:
    """What `hegui schema findings` prints accepts the document and each line."""
    schema = report_json.schema()
    document = json.loads(written("json", summary))
    lines = [json.loads(line) for line in written("jsonl", summary).splitlines()]

    assert _errors(schema, document) == []
    assert lines == document["findings"]


def _errors(schema: Any, document: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(schema).iter_errors(document)]
