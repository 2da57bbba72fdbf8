"""Whatever a template, a path or a waiver holds, every report is whole and does nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from linter.finding import Edit, Fix, Place, Related
from linter.report import FORMATS
from linter.report.markup import code, prose
from linter.source import Source, Span
from tests.reports import finding, parsed, summed, waiver, written

if TYPE_CHECKING:
    from linter.finding import Finding
    from linter.run import Summary

_CHARACTERS = st.characters(codec=None)  # lone surrogates too, which no codec has
_SIGNS = st.sampled_from(
    [
        "]]>",
        "<!--",
        "&amp;",
        "\x00",
        "\x1b[31m",
        "\ud800",
        "\udcff",
        "\ufffe",
        "\r\n",
        "\r",
        "\u2028",
        "\u202e",
        "::error::",
        "%0A",
        "{0}",
        "{{ a }}",
        "{% if",
        "%}",
        "[a](https://b.example)",
        "![a](b)",
        "<script>alert(1)</script>",
        "@all",
        "a@b.example",
        "https://b.example",
        "www.b.example",
        "#12",
        "GH-12",
        "!3",
        "``` ",
        "`",
        "| a |",
        "</details>",
        "**",
        "\\",
        "😀",
        "滞纳金",
        "\t",
        "\ufeff",
    ]
)
_TEXTS = st.lists(_SIGNS | st.text(_CHARACTERS, max_size=6), max_size=5).map("".join)
_OUR_TAGS = re.compile("</?(details|summary)>")


@st.composite
def _places(draw: st.DrawFn) -> Place:
    text = draw(_TEXTS)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    return Place(Source(draw(_TEXTS) or "a.j2", text), Span(start, end))


@st.composite
def _findings(draw: st.DrawFn) -> Finding:
    place = draw(_places())
    edits = (Edit(place, draw(_TEXTS)), Edit(draw(_places()), draw(_TEXTS)))
    return finding(
        place,
        code=draw(st.sampled_from(["TRM001", "PRV001", "ABC999"])),
        message=draw(_TEXTS),
        excerpt=draw(_TEXTS),
        witness=draw(_TEXTS),
        cases=({draw(_TEXTS): draw(_TEXTS)},),
        case_count=1,
        related=(Related("part", draw(_places())), Related("call", draw(_places()))),
        fix=draw(st.none() | st.just(Fix(safe=True, edits=edits))),
        waiver=draw(st.none() | st.builds(waiver, _places(), _TEXTS, _TEXTS)),
    )


_SUMMARIES = st.builds(
    lambda findings, folder: summed(*findings, folder=folder),
    st.lists(_findings(), min_size=1, max_size=2),
    _TEXTS,
)


@given(summary=_SUMMARIES)
def test_every_report_is_utf_8(summary: Summary) -> None:
    """A report can be encoded, and holds none of the control characters that it was given."""
    for name in FORMATS:
        report = written(name, summary).encode()

        assert not set(report) & {0x00, 0x1B}, name


@given(summary=_SUMMARIES)
def test_a_report_in_json_parses(summary: Summary) -> None:
    """What is printed is one JSON document."""
    for name in ("json", "sarif", "gitlab", "rdjson"):
        json.loads(written(name, summary))


@given(summary=_SUMMARIES)
def test_a_report_of_lines_has_an_object_in_each(summary: Summary) -> None:
    """However a reader tells lines apart, each holds one finding."""
    for name in ("jsonl", "rdjsonl"):
        lines = written(name, summary).splitlines()

        assert len([json.loads(line) for line in lines]) == len(summary.findings), name


@given(summary=_SUMMARIES)
def test_json_keeps_every_character(summary: Summary) -> None:
    """Our own format gives back message and path as they are, lone surrogates too."""
    for line, each in zip(written("jsonl", summary).splitlines(), summary.findings, strict=True):
        told = json.loads(line)
        assert (told["message"], told["path"]) == (each.message, each.place.source.path)


@given(summary=_SUMMARIES)
def test_a_report_in_xml_parses(summary: Summary) -> None:
    """What is printed is one XML document, with an element for each finding."""
    for name, element, more in (("junit", "testcase", 1), ("checkstyle", "error", 0)):
        found = list(parsed(name, summary).iter(element))

        assert len(found) == len(summary.findings) + more, name


@given(summary=_SUMMARIES)
def test_a_report_of_lines_has_no_other(summary: Summary) -> None:
    """There is a line for each finding and the closing one; no text begins a command of its own."""
    for name, begin in (("concise", ""), ("github", "::(error|notice) file=")):
        lines = re.split("[\r\n]", written(name, summary))

        assert len(lines) == len(summary.findings) + 1, name
        assert all(re.match(begin, line) for line in lines[:-1]), name


@given(summary=_SUMMARIES)
def test_text_moves_no_cursor(summary: Summary) -> None:
    """Every line of the text report can be printed as it is."""
    for line in written("text", summary).split("\n"):
        assert line.replace("\u3000", "").isprintable()


@given(summary=_SUMMARIES)
def test_markdown_has_no_markup_but_ours(summary: Summary) -> None:
    """Neither links, images nor tags come from a template, and no heading, block or rule."""
    kinds = {"heading", "paragraph", "bullet_list", "list_item", "strong", "code", "details"}
    tokens = MarkdownIt("commonmark").enable("table").parse(written("markdown", summary))

    for token in [*tokens, *(child for each in tokens for child in each.children or ())]:
        if token.type in ("html_block", "html_inline"):
            assert _OUR_TAGS.findall(token.content), token.content
            left = _OUR_TAGS.sub("", token.content)
            assert not re.search("[<>]", left), token.content
            continue
        kind = re.sub("_(open|close|inline)$", "", token.type)
        assert kind in kinds | {"inline", "text", "softbreak"}, token


@given(text=_TEXTS)
def test_markdown_shows_a_text_as_it_is(text: str) -> None:
    """As prose and as code alike, a reader sees the characters of the text."""
    shown = " ".join(text.split())

    for made in (prose(text), code(text)):
        (_, inline, _) = MarkdownIt("commonmark").parse(f"原文{made}")
        seen = "".join(child.content for child in inline.children or ()).removeprefix("原文")
        kept = "\u3000"
        printable = "".join(
            each if each.isprintable() or each == kept else "\ufffd" for each in shown
        )
        assert seen.strip() == printable.strip()


@given(text=_TEXTS)
def test_bare_text_in_markdown_names_nobody_and_nothing(text: str) -> None:
    """GitHub and GitLab link mentions, addresses and numbers in bare text: none is left there."""
    bare = re.sub("(`+).*?(?<!`)\\1(?!`)", " ", prose(text))

    assert not re.search(r"[@#!~$&\\<>\[\]*_|`:/]|www\.|[A-Za-z]-[0-9]", bare)
