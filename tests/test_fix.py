"""Fixes: text spans only, parsed and linted again, and nothing else of a file changed."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter import fix
from linter.engine import check_file
from linter.fix import Mended, mend, skeleton
from linter.project import Project
from linter.proof import example_project
from linter.rules import all_rules
from linter.source import HeguiError, Source
from linter.template.front_matter import split
from linter.template.template import load_partial
from tests import strategies
from tests.making import AS_OF, HOTLINE, check, found, hegui, template, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.making import Run

DAY = ("--as-of", "2026-11-24")
LATE = f"信用卡逾期会产生滞纳金，{HOTLINE}"


def _mend(folder: Path, text: str, *, unsafe: bool = False, name: str = "a") -> tuple[str, Mended]:
    """What a template of a project becomes, and how."""
    path = folder / write(folder, text, name)
    project = Project.open(folder)
    mended = mend(project, [path], AS_OF, unsafe=unsafe)
    mended.write()
    return path.read_bytes().decode(), mended


# what is offered


def test_finding_has_its_fix(project: Project) -> None:
    """Where TRM001 fires, the word is what changes; a safe one."""
    finding = found(check(project, template(LATE)), "TRM001")

    assert finding.fix is not None
    assert finding.fix.safe
    assert [(edit.place.text, edit.text) for edit in finding.fix.edits] == [("滞纳金", "违约金")]


@pytest.mark.parametrize(
    "body",
    [
        f"您代缴的物业费滞纳金已缴清，{HOTLINE}",
        f"信用卡业务已不再收取滞纳金，逾期按约定收取违约金，{HOTLINE}",
        f"会费迟交的，收取滞纳金一元，{HOTLINE}",
    ],
)
def test_late_fee_stays_where_no_rule_fires(folder: Path, body: str) -> None:
    """Fees of others, and the fee that is denied, keep their word."""
    text = template(body)

    assert _mend(folder, text) == (text, Mended())


@pytest.mark.parametrize(
    ("body", "variables"),
    [
        ("信用卡滞{# 注 #}纳金", "{}"),
        ("信用卡{% if plan %}滞{% endif %}纳金", "{plan: {type: bool}}"),
        ("信用卡{{ word }}", "{word: {type: enum, values: [滞纳金]}}"),
        ('信用卡{{ "滞纳金" }}', "{}"),
        ('信用卡{% set word = "滞纳金" %}{{ word }}', "{}"),
        ("信用卡滞纳jin", "{}"),
    ],
)
def test_no_fix_where_more_than_text_would_change(
    project: Project, body: str, variables: str
) -> None:
    """A word that tags split, a value, a string in a tag, a word in disguise."""
    findings = check(project, template(f"{body}，{HOTLINE}", variables))
    told = [each for each in findings if each.code in ("TRM001", "EVA001")]

    assert told
    assert [each.fix for each in told if each.fix] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("你的", "您的"),
        (
            "您有三张信用卡的账单已经寄往预留地址，请尽快还钱",
            "您有三张信用卡的账单已经寄往预留地址，请尽快还款",
        ),
        ("已受理！！！", "已受理。"),
        ("信用卡滯納金", "信用卡违约金"),
        ("信用卡滞纳费用", "信用卡违约金"),
        ("信用卡滞\u200b纳金", "信用卡违约金"),
    ],
)
def test_safe_fixes(folder: Path, before: str, after: str) -> None:
    """Each of them is applied without being asked twice."""
    text, mended = _mend(folder, template(f"{before}，{HOTLINE}"))

    assert text == template(f"{after}，{HOTLINE}")
    assert (mended.count, mended.refused) == (1, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("信用卡逾期一天罚款五十元", "信用卡逾期一天违约金五十元"),
        ("可向当地银保监局反映", "可向当地金融监管局反映"),
        ("信用卡账单分期手续费见页面", "信用卡账单分期利息见页面"),
        ("我们会赶紧处理", "我们会尽快处理"),
        ("请您赶紧联系我们", "请您尽快联系我们"),
        ("详见【账单服务】栏目", "详见“账单服务”栏目"),
    ],
)
def test_suggestions_are_applied_when_asked_for(folder: Path, before: str, after: str) -> None:
    """They may change the meaning: --fix leaves them, --fix --unsafe applies them."""
    text = template(f"{before}，{HOTLINE}")

    assert _mend(folder, text)[0] == text
    assert _mend(folder, text, unsafe=True)[0] == template(f"{after}，{HOTLINE}")


# what is refused


def test_fix_that_would_need_another_message_is_refused(folder: Path) -> None:
    """Longer words that would make one part more than the author allows."""
    limit = "limits: {segments: 1}\n"
    words = "可询银监局。"
    filled = "长" * (70 - len(f"【示例银行】{words}{HOTLINE}"))
    text, mended = _mend(folder, template(f"{words}{filled}{HOTLINE}", more=limit), unsafe=True)

    assert text == template(f"{words}{filled}{HOTLINE}", more=limit)
    assert [(each.code, why) for each, why in mended.refused] == [
        ("TRM004", f"会带来新的问题 SMS001（{all_rules()['SMS001'].title}）")
    ]


def test_good_fixes_are_applied_beside_refused_ones(folder: Path) -> None:
    """One that is refused takes no other with it."""
    limit = "limits: {segments: 1}\n"
    words = "可询银监局，你的账单已出，你好。"
    filled = "长" * (70 - len(f"【示例银行】{words}{HOTLINE}"))
    text, mended = _mend(folder, template(f"{words}{filled}{HOTLINE}", more=limit), unsafe=True)

    assert "可询银监局，您的账单已出，您好。" in text
    assert (mended.count, len(mended.refused)) == (2, 1)


def test_text_that_a_condition_compares_stays(folder: Path) -> None:
    """Were it changed, other cases would be printed."""
    body = (
        '{% set word %}你{% endset %}{% if word == "你" %}甲{% else %}乙{% endif %}'
        f"{{{{ word }}}}，{HOTLINE}"
    )
    text = template(body)

    text_after, mended = _mend(folder, text)

    assert text_after == text
    assert [why for _, why in mended.refused] == ["会带来新的问题 TPL005（走不到的分支）"]


def test_waived_words_stay(folder: Path) -> None:
    """Somebody has allowed them."""
    waiver = '{# hegui: allow TON002 reason="活动用语" by="法律合规部" until=2026-12-31 #}'
    text = template(f"{waiver}\n你好，{HOTLINE}")

    assert _mend(folder, text) == (text, Mended())


def test_partial_is_mended_once_for_all_that_print_it(folder: Path) -> None:
    """Its word is one place, however many templates say it."""
    partial = folder / "templates" / "partials" / "late.j2"
    partial.write_text(LATE, "utf-8")
    body = '{% include "partials/late.j2" %}'
    for name in ("first", "second"):
        write(folder, template(body).replace("sms.example", f"sms.{name}"), name)
    project = Project.open(folder)

    alone = mend(project, [folder / "templates/sms/first.j2"], AS_OF, unsafe=False)
    whole = mend(project, [*project.template_files()], AS_OF, unsafe=False)

    assert alone.files == {}
    assert (whole.count, [*whole.files]) == (1, ["templates/partials/late.j2"])


def test_partial_stays_where_another_template_would_suffer(folder: Path) -> None:
    """A template that was not asked about is checked too, if it prints the partial."""
    partial = folder / "templates" / "partials" / "hurry.j2"
    partial.write_text("可询银监局。", "utf-8")
    body = '{% include "partials/hurry.j2" %}'
    filled = "长" * (70 - len(f"【示例银行】可询银监局。{HOTLINE}"))
    write(folder, template(f"{body}{HOTLINE}").replace("sms.example", "sms.short"), "short")
    long = write(folder, template(f"{body}{filled}{HOTLINE}", more="limits: {segments: 1}\n"), "x")
    project = Project.open(folder)

    mended = mend(project, [partial, folder / "templates/sms/short.j2"], AS_OF, unsafe=True)

    assert (folder / long).is_file()
    assert mended.files == {}
    assert len(mended.refused) == 1


# files


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_rest_of_the_file_stays_byte_for_byte(folder: Path, newline: str, mark: str) -> None:
    """Byte order mark, line ends, emoji, trailing spaces and a missing last line end."""
    before = f"{mark}{template('😀信用卡滞纳金  ' + newline + HOTLINE)}".replace("\n", newline)
    path = folder / "templates" / "sms" / "a.j2"
    path.write_bytes(before.encode())
    path.chmod(0o640)
    project = Project.open(folder)

    mend(project, [path], AS_OF, unsafe=False).write()

    assert path.read_bytes() == before.replace("滞纳金", "违约金").encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["a.j2"]


def test_file_that_changed_meanwhile_is_not_written(folder: Path) -> None:
    """What somebody else has just saved is not lost."""
    path = folder / write(folder, template(LATE), "a")
    project = Project.open(folder)
    mended = mend(project, [path], AS_OF, unsafe=False)
    path.write_text(template("别的"), "utf-8")

    with pytest.raises(HeguiError, match="检查以后文件又变了"):
        mended.write()
    assert path.read_text("utf-8") == template("别的")


def test_link_stays_a_link(folder: Path) -> None:
    """The file that it leads to is what is mended."""
    path = folder / write(folder, template(LATE), "a")
    link = path.with_name("b.j2")
    link.symlink_to("a.j2")
    path.rename(folder / "templates" / "real.txt")
    path.symlink_to("../real.txt")
    link.unlink()
    project = Project.open(folder)

    mend(project, [path], AS_OF, unsafe=False).write()

    assert path.is_symlink()
    assert "违约金" in (folder / "templates" / "real.txt").read_text("utf-8")


# the command


def test_fix_writes_and_reports_what_is_left(folder: Path, run: Run) -> None:
    """Standard error says how many places; standard output and the status are of what is left."""
    path = folder / write(folder, template(f"你的异议已受理！！{HOTLINE}"), "a")

    status, out, err = run("check", "--fix", *DAY)

    assert (status, err) == (0, "改好了 2 处（1 个文件）\n")
    assert out == "检查了 1 个模板、1 种情形：没有问题\n"
    assert path.read_text("utf-8") == template(f"您的异议已受理。{HOTLINE}")
    assert run("check", "--fix", *DAY)[2] == "没有可以自动改的\n"


def test_diff_writes_nothing_and_is_what_git_applies(folder: Path) -> None:
    """A unified diff on standard output; --fix does the same."""
    git = shutil.which("git")
    assert git is not None
    mark, text = "\ufeff", f"\x0b\u2028{template(f'你的{LATE}')}好\r\n你好".replace("\n", "\r\n")
    path = folder / write(folder, template(f"你的{LATE}").rstrip("\n"), "a")
    other = folder / write(folder, mark + text.replace("\x0b\u2028", ""), "b")
    before = [each.read_bytes() for each in (path, other)]

    shown = hegui(folder, "check", "--diff", *DAY)
    unchanged = [each.read_bytes() for each in (path, other)]
    hegui(folder, "check", "--fix", *DAY)
    fixed = [each.read_bytes() for each in (path, other)]
    for file, data in zip((path, other), before, strict=True):
        file.write_bytes(data)
    _git_apply(git, folder, shown.stdout)

    assert unchanged == before != fixed
    assert [each.read_bytes() for each in (path, other)] == fixed
    assert shown.stderr.decode() == "可以改 5 处（2 个文件）\n"


def _git_apply(git: str, folder: Path, patch: bytes) -> None:
    subprocess.run([git, "apply", "-"], cwd=folder, input=patch, check=True)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [(("--unsafe",), "--unsafe 要与"), (("-", "--fix"), "不能与"), (("-", "--diff"), "不能与")],
)
def test_options_that_do_not_go_together(run: Run, arguments: tuple[str, ...], reason: str) -> None:
    """One line says which."""
    status, _, err = run("check", *arguments)

    assert status == 2
    assert reason in err


# the law

_PLANTED = ("信用卡滞纳金", "你", "！！", "贷款滞纳费")


@st.composite
def _planted(draw: st.DrawFn) -> dict[str, str]:
    """The files of a random project, with words planted in their text."""
    made = draw(strategies.projects())
    texts: dict[str, str] = {}
    for source in (made.source, *made.partials.values()):
        text = source.text
        for at in sorted(_text_offsets(source), reverse=True):
            if draw(st.integers(0, 7)) == 0:
                text = text[:at] + draw(st.sampled_from(_PLANTED)) + text[at:]
        texts[source.path] = text
    return texts


def _text_offsets(source: Source) -> Iterator[int]:
    """Offsets of the file that stand inside plain text of its body."""
    spans = split(source)
    start = spans[1].start if spans else 0
    script, _ = load_partial(Source(source.path, source.text[start:]))
    if script is not None:
        for token in script.tokens:
            if token.kind == "data" and len(token.text) > 1:
                yield start + script.excerpt.span(token.start + 1, token.end).start


def _without_text(text: str) -> Any:
    """Jinja2's own syntax tree of a file, its text left out, and its front matter."""
    source = Source("a", text.replace("\r\n", "\n").replace("\r", "\n"))
    spans = split(source)
    head = source.text[: spans[1].start] if spans else ""
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - parses
    tree = environment.parse(source.text[len(head) :])
    for node in tree.find_all(jinja2.nodes.TemplateData):
        node.data = ""
    return head, str(tree)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose templates a property test replaces."""
    return example_project(tmp_path_factory.mktemp("stage"), None).root


@given(planted=_planted())
def test_fix_then_check_is_clean(stage: Path, planted: dict[str, str]) -> None:
    """No safe fix is left, and files without their text are what they were."""
    shutil.rmtree(stage / "templates")
    for path, text in planted.items():
        (stage / path).parent.mkdir(parents=True, exist_ok=True)
        (stage / path).write_bytes(text.encode())
    project = Project.open(stage)
    files = [*project.template_files()]

    mended = mend(project, files, AS_OF, unsafe=False)
    mended.write()

    after = Project.open(stage)
    left = [
        finding
        for path in files
        for finding in check_file(after, after.files.locate(path), AS_OF).findings
        if finding.fix is not None and finding.fix.safe
    ]
    assert [each.code for each in left] == []
    for path, text in planted.items():
        now = (stage / path).read_bytes().decode()
        assert _without_text(now) == _without_text(text)
        assert skeleton(Source(path, now)) == skeleton(Source(path, text))


# what a reading has found


@pytest.mark.parametrize("path", ["partials/./hi.j2", "./partials/hi.j2", "partials//hi.j2"])
def test_partial_has_one_name(folder: Path, run: Run, path: str) -> None:
    """Under another it is not found: what prints a file that changes must be known."""
    partial = folder / "templates/partials/hi.j2"
    partial.write_text("你们好，感谢您对我行的信任，你好。", "utf-8")
    write(folder, template(f'{{% include "{path}" %}}{HOTLINE}'), "a")
    before = partial.read_text("utf-8")

    out = run("check", "--fix", *DAY)[1]

    assert "请写成“partials/hi.j2”" in out
    assert partial.read_text("utf-8") == before


@pytest.mark.parametrize(
    "body",
    [
        "信用卡原滞纳金已改称违约金",
        "信用卡滞纳金、违约金请一并缴纳",
        "信用卡滞纳金（违约金）请一并缴纳",
        "来信所说“你行多收利息”一事",
    ],
)
def test_no_fix_makes_nonsense(folder: Path, body: str) -> None:
    """A word that stands beside its replacement, the customer's own words."""
    text = template(f"{body}，{HOTLINE}")

    assert _mend(folder, text) == (text, Mended())


