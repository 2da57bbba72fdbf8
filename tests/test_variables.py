"""Declared variables: types, values, samples, examples, and the filters that print them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import Undefined

from linter.document import Mapping, read_yaml
from linter.source import Source, utf16_units
from linter.template.cases import examine
from linter.template.filters import FILTERS
from linter.template.front_matter import read_front_matter
from linter.template.template import load_template
from linter.template.variables import TYPES, Variable

if TYPE_CHECKING:
    from linter.finding import Problem

FIELDS = "{type: list, fields: {fee: {type: money}, note: {type: text, optional: true}}}"
WORDS = "{type: list, items: {type: enum, values: [甲, 乙]}, min_items: 1, max_items: 2}"
TEXTS = {
    "person_name": ("王小明", "王\n明"),
    "card_tail": ("1234", "123"),
    "phone_masked": ("130****0000", "13000000000"),
    "phone": ("13000000000", "23000000000"),
    "id_number": ("11010119000101000X", "110101190001010"),
    "address": ("示例市示例路1号", "【示例市】"),
    "employer": ("示例公司", ""),
    "url": ("https://bank.example/a", "bank.example"),
    "text": ("示例 文字", "一\u2028二"),
}


def _head(declaration: str) -> str:
    return (
        "---\nid: letter.a\ntitle: 标题\nchannel: letter\npurpose: notice\nowner: 示例部门\n"
        f"variables: {{v: {declaration}}}\n---\n正文\n"
    )


def _declared(declaration: str) -> tuple[Variable | None, list[Problem]]:
    template = load_template(Source("a.j2", _head(declaration)))
    assert template.front is not None
    return template.front.variables.get("v"), list(template.problems)


def _variable(declaration: str) -> Variable:
    variable, problems = _declared(declaration)
    assert problems == []
    assert variable is not None
    return variable


def _kind(name: str) -> str:
    return {
        "enum": "{type: enum, values: [先生, 女士]}",
        "list": "{type: list, items: {type: date}}",
    }.get(name, f"{{type: {name}}}")


def _reason(variable: Variable, text: str) -> str:
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]") as caught:
        variable.parse(text)
    return str(caught.value)


def _node(text: str) -> Any:
    tree, problems = read_yaml(Source("a.yaml", text), 0, len(text))
    assert problems == []
    return tree


@pytest.mark.parametrize("name", TYPES)
def test_every_type_has_an_example_that_it_accepts(name: str) -> None:
    """A variable that declares no example gets one that is valid."""
    variable = _variable(_kind(name))

    if name == "list":
        assert variable.example == ["2026-12-05"]
    else:
        assert variable.parse_json(_plain(variable.example)) == variable.example


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize(("name", "texts"), TEXTS.items())
def test_texts_have_a_form(name: str, texts: tuple[str, str]) -> None:
    """A value of the form is taken as it is, another is refused with an example."""
    variable = _variable(_kind(name))
    good, bad = texts

    assert variable.parse(good) == good
    assert TYPES[name].example in _reason(variable, bad)


@pytest.mark.parametrize(
    ("declaration", "text", "value"),
    [
        ("{type: bool}", "true", True),
        ("{type: bool}", "false", False),
        ("{type: enum, values: [先生, 女士]}", "女士", "女士"),
        ("{type: integer, min: -5}", "-5", -5),
        ("{type: integer}", "007", 7),
        ("{type: money}", "1234.5", Decimal("1234.50")),
        ("{type: money}", "0", Decimal("0.00")),
        ("{type: date}", "2024-02-29", "2024-02-29"),
    ],
)
def test_texts_become_values(declaration: str, text: str, value: Any) -> None:
    """A boolean, a word, a whole number, an amount with two places, a date as text."""
    parsed = _variable(declaration).parse(text)

    assert parsed == value
    assert type(parsed) is type(value)
    assert str(parsed) == str(value)


@pytest.mark.parametrize(
    ("declaration", "text", "words"),
    [
        ("{type: bool}", "是", "应为 true 或 false"),
        ("{type: enum, values: [先生, 女士]}", "小姐", "应为先生、女士 之一"),
        ("{type: integer}", "1.5", "应为整数，如 3"),
        ("{type: integer}", "1_0", "应为整数"),
        ("{type: integer}", "-1", "应在 0 与 999999 之间"),
        ("{type: integer, max: 9}", "10", "应在 0 与 9 之间"),
        ("{type: money}", "1.234", "应为金额，如 1234.56"),
        ("{type: money}", "1,234.56", "应为金额"),
        ("{type: money, min: '10'}", "9.99", "应在 10.00 与 9999999.99 之间"),
        ("{type: date}", "2026-2-3", "应为日期，如 2026-12-05"),
        ("{type: date}", "20261205", "应为日期，如 2026-12-05"),
        ("{type: date}", "2026-02-30", "没有这一天"),
        ("{type: person_name, max_length: 3}", "王𬭎某", "有 4 个单位，超过 max_length 3"),
        ("{type: phone_masked}", "130****000", "不是有效的已屏蔽的手机号，如 130****0000"),
    ],
)
def test_other_texts_are_refused_in_chinese(declaration: str, text: str, words: str) -> None:
    """The reason says what the value should look like, or between which limits it should lie."""
    assert words in _reason(_variable(declaration), text)


@pytest.mark.parametrize(
    ("declaration", "value", "parsed"),
    [
        ("{type: bool}", True, True),
        ("{type: bool}", "false", False),
        ("{type: integer}", 3, 3),
        ("{type: money}", 3, Decimal("3.00")),
        ("{type: card_tail}", "0123", "0123"),
        (WORDS, ["甲"], ["甲"]),
        (FIELDS, [{"fee": "1.5"}, {"fee": "2", "note": "注"}], None),
        (FIELDS, [], []),
    ],
)
def test_json_becomes_values(declaration: str, value: Any, parsed: Any) -> None:
    """Lists come as JSON; inside them texts, whole numbers and booleans are values."""
    found = _variable(declaration).parse_json(value)

    if parsed is None:
        parsed = [{"fee": Decimal("1.50")}, {"fee": Decimal("2.00"), "note": "注"}]
    assert found == parsed


@pytest.mark.parametrize(
    ("declaration", "value", "words"),
    [
        ("{type: money}", 1.5, "写成文字"),
        ("{type: date}", None, "写成文字"),
        ("{type: card_tail}", ["1234"], "写成文字"),
        ("{type: person_name}", True, "写成文字"),
        (WORDS, "甲", "应为 1 至 2 项的列表"),
        (WORDS, [], "应为 1 至 2 项的列表"),
        (WORDS, ["甲", "乙", "甲"], "应为 1 至 2 项的列表"),
        (WORDS, ["丙"], "应为甲、乙 之一"),
        (FIELDS, ["1.5"], "每一项应为字段 fee、note 的对象"),
        (FIELDS, [{"fee": "1", "x": "2"}], "每一项应为字段 fee、note 的对象"),
        (FIELDS, [{"note": "注"}], "缺少字段“fee”"),
    ],
)
def test_other_json_is_refused(declaration: str, value: Any, words: str) -> None:
    """A float is no amount, a boolean no name, and a list has its limits and fields."""
    with pytest.raises(ValueError, match=words):
        _variable(declaration).parse_json(value)


@pytest.mark.parametrize(
    ("declaration", "yaml", "value"),
    [
        ("{type: card_tail}", "'0123'", "0123"),
        (WORDS, "[乙, 甲]", ["乙", "甲"]),
        (FIELDS, "[{fee: 1.5}]", [{"fee": Decimal("1.50")}]),
    ],
)
def test_yaml_nodes_become_values(declaration: str, yaml: str, value: Any) -> None:
    """Examples are read from YAML as values are from the command line."""
    assert _variable(declaration).parse_node(_node(yaml)) == value


@pytest.mark.parametrize(
    ("declaration", "yaml", "words"),
    [
        ("{type: card_tail}", "['0123']", "应为卡号后四位，不是列表或映射"),
        (WORDS, "甲", "应为列表"),
        (WORDS, "[]", "应有 1 至 2 项"),
        (WORDS, "[丙]", "应为甲、乙 之一"),
        (FIELDS, "[1.5]", "列表的每一项应为映射"),
        (FIELDS, "[{x: 1}]", "没有“x”这个字段"),
        (FIELDS, "[{note: 注}]", "缺少字段“fee”"),
    ],
)
def test_other_yaml_nodes_are_refused(declaration: str, yaml: str, words: str) -> None:
    """A node of another kind, or with other fields, is no value."""
    with pytest.raises(ValueError, match=words):
        _variable(declaration).parse_node(_node(yaml))


@pytest.mark.parametrize(
    ("declaration", "shortest", "longest"),
    [
        ("{type: integer, min: -5, max: 100}", 0, 100),
        ("{type: integer, min: -500, max: 100}", 0, -500),
        ("{type: integer, min: 10, max: 99}", 10, 10),
        ("{type: money, max: '100'}", Decimal("0.00"), Decimal("100.00")),
        ("{type: date}", "2026-01-01", "2026-12-31"),
        ("{type: card_tail}", "1234", "1234"),
        (
            "{type: url, max_length: 30}",
            "http://x",
            "http://" + "x" * 23,
        ),
        ("{type: person_name, max_length: 1}", "王", "字"),
        ("{type: person_name, max_length: 6}", "王", "𬭎字字字字"),
    ],
)
def test_samples_are_as_short_and_long_as_any(
    declaration: str, shortest: Any, longest: Any
) -> None:
    """Lengths are checked with the shortest and longest value, a rare character in a name."""
    variable = _variable(declaration)

    assert variable.sample(variable.least, variable.most, min, str) == shortest
    assert variable.sample(variable.least, variable.most, max, str) == longest


@pytest.mark.parametrize("name", [name for name, kind in TYPES.items() if kind.length])
def test_longest_texts_use_all_units(name: str) -> None:
    """The longest value is valid and exactly as long as it may be."""
    variable = _variable(_kind(name))
    longest = variable.sample(variable.least, variable.most, max, str)

    assert variable.parse(longest) == longest
    assert utf16_units(longest) == variable.max_length == TYPES[name].length


@pytest.mark.parametrize(
    ("declaration", "printed", "shortest", "longest"),
    [
        ("{type: money, max: '1000'}", "v|money", "0.00", "1,000.00"),
        ("{type: money, max: '1000'}", "v", "0.00", "1000.00"),
        ("{type: money, min: '-500', max: '1000'}", "v|money", "0.00", "1,000.00"),
        ("{type: integer, min: -500, max: 1000}", "v|money", "0.00", "1,000.00"),
        ("{type: integer, min: -500, max: 100}", "v", "0", "-500"),
        ("{type: date}", "v|date", "2026年1月1日", "2026年12月31日"),
        ("{type: date}", "v|month_day", "1月1日", "12月31日"),
        ("{type: person_name}", "v|mask_name", "王**", "𬭎**"),
        ("{type: card_tail}", "v|mask_card", "****1234", "****1234"),
    ],
)
def test_printed_lengths_are_those_of_real_values(
    declaration: str, printed: str, shortest: str, longest: str
) -> None:
    """Shortest and longest are measured after the filter, on values that may be sent."""
    text = _head(declaration).replace("正文", f"{{{{ {printed} }}}}")
    template = load_template(Source("a.j2", text))

    body = examine(template, {}, pytest.fail).messages[0].body

    assert len(body.shortest) == len(shortest)
    assert len(body.longest) == len(longest)


def test_the_shortest_address_is_shorter_than_the_example() -> None:
    """The least length of an address is that of ``http://`` and one character."""
    variable = _variable("{type: url}")

    assert len(variable.sample(variable.least, variable.most, min, str)) == len("http://a")


