"""The laws that hold for every template, all values and any bytes."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import nodes

from linter.document import read_yaml
from linter.source import LARGEST_FILE, Source, SourceError, decode, utf16_units
from linter.template import decisions, jinja
from linter.template.assignments import MOST_SHOWN
from linter.template.bound import most_units
from linter.template.cases import Envelope, examine, examine_values
from linter.template.concrete import filled, flatten
from linter.template.decisions import NONE, PRESENT, Choice, Taken
from linter.template.environment import environment
from linter.template.message import Hole, Piece
from linter.template.template import load_partial, load_template
from linter.template.walk import Walker
from linter.text.sms import most_parts, parts
from tests.constructs import CONSTRUCTS, constructs
from tests.nonsense import file_bytes, soups, yaml_soups
from tests.strategies import Project, damaged_projects, projects
from tests.study import MARKER, Study, agrees, loader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linter.finding import Place
    from linter.source import Excerpt
    from linter.template.variables import Value, Variable

PARTS = (67, 66)
MANY = 4 * settings().max_examples  # for what is read fast


# the strategy


def test_strategy_writes_every_construct() -> None:
    """Every construct of the closed language is written by the strategy."""
    written: set[str] = set()

    @settings(max_examples=400, deadline=None, derandomize=True, database=None)
    @given(projects())
    def collect(project: Project) -> None:
        written.update(constructs(project))

    collect()
    assert sorted(CONSTRUCTS - written) == []


# messages are what plain Jinja2 prints


@given(project=projects(), data=st.data())
def test_message_equals_plain_render(project: Project, data: st.DataObject) -> None:
    """For any values exactly one message has their choices; filled, it is Jinja2's render."""
    study = Study.of(project)
    for _ in range(3):
        sent = data.draw(study.values)
        message = study.message(sent)
        printed = {name: filled(each, sent).text for name, each in message.items()}
        assert printed == study.render(sent)


@given(project=damaged_projects, data=st.data())
def test_message_of_damaged_template_equals_plain_render(
    project: Project, data: st.DataObject
) -> None:
    """What hegui finds nothing wrong with is printed as Jinja2 does, whoever wrote it."""
    study = Study.allowing_problems(project)
    if study is None or study.problems or not study.examination.complete:
        return
    for _ in range(3):
        sent = data.draw(study.values)
        message = study.message(sent)
        printed = {name: filled(each, sent).text for name, each in message.items()}
        assert printed == study.render(sent)


@given(project=projects(), data=st.data())
def test_message_of_values_equals_plain_render(project: Project, data: st.DataObject) -> None:
    """The message that is made for concrete values is Jinja2's render."""
    study = Study.of(project)
    sent = data.draw(study.values)
    examined = examine_values(
        study.template, project.fields, loader(study.partials), Envelope(study.signature), sent
    )
    assert examined.problems == ()
    (message,) = examined.messages
    assert {name: each.text for name, each in message.sections.items()} == study.render(sent)


@given(projects())
def test_example_is_a_render_of_its_case(project: Project) -> None:
    """The text that people see is printed for values that belong to the message's case."""
    study = Study.of(project)
    assert study.template.front is not None
    for taken, message in zip(study.takens, study.examination.messages, strict=True):
        sent = _examples(study.template.front.variables, taken)
        assert agrees(taken, flatten(sent))
        shown = {name: section.example for name, section in message.sections.items()}
        assert shown == study.render(sent)


def _examples(variables: Mapping[str, Variable], taken: Taken, prefix: str = "") -> dict[str, Any]:
    """What was chosen, and the example of all that was not decided."""
    record: dict[str, Any] = {}
    for name, variable in variables.items():
        choice = taken.get(prefix + name, Choice(PRESENT))
        if choice.state == NONE:
            record[name] = None
        elif choice.state == PRESENT:
            record[name] = _example(variable, taken, prefix + name)
    return record


def _example(variable: Variable, taken: Taken, key: str) -> Value:
    value = taken.get(key, Choice(PRESENT)).value
    if variable.type.name == "list":
        count = len(variable.example) if value is None else value
        keys = [f"{key}[{at}]" for at in range(count)]
        if variable.item is not None:
            return [_example(variable.item, taken, each) for each in keys]
        return [_examples(variable.fields, taken, f"{each}.") for each in keys]
    value = variable.example if value is None else value
    return value.quantize(Decimal("0.01")) if variable.type.name == "money" else value


