"""The template language is closed: whatever is outside is refused by name, at its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from linter.engine import check_source, examine_template
from linter.source import Source
from linter.template.template import load_partial
from tests.making import AS_OF, check, template

if TYPE_CHECKING:
    from linter.finding import Finding
    from linter.project import Project

VARIABLES = (
    "{name: {type: person_name}, nick: {type: person_name, optional: true},"
    " title: {type: enum, values: [先生, 女士]}, days: {type: integer}, amount: {type: money},"
    " due: {type: date}, plan: {type: bool}, tail: {type: card_tail},"
    " words: {type: list, items: {type: text, max_length: 5}},"
    " items: {type: list, fields: {fee: {type: money}, paid: {type: bool}}, max_items: 2}}"
)
MACRO = '{% macro m(a, b="乙") %}{{ a }}{{ b }}{% endmacro %}'
CALLED = "{% macro c() %}甲{{ caller() }}{% endmacro %}"
LAYOUT = '{% extends "partials/letter.j2" %}'
CONTACT = '{% import "partials/contact.j2" as c %}'

PRINTED = [
    ("{{ 1 }}", "只能印出文字", "1"),
    ("{{ 1.5 }}", "只能印出文字", "1.5"),
    ("{{ true }}", "只能印出文字", "true"),
    ("{{ none }}", "只能印出文字", "none"),
    ("{{ days == 1 }}", "条件不能直接印出", "days == 1"),
    ("{{ not plan }}", "条件不能直接印出", "not plan"),
    ("{{ plan and plan }}", "条件不能直接印出", "plan and plan"),
    ("{{ plan or (plan) }}", "条件不能直接印出", "plan or (plan)"),
    ("{{ name is defined }}", "条件不能直接印出", "name is defined"),
    ('{{ "甲" + "乙" }}', "+ 不在模板语言内；连接文字请用 ~", '"甲" + "乙"'),
    ("{{ days - 1 }}", "减法不在模板语言内", "days - 1"),
    ('{{ "甲" * 300000000 }}', "* 不在模板语言内", '"甲" * 300000000'),
    ("{{ days / 2 }}", "/ 不在模板语言内", "days / 2"),
    ("{{ days // 2 }}", "// 不在模板语言内", "days // 2"),
    ("{{ days % 2 }}", "% 不在模板语言内", "days % 2"),
    ("{{ days ** 2 }}", "** 不在模板语言内", "days ** 2"),
    ("{{ -days }}", "负号只能写在常量比较里", "-days"),
    ("{{ +days }}", "正号不在模板语言内", "+days"),
    ("{{ words[0] }}", "方括号取值不在模板语言内", "words[0]"),
    ("{{ words[0:2] }}", "方括号取值不在模板语言内", "words[0:2]"),
    ('{{ {"a": 1} }}', "字典不在模板语言内", '{"a": 1}'),
    ("{{ {} }}", "字典不在模板语言内", "{}"),
    ('{{ ["甲"] }}', "列表常量只能写在 in 的右边", '["甲"]'),
    ('{{ "甲", "乙" }}', "元组只能写在 in 的右边", '"甲", "乙"'),
    ('{{ "甲" "乙" }}', "两段文字相连不在模板语言内；请用 ~", '"甲"'),
    (r'{{ "\ud800" }}', "不是完整的字符", r'"\ud800"'),
    ('{{ "甲" if plan }}', '请写 else "…"', '"甲" if plan'),
    ("{{ plan }}", "bool 不能直接印出", "plan"),
    ("{{ words }}", '列表请用 {% for %} 或 |join("、") 印出', "words"),
    ("{% for i in items %}{{ i }}{% endfor %}", "请写出要印的字段", "i"),
    ("{% for i in items %}{{ i.paid }}{% endfor %}", "bool 不能直接印出", "i.paid"),
    ("{% set x = not plan %}{{ x }}", "条件不能直接印出", "x"),
    ("{{ institution }}", "如 institution.hotline", "institution"),
    ("{{ institution.hotline.x }}", "字段只能有一层", "institution.hotline.x"),
    (
        "{{ institution.repayment_channels }}",
        "列表请用 join 印出",
        "institution.repayment_channels",
    ),
    ("{{ name.upper }}", "“name”没有字段", "name.upper"),
    ("{{ name.__class__ }}", "下划线开头的字段不在模板语言内", "name.__class__"),
    (MACRO + "{{ m }}", "宏要加括号调用", "m"),
    (CONTACT + "{{ c }}", "宏要加括号调用", "c"),
    (CONTACT + "{{ c.service_line }}", "宏要加括号调用", "c.service_line"),
]
FILTERED = [
    ("{{ name|upper }}", "没有“upper”这个过滤器；可用的有：money、date", "name|upper"),
    ("{{ name|mask_nmae }}", "您是不是想写“mask_name”？", "name|mask_nmae"),
    ('{{ name|mask_name("x") }}', "mask_name 不带参数", 'name|mask_name("x")'),
    ("{{ name|mask_name|mask_name }}", "只能直接跟在变量后面", "name|mask_name|mask_name"),
    ('{{ "甲"|mask_name }}', "只能直接跟在变量后面", '"甲"|mask_name'),
    ("{{ tail|money }}", "money 只用于 money、integer 类型的变量", "tail|money"),
    ("{{ amount|mask_card }}", "mask_card 只用于 card_tail 类型的变量", "amount|mask_card"),
    ("{{ words|length }}", "列表的长度只能用来比较", "words|length"),
    ("{{ words|count }}", "列表的长度只能用来比较", "words|count"),
    ("{{ nick|default }}", "default 只带一段文字", "nick|default"),
    ("{{ nick|default(name) }}", "default 只带一段文字", "nick|default(name)"),
    ('{{ nick|default("客户", true) }}', "default 只带一段文字", 'nick|default("客户", true)'),
    ('{{ nick|default(x="客户") }}', "default 只带一段文字", 'nick|default(x="客户")'),
    ('{{ "甲"|default("客户") }}', "default 只能跟在变量", '"甲"|default("客户")'),
    ('{{ nick|upper|default("客户") }}', "default 只能跟在变量", 'nick|upper|default("客户")'),
    ("{{ words|join(name) }}", "join 只带一段文字", "words|join(name)"),
    ('{{ words|join(d="、") }}', "join 只带一段文字", 'words|join(d="、")'),
    ('{{ "甲乙"|join("、") }}', "join 只能直接跟在 list 变量后面", '"甲乙"|join("、")'),
    ('{{ name|join("、") }}', "join 只用于 items 是单个值的 list", 'name|join("、")'),
    ('{{ items|join("、") }}', "join 只用于 items 是单个值的 list", 'items|join("、")'),
]
CALLS = [
    ("{{ name() }}", "只能调用宏、caller() 和 super()", "name()"),
    ("{{ name.upper() }}", "“name”没有字段", "name.upper"),
    ('{{ "甲".upper() }}', "只能调用宏", '"甲".upper()'),
    ("{{ (name if plan else name)() }}", "只能调用宏", "(name if plan else name)()"),
    ("{{ institution() }}", "只能调用宏", "institution()"),
    ("{{ institution.hotline() }}", "只能调用宏", "institution.hotline()"),
    ("{{ self.x() }}", "只能调用宏", "self.x()"),
    (MACRO + "{{ m(*words) }}", "* 和 ** 参数不在模板语言内", "m(*words)"),
    (MACRO + "{{ m(**words) }}", "* 和 ** 参数不在模板语言内", "m(**words)"),
    (MACRO + "{{ m() }}", "宏 m 少了参数“a”", "m()"),
    (MACRO + '{{ m("甲", "乙", "丙") }}', "宏 m 只有 2 个参数", 'm("甲", "乙", "丙")'),
    (MACRO + '{{ m(c="甲") }}', "宏 m 的参数“c”：可用的有：a、b", 'm(c="甲")'),
    (MACRO + '{{ m("甲", a="乙") }}', "宏 m 的参数“a”：重复了", 'm("甲", a="乙")'),
    (MACRO + '{{ m(a="甲", a="乙") }}', "参数“a”写了两次", '"甲"'),
    (MACRO + "{{ m(1.5) }}", "只能印出文字", "1.5"),
    (MACRO + '{% call m("甲") %}丙{% endcall %}', "宏里没有 caller()；请直接调用", 'm("甲")'),
    (CALLED + "{{ c() }}", "请用 {% call %} 调用", "c()"),
    (CALLED + "{% call(x) c() %}甲{% endcall %}", "请写 {% call 宏名() %}", "{% call(x) c() %}"),
    (CALLED + "{% call c() %}{{ caller() }}{% endcall %}", "不能写在 {% call %} 里", "caller()"),
    ("{% call name() %}甲{% endcall %}", "只能调用宏", "name()"),
    ("{{ caller() }}", "caller() 只能写在宏里，并用 {% call %} 调用", "caller()"),
    ("{{ caller(1) }}", "caller() 不带参数", "caller(1)"),
    ("{{ caller }}", "请写成 caller()", "caller"),
    ("{{ super }}", "请写成 super()", "super"),
    ("{{ super() }}", "上级没有同名的 block", "super()"),
    ("{% block b %}{{ super() }}{% endblock %}", "上级没有同名的 block", "super()"),
    ("{{ self }}", "“self”不在模板语言内", "self"),
    ("{{ varargs }}", "“varargs”不在模板语言内", "varargs"),
]
CONDITIONS = [
    ('{% if "甲" %}甲{% endif %}', "常量不能作条件", '"甲"'),
    ("{% if 1 %}甲{% endif %}", "常量不能作条件", "1"),
    ("{% if words|length %}甲{% endif %}", "列表长度请写 items|length > 2", "words|length"),
    ("{% if days + 1 %}甲{% endif %}", "+ 不在模板语言内", "days + 1"),
    ("{% if days is odd %}甲{% endif %}", "没有 is odd 这个判断", "days is odd"),
    ("{% if days is divisibleby(3) %}甲{% endif %}", "is divisibleby", "days is divisibleby(3)"),
    ('{% if "x" is defined %}甲{% endif %}', "is defined 只能用于变量", '"x" is defined'),
    ("{% if 1 < days < 3 %}甲{% endif %}", "连续比较不在模板语言内；请用 and", "1 < days < 3"),
    ("{% if plan == true %}甲{% endif %}", "请直接写变量、not 变量或 is none", "true"),
    ("{% if nick == none %}甲{% endif %}", "请直接写变量、not 变量或 is none", "none"),
    ('{% if title in "先生" %}甲{% endif %}', "in 的右边应为固定列表", '"先生"'),
    ("{% if title in words %}甲{% endif %}", "in 的右边应为固定列表", "words"),
    ("{% if title in [name] %}甲{% endif %}", "in 的列表里只能写文字", "name"),
    ("{% if title in [1] %}甲{% endif %}", "in 的列表里只能写文字", "1"),
    ('{% if title in ["小姐"] %}甲{% endif %}', "没有“小姐”这个值", 'title in ["小姐"]'),
    ('{% if words|first == "甲" %}甲{% endif %}', "比较里只能用 |length", "words|first"),
    ("{% if days == 1 + 1 %}甲{% endif %}", "+ 不在模板语言内", "1 + 1"),
    ("{% if days > -name %}甲{% endif %}", "负号只能写在常量比较里", "-name"),
    ('{% if words[0] == "甲" %}甲{% endif %}', "方括号取值不在模板语言内", "words[0]"),
    ("{% if days == amount %}甲{% endif %}", "只能与固定的文字、数字或日期比较", "days == amount"),
    ("{% if name %}甲{% endif %}", "条件应为 bool 变量；判断有没有值请写 is defined", "name"),
    ("{% set x = 1 %}{% if x %}甲{% endif %}", "条件应为 bool 变量", "x"),
    ("{% if institution.hotline %}甲{% endif %}", "条件应为 bool 变量", "institution.hotline"),
    ("{% if name|length > 2 %}甲{% endif %}", "length 只用于 list 变量", "name|length"),
    ('{% if words|length == "甲" %}甲{% endif %}', "类型要相同", 'words|length == "甲"'),
    ('{% if words == "甲" %}甲{% endif %}', "列表请比较 |length", 'words == "甲"'),
    ('{% if name == "甲" %}甲{% endif %}', "person_name 类型不能比较", 'name == "甲"'),
    ('{% if title == "小姐" %}甲{% endif %}', "没有“小姐”这个值", 'title == "小姐"'),
    ('{% if title == "先声" %}甲{% endif %}', "可用的有：先生、女士", 'title == "先声"'),
    ('{% if title > "先生" %}甲{% endif %}', "enum 只能用 ==、!= 和 in", 'title > "先生"'),
    ("{% if title == 1 %}甲{% endif %}", "enum 只能用 ==、!= 和 in", "title == 1"),
    ('{% if days == "1" %}甲{% endif %}', "整数只能与数字比较", 'days == "1"'),
    ('{% if amount == "1" %}甲{% endif %}', "金额只能与数字比较", 'amount == "1"'),
    ("{% if due == 1 %}甲{% endif %}", "日期只能与", "due == 1"),
    ('{% if due > "2026-2-3" %}甲{% endif %}', '请写成 "2026-12-05"', 'due > "2026-2-3"'),
    ('{% if due > "20261205" %}甲{% endif %}', '请写成 "2026-12-05"', 'due > "20261205"'),
    ('{% if due > "2026-02-30" %}甲{% endif %}', '请写成 "2026-12-05"', 'due > "2026-02-30"'),
    ("{% if plan == 1 %}甲{% endif %}", "bool 请直接写变量或 not 变量", "plan == 1"),
    ('{% if "甲" == 1 %}甲{% endif %}', "两边都是固定的值", '"甲" == 1'),
    ("{% for i in items %}{% if i == 1 %}甲{% endif %}{% endfor %}", "不能比较", "i == 1"),
    (
        '{% set x %}甲{{ name }}{% endset %}{% if x == "甲" %}乙{% endif %}',
        "不能比较",
        'x == "甲"',
    ),
]
LOOPS = [
    ("{{ loop }}", "loop 只能写成 loop.index、loop.first、loop.last", "loop"),
    ("{{ loop.index }}", "loop 只能写在 for 的循环体里", "loop.index"),
    (
        "{% for w in words %}{{ loop.index0 }}{% endfor %}",
        "没有 loop.index0；可用的有：loop.index",
        "loop.index0",
    ),
    (
        "{% for w in words %}{% else %}{{ loop.index }}{% endfor %}",
        "loop 只能写在 for 的循环体里",
        "loop.index",
    ),
    ("{% for w in words recursive %}甲{% endfor %}", "recursive", "{% for w in words recursive %}"),
    ("{% for w in words if plan %}甲{% endfor %}", "for 里不能写 if 条件", "plan"),
    ('{% for w in ["甲"] %}甲{% endfor %}', "for 只能遍历声明过的 list 变量", '["甲"]'),
    ("{% for w in words|sort %}甲{% endfor %}", "for 只能遍历声明过的 list 变量", "words|sort"),
    ("{% for w in range(3) %}甲{% endfor %}", "for 只能遍历声明过的 list 变量", "range(3)"),
    ("{% for w in name %}甲{% endfor %}", "for 只能遍历声明过的 list 变量", "name"),
    (
        "{% for w in institution.repayment_channels %}甲{% endfor %}",
        "机构字段的列表请用 join 印出",
        "institution.repayment_channels",
    ),
    ("{% for a, b in words %}甲{% endfor %}", "只能赋给一个名字", "a, b"),
    ("{% for name in words %}甲{% endfor %}", "“name”是声明过的变量，不能改写", "name"),
    (
        "{% for w in words %}{% block b %}甲{% endblock %}{% endfor %}",
        "block 不能写在 for、macro、set 或 call 里",
        "{% block b %}",
    ),
]
STATEMENTS = [
    ("{% filter upper %}甲{% endfilter %}", "{% filter %} 不在模板语言内", "{% filter upper %}"),
    ('{% with x = "甲" %}甲{% endwith %}', "请用 {% set %}", '{% with x = "甲" %}'),
    ("{% autoescape true %}甲{% endautoescape %}", "{% autoescape %}", "{% autoescape true %}"),
    ("{% set x|upper %}甲{% endset %}", "带过滤器的 {% set %}", "{% set x|upper %}"),
    ('{% set a, b = "甲" %}', "只能赋给一个名字", "a, b"),
    ('{% set ns.x = "甲" %}', "只能赋给一个名字", "ns.x"),
    ('{% set loop = "甲" %}', "“loop”是保留名", "loop"),
    ('{% set Name = "甲" %}', "名字“Name”应为小写字母开头", "Name"),
    ('{% set name = "甲" %}', "“name”是声明过的变量，不能改写", "name"),
    ("{% set x = 1.5 %}", "只能印出文字", "1.5"),
    ("{% macro name() %}甲{% endmacro %}", "“name”是声明过的变量", "{% macro name() %}"),
    ("{% macro Big() %}甲{% endmacro %}", "名字“Big”", "{% macro Big() %}"),
    ("{% macro m(self) %}甲{% endmacro %}", "“self”是保留名", "self"),
    ("{% macro m(a, a) %}甲{% endmacro %}", "参数“a”写了两次", "a"),
    ("{% macro m(a=name) %}甲{% endmacro %}", "默认值只能是文字、整数、true 或 false", "name"),
    ("{% macro m(a=1.5) %}甲{% endmacro %}", "默认值只能是文字", "1.5"),
    ("{% macro m(a=none) %}甲{% endmacro %}", "默认值只能是文字", "none"),
    (r'{% macro m(a="\ud800") %}甲{% endmacro %}', "不是完整的字符", r'"\ud800"'),
    (
        "{% if plan %}{% macro m() %}甲{% endmacro %}{% endif %}",
        "macro 只能写在文件最外层",
        "{% macro m() %}",
    ),
    (
        "{% macro m() %}{% block b %}甲{% endblock %}{% endmacro %}",
        "block 不能写在 for、macro、set 或 call 里",
        "{% block b %}",
    ),
    (
        "{% set x %}{% block b %}甲{% endblock %}{% endset %}",
        "block 不能写在 for、macro、set 或 call 里",
        "{% block b %}",
    ),
    (
        CALLED + "{% call c() %}{% block b %}甲{% endblock %}{% endcall %}",
        "block 不能写在 for、macro、set 或 call 里",
        "{% block b %}",
    ),
    (
        "{% block b %}{% endblock %}{% block b %}{% endblock %}",
        "block “b”写了两次",
        "{% block b %}",
    ),
    ("{% block b scoped %}甲{% endblock %}", "scoped 或 required", "{% block b scoped %}"),
    ("{% block b required %}{% endblock %}", "scoped 或 required", "{% block b required %}"),
]
FILES = [
    ("{% include name %}", "路径只能是固定文字", "{% include name %}"),
    ('{% include ["a", "b"] %}', "路径只能是固定文字", '{% include ["a", "b"] %}'),
    (
        '{% include "partials/contact.j2" ignore missing %}',
        "include 不能带 ignore missing",
        '{% include "partials/contact.j2" ignore missing %}',
    ),
    (
        '{% include "partials/contact.j2" without context %}',
        "without context；请只写路径",
        '{% include "partials/contact.j2" without context %}',
    ),
    ("{% import name as c %}", "路径只能是固定文字", "{% import name as c %}"),
    ("{% extends name %}", "路径只能是固定文字", "{% extends name %}"),
    (
        '{% if plan %}{% import "partials/contact.j2" as c %}{% endif %}',
        "import 只能写在文件最外层",
        '{% import "partials/contact.j2" as c %}',
    ),
    (
        '{% import "partials/contact.j2" as c with context %}',
        "import 不能带 with context",
        '{% import "partials/contact.j2" as c with context %}',
    ),
    (
        '{% from "partials/contact.j2" import service_line as loop %}',
        "“loop”是保留名",
        '{% from "partials/contact.j2" import service_line as loop %}',
    ),
    (f"甲{LAYOUT}", "{% extends %} 必须写在最前面", LAYOUT),
    (LAYOUT + LAYOUT, "只能写一次", LAYOUT),
    (f"{{% if plan %}}{LAYOUT}{{% endif %}}", "{% extends %} 必须写在最前面", LAYOUT),
    (f"{LAYOUT}块外", "块外的文字不会印出；请写进 {% block %}", "块外"),
    (f"{LAYOUT}{{{{ name }}}}", "块外的文字不会印出", "name"),
    (
        f"{LAYOUT}{{% if plan %}}甲{{% endif %}}",
        "块外只能写 block、macro、set 和 import",
        "{% if plan %}",
    ),
]
DEPTHS = [
    ("{% if plan %}" * 42 + "甲" + "{% endif %}" * 42, "嵌套超过 40 层；请拆成 partial", None),
    ("{{ " + '"甲" ~ (' * 42 + '"乙"' + ")" * 42 + " }}", "嵌套超过 40 层；请拆成几段", None),
    ("{% if " + "not " * 42 + "plan %}甲{% endif %}", "条件嵌套超过 40 层", None),
]
TABLE = [*PRINTED, *FILTERED, *CALLS, *CONDITIONS, *LOOPS, *STATEMENTS, *FILES, *DEPTHS]


def _found(project: Project, body: str, *codes: str) -> list[Finding]:
    findings = check(project, template(body, VARIABLES, channel="letter"))
    return [finding for finding in findings if finding.code in codes]


@pytest.mark.parametrize(
    ("body", "words", "place"), TABLE, ids=[body.replace("\n", " ")[:70] for body, _, _ in TABLE]
)
def test_outside_the_language(project: Project, body: str, words: str, place: str | None) -> None:
    """The refusal says what to write instead, and stands at exactly these characters."""
    refused = [each for each in _found(project, body, "TPL004") if words in each.message]

    assert refused
    if place is not None:
        assert place in [finding.place.text for finding in refused]


@pytest.mark.parametrize(
    "body",
    [
        '{% if "甲" ~ "乙" %}甲{% endif %}',
        "{% if name() %}甲{% endif %}",
        '{% if name() == "甲" %}甲{% endif %}',
        '{% if ("甲" if plan else "乙") == "甲" %}甲{% endif %}',
        "{% if (plan and plan) == 1 %}甲{% endif %}",
        '{% if (title == "先生") == 1 %}甲{% endif %}',
    ],
)
def test_what_has_no_name_is_not_called_by_a_class(project: Project, body: str) -> None:
    """Even a rare expression is refused in words for people, not by a class of Jinja2."""
    refused = _found(project, body, "TPL004")

    assert len(refused) == 1
    assert not re.match(r"[A-Z][A-Za-z]+ ", refused[0].message)


@pytest.mark.parametrize("name", ["self", "varargs", "kwargs"])
def test_a_remedy_is_allowed(project: Project, name: str) -> None:
    """What a refusal tells to write instead isn't refused itself."""
    refused = _found(project, f"{{{{ {name} }}}}", "TPL004")

    assert f"请写成 {name}()" not in refused[0].message


