"""A channel that sends SMS, as rules and templates know it."""

from __future__ import annotations

from typing import NamedTuple

OPT_OUT = "拒收请回复R"


class Profile(NamedTuple):
    """A channel that sends SMS.

    ``longest`` (0 where none is known) and ``variable_longest`` count UTF-16 units,
    ``signature_longest`` counts characters; ``refuses`` are normal forms.

    ``opt_out``: ``marketing`` (only marketing has the line), ``optional`` (a notice
    may have it), ``append`` (hegui adds it to every message).
    """

    id: str
    title: str
    public_cloud: bool
    longest: int
    signature_longest: int
    variable_longest: int
    symbols: str
    opt_out: str
    refuses: list[str]
    certainty: str
    note: str

    @property
    def appended(self) -> str:
        """What hegui puts at the end of every message."""
        return OPT_OUT if self.opt_out == "append" else ""
