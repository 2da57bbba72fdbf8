"""``hegui explain CODE``: what a rule is, why, on what basis, good, bad, how to mend."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from linter.cli.arguments import add_format
from linter.hint import did_you_mean
from linter.report.words import SEVERITIES
from linter.rules import all_rules
from linter.rules.rule import Duty, Example, Rule, weights
from linter.source import UsageError

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "code", nargs="?", metavar="编号", help="规则编号，如 TRM001；不写则列出全部规则"
    )
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Explain one rule, or list all."""
    rules = all_rules()
    if arguments.code is None:
        chosen = list(rules.values())
        if arguments.format == "json":
            print(json.dumps([_data(rule) for rule in chosen], ensure_ascii=False, indent=2))
        else:
            for rule in chosen:
                print(f"{rule.code:<8} {rule.title}")
        return 0
    code = arguments.code.upper()
    if code not in rules:
        raise UsageError(f"没有 {arguments.code} 这条规则；{did_you_mean(code, rules)}")
    rule = rules[code]
    if arguments.format == "json":
        print(json.dumps(_data(rule), ensure_ascii=False, indent=2))
    else:
        print(_text(rule))
    return 0


def _data(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "title": rule.title,
        "category": rule.category,
        "weights": [
            {
                "severity": str(weight.severity),
                "duty": weight.duty.name.lower(),
                "basis": list(weight.basis),
                "applies_to": words,
            }
            for weight, words in weights(rule).items()
        ],
        "certainty": rule.certainty,
        "why": rule.why,
        "mend": rule.mend,
        "good": [_example(each) for each in rule.good],
        "bad": [_example(each) for each in rule.bad],
    }


def _example(example: Example) -> dict[str, str]:
    return {"channel": example.channel, "text": example.text}


def _text(rule: Rule) -> str:
    lines = [f"{rule.code}  {rule.title}（{rule.name}）", ""]
    for weight, words in weights(rule).items():
        scope = "" if len(weights(rule)) == 1 else f"{words}："
        basis = f"，依据 {'、'.join(weight.basis)}" if weight.basis else ""
        if weight.duty is Duty.HOUSE:
            basis = "，可在 policy.yaml 里提高"
        lines.append(f"级别　　{scope}{SEVERITIES[weight.severity]}（{weight.duty.value}{basis}）")
    if rule.certainty:
        lines.append(f"把握　　{rule.certainty}")
    lines += [f"为什么　{rule.why}", f"怎样改　{rule.mend}"]
    for title, examples in (("正例", rule.good), ("反例", rule.bad)):
        for example in examples:
            lines += ["", f"{title}", *(f"    {line}" for line in example.text.splitlines())]
    return "\n".join(lines)
