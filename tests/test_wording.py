"""Wording is found where it stands, in whatever spelling, and only where it counts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.finding import Severity
from linter.glossary.edition import Edition
from linter.text.normalise import normalise
from tests.conftest import ROOT
from tests.small import entry, found_in, ready, spans

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from linter.glossary.wording import Wording


FEE = "滞纳金"

# places

# The spellings of each character of a term; what may stand between two of them; surroundings.
SPELLINGS: dict[str, Sequence[str]] = {
    "账": "账帳賬帐",
    "单": "单單",
    "滞": "滞滯",
    "纳": "纳納",
    "金": "金⾦",
    "加": "加",
    "v": "vVｖＶ",
    "9": "9９⑨",
    "信": "信",
}
INVISIBLE = ("", "", "\u200b", "\u2060\ufeff", "\u00ad", "\ufe0f")
SEPARATORS = ("", " ", "\u3000", "-", "·", "*", "／", "_ .", " 😀 ")
SURROUNDINGS = st.text("，。 !一二三abcＡ😀\U0002000b\u200b\n*-您好還", max_size=8)


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, str]:
    """A term and one of its spellings, which begins and ends with a visible character."""
    term = draw(st.sampled_from(("滞纳金", "账单", "加v信", "9单v")))
    text = draw(st.sampled_from(SPELLINGS[term[0]]))
    for before, character in pairwise(term):
        text += draw(st.sampled_from(INVISIBLE))
        if before > "z" and character > "z":
            text += draw(st.sampled_from(SEPARATORS))
        text += draw(st.sampled_from(SPELLINGS[character]))
    return term, text


@pytest.fixture(scope="module")
def spellings() -> Wording:
    """The terms that are spelled in many ways."""
    return ready(
        {"a": {"forms": ["滞纳金", "账单"]}, "b": {"forms": ["加v信", "9单v"], "severity": "info"}}
    )


@given(SURROUNDINGS, spelled(), SURROUNDINGS)
def test_the_span_is_what_was_written(
    spellings: Wording, before: str, written: tuple[str, str], after: str
) -> None:
    """In any spelling and any surroundings exactly the characters of the term are found."""
    _, text = written

    assert spans(spellings, before + text + after) == [(len(before), len(before + text))]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("您的滯納金", "滯納金"),
        ("您的滞\u200b纳\u200b金", "滞\u200b纳\u200b金"),
        ("😀滞 纳 金😀", "滞 纳 金"),
        ("\U0002000b\U0002000b滞纳金", "滞纳金"),
        ("滞\u0301纳金\u0301。", "滞\u0301纳金\u0301"),
        ("\r\n滞纳金\r\n", "滞纳金"),
        ("\ufeff滞纳金", "滞纳金"),
    ],
)
def test_places_are_of_the_original(text: str, word: str) -> None:
    """Offsets count characters of the text as it was given, whatever was left out or folded."""
    start = text.index(word)

    assert spans(entry(FEE), text) == [(start, start + len(word))]


@pytest.mark.parametrize("wall", ["\ufffc", "\n", "\r", "\r\n", "\u2028", "——", "……", "，", "！"])
def test_a_term_stands_in_one_piece(wall: str) -> None:
    """A variable, a line break, a dash or punctuation inside makes it something else."""
    wording = entry(FEE)

    for at in (1, 2):
        assert spans(wording, f"您的{FEE[:at]}{wall}{FEE[at:]}。") == []


@pytest.mark.parametrize("form", ["甲，乙，丙", "（甲）乙", "A：甲；乙"])
def test_a_form_is_found_in_full_and_half_width(form: str) -> None:
    """Punctuation in a form may be of either width, each by itself."""
    pairs = {"，": ",", "（": "(", "）": ")", "：": ":", "；": ";"}
    marks = [at for at, mark in enumerate(form) if mark in pairs]

    for chosen in range(1 << len(marks)):
        text = list(form)
        for bit, at in enumerate(marks):
            if chosen >> bit & 1:
                text[at] = pairs[text[at]]
        assert found_in(entry(form), "您" + "".join(text)) == ["".join(text)]


def test_a_form_is_found_whatever_its_spelling() -> None:
    """A form may itself be written in traditional characters, capitals or full width."""
    for form in ("帳單ABC", "账单abc", "账单ＡＢＣ"):
        assert found_in(entry(form), "看账 单Abc") == ["账 单Abc"]


# word boundaries


@pytest.mark.parametrize("text", ["我行依法提起诉讼。", "您已发起诉求。", "大家在一起诉说往事。"])
def test_part_of_other_words_is_no_word(text: str) -> None:
    """起诉 across the boundary of two words isn't the word."""
    assert found_in(entry("起诉", match="word"), text) == []
    assert found_in(entry("起诉"), text) == ["起诉"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("我行将起诉您。", "起诉"),
        ("起诉", "起诉"),
        ("将起\u200b诉您，已提起诉讼。", "起\u200b诉"),
        ("我們將起訴您。", "起訴"),
        ("我行将起-诉您。", "起-诉"),
        ("将\ufffc起诉\ufffc。", "起诉"),
    ],
)
def test_a_word_between_boundaries_counts(text: str, word: str) -> None:
    """起诉 by itself is found in any spelling, also beside a variable."""
    assert found_in(entry("起诉", match="word"), text) == [word]


