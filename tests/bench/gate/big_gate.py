"""A gate with full stores, measured from inside: ``python -m tests.bench.gate.big_gate``.

Arguments: CONFIG SEED RECORDS DECISIONS. A process of its own, so that its memory is the gate's.
Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from devices.face.models import MODEL_ID
from devices.face.template import decode
from gate_agent.agent import GateAgent
from gate_agent.config_file import load_config
from gate_agent.journal.store import NewEvent
from gate_agent.lane.judge import Trial
from gate_agent.passage.live_face import LiveFace
from gate_agent.pauses import spare_long_pauses
from gate_agent.rules.access import Granted
from sync.identity import load_identity
from sync.wire import Direction, GateEventKind, TerminalRole
from tests.bench.gate.big_store import FACES, card, face

APPENDS: Final = 500
COLD: Final = 500
"""Few, so that most find their page on the disk."""


def decisions(agent: GateAgent, seed: str, records: int, count: int) -> list[float]:
    """Seconds of each: card read, record and face ready, to the decision to open."""
    judge = agent._lanes["L1"]._judge
    chance = random.Random(seed)
    took = []
    for _ in range(count):
        number = chance.randrange(records)
        uid = card(seed, number)
        template = decode(face(number % FACES)[0], MODEL_ID)
        live = LiveFace(template, 0.9, time.monotonic(), b"")
        began = time.perf_counter()
        trial = Trial(uuid4(), time.monotonic(), judge.card(uid))
        decision = judge.judge(trial, live, True)
        took.append(time.perf_counter() - began)
        assert isinstance(decision, Granted), decision
    return took


def forget_mirror(folder: Path) -> None:
    """Drop the mirror from the operating system's memory, as after a start of the machine."""
    with (folder / "mirror.db").open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def appends(agent: GateAgent) -> list[float]:
    """Seconds until an event is on the disk."""
    took = []
    for _ in range(APPENDS):
        new = NewEvent("L1", GateEventKind.DENIED, datetime.now(UTC), Direction.IN)
        began = time.perf_counter()
        agent._journal.append(new)
        took.append(time.perf_counter() - began)
    return took


def states(agent: GateAgent) -> list[float]:
    """Seconds to put together what the screens are told, backlog and count included."""
    took = []
    for _ in range(APPENDS):
        began = time.perf_counter()
        agent.state()
        took.append(time.perf_counter() - began)
    return took


def main() -> None:
    config, seed, records, count = sys.argv[1:]
    checked = load_config(Path(config))
    identity = load_identity(checked.hall.identity, TerminalRole.GATE)
    began = time.perf_counter()
    agent = GateAgent(checked, identity)
    opened = time.perf_counter() - began
    spare_long_pauses()
    forget_mirror(checked.gate.data)
    cold = decisions(agent, seed, int(records), COLD)
    found = {
        "open_s": opened,
        "cold": cold,
        "decisions": decisions(agent, seed, int(records), int(count)),
        "appends": appends(agent),
        "states": states(agent),
        "waiting": agent.state().backlog.waiting,
        "records": agent.state().records.count,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    agent.stop()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
