"""A device fails: the lane says so, admits nobody by itself, and recovers alone."""

from __future__ import annotations

from gate_agent.wire.schema import DeviceStateView, LanePhase, Outcome
from sync.wire import GateEventKind
from tests.helpers.gate import Gate, enrolled_face
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until


def device_state(gate: Gate, name: str) -> DeviceStateView:
    return next(device.state for device in gate.state().devices if device.name == name)


def test_without_a_camera_the_guard_decides(gate: Gate, hall: MisbehavingHall) -> None:
    uid = new_uid()
    hall.publish(approved(hall.registry.digest(uid), face=enrolled_face("person_a_1")))
    with gate.running():
        gate.site.camera.kill()
        wait_until(
            lambda: device_state(gate, "camera") is not DeviceStateView.READY, "the camera is gone"
        )
        verdict = gate.tap(uid)
        assert (verdict.outcome, verdict.reason) == (Outcome.ATTENTION, "face_unavailable")
        gate.site.camera.start()
        gate.site.person("person_a_2")
        gate.wait_devices()
        assert gate.tap(uid).outcome is Outcome.GRANTED


def test_a_silent_relay_board_ends_the_grant_and_asks_for_the_guard(
    gate: Gate, hall: MisbehavingHall
) -> None:
    gate.by_card_alone()
    with gate.running():
        gate.site.relay.set_line("silent")
        refusal = gate.open_by_hand("delivery")
        assert refusal is not None
        assert refusal.code == "barrier_failed"
        verdict = gate.wait_verdict(
            lambda v: v.reason == "barrier_fault", "the fault is on the screen"
        )
        assert verdict.outcome is Outcome.ATTENTION
        assert verdict.remedy is not None
        gate.site.relay.set_line("good")
        gate.wait_devices()
        assert gate.open_by_hand("delivery") is None
        gate.walk_through()
        wait_until(lambda: len(hall.events) == 5, "the hall has all events")
    kinds = [event.kind for event in sorted(hall.events.values(), key=lambda e: e.seq)]
    assert kinds == [
        GateEventKind.STARTED,
        GateEventKind.OPENED_BY_GUARD,
        GateEventKind.TIMED_OUT,
        GateEventKind.OPENED_BY_GUARD,
        GateEventKind.PASSED,
    ]


def test_a_lost_reader_is_a_fault_of_the_lane_and_heals(gate: Gate, hall: MisbehavingHall) -> None:
    gate.by_card_alone()
    uid = new_uid()
    hall.publish(approved(hall.registry.digest(uid)))
    with gate.running():
        gate.site.pcsc.disconnect()
        gate.wait_phase(LanePhase.FAULT)
        assert gate.open_by_hand("reader broken") is None, "the guard still can"
        gate.walk_through()
        gate.wait_phase(LanePhase.FAULT)
        gate.site.pcsc.reconnect()
        gate.wait_devices()
        assert gate.tap(uid).outcome is Outcome.GRANTED
