"""What the template language gets wrong: TPL001 to TPL008."""

from __future__ import annotations

from linter.finding import Severity
from linter.rules.rule import Duty, Example, Rule, Weight

_ERROR = Weight(Severity.ERROR, Duty.TOOL)


def _template(body: str, variables: str = "{plan: {type: bool}}") -> str:
    return (
        "---\nid: sms.example\ntitle: 示例\nchannel: sms\npurpose: objection-received\n"
        f"owner: 示例部门\nvariables: {variables}\n---\n{body}，如有疑问请致电客服热线955XX。\n"
    )


_GOOD = Example(_template("{% if plan %}我行正在核实{% else %}我行已受理{% endif %}"))


class Syntax(Rule):
    code = "TPL001"
    name = "template-syntax"
    title = "模板语法错误"
    weight = _ERROR
    why = "标签不成对，模板就印不出来。"
    mend = "检查 {{ }}、{% %}、括号和引号是否成对，每个 {% if %} 是否有 {% endif %}。"
    good = (_GOOD, Example(_template("{# 说明 #}{% if plan %}我行正在核实{% endif %}")))
    bad = (
        Example(_template("{% if plan %}我行正在核实")),
        Example(_template("{{ plan }我行正在核实")),
    )


class Undeclared(Rule):
    code = "TPL002"
    name = "undeclared-variable"
    title = "变量没有声明，或可能没有值"
    weight = _ERROR
    why = "发送时没有值的变量会让整条消息发不出去，或者印出空白。"
    mend = '在 variables 里声明它；可以没有值的变量写 default("…")，或先判断 is defined。'
    good = (
        Example(
            _template(
                '尊敬的{{ nick|default("客户") }}', "{nick: {type: person_name, optional: true}}"
            )
        ),
        Example(
            _template(
                "{% if nick is defined %}尊敬的{{ nick }}{% endif %}",
                "{nick: {type: person_name, optional: true}}",
            )
        ),
    )
    bad = (
        Example(_template("{% if plan %}尊敬的{{ nmae }}{% endif %}")),
        Example(_template("尊敬的{{ nick }}", "{nick: {type: person_name, optional: true}}")),
    )


class Unused(Rule):
    code = "TPL003"
    name = "unused-variable"
    title = "变量没有用到"
    weight = Weight(Severity.WARNING, Duty.TOOL)
    why = "发送系统要为每个变量准备数据；用不到的个人信息不应当索取。"
    mend = "删除声明，或把变量写进正文。"
    good = (
        _GOOD,
        Example(_template("尾号{{ tail }}的异议我行已受理", "{tail: {type: card_tail}}")),
    )
    bad = (
        Example(_template("我行已受理")),
        Example(_template("我行已受理", "{due: {type: date}, tail: {type: card_tail}}")),
    )


class OutsideLanguage(Rule):
    code = "TPL004"
    name = "outside-language"
    title = "不在模板语言内"
    weight = _ERROR
    why = "模板语言很小，才能把每一种情形都检查到。"
    mend = "按提示改写；全部写法见文档“模板语言”。"
    good = (
        _GOOD,
        Example(_template("{{ amount|money }}元的异议我行已受理", "{amount: {type: money}}")),
    )
    bad = (
        Example(_template("{{ tail|upper }}", "{tail: {type: card_tail}}")),
        Example(_template("{{ 'x' * 3 }}{% if plan %}{% endif %}")),
    )


class Unreached(Rule):
    code = "TPL005"
    name = "unreached-branch"
    title = "走不到的分支"
    weight = _ERROR
    why = "没有一种情形会印出的文字，多半是条件写错了；它也不会被检查到。"
    mend = "删除这个分支，或检查条件和变量声明。"
    good = (
        _GOOD,
        Example(
            _template(
                "{% if days > 3 %}我行正在核实{% else %}我行已受理{% endif %}",
                "{days: {type: integer, max: 9}}",
            )
        ),
    )
    bad = (
        Example(_template("{% if plan %}甲{% elif plan %}乙{% endif %}")),
        Example(
            _template(
                "{% if days > 99 %}我行正在核实{% endif %}", "{days: {type: integer, max: 9}}"
            )
        ),
    )


class NotExamined(Rule):
    code = "TPL006"
    name = "not-examined"
    title = "情形太多，没有逐一检查"
    weight = _ERROR
    why = "超过 16384 种情形的模板只能抽查：两两组合、每个分支、最长的文字。抽查过的模板不能审批。"
    mend = "减少起决定作用的变量，缩短列表，或拆成几个模板。"
    good = (
        _GOOD,
        Example(
            _template("我行已受理{{ matter }}异议", "{matter: {type: enum, values: [账单, 还款]}}")
        ),
    )
    bad = tuple(
        Example(
            _template(
                "".join(f"{{% if {name}{at} %}}{word}{{% endif %}}" for at in range(15)),
                "{" + ", ".join(f"{name}{at}: {{type: bool}}" for at in range(15)) + "}",
            )
        )
        for name, word in (("part", "甲"), ("flag", "乙"))
    )


class IncludeMissing(Rule):
    code = "TPL007"
    name = "include-missing"
    title = "引用的 partial 不能用"
    weight = _ERROR
    why = "include、import 和 extends 只能引用项目 templates 文件夹里的文件。"
    mend = '检查路径，从 templates 写起，如 "partials/contact.j2"。'
    good = (
        _GOOD,
        Example(_template("{% macro line() %}我行已受理{% endmacro %}{{ line() }}", "{}")),
    )
    bad = (
        Example(_template('{% include "partials/none.j2" %}{% if plan %}甲{% endif %}')),
        Example(_template('{% include "../secret.j2" %}{% if plan %}甲{% endif %}')),
    )


class TooLarge(Rule):
    code = "TPL008"
    name = "template-too-large"
    title = "模板太大"
    weight = _ERROR
    why = "自己引用自己的宏和层层相套的循环永远印不完。"
    mend = "去掉循环引用，减少嵌套。"
    good = (
        _GOOD,
        Example(
            _template(
                "{% for day in days %}{{ day }}日、{% endfor %}的异议我行已受理",
                "{days: {type: list, items: {type: integer}, max_items: 3}}",
            )
        ),
    )
    bad = (
        Example(
            _template(
                "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}"
                "{% if plan %}甲{% endif %}"
            )
        ),
        Example(
            _template(
                "{% for a in l %}{% for b in l %}{% for c in l %}长{% endfor %}{% endfor %}"
                "{% endfor %}",
                "{l: {type: list, items: {type: integer}, max_items: 100}}",
            )
        ),
    )


RULES = (
    Syntax,
    Undeclared,
    Unused,
    OutsideLanguage,
    Unreached,
    NotExamined,
    IncludeMissing,
    TooLarge,
)
