"""Messages as they were sent, read in batches from JSON Lines or CSV."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from linter.source import UsageError
from linter.template.front_matter import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO


LARGEST_ROW = 1024 * 1024  # bytes
_CHUNK = 256 * 1024  # bytes read at once
_TOO_LONG = "\x00"  # stands for a line: no record has it
_COLUMNS = ("id", "text", "channel")


class Row(NamedTuple):
    """One message; ``number`` is the line of the file that it begins in."""

    number: int
    id: str | int
    text: str
    channel: str


class BadRow(NamedTuple):
    """Lines ``number`` to ``last`` that are no message, and why."""

    number: int
    reason: str
    last: int = 0


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
    csv.field_size_limit(LARGEST_ROW)
    reader = csv.reader(_csv_lines(text), strict=True)
    header = next(_records(reader), (1, 1, ["?"]))[2]
    if isinstance(header, str) or not {"id", "text"} <= set(header):
        raise UsageError("CSV 的第一行应写列名 id、text（可加 channel），编码为 UTF-8")
    columns = [(name, header.index(name)) for name in _COLUMNS if name in header]
    batch: Batch = []
    for first, last, record in _records(reader):
        row = _csv_row(first, record, columns, len(header))
        batch.append(row._replace(last=last) if isinstance(row, BadRow) else row)
        if len(batch) == 512:  # noqa: PLR2004 - enough that a batch costs little
            yield batch
            batch = []
    yield batch


def _csv_lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines of a file, of one that is too long only a sign."""
    while line := text.readline(LARGEST_ROW):
        if len(line) < LARGEST_ROW:
            yield line
            continue
        while line and not line.endswith(("\n", "\r")):
            line = text.readline(LARGEST_ROW)
        yield _TOO_LONG + "\n"


def _records(reader: Any) -> Iterator[tuple[int, int, list[str] | str]]:
    """Records with their first and last line; the reason where one can't be read."""
    while True:
        first = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            known = "field larger" in str(error) or "end of data" in str(error)
            reason = "引号没有配对" if known else "CSV 的引号或换行写错了"
            yield first, reader.line_num, reason
            continue
        if record:
            yield first, reader.line_num, record


def _csv_row(
    number: int, record: list[str] | str, columns: list[tuple[str, int]], width: int
) -> Row | BadRow:
    if isinstance(record, str):
        return BadRow(number, record)
    if record == [_TOO_LONG]:
        return BadRow(number, f"超过 {LARGEST_ROW} 个字")
    if len(record) != width:
        return BadRow(number, f"有 {len(record)} 列，应有 {width} 列")
    found = {name: record[at] for name, at in columns if name != "channel" or record[at]}
    if any("\udc80" <= each <= "\udcff" for each in found["text"] + found["id"]):
        return BadRow(number, "不是有效的 UTF-8；请把文件另存为 UTF-8")
    return _row(number, found)
