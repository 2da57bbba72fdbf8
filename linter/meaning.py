"""What a template means: all that its readers and its senders depend on, as one JSON value.

Two templates mean the same if their manifests are equal; a manifest is told by its
digest. Comments, white space that isn't printed, examples, titles and names of files
are no part of it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from linter.document import Scalar
from linter.model import Record
from linter.template.decisions import ABSENT, NONE, PRESENT, Choice
from linter.template.message import HOLE, Hole, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from linter.finding import Waiver
    from linter.project import Project
    from linter.template.cases import Examination
    from linter.template.message import Message, Printed
    from linter.template.variables import Variable

SCHEME = "hegui-meaning/1"
_SETTINGS = (
    "channel",
    "purpose",
    "stage",
    "audience",
    "profile",
    "send",
    "limits",
    "deliver_to",
    "sealed",
    "seal",
    "outsourced",
    "litigation",
    "consent",
)
"""The keys of the front matter that say to whom, for what and how a message is sent."""
_LIMITS = {"min": "least", "max": "most"}
_SHOWN = 16  # digits of a digest that people read

Manifest = dict[str, Any]


def manifest(
    project: Project,
    examination: Examination,
    waivers: Iterable[Waiver],
    partials: Mapping[str, str],
) -> Manifest:
    """The meaning of a template, in JSON values.

    ``messages`` has each distinct text with the cases in which it is sent; where they
    could not all be examined, ``source`` has the texts of the template and of its
    ``partials`` (by path) instead. ``waivers`` are all that are written, whatever the
    day: expired ones are findings.
    """
    template = examination.template
    front = template.front
    assert front is not None
    values = {**front.record.values, "profile": front.profile if front.channel == "sms" else None}
    settings = {key: _plain(values[key]) for key in _SETTINGS if values.get(key) is not None}
    if front.channel == "sms":
        settings["signature"] = (front.signature or project.institution.signature).value
    found: Manifest = {
        "scheme": SCHEME,
        "template": template.id,
        "settings": settings,
        "variables": {name: _variable(each) for name, each in front.variables.items()},
        "institution": _printed_fields(project, examination.messages),
        "waivers": sorted((_waiver(each, examination) for each in waivers), key=canonical),
    }
    if examination.complete:
        found["messages"] = _messages(examination)
    else:
        sections = {name: script.excerpt.text for name, script in template.sections.items()}
        found["source"] = {"sections": sections, "partials": dict(partials)}
    return found


def canonical(value: Any) -> str:
    """A JSON value as RFC 8785 writes it: sorted keys, no spaces, no escapes but needed ones."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    """The SHA-256 of a JSON value in its canonical form: 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def code(full: str) -> str:
    """A digest as people read it, the 批准码: 16 digits in groups of four."""
    return " ".join(full[at : at + 4] for at in range(0, _SHOWN, 4))


def _plain(value: Any) -> Any:
    """A value of the front matter in JSON."""
    if isinstance(value, Record):
        there = {key: each for key, each in value.values.items() if each is not None}
        return {key: _plain(each) for key, each in there.items()}
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, (date, Decimal)):
        return str(value)
    return value.value if isinstance(value, Scalar) else value


def _variable(variable: Variable) -> dict[str, Any]:
    """The type and the limits of a variable; the order of an enum's values says nothing."""
    kind = variable.type
    described: dict[str, Any] = {"type": kind.name, "optional": variable.optional}
    if variable.sensitivity is not None:
        described["sensitivity"] = variable.sensitivity
    for key in kind.keys:
        if key == "values":
            described[key] = sorted(variable.words)
        elif key == "items" and variable.item is not None:
            described[key] = _variable(variable.item)
        elif key == "fields" and variable.fields:
            described[key] = {name: _variable(each) for name, each in variable.fields.items()}
        elif key in _LIMITS:
            described[key] = _written(getattr(variable, _LIMITS[key]), money=kind.name == "money")
        elif key not in ("items", "fields"):
            described[key] = getattr(variable, key)
    return described


def _written(number: Decimal, *, money: bool) -> str:
    """A number in one way, however its author wrote it: money with two places."""
    return f"{number:.2f}" if money else str(int(number))


def _messages(examination: Examination) -> list[dict[str, Any]]:
    """Each distinct text with its cases, in the order of the cases."""
    by_text: dict[str, dict[str, Any]] = {}
    for at, message in zip(examination.printed, examination.messages, strict=True):
        sections = {name: _section(each) for name, each in message.sections.items()}
        taken = examination.cases.paths[at]
        case = {key: _choice(choice) for key, choice in taken.items()}
        by_text.setdefault(canonical(sections), {"cases": [], "sections": sections})[
            "cases"
        ].append(case)
    for each in by_text.values():
        each["cases"].sort(key=canonical)
    return sorted(by_text.values(), key=lambda each: canonical(each["cases"][0]))


def _section(printed: Printed) -> list[Any]:
    """A printed text: what is written as texts, values as ``{"value": "amount|money"}``."""
    found: list[Any] = []
    written: list[str] = []
    for part in printed.parts:
        if isinstance(part, Piece):
            written.append(part.text)
            continue
        if text := "".join(written):
            found.append(text)
        written = []
        found.append({"value": expression(part)})
    if text := "".join(written):
        found.append(text)
    return found


