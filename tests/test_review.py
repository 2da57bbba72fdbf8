"""``hegui review``: what a change does to messages, in real git repositories."""

from __future__ import annotations

import os
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
from linter.pairing import matched, side_of
from linter.project import Project
from linter.report import review_html, review_markdown
from linter.review import Pair, Review, Reviewed, review
from linter.run import check_files
from linter.source import Source, Span
from linter.template.cases import Examination, examine
from linter.template.message import Message, Piece, Printed
from linter.template.template import load_template
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
    return "".join(marks[kind].format(text) for kind, text, _ in stretches)


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
    assert [(pair.cases, pair.alike) for pair in one.pairs] == [(({},), 1)]
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

    assert "（27 → 85 字，1 → 2 条）" in out


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

    assert "- 已消除：**错误** `TRM001`" in out
    assert "- 原来就有的问题：1 个" in out


def test_rules_that_change_along(repository: Path, run: Run) -> None:
    """Files of the glossary are named; what they weaken is a finding."""
    policy = repository / "glossary/policy.yaml"
    policy.write_text(policy.read_text("utf-8").replace("  CHN002: error\n", ""), "utf-8")
    _edit(repository, "two", "您好", "再见")
    out = run("review", "main", *DAY)[1]

    assert "- `glossary/policy.yaml`（有改动）" in out
    assert "`CHG001`" in out


def test_the_same_change_is_shown_once(repository: Path, tmp_path: Path) -> None:
    """In one message; the others are counted. Of different changes twelve are shown."""
    names = [f"v{number}" for number in range(6)]
    variables = f"{{{', '.join(f'{name}: {{type: bool}}' for name in names)}}}"
    body = "".join(f"{{% if {name} %}}甲{name}{{% endif %}}" for name in names)
    write(repository, _named(f"您好{body}，{HOTLINE}", "many", variables), "many")
    _commit(repository)
    _edit(repository, "many", "您好", "再见")
    many = _of(_reviewed(repository, tmp_path / "one"), "many")
    _edit(repository, "many", "甲v", "乙v")
    other = _of(_reviewed(repository, tmp_path / "two"), "many")

    assert [(pair.cases, pair.alike) for pair in many.pairs] == [(({},), 63)]
    assert len(other.pairs) == 12
    assert sum(1 + pair.alike for pair in other.pairs) + other.more == 64


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

    assert out == run("review", "main...HEAD", *DAY)[1].replace("HEAD", "work")
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

    assert "".join(text for kind, text, _ in found if kind != NEW) == before
    assert "".join(text for kind, text, _ in found if kind != GONE) == after
    assert all(text for _, text, _ in found)


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


# what a reading has found: which messages are sent for the same values


def _amounts(body: str, *, limit: str = "") -> str:
    return _named(f"{body}{HOTLINE}", "sum", f"{{owed: {{type: money{limit}}}}}")


def _told(reviewed: Reviewed) -> list[tuple[tuple[dict[str, object], ...], str]]:
    return [
        (pair.cases, _marked(pair.sections["body"]).partition("，如有")[0])
        for pair in reviewed.pairs
    ]


def test_threshold_that_moves(repository: Path, tmp_path: Path) -> None:
    """The values between the old one and the new one get another message; only they."""
    body = "{% if owed > 0 %}尚有欠款{% else %}已经还清{% endif %}，"
    write(repository, _amounts(body), "sum")
    _commit(repository)
    write(repository, _amounts(body.replace("> 0", "> 100")), "sum")

    assert _told(_of(_reviewed(repository, tmp_path), "sum")) == [
        (({"owed": "0.01～100.00"},), "【示例银行】[-尚有欠款-][+已经还清+]")
    ]


def test_cases_name_what_makes_the_difference(repository: Path, tmp_path: Path) -> None:
    """Values that are there with all others are left out."""
    body = "{% if owed > 0 %}尚有欠款{% else %}已经还清{% endif %}，{{ word }}，"
    more = "word: {type: enum, values: [手机银行, 网上银行, 营业网点]}"
    text = _amounts(body).replace("{owed", f"{{{more}, owed")
    write(repository, text, "sum")
    _commit(repository)
    write(repository, text.replace("> 0", "> 100"), "sum")
    (pair,) = _of(_reviewed(repository, tmp_path), "sum").pairs

    assert pair.cases == ({"owed": "0.01～100.00"},)


