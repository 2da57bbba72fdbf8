"""What tests share: a small project of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from linter.project import Project

ROOT = Path(__file__).parent.parent


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with this repository's glossary and partials, and no templates."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(ROOT / "hegui.toml", folder)
    shutil.copytree(ROOT / "glossary", folder / "glossary")
    shutil.copytree(ROOT / "templates" / "partials", folder / "templates" / "partials")
    return Project.open(folder)
