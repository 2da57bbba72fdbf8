"""What a change did, in real git repositories: new findings only, each with its cause."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from linter.change import unmatched
from linter.git import Repository
from linter.source import LARGEST_FILE, HeguiError, UsageError
from tests.making import HOTLINE, check, template, write

if TYPE_CHECKING:
    from pathlib import Path

    from linter.project import Project
    from tests.making import Run

DAY = ("--as-of", "2026-11-24")
OLD = f"你的信用卡滞纳金！！{HOTLINE}"
WORD = """\
category: tone
terms:
  our-word:
    code: TON001
    match: substring
    forms: [受理, 办妥]
    severity: warning
    why: 按行内要求换一个说法
    instead: 收到
    basis: []
    good: [您好。]
    bad: [我行已受理。, 事情已办妥。]
"""


def git(folder: Path, *arguments: str) -> str:
    """Run git in a repository, as an author that nobody is."""
    program = shutil.which("git")
    assert program is not None
    identity = ("-c", "user.name=copywriter", "-c", "user.email=copywriter@bank.example")
    settings = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        [program, *identity, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env=settings,
    )
    return done.stdout.strip()


def _commit(folder: Path, message: str = "Change") -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def _named(body: str, name: str, **more: Any) -> str:
    return template(body, **more).replace("sms.example", f"sms.{name}")


@pytest.fixture
def repository(folder: Path) -> Path:
    """A repository with an old template full of findings, and its first commit."""
    write(folder, _named(OLD, "old"), "old")
    git(folder, "init", "-q", "-b", "main", ".")
    _commit(folder, "Begin")
    return folder


def _since(run: Run, revision: str = "main", *more: str) -> tuple[int, list[dict[str, Any]]]:
    status, out, err = run("check", "--since", revision, *DAY, "--format", "json", *more)
    assert err == ""
    return status, json.loads(out)["findings"]


def _told(findings: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(each["code"], each["template"], each["cause"]["path"]) for each in findings]


def test_hotline_deleted_from_a_partial(repository: Path, run: Run) -> None:
    """Five templates that print it lack it: five findings, one cause, nothing else."""
    partial = repository / "templates/partials/line.j2"
    partial.write_text(HOTLINE, "utf-8")
    for name in ("one", "two", "three", "four", "five"):
        body = '{% if plan %}甲{% endif %}您的异议已受理。{% include "partials/line.j2" %}'
        write(repository, _named(body, name, variables="{plan: {type: bool}}"), name)
    _commit(repository)
    partial.write_text("如有疑问，请与我行联系。", "utf-8")

    status, findings = _since(run)

    assert status == 1
    assert {(code, path) for code, _, path in _told(findings)} == {
        ("CHN002", "templates/partials/line.j2")
    }
    assert sorted(each["template"] for each in findings) == [
        "sms.five",
        "sms.four",
        "sms.one",
        "sms.three",
        "sms.two",
    ]
    assert {each["cause"]["change"] for each in findings} == {"modified"}
    text = run("check", "--since", "main", *DAY)[1]
    assert text.endswith("新增 5 个错误\n  起因：templates/partials/line.j2（有改动），5 个问题\n")


def test_nothing_new(repository: Path, run: Run) -> None:
    """Old findings don't show, however their lines and files move."""
    file = repository / "templates/sms/old.j2"
    text = file.read_text("utf-8")
    file.write_text(text.replace("owner:", "stage: accepted\nowner:"), "utf-8")
    file.rename(file.with_name("renamed.j2"))

    assert _since(run) == (0, [])
    assert "没有新的问题" in run("check", "--since", "main", *DAY)[1]


def test_word_added_beside_old_ones(repository: Path, run: Run) -> None:
    """One more of the same is one new finding."""
    write(repository, _named(OLD.replace("！！", "！！你好"), "old"), "old")

    status, findings = _since(run)

    assert status == 0
    assert _told(findings) == [("TON002", "sms.old", "templates/sms/old.j2")]


