"""Words in disguise, and ordinary texts that only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.glossary.edition import Edition
from linter.glossary.wording import EVASION, Wording
from tests.conftest import ROOT
from tests.small import entry, ready


@pytest.fixture(scope="module")
def base() -> Wording:
    """The entries of this repository."""
    return Edition(ROOT).wording


def _disguised(wording: Wording, text: str) -> list[str]:
    """The disguises in a text, as they stand in it."""
    return [
        text[match.start : match.end] for match in wording.find(text) if match.entry.code == EVASION
    ]


SPELLINGS = {
    "同音字": ["起素", "企诉", "启诉", "坐劳", "判形", "老懒"],
    "形近字": ["起昕", "老籁", "曝洸", "坐窂"],
    "拼音": [
        "坐lao",
        "qi诉",
        "传piao",
        "qisu",
        "qi su",
        "ZUOLAO",
        "zuò láo",
        "爆tong讯录",
        "强制zhi行",
    ],
    "拆字": ["起讠斥", "亻专票"],
    "符号": ["起、诉", "坐，牢", "爆,通,讯,录", "传。票"],
    "括号": ["（起）（诉）", "【坐】【牢】", "“老”“赖”", "起(温馨提示)诉"],
    "换行": ["起 \n诉", "起\n诉", "坐\r\n牢", "老    赖"],
    "网页": ["起<b></b>诉", "坐<!-- -->牢", "&#36215;&#35785;", "起%20诉", "坐%E7%89%A2"],
    "转义": [r"\u8d77\u8bc9", "5Z2Q54mi"],
    "倒写": ["\u202e诉起\u202c"],
    "字母": ["СVV", "加V", "ZX修复", "wx转账"],
    "表情": ["☎轰炸", "👮上门"],
}
CASES = [
    pytest.param(each, id=f"{kind}-{at}")
    for kind, some in SPELLINGS.items()
    for at, each in enumerate(some)
]


@pytest.mark.parametrize("spelling", CASES)
def test_a_disguise_is_found_as_it_stands(base: Wording, spelling: str) -> None:
    """Alone and in a sentence, the finding covers the spelling and nothing else."""
    inner = spelling.strip("（）【】“”\u202e\u202c")

    for text in (spelling, f"逾期，{spelling}，您好"):
        (found,) = _disguised(base, text)
        assert inner in found
        assert found in spelling


@pytest.mark.parametrize(
    "text",
    [
        "起诉",
        "账单里老来得子的故事",
        "一起，诉说",
        "发起（含反诉）诉讼",
        "发起\n诉讼请求",
        "联系人：Li Lei，lilei@bank.example",
        "https://bank.example/qisu",
        "请于第三日起数三天",
        "水、电、煤",
        "一、起诉状",
        "<b>您的</b>账单",
        "100%的客户",
        "订单编号55Z2Q1234",
        "做牢固防线",
        "今日暴雨，光线不足",
        "本产品由《马扁传奇》赞助",
        "通 知",
        "https://bank.example/?a=qisu&b=1",
    ],
)
def test_ordinary_text_is_no_disguise(base: Wording, text: str) -> None:
    """Words as everyone writes them, words across others, names, addresses and layouts."""
    assert _disguised(base, text) == []


def test_a_whole_text_in_traditional_characters_is_no_disguise(base: Wording) -> None:
    """Only a word that stands out from its text is written to slip past."""
    assert _disguised(base, "起訴") == ["起訴"]
    assert _disguised(base, "您可以起訴。") == ["起訴"]
    assert _disguised(base, "您對賬單有異議的，可以起訴。") == []


def test_what_an_entry_finds_is_told_once(base: Wording) -> None:
    """A word found in spite of its spelling is its own rule's; a mere remark is a disguise."""
    assert [match.entry.code for match in base.find("坐 牢")] == ["THR002"]
    assert [match.entry.code for match in base.find("起 诉")] == ["THR008", EVASION]


def test_a_disguise_weighs_as_its_word_but_never_little() -> None:
    """An error stays one; what would only be remarked on becomes a warning."""
    wording = ready(
        {
            "mild": {"forms": ["甲乙"], "disguised": ["起诉"], "severity": "info"},
            "grave": {"forms": ["丙丁"], "disguised": ["坐牢"], "severity": "error"},
        }
    )

    assert [str(match.entry.severity) for match in wording.find("起su")] == ["warning"]
    assert [str(match.entry.severity) for match in wording.find("坐lao")] == ["error"]


def test_many_texts_are_searched_as_one(base: Wording) -> None:
    """What is found in one text is found among others too."""
    texts = ["您的账单已出", *(each for some in SPELLINGS.values() for each in some), "请查收"]

    together = base.find_all(texts)

    for text, found in zip(texts, together, strict=True):
        assert [*found] == [*base.find(text)], text


def test_a_disguised_word_may_be_half_latin() -> None:
    """Such a word is a disguise itself, also where no other is listed."""
    wording = entry("甲乙", disguised=["加v"])

    assert _disguised(wording, "请加v，加\n微") == ["加v"]


def test_no_disguises_are_looked_for_where_none_are_listed() -> None:
    """A glossary without them finds none."""
    assert _disguised(entry("甲乙"), "起su 坐lao （起）（诉）") == []


PIECES = st.sampled_from(
    [
        *"起诉坐牢传票老赖光您，。、（）【】“”\n \u200b\u202e\u202c\ud800讠斥%&;<>b\\ua5Zq",
        *("lao", "qi su", "&#36215;", "\\u8d77", "5Z2Q54mi", "%E7%89%A2", "<b>", "<!--"),
        *("訴", "素", "ｑｉ", "👮", "上门"),
    ]
)


@given(texts=st.lists(st.lists(PIECES, max_size=12).map("".join), max_size=4))
def test_whatever_a_text_holds_is_placed_in_it(texts: list[str]) -> None:
    """No text is too odd: findings lie inside, and many texts say what each of them says."""
    base = Edition(ROOT).wording

    for text, found in zip(texts, base.find_all(texts), strict=True):
        assert [*found] == [*base.find(text)]
        for match in found:
            assert 0 <= match.start < match.end <= len(text)
