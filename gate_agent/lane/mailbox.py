"""What waits for a lane: bounded in what people show, complete in all else."""

from __future__ import annotations

from queue import SimpleQueue
from typing import Final, Generic, TypeVar

_Item = TypeVar("_Item")

WAITING: Final = 256
"""A lane that keeps up has a handful waiting. One that a disk holds up for long would keep a
picture of every face that its camera sees meanwhile, and open for none of them."""


class LaneMailbox(Generic[_Item]):
    """Safe to use from any thread."""

    def __init__(self) -> None:
        self._queue: Final[SimpleQueue[_Item]] = SimpleQueue()

    def __len__(self) -> int:
        return self._queue.qsize()

    def put(self, item: _Item) -> None:
        """Keep ``item``, however many wait: a sensor, a fault, a fire, an order."""
        self._queue.put(item)

    def put_shown(self, item: _Item) -> None:
        """Keep ``item`` unless too many wait: by the time it were looked at, it would be late."""
        if len(self) < WAITING:
            self._queue.put(item)

    def get(self, timeout: float | None) -> _Item:
        """The next one. Raises queue.Empty after ``timeout`` seconds; None waits for ever."""
        return self._queue.get(timeout=timeout)
