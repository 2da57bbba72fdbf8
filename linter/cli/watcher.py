"""``hegui check --watch``: check again whenever a file of the project changes."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from linter.baseline import NAME
from linter.files import SUFFIX
from linter.project import MARKER
from linter.source import HeguiError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from watchfiles import Change

_TIMEOUT = 200  # milliseconds
_SUFFIXES = (SUFFIX, ".yaml", MARKER, NAME)
_WATCHED = ("templates", "glossary", MARKER, NAME)


def watch(root: Path, others: Iterable[Path], check: Callable[[], int]) -> int:
    """Check now and after every change below a project or of other paths, until Ctrl-C.

    Returns the status of the last check; what can't be done is told and waited for.
    """
    try:
        from watchfiles import watch as changes
    except ImportError:
        raise UsageError("--watch 需要 watchfiles；请运行 pip install 'hegui[watch]'") from None
    inside = [*(root / name for name in _WATCHED), *others]
    status = 0
    changed: list[str] = []
    with suppress(KeyboardInterrupt):
        while True:
            there = _there(inside)
            batches = changes(
                *there, raise_interrupt=False, yield_on_timeout=True, rust_timeout=_TIMEOUT
            )
            # The first batch comes once files are watched: no change after it is missed.
            if next(batches, None) is None:
                break
            if changed:
                print(f"\n有改动：{'、'.join(changed)}", file=sys.stderr)
            status = _attempt(check)
            print("等待改动，按 Ctrl-C 结束", file=sys.stderr)
            changed = _next(batches, inside, there, root)
            if not changed:
                break
    return status


def _there(paths: Iterable[Path]) -> dict[Path, int]:
    """The paths that are there, with what tells a file from one that has replaced it."""
    return {path: path.stat().st_ino for path in paths if path.exists()}


def _next(
    batches: Iterable[set[tuple[Change, str]]],
    paths: list[Path],
    there: dict[Path, int],
    root: Path,
) -> list[str]:
    """The names of the next files that change; none at the end of the watch."""
    for batch in batches:
        found = {_shown(Path(path), root) for _, path in batch if path.endswith(_SUFFIXES)}
        now = _there(paths)
        found |= {_shown(path, root) for path in {*now, *there} if now.get(path) != there.get(path)}
        if found:
            return sorted(found)
    return []


def _attempt(check: Callable[[], int]) -> int:
    try:
        return check()
    except HeguiError as error:
        print(f"hegui：{' '.join(str(error).split())}", file=sys.stderr)
        return 2
    finally:
        sys.stdout.flush()


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
