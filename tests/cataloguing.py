"""Builds catalogs as MkDocs does, and reads what is in them."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import build
from mkdocs.config import load_config

from tests.approving import DAY
from tests.conftest import ROOT
from tests.starter import approved

if TYPE_CHECKING:
    from pathlib import Path

_SITE = """\
site_name: 示例模板库
theme: {name: hegui}
plugins:
  - hegui: {as_of: "%s", preview: %s}
"""


def built(project: Path, site: Path, *, day: str = DAY, preview: bool = False) -> Path:
    """The site of a project on a day, its guide left out."""
    (project / "docs").mkdir(exist_ok=True)
    file = project / "mkdocs.yml"
    file.write_text(_SITE % (day, str(preview).lower()), "utf-8")
    return _built(file, site)


def own(folder: Path, site: Path) -> Path:
    """This repository's site with its guide, its starter approved in a scripted repository."""
    bank = approved(folder)
    shutil.copytree(ROOT / "docs", bank.folder / "docs")
    text = (ROOT / "mkdocs.yml").read_text("utf-8").replace("!ENV [HEGUI_AS_OF, null]", DAY)
    bank.write("mkdocs.yml", text)
    return _built(bank.folder / "mkdocs.yml", site)


def _built(file: Path, site: Path) -> Path:
    config = load_config(str(file), site_dir=str(site), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()
    return site


def index(site: Path) -> list[dict[str, Any]]:
    """What sending systems find."""
    data = json.loads((site / "approved/index.json").read_text("utf-8"))
    return list(data["templates"])


def rows(site: Path) -> list[dict[str, Any]]:
    """What the search looks through."""
    text = (site / "assets/data.js").read_text("utf-8")
    data = json.loads(text.removeprefix("window.HEGUI = ").removesuffix(";\n"))
    return list(data["rows"])


class Links(HTMLParser):
    """The addresses in a page: those that lead on, those that are loaded, and its anchors."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.leading: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.anchors.add(value or "")
            elif name == "href" and tag == "a":
                self.leading.append(value or "")
            elif name in ("src", "srcset", "action", "poster", "data") or name == "href":
                self.loaded.append(value or "")


def visible(page: str) -> str:
    """The text of a page without its markup."""
    return re.sub(r"\s+", "", re.sub("<[^>]*>", "", page))
