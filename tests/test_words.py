"""Word boundaries, and the dictionary file that they are found with."""

from __future__ import annotations

import os
import stat
import struct
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.source import HeguiError
from linter.text.dictionary import FILE_NAME, Dictionary, build, listed, open_dictionary
from linter.text.words import Words, import_jieba

if TYPE_CHECKING:
    from pathlib import Path

SENTENCES = (
    "",
    "我",
    "a",
    "。",
    "😀",
    "\r\n",
    "您好",
    "尊敬的客户，您有一笔借款已逾期三天，请尽快还款。",
    "【示例银行】您尾号1234的信用卡本期账单已出，应还金额5,280.00元。",
    "如您仍未还款，我行将起诉您，由此产生的费用由您承担。",
    "我行不会派人上门催收，请勿相信陌生来电。",
    "请携带身份证到就近网点办理，马上门店就要打烊了。",
    "该案已由示例区人民法院受理，案号为（2026）示0101民初1号。",
    "他毕业于一所书法院校，后来在银行工作。",
    "公安机关提醒您：凡是要求转账到安全账户的都是诈骗。",
    "近期办公安排有调整，周末照常营业。",
    "对于您发起诉求一事，我行已经登记。",
    "大家坐在一起诉说往事。",
    "我行保留依法提起诉讼的权利。",
    "可分12期偿还，年化利率（单利）不超过14.6%。",
    "年利率3.85%-4.35%，以合同约定为准。",
    "登录www.example.com/a?b=1&c=2查询，或拨打955XX。",
    "请打开https://example.com下载App，版本v2.10.3-beta。",
    "您的验证码是098765，5分钟内有效，请勿告诉他人。",
    "客服邮箱：help_desk@example.com，传真：010-12345678。",
    "B超、T恤、卡拉OK和AT&T都在词典里，c++和C#也在。",
    "您的账户于3月15日14时02分支出人民币1000.00元，余额￥88.00。",
    "尊敬的王小明先生：感谢您一直以来对我行的支持与信任！",
    "協商還款方案已經通過，請於本月底前簽署電子協議。",
    "我們將於三個工作天內回覆閣下的查詢。",
    "𬭎先生、䶮女士，您的开户申请已受理。",
    "龘龘龘，犇羴鱻，㐂㐄。",
    "今天😀明天😂后天👨‍👩‍👧都营业",
    "起 诉、起\u3000诉、起\u200b诉、起-诉、起.诉",
    "第一行\r\n第二行\n第三行\r第四行\t第五列",
    "\r\r\n\n",
    "  前后都有空格  ",
    "ABCdef123中文456GHI",
    "ａｂｃ１２３全角字母数字",
    "研究生命起源",
    "乒乓球拍卖完了",
    "南京市长江大桥",
    "工信处女干事每月经过下属科室都要亲口交代24口交换机等技术性器件的安装工作",
    "结婚的和尚未结婚的",
    "本金和利息、罚息、复利、违约金一并计算",
    "债务人及其近亲属、担保人不受骚扰",
    "不得以任何理由向与债务无关的第三人催收",
    "委外机构的催收人员应当表明身份",
    "征信记录将被如实报送中国人民银行征信中心",
    "理财非存款，产品有风险，投资须谨慎",
    "业绩比较基准不代表未来收益",
    "年满十八周岁的中华人民共和国公民",
    "消费者权益保护热线12378",
    "点击链接t.cn/A6xyz领取，退订回T",
    "回复TD退订",
    "1",
    "1.5",
    "-",
    "%%%&&&###",
    "a-b_c.d+e#f%g&h",
    "您已累计获得1,000积分→可兑换②张电影票★",
    "（）《》“”‘’——……",
    "々〇ヶ〆",
    "한국어와 日本語のテキスト",
    "γ射线与α粒子",
    "一一一一一一一一一一",
    "的的的的的的的的的的",
    "中国人民解放军中国人民银行中国人民大学",
    "只有中文没有标点也没有数字的一句很长的话我们看看怎么切",
    "房贷车贷信用贷经营贷消费贷一律支持提前还款",
)
ODD = (
    *"，。、！（）【】\r\n \t\u3000\u200b\ufeffαγ々〇龘㐂𬭎😀ａ１aZ09+#&._%-/:@的一不起诉\ud800",
    "\r\n",
    "AT&T",
)
# New, longer than any, with letters, with a known beginning, and known ones: rarer, struck out.
ADDED = {
    "示例银行": 5,
    "借款已逾期三天": 100000,
    "App版本": 3,
    "起诉您": 100000,
    "还款": 1,
    "一起": 0,
}
LETTERS = "法院书校办公安排起诉上门马店一二a1"
PIECES = st.lists(st.integers(0, 2**20) | st.sampled_from(ODD), max_size=12)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with jieba's dictionary in it."""
    folder = tmp_path_factory.mktemp("cache") / "hegui"
    open_dictionary(folder)
    return folder


