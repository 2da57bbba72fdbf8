"""Hypothesis strategies: whole small projects, sound or damaged, and the values that are sent.

A project is a template file, an ``institution.yaml`` and partials. Everything
in it is inside the closed language, and it has few enough cases to walk them all.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from linter.document import Mapping, Scalar, read_yaml
from linter.document import Sequence as Listed
from linter.source import Source, utf16_units
from linter.template.front_matter import read_front_matter, split
from tests.nonsense import damaged
from tests.writing.declarations import head, institution, pairs, scalar
from tests.writing.tape import Tape
from tests.writing.writer import Writer

if TYPE_CHECKING:
    from collections import abc
    from collections.abc import Callable, Iterable

    from linter.template.references import Constant
    from linter.template.variables import Value, Variable

_TAPE = 2500  # bytes: enough for nearly every project
NEWLINES = ("\n", "\r\n", "\r")
_CHANNELS = ("sms", "letter", "email", "delivery")
_DIGITS = string.digits
_ANY = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="【】\x7f\u2028\u2029"
) | st.sampled_from("王𬭎😀·")


@dataclass(frozen=True)
class Project:
    """A template with all that it needs.

    ``sections`` are the Jinja2 texts as Jinja2 gets them: subject, body and so
    on. ``partials`` are files by their path below ``templates/``.
    """

    source: Source
    institution: Source
    partials: dict[str, Source]
    sections: dict[str, str]

    def partial(self, path: str) -> str | None:
        """The text of a partial, as Jinja2's loaders want it."""
        return self.partials[path].text if path in self.partials else None

    @property
    def fields(self) -> dict[str, Constant]:
        """The institution's fields."""
        tree, problems = read_yaml(self.institution, 0, len(self.institution.text))
        assert isinstance(tree, Mapping)
        assert not problems
        return {key.value: _constant(node) for key, node in tree.pairs}


def _constant(node: object) -> Constant:
    if isinstance(node, Listed):
        return tuple(item for item in node.items if isinstance(item, Scalar))
    assert isinstance(node, Scalar)
    return node


def _declared(head: str) -> dict[str, Variable]:
    source = Source("templates/head.j2", f"---\n{head}---\n")
    spans = split(source)
    assert spans is not None
    front, _ = read_front_matter(source, spans[0])
    assert front is not None
    return front.variables


def _paths(variables: Iterable[Variable]) -> list[Variable]:
    """The variables and the fields of their lists."""
    return [each for variable in variables for each in (variable, *variable.fields.values())]


def _project(tape: Tape, *, marked: bool) -> Project:
    channel = tape.pick(_CHANNELS)
    newline = tape.pick(NEWLINES)
    tree = head(tape, channel)
    variables = _declared(pairs(tape, tree))
    optional = [each.path for each in _paths(variables.values()) if each.optional]
    nullable = frozenset(path for path in optional if tape.chance(2))
    writer = Writer(tape, variables, nullable, marked=marked)
    sections: dict[str, str] = {}
    for name in {"email": ("subject", "preheader"), "sms": ()}.get(channel, ("heading",)):
        sections[name] = writer.line()
        tree[name] = scalar(tape, sections[name])

    def file(text: str) -> str:
        return text.replace("\n", newline)

    sections["body"] = file(writer.body())
    return Project(
        source=Source("templates/a.j2", file(f"---\n{pairs(tape, tree)}---\n") + sections["body"]),
        institution=Source("glossary/institution.yaml", file(institution(tape))),
        partials={
            path: Source(f"templates/{path}", file(text)) for path, text in writer.partials.items()
        },
        sections=sections,
    )


def _damaged_project(sound: Project, tape: Tape) -> Project:
    start = len(sound.source.text) - len(sound.sections["body"])
    body = damaged(tape, sound.sections["body"])
    partials = {
        path: Source(each.path, damaged(tape, each.text) if tape.chance(3) else each.text)
        for path, each in sound.partials.items()
    }
    source = Source(sound.source.path, sound.source.text[:start] + body)
    sections = {**sound.sections, "body": body}
    return replace(sound, source=source, partials=partials, sections=sections)


def projects(*, marked: bool = False) -> st.SearchStrategy[Project]:
    """Whole small projects; ``marked`` ones print a text of its own in every branch."""
    tapes = st.binary(min_size=_TAPE, max_size=_TAPE)
    return tapes.map(lambda tape: _project(Tape(tape), marked=marked))


