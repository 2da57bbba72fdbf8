"""Laws of meanings: what is kept is what is printed; what prints the same is the same."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from hypothesis import assume, given
from hypothesis import strategies as st

from linter.annotated import annotated, escaped
from linter.approval.kept import read
from linter.glossary.institution import Institution
from linter.meaning import digest, expression, manifest
from linter.pairing import matched, shared_case, stretch
from linter.source import Source
from linter.template.message import Hole
from tests.strategies import Project, projects
from tests.study import Study

if TYPE_CHECKING:
    from linter.project import Project as Opened


def _manifest(study: Study) -> dict[str, Any]:
    """The manifest of a random project, whose institution signs with its name."""
    fields = {**study.project.fields}
    fields.setdefault("signature", fields["name"])
    project = cast("Opened", SimpleNamespace(institution=Institution(fields)))
    return manifest(project, study.examination, (), {})


@given(projects())
def test_what_is_kept_is_what_is_printed(project: Project) -> None:
    """Read back from JSON, each case has its message, and nothing differs from the original."""
    study = Study.of(project)
    made = _manifest(study)
    kept = read(json.loads(json.dumps(made, sort_keys=True)))

    assert digest(kept.manifest) == digest(made)
    assert sorted(kept.side.keys) == sorted(message.key for message in study.examination.messages)
    pairs = matched(kept.side, read(made).side, untried=True)
    assert all(
        before is not None
        and after is not None
        and kept.side.keys[before] == read(made).side.keys[after]
        for before, after in pairs
    )


@given(project=projects(), data=st.data())
def test_comments_and_names_mean_nothing(project: Project, data: st.DataObject) -> None:
    """A comment between a word and a tag, another title: the digest stays."""
    study = Study.of(project)
    text = project.source.text
    body = study.template.sections["body"].excerpt
    tags = [found.start() for found in re.finditer(r"\{[{%#]", text) if found.start() >= body.start]
    found = [each for each in _outside(text, tags, body.start) if not text[each - 1].isspace()]
    assume(found)
    at = data.draw(st.sampled_from(found))
    changed = f"{text[:at]}{{# 注释 #}}{text[at:]}"
    renamed = re.sub(r"title: [^\r\n]*", "title: 另一个名称", changed, count=1)

    other = Study.of(replace(project, source=Source(project.source.path, renamed)))
    assert digest(_manifest(other)) == digest(_manifest(study))


def _outside(text: str, tags: list[int], start: int) -> list[int]:
    """The tags that stand in no other: where a comment may be put before."""
    found, end = [], start
    for at in tags:
        if at >= end and "raw" not in text[start:at]:
            found.append(at)
            closing = {"{": "}}", "%": "%}", "#": "#}"}[text[at + 1]]
            end = text.find(closing, at)
            if end < 0:
                break
    return found


@given(projects())
def test_annotated_text_is_every_message(project: Project) -> None:
    """In each case, the passages whose conditions hold make its message."""
    study = Study.of(project)
    examination = study.examination
    for name in examination.messages[0].sections:
        passages = annotated(examination, name)
        for taken, message in zip(study.takens, examination.messages, strict=True):
            case = {
                key: choice.label if choice.low is None else stretch(choice, choice)
                for key, choice in taken.items()
            }
            shown = "".join(
                passage.text
                for passage in passages
                if any(_holds(assignment, case) for assignment in passage.cases)
            )
            wanted = "".join(
                f"{{{{ {expression(part)} }}}}" if isinstance(part, Hole) else escaped(part.text)
                for part in message.sections[name].parts
            )
            assert shown == wanted


def _holds(assignment: dict[str, Any], case: dict[str, Any]) -> bool:
    return all(key in case and case[key] == value for key, value in assignment.items())


@given(projects())
def test_cases_that_differ_are_told_apart(project: Project) -> None:
    """Two messages for other values have other cases in words."""
    study = Study.of(project)
    cases = [repr(sorted(shared_case({}, taken).items())) for taken in study.takens]

    assert len({*cases}) == len(cases)
