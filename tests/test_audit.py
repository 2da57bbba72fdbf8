"""``hegui audit``: every message is answered in order, whatever the file holds."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter import rows as rows_module
from linter.audit import answer, answer_json
from linter.cli.main import main
from linter.glossary import edition
from linter.glossary.edition import Edition
from linter.project import Project
from linter.rows import LARGEST_ROW, BadRow, read_csv, read_jsonl
from linter.rules import all_rules
from tests.conftest import ROOT
from tests.making import HEGUI, HOTLINE, check, environment, hegui, is_one_line, template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from linter.glossary.wording import Wording
    from linter.rows import Batch

    Audit = Callable[..., tuple[int, list[dict[str, Any]], str]]

INSULT = "您就是个老赖。"
BLUNT = "请赶紧处理。"
MENTION = "是否起诉，尚未决定。"
CLEAN = "您的账单已出，请查收。"
CARD = "6222021234567894"


@pytest.fixture
def audit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Audit:
    """Audit bytes as a file in an empty folder: status, answers, standard error."""
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)

    def run(
        data: bytes | str, *options: str, name: str = "messages.jsonl"
    ) -> tuple[int, list[dict[str, Any]], str]:
        file = empty / name
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        status = main(["audit", str(file), *options])
        out, err = capsys.readouterr()
        assert out == "" or out.endswith("\n")
        return status, [json.loads(line) for line in out.split("\n")[:-1]], err

    return run


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give bytes to standard input."""

    def give(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return give


def _row(name: Any, text: Any, **more: Any) -> str:
    line = json.dumps({"id": name, "text": text, **more}, ensure_ascii=False)
    return line.encode("utf-8", "backslashreplace").decode()  # half a character stays an escape


def _rows(*texts: str) -> str:
    return "".join(f"{_row(number, text)}\n" for number, text in enumerate(texts, 1))


def _codes(answers: list[dict[str, Any]]) -> list[tuple[Any, list[str]]]:
    return [(each["id"], [found["code"] for found in each["findings"]]) for each in answers]


def _skipped(err: str) -> list[tuple[int, str]]:
    """The lines that were passed over, with the reasons."""
    found = re.findall(r"^hegui：第 (\d+) 行：(.+)；已跳过$", err, re.MULTILINE)
    return [(int(number), reason) for number, reason in found]


# answers


def test_an_answer_has_what_the_contract_says(audit: Audit) -> None:
    """One object a line: the id, and for each finding eight keys."""
    status, answers, err = audit(_rows(CLEAN, INSULT))

    assert status == 1
    assert [[*each] for each in answers] == [["id", "findings"]] * 2
    assert answers[0] == {"id": 1, "findings": []}
    (found,) = answers[1]["findings"]
    assert found.pop("message").startswith("“老赖”：")
    assert found == {
        "code": "THR006",
        "name": all_rules()["THR006"].name,
        "severity": "error",
        "category": "insult",
        "start": 4,
        "end": 6,
        "excerpt": "老赖",
    }
    assert err == "hegui：检查了 2 条消息：1 条有错误、0 条只有警告\n"


def test_findings_stand_in_the_order_of_the_text(audit: Audit) -> None:
    """Words and numbers are sorted by where they begin."""
    text = f"老赖，信用卡{CARD}，老赖，赶紧还款。"

    _, (only,), _ = audit(_rows(text))

    assert [found["code"] for found in only["findings"]] == ["THR006", "PRV001", "THR006", "TON001"]
    starts = [found["start"] for found in only["findings"]]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    "text",
    [
        "😀😀您就是老赖",
        "\U0002000b老賴",
        "您是老\u200b赖",
        "第一行\r\n您是老赖\n您是老 赖",
        "\ufeff您是老赖",
        f"卡号６２２２０２１２３４５６７８９４和{CARD}，老赖",
    ],
)
def test_offsets_count_characters(audit: Audit, text: str) -> None:
    """The excerpt is what stands between start and end of the text as JSON gave it."""
    _, (only,), _ = audit(_rows(text))

    assert only["findings"]
    for found in only["findings"]:
        assert text[found["start"] : found["end"]] == found["excerpt"]


@pytest.mark.parametrize(
    "name", ["a", "", "编号", "1", 1, 0, -7, 10**30, "\n\"'\\", "\u2028", "😀"]
)
def test_an_id_comes_back_as_it_was(audit: Audit, name: str | int) -> None:
    """Texts stay texts and integers stay integers; no id parts a line."""
    _, answers, _ = audit(f"{_row(name, CLEAN)}\n{_row(name, INSULT)}\n")

    assert [each["id"] for each in answers] == [name, name]
    assert type(answers[0]["id"]) is type(name)


