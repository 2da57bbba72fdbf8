"""A record: one decision of one person about one meaning. Written once, never changed."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.clock import BEIJING
from linter.glossary.approvers import PERSON
from linter.meaning import canonical, digest
from linter.model import SLUG, iso_day
from linter.template.front_matter import ID

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEME = "hegui-approval/1"
APPROVE, REJECT, REVOKE = "approve", "reject", "revoke"
DECISIONS = {APPROVE: "批准", REJECT: "退回", REVOKE: "撤销"}
DIGEST = "[0-9a-f]{64}"
_TIME = r"2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
_LINE = r"[^\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]*\S[^\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]*"
_MOST_HEADS = 100
_SIGNATURE = r"-----BEGIN SSH SIGNATURE-----[A-Za-z0-9+/=\n]+-----END SSH SIGNATURE-----\n?"


class Field(NamedTuple):
    """A key of a record: the pattern of its text, its longest, what it is, whether always there."""

    pattern: str
    longest: int
    about: str
    required: bool = True


FIELDS = {
    "scheme": Field(re.escape(SCHEME), 40, "格式"),
    "template": Field(ID, 100, "模板编号"),
    "decision": Field("|".join(DECISIONS), 10, "决定"),
    "digest": Field(DIGEST, 64, "批准的含义（SHA-256）"),
    "person": Field(PERSON, 60, "作出决定的人"),
    "role": Field(SLUG, 40, "角色"),
    "time": Field(_TIME, 20, "时间（UTC）"),
    "expires": Field("2[0-9]{3}-[0-9]{2}-[0-9]{2}", 10, "有效的最后一天", required=False),
    "reason": Field(_LINE, 500, "理由", required=False),
    "evidence": Field(_LINE, 100, "OA 流程编号", required=False),
    "recorded_by": Field(PERSON, 60, "代为录入的人", required=False),
    "signature": Field(_SIGNATURE, 20_000, "签名", required=False),
}
"""The texts of a record by key; beside them ``previous`` is a list of hashes."""


class Malformed(Exception):
    """Why something is no record, in words."""


class Record(NamedTuple):
    """One decision.

    ``digest`` is that of the meaning; ``time`` is UTC, ``expires`` the last day (Beijing) on
    which an approval holds; ``previous`` are the hashes of all records of the template
    that no other came after; ``recorded_by`` wrote it down for ``person``, who decided
    elsewhere; ``signature`` is an armoured OpenSSH signature of `payload`.
    """

    template: str
    decision: str
    digest: str
    person: str
    role: str
    time: datetime
    previous: tuple[str, ...]
    expires: date | None = None
    reason: str = ""
    evidence: str = ""
    recorded_by: str = ""
    signature: str = ""

    @property
    def day(self) -> date:
        """The day of the decision in Beijing."""
        return self.time.astimezone(BEIJING).date()

    @property
    def data(self) -> dict[str, Any]:
        """The record in JSON values; what is empty is left out."""
        written = {
            "scheme": SCHEME,
            **self._asdict(),
            "time": self.time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "expires": self.expires and self.expires.isoformat(),
            "previous": list(self.previous),
        }
        return {key: value for key, value in written.items() if value or key == "previous"}

    @property
    def hash(self) -> str:
        """The SHA-256 of the whole record in canonical form: how others refer to it."""
        return digest(self.data)

    @property
    def payload(self) -> bytes:
        """What is signed: the canonical form of the record without its signature."""
        return canonical(self._replace(signature="").data).encode()

    @property
    def name(self) -> str:
        """The name of its file."""
        time = self.time.strftime("%Y%m%dT%H%M%SZ")
        return f"{time}--{self.decision}--{self.role}--{self.digest[:16]}.json"

    def text(self) -> str:
        """What its file holds."""
        return json.dumps(self.data, ensure_ascii=False, indent=2) + "\n"


def read_record(text: str) -> Record:
    """The record that a file holds. Raises `Malformed`."""
    data = load(text)
    if not isinstance(data, dict):
        raise Malformed("不是 JSON 对象")
    for key in data:
        if key not in FIELDS and key != "previous":
            raise Malformed(f"没有“{key[:40]}”这一项")
    for key, field in FIELDS.items():
        if key in data or field.required:
            _text(data.get(key), field)
    previous = data.get("previous")
    if not isinstance(previous, list) or len(previous) > _MOST_HEADS:
        raise Malformed("previous 应为一列记录的摘要")
    if not all(isinstance(each, str) and re.fullmatch(DIGEST, each) for each in previous):
        raise Malformed("previous 应为一列记录的摘要")
    if previous != sorted(set(previous)):
        raise Malformed("previous 应从小到大，不重复")
    expires = None
    if (data["decision"] == APPROVE) != ("expires" in data):
        raise Malformed("批准应写 expires，退回和撤销不写")
    if data["decision"] != APPROVE and "reason" not in data:
        raise Malformed("退回和撤销应写理由 reason")
    if "recorded_by" in data and "evidence" not in data:
        raise Malformed("代录的记录应写 OA 流程编号 evidence")
    if "expires" in data:
        expires = iso_day(data["expires"])
        if expires is None:
            raise Malformed("expires 没有这一天")
    try:
        time = datetime.strptime(data["time"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Malformed("time 没有这个时间") from None
    texts = {key: data[key] for key in FIELDS if key in data and key != "scheme"}
    return Record(**{**texts, "time": time, "expires": expires, "previous": tuple(previous)})


def _text(value: Any, field: Field) -> None:
    if value is None:
        raise Malformed(f"缺少{field.about}")
    whole = isinstance(value, str) and len(value) <= field.longest
    if not whole or not re.fullmatch(field.pattern, value):
        raise Malformed(f"{field.about}不对")


def load(text: str) -> Any:
    """JSON as it may come from anyone. Raises `Malformed`."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise Malformed("有重复的键")
        return found

    def constant(_: str) -> None:
        raise Malformed("有 JSON 没有的值")

    parse: Callable[..., Any] = json.loads
    try:
        return parse(text, object_pairs_hook=once, parse_constant=constant, parse_float=constant)
    except (ValueError, RecursionError):
        raise Malformed("不是有效的 JSON") from None


def schema() -> dict[str, Any]:
    """The JSON Schema of a record."""
    texts = {
        key: {
            "type": "string",
            "pattern": f"^(?:{field.pattern})$",
            "maxLength": field.longest,
            "description": field.about,
        }
        for key, field in FIELDS.items()
    }
    previous = {
        "type": "array",
        "items": {"type": "string", "pattern": f"^{DIGEST}$"},
        "maxItems": _MOST_HEADS,
        "uniqueItems": True,
        "description": "当时所有最后的记录的 SHA-256",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui approval record",
        "type": "object",
        "additionalProperties": False,
        "required": [*(key for key, field in FIELDS.items() if field.required), "previous"],
        "properties": {**texts, "previous": previous},
        "if": {"properties": {"decision": {"const": APPROVE}}},
        "then": {"required": ["expires"]},
        "else": {"required": ["reason"], "properties": {"expires": False}},
        "dependentRequired": {"recorded_by": ["evidence"]},
    }
