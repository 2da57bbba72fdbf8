"""What tests share: a small project and a cache of their own, how property tests run.

The same examples every time, or many new ones: ``pytest
--hypothesis-profile=deep --hypothesis-seed=1`` looks for what the fixed
examples miss.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from linter.cli.main import main
from linter.project import Project

if TYPE_CHECKING:
    from tests.making import Run

ROOT = Path(__file__).parent.parent

# One cache for the whole session, so that what takes long is made once; the user's is not
# touched. Tests that need one to themselves set the variable again.
CACHE = Path(tempfile.mkdtemp(prefix="hegui-tests-"))
os.environ["HEGUI_CACHE_DIR"] = str(CACHE)
atexit.register(shutil.rmtree, CACHE, ignore_errors=True)

# No test depends on the clock: on a busy machine examples take longer to draw.
SLOW = (HealthCheck.too_slow,)
settings.register_profile(
    "fixed", max_examples=150, deadline=None, derandomize=True, suppress_health_check=SLOW
)
settings.register_profile("deep", max_examples=5000, deadline=None, suppress_health_check=SLOW)
settings.load_profile("fixed")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with this repository's glossary and partials, and no templates."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(ROOT / "hegui.toml", folder)
    shutil.copytree(ROOT / "glossary", folder / "glossary")
    shutil.copytree(ROOT / "templates" / "partials", folder / "templates" / "partials")
    return Project.open(folder)


@pytest.fixture
def folder(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a project with an empty templates/sms."""
    (project.templates_folder / "sms").mkdir()
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    return project.root


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in the project: status, standard output, standard error."""
    monkeypatch.chdir(folder)

    def command(*arguments: str) -> tuple[int, str, str]:
        status = main([*arguments])
        return status, *capsys.readouterr()

    return command