@pytest.fixture(scope="module")
def dictionary(folder: Path) -> Dictionary:
    return open_dictionary(folder)


@pytest.fixture(scope="module")
def words(dictionary: Dictionary) -> Words:
    return Words(dictionary)


@pytest.fixture(scope="module")
def added(dictionary: Dictionary) -> Words:
    return Words(dictionary, ADDED)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Plain jieba with its own dictionary, loaded as it always loads it."""
    tokenizer = import_jieba().Tokenizer()
    tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    tokenizer.initialize()
    return tokenizer


@pytest.fixture(scope="module")
def plain_added(plain: Any) -> Any:
    """Plain jieba with the words that ours has been given."""
    tokenizer = import_jieba().Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = dict(plain.FREQ), plain.total, True
    for word, frequency in ADDED.items():
        tokenizer.add_word(word, frequency)
    return tokenizer


@pytest.fixture(scope="module")
def vocabulary(plain: Any) -> list[str]:
    return list(plain.FREQ)


@pytest.fixture
def word_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A short dict.txt that stands for jieba's."""
    package = tmp_path / "jieba"
    package.mkdir()
    path = package / "dict.txt"
    path.write_text("法院 30 n\n书法 20 n\n院校 10 n\n起诉 40 v\n", "utf-8")
    spec = SimpleNamespace(submodule_search_locations=[str(package)])
    monkeypatch.setattr("linter.text.dictionary.find_spec", lambda _: spec)
    return path


def cut(tokenizer: Any, text: str) -> list[int]:
    """The boundaries in a text by jieba itself, which is given the whole of it."""
    boundaries = [0]
    for word in tokenizer.cut(text, HMM=False):
        boundaries.append(boundaries[-1] + len(word))
    return boundaries


def found(words: Words, text: str) -> list[int]:
    """All boundaries in a text by ours."""
    return [at for at in range(len(text) + 1) if words.is_boundary(text, at)]


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "always", "-c", code],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )


def forged(data: bytes, edits: list[tuple[int, int]]) -> bytes:
    """A file with bytes replaced, and the checksum made right again."""
    changed = bytearray(data)
    for at, byte in edits:
        changed[at % len(data)] = byte
    changed[16:20] = struct.pack("=I", crc32(changed[20:]))
    return bytes(changed)


def test_entries_are_those_of_jieba(dictionary: Dictionary, plain: Any) -> None:
    assert len(dictionary) == len(plain.FREQ)
    assert dictionary.total == plain.total
    assert all(dictionary.get(word) == frequency for word, frequency in plain.FREQ.items())


@pytest.mark.parametrize("text", ["", "龘龘", "我行将", "\ud800", "\xff法院\xfe", "法院\xfe30"])
def test_anything_else_is_no_entry(dictionary: Dictionary, text: str) -> None:
    assert text not in dictionary
    assert dictionary.get(text, 7) == 7
    with pytest.raises(KeyError):
        dictionary[text]


