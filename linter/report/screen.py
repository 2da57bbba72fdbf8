"""Lines on a terminal, in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from linter.report.text import Line


class Screen(Console):
    """Standard output; a reader that has gone is the caller's to handle."""

    def on_broken_pipe(self) -> None:
        """Leave it to `linter.cli.main`."""
        raise BrokenPipeError

    def write(self, line: Line) -> None:
        """Write a line in its styles."""
        self.print(Text.assemble(*line), highlight=False, soft_wrap=True)
