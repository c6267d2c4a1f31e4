"""Whole gate agents in one process: ``python -m tests.bench.sync.agents FOLDER IDENTITY...``.

Speaks with its parent as `tests.bench.sync.crowd` does. Their devices are not there; the judge of
each lane is asked, again and again, what it would say if the student's card were tapped now.
"""

from __future__ import annotations

import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

import structlog

from gate_agent.agent import GateAgent
from gate_agent.config_file import load_config
from gate_agent.lane.judge import Trial
from gate_agent.lane.presented import CardRead
from gate_agent.rules.access import Denied
from gate_agent.rules.reasons import Reason
from sync.identity import load_identity
from sync.wire import TerminalRole
from tests.bench.gate.capacity import write_config
from tests.bench.sync.crowd import LIMIT_S, say
from tests.helpers.waiting import wait_until

LOOK_S: Final = 0.005


class Watched:
    """A running agent, and the card that is watched at it."""

    def __init__(self, folder: Path, identity: Path) -> None:
        folder.mkdir()
        shutil.copy(identity, folder / "identity.json")
        config = load_config(write_config(folder))
        self.agent: Final = GateAgent(config, load_identity(identity, TerminalRole.GATE))
        self._digest = ""
        self.agent.start()

    @property
    def complete(self) -> bool:
        return self.agent._book.progress.complete

    def watch(self, student: str) -> None:
        """``student`` is approved now."""
        record = self.agent._book._mirror.by_student_no(student)
        assert record is not None
        self._digest = record.credentials[0]

    def late_s(self) -> float | None:
        """How long after the decision the student was refused; None while they are not."""
        judge = self.agent._lanes["L1"]._judge
        trial = Trial(uuid4(), time.monotonic(), CardRead(self._digest))
        decision = judge.judge(trial, None, True)
        now = datetime.now(UTC)
        if not isinstance(decision, Denied) or decision.reason is not Reason.REVOKED:
            return None
        assert trial.record is not None
        assert trial.record.decided_at is not None
        return (now - trial.record.decided_at).total_seconds()


def _refused(agents: list[Watched]) -> list[float]:
    late: list[float] = []
    waiting, until = list(agents), time.monotonic() + LIMIT_S
    while waiting:
        assert time.monotonic() < until, "not refused everywhere"
        time.sleep(LOOK_S)
        for one in tuple(waiting):
            seconds = one.late_s()
            if seconds is not None:
                late.append(seconds)
                waiting.remove(one)
    return late


def main() -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    folder, *identities = map(Path, sys.argv[1:])
    agents = [Watched(folder / file.stem, file) for file in identities]
    wait_until(lambda: all(one.complete for one in agents), "all records are there", LIMIT_S)
    say({"event": "ready"})
    for line in sys.stdin:
        for one in agents:
            one.watch(line.strip())
        say({"event": "watching"})
        say({"late_s": _refused(agents)})
    for one in agents:
        one.agent.stop()


if __name__ == "__main__":
    main()
