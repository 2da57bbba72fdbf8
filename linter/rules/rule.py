"""A rule: a code, its reason, its basis, good and bad examples, and a check.

The examples on the class are its tests, its ``explain`` and its documentation.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from linter.glossary.policy import NO_PURPOSE, Policy, Purpose
from linter.template.front_matter import CHANNELS, FrontMatter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.finding import Severity
    from linter.glossary.institution import Institution
    from linter.glossary.profile import Profile
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
    """What decides how much a rule weighs.

    The channel, whether it is 催收, whether an SMS goes through a public cloud.
    """

    channel: str
    collection: bool
    public_cloud: bool = False

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
    """What a check may know beside the message.

    ``named``: the text has named blocks where a template would have them.
    """

    front: FrontMatter
    institution: Institution
    policy: Policy
    profile: Profile
    part_units: int
    named: bool = True

    @property
    def purpose(self) -> Purpose:
        """What the template is for; of an unknown purpose nothing is demanded."""
        return self.policy.purposes.get(self.front.purpose, NO_PURPOSE)

    @property
    def situation(self) -> Situation:
        """What decides how much a rule weighs here."""
        channel, cloud = self.front.channel, self.profile.public_cloud
        return Situation(channel, self.purpose.collection, channel == "sms" and cloud)


class Rewrite(NamedTuple):
    """What could stand instead of a range of characters; a ``safe`` one keeps the meaning."""

    text: str
    safe: bool


class Hit(NamedTuple):
    """A range of characters of one printed section that breaks a rule.

    ``severity`` is the most that it weighs, where that is less than the rule's.
    """

    section: str
    start: int
    end: int
    message: str
    severity: Severity | None = None
    rewrite: Rewrite | None = None


class Said(NamedTuple):
    """Characters ``start`` to ``end`` of a text whose wording breaks the rule ``code``.

    ``litigated``: in a true lawsuit it is a mere remark; ``term`` is the id of the
    entry, empty for shapes of personal data.
    """

    code: str
    category: str
    severity: Severity
    basis: tuple[str, ...]
    start: int
    end: int
    message: str
    litigated: bool = False
    term: str = ""
    rewrite: Rewrite | None = None


class Absence(NamedTuple):
    """Something that a message lacks; reported at the end of the body.

    ``severity`` is the most that it weighs, where that is less than the rule's;
    ``after`` is the offset into the body behind which it should stand.
    """

    message: str
    severity: Severity | None = None
    after: int = 0


class Excess(NamedTuple):
    """Something about the whole template, shown by these messages (by index).

    ``severity`` is the most that it weighs, where that is less than the rule's;
    ``key`` is the key of the front matter that says it.
    """

    message: str
    messages: frozenset[int] = frozenset()
    severity: Severity | None = None
    key: str = ""


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
    """One rule. A subclass fills in the fields and, where messages decide, one check.

    ``channels`` are those in which it is checked.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    title: ClassVar[str]
    weight: ClassVar[Weight]
    channels: ClassVar[tuple[str, ...]] = tuple(CHANNELS)
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


class Told(Rule):
    """A rule that no single file can break: its examples tell what happens, and aren't run."""


def clause_before(text: str, at: int) -> str:
    """What stands before a place in its clause."""
    return re.split("[，。；！？\n]", text[:at])[-1]


def situations() -> tuple[Situation, ...]:
    """Every situation that there is."""
    clouds = {"sms": (False, True)}
    return tuple(
        Situation(channel, collection, cloud)
        for channel in CHANNELS
        for collection in (True, False)
        for cloud in clouds.get(channel, (False,))
    )


def weights(rule: Rule) -> dict[Weight, str]:
    """The different weights of a rule, each with its situations in words."""
    found: dict[Weight, list[Situation]] = {}
    for situation in situations():
        if situation.channel in rule.channels:
            found.setdefault(rule.weigh(situation), []).append(situation)
    return {weight: _in_words(group) for weight, group in found.items()}


def _in_words(group: list[Situation]) -> str:
    if len(group) == len(situations()):
        return "全部"
    words = []
    for channel, name in CHANNELS.items():
        there = {each for each in situations() if each.channel == channel}
        here = there & {*group}
        kinds = []
        for limit, values in (
            ("collection", {True: "催收", False: "非催收"}),
            ("public_cloud", {True: "公有云通道", False: "自有或直连通道"}),
        ):
            found = {getattr(each, limit) for each in here}
            if len(found) < len({getattr(each, limit) for each in there}):
                kinds += [values[each] for each in found]
        if here:
            words.append(f"{name}（{'，'.join(kinds)}）" if kinds else name)
    return "、".join(words)
