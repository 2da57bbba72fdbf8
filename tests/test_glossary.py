"""The glossary's files: read with places, laid over each other, proved before anything is found."""

from __future__ import annotations

import json
import os
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from linter import proof
from linter.finding import Severity
from linter.glossary import book as book_module
from linter.glossary import edition, lists, regulations, terms
from linter.glossary.edition import Edition
from linter.glossary.frames import FRAMES
from linter.glossary.terms import CATEGORIES, MATCHES, Term
from linter.rules import all_rules
from linter.rules.rule import WordingRule
from linter.source import LARGEST_FILE, ProjectError
from tests.conftest import ROOT
from tests.making import HOTLINE, hegui, is_one_line, template

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from linter.glossary.book import Book
    from linter.project import Project
    from linter.source import Source
    from tests.making import Run

REGULATIONS = """\
regulations:
  R01:
    title: 示例规定
    date: "2020-01-01"
    force: 法律
    binding: true
    url: https://law.example/1
    certainty: 原文已读
"""
LISTS = """\
lists:
  pets:
    title: 宠物
    words: [小猫, 小狗]
"""
BASE_TERMS = """\
category: tone
terms:
  blunt:
    code: TON001
    match: substring
    forms: [快点还]
    severity: warning
    why: 语气生硬
    basis: [R01]
    good:
      - 请您尽快还款。
    bad:
      - 快点还，别等了。
"""
OWN = """\
category: tone
terms:
  rough:
    code: TON001
    match: substring
    forms: [拖着不]
    except: [拖着不放]
    severity: warning
    why: 语气生硬
    basis: [R01]
    good:
      - 行李箱总拖着不放，手会酸。
    bad:
      - 您一直拖着不还。
"""
OWN_FILE = "glossary/terms/own.yaml"


@pytest.fixture
def bank(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without words of its own, over a base that has one entry."""
    base = tmp_path / "base"
    (base / "terms").mkdir(parents=True)
    (base / "regulations.yaml").write_text(REGULATIONS, "utf-8")
    (base / "lists.yaml").write_text(LISTS, "utf-8")
    (base / "terms" / "tone.yaml").write_text(BASE_TERMS, "utf-8")
    for name in ("institution.yaml", "policy.yaml"):
        shutil.copy(ROOT / "glossary" / name, base)
    for module in (edition, proof):
        monkeypatch.setattr(module, "BASE", base)
    root = project.root
    shutil.rmtree(root / "glossary" / "terms")
    (root / "glossary" / "terms").mkdir()
    for name in ("regulations.yaml", "lists.yaml"):
        (root / "glossary" / name).unlink()
    return root


@pytest.fixture(scope="module")
def book() -> Book:
    """This repository's own glossary."""
    return Edition(ROOT).book


def _refusal(run: Run, *arguments: str) -> str:
    """The one line with which a command says that it can't be done."""
    status, out, err = run(*(arguments or ("check",)))
    assert (status, out) == (2, "")
    assert err.startswith("hegui：")
    assert err.count("\n") == 1
    return err.removeprefix("hegui：").rstrip("\n")


def _changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def _write(bank: Path, text: str | bytes, name: str = OWN_FILE) -> Path:
    file = bank / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def _words(bank: Path, text: str) -> list[str]:
    """What the project's glossary finds in a text."""
    return [text[found.start : found.end] for found in Edition(bank).wording.find(text)]


# errors have their place


def test_a_right_file_is_accepted(bank: Path, run: Run) -> None:
    """The file that the errors below are made of has none itself."""
    _write(bank, OWN)

    assert run("check")[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ("category: tone", "categorie: tone", ":1:1", "没有“categorie”这个键"),
        ("category: tone", "category: tones", ":1:11", "没有“tones”这个值；您是不是想写“tone”"),
        ("category: tone\n", "", ":1:1", "缺少“category”"),
        ("  rough:", "  Rough:", ":3:3", "“Rough”不能作名字"),
        ("    why:", "    reason:", ":9:5", "没有“reason”这个键"),
        ("    why: 语气生硬\n", "", ":4:5", "缺少“why”"),
        ("code: TON001", "code: ton001", ":4:11", "规则编号，如 THR002"),
        ("match: substring", "match: regex", ":5:12", "没有“regex”这个值"),
        ("match: substring", "match: word", ":7:13", "只有 match: substring 和句式才能写 except"),
        ("match: substring", "match: phrase", ":7:13", "只有 match: substring 和句式才能写 except"),
        ("forms: [拖着不]", "forms: []", ":6:12", "列表应有 1 至"),
        ("forms: [拖着不]", "forms: 拖着不", ":6:12", "应为列表"),
        ("forms: [拖着不]", "forms: ['']", ":6:13", "一行文字"),
        ("forms: [拖着不]", "forms: [null]", ":6:13", "没有值"),
        ("forms: [拖着不]", "forms: [拖着不, 拖着不]", ":6:12", "写了两次"),
        ("forms: [拖着不]", r'forms: ["拖着\n不"]', ":6:13", "一行文字"),
        ("forms: [拖着不]", r'forms: ["拖着\uFFFC"]', ":6:13", "一行文字"),
        ("forms: [拖着不]", f"forms: [{'长' * 41}]", ":6:13", "最多 40 个字"),
        ("except: [拖着不放]", "except: [拽着不放]", ":7:13", "“拽着不放”里没有这个词条的任何写法"),
        ("except: [拖着不放]", "disguised: [诉]", ":7:16", "应有 2 至 8 个看得见的字"),
        ("except: [拖着不放]", "disguised: [\u200b\u200b]", ":7:16", "应有 2 至 8 个看得见的字"),
        ("except: [拖着不放]", f"disguised: [{'诉' * 9}]", ":7:16", "应有 2 至 8 个看得见的字"),
        ("except: [拖着不放]", "except: [拖着不]", ":7:13", "“拖着不”里没有这个词条的任何写法"),
        ("severity: warning", "severity: fatal", ":8:15", "没有“fatal”这个值"),
        ("basis: [R01]", "basis: [R1]", ":10:13", "依据，如 R15§6"),
        ("basis: [R01]", "basis: [R99§3]", ":10:12", "regulations.yaml 里没有 R99"),
        ("basis: [R01]", "basis: [R01]\n    needs: pet", ":11:12", "lists.yaml 里没有“pet”"),
        ("basis: [R01]", "basis: [R01]\n    not_after: pet", ":11:16", "您是不是想写“pets”"),
        ("basis: [R01]", "basis: [R01]\n    unless: [denies]", ":11:14", "您是不是想写“denied”"),
        ("basis: [R01]", "basis: [R01]\n    why: 甲", ":11:5", "“why”在第 9 行已经写过"),
        ("basis: [R01]", "basis: [R01", ":11:9", "YAML 语法错误"),
        ("basis: [R01]", "basis: &a [R01]", ":10:12", "锚点"),
        ("      - 您一直拖着不还。\n", "      []\n", ":14:7", "列表应有 1 至"),
    ],
)
def test_an_error_in_terms_has_its_place(  # noqa: PLR0913, PLR0917 - fixtures and a table
    bank: Path, run: Run, old: str, new: str, at: str, words: str
) -> None:
    """What is wrong with an entry is one line: file, line, column, reason."""
    _write(bank, _changed(OWN, old, new))

    line = _refusal(run)

    assert line.startswith(f"{OWN_FILE}{at}：")
    assert words in line


