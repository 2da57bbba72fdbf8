"""The examples in the docs are executed: templates are clean, captures are what is printed."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
import subprocess
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from linter.approval.signature import KEYS, NAMESPACE, REVOKED
from linter.approval.standing import STATUSES
from linter.cli.main import main
from linter.finding import Severity
from linter.glossary import terms
from linter.glossary.approvers import read_approvers
from linter.glossary.edition import Edition
from linter.glossary.frames import FRAMES
from linter.project import Project
from linter.report import FORMATS
from linter.rules import all_rules
from linter.rules.letter import ELEMENTS
from linter.source import Source
from tests.approving import Bank
from tests.conftest import ROOT
from tests.making import check, codes
from tests.reports import finding, placed, summed, written
from tests.starter import approved
from tests.test_ci import PROGRAMS
from tests.test_since import git

if TYPE_CHECKING:
    from pathlib import Path

_LINK = re.compile(r"\]\(([\w./-]+\.md)(?:#([\w-]+))?\)")
_ROW = re.compile(r"^\| [^|]+ \| ([^|]+) \| [^|]+ \|$", re.MULTILINE)
_FORMAT = re.compile(r"hegui check --format ([a-z]+)")
FILE = "templates/sms/due-day.j2"
_OMITTED = "……"
"""What stands in a capture for lines that it leaves out."""
_DATED = ("approve", "check", "diff", "log", "reject", "review", "revoke", "status")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks(name: str, kind: str) -> list[str]:
    text = (ROOT / name).read_text("utf-8")
    return [body for language, body in _BLOCK.findall(text) if language == kind]


@pytest.mark.parametrize("number", range(4))
def test_template_language_page_is_true(project: Project, number: int) -> None:
    """Every template on the page about the language has no error and no warning."""
    text = _blocks("docs/template-language.md", "jinja")[number]

    findings = [each for each in check(project, text) if each.severity > Severity.INFO]

    assert codes(findings) == []


@pytest.mark.parametrize("number", range(3))
def test_channels_page_is_true(project: Project, number: int) -> None:
    """Every template on the page about channels is clean."""
    assert codes(check(project, _blocks("docs/channels.md", "jinja")[number])) == []


def test_channels_page_names_every_profile_and_element() -> None:
    """The tables of the page list what there is."""
    text = (ROOT / "docs" / "channels.md").read_text("utf-8")

    for name in Edition(ROOT).profiles:
        assert f"| `{name}` |" in text
    for element in ELEMENTS:
        assert f"| `{element.block}` | {element.title} |" in text


def test_channels_page_names_every_template_of_the_starter() -> None:
    """The table of both stages and the lists below it leave none out, and name no other."""
    text = (ROOT / "docs" / "channels.md").read_text("utf-8").partition("\n## 起步模板\n")[2]
    project = Project.open(ROOT)
    sources = (project.source(path).text for path in project.template_files())

    named = re.findall(r"`((?:sms|email|letter|delivery)\.[\w.-]+)`", text)
    assert sorted(named) == sorted(
        found[1]
        for found in (re.search(r"^id: (\S+)$", each, re.MULTILINE) for each in sources)
        if found
    )


def test_reference_is_what_the_command_writes(tmp_path: Path) -> None:
    """docs/reference holds the pages that `hegui reference` writes, and no other."""
    assert main(["reference", str(tmp_path), "--project", str(ROOT)]) == 0

    def read(folder: Path) -> dict[str, str]:
        files = (file for file in folder.rglob("*") if file.is_file())
        return {str(file.relative_to(folder)): file.read_text("utf-8") for file in files}

    assert read(ROOT / "docs" / "reference") == read(tmp_path)


def test_links_lead_somewhere() -> None:
    """Each page that is linked is there, with the heading that is named; the docs keep inside."""
    docs = ROOT / "docs"
    for page in (*docs.rglob("*.md"), *ROOT.glob("*.md")):
        for target, anchor in _LINK.findall(page.read_text("utf-8")):
            linked = (page.parent / target).resolve()
            assert not anchor or f"\n## {anchor}\n" in linked.read_text("utf-8")
            assert linked.is_file(), (page, target)
            assert page.parent == ROOT or linked.is_relative_to(docs), (page, target)


def test_pages_have_one_title() -> None:
    """Each page of the docs begins with its title, the only one of its rank."""
    for page in (ROOT / "docs").rglob("*.md"):
        text = re.sub(_BLOCK, "", page.read_text("utf-8"))
        assert text.startswith("# "), page
        assert len(re.findall("^# ", text, re.MULTILINE)) == 1, page


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_capture_is_what_check_prints(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The capture in a README is what the command prints for the sample in README.md."""
    for folder in ("glossary", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "hegui.toml", tmp_path)
    sample = tmp_path / "templates" / "sms" / "sample.j2"
    sample.write_text(_blocks("README.md", "jinja")[0], "utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    status = main(["check", str(sample), "--as-of", "2026-11-24"])

    assert status == 1
    assert capsys.readouterr().out == _blocks(name, "text")[0]


def test_commands_of_the_tour_exist(capsys: pytest.CaptureFixture[str]) -> None:
    """Every command line of the tour in README.md runs."""
    tour = next(block for block in _blocks("README.md", "sh") if "hegui check" in block)
    lines = [line.partition("#")[0].split() for line in tour.splitlines()]

    for line in lines:
        arguments = [
            str(ROOT / word) if word.startswith("templates/") else word for word in line[1:]
        ]
        needs_project = arguments[0] in ("check", "cases", "render")
        assert main([*arguments, *(["--project", str(ROOT)] if needs_project else [])]) == 0
        assert "".join(capsys.readouterr())


def test_glossary_page_is_true(project: Project) -> None:
    """The entry on the page about the glossary is proved, and each of its forms is found."""
    text = _blocks("docs/glossary.md", "yaml")[0]
    (project.root / "glossary" / "terms" / "own.yaml").write_text(text, "utf-8")

    assert main(["glossary", "test", "--project", str(project.root)]) == 0
    found = Project.open(project.root).wording.find("您的年费卡已逾期，养卡也要还款。")
    assert [match.entry.id for match in found] == ["card-fee-slang"] * 2


def test_patterns_on_the_page_are_true(project: Project) -> None:
    """The entry made of patterns is proved too, and finds what it says."""
    text = _blocks("docs/glossary.md", "yaml")[1]
    (project.root / "glossary" / "terms" / "own.yaml").write_text(text, "utf-8")

    assert main(["glossary", "test", "--project", str(project.root)]) == 0
    found = Project.open(project.root).wording.find("不还钱就告诉你的邻居。")
    assert "tell-the-neighbours" in [match.entry.id for match in found]


def test_contexts_on_the_page_hold() -> None:
    """Every context stands on the page with a sentence in which it holds."""
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    words = {
        "denied": "通知您的家人",
        "forbidden": "辱骂",
        "quoted": "老赖",
        "warned": "转账",
        "right": "起诉",
        "advice": "联系您的单位",
        "hedged": "诉讼",
        "explained": "查封",
    }

    assert set(words) == set(FRAMES)
    for name, word in words.items():
        (line,) = [line for line in text.splitlines() if line.startswith(f"| `{name}` ")]
        assert f"`{name}` {FRAMES[name].title} |" in line
        start = line.index(word)
        assert FRAMES[name].holds(line, start, start + len(word)), name


def test_glossary_page_names_everything() -> None:
    """Every key of an entry and every category stands on the page."""
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    keys = terms.schema()["properties"]["terms"]["additionalProperties"]["properties"]

    for name in (*keys, *terms.CATEGORIES, *terms.MATCHES):
        assert f"`{name}`" in text


def test_glossary_commands_run(capsys: pytest.CaptureFixture[str]) -> None:
    """Every command line on the page about the glossary runs."""
    for line in _blocks("docs/glossary.md", "sh")[0].splitlines():
        words = line.partition("#")[0].split()

        assert main([*words[1:], "--project", str(ROOT)]) == 0
        assert capsys.readouterr().out


def test_fix_on_the_glossary_page_is_true(project: Project) -> None:
    """The entry that offers fixes is proved by its examples."""
    text = _blocks("docs/glossary.md", "yaml")[2]
    (project.root / "glossary" / "terms" / "own.yaml").write_text(text, "utf-8")

    assert main(["glossary", "test", "--project", str(project.root)]) == 0
    assert Project.open(project.root).edition.book.terms["member-fee-slang"].rewrites


def test_waivers_on_the_page_hold(project: Project) -> None:
    """The comment waives its word, the item what is absent, and the policy can be read."""
    (text,) = _blocks("docs/daily-work.md", "jinja")
    item, policy = _blocks("docs/daily-work.md", "yaml")
    absent = text.replace("owner", f"{item}owner").replace("{{ institution.hotline }}", "955YY")

    assert [each.waiver is not None for each in check(project, text)] == [True]
    assert [
        each.code for each in check(project, absent.replace("请致电客服热线", "")) if each.waiver
    ] == ["TON002", "CHN002"]
    file = project.root / "glossary" / "policy.yaml"
    file.write_text(f"{file.read_text('utf-8')}{policy}", "utf-8")
    limits = Project.open(project.root).policy.waivers
    assert (limits.never, limits.days) == (("CHN002", "CHN003"), 366)


def test_commands_of_the_page_about_daily_work_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command line runs in a repository, but for the one that waits for changes."""
    for name in ("glossary", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "hegui.toml", tmp_path)
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Begin")
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    monkeypatch.chdir(tmp_path)
    lines = [
        line.partition("#")[0].split()
        for block in _blocks("docs/daily-work.md", "sh")
        for line in block.splitlines()
    ]

    for _, *arguments in lines:
        shutil.rmtree(tmp_path / "bank-templates", ignore_errors=True)
        if "--watch" in arguments:
            continue
        given = ["--name", "示例银行", "--signature", "示例银行", "--hotline", "955XX"]
        if arguments == ["init", "bank-templates"]:  # the rest is asked for
            arguments += [*given, "--channels", "手机银行"]
        assert main(arguments) == 0, arguments
        assert "".join(capsys.readouterr())


def test_formats_page_names_every_format_with_its_columns() -> None:
    """The table lists each format, and the column that its report gives to 违 in its example."""
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \| (\d*) ?\|$", text, re.MULTILINE)
    found = summed(finding(placed("您好😀违约", "违")))

    assert [name for name, _ in rows] == list(FORMATS)
    for name, column in rows:
        report = written(name, found)
        assert not column or re.search(rf'([cC]olumn": ?|col[a-z]*="?|1:){column}\b', report), name


def test_commands_of_the_formats_page_run(capsys: pytest.CaptureFixture[str]) -> None:
    """Every command line on the page runs on this repository and writes something."""
    for block in _blocks("docs/formats.md", "sh"):
        for line in block.splitlines():
            words = re.split("[#>|]", line)[0].split()

            assert main([*words[1:], "--project", str(ROOT)]) == 0
            assert capsys.readouterr().out


def test_set_ups_of_the_formats_page_are_yaml_and_name_formats() -> None:
    """Each set-up for a CI server can be read, and asks for formats that there are."""
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    set_ups = _blocks("docs/formats.md", "yaml")

    assert set(_FORMAT.findall(text)) <= set(FORMATS)
    for set_up in set_ups:
        (job,) = yaml.safe_load(set_up).get("jobs", yaml.safe_load(set_up)).values()
        assert "hegui check --format" in str(job)


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """The scripted repository with the starter's approvals; nobody changes it."""
    bank = approved(tmp_path_factory.mktemp("starter") / "project")
    bank.git("update-ref", "refs/remotes/origin/main", "HEAD")
    return bank


@pytest.fixture(scope="module")
def page(starter: Bank, tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """The same, as the page about approvals has it: its commands change it."""
    return starter.copy(tmp_path_factory.mktemp("page") / "project")


def test_commands_of_the_page_about_approvals_run(page: Bank) -> None:
    """Each command line runs, in their order; the gate refuses nothing."""
    lines = [
        re.findall(r'"[^"]*"|[^\s"]+', line.partition("#")[0])
        for block in _blocks("docs/approvals.md", "sh")
        for line in block.splitlines()
    ]

    for _, command, *arguments in lines:
        given = [argument.strip('"') for argument in arguments]
        more = ["--yes"] if command in ("approve", "reject", "revoke") else []
        status, out, err = page.run(command, *given, *more)
        assert (status, err) == (0, ""), (command, err)
        assert out
    assert len(lines) > 5


def test_page_about_approvals_is_true(page: Bank, project: Project) -> None:
    """The status is what is printed, people and policy can be read, all rules are named."""
    text = (ROOT / "docs" / "approvals.md").read_text("utf-8")
    status = page.run("status", "sms.overdue.first-day", day="2026-11-30")[1]
    people, policy = _blocks("docs/approvals.md", "yaml")

    assert status == _blocks("docs/approvals.md", "text")[0]
    assert read_approvers(Source("approvers.yaml", people))[0]
    file = project.root / "glossary" / "policy.yaml"
    kept = re.sub(r"\napproval:\n(?:  .*\n)+", "\n", file.read_text("utf-8"))
    file.write_text(f"{kept}{policy}", "utf-8")
    needed = Project.open(project.root).policy.approval.needed
    assert needed("sms", "due-reminder") == ("business", "legal")
    for code in all_rules():
        assert not code.startswith("APR") or f"| [{code}](reference/rules/{code}.md) |" in text
    for name, words in STATUSES.items():
        assert f"| {words} `{name}` |" in text
    assert KEYS in text
    assert REVOKED in text
    assert f'namespaces="{NAMESPACE}"' in text


def test_examples_of_the_architecture_are_true(
    starter: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What each example gives is what stands below it."""
    monkeypatch.chdir(starter.folder)
    examples = "\n".join(_blocks("docs/architecture.md", "python"))
    test = doctest.DocTestParser().get_doctest(examples, {}, "architecture", None, None)
    told: list[str] = []

    doctest.DocTestRunner(verbose=False).run(test, out=told.append)

    assert "".join(told) == ""
    assert len(test.examples) > 40


def test_names_of_the_architecture_exist() -> None:
    """Every module, class and function that the page names is there."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    names = set(re.findall(r"`(linter(?:\.\w+)+)`", text))

    assert len(names) > 30
    for name in names:
        assert _named(name) is not None


def _named(name: str) -> Any:
    """A module, or what stands in it, by its full name."""
    module, _, rest = name.rpartition(".")
    try:
        return import_module(name)
    except ModuleNotFoundError:
        return getattr(_named(module), rest)


class Guide:
    """A page of the guide that is walked: its templates are written, its commands are run.

    What a command prints stands in the block below it.
    """

    def __init__(self, page: str, bank: Bank, capsys: pytest.CaptureFixture[str]) -> None:
        self.blocks = _BLOCK.findall((ROOT / "docs" / "guide" / page).read_text("utf-8"))
        self.bank = bank
        self.capsys = capsys
        self.compared = 0

    def walk(self, day: str, file: str = "") -> None:
        """Walk the page on a day; ``file`` is what its templates are written to."""
        printed = ""
        for language, body in self.blocks:
            if language == "jinja":
                self.bank.write(file, self.written(file, body))
            elif language == "sh":
                printed = "".join(self.ran(line, day) for line in body.splitlines())
            elif language in ("text", "markdown"):
                for lines in re.split(f"^{_OMITTED}\n", body, flags=re.MULTILINE):
                    assert lines in printed
                self.compared += 1

    def written(self, file: str, body: str) -> str:
        """A template: the whole of it, or with another last line."""
        if body.startswith("---\n"):
            return body
        lines = (self.bank.folder / file).read_text("utf-8").splitlines()
        return "\n".join([*lines[:-1], body])

    def ran(self, line: str, day: str) -> str:
        """What a command line prints: without spaces at the ends of lines."""
        words = shlex.split(line, comments=True)
        if words[0] == "git":
            return self.bank.git(*words[1:])
        more = ["--as-of", day] if words[1] in _DATED else []
        if words[1] in ("approve", "reject", "revoke"):
            more.append("--yes")
        status = main([*words[1:], *more])
        out, err = self.capsys.readouterr()
        told = re.search(r"退出码 (\d)", line)
        assert status == int(told[1]) if told else status < 2, (line, err)
        return re.sub(r" +$", "", f"{out}{err}", flags=re.MULTILINE)


@pytest.fixture
def guided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bank:
    """A bank whose only template is that of the guide, approved on the day before."""
    bank = Bank.found(tmp_path / "project")
    bank.write(FILE, _blocks("docs/guide/copywriter.md", "jinja")[0])
    bank.commit("Remind on the day")
    bank.approve("sms.due.day", day="2026-11-30")
    bank.git("init", "-q", "--bare", str(tmp_path / "origin"))
    bank.git("remote", "add", "origin", str(tmp_path / "origin"))
    bank.git("push", "-q", "origin", "main")
    bank.git("fetch", "-q", "origin")
    monkeypatch.chdir(bank.folder)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return bank


def test_guide_for_copywriters_is_true(guided: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    """Its template is clean before and after, its commands run and print what stands below them."""
    page = Guide("copywriter.md", guided, capsys)
    assert guided.run("check", FILE)[1].endswith("没有问题\n")

    page.walk("2026-12-01", FILE)

    assert page.compared == 6
    assert guided.git("rev-parse", "origin/due-day-autopay") == guided.git("rev-parse", "HEAD")
    assert guided.git("diff", "--name-only", "origin/main...HEAD") == FILE


def test_guide_for_reviewers_is_true(guided: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    """Its commands run where the copywriter's guide ends, and print what stands below them."""
    page = Guide("reviewer.md", guided, capsys)
    guided.git("switch", "-q", "-c", "due-day-autopay")
    last = _blocks("docs/guide/copywriter.md", "jinja")[-1]
    guided.write(FILE, page.written(FILE, last))
    guided.commit("Part those who pay by themselves")
    guided.git("push", "-q", "origin", "due-day-autopay")
    guided.git("switch", "-q", "main")

    page.walk("2026-12-01")

    assert page.compared == 5
    assert guided.status("sms.due.day")["status"] == "revoked"
    text = (ROOT / "docs" / "guide" / "reviewer.md").read_text("utf-8")
    _, _, ends = text.partition("\n## 批准什么时候不再有效\n")
    statuses = [status for row in _ROW.findall(ends)[2:] for status in row.split("、")]
    assert len(statuses) > 4
    assert {*statuses} <= {*STATUSES.values()}


def test_guide_for_engineers_is_true(guided: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    """Its commands run, print what stands below them, and end with the status that it names."""
    page = Guide("engineer.md", guided, capsys)
    guided.write("templates/sms/sample.j2", _blocks("README.md", "jinja")[0])
    last = _blocks("docs/guide/copywriter.md", "jinja")[-1]
    guided.write(FILE, page.written(FILE, last))
    guided.commit("Add a sample")

    page.walk("2026-12-01")

    assert page.compared == 3


def test_set_ups_of_the_guide_are_read_by_those_for_whom_they_are(tmp_path: Path) -> None:
    """The schemas of GitHub and GitLab accept them, and pre-commit's hooks and inputs exist."""
    github, gitlab, hooks, site = _blocks("docs/guide/engineer.md", "yaml")
    for vendor, text in {"github-workflows": github, "gitlab-ci": gitlab}.items():
        file = tmp_path / f"{vendor}.yml"
        file.write_text(text, "utf-8")
        command = [str(PROGRAMS / "check-jsonschema"), "--builtin-schema", f"vendor.{vendor}"]
        done = subprocess.run([*command, str(file)], capture_output=True, check=False)
        assert done.returncode == 0, done.stdout
    used = yaml.safe_load(github)["jobs"]["check"]["steps"][-1]
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    named = {each["id"] for each in yaml.safe_load(hooks)["repos"][0]["hooks"]}
    known = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))

    assert set(used["with"]) <= set(action["inputs"])
    assert named <= {each["id"] for each in known}
    read = yaml.safe_load(site.replace("!ENV ", ""))
    assert (read["theme"], read["use_directory_urls"]) == ({"name": "hegui"}, False)
    assert {*read["plugins"][0]["hegui"]} == {"as_of", "preview"}
