"""A rule: a code, its reason, its basis, good and bad examples, and a check.

The examples on the class are its tests, its ``explain`` and its documentation.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from linter.template.front_matter import CHANNELS, FrontMatter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.finding import Severity
    from linter.glossary.institution import Institution
    from linter.glossary.policy import Policy
    from linter.template.cases import Examination
    from linter.template.message import Message


class Duty(Enum):
    """What kind of duty a rule enforces; the value is what users read."""

    LAW = "法律或有约束力的文件"
    STANDARD = "标准或自律规范"
    CARRIER = "通道要求"
    HOUSE = "行内要求"
    TOOL = "工具要求"


class Situation(NamedTuple):
    """What decides how much a rule weighs: the channel, and whether it is 催收."""

    channel: str
    collection: bool

    @property
    def formal(self) -> bool:
        """Whether it is a 催收函件, the only kind that R01§69 binds."""
        return self.collection and self.channel in ("letter", "delivery")


class Weight(NamedTuple):
    """How much a rule weighs in a situation, what kind of duty it is, and on what basis."""

    severity: Severity
    duty: Duty
    basis: tuple[str, ...] = ()


class Context(NamedTuple):
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

    @property
    def situation(self) -> Situation:
        """What decides how much a rule weighs here."""
        purpose = self.policy.purposes.get(self.front.purpose)
        return Situation(self.front.channel, purpose is not None and purpose.collection)


class Hit(NamedTuple):
    """A range of characters of one printed section that breaks a rule."""

    section: str
    start: int
    end: int
    message: str


class Said(NamedTuple):
    """Characters ``start`` to ``end`` of a text whose wording breaks the rule ``code``."""

    code: str
    category: str
    severity: Severity
    basis: tuple[str, ...]
    start: int
    end: int
    message: str


class Absence(NamedTuple):
    """Something that a message lacks; reported at the end of the body.

    ``severity`` is the most that it weighs, where that is less than the rule's.
    """

    message: str
    severity: Severity | None = None


class Excess(NamedTuple):
    """Something about the whole template, shown by these messages (by index).

    ``severity`` is the most that it weighs, where that is less than the rule's.
    """

    message: str
    messages: frozenset[int]
    severity: Severity | None = None


class Example(NamedTuple):
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
    certainty: ClassVar[str] = ""
    why: ClassVar[str]
    mend: ClassVar[str]
    good: ClassVar[tuple[Example, ...]]
    bad: ClassVar[tuple[Example, ...]]

    @property
    def category(self) -> str:
        """The glossary's category of a wording rule, else the family in lower case."""
        return self.code[:3].lower()

    def weigh(self, situation: Situation) -> Weight:
        """The weight in a situation, before the bank's policy."""
        del situation
        return self.weight

    def check(self, message: Message, context: Context) -> Iterator[Hit | Absence]:
        """What one message breaks or lacks."""
        del message, context
        return iter(())

    def check_all(self, examination: Examination, context: Context) -> Iterator[Excess]:
        """What only all messages together show."""
        del examination, context
        return iter(())


class WordingRule(Rule):
    """A rule about what a text says; `linter.rules.wording` finds it in the texts themselves."""

    wording: ClassVar[str]

    @property
    def category(self) -> str:
        """The glossary's category; an entry of another category keeps its own."""
        return self.wording


def situations() -> tuple[Situation, ...]:
    """Every situation that there is."""
    return tuple(
        Situation(channel, collection) for channel in CHANNELS for collection in (True, False)
    )


def weights(rule: Rule) -> dict[Weight, str]:
    """The different weights of a rule, each with its situations in words."""
    found: dict[Weight, list[Situation]] = {}
    for situation in situations():
        found.setdefault(rule.weigh(situation), []).append(situation)
    return {weight: _in_words(group) for weight, group in found.items()}


def _in_words(group: list[Situation]) -> str:
    if len(group) == len(situations()):
        return "全部"
    words = []
    for channel, name in CHANNELS.items():
        kinds = [each.collection for each in group if each.channel == channel]
        if len(kinds) == len((True, False)):
            words.append(name)
        elif kinds:
            words.append(f"{name}（{'催收' if kinds[0] else '非催收'}）")
    return "、".join(words)
