"""What the tool is for, on whole examples: the seed, a branch, a split word, a big template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from linter.cli.main import main
from linter.engine import check_source
from linter.finding import Severity
from linter.project import Project
from linter.rules.letter import ELEMENTS
from linter.run import check_files
from linter.source import Source
from tests.conftest import ROOT
from tests.making import AS_OF, HOTLINE, check, codes, found, template

if TYPE_CHECKING:
    from linter.finding import Finding

SEED = (
    "尊敬的XXX先生/女士:您的信用卡账户已逾期,请尽快还款。逾期会产生滞纳金,请及时解决。"
    "如有疑问,请联系我行客服热线:955XX。"
)


def test_starter_templates_are_clean() -> None:
    """Every starter template, in every case, has no finding at all."""
    project = Project.open(ROOT)

    summary = check_files(project, project.template_files(), AS_OF)

    assert summary.findings == ()
    assert summary.templates >= 24
    assert summary.cases > 500


def test_starter_templates_use_what_the_language_offers() -> None:
    """Four channels, three deciding variables in three templates, a loop, a layout, a macro."""
    project = Project.open(ROOT)
    texts = {
        Path(path).relative_to(project.templates_folder).as_posix(): project.source(path).text
        for path in project.template_files()
        if not project.files.locate(path).is_partial
    }

    channels = {path.split("/", 1)[0] for path in texts}
    deciding = [
        path
        for path in texts
        if check_source(project, project.source(project.templates_folder / path), AS_OF).cases >= 8
    ]
    with_macro = [path for path, text in texts.items() if "import service_line" in text]

    assert channels == {"sms", "letter", "email", "delivery"}
    assert len(deciding) >= 3
    assert len(with_macro) >= 3
    assert any("{% extends " in text for text in texts.values())


def test_seed_sample_fails_for_the_right_reasons(project: Project) -> None:
    """The seed's SMS says 滞纳金, names no repayment channel and is one unit too long."""
    text = template(SEED, purpose="overdue-reminder")

    findings = check(project, text)

    assert sorted(codes(findings)) == ["CHN003", "REC003", "SMS001", "TRM001"]
    term = found(findings, "TRM001")
    assert text[slice(*term.place.span)] == term.excerpt == "滞纳金"
    assert term.severity is Severity.ERROR
    assert found(findings, "CHN003").severity is Severity.ERROR
    assert "最长 71 个单位，要 2 条，比 1 条超出 1 个单位" in found(findings, "SMS001").message


def test_letter_of_the_seed_lacks_what_law_lists(project: Project) -> None:
    """The seed's head, body and end say nothing wrong, but leave out all that R01§69 lists."""
    text = template(
        "{{ institution.name }}\n\n尊敬的{{ name }}：\n\n"
        "您尾号{{ tail }}的信用卡账户未按期足额还款，现已逾期。逾期将按约定计收利息、违约金，"
        "逾期信息可能按规定报送金融信用信息基础数据库。"
        "请您尽快通过{{ institution.repayment_channels|join('、') }}还款。\n\n"
        "如有疑问，可随时致电客服热线{{ institution.hotline }}。",
        "{name: {type: person_name}, tail: {type: card_tail}}",
        channel="letter",
        purpose="collection-letter",
        more="heading: 逾期还款提示函\ndeliver_to: reserved_address\nsealed: true\n",
    )

    findings = check(project, text)

    assert {*codes(findings)} == {"LTR001", "REC003"}
    assert len(findings) == len(ELEMENTS) + 1


def test_missing_hotline_in_one_of_eight_cases(project: Project) -> None:
    """One finding names just the deciding values, and its witness is that message."""
    text = template(
        "信用卡{% if a %}甲{% endif %}{% if b %}乙{% endif %}{% if c %}丙{% endif %}"
        f"{{% if not (a and b and c) %}}{HOTLINE}{{% endif %}}",
        "{a: {type: bool}, b: {type: bool}, c: {type: bool}}",
    )

    finding = found(check(project, text), "CHN002")

    assert finding.cases == ({"a": True, "b": True, "c": True},)
    assert finding.case_count == 1
    assert finding.witness == "【示例银行】信用卡甲乙丙"


