"""``hegui review``: what a change does to messages, in real git repositories."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from linter.change import Change, version
from linter.finding import Place, Severity
from linter.git import Repository
from linter.glossary.edition import segmenter
from linter.project import Project
from linter.report import review_html, review_markdown
from linter.review import Pair, Review, Reviewed, review
from linter.run import check_files
from linter.source import Source, Span
from linter.template.message import Message, Piece, Printed
from linter.text.sms import measure
from linter.wordings import GONE, NEW, SAME, compared
from tests.making import AS_OF, HOTLINE, is_one_line, template, write
from tests.reports import finding
from tests.test_since import git

if TYPE_CHECKING:
    from pathlib import Path

    from linter.wordings import Stretch
    from tests.making import Run

DAY = ("--as-of", "2026-11-24")
PLAN = "{plan: {type: bool}}"


def _named(body: str, name: str, variables: str = "{}", more: str = "") -> str:
    return template(body, variables, more=more).replace("sms.example", f"sms.{name}")


def _commit(folder: Path) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Change")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(folder: Path) -> Path:
    """A repository with a template whose message depends on a variable, and a partial."""
    (folder / "templates/partials/line.j2").write_text(HOTLINE, "utf-8")
    body = "您的异议{% if plan %}已受理{% else %}已办结{% endif %}。"
    write(folder, _named(f'{body}{{% include "partials/line.j2" %}}', "one", PLAN), "one")
    write(folder, _named(f"您好，{HOTLINE}", "two"), "two")
    git(folder, "init", "-q", "-b", "main", ".")
    _commit(folder)
    return folder


def _reviewed(repository: Path, tmp_path: Path) -> Review:
    """The work tree against the first commit."""
    project = Project.open(repository)
    there = Repository(repository)
    base = version(there, there.commit("main"), tmp_path / "then", project)
    after = check_files(project, [*project.template_files()], AS_OF)
    return review(Change(project, base, AS_OF), after, ("main", "现在的文件"))


def _of(found: Review, name: str) -> Reviewed:
    return next(each for each in found.templates if each.id == f"sms.{name}")


def _marked(stretches: list[Stretch]) -> str:
    marks = {SAME: "{}", GONE: "[-{}-]", NEW: "[+{}+]"}
    return "".join(marks[kind].format(text) for kind, text in stretches)


def _edit(repository: Path, name: str, old: str, new: str) -> None:
    file = repository / f"templates/sms/{name}.j2"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


# what is told


def test_messages_by_case_words_marked(repository: Path, tmp_path: Path) -> None:
    """Only the message of the case that changed, its words as they went and came."""
    _edit(repository, "one", "已受理", "收到了")
    found = _reviewed(repository, tmp_path)
    one = _of(found, "one")
    (pair,) = one.pairs

    assert [each.id for each in found.templates] == ["sms.one"]
    assert pair.cases == ({"plan": True},)
    assert _marked(pair.sections["body"]).startswith(
        "【示例银行】您的异议[-已受理-][+收到了+]。如有疑问"
    )
    assert (one.change, one.same, one.more) == ("modified", 1, 0)
    assert one.causes == [("templates/sms/one.j2", "modified")]


def test_template_that_a_partial_affects(repository: Path, tmp_path: Path) -> None:
    """It is told with the partial as its cause, and the hotline that is gone as its finding."""
    (repository / "templates/partials/line.j2").write_text("请与我行联系。", "utf-8")
    one = _of(_reviewed(repository, tmp_path), "one")

    assert one.change == "affected"
    assert one.causes == [("templates/partials/line.j2", "modified")]
    assert len(one.pairs) == 2
    assert [each.code for each in one.new] == ["CHN002"]


def test_branch_taken_away(repository: Path, tmp_path: Path) -> None:
    """Each earlier message is shown with what stands for it now, by its own case."""
    _edit(repository, "one", "{% if plan %}已受理{% else %}已办结{% endif %}", "正在处理")
    _edit(repository, "one", PLAN, "{}")
    one = _of(_reviewed(repository, tmp_path), "one")

    assert [pair.cases for pair in one.pairs] == [({"plan": True},), ({"plan": False},)]
    assert ("variables.plan.type", "bool", "") in one.settings


def test_branch_added(repository: Path, tmp_path: Path) -> None:
    """Each new message is compared with the one that was sent in its cases."""
    _edit(repository, "two", "您好", "{% if vip %}尊敬的客户{% else %}您好{% endif %}")
    _edit(repository, "two", "variables: {}", "variables: {vip: {type: bool}}")
    two = _of(_reviewed(repository, tmp_path), "two")
    (pair,) = two.pairs

    assert pair.cases == ({"vip": True},)
    assert _marked(pair.sections["body"]).startswith("【示例银行】[-您好-][+尊敬的客户+]，")
    assert two.same == 1


def test_values_are_compared_by_name(repository: Path, tmp_path: Path) -> None:
    """A value is one word; another filter is another value, another example is the same."""
    variables = '{amount: {type: money, example: "12.00"}, due: {type: date}}'
    body = f"已入账{{{{ amount|money }}}}元，{{{{ due|date }}}}。{HOTLINE}"
    write(repository, _named(body, "sum", variables), "sum")
    _commit(repository)
    write(
        repository,
        _named(body.replace("due|date", "due|month_day"), "sum", variables.replace("12", "34")),
        "sum",
    )
    (pair,) = _of(_reviewed(repository, tmp_path), "sum").pairs

    assert "已入账34.00元，[-2026年12月5日-][+12月5日+]。" in _marked(pair.sections["body"])


def test_lengths_before_and_after(repository: Path, run: Run) -> None:
    """Units and segments, where they grow from one to two."""
    _edit(repository, "two", "您好", "长" * 60)
    out = run("review", "main", *DAY)[1]

    assert "（27 → 85 个单位，1 → 2 条）" in out


def test_settings_that_differ(repository: Path, tmp_path: Path) -> None:
    """Keys of the front matter with both values; texts that are printed are in the messages."""
    _edit(repository, "two", "variables: {}", "variables: {}\nlimits: {segments: 1}")
    two = _of(_reviewed(repository, tmp_path), "two")

    assert two.settings == [("limits.segments", "", "1")]
    assert two.pairs == []


def test_comment_only(repository: Path, tmp_path: Path) -> None:
    """A file that says the same is named as such."""
    _edit(repository, "two", "您好", "{# 说明 #}您好")
    found = _reviewed(repository, tmp_path)

    assert (found.templates, found.untouched) == ([], ["templates/sms/two.j2"])


def test_added_deleted_renamed(repository: Path, run: Run) -> None:
    """A template that comes, one that goes; a file that moves is the same template."""
    write(repository, _named(f"再见，{HOTLINE}", "three"), "three")
    (repository / "templates/sms/two.j2").unlink()
    file = repository / "templates/sms/one.j2"
    file.rename(file.with_name("uno.j2"))
    out = run("review", "main", *DAY)[1]

    assert "（`sms.three`，新增）" in out
    assert "（`sms.two`，已删除）" in out
    assert "<del>【示例银行】您好，" in out
    assert "成稿没有变化：`templates/sms/uno.j2`" in out


def test_template_that_cannot_be_printed(repository: Path, run: Run) -> None:
    """Its findings say why."""
    _edit(repository, "two", "您好", "{% if %}")
    out = run("review", "main", *DAY)[1]

    assert "模板有错，印不出成稿" in out
    assert "新问题：**错误** `TPL001`" in out


def test_findings_that_are_gone(repository: Path, run: Run) -> None:
    """What a change mends is told, too, and how many stay."""
    write(repository, _named(f"你的信用卡滞纳金，{HOTLINE}", "two"), "two")
    _commit(repository)
    _edit(repository, "two", "滞纳金", "违约金")
    out = run("review", "main", *DAY)[1]

    assert "- 不再有：**错误** `TRM001`" in out
    assert "- 原来就有的问题：1 个" in out


def test_rules_that_change_along(repository: Path, run: Run) -> None:
    """Files of the glossary are named; what they weaken is a finding."""
    policy = repository / "glossary/policy.yaml"
    policy.write_text(policy.read_text("utf-8").replace("  CHN002: error\n", ""), "utf-8")
    _edit(repository, "two", "您好", "再见")
    out = run("review", "main", *DAY)[1]

    assert "- `glossary/policy.yaml`（有改动）" in out
    assert "`CHG001`" in out


def test_many_messages_are_bounded(repository: Path, tmp_path: Path) -> None:
    """Twelve are shown in full, the rest are counted."""
    names = [f"v{number}" for number in range(4)]
    variables = f"{{{', '.join(f'{name}: {{type: bool}}' for name in names)}}}"
    body = "".join(f"{{% if {name} %}}甲{name}{{% endif %}}" for name in names)
    write(repository, _named(f"您好{body}，{HOTLINE}", "many", variables), "many")
    _commit(repository)
    _edit(repository, "many", "您好", "再见")
    many = _of(_reviewed(repository, tmp_path), "many")

    assert (len(many.pairs), many.more) == (12, 4)


def test_personal_data_is_hidden(repository: Path, run: Run) -> None:
    """A card number that somebody wrote doesn't get into the pull request."""
    _edit(repository, "two", "您好", "您好，卡号6222021234567894")
    texts = run("review", "main", *DAY)[1], run("review", "main", "--format", "html", *DAY)[1]

    assert all("************7894" in text for text in texts)
    assert all("622202123456" not in text for text in texts)


