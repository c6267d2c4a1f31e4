"""From the card's event to the barrier's obedience, the face in view: a real agent on real peers.

Timed by the agent itself, as its metric does: from the moment that the reader's driver had the
card's number (the virtual reader's own polling is no part of it) until the relay board has
acknowledged the command over its 9600 baud line. Camera, reader and board are peers on real wires,
face detection and embedding run all the time, the grant is on the disk before the command.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gate_agent.wire.schema import LanePhase, Outcome
from tests.bench.harness import Row, Settings, percentile
from tests.helpers.gate import Gate, GateSite, enrolled_face
from tests.helpers.misbehaving_hall import misbehaving_hall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until

FACE: Final = "person_a_1"
WARM_UP: Final = 3
SETTLED_S: Final = 1.0
"""How long a person has stood in view; people slow down before they tap."""


def pipeline(settings: Settings) -> Iterator[Row]:
    with (
        GateSite() as site,
        misbehaving_hall() as hall,
        tempfile.TemporaryDirectory(prefix="yanhu-pipeline-") as folder,
    ):
        gate = site.configure(Path(folder), hall.identity())
        uid = new_uid()
        hall.publish(approved(hall.registry.digest(uid), face=enrolled_face(FACE)))
        took: list[float] = []
        with gate.running() as agent:
            agent._metrics.opened = lambda lane, seconds: took.append(seconds)  # type: ignore[method-assign]
            site.person(FACE)
            time.sleep(SETTLED_S)
            for _ in range(settings.taps + WARM_UP):
                _pass(gate, uid)
        ms = [seconds * 1000 for seconds in took[WARM_UP:]]
        note = f"{len(ms)} taps, real peers; from the card's event to the relay's acknowledgement"
        name = "tap to barrier, whole pipeline"
        yield Row(f"{name}: p50", percentile(ms, 50), "ms", goal=60, note=note)
        yield Row(f"{name}: p99", percentile(ms, 99), "ms", goal=150, note=note)


def _pass(gate: Gate, uid: bytes) -> None:
    verdict = gate.tap(uid)
    assert verdict.outcome is Outcome.GRANTED, verdict
    gate.walk_through()
    wait_until(lambda: gate.state().lanes[0].phase is LanePhase.IDLE, "the lane is free again")
