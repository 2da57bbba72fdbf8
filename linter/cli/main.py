"""The command ``hegui``: find the command, run it, give its exit status.

0: no error-level finding. 1: at least one. 2: the run could not be done, with
one clear line on stderr.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from argparse import RawDescriptionHelpFormatter
from importlib import import_module
from typing import TYPE_CHECKING

from linter.cli.arguments import Parser, speak_chinese
from linter.hint import did_you_mean
from linter.source import HeguiError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "init": "新建一个项目：回答四个问题，就能检查",
    "check": "检查模板：不写路径则检查整个项目",
    "baseline": "登记采用 hegui 时已有的旧问题，以后只报告新的",
    "audit": "检查已发送或待发送的消息（JSONL、CSV），每条一行结果",
    "cases": "列出一个模板的每一种情形和成稿",
    "render": "用给定的值印出一条成稿；违反规则的不印",
    "explain": "解释一条规则或一个词条：是什么、为什么、依据、正反例、怎样改",
    "config": "列出每一项设置的值和来源",
    "glossary": "glossary test：用例句验证词库的每个词条和每条规则",
    "reference": "写出全部规则、词条和依据的说明页（Markdown）",
    "status": "看每个模板批准了没有，谁批的，到哪天，还缺什么",
    "approve": "批准模板现在的含义，写一份审批记录",
    "reject": "退回模板，写明理由",
    "revoke": "撤销已经作出的批准，写明理由",
    "diff": "与上次批准的、或另一个版本的含义相比",
    "log": "列出一个模板的全部审批记录",
    "review": "列出一次改动前后客户看到的文字，给审阅人看",
    "schema": "打印 JSON Schema，供编辑器使用",
}


_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "不是文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.ENOSPC: "磁盘已满",
    errno.ELOOP: "链接绕成了圈",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and return the exit status."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    speak_chinese()
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except HeguiError as error:
        print(f"hegui：{' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        _discard_output()  # the reader has gone (`hegui check | head`): nobody is left to tell
        return 2
    except OSError as error:
        _discard_output()
        where = error.filename or "输出或当前文件夹"
        reason = _REASONS.get(error.errno or 0, error.strerror)
        print(f"hegui：{where}：{reason}；请检查路径、权限和磁盘", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("hegui：已中断", file=sys.stderr)
        return 2
    return status


def _discard_output() -> None:
    """Keep the interpreter from writing what is left when it exits."""
    if sys.stdout is sys.__stdout__ and sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: list[str]) -> int:
    if argv and argv[0] in COMMANDS:
        command = import_module(f"linter.cli.{argv[0]}")
        parser = Parser(prog=f"hegui {argv[0]}", description=COMMANDS[argv[0]], allow_abbrev=False)
        command.configure(parser)
        status: int = command.run(parser.parse_args(argv[1:]))
        return status
    if argv and not argv[0].startswith("-"):
        raise UsageError(f"没有 {argv[0]} 这个命令；{did_you_mean(argv[0], COMMANDS)}")
    width = max(len(name) for name in COMMANDS)
    listed = "\n".join(f"  {name:<{width}}  {about}" for name, about in COMMANDS.items())
    parser = Parser(
        prog="hegui",
        usage="hegui 命令 [参数…]",
        description="hegui（合规）：检查银行逾期提醒模板在每一种情形下会说什么。",
        epilog=f"命令：\n{listed}\n\n某个命令的用法：hegui 命令 --help",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="显示版本")
    if parser.parse_args(argv).version:
        from importlib.metadata import version

        print(f"hegui {version('hegui')}")
        return 0
    parser.print_help(sys.stderr)
    return 2
