"""A progress bar on stderr, where a person waits for a long run."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LONG_RUN = 20  # files from which a progress bar helps


@contextmanager
def progress(files: int) -> Iterator[Callable[[], None]]:
    """A bar that is advanced once a file; nothing where the run is short or nobody looks."""
    if files < _LONG_RUN or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    # Refreshed here and not by a thread: workers are forked while the bar is shown.
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("检查模板", total=files)
        step = max(files // 100, 1)

        def advance() -> None:
            bar.advance(task)
            if bar.tasks[0].completed % step == 0:
                bar.refresh()

        yield advance
