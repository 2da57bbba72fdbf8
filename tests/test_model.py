"""Shapes convert text, name what is wrong at its place, and agree with their JSON Schemas."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from linter.document import Scalar, read_yaml
from linter.hint import did_you_mean
from linter.model import (
    Amount,
    Anything,
    Choice,
    Clock,
    Day,
    Flag,
    Integer,
    Key,
    ListOf,
    Names,
    Record,
    Shape,
    Table,
    Text,
    Wording,
)
from linter.source import Source

if TYPE_CHECKING:
    from linter.finding import Problem

SLUG = Text("小写字母", "[a-z]+", 5)
PAIR = Table({"name": Key(Text(), "名称", required=True), "count": Key(Integer(1, 3), "数目")})
SHAPES: dict[str, Shape] = {
    "text": Text(),
    "slug": SLUG,
    "wording": Wording(longest=4),
    "anything": Anything(),
    "choice": Choice(("先生", "女士")),
    "flag": Flag(),
    "integer": Integer(-1, 10),
    "amount": Amount(),
    "day": Day(),
    "clock": Clock(),
    "list": ListOf(SLUG, least=1, most=2),
    "table": PAIR,
    "names": Names(Flag(), "小写字母", "[a-z]+"),
}


def _read(shape: Shape, text: str) -> tuple[Any, list[Problem]]:
    source = Source("a.yaml", text)
    tree, problems = read_yaml(source, 0, len(text))
    assert tree is not None
    return shape.read(tree, problems), problems


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("text", "一句话", "一句话"),
        ("text", "'null'", "null"),
        ("text", "123", "123"),
        ("slug", "abc", "abc"),
        ("choice", "女士", "女士"),
        ("flag", "true", True),
        ("flag", "false", False),
        ("integer", "-1", -1),
        ("integer", '"10"', 10),
        ("amount", "-1234.5", Decimal("-1234.5")),
        ("amount", '"1234.56"', Decimal("1234.56")),
        ("day", '"2024-02-29"', date(2024, 2, 29)),
        ("day", "2026-12-05", date(2026, 12, 5)),
        ("clock", '"09:00"', time(9)),
        ("clock", "22:30", time(22, 30)),
        ("list", "[a, b]", ("a", "b")),
    ],
)
def test_text_becomes_a_value(name: str, text: str, value: Any) -> None:
    """What is written well is converted without a problem."""
    assert _read(SHAPES[name], text) == (value, [])


@pytest.mark.parametrize(
    ("name", "text", "place", "words"),
    [
        ("text", "[a]", "[a]", "应为文字，现在是列表"),
        ("text", "{a: b}", "{a: b}", "现在是映射"),
        ("text", "null", "null", "没有值"),
        ("text", "~", "~", "没有值"),
        ("text", r'"a\nb"', r'"a\nb"', "应为文字"),
        ("text", "x" * 501, None, "最多 500 个字"),
        ("slug", "ABC", "ABC", "应为小写字母"),
        ("slug", "abcdef", "abcdef", "最多 5 个字"),
        ("wording", '""', '""', "1 至 4 个字"),
        ("wording", "一二三四五", "一二三四五", "1 至 4 个字"),
        ("wording", "[a]", "[a]", "现在是列表"),
        ("wording", r'"a\tb"', r'"a\tb"', "一行文字"),
        ("choice", "女仕", "女仕", "没有“女仕”这个值；可用的有：先生、女士"),
        ("choice", "[女士]", "[女士]", "先生、女士 之一"),
        ("flag", "yes", "yes", "true 或 false，现在是“yes”"),
        ("flag", "null", "null", "没有值"),
        ("integer", "11", "11", "-1 至 10 的整数，现在是“11”"),
        ("integer", "-2", "-2", "-1 至 10"),
        ("integer", "1.0", "1.0", "整数"),
        ("integer", "1_0", "1_0", "整数"),
        ("integer", "9" * 5000, None, "现在是“" + "9" * 40 + "”"),
        ("integer", "[]", "[]", "现在是列表"),
        ("amount", "1.234", "1.234", "金额"),
        ("amount", "1,234.50", "1,234.50", "金额"),
        ("amount", "1e3", "1e3", "金额"),
        ("amount", "１２", "１２", "金额"),
        ("amount", "{}", "{}", "现在是映射"),
        ("day", "2026-02-30", "2026-02-30", "日期"),
        ("day", "2026-2-3", "2026-2-3", "日期"),
        ("day", "20261205", "20261205", "日期"),
        ("day", "2026-W01-1", "2026-W01-1", "日期"),
        ("day", "[]", "[]", "日期"),
        ("clock", "9:00", "9:00", "时刻"),
        ("clock", "24:00", "24:00", "时刻"),
        ("clock", "09:60", "09:60", "时刻"),
        ("clock", "[]", "[]", "时刻"),
        ("list", "a", "a", "应为列表，现在是文字"),
        ("list", "[]", "[]", "1 至 2 项"),
        ("list", "[a, b, c]", "[a, b, c]", "1 至 2 项"),
        ("list", "[a, B]", "B", "小写字母"),
        ("table", "[]", "[]", "应为映射（键: 值），现在是列表"),
        ("table", "{name: a, nmae: b}", "nmae", "没有“nmae”这个键；您是不是想写“name”？"),
        ("table", "{count: 2}", "", "缺少“name”（名称）；请补上"),
        ("table", "{name: a, count: 4}", "4", "1 至 3"),
        ("names", "a", "a", "应为映射"),
        ("names", "{A: true}", "A", "“A”不能作名字；这里应为小写字母"),
        ("names", "{a: 是}", "是", "true 或 false"),
    ],
)
def test_what_is_wrong_is_named_at_its_place(
    name: str, text: str, place: str | None, words: str
) -> None:
    """One problem, at the key or value, says what should stand there."""
    _, problems = _read(SHAPES[name], text)

    assert len(problems) == 1
    assert words in problems[0].message
    if place is not None:
        assert problems[0].place.text == place


@pytest.mark.parametrize(
    ("text", "code"),
    [("{name: a, x: b}", "META002"), ("{}", "META003"), ("{name: []}", "META004")],
)
def test_table_problems_have_codes(text: str, code: str) -> None:
    """An unknown key, a missing key and an unusable value are told apart."""
    assert [problem.code for problem in _read(PAIR, text)[1]] == [code]


def test_wording_and_anything_keep_their_nodes() -> None:
    """A text that customers may read keeps the places of its characters."""
    wording, _ = _read(SHAPES["wording"], '"您好"')
    node, _ = _read(SHAPES["anything"], "[a]")

    assert isinstance(wording, Scalar)
    assert wording.excerpt.text == "您好"
    assert node.place.text == "[a]"


def test_a_list_leaves_out_what_is_unusable() -> None:
    """Usable items are kept although another one is reported."""
    assert _read(SHAPES["list"], "[a, B]")[0] == ("a",)


def test_names_keep_keys_with_values() -> None:
    """A mapping of free names is read as name, key and value; unusable ones are left out."""
    found, _ = _read(SHAPES["names"], "{a: true, b: 是}")

    assert list(found) == ["a"]
    assert found["a"][0].value == "a"
    assert found["a"][1] is True


def test_a_record_knows_values_and_places() -> None:
    """An absent or unusable value gives the default; every key has a place."""
    record, _ = _read(PAIR, "{name: a, count: 9}")

    assert isinstance(record, Record)
    assert record.get("name") == "a"
    assert record.get("count", 2) == 2
    assert record.get("other") is None
    assert record.where("count").text == "count"
    assert record.value_places["count"].text == "9"
    assert record.where("other").text == "{name: a, count: 9}"


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("text", "一句话", "a\nb"),
        ("slug", "abc", "ABC"),
        ("wording", "您好", ""),
        ("choice", "先生", "小姐"),
        ("flag", True, "yes"),
        ("integer", 10, 11),
        ("amount", "1234.56", "1.234"),
        ("day", "2026-12-05", "2026-2-3"),
        ("clock", "09:00", "9:00"),
        ("list", ["a"], []),
        ("table", {"name": "a"}, {"nmae": "a"}),
        ("names", {"a": True}, {"A": True}),
    ],
)
def test_schemas_accept_and_refuse_alike(name: str, good: Any, bad: Any) -> None:
    """A shape's JSON Schema takes what the shape takes, and refuses what it refuses."""
    schema = SHAPES[name].schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)

    assert validator.is_valid(good)
    assert not validator.is_valid(bad)


def test_anything_has_the_schema_of_anything() -> None:
    """What something else decides isn't limited for editors."""
    assert SHAPES["anything"].schema() == {}


def test_a_schema_says_what_keys_are_for() -> None:
    """Editors show the description of each key, and which ones must be there."""
    schema = PAIR.schema()

    assert schema["required"] == ["name"]
    assert schema["properties"]["count"]["description"] == "数目"


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("titel", ("title", "owner"), "您是不是想写“title”？"),
        ("zzz", ("title", "owner"), "可用的有：title、owner"),
        ("zzz", (), "请删除它"),
        ("zzz", tuple(f"名{at}" for at in range(13)), "名11等"),
    ],
)
def test_hints_name_the_nearest_word_or_some(word: str, known: tuple[str, ...], hint: str) -> None:
    """A misspelt word gets the nearest one, any other a list that isn't too long."""
    assert did_you_mean(word, known).endswith(hint)