def test_words_that_no_dictionary_has_are_kept_whole() -> None:
    """A form is known to the segmenter, so that it is found at its own boundaries."""
    assert found_in(entry("快闪欠", match="word"), "您的快闪欠还未结清") == ["快闪欠"]


# exceptions


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("老赖皮", 0),
        ("老赖", 1),
        ("老赖皮和老赖", 1),
        ("老赖皮老赖皮", 0),
        ("老赖，皮", 1),
        ("老賴皮", 0),
        ("老 赖 皮", 0),
        ("老赖\n皮", 1),
        ("古老赖以生存", 0),
        ("古老赖以生存的老赖", 1),
        ("古老赖", 1),
    ],
)
def test_an_exception_clears_only_what_it_covers(text: str, count: int) -> None:
    """The same word elsewhere in the text still counts."""
    wording = entry("老赖", **{"except": ["老赖皮", "古老赖以"]})

    assert len(spans(wording, text)) == count


def test_an_exception_covers_the_whole_hit() -> None:
    """An exception that only overlaps a hit doesn't clear it."""
    wording = entry("乙丙", **{"except": ["甲乙丙"]})

    assert spans(wording, "甲乙丙乙丙") == [(3, 5)]
    assert spans(entry("乙丙", "丙丁", **{"except": ["甲乙丙"]}), "甲乙丙丁") == [(2, 4)]


def test_exceptions_are_the_own_of_anentry() -> None:
    """What is innocent for one entry may count for another."""
    wording = ready(
        {"a": {"forms": ["老赖"], "except": ["老赖皮"]}, "b": {"forms": ["赖皮"], "code": "THR006"}}
    )

    assert [found.entry.id for found in wording.find("老赖皮")] == ["b"]


@pytest.mark.parametrize("text", ["原（甲）乙", "原(甲)乙", "原（甲)乙", "帳原（甲）乙"])
def test_an_exception_may_have_punctuation(text: str) -> None:
    """Punctuation in an exception may be of either width, as in a form."""
    assert found_in(entry("乙", **{"except": ["原（甲）乙"]}), text) == []


_OTHER_WIDTH = str.maketrans("￥（）！：％＋？", "¥()!:%+?")


@pytest.mark.parametrize(
    "form", ["罚￥100", "（急）还钱", "还钱！", "注意：还钱", "利率10％", "还？"]
)
@pytest.mark.parametrize("around", ["甲{}乙", "，{}。"])
def test_punctuation_is_found_in_either_width(form: str, around: str) -> None:
    """Whichever width a form is written in, plain text may have it in the other."""
    half = form.translate(_OTHER_WIDTH)
    for written in (form, half):
        wording = entry(written)
        for said in (form, half):
            text = around.format(said)
            assert found_in(wording, text) == [said]
            assert [len(found) for found in wording.find_all(["您好", text])] == [0, 1]


@pytest.mark.parametrize("written", ["还钱！！好", "还钱!!好"])
@pytest.mark.parametrize("said", ["还钱！！好", "还钱!!好", "还钱！!好"])
def test_an_exception_is_found_in_either_width(written: str, said: str) -> None:
    """An exception clears although only it has punctuation."""
    assert found_in(entry("还钱", **{"except": [written]}), f"甲{said}乙") == []


