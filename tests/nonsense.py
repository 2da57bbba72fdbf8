"""What nobody should write: damaged templates, texts that are almost something, any bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.writing.tape import Tape

_TOKEN = re.compile(r"\{[{%#][-+]?|[-+]?[}%#]\}|\w+|\s+|.", re.DOTALL)


def damaged(tape: Tape, text: str) -> str:
    """A text in which a few tokens were lost, doubled, moved or replaced."""
    tokens = _TOKEN.findall(text)
    for _ in range(tape.number(1, 3)):
        at, other = (_anywhere(tape, tokens) for _ in range(2))
        replaced = {
            "lost": [],
            "doubled": tokens[at : at + 1] * 2,
            "another": tokens[other : other + 1],
            "another before": tokens[other : other + 1] + tokens[at : at + 1],
            "a few others": tokens[other : other + tape.number(2, 12)],
            "nonsense": [tape.pick(_WORDS)],
        }
        tokens[at : at + 1] = tape.pick(replaced.values())
    return "".join(tokens)


def _anywhere(tape: Tape, tokens: list[str]) -> int:
    return (tape.number(0, 255) * 256 + tape.number(0, 255)) % max(len(tokens), 1)


_NAMES = (
    "a", "b", "c", "d", "e", "f", "items", "one", "one.its", "institution", "institution.name",
    "m", "s", "loop", "loop.index", "loop.last", "self", "a._x", "items[0]", "unknown", "items.its",
)  # fmt: skip
_CONSTANTS = (
    "'甲'", '"\\u4e2d"', "'\\ud83d'", "'\\q'", "'\\N{BULLET}'", "'p.j2'", '"2026-12-05"', "''",
    '"2026-02-30"', "0", "1", "1.5", "1e999", "0x1F", "9" * 400, "true", "none", "[]", "()", "{}",
)  # fmt: skip
_OPERATORS = (
    "~", "+", "-", "*", "/", "%", "**", "//", "==", "!=", "<", "<=", ">", ">=", "and", "or", "in",
    "not in", "is", "|", ".", ",",
)  # fmt: skip
_AFTER = (
    "|default('无')", "|default(a, true)", "|join", "|join('、')", "|length", "|money", "|upper",
    "|mask_name", "|date", " is defined", " is none", " is not odd", ".its", "[0]", "()", "(a)",
    "(a, q=b)", "(*a)", ":2]",
)  # fmt: skip
_LOOSE = (
    "正文", "\n", "\r\n", "\r", " ", "\x85", "😀", "{{", "}}", "{%", "%}", "{#", "#}", "{%-", "-%}",
    "\x00", "\u2028", "{% if a %}", "{% endif %}", "{% raw %}", "{% endraw %}", "{{ '", '{{ "\\',
    "{{ " + "(" * 60 + "a" + ")" * 60 + " }}", "{{ " + "(" * 300, "{% if " + "not " * 200 + "a %}",
    "{% if a %}" * 60 + "{% endif %}" * 60, "{{ " + "9" * 5000 + " }}", "{% include 'p.j2' %}",
)  # fmt: skip
_WORDS = (*_NAMES, *_CONSTANTS, *_OPERATORS, *_AFTER, *_LOOSE)


def _one_of(texts: tuple[str, ...]) -> st.SearchStrategy[str]:
    """One of some texts that may be too long to be shown."""
    return st.integers(0, len(texts) - 1).map(lambda at: texts[at])


def _around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Longer expressions from shorter ones, in the language or not."""
    return st.one_of(
        st.builds(lambda left, by, right: f"{left} {by} {right}", inner, _operators, inner),
        st.builds(lambda left, after: f"{left}{after}", inner, st.sampled_from(_AFTER)),
        st.builds(lambda one, test, two: f"({one} if {test} else {two})", inner, inner, inner),
        st.builds(lambda one, two: f"[{one}, {two}]", inner, inner),
        inner.map(lambda one: f"not {one}"),
        inner.map(lambda one: f"(-{one})"),
        inner.map(lambda one: f"{{'a': {one}}}"),
    )


