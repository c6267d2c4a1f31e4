"""The serial line as libosdp uses it, with an ear of our own on what comes in.

libosdp is given only good packets, and only those of the reader that it has asked. A reply that
comes after libosdp has given up waiting is kept for the moment when it asks again: the question is
not repeated then, because a reader that has answered it may take the repetition amiss, and what it
reported would be lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from devices.errors import DeviceError
from devices.osdp.packet import (
    COMMAND_CHLNG,
    COMMAND_SCRYPT,
    LONGEST,
    REPLY_PDCAP,
    Packet,
    PacketFault,
    PacketListener,
    refusal_of,
)
from devices.serial_line import SerialLine

REPLIES_HELD: Final = 4 * LONGEST
"""A reader sends one reply for each command; more bytes than these are nobody's answer."""
NOBODY: Final = -1


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
        self._own: Final = PacketListener()
        self._now = 0.0
        self._asked = NOBODY
        """Address of the reader that libosdp listens to."""
        self._sent: Final[dict[int, bytes]] = {}
        """The last command to each address."""
        self._codes: Final[dict[int, int]] = {}
        """And its code."""
        self._replies: Final[dict[int, bytearray]] = {}
        """What each address answered to it, as far as libosdp has not read it."""
        self._heard: Final[dict[int, float]] = {}
        self._told: Final[dict[int, float]] = {}
        self._unproved: Final[dict[int, float]] = {}
        self._hung_up: Final[set[int]] = set()

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

    def receive(self, data: bytes, now: float) -> None:
        """Take in what the line brought."""
        self._now = now
        self._sort(self._listener.feed(data))

    def hang_up(self, address: int) -> None:
        """Send nothing to ``address`` any more, and refuse in its name whatever libosdp sends.

        libosdp repeats an unanswered command for 8 seconds: it would be carried out long after it
        was given up, and nothing else could be done with the reader before.
        """
        self._hung_up.add(address)

    def pick_up(self, address: int) -> None:
        """Let ``address`` be spoken to again."""
        self._hung_up.discard(address)
        self._sent.pop(address, None)

    def read(self, max_bytes: int) -> bytes:
        reply = self._replies.get(self._asked, bytearray())
        data = bytes(reply[:max_bytes])
        del reply[:max_bytes]
        return data

    def write(self, buf: bytes) -> int:
        self._sort(self._listener.pause())  # whatever answered the last question has ended
        command = bytes(buf)
        address, refusal = refusal_of(command)
        self._asked = address
        if address in self._hung_up:
            self._replies[address] = bytearray(refusal)
        elif not (command == self._sent.get(address) and self._replies.get(address)):
            self._send(address, command)
        return len(buf)

    def flush(self) -> None:
        """Replies to a former question are forgotten when another one is sent."""

    def _send(self, address: int, command: bytes) -> None:
        self._replies.pop(address, None)
        self._sent[address] = command
        for one in self._own.feed(command):
            if isinstance(one, Packet):
                self._codes[address] = one.code
                if one.code == COMMAND_SCRYPT:
                    self._unproved.pop(address, None)
        try:
            self._line.write(command)
        except DeviceError as error:
            self.loss = error

    def _sort(self, seen: list[Packet | PacketFault]) -> None:
        for one in seen:
            if isinstance(one, PacketFault):
                self.faults[one] += 1
            elif one.reply:
                self._note(one)

    def _note(self, reply: Packet) -> None:
        address = reply.address
        self._heard[address] = self._now
        if reply.code == REPLY_PDCAP:
            self._told[address] = self._now
        elif self._codes.get(address) == COMMAND_CHLNG:
            self._unproved[address] = self._now
        held = self._replies.setdefault(address, bytearray())
        if address in self._sent and len(held) + len(reply.raw) <= REPLIES_HELD:
            held.extend(reply.raw)