def test_file_under_two_names_is_mended_once(folder: Path) -> None:
    """A link beside the file that it leads to."""
    path = folder / write(folder, template(LATE), "a")
    link = path.with_name("b.j2")
    link.symlink_to("a.j2")
    project = Project.open(folder)

    mended = mend(project, [link, path], AS_OF, unsafe=False)
    mended.write()

    assert [*mended.files] == ["templates/sms/a.j2"]
    assert path.read_text("utf-8") == template(LATE.replace("滞纳金", "违约金"))


def test_one_refusal_does_not_try_all_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Halves are tried: a few dozen attempts for hundreds of places."""
    text = template("可询银监局。" + "你" * 300 + HOTLINE, more="limits: {segments: 6}\n")
    spare = 67 * 6 - len(f"【示例银行】{'可询银监局。' + '你' * 300}{HOTLINE}")
    text = text.replace("可询", f"{'长' * spare}可询")
    tried: list[int] = []
    attempt = fix._Mender._fault  # noqa: SLF001 - counted, not changed

    def counted(self: Any, edits: list[Any]) -> str:
        tried.append(len(edits))
        return attempt(self, edits)

    monkeypatch.setattr(fix._Mender, "_fault", counted)  # noqa: SLF001
    mended = _mend(folder, text, unsafe=True)[1]

    assert (mended.count, len(mended.refused)) == (300, 1)
    assert len(tried) < 40