_operators = st.sampled_from(_OPERATORS)
_expressions = st.recursive(_one_of(_NAMES + _CONSTANTS), _around, max_leaves=4)
_outputs = _one_of(_LOOSE) | _expressions.map(lambda one: f"{{{{ {one} }}}}")
_STATEMENTS = (
    "{% if EXPRESSION %}BODY{% elif EXPRESSION %}BODY{% else %}BODY{% endif %}",
    "{% for one in items %}BODY{% else %}BODY{% endfor %}",
    "{% for one in EXPRESSION if EXPRESSION recursive %}BODY{% endfor %}",
    "{% for a, b in items %}BODY{% endfor %}",
    "{% set s = EXPRESSION %}BODY",
    "{% set s %}BODY{% endset %}{{ s }}",
    "{% set s | upper %}BODY{% endset %}",
    "{% set a.b, s = EXPRESSION %}",
    "{% macro m(p, q=EXPRESSION) %}BODY{{ p }}{% endmacro %}{{ m(EXPRESSION) }}",
    "{% macro m(p, q='甲') %}{{ caller() }}BODY{% endmacro %}{% call m(a) %}BODY{% endcall %}",
    "{% call(x) m(EXPRESSION) %}BODY{% endcall %}",
    "{% block x %}BODY{% endblock %}",
    "{% block x scoped required %}{% endblock %}",
    "{% extends 'p.j2' %}{% block x %}BODY{{ super() }}{% endblock %}",
    "{% extends EXPRESSION %}",
    "{% include 'p.j2' %}",
    "{% include EXPRESSION ignore missing %}",
    "{% import 'p.j2' as m %}{{ m.m(EXPRESSION) }}",
    "{% from 'p.j2' import m, s as a with context %}BODY",
    "{% filter upper %}BODY{% endfilter %}",
    "{% with s = EXPRESSION %}BODY{% endwith %}",
    "{% autoescape EXPRESSION %}BODY{% endautoescape %}",
    "{# 注 #}BODY",
)


def _filled(statement: str, words: list[str], bodies: list[str]) -> str:
    for word in words:
        statement = statement.replace("EXPRESSION", word, 1)
    for body in bodies:
        statement = statement.replace("BODY", body, 1)
    return statement.replace("EXPRESSION", "a").replace("BODY", "")


def _longer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Statements around shorter texts, one after another."""
    statements = st.builds(
        _filled,
        st.sampled_from(_STATEMENTS),
        st.lists(_expressions, max_size=2),
        st.lists(inner, max_size=3),
    )
    return st.lists(statements, min_size=1, max_size=3).map("".join)


soups = st.recursive(_outputs, _longer, max_leaves=8) | st.text(max_size=40)
"""Texts that look like Jinja2 from afar."""

_YAML = (
    "a: ", "b:\n", "- ", "  - ", "    ", "\n", "\r\n", "\r", "\t", "{", "}", "[", "]", ", ", ": ",
    "&x ", "*x", "<<: *x", "!!python/object:os.system ", "!!binary ", "!t ", "? ", "| \n", "> \n",
    "|9\n", "'", '"', "''", "\\", "\\ud800", "\\U0010FFFF", "\\U00110000", "\\x", "# 说明", "---\n",
    "...\n", "%YAML 1.1\n", "%TAG ! x\n", "null", "~", "true", "22:30", "0123", "1e999", "甲", "😀",
    "\x00", "\x07", "\x85", "\u2028", "\ufeff", "\ud800", "[" * 40, "{a: " * 40, "- " * 40,
    "[" * 3000, "字" * 300_000, "9" * 5000, "id: a.b\n", "title: 甲\n", "channel: sms\n",
    "channel: email\n", "purpose: p\n", "owner: o\n", "subject: '{{'\n", "variables:\n",
    "variables: {", "  x: {type: ", "money", "list", "enum", "integer", "url", "date", "values: [",
    "items: {type: ", "fields: {", "min: ", "max: ", "max_length: ", "optional: true", "example: ",
    "min_items: ", "max_items: 1", "1", "-5", "0.001", "2000", "signature: 甲\n",
)  # fmt: skip

yaml_soups = st.lists(_one_of(_YAML), max_size=30).map("".join) | st.text(max_size=40)
"""Texts that look like YAML from afar, with all that a hostile file may hold."""

file_bytes = st.binary(max_size=200) | st.builds(
    lambda mark, text, encoding, tail: mark + text.encode(encoding, "surrogatepass") + tail,
    st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf" * 2]),
    st.text(max_size=60),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-7"]),
    st.binary(max_size=3),
)  # fmt: skip
"""Bytes that a file may hold: text in some encoding, cut off or not, or anything."""