def test_threshold_that_is_added(repository: Path, tmp_path: Path) -> None:
    """What was sent for the values beyond it is what stands before."""
    body = "{% if owed > 0 %}尚有欠款{% else %}已经还清{% endif %}，"
    write(repository, _amounts(body), "sum")
    _commit(repository)
    write(repository, _amounts("{% if owed > 5000 %}请联系我们。{% endif %}" + body), "sum")
    (told,) = _told(_of(_reviewed(repository, tmp_path), "sum"))

    assert told == (({"owed": "5000.01"},), "【示例银行】[+请联系我们。+]尚有欠款")


def test_value_taken_away_and_added(repository: Path, tmp_path: Path) -> None:
    """A message that is no longer sent has nothing after it, a new one nothing before."""
    variables = "{word: {type: enum, values: [先生, 女士]}}"
    write(repository, _named(f"{{{{ word }}}}好，{HOTLINE}", "sum", variables), "sum")
    _commit(repository)
    _edit(repository, "sum", "[先生, 女士]", "[先生, 客户]")
    pairs = _of(_reviewed(repository, tmp_path), "sum").pairs

    assert [(pair.cases, pair.before is None, pair.after is None) for pair in pairs] == [
        (({"word": "客户"},), True, False),
        (({"word": "女士"},), False, True),
    ]


def test_case_that_no_longer_exists(repository: Path, tmp_path: Path) -> None:
    """A value that is always there now: the message without it is gone."""
    body = "{% if nick is defined %}尊敬的{{ nick }}，{% endif %}您好，"
    variables = "{nick: {type: person_name, optional: true}}"
    write(repository, _named(f"{body}{HOTLINE}", "sum", variables), "sum")
    _commit(repository)
    _edit(repository, "sum", ", optional: true", "")
    (pair,) = _of(_reviewed(repository, tmp_path), "sum").pairs

    assert pair.after is None
    assert "您好" in _marked(pair.sections["body"])


def test_variable_with_another_name(repository: Path, tmp_path: Path) -> None:
    """Where all messages are the same under it, nothing has changed but the setting."""
    _edit(repository, "one", "plan", "can_plan")
    one = _of(_reviewed(repository, tmp_path), "one")

    assert one.pairs == []
    assert one.same == 2
    assert [key for key, _, _ in one.settings] == ["variables.can_plan.type", "variables.plan.type"]


def test_longer_list(repository: Path, tmp_path: Path) -> None:
    """Lengths that were not possible have nothing before them."""
    body = "{% for n in l %}{{ n }}日、{% endfor %}" + HOTLINE
    variables = "{l: {type: list, items: {type: integer}, min_items: 1, max_items: 3}}"
    write(repository, _named(body, "sum", variables), "sum")
    _commit(repository)
    _edit(repository, "sum", "max_items: 3", "max_items: 5")
    pairs = _of(_reviewed(repository, tmp_path), "sum").pairs

    assert [(pair.cases, pair.before is None) for pair in pairs] == [(({"l": 5},), True)]


def test_lengths_that_change_while_the_text_stays(repository: Path, tmp_path: Path) -> None:
    """A longer name makes a longer message: it is shown."""
    variables = "{nick: {type: person_name, max_length: 20}}"
    write(repository, _named(f"{{{{ nick }}}}您好，{HOTLINE}", "sum", variables), "sum")
    _commit(repository)
    _edit(repository, "sum", "max_length: 20", "max_length: 40")
    (pair,) = _of(_reviewed(repository, tmp_path), "sum").pairs

    assert pair.before is not None
    assert pair.after is not None
    assert pair.after.most_units - pair.before.most_units == 20


