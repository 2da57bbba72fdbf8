"""The Atom feed of approvals: what was approved, rejected and revoked, the last first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from linter.approval.record import DECISIONS
from linter.meaning import code
from linter.report.approvals import approval
from linter.report.characters import exchangeable

if TYPE_CHECKING:
    from datetime import datetime

    from linter.approval.judgement import Judged
    from linter.catalog.catalog import Catalog

_SPACE = "http://www.w3.org/2005/Atom"
MOST = 100
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class News(NamedTuple):
    """A record that counts, with the title of its template and the page that shows it."""

    judged: Judged
    title: str
    path: str

    @property
    def time(self) -> datetime:
        """When it was decided."""
        return self.judged.record.time


def feed(catalog: Catalog, news: list[News]) -> bytes:
    """The feed; addresses are relative to it where nobody knows where the site will be."""
    root = Element("feed", {"xmlns": _SPACE, "xml:lang": "zh-CN"})
    if catalog.address:
        root.set("xml:base", exchangeable(catalog.address))
    _add(root, "title", f"{catalog.title}：审批动态")
    _add(root, "id", catalog.address or "urn:hegui:approvals")
    last = max((each.time for each in news), default=None)
    midnight = f"{catalog.as_of}T00:00:00+08:00"
    _add(root, "updated", last.strftime(_TIME) if last else midnight)
    SubElement(root, "link", {"rel": "self", "href": "feed.xml"})
    SubElement(root, "link", {"rel": "alternate", "href": "index.html"})
    author = SubElement(root, "author")
    _add(author, "name", catalog.project.institution.name)
    for each in news[:MOST]:
        record = each.judged.record
        entry = SubElement(root, "entry")
        _add(entry, "title", f"{DECISIONS[record.decision]}：{each.title}")
        _add(entry, "id", f"urn:sha256:{each.judged.entry.hash}")
        _add(entry, "updated", record.time.strftime(_TIME))
        SubElement(entry, "link", {"rel": "alternate", "href": each.path})
        told = approval(each.judged, catalog.registry.policy)
        _add(entry, "summary", f"{record.template}，批准码 {code(record.digest)}。{told}")
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = exchangeable(text)