@pytest.mark.parametrize(
    "body",
    [
        '{{ "甲" ~ name ~ days ~ tail }}',
        '{{ "甲" if plan else "乙" }}',
        "{{ days|money }}{{ amount|money }}{{ due|date }}{{ due|month_day }}{{ due }}",
        '{{ nick|default("客户") }}{{ nick|mask_name|default("客户") }}',
        '{{ words|join("、") }}{{ words|join }}{{ institution.repayment_channels|join("、") }}',
        "{% for w in words %}{{ loop.index }}{{ w }}{% else %}无{% endfor %}",
        "{% for w in words %}{% if loop.index > 1 and not loop.last %}甲{% endif %}{% endfor %}",
        "{% for i in items %}{% if i.paid or i.fee > 3 %}{{ i.fee }}{% endif %}{% endfor %}",
        '{% if title in ["先生", "女士"] and "先生" != title %}甲{% endif %}',
        '{% if title not in ("先生",) %}甲{% endif %}',
        '{% if days > -1.5 and 3 <= days and due < "2026-12-05" %}甲{% endif %}',
        "{% if nick is defined and nick is not none %}{{ nick }}{% endif %}",
        "{% if words|length >= 2 %}甲{% endif %}",
        '{% if title == "先生" %}甲{% elif plan %}乙{% else %}丙{% endif %}',
        '{% if due < "2026-12-05" %}{{ due|date }}{% endif %}{{ due|date }}',
        '{% set x = "甲" if plan else "乙" %}{% if x is defined %}{{ x }}{% endif %}',
        '{% set x = "甲" %}{% if x == "甲" %}{{ x }}{% endif %}',
        "{% set x = plan %}{% if x %}甲{% endif %}{% set y = 1 %}{{ y }}",
        "{% set x %}甲{{ name }}{% endset %}{{ x }}",
        MACRO + '{{ m(name) }}{{ m("甲", b=title) }}{% if plan %}{{ m("甲") }}{% endif %}',
        (
            "{% macro m(a, b=true, c=2) %}{% if b %}{{ a }}{{ c }}{% endif %}{% endmacro %}"
            '{{ m("甲", plan) }}'
        ),
        CALLED + "{% call c() %}{{ name }}{% endcall %}",
        CONTACT + "{{ c.service_line() }}",
        '{% from "partials/contact.j2" import service_line as line %}{{ line("如需协商") }}',
        '{% include "partials/contact.j2" %}甲',
        "{% block b %}甲{% endblock %}",
        "{% raw %}{{ x|upper }}{% endraw %}{# {{ x|upper }} #}甲",
    ],
)
def test_inside_the_language(project: Project, body: str) -> None:
    """What the language offers is accepted."""
    assert _found(project, body, "TPL001", "TPL002", "TPL004", "TPL005", "TPL007") == []