def test_word_given_twice_has_its_last_frequency() -> None:
    """The total counts both, and a prefix that is a word keeps its frequency."""
    dictionary = Dictionary(build([("法院", 3), ("法院院长", 1), ("法院", 5)]))

    entries = {word: dictionary[word] for word in ("法", "法院", "法院院", "法院院长")}
    assert entries == {"法": 0, "法院": 5, "法院院": 0, "法院院长": 1}
    assert (dictionary.total, len(dictionary)) == (9, 4)


@pytest.mark.parametrize("frequency", [-1, 10**15])
def test_frequency_has_limits(frequency: int) -> None:
    with pytest.raises(ValueError, match="frequency"):
        build([("法院", frequency)])


def test_a_dictionary_has_words() -> None:
    with pytest.raises(ValueError, match="header"):
        Dictionary(build([]))


def test_file_is_for_the_user_alone(folder: Path) -> None:
    """Nothing else is left in the folder."""
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / FILE_NAME).stat().st_mode) == 0o600


def test_second_process_uses_the_file(folder: Path) -> None:
    before = (folder / FILE_NAME).stat()
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from linter.text import dictionary\n"
        "dictionary.build = None\n"
        "print(dictionary.open_dictionary(Path(sys.argv[1]))['法院'])"
    )

    result = run(f"import sys\nsys.argv.append({str(folder)!r})\n{code}")

    after = (folder / FILE_NAME).stat()
    assert int(result.stdout) > 0
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[:10],
        lambda data: data[:60],
        lambda data: data[:-1],
        lambda data: data + b"\xff",
        lambda data: bytes(len(data)),
        lambda _: b"rubbish" * 1000,
        lambda data: data[:70] + bytes([data[70] ^ 1]) + data[71:],
        lambda data: forged(data, [(0, 0)]),
        lambda data: forged(data, [(at, 0) for at in range(40, 44)]),  # no buckets
        lambda data: forged(data, [(at, 255) for at in range(40, 44)]),  # too many buckets
        lambda data: forged(data, [(at, 0) for at in range(28, 36)]),  # no total
    ],
)
@pytest.mark.usefixtures("word_list")
def test_damaged_file_is_made_anew(damage: Any, tmp_path: Path) -> None:
    open_dictionary(tmp_path)
    file = tmp_path / FILE_NAME
    data = file.read_bytes()
    file.write_bytes(damage(data))

    assert open_dictionary(tmp_path)["法院"] == 30
    assert file.read_bytes() == data


def test_file_of_another_word_list_is_made_anew(word_list: Path, tmp_path: Path) -> None:
    open_dictionary(tmp_path)
    word_list.write_text("法院 5 n\n", "utf-8")

    assert open_dictionary(tmp_path)["法院"] == 5
    assert open_dictionary(tmp_path)["法院"] == 5
    assert "起诉" not in open_dictionary(tmp_path)


@pytest.mark.usefixtures("word_list")
def test_pipe_in_place_of_the_file_is_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE_NAME)

    assert open_dictionary(tmp_path)["法院"] == 30
    assert (tmp_path / FILE_NAME).is_file()


@pytest.mark.usefixtures("word_list")
def test_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    """A folder below a file, and a file that is a folder, leave the dictionary in memory."""
    (tmp_path / "file").touch()
    (tmp_path / "cache" / FILE_NAME / "more").mkdir(parents=True)

    assert open_dictionary(tmp_path / "file" / "cache")["法院"] == 30
    assert open_dictionary(tmp_path / "cache")["法院"] == 30
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("content", [b"\xff\xfe", "法院\n".encode(), "法院 多\n".encode(), b""])
def test_unusable_word_list_is_told(word_list: Path, tmp_path: Path, content: bytes) -> None:
    word_list.write_bytes(content)

    with pytest.raises(HeguiError, match="请重新安装 jieba"):
        open_dictionary(tmp_path)


