"""Every file of the catalog: its path, and what it holds."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.approval.judgement import OFF
from linter.approval.standing import APPROVED
from linter.catalog import machine, reference
from linter.catalog.entry import Entry, history, open_entry
from linter.catalog.feed import News, feed
from linter.catalog.html import FOLDER, placed, render
from linter.catalog.listing import Row, data, reference_rows, row
from linter.catalog.offer import offers
from linter.catalog.origin import foundation, origin
from linter.catalog.wording import wording
from linter.meaning import code, digest
from linter.report.approvals import approval
from linter.report.meanings import (
    MOST_SHOWN,
    messages_with_cases,
    settings_lines,
    variable_words,
)
from linter.report.words import SECTIONS
from linter.template.front_matter import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from linter.approval.standing import Standing
    from linter.catalog.catalog import Catalog, Past

LIST, DATA = "list/index.html", "assets/data.js"
_SOON = timedelta(days=30)
_LATELY = 10


class Made(NamedTuple):
    """What is made of one template: its row, its page, and where it is approved, its files.

    The page is not placed yet.
    """

    standing: Standing
    facets: dict[str, Any]
    row: Row
    page: str
    json: bytes
    text: bytes

    @property
    def id(self) -> str:
        """The template's."""
        return self.standing.id


class Site:
    """The files of a catalog. ``guide`` is the path of the first page of a guide, if any.

    ``known`` is what was made before, by what it was made from: what is the same isn't made again.
    """

    def __init__(
        self, catalog: Catalog, guide: str = "", known: Mapping[str, Made] = MappingProxyType({})
    ) -> None:
        self.catalog = catalog
        self.common = {"as_of": catalog.as_of.isoformat(), "guide": guide}
        self.known: dict[str, Made] = {}
        for standing in catalog.shown.values():
            key = f"{self._foundation} {origin(catalog, standing)}"
            self.known[key] = known.get(key) or self._make(open_entry(catalog, standing))
        self.made = [*self.known.values()]

    @cached_property
    def _foundation(self) -> str:
        """What every page rests on, as one digest."""
        return f"{foundation(self.catalog)} {digest(self.common)}"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file but what the search reads, which needs other rows, too."""
        for file in sorted((FOLDER / "assets").iterdir()):
            yield f"assets/{file.name}", file.read_bytes()
        yield from self._page("index.html", "start.html", **self._start())
        standings = [each.standing for each in self.made]
        yield from self._page(LIST, "list.html", standings=standings)
        for each in self.made:
            places = [f"t/{each.id}/index.html"]
            if not self.catalog.preview:
                places.append(f"t/{each.id}/{each.standing.meaning}/index.html")
            yield from ((path, placed(each.page, path)) for path in places)
        yield from self._past()
        basis = {each.id: each.row.facets["basis"] for each in self.made}
        for path, template, values in reference.pages(self.catalog, basis):
            yield from self._page(path, template, **values)
        if not self.catalog.preview:
            made = [(each.standing, each.facets, each.json, each.text) for each in self.made]
            yield from machine.files(self.catalog, made)
            yield "feed.xml", feed(self.catalog, self._news())

    def data(self, others: Iterable[Row] = ()) -> bytes:
        """What the search reads: templates, reference, and other rows."""
        rows = [each.row for each in self.made]
        return data(self.catalog, [*rows, *reference_rows(self.catalog), *others])

    def _render(self, template: str, **values: Any) -> str:
        return render(template, self.catalog, **self.common, **values)

    def _page(self, path: str, template: str, **values: Any) -> Iterator[tuple[str, bytes]]:
        yield path, placed(self._render(template, **values), path)

    def _make(self, entry: Entry) -> Made:
        preview = self.catalog.preview
        page = self._render(
            "template.html",
            **entry.page(),
            code_of=code,
            signed=self.catalog.registry.policy.signature != OFF,
            offers=offers(entry) if preview else None,
        )
        json = b"" if preview else machine.encoded(machine.approved_json(entry))
        text = b"" if preview else machine.approved_text(entry).encode("utf-8", "replace")
        return Made(entry.standing, entry.facets, row(entry), page, json, text)

    def _start(self) -> dict[str, Any]:
        shown = {each.id: each.standing for each in self.made}
        counts = Counter(each.head.channel for each in shown.values())
        soon = sorted(
            (each.expires, each.id)
            for each in shown.values()
            if each.expires and each.expires <= self.catalog.as_of + _SOON
        )
        news = [each for each in self._news() if each.judged.record.template in shown][:_LATELY]
        lately = [
            (
                shown[each.judged.record.template],
                approval(each.judged, self.catalog.registry.policy),
            )
            for each in news
        ]
        past = [each for found in self.catalog.past.values() for each in found]
        return {
            "total": len(shown),
            "counts": [(key, counts[key]) for key in CHANNELS],
            "soon": [(shown[name], f"有效至 {expires}") for expires, name in soon],
            "lately": lately,
            "unapproved": [
                (each, each.reason) for each in shown.values() if each.status != APPROVED
            ],
            "gone": past,
        }

    def _news(self) -> list[News]:
        """The records that count, of what has a page, the last first."""
        found = [
            News(each, standing.head.title, self._places[standing.id])
            for standing in self.catalog.standings.values()
            if standing.id in self._places
            for each in standing.judged
            if each.counts
        ]
        return sorted(found, key=lambda each: (each.time, each.judged.entry.hash), reverse=True)

    @cached_property
    def _places(self) -> dict[str, str]:
        """The page of each template that has one."""
        names = [*(each.id for each in self.made), *self.catalog.past]
        return {name: f"t/{name}/index.html" for name in names}

    def _past(self) -> Iterator[tuple[str, bytes]]:
        """The pages of what is not published any more; the last also stands for its template."""
        shown = {each.id: each.standing for each in self.made}
        for name, found in self.catalog.past.items():
            current = shown[name].head.title if name in shown else ""
            page = ""
            for past in found:
                page = self._render("past.html", **self._past_page(past), current=current)
                folder = f"t/{name}/{past.digest}"
                yield f"{folder}/index.html", placed(page, f"{folder}/index.html")
                yield f"{folder}/manifest.json", machine.encoded(past.kept.manifest)
            if name not in shown:
                yield f"t/{name}/index.html", placed(page, f"t/{name}/index.html")

    def _past_page(self, past: Past) -> dict[str, Any]:
        catalog, kept = self.catalog, past.kept
        standing = catalog.standings.get(past.id)
        messages = [
            (
                words,
                [
                    (SECTIONS.get(name, ""), wording(each.parts))
                    for name, each in message.sections.items()
                ],
            )
            for message, words in messages_with_cases(kept)
        ]
        return {
            "past": past,
            "lines": [approval(each, catalog.registry.policy) for each in past.records],
            "messages": messages[:MOST_SHOWN],
            "left": len(messages[MOST_SHOWN:]),
            "settings": [*settings_lines(kept.settings, catalog.project.policy)],
            "variables": [
                (name, variable_words(each)) for name, each in kept.manifest["variables"].items()
            ],
            "history": history(catalog, standing) if standing is not None else [],
        }
