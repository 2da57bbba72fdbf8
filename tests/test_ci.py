"""Files for CI: by the schemas of those who read them, and their scripts run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.making import HOTLINE, environment, template, write
from tests.test_since import git

PROGRAMS = Path(sys.executable).parent
FILES = {
    "action.yml": ("--builtin-schema", "vendor.github-actions"),
    ".github/workflows/templates.yml": ("--builtin-schema", "vendor.github-workflows"),
    ".gitlab-ci.yml": ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
}


@pytest.mark.parametrize("name", FILES)
def test_schema_of_the_reader(name: str) -> None:
    """GitHub's and GitLab's own schemas accept each file."""
    command = [str(PROGRAMS / "check-jsonschema"), *FILES[name], str(ROOT / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_hooks_are_what_pre_commit_reads() -> None:
    """pre-commit's own validation."""
    command = [str(PROGRAMS / "pre-commit"), "validate-manifest"]
    done = subprocess.run(
        [*command, str(ROOT / ".pre-commit-hooks.yaml")], capture_output=True, check=False
    )

    assert done.returncode == 0


def test_actions_of_others_are_pinned() -> None:
    """By a full commit, with the version beside it."""
    used = [
        line
        for file in (ROOT / ".github").rglob("*.yml")
        for line in file.read_text("utf-8").splitlines()
        if line.strip().startswith("- uses:") and "uses: ./" not in line
    ]

    assert used
    assert all(re.search(r"@[0-9a-f]{40} # v\d", line) for line in used)


def test_inputs_are_never_script() -> None:
    """What others name reaches the shell as a variable."""
    scripts = [step["run"] for step in _action()["runs"]["steps"]]

    assert [script for script in scripts if "${{" in script] == []


def _action() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    return read


@pytest.fixture
def runner(folder: Path, tmp_path: Path) -> dict[str, str]:
    """A repository whose branch adds a word, and the variables of a job in it."""
    write(folder, template(f"你好！！{HOTLINE}").replace("sms.example", "sms.old"), "old")
    git(folder, "init", "-q", "-b", "main", ".")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin")
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    text = template(f"异议已受理，滞纳金见信用卡账单，{HOTLINE}")
    write(folder, text.replace("sms.example", "sms.new"), "new")
    programs = tmp_path / "temp/hegui/bin"
    programs.mkdir(parents=True)
    (programs / "hegui").symlink_to(PROGRAMS / "hegui")
    return {
        **environment({}),
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }


def _job(folder: Path, runner: dict[str, str], **inputs: str) -> subprocess.CompletedProcess[str]:
    """The action's own check, with its defaults, as GitHub starts it."""
    action = _action()
    step = action["runs"]["steps"][-1]
    values = {name: each["default"] for name, each in action["inputs"].items()} | inputs
    variables = {
        name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda found: values[found[1]], text)
        for name, text in step["env"].items()
    }
    variables["BASE_REF"] = inputs.get("base_ref", "")
    variables["AUTHOR"] = inputs.get("author", "")
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(
        command,
        cwd=folder,
        env={**runner, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_action_in_a_pull_request(folder: Path, runner: dict[str, str]) -> None:
    """Only what the branch adds: annotations, a summary that a copywriter reads, status 1."""
    done = _job(folder, runner, base_ref="main")
    summary = Path(runner["GITHUB_STEP_SUMMARY"]).read_text("utf-8")

    assert done.returncode == 1
    assert "::error file=templates/sms/new.j2" in done.stdout
    assert "old.j2" not in done.stdout + summary
    assert summary.startswith("## 合规检查：没有通过\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Add a template")
    _job(folder, runner, base_ref="main")
    assert "（`sms.new`，新增）" in Path(runner["GITHUB_STEP_SUMMARY"]).read_text("utf-8")


def test_action_judges_approvals(folder: Path, runner: dict[str, str]) -> None:
    """Where that is asked for, by the rules of the base; on a branch by those of its own."""
    git(folder, "switch", "-q", "-c", "change")
    policy = folder / "glossary/policy.yaml"
    policy.write_text(policy.read_text("utf-8").replace("days: 365", "days: 3000"), "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Change")

    asked = _job(folder, runner, base_ref="main", approvals="true", author="legal-1")
    assert asked.returncode == 1
    assert "file=glossary/policy.yaml" in asked.stdout
    assert "APR010" in asked.stdout
    assert "APR" not in _job(folder, runner, base_ref="main").stdout
    assert "APR010" not in _job(folder, runner, approvals="true").stdout


def test_action_in_a_folder_of_the_repository(folder: Path, runner: dict[str, str]) -> None:
    """Paths begin at the repository's top."""
    done = _job(folder.parent, runner, project=folder.name)

    assert f"::error file={folder.name}/templates/sms/new.j2" in done.stdout


def test_action_on_a_branch(folder: Path, runner: dict[str, str]) -> None:
    """Everything is reported; a path narrows it; the summary can be left out."""
    whole = _job(folder, runner)
    old = _job(folder, runner, paths="templates/sms/old.j2\n", summary="false")
    strict = _job(folder, runner, paths="templates/sms/old.j2", strict="true")

    assert (whole.returncode, old.returncode, strict.returncode) == (1, 0, 1)
    assert "old.j2" in whole.stdout
    assert "new.j2" not in old.stdout


def test_action_with_hostile_names(folder: Path, runner: dict[str, str]) -> None:
    """A branch or path that looks like a command or an option runs nothing."""
    for inputs in (
        {"since": "$(touch /tmp/gone)`id`; exit 0"},
        {"since": "--help"},
        {"paths": "--help; $(id)"},
        {"base_ref": '"; exit 0; "'},
    ):
        done = _job(folder, runner, **inputs)
        assert done.returncode == 2, inputs
        assert "uid=" not in done.stdout + done.stderr


def test_gitlab_job(folder: Path, runner: dict[str, str]) -> None:
    """The script of the GitLab job: a report, and the text, status 1."""
    job = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))["templates"]
    (folder / ".venv/bin").mkdir(parents=True)
    (folder / ".venv/bin/hegui").symlink_to(PROGRAMS / "hegui")
    git(folder, "remote", "add", "origin", str(folder))
    variables = {
        **runner,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(folder, "rev-parse", "main"),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "GITLAB_USER_EMAIL": "writer@bank.example",
    }
    command = ["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])]
    done = subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    report = (folder / "gl-code-quality-report.json").read_text("utf-8")

    assert done.returncode == 1
    assert "new.j2" in report
    assert "old.j2" not in report + done.stdout
    assert "改动前后的成稿" in (folder / "review.html").read_text("utf-8")
    assert os.fspath(job["artifacts"]["reports"]["codequality"]) == "gl-code-quality-report.json"