@pytest.mark.parametrize("written", ["￥利息", "¥利息"])
@pytest.mark.parametrize("said", ["￥利息", "¥利息"])
def test_a_word_of_a_list_is_found_in_either_width(written: str, said: str) -> None:
    """A needed word counts although only it has punctuation."""
    wording = entry("欠着", needs="money", lists={"money": [written]})

    assert found_in(wording, f"{said}欠着") == ["欠着"]
    assert found_in(wording, "利息欠着") == []


# one inside another

_LONG_AND_SHORT = [
    ("warning", "warning", ["ab"]),
    ("error", "warning", ["ab"]),
    ("info", "warning", ["ab", "a"]),
    ("warning", "error", ["ab", "a"]),
]


@pytest.mark.parametrize(("long", "short", "ids"), _LONG_AND_SHORT)
def test_the_longest_wins_unless_it_weighs_less(long: str, short: str, ids: list[str]) -> None:
    """What stands inside a longer entry isn't said again, but a more severe one stays."""
    for inner in ("甲乙", "乙丙", "丙丁"):
        wording = ready(
            {
                "a": {"forms": [inner], "severity": short},
                "ab": {"forms": ["甲乙丙丁"], "severity": long},
            }
        )
        found = [match.entry.id for match in wording.find("。甲乙丙丁")]
        assert sorted(found, reverse=True) == ids
        assert len(wording.matches("。甲乙丙丁")) == 2


def test_what_only_overlaps_stays() -> None:
    """Of two entries neither of which stands inside the other both are said, in order."""
    wording = ready({"a": {"forms": ["乙丙"]}, "b": {"forms": ["甲乙"]}})

    assert [(each.entry.id, each.start) for each in wording.find("甲乙丙")] == [("b", 0), ("a", 1)]


def test_two_entries_of_one_form_are_both_said() -> None:
    """The same characters may break two rules."""
    wording = ready({"a": {"forms": ["甲乙"]}, "b": {"forms": ["甲乙"], "severity": "info"}})

    assert [match.entry.id for match in wording.find("甲乙")] == ["a", "b"]


# needs and not_after

PETS = {"lists": {"pets": ["小猫", "C++", "狗（犬）"]}}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("小猫欠着", True),
        ("欠着。\n还有一只小貓", True),
        ("欠着", False),
        ("小，猫欠着", False),
        ("C++欠着", True),
        ("CCC欠着", False),
        ("狗（犬）欠着", True),
        ("狗(犬)欠着", True),
        ("狗（犬)欠着", True),
        ("狗犬欠着", False),
    ],
)
def test_a_needed_word_may_stand_anywhere(text: str, counts: bool) -> None:
    """An entry with needs counts only in a text that has a word of the list, taken literally."""
    assert bool(spans(entry("欠着", needs="pets", **PETS), text)) == counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("欠着", True),
        ("小猫欠着", False),
        ("小猫一直欠着", False),
        ("小猫，欠着", False),
        ("小猫。欠着", True),
        ("小猫\n欠着", True),
        ("欠着小猫", True),
        ("小 貓欠着", False),
        ("狗（犬）欠着", False),
        ("狗(犬)欠着", False),
        (f"小猫{'一' * 22}欠着", False),
        (f"小猫{'一' * 90}欠着", True),
        ("欠着，小猫欠着，欠着", True),
    ],
)
def test_a_clearing_word_stands_before_in_the_sentence(text: str, counts: bool) -> None:
    """An entry with not_after is cleared by a word that isn't far before it in its sentence."""
    assert bool(spans(entry("欠着", not_after="pets", **PETS), text)) == counts


# frames


@pytest.mark.parametrize(
    "text",
    [
        "我行不会收取滞纳金。",
        "信用卡业务已不再收取滞纳金。",
        "您无需支付任何滞纳金。",
        "按时还款的，没有滞纳金。",
        "本行从未向您加收滞纳金。",
        "提前还款不产生滞纳金。",
        "本行不收年费、工本费和滞纳金。",
        "我行不会收取“滞纳金”。",
        "滞纳金已取消，请放心。",
        "滞纳金已按规定取消。",
        "滞纳金自2017年1月1日起取消。",
        "我行不會收取滯納金。",
        "我行不 会收取滞 纳 金。",
    ],
)
def test_a_denial_clears(text: str) -> None:
    """What a clause says isn't so is no threat and no demand."""
    assert found_in(entry(FEE, unless=["denied"]), text) == []