@given(projects())
def test_messages_share_out_the_cases(project: Project) -> None:
    """Every case of the complete product has one message, and the counts say so."""
    study = Study.of(project)
    examination = study.examination
    for one, other in combinations(study.takens, 2):
        assert any(key in other and other[key] != choice for key, choice in one.items())
    counts = [message.count for message in examination.messages]
    assert sum(counts) == examination.case_count == _product(study.takens)
    for at, taken in enumerate(study.takens):
        cases = list(examination.full(at))
        assert len({frozenset(case.items()) for case in cases}) == len(cases) == counts[at]
        assert all(taken.items() <= case.items() for case in cases)


@given(project=projects(), data=st.data())
def test_description_is_exact(project: Project, data: st.DataObject) -> None:
    """The assignments for some messages hold in all of their cases and in no others."""
    examination = Study.of(project).examination
    every = range(len(examination.messages))
    chosen = set(data.draw(st.lists(st.sampled_from(every), min_size=1)))
    described, count = examination.describe(chosen)
    assert count == sum(examination.messages[at].count for at in chosen)
    for at in every:
        for case in examination.full(at):
            labels = {key: choice.label for key, choice in case.items()}
            holds = any(each.items() <= labels.items() for each in described)
            assert holds == (at in chosen) or (at in chosen and len(described) == MOST_SHOWN)


def _product(takens: list[Taken]) -> int:
    """The size of the complete product; what is inside a list exists at some lengths only."""
    seen: dict[str, set[Choice]] = {}
    for taken in takens:
        for key, choice in taken.items():
            seen.setdefault(key, set()).add(choice)

    def inside(name: str, choice: Choice) -> int:
        keys = (key for key in seen if key.startswith(f"{name}["))
        indexed = ((int(key[len(name) + 1 :].partition("]")[0]), key) for key in keys)
        return prod(len(seen[key]) for at, key in indexed if choice.high and at < choice.high)

    tops = [name for name in seen if "[" not in name]
    return prod(sum(inside(name, choice) for choice in seen[name]) for name in tops)


@given(project=projects(marked=True), data=st.data())
def test_cases_reach_what_values_reach(project: Project, data: st.DataObject) -> None:
    """A branch that some values reach is printed in some message."""
    study = Study.of(project)
    for _ in range(5):
        text = "".join(study.render(data.draw(study.values)).values())
        assert set(MARKER.findall(text)) <= study.markers


@given(project=projects(marked=True), data=st.data())
def test_sample_reaches_what_values_reach(project: Project, data: st.DataObject) -> None:
    """Where not every case is walked, still every branch is, and the length is a bound."""
    with patch.object(decisions, "MOST_PATHS", 3):
        study = Study.allowing_problems(project)
    assert study is not None
    study.assume_moderate()
    if study.examination.longest is None:
        return
    assert [problem.code for problem in study.problems] == ["TPL006"]
    printed = study.markers
    for _ in range(5):
        rendered = study.render(data.draw(study.values))
        assert set(MARKER.findall("".join(rendered.values()))) <= printed
        assert utf16_units(rendered["body"]) <= study.examination.longest


# every character has its origin


@given(projects())
def test_every_character_has_its_origin(project: Project) -> None:
    """A printed character stands at its place, as itself or as what is read as it."""
    study = Study.of(project)
    origins = _Origins(study)
    for message in study.examination.messages:
        for section in message.sections.values():
            for part in section.parts:
                origins.check(part)
    for problem in study.examination.problems:
        origins.inside(problem.place)


