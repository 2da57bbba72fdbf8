"""A project is found, read when it is asked for, and never left; what is wrong has its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import linter
from linter.engine import check_file, check_glossary
from linter.finding import Severity
from linter.glossary import institution, policy
from linter.project import Project
from linter.run import check_files
from linter.source import LARGEST_FILE, ProjectError, SourceError
from tests.conftest import ROOT
from tests.making import AS_OF, HOTLINE, check, codes, found, template

if TYPE_CHECKING:
    from pathlib import Path

INSTITUTION = (
    "name: 示例银行\nsignature: 示例银行\nhotline: 955XX\nrepayment_channels: [手机银行]\n"
)
POLICY = "purposes:\n  notice:\n    title: 通知\n    asks_payment: false\n"


def _run(project: Project) -> None:
    check_glossary(Project.open(project.root))


def _error(project: Project) -> str:
    """The one line that stops a run of the project as it is now."""
    with pytest.raises(ProjectError) as caught:
        _run(project)
    message = str(caught.value)
    assert "\n" not in message
    return message


def _partial(project: Project, name: str, text: str | bytes) -> Path:
    file = project.templates_folder / "partials" / name
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def _refusal(project: Project, path: str) -> str:
    """What the finding about an include says."""
    findings = check(project, template(f'{{% include "{path}" %}}{HOTLINE}'))
    finding = found(findings, "TPL007")
    assert finding.place.text == f'{{% include "{path}" %}}'
    return finding.message


# what the package offers


@pytest.mark.parametrize("name", linter.__all__)
def test_public_names_are_there(name: str) -> None:
    """Each name of the public API is imported when it is asked for."""
    assert getattr(linter, name).__name__ == name


def test_other_names_are_not_there() -> None:
    """A misspelt name is an ordinary AttributeError."""
    with pytest.raises(AttributeError, match="has no attribute 'Projekt'"):
        _ = linter.Projekt


# where a project is


def test_a_project_is_found_upward(project: Project) -> None:
    """From a file or a folder, however deep, the nearest hegui.toml counts."""
    inner = project.root / "templates" / "partials"

    for start in (project.root, inner, inner / "contact.j2"):
        assert Project.find(start).root == project.root


def test_the_nearest_project_counts(project: Project) -> None:
    """A project inside a project is its own."""
    inner = project.root / "inner"
    inner.mkdir()
    (inner / "hegui.toml").write_text("", "utf-8")

    assert Project.find(inner).root == inner


def test_without_a_project_there_is_an_error(tmp_path: Path) -> None:
    """The line names where was looked, what is missing, and the option."""
    with pytest.raises(ProjectError, match=r"没有 hegui\.toml，不是 hegui 项目.*--project"):
        Project.open(tmp_path)
    with pytest.raises(ProjectError, match=r"往上找不到 hegui\.toml.*--project"):
        Project.find(tmp_path)


# hegui.toml


@pytest.mark.parametrize(
    ("text", "units"), [("", 67), ("[sms]\n", 67), ("[sms]\npart_units = 66\n", 66)]
)
def test_settings_have_defaults(project: Project, text: str, units: int) -> None:
    """A part of a long SMS has 67 units unless the project says otherwise."""
    (project.root / "hegui.toml").write_text(text, "utf-8")

    assert Project.open(project.root).part_units == units


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"[sms\n", "TOML 语法错误"),
        (b"a = " + b"[" * 5000, "TOML 语法错误"),
        (b"[smss]\n", "没有“smss”；您是不是想写“sms”？"),
        (b"sms = 1\n", "“sms”应写成 [sms] 一节"),
        (b"[sms]\npart_unit = 66\n", "[sms] 没有“part_unit”；您是不是想写“part_units”？"),
        (b"[sms]\npart_units = 59\n", "sms.part_units 应为 60 至 70 的整数"),
        (b"[sms]\npart_units = 71\n", "60 至 70"),
        (b"[sms]\npart_units = '66'\n", "60 至 70"),
        (b"[sms]\npart_units = 66.0\n", "60 至 70"),
        (b"[sms]\npart_units = true\n", "60 至 70"),
        ("# 设置\n".encode("gbk"), "GBK/GB18030"),
        (b"\0", "NUL"),
    ],
)
def test_settings_are_closed(project: Project, text: bytes, words: str) -> None:
    """An error names the file, the key and what it may be."""
    (project.root / "hegui.toml").write_bytes(text)

    message = _error(project)

    assert message.startswith("hegui.toml：")
    assert words in message


# institution.yaml and policy.yaml


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("", ":1:1", "文件是空的"),
        ("# 注\n", ":1:1", "文件是空的"),
        ("- 甲\n", ":1:1", "应为映射"),
        ("name: [\n", ":2:1", "YAML 语法错误"),
        ("name: &a 甲\n", ":1:7", "锚点"),
        ("name: 示例银行\n", ":1:1", "缺少“signature”"),
        (INSTITUTION.replace("955XX", "''"), ":3:10", "客服热线"),
        (INSTITUTION.replace("955XX", "[955XX]"), ":3:10", "客服热线"),
        (INSTITUTION.replace("[手机银行]", "手机银行"), ":4:21", "应为列表"),
        (INSTITUTION.replace("[手机银行]", "[]"), ":4:21", "1 至"),
        (INSTITUTION.replace("signature: 示例银行", "signature: [示例银行]"), ":2:12", "短信签名"),
        (INSTITUTION + "Seal: 甲\n", ":5:1", "“Seal”不能作名字"),
        (INSTITUTION + "name: 乙\n", ":5:1", "“name”在第 1 行已经写过"),
        (INSTITUTION + "seal: {a: b}\n", ":5:7", "应为"),
        (INSTITUTION + "domains: [[a]]\n", ":5:11", "应为文字"),
        (INSTITUTION + "seal:\n", ":5:6", "没有值"),
        (INSTITUTION + "items: 甲\n", ":5:1", "“items”"),
        (INSTITUTION + "keys: [甲]\n", ":5:1", "“keys”"),
    ],
)
def test_institution_errors_have_line_and_column(
    project: Project, text: str, at: str, words: str
) -> None:
    """An unusable institution.yaml stops the run with one line that says where."""
    (project.root / "glossary" / "institution.yaml").write_text(text, "utf-8")

    message = _error(project)

    assert message.startswith(f"glossary/institution.yaml{at}：")
    assert words in message


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("", ":1:1", "文件是空的"),
        ("purpose: {}\n", ":1:1", "您是不是想写“purposes”？"),
        ("{}\n", ":1:1", "缺少“purposes”"),
        ("purposes: []\n", ":1:11", "应为映射"),
        (POLICY.replace("notice", "Notice"), ":2:3", "“Notice”不能作名字"),
        (POLICY.replace("    title: 通知\n", ""), ":3:5", "缺少“title”"),
        (POLICY.replace("false", "否"), ":4:19", "true 或 false"),
        (POLICY + "    stages: {D1: 首日}\n", ":5:14", "“D1”不能作名字"),
        (POLICY + "severity: {CHN002: fatal}\n", ":5:20", "error、warning、info"),
        (POLICY + "severity: {chn002: error}\n", ":5:12", "“chn002”不能作名字"),
        (POLICY + "severity: {ABC999: error}\n", ":5:12", "没有 ABC999 这条规则"),
        (POLICY + "severity: {TPL001: info}\n", ":5:12", "工具要求，不能低于 error"),
        (POLICY + "severity: {TRM001: warning}\n", ":5:12", "不能低于 error"),
    ],
)
def test_policy_errors_have_line_and_column(
    project: Project, text: str, at: str, words: str
) -> None:
    """An unusable policy.yaml stops the run with one line that says where."""
    (project.root / "glossary" / "policy.yaml").write_text(text, "utf-8")

    message = _error(project)

    assert message.startswith(f"glossary/policy.yaml{at}：")
    assert words in message


@pytest.mark.parametrize("severity", ["{CHN001: info}", "{TRM001: error}", "{TPL003: error}"])
def test_a_bank_may_weigh_otherwise_what_law_leaves_open(project: Project, severity: str) -> None:
    """A standard may be lowered, and anything raised."""
    text = f"{POLICY}severity: {severity}\n"
    (project.root / "glossary" / "policy.yaml").write_text(text, "utf-8")

    _run(project)


@pytest.mark.parametrize("name", ["institution.yaml", "policy.yaml"])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "文件不存在"),
        ("名称".encode("gbk"), "GBK/GB18030"),
        (b"a\0", "NUL"),
        (b"#" * (LARGEST_FILE + 1), "1 MiB"),
    ],
)
def test_unreadable_glossaries_stop_the_run(
    project: Project, name: str, data: bytes | None, words: str
) -> None:
    """A glossary file that is no text, or isn't there, is named with the remedy."""
    file = project.root / "glossary" / name
    file.unlink()
    if data is not None:
        file.write_bytes(data)

    message = _error(project)

    assert message.startswith(f"glossary/{name}：")
    assert words in message


