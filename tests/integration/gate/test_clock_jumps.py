"""A gate's clock that jumps by hours: decisions follow the hall, nothing opens by accident."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from gate_agent.journal.chain import verify_chain
from gate_agent.rules.policy import Step
from gate_agent.wire.schema import Outcome
from sync.clock import HallClock
from sync.wire import GateEventKind
from tests.helpers.gate import Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until

JUMP: Final = timedelta(hours=6)
SOON: Final = timedelta(hours=1)
BOTH_WAYS: Final = pytest.mark.parametrize("jump", [JUMP, -JUMP], ids=["ahead", "back"])


class JumpingClock:
    """This machine's clock, and how far it was set wrong."""

    def __init__(self) -> None:
        self.jump = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.jump


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> JumpingClock:
    """The clock of every agent that starts; a test can't set the machine's own."""
    jumping = JumpingClock()
    monkeypatch.setattr("gate_agent.agent.HallClock", lambda: HallClock(jumping))
    return jumping


@pytest.fixture
def gate(gate: Gate) -> Gate:
    """Cards alone decide here; faces have their own tests."""
    gate.by_card_alone()
    return gate


def pass_with(gate: Gate, uid: bytes) -> None:
    assert gate.tap(uid).outcome is Outcome.GRANTED
    gate.walk_through()
    gate.wait_verdict(lambda verdict: verdict.passed, "the passage is confirmed")


@BOTH_WAYS
def test_a_jump_in_use_changes_no_decision(
    gate: Gate, hall: MisbehavingHall, clock: JumpingClock, jump: timedelta
) -> None:
    valid, ended, early = new_uid(), new_uid(), new_uid()
    now = hall.now()
    for uid, changes in (
        (valid, {"valid_from": now - SOON, "valid_until": now + SOON}),
        (ended, {"valid_until": now - SOON}),
        (early, {"valid_from": now + SOON}),
    ):
        hall.publish(approved(hall.registry.digest(uid), **changes))
    with gate.running() as agent:
        pass_with(gate, valid)
        clock.jump = jump
        hall.stop()
        wait_until(lambda: not gate.state().hall.reachable, "the loss is said")
        pass_with(gate, valid)
        assert gate.tap(ended).reason == "expired"
        assert gate.tap(early).reason == "not_yet_valid"
        hall.start()
        wait_until(lambda: len(hall.events) == 7, "all events arrived")
        wait_until(lambda: gate.state().backlog.waiting == 0, "nothing waits any more")
        assert verify_chain(agent._journal.events())[0] == 7
    assert hall.duplicates == 0
    events = sorted(hall.events.values(), key=lambda event: event.seq)
    assert [event.kind for event in events].count(GateEventKind.PASSED) == 2
    offset = events[-1].hall_offset_s
    assert offset is not None
    assert abs(offset - jump.total_seconds()) < 60, "each event says how wrong the clock was"


@BOTH_WAYS
def test_a_start_with_a_wrong_clock_and_no_hall_asks_for_more(
    gate: Gate, hall: MisbehavingHall, clock: JumpingClock, jump: timedelta
) -> None:
    """The age of the records can only be told by the wrong clock now."""
    uid, another = new_uid(), new_uid()
    for one in (uid, another):
        hall.publish(approved(hall.registry.digest(one)))
    with gate.running():
        wait_until(lambda: gate.state().backlog.waiting == 0, "the start was reported")
        wait_until(lambda: gate.state().records.count == 2, "both records are there")
    hall.stop()
    clock.jump = jump
    with gate.running(ready=False):
        wait_until(lambda: gate.state().hall.problem is not None, "the hall is away")
        gate.wait_devices()
        assert gate.tap(uid).outcome is not Outcome.GRANTED
        assert gate.state().records.step is not Step.FRESH
        hall.start()
        wait_until(lambda: gate.state().hall.reachable, "the hall is back")
        pass_with(gate, another)  # whoever was refused is the guard's for a while
