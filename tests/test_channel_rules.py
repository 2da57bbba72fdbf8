"""What a channel demands: signatures, symbols, opt-out, variables, letters, e-mails, previews."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from linter.cli.main import main
from linter.engine import examine_template
from linter.finding import Severity
from linter.project import Project
from linter.rules.letter import ELEMENTS
from linter.source import Source
from linter.template.template import load_template
from tests.conftest import ROOT
from tests.making import HOTLINE, check, codes, found, template

if TYPE_CHECKING:
    from linter.finding import Finding
    from linter.rules.letter import Element

LETTER = (ROOT / "templates/letter/overdue-notice.j2").read_text("utf-8")
EMAIL = (ROOT / "templates/email/overdue-reminder.j2").read_text("utf-8")
CLOUDS = ("aliyun", "tencent", "huawei", "baidu", "volcengine")


def _sms(body: str, more: str = "", variables: str = "{}", purpose: str = "") -> str:
    purpose = purpose or "objection-received"
    return template(f"{body}{HOTLINE}", variables, purpose=purpose, more=more)


def _told(findings: list[Finding], code: str) -> list[tuple[str, Severity]]:
    return [(each.excerpt, each.severity) for each in findings if each.code == code]


# profiles


@pytest.mark.parametrize("profile", CLOUDS)
def test_public_clouds_take_no_reminder(project: Project, profile: str) -> None:
    """The finding stands at the profile and says what is refused and what to choose."""
    text = _sms("您的账单已出。", f"profile: {profile}\n", purpose="overdue-reminder")

    finding = found(check(project, text), "SMS009")

    assert finding.severity is Severity.ERROR
    assert text[slice(*finding.place.span)] == profile
    assert "profile 改为 direct" in finding.message


def test_the_own_channel_takes_reminders(project: Project) -> None:
    """Without a profile an SMS goes the bank's own way."""
    assert "SMS009" not in codes(check(project, _sms("账单已出。", purpose="overdue-reminder")))


def test_an_unknown_profile_is_told(project: Project) -> None:
    """The profiles that there are are listed."""
    finding = found(check(project, _sms("您好。", "profile: pigeon\n")), "META004")

    assert "没有发送通道“pigeon”" in finding.message
    assert "direct" in finding.message


def test_a_project_changes_a_profile(project: Project) -> None:
    """What its own file says of a profile replaces what hegui says."""
    file = project.root / "glossary" / "profiles.yaml"
    file.write_text(
        "profiles:\n  direct:\n    title: 甲\n    signature_longest: 3\n"
        "    variable_longest: 9\n    opt_out: optional\n    certainty: 待核实\n",
        "utf-8",
    )

    finding = found(check(Project.open(project.root), _sms("您好。")), "SMS002")

    assert finding.message == "签名有 4 个字；应为 2 至 3 个"


def test_a_profile_has_a_longest_message(project: Project) -> None:
    """Beyond it the provider sends nothing at all, whatever the author's limit."""
    text = _sms("好" * 480, "profile: aliyun\nlimits: {segments: 10}\n")

    assert "阿里云短信一条最长 500 个单位" in found(check(project, text), "SMS001").message


# opt-out


def test_hegui_adds_the_opt_out_where_the_profile_wants_it(project: Project) -> None:
    """It stands at the end of every message, and counts."""
    file = project.root / "glossary" / "profiles.yaml"
    file.write_text(file.read_text("utf-8").replace("opt_out: optional", "opt_out: append", 1))
    own = Project.open(project.root)
    text = _sms("您好。")

    (message,) = examine_template(own, load_template(Source("a.j2", text))).messages

    assert message.example == f"【示例银行】您好。{HOTLINE}拒收请回复R"
    assert codes(check(own, text)) == []
    written = found(check(own, template(f"您好。{HOTLINE}拒收请回复R")), "SMS008")
    assert (written.excerpt, written.severity) == ("拒收请回复R", Severity.WARNING)


