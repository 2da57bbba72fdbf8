"""Patterns: words in order, with bounded gaps between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.glossary.chain import CLAUSE_END, SENTENCE_END
from linter.glossary.pattern import PatternError, read_pattern
from tests.small import entry, found_in, ready, spans

if TYPE_CHECKING:
    from linter.glossary.chain import Chain

KIN = {"kin": ["家人", "父母"]}


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("联系 ..4 家人", "我行将联系您的家人。", ["联系您的家人"]),
        ("联系 ..4 家人", "联系家人", ["联系家人"]),
        ("联系 ..4 家人", "联系一一一一家人", ["联系一一一一家人"]),
        ("联系 ..4 家人", "联系一一一一一家人", []),
        ("联系 ..4 家人", "联系，家人", []),
        ("联系 ..4 家人", "联系；家人", []),
        ("联系 ..4 家人", "联系\n家人", []),
        ("联系 ..4 家人", "联系不到家人", []),
        ("联系 ..4 家人", "联系您未婚的家人", []),
        ("联系 家人", "联系家人", ["联系家人"]),
        ("联系 家人", "联系您家人", []),
        ("联系|通知 ..4 家人", "通知您的家人，联系您的家人", ["通知您的家人", "联系您的家人"]),
        ("联系 ..4 <kin>", "联系你父母", ["联系你父母"]),
        ("不还 ...9 起诉", "再不还款，我们就起诉", ["不还款，我们就起诉"]),
        ("不还 ...9 起诉", "再不还款；就不等了，起诉", ["不还款；就不等了，起诉"]),
        ("不还 ...9 起诉", "再不还款。起诉", []),
        ("不还 ...9 起诉", "再不还款！起诉", []),
        ("不还 ...9 起诉", "再不还款\n起诉", []),
        ("逾期 &6 曝光", "逾期的，一律曝光", []),
        ("逾期 &6 曝光", "逾期的曝光", ["逾期的曝光"]),
        ("逾期 &6 曝光", "曝光您的逾期", ["曝光您的逾期"]),
        ("查封 名下? 房产", "查封名下房产，查封房产", ["查封名下房产", "查封房产"]),
        ("查封 ..2 名下? ..2 房产", "查封您的房产", ["查封您的房产"]),
        ("^ 我是 法院", "我是法院", ["我是法院"]),
        ("^ 我是 法院", "您好，“我是法院", ["我是法院"]),
        ("^ 我是 法院", "他说我是法院", []),
        ("^ 我是 法院", "【示例】我是法院", ["我是法院"]),
        ("^ 我是 法院", "（1）“我是法院", ["我是法院"]),
        ("我是 法院 $", "“我是法院”。", ["我是法院"]),
        ("我是 法院 $", "我是法院，您好", ["我是法院"]),
        ("我是 法院 $", "我是法院的", []),
        ("联系 ..4 家人", "联系 您 的 家 人", ["联系 您 的 家 人"]),
        ("联系 ..4 家人", "聯繫您的家人", ["聯繫您的家人"]),
        ("联系 ..4 家人", "联系\ufffc家人", ["联系\ufffc家人"]),
        ("联系 ..2 家人", "联系联系您的家人的家人", ["联系您的家人"]),
    ],
)
def test_a_pattern_finds_its_words(pattern: str, text: str, found: list[str]) -> None:
    """Gaps end with the clause and hold no negation, or end with the sentence; a hole is one."""
    assert found_in(entry(patterns=[pattern], lists=KIN), text) == found


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("", "没有字词"),
        ("..3 家人", "“..3”前后都要有字词"),
        ("家人 ..3", "最后要有字词"),
        ("家人 ..3 ..4 联系", "“..4”前后都要有字词"),
        ("家人 ..0 联系", "“..0”的字数应为 1 至 40"),
        ("家人 ..41 联系", "“..41”的字数应为 1 至 40"),
        ("<nobody> ..3 联系", "lists.yaml 里没有“nobody”"),
        ("<kim> ..3 联系", "您是不是想写“kin”？"),
        ("家人..3 联系", "看不懂“家人..3”"),
        ("家人?? 联系", "看不懂“家人??”"),
        ("家人 $ 联系", "$ 只能写在最后"),
        ("家人 ^ 联系", "^ 只能写在最前"),
        ("^ ^ 家人", "^ 只能写在最前"),
        ("家人? 联系?", "至少有一段的字词"),
        ("家 ..3 你", "至少有一段的字词"),
        ("家人 &3 联系 通知", "&3 只能用在两段字词之间"[3:]),
        ("\u200b 联系", "没有看得见的字"),
        (" ".join(["家人"] * 9), "最多写 8 段字词"),
    ],
)
def test_a_pattern_that_can_not_be_read_says_why(pattern: str, words: str) -> None:
    """The reason names the part, and what may stand there."""
    with pytest.raises(PatternError, match=re.escape(words)):
        read_pattern(pattern, {name: tuple(each) for name, each in KIN.items()})


def test_exceptions_touch_what_a_pattern_matched() -> None:
    """A pattern is cleared by an exception that shares a character with it."""
    found = entry(patterns=["加 ..2 微信"], **{"except": ["微信公众号"]})

    assert found_in(found, "加微信公众号") == []
    assert found_in(found, "加微信，微信公众号") == ["加微信"]


def test_a_pattern_counts_once() -> None:
    """However many anchors lead to the same characters."""
    assert spans(entry(patterns=["还款 ..4 还款"]), "还款还款") == [(0, 4)]


def test_a_longer_pattern_wins() -> None:
    """A form inside a pattern that weighs as much isn't told apart."""
    wording = ready({"form": {"forms": ["起诉"]}, "pattern": {"patterns": ["不还 ..4 起诉"]}})

    assert [match.entry.id for match in wording.find("不还就起诉")] == ["pattern"]


# laws

_LETTERS = "甲乙丙丁，。不"


def _as_expression(chain: Chain) -> re.Pattern[str]:
    """The same chain as a regular expression."""
    parts = []
    for step in chain.steps:
        barred = SENTENCE_END if step.across else f"{CLAUSE_END}不没未勿无非"
        words = "|".join(map(re.escape, step.words))
        parts.append(f"[^{re.escape(barred)}]{{0,{step.gap}}}(?:{words})")
    return re.compile("".join(parts))


_PATTERNS = st.lists(
    st.tuples(
        st.sampled_from(["甲乙", "甲", "乙丙|丙丁", "丁|甲甲", "不甲|乙乙"]),
        st.sampled_from(["", "..2", "..4", "...3"]),
    ),
    min_size=2,
    max_size=4,
)


@given(parts=_PATTERNS, text=st.text(_LETTERS, max_size=24))
def test_patterns_agree_with_regular_expressions(parts: list[tuple[str, str]], text: str) -> None:
    """A pattern is found where the regular expression of its chain matches, and nowhere else."""
    words = " ".join(f"{gap} {word}".strip() for word, gap in [(parts[0][0], ""), *parts[1:]])
    pattern = f"{words} 丙甲"
    (chain,) = read_pattern(pattern, {})
    expression = _as_expression(chain)
    starts = [at for at in range(len(text)) if expression.match(text, at)]

    found = spans(entry(patterns=[pattern]), text)

    assert bool(found) == bool(starts)
    for start, end in found:
        assert expression.fullmatch(text, start, end)
