"""``glossary/institution.yaml``: the bank's own fixed texts, printed as ``institution.*``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from linter.document import Mapping, Node, Scalar, Sequence, read_file
from linter.finding import Problem
from linter.model import Anything, Key, ListOf, Names, Problems, Table, Wording
from linter.template.variables import DICT_ATTRIBUTES, NAME

if TYPE_CHECKING:
    from linter.source import Source
    from linter.template.references import Constant

_REQUIRED = Table(
    {
        "name": Key(Wording("机构名称"), "机构名称", required=True),
        "signature": Key(Wording("短信签名", 20), "已备案的短信签名，不含【】", required=True),
        "hotline": Key(Wording("客服热线", 20), "客服热线", required=True),
        "repayment_channels": Key(ListOf(Wording(), least=1), "还款渠道", required=True),
    }
)


class _Field:
    """A text, or a list of texts."""

    def read(self, node: Node, problems: Problems) -> Constant | None:
        if isinstance(node, Sequence):
            return ListOf(Wording()).read(node, problems)
        return Wording().read(node, problems)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [Wording().schema(), ListOf(Wording()).schema()]}


_NAMES = Names(Anything(), "小写字母、数字和下划线", NAME)


@dataclass(frozen=True)
class Institution:
    """The institution's fields as templates print them."""

    fields: dict[str, Constant]

    def _text(self, name: str) -> str:
        value = self.fields[name]
        return value.value if isinstance(value, Scalar) else "、".join(each.value for each in value)

    def _texts(self, name: str) -> tuple[str, ...]:
        value = self.fields.get(name, ())
        return tuple(each.value for each in ((value,) if isinstance(value, Scalar) else value))

    @property
    def name(self) -> str:
        """The bank's name."""
        return self._text("name")

    @property
    def hotline(self) -> str:
        """The number of the customer-service line."""
        return self._text("hotline")

    @property
    def signature(self) -> Scalar:
        """The SMS signature of templates that name none."""
        value = self.fields["signature"]
        assert isinstance(value, Scalar)
        return value

    @property
    def signatures(self) -> tuple[str, ...]:
        """All registered SMS signatures."""
        return (self.signature.value, *self._texts("signatures"))

    @property
    def domains(self) -> tuple[str, ...]:
        """The bank's own domains, for links and senders of e-mail."""
        return self._texts("domains")

    @property
    def repayment_channels(self) -> tuple[str, ...]:
        """Where customers can pay."""
        return self._texts("repayment_channels")


def read_institution(source: Source) -> tuple[Institution | None, list[Problem]]:
    """Read ``institution.yaml``; None where something required is missing or unusable."""
    tree, problems = read_file(source)
    if tree is None:
        return None, problems
    names = _NAMES.read(tree, problems) or {}
    for name, (key, _) in names.items():
        if name in DICT_ATTRIBUTES:
            problems.append(Problem("META004", key.place, f"“{name}”是保留字；请换一个名字"))
    shape = Table({**{name: Key(_Field(), "") for name in names}, **_REQUIRED.keys})
    record = shape.read(tree, problems) if isinstance(tree, Mapping) else None
    if problems or record is None:
        return None, problems
    return Institution(record.values), []


def schema() -> dict[str, Any]:
    """The JSON Schema of ``institution.yaml``."""
    required = _REQUIRED.schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hegui institution",
        "type": "object",
        "required": required["required"],
        "properties": required["properties"],
        "propertyNames": {"pattern": f"^(?:{NAME})$"},
        "additionalProperties": _Field().schema(),
    }