def expression(hole: Hole) -> str:
    """The canonical expression that prints a value: its name and its filter."""
    return hole.key if hole.filter is None else f"{hole.key}|{hole.filter}"


def _choice(choice: Choice) -> Any:
    """A deciding value in JSON: examples, which stand for a stretch, are no part of it."""
    if choice.state == ABSENT:
        return None
    if choice.state == NONE:
        return {"is": "none"}
    if choice.low is not None and choice.high is not None:
        if isinstance(choice.value, str):  # a date
            ends = [date.fromordinal(int(each)).isoformat() for each in (choice.low, choice.high)]
        else:
            money = isinstance(choice.value, Decimal)
            ends = [_written(each, money=money) for each in (choice.low, choice.high)]
        return {"from": ends[0], "to": ends[1]}
    assert choice.state == PRESENT
    return {"is": "present"} if choice.value is None else choice.value


def _printed_fields(project: Project, messages: Iterable[Message]) -> dict[str, Any]:
    """The institution's fields of which something is printed."""
    fields = project.institution.fields
    homes: dict[tuple[str, int], str] = {}
    for name, value in fields.items():
        for scalar in (value,) if isinstance(value, Scalar) else value:
            homes[scalar.place.source.path, scalar.excerpt.start] = name
    printed = {
        homes.get((part.excerpt.source.path, part.excerpt.start), "")
        for message in messages
        for section in message.sections.values()
        for part in section.parts
        if isinstance(part, Piece)
    }
    return {
        name: value.value if isinstance(value, Scalar) else [each.value for each in value]
        for name, value in fields.items()
        if name in printed
    }


def _waiver(waiver: Waiver, examination: Examination) -> dict[str, Any]:
    """A waiver with the printed texts that it covers; where it allows one writing, with that."""
    found: dict[str, Any] = {
        "code": waiver.code,
        "reason": waiver.reason,
        "by": waiver.by,
        "until": waiver.until.isoformat(),
    }
    if waiver.text:
        found["text"] = waiver.text
    elif covered := dict(sorted(_covered(waiver, examination))):
        found["covers"] = list(covered.values())
    return found


def _covered(waiver: Waiver, examination: Examination) -> Iterator[tuple[tuple[int, str], str]]:
    """What is printed from the characters that a waiver covers, with where it stands."""
    path, (first, last) = waiver.place.source.path, waiver.covers
    for message in examination.messages:
        for section in message.sections.values():
            for part in section.parts:
                if part.excerpt.source.path != path:
                    continue
                start, end = part.place(0, len(part.text)).span
                if start < last and first < end:
                    text = part.text
                    if isinstance(part, Piece) and part.exact:
                        text = text[max(first - start, 0) : last - start]
                    elif isinstance(part, Hole):
                        text = f"{HOLE}{expression(part)}"
                    yield (start, text), text


def schema() -> dict[str, Any]:
    """The JSON Schema of a manifest."""
    text, flag = {"type": "string"}, {"type": "boolean"}
    part = {
        "anyOf": [
            text,
            {
                "type": "object",
                "required": ["value"],
                "additionalProperties": False,
                "properties": {"value": {**text, "description": "印出的变量，如 amount|money"}},
            },
        ]
    }
    choice = {
        "description": "null 为没有值；is 为 present（有值）或 none（空值）；一段数或日期写两端",
        "anyOf": [
            {"type": ["string", "boolean", "null"]},
            {
                "type": "object",
                "required": ["is"],
                "additionalProperties": False,
                "properties": {"is": {"enum": ["present", "none"]}},
            },
            {
                "type": "object",
                "required": ["from", "to"],
                "additionalProperties": False,
                "properties": {"from": text, "to": text},
            },
        ],
    }
    message = {
        "type": "object",
        "required": ["cases", "sections"],
        "additionalProperties": False,
        "properties": {
            "cases": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "object", "additionalProperties": choice},
            },
            "sections": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": part},
            },
        },
    }
    waiver = {
        "type": "object",
        "required": ["code", "reason", "by", "until"],
        "additionalProperties": False,
        "properties": {
            **dict.fromkeys(("code", "reason", "by", "until", "text"), text),
            "covers": {"type": "array", "items": text},
        },
    }
    variable = {
        "type": "object",
        "required": ["type", "optional"],
        "properties": {"type": text, "optional": flag},
    }
    properties = {
        "scheme": {"const": SCHEME},
        "template": text,
        "settings": {"type": "object", "required": ["channel", "purpose"]},
        "variables": {"type": "object", "additionalProperties": variable},
        "institution": {"type": "object"},
        "waivers": {"type": "array", "items": waiver},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui manifest",
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": {
            **properties,
            "messages": {"type": "array", "items": message},
            "source": {"type": "object", "required": ["sections", "partials"]},
        },
        "oneOf": [{"required": ["messages"]}, {"required": ["source"]}],
    }
