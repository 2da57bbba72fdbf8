"""Run hegui and kill the process (kill -9) just before its Nth change below a folder.

Usage: ``python -m tests.killing FOLDER N ARGUMENT…``; with ``N`` written as ``bytes:K`` it dies
where a file would grow beyond K bytes.
"""

from __future__ import annotations

import os
import resource
import signal
import sys

from linter.cli.main import main

_CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.link", "os.symlink", "os.chmod")


def _kill_at(folder: str, wanted: int) -> None:
    seen = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event == "open":
            path, _, flags = arguments
            writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        else:
            path, writes = (arguments[0] if arguments else ""), event in _CHANGES
        if writes and isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(folder):
            if seen == wanted:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1

    sys.addaudithook(hook)


if __name__ == "__main__":
    kind, _, number = sys.argv[2].rpartition(":")
    if kind == "bytes":
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(number), int(number)))
    else:
        _kill_at(sys.argv[1], int(number))
    sys.exit(main(sys.argv[3:]))
