"""``kill -9`` at any moment: no event lost, none twice, the chain whole."""

from __future__ import annotations

import random
from pathlib import Path

from gate_agent.journal.chain import verify_chain
from sync.wire import GateEventKind
from tests.helpers.event_killer import check_nothing_lost, killer
from tests.helpers.gate import Gate
from tests.helpers.gate_killer import check_evidence, gate_killer
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.waiting import wait_until

KILLS = 120
AGENT_KILLS = 12


def test_nothing_is_lost_and_nothing_counts_twice(hall: MisbehavingHall, tmp_path: Path) -> None:
    """`python -m tests.soak --only kills` does it a thousand times."""
    with killer(tmp_path, hall) as writer:
        writer.kill(KILLS, random.Random(20300901))
        writer.drain()
    assert check_nothing_lost(tmp_path, hall, writer.kept) >= len(writer.kept)
    assert len(writer.kept) > KILLS, "the children did some work"
    assert hall.duplicates > 0, "some were killed between upload and settlement"


def test_no_kill_opens_the_gate(gate: Gate, hall: MisbehavingHall) -> None:
    """`python -m tests.soak --only agents` does it a thousand times."""
    with gate_killer(gate, hall) as agents:
        seen = agents.kill(AGENT_KILLS, random.Random(20300901))
        agents.drain()
    assert seen.unexplained == []
    assert check_evidence(gate, hall) > AGENT_KILLS, "they lived for a while"
    assert seen.opened > 0, "some were killed when the barrier was open"


def test_a_grant_that_was_cut_off_gets_its_outcome(gate: Gate, hall: MisbehavingHall) -> None:
    gate.by_card_alone()
    with gate.process() as process:
        gate.wait_ready()
        assert gate.open_by_hand("rescue") is None
        wait_until(gate.site.relay.is_open, "the barrier is open")
        process.kill()
        process.wait()
    with gate.process():
        wait_until(lambda: len(hall.events) == 4, "the hall has all events")
        verdict = gate.verdict()
        assert verdict is not None
        assert "is not known" in verdict.sentence.en, "the last verdict is read back"
    events = sorted(hall.events.values(), key=lambda event: event.seq)
    assert [(event.kind, event.reason) for event in events] == [
        (GateEventKind.STARTED, ""),
        (GateEventKind.OPENED_BY_GUARD, "rescue"),
        (GateEventKind.TIMED_OUT, "interrupted"),
        (GateEventKind.STARTED, ""),
    ]
    assert events[1].attempt == events[2].attempt
    assert verify_chain(events)[0] == 4
