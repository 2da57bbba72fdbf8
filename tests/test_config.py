"""``hegui config``: each value, and the line, file or default that it comes from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.making import Run


def _values(run: Run, *names: str) -> dict[str, list[tuple[str, str]]]:
    status, out, _ = run("config", "--format", "json", *names)
    assert status == 0
    found: dict[str, list[tuple[str, str]]] = {}
    for each in json.loads(out)["values"]:
        found.setdefault(each["name"], []).append((each["text"], each["origin"]))
    return found


def _line(file: Path, text: str) -> int:
    lines = file.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_values_of_files_name_their_line(folder: Path, run: Run) -> None:
    """Settings, the institution's fields, the policy."""
    values = _values(run)
    lines = {
        "sms.part_units": ("67", "hegui.toml", "part_units ="),
        "institution.hotline": ("955XX", "glossary/institution.yaml", "hotline:"),
        "severity.CHN002": ("error", "glossary/policy.yaml", "CHN002:"),
    }

    for name, (text, path, written) in lines.items():
        assert values[name] == [(text, f"{path}:{_line(folder / path, written)}")]
    assert values["project"][0][0] == str(folder)


def test_defaults_say_so(folder: Path, run: Run) -> None:
    """What nobody has written is there, too."""
    (folder / "hegui.toml").write_text("", "utf-8")
    values = _values(run)

    assert values["sms.part_units"] == [("67", "默认值")]
    assert values["waivers.days"] == [("不限", "默认值")]
    assert values["baseline"] == [("0 个旧问题", "没有登记")]


def test_entries_by_file_and_layer(folder: Path, run: Run) -> None:
    """An entry counts for the file whose version of it holds."""
    for file in (folder / "glossary/terms").iterdir():
        if file.name != "tone.yaml":
            file.unlink()
    origins = {origin: text for text, origin in _values(run, "terms")["terms"]}

    assert origins["glossary/terms/tone.yaml"].endswith(" 个词条")
    assert any(origin.startswith("内置词库/terms/") for origin in origins)
    assert "内置词库/terms/tone.yaml" not in origins


def test_environment_variables_are_named(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of the cache comes from one."""
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(folder / "cache"))

    assert _values(run, "cache")["cache"] == [(str(folder / "cache"), "环境变量 HEGUI_CACHE_DIR")]


def test_text_and_names(run: Run) -> None:
    """One line a value; names choose by their beginning."""
    lines = run("config", "severity")[1].splitlines()

    assert [line.split() for line in lines] == [
        ["severity.CHN002", "error", "（glossary/policy.yaml:100）"],
        ["severity.CHN003", "error", "（glossary/policy.yaml:101）"],
    ]
    status, out, err = run("config", "severty")
    assert (status, out) == (2, "")
    assert "没有“severty”这项设置" in err


@pytest.mark.parametrize(
    "text", ["sms.part_units = 66", "sms = { part_units = 66 }", '[sms]\n"part_units" = 66']
)
def test_however_a_setting_is_written(folder: Path, run: Run, text: str) -> None:
    """TOML has several ways; none of them is a default."""
    (folder / "hegui.toml").write_text(text, "utf-8")
    (value, origin), *_ = _values(run, "sms")["sms.part_units"]

    assert value == "66"
    assert origin.startswith("hegui.toml")