def test_marketing_needs_an_opt_out(project: Project) -> None:
    """A purpose that the policy calls marketing must say how to refuse."""
    policy = project.root / "glossary" / "policy.yaml"
    text = policy.read_text("utf-8").replace(
        "purposes:\n",
        "purposes:\n  offer:\n    title: 推介\n    asks_payment: false\n    marketing: true\n",
    )
    policy.write_text(text, "utf-8")
    own = Project.open(project.root)

    missing = check(own, _sms("推介。", purpose="offer"))
    there = check(own, template(f"推介。{HOTLINE}拒收请回复R", purpose="offer"))

    assert "SMS008" in codes(missing)
    assert "SMS008" not in codes(there)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("拒收请回复R", True),
        ("回复TD退订", True),
        ("退订请回复 T", True),
        ("您已退订电子账单服务。", False),
        ("拒收包裹的，请联系我行。", False),
    ],
)
def test_an_opt_out_says_how_to_reply(project: Project, line: str, told: bool) -> None:
    """The word alone is no way out."""
    text = template(f"您好。{HOTLINE}{line}", more="profile: aliyun\n")

    assert ("SMS008" in codes(check(project, text))) == told


def test_words_that_a_cloud_refuses_are_told_together(project: Project) -> None:
    """One finding at the profile, in whatever spelling the profile has them."""
    file = project.root / "glossary" / "profiles.yaml"
    text = file.read_text("utf-8").replace("refuses: [金融,", 'refuses: ["ＡＰＰ", "\u200b", 金融,')
    file.write_text(text, "utf-8")

    finding = found(
        check(Project.open(project.root), _sms("请看APP和调解进度。", "profile: huawei\n")),
        "SMS009",
    )

    assert "“app”“调解”" in finding.message.lower()


# signature, brackets, symbols


@pytest.mark.parametrize(
    ("signature", "told"),
    [
        ("示例银行", False),
        ("示例Bank1", False),
        ("行", True),
        ("示" * 13, True),
        ("示例 银行", True),
        ("温馨提示", True),
        ("客服中心", True),
        ("示例银行客服中心", False),
    ],
)
def test_signatures_have_a_shape_and_name_somebody(
    project: Project, signature: str, told: bool
) -> None:
    """Two to twelve characters, letters and digits, and not a notice to nobody."""
    text = _sms("您好。", f"signature: {signature}\n")

    assert ("SMS002" in codes(check(project, text))) == told


def test_brackets_weigh_by_profile(project: Project) -> None:
    """A remark in the bank's own channel, an error in a public cloud; one for a pair."""
    body = "详见【公告】。"

    own = _told(check(project, _sms(body)), "SMS003")
    cloud = _told(check(project, _sms(body, "profile: aliyun\n")), "SMS003")

    assert own == [("【公告】", Severity.INFO)]
    assert cloud == [("【公告】", Severity.ERROR)]


def test_a_second_signature_is_no_mere_bracket(project: Project) -> None:
    """Brackets right behind the signature, or at the end, are taken for one."""
    assert "CHN001" in codes(check(project, _sms("【公告】您好。")))
    assert "CHN001" in codes(check(project, template(f"您好。{HOTLINE}【公告】")))
    assert "CHN001" not in codes(check(project, _sms("您好【公告】。")))


@pytest.mark.parametrize("character", "￥★①→『※•😀１Ａ\u200b\u3000⼈𬭎√")
def test_special_characters_are_told(project: Project, character: str) -> None:
    """Symbols, full-width letters, invisible and rare characters."""
    assert "SMS004" in codes(check(project, _sms(f"您好{character}。")))


@pytest.mark.parametrize("text", ["9:00～18:00", "《办法》", "（2022）13号", "50%", "王·李", "——…"])
def test_ordinary_marks_are_not(project: Project, text: str) -> None:
    """What every handset shows."""
    assert "SMS004" not in codes(check(project, _sms(f"您好{text}。")))


def test_a_profile_refuses_more_symbols(project: Project) -> None:
    """What only one provider refuses is refused only there."""
    assert "SMS004" not in codes(check(project, _sms("您好_。")))
    assert _told(check(project, _sms("您好_。", "profile: tencent\n")), "SMS004") == [
        ("_", Severity.ERROR)
    ]