@pytest.mark.parametrize(
    ("declaration", "value", "number"),
    [
        ("{type: integer}", 3, Decimal(3)),
        ("{type: money}", Decimal("1.50"), Decimal("1.5")),
        ("{type: date}", "0001-01-02", Decimal(2)),
        (WORDS, ["甲", "乙"], Decimal(2)),
    ],
)
def test_comparisons_see_numbers(declaration: str, value: Any, number: Decimal) -> None:
    """A date is its ordinal, a list its length."""
    assert _variable(declaration).number(value) == number


@pytest.mark.parametrize(
    ("declaration", "example"),
    [
        ("{type: enum, values: [先生, 女士]}", "先生"),
        ("{type: bool}", True),
        ("{type: integer}", 3),
        ("{type: integer, min: 30}", 30),
        ("{type: money}", Decimal("1234.56")),
        ("{type: money, max: '100'}", Decimal("100.00")),
        ("{type: employer, max_length: 2}", "示例"),
        (WORDS, ["甲"]),
        ("{type: list, items: {type: integer}, min_items: 2}", [3, 3]),
        (FIELDS, [{"fee": Decimal("1234.56"), "note": "示例文字"}]),
        ("{type: money, example: '5'}", Decimal("5.00")),
        ("{type: list, items: {type: date}, example: ['2026-01-02']}", ["2026-01-02"]),
    ],
)
def test_examples_are_declared_or_made(declaration: str, example: Any) -> None:
    """What people see is the declared example, else one within the limits."""
    found = _variable(declaration).example

    assert found == example
    assert str(found) == str(example)


