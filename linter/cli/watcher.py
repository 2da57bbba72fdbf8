"""``hegui check --watch``: check again whenever a file of the project changes."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from linter.baseline import NAME
from linter.project import MARKER
from linter.source import HeguiError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_TIMEOUT = 200  # milliseconds
_WAITING = "等待改动，按 Ctrl-C 结束"
_WATCHED = ("templates", "glossary", MARKER, NAME)


def watch(root: Path, others: Iterable[Path], check: Callable[[], int]) -> int:
    """Check now and after every change below a project or of other paths, until Ctrl-C.

    Returns the status of the last check; what can't be done is told and waited for.
    """
    try:
        from watchfiles import watch as changes
    except ImportError:
        raise UsageError("--watch 需要 watchfiles；请运行 pip install 'hegui[watch]'") from None
    inside = [root / name for name in _WATCHED]
    paths = [path for path in (*inside, *others) if path.exists()]
    # The first batch comes, empty, once files are watched: no change after it is missed.
    batches = changes(*paths, raise_interrupt=False, yield_on_timeout=True, rust_timeout=_TIMEOUT)
    next(batches)
    status = _attempt(check)
    with suppress(KeyboardInterrupt):
        print(_WAITING, file=sys.stderr)
        for batch in filter(None, batches):
            changed = sorted({_shown(Path(path), root) for _, path in batch})
            print(f"\n有改动：{'、'.join(changed)}", file=sys.stderr)
            status = _attempt(check)
            print(_WAITING, file=sys.stderr)
    return status


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
