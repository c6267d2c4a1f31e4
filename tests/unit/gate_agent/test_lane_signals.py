"""What lamps and sounds tell in each phase, and that they tell it once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from devices.ports import Signal
from gate_agent.passage.signals import LaneSignals, signal_of
from gate_agent.passage.terms import Refusal
from tests.helpers.lane_phases import HERE, NEW, NOW, PHASES

EXPECTED = {
    "idle": Signal.IDLE,
    "reading": Signal.IDLE,
    "verifying": Signal.IDLE,
    "open": Signal.GRANTED,
    "open before somebody": Signal.GRANTED,
    "open after somebody": Signal.GRANTED,
    "passing": Signal.GRANTED,
    "passed": Signal.IDLE,
    "timed out": Signal.IDLE,
    "tailgating": Signal.ATTENTION,
    "intrusion": Signal.ATTENTION,
    "held open": Signal.ATTENTION,
    "refusal": Signal.DENIED,
    "awaiting guard": Signal.ATTENTION,
    "refused by guard": Signal.DENIED,
    "down": Signal.ATTENTION,
    "resting": Signal.ATTENTION,
    "maintenance": Signal.DENIED,
    "evacuation": Signal.GRANTED,
    "evacuation in use": Signal.GRANTED,
    "evacuation ending": Signal.ATTENTION,
}


class Lamp:
    name = "lamp"

    def __init__(self) -> None:
        self.shown: list[Signal] = []

    def show(self, signal: Signal) -> None:
        self.shown.append(signal)


@pytest.mark.parametrize("name", PHASES)
def test_each_phase_has_its_signal(name: str) -> None:
    assert signal_of(PHASES[name]) is EXPECTED[name]


def test_a_refusal_that_a_guard_may_lift_looks_otherwise() -> None:
    assert signal_of(Refusal(HERE, NOW, NOW, attention=True)) is Signal.ATTENTION


def test_only_what_changes_is_shown_at_every_indicator() -> None:
    lamp, sound = Lamp(), Lamp()
    signals = LaneSignals([lamp, sound])
    refusal = Refusal(HERE, NOW, NOW)
    for phase in (PHASES["idle"], PHASES["verifying"], refusal, replace(refusal, until=NOW + 9)):
        signals.phase(phase)
    signals.phase(PHASES["verifying"])
    signals.phase(Refusal(NEW, NOW, NOW))
    again = [Signal.IDLE, Signal.DENIED]
    assert lamp.shown == sound.shown == again * 2
