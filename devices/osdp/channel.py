"""The serial line as libosdp uses it, with an ear of our own on what comes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from devices.errors import DeviceError
from devices.osdp.packet import (
    COMMAND_CHLNG,
    COMMAND_SCRYPT,
    REPLY_PDCAP,
    Packet,
    PacketFault,
    PacketListener,
    refusal_of,
)
from devices.serial_line import SerialLine

BUFFER_LIMIT: Final = 16_384
"""libosdp empties the buffer every few milliseconds; more than this is a flood of noise."""


class LineChannel:
    """What ``osdp.Channel`` asks for.

    libosdp calls :meth:`read`, :meth:`write` and :meth:`flush` from inside its refresh. An
    exception must not pass through it: the line's loss is kept in ``loss``.
    """

    def __init__(self, line: SerialLine) -> None:
        self.id = 1  # one channel for all readers of the line, so that libosdp lets them take turns
        self.loss: DeviceError | None = None
        self.faults: Final[Counter[str]] = Counter()
        """Bad bytes so far by :class:`~devices.osdp.packet.PacketFault`."""
        self._line: Final = line
        self._listener: Final = PacketListener()
        self._buffer: Final = bytearray()
        self._now = 0.0
        self._heard: Final[dict[int, float]] = {}
        self._told: Final[dict[int, float]] = {}
        self._unproved: Final[dict[int, float]] = {}
        self._own: Final = PacketListener()
        self._asked: Final[dict[int, int]] = {}
        """Code of the last command to each address."""
        self._hung_up: Final[set[int]] = set()

    def receive(self, data: bytes, now: float) -> None:
        """Take in what the line brought."""
        self._now = now
        self._buffer.extend(data)
        if len(self._buffer) > BUFFER_LIMIT:
            del self._buffer[:-BUFFER_LIMIT]
        self._note(self._listener.feed(data))

    @property
    def heard(self) -> Mapping[int, float]:
        """When each address last sent a good packet, as :meth:`receive` was told the time."""
        return self._heard

    @property
    def told_capabilities(self) -> Mapping[int, float]:
        """When each address last told what it can do."""
        return self._told

    @property
    def unproved(self) -> Mapping[int, float]:
        """When each address failed to prove its key: libosdp did not go on with its answer."""
        return self._unproved

    def hang_up(self, address: int) -> None:
        """Send nothing to ``address`` any more, and refuse in its name whatever libosdp sends.

        libosdp repeats an unanswered command for 8 seconds: it would be carried out long after it
        was given up, and nothing else could be done with the reader before.
        """
        self._hung_up.add(address)

    def pick_up(self, address: int) -> None:
        """Let ``address`` be spoken to again."""
        self._hung_up.discard(address)

    def read(self, max_bytes: int) -> bytes:
        data = bytes(self._buffer[:max_bytes])
        del self._buffer[:max_bytes]
        return data

    def write(self, buf: bytes) -> int:
        self._note(self._listener.pause())  # whatever answered the last question has ended
        for one in self._own.feed(bytes(buf)):
            if isinstance(one, Packet):
                self._asked[one.address] = one.code
                if one.code == COMMAND_SCRYPT:
                    self._unproved.pop(one.address, None)
        address, refusal = refusal_of(buf)
        if address in self._hung_up:
            self._buffer.extend(refusal)
            return len(buf)
        try:
            self._line.write(buf)
        except DeviceError as error:
            self.loss = error
        return len(buf)

    def flush(self) -> None:
        self._buffer.clear()

    def _note(self, seen: list[Packet | PacketFault]) -> None:
        for one in seen:
            if isinstance(one, PacketFault):
                self.faults[one] += 1
            elif one.reply:
                self._heard[one.address] = self._now
                if one.code == REPLY_PDCAP:
                    self._told[one.address] = self._now
                elif self._asked.get(one.address) == COMMAND_CHLNG:
                    self._unproved[one.address] = self._now
