"""Whoever is revoked or blocked is let in by two guards or by none."""

from __future__ import annotations

from gate_agent.rules.roles import Role
from gate_agent.wire.schema import LanePhase
from sync.wire import GateEvent, GateEventKind, ReturnStatus
from tests.helpers.gate import GUARD, Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until

SECOND = "Guard Lu"


def confirm(gate: Gate, token: str | None = None) -> str:
    answer = gate.ask("POST", "/v1/lanes/L1/confirm", token, json={})
    return "" if answer.status_code == 204 else str(answer.json()["code"])


def ask_to_open(gate: Gate) -> str:
    refusal = gate.open_by_hand("id_checked")
    return "" if refusal is None else refusal.code


def openings(hall: MisbehavingHall) -> list[GateEvent]:
    return [e for e in hall.events.values() if e.kind is GateEventKind.OPENED_BY_GUARD]


def test_a_revocation_is_overridden_by_two_and_both_are_journalled(
    gate: Gate, hall: MisbehavingHall
) -> None:
    gate.by_card_alone()
    second = gate.add_guard(SECOND)
    watcher = gate.add_guard("Duty office", Role.VIEWER)
    revoked, other = new_uid(), new_uid()
    barred = approved(hall.registry.digest(revoked), status=ReturnStatus.REVOKED)
    hall.publish(barred)
    hall.publish(approved(hall.registry.digest(other)))
    with gate.running():
        assert confirm(gate, second) == "nothing_to_confirm"
        assert gate.tap(revoked).reason == "revoked"
        assert ask_to_open(gate) == "second_guard_needed"
        override = gate.state().lanes[0].override
        assert override is not None
        assert (override.asked_by, override.holder_name) == (GUARD, barred.name)
        assert confirm(gate) == "same_guard"
        assert confirm(gate, watcher) == "role_lacks"
        assert not gate.site.relay.is_open()
        gate.wait_phase(LanePhase.IDLE)
        assert ask_to_open(gate) == "second_guard_needed", "waiting does not help"
        assert confirm(gate, second) == ""
        assert gate.site.relay.is_open()
        assert gate.state().lanes[0].override is None
        gate.walk_through()
        gate.wait_phase(LanePhase.IDLE)
        assert gate.tap(revoked).reason == "revoked"
        assert ask_to_open(gate) == "second_guard_needed"
        assert gate.tap(other).reason == ""
        gate.wait_phase(LanePhase.IDLE)
        assert confirm(gate, second) == "nothing_to_confirm", "somebody else stood there"
        assert ask_to_open(gate) == "", "one guard is enough for anybody else"
        wait_until(lambda: len(openings(hall)) == 2, "the hall knows")
    by_two, by_one = sorted(openings(hall), key=lambda event: event.seq)
    assert (by_two.guard, by_two.second_guard, by_two.holder) == (GUARD, SECOND, barred.holder)
    assert by_two.reason == "id_checked"
    assert (by_one.guard, by_one.second_guard, by_one.holder) == (GUARD, "", None)


def test_a_blocked_person_needs_two_until_the_record_says_otherwise(
    gate: Gate, hall: MisbehavingHall
) -> None:
    gate.by_card_alone()
    uid = new_uid()
    record = approved(hall.registry.digest(uid), blocked=True)
    hall.publish(record)
    with gate.running():
        assert gate.tap(uid).reason == "blocked"
        assert ask_to_open(gate) == "second_guard_needed"
        before = gate.state().records.cursor
        hall.publish(record.model_copy(update={"blocked": False, "version": 2}))
        wait_until(lambda: gate.state().records.cursor > before, "the new record is here")
        assert ask_to_open(gate) == ""
