"""``hegui explain``: a rule, an entry or a word, with reason, basis, examples and remedy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from linter.cli.main import main
from linter.glossary.edition import Edition
from linter.report.words import SEVERITIES
from linter.rules import all_rules
from tests.conftest import ROOT
from tests.making import is_one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from linter.glossary.book import Book
    from tests.making import Run

OWN = """\
category: tone
terms:
  snail:
    code: TON001
    match: substring
    forms: [慢吞吞, 老赖]
    except: [慢吞吞地走]
    severity: info
    why: 这样说是在训人
    instead: 请您尽快
    basis: [R15§6, R01]
    needs: credit
    not_after: own-list
    unless: [denied, quoted]
    good:
      - 导航页慢吞吞地走完，账单才显示。
      - 网络慢吞吞的，请稍后再试。
      - 工号慢吞吞，账单。
      - 您还款从不慢吞吞。
      - 信用卡见《示例规定》第九条：“慢吞吞”。
    bad:
      - 您还款慢吞吞的。
      - 欠款不还就是老赖。
"""
LISTS = "lists:\n  own-list:\n    title: 甲\n    words: [工号]\n"


@pytest.fixture
def explain(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What the command prints, when all is well."""

    def run(*arguments: str) -> str:
        status = main(["explain", *arguments])
        out, err = capsys.readouterr()
        assert (status, err) == (0, "")
        return out

    return run


@pytest.fixture
def own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with an entry and a word list of its own."""
    (folder / "glossary" / "terms" / "own.yaml").write_text(OWN, "utf-8")
    lists = (folder / "glossary" / "lists.yaml").read_text("utf-8")
    text = lists + LISTS.partition("\n")[2]
    (folder / "glossary" / "lists.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="module")
def book() -> Book:
    """This repository's own glossary."""
    return Edition(ROOT).book


# rules


def test_a_rule_is_explained_with_its_terms(explain: Callable[..., str], book: Book) -> None:
    """Title, weight, reason, remedy, examples, and every entry with its forms."""
    rule = all_rules()["THR006"]

    out = explain("THR006")

    assert out.startswith(f"THR006  {rule.title}（{rule.name}）\n")
    for words in (rule.why, rule.mend, *rule.weight.basis, SEVERITIES[rule.weight.severity]):
        assert words in out
    for example in (*rule.good, *rule.bad):
        assert example.text in out
    terms = [term for term in book.terms.values() if term.code == "THR006"]
    assert terms
    for term in terms:
        assert f"    {term.id}　" in out


def test_a_code_may_be_written_small(explain: Callable[..., str]) -> None:
    """Case makes no difference."""
    assert explain("thr006") == explain("THR006")


def test_a_rule_without_terms_has_none(explain: Callable[..., str]) -> None:
    """A rule about structure is explained without a list of entries."""
    assert "词条（" not in explain("CHN002")


def test_a_rule_as_json_names_its_terms(explain: Callable[..., str], book: Book) -> None:
    """The ids of its entries, in the order of the glossary."""
    data = json.loads(explain("THR006", "--format", "json"))

    assert data["code"] == "THR006"
    assert data["terms"] == [term.id for term in book.terms.values() if term.code == "THR006"]


@pytest.mark.parametrize("code", sorted(all_rules()))
def test_every_rule_is_explained(explain: Callable[..., str], code: str) -> None:
    """Each rule has a reason, a remedy and examples to show."""
    data = json.loads(explain(code, "--format", "json"))

    assert data["why"]
    assert data["mend"]
    assert data["good"]
    assert data["bad"]


def test_all_rules_are_listed(explain: Callable[..., str]) -> None:
    """Without a name each rule has a line with its title, or an object."""
    lines = explain().splitlines()

    assert [line.split()[0] for line in lines] == list(all_rules())
    found = json.loads(explain("--format", "json"))
    assert [each["code"] for each in found] == list(all_rules())


def test_all_rules_are_explained_as_each(explain: Callable[..., str]) -> None:
    """In the list of all rules each is what it is by itself, its terms included."""
    every = json.loads(explain("--format", "json"))

    assert every == [json.loads(explain(each["code"], "--format", "json")) for each in every]
    assert any(each["terms"] for each in every)


@pytest.mark.usefixtures("own")
def test_all_rules_have_the_terms_of_the_project(explain: Callable[..., str]) -> None:
    """What a project adds is listed under its rule."""
    every = {each["code"]: each["terms"] for each in json.loads(explain("--format", "json"))}

    assert "snail" in every["TON001"]


# entries


@pytest.mark.usefixtures("own")
def test_an_entry_is_explained(explain: Callable[..., str]) -> None:
    """Forms, rule, category, severity, reason, remedy, when it counts, basis, examples, place."""
    assert explain("snail") == (
        "snail  慢吞吞、老赖（TON001，语气）\n"
        "\n"
        "级别　　提示\n"
        "为什么　这样说是在训人\n"
        "怎样改　写“请您尽快”\n"
        f"怎样算　出现即算；“慢吞吞地走”除外；全文提到这些词之一才算：{_credit()}；"
        "同一句前面有这些词不算：工号；否定句、引用法条或转述别人的话不算\n"
        f"依据　　{_basis('R15§6', '第 6 条')}\n"
        f"依据　　{_basis('R01', '')}\n"
        "\n"
        "正例\n"
        "    导航页慢吞吞地走完，账单才显示。\n"
        "    网络慢吞吞的，请稍后再试。\n"
        "    工号慢吞吞，账单。\n"
        "    您还款从不慢吞吞。\n"
        "    信用卡见《示例规定》第九条：“慢吞吞”。\n"
        "\n"
        "反例\n"
        "    您还款慢吞吞的。\n"
        "    欠款不还就是老赖。\n"
        "\n"
        "写在 glossary/terms/own.yaml:4:5\n"
    )