@pytest.mark.parametrize("category", ["violence", "criminal_threat", "impersonation"])
def test_what_is_most_severe_is_never_cleared_by_word_boundaries(
    bank: Path, run: Run, category: str
) -> None:
    """Entries of three categories may not be matched by word."""
    text = _changed(OWN, "category: tone", f"category: {category}")
    text = _changed(text, "    except: [拖着不放]\n", "")
    _write(bank, _changed(text, "match: substring", "match: word"))

    line = _refusal(run)

    assert line.startswith(f"{OWN_FILE}:5:12：这一类不能靠分词放行")


def test_a_phrase_has_four_characters(bank: Path, run: Run) -> None:
    """A shorter one may be part of another word, so it must be matched otherwise."""
    text = _changed(OWN, "    except: [拖着不放]\n", "")
    _write(bank, _changed(text, "match: substring", "match: phrase"))

    assert _refusal(run).startswith(f"{OWN_FILE}:6:12：“拖着不”不足四个字")


def test_an_id_is_used_once_in_a_glossary(bank: Path, run: Run) -> None:
    """The second of two files with the same entry is refused, and says where the first is."""
    _write(bank, OWN, "glossary/terms/first.yaml")
    _write(bank, OWN, "glossary/terms/second.yaml")

    line = _refusal(run)

    assert line.startswith("glossary/terms/second.yaml:4:5：")
    assert "词条“rough”已写在 glossary/terms/first.yaml:4:5" in line


def test_an_id_is_used_once_in_a_file(bank: Path, run: Run) -> None:
    """An entry that is written twice is a repeated key."""
    _write(bank, OWN + OWN.partition("terms:\n")[2])

    assert _refusal(run).startswith(f"{OWN_FILE}:15:3：“rough”在第 3 行已经写过")


@pytest.mark.parametrize("form", [r'"\u200b"', r'"\u00ad\u200d"'])
def test_a_form_says_something(bank: Path, run: Run, form: str) -> None:
    """A form of which nothing is left in the normal form is refused with its place."""
    text = _changed(OWN, "    except: [拖着不放]\n", "")
    _write(bank, _changed(text, "forms: [拖着不]", f"forms: [拖着不, {form}]"))

    assert _refusal(run).startswith(f"{OWN_FILE}:6:")


def test_two_spellings_of_one_form_are_refused(bank: Path, run: Run) -> None:
    """Forms that are the same in the normal form are one form written twice."""
    _write(bank, _changed(OWN, "forms: [拖着不]", "forms: [拖着不, 拖着不还, 拖着不還]"))

    assert _refusal(run).startswith(f"{OWN_FILE}:6:12：")


