"""Messages of a serial device that speaks unasked and marks the end of one by silence, too."""

from __future__ import annotations

import time
from typing import Final, Generic, TypeVar

from devices.decoder import Decoder
from devices.serial_line import SerialLine

STATUS_WAIT_S: Final = 0.25
"""Longest wait for bytes: how soon a stop is noticed. Bytes wake it at once."""
GAP_S: Final = 0.1
"""Devices send a message in one go (30 ms for a card number at 9600 baud); bytes so long after the
last ones belong to another."""
READ_LIMIT: Final = 8192

MessageT = TypeVar("MessageT")


class SerialMessages(Generic[MessageT]):
    """What comes over one open line, decoded. For one thread."""

    def __init__(self, line: SerialLine, decoder: Decoder[MessageT]) -> None:
        self._line: Final = line
        self._decoder: Final = decoder
        self._heard: float | None = None
        """When the last bytes came; None once the decoder knows that they were the last."""
        self.arrived = 0.0
        """When the newest messages were complete, in seconds of the monotonic clock."""

    def next(self, wait_s: float = STATUS_WAIT_S) -> list[MessageT]:
        """What comes within ``wait_s``, often nothing. Raises NotFound (unplugged)."""
        data = self._line.read(READ_LIMIT, wait_s if self._heard is None else min(wait_s, GAP_S))
        self.arrived = now = time.monotonic()
        if data:
            self._heard = now
            return self._decoder.feed(data)
        if self._heard is not None and now - self._heard >= GAP_S:
            self._heard = None
            return self._decoder.pause()
        return []