class _Origins:
    """Checks places against the files; each is checked once."""

    def __init__(self, study: Study) -> None:
        self.sources = [study.project.source, study.project.institution]
        self.sources += study.project.partials.values()
        self.signature = study.signature.value if study.signature else None
        self.checked: set[tuple[Any, ...]] = set()
        self.jinja = environment(study.project.fields, study.project.partial)
        self.bound = set(_bound_names(study.trees))

    def check(self, part: Piece | Hole) -> None:
        for call in part.calls:
            self.inside(call.place)
        key = (part.text, id(part.excerpt), part.start, part.end)
        if key in self.checked:
            return
        self.checked.add(key)
        if isinstance(part, Hole):
            self.hole(part)
            return
        for at, character in enumerate(part.text):
            place = part.place(at, at + 1)
            self.inside(place)
            if part.exact and part.excerpt.exact:
                assert _read_as(place, part.excerpt) == character
        if not part.exact or not part.excerpt.exact:
            self.stretch(part)
        if not part.exact:
            self.changed(part)

    def inside(self, place: Place) -> None:
        """A place lies inside one of the project's files."""
        assert any(place.source is source for source in self.sources)
        assert 0 <= place.span.start <= place.span.end <= len(place.source.text)

    def stretch(self, part: Piece | Hole) -> None:
        """The place of what isn't itself in the file is the stretch that is read as it."""
        excerpt = part.excerpt
        stretch = excerpt.text[part.start : part.end] if excerpt.exact else excerpt.text
        assert _read_as(part.place(0, 1), excerpt) == stretch

    def changed(self, part: Piece) -> None:
        """What stands there isn't what is printed, but is read as it."""
        stretch = part.excerpt.text[part.start : part.end]
        if part.text in ("【", "】"):
            assert stretch == self.signature
        elif part.text == part.excerpt.text:
            assert stretch == part.text
        elif stretch.startswith("\\"):
            assert self.jinja.from_string(f"{{{{ '{stretch}' }}}}").render() == part.text
        else:
            assert part.text.isdecimal()
            assert re.fullmatch(r"[\w.()]+", stretch)

    def hole(self, hole: Hole) -> None:
        """The place is the expression in a tag that prints the variable, by some name."""
        text = hole.excerpt.text
        self.inside(hole.place(0, 1))
        self.stretch(hole)
        assert re.search(r"\{[{%]", text[: hole.start])
        assert re.search(r"[%}]\}", text[hole.end :])
        tree = self.jinja.parse(f"{{{{ {text[hole.start : hole.end]} }}}}")
        names = {name.name for name in tree.find_all(nodes.Name)}
        names |= {field.attr for field in tree.find_all(nodes.Getattr)}
        assert hole.variable.path.removesuffix("[]").rpartition(".")[2] in names or (
            names & self.bound
        )


def _read_as(place: Place, excerpt: Excerpt) -> str:
    """What is read at a place: by YAML, where the excerpt is a scalar with escapes."""
    if not excerpt.exact:
        return _yaml(place.text)
    if excerpt.offsets is None:
        return place.text.replace("\r\n", "\n").replace("\r", "\n")
    quote = excerpt.source.text[excerpt.start]
    return _yaml(f"{quote}{place.text}{quote}")