@pytest.mark.parametrize("name", [OWN_FILE, "glossary/lists.yaml", "glossary/regulations.yaml"])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("# 语气".encode("gbk"), "GBK/GB18030"),
        (b"category: tone\0", "NUL"),
        (b"#" * (LARGEST_FILE + 1), "1 MiB"),
        (b"", "文件是空的"),
        (b"# empty\n", "文件是空的"),
    ],
)
def test_a_file_without_entries_stops_the_run(
    bank: Path, run: Run, name: str, data: bytes, words: str
) -> None:
    """A file that is no text, or is empty, is named with the remedy."""
    _write(bank, data, name)

    line = _refusal(run)

    assert line.startswith(name)
    assert words in line


@pytest.mark.parametrize("name", [OWN_FILE, "glossary/lists.yaml", "glossary/regulations.yaml"])
def test_a_file_does_not_lie_outside(bank: Path, run: Run, name: str) -> None:
    """A link out of the project isn't followed."""
    outside = bank.parent / "outside.yaml"
    outside.write_text(OWN, "utf-8")
    (bank / name).symlink_to(outside)

    assert _refusal(run).startswith(f"{name}：符号链接指向项目之外")


def test_a_link_to_nothing_is_no_file(bank: Path, run: Run) -> None:
    """A dangling link among the terms is an error, not an absent file."""
    (bank / OWN_FILE).symlink_to("none.yaml")

    assert _refusal(run).startswith(f"{OWN_FILE}：文件不存在")


@pytest.mark.parametrize(
    "name", ["terms/sub/x.yaml", "terms/own.yml", "terms/own.j2", "lists.yml", "list.yaml", "x.txt"]
)
@pytest.mark.parametrize("command", ["check", "audit", "explain"])
def test_a_file_that_nobody_reads_is_refused(bank: Path, run: Run, name: str, command: str) -> None:
    """What lies in the glossary without being part of it is named, not passed over."""
    (bank / "glossary" / name).parent.mkdir(exist_ok=True)
    _write(bank, OWN, f"glossary/{name}")
    file = _write(bank, '{"id": 1, "text": "甲"}\n', "a.jsonl")
    arguments = {"check": ["check"], "audit": ["audit", str(file)], "explain": ["explain", "甲乙"]}

    line = _refusal(run, *arguments[command])

    first = "terms/sub" if name.startswith("terms/sub") else name
    assert line.startswith(f"glossary/{first}：")


def test_hidden_files_are_no_part_of_a_glossary(bank: Path, run: Run) -> None:
    """What editors and systems leave behind is no error."""
    for name in (".DS_Store", "terms/.own.yaml.swp"):
        _write(bank, b"\xff", f"glossary/{name}")

    assert run("check")[0] == 0


def test_a_list_that_leads_nowhere_is_no_absent_file(bank: Path, run: Run) -> None:
    """A dangling link where word lists belong is an error."""
    (bank / "glossary" / "lists.yaml").symlink_to("none.yaml")

    assert _refusal(run).startswith("glossary/lists.yaml：文件不存在")


def test_a_terms_folder_that_leads_to_itself_is_refused(bank: Path, run: Run) -> None:
    """A link in a circle is no empty folder."""
    (bank / "glossary" / "terms").rmdir()
    (bank / "glossary" / "terms").symlink_to("terms")

    assert _refusal(run).startswith("glossary/terms：")


def test_a_terms_folder_that_leads_nowhere_is_refused(bank: Path, run: Run) -> None:
    """A dangling link is no absent folder."""
    (bank / "glossary" / "terms").rmdir()
    (bank / "glossary" / "terms").symlink_to("none")

    assert _refusal(run).startswith("glossary/terms：")


@pytest.mark.parametrize("data", ["own.yaml", "own.txt"])
def test_a_file_whose_name_is_no_utf8_has_one_line(bank: Path, data: str) -> None:
    """Bytes of another encoding in a name end in an answer, or in one line that names it."""
    stem, _, suffix = data.partition(".")
    name = os.fsdecode(f"词{stem}.{suffix}".encode("gbk"))
    (bank / "glossary" / "terms" / name).write_text(OWN.replace("rough", "rude"), "utf-8")

    done = hegui(bank, "check", PYTHONUTF8="1")

    if suffix == "yaml":
        assert (done.returncode, done.stderr) == (0, b"")
        assert _words(bank, "您一直拖着不还") == ["拖着不"]
    else:
        assert (done.returncode, done.stdout) == (2, b"")
        assert is_one_line(done.stderr.decode())