def test_a_glossary_does_not_lie_outside(project: Project) -> None:
    """A link out of the project isn't followed."""
    file = project.root / "glossary" / "policy.yaml"
    outside = project.root.parent / "policy.yaml"
    file.rename(outside)
    file.symlink_to(outside)

    assert "符号链接指向项目之外" in _error(project)


def test_the_institution_is_read(project: Project) -> None:
    """Name, signature, hotline and channels have names of their own."""
    file = project.root / "glossary" / "institution.yaml"
    file.write_text(INSTITUTION + "signatures: [示例信用卡]\n", "utf-8")

    found = Project.open(project.root).institution

    assert (found.name, found.hotline) == ("示例银行", "955XX")
    assert found.signature.value == "示例银行"
    assert found.signatures == ("示例银行", "示例信用卡")
    assert found.repayment_channels == ("手机银行",)


def test_the_policy_is_read(project: Project) -> None:
    """Purposes with their stages, and the severities that the bank sets."""
    found = project.policy
    reminder = found.purposes["overdue-reminder"]

    assert (reminder.asks_payment, reminder.collection) == (True, True)
    assert reminder.stages["d1"] == "逾期首日"
    assert not found.purposes["payment-received"].collection
    assert found.severities["CHN002"][0] is Severity.ERROR


