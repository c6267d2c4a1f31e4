"""A process that journals and uploads as the agent does, made to be killed.

``python -m tests.helpers.event_writer JOURNAL IDENTITY`` loads everything once, then for each line
on its standard input forks a child and says its process id. The child opens the journal, uploads in
one thread, and journals grants and passages in another; each event that the journal has kept is
said with its id. Asked to ``drain``, the child only uploads, and ends when nothing waits.
"""

from __future__ import annotations

import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from gate_agent.journal.evidence_key import KEY_FILE, EvidenceKey
from gate_agent.journal.store import Journal, NewEvent
from sync.backoff import Backoff
from sync.client import HallClient
from sync.clock import HallClock
from sync.errors import SyncError
from sync.identity import load_identity
from sync.upload import EventUploader
from sync.wire import Direction, GateEventKind, TerminalIdentity, TerminalRole

GATE = "east"


def say(text: str) -> None:
    # One write a line: a killed child leaves a whole line or none.
    os.write(1, f"{text}\n".encode())


def journal_for_ever(journal: Journal, uploader: EventUploader) -> None:
    while True:
        attempt = uuid4()
        for kind in (GateEventKind.GRANTED, GateEventKind.PASSED):
            event = journal.append(
                NewEvent("L1", kind, datetime.now(UTC), Direction.IN, attempt=attempt)
            )
            say(str(event.event_id))
            uploader.wake()


def work(path: Path, identity: TerminalIdentity, drain: bool) -> None:
    """The child's life."""
    journal = Journal(path, GATE, EvidenceKey.at(path.with_name(KEY_FILE)))
    client = HallClient.of(identity, HallClock())
    backoff = Backoff(first_s=0.01, last_s=0.05)
    uploader = EventUploader(journal.outbox, journal.load, client, _unheard, backoff)
    if drain:
        while journal.outbox.backlog().waiting:
            uploader.upload_batch()
        return
    threading.Thread(target=uploader.run, args=(threading.Event(),), daemon=True).start()
    journal_for_ever(journal, uploader)


def _unheard(error: SyncError | None) -> None:
    """Nobody reads this process's troubles; the next round tries again."""


def main() -> None:
    path, identity_file = map(Path, sys.argv[1:])
    identity = load_identity(identity_file, TerminalRole.GATE)
    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(path, identity, drain=line.strip() == "drain")
            os._exit(0)
        say(f"child {child}")
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
