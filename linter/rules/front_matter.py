"""What the file itself and its front matter get wrong: META001 to META011."""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Rule, Weight

_ERROR = Weight(Severity.ERROR, Duty.TOOL)
_BODY = "您的异议已受理，如有疑问请致电客服热线955XX。\n"


def _template(extra: str = "", *, without: str = "", body: str = _BODY) -> str:
    keys = {
        "id": "sms.example",
        "title": "示例",
        "channel": "sms",
        "purpose": "objection-received",
        "owner": "示例部门",
    }
    lines = [f"{key}: {value}" for key, value in keys.items() if key != without]
    return "\n".join(["---", *lines, *([extra] if extra else []), "---", body])


_GOOD = Example(_template())


class Unreadable(Rule):
    code = "META001"
    name = "front-matter-unreadable"
    title = "front matter 无法读取"
    weight = _ERROR
    why = "文件开头两行 --- 之间的 YAML 说明模板是什么、需要哪些变量；读不出来，就什么都检查不了。"
    mend = "在文件开头写上 --- 、各个键、再一行 ---；冒号后空一格，用空格缩进。"
    good = (_GOOD, Example(_template("stage: accepted")))
    bad = (Example("---\nid: [\n---\n正文\n"), Example(_template("send: {window: }}")))


class UnknownKey(Rule):
    code = "META002"
    name = "front-matter-unknown-key"
    title = "没有这个键"
    weight = _ERROR
    why = "写错的键不会起作用：以为限制了条数，其实没有。"
    mend = "按提示改正拼写，或删除它；全部的键见 hegui schema front-matter。"
    good = (
        Example(_template("limits: {segments: 1}")),
        Example(_template('review_by: "2027-06-30"')),
    )
    bad = (Example(_template("limit: {segments: 1}")), Example(_template("limits: {segment: 1}")))


class MissingKey(Rule):
    code = "META003"
    name = "front-matter-missing-key"
    title = "缺少必需的键"
    weight = _ERROR
    why = "没有编号、渠道、用途和负责部门，模板无法审批，也无法引用。"
    mend = "补上提示的键。"
    good = (_GOOD, Example(_template("audience: cardholder")))
    bad = (Example(_template(without="owner")), Example(_template(without="id")))


class UnusableValue(Rule):
    code = "META004"
    name = "front-matter-unusable-value"
    title = "值不能用"
    weight = _ERROR
    why = "值的写法不对，长度、时段和变量就无从检查。"
    mend = '按提示改写；日期写成 "2026-12-05"，时刻写成 "09:00"，都带引号。'
    good = (
        Example(_template('review_by: "2027-06-30"')),
        Example(_template("limits: {segments: 2}")),
    )
    bad = (
        Example(_template("review_by: 明年六月")),
        Example(_template("limits: {segments: 两条}")),
    )


class Repeated(Rule):
    code = "META005"
    name = "front-matter-repeated-key"
    title = "写了两次"
    weight = _ERROR
    why = "同一个键写两次，别人不知道以哪一处为准。"
    mend = "只留一处。"
    good = (
        _GOOD,
        Example(
            _template(
                "variables: {honorific: {type: enum, values: [先生, 女士]}}",
                body="{{ honorific }}您好，如有疑问请致电客服热线955XX。\n",
            )
        ),
    )
    bad = (
        Example(_template("title: 另一个标题")),
        Example(
            _template(
                "variables: {honorific: {type: enum, values: [先生, 先生]}}",
                body="{{ honorific }}您好，如有疑问请致电客服热线955XX。\n",
            )
        ),
    )


class RepeatedId(Rule):
    code = "META006"
    name = "template-id-repeated"
    title = "编号重复"
    weight = _ERROR
    why = "审批和发送都按编号查找模板，编号必须唯一，并且永不改变。"
    mend = "给其中一个模板换一个编号。"
    good = (_GOOD, Example(_template("stage: accepted")))
    bad = (
        Example(_template(), twice=True),
        Example(_template("stage: accepted"), twice=True),
    )


class WrongFolder(Rule):
    code = "META007"
    name = "template-in-wrong-folder"
    title = "放错了文件夹"
    weight = _ERROR
    why = "模板按渠道分文件夹存放，渠道和文件夹不一致，多半有一处写错了。"
    mend = "把文件移到 templates/ 下与 channel 同名的文件夹，或改正 channel。"
    good = (_GOOD, Example(_template(), folder="sms"))
    bad = (Example(_template(), folder="letter"), Example(_template(), folder="email"))


class RefusedYaml(Rule):
    code = "META008"
    name = "front-matter-refused-yaml"
    title = "不允许的 YAML 写法"
    weight = _ERROR
    why = "锚点、别名和标签会让内容藏在别处，甚至无限展开；front matter 只用普通的键、值和列表。"
    mend = "把内容直接写出来。"
    good = (_GOOD, Example(_template("stage: accepted")))
    bad = (Example(_template("stage: &a accepted")), Example(_template("stage: !x accepted")))


class UnknownPurpose(Rule):
    code = "META009"
    name = "purpose-not-in-policy"
    title = "policy.yaml 里没有这个用途或阶段"
    weight = _ERROR
    why = "用途决定要不要写还款渠道、由谁审批；没有登记的用途无从检查。"
    mend = "改用 glossary/policy.yaml 里已有的用途和阶段，或请法律合规部门在那里增加。"
    good = (Example(_template("stage: accepted")), Example(_template()))
    bad = (
        Example(_template("stage: unknown")),
        Example(_template(without="purpose").replace("title:", "purpose: unknown\ntitle:")),
    )


class ReviewOverdue(Rule):
    code = "META010"
    name = "review-overdue"
    title = "已过复审日期"
    weight = Weight(Severity.WARNING, Duty.HOUSE)
    certainty = "没有明文依据，属行内要求"
    why = "法规和口径会变；过了 review_by 的模板应当重新审阅。"
    mend = "请法律合规部门复审，再把 review_by 改到下一次复审的日期。"
    good = (Example(_template('review_by: "2099-12-31"')), Example(_template()))
    bad = (
        Example(_template('review_by: "2020-01-01"')),
        Example(_template('review_by: "2026-01-31"')),
    )


class UnreadableFile(Rule):
    code = "META011"
    name = "file-unreadable"
    title = "文件无法读取"
    weight = _ERROR
    why = "模板是 UTF-8 文本，最大 1 MiB，放在项目里面；别的文件不能保证读到的就是写下的。"
    mend = "另存为 UTF-8；删除 NUL 字符；把链接换成真正的文件。"
    good = (_GOOD, Example(_template(body="您的异议已受理，如有疑问，请致电客服热线955XX。\n")))
    bad = (Example(_template(), encoding="gb18030"), Example(_template(), encoding="utf-16"))


RULES = (
    Unreadable,
    UnknownKey,
    MissingKey,
    UnusableValue,
    Repeated,
    RepeatedId,
    WrongFolder,
    RefusedYaml,
    UnknownPurpose,
    ReviewOverdue,
    UnreadableFile,
)
