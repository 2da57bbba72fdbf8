"""Projects, terms and messages for measuring, the same ones for the same seed.

A template is an SMS (nine of ten) or a letter (one of ten), prints four
distinct cases, and shares no sentence with another. One in ten says a banned
term; three in ten carry a neutral notice (``依法通过诉讼``) whose hit only word
boundaries or context can clear.
"""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
SEED = 20261125

_STREETS = "安宁长和东西南北中山河湖海云天星月花木林泉石玉金银光明华文清平乐康福寿春夏秋冬梅兰竹菊松柏"
_PRODUCTS = ("普卡", "金卡", "白金卡", "联名卡", "青年卡", "车主卡", "商旅卡", "公务卡", "附属卡", "数字卡")
_CHANNELS = ("手机银行", "网上银行", "营业网点", "自动还款")
_OPENINGS = (
    "您尾号{{ tail }}的{product}账单已于{day}日出账",
    "您{street}路网点申领的{product}（尾号{{ tail }}）有一笔待还款项",
    "截至{month}月{day}日，您尾号{{ tail }}的{product}仍有未还款项",
    "您在{street}路办理的{product}（尾号{{ tail }}）已过到期还款日",
)
_AMOUNTS = (
    "应还金额{{ amount|money }}元，其中第{day}笔为{street}路商户消费",
    "账单金额合计{{ amount|money }}元，含{month}月在{street}路的消费",
    "待还金额为{{ amount|money }}元，明细编号{number}",
)
_ADVICE = (
    "如需核对{street}路商户的交易，可回看编号{number}的明细",
    "如对{month}月{day}日的交易有疑问，请保留{street}路商户的凭证",
    "我行{street}路营业网点工作日{hour}点起可为您办理",
    "您预留在{street}路网点的资料如有变化，请携带证件更新，受理号{number}",
)
_NOTICES = (
    "如长期未还款，我行可能依法通过诉讼等方式向{street}路网点所在地主张权利，编号{number}",
    "如协商不成，双方可依法向{street}路网点所在地通过诉讼解决，编号{number}",
)
_BANNED = (
    "逾期将产生滞纳金，编号{number}",
    "再不还款，{month}月{day}日就让您坐牢",
    "{street}路网点将把您作为老赖对待",
    "最后通牒：{month}月{day}日前还清",
)
_PLANS = ("如有困难，可致电协商第{day}号个性化分期方案", "您可申请{month}个月的个性化分期，受理号{number}")


class Writer:
    """Sentences that never repeat: every one carries a number or a street of its own."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.number = 10_000

    def write(self, patterns: tuple[str, ...]) -> str:
        """One sentence of a kind, without its full stop."""
        self.number += 1
        street = "".join(self.random.sample(_STREETS, 3))
        pattern = self.random.choice(patterns)
        for name, value in (
            ("street", street),
            ("product", self.random.choice(_PRODUCTS)),
            ("month", self.random.randint(1, 12)),
            ("day", self.random.randint(1, 28)),
            ("hour", self.random.randint(8, 10)),
            ("number", self.number),
        ):
            pattern = pattern.replace("{" + name + "}", str(value))
        return pattern

    def template(self, index: int) -> tuple[str, str]:
        """The path below ``templates/`` and the text of one template."""
        letter = index % 10 == 9  # noqa: PLR2004 - one of ten
        channel = "letter" if letter else "sms"
        sentences = [self.write(_OPENINGS) + "，" + self.write(_AMOUNTS)]
        sentences += [self.write(_ADVICE) for _ in range(8 if letter else 1)]
        if self.random.random() < 0.3:  # noqa: PLR2004 - the share is the workload
            sentences.append(self.write(_NOTICES))
        if self.random.random() < 0.1:  # noqa: PLR2004 - the share is the workload
            sentences.append(self.write(_BANNED))
        repayment = "".join(("请您通过", "、".join(self.random.sample(_CHANNELS, 2)), "还款"))
        gap = "。\n\n" if letter else "。"
        text = gap.join([*sentences, repayment])
        plan, paid = self.write(_PLANS), f"如已还款请忽略编号{self.number}的提醒"
        body = (
            f"尊敬的{{{{ name }}}}{{{{ title }}}}：{text}。"
            f"{{% if plan %}}{plan}。{{% endif %}}{paid}，"
            "如有疑问，请致电客服热线{{ institution.hotline }}。\n"
        )
        front = (
            f"---\nid: {channel}.bench.t{index}\ntitle: 逾期提醒第{index}号\nchannel: {channel}\n"
            "purpose: overdue-reminder\nstage: d1\naudience: cardholder\n"
            "owner: 信用卡中心贷后管理部\nbasis: [R01, R03]\nvariables:\n"
            "  name: {type: person_name, max_length: 20, example: 王小明}\n"
            "  title: {type: enum, values: [先生, 女士]}\n"
            '  tail: {type: card_tail, example: "1234"}\n'
            '  amount: {type: money, max: "9999999.99", example: "1234.56"}\n'
            "  plan: {type: bool}\n"
        )
        if letter:
            front += "deliver_to: reserved-address\nsealed: true\n"
            body = "{{ institution.name }}\n\n" + body
        else:
            front += (
                'send: {window: {from: "09:00", to: "20:00"}, frequency: {max: 1, per: day}, '
                'sender: "10690000000000"}\nlimits: {segments: 6}\n'
            )
        front += 'review_by: "2099-06-30"\n---\n'
        return f"{channel}/t{index:06}.j2", front + body


def write_project(folder: Path, count: int, seed: int = SEED) -> None:
    """A project of ``count`` templates in a new folder, with this repository's glossary."""
    (folder / "templates" / "partials").mkdir(parents=True)
    shutil.copy(ROOT / "hegui.toml", folder)
    shutil.copytree(ROOT / "glossary", folder / "glossary")
    writer = Writer(seed)
    for channel in ("sms", "letter"):
        (folder / "templates" / channel).mkdir()
    for index in range(count):
        path, text = writer.template(index)
        (folder / "templates" / path).write_text(text, encoding="utf-8")


def messages(count: int, hits: float, seed: int = SEED) -> Iterator[str]:
    """``count`` JSON lines of messages of 70 characters, a share of which says a term."""
    writer = Writer(seed)
    for index in range(count):
        text = f"【示例银行】{writer.write(_ADVICE)}。"
        if writer.random.random() < hits:
            text += f"{writer.write(_BANNED)}。"
        while len(text) < 70:  # noqa: PLR2004 - the length of a single SMS
            text += f"{writer.write(_ADVICE)}。"
        yield json.dumps({"id": index, "text": text[:70]}, ensure_ascii=False)


def terms(count: int, seed: int = SEED) -> list[str]:
    """``count`` distinct terms of two to nine characters that no message says."""
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    rare = [chr(code) for code in range(0x9000, 0x9E00)]
    found: set[str] = set()
    while len(found) < count:
        found.add("".join(chance.choices(rare, k=chance.randint(2, 9))))
    return sorted(found)