# variables


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("{{ tail }}{{ due|date }}", True),
        ("{{ tail }}，{{ due|date }}", False),
        ("{% if tail %}{% endif %}{{ tail }}{% if plan %}{% endif %}{{ due|date }}", True),
    ],
)
def test_neighbouring_variables_are_told(project: Project, body: str, told: bool) -> None:
    """Two values with nothing printed between them, whatever stands in the source."""
    declared = "{tail: {type: card_tail}, due: {type: date}, plan: {type: bool}}"
    body = body.replace("{% if tail %}{% endif %}", "")

    assert ("SMS005" in codes(check(project, _sms(body, variables=declared)))) == told


def test_one_variable_twice_is_refused_by_public_clouds(project: Project) -> None:
    """The bank's own channel doesn't mind."""
    declared = "{tail: {type: card_tail}}"
    body = "尾号{{ tail }}和{{ tail }}。"

    assert "SMS005" not in codes(check(project, _sms(body, variables=declared)))
    cloud = check(project, _sms(body, "profile: aliyun\n", declared))
    assert _told(cloud, "SMS005") == [("\ufffc", Severity.ERROR)]


def test_a_message_of_variables_says_nothing(project: Project) -> None:
    """A signature is no text of the template."""
    assert "SMS005" in codes(check(project, template("{{ a }}", "{a: {type: person_name}}")))


@pytest.mark.parametrize(
    ("declared", "printed", "severity"),
    [
        ("type: person_name, max_length: 35", "{{ value }}", None),
        ("type: person_name, max_length: 36", "{{ value }}", Severity.WARNING),
        ("type: person_name, max_length: 36", "{{ value|mask_name }}", None),
        ("type: money", "{{ value|money }}元", None),
    ],
)
def test_long_values_are_told(
    project: Project, declared: str, printed: str, severity: Severity | None
) -> None:
    """What the filter prints at most decides, not the declaration alone."""
    findings = check(project, _sms(printed, variables=f"{{value: {{{declared}}}}}"))

    assert [level for _, level in _told(findings, "SMS006")] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("declared", "printed", "told"),
    [
        ("type: url", "{{ value }}", True),
        ("type: phone", "{{ value }}", True),
        ("type: phone", "{{ value|mask_phone }}", False),
        ("type: phone_masked", "{{ value }}", False),
        ("type: card_tail, example: '9551'", "{{ value }}", False),
    ],
)
def test_contacts_in_variables_are_told(
    project: Project, declared: str, printed: str, told: bool
) -> None:
    """Type and filter decide, not name or example."""
    findings = check(project, _sms(printed, variables=f"{{value: {{{declared}}}}}"))

    assert ("SMS007" in codes(findings)) == told


# letters


def _block(name: str, text: str) -> str:
    return f"{LETTER}\n{{% block {name} %}}\n{text}\n{{% endblock %}}\n"


@pytest.mark.parametrize("element", ELEMENTS, ids=[each.block for each in ELEMENTS])
def test_each_element_needs_its_block(project: Project, element: Element) -> None:
    """A block that prints nothing is told, alone and by its title."""
    findings = check(project, _block(element.block, ""))

    told = [each.message for each in findings if each.code == "LTR001"]
    assert [element.title in message for message in told] == [True]


@pytest.mark.parametrize(
    ("block", "text", "lacking"),
    [
        ("salutation", "尊敬的客户：", "客户姓名（如 {{ name }}）"),
        ("balance", "应还余额1,256.30元。", "截至哪一天"),
        ("basis", "请您尽快归还。", "依据"),
        ("rights", "您有权了解款项构成。", "义务"),
        ("objection", "您可以提出异议。", "向哪里提出"),
        ("evidence", "我行将认真核对。", "可以提供证据、怎样提供"),
        ("closing", "谢谢。", "机构名称"),
    ],
)
def test_each_element_needs_its_wording(
    project: Project, block: str, text: str, lacking: str
) -> None:
    """The finding stands where the block ends, and says what is lacking."""
    source = _block(block, text)

    (finding,) = [each for each in check(project, source) if each.code == "LTR001"]

    assert finding.message.endswith(f"缺{lacking}；请补在 block {block} 里")
    assert source[: finding.place.span.start].endswith(text)