def test_missing_hotline_for_one_value_of_eight(project: Project) -> None:
    """Where one enum value decides, only that value is named, whatever else varies."""
    text = template(
        "{{ kind }}{% if plan %}甲{% endif %}"
        f"{{% if kind != '三' %}}{HOTLINE}{{% endif %}}",
        "{kind: {type: enum, values: [一, 二, 三, 四, 五, 六, 七, 八]}, plan: {type: bool}}",
    )

    finding = found(check(project, text), "CHN002")

    assert finding.cases == ({"kind": "三"},)
    assert finding.case_count == 2
    assert finding.witness == "【示例银行】三甲"


@pytest.mark.parametrize(
    ("body", "variables", "parts", "cases"),
    [
        ("信用卡滞{# 注 #}纳金", "{}", ["滞", "纳金"], ({},)),
        ("卡{% if a %}滞{% endif %}纳金", "{a: {type: bool}}", ["滞", "纳金"], ({"a": True},)),
        ("{% macro m() %}滞纳{% endmacro %}卡{{ m() }}金", "{}", ["滞纳", "金"], ({},)),
        (
            "卡{{ w }}金",
            "{w: {type: enum, values: [滞纳, 违约]}}",
            ["滞纳", "金"],
            ({"w": "滞纳"},),
        ),
        ('卡{{ "滞" ~ "\\u7eb3" }}金', "{}", ["滞", "\\u7eb3", "金"], ({},)),
        ("卡{% set w %}滞{% endset %}{{ w }}纳金", "{}", ["滞", "纳金"], ({},)),
        (
            '卡滞{{ w|default("纳") }}金',
            "{w: {type: text, optional: true}}",
            ["滞", "纳", "金"],
            ({"w": None},),
        ),
    ],
    ids=["comment", "branch", "macro", "enum", "concatenation", "set", "default"],
)
def test_split_word_is_found_in_its_parts(
    project: Project,
    body: str,
    variables: str,
    parts: list[str],
    cases: tuple[dict[str, object], ...],
) -> None:
    """滞纳金 split by template syntax is one finding, each part where it is written."""
    channel = "letter" if "text" in variables else "sms"
    text = template(f"示例银行{body}，{HOTLINE}", variables, channel=channel)

    finding = found(check(project, text), "TRM001")
    places = [finding.place, *(each.place for each in finding.related if each.role == "part")]

    assert finding.excerpt == "滞纳金"
    assert [place.text for place in places] == parts
    assert finding.cases == cases


@pytest.mark.parametrize("swapped", [False, True])
def test_what_a_number_weighs_depends_on_its_own_case(project: Project, swapped: bool) -> None:
    """Named in one case and bare in the other, it is two findings, in whatever order they stand."""
    if swapped:
        named = "{% if not a %}卡号{% else %}您的订单{% endif %}"
    else:
        named = "{% if a %}您的订单{% else %}卡号{% endif %}"
    text = template(f"示例银行信用卡{named}6222021234567890已还款，{HOTLINE}", "{a: {type: bool}}")

    findings = check(project, text)

    assert sorted((str(each.severity), each.cases, each.case_count) for each in findings) == [
        ("error", ({"a": False},), 1),
        ("warning", ({"a": True},), 1),
    ]
    assert set(codes(findings)) == {"PRV001"}
    assert all(("卡号" in each.witness) == (each.cases[0]["a"] is False) for each in findings)


@pytest.mark.parametrize(
    ("body", "code", "severity"),
    [
        ("会产生滞纳金", "TRM001", Severity.ERROR),
        ("客户6222021234567890", "PRV001", Severity.WARNING),
    ],
)
def test_a_subject_says_what_the_body_is_about(
    project: Project, body: str, code: str, severity: Severity
) -> None:
    """A word that counts only in messages about credit is looked for in all sections together."""

    def seen(subject: str) -> list[Finding]:
        more = f"subject: {subject}\n"
        text = template(f"示例银行：{body}，{HOTLINE}", channel="email", more=more)
        return [each for each in check(project, text) if each.code == code]

    assert [each.severity for each in seen("信用卡逾期提醒")] == [severity]
    assert seen("服务通知") == []


