"""The glossary as it stands: the base that comes with hegui, and what a project adds.

Nothing is matched before every entry has been proved by its examples. What is
then ready to be matched is kept in the cache under the hash of all files, so
that YAML is read only when a file has changed.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ahocorasick_rs

from linter import cache
from linter.glossary.profile import Profile
from linter.glossary.wording import Wording
from linter.hint import did_you_mean
from linter.source import ProjectError, Source, SourceError, read
from linter.text.dictionary import open_dictionary, version
from linter.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linter.finding import Problem
    from linter.glossary.book import Book

_PACKAGED = Path(__file__).with_name("base")
BASE = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[2] / "glossary"
"""The base glossary: inside the wheel, or at the top of a checkout."""
_SINGLE = ("lists.yaml", "regulations.yaml", "profiles.yaml")
_KEYS = ("allowed_signers", "revoked_keys")
_KNOWN = (*_SINGLE, "institution.yaml", "policy.yaml", "approvers.yaml", *_KEYS, "terms")
_KEPT = 16  # compiled glossaries, in the cache and in one process
_READY: dict[str, tuple[Wording, dict[str, Profile]]] = {}


class Edition:
    """All files of the glossary as they are now; read when they are asked for.

    ``root`` is a project's, ``present`` that of which it is an earlier version; without
    one only the base counts. Raises `ProjectError` where a file can't be read.
    """

    def __init__(self, root: Path | None = None, present: Path | None = None) -> None:
        own = root / "glossary" if root is not None else None
        now = own if present is None else present / "glossary"
        self.layers = []
        if now is None or now.resolve() != BASE.resolve():
            self.layers.append(dict(_files(BASE, "内置词库", BASE)))
        if own is not None and root is not None:
            self.layers.append(dict(_files(own, "glossary", root)))

    @cached_property
    def key(self) -> str:
        """SHA-256 of all files, of hegui itself and of what is installed beside it."""
        installed = Path(ahocorasick_rs.__file__).parents[1].stat().st_mtime_ns
        parts = (cache.tool_key(), version(), str(installed), "")
        digest = hashlib.sha256("\n".join(parts).encode())
        for layer in self.layers:
            for name, source in layer.items():
                data = source.text.encode()
                digest.update(f"{name} {len(data)}\n".encode("utf-8", "surrogateescape"))
                digest.update(data)
        return digest.hexdigest()

    @cached_property
    def book(self) -> Book:
        """The files, read; raises `ProjectError` with the first place that is wrong."""
        from linter.glossary.book import read_book  # noqa: PLC0415 - YAML only after a change

        book, problems = read_book(self.layers)
        _refuse(problems)
        return book

    @property
    def wording(self) -> Wording:
        """The entries, ready to be found; raises `ProjectError` where one fails its examples."""
        return self._compiled[0]

    @property
    def profiles(self) -> dict[str, Profile]:
        """The channels that send SMS, by their id; raises `ProjectError` as `wording` does."""
        return self._compiled[1]

    @cached_property
    def written_profiles(self) -> dict[str, Profile]:
        """The same as they are written, where nothing else is proved. Raises `ProjectError`."""
        from linter.glossary.profiles import read_profiles  # noqa: PLC0415 - YAML

        found: dict[str, Profile] = {}
        for layer in self.layers:
            if "profiles.yaml" in layer:
                profiles, problems = read_profiles(layer["profiles.yaml"])
                _refuse(problems)
                found.update(profiles)
        return found

    @cached_property
    def _compiled(self) -> tuple[Wording, dict[str, Profile]]:
        if self.key not in _READY:
            compiled = cache.load(self._stored, self.key)
            if compiled is None:
                compiled = self._prove()
            if len(_READY) == _KEPT:
                _READY.clear()
            profiles = {each[0]: Profile(*each) for each in compiled["profiles"]}
            _READY[self.key] = (_ready(compiled), profiles)
        return _READY[self.key]

    @property
    def _stored(self) -> str:
        return f"glossary-{self.key[:16]}.json"

    def _prove(self) -> dict[str, Any]:
        from linter.glossary.proof import prove  # noqa: PLC0415 - only after a change

        compiled = self.book.compile(segmenter({}))
        compiled["profiles"] = list(self.book.profiles.values())
        _refuse(list(prove(self.book, _ready(compiled))))
        cache.store(self._stored, self.key, compiled, _KEPT)
        return compiled


def _refuse(problems: list[Problem]) -> None:
    if problems:
        first = problems[0]
        more = f"（还有 {len(problems) - 1} 处，见 hegui glossary test）" if problems[1:] else ""
        raise ProjectError(f"{first.place.where}：{first.message}{more}")


def _ready(compiled: dict[str, Any]) -> Wording:
    return Wording(compiled, lambda: segmenter(compiled["added"]))


def segmenter(added: Mapping[str, int]) -> Words:
    """Jieba's word boundaries, with words of our own and their frequencies."""
    return Words(open_dictionary(cache.cache_folder()), added)


def _files(folder: Path, shown: str, root: Path) -> Iterator[tuple[str, Source]]:
    """The files of a glossary that this module reads; nothing is passed over silently."""
    if not folder.exists():
        return
    names = [name for name in _names(folder, shown) if name in _SINGLE]
    terms = folder / "terms"
    if terms.is_symlink() or terms.exists():
        names += [f"terms/{name}" for name in _names(terms, f"{shown}/terms")]
    for name in names:
        try:
            yield name, read(folder / name, f"{shown}/{name}", root)
        except SourceError as error:
            raise ProjectError(str(error)) from None


def _names(folder: Path, shown: str) -> list[str]:
    """The YAML files right inside a folder; raises `ProjectError` for what is none."""
    try:
        names = sorted(file.name for file in folder.iterdir() if not file.name.startswith("."))
    except OSError as error:
        raise ProjectError(f"{shown}：文件夹无法读取（{error.strerror}）；请检查") from None
    inside = shown.endswith("/terms")
    for name in names:
        if inside and not name.endswith(".yaml"):
            raise ProjectError(f"{shown}/{name}：这里只放 .yaml 文件；请改名或移走")
        if not inside and name not in _KNOWN:
            raise ProjectError(f"{shown}/{name}：不认识的文件；{did_you_mean(name, _KNOWN)}")
    return names
