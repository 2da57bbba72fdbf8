"""How long an SMS may get: SMS001."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.finding import Severity
from linter.rules.rule import Context, Duty, Example, Excess, Rule, Weight
from linter.source import utf16_units
from linter.template.message import Hole, Printed
from linter.text.sms import capacity, most_parts, surely_fits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.glossary.profile import Profile
    from linter.template.cases import Examination

_HOUSE_PARTS = 2


def _template(segments: int, body: str) -> str:
    return (
        "---\nid: sms.example\ntitle: 示例\nchannel: sms\npurpose: due-reminder\nowner: 示例部门\n"
        f"limits: {{segments: {segments}}}\n"
        f"variables: {{name: {{type: person_name, max_length: 20}}}}\n---\n{body}\n"
    )


class SmsTooLong(Rule):
    code = "SMS001"
    name = "sms-too-long"
    title = "短信太长"
    weight = Weight(Severity.ERROR, Duty.TOOL)
    channels = ("sms",)
    certainty = (
        "70 单独一条、67 一段据短信服务商文档，通道的总长上限也是；"
        "条数上限是模板自己写的 limits.segments；没写上限时的提示和警告是行内要求"
    )
    why = (
        "短信按 UTF-16 单位计字：70 以内一条，超过后每 67 一段，签名和变量的实际值都算在内。"
        "姓名、金额取最长时也不能超过 limits.segments；没有写上限的，超过 1 条提示，超过 2 条警告。"
    )
    mend = "删减文字，缩小变量的 max_length 或 max，或调高 limits.segments。"
    good = (
        Example("您的信用卡账单已出，如有疑问请致电客服热线955XX。"),
        Example(
            _template(
                2,
                "尊敬的{{ name }}：您的信用卡账单已出，请您在到期还款日前通过手机银行、网上银行或"
                "营业网点还款。如已还款，请忽略本短信。如有疑问，请致电客服热线955XX。",
            )
        ),
    )
    bad = (
        Example(
            _template(
                1,
                "尊敬的{{ name }}：您的信用卡账单已出，请您在到期还款日前通过手机银行还款，"
                "如有疑问，请致电客服热线955XX。",
            )
        ),
        Example(
            "尊敬的客户，您的信用卡账单已出，请您在到期还款日前通过手机银行、网上银行或营业网点还款。"
            "如已还款，请忽略本短信。如有疑问，请致电客服热线955XX。祝您生活愉快，感谢支持。"
        ),
    )

    def check_all(self, examination: Examination, context: Context) -> Iterator[Excess]:
        """The longest message, measured against the author's limit or the house's."""
        if not examination.messages:
            return
        part_units = context.part_units
        yield from self._by_provider(examination, context.profile)
        limit = context.front.segments
        bodies = [message.body for message in examination.messages]
        allowed = limit or 1
        counts = {
            at: most_parts(body, part_units)
            for at, body in enumerate(bodies)
            if not surely_fits(body, allowed, part_units)
        }
        over = [at for at, count in counts.items() if count > allowed]
        if not over and examination.longest is not None:
            yield from self._bound(examination.longest, allowed, part_units, limit)
            return
        if not over:
            return
        worst = max(over, key=lambda at: (counts[at], bodies[at].most_units))
        units, count = bodies[worst].most_units, counts[worst]
        severity = Severity.ERROR
        if limit is None:
            severity = Severity.INFO if count <= _HOUSE_PARTS else Severity.WARNING
        excess = max(units - capacity(allowed, part_units), 1)
        mend = "写" if limit is None else "调高"
        message = (
            f"最长 {units} 个单位，要 {count} 条，比 {allowed} 条超出 {excess} 个单位"
            f"{_longest(bodies[worst])}；请删减文字，或{mend} limits.segments"
        )
        yield Excess(message, frozenset(over), severity)

    def _by_provider(self, examination: Examination, profile: Profile) -> Iterator[Excess]:
        most = [message.body.most_units for message in examination.messages]
        longest = max(examination.longest or 0, *most)
        if 0 < profile.longest < longest:
            over = frozenset(at for at, units in enumerate(most) if units > profile.longest)
            message = f"{profile.title}一条最长 {profile.longest} 个单位，最长的有 {longest} 个"
            yield Excess(f"{message}；请删减文字", over)

    def _bound(
        self, longest: int, allowed: int, part_units: int, limit: int | None
    ) -> Iterator[Excess]:
        if longest <= capacity(allowed, part_units):
            return
        excess = longest - capacity(allowed, part_units)
        severity = Severity.ERROR if limit else Severity.WARNING
        message = (
            f"最长可能有 {longest} 个单位，比 {allowed} 条超出 {excess} 个单位；"
            "请减少分支或删减文字"
        )
        yield Excess(message, frozenset(), severity)


def _longest(body: Printed) -> str:
    """The values that make a message so long, named once each."""
    holes = {
        part.variable.path: utf16_units(part.longest)
        for part in body.parts
        if isinstance(part, Hole)
    }
    if not holes:
        return ""
    lengths = "、".join(f"{path} {units} 个" for path, units in holes.items())
    return f"（变量取最长：{lengths}）"


RULES = (SmsTooLong,)
