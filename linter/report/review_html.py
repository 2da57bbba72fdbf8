"""``hegui review --format html``: one page that needs nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from linter.report.characters import exchangeable, printable
from linter.report.words import (
    SECTIONS,
    caused,
    changed,
    describe,
    label,
    permission,
    resized,
    reviewed,
)
from linter.template.front_matter import CHANNELS
from linter.wordings import GONE, NEW

if TYPE_CHECKING:
    from linter.review import Review

_PAGE = Path(__file__).with_name("review.html")


def report(review: Review) -> str:
    """A review as a page; whatever it quotes stays text."""
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    environment.globals.update(
        caused=caused,
        changed=changed,
        channels=CHANNELS,
        describe=describe,
        label=label,
        permission=permission,
        resized=resized,
        sections=SECTIONS,
        GONE=GONE,
        NEW=NEW,
    )
    page = environment.from_string(_PAGE.read_text("utf-8"))
    return exchangeable(page.render(review=review, outcome=reviewed(review)))


def _printable(value: Any) -> Any:
    """A text in which nothing hides or turns what follows; its lines stay lines."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return "\n".join(map(printable, value.split("\n")))