@pytest.mark.parametrize(
    ("body", "words", "place"),
    [
        ("{% if plan %}甲", "{% if %} 没有配对的 {% endif %}", "if"),
        ("{% for w in words %}{% if plan %}甲{% endfor %}", "{% if %} 没有配对的", "if"),
        ("{% macro m() %}甲", "{% macro %} 没有配对的 {% endmacro %}", "macro"),
        ("{% set x %}甲", "{% set %} 没有配对的 {% endset %}", "set"),
        ("{% block b %}{% if plan %}甲{% endif %}", "{% endblock %}", "block"),
        ('{% set x = "甲" %}{% if plan %}', "{% if %} 没有配对的 {% endif %}", "if"),
        ("{% set x", "是否成对", None),
        ("{{ name }", "是否成对", None),
        ("{{ name", "是否成对", None),
        ("{{ }}", "是否成对", "}}"),
        ("{{ name name }}", "是否成对", "name"),
        ('{{ "甲 }}', "是否成对", None),
        ("{% endif %}", "没有对应的开头", "endif"),
        ("{% unknown %}", "没有 {% unknown %} 这个标签", "unknown"),
        ("{% do x %}", "没有 {% do %} 这个标签", "do"),
        ("{# 甲", "是否成对", None),
        ("{{ ( }}", "是否成对", None),
        ("{{ name ? }}", "是否成对", None),
        ('{% from "partials/contact.j2" import _x %}', "是否成对", "_x"),
        ("{{ " + "(" * 500 + "name" + ")" * 500 + " }}", "嵌套太深", None),
        ("{{ " + "9" * 5000 + " }}", "数字或转义无法读取", None),
        (r'{{ "\x4" }}', "无法读取|是否成对", None),
    ],
)
def test_syntax_errors(project: Project, body: str, words: str, place: str | None) -> None:
    """A syntax error is one finding at the tag or token, and says what to look at."""
    found = _found(project, body, "TPL001")

    assert len(found) == 1
    assert any(word in found[0].message for word in words.split("|"))
    if place is not None:
        assert found[0].place.text == place


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("{% if %}甲{% endif %}", "%}"),
        ("{% if plan %}{{ name name }}{% endif %}", "name"),
        ("{% if plan %}{% unknown %}{% endif %}", "unknown"),
        ("{% if plan plan %}甲{% endif %}", "plan"),
    ],
)
def test_an_error_inside_a_closed_tag_is_no_missing_end(
    project: Project, body: str, place: str
) -> None:
    """Only a tag that nothing closes is called unclosed."""
    found = _found(project, body, "TPL001")

    assert "没有配对" not in found[0].message
    assert found[0].place.text == place


