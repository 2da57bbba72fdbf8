"""``glossary/policy.yaml``: what the bank enforces; legal reviews it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from linter.document import read_file
from linter.finding import Place, Problem, Severity
from linter.hint import did_you_mean
from linter.model import SLUG, Choice, Flag, Integer, Key, ListOf, Names, Table, Text
from linter.template.front_matter import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        "approval": Key(
            Table(
                {
                    "roles": Key(
                        Names(Text(longest=60), _SLUG_WORDS, SLUG),
                        "审批的角色",
                        required=True,
                    ),
                    "rules": Key(
                        ListOf(
                            Table(
                                {
                                    "channels": Key(ListOf(Choice(tuple(CHANNELS))), "渠道"),
                                    "purposes": Key(
                                        ListOf(Text("用途", SLUG, 60)), "用途；不写则为全部"
                                    ),
                                    "roles": Key(
                                        ListOf(Text("角色", SLUG, 40), least=1),
                                        "要由哪些角色审批，缺一不可",
                                        required=True,
                                    ),
                                }
                            )
                        ),
                        "哪些模板要由谁审批；几条都适用的，角色加在一起",
                        required=True,
                    ),
                    "days": Key(Integer(1, 3660), "审批最长有效多少天", required=True),
                    "four_eyes": Key(Flag(), "作者不能审批，一人不能兼两个角色"),
                    "signature": Key(Choice(("off", "warn", "required")), "审批记录要不要签名"),
                    "on_behalf_of": Key(
                        ListOf(Text("角色", SLUG, 40)), "哪些角色可以代录别处作出的审批"
                    ),
                }
            ),
            "审批",
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


class ApprovalRule(NamedTuple):
    """Roles that must approve templates of some channels and purposes; empty means all."""

    channels: tuple[str, ...]
    purposes: tuple[str, ...]
    roles: tuple[str, ...]


class ApprovalPolicy(NamedTuple):
    """What the bank demands of approvals.

    ``roles`` maps ids to names; ``days`` is the longest validity; ``four_eyes``: no author
    approves, two roles are two people; ``signature`` is ``off``, ``warn`` or
    ``required``; ``recorders`` are the roles that may record what others decided.
    """

    roles: dict[str, str]
    rules: tuple[ApprovalRule, ...]
    days: int
    four_eyes: bool = True
    signature: str = "off"
    recorders: tuple[str, ...] = ()

    def titles(self, roles: Iterable[str]) -> str:
        """Roles as people read them: ``业务、法律合规``; those that are unknown by their ids."""
        return "、".join(self.roles.get(role, role) for role in roles)

    def needed(self, channel: str, purpose: str) -> tuple[str, ...]:
        """The roles that must approve a template; none where no rule matches."""
        found: dict[str, None] = {}
        for rule in self.rules:
            if (not rule.channels or channel in rule.channels) and (
                not rule.purposes or purpose in rule.purposes
            ):
                found.update(dict.fromkeys(rule.roles))
        return tuple(found)


NO_APPROVAL = ApprovalPolicy({}, (), 3660)
"""Where the policy says nothing, nobody can approve anything."""


class Policy(NamedTuple):
    """Purposes by id, and the severities that the bank sets, with their places."""

    purposes: dict[str, Purpose]
    severities: dict[str, tuple[Severity, Place]]
    waivers: WaiverLimits = WaiverLimits()
    approval: ApprovalPolicy = NO_APPROVAL


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
    approval = NO_APPROVAL
    if record.get("approval") is not None:
        approval = _approval(record.get("approval"), purposes, problems)
    return (None if problems else Policy(purposes, severities, waivers, approval)), problems


def _approval(
    record: Record, purposes: dict[str, Purpose], problems: list[Problem]
) -> ApprovalPolicy:
    """What is demanded of approvals; each role and purpose that is named must be known."""
    roles = {name: title for name, (_, title) in record.get("roles").items()}
    rules = tuple(
        ApprovalRule(each.get("channels", ()), each.get("purposes", ()), each.get("roles"))
        for each in record.get("rules")
    )
    named = [("rules", role, roles) for rule in rules for role in rule.roles]
    named += [("on_behalf_of", role, roles) for role in record.get("on_behalf_of", ())]
    named += [("rules", purpose, purposes) for rule in rules for purpose in rule.purposes]
    for key, name, known in named:
        if name not in known:
            message = f"没有“{name}”；{did_you_mean(name, tuple(known))}"
            problems.append(Problem("META004", record.value_places[key], message))
    return ApprovalPolicy(
        roles=roles,
        rules=rules,
        days=record.get("days"),
        four_eyes=record.get("four_eyes", True),
        signature=record.get("signature", "off"),
        recorders=record.get("on_behalf_of", ()),
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of ``policy.yaml``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui policy",
        **_SHAPE.schema(),
    }