@pytest.mark.parametrize("length", [1, 5, 8, 9, 24])
def test_a_url_has_a_valid_example_or_is_refused(length: int) -> None:
    """A limit that no address can keep is an error; otherwise the example is an address."""
    variable, problems = _declared(f"{{type: url, max_length: {length}}}")

    if not problems:
        assert variable is not None
        assert variable.parse(variable.example) == variable.example


@pytest.mark.parametrize(
    ("declaration", "code", "place", "words"),
    [
        ("{}", "META003", "", "缺少“type”"),
        ("{type: string}", "META004", "string", "可用的有：person_name、enum、bool"),
        ("{type: persn_name}", "META004", "persn_name", "您是不是想写“person_name”？"),
        ("{type: bool, max: 3}", "META004", "max", "类型 bool 没有“max”"),
        ("{type: date, max_length: 3}", "META004", "max_length", "类型 date 没有“max_length”"),
        ("{type: bool, optinal: true}", "META002", "optinal", "“optional”"),
        ("{type: bool, optional: yes}", "META004", "yes", "true 或 false"),
        ("{type: bool, sensitivity: high}", "META004", "high", "public、personal、sensitive"),
        ("{type: enum}", "META003", "v", "enum 缺少“values”"),
        ("{type: enum, values: []}", "META004", "[]", "1 至 50 项"),
        ("{type: enum, values: [甲, 乙, 甲]}", "META005", "甲", "“甲”写了两次"),
        ("{type: enum, values: ['']}", "META004", "''", "1 至 100 个字"),
        ("{type: integer, max: 1.5}", "META004", "v", "应为整数"),
        ("{type: integer, min: 0.5}", "META004", "v", "应为整数"),
        ("{type: integer, min: 5, max: 3}", "META004", "v", "最小值大于最大值"),
        ("{type: money, min: 5, max: 3}", "META004", "v", "最小值大于最大值"),
        ("{type: money, max: 一百}", "META004", "一百", "金额"),
        ("{type: person_name, max_length: 0}", "META004", "0", "1 至 2000"),
        ("{type: list}", "META003", "v", "list 应写 items"),
        ("{type: list, items: {type: bool}, fields: {}}", "META003", "v", "list 应写 items"),
        ("{type: list, fields: {}}", "META004", "fields", "至少写一个字段"),
        ("{type: list, items: {type: list}}", "META004", "list", "可用的有：person_name"),
        ("{type: list, items: {type: bool, items: {}}}", "META002", "items", "没有“items”这个键"),
        ("{type: list, items: bool}", "META004", "bool", "应为映射"),
        ("{type: list, fields: {keys: {type: bool}}}", "META004", "keys", "“keys”是保留字"),
        ("{type: list, fields: {A: {type: bool}}}", "META004", "A", "“A”不能作名字"),
        ("{type: list, items: {type: enum}}", "META003", "items", "enum 缺少“values”"),
        ("{type: list, items: {type: bool}, max_items: 0}", "META004", "0", "1 至 100"),
        (
            "{type: list, items: {type: bool}, min_items: 3, max_items: 2}",
            "META004",
            "v",
            "最小值大于最大值",
        ),
        ("{type: date, example: 2026-02-30}", "META004", "2026-02-30", "示例值没有这一天"),
        ("{type: card_tail, example: 12345}", "META004", "12345", "示例值不是有效的卡号后四位"),
        ("{type: list, items: {type: bool}, example: 是}", "META004", "是", "示例值应为列表"),
    ],
)
def test_declarations_are_refused_at_their_place(
    declaration: str, code: str, place: str | None, words: str
) -> None:
    """What doesn't fit the type is named at its key or value."""
    _, problems = _declared(declaration)

    assert problems
    assert problems[0].code == code
    assert words in problems[0].message
    if place is not None:
        assert problems[0].place.text == place