damaged_projects = st.builds(
    _damaged_project, projects(), st.binary(min_size=100, max_size=100).map(Tape)
)
"""Projects whose body has had a few words lost, doubled, moved or replaced."""


# the values that are sent


@dataclass(frozen=True)
class Constants:
    """What conditions compare with: values are drawn around it."""

    numbers: frozenset[Decimal]
    days: frozenset[date]


def _between(draw: st.DrawFn, variable: Variable, constants: Constants) -> Decimal:
    step = Decimal("0.01") if variable.type.name == "money" else Decimal(1)
    least, most = variable.least, variable.most
    near = {
        (number // step + shift) * step
        for number in (*constants.numbers, Decimal(0))
        if abs(number) < 10**15
        for shift in (-1, 0, 1, 2)
    }
    edges = [least, most, *sorted(number for number in near if least <= number <= most)]
    anywhere = st.integers(int(least / step), int(most / step)).map(lambda steps: steps * step)
    return draw(st.sampled_from(edges) | anywhere)


def _day(draw: st.DrawFn, constants: Constants) -> str:
    near = {
        day + timedelta(shift)
        for day in constants.days
        if date.min < day < date.max
        for shift in (-1, 0, 1)
    }
    edges = [date.min, date.max, date(2026, 1, 1), date(2026, 12, 31), *sorted(near)]
    return draw(st.sampled_from(edges) | st.dates()).isoformat()


def _cut(text: str, units: int) -> str:
    while utf16_units(text) > units:
        text = text[:-1]
    return text


def _text(draw: st.DrawFn, longest: int) -> str:
    """A text of one unit up to the longest, often exactly that long."""
    text = _cut(draw(st.text(_ANY, min_size=1, max_size=8)), longest) or "王"
    if draw(st.booleans()):
        filler = draw(st.sampled_from("字😀"))
        text = _cut(text + filler * longest, longest)
        text += "末" * (longest - utf16_units(text))
    return text


def _url(draw: st.DrawFn, longest: int) -> str:
    rest = draw(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=9))
    scheme = draw(st.sampled_from(["http://", "https://"] if longest > 8 else ["http://"]))
    tail = "x" * longest if draw(st.booleans()) else "x"
    return (scheme + rest + tail)[:longest]


def _digits(draw: st.DrawFn, count: int) -> str:
    return draw(st.text(_DIGITS, min_size=count, max_size=count))


_TEXTS: dict[str, Callable[[st.DrawFn], str]] = {
    "card_tail": lambda draw: _digits(draw, 4),
    "phone": lambda draw: "1" + _digits(draw, 10),
    "phone_masked": lambda draw: "1" + _digits(draw, 2) + "****" + _digits(draw, 4),
    "id_number": lambda draw: _digits(draw, 17) + draw(st.sampled_from(_DIGITS + "X")),
}


def _single(draw: st.DrawFn, variable: Variable, constants: Constants) -> Value:
    match variable.type.name:
        case "bool":
            return draw(st.booleans())
        case "enum":
            return draw(st.sampled_from(variable.words))
        case "integer":
            return int(_between(draw, variable, constants))
        case "money":
            return _between(draw, variable, constants).quantize(Decimal("0.01"))
        case "date":
            return _day(draw, constants)
        case "url":
            return _url(draw, variable.max_length)
        case kind if kind in _TEXTS:
            return _TEXTS[kind](draw)
        case _:
            return _text(draw, variable.max_length)


@st.composite
def values(
    draw: st.DrawFn,
    variables: dict[str, Variable],
    constants: Constants,
    may_be_none: Callable[[str], bool],
) -> dict[str, Any]:
    """What a sending system passes: an absent variable isn't in it.

    ``may_be_none`` says for a key, ``amount`` or ``items[0].amount``, whether
    None is one of its cases.
    """
    return _record(draw, variables, constants, may_be_none, "")


def _record(
    draw: st.DrawFn,
    variables: abc.Mapping[str, Variable],
    constants: Constants,
    may_be_none: Callable[[str], bool],
    prefix: str,
) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for name, variable in variables.items():
        key = prefix + name
        if variable.optional and draw(st.booleans()):
            if may_be_none(key) and draw(st.booleans()):
                record[name] = None
        elif variable.type.name == "list":
            count = draw(st.integers(variable.min_items, variable.max_items))
            record[name] = [
                _record(draw, variable.fields, constants, may_be_none, f"{key}[{at}].")
                if variable.item is None
                else _single(draw, variable.item, constants)
                for at in range(count)
            ]
        else:
            record[name] = _single(draw, variable, constants)
    return record
