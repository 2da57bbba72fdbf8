"""The catalog as a plugin of MkDocs: ``plugins: [hegui]``."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.base import Config
from mkdocs.config.config_options import Optional, Type
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, InclusionLevel

from linter.catalog.catalog import Catalog
from linter.catalog.listing import GUIDE, Row
from linter.catalog.site import DATA, Made, Site
from linter.clock import today
from linter.model import iso_day
from linter.project import Project
from linter.source import HeguiError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_log = get_plugin_logger("hegui")
_WATCHED = ("templates", "glossary", "hegui.toml")
_TAG = re.compile(r"<(?:/?)([a-zA-Z0-9]+)[^>]*>")
_BLOCKS = frozenset(
    ("p", "li", "pre", "tr", "td", "th", "div", "dt", "dd", *(f"h{n}" for n in range(1, 7)))
)


class Options(Config):  # type: ignore[no-untyped-call]
    """``as_of``: the day, today in Beijing where it is not written; ``preview``: see `Catalog`."""

    as_of = Optional(Type((str, date, int)))  # YAML makes a date of what looks like one
    preview = Type(bool, default=False)


class Ready(File):
    """A page that is finished: MkDocs copies it and knows where links to it lead."""

    def is_documentation_page(self) -> bool:
        """It is no Markdown, whatever it is called."""
        return False


class Catalogue(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Puts the catalog's pages and files beside the guide, and the guide into its search."""

    site: Site | None = None

    def on_startup(self, *, dirty: bool, **_: Any) -> None:
        """Begin with nothing known; MkDocs keeps the plugin for all builds of one command."""
        if dirty:
            raise PluginError("hegui：不能用 --dirty：不再批准的模板会留在网站上；请去掉它")
        self.known: Mapping[str, Made] = {}
        self.guides: list[Row] = []

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """See that links lead to files, and that the project is watched."""
        config.use_directory_urls = False  # the pages work from a folder, without a server
        root = _root(config)
        config.watch.extend(str(root / name) for name in _WATCHED if (root / name).exists())
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add every page of the catalog; one of the guide in its place gives way."""
        self.guides = []
        guide = _guide(files)
        try:
            project = Project.open(_root(config))
            catalog = Catalog(
                project, self._day(), self.config.preview, config.site_name, config.site_url or ""
            )
            self.site = Site(catalog, guide, self.known)
            self.known = self.site.known
            made = [*self.site.files()]
            for line in catalog.warnings:
                _log.warning("%s", line)
        except HeguiError as error:
            raise PluginError(f"hegui：{error}") from None
        known = {each.dest_uri: each for each in files}
        for path, content in made:
            _add(files, config, path, content, known.get(path))
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Give the theme what its layout needs; the guide's texts are known now."""
        assert self.site is not None
        env.globals.update(
            preview=self.config.preview,
            site_name=config.site_name,
            **self.site.common,
        )
        _add(files, config, DATA, self.site.data(self.guides))
        return env

    def on_page_content(self, html: str, page: Page, **_: Any) -> str:
        """Take up a page of the guide for the search."""
        title = str(page.title)
        self.guides.append(Row(GUIDE, "", title, page.file.dest_uri, "", _text(html), {}))
        return html

    def on_page_context(self, context: Any, page: Page, **_: Any) -> Any:
        """How links lead from a page of the guide to the root."""
        context["root"] = "../" * page.file.dest_uri.count("/")
        return context

    def on_template_context(self, context: Any, **_: Any) -> Any:
        """The page for what isn't there is shown in any folder: its links begin at the root."""
        context["root"] = f"{context['base_url']}/".replace("//", "/")
        return context

    def _day(self) -> date:
        written = self.config.as_of
        if written is None:
            return today()
        day = iso_day(str(written))
        if day is None:
            raise PluginError(f"hegui：as_of 写的是 {str(written)[:40]}；日期请写成 2026-12-05")
        return day


def _root(config: MkDocsConfig) -> Path:
    """The project: ``mkdocs.yml`` lies beside its ``hegui.toml``."""
    return Path(config.config_file_path or ".").parent


def _guide(files: Files) -> str:
    """The first page of the guide, empty where there is none."""
    pages = [each.dest_uri for each in files.documentation_pages()]
    return next((each for each in pages if each == "guide/index.html"), next(iter(pages), ""))


def _add(
    files: Files, config: MkDocsConfig, path: str, content: bytes, known: File | None = None
) -> None:
    """Add a file; what the guide has at the same address gives way, links to it stay good."""
    name = path if known is None else known.src_uri
    if known is not None:
        files.remove(known)
    file = Ready.generated(config, name, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
    file.dest_uri = path
    files.append(file)


def _text(html: str) -> str:
    """The words of a page, a line for each of its blocks."""

    def gap(found: re.Match[str]) -> str:
        return "\n" if found[1].lower() in _BLOCKS else ""

    lines = (" ".join(each.split()) for each in unescape(_TAG.sub(gap, html)).split("\n"))
    return "\n".join(filter(None, lines))
