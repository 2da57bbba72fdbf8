"""One module per output format, each with ``report(summary)``: the whole text of a run.

``text`` alone writes as it goes, in colour where the reader has some.
"""

from __future__ import annotations

FORMATS = {
    "text": "给人看",
    "json": "给程序读，一份文档",
}
"""Each format with what it is for."""