@pytest.mark.parametrize(
    ("name", "schema"),
    [("institution.yaml", institution.schema()), ("policy.yaml", policy.schema())],
)
def test_the_glossary_fits_its_schema(name: str, schema: dict[str, Any]) -> None:
    """The JSON Schemas for editors accept this repository's own files."""
    data = yaml.safe_load((ROOT / "glossary" / name).read_text("utf-8"))

    Draft202012Validator.check_schema(schema)

    assert list(Draft202012Validator(schema).iter_errors(data)) == []


# templates


def test_files_are_templates_and_partials_in_order(project: Project) -> None:
    """Everything below templates/ that ends in .j2, sorted; partials are told apart."""
    folder = project.templates_folder
    for name in ("sms/b.j2", "sms/a.j2", "sms/a.txt", "email/c.j2"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("", "utf-8")

    files = [project.files.locate(path) for path in project.template_files()]

    assert [file.shown for file in files if not file.is_partial] == [
        "templates/email/c.j2",
        "templates/sms/a.j2",
        "templates/sms/b.j2",
    ]
    assert {file.shown for file in files if file.is_partial} == {
        f"templates/partials/{path.name}" for path in (folder / "partials").iterdir()
    }


def test_a_project_needs_a_templates_folder(project: Project) -> None:
    """Without templates/ there is nothing to check, which is an error."""
    for file in sorted(project.templates_folder.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    project.templates_folder.rmdir()

    with pytest.raises(ProjectError, match="没有 templates 文件夹；请新建"):
        list(project.template_files())


def test_a_file_outside_is_linted_against_the_project(project: Project, tmp_path: Path) -> None:
    """Partials and glossary are the project's; the path is shown as given."""
    file = tmp_path / "b.j2"
    text = '{% from "partials/contact.j2" import service_line %}示例银行{{ service_line() }}'
    file.write_text(template(text, channel="letter"), "utf-8")

    checked = check_file(project, project.files.locate(file), AS_OF)

    assert codes(list(checked.findings)) == []
    assert project.source(file).path == file.as_posix()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("客服".encode("gb18030"), "第 0 字节（0xbf）不是有效的 UTF-8，看起来是 GBK/GB18030"),
        (b"---\n\0", "第 4 字节是 NUL"),
        (b"\xff\xfe-", "UTF-16"),
        (b"a" * (LARGEST_FILE + 1), "1 MiB"),
    ],
)
def test_an_unreadable_file_is_a_finding(project: Project, data: bytes, words: str) -> None:
    """One file that is no text doesn't stop the others."""
    folder = project.templates_folder / "sms"
    folder.mkdir()
    (folder / "bad.j2").write_bytes(data)
    (folder / "good.j2").write_text(template(HOTLINE), "utf-8")

    summary = check_files(project, project.template_files(), AS_OF)
    finding = found(list(summary.findings), "META011")

    assert finding.place.source.path == "templates/sms/bad.j2"
    assert words in finding.message
    assert "请" in finding.message
    assert codes(list(summary.findings)) == ["META011"]
    assert summary.templates == 1


