"""Projects, terms and messages for measuring, the same ones for the same seed.

Of ten templates nine are SMS and one is a letter; one says a banned term; three
carry a neutral notice with a word of the glossary inside others (``提起诉讼``),
which only word boundaries clear. Each prints four distinct messages, one a case,
and no text occurs twice, so that nothing is quick for having been seen before.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from linter.approval.ledger import write_manifest, write_record
from linter.approval.record import Record
from linter.engine import meaning_of
from linter.glossary.edition import Edition
from linter.meaning import digest
from linter.project import Project
from linter.template.template import load_template

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
SEED = 20261125
MESSAGE = 70  # characters
_MOST_FORMS = 5000  # of one entry
_LETTER_SENTENCES = 16

_STREETS = "安宁长和东西南北中山河湖海云天星月花木林泉石玉金银光明文清平乐康福寿春夏秋冬梅兰竹菊"
_PRODUCTS = ("普卡", "金卡", "白金卡", "联名卡", "青年卡", "车主卡", "商旅卡", "公务卡")
_CHANNELS = ("手机银行", "网上银行", "营业网点", "自动还款")
_OPENINGS = (
    "您尾号{tail}的{product}账单已于{day}日出账",
    "您{street}路网点申领的{product}（尾号{tail}）有一笔待还款项",
    "截至{month}月{day}日，您尾号{tail}的{product}仍有未还款项",
    "您在{street}路办理的{product}（尾号{tail}）已过到期还款日",
)
_AMOUNTS = (
    "本期应还金额{amount}元，其中第{day}笔为{street}路商户消费",
    "账单金额合计{amount}元，含{month}月在{street}路的消费",
    "本期待还金额为{amount}元，明细编号{number}",
)
_ADVICE = (
    "如需核对{street}路商户的交易，可回看编号{number}的明细",
    "如对{month}月{day}日的交易有疑问，请保留{street}路商户的凭证，编号{number}",
    "我行{street}路营业网点工作日{hour}点起可为您办理，预约号{number}",
    "您预留在{street}路网点的资料如有变化，请携带证件更新，受理号{number}",
)
_NOTICES = (
    "如长期未还款，我行可能依法向{street}路网点所在地人民法院提起诉讼",
    "如协商不成，双方均可依法就{street}路网点的合约提起诉讼",
    "您在{street}路网点发起诉求后，可凭受理号{number}查询进度",
)
_BANNED = (
    "逾期将产生滞纳金，编号{number}",
    "再不还款，{month}月{day}日就让您坐牢",
    "{street}路网点将把您作为老赖对待",
    "最后通牒：{month}月{day}日前还清",
)
_PLANS = (
    "如有困难，可致电协商第{number}号个性化分期方案",
    "您可申请{month}个月的个性化分期，受理号{number}",
)

_FRONT_MATTER = """\
---
id: {channel}.bench.t{index}
title: 逾期提醒第{index}号
channel: {channel}
purpose: {purpose}
audience: cardholder
owner: 信用卡中心贷后管理部
basis: [R01, R03]
variables:
  name: {{type: person_name, max_length: 20, example: 王小明}}
  title: {{type: enum, values: [先生, 女士]}}
  tail: {{type: card_tail, example: "1234"}}
  amount: {{type: money, max: "9999999.99", example: "1234.56"}}
  plan: {{type: bool}}
{more}
review_by: "2099-06-30"
---
"""
_MORE = {
    "sms": (
        'send: {window: {from: "09:00", to: "20:00"}, frequency: {max: 1, per: day}, '
        'sender: "10690000000000"}\nlimits: {segments: 6}'
    ),
    "letter": "deliver_to: reserved_address\nsealed: true",
}
# A letter of collection would need a block for each element that law lists.
_PURPOSES = {"sms": "overdue-reminder", "letter": "instalment-negotiation"}
_TERMS = """\
category: tone
terms:
  bench-{number}:
    code: TON001
    match: substring
    forms: [{forms}]
    severity: info
    why: 只用于测量速度
    basis: [R09]
    good: [您可通过手机银行查询账单。]
    bad: [这一句里有{first}这个词。]
