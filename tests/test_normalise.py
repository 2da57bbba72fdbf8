"""The normal form on which words are matched, and the way back to the text."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.source import Span
from linter.text import normalise as module
from linter.text.normalise import normalise, plain

EVERY = [chr(code) for code in range(sys.maxunicode + 1)]
HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
SELECTORS = {*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))}
VALUE = "\ufffc"
# What OpenCC changes although ordinary simplified text writes it: 乾坤, 乾隆.
KEPT = "乾"

SMS = (
    "【示例银行】尊敬的张先生：您尾号1234的信用卡本期账单应还人民币2,345.67元，请于06月18日前还款。",
    "【示例银行】您于06月18日10:05在“示例商户（北京）”消费￥128.00，余额见《账单》、APP或网银！",
    "Dear customer: 您的卡（尾号\ufffc）将于\ufffc到期；退订回T？\r\n详见 https://example.com/a-b?c=1",
)

ordinary = "起诉讼法律催收您好账款一二人鿿"
others = (
    "訴帳帐賬鋐薴苧後㐀\U00020000\U0003ffff豈﨎々〇"
    "·•‧・･-‐‑–—―_|/\\*~^+=#.…‥ \u00a0\u3000\t★♂■○👍≈`´¨￣＿～．－"
    "，。；：！？、,;:!?“”‘’「」《》【】()（）<>\n\r\x0b\x85\u2028"
    "\u200b\u200d\u202e\u00ad\ufeff\ufe0f\U000e0100\U000e0041\x00\x08\u3164\uffa0\u1160\u034f"
    "aAＡHTWYJİIΣςßẞÅéĳﬁ㎆℡①⒈㈠㍿\ufdfa1１½"
    "\u0301\u0323\u0331\u0308\u030a\u030c\u0307\u0344\u0345\u0f73\u0332\u20e3\u3099ﾞｶ"
    "\u1100\u1161\u11a8가각ㄱㅏﾡￂ\u09c7\u09be\u0e33\U00016d67\ufffc\ufffd\ud800\udfff"
)
texts = st.one_of(
    st.text(st.characters()),
    st.text(st.sampled_from(ordinary + others)),
    st.text(st.sampled_from("起诉訴·—. \u200b\u0332" + VALUE)),
)
plain_texts = st.text(
    st.sampled_from(ordinary + "aZ09 ·—-/*.～．＿，。：（）！？、“”《》【】￥¥\n\r\t" + VALUE)
)


def invisible(character: str) -> bool:
    """What the first step removes."""
    kind = unicodedata.category(character)
    return (
        kind == "Cf"
        or (kind == "Cc" and not character.isspace())
        or character in FILLERS
        or character in SELECTORS
    )


@cache
def table() -> dict[str, str]:
    """The pairs of the file, and how bank texts write accounts."""
    _, traditional, simplified = (
        Path(module.__file__).with_name("traditional.txt").read_text("utf-8").splitlines()
    )
    return dict(zip(traditional, simplified, strict=True)) | {"帐": "账", "帳": "账"}


@cache
def separators() -> re.Pattern[str]:
    """One to three separators between two Han characters."""
    kinds = {"Zs", "Pd", "Pc", "Sk", "Sm", "So", "Mn", "Me"}
    signs = {each for each in EVERY if unicodedata.category(each) in kinds} - {*"<>⸺\ufffc"}
    either = "".join(map(re.escape, sorted(signs | {*"·•‧・/\\*#.※\t"})))
    return re.compile(f"(?<=[{HAN}])[{either}]{{1,3}}(?=[{HAN}])")


def lower(character: str) -> str:
    """A letter in lower case, where that is one letter."""
    return character.lower() if len(character.lower()) == 1 else character


def reference(text: str) -> str:
    """The documented steps, each on the whole text."""
    text = "".join(each for each in text if not invisible(each))
    text = unicodedata.normalize("NFKC", text)
    text = "".join(table().get(each, each) for each in text)
    text = "".join(map(lower, text))
    text = unicodedata.normalize("NFKC", text)
    return separators().sub(lambda run: run[0] if "——" in run[0] else "", text)


@given(texts | plain_texts)
def test_normal_form_is_the_documented_steps_one_after_another(text: str) -> None:
    assert normalise(text).text == reference(text)


@given(texts | plain_texts)
def test_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    once = normalise(text).text

    assert normalise(once).text == once


def test_every_character_with_another_form_follows_the_steps() -> None:
    """Alone, decomposed, and between letters that it might combine with."""
    odd = [
        each
        for each in EVERY
        if not unicodedata.is_normalized("NFKC", each)
        or not unicodedata.is_normalized("NFD", each)
        or each != lower(each)
    ]
    for each in odd:
        if "가" < each <= "힣":
            continue  # one Hangul syllable speaks for all
        for text in (each, unicodedata.normalize("NFD", each), f"起{each}诉"):
            normal = normalise(text).text
            assert normal == reference(text), ascii(text)
            assert normalise(normal).text == normal, ascii(text)


@given(texts | plain_texts)
def test_every_character_has_its_place_in_the_original(text: str) -> None:
    """Places are in order, the same or apart; they begin and end with what is visible."""
    normal = normalise(text)
    places = [normal.span(at, at + 1) for at in range(len(normal.text))]

    assert all(one == two or one.end <= two.start for one, two in pairwise(places))
    for character, (start, end) in zip(normal.text, places, strict=True):
        assert 0 <= start < end <= len(text)
        assert not invisible(text[start])
        assert not invisible(text[end - 1])
        assert character in normalise(text[start:end]).text


@given(st.text(st.sampled_from("起诉訴Aé①（， ·—\n\u200b\u202e\ufeff" + VALUE)))
def test_character_without_marks_maps_to_itself_alone(text: str) -> None:
    normal = normalise(text)

    assert all(
        normal.span(at, at + 1) == (start, start + 1)
        for at, (start, _) in enumerate(normal.origins)
    )


@given(texts)
def test_value_of_a_variable_stays(text: str) -> None:
    """As many U+FFFC as before, each where it was, and nothing is joined across it."""
    normal = normalise(text)
    before = [at for at, each in enumerate(text) if each == VALUE]
    after = [normal.span(at, at + 1).start for at, each in enumerate(normal.text) if each == VALUE]

    assert after == before
    assert normalise(f"起{text}{VALUE}诉").text == f"{normalise('起' + text + VALUE).text}诉"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("起訴", "起诉"),
        ("帐户、帳戶、賬户", "账户、账户、账户"),
        ("乾坤", "乾坤"),
        ("ＡＰＰ：ＶＩＰ", "app:vip"),
        ("起\u200b诉\ufeff", "起诉"),
        ("起 诉", "起诉"),
        ("起·诉", "起诉"),
        ("起｜-.诉", "起诉"),
        ("起…诉", "起诉"),
        ("起★诉", "起诉"),
        ("起👍🏻诉", "起诉"),
        ("起\u0332诉\u0332", "起诉\u0332"),
        ("起____诉", "起____诉"),
        ("起——诉", "起——诉"),
        ("起……诉", "起......诉"),
        ("起\n诉", "起\n诉"),
        ("起，诉", "起,诉"),
        ("起<诉>", "起<诉>"),
        ("起 a 诉", "起 a 诉"),
        ("起 1 诉", "起 1 诉"),
        (f"起{VALUE}诉", f"起{VALUE}诉"),
        (f"起 {VALUE}·诉", f"起 {VALUE}·诉"),
        ("İI", "İi"),
        ("\ud800", "\ud800"),
        ("", ""),
    ],
)
def test_normal_form_of(text: str, normal: str) -> None:
    assert normalise(text).text == normal


def test_what_is_removed_around_a_word_is_not_part_of_it() -> None:
    text = "x起\u200b诉\u200by"
    normal = normalise(text)
    at = normal.text.index("起诉")

    assert normal.span(at, at + 2) == Span(1, 4)


def test_letter_and_its_marks_are_one_place() -> None:
    """Both letters of ㎆ map to it, and a composed letter to all that it was made of."""
    normal = normalise("a㎆e\u200b\u0301z")

    assert normal.text == "ambéz"
    assert [normal.span(at, at + 1) for at in range(5)] == [(0, 1), (1, 2), (1, 2), (2, 5), (5, 6)]


@pytest.mark.parametrize("text", SMS)
def test_ordinary_messages_are_plain(text: str) -> None:
    assert plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "起訴",
        "帐户",
        "起 诉",
        "起·诉",
        "起／．诉",
        "好…",
        "起\u200b诉",
        "Ａ",
        "１",
        "é",
        "\u3000",
        "😀",
        "\x00",
    ],
)
def test_odd_text_is_not_plain(text: str) -> None:
    assert not plain(text)


@pytest.mark.parametrize("sign", "★☆■□◆◇○●→←↑↓√×÷※✓✔")
def test_a_sign_is_plain_unless_it_parts_a_word(sign: str) -> None:
    assert plain(f"满100{sign}送10")
    assert plain(f"{sign}您好{sign}")
    assert not plain(f"起{sign}诉")


@given(plain_texts | texts)
def test_plain_text_only_loses_its_capitals_and_full_width_punctuation(text: str) -> None:
    """Every character keeps its place, and only punctuation changes otherwise."""
    if not plain(text):
        return
    normal = normalise(text)

    assert normal.text == reference(text)
    assert normal.origins == [(at, at + 1) for at in range(len(text))]
    for one, two in zip(text.lower(), normal.text, strict=True):
        assert one == two or (unicodedata.category(one)[0] in "PS" and "！" <= one <= "￥")


def test_table_is_what_opencc_does_to_single_characters() -> None:
    """Until nothing changes (薴 becomes 苧, and that 苎), and without what `KEPT` says."""
    converter = opencc.OpenCC("t2s")
    han = [each for each in EVERY if "\u3400" <= each <= "\u4dbf" or "\u4e00" <= each <= "\u9fff"]
    expected = {each: converter.convert(converter.convert(each)) for each in han}
    lines = Path(module.__file__).with_name("traditional.txt").read_text("utf-8").splitlines()

    changed = [each for each in han if expected[each] != each and each not in KEPT]
    assert lines[0].startswith("# ")
    assert "OpenCC" in lines[0]
    assert lines[1:] == ["".join(changed), "".join(expected[each] for each in changed)]


def test_common_simplified_characters_stay() -> None:
    """The first level of GB 2312 is what simplified text is written with; 帐 is the exception."""
    rows = [bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    common = [row.decode("gb2312", "ignore") for row in rows]

    assert [each for each in common if each and normalise(each).text != each] == ["帐"]


def test_long_hostile_texts_are_normalised() -> None:
    """Marks in the wrong order, separators, jamo and invisible characters by the thousand."""
    for unit in ("\u0301\u0323", "·", "起·", "\u1161", "\u200b", "\u09be", "起-a", "\U00016d67"):
        text = "起" + unit * 2_000 + "诉"
        assert normalise(text).text == reference(text)