def test_what_is_no_file_is_a_finding(project: Project) -> None:
    """A folder called like a template, and links that lead nowhere or out, are reported."""
    folder = project.templates_folder / "sms"
    folder.mkdir()
    outside = project.root.parent / "outside.j2"
    outside.write_text(template(HOTLINE), "utf-8")
    (folder / "a.j2").mkdir()
    (folder / "b.j2").symlink_to(outside)
    (folder / "c.j2").symlink_to("c.j2")
    (folder / "d.j2").symlink_to("none.j2")

    findings = check_files(project, project.template_files(), AS_OF).findings

    assert codes(list(findings)) == ["META011"] * 4
    assert [finding.place.source.path for finding in findings] == [
        f"templates/sms/{name}.j2" for name in "abcd"
    ]
    assert "不是普通文件" in findings[0].message
    assert "符号链接指向项目之外" in findings[1].message
    assert all("请" in finding.message for finding in findings)


def test_a_folder_that_links_out_is_not_passed_over(project: Project) -> None:
    """Templates behind a linked folder aren't silently left unchecked."""
    outside = project.root.parent / "elsewhere"
    outside.mkdir()
    (outside / "a.j2").write_text(template("滞纳金"), "utf-8")
    (project.templates_folder / "sms").symlink_to(outside)

    summary = check_files(project, project.template_files(), AS_OF)

    assert any("符号链接" in finding.message for finding in summary.findings)


def test_a_template_may_be_a_link_inside(project: Project) -> None:
    """A link to another file of the project is read under its own name."""
    folder = project.templates_folder / "sms"
    folder.mkdir()
    (project.root / "real.txt").write_text("甲", "utf-8")
    (folder / "a.j2").symlink_to(project.root / "real.txt")

    source = project.source(folder / "a.j2")

    assert (source.path, source.text) == ("templates/sms/a.j2", "甲")


def test_a_source_outside_raises_where_it_cannot_be_read(project: Project, tmp_path: Path) -> None:
    """The reason names the file as given."""
    with pytest.raises(SourceError, match="none"):
        project.source(tmp_path / "none.j2")


def test_a_link_that_leads_to_itself_leads_nowhere(project: Project) -> None:
    """A file behind it is named where it would stand, and can't be read."""
    folder = project.templates_folder / "loop"
    folder.symlink_to("loop")

    file = project.files.locate(folder / "a.j2")
    assert file.shown == "templates/loop/a.j2"
    assert not file.is_partial
    with pytest.raises(SourceError, match=r"a\.j2"):
        project.source(folder / "a.j2")


# partials


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("xyz.txt", "没有“xyz.txt”这个文件；可用的有：partials/balance.j2"),
        ("partials/contac.j2", "您是不是想写“partials/contact.j2”？"),
        ("contact.j2", "您是不是想写“partials/contact.j2”？"),
        ("../hegui.toml", "“../hegui.toml”不在 templates 里；路径从 templates 写起"),
        ("partials/../../hegui.toml", "不在 templates 里"),
        ("/partials/contact.j2", "“/partials/contact.j2”不在 templates 里"),
        (r"partials\\contact.j2", "不在 templates 里"),
        (r"partials/contact.j2\0", "不在 templates 里"),
        ("", "“”不是文件"),
        ("partials", "“partials”不是文件"),
        ("partials/" + "x" * 300, "不能作路径"),
    ],
)
def test_includes_stay_inside(project: Project, path: str, words: str) -> None:
    """A path that leads out, or to nothing, is refused at the include."""
    assert words in _refusal(project, path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("客服热线".encode("gbk"), "第 0 字节（0xbf）不是有效的 UTF-8，看起来是 GBK/GB18030 编码"),
        (b"ab\0", "第 2 字节是 NUL"),
        (b"a" * (LARGEST_FILE + 1), "1 MiB"),
        ("甲\n{% if x %}".encode(), "第 2 行有错：{% if %} 没有配对的 {% endif %}"),
        (b"{{ x|upper }}", "第 1 行有错：没有“upper”这个过滤器"),
    ],
)
def test_a_faulty_partial_is_named_with_its_place(
    project: Project, data: bytes, words: str
) -> None:
    """The finding at the include says what is wrong in the partial, where, and what to do."""
    _partial(project, "bad.j2", data)

    message = _refusal(project, "partials/bad.j2")

    assert message.startswith("“partials/bad.j2”")
    assert words in message