def test_word_added_to_a_partial(repository: Path, run: Run) -> None:
    """It shows once for each template that prints the partial."""
    partial = repository / "templates/partials/line.j2"
    partial.write_text(HOTLINE, "utf-8")
    for name in ("one", "two"):
        write(repository, _named('您好。{% include "partials/line.j2" %}', name), name)
    _commit(repository)
    partial.write_text(f"你好。{HOTLINE}", "utf-8")

    assert _told(_since(run)[1]) == [
        ("TON002", "sms.one", "templates/partials/line.j2"),
        ("TON002", "sms.two", "templates/partials/line.j2"),
    ]


def test_term_added_to_the_glossary(repository: Path, run: Run) -> None:
    """It shows at the templates that say it; the entry is the cause."""
    write(repository, _named(f"异议已受理，{HOTLINE}", "one"), "one")
    _commit(repository)
    (repository / "glossary/terms/own.yaml").write_text(WORD, "utf-8")

    findings = _since(run)[1]

    assert _told(findings) == [("TON001", "sms.one", "glossary/terms/own.yaml")]
    assert findings[0]["cause"] == {
        "path": "glossary/terms/own.yaml",
        "change": "added",
        "term": "our-word",
    }


def test_cause_is_found_by_taking_each_change_back(repository: Path, run: Run) -> None:
    """Where template, partial and glossary change at once, each finding has its own cause."""
    partial = repository / "templates/partials/line.j2"
    partial.write_text(HOTLINE, "utf-8")
    body = '异议已受理。{% include "partials/line.j2" %}'
    write(repository, _named(body, "one"), "one")
    _commit(repository)
    write(repository, _named(f"你的{body}", "one"), "one")
    partial.write_text("请与我行联系。", "utf-8")
    (repository / "glossary/terms/own.yaml").write_text(WORD, "utf-8")

    assert sorted(_told(_since(run)[1])) == [
        ("CHN002", "sms.one", "templates/partials/line.j2"),
        ("TON001", "sms.one", "glossary/terms/own.yaml"),
        ("TON002", "sms.one", "templates/sms/one.j2"),
    ]


def test_new_template(repository: Path, run: Run) -> None:
    """All its findings are new, and it is their cause; also with a new term."""
    write(repository, _named(f"你好，已受理，{HOTLINE}", "one"), "one")
    (repository / "glossary/terms/own.yaml").write_text(WORD, "utf-8")
    findings = _since(run)[1]

    assert [each["code"] for each in findings] == ["TON002", "TON001"]
    assert {(each["cause"]["path"], each["cause"]["change"]) for each in findings} == {
        ("templates/sms/one.j2", "added")
    }


def test_partial_deleted(repository: Path, run: Run) -> None:
    """The include that leads nowhere is new; what is gone is the cause."""
    partial = repository / "templates/partials/line.j2"
    partial.write_text(HOTLINE, "utf-8")
    write(repository, _named('您好。{% include "partials/line.j2" %}', "one"), "one")
    _commit(repository)
    partial.unlink()

    findings = _since(run)[1]

    assert [each["code"] for each in findings] == ["TPL007"]
    assert findings[0]["cause"] == {
        "path": "templates/partials/line.j2",
        "change": "deleted",
        "term": "",
    }


def test_severity_raised(repository: Path, run: Run) -> None:
    """What was a warning and is an error now is new; the policy is the cause."""
    policy = repository / "glossary/policy.yaml"
    text = policy.read_text("utf-8")
    policy.write_text(text.replace("severity:", "severity:\n  TON003: error", 1), "utf-8")

    assert _told(_since(run)[1]) == [("TON003", "sms.old", "glossary/policy.yaml")]


def test_finding_that_spreads_to_more_cases_is_new(repository: Path, run: Run) -> None:
    """A hotline that one branch lacked, and now both."""
    body = f"您的异议已受理。{{% if plan %}}{HOTLINE}{{% endif %}}"
    variables = "{plan: {type: bool}}"
    write(repository, _named(body, "one", variables=variables), "one")
    _commit(repository)
    write(repository, _named(body.replace(HOTLINE, "甲"), "one", variables=variables), "one")

    assert _told(_since(run)[1]) == [("CHN002", "sms.one", "templates/sms/one.j2")]


