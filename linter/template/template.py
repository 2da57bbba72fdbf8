"""A template file, read: front matter, and the scripts that print its sections."""

from __future__ import annotations

from dataclasses import dataclass

from linter.finding import Place, Problem
from linter.source import Excerpt, Source, Span
from linter.template.front_matter import FrontMatter, read_front_matter, split
from linter.template.language import check_language
from linter.template.syntax import Script, parse


@dataclass(frozen=True, eq=False)
class Template:
    """One template file.

    ``sections`` are in the order in which the reader meets them: subject,
    preheader, heading, body. ``problems`` are what the file alone shows;
    ``walkable`` says that its cases can be walked all the same.
    """

    source: Source
    front: FrontMatter | None
    sections: dict[str, Script]
    problems: tuple[Problem, ...]

    @property
    def id(self) -> str:
        """The id, empty where the file gives none."""
        return self.front.id if self.front else ""

    @property
    def channel(self) -> str:
        """The channel, empty where the file gives none."""
        return self.front.channel if self.front else ""

    @property
    def walkable(self) -> bool:
        """Whether nothing outside the language stands in the way of its cases."""
        return self.front is not None and not any(
            problem.code in ("TPL001", "TPL004", "TPL008") for problem in self.problems
        )

    @property
    def end(self) -> Place:
        """The empty place at the end of the body: where something absent is reported."""
        at = len(self.source.text.rstrip("\r\n"))
        return Place(self.source, Span(at, at))


def load_template(source: Source) -> Template:
    """Read a template file. Never raises, whatever its text."""
    spans = split(source)
    if spans is None:
        message = "缺少 front matter；请在文件开头用两行 --- 写上 id、title、channel 等"
        return Template(source, None, {}, (Problem("META001", Place(source, Span(0, 0)), message),))
    front, problems = read_front_matter(source, spans[0])
    if front is None:
        return Template(source, None, {}, tuple(problems))
    excerpts = {name: scalar.excerpt for name, scalar in front.jinja_fields().items()}
    excerpts["body"] = source.excerpt(*spans[1])
    sections: dict[str, Script] = {}
    for name, excerpt in excerpts.items():
        script, found = _load(excerpt)
        problems.extend(found)
        if script is not None:
            sections[name] = script
    if not excerpts["body"].text.strip():
        problems.append(
            Problem(
                "META001",
                Place(source, Span(spans[1].start, spans[1].start)),
                "正文是空的；请写上内容",
            )
        )
    return Template(source, front, sections, tuple(problems))


def load_partial(source: Source) -> tuple[Script | None, list[Problem]]:
    """Read a partial: Jinja2 without front matter. Never raises."""
    return _load(source.excerpt(0, len(source.text)))


def _load(excerpt: Excerpt) -> tuple[Script | None, list[Problem]]:
    parsed = parse(excerpt)
    if isinstance(parsed, Problem):
        return None, [parsed]
    try:
        return parsed, check_language(parsed)
    except RecursionError:
        place = Place(excerpt.source, excerpt.span(0, 0))
        return None, [Problem("TPL008", place, "嵌套太深；请拆成几个 partial")]
