"""XML documents: elements from any text, and a document from an element."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from linter.report.characters import exchangeable

Element = ET.Element


def element(
    parent: Element | None, tag: str, text: str = "", /, **attributes: str | int
) -> Element:
    """An element with a text and attributes that may hold any character, below its parent."""
    made = ET.Element(tag, {key: exchangeable(str(attributes[key])) for key in attributes})
    if text:
        made.text = exchangeable(text)
    if parent is not None:
        parent.append(made)
    return made


def document(root: Element) -> str:
    """A whole document in UTF-8, indented."""
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'