@given(data=st.data())
def test_pairs_are_what_jinja_prints_for_the_same_values(data: st.DataObject) -> None:
    """For any amount, the messages of both versions are among the pairs."""
    limits = st.lists(st.integers(0, 50), min_size=1, max_size=3, unique=True).map(sorted)
    old, new = (
        _examined("".join(f"{{% if n > {limit} %}}大于{limit}{{% endif %}}" for limit in found))
        for found in (data.draw(limits), data.draw(limits))
    )
    pairs = matched(side_of(old), side_of(new))
    value = data.draw(st.integers(0, 60))

    assert (_printing(old, value), _printing(new, value)) in pairs


def _examined(body: str) -> Examination:
    text = template(f"{body}好", "{n: {type: integer, max: 60}}")
    return examine(load_template(Source("a", text)), {}, lambda _: pytest.fail("no partials"))


def _printing(examination: Examination, value: int) -> int:
    (found,) = (
        at
        for at, path in enumerate(examination.printed)
        if all(
            choice.low is None or choice.low <= value <= (choice.high or 0)
            for choice in examination.cases.paths[path].values()
        )
    )
    return found


# other findings of a reading


def test_template_that_loses_its_id_is_not_deleted(repository: Path, run: Run) -> None:
    """The file is there, and says why it can't be read."""
    _edit(repository, "two", "id: sms.two", "id sms.two")
    out = run("review", "main", *DAY)[1]

    assert "已删除" not in out
    assert "（`sms.two`，有改动）" in out
    assert "新问题：**错误** `META001`" in out


def test_waivers_are_told(repository: Path, run: Run) -> None:
    """Who allows what, and that it is still said."""
    _edit(repository, "two", "您好", "你好")
    _commit(repository)
    waiver = '{# hegui: allow TON002 reason="原话" by="法律合规部" until=2026-12-31 #}'
    _edit(repository, "two", "你好", f"{waiver}你好")
    out = run("review", "main", *DAY)[1]

    assert "新问题：已豁免 `TON002`" in out
    assert "豁免：原话（批准：法律合规部，有效至 2026-12-31）" in out
    assert "已消除" not in out


def test_settings_of_the_tool_are_told(repository: Path, tmp_path: Path) -> None:
    """hegui.toml decides about lengths."""
    (repository / "hegui.toml").write_text("[sms]\npart_units = 66\n", "utf-8")
    found = _reviewed(repository, tmp_path)

    assert found.rules == [("hegui.toml", "modified")]


def test_long_texts_end_in_time() -> None:
    """Two long letters of few words are compared as a whole."""
    words = segmenter({})
    before, after = ("".join(f"{x}，" for x in each * 20_000) for each in ("甲乙丙", "丁丙甲"))

    found = compared(_message(before), _message(after), words)["body"]

    assert [kind for kind, _, _ in found if kind != SAME] == [GONE, NEW]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("name", ["", ".", "templates", "pipe"])
def test_output_is_an_ordinary_file(run: Run, folder: Path, name: str) -> None:
    """A folder, a pipe, no name: one line, and what is there stays."""
    os.mkfifo(folder / "pipe")
    status, out, err = run("review", "main", "--output", name, *DAY)

    assert (status, out) == (2, "")
    assert is_one_line(err)
    assert (folder / "pipe").is_fifo()


def test_paragraphs_of_a_letter_in_markdown() -> None:
    """Indents, lines of signs and long texts are quoted as text."""
    text = "\n".join(["　　本函", "=", "    四格", *"一二三四五六七八九十"])
    found = _hostile_review("甲")
    words = segmenter({})
    before, after = _message(text), _message(text.replace("本函", "此函"))
    pair = found.templates[0].pairs[0]._replace(sections=compared(before, after, words))
    found.templates[0].pairs = [pair]
    html = MarkdownIt("commonmark").render(review_markdown.report(found))

    assert "<h1>" not in html
    assert "<pre>" not in html
    assert "……" in html
    assert "十" not in html


def test_page_hides_nothing() -> None:
    """Characters that turn or hide what follows are shown as signs."""
    page = review_html.report(_hostile_review("甲\u202e乙\u200b丙\u3000丁"))

    assert "\u202e" not in page
    assert "\u200b" not in page
    assert "\u3000丁" in page
