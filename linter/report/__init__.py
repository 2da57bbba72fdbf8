"""One module per output format, each with ``report(summary)``: the whole text of a run.

``text`` alone writes as it goes, in colour where the reader has some.
"""

from __future__ import annotations

FORMATS = {
    "text": "给人看",
    "concise": "给人看，每个问题一行",
    "json": "给程序读，一份文档",
    "jsonl": "给程序读，每个问题一行",
    "sarif": "SARIF 2.1.0，代码扫描平台用",
    "github": "GitHub Actions 的标注",
    "gitlab": "GitLab 的 Code Quality 报告",
    "junit": "JUnit XML，CI 的测试报告用",
    "checkstyle": "Checkstyle XML，Jenkins 等用",
    "rdjson": "reviewdog 用，一份文档",
    "rdjsonl": "reviewdog 用，每个问题一行",
    "markdown": "合并请求的评论，给文案人员看",
}
"""Each format with what it is for."""
