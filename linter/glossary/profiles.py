"""``glossary/profiles.yaml``: what the channels that send SMS demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from linter.document import read_file
from linter.glossary.profile import Profile
from linter.glossary.regulations import CERTAINTIES
from linter.model import SLUG, Choice, Flag, Integer, Key, ListOf, Names, Table, Text
from linter.text.normalise import normalise

if TYPE_CHECKING:
    from linter.finding import Problem
    from linter.source import Source

OPT_OUTS = ("marketing", "optional", "append")
_SHAPE = Table(
    {
        "profiles": Key(
            Names(
                Table(
                    {
                        "title": Key(Text(longest=60), "名称", required=True),
                        "public_cloud": Key(Flag(), "是不是公有云的自助通道"),
                        "longest": Key(Integer(70, 2000), "一条短信最长多少个 UTF-16 单位"),
                        "signature_longest": Key(Integer(2, 32), "签名最长多少个字", required=True),
                        "variable_longest": Key(
                            Integer(1, 500), "一个变量最长多少个 UTF-16 单位", required=True
                        ),
                        "symbols": Key(Text(longest=100), "另外不收的字符"),
                        "opt_out": Key(Choice(OPT_OUTS), "拒收提示写在哪里", required=True),
                        "refuses": Key(ListOf(Text("词", r".*[^\s].*", 20)), "不收的内容"),
                        "certainty": Key(Choice(CERTAINTIES), "把握", required=True),
                        "note": Key(Text(), "说明"),
                    }
                ),
                "小写字母、数字和连字符",
                SLUG,
            ),
            "发送通道",
            required=True,
        )
    }
)


def _normal(word: str) -> str:
    return normalise(word).text.strip()


def read_profiles(source: Source) -> tuple[dict[str, Profile], list[Problem]]:
    """The profiles by their id, and what is wrong with the file."""
    tree, problems = read_file(source)
    record = _SHAPE.read(tree, problems) if tree is not None else None
    if record is None or problems:
        return {}, problems
    return {
        name: Profile(
            name,
            each.get("title"),
            each.get("public_cloud", False),
            each.get("longest", 0),
            each.get("signature_longest"),
            each.get("variable_longest"),
            each.get("symbols", ""),
            each.get("opt_out"),
            [word for word in map(_normal, each.get("refuses", ())) if word],
            each.get("certainty"),
            each.get("note", ""),
        )
        for name, (_, each) in record.get("profiles").items()
    }, []


def schema() -> dict[str, Any]:
    """The JSON Schema of ``profiles.yaml``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui profiles",
        **_SHAPE.schema(),
    }
