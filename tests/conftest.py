"""What tests share: a small project of their own, and how property tests run.

The same examples every time, or many new ones: ``pytest
--hypothesis-profile=deep --hypothesis-seed=1`` looks for what the fixed
examples miss.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from linter.project import Project

ROOT = Path(__file__).parent.parent

settings.register_profile("fixed", max_examples=150, deadline=None, derandomize=True)
settings.register_profile("deep", max_examples=5000, deadline=None)
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