@pytest.mark.parametrize(
    "body", ["{% do x %}", "{{ }}", "{{ name name }}", "{% endif %}", "{{ (name }}", "{# 甲"]
)
def test_syntax_errors_speak_chinese(project: Project, body: str) -> None:
    """No English sentence of Jinja2 is passed on."""
    message = _found(project, body, "TPL001")[0].message

    assert re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", message) is None


@pytest.mark.parametrize(
    ("body", "words", "place"),
    [
        ("{{ range(3) }}", "没有声明变量“range”", "range"),
        ("{{ nmae }}", "没有声明变量“nmae”；您是不是想写“name”？", "nmae"),
        ("{{ xyzxyz }}", "没有声明变量“xyzxyz”；可用的有：name、nick", "xyzxyz"),
        ("{% if nmae %}甲{% endif %}", "没有声明变量“nmae”", "nmae"),
        ("{% if nmae > 3 %}甲{% endif %}", "没有声明变量“nmae”", "nmae"),
        ("{% if nmae is defined %}甲{% endif %}", "没有声明变量“nmae”", "nmae"),
        ("{{ nmae|money }}", "没有声明变量“nmae”", "nmae"),
        ("{% for w in nmae %}甲{% endfor %}", "没有声明变量“nmae”", "nmae"),
        ("{% if plan %}{% if title == '女士' %}{{ nmae }}{% endif %}{% endif %}", "nmae", "nmae"),
        ("{{ institution.hotlin }}", "您是不是想写“hotline”？", "institution.hotlin"),
        ("{% for i in items %}{{ i.fe }}{% endfor %}", "i 没有“fe”；您是不是想写“fee”？", "i.fe"),
        (CONTACT + "{{ c.service_lin() }}", "您是不是想写“service_line”？", "c.service_lin"),
        ("{{ nick }}", '请写 default("…") 或先判断 is defined', "nick"),
        ("{{ nick|mask_name }}", "“nick”可以没有值", "nick|mask_name"),
        ("{% if nick is none %}甲{% else %}{{ nick }}{% endif %}", "“nick”可以没有值", "nick"),
        (
            "{% if nick is defined %}{% if nick is none %}{% endif %}{{ nick }}{% endif %}",
            "请先判断 is none",
            "nick",
        ),
    ],
)
def test_undeclared_or_absent(project: Project, body: str, words: str, place: str) -> None:
    """A name that nothing declares, or a value that may be missing, in whatever branch."""
    found = [each for each in _found(project, body, "TPL002") if words in each.message]

    assert [finding.place.text for finding in found] == [place]


