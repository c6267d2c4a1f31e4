"""What most uploads are: events that simply go on where a journal ends.

Each is judged by itself as any other; its place need not be looked for, and all are stored at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from sync.wire import GateEvent

from .chain import Before, Fit, fit
from .models import Journal, JournalledEvent


class Run:
    """Goes on from the newest event of ``journal``, which was just placed there.

    Nothing else may change the device's journals until :meth:`store`.
    """

    def __init__(self, journal: Journal, batch: Sequence[GateEvent]) -> None:
        """``batch``: where the events come from that may be added."""
        self._journal: Final = journal
        self._batch: Final = batch
        self._rows: Final[list[JournalledEvent]] = []

    def takes(self, event: GateEvent) -> bool:
        """Whether ``event`` is the next of this run, and nothing kept before waited for it."""
        journal = self._journal
        return (
            event.gate == journal.gate
            and event.previous_hash == journal.last_hash
            and fit(event, Before(journal.last_seq, newest=True)) is Fit.FOLLOWS
            and event.hash not in self._awaited
        )

    @property
    def journal(self) -> Journal:
        return self._journal

    def add(self, event: GateEvent, row: JournalledEvent) -> None:
        """``row`` is what to store of ``event``."""
        self._rows.append(row)
        self._journal.last_seq, self._journal.last_hash = event.seq, event.hash

    def store(self) -> None:
        """Once, when nothing more is to be added."""
        if self._rows:
            JournalledEvent.objects.bulk_create(self._rows)
            self._journal.save(update_fields=["last_seq", "last_hash"])

    @cached_property
    def _awaited(self) -> frozenset[str]:
        """Hashes of the batch that the beginning of another journal names as the one before it."""
        hashes = [event.hash for event in self._batch]
        waiting = Journal.objects.filter(gate=self._journal.gate, follows__in=hashes)
        return frozenset(waiting.values_list("follows", flat=True))