def test_waiver_taken_away(repository: Path, run: Run) -> None:
    """What it allowed is new."""
    waiver = '{# hegui: allow TON003 reason="活动用语" by="法律合规部" until=2026-12-31 #}'
    write(repository, _named(f"{waiver}\n已受理！！{HOTLINE}", "one"), "one")
    _commit(repository)
    write(repository, _named(f"已受理！！{HOTLINE}", "one"), "one")

    assert _told(_since(run)[1]) == [("TON003", "sms.one", "templates/sms/one.j2")]


def test_branches_are_compared_with_where_they_parted(repository: Path, run: Run) -> None:
    """What main has got meanwhile is not this branch's doing."""
    git(repository, "checkout", "-q", "-b", "work")
    write(repository, _named(f"你好，{HOTLINE}", "mine"), "mine")
    _commit(repository)
    git(repository, "checkout", "-q", "main")
    (repository / "templates/sms/old.j2").unlink()
    _commit(repository)
    git(repository, "checkout", "-q", "work")

    assert _told(_since(run, "main")[1]) == [("TON002", "sms.mine", "templates/sms/mine.j2")]


def test_project_below_the_top_of_its_repository(folder: Path, run: Run) -> None:
    """Paths are the project's; a project that wasn't there yet is new as a whole."""
    top = folder.parent
    git(top, "init", "-q", "-b", "main", ".")
    (top / "README").write_text("x", "utf-8")
    git(top, "add", "README")
    git(top, "commit", "-q", "-m", "Begin")
    write(folder, _named(f"你好，{HOTLINE}", "one"), "one")

    whole = _since(run)[1]
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "Add the project")
    write(folder, _named(f"你好，你的{HOTLINE}", "one"), "one")

    assert _told(whole) == [("TON002", "sms.one", "templates/sms/one.j2")]
    assert _told(_since(run)[1]) == [("TON002", "sms.one", "templates/sms/one.j2")]


@pytest.mark.usefixtures("repository")
def test_wrong_revisions(run: Run) -> None:
    """One line says what is wrong; no option reaches git."""
    for revision in ("nope", "--all", "-q", "main..HEAD", "HEAD:templates", "\x00", ""):
        status, out, err = run("check", f"--since={revision}", *DAY)
        assert (status, out) == (2, "")
        assert err.startswith("hegui：git 里没有“")
        assert err.count("\n") == 1


