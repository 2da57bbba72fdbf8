"""``glossary/policy.yaml``: what the bank enforces; legal reviews it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from linter.document import read_file
from linter.finding import Place, Problem, Severity
from linter.model import SLUG, Choice, Flag, Integer, Key, ListOf, Names, Table, Text

if TYPE_CHECKING:
    from linter.model import Record
    from linter.source import Source

_CODE = r"[A-Z]{3,4}[0-9]{3}"
_SLUG_WORDS = "小写字母、数字和连字符"

_SHAPE = Table(
    {
        "purposes": Key(
            Names(
                Table(
                    {
                        "title": Key(Text(longest=60), "名称", required=True),
                        "asks_payment": Key(Flag(), "是否请客户还款", required=True),
                        "collection": Key(Flag(), "是否催收（已逾期）"),
                        "marketing": Key(Flag(), "是否营销"),
                        "stages": Key(Names(Text(longest=60), _SLUG_WORDS, SLUG), "阶段"),
                    }
                ),
                _SLUG_WORDS,
                SLUG,
            ),
            "用途",
            required=True,
        ),
        "severity": Key(
            Names(Choice(("error", "warning", "info")), "规则编号，如 CHN002", _CODE),
            "调整规则的级别",
        ),
        "waivers": Key(
            Table(
                {
                    "never": Key(ListOf(Text("规则编号，如 CHN002", _CODE, 7)), "不得豁免的规则"),
                    "days": Key(Integer(1, 3660), "豁免最长可到多少天以后"),
                }
            ),
            "豁免的限制",
        ),
    }
)


class Purpose(NamedTuple):
    """What a message is for; ``stages`` maps ids to names.

    ``asks_payment``: it asks the customer to pay; ``collection``: it is 催收;
    ``marketing``: it offers something.
    """

    title: str
    asks_payment: bool
    collection: bool
    marketing: bool
    stages: dict[str, str]


NO_PURPOSE = Purpose("", asks_payment=False, collection=False, marketing=False, stages={})


NEVER_WAIVED = frozenset(
    [
        *("THR001", "THR002", "THR003", "THR004", "THR006"),
        *("PRV001", "PRV002", "PRV003", "PRV004", "CHN004"),
    ]
)
"""Rules that nobody may waive."""


class WaiverLimits(NamedTuple):
    """What the bank demands of waivers beyond what holds for all.

    ``never``: codes that can't be waived; ``days``: how far ahead a waiver may last.
    """

    never: tuple[str, ...] = ()
    days: int | None = None


class Policy(NamedTuple):
    """Purposes by id, and the severities that the bank sets, with their places."""

    purposes: dict[str, Purpose]
    severities: dict[str, tuple[Severity, Place]]
    waivers: WaiverLimits = WaiverLimits()


def read_policy(source: Source) -> tuple[Policy | None, list[Problem]]:
    """Read ``policy.yaml``; None where something is wrong."""
    tree, problems = read_file(source)
    record = _SHAPE.read(tree, problems) if tree is not None else None
    if record is None or problems:
        return None, problems
    purposes = {
        name: Purpose(
            each.get("title"),
            each.get("asks_payment"),
            each.get("collection", False),
            each.get("marketing", False),
            {stage: title for stage, (_, title) in each.get("stages", {}).items()},
        )
        for name, (_, each) in record.get("purposes").items()
    }
    severities = {
        code: (Severity[word.upper()], key.place)
        for code, (key, word) in record.get("severity", {}).items()
    }
    limits: Record | None = record.get("waivers")
    waivers = WaiverLimits()
    if limits is not None:
        waivers = WaiverLimits(tuple(limits.get("never", ())), limits.get("days"))
    return Policy(purposes, severities, waivers), []


def schema() -> dict[str, Any]:
    """The JSON Schema of ``policy.yaml``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui policy",
        **_SHAPE.schema(),
    }