def test_missing_word_list_is_told(
    word_list: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word_list.unlink()
    with pytest.raises(HeguiError, match="请重新安装 jieba"):
        open_dictionary(tmp_path)

    monkeypatch.setattr("linter.text.dictionary.find_spec", lambda _: None)
    with pytest.raises(HeguiError, match="请重新安装 jieba"):
        open_dictionary(tmp_path)


@given(
    st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=30),
    st.text(st.sampled_from(LETTERS), max_size=20),
)
def test_forged_file_makes_wrong_words_at_worst(edits: list[tuple[int, int]], text: str) -> None:
    """Whatever the bytes are, a file is refused or every question has an answer."""
    entries = [("法院", 30), ("书法", 20), ("院校", 10), ("起诉", 40), ("马上", 9), ("上门", 9)]
    data = forged(build(entries), edits)
    try:
        dictionary = Dictionary(data)
    except ValueError:
        return

    assert {0, len(text)} <= set(found(Words(dictionary), text))


@pytest.mark.parametrize("text", SENTENCES)
def test_boundaries_are_those_of_jieba(words: Words, plain: Any, text: str) -> None:
    assert found(words, text) == cut(plain, text)


@pytest.mark.parametrize("text", SENTENCES)
def test_boundaries_with_added_words_too(added: Words, plain_added: Any, text: str) -> None:
    assert found(added, text) == cut(plain_added, text)


@given(pieces=PIECES)
def test_boundaries_in_any_text_are_those_of_jieba(
    words: Words, plain: Any, vocabulary: list[str], pieces: list[int | str]
) -> None:
    text = "".join(p if isinstance(p, str) else vocabulary[p % len(vocabulary)] for p in pieces)

    assert found(words, text) == cut(plain, text)


@given(
    pieces=st.lists(
        st.integers(0, 2**20) | st.sampled_from(ODD) | st.sampled_from(list(ADDED)), max_size=12
    )
)
def test_boundaries_with_added_words_in_any_text_too(
    added: Words, plain_added: Any, vocabulary: list[str], pieces: list[int | str]
) -> None:
    text = "".join(p if isinstance(p, str) else vocabulary[p % len(vocabulary)] for p in pieces)

    assert found(added, text) == cut(plain_added, text)


def test_a_run_is_cut_as_in_its_text(words: Words) -> None:
    """What stands before and after a run doesn't change its boundaries."""
    for run_alone in ("我行将起诉您", "请携带身份证到就近网点办理", "ABC中文456"):
        text = f"前文很长，{run_alone}。后文"
        inside = [at - 5 for at in found(words, text) if 5 <= at <= 5 + len(run_alone)]

        assert inside == found(words, run_alone)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("对于您发起诉求一事", "起诉", False),
        ("大家坐在一起诉说往事", "起诉", False),
        ("依法提起诉讼", "起诉", False),  # jieba: 提起, 诉讼
        ("我行将起诉您", "起诉", True),
        ("马上门店就要打烊了", "上门", False),
        ("派人上门催收", "上门", True),
        ("一所书法院校", "法院", False),
        ("由法院受理", "法院", True),
        ("近期办公安排有调整", "公安", False),
        ("向公安报案", "公安", True),
        ("第一行\r\n第二行", "行\r", False),
        ("起 诉", "起 诉", True),
        ("起诉", "起诉", True),
        ("到人民法院起诉", "法院起诉", False),
        ("由法院起诉", "法院起诉", True),
    ],
)
def test_a_hit_is_a_word_or_inside_others(
    words: Words, text: str, word: str, expected: bool
) -> None:
    start = text.index(word)

    assert words.is_word(text, start, start + len(word)) is expected


