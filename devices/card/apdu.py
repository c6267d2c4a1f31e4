"""Card commands and answers as bytes (ISO/IEC 7816-4:2020; PC/SC part 3, section 3.2.2). No I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from devices.errors import Fault, ProtocolError
from devices.ports import CardProtocol

SHORT_LIMIT: Final = 255
"""Most data bytes in a short command (7816-4, short length fields)."""
ANSWER_LIMIT: Final = 256
"""Most data bytes in a short answer."""
CHAIN_LIMIT: Final = 16
"""Most GET RESPONSE rounds for one command: 4 KiB, far above any file that is read here."""

SW_OK: Final = 0x9000
SW1_MORE: Final = 0x61
"""SW2 more bytes wait for GET RESPONSE."""
SW1_WRONG_LENGTH: Final = 0x6C
"""Ask again with Le = SW2."""

NUMBER_BYTES: Final = range(4, 11)
"""Lengths of a card number: 4, 7 or 10 bytes (ISO/IEC 14443-3), 8 (ISO/IEC 15693, FeliCa)."""

Transmit = Callable[[bytes], bytes]
"""Sends one command and returns the raw answer."""


class StatusRefused(ProtocolError):
    """A card that is well and says no. ``sw`` is its status word."""

    fault = Fault.CARD_UNREADABLE

    def __init__(self, instruction: int, sw: int) -> None:
        super().__init__(f"instruction {instruction:02X} answered {sw:04X}")
        self.sw: Final = sw


@dataclass(frozen=True, slots=True)
class Command:
    """A short command. ``expect`` is Le: None for no answer data, 1 to 256 bytes otherwise."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = field(default=b"", repr=False)
    expect: int | None = None

    def encode(self) -> bytes:
        """The command's bytes. Raises ValueError when a field is out of its range."""
        if len(self.data) > SHORT_LIMIT:
            raise ValueError(f"{len(self.data)} bytes of data do not fit a short command")
        if self.expect is not None and not 1 <= self.expect <= ANSWER_LIMIT:
            raise ValueError(f"Le must be 1 to {ANSWER_LIMIT}, not {self.expect}")
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        body = bytes((len(self.data),)) + self.data if self.data else b""
        le = b"" if self.expect is None else bytes((self.expect % 256,))
        return header + body + le


@dataclass(frozen=True, slots=True)
class Answer:
    """Data and status word of an answer."""

    data: bytes = field(repr=False)
    sw: int

    @classmethod
    def decode(cls, raw: bytes) -> Answer:
        """Raises ProtocolError when ``raw`` is shorter than a status word or overlong."""
        if not 2 <= len(raw) <= ANSWER_LIMIT + 2:
            raise ProtocolError(f"a card answer of {len(raw)} bytes", Fault.CARD_UNREADABLE)
        return cls(raw[:-2], int.from_bytes(raw[-2:], "big"))


def get_uid() -> Command:
    """GET DATA for the UID; answered by the reader itself (PC/SC part 3, section 3.2.2.1.3)."""
    return Command(0xFF, 0xCA, 0x00, 0x00, expect=ANSWER_LIMIT)


def select_application(aid: bytes) -> Command:
    """SELECT by application identifier of 5 to 16 bytes (7816-4, section 11.2.2)."""
    if not 5 <= len(aid) <= 16:
        raise ValueError(f"an application identifier has 5 to 16 bytes, not {len(aid)}")
    return Command(0x00, 0xA4, 0x04, 0x00, aid, expect=ANSWER_LIMIT)


def read_binary(offset: int, length: int) -> Command:
    """READ BINARY of the selected file (7816-4, section 11.3.3); ``offset`` below 32768."""
    if not 0 <= offset < 1 << 15:
        raise ValueError(f"offset {offset} is outside a transparent file")
    return Command(0x00, 0xB0, offset >> 8, offset & 0xFF, expect=length)


def exchange(transmit: Transmit, command: Command) -> bytes:
    """Send ``command``, follow 61xx and 6Cxx, and return the data of a good answer.

    Raises StatusRefused (card unreadable) for any other status word, ProtocolError for no answer.
    """
    answer = Answer.decode(transmit(command.encode()))
    if answer.sw >> 8 == SW1_WRONG_LENGTH:
        again = Command(
            command.cla,
            command.ins,
            command.p1,
            command.p2,
            command.data,
            expect=(answer.sw & 0xFF) or ANSWER_LIMIT,
        )
        answer = Answer.decode(transmit(again.encode()))
    data = answer.data
    for _ in range(CHAIN_LIMIT):
        if answer.sw >> 8 != SW1_MORE:
            break
        get_response = Command(
            command.cla & 0x03, 0xC0, 0x00, 0x00, expect=(answer.sw & 0xFF) or ANSWER_LIMIT
        )
        answer = Answer.decode(transmit(get_response.encode()))
        data += answer.data
    if answer.sw != SW_OK:
        raise StatusRefused(command.ins, answer.sw)
    return data


def checked_number(data: bytes) -> bytes:
    """``data`` when it can be a card number. Raises ProtocolError (card unreadable) otherwise."""
    if len(data) not in NUMBER_BYTES:
        raise ProtocolError(f"a card number of {len(data)} bytes", Fault.CARD_UNREADABLE)
    return data


def is_contactless(atr: bytes) -> bool:
    """Whether a reader made this ATR up for a contactless card (PC/SC part 3, 3.1.3.2.3)."""
    return len(atr) >= 4 and atr[0] == 0x3B and atr[1] >> 4 == 0x8 and atr[2:4] == b"\x80\x01"


def card_protocol(atr: bytes, *, active_t1: bool) -> CardProtocol:
    """How a card is spoken to, from its ATR and the protocol that the daemon made active."""
    if is_contactless(atr):
        return CardProtocol.CONTACTLESS
    return CardProtocol.T1 if active_t1 else CardProtocol.T0
