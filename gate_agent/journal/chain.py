"""Is a journal whole? Pure check over its events, first to last."""

from __future__ import annotations

from collections.abc import Iterable

from sync.wire import JOURNAL_START, GateEvent, event_hash


class ChainBroken(Exception):
    """The events do not follow from each other; ``seq`` names the first place where they don't."""

    def __init__(self, seq: int, detail: str) -> None:
        super().__init__(f"event {seq}: {detail}")
        self.seq = seq


def chained(event: GateEvent) -> GateEvent:
    """``event`` with its own hash filled in."""
    return event.model_copy(update={"hash": event_hash(event)})


def verify_chain(
    events: Iterable[GateEvent], previous: str = JOURNAL_START, first_seq: int = 1
) -> tuple[int, str]:
    """Check that ``events`` follow from ``previous`` without a gap.

    Returns how many there were and the hash of the last. Raises ChainBroken at the first event
    that was changed, removed, inserted or moved.
    """
    expected = first_seq
    for event in events:
        if event.seq != expected:
            raise ChainBroken(expected, f"event {event.seq} stands in its place")
        if event.previous_hash != previous:
            raise ChainBroken(event.seq, "does not follow from the event before it")
        if event.hash != event_hash(event):
            raise ChainBroken(event.seq, "its content was changed")
        previous = event.hash
        expected += 1
    return expected - first_seq, previous
