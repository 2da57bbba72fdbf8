"""``glossary/approvers.yaml``: the people who may approve, with their roles and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from linter.document import read_file
from linter.finding import Problem
from linter.model import SLUG, Day, Key, ListOf, Names, Table, Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from linter.model import Record
    from linter.source import Source

PERSON = rf"{SLUG}"
"""What an id of a person looks like."""
_EMAIL = r"[^\s@<>]+@[^\s@<>]+"
_PRINCIPAL = r"[!-~]+"

_PERSON = Table(
    {
        "roles": Key(
            ListOf(Text("policy.yaml 里的角色", SLUG, 40), least=1), "角色", required=True
        ),
        "emails": Key(
            ListOf(Text("邮箱，如 legal-1@bank.example", _EMAIL, 200), least=1),
            "提交代码用的邮箱，用来认出作者",
            required=True,
        ),
        "accounts": Key(
            ListOf(Text("代码平台的账号", _PRINCIPAL, 200)),
            "代码平台的账号，CI 用 --author 写明合并请求的作者",
        ),
        "principals": Key(
            ListOf(Text("allowed_signers 里的名字", _PRINCIPAL, 200)), "签名用的名字"
        ),
        "from": Key(Day(), "从哪一天起可以审批", required=True),
        "to": Key(Day(), "到哪一天为止", required=True),
    }
)
_SHAPE = Table(
    {
        "people": Key(
            Names(_PERSON, "人员编号，如 legal-1：小写字母、数字和连字符", PERSON),
            "可以审批的人",
            required=True,
        )
    }
)


class Person(NamedTuple):
    """One who may approve: in which roles, from which day to which, both included.

    ``emails`` and ``accounts`` (on the code platform) are in lower case; ``principals`` are
    names in ``allowed_signers``.
    """

    id: str
    roles: tuple[str, ...]
    emails: frozenset[str]
    accounts: frozenset[str]
    principals: tuple[str, ...]
    first: date
    last: date

    def serves(self, day: date) -> bool:
        """Whether the person may approve on a day."""
        return self.first <= day <= self.last


def read_approvers(source: Source) -> tuple[Mapping[str, Person] | None, list[Problem]]:
    """Read ``approvers.yaml``; None where something is wrong."""
    tree, problems = read_file(source)
    record = _SHAPE.read(tree, problems) if tree is not None else None
    if record is None or problems:
        return None, problems
    people: dict[str, Person] = {}
    owners: dict[str, str] = {}
    for name, (key, each) in record.get("people").items():
        people[name] = person = _person(name, each)
        for mark in (*person.emails, *person.accounts, *person.principals):
            other = owners.setdefault(mark, name)
            if other != name:
                message = f"“{mark}”已是 {other} 的；邮箱、账号、签名用的名字都只属于一个人"
                problems.append(Problem("META004", key.place, message))
        if person.last < person.first:
            problems.append(Problem("META004", key.place, "from 晚于 to；请改正日期"))
    return (None if problems else people), problems


def _person(name: str, record: Record) -> Person:
    return Person(
        id=name,
        roles=record.get("roles"),
        emails=frozenset(each.lower() for each in record.get("emails")),
        accounts=frozenset(each.lower() for each in record.get("accounts", ())),
        principals=record.get("principals", ()),
        first=record.get("from"),
        last=record.get("to"),
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of ``approvers.yaml``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui approvers",
        **_SHAPE.schema(),
    }