# the command


def test_two_versions(repository: Path, run: Run) -> None:
    """Both sides are commits; the work tree plays no part."""
    git(repository, "checkout", "-q", "-b", "work")
    _edit(repository, "two", "您好", "再见")
    _commit(repository)
    _edit(repository, "two", "再见", "不见")
    out = run("review", "main..work", *DAY)[1]

    assert out == run("review", "main...HEAD", *DAY)[1].replace("到HEAD", "到work")
    assert "<del>您好</del><ins>再见</ins>" in out
    assert "不见" not in out
    assert "不见" in run("review", "main", *DAY)[1]


def test_nothing_changed(repository: Path, run: Run) -> None:
    """It says so."""
    assert repository.is_dir()
    assert run("review", "main", *DAY)[1].endswith("没有模板有变化，没有新的问题\n")


def test_output_file(repository: Path, run: Run) -> None:
    """The extension decides; the page is written whole."""
    _edit(repository, "two", "您好", "再见")
    status, out, err = run("review", "main", "--output", "out/page.html", *DAY)

    assert (status, out, err) == (0, "", "写好了 out/page.html\n")
    assert (repository / "out/page.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert [each.name for each in (repository / "out").iterdir()] == ["page.html"]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("revisions", ["nope", "nope..HEAD", "main..nope", "..", "--x..HEAD"])
def test_versions_that_are_not_there(run: Run, revisions: str) -> None:
    """One line names the one that is wrong."""
    status, out, err = run("review", *DAY, "--", revisions)

    assert (status, out) == (2, "")
    assert is_one_line(err)


# hostile texts

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> [a](http://x) ![b](//y) @all #1 |"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(html)
    return parser.found


def _hostile_review(text: str) -> Review:
    """A review in which everything that others write is one text."""
    place = Place(Source(text, text), Span(0, len(text)))
    told = finding(place, message=text, severity=Severity.ERROR)
    message = _message(text)
    each = Reviewed(text, text, "sms", text, "affected", [(text, "modified")])
    words = segmenter({})
    length = measure(message.body)
    cases: tuple[dict[str, object], ...] = ({text: text},)
    each.pairs = [Pair(cases, compared(None, message, words), None, length)]
    each.settings = [(text, text, text)]
    each.new = each.gone = [told]
    return Review(text, text, [each, each], [text], [(text, "modified")], [told])


def _message(text: str) -> Message:
    excerpt = Source("a", text).excerpt(0, len(text))
    piece = Piece(text, excerpt, 0, len(text), exact=True, calls=())
    return Message({"subject": Printed((piece,)), "body": Printed((piece,))}, {})


@given(text=st.text(max_size=40) | st.just(HOSTILE))
def test_page_has_only_its_own_tags(text: str) -> None:
    """Whatever is quoted stays text; nothing is asked of another host, nothing runs."""
    plain, quoted = (
        _tags(review_html.report(_hostile_review("甲"))),
        _tags(review_html.report(_hostile_review(text))),
    )
    names = {tag for tag, _ in plain} | {"ins", "del"}

    assert {tag for tag, _ in quoted} <= names
    for tag, attributes in quoted:
        assert tag not in ("script", "img", "iframe", "object", "base")
        assert all(not name.startswith("on") for name in attributes)
        for name in ("src", "href"):
            assert (attributes.get(name) or "#").startswith("#")
    review_html.report(_hostile_review(text)).encode("utf-8")


@given(text=st.text(max_size=40) | st.just(HOSTILE))
def test_comment_makes_nothing_of_quoted_texts(text: str) -> None:
    """No link, picture, tag or heading but the review's own."""
    markdown = review_markdown.report(_hostile_review(text))
    html = MarkdownIt("commonmark").render(markdown)
    allowed = {*["h2", "h3", "p", "ul", "li", "code", "strong", "blockquote", "br", "del", "ins"]}

    assert {tag for tag, _ in _tags(html)} <= allowed
    assert html.count("<h3>") == 2
    assert re.search(r"(?<![\w`])[@#][\w]", re.sub("<code>.*?</code>", "", html)) is None
    assert len(markdown) <= review_markdown.MOST


# words


@given(before=st.text("滞纳违约金起诉讼费您的。 \nab", max_size=20), after=st.text(max_size=20))
def test_both_versions_can_be_read_back(before: str, after: str) -> None:
    """What stayed and went is the earlier text, what stayed and came the later one."""
    found = compared(_message(before), _message(after), segmenter({}))["body"]

    assert "".join(text for kind, text in found if kind != NEW) == before
    assert "".join(text for kind, text in found if kind != GONE) == after
    assert all(text for _, text in found)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("将收取滞纳金。", "将收取违约金。", "将收取[-滞纳金-][+违约金+]。"),
        ("我行拟起诉", "我行拟提起诉讼", "我行拟[-起诉-][+提起诉讼+]"),
        ("请还款", "请还款", "请还款"),
        ("", "请还款", "[+请还款+]"),
    ],
)
def test_words_are_the_units(before: str, after: str, told: str) -> None:
    """A word is not torn apart for the characters that two have in common."""
    found = compared(_message(before), _message(after), segmenter({}))

    assert _marked(found["body"]) == told
