"""What sending systems read: an index, one file a template, their schemas and checksums."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from linter.meaning import SCHEME, code
from linter.meaning import schema as manifest_schema
from linter.report.approvals import record_data
from linter.report.approvals import schema as status_schema
from linter.report.characters import json_text
from linter.report.meanings import messages_with_cases
from linter.report.words import SECTIONS
from linter.template.front_matter import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linter.approval.standing import Standing
    from linter.catalog.catalog import Catalog
    from linter.catalog.entry import Entry

FOLDER = "approved"
Published = tuple["Standing", dict[str, Any], bytes, bytes]
"""A template with its facets, its JSON and its text."""
_TEXT: dict[str, Any] = {"type": "string"}
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_DAY = {"type": "string", "format": "date"}


def approved_json(entry: Entry) -> dict[str, Any]:
    """A template as sending systems read it: meaning, limits, settings, approvals."""
    assert entry.kept is not None
    standing, manifest = entry.standing, entry.kept.manifest
    return {
        "version": 1,
        "id": entry.id,
        "title": standing.head.title,
        "channel": standing.head.channel,
        "digest": standing.meaning,
        "code": code(standing.meaning),
        "expires": standing.expires and standing.expires.isoformat(),
        "limits": entry.lengths,
        "send": manifest["settings"].get("send", {}),
        "approvals": [
            record_data(each, entry.catalog.registry.policy) for each in standing.approvals
        ],
        "manifest": manifest,
    }


def approved_text(entry: Entry) -> str:
    """Every distinct message with its cases, values as their names, for people."""
    assert entry.kept is not None
    standing = entry.standing
    expires = standing.expires.isoformat() if standing.expires else ""
    told = [
        f"{standing.head.title}（{entry.id}，{CHANNELS[standing.head.channel]}）",
        f"批准码 {code(standing.meaning)}，有效至 {expires}",
        f"摘要 {standing.meaning}",
    ]
    for number, (message, words) in enumerate(messages_with_cases(entry.kept), 1):
        told += ["", f"—— {number}. 情形：{words} ——"]
        for name, section in message.sections.items():
            label = "" if name == "body" else f"{SECTIONS[name]}："
            told.append(f"{label}{section.example}")
    return "\n".join([*told, ""])


def files(catalog: Catalog, made: Sequence[Published]) -> Iterator[tuple[str, bytes]]:
    """Every file below ``approved/``: of each template its JSON and its text, as bytes."""
    listed: list[dict[str, Any]] = []
    sums: list[tuple[str, str]] = []
    for standing, all_facets, data, text in made:
        names = [f"templates/{standing.id}.{ending}" for ending in ("json", "txt")]
        for name, content in zip(names, (data, text), strict=True):
            yield f"{FOLDER}/{name}", content
            sums.append((hashlib.sha256(content).hexdigest(), name))
        facets = {key: value for key, value in all_facets.items() if key != "status"}
        listed.append(
            {
                "id": standing.id,
                "title": standing.head.title,
                **facets,
                "digest": standing.meaning,
                "expires": standing.expires and standing.expires.isoformat(),
                "path": names[0],
                "sha256": sums[-2][0],
            }
        )
    index = {"version": 1, "as_of": catalog.as_of.isoformat(), "templates": listed}
    schemas = {"index.schema.json": index_schema(), "template.schema.json": template_schema()}
    for name, value in {"index.json": index, **schemas}.items():
        content = encoded(value)
        yield f"{FOLDER}/{name}", content
        sums.append((hashlib.sha256(content).hexdigest(), name))
    lines = (f"{found}  {name}\n" for found, name in sorted(sums, key=lambda each: each[1]))
    yield f"{FOLDER}/SHA256SUMS", "".join(lines).encode()


def encoded(value: Any) -> bytes:
    """A JSON value as the catalog writes it."""
    return f"{json_text(value, indent=1)}\n".encode()


def index_schema() -> dict[str, Any]:
    """The JSON Schema of ``approved/index.json``."""
    template = {
        "id": _TEXT,
        "title": _TEXT,
        "channel": {"enum": [*CHANNELS]},
        "purpose": _TEXT,
        "stage": _TEXT,
        "audience": _TEXT,
        "basis": {"type": "array", "items": _TEXT},
        "variable": {"type": "array", "items": _TEXT, "description": "变量的名称"},
        "digest": {**_DIGEST, "description": "批准的含义；发送时请一并记下"},
        "expires": {**_DAY, "description": "有效的最后一天（北京时间）"},
        "path": {**_TEXT, "description": "模板的 JSON，从本文件所在的文件夹算起"},
        "sha256": {**_DIGEST, "description": "该 JSON 文件的 SHA-256"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui approved/index.json",
        "type": "object",
        "required": ["version", "as_of", "templates"],
        "properties": {
            "version": {"const": 1},
            "as_of": {**_DAY, "description": "按哪一天生成；审批到期以后请重新取"},
            "templates": {
                "type": "array",
                "items": {"type": "object", "required": [*template], "properties": template},
            },
        },
    }


def template_schema() -> dict[str, Any]:
    """The JSON Schema of ``approved/templates/ID.json``."""
    numbers = {
        "type": "object",
        "required": ["least", "typical", "most"],
        "additionalProperties": {"type": "integer"},
    }
    approvals = status_schema()["properties"]["templates"]["items"]["properties"]["approvals"]
    manifest = {key: each for key, each in manifest_schema().items() if key != "$schema"}
    properties = {
        "version": {"const": 1},
        "id": _TEXT,
        "title": _TEXT,
        "channel": {"enum": [*CHANNELS]},
        "digest": {**_DIGEST, "description": f"manifest 的 SHA-256（{SCHEME}，RFC 8785）"},
        "code": {**_TEXT, "description": "批准码：摘要的前十六位"},
        "expires": _DAY,
        "limits": {
            "type": "object",
            "description": "units 正文的 UTF-16 单位，segments 短信的条数；最少、通常、最多",
            "required": ["units"],
            "properties": {"units": numbers, "segments": numbers},
        },
        "send": {"type": "object", "description": "时段、频次、发送号码或地址"},
        "approvals": {**approvals, "minItems": 1},
        "manifest": manifest,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui approved template",
        "type": "object",
        "required": [*properties],
        "additionalProperties": False,
        "properties": properties,
    }
