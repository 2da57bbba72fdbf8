"""``hegui init``: four answers, and a project that is green; nothing else is touched."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from linter.cli.main import main
from tests.conftest import ROOT
from tests.making import environment, is_one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    Init = Callable[..., tuple[int, str, str]]

ANSWERS = {
    "name": "示例银行",
    "signature": "示例银行",
    "hotline": "955XX",
    "channels": "手机银行、网上银行",
}
WRITTEN = [
    ".pre-commit-config.yaml",
    "glossary/institution.yaml",
    "glossary/policy.yaml",
    "hegui.toml",
    "templates/partials/contact.j2",
    "templates/partials/repayment.j2",
    "templates/sms/due-reminder.j2",
    "templates/sms/overdue-first-day.j2",
]
SAMPLE = """\
---
id: sms.sample
title: 逾期短信
channel: sms
purpose: overdue-reminder
owner: 信用卡中心
---
尊敬的XXX先生/女士:您的信用卡账户已逾期,请尽快还款。逾期会产生滞纳金,请及时解决。如有疑问,请联系我行客服热线:955XX。
"""


def _flags(**changes: str) -> list[str]:
    return [part for key, text in {**ANSWERS, **changes}.items() for part in (f"--{key}", text)]


def _tree(folder: Path) -> list[str]:
    found = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file.relative_to(folder).as_posix() for file in found)


@pytest.fixture
def init(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Init:
    """Run commands in an empty folder: status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str, str]:
        return main([*arguments]), *capsys.readouterr()

    return command


def test_first_check_is_green(init: Init, tmp_path: Path) -> None:
    """Two templates without a finding, said from the answers; what was written is named."""
    status, out, err = init("init", *_flags(name="示范银行", hotline="955YY"))
    checked = init("check", "--strict")
    said = init("render", "sms.overdue.first-day", "--example")[1]

    assert (status, err) == (0, "")
    assert _tree(tmp_path) == WRITTEN
    assert all(f"写好了 {path}" in out for path in WRITTEN)
    assert checked[:2] == (0, "检查了 2 个模板、16 种情形：没有问题\n")
    assert "通过手机银行、网上银行还款" in said
    assert "客服热线955YY" in said


def test_a_folder_of_its_own(init: Init, tmp_path: Path) -> None:
    """It is made where it is not there."""
    assert init("init", "bank/mail", *_flags())[0] == 0
    assert _tree(tmp_path / "bank/mail") == WRITTEN


