"""How a gate's journal is chained: each event carries the hash of the one before it.

The gate chains when it writes, the hall checks when it receives; both use these functions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Final

from sync.wire import GateEvent

GENESIS: Final = "0" * 64
"""``previous_hash`` of a journal's first event."""


class ChainBroken(Exception):
    """The events do not follow from each other; ``seq`` names the first that does not."""

    def __init__(self, seq: int, detail: str) -> None:
        super().__init__(f"event {seq}: {detail}")
        self.seq = seq


def event_hash(event: GateEvent) -> str:
    """Hash of ``event`` over all its fields but ``hash`` itself: 64 hexadecimal characters.

    SHA-256 over the JSON of the message with sorted keys, no white space, in UTF-8.
    """
    fields = event.model_dump(mode="json", exclude={"hash"})
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def chained(event: GateEvent) -> GateEvent:
    """``event`` with its own hash filled in."""
    return event.model_copy(update={"hash": event_hash(event)})


def verify_chain(
    events: Iterable[GateEvent], previous: str = GENESIS, first_seq: int = 1
) -> tuple[int, str]:
    """Check that ``events`` follow from ``previous`` without a gap.

    Returns how many there were and the hash of the last. Raises ChainBroken at the first event
    that was changed, removed, inserted or moved.
    """
    count = 0
    for expected, event in enumerate(events, start=first_seq):
        if event.seq != expected:
            raise ChainBroken(event.seq, f"stands where event {expected} is expected")
        if event.previous_hash != previous:
            raise ChainBroken(event.seq, "does not follow from the event before it")
        if event.hash != event_hash(event):
            raise ChainBroken(event.seq, "its content was changed")
        previous = event.hash
        count += 1
    return count, previous
