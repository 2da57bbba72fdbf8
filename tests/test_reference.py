"""The pages of the reference: safe as Markdown, safe to write, the same text as `explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from linter.glossary.edition import Edition
from linter.report.reference import as_markdown, as_text, escape, explained_rule, explained_term
from linter.rules import all_rules
from tests.conftest import ROOT
from tests.making import is_one_line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.making import Run

TERMS = """\
category: tone
terms:
  hostile:
    code: TON001
    match: substring
    forms: [快点还]
    severity: info
    why: "<script>alert(1)</script> [x](javascript:1) **粗** `码` | # ```"
    basis: []
    good: ["请您还款。", "正常文字。"]
    bad: ["```快点还```", "<b>快点还</b>"]
"""


@pytest.fixture(scope="module")
def base() -> Edition:
    """The glossary of this repository."""
    return Edition(ROOT)


@pytest.mark.parametrize("code", sorted(all_rules()))
def test_a_page_says_what_explain_says(base: Edition, code: str) -> None:
    """Each fact and each line of an example stands in both."""
    explained = explained_rule(all_rules()[code], base.book)
    page, text = as_markdown(explained), as_text(explained)

    for label, fact in explained.facts:
        assert f"- **{label}**：{escape(fact)}\n" in page
        assert fact in text
    for _, lines in explained.examples:
        assert all(line in page and line in text for line in lines)


def test_markup_of_an_entry_stays_text(tmp_path: Path) -> None:
    """What legal writes is no markup; a fence is longer than what it holds."""
    folder = tmp_path / "glossary" / "terms"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(TERMS, "utf-8")
    book = Edition(tmp_path).book

    page = as_markdown(explained_term(book.terms["hostile"], book), 2)

    assert "<script>" not in page
    assert "\\[x\\](javascript:1)" in page
    assert "````text\n```快点还```\n" in page


def test_pages_are_written_over_links_and_files(tmp_path: Path, run: Run) -> None:
    """A page takes the place of what has its name; what a link leads to stays as it is."""
    other = tmp_path / "other.md"
    other.write_text("别人的", "utf-8")
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "index.md").symlink_to(other)
    (folder / "own.md").write_text("自己的", "utf-8")

    status, out, _ = run("reference", str(folder), "--project", str(ROOT))

    assert status == 0
    assert out == f"写出了 {len([*folder.rglob('*.md')]) - 1} 页：{folder}\n"
    assert other.read_text("utf-8") == "别人的"
    assert (folder / "own.md").read_text("utf-8") == "自己的"
    assert (folder / "index.md").read_text("utf-8").startswith("# 规则、词条和依据")
    assert not [*folder.rglob(".*")]


def test_a_folder_that_is_none_is_told(tmp_path: Path, run: Run) -> None:
    """One line with the place and the reason."""
    (tmp_path / "pages").write_text("", "utf-8")

    status, out, err = run("reference", str(tmp_path / "pages"), "--project", str(ROOT))

    assert (status, out) == (2, "")
    assert is_one_line(err)
    assert "不是文件夹" in err or "同名的文件" in err