def test_the_same_id_may_come_twice(audit: Audit) -> None:
    """Rows are answered by themselves, in the order of the file."""
    data = "".join(f"{_row(name, CLEAN)}\n" for name in ("b", "a", "b", 2, "2"))

    assert [each["id"] for each in audit(data)[1]] == ["b", "a", "b", 2, "2"]


@pytest.mark.parametrize(
    ("texts", "options", "status"),
    [
        ([CLEAN], [], 0),
        ([BLUNT], [], 0),
        ([MENTION], [], 0),
        ([INSULT], [], 1),
        ([CLEAN, BLUNT, INSULT], [], 1),
        ([CLEAN], ["--strict"], 0),
        ([MENTION], ["--strict"], 0),
        ([BLUNT], ["--strict"], 1),
        ([INSULT], ["--strict"], 1),
    ],
)
def test_status_says_whether_there_are_errors(
    audit: Audit, texts: list[str], options: list[str], status: int
) -> None:
    """1 where a message has an error, with --strict also where it has a warning; else 0."""
    assert audit(_rows(*texts), *options)[0] == status


def test_the_summary_counts_messages(audit: Audit) -> None:
    """A message counts once, by its worst finding; rows that can't be read are counted apart."""
    _, _, err = audit(_rows(CLEAN, BLUNT, INSULT + BLUNT, INSULT * 3, MENTION) + "x\n")

    assert err.splitlines()[-1] == (
        "hegui：检查了 5 条消息：2 条有错误、1 条只有警告；1 行无法读取"
    )


# JSON Lines


@pytest.mark.parametrize(
    "data",
    [
        f"{_row(1, CLEAN)}\n{_row(2, INSULT)}",
        f"\n\n{_row(1, CLEAN)}\n\n  \n{_row(2, INSULT)}\n\n",
        f"\ufeff{_row(1, CLEAN)}\n{_row(2, INSULT)}\n",
        f"{_row(1, CLEAN)}\r\n\r\n{_row(2, INSULT)}\r\n",
        f"  {_row(1, CLEAN)}\t\n\t{_row(2, INSULT)} ",
        f"{json.dumps({'id': 1, 'text': CLEAN})}\n{json.dumps({'id': 2, 'text': INSULT})}\n",
        f"{_row(1, CLEAN, more=[{'x': None}])}\n{_row(2, INSULT, text2='a')}\n",
    ],
)
def test_lines_may_be_written_in_many_ways(audit: Audit, data: str) -> None:
    """Blank lines, line ends, a byte order mark, escapes and further keys make no difference."""
    status, answers, err = audit(data)

    assert (status, _codes(answers)) == (1, [(1, []), (2, ["THR006"])])
    assert _skipped(err) == []