@pytest.mark.parametrize(
    ("name", "text", "old", "new", "at", "words"),
    [
        ("lists", LISTS, "lists:", "list:", ":1:1", "您是不是想写“lists”"),
        ("lists", LISTS, "  pets:", "  Pets:", ":2:3", "“Pets”不能作名字"),
        ("lists", LISTS, "title: 宠物", "titel: 宠物", ":3:5", "您是不是想写“title”"),
        ("lists", LISTS, "[小猫, 小狗]", "[]", ":4:12", "列表应有 1 至"),
        ("lists", LISTS, "[小猫, 小狗]", "小猫", ":4:12", "应为列表"),
        ("lists", LISTS, "[小猫, 小狗]", "[小猫", ":5:1", "YAML 语法错误"),
        ("regulations", REGULATIONS, "  R01:", "  A01:", ":2:3", "“A01”不能作名字"),
        ("regulations", REGULATIONS, "    title: 示例规定\n", "", ":3:5", "缺少“title”"),
        ("regulations", REGULATIONS, "2020-01-01", "2020-02-30", ":4:11", "日期"),
        ("regulations", REGULATIONS, "force: 法律", "force: 民法", ":5:12", "没有“民法”"),
        ("regulations", REGULATIONS, "binding: true", "binding: yes", ":6:14", "true 或 false"),
        ("regulations", REGULATIONS, "https:", "http:", ":7:10", "https://"),
        ("regulations", REGULATIONS, "原文已读", "听说", ":8:16", "没有“听说”这个值"),
        ("regulations", REGULATIONS, "certainty", "sure", ":8:5", "没有“sure”这个键"),
    ],
)
def test_an_error_in_lists_and_regulations_has_its_place(  # noqa: PLR0913, PLR0917 - fixtures and a table
    bank: Path, run: Run, name: str, text: str, old: str, new: str, at: str, words: str
) -> None:
    """What is wrong with a word list or a regulation is one line with its place."""
    _write(bank, _changed(text, old, new), f"glossary/{name}.yaml")

    line = _refusal(run)

    assert line.startswith(f"glossary/{name}.yaml{at}：")
    assert words in line


def test_an_error_in_the_base_is_named_as_such(bank: Path, run: Run) -> None:
    """A damaged base glossary isn't mistaken for a file of the project."""
    (edition.BASE / "terms" / "tone.yaml").write_text("category: x\n", "utf-8")

    assert bank.is_dir()
    assert _refusal(run).startswith("内置词库/terms/tone.yaml:1:11：")


def test_several_errors_are_counted(bank: Path, run: Run) -> None:
    """The line has the first error and says how many there are besides, and where to read them."""
    _write(bank, _changed(_changed(OWN, "TON001", "ton001"), "warning", "fatal"))

    assert _refusal(run).endswith("（还有 1 处，见 hegui glossary test）")
    status, out, _ = run("glossary", "test")
    assert status == 2
    assert re.findall(r"^glossary\S+:(\d+):", out, re.MULTILINE) == ["4", "8"]


# what the code of an entry may be


@pytest.mark.parametrize("code", ["CHN002", "TPL001", "ABC999"])
@pytest.mark.parametrize("command", ["check", "audit"])
def test_a_code_that_is_no_wording_rule_is_refused(
    bank: Path, run: Run, code: str, command: str
) -> None:
    """An entry can only break a rule about wording; every command says so."""
    _write(bank, _changed(OWN, "TON001", code))
    file = _write(bank, '{"id": 1, "text": "您一直拖着不还。"}\n', "a.jsonl")

    line = _refusal(run, *(["check"] if command == "check" else ["audit", str(file)]))

    assert f"{code} 不是用语规则" in line


@pytest.mark.parametrize("command", ["check", "audit"])
def test_an_entry_weighs_no_more_than_its_rule(bank: Path, run: Run, command: str) -> None:
    """Tone is at most a warning, so an entry of tone can't be an error; every command says so."""
    _write(bank, _changed(OWN, "severity: warning", "severity: error"))
    file = _write(bank, '{"id": 1, "text": "您一直拖着不还。"}\n', "a.jsonl")

    line = _refusal(run, *(["check"] if command == "check" else ["audit", str(file)]))

    assert line.startswith(f"{OWN_FILE}:")
    assert "TON001 最高为 warning" in line


def test_an_entry_may_weigh_less_than_its_rule(bank: Path, run: Run) -> None:
    """An entry of a milder kind keeps its own severity."""
    _write(bank, _changed(OWN, "severity: warning", "severity: info"))

    assert run("check")[0] == 0
    found = Edition(bank).wording.find("您一直拖着不还。")
    assert [match.entry.severity for match in found] == [Severity.INFO]


# layers


def test_a_project_adds_entries(bank: Path) -> None:
    """What the project writes counts beside the base."""
    _write(bank, OWN)

    assert _words(bank, "快点还，不要拖着不还") == ["快点还", "拖着不"]
    assert _words(bank.parent, "快点还，不要拖着不还") == ["快点还"]


def test_a_project_replaces_entries_of_the_base(bank: Path) -> None:
    """An entry with the id of one in the base stands for it, whole."""
    _write(bank, _changed(OWN, "  rough:", "  blunt:"))

    assert _words(bank, "快点还，不要拖着不还") == ["拖着不"]
    assert list(Edition(bank).book.terms) == ["blunt"]


