"""Personal data that a template or a message holds is shown in no report."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from stdnum import luhn

from linter.cli.main import main
from linter.report import FORMATS
from linter.rules.privacy import masked
from tests.making import HOTLINE, check, codes, template, write

if TYPE_CHECKING:
    from pathlib import Path

    from linter.project import Project
    from tests.making import Run

# All invented.
CARD = "6222021234567894"
OTHER_CARD = "6217001234567893"
PERSON = "110101190001010006"
NO_PERSON = "110101190001010001"  # its check digit is wrong
DAY = ("--as-of", "2026-11-24")


def _shown(run: Run, folder: Path, text: str, *files: tuple[str, str]) -> dict[str, str]:
    """What `check` prints of a template, in each format."""
    for name, content in files:
        (folder / "templates" / "partials" / name).write_text(content, "utf-8")
    write(folder, text)
    shown = {}
    for chosen in FORMATS:
        status, out, err = run("check", *DAY, "--format", chosen)
        assert (status, err) == (1, "")
        shown[chosen] = out
    return shown


def _longest_run(text: str) -> int:
    """How many digits stand together at most, whatever parts groups."""
    together = re.sub(r"(?<=[0-9])[ .\-](?=[0-9])", "", text)
    return max(map(len, re.findall("[0-9]+", together)), default=0)


def _hides(shown: dict[str, str], *numbers: str) -> None:
    for chosen, out in shown.items():
        for number in numbers:
            assert number not in out, chosen
            assert number[:12] not in out, chosen
        assert _longest_run(out) < 12, chosen


def test_numbers_that_are_valid() -> None:
    assert luhn.is_valid(CARD)
    assert luhn.is_valid(OTHER_CARD)


def test_no_report_shows_a_whole_number(run: Run, folder: Path) -> None:
    """A literal card, one among the values of an enum, an identity number; other findings too."""
    text = template(
        f"信用卡{CARD}逾期会产生滞纳金，或{{{{ card }}}}，身份证号{PERSON}，"
        f"{{% if plan %}}老赖{{% endif %}}",
        f"{{card: {{type: enum, values: ['{OTHER_CARD}', 甲]}}, plan: {{type: bool}}}}",
    )

    shown = _shown(run, folder, text)

    found = json.loads(shown["json"])["findings"]
    assert {"PRV001", "PRV002", "TRM001", "THR006", "CHN002"} <= {each["code"] for each in found}
    assert all(each["witness"] for each in found if each["code"] in {"TRM001", "CHN002"})
    assert CARD[-4:] in shown["json"]
    _hides(shown, CARD, OTHER_CARD, PERSON)


def test_no_report_shows_a_number_of_several_parts(run: Run, folder: Path) -> None:
    """Parts in the template, in a partial and among values are hidden each for itself."""
    text = template(
        f'信用卡{CARD[:6]}{{% include "partials/middle.j2" %}}{{{{ rest }}}}'
        f"逾期会产生滞纳金，{HOTLINE}",
        f"{{rest: {{type: enum, values: ['{CARD[12:]}', '{CARD[12:]}，']}}}}",
    )

    shown = _shown(run, folder, text, ("middle.j2", CARD[6:12]))

    assert {"PRV001", "TRM001"} <= {each["code"] for each in json.loads(shown["json"])["findings"]}
    _hides(shown, CARD)


@pytest.mark.parametrize(
    ("inside", "code"),
    [("老赖", "THR006"), ("{{ nmae }}", "TPL002")],
)
def test_cases_of_other_rules_do_not_show_a_number(
    run: Run, folder: Path, inside: str, code: str
) -> None:
    """A value that is a card is hidden wherever cases are named, also where it isn't printed."""
    text = template(
        f"{{% if card != '甲' %}}{inside}{{% endif %}}，{HOTLINE}",
        f"{{card: {{type: enum, values: ['{CARD}', 甲]}}}}",
    )

    shown = _shown(run, folder, text)

    (finding,) = [each for each in json.loads(shown["json"])["findings"] if each["code"] == code]
    assert finding["cases"] != [{}]
    _hides(shown, CARD)


