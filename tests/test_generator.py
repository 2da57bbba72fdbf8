"""What is measured is what the bench says it is."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from linter.engine import check_source, examine_template
from linter.project import Project
from linter.source import Source
from linter.template.template import load_template
from tests.benchmarks.generator import Writer, forms, messages, terms, write_project, write_terms
from tests.making import AS_OF

if TYPE_CHECKING:
    from pathlib import Path

_COUNT = 200


@pytest.fixture(scope="module")
def templates() -> list[tuple[str, str, bool]]:
    return list(Writer().templates(_COUNT))


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("bench") / "project"
    write_project(folder, iter(()))
    return Project.open(folder)


def test_a_tenth_are_letters_and_a_tenth_banned(templates: list[tuple[str, str, bool]]) -> None:
    channels = Counter(path.partition("/")[0] for path, _, _ in templates)

    assert channels == {"sms": 180, "letter": 20}
    assert sum(banned for _, _, banned in templates) == 20


def test_no_template_occurs_twice(templates: list[tuple[str, str, bool]]) -> None:
    assert len({text.rpartition("---\n")[2] for _, text, _ in templates}) == _COUNT


def test_the_same_seed_writes_the_same(templates: list[tuple[str, str, bool]]) -> None:
    assert list(Writer().templates(20)) == templates[:20]


def test_every_template_prints_four_messages(
    measured: Project, templates: list[tuple[str, str, bool]]
) -> None:
    for path, text, _ in templates:
        examination = examine_template(measured, load_template(Source(path, text)))

        assert examination.case_count == 4
        assert len({message.body.example for message in examination.messages}) == 4


def test_only_what_was_put_in_is_found(
    measured: Project, templates: list[tuple[str, str, bool]]
) -> None:
    for path, text, banned in templates:
        findings = check_source(measured, Source(path, text), AS_OF, path.partition("/")[0])

        assert bool(findings.findings) == banned, findings.findings


def test_three_of_ten_hold_a_term_inside_other_words(
    measured: Project, templates: list[tuple[str, str, bool]]
) -> None:
    term = measured.edition.book.terms["lawsuit-mention"]

    assert (term.match, term.texts("forms")) == ("word", ("起诉",))
    assert sum("起诉" in text for _, text, _ in templates) == 60


@pytest.mark.parametrize("share", [0, 0.05])
def test_messages_have_70_characters_and_their_share_of_hits(
    measured: Project, share: float
) -> None:
    texts = [json.loads(line)["text"] for line in messages(_COUNT, share)]

    assert {len(text) for text in texts} == {70}
    assert len(set(texts)) == _COUNT
    assert sum(bool(measured.wording.find(text)) for text in texts) == _COUNT * share


def test_terms_are_distinct_and_never_said(templates: list[tuple[str, str, bool]]) -> None:
    found = terms(2000)
    said = "".join(text for _, text, _ in templates) + "".join(messages(_COUNT, 0.05))

    assert len(set(found)) == 2000
    assert not [term for term in found if term in said]


def test_a_project_is_given_exactly_so_many_terms(tmp_path: Path) -> None:
    """They pass their own examples, and find nothing more than hegui's own."""
    write_project(tmp_path / "project", islice(Writer().templates(_COUNT), 1))
    write_terms(tmp_path / "project", 2000)
    found = forms(tmp_path / "project")
    project = Project.open(tmp_path / "project")

    assert len(set(found)) == len(found) == 2000
    assert [match.entry.id for match in project.wording.find(f"请勿写{found[-1]}。")] == ["bench-0"]