def _credit() -> str:
    return "、".join(Edition(ROOT).book.lists["credit"])


def _basis(named: str, place: str) -> str:
    """A regulation as it is shown: its title, the article, and how sure the project is."""
    regulation = Edition(ROOT).book.regulations[named.partition("§")[0]]
    return f"{named}　《{regulation.title}》{place}（{regulation.certainty}）"


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("name", ["慢吞吞", "SNAIL", "慢 吞 吞", "慢\u200b吞吞", "慢·吞·吞"])
def test_an_entry_is_found_by_id_or_word(explain: Callable[..., str], name: str) -> None:
    """An id in any case, a form in any spelling."""
    assert explain(name) == explain("snail")


@pytest.mark.parametrize(
    ("name", "word"), [("滯納金", "滞纳金"), ("滞　纳　金", "滞纳金"), ("后果自負", "后果自负")]
)
def test_a_word_is_found_in_any_spelling(explain: Callable[..., str], name: str, word: str) -> None:
    """Traditional characters and wide spaces lead to the same entry."""
    assert explain(name) == explain(word)


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("征信黑名单", "credit-blacklist"),
        ("通知您的家人", "tell-family"),
        ("我行不会通知您的家人。", "tell-family"),
        ("坐lao", "jail"),
    ],
)
def test_what_a_report_shows_is_explained(
    explain: Callable[..., str], name: str, term: str
) -> None:
    """What a pattern found, a disguise or a whole sentence leads to its entries."""
    assert f"{term}  " in explain(name)


@pytest.mark.usefixtures("own")
def test_a_word_of_several_entries_has_them_all(explain: Callable[..., str], book: Book) -> None:
    """Each entry that has the word is explained, with a blank line between."""
    others = [term.id for term in book.terms.values() if "老赖" in term.texts("forms")]

    parts = [explain(name) for name in (*others, "snail")]

    assert len(parts) >= 2
    assert explain("老赖") == "\n".join(parts)


@pytest.mark.usefixtures("own")
def test_an_entry_as_json_is_a_list(explain: Callable[..., str]) -> None:
    """Programs get the same, one object for each entry."""
    (found,) = json.loads(explain("慢吞吞", "--format", "json"))

    assert found.pop("good") == [
        *("导航页慢吞吞地走完，账单才显示。", "网络慢吞吞的，请稍后再试。"),
        *("工号慢吞吞，账单。", "您还款从不慢吞吞。", "信用卡见《示例规定》第九条：“慢吞吞”。"),
    ]
    assert found == _DATA


_DATA: dict[str, Any] = {
    "id": "snail",
    "code": "TON001",
    "category": "tone",
    "match": "substring",
    "forms": ["慢吞吞", "老赖"],
    "patterns": [],
    "disguised": [],
    "except": ["慢吞吞地走"],
    "needs": "credit",
    "not_after": "own-list",
    "litigated": False,
    "unless": ["denied", "quoted"],
    "severity": "info",
    "why": "这样说是在训人",
    "instead": "请您尽快",
    "fix": None,
    "basis": ["R15§6", "R01"],
    "bad": ["您还款慢吞吞的。", "欠款不还就是老赖。"],
    "path": "glossary/terms/own.yaml",
}


def test_every_entry_of_the_base_is_explained(
    explain: Callable[..., str], book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside a project each entry shows its reason, its remedy, its basis and its examples."""
    monkeypatch.chdir(tmp_path)

    for term in [*book.terms.values()][::5]:
        out = explain(term.id)
        assert out.startswith(f"{term.id}  {'、'.join(term.texts('forms')[:4])}")
        assert "、".join(term.texts("forms")) in out
        assert all(f"句式　　{pattern.text}\n" in out for pattern in term.patterns)
        shown = [term.why, term.instead or "怎样改　删除", *term.texts("good"), *term.texts("bad")]
        shown += [f"依据　　{each}　《" for each in term.texts("basis")]
        for words in shown:
            assert words in out
        place = term.record.place
        assert out.endswith(f"/terms/{place.where.rpartition('/')[2]}\n")


# what isn't there


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("THR06", "您是不是想写“THR006”？"),
        ("late-fe", "您是不是想写“late-fee”？"),
        ("", "可用的有："),
        ("龘龘", "找不到“龘龘”：没有这个编号，词库里也没有这个词"),
        ("\u200b", "可用的有："),
        ("x" * 3000, f"找不到“{'x' * 40}”"),
    ],
)
def test_an_unknown_name_has_a_suggestion(run: Run, name: str, words: str) -> None:
    """One line says that there is no such rule or entry and what was perhaps meant."""
    status, out, err = run("explain", name)

    assert (status, out) == (2, "")
    assert is_one_line(err)
    assert words in err


def test_a_near_word_is_suggested(run: Run) -> None:
    """A word that is almost a form of the glossary leads to that form."""
    _, _, err = run("explain", "催收贵")

    assert "催收费" in err


def test_an_entry_of_a_project_is_unknown_outside(own: Path, run: Run) -> None:
    """--project names the glossary that is explained."""
    assert run("explain", "snail")[0] == 0
    assert run("explain", "snail", "--project", str(ROOT))[0] == 2
    assert run("explain", "snail", "--project", str(own))[0] == 0
