"""The user's cache: whole or not at all, for the user alone, and never needed."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linter import cache
from linter.glossary import edition
from tests.conftest import CACHE, ROOT
from tests.making import HOTLINE, hegui, template, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.making import Run

NAME = "thing-1.json"
# Texts may have halves of surrogate pairs, as names of files have that are no UTF-8.
_TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=5)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder for one test, which isn't there yet."""
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# where it is


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"HEGUI_CACHE_DIR": "/one", "XDG_CACHE_HOME": "/two"}, "/one"),
        ({"XDG_CACHE_HOME": "/two"}, "/two/hegui"),
        ({"HEGUI_CACHE_DIR": "", "XDG_CACHE_HOME": ""}, "/home/example/.cache/hegui"),
        ({}, "/home/example/.cache/hegui"),
    ],
)
def test_the_folder_is_the_users(
    variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own variable counts first, then the desktop's, then the home folder."""
    for name in ("HEGUI_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/example", **variables}.items():
        monkeypatch.setenv(name, value)

    assert cache.cache_folder() == Path(expected)


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept, and nothing fails."""

    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.delenv("HEGUI_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)

    cache.store(NAME, "key", 1, 3)

    assert cache.load(NAME, "key") is None


# what is kept


@example(key="\n", value=[])
@example(key="\ud800", value=[])
@given(key=_TEXTS, value=_VALUES)
def test_what_was_stored_is_loaded(key: str, value: Any) -> None:
    """Any JSON value, under the same name and key."""
    with TemporaryDirectory() as folder, patch.dict(os.environ, HEGUI_CACHE_DIR=folder):
        cache.store(NAME, key, value, 3)

        assert cache.load(NAME, key) == value
        assert cache.load(NAME, f"{key}x") is None
        assert cache.load("thing-2.json", key) is None


def test_the_last_value_counts(kept: Path) -> None:
    """Storing again replaces what was there, and leaves no other file."""
    for value in range(3):
        cache.store(NAME, f"key {value}", value, 3)

    assert cache.load(NAME, "key 2") == 2
    assert cache.load(NAME, "key 1") is None
    assert _names(kept) == [NAME]


def test_a_cut_file_counts_for_nothing(kept: Path) -> None:
    """However much of it is there."""
    cache.store(NAME, "键", {"甲": [1, None, "乙"]}, 3)
    whole = (kept / NAME).read_bytes()

    for end in range(len(whole)):
        (kept / NAME).write_bytes(whole[:end])
        assert cache.load(NAME, "键") is None


@pytest.mark.parametrize(
    "data",
    [
        b"null",
        b"1",
        b'"key"',
        b"[]",
        b'["key", "value"]',
        b"{}",
        b'{"key": "key"}',
        b'{"value": 1}',
        b'{"key": ["key"], "value": 1}',
        b'{"key": "key", "value": 1}}',
        b'{"key": "key", "value": \xff}',
        b'{"key": "key", "value": ' + b"9" * 5000 + b"}",
        b"[" * 200_000,
        b"\xff\xfe",
        b"\0",
    ],
)
def test_a_damaged_file_counts_for_nothing(kept: Path, data: bytes) -> None:
    """Whatever its shape, the value is made anew, and storing mends the file."""
    kept.mkdir()
    (kept / NAME).write_bytes(data)

    assert cache.load(NAME, "key") is None

    cache.store(NAME, "key", 1, 3)
    assert cache.load(NAME, "key") == 1


def test_only_the_user_can_read_it(kept: Path) -> None:
    """Folder and file are closed to others, whatever the mask of the process allows."""
    mask = os.umask(0)
    try:
        cache.store(NAME, "key", 1, 3)
    finally:
        os.umask(mask)

    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert stat.S_IMODE((kept / NAME).stat().st_mode) == 0o600


def test_only_the_newest_of_a_kind_stay(kept: Path) -> None:
    """The kind is what stands before the hyphen; other kinds are left alone."""
    for at in range(6):
        cache.store(f"other-{at}.json", "key", at, 9)
        cache.store(f"thing-{at}.json", "key", at, 9)
        os.utime(kept / f"thing-{at}.json", (0, 1000 - at))

    cache.store("thing-new.json", "key", "new", 3)

    assert _names(kept) == [
        *(f"other-{at}.json" for at in range(6)),
        "thing-0.json",
        "thing-1.json",
        "thing-new.json",
    ]


def test_what_cannot_be_removed_stays(kept: Path) -> None:
    """It is no error: the value itself has been stored."""
    for name in ("thing-a.json", "thing-b.json"):
        (kept / name).mkdir(parents=True)
        os.utime(kept / name, (0, 0))

    cache.store(NAME, "key", 1, 1)

    assert cache.load(NAME, "key") == 1


# what can't be kept


def _below_a_file(folder: Path) -> Path:
    folder.write_text("a file", "utf-8")
    return folder / "below"


def _named_like_a_file(folder: Path) -> Path:
    folder.write_text("a file", "utf-8")
    return folder


def _on_a_folder(folder: Path) -> Path:
    (folder / NAME).mkdir(parents=True)
    return folder


def _too_long(folder: Path) -> Path:
    return folder / ("x" * 300)


_UNUSABLE = [_below_a_file, _named_like_a_file, _on_a_folder, _too_long]


@pytest.mark.parametrize("unusable", _UNUSABLE)
def test_what_cannot_be_written_is_no_error(
    kept: Path, monkeypatch: pytest.MonkeyPatch, unusable: Callable[[Path], Path]
) -> None:
    """Nothing is stored, nothing is loaded, nothing is left behind."""
    folder = unusable(kept)
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(folder))
    before = sorted(kept.rglob("*"))

    cache.store(NAME, "key", 1, 3)

    assert not cache.write(folder / NAME, b"1")
    assert cache.load(NAME, "key") is None
    assert sorted(kept.rglob("*")) == before


def test_a_check_needs_no_cache(folder: Path) -> None:
    """Without a usable folder the run says the same, only later."""
    write(folder, template(f"信用卡滞纳金，罚款，{HOTLINE}"))
    arguments = ("check", "--as-of", "2026-11-24", "--jobs", "1")

    with_cache = hegui(folder, *arguments)
    without = hegui(folder, *arguments, HEGUI_CACHE_DIR=str(folder / "hegui.toml" / "below"))

    assert (without.returncode, without.stderr) == (1, b"")
    assert without.stdout == with_cache.stdout


@pytest.mark.parametrize("interrupt", [OSError, KeyboardInterrupt])
def test_a_crash_leaves_the_old_value(
    kept: Path, monkeypatch: pytest.MonkeyPatch, interrupt: type[BaseException]
) -> None:
    """A file is there as it was until the new one is whole."""
    cache.store(NAME, "key", "old", 3)

    def crash(*_: object) -> None:
        raise interrupt

    monkeypatch.setattr(Path, "replace", crash)
    if interrupt is OSError:
        cache.store(NAME, "key", "new", 3)
        assert _names(kept) == [NAME]
    else:
        with pytest.raises(interrupt):
            cache.store(NAME, "key", "new", 3)

    assert cache.load(NAME, "key") == "old"


# which hegui made it


def test_another_hegui_has_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changing, adding or removing any file of the package makes all that is kept stale."""
    package = tmp_path / "linter"
    shutil.copytree(ROOT / "linter", package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(cache, "__file__", str(package / "cache.py"))
    first = cache.tool_key()
    keys = {first}

    assert cache.tool_key() == first
    files = [path for path in package.rglob("*") if path.suffix in (".py", ".txt")]
    for at, file in enumerate(files, 1):
        os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))
        keys.add(cache.tool_key())
        assert len(keys) == 1 + at, file
    for file in (package / "cli" / "new.py", package / "new.py"):
        file.write_text("", "utf-8")
        keys.add(cache.tool_key())
    (package / "rules" / "tone.py").unlink()
    keys.add(cache.tool_key())

    assert len(keys) == 1 + len(files) + 3