def test_a_project_replaces_word_lists_of_the_base(bank: Path) -> None:
    """A list of the base that the project writes anew has the project's words, for all entries."""
    needy = _changed(BASE_TERMS, "basis: [R01]", "basis: [R01]\n    needs: pets")
    needy = _changed(needy, "快点还，别等了。", "小猫、小马快点还，别等了。")
    (edition.BASE / "terms" / "tone.yaml").write_text(needy, "utf-8")

    assert _words(bank, "小猫快点还") == ["快点还"]

    _write(bank, _changed(LISTS, "小猫, 小狗", "小马"), "glossary/lists.yaml")

    assert _words(bank, "小猫快点还") == []
    assert _words(bank, "小马快点还") == ["快点还"]


def test_a_project_replaces_and_adds_regulations(bank: Path) -> None:
    """The project's word about a regulation counts, and others stay."""
    more = REGULATIONS + REGULATIONS.partition("\n")[2].replace("R01", "R02")
    (edition.BASE / "regulations.yaml").write_text(more, "utf-8")
    _write(bank, _changed(REGULATIONS, "示例规定", "新规定"), "glossary/regulations.yaml")

    found = Edition(bank).book.regulations

    assert {each.id: each.title for each in found.values()} == {"R01": "新规定", "R02": "示例规定"}
    assert found["R02"].number is None
    assert found["R02"].binding


def test_entries_may_name_what_only_the_base_has(bank: Path) -> None:
    """Lists and regulations of the base are there for the project's entries."""
    text = _changed(OWN, "basis: [R01]", "basis: [R01]\n    needs: pets")
    _write(bank, _changed(text, "您一直拖着不还", "小狗您一直拖着不还"))

    assert _words(bank, "小狗一直拖着不还") == ["拖着不"]
    assert _words(bank, "小马一直拖着不还") == []


def test_this_repository_is_its_own_base() -> None:
    """The glossary at the top of a checkout is read once, not laid over itself."""
    assert [name for layer in Edition(ROOT).layers for name in layer] == [
        name for layer in Edition().layers for name in layer
    ]


# fixes

FIX = "    fix: {safe: true, forms: {拖着不: 还没有}}\n    basis: [R01]\n"


def test_a_fix_is_read_with_its_entry(bank: Path, run: Run) -> None:
    """The rule's finding offers it, and explain tells it."""
    _write(bank, _changed(OWN, "    basis: [R01]\n", FIX))
    path = _write(bank, template(f"您一直拖着不还，{HOTLINE}"), "templates/sms/example.j2")
    (told,) = json.loads(run("explain", "rough", "--format", "json")[1])

    run("check", "--fix")

    assert "您一直还没有还" in path.read_text("utf-8")
    assert told["fix"] == {"safe": True, "forms": {"拖着不": "还没有"}}


@pytest.mark.parametrize(
    ("forms", "reason"),
    [
        ("{拖着不: 一直拖着不}", "还是查出“rough”；请另写一个"),
        ("{拖着不: 快点}", "又查出“blunt”；请另写一个"),
        ("{拖着: 还没有}", "fix 里的“拖着”不是这个词条的写法"),
    ],
)
def test_a_fix_that_mends_nothing_is_refused(bank: Path, run: Run, forms: str, reason: str) -> None:
    """It must be no finding of its own or of another entry, for a form of the entry."""
    _write(bank, _changed(OWN, "    basis: [R01]\n", FIX.replace("{拖着不: 还没有}", forms)))

    assert reason in _refusal(run)


def test_a_fix_without_example_is_refused(bank: Path, run: Run) -> None:
    """Each form that is offered something has a bad example."""
    text = _changed(OWN, "    basis: [R01]\n", FIX.replace("{拖着不: ", "{拖着不: 还没有, 赖着: "))
    _write(bank, _changed(text, "[拖着不]", "[拖着不, 赖着]"))

    assert "fix 里的“赖着”没有一个反例用到" in _refusal(run)


# proof


def _unproved(bank: Path, kind: str) -> str:
    """Write an entry that is not as its examples say; what is said about it."""
    changes = {
        "bad": ("您一直拖着不还。", "您一直没有还。", ":14:7：反例“您一直没有还。”没有查出“rough”"),
        "good": (
            "行李箱总拖着不放，手会酸。",
            "请勿拖着不理。",
            ":12:7：正例“请勿拖着不理。”却查出了“拖着不”",
        ),
        "removed": (
            "行李箱总拖着不放，手会酸。",
            "您一直还。",
            ":12:7：正例“您一直还。”与反例只差这个词",
        ),
        "replaced": (
            "行李箱总拖着不放，手会酸。",
            "您一直拖着不放还。",
            ":12:7：正例“您一直拖着不放还。”与反例只差这个词",
        ),
    }
    old, new, words = changes[kind]
    _write(bank, _changed(OWN, old, new))
    return f"{OWN_FILE}{words}"


