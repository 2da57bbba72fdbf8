"""What can be made again, kept in the user's cache folder.

Never in the project: a cache that a pull request can carry could hide what it
does. ``HEGUI_CACHE_DIR`` names another folder, ``XDG_CACHE_HOME`` its parent.
A folder that can't be used is no error: everything is then made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any


def cache_folder() -> Path:
    """Where hegui keeps what can be made again."""
    named = os.environ.get("HEGUI_CACHE_DIR")
    if named:
        return Path(named)
    parent = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        return (parent if parent.is_absolute() else Path.home() / ".cache") / "hegui"
    except RuntimeError:  # no home folder
        return Path(os.devnull) / "hegui"


def load(name: str, key: str) -> Any:
    """The value stored under a name with this key; None where there is none, or it is damaged."""
    file = cache_folder() / name
    try:
        if not file.is_file():  # opening a pipe would wait for ever
            return None
        head, _, data = file.read_bytes().partition(b"\n")
        return json.loads(data) if head == _head(key, data) else None
    except (OSError, ValueError, RecursionError):
        return None


def store(name: str, key: str, value: Any, keep: int) -> None:
    """Store a JSON value under a name, whole or not at all.

    Of the files whose names begin alike up to the hyphen, the newest ``keep`` stay.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    data = text.encode("utf-8", "surrogatepass")
    if not write(cache_folder() / name, _head(key, data) + b"\n" + data):
        return
    kind = name.partition("-")[0]
    alike = sorted(cache_folder().glob(f"{kind}-*.json"), key=_age)
    for old in alike[keep:]:
        with suppress(OSError):
            old.unlink()


def _head(key: str, data: bytes) -> bytes:
    """What a stored file begins with: its key, and what tells its value from a damaged one."""
    digest = hashlib.blake2b(data, digest_size=20).hexdigest()
    return key.encode("unicode_escape") + f" {digest}".encode()


def _age(file: Path) -> float:
    try:
        return -file.stat().st_mtime
    except OSError:  # another run has just removed it
        return 0


def write(file: Path, data: bytes) -> bool:
    """Write a file of the cache, whole or not at all; False where it can't be written."""
    import tempfile  # noqa: PLC0415 - only what is made anew is written

    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, waiting = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)
    except OSError:
        return False
    try:
        with open(handle, "wb") as stream:  # noqa: PTH123 - already open, for the owner alone
            stream.write(data)
        Path(waiting).replace(file)
    except BaseException as error:  # also Ctrl-C leaves nothing behind
        Path(waiting).unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        return False
    return True


def tool_digest() -> str:
    """The same as the key of what depends on nothing else."""
    return hashlib.sha256(tool_key().encode()).hexdigest()


def tool_key() -> str:
    """What tells this version of hegui from any other, also while it is being changed."""
    parts = [sys.version]
    waiting = [str(Path(__file__).parent)]
    while waiting:
        folder = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.name.endswith((".py", ".txt")):
                    status = entry.stat()
                    parts.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
                elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                    waiting.append(entry.path)
    return "\n".join(parts)