def test_wording_outside_its_block_is_named_so(project: Project) -> None:
    """The words are there as law demands; the tool wants a block to see them, and warns."""
    layout = project.root / "templates" / "partials" / "letter.j2"
    text = layout.read_text("utf-8").replace("{% block objection %}\n", "")
    start = text.index("{% endblock %}", text.index("异议途径"))
    layout.write_text(text[:start] + text[start + len("{% endblock %}") :], "utf-8")

    finding = found(check(Project.open(project.root), LETTER), "LTR001")

    assert finding.message.startswith("“提出异议的途径”没有单独成块")
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ("salutation", "{{ name }}台鉴"),
        ("salutation", "致：{{ name }}"),
        ("reason", "截至今日，您的信用卡账款尚未清偿。"),
        ("reason", "您没有按时归还账款。"),
        ("balance", "{{ as_of|date }}，您待还金额为人民币{{ total|money }}元。"),
        ("basis", "依据民法典和领用合约。"),
        ("rights", "您享有合约约定的权益，负有按时还款的责任。"),
        ("query", "详见对账单，或拨打955XX。"),
        ("repayment", "请到任一支行办理缴款。"),
        ("objection", "对账务如需核对，请致电客服热线955XX。"),
        ("objection", "对本函不认可的，可到营业厅书面提出。"),
        ("evidence", "您可到柜台出示转账回单。"),
        ("contact", "客服：955XX。"),
    ],
)
def test_elements_may_be_said_in_other_words(project: Project, block: str, text: str) -> None:
    """What a copywriter may well write instead of the layout's words."""
    assert "LTR001" not in codes(check(project, _block(block, text)))


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ("query", "您可查询账户余额。"),
        ("repayment", "请尽快还款至账户。"),
        ("rights", "您可以放心，我行将及时响应。"),
        ("evidence", "请提供资料。"),
        ("basis", "第3条。"),
        ("reason", "您的信用卡即将到期。"),
    ],
)
def test_hollow_blocks_are_told(project: Project, block: str, text: str) -> None:
    """Words that sound like an element and lead nowhere."""
    assert "LTR001" in codes(check(project, _block(block, text)))


def test_blocks_inside_a_block_that_is_extended_are_known(project: Project) -> None:
    """``super()`` prints the blocks of the layout in their place."""
    layout = project.root / "templates" / "partials" / "letter.j2"
    text = layout.read_text("utf-8").replace("{# 持卡人姓名 #}", "{% block main %}")
    layout.write_text(text + "{% endblock %}", "utf-8")
    letter = f"{LETTER}\n{{% block main %}}{{{{ super() }}}}{{% endblock %}}\n"

    assert codes(check(Project.open(project.root), letter)) == []


