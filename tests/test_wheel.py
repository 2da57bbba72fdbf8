"""What `pip install` brings is whole: a wheel that audits in an empty folder."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

MESSAGES = """\
{"id": 1, "text": "您的账单已出，请查收。"}
{"id": 2, "text": "您就是個老賴，是否起诉尚未决定。"}
"""


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program with nothing of this process's environment but the path to programs."""
    return subprocess.run(
        command,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HEGUI_CACHE_DIR": str(folder.parent / "cache")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of this repository."""
    copy = tmp_path_factory.mktemp("wheel") / "repository"
    for name in ("linter", "glossary", "templates"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    built = _run(copy, sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist")
    assert built.returncode == 0, built.stderr
    (file,) = (copy / "dist").iterdir()
    return file


@pytest.fixture(scope="module")
def empty(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder beside a virtual environment that has the wheel installed.

    Its dependencies are those of this process; hegui itself is not.
    """
    folder = tmp_path_factory.mktemp("installed")
    made = _run(folder, sys.executable, "-m", "venv", "venv")
    assert made.returncode == 0, made.stderr
    python = str(folder / "venv" / "bin" / "python")
    installed = _run(folder, python, "-m", "pip", "install", "--no-deps", "--no-index", str(wheel))
    assert installed.returncode == 0, installed.stderr
    found = _run(folder, python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    # A path file's folders come after the environment's own, and their path files don't count.
    path_file = f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n"
    (folder.joinpath(found.stdout.strip()) / "dependencies.pth").write_text(path_file, "utf-8")
    inside = folder / "empty"
    inside.mkdir()
    where = _run(inside, python, "-c", "import linter; print(linter.__file__)")
    assert where.stdout.startswith(str(folder / "venv")), where
    return inside


def _hegui(empty: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _run(empty, str(empty.parent / "venv" / "bin" / "hegui"), *arguments)


def test_a_wheel_has_its_data(wheel: Path) -> None:
    """The base glossary, whole and unchanged, and the table of characters are inside.

    Who may approve and what is approved here are not: a new project decides that itself.
    """
    own = ROOT / "glossary" / "approvers.yaml"
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        assert not any("approv" in name for name in names if not name.endswith(".py"))
        for file in {*(ROOT / "glossary").rglob("*.yaml")} - {own}:
            name = f"linter/glossary/base/{file.relative_to(ROOT / 'glossary').as_posix()}"
            assert archive.read(name) == file.read_bytes()

    assert {"linter/text/traditional.txt", "linter/py.typed"} <= names
    assert {
        "linter/report/review.html",
        "linter/starter/partials/contact.j2",
        "linter/catalog/pages/template.html",
        "linter/catalog/theme/mkdocs_theme.yml",
        "linter/catalog/assets/finder.js",
    } <= names
    assert {"linter/glossary/base/regulations.yaml", "linter/glossary/base/lists.yaml"} <= names
    assert any(name.startswith("linter/glossary/base/terms/") for name in names)


def test_a_wheel_has_all_code_and_nothing_else(wheel: Path) -> None:
    """Every module is inside; tests and what Python compiled are not."""
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())

    modules = {file.relative_to(ROOT).as_posix() for file in (ROOT / "linter").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"linter", "hegui"}


def test_an_installed_command_audits_anywhere(empty: Path) -> None:
    """In an empty folder, without a project, messages are answered by the base glossary."""
    file = empty.parent / "messages.jsonl"
    file.write_text(MESSAGES, "utf-8")

    done = _hegui(empty, "audit", str(file))

    assert done.returncode == 1, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == {"id": 1, "findings": []}
    assert [(found["code"], found["excerpt"]) for found in second["findings"]] == [
        ("THR006", "老賴"),
        ("THR008", "起诉"),
    ]
    assert done.stderr == "hegui：检查了 2 条消息：1 条有错误、0 条只有警告\n"
    assert list(empty.iterdir()) == []


def test_an_installed_glossary_is_proved(empty: Path) -> None:
    """Every entry and rule of the base is as its examples say, also inside the wheel."""
    done = _hegui(empty, "glossary", "test")

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.endswith("：全部相符\n")


def test_an_installed_command_explains(empty: Path) -> None:
    """An entry of the base is said to stand in it."""
    done = _hegui(empty, "explain", "老赖")

    assert done.returncode == 0, done.stderr
    assert "\n写在 内置词库/terms/insult.yaml:" in done.stdout


def test_an_installed_command_begins_a_project(empty: Path) -> None:
    """The templates that it starts with are in the wheel."""
    answers = ("--name", "示例银行", "--signature", "示例银行", "--hotline", "955XX")
    bank = empty.parent / "bank"
    made = _hegui(empty, "init", str(bank), *answers, "--channels", "手机银行")
    done = _hegui(empty, "check", str(bank))

    assert made.returncode == 0, made.stderr
    assert done.stdout == "检查了 2 个模板、16 种情形：没有问题\n"


def test_the_command_knows_its_version(empty: Path) -> None:
    """The version is that of the wheel."""
    assert _hegui(empty, "--version").stdout.startswith("hegui ")
