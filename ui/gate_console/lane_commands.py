"""What the lane's dialog sends to an agent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gate_agent.rules.orders import LaneOrder
from ui.agents.errors import AgentError
from ui.agents.exchange import Call
from ui.agents.vouchers import Voucher


@dataclass(frozen=True, slots=True)
class LaneCommand:
    """An order to the lane with this number on the screen; a confirmation has no reason."""

    number: int
    order: LaneOrder
    reason: str


@dataclass(frozen=True, slots=True)
class NumberCommand:
    """Check whoever stands at the lane with this number as the student with that one."""

    number: int
    student_no: str = field(repr=False)


Command = LaneCommand | NumberCommand
Send = Callable[[Command, Voucher, Callable[[AgentError | None], None]], Call]
"""What is ordered, in whose name, and who wants the answer."""