@pytest.mark.parametrize(
    "text",
    [
        "任何机构不得向您收取滞纳金。",
        "请勿向他人支付所谓的滞纳金。",
        "切勿将现金当作滞纳金交给他人。",
        "严禁以任何名义收取滞纳金。",
    ],
)
def test_a_warning_against_it_clears(text: str) -> None:
    """What a clause tells people not to do is no demand, but no denial either."""
    assert found_in(entry(FEE, unless=["forbidden"]), text) == []
    assert found_in(entry(FEE, unless=["denied"]), text) == [FEE]


@pytest.mark.parametrize(
    "text",
    [
        "不要以为我们不敢收取滞纳金。",
        "请勿逼我行收取滞纳金。",
        "切勿等到我们收取滞纳金。",
        "您从未缴纳滞纳金。",
        "并非没有滞纳金。",
        "不得拖欠滞纳金。",
    ],
)
def test_a_threat_in_the_negative_stays(text: str) -> None:
    """A no that belongs to another verb clears nothing."""
    assert found_in(entry(FEE, unless=["denied", "forbidden"]), text) == [FEE]


@pytest.mark.parametrize(
    "text",
    [
        "您不得不支付滞纳金。",
        "没有按时还款会产生滞纳金。",
        "这不会只是滞纳金的问题。",
        "您要付的不仅是滞纳金。",
        "我行不会手软，滞纳金照收。",
        "不还款就收滞纳金。",
        "请勿拖延否则产生滞纳金。",
        "难道不会收滞纳金吗？",
        "逾期不还将收取滞纳金。",
        "滞纳金不会取消。",
        "滞纳金，已取消的是年费。",
        "不要怪我行没有提醒您，滞纳金明天起算。",
        "我行不会放弃。滞纳金照收",
        "不会\n滞纳金",
        f"不会{'一' * 21}滞纳金",
        "滞纳金按日计收。",
    ],
)
def test_what_denies_something_else_does_not_clear(text: str) -> None:
    """Denials of other things, in other clauses, or with a consequence deny nothing."""
    assert found_in(entry(FEE, unless=["denied"]), text) == [FEE]


@pytest.mark.parametrize(
    "text", ["我行不会不收滞纳金。", "我行不会取消滞纳金。", "滞纳金不再减免。"]
)
def test_a_double_denial_does_not_clear(text: str) -> None:
    """Who says that something will not be dropped says that it comes."""
    assert found_in(entry(FEE, unless=["denied"]), text) == [FEE]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("《示例解释》第九条：“不包括滞纳金”。", 0),
        ("见《示例解释》第九条第二款“利息、滞纳金、手续费等”", 0),
        ("《示例解释》第九条：“不包括滞纳金”，您应付滞纳金。", 1),
        ("《示例解释》规定：“滞纳金”", 1),
        ("第九条：“滞纳金”", 1),
        ("“滞纳金”", 1),
        ("《示例解释》第九条的滞纳金", 1),
        ("《示例解释》第九条：\n“滞纳金”", 1),
        (f"《示例解释》第九条：“{'一' * 60}滞纳金”", 1),
    ],
)
def test_a_quotation_of_a_statute_clears(text: str, count: int) -> None:
    """A title, an article and quotation marks around the term make a quotation, nothing less."""
    assert len(spans(entry(FEE, unless=["quoted"]), text)) == count


def test_frames_clear_only_entries_that_ask_for_them() -> None:
    """Without unless, a denied or quoted word counts."""
    assert found_in(entry(FEE), "我行不会收取滞纳金。") == [FEE]
    assert found_in(entry(FEE, unless=["quoted"]), "我行不会收取滞纳金。") == [FEE]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("信用卡逾期，不要以为我们不敢通知您的单位", "THR005"),
        ("信用卡逾期，请勿逼我行联系您的单位", "THR005"),
        ("信用卡逾期，切勿等到我们联系您的单位", "THR005"),
        ("不得拖欠信用卡滞纳金", "TRM001"),
        ("从未缴纳信用卡滞纳金", "TRM001"),
        ("并非没有滞纳金，信用卡", "TRM001"),
    ],
)
def test_a_threat_in_the_negative_is_still_found(repository: Wording, text: str, code: str) -> None:
    """This repository's own terms are not cleared by a no that belongs to another verb."""
    assert code in [found.entry.code for found in repository.find(text)]


