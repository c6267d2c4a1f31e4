"""Server-sent events, decoded from bytes as they arrive.

Protocol: WHATWG HTML Living Standard, section 9.2.6 (interpreting an event stream).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

EVENT_LIMIT_BYTES: Final = 2 * 1024 * 1024
"""Longest event that is put together; an agent's state with eight lanes takes about 20 kB."""
_BOM: Final = b"\xef\xbb\xbf"


class StreamBroken(ValueError):
    """An event beyond the limit, or bytes that are no UTF-8."""


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One dispatched event; ``name`` is ``message`` when the stream names none."""

    name: str
    data: str


class EventDecoder:
    """Feed it bytes in any portions; it returns the events that became complete."""

    def __init__(self) -> None:
        self._buffer = b""
        self._size = 0
        self._name = ""
        self._data: list[str] = []
        self._started = False

    def feed(self, portion: bytes) -> list[ServerEvent]:
        """Events completed by ``portion``, in order. Raises StreamBroken."""
        self._buffer += portion
        if not self._started and not self._strip_bom():
            return []
        events: list[ServerEvent] = []
        while (line := self._next_line()) is not None:
            event = self._take(line)
            if event is not None:
                events.append(event)
        if self._size + len(self._buffer) > EVENT_LIMIT_BYTES:
            raise StreamBroken(f"an event is longer than {EVENT_LIMIT_BYTES} bytes")
        return events

    def _strip_bom(self) -> bool:
        """Drop a leading byte order mark; False while it can't be told yet."""
        if len(self._buffer) < len(_BOM) and _BOM.startswith(self._buffer):
            return False
        self._buffer = self._buffer.removeprefix(_BOM)
        self._started = True
        return True

    def _next_line(self) -> bytes | None:
        """The next line without its end (LF, CR or CR LF); None until one is complete."""
        ends = [at for mark in (b"\n", b"\r") if (at := self._buffer.find(mark)) >= 0]
        if not ends:
            return None
        end = min(ends)
        after = end + 1
        if self._buffer[end:after] == b"\r":
            if after == len(self._buffer):
                return None
            if self._buffer[after : after + 1] == b"\n":
                after += 1
        line = self._buffer[:end]
        self._buffer = self._buffer[after:]
        self._size += len(line)
        return line

    def _take(self, line: bytes) -> ServerEvent | None:
        if not line:
            return self._dispatch()
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as exc:
            raise StreamBroken("the stream is not UTF-8") from exc
        field, _, value = text.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
        return None

    def _dispatch(self) -> ServerEvent | None:
        event = ServerEvent(self._name or "message", "\n".join(self._data)) if self._data else None
        self._name = ""
        self._data = []
        self._size = 0
        return event
