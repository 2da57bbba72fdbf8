"""A rule: a code, its reason, its basis, good and bad examples, and a check.

The examples on the class are its tests, its ``explain`` and its documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from linter.finding import Severity
from linter.glossary.institution import Institution
from linter.glossary.policy import Policy
from linter.template.cases import Examination
from linter.template.front_matter import CHANNELS, FrontMatter
from linter.template.message import Message


class Duty(Enum):
    """What kind of duty a rule enforces; the value is what users read."""

    LAW = "法律或有约束力的文件"
    STANDARD = "标准或自律规范"
    CARRIER = "通道要求"
    HOUSE = "行内要求"
    TOOL = "工具要求"


@dataclass(frozen=True)
class Weight:
    """How much a rule weighs in one channel, and what kind of duty it enforces there."""

    severity: Severity
    duty: Duty


@dataclass(frozen=True)
class Context:
    """What a check may know beside the message."""

    front: FrontMatter
    institution: Institution
    policy: Policy
    part_units: int

    @property
    def asks_payment(self) -> bool:
        """Whether the purpose of the template asks the customer to pay."""
        purpose = self.policy.purposes.get(self.front.purpose)
        return purpose is not None and purpose.asks_payment


@dataclass(frozen=True)
class Hit:
    """A range of characters of one printed section that breaks a rule."""

    section: str
    start: int
    end: int
    message: str


@dataclass(frozen=True)
class Absence:
    """Something that a message lacks; reported at the end of the body."""

    message: str


@dataclass(frozen=True)
class Excess:
    """Something about the whole template, shown by these messages (by index)."""

    message: str
    messages: frozenset[int]
    severity: Severity | None = None


@dataclass(frozen=True)
class Example:
    """A text for a rule's test and its page.

    ``text`` is a body, or a whole template file where it begins with ``---``;
    ``folder`` is where the file lies below ``templates/`` if not in its
    channel's; ``twice`` says that a second file has the same text.
    """

    text: str
    channel: str = "sms"
    folder: str = ""
    encoding: str = "utf-8"
    twice: bool = False


class Rule:
    """One rule. A subclass fills in the fields and, where messages decide, one check."""

    code: ClassVar[str]
    name: ClassVar[str]
    title: ClassVar[str]
    weight: ClassVar[Weight]
    basis: ClassVar[tuple[str, ...]] = ()
    certainty: ClassVar[str] = ""
    why: ClassVar[str]
    mend: ClassVar[str]
    good: ClassVar[tuple[Example, ...]]
    bad: ClassVar[tuple[Example, ...]]
    wording: ClassVar[str | None] = None

    @property
    def category(self) -> str:
        """The glossary's category of a wording rule, else the family in lower case."""
        return self.wording or self.code[:3].lower()

    def weigh(self, channel: str) -> Weight:
        """The weight in a channel, before the bank's policy."""
        del channel
        return self.weight

    def check(self, message: Message, context: Context) -> Iterator[Hit | Absence]:
        """What one message breaks or lacks."""
        del message, context
        return iter(())

    def check_all(self, examination: Examination, context: Context) -> Iterator[Excess]:
        """What only all messages together show."""
        del examination, context
        return iter(())


def weights(rule: Rule) -> dict[Weight, list[str]]:
    """The different weights of a rule, each with the names of its channels."""
    found: dict[Weight, list[str]] = {}
    for channel, name in CHANNELS.items():
        found.setdefault(rule.weigh(channel), []).append(name)
    return found