@pytest.mark.parametrize("data", ["", "\n", "\ufeff", "\n\r\n \n"])
def test_an_empty_file_has_no_messages(audit: Audit, data: str) -> None:
    """Nothing to check is nothing wrong."""
    assert audit(data) == (0, [], "hegui：检查了 0 条消息：0 条有错误、0 条只有警告\n")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"x", "不是有效的 JSON"),
        (b'{"id": 1, "text": "a"', "不是有效的 JSON"),
        (b"{'id': 1}", "不是有效的 JSON"),
        (b'{"id": 1, "text": "a\tb"}', "不是有效的 JSON"),
        (b'{"id": 1, "text": "a"} {}', "不是一个 JSON 对象"),
        (b"[]", "不是一个 JSON 对象"),
        (b"1", "不是一个 JSON 对象"),
        (b"null", "不是一个 JSON 对象"),
        (b'"a"', "不是一个 JSON 对象"),
        (b"{}", "缺少 text"),
        (b'{"id": 1}', "缺少 text"),
        (b'{"text": "a"}', "缺少 id"),
        (b'{"id": 1, "text": null}', "缺少 text，或者它不是文字"),
        (b'{"id": 1, "text": 5}', "缺少 text，或者它不是文字"),
        (b'{"id": 1, "text": ["a"]}', "缺少 text，或者它不是文字"),
        (b'{"id": null, "text": "a"}', "缺少 id，或者它不是文字或整数"),
        (b'{"id": true, "text": "a"}', "缺少 id，或者它不是文字或整数"),
        (b'{"id": 1.5, "text": "a"}', "缺少 id，或者它不是文字或整数"),
        (b'{"id": {}, "text": "a"}', "缺少 id，或者它不是文字或整数"),
        (b'{"id": 1, "text": "a", "channel": "fax"}', "channel 应为"),
        (b'{"id": 1, "text": "a", "channel": "SMS"}', "channel 应为"),
        (b'{"id": 1, "text": "a", "channel": null}', "channel 应为"),
        (b'{"id": 1, "text": "a", "channel": 5}', "channel 应为"),
        (b'{"id": 1, "text": "a", "channel": []}', "channel 应为"),
        (b'{"id": 1, "text": "a", "channel": {}}', "channel 应为"),
        (b'{"id": ' + b"9" * 5000 + b', "text": "a"}', "不是有效的 JSON"),
        (_row(1, "老赖").encode("gbk"), "不是有效的 UTF-8"),
        (_row(1, "老赖").encode("utf-16"), "不是有效的 UTF-8"),
        (b"\xff", "不是有效的 UTF-8"),
        (b"\0", "不是有效的 JSON"),
        (b'{"id": 1, "text": "\0"}', "不是有效的 JSON"),
        (b"[" * 200_000, "不是有效的 JSON"),
        (b'{"id": 1, "text": "a", "x": ' + b'{"a":' * 200_000, "不是有效的 JSON"),
        (b" " * LARGEST_ROW + b"{}", f"超过 {LARGEST_ROW} 字节"),
        (_row(1, "a" * LARGEST_ROW).encode(), f"超过 {LARGEST_ROW} 字节"),
    ],
    ids=lambda value: value[:24] if isinstance(value, bytes) else "",
)
def test_a_bad_line_is_passed_over_with_its_number(audit: Audit, line: bytes, reason: str) -> None:
    """What is before and after it is answered; the status is 1, and its text isn't repeated."""
    around = _rows(CLEAN, INSULT).encode().splitlines()

    status, answers, err = audit(b"\n".join([around[0], b"", line, around[1], line]))

    assert status == 1
    assert _codes(answers) == [(1, []), (2, ["THR006"])]
    assert [number for number, _ in _skipped(err)] == [3, 5]
    assert all(said.startswith(reason) for _, said in _skipped(err))
    assert err.count("\n") == 3


def test_a_bad_line_alone_makes_the_status_1(audit: Audit) -> None:
    """A run that answered all but one line didn't answer all."""
    assert audit(_rows(CLEAN) + "x\n")[0] == 1


@pytest.mark.parametrize("length", [LARGEST_ROW - 1, LARGEST_ROW])
def test_a_line_may_be_long(audit: Audit, length: int) -> None:
    """A line of just a mebibyte is answered, and so is the next."""
    row = _row(1, "。老赖")
    row = _row(1, "a" * (length - len(row.encode())) + "。老赖")
    assert len(row.encode()) == length

    _, answers, err = audit(f"{row}\n{_row(2, INSULT)}\n")

    assert (_codes(answers), _skipped(err)) == ([(1, ["THR006"]), (2, ["THR006"])], [])