# what is kept of the glossary


def _emptied(compiled: dict[str, Any]) -> Any:
    return {key: type(value)() for key, value in compiled.items()}


def _without_entries(compiled: dict[str, Any]) -> Any:
    return {key: value for key, value in compiled.items() if key != "entries"}


def _with_short_entries(compiled: dict[str, Any]) -> Any:
    return {**compiled, "entries": [entry[:-1] for entry in compiled["entries"]]}


def _with_wrong_forms(compiled: dict[str, Any]) -> Any:
    return {**compiled, "forms": [["滞纳金", 10**6]]}


def _listed(compiled: dict[str, Any]) -> Any:
    return list(compiled)


@pytest.mark.parametrize(
    "damage", [_emptied, _without_entries, _with_short_entries, _with_wrong_forms, _listed]
)
def test_a_damaged_glossary_is_made_anew(
    run: Run,
    folder: Path,
    kept: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[dict[str, Any]], Any],
) -> None:
    """What the cache says instead of the terms changes nothing of what is found."""
    write(folder, template(f"信用卡滞纳金，{HOTLINE}"))
    expected = run("check")
    shutil.copytree(CACHE, kept, dirs_exist_ok=True)
    for file in kept.glob("glossary-*.json"):
        head, _, value = file.read_bytes().partition(b"\n")
        file.write_bytes(head + b"\n" + json.dumps(damage(json.loads(value))).encode())
    monkeypatch.setattr(edition, "_READY", {})

    assert run("check") == expected
    assert expected[0] == 1
