"""Reads events from the journal's rows, where one row may be damaged and all others are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pydantic import ValidationError

from gate_agent.journal.errors import JournalCorrupt
from sync.wire import GateEvent, event_hash
from wording import Text

ROW: Final = "seq, CAST(body AS BLOB)"
"""What :class:`Rows` takes. As bytes: a text that is no UTF-8 would spoil the whole query."""
SKIPPED: Final = Text(
    "日志有 {count} 条读不出（如第 {seq} 条）；请核对本人，可疑不放行，技术员须运行 verify-journal",
    "{count} journal entries can't be read (number {seq}); compare faces, refuse when in doubt; "
    "technician: run verify-journal",
)
"""Somebody could come in again by a pass or an entry that was used."""

Row = tuple[int, bytes]


class Rows:
    """Reads what can be read, and remembers what can't. Safe to use from any thread."""

    def __init__(self) -> None:
        self._unreadable: Final[set[int]] = set()

    @property
    def problem(self) -> Text | None:
        """What to say of the rows that were skipped; None when there was none."""
        unreadable = sorted(self._unreadable)
        if not unreadable:
            return None
        return SKIPPED.format(count=len(unreadable), seq=unreadable[0])

    def skip(self, seq: int) -> None:
        """The row ``seq`` is not as it was written."""
        self._unreadable.add(seq)

    def events(self, rows: Iterable[Row]) -> Iterator[GateEvent]:
        """The events in ``rows``, but for those that can't be read."""
        for seq, body in rows:
            try:
                event = event_of(body)
            except JournalCorrupt:
                self.skip(seq)
                continue
            if event.seq == seq:
                yield event
            else:
                self.skip(seq)

    def as_written(self, rows: Iterable[Row]) -> Iterator[GateEvent]:
        """The events in ``rows``, but for those that are not what was once written."""
        for event in self.events(rows):
            if event.hash == event_hash(event):
                yield event
            else:
                self.skip(event.seq)


def event_of(body: bytes) -> GateEvent:
    """The event in a row. Raises JournalCorrupt."""
    try:
        return GateEvent.model_validate_json(body)
    except ValidationError as error:
        raise JournalCorrupt(f"an event is unreadable ({error.error_count()} errors)") from None
