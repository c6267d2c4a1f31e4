"""What a lane can't follow in time: the guard is told, and nothing opens late."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import monotonic

from devices.ports import CardPresented, CardProtocol
from gate_agent.lane.lane import LATE_S
from gate_agent.wire.schema import LanePhase, Outcome
from sync.wire import GateEventKind, ReturnStatus
from tests.helpers.gate import Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until


def test_what_the_lane_did_not_begin_is_withdrawn(gate: Gate, hall: MisbehavingHall) -> None:
    """Something holds the journal's file for seconds: one order waits for it, one behind it."""
    gate.by_card_alone()
    with gate.running(), ThreadPoolExecutor() as guards:
        wait_until(lambda: gate.state().backlog.waiting == 0, "the start was reported")
        with closing(sqlite3.connect(gate.data / "journal.db", isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            refusals = list(guards.map(gate.open_by_hand, ("rescue", "rescue")))
            holder.execute("ROLLBACK")
        codes = sorted(refusal.code for refusal in refusals if refusal is not None)
        assert codes == ["lane_silent", "order_unanswered"]
        wait_until(gate.site.relay.is_open, "the order that was under way is carried out")
        gate.walk_through()
        gate.wait_phase(LanePhase.IDLE)
        assert gate.site.relay.moves.count(True) == 1
        assert gate.open_by_hand("rescue") is None, "the lane goes on"
        gate.walk_through()
        gate.wait_phase(LanePhase.IDLE)
        wait_until(lambda: gate.state().backlog.waiting == 0, "all is reported")
    ordered = [
        event for event in hall.events.values() if event.kind is GateEventKind.OPENED_BY_GUARD
    ]
    assert len(ordered) == 2


def test_a_slow_disk_makes_no_other_attempt_of_a_second_tap(
    gate: Gate, hall: MisbehavingHall
) -> None:
    """The lane's clock stood still meanwhile. Whoever a guard lets in then is still known."""
    gate.by_card_alone()
    gate.config.write_text(gate.config.read_text().replace("retap_s = 0.0", "retap_s = 4.0"))
    uid = new_uid()
    record = approved(hall.registry.digest(uid), status=ReturnStatus.PENDING)
    hall.publish(record)
    with gate.running() as agent:
        wait_until(lambda: gate.state().backlog.waiting == 0, "the start was reported")
        with closing(sqlite3.connect(gate.data / "journal.db", isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            gate.open_by_hand("rescue")
            holder.execute("ROLLBACK")
        wait_until(gate.site.relay.is_open, "the order is carried out")
        gate.walk_through()
        gate.wait_phase(LanePhase.IDLE)
        assert gate.tap(uid).outcome is Outcome.DENIED
        agent._lanes.heard(CardPresented("reader", monotonic(), uid, b"", CardProtocol.CONTACTLESS))
        assert gate.open_by_hand("rescue") is None
        (opened,) = agent._journal.latest((GateEventKind.OPENED_BY_GUARD,), 1)
        assert opened.holder == record.holder


def test_a_card_that_was_there_long_ago_opens_for_nobody(gate: Gate, hall: MisbehavingHall) -> None:
    """It waited while something held the lane up; its holder need not be there any more."""
    gate.by_card_alone()
    uid = new_uid()
    hall.publish(approved(hall.registry.digest(uid)))
    with gate.running() as agent:
        long_ago = monotonic() - LATE_S - 1.0
        agent._lanes.heard(CardPresented("reader", long_ago, uid, b"", CardProtocol.CONTACTLESS))
        assert gate.open_by_hand("rescue") is None, "it is not open yet"
        kinds = [event.kind for event in agent._journal.events()]
    assert kinds[:2] == ["started", "opened_by_guard"]