# many texts at once

ODD = (
    *("", "\n", "\r\n", "甲\n乙", "滞\n纳金", "\ufffc", "\u200b", "滞 纳金", "滯納金", "😀", "İ"),
    *("不会", "，", "信用卡", "起诉", "提起诉讼", "老赖", "明天还钱", "！", "\x00", " "),
)
TEXTS = st.lists(
    st.lists(st.sampled_from(ODD) | st.text(max_size=3), max_size=6).map("".join), max_size=6
)


@pytest.fixture(scope="module")
def repository() -> Wording:
    """This repository's own glossary."""
    return Edition(ROOT).wording


@given(TEXTS)
def test_many_texts_are_answered_as_each(repository: Wording, texts: list[str]) -> None:
    """What find_all gives is what find gives for each text, in their order."""
    assert [[*found] for found in repository.find_all(texts)] == [
        [*repository.find(text)] for text in texts
    ]


SIGNS = "★☆■□◆◇○●→←↑↓√×÷※✓✔"


@pytest.mark.parametrize("text", ["满100★送10", "起★诉", "A★B，我行将起★诉您", "1√2滞★纳★金"])
def test_signs_are_answered_alike_alone_and_in_a_batch(repository: Wording, text: str) -> None:
    """Whatever stands beside a sign, neighbours in a batch don't change the answer."""
    for sign in SIGNS:
        written = text.replace("★", sign)
        alone = [*repository.find(written)]
        for batch in ([written], ["您好", written, "满1送1"], ["起 诉信用卡", written]):
            assert [*repository.find_all(batch)[batch.index(written)]] == alone


def test_a_sign_inside_a_word_does_not_hide_it() -> None:
    """Alone, in a batch, and beside a sign between digits."""
    wording = entry("起诉")
    for sign in SIGNS:
        text = f"满100{sign}送10，起{sign}诉"
        assert found_in(wording, text) == [f"起{sign}诉"]
        assert [len(found) for found in wording.find_all(["甲", text])] == [0, 1]


def test_no_texts_have_no_answers(repository: Wording) -> None:
    """Nothing is asked, nothing is answered; an empty text has nothing in it."""
    assert repository.find_all([]) == []
    assert [*map(list, repository.find_all(["", "", "您是老赖"]))][:2] == [[], []]


def test_texts_do_not_run_into_each_other(repository: Wording) -> None:
    """A term isn't put together from the end of one text and the beginning of the next."""
    assert [*map(list, repository.find_all(["您是老", "赖吗"]))] == [[], []]


@pytest.mark.parametrize("codes", [[0xD800], [0xDFFF], [0xD83D, 0xDE00], [0xDE00, 0xD83D]])
def test_half_characters_are_no_obstacle(repository: Wording, codes: list[int]) -> None:
    """A text with surrogates, which JSON can bring, is answered like any other."""
    odd = "".join(map(chr, codes))
    text = f"{odd}您是老赖{odd}"

    assert found_in(repository, text) == ["老赖"]
    assert [[*found] for found in repository.find_all(["", text])] == [[], [*repository.find(text)]]


# the law


def _naive(forms: Mapping[str, list[str]], text: str) -> set[tuple[str, int, int]]:
    """Every place of every form in the normal form, by looking everywhere."""
    normal = normalise(text)
    return {
        (name, *normal.span(start, start + len(form)))
        for name, written in forms.items()
        for form in (normalise(each).text for each in written)
        for start in range(len(normal.text))
        if normal.text.startswith(form, start)
    }


LETTERS = st.text("甲乙帳账Aａ， -", min_size=1, max_size=4)
FORMS = st.text("甲乙帳账Aａ", min_size=1, max_size=3)


