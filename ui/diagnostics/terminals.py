"""What the screen asks of a terminal, be it this machine or a gate behind its agent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, Protocol

from devices.diagnostics.trials.by_hand import Inputs
from devices.diagnostics.trials.lent_events import Reading
from devices.diagnostics.trials.look import Preview
from gate_agent.wire.schema import DeviceView, SelfTestResult
from sync.wire import Bilingual
from ui.agents.exchange import Call
from ui.agents.link import LinkStatus
from wording import Text

READING_LIMIT_S: Final = 15.0
"""For a card or a code, everywhere; a gate agent has the same (docs/gate-api.md)."""


@dataclass(frozen=True, slots=True)
class TerminalLook:
    """One terminal at one moment."""

    name: Bilingual
    place: str
    """Its address, or nothing for this machine."""
    status: LinkStatus
    devices: tuple[DeviceView, ...]
    now: datetime
    """The terminal's own present time, for what it says about the future."""
    in_service: bool
    """People may be passing: a test could get in their way."""
    problem: Text | None = None
    zone: tzinfo | None = None
    """The campus's time zone, where the terminal knows it."""


class Testable(Protocol):
    """Where devices can be tested."""

    @property
    def limit_s(self) -> float:
        """Seconds after which a self-test of this terminal is stopped."""
        ...

    def self_test(self, device: str, call: Call) -> SelfTestResult:
        """Test one device for real; blocks. Raises AgentError, also when ``call`` is cancelled."""
        ...


class Terminal(Testable, Protocol):
    """What the screen asks of a terminal."""

    def start(self) -> None: ...

    def look(self, now: float) -> TerminalLook:
        """What is known at ``now`` (:func:`time.monotonic`). Never blocks."""
        ...

    def preview(self, device: str, call: Call) -> Preview:
        """Look through a camera. Raises as :meth:`self_test`."""
        ...

    def inputs(self, device: str, call: Call) -> Inputs:
        """The inputs of a barrier. Raises as :meth:`self_test`."""
        ...

    def next_reading(self, device: str, call: Call) -> Reading:
        """The next card or code within READING_LIMIT_S. Raises as :meth:`self_test`."""
        ...

    def print_sample(self, device: str, call: Call) -> SelfTestResult:
        """Print a test page or a receipt. Raises as :meth:`self_test`."""
        ...

    def pulse(self, device: str, call: Call) -> SelfTestResult:
        """Open a barrier for a moment. Raises as :meth:`self_test`."""
        ...

    def ask_to_stop(self) -> None: ...

    def join(self) -> None:
        """Wait until all threads have ended."""
        ...
