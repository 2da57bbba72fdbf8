"""YAML is read as text that knows its place; what can expand or construct is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from linter.document import DEEPEST, LARGEST, Mapping, Node, Scalar, Sequence, kind, read_yaml
from linter.source import Source

if TYPE_CHECKING:
    from linter.finding import Problem

LOADERS = [getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader]
BOMB = "a: &a [甲, 甲]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.fixture(autouse=True, params=LOADERS, ids=["libyaml", "python"])
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fact holds with PyYAML's fast parser, and where that isn't built."""
    monkeypatch.setattr("linter.document._LOADER", request.param)


def _read(text: str) -> tuple[Node | None, list[Problem]]:
    return read_yaml(Source("a.yaml", text), 0, len(text))


def _mapping(text: str) -> Mapping:
    tree, problems = _read(text)
    assert problems == []
    assert isinstance(tree, Mapping)
    return tree


def _value(text: str) -> Node:
    return _mapping(f"key: {text}\n").pairs[0][1]


def _scalar(text: str) -> Scalar:
    node = _value(text)
    assert isinstance(node, Scalar)
    return node


@pytest.mark.parametrize(
    "text", ["22:30", "0123", "1e3", "yes", "null", "~", "2026-12-05", "1.10", "0x1F", ".inf"]
)
def test_scalars_stay_as_they_are_written(text: str) -> None:
    """YAML converts nothing."""
    scalar = _scalar(text)

    assert scalar.value == text
    assert not scalar.quoted
    assert scalar.place.text == text


def test_tree_keeps_order_and_places() -> None:
    """Mappings and sequences nest, in the order of the file, each node with its place."""
    tree = _mapping("甲: [一, 二]\r\n乙: {丙: 丁}\r\n")
    (first, items), (second, inner) = tree.pairs

    assert (first.value, second.value) == ("甲", "乙")
    assert isinstance(items, Sequence)
    assert [item.place.text for item in items.items] == ["一", "二"]
    assert items.place.text == "[一, 二]"
    assert isinstance(inner, Mapping)
    assert inner.place.text == "{丙: 丁}"
    assert inner.place.source.position(inner.place.span.start) == (2, 4)


def test_kinds_have_names() -> None:
    """Each kind of node is called by a word that users know."""
    tree = _mapping("a: [b]\n")

    assert kind(tree) == "映射（键: 值）"
    assert kind(tree.pairs[0][0]) == "文字"
    assert kind(tree.pairs[0][1]) == "列表"


def test_offsets_count_from_the_start_of_the_file() -> None:
    """YAML in the middle of a file has places in that file."""
    source = Source("a.j2", "---\nid: 甲😀\nb: 乙\n---\n")

    tree, _ = read_yaml(source, 4, 16)

    assert isinstance(tree, Mapping)
    assert [value.place.text for _, value in tree.pairs] == ["甲😀", "乙"]


@pytest.mark.parametrize("text", ["", "# 注\n", "\n\n"])
def test_nothing_is_nothing(text: str) -> None:
    """Empty YAML is no tree and no problem."""
    assert _read(text) == (None, [])


