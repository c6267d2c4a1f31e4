"""A disk that is really full: nothing opens without evidence, nothing that was kept is lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gate_agent.journal.chain import verify_chain
from gate_agent.journal.in_force import IN_FORCE_FILE, InForceFile
from gate_agent.journal.store import Journal
from gate_agent.wire.schema import LanePhase, Outcome
from sync.errors import StoreFull
from tests.helpers.gate import Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")


class SmallDisk:
    """A file system of 2 MiB that can be filled to the last byte."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as ballast:
            size = 65536
            while size:
                try:
                    ballast.write(bytes(size))
                except OSError:
                    size //= 2

    def free(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(gate: Gate) -> Iterator[SmallDisk]:
    gate.data.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(gate.data)]
    subprocess.run(mount, check=True)
    yield SmallDisk(gate.data)
    subprocess.run(["umount", str(gate.data)], check=True)


def test_a_full_disk_opens_nothing_and_says_so(
    gate: Gate, hall: MisbehavingHall, disk: SmallDisk
) -> None:
    gate.by_card_alone()
    uid = new_uid()
    hall.publish(approved(hall.registry.digest(uid)))
    with gate.running() as agent:
        wait_until(lambda: gate.state().backlog.waiting == 0, "the start was reported")
        disk.fill()
        verdict = gate.tap(uid)
        assert (verdict.outcome, verdict.reason) == (Outcome.ATTENTION, "journal_unavailable")
        refusal = gate.open_by_hand("let them in")
        assert refusal is not None
        assert refusal.code == "journal_unavailable"
        assert any(problem.en == StoreFull.text.en for problem in gate.state().problems)
        assert gate.site.relay.moves == []
        gate.ask("POST", "/v1/emergency/lockdown", json={"reason": "danger"})
        in_force = InForceFile(gate.data / IN_FORCE_FILE).read()
        assert in_force is not None
        assert in_force.lockdown is not None, "a restart would know of it"

        hall.publish(approved(hall.registry.digest(new_uid())))
        wait_until(lambda: gate.state().records.problem is not None, "the mirror says so too")
        assert gate.state().records.count == 1, "the last good state stays"

        disk.free()
        ended = gate.ask("POST", "/v1/emergency/lockdown/end", json={"reason": "danger_over"})
        assert ended.status_code == 204
        wait_until(lambda: gate.state().records.count == 2, "the feed goes on")
        assert gate.tap(uid).outcome is Outcome.GRANTED
        gate.walk_through()
        gate.wait_verdict(lambda v: v.passed, "the passage is confirmed")
        assert gate.state().problems == ()
        wait_until(lambda: len(hall.events) == 5, "the hall has all events")
        assert verify_chain(agent._journal.events())[0] == 5
        kinds = [event.kind for event in agent._journal.events()]
        assert kinds[1:3] == ["lockdown", "lockdown_ended"], "owed first, then its end"


def test_what_a_full_disk_did_not_take_is_written_before_the_end(
    gate: Gate, hall: MisbehavingHall, disk: SmallDisk
) -> None:
    """Nobody comes any more, so that no other event brings it along."""
    gate.by_card_alone()
    uid = new_uid()
    hall.publish(approved(hall.registry.digest(uid)))
    with gate.running():
        wait_until(lambda: gate.state().backlog.waiting == 0, "the start was reported")
        assert gate.tap(uid).outcome is Outcome.GRANTED
        wait_until(lambda: gate.state().backlog.waiting == 0, "the grant was reported")
        disk.fill()
        gate.walk_through()
        gate.wait_phase(LanePhase.IDLE)
        disk.free()
    with closing(Journal(gate.data / "journal.db", "east")) as journal:
        kinds = [event.kind for event in journal.events()]
    assert kinds == ["started", "granted", "passed"]