@pytest.mark.parametrize("name", ["letter.overdue.notice", "delivery.overdue.notice"])
def test_letters_are_rendered(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The name of a concrete message is known by its variable, though no hole is left."""
    assert main(["render", name, "--example", "--project", str(ROOT)]) == 0
    assert "尊敬的王小明先生：" in capsys.readouterr().out


def test_the_seal_may_be_said_or_declared(project: Project) -> None:
    """Either the key or the words; without both it is lacking."""
    bare = _block("closing", "{{ institution.card_center }}{{ issued_on|date }}")

    assert "LTR001" not in codes(check(project, bare))
    assert "LTR001" in codes(check(project, bare.replace("\nseal: true\n", "\n")))


def test_a_block_out_of_order_is_told(project: Project) -> None:
    """It is named with the one that it should precede."""
    layout = project.root / "templates" / "partials" / "letter.j2"
    text = layout.read_text("utf-8")
    start, end = text.index("{% block balance %}"), text.index("{# 法律依据")
    layout.write_text(text[:start] + text[end:] + "\n" + text[start:end], "utf-8")

    finding = found(check(Project.open(project.root), LETTER), "LTR002")

    assert finding.message == "“欠款余额”写在“落款和业务公章”后面；请移到它前面"


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("逾期还款提示函", []),
        ("催收函", ["催收"]),
        ("最后通知", ["最后"]),
        ("严正警告", ["严正", "警告"]),
    ],
)
def test_headings_are_neutral(project: Project, heading: str, told: list[str]) -> None:
    """Words that press or give the debt away are told in the heading."""
    text = LETTER.replace("heading: 逾期还款提示函", f"heading: {heading}")

    assert [word for word, _ in _told(check(project, text), "LTR003")] == told


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("reserved_address", "employer", "寄到单位会让同事知道欠款"),
        ("reserved_address", "in_person", "与渠道不符"),
        ("deliver_to: reserved_address\n", "", "没有写寄往哪里"),
        ("sealed: true\n", "", "没有写明密封"),
        ("仅寄至您本人的预留地址", "可由家人代收", "函件只交本人"),
        ("仅寄至您本人的预留地址", "不由家人代收", ""),
        ("仅寄至您本人的预留地址", "如您未及时收取，可交由您的家人代收", "函件只交本人"),
        ("仅寄至您本人的预留地址", "您可提交单位出具的证明", ""),
    ],
)
def test_letters_reach_the_customer_alone(
    project: Project, before: str, after: str, message: str
) -> None:
    """To the reserved address, sealed, and to nobody else."""
    found_here = [
        each.message
        for each in check(project, LETTER.replace(before, after))
        if each.code == "LTR004"
    ]

    assert [message in each for each in found_here] == ([True] if message else [])


def test_a_letter_of_no_collection_needs_no_elements(project: Project) -> None:
    """R01§69 speaks of letters of collection only."""
    text = template(f"示例银行：您好。{HOTLINE}", channel="letter")

    assert codes(check(project, text)) == []


@pytest.mark.parametrize(
    ("number", "printed", "severity"),
    [
        ("litigation: {case_number: （2026）示0101民初12号}\n", True, Severity.INFO),
        ("litigation: {case_number: （2026）示0101民初12号}\n", False, Severity.ERROR),
        ("", True, Severity.ERROR),
    ],
)
def test_a_true_lawsuit_names_its_case(
    project: Project, number: str, printed: bool, severity: Severity
) -> None:
    """Papers of the court are a remark where the case is declared and printed, else an error."""
    case = "案号（2026）示0101民初12号，" if printed else ""
    text = template(
        f"示例银行：您的信用卡欠款一案，{case}应诉通知书以法院送达为准。{HOTLINE}",
        channel="letter",
        more=number,
    )

    assert {level for _, level in _told(check(project, text), "THR004")} == {severity}


# e-mail and previews


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("https://www.bank.example/a", None),
        ("https://bank.example", None),
        ("https://notbank.example/a", Severity.ERROR),
        ("https://bank.example.evil.example/", Severity.ERROR),
        ("https://bank.example@evil.example/", Severity.ERROR),
        ("https://bank.example:x@evil.example/", Severity.ERROR),
        ("https://evil.example\\\\.bank.example/", Severity.ERROR),
        ("https://bank.example/go?url=https://evil.example", Severity.ERROR),
        ("https://www.bank.example，查看进度", None),
        ("“https://www.bank.example”查看", None),
        ("www.bank.example查看进度！", None),
        ("https://bank.example/a?from=x&to=2026", None),
        ("请勿轻信https://evil.example之类的网址", None),
        ("{{ page }}", Severity.WARNING),
    ],
)
def test_links_of_an_email_are_the_banks(
    project: Project, link: str, told: Severity | None
) -> None:
    """The host decides, whatever is made to look like it."""
    text = EMAIL.replace("感谢您的理解与支持。", f"查看：{link} 。")
    text = text.replace("  plan: {type: bool}", "  plan: {type: bool}\n  page: {type: url}")

    levels = {level for _, level in _told(check(project, text), "EML001")}

    assert levels == ({told} if told else set())


@pytest.mark.parametrize(
    ("sender", "severity"),
    [
        ("service@bank.example", None),
        ("service@mail.bank.example", None),
        ("service@bank.example.cn", Severity.ERROR),
        ("", Severity.WARNING),
    ],
)
def test_senders_of_an_email_are_the_banks(
    project: Project, sender: str, severity: Severity | None
) -> None:
    """An address of the bank's domain; none at all is a warning."""
    text = EMAIL.replace(", sender: service@bank.example", f", sender: {sender}" if sender else "")

    levels = [level for _, level in _told(check(project, text), "EML001")]

    assert levels == ([severity] if severity else [])


def test_the_sender_fits_the_channel(project: Project) -> None:
    """A number for an SMS, an address for an e-mail."""
    text = EMAIL.replace("service@bank.example", '"10690000000000"')

    assert "sender 应为发件地址" in found(check(project, text), "META004").message


@pytest.mark.parametrize("section", ["subject", "preheader"])
def test_debt_is_not_told_unopened(project: Project, section: str) -> None:
    """Words of debt and amounts in the subject and the preheader."""
    words = {
        "subject": '"{{ institution.card_center }}账单服务提醒"',
        "preheader": "请您查看本期账单信息",
    }
    text = EMAIL.replace(words[section], '"逾期{{ total|money }}元"')

    assert [level for _, level in _told(check(project, text), "PRV006")] == [Severity.WARNING] * 2


def test_what_a_locked_screen_shows_is_a_remark(project: Project) -> None:
    """The first twenty characters of an SMS, values at their shortest."""
    near = _sms("{{ name }}您的卡已逾期。", variables="{name: {type: person_name}}")
    far = _sms(
        "{{ name }}您好，感谢您一直使用我行的信用卡，现已逾期。",
        variables="{name: {type: person_name}}",
    )

    assert _told(check(project, near), "PRV006") == [("逾期", Severity.INFO)]
    assert _told(check(project, far), "PRV006") == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("如您在收到本短信前已还款，请忽略。", False),
        ("已还款的客户请忽略本短信。", False),
        ("如款项已清，无需理会。", False),
        ("您已开通自动还款，请确保余额充足。", True),
        ("如您已无力还款，请与我行协商。", True),
    ],
)
def test_those_who_have_paid_may_ignore_it(project: Project, line: str, told: bool) -> None:
    """What is to be ignored must be said."""
    assert ("REC003" in codes(check(project, _sms(line, purpose="due-reminder")))) == told