@pytest.mark.parametrize(
    ("text", "code", "place", "words"),
    [
        ("id: *a\n", "META008", "*a", "别名"),
        ("id: &a 甲\n", "META008", "&a 甲", "锚点"),
        ("id: !x 甲\n", "META008", "!x 甲", "标签"),
        ("id: !!python/object:os.system 甲\n", "META008", None, "标签"),
        ("id: &a {b: c}\n", "META008", "&a {", "锚点"),
        (BOMB, "META008", "&a [", "锚点"),
        ("a: 1\n---\nb: 2\n", "META008", "---", "一份 YAML"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "META008", "[", f"{DEEPEST} 层"),
        ("a: " + "甲" * LARGEST, "META008", "", f"{LARGEST} 个字符"),
        ("id: [甲\n", "META001", "", "括号|引号"),
        ('id: "甲\n', "META001", "", "引号"),
        ("id: 甲\n\ttitle: 乙\n", "META001", "", "制表符"),
        ("id: 甲: 乙\n", "META001", "", "冒号"),
        ("id: 甲\x07\n", "META001", "", "YAML 语法错误"),
        ("a: 1\n...\nb\n: 2: 3\n", "META001", "", "YAML 语法错误"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(
    text: str, code: str, place: str | None, words: str
) -> None:
    """One problem says what is wrong and where; the tree is gone."""
    tree, problems = _read(text)

    assert tree is None
    assert [problem.code for problem in problems] == [code]
    assert any(word in problems[0].message for word in words.split("|"))
    if place is not None:
        assert problems[0].place.text == place


def test_syntax_errors_have_a_line() -> None:
    """The place of a syntax error is where the YAML parser stopped."""
    _, problems = _read("id: 甲\nb: 乙: 丙\n")

    assert problems[0].place.source.position(problems[0].place.span.start) == (2, 5)


def test_a_repeated_key_is_reported_and_kept_once() -> None:
    """The first of two equal keys counts; the second is named with the line of the first."""
    tree, problems = _read("甲: 一\n乙: 二\n甲: 三\n")

    assert isinstance(tree, Mapping)
    assert [(key.value, value.place.text) for key, value in tree.pairs] == [
        ("甲", "一"),
        ("乙", "二"),
    ]
    assert [(each.code, each.place.text, each.place.span.start) for each in problems] == [
        ("META005", "甲", 10)
    ]
    assert "第 1 行" in problems[0].message


def test_keys_are_text() -> None:
    """A list can't be a key; what else the mapping says is read."""
    tree, problems = _read("? [甲]\n: 一\n乙: 二\n")

    assert isinstance(tree, Mapping)
    assert [key.value for key, _ in tree.pairs] == ["乙"]
    assert [(each.code, each.place.text) for each in problems] == [("META001", "[甲]")]


def test_deepest_nesting_is_read() -> None:
    """Sixteen levels are allowed."""
    text = "[" * DEEPEST + "]" * DEEPEST

    assert _read(text)[1] == []


def test_a_second_byte_order_mark_is_refused() -> None:
    """A byte order mark inside, which would shift every place, is named and refused."""
    tree, problems = _read("\ufeffa: 甲\nb: 乙\n")

    assert tree is None
    assert [(each.code, each.place.span) for each in problems] == [("META001", (0, 1))]


@pytest.mark.parametrize("text", [r'"\ud83d"', r'"\ud83d\ude00"', "\ud83d"])
def test_half_characters_are_refused(text: str) -> None:
    """Half a character, escaped or not, is a problem and never a text."""
    tree, problems = _read(f"a: {text}\n")

    assert tree is None
    assert problems[0].code in ("META001", "META008")


@pytest.mark.parametrize(
    ("raw", "pieces"),
    [
        ("甲乙", ["甲", "乙"]),
        ('"甲\\"乙"', ["甲", '\\"', "乙"]),
        ("'甲''乙'", ["甲", "''", "乙"]),
        ('"\\u6ede纳\\x41"', ["\\u6ede", "纳", "\\x41"]),
        ("甲\n   乙", ["甲", "\n   ", "乙"]),
        ("'甲 \r\n   乙'", ["甲", " \r\n   ", "乙"]),
        ('"\\U0001F600乙"', ["\\U0001F600", "乙"]),
    ],
)
def test_every_character_of_a_value_has_its_place(raw: str, pieces: list[str]) -> None:
    """Quotes, escapes and folds are undone, and each character still knows its own characters."""
    tree, problems = _read(f"a: {raw}\n")
    assert isinstance(tree, Mapping)
    value = tree.pairs[0][1]
    assert isinstance(value, Scalar)

    excerpt = value.excerpt
    text = value.place.source.text
    spans = [excerpt.span(at, at + 1) for at in range(len(value.value))]

    assert problems == []
    assert excerpt.exact
    assert [text[span.start : span.end] for span in spans] == pieces


@pytest.mark.parametrize("raw", ["|\n  甲\n  乙", ">-\n  甲\n\n  乙", '"甲\\\n  乙"'])
def test_block_scalars_are_placed_as_a_whole(raw: str) -> None:
    """Where the characters can't be told apart for sure, each maps to the whole value."""
    tree, _ = _read(f"a: {raw}\n")
    assert isinstance(tree, Mapping)
    value = tree.pairs[0][1]
    assert isinstance(value, Scalar)

    assert not value.excerpt.exact
    assert value.excerpt.span(0, 1) == value.place.span