@pytest.mark.parametrize("name", ["if", "loop", "institution", "none", "caller"])
def test_words_of_the_language_are_no_names(name: str) -> None:
    """A variable may not be called like a part of the language."""
    text = _head("{type: bool}").replace("{v:", f"{{{name}:")

    template = load_template(Source("a.j2", text))

    assert [(each.code, each.place.text) for each in template.problems] == [("META004", name)]
    assert "保留字" in template.problems[0].message


@pytest.mark.parametrize("name", ["Name", "姓名", "a-b", "_a", "a" * 41])
def test_names_are_lower_case(name: str) -> None:
    """A name is made of lower-case letters, digits and underscores."""
    source = Source("a.yaml", f"channel: sms\nvariables:\n  {name}: {{type: bool}}\n")
    tree, _ = read_yaml(source, 0, len(source.text))
    assert isinstance(tree, Mapping)

    front, problems = read_front_matter(source, source.excerpt(0, len(source.text)).span(0, 99))

    assert front is not None
    assert front.variables == {}
    assert problems[0].place.text == name
    assert "小写字母" in problems[0].message


def test_declarations_keep_what_they_say() -> None:
    """Presence, sensitivity, limits, items and fields."""
    variable = _variable("{type: phone, optional: true, sensitivity: sensitive}")
    words = _variable(WORDS)
    records = _variable(FIELDS)

    assert (variable.path, variable.optional, variable.sensitivity) == ("v", True, "sensitive")
    assert (words.min_items, words.max_items) == (1, 2)
    assert words.item is not None
    assert words.item.words == ("甲", "乙")
    assert [field.path for field in records.fields.values()] == ["v[].fee", "v[].note"]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("money", Decimal("1234567.5"), "1,234,567.50"),
        ("money", 1234, "1,234.00"),
        ("money", Decimal("-0.01"), "-0.01"),
        ("date", "2026-12-05", "2026年12月5日"),
        ("month_day", "2026-01-31", "1月31日"),
        ("mask_card", "1234", "****1234"),
        ("mask_phone", "13000000000", "130****0000"),
        ("mask_phone", "130****0000", "130****0000"),
        ("mask_name", "王小明", "王**"),
        ("mask_name", "𬭎", "𬭎**"),
        ("mask_id", "11010119000101000X", "1****************X"),
    ],
)
def test_filters_print(name: str, value: Any, text: str) -> None:
    """Money with separators, dates in words, everything personal masked."""
    assert FILTERS[name](value) == text
    assert FILTERS[name].apply(value) == text


@pytest.mark.parametrize("name", FILTERS)
def test_filters_say_what_they_take(name: str) -> None:
    """A filter takes declared types only, and leaves what is absent absent."""
    absent = Undefined(name="v")

    assert set(FILTERS[name].takes) <= set(TYPES)
    assert FILTERS[name].about
    assert FILTERS[name](absent) is absent
