"""Native commands of MIFARE DESFire, wrapped as ISO/IEC 7816-4 short commands. No I/O.

Class 90, the native command as instruction; the answer's status word is 91 and the native status
(NXP MF3ICDx21_41_81, section 9.3, and AN12752). An answer of several frames is asked for with AF.
"""

from __future__ import annotations

from typing import Final

from devices.card.apdu import ANSWER_LIMIT, Answer, Command, Transmit
from devices.errors import Fault, ProtocolError

CLA: Final = 0x90
SW1: Final = 0x91
MORE: Final = 0xAF
OK: Final = 0x00
FRAME_LIMIT: Final = 32
"""Most frames of one answer: 32 of 59 bytes, far above any number file."""

SELECT_APPLICATION: Final = 0x5A
READ_DATA: Final = 0xBD
AUTHENTICATE_AES: Final = 0xAA
AUTHENTICATE_EV2_FIRST: Final = 0x71


class NativeRefused(ProtocolError):
    """A card that is well and says no. ``status`` is its native status."""

    fault = Fault.CARD_UNREADABLE

    def __init__(self, command: int, status: int) -> None:
        super().__init__(f"native command {command:02X} answered {status:02X}")
        self.status: Final = status


def send(transmit: Transmit, command: int, data: bytes, expected: int = OK) -> bytes:
    """One frame there and one back; returns the answer's data.

    Raises NativeRefused for another status than ``expected``, ProtocolError for no such answer.
    """
    raw = Answer.decode(transmit(Command(CLA, command, 0, 0, data, expect=ANSWER_LIMIT).encode()))
    if raw.sw >> 8 != SW1:
        raise ProtocolError(f"{raw.sw:04X} is no native answer", Fault.CARD_UNREADABLE)
    if raw.sw & 0xFF != expected:
        raise NativeRefused(command, raw.sw & 0xFF)
    return raw.data


def send_long(transmit: Transmit, command: int, data: bytes) -> bytes:
    """As :func:`send`, for an answer of several frames."""
    answer = b""
    for _ in range(FRAME_LIMIT):
        raw = Answer.decode(
            transmit(Command(CLA, command, 0, 0, data, expect=ANSWER_LIMIT).encode())
        )
        answer += raw.data
        if raw.sw == SW1 << 8 | OK:
            return answer
        if raw.sw != SW1 << 8 | MORE:
            raise NativeRefused(command, raw.sw & 0xFF)
        command, data = MORE, b""
    raise ProtocolError("an answer without an end", Fault.CARD_UNREADABLE)


def read_header(file: int, offset: int, length: int) -> bytes:
    """Parameters of ReadData: file number, then offset and length, low byte first."""
    return bytes((file,)) + offset.to_bytes(3, "little") + length.to_bytes(3, "little")
