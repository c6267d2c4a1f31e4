"""The application of a campus CPU card (docs/devices/campus-card.md), as a card runs it."""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC

APPLICATION: Final = bytes.fromhex("F0000000CA5502")
KEY_NUMBER: Final = 1
CHALLENGE_BYTES: Final = 16
CARD_RANDOM_BYTES: Final = 8

OK: Final = b"\x90\x00"
WRONG_LENGTH: Final = b"\x67\x00"
NOT_SELECTED: Final = b"\x69\x85"
WRONG_PARAMETERS: Final = b"\x6a\x86"
NO_KEY: Final = b"\x6a\x88"


def personalised_key(master: bytes, number: bytes, application: bytes = APPLICATION) -> bytes:
    """The key that the card office writes into the card with ``number``.

    NXP AN10922 with number, application, key number and ``YH01``. For 16 bytes of these and more
    it is the CMAC of the constant 01 and them; the card office pads shorter ones by hand.
    """
    identity = number + application + bytes((KEY_NUMBER,)) + b"YH01"
    if len(identity) < 16:
        raise ValueError("a card number and an application that short are not personalised here")
    return _cmac(master, b"\x01" + identity)


class CampusApplet:
    """Knows its number and its own key. An Applet (:mod:`devices.sim.vcard`)."""

    def __init__(self, number: bytes, key: bytes) -> None:
        self._number: Final = number
        self._key: Final = key
        self._selected = False

    def reset(self) -> None:
        self._selected = False

    def answer(self, command: bytes) -> bytes | None:
        match command[0], command[1]:
            case 0x00, 0xA4:
                self._selected = command[5 : 5 + command[4]] == APPLICATION
                return b"\x6f\x00" + OK if self._selected else None
            case (0x00, 0xCA) | (0x00, 0x88) if not self._selected:
                return NOT_SELECTED
            case 0x00, 0xCA:
                return self._number_object() if command[2:4] == b"\xdf\x01" else NO_KEY
            case 0x00, 0x88:
                return self._authenticate(command)
            case _:
                return None

    def _number_object(self) -> bytes:
        return b"\xdf\x01" + bytes((len(self._number),)) + self._number + OK

    def _authenticate(self, command: bytes) -> bytes:
        if command[2] != 0:
            return WRONG_PARAMETERS
        if command[3] != KEY_NUMBER:
            return NO_KEY
        challenge = command[5 : 5 + command[4]]
        if len(challenge) != CHALLENGE_BYTES:
            return WRONG_LENGTH
        drawn = secrets.token_bytes(CARD_RANDOM_BYTES)
        proof = _cmac(self._key, b"\x01" + challenge + drawn + self._number)
        return drawn + proof + OK


def _cmac(key: bytes, message: bytes) -> bytes:
    worker = CMAC(algorithms.AES(key))
    worker.update(message)
    return worker.finalize()