def test_a_line_without_end_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a line that is too long only the beginning is held."""
    monkeypatch.setattr(rows_module, "LARGEST_ROW", 100)
    monkeypatch.setattr(rows_module, "_CHUNK", 10)

    batches = [*rows_module._lines(io.BytesIO(b"a" * 9_999 + b"\nb\n"))]  # noqa: SLF001

    assert batches == [[b"a" * 110], [b"b"]]


@pytest.mark.parametrize("escape", [r"\ud800", r"\udfff", r"\ude00\ud83d"])
def test_half_characters_are_answered(audit: Audit, escape: str) -> None:
    """A surrogate that JSON escapes may bring, in text or id, parts neither line nor run."""
    lines = (
        rf'{{"id": 1, "text": "{escape}您是老赖{escape}"}}',
        rf'{{"id": "a{escape}", "text": "{INSULT}"}}',
        rf'{{"id": 3, "text": "老{escape}赖"}}',
        rf'{{"id": 4, "text": "账单{CARD}{escape}"}}',
        _row(5, INSULT),
    )

    status, answers, err = audit("\n".join(lines))

    assert status == 1
    assert [each["id"] for each in answers] == [1, json.loads(f'"a{escape}"'), 3, 4, 5]
    assert [found["excerpt"] for found in answers[0]["findings"]] == ["老赖"]
    assert answers[0]["findings"][0]["start"] == len(json.loads(f'"{escape}"')) + 2
    assert _codes(answers)[-2:] == [(4, ["PRV001"]), (5, ["THR006"])]
    assert _skipped(err) == []


def test_whole_characters_may_be_written_as_halves(audit: Audit) -> None:
    """A pair of escapes is one character."""
    _, (only,), _ = audit('{"id": 1, "text": "\\ud83d\\ude00老赖"}')

    assert only["findings"][0]["start"] == 1


def test_control_characters_do_not_hide_a_word(audit: Audit) -> None:
    """An escaped NUL is a character of the text, and invisible."""
    _, answers, _ = audit('{"id": 1, "text": "\\u0000老\\u0000赖"}')

    assert (answers[0]["findings"][0]["start"], answers[0]["findings"][0]["end"]) == (1, 4)


@pytest.mark.parametrize("channel", ["sms", "letter", "email"])
def test_channels_are_known(audit: Audit, channel: str) -> None:
    """The channels of templates are those of messages."""
    assert _codes(audit(_row(1, INSULT, channel=channel))[1]) == [(1, ["THR006"])]


# CSV


def _csv(audit: Audit, data: bytes | str, *options: str) -> tuple[int, list[dict[str, Any]], str]:
    return audit(data, *options, name="messages.CSV")


@pytest.mark.parametrize(
    "data",
    [
        f"id,text\n1,{CLEAN}\n2,{INSULT}\n",
        f"text,id\n{CLEAN},1\n{INSULT},2",
        f"\ufeffid,text\r\n1,{CLEAN}\r\n\r\n2,{INSULT}\r\n",
        f"channel,备注,text,id\nsms,甲,{CLEAN},1\nletter,,{INSULT},2\n",
        f'"id","text","channel"\n"1","{CLEAN}",""\n"2","{INSULT}",\n',
    ],
)
def test_columns_stand_in_any_order(audit: Audit, data: str) -> None:
    """The header names the columns; ids are texts; an empty channel is the usual one."""
    status, answers, err = _csv(audit, data)

    assert (status, _codes(answers)) == (1, [("1", []), ("2", ["THR006"])])
    assert _skipped(err) == []


def test_a_field_may_have_line_breaks_and_quotes(audit: Audit) -> None:
    """Offsets count what the field says; later line numbers are those of the file."""
    data = f'id,text\n1,"第一行,\r\n说""老赖""\n"\n2\n3,{CLEAN}\n'

    _, answers, err = _csv(audit, data)

    found = answers[0]["findings"][0]
    text = '第一行,\r\n说"老赖"\n'
    assert text[found["start"] : found["end"]] == found["excerpt"] == "老赖"
    assert [each["id"] for each in answers] == ["1", "3"]
    assert _skipped(err) == [(5, "有 1 列，应有 2 列")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"1", "有 1 列，应有 2 列"),
        (b"1,a,b", "有 3 列，应有 2 列"),
        ("1,老赖".encode("gbk"), "不是有效的 UTF-8"),
        ("老赖,1".encode("gbk"), "不是有效的 UTF-8"),
        (b'1,"a"b', "CSV 的引号或换行写错了"),
        (b"1," + b"a" * LARGEST_ROW, f"超过 {LARGEST_ROW} 个字"),
    ],
)
def test_a_bad_record_is_passed_over_with_its_number(
    audit: Audit, line: bytes, reason: str
) -> None:
    """What is before and after it is answered; the status is 1."""
    data = b"\n".join([b"id,text", b"1,a", line, f"2,{INSULT}".encode()])

    status, answers, err = _csv(audit, data)

    assert status == 1
    assert _codes(answers) == [("1", []), ("2", ["THR006"])]
    ((number, said),) = _skipped(err)
    assert number == 3
    assert said.startswith(reason)


def test_a_channel_of_a_record_is_checked(audit: Audit) -> None:
    """An unknown channel makes a bad record."""
    _, answers, err = _csv(audit, "id,text,channel\n1,a,fax\n2,a,email\n")

    assert [each["id"] for each in answers] == ["2"]
    assert [number for number, _ in _skipped(err)] == [2]


def test_an_unclosed_quote_is_reported(audit: Audit) -> None:
    """A quotation mark that is never closed makes one bad record of what follows it."""
    status, answers, err = _csv(audit, f'id,text\n1,{INSULT}\n2,"{CLEAN}\n3,{CLEAN}\n')

    assert (status, _codes(answers)) == (1, [("1", ["THR006"])])
    assert "第 3 至 4 行：引号没有配对；已跳过" in err


@pytest.mark.parametrize("more", [0, 1, 5, 600])
def test_an_unclosed_quote_counts_the_lines_that_it_swallows(audit: Audit, more: int) -> None:
    """First and last line are named, and every line of them is one that can't be read."""
    data = f'id,text\n1,{INSULT}\n2,"{CLEAN}\n' + f"3,{CLEAN}\n" * more

    status, answers, err = _csv(audit, data)

    assert (status, _codes(answers)) == (1, [("1", ["THR006"])])
    lines = f"3 至 {3 + more}" if more else "3"
    assert err.startswith(f"hegui：第 {lines} 行：引号没有配对；已跳过\n")
    assert err.endswith(f"；{1 + more} 行无法读取\n")