# amounts, outsourcing, those who have paid


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("截至{{ day|date }}应还{{ amount|money }}元", False),
        ("截至{{ day|date }}应还人民币{{ amount|money }}", False),
        ("截至{{ day|date }}应还{{ amount|money }}", True),
        ("应还{{ amount|money }}元", True),
        ("{{ day|date }}应还{{ amount|money }}元", False),
        ("本期欠款1256，", True),
        ("本期已还款3次，", False),
        ("今日应还{{ amount|money }}美元", False),
        ("本月应还金额（元）：{{ amount|money }}", False),
        ("截至今日尚欠我行1256.30。", True),
        ("您在2025年10月开卡，应还1,256.30元", True),
    ],
)
def test_amounts_have_a_currency_and_a_day(project: Project, body: str, told: bool) -> None:
    """A currency beside each amount; a day where payment is asked for."""
    declared = "{amount: {type: money}, day: {type: date}}"
    text = _sms(body, variables=declared, purpose="due-reminder")

    assert ("AMT001" in codes(check(project, text))) == told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("我行委托示例公司（名单见我行官网）提醒您。", 0),
        ("我行委托示例公司提醒您。", 1),
        ("名单见我行官网。", 1),
        ("您好。", 2),
    ],
)
def test_an_agency_is_named_and_can_be_looked_up(project: Project, body: str, told: int) -> None:
    """Both the name and the place are told."""
    findings = check(project, _sms(body, "outsourced: {agency: 示例公司}\n"))

    assert codes(findings).count("CHN007") == told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("我行没有委托任何公司代收款项。", False),
        ("您委托他人办理的，请出具委托书。", False),
        ("您的欠款已转我司处理。", True),
        ("我行已委托某某公司与您联系。", True),
        ("受示例银行委托，我司与您联系。", True),
        ("您的账户已移交第三方机构跟进。", True),
        ("您的欠款已转我司处理，详见官网。", True),
        ("请警惕冒充我行委托机构的来电。", False),
        ("我行已委托中国邮政速递物流公司寄送新卡。", False),
        ("我行委托示例公司提醒您还款，名单可在我行网站查询。", False),
    ],
)
def test_an_agency_that_nobody_declared_is_told(project: Project, body: str, told: bool) -> None:
    """Words that say that somebody else has the case."""
    assert ("CHN007" in codes(check(project, _sms(body)))) == told