def test_parts_lie_in_their_own_files(project: Project) -> None:
    """A word from a partial and an institution field is placed in those files, with the calls."""
    (project.templates_folder / "partials" / "word.j2").write_text("卡滞", "utf-8")
    institution = project.root / "glossary" / "institution.yaml"
    institution.write_text(institution.read_text("utf-8") + "middle: 纳\n", "utf-8")
    text = template(f'{{% include "partials/word.j2" %}}{{{{ institution.middle }}}}金，{HOTLINE}')

    finding = found(check(Project.open(project.root), text), "TRM001")
    parts = [each.place for each in finding.related if each.role == "part"]
    calls = [each.place.text for each in finding.related if each.role == "call"]

    assert (finding.place.source.path, finding.place.text) == ("templates/partials/word.j2", "滞")
    assert [(place.source.path, place.text) for place in parts] == [
        ("glossary/institution.yaml", "纳"),
        ("example.j2", "金"),
    ]
    assert calls == ['{% include "partials/word.j2" %}', "institution.middle"]


def test_a_shared_partial_is_reported_once_for_each_template(project: Project) -> None:
    """A word in a partial is a finding of every template that prints it."""
    (project.templates_folder / "partials" / "word.j2").write_text("卡滞纳金", "utf-8")
    folder = project.templates_folder / "sms"
    folder.mkdir()
    for name in ("first", "second"):
        text = template(f'{{% include "partials/word.j2" %}}，{HOTLINE}')
        (folder / f"{name}.j2").write_text(text.replace("sms.example", f"sms.{name}"), "utf-8")

    summary = check_files(project, project.template_files(), AS_OF)

    assert [(each.template, each.place.source.path) for each in summary.findings] == [
        ("sms.first", "templates/partials/word.j2"),
        ("sms.second", "templates/partials/word.j2"),
    ]


def test_tenfold_nested_template_is_walked_in_all_its_cases(project: Project) -> None:
    """Ten booleans, nested, are 1,024 cases; the one that is wrong is named exactly."""
    names = [f"b{at}" for at in range(10)]
    nested = "".join(f"{{% if {name} %}}{at}" for at, name in enumerate(names))
    text = template(
        f"信用卡{nested}滞纳金{'{% endif %}' * 10}，{HOTLINE}",
        "{" + ", ".join(f"{name}: {{type: bool}}" for name in names) + "}",
    )

    checked = check_source(project, Source("example.j2", text), AS_OF)
    finding = found(list(checked.findings), "TRM001")

    assert checked.cases == 1024
    assert finding.cases == (dict.fromkeys(names, True),)
    assert finding.case_count == 1


def test_full_tree_of_ten_booleans_prints_1024_messages(project: Project) -> None:
    """A tree with both branches at every level gives every message its own case."""

    def tree(level: int) -> str:
        if level == 10:
            return "叶"
        inner = tree(level + 1)
        return f"{{% if b{level} %}}甲{inner}{{% else %}}乙{inner}{{% endif %}}"

    variables = "{" + ", ".join(f"b{at}: {{type: bool}}" for at in range(10)) + "}"
    text = template(f"信用卡{tree(0)}，{HOTLINE}", variables)
    checked = check_source(project, Source("example.j2", text), AS_OF)

    assert checked.cases == 1024
    assert checked.findings == ()


def test_every_fault_in_thirty_branches_is_found(project: Project) -> None:
    """Above 16,384 cases a sample still finds thirty faults and says what it is."""
    names = [f"b{at}" for at in range(30)]
    body = "".join(f"{{% if {name} %}}卡滞纳金{at}，{{% endif %}}" for at, name in enumerate(names))
    text = template(
        f"{body}{HOTLINE}", "{" + ", ".join(f"{name}: {{type: bool}}" for name in names) + "}"
    )

    findings = check(project, text)

    assert codes(findings).count("TRM001") == 30
    assert codes(findings).count("TPL006") == 1
    seventh = next(
        finding for finding in findings if "滞纳金7" in text[finding.place.span[0] :][:4]
    )
    assert all(case["b7"] is True for case in seventh.cases)


def test_check_of_the_repository_is_green(capsys: pytest.CaptureFixture[str]) -> None:
    """`hegui check` on this repository exits 0 and says so."""
    status = main(["check", "--project", str(ROOT), "--as-of", "2026-11-24"])

    assert status == 0
    assert "没有问题" in capsys.readouterr().out


def test_nothing_is_written(project: Project) -> None:
    """A check leaves the project as it was."""
    before = _contents(project.root)

    main(["check", "--project", str(project.root)])

    assert _contents(project.root) == before


def _contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