def test_folder_outside_git(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so, and so does a machine without git."""
    write(folder, template(HOTLINE))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    outside = run("check", "--since", "main", *DAY)
    monkeypatch.setenv("PATH", "")
    without = run("check", "--since", "main", *DAY)

    assert (outside[0], without[0]) == (2, 2)
    assert "不在 git 仓库里" in outside[2]
    assert "找不到 git" in without[2]


def test_broken_former_version(repository: Path, run: Run) -> None:
    """A glossary that could not be used then is named."""
    policy = repository / "glossary/policy.yaml"
    text = policy.read_text("utf-8")
    policy.write_text("purposes: [", "utf-8")
    _commit(repository)
    policy.write_text(text, "utf-8")

    status, out, err = run("check", "--since", "main", *DAY)

    assert (status, out) == (2, "")
    assert "改动之前的版本无法检查：glossary/policy.yaml:1:" in err


def test_former_version_is_read_as_committed(repository: Path, tmp_path: Path) -> None:
    """Links stay links, whatever is outside stays out, and nothing runs."""
    (repository / "templates/sms/link.j2").symlink_to("old.j2")
    (repository / "templates/sms/weird 名\n.j2").write_bytes(b"\xff\x00")
    (repository / ".gitattributes").write_text("*.j2 export-ignore eol=crlf\n", "utf-8")
    commit = _commit(repository)

    found = Repository(repository)
    found.extract(commit, ["hegui.toml", "templates"], tmp_path / "then")
    then = tmp_path / "then"

    assert (then / "templates/sms/link.j2").readlink() == (
        repository / "templates/sms/link.j2"
    ).readlink()
    assert (then / "templates/sms/weird 名\n.j2").read_bytes() == b"\xff\x00"
    assert not (then / "glossary").exists()
    assert (then / "templates/sms/old.j2").read_bytes() == (
        repository / "templates/sms/old.j2"
    ).read_bytes()


def test_shallow_history_is_told(repository: Path, tmp_path: Path) -> None:
    """Where the commit at which branches parted is not there, the remedy is."""
    first = git(repository, "rev-parse", "HEAD")
    _commit(repository, "Second")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")

    with pytest.raises(UsageError, match="请检查写法，或先取得完整历史"):
        Repository(tmp_path / "shallow").base(first)


# what a reading has found


def test_waiver_of_an_old_finding_is_told(repository: Path, run: Run) -> None:
    """Who allows what was there, or allows it longer, shows it; the status is 0."""
    waiver = '{# hegui: allow TRM001 reason="合同原文" by="法律合规部" until=2026-12-31 #}'
    write(repository, _named(f"{waiver}\n{OLD}", "old"), "old")
    first = _since(run)
    _commit(repository)
    write(repository, _named(f"{waiver.replace('2026', '2099')}\n{OLD}", "old"), "old")
    second = _since(run)

    for status, findings in (first, second):
        assert (status, [each["code"] for each in findings]) == (0, ["TRM001"])
        assert findings[0]["waiver"]["by"] == "法律合规部"
    assert second[1][0]["waiver"]["until"] == "2099-12-31"


def test_more_cases_than_are_named(repository: Path, run: Run) -> None:
    """Of twelve values eight are named: a ninth that says it is new."""
    names = [f"甲{number}" for number in range(14)]
    variables = f"{{k: {{type: enum, values: [{', '.join(names)}]}}}}"

    def body(count: int) -> str:
        chosen = ", ".join(f'"{name}"' for name in names[:count])
        return f"{{% if k in [{chosen}] %}}你好{{% endif %}}{{{{ k }}}}，{HOTLINE}"

    write(repository, _named(body(8), "one", variables=variables), "one")
    _commit(repository)
    write(repository, _named(body(12), "one", variables=variables), "one")

    assert _told(_since(run)[1]) == [("TON002", "sms.one", "templates/sms/one.j2")]


def test_data_of_the_bank_makes_no_old_finding_new(repository: Path, run: Run) -> None:
    """The advice quotes the hotline; what is missing is the same."""
    write(repository, _named("您的异议已受理。", "one"), "one")
    _commit(repository)
    file = repository / "glossary/institution.yaml"
    file.write_text(file.read_text("utf-8").replace("955XX", "955YY"), "utf-8")

    assert [each["template"] for each in _since(run)[1]] == ["sms.old"]  # it says 955XX


def test_line_ends_of_the_work_tree_make_nothing_new(repository: Path, run: Run) -> None:
    """Committed with line feeds, checked out with carriage returns; two-line excerpts, too."""
    waiver = '{# hegui: allow TON001\n reason="无用" by="法律合规部" until=2026-12-31 #}'
    text = _named(f"{waiver}\n您好，{HOTLINE}", "one")
    path = repository / write(repository, text, "one")
    _commit(repository)
    path.write_bytes(text.replace("\n", "\r\n").encode())

    assert _since(run)[1] == []


def test_another_number_is_new(repository: Path, run: Run) -> None:
    """Reports hide both, and they look alike."""
    write(repository, _named(f"卡号6222021234567894，{HOTLINE}", "one"), "one")
    _commit(repository)
    write(repository, _named(f"卡号6222029999997894，{HOTLINE}", "one"), "one")

    findings = _since(run)[1]

    assert [each["code"] for each in findings] == ["PRV001"]
    assert "99999" not in json.dumps(findings)


def test_change_that_cannot_be_read_is_told(repository: Path, run: Run) -> None:
    """Where a template was broken and still is, what else it says is not known."""
    write(repository, _named(f"{{% if %}}{HOTLINE}", "one"), "one")
    _commit(repository)
    write(repository, _named(f"{{% if %}}不还就绑架您。{HOTLINE}", "one"), "one")

    assert _told(_since(run)[1]) == [("TPL001", "sms.one", "templates/sms/one.j2")]


def test_links_of_a_version_lead_nowhere(repository: Path, tmp_path: Path) -> None:
    """A tree that has a link and files below its name is not written through it."""
    victim = tmp_path / "victim"
    victim.mkdir()
    blob = _object(repository, "blob", str(victim).encode())
    inner = _tree(repository, [("120000", "pwned", blob)])
    outer = _tree(repository, [("120000", "zz", blob), ("40000", "zz", inner)])
    root = _tree(repository, [("40000", "templates", outer)])
    commit = git(repository, "commit-tree", "-m", "Evil", root)

    with pytest.raises(HeguiError, match="取不出来"):
        Repository(repository).extract(commit, ["templates"], tmp_path / "then")
    assert [*victim.iterdir()] == []


def _object(repository: Path, kind: str, data: bytes) -> str:
    program = shutil.which("git")
    assert program is not None
    done = subprocess.run(
        [program, "hash-object", "-t", kind, "-w", "--stdin", "--literally"],
        cwd=repository,
        input=data,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def _tree(repository: Path, entries: list[tuple[str, str, str]]) -> str:
    data = b"".join(
        f"{mode} {name}\0".encode() + bytes.fromhex(digest) for mode, name, digest in entries
    )
    return _object(repository, "tree", data)


def test_large_files_are_not_fetched(repository: Path, tmp_path: Path) -> None:
    """One that is over the limit is told as such, without being read."""
    (repository / "templates/sms/large.j2").write_bytes(b"x" * (LARGEST_FILE + 9))
    commit = _commit(repository)
    Repository(repository).extract(commit, ["templates"], tmp_path / "then")

    assert (tmp_path / "then/templates/sms/large.j2").stat().st_size == LARGEST_FILE + 1


# rules that are weakened

_WEAKER = {
    "forms": ("[受理, 办妥]", "[办妥]", "少了写法“受理”"),
    "severity": ("severity: warning", "severity: info", "降低了级别"),
    "except": ("    severity", "    except: [已受理]\n    severity", "多了例外“已受理”"),
    "unless": ("    basis", "    unless: [denied]\n    basis", "多了语境“denied”"),
}


def _weaken(repository: Path, run: Run, old: str, new: str) -> list[str]:
    """What is said of a glossary that changes together with a template, and alone."""
    terms = repository / "glossary/terms/own.yaml"
    examples = "    good: [您好。]\n    bad: [我行已受理。, 事情已办妥。]\n"
    easy = "    good: [您好。]\n    bad: [事情已办妥。]\n"
    terms.write_text(WORD.replace(examples, easy), "utf-8")
    _commit(repository)
    terms.write_text(terms.read_text("utf-8").replace(old, new, 1), "utf-8")
    alone = [each for each in _since(run)[1] if each["code"] == "CHG001"]
    assert alone == []
    name = f"after{len([*(repository / 'templates/sms').iterdir()])}"
    write(repository, _named(f"异议已受理，{HOTLINE}", name), name)
    return [each["message"] for each in _since(run)[1] if each["code"] == "CHG001"]


@pytest.mark.parametrize("kind", sorted(_WEAKER))
def test_entry_weakened_with_a_template(repository: Path, run: Run, kind: str) -> None:
    """It is a finding of its own, that says in what the entry finds less."""
    old, new, words = _WEAKER[kind]
    (message,) = _weaken(repository, run, old, new)

    assert message.startswith(f"放宽了词条“our-word”（{words}）")


def test_entry_deleted_with_a_template(repository: Path, run: Run) -> None:
    """As well; strengthening one is none."""
    messages = _weaken(repository, run, "our-word", "other-word")
    stronger = _weaken(repository, run, "[受理, 办妥]", "[受理, 办妥, 办结]")

    assert [message.partition("，")[0] for message in messages] == ["删除了词条“our-word”"]
    assert stronger == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  CHN002: error", "  CHN002: error\n  TON003: info", "降低了 TON003 的级别"),
        ("  CHN002: error\n", "", "降低了 CHN002 的级别"),
        ("never: [TON003]", "never: []", "允许豁免 TON003"),
        ("days: 90", "days: 91", "放长了豁免的期限"),
        (", days: 90", "", "放长了豁免的期限"),
        ("collection: true", "collection: false", "不再是 collection"),
        ("  overdue-reminder:", "  overdue-note:", "删除了用途“overdue-reminder”"),
    ],
)
def test_policy_weakened_with_a_template(
    repository: Path, run: Run, old: str, new: str, words: str
) -> None:
    """Severities, what may be waived and for how long, what a purpose is."""
    policy = repository / "glossary/policy.yaml"
    text = policy.read_text("utf-8") + "waivers: {never: [TON003], days: 90}\n"
    assert old in text
    policy.write_text(text, "utf-8")
    _commit(repository)
    policy.write_text(text.replace(old, new, 1), "utf-8")
    alone = Counter(each["code"] for each in _since(run)[1])
    write(repository, _named(f"异议已受理，{HOTLINE}", "one"), "one")
    together = [each for each in _since(run)[1] if each["code"] == "CHG001"]

    assert alone["CHG001"] == 0
    assert any(words in each["message"] for each in together)
    assert {each["severity"] for each in together} == {"error"}


def test_channel_changed_with_a_template(repository: Path, run: Run) -> None:
    """What a channel refuses is a rule, too."""
    profiles = repository / "glossary/profiles.yaml"
    profiles.write_text(profiles.read_text("utf-8").replace("催收, ", "", 1), "utf-8")
    write(repository, _named(f"异议已受理，{HOTLINE}", "one"), "one")
    told = [each["message"] for each in _since(run)[1] if each["code"] == "CHG001"]

    assert len(told) == 1
    assert "的要求" in told[0]


def test_own_entry_over_a_built_in_one_deleted(repository: Path, run: Run) -> None:
    """The built-in one counts again, and finds less."""
    own = repository / "glossary/terms/own.yaml"
    entry = WORD.replace("our-word", "familiar-you").replace("code: TON001", "code: TON002")
    own.write_text(entry.replace("severity: warning", "severity: info"), "utf-8")
    tone = repository / "glossary/terms/tone.yaml"
    tone.unlink()
    _commit(repository)
    own.unlink()
    write(repository, _named(f"异议已受理，{HOTLINE}", "one"), "one")

    assert any("放宽了词条“familiar-you”" in each["message"] for each in _since(run)[1])


def test_findings_registered_with_a_template(repository: Path, run: Run) -> None:
    """Whoever adds a finding doesn't add the line that excuses it in the same stroke."""
    run("baseline", *DAY)
    _commit(repository)
    write(repository, _named(f"你好！！{HOTLINE}", "one"), "one")
    run("baseline", "--add", *DAY)
    findings = _since(run)[1]

    assert [each["code"] for each in findings] == ["CHG001"]
    assert findings[0]["message"].startswith("把 2 个问题登记成旧问题")


def test_line_taken_away_is_the_cause(repository: Path, run: Run) -> None:
    """What is no longer registered is new."""
    run("baseline", *DAY)
    _commit(repository)
    file = repository / "hegui.baseline"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "TON003" not in line), "utf-8")

    assert _told(_since(run)[1]) == [("TON003", "sms.old", "hegui.baseline")]


# the matching


def test_each_old_finding_stands_for_one(project: Project) -> None:
    """Two of the same against one: one is new; the other way round none is."""
    two = check(project, template(f"你好，你好，{HOTLINE}"))
    one = check(project, template(f"您好，你好，{HOTLINE}"))

    assert [each.code for each in unmatched(two, one)] == ["TON002"]
    assert unmatched(one, two) == []
    assert unmatched(two, two) == []
    assert unmatched(two, []) == two
