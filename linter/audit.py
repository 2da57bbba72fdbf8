"""Messages as they were sent: read in batches, checked for their wording.

Nothing of a message is kept once it has been answered, and no cache holds it.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.rules import all_rules
from linter.rules.privacy import masked
from linter.rules.rule import Context, Hit, Said
from linter.rules.wording import said_all
from linter.source import Source, UsageError
from linter.template.front_matter import CHANNELS
from linter.template.message import Message, Piece, Printed
from linter.template.template import load_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

    from linter.glossary.wording import Wording
    from linter.project import Project

LARGEST_ROW = 1024 * 1024  # bytes
_CHUNK = 256 * 1024  # bytes read at once
_COLUMNS = ("id", "text", "channel")


class Row(NamedTuple):
    """One message; ``number`` is its line in the file, ``end`` how many bytes were read."""

    number: int
    id: str | int
    text: str
    channel: str


class BadRow(NamedTuple):
    """A line that is no message, and why."""

    number: int
    reason: str


Batch = list[Row | BadRow]


def read_jsonl(stream: BinaryIO) -> Iterator[Batch]:
    """Batches of a JSON Lines stream: one object a line, blank lines passed over."""
    scan = json.JSONDecoder().raw_decode
    number = 0
    for lines in _lines(stream):
        batch: Batch = []
        for number, line in enumerate(lines, number + 1):  # noqa: B020 - goes on counting
            row = _json_row(number, line, scan)
            if row is not None:
                batch.append(row)
        yield batch


def _lines(stream: BinaryIO) -> Iterator[list[bytes]]:
    """The lines of a stream, many at once; of one that is too long only the beginning."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        first, *lines = chunk.split(b"\n")
        rest = rest + first if len(rest) <= LARGEST_ROW else rest
        if lines:
            yield [rest, *lines[:-1]]
            rest = lines[-1]
    if rest:
        yield [rest]


def _json_row(
    number: int, line: bytes, scan: Callable[[str, int], tuple[Any, int]]
) -> Row | BadRow | None:
    if len(line) > LARGEST_ROW:
        return BadRow(number, f"超过 {LARGEST_ROW} 字节")
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
    except UnicodeDecodeError:
        return BadRow(number, "不是有效的 UTF-8")
    if not text:
        return None
    try:
        found, end = scan(text, 0)
    except (StopIteration, ValueError, RecursionError):
        return BadRow(number, "不是有效的 JSON")
    if end != len(text) or not isinstance(found, dict):
        return BadRow(number, "不是一个 JSON 对象")
    return _row(number, found)


def _row(number: int, found: dict[Any, Any]) -> Row | BadRow:
    text, name, channel = found.get("text"), found.get("id"), found.get("channel", "sms")
    if type(text) is not str:
        return BadRow(number, "缺少 text，或者它不是文字")
    if type(name) is not str and type(name) is not int:
        return BadRow(number, "缺少 id，或者它不是文字或整数")
    if type(channel) is not str or channel not in CHANNELS:
        return BadRow(number, f"channel 应为 {'、'.join(CHANNELS)} 之一")
    return Row(number, name, text, channel)


def read_csv(stream: BinaryIO) -> Iterator[Batch]:
    """Batches of a CSV stream whose first line names the columns id, text and channel.

    Raises `UsageError` where it doesn't.
    """
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield from _csv_batches(text)
    finally:
        text.detach()  # the stream is the caller's


def _csv_batches(text: io.TextIOWrapper) -> Iterator[Batch]:
    reader = csv.reader(text, strict=True)
    header = next(_records(reader), (0, ["?"]))[1]
    if isinstance(header, str) or not {"id", "text"} <= set(header):
        raise UsageError("CSV 的第一行应写列名 id、text（可加 channel），编码为 UTF-8")
    columns = [(name, header.index(name)) for name in _COLUMNS if name in header]
    batch: Batch = []
    for number, record in _records(reader):
        batch.append(_csv_row(number, record, columns, len(header)))
        if len(batch) == 512:  # noqa: PLR2004 - enough that a batch costs little
            yield batch
            batch = []
    yield batch