def test_a_partial_is_a_file_inside(project: Project) -> None:
    """A folder and a link out of the project are no partials; the hint isn't the same path."""
    outside = project.root.parent / "outside.j2"
    outside.write_text("外", "utf-8")
    folder = project.templates_folder / "partials"
    (folder / "folder.j2").mkdir()
    (folder / "link.j2").symlink_to(outside)
    (folder / "loop.j2").symlink_to("loop.j2")

    assert "符号链接指向项目之外" in _refusal(project, "partials/link.j2")
    for name in ("folder", "loop"):
        assert f"您是不是想写“partials/{name}.j2”" not in _refusal(project, f"partials/{name}.j2")


@pytest.mark.parametrize(
    ("files", "code", "path"),
    [
        ({"a.j2": '甲{% include "partials/a.j2" %}'}, "TPL008", "templates/partials/a.j2"),
        (
            {"a.j2": '{% include "partials/b.j2" %}', "b.j2": '{% include "partials/a.j2" %}'},
            "TPL008",
            "templates/partials/",
        ),
        (
            {"a.j2": '{% extends "partials/b.j2" %}', "b.j2": '{% extends "partials/a.j2" %}'},
            "TPL008",
            "templates/partials/",
        ),
        (
            {"a.j2": '{% import "partials/a.j2" as a %}甲'},
            "TPL008",
            "templates/partials/a.j2",
        ),
    ],
)
def test_cycles_end_in_a_finding(
    project: Project, files: dict[str, str], code: str, path: str
) -> None:
    """A partial that includes, imports or extends itself is reported in its file."""
    for name, text in files.items():
        _partial(project, name, text)

    finding = found(check(project, template(f'{{% include "partials/a.j2" %}}{HOTLINE}')), code)

    assert finding.place.source.path.startswith(path)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{% from "partials/contact.j2" import service_lin %}', "您是不是想写“service_line”？"),
        ('{% import "partials/letter.j2" as a %}', None),
        ('{% import "partials/layout.j2" as a %}', "被 import 的 partial 不能写 {% extends %}"),
    ],
)
def test_imports_are_checked(project: Project, body: str, words: str | None) -> None:
    """A name that the partial doesn't have, or a partial with a layout, is refused."""
    _partial(project, "layout.j2", '{% extends "partials/email.j2" %}')

    findings = [each for each in check(project, template(body + HOTLINE)) if each.code == "TPL007"]

    if words is None:
        assert findings == []
    else:
        assert words in findings[0].message


def test_partials_are_checked_for_themselves(project: Project) -> None:
    """A partial without front matter is no template; its errors are its own, once."""
    _partial(project, "bad.j2", "甲{{ x|upper }}")
    folder = project.templates_folder / "sms"
    folder.mkdir()
    for name in ("first", "second"):
        text = template(f'{{% include "partials/bad.j2" %}}{HOTLINE}')
        (folder / f"{name}.j2").write_text(text.replace("sms.example", f"sms.{name}"), "utf-8")

    findings = check_files(project, project.template_files(), AS_OF).findings

    assert [(each.code, each.place.source.path, each.place.text) for each in findings] == [
        ("TPL004", "templates/partials/bad.j2", "x|upper"),
        ("TPL007", "templates/sms/first.j2", '{% include "partials/bad.j2" %}'),
        ("TPL007", "templates/sms/second.j2", '{% include "partials/bad.j2" %}'),
    ]


def test_a_partial_is_text_for_jinja(project: Project) -> None:
    """Jinja2's loader gets a partial's text with plain line feeds, or nothing."""
    _partial(project, "crlf.j2", "甲\r\n乙")
    _partial(project, "bad.j2", "{% if %}")

    assert project.load_text("partials/crlf.j2") == "甲\n乙"
    assert project.load_text("partials/bad.j2") is None


def test_an_error_inside_a_partial_names_the_call(project: Project) -> None:
    """An undeclared name in a partial stands there, with the include that led to it."""
    _partial(project, "who.j2", "尊敬的{{ nmae }}")
    text = template(f'{{% include "partials/who.j2" %}}{HOTLINE}')

    finding = found(check(project, text), "TPL002")

    assert (finding.place.source.path, finding.place.text) == ("templates/partials/who.j2", "nmae")
    assert [(each.role, each.place.text) for each in finding.related] == [
        ("call", '{% include "partials/who.j2" %}')
    ]
