"""A manifest read back: messages, cases and variables, as they were when it was kept.

What is kept needs no template, no glossary and no older hegui to be shown and compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from linter.approval.ledger import manifest_path, read_manifest
from linter.document import Scalar
from linter.finding import Place
from linter.meaning import digest
from linter.pairing import Side
from linter.source import Source, SourceError, Span
from linter.template.decisions import ABSENT, NONE, PRESENT, Choice
from linter.template.front_matter import PRINTED
from linter.template.message import Hole, Message, Piece, Printed
from linter.template.variables import TYPES, UNDECLARED, Variable

if TYPE_CHECKING:
    from pathlib import Path

    from linter.meaning import Manifest
    from linter.template.decisions import Taken

_NOWHERE = Source("", "")
_EXCERPT = _NOWHERE.excerpt(0, 0)
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2})?")
_ORDER = (*PRINTED, "body")
_WAIVER = ("code", "reason", "by", "until")


@dataclass(frozen=True, eq=False)
class Kept:
    """What was kept. ``messages`` has each distinct one, ``cases`` those of each.

    ``source`` is there instead where the cases could not all be examined.
    """

    manifest: Manifest
    variables: dict[str, Variable]
    messages: list[Message]
    cases: list[list[Taken]]

    @property
    def settings(self) -> dict[str, Any]:
        """What the front matter says about sending."""
        found: dict[str, Any] = self.manifest["settings"]
        return found

    @property
    def channel(self) -> str:
        """The channel."""
        return str(self.settings.get("channel", ""))

    @cached_property
    def side(self) -> Side:
        """Each case with its message, to be paired with another version's."""
        pairs = [
            (taken, message)
            for message, cases in zip(self.messages, self.cases, strict=True)
            for taken in cases
        ]
        takens, keys = [taken for taken, _ in pairs], [message.key for _, message in pairs]
        return Side(takens, keys, self.variables)

    @cached_property
    def by_case(self) -> list[Message]:
        """The message of each case, in the order of `side`."""
        return [
            message for message, cases in zip(self.messages, self.cases, strict=True) for _ in cases
        ]


def open_kept(root: Path, template: str, meaning: str) -> Kept:
    """What was kept of a meaning, proved by its digest. Raises `SourceError`."""
    return read(read_manifest(root, template, meaning))


def read(manifest: Manifest) -> Kept:
    """Read a manifest; raises `SourceError` where it is none."""
    try:
        variables = {name: _variable(name, each) for name, each in manifest["variables"].items()}
        listed = _checked(manifest.get("messages", []), list)
        if bool(listed) == ("source" in manifest) or not all(each["cases"] for each in listed):
            raise ValueError  # noqa: TRY301 - as what else is wrong
        for part in (manifest["settings"], manifest["institution"]):
            _checked(part, dict)
        for waiver in _checked(manifest["waivers"], list):
            texts = [*(waiver[key] for key in _WAIVER), waiver.get("text", "")]
            for each in (*texts, *_checked(waiver.get("covers", []), list)):
                _checked(each, str)
        return Kept(
            manifest,
            variables,
            [Message(_sections(each["sections"]), {}) for each in listed],
            [[_taken(case) for case in _checked(each["cases"], list)] for each in listed],
        )
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError):
        path = manifest_path(str(manifest.get("template")), digest(manifest))
        raise SourceError(path, "存档的内容不对；请从 git 历史里恢复") from None


def _checked(value: Any, kind: type) -> Any:
    """A value of a kind; raises `TypeError` for any other."""
    if not isinstance(value, kind):
        raise TypeError
    return value


def _number(value: Any) -> Decimal:
    """A number that is written as the manifest writes it; raises `ValueError`."""
    if not _NUMBER.fullmatch(str(value)):
        raise ValueError
    return Decimal(str(value))


def _variable(name: str, described: dict[str, Any]) -> Variable:
    for key in ("min", "max"):
        _number(described.get(key, 0))
    for key in ("max_length", "min_items", "max_items"):
        if _checked(described.get(key, 0), int) < 0:
            raise ValueError
    words = _checked(described.get("values", []), list)
    inner = _checked(described.get("fields", {}), dict)
    item = described.get("items")
    return Variable(
        name,
        TYPES.get(_checked(described["type"], str), UNDECLARED),
        Place(_NOWHERE, Span(0, 0)),
        optional=_checked(described["optional"], bool),
        values=tuple(Scalar(Place(_NOWHERE, Span(0, 0)), _checked(w, str), True) for w in words),
        min_items=int(described.get("min_items", 0)),
        max_items=int(described.get("max_items", 0)),
        item=None if item is None else _variable(f"{name}[]", item),
        fields={key: _variable(f"{name}[].{key}", each) for key, each in inner.items()},
    )


def _sections(sections: dict[str, list[Any]]) -> dict[str, Printed]:
    """The sections in the order in which they are read; raises `ValueError` for others."""
    if not set(sections) <= {*_ORDER}:
        raise ValueError
    return {name: Printed(tuple(map(_part, sections[name]))) for name in _ORDER if name in sections}


def _part(part: Any) -> Piece | Hole:
    if isinstance(part, str):
        return Piece(part, _EXCERPT, 0, 0, False, ())
    written = _checked(part["value"], str)
    key, bar, filter_name = written.partition("|")
    shown = f"{{{{ {written} }}}}"
    variable = Variable(key, UNDECLARED, Place(_NOWHERE, Span(0, 0)))
    named = filter_name if bar else None
    return Hole(variable, key, named, shown, shown, shown, _EXCERPT, 0, 0, ())


def _taken(case: dict[str, Any]) -> Taken:
    return {key: _choice(value) for key, value in case.items()}


def _choice(value: Any) -> Choice:
    if value is None:
        return Choice(ABSENT)
    if not isinstance(value, dict):
        if not isinstance(value, (str, bool)):
            raise TypeError
        return Choice(PRESENT, value)
    if "is" in value:
        return Choice(NONE if value["is"] == "none" else PRESENT)
    low, high = str(value["from"]), str(value["to"])
    if _DATE.fullmatch(low):
        ends = [Decimal(date.fromisoformat(each).toordinal()) for each in (low, high)]
        return Choice(PRESENT, low, *ends)
    least, most = _number(low), _number(high)
    if least > most:
        raise ValueError
    return Choice(PRESENT, least, least, most)
