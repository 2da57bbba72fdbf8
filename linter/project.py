"""A project: everything that is read from one repository, when it is asked for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from linter.files import SUFFIX, Files, template_files
from linter.glossary.approvers import read_approvers
from linter.glossary.edition import Edition
from linter.glossary.institution import Institution, read_institution
from linter.glossary.policy import Policy, read_policy
from linter.hint import did_you_mean
from linter.source import ProjectError, Source, SourceError, read
from linter.template.front_matter import DIRECT, split
from linter.template.statements import Missing
from linter.template.template import load_partial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from linter.files import File, StrPath
    from linter.finding import Problem
    from linter.glossary.approvers import Person
    from linter.glossary.profile import Profile
    from linter.glossary.wording import Wording
    from linter.template.syntax import Script

MARKER = "hegui.toml"
_SETTINGS: dict[str, dict[str, tuple[int, int, int]]] = {"sms": {"part_units": (67, 60, 70)}}
"""Section, key: default, least, most."""

Read = TypeVar("Read")


@dataclass(frozen=True, eq=False)
class Project:
    """One repository of templates.

    ``root`` is its folder; ``texts`` holds what some templates and partials contain
    instead of what is on disk, by their path from the root; ``present``
    is the root of the project of which this is an earlier version, written elsewhere.
    Nothing is read before it is asked for; nothing is ever written.
    """

    root: Path
    settings: dict[str, dict[str, int]]
    texts: Mapping[str, str] = field(default_factory=dict)
    present: Path | None = None

    @classmethod
    def open(cls, folder: Path, present: Path | None = None) -> Project:
        """Open the project in a folder; raises `ProjectError`."""
        if not (folder / MARKER).is_file():
            raise ProjectError(
                f"{folder}：没有 {MARKER}，不是 hegui 项目；请换到项目文件夹，或用 --project 指明"
            )
        return cls(folder.resolve(), _settings(folder / MARKER), present=present)

    @classmethod
    def find(cls, start: Path) -> Project:
        """Open the nearest project upward from a file or folder; raises `ProjectError`."""
        here = start.resolve()
        for folder in (here, *here.parents):
            if (folder / MARKER).is_file():
                return cls.open(folder)
        raise ProjectError(f"{start}：往上找不到 {MARKER}；请换到项目文件夹，或用 --project 指明")

    @property
    def part_units(self) -> int:
        """UTF-16 units of one part of a concatenated SMS."""
        return self.settings["sms"]["part_units"]

    @property
    def templates_folder(self) -> Path:
        """Where templates and partials live."""
        return self.root / "templates"

    @cached_property
    def files(self) -> Files:
        """Locates and reads files."""
        return Files(self.root, self.texts)

    def holding(self, texts: Mapping[str, str]) -> Project:
        """The same project with other texts in some templates and partials."""
        other = replace(self, texts={**self.texts, **texts})
        known = ("configuration", "edition", "institution", "policy")
        for name in known:  # the glossary is the same: it is read once
            vars(other)[name] = getattr(self, name)
        return other

    def source(self, file: StrPath) -> Source:
        """Read a file; inside the project a link may not lead out. Raises `SourceError`."""
        return self.files.source(self.files.locate(file))

    def shown_source(self, name: str, file: File | None = None) -> Source:
        """The text that reports call by a name, empty under that name where it can't be read.

        ``file`` is the file of this name, where it is known.
        """
        try:
            return self.files.source(file or self.files.locate(self.root / name))
        except SourceError:
            return Source(name, "")

    def template_files(self) -> Iterator[str]:
        """Templates and partials of the project, sorted by path."""
        if not self.templates_folder.is_dir():
            raise ProjectError(f"{self.root}：没有 templates 文件夹；请新建，并把模板放进去")
        yield from template_files(self.templates_folder)

    @cached_property
    def configuration(self) -> str:
        """The texts that decide about findings, beside templates and terms."""
        names = (MARKER, "glossary/institution.yaml", "glossary/policy.yaml")
        return "\n".join(self.shown_source(name).text for name in names)

    @cached_property
    def _digests(self) -> dict[str, str | None]:
        return {}

    def digest(self, path: str) -> str | None:
        """The digest of a partial below ``templates/``; None where there is no ordinary file."""
        if path not in self._digests:
            file = self.files.locate(self.templates_folder / path)
            self._digests[path] = self.files.digest(file)
        return self._digests[path]

    @cached_property
    def _partials(self) -> dict[str, tuple[Script | None, list[Problem]]]:
        return {}

    def load(self, path: str) -> Script:
        """The partial at a path below ``templates/``; raises `Missing` with the reason."""
        script, problems = self._partial(path)
        if script is None or any(problem.code != "TPL003" for problem in problems):
            first = problems[0]
            line = first.place.source.position(first.place.span.start).line
            raise Missing(f"“{path}”第 {line} 行有错：{first.message}")
        return script

    def load_text(self, path: str) -> str | None:
        """The text of a partial as Jinja2's loader wants it."""
        script, _ = self._partial(path)
        return script.excerpt.text if script else None

    def _partial(self, path: str) -> tuple[Script | None, list[Problem]]:
        if path not in self._partials:
            self._partials[path] = load_partial(self._partial_source(path))
        return self._partials[path]

    def _partial_source(self, path: str) -> Source:
        pure = PurePosixPath(path)
        if pure.is_absolute() or ".." in pure.parts or "\\" in path or "\0" in path:
            raise Missing(
                f'“{path}”不在 templates 里；路径从 templates 写起，如 "partials/contact.j2"'
            )
        if pure.parts[:1] == ("approvals",):
            raise Missing(f"“{path}”是审批记录，不能引用；请把文字写进 partials")
        if path and path != pure.as_posix():  # one file, one name: what uses it must be known
            raise Missing(f"“{path}”请写成“{pure.as_posix()}”")
        file = self.templates_folder / pure
        shown = f"templates/{pure.as_posix()}"
        if shown in self.texts:
            return self._partial_text(path, Source(shown, self.texts[shown]))
        try:
            if not file.exists():
                raise Missing(f"没有“{path}”这个文件；{self._near(pure)}")
            if not file.is_file():
                raise Missing(f"“{path}”不是文件；请检查路径")
            source = read(file, shown, self.templates_folder)
        except SourceError as error:
            raise Missing(f"“{path}”：{error.reason}") from None
        except (OSError, ValueError):
            raise Missing(f"“{path[:80]}”不能作路径；请检查 include 的路径") from None
        return self._partial_text(path, source)

    def _partial_text(self, path: str, source: Source) -> Source:
        if split(source) is not None:
            raise Missing(f"“{path}”是模板，不是 partial；只能引用没有 front matter 的文件")
        return source

    def _near(self, wanted: PurePosixPath) -> str:
        """The partial with the nearest file name, else some of them."""
        from difflib import get_close_matches  # noqa: PLC0415 - only for what is missing

        known = {PurePosixPath(path).name: path for path in self._known_partials()}
        near = get_close_matches(wanted.name, known, n=1)
        return f"您是不是想写“{known[near[0]]}”？" if near else did_you_mean("", known.values())

    def _known_partials(self) -> tuple[str, ...]:
        folder = self.templates_folder
        found = sorted((folder / "partials").rglob(f"*{SUFFIX}"))
        return tuple(file.relative_to(folder).as_posix() for file in found if file.is_file())

    @cached_property
    def institution(self) -> Institution:
        """``glossary/institution.yaml``; raises `ProjectError`."""
        return self._glossary("institution.yaml", read_institution)

    @cached_property
    def edition(self) -> Edition:
        """The rest of the glossary: terms, word lists, regulations."""
        return Edition(self.root, self.present)

    @cached_property
    def wording(self) -> Wording:
        """The terms, proved and ready to be found; raises `ProjectError`."""
        return self.edition.wording

    def profile(self, name: str) -> Profile:
        """A channel that sends SMS, `DIRECT` where it isn't known; raises `ProjectError`."""
        earlier = self.present is not None  # read where it is only looked at: proving takes long
        profiles = self.edition.written_profiles if earlier else self.edition.profiles
        if DIRECT not in profiles:
            raise ProjectError(f"glossary/profiles.yaml：没有通道“{DIRECT}”；请补上")
        return profiles.get(name, profiles[DIRECT])

    @cached_property
    def policy(self) -> Policy:
        """``glossary/policy.yaml``; raises `ProjectError`."""
        return self._glossary("policy.yaml", read_policy)

    @cached_property
    def approvers(self) -> Mapping[str, Person]:
        """``glossary/approvers.yaml``, nobody where there is none; raises `ProjectError`."""
        name = "approvers.yaml"
        file = self.root / "glossary" / name
        there = file.exists() or file.is_symlink()
        return self._glossary(name, read_approvers) if there else {}

    def _glossary(
        self, name: str, reader: Callable[[Source], tuple[Read | None, list[Problem]]]
    ) -> Read:
        file = self.root / "glossary" / name
        try:
            source = read(file, f"glossary/{name}", self.root)
        except SourceError as error:
            raise ProjectError(str(error)) from None
        value, problems = reader(source)
        if value is None:
            reason = "文件是空的；请写上内容"
            where = source.path
            if problems:
                where = problems[0].place.where
                reason = problems[0].message
            raise ProjectError(f"{where}：{reason}")
        return value


def _settings(file: Path) -> dict[str, dict[str, int]]:
    try:
        read_settings: dict[str, Any] = tomllib.loads(read(file, MARKER).text)
    except SourceError as error:
        raise ProjectError(str(error)) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProjectError(f"{MARKER}：TOML 语法错误（{error}）；请改正") from None
    settings = {
        section: {key: limits[0] for key, limits in keys.items()}
        for section, keys in _SETTINGS.items()
    }
    for section, keys in read_settings.items():
        if section not in _SETTINGS:
            raise ProjectError(f"{MARKER}：没有“{section}”；{did_you_mean(section, _SETTINGS)}")
        if not isinstance(keys, dict):
            raise ProjectError(f"{MARKER}：“{section}”应写成 [{section}] 一节")
        for key, value in keys.items():
            if key not in _SETTINGS[section]:
                hint = did_you_mean(key, _SETTINGS[section])
                raise ProjectError(f"{MARKER}：[{section}] 没有“{key}”；{hint}")
            _, least, most = _SETTINGS[section][key]
            if type(value) is not int or not least <= value <= most:
                raise ProjectError(f"{MARKER}：{section}.{key} 应为 {least} 至 {most} 的整数")
            settings[section][key] = value
    return settings
