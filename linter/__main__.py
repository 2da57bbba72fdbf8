"""``python -m linter``, and the command ``hegui``: the same as a process of its own."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

_ALLOCATIONS = 200_000  # objects made before the collector looks for garbage


def run() -> NoReturn:
    """Run the command line and end the process.

    Looking for garbage while modules are imported, and freeing every object at
    the end, is of no use to a process that lives for a tenth of a second.
    """
    gc.set_threshold(_ALLOCATIONS)
    from linter.cli.main import main  # noqa: PLC0415 - not before the line above

    status = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    run()
