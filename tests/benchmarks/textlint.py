"""textlint with textlint-rule-prh: what does the nearest thing to hegui's wording."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.measure import Command

if TYPE_CHECKING:
    from collections.abc import Iterable

_HERE = Path(__file__).parent
_NEEDED = ("package.json", "package-lock.json", ".npmrc")
_CONFIGURATION = {
    "plugins": {"@textlint/text": {"extensions": [".j2"]}},
    "rules": {"prh": {"rulePaths": ["./prh.json"]}},
}


def install(folder: Path) -> bool:
    """Install the pinned versions into a folder, unless they are there; False without npm."""
    npm = shutil.which("npm")
    if npm is None:
        return False
    wanted = [(_HERE / name).read_bytes() for name in _NEEDED]
    done = folder / "installed"
    if done.exists() and done.read_bytes() == b"".join(wanted):
        return True
    folder.mkdir(parents=True, exist_ok=True)
    for name in _NEEDED:
        shutil.copy(_HERE / name, folder)
    Command((npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"), folder).run()
    done.write_bytes(b"".join(wanted))
    return True


def command(folder: Path, terms: Iterable[str], project: Path, output: Path) -> Command:
    """What finds these terms in the templates of a project; it ends with 1 where it does."""
    rules = [{"pattern": term, "expected": "（删除）"} for term in terms]
    book = json.dumps({"version": 1, "rules": rules}, ensure_ascii=False)
    (folder / "prh.json").write_text(book, "utf-8")  # JSON is YAML, which prh reads
    (folder / "configuration.json").write_text(json.dumps(_CONFIGURATION), "utf-8")
    textlint = folder / "node_modules" / ".bin" / "textlint"
    line = (textlint, "--config", "configuration.json", "--format", "unix", project / "templates")
    return Command(line, folder, statuses=(1,), output=output)
