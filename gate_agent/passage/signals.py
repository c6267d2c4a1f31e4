"""What lamps and sounds at a lane tell people, derived from the lane's phase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from devices.ports import Indicator, Signal
from gate_agent.passage import terms


class LaneSignals:
    """The indicators of one lane. Belongs to the lane's thread.

    An indicator neither blocks nor fails (:class:`devices.ports.Indicator`); one that is down is
    seen in its state, and no lane waits for it.
    """

    def __init__(self, indicators: Sequence[Indicator]) -> None:
        self._indicators: Final = tuple(indicators)
        self._shown: Signal | None = None

    def phase(self, phase: terms.Phase) -> None:
        """The lane is in this phase now; only what changes is shown, so no sound is repeated."""
        signal = signal_of(phase)
        if signal is self._shown:
            return
        self._shown = signal
        for indicator in self._indicators:
            indicator.show(signal)


def signal_of(phase: terms.Phase) -> Signal:
    """What people at the lane should see and hear in ``phase``."""
    match phase:
        case terms.Evacuation(over=True):
            return Signal.ATTENTION
        case terms.Open() | terms.Passing() | terms.Evacuation():
            return Signal.GRANTED
        case terms.Refusal(attention=False) | terms.Maintenance():
            return Signal.DENIED
        case terms.Refusal() | terms.Fault():
            return Signal.ATTENTION
        case terms.Tailgating() | terms.Intrusion() | terms.HeldOpen():
            return Signal.ATTENTION
        case terms.Idle() | terms.Reading() | terms.Verifying():
            return Signal.IDLE
        case terms.Passed() | terms.TimedOut():
            # Whoever comes next must not take the light for theirs.
            return Signal.IDLE
        case _:
            assert_never(phase)