@pytest.mark.parametrize("body", ['{{ nmae|default("客户") }}', "{{ service_lin() }}"])
def test_a_misspelt_name_is_one_finding(project: Project, body: str) -> None:
    """What follows from a misspelt name isn't reported besides."""
    found = _found(project, body, "TPL002", "TPL004", "TPL005")

    assert [finding.code for finding in found] == ["TPL002"]


def test_imported_partials_see_no_variables(project: Project) -> None:
    """A macro of an imported partial gets variables as arguments only."""
    partial = project.templates_folder / "partials" / "uses.j2"
    partial.write_text("{% macro m() %}{{ name }}{% endmacro %}", "utf-8")

    found = _found(project, '{% import "partials/uses.j2" as u %}{{ u.m() }}', "TPL002")

    assert [finding.place.source.path for finding in found] == ["templates/partials/uses.j2"]
    assert "这里看不到变量“name”；请用宏的参数传入" in found[0].message
    assert [each.place.text for each in found[0].related] == ["u.m()"]


@pytest.mark.parametrize(
    ("variables", "body", "unused"),
    [
        ("{a: {type: bool}}", "甲", ["a"]),
        ("{a: {type: bool}, b: {type: date}}", "{{ b }}", ["a"]),
        ("{l: {type: list, items: {type: date}}}", "甲", ["l"]),
        (
            "{l: {type: list, fields: {fee: {type: money}, due: {type: date}}}}",
            "{% for i in l %}{{ i.fee }}{% endfor %}",
            ["due"],
        ),
    ],
)
def test_unused_variables(project: Project, variables: str, body: str, unused: list[str]) -> None:
    """A declaration that no case reads is a warning at its name."""
    findings = check(project, template(body, variables, channel="letter"))

    assert [each.place.text for each in findings if each.code == "TPL003"] == unused


