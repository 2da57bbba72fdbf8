"""What a run imports: nothing that a clean template doesn't need."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from linter.report import FORMATS
from tests.conftest import ROOT
from tests.making import HOTLINE, environment, template, write

if TYPE_CHECKING:
    from pathlib import Path


LATE = {
    "concurrent.futures",
    "csv",
    "jieba",
    "linter.audit",
    "linter.glossary.book",
    "linter.glossary.proof",
    "linter.glossary.terms",
    *(f"linter.report.{name}" for name in FORMATS),
    "linter.report.markup",
    "linter.report.xml",
    "multiprocessing",
    "pkg_resources",
    "rich",
    "stdnum",
    "subprocess",
    "tempfile",
    "xml",
}
"""Modules that take time or memory, and that most runs can do without."""
_SCRIPT = """
import sys
from linter.cli.main import main
try:
    status = main(sys.argv[1:])
except SystemExit as end:  # how argparse ends after its help
    status = end.code
print("\\n".join(["modules", str(status), *sys.modules]), file=sys.stderr)
"""


def _unmeasured(variables: dict[str, str]) -> dict[str, str]:
    """Without what has coverage measured in processes: it imports modules of its own."""
    return {name: value for name, value in variables.items() if not name.startswith("COVERAGE_")}


def _imported(folder: Path, *arguments: str) -> tuple[int, set[str]]:
    """The status of a command line in a process of its own, and the modules that it imported."""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *arguments],
        cwd=folder,
        env=_unmeasured(environment({"PYTHONPATH": str(ROOT)})),
        capture_output=True,
        check=True,
    )
    status, *modules = done.stderr.decode().partition("modules\n")[2].splitlines()
    return int(status), set(modules)


@pytest.fixture
def ready(folder: Path) -> Path:
    """A project whose glossary and dictionary are in the cache, by a check of another file."""
    path = write(folder, template(f"信用卡账户逾期，须付罚款，{HOTLINE}"), "other")
    assert _imported(folder, "check", path)[0] == 1
    return folder


@pytest.mark.parametrize("arguments", [(), ("--format", "text"), ("--strict",)])
def test_a_clean_file_needs_little(ready: Path, arguments: tuple[str, ...]) -> None:
    """No segmenter, no terminal, no workers, no YAML files of terms."""
    path = write(ready, template(f"您的异议已受理。{HOTLINE}"), "clean")

    status, modules = _imported(ready, "check", path, *arguments)

    assert status == 0
    assert not modules & LATE


@pytest.mark.parametrize("arguments", [(), ("--version",), ("--help",), ("chek",)])
def test_what_reads_no_template_needs_no_language(ready: Path, arguments: tuple[str, ...]) -> None:
    """Help, version and a misspelt command import neither Jinja2 nor YAML nor any rule."""
    _, modules = _imported(ready, *arguments)

    assert "linter.cli.main" in modules
    assert not modules & {"jinja2", "yaml", "jieba", "rich", "linter.engine", "linter.rules"}


def test_a_term_at_word_boundaries_needs_the_segmenter(ready: Path) -> None:
    """Which is jieba, without what it would use setuptools for."""
    path = write(ready, template(f"信用卡账户逾期，须付罚款，{HOTLINE}"), "term")

    status, modules = _imported(ready, "check", path)

    assert status == 1
    assert {"jieba", "linter.text.words"} <= modules
    assert not modules & {"pkg_resources", "rich.console", "multiprocessing", "stdnum"}


def test_json_needs_no_terminal(ready: Path) -> None:
    """A program that reads findings doesn't wait for what draws them."""
    path = write(ready, template(f"信用卡滞纳金，{HOTLINE}"), "term")

    status, modules = _imported(ready, "check", path, "--format", "json")

    assert status == 1
    assert "linter.report.json" in modules
    assert not modules & {"rich", "linter.report.text", "linter.report.screen"}


def test_an_import_of_the_package_is_cheap() -> None:
    """Names are imported when they are asked for, and the one asked for is there."""
    code = "import sys, linter; before = set(sys.modules); linter.check_files; print(*before)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=_unmeasured(environment({"PYTHONPATH": str(ROOT)})),
        capture_output=True,
        check=True,
    )

    modules = set(done.stdout.decode().split())

    assert "linter" in modules
    assert not modules & (LATE | {"jinja2", "yaml", "linter.project", "linter.run"})


def _python(script: str) -> list[str]:
    """What a script prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=_unmeasured(environment({"PYTHONPATH": str(ROOT)})),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return done.stdout.decode().split()


_WHOLE = """
import jinja2
print(jinja2.Environment().from_string("{{ 1 }}").render())
print(jinja2.nodes.Output is __import__("jinja2.nodes").nodes.Output)
print(issubclass(jinja2.exceptions.TemplateSyntaxError, jinja2.TemplateError))
try:
    jinja2.Environment().parse("{% if %}")
except jinja2.TemplateSyntaxError:
    print("refused")
"""


def test_jinja2_is_whole_after_we_used_its_parser() -> None:
    """Our own copy of its parser isn't in the way of whoever imports Jinja2 afterwards."""
    said = _python(
        "import sys, linter.engine\n"
        "print([name for name in sys.modules if name.partition('.')[0] == 'jinja2'])\n"
        f"{_WHOLE}"
        "from linter.template.jinja import nodes\n"
        "print(nodes is jinja2.nodes)\n"
    )

    assert said == ["[]", "1", "True", "True", "refused", "False"]


def test_jinja2_that_is_there_already_is_used() -> None:
    """Then nodes and errors are those that everyone else sees."""
    said = _python(
        f"{_WHOLE}"
        "import linter.engine\n"
        "from linter.template import jinja\n"
        "print(jinja.nodes is jinja2.nodes)\n"
        "print(jinja.TemplateSyntaxError is jinja2.TemplateSyntaxError)\n"
        "print(jinja2.Environment().from_string('{{ 2 }}').render())\n"
    )

    assert said == ["1", "True", "True", "refused", "True", "True", "2"]


def test_a_project_is_checked_whichever_jinja2_is_there(ready: Path) -> None:
    """A program that has Jinja2 gets the findings that one without it gets."""
    write(ready, template("信用卡{% if plan %}滞纳金{% endif %}", "{plan: {type: bool}}"), "term")
    script = (
        "from linter.cli.main import main\n"
        f"main(['check', '--jobs', '1', '--format', 'json', '--project', {str(ready)!r}])"
    )

    assert _python(script) == _python(f"import jinja2\n{script}")
    assert "TRM001" in " ".join(_python(script))