@pytest.mark.parametrize("kind", ["bad", "good", "removed", "replaced"])
def test_an_entry_that_fails_its_examples_is_refused(bank: Path, run: Run, kind: str) -> None:
    """A bad example must be found, a good one not, and it must differ in more than the term."""
    words = _unproved(bank, kind)

    assert _refusal(run).startswith(words)


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["check", "templates/sms/example.j2"],
        ["check", "--format", "json"],
        ["audit", "messages.jsonl"],
        ["render", "sms.example"],
    ],
    ids=" ".join,
)
def test_an_entry_that_fails_stops_every_check(bank: Path, run: Run, command: list[str]) -> None:
    """No verdict is given by a glossary that isn't as its own examples say."""
    _write(bank, template(HOTLINE), "templates/sms/example.j2")
    _write(bank, '{"id": 1, "text": "甲"}\n', "messages.jsonl")
    _write(bank, OWN)
    assert run(*command)[0] == 0
    words = _unproved(bank, "bad")

    assert _refusal(run, *command).startswith(words)


def test_glossary_test_lists_all_that_fails(bank: Path, run: Run) -> None:
    """Failures are the output, one a line, with a count at the end."""
    words = _unproved(bank, "bad")

    status, out, err = run("glossary", "test")

    assert (status, err) == (2, "")
    first, *_, last = out.splitlines()
    assert first.startswith(words)
    assert re.fullmatch(r"验证了 2 个词条、2 种写法、\d+ 条规则：\d+ 处不符", last)


def _noticed(run: Run) -> list[str]:
    status, out, err = run("glossary", "test", "--format", "json")
    assert (status, err) == (2, "")
    failures: list[str] = json.loads(out)["failures"]
    assert len(failures) == 1
    return failures


def test_glossary_test_names_a_form_without_example(bank: Path, run: Run) -> None:
    """A form that could be removed unnoticed wants a bad example."""
    _write(bank, _changed(OWN, "[拖着不]", "[拖着不, 赖着不]"))

    assert _noticed(run) == [
        f"{OWN_FILE}:6:12：“rough”去掉“赖着不”，例句仍然全部通过；请为它写一个反例"
    ]


def test_glossary_test_names_an_exception_without_example(bank: Path, run: Run) -> None:
    """An exception that could be removed unnoticed wants a good example."""
    _write(bank, _changed(OWN, "[拖着不放]", "[拖着不放, 拖着不动]"))

    assert _noticed(run) == [
        f"{OWN_FILE}:7:13：“rough”去掉“拖着不动”，例句仍然全部通过；请为它写一个正例"
    ]


@pytest.mark.parametrize("frame", sorted(FRAMES))
def test_glossary_test_names_a_frame_without_example(bank: Path, run: Run, frame: str) -> None:
    """A frame that could be removed unnoticed wants a good example."""
    _write(bank, _changed(OWN, "basis: [R01]", f"basis: [R01]\n    unless: [{frame}]"))

    assert _noticed(run) == [
        f"{OWN_FILE}:11:13：“rough”去掉语境“{frame}”，例句仍然全部通过；请为它写一个正例，或删除它"
    ]


@pytest.mark.parametrize(("key", "at"), [("needs", "12"), ("not_after", "16")])
def test_glossary_test_names_a_list_without_example(
    bank: Path, run: Run, key: str, at: str
) -> None:
    """A reference to a word list that could be removed unnoticed wants a good example."""
    text = _changed(OWN, "basis: [R01]", f"basis: [R01]\n    {key}: pets")
    for example in ("行李箱总拖着", "您一直拖着"):
        before = "小猫。" if key == "not_after" else "小猫，"
        text = _changed(text, example, f"{before}{example}")
    _write(bank, text)

    assert _noticed(run) == [
        f"{OWN_FILE}:11:{at}：“rough”去掉 {key}，例句仍然全部通过；请为它写一个正例，或删除它"
    ]


def test_glossary_test_names_a_word_boundary_without_example(bank: Path, run: Run) -> None:
    """An entry matched by word wants a good example where the word stands in others."""
    text = _changed(OWN, "    except: [拖着不放]\n", "")
    text = _changed(text, "[拖着不]", "[还钱]")
    text = _changed(text, "您一直拖着不还。", "您早该还钱了。")
    text = _changed(text, "行李箱总拖着不放，手会酸。", "请您安排还款。")
    _write(bank, _changed(text, "match: substring", "match: word"))

    assert _noticed(run) == [
        f"{OWN_FILE}:5:12：“rough”不看词的边界，例句仍然全部通过；请写一个跨词的正例，或改 match"
    ]


