"""Bytes become text with exact offsets, or one clear reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from linter.source import (
    LARGEST_FILE,
    Excerpt,
    Position,
    Source,
    SourceError,
    Span,
    decode,
    read,
    utf16_units,
)

if TYPE_CHECKING:
    from pathlib import Path

BOM = b"\xef\xbb\xbf"


def _refused(data: bytes) -> SourceError:
    with pytest.raises(SourceError) as caught:
        decode(data, "a.j2")
    return caught.value


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", BOM])
def test_utf8_is_read_as_it_is(newline: str, mark: bytes) -> None:
    """Every line break stays in the text; a byte order mark doesn't count."""
    text = f"甲{newline}乙😀{newline}"

    source = decode(mark + text.encode(), "a.j2")

    assert source.text == text
    assert source.path == "a.j2"


@pytest.mark.parametrize(
    ("data", "offset", "words"),
    [
        ("客服热线".encode("gbk"), 0, ("0xbf", "GBK/GB18030", "另存为 UTF-8")),
        (BOM + b"ab" + "客".encode("gbk"), 5, ("第 5 字节", "GBK/GB18030", "另存为 UTF-8")),
        (b"abc\xff", 3, ("第 3 字节", "0xff", "不是有效的 UTF-8；请另存为 UTF-8")),
        (b"ab\xe5\xae", 2, ("第 2 字节", "0xe5", "另存为 UTF-8")),
        (b"ab\0c", 2, ("第 2 字节", "NUL", "请删除它")),
        (BOM + b"ab\0c", 5, ("第 5 字节", "NUL", "请删除它")),
        ("甲".encode("utf-16"), 0, ("UTF-16", "另存为 UTF-8")),
        (b"\xfe\xff" + "甲".encode("utf-16-be"), 0, ("UTF-16", "另存为 UTF-8")),
        (b"a" * (LARGEST_FILE + 1), LARGEST_FILE, ("1 MiB", "请拆分")),
    ],
)
def test_what_is_no_utf8_text_is_refused(data: bytes, offset: int, words: tuple[str, ...]) -> None:
    """A refusal names the file, the byte, what is wrong and what to do."""
    error = _refused(data)

    assert error.offset == offset
    assert str(error) == f"a.j2：{error.reason}"
    for word in words:
        assert word in error.reason


def test_bytes_that_are_no_gbk_either_are_not_called_gbk() -> None:
    """Latin letters with a stray byte aren't guessed to be Chinese."""
    assert "GBK" not in _refused(b"abc\x81 ").reason
    assert "GBK" not in _refused(b"caf\xe9").reason


def test_largest_file_is_read() -> None:
    """Exactly 1 MiB is still a file."""
    assert len(decode(b"a" * LARGEST_FILE, "a.j2").text) == LARGEST_FILE


@pytest.mark.parametrize(
    ("text", "offset", "position"),
    [
        ("", 0, (1, 1)),
        ("甲乙", 2, (1, 3)),
        ("甲\n乙", 2, (2, 1)),
        ("甲\r\n乙", 3, (2, 1)),
        ("甲\r\n乙", 2, (1, 3)),
        ("甲\r乙", 2, (2, 1)),
        ("😀甲\n", 1, (1, 2)),
        ("甲\n", 2, (2, 1)),
    ],
)
def test_positions_count_characters_from_one(
    text: str, offset: int, position: tuple[int, int]
) -> None:
    """A line and a column, whatever the line breaks; an emoji is one column."""
    assert Source("a.j2", text).position(offset) == Position(*position)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_line_has_no_line_break(newline: str) -> None:
    """The span of a line ends before its line break."""
    source = Source("a.j2", newline.join(["甲", "乙丙", ""]))

    lines = [source.text[slice(*source.line(number))] for number in (1, 2, 3)]

    assert lines == ["甲", "乙丙", ""]


def test_excerpt_maps_back_over_carriage_returns() -> None:
    """An excerpt has only line feeds, and every offset in it finds its character again."""
    source = Source("a.j2", "头\r\n甲\r\n乙\r丙")
    excerpt = source.excerpt(3, len(source.text))

    assert excerpt.text == "甲\n乙\n丙"
    assert [source.text[slice(*excerpt.span(at, at + 1))] for at in range(len(excerpt.text))] == [
        "甲",
        "\r\n",
        "乙",
        "\r",
        "丙",
    ]


def test_inexact_excerpt_maps_to_its_whole_stretch() -> None:
    """Where an escape changed the text, every character comes from the whole scalar."""
    excerpt = Excerpt(Source("a.j2", r'a: "\u7532"'), 3, 11, "甲", exact=False)

    assert excerpt.span(0, 1) == Span(3, 11)


@pytest.mark.parametrize(("text", "units"), [("", 0), ("甲a", 2), ("𬭎😀", 4)])
def test_utf16_units(text: str, units: int) -> None:
    """A character beyond the first plane is two units."""
    assert utf16_units(text) == units


def test_read_gives_the_file(tmp_path: Path) -> None:
    """A file inside the root is read under the path that reports show."""
    file = tmp_path / "a.j2"
    file.write_bytes(BOM + "甲\r\n".encode())

    source = read(file, "templates/a.j2", tmp_path)

    assert (source.path, source.text) == ("templates/a.j2", "甲\r\n")


def _reason(file: Path, root: Path | None = None) -> str:
    with pytest.raises(SourceError) as caught:
        read(file, "shown.j2", root)
    assert caught.value.path == "shown.j2"
    return caught.value.reason


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    """Nothing there, a folder, a name that can't be one: each has its reason and remedy."""
    assert _reason(tmp_path / "none.j2") == "文件不存在；请检查路径"
    assert _reason(tmp_path / "none.j2", tmp_path) == "文件不存在；请检查路径"
    assert _reason(tmp_path) == "不是普通文件；请检查路径"
    assert "请检查权限和路径" in _reason(tmp_path / ("x" * 300))


def test_links_out_of_the_root_are_refused(tmp_path: Path) -> None:
    """A link may lead to another file inside the root, not out of it, not to itself."""
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "outside.j2").write_text("外", "utf-8")
    (root / "real.j2").write_text("内", "utf-8")
    (root / "inward.j2").symlink_to("real.j2")
    (root / "outward.j2").symlink_to("../outside.j2")
    (root / "loop.j2").symlink_to("loop.j2")
    (root / "broken.j2").symlink_to("none.j2")

    assert read(root / "inward.j2", "inward.j2", root).text == "内"
    assert read(root / "outward.j2", "outward.j2").text == "外"
    assert "符号链接指向项目之外" in _reason(root / "outward.j2", root)
    assert "请检查" in _reason(root / "loop.j2", root)
    assert "文件不存在" in _reason(root / "broken.j2", root)
