"""The devices of a gate that runs, tried by hand through its agent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Final

from devices.diagnostics.trials.by_hand import Inputs
from devices.diagnostics.trials.lent_events import Reading
from devices.diagnostics.trials.look import Preview
from devices.ports import SelfTestResult
from ui.agents.address import AgentAddress
from ui.agents.errors import AgentError, AgentSilent, CallCancelled
from ui.agents.exchange import Call
from ui.agents.link import LinkStatus
from ui.diagnostics.exercised_terminal import ExercisedTerminal
from ui.diagnostics.gate_terminal import GateTerminal

HEARD_WITHIN_S: Final = 5.0
"""An agent that is there says how its gate stands at once."""
_LOOK_S: Final = 0.1


class TrialAtGate(ExercisedTerminal):
    """A :class:`~devices.diagnostics.trials.trial.Trial`; the gate's own limits count.

    Raises AgentError when the gate says no, or can't be reached any more.
    """

    def reading(
        self, name: str, limit_s: float, cancel: Event, waiting: Callable[[], None]
    ) -> Reading:
        call = self._calls[name] = Call()
        nothing = Reading(device=name)
        if cancel.is_set():
            return nothing
        waiting()
        try:
            return self._terminal.next_reading(name, call)
        except CallCancelled:
            return nothing

    def look(self, name: str) -> Preview:
        return self._terminal.preview(name, Call())

    def inputs(self, name: str) -> Inputs:
        return self._terminal.inputs(name, Call())

    def pulse(self, name: str) -> SelfTestResult:
        return self._done(name, lambda call: self._terminal.pulse(name, call), Event())


@contextmanager
def heard_gate(address: AgentAddress) -> Iterator[GateTerminal]:
    """The gate at ``address``, once it has said how it stands. Raises AgentError."""
    news = Event()
    gate = GateTerminal(address, news.set)
    gate.start()
    try:
        deadline = time.monotonic() + HEARD_WITHIN_S
        look = gate.look(time.monotonic())
        while look.status is LinkStatus.CONNECTING and time.monotonic() < deadline:
            news.wait(_LOOK_S)
            look = gate.look(time.monotonic())
        if look.status is not LinkStatus.LIVE:
            raise AgentSilent(look.place) if look.problem is None else AgentError(look.problem)
        yield gate
    finally:
        gate.ask_to_stop()
        gate.join()