def _records(reader: Any) -> Iterator[tuple[int, list[str] | str]]:
    """Records with the line where each ends; the reason where one can't be read."""
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield reader.line_num, f"CSV 语法错误（{error}）"
            continue
        if record:
            yield reader.line_num, record


def _csv_row(
    number: int, record: list[str] | str, columns: list[tuple[str, int]], width: int
) -> Row | BadRow:
    if isinstance(record, str):
        return BadRow(number, record)
    if len(record) != width:
        return BadRow(number, f"有 {len(record)} 列，应有 {width} 列")
    found = {name: record[at] for name, at in columns if name != "channel" or record[at]}
    if any("\udc80" <= each <= "\udcff" for each in found["text"] + found["id"]):
        return BadRow(number, "不是有效的 UTF-8")
    return _row(number, found)


class Answer(NamedTuple):
    """A message and what its wording breaks."""

    row: Row
    said: Sequence[Said]


class Structure:
    """The parts that a reminder must have, as the project's rules know them."""

    def __init__(self, project: Project) -> None:
        self._contexts = {channel: _context(project, channel) for channel in CHANNELS}

    def lacks(self, row: Row) -> Iterator[Said]:
        """What a message lacks or does to its sender, at its end or where it stands."""
        source = Source("", row.text)
        piece = Piece(row.text, source.excerpt(0, len(row.text)), 0, len(row.text), True, ())
        message = Message({"body": Printed((piece,))}, {})
        context = self._contexts[row.channel]
        for rule in all_rules().values():
            weight = rule.weigh(context.situation)
            for found in rule.check(message, context):
                severity = weight.severity
                start = end = len(row.text)
                if isinstance(found, Hit):
                    start, end = found.start, found.end
                elif found.severity is not None:
                    severity = min(severity, found.severity)
                yield Said(
                    rule.code, rule.category, severity, weight.basis, start, end, found.message
                )


def _context(project: Project, channel: str) -> Context:
    purposes = project.policy.purposes.items()
    dunning = [name for name, each in purposes if each.collection and each.asks_payment]
    text = (
        f"---\nid: audit\ntitle: 消息\nchannel: {channel}\n"
        f"purpose: {dunning[0] if dunning else 'none'}\nowner: 消息\n---\n消息\n"
    )
    front = load_template(Source("", text)).front
    assert front is not None
    return Context(front, project.institution, project.policy, project.part_units)


def answer(
    batch: Batch, wording: Wording, structure: Structure | None = None
) -> Iterator[Answer | BadRow]:
    """Check a batch; answers and bad rows come in its order."""
    texts = [each.text for each in batch if isinstance(each, Row)]
    answers = iter(said_all(texts, wording))
    for each in batch:
        if isinstance(each, BadRow):
            yield each
            continue
        found = next(answers)
        yield Answer(each, [*found, *structure.lacks(each)] if structure else found)


def answer_json(answer: Answer, *, mask: bool) -> str:
    """One answer as a line of JSON; offsets count characters of the text."""
    row, said = answer
    name = row.id if type(row.id) is int else json.dumps(row.id, ensure_ascii=False)
    if not said:
        return f'{{"id": {name}, "findings": []}}'
    rules = all_rules()
    hide = masked if mask else str
    findings = [
        {
            "code": each.code,
            "name": rules[each.code].name,
            "severity": str(each.severity),
            "category": each.category,
            "start": each.start,
            "end": each.end,
            "excerpt": hide(row.text[each.start : each.end]),
            "message": hide(each.message),
        }
        for each in said
    ]
    return f'{{"id": {name}, "findings": {json.dumps(findings, ensure_ascii=False)}}}'