"""


class Writer:
    """Sentences and templates; almost every sentence carries a number or a street of its own."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.number = 10_000

    def write(self, patterns: tuple[str, ...]) -> str:
        """One sentence of a kind, without its full stop."""
        self.number += 1
        chance = self.random.random
        return patterns[int(chance() * len(patterns))].format(
            tail="{{ tail }}",
            amount="{{ amount|money }}",
            street="".join([_STREETS[int(chance() * len(_STREETS))] for _ in range(3)]),
            product=_PRODUCTS[int(chance() * len(_PRODUCTS))],
            month=1 + int(chance() * 12),
            day=1 + int(chance() * 28),
            hour=8 + int(chance() * 3),
            number=self.number,
        )

    def template(self, index: int, channel: str, *, notice: bool, banned: bool) -> str:
        """The text of one template."""
        letter = channel == "letter"
        sentences = [self.write(_OPENINGS) + "，" + self.write(_AMOUNTS)]
        sentences += [self.write(_ADVICE) for _ in range(_LETTER_SENTENCES if letter else 1)]
        if notice:
            sentences.append(self.write(_NOTICES))
        if banned:
            sentences.append(self.write(_BANNED))
        sentences.append(f"请您通过{'、'.join(self.random.sample(_CHANNELS, 2))}还款")
        text = ("。\n\n" if letter else "。").join(sentences)
        front = _FRONT_MATTER.format(
            channel=channel, purpose=_PURPOSES[channel], index=index, more=_MORE[channel]
        )
        return (
            f"{front}{'{{ institution.name }}' if letter else ''}"
            f"尊敬的{{{{ name }}}}{{{{ title }}}}：{text}。"
            f"{{% if plan %}}{self.write(_PLANS)}。{{% endif %}}"
            f"如已还款请忽略编号{self.number}的提醒，"
            "如有疑问，请致电客服热线{{ institution.hotline }}。\n"
        )

    def templates(self, count: int) -> Iterator[tuple[str, str, bool]]:
        """Paths below ``templates/``, texts, and whether they say a banned term."""
        saying: int | None = None
        noticing: list[int] = []
        for index in range(count):
            at = index % 10
            if at == 0:
                saying, noticing = self.random.randrange(10), self.random.sample(range(10), 3)
            channel = "letter" if at == 9 else "sms"
            text = self.template(index, channel, notice=at in noticing, banned=at == saying)
            yield f"{channel}/t{index:06}.j2", text, at == saying


def write_project(folder: Path, templates: Iterator[tuple[str, str, bool]]) -> None:
    """A project of these templates in a new folder; its glossary adds nothing to hegui's own."""
    for name in ("templates/sms", "templates/letter", "glossary/terms"):
        (folder / name).mkdir(parents=True)
    shutil.copy(ROOT / "hegui.toml", folder)
    for name in ("institution.yaml", "policy.yaml"):
        shutil.copy(ROOT / "glossary" / name, folder / "glossary")
    for path, text, _ in templates:
        (folder / "templates" / path).write_text(text, encoding="utf-8")


def approve(folder: Path) -> None:
    """Put a project under git, and approve each of its templates in two roles."""
    shutil.copy(ROOT / "glossary" / "approvers.yaml", folder / "glossary")
    project = Project.open(folder)
    for file in project.template_files():
        manifest = meaning_of(project, load_template(project.source(file)))
        if manifest is None:
            continue
        write_manifest(folder, manifest)
        previous: tuple[str, ...] = ()
        for role in ("business", "legal"):
            record = Record(
                template=manifest["template"],
                decision="approve",
                digest=digest(manifest),
                person=f"{role}-1",
                role=role,
                time=datetime(2026, 11, 30, tzinfo=UTC),
                previous=previous,
                expires=date(2027, 11, 1),
            )
            write_record(folder, record)
            previous = (record.hash,)
    git = shutil.which("git") or "git"
    who = ("-c", "user.name=writer", "-c", "user.email=writer@bank.example")
    for arguments in (("init", "-q", "."), ("add", "-A"), ("commit", "-q", "-m", "Begin")):
        subprocess.run([git, *who, *arguments], cwd=folder, check=True)


def write_terms(folder: Path, count: int, seed: int = SEED) -> None:
    """Give a project as many terms more as make ``count`` with hegui's own."""
    added = terms(count - len(forms(folder)), seed)
    for number, at in enumerate(range(0, len(added), _MOST_FORMS)):
        part = added[at : at + _MOST_FORMS]
        text = _TERMS.format(number=number, forms=", ".join(part), first=part[0])
        (folder / "glossary" / "terms" / f"bench-{number}.yaml").write_text(text, "utf-8")


def forms(folder: Path) -> list[str]:
    """All that a project looks for, hegui's own terms first."""
    book = Edition(folder).book
    return list(dict.fromkeys(form for term in book.terms.values() for form in term.texts("forms")))


def terms(count: int, seed: int = SEED) -> list[str]:
    """``count`` distinct terms of two to nine common characters that no text here says.

    Each has a character that doesn't occur in this file, where all texts are from.
    """
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    rows = range(0xB0, 0xD7)  # the common characters of GB 2312
    common = [bytes((row, cell)).decode("gb2312") for row in rows for cell in range(0xA1, 0xFF)]
    written = set(Path(__file__).read_text("utf-8"))
    found: dict[str, None] = {}
    while len(found) < count:
        term = "".join(chance.choices(common, k=chance.randint(2, 9)))
        if not written.issuperset(term):
            found[term] = None
    return list(found)


def messages(count: int, share: float, seed: int = SEED) -> Iterator[str]:
    """JSON lines of messages, this share of which says a banned term, evenly spread."""
    writer = Writer(seed)
    for index in range(count):
        text = f"【示例银行】{writer.write(_ADVICE)}。"
        if int((index + 1) * share) > int(index * share):
            text += f"{writer.write(_BANNED)}。"
        while len(text) < MESSAGE:
            text += f"{writer.write(_ADVICE)}。"
        yield json.dumps({"id": index, "text": text[:MESSAGE]}, ensure_ascii=False)