def test_glossary_test_is_content_when_examples_notice_all(
    project: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project's entry with an example for each of its parts is proved with all others."""
    text = _changed(OWN, "basis: [R01]", "basis: [R01]\n    needs: credit\n    unless: [denied]")
    text = _changed(text, "行李箱总拖着不放", "账单所附的行李箱总拖着不放")
    text = _changed(
        text, "    bad:", "      - 宠物拖着不走怎么办。\n      - 逾期后我行不会拖着不管。\n    bad:"
    )
    _write(project.root, _changed(text, "您一直拖着", "您的欠款一直拖着"))
    monkeypatch.chdir(project.root)

    status, out, err = run("glossary", "test")

    assert (status, err) == (0, "")
    assert out.endswith("：全部相符\n")


def test_glossary_test_passes_on_this_repository(
    run: Run, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every entry and rule of the base is as its examples say; the JSON has the counts."""
    monkeypatch.chdir(ROOT)

    status, out, err = run("glossary", "test", "--format", "json")

    assert (status, err) == (0, "")
    assert json.loads(out) == {
        "version": 1,
        "terms": len(book.terms),
        "forms": sum(len(term.texts("forms")) for term in book.terms.values()),
        "rules": len(all_rules()),
        "failures": [],
    }


def test_glossary_test_works_without_a_project(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside a project the base is proved."""
    monkeypatch.chdir(tmp_path)

    status, out, _ = run("glossary", "test")

    assert status == 0
    assert out.startswith("验证了 ")
    assert out.count("\n") == 1


# the cache


@pytest.fixture
def cold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """An empty cache; called, it makes the process forget what it has in memory."""
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(tmp_path / "cache"))

    def forget() -> None:
        monkeypatch.setattr(edition, "_READY", {})

    forget()
    return forget


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the terms files that are read as YAML from now on."""
    paths: list[str] = []

    def read(source: Source) -> Any:
        paths.append(source.path)
        return terms.read_terms(source)

    monkeypatch.setattr(book_module, "read_terms", read)
    return paths


def test_a_glossary_is_proved_once(bank: Path, cold: Callable[[], None], reads: list[str]) -> None:
    """As long as no file changes, no later run reads YAML, and all find the same."""
    _write(bank, OWN)
    first = _words(bank, "快点还，不要拖着不还")
    assert reads == ["内置词库/terms/tone.yaml", OWN_FILE]
    reads.clear()

    cold()

    assert _words(bank, "快点还，不要拖着不还") == first == ["快点还", "拖着不"]
    assert reads == []


def test_another_text_is_proved_again(
    bank: Path, cold: Callable[[], None], reads: list[str]
) -> None:
    """A change of any file, be it only a comment or a word list, is read and proved."""
    _write(bank, OWN)
    _words(bank, "")
    for name, text in ((OWN_FILE, OWN + "# 注\n"), ("glossary/lists.yaml", LISTS)):
        _write(bank, text, name)
        reads.clear()
        cold()
        _words(bank, "")
        assert reads == ["内置词库/terms/tone.yaml", OWN_FILE]


@pytest.mark.usefixtures("cold")
def test_an_error_is_not_kept(bank: Path) -> None:
    """What fails its examples fails again, and is mended by mending the file."""
    _unproved(bank, "bad")
    for _ in range(2):
        with pytest.raises(ProjectError, match="没有查出"):
            _words(bank, "")
    _write(bank, OWN)

    assert _words(bank, "拖着不") == ["拖着不"]


@pytest.mark.parametrize("data", [b"", b"{", b'{"key": 1}', b"\xff"])
def test_a_damaged_cache_is_made_anew(
    bank: Path, cold: Callable[[], None], tmp_path: Path, data: bytes
) -> None:
    """A file of the cache that can't be read is no error."""
    _words(bank, "")
    for file in (tmp_path / "cache").glob("glossary-*"):
        file.write_bytes(data)
    cold()

    assert _words(bank, "快点还") == ["快点还"]


def test_moving_a_line_between_files_is_a_change(bank: Path) -> None:
    """The key tells files apart, not only their joined text."""
    _write(bank, OWN, "glossary/terms/a.yaml")
    _write(bank, "# 注\n" + OWN.replace("rough", "rude"), "glossary/terms/b.yaml")
    first = Edition(bank).key
    _write(bank, OWN + "# 注\n", "glossary/terms/a.yaml")
    _write(bank, OWN.replace("rough", "rude"), "glossary/terms/b.yaml")

    assert Edition(bank).key != first


# schemas


def _schema(name: str, run: Run) -> Draft202012Validator:
    status, out, _ = run("schema", name)
    assert status == 0
    Draft202012Validator.check_schema(json.loads(out))
    return Draft202012Validator(json.loads(out))


def _file(name: str) -> Any:
    return yaml.safe_load((ROOT / "glossary" / name).read_text("utf-8"))


def test_terms_fit_their_schema(run: Run) -> None:
    """The schema for editors accepts every terms file of this repository."""
    schema = _schema("glossary", run)
    files = sorted((ROOT / "glossary" / "terms").glob("*.yaml"))

    assert files
    for file in files:
        assert list(schema.iter_errors(_file(f"terms/{file.name}"))) == []


@pytest.mark.parametrize("name", ["lists", "regulations"])
def test_lists_and_regulations_fit_their_schema(run: Run, name: str) -> None:
    """The schemas for editors accept this repository's own files."""
    assert list(_schema(name, run).iter_errors(_file(f"{name}.yaml"))) == []


@pytest.mark.parametrize(
    ("name", "text", "path"),
    [
        ("glossary", OWN, []),
        ("glossary", OWN, ["terms", "rough"]),
        ("lists", LISTS, []),
        ("lists", LISTS, ["lists", "pets"]),
        ("regulations", REGULATIONS, []),
        ("regulations", REGULATIONS, ["regulations", "R01"]),
    ],
)
def test_schemas_refuse_unknown_keys(run: Run, name: str, text: str, path: list[str]) -> None:
    """A misspelt key is an error in the editor as in the linter."""
    schema = _schema(name, run)
    data = yaml.safe_load(text)
    assert list(schema.iter_errors(data)) == []
    inner = data
    for key in path:
        inner = inner[key]
    inner["extra"] = "甲"

    assert [list(error.path) for error in schema.iter_errors(data)] == [path]


@pytest.mark.parametrize(
    ("schema", "text", "old", "new"),
    [
        (terms.schema(), OWN, "TON001", "ton001"),
        (terms.schema(), OWN, "category: tone", "category: tones"),
        (terms.schema(), OWN, "forms: [拖着不]", "forms: []"),
        (terms.schema(), OWN, "    why: 语气生硬\n", ""),
        (lists.schema(), LISTS, "  pets:", "  Pets:"),
        (regulations.schema(), REGULATIONS, "force: 法律", "force: 民法"),
        (regulations.schema(), REGULATIONS, "  R01:", "  A01:"),
    ],
)
def test_schemas_refuse_what_the_linter_refuses(
    schema: dict[str, Any], text: str, old: str, new: str
) -> None:
    """Values outside the closed lists, missing keys and bad names are errors in the editor."""
    data = yaml.safe_load(_changed(text, old, new))

    assert list(Draft202012Validator(schema).iter_errors(data)) != []


# this repository's own words


def _each(book: Book, holds: Callable[[Term], bool]) -> list[str]:
    """The entries of which something isn't true."""
    return [term.id for term in book.terms.values() if not holds(term)]


def test_entries_have_two_examples_of_each_kind(book: Book) -> None:
    """An entry has at least two good and two bad examples, no two alike."""
    for key in ("good", "bad"):
        assert _each(book, lambda term: len(set(term.texts(key))) >= 2) == []  # noqa: B023
        assert _each(book, lambda term: len(set(term.texts(key))) == len(term.texts(key))) == []  # noqa: B023


def test_entries_break_wording_rules(book: Book) -> None:
    """The rule of every entry is one about wording, and weighs at least as much."""

    def holds(term: Term) -> bool:
        rule = all_rules()[term.code]
        return isinstance(rule, WordingRule) and term.severity <= rule.weight.severity

    assert _each(book, holds) == []


def test_categories_agree_with_rules(book: Book) -> None:
    """An entry has its rule's category, but that a fee may be asked for in more ways than one."""

    def holds(term: Term) -> bool:
        return term.category == all_rules()[term.code].category or term.code in (
            "PRM005",
            "PRM006",
        )

    assert _each(book, holds) == []
    assert {term.category for term in book.terms.values()} == set(CATEGORIES)


def test_every_wording_rule_has_entries(book: Book) -> None:
    """But for numbers, which have shapes instead, every rule about wording has words."""
    rules = {code for code, rule in all_rules().items() if isinstance(rule, WordingRule)}

    assert rules - {term.code for term in book.terms.values()} <= {"PRV001", "PRV002", "EVA001"}


def test_every_basis_exists(book: Book) -> None:
    """What an entry or a wording rule rests on is among the regulations, and not from memory."""
    named = {each for term in book.terms.values() for each in term.texts("basis")}
    named |= {
        each
        for rule in all_rules().values()
        if isinstance(rule, WordingRule)
        for each in rule.weight.basis
    }

    for each in named:
        assert book.regulations[each.partition("§")[0]].certainty != "待核实"


def test_only_tone_and_house_rules_rest_on_nothing(book: Book) -> None:
    """An error always has a basis."""
    assert (
        _each(book, lambda term: term.severity < Severity.ERROR or bool(term.texts("basis"))) == []
    )


def test_what_is_most_severe_is_matched_everywhere(book: Book) -> None:
    """No entry of three categories relies on word boundaries, and all ways of matching are used."""
    severe = ("violence", "criminal_threat", "impersonation")

    assert _each(book, lambda term: term.category not in severe or term.match != "word") == []
    assert {term.match for term in book.terms.values()} == set(MATCHES)


def test_a_file_has_the_entries_of_its_category(book: Book) -> None:
    """Each category has a file of its name."""

    def holds(term: Term) -> bool:
        return term.record.place.source.path.endswith(f"/terms/{term.category}.yaml")

    assert _each(book, holds) == []


def test_lists_are_used(book: Book) -> None:
    """No word list is there for nothing."""
    used = {term.record.get(key) for term in book.terms.values() for key in ("needs", "not_after")}
    patterns = "".join(pattern.text for term in book.terms.values() for pattern in term.patterns)

    assert {name for name in book.lists if f"<{name}>" not in patterns} <= used