@pytest.mark.parametrize(
    ("body", "words", "place"),
    [
        ("{% if plan %}甲{% elif plan %}乙{% else %}丙{% endif %}", "分支", "plan"),
        ("{% if days > 999999 %}甲{% endif %}", "分支", "days > 999999"),
        ("{% if days < 0 %}甲{% else %}乙{% endif %}", "分支", "days < 0"),
        ("{% if days == 1.5 %}甲{% endif %}", "分支", "days == 1.5"),
        ("{% if title in [] %}甲{% endif %}", "分支", "title in []"),
        ("{% if name is none %}甲{% endif %}", "分支", "name is none"),
        ("{% if not (plan and not plan) %}甲{% else %}乙{% endif %}", "else 分支", None),
        ('{{ "甲" if plan else "乙" if plan else "丙" }}', "分支", '"乙"'),
        ('{{ "甲" if days >= 0 else "乙" }}', "else 分支", '"乙"'),
        ('{{ name|default("客户") }}', "default 的文字", '"客户"'),
        (
            "{% for w in words %}{% for v in words %}甲{% else %}乙{% endfor %}{% endfor %}",
            "else 分支",
            None,
        ),
        (
            "{% if words|length == 0 %}{% for w in words %}甲{% else %}乙{% endfor %}{% endif %}",
            "循环体",
            "{% for w in words %}",
        ),
    ],
)
def test_unreached_branches(project: Project, body: str, words: str, place: str | None) -> None:
    """A branch that no case takes is an error; the finding names the branch."""
    found = _found(project, body, "TPL005")

    assert len(found) == 1
    assert words in found[0].message
    if place is not None:
        assert found[0].place.text == place