@pytest.mark.parametrize("before", ["{{ tail }}", "{{ tail }}，", "信用卡尾号{{ tail }}和"])
def test_example_digits_before_a_number_do_not_show_it(run: Run, folder: Path, before: str) -> None:
    """What a variable prints as an example may touch the number; it is hidden all the same."""
    text = template(
        f"信用卡逾期会产生滞纳金，{before}{CARD}，{HOTLINE}", "{tail: {type: card_tail}}"
    )

    shown = _shown(run, folder, text)

    assert "TRM001" in shown["json"]
    _hides(shown, CARD)


def test_an_invalid_identity_number_is_hidden_whole(run: Run, folder: Path) -> None:
    """Whoever mistypes one digit of a person's number has still written the person's number."""
    text = template(f"信用卡逾期会产生滞纳金，身份证号{NO_PERSON}，{HOTLINE}")

    shown = _shown(run, folder, text)

    assert {"PRV002", "TRM001"} <= {each["code"] for each in json.loads(shown["json"])["findings"]}
    _hides(shown, NO_PERSON)
    for out in shown.values():
        assert not any(
            NO_PERSON[at : at + 4] in out
            for at in range(len(NO_PERSON) - 3)
            if NO_PERSON[at : at + 4] not in {"1010", "0101"}
        )


def _audited(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str, *options: str
) -> tuple[str, list[dict[str, Any]]]:
    file = folder / "a.jsonl"
    file.write_text(json.dumps({"id": 1, "text": text}, ensure_ascii=False), "utf-8")
    main(["audit", str(file), "--project", str(folder), *options])
    out = capsys.readouterr().out
    return out, json.loads(out)["findings"]


MESSAGE = (
    f"【{OTHER_CARD}】信用卡{CARD}和6222–0212–3456–7894逾期会产生滞纳金，"
    f"身份证号{PERSON}，身份证号{NO_PERSON}，老赖"
)


@pytest.mark.parametrize("structure", [[], ["--structure"]])
def test_a_masked_audit_shows_no_whole_number(
    folder: Path, capsys: pytest.CaptureFixture[str], structure: list[str]
) -> None:
    """With --mask neither excerpt nor message has more than the last four digits of a card."""
    out, found = _audited(folder, capsys, MESSAGE, "--mask", *structure)

    assert {"PRV001", "PRV002", "TRM001", "THR006"} <= {each["code"] for each in found}
    for number in (CARD, OTHER_CARD, PERSON, NO_PERSON, "6222–0212"):
        assert number not in out
    for each in found:
        assert _longest_run(each["excerpt"].replace("–", "-")) <= 4
        assert _longest_run(each["message"].replace("–", "-")) <= 8  # a date
        if each["code"] == "PRV002":
            assert not re.search("[0-9]", each["excerpt"])


@pytest.mark.parametrize("structure", [[], ["--structure"]])
def test_an_audit_without_mask_shows_what_was_sent(
    folder: Path, capsys: pytest.CaptureFixture[str], structure: list[str]
) -> None:
    """The excerpt is what stands between start and end; masked, only it and the message change."""
    _, found = _audited(folder, capsys, MESSAGE, *structure)
    _, hidden = _audited(folder, capsys, MESSAGE, "--mask", *structure)

    assert found
    for each, other in zip(found, hidden, strict=True):
        assert MESSAGE[each["start"] : each["end"]] == each["excerpt"]
        assert len(each["excerpt"]) == len(other["excerpt"])
        same = {"excerpt": "", "message": ""}
        assert {**each, **same} == {**other, **same}


def test_masking_a_text_twice_is_masking_it_once() -> None:
    once = masked(MESSAGE)

    assert masked(once) == once
    assert len(once) == len(MESSAGE)


def test_many_numbers_are_masked_with_little_work(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work grows with the numbers of a message, not with their square."""
    check(project, template(f"示例银行信用卡{CARD}，{HOTLINE}", channel="email"))
    calls: list[str] = []
    is_valid = luhn.is_valid

    def spy(number: str) -> bool:
        calls.append(number)
        return is_valid(number)

    monkeypatch.setattr(luhn, "is_valid", spy)
    for many in (100, 400):
        calls.clear()
        numbers = "，".join([CARD] * many)
        findings = check(
            project,
            template(
                f"示例银行信用卡{numbers}，{HOTLINE}",
                channel="email",
                more="subject: 提醒\nsend: {sender: service@bank.example}\n",
            ),
        )
        assert codes(findings) == ["PRV001"] * many
        assert all(CARD not in each.witness + each.excerpt for each in findings)
        assert 0 < len(calls) <= 10 * many
