"""A guard sends somebody away: before the barrier opens, after it, and never onto a person."""

from __future__ import annotations

from devices.ports import Sensor
from gate_agent.wire.schema import LanePhase, Outcome
from sync.wire import GateEventKind
from tests.helpers.gate import GUARD, Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until


def refuse(gate: Gate, reason: str = "conduct") -> str:
    answer = gate.ask("POST", "/v1/lanes/L1/refuse", json={"reason": reason})
    return "" if answer.status_code == 204 else str(answer.json()["code"])


def told(hall: MisbehavingHall) -> list[tuple[GateEventKind, str, str]]:
    events = sorted(hall.events.values(), key=lambda event: event.seq)
    return [(event.kind, event.reason, event.guard) for event in events[1:]]


def test_who_was_let_in_and_has_not_gone_is_sent_away(gate: Gate, hall: MisbehavingHall) -> None:
    gate.by_card_alone()
    student, other = new_uid(), new_uid()
    hall.publish(approved(hall.registry.digest(student)))
    hall.publish(approved(hall.registry.digest(other)))
    with gate.running():
        assert refuse(gate) == "nobody_there"
        assert gate.tap(student).outcome is Outcome.GRANTED
        wait_until(gate.site.relay.is_open, "the barrier is open")
        assert refuse(gate) == ""
        assert not gate.site.relay.is_open()
        verdict = gate.verdict()
        assert verdict is not None
        assert (verdict.outcome, verdict.reason) == (Outcome.DENIED, "conduct")
        assert GUARD in verdict.sentence.en
        gate.wait_phase(LanePhase.DENIED)
        with gate.site.pcsc.card(student):
            gate.wait_phase(LanePhase.DENIED)
        assert gate.tap(other).outcome is Outcome.GRANTED, "others are not held up"
        gate.site.relay.set_sensor(Sensor.PASSAGE, True)
        gate.wait_phase(LanePhase.PASSING)
        assert refuse(gate) == "in_the_lane"
        assert gate.site.relay.is_open()
        gate.site.relay.set_sensor(Sensor.PASSAGE, False)
        wait_until(lambda: len(told(hall)) == 5, "the hall knows")
    assert told(hall) == [
        (GateEventKind.GRANTED, "", ""),
        (GateEventKind.TIMED_OUT, "refused_by_guard", ""),
        (GateEventKind.REFUSED_BY_GUARD, "conduct", GUARD),
        (GateEventKind.GRANTED, "", ""),
        (GateEventKind.PASSED, "", ""),
    ]