def test_what_lies_inside_an_unreached_branch_is_not_named_again(project: Project) -> None:
    """Only the outermost branch is reported."""
    body = "{% if days < 0 %}{% if plan %}甲{% else %}乙{% endif %}{% endif %}"

    assert [each.place.text for each in _found(project, body, "TPL005")] == ["days < 0"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "调用嵌套超过 24 层"),
        (
            "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
            "调用嵌套超过 24 层",
        ),
        (
            "".join(f"{{% for {name} in words %}}" for name in "abcde") + "甲" + "{% endfor %}" * 5,
            "步",
        ),
        (
            "{% for a in words %}{% for b in words %}" + "字" * 1200 + "{% endfor %}{% endfor %}",
            "文字超过 100000 个字",
        ),
    ],
)
def test_too_large(project: Project, body: str, words: str) -> None:
    """What never ends, or prints too much, ends with a finding."""
    found = _found(project, body, "TPL008")

    assert len(found) == 1
    assert words in found[0].message


def test_deeply_nested_blocks_end_in_a_finding() -> None:
    """A tree that is too deep to be checked is a finding, not a crash."""
    text = "".join(f"{{% block b{at} %}}" for at in range(150)) + "甲" + "{% endblock %}" * 150

    _, problems = load_partial(Source("a.j2", text))

    assert {problem.code for problem in problems} <= {"TPL001", "TPL004", "TPL008"}
    assert problems