@pytest.mark.parametrize(
    "word", ["示例银行", "起诉您", "法院", "我行将", "书法院", "龘龘", "App版"]
)
def test_suggested_frequency_is_that_of_jieba(
    dictionary: Dictionary, words: Words, plain: Any, word: str
) -> None:
    """With it the word stands whole where it would have been cut."""
    frequency = words.suggest(word)
    whole = Words(dictionary, {word: frequency})

    assert frequency == plain.suggest_freq(word)
    assert found(whole, word) == [0, len(word)]


def test_added_frequency_is_not_below_zero(dictionary: Dictionary) -> None:
    with pytest.raises(ValueError, match="below 0"):
        Words(dictionary, {"起诉": -1})


def test_forgetting_changes_nothing(
    dictionary: Dictionary, plain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers and runs are thrown away when there are too many, and found again."""
    monkeypatch.setattr("linter.text.words._MOST_ANSWERS", 3)
    monkeypatch.setattr("linter.text.words._MOST_RUNS", 2)
    monkeypatch.setattr("linter.text.words._MOST_CHARACTERS", 20)
    words = Words(dictionary)

    for text in SENTENCES + SENTENCES:
        assert found(words, text) == cut(plain, text)


@pytest.mark.parametrize("repeated", ["我行将起诉您", "一", "a1", "发起诉求"])
def test_hostile_run_is_cut_once(words: Words, repeated: str) -> None:
    """Thousands of hits in a run of 200,000 characters cost little more than one."""
    run_of_text = repeated * (200_000 // len(repeated))

    boundaries = found(words, run_of_text)

    assert (boundaries[0], boundaries[-1]) == (0, len(run_of_text))
    hits = range(0, len(run_of_text) - 2, 10)
    verdicts = [words.is_word(run_of_text, at, at + 2) for at in hits]
    among = set(boundaries)
    assert verdicts == [at in among and at + 2 in among for at in hits]


def test_jieba_comes_late_and_silently(folder: Path, tmp_path: Path) -> None:
    """Compiled for the first time it prints no warning, and pkg_resources stays away."""
    result = run(
        "import sys\n"
        "from pathlib import Path\n"
        "from linter.text.dictionary import open_dictionary\n"
        "from linter.text.words import Words\n"
        f"words = Words(open_dictionary(Path({str(folder)!r})))\n"
        "print('jieba' in sys.modules)\n"
        "print(words.is_word('我行将起诉您', 3, 5))\n"
        "print('jieba' in sys.modules, 'pkg_resources' in sys.modules)\n"
        "print(sys.modules['jieba'].default_logger.handlers, sys.modules['jieba'].dt.FREQ)",
        PYTHONPYCACHEPREFIX=str(tmp_path),
    )

    assert result.stdout.split("\n") == ["False", "True", "True False", "[] {}", ""]
    assert result.stderr == ""


def test_pkg_resources_is_left_as_it_was() -> None:
    result = run(
        "import sys\n"
        "before = sys.modules['pkg_resources'] = type(sys)('pkg_resources')\n"
        "from linter.text.words import import_jieba\n"
        "print(import_jieba() is import_jieba(), sys.modules['pkg_resources'] is before)"
    )

    assert result.stdout == "True True\n"


def test_word_list_has_one_word_a_line(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("AT&T 3 nz\n法院 30\n", "utf-8")

    assert list(listed(path)) == [("AT&T", 3), ("法院", 30)]


def test_others_can_still_have_words_guessed() -> None:
    """jieba's guessing, which waits until it is asked for, then works as it always does."""
    result = run(
        "import sys\n"
        "from linter.text.words import import_jieba\n"
        "jieba = import_jieba()\n"
        "print('jieba.finalseg.prob_emit' in sys.modules)\n"
        "print(jieba.lcut('他来到了网易杭研大厦')[-2:])\n"
        "print('jieba.finalseg.prob_emit' in sys.modules)"
    )

    assert result.stdout.split("\n") == ["False", "['杭研', '大厦']", "True", ""]