@pytest.mark.parametrize("length", [LARGEST_ROW, LARGEST_ROW + 1, 3 * LARGEST_ROW])
@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_record_that_is_too_long_is_passed_over(
    audit: Audit, length: int, quote: str, end: str
) -> None:
    """The rows before and behind it are answered, under their own numbers."""
    long = f"2,{quote}{'a' * length}{quote}"

    status, answers, err = _csv(
        audit, end.join(["id,text", f"1,{INSULT}", long, f"3,{INSULT}", "4"])
    )

    assert status == 1
    assert _codes(answers) == [("1", ["THR006"]), ("3", ["THR006"])]
    assert _skipped(err) == [(3, f"超过 {LARGEST_ROW} 个字"), (5, "有 1 列，应有 2 列")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"a,b\n1,2\n",
        b"id\n1\n",
        b"1,a\n",
        b"ID,TEXT\n1,a\n",
        b'"id,text\n1,a\n',
        "编号,内容\n1,老赖\n".encode("gbk"),
        "id,text\n1,a\n".encode("utf-16"),
        _rows(CLEAN).encode(),
    ],
)
def test_a_file_without_the_columns_is_refused(
    audit: Audit, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    """One line says what the first line must be; nothing is answered."""
    status, answers, err = _csv(audit, data)

    assert (status, answers) == (2, [])
    assert is_one_line(err)
    assert "id、text" in err
    assert capsys.readouterr() == ("", "")


def test_a_file_in_gbk_has_one_line_a_record(audit: Audit) -> None:
    """Below a header that is ASCII each record that isn't UTF-8 is passed over, others answered."""
    data = "id,text\n1,您是老赖\n2,ok\n".encode("gbk")

    status, answers, err = _csv(audit, data)

    assert (status, _codes(answers)) == (1, [("2", [])])
    assert _skipped(err) == [(2, "不是有效的 UTF-8；请把文件另存为 UTF-8")]


# where messages come from


def test_standard_input_is_read(audit: Audit, stdin: Callable[[str], None]) -> None:
    """- reads JSON Lines unless --input says CSV."""
    del audit  # an empty folder
    stdin(_rows(INSULT))
    assert main(["audit", "-"]) == 1
    stdin(f"id,text\n1,{INSULT}\n")
    assert main(["audit", "-", "--input", "csv"]) == 1
    stdin(_rows(CLEAN))
    assert main(["audit", "-"]) == 0


def test_input_names_the_format(audit: Audit) -> None:
    """--input counts for more than the name of the file."""
    assert _codes(audit("id,text\n1,a\n", "--input", "csv", name="a.txt")[1]) == [("1", [])]
    assert _codes(audit(_rows(CLEAN), "--input", "jsonl", name="a.csv")[1]) == [(1, [])]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.jsonl"], "none.jsonl"),
        (["none/none.jsonl"], "none/none.jsonl"),
        (["."], "不是文件"),
        ([""], "不是文件"),
        ([], "缺少参数"),
        (["a.jsonl", "b.jsonl"], "b.jsonl"),
        (["-", "--input", "xml"], "xml"),
        (["-", "--project", "none"], "none"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    audit: Audit, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    """No file, a folder, or a wrong option is the reader's to mend: status 2."""
    del audit  # an empty folder

    assert main(["audit", *arguments]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert is_one_line(err)
    assert words in err


def test_standard_input_may_be_closed(
    audit: Audit, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process without standard input is told to name a file."""
    del audit  # an empty folder
    monkeypatch.setattr(sys, "stdin", None)

    assert main(["audit", "-"]) == 2
    assert is_one_line(capsys.readouterr().err)


def test_a_project_brings_its_own_words(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside a project, or with --project, its entries count; elsewhere the base's alone."""
    (project.root / "glossary" / "terms" / "own.yaml").write_text(
        "category: tone\nterms:\n  own:\n    code: TON001\n    match: phrase\n"
        "    forms: [磨磨蹭蹭]\n    severity: warning\n    why: 甲\n    basis: []\n"
        "    good: [请您尽快还款。]\n    bad: [您磨磨蹭蹭什么。]\n",
        "utf-8",
    )
    file = project.root.parent / "a.jsonl"
    file.write_text(_rows("您磨磨蹭蹭什么。"), "utf-8")

    def codes(*options: str) -> list[str]:
        main(["audit", str(file), *options])
        found = json.loads(capsys.readouterr().out)["findings"]
        return [each["code"] for each in found]

    monkeypatch.chdir(project.root / "templates")
    assert codes() == ["TON001"]
    monkeypatch.chdir(project.root.parent)
    assert codes() == []
    assert codes("--project", str(project.root)) == ["TON001"]


# the policy of a project


@pytest.fixture
def policy(project: Project, tmp_path: Path) -> Callable[[str], Path]:
    """Write the severities of the project's policy; a file with messages beside it."""

    def write_policy(severities: str) -> Path:
        file = project.root / "glossary" / "policy.yaml"
        text = file.read_text("utf-8").partition("severity:\n")[0]
        file.write_text(f"{text}severity:\n{severities}", "utf-8")
        return project.root

    (tmp_path / "a.jsonl").touch()
    return write_policy


def _checked(root: Path, text: str) -> list[tuple[str, str]]:
    """What `check` says of a template's wording: codes and severities."""
    findings = check(Project.open(root), text)
    return [(each.code, str(each.severity)) for each in findings if each.code != "SMS002"]


def test_a_policy_raises_a_rule(audit: Audit, policy: Callable[[str], Path]) -> None:
    """What a bank makes an error is one in its audits, as it is in its templates."""
    root = policy("  TON001: error\n")
    inside = ("--project", str(root))
    message = template(f"{BLUNT}{HOTLINE}")

    status, (only,), err = audit(_rows(BLUNT), *inside)

    assert audit(_rows(BLUNT))[0] == 0
    assert status == 1
    assert "1 条有错误" in err
    assert [(each["code"], each["severity"]) for each in only["findings"]] == [("TON001", "error")]
    assert _checked(root, message) == [("TON001", "error")]


def test_structure_weighs_as_this_repositorys_policy_says(
    structure: Callable[..., dict[str, Any]],
) -> None:
    """Hotline and channel of repayment are this bank's own demand: errors when they lack."""
    found = structure("【示例银行】您的信用卡账单已出。")

    assert {code: found[code]["severity"] for code in ("CHN002", "CHN003")} == {
        "CHN002": "error",
        "CHN003": "error",
    }


@pytest.mark.parametrize(
    ("severities", "words"),
    [("  ABC999: error\n", "没有 ABC999 这条规则"), ("  TRM001: info\n", "不能低于 error")],
)
@pytest.mark.parametrize("texts", [[], [CLEAN], [INSULT]])
def test_a_policy_that_check_refuses_ends_an_audit(
    audit: Audit, policy: Callable[[str], Path], severities: str, words: str, texts: list[str]
) -> None:
    """An unknown rule, or less than law demands, is one line and status 2, whatever is read."""
    root = policy(severities)

    status, answers, err = audit(_rows(*texts), "--project", str(root))

    assert (status, answers) == (2, [])
    assert is_one_line(err)
    assert err.startswith("hegui：glossary/policy.yaml:")
    assert words in err


THREATS = [
    "这是最后通牒。",
    "勒令您还款。",
    "后果自负。",
    "这是您还款的最终通知。",
    "逾期不还款，过时不候。",
]


@pytest.mark.parametrize(
    ("severities", "weights"),
    [
        ("  {}\n", ["error"] * 3 + ["warning"] * 2),
        ("  THR009: info\n", ["info"] * 5),
        ("  THR009: warning\n", ["warning"] * 5),
        ("  THR009: error\n", ["error"] * 3 + ["warning"] * 2),
    ],
)
def test_a_policy_lowers_all_entries_alike(
    audit: Audit, policy: Callable[[str], Path], severities: str, weights: list[str]
) -> None:
    """A lowered rule leaves no milder entry above its errors, in audits as in checks."""
    root = policy(severities)
    if "{}" in severities:
        file = root / "glossary" / "policy.yaml"
        file.write_text(file.read_text("utf-8").partition("severity:")[0], "utf-8")

    _, answers, _ = audit(_rows(*THREATS), "--project", str(root))
    told = [
        [each["severity"] for each in answer["findings"] if each["code"] == "THR009"]
        for answer in answers
    ]
    checked = [_checked(root, template(f"{text}{HOTLINE}")) for text in THREATS]

    assert told == [[weight] for weight in weights]
    assert [[each for each in found if each[0] == "THR009"] for found in checked] == [
        [("THR009", weight)] for weight in weights
    ]


# options


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"信用卡{CARD}已逾期", ["************7894"]),
        ("信用卡6222 0212 3456 7894已逾期", ["**** **** **** 7894"]),
        ("信用卡６２２２０２１２３４５６７８９４已逾期", ["************７８９４"]),
        ("身份证号110101190001010006的客户", ["*" * 18]),
    ],
)
def test_mask_hides_numbers(audit: Audit, text: str, shown: list[str]) -> None:
    """With --mask the excerpt has only the last four digits of a card; offsets stay."""
    _, (plain,), _ = audit(_rows(text))
    _, (hidden,), _ = audit(_rows(text), "--mask")

    assert [found["excerpt"] for found in hidden["findings"]] == shown
    for before, after in zip(plain["findings"], hidden["findings"], strict=True):
        assert text[before["start"] : before["end"]] == before["excerpt"]
        assert {**after, "excerpt": before["excerpt"]} == before


def test_mask_leaves_words(audit: Audit) -> None:
    """What isn't personal data is shown."""
    assert audit(_rows(INSULT), "--mask")[1] == audit(_rows(INSULT))[1]


@pytest.fixture
def structure(audit: Audit, project: Project) -> Callable[..., dict[str, Any]]:
    """What --structure says about one message, in a project."""

    def run(text: str, *options: str, **more: str) -> dict[str, Any]:
        (only,) = audit(
            _row(1, text, **more), "--structure", "--project", str(project.root), *options
        )[1]
        return {found["code"]: found for found in only["findings"]}

    return run


def test_structure_reports_what_is_missing(structure: Callable[..., dict[str, Any]]) -> None:
    """A reminder without hotline or channel of repayment lacks it, at its end."""
    text = "【示例银行】您的账单已出😀。"

    found = structure(text)

    for code in ("CHN002", "CHN003"):
        assert (found[code]["start"], found[code]["end"]) == (len(text), len(text))
        assert found[code]["excerpt"] == ""
        assert found[code]["name"] == all_rules()[code].name


def test_structure_is_content_with_a_whole_reminder(
    structure: Callable[..., dict[str, Any]],
) -> None:
    """Signature, hotline, channel of repayment, a line for those who paid: no more is needed."""
    text = (
        "【示例银行】您的信用卡账单已出，请通过手机银行还款，如已还款请忽略，"
        "如有疑问请致电客服热线955XX。"
    )

    assert structure(text) == {}


def test_structure_depends_on_the_channel(structure: Callable[..., dict[str, Any]]) -> None:
    """A text message needs a signature, a letter the name of the bank."""
    text = "您的信用卡账单已出，请通过手机银行还款，如有疑问请致电客服热线955XX。"

    assert "签名" in structure(text)["CHN001"]["message"]
    assert "机构名称" in structure(text, channel="letter")["CHN001"]["message"]
    assert "CHN001" not in structure(f"示例银行：{text}", channel="email")


def test_structure_has_the_words_too(structure: Callable[..., dict[str, Any]]) -> None:
    """What the wording breaks is said beside what is missing."""
    assert {"THR006", "CHN002"} <= {*structure(INSULT)}


def test_structure_places_are_of_the_text(structure: Callable[..., dict[str, Any]]) -> None:
    """Line breaks of two characters count as such, before what is found and at the end."""
    text = "【示例银行】甲\r\n乙\r\n【丙】"

    found = [*structure(text).values()]

    assert ("【丙】", 11 + 1, 15) in [
        (each["excerpt"], each["start"], each["end"]) for each in found
    ]
    for each in found:
        assert text[each["start"] : each["end"]] == each["excerpt"]


def test_mask_hides_numbers_in_whatever_is_found(structure: Callable[..., dict[str, Any]]) -> None:
    """A card number in a wrong signature isn't shown by another rule than its own."""
    found = structure(f"【{CARD}】您的信用卡账单已出。", "--mask")

    assert "PRV001" in found
    assert CARD not in json.dumps(found)


def test_structure_needs_a_project(audit: Audit) -> None:
    """Outside a project nobody knows the hotline: status 2, one line."""
    status, answers, err = audit(_rows(CLEAN), "--structure")

    assert (status, answers) == (2, [])
    assert is_one_line(err)
    assert "--project" in err


@pytest.mark.parametrize(
    "text", ["", "\n", "\ud800", "【", "】【", "a" * 100_000, "{{ x }}{% if %}"]
)
def test_structure_takes_any_text(structure: Callable[..., dict[str, Any]], text: str) -> None:
    """A message is text, never a template, whatever it holds."""
    assert "CHN002" in structure(text)


# what is kept


def test_no_text_is_kept(audit: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache has the glossary and the dictionary, and nothing of a message."""
    cache = tmp_path / "cache"
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(cache))
    monkeypatch.setattr(edition, "_READY", {})
    marks = ("鱻羴犇骉", "zq7XK", "6222021234567894")

    audit(_rows(f"{marks[0]}老赖{marks[1]}，信用卡{marks[2]}", MENTION) + f"{marks[1]}\n")

    files = [file for file in cache.rglob("*") if file.is_file()]
    assert {file.name.partition("-")[0] for file in files} == {"glossary", "words"}
    for file in files:
        if file.name.startswith("glossary"):
            assert not any(mark in file.read_text("utf-8") for mark in marks)
        assert not any(mark.encode() in file.read_bytes() for mark in marks)


def test_a_second_run_writes_nothing(
    audit: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the cache is warm no audit changes it."""
    cache = tmp_path / "cache"
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(cache))
    monkeypatch.setattr(edition, "_READY", {})
    audit(_rows(MENTION))
    before = {file.name: file.read_bytes() for file in cache.iterdir()}
    monkeypatch.setattr(edition, "_READY", {})

    audit(_rows(INSULT, CLEAN, MENTION))

    assert {file.name: file.read_bytes() for file in cache.iterdir()} == before


# batches

LINES = st.lists(
    st.sampled_from(
        (
            *(_row(1, CLEAN), _row("甲", INSULT), _row(3, "老\u200b赖"), _row(4, MENTION)),
            *(_row(5, f"卡{CARD}逾期"), "", " ", "x", "{}", _row(6, ""), _row(7, "a\nb")),
            *(f"{_row(8, BLUNT)}\r", "\r", _row(9, "😀" * 20 + "老賴")),
        )
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def wording() -> Wording:
    """This repository's own glossary."""
    return Edition(ROOT).wording


def _answers(batches: Iterator[Batch], wording: Wording) -> list[str]:
    return [
        f"{each.number} {each.reason}"
        if isinstance(each, BadRow)
        else answer_json(each, mask=False)
        for batch in batches
        for each in answer(batch, wording)
    ]


@given(LINES, st.sampled_from(["", "\n"]), st.integers(1, 200))
def test_answers_do_not_depend_on_batches(
    wording: Wording, lines: list[str], end: str, chunk: int
) -> None:
    """However the file is cut when it is read, each line has the same answer and number."""
    data = ("\n".join(lines) + end).encode()

    def answers(data: bytes) -> list[str]:
        return _answers(read_jsonl(io.BytesIO(data)), wording)

    whole = answers(data)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_module, "_CHUNK", chunk)
        assert answers(data) == whole
    alone = [answers(b"\n" * number + line) for number, line in enumerate(data.split(b"\n"))]
    assert [each for found in alone for each in found] == whole


def test_many_records_are_many_batches(wording: Wording) -> None:
    """A long CSV is answered in order, record by record."""
    texts = [(CLEAN, INSULT)[number % 7 == 0] for number in range(1500)]
    data = "id,text\n" + "".join(f"{number},{text}\n" for number, text in enumerate(texts))

    answers = _answers(read_csv(io.BytesIO(data.encode())), wording)

    assert _codes([json.loads(each) for each in answers]) == [
        (str(number), ["THR006"] if text is INSULT else []) for number, text in enumerate(texts)
    ]


def test_many_numbers_in_one_message_are_all_answered(audit: Audit) -> None:
    """Two thousand card numbers are two thousand findings, masked or not."""
    text = "信用卡" + "，".join([CARD] * 2000)

    for options in ((), ("--mask",)):
        _, (only,), _ = audit(_rows(text), *options)
        assert [each["code"] for each in only["findings"]] == ["PRV001"] * 2000


# the command


def test_the_command_answers_as_a_process(tmp_path: Path) -> None:
    """The installed command reads standard input and writes UTF-8, whatever the locale."""
    done = hegui(tmp_path, "audit", "-", data=_rows(INSULT).encode(), LC_ALL="C", LANG="C")

    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert json.loads(done.stdout.decode("utf-8"))["findings"][0]["excerpt"] == "老赖"


def test_a_reader_may_leave(tmp_path: Path) -> None:
    """When `head` has seen enough, the command ends without a traceback."""
    file = tmp_path / "messages.jsonl"
    file.write_text(_rows(*[INSULT] * 20_000), "utf-8")

    done = subprocess.run(
        ["/bin/sh", "-c", f"{HEGUI} audit {file} | head -n 1"],
        cwd=tmp_path,
        env=environment({}),
        capture_output=True,
        check=False,
    )

    assert done.stdout.count(b"\n") == 1
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_csv_from_a_pipe_ends_quietly(tmp_path: Path) -> None:
    """Standard input as CSV is read to its end, and the process ends with one line on stderr."""
    done = hegui(tmp_path, "audit", "-", "--input", "csv", data=f"id,text\n1,{INSULT}\n".encode())

    assert (done.returncode, done.stdout.count(b"\n"), done.stderr.count(b"\n")) == (1, 1, 1)
