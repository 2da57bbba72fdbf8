"""Pages as HTML: one environment in which whatever a project holds stays text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from linter.approval.standing import STATUSES
from linter.catalog.wording import plain
from linter.finding import Severity
from linter.meaning import code
from linter.report.characters import exchangeable
from linter.report.words import SEVERITIES, WAIVED, permission
from linter.template.front_matter import CHANNELS
from linter.wordings import GONE, NEW

if TYPE_CHECKING:
    from linter.catalog.catalog import Catalog

FOLDER = Path(__file__).parent
_ROOT = Markup("\0")  # no text has it: HTML can't hold it


@cache
def _environment() -> Environment:
    loader = FileSystemLoader([FOLDER / "pages", FOLDER / "theme"])
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=lambda value: plain(value) if type(value) is str else value,
    )
    environment.globals.update(
        channels=CHANNELS,
        code=code,
        permission=permission,
        root=_ROOT,
        severities=SEVERITIES,
        statuses=STATUSES,
        ERROR=Severity.ERROR,
        GONE=GONE,
        NEW=NEW,
        WAIVED=WAIVED,
    )
    return environment


def render(template: str, catalog: Catalog, **values: Any) -> str:
    """A page, which can be placed in any folder by `placed`."""
    page = _environment().get_template(template)
    return page.render(catalog=catalog, site_name=catalog.title, preview=catalog.preview, **values)


def placed(page: str, path: str) -> bytes:
    """A rendered page with links that lead from its path, which is written with slashes."""
    root = "../" * path.count("/")
    return exchangeable(page.replace("\0", root)).encode("utf-8")