@given(
    st.dictionaries(
        st.sampled_from("abc"),
        st.lists(FORMS, min_size=1, max_size=3, unique_by=lambda form: normalise(form).text),
        min_size=1,
    ),
    st.lists(LETTERS, max_size=5).map("".join),
)
def test_matches_are_what_a_plain_search_finds(forms: dict[str, list[str]], text: str) -> None:
    """Substring entries match wherever one of their forms stands in the normal form."""
    wording = ready({name: {"forms": written} for name, written in forms.items()})

    found = [(match.entry.id, match.start, match.end) for match in wording.matches(text)]

    assert sorted(found) == sorted(_naive(forms, text))


@given(
    st.dictionaries(
        st.sampled_from("abc"),
        st.tuples(FORMS, st.sampled_from(["info", "warning", "error"])),
        min_size=1,
    ),
    st.lists(LETTERS, max_size=5).map("".join),
)
def test_find_leaves_out_only_what_a_longer_match_covers(
    terms: dict[str, tuple[str, str]], text: str
) -> None:
    """What is found is sorted, and is what no longer match that weighs as much has inside it."""
    wording = ready(
        {name: {"forms": [form], "severity": weight} for name, (form, weight) in terms.items()}
    )
    every = wording.matches(text)

    found = wording.find(text)

    order = sorted(every, key=lambda match: (match.start, -match.end, match.entry.id))
    assert [*found] == [
        each
        for each in order
        if not any(
            (other.start, other.end) != (each.start, each.end)
            and other.start <= each.start
            and each.end <= other.end
            and other.entry.severity >= each.entry.severity
            for other in every
        )
    ]


# hostile texts

MANY = 20_000


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (lambda: entry("老赖"), MANY),
        (lambda: entry("老赖", match="word"), MANY),
        (lambda: entry("老赖", unless=["denied", "quoted"]), MANY),
        (lambda: entry("老赖", needs="pets", lists={"pets": ["小猫"]}), 0),
        (lambda: entry("老赖", not_after="pets", lists={"pets": ["小猫"]}), MANY),
        (lambda: entry("老赖", **{"except": ["老赖老赖老赖"]}), 0),
        (lambda: entry("老赖", "老赖老赖", "赖老"), MANY - 1),
    ],
    ids=["substring", "word", "unless", "needs", "not_after", "except", "nested"],
)
def test_a_term_may_be_repeated_without_end(make: Callable[[], Wording], count: int) -> None:
    """Twenty thousand hits in one clause are all looked at."""
    assert len(make().find("老赖" * MANY)) == count


@pytest.mark.parametrize(
    "filler", ["一", "a", " ", "\u200b", "滞", "不会", "《一》第一条", "“", "😀"]
)
def test_a_text_may_have_no_end(filler: str) -> None:
    """A hundred thousand characters without a stop before a term don't hide it."""
    wording = entry(FEE, match="word", unless=["quoted"], not_after="pets", lists={"pets": ["猫"]})
    before = filler * (100_000 // len(filler)) + "。"

    assert spans(wording, f"{before}{FEE}") == [(len(before), len(before) + 3)]


def test_separators_may_have_no_end() -> None:
    """More than three separators part two words, however many there are."""
    wording = entry(FEE)

    assert spans(wording, f"滞{'-' * 100_000}纳金") == []
    assert len(spans(wording, "滞 纳-金" * MANY)) == MANY


def test_marks_may_have_no_end() -> None:
    """A hundred thousand marks on a character belong to it."""
    text = f"滞纳金{chr(0x301) * 100_000}"

    assert spans(entry(FEE), text) == [(0, len(text))]


def test_deep_surrogates_are_no_obstacle() -> None:
    """Half characters without end don't hide a term."""
    text = "\ud800\udc00\ud800" * MANY + FEE

    assert spans(entry(FEE), text) == [(len(text) - 3, len(text))]


# what is kept


def test_rules_are_told_with_their_severestentry() -> None:
    """Each code has the severity and the id of its most severe entry."""
    wording = ready(
        {
            "a": {"forms": ["甲"], "severity": "info"},
            "b": {"forms": ["乙"], "severity": "error"},
            "c": {"forms": ["丙"], "code": "THR006"},
        }
    )

    assert wording.codes == {"TON001": (Severity.ERROR, "b"), "THR006": (Severity.WARNING, "c")}