def test_questions_are_asked_on_a_terminal(
    init: Init, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four, those that a flag answers left out; an empty line takes what is usual."""
    typed = io.StringIO("示范银行\n\n\n手机银行，营业网点\n")
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)

    status, _, asked = init("init")

    assert status == 0
    assert asked == (
        "机构名称［示例银行］：已备案的短信签名（不写【】）［示范银行］："
        "客服热线［955XX］：还款渠道，用顿号分开［手机银行、网上银行］："
    )
    assert (tmp_path / "glossary/institution.yaml").read_text("utf-8").splitlines()[1:] == [
        'name: "示范银行"',
        'signature: "示范银行"',
        'hotline: "955XX"',
        'repayment_channels: ["手机银行", "营业网点"]',
    ]


@pytest.mark.parametrize("flag", ANSWERS)
def test_missing_answers_are_named(init: Init, tmp_path: Path, flag: str) -> None:
    """Where nobody can be asked, one line names the flag, and nothing is written."""
    flags = _flags()
    at = flags.index(f"--{flag}")
    status, out, err = init("init", *flags[:at], *flags[at + 2 :])

    assert (status, out, _tree(tmp_path)) == (2, "", [])
    assert is_one_line(err)
    assert f"--{flag}" in err


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"signature": "测"}, "SMS002"),
        ({"signature": ""}, "短信签名（不写【】）是空的"),
        ({"name": " "}, "机构名称是空的"),
        ({"hotline": "13800001111"}, "CHN006"),
        ({"hotline": "9" * 30}, "这样回答不能用"),
        ({"channels": "、"}, "这样回答不能用"),
        ({"hotline": "无"}, "没有数字"),
        ({"name": "示例\n银行"}, "看不见的字符"),
        ({"name": "示例\udcff银行"}, "看不见的字符"),
        ({"signature": '示"例: {{ x }}'}, "SMS002"),
    ],
)
def test_answers_that_cannot_be(
    init: Init, tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    """They are tried out before anything is written."""
    status, out, err = init("init", *_flags(**changes))

    assert (status, out, _tree(tmp_path)) == (2, "", [])
    assert is_one_line(err)
    assert words in err


def test_nothing_is_overwritten(init: Init, tmp_path: Path) -> None:
    """A project that is there, a file, a dangling link."""
    init("init", "one", *_flags())
    before = {path: (tmp_path / "one" / path).read_bytes() for path in WRITTEN}
    (tmp_path / "two/glossary").mkdir(parents=True)
    (tmp_path / "two/glossary/policy.yaml").write_text("mine", "utf-8")
    (tmp_path / "two/.pre-commit-config.yaml").symlink_to("nowhere")

    again = init("init", "one", *_flags(name="别的银行"))
    other = init("init", "two", *_flags())

    assert "已经是 hegui 项目" in again[2]
    assert "已有 glossary/policy.yaml、.pre-commit-config.yaml" in other[2]
    assert {path: (tmp_path / "one" / path).read_bytes() for path in WRITTEN} == before
    assert _tree(tmp_path / "two") == ["glossary/policy.yaml"]


def test_links_lead_nowhere(init: Init, tmp_path: Path) -> None:
    """A folder that is a link is not written through."""
    (tmp_path / "bank").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "bank/templates").symlink_to("../out")
    status, _, err = init("init", "bank", *_flags())

    assert status == 2
    assert "有链接指向文件夹之外" in err
    assert _tree(tmp_path) == []


# pre-commit, the real one, with the hooks of this checkout


def _process(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    settings = {
        **environment({}),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
    }
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=settings
    )


def _commit_all(folder: Path) -> None:
    who = ("-c", "user.name=copywriter", "-c", "user.email=copywriter@bank.example")
    for arguments in (
        ("init", "-q", "."),
        ("add", "-A"),
        (*who, "commit", "-q", "--no-verify", "-m", "Begin"),
    ):
        done = _process(folder, "git", *arguments)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def hooks(tmp_path: Path) -> Path:
    """What of this checkout another repository's pre-commit installs, as a repository."""
    folder = tmp_path / "hegui"
    folder.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder)
    for name in ("linter", "glossary", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    _commit_all(folder)
    return folder


def test_pre_commit_is_green_after_init_and_red_on_the_sample(
    init: Init, hooks: Path, tmp_path: Path
) -> None:
    """init, git init, pre-commit run --all-files; then a message that says 滞纳金; then --fix."""
    bank = tmp_path / "bank"
    init("init", "bank", *_flags())
    (bank / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {hooks.as_uri()}\n    rev: HEAD\n"
        "    hooks: [{id: hegui-fix, stages: [manual]}, {id: hegui-check}]\n",
        "utf-8",
    )
    _commit_all(bank)
    pre_commit = str(Path(sys.executable).parent / "pre-commit")

    green = _process(bank, pre_commit, "run", "--all-files")
    (bank / "templates/sms/sample.j2").write_text(SAMPLE, "utf-8")
    _process(bank, "git", "add", "-A")
    red = _process(bank, pre_commit, "run", "--all-files")
    _process(bank, pre_commit, "run", "--all-files", "--hook-stage", "manual", "hegui-fix")

    assert green.returncode == 0, green.stdout + green.stderr
    assert "Passed" in green.stdout
    assert red.returncode == 1
    assert "错误 TRM001" in red.stdout
    assert "错误 CHN003" in red.stdout
    assert "违约金" in (bank / "templates/sms/sample.j2").read_text("utf-8")


def test_hook_that_init_writes_runs_the_installed_command(init: Init, tmp_path: Path) -> None:
    """Without another repository: the hegui on the path checks."""
    bank = tmp_path / "bank"
    init("init", "bank", *_flags())
    _commit_all(bank)
    programs = Path(sys.executable).parent

    done = _process(
        bank,
        *("env", f"PATH={programs}:{os.environ['PATH']}"),
        *(str(programs / "pre-commit"), "run", "--all-files"),
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "检查模板（hegui）" in done.stdout
    assert "Passed" in done.stdout
