"""``glossary/lists.yaml``: word lists that entries refer to by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from linter.document import read_file
from linter.finding import Problem
from linter.model import SLUG, Key, ListOf, Names, Table, Text
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from linter.source import Source

_SHAPE = Table(
    {
        "lists": Key(
            Names(
                Table(
                    {
                        "title": Key(Text(longest=60), "名称", required=True),
                        "words": Key(ListOf(Text("词", longest=40), least=1), "词", required=True),
                    }
                ),
                "小写字母、数字和连字符",
                SLUG,
            ),
            "词表",
            required=True,
        )
    }
)


def read_lists(source: Source) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """The words of each list by its name, and what is wrong with the file."""
    tree, problems = read_file(source)
    record = _SHAPE.read(tree, problems) if tree is not None else None
    if record is None:
        return {}, problems
    lists = record.get("lists", {})
    for _, each in lists.values():
        if not all(normalise(word).text.strip() for word in each.get("words", ())):
            place = each.value_places["words"]
            problems.append(Problem("META004", place, "有一个词里没有看得见的字；请删除它"))
    return {name: each.get("words", ()) for name, (_, each) in lists.items()}, problems


def schema() -> dict[str, Any]:
    """The JSON Schema of ``lists.yaml``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui lists",
        **_SHAPE.schema(),
    }