@pytest.mark.parametrize(
    "text",
    [
        "{{ days" + " + 1" * 3000 + " }}",
        "{% if plan" + " and plan" * 3000 + " %}甲{% endif %}",
        "{{ name" + "|mask_name" * 3000 + " }}",
        "{{ name" + ".name" * 3000 + " }}",
    ],
    ids=["sums", "conditions", "filters", "fields"],
)
def test_long_chains_end_in_a_finding(text: str) -> None:
    """A chain makes a deep tree although nothing is nested; it is a finding, not a crash."""
    _, problems = load_partial(Source("a.j2", text))

    assert {problem.code for problem in problems} <= {"TPL004", "TPL008"}
    assert problems


def test_a_layout_prints_the_blocks_of_its_template(project: Project) -> None:
    """``super()`` prints what the layout has in the block; other blocks stay as they are."""
    layout = project.templates_folder / "partials" / "layout.j2"
    layout.write_text("示例银行{% block a %}甲{% endblock %}{% block b %}乙{% endblock %}", "utf-8")
    body = (
        '{% extends "partials/layout.j2" %}{% set x = "丙" %}'
        "{% block a %}{{ super() }}{{ name }}{{ x }}{% endblock %}"
    )
    variables = "{name: {type: person_name}}"

    checked = check_source(
        project, Source("a.j2", template(body, variables, channel="letter")), AS_OF
    )
    assert checked.template is not None
    message = examine_template(project, checked.template).messages[0]

    assert message.example == "示例银行甲王小明丙乙"
    assert not {finding.code for finding in checked.findings} & {"TPL004", "TPL007"}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_places_hold_for_every_line_break(project: Project, newline: str) -> None:
    """Line and column are those of the file as it is."""
    text = template("甲\n😀{{ name|upper }}", VARIABLES, channel="letter").replace("\n", newline)

    finding = next(each for each in check(project, text) if each.code == "TPL004")

    assert finding.place.text == "name|upper"
    assert finding.place.source.position(finding.place.span.start) == (10, 5)


def test_refusals_are_in_the_order_of_the_file(project: Project) -> None:
    """Each use is named once, from top to bottom."""
    found = _found(project, "{{ 1 }}{{ name|upper }}{% with %}{{ 2 }}{% endwith %}", "TPL004")

    assert [finding.place.text for finding in found] == ["1", "name|upper", "{% with %}"]


def test_autoescape_beside_blocks_is_refused() -> None:
    """A statement that Jinja2 wraps in a node without a line is refused at its tag."""
    text = "{% extends 'partials/letter.j2' %}{% autoescape true %}甲{% endautoescape %}"

    _, problems = load_partial(Source("a.j2", text))

    assert {problem.place.text for problem in problems} == {"{% autoescape true %}"}
