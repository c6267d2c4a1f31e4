"""Gates as threads of one process: ``python -m tests.bench.sync.crowd FOLDER IDENTITY...``.

Each follows the hall with a client and a mirror of its own. Says ``ready`` when all are complete;
then, for each student's number on its input, how late each gate would have refused that student,
counted from the decision. Ends when its input ends.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from hall.gates.preview import refusal_now
from sync.errors import SyncError
from sync.identity import load_identity
from sync.wire import ReturnStatus, TerminalRole
from tests.bench.sync.follower import Follower

LIMIT_S: Final = 60.0
ABORT_EVERY_S: Final = 0.1


class Gate:
    """One gate's thread. ``refused`` is given a student's number and how late, in seconds."""

    def __init__(
        self, folder: Path, identity: Path, refused: SimpleQueue[tuple[str, float]]
    ) -> None:
        folder.mkdir()
        self._gate: Final = Follower(folder, load_identity(identity, TerminalRole.GATE))
        self._refused: Final = refused
        self._watched: Final[set[str]] = set()
        self._stop: Final = threading.Event()
        self.complete: Final = threading.Event()
        self._thread: Final = threading.Thread(target=self._run)

    def start(self) -> None:
        self._thread.start()

    def watch(self, student: str) -> None:
        """Tell when ``student``, who is approved now, would be refused."""
        self._watched.add(student)

    def stop(self) -> None:
        self._stop.set()
        while self._thread.is_alive():
            self._gate.client.abort()
            self._thread.join(ABORT_EVERY_S)
        self._gate.__exit__()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._gate.follower.step()
            except SyncError:
                if self._stop.is_set():
                    return
                raise
            self._look()
            if self._gate.book.progress.complete:
                self.complete.set()

    def _look(self) -> None:
        for student in tuple(self._watched):
            record = self._gate.book._mirror.by_student_no(student)
            now = datetime.now(UTC)
            if record is None or record.status is not ReturnStatus.REVOKED:
                continue
            assert refusal_now(record, now) is not None
            assert record.decided_at is not None
            self._watched.discard(student)
            self._refused.put((student, (now - record.decided_at).total_seconds()))


def say(row: Mapping[str, object]) -> None:
    print(json.dumps(row), flush=True)


def main() -> None:
    folder, *identities = map(Path, sys.argv[1:])
    refused: SimpleQueue[tuple[str, float]] = SimpleQueue()
    gates = [Gate(folder / file.stem, file, refused) for file in identities]
    for gate in gates:
        gate.start()
    for gate in gates:
        assert gate.complete.wait(LIMIT_S), "the records never came"
    say({"event": "ready"})
    for line in sys.stdin:
        for gate in gates:
            gate.watch(line.strip())
        say({"event": "watching"})
        say({"late_s": [refused.get(timeout=LIMIT_S)[1] for _ in gates]})
    for gate in gates:
        gate.stop()


if __name__ == "__main__":
    main()