def _yaml(text: str) -> str:
    return str(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506 - makes texts only


def _bound_names(trees: list[nodes.Template]) -> Iterator[str]:
    for tree in trees:
        for name in tree.find_all(jinja.nodes.Name):
            if name.ctx in ("store", "param"):
                yield name.name


# lengths are never below what is sent


@given(project=projects(), data=st.data())
def test_lengths_hold_for_every_render(project: Project, data: st.DataObject) -> None:
    """No render is shorter or longer than its message says, in units and in parts."""
    study = Study.of(project)
    for _ in range(3):
        sent = data.draw(study.values)
        body = study.message(sent)["body"]
        text = study.render(sent)["body"]
        assert body.fewest_units <= utf16_units(text) <= body.most_units
        for part_units in PARTS:
            assert parts(text, part_units) <= most_parts(body, part_units)


@given(projects())
def test_upper_bound_holds_for_every_message(project: Project) -> None:
    """The bound that is found without walking the cases is above every message."""
    study = Study.of(project)
    assert study.template.front is not None
    walker = Walker(
        study.template.sections,
        study.template.front.variables,
        project.fields,
        loader(study.partials),
    )
    opening = utf16_units(study.signature.value) + 2 if study.signature else 0
    bound = most_units(walker) + opening
    assert all(message.body.most_units <= bound for message in study.examination.messages)


@settings(max_examples=50)
@given(
    st.integers(55, 71) | st.integers(120, 136),
    st.lists(st.text("字😀", max_size=3) | st.integers(1, 3), min_size=1, max_size=5).filter(
        lambda rest: sum(isinstance(each, int) for each in rest) <= 3
    ),
    st.sampled_from(PARTS),
)
def test_most_parts_is_the_most(first: int, rest: list[str | int], part_units: int) -> None:
    """`most_parts` is what trying all texts of one- and two-unit characters gives."""
    declared, body = "", "字" * first
    choices: list[list[str]] = [[body]]
    for at, each in enumerate(rest):
        if isinstance(each, int):
            declared += f"  v{at}: {{type: person_name, max_length: {each}}}\n"
            body += f"{{{{ v{at} }}}}"
            choices.append(_texts(each))
        else:
            body += each
            choices.append([each])
    template = load_template(Source("templates/a.j2", _HEAD + declared + f"---\n{body}"))
    assert template.problems == ()
    (message,) = examine(template, {}, loader({})).messages
    expected = max(parts("".join(texts), part_units) for texts in product(*choices))
    assert most_parts(message.body, part_units) == expected


def _texts(longest: int) -> list[str]:
    """All texts of these two characters, up to so many units."""
    texts = [""]
    for text in texts:
        texts += [text + each for each in "字😀" if utf16_units(text + each) <= longest]
    return texts[1:]


# nothing that is read makes hegui fail

_HEAD = """---
id: a.b
title: 标题
channel: sms
purpose: notice
owner: 示例部
variables:
  unused: {type: bool}
"""
_SOUP_HEAD = """---
id: a.b
title: 标题
channel: letter
purpose: notice
owner: 示例部
variables:
  a: {type: bool}
  b: {type: money}
  c: {type: integer, optional: true}
  d: {type: integer}
  e: {type: enum, values: [甲, 乙]}
  f: {type: date, optional: true}
  items: {type: list, max_items: 2, fields: {its: {type: person_name}}}
---
"""


@settings(max_examples=MANY)
@given(file_bytes)
def test_decode_reads_or_refuses(data: bytes) -> None:
    """Bytes become text, or a `SourceError` that says where."""
    try:
        written = decode(data, "a.j2").text.encode()
    except SourceError as error:
        offset = error.offset
    else:
        offset = 0
        assert written == data.removeprefix(b"\xef\xbb\xbf")
    assert 0 <= offset <= len(data)


def test_decode_refuses_what_is_too_large() -> None:
    """One byte above the limit is refused, the limit itself is read."""
    assert len(decode(b"x" * LARGEST_FILE, "a.j2").text) == LARGEST_FILE
    with pytest.raises(SourceError) as refused:
        decode(b"x" * (LARGEST_FILE + 1), "a.j2")
    assert refused.value.offset == LARGEST_FILE


@settings(max_examples=MANY)
@given(yaml_soups)
def test_yaml_is_read_or_refused(text: str) -> None:
    """Any YAML is read or has problems at places inside the file."""
    source = Source("glossary/institution.yaml", text)
    tree, problems = read_yaml(source, 0, len(text))
    assert tree is None or tree.place.span.end <= len(text)
    for problem in problems:
        assert 0 <= problem.place.span.start <= problem.place.span.end <= len(text)


@settings(max_examples=MANY)
@given(yaml_soups)
def test_front_matter_is_read_or_refused(text: str) -> None:
    """Any front matter is read or has problems at places inside the file."""
    template = load_template(Source("templates/a.j2", f"---\n{text}\n---\n正文"))
    assert template.front is not None or template.problems
    for problem in template.problems:
        place = problem.place
        assert 0 <= place.span.start <= place.span.end <= len(template.source.text)


@settings(max_examples=MANY)
@given(soups, soups)
def test_template_is_examined_or_refused(body: str, partial: str) -> None:
    """Any body is refused, or examined to the end."""
    template = load_template(Source("templates/a.j2", _SOUP_HEAD + body))
    script, problems = load_partial(Source("templates/p.j2", partial))
    load = loader({"p.j2": script} if script is not None and not problems else {})
    if template.walkable:
        examination = examine(template, {}, load)
        assert examination.messages or examination.problems
        problems = [*problems, *examination.problems]
    for problem in (*template.problems, *problems):
        place = problem.place
        assert 0 <= place.span.start <= place.span.end <= len(place.source.text)
