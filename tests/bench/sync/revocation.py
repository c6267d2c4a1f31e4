"""From a revocation in the hall to the refusal at 200 gates.

Some are whole agents, whose lanes are asked; the others real sync clients, each with its own token,
long poll, mirror on the disk and rules. The clock
starts with the decision itself, which the record carries (``decided_at``), and stops when the gate
that has just taken in the page would refuse the card. The decision is made by another process than
the one that serves, which notices it within 0.1 s; a counsellor's click is faster.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tests.bench.harness import ROOT, Row, Settings, percentile
from tests.bench.sync.large_campus import large_campus

GATES: Final = 200
AGENTS: Final = 4
"""Whole ones among them, in one process."""
PROCESSES: Final = 4
"""Of sync clients."""
ROUNDS: Final = 10
STUDENTS: Final = 200
GOAL_S: Final = 1.0
FIRST_STUDENT: Final = 20_900_001
"""Of those whom `seed-demo --approved` adds."""
COUNSELLOR: Final = "zhao"


def revocation(settings: Settings) -> Iterator[Row]:
    with large_campus(STUDENTS, GATES) as campus, ExitStack() as stack:
        whole, clients = campus.identities[:AGENTS], campus.identities[AGENTS:]
        crowds = [stack.enter_context(_Crowd("agents", list(whole)))]
        crowds += [stack.enter_context(_Crowd("crowd", part)) for part in _parts(clients)]
        for crowd in crowds:
            assert crowd.said() == {"event": "ready"}
        late: list[float] = []
        agents: list[float] = []
        for place in range(ROUNDS):
            student = str(FIRST_STUDENT + place)
            for crowd in crowds:
                crowd.watch(student)
            campus.hall.cli("revoke-return", "--student", student, "--by", COUNSELLOR)
            for crowd in crowds:
                found = crowd.said()["late_s"]
                assert isinstance(found, list)
                late += found
                agents += found if crowd is crowds[0] else []
    note = f"{GATES} gates, {AGENTS} of them whole agents, {ROUNDS} revocations, all on one machine"
    name = "revocation in the hall to refusal at the gate"
    yield Row(f"{name}: p50", percentile(late, 50), "s", note=note)
    yield Row(f"{name}: p99", percentile(late, 99), "s", goal=GOAL_S, note=note)
    yield Row(f"{name}, whole agents: slowest", max(agents), "s", note=note)


def _parts(identities: Sequence[Path]) -> list[list[Path]]:
    return [list(identities[start::PROCESSES]) for start in range(PROCESSES)]


class _Crowd:
    """A process with some of the gates. A context manager."""

    def __init__(self, module: str, identities: list[Path]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="yanhu-gates-")
        command = [f"tests.bench.sync.{module}", self._folder.name, *map(str, identities)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def __enter__(self) -> _Crowd:
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._folder.cleanup()

    def watch(self, student: str) -> None:
        """Let each gate tell when it would refuse ``student``."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{student}\n")
        self._process.stdin.flush()
        assert self.said() == {"event": "watching"}

    def said(self) -> dict[str, object]:
        assert self._process.stdout is not None
        line: dict[str, object] = json.loads(self._process.stdout.readline())
        return line
